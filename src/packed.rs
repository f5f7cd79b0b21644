//! Numbers in as few bytes as they need: of millions of figures each byte counts.
//!
//! What is read was written here. Past the end, and where a byte is none that is written, zeros are read and nothing panics.

use crate::cell::Position;
use crate::submission::{Amount, Verdict};
use rust_decimal::Decimal;

/// Bits of a decimal's first number below its digits: two of the scale, one of the sign.
const LOW_BITS: u32 = 3;
/// Says that the scale follows: it is rarely more than two.
const SCALE_FOLLOWS: u64 = 3;
/// A cell stands on the sheet of the one it is told from, and its column is told in so many bits.
const ON_ONE_SHEET: u64 = 1;
const NEAR_BITS: u32 = 6;
/// In the place of a scale: the decimal follows as it is.
const AS_IT_IS: u8 = u8::MAX;

/// Appends a number, seven bits a byte; how many bytes there are is told by the zeros at the end of the first.
#[inline]
pub fn push(out: &mut Vec<u8>, number: u64) {
    match in_a_byte(number) {
        Some(byte) => out.push(byte),
        None => push_long(out, number),
    }
}

/// The one byte of a number that needs no more.
#[inline]
pub fn in_a_byte(number: u64) -> Option<u8> {
    (number < 1 << 7).then_some((number << 1 | 1) as u8)
}

fn push_long(out: &mut Vec<u8>, number: u64) {
    if number >= 1 << (7 * 8) {
        return push_as_it_is(out, number);
    }
    let count = 1 + (number | 1).ilog2() / 7;
    let word = (number << 1 | 1) << (count - 1);
    // Eight bytes are copied sooner than as many as there are.
    let end = out.len() + count as usize;
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

#[cold]
fn push_as_it_is(out: &mut Vec<u8>, number: u64) {
    out.push(0);
    out.extend(number.to_le_bytes());
}

/// How far a number is from one that is known: little where they are near each other, on whichever side.
#[inline]
fn off(number: u32, from: u32) -> u64 {
    let off = i64::from(number) - i64::from(from);
    ((off << 1) ^ (off >> 63)) as u64
}

/// The number that is so far from one that is known.
#[inline]
fn near(from: u32, off: u64) -> u32 {
    let off = (off >> 1) as i64 ^ -((off & 1) as i64);
    i64::from(from).wrapping_add(off) as u32
}

/// Appends the number of a sheet and a cell of it, told from those of another: one number where they stand on one sheet and
/// their columns are near each other, three otherwise.
#[inline]
pub fn push_cell(out: &mut Vec<u8>, (place, at): (u32, Position), (from_place, from): (u32, Position)) {
    let (row, column) = (off(at.row, from.row), off(at.column, from.column));
    if place == from_place && column < 1 << NEAR_BITS {
        push(out, (row << NEAR_BITS | column) << 1 | ON_ONE_SHEET);
    } else {
        push(out, off(place, from_place) << 1);
        push(out, row);
        push(out, column);
    }
}

/// Appends a decimal; it is read back digit for digit, zeros at its end included.
pub fn push_decimal(out: &mut Vec<u8>, number: Decimal) {
    let parts = number.unpack();
    let digits = u64::from(parts.mid) << 32 | u64::from(parts.lo);
    // A zero below zero has no sign in its digits.
    if parts.hi != 0 || digits > u64::MAX >> LOW_BITS || (digits == 0 && parts.negative) {
        return push_whole(out, number);
    }
    let short = u64::from(parts.scale).min(SCALE_FOLLOWS);
    push(out, digits << LOW_BITS | u64::from(parts.negative) << 2 | short);
    if short == SCALE_FOLLOWS {
        out.push(parts.scale as u8);
    }
}

/// Appends a decimal as it is.
#[cold]
fn push_whole(out: &mut Vec<u8>, number: Decimal) {
    push(out, SCALE_FOLLOWS);
    out.push(AS_IT_IS);
    out.extend(number.serialize());
}

/// Appends what a figure is worth; whether it is a verdict has to be known when it is read.
pub fn push_amount(out: &mut Vec<u8>, amount: Amount) {
    match amount {
        Amount::Number(number) => push_decimal(out, number),
        Amount::Verdict(verdict) => out.push(verdict_number(Some(verdict))),
    }
}

/// A verdict as a number; 0 for none.
pub fn verdict_number(verdict: Option<Verdict>) -> u8 {
    match verdict {
        None => 0,
        Some(Verdict::Met) => 1,
        Some(Verdict::NotMet) => 2,
        Some(Verdict::InProgress) => 3,
        Some(Verdict::NotAssessed) => 4,
    }
}

/// The verdict of a number.
pub fn verdict(number: u8) -> Option<Verdict> {
    match number {
        1 => Some(Verdict::Met),
        2 => Some(Verdict::NotMet),
        3 => Some(Verdict::InProgress),
        4 => Some(Verdict::NotAssessed),
        _ => None,
    }
}

/// Reads what was appended, in the same order.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    /// From a place on.
    pub fn new(bytes: &'a [u8], from: usize) -> Bytes<'a> {
        Bytes { rest: bytes.get(from..).unwrap_or_default() }
    }

    /// One byte.
    #[inline]
    pub fn byte(&mut self) -> u8 {
        match self.rest {
            [first, rest @ ..] => {
                self.rest = rest;
                *first
            }
            [] => 0,
        }
    }

    /// A number.
    #[inline]
    pub fn number(&mut self) -> u64 {
        let word = self.word();
        let count = word.trailing_zeros() + 1;
        if count > 8 {
            return self.long_number();
        }
        self.skip(count as usize);
        let above = 64 - 8 * count;
        word << above >> (above + count)
    }

    /// A number that stands as it is behind a byte that says so.
    #[cold]
    fn long_number(&mut self) -> u64 {
        self.skip(1);
        let number = self.word();
        self.skip(8);
        number
    }

    /// The next eight bytes, the first of them lowest; nothing is passed over.
    #[inline]
    pub fn word(&self) -> u64 {
        match self.rest.first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => short_word(self.rest),
        }
    }

    /// Passes over so many bytes.
    #[inline]
    pub fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// The number of a sheet and a cell of it, told from those of another.
    #[inline(always)]
    pub fn cell(&mut self, (place, from): (u32, Position)) -> (u32, Position) {
        let first = self.number();
        if first & ON_ONE_SHEET == 0 {
            let place = near(place, first >> 1);
            return (place, Position::new(near(from.row, self.number()), near(from.column, self.number())));
        }
        let (row, column) = (first >> (1 + NEAR_BITS), first >> 1 & ((1 << NEAR_BITS) - 1));
        (place, Position::new(near(from.row, row), near(from.column, column)))
    }

    /// So many bytes.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// A decimal.
    #[inline]
    pub fn decimal(&mut self) -> Decimal {
        let first = self.number();
        match first & SCALE_FOLLOWS {
            SCALE_FOLLOWS => self.decimal_of_many_places(first),
            scale => decimal(first, scale as u32),
        }
    }

    #[cold]
    fn decimal_of_many_places(&mut self, first: u64) -> Decimal {
        match self.byte() {
            AS_IT_IS => self.take(16).try_into().map(Decimal::deserialize).unwrap_or_default(),
            scale => decimal(first, u32::from(scale)),
        }
    }

    /// Passes over what a figure is worth.
    #[inline]
    pub fn skip_amount(&mut self, is_verdict: bool) {
        if is_verdict {
            self.skip(1);
        } else if self.number() & SCALE_FOLLOWS == SCALE_FOLLOWS && self.byte() == AS_IT_IS {
            self.skip(16);
        }
    }

    /// What a figure is worth.
    #[inline(always)]
    pub fn amount(&mut self, is_verdict: bool) -> Amount {
        match is_verdict {
            true => Amount::Verdict(verdict(self.byte()).unwrap_or(Verdict::NotAssessed)),
            false => Amount::Number(self.decimal()),
        }
    }
}

/// The decimal of its first number and its scale.
#[inline]
fn decimal(first: u64, scale: u32) -> Decimal {
    let digits = first >> LOW_BITS;
    Decimal::from_parts(digits as u32, (digits >> 32) as u32, 0, first & 4 != 0, scale)
}

/// As many of eight bytes as are left.
#[cold]
fn short_word(rest: &[u8]) -> u64 {
    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_digit_for_digit() {
        let mut bytes = Vec::new();
        let mut numbers: Vec<Decimal> = [
            "0",
            "0.00",
            "12",
            "-12.5",
            "1234.567",
            "2305843009213693951",
            "2305843009213693952",
            "-2305843009213693951.0",
            "79228162514264337593543950335",
            "-0.0000000000000000000000000001",
        ]
        .map(|text| Decimal::from_str_exact(text).unwrap())
        .to_vec();
        numbers.push(-Decimal::new(0, 2));
        for number in &numbers {
            push_decimal(&mut bytes, *number);
        }
        let mut passed = Bytes::new(&bytes, 0);
        numbers.iter().for_each(|_| passed.skip_amount(false));
        assert!(passed.rest.is_empty());
        let mut read = Bytes::new(&bytes, 0);
        for number in numbers {
            assert_eq!(read.decimal().serialize(), number.serialize(), "{number}");
        }
        assert!(read.rest.is_empty());
        let from = (3, Position::new(5, 7));
        assert_eq!((read.decimal(), read.number(), read.cell(from)), (Decimal::ZERO, 0, from));
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 16_384, (1 << 49) - 1, 1 << 49, (1 << 56) - 1, 1 << 56, 1 << 62, u64::MAX];
        let ends = [0, 1, 5, 31, 32, 33, 64, u32::MAX];
        let cells = ends.iter().flat_map(|&place| ends.iter().flat_map(move |&row| ends.map(|column| (place, Position::new(row, column)))));
        let cells: Vec<(u32, Position)> = cells.collect();
        numbers.iter().for_each(|number| push(&mut bytes, *number));
        cells
            .iter()
            .flat_map(|from| cells.iter().map(move |cell| (cell, from)))
            .for_each(|(cell, from)| push_cell(&mut bytes, *cell, *from));
        let mut read = Bytes::new(&bytes, 0);
        assert_eq!(numbers, std::array::from_fn(|_| read.number()));
        for from in &cells {
            for cell in &cells {
                assert_eq!(read.cell(*from), *cell);
            }
        }
    }
}
