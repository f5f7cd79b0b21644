//! What is missing from the figures, and what checking found: said plainly, at the end.

use super::{Block, Context, Section, figures, handed_in, programme, sentence};
use crate::completeness::Completeness;
use crate::finding::{Finding, Severity};
use crate::schema::UnitId;

/// The last section: who handed in, what is missing, how many findings.
pub(super) fn section(context: &Context, findings: &[Finding], completeness: &Completeness, programmes: usize) -> Section {
    let paragraphs = [Some(received(context)), lacking(context), partial(context), Some(checked(context, findings))];
    let mut blocks: Vec<Block> = paragraphs.into_iter().flatten().map(|text| Block::Bullet(1, sentence(&text).into())).collect();
    blocks.extend(accepted(context));
    blocks.extend(handed_in::blocks(context, completeness));
    Section {
        level: 1,
        number: format!("{}.", programme::roman(programmes + 1)),
        title: context.phrases.word("gaps.heading").to_uppercase(),
        blocks,
    }
}

fn received(context: &Context) -> String {
    let units = &context.consolidation.units;
    let absent: Vec<UnitId> = units.iter().filter(|(_, file)| file.is_none()).map(|(unit, _)| *unit).collect();
    let known = units.len() - absent.len();
    if known == 0 {
        context.phrases.word("gaps.none-received")
    } else if absent.is_empty() {
        context.say("gaps.all-received", &[("count", Some(figures::two_digits(known)))])
    } else {
        let facts = [
            ("known", Some(known.to_string())),
            ("expected", Some(units.len().to_string())),
            ("names", Some(context.names.full_list(&absent))),
        ];
        context.say("gaps.received", &facts)
    }
}

/// Units that handed in, and left required figures out.
fn lacking(context: &Context) -> Option<String> {
    let mut said = Vec::new();
    for (unit, file) in &context.consolidation.units {
        if file.is_none() {
            continue;
        }
        let count = context
            .schema
            .each_indicator()
            .filter(|&(id, indicator)| {
                let has = context.row(id).unit(*unit).is_some_and(|figures| figures.is_complete());
                context.counts(id) && indicator.required && context.schema.reports(*unit, id) && !has
            })
            .count();
        if count > 0 {
            let facts = [("name", Some(context.names.unit(*unit))), ("count", Some(count.to_string()))];
            said.push(context.say("gaps.unit", &facts));
        }
    }
    (!said.is_empty()).then(|| context.say("gaps.units", &[("units", Some(context.names.join(said.into_iter())))]))
}

/// Totals over some of their units; nothing where there are no totals at all.
fn partial(context: &Context) -> Option<String> {
    let ids = || context.schema.each_indicator().filter(|&(id, _)| context.counts(id) && context.row(id).actual.is_some());
    let partial = ids().filter(|&(id, _)| context.coverage(id).is_some()).count();
    if partial > 0 {
        let area = context.names.place(&context.schema.area.name);
        return Some(context.say("gaps.partial", &[("count", Some(partial.to_string())), ("area", Some(area))]));
    }
    ids().next().map(|_| context.phrases.word("gaps.complete"))
}

fn checked(context: &Context, findings: &[Finding]) -> String {
    let counted = [("gaps.error", Severity::Error), ("gaps.warning", Severity::Warning), ("gaps.info", Severity::Info)];
    let said: Vec<String> = counted
        .iter()
        .filter_map(|(key, severity)| {
            let count = findings.iter().filter(|finding| finding.severity == *severity).count();
            (count > 0).then(|| context.say(key, &[("count", Some(count.to_string()))]))
        })
        .collect();
    if said.is_empty() && context.consolidation.accepted.is_empty() {
        context.phrases.word("gaps.no-findings")
    } else if said.is_empty() {
        context.phrases.word("gaps.no-others")
    } else {
        context.say("gaps.findings", &[("findings", Some(said.join(", ")))])
    }
}

/// What was found and accepted, each with its reason: whoever reads the figures has to know what they rest on.
fn accepted(context: &Context) -> Vec<Block> {
    let accepted = &context.consolidation.accepted;
    if accepted.is_empty() {
        return Vec::new();
    }
    let heading = context.say("gaps.accepted", &[("count", Some(accepted.len().to_string()))]);
    let points = accepted.iter().map(|one| {
        let what = one.finding.message.vi.trim().trim_end_matches('.').to_string();
        // A sentence that begins with the unit says already whose it is.
        let unit = one.finding.owner.map(|owner| context.schema.owner_name(owner)).filter(|name| !what.starts_with(*name));
        let facts = [
            ("unit", unit.map(str::to_string)),
            ("what", Some(what.clone())),
            ("reason", Some(one.acceptance.reason.trim_end_matches('.').to_string())),
            ("by", one.acceptance.by.clone()),
            ("date", Some(one.acceptance.date.to_string())),
        ];
        context.say("gaps.accepted-point", &facts)
    });
    std::iter::once(Block::Bullet(1, heading.into())).chain(points.map(|text| Block::Bullet(2, sentence(&text).into()))).collect()
}
