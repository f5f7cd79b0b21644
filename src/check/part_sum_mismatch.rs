//! “Trong đó”: the parts of an indicator add up to it.

use super::{named, slack};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::{IndicatorId, Schema};
use crate::submission::{Measure, Owner, Submission};
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

/// Checks every whole whose parts are known.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
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
                let allowed = indicator.parts_tolerance + sum.slack + slack(schema, stated);
                let difference = total - sum.sum;
                let adds_up = match (indicator.parts_complete, sum.complete) {
                    (true, true) => difference.abs() <= allowed,
                    // Parts that are not all there can't be more than the whole.
                    _ => difference >= -allowed,
                };
                if adds_up {
                    continue;
                }
                let name = named(schema, whole);
                findings.push(
                    KIND.at(
                        &stated.cell,
                        Words::new(
                            format!(
                                "{name}: {} ghi {} nhưng các phần cộng lại là {} (chênh lệch {}).",
                                measure.vi(),
                                vietnamese(total, None),
                                vietnamese(sum.sum, None),
                                vietnamese(difference, None)
                            ),
                            format!(
                                "{name}: {} is {} but the parts add up to {} (difference {}).",
                                measure.en(),
                                total.normalize(),
                                sum.sum.normalize(),
                                difference.normalize()
                            ),
                        ),
                    )
                    .about(owner, whole, measure)
                    .found(total.normalize())
                    .expected(sum.sum.normalize()),
                );
            }
        }
    }
    findings
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
                    sum.slack += slack(schema, figure);
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
}
