//! One indicator in words: its figure, against its plan and against last year.

use super::names::lower_first;
use super::{Context, change, figures, sentence, units};
use crate::consolidation::Row;
use crate::ratio;
use crate::schema::{Aggregate, Indicator, IndicatorId, IndicatorKind, Target};
use crate::submission::Verdict;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// What is said of one indicator.
pub(super) struct Told {
    /// The whole of it, as sentences.
    pub(super) text: String,
    /// A bare figure that may share a line with its neighbours, without a full stop.
    pub(super) bare: Option<String>,
    /// Parts that have plans of their own, each as sentences.
    pub(super) parts: Vec<String>,
}

/// From so many planned parts on, each stands on a line of its own.
const PARTS_ON_LINES: usize = 3;

/// Everything said of an indicator that has figures; `None` where it has none.
pub(super) fn told(context: &Context, id: IndicatorId) -> Option<Told> {
    let main = clause(context, id, Length::Full)?;
    let indicator = context.schema.indicator(id);
    let row = context.row(id);
    let parts = context.parts(id);
    let planned = parts.iter().filter(|&&part| context.row(part).pct_plan.is_some()).count();
    let on_lines = planned >= PARTS_ON_LINES;
    let mut text = main.clone();
    if !parts.is_empty() && !on_lines {
        text.push_str("; ");
        text.push_str(&parts_in_words(context, &parts, "indicator.parts"));
    }
    let mut sentences = vec![sentence(&text)];
    let more = [change::remaining(context, indicator, row), units::standing_out(context, id)].into_iter().flatten();
    sentences.extend(more.enumerate().map(|(at, said)| {
        // After the parts it must be clear that the whole is meant again.
        let after_parts = at == 0 && text.len() > main.len();
        let said = if after_parts { context.say("indicator.whole", &[("said", Some(lower_first(&said)))]) } else { said };
        sentence(&said)
    }));
    let planless = indicator.target.is_none() && row.plan.is_none();
    let bare = (sentences.len() == 1 && parts.is_empty() && planless && !context.is_by_unit(id)).then_some(main);
    let parts = if on_lines { parts.iter().filter_map(|&part| told(context, part)).map(|told| told.text).collect() } else { Vec::new() };
    Some(Told { text: sentences.join(" "), bare, parts })
}

/// "trong đó: …", each part with its own parts in brackets.
fn parts_in_words(context: &Context, parts: &[IndicatorId], key: &str) -> String {
    let said = parts.iter().filter_map(|&part| {
        let mut text = context.names.inside(&clause(context, part, Length::Short)?);
        let inner = context.parts(part);
        if !inner.is_empty() {
            text.push_str(&parts_in_words(context, &inner, "indicator.nested-parts"));
        }
        Some(text)
    });
    let said: Vec<String> = said.collect();
    context.say(key, &[("parts", Some(said.join("; ")))])
}

/// How much a clause tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// With last year's figure and the number of units behind it.
    Full,
    /// The figure and its plan only.
    Short,
}

/// The figure of an indicator and what it is held against.
fn clause(context: &Context, id: IndicatorId, length: Length) -> Option<String> {
    let indicator = context.schema.indicator(id);
    let row = context.row(id);
    if !context.has_figure(id) {
        return None;
    }
    let (name, then) = subject(&indicator.name);
    let verdict = row.verdict.vi().to_lowercase();
    if context.is_by_unit(id) {
        let name = ("name", Some(indicator.name.clone()));
        return Some(context.say("indicator.by-unit", &[name, ("values", Some(units::values(context, id)))]));
    }
    let Some(actual) = row.actual else {
        let facts = [("name", Some(indicator.name.clone())), ("verdict", Some(verdict))];
        return (indicator.kind == IndicatorKind::Status).then(|| context.say("indicator.status", &facts));
    };
    let mut facts = vec![
        ("name", Some(name)),
        ("then", Some(then)),
        ("verdict", Some(verdict)),
        ("actual", Some(figures::measured(indicator, actual))),
        ("done", Some(figures::figure(indicator, actual))),
        ("percent", figures::percent_of_plan(context, row)),
        ("plan", plan(indicator, row)),
        ("base", row.plan.map(|plan| figures::difference(&undecided(indicator), plan))),
        ("counts", sides(context, indicator, row)),
    ];
    if length == Length::Full {
        facts.push(("change", change::since_last_year(context, indicator, row)));
        facts.push((
            "coverage",
            context.coverage(id).map(|(known, expected)| {
                let key = if known == 0 { "coverage.below" } else { "coverage.units" };
                context.say(key, &[("known", Some(known.to_string())), ("expected", Some(expected.to_string()))])
            }),
        ));
    }
    let key = match form(indicator, row) {
        // Among other parts, and in brackets, it is said the shortest way.
        "indicator.of-plan" | "indicator.of-plan-full" | "indicator.of-plan-over" if length == Length::Short => "indicator.of-plan-part",
        key => key,
    };
    Some(context.say(key, &facts))
}

/// Which sentence fits the figures.
fn form(indicator: &Indicator, row: &Row) -> &'static str {
    let is_planned = indicator.target.is_some() || row.plan.is_some();
    match (indicator.kind, is_planned) {
        (IndicatorKind::Percent, false) => "indicator.rate",
        (_, false) => "indicator.plain",
        (IndicatorKind::Percent | IndicatorKind::CountOf, true) => "indicator.judged",
        (_, true) => {
            // A share of the plan says something only of what is not negative.
            let has_share = row.pct_plan.is_some_and(|percent| !percent.is_sign_negative());
            let adds_up = !matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio | Aggregate::Min | Aggregate::Max);
            match indicator.target {
                _ if !has_share => "indicator.judged",
                // A range is met from its lower bound, so its share may stay below 100.
                Some(Target::Range(..)) if row.verdict == Verdict::Met => "indicator.judged",
                Some(Target::Range(..) | Target::MoreThan(_)) => "indicator.of-range",
                Some(Target::Exactly(goal)) if row.actual.is_some_and(|actual| actual > goal) => "indicator.judged",
                _ if adds_up && row.verdict == Verdict::Met => match row.actual.cmp(&row.plan) {
                    Ordering::Greater => "indicator.of-plan-over",
                    Ordering::Equal => "indicator.of-plan-full",
                    Ordering::Less => "indicator.of-plan",
                },
                _ if adds_up => "indicator.of-plan",
                _ => "indicator.rate-of-plan",
            }
        }
    }
}

/// The percent of plan that is told of an indicator; `None` where its verdict speaks alone.
pub(super) fn share_of_plan(context: &Context, id: IndicatorId) -> Option<Decimal> {
    let (indicator, row) = (context.schema.indicator(id), context.row(id));
    let is_told = !context.is_by_unit(id) && row.actual.is_some() && SHARES_OF_PLAN.contains(&form(indicator, row));
    row.pct_plan.filter(|_| is_told)
}

/// The sentences that tell a percent of the plan.
const SHARES_OF_PLAN: [&str; 5] =
    ["indicator.of-plan", "indicator.of-plan-full", "indicator.of-plan-over", "indicator.of-range", "indicator.rate-of-plan"];

/// The plan in brackets, or after the stroke.
fn plan(indicator: &Indicator, row: &Row) -> Option<String> {
    match &indicator.target {
        Some(target) => Some(figures::target(indicator, target)),
        None => row.plan.map(|plan| figures::target(&undecided(indicator), &Target::AtLeast(plan))),
    }
}

/// The indicator with as many decimals as a figure has: a plan is printed as it was given.
fn undecided(indicator: &Indicator) -> Indicator {
    Indicator { decimals: None, ..indicator.clone() }
}

/// The two sides of a percent, "234/7.678 hộ", where they give exactly that percent.
fn sides(context: &Context, indicator: &Indicator, row: &Row) -> Option<String> {
    let (top, bottom) = (indicator.numerator?, indicator.denominator?);
    let (over, under) = (context.row(top).actual?, context.row(bottom).actual?);
    let decimals = ratio::decimals(context.schema, indicator);
    if indicator.kind != IndicatorKind::Percent || ratio::quotient(indicator, over, under, decimals) != row.actual {
        return None;
    }
    let (top, bottom) = (context.schema.indicator(top), context.schema.indicator(bottom));
    let exact = |indicator: &Indicator, number: Decimal| figures::figure(&undecided(indicator), number);
    if top.unit_of_measure != bottom.unit_of_measure {
        return None;
    }
    Some(format!("{}/{}", exact(top, over), figures::difference(&undecided(bottom), under)))
}

/// The name as the subject of its clause, and the mark before a verdict.
///
/// A figure right after a name that ends in figures of its own needs a colon between them.
fn subject(name: &str) -> (String, String) {
    if name.contains(|c: char| c.is_ascii_digit() || matches!(c, '(' | ':' | '/')) {
        (with_colon(name), ",".to_string())
    } else {
        (name.to_string(), ":".to_string())
    }
}

fn with_colon(name: &str) -> String {
    format!("{}:", name.trim_end().trim_end_matches(':'))
}
