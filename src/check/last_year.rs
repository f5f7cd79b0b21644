//! Last year's figures on the sheets, against last year's consolidated workbook.

use super::roll_up::codes;
use super::{named, slack_of};
use crate::consolidation::Consolidation;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::last_year::{LastYear, Past};
use crate::number::{self, vietnamese};
use crate::schema::{Aggregate, IndicatorId, IndicatorKind, Schema};
use crate::submission::{Amount, FigureView, Measure, Owner, Submission};

/// `prior-differs`.
pub static PRIOR_DIFFERS: Kind = Kind {
    code: "prior-differs",
    severity: Severity::Warning,
    title: Text {
        vi: "Số cùng kỳ trong biểu khác bảng tổng hợp năm trước", en: "Last year's figure is not that of last year's workbook"
    },
    advice: Text {
        vi: "Chương trình dùng số của bảng tổng hợp năm trước. Hãy sửa số cùng kỳ trong biểu; nếu số năm trước đã được điều chỉnh thì sửa trong bảng tổng hợp năm trước rồi chạy lại.",
        en: "Last year's workbook is used. Correct the sheet; or, where last year's figure was revised, last year's workbook, and run again.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 132 | 102 |",
            &["E2"],
        )
        .after(LAST_YEAR),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 132 | 120 |",
            &[],
        )
        .after(LAST_YEAR),
    ],
};

/// `not-comparable`.
pub static NOT_COMPARABLE: Kind = Kind {
    code: "not-comparable",
    severity: Severity::Info,
    title: Text { vi: "Không so sánh được với cùng kỳ năm trước", en: "Not comparable with the same period of last year" },
    advice: Text {
        vi: "Cột cùng kỳ để trống. Nếu đơn vị hay chỉ tiêu chỉ đổi mã hoặc tên, hãy khai báo trong bộ chỉ tiêu (predecessors, aliases) rồi chạy lại.",
        en: "Last year's figure is left blank. Where only a code or a name changed, say so in the schema (predecessors, aliases) and run again.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &["nam-truoc.xlsx"],
        )
        .after_change(LAST_YEAR, ("unit = \"con\"", "unit = \"nghìn con\"")),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .after(LAST_YEAR),
    ],
};

/// What the commune had handed in the year before.
const LAST_YEAR: &[(&str, &str)] = &[
    (
        "xa-an-phu.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 130 | 120 |",
    ),
    (
        "xa-binh-minh.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 90 | 80 |",
    ),
];

/// Last year's figures of a sheet that are not those of last year's workbook.
pub fn prior_differs(schema: &Schema, submission: &Submission, last_year: &LastYear) -> Vec<Finding> {
    if submission.other_year {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut prior: Vec<FigureView> = submission.each_figure().filter(|figure| figure.measure == Measure::Prior).collect();
    prior.sort_by_key(|figure| figure.order);
    for figure in &prior {
        let past = match figure.owner {
            Owner::Unit(unit) => last_year.unit(unit, figure.indicator),
            Owner::Area => last_year.area(figure.indicator),
        };
        let Past::Figure { amount, .. } = past else { continue };
        if same(schema, figure, *amount) {
            continue;
        }
        let name = named(schema, figure.indicator);
        let ((stated, stated_en), (was, was_en)) = (said(figure.amount), said(*amount));
        findings.push(
            PRIOR_DIFFERS
                .at(
                    &figure.cell.kept(),
                    Words::new(
                        format!("{name}: biểu ghi cùng kỳ năm trước {stated}, bảng tổng hợp năm trước là {was}."),
                        format!("{name}: the sheet has {stated_en} for last year, last year's workbook has {was_en}."),
                    ),
                )
                .about(figure.owner, figure.indicator, Measure::Prior)
                .found(figure.amount)
                .expected(amount),
        );
    }
    findings
}

fn said(amount: Amount) -> (String, String) {
    match amount {
        Amount::Number(number) => (vietnamese(number, None), number.normalize().to_string()),
        Amount::Verdict(verdict) => (verdict.vi().to_string(), verdict.code().to_string()),
    }
}

/// A mean, a ratio or a percent may be written with fewer decimals than it was computed with; anything else is what it is.
fn same(schema: &Schema, figure: &FigureView, past: Amount) -> bool {
    let (Amount::Number(stated), Amount::Number(was)) = (figure.amount, past) else { return figure.amount == past };
    let indicator = schema.indicator(figure.indicator);
    let computed = indicator.kind == IndicatorKind::Percent || matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio);
    let off = stated.checked_sub(was).map(|off| off.abs());
    off.is_some_and(|off| off <= slack_of(schema, figure.indicator, figure.granularity()))
        || (computed && number::round(was, stated.normalize().scale()) == stated)
}

/// What has a figure this year and none of last year to hold it against: for the area and for each unit, by reason.
pub fn not_comparable(schema: &Schema, consolidation: &Consolidation, last_year: &LastYear) -> Vec<Finding> {
    let mut groups: Vec<(Owner, Words, Vec<IndicatorId>)> = Vec::new();
    let mut add = |owner: Owner, why: &Words, id| match groups.iter_mut().find(|(of, because, _)| *of == owner && because == why) {
        Some((_, _, ids)) => ids.push(id),
        None => groups.push((owner, why.clone(), vec![id])),
    };
    for row in &consolidation.rows {
        if let Some(why) = row.not_comparable.as_ref().filter(|_| row.actual.is_some()) {
            add(Owner::Area, why, row.indicator);
        }
        for (unit, figures) in &row.by_unit {
            // What holds of the indicator everywhere is said once, of the area.
            let own = figures.not_comparable().filter(|why| row.not_comparable.as_ref() != Some(*why));
            if let Some(why) = own.filter(|_| figures.has(Measure::Actual)) {
                add(Owner::Unit(unit), why, row.indicator);
            }
        }
    }
    let mut findings: Vec<Finding> = groups
        .into_iter()
        .map(|(owner, why, ids)| {
            let (name, count, list) = (schema.owner_name(owner), ids.len(), codes(schema, &ids));
            let words = Words::new(
                format!("{name}: {count} chỉ tiêu không so sánh được với cùng kỳ, vì {}: {list}.", why.vi),
                format!("{name}: {count} indicators are not comparable with last year, because {}: {list}.", why.en),
            );
            Finding { owner: Some(owner), ..NOT_COMPARABLE.in_file(&last_year.source.file, words) }
        })
        .collect();
    for name in &last_year.without_heir {
        let words = Words::new(
            format!(
                "{name} có trong bảng tổng hợp năm trước, nay không rõ thuộc đơn vị nào: hãy ghi vào “predecessors” của đơn vị kế thừa."
            ),
            format!(
                "{name} is in last year's workbook and no unit goes on from it: name it among the “predecessors” of the unit that does."
            ),
        );
        findings.push(NOT_COMPARABLE.in_file(&last_year.source.file, words).with_severity(Severity::Warning));
    }
    findings
}
