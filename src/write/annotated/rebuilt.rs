//! A workbook of another kind (.xls, .xlsb, .ods, .csv, a page) written anew as .xlsx from what was read of it.

use super::super::WriteError;
use super::super::sheet_style as style;
use crate::cell::{Area, MAX_COLUMNS, Position};
use crate::workbook::{Cell, Sheet, Value, Workbook};
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};
use std::collections::{HashMap, HashSet};

/// Widths of columns, in characters.
const NARROWEST: f64 = 9.0;
const WIDEST: f64 = 45.0;
/// Cells of the merged areas that are merged again, of a whole workbook; each is written. A layout of people has some
/// hundreds, a title over all columns 16,384.
const MOST_MERGED_CELLS: u64 = 200_000;

/// The workbook, and the names of its sheets by those they had: not every name is one for Excel.
pub(super) fn workbook(read: &Workbook) -> Result<(Vec<u8>, HashMap<String, String>), WriteError> {
    let mut workbook = style::new_workbook("", "chitieu")?;
    let mut names = HashMap::new();
    let mut taken = HashSet::new();
    let mut some_shown = false;
    let mut room = MOST_MERGED_CELLS;
    for sheet in &read.sheets {
        let name = fitting_name(&sheet.name, &mut taken);
        let new = workbook.add_worksheet();
        new.set_name(&name)?;
        fill(new, read, sheet, &mut room)?;
        // The first sheet shown must be the active one; the list takes its place afterwards.
        if sheet.hidden {
            new.set_hidden(true);
        } else if !some_shown {
            some_shown = true;
            new.set_active(true);
            new.set_first_tab(true);
        }
        names.insert(sheet.name.to_string(), name);
    }
    if !some_shown {
        workbook.add_worksheet().set_active(true);
    }
    Ok((style::saved(&mut workbook)?, names))
}

/// A name that Excel takes, and no other sheet has.
fn fitting_name(name: &str, taken: &mut HashSet<String>) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { '-' } else { c }).collect();
    let plain = plain.trim_matches('\'').trim();
    let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "Trang" } else { plain };
    let cut = |room: usize| plain.chars().take(room).collect::<String>();
    let numbered = (2_u32..10_000).map(|number| format!("{} ({number})", cut(22)));
    let free = std::iter::once(cut(31)).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
    free.unwrap_or_else(|| cut(31))
}

fn fill(new: &mut Worksheet, read: &Workbook, sheet: &Sheet, room: &mut u64) -> Result<(), WriteError> {
    let merges = apart(&sheet.merges, room);
    let merged_columns: HashSet<Position> = merges.iter().map(|area| area.first).collect();
    for area in &merges {
        new.merge_range(area.first.row, column(area.first), area.last.row, column(area.last), "", &style::plain())?;
    }
    let mut widths: HashMap<u32, f64> = HashMap::new();
    for row in &sheet.rows {
        if row.hidden {
            new.set_row_hidden(row.index)?;
        }
        for cell in sheet.cells_of(row) {
            let at = Position::new(row.index, cell.column);
            write(new, read, &cell, at)?;
            if !merged_columns.contains(&at) {
                let longest = read.shown(cell.value).split('\n').map(|line| line.chars().count()).max().unwrap_or(0) as f64;
                let width = widths.entry(cell.column).or_insert(NARROWEST);
                *width = width.max(longest + 1.0).min(WIDEST);
            }
        }
    }
    for (column, width) in widths {
        if let Ok(column) = u16::try_from(column) {
            new.set_column_width(column, width)?;
        }
    }
    for &(first, last) in &sheet.hidden_columns {
        // An .xls may hide columns beyond the last that there is.
        let last = last.min(MAX_COLUMNS - 1);
        if let (Ok(first), Ok(last)) = (u16::try_from(first), u16::try_from(last))
            && first <= last
        {
            new.set_column_range_hidden(first, last)?;
        }
    }
    Ok(())
}

fn column(at: Position) -> u16 {
    u16::try_from(at.column).unwrap_or(u16::MAX)
}

fn write(new: &mut Worksheet, read: &Workbook, cell: &Cell, at: Position) -> Result<(), XlsxError> {
    let look = read.style(cell.style);
    let mut format = style::plain();
    if look.bold {
        format = format.set_bold();
    }
    if look.indent > 0 {
        format = format.set_align(FormatAlign::Left).set_indent(look.indent.min(15) as u8);
    }
    let (row, column) = (at.row, column(at));
    match cell.value {
        Value::Number(number) => {
            let format = match (&look.number_format, look.percent, look.decimals) {
                (Some(code), _, _) if code.chars().count() < 200 => format.set_num_format(&**code),
                (_, true, decimals) => format.set_num_format(percent_code(decimals.unwrap_or(0))),
                _ => format,
            };
            new.write_number_with_format(row, column, style::stored(number), &format)?;
        }
        Value::Flag(flag) => {
            new.write_boolean_with_format(row, column, flag, &format)?;
        }
        // A text is a text, whatever it begins with; a formula's error is shown as what it says.
        Value::Text(_) | Value::Error(_) | Value::Odd(_) => {
            let format: Format = format.set_text_wrap();
            new.write_string_with_format(row, column, style::fitted(&read.shown(cell.value)), &format)?;
        }
        Value::NotCalculated => {
            new.write_blank(row, column, &format)?;
        }
    }
    Ok(())
}

fn percent_code(decimals: u32) -> String {
    match decimals {
        0 => "0%".to_string(),
        decimals => format!("0.{}%", "0".repeat(decimals.min(10) as usize)),
    }
}

/// Merged areas that don't overlap, which Excel would not open; the first one counts. Those for which there is no room
/// left stay apart: nothing in them is lost by it.
fn apart(merges: &[Area], room: &mut u64) -> Vec<Area> {
    let mut taken: HashSet<Position> = HashSet::new();
    let mut kept = Vec::new();
    for area in merges {
        let (rows, columns) = (area.first.row..=area.last.row, area.first.column..=area.last.column);
        let size = rows.clone().count() as u64 * columns.clone().count() as u64;
        if size < 2 || size > *room {
            continue;
        }
        *room -= size;
        let cells = || rows.clone().flat_map(|row| columns.clone().map(move |column| Position::new(row, column)));
        if !cells().any(|cell| taken.contains(&cell)) {
            taken.extend(cells());
            kept.push(*area);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_that_overlap_or_are_endless_stay_apart() {
        let area = |a: (u32, u32), b: (u32, u32)| Area { first: Position::new(a.0, a.1), last: Position::new(b.0, b.1) };
        let (title, huge, over_title, head) =
            (area((0, 0), (0, 9)), area((1, 0), (13_312, 1_531)), area((0, 5), (2, 5)), area((3, 1), (4, 1)));
        let mut room = MOST_MERGED_CELLS;
        assert_eq!(apart(&[title, huge, over_title, head], &mut room), [title, head]);
        assert_eq!(room, MOST_MERGED_CELLS - 10 - 3 - 2);
        // Another sheet of the same workbook has what is left.
        room = 9;
        assert_eq!(apart(&[title, head], &mut room), [head]);
    }

    #[test]
    fn columns_hidden_beyond_the_last_are_no_obstacle() {
        let sheet = Sheet {
            name: "A".into(),
            hidden: false,
            rows: Vec::new(),
            cells: Default::default(),
            merges: Vec::new(),
            hidden_columns: vec![(3, 65_535)],
            formulas: Default::default(),
            damage: Vec::new(),
        };
        let (texts, styles, sheets) = (Vec::new(), Vec::new(), vec![sheet]);
        let read = Workbook { file: "a.xls".into(), sha256: String::new(), format: "xls", sheets, texts, styles };
        assert!(workbook(&read).is_ok());
    }

    #[test]
    fn every_sheet_gets_a_name_that_excel_takes() {
        let mut taken = HashSet::new();
        for (name, expected) in [
            ("Biểu 1/2", "Biểu 1-2"),
            ("biểu 1-2", "biểu 1-2 (2)"),
            ("", "Trang"),
            ("'x'", "x"),
            (&"dài".repeat(20), &"dài".repeat(20).chars().take(31).collect::<String>()),
        ] {
            assert_eq!(fitting_name(name, &mut taken), expected);
        }
    }
}
