//! What people read in a terminal: how files were understood, what was found, what a merge came to.

mod audited;
mod columns;
mod completeness;
mod excerpt;
mod findings;
mod inspected;
mod merged;
mod remembered;

use super::{Understood, wording};
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::Schema;
use crate::submission::{Measure, Submission, Verdict};
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};

pub use audited::audit;
pub use findings::accepted;
pub(super) use findings::stated;
use findings::{accepted_of, findings_of};
pub use inspected::inspect;
pub use merged::merge;
pub use remembered::remembered;

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
    /// A folder of tidy tables.
    Tables,
}

/// `check`: what was found, file by file, most severe first, and how much in all.
pub fn check(schema: &Schema, files: &[Understood<'_>], language: Language) -> String {
    let mut out = String::new();
    for file in files {
        out += &one_file(schema, file, language);
        out += &findings_of(schema, file.submission, file.findings, language);
        out += &accepted_of(schema, file.submission.unit, file.accepted, language);
    }
    out + &in_all(files, language)
}

/// `check` where the findings themselves went into a workbook: how much in each file, and where they are.
pub fn checked(schema: &Schema, files: &[Understood<'_>], workbook: &Path, language: Language) -> String {
    let mut out: String = files.iter().map(|file| one_file(schema, file, language)).collect();
    out += &in_all(files, language);
    out + &match language {
        Language::Vi => format!("Danh sách phát hiện: {}\n", workbook.display()),
        Language::En => format!("List of findings: {}\n", workbook.display()),
    }
}

fn one_file(schema: &Schema, file: &Understood<'_>, language: Language) -> String {
    let count = count_with_accepted(file.findings, file.accepted.len(), language);
    format!("{}: {count}\n", file_and_unit(schema, file.submission, language))
}

fn in_all(files: &[Understood<'_>], language: Language) -> String {
    let accepted = files.iter().map(|file| file.accepted.len()).sum();
    let count = count_with_accepted(files.iter().flat_map(|file| file.findings), accepted, language);
    match language {
        Language::Vi => format!("\nTất cả {} tệp: {count}.\n", files.len()),
        Language::En => format!("\nIn all, files: {}; {count}.\n", files.len()),
    }
}

/// "2 lỗi, đã chấp nhận 1".
fn count_with_accepted<'a>(findings: impl IntoIterator<Item = &'a Finding>, accepted: usize, language: Language) -> String {
    let count = count(findings, language);
    match (accepted, language) {
        (0, _) => count,
        (_, Language::Vi) => format!("{count}, đã chấp nhận {accepted}"),
        (_, Language::En) => format!("{count}, accepted: {accepted}"),
    }
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
