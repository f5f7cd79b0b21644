//! `merge --json`: the consolidation.

use super::completeness::Completeness;
use super::{Accepted, Finding, Object, indicator, period, some, unit};
use crate::completeness;
use crate::consolidation::{self, Consolidation, Sourced, UnitFigures};
use crate::finding;
use crate::language::Language;
use crate::number::plain_text;
use crate::schema::Schema;
use crate::submission::Verdict;
use rust_decimal::Decimal;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Merged<'a> {
    schema: &'a str,
    area: &'a str,
    period: &'a str,
    units: Vec<Handed<'a>>,
    rows: Vec<Row<'a>>,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<Accepted<'a>>,
    sources: Vec<Source<'a>>,
    completeness: Completeness<'a>,
}

impl<'a> Merged<'a> {
    pub(super) fn of(
        schema: &'a Schema,
        consolidation: &'a Consolidation,
        findings: &'a [finding::Finding],
        completeness: &'a completeness::Completeness,
        language: Language,
    ) -> Merged<'a> {
        Merged {
            schema: &schema.id,
            area: &schema.area.code,
            period: &schema.period(consolidation.period).code,
            units: consolidation.units.iter().map(|(id, file)| Handed { unit: &schema.unit(*id).code, file: file.as_deref() }).collect(),
            rows: consolidation.rows.iter().map(|row| Row::of(schema, row)).collect(),
            findings: findings.iter().map(|finding| Finding::of(schema, finding, language)).collect(),
            accepted: consolidation.accepted.iter().map(|one| Accepted::of(schema, one, language)).collect(),
            sources: consolidation
                .sources
                .iter()
                .map(|source| Source {
                    file: &source.file,
                    sha256: some(&source.sha256),
                    unit: unit(schema, source.unit),
                    period: period(schema, source.period),
                    figures: source.figures,
                    used: source.used,
                })
                .collect(),
            completeness: Completeness::of(schema, completeness, language),
        }
    }
}

#[derive(Serialize)]
struct Handed<'a> {
    unit: &'a str,
    file: Option<&'a str>,
}

#[derive(Serialize)]
struct Row<'a> {
    indicator: &'a str,
    plan: Option<String>,
    actual: Option<String>,
    prior: Option<String>,
    pct_plan: Option<String>,
    pct_prior: Option<String>,
    verdict: &'static str,
    complete: bool,
    by_unit: Object<&'a str, OfUnit>,
}

impl<'a> Row<'a> {
    fn of(schema: &'a Schema, row: &'a consolidation::Row) -> Row<'a> {
        let plain = |number: Option<Decimal>| number.map(plain_text);
        Row {
            indicator: indicator(schema, row.indicator),
            plan: plain(row.plan),
            actual: plain(row.actual),
            prior: plain(row.prior),
            pct_plan: plain(row.pct_plan),
            pct_prior: plain(row.pct_prior),
            verdict: row.verdict.code(),
            complete: row.complete,
            by_unit: Object(row.by_unit.iter().map(|(id, figures)| (schema.unit(*id).code.as_str(), OfUnit::of(figures))).collect()),
        }
    }
}

#[derive(Serialize)]
struct OfUnit {
    plan: Option<String>,
    actual: Option<String>,
    prior: Option<String>,
    pct_plan: Option<String>,
    verdict: Option<&'static str>,
}

impl OfUnit {
    fn of(figures: &UnitFigures) -> OfUnit {
        let amount = |sourced: &Option<Sourced>| sourced.as_ref().map(|sourced| sourced.amount.to_string());
        OfUnit {
            plan: amount(&figures.plan),
            actual: amount(&figures.actual),
            prior: amount(&figures.prior),
            pct_plan: figures.pct_plan.map(plain_text),
            verdict: figures.verdict.map(Verdict::code),
        }
    }
}

#[derive(Serialize)]
struct Source<'a> {
    file: &'a str,
    sha256: Option<&'a str>,
    unit: Option<&'a str>,
    period: Option<&'a str>,
    figures: usize,
    used: bool,
}
