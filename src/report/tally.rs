//! Counting indicators: how many have figures, are met, rose or fell.

use super::Context;
use crate::schema::{Indicator, IndicatorId, IndicatorKind, SectionId};
use crate::submission::Verdict;

/// Indicators of a section and of all sections below it, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) total: usize,
    pub(super) with_figure: usize,
    pub(super) met: usize,
    pub(super) not_met: usize,
    pub(super) in_progress: usize,
    /// Figures without any plan or target to hold them against.
    pub(super) without_plan: usize,
    pub(super) up: usize,
    pub(super) down: usize,
    pub(super) same: usize,
}

impl Tally {
    pub(super) fn not_assessed(&self) -> usize {
        self.total - self.met - self.not_met - self.in_progress
    }

    /// Indicators with a figure of last year to hold theirs against.
    pub(super) fn compared(&self) -> usize {
        self.up + self.down + self.same
    }

    fn add(&mut self, context: &Context, id: IndicatorId) {
        let row = context.row(id);
        let indicator = context.schema.indicator(id);
        let has_figure = context.has_figure(id);
        self.total += 1;
        self.with_figure += usize::from(has_figure);
        match row.verdict {
            Verdict::Met => self.met += 1,
            Verdict::NotMet => self.not_met += 1,
            Verdict::InProgress => self.in_progress += 1,
            Verdict::NotAssessed => {
                let planless = indicator.target.is_none() && row.plan.is_none() && indicator.kind != IndicatorKind::Status;
                self.without_plan += usize::from(has_figure && planless);
            }
        }
        if let (Some(actual), Some(prior)) = (row.actual, row.prior) {
            match actual.cmp(&prior) {
                std::cmp::Ordering::Greater => self.up += 1,
                std::cmp::Ordering::Less => self.down += 1,
                std::cmp::Ordering::Equal => self.same += 1,
            }
        }
    }

    /// "trong đó 9 chỉ tiêu có số liệu".
    pub(super) fn figures(&self, context: &Context) -> String {
        let key = match (self.with_figure, self.total) {
            (0, 1) => "count.only-none",
            (0, _) => "count.none",
            (1, 1) => "count.only",
            (known, total) if known == total => "count.all",
            _ => "count.some",
        };
        context.say(key, &[("known", Some(self.with_figure.to_string()))])
    }

    /// "12 chỉ tiêu đạt, 8 chỉ tiêu chưa đạt"; nothing where none is judged.
    pub(super) fn verdicts(&self, context: &Context) -> Option<String> {
        listed(context, &[("count.met", self.met), ("count.not-met", self.not_met), ("count.in-progress", self.in_progress)])
    }

    /// Why the others are not judged.
    pub(super) fn rest(&self, context: &Context) -> Option<String> {
        let without_figure = self.total - self.with_figure;
        // A target doesn't judge what is only shown unit by unit.
        let other = self.not_assessed().saturating_sub(without_figure + self.without_plan);
        listed(context, &[("count.without-plan", self.without_plan), ("count.without-figure", without_figure), ("count.not-judged", other)])
    }

    /// "12 chỉ tiêu tăng, 3 chỉ tiêu giảm"; nothing where there is no figure of last year.
    pub(super) fn changes(&self, context: &Context) -> Option<String> {
        listed(context, &[("count.up", self.up), ("count.down", self.down), ("count.same", self.same)])
    }
}

fn listed(context: &Context, counts: &[(&str, usize)]) -> Option<String> {
    let said: Vec<String> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(key, count)| context.say(key, &[("count", Some(count.to_string()))])).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

impl Context<'_> {
    /// Sections right below a section; without one, the programmes.
    pub(super) fn children(&self, parent: Option<SectionId>) -> Vec<SectionId> {
        let ids = (0..self.schema.sections.len()).map(|at| SectionId(at as u32));
        ids.filter(|&id| self.schema.section(id).parent == parent && self.tally(Some(id)).total > 0).collect()
    }

    /// The count of a section with all below it; without one, of the whole set.
    pub(super) fn tally(&self, section: Option<SectionId>) -> Tally {
        let mut tally = Tally::default();
        self.under(section).for_each(|id| tally.add(self, id));
        tally
    }

    /// The indicators that count, of a section with all below it; without one, of the whole set.
    pub(super) fn under(&self, section: Option<SectionId>) -> impl Iterator<Item = IndicatorId> {
        let inside = move |of: &Indicator| section.is_none_or(|section| self.lies_in(of.section, section));
        self.schema.each_indicator().filter(move |&(id, of)| self.counts(id) && inside(of)).map(|(id, _)| id)
    }

    fn lies_in(&self, inner: SectionId, outer: SectionId) -> bool {
        let mut at = Some(inner);
        while let Some(section) = at {
            if section == outer {
                return true;
            }
            at = self.schema.section(section).parent;
        }
        false
    }
}
