//! Words that several workbooks share: verdicts, periods, measures.

use crate::language::{Language, Text};
use crate::schema::{PeriodId, Schema};
use crate::submission::{Measure, Verdict};

/// What stands in the place of its severity where a finding was accepted; `read::consolidated` knows it by this, too.
pub(super) const ACCEPTED: Text = Text { vi: "Đã chấp nhận", en: "Accepted" };

/// A word as it begins a cell.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A file without its folders.
pub(super) fn short_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(file)
}

/// A file as a result names it that goes to others: a path that begins at the root of a disk is told from the folder on
/// that holds all of the files, since the folders above it are nobody's business.
pub(super) fn told_file<'a>(file: &'a str, mut all: impl Iterator<Item = &'a str>) -> &'a str {
    let is_separator = |c: char| matches!(c, '/' | '\\');
    let from_root = |path: &str| path.starts_with(is_separator) || path.get(1..3).is_some_and(|drive| matches!(drive, ":/" | ":\\"));
    if !from_root(file) {
        return file;
    }
    let folder_of = |path: &str| path.rfind(is_separator).map_or(0, |at| at + 1);
    let mut common = folder_of(file);
    for other in all.by_ref() {
        let alike = file.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count().min(common);
        common = file
            .as_bytes()
            .get(..alike)
            .and_then(|alike| alike.iter().rposition(|byte| matches!(byte, b'/' | b'\\')))
            .map_or(0, |at| at + 1);
    }
    // Files from all over the disk have nothing in common but its root.
    file.get(common..).filter(|told| !from_root(told)).unwrap_or_else(|| short_name(file)).trim_start_matches(is_separator)
}

/// A verdict as it stands in a cell.
pub(super) fn verdict(verdict: Verdict, language: Language) -> &'static str {
    let english = match verdict {
        Verdict::Met => "Met",
        Verdict::NotMet => "Not met",
        Verdict::InProgress => "In progress",
        Verdict::NotAssessed => "Not assessed",
    };
    match language {
        Language::Vi => verdict.vi(),
        Language::En => english,
    }
}

/// "Trang" of "Trang 1/9".
pub(super) fn page(language: Language) -> &'static str {
    Text { vi: "Trang", en: "Page" }.in_language(language)
}

/// The short head of a column of one measure.
pub(super) fn short_measure(measure: Measure, language: Language) -> &'static str {
    match measure {
        Measure::Plan => Text { vi: "KH", en: "Plan" },
        Measure::Actual => Text { vi: "TH", en: "Actual" },
        Measure::Prior => Text { vi: "CK", en: "Prior" },
    }
    .in_language(language)
}

/// The period with its year: "6 tháng đầu năm 2023", "Quý I năm 2023".
pub(super) fn period(schema: &Schema, period: PeriodId, language: Language) -> String {
    let name = schema.period(period).name.trim();
    if language == Language::En {
        return format!("{name} {}", schema.year);
    }
    if name.contains(&schema.year.to_string()) {
        name.to_string()
    } else if name.to_lowercase().ends_with("năm") {
        format!("{name} {}", schema.year)
    } else {
        format!("{name} năm {}", schema.year)
    }
}

/// The same in the middle of a sentence: only the first letter may differ.
pub(super) fn period_within(schema: &Schema, id: PeriodId, language: Language) -> String {
    let text = period(schema, id, language);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_all_files_are_not_told() {
        for (files, told) in [
            (&["/home/an/nop/a/x.xlsx", "/home/an/nop/b/x.xlsx"][..], &["a/x.xlsx", "b/x.xlsx"][..]),
            (&["C:\\Users\\An\\x.xlsx", "C:\\Users\\An\\y.xlsx"], &["x.xlsx", "y.xlsx"]),
            (&["/home/an/x.xlsx"], &["x.xlsx"]),
            (&["nop/x.xlsx", "nop/y.xlsx"], &["nop/x.xlsx", "nop/y.xlsx"]),
            (&["/a/x.xlsx", "/b/y.xlsx"], &["a/x.xlsx", "b/y.xlsx"]),
            (&["/a/x.xlsx", "y.xlsx"], &["x.xlsx", "y.xlsx"]),
        ] {
            let found: Vec<&str> = files.iter().map(|file| told_file(file, files.iter().copied())).collect();
            assert_eq!(found, told);
        }
    }
}
