//! What programs read: exactly the JSON of the contract, whatever the things inside are called.
//!
//! Numbers are strings in plain decimal notation; codes and keys are the same in both languages, messages are not.

mod audited;
mod completeness;
mod inspected;
mod merged;
mod remembered;

use super::{Understood, WriteError};
use crate::accepted;
use crate::cell::Position;
use crate::completeness::Completeness;
use crate::consolidation::Consolidation;
use crate::finding;
use crate::language::{Language, Words};
use crate::schema::raw::{Place, Problem};
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::senders;
use crate::submission;
use inspected::Inspected;
use merged::Merged;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::path::{Path, PathBuf};

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
pub fn check(schema: &Schema, files: &[Understood<'_>], language: Language) -> Result<String, WriteError> {
    document(&Checked {
        files: files.iter().map(|file| Checkable { file: &file.submission.file, unit: unit(schema, file.submission.unit) }).collect(),
        findings: files.iter().flat_map(|file| file.findings).map(|f| Finding::of(schema, f, language)).collect(),
        accepted: files.iter().flat_map(|file| file.accepted).map(|one| Accepted::of(schema, one, language)).collect(),
    })
}

/// `accept --format json`.
///
/// # Errors
/// As for [`inspect`].
pub fn accepted(
    schema: &Schema,
    path: &Path,
    accepted: &accepted::Accepted,
    is_new: bool,
    language: Language,
) -> Result<String, WriteError> {
    document(&AcceptedNow { path: path.display().to_string(), accepted: Accepted::of(schema, accepted, language), new: is_new })
}

/// `audit --format json`.
///
/// # Errors
/// As for [`inspect`].
pub fn audit(file: &str, audit: &crate::claim::Audit, unread: &[finding::Finding], language: Language) -> Result<String, WriteError> {
    document(&audited::Audited::of(file, audit, unread, language))
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

/// The mark of an exported folder: what it is an export of.
///
/// # Errors
/// As for [`inspect`].
pub fn export_mark(schema: &str, period: &str) -> Result<Vec<u8>, WriteError> {
    Ok(document(&Exported { schema, period })?.into_bytes())
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<Accepted<'a>>,
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

/// A finding that was accepted, with the reason beside its own fields.
#[derive(Serialize)]
struct Accepted<'a> {
    #[serde(flatten)]
    finding: Finding<'a>,
    reason: &'a str,
    by: Option<&'a str>,
    date: String,
}

impl<'a> Accepted<'a> {
    fn of(schema: &'a Schema, one: &'a accepted::Accepted, language: Language) -> Accepted<'a> {
        let accepted::Acceptance { reason, by, date } = &one.acceptance;
        Accepted { finding: Finding::of(schema, &one.finding, language), reason, by: by.as_deref(), date: date.iso() }
    }
}

#[derive(Serialize)]
struct AcceptedNow<'a> {
    path: String,
    accepted: Accepted<'a>,
    new: bool,
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
struct Exported<'a> {
    schema: &'a str,
    period: &'a str,
}

#[derive(Serialize)]
struct Written {
    written: Vec<String>,
}
