//! Cells that are kept until their sheet is packed: sheets of a few hundred lines, whose cells are made one by one.
//!
//! The library would look the format of each up by all its properties, and hold and write it at several times the cost.

use super::super::WriteError;
use super::super::outline::label;
use super::super::sheet_style as style;
use super::formula::Live;
use super::heights::{Heights, Shown};
use super::layout::Layout;
use super::look::Look;
use super::streamed::{Given, Merged, Rows, Sheet, Sink, Style, Styles, Value, is_plain};
use super::summary::write_live;
use crate::schema::Indicator;
use crate::submission::Verdict;
use rust_decimal::Decimal;
use rust_xlsxwriter::Worksheet;
use std::ops::Range;

/// Room is made for no more cells of a row before they come.
const MOST_FORESEEN: usize = 64;
/// Nor for those of more lines, each with so many bytes of texts and formulas.
const MOST_LINES_FORESEEN: usize = 4_096;
const TEXTS_OF_A_LINE: usize = 1_600;

/// The cells of a sheet that are put in as it is packed.
#[derive(Default)]
pub(super) struct Kept {
    /// The formats of all of the sheet's cells that are put in.
    pub styles: Styles,
    /// By row; those of one in any order until it has begun.
    rows: Vec<Vec<(u16, Style, Cell)>>,
    /// The texts and formulas of all cells, one behind the other.
    texts: String,
    merged: Vec<Merged>,
    /// How its rows are shown.
    pub heights: Heights,
}

/// What is kept of a cell.
enum Cell {
    Blank,
    Number(Decimal),
    Word(Verdict),
    Text(Range<usize>),
    /// Without the equals sign.
    Formula(Range<usize>, Given),
    /// To a cell of “Tổng hợp”.
    Link((u32, u16), Given),
}

impl Kept {
    /// None yet, with styles of which the library may have written some on other sheets.
    pub fn with(styles: Styles) -> Kept {
        Kept { styles, ..Kept::default() }
    }

    /// Makes room for the texts and formulas of so many lines; room that is not used costs nothing.
    pub fn make_room(&mut self, lines: usize) {
        self.texts.reserve(lines.min(MOST_LINES_FORESEEN) * TEXTS_OF_A_LINE);
    }

    /// A cell without content.
    pub fn blank(&mut self, at: (u32, u16), look: Look) {
        self.put(at, look, Cell::Blank);
    }

    /// A number.
    pub fn number(&mut self, at: (u32, u16), number: Decimal, look: Look) {
        self.put(at, look, Cell::Number(number));
    }

    /// The word for a verdict.
    pub fn word(&mut self, at: (u32, u16), verdict: Verdict, look: Look) {
        self.put(at, look, Cell::Word(verdict));
    }

    /// A text; one that could be misread as it is written is the library's.
    pub fn text(&mut self, sheet: &mut Worksheet, at: (u32, u16), text: &str, look: Look) -> Result<(), WriteError> {
        match is_plain(text) {
            true if text.is_empty() => self.put(at, look, Cell::Blank),
            true => {
                let text = self.hold(text);
                self.put(at, look, Cell::Text(text));
            }
            false => _ = sheet.write_string_with_format(at.0, at.1, text, &look.format())?,
        }
        Ok(())
    }

    /// A text over several cells of a row. The library would look the format of each up.
    pub fn over(&mut self, sheet: &mut Worksheet, (row, first, last): (u32, u16, u16), text: &str, look: Look) -> Result<(), WriteError> {
        self.text(sheet, (row, first), text, look)?;
        self.merge((row, first, last), look);
        Ok(())
    }

    /// Merges what stands in the first of several cells of a row over all of them.
    pub fn merge(&mut self, (row, first, last): (u32, u16, u16), look: Look) {
        for column in first.saturating_add(1)..=last {
            self.blank((row, column), look);
        }
        self.merged.push(Merged { rows: (row, row), columns: (first, last) });
    }

    /// A text over two cells of a column.
    pub fn down(&mut self, sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, look: Look) -> Result<(), WriteError> {
        self.text(sheet, (row, column), text, look)?;
        self.blank((row + 1, column), look);
        self.merged.push(Merged { rows: (row, row + 1), columns: (column, column) });
        Ok(())
    }

    /// A formula, without its equals sign, that gives a verdict.
    pub fn verdict(&mut self, at: (u32, u16), formula: &str, given: Verdict, look: Look) {
        let formula = self.hold(formula);
        self.put(at, look, Cell::Formula(formula, Given::Word(given)));
    }

    /// A formula with its result; one that works on arrays is the library's.
    pub fn live(&mut self, sheet: &mut Worksheet, at: (u32, u16), live: Live, look: Look) -> Result<(), WriteError> {
        if live.array {
            return write_live(sheet, at.0, at.1, &live, &look.format());
        }
        let formula = self.hold(&live.formula);
        self.put(at, look, Cell::Formula(formula, Given::Number(live.value)));
        Ok(())
    }

    /// A link to a figure on “Tổng hợp”, blank where it is.
    pub fn link(&mut self, at: (u32, u16), to: (u32, u16), value: Option<Decimal>, look: Look) {
        self.put(at, look, Cell::Link(to, Given::Number(value)));
    }

    /// The first three cells of an indicator's line, on whatever sheet: its count, its name, and its unit of measure. Gives the
    /// name and how far it is indented.
    pub fn names(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        indicator: &Indicator,
        (count, depth): (Option<u32>, u32),
    ) -> Result<(String, u8), WriteError> {
        match count {
            Some(count) => self.number((row, 0), count.into(), Look::CENTRED),
            None => self.blank((row, 0), Look::CENTRED),
        }
        let (name, indent) = (label(&indicator.name, depth), depth.min(4) as u8);
        self.text(sheet, (row, 1), &style::fitted(&name), Look::indented(indent))?;
        self.text(sheet, (row, 2), &indicator.unit_of_measure, Look::CENTRED)?;
        Ok((name, indent))
    }

    /// How high a row is, and how many headings it folds up under.
    pub fn height(&mut self, sheet: &mut Worksheet, row: u32, height: f64, level: u8) -> Result<(), WriteError> {
        self.heights.set(sheet, row, Shown { height, level, is_hidden: false })
    }

    fn hold(&mut self, text: &str) -> Range<usize> {
        let from = self.texts.len();
        self.texts += text;
        from..self.texts.len()
    }

    fn put(&mut self, (row, column): (u32, u16), look: Look, cell: Cell) {
        let style = self.styles.of_look(look);
        let row = row as usize;
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        // Most rows have as many cells as the one above them, unless that is the head of a great many columns.
        let above = row.checked_sub(1).and_then(|above| self.rows.get(above)).map_or(0, Vec::len);
        if let Some(cells) = self.rows.get_mut(row) {
            if cells.is_empty() {
                cells.reserve_exact(above.min(MOST_FORESEEN));
            }
            cells.push((column, style, cell));
        }
    }

    /// Has the library write the first cell of each kind among those of a row, when all of them are there; what is left is put
    /// in as the sheet is packed. Rows have to begin in their order, and with what stands in them beside these cells.
    pub fn begin(&mut self, sheet: &mut Worksheet, layout: &Layout, row: u32) -> Result<(), WriteError> {
        if let Some(cells) = self.rows.get_mut(row as usize) {
            cells.sort_by_key(|(column, ..)| *column);
        }
        let mut styles = std::mem::take(&mut self.styles);
        let begun = styles.begin(sheet, layout, row, self);
        self.styles = styles;
        begun
    }
}

impl Rows for Kept {
    fn heights(&self) -> Option<&Heights> {
        Some(&self.heights)
    }

    fn merged(&self) -> &[Merged] {
        &self.merged
    }

    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let held = |at: &Range<usize>| self.texts.get(at.clone()).unwrap_or_default();
        for (column, style, cell) in self.rows.get(row as usize).into_iter().flatten() {
            let value = match cell {
                Cell::Blank => Value::Blank,
                Cell::Number(number) => Value::Number(*number),
                Cell::Word(verdict) => Value::Word(*verdict),
                Cell::Text(text) => Value::Text(held(text)),
                Cell::Formula(formula, given) => Value::Formula(held(formula).into(), *given),
                Cell::Link(to, given) => Value::Link(Sheet::Summary, *to, *given),
            };
            sink.put(*column, *style, value)?;
        }
        Ok(())
    }
}
