//! What a workbook holds, whatever its format.
//!
//! Texts are kept once and named by number, so that each is looked at once however often it stands in the book.

mod cells;
mod content;
mod formulas;
mod names;

pub(crate) use cells::Holds;
pub use cells::{Cells, EachCell, RowCells};
pub use content::Content;
pub use formulas::Formulas;
pub use names::distinct_names;

use crate::cell::{Area, Position};
use crate::label;
use rust_decimal::Decimal;
use std::sync::Arc;

/// By these words in the first two rows of one column a sheet is known that lists what was found in the workbook.
pub const FINDINGS_LIST: [&str; 2] = ["chitieu", "loi"];

/// Bytes of a name, a heading or a figure that are looked at; the longest names of sets have some six hundred.
const LONGEST_LABEL: usize = 1_000;

/// The number of a text in its workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

/// The number of a style in its workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StyleId(pub u32);

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A text, in Unicode whatever font it was typed in.
    Text(TextId),
    /// A number, as the shortest decimal that reads back the same.
    Number(Decimal),
    /// True or false.
    Flag(bool),
    /// #REF!, #DIV/0! and their like, named by a text.
    Error(TextId),
    /// A formula whose result was never stored.
    NotCalculated,
    /// A number too large or odd for a decimal (infinity, 1e300), named by a text.
    Odd(TextId),
}

/// One cell that is not empty.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Column, counted from 0.
    pub column: u32,
    /// Its style.
    pub style: StyleId,
    /// What it holds.
    pub value: Value,
}

/// One row with at least one cell that is not empty.
#[derive(Clone, Debug)]
pub struct Row {
    /// Row, counted from 0.
    pub index: u32,
    /// Whether it is hidden.
    pub hidden: bool,
    /// First cell in [`Sheet::cells`].
    pub first: u32,
    /// One past the last cell in [`Sheet::cells`].
    pub end: u32,
}

/// What matters of a cell's format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether numbers are shown times 100 with a percent sign.
    pub percent: bool,
    /// Whether numbers are shown as dates.
    pub date: bool,
    /// Decimals a number is shown with; `None` where the format does not fix them.
    pub decimals: Option<u32>,
    /// The code of the number format, where it is not General.
    pub number_format: Option<Arc<str>>,
    /// Name of the font, where the format gives one.
    pub font: Option<Arc<str>>,
    /// Bold.
    pub bold: bool,
    /// Steps of indentation.
    pub indent: u32,
}

/// The number of a text that comes again in other workbooks: equal texts have the same in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RecurringId(pub u32);

/// So many texts have such a number: more than a hundred kinds of form have.
pub(crate) const MOST_RECURRING: usize = 16_384;

/// A text of the workbook.
#[derive(Clone, Debug)]
pub struct SharedText {
    /// In Unicode.
    pub text: Content,
    /// Its number among the texts of all workbooks, where it comes again.
    pub(crate) recurring: Option<RecurringId>,
    /// As stored, where it was converted from a legacy encoding.
    pub legacy: Option<Content>,
}

impl SharedText {
    /// A text of which nothing else is known.
    pub fn new(text: Content, legacy: Option<Content>) -> SharedText {
        SharedText { text, recurring: None, legacy }
    }
}

/// One sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Whether a reader sees it.
    pub hidden: bool,
    /// Rows with content, in order.
    pub rows: Vec<Row>,
    /// All cells with content, row by row.
    pub cells: Cells,
    /// Merged areas of more than one cell.
    pub merges: Vec<Area>,
    /// Hidden columns: first and last, counted from 0; in order, none within another.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Formulas by their cells, where they were kept: text without the leading `=`.
    pub formulas: Formulas,
    /// What could not be read of it, for people.
    pub damage: Vec<String>,
}

/// A workbook.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The file as it was named on the command line.
    pub file: Arc<str>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// What kind of file it turned out to be, by its content.
    pub format: &'static str,
    /// Sheets, in order.
    pub sheets: Vec<Sheet>,
    /// Texts, by number.
    pub texts: Vec<SharedText>,
    /// Styles, by number; never empty.
    pub styles: Vec<Style>,
}

impl Workbook {
    /// A text by its number.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| &text.text)
    }

    /// A text by its number, as far as names, headings and figures go: what is longer is prose, or made to be long.
    pub fn label(&self, id: TextId) -> &str {
        label::beginning(self.text(id), LONGEST_LABEL)
    }

    /// The same as [`label::tidy`] has it, held by all who ask for it.
    pub fn tidy_label(&self, id: TextId) -> Content {
        match self.texts.get(id.0 as usize) {
            Some(text) if text.text.len() <= LONGEST_LABEL => label::tidied(&text.text),
            _ => label::tidy(self.label(id)).into(),
        }
    }

    /// A style by its number.
    pub fn style(&self, id: StyleId) -> &Style {
        static PLAIN: Style =
            Style { percent: false, date: false, decimals: None, number_format: None, font: None, bold: false, indent: 0 };
        self.styles.get(id.0 as usize).unwrap_or(&PLAIN)
    }

    /// What a cell holds, as a person would type it.
    pub fn shown(&self, value: Value) -> String {
        match value {
            Value::Text(id) | Value::Error(id) | Value::Odd(id) => self.text(id).to_string(),
            Value::Number(number) => crate::number::plain_text(number),
            Value::Flag(flag) => if flag { "TRUE" } else { "FALSE" }.to_string(),
            Value::NotCalculated => String::new(),
        }
    }
}

impl Workbook {
    /// Whether it holds lists of findings of this program and nothing else.
    pub fn is_all_findings(&self) -> bool {
        !self.sheets.is_empty() && self.sheets.iter().all(|sheet| self.is_findings_list(sheet))
    }

    /// Whether a sheet is the list of findings that this program put into a marked copy: it is none of the sender's.
    pub fn is_findings_list(&self, sheet: &Sheet) -> bool {
        let [first, second] = FINDINGS_LIST;
        let says = |cell: &Cell, word: &str| matches!(cell.value, Value::Text(id) if self.text(id) == word);
        let stamped = |row: &Row| {
            let mut marks = sheet.cells_of(row).iter().filter(|cell| says(cell, first));
            marks.any(|cell| sheet.cell(Position::new(row.index + 1, cell.column)).is_some_and(|below| says(&below, second)))
        };
        // Where somebody took the hidden column away, the heads of the table still stand.
        let headed = |row: &Row| {
            let has = |words: &[&str]| words.iter().all(|word| sheet.cells_of(row).iter().any(|cell| says(&cell, word)));
            has(&["Mức độ", "Trang tính", "Ô", "Cách xử lý"]) || has(&["Severity", "Sheet", "Cell", "What to do"])
        };
        sheet.rows.iter().take_while(|row| row.index < 8).any(|row| stamped(row) || headed(row))
    }
}

/// The cell of a column among those of a row.
pub fn in_column(cells: RowCells<'_>, column: u32) -> Option<Cell> {
    cells.in_column(column)
}

/// The one of a number among things in the order of their numbers.
fn numbered<T>(things: &[T], number: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
    // Without gaps it would be where its number says, and is never behind that; with gaps in front of it only, it is as much
    // before that as the number there is above its own.
    let likely = (number.checked_sub(of(things.first()?))? as usize).min(things.len() - 1);
    let beyond = of(things.get(likely)?).checked_sub(number)? as usize;
    match likely.checked_sub(beyond).and_then(|at| things.get(at)) {
        Some(thing) if of(thing) == number => Some(thing),
        _ => things.binary_search_by_key(&number, of).ok().and_then(|at| things.get(at)),
    }
}

impl Sheet {
    /// The cells of a row of [`Sheet::rows`].
    pub fn cells_of(&self, row: &Row) -> RowCells<'_> {
        self.cells.range(row.first, row.end)
    }

    /// The cells of a row by its number, counted from 0.
    pub fn cells_in(&self, row: u32) -> RowCells<'_> {
        self.row(row).map_or(RowCells::default(), |row| self.cells_of(row))
    }

    /// The cell at a position, where it is not empty.
    pub fn cell(&self, at: Position) -> Option<Cell> {
        in_column(self.cells_of(self.row(at.row)?), at.column)
    }

    /// The row with a number, counted from 0, where it has content.
    pub fn row(&self, index: u32) -> Option<&Row> {
        numbered(&self.rows, index, |row| row.index)
    }

    /// Whether a column is hidden.
    pub fn column_is_hidden(&self, column: u32) -> bool {
        let before = self.hidden_columns.partition_point(|&(first, _)| first <= column);
        before.checked_sub(1).and_then(|at| self.hidden_columns.get(at)).is_some_and(|&(_, last)| column <= last)
    }

    /// Whether a row is hidden.
    pub fn row_is_hidden(&self, row: u32) -> bool {
        self.row(row).is_some_and(|row| row.hidden)
    }

    /// The formula of a cell, where it has one that was kept.
    pub fn formula(&self, at: Position) -> Option<&str> {
        self.formulas.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_number_is_found_whatever_gaps_there_are() {
        let mut seed = 7_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..2_000 {
            let (gap, first) = (next(6), next(4) as u32);
            let mut numbers = vec![first];
            for _ in 0..next(12) {
                let step = if next(3) == 0 { 1 + next(gap + 1) } else { 1 };
                numbers.extend(numbers.last().map(|last| last + step as u32));
            }
            for number in 0..first + 90 {
                let found = numbered(&numbers, number, |number| *number);
                assert_eq!(found.copied(), numbers.contains(&number).then_some(number), "{numbers:?}");
            }
        }
        assert_eq!(numbered(&[], 0, |number: &u32| *number), None);
        assert_eq!(numbered(&[5, u32::MAX], u32::MAX, |number| *number), Some(&u32::MAX));
        assert_eq!(numbered(&[5, u32::MAX], u32::MAX - 1, |number| *number), None);
    }
}
