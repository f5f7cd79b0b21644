//! What calamine reads, as our cells: the values of .xls and .xlsb.

use super::Reason;
use super::binary_parts::{self, Prepared};
use super::legacy::Encoding;
use super::limits::Limits;
use super::pool::Pool;
use super::xml::Archive;
use crate::cell::{MAX_COLUMNS, MAX_ROWS};
use crate::guard;
use crate::number;
use crate::workbook::{Cell, Cells, Formulas, Row, Sheet, Style, StyleId, Value, Workbook};
use calamine::{Data, DataRef, Reader, SheetVisible, Xlsb};
use std::io::Cursor;
use std::sync::Arc;

/// Runs a reader that may panic on damaged files; a panic is a damaged file.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    guard::guarded(read).unwrap_or_else(|| Err(Reason::Damaged("cấu trúc tệp không hợp lệ".into())))
}

/// An empty sheet under a name.
pub fn empty_sheet(name: &str, hidden: bool) -> Sheet {
    Sheet {
        name: name.into(),
        hidden,
        rows: Vec::new(),
        cells: Cells::new(),
        merges: Vec::new(),
        hidden_columns: Vec::new(),
        formulas: Formulas::default(),
        damage: Vec::new(),
    }
}

/// Adds a cell to a sheet that is filled in order.
pub fn push(sheet: &mut Sheet, row: u32, cell: Cell) {
    let first = sheet.cells.len() as u32;
    sheet.cells.push(cell);
    let end = sheet.cells.len() as u32;
    match sheet.rows.last_mut() {
        Some(last) if last.index == row => last.end = end,
        _ => sheet.rows.push(Row { index: row, hidden: false, first, end }),
    }
}

/// The value of a cell, and whether calamine took it for a date.
pub fn value(data: &Data, encoding: Encoding, pool: &mut Pool) -> Option<(Value, bool)> {
    let number = |value: f64, pool: &mut Pool| match number::from_f64(value) {
        Some(number) => Value::Number(number),
        None => Value::Odd(pool.add(&value.to_string(), Encoding::Unicode)),
    };
    Some(match data {
        Data::Empty => return None,
        Data::Int(value) => (Value::Number((*value).into()), false),
        Data::Float(value) => (number(*value, pool), false),
        Data::String(text) if text.is_empty() => return None,
        Data::String(text) => (Value::Text(pool.add(text, encoding)), false),
        Data::Bool(flag) => (Value::Flag(*flag), false),
        Data::DateTime(date) => (number(date.as_f64(), pool), true),
        Data::DateTimeIso(text) | Data::DurationIso(text) => (Value::Text(pool.add(text, Encoding::Unicode)), true),
        Data::Error(error) => (Value::Error(pool.add(&error.to_string(), Encoding::Unicode)), false),
    })
}

/// Reads an .xlsb: values only; fonts, formats and hidden rows are not in reach.
pub fn xlsb(name: Arc<str>, archive: &mut Archive<'_>, limits: &Limits) -> Result<Workbook, Reason> {
    let Prepared { bytes, lacks_sheets } = binary_parts::prepared(archive, limits)?;
    guarded(|| {
        let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsbError::Password => Reason::Encrypted,
            other => Reason::Damaged(other.to_string()),
        })?;
        let mut pool = Pool::default();
        let mut sheets = Vec::new();
        // Style 1 stands for dates: all that is known of formats here.
        let styles = vec![Style::default(), Style { date: true, ..Style::default() }];
        let listed: Vec<(String, bool)> =
            book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect();
        for (title, hidden) in listed {
            let mut sheet = empty_sheet(&title, hidden);
            // The streaming reader: a whole range of a hostile sheet can ask for more memory than there is.
            let Ok(mut cells) = book.worksheet_cells_reader(&title) else {
                // It may be a sheet of charts; it may also be one that was taken out.
                if lacks_sheets {
                    sheet.damage.push("bản ghi dài quá mức".to_string());
                }
                sheets.push(sheet);
                continue;
            };
            let mut errors = 0;
            loop {
                match cells.next_cell() {
                    Ok(Some(cell)) => {
                        let (row, column) = cell.get_position();
                        if row >= MAX_ROWS || column >= MAX_COLUMNS {
                            continue;
                        }
                        let data: Data = match cell.get_value() {
                            DataRef::SharedString(text) => Data::String((*text).to_string()),
                            other => other.clone().into(),
                        };
                        if let Some((value, date)) = value(&data, Encoding::Unicode, &mut pool) {
                            limits.cell()?;
                            pool.within(limits)?;
                            push(&mut sheet, row, Cell { column, style: StyleId(u32::from(date)), value });
                        }
                    }
                    Ok(None) => break,
                    Err(error) => {
                        errors += 1;
                        sheet.damage.push(error.to_string());
                        if errors > 100 {
                            break;
                        }
                    }
                }
            }
            sheets.push(sheet);
        }
        let texts = pool.finish(&mut sheets);
        Ok(Workbook { file: name, sha256: String::new(), format: "xlsb", sheets, texts, styles })
    })
}
