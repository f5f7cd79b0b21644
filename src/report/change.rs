//! Against the same period of last year, and what remains of the year's plan.

use super::{Context, figures};
use crate::consolidation::Row;
use crate::number;
use crate::schema::{Aggregate, Indicator, IndicatorKind, Target};
use crate::submission::Verdict;
use rust_decimal::Decimal;

/// "tăng 1,2% so với cùng kỳ năm trước"; of a percent in points, of a count in its own unit.
pub(super) fn since_last_year(context: &Context, indicator: &Indicator, row: &Row) -> Option<String> {
    if row.not_comparable.is_some() {
        return row.actual.map(|_| context.phrases.word("change.not-comparable"));
    }
    let (actual, prior) = (row.actual?, row.prior?);
    if actual == prior {
        return Some(context.say("change.same", &[]));
    }
    if actual.is_sign_negative() || prior.is_sign_negative() {
        return None;
    }
    let Some(by) = by(context, indicator, row) else {
        let prior = figures::measured(indicator, prior);
        return prior_is_nothing(row).then(|| context.say("change.from-zero", &[("prior", Some(prior))]));
    };
    let key = if actual > prior { "change.up" } else { "change.down" };
    Some(context.say(key, &[("by", Some(by))]))
}

fn prior_is_nothing(row: &Row) -> bool {
    row.prior.is_some_and(|prior| prior.is_zero())
}

/// By how much: "1,2%", "0,50 điểm phần trăm", "2/19 tiêu chí"; `None` where the figures are equal or a percent of last
/// year's says nothing.
pub(super) fn by(context: &Context, indicator: &Indicator, row: &Row) -> Option<String> {
    let (actual, prior) = (row.actual?, row.prior?);
    if actual == prior || actual.is_sign_negative() || prior.is_sign_negative() {
        return None;
    }
    let difference = actual.checked_sub(prior)?.abs();
    Some(match indicator.kind {
        IndicatorKind::Percent => points(context, indicator, difference),
        IndicatorKind::CountOf => figures::difference(indicator, difference),
        _ if prior.is_zero() => return None,
        _ => {
            let percent = row.pct_prior?.checked_sub(Decimal::ONE_HUNDRED)?.abs();
            // A change too small for its percent is told in the indicator's own unit.
            if percent.is_zero() {
                figures::difference(indicator, difference)
            } else {
                figures::percent(context, percent, Some(difference), Some(prior))
            }
        }
    })
}

fn points(context: &Context, indicator: &Indicator, difference: Decimal) -> String {
    let points = match indicator.decimals {
        Some(decimals) if !difference.fract().is_zero() && !number::round(difference, decimals).is_zero() => {
            number::vietnamese(difference, Some(decimals))
        }
        _ => number::vietnamese(difference, None),
    };
    context.say("change.percent-points", &[("difference", Some(points))])
}

/// How far an indicator that is not met is from its goal.
pub(super) struct Gap {
    /// How much, never negative and never nothing.
    pub(super) difference: Decimal,
    /// Whether it has to come down, and not to go up.
    pub(super) is_above: bool,
    /// What each of the months left has to bring, where figures add up over months and there are such months.
    pub(super) monthly: Option<Decimal>,
}

/// How far an indicator is from its goal; `None` where it is met, or where that can't be told.
pub(super) fn gap(context: &Context, indicator: &Indicator, row: &Row) -> Option<Gap> {
    if row.verdict != Verdict::NotMet {
        return None;
    }
    let goal = match indicator.target {
        // A range is met from its lower bound.
        Some(Target::Range(low, _)) => low,
        Some(target) => target.base(),
        None => row.plan?,
    };
    let difference = goal.checked_sub(row.actual?)?;
    if difference.is_zero() {
        return None;
    }
    let is_above = difference.is_sign_negative();
    let grows = !is_above && indicator.aggregate == Aggregate::Sum && indicator.kind == IndicatorKind::Quantity;
    let monthly = context.months_left.filter(|_| grows).and_then(|months| pace(indicator, difference, months));
    Some(Gap { difference: difference.abs(), is_above, monthly })
}

/// What an indicator that is not met still lacks, as a sentence of its own.
pub(super) fn remaining(context: &Context, indicator: &Indicator, row: &Row) -> Option<String> {
    let gap = gap(context, indicator, row)?;
    let told = match indicator.kind {
        IndicatorKind::Percent => points(context, indicator, gap.difference),
        _ => figures::difference(indicator, gap.difference),
    };
    let told = ("difference", Some(told));
    if gap.is_above {
        return Some(context.say("remaining.above", &[told]));
    }
    if indicator.kind == IndicatorKind::Percent || !matches!(indicator.aggregate, Aggregate::Sum | Aggregate::CountMet | Aggregate::None) {
        return Some(context.say("remaining.below", &[told]));
    }
    if context.months_left == Some(0) {
        return Some(context.say("remaining.final", &[told]));
    }
    Some(match (gap.monthly, context.months_left) {
        (Some(monthly), Some(months)) => {
            let mut said = figures::difference(indicator, monthly);
            // So many months of a rounded figure would not bring exactly what is lacking.
            if monthly.checked_mul(Decimal::from(months)) != Some(gap.difference) {
                said = context.say("remaining.about", &[("figure", Some(said))]);
            }
            let months = Some(figures::two_digits(months as usize));
            context.say("remaining.monthly", &[told, ("monthly", Some(said)), ("months", months)])
        }
        _ => context.say("remaining.plain", &[told]),
    })
}

/// What each of the months left has to bring; nothing where that is less than the smallest amount shown.
fn pace(indicator: &Indicator, difference: Decimal, months: u32) -> Option<Decimal> {
    if months < 2 {
        return None;
    }
    let most = difference.normalize().scale();
    let exact = difference.checked_div(Decimal::from(months))?;
    let decimals = indicator.decimals.unwrap_or(most);
    let smallest = Decimal::try_new(1, decimals).ok()?;
    (exact >= smallest).then(|| number::round(exact, decimals))
}

/// Months from the end of a period to the end of the year, as its name tells: 6 for "6 tháng đầu năm", "Quý II" and
/// "Tháng 6"; `None` where the name doesn't tell.
pub(super) fn months_left(period: &str) -> Option<u32> {
    let name = period.to_lowercase();
    if name.contains("cuối năm") {
        return Some(0);
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let passed = words.iter().enumerate().find_map(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        match *word {
            "tháng" => before.parse().ok().or_else(|| next.parse().ok()),
            "quý" => ["i", "ii", "iii", "iv"].iter().position(|roman| *roman == next).map(|at| (at as u32 + 1) * 3),
            "năm" if before == "cả" => Some(12),
            _ => None,
        }
    })?;
    12_u32.checked_sub(passed)
}

#[cfg(test)]
mod tests {
    use super::months_left;

    #[test]
    fn the_name_of_a_period_tells_the_months_left() {
        for (name, left) in [
            ("6 tháng đầu năm", Some(6)),
            ("9 tháng đầu năm", Some(3)),
            ("Quý I", Some(9)),
            ("Quý III năm 2023", Some(3)),
            ("Tháng 7", Some(5)),
            ("Cả năm", Some(0)),
            ("6 tháng cuối năm", Some(0)),
            ("Đợt 1", None),
        ] {
            assert_eq!(months_left(name), left, "{name}");
        }
    }
}
