//! The cells of a sheet, in twelve bytes each: a list has millions of them, and nearly all hold the number of a text or a number
//! of a few digits.

use super::{Cell, StyleId, TextId, Value, numbered};
use crate::cell::MAX_COLUMNS;
use rust_decimal::Decimal;

/// What a cell holds is told by the last bits of its number.
const TAG_BITS: u32 = 3;
const TAG: u64 = (1 << TAG_BITS) - 1;
const TEXT: u64 = 0;
const NUMBER: u64 = 1;
const FLAG: u64 = 2;
const ERROR: u64 = 3;
const NOT_CALCULATED: u64 = 4;
const ODD: u64 = 5;
/// It stands among those that are kept as they are.
const AS_IT_IS: u64 = 6;

/// Of a number: its sign, five bits of its scale, and above them its digits.
const NEGATIVE: u64 = 1 << TAG_BITS;
const SCALE_AT: u32 = TAG_BITS + 1;
const DIGITS_AT: u32 = SCALE_AT + 5;

/// One cell; two halves of what it holds behind its column and its style, so that it lies at any four bytes.
#[derive(Clone, Copy, Debug)]
struct Packed {
    column: u16,
    style: u16,
    low: u32,
    high: u32,
}

impl Packed {
    #[inline]
    fn of(cell: Cell, column: u16) -> Option<Packed> {
        let style = u16::try_from(cell.style.0).ok()?;
        let held = match cell.value {
            Value::Text(id) => u64::from(id.0) << TAG_BITS | TEXT,
            Value::Number(number) => number_of(number)?,
            Value::Flag(flag) => u64::from(flag) << TAG_BITS | FLAG,
            Value::Error(id) => u64::from(id.0) << TAG_BITS | ERROR,
            Value::NotCalculated => NOT_CALCULATED,
            Value::Odd(id) => u64::from(id.0) << TAG_BITS | ODD,
        };
        Some(Packed::holding(column, style, held))
    }

    #[inline]
    fn holding(column: u16, style: u16, held: u64) -> Packed {
        Packed { column, style, low: held as u32, high: (held >> 32) as u32 }
    }

    fn held(self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }

    /// What it holds, as far as it is told without its number.
    #[inline]
    fn holds(self, others: &[Cell]) -> Holds {
        match u64::from(self.low) & TAG {
            TEXT => Holds::Text(TextId((self.held() >> TAG_BITS) as u32)),
            NUMBER => Holds::Number,
            AS_IT_IS => match self.cell(others).value {
                Value::Text(id) => Holds::Text(id),
                Value::Number(_) => Holds::Number,
                _ => Holds::Other,
            },
            _ => Holds::Other,
        }
    }

    /// The cell, where `others` are those that are kept as they are.
    #[inline]
    fn cell(self, others: &[Cell]) -> Cell {
        let held = self.held();
        let rest = held >> TAG_BITS;
        let value = match held & TAG {
            TEXT => Value::Text(TextId(rest as u32)),
            NUMBER => Value::Number(number(held)),
            FLAG => Value::Flag(rest != 0),
            ERROR => Value::Error(TextId(rest as u32)),
            ODD => Value::Odd(TextId(rest as u32)),
            AS_IT_IS => match others.get(rest as usize) {
                Some(cell) => return *cell,
                None => Value::NotCalculated,
            },
            _ => Value::NotCalculated,
        };
        Cell { column: u32::from(self.column), style: StyleId(u32::from(self.style)), value }
    }
}

/// A decimal of few digits as one number; it is read back digit for digit.
#[inline]
fn number_of(number: Decimal) -> Option<u64> {
    let parts = number.unpack();
    let digits = u64::from(parts.mid) << 32 | u64::from(parts.lo);
    // A zero below zero has no sign in its digits.
    if parts.hi != 0 || digits >> (u64::BITS - DIGITS_AT) != 0 || (digits == 0 && parts.negative) {
        return None;
    }
    Some(digits << DIGITS_AT | u64::from(parts.scale) << SCALE_AT | if parts.negative { NEGATIVE } else { 0 } | NUMBER)
}

#[inline]
fn number(held: u64) -> Decimal {
    let digits = held >> DIGITS_AT;
    // With a scale that can't be too large there is nothing that may panic, and what nobody asks for is not worked out.
    let scale = ((held >> SCALE_AT) as u32 & 31).min(Decimal::MAX_SCALE);
    Decimal::from_parts(digits as u32, (digits >> 32) as u32, 0, held & NEGATIVE != 0, scale)
}

/// Cells that are not empty, row by row.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    packed: Vec<Packed>,
    /// Those that do not fit: numbers of more digits than programs write, styles beyond those that a workbook can have.
    others: Vec<Cell>,
}

impl Cells {
    /// None.
    pub fn new() -> Cells {
        Cells::default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.packed.reserve(more);
    }

    /// Takes them all out.
    pub fn clear(&mut self) {
        self.packed.clear();
        self.others.clear();
    }

    /// Adds a cell behind the others; in a column that no sheet can have there is none.
    #[inline]
    pub fn push(&mut self, cell: Cell) {
        let Some(column) = u16::try_from(cell.column).ok().filter(|column| u32::from(*column) < MAX_COLUMNS) else { return };
        let packed = Packed::of(cell, column).unwrap_or_else(|| self.kept(cell, column));
        self.packed.push(packed);
    }

    /// Adds a text's cell behind the others.
    #[inline]
    pub(crate) fn push_text(&mut self, column: u32, style: StyleId, id: TextId) {
        match (u16::try_from(column), u16::try_from(style.0)) {
            (Ok(column), Ok(style)) if u32::from(column) < MAX_COLUMNS => {
                self.packed.push(Packed::holding(column, style, u64::from(id.0) << TAG_BITS | TEXT));
            }
            _ => self.push(Cell { column, style, value: Value::Text(id) }),
        }
    }

    /// Adds a number's cell behind the others: so many units of its last place.
    #[inline]
    pub(crate) fn push_digits(&mut self, column: u32, style: StyleId, (digits, scale): (i64, u32)) {
        match (u16::try_from(column), u16::try_from(style.0)) {
            (Ok(column), Ok(style)) if u32::from(column) < MAX_COLUMNS && digits.unsigned_abs() >> (u64::BITS - DIGITS_AT) == 0 => {
                let sign = if digits < 0 { NEGATIVE } else { 0 };
                let held = digits.unsigned_abs() << DIGITS_AT | u64::from(scale) << SCALE_AT | sign | NUMBER;
                self.packed.push(Packed::holding(column, style, held));
            }
            _ => self.push(Cell { column, style, value: Value::Number(Decimal::new(digits, scale)) }),
        }
    }

    #[cold]
    fn kept(&mut self, cell: Cell, column: u16) -> Packed {
        self.others.push(cell);
        Packed::holding(column, 0, (self.others.len() as u64 - 1) << TAG_BITS | AS_IT_IS)
    }

    /// Gives a cell another value.
    pub fn set_value(&mut self, at: usize, value: Value) {
        let Some(cell) = self.get(at) else { return };
        let Ok(column) = u16::try_from(cell.column) else { return };
        let cell = Cell { value, ..cell };
        let packed = Packed::of(cell, column).unwrap_or_else(|| self.kept(cell, column));
        self.packed.iter_mut().skip(at).take(1).for_each(|there| *there = packed);
    }

    /// One of them.
    pub fn get(&self, at: usize) -> Option<Cell> {
        self.packed.get(at).map(|packed| packed.cell(&self.others))
    }

    /// The last one.
    pub fn last(&self) -> Option<Cell> {
        self.packed.last().map(|packed| packed.cell(&self.others))
    }

    /// All of them.
    pub fn all(&self) -> RowCells<'_> {
        RowCells { packed: &self.packed, others: &self.others }
    }

    /// All of them, one after the other.
    pub fn iter(&self) -> EachCell<'_> {
        self.all().iter()
    }

    /// Those from a first to before a last one; none where they are not there.
    #[inline]
    pub(super) fn range(&self, first: u32, end: u32) -> RowCells<'_> {
        RowCells { packed: self.packed.get(first as usize..end as usize).unwrap_or(&[]), others: &self.others }
    }
}

impl Extend<Cell> for Cells {
    fn extend<I: IntoIterator<Item = Cell>>(&mut self, cells: I) {
        cells.into_iter().for_each(|cell| self.push(cell));
    }
}

impl FromIterator<Cell> for Cells {
    fn from_iter<I: IntoIterator<Item = Cell>>(cells: I) -> Cells {
        let mut all = Cells::default();
        all.extend(cells);
        all
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = Cell;
    type IntoIter = EachCell<'a>;

    fn into_iter(self) -> EachCell<'a> {
        self.iter()
    }
}

/// What a cell holds, as far as it is told without its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A number.
    Number,
    /// A text.
    Text(TextId),
    /// Something else.
    Other,
}

/// Cells that stand together: mostly those of one row.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowCells<'a> {
    packed: &'a [Packed],
    others: &'a [Cell],
}

impl<'a> RowCells<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// One of them.
    pub fn get(&self, at: usize) -> Option<Cell> {
        self.packed.get(at).map(|packed| packed.cell(self.others))
    }

    /// The first one.
    pub fn first(&self) -> Option<Cell> {
        self.get(0)
    }

    /// The last one.
    pub fn last(&self) -> Option<Cell> {
        self.packed.last().map(|packed| packed.cell(self.others))
    }

    /// One after the other.
    #[inline]
    pub fn iter(&self) -> EachCell<'a> {
        EachCell { packed: self.packed.iter(), others: self.others }
    }

    /// The texts among them with their columns.
    #[inline]
    pub fn texts(&self) -> impl Iterator<Item = (u32, TextId)> + use<'a> {
        let others = self.others;
        self.packed.iter().filter_map(move |packed| match packed.holds(others) {
            Holds::Text(id) => Some((u32::from(packed.column), id)),
            _ => None,
        })
    }

    /// The columns of all, with whether there is a number, and with the text where there is one; no number is worked out.
    #[inline]
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (u32, Holds)> + use<'a> {
        let others = self.others;
        self.packed.iter().map(move |packed| (u32::from(packed.column), packed.holds(others)))
    }

    /// Whether each stands in a column behind that of the one before.
    pub fn is_in_order(&self) -> bool {
        self.packed.is_sorted_by(|before, after| before.column < after.column)
    }

    /// What the cell of a column holds, where they are a row's; no number is worked out.
    #[inline]
    pub(crate) fn holds_in(&self, column: u32) -> Option<Holds> {
        numbered(self.packed, column, |cell| u32::from(cell.column)).map(|packed| packed.holds(self.others))
    }

    /// The one of a column, where they are a row's.
    #[inline]
    pub fn in_column(&self, column: u32) -> Option<Cell> {
        numbered(self.packed, column, |cell| u32::from(cell.column)).map(|packed| packed.cell(self.others))
    }
}

impl<'a> IntoIterator for RowCells<'a> {
    type Item = Cell;
    type IntoIter = EachCell<'a>;

    fn into_iter(self) -> EachCell<'a> {
        self.iter()
    }
}

/// Cells one after the other.
#[derive(Clone, Debug)]
pub struct EachCell<'a> {
    packed: std::slice::Iter<'a, Packed>,
    others: &'a [Cell],
}

impl Iterator for EachCell<'_> {
    type Item = Cell;

    #[inline]
    fn next(&mut self) -> Option<Cell> {
        self.packed.next().map(|packed| packed.cell(self.others))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.packed.size_hint()
    }
}

impl DoubleEndedIterator for EachCell<'_> {
    fn next_back(&mut self) -> Option<Cell> {
        self.packed.next_back().map(|packed| packed.cell(self.others))
    }
}

impl ExactSizeIterator for EachCell<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_texts_are_put_in_as_the_cells_they_make() {
        let (mut short, mut long) = (Cells::new(), Cells::new());
        for (column, style) in [(0, 0), (MAX_COLUMNS - 1, 65_535), (MAX_COLUMNS, 1), (u32::MAX, 1), (3, 65_536)] {
            for (digits, scale) in [(0, 0), (5, 1), (-5, 28), (36_028_797_018_963_967, 3), (36_028_797_018_963_968, 3), (i64::MIN, 0)] {
                short.push_digits(column, StyleId(style), (digits, scale));
                long.push(Cell { column, style: StyleId(style), value: Value::Number(Decimal::new(digits, scale)) });
            }
            for id in [TextId(0), TextId(u32::MAX)] {
                short.push_text(column, StyleId(style), id);
                long.push(Cell { column, style: StyleId(style), value: Value::Text(id) });
            }
        }
        assert_eq!(format!("{:?}", short.iter().collect::<Vec<_>>()), format!("{:?}", long.iter().collect::<Vec<_>>()));
        assert_eq!((short.len(), short.others.len()), (24, long.others.len()));
    }

    #[test]
    fn cells_are_read_as_they_were_put_in() {
        let numbers = ["0", "0.00", "-12.5", "98.765432109876", "36028797018963967", "36028797018963968", "79228162514264337593543950335"];
        let numbers = numbers.map(|text| Decimal::from_str_exact(text).unwrap());
        let mut values: Vec<Value> = numbers.into_iter().flat_map(|number| [number, -number]).map(Value::Number).collect();
        values.push(Value::Number(Decimal::new(1, 28)));
        let id = TextId(u32::MAX);
        values.extend([Value::Text(TextId(0)), Value::Text(id), Value::Error(id), Value::Odd(id), Value::NotCalculated]);
        values.extend([Value::Flag(false), Value::Flag(true)]);
        let told = |cell: Cell| match cell.value {
            Value::Number(number) => format!("{} {:?} {:?}", cell.column, cell.style, number.serialize()),
            value => format!("{} {:?} {value:?}", cell.column, cell.style),
        };
        let put: Vec<Cell> = [0, u32::from(u16::MAX), u32::from(u16::MAX) + 1]
            .into_iter()
            .flat_map(|style| values.iter().zip(0..).map(move |(&value, at)| Cell { column: at * 700, style: StyleId(style), value }))
            .collect();
        let mut cells: Cells = put.iter().copied().collect();
        let all: Vec<String> = put.iter().map(|cell| told(*cell)).collect();
        assert_eq!(cells.iter().map(told).collect::<Vec<_>>(), all);
        assert!((0..put.len()).all(|at| cells.get(at).map(told).as_ref() == all.get(at)));
        assert_eq!(cells.iter().rev().map(told).next().as_ref(), all.last());
        let row = cells.range(0, values.len() as u32);
        assert!(row.is_in_order() && !cells.all().is_in_order());
        assert_eq!(row.in_column(1400).map(told).as_ref(), all.get(2));
        assert!(row.in_column(1).is_none());
        for (at, cell) in put.iter().enumerate() {
            cells.set_value(at, Value::Number(Decimal::MAX));
            assert_eq!(
                cells.get(at).map(|cell| (cell.column, cell.style, cell.value)),
                Some((cell.column, cell.style, Value::Number(Decimal::MAX)))
            );
            cells.set_value(at, Value::Flag(true));
            assert_eq!(cells.get(at).map(|cell| cell.value), Some(Value::Flag(true)));
        }
        cells.push(Cell { column: MAX_COLUMNS, style: StyleId(0), value: Value::Flag(true) });
        assert_eq!((cells.len(), std::mem::size_of::<Packed>()), (put.len(), 12));
    }
}
