//! Exact decimals as officials write them: `1.466`, `48,70`, `16 tỷ 434 triệu`, `59,3%`.
//!
//! Decimal comma, dot or space between groups of three digits (NĐ 86/2012, Phụ lục V; Law on Accounting). A dot is
//! a decimal point only where it can't be a group separator; where it could be either, both readings are kept.

mod digits;
mod exact;
mod rounding;
mod stored;
mod zeros;

pub(crate) use digits::push_digits;
pub use exact::{LARGEST, Sum, bounded, quotient, sum};
pub(crate) use exact::{has_digits, ten_to};
pub use rounding::round;
pub(crate) use rounding::units;
pub(crate) use stored::plain_digits;
pub use stored::{from_f64, from_stored};
pub use zeros::{decimals_of, trimmed};
use zeros::{small, without_zeros};

use rust_decimal::Decimal;
use std::fmt::Write;

/// A number as typed, with what is needed to doubt it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The likeliest reading. One scale word belongs to the unit of measure behind it ("54,1 triệu đồng" is 54.1);
    /// falling ones are worked in ("16 tỷ 434 triệu" is 16434000000 đồng).
    pub number: Decimal,
    /// The other possible reading: `1.234` may be 1234 or 1.234.
    pub other: Option<Decimal>,
    /// Decimals it was typed with.
    pub decimals: u32,
    /// One unit in the last typed place.
    pub granularity: Decimal,
    /// A percent sign follows.
    pub percent: bool,
    /// What follows the number: a unit of measure, or nothing.
    pub suffix: String,
    /// What its separators prove about the writer's habit.
    pub habit: Habit,
}

/// What the separators of a number prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Habit {
    /// Nothing: no separators, or ones that could be either.
    #[default]
    Unknown,
    /// Decimal comma or grouping dot, as Vietnamese law has it.
    Vietnamese,
    /// Decimal point or grouping comma.
    English,
}

/// What a text in a figure's place says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing known: blank, "-", "…", "x", "Không có".
    Unknown,
    /// A number.
    Number(Typed),
    /// Two numbers with a slash: done/planned, or 17/19.
    Pair(Typed, Typed),
    /// Text.
    NotANumber,
}

/// Bytes of the longest text that may be a number with words behind it.
const LONGEST: usize = 500;

/// Reads a text that stands where a figure should.
pub fn read(text: &str) -> Reading {
    // Nobody types a number that long; a row of dots may be.
    if text.len() > LONGEST {
        return if is_unknown(text) { Reading::Unknown } else { Reading::NotANumber };
    }
    // Most figures typed as text are digits with separators and nothing else but spaces around them.
    let figure = text.trim();
    if figure.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',')) && figure.bytes().any(|byte| byte.is_ascii_digit()) {
        return read_typed(figure).map_or(Reading::NotANumber, Reading::Number);
    }
    let text = clean(text);
    if is_unknown(&text) {
        return Reading::Unknown;
    }
    if let Some((left, right)) = text.split_once('/')
        && right.trim_start().starts_with(|c: char| c.is_ascii_digit())
    {
        return match (read_typed(left), read_typed(right)) {
            (Some(a), Some(b)) if a.suffix.is_empty() || a.suffix == b.suffix || a.percent => Reading::Pair(a, b),
            _ => Reading::NotANumber,
        };
    }
    match read_typed(&text) {
        Some(typed) => Reading::Number(typed),
        None => Reading::NotANumber,
    }
}

/// Whether a text in a figure's place says that nothing is known.
pub fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    if text.chars().all(|c| matches!(c, '-' | '–' | '—' | '…' | '.' | ',' | '\'' | '"' | '_' | '/' | ' ')) {
        return true;
    }
    text.len() <= LONGEST
        && matches!(
            text.to_lowercase().as_str(),
            "x" | "xx"
                | "không có"
                | "không"
                | "chưa có"
                | "chưa có số liệu"
                | "không có số liệu"
                | "không phát sinh"
                | "kps"
                | "n/a"
                | "null"
                | "nil"
        )
}

/// Spaces of every kind to one kind, full-width forms to plain ones, the minus sign to a hyphen.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}'))
        .map(|c| match c {
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => ' ',
            '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (c as u32 - 0xff10) as u8),
            '\u{ff0c}' => ',',
            '\u{ff0e}' => '.',
            '\u{ff05}' => '%',
            '\u{ff0f}' => '/',
            '\u{2212}' => '-',
            c => c,
        })
        .collect::<String>()
        .trim()
        .trim_start_matches('\'')
        .trim()
        .to_string()
}

/// Multipliers that officials say in words.
fn scale_word(word: &str) -> Option<Decimal> {
    let scale: i64 = match word {
        "trăm" => 100,
        "nghìn" | "ngàn" | "ngìn" => 1_000,
        "vạn" => 10_000,
        "triệu" | "tr" | "trđ" => 1_000_000,
        "tỷ" | "tỉ" => 1_000_000_000,
        _ => return None,
    };
    Some(Decimal::from(scale))
}

fn read_typed(text: &str) -> Option<Typed> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    let end = number_end(body);
    let (digits, rest) = body.split_at(end);
    let mut typed = plain(digits)?;
    if rest.is_empty() {
        return Some(signed(typed, negative));
    }
    let mut rest = rest.trim();
    if let Some((total, granularity, after)) = staggered(&typed, rest) {
        bounded(total)?;
        typed = Typed { number: total, other: None, granularity, ..typed };
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('%') {
        typed.percent = true;
        rest = after.trim_start();
    }
    let rest = rest.trim_end_matches(['.', ';', ',']).trim();
    if !is_unit_suffix(rest) {
        return None;
    }
    typed.suffix = rest.to_string();
    Some(signed(typed, negative))
}

/// The number as it is with the sign in front of it.
fn signed(typed: Typed, negative: bool) -> Typed {
    match negative {
        true => Typed { number: -typed.number, other: typed.other.map(|other| -other), ..typed },
        false => typed,
    }
}

/// "16 tỷ 434 triệu": a number in falling scales, worth so much in the base unit; `None` for a single scale,
/// which belongs to the unit of measure ("54,1 triệu đồng").
fn staggered<'a>(first: &Typed, rest: &'a str) -> Option<(Decimal, Decimal, &'a str)> {
    let (word, after) = first_word(rest)?;
    let mut scale = scale_word(&word.to_lowercase())?;
    let mut total = first.number.checked_mul(scale)?;
    let mut granularity = first.granularity.checked_mul(scale)?;
    let mut rest = after.trim_start();
    let mut steps = 0;
    while let end @ 1.. = number_end(rest) {
        let (digits, after) = rest.split_at(end);
        let (word, after) = first_word(after.trim_start())?;
        let smaller = scale_word(&word.to_lowercase())?;
        let part = plain(digits)?;
        // The scales fall and no part spills over into the one before.
        if smaller >= scale || part.number.checked_mul(smaller)? >= scale {
            return None;
        }
        total = total.checked_add(part.number.checked_mul(smaller)?)?;
        granularity = part.granularity.checked_mul(smaller)?;
        scale = smaller;
        rest = after.trim_start();
        steps += 1;
    }
    (steps > 0).then_some((total, granularity, if rest.is_empty() { "đồng" } else { rest }))
}

/// Whether what follows a number can be a unit of measure: words, "m2" and "m3" at most, no second number.
fn is_unit_suffix(text: &str) -> bool {
    let mut previous = ' ';
    !crate::label::is_longer(text, 24)
        && text.chars().all(|c| {
            let fits = match c {
                '0'..='9' => matches!(c, '2' | '3') && previous == 'm',
                '²' | '³' | '/' | '.' | '-' | ' ' => previous != ' ',
                c => c.is_alphabetic() || c == '%' || c == '‰',
            };
            previous = c;
            fits
        })
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Length of the leading run of digits, separators, and single spaces between digit groups.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        match bytes[end] {
            b'0'..=b'9' => end += 1,
            b'.' | b',' if end > 0 && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => end += 1,
            b'.' | b',' if end == 0 && bytes.get(1).is_some_and(u8::is_ascii_digit) => end += 1,
            // A space groups only when exactly three digits follow it.
            b' ' if end > 0
                && bytes.len() >= end + 4
                && bytes[end + 1..end + 4].iter().all(u8::is_ascii_digit)
                && !bytes.get(end + 4).is_some_and(u8::is_ascii_digit) =>
            {
                end += 4;
            }
            _ => break,
        }
    }
    end
}

/// Reads digits with separators, and nothing else.
fn plain(text: &str) -> Option<Typed> {
    if text.is_empty() || text.len() > 40 {
        return None;
    }
    let (mut dots, mut commas, mut spaced, mut last) = (0, 0, false, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' => (dots, last) = (dots + 1, Some((at, '.'))),
            b',' => (commas, last) = (commas + 1, Some((at, ','))),
            b' ' => spaced = true,
            _ => {}
        }
    }
    // Before and behind the last mark, which is the only one that may be a decimal mark.
    let (before, behind) = last.map_or((text, ""), |(at, _)| (&text[..at], &text[at + 1..]));
    let (separator, habit, other) = match (dots, commas, last) {
        (0, 1, Some((_, mark))) | (1, 0, Some((_, mark))) => {
            let could_group = behind.len() == 3 && !spaced && (1..=3).contains(&before.len()) && !before.starts_with('0');
            let decimal_habit = if mark == ',' { Habit::Vietnamese } else { Habit::English };
            match (could_group, mark) {
                // Officials group with dots, so 1.234 is 1234 unless the sheet says otherwise.
                (true, '.') => (Some((mark, false)), Habit::Unknown, Some(decimal(text, Some((mark, true)))?)),
                (true, _) => (Some((mark, true)), Habit::Unknown, Some(decimal(text, Some((mark, false)))?)),
                (false, _) => (Some((mark, true)), decimal_habit, None),
            }
        }
        (0, 0, _) => (None, if spaced { Habit::Vietnamese } else { Habit::Unknown }, None),
        (_, 0, _) => (Some(('.', false)), Habit::Vietnamese, None),
        (0, _, _) => (Some((',', false)), Habit::English, None),
        (_, 1, Some((_, ','))) => (Some((',', true)), Habit::Vietnamese, None),
        (1, _, Some((_, '.'))) => (Some(('.', true)), Habit::English, None),
        _ => return None,
    };
    let is_sound = match separator {
        Some((_, true)) => !behind.is_empty() && is_digits(behind.as_bytes()) && is_grouped(before),
        _ => is_grouped(text),
    };
    if !is_sound {
        return None;
    }
    let number = decimal(text, separator)?;
    Some(Typed {
        number,
        other,
        decimals: number.scale(),
        granularity: Decimal::new(1, number.scale()),
        percent: false,
        suffix: String::new(),
        habit,
    })
}

fn is_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// Whether every separator has exactly three digits after it and one to three before the first.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.as_bytes().split(|byte| matches!(byte, b'.' | b',' | b' '));
    let first = groups.next().unwrap_or_default();
    let mut alone = true;
    let sound = groups.all(|group| {
        alone = false;
        is_digits(group) && group.len() == 3
    });
    sound && is_digits(first) && (alone || (1..=3).contains(&first.len()))
}

/// The value when `separator` is the mark in doubt: (mark, whether it is the decimal mark).
fn decimal(text: &str, separator: Option<(char, bool)>) -> Option<Decimal> {
    if text.len() <= SHORT {
        return decimal_of_few_digits(text.as_bytes(), separator);
    }
    const MOST: i128 = (1 << 96) - 1;
    let (mut mantissa, mut scale, mut behind) = (0_i128, 0_u32, false);
    for c in text.chars() {
        match (c, separator) {
            ('0'..='9', _) => {
                mantissa = mantissa * 10 + i128::from(c as u32 - '0' as u32);
                scale += u32::from(behind);
                // No decimal has more, and a further digit makes it no less.
                if mantissa > MOST {
                    return None;
                }
            }
            // A second decimal mark makes it no number.
            (c, Some((mark, true))) if c == mark && behind => return None,
            (c, Some((mark, true))) if c == mark => behind = true,
            ('.' | ',' | ' ', _) => {}
            _ => return None,
        }
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok().and_then(bounded)
}

/// So many digits are surely held, and are a number of a size that figures have.
const SHORT: usize = 18;

/// The same of up to [`SHORT`] digits and marks.
fn decimal_of_few_digits(text: &[u8], separator: Option<(char, bool)>) -> Option<Decimal> {
    let point = separator.filter(|(_, is_decimal)| *is_decimal).map(|(mark, _)| mark as u8);
    let (mut mantissa, mut scale, mut behind) = (0_i64, 0, false);
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale += u32::from(behind);
            }
            b'.' | b',' | b' ' if point != Some(byte) => {}
            b'.' | b',' if !behind => behind = true,
            _ => return None,
        }
    }
    Some(Decimal::new(mantissa, scale))
}

/// A whole number that is not negative; `None` for any other (a plain conversion would cut a fraction off).
pub fn whole(number: Decimal) -> Option<u32> {
    (number.scale() == 0 || number.fract().is_zero()).then(|| u32::try_from(number).ok()).flatten()
}

/// Whether two numbers are equal; nearly all that are have the same digits, too, which is seen without bringing them to one scale.
pub fn same(one: Decimal, other: Decimal) -> bool {
    (one.scale() == other.scale() && one.mantissa() == other.mantissa()) || one == other
}

/// The Vietnamese way: `1.234.567,5`. Without `decimals`, as many as the number has.
pub fn vietnamese(number: Decimal, decimals: Option<u32>) -> String {
    let number = match decimals {
        Some(decimals) if number.scale() > decimals => round(number, decimals),
        _ => number,
    };
    let Some((mantissa, scale, negative)) = small(number) else { return vietnamese_of_many_digits(number, decimals) };
    let power = 10_u64.checked_pow(scale);
    let (whole, fraction) = power.map_or((0, mantissa), |power| (mantissa / power, mantissa % power));
    let mut out = String::with_capacity(28);
    out.push_str(if negative { "-" } else { "" });
    let groups = (0..7).rev().map(|place| whole / 1000_u64.pow(place) % 1000);
    let mut first = true;
    for (place, group) in groups.enumerate() {
        if first && group == 0 && place < 6 {
            continue;
        }
        // Writing to a String can't fail.
        let _ = if first { write!(out, "{group}") } else { write!(out, ".{group:03}") };
        first = false;
    }
    let places = decimals.unwrap_or(scale) as usize;
    if places > 0 {
        out.push(',');
        if scale > 0 {
            let _ = write!(out, "{fraction:0width$}", width = scale as usize);
        }
        out.extend(std::iter::repeat_n('0', places.saturating_sub(scale as usize)));
    }
    out
}

/// The same, of a number that has more digits than figures have.
fn vietnamese_of_many_digits(number: Decimal, decimals: Option<u32>) -> String {
    // Not by a precision of the format: the crate has no room for 29 digits and decimals behind them.
    let text = number.normalize().abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let places = decimals.map_or(fraction.len(), |decimals| decimals as usize);
    let mut out = String::new();
    if number.is_sign_negative() && !number.is_zero() {
        out.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if places > 0 {
        out.push(',');
        out.push_str(fraction);
        out.extend(std::iter::repeat_n('0', places.saturating_sub(fraction.len())));
    }
    out
}

/// Plain decimal notation with a point, trailing zeros trimmed: what JSON has.
pub fn plain_text(number: Decimal) -> String {
    let Some((mantissa, scale, negative)) = small(number) else { return number.normalize().to_string() };
    let mut out = String::with_capacity(24);
    push_digits(&mut out, negative, mantissa, scale);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    fn number(text: &str) -> Typed {
        match read(text) {
            Reading::Number(typed) => typed,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_same_number_is_told_whatever_its_decimals() {
        for (one, other, is_same) in [("1", "1.00", true), ("1", "1", true), ("0", "-0.0", true), ("1", "-1", false), ("10", "1.0", false)]
        {
            assert_eq!(same(d(one), d(other)), is_same, "{one} {other}");
        }
        assert_eq!(["7", "7.0", "7.5", "-7", "-0"].map(|text| whole(d(text))), [Some(7), Some(7), None, None, Some(0)]);
    }

    #[test]
    fn numbers_as_officials_write_them() {
        for (text, value) in [
            ("2.640,4", "2640.4"),
            ("739.400.000", "739400000"),
            ("0,23", "0.23"),
            ("48,70", "48.7"),
            ("01", "1"),
            ("1 234,5", "1234.5"),
            ("1\u{a0}234\u{a0}567", "1234567"),
            (" 310 ha ", "310"),
            ("0,23ha", "0.23"),
            ("300m³", "300"),
            ("59,3%", "59.3"),
            ("27,0 %", "27"),
            ("16 tỷ 434 triệu", "16434000000"),
            ("16 tỷ 434 triệu đồng", "16434000000"),
            ("77 ngàn ha", "77"),
            ("54,1 triệu đồng", "54.1"),
            ("１２，５", "12.5"),
            ("−5,7", "-5.7"),
            ("12.5", "12.5"),
            ("1,234.5", "1234.5"),
            ("1,234,567", "1234567"),
            ("1234.567", "1234.567"),
            ("0.593", "0.593"),
            ("0,593", "0.593"),
            ("'15", "15"),
            (",5", "0.5"),
        ] {
            let typed = number(text);
            assert_eq!(typed.number, d(value), "{text}");
            assert_eq!(typed.other, None, "{text}");
        }
    }

    #[test]
    fn few_digits_are_the_number_that_many_are() {
        for text in ["1.234,5", "0,75", "12.5", "1.234.567", "1 234", "007", "1,,5", "1.5.", "a", "5đ", ""] {
            for separator in [None, Some(('.', true)), Some((',', true)), Some((',', false))] {
                let long = decimal(&format!("{}{text}", "0".repeat(SHORT)), separator);
                assert_eq!(decimal(text, separator), long, "{text} {separator:?}");
            }
        }
    }

    #[test]
    fn three_digits_after_one_mark_could_be_either() {
        assert_eq!((number("1.234").number, number("1.234").other), (d("1234"), Some(d("1.234"))));
        assert_eq!((number("1,234").number, number("1,234").other), (d("1.234"), Some(d("1234"))));
        assert_eq!(number("-36.531").other, Some(d("-36.531")));
    }

    #[test]
    fn what_is_unknown_is_not_zero() {
        for text in ["", " ", "-", "–", "…", "....", "x", "X", "Không có", "\u{a0}", "''"] {
            assert_eq!(read(text), Reading::Unknown, "{text:?}");
        }
        assert_eq!(number("0").number, Decimal::ZERO);
    }

    #[test]
    fn pairs_are_kept_apart() {
        let Reading::Pair(done, planned) = read("2.640,4 / 4.450") else { panic!() };
        assert_eq!((done.number, planned.number), (d("2640.4"), d("4450")));
        assert!(matches!(read("17/19"), Reading::Pair(..)));
        assert!(matches!(read("tạ/ha"), Reading::NotANumber));
    }

    #[test]
    fn text_is_not_a_number() {
        for text in
            ["Đạt", "1.23.4", "12,5,6", "1..2", "1e5", "1_000", "12 34", "ngày 14", "0914 000 123", "5 (năm)", "3-4", "14/6/2023", "(3)"]
        {
            assert_eq!(read(text), Reading::NotANumber, "{text}");
        }
    }

    #[test]
    fn written_the_vietnamese_way() {
        assert_eq!(vietnamese(d("1234567.5"), None), "1.234.567,5");
        assert_eq!(vietnamese(d("31.45"), Some(1)), "31,5");
        assert_eq!(vietnamese(d("-1234.5"), Some(0)), "-1.235");
        assert_eq!(vietnamese(d("0.04"), Some(1)), "0,0");
        assert_eq!(vietnamese(d("100"), Some(1)), "100,0");
        assert_eq!(vietnamese(d("-0.04"), Some(1)), "0,0");
    }

    #[test]
    fn both_ways_of_writing_give_the_same() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> 11
        };
        for _ in 0..20_000 {
            let digits = next() % 19;
            let number = Decimal::from(next() % 10_u64.pow(digits as u32 + 1)) * Decimal::new(1, (next() % 20) as u32);
            for number in [number, -number] {
                assert_eq!(plain_text(number), number.normalize().to_string());
                assert_eq!(decimals_of(number), number.normalize().scale());
                assert_eq!(vietnamese(number, None), vietnamese_of_many_digits(number, None));
                let places = (next() % 8) as u32;
                let rounded = round(number, places);
                assert_eq!(vietnamese(number, Some(places)), vietnamese_of_many_digits(rounded, Some(places)), "{number} {places}");
            }
        }
        let many = d("79228162514264337593543950335");
        assert_eq!(vietnamese(many, Some(10)), format!("{},0000000000", vietnamese(many, None)));
        assert_eq!(vietnamese(d("7922816251426433759354395033.5"), Some(2)), "7.922.816.251.426.433.759.354.395.033,50");
        assert_eq!((plain_text(many), vietnamese(many, None).len()), (many.to_string(), 38));
    }
}
