//! What programs read: exactly the JSON of the contract, whatever the things inside are called.
//!
//! Numbers are strings in plain decimal notation; codes and keys are the same in both languages, messages are not.

mod completeness;
mod inspected;
mod merged;
mod remembered;

use super::{Understood, WriteError};
use crate::cell::Position;
use crate::completeness::Completeness;
use crate::consolidation::Consolidation;
use crate::finding;
use crate::language::{Language, Words};
use crate::schema::raw::{Place, Problem};
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::senders;
use crate::submission::{self, Submission};
use inspected::Inspected;
use merged::Merged;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::path::{Path, PathBuf};

/// One file as it was read, with what was found in it.
pub type File<'a> = (&'a Submission, &'a [finding::Finding]);

/// `inspect --format json`.
///
/// # Errors
/// The document can't be made; that would be a fault of the program.
pub fn inspect(schema: &Schema, files: &[Understood<'_>], language: Language) -> Result<String, WriteError> {
    let files: Vec<Inspected<'_>> = files.iter().map(|file| Inspected::of(schema, file, language)).collect();
    document(&Object(vec![("files", files)]))
}

/// `check --format json`.
///
/// # Errors
/// As for [`inspect`].
pub fn check(schema: &Schema, files: &[File<'_>], language: Language) -> Result<String, WriteError> {
    document(&Checked {
        files: files.iter().map(|(s, _)| Checkable { file: &s.file, unit: unit(schema, s.unit) }).collect(),
        findings: files.iter().flat_map(|(_, findings)| *findings).map(|f| Finding::of(schema, f, language)).collect(),
    })
}

/// `merge --json`.
///
/// # Errors
/// As for [`inspect`].
pub fn merge(
    schema: &Schema,
    consolidation: &Consolidation,
    findings: &[finding::Finding],
    completeness: &Completeness,
    language: Language,
) -> Result<String, WriteError> {
    document(&Merged::of(schema, consolidation, findings, completeness, language))
}

/// `schema check --format json`.
///
/// # Errors
/// As for [`inspect`].
pub fn problems(usable: bool, problems: &[Problem], language: Language) -> Result<String, WriteError> {
    let problems = problems
        .iter()
        .map(|problem| {
            let (line, sheet, cell) = match &problem.place {
                Place::Line(line) => (Some(*line), None, None),
                Place::Cell { sheet, at } => (None, Some(sheet.as_str()), Some(at.to_string())),
            };
            let severity = if problem.mild { finding::Severity::Warning } else { finding::Severity::Error };
            Told { severity: severity.code(), line, sheet, cell, message: problem.message.in_language(language) }
        })
        .collect();
    document(&Problems { usable, problems })
}

/// What a command wrote where the files themselves are its result.
///
/// # Errors
/// As for [`inspect`].
pub fn written(files: &[PathBuf]) -> Result<String, WriteError> {
    document(&Written { written: files.iter().map(|file| file.display().to_string()).collect() })
}

/// `remember --format json`.
///
/// # Errors
/// As for [`inspect`].
pub fn remembered(schema: &Schema, path: &Path, remembered: &[senders::Remembered]) -> Result<String, WriteError> {
    let remembered = remembered.iter().map(|one| remembered::Remembered::of(schema, one)).collect();
    document(&remembered::Document { senders: path.display().to_string(), remembered })
}

fn document(value: &impl Serialize) -> Result<String, WriteError> {
    serde_json::to_string_pretty(value).map_err(|error| WriteError {
        words: Words::new(format!("Không tạo được dữ liệu JSON ({error})."), format!("The JSON can't be made ({error}).")),
    })
}

fn unit(schema: &Schema, id: Option<UnitId>) -> Option<&str> {
    id.map(|id| schema.unit(id).code.as_str())
}

fn period(schema: &Schema, id: Option<PeriodId>) -> Option<&str> {
    id.map(|id| schema.period(id).code.as_str())
}

fn indicator(schema: &Schema, id: IndicatorId) -> &str {
    &schema.indicator(id).code
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Pairs as an object, in their own order.
struct Object<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    files: Vec<Checkable<'a>>,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Checkable<'a> {
    file: &'a str,
    unit: Option<&'a str>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<String>,
    unit: Option<&'a str>,
    indicator: Option<&'a str>,
    measure: Option<&'static str>,
    message: String,
    found: Option<&'a str>,
    expected: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn of(schema: &'a Schema, finding: &'a finding::Finding, language: Language) -> Finding<'a> {
        Finding {
            code: finding.kind.code,
            severity: finding.severity.code(),
            file: finding.file.as_deref(),
            sheet: finding.sheet.as_deref(),
            cell: finding.at.map(|at: Position| at.to_string()),
            unit: finding.owner.map(|owner| schema.owner_code(owner)),
            indicator: finding.indicator.map(|id| indicator(schema, id)),
            measure: finding.measure.map(submission::Measure::code),
            message: finding.sentence(language),
            found: finding.found.as_deref(),
            expected: finding.expected.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Problems<'a> {
    usable: bool,
    problems: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    severity: &'static str,
    line: Option<usize>,
    sheet: Option<&'a str>,
    cell: Option<String>,
    message: &'a str,
}

#[derive(Serialize)]
struct Written {
    written: Vec<String>,
}
