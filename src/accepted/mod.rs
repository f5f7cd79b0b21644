//! Findings that a person looked at and accepted with a reason: each silences that one finding, as long as what was
//! found is what it was, and no other. What is accepted is still shown, with its reason.

mod date;
mod file;
mod settle;

pub use date::Date;
pub use file::{from_toml, to_toml};
pub use settle::{Attribution, Settled, settle};

use crate::cell::Position;
use crate::finding::{Finding, Severity};
use crate::label;
use crate::schema::Schema;

/// Kinds that say a whole file was not used: the way out is another file, or this one out of the folder.
const NEVER: [&str; 6] = ["unreadable-file", "encrypted-file", "no-table", "unknown-unit", "duplicate-submission", "period-mismatch"];

/// Why somebody accepted a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// The reason, in a person's words.
    pub reason: String,
    /// Who accepted it, where that was said.
    pub by: Option<String>,
    /// When: typed by the person, never taken from a clock.
    pub date: Date,
}

/// Parts the reason from who accepted it and when, wherever the three stand in one cell.
const DASH: &str = " – ";

impl Acceptance {
    /// "Đơn vị đã giải trình – Nguyễn Văn A, 20/6/2023", in every language.
    pub fn line(&self) -> String {
        match &self.by {
            Some(by) => format!("{}{DASH}{by}, {}", self.reason, self.date),
            None => format!("{}{DASH}{}", self.reason, self.date),
        }
    }

    /// Reads such a line back.
    pub fn from_line(line: &str) -> Option<Acceptance> {
        let (reason, end) = line.rsplit_once(DASH)?;
        let (by, date) = match end.rsplit_once(", ") {
            Some((by, date)) => (Some(by.to_string()), date),
            None => (None, end),
        };
        Some(Acceptance { reason: reason.to_string(), by, date: Date::parse(date)? })
    }
}

/// A reason or a name as it is kept: one line, and nothing that could be taken for the dash before a name.
pub fn tidied(text: &str) -> String {
    label::tidy(text)
}

/// A name as it is kept.
pub fn tidied_name(text: &str) -> String {
    label::tidy(text).replace(['–', '—'], "-")
}

/// A finding that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What was found.
    pub finding: Finding,
    /// Why it was accepted.
    pub acceptance: Acceptance,
    /// The line of its entry in the file.
    pub line: usize,
}

/// One entry of the file: which finding, and why it is accepted. Codes are as the file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The kind of finding.
    pub code: String,
    /// The unit's code, or the area's.
    pub unit: Option<String>,
    /// The period's code.
    pub period: Option<String>,
    /// The indicator's code.
    pub indicator: Option<String>,
    /// `plan`, `actual`, `prior`.
    pub measure: Option<String>,
    /// Name of the file without its folders, where nothing else tells two findings apart.
    pub file: Option<String>,
    /// Name of the sheet, where there is no indicator or it stands in two places.
    pub sheet: Option<String>,
    /// The cell, with the sheet.
    pub cell: Option<Position>,
    /// What stood there.
    pub found: Option<String>,
    /// What should have stood there.
    pub expected: Option<String>,
    /// What the finding said, where it holds neither of the two.
    pub said: Option<String>,
    /// Why it is accepted.
    pub acceptance: Acceptance,
    /// The line its block begins in; 0 where it is not in a file yet.
    pub line: usize,
}

/// Whether a finding of this kind and severity can be accepted at all.
pub fn may_be_accepted(finding: &Finding) -> bool {
    finding.severity != Severity::Info && !(finding.severity == Severity::Error && NEVER.contains(&finding.kind.code))
}

impl Entry {
    /// The entry that accepts a finding, by the least that tells it from all the others.
    pub fn of(
        schema: &Schema,
        finding: &Finding,
        whose: &Attribution,
        others: &[(&Finding, Attribution)],
        acceptance: Acceptance,
    ) -> Entry {
        let mut entry = Entry {
            code: finding.kind.code.to_string(),
            unit: whose.unit.clone(),
            period: Some(whose.period.clone()),
            indicator: finding.indicator.map(|id| schema.indicator(id).code.clone()),
            measure: finding.measure.map(|measure| measure.code().to_string()),
            found: finding.found.clone(),
            expected: finding.expected.clone(),
            acceptance,
            ..Entry::default()
        };
        if entry.found.is_none() && entry.expected.is_none() {
            entry.said = Some(finding.message.vi.clone());
        }
        let alone = |entry: &Entry| others.iter().filter(|(other, whose)| entry.names(schema, other, whose)).count() <= 1;
        if entry.indicator.is_none() || !alone(&entry) {
            entry.sheet = finding.sheet.as_deref().map(str::to_string);
            entry.cell = finding.at;
        }
        if entry.unit.is_none() || !alone(&entry) {
            entry.file = finding.file.as_deref().map(|file| base(file).to_string());
        }
        entry
    }

    /// Whether this entry is about that finding, whatever was found.
    pub fn names(&self, schema: &Schema, finding: &Finding, whose: &Attribution) -> bool {
        let same = |said: &Option<String>, is: Option<&str>| said.as_deref() == is;
        // Where the entry says no place, any place will do.
        let within = |said: Option<&str>, is: Option<&str>| said.is_none() || said == is;
        self.code == finding.kind.code
            && same(&self.unit, whose.unit.as_deref())
            && same(&self.indicator, finding.indicator.map(|id| schema.indicator(id).code.as_str()))
            && same(&self.measure, finding.measure.map(|measure| measure.code()))
            && within(self.period.as_deref(), Some(&whose.period))
            && within(self.file.as_deref(), finding.file.as_deref().map(base))
            && within(self.sheet.as_deref(), finding.sheet.as_deref())
            && (self.cell.is_none() || self.cell == finding.at)
    }

    /// Whether what was found is what it was when it was accepted.
    pub fn still_holds(&self, finding: &Finding) -> bool {
        self.found == finding.found
            && self.expected == finding.expected
            && self.said.as_ref().is_none_or(|said| *said == finding.message.vi)
    }

    /// Whether both are about the same finding, so that the later takes the place of the earlier.
    pub fn is_about_the_same(&self, other: &Entry) -> bool {
        let key = |entry: &Entry| {
            let Entry { code, unit, period, indicator, measure, file, sheet, cell, .. } = entry.clone();
            (code, unit, period, indicator, measure, file, sheet, cell)
        };
        key(self) == key(other)
    }
}

/// The name of a file without its folders.
fn base(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}
