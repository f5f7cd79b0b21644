//! The figures of one workbook after its own checks, in some eight bytes each: there are millions of them until all are in
//! the consolidation.
//!
//! They lie in the order of what they are of, most of them described by how they follow the one before. Every so often one
//! begins anew, so that one alone is found without reading all.

use super::{Amount, FigureView, Figures, Measure, Owner};
use crate::cell::{CellView, Place, Position};
use crate::consolidation::Places;
use crate::packed::{Bytes, push, push_amount, push_cell, push_decimal};
use crate::schema::{IndicatorId, UnitId};
use rust_decimal::Decimal;
use std::sync::Arc;

/// So many figures follow one another; the next begins anew.
const RUN: usize = 32;

/// What a figure has in common with the one before, bit by bit, above its measure.
const SAME_INDICATOR: u8 = 1 << 2;
const SAME_OWNER: u8 = 1 << 3;
const NEXT_OF_THE_SHEETS: u8 = 1 << 4;
const NEXT_CELL: u8 = 1 << 5;
const IS_VERDICT: u8 = 1 << 6;
/// Its granularity or its text follow: they do not go without saying.
const MORE: u8 = 1 << 7;

/// What a figure is of.
type Key = (IndicatorId, Owner, Measure);

/// Figures of one workbook, packed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    bytes: Box<[u8]>,
    /// The first figure of each run, and where it begins.
    runs: Box<[(Key, u32)]>,
    places: Box<[Arc<Place>]>,
    count: u32,
    /// Everybody who has any of them, in order.
    owners: Box<[Owner]>,
}

/// The figure before, which the next is described by.
#[derive(Clone, Debug)]
struct Before {
    indicator: IndicatorId,
    owner: Owner,
    /// Its place among the figures in the order of the sheets.
    order: u32,
    place: u32,
    at: Position,
}

const NOTHING_BEFORE: Before =
    Before { indicator: IndicatorId(0), owner: Owner::Area, order: u32::MAX, place: 0, at: Position { row: 0, column: 0 } };

/// The granularity of a figure that is shown as it is.
pub(super) fn usual_granularity(amount: Amount) -> Decimal {
    match amount {
        Amount::Number(number) => Decimal::new(1, number.scale()),
        Amount::Verdict(_) => Decimal::ZERO,
    }
}

fn owner_number(owner: Owner) -> u64 {
    match owner {
        Owner::Unit(unit) => u64::from(unit.0) + 1,
        Owner::Area => 0,
    }
}

fn owner(number: u64) -> Owner {
    match number.checked_sub(1) {
        Some(unit) => Owner::Unit(UnitId(unit as u32)),
        None => Owner::Area,
    }
}

impl Packed {
    /// Packs figures; `sorted` are their places in the order of what they are of, `owners` everybody who has any, in order.
    pub fn of(figures: &Figures, sorted: &[u32], owners: Vec<Owner>) -> Packed {
        let mut bytes = Vec::with_capacity(figures.len() * 9);
        let mut runs = Vec::with_capacity(figures.len() / RUN + 1);
        let mut places: Vec<Arc<Place>> = Vec::new();
        let mut before = NOTHING_BEFORE;
        for (count, (order, figure)) in sorted.iter().filter_map(|&order| Some((order, figures.get(order as usize)?))).enumerate() {
            if count.is_multiple_of(RUN) {
                before = NOTHING_BEFORE;
                runs.push(((figure.indicator, figure.owner, figure.measure), bytes.len() as u32));
            }
            let cell = figure.cell;
            // The last one is the likeliest: figures of one sheet stand together.
            let known = places.iter().rposition(|place| Arc::ptr_eq(place, cell.place()) || place == cell.place());
            let place = known.unwrap_or_else(|| {
                places.push(cell.place().clone());
                places.len() - 1
            });
            let own = Before { indicator: figure.indicator, owner: figure.owner, order, place: place as u32, at: cell.at };
            push_figure(&mut bytes, &figure, &own, &before);
            before = own;
        }
        Packed { bytes: bytes.into(), runs: runs.into(), places: places.into(), count: figures.len() as u32, owners: owners.into() }
    }

    /// Everybody who has any of them, in order.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// The first cell of each of their sheets.
    pub fn sheets(&self) -> impl Iterator<Item = CellView<'_>> {
        self.places.iter().map(|place| CellView::new(place, NOTHING_BEFORE.at))
    }

    /// All of them, in the order of what they are of; those of one, in the order of the sheets.
    pub fn iter(&self) -> Iter<'_> {
        self.read_from(0, 0)
    }

    /// The first one of an indicator, an owner and a measure.
    pub fn find(&self, wanted: Key) -> Option<FigureView<'_>> {
        self.from(wanted).filter(|figure| (figure.indicator, figure.owner, figure.measure) == wanted)
    }

    /// The first one in the order of what they are of that is not before what is wanted.
    pub fn from(&self, wanted: Key) -> Option<FigureView<'_>> {
        // One that begins a run may have others before it in the last one.
        let run = self.runs.partition_point(|(first, _)| *first < wanted).saturating_sub(1);
        let (_, start) = self.runs.get(run)?;
        self.read_from(run, *start).find(|figure| (figure.indicator, figure.owner, figure.measure) >= wanted)
    }

    fn read_from(&self, run: usize, start: u32) -> Iter<'_> {
        let bytes = Bytes::new(&self.bytes, start as usize);
        Iter { places: &self.places, count: self.count, bytes, read: (run * RUN) as u32, before: NOTHING_BEFORE }
    }
}

fn push_figure(bytes: &mut Vec<u8>, figure: &FigureView<'_>, own: &Before, before: &Before) {
    let is_usual = figure.granularity.is_none_or(|granularity| {
        let usual = usual_granularity(figure.amount);
        granularity.scale() == usual.scale() && granularity.mantissa() == usual.mantissa()
    });
    let is_verdict = matches!(figure.amount, Amount::Verdict(_));
    let next_cell = (own.place, own.at.row, own.at.column) == (before.place, before.at.row, before.at.column + 1);
    let flag = |flag: u8, holds: bool| if holds { flag } else { 0 };
    let head = figure.measure as u8
        | flag(SAME_INDICATOR, own.indicator == before.indicator)
        | flag(SAME_OWNER, own.owner == before.owner)
        | flag(NEXT_OF_THE_SHEETS, own.order == before.order.wrapping_add(1))
        | flag(NEXT_CELL, next_cell)
        | flag(IS_VERDICT, is_verdict)
        | flag(MORE, !is_usual || figure.raw.is_some());
    bytes.push(head);
    if head & SAME_INDICATOR == 0 {
        push(bytes, u64::from(own.indicator.0.wrapping_sub(before.indicator.0)));
    }
    if head & SAME_OWNER == 0 {
        push(bytes, owner_number(own.owner));
    }
    if head & NEXT_OF_THE_SHEETS == 0 {
        push(bytes, u64::from(own.order));
    }
    if head & NEXT_CELL == 0 {
        push_cell(bytes, (own.place, own.at), (before.place, before.at));
    }
    push_amount(bytes, figure.amount);
    if head & MORE != 0 {
        push_decimal(bytes, figure.granularity());
        // One more than its length, so that none differs from an empty one.
        push(bytes, figure.raw.as_ref().map_or(0, |raw| raw.len() as u64 + 1));
        bytes.extend(figure.raw.iter().flat_map(|raw| raw.bytes()));
    }
}

/// Figures being read.
#[derive(Clone, Debug)]
pub(crate) struct Iter<'a> {
    places: &'a [Arc<Place>],
    count: u32,
    bytes: Bytes<'a>,
    read: u32,
    before: Before,
}

impl<'a> Iter<'a> {
    /// Has the sheets as they stand among others, where they do.
    pub fn among(&mut self, places: &'a Places) {
        self.places = places.same(self.places).unwrap_or(self.places);
    }

    /// Looks at what the next one is read from.
    #[inline]
    pub fn call(&self) -> usize {
        let mut bytes = self.bytes;
        bytes.byte().into()
    }

    /// The next one, where it is of an indicator or of one before it.
    #[inline]
    pub fn next_up_to(&mut self, indicator: IndicatorId) -> Option<FigureView<'a>> {
        if self.read >= self.count {
            return None;
        }
        if (self.read as usize).is_multiple_of(RUN) {
            self.before = NOTHING_BEFORE;
        }
        let mut bytes = self.bytes;
        let head = bytes.byte();
        let mut own = self.before.indicator;
        if head & SAME_INDICATOR == 0 {
            own = IndicatorId(own.0.wrapping_add(bytes.number() as u32));
        }
        if own > indicator {
            return None;
        }
        self.bytes = bytes;
        self.read += 1;
        let (bytes, before) = (&mut self.bytes, &mut self.before);
        before.indicator = own;
        if head & SAME_OWNER == 0 {
            before.owner = owner(bytes.number());
        }
        before.order = match head & NEXT_OF_THE_SHEETS {
            0 => bytes.number() as u32,
            _ => before.order.wrapping_add(1),
        };
        if head & NEXT_CELL == 0 {
            (before.place, before.at) = bytes.cell((before.place, before.at));
        } else {
            before.at.column = before.at.column.wrapping_add(1);
        }
        let amount = bytes.amount(head & IS_VERDICT != 0);
        let (mut granularity, mut raw) = (None, None);
        if head & MORE != 0 {
            granularity = Some(bytes.decimal());
            let length = bytes.number() as usize;
            raw = length.checked_sub(1).map(|length| std::str::from_utf8(bytes.take(length)).unwrap_or_default());
        }
        let measure = Measure::ALL.get(usize::from(head & 3)).copied().unwrap_or(Measure::Prior);
        let cell = CellView::new(self.places.get(before.place as usize)?, before.at);
        Some(FigureView { indicator: own, owner: before.owner, measure, amount, cell, raw, granularity, order: before.order })
    }
}

impl<'a> Iterator for Iter<'a> {
    type Item = FigureView<'a>;

    fn next(&mut self) -> Option<FigureView<'a>> {
        self.next_up_to(IndicatorId(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellRef;
    use crate::submission::{Figure, Submission, Verdict};

    /// Many figures of every sort, in no order.
    fn submission() -> Submission {
        let mut seed = 7_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let sheets = ["A", "B", "C"].map(|sheet| CellRef::new("f.xlsx".into(), sheet.into(), Position::new(0, 0)));
        let mut submission = Submission::default();
        for _ in 0..1000 {
            let number = Decimal::new(next(1 << 30) as i64 - (1 << 29), next(5) as u32);
            let amount = match next(9) {
                0 => Amount::Verdict([Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed][next(4) as usize]),
                _ => Amount::Number(number),
            };
            let usual = usual_granularity(amount);
            submission.figures.push(Figure {
                indicator: IndicatorId(next(60) as u32),
                owner: if next(10) == 0 { Owner::Area } else { Owner::Unit(UnitId(next(4) as u32)) },
                measure: Measure::ALL[next(3) as usize],
                amount,
                cell: sheets[next(3) as usize].beside(Position::new(next(300) as u32, next(9) as u32)),
                raw: [None, None, Some("".into()), Some("1.234,5 tấn".into())][next(4) as usize].clone(),
                granularity: [usual, usual, Decimal::ZERO, Decimal::new(100, 2)][next(4) as usize],
            });
        }
        let mut index = submission.in_order().places;
        let mut places: Vec<u32> = (0..1000).collect();
        places.sort_by_key(|&at| submission.key(at));
        assert_eq!(index, places);
        index.dedup_by(|later, earlier| submission.key(*later) == submission.key(*earlier));
        submission.index = index;
        submission
    }

    fn told(figure: &FigureView) -> String {
        let FigureView { indicator, owner, measure, amount, cell, raw, order, .. } = figure;
        let granularity = figure.granularity().serialize();
        format!("{indicator:?} {owner:?} {measure:?} {amount:?} {cell} {raw:?} {granularity:?} {order}")
    }

    #[test]
    fn figures_are_read_as_they_were() {
        let mut submission = submission();
        let before: Vec<String> = submission.each_figure().map(|figure| told(&figure)).collect();
        let keys: Vec<Key> = submission.figures.iter().map(|figure| (figure.indicator, figure.owner, figure.measure)).collect();
        let found = |submission: &Submission| -> Vec<String> {
            keys.iter().filter_map(|&(id, owner, measure)| submission.find(id, owner, measure)).map(|figure| told(&figure)).collect()
        };
        let each = found(&submission);
        assert_eq!((before.len(), each.len()), (1000, 1000));
        submission.pack();
        assert_eq!(submission.each_figure().map(|figure| told(&figure)).collect::<Vec<_>>(), before);
        assert_eq!(found(&submission), each);
        assert!(submission.find(IndicatorId(60), Owner::Area, Measure::Plan).is_none());
        assert_eq!((submission.count(), submission.figures.len()), (1000, 0));
    }
}
