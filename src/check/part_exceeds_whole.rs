//! “Trong đó” that may overlap: each is at most the whole.

use super::{named, slack};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::Schema;
use crate::submission::{Measure, Submission};

/// `part-exceeds-whole`.
pub static KIND: Kind = Kind {
    code: "part-exceeds-whole",
    severity: Severity::Error,
    title: Text { vi: "Một phần “trong đó” lớn hơn tổng", en: "A part is larger than its whole" },
    advice: Text {
        vi: "Hãy sửa số của phần này hoặc số tổng rồi gửi lại.",
        en: "Correct the figure of the part or of the whole and send again.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |
         | Trong đó: bò lai | con | 90 | 140 |",
            &["D3"],
        ),
        // Those that overlap add up to more than the whole, and a blank whole is unknown.
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 132 | |
         | Trong đó: bò lai | con | 120 | 100 | 95 |
         | bò cái | con | 100 | 80 | 90 |",
            &[],
        ),
    ],
};

/// Checks every subset beside its whole.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (whole, indicator) in schema.each_indicator().filter(|(_, indicator)| !indicator.subsets.is_empty()) {
        for owner in submission.owners() {
            for (measure, &part) in Measure::ALL.into_iter().flat_map(|measure| indicator.subsets.iter().map(move |part| (measure, part))) {
                let pair = submission.figure(whole, owner, measure).zip(submission.figure(part, owner, measure));
                let Some((total, figure)) = pair else { continue };
                let (Some(most), Some(number)) = (total.amount.number(), figure.amount.number()) else { continue };
                if number <= most || number - most <= slack(schema, &total) + slack(schema, &figure) {
                    continue;
                }
                let (name, of) = (named(schema, part), named(schema, whole));
                let (number, most) = (number.normalize(), most.normalize());
                findings.push(
                    KIND.at(
                        figure.cell,
                        Words::new(
                            format!(
                                "{name}: {} ghi {}, lớn hơn {} của {of} (ô {}).",
                                measure.vi(),
                                vietnamese(number, None),
                                vietnamese(most, None),
                                total.cell.at
                            ),
                            format!("{name}: {} is {number}, more than the {most} of {of} ({}).", measure.en(), total.cell.at),
                        ),
                    )
                    .about(owner, part, measure)
                    .found(number)
                    .expected(format!("..{most}")),
                );
            }
        }
    }
    findings
}
