//! Hidden codes, by which a workbook of this program is read back with certainty.
//!
//! Every sheet of figures ends in one hidden column. In the rows of indicators it holds their codes; from the
//! sheet's first row down it says what the workbook is: [`MARK`], what for, the schema's id, whose figures they are,
//! which period. The sheet of units also has a hidden row with the units' codes above their columns.

use super::WriteError;
use super::sheet_style::plain;
use rust_xlsxwriter::Worksheet;

/// In the first row of the column of codes: a workbook of this program.
pub const MARK: &str = "chitieu";
/// In its second row: a consolidated workbook.
pub const CONSOLIDATED: &str = "tong-hop";
/// Beside the mark, on the sheet that a consolidated workbook is read back with.
pub const DATA: &str = "so-lieu";
/// In the second row on a sheet of what the units handed in; there the column goes on with the units' codes.
pub const HANDED_IN: &str = "tinh-hinh-nop";
/// In its second row: a workbook to be filled in.
pub const TEMPLATE: &str = "mau";

/// Says what the workbook is, and hides the column.
pub(super) fn stamp(sheet: &mut Worksheet, column: u16, what: &str, schema: &str, owner: &str, period: &str) -> Result<(), WriteError> {
    for (row, text) in [MARK, what, schema, owner, period].into_iter().enumerate() {
        sheet.write_string_with_format(row as u32, column, text, &plain())?;
    }
    sheet.set_column_hidden(column)?;
    Ok(())
}
