//! One number in a text: a figure with its unit of measure, a pair, a range; or a date, a year, a decree, numbering.

use super::lexer::bare;
use super::token::{Quantity, Token, Unit};
use super::unit::{self, Following};
use crate::number::{self, Reading};

/// What stands at a digit, and where it ends.
pub(super) enum Numeral {
    Figure(Quantity, usize),
    Pair(Quantity, Quantity, usize),
    Span(Quantity, Quantity, usize),
    Other(usize),
}

/// Reads what begins at `at`; `before` is what was read already.
pub(super) fn read(text: &str, at: usize, before: &[Token]) -> Numeral {
    let Some(first) = Digits::at(text, at) else { return Numeral::Other(at + 1) };
    if let Some(end) = not_a_figure(text, &first, before) {
        return Numeral::Other(end);
    }
    if let Some(numeral) = dates_and_pairs(text, &first, before) {
        return numeral;
    }
    if let Some(numeral) = span(text, &first) {
        return numeral;
    }
    // "6 tháng" is one thing: what follows is no number of a month.
    if let Following::Time(end) = unit::following(text, &first) {
        return Numeral::Other(end);
    }
    let Some((quantity, end)) = quantity(text, &first) else { return Numeral::Other(first.end) };
    if is_pointer(&quantity, &first, before) {
        return Numeral::Other(first.end);
    }
    // "397,5 ha/420 ha": both with the same unit of measure. "130 ha/23 xã" is no pair.
    if quantity.unit.is_some()
        && let Some((_, of, of_end)) = after_slash(text, end)
        && of.unit.is_some()
        && of.in_unit_of(&quantity).is_some()
    {
        return Numeral::Pair(quantity, of, of_end);
    }
    Numeral::Figure(quantity, end)
}

/// A run of digits with separators.
pub(super) struct Digits<'a> {
    pub(super) raw: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Digits<'a> {
    fn at(text: &'a str, start: usize) -> Option<Digits<'a>> {
        let rest = text.get(start..)?;
        let bytes = rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = 0;
        while digit(end) || (end > 0 && matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
            end += 1;
        }
        (end > 0).then(|| Digits { raw: &rest[..end], start, end: start + end })
    }

    fn is_plain(&self) -> bool {
        self.raw.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn small(&self) -> Option<u32> {
        if self.is_plain() && self.raw.len() <= 4 { self.raw.parse().ok() } else { None }
    }

    fn is_year(&self) -> bool {
        self.raw.len() == 4 && self.small().is_some_and(|year| (1900..=2100).contains(&year))
    }
}

/// The end of a number that is part of a code, a clause's numbering, or a date of three parts.
fn not_a_figure(text: &str, first: &Digits<'_>, before: &[Token]) -> Option<usize> {
    let glued = text.get(..first.start)?.chars().next_back();
    let rest = text.get(first.end..)?;
    let next = rest.chars().next();
    // "Km0" is one word already; "Covid-19", "QĐ-28": glued to letters by a dash or a slash.
    let by_mark = match glued {
        // "10,2 ha/02 cơ sở" and "KH:43%" are figures: only a word with a capital makes a code.
        Some('-' | '/') => text.get(..first.start - 1)?.rsplit(|c: char| !c.is_alphanumeric()).next()?.chars().any(char::is_uppercase),
        Some(':') => text.get(..first.start)?.chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    if by_mark {
        return Some(end_of_code(text, first.end));
    }
    // "18/NQ-HĐND", "54-NQ/TW", "9001:2015", "14C", "4G".
    let mut after = rest.chars().skip(1);
    if next.is_some_and(|c| matches!(c, '/' | '-')) && after.next().is_some_and(char::is_uppercase) {
        let word: String = rest.chars().skip(1).take_while(|c| c.is_alphabetic()).collect();
        if word.chars().filter(|c| c.is_uppercase()).count() >= 2 && !is_plan_word(&word.to_lowercase()) {
            return Some(end_of_code(text, first.end));
        }
    }
    if next == Some(':') && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        return Some(end_of_code(text, first.end));
    }
    if next.is_some_and(char::is_alphabetic) && !unit::is_glued(rest) {
        return Some(end_of_code(text, first.end));
    }
    // "1. ", "2.1. ", "(3)", "a)": numbering at the beginning of a line or in brackets by itself.
    let line = text.get(..first.start)?.rsplit('\n').next()?;
    let starts_line = line.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '(' | '#'));
    let opened = line.trim_end().ends_with('(');
    let small = first.raw.split('.').all(|piece| piece.len() <= 2 && piece.bytes().all(|byte| byte.is_ascii_digit()));
    if small && ((starts_line && next.is_some_and(|c| matches!(c, '.' | ')' | '/'))) || (opened && next == Some(')'))) {
        let spaced = rest.chars().nth(1).is_none_or(|c| !c.is_ascii_digit());
        if spaced {
            return Some(first.end);
        }
    }
    // "15/12/2022", "81/2021/NĐ-CP"
    let mut end = first.end;
    let mut slashes = 0;
    while text.get(end..)?.starts_with('/') {
        match Digits::at(text, end + 1) {
            Some(digits) => {
                end = digits.end;
                slashes += 1;
            }
            None => {
                let letter = text.get(end + 1..)?.trim_start().chars().next();
                if slashes > 0 && letter.is_some_and(char::is_uppercase) && Digits::at(text, first.end + 1).is_some_and(|d| d.is_year()) {
                    return Some(end_of_code(text, end));
                }
                break;
            }
        }
    }
    if slashes >= 2 {
        return Some(end);
    }
    // "năm 2023", "2021 - 2025" are settled by their neighbours, a lone year by itself.
    let named = before.last().and_then(Token::word).is_some_and(|word| word == "năm");
    (first.is_year() && named).then_some(first.end)
}

fn end_of_code(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut letters = rest.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let joins = matches!(c, '/' | '-' | ':') && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !c.is_alphanumeric() && !joins {
            return from + at;
        }
    }
    text.len()
}

fn is_plan_word(word: &str) -> bool {
    matches!(word, "kh" | "khn" | "dt")
}

/// `a/b`: a date where words around it say so, a month of a year, or a pair.
fn dates_and_pairs(text: &str, first: &Digits<'_>, before: &[Token]) -> Option<Numeral> {
    let (second, of, end) = after_slash(text, first.end)?;
    let word = before.last().and_then(Token::word).unwrap_or_default();
    {
        let second = &second;
        let day = first.small().is_some_and(|day| (1..=31).contains(&day));
        let month = second.small().is_some_and(|month| (1..=12).contains(&month));
        let dated = ["ngày", "hôm", "lễ", "mùng", "sáng", "chiều", "tối", "đêm"].contains(&word);
        let may_be_dated = ["đến", "từ", "trước", "sau", "hết", "dịp", "tới", "qua"].contains(&word);
        let counted = of.unit.as_ref().is_some_and(|unit| unit.measure.is_physical() || unit.measure.is_usual_noun()) || of.percent;
        if day && month && (dated || (may_be_dated && !counted)) {
            return Some(Numeral::Other(second.end));
        }
        // "6/2023", "tháng 12/2022"
        if first.small().is_some_and(|month| (1..=12).contains(&month)) && second.is_year() {
            return Some(Numeral::Other(second.end));
        }
        if word == "số" && before.iter().rev().nth(1).and_then(Token::word).is_none_or(|word| word != "tổng") && of.unit.is_none() {
            return Some(Numeral::Other(second.end));
        }
    }
    let mut done = plain(first)?;
    done.unit = of.unit.clone();
    done.percent = of.percent;
    Some(Numeral::Pair(done, of, end))
}

/// The figure behind a slash; "KH" may stand before it: `397,5/KH 420 ha`.
fn after_slash(text: &str, at: usize) -> Option<(Digits<'_>, Quantity, usize)> {
    let rest = text.get(at..)?;
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let rest = rest.trim_start_matches(' ').strip_prefix('/')?;
    let mut from = at + gap + 1;
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let mut rest = rest.trim_start_matches(' ');
    from += spaces;
    for word in ["kế hoạch", "Kế hoạch", "KH"] {
        if let Some(after) = rest.strip_prefix(word) {
            let spaces = after.len() - after.trim_start_matches(' ').len();
            from += word.len() + spaces;
            rest = after.trim_start_matches(' ');
        }
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = Digits::at(text, from)?;
    let (quantity, end) = quantity(text, &digits)?;
    Some((digits, quantity, end))
}

/// `43-45%`, `1.500 - 1.600 ha`, `1 đến 2 tuyến`; years are no figures.
fn span(text: &str, first: &Digits<'_>) -> Option<Numeral> {
    let rest = text.get(first.end..)?;
    let body = rest.strip_prefix('%').unwrap_or(rest);
    let trimmed = body.trim_start_matches(' ');
    let after = trimmed.strip_prefix(['-', '–', '—']).or_else(|| trimmed.strip_prefix("đến "))?;
    let digits = after.trim_start_matches(' ');
    let second = Digits::at(text, text.len() - digits.len())?;
    if first.is_year() && second.is_year() {
        return Some(Numeral::Other(second.end));
    }
    let low = plain(first)?;
    // "KH 43 - 45%" is a range; "12 - 3" is not, nor is "ngày 15 - 18/6".
    let (high, end) = quantity(text, &second)?;
    if low.number >= high.number || text.get(second.end..)?.starts_with('/') {
        return None;
    }
    Some(Numeral::Span(Quantity { unit: high.unit.clone(), percent: high.percent, ..low }, high, end))
}

/// The number itself, in the official notation.
fn plain(digits: &Digits<'_>) -> Option<Quantity> {
    match number::read(digits.raw) {
        Reading::Number(typed) => Some(bare(typed.number, typed.decimals, digits.raw)),
        _ => None,
    }
}

/// The number with what follows it: `%`, a scale, a unit of measure.
fn quantity(text: &str, digits: &Digits<'_>) -> Option<(Quantity, usize)> {
    let mut quantity = plain(digits)?;
    match unit::following(text, digits) {
        Following::Nothing => Some((quantity, digits.end)),
        Following::Percent(end) => {
            quantity.percent = true;
            Some((quantity, end))
        }
        Following::Unit { text: own, measure, end } => {
            quantity.unit = Some(Unit { text: own, measure });
            Some((quantity, end))
        }
        Following::Worked { number, raw, unit, measure, end } => {
            quantity = bare(number, 0, &raw);
            quantity.unit = Some(Unit { text: unit, measure });
            Some((quantity, end))
        }
        Following::Time(_) => None,
    }
}

/// Whether the words before say that the number names something: "tháng 6", "Quyết định số 28", "thôn 11", "mức độ 3".
fn is_pointer(quantity: &Quantity, digits: &Digits<'_>, before: &[Token]) -> bool {
    let mut words = before.iter().rev().map_while(Token::word);
    let (word, before) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let measured = quantity.percent || quantity.unit.as_ref().is_some_and(|unit| unit.measure.is_physical());
    let counted = measured || quantity.unit.as_ref().is_some_and(|unit| unit.measure.is_usual_noun());
    match word {
        "tháng" | "năm" | "ngày" | "quý" | "độ" | "khóa" | "khoá" | "thứ" | "lần" | "điều" | "khoản" => !measured,
        "số" => before != "tổng" && !counted,
        "án" | "thôn" | "tổ" | "phố" | "khu" | "ấp" | "bản" | "đường" | "định" | "quyết" | "tư" | "thị" | "mục" | "điểm" | "lục"
        | "loại" | "cấp" | "đợt" | "vụ" | "nhóm" | "dung" | "vùng" => !counted && digits.is_plain() && digits.raw.len() <= 4,
        _ => digits.is_year() && !counted,
    }
}
