//! The units behind a figure: who leads and who lags, who has how much.

use super::{Context, figures};
use crate::consolidation::UnitFigures;
use crate::schema::{Aggregate, Indicator, IndicatorId, IndicatorKind, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Units are compared from so many on.
const FEWEST_COMPARED: usize = 3;
/// So many units that share a rank are named; of more only the number is given.
const MOST_NAMED: usize = 3;
/// So many units below the plan are named one by one.
const MOST_BELOW: usize = 5;
/// So many units have their values listed one by one.
pub(super) const MOST_VALUES: usize = 12;

/// The units that stand out, as a sentence without its full stop; `None` where nothing can be compared.
pub(super) fn standing_out(context: &Context, id: IndicatorId) -> Option<String> {
    let indicator = context.schema.indicator(id);
    if context.is_by_unit(id) || indicator.derivation.is_some() {
        return None;
    }
    match (indicator.kind, indicator.aggregate) {
        (IndicatorKind::Quantity, Aggregate::Sum) => by_share_of_plan(context, id),
        (IndicatorKind::Percent, _) if indicator.target.is_some() => by_verdict(context, id),
        _ => None,
    }
}

/// Highest and lowest percent of plan.
fn by_share_of_plan(context: &Context, id: IndicatorId) -> Option<String> {
    let shares = shares(context, id);
    if shares.len() < FEWEST_COMPARED {
        return None;
    }
    let highest = shares.iter().map(|share| share.1).max()?;
    let lowest = shares.iter().map(|share| share.1).min()?;
    let at = |wanted: Decimal| -> Vec<(UnitId, UnitFigures)> {
        shares.iter().filter(|share| share.1 == wanted).map(|share| (share.0, share.2)).collect()
    };
    if highest == lowest {
        let all: Vec<UnitId> = shares.iter().map(|share| share.0).collect();
        let percent = share(context, &at(highest), highest);
        return Some(context.say("units.all-same", &[count(all.len()), units(context, &all), ("percent", Some(percent))]));
    }
    let rank = |wanted: Decimal| {
        let tied = at(wanted);
        let percent = ("percent", Some(share(context, &tied, wanted)));
        let ids: Vec<UnitId> = tied.iter().map(|(unit, _)| *unit).collect();
        match ids.as_slice() {
            [only] => context.say("units.one", &[("name", Some(context.names.unit(*only))), percent]),
            several if several.len() <= MOST_NAMED => {
                context.say("units.several", &[("names", Some(context.names.full_list(several))), percent])
            }
            many => context.say("units.many", &[count(many.len()), units(context, many), percent]),
        }
    };
    Some(context.say("units.highest-lowest", &[("highest", Some(rank(highest))), ("lowest", Some(rank(lowest)))]))
}

fn shares<'a>(context: &'a Context, id: IndicatorId) -> Vec<(UnitId, Decimal, UnitFigures<'a>)> {
    context.row(id).by_unit.iter().filter_map(|(unit, figures)| Some((unit, figures.pct_plan()?, figures))).collect()
}

/// Over several indicators: which unit is most often first, and which most often last, with how often.
pub(super) struct Leaders {
    /// How many indicators the units could be compared by.
    pub(super) compared: usize,
    /// The unit that is most often first.
    pub(super) first: (UnitId, usize),
    /// The unit that is most often last; `None` where several are equally often.
    pub(super) last: Option<(UnitId, usize)>,
}

/// Which unit leads; `None` where no one does.
pub(super) fn leaders(context: &Context, ids: impl Iterator<Item = IndicatorId>) -> Option<Leaders> {
    let mut compared = 0;
    let mut counts: [BTreeMap<UnitId, usize>; 2] = Default::default();
    for id in ids {
        let indicator = context.schema.indicator(id);
        let adds_up = indicator.kind == IndicatorKind::Quantity && indicator.aggregate == Aggregate::Sum;
        let shares = shares(context, id);
        let highest = shares.iter().map(|share| share.1).max();
        let lowest = shares.iter().map(|share| share.1).min();
        if !adds_up || indicator.derivation.is_some() || shares.len() < FEWEST_COMPARED || highest == lowest {
            continue;
        }
        compared += 1;
        for (wanted, counts) in [highest, lowest].into_iter().zip(&mut counts) {
            for (unit, _, _) in shares.iter().filter(|share| Some(share.1) == wanted) {
                *counts.entry(*unit).or_default() += 1;
            }
        }
    }
    let [firsts, lasts] = counts;
    Some(Leaders { compared, first: most_often(&firsts)?, last: most_often(&lasts) })
}

/// The one that is counted most often, if that is more than once and more often than any other.
fn most_often(counts: &BTreeMap<UnitId, usize>) -> Option<(UnitId, usize)> {
    let most = counts.values().copied().max().filter(|most| *most > 1)?;
    let mut leading = counts.iter().filter(|(_, count)| **count == most);
    let (unit, count) = leading.next()?;
    leading.next().is_none().then_some((*unit, *count))
}

/// A percent that several units share is whole only where it is for each of them.
fn share(context: &Context, tied: &[(UnitId, UnitFigures)], percent: Decimal) -> String {
    let texts: Vec<String> =
        tied.iter().map(|(_, of)| figures::percent(context, percent, of.number(Measure::Actual), of.number(Measure::Plan))).collect();
    texts.into_iter().max_by_key(String::len).unwrap_or_default()
}

/// How many units reach a rate that is the same everywhere, and which don't.
fn by_verdict(context: &Context, id: IndicatorId) -> Option<String> {
    let indicator = context.schema.indicator(id);
    let judged: Vec<(UnitId, UnitFigures)> =
        context.row(id).by_unit.iter().filter(|(_, figures)| matches!(figures.verdict(), Some(Verdict::Met | Verdict::NotMet))).collect();
    if judged.len() < FEWEST_COMPARED {
        return None;
    }
    let all: Vec<UnitId> = judged.iter().map(|(unit, _)| *unit).collect();
    let below: Vec<&(UnitId, UnitFigures)> = judged.iter().filter(|(_, of)| of.verdict() == Some(Verdict::NotMet)).collect();
    let noun = units(context, &all);
    if below.is_empty() {
        return Some(context.say("units.met-all", &[count(all.len()), noun]));
    }
    let met = all.len() - below.len();
    if met == 0 {
        return Some(context.say("units.met-none", &[noun]));
    }
    let of = [("met", Some(met.to_string())), ("all", Some(all.len().to_string())), noun];
    if below.len() > MOST_BELOW {
        let facts = [of.as_slice(), &[("below", Some(figures::two_digits(below.len())))]].concat();
        return Some(context.say("units.met-some-many", &facts));
    }
    let names = below.iter().map(|(unit, figures)| {
        let actual = figures.number(Measure::Actual).map(|number| figures::measured(indicator, number));
        context.say("units.with-figure", &[("name", Some(context.names.unit(*unit))), ("actual", actual)])
    });
    let names: Vec<String> = names.collect();
    let facts = [of.as_slice(), &[("names", Some(names.join("; ")))]].concat();
    Some(context.say("units.met-some", &facts))
}

/// What each unit has, for an indicator that has no figure of the area.
pub(super) fn values(context: &Context, id: IndicatorId) -> String {
    let indicator = context.schema.indicator(id);
    let row = context.row(id);
    let amounts: Vec<(UnitId, Amount)> =
        row.by_unit.iter().filter_map(|(unit, figures)| Some((unit, figures.amount(Measure::Actual)?))).collect();
    let mut said = match indicator.kind {
        IndicatorKind::CountOf | IndicatorKind::Status => groups(context, indicator, &amounts),
        IndicatorKind::Quantity | IndicatorKind::Percent => one_by_one(context, indicator, &amounts),
    };
    let lacking: Vec<UnitId> = indicator
        .reporters
        .iter()
        .copied()
        .filter(|unit| (indicator.required || !context.received(*unit)) && !amounts.iter().any(|(known, _)| known == unit))
        .collect();
    if !lacking.is_empty() {
        said.push(context.say("units.no-figure-group", &[count(lacking.len()), units(context, &lacking), names(context, &lacking)]));
    }
    said.join("; ")
}

/// "03 xã đạt 17/19 tiêu chí (Hương Lộc, Hương Phú, Thượng Nhật)", the best first.
fn groups(context: &Context, indicator: &Indicator, amounts: &[(UnitId, Amount)]) -> Vec<String> {
    let mut groups: Vec<(Amount, Vec<UnitId>)> = Vec::new();
    for (unit, amount) in amounts {
        match groups.iter_mut().find(|(known, _)| known == amount) {
            Some((_, members)) => members.push(*unit),
            None => groups.push((*amount, vec![*unit])),
        }
    }
    groups.sort_by(|(a, _), (b, _)| match (a, b) {
        (Amount::Number(a), Amount::Number(b)) => b.cmp(a),
        (Amount::Verdict(a), Amount::Verdict(b)) => a.cmp(b),
        (Amount::Number(_), Amount::Verdict(_)) => std::cmp::Ordering::Less,
        (Amount::Verdict(_), Amount::Number(_)) => std::cmp::Ordering::Greater,
    });
    let say = |(amount, members): &(Amount, Vec<UnitId>)| {
        let facts = [count(members.len()), units(context, members), names(context, members)];
        match amount {
            Amount::Number(number) => {
                let actual = ("actual", Some(figures::measured(indicator, *number)));
                context.say("units.count-group", &[facts.as_slice(), &[actual]].concat())
            }
            Amount::Verdict(verdict) => {
                let verdict = ("verdict", Some(verdict.vi().to_lowercase()));
                context.say("units.status-group", &[facts.as_slice(), &[verdict]].concat())
            }
        }
    };
    groups.iter().map(say).collect()
}

/// Each unit's value, or where they are too many the lowest and the highest.
fn one_by_one(context: &Context, indicator: &Indicator, amounts: &[(UnitId, Amount)]) -> Vec<String> {
    let numbers: Vec<(UnitId, Decimal)> = amounts.iter().filter_map(|(unit, amount)| Some((*unit, amount.number()?))).collect();
    if numbers.len() <= MOST_VALUES {
        let say = |(unit, number): &(UnitId, Decimal)| {
            let actual = ("actual", Some(figures::measured(indicator, *number)));
            context.say("units.value-group", &[("name", Some(context.names.unit(*unit))), actual])
        };
        return numbers.iter().map(say).collect();
    }
    let lowest = numbers.iter().min_by_key(|(_, number)| *number);
    let highest = numbers.iter().max_by_key(|(_, number)| *number);
    let (Some(lowest), Some(highest)) = (lowest, highest) else { return Vec::new() };
    vec![context.say(
        "units.value-range",
        &[
            ("lowest", Some(figures::measured(indicator, lowest.1))),
            ("low-unit", Some(context.names.unit(lowest.0))),
            ("highest", Some(figures::measured(indicator, highest.1))),
            ("high-unit", Some(context.names.unit(highest.0))),
        ],
    )]
}

fn count(count: usize) -> (&'static str, Option<String>) {
    ("count", Some(figures::two_digits(count)))
}

fn units(context: &Context, units: &[UnitId]) -> (&'static str, Option<String>) {
    ("units", Some(context.names.noun(units)))
}

fn names(context: &Context, units: &[UnitId]) -> (&'static str, Option<String>) {
    ("names", context.names.list(units))
}
