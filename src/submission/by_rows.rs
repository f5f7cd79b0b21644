//! Numbers looked up row by row, in the order of the sheets.

use super::kept::{Kept, Wanted};
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
}

/// So many figures of a row are looked through; of more, as where units stand side by side, the look-up finds one sooner.
const NEAR: usize = 6;

impl ByRows<'_> {
    /// The number of an indicator, where a number was handed in; most likely in the row of `cell`.
    pub fn number(&mut self, indicator: IndicatorId, owner: Owner, measure: Measure, cell: &CellView<'_>) -> Option<Decimal> {
        let figures = &self.submission.figures;
        while let Some((first, rest)) = self.figures.split_first()
            && (first.row() < cell.at.row || !figures.is_on_sheet_of(first, *cell))
        {
            self.figures = rest;
        }
        let in_row = self.figures.iter().take(NEAR).take_while(|figure| figure.row() == cell.at.row);
        let key = Wanted::of((indicator, owner, measure));
        let mut found = in_row.filter(|figure| key.is_some_and(|key| figure.is(key)));
        match found.next() {
            Some(figure) => figures.number(figure),
            None => self.submission.number(indicator, owner, measure),
        }
    }
}

impl Submission {
    /// A look-up for what is asked row by row, in the order of the sheets.
    pub(crate) fn by_rows(&self) -> ByRows<'_> {
        // Where one stands twice, only the look-up knows which of them counts.
        let figures = if self.index.len() == self.figures.len() { self.figures.kept() } else { &[] };
        ByRows { submission: self, figures }
    }
}
