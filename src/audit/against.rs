//! The figures of a report against the consolidation behind it, or the plans of the schema: only where the name, the unit
//! of measure and the place of the number leave no doubt.

use super::name::Fact;
use super::passage::Part;
use super::token::Quantity;
use super::{Auditor, Wrong, judge, kinds, slip};
use crate::consolidation::Consolidation;
use crate::finding::{Kind, Severity};
use crate::label;
use crate::language::Words;
use crate::number::{bounded, round, vietnamese};
use crate::schema::{Indicator, IndicatorId, Schema};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Words around a name that are no part of it.
const AROUND: &[&str] = &["là", "đạt", "được", "ước", "đến", "nay", "hiện", "có", "đã", "khoảng", "thực", "và", "còn"];

/// What a report is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// The indicators, with the plans of the area.
    pub schema: &'a Schema,
    /// What the units' figures came to, where it is known.
    pub consolidation: Option<&'a Consolidation>,
}

/// Compares every figure whose name is an indicator's.
pub(super) fn check(auditor: &mut Auditor<'_>, against: &Against<'_>) {
    let names = names(against.schema);
    for fact in auditor.facts.iter().filter(|fact| !fact.is_span && !fact.in_brackets) {
        let Some(Some(id)) = names.get(&key(fact)) else { continue };
        // A part's name says what it is only under its whole.
        if !against.schema.wholes_of(*id).is_empty() {
            continue;
        }
        let indicator = against.schema.indicator(*id);
        let row = against.consolidation.map(|consolidation| consolidation.row(*id));
        let planned = row.and_then(|row| row.plan).or_else(|| indicator.target.map(|target| target.base()));
        let plans = auditor.passage(fact.passage).is_some_and(|passage| passage.part == Part::Plans);
        let actual = row.filter(|row| row.complete).and_then(|row| row.actual);
        match (plans, fact.of) {
            (false, of) => {
                compare(auditor, fact, fact.done, actual, indicator, &kinds::FIGURE);
                // Of a count such as 17/19 the second is no plan.
                let of = of.filter(|of| indicator.out_of != Some(of.number));
                of.into_iter().for_each(|of| compare(auditor, fact, of, planned, indicator, &kinds::PLAN));
            }
            (true, None) => compare(auditor, fact, fact.done, planned, indicator, &kinds::PLAN),
            (true, Some(_)) => {}
        }
    }
}

/// Names and aliases as keys; `None` for a name that two indicators have.
fn names(schema: &Schema) -> HashMap<String, Option<IndicatorId>> {
    let mut names: HashMap<String, Option<IndicatorId>> = HashMap::new();
    for (id, indicator) in schema.each_indicator() {
        for name in std::iter::once(&indicator.name).chain(&indicator.aliases) {
            let known = names.entry(label::key(name)).or_insert(Some(id));
            if *known != Some(id) {
                *known = None;
            }
        }
    }
    names
}

/// The words before a figure, without what only leads to it.
fn key(fact: &Fact<'_>) -> String {
    let around = |word: &String| AROUND.contains(&word.as_str());
    let from = fact.full.iter().position(|word| !around(word)).unwrap_or(0);
    let to = fact.full.iter().rposition(|word| !around(word)).map_or(0, |at| at + 1);
    label::key(&fact.full.get(from..to).unwrap_or_default().join(" "))
}

fn compare(
    auditor: &mut Auditor<'_>,
    fact: &Fact<'_>,
    written: &Quantity,
    known: Option<Decimal>,
    indicator: &Indicator,
    kind: &'static Kind,
) {
    let (Some(known), Some(unit)) = (known, UnitOfMeasure::parse(&indicator.unit_of_measure)) else { return };
    let own = match (&written.unit, written.percent) {
        (_, true) if unit.is_percent() => Conversion::Same,
        (Some(own), false) => unit.to(&own.measure),
        _ => Conversion::Impossible,
    };
    let known = match own {
        Conversion::Same => Some(known),
        Conversion::Times(times) => known.checked_mul(times),
        Conversion::Impossible => None,
    };
    let Some(known) = known
        .and_then(bounded)
        .filter(|known| round(*known, written.decimals) != written.number && written.bound == super::token::Bound::Exact)
    else {
        return;
    };
    // What is twice as much or more, and no slip, is most likely another thing of that name.
    let near = known <= written.number * Decimal::TWO && known * Decimal::TWO >= written.number;
    if !near && !slip::may_be(written, &Quantity { number: known, ..written.clone() }) {
        return;
    }
    let Some(passage) = auditor.passage(fact.passage) else { return };
    let (here, right) = (judge::of(written), format!("{}{}", vietnamese(known, None), written.unit_text()));
    let (vi, en) = if kind.code == kinds::PLAN.code { ("kế hoạch", "plan") } else { ("thực hiện", "figure") };
    let message = Words::new(
        format!("Báo cáo ghi số {vi} {here}, số tổng hợp của “{}” là {right}.", indicator.name),
        format!("The report gives the {en} as {here}, the consolidation of “{}” has {right}.", indicator.name),
    );
    let wrong = Wrong { kind, severity: Severity::Warning, message, found: here, expected: right, slip: None };
    auditor.remark(passage.quote(fact.token, fact.token, fact.token), String::new(), wrong);
}
