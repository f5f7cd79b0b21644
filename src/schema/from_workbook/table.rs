//! Where the table of a sheet stands: its header, and the column of each key.

use super::super::keys::{self, Key};
use crate::cell::Position;
use crate::label;
use crate::workbook::{Sheet, Workbook};

/// A header stands among the first rows with content; below them are data, however many.
const MOST_ROWS_ABOVE: usize = 200;
/// No heading is nearly as long.
const MOST_BYTES_OF_A_HEADING: usize = 400;

/// A column with its key.
pub struct Column {
    /// Where.
    pub at: u32,
    /// The key.
    pub key: &'static str,
    /// Its heading as typed.
    pub heading: String,
}

/// A table as its header says.
pub struct Table {
    /// The header's row.
    pub header: u32,
    /// Columns of known keys.
    pub columns: Vec<Column>,
    /// Headings that are no key's.
    pub unknown: Vec<(Position, String)>,
    /// Headings that stand a second time.
    pub twice: Vec<(Position, String)>,
}

impl Table {
    /// The row with most of the headings, the first of them; two at least.
    pub fn find(book: &Workbook, sheet: &Sheet, keys: &'static [Key]) -> Option<Table> {
        let headings: Vec<(String, &Key)> = keys.iter().map(|key| (label::key(key.heading), key)).collect();
        let named = |text: &str| {
            if text.len() > MOST_BYTES_OF_A_HEADING {
                return None;
            }
            let own = label::key(text);
            headings.iter().find(|(heading, key)| *heading == own || key.name == text.trim()).map(|(_, key)| *key)
        };
        let mut best: Option<(usize, u32)> = None;
        for row in sheet.rows.iter().take(MOST_ROWS_ABOVE) {
            let count = sheet.cells_of(row).iter().filter(|cell| named(&book.shown(cell.value)).is_some()).count();
            if count >= 2 && best.is_none_or(|(most, _)| count > most) {
                best = Some((count, row.index));
            }
        }
        let (_, header) = best?;
        let row = sheet.rows.iter().find(|row| row.index == header)?;
        let mut table = Table { header, columns: Vec::new(), unknown: Vec::new(), twice: Vec::new() };
        for cell in sheet.cells_of(row) {
            let (at, text) = (Position::new(header, cell.column), book.shown(cell.value));
            match named(&text) {
                Some(key) if table.columns.iter().any(|column| column.key == key.name) => table.twice.push((at, label::tidy(&text))),
                Some(key) => table.columns.push(Column { at: cell.column, key: key.name, heading: label::tidy(&text) }),
                None if text.trim().is_empty() || keys::HELP.iter().any(|help| label::key(help) == label::key(&text)) => {}
                None => table.unknown.push((at, label::tidy(&text))),
            }
        }
        Some(table)
    }
}
