//! Submission, Consolidation → findings. One file per kind; nothing here changes anything.

mod across;
mod area_figure;
mod column_slip;
mod culprit;
mod duplicate_indicator;
mod last_year;
mod magnitude_outlier;
mod missing_indicator;
mod one_cause;
mod out_of_range;
mod part_exceeds_whole;
mod part_sum_mismatch;
mod plan_differs;
mod ratio_mismatch;
mod roll_up;
mod total_mismatch;
mod unusual_value;
mod verdict_mismatch;

pub use across::{Chosen, across, prevailing_period};
pub use last_year::{not_comparable, prior_differs};
pub use roll_up::{already_consolidated, not_reopened, period_of_rolled_up, rolled_up, unknown_area};

use crate::consolidation::Consolidation;
use crate::finding::{Finding, Kind};
use crate::jobs::Jobs;
use crate::schema::{IndicatorId, Schema};
use crate::submission::{FigureView, Measure, Owner, Submission};
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
    &part_exceeds_whole::KIND,
    &plan_differs::KIND,
    &ratio_mismatch::KIND,
    &verdict_mismatch::KIND,
    &out_of_range::KIND,
    &out_of_range::NEGATIVE,
    &magnitude_outlier::KIND,
    &unusual_value::KIND,
    &total_mismatch::KIND,
    &last_year::PRIOR_DIFFERS,
    &last_year::NOT_COMPARABLE,
    &roll_up::ALREADY_CONSOLIDATED,
    &roll_up::NOT_REOPENED,
    &roll_up::UNKNOWN_AREA,
    &roll_up::DEFINITION_DIFFERS,
    &roll_up::INCOMPLETE_TOTAL,
];

type Check = fn(&Schema, &Submission) -> Vec<Finding>;

/// Checks on one submission, in the order findings are shown.
const CHECKS: &[Check] = &[
    duplicate_indicator::check,
    out_of_range::check,
    part_exceeds_whole::check,
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
    column_slip::fold(schema, submission, &mut findings);
    findings.extend(mismatches.iter().map(|mismatch| mismatch.finding(schema)));
    findings
}

/// Takes out what the merge answers: blanks that another workbook fills, and what an office has right where a unit's
/// column in another unit of measure is told.
pub fn settle(schema: &Schema, consolidation: &Consolidation, findings: &mut Vec<Finding>) {
    missing_indicator::supplied(consolidation, findings);
    let doubted = magnitude_outlier::measured(schema, findings);
    findings.retain(|finding| {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| Decimal::from_str_exact(text).ok());
        let follows = || {
            let told = doubted.contains(&(finding.owner?, schema.indicator(finding.indicator?).unit_of_measure.as_str()));
            let power = magnitude_outlier::exact_power(number(&finding.found)?, number(&finding.expected)?)?;
            (told && power != 0).then_some(())
        };
        finding.kind.code != across::FIGURE_DIFFERS.code || follows().is_none()
    });
}

/// Checks the units' figures against one another and against the area's. `told` is what was found already.
pub fn consolidation(
    schema: &Schema,
    submissions: &[&Submission],
    consolidation: &Consolidation,
    told: &[Finding],
    jobs: Jobs,
) -> Vec<Finding> {
    let mut findings = area_figure::check(schema, submissions, consolidation, told);
    findings.extend(unusual_value::check(schema, consolidation, told, jobs));
    findings
}

/// How far a figure may be off because it was converted from a larger unit of measure ("2,6 nghìn tấn"): half of its last
/// place. A figure in the unit of measure itself is what it says: 528 beside 528,5 is an error, as the real report shows.
fn slack(schema: &Schema, figure: &FigureView<'_>) -> Decimal {
    slack_of(schema, figure.indicator, figure.granularity())
}

/// As [`slack`], of a figure by its granularity.
fn slack_of(schema: &Schema, id: IndicatorId, granularity: Decimal) -> Decimal {
    let finest = Decimal::new(1, schema.indicator(id).decimals.unwrap_or(0)).max(Decimal::ONE);
    if granularity > finest { granularity / Decimal::TWO } else { Decimal::ZERO }
}

/// The name of an indicator with its code, for sentences.
fn named(schema: &Schema, id: IndicatorId) -> String {
    let indicator = schema.indicator(id);
    format!("{} ({})", indicator.name, indicator.code)
}

/// The plan a figure of an owner is judged by: the sheet's own, else the given one.
fn plan_of(schema: &Schema, submission: &Submission, owner: Owner, id: IndicatorId) -> Option<Decimal> {
    submission.number(id, owner, Measure::Plan).or_else(|| given_plan(schema, owner, id))
}

/// The plan that the schema gives.
fn given_plan(schema: &Schema, owner: Owner, id: IndicatorId) -> Option<Decimal> {
    match owner {
        Owner::Unit(unit) => schema.plans.get(&(unit, id)).copied(),
        Owner::Area => None,
    }
}
