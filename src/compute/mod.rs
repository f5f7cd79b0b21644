//! Submissions → [`Consolidation`]: totals, means, ratios, counts, verdicts, completeness.

mod completeness;

pub use completeness::completeness;

use crate::consolidation::{Consolidation, Row, Source, Sourced, UnitFigures};
use crate::number;
use crate::ratio;
use crate::schema::{Aggregate, Derivation, Indicator, IndicatorId, IndicatorKind, PeriodId, Schema, Target, UnitId};
use crate::submission::{Amount, Measure, Owner, Submission, Verdict};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Adds up what the units handed in for one period.
///
/// `submissions` are those that count: at most one for each unit and sheet of figures; offices may bring figures of
/// several units. Where two of them have a figure of the same unit, the unit's own comes first.
pub fn consolidation(schema: &Schema, period: PeriodId, submissions: &[&Submission], sources: Vec<Source>) -> Consolidation {
    consolidation_without(schema, period, submissions, &HashSet::new(), sources)
}

/// As [`consolidation`], leaving out figures that two workbooks give differently.
pub fn consolidation_without(
    schema: &Schema,
    period: PeriodId,
    submissions: &[&Submission],
    excluded: &HashSet<(Owner, IndicatorId, Measure)>,
    sources: Vec<Source>,
) -> Consolidation {
    let table = Table::gather(schema, submissions, excluded);
    let mut rows: Vec<Row> = Vec::with_capacity(schema.indicators.len());
    for (id, indicator) in schema.each_indicator() {
        rows.push(table.row(schema, id, indicator));
    }
    derive(schema, &mut rows);
    let units = schema
        .each_unit()
        .map(|(id, _)| {
            let file = submissions.iter().find(|s| s.unit == Some(id)).map(|s| s.file.clone());
            (id, file)
        })
        .collect();
    let known = |figures: &UnitFigures| Measure::ALL.iter().any(|&measure| figures.get(measure).is_some());
    let given =
        schema.each_indicator().zip(table.area).map(|((id, _), figures)| (id, figures)).filter(|(_, figures)| known(figures)).collect();
    Consolidation { period, rows, given, units, sources, accepted: Vec::new() }
}

/// All figures, by indicator, unit and measure.
struct Table {
    units: usize,
    /// For each indicator, each unit: what it has.
    figures: Vec<Option<Box<UnitFigures>>>,
    /// For each indicator: figures given for the whole area.
    area: Vec<UnitFigures>,
}

impl Table {
    fn gather(schema: &Schema, submissions: &[&Submission], excluded: &HashSet<(Owner, IndicatorId, Measure)>) -> Table {
        let units = schema.units.len();
        let mut table = Table {
            units,
            figures: vec![None; units * schema.indicators.len()],
            area: vec![UnitFigures::default(); schema.indicators.len()],
        };
        // A unit's own figure comes before one that an office brings for it.
        for own in [true, false] {
            for submission in submissions {
                for figure in &submission.figures {
                    let is_own = match figure.owner {
                        Owner::Unit(unit) => submission.unit == Some(unit),
                        Owner::Area => false,
                    };
                    if is_own != own || excluded.contains(&(figure.owner, figure.indicator, figure.measure)) {
                        continue;
                    }
                    let place = match figure.owner {
                        Owner::Unit(unit) => {
                            // A unit's figure for what it does not report would be counted beside the reporter's.
                            if !schema.reports(unit, figure.indicator) {
                                continue;
                            }
                            let at = figure.indicator.0 as usize * units + unit.0 as usize;
                            &mut **table.figures[at].get_or_insert_with(Box::default)
                        }
                        Owner::Area => &mut table.area[figure.indicator.0 as usize],
                    };
                    let slot = match figure.measure {
                        Measure::Plan => &mut place.plan,
                        Measure::Actual => &mut place.actual,
                        Measure::Prior => &mut place.prior,
                    };
                    slot.get_or_insert_with(|| Sourced { amount: figure.amount, cell: Some(figure.cell.clone()) });
                }
            }
        }
        table
    }

    fn row(&self, schema: &Schema, id: IndicatorId, indicator: &Indicator) -> Row {
        let mut by_unit: Vec<(UnitId, UnitFigures)> = Vec::new();
        for at in 0..self.units {
            let unit = UnitId(at as u32);
            let mut figures = self.figures[id.0 as usize * self.units + at].as_deref().cloned().unwrap_or_default();
            if figures.plan.is_none()
                && let Some(&plan) = schema.plans.get(&(unit, id))
            {
                figures.plan = Some(Sourced { amount: Amount::Number(plan), cell: None });
            }
            self.fill_quotient(schema, indicator, unit, &mut figures);
            if figures.plan.is_none() && figures.actual.is_none() && figures.prior.is_none() {
                continue;
            }
            assess_unit(schema, indicator, &mut figures);
            by_unit.push((unit, figures));
        }
        let mut row = Row {
            indicator: id,
            plan: self.total(schema, id, indicator, Measure::Plan, &by_unit),
            actual: self.total(schema, id, indicator, Measure::Actual, &by_unit),
            prior: self.total(schema, id, indicator, Measure::Prior, &by_unit),
            pct_plan: None,
            pct_prior: None,
            verdict: Verdict::NotAssessed,
            complete: is_complete(indicator, &by_unit),
            by_unit,
        };
        if let Some(target) = &indicator.target {
            row.plan = Some(target.base());
        }
        assess_row(schema, indicator, &mut row);
        row
    }

    /// A unit that gave numerator and denominator need not give their quotient.
    fn fill_quotient(&self, schema: &Schema, indicator: &Indicator, unit: UnitId, figures: &mut UnitFigures) {
        let (Aggregate::Ratio, Some(numerator), Some(denominator)) = (indicator.aggregate, indicator.numerator, indicator.denominator)
        else {
            return;
        };
        for measure in [Measure::Actual, Measure::Prior] {
            let slot = match measure {
                Measure::Actual => &mut figures.actual,
                _ => &mut figures.prior,
            };
            if slot.is_some() {
                continue;
            }
            let (Some(top), Some(bottom)) = (self.number(numerator, unit, measure), self.number(denominator, unit, measure)) else {
                continue;
            };
            *slot = ratio::quotient(indicator, top, bottom, ratio::decimals(schema, indicator))
                .map(|number| Sourced { amount: Amount::Number(number), cell: None });
        }
    }

    fn number(&self, indicator: IndicatorId, unit: UnitId, measure: Measure) -> Option<Decimal> {
        self.figures[indicator.0 as usize * self.units + unit.0 as usize].as_ref()?.number(measure)
    }

    fn total(
        &self,
        schema: &Schema,
        id: IndicatorId,
        indicator: &Indicator,
        measure: Measure,
        by_unit: &[(UnitId, UnitFigures)],
    ) -> Option<Decimal> {
        let numbers = || by_unit.iter().filter_map(|(_, figures)| figures.number(measure));
        let given = || self.area[id.0 as usize].number(measure);
        match indicator.aggregate {
            Aggregate::Sum => sum(numbers()).or_else(given),
            Aggregate::Mean => {
                let count = numbers().count();
                let sum = sum(numbers());
                // Decimals of a mean: the schema's, else one more than what went in.
                let decimals = indicator.decimals.unwrap_or_else(|| {
                    let most = numbers().map(|number| number.normalize().scale()).max().unwrap_or(0);
                    schema.percent_decimals.max(most + 1).min(10)
                });
                sum.and_then(|sum| sum.checked_div(Decimal::from(count))).map(|mean| number::round(mean, decimals)).or_else(given)
            }
            Aggregate::Ratio if measure == Measure::Plan => given(),
            Aggregate::Ratio => {
                let parts = |of: Option<IndicatorId>| {
                    let of = of?;
                    sum((0..self.units).filter_map(|at| {
                        // Only units that gave both count, or the quotient would mix different sets of units.
                        let unit = UnitId(at as u32);
                        let (top, bottom) = (indicator.numerator?, indicator.denominator?);
                        self.number(top, unit, measure)?;
                        self.number(bottom, unit, measure)?;
                        self.number(of, unit, measure)
                    }))
                };
                match (parts(indicator.numerator), parts(indicator.denominator)) {
                    (Some(top), Some(bottom)) => ratio::quotient(indicator, top, bottom, ratio::decimals(schema, indicator)),
                    _ => given(),
                }
            }
            Aggregate::Min => numbers().min().or_else(given),
            Aggregate::Max => numbers().max().or_else(given),
            Aggregate::CountMet => match measure {
                Measure::Plan => given(),
                Measure::Actual => {
                    let known = by_unit.iter().any(|(_, figures)| figures.verdict.is_some_and(|v| v != Verdict::NotAssessed));
                    let met = by_unit.iter().filter(|(_, figures)| figures.verdict == Some(Verdict::Met)).count();
                    if known { Some(Decimal::from(met)) } else { given() }
                }
                Measure::Prior => {
                    let statuses = || by_unit.iter().filter_map(|(_, figures)| figures.prior.as_ref());
                    let met = statuses().filter(|sourced| sourced.amount == Amount::Verdict(Verdict::Met)).count();
                    if statuses().any(|sourced| matches!(sourced.amount, Amount::Verdict(_))) { Some(Decimal::from(met)) } else { given() }
                }
            },
            // A figure that only one unit reports is the area's own.
            Aggregate::None => match indicator.reporters.as_slice() {
                [only] => by_unit.iter().find(|(unit, _)| unit == only).and_then(|(_, figures)| figures.number(measure)).or_else(given),
                _ => given(),
            },
        }
    }
}

fn sum(numbers: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let mut total = None;
    for number in numbers {
        total = Some(total.unwrap_or(Decimal::ZERO).checked_add(number)?);
    }
    total
}

fn is_complete(indicator: &Indicator, by_unit: &[(UnitId, UnitFigures)]) -> bool {
    indicator.reporters.iter().all(|reporter| by_unit.iter().any(|(unit, figures)| unit == reporter && figures.actual.is_some()))
}

fn assess_unit(schema: &Schema, indicator: &Indicator, figures: &mut UnitFigures) {
    if let Some(Amount::Verdict(verdict)) = figures.actual.as_ref().map(|sourced| sourced.amount) {
        figures.verdict = Some(verdict);
        return;
    }
    let actual = figures.number(Measure::Actual);
    let plan = figures.number(Measure::Plan);
    // A rate is the same target everywhere; a quantity is judged against the unit's own plan only.
    let everywhere = matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio | Aggregate::Min | Aggregate::Max)
        || indicator.kind == IndicatorKind::Percent
        || indicator.reporters.len() == 1;
    let target = match plan {
        Some(plan) => Some(ratio::target_of_unit(plan, indicator.target.as_ref())),
        None if everywhere => indicator.target,
        None => None,
    };
    figures.pct_plan = ratio::percent_of_plan(actual, plan, target.as_ref(), schema.percent_decimals);
    figures.verdict = Some(ratio::verdict(actual, plan, target.as_ref()));
}

fn assess_row(schema: &Schema, indicator: &Indicator, row: &mut Row) {
    if indicator.kind == IndicatorKind::Status && indicator.aggregate == Aggregate::None {
        // Đạt or not of the one unit that reports it is the area's.
        if let ([only], [(unit, figures)]) = (indicator.reporters.as_slice(), row.by_unit.as_slice())
            && only == unit
        {
            row.verdict = figures.verdict.unwrap_or(Verdict::NotAssessed);
        }
        return;
    }
    let target = indicator.target.or_else(|| {
        // Where less is better only the target knows it; a plan without a target is to be reached.
        row.plan.map(Target::AtLeast)
    });
    row.pct_plan = ratio::percent_of_plan(row.actual, row.plan, target.as_ref(), schema.percent_decimals);
    row.pct_prior = match (row.actual, row.prior) {
        (Some(actual), Some(prior)) => ratio::percent(actual, prior, schema.percent_decimals),
        _ => None,
    };
    row.verdict = ratio::verdict(row.actual, row.plan, target.as_ref());
}

/// Figures that nobody types, from figures of other indicators; sources may be derived themselves.
fn derive(schema: &Schema, rows: &mut [Row]) {
    let mut done: Vec<bool> = schema.indicators.iter().map(|indicator| indicator.derivation.is_none()).collect();
    // The schema has no circles, so each round finishes at least one.
    for _ in 0..schema.indicators.len() {
        let mut waiting = false;
        for (id, indicator) in schema.each_indicator() {
            let Some(derivation) = &indicator.derivation else { continue };
            if done[id.0 as usize] {
                continue;
            }
            if !done[derivation.from().0 as usize] {
                waiting = true;
                continue;
            }
            let from = rows[derivation.from().0 as usize].clone();
            let row = &mut rows[id.0 as usize];
            for measure in Measure::ALL {
                let number = derived(schema, derivation, &from, measure);
                match measure {
                    Measure::Plan => row.plan = indicator.target.map(|target| target.base()).or(number),
                    Measure::Actual => row.actual = number,
                    Measure::Prior => row.prior = number,
                }
            }
            row.complete = match derivation {
                Derivation::AtUnit { unit, .. } => from.unit(*unit).is_some_and(|figures| figures.actual.is_some()),
                _ => from.complete,
            };
            if let Derivation::AtUnit { unit, .. } = derivation
                && let Some(figures) = from.unit(*unit)
            {
                row.by_unit = vec![(*unit, figures.clone())];
            }
            assess_row(schema, indicator, row);
            done[id.0 as usize] = true;
        }
        if !waiting {
            break;
        }
    }
}

fn derived(schema: &Schema, derivation: &Derivation, from: &Row, measure: Measure) -> Option<Decimal> {
    match derivation {
        Derivation::AtUnit { unit, .. } => from.unit(*unit).and_then(|figures| figures.number(measure)),
        Derivation::CountWhere { condition, .. } => {
            if measure == Measure::Plan {
                return None;
            }
            let numbers: Vec<Decimal> = from.by_unit.iter().filter_map(|(_, figures)| figures.number(measure)).collect();
            (!numbers.is_empty()).then(|| Decimal::from(numbers.into_iter().filter(|&number| condition.is_met_by(number)).count()))
        }
        Derivation::Remaining { from: source } => {
            if measure == Measure::Plan {
                return None;
            }
            let out_of = schema.indicator(*source).out_of?;
            out_of.checked_sub(from.get(measure)?)
        }
    }
}
