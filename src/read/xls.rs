//! .xls (BIFF8, and BIFF5 as far as calamine goes): calamine reads the values, a pass of our own over the records
//! gives fonts, formats, indentation, what is hidden, and formulas.
//!
//! calamine follows a looped allocation chain until memory ends, so the stream is taken out of the compound file
//! by the `cfb` crate first and handed over in a fresh one.

mod formula;
mod functions;
mod records;

use super::Reason;
use super::builder::{MOST_MERGES, is_error_text};
use super::calamine_cells::{empty_sheet, guarded, push, value};
use super::legacy::{self, Encoding};
use super::limits::{Limits, TooMuch};
use super::pool::Pool;
use crate::cell::{Area, Position};
use crate::workbook::{Cell, Sheet, StyleId, Value, Workbook};
use calamine::{Data, Reader, SheetVisible, Xls, XlsOptions};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A kind of record that nobody knows.
const UNKNOWN_RECORD: [u8; 2] = [0xFE, 0x7F];
/// A cell with a number; what a formula's record says of its place and its number stands at the same places.
const NUMBER_RECORD: [u8; 2] = [0x03, 0x02];

/// Reads a workbook in a compound file.
pub fn parse(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    let mut stream = workbook_stream(bytes, limits)?;
    let mut found = records::read(&stream, limits)?;
    if found.encrypted {
        return Err(Reason::Encrypted);
    }
    let area: u64 = found.sheets.iter().map(|sheet| u64::from(sheet.last.row + 1) * u64::from(sheet.last.column + 1)).sum();
    if area > limits.area {
        return Err(limits.over(TooMuch::Area));
    }
    // calamine takes memory for as many cells as a sheet declares, which may be any number; it breaks off at names and
    // formulas that it does not know. It is told of neither: formulas are decoded here.
    for at in found.sheets.iter().flat_map(|sheet| &sheet.dimensions).chain(&found.names) {
        if let Some(kind) = stream.get_mut(*at..at + 2) {
            kind.copy_from_slice(&UNKNOWN_RECORD);
        }
    }
    for at in found.sheets.iter().flat_map(|sheet| &sheet.numbers) {
        if let Some(kind) = stream.get_mut(*at..at + 2) {
            kind.copy_from_slice(&NUMBER_RECORD);
        }
    }
    for at in found.sheets.iter().flat_map(|sheet| &sheet.formula_lengths) {
        if let Some(length) = stream.get_mut(*at..at + 2) {
            length.fill(0);
        }
    }
    for sheet in &mut found.sheets {
        sheet.numbers = Vec::new();
        sheet.formula_lengths = Vec::new();
    }
    let container = fresh_container(&stream)?;
    drop(stream);
    guarded(|| {
        let mut options = XlsOptions::default();
        options.force_codepage = Some(found.codepage);
        let mut book: Xls<Cursor<Vec<u8>>> = Xls::new_with_options(Cursor::new(container), options).map_err(|error| match error {
            calamine::XlsError::Password => Reason::Encrypted,
            calamine::XlsError::Cfb(error) if error.to_string().starts_with("Codepage") => {
                Reason::Damaged(format!("chữ ghi theo bảng mã {}, không đọc được", found.codepage))
            }
            other => Reason::Damaged(other.to_string()),
        })?;
        let mut pool = Pool::default();
        let mut sheets = Vec::new();
        let encodings: Vec<Encoding> =
            found.styles.iter().map(|style| style.font.as_deref().map_or(Encoding::Unicode, legacy::of_font)).collect();
        let mut styles = found.styles.clone();
        let mut dates: HashMap<StyleId, StyleId> = HashMap::new();
        let listed: Vec<(String, bool, bool)> = book
            .sheets_metadata()
            .iter()
            .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible, sheet.typ == calamine::SheetType::WorkSheet))
            .collect();
        for (at, (title, hidden, is_cells)) in listed.into_iter().enumerate() {
            if !is_cells {
                continue;
            }
            let side = found.sheets.get(at);
            let mut sheet = empty_sheet(&title, hidden);
            let range = book.worksheet_range(&title).map_err(|error| Reason::Damaged(error.to_string()))?;
            let (first_row, first_column) = range.start().unwrap_or((0, 0));
            for (row, column, data) in range.used_cells() {
                let (row, column) = (row as u32 + first_row, column as u32 + first_column);
                let style = side.and_then(|side| side.styles.get(&(row, column))).copied().unwrap_or(0);
                let encoding = encodings.get(usize::from(style)).copied().unwrap_or(Encoding::Unicode);
                let text = match data {
                    Data::String(text) if found.has_old_fonts && encoding == Encoding::Unicode => Some(in_1258(text)),
                    Data::String(text) if found.codepage == 1258 => Some(text.nfc().collect()),
                    _ => None,
                };
                let data = text.map(Data::String).map_or(Cow::Borrowed(data), Cow::Owned);
                let Some((mut value, is_date)) = value(&data, encoding, &mut pool) else { continue };
                limits.cell()?;
                if let Some(formula) = side.and_then(|side| side.formulas.get(Position::new(row, column))) {
                    // A 0 that may have been a text is no result: the formula has to be looked at.
                    if found.zero_may_be_text && !formula.is_number && value == Value::Number(Decimal::ZERO) {
                        value = Value::NotCalculated;
                    }
                    if let Some(text) = &formula.text {
                        sheet.formulas.push(Position::new(row, column), text);
                    }
                }
                pool.within(limits)?;
                let mut style = StyleId(u32::from(style));
                if is_date && !styles.get(style.0 as usize).is_some_and(|style| style.date) {
                    style = *dates.entry(style).or_insert_with(|| {
                        let mut dated = styles.get(style.0 as usize).cloned().unwrap_or_default();
                        dated.date = true;
                        styles.push(dated);
                        StyleId(styles.len() as u32 - 1)
                    });
                }
                push(&mut sheet, row, Cell { column, style, value });
            }
            for area in book.merge_cells_by_sheet_name(&title).unwrap_or_default() {
                let (first, last) = (area.start, area.end);
                if first != last && sheet.merges.len() < MOST_MERGES {
                    sheet.merges.push(Area { first: Position::new(first.0, first.1), last: Position::new(last.0, last.1) });
                }
            }
            if let Some(side) = side {
                hide(&mut sheet, side);
            }
            sheets.push(sheet);
        }
        let texts = pool.finish(&mut sheets);
        for sheet in &mut sheets {
            mark_errors(sheet, &texts);
        }
        Ok(Workbook { file: name.clone(), sha256: String::new(), format: "xls", sheets, texts, styles })
    })
}

/// A text that was read as windows-1252 for the sake of others, as the windows-1258 it is.
fn in_1258(text: &str) -> String {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let (text, _) = encoding_rs::WINDOWS_1258.decode_without_bom_handling(&bytes);
    text.nfc().collect()
}

fn hide(sheet: &mut Sheet, side: &records::SideSheet) {
    for row in &mut sheet.rows {
        row.hidden = side.hidden_rows.contains(&row.index);
    }
    sheet.hidden_columns = side.hidden_columns.clone();
}

/// Error values come as text where a formula stored them as text.
fn mark_errors(sheet: &mut Sheet, texts: &[crate::workbook::SharedText]) {
    for at in 0..sheet.cells.len() {
        if let Some(Value::Text(id)) = sheet.cells.get(at).map(|cell| cell.value)
            && texts.get(id.0 as usize).is_some_and(|text| is_error_text(&text.text))
        {
            sheet.cells.set_value(at, Value::Error(id));
        }
    }
}

/// The stream `Workbook` (or `Book`, before Excel 97) of a compound file.
fn workbook_stream(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Reason> {
    // Old programs leave the last sector short; filled up with zeros it reads well.
    let mut padded;
    let bytes = if bytes.len().is_multiple_of(512) {
        bytes
    } else {
        padded = bytes.to_vec();
        padded.resize(bytes.len().next_multiple_of(512), 0);
        &padded
    };
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| Reason::Damaged(error.to_string()))?;
    if container.is_stream("/EncryptedPackage") {
        return Err(Reason::Encrypted);
    }
    for name in ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"] {
        if !container.is_stream(name) {
            continue;
        }
        let stream = container.open_stream(name).map_err(|error| Reason::Damaged(error.to_string()))?;
        let mut content = Vec::new();
        if stream.len() > limits.text_file {
            return Err(Reason::TooLarge { what: TooMuch::PartBytes, limit: limits.text_file });
        }
        stream.take(limits.text_file).read_to_end(&mut content).map_err(|error| Reason::Damaged(error.to_string()))?;
        return Ok(content);
    }
    Err(Reason::NotAWorkbook)
}

fn fresh_container(stream: &[u8]) -> Result<Vec<u8>, Reason> {
    let build = || -> std::io::Result<Vec<u8>> {
        let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::with_capacity(stream.len() + 4096)))?;
        container.create_stream("/Workbook")?.write_all(stream)?;
        container.flush()?;
        Ok(container.into_inner().into_inner())
    };
    build().map_err(|error| Reason::Damaged(error.to_string()))
}
