//! Numbers as workbooks store them: binary, or a text of many digits that names a binary number.

use super::{bounded, without_zeros};
use rust_decimal::Decimal;

/// An Excel number as the shortest decimal that reads back the same, at Excel's own 15 digits.
///
/// Programs store 79.1 as 79.09999999999999 and 0.1 + 0.2 as 0.30000000000000004; Excel shows 15 digits of either.
/// `None` for infinities, not-a-number, and what no figure is ([`super::LARGEST`]).
pub fn from_f64(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    if value == 0.0 {
        return Some(Decimal::ZERO);
    }
    if value.abs() < 1e15 && value.fract() == 0.0 {
        return Some(Decimal::from(value as i64));
    }
    let number = match value.abs() < 1e-14 {
        // What sums of binary fractions leave over (5.55E-17), as far as a decimal reaches; it is no odd value.
        true => Decimal::from_str_exact(&format!("{value:.28}")),
        false => Decimal::from_scientific(&format!("{value:.14e}")),
    };
    let number = number.ok().and_then(bounded)?.normalize();
    Some(if number.is_zero() { Decimal::ZERO } else { number })
}

/// A number as a workbook stores it in text form (`2640.4`, `1.5E-3`), at Excel's 15 digits.
pub fn from_stored(text: &str) -> Option<Decimal> {
    let plain = plain_digits(text.as_bytes()).map(|(digits, scale)| Decimal::new(digits, scale));
    plain.or_else(|| from_f64(text.trim().parse::<f64>().ok()?))
}

/// Digits with at most one point, read without a detour over a binary number, where that surely gives the same;
/// trailing zeros after the point are dropped.
///
/// A text of up to 15 digits is itself the shortest decimal that reads back the same. Of 16 and 17 digits, which programs
/// write to name a binary number exactly, the text is off that number by at most 2⁻⁵³ of it: less than two units in the 16th
/// or twelve in the 17th place. Unless the digits to be cut off are that near to the middle, they round as the number does.
///
/// Gives so many units of the last place, and how many places there are behind the point, at most 28.
pub fn plain_digits(bytes: &[u8]) -> Option<(i64, u32)> {
    let negative = bytes.first() == Some(&b'-');
    let all = bytes.get(usize::from(negative)..)?;
    let (mut mantissa, mut digits) = (0, all.len());
    let mut rest = pass_digits(all, &mut mantissa);
    let mut scale: u32 = 0;
    if let Some(fraction) = rest.strip_prefix(b".") {
        scale = fraction.len() as u32;
        digits -= 1;
        rest = pass_digits(fraction, &mut mantissa);
    }
    // So many digits, zeros in front among them, are surely held.
    if !rest.is_empty() || !(1..=19).contains(&digits) {
        return None;
    }
    let (cut, over) = match mantissa {
        0..=999_999_999_999_999 => (1, 0),
        1_000_000_000_000_000..=9_999_999_999_999_999 => (10, 1),
        10_000_000_000_000_000..=99_999_999_999_999_999 => (100, 2),
        _ => return None,
    };
    if cut > 1 {
        scale = scale.checked_sub(over)?;
        let rest = mantissa % cut;
        let up = match rest.abs_diff(cut / 2) <= mantissa >> 53 {
            true => is_above(std::str::from_utf8(all).ok()?.parse().ok()?, mantissa - rest + cut / 2, scale + over)?,
            false => rest > cut / 2,
        };
        mantissa = mantissa / cut + u64::from(up);
    }
    let (mantissa, scale) = without_zeros(mantissa, scale);
    let number = i64::try_from(mantissa).ok()?;
    (scale <= Decimal::MAX_SCALE).then_some((if negative { -number } else { number }, scale))
}

/// Passes over the digits that bytes begin with, and puts them behind those of a number; where these are more than it holds
/// it is none.
fn pass_digits<'b>(bytes: &'b [u8], number: &mut u64) -> &'b [u8] {
    let mut rest = bytes;
    while let Some((digits, behind)) = rest.split_first_chunk()
        && let Some(eight) = eight_digits(*digits)
    {
        *number = number.wrapping_mul(100_000_000).wrapping_add(eight);
        rest = behind;
    }
    while let Some((digit @ b'0'..=b'9', behind)) = rest.split_first() {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = behind;
    }
    rest
}

/// Eight digits as a number, all at once: neighbours are joined to numbers of two, of four and of eight digits.
fn eight_digits(digits: [u8; 8]) -> Option<u64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(digits);
    // Of a digit the upper half is 3, and still is with 6 added.
    let upper = |word: u64| word & (0xF0 * EACH);
    if upper(word) != 0x30 * EACH || upper(word.wrapping_add(6 * EACH)) != 0x30 * EACH {
        return None;
    }
    let ones = word & (0x0F * EACH);
    let twos = (ones * 10 + (ones >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

/// Whether a binary number is above `mantissa` / 10^`scale`, in whole numbers; `None` where it is just that, or where they
/// would not hold it.
fn is_above(binary: f64, mantissa: u64, scale: u32) -> Option<bool> {
    let bits = binary.to_bits();
    let exponent = i32::try_from(bits >> 52).ok()? - 1075;
    let fraction = (bits & ((1 << 52) - 1)) | (1 << 52);
    // Both sides times 10^scale and 2^-exponent: 53 bits by 74, and 57 bits by 70.
    if !(-70..=0).contains(&exponent) || scale > 22 {
        return None;
    }
    let binary = u128::from(fraction) * 10_u128.pow(scale);
    let decimal = u128::from(mantissa) << exponent.unsigned_abs();
    (binary != decimal).then_some(binary > decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn excel_numbers_become_the_decimals_they_show() {
        for (value, text) in
            [(0.1 + 0.2, "0.3"), (0.7 + 0.1, "0.8"), (1e-7, "0.0000001"), (2640.4, "2640.4"), (-0.0, "0"), (1.2e14, "120000000000000")]
        {
            assert_eq!(from_f64(value).unwrap(), d(text), "{value}");
        }
        assert_eq!(from_f64(f64::NAN), None);
        assert_eq!(from_f64(f64::INFINITY), None);
        assert_eq!(from_f64(1e300), None);
        for (stored, text) in
            [("2640.4", "2640.4"), ("79.09999999999999", "79.1"), ("1.5E-3", "0.0015"), ("1E3", "1000"), ("-12.50", "-12.5"), ("0", "0")]
        {
            assert_eq!(from_stored(stored), Some(d(text)), "{stored}");
        }
        for wrong in ["", "abc", "1,5", "--1", "nan", "inf"] {
            assert_eq!(from_stored(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn eight_digits_are_a_number_and_nothing_else_is() {
        let mut seed = 3_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..20_000 {
            let number = next(100_000_000);
            let mut digits: [u8; 8] = format!("{number:08}").into_bytes().try_into().unwrap();
            assert_eq!(eight_digits(digits), Some(number));
            let other = next(256) as u8;
            digits[next(8) as usize] = other;
            assert_eq!(
                eight_digits(digits),
                std::str::from_utf8(&digits).ok().filter(|_| other.is_ascii_digit()).and_then(|text| text.parse().ok())
            );
        }
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut digits = [b'9'; 8];
                digits[at] = byte;
                assert_eq!(eight_digits(digits).is_some(), byte.is_ascii_digit(), "{byte} {at}");
            }
        }
    }

    #[test]
    fn the_short_way_gives_what_the_long_way_gives() {
        let mut seed = 1_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> 11
        };
        let mut short = 0;
        for _ in 0..200_000 {
            let value = match next() % 4 {
                0 => (next() % 1_000_000) as f64 / 7.0,
                1 => next() as f64 / 10_f64.powi((next() % 24) as i32),
                2 => (next() % 100_000) as f64 / 100.0 + 1e-13 * (next() % 5) as f64,
                _ => 100.0 * (next() % 9_999) as f64 / (1 + next() % 9_999) as f64,
            };
            // As Rust names it, as Excel does, and as Python's %.16G does.
            let shortest = value.to_string();
            let exact = format!("{value:.16e}");
            let (digits, exponent) = exact.split_once('e').unwrap();
            let places = (16 - exponent.parse::<i32>().unwrap()).max(0) as usize;
            for text in [shortest, format!("{value:.places$}"), format!("{value:.0$}", places.saturating_sub(1)), digits.to_string()] {
                let parsed: f64 = text.parse().unwrap();
                assert_eq!(from_stored(&text), from_f64(parsed), "{text}");
                short += usize::from(plain_digits(text.as_bytes()).is_some());
            }
        }
        assert!(short > 500_000, "{short}");
    }
}
