//! Digits as text.

/// Adds digits of which the last `scale`, at most [`rust_decimal::Decimal::MAX_SCALE`], stand behind a point.
pub fn push_digits(out: &mut String, negative: bool, mut digits: u64, scale: u32) {
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
