//! A row that is being written: the library's cells among those that are put in.

use super::super::super::WriteError;
use super::super::super::sheet_style as style;
use super::super::escaped::push_text;
use super::super::formula;
use super::super::layout::Layout;
use super::super::streamed::{Given, Rows, Sheet, Sink, Style, Value};
use super::{CELL, Text, name_of};
use crate::cell::MAX_COLUMNS;
use crate::number;
use rust_decimal::Decimal;
use std::fmt::Write as _;

/// Below so many digits, the decimal notation of a number is that of the nearest one that a workbook can hold.
const EXACT: u64 = 1_000_000_000_000_000;
/// How the number in a cell begins.
const NUMBER: &str = "><v>";
/// How a row begins.
const ROW: &str = "<row r=\"";

/// A row that is being written: the library's cells among those that are put in.
pub(super) struct Line<'l, 'g> {
    layout: &'l Layout<'l>,
    /// How the cells of each column begin.
    columns: &'l [String],
    /// The letters of each column, side by side: rows of very many units go through all of them.
    letters: Vec<[u8; 3]>,
    learned: &'g mut Learned,
    /// What stands in a link to each sheet before either name of the cell.
    links: [[String; 2]; 2],
    /// The row of the figure that was linked to last, counted from 0, and its number: most links of a row lead to one.
    linked: (u32, String),
    /// How many words were put in.
    pub count: usize,
    pub out: Text<'g>,
    /// Of each kind of row: what its tag says behind its number.
    tags: Vec<Option<&'l str>>,
    /// Whether the row's tag is written to its end, for cells behind it.
    has_cells: bool,
    /// The row's number, counted from 1, and as in its cells' names.
    number: u32,
    row: String,
    /// What the library wrote of it that has not been copied yet.
    left: &'l str,
    /// The column of the first cell of that.
    next: Option<u16>,
}

/// What was learned from the library's cells of how others are written.
#[derive(Default)]
pub(super) struct Learned {
    /// Of each style: how cells have it.
    known: Vec<Option<Known>>,
    /// Of each verdict: the number of its word among the shared texts.
    words: [Option<u32>; 4],
}

/// How cells have a style.
struct Known {
    /// The attribute.
    attribute: String,
    /// The row that the tail is of, counted from 1.
    row: u32,
    /// What follows the letters of a cell's column: the row's number, the attribute, and how a number begins.
    tail: String,
}

impl Sink for Line<'_, '_> {
    fn wants(&self, _: Style) -> bool {
        true
    }

    fn put(&mut self, column: u16, style: Style, value: Value) -> Result<(), WriteError> {
        if !self.has_cells {
            self.has_cells = true;
            self.out.piece.push('>');
        }
        // The rows of very many units are large.
        self.out.give_when_full()?;
        while self.next.is_some_and(|next| next <= column)
            && let Some((cell, of, left)) = first_cell(self.left)
        {
            self.come_to(left);
            self.out.piece += cell;
            if of == column {
                self.learn(cell, style, &value);
                return Ok(());
            }
        }
        let letters = self.letters.get(usize::from(column));
        let known = self.learned.known.get_mut(style.place()).and_then(Option::as_mut);
        let (Some(letters), Some(known)) = (letters, known) else { return Err(style::not_made(format!("{column}:{}", self.row))) };
        if known.row != self.number {
            known.row = self.number;
            known.tail.clear();
            known.tail.extend([self.row.as_str(), "\"", &known.attribute, NUMBER]);
        }
        let out = &mut self.out.piece;
        *out += CELL;
        letters.iter().filter(|letter| **letter != 0).for_each(|letter| out.push(char::from(*letter)));
        *out += &known.tail;
        if !matches!(value, Value::Number(_)) {
            out.truncate(out.len() - NUMBER.len());
        }
        match value {
            Value::Blank => *out += "/>",
            Value::Number(number) => {
                push_stored(out, number);
                *out += "</v></c>";
            }
            Value::Word(verdict) => {
                let Some(word) = self.learned.words.get(verdict as usize).copied().flatten() else {
                    return Err(style::not_made(self.layout.verdict(verdict)));
                };
                self.count += 1;
                *out += " t=\"s\"><v>";
                number::push_digits(out, false, word.into(), 0);
                *out += "</v></c>";
            }
            Value::Text(text) => {
                // Spaces at the ends of a text are XML's own unless it says otherwise.
                let spaced = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
                *out += if spaced { " t=\"inlineStr\"><is><t xml:space=\"preserve\">" } else { " t=\"inlineStr\"><is><t>" };
                push_text(out, text);
                *out += "</t></is></c>";
            }
            Value::Formula(formula, given) => {
                begin_formula(out, given);
                push_text(out, &formula);
                self.give(given);
            }
            Value::Percent([actual, base], decimals, given) => {
                begin_formula(out, given);
                let (Some(actual), Some(base)) = (name_of(self.columns, actual), name_of(self.columns, base)) else {
                    return Err(style::not_made(&self.row));
                };
                formula::push_percent(out, [actual, &self.row], [base, &self.row], decimals);
                self.give(given);
            }
            Value::Link(sheet, (row, column), given) => {
                begin_formula(out, given);
                let Some(column) = name_of(self.columns, column) else { return Err(style::not_made(&self.row)) };
                if self.linked.0 != row {
                    self.linked.0 = row;
                    self.linked.1.clear();
                    number::push_digits(&mut self.linked.1, false, u64::from(row) + 1, 0);
                }
                for before in self.links.get(sheet as usize).into_iter().flatten() {
                    out.extend([before, column, &self.linked.1]);
                }
                out.push(')');
                self.give(given);
            }
        }
        Ok(())
    }
}

/// A row as the library wrote it.
struct Written<'l> {
    /// Counted from 1.
    number: u32,
    /// What its tag says behind its number.
    tag: &'l str,
    /// None of a row of which the library knows only how it is shown.
    cells: Option<&'l str>,
}

impl<'l> Written<'l> {
    /// The first of some rows, and the others.
    fn first(rows: &'l str) -> Option<(Written<'l>, &'l str)> {
        let (tag, rest) = rows.strip_prefix(ROW)?.split_once('>')?;
        let (tag, (cells, rest)) = match tag.strip_suffix('/') {
            Some(tag) => (tag, (None, rest)),
            None => (tag, rest.split_once("</row>").map(|(cells, rest)| (Some(cells), rest))?),
        };
        let (number, tag) = tag.split_once('"')?;
        // The columns that a row spans may be left out; the library does not know all of them.
        let without = |tag: &'l str, begin: &str| tag.strip_prefix(begin).and_then(|rest| Some(rest.split_once('"')?.1)).unwrap_or(tag);
        // So may how far letters reach below their line, which programs work out for themselves.
        let tag = without(without(tag, " spans=\""), " x14ac:dyDescent=\"");
        Some((Written { number: number.parse().ok()?, tag, cells }, rest))
    }
}

impl<'l, 'g> Line<'l, 'g> {
    /// Begins with the rows of a sheet.
    pub fn new(out: Text<'g>, layout: &'l Layout<'l>, columns: &'l [String], learned: &'g mut Learned) -> Line<'l, 'g> {
        let mut letters = vec![[0; 3]; columns.len()];
        for (letters, column) in letters.iter_mut().zip(0..) {
            letters.iter_mut().zip(name_of(columns, column).unwrap_or_default().bytes()).for_each(|(place, letter)| *place = letter);
        }
        Line {
            layout,
            columns,
            letters,
            learned,
            links: [Sheet::Summary, Sheet::ByUnit].map(|sheet| {
                let name = sheet.name(layout);
                [format!("IF('{name}'!"), format!("=\"\",\"\",'{name}'!")]
            }),
            linked: (0, "1".to_string()),
            count: 0,
            out,
            tags: Vec::new(),
            has_cells: false,
            number: 0,
            row: String::new(),
            left: "",
            next: None,
        }
    }

    /// Writes the rows of a sheet: those that the library wrote, with their other cells put in, and between them those that it
    /// does not have.
    pub fn rows(&mut self, mut written: &'l str, rows: &dyn Rows) -> Result<(), WriteError> {
        while !written.is_empty() {
            let Some((row, others)) = Written::first(written) else { return Err(style::not_made(ROW)) };
            written = others;
            self.rows_above(row.number, rows)?;
            self.row(row, rows)?;
        }
        self.rows_above(u32::MAX, rows)
    }

    /// Writes the rows above one that the library does not have.
    fn rows_above(&mut self, number: u32, rows: &dyn Rows) -> Result<(), WriteError> {
        let Some(heights) = rows.heights() else { return Ok(()) };
        for number in self.number + 1..number.min(heights.end() + 1) {
            let Some(kind) = heights.kind(number - 1) else { continue };
            let Some(tag) = self.tags.get(kind).copied().flatten() else { return Err(style::not_made(format!("{ROW}{number}"))) };
            self.row(Written { number, tag, cells: None }, rows)?;
        }
        Ok(())
    }

    /// Writes a row, with what the library wrote of it.
    fn row(&mut self, written: Written<'l>, rows: &dyn Rows) -> Result<(), WriteError> {
        let mut tag = written.tag;
        let row = written.number.saturating_sub(1);
        if let Some(kind) = rows.heights().and_then(|heights| heights.kind(row)) {
            if self.tags.len() <= kind {
                self.tags.resize(kind + 1, None);
            }
            if let Some(known) = self.tags.get_mut(kind) {
                // The first of each kind is the library's; of others it may not know how they are shown.
                tag = known.get_or_insert(tag);
            }
        }
        self.number = written.number;
        self.row.clear();
        number::push_digits(&mut self.row, false, written.number.into(), 0);
        self.has_cells = written.cells.is_some();
        self.out.piece.extend([ROW, &self.row, "\"", tag, if self.has_cells { ">" } else { "" }]);
        self.come_to(written.cells.unwrap_or_default());
        rows.row(row, self)?;
        self.out.piece += self.left;
        self.out.push(if self.has_cells { "</row>" } else { "/>" })
    }

    /// Goes on with what is left of a row.
    fn come_to(&mut self, left: &'l str) {
        self.left = left;
        self.next = column_of(left);
    }

    /// The rest of a cell, from the end of its formula on.
    fn give(&mut self, given: Given) {
        let out = &mut self.out.piece;
        *out += "</f><v>";
        match given {
            Given::Number(number) => number.into_iter().for_each(|number| push_exact(out, number)),
            Given::Word(verdict) => push_text(out, self.layout.verdict(verdict)),
        }
        *out += "</v></c>";
    }

    /// Learns from a cell of the library how others of its kind are written.
    fn learn(&mut self, cell: &str, style: Style, value: &Value) {
        let Learned { known, words } = &mut *self.learned;
        if known.len() <= style.place() {
            known.resize_with(style.place() + 1, || None);
        }
        let tag = cell.split_once('>').map_or(cell, |(tag, _)| tag);
        if let Some(known) = known.get_mut(style.place()).filter(|known| known.is_none()) {
            let number = tag.split_once(" s=\"").and_then(|(_, rest)| Some(rest.split_once('"')?.0));
            // The usual format is not named.
            let attribute = number.map_or_else(String::new, |number| format!(" s=\"{number}\""));
            *known = Some(Known { attribute, row: 0, tail: String::new() });
        }
        if let Value::Word(verdict) = value
            && let Some(word) = words.get_mut(*verdict as usize)
        {
            *word = cell.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>")?.0.parse().ok());
        }
    }
}

/// How the formula of a cell begins: where it gives no number, the cell's tag says so.
fn begin_formula(out: &mut String, given: Given) {
    *out += if matches!(given, Given::Number(Some(_))) { "><f>" } else { " t=\"str\"><f>" };
}

/// The first of some cells, its column, and the others.
fn first_cell(cells: &str) -> Option<(&str, u16, &str)> {
    let (name, column) = (cells.strip_prefix("<c r=\"")?, column_of(cells)?);
    let end = name.find("<c r=\"").map_or(cells.len(), |at| at + cells.len() - name.len());
    let (cell, others) = cells.split_at_checked(end)?;
    Some((cell, column, others))
}

/// The column of the first of some cells.
fn column_of(cells: &str) -> Option<u16> {
    let letters = cells.strip_prefix("<c r=\"")?.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.fold(0_u32, |column, letter| (column * 26 + u32::from(letter - b'A') + 1).min(MAX_COLUMNS));
    u16::try_from(column.checked_sub(1)?).ok()
}

/// A number as the nearest that a workbook can hold.
fn push_stored(out: &mut String, number: Decimal) {
    match small(number) {
        Some((digits, scale)) if digits < EXACT => number::push_digits(out, number.is_sign_negative(), digits, scale),
        _ => {
            let _ = write!(out, "{}", style::stored(number));
        }
    }
}

/// A number, exactly.
fn push_exact(out: &mut String, number: Decimal) {
    match small(number) {
        Some((digits, scale)) => number::push_digits(out, number.is_sign_negative(), digits, scale),
        None => *out += &number::plain_text(number),
    }
}

/// Digits and decimals of a number that is not too long to be written quickly; zeros at its end are left out.
fn small(number: Decimal) -> Option<(u64, u32)> {
    let mut digits = u64::try_from(number.mantissa().unsigned_abs()).ok()?;
    let mut scale = number.scale();
    if digits == 0 && number.is_sign_negative() {
        return None;
    }
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    (scale < 19).then_some((digits, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_library_would() {
        let mut numbers = vec![Decimal::MAX, Decimal::MIN, Decimal::ZERO, -Decimal::ZERO, Decimal::new(0, 3), Decimal::from(u64::MAX)];
        for digits in 0..=20_u32 {
            let one = 10_i128.pow(digits);
            for mantissa in [one, one - 1, one + 1, one * 5, one / 3, one * 7 + one / 9] {
                for scale in [0, 1, 2, 7, 15, 18, 19, 28] {
                    numbers.extend([1, -1].map(|sign| Decimal::from_i128_with_scale(mantissa * sign, scale)));
                }
            }
        }
        for number in numbers {
            let (mut stored, mut exact) = (String::new(), String::new());
            push_stored(&mut stored, number);
            push_exact(&mut exact, number);
            assert_eq!(stored, style::stored(number).to_string(), "{number}");
            assert_eq!(exact, number::plain_text(number), "{number}");
        }
    }

    #[test]
    fn cells_are_told_apart_by_their_columns() {
        let cells = "<c r=\"B10\" s=\"4\"/><c r=\"AA10\" t=\"s\"><v>3</v></c>";
        let (first, column, others) = first_cell(cells).unwrap();
        assert_eq!((first, column), ("<c r=\"B10\" s=\"4\"/>", 1));
        assert_eq!(first_cell(others), Some(("<c r=\"AA10\" t=\"s\"><v>3</v></c>", 26, "")));
        assert_eq!(first_cell(""), None);
    }
}
