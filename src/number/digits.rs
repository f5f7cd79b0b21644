//! Digits as text.

use super::ten_to;

/// All pairs of digits, in their order: what is written two at a time is written in half as many steps.
const PAIRS: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Adds digits of which the last `scale`, at most [`rust_decimal::Decimal::MAX_SCALE`], stand behind a point.
pub fn push_digits(out: &mut String, negative: bool, digits: u64, scale: u32) {
    if negative {
        out.push('-');
    }
    if scale == 0 {
        return push_whole(out, digits);
    }
    let (whole, behind) = ten_to(scale).map_or((0, digits), |one| (digits / one, digits % one));
    push_whole(out, whole);
    out.push('.');
    push_behind(out, behind, scale);
}

/// Adds a whole number.
fn push_whole(out: &mut String, number: u64) {
    match number {
        0..10 => out.push(digit(number)),
        10..100 => push_pair(out, number),
        _ => {
            push_whole(out, number / 100);
            push_pair(out, number % 100);
        }
    }
}

/// Adds so many digits behind the point, zeros at their beginning among them.
fn push_behind(out: &mut String, digits: u64, places: u32) {
    match places {
        0 => {}
        1 => out.push(digit(digits)),
        _ => {
            push_behind(out, digits / 100, places - 2);
            push_pair(out, digits % 100);
        }
    }
}

/// Adds both digits of a number below a hundred.
fn push_pair(out: &mut String, number: u64) {
    let from = number as usize * 2;
    if let Some(pair) = PAIRS.get(from..from + 2) {
        *out += pair;
    }
}

/// The last digit of a number.
fn digit(number: u64) -> char {
    char::from(b'0' + (number % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_written_whole() {
        for number in (0..1_200).chain([9_999, u64::MAX]) {
            let mut text = "x".to_string();
            push_digits(&mut text, false, number, 0);
            push_digits(&mut text, true, number, 0);
            assert_eq!(text, format!("x{number}-{number}"));
        }
        let mut text = String::new();
        push_digits(&mut text, true, 5, 2);
        assert_eq!(text, "-0.05");
        for (digits, scale, told) in [
            (0, 3, "0.000"),
            (120, 1, "12.0"),
            (98_765, 3, "98.765"),
            (u64::MAX, 19, "1.8446744073709551615"),
            (u64::MAX, 20, "0.18446744073709551615"),
            (7, 28, "0.0000000000000000000000000007"),
        ] {
            text.clear();
            push_digits(&mut text, false, digits, scale);
            assert_eq!(text, told);
        }
    }
}
