//! Trouble in the data: what was found, where, and what to do about it.

use crate::cell::{CellView, Position};
use crate::excerpt::Excerpt;
use crate::language::{Language, Text, Words};
use crate::schema::IndicatorId;
use crate::submission::{Measure, Owner};
use std::sync::Arc;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A figure is wrong or can't be used; the exit code is 1.
    Error,
    /// Somebody should look at it.
    Warning,
    /// Told for the record.
    Info,
}

impl Severity {
    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    /// The name for people.
    pub fn name(self) -> Text {
        match self {
            Severity::Error => Text { vi: "lỗi", en: "error" },
            Severity::Warning => Text { vi: "cảnh báo", en: "warning" },
            Severity::Info => Text { vi: "thông tin", en: "note" },
        }
    }
}

/// One kind of finding. Its code is published: it is never renamed and never given a second meaning.
#[derive(Debug)]
pub struct Kind {
    /// Code used in JSON and in the documentation.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: Text,
    /// What the officer should do.
    pub advice: Text,
    /// The smallest sheets that raise it, and that must not.
    pub examples: &'static [Example],
}

/// One small workbook or several, and the places at which a kind of finding must be raised in them.
///
/// A sheet is a text table: lines of cells between `|`, the first of them being the sheet's row 1. A cell that reads as a
/// plain number is one, `"1.234"` is text, and `=C2-18 → 132` is a formula with its stored result (`?` for none). A text
/// without such lines is the file's content as it stands; `<encrypted>` is a workbook with a password.
///
/// The set of indicators they are read with is `samples/findings/schema.toml`.
#[derive(Debug)]
pub struct Example {
    /// Name of the file.
    pub file: &'static str,
    /// Its only sheet, "Bieu 1".
    pub sheet: &'static str,
    /// Whether the files are merged, and not only checked by themselves.
    pub merged: bool,
    /// Other files beside it: name and sheet.
    pub beside: &'static [(&'static str, &'static str)],
    /// Whether the file is a report to be proofread, and no workbook.
    pub audited: bool,
    /// What was confirmed of the senders before, as their file has it.
    pub senders: Option<&'static str>,
    /// What was handed in the year before, whose consolidation `nam-truoc.xlsx` last year's figures are taken from.
    pub last_year: Option<Lower>,
    /// What the first file is the consolidation of, where it is one; then it has no sheet of its own.
    pub lower: Option<Lower>,
    /// Where the kind is raised: a cell of the first file, `file!cell`, or a whole file; nothing where it must keep silent.
    pub flagged: &'static [&'static str],
}

/// What a consolidated workbook of an example is made from: sheets, read with the set of the examples as it is for them.
#[derive(Clone, Copy, Debug)]
pub struct Lower {
    /// Code and name of its area.
    pub area: (&'static str, &'static str),
    /// Code and name of a unit in the set of the examples, and what it is called there.
    pub units: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// Words of the set that are others there.
    pub change: Option<(&'static str, &'static str)>,
    /// Name and sheet of each file.
    pub sheets: &'static [(&'static str, &'static str)],
}

impl Example {
    /// A workbook of the commune An Phú.
    pub const fn of(sheet: &'static str, flagged: &'static [&'static str]) -> Example {
        Example {
            file: "xa-an-phu.xlsx",
            sheet,
            merged: false,
            beside: &[],
            audited: false,
            senders: None,
            last_year: None,
            lower: None,
            flagged,
        }
    }

    /// A consolidated workbook of a level below.
    pub const fn consolidated(file: &'static str, lower: Lower, flagged: &'static [&'static str]) -> Example {
        Example { lower: Some(lower), ..Example::of("", flagged).in_file(file) }
    }

    /// The same, merged with last year's figures from the consolidation of these sheets.
    pub const fn after(self, sheets: &'static [(&'static str, &'static str)]) -> Example {
        self.after_set(sheets, None)
    }

    /// The same, where last year's set of indicators said something else.
    pub const fn after_change(self, sheets: &'static [(&'static str, &'static str)], change: (&'static str, &'static str)) -> Example {
        self.after_set(sheets, Some(change))
    }

    const fn after_set(mut self, sheets: &'static [(&'static str, &'static str)], change: Option<(&'static str, &'static str)>) -> Example {
        self.last_year = Some(Lower { area: ("an-hoa", "Huyện An Hòa"), units: &[], change, sheets });
        self.merged = true;
        self
    }

    /// A report in which the kind is raised, or must not be.
    pub const fn report(text: &'static str, raised: bool) -> Example {
        let mut example = Example::of(text, if raised { &[""] } else { &[] }).in_file("bao-cao.md");
        example.audited = true;
        example
    }

    /// The same under another file's name.
    pub const fn in_file(mut self, file: &'static str) -> Example {
        self.file = file;
        self
    }

    /// The same, with what was confirmed of its sender before.
    pub const fn remembering(mut self, senders: &'static str) -> Example {
        self.senders = Some(senders);
        self
    }

    /// The same, merged with other workbooks.
    pub const fn merged_with(mut self, beside: &'static [(&'static str, &'static str)]) -> Example {
        self.merged = true;
        self.beside = beside;
        self
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its kind.
    pub kind: &'static Kind,
    /// How much it matters here (a kind may be milder in some cases).
    pub severity: Severity,
    /// The file, where it concerns one.
    pub file: Option<Arc<str>>,
    /// The sheet, where it concerns one.
    pub sheet: Option<Arc<str>>,
    /// The cell, where it concerns one.
    pub at: Option<Position>,
    /// Whose figure.
    pub owner: Option<Owner>,
    /// Which indicator.
    pub indicator: Option<IndicatorId>,
    /// Which measure.
    pub measure: Option<Measure>,
    /// What is wrong, as one sentence.
    pub message: Words,
    /// What stands there.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// The lines of the sheet around it, where they were asked for.
    pub excerpt: Option<Arc<Excerpt>>,
}

impl Kind {
    /// A finding of this kind that concerns no file in particular.
    pub fn finding(&'static self, message: Words) -> Finding {
        Finding {
            kind: self,
            severity: self.severity,
            file: None,
            sheet: None,
            at: None,
            owner: None,
            indicator: None,
            measure: None,
            message,
            found: None,
            expected: None,
            excerpt: None,
        }
    }

    /// A finding of this kind about a whole file.
    pub fn in_file(&'static self, file: &Arc<str>, message: Words) -> Finding {
        Finding { file: Some(file.clone()), ..self.finding(message) }
    }

    /// A finding of this kind at a cell.
    pub fn at<'c>(&'static self, cell: impl Into<CellView<'c>>, message: Words) -> Finding {
        let cell = cell.into();
        Finding { file: Some(cell.file.clone()), sheet: Some(cell.sheet.clone()), at: Some(cell.at), ..self.finding(message) }
    }
}

impl Finding {
    /// Says what stands there.
    pub fn found(mut self, found: impl ToString) -> Finding {
        self.found = Some(found.to_string());
        self
    }

    /// Says what should stand there.
    pub fn expected(mut self, expected: impl ToString) -> Finding {
        self.expected = Some(expected.to_string());
        self
    }

    /// Says whose figure of which indicator and measure.
    pub fn about(mut self, owner: Owner, indicator: IndicatorId, measure: Measure) -> Finding {
        self.owner = Some(owner);
        self.indicator = Some(indicator);
        self.measure = Some(measure);
        self
    }

    /// Says which indicator, where no measure applies.
    pub fn of(mut self, owner: Option<Owner>, indicator: IndicatorId) -> Finding {
        self.owner = owner;
        self.indicator = Some(indicator);
        self
    }

    /// Says which sheet of the file.
    pub fn on_sheet(mut self, sheet: &Arc<str>) -> Finding {
        self.sheet = Some(sheet.clone());
        self
    }

    /// Makes it matter less or more than its kind does.
    pub fn with_severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// Place, for people: `Bieu 1!E12`, `Bieu 1`, or nothing.
    pub fn place(&self) -> String {
        match (&self.sheet, self.at) {
            (Some(sheet), Some(at)) => format!("{sheet}!{at}"),
            (Some(sheet), None) => sheet.to_string(),
            _ => String::new(),
        }
    }

    /// The sentence and the advice, for people.
    pub fn sentence(&self, language: Language) -> String {
        format!("{} {}", self.message.in_language(language), self.kind.advice.in_language(language))
    }
}

/// Brings findings into the order they are shown in: by file, then most severe first, then by place.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (&a.file, a.severity, &a.sheet, a.at, a.kind.code, a.owner, a.indicator, a.measure).cmp(&(
            &b.file,
            b.severity,
            &b.sheet,
            b.at,
            b.kind.code,
            b.owner,
            b.indicator,
            b.measure,
        ))
    });
}
