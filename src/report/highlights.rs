//! What stands out in a programme: what is nearest to its plan and farthest from it, what rose and fell, which unit leads.

use super::indicator::share_of_plan;
use super::{Context, change, figures, units};
use crate::schema::{IndicatorId, SectionId};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Indicators are ranked from so many on.
const FEWEST_RANKED: usize = 4;
/// So many that share a rank are named; of more only the number is given.
const MOST_TIED: usize = 3;
/// So many that rose or fell are named.
const MOST_NAMED: usize = 6;

/// Highest and lowest percent of plan, and the units that lead: whole sentences.
pub(super) fn of(context: &Context, section: SectionId) -> Vec<String> {
    [shares(context, section), leaders(context, section)].into_iter().flatten().collect()
}

fn shares(context: &Context, section: SectionId) -> Option<String> {
    let shares: Vec<(IndicatorId, Decimal)> =
        context.under(Some(section)).filter_map(|id| Some((id, share_of_plan(context, id)?))).collect();
    let best = shares.iter().map(|share| share.1).max()?;
    let worst = shares.iter().map(|share| share.1).min()?;
    if shares.len() < FEWEST_RANKED || best == worst {
        return None;
    }
    let rank = |wanted: Decimal| {
        let tied: Vec<IndicatorId> = shares.iter().filter(|share| share.1 == wanted).map(|share| share.0).collect();
        let percents = tied.iter().filter_map(|&id| figures::percent_of_plan(context, context.row(id)));
        let percent = ("percent", percents.max_by_key(String::len));
        let names: Vec<String> = tied.iter().map(|&id| context.names.inside(&context.schema.indicator(id).name)).collect();
        match names.as_slice() {
            [only] => context.say("section.share", &[("name", Some(only.clone())), percent]),
            several if several.len() <= MOST_TIED => context.say("section.shares-tied", &[("names", Some(several.join("; "))), percent]),
            many => context.say("section.shares-many", &[("count", Some(figures::two_digits(many.len()))), percent]),
        }
    };
    Some(context.say("section.shares", &[("best", Some(rank(best))), ("worst", Some(rank(worst)))]))
}

fn leaders(context: &Context, section: SectionId) -> Option<String> {
    let leaders = units::leaders(context, context.under(Some(section)))?;
    if leaders.compared < FEWEST_RANKED {
        return None;
    }
    let (first, firsts) = leaders.first;
    let facts = [
        ("compared", Some(leaders.compared.to_string())),
        ("first", Some(context.names.unit(first))),
        ("firsts", Some(firsts.to_string())),
        ("last", leaders.last.map(|(last, _)| context.names.unit(last))),
        ("lasts", leaders.last.map(|(_, lasts)| lasts.to_string())),
    ];
    Some(context.say("section.leaders", &facts))
}

/// "5 chỉ tiêu tăng (tổng đàn lợn: 8,7%; …), 3 chỉ tiêu giảm"; nothing where there is no figure of last year.
pub(super) fn changes(context: &Context, section: SectionId) -> Option<String> {
    let mut orders: [(&str, Ordering, Vec<IndicatorId>); 3] = [
        ("count.up", Ordering::Greater, Vec::new()),
        ("count.down", Ordering::Less, Vec::new()),
        ("count.same", Ordering::Equal, Vec::new()),
    ];
    for id in context.under(Some(section)) {
        let Some((actual, prior)) = context.row(id).actual.zip(context.row(id).prior) else { continue };
        orders.iter_mut().filter(|(_, order, _)| *order == actual.cmp(&prior)).for_each(|(_, _, ids)| ids.push(id));
    }
    let said: Vec<String> = orders
        .iter()
        .filter(|(_, _, ids)| !ids.is_empty())
        .map(|(key, _, ids)| {
            let names: Vec<String> = ids.iter().map(|&id| with_change(context, id)).collect();
            let names = (names.len() <= MOST_NAMED).then(|| names.join("; "));
            context.say(key, &[("count", Some(ids.len().to_string())), ("names", names)])
        })
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn with_change(context: &Context, id: IndicatorId) -> String {
    let (indicator, row) = (context.schema.indicator(id), context.row(id));
    let name = context.names.inside(indicator.name.trim_end_matches(':'));
    context.say("count.with-change", &[("name", Some(name)), ("by", change::by(context, indicator, row))])
}
