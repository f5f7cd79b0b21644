//! “Bộ chỉ tiêu”: what the set is called, the area it is for, its periods.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::{write_text, write_value};
use crate::schema::keys::{self, Key};
use crate::schema::raw::{Entry, RawSchema};
use rust_xlsxwriter::{FormatAlign, Worksheet};

const WIDTHS: [f64; 3] = [36.0, 56.0, 64.0];
/// Empty rows for further periods.
const SPARE_PERIODS: u32 = 12;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, raw: &RawSchema) -> Result<(), WriteError> {
    sheet.set_name(keys::SET_SHEET)?;
    for (column, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    sheet.write_string_with_format(0, 0, "BỘ CHỈ TIÊU", &style::plain().set_bold().set_font_size(14))?;
    let instruction = "Bốn trang tính: Bộ chỉ tiêu, Đơn vị, Chỉ tiêu, Kế hoạch. Sửa ở ô màu vàng; được thêm, bớt, chuyển dòng; không đổi chữ ở dòng tiêu đề.";
    sheet.write_string_with_format(1, 0, instruction, &style::plain().set_italic())?;
    for (column, head) in keys::SET_HEADS.into_iter().enumerate() {
        sheet.write_string_with_format(2, column as u16, head, &style::head())?;
    }
    let mut row = 3;
    let nothing = Entry { place: raw.top.place.clone(), fields: Vec::new(), blanks: Vec::new() };
    for (title, keys, entry) in
        [("Bộ chỉ tiêu", keys::TOP, &raw.top), ("Địa bàn tổng hợp", keys::AREA, raw.area.as_ref().unwrap_or(&nothing))]
    {
        sheet.merge_range(row, 0, row, 2, title, &style::heading(0))?;
        row += 1;
        for key in keys {
            line(sheet, row, key, entry)?;
            row += 1;
        }
    }
    sheet.merge_range(row, 0, row, 2, "Các kỳ báo cáo", &style::heading(0))?;
    row += 1;
    for (column, key) in keys::PERIOD.iter().enumerate() {
        sheet.write_string_with_format(row, column as u16, key.heading, &style::head())?;
    }
    sheet.write_string_with_format(row, 2, keys::SET_HEADS[2], &style::head())?;
    row += 1;
    let note = keys::PERIOD.iter().map(|key| format!("{}: {}", key.heading, key.note)).collect::<Vec<_>>().join("\n");
    let last = row + raw.periods.len() as u32 + SPARE_PERIODS;
    sheet.merge_range(row, 2, last, 2, &note, &style::cell().set_align(FormatAlign::Top).set_italic())?;
    let input = style::cell().set_background_color(style::INPUT_FILL).set_num_format("@");
    for at in row..=last {
        let period = raw.periods.get((at - row) as usize);
        for (column, key) in keys::PERIOD.iter().enumerate() {
            match period.and_then(|period| period.fields.iter().find(|field| field.key == key.name)) {
                Some(field) => {
                    write_value(sheet, at, column as u16, &field.value, key, &input)?;
                }
                None => {
                    sheet.write_blank(at, column as u16, &input)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(3, 0)?;
    style::page(sheet, true, "Trang");
    Ok(())
}

fn line(sheet: &mut Worksheet, row: u32, key: &Key, entry: &Entry) -> Result<(), WriteError> {
    write_text(sheet, row, 0, key.heading, &style::cell())?;
    let input = style::cell().set_background_color(style::INPUT_FILL);
    let mut shown = String::new();
    match entry.fields.iter().find(|field| field.key == key.name) {
        Some(field) => shown = write_value(sheet, row, 1, &field.value, key, &input)?,
        None => {
            let format = if matches!(key.form, keys::Form::Number) { input } else { input.set_num_format("@") };
            sheet.write_blank(row, 1, &format)?;
        }
    }
    sheet.write_string_with_format(row, 2, key.note, &style::cell().set_italic())?;
    sheet.set_row_height(row, style::height(&[(&shown, WIDTHS[1]), (key.note, WIDTHS[2])], style::SIZE, false))?;
    Ok(())
}
