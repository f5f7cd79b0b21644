//! A percent written in the sheet is what its numbers give.

use super::named;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::{self, vietnamese};
use crate::ratio;
use crate::schema::{IndicatorId, Schema};
use crate::submission::{Measure, Owner, StatedRatioView, Submission};
use rust_decimal::Decimal;

/// `ratio-mismatch`.
pub static KIND: Kind = Kind {
    code: "ratio-mismatch",
    severity: Severity::Warning,
    title: Text { vi: "Tỷ lệ % ghi trong biểu không đúng với số liệu", en: "A percent is not what its numbers give" },
    advice: Text {
        vi: "Hãy tính lại tỷ lệ hoặc sửa số liệu; khi tổng hợp chương trình tự tính tỷ lệ.",
        en: "Work the percent out again or correct the figures; the consolidation computes its own.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | % kế hoạch |
         | Tổng đàn bò | con | 150 | 132 | 89 |",
            &["E2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | % kế hoạch |
         | Tổng đàn bò | con | 150 | 132 | 88 |",
            &[],
        ),
    ],
};

/// Checks every percent of plan and of last year.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut figures = submission.by_rows();
    // Of the two percents of a row, both are of the same figure.
    let mut last: Option<(IndicatorId, Owner, Option<Decimal>)> = None;
    for stated in submission.stated_ratios.iter() {
        let actual = match last {
            Some((id, owner, actual)) if (id, owner) == (stated.indicator, stated.owner) => actual,
            _ => figures.number(stated.indicator, stated.owner, Measure::Actual, &stated.cell),
        };
        last = Some((stated.indicator, stated.owner, actual));
        let base = figures.number(stated.indicator, stated.owner, stated.against, &stated.cell);
        let (Some(actual), Some(base)) = (actual, base) else { continue };
        let decimals = stated.decimals.min(6);
        // Nearly all are.
        if ratio::is_percent(stated.percent, actual, base, decimals) {
            continue;
        }
        let Some(expected) = ratio::percent(actual, base, decimals) else { continue };
        if number::same(number::round(stated.percent, decimals), expected) || holds(&stated, actual, base, decimals) {
            continue;
        }
        let name = named(schema, stated.indicator);
        let exact = ratio::percent(actual, base, 10).unwrap_or(expected);
        let shown = number::round(stated.percent, decimals);
        let truncated = exact.trunc_with_scale(decimals) == shown;
        let (vi, en) = if truncated { (" (bị cắt bớt chứ không làm tròn)", " (cut off, not rounded)") } else { ("", "") };
        let against = if stated.against == Measure::Plan { "kế hoạch" } else { "cùng kỳ" };
        findings.push(
            KIND.at(
                stated.cell,
                Words::new(
                    format!(
                        "{name}: ghi {}% so với {against} nhưng {}/{} là {}%{vi}.",
                        vietnamese(shown, Some(decimals)),
                        vietnamese(actual, None),
                        vietnamese(base, None),
                        vietnamese(expected, Some(decimals))
                    ),
                    format!(
                        "{name}: written {}%, but {}/{} is {}%{en}.",
                        shown.normalize(),
                        actual.normalize(),
                        base.normalize(),
                        expected.normalize()
                    ),
                ),
            )
            .about(stated.owner, stated.indicator, stated.against)
            .found(shown.normalize())
            .expected(expected.normalize()),
        );
    }
    findings
}

/// Whether a stated percent is right in any of the ways people state one: as a percent, as a fraction, or as growth.
fn holds(stated: &StatedRatioView<'_>, actual: Decimal, base: Decimal, decimals: u32) -> bool {
    let Some(exact) = ratio::percent(actual, base, 12) else { return true };
    let right = |said: Decimal, decimals: u32| number::round(said, decimals) == number::round(exact, decimals);
    let fraction = || {
        let deeper = decimals.saturating_sub(2);
        stated.percent.checked_mul(Decimal::ONE_HUNDRED).is_some_and(|said| decimals >= 2 && right(said, deeper))
    };
    let growth =
        || stated.against == Measure::Prior && stated.percent.checked_add(Decimal::ONE_HUNDRED).is_some_and(|said| right(said, decimals));
    right(stated.percent, decimals) || fraction() || growth()
}
