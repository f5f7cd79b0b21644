//! Numbers looked up row by row, in the order of the sheets.

use super::kept::{Kept, Wanted};
use super::order::NEAR;
use super::{Measure, Owner, Submission};
use crate::cell::CellView;
use crate::schema::IndicatorId;
use rust_decimal::Decimal;

/// As [`Submission::number`], looked for first in the row that is asked of: there nearly all are, and the next row asked of
/// is mostly the next.
pub(crate) struct ByRows<'s> {
    submission: &'s Submission,
    /// From the row that was asked of last.
    figures: &'s [Kept],
    /// What was asked of it, and what was found there.
    last: Option<(Asked, InRow)>,
}

/// Whose numbers of an indicator are asked for, in which row of which sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Asked {
    indicator: IndicatorId,
    owner: Owner,
    sheet: usize,
    row: u32,
}

/// What a row has of an indicator, by measures.
type InRow = [Option<Decimal>; 3];

impl ByRows<'_> {
    /// The number of an indicator, where a number was handed in; most likely in the row of `cell`.
    pub fn number(&mut self, indicator: IndicatorId, owner: Owner, measure: Measure, cell: &CellView<'_>) -> Option<Decimal> {
        let found = match self.submission.figures.sheet_of(*cell) {
            Some(sheet) => self.row(Asked { indicator, owner, sheet, row: cell.at.row }),
            None => InRow::default(),
        };
        self.or_elsewhere(found, (indicator, owner), measure)
    }

    /// The numbers of two measures of what the figure at a place is of; most likely in its row.
    pub fn beside(&self, at: usize, measures: [Measure; 2]) -> [Option<Decimal>; 2] {
        let figures = &self.submission.figures;
        let Some((indicator, owner, _)) = figures.kept().get(at).map(|figure| figures.key(figure)) else { return [None; 2] };
        let mut found = InRow::default();
        if let (false, Some(figure), Some(wanted)) = (self.figures.is_empty(), figures.kept().get(at), Wanted::of(indicator, owner)) {
            let (before, behind) = figures.kept().split_at_checked(at).unwrap_or_default();
            let in_row = |other: &&Kept| other.is_in_row_of(figure);
            before.iter().rev().take(NEAR).take_while(in_row).for_each(|other| self.take(other, wanted, &mut found));
            behind.iter().take(NEAR + 1).take_while(in_row).for_each(|other| self.take(other, wanted, &mut found));
        }
        measures.map(|measure| self.or_elsewhere(found, (indicator, owner), measure))
    }

    /// What a row has of an indicator; rows before it are not asked of any more.
    fn row(&mut self, asked: Asked) -> InRow {
        if let Some((_, found)) = self.last.filter(|(last, _)| *last == asked) {
            return found;
        }
        let Asked { indicator, owner, sheet, row } = asked;
        while let Some((first, rest)) = self.figures.split_first()
            && (first.row() < row || first.place() != sheet)
        {
            self.figures = rest;
        }
        let mut found = InRow::default();
        if let Some(wanted) = Wanted::of(indicator, owner) {
            let in_row = self.figures.iter().take(NEAR).take_while(|figure| figure.row() == row);
            in_row.for_each(|figure| self.take(figure, wanted, &mut found));
        }
        self.last = Some((asked, found));
        found
    }

    /// Takes a figure's number to its measure, where it is of what is wanted.
    fn take(&self, figure: &Kept, wanted: Wanted, found: &mut InRow) {
        let Some(measure) = figure.measure_of(wanted) else { return };
        if let Some(slot) = found.get_mut(measure) {
            *slot = slot.or_else(|| self.submission.figures.number(figure));
        }
    }

    fn or_elsewhere(&self, found: InRow, (indicator, owner): (IndicatorId, Owner), measure: Measure) -> Option<Decimal> {
        let here = found.get(measure as usize).copied().flatten();
        // What stands in one row and is not among what was found there stands nowhere.
        if here.is_some() || (self.submission.by_rows && found.iter().any(Option::is_some)) {
            return here;
        }
        self.submission.number(indicator, owner, measure)
    }
}

impl Submission {
    /// A look-up for what is asked row by row, in the order of the sheets.
    pub(crate) fn by_rows(&self) -> ByRows<'_> {
        // Where one stands twice, only the look-up knows which of them counts.
        let figures = if self.index.len() == self.figures.len() { self.figures.kept() } else { &[] };
        ByRows { submission: self, figures, last: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::{CellRef, Position};
    use crate::schema::UnitId;
    use crate::submission::{Amount, Figure, Verdict};

    fn next(seed: &mut u64, most: u64) -> u64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % most
    }

    /// A sheet of some units, row by row or column by column; now and then with something that stands in no row of its own.
    fn sheet(seed: &mut u64) -> Submission {
        let corner = CellRef::new("f.xlsx".into(), "A".into(), Position::new(0, 0));
        let (units, indicators) = (1 + next(seed, 4) as u32, 1 + next(seed, 12) as u32);
        let (beside, backwards, loose) = (next(seed, 3) == 0, next(seed, 3) == 0, next(seed, 3) == 0);
        let mut figures = Vec::new();
        for at in 0..units * indicators {
            let (unit, indicator) = if beside { (at % units, at / units) } else { (at / indicators, at % indicators) };
            let row = if beside { indicator } else { at };
            for measure in 0..3 {
                let measure = if backwards { 2 - measure } else { measure };
                if next(seed, 4) == 0 {
                    continue;
                }
                let amount = match next(seed, 9) {
                    0 => Amount::Verdict(Verdict::Met),
                    _ => Amount::Number(Decimal::new(next(seed, 1000) as i64, 1)),
                };
                let row = if loose && next(seed, 8) == 0 { row + units * indicators } else { row };
                let cell = corner.beside(Position::new(row, unit * 3 + measure as u32));
                let (indicator, owner, measure) = (IndicatorId(indicator), Owner::Unit(UnitId(unit)), Measure::ALL[measure]);
                let usual = crate::submission::packed::usual_granularity(amount);
                let granularity = if loose && next(seed, 20) == 0 { Decimal::TEN } else { usual };
                figures.push(Figure { indicator, owner, measure, amount, cell, raw: None, granularity });
            }
        }
        if next(seed, 4) == 0 {
            figures.sort_by_key(|figure| (figure.cell.at.column, figure.cell.at.row));
        }
        let mut submission = Submission { figures: figures.into_iter().collect(), ..Submission::default() };
        submission.finish();
        submission
    }

    #[test]
    fn what_is_found_in_a_row_is_what_the_look_up_finds() {
        let (mut seed, mut by_rows) = (7, 0);
        for _ in 0..600 {
            let submission = sheet(&mut seed);
            by_rows += usize::from(submission.by_rows);
            let mut rows = submission.by_rows();
            for (at, figure) in submission.figures.iter().enumerate() {
                let expected = Measure::ALL.map(|measure| submission.number(figure.indicator, figure.owner, measure));
                let [plan, actual, prior] = expected;
                assert_eq!(rows.beside(at, [Measure::Prior, Measure::Plan]), [prior, plan]);
                let found = Measure::ALL.map(|measure| rows.number(figure.indicator, figure.owner, measure, &figure.cell));
                assert_eq!(found, [plan, actual, prior]);
            }
        }
        assert!((100..500).contains(&by_rows), "{by_rows}");
    }
}
