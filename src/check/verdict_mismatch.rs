//! Đạt/chưa đạt as written is what the target gives.

use super::{named, plan_of};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::ratio;
use crate::schema::{IndicatorKind, Schema};
use crate::submission::{Measure, Submission, Verdict};

/// `verdict-mismatch`.
pub static KIND: Kind = Kind {
    code: "verdict-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Đánh giá đạt/chưa đạt không đúng với số liệu", en: "The verdict is not what the figures give" },
    advice: Text {
        vi: "Hãy sửa đánh giá, hoặc sửa số kế hoạch, thực hiện.", en: "Correct the verdict, or the figures."
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Đánh giá |
         | Tổng đàn bò | con | 150 | 132 | Đạt |",
            &["E2"],
        ),
        // What the plan says in words is what it asks for.
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Đánh giá |
         | Tổng đàn bò | con | trên 150 | 150 | Đạt |
         | Sản lượng lúa | tấn | dưới 90 | 80 | Đạt |
         | Sản lượng ngô | tấn | 40-45 | 42 | Chưa đạt |",
            &["E2", "E4"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Đánh giá |
         | Tổng đàn bò | con | 150 | 160 | Đạt |",
            &[],
        ),
    ],
};

/// Checks every verdict that stands beside a figure.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stated in &submission.stated_verdicts {
        let indicator = schema.indicator(stated.indicator);
        if indicator.kind == IndicatorKind::Status || !matches!(stated.verdict, Verdict::Met | Verdict::NotMet) {
            continue;
        }
        let actual = submission.number(stated.indicator, stated.owner, Measure::Actual);
        let plan = plan_of(schema, submission, stated.owner, stated.indicator);
        let said = submission.stated_targets.get(&(stated.indicator, stated.owner)).copied();
        let target = match plan {
            Some(plan) => Some(said.unwrap_or_else(|| ratio::target_of_unit(plan, indicator.target.as_ref()))),
            None if indicator.kind == IndicatorKind::Percent => indicator.target,
            None => None,
        };
        let given = ratio::verdict(actual, plan, target.as_ref());
        if given == Verdict::NotAssessed || given == stated.verdict {
            continue;
        }
        // Against the range or the strict bound of the area's own target the verdict may be right all the same.
        if indicator.target.is_some_and(|target| {
            plan.is_none_or(|plan| plan == target.base()) && ratio::verdict(actual, None, Some(&target)) == stated.verdict
        }) {
            continue;
        }
        let name = named(schema, stated.indicator);
        let goal = target.map(|target| target.vietnamese()).unwrap_or_default();
        findings.push(
            KIND.at(
                &stated.cell,
                Words::new(
                    format!("{name}: ghi “{}” nhưng so với mức {goal} thì là “{}”.", stated.raw.trim(), given.vi()),
                    format!("{name}: written “{}”, but against {goal} it is {}.", stated.raw.trim(), given.code()),
                ),
            )
            .about(stated.owner, stated.indicator, Measure::Actual)
            .found(stated.verdict.code())
            .expected(given.code()),
        );
    }
    findings
}
