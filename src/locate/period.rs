//! Which period and year a text speaks of.

use crate::label;
use crate::schema::{PeriodId, Schema};
use std::borrow::Cow;

/// How long a period is, as its name or code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// So many months from the start of the year; 12 is the whole year.
    FirstMonths(u32),
    /// One month.
    Month(u32),
    /// One quarter.
    Quarter(u32),
    /// The last six months, or the last three: told by their length.
    LastMonths(u32),
}

/// What a text says about time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Spans named, in order.
    pub spans: Vec<Span>,
    /// Years named, in order.
    pub years: Vec<i32>,
    /// "cả năm" or "năm" alone.
    pub whole_year: bool,
}

/// Reads what a text says about time: "6 tháng đầu năm 2023", "6T/2023", "tháng 6", "quý I", "9t".
pub fn said(text: &str) -> Said {
    said_by(&label::words(text))
}

/// Reads what the words of a text say about time.
pub fn said_by(words: &[String]) -> Said {
    // Nearly all labels say nothing of time: no digit, no "quý", no "cả năm".
    let may_say = |word: &String| word.bytes().any(|byte| byte.is_ascii_digit()) || word.starts_with("quy") || word.starts_with("ca");
    if !words.iter().any(may_say) {
        return Said::default();
    }
    let words: Vec<Cow<'_, str>> = split_joined(words);
    let mut said = Said::default();
    let number = |word: Option<&Cow<'_, str>>| word.and_then(|word| word.parse::<u32>().ok());
    let mut at = 0;
    while at < words.len() {
        let word = &*words[at];
        let next = words.get(at + 1);
        if word == "ngay" {
            // "ngày 14/6/2023": the year of a date is when it was signed.
            let digits = words[at + 1..].iter().take(3).take_while(|word| word.chars().all(|c| c.is_ascii_digit())).count();
            if digits > 0 {
                let named_month = digits == 1 && words.get(at + 2).is_some_and(|word| word == "thang");
                at += 1 + digits + if named_month { 2 } else { 0 };
                if named_month && words.get(at).is_some_and(|word| word == "nam") {
                    at += 2;
                }
                continue;
            }
        }
        if let Ok(value) = word.parse::<i32>() {
            if (1990..=2100).contains(&value) && word.len() == 4 {
                // "04/2022/QĐ-TTg" is the number of a document.
                let document = next.is_some_and(|next| {
                    matches!(
                        &**next,
                        "qd" | "nq" | "nd" | "tt" | "kh" | "bc" | "ct" | "cv" | "ttr" | "ubnd" | "ttlt" | "ttlb" | "qh13" | "qh14" | "qh15"
                    )
                });
                if !document {
                    said.years.push(value);
                }
            } else if next.is_some_and(|next| matches!(&**next, "thang" | "t" | "th")) && (1..=12).contains(&value) && word.len() <= 2 {
                let last = words.get(at + 2).is_some_and(|word| word == "cuoi");
                said.spans.push(if last { Span::LastMonths(value as u32) } else { Span::FirstMonths(value as u32) });
                at += 2;
                continue;
            } else if next.is_some_and(|next| next == "thang") && (13..=31).contains(&value) && number(words.get(at + 2)).is_some() {
                // "có đến 30 tháng 9" is a day, and no period of one month.
                at += 3;
                continue;
            }
        } else if word == "thang" || word == "t" {
            if let Some(month) = number(next).filter(|month| (1..=12).contains(month))
                && (word == "thang" || at == 0 || words[at - 1] == "bc")
            {
                said.spans.push(Span::Month(month));
                at += 2;
                continue;
            }
        } else if word == "quy" {
            let quarter = next.and_then(|word| match &**word {
                "i" | "1" => Some(1),
                "ii" | "2" => Some(2),
                "iii" | "3" => Some(3),
                "iv" | "4" => Some(4),
                _ => None,
            });
            if let Some(quarter) = quarter {
                said.spans.push(Span::Quarter(quarter));
                at += 2;
                continue;
            }
        } else if word == "ca" && next.is_some_and(|next| next == "nam") {
            said.whole_year = true;
        }
        at += 1;
    }
    said
}

/// "TH2019", "KH2020", "Năm2021": a year written together with the word in front of it is a word of its own.
pub fn unjoined(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    for (at, &c) in letters.iter().enumerate() {
        let behind_a_word = at.checked_sub(1).and_then(|before| letters.get(before)).is_some_and(|before| before.is_alphabetic());
        if behind_a_word && c.is_ascii_digit() {
            let digits: String = letters.iter().skip(at).take_while(|c| c.is_ascii_digit()).collect();
            if digits.len() == 4 && digits.parse::<i32>().is_ok_and(|year| (1990..=2100).contains(&year)) {
                out.push(' ');
            }
        }
        out.push(c);
    }
    out
}

/// "6t", "2023t" … digits and letters written together are two words; none has a mark.
fn split_joined(words: &[String]) -> Vec<Cow<'_, str>> {
    let mut out = Vec::with_capacity(words.len() + 2);
    for word in words {
        let (digits, rest) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
        if !digits.is_empty() && !rest.is_empty() && rest.chars().count() <= 5 && rest.chars().next().is_some_and(char::is_alphabetic) {
            out.push(Cow::Borrowed(digits));
            out.push(folded(rest));
            continue;
        }
        let joined = [("t", "t"), ("q", "quy"), ("nam", "nam")].into_iter().find_map(|(letters, meant)| {
            let tail = word.strip_prefix(letters)?;
            (!tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit())).then_some((meant, tail))
        });
        match joined {
            Some((letters, tail)) => out.extend([letters, tail].map(Cow::Borrowed)),
            None => out.push(folded(word)),
        }
    }
    out
}

/// A word without any mark.
fn folded(word: &str) -> Cow<'_, str> {
    // Words are in lower case already.
    if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(label::fold(word)) }
}

/// The span of a period of the schema, by its code and name.
pub fn span_of(schema: &Schema, period: PeriodId) -> Span {
    let period = schema.period(period);
    for text in [&period.name, &period.code] {
        let said = said(text);
        if let Some(&span) = said.spans.first() {
            return span;
        }
        if said.whole_year || label::folded_key(text) == "nam" || label::folded_key(text).starts_with("nam ") {
            return Span::FirstMonths(12);
        }
    }
    Span::FirstMonths(12)
}

impl Span {
    /// Whether another span is the same time of the year.
    pub fn is_the_time_of(self, other: Span) -> bool {
        let pair = (self, other);
        self == other
            || matches!(pair, (Span::FirstMonths(3), Span::Quarter(1)) | (Span::Quarter(1), Span::FirstMonths(3)))
            || matches!(pair, (Span::FirstMonths(1), Span::Month(1)) | (Span::Month(1), Span::FirstMonths(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_officials_write_them() {
        for (text, span) in [
            ("KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023", Span::FirstMonths(6)),
            ("Biểu 6T/2023", Span::FirstMonths(6)),
            ("bieu_6t_xa_dong_tam", Span::FirstMonths(6)),
            ("Thực hiện tháng 6", Span::Month(6)),
            ("9 tháng năm 2023", Span::FirstMonths(9)),
            ("quý II năm 2023", Span::Quarter(2)),
            ("6 tháng cuối năm", Span::LastMonths(6)),
        ] {
            assert_eq!(said(text).spans, vec![span], "{text}");
        }
    }

    #[test]
    fn a_date_is_no_period() {
        let said = said("(Kèm theo Báo cáo số 105/BC-UBND ngày 14 tháng 6 năm 2023)");
        assert!(said.spans.is_empty() && said.years.is_empty(), "{said:?}");
        assert_eq!(super::said("Năm 2023").years, vec![2023]);
        assert!(super::said("Cả năm 2023").whole_year);
    }
}
