//! Which indicators are told together: parts inside their whole, the two sides of a ratio with the ratio.

use super::Context;
use crate::consolidation::Row;
use crate::schema::{Derivation, Indicator, IndicatorId, Schema, SectionId, UnitId};
use crate::submission::{Amount, Measure, Verdict};

/// Which indicators only serve another: the numerator or denominator of a ratio whose code theirs extends
/// (`I.2.22.ts` of `I.2.22`) and that have no target of their own.
pub fn serving(schema: &Schema) -> Vec<bool> {
    let mut serving = vec![false; schema.indicators.len()];
    for ratio in &schema.indicators {
        for side in [ratio.numerator, ratio.denominator].into_iter().flatten() {
            let indicator = schema.indicator(side);
            let extends = indicator.code.strip_prefix(&ratio.code).is_some_and(|rest| rest.starts_with('.'));
            if extends && indicator.target.is_none() {
                serving[side.0 as usize] = true;
            }
        }
    }
    serving
}

impl Context<'_> {
    pub(super) fn row(&self, id: IndicatorId) -> &Row {
        self.consolidation.row(id)
    }

    /// Whether it counts as an indicator of the set.
    pub(super) fn counts(&self, id: IndicatorId) -> bool {
        !self.serving.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// The indicators of a section that count, in document order.
    pub(super) fn indicators_of(&self, section: SectionId) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.schema.each_indicator().filter(move |&(id, indicator)| indicator.section == section && self.counts(id))
    }

    /// Whether the area or at least one unit has an actual figure.
    pub(super) fn has_figure(&self, id: IndicatorId) -> bool {
        let row = self.row(id);
        row.actual.is_some() || row.verdict != Verdict::NotAssessed || row.by_unit.iter().any(|(_, figures)| figures.has(Measure::Actual))
    }

    /// The parts that are told with their whole.
    pub(super) fn parts(&self, whole: IndicatorId) -> Vec<IndicatorId> {
        let indicator = self.schema.indicator(whole);
        let own = |part: &IndicatorId| self.told_with(*part) == Some(whole);
        if self.counts(whole) { indicator.parts.iter().copied().filter(own).collect() } else { Vec::new() }
    }

    /// The whole a part is told with: the first one that stands in the same section and has figures itself.
    pub(super) fn told_with(&self, part: IndicatorId) -> Option<IndicatorId> {
        if !self.counts(part) || !self.has_figure(part) {
            return None;
        }
        let section = self.schema.indicator(part).section;
        let fits = |whole: &&IndicatorId| {
            self.schema.indicator(**whole).section == section && self.counts(**whole) && self.row(**whole).actual.is_some()
        };
        self.schema.wholes_of(part).iter().find(fits).copied()
    }

    /// Whether a whole of the same section has no figure either, so that naming the whole is enough.
    pub(super) fn is_missing_with_whole(&self, part: IndicatorId) -> bool {
        let section = self.schema.indicator(part).section;
        self.schema.wholes_of(part).iter().any(|&whole| self.schema.indicator(whole).section == section && !self.has_figure(whole))
    }

    /// Whether it is only shown unit by unit, and several units have a figure of it.
    pub(super) fn is_by_unit(&self, id: IndicatorId) -> bool {
        let row = self.row(id);
        self.schema.indicator(id).reporters.len() > 1
            && row.actual.is_none()
            && row.verdict == Verdict::NotAssessed
            && row.by_unit.iter().any(|(_, figures)| figures.has(Measure::Actual))
    }

    /// Whether the sentence on the units of another indicator already says it: how many have 17/19, what one has.
    pub(super) fn is_said_by_units(&self, indicator: &Indicator) -> bool {
        let from = match indicator.derivation {
            Some(Derivation::AtUnit { from, .. } | Derivation::CountWhere { from, .. }) => from,
            _ => return false,
        };
        let numbers = || self.row(from).by_unit.iter().filter_map(|(_, figures)| figures.amount(Measure::Actual));
        indicator.target.is_none()
            && self.is_by_unit(from)
            && numbers().all(|amount| matches!(amount, Amount::Number(_)))
            && numbers().count() <= super::units::MOST_VALUES
    }

    /// How many of the units that should have given a figure have, where some have not: (have, should have).
    ///
    /// A row that may be left blank lacks a unit only where that unit handed nothing in at all. A unit whose figure is a
    /// total over some of its own units has not given all of it.
    pub(super) fn coverage(&self, id: IndicatorId) -> Option<(usize, usize)> {
        let indicator = self.schema.indicator(id);
        if let Some(Derivation::CountWhere { from, .. } | Derivation::Remaining { from }) = indicator.derivation {
            return self.coverage(from);
        }
        let row = self.row(id);
        let has = |unit| row.unit(unit).is_some_and(|figures| figures.is_complete());
        let lacking = indicator.reporters.iter().filter(|&&unit| !has(unit) && (indicator.required || !self.received(unit))).count();
        let known = indicator.reporters.iter().filter(|&&unit| has(unit)).count();
        (lacking > 0 && (known > 0 || row.by_unit.iter().any(|(_, figures)| figures.rolled_up().is_some() && figures.has(Measure::Actual))))
            .then_some((known, known + lacking))
    }

    /// Whether a unit handed anything in.
    pub(super) fn received(&self, unit: UnitId) -> bool {
        // The units stand in the schema's order.
        let units = &self.consolidation.units;
        units.binary_search_by_key(&unit, |(id, _)| *id).is_ok_and(|at| units.get(at).is_some_and(|(_, file)| file.is_some()))
    }
}
