//! Where a figure stands: a cell of a sheet of a file, named the way Excel names it.

use crate::number;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Most rows a sheet can have in any format that is read (Excel 2007 and later).
pub const MAX_ROWS: u32 = 1_048_576;
/// Most columns a sheet can have in any format that is read (Excel 2007 and later).
pub const MAX_COLUMNS: u32 = 16_384;

/// A row and a column of one sheet, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Row, counted from 0 (Excel's row 1).
    pub row: u32,
    /// Column, counted from 0 (Excel's column A).
    pub column: u32,
}

impl Position {
    /// The position at `row` and `column`, both counted from 0.
    pub fn new(row: u32, column: u32) -> Position {
        Position { row, column }
    }

    /// Appends its name, `E12`.
    pub fn push_name(self, name: &mut String) {
        push_column(name, self.column);
        number::push_digits(name, false, u64::from(self.row) + 1, 0);
    }

    /// Reads `E12` or `$E$12`; `None` where it is no address or lies outside a sheet.
    pub fn parse(text: &str) -> Option<Position> {
        let mut column: u32 = 0;
        let mut row: u32 = 0;
        let mut letters = 0;
        let mut digits = 0;
        for byte in text.bytes() {
            match byte {
                b'$' => {}
                b'A'..=b'Z' | b'a'..=b'z' if digits == 0 => {
                    letters += 1;
                    if letters > 3 {
                        return None;
                    }
                    column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                }
                b'0'..=b'9' if letters > 0 => {
                    digits += 1;
                    if digits > 7 {
                        return None;
                    }
                    row = row * 10 + u32::from(byte - b'0');
                }
                _ => return None,
            }
        }
        if letters == 0 || digits == 0 || row == 0 || row > MAX_ROWS || column > MAX_COLUMNS {
            return None;
        }
        Some(Position::new(row - 1, column - 1))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = String::with_capacity(16);
        self.push_name(&mut name);
        f.write_str(&name)
    }
}

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Top left corner.
    pub first: Position,
    /// Bottom right corner.
    pub last: Position,
}

impl Area {
    /// Reads `B4:C5` or a single `B4`; corners may be given in any order.
    pub fn parse(text: &str) -> Option<Area> {
        let (first, last) = match text.split_once(':') {
            Some((first, last)) => (Position::parse(first)?, Position::parse(last)?),
            None => {
                let only = Position::parse(text)?;
                (only, only)
            }
        };
        Some(Area {
            first: Position::new(first.row.min(last.row), first.column.min(last.column)),
            last: Position::new(first.row.max(last.row), first.column.max(last.column)),
        })
    }

    /// Whether `position` lies inside.
    pub fn contains(&self, position: Position) -> bool {
        (self.first.row..=self.last.row).contains(&position.row) && (self.first.column..=self.last.column).contains(&position.column)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

/// A cell of a sheet of a file, shown the way Excel names it: `Bieu 1!E12`.
///
/// The cells of one sheet share its name and that of its file: there are millions of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    place: Arc<Place>,
    /// Row and column in it.
    pub at: Position,
}

/// A sheet of a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as it was named on the command line.
    pub file: Arc<str>,
    /// Name of the sheet.
    pub sheet: Arc<str>,
}

impl CellRef {
    /// A cell of a sheet.
    pub fn new(file: Arc<str>, sheet: Arc<str>, at: Position) -> CellRef {
        CellRef { place: Arc::new(Place { file, sheet }), at }
    }

    /// Another cell of the same sheet.
    pub fn beside(&self, at: Position) -> CellRef {
        CellRef { place: self.place.clone(), at }
    }

    /// The same cell, for as long as this one is there.
    pub fn view(&self) -> CellView<'_> {
        CellView { place: &self.place, at: self.at }
    }
}

/// A cell of a sheet of which somebody else keeps the names.
#[derive(Clone, Copy, Debug)]
pub struct CellView<'a> {
    place: &'a Arc<Place>,
    /// Row and column in it.
    pub at: Position,
}

impl<'a> CellView<'a> {
    /// A cell of a sheet.
    pub fn new(place: &'a Arc<Place>, at: Position) -> CellView<'a> {
        CellView { place, at }
    }

    /// Another cell of the same sheet.
    pub fn beside(&self, at: Position) -> CellView<'a> {
        CellView { place: self.place, at }
    }

    /// The sheet.
    pub fn place(&self) -> &'a Arc<Place> {
        self.place
    }

    /// The cell, to be kept.
    pub fn kept(&self) -> CellRef {
        CellRef { place: self.place.clone(), at: self.at }
    }
}

impl<'a> From<&'a CellRef> for CellView<'a> {
    fn from(cell: &'a CellRef) -> CellView<'a> {
        cell.view()
    }
}

impl<'a> From<&CellView<'a>> for CellView<'a> {
    fn from(cell: &CellView<'a>) -> CellView<'a> {
        *cell
    }
}

impl PartialEq for CellView<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && (Arc::ptr_eq(self.place, other.place) || self.place == other.place)
    }
}

impl Deref for CellView<'_> {
    type Target = Place;

    fn deref(&self) -> &Place {
        self.place
    }
}

impl fmt::Display for CellView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet, self.at)
    }
}

impl Deref for CellRef {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet, self.at)
    }
}

/// Excel's letters for a column counted from 0: 0 is `A`, 26 is `AA`.
pub fn column_name(column: u32) -> String {
    let mut name = String::with_capacity(4);
    push_column(&mut name, column);
    name
}

fn push_column(name: &mut String, column: u32) {
    // From the last letter to the first; seven are enough for any number.
    let (mut letters, mut first, mut rest) = ([b'A'; 8], 8, column);
    while let Some(letter) = letters.get_mut(first - 1) {
        *letter += (rest % 26) as u8;
        first -= 1;
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    name.extend(letters.iter().skip(first).copied().map(char::from));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_as_excel_does() {
        for (text, row, column) in [("A1", 0, 0), ("Z9", 8, 25), ("AA10", 9, 26), ("XFD1048576", 1_048_575, 16_383)] {
            assert_eq!(Position::parse(text), Some(Position::new(row, column)), "{text}");
            assert_eq!(Position::new(row, column).to_string(), text);
        }
        assert_eq!(Position::parse("$E$12"), Some(Position::new(11, 4)));
        for wrong in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "1A", "A1B", "Ă1"] {
            assert_eq!(Position::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn areas_accept_corners_in_any_order() {
        let area = Area::parse("C5:B4").unwrap();
        assert_eq!(area.to_string(), "B4:C5");
        assert!(area.contains(Position::new(3, 2)));
        assert!(!area.contains(Position::new(5, 2)));
    }
}
