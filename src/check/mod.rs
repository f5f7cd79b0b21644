//! Submission, Consolidation → findings. One file per kind; nothing here changes anything.

mod across;
mod culprit;
mod duplicate_indicator;
mod magnitude_outlier;
mod missing_indicator;
mod one_cause;
mod out_of_range;
mod part_sum_mismatch;
mod plan_differs;
mod ratio_mismatch;
mod total_mismatch;
mod verdict_mismatch;

pub use across::{Chosen, across, prevailing_period};
pub use missing_indicator::supplied;

use crate::consolidation::Consolidation;
use crate::finding::{Finding, Kind};
use crate::schema::{IndicatorId, Schema};
use crate::submission::{Figure, Measure, Owner, Submission};
use rust_decimal::Decimal;

/// Kinds raised by checks, in the order of the contract.
pub static KINDS: &[&Kind] = &[
    &across::DUPLICATE_SUBMISSION,
    &across::MISSING_UNIT,
    &across::OTHER_PERIOD,
    &across::FIGURE_DIFFERS,
    &duplicate_indicator::KIND,
    &missing_indicator::KIND,
    &part_sum_mismatch::KIND,
    &plan_differs::KIND,
    &ratio_mismatch::KIND,
    &verdict_mismatch::KIND,
    &out_of_range::KIND,
    &out_of_range::NEGATIVE,
    &magnitude_outlier::KIND,
    &total_mismatch::KIND,
];

type Check = fn(&Schema, &Submission) -> Vec<Finding>;

/// Checks on one submission, in the order findings are shown.
const CHECKS: &[Check] = &[
    duplicate_indicator::check,
    out_of_range::check,
    total_mismatch::check,
    verdict_mismatch::check,
    plan_differs::check,
    ratio_mismatch::check,
    magnitude_outlier::check,
    missing_indicator::check,
];

/// Checks one submission by itself.
pub fn submission(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(schema, submission)).collect();
    let mut mismatches = part_sum_mismatch::mismatches(schema, submission);
    one_cause::settle(schema, submission, &mut mismatches, &mut findings);
    findings.extend(mismatches.iter().map(|mismatch| mismatch.finding(schema)));
    findings
}

/// Checks the consolidation against what was handed in.
pub fn consolidation(_schema: &Schema, _submissions: &[&Submission], _consolidation: &Consolidation) -> Vec<Finding> {
    Vec::new()
}

/// How far a figure may be off because it was converted from a larger unit of measure ("2,6 nghìn tấn"): half of its last
/// place. A figure in the unit of measure itself is what it says: 528 beside 528,5 is an error, as the real report shows.
fn slack(schema: &Schema, figure: &Figure) -> Decimal {
    let finest = Decimal::new(1, schema.indicator(figure.indicator).decimals.unwrap_or(0)).max(Decimal::ONE);
    if figure.granularity > finest { figure.granularity / Decimal::TWO } else { Decimal::ZERO }
}

/// The name of an indicator with its code, for sentences.
fn named(schema: &Schema, id: IndicatorId) -> String {
    let indicator = schema.indicator(id);
    format!("{} ({})", indicator.name, indicator.code)
}

/// The plan a figure of an owner is judged by: the sheet's own, else the given one.
fn plan_of(schema: &Schema, submission: &Submission, owner: Owner, id: IndicatorId) -> Option<Decimal> {
    submission.number(id, owner, Measure::Plan).or_else(|| match owner {
        Owner::Unit(unit) => schema.plans.get(&(unit, id)).copied(),
        Owner::Area => None,
    })
}
