//! Zeros at the end of decimals, which say nothing of a number.

use rust_decimal::Decimal;

/// A number without zeros at the end of its decimals.
pub(super) fn without_zeros(mut mantissa: u64, mut scale: u32) -> (u64, u32) {
    while scale > 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// Digits, decimals and sign of a number without zeros at the end of its decimals; `None` where the digits are many.
pub(super) fn small(number: Decimal) -> Option<(u64, u32, bool)> {
    let (mantissa, scale) = without_zeros(u64::try_from(number.mantissa().unsigned_abs()).ok()?, number.scale());
    Some((mantissa, scale, number.is_sign_negative() && mantissa > 0))
}

/// A number without zeros at the end of its decimals.
pub fn trimmed(number: Decimal) -> Decimal {
    if number.scale() == 0 || decimals_of(number) == number.scale() { number } else { number.normalize() }
}

/// How many decimals a number has, zeros at the end not counted.
pub fn decimals_of(number: Decimal) -> u32 {
    match number.scale() {
        0 => 0,
        _ => small(number).map_or_else(|| number.normalize().scale(), |(_, scale, _)| scale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn zeros_at_the_end_are_no_decimals() {
        for text in ["0.00", "-0.0", "1200", "12.50", "-0.0010", "18446744073709551.6150", "79228162514264337593543.95000"] {
            assert_eq!(decimals_of(number(text)), number(text).normalize().scale(), "{text}");
        }
    }
}
