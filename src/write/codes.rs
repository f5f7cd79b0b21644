//! Hidden codes, by which a workbook of this program is read back with certainty.
//!
//! Every sheet of figures ends in one hidden column. In the rows of indicators it holds their codes. In a consolidated
//! workbook it says from the sheet's first row down what the workbook is: [`MARK`], what for, the schema's id, whose
//! figures they are, which period; the sheet of units also has a hidden row with the units' codes above their columns.
//! In a blank workbook one cell beside the head of the table says so (`stamp.rs`).

use super::WriteError;
use super::sheet_style::plain;
pub use crate::stamp::MARK;
use rust_xlsxwriter::Worksheet;

/// In the second row of the column of codes: a consolidated workbook.
pub const CONSOLIDATED: &str = "tong-hop";
/// Beside the mark, on the sheet that a consolidated workbook is read back with.
pub const DATA: &str = "so-lieu";
/// In the second row on a sheet of what the units handed in; there the column goes on with the units' codes.
pub const HANDED_IN: &str = "tinh-hinh-nop";

/// Writes a text of `stamp.rs` beside the head of a table, and hides the column.
pub(super) fn stamp_column(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), WriteError> {
    sheet.write_string_with_format(row, column, text, &plain())?;
    sheet.set_column_hidden(column)?;
    Ok(())
}

/// Says what the workbook is, and hides the column.
pub(super) fn stamp(sheet: &mut Worksheet, column: u16, what: &str, schema: &str, owner: &str, period: &str) -> Result<(), WriteError> {
    for (row, text) in [MARK, what, schema, owner, period].into_iter().enumerate() {
        sheet.write_string_with_format(row as u32, column, text, &plain())?;
    }
    sheet.set_column_hidden(column)?;
    Ok(())
}
