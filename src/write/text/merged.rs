//! `merge`: who handed in, how much of it there is, what was found, what was written.

use super::columns::{Columns, wrapped};
use super::{Output, WIDTH, completeness, count, count_with_accepted, wording};
use crate::completeness::Completeness;
use crate::consolidation::{Consolidation, LastYearSource};
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::schema::{Schema, UnitId};
use crate::submission::Verdict;
use crate::write::FINDINGS;
use std::collections::HashSet;
use std::path::PathBuf;

/// So many files with errors are shown.
const FIRST_FILES: usize = 8;
/// And so many errors of each.
const FIRST_ERRORS: usize = 3;
/// What was accepted is shown up to this many.
const FIRST_ACCEPTED: usize = 10;
/// Units that handed in nothing are named up to this many; all are in the table below and in the workbook.
const MOST_NAMES: usize = 30;

/// `merge`: who handed in, how much of it there is, what was found, what was written.
pub fn merge(
    schema: &Schema,
    consolidation: &Consolidation,
    findings: &[Finding],
    completeness: &Completeness,
    written: &[(Output, PathBuf)],
    language: Language,
) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut out = format!("{} – {}\n", schema.area.name, wording::period(schema, consolidation.period, language));
    let mut facts = Columns::new("  ");
    // A unit that has nothing to fill in is not waited for; one whose figures came with an office's has not handed in.
    let reports = |unit: UnitId| schema.indicators.iter().any(|indicator| indicator.reporters.binary_search(&unit).is_ok());
    let used: HashSet<UnitId> = consolidation.sources.iter().filter(|source| source.used).filter_map(|source| source.unit).collect();
    let handed_in = |unit: UnitId| used.contains(&unit);
    let expected: Vec<UnitId> = schema.each_unit().map(|(id, _)| id).filter(|&id| reports(id) || handed_in(id)).collect();
    let missing: Vec<&str> = expected.iter().filter(|&&id| !handed_in(id)).map(|&id| schema.unit(id).name.as_str()).collect();
    facts.row([t("Đơn vị đã nộp:", "Units received:").into(), format!("{}/{}", expected.len() - missing.len(), expected.len())]);
    if !missing.is_empty() {
        let mut names = missing.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
        if let Some(more @ 1..) = missing.len().checked_sub(MOST_NAMES) {
            names += &match language {
                Language::Vi => format!(" và {more} đơn vị khác"),
                Language::En => format!(" and {more} more"),
            };
        }
        facts.row([t("Chưa nộp:", "Not yet:").into(), names]);
    }
    let with_data = consolidation
        .rows
        .iter()
        .filter(|row| row.actual.is_some() || row.by_unit.iter().any(|(_, figures)| figures.has_figures()))
        .count();
    facts.row([t("Chỉ tiêu có số liệu:", "Indicators with data:").into(), format!("{with_data}/{}", consolidation.rows.len())]);
    let verdicts = |verdict| consolidation.rows.iter().filter(|row| row.verdict == verdict).count();
    let assessed = match language {
        Language::Vi => format!("{} đạt, {} chưa đạt", verdicts(Verdict::Met), verdicts(Verdict::NotMet)),
        Language::En => format!("{} met, {} not met", verdicts(Verdict::Met), verdicts(Verdict::NotMet)),
    };
    facts.row([t("Đánh giá:", "Verdicts:").into(), assessed]);
    if let Some(source) = &consolidation.last_year {
        facts.row([t("Số cùng kỳ:", "Last year:").into(), last_year(consolidation, source, language)]);
    }
    if !completeness.units.is_empty() {
        facts.row([t("Kết quả nộp:", "Outcomes:").into(), completeness::outcomes(completeness, language)]);
    }
    facts.row([t("Kiểm tra:", "Findings:").into(), count_with_accepted(findings, consolidation.accepted.len(), language)]);
    for (kind, path) in written {
        let name = match kind {
            Output::Workbook => t("Bảng tổng hợp:", "Workbook:"),
            Output::Report => t("Báo cáo:", "Report:"),
            Output::Data => t("Dữ liệu JSON:", "JSON data:"),
            Output::Tables => t("Bảng dữ liệu:", "Tables:"),
        };
        facts.row([name.into(), path.display().to_string()]);
    }
    out += &facts.to_string();
    out += &completeness::table(schema, completeness, language);
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    out += &to_correct(schema, consolidation, &errors, written, language);
    out + &accepted(consolidation, language)
}

/// The first errors of the first files: enough to see what it is about. The workbook has them all.
fn to_correct(
    schema: &Schema,
    consolidation: &Consolidation,
    errors: &[&Finding],
    written: &[(Output, PathBuf)],
    language: Language,
) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut files: Vec<(Option<&str>, Vec<&Finding>)> = Vec::new();
    for error in errors {
        match files.last_mut() {
            Some((file, of_file)) if *file == error.file.as_deref() => of_file.push(error),
            _ => files.push((error.file.as_deref(), vec![error])),
        }
    }
    if files.is_empty() {
        return String::new();
    }
    let mut out = t("\nLỗi cần sửa:\n", "\nErrors to correct:\n").to_string();
    for (file, of_file) in files.iter().take(FIRST_FILES) {
        let name = match file {
            Some(file) => {
                let unit = consolidation.sources.iter().find(|source| *source.file == **file).and_then(|source| source.unit);
                let unit = unit.map(|unit| format!(" – {}", schema.unit(unit).name)).unwrap_or_default();
                format!("{}{unit}", unmistakable(consolidation, file))
            }
            None => t("Không ở tệp nào", "In no file").to_string(),
        };
        out += &wrapped(&format!("{name}: {}", count(of_file.iter().copied(), language)), "  ", "    ", WIDTH);
        for error in of_file.iter().take(FIRST_ERRORS) {
            let place = error.place();
            let lead = if place.is_empty() { place } else { format!("{place}: ") };
            out += &wrapped(&format!("{lead}{}", error.message.in_language(language)), "    - ", "      ", WIDTH);
        }
        if of_file.len() > FIRST_ERRORS {
            let rest = of_file.len() - FIRST_ERRORS;
            out += &match language {
                Language::Vi => format!("      … và {rest} lỗi nữa.\n"),
                Language::En => format!("      … and {rest} more.\n"),
            };
        }
    }
    let rest: usize = files.iter().skip(FIRST_FILES).map(|(_, of_file)| of_file.len()).sum();
    if rest > 0 {
        let more = files.len() - FIRST_FILES;
        out += &match language {
            Language::Vi => format!("  … và {rest} lỗi ở {more} tệp khác.\n"),
            Language::En => format!("  … and {rest} in other files ({more}).\n"),
        };
    }
    let workbook = written.iter().find(|(kind, _)| *kind == Output::Workbook).map(|(_, path)| path.display().to_string());
    let command = t("kiem-tra", "check");
    out + &match (language, workbook) {
        (Language::Vi, Some(path)) => format!("Đầy đủ: trang “{}” của {path}; từng dòng của biểu: lệnh {command}.\n", FINDINGS.vi),
        (Language::Vi, None) => format!("Đầy đủ, với từng dòng của biểu: lệnh {command}.\n"),
        (Language::En, Some(path)) => format!("All of them: sheet “{}” of {path}; with the sheets' lines: {command}.\n", FINDINGS.en),
        (Language::En, None) => format!("All of them, with the sheets' lines: {command}.\n"),
    }
}

/// What was accepted: who reads the totals should know of it without opening anything.
fn accepted(consolidation: &Consolidation, language: Language) -> String {
    let all = &consolidation.accepted;
    if all.is_empty() {
        return String::new();
    }
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut out = format!("\n{} ({}):\n", t("Đã chấp nhận", "Accepted"), all.len());
    for one in all.iter().take(FIRST_ACCEPTED) {
        let file = one.finding.file.as_deref().map(|file| unmistakable(consolidation, file)).unwrap_or_default();
        let place = one.finding.place();
        let parts: Vec<&str> = [file, &place].into_iter().filter(|part| !part.is_empty()).collect();
        let lead = if parts.is_empty() { String::new() } else { parts.join(" › ") + ": " };
        out += &wrapped(&format!("{lead}{}", one.finding.message.in_language(language)), "  - ", "    ", WIDTH);
        out += &wrapped(&one.acceptance.line(), "    → ", "      ", WIDTH);
    }
    if all.len() > FIRST_ACCEPTED {
        out += &format!("  … +{}\n", all.len() - FIRST_ACCEPTED);
    }
    out
}

/// The name of a file, with its folders only where two files have the same name.
fn unmistakable<'a>(consolidation: &Consolidation, file: &'a str) -> &'a str {
    fn name(file: &str) -> &str {
        file.rsplit(['/', '\\']).next().unwrap_or(file)
    }
    let alike = consolidation.sources.iter().filter(|source| *source.file != *file && name(&source.file) == name(file));
    if alike.count() == 0 { name(file) } else { file }
}

/// The workbook that last year's figures came from, and how much could not be compared.
fn last_year(consolidation: &Consolidation, source: &LastYearSource, language: Language) -> String {
    let without = consolidation.rows.iter().filter(|row| row.not_comparable.is_some() && row.actual.is_some()).count();
    match (language, without) {
        (Language::Vi, 0) => format!("{} (năm {})", source.file, source.year),
        (Language::Vi, _) => format!("{} (năm {}); {without} chỉ tiêu không so sánh được", source.file, source.year),
        (Language::En, 0) => format!("{} ({})", source.file, source.year),
        (Language::En, _) => format!("{} ({}); not comparable: {without} indicators", source.file, source.year),
    }
}
