//! Figures and percents while their workbook is read and checked, in 20 bytes each: a list of communes has a million of them.
//!
//! They are in the order in which they were read. Their texts are one text. What does not fit is kept as it is.

use super::packed::usual_granularity;
use super::{Amount, Figure, FigureView, Measure, Owner, StatedRatio, StatedRatioView};
use crate::cell::{CellView, MAX_COLUMNS, MAX_ROWS, Place, Position};
use crate::packed::{verdict, verdict_number};
use crate::schema::{IndicatorId, UnitId};
use rust_decimal::Decimal;
use std::sync::Arc;

/// A row's place: its number, and above that the number of its sheet.
const ROW_BITS: u32 = MAX_ROWS.trailing_zeros();
const MOST_PLACES: usize = 1 << (u32::BITS - ROW_BITS);

/// A head, from its lowest bits: the column, the measure, the scale of the number, what else it is, a number of seven bits.
const COLUMN_BITS: u32 = MAX_COLUMNS.trailing_zeros();
const MEASURE_AT: u32 = COLUMN_BITS;
const SCALE_AT: u32 = MEASURE_AT + 2;
const NEGATIVE: u32 = 1 << (SCALE_AT + 5);
const IS_VERDICT: u32 = NEGATIVE << 1;
/// It stands among those that are kept as they are.
const AS_IT_IS: u32 = NEGATIVE << 2;
const BESIDE_AT: u32 = 24;
const MOST_BESIDE: u32 = 127;
/// Its text stands among those of all.
const HAS_TEXT: u32 = 1 << 31;

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    indicator: u16,
    /// 0 is the area, others are one more than the number of their unit.
    owner: u16,
    row: u32,
    head: u32,
    low: u32,
    high: u32,
}

impl Kept {
    /// What it is of, where it is not kept as it is.
    fn of(&self) -> Key {
        let owner = match self.owner.checked_sub(1) {
            Some(unit) => Owner::Unit(UnitId(u32::from(unit))),
            None => Owner::Area,
        };
        let measure = Measure::ALL.get(((self.head >> MEASURE_AT) & 3) as usize).copied().unwrap_or(Measure::Prior);
        (IndicatorId(u32::from(self.indicator)), owner, measure)
    }

    /// Of an indicator and its owner that are wanted, the number of its measure; of those that are kept as they are it is not told.
    #[inline]
    pub fn measure_of(&self, wanted: Wanted) -> Option<usize> {
        let same = (self.indicator, self.owner) == (wanted.indicator, wanted.owner) && self.head & AS_IT_IS == 0;
        same.then_some((self.head >> MEASURE_AT & 3) as usize)
    }

    /// Whether another one stands in the same row.
    #[inline]
    pub fn is_in_row_of(&self, other: &Kept) -> bool {
        self.row == other.row
    }

    /// Whether another one stands in a row further down, or on a sheet further on.
    #[inline]
    pub fn is_in_row_before(&self, other: &Kept) -> bool {
        self.row < other.row
    }

    /// The number of its row.
    #[inline]
    pub fn row(&self) -> u32 {
        self.row & (MAX_ROWS - 1)
    }

    /// The number of its sheet.
    #[inline]
    pub fn place(&self) -> usize {
        (self.row >> ROW_BITS) as usize
    }

    fn at(&self) -> Position {
        Position::new(self.row(), self.head & (MAX_COLUMNS - 1))
    }

    fn digits(&self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }

    fn decimal(&self) -> Decimal {
        // With a scale that can't be too large there is nothing that may panic, and what nobody asks for is not worked out.
        let scale = (self.head >> SCALE_AT & 31).min(Decimal::MAX_SCALE);
        Decimal::from_parts(self.low, self.high, 0, self.head & NEGATIVE != 0, scale)
    }
}

/// The digits of a decimal that has no more than fit, and what of a head tells the rest of it.
fn number_of(number: Decimal) -> Option<(u64, u32)> {
    let parts = number.unpack();
    let digits = u64::from(parts.mid) << 32 | u64::from(parts.lo);
    // A zero below zero has no sign in its digits.
    if parts.hi != 0 || (digits == 0 && parts.negative) {
        return None;
    }
    Some((digits, parts.scale << SCALE_AT | if parts.negative { NEGATIVE } else { 0 }))
}

/// Of what it is: an indicator, somebody, a measure.
pub(super) type Key = (IndicatorId, Owner, Measure);

/// Whose is looked for, and of which indicator, among those that are not kept as they are.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    indicator: u16,
    owner: u16,
}

impl Wanted {
    /// None where it would be kept as it is.
    #[inline]
    pub fn of(indicator: IndicatorId, owner: Owner) -> Option<Wanted> {
        let owner = match owner {
            Owner::Unit(unit) => u16::try_from(unit.0.checked_add(1)?).ok()?,
            Owner::Area => 0,
        };
        Some(Wanted { indicator: u16::try_from(indicator.0).ok()?, owner })
    }
}

/// All of one kind; `T` is what is kept as it is.
#[derive(Clone, Debug)]
struct Store<T> {
    kept: Vec<Kept>,
    places: Vec<Arc<Place>>,
    /// What cells hold that are no plain numbers, one behind the other, and up to where that of which one goes.
    text: String,
    texts: Vec<(u32, u32)>,
    others: Vec<T>,
}

impl<T> Default for Store<T> {
    fn default() -> Store<T> {
        Store { kept: Vec::new(), places: Vec::new(), text: String::new(), texts: Vec::new(), others: Vec::new() }
    }
}

impl<T> Store<T> {
    /// Adds one by its number, where it has one that fits; otherwise as it is.
    fn push(
        &mut self,
        (indicator, owner, measure): Key,
        cell: CellView<'_>,
        (number, beside, raw): (Option<(u64, u32)>, u32, Option<&str>),
        as_it_is: impl FnOnce() -> T,
    ) {
        let place = self.place(cell.place());
        let fits = cell.at.row < MAX_ROWS && cell.at.column < MAX_COLUMNS && place < MOST_PLACES;
        let of = Wanted::of(indicator, owner).filter(|_| fits);
        let fits = beside <= MOST_BESIDE && self.text.len() + raw.map_or(0, str::len) < u32::MAX as usize;
        let (indicator, owner, digits, bits) = match (of.filter(|_| fits), number) {
            (Some(Wanted { indicator, owner }), Some((digits, bits))) => {
                if let Some(raw) = raw {
                    self.text.push_str(raw);
                    self.texts.push((self.kept.len() as u32, self.text.len() as u32));
                }
                (indicator, owner, digits, bits | beside << BESIDE_AT | if raw.is_some() { HAS_TEXT } else { 0 })
            }
            _ => {
                self.others.push(as_it_is());
                (0, 0, self.others.len() as u64 - 1, AS_IT_IS)
            }
        };
        self.kept.push(Kept {
            indicator,
            owner,
            row: (cell.at.row & (MAX_ROWS - 1)) | ((place % MOST_PLACES) as u32 * MAX_ROWS),
            head: cell.at.column & (MAX_COLUMNS - 1) | (measure as u32) << MEASURE_AT | bits,
            low: digits as u32,
            high: (digits >> 32) as u32,
        });
    }

    /// The number of a place.
    #[inline]
    fn place(&mut self, place: &Arc<Place>) -> usize {
        // The last one is the likeliest: what stands on one sheet is read together.
        match self.places.last() {
            Some(last) if Arc::ptr_eq(last, place) => self.places.len() - 1,
            _ => self.other_place(place),
        }
    }

    #[cold]
    fn other_place(&mut self, place: &Arc<Place>) -> usize {
        let known = self.places.iter().rposition(|known| Arc::ptr_eq(known, place) || known == place);
        known.unwrap_or_else(|| {
            self.places.push(place.clone());
            self.places.len() - 1
        })
    }

    fn other(&self, kept: &Kept) -> Option<&T> {
        if kept.head & AS_IT_IS == 0 { None } else { self.others.get(kept.digits() as usize) }
    }

    /// What the cell of one of them holds, by its place; none where that is the number itself.
    fn text(&self, kept: &Kept, at: u32) -> Option<&str> {
        if kept.head & HAS_TEXT == 0 {
            return None;
        }
        let place = self.texts.binary_search_by_key(&at, |(of, _)| *of).ok()?;
        let from = place.checked_sub(1).and_then(|before| self.texts.get(before)).map_or(0, |(_, to)| *to);
        self.text.get(from as usize..self.texts.get(place)?.1 as usize)
    }

    fn cell(&self, kept: &Kept) -> Option<CellView<'_>> {
        self.places.get(kept.place()).map(|place| CellView::new(place, kept.at()))
    }
}

/// Figures in the order of the sheets.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    store: Store<Figure>,
}

impl Figures {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.store.kept.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.store.kept.is_empty()
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.store.kept.reserve(more);
    }

    /// Adds one behind the others.
    pub fn push(&mut self, figure: Figure) {
        let of = (figure.indicator, figure.owner, figure.measure);
        self.push_said(of, (figure.amount, figure.granularity), figure.cell.view(), figure.raw.as_deref());
    }

    /// Adds one of an amount and how much one unit in its last shown place is worth, of which the cell holds `raw`, as in [`Figure`].
    pub(crate) fn push_said(&mut self, of: Key, (amount, granularity): (Amount, Decimal), cell: CellView<'_>, raw: Option<&str>) {
        let (indicator, owner, measure) = of;
        let usual = usual_granularity(amount);
        let is_usual = granularity.scale() == usual.scale() && granularity.mantissa() == usual.mantissa();
        let number = if is_usual { amount_of(amount) } else { None };
        let whole = || Figure { indicator, owner, measure, amount, cell: cell.kept(), raw: raw.map(Into::into), granularity };
        self.store.push(of, cell, (number, 0, raw), whole);
    }

    /// Adds one that is its cell's number as it stands.
    pub(crate) fn push_plain(&mut self, of: Key, number: Decimal, cell: CellView<'_>) {
        let (indicator, owner, measure) = of;
        let amount = Amount::Number(number);
        let whole = || Figure { indicator, owner, measure, amount, cell: cell.kept(), raw: None, granularity: usual_granularity(amount) };
        self.store.push(of, cell, (amount_of(amount), 0, None), whole);
    }

    /// One of them by its place.
    #[inline]
    pub fn get(&self, at: usize) -> Option<FigureView<'_>> {
        self.view(self.store.kept.get(at)?, at as u32)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = FigureView<'_>> + Clone {
        self.store.kept.iter().zip(0..).filter_map(|(kept, at)| self.view(kept, at))
    }

    /// The numbers among them, with what they are of and their places; what else is known of one tells [`Figures::get`].
    #[inline]
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (IndicatorId, Measure, Decimal, usize)> {
        self.store.kept.iter().enumerate().filter_map(|(at, kept)| {
            let (indicator, _, measure) = self.key(kept);
            Some((indicator, measure, self.number(kept)?, at))
        })
    }

    /// Those of a measure.
    pub fn of_measure(&self, measure: Measure) -> impl Iterator<Item = FigureView<'_>> {
        let wanted = move |(kept, _): &(&Kept, u32)| kept.head >> MEASURE_AT & 3 == measure as u32;
        self.store.kept.iter().zip(0..).filter(wanted).filter_map(|(kept, at)| self.view(kept, at))
    }

    /// Those of the area.
    pub fn of_area(&self) -> impl Iterator<Item = FigureView<'_>> {
        let wanted = |(kept, _): &(&Kept, u32)| self.key(kept).1 == Owner::Area;
        self.store.kept.iter().zip(0..).filter(wanted).filter_map(|(kept, at)| self.view(kept, at))
    }

    /// Leaves those that are wanted.
    pub fn retain(&mut self, wanted: impl Fn(&FigureView<'_>) -> bool) {
        let left = self.iter().filter(|figure| wanted(figure)).map(|figure| figure.kept()).collect();
        *self = left;
    }

    /// Puts another one in the place of one.
    pub fn replace(&mut self, at: usize, figure: Figure) {
        let all = self.iter().map(|figure| figure.kept()).enumerate();
        *self = all.map(|(place, own)| if place == at { figure.clone() } else { own }).collect();
    }

    /// Whether any is kept as it is.
    pub(super) fn has_others(&self) -> bool {
        !self.store.others.is_empty()
    }

    /// All of them as they are kept.
    pub(super) fn kept(&self) -> &[Kept] {
        &self.store.kept
    }

    /// What one of them is of.
    #[inline]
    pub(super) fn key(&self, kept: &Kept) -> Key {
        match self.store.other(kept) {
            Some(figure) => (figure.indicator, figure.owner, figure.measure),
            None => kept.of(),
        }
    }

    /// What each of them is of.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.store.kept.iter().map(|kept| self.key(kept))
    }

    /// Everybody who has any of them, in order.
    pub(super) fn owners(&self) -> Vec<Owner> {
        // Figures of one mostly stand together.
        let is_same = |one: &Kept, other: &Kept| one.owner == other.owner && (one.head | other.head) & AS_IT_IS == 0;
        let runs = self.store.kept.chunk_by(is_same).filter_map(|run| run.first());
        let mut owners: Vec<Owner> = runs.map(|kept| self.key(kept).1).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    /// The first cell of each of their sheets.
    pub(super) fn sheets(&self) -> impl Iterator<Item = CellView<'_>> {
        self.store.places.iter().map(|place| CellView::new(place, Position::new(0, 0)))
    }

    /// The number of the sheet of a cell, where any of them stands on it.
    #[inline]
    pub(super) fn sheet_of(&self, cell: CellView<'_>) -> Option<usize> {
        let places = &self.store.places;
        let same = places.iter().position(|place| Arc::ptr_eq(place, cell.place()));
        same.or_else(|| places.iter().position(|place| place == cell.place()))
    }

    #[inline]
    pub(super) fn view(&self, kept: &Kept, order: u32) -> Option<FigureView<'_>> {
        if kept.head & (AS_IT_IS | IS_VERDICT | HAS_TEXT) != 0 {
            return self.rare_view(kept, order);
        }
        self.plain_view(kept, order)
    }

    /// One of them by its place, for those who don't ask what its cell holds: that is not looked up.
    #[inline]
    pub(super) fn without_text(&self, at: u32) -> Option<FigureView<'_>> {
        let kept = self.store.kept.get(at as usize)?;
        if kept.head & (AS_IT_IS | IS_VERDICT) != 0 {
            return self.rare_view(kept, at);
        }
        self.plain_view(kept, at)
    }

    #[inline]
    fn plain_view(&self, kept: &Kept, order: u32) -> Option<FigureView<'_>> {
        let ((indicator, owner, measure), cell) = (kept.of(), self.store.cell(kept)?);
        let amount = Amount::Number(kept.decimal());
        Some(FigureView { indicator, owner, measure, amount, cell, order, granularity: None, raw: None })
    }

    /// One that is no plain number.
    #[cold]
    fn rare_view(&self, kept: &Kept, order: u32) -> Option<FigureView<'_>> {
        if let Some(figure) = self.store.other(kept) {
            return Some(figure.view(order));
        }
        let amount = match kept.head & IS_VERDICT {
            0 => Amount::Number(kept.decimal()),
            _ => Amount::Verdict(verdict(kept.low as u8)?),
        };
        let ((indicator, owner, measure), cell, raw) = (kept.of(), self.store.cell(kept)?, self.store.text(kept, order));
        Some(FigureView { indicator, owner, measure, amount, cell, order, granularity: None, raw })
    }

    /// The number of one of them, where it is one.
    #[inline]
    pub(super) fn number(&self, kept: &Kept) -> Option<Decimal> {
        match self.store.other(kept) {
            Some(figure) => figure.amount.number(),
            None => (kept.head & IS_VERDICT == 0).then(|| kept.decimal()),
        }
    }
}

fn amount_of(amount: Amount) -> Option<(u64, u32)> {
    match amount {
        Amount::Number(number) => number_of(number),
        Amount::Verdict(verdict) => Some((u64::from(verdict_number(Some(verdict))), IS_VERDICT)),
    }
}

impl IntoIterator for Figures {
    type Item = Figure;
    type IntoIter = std::vec::IntoIter<Figure>;

    fn into_iter(self) -> Self::IntoIter {
        let all: Vec<Figure> = self.iter().map(|figure| figure.kept()).collect();
        all.into_iter()
    }
}

impl FromIterator<Figure> for Figures {
    fn from_iter<I: IntoIterator<Item = Figure>>(figures: I) -> Figures {
        let mut all = Figures::default();
        figures.into_iter().for_each(|figure| all.push(figure));
        all
    }
}

/// Percents that sheets state, in the order of the sheets.
#[derive(Clone, Debug, Default)]
pub struct StatedRatios {
    store: Store<StatedRatio>,
}

impl StatedRatios {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.store.kept.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.store.kept.is_empty()
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.store.kept.reserve(more);
    }

    /// Adds one behind the others.
    pub fn push(&mut self, ratio: StatedRatio) {
        let StatedRatio { indicator, owner, against, percent, decimals, .. } = ratio;
        let (of, number, whole) = ((indicator, owner, against), number_of(percent), || ratio.clone());
        self.store.push(of, ratio.cell.view(), (number, decimals, ratio.raw.as_deref()), whole);
    }

    /// Adds one that is its cell's number as it stands.
    pub(crate) fn push_plain(&mut self, of: Key, (percent, decimals): (Decimal, u32), cell: CellView<'_>) {
        let (indicator, owner, against) = of;
        let whole = || StatedRatio { indicator, owner, against, percent, decimals, cell: cell.kept(), raw: None };
        self.store.push(of, cell, (number_of(percent), decimals, None), whole);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = StatedRatioView<'_>> + Clone {
        self.store.kept.iter().zip(0..).filter_map(|(kept, at)| self.view(kept, at))
    }

    fn view(&self, kept: &Kept, at: u32) -> Option<StatedRatioView<'_>> {
        if let Some(ratio) = self.store.other(kept) {
            let StatedRatio { indicator, owner, against, percent, decimals, .. } = *ratio;
            let (cell, raw) = (ratio.cell.view(), ratio.raw.as_deref());
            return Some(StatedRatioView { indicator, owner, against, percent, decimals, cell, raw });
        }
        let ((indicator, owner, against), cell) = (kept.of(), self.store.cell(kept)?);
        let (percent, decimals) = (kept.decimal(), kept.head >> BESIDE_AT & MOST_BESIDE);
        Some(StatedRatioView { indicator, owner, against, percent, decimals, cell, raw: self.store.text(kept, at) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellRef;

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let cell = |sheet: &str, row, column| CellRef::new("f.xlsx".into(), sheet.into(), Position::new(row, column));
        let cells = [cell("A", 0, 0), cell("B", MAX_ROWS - 1, MAX_COLUMNS - 1), cell("A", MAX_ROWS, MAX_COLUMNS)];
        let numbers = ["0", "0.00", "-12.5", "18446744073709551615", "18446744073709551616", "-79228162514264337593543950335"];
        let numbers = numbers.map(|number| Decimal::from_str_exact(number).unwrap());
        let numbers: Vec<Decimal> = numbers.into_iter().flat_map(|number| [number, -number]).chain([Decimal::new(-1, 28)]).collect();
        let owners =
            [Owner::Area, Owner::Unit(UnitId(0)), Owner::Unit(UnitId(65_534)), Owner::Unit(UnitId(65_535)), Owner::Unit(UnitId(u32::MAX))];
        let (mut figures, mut ratios, mut told) = (Figures::default(), StatedRatios::default(), (Vec::new(), Vec::new()));
        let mut places = cells.iter().cycle();
        for (owner, number) in owners.into_iter().flat_map(|owner| numbers.iter().map(move |number| (owner, *number))) {
            for (amount, raw) in [
                (Amount::Number(number), None),
                (Amount::Number(number), Some("x")),
                (Amount::Number(number), Some("")),
                (Amount::Verdict(verdict(2).unwrap()), None),
            ] {
                let (cell, usual) = (places.next().unwrap().clone(), usual_granularity(amount));
                let (indicator, measure) = (IndicatorId([7, 65_535, 65_536][figures.len() % 7 % 3]), Measure::ALL[figures.len() % 3]);
                for granularity in [usual, Decimal::new(100, 2)] {
                    let figure = Figure { indicator, owner, measure, amount, cell: cell.clone(), raw: raw.map(Into::into), granularity };
                    told.0.push(format!("{figure:?} {:?}", figure.granularity.serialize()));
                    figures.push(figure);
                }
                let decimals = [0, 8, 127, 128, 300][ratios.len() % 5];
                let ratio = StatedRatio { indicator, owner, against: measure, percent: number, decimals, cell, raw: raw.map(Into::into) };
                told.1.push(format!("{ratio:?} {:?}", ratio.percent.serialize()));
                match &ratio.raw {
                    Some(_) => ratios.push(ratio),
                    None => ratios.push_plain((indicator, owner, measure), (number, decimals), ratio.cell.view()),
                }
            }
        }
        let all: Vec<Figure> = figures.iter().map(|figure| figure.kept()).collect();
        assert_eq!(all.iter().map(|figure| format!("{figure:?} {:?}", figure.granularity.serialize())).collect::<Vec<_>>(), told.0);
        assert!(figures.iter().zip(0..).all(|(figure, at)| figure.order == at));
        let read = ratios.iter().map(|ratio| ratio.kept());
        assert_eq!(read.map(|ratio| format!("{ratio:?} {:?}", ratio.percent.serialize())).collect::<Vec<_>>(), told.1);
        let few = figures.store.others.len();
        assert!(few < figures.len() && ratios.store.others.len() < ratios.len() && std::mem::size_of::<Kept>() == 20);
        let last = all.last().unwrap().clone();
        figures.replace(1, last.clone());
        assert_eq!(format!("{:?}", figures.get(1).unwrap().kept()), format!("{last:?}"));
        figures.retain(|figure| figure.owner == Owner::Area);
        // The one that was put in another's place is no longer the area's.
        assert_eq!(figures.len() + 1, all.iter().filter(|figure| figure.owner == Owner::Area).count());
    }
}
