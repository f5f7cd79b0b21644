//! What an office says of the whole area is the sum of what the units handed in.

use super::across::{FIGURE_DIFFERS, base};
use super::{magnitude_outlier, named, slack_of, total_mismatch};
use crate::consolidation::Consolidation;
use crate::finding::Finding;
use crate::language::Words;
use crate::number::vietnamese;
use crate::schema::{Aggregate, Indicator, Schema};
use crate::submission::{FigureView, Owner, Submission};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Compares figures of the area with the units' sum; `told` is what is known of single workbooks already.
pub fn check(schema: &Schema, submissions: &[&Submission], consolidation: &Consolidation, told: &[Finding]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // One commune's column in another unit of measure spoils every sum it is in, and is told.
    let doubted = magnitude_outlier::measured(schema, told);
    let spoilt = |figure: &FigureView| {
        let unit_of_measure = schema.indicator(figure.indicator).unit_of_measure.as_str();
        consolidation.row(figure.indicator).by_unit.iter().any(|(unit, _)| doubted.contains(&(Owner::Unit(unit), unit_of_measure)))
    };
    // Nearly all workbooks hold nothing but what their unit reports of itself, and need not be looked through.
    let mut kinds: HashMap<&str, bool> = HashMap::new();
    let mut has_none = |submission: &Submission| {
        let kind = submission.unit.filter(|_| submission.is_all_its_own()).map(|unit| schema.unit(unit).kind.as_str());
        kind.is_some_and(|kind| *kinds.entry(kind).or_insert_with(|| reports_all_sums(schema, kind)))
    };
    for submission in submissions {
        if has_none(submission) || !speaks_of_area(submission) {
            continue;
        }
        let mut of_area: Vec<FigureView> = submission.each_figure().filter(|figure| is_of_area(schema, submission, figure)).collect();
        of_area.sort_by_key(|figure| figure.order);
        for figure in &of_area {
            let known = told.iter().any(|finding| {
                finding.kind.code == total_mismatch::KIND.code
                    && finding.at == Some(figure.cell.at)
                    && finding.sheet.as_ref() == Some(&figure.cell.sheet)
                    && finding.file.as_ref() == Some(&figure.cell.file)
            });
            if !known && !spoilt(figure) {
                findings.extend(against_sum(schema, consolidation, submission, figure));
            }
        }
    }
    findings
}

/// Whether a workbook has any figure that may be one of the area; a list of other units has none.
fn speaks_of_area(submission: &Submission) -> bool {
    submission.has_any_of(Owner::Area) || submission.unit.is_some_and(|unit| submission.has_any_of(Owner::Unit(unit)))
}

/// A typed total, or what a unit says of an indicator that others report.
fn is_of_area(schema: &Schema, submission: &Submission, figure: &FigureView) -> bool {
    let indicator = schema.indicator(figure.indicator);
    let of_area = match figure.owner {
        // Beside the units' figures a total is checked against them, in their own workbook.
        Owner::Area => !submission.has_of_units(figure.indicator),
        Owner::Unit(unit) => {
            let kind = &schema.unit(unit).kind;
            submission.unit == Some(unit) && !is_reported_by(schema, indicator, kind)
        }
    };
    of_area && is_sum_of_several(indicator)
}

/// Whether units of a kind report each indicator that is a sum over several.
fn reports_all_sums(schema: &Schema, kind: &str) -> bool {
    schema.indicators.iter().all(|indicator| !is_sum_of_several(indicator) || is_reported_by(schema, indicator, kind))
}

fn is_reported_by(schema: &Schema, indicator: &Indicator, kind: &str) -> bool {
    indicator.reporters.iter().any(|reporter| schema.unit(*reporter).kind == *kind)
}

fn is_sum_of_several(indicator: &Indicator) -> bool {
    indicator.aggregate == Aggregate::Sum && indicator.derivation.is_none() && indicator.reporters.len() > 1
}

fn against_sum(schema: &Schema, consolidation: &Consolidation, submission: &Submission, figure: &FigureView) -> Option<Finding> {
    let row = consolidation.row(figure.indicator);
    let stated = figure.amount.number()?;
    let numbers: Vec<Decimal> = row.by_unit.iter().filter_map(|(_, figures)| figures.number(figure.measure)).collect();
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number)).filter(|_| !numbers.is_empty())?;
    let (count, reporters) = (numbers.len(), schema.indicator(figure.indicator).reporters.len());
    // Units that are missing may be what the office has more.
    if (stated - sum).abs() <= slack_of(schema, figure.indicator, figure.granularity()) || (count < reporters && stated > sum) {
        return None;
    }
    let name = named(schema, figure.indicator);
    let who = match submission.unit {
        Some(unit) => schema.unit(unit).name.clone(),
        None => format!("“{}”", base(&submission.file)),
    };
    let (stated, sum) = (stated.normalize(), sum.normalize());
    let words = Words::new(
        format!(
            "{name}: {who} ghi {} cho toàn {} nhưng {count} đơn vị nộp cộng lại là {} ({}).",
            vietnamese(stated, None),
            schema.area.name.chars().flat_map(char::to_lowercase).take(1).chain(schema.area.name.chars().skip(1)).collect::<String>(),
            vietnamese(sum, None),
            figure.measure.vi()
        ),
        format!("{name}: {who} has {stated} for the whole area, but {count} units add up to {sum} ({}).", figure.measure.en()),
    );
    let kind = if figure.owner == Owner::Area { &total_mismatch::KIND } else { &FIGURE_DIFFERS };
    Some(kind.at(&figure.cell.kept(), words).about(figure.owner, figure.indicator, figure.measure).found(stated).expected(sum))
}
