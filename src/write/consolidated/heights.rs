//! How the rows of a table are shown: how high they are, how deep they are grouped, and whether they are hidden.
//!
//! Most rows look like others above them. The library is told of the first of each kind, and of the last, by which it tells how
//! far the sheet goes; the tags of the others are put in like that of the first as the workbook is packed.

use super::super::WriteError;
use rust_xlsxwriter::Worksheet;

/// How a row is shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Shown {
    /// In points.
    pub height: f64,
    /// How many headings it folds up under.
    pub level: u8,
    pub is_hidden: bool,
}

impl Shown {
    /// Neither grouped nor hidden.
    pub fn high(height: f64) -> Shown {
        Shown { height, level: 0, is_hidden: false }
    }

    fn tell(self, sheet: &mut Worksheet, row: u32) -> Result<(), WriteError> {
        sheet.set_row_height(row, self.height)?;
        if self.is_hidden {
            sheet.set_row_hidden(row)?;
        }
        for _ in 0..self.level {
            sheet.group_rows(row, row)?;
        }
        Ok(())
    }
}

/// How each row of a sheet is shown, of those that are put in.
#[derive(Default)]
pub(super) struct Heights {
    kinds: Vec<Shown>,
    /// By row, as a place among the kinds.
    rows: Vec<Option<usize>>,
    /// Whether the library is told of all rows, for things that it draws over them.
    tells_all: bool,
    /// The last row that it was told of.
    told: Option<u32>,
}

impl Heights {
    /// Has the library know how high all rows are: what is drawn on the sheet stands where they say.
    pub fn tell_all(&mut self) {
        self.tells_all = true;
    }

    /// Keeps how a row is shown. Rows have to come in their order.
    pub fn set(&mut self, sheet: &mut Worksheet, row: u32, shown: Shown) -> Result<(), WriteError> {
        let place = self.kinds.iter().position(|known| *known == shown);
        let is_first = place.is_none();
        let place = place.unwrap_or(self.kinds.len());
        if is_first {
            self.kinds.push(shown);
        }
        self.rows.resize(row as usize, None);
        self.rows.push(Some(place));
        if is_first || self.tells_all {
            shown.tell(sheet, row)?;
            self.told = Some(row);
        }
        Ok(())
    }

    /// Has the library know how far the sheet goes, when all rows are there.
    pub fn end_with(&mut self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let last = self.end().checked_sub(1).filter(|last| self.told != Some(*last));
        let Some((row, shown)) = last.and_then(|last| Some((last, *self.kinds.get(self.kind(last)?)?))) else { return Ok(()) };
        self.told = Some(row);
        shown.tell(sheet, row)
    }

    /// How a row is shown, as a place among what is known of such rows.
    pub fn kind(&self, row: u32) -> Option<usize> {
        *self.rows.get(row as usize)?
    }

    /// The row below the last.
    pub fn end(&self) -> u32 {
        self.rows.len() as u32
    }
}
