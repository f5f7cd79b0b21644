//! A consolidation as tidy tables for other tools: one row a value, and what is needed to add them up.
//!
//! The values are those that the consolidation was made from, after everything that was decided about them: what two
//! workbooks give differently is not among them, a plan that was given stands where none was handed in.

use crate::consolidation::{Consolidation, Sourced, UnitFigures};
use crate::number::plain_text;
use crate::ratio;
use crate::schema::{Aggregate, Derivation, Indicator, IndicatorId, Schema, Target, UnitId, in_cells, keys};
use crate::submission::{Amount, Measure, Owner, Verdict};
use rust_decimal::Decimal;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A small whole number.
    Integer,
    /// An exact decimal.
    Decimal,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Of a column of text.
    Text(String),
    /// Of a column of small whole numbers.
    Integer(i32),
    /// Of a column of decimals.
    Decimal(Decimal),
}

/// A table of typed columns; `None` is unknown.
#[derive(Clone, Debug)]
pub struct Table {
    /// Names and kinds of the columns.
    pub columns: Vec<(&'static str, Kind)>,
    /// As many cells a row as there are columns.
    pub rows: Vec<Vec<Option<Cell>>>,
}

/// The first columns of the values, by which they are parted into files.
pub const PARTITION: [&str; 3] = ["year", "period", "unit"];

/// Owners with values, in the order of the schema's units, the area last.
pub fn owners(schema: &Schema, consolidation: &Consolidation) -> Vec<Owner> {
    let units = schema.each_unit().map(|(id, _)| Owner::Unit(id));
    units.chain([Owner::Area]).filter(|&owner| !values(schema, consolidation, owner).rows.is_empty()).collect()
}

/// The values of one owner, one a row. What is computed from other indicators is not among them.
pub fn values(schema: &Schema, consolidation: &Consolidation, owner: Owner) -> Table {
    let columns = vec![
        ("year", Kind::Integer),
        ("period", Kind::Text),
        ("unit", Kind::Text),
        ("schema", Kind::Text),
        ("area", Kind::Text),
        ("level", Kind::Text),
        ("section", Kind::Text),
        ("indicator", Kind::Text),
        ("kind", Kind::Text),
        ("measure", Kind::Text),
        ("unit_of_measure", Kind::Text),
        ("value", Kind::Decimal),
        ("decimals", Kind::Integer),
        ("verdict", Kind::Text),
        ("origin", Kind::Text),
        ("file", Kind::Text),
        ("sheet", Kind::Text),
        ("cell", Kind::Text),
    ];
    let mut rows = Vec::new();
    for (id, indicator) in schema.each_indicator().filter(|(_, indicator)| indicator.derivation.is_none()) {
        let figures = match owner {
            Owner::Unit(unit) => consolidation.row(id).unit(unit),
            Owner::Area => consolidation.given.get(id),
        };
        let Some(figures) = figures else { continue };
        for measure in Measure::ALL {
            let Some(sourced) = figures.get(measure) else { continue };
            if owner == Owner::Area && !is_used(consolidation, id, indicator, measure, sourced) {
                continue;
            }
            let number = sourced.amount.number();
            let verdict = match sourced.amount {
                Amount::Verdict(verdict) => Some(verdict),
                Amount::Number(_) => figures.verdict().filter(|_| measure == Measure::Actual),
            };
            let cell = sourced.cell;
            rows.push(vec![
                Some(Cell::Integer(schema.year)),
                text(&schema.period(consolidation.period).code),
                text(schema.owner_code(owner)),
                text(&schema.id),
                text(&schema.area.code),
                text(if owner == Owner::Area { "area" } else { "unit" }),
                text(&schema.section(indicator.section).code),
                text(&indicator.code),
                text(indicator.kind.code()),
                text(measure.code()),
                text(&indicator.unit_of_measure),
                number.map(|number| Cell::Decimal(number.normalize())),
                number.map(|number| Cell::Integer(number.normalize().scale() as i32)),
                verdict.and_then(|verdict| text(verdict.code())),
                text(origin(schema, owner, id, measure, sourced)),
                cell.and_then(|cell| text(&cell.file)),
                cell.and_then(|cell| text(&cell.sheet)),
                cell.and_then(|cell| text(&cell.at.to_string())),
            ]);
        }
    }
    Table { columns, rows }
}

/// Whether what was handed in for the whole area is what the area has: beside the units' figures it would be counted
/// twice.
fn is_used(consolidation: &Consolidation, id: IndicatorId, indicator: &Indicator, measure: Measure, sourced: Sourced) -> bool {
    let row = consolidation.row(id);
    if (measure == Measure::Plan && indicator.target.is_some()) || row.get(measure) != sourced.amount.number() {
        return false;
    }
    let number = |figures: &UnitFigures| figures.number(measure).is_some();
    let by_units = match indicator.aggregate {
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => row.by_unit.iter().any(|(_, figures)| number(&figures)),
        Aggregate::Ratio => {
            let typed = |of: Option<IndicatorId>, unit: UnitId| {
                let figures = of.and_then(|of| consolidation.row(of).unit(unit)).and_then(|figures| figures.get(measure));
                figures.is_some_and(|sourced| sourced.cell.is_some() && sourced.amount.number().is_some())
            };
            let both = |unit: UnitId| typed(indicator.numerator, unit) && typed(indicator.denominator, unit);
            measure != Measure::Plan && consolidation.units.iter().any(|(unit, _)| both(*unit))
        }
        Aggregate::CountMet => match measure {
            Measure::Plan => false,
            Measure::Actual => {
                row.by_unit.iter().any(|(_, figures)| figures.verdict().is_some_and(|verdict| verdict != Verdict::NotAssessed))
            }
            Measure::Prior => {
                let is_known = |figures: &UnitFigures| match figures.get(measure).map(|sourced| sourced.amount) {
                    Some(Amount::Verdict(verdict)) => verdict != Verdict::NotAssessed,
                    _ => false,
                };
                row.by_unit.iter().any(|(_, figures)| is_known(&figures))
            }
        },
        Aggregate::None => match &indicator.reporters[..] {
            [only] => row.unit(*only).is_some_and(|figures| number(&figures)),
            _ => false,
        },
    };
    !by_units
}

fn origin(schema: &Schema, owner: Owner, id: IndicatorId, measure: Measure, sourced: Sourced) -> &'static str {
    match (sourced.cell, owner) {
        (Some(_), _) => "read",
        (None, Owner::Unit(unit)) if measure == Measure::Plan && schema.plans.contains_key(&(unit, id)) => "given",
        (None, _) => "computed",
    }
}

/// One row an indicator: what it is, and how the area's figure comes from the units'.
pub fn indicators(schema: &Schema) -> Table {
    let columns = vec![
        ("schema", Kind::Text),
        ("position", Kind::Integer),
        ("indicator", Kind::Text),
        ("name", Kind::Text),
        ("section", Kind::Text),
        ("section_name", Kind::Text),
        ("unit_of_measure", Kind::Text),
        ("kind", Kind::Text),
        ("aggregate", Kind::Text),
        ("numerator", Kind::Text),
        ("denominator", Kind::Text),
        ("parts", Kind::Text),
        ("decimals", Kind::Integer),
        ("percent_decimals", Kind::Integer),
        ("out_of", Kind::Decimal),
        ("target", Kind::Text),
        ("target_op", Kind::Text),
        ("target_value", Kind::Decimal),
        ("target_plan", Kind::Decimal),
        ("derivation", Kind::Text),
        ("derived_from", Kind::Text),
        ("at_unit", Kind::Text),
        ("where_op", Kind::Text),
        ("where_value", Kind::Decimal),
        ("only_reporter", Kind::Text),
        ("quotient_decimals", Kind::Integer),
    ];
    let code = |id: IndicatorId| schema.indicator(id).code.as_str();
    let row = |(id, indicator): (IndicatorId, &Indicator)| {
        let section = schema.section(indicator.section);
        let parts = in_cells::join(indicator.parts.iter().map(|&part| code(part)), keys::Form::Codes);
        let (derivation, at_unit, condition) = match &indicator.derivation {
            Some(Derivation::AtUnit { unit, .. }) => (Some("at-unit"), Some(schema.unit(*unit).code.as_str()), None),
            Some(Derivation::CountWhere { condition, .. }) => (Some("count-where"), None, Some(condition)),
            Some(Derivation::Remaining { .. }) => (Some("remaining"), None, None),
            None => (None, None, None),
        };
        let only = match &indicator.reporters[..] {
            [only] => text(&schema.unit(*only).code),
            _ => None,
        };
        vec![
            text(&schema.id),
            Some(Cell::Integer(id.0 as i32)),
            text(&indicator.code),
            text(&indicator.name),
            text(&section.code),
            text(&section.name),
            text(&indicator.unit_of_measure),
            text(indicator.kind.code()),
            text(indicator.aggregate.code()),
            indicator.numerator.and_then(|id| text(code(id))),
            indicator.denominator.and_then(|id| text(code(id))),
            (!indicator.parts.is_empty()).then_some(Cell::Text(parts)),
            indicator.decimals.map(|decimals| Cell::Integer(decimals as i32)),
            Some(Cell::Integer(schema.percent_decimals as i32)),
            decimal(indicator.out_of),
            indicator.target.and_then(|target| text(&target.to_string())),
            indicator.target.and_then(|target| text(bound(&target).0)),
            decimal(indicator.target.map(|target| bound(&target).1)),
            decimal(indicator.target.map(|target| target.base())),
            derivation.and_then(text),
            indicator.derivation.as_ref().and_then(|derivation| text(code(derivation.from()))),
            at_unit.and_then(text),
            condition.and_then(|condition| text(bound(condition).0)),
            decimal(condition.map(|condition| bound(condition).1)),
            only,
            Some(Cell::Integer(ratio::decimals(schema, indicator) as i32)),
        ]
    };
    Table { columns, rows: schema.each_indicator().map(row).collect() }
}

/// One row a unit.
pub fn units(schema: &Schema) -> Table {
    let columns = vec![
        ("schema", Kind::Text),
        ("position", Kind::Integer),
        ("unit", Kind::Text),
        ("name", Kind::Text),
        ("kind", Kind::Text),
        ("area", Kind::Text),
        ("area_name", Kind::Text),
    ];
    let rows = schema.each_unit().map(|(id, unit)| {
        let position = Some(Cell::Integer(id.0 as i32));
        let area = &schema.area;
        vec![text(&schema.id), position, text(&unit.code), text(&unit.name), text(&unit.kind), text(&area.code), text(&area.name)]
    });
    Table { columns, rows: rows.collect() }
}

/// One row for each indicator that a unit fills in: what a complete total needs.
pub fn reporters(schema: &Schema) -> Table {
    let columns = vec![("schema", Kind::Text), ("indicator", Kind::Text), ("unit", Kind::Text)];
    let of = |indicator: &Indicator| -> Vec<Vec<Option<Cell>>> {
        indicator.reporters.iter().map(|&unit| vec![text(&schema.id), text(&indicator.code), text(&schema.unit(unit).code)]).collect()
    };
    Table { columns, rows: schema.indicators.iter().flat_map(of).collect() }
}

/// A target as one comparison: what a figure must satisfy to meet it.
fn bound(target: &Target) -> (&'static str, Decimal) {
    match *target {
        Target::AtLeast(n) => (">=", n),
        Target::MoreThan(n) => (">", n),
        Target::AtMost(n) => ("<=", n),
        Target::LessThan(n) => ("<", n),
        Target::Exactly(n) => ("=", n),
        Target::Range(low, _) => (">=", low),
    }
}

fn text(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::Text(text.to_string()))
}

fn decimal(number: Option<Decimal>) -> Option<Cell> {
    number.map(|number| Cell::Decimal(number.normalize()))
}

impl Cell {
    /// As text: a number in plain decimal notation.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Integer(number) => number.to_string(),
            Cell::Decimal(number) => plain_text(*number),
        }
    }
}
