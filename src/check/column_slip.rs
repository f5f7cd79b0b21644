//! One slip of a whole column is told once: thousands of đồng in the place of millions.

use super::magnitude_outlier::{self, KIND, exact_power, power, times, unit_that_fits};
use super::plan_differs;
use crate::finding::Finding;
use crate::language::Words;
use crate::schema::Schema;
use crate::submission::{FigureView, Measure, Owner, Submission};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// From so many rows on it is the column and not the figures.
const ROWS: usize = 3;

/// Findings of one column and one unit of measure that are off by the same power of ten become one.
pub fn fold(schema: &Schema, submission: &Submission, findings: &mut Vec<Finding>) {
    type Key<'a> = (Arc<str>, u32, &'a str, bool);
    let mut slips: BTreeMap<Key<'_>, Vec<(usize, Decimal)>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some((figure, ratio)) = slipped(submission, finding) else { continue };
        let unit = schema.indicator(figure.indicator).unit_of_measure.as_str();
        slips.entry((figure.cell.sheet.clone(), figure.cell.at.column, unit, ratio > Decimal::ONE)).or_default().push((at, ratio));
    }
    let mut folded: Vec<(usize, Finding)> = Vec::new();
    let mut gone: Vec<usize> = Vec::new();
    for ((sheet, column, unit, _), told) in slips {
        let comparable = submission.figures.iter().filter(|figure| {
            let here = figure.cell.sheet == sheet && figure.cell.at.column == column;
            here && schema.indicator(figure.indicator).unit_of_measure == unit && is_compared(schema, submission, figure)
        });
        let all = comparable.count().max(told.len());
        let Some(first) = told.first().and_then(|&(at, _)| findings.get(at)) else { continue };
        // Half of a year's plan is half a power of ten: of many rows the one in the middle tells.
        let mut ratios: Vec<Decimal> = told.iter().map(|(_, ratio)| *ratio).collect();
        ratios.sort_unstable();
        let Some(power) = ratios.get(ratios.len() / 2).and_then(|middle| power(*middle, Decimal::ONE)) else { continue };
        if told.len() < ROWS || told.len() * 5 < all * 3 {
            continue;
        }
        folded.push((told.first().map_or(0, |(at, _)| *at), column_finding(first, column, unit, power, told.len(), all)));
        gone.extend(told.iter().skip(1).map(|(at, _)| *at));
    }
    for (at, finding) in folded {
        if let Some(place) = findings.get_mut(at) {
            *place = finding;
        }
    }
    let mut at = 0;
    findings.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// The figure of a finding that a power of ten puts right, and how many times too large it is.
fn slipped<'a>(submission: &'a Submission, finding: &Finding) -> Option<(FigureView<'a>, Decimal)> {
    let figure = submission.figure(finding.indicator?, finding.owner?, finding.measure?)?;
    let number = figure.amount.number()?;
    let base = Decimal::from_str_exact(finding.expected.as_deref()?).ok()?;
    let power = match finding.kind.code {
        code if code == magnitude_outlier::KIND.code => power(number, base),
        code if code == plan_differs::KIND.code => exact_power(number, base),
        _ => None,
    };
    power.filter(|power| *power != 0)?;
    Some((figure, number.checked_div(base)?))
}

/// Whether there is anything to hold a figure against.
fn is_compared(schema: &Schema, submission: &Submission, figure: &FigureView<'_>) -> bool {
    let positive = |number: Option<Decimal>| number.is_some_and(|number| number > Decimal::ZERO);
    let given = match figure.owner {
        Owner::Unit(unit) => schema.plans.get(&(unit, figure.indicator)).copied(),
        Owner::Area => None,
    };
    let of = |measure| submission.number(figure.indicator, figure.owner, measure);
    positive(figure.amount.number())
        && match figure.measure {
            Measure::Plan => positive(given),
            _ => positive(of(Measure::Prior)) || positive(of(Measure::Plan)) || positive(given),
        }
}

fn column_finding(first: &Finding, column: u32, unit: &str, power: i32, count: usize, all: usize) -> Finding {
    let column = crate::cell::column_name(column);
    let (vi, en) = times(power);
    let (mut said_vi, mut said_en) = (
        format!("Cột {column}: {count}/{all} số có đơn vị tính “{unit}” {vi} so với kế hoạch hoặc cùng kỳ"),
        format!("Column {column}: {count} of {all} figures in “{unit}” are {en} against the plan or last year"),
    );
    if let Some(other) = unit_that_fits(unit, power) {
        said_vi += &format!("; có thể cả cột đã ghi theo “{other}”");
        said_en += &format!("; the column may be in “{other}”");
    }
    let mut finding = first.clone();
    (finding.kind, finding.severity) = (&KIND, KIND.severity);
    finding.message = Words::new(said_vi + ".", said_en + ".");
    finding
}
