//! The order of figures by what they are of, and the look-up that rests on it.

use super::kept::{Kept, Key};
use super::{Owner, Submission};
use crate::schema::IndicatorId;
use foldhash::HashSet;

/// So many indicators a set has at most where figures are put in order by them first.
const MOST_INDICATORS: usize = 1 << 16;

/// So many figures of a row are looked through for what stands beside one; of more, as where units stand side by side, the
/// look-up finds it sooner.
pub(super) const NEAR: usize = 6;

/// All figures in the order of what they are of, those of one in the order of the sheets.
pub(super) struct InOrder {
    /// Their places.
    pub places: Vec<u32>,
    /// Whether any stands twice.
    pub any_twice: bool,
    /// Whether they were read row by row, what somebody has of an indicator in one row, no row with more than [`NEAR`] of them.
    pub by_rows: bool,
}

/// How far the figures of an indicator have come.
#[derive(Clone, Copy)]
struct Run {
    /// Where the next one goes.
    end: u32,
    /// The last one.
    last: Option<u32>,
    /// Whether each came behind the one before it.
    in_order: bool,
}

impl Submission {
    /// Builds the look-up of figures. An indicator that stands twice with different values is taken out: asking is
    /// better than guessing which is right.
    pub fn finish(&mut self) {
        let mut contradictions: Vec<(usize, usize)> = Vec::new();
        let InOrder { places: mut sorted, any_twice, by_rows } = self.in_order();
        self.by_rows = by_rows && !any_twice;
        if !any_twice {
            self.index = sorted;
            return;
        }
        for alike in sorted.chunk_by(|&one, &other| self.key(one) == self.key(other)) {
            let [earlier, later @ ..] = alike else { continue };
            let (Some(first), later) = (self.figures.get(*earlier as usize), later.iter().map(|&at| at as usize)) else { continue };
            let differs = |at: &usize| self.figures.get(*at).is_some_and(|figure| figure.amount != first.amount);
            contradictions.extend(later.filter(differs).map(|later| (later, *earlier as usize)));
        }
        if !contradictions.is_empty() {
            contradictions.sort_unstable();
            let pairs = contradictions.iter().filter_map(|&(later, earlier)| Some((self.figures.get(earlier)?, self.figures.get(later)?)));
            self.contradictions.extend(pairs.map(|(earlier, later)| (earlier.kept(), later.kept())));
            let contradicted: Vec<_> = contradictions.iter().filter_map(|&(later, _)| self.key(later as u32)).collect();
            // There may be thousands of them among hundreds of thousands of figures.
            let keys: HashSet<_> = contradicted.iter().copied().collect();
            self.figures.retain(|figure| !keys.contains(&(figure.indicator, figure.owner, figure.measure)));
            self.troubled.extend(contradicted);
            sorted = self.in_order().places;
        }
        sorted.dedup_by(|later, earlier| self.key(*later) == self.key(*earlier));
        self.index = sorted;
    }

    /// All figures in order.
    pub(super) fn in_order(&self) -> InOrder {
        let kept = self.figures.kept();
        let is_row = |figures: &[Kept]| matches!(figures, [first, .., last] if first.is_in_row_of(last));
        let row_by_row = kept.is_sorted_by(|one, other| one.is_in_row_of(other) || one.is_in_row_before(other));
        let mut by_rows = row_by_row && !self.figures.has_others() && !kept.windows(NEAR + 1).any(is_row);
        // Nearly all sheets have their rows in the order of the schema.
        let mut last: Option<(&Kept, Key)> = None;
        let in_order = kept.iter().all(|figure| {
            let key = self.figures.key(figure);
            let Some((before, of)) = last.replace((figure, key)) else { return true };
            by_rows &= (key.0, key.1) != (of.0, of.1) || figure.is_in_row_of(before);
            of < key
        });
        match in_order {
            true => InOrder { places: (0..kept.len() as u32).collect(), any_twice: false, by_rows },
            false => self.put_in_order(by_rows),
        }
    }

    /// Puts all in order where they are not.
    fn put_in_order(&self, mut by_rows: bool) -> InOrder {
        let kept = self.figures.kept();
        // By indicator first: those of one mostly come in order then.
        let of = |indicator: IndicatorId| if (indicator.0 as usize) < MOST_INDICATORS { indicator.0 as usize } else { 0 };
        let mut runs: Vec<Run> = Vec::new();
        for (indicator, ..) in self.figures.keys() {
            let at = of(indicator);
            if runs.len() <= at {
                runs.resize(at + 1, Run { end: 0, last: None, in_order: true });
            }
            runs.iter_mut().skip(at).take(1).for_each(|run| run.end += 1);
        }
        let mut before = 0;
        runs.iter_mut().for_each(|run| before += std::mem::replace(&mut run.end, before));
        let mut places = vec![0; kept.len()];
        for (figure, at) in kept.iter().zip(0..) {
            let key = self.figures.key(figure);
            let Some(run) = runs.get_mut(of(key.0)) else { continue };
            places.iter_mut().skip(run.end as usize).take(1).for_each(|there| *there = at);
            run.end += 1;
            // The one before is near: those of a row of a list are of one indicator.
            if let Some(before) = run.last.replace(at).and_then(|before| kept.get(before as usize)) {
                let of = self.figures.key(before);
                run.in_order &= of < key;
                by_rows &= (of.0, of.1) != (key.0, key.1) || figure.is_in_row_of(before);
            }
        }
        let (mut rest, mut from, mut any_twice) = (places.as_mut_slice(), 0, false);
        let mut numbers: Vec<u128> = Vec::new();
        for Run { end, in_order, .. } in runs {
            let Some((alike, others)) = std::mem::take(&mut rest).split_at_mut_checked((end - from) as usize) else { break };
            (rest, from) = (others, end);
            if in_order {
                continue;
            }
            // Numbers that hold both are put in order several times as fast as places of what is to be looked up.
            numbers.clear();
            numbers.extend(alike.iter().map(|&at| self.key_and_place(at)));
            numbers.sort_unstable();
            alike.iter_mut().zip(&numbers).for_each(|(place, number)| *place = *number as u32);
            any_twice |= numbers.iter().zip(numbers.iter().skip(1)).any(|(one, other)| one >> u32::BITS == other >> u32::BITS);
            by_rows = by_rows && alike.iter().zip(alike.iter().skip(1)).all(|(&one, &other)| self.is_in_row_of(one, other));
        }
        InOrder { places, any_twice, by_rows }
    }

    /// Whether two figures are not what one has of an indicator, or stand in one row.
    fn is_in_row_of(&self, one: u32, other: u32) -> bool {
        let kept = self.figures.kept();
        let (Some(one), Some(other)) = (kept.get(one as usize), kept.get(other as usize)) else { return true };
        let (of_one, of_other) = (self.figures.key(one), self.figures.key(other));
        (of_one.0, of_one.1) != (of_other.0, of_other.1) || one.is_in_row_of(other)
    }

    /// What a figure is of and its place as one number, in the order of what it is of and then of its place.
    fn key_and_place(&self, at: u32) -> u128 {
        let Some((indicator, owner, measure)) = self.key(at) else { return u128::from(at) };
        let owner = match owner {
            Owner::Unit(unit) => u128::from(unit.0),
            Owner::Area => 1 << u32::BITS,
        };
        u128::from(indicator.0) << 80 | owner << 40 | (measure as u128) << 32 | u128::from(at)
    }
}
