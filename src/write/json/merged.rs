//! `merge --json`: the consolidation.

use super::completeness::Completeness;
use super::{Accepted, Finding, indicator, period, some, unit};
use crate::completeness;
use crate::consolidation::{self, Consolidation, Figures, UnitFigures};
use crate::finding;
use crate::language::Language;
use crate::number::plain_text;
use crate::schema::{Schema, UnitId};
use crate::submission::{Measure, Verdict};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};

#[derive(serde::Serialize)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    prior: Option<LastYear<'a>>,
    completeness: Completeness<'a>,
}

/// The workbook that last year's figures came from.
#[derive(serde::Serialize)]
struct LastYear<'a> {
    file: &'a str,
    sha256: &'a str,
    year: i32,
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
            rows: consolidation.rows.iter().map(|row| Row::of(schema, row, language)).collect(),
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
            prior: consolidation.last_year.as_ref().map(|past| LastYear { file: &past.file, sha256: &past.sha256, year: past.year }),
            completeness: Completeness::of(schema, completeness, language),
        }
    }
}

#[derive(serde::Serialize)]
struct Handed<'a> {
    unit: &'a str,
    file: Option<&'a str>,
}

#[derive(serde::Serialize)]
struct Row<'a> {
    indicator: &'a str,
    plan: Option<String>,
    actual: Option<String>,
    prior: Option<String>,
    pct_plan: Option<String>,
    pct_prior: Option<String>,
    verdict: &'static str,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_comparable: Option<&'a str>,
    by_unit: ByUnit<'a>,
}

impl<'a> Row<'a> {
    fn of(schema: &'a Schema, row: &'a consolidation::Row, language: Language) -> Row<'a> {
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
            not_comparable: row.not_comparable.as_ref().map(|why| why.in_language(language)),
            by_unit: ByUnit { schema, of: &row.by_unit, language },
        }
    }
}

/// What each unit has, by its code; made one by one as it is written.
struct ByUnit<'a> {
    schema: &'a Schema,
    of: &'a Figures<UnitId>,
    language: Language,
}

impl Serialize for ByUnit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.of.len()))?;
        for (unit, figures) in self.of {
            map.serialize_entry(&self.schema.unit(unit).code, &OfUnit::of(&figures, self.language))?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct OfUnit<'a> {
    plan: Option<String>,
    actual: Option<String>,
    prior: Option<String>,
    pct_plan: Option<String>,
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_comparable: Option<&'a str>,
    /// Whether a total of the unit's is over all of its own units.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
}

impl<'a> OfUnit<'a> {
    fn of(figures: &'a UnitFigures, language: Language) -> OfUnit<'a> {
        let amount = |measure| figures.amount(measure).map(|amount| amount.to_string());
        OfUnit {
            plan: amount(Measure::Plan),
            actual: amount(Measure::Actual),
            prior: amount(Measure::Prior),
            pct_plan: figures.pct_plan().map(plain_text),
            verdict: figures.verdict().map(Verdict::code),
            not_comparable: figures.not_comparable().map(|why| why.in_language(language)),
            complete: figures.rolled_up().map(|below| below.complete),
        }
    }
}

#[derive(serde::Serialize)]
struct Source<'a> {
    file: &'a str,
    sha256: Option<&'a str>,
    unit: Option<&'a str>,
    period: Option<&'a str>,
    figures: usize,
    used: bool,
}
