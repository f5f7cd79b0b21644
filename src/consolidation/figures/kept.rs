//! How figures are kept: what is usual takes no room, and each part is read without the others.

use super::{Assembled, Places, Sourced, address};
use crate::cell::{CellView, Place, Position};
use crate::consolidation::RolledUp;
use crate::language::Words;
use crate::number;
use crate::packed::{Bytes, in_a_byte, push, push_amount, push_cell, push_decimal, verdict, verdict_number};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use std::fmt;
use std::sync::Arc;

/// So many follow one another; they are described by how far they are from the first of them.
pub(super) const RUN: usize = 8;
/// So many digits in front of a point are not told from more, nor from a number below zero.
pub(super) const TOO_MANY_DIGITS: u32 = 19;
/// More of one follows: which amounts are verdicts, what is behind them, why they are not comparable.
const MORE: u8 = 1 << 7;
const ANY_FIGURE: u8 = 7;
const HAS_PERCENT: u8 = 1 << 3;
const VERDICT_AT: u32 = 4;
const IS_ROLLED_UP: u8 = 1 << 3;
const IS_NOT_COMPARABLE: u8 = 1 << 4;
/// How a figure's cell is told, two bits for each measure.
const NO_CELL: u8 = 0;
const OWN_CELL: u8 = 1;
const NEXT_CELL: u8 = 2;

/// What one unit has of one indicator; each part is read as it is asked for.
#[derive(Clone, Copy)]
pub struct UnitFigures<'a> {
    store: &'a Store,
    run: &'a Run,
    head: u8,
    how: u8,
    more: u8,
    /// How many bytes the amounts have, and what is behind them: the cells follow.
    length: u8,
    /// From the first amount on.
    amounts: Bytes<'a>,
}

impl<'a> UnitFigures<'a> {
    #[inline]
    pub(super) fn new(store: &'a Store, run: &'a Run, mut bytes: Bytes<'a>) -> UnitFigures<'a> {
        let [head, how, length, more, ..] = bytes.word().to_le_bytes();
        let has_more = head & MORE != 0;
        bytes.skip(if has_more { 4 } else { 3 });
        let more = if has_more { more } else { 0 };
        UnitFigures { store, run, head, how, more, length, amounts: bytes }
    }

    /// Whether there is a figure of a measure.
    pub fn has(&self, measure: Measure) -> bool {
        self.head >> measure as u8 & 1 != 0
    }

    /// Whether the figure of a measure was read in a cell.
    pub fn has_cell(&self, measure: Measure) -> bool {
        self.how >> (2 * measure as u8) & 3 != NO_CELL
    }

    /// Whether there is any figure.
    pub fn has_figures(&self) -> bool {
        self.head & ANY_FIGURE != 0
    }

    /// Whether the unit's actual figure is there, and whole.
    pub fn is_complete(&self) -> bool {
        self.rolled_up().map_or(self.has(Measure::Actual), |below| below.complete)
    }

    fn is_verdict(&self, measure: Measure) -> bool {
        self.more >> measure as u8 & 1 != 0
    }

    /// From the amount of a measure on.
    fn from(&self, measure: Measure) -> Bytes<'a> {
        let mut bytes = self.amounts;
        if measure != Measure::Plan && self.has(Measure::Plan) {
            bytes.skip_amount(self.is_verdict(Measure::Plan));
        }
        if measure == Measure::Prior && self.has(Measure::Actual) {
            bytes.skip_amount(self.is_verdict(Measure::Actual));
        }
        bytes
    }

    /// What one of the three measures is worth.
    pub fn amount(&self, measure: Measure) -> Option<Amount> {
        self.has(measure).then(|| self.from(measure).amount(self.is_verdict(measure)))
    }

    /// What the three measures are worth.
    #[inline]
    pub fn amounts(&self) -> [Option<Amount>; 3] {
        let mut bytes = self.amounts;
        let mut next = |measure| self.has(measure).then(|| bytes.amount(self.is_verdict(measure)));
        [next(Measure::Plan), next(Measure::Actual), next(Measure::Prior)]
    }

    /// The number of one of the three measures.
    pub fn number(&self, measure: Measure) -> Option<Decimal> {
        (self.has(measure) && !self.is_verdict(measure)).then(|| self.from(measure).decimal())
    }

    /// The numbers of the three measures.
    #[inline]
    pub fn numbers(&self) -> [Option<Decimal>; 3] {
        let mut bytes = self.amounts;
        let mut next = |measure| {
            if !self.has(measure) {
                return None;
            }
            if self.is_verdict(measure) {
                bytes.skip_amount(true);
                return None;
            }
            Some(bytes.decimal())
        };
        [next(Measure::Plan), next(Measure::Actual), next(Measure::Prior)]
    }

    /// One of the three measures, with its cell.
    pub fn get(&self, measure: Measure) -> Option<Sourced<'a>> {
        Some(Sourced { amount: self.amount(measure)?, cell: self.cell(measure) })
    }

    /// Where the figure of a measure was read.
    pub fn cell(&self, measure: Measure) -> Option<CellView<'a>> {
        let [plan, actual, prior] = self.cells();
        match measure {
            Measure::Plan => plan,
            Measure::Actual => actual,
            Measure::Prior => prior,
        }
    }

    /// Where the figures of the three measures were read.
    #[inline]
    pub fn cells(&self) -> [Option<CellView<'a>>; 3] {
        let mut bytes = self.amounts;
        bytes.skip(usize::from(self.length));
        let mut before = self.run.first;
        let mut next = |bit: u8| {
            match self.how >> bit & 3 {
                OWN_CELL => before = bytes.cell(before),
                NEXT_CELL => before.1.column = before.1.column.wrapping_add(1),
                _ => return None,
            }
            self.store.place_of(before.0).map(|place| CellView::new(place, before.1))
        };
        [next(0), next(2), next(4)]
    }

    /// Behind the amounts: the percent, then the numbers of what is behind them and of why they are not comparable.
    fn behind(&self) -> Bytes<'a> {
        let mut bytes = self.from(Measure::Prior);
        if self.has(Measure::Prior) {
            bytes.skip_amount(self.is_verdict(Measure::Prior));
        }
        bytes
    }

    /// Percent of plan.
    pub fn pct_plan(&self) -> Option<Decimal> {
        (self.head & HAS_PERCENT != 0).then(|| self.behind().decimal())
    }

    /// Đạt or not.
    pub fn verdict(&self) -> Option<Verdict> {
        verdict(self.head >> VERDICT_AT & 7)
    }

    fn kept_rolled_up(&self) -> Option<&'a Arc<RolledUp>> {
        if self.more & IS_ROLLED_UP == 0 {
            return None;
        }
        let mut bytes = self.behind();
        if self.head & HAS_PERCENT != 0 {
            bytes.skip_amount(false);
        }
        self.store.rolled_up.get(bytes.number() as usize)
    }

    fn kept_not_comparable(&self) -> Option<&'a Arc<Words>> {
        if self.more & IS_NOT_COMPARABLE == 0 {
            return None;
        }
        let mut bytes = self.behind();
        if self.head & HAS_PERCENT != 0 {
            bytes.skip_amount(false);
        }
        if self.more & IS_ROLLED_UP != 0 {
            let _ = bytes.number();
        }
        self.store.not_comparable.get(bytes.number() as usize)
    }

    /// What is behind the figures, where they are totals themselves.
    pub fn rolled_up(&self) -> Option<&'a RolledUp> {
        self.kept_rolled_up().map(|below| &**below)
    }

    /// Why last year's figure can't be compared with this year's, where it was looked for and there is none.
    pub fn not_comparable(&self) -> Option<&'a Words> {
        self.kept_not_comparable().map(|why| &**why)
    }

    /// All of it.
    pub fn all(&self) -> Assembled<'a> {
        let ([plan, actual, prior], [in_plan, in_actual, in_prior]) = (self.amounts(), self.cells());
        let sourced = |amount: Option<Amount>, cell| amount.map(|amount| Sourced { amount, cell });
        Assembled {
            plan: sourced(plan, in_plan),
            actual: sourced(actual, in_actual),
            prior: sourced(prior, in_prior),
            pct_plan: self.pct_plan(),
            verdict: self.verdict(),
            rolled_up: self.kept_rolled_up().cloned(),
            not_comparable: self.kept_not_comparable().cloned(),
        }
    }
}

impl fmt::Debug for UnitFigures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

#[derive(Clone, Default)]
pub(super) struct Store {
    pub bytes: Vec<u8>,
    pub runs: Vec<Run>,
    pub count: u32,
    pub shared: Arc<Places>,
    /// Sheets that are not among the shared ones; their numbers follow.
    pub others: Vec<Arc<Place>>,
    pub rolled_up: Vec<Arc<RolledUp>>,
    pub not_comparable: Vec<Arc<Words>>,
    /// Whether any amount is a verdict.
    pub has_verdicts: bool,
    /// How many figures were read in cells.
    pub cells: u32,
    /// The most decimals of any number, zeros at its end left out.
    pub decimals: u32,
    /// The most digits that any number has in front of its point, up to [`TOO_MANY_DIGITS`].
    pub digits: u32,
    /// The shared sheet that was kept last.
    pub last_place: u32,
}

/// The number of a sheet, and a cell of it.
type Numbered = (u32, Position);

/// Where a run begins, and what its figures are told from.
#[derive(Clone)]
pub(super) struct Run {
    pub key: u32,
    pub start: u32,
    /// The first sheet, and the beginning of its row.
    first: Numbered,
}

impl Store {
    /// Keeps what one has.
    pub fn push(&mut self, key: u32, figures: &Assembled) {
        let sourced = [&figures.plan, &figures.actual, &figures.prior];
        let (mut head, mut more) = (0, 0);
        for (bit, sourced) in sourced.iter().enumerate() {
            let Some(sourced) = sourced else { continue };
            head |= 1 << bit;
            match sourced.amount {
                Amount::Verdict(_) => more |= 1 << bit,
                Amount::Number(number) => self.measure(number),
            }
        }
        self.has_verdicts |= more != 0;
        if (self.count as usize).is_multiple_of(RUN) {
            let cell = sourced.iter().find_map(|sourced| sourced.as_ref()?.cell);
            let first = cell.map_or((0, Position::new(0, 0)), |cell| (self.place(cell.place()), Position::new(cell.at.row, 0)));
            self.runs.push(Run { key, start: self.bytes.len() as u32, first });
        }
        self.count += 1;
        let Some(&Run { key: first_key, first, .. }) = self.runs.last() else { return };
        let bytes = &mut self.bytes;
        // How many bytes follow is known behind them.
        let start = bytes.len();
        bytes.push(0);
        push(bytes, u64::from(key.wrapping_sub(first_key)));
        more |= if figures.rolled_up.is_some() { IS_ROLLED_UP } else { 0 };
        more |= if figures.not_comparable.is_some() { IS_NOT_COMPARABLE } else { 0 };
        head |= if figures.pct_plan.is_some() { HAS_PERCENT } else { 0 };
        head |= verdict_number(figures.verdict) << VERDICT_AT;
        head |= if more != 0 { MORE } else { 0 };
        // Behind the head is told how cells are, and how many bytes there are before them: four decimals and two numbers at most.
        let told_at = bytes.len() + 1;
        bytes.extend_from_slice(&[head, 0, 0]);
        if more != 0 {
            bytes.push(more);
        }
        let amounts = bytes.len();
        for sourced in sourced.into_iter().flatten() {
            push_amount(bytes, sourced.amount);
        }
        if let Some(percent) = figures.pct_plan {
            push_decimal(bytes, percent);
        }
        if let Some(below) = &figures.rolled_up {
            push(bytes, self.rolled_up.len() as u64);
            self.rolled_up.push(below.clone());
        }
        if let Some(why) = &figures.not_comparable {
            // The reason is often that of the unit before.
            if self.not_comparable.last() != Some(why) {
                self.not_comparable.push(why.clone());
            }
            push(bytes, self.not_comparable.len() as u64 - 1);
        }
        let before_cells = bytes.len() - amounts;
        let how = self.push_cells(sourced, first);
        if let Some([told, length, ..]) = self.bytes.get_mut(told_at..) {
            (*told, *length) = (how, before_cells as u8);
        }
        settle_length(&mut self.bytes, start);
    }

    /// Takes a number into account for what is told of all.
    #[inline]
    fn measure(&mut self, number: Decimal) {
        // A number has no more decimals than its scale.
        if number.scale() > self.decimals {
            self.decimals = self.decimals.max(number::decimals_of(number));
        }
        while self.digits < TOO_MANY_DIGITS && !number::has_digits(number, self.digits) {
            self.digits += 1;
        }
    }

    /// Appends where figures were read, each told from the one before, and gives how.
    fn push_cells(&mut self, sourced: [&Option<Sourced>; 3], first: Numbered) -> u8 {
        let (mut how, mut before, mut last) = (0, first, None);
        for (sourced, bit) in sourced.into_iter().zip([0, 2, 4]) {
            let Some(cell) = sourced.as_ref().and_then(|sourced| sourced.cell) else { continue };
            self.cells += 1;
            let place = match last {
                Some(last) if Arc::ptr_eq(last, cell.place()) => before.0,
                _ => self.place(cell.place()),
            };
            let (of, own) = (before, (place, cell.at));
            (before, last) = (own, Some(cell.place()));
            if own == (of.0, Position::new(of.1.row, of.1.column.wrapping_add(1))) {
                how |= NEXT_CELL << bit;
            } else {
                how |= OWN_CELL << bit;
                push_cell(&mut self.bytes, own, of);
            }
        }
        how
    }

    /// The number of a sheet.
    fn place(&mut self, place: &Arc<Place>) -> u32 {
        // Sheets come in the order in which they are shared, by and large: the next one needs no looking up, nor does the last.
        for likely in [self.last_place + 1, self.last_place] {
            if self.shared.places.get(likely as usize).is_some_and(|known| Arc::ptr_eq(known, place)) {
                self.last_place = likely;
                return likely;
            }
        }
        if let Some(number) = self.shared.numbers.get(&address(place)) {
            self.last_place = *number;
            return *number;
        }
        let shared = self.shared.places.len();
        let known = self.others.iter().rposition(|known| Arc::ptr_eq(known, place) || known == place);
        let at = known.unwrap_or_else(|| {
            self.others.push(place.clone());
            self.others.len() - 1
        });
        (shared + at) as u32
    }

    fn place_of(&self, number: u32) -> Option<&Arc<Place>> {
        let number = number as usize;
        self.shared.places.get(number).or_else(|| self.others.get(number.checked_sub(self.shared.places.len())?))
    }
}

/// Says at a place how many bytes follow what stands there, for which one byte was left.
fn settle_length(bytes: &mut Vec<u8>, at: usize) {
    let follow = bytes.len().saturating_sub(at + 1);
    match (in_a_byte(follow as u64), bytes.get_mut(at)) {
        (Some(length), Some(byte)) => *byte = length,
        _ => {
            let mut following = bytes.split_off(at + 1);
            bytes.truncate(at);
            push(bytes, follow as u64);
            bytes.append(&mut following);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_bytes_follow_is_told_however_many() {
        for follow in [0, 1, 127, 128, 20_000] {
            let mut bytes = vec![7, 0];
            bytes.extend(vec![9; follow]);
            settle_length(&mut bytes, 1);
            let mut told = Bytes::new(&bytes, 1);
            assert_eq!((told.number(), told.take(follow + 1)), (follow as u64, &vec![9; follow][..]));
        }
    }
}
