//! Last year's consolidated workbook, as `--prior` names it.

use super::Stop;
use chitieu::language::{Language, Text, Words};
use chitieu::last_year::Reopened;
use chitieu::read;
use chitieu::schema::Schema;
use clap::{Arg, ArgMatches, value_parser};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `--prior`.
pub fn argument(language: Language) -> Arg {
    let t = |vi, en| Text { vi, en }.in_language(language);
    super::arguments::option(
        "prior",
        t("TỆP.xlsx", "FILE.xlsx"),
        t(
            "bảng tổng hợp cùng kỳ năm trước, để lấy số cùng kỳ",
            "last year's consolidated workbook, which last year's figures are taken from",
        ),
    )
    .value_parser(value_parser!(PathBuf))
}

/// The path named.
pub fn path(matches: &ArgMatches) -> Option<&Path> {
    matches.try_get_one::<PathBuf>("prior").ok().flatten().map(PathBuf::as_path)
}

/// Reads it back. `schema` is for a workbook that does not hold its own.
pub fn load(matches: &ArgMatches, schema: &Schema) -> Result<Option<Arc<Reopened>>, Stop> {
    let Some(path) = path(matches) else { return Ok(None) };
    let shown = path.display();
    let refused = |why: Words| {
        Stop::because(
            format!("Không dùng được “{shown}” làm số liệu năm trước (--prior). {}", why.vi),
            format!("“{shown}” can't be used for last year's figures (--prior). {}", why.en),
        )
    };
    let workbook = read::workbook(path).map_err(|error| {
        let finding = error.finding(&path.to_string_lossy().into());
        refused(finding.message)
    })?;
    if !read::consolidated::is_consolidated(&workbook) {
        return Err(refused(Words::new(
            "Đây không phải bảng tổng hợp do chitieu lập. Hãy tổng hợp các tệp năm trước bằng lệnh “tong-hop” rồi dùng kết quả.",
            "It is no consolidated workbook made by chitieu. Consolidate last year's files with the command merge and use the result.",
        )));
    }
    let (reopened, _) = chitieu::reopen(schema, &workbook).map_err(refused)?;
    Ok(Some(Arc::new(reopened)))
}
