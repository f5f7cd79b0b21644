//! Sums and quotients without an error on the way: rounded once, at the end.

use rust_decimal::Decimal;

/// No figure reaches this, in any unit of measure: a million million million. A province's budget in đồng is a
/// ten-thousandth of it; sums and products of what is smaller stay within what a decimal holds.
pub const LARGEST: Decimal = Decimal::from_parts(0xA764_0000, 0x0DE0_B6B3, 0, false, 0);

/// Ten to the power of each number, as far as it fits.
const TENS: [u64; 20] = {
    let (mut tens, mut at) = ([1; 20], 1);
    while at < tens.len() {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

/// Ten to a power; `None` where that is too large.
#[inline]
pub(crate) fn ten_to(power: u32) -> Option<u64> {
    TENS.get(power as usize).copied()
}

/// Whether a number is surely not below zero and has no more than so many digits in front of its point.
#[inline]
pub(crate) fn has_digits(number: Decimal, digits: u32) -> bool {
    ten_to(digits + number.scale()).is_some_and(|above| u64::try_from(number.mantissa()).is_ok_and(|digits| digits < above))
}

/// The number, where it is of a size that figures have.
pub fn bounded(number: Decimal) -> Option<Decimal> {
    // Whatever its scale, a number of so few digits is.
    let is_small = number.mantissa().unsigned_abs() < LARGEST.mantissa().unsigned_abs();
    (is_small || number.abs() < LARGEST).then_some(number)
}

/// The sum, exact whatever the order: rounded only where more digits are needed than a decimal holds, once, at the end.
/// `None` where there is nothing to add, which is unknown and not zero, and where it is more than a decimal holds.
pub fn sum(numbers: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    let mut sum = Sum::default();
    numbers.into_iter().for_each(|number| sum.add(number));
    sum.total()
}

/// Numbers being added up, as by [`sum`].
#[derive(Clone, Debug, Default)]
pub struct Sum {
    // Digits of one place are added to those of the same place: no division for each number. Of 2^31 numbers of 96 bits the
    // sum has 127.
    of_scales: [i128; Decimal::MAX_SCALE as usize + 1],
    any: bool,
    overflows: bool,
}

impl Sum {
    /// Adds one.
    #[inline]
    pub fn add(&mut self, number: Decimal) {
        self.any = true;
        let Some(of_scale) = self.of_scales.get_mut(number.scale() as usize) else { return };
        let overflows;
        (*of_scale, overflows) = of_scale.overflowing_add(number.mantissa());
        self.overflows |= overflows;
    }

    /// The sum, where all digits of all numbers stand in few places, as those of nearly all figures do: nothing is rounded.
    fn of_few_places(&self) -> Option<Decimal> {
        let most = self.of_scales.iter().rposition(|digits| *digits != 0).unwrap_or(0);
        let mut sum = 0_i64;
        for (digits, scale) in self.of_scales.iter().zip(0..=most).filter(|(digits, _)| **digits != 0) {
            let places = i64::try_from(ten_to((most - scale) as u32)?).ok()?;
            sum = sum.checked_add(i64::try_from(*digits).ok()?.checked_mul(places)?)?;
        }
        Some(super::trimmed(Decimal::new(sum, most as u32)))
    }

    /// The sum of what was added.
    pub fn total(&self) -> Option<Decimal> {
        if !self.any || self.overflows {
            return None;
        }
        self.of_few_places().or_else(|| self.of_many_places())
    }

    /// The sum, whatever the places that digits stand in.
    fn of_many_places(&self) -> Option<Decimal> {
        // Whole parts and fractions apart, the fractions in units of the last place that a decimal can have.
        const LAST: i128 = 10_i128.pow(Decimal::MAX_SCALE);
        let (mut whole, mut fraction) = (0_i128, 0_i128);
        for (digits, scale) in self.of_scales.into_iter().zip(0..).filter(|(digits, _)| *digits != 0) {
            let unit = 10_i128.pow(scale);
            whole = whole.checked_add(digits / unit)?;
            fraction = fraction.checked_add((digits % unit).checked_mul(LAST / unit)?)?;
            if fraction.abs() >= LAST {
                whole = whole.checked_add(fraction / LAST)?;
                fraction %= LAST;
            }
        }
        // Both of one sign, so that the digits of one can stand behind those of the other.
        if whole > 0 && fraction < 0 {
            (whole, fraction) = (whole - 1, fraction + LAST);
        } else if whole < 0 && fraction > 0 {
            (whole, fraction) = (whole + 1, fraction - LAST);
        }
        (0..=Decimal::MAX_SCALE).rev().find_map(|scale| {
            let (unit, dropped) = (10_i128.pow(scale), 10_i128.pow(Decimal::MAX_SCALE - scale));
            let half = fraction.signum() * i128::from((fraction % dropped).unsigned_abs() * 2 >= dropped.unsigned_abs());
            let rounded = fraction / dropped + half;
            let mantissa = whole.checked_mul(unit)?.checked_add(rounded)?;
            Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(|sum| sum.normalize())
        })
    }
}

/// The quotient, in percent where `percent`, half rounded away from zero at `decimals`: exactly, by the remainder of the
/// division. `None` over zero and where it is no figure's size.
pub fn quotient(numerator: Decimal, denominator: Decimal, percent: bool, decimals: u32) -> Option<Decimal> {
    let (top, bottom) = (numerator.mantissa().unsigned_abs(), denominator.mantissa().unsigned_abs());
    if bottom == 0 {
        return None;
    }
    let decimals = decimals.min(Decimal::MAX_SCALE);
    // top × 10^power / bottom is what is wanted, in units of the last place.
    let power = i64::from(denominator.scale()) - i64::from(numerator.scale()) + i64::from(decimals) + if percent { 2 } else { 0 };
    let (mut whole, mut rest) = (top / bottom, top % bottom);
    // Digit by digit, as on paper: both are below 2^96, so that ten times the rest fits.
    for _ in 0..power.max(0) {
        whole = whole.checked_mul(10)?.checked_add(rest * 10 / bottom)?;
        rest = rest * 10 % bottom;
    }
    let up = if power < 0 {
        let cut = 10_u128.checked_pow(u32::try_from(-power).ok()?)?;
        let (kept, dropped) = (whole / cut, whole % cut);
        whole = kept;
        dropped >= cut / 2
    } else {
        rest * 2 >= bottom
    };
    let magnitude = i128::try_from(whole.checked_add(u128::from(up))?).ok()?;
    let negative = numerator.is_sign_negative() != denominator.is_sign_negative();
    let mantissa = if negative { -magnitude } else { magnitude };
    bounded(Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?).map(|quotient| quotient.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn powers_of_ten_are_looked_up() {
        for power in 0..40 {
            assert_eq!(ten_to(power), 10_u64.checked_pow(power));
        }
    }

    #[test]
    fn sums_do_not_depend_on_the_order() {
        let tiny = d("0.0000000000000000000000000004");
        let numbers = [d("999999999999999999"), tiny, d("-999999999999999999"), tiny, tiny];
        let expected = Some(d("0.0000000000000000000000000012"));
        assert_eq!(sum(numbers), expected);
        assert_eq!(sum(numbers.into_iter().rev()), expected);
        assert_eq!(sum([d("5"), d("-0.3")]), Some(d("4.7")));
        assert_eq!(sum([d("-5"), d("0.3")]), Some(d("-4.7")));
        assert_eq!(sum([]), None);
        assert_eq!(sum([Decimal::MAX, Decimal::ONE]), None);
    }

    #[test]
    fn sums_of_few_places_are_those_of_many() {
        let mut seed = 7_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let (mut few, mut many) = (0, 0);
        for _ in 0..5_000 {
            let mut sum = Sum::default();
            let size = 10_i64.pow(next(19) as u32);
            for _ in 0..=next(12) {
                let digits = (i64::from(next(1 << 31) as u32) << 31 | i64::from(next(1 << 31) as u32)) % size;
                let places = if next(20) == 0 { next(29) } else { next(5) };
                sum.add(Decimal::new(if next(4) == 0 { -digits } else { digits }, places as u32));
            }
            match sum.of_few_places() {
                Some(short) => {
                    few += 1;
                    let long = sum.of_many_places().unwrap();
                    assert_eq!((short, short.scale()), (long, long.scale()), "{sum:?}");
                }
                None => many += 1,
            }
        }
        assert!(few > 500 && many > 500, "{few} {many}");
    }

    #[test]
    fn more_digits_than_a_decimal_holds_are_rounded_once() {
        // 18 digits in front leave ten behind.
        assert_eq!(sum([d("900000000000000000"), d("0.00000000005")]), Some(d("900000000000000000.0000000001")));
        assert_eq!(sum([d("-900000000000000000"), d("-0.00000000005")]), Some(d("-900000000000000000.0000000001")));
        assert_eq!(sum([d("900000000000000000"), d("0.00000000004999")]), Some(d("900000000000000000")));
    }

    #[test]
    fn quotients_are_rounded_by_their_remainder() {
        assert_eq!(quotient(d("62.9"), d("200"), true, 1), Some(d("31.5")));
        assert_eq!(quotient(d("-1"), d("200"), true, 0), Some(d("-1")));
        assert_eq!(quotient(d("1"), d("-3"), false, 2), Some(d("-0.33")));
        // Just below a half: a quotient rounded to 28 digits first would be one.
        assert_eq!(quotient(d("4.999999999999999999999999999"), d("10"), false, 0), Some(d("0")));
        assert_eq!(quotient(d("14999999999999999999999999999"), d("10000000000000000000000000000"), false, 0), Some(d("1")));
        assert_eq!(quotient(d("1"), d("0"), false, 0), None);
        assert_eq!(quotient(d("999999999999999999"), d("0.1"), false, 0), None);
        assert_eq!(quotient(d("0.0000000000000000000000000001"), d("999999999999999999"), false, 10), Some(d("0")));
    }
}
