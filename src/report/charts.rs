//! Charts: what the tables and sentences say, to be seen at a glance. A form that can't draw leaves them out, and says
//! no less.

use super::indicator::share_of_plan;
use super::{Bar, Chart, Context, Shade, figures};
use crate::schema::{IndicatorId, SectionId};
use crate::submission::Verdict;
use rust_decimal::Decimal;

/// So many bars can still be read.
const MOST_BARS: usize = 40;
/// A chart of fewer bars shows nothing that its sentence doesn't.
const FEWEST_BARS: usize = 2;
/// Bars are drawn up to so many percent of the plan; longer ones are cut, and say so.
const LONGEST_SHARE: u32 = 150;

/// How many indicators are met, programme by programme.
pub(super) fn verdicts(context: &Context, programmes: &[SectionId]) -> Chart {
    let word = |key| context.phrases.word(key);
    let mut most = Decimal::ONE;
    let bars = programmes.iter().map(|&id| {
        let tally = context.tally(Some(id));
        most = most.max(Decimal::from(tally.total));
        let counts = [
            (Shade::Solid, tally.met),
            (Shade::Hatched, tally.not_met),
            (Shade::Dotted, tally.in_progress),
            (Shade::Empty, tally.not_assessed()),
        ];
        let pieces = counts.into_iter().filter(|(_, count)| *count > 0).map(|(shade, count)| (shade, Decimal::from(count))).collect();
        let text = tally.verdicts(context).unwrap_or_else(|| tally.figures(context));
        Bar { label: context.schema.section(id).name.clone(), pieces, text }
    });
    let bars = bars.collect();
    Chart {
        title: word("chart.verdicts"),
        legend: vec![
            (Shade::Solid, word("chart.met")),
            (Shade::Hatched, word("chart.not-met")),
            (Shade::Dotted, word("chart.in-progress")),
            (Shade::Empty, word("chart.open")),
        ],
        bars,
        full: most,
        mark: None,
        note: None,
    }
}

/// The charts of a programme that has something to compare.
pub(super) fn of_programme(context: &Context, section: SectionId) -> Vec<Chart> {
    [shares(context, section), changes(context, section)].into_iter().flatten().collect()
}

fn shares(context: &Context, section: SectionId) -> Option<Chart> {
    let word = |key| context.phrases.word(key);
    let hundred = Decimal::ONE_HUNDRED;
    let mut full = hundred;
    let mut is_partial = false;
    let mut bars = Vec::new();
    for id in context.under(Some(section)) {
        let Some(share) = share_of_plan(context, id) else { continue };
        let row = context.row(id);
        let partial = context.coverage(id).is_some();
        is_partial |= partial;
        full = full.max(share).min(Decimal::from(LONGEST_SHARE));
        let shade = if row.verdict == Verdict::Met { Shade::Solid } else { Shade::Hatched };
        let text = figures::percent_of_plan(context, row).unwrap_or_default();
        bars.push(Bar { label: label(context, id, partial), pieces: vec![(shade, share)], text });
    }
    let note = is_partial.then(|| word("chart.partial"));
    let legend = vec![(Shade::Solid, word("chart.met")), (Shade::Hatched, word("chart.not-met"))];
    drawn(Chart { title: word("chart.shares"), legend, bars, full, mark: Some((hundred, word("chart.plan"))), note })
}

fn changes(context: &Context, section: SectionId) -> Option<Chart> {
    let word = |key| context.phrases.word(key);
    let mut full = Decimal::ONE;
    let mut is_partial = false;
    let mut bars = Vec::new();
    for id in context.under(Some(section)) {
        let (indicator, row) = (context.schema.indicator(id), context.row(id));
        let change = row.pct_prior.and_then(|percent| percent.checked_sub(Decimal::ONE_HUNDRED));
        let Some(change) = change.filter(|change| !change.is_zero()) else { continue };
        // Of a rate the change is told in points, and a percent beside them would be another figure.
        let Some(by) = super::change::by(context, indicator, row).filter(|_| !is_rate(indicator.kind)) else { continue };
        let partial = context.coverage(id).is_some();
        is_partial |= partial;
        full = full.max(change.abs());
        let (shade, key) = if change.is_sign_positive() { (Shade::Solid, "chart.up-by") } else { (Shade::Hatched, "chart.down-by") };
        let text = context.say(key, &[("by", Some(by))]);
        bars.push(Bar { label: label(context, id, partial), pieces: vec![(shade, change.abs())], text });
    }
    let note = is_partial.then(|| word("chart.partial"));
    let legend = vec![(Shade::Solid, word("chart.up")), (Shade::Hatched, word("chart.down"))];
    drawn(Chart { title: word("chart.changes"), legend, bars, full: full.min(Decimal::from(LONGEST_SHARE)), mark: None, note })
}

fn is_rate(kind: crate::schema::IndicatorKind) -> bool {
    use crate::schema::IndicatorKind;
    matches!(kind, IndicatorKind::Percent | IndicatorKind::CountOf)
}

fn drawn(chart: Chart) -> Option<Chart> {
    (FEWEST_BARS..=MOST_BARS).contains(&chart.bars.len()).then_some(chart)
}

fn label(context: &Context, id: IndicatorId, partial: bool) -> String {
    let name = context.schema.indicator(id).name.trim_end_matches(':').to_string();
    if partial { context.say("chart.missing-units", &[("name", Some(name))]) } else { name }
}
