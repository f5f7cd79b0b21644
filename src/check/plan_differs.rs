//! The plan in the sheet is the plan that was given.

use super::{named, slack};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::Schema;
use crate::submission::{Measure, Owner, Submission};

/// `plan-differs`.
pub static KIND: Kind = Kind {
    code: "plan-differs",
    severity: Severity::Warning,
    title: Text { vi: "Kế hoạch trong biểu khác kế hoạch được giao", en: "The plan is not the one that was given" },
    advice: Text {
        vi: "Hãy ghi đúng kế hoạch được giao, hoặc báo lại nếu kế hoạch đã điều chỉnh.",
        en: "Write the plan that was given, or tell if it was changed.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng sản lượng lương thực có hạt | tấn | 600 | 310 |",
            &["C2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |",
            &[],
        ),
    ],
};

/// Compares plans with those of the schema.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in submission.figures.of_measure(Measure::Plan) {
        let (Some(stated), Owner::Unit(unit)) = (figure.amount.number(), figure.owner) else { continue };
        let indicator = schema.indicator(figure.indicator);
        let given = schema.plans.get(&(unit, figure.indicator)).copied().or_else(|| match (&indicator.reporters[..], &indicator.target) {
            // What only one unit reports has the area's target for its plan.
            ([only], Some(target)) if *only == unit && !target_has_two_ends(target, stated) => Some(target.base()),
            _ => None,
        });
        let Some(given) = given else { continue };
        // Of a range either end may be the given plan.
        let said = submission.stated_targets.get(&(figure.indicator, figure.owner));
        if said.is_some_and(|said| target_has_two_ends(said, given)) {
            continue;
        }
        if (stated - given).abs() <= slack(schema, &figure) {
            continue;
        }
        let name = named(schema, figure.indicator);
        findings.push(
            KIND.at(
                figure.cell,
                Words::new(
                    format!("{name}: biểu ghi kế hoạch {}, kế hoạch được giao là {}.", vietnamese(stated, None), vietnamese(given, None)),
                    format!("{name}: the sheet's plan is {}, the given plan is {}.", stated.normalize(), given.normalize()),
                ),
            )
            .about(figure.owner, figure.indicator, Measure::Plan)
            .found(stated.normalize())
            .expected(given.normalize()),
        );
    }
    findings
}

/// Either end of a range is its plan.
fn target_has_two_ends(target: &crate::schema::Target, stated: rust_decimal::Decimal) -> bool {
    matches!(target, crate::schema::Target::Range(low, high) if stated == *low || stated == *high)
}
