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
