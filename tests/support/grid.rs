//! Small sheets as text: a table of cells between `|`, the first line being row 1.
//!
//! A cell that reads as a plain number is a number; one in quotes is text; an empty one is empty. `<1,2>` in a cell
//! merges it over one row and two columns from there.

use chitieu::cell::{Area, Position};
use chitieu::workbook::{Cell, Formulas, Row, SharedText, Sheet, Style, StyleId, TextId, Value, Workbook};
use rust_decimal::Decimal;

/// A workbook of one sheet, "Bieu 1", from a text table.
pub fn workbook(file: &str, table: &str) -> Workbook {
    book(file, &[("Bieu 1", table)])
}

/// A workbook of several sheets from text tables.
pub fn book(file: &str, tables: &[(&str, &str)]) -> Workbook {
    let mut texts: Vec<SharedText> = Vec::new();
    let sheets = tables.iter().map(|(name, table)| sheet(name, table, &mut texts)).collect();
    Workbook { file: file.into(), sha256: String::new(), format: "xlsx", sheets, texts, styles: vec![Style::default()] }
}

fn sheet(name: &str, table: &str, texts: &mut Vec<SharedText>) -> Sheet {
    let mut sheet = Sheet {
        name: name.into(),
        hidden: false,
        rows: Vec::new(),
        cells: Default::default(),
        merges: Vec::new(),
        hidden_columns: Vec::new(),
        formulas: Formulas::default(),
        damage: Vec::new(),
    };
    let lines = table.lines().map(str::trim).filter(|line| line.starts_with('|'));
    for (index, line) in lines.enumerate() {
        let first = sheet.cells.len() as u32;
        let inner = line.trim_matches('|');
        for (column, text) in inner.split('|').enumerate() {
            let mut text = text.trim();
            if let Some(open) = text.find('<')
                && let Some((rows, columns)) = text[open + 1..].trim_end_matches('>').split_once(',')
                && let (Ok(rows), Ok(columns)) = (rows.trim().parse::<u32>(), columns.trim().parse::<u32>())
            {
                let at = Position::new(index as u32, column as u32);
                sheet.merges.push(Area { first: at, last: Position::new(at.row + rows - 1, at.column + columns - 1) });
                text = text[..open].trim();
            }
            if text.is_empty() {
                continue;
            }
            let value = match Decimal::from_str_exact(text) {
                Ok(number) => Value::Number(number),
                Err(_) => {
                    texts.push(SharedText::new(text.trim_matches('"').replace("\\n", "\n").into(), None));
                    Value::Text(TextId(texts.len() as u32 - 1))
                }
            };
            sheet.cells.push(Cell { column: column as u32, style: StyleId(0), value });
        }
        let end = sheet.cells.len() as u32;
        sheet.rows.push(Row { index: index as u32, hidden: false, first, end });
    }
    sheet
}
