//! The wording of the report: the built-in one, or a district's own where `--phrases` says.

use super::arguments;
use super::beside_schema::Sort;
use super::screen::Screen;
use super::{Done, Stop, output};
use chitieu::language::{Language, Text};
use chitieu::report::{BUILT_IN_PHRASES, Phrases};
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use std::path::{Path, PathBuf};

const SORT: Sort = Sort { name: Text { vi: "tệp câu chữ", en: "file of phrases" }, ending: "phrases.toml", option: "--phrases" };
/// The name of the flag that writes the wording built in.
pub const EXPORT: &str = "phrases-export";

/// `--phrases`.
pub fn argument(language: Language) -> Arg {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let help = t("câu chữ của báo cáo do đơn vị tự sửa (.toml)", "the report's wording, changed by the district (.toml)");
    arguments::option("phrases", t("ĐƯỜNG-DẪN", "PATH"), help).value_parser(value_parser!(PathBuf))
}

/// `--phrases-export`.
pub fn export_argument(language: Language) -> Arg {
    let help = Text {
        vi: "xuất câu chữ có sẵn của báo cáo để sửa, rồi dừng", en: "write the built-in wording, to be changed, and stop"
    };
    Arg::new(EXPORT).long(EXPORT).action(ArgAction::SetTrue).help(help.in_language(language))
}

/// Whether a file of wording is named.
pub fn is_named(matches: &ArgMatches) -> bool {
    matches.contains_id("phrases")
}

/// The wording to write with, with its file. Every problem of the file is told with its line; with any the command stops.
pub fn load(matches: &ArgMatches, screen: &Screen) -> Result<(Phrases, Option<PathBuf>), Stop> {
    let Some(path) = matches.get_one::<PathBuf>("phrases") else { return Ok((Phrases::built_in(), None)) };
    let Some(text) = SORT.text(path)? else {
        let shown = path.display();
        return Err(Stop::because(
            format!("Không có tệp câu chữ “{shown}”. Hãy sửa --phrases, hoặc tạo tệp bằng “chitieu bao-cao --{EXPORT} -o {shown}”."),
            format!("There is no file of phrases “{shown}”. Correct --phrases, or make it with “chitieu report --{EXPORT} -o {shown}”."),
        ));
    };
    match Phrases::from_toml(&text) {
        Ok(phrases) => Ok((phrases, Some(path.clone()))),
        Err(problems) => {
            screen.trouble(&SORT.unusable(path, &problems, screen.language));
            Err(Stop::Told)
        }
    }
}

/// Writes the wording built in, as it stands in the program.
pub fn export(out: Option<&Path>, screen: &Screen) -> Result<Done, Stop> {
    if let Some(out) = out {
        output::expect_extension(out, &["toml"])?;
        // What a district has changed is not to be lost by exporting once more.
        if out.exists() {
            let shown = out.display();
            return Err(Stop::because(
                format!("Đã có tệp “{shown}”, có thể là câu chữ đã sửa. Hãy chọn tên khác hoặc xóa tệp đó trước."),
                format!("“{shown}” is there already, and may hold a wording somebody changed. Choose another name or remove it first."),
            ));
        }
    }
    output::deliver(BUILT_IN_PHRASES, out, &[], screen)?;
    Ok(Done::Clean)
}
