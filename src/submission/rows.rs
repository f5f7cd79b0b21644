//! Rows that were understood as indicators, in twelve bytes each: a list has hundreds of thousands.

use crate::cell::{CellView, Place, Position};
use crate::schema::IndicatorId;
use std::sync::Arc;

/// A row of a table that was understood as an indicator.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorRow<'a> {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Cell of its label.
    pub cell: CellView<'a>,
}

/// Such rows, in the order of the sheets.
#[derive(Clone, Debug, Default)]
pub struct IndicatorRows {
    rows: Vec<Kept>,
    places: Vec<Arc<Place>>,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    indicator: IndicatorId,
    row: u32,
    /// Columns and sheets are far fewer than fit.
    column: u16,
    place: u16,
}

impl IndicatorRows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
    }

    /// Adds one behind the others, by the cell of its label.
    pub fn push(&mut self, indicator: IndicatorId, cell: CellView<'_>) {
        let known = self.places.iter().rposition(|place| Arc::ptr_eq(place, cell.place()) || place == cell.place());
        let place = known.unwrap_or_else(|| {
            self.places.push(cell.place().clone());
            self.places.len() - 1
        });
        let (column, place) = (u16::try_from(cell.at.column), u16::try_from(place));
        if let (Ok(column), Ok(place)) = (column, place) {
            self.rows.push(Kept { indicator, row: cell.at.row, column, place });
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = IndicatorRow<'_>> + Clone {
        self.rows.iter().filter_map(|row| {
            let cell = CellView::new(self.places.get(usize::from(row.place))?, Position::new(row.row, u32::from(row.column)));
            Some(IndicatorRow { indicator: row.indicator, cell })
        })
    }
}
