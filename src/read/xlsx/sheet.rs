//! One pass over the XML of a sheet.

use super::super::Reason;
use super::super::builder::MOST_MERGES;
use super::super::limits::{Limits, TooMuch};
use super::super::pool::Pool;
use super::super::xml::unescape_excel;
use super::plain::{PlainCell, short_number};
use super::scan::{self, Scanner, Tag, Token, push_text};
use super::strings::{self, Table};
use super::styles::Styles;
use crate::cell::{Area, MAX_COLUMNS, MAX_ROWS, Position};
use crate::number;
use crate::workbook::{Cell, Row, Sheet, StyleId, TextId, Value};
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;
use std::io::Read;

/// Reads a sheet's cells, merges, hidden rows and columns into `sheet`.
pub fn read(
    mut scanner: Scanner<impl Read>,
    sheet: &mut Sheet,
    styles: &Styles,
    strings: &mut Table,
    pool: &mut Pool,
    limits: &Limits,
) -> Result<(), Reason> {
    let mut pass =
        Pass { sheet, styles, strings, pool, limits, row: 0, next_row: 0, next_column: 0, shared: HashMap::new(), content: String::new() };
    loop {
        if let Some(cell) = scanner.plain_cell() {
            pass.plain_cell(cell)?;
            continue;
        }
        if scanner.passes(b"</row>") {
            pass.end_row();
            continue;
        }
        if let Some(row) = scanner.plain_row() {
            pass.begin(row - 1, false)?;
            continue;
        }
        match scanner.next()? {
            Token::Start(tag) => match tag.name {
                b"row" => pass.begin_row(tag)?,
                b"c" => {
                    let opened = pass.open_cell(tag);
                    pass.cell(&mut scanner, opened)?;
                }
                b"col" => pass.column(tag),
                b"mergeCell" => {
                    if let Some(area) = tag.attribute("ref").and_then(|area| Area::parse(&area))
                        && area.first != area.last
                        && pass.sheet.merges.len() < MOST_MERGES
                    {
                        pass.sheet.merges.push(area);
                    }
                }
                // Excel's own filter hides rows too; they carry the hidden flag already.
                _ => {}
            },
            Token::End(b"row") => pass.end_row(),
            Token::Eof => break,
            _ => {}
        }
    }
    pass.end_row();
    tidy(pass.sheet);
    Ok(())
}

struct Pass<'a> {
    sheet: &'a mut Sheet,
    styles: &'a Styles,
    strings: &'a mut Table,
    pool: &'a mut Pool,
    limits: &'a Limits,
    /// The row being read; the first, where cells stand outside of rows.
    row: u32,
    next_row: u32,
    next_column: u32,
    /// Shared formulas by their index: where the first stands and what it says.
    shared: HashMap<String, (Position, String)>,
    /// The text of the cell being read; kept so that its memory is used again.
    content: String,
}

struct Opened {
    at: Position,
    style: u32,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Shared,
    Inline,
    Text,
    Flag,
    Error,
    Date,
}

impl Kind {
    /// By the letters of the attribute `t`.
    #[inline]
    fn named(letters: &[u8]) -> Kind {
        match letters {
            b"s" => Kind::Shared,
            b"inlineStr" => Kind::Inline,
            b"str" => Kind::Text,
            b"b" => Kind::Flag,
            b"e" => Kind::Error,
            b"d" => Kind::Date,
            _ => Kind::Number,
        }
    }
}

impl Pass<'_> {
    fn begin_row(&mut self, tag: Tag<'_>) -> Result<(), Reason> {
        let mut index = self.next_row;
        let mut hidden = false;
        for (name, value) in tag.attributes() {
            match name {
                b"r" => {
                    if let Some(row) = whole(value).filter(|row| (1..=MAX_ROWS).contains(row)) {
                        index = row - 1;
                    }
                }
                b"hidden" => hidden |= matches!(value, b"1" | b"true"),
                // Some programs hide a row by giving it no height.
                b"ht" => hidden |= is_zero(value),
                _ => {}
            }
        }
        self.begin(index, hidden)
    }

    /// Begins a row by its number, counted from 0.
    fn begin(&mut self, index: u32, hidden: bool) -> Result<(), Reason> {
        self.end_row();
        self.limits.within(TooMuch::Rows, self.sheet.rows.len(), self.limits.rows)?;
        let first = self.sheet.cells.len() as u32;
        self.sheet.rows.push(Row { index, hidden, first, end: first });
        self.row = index;
        self.next_row = (index + 1).min(MAX_ROWS - 1);
        self.next_column = 0;
        Ok(())
    }

    fn end_row(&mut self) {
        let end = self.sheet.cells.len() as u32;
        if let Some(row) = self.sheet.rows.last_mut() {
            row.end = end;
        }
    }

    fn column(&mut self, tag: Tag<'_>) {
        let (mut first, mut last, mut hidden) = (None, None, false);
        for (name, value) in tag.attributes() {
            match name {
                b"min" => first = whole(value),
                b"max" => last = whole(value),
                b"hidden" => hidden |= matches!(value, b"1" | b"true" | b"on"),
                b"width" => hidden |= is_zero(value),
                _ => {}
            }
        }
        if let (true, Some(first), Some(last)) = (hidden, first, last)
            && (1..=MAX_COLUMNS).contains(&first)
            && self.sheet.hidden_columns.len() < MAX_COLUMNS as usize
        {
            self.sheet.hidden_columns.push((first - 1, last.min(MAX_COLUMNS).max(first) - 1));
        }
    }

    fn open_cell(&mut self, tag: Tag<'_>) -> Opened {
        let mut opened = Opened { at: Position::new(self.row, self.next_column), style: 0, kind: Kind::Number };
        for (name, value) in tag.attributes() {
            match name {
                b"r" => {
                    if let Some(at) = std::str::from_utf8(value).ok().and_then(Position::parse) {
                        opened.at.column = at.column;
                    }
                }
                b"s" => opened.style = whole(value).unwrap_or(0),
                b"t" => opened.kind = Kind::named(value),
                _ => {}
            }
        }
        self.next_column = (opened.at.column + 1).min(MAX_COLUMNS - 1);
        opened
    }

    /// Reads a cell to its end and keeps it where it is not empty.
    fn cell(&mut self, scanner: &mut Scanner<impl Read>, opened: Opened) -> Result<(), Reason> {
        let mut content = std::mem::take(&mut self.content);
        content.clear();
        let kept = self.read_cell(scanner, opened, &mut content);
        self.content = content;
        kept
    }

    fn read_cell(&mut self, scanner: &mut Scanner<impl Read>, opened: Opened, content: &mut String) -> Result<(), Reason> {
        let mut has_value = false;
        let mut inline: Option<TextId> = None;
        let mut formula: Option<String> = None;
        let mut has_formula = false;
        let mut shared: Option<String> = None;
        let mut inside = Inside::Nothing;
        loop {
            match scanner.next()? {
                Token::Start(tag) => match tag.name {
                    b"v" => {
                        inside = Inside::Value;
                        has_value = true;
                    }
                    b"f" => {
                        inside = Inside::Formula;
                        has_formula = true;
                        formula = Some(String::new());
                        if tag.attributes().any(|(name, value)| name == b"t" && value == b"shared") {
                            shared = tag.attribute("si").map(Cow::into_owned);
                        }
                    }
                    b"is" => {
                        let stored = strings::item(scanner, b"is", self.limits)?;
                        inline = Some(strings::pooled(&stored, self.styles.encoding(opened.style), self.pool));
                    }
                    _ => {}
                },
                Token::Text(text) => match inside {
                    Inside::Value => push_text(text, content),
                    Inside::Formula => push_text(text, formula.get_or_insert_default()),
                    Inside::Nothing => {}
                },
                Token::Plain(text) if inside == Inside::Value => content.push_str(text),
                Token::End(name) => match name {
                    b"c" => break,
                    b"v" | b"f" => inside = Inside::Nothing,
                    _ => {}
                },
                Token::Eof => return Err(Reason::Damaged("ô bị cắt cụt".into())),
                _ => {}
            }
        }
        if let Some(formula) = formula {
            self.keep_formula(opened.at, formula, shared)?;
        }
        let value = match inline {
            Some(id) => Some(Value::Text(id)),
            None if has_value => self.value(&opened, content),
            None => None,
        };
        self.keep(&opened, value, has_formula, has_value)
    }

    /// Keeps a cell that was taken as one piece.
    fn plain_cell(&mut self, cell: PlainCell<'_>) -> Result<(), Reason> {
        let at = Position::new(self.row, cell.column.unwrap_or(self.next_column));
        self.next_column = (at.column + 1).min(MAX_COLUMNS - 1);
        let opened = Opened { at, style: cell.style, kind: Kind::named(cell.kind) };
        if let Some(stored) = cell.formula {
            self.limits.formula(stored.len())?;
            match memchr::memchr(b'&', stored) {
                None => self.sheet.formulas.push_bytes(at, stored),
                Some(_) => {
                    self.content.clear();
                    push_text(scan::text(stored)?, &mut self.content);
                    self.sheet.formulas.push(at, &self.content);
                }
            }
        }
        let value = match (opened.kind, cell.value) {
            // Digits alone, as nearly all numbers and all shared strings are; what else there may be the long way tells.
            (Kind::Number, Some(content)) if let Some(digits) = number::plain_digits(content) => {
                self.make_room()?;
                self.sheet.cells.push_digits(opened.at.column, StyleId(opened.style), digits);
                return Ok(());
            }
            (Kind::Shared, Some(content)) if let Some(index) = short_number(content) => {
                let text = self.shared(&opened, Some(index as usize));
                if let Some(Value::Text(id)) = text {
                    self.make_room()?;
                    self.pool.within(self.limits)?;
                    self.sheet.cells.push_text(opened.at.column, StyleId(opened.style), id);
                    return Ok(());
                }
                text
            }
            (_, Some(content)) => self.value(&opened, scan::text(content)?),
            (_, None) => None,
        };
        self.keep(&opened, value, cell.formula.is_some(), cell.value.is_some())
    }

    /// Keeps a cell where it is not empty.
    fn keep(&mut self, opened: &Opened, value: Option<Value>, has_formula: bool, has_value: bool) -> Result<(), Reason> {
        let value = match value {
            Some(value) => value,
            // An empty text is a result, and a common one: IF(C4="","",…). An empty <v> of no type is none.
            None if has_formula && !(has_value && opened.kind == Kind::Text) => Value::NotCalculated,
            None => return Ok(()),
        };
        self.make_room()?;
        self.pool.within(self.limits)?;
        self.sheet.cells.push(Cell { column: opened.at.column, style: StyleId(opened.style), value });
        Ok(())
    }

    /// Sees to it that one more cell may be kept, and that there is a row for it.
    #[inline]
    fn make_room(&mut self) -> Result<(), Reason> {
        self.limits.cell()?;
        if self.sheet.rows.is_empty() {
            self.sheet.rows.push(Row { index: 0, hidden: false, first: 0, end: 0 });
        }
        Ok(())
    }

    fn keep_formula(&mut self, at: Position, text: String, shared: Option<String>) -> Result<(), Reason> {
        self.limits.formula(text.len())?;
        match shared {
            Some(index) if text.is_empty() => {
                if let Some((first, formula)) = self.shared.get(&index) {
                    // It is written anew for each cell that shares it.
                    self.limits.formula(formula.len())?;
                    self.sheet.formulas.push(at, &shift(formula, *first, at));
                }
            }
            shared => {
                self.sheet.formulas.push(at, &text);
                if let Some(index) = shared {
                    self.shared.insert(index, (at, text));
                }
            }
        }
        Ok(())
    }

    /// The shared string that an index names.
    fn shared(&mut self, opened: &Opened, index: Option<usize>) -> Option<Value> {
        let encoding = self.styles.encoding(opened.style);
        let text = index.and_then(|index| self.strings.number(index, encoding, self.pool));
        // The first places tell enough.
        if text.is_none() && self.sheet.damage.len() < 1_000 {
            self.sheet.damage.push(format!("ô {} chỉ đến một chuỗi không có", opened.at));
        }
        text.map(Value::Text)
    }

    fn value(&mut self, opened: &Opened, content: &str) -> Option<Value> {
        match opened.kind {
            Kind::Shared => self.shared(opened, content.trim().parse().ok()),
            Kind::Text | Kind::Inline | Kind::Date => {
                if content.is_empty() {
                    return None;
                }
                let encoding = self.styles.encoding(opened.style);
                Some(Value::Text(self.pool.add(&unescape_excel(content), encoding)))
            }
            Kind::Flag => match content.trim() {
                "1" | "true" | "-1" => Some(Value::Flag(true)),
                "0" | "false" => Some(Value::Flag(false)),
                _ => None,
            },
            Kind::Error => Some(Value::Error(self.pool.add(content.trim(), super::super::legacy::Encoding::Unicode))),
            Kind::Number => {
                let text = content.trim();
                if text.is_empty() {
                    return None;
                }
                Some(match number::from_stored(text) {
                    Some(number) => Value::Number(number),
                    None => Value::Odd(self.pool.add(text, super::super::legacy::Encoding::Unicode)),
                })
            }
        }
    }
}

/// Digits as a number; `None` for anything else.
fn whole(digits: &[u8]) -> Option<u32> {
    short_number(digits).or_else(|| std::str::from_utf8(digits).ok()?.parse().ok())
}

/// Whether a width or a height is nothing.
fn is_zero(value: &[u8]) -> bool {
    // Nearly all begin with another digit.
    matches!(value.first(), Some(b'0' | b'-' | b'.' | b'+'))
        && std::str::from_utf8(value).is_ok_and(|value| value.parse::<f64>().is_ok_and(|size| size == 0.0))
}

#[derive(PartialEq)]
enum Inside {
    Nothing,
    Value,
    Formula,
}

/// A shared formula as it reads at another cell: relative references move along.
pub(super) fn shift(formula: &str, from: Position, to: Position) -> String {
    let rows = i64::from(to.row) - i64::from(from.row);
    let columns = i64::from(to.column) - i64::from(from.column);
    let bytes = formula.as_bytes();
    let mut out = String::with_capacity(formula.len() + 4);
    let mut at = 0;
    while at < bytes.len() {
        let c = bytes[at];
        if c == b'"' || c == b'\'' {
            // Text and quoted sheet names stay.
            let end = formula[at + 1..].find(char::from(c)).map_or(bytes.len(), |found| at + 1 + found + 1);
            out.push_str(&formula[at..end]);
            at = end;
            continue;
        }
        if c.is_ascii_alphabetic() || c == b'$' || c == b'_' {
            let end =
                at + formula[at..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '_' | '.'))).unwrap_or(formula.len() - at);
            let word = &formula[at..end];
            let is_name = matches!(bytes.get(end), Some(b'(' | b'!')) || (at > 0 && matches!(bytes[at - 1], b'.' | b']'));
            match (is_name, moved(word, rows, columns)) {
                (false, Some(moved)) => out.push_str(&moved),
                _ => out.push_str(word),
            }
            at = end;
            continue;
        }
        let end = at + formula[at..].chars().next().map_or(1, char::len_utf8);
        out.push_str(&formula[at..end]);
        at = end;
    }
    out
}

fn moved(word: &str, rows: i64, columns: i64) -> Option<String> {
    let at = Position::parse(word)?;
    let column_fixed = word.starts_with('$');
    let row_fixed = word.rfind('$').is_some_and(|dollar| dollar > 0);
    let row = if row_fixed { i64::from(at.row) } else { i64::from(at.row) + rows };
    let column = if column_fixed { i64::from(at.column) } else { i64::from(at.column) + columns };
    let (row, column) = (u32::try_from(row).ok()?, u32::try_from(column).ok()?);
    if row >= MAX_ROWS || column >= MAX_COLUMNS {
        return None;
    }
    let (c, r) = (if column_fixed { "$" } else { "" }, if row_fixed { "$" } else { "" });
    Some(format!("{c}{}{r}{}", crate::cell::column_name(column), row + 1))
}

/// Rows and cells in order, each once (the last one written counts, as in Excel).
fn tidy(sheet: &mut Sheet) {
    let rows_in_order = sheet.rows.windows(2).all(|pair| pair[0].index < pair[1].index);
    let cells_in_order = sheet.rows.iter().all(|row| sheet.cells_of(row).is_in_order());
    if !(rows_in_order && cells_in_order) {
        let mut by_place: std::collections::BTreeMap<(u32, u32), Cell> = std::collections::BTreeMap::new();
        let mut hidden: HashMap<u32, bool> = HashMap::new();
        for row in &sheet.rows {
            *hidden.entry(row.index).or_default() |= row.hidden;
            for cell in sheet.cells_of(row) {
                by_place.insert((row.index, cell.column), cell);
            }
        }
        sheet.rows.clear();
        sheet.cells.clear();
        for ((index, _), cell) in by_place {
            let end = sheet.cells.len() as u32;
            match sheet.rows.last_mut() {
                Some(row) if row.index == index => row.end = end + 1,
                _ => sheet.rows.push(Row { index, hidden: hidden.get(&index).copied().unwrap_or(false), first: end, end: end + 1 }),
            }
            sheet.cells.push(cell);
        }
    }
    sheet.formulas.sort();
    // Excel keeps empty formatted rows by the thousand.
    sheet.rows.retain(|row| row.first < row.end || row.hidden);
    sheet.rows.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_formulas_move_with_their_cell() {
        let from = Position::parse("D2").unwrap();
        for (formula, to, moved) in [
            ("C2/B2*100", "D3", "C3/B3*100"),
            ("SUM(A$1:$B2)", "E4", "SUM(B$1:$B4)"),
            ("IF(C2=\"A1\",'Sheet A1'!A1,LOG10(2))", "D3", "IF(C3=\"A1\",'Sheet A1'!A2,LOG10(2))"),
        ] {
            assert_eq!(shift(formula, from, Position::parse(to).unwrap()), moved);
        }
    }
}
