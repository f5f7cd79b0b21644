//! What stands above and below a table: the heads of the two bodies, titles, signatures.

use super::book::{Sheet, Style, Value};

/// The body that hands a sheet in, as its sheets name it.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The body above it.
    pub above: &'static str,
    /// Its name in capitals, as at the head of a sheet.
    pub name: &'static str,
    /// Where it is, as in the line of the date.
    pub place: &'static str,
    /// For whom and as what its head signs.
    pub signs: &'static [&'static str],
}

/// Communes sign for their committee.
pub const CHAIR: &[&str] = &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"];
/// Offices are signed for by their head.
pub const HEAD: &[&str] = &["TRƯỞNG PHÒNG"];

/// Writes the heads of the two bodies from a row on, and gives the row after them.
///
/// `split` is the first column of the right half.
pub fn heads(sheet: &mut Sheet, row: u32, (left, split, right): (u16, u16, u16), body: &Body, style: Style) -> u32 {
    let middle = style.center();
    let half = |sheet: &mut Sheet, at: u32, from: u16, to: u16, text: &str, style: Style| {
        sheet.merge((at, from), (at, to), Value::text(text), style);
    };
    half(sheet, row, left, split - 1, body.above, middle);
    half(sheet, row + 1, left, split - 1, body.name, middle.bold());
    half(sheet, row, split, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle.bold());
    half(sheet, row + 1, split, right, "Độc lập - Tự do - Hạnh phúc", middle.bold());
    row + 2
}

/// Writes title lines across the sheet, and gives the row after them.
pub fn titles(sheet: &mut Sheet, row: u32, (left, right): (u16, u16), lines: &[&str], style: Style) -> u32 {
    let mut row = row;
    for (at, line) in lines.iter().enumerate() {
        let style = style.center();
        sheet.merge((row, left), (row, right), Value::text(*line), if at == 0 { style.bold() } else { style.italic() });
        row += 1;
    }
    row
}

/// Writes date line and signatures.
///
/// Nobody is named: the sheets are made up, the people in office are not.
pub fn signatures(sheet: &mut Sheet, row: u32, (left, split, right): (u16, u16, u16), body: &Body, style: Style) {
    let middle = style.center();
    let date = format!("{}, ngày 15 tháng 6 năm 2023", body.place);
    sheet.merge((row, split), (row, right), Value::text(date), middle.italic());
    sheet.merge((row + 1, left), (row + 1, split - 1), Value::text("NGƯỜI LẬP BIỂU"), middle.bold());
    sheet.merge((row + 2, left), (row + 2, split - 1), Value::text("(Ký, ghi rõ họ tên)"), middle.italic());
    let mut at = row + 1;
    for line in body.signs {
        sheet.merge((at, split), (at, right), Value::text(*line), middle.bold());
        at += 1;
    }
    sheet.merge((at, split), (at, right), Value::text("(Ký tên, đóng dấu)"), middle.italic());
}
