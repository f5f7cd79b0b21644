//! A typed total of the area in a table of units is the sum of the units.

use super::{named, slack};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::{Aggregate, Schema};
use crate::submission::{Owner, Submission};
use rust_decimal::Decimal;

/// `total-mismatch`.
pub static KIND: Kind = Kind {
    code: "total-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Số tổng cộng không bằng tổng các đơn vị", en: "A stated total is not the sum of the units" },
    advice: Text {
        vi: "Hãy sửa số của đơn vị gõ sai hoặc tính lại dòng tổng; khi tổng hợp chương trình lấy tổng của các đơn vị.",
        en: "Correct the unit's figure or the total; the consolidation uses the sum of the units.",
    },
    examples: &[
        Example::of(
            "| THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023 | | | | |
         | Chỉ tiêu | ĐVT | Toàn huyện | Xã An Phú | Xã Bình Minh |
         | Tổng đàn bò | con | 202 | 132 | 90 |",
            &["C3"],
        )
        .in_file("phong-nong-nghiep.xlsx"),
        Example::of(
            "| THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023 | | | | |
         | Chỉ tiêu | ĐVT | Toàn huyện | Xã An Phú | Xã Bình Minh |
         | Tổng đàn bò | con | 222 | 132 | 90 |",
            &[],
        )
        .in_file("phong-nong-nghiep.xlsx"),
    ],
};

/// Checks totals of tables that hold several units.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stated in submission.figures.of_area() {
        let Some(total) = stated.amount.number() else { continue };
        if schema.indicator(stated.indicator).aggregate != Aggregate::Sum {
            continue;
        }
        let mut sum = Decimal::ZERO;
        let mut allowed = slack(schema, &stated);
        let mut units = 0;
        for figure in submission.figures.iter() {
            let of_units = matches!(figure.owner, Owner::Unit(unit) if Some(unit) != submission.unit);
            if of_units
                && figure.indicator == stated.indicator
                && figure.measure == stated.measure
                && figure.cell.sheet == stated.cell.sheet
                && let Some(next) = figure.amount.number().and_then(|number| sum.checked_add(number))
            {
                sum = next;
                allowed += slack(schema, &figure);
                units += 1;
            }
        }
        // A unit left blank is unknown: the typed total may know it.
        let reporters = schema.indicator(stated.indicator).reporters.len();
        if units < 2 || (units < reporters && total > sum) || (total - sum).abs() <= allowed {
            continue;
        }
        let name = named(schema, stated.indicator);
        findings.push(
            KIND.at(
                stated.cell,
                Words::new(
                    format!("{name}: tổng ghi {} nhưng {units} đơn vị cộng lại là {}.", vietnamese(total, None), vietnamese(sum, None)),
                    format!("{name}: the total is {} but {units} units add up to {}.", total.normalize(), sum.normalize()),
                ),
            )
            .about(Owner::Area, stated.indicator, stated.measure)
            .found(total.normalize())
            .expected(sum.normalize()),
        );
    }
    findings
}
