//! The head of “Tổng hợp”, in the form of an official document (NĐ 30/2020, Phụ lục I).

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::layout::{Layout, column};
use crate::language::{Language, Text};
use rust_xlsxwriter::{FormatAlign, Worksheet};

const SUPERIOR_ROW: u32 = 0;
const ISSUER_ROW: u32 = 1;
const RULE_ROW: u32 = 2;
const TITLE_ROW: u32 = 3;
const PERIOD_ROW: u32 = 4;
const STATE_ROW: u32 = 5;
const NOTE_ROW: u32 = 6;

/// Writes it: who reports at the left, the state's name at the right, the title below.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, widths: &[f64]) -> Result<(), WriteError> {
    let area = &layout.schema.area;
    let middle = style::plain().set_align(FormatAlign::Center).set_text_wrap();
    let bold = middle.clone().set_bold();
    let issuer = area.issuer.as_deref().unwrap_or(&area.name).to_uppercase();
    let superior = area.superior.as_deref().unwrap_or_default().to_uppercase();
    let (left, right) = ((column::NUMBER, column::UNIT), (column::PLAN, column::NOTE));
    sheet.merge_range(SUPERIOR_ROW, left.0, SUPERIOR_ROW, left.1, &superior, &middle)?;
    sheet.merge_range(ISSUER_ROW, left.0, ISSUER_ROW, left.1, &issuer, &bold)?;
    sheet.merge_range(SUPERIOR_ROW, right.0, SUPERIOR_ROW, right.1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &bold)?;
    let motto = bold.clone().set_font_size(13);
    let motto_text = "Độc lập - Tự do - Hạnh phúc";
    sheet.merge_range(ISSUER_ROW, right.0, ISSUER_ROW, right.1, motto_text, &motto)?;
    let (left_widths, right_widths) = widths.split_at(usize::from(column::PLAN));
    let room = |widths: &[f64]| widths.iter().sum::<f64>();
    sheet.set_row_height(SUPERIOR_ROW, style::height(&[(&superior, room(left_widths))], style::SIZE, false))?;
    sheet.set_row_height(ISSUER_ROW, style::height(&[(&issuer, room(left_widths))], 13.0, true))?;
    // The rule under the issuer is a third to a half of its line, the one under the motto as long as the motto.
    sheet.set_row_height(RULE_ROW, 8)?;
    style::rule(sheet, RULE_ROW, left.0, left_widths, 120.0)?;
    style::rule(sheet, RULE_ROW, right.0, right_widths, style::width_of(motto_text, 13.0, true) * 8.0)?;

    let all = (column::NUMBER, column::NOTE);
    let heading = match layout.language {
        Language::Vi => format!("TỔNG HỢP KẾT QUẢ THỰC HIỆN {}", layout.schema.title.to_uppercase()),
        Language::En => format!("CONSOLIDATED RESULTS: {}", layout.schema.title.to_uppercase()),
    };
    let big = bold.clone().set_font_size(14);
    sheet.merge_range(TITLE_ROW, all.0, TITLE_ROW, all.1, &style::fitted(&heading), &big)?;
    sheet.set_row_height(TITLE_ROW, style::height(&[(&heading, room(widths))], 14.0, true) + 4.0)?;
    let period = wording::period(layout.schema, layout.consolidation.period, layout.language);
    sheet.merge_range(PERIOD_ROW, all.0, PERIOD_ROW, all.1, &period, &bold.set_font_size(13))?;
    sheet.set_row_height(PERIOD_ROW, 19)?;
    let italic = middle.set_italic();
    let received = received(layout);
    sheet.merge_range(STATE_ROW, all.0, STATE_ROW, all.1, &style::fitted(&received), &italic)?;
    sheet.set_row_height(STATE_ROW, style::height(&[(&received, room(widths))], style::SIZE, false))?;
    match numbers_only(layout) {
        Some(note) => {
            sheet.merge_range(NOTE_ROW, all.0, NOTE_ROW, all.1, note, &italic)?;
        }
        None => {
            sheet.set_row_height(NOTE_ROW, 5)?;
        }
    }
    Ok(())
}

/// How many units handed in, and who did not.
pub(super) fn received(layout: &Layout) -> String {
    let units = &layout.consolidation.units;
    let missing: Vec<&str> =
        units.iter().filter(|(_, file)| file.is_none()).map(|(unit, _)| layout.schema.unit(*unit).name.as_str()).collect();
    let came = units.len() - missing.len();
    let mut text = match layout.language {
        Language::Vi => format!("Đã nhận số liệu của {came}/{} đơn vị", units.len()),
        Language::En => format!("Figures received from {came} of {} units", units.len()),
    };
    if !missing.is_empty() {
        text += layout.text(Text { vi: "; chưa có: ", en: "; missing: " });
        text += &missing.join(", ");
    }
    text + "."
}

/// Where there is nothing for formulas to stand on, the sheet says so.
fn numbers_only(layout: &Layout) -> Option<&'static str> {
    let any = layout.consolidation.rows.iter().any(|row| !row.by_unit.is_empty());
    (layout.grid.is_none() && any).then(|| {
        layout.text(Text {
            vi: "Quá nhiều đơn vị để trình bày trên một trang tính: các số tổng hợp dưới đây là số đã tính sẵn, không phải công thức.",
            en: "Too many units for one sheet: the totals below are computed numbers, not formulas.",
        })
    })
}
