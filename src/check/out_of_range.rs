//! Values that can't be: below zero, over 100 percent, outside the schema's bounds.

use super::named;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::{IndicatorKind, Schema};
use crate::submission::{Measure, Submission};
use rust_decimal::Decimal;

/// `out-of-range`.
pub static KIND: Kind = Kind {
    code: "out-of-range",
    severity: Severity::Error,
    title: Text { vi: "Số liệu ngoài khoảng cho phép", en: "Outside the believable range" },
    advice: Text {
        vi: "Hãy kiểm tra lại số liệu hoặc đơn vị tính rồi sửa.", en: "Check the figure or its unit of measure."
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tỷ lệ hộ nghèo | % | 5 | 105 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tỷ lệ hộ nghèo | % | 5 | 4,5 |",
            &[],
        ),
    ],
};

/// `negative-value`.
pub static NEGATIVE: Kind = Kind {
    code: "negative-value",
    severity: Severity::Error,
    title: Text { vi: "Số âm", en: "Below zero" },
    advice: Text { vi: "Hãy sửa lại: chỉ tiêu này không thể âm.", en: "Correct it: this indicator can't be negative." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | -132 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 0 |",
            &[],
        ),
    ],
};

/// Checks every figure against the bounds of its indicator.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, measure, number, at) in submission.figures.numbers() {
        let indicator = schema.indicator(id);
        let name = || named(schema, id);
        let (low, high) = (indicator.lower_bound(), indicator.upper_bound());
        if number.is_sign_negative() && !number.is_zero() && low.is_none_or(|low| low >= Decimal::ZERO) {
            let Some(figure) = submission.figures.get(at) else { continue };
            findings.push(
                NEGATIVE
                    .at(
                        figure.cell,
                        Words::new(
                            format!("{}: {} là số âm ({}).", name(), figure.measure.vi(), vietnamese(number, None)),
                            format!("{}: {} is negative ({}).", name(), figure.measure.en(), number.normalize()),
                        ),
                    )
                    .about(figure.owner, figure.indicator, figure.measure)
                    .found(figure.raw()),
            );
            continue;
        }
        // A plan may be over 100 % of something that is no share of a whole; the bounds are for what was achieved.
        if measure == Measure::Plan && indicator.max.is_none() && indicator.kind != IndicatorKind::Percent {
            continue;
        }
        let beyond = match (low, high) {
            (Some(low), _) if number < low => Some(low),
            (_, Some(high)) if number > high => Some(high),
            _ => None,
        };
        if let Some(bound) = beyond
            && let Some(figure) = submission.figures.get(at)
        {
            let (vi, en) = if number > bound {
                ("lớn hơn mức tối đa", "above the greatest")
            } else {
                ("nhỏ hơn mức tối thiểu", "below the least")
            };
            findings.push(
                KIND.at(
                    figure.cell,
                    Words::new(
                        format!("{}: {} là {}, {vi} {}.", name(), figure.measure.vi(), vietnamese(number, None), vietnamese(bound, None)),
                        format!(
                            "{}: {} is {}, {en} believable value {}.",
                            name(),
                            figure.measure.en(),
                            number.normalize(),
                            bound.normalize()
                        ),
                    ),
                )
                .about(figure.owner, figure.indicator, figure.measure)
                .found(figure.raw())
                .expected(format!(
                    "{}..{}",
                    low.map(|n| n.normalize().to_string()).unwrap_or_default(),
                    high.map(|n| n.normalize().to_string()).unwrap_or_default()
                )),
            );
        }
    }
    findings
}
