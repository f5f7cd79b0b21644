//! Figures as they are printed in the report.

use super::Context;
use crate::consolidation::Row;
use crate::number;
use crate::schema::{Indicator, IndicatorKind, Target};
use rust_decimal::Decimal;

/// A figure of an indicator without its unit of measure.
pub(super) fn figure(indicator: &Indicator, number: Decimal) -> String {
    number::vietnamese(number, decimals(indicator, number))
}

/// How many decimals a figure is printed with; `None` for as many as it has.
///
/// Those of the indicator, and more of them where rounding would make it look on the other side of its target, or
/// like nothing at all.
pub(super) fn decimals(indicator: &Indicator, number: Decimal) -> Option<u32> {
    let decimals = indicator.decimals?;
    let rounded = number::round(number, decimals);
    let changes_side = indicator.target.is_some_and(|target| target.is_met_by(rounded) != target.is_met_by(number));
    let vanishes = rounded.is_zero() && !number.is_zero();
    // "100%", not "100,00%": officials drop the decimals of a whole percent.
    let whole_percent = indicator.kind == IndicatorKind::Percent && number.fract().is_zero();
    (!changes_side && !vanishes && !whole_percent).then_some(decimals)
}

/// A figure with its unit of measure: "2.640,4 tấn", "59,3%", "17/19 tiêu chí".
pub(super) fn measured(indicator: &Indicator, number: Decimal) -> String {
    let figure = figure(indicator, number);
    match indicator.out_of {
        Some(out_of) if indicator.kind == IndicatorKind::CountOf => {
            with_unit(format!("{figure}/{}", number::vietnamese(out_of, None)), indicator)
        }
        _ => with_unit(figure, indicator),
    }
}

/// A difference of two figures of an indicator, with its unit of measure.
pub(super) fn difference(indicator: &Indicator, number: Decimal) -> String {
    with_unit(figure(indicator, number), indicator)
}

/// What is to be reached, as it stands in brackets: "trên 99%", "16 - 17 tiêu chí", "9/9 tiêu chí".
pub(super) fn target(indicator: &Indicator, target: &Target) -> String {
    match (indicator.kind, indicator.out_of, target) {
        (IndicatorKind::CountOf, Some(out_of), Target::AtLeast(n) | Target::Exactly(n)) => {
            with_unit(format!("{}/{}", number::vietnamese(*n, None), number::vietnamese(out_of, None)), indicator)
        }
        _ => with_unit(target.vietnamese(), indicator),
    }
}

fn with_unit(text: String, indicator: &Indicator) -> String {
    match (indicator.kind, indicator.unit_of_measure.as_str()) {
        // The sign stands without a space (STANDARDS C2); a unit of measure stands after one.
        (IndicatorKind::Percent, "" | "%") | (_, "%") => format!("{text}%"),
        (_, "") => text,
        (_, unit) => format!("{text} {unit}"),
    }
}

/// A percent of plan or of last year: "59,3%"; a whole one without decimals only where it is exactly whole.
pub(super) fn percent(context: &Context, percent: Decimal, part: Option<Decimal>, base: Option<Decimal>) -> String {
    let exact = match (part, base) {
        (Some(part), Some(base)) => part.checked_mul(Decimal::ONE_HUNDRED).zip(base.checked_mul(percent)).is_some_and(|(a, b)| a == b),
        _ => false,
    };
    let decimals = if exact && percent.fract().is_zero() { None } else { Some(context.schema.percent_decimals) };
    format!("{}%", number::vietnamese(percent, decimals))
}

/// A row's percent of plan.
pub(super) fn percent_of_plan(context: &Context, row: &Row) -> Option<String> {
    Some(percent(context, row.pct_plan?, row.actual, row.plan))
}

/// A number of units, as officials write small ones: "03 xã".
pub(super) fn two_digits(count: usize) -> String {
    format!("{count:02}")
}
