//! The area's figure of one indicator and measure, with what is behind it.

use super::Table;
use crate::consolidation::{Assembled, Parts, Row, Sourced};
use crate::number;
use crate::ratio;
use crate::schema::{Aggregate, Indicator, IndicatorId, Schema, Target, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;

impl Table<'_> {
    /// The total, and what a further total has to know of it.
    pub(super) fn total(
        &self,
        schema: &Schema,
        id: IndicatorId,
        indicator: &Indicator,
        measure: Measure,
        by_unit: &[Option<Assembled>],
    ) -> (Option<Decimal>, Parts) {
        let numbers = || by_unit.iter().flatten().filter_map(|figures| figures.number(measure));
        let given = self.area.get(id.0 as usize).and_then(|area| area.number(measure));
        let parts = match indicator.aggregate {
            Aggregate::Sum => return (number::sum(numbers()).or(given), Parts::Whole),
            Aggregate::Min => return (numbers().min().or(given), Parts::Whole),
            Aggregate::Max => return (numbers().max().or(given), Parts::Whole),
            // A figure that only one unit reports is the area's own.
            Aggregate::None => {
                let own = match &indicator.reporters[..] {
                    [only] => by_unit.get(only.0 as usize).and_then(|figures| figures.as_ref()?.number(measure)),
                    _ => None,
                };
                return (own.or(given), Parts::Whole);
            }
            Aggregate::Mean => mean(by_unit, measure),
            Aggregate::Ratio => self.ratio(schema, id, indicator, measure),
            Aggregate::CountMet => count_met(by_unit, measure),
        };
        match parts {
            Parts::Whole => (given, parts),
            _ => (published(schema, indicator, parts), parts),
        }
    }

    /// Numerators and denominators of the units that gave both, or the quotient would mix different sets of units.
    fn ratio(&self, schema: &Schema, id: IndicatorId, indicator: &Indicator, measure: Measure) -> Parts {
        let (Some(numerator), Some(denominator)) = (indicator.numerator, indicator.denominator) else { return Parts::Whole };
        if measure == Measure::Plan {
            return Parts::Whole;
        }
        let mut total = Parts::Whole;
        for (unit, _) in schema.each_unit() {
            let figures = self.of_ratios.get(&id).and_then(|of_units| of_units.get(unit));
            let behind = figures.and_then(|figures| figures.rolled_up()).map(|below| below.parts[measure as usize]);
            let own = match behind {
                Some(parts) => parts,
                None => match (self.number(numerator, unit, measure), self.number(denominator, unit, measure)) {
                    (Some(top), Some(bottom)) => Parts::Ratio { top, bottom },
                    _ => Parts::Whole,
                },
            };
            match plus(total, own) {
                Some(sum) => total = sum,
                None => return Parts::Whole,
            }
        }
        total
    }
}

/// What two totals are made of together; what is not known adds nothing. `None`: too large for exact decimals.
pub(super) fn plus(one: Parts, other: Parts) -> Option<Parts> {
    Some(match (one, other) {
        (Parts::Whole, parts) | (parts, Parts::Whole) => parts,
        (Parts::Mean { sum, count, decimals }, Parts::Mean { sum: more, count: further, decimals: finer }) => {
            Parts::Mean { sum: number::sum([sum, more])?, count: count.checked_add(further)?, decimals: decimals.max(finer) }
        }
        (Parts::Ratio { top, bottom }, Parts::Ratio { top: more, bottom: further }) => {
            Parts::Ratio { top: number::sum([top, more])?, bottom: number::sum([bottom, further])? }
        }
        (Parts::Count(count), Parts::Count(more)) => Parts::Count(count.checked_add(more)?),
        _ => return None,
    })
}

/// The figure that is printed: rounded once, here, and never on the way up.
pub(super) fn published(schema: &Schema, indicator: &Indicator, parts: Parts) -> Option<Decimal> {
    match parts {
        Parts::Whole => None,
        Parts::Mean { sum, count, decimals } => {
            // Decimals of a mean: the schema's, else one more than what went in.
            let decimals = indicator.decimals.unwrap_or_else(|| schema.percent_decimals.max(decimals + 1).min(10));
            number::quotient(sum, Decimal::from(count), false, decimals)
        }
        Parts::Ratio { top, bottom } => ratio::quotient(indicator, top, bottom, ratio::decimals(schema, indicator)),
        Parts::Count(count) => Some(Decimal::from(count)),
    }
}

fn mean(by_unit: &[Option<Assembled>], measure: Measure) -> Parts {
    let mut total = Parts::Whole;
    for figures in by_unit.iter().flatten() {
        let behind = figures.rolled_up.as_ref().map_or(Parts::Whole, |below| below.parts[measure as usize]);
        let own = match (behind, figures.number(measure)) {
            (Parts::Whole, Some(number)) => Parts::Mean { sum: number, count: 1, decimals: number.normalize().scale() },
            (parts, _) => parts,
        };
        match plus(total, own) {
            Some(sum) => total = sum,
            None => return Parts::Whole,
        }
    }
    total
}

/// How many units have met it, where anything is known of any.
fn count_met(by_unit: &[Option<Assembled>], measure: Measure) -> Parts {
    let mut total = Parts::Whole;
    for figures in by_unit.iter().flatten() {
        let verdict = match measure {
            Measure::Plan => None,
            Measure::Actual => figures.verdict,
            Measure::Prior => match figures.prior.map(|sourced| sourced.amount) {
                Some(Amount::Verdict(verdict)) => Some(verdict),
                _ => None,
            },
        };
        let verdict = verdict.filter(|verdict| *verdict != Verdict::NotAssessed);
        let own = match (&figures.rolled_up, verdict) {
            (Some(below), _) => below.parts[measure as usize],
            (None, Some(verdict)) => Parts::Count(u32::from(verdict == Verdict::Met)),
            (None, None) => Parts::Whole,
        };
        match plus(total, own) {
            Some(sum) => total = sum,
            None => return Parts::Whole,
        }
    }
    total
}

/// How many units' figures of `from` satisfy a condition, and whether that is known of all that have totals: such a unit
/// brings its own count, which stands in `row`. The count of each is shown as its figure.
pub(super) fn count_where(condition: &Target, from: &Row, row: &mut Row, measure: Measure) -> (Option<u32>, bool) {
    if measure == Measure::Plan {
        return (None, true);
    }
    let (mut count, mut known, mut known_of_all) = (0, false, true);
    let mut shown: Vec<(UnitId, u32)> = Vec::new();
    for (unit, figures) in &from.by_unit {
        if figures.rolled_up().is_some() {
            let below = row.unit(unit).and_then(|brought| brought.rolled_up());
            known_of_all &= below.is_some();
            let Some(Parts::Count(more)) = below.map(|below| below.parts[measure as usize]) else { continue };
            shown.push((unit, more));
            (count, known) = (u32::saturating_add(count, more), true);
        } else if let Some(number) = figures.number(measure) {
            (count, known) = (count.saturating_add(u32::from(condition.is_met_by(number))), true);
        }
    }
    if !shown.is_empty() {
        row.by_unit.change(|unit, figures| {
            let at = shown.binary_search_by_key(&unit, |(of, _)| *of).ok();
            if let Some((_, more)) = at.and_then(|at| shown.get(at)) {
                *figures.get_mut(measure) = Some(Sourced { amount: Amount::Number(Decimal::from(*more)), cell: None });
            }
        });
    }
    (known.then_some(count), known_of_all)
}
