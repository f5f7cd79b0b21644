//! A figure off by about a power of ten against last year's and the plan: a slipped point, thousands for units.

use super::{named, plan_of};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::{IndicatorKind, Schema};
use crate::submission::{Measure, Submission};
use rust_decimal::Decimal;

/// `magnitude-outlier`.
pub static KIND: Kind = Kind {
    code: "magnitude-outlier",
    severity: Severity::Warning,
    title: Text { vi: "Số liệu lệch khoảng 10, 100, 1000 lần", en: "Off by about a power of ten" },
    advice: Text {
        vi: "Hãy kiểm tra dấu phẩy, số chữ số 0 và đơn vị tính.",
        en: "Check the decimal mark, the zeros and the unit of measure.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 1320 | 125 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 320 | 125 |",
            &[],
        ),
    ],
};

/// Compares what was achieved with last year's figure and the plan.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in submission.figures.iter().filter(|figure| figure.measure == Measure::Actual) {
        let indicator = schema.indicator(figure.indicator);
        let Some(actual) = figure.amount.number() else { continue };
        if actual <= Decimal::ZERO || !matches!(indicator.kind, IndicatorKind::Quantity) {
            continue;
        }
        let prior = submission.number(figure.indicator, figure.owner, Measure::Prior).filter(|prior| *prior > Decimal::ZERO);
        let plan = plan_of(schema, submission, figure.owner, figure.indicator).filter(|plan| *plan > Decimal::ZERO);
        let times = |base: Decimal| actual.checked_div(base);
        let seven = Decimal::from(7);
        let large = |base: Option<Decimal>| base.and_then(times).is_some_and(|times| times >= seven);
        let small = |base: Option<Decimal>| base.and_then(times).is_some_and(|times| times * seven <= Decimal::ONE);
        // Low against the plan alone is half a year's work not done; it takes last year's figure to doubt it.
        let slipped = match (prior, plan) {
            (Some(_), Some(_)) => (large(prior) && large(plan)) || (small(prior) && small(plan)),
            (Some(_), None) => large(prior) || small(prior),
            (None, Some(_)) => large(plan),
            (None, None) => false,
        };
        // Single heads and cases jump by themselves: 1 last year, 9 this year.
        let substantial = actual.max(prior.or(plan).unwrap_or_default()) >= Decimal::from(50);
        if !slipped || !substantial {
            continue;
        }
        let (base, vi, en) = match prior {
            Some(prior) => (prior, "cùng kỳ", "last year"),
            None => (plan.unwrap_or_default(), "kế hoạch", "the plan"),
        };
        let name = named(schema, figure.indicator);
        findings.push(
            KIND.at(
                &figure.cell,
                Words::new(
                    format!("{name}: thực hiện {} trong khi {vi} là {}.", vietnamese(actual, None), vietnamese(base, None)),
                    format!("{name}: actual is {} while {en} is {}.", actual.normalize(), base.normalize()),
                ),
            )
            .about(figure.owner, figure.indicator, Measure::Actual)
            .found(&figure.raw)
            .expected(base.normalize()),
        );
    }
    findings
}
