//! Rounding as officials do.

use super::ten_to;
use rust_decimal::{Decimal, RoundingStrategy};

/// Rounds half away from zero, as officials do: 31,45 → 31,5.
pub fn round(number: Decimal, decimals: u32) -> Decimal {
    if number.scale() <= decimals {
        return number;
    }
    rounded_whole(number, decimals).unwrap_or_else(|| number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

/// The same in whole numbers, where they are not too long; `None` also for what would be a negative 0.
fn rounded_whole(number: Decimal, decimals: u32) -> Option<Decimal> {
    let rounded = units(number, decimals).filter(|units| *units != 0 || !number.is_sign_negative())?;
    Some(Decimal::new(rounded, decimals))
}

/// A number, rounded half away from zero, in units of a decimal; `None` where it is too long for that.
pub fn units(number: Decimal, decimals: u32) -> Option<i64> {
    let digits = u64::try_from(number.mantissa().unsigned_abs()).ok()?;
    let units = match number.scale().checked_sub(decimals) {
        None | Some(0) => digits.checked_mul(ten_to(decimals - number.scale())?)?,
        Some(more) => {
            let power = ten_to(more)?;
            let (whole, rest) = (digits / power, digits % power);
            whole + u64::from(rest >= power - rest)
        }
    };
    let units = i64::try_from(units).ok()?;
    Some(if number.is_sign_negative() { -units } else { units })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_a_decimal_are_those_of_the_rounded_number() {
        let mut seed = 3_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 20) % most
        };
        for round in 0..20_000 {
            let number = Decimal::new(next(10_u64.pow(round % 13 + 1)) as i64 - 50, next(14) as u32);
            let decimals = next(7) as u32;
            let rounded = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
            // Only of long numbers it is not known.
            let units = units(number, decimals).map(|units| Decimal::new(units, decimals));
            assert!(units == Some(rounded) || units.is_none() && number >= Decimal::from(1_000_000_000_000_i64), "{number} {decimals}");
            assert_eq!(super::round(number, decimals), rounded, "{number} {decimals}");
        }
        assert_eq!((units(Decimal::MAX, 0), units(Decimal::from(u64::MAX), 0), units(Decimal::ONE, 19)), (None, None, None));
    }
}
