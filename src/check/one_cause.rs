//! No flood: what follows from one mistake is told once, where the mistake is.
//!
//! A figure ten times too large spoils the percent beside it, the verdict, and the sum it is part of; the officer is sent
//! to the one cell, and not to four.

use super::culprit::{self, Slip};
use super::part_sum_mismatch::Mismatch;
use crate::finding::Finding;
use crate::number;
use crate::ratio;
use crate::schema::{IndicatorId, Schema};
use crate::submission::{FigureView, Measure, Owner, Submission};
use foldhash::HashSet;
use rust_decimal::Decimal;

/// Takes out what only follows from something else that is told.
pub fn settle(schema: &Schema, submission: &Submission, mismatches: &mut Vec<Mismatch<'_>>, findings: &mut Vec<Finding>) {
    let told = |codes: &[&str], findings: &[Finding]| -> HashSet<(IndicatorId, Owner, Measure)> {
        let of = findings.iter().filter(|finding| codes.contains(&finding.kind.code));
        of.filter_map(|finding| Some((finding.indicator?, finding.owner?, finding.measure?))).collect()
    };
    // A figure that can't be believed spoils the percent and the verdict of its row.
    let unbelieved = told(&["magnitude-outlier", "out-of-range", "negative-value"], findings);
    let rows: HashSet<(IndicatorId, Owner)> = unbelieved.iter().map(|&(id, owner, _)| (id, owner)).collect();
    findings.retain(|finding| {
        let follows = matches!(finding.kind.code, "ratio-mismatch" | "verdict-mismatch");
        let row = finding.indicator.zip(finding.owner);
        let same = row.zip(finding.measure).map(|((id, owner), measure)| (id, owner, measure));
        let told_already = finding.kind.code == "plan-differs" && same.is_some_and(|same| unbelieved.contains(&same));
        !(told_already || follows && row.is_some_and(|row| rows.contains(&row)))
    });
    // A plan that is not the given one spoils the percent that was worked out with the given one.
    let plans = told(&["plan-differs"], findings);
    findings.retain(|finding| finding.kind.code != "ratio-mismatch" || !holds_with_given_plan(schema, submission, finding, &plans));
    // A sum that comes right once a figure is put right that is told already.
    mismatches.retain(|mismatch| {
        let difference = mismatch.total - mismatch.sum;
        let figures = mismatch.parts.iter().map(|part| (part, difference)).chain(Some((&mismatch.whole, -difference)));
        let spoilt = figures.into_iter().any(|(figure, correction): (&FigureView<'_>, Decimal)| {
            let (Some(written), true) = (figure.amount.number(), unbelieved.contains(&(figure.indicator, figure.owner, figure.measure)))
            else {
                return false;
            };
            let right = written.checked_add(correction).unwrap_or(written);
            right == -written
                || culprit::slip(written, right) == Some(Slip::PowerOfTen)
                || (!mismatch.exact && fits_below(mismatch, figure))
        });
        let planned = mismatch.culprit.as_ref().is_some_and(|culprit| {
            plans.contains(&(culprit.indicator, mismatch.whole.owner, mismatch.whole.measure))
                && given(schema, culprit.indicator, mismatch.whole.owner) == Some(culprit.right)
        });
        !spoilt && !planned
    });
    // A subset is larger than its whole because one of the two can't be believed, or because the whole is mistyped.
    findings.retain(|finding| {
        let (Some(id), Some(owner), Some(measure), true) =
            (finding.indicator, finding.owner, finding.measure, finding.kind.code == "part-exceeds-whole")
        else {
            return true;
        };
        let number = submission.number(id, owner, measure);
        let mut wholes = schema.above(id).iter().filter(|whole| schema.indicator(**whole).subsets.contains(&id));
        let follows = wholes.any(|&whole| {
            let mistyped = mismatches.iter().filter(|mismatch| mismatch.whole.owner == owner && mismatch.whole.measure == measure);
            let mut right = mistyped.filter_map(|mismatch| mismatch.culprit.as_ref()).filter(|culprit| culprit.indicator == whole);
            unbelieved.contains(&(whole, owner, measure)) || right.any(|culprit| number.is_some_and(|number| number <= culprit.right))
        });
        !(unbelieved.contains(&(id, owner, measure)) || follows)
    });
    // Of a chain of wholes the one that is wrong by itself: its own parts tell what it should be.
    let explained: Vec<bool> = mismatches
        .iter()
        .map(|outer| {
            let difference = outer.total - outer.sum;
            mismatches.iter().any(|inner| {
                inner.whole.owner == outer.whole.owner
                    && inner.whole.measure == outer.whole.measure
                    && outer.parts.iter().any(|part| part.indicator == inner.whole.indicator)
                    && inner.sum - inner.total == difference
            })
        })
        .collect();
    let mut explained = explained.into_iter();
    mismatches.retain(|_| !explained.next().unwrap_or(false));
    // The percent beside the figure that is likely mistyped belongs to the same mistake.
    for mismatch in mismatches.iter().filter(|mismatch| mismatch.whole.measure == Measure::Actual) {
        let Some(culprit) = &mismatch.culprit else { continue };
        findings.retain(|finding| {
            finding.kind.code != "ratio-mismatch"
                || finding.indicator != Some(culprit.indicator)
                || finding.owner != Some(mismatch.whole.owner)
                || !holds_with(submission, finding, Some(culprit.right), None)
        });
    }
}

/// Whether parts that need only stay below their whole do so once one of them is ten, a hundred, … times smaller.
fn fits_below(mismatch: &Mismatch<'_>, part: &FigureView<'_>) -> bool {
    let Some(written) = part.amount.number().filter(|_| part.indicator != mismatch.whole.indicator) else { return false };
    let Some(rest) = mismatch.sum.checked_sub(written) else { return false };
    let smaller = |zeros| written.checked_mul(Decimal::new(1, zeros)).and_then(|smaller| rest.checked_add(smaller));
    (1..=6).any(|zeros| smaller(zeros).is_some_and(|sum| sum <= mismatch.total))
}

fn given(schema: &Schema, id: IndicatorId, owner: Owner) -> Option<Decimal> {
    match owner {
        Owner::Unit(unit) => schema.plans.get(&(unit, id)).copied(),
        Owner::Area => None,
    }
}

fn holds_with_given_plan(
    schema: &Schema,
    submission: &Submission,
    finding: &Finding,
    plans: &HashSet<(IndicatorId, Owner, Measure)>,
) -> bool {
    let (Some(id), Some(owner), Some(Measure::Plan)) = (finding.indicator, finding.owner, finding.measure) else { return false };
    if !plans.contains(&(id, owner, Measure::Plan)) {
        return false;
    }
    given(schema, id, owner).is_some_and(|plan| holds_with(submission, finding, None, Some(plan)))
}

/// Whether the stated percent of a finding is right with another actual figure or another plan.
fn holds_with(submission: &Submission, finding: &Finding, actual: Option<Decimal>, plan: Option<Decimal>) -> bool {
    let (Some(id), Some(owner), Some(against)) = (finding.indicator, finding.owner, finding.measure) else { return false };
    let stated = submission
        .stated_ratios
        .iter()
        .find(|stated| stated.indicator == id && stated.owner == owner && stated.against == against && finding.at == Some(stated.cell.at));
    let Some(stated) = stated else { return false };
    let actual = actual.or_else(|| submission.number(id, owner, Measure::Actual));
    let base = plan.or_else(|| submission.number(id, owner, against));
    let (Some(actual), Some(base)) = (actual, base) else { return false };
    let decimals = stated.decimals.min(6);
    ratio::percent(actual, base, decimals) == Some(number::round(stated.percent, decimals))
}
