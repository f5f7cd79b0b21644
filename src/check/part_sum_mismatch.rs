//! “Trong đó”: the parts of an indicator add up to it.

use super::culprit::{self, Culprit};
use super::{named, slack};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::{bounded, vietnamese};
use crate::schema::{IndicatorId, Schema};
use crate::submission::{FigureView, Measure, Owner, Submission, Unmatched};
use rust_decimal::Decimal;

/// `part-sum-mismatch`.
pub static KIND: Kind = Kind {
    code: "part-sum-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Các phần “trong đó” không cộng bằng tổng", en: "The parts do not add up to their whole" },
    advice: Text {
        vi: "Hãy sửa số bị gõ sai hoặc bổ sung dòng còn thiếu rồi gửi lại.",
        en: "A figure is mistyped or a line is missing: correct it and send again.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |
         | Sản lượng lúa | tấn | 550 | 270 |
         | Sản lượng ngô | tấn | 70 | 30 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |
         | Sản lượng lúa | tấn | 550 | 270 |
         | Sản lượng ngô | tấn | 70 | |",
            &[],
        ),
    ],
};

/// A whole whose parts do not add up to it.
pub struct Mismatch<'a> {
    /// The whole as written.
    pub whole: FigureView<'a>,
    /// Its parts as written.
    pub parts: Vec<FigureView<'a>>,
    /// What it says.
    pub total: Decimal,
    /// What its parts add up to.
    pub sum: Decimal,
    /// Whether the parts should add up to the whole, and not only stay below it.
    pub exact: bool,
    /// The figure that is likely the wrong one.
    pub culprit: Option<Culprit>,
    /// What the other measures of the whole lack in the same way: a row is missing, and no figure is mistyped.
    pub alike: Vec<(Measure, Decimal)>,
    /// A row among the parts that is no indicator.
    pub unknown_row: Option<&'a Unmatched>,
}

/// Checks every whole whose parts are known.
pub fn mismatches<'a>(schema: &Schema, submission: &'a Submission) -> Vec<Mismatch<'a>> {
    let mut mismatches = Vec::new();
    let owners = submission.owners();
    for (whole, indicator) in schema.each_indicator() {
        if indicator.parts.is_empty() || indicator.derivation.is_some() {
            continue;
        }
        for &owner in &owners {
            for measure in Measure::ALL {
                let Some(stated) = submission.figure(whole, owner, measure) else { continue };
                let Some(total) = stated.amount.number() else { continue };
                let Some(sum) = Sum::of(schema, submission, &indicator.parts, owner, measure) else { continue };
                let allowed = indicator.parts_tolerance + sum.slack + slack(schema, &stated);
                let Some(difference) = total.checked_sub(sum.sum) else { continue };
                let adds_up = match (indicator.parts_complete, sum.complete) {
                    (true, true) => difference.abs() <= allowed,
                    // Parts that are not all there can't be more than the whole.
                    _ => difference >= -allowed,
                };
                if adds_up {
                    continue;
                }
                let parts: Vec<FigureView<'_>> =
                    indicator.parts.iter().filter_map(|&part| submission.figure(part, owner, measure)).collect();
                // Of parts that are not all there, or need not be, none is singled out by what they lack.
                let exact = indicator.parts_complete && sum.complete && allowed.is_zero();
                let culprit = if exact { culprit::of(submission, &stated, &parts, difference) } else { None };
                let unknown_row = unknown_among(submission, &stated, &parts);
                mismatches.push(Mismatch { whole: stated, parts, total, sum: sum.sum, exact, culprit, alike: Vec::new(), unknown_row });
            }
        }
    }
    fold_missing_rows(&mut mismatches);
    mismatches
}

/// The one row between a whole and its last part that is no indicator.
fn unknown_among<'a>(submission: &'a Submission, whole: &FigureView<'_>, parts: &[FigureView<'_>]) -> Option<&'a Unmatched> {
    let sheet = &whole.cell.sheet;
    let last = parts.iter().filter(|part| part.cell.sheet == *sheet).map(|part| part.cell.at.row).max()?;
    let mut among = submission
        .unmatched
        .iter()
        .filter(|unmatched| unmatched.cell.sheet == *sheet && (whole.cell.at.row..=last + 1).contains(&unmatched.cell.at.row));
    let first = among.next()?;
    among.next().is_none().then_some(first)
}

/// A whole that is more than its parts by about the same share in plan, result and last year lacks a row: told once.
fn fold_missing_rows(mismatches: &mut Vec<Mismatch<'_>>) {
    let lacks = |mismatch: &Mismatch<'_>| mismatch.exact && mismatch.culprit.is_none() && mismatch.total > mismatch.sum;
    let share = |mismatch: &Mismatch<'_>| (mismatch.total - mismatch.sum).checked_div(mismatch.total).and_then(bounded);
    let mut folded: Vec<Mismatch<'_>> = Vec::with_capacity(mismatches.len());
    for mismatch in mismatches.drain(..) {
        let same = folded.iter_mut().find(|first| {
            let (Some(a), Some(b)) = (share(first), share(&mismatch)) else { return false };
            let near = a <= b * Decimal::TWO && b <= a * Decimal::TWO;
            let (one, other) = (first.whole, mismatch.whole);
            lacks(first) && lacks(&mismatch) && near && one.indicator == other.indicator && one.owner == other.owner
        });
        match same {
            Some(first) => first.alike.push((mismatch.whole.measure, mismatch.total - mismatch.sum)),
            None => folded.push(mismatch),
        }
    }
    *mismatches = folded;
}

impl Mismatch<'_> {
    /// The finding, at the whole's cell.
    pub fn finding(&self, schema: &Schema) -> Finding {
        let FigureView { indicator: whole, owner, measure, .. } = self.whole;
        let name = named(schema, whole);
        let difference = self.total - self.sum;
        let mut vi = format!(
            "{name}: {} ghi {} nhưng các phần cộng lại là {} (chênh lệch {}).",
            measure.vi(),
            vietnamese(self.total, None),
            vietnamese(self.sum, None),
            vietnamese(difference, None)
        );
        let mut en = format!(
            "{name}: {} is {} but the parts add up to {} (difference {}).",
            measure.en(),
            self.total.normalize(),
            self.sum.normalize(),
            difference.normalize()
        );
        let figures = || self.parts.iter().copied().chain(Some(self.whole));
        if let Some(culprit) = &self.culprit
            && let Some(figure) = figures().find(|figure| figure.indicator == culprit.indicator)
        {
            let (why_vi, why_en) = culprit.slip.words();
            let of = &schema.indicator(culprit.indicator).name;
            let right = culprit.right.normalize();
            vi += &format!(
                " Nhiều khả năng ô {} (“{of}”) gõ nhầm: {} thay vì {} ({why_vi}).",
                figure.cell.at,
                figure.raw().trim(),
                vietnamese(right, None)
            );
            en += &format!(" Most likely {} (“{of}”) is mistyped: {} for {right} ({why_en}).", figure.cell.at, figure.raw().trim());
        } else if !self.alike.is_empty() {
            let also = |name: fn(Measure) -> &'static str, number: fn(Decimal) -> String| {
                self.alike.iter().map(|(measure, lack)| format!("{} ({})", name(*measure), number(*lack))).collect::<Vec<_>>().join(", ")
            };
            vi += &format!(" Cột {} cũng thiếu như vậy: nhiều khả năng thiếu một dòng.", also(Measure::vi, |lack| vietnamese(lack, None)));
            en += &format!(
                " The same is lacking in {}: most likely a row is missing.",
                also(Measure::en, |lack| lack.normalize().to_string())
            );
        } else if let [part] = self.parts.iter().filter(|part| part.amount.number() == Some(-difference)).collect::<Vec<_>>().as_slice() {
            let of = &schema.indicator(part.indicator).name;
            vi += &format!(" Phần thừa đúng bằng “{of}” (ô {}): có thể phần này đã tính trong phần khác.", part.cell.at);
            en += &format!(" What is too much is just “{of}” ({}): it may be counted in another part, too.", part.cell.at);
        }
        if let (Some(row), None, true) = (self.unknown_row, &self.culprit, self.total > self.sum) {
            vi += &format!(" Dòng “{}” (ô {}) đứng giữa các phần mà không rõ là chỉ tiêu nào.", row.label.trim(), row.cell.at);
            en += &format!(" The row “{}” ({}) stands among the parts and is no indicator.", row.label.trim(), row.cell.at);
        }
        KIND.at(self.whole.cell, Words::new(vi, en))
            .about(owner, whole, measure)
            .found(self.total.normalize())
            .expected(self.sum.normalize())
    }
}

struct Sum {
    sum: Decimal,
    slack: Decimal,
    complete: bool,
}

impl Sum {
    /// The sum of the parts an owner reports; `None` where none of them is known, or one can't be known.
    fn of(schema: &Schema, submission: &Submission, parts: &[IndicatorId], owner: Owner, measure: Measure) -> Option<Sum> {
        let mut sum = Sum { sum: Decimal::ZERO, slack: Decimal::ZERO, complete: true };
        let mut known = 0;
        for &part in parts {
            match submission.figure(part, owner, measure) {
                Some(figure) => {
                    sum.sum = sum.sum.checked_add(figure.amount.number()?)?;
                    sum.slack += slack(schema, &figure);
                    known += 1;
                }
                None if Sum::within(schema, submission, part, owner, measure).is_some_and(|inner| {
                    sum.sum += inner.sum;
                    sum.slack += inner.slack;
                    true
                }) =>
                {
                    known += 1;
                }
                None => {
                    // A part that this unit does not report is nothing here; one that it should is unknown, not zero.
                    let reports = match owner {
                        Owner::Unit(unit) => schema.reports(unit, part),
                        Owner::Area => true,
                    };
                    if reports || schema.indicator(part).derivation.is_some() {
                        sum.complete = false;
                    }
                }
            }
        }
        (known > 0).then_some(sum)
    }

    /// A part without a figure of its own is what its own parts add up to, where all of them are known.
    fn within(schema: &Schema, submission: &Submission, part: IndicatorId, owner: Owner, measure: Measure) -> Option<Sum> {
        let indicator = schema.indicator(part);
        // A figure that stands there and could not be used is not made up for.
        if indicator.parts.is_empty() || !indicator.parts_complete || submission.troubled.contains(&(part, owner, measure)) {
            return None;
        }
        // The schema has no circles, so this ends.
        Sum::of(schema, submission, &indicator.parts, owner, measure).filter(|sum| sum.complete)
    }
}
