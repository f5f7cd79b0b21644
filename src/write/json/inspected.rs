//! `inspect --format json`: how each file was understood.

use super::remembered::Used;
use super::{Accepted, Finding, Object, indicator, period, some, unit};
use crate::cell::column_name;
use crate::language::Language;
use crate::ledger::Account;
use crate::schema::Schema;
use crate::submission;
use crate::write::Understood;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
pub(super) struct Inspected<'a> {
    file: &'a str,
    unit: Option<&'a str>,
    period: Option<&'a str>,
    sha256: Option<&'a str>,
    tables: Vec<Table<'a>>,
    values: Vec<Value<'a>>,
    unmatched: Vec<Unmatched<'a>>,
    left_out: Vec<LeftOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    confirmed: Vec<Used<'a>>,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<Accepted<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<Numbers>,
}

impl<'a> Inspected<'a> {
    pub(super) fn of(schema: &'a Schema, file: &Understood<'a>, language: Language) -> Inspected<'a> {
        let Understood { submission, findings, accepted, ledger } = *file;
        Inspected {
            file: &submission.file,
            unit: unit(schema, submission.unit),
            period: period(schema, submission.period),
            sha256: some(&submission.sha256),
            tables: submission.tables.iter().map(Table::of).collect(),
            values: submission.figures.iter().map(|figure| Value::of(schema, &figure)).collect(),
            unmatched: submission
                .unmatched
                .iter()
                .map(|unmatched| Unmatched {
                    sheet: &unmatched.cell.sheet,
                    cell: unmatched.cell.at.to_string(),
                    label: &unmatched.label,
                    candidates: unmatched.candidates.iter().map(|&id| indicator(schema, id)).collect(),
                })
                .collect(),
            left_out: submission
                .left_out
                .iter()
                .map(|part| LeftOut {
                    sheet: &part.sheet,
                    range: part.area.map(|area| area.to_string()),
                    reason: part.reason.in_language(language),
                })
                .collect(),
            confirmed: submission.confirmed.iter().map(|used| Used::of(schema, used)).collect(),
            findings: findings.iter().map(|finding| Finding::of(schema, finding, language)).collect(),
            accepted: accepted.iter().map(|one| Accepted::of(schema, one, language)).collect(),
            numbers: ledger.map(|ledger| Numbers::of(&ledger.account())),
        }
    }
}

#[derive(Serialize)]
struct Table<'a> {
    sheet: &'a str,
    range: String,
    header: String,
    orientation: &'static str,
    columns: Object<&'static str, String>,
}

impl<'a> Table<'a> {
    fn of(table: &'a submission::LocatedTable) -> Table<'a> {
        let mut columns: Vec<(&'static str, String)> = Vec::with_capacity(table.columns.len());
        for &(role, column) in &table.columns {
            // In a table of several units a role has many columns; an object names the first.
            if columns.iter().all(|(earlier, _)| *earlier != role) {
                columns.push((role, column_name(column)));
            }
        }
        Table {
            sheet: &table.sheet,
            range: table.range.to_string(),
            header: table.header.to_string(),
            orientation: table.orientation.code(),
            columns: Object(columns),
        }
    }
}

#[derive(Serialize)]
struct Value<'a> {
    sheet: &'a str,
    cell: String,
    unit: &'a str,
    indicator: &'a str,
    measure: &'static str,
    value: String,
    raw: Cow<'a, str>,
}

impl<'a> Value<'a> {
    fn of(schema: &'a Schema, figure: &submission::FigureView<'a>) -> Value<'a> {
        Value {
            sheet: &figure.cell.place().sheet,
            cell: figure.cell.at.to_string(),
            unit: schema.owner_code(figure.owner),
            indicator: indicator(schema, figure.indicator),
            measure: figure.measure.code(),
            value: figure.amount.to_string(),
            raw: figure.raw(),
        }
    }
}

#[derive(Serialize)]
struct Unmatched<'a> {
    sheet: &'a str,
    cell: String,
    label: &'a str,
    candidates: Vec<&'a str>,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    sheet: &'a str,
    range: Option<String>,
    reason: &'a str,
}

/// Cells with numbers in them, by what became of them.
#[derive(Serialize)]
struct Numbers {
    all: usize,
    read: usize,
    frame: usize,
    told: usize,
    left_out: usize,
}

impl Numbers {
    fn of(account: &Account) -> Numbers {
        let Account { numbers, used, frame, told, left_out, unaccounted } = *account;
        Numbers { all: numbers, read: used, frame, told, left_out: left_out + unaccounted }
    }
}
