//! The formulas of a sheet.

use crate::cell::Position;

/// Formulas by their cells. One text holds them all: sheets have them by the hundred, and each by itself would cost more to
/// keep than its letters do.
#[derive(Clone, Debug, Default)]
pub struct Formulas {
    /// Where each stands in the sheet, and from where to where in the text.
    places: Vec<(Position, u32, u32)>,
    /// Texts one behind the other; what is not asked for is not made one.
    text: Vec<u8>,
    /// A bit for each of the first columns that has any: most figures stand in columns without.
    columns: u64,
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
        let from = self.text.len();
        self.text.extend_from_slice(formula);
        // Readers keep far fewer letters than that (`Limits::formulas`); what does not fit is no formula.
        if let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(self.text.len())) {
            self.places.push((at, from, to));
            self.columns |= 1_u64.checked_shl(at.column).unwrap_or(0);
        }
    }

    /// Brings them into the order of their cells; of several of one cell the first stays.
    pub fn sort(&mut self) {
        // Nearly all sheets have them in order already.
        if !self.places.is_sorted_by(|(before, ..), (after, ..)| before < after) {
            self.places.sort_by_key(|(at, ..)| *at);
            self.places.dedup_by_key(|(at, ..)| *at);
        }
    }

    /// The formula of a cell, where it has one that was kept.
    pub fn get(&self, at: Position) -> Option<&str> {
        if at.column < u64::BITS && self.columns >> at.column & 1 == 0 {
            return None;
        }
        let found = self.places.binary_search_by_key(&at, |(position, ..)| *position).ok()?;
        self.places.get(found).map(|place| self.text_of(place))
    }

    /// All of them with their cells.
    pub fn iter(&self) -> impl Iterator<Item = (Position, &str)> {
        self.places.iter().map(|place| (place.0, self.text_of(place)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn text_of(&self, &(_, from, to): &(Position, u32, u32)) -> &str {
        self.text.get(from as usize..to as usize).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
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
