//! Digits as text.

/// Adds digits of which the last `scale`, at most [`rust_decimal::Decimal::MAX_SCALE`], stand behind a point.
pub fn push_digits(out: &mut String, negative: bool, mut digits: u64, scale: u32) {
    // Rows are numbered by the million, with few digits.
    if scale == 0 && digits < 1_000 && !negative {
        let digits = digits as u32;
        if digits >= 100 {
            out.push(digit(digits / 100));
        }
        if digits >= 10 {
            out.push(digit(digits / 10));
        }
        out.push(digit(digits));
        return;
    }
    // From the last digit to the first; there are at most twenty, or one in front of 28 decimals.
    let mut text = [b'0'; 32];
    let (mut left, mut written) = (text.len(), 0);
    while digits > 0 || written <= scale {
        if written == scale && scale > 0 {
            left -= 1;
            text[left] = b'.';
        }
        left -= 1;
        text[left] = b'0' + (digits % 10) as u8;
        digits /= 10;
        written += 1;
    }
    if negative {
        out.push('-');
    }
    // They are few: to prove them a text takes longer than to put them in one by one.
    out.extend(text[left..].iter().copied().map(char::from));
}

/// The last digit of a number.
fn digit(number: u32) -> char {
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
    }
}
