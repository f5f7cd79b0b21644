//! What people read in a terminal: how files were understood, what was found, what a merge came to.

mod columns;
mod completeness;
mod inspected;
mod remembered;

use super::wording;
use crate::completeness::Completeness;
use crate::consolidation::Consolidation;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::{Schema, UnitId};
use crate::submission::{Measure, Owner, Submission, Verdict};
use columns::{Columns, wrapped};
use rust_decimal::Decimal;
use std::path::PathBuf;

pub use inspected::inspect;
pub use remembered::remembered;

/// A merge shows so many errors; the workbook has them all.
const FIRST_ERRORS: usize = 10;
/// Sentences are broken at this width, which every terminal has.
const WIDTH: usize = 100;

/// What kind of file a merge wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The consolidated workbook.
    Workbook,
    /// The report.
    Report,
    /// The data as JSON.
    Data,
}

/// `check`: what was found, file by file, most severe first, and how much in all.
pub fn check(schema: &Schema, files: &[super::json::File<'_>], language: Language) -> String {
    let mut out = String::new();
    for (submission, found) in files {
        out += &format!("{}: {}\n", file_and_unit(schema, submission, language), count(*found, language));
        out += &findings_of(schema, submission, found, language);
    }
    let all: Vec<&Finding> = files.iter().flat_map(|(_, found)| *found).collect();
    out + &match language {
        Language::Vi => format!("\nTất cả {} tệp: {}.\n", files.len(), count(all, language)),
        Language::En => format!("\nIn all, files: {}; {}.\n", files.len(), count(all, language)),
    }
}

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
    let reports = |unit: UnitId| schema.indicators.iter().any(|indicator| indicator.reporters.contains(&unit));
    let handed_in = |unit: UnitId| consolidation.sources.iter().any(|source| source.used && source.unit == Some(unit));
    let expected: Vec<UnitId> = schema.each_unit().map(|(id, _)| id).filter(|&id| reports(id) || handed_in(id)).collect();
    let missing: Vec<&str> = expected.iter().filter(|&&id| !handed_in(id)).map(|&id| schema.unit(id).name.as_str()).collect();
    facts.row([t("Đơn vị đã nộp:", "Units received:").into(), format!("{}/{}", expected.len() - missing.len(), expected.len())]);
    if !missing.is_empty() {
        facts.row([t("Chưa nộp:", "Not yet:").into(), missing.join(", ")]);
    }
    let with_data = consolidation.rows.iter().filter(|row| row.actual.is_some() || !row.by_unit.is_empty()).count();
    facts.row([t("Chỉ tiêu có số liệu:", "Indicators with data:").into(), format!("{with_data}/{}", consolidation.rows.len())]);
    let verdicts = |verdict| consolidation.rows.iter().filter(|row| row.verdict == verdict).count();
    let assessed = match language {
        Language::Vi => format!("{} đạt, {} chưa đạt", verdicts(Verdict::Met), verdicts(Verdict::NotMet)),
        Language::En => format!("{} met, {} not met", verdicts(Verdict::Met), verdicts(Verdict::NotMet)),
    };
    facts.row([t("Đánh giá:", "Verdicts:").into(), assessed]);
    if !completeness.units.is_empty() {
        facts.row([t("Kết quả nộp:", "Outcomes:").into(), completeness::outcomes(completeness, language)]);
    }
    facts.row([t("Kiểm tra:", "Findings:").into(), count(findings, language)]);
    for (kind, path) in written {
        let name = match kind {
            Output::Workbook => t("Bảng tổng hợp:", "Workbook:"),
            Output::Report => t("Báo cáo:", "Report:"),
            Output::Data => t("Dữ liệu JSON:", "JSON data:"),
        };
        facts.row([name.into(), path.display().to_string()]);
    }
    out += &facts.to_string();
    out += &completeness::table(schema, completeness, language);
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    if !errors.is_empty() {
        out += t("\nLỗi cần sửa:\n", "\nErrors to correct:\n");
    }
    for error in errors.iter().take(FIRST_ERRORS) {
        let file = error.file.as_deref().map(|file| unmistakable(consolidation, file)).unwrap_or_default();
        let place = error.place();
        let parts: Vec<&str> = [file, &place].into_iter().filter(|part| !part.is_empty()).collect();
        let lead = if parts.is_empty() { String::new() } else { parts.join(" › ") + ": " };
        out += &wrapped(&format!("{lead}{}", error.message.in_language(language)), "  - ", "    ", WIDTH);
    }
    if errors.len() > FIRST_ERRORS {
        let rest = errors.len() - FIRST_ERRORS;
        let place = written.iter().find(|(kind, _)| *kind == Output::Workbook).map(|(_, path)| path.display().to_string());
        out += &match (language, place) {
            (Language::Vi, Some(path)) => format!("  … và {rest} lỗi nữa: xem trang “{}” của {path}.\n", super::FINDINGS.vi),
            (Language::Vi, None) => format!("  … và {rest} lỗi nữa: xem bằng lệnh kiem-tra.\n"),
            (Language::En, Some(path)) => format!("  … and {rest} more: see the sheet “{}” of {path}.\n", super::FINDINGS.en),
            (Language::En, None) => format!("  … and {rest} more: see the command check.\n"),
        };
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

/// The files a command wrote, where they are its result.
pub fn written(files: &[PathBuf], language: Language) -> String {
    let mut out = match language {
        Language::Vi => format!("Đã ghi {} tệp:\n", files.len()),
        Language::En => format!("Files written: {}\n", files.len()),
    };
    for file in files {
        out += &format!("  {}\n", file.display());
    }
    out
}

/// The findings in one file; advice that is the same for several in a row stands once, below them.
fn findings_of(schema: &Schema, submission: &Submission, findings: &[Finding], language: Language) -> String {
    let mut out = String::new();
    for (at, finding) in findings.iter().enumerate() {
        out += &one_finding(schema, submission, finding, language);
        if findings.get(at + 1).is_none_or(|next| next.kind.code != finding.kind.code || next.severity != finding.severity) {
            out += &wrapped(finding.kind.advice.in_language(language), "    → ", "      ", WIDTH);
        }
    }
    out
}

/// One finding: how severe and where, what is wrong, what stands there and should.
fn one_finding(schema: &Schema, submission: &Submission, finding: &Finding, language: Language) -> String {
    let mut head = vec![finding.severity.name().in_language(language).to_uppercase()];
    head.extend(Some(finding.place()).filter(|place| !place.is_empty()));
    if let Some(id) = finding.indicator {
        let measure = finding.measure.map(|measure| format!(" ({})", measure_name(measure, language))).unwrap_or_default();
        head.push(format!("{}{measure}", schema.indicator(id).code));
    }
    // Whose figure it is goes without saying in the unit's own file.
    let other = finding.owner.filter(|owner| submission.unit.map(Owner::Unit) != Some(*owner));
    head.extend(other.map(|owner| schema.owner_name(owner).to_string()));
    let mut out = wrapped(&head.join(" · "), "  ", "    ", WIDTH);
    out += &wrapped(finding.message.in_language(language), "    ", "    ", WIDTH);
    let (found, expected) = match language {
        Language::Vi => ("Đọc được", "Đúng ra"),
        Language::En => ("Found", "Expected"),
    };
    let (holds, should) = stated(finding, language);
    let facts: Vec<String> =
        [holds.map(|text| format!("{found}: {text}")), should.map(|text| format!("{expected}: {text}"))].into_iter().flatten().collect();
    if !facts.is_empty() {
        out += &wrapped(&facts.join(" · "), "    ", "    ", WIDTH);
    }
    out
}

/// What stands there and what should, as people write it.
pub(super) fn stated(finding: &Finding, language: Language) -> (Option<String>, Option<String>) {
    // A year is no figure. What may have been typed as "1.234" is shown as typed: rewritten it would say something else.
    let correct = |text: &String| if finding.indicator.is_some() { for_people(text, language) } else { text.clone() };
    let typed = |text: &String| if text.split('.').nth(1).is_some_and(|rest| rest.len() == 3) { text.clone() } else { correct(text) };
    (finding.found.as_ref().filter(|text| !text.is_empty()).map(typed), finding.expected.as_ref().map(correct))
}

/// "2 lỗi, 1 cảnh báo"; severities without findings are left out.
pub(super) fn count<'a>(findings: impl IntoIterator<Item = &'a Finding>, language: Language) -> String {
    let mut counts = [0_usize; 3];
    for finding in findings {
        counts[finding.severity as usize] += 1;
    }
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let said: Vec<String> = severities
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let plural = if language == Language::En && count > 1 { "s" } else { "" };
            format!("{count} {}{plural}", severity.name().in_language(language))
        })
        .collect();
    if said.is_empty() { Text { vi: "không có lỗi", en: "no errors" }.in_language(language).to_string() } else { said.join(", ") }
}

fn file_and_unit(schema: &Schema, submission: &Submission, language: Language) -> String {
    let unit = match submission.unit {
        Some(unit) => schema.unit(unit).name.as_str(),
        None => Text { vi: "chưa rõ đơn vị", en: "unit unknown" }.in_language(language),
    };
    format!("{} – {unit}", submission.file)
}

fn measure_name(measure: Measure, language: Language) -> &'static str {
    match language {
        Language::Vi => measure.vi(),
        Language::En => measure.en(),
    }
}

/// A number the way people write it in that language.
fn figure(number: Decimal, language: Language) -> String {
    match language {
        Language::Vi => number::vietnamese(number, None),
        Language::En => number::plain_text(number),
    }
}

/// What a finding holds in plain notation, the way people write it.
fn for_people(text: &str, language: Language) -> String {
    let verdicts = [Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed];
    if let Some(verdict) = verdicts.into_iter().find(|verdict| verdict.code() == text) {
        return wording::verdict(verdict, language).to_string();
    }
    match Decimal::from_str_exact(text) {
        Ok(number) => figure(number, language),
        Err(_) => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Kind;
    use crate::language::Words;

    static KIND: Kind = Kind {
        code: "part-sum-mismatch",
        severity: Severity::Error,
        title: Text { vi: "T", en: "T" },
        advice: Text { vi: "Hãy sửa rồi gửi lại.", en: "Correct it and send again." },
        examples: &[],
    };

    const SMALL: &str = r#"
id = "t"
title = "T"
year = 2023
area = { code = "h", name = "H" }
unit = [{ code = "a", name = "Xã A", kind = "xa" }]
section = [{ code = "I", name = "Một" }]
indicator = [{ code = "1", section = "I", name = "Sản lượng", kind = "quantity", aggregate = "sum" }]
"#;

    #[test]
    fn a_finding_says_place_fact_and_remedy() {
        let (schema, _) = crate::schema::prove(&crate::schema::from_toml(SMALL).unwrap().0).unwrap();
        let file: std::sync::Arc<str> = "a.xlsx".into();
        let cell = crate::cell::CellRef { file, sheet: "Bieu 1".into(), at: crate::cell::Position::new(11, 4) };
        let owner = Owner::Unit(UnitId(0));
        let finding = KIND
            .at(&cell, Words::new("Không khớp.", "It differs."))
            .about(owner, crate::schema::IndicatorId(0), Measure::Actual)
            .found("2.600")
            .expected("2640.4");
        let own = Submission { unit: Some(UnitId(0)), ..Submission::default() };
        let code = &schema.indicators[0].code;
        let block = format!("  LỖI · Bieu 1!E12 · {code} (thực hiện)\n    Không khớp.\n    Đọc được: 2.600 · Đúng ra: 2.640,4\n");
        assert_eq!(
            findings_of(&schema, &own, &[finding.clone(), finding.clone()], Language::Vi),
            format!("{block}{block}    → Hãy sửa rồi gửi lại.\n")
        );
        let found = [finding.clone(), finding.with_severity(Severity::Info)];
        assert_eq!(count(&found, Language::Vi), "1 lỗi, 1 thông tin");
        assert_eq!(count(&found[..0], Language::En), "no errors");
        assert_eq!(for_people("not-met", Language::Vi), "Chưa đạt");
    }
}
