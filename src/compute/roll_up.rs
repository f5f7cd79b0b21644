//! A consolidation → the submission of one unit a level up: a district's in its province.

use crate::consolidation::{Parts, RolledUp, Row};
use crate::language::Words;
use crate::last_year::Reopened;
use crate::schema::{Aggregate, Counterparts, Derivation, Indicator, IndicatorId, PeriodId, Schema, UnitId};
use crate::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use rust_decimal::Decimal;

/// What a consolidated workbook hands in as one unit, and what of it can't be used.
#[derive(Clone, Debug)]
pub struct RolledUpSubmission {
    /// Its figures, with what is behind them.
    pub submission: Submission,
    /// Indicators that are something else there, with how they differ, as the rest of a sentence.
    pub different: Vec<(IndicatorId, Words)>,
    /// Indicators whose figures lack some of the units below.
    pub incomplete: Vec<IndicatorId>,
    /// Indicators that it does not have.
    pub absent: Vec<IndicatorId>,
}

/// Takes a consolidation as what one unit hands in.
pub fn rolled_up(schema: &Schema, unit: UnitId, period: Option<PeriodId>, below: &Reopened) -> RolledUpSubmission {
    let counterparts = Counterparts::of(schema, &below.schema);
    let submission = Submission {
        file: below.source.file.clone(),
        sha256: below.source.sha256.clone(),
        unit: Some(unit),
        period,
        ..Submission::default()
    };
    let mut result = RolledUpSubmission { submission, different: Vec::new(), incomplete: Vec::new(), absent: Vec::new() };
    for (id, indicator) in schema.each_indicator() {
        let counted = matches!(indicator.derivation, Some(Derivation::CountWhere { .. }));
        // What is derived otherwise follows from the totals, here as there.
        if !counted && (indicator.derivation.is_some() || !schema.reports(unit, id)) {
            continue;
        }
        match counterparts.find(id) {
            Ok(found) if counterparts.same_aggregation(id, found) => take(&mut result, (unit, id), indicator, found, below),
            Ok(_) => result
                .different
                .push((id, Words::new("ở đó được tổng hợp theo cách khác (aggregate)", "there it is aggregated in another way"))),
            // What it does not have at all is missing like any blank row; a count that is not there makes the total incomplete.
            Err(_) if below.schema.find_indicator(&indicator.code).is_none() => result.absent.push(id),
            Err(why) => result.different.push((id, why)),
        }
    }
    result.submission.finish();
    result
}

fn take(result: &mut RolledUpSubmission, (unit, id): (UnitId, IndicatorId), indicator: &Indicator, found: IndicatorId, below: &Reopened) {
    let row = below.consolidation.row(found);
    let owner = Owner::Unit(unit);
    let mut parts = row.parts;
    let mut complete = row.complete;
    for measure in Measure::ALL {
        let Some(amount) = amount(row, measure) else { continue };
        let behind = &mut parts[measure as usize];
        if *behind == Parts::Whole && needs_parts(indicator, measure) {
            match (measure, amount) {
                // The target of a mean is one figure.
                (Measure::Plan, Amount::Number(plan)) if indicator.aggregate == Aggregate::Mean => {
                    *behind = Parts::Mean { sum: plan, count: 1, decimals: plan.normalize().scale() };
                }
                // Somebody typed the total: what it is made of can't be told, so it can't go into a further one.
                _ => {
                    complete &= measure != Measure::Actual;
                    continue;
                }
            }
        }
        if indicator.derivation.is_some() {
            continue;
        }
        let Some(cell) = below.cells.get(&(found, measure)) else { continue };
        let raw = match amount {
            Amount::Number(_) => None,
            Amount::Verdict(verdict) => Some(verdict.vi().into()),
        };
        let figure = Figure { indicator: id, owner, measure, amount, cell: cell.clone(), raw, granularity: Decimal::ZERO };
        result.submission.figures.push(figure);
    }
    if !complete {
        result.incomplete.push(id);
    }
    result.submission.rolled_up.insert((owner, id), RolledUp { complete, parts });
}

fn amount(row: &Row, measure: Measure) -> Option<Amount> {
    let status = (measure == Measure::Actual && row.verdict != Verdict::NotAssessed).then_some(Amount::Verdict(row.verdict));
    row.get(measure)
        .map(Amount::Number)
        .or(status.filter(|_| row.by_unit.iter().any(|(_, figures)| matches!(figures.amount(Measure::Actual), Some(Amount::Verdict(_))))))
}

/// Whether a further total can't be made from the published figure.
fn needs_parts(indicator: &Indicator, measure: Measure) -> bool {
    match indicator.aggregate {
        Aggregate::Mean => true,
        Aggregate::Ratio | Aggregate::CountMet => measure != Measure::Plan,
        _ => indicator.derivation.is_some(),
    }
}
