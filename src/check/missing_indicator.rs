//! A required indicator is absent or blank.

use super::named;
use crate::consolidation::Consolidation;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::schema::{Aggregate, Schema};
use crate::submission::{Measure, Owner, Submission};

/// `missing-indicator`.
pub static KIND: Kind = Kind {
    code: "missing-indicator",
    severity: Severity::Warning,
    title: Text { vi: "Thiếu số liệu của chỉ tiêu bắt buộc", en: "A required indicator is absent or blank" },
    advice: Text {
        vi: "Hãy bổ sung số thực hiện (nếu không phát sinh thì ghi 0).",
        en: "Fill in the actual figure (0 where there was none).",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Thực hiện |
         | Số lớp tập huấn | lớp | |
         | Diện tích gieo trồng | ha | 25 |",
            &["A2"],
        )
        .in_file("phong-nong-nghiep.xlsx"),
        Example::of(
            "| Chỉ tiêu | ĐVT | Thực hiện |
         | Số lớp tập huấn | lớp | 0 |",
            &[],
        )
        .in_file("phong-nong-nghiep.xlsx"),
    ],
};

/// Checks what the unit should have filled in.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let Some(unit) = submission.unit else { return Vec::new() };
    if submission.tables.is_empty() || submission.other_year {
        return Vec::new();
    }
    let owner = Owner::Unit(unit);
    let has = |id| submission.figure(id, owner, Measure::Actual).is_some();
    let mut findings = Vec::new();
    for (id, indicator) in schema.each_indicator() {
        if !indicator.required || !schema.reports(unit, id) || has(id) {
            continue;
        }
        // A quotient follows from its two figures.
        if indicator.aggregate == Aggregate::Ratio && indicator.numerator.is_some_and(has) && indicator.denominator.is_some_and(has) {
            continue;
        }
        // What stands there and could not be read was told at its cell.
        if submission.troubled.contains(&(id, owner, Measure::Actual)) {
            continue;
        }
        let name = named(schema, id);
        let row = submission.rows.iter().find(|row| row.indicator == id);
        let (vi, en) = match row {
            Some(_) => (format!("{name}: ô thực hiện để trống."), format!("{name}: the actual figure is blank.")),
            None => (format!("{name}: biểu không có dòng này."), format!("{name}: the sheet has no such row.")),
        };
        let words = Words::new(vi, en);
        let finding = match row {
            Some(row) => KIND.at(row.cell, words),
            None => KIND.in_file(&submission.file, words),
        };
        findings.push(finding.about(owner, id, Measure::Actual));
    }
    findings
}

/// What a unit left blank and another workbook brings is not missing: an office's table of all communes, say.
pub fn supplied(consolidation: &Consolidation, findings: &mut Vec<Finding>) {
    findings.retain(|finding| {
        let (Some(id), Some(Owner::Unit(unit)), true) = (finding.indicator, finding.owner, finding.kind.code == KIND.code) else {
            return true;
        };
        consolidation.row(id).unit(unit).is_none_or(|figures| !figures.has(Measure::Actual))
    });
}
