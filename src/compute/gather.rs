//! Figures from submissions, indicator by indicator: what all units have of one is at hand before the next is asked for, and
//! little of it is held beside the submissions.

use crate::consolidation::{Assembled, Parts, Places, RolledUp, Sourced};
use crate::schema::{IndicatorId, Schema, Target, UnitId};
use crate::submission::{EachFigure, FigureView, Measure, Owner, Submission};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

type Excluded = HashSet<(Owner, IndicatorId, Measure)>;

/// So many workbooks ahead is the one whose figures are called from memory.
const AHEAD: usize = 6;
/// So many indicators are gathered at once, as far as what the units have of them takes no more than some bytes: what each workbook
/// has of them lies together, while the workbooks lie far apart.
const AT_ONCE: usize = 4;
const MOST_HELD: usize = 6 << 20;

/// Submissions being read side by side.
pub(super) struct Gathering<'s> {
    schema: &'s Schema,
    excluded: &'s Excluded,
    files: Vec<File<'s>>,
    /// Of each unit of the schema, whether one of the files is its own.
    has_own: Vec<bool>,
    /// What is behind figures that are totals themselves.
    rolled_up: HashMap<IndicatorId, Vec<(UnitId, &'s RolledUp)>>,
    /// What was gathered at once with the one before, from the next one on.
    ready: VecDeque<Gathered<'s>>,
}

struct File<'s> {
    unit: Option<UnitId>,
    /// The submission, where it has plans in words.
    with_targets: Option<&'s Submission>,
    figures: EachFigure<'s>,
}

/// A figure that an office brings, with its submission where that has plans in words.
type Brought<'s> = (Option<&'s Submission>, FigureView<'s>);

/// What there is of one indicator.
pub(super) struct Gathered<'s> {
    /// Of each unit of the schema.
    pub by_unit: Vec<Option<Assembled<'s>>>,
    /// Given for the whole area.
    pub area: Assembled<'s>,
    /// What plans in words ask of units: "dưới 90".
    pub targets: Vec<(UnitId, Target)>,
}

impl<'s> Gathering<'s> {
    /// Begins to read submissions, whose sheets are among some places, leaving out what is excluded.
    pub fn of(schema: &'s Schema, submissions: &[&'s Submission], excluded: &'s Excluded, places: &'s Places) -> Gathering<'s> {
        let mut rolled_up: HashMap<IndicatorId, Vec<(UnitId, &RolledUp)>> = HashMap::new();
        for submission in submissions {
            for (&(owner, indicator), below) in &submission.rolled_up {
                let Owner::Unit(unit) = owner else { continue };
                if schema.indicator(indicator).derivation.is_none() && !schema.reports(unit, indicator) {
                    continue;
                }
                rolled_up.entry(indicator).or_default().push((unit, below));
            }
        }
        let file = |submission: &&'s Submission| File {
            unit: submission.unit,
            with_targets: Some(*submission).filter(|submission| !submission.stated_targets.is_empty()),
            figures: submission.each_figure().among(places),
        };
        let mut has_own = vec![false; schema.units.len()];
        for unit in submissions.iter().filter_map(|submission| submission.unit) {
            has_own.iter_mut().skip(unit.0 as usize).take(1).for_each(|has_own| *has_own = true);
        }
        let files = submissions.iter().map(file).collect();
        Gathering { schema, excluded, files, has_own, rolled_up, ready: VecDeque::with_capacity(AT_ONCE) }
    }

    /// What there is of the next indicator: they are asked for in the order of the schema.
    pub fn next(&mut self, id: IndicatorId) -> Gathered<'s> {
        if self.ready.is_empty() {
            self.gather(id);
        }
        self.ready.pop_front().unwrap_or_else(|| Gathered::of(self.schema))
    }

    /// Gathers an indicator and some that follow.
    fn gather(&mut self, first: IndicatorId) {
        let held = (self.schema.units.len() * size_of::<Option<Assembled>>()).max(1);
        let ids = (first.0..self.schema.indicators.len() as u32).take((MOST_HELD / held).clamp(1, AT_ONCE)).map(IndicatorId);
        // A unit's own figure comes before one that an office brings for it; most of what offices bring has none beside it.
        let mut all: Vec<(IndicatorId, Gathered, Vec<Brought>)> = ids.map(|id| (id, Gathered::of(self.schema), Vec::new())).collect();
        let mut called = 0;
        for at in 0..self.files.len() {
            // Of thousands of workbooks each lies elsewhere: what is wanted soon is called for before.
            called ^= self.files.get(at + AHEAD).map_or(0, |file| file.figures.call());
            let Some(File { unit: own, with_targets, figures }) = self.files.get_mut(at) else { continue };
            for (id, gathered, brought) in &mut all {
                while let Some(figure) = figures.next_up_to(*id) {
                    let left_out = !self.excluded.is_empty() && self.excluded.contains(&(figure.owner, *id, figure.measure));
                    match figure.owner {
                        _ if left_out => {}
                        // A unit's figure for what it does not report would be counted beside the reporter's.
                        Owner::Unit(unit) if !self.schema.reports(unit, *id) => {}
                        Owner::Unit(unit) if *own != Some(unit) && self.has_own.get(unit.0 as usize).copied().unwrap_or(false) => {
                            brought.push((*with_targets, figure));
                        }
                        _ => gathered.take(*with_targets, &figure),
                    }
                }
            }
        }
        std::hint::black_box(called);
        for (id, mut gathered, brought) in all {
            for (with_targets, figure) in brought {
                gathered.take(with_targets, &figure);
            }
            self.roll_up(id, &mut gathered);
            self.ready.push_back(gathered);
        }
    }

    /// Adds what is behind figures of an indicator that are totals themselves.
    fn roll_up(&self, id: IndicatorId, gathered: &mut Gathered<'s>) {
        for &(unit, below) in self.rolled_up.get(&id).into_iter().flatten() {
            let mut below = below.clone();
            for (parts, measure) in below.parts.iter_mut().zip(Measure::ALL) {
                if self.excluded.contains(&(Owner::Unit(unit), id, measure)) {
                    *parts = Parts::Whole;
                    below.complete &= measure != Measure::Actual;
                }
            }
            if let Some(place) = gathered.by_unit.get_mut(unit.0 as usize) {
                place.get_or_insert_default().rolled_up.get_or_insert(Arc::new(below));
            }
        }
    }
}

impl<'s> Gathered<'s> {
    /// Nothing yet.
    fn of(schema: &Schema) -> Gathered<'s> {
        Gathered { by_unit: vec![None; schema.units.len()], area: Assembled::default(), targets: Vec::new() }
    }

    fn take(&mut self, with_targets: Option<&Submission>, figure: &FigureView<'s>) {
        let place = match figure.owner {
            Owner::Unit(unit) => match self.by_unit.get_mut(unit.0 as usize) {
                Some(place) => place.get_or_insert_default(),
                None => return,
            },
            Owner::Area => &mut self.area,
        };
        let slot = place.get_mut(figure.measure);
        if let (None, Measure::Plan, Owner::Unit(unit), Some(submission)) = (&slot, figure.measure, figure.owner, with_targets)
            && let Some(&target) = submission.stated_targets.get(&(figure.indicator, figure.owner))
        {
            self.targets.push((unit, target));
        }
        slot.get_or_insert(Sourced { amount: figure.amount, cell: Some(figure.cell) });
    }
}
