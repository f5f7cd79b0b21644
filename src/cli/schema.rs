//! `schema check`, `schema export` and `schema import`: the indicator schema itself, as TOML and as a workbook.

use super::arguments::{Common, Format};
use super::help::{self, Spec};
use super::screen::Screen;
use super::{Done, Stop, output, schema_file};
use chitieu::language::{Language, Text};
use chitieu::schema::{Schema, to_raw, to_toml};
use chitieu::write::{self, json};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::PathBuf;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "schema",
    alias: "bo-chi-tieu",
    about: Text { vi: "Kiểm tra, xuất hoặc nhập bộ chỉ tiêu.", en: "Check, export or import the indicator schema." },
    usage: Text { vi: "VIỆC [LỰA-CHỌN]... [TỆP]", en: "ACTION [OPTION]... [FILE]" },
    more: Text { vi: "", en: "" },
};

static CHECK: Spec = Spec {
    name: "check",
    alias: "kiem-tra",
    about: Text {
        vi: "Nêu mọi chỗ sai của một bộ chỉ tiêu, kèm số dòng hoặc tên ô.",
        en: "Tell every problem of a schema, with its line or cell.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... [TỆP.toml|TỆP.xlsx]", en: "[OPTION]... [FILE.toml|FILE.xlsx]" },
    more: Text { vi: "Không nêu tệp: kiểm tra bộ chỉ tiêu có sẵn.", en: "Without a file the built-in schema is checked." },
};

static EXPORT: Spec = Spec {
    name: "export",
    alias: "xuat",
    about: Text {
        vi: "Xuất bộ chỉ tiêu ra tệp .xlsx hoặc .toml để sửa.", en: "Export the schema as a workbook or a .toml file to edit."
    },
    usage: Text { vi: "[LỰA-CHỌN]... [TỆP.toml|TỆP.xlsx]", en: "[OPTION]... [FILE.toml|FILE.xlsx]" },
    more: Text {
        vi: "Không nêu tệp: xuất bộ chỉ tiêu có sẵn. Không có --out: in ra màn hình (dạng TOML).\nVí dụ: chitieu bo-chi-tieu xuat -o bo-chi-tieu.xlsx",
        en: "Without a file the built-in schema is exported. Without --out it is printed as TOML.\nExample: chitieu schema export -o schema.xlsx",
    },
};

static IMPORT: Spec = Spec {
    name: "import",
    alias: "nhap",
    about: Text { vi: "Chuyển bộ chỉ tiêu từ bảng tính .xlsx sang .toml.", en: "Turn a schema kept as a workbook into .toml." },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP.xlsx", en: "[OPTION]... FILE.xlsx" },
    more: Text {
        vi: "Không có --out: in ra màn hình. Không bắt buộc phải chuyển: --schema nhận cả tệp .xlsx.\nVí dụ: chitieu bo-chi-tieu nhap bo-chi-tieu.xlsx -o bo-chi-tieu.toml",
        en: "Without --out it is printed. It need not be turned: --schema takes the workbook, too.\nExample: chitieu schema import schema.xlsx -o schema.toml",
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
    let list = help::list([&CHECK, &EXPORT, &IMPORT].into_iter(), language);
    let file = Arg::new("file").value_name("TỆP").value_parser(value_parser!(PathBuf));
    let with_file = |spec: &Spec| spec.command(&format!("chitieu {name}"), language).arg(file.clone());
    command
        .help_template(format!("{{about}}\n\n{usage}:\n  {{usage}}\n\n{actions}:\n{list}\n{options}:\n{{options}}"))
        .subcommand_required(true)
        .subcommand(with_file(&CHECK))
        .subcommand(with_file(&EXPORT))
        .subcommand(with_file(&IMPORT))
}

/// Checks, exports or imports.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let Some((action, matches)) = matches.subcommand() else {
        return Err(Stop::because("Chưa nêu việc cần làm: check, export hoặc import.", "What to do is not said: check, export or import."));
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
        "import" if path.is_none() => Err(Stop::because(
            "Chưa nêu bảng tính của bộ chỉ tiêu. Ví dụ: chitieu bo-chi-tieu nhap bo-chi-tieu.xlsx -o bo-chi-tieu.toml",
            "The workbook of the schema is not named. Example: chitieu schema import schema.xlsx -o schema.toml",
        )),
        "import" => export(common, path, &["toml"], screen),
        _ => export(common, path, &["toml", "xlsx"], screen),
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

fn export(common: &Common, path: Option<PathBuf>, forms: &[&str], screen: &Screen) -> Result<Done, Stop> {
    if common.format == Format::Json {
        return Err(Stop::because(
            "Bộ chỉ tiêu chỉ xuất ra dạng TOML hoặc bảng tính. Hãy bỏ “--format json”.",
            "A schema is exported as TOML or as a workbook. Leave out “--format json”.",
        ));
    }
    if let Some(out) = &common.out {
        output::expect_extension(out, forms)?;
    }
    let schema = schema_file::load(path.as_deref(), screen)?;
    let protected: Vec<PathBuf> = path.into_iter().collect();
    if let Some(out) = common.out.as_deref().filter(|out| output::has_extension(out, &["xlsx"])) {
        output::prove(out, &protected)?;
        let raw = to_raw(&schema).map_err(|problems| {
            screen.trouble(&schema_file::told(None, &problems, screen.language));
            Stop::Told
        })?;
        write::save(out, &write::schema_workbook(&raw)?)?;
        return Ok(Done::Clean);
    }
    output::deliver(&to_toml(&schema), common.out.as_deref(), &protected, screen)?;
    Ok(Done::Clean)
}
