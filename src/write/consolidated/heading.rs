//! What stands over the smaller sheets: a title, the area with its period, a note.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::layout::Layout;
use rust_xlsxwriter::Worksheet;

/// First row below it.
pub(super) const END: u32 = 4;

/// Writes it.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, title: &str, note: &str) -> Result<(), WriteError> {
    let left = style::plain().set_bold();
    let period = wording::period(layout.schema, layout.consolidation.period, layout.language);
    sheet.write_string_with_format(0, 0, style::fitted(title), &left.clone().set_font_size(13))?;
    sheet.write_string_with_format(1, 0, format!("{} – {period}", layout.schema.area.name), &left)?;
    sheet.write_string_with_format(2, 0, note, &style::plain().set_italic())?;
    sheet.set_row_height(3, 6)?;
    Ok(())
}
