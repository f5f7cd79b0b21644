//! What units have of an indicator, in some twenty bytes for its three figures: of ten thousand units with hundreds of
//! indicators there are millions.

mod kept;

pub use kept::UnitFigures;

use super::RolledUp;
use crate::cell::{CellView, Place};
use crate::language::Words;
use crate::packed::Bytes;
use crate::schema::{IndicatorId, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use foldhash::HashMap;
use kept::{RUN, Store, TOO_MANY_DIGITS};
use rust_decimal::Decimal;
use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A figure with the cell it was read from; none where it was computed.
#[derive(Clone, Copy, Debug)]
pub struct Sourced<'a> {
    /// What it is worth.
    pub amount: Amount,
    /// Where it was read.
    pub cell: Option<CellView<'a>>,
}

/// What one unit has of one indicator, before it is kept.
#[derive(Clone, Debug, Default)]
pub struct Assembled<'a> {
    /// Kế hoạch.
    pub plan: Option<Sourced<'a>>,
    /// Thực hiện.
    pub actual: Option<Sourced<'a>>,
    /// Cùng kỳ năm trước.
    pub prior: Option<Sourced<'a>>,
    /// Percent of plan.
    pub pct_plan: Option<Decimal>,
    /// Đạt or not.
    pub verdict: Option<Verdict>,
    /// What is behind the figures, where they are totals themselves.
    pub rolled_up: Option<Arc<RolledUp>>,
    /// Why last year's figure can't be compared with this year's, where it was looked for and there is none.
    pub not_comparable: Option<Arc<Words>>,
}

impl<'a> Assembled<'a> {
    /// One of the three measures.
    pub fn get(&self, measure: Measure) -> Option<Sourced<'a>> {
        match measure {
            Measure::Plan => self.plan,
            Measure::Actual => self.actual,
            Measure::Prior => self.prior,
        }
    }

    /// One of the three measures, to be changed.
    pub fn get_mut(&mut self, measure: Measure) -> &mut Option<Sourced<'a>> {
        match measure {
            Measure::Plan => &mut self.plan,
            Measure::Actual => &mut self.actual,
            Measure::Prior => &mut self.prior,
        }
    }

    /// Whether there is any figure.
    pub fn has_figures(&self) -> bool {
        Measure::ALL.iter().any(|&measure| self.get(measure).is_some())
    }

    /// Whether the unit's actual figure is there, and whole.
    pub fn is_complete(&self) -> bool {
        match &self.rolled_up {
            // A total may be there while somebody below is missing, or be none although everybody has answered.
            Some(below) => below.complete,
            None => self.actual.is_some(),
        }
    }

    /// The number of one of the three measures.
    pub fn number(&self, measure: Measure) -> Option<Decimal> {
        self.get(measure).and_then(|sourced| sourced.amount.number())
    }
}

/// The sheets that figures were read from, by number.
#[derive(Debug, Default)]
pub struct Places {
    places: Vec<Arc<Place>>,
    /// By where it lies: the cells of one sheet share it.
    numbers: HashMap<usize, u32>,
}

impl Places {
    /// Takes in the sheet of a cell.
    pub fn add(&mut self, cell: CellView) {
        let number = self.places.len() as u32;
        if let std::collections::hash_map::Entry::Vacant(entry) = self.numbers.entry(address(cell.place())) {
            entry.insert(number);
            self.places.push(cell.place().clone());
        }
    }

    /// The same sheets as some, as they stand here one behind the other: nothing has to be looked at elsewhere to know which they are.
    pub(crate) fn same(&self, sheets: &[Arc<Place>]) -> Option<&[Arc<Place>]> {
        let first = *self.numbers.get(&address(sheets.first()?))? as usize;
        let own = self.places.get(first..first.checked_add(sheets.len())?)?;
        own.iter().zip(sheets).all(|(own, sheet)| Arc::ptr_eq(own, sheet)).then_some(own)
    }
}

fn address(place: &Arc<Place>) -> usize {
    Arc::as_ptr(place) as usize
}

/// By what figures are kept: units, indicators.
pub trait Key: Copy + Ord {
    /// Its number.
    fn number(self) -> u32;
    /// The one of a number.
    fn of(number: u32) -> Self;
}

impl Key for UnitId {
    fn number(self) -> u32 {
        self.0
    }

    fn of(number: u32) -> UnitId {
        UnitId(number)
    }
}

impl Key for IndicatorId {
    fn number(self) -> u32 {
        self.0
    }

    fn of(number: u32) -> IndicatorId {
        IndicatorId(number)
    }
}

/// What each of some has, in their order.
#[derive(Clone)]
pub struct Figures<K> {
    store: Store,
    of: PhantomData<K>,
}

impl<K> Default for Figures<K> {
    fn default() -> Figures<K> {
        Figures { store: Store::default(), of: PhantomData }
    }
}

impl<K: Key> Figures<K> {
    /// Keeps what each of some has, given in their order.
    pub fn of<'a, A: Borrow<Assembled<'a>>>(shared: &Arc<Places>, given: impl IntoIterator<Item = (K, A)>) -> Figures<K> {
        let mut store = Store { shared: shared.clone(), ..Store::default() };
        for (key, figures) in given {
            store.push(key.number(), figures.borrow());
        }
        store.bytes.shrink_to_fit();
        store.runs.shrink_to_fit();
        Figures { store, of: PhantomData }
    }

    /// How many have any.
    pub fn len(&self) -> usize {
        self.store.count as usize
    }

    /// Whether nobody has any.
    pub fn is_empty(&self) -> bool {
        self.store.count == 0
    }

    /// How many figures were read in cells.
    pub fn count_cells(&self) -> usize {
        self.store.cells as usize
    }

    /// The most decimals that any number has, zeros at its end left out.
    pub fn decimals(&self) -> u32 {
        self.store.decimals
    }

    /// How many digits any number has in front of its point at most; none where one is below zero or has too many to tell.
    pub fn digits(&self) -> Option<u32> {
        Some(self.store.digits).filter(|digits| *digits < TOO_MANY_DIGITS)
    }

    /// Whether any figure is a verdict.
    pub fn has_verdicts(&self) -> bool {
        self.store.has_verdicts
    }

    /// Whether any figures are totals themselves.
    pub fn has_totals(&self) -> bool {
        !self.store.rolled_up.is_empty()
    }

    /// Whether any figure of last year is left out with a reason.
    pub fn has_reasons(&self) -> bool {
        !self.store.not_comparable.is_empty()
    }

    /// What each has.
    pub fn iter(&self) -> Iter<'_, K> {
        Iter { store: &self.store, bytes: Bytes::new(&self.store.bytes, 0), read: 0, of: PhantomData }
    }

    /// What one has.
    pub fn get(&self, key: K) -> Option<UnitFigures<'_>> {
        let (store, key) = (&self.store, key.number());
        // Where nearly all have something, the run is where it would be if all had.
        let likely = key as usize / RUN;
        let is_there = |at: usize| store.runs.get(at).is_some_and(|run| run.key <= key);
        let at = match is_there(likely) && !is_there(likely + 1) {
            true => likely,
            false => store.runs.partition_point(|run| run.key <= key).checked_sub(1)?,
        };
        let run = store.runs.get(at)?;
        let mut bytes = Bytes::new(&store.bytes, run.start as usize);
        for _ in 0..RUN.min((store.count as usize).saturating_sub(at * RUN)) {
            let (off, own) = next_of(&mut bytes);
            if run.key.wrapping_add(off) == key {
                return Some(UnitFigures::new(store, run, own));
            }
        }
        None
    }

    /// What one has, alone.
    pub fn only(&self, key: K) -> Figures<K> {
        Figures::of(&self.store.shared, self.get(key).map(|figures| (key, figures.all())))
    }

    /// Changes what each has.
    pub fn change(&mut self, mut change: impl FnMut(K, &mut Assembled<'_>)) {
        let changed = self.iter().map(|(key, figures)| {
            let mut figures = figures.all();
            change(key, &mut figures);
            (key, figures)
        });
        *self = Figures::of(&self.store.shared, changed);
    }
}

impl<'a, K: Key> IntoIterator for &'a Figures<K> {
    type Item = (K, UnitFigures<'a>);
    type IntoIter = Iter<'a, K>;

    fn into_iter(self) -> Iter<'a, K> {
        self.iter()
    }
}

impl<K: Key + fmt::Debug> fmt::Debug for Figures<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Passes over what is kept of the next one: how far its key is from that of its run, and what follows.
#[inline]
fn next_of<'a>(bytes: &mut Bytes<'a>) -> (u32, Bytes<'a>) {
    // How long it is and how far it is off need more than a byte each only where one is very long or units are left out.
    let word = bytes.word();
    let mut own = *bytes;
    if word & 0x0101 == 0x0101 {
        own.skip(2);
        bytes.skip(1 + (word >> 1 & 0x7f) as usize);
        return ((word >> 9 & 0x7f) as u32, own);
    }
    let length = own.number() as usize;
    *bytes = own;
    bytes.skip(length);
    let off = own.number() as u32;
    (off, own)
}

/// Figures being read.
#[derive(Clone)]
pub struct Iter<'a, K> {
    store: &'a Store,
    bytes: Bytes<'a>,
    read: u32,
    of: PhantomData<K>,
}

impl<'a, K: Key> Iterator for Iter<'a, K> {
    type Item = (K, UnitFigures<'a>);

    #[inline]
    fn next(&mut self) -> Option<(K, UnitFigures<'a>)> {
        if self.read >= self.store.count {
            return None;
        }
        let run = self.store.runs.get(self.read as usize / RUN)?;
        self.read += 1;
        let (off, own) = next_of(&mut self.bytes);
        Some((K::of(run.key.wrapping_add(off)), UnitFigures::new(self.store, run, own)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.store.count.saturating_sub(self.read) as usize;
        (left, Some(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::{CellRef, Position};

    #[test]
    fn sheets_are_the_same_only_where_each_of_them_is() {
        let sheets: Vec<CellRef> =
            (0..5).map(|at| CellRef::new("a.xlsx".into(), format!("Biểu {at}").into(), Position::new(0, 0))).collect();
        let of = |numbers: &[usize]| -> Vec<Arc<Place>> { numbers.iter().map(|at| sheets[*at].view().place().clone()).collect() };
        let mut places = Places::default();
        sheets.iter().take(4).for_each(|sheet| places.add(sheet.view()));
        for same in [&[0, 1][..], &[1, 2, 3], &[3]] {
            let (own, found) = (of(same), places.same(&of(same)).map(<[_]>::to_vec));
            assert!(found.unwrap().iter().zip(&own).all(|(found, own)| Arc::ptr_eq(found, own)), "{same:?}");
        }
        // In another order, beyond the last, not among them, none, or equal but another's.
        for other in [&[1, 0][..], &[0, 2], &[3, 4], &[4], &[]] {
            assert!(places.same(&of(other)).is_none(), "{other:?}");
        }
        let equal = CellRef::new("a.xlsx".into(), "Biểu 0".into(), Position::new(0, 0));
        assert!(places.same(&[equal.view().place().clone()]).is_none());
    }

    /// Units with figures of every sort, some of them from sheets that are not known beforehand.
    fn given<'a>(sheets: &'a [CellRef], rolled_up: &Arc<RolledUp>, why: &Arc<Words>) -> Vec<(UnitId, Assembled<'a>)> {
        let mut seed = 5_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let mut given = Vec::new();
        for unit in (0..300).filter(|unit| unit % 7 != 3) {
            let mut figures = Assembled::default();
            let own = sheets.get(next(sheets.len() as u64) as usize).map(CellRef::view);
            for (measure, column) in Measure::ALL.into_iter().zip(2..) {
                if next(5) == 0 {
                    continue;
                }
                let amount = match next(6) {
                    0 => Amount::Verdict(Verdict::NotMet),
                    _ => Amount::Number(Decimal::new(next(1 << 30) as i64 - 1000, next(4) as u32)),
                };
                let at = Position::new(next(40) as u32, if next(3) == 0 { next(300) as u32 } else { column });
                let cell = own.filter(|_| next(8) > 0).map(|cell| CellView::new(cell.place(), at));
                *figures.get_mut(measure) = Some(Sourced { amount, cell });
            }
            figures.pct_plan = (next(3) == 0).then(|| Decimal::new(next(20_000) as i64, 2));
            figures.verdict = [None, Some(Verdict::Met), Some(Verdict::NotAssessed)][next(3) as usize];
            figures.rolled_up = (next(9) == 0).then(|| rolled_up.clone());
            figures.not_comparable = (next(9) == 0).then(|| why.clone());
            given.push((UnitId(unit), figures));
        }
        given
    }

    #[test]
    fn figures_are_kept_as_they_are() {
        let sheets: Vec<CellRef> =
            ["a", "b", "c", "d"].iter().map(|file| CellRef::new((*file).into(), "S".into(), Position::new(0, 0))).collect();
        let (rolled_up, why) = (Arc::new(RolledUp { complete: true, parts: Default::default() }), Arc::new(Words::new("v", "e")));
        let given = given(&sheets, &rolled_up, &why);
        let mut shared = Places::default();
        sheets.iter().take(2).for_each(|cell| shared.add(cell.view()));
        let mut kept = Figures::of(&Arc::new(shared), given.clone());
        let told = |(unit, figures): &(UnitId, Assembled)| format!("{unit:?} {figures:?}");
        assert_eq!(
            kept.iter().map(|(unit, figures)| told(&(unit, figures.all()))).collect::<Vec<_>>(),
            given.iter().map(told).collect::<Vec<_>>()
        );
        for unit in (0..301).map(UnitId) {
            let wanted = given.iter().find(|(of, _)| *of == unit).map(told);
            assert_eq!(kept.get(unit).map(|figures| told(&(unit, figures.all()))), wanted);
            assert_eq!(kept.only(unit).iter().next().map(|(unit, figures)| told(&(unit, figures.all()))), wanted);
        }
        kept.change(|_, figures| figures.actual = None);
        let wanted = given.into_iter().map(|(unit, figures)| (unit, Assembled { actual: None, ..figures }));
        assert_eq!(
            kept.iter().map(|(unit, figures)| told(&(unit, figures.all()))).collect::<Vec<_>>(),
            wanted.map(|one| told(&one)).collect::<Vec<_>>()
        );
        assert!(kept.has_verdicts() && kept.has_totals() && kept.has_reasons() && !kept.only(UnitId(3)).has_verdicts());
        assert_eq!((kept.len(), Figures::<UnitId>::default().iter().count(), kept.get(UnitId(3)).is_none()), (257, 0, true));
    }
}
