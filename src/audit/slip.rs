//! The likeliest slip behind a figure that does not follow: a power of ten, one digit, two digits changed over.

use super::judge;
use super::token::{Bound, Quantity};
use crate::language::Words;
use crate::number::{Reading, read, vietnamese};
use crate::ratio;
use rust_decimal::Decimal;

/// What one change would make a percentage follow from its figures.
pub(super) fn of_percent(part: Decimal, part_written: &Quantity, base: &Quantity, stated: &Quantity) -> Option<Words> {
    let follows = |part: Decimal, base: Decimal| ratio::percent(part, base, stated.decimals) == Some(stated.number);
    for (times, factor) in [(1_i64, 10_i64), (2, 100), (3, 1_000)] {
        let ten = Decimal::from(factor);
        let (larger, smaller) = (base.number.checked_mul(ten)?, base.number.checked_div(ten)?);
        for (changed, vi, en) in [(larger, "nhỏ đi", "small"), (smaller, "lớn lên", "large")] {
            if follows(part, changed) {
                let right = vietnamese(changed, None);
                return Some(Words::new(
                    format!(
                        "Mẫu số {} có vẻ bị ghi {vi} {factor} lần (thừa hoặc thiếu {times} chữ số): với {right} thì tỷ lệ đúng.",
                        base.raw
                    ),
                    format!("The base {} seems {factor} times too {en}: with {right} the percentage follows.", base.raw),
                ));
            }
        }
    }
    let single = |quantity: &Quantity, follows: &dyn Fn(Decimal) -> bool| {
        let mut fitting = one_digit_off(&quantity.raw).into_iter().filter(|(number, _)| follows(*number));
        fitting.next().map(|(_, raw)| raw)
    };
    let exchanged = |raw: String, written: &Quantity, vi: &str, en: &str| {
        Some(Words::new(
            format!("Có thể {vi} {} bị gõ sai một chữ số: với {raw} thì tỷ lệ đúng.", written.raw),
            format!("One digit of the {en} {} may be mistyped: with {raw} the percentage follows.", written.raw),
        ))
    };
    let right = judge::percent(part, base.number, &Quantity { bound: Bound::Exact, ..stated.clone() })?.recomputed;
    if one_digit_off(&stated.raw).iter().any(|(number, _)| *number == right) {
        return Some(Words::new("Có thể tỷ lệ bị gõ sai một chữ số.", "One digit of the percentage may be mistyped."));
    }
    if let Some(raw) = single(base, &|number| follows(part, number)) {
        return exchanged(raw, base, "số kế hoạch", "base");
    }
    if part == part_written.number
        && let Some(raw) = single(part_written, &|number| follows(number, base.number))
    {
        return exchanged(raw, part_written, "số thực hiện", "figure");
    }
    None
}

/// Every number that differs from a written one in one digit, or in two neighbours changed over.
pub(super) fn one_digit_off(raw: &str) -> Vec<(Decimal, String)> {
    let letters: Vec<char> = raw.chars().collect();
    if letters.len() > 16 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |letters: &[char]| {
        let text: String = letters.iter().collect();
        if let Reading::Number(typed) = read(&text) {
            found.push((typed.number, text));
        }
    };
    for at in 0..letters.len() {
        if !letters.get(at).is_some_and(char::is_ascii_digit) {
            continue;
        }
        for digit in '0'..='9' {
            let mut changed = letters.clone();
            if let Some(own) = changed.get_mut(at).filter(|own| **own != digit) {
                *own = digit;
                add(&changed);
            }
        }
        if let Some(next) = (at + 1..letters.len()).find(|&next| letters.get(next).is_some_and(char::is_ascii_digit)) {
            let mut changed = letters.clone();
            changed.swap(at, next);
            if changed != letters {
                add(&changed);
            }
        }
    }
    found
}

/// Whether one number may be the other with one digit mistyped, two changed over, or a factor of ten, a hundred, a thousand.
pub(super) fn may_be(one: &Quantity, other: &Quantity) -> bool {
    let powers = [10_i64, 100, 1_000].into_iter().map(Decimal::from);
    let mut scaled = powers.flat_map(|ten| [one.number.checked_mul(ten), one.number.checked_div(ten)]).flatten();
    scaled.any(|number| number == other.number) || one_digit_off(&one.raw).iter().any(|(number, _)| *number == other.number)
}
