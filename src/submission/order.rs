//! The order of figures by what they are of.

use super::{Owner, Submission};
use crate::schema::IndicatorId;

/// So many indicators a set has at most where figures are put in order by them first.
const MOST_INDICATORS: usize = 1 << 16;

impl Submission {
    /// Places of all figures in the order of what they are of, those of one in the order of the sheets; and whether any stands
    /// twice.
    pub(super) fn in_order(&self) -> (Vec<u32>, bool) {
        // Nearly all sheets have their rows in the order of the schema.
        if self.figures.keys().is_sorted_by(|before, after| before < after) {
            return ((0..self.figures.len() as u32).collect(), false);
        }
        let most = self.figures.keys().map(|(indicator, ..)| indicator.0 as usize).max().unwrap_or(0);
        // By indicator first: those of one mostly come in order then.
        let of = |indicator: IndicatorId| if most < MOST_INDICATORS { indicator.0 as usize } else { 0 };
        let mut ends = vec![0_u32; most.min(MOST_INDICATORS) + 1];
        self.figures.keys().for_each(|(indicator, ..)| ends.iter_mut().skip(of(indicator)).take(1).for_each(|count| *count += 1));
        let mut before = 0;
        ends.iter_mut().for_each(|count| before += std::mem::replace(count, before));
        let mut sorted = vec![0; self.figures.len()];
        for ((indicator, ..), at) in self.figures.keys().zip(0..) {
            let Some(end) = ends.get_mut(of(indicator)) else { continue };
            sorted.iter_mut().skip(*end as usize).take(1).for_each(|there| *there = at);
            *end += 1;
        }
        let (mut rest, mut from, mut any_twice) = (sorted.as_mut_slice(), 0, false);
        let mut numbers: Vec<u128> = Vec::new();
        for end in ends {
            let Some((alike, others)) = std::mem::take(&mut rest).split_at_mut_checked((end - from) as usize) else { break };
            (rest, from) = (others, end);
            if alike.is_sorted_by(|&one, &other| self.key(one) < self.key(other)) {
                continue;
            }
            // Numbers that hold both are put in order several times as fast as places of what is to be looked up.
            numbers.clear();
            numbers.extend(alike.iter().map(|&at| self.key_and_place(at)));
            numbers.sort_unstable();
            alike.iter_mut().zip(&numbers).for_each(|(place, number)| *place = *number as u32);
            any_twice |= numbers.iter().zip(numbers.iter().skip(1)).any(|(one, other)| one >> u32::BITS == other >> u32::BITS);
        }
        (sorted, any_twice)
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
