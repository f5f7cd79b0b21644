//! `schema check` and `schema export`: the indicator schema itself.

use super::arguments::{Common, Format};
use super::help::{self, Spec};
use super::screen::Screen;
use super::{Done, Stop, output, schema_file};
use chitieu::language::{Language, Text};
use chitieu::schema::{Schema, to_toml};
use chitieu::write::json;
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::PathBuf;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "schema",
    alias: "bo-chi-tieu",
    about: Text { vi: "Kiểm tra hoặc xuất bộ chỉ tiêu.", en: "Check or export the indicator schema." },
    usage: Text { vi: "VIỆC [LỰA-CHỌN]... [TỆP.toml]", en: "ACTION [OPTION]... [FILE.toml]" },
    more: Text { vi: "", en: "" },
};

static CHECK: Spec = Spec {
    name: "check",
    alias: "kiem-tra",
    about: Text {
        vi: "Nêu mọi chỗ sai của một bộ chỉ tiêu, kèm số dòng.", en: "Tell every problem of a schema, with its line."
    },
    usage: Text { vi: "[LỰA-CHỌN]... [TỆP.toml]", en: "[OPTION]... [FILE.toml]" },
    more: Text { vi: "Không nêu tệp: kiểm tra bộ chỉ tiêu có sẵn.", en: "Without a file the built-in schema is checked." },
};

static EXPORT: Spec = Spec {
    name: "export",
    alias: "xuat",
    about: Text { vi: "Xuất bộ chỉ tiêu ra tệp .toml để sửa.", en: "Export the schema as a .toml file to edit." },
    usage: Text { vi: "[LỰA-CHỌN]... [TỆP.toml]", en: "[OPTION]... [FILE.toml]" },
    more: Text {
        vi: "Không nêu tệp: xuất bộ chỉ tiêu có sẵn. Không có --out: in ra màn hình.\nVí dụ: chitieu bo-chi-tieu xuat -o bo-chi-tieu.toml",
        en: "Without a file the built-in schema is exported. Without --out it is printed.\nExample: chitieu schema export -o schema.toml",
    },
};

/// Its own arguments; the actions have theirs.
pub fn arguments(_: Language) -> Vec<Arg> {
    Vec::new()
}

/// Adds the actions to the command.
pub fn with_actions(command: Command, language: Language) -> Command {
    let [name, _] = SPEC.names(language);
    let (usage, actions, options) = match language {
        Language::Vi => ("Cách dùng", "Việc", "Lựa chọn"),
        Language::En => ("Usage", "Actions", "Options"),
    };
    let list = help::list([&CHECK, &EXPORT].into_iter(), language);
    let file = Arg::new("file").value_name("TỆP").value_parser(value_parser!(PathBuf));
    let with_file = |spec: &Spec| spec.command(&format!("chitieu {name}"), language).arg(file.clone());
    command
        .help_template(format!("{{about}}\n\n{usage}:\n  {{usage}}\n\n{actions}:\n{list}\n{options}:\n{{options}}"))
        .subcommand_required(true)
        .subcommand(with_file(&CHECK))
        .subcommand(with_file(&EXPORT))
}

/// Checks or exports.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let Some((action, matches)) = matches.subcommand() else {
        return Err(Stop::because("Chưa nêu việc cần làm: check hoặc export.", "What to do is not said: check or export."));
    };
    // The file may be named by itself or with --schema.
    let path = match (matches.get_one::<PathBuf>("file"), &common.schema) {
        (Some(_), Some(_)) => {
            return Err(Stop::because(
                "Bộ chỉ tiêu được nêu hai lần. Hãy bỏ --schema hoặc tên tệp ở cuối.",
                "The schema is named twice. Leave out --schema or the name at the end.",
            ));
        }
        (Some(path), None) | (None, Some(path)) => Some(path.clone()),
        (None, None) => None,
    };
    match action {
        "check" => check(common, path, screen),
        _ => export(common, path, screen),
    }
}

fn check(common: &Common, path: Option<PathBuf>, screen: &Screen) -> Result<Done, Stop> {
    let (schema, problems) = schema_file::examine(path.as_deref())?;
    let shown = match common.format {
        Format::Json => json::problems(schema.is_some(), &problems, common.language)?,
        Format::Text => {
            let told = (!problems.is_empty()).then(|| schema_file::told(path.as_deref(), &problems, common.language));
            [told, schema.as_ref().map(|schema| summary(schema, common.language))].into_iter().flatten().collect::<Vec<_>>().join("\n")
        }
    };
    let protected: Vec<PathBuf> = path.into_iter().collect();
    output::deliver(&shown, common.out.as_deref(), &protected, screen)?;
    match schema {
        Some(_) => Ok(Done::Clean),
        None => Err(Stop::Told),
    }
}

fn summary(schema: &Schema, language: Language) -> String {
    let (id, title) = (&schema.id, &schema.title);
    let (units, indicators, periods) = (schema.units.len(), schema.indicators.len(), schema.periods.len());
    match language {
        Language::Vi => format!("{title} ({id}): {indicators} chỉ tiêu, {units} đơn vị, {periods} kỳ báo cáo. Dùng được."),
        Language::En => format!("{title} ({id}): {indicators} indicators, {units} units, {periods} periods. It can be used."),
    }
}

fn export(common: &Common, path: Option<PathBuf>, screen: &Screen) -> Result<Done, Stop> {
    if common.format == Format::Json {
        return Err(Stop::because(
            "Bộ chỉ tiêu chỉ xuất ra dạng TOML. Hãy bỏ “--format json”.",
            "A schema is exported as TOML only. Leave out “--format json”.",
        ));
    }
    if let Some(out) = &common.out {
        output::expect_extension(out, &["toml"])?;
    }
    let schema = schema_file::load(path.as_deref(), screen)?;
    let protected: Vec<PathBuf> = path.into_iter().collect();
    output::deliver(&to_toml(&schema), common.out.as_deref(), &protected, screen)?;
    Ok(Done::Clean)
}
