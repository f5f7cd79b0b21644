//! The formulas of a sheet.

use crate::cell::{MAX_COLUMNS, MAX_ROWS, Position};

/// Where a formula begins is told by the last bits of its number, above them stand its column and its row.
const FROM_BITS: u32 = 30;
const COLUMN_BITS: u32 = MAX_COLUMNS.trailing_zeros();

/// Formulas by their cells. One text holds them all: sheets have them by the hundred, and each by itself would cost more to
/// keep than its letters do.
#[derive(Clone, Debug, Default)]
pub struct Formulas {
    /// Where each stands in the sheet, and from where on in the text, up to where the next one begins.
    places: Vec<u64>,
    /// Texts one behind the other; what is not asked for is not made one.
    text: Vec<u8>,
    /// A bit for each of the first columns that has any: most figures stand in columns without.
    columns: u64,
}

/// A cell as a number, in the order of cells.
fn number_of(at: Position) -> u64 {
    u64::from(at.row) << COLUMN_BITS | u64::from(at.column)
}

fn cell(place: u64) -> Position {
    let number = place >> FROM_BITS;
    Position::new((number >> COLUMN_BITS) as u32, number as u32 & (MAX_COLUMNS - 1))
}

fn from(place: u64) -> usize {
    (place & ((1 << FROM_BITS) - 1)) as usize
}

impl Formulas {
    /// Adds the formula of a cell, without its leading `=`.
    pub fn push(&mut self, at: Position, formula: &str) {
        self.push_bytes(at, formula.as_bytes());
    }

    /// The same of the bytes of a text; of others none is kept.
    pub fn push_bytes(&mut self, at: Position, formula: &[u8]) {
        if self.places.is_empty() {
            // Where there is one there are mostly some hundred.
            self.places.reserve(256);
            self.text.reserve(4_096);
        }
        let from = self.text.len() as u64;
        // Readers keep far fewer letters than that (`Limits::formulas`); what does not fit is no formula.
        if from < 1 << FROM_BITS && at.row < MAX_ROWS && at.column < MAX_COLUMNS {
            self.text.extend_from_slice(formula);
            self.places.push(number_of(at) << FROM_BITS | from);
            self.columns |= 1_u64.checked_shl(at.column).unwrap_or(0);
        }
    }

    /// Brings them into the order of their cells; of several of one cell the first stays.
    pub fn sort(&mut self) {
        // Nearly all sheets have them in order already.
        if self.places.is_sorted_by(|before, after| before >> FROM_BITS < after >> FROM_BITS) {
            return;
        }
        let mut sorted: Vec<(Position, &[u8])> = (0..self.places.len()).filter_map(|at| self.bytes(at)).collect();
        sorted.sort_by_key(|(at, _)| *at);
        sorted.dedup_by_key(|(at, _)| *at);
        let mut in_order = Formulas::default();
        sorted.into_iter().for_each(|(at, formula)| in_order.push_bytes(at, formula));
        *self = in_order;
    }

    /// The formula of a cell, where it has one that was kept.
    pub fn get(&self, at: Position) -> Option<&str> {
        if at.column < u64::BITS && self.columns >> at.column & 1 == 0 {
            return None;
        }
        let found = self.places.binary_search_by_key(&number_of(at), |place| place >> FROM_BITS).ok()?;
        self.bytes(found).map(|(_, formula)| text_of(formula))
    }

    /// All of them with their cells.
    pub fn iter(&self) -> impl Iterator<Item = (Position, &str)> {
        (0..self.places.len()).filter_map(|at| self.bytes(at)).map(|(at, formula)| (at, text_of(formula)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The cell of one of them, and its bytes.
    fn bytes(&self, at: usize) -> Option<(Position, &[u8])> {
        let place = *self.places.get(at)?;
        let to = self.places.get(at + 1).map_or(self.text.len(), |next| from(*next));
        Some((cell(place), self.text.get(from(place)..to)?))
    }
}

fn text_of(formula: &[u8]) -> &str {
    std::str::from_utf8(formula).unwrap_or_default()
}

impl<'a> FromIterator<(Position, &'a str)> for Formulas {
    fn from_iter<I: IntoIterator<Item = (Position, &'a str)>>(formulas: I) -> Formulas {
        let mut found = Formulas::default();
        for (at, formula) in formulas {
            found.push(at, formula);
        }
        found.sort();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_by_their_cells_in_whatever_order_they_came() {
        let at = |row| Position::new(row, 2);
        let formulas: Formulas = [(at(3), "A4+B4"), (at(1), "A2&\"ạ\""), (at(3), "A4-B4")].into_iter().collect();
        assert_eq!(formulas.iter().collect::<Vec<_>>(), [(at(1), "A2&\"ạ\""), (at(3), "A4+B4")]);
        assert_eq!((formulas.get(at(1)), formulas.get(at(2)), formulas.get(at(3))), (Some("A2&\"ạ\""), None, Some("A4+B4")));
        assert_eq!((formulas.get(Position::new(1, 1)), formulas.get(Position::new(1, 90))), (None, None));
        let far: Formulas = [(Position::new(1, 90), "A1")].into_iter().collect();
        assert_eq!((far.get(Position::new(1, 90)), far.get(Position::new(1, 26))), (Some("A1"), None));
        assert!(!formulas.is_empty() && Formulas::default().is_empty());
        let mut odd = Formulas::default();
        odd.push_bytes(at(1), b"\xff");
        assert_eq!(odd.get(at(1)), Some(""));
    }
}
