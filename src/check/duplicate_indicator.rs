//! The same indicator twice in a submission with different values.

use super::named;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::schema::Schema;
use crate::submission::Submission;

/// `duplicate-indicator`.
pub static KIND: Kind = Kind {
    code: "duplicate-indicator",
    severity: Severity::Error,
    title: Text { vi: "Một chỉ tiêu ghi hai lần với số liệu khác nhau", en: "One indicator twice with different values" },
    advice: Text {
        vi: "Hãy giữ lại một số đúng và xóa số kia; hiện cả hai chưa được tổng hợp.",
        en: "Keep the right one and remove the other; neither is used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |
         | Đàn bò | con | 150 | 123 |",
            &["D3"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |
         | Đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// Tells each pair at its second cell.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    submission
        .contradictions
        .iter()
        .map(|(first, second)| {
            let name = named(schema, second.indicator);
            KIND.at(
                &second.cell,
                Words::new(
                    format!(
                        "{name}: {} ghi {} ở ô {} nhưng ghi {} ở ô {}.",
                        second.measure.vi(),
                        first.raw(),
                        first.cell,
                        second.raw(),
                        second.cell
                    ),
                    format!(
                        "{name}: {} is {} at {} and {} at {}.",
                        second.measure.en(),
                        first.raw(),
                        first.cell,
                        second.raw(),
                        second.cell
                    ),
                ),
            )
            .about(second.owner, second.indicator, second.measure)
            .found(second.amount)
            .expected(first.amount)
        })
        .collect()
}
