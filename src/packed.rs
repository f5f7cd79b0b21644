//! Numbers in as few bytes as they need: of millions of figures each byte counts.
//!
//! What is read was written here. Past the end, and where a byte is none that is written, zeros are read and nothing panics.

use crate::submission::{Amount, Verdict};
use rust_decimal::Decimal;

/// Bits of a decimal's first number below its digits: two of the scale, one of the sign.
const LOW_BITS: u32 = 3;
/// Says that the scale follows: it is rarely more than two.
const SCALE_FOLLOWS: u64 = 3;
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
    let bits = (u64::BITS - number.leading_zeros()).max(1);
    let count = bits.div_ceil(7);
    match (number << 1 | 1).checked_shl(count - 1).filter(|_| count <= 8) {
        Some(word) => {
            // Eight bytes are copied sooner than as many as there are.
            let end = out.len() + count as usize;
            out.extend_from_slice(&word.to_le_bytes());
            out.truncate(end);
        }
        None => {
            out.push(0);
            out.extend(number.to_le_bytes());
        }
    }
}

/// Appends how far a number is from one that is known; few bytes where they are near each other.
pub fn push_off(out: &mut Vec<u8>, number: u32, from: u32) {
    let off = i64::from(number) - i64::from(from);
    push(out, ((off << 1) ^ (off >> 63)) as u64);
}

/// Appends a decimal; it is read back digit for digit, zeros at its end included.
pub fn push_decimal(out: &mut Vec<u8>, number: Decimal) {
    let (mantissa, scale) = (number.mantissa(), number.scale());
    let digits = u64::try_from(mantissa.unsigned_abs()).unwrap_or(u64::MAX);
    // A zero below zero has no sign in its digits.
    if digits > u64::MAX >> LOW_BITS || (digits == 0 && number.is_sign_negative()) {
        push(out, SCALE_FOLLOWS);
        out.push(AS_IT_IS);
        out.extend(number.serialize());
        return;
    }
    let short = u64::from(scale).min(SCALE_FOLLOWS);
    push(out, digits << LOW_BITS | u64::from(mantissa < 0) << 2 | short);
    if short == SCALE_FOLLOWS {
        out.push(scale as u8);
    }
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

    /// A number that is so far from one that is known.
    #[inline]
    pub fn near(&mut self, from: u32) -> u32 {
        let off = self.number();
        let off = (off >> 1) as i64 ^ -((off & 1) as i64);
        i64::from(from).wrapping_add(off) as u32
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
    #[inline]
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
        assert_eq!((read.decimal(), read.number(), read.near(5)), (Decimal::ZERO, 0, 5));
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 16_384, (1 << 49) - 1, 1 << 49, (1 << 56) - 1, 1 << 56, 1 << 62, u64::MAX];
        let (numbers, near) = (numbers, [(0, u32::MAX), (u32::MAX, 0), (5, 6), (6, 5), (7, 7)]);
        numbers.iter().for_each(|number| push(&mut bytes, *number));
        near.iter().for_each(|(number, from)| push_off(&mut bytes, *number, *from));
        let mut read = Bytes::new(&bytes, 0);
        assert_eq!(numbers, std::array::from_fn(|_| read.number()));
        for (number, from) in near {
            assert_eq!(read.near(from), number);
        }
    }
}
