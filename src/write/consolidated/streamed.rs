//! Sheets of a great many cells: units × indicators, lists of files and units.
//!
//! The library of workbooks keeps every cell until the end and looks every format up anew. It makes these sheets with
//! all but most of their cells; the others are put into its XML, row by row, as the workbook is packed, and never held.
//!
//! The first cell of each kind is written by the library all the same. From it is learned what number the library gave
//! the kind's format and, where it is a word, its text; the others are written like it.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::formula;
use super::heights::Heights;
use super::layout::{Layout, at};
use super::look::Look;
use super::{BY_UNIT, SUMMARY};
use crate::number;
use crate::submission::Verdict;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Worksheet};
use std::borrow::Cow;

/// How cells look: a place among [`Styles`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style(usize);

impl Style {
    /// Its place among the styles of its sheet.
    pub fn place(self) -> usize {
        self.0
    }
}

/// Kinds of cells of one format: with one of the words, or with anything else.
const KINDS: usize = 5;

/// The formats of a sheet's cells, each once, and what the library has written of them.
#[derive(Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    looks: Vec<(Look, Style)>,
    written: Vec<[bool; KINDS]>,
}

impl Styles {
    /// The style of a format.
    pub fn of(&mut self, format: Format) -> Style {
        if let Some(place) = self.formats.iter().position(|known| *known == format) {
            return Style(place);
        }
        self.formats.push(format);
        self.written.push([false; KINDS]);
        Style(self.formats.len() - 1)
    }

    /// The style of a look.
    pub fn of_look(&mut self, look: Look) -> Style {
        if let Some((_, style)) = self.looks.iter().find(|(known, _)| *known == look) {
            return *style;
        }
        let style = self.of(look.format());
        self.looks.push((look, style));
        style
    }

    /// Whether the library has written a cell of a style that holds no word.
    pub fn has_written(&self, style: Style) -> bool {
        self.written.get(style.0).is_some_and(|written| written[KINDS - 1])
    }

    /// Has the library write the first cells of each kind that a row brings.
    pub fn begin(&mut self, sheet: &mut Worksheet, layout: &Layout, row: u32, rows: &dyn Rows) -> Result<(), WriteError> {
        rows.row(row, &mut First { sheet, layout, styles: self, row })
    }
}

/// What stands in a cell.
pub(super) enum Value<'v> {
    Blank,
    Number(Decimal),
    Word(Verdict),
    /// A text that [`is_plain`].
    Text(&'v str),
    /// A formula without the equals sign, with what it gives.
    Formula(Cow<'v, str>, Given),
    /// Percent of the figure in one column of the row against that in another, with so many decimals.
    Percent([u16; 2], u32, Given),
    /// The figure in a row and column of another sheet, blank where it is.
    Link(Sheet, (u32, u16), Given),
}

/// A sheet that others take figures from.
#[derive(Clone, Copy)]
pub(super) enum Sheet {
    Summary,
    ByUnit,
}

impl Sheet {
    /// Its name.
    pub fn name(self, layout: &Layout) -> &'static str {
        layout.text(match self {
            Sheet::Summary => SUMMARY,
            Sheet::ByUnit => BY_UNIT,
        })
    }
}

/// Whether a text is written as it is, with no letter that one program or another would take for a coded one. All others are
/// the library's.
pub(super) fn is_plain(text: &str) -> bool {
    if !style::fits(text) {
        return false;
    }
    // Most texts have no byte of those that such letters end or begin with, and of many bytes at once that is quickly told.
    let may_be_of_one = |byte: u8| matches!(byte, 0..0x20 | 0x7f | b'_' | 0xc2 | 0xef);
    if !text.bytes().fold(false, |any, byte| any | may_be_of_one(byte)) {
        return true;
    }
    let mut before = [0; 2];
    let may_be_misread = |byte: u8| {
        // Controls are one byte, or a second one behind the first of Latin-1; U+FFFE and U+FFFF end in 0xbe and 0xbf.
        let found =
            matches!((before, byte), (_, 0..0x20 | 0x7f) | ([_, b'_'], b'x') | ([_, 0xc2], 0x80..0xa0) | ([0xef, 0xbf], 0xbe..=0xbf));
        before = [before[1], byte];
        found
    };
    !text.bytes().any(may_be_misread)
}

/// What a formula gives.
#[derive(Clone, Copy)]
pub(super) enum Given {
    /// A number, or an empty text.
    Number(Option<Decimal>),
    Word(Verdict),
}

impl Given {
    fn text(self, layout: &Layout) -> Cow<'static, str> {
        match self {
            Given::Number(number) => number.map(number::plain_text).unwrap_or_default().into(),
            Given::Word(verdict) => layout.verdict(verdict).into(),
        }
    }
}

/// Takes the cells of a row from left to right.
pub(super) trait Sink {
    /// Whether it takes cells of a style that hold no word; what it does not take need not be worked out.
    fn wants(&self, style: Style) -> bool;

    /// Takes a cell.
    fn put(&mut self, column: u16, style: Style, value: Value) -> Result<(), WriteError>;
}

/// What is left of a sheet when the library has written its part.
pub(super) trait Rows {
    /// Puts the cells of a row; none where the library has written all of it.
    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError>;

    /// The last column that it puts cells in, where that may lie beyond those of “Theo đơn vị”.
    fn last_column(&self) -> u32 {
        0
    }

    /// How rows are shown, of those that the library may not know all of.
    fn heights(&self) -> Option<&Heights> {
        None
    }

    /// Cells that are merged beside those that the library has; where there are any, it has some, too.
    fn merged(&self) -> &[Merged] {
        &[]
    }

    /// Tells the sheet's input messages, until it is told to stop. Where there are any, the library has written the
    /// first.
    fn messages(&self, _told: &mut dyn FnMut(Message) -> Result<bool, WriteError>) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Cells that are merged, from the first row and column to the last.
pub(super) struct Merged {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

/// An input message at some cells.
pub(super) struct Message<'m> {
    /// First and last column.
    pub columns: (u16, u16),
    /// First and last row.
    pub rows: (u32, u32),
    pub title: &'m str,
    pub text: &'m str,
    /// From here on the text has nothing in it that is written otherwise in XML.
    pub plain_from: usize,
}

/// Has the library write the first cell of each kind.
struct First<'s, 'l> {
    sheet: &'s mut Worksheet,
    layout: &'l Layout<'l>,
    styles: &'s mut Styles,
    row: u32,
}

impl Sink for First<'_, '_> {
    fn wants(&self, style: Style) -> bool {
        !self.styles.has_written(style)
    }

    fn put(&mut self, column: u16, style: Style, value: Value) -> Result<(), WriteError> {
        let kind = match value {
            Value::Word(verdict) => verdict as usize,
            _ => KINDS - 1,
        };
        let Some(written) = self.styles.written.get_mut(style.0).and_then(|written| written.get_mut(kind)) else { return Ok(()) };
        let (Some(format), false) = (self.styles.formats.get(style.0), *written) else { return Ok(()) };
        *written = true;
        let (sheet, row) = (&mut *self.sheet, self.row);
        let (formula, given) = match value {
            Value::Formula(formula, given) => (formula, given),
            Value::Percent([actual, base], decimals, given) => (formula::percent(&at(row, actual), &at(row, base), decimals).into(), given),
            Value::Link(of, (row, column), given) => (formula::link(of.name(self.layout), &at(row, column), None).formula.into(), given),
            Value::Blank => {
                sheet.write_blank(row, column, format)?;
                return Ok(());
            }
            Value::Number(number) => {
                sheet.write_number_with_format(row, column, style::stored(number), format)?;
                return Ok(());
            }
            Value::Word(verdict) => {
                sheet.write_string_with_format(row, column, self.layout.verdict(verdict), format)?;
                return Ok(());
            }
            Value::Text(text) => {
                sheet.write_string_with_format(row, column, text, format)?;
                return Ok(());
            }
        };
        let formula = Formula::new(format!("={formula}")).set_result(given.text(self.layout));
        sheet.write_formula_with_format(row, column, formula, format)?;
        Ok(())
    }
}

#[cfg(test)]
impl Styles {
    /// Has the library write a cell, whatever it has written before.
    pub fn write(
        &mut self,
        sheet: &mut Worksheet,
        layout: &Layout,
        row: u32,
        (column, style, value): (u16, Style, Value),
    ) -> Result<(), WriteError> {
        self.written.fill([false; KINDS]);
        First { sheet, layout, styles: self, row }.put(column, style, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_may_be_misread_are_the_librarys() {
        for plain in ["", "_", "x_", "_ x", "Đạt _", "\u{a0}x", "\u{ffd}", "\u{fffd}", "ｘ", "_X0041_", "20 %", "“ă”"] {
            assert!(is_plain(plain), "{plain:?}");
        }
        for coded in ["_x0041_", "a_x", "\t", "a\nb", "\u{7f}", "\u{80}", "\u{9f}", "a\u{fffe}", "\u{ffff}b", "\u{85}"] {
            assert!(!is_plain(coded), "{coded:?}");
        }
        assert!(!is_plain(&"a".repeat(32_001)));
    }
}
