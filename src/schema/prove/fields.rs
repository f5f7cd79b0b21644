//! Reading single keys of a schema as typed, each problem told at its place.

use super::Prover;
use crate::language::Words;
use crate::number::{self, Reading};
use crate::schema::keys::{Key, Word};
use crate::schema::raw::{Entry, Field, Place, Problem, Value};
use crate::schema::target::{self, machine_number};
use rust_decimal::Decimal;

impl Prover {
    pub(super) fn problem(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem { place: place.clone(), message: Words::new(vi, en), mild: false });
    }

    /// What is odd and keeps nothing from being used.
    pub(super) fn doubt(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem { place: place.clone(), message: Words::new(vi, en), mild: true });
    }

    /// Keys that nobody knows are told with the nearest known one, and each key once.
    pub(super) fn keys(&mut self, entry: &Entry, known: &[Key]) {
        for (at, field) in entry.fields.iter().enumerate() {
            if entry.fields[..at].iter().any(|earlier| earlier.key == field.key) {
                self.problem(
                    &field.place,
                    format!("Khóa “{}” viết hai lần trong cùng một khối. Hãy bỏ một lần.", field.key),
                    format!("Key “{}” stands twice in one block. Remove one.", field.key),
                );
            }
            if known.iter().any(|key| key.name == field.key) {
                continue;
            }
            let near = known.iter().map(|key| key.name).find(|key| strsim::damerau_levenshtein(key, &field.key) <= 2);
            let (vi, en) = match near {
                Some(near) => (format!(" Có phải “{near}” không?"), format!(" Did you mean “{near}”?")),
                None => (" Hãy bỏ khóa này hoặc xem docs/schema.md.".to_string(), " Remove it or see docs/schema.md.".to_string()),
            };
            self.problems.push(Problem {
                place: field.place.clone(),
                message: Words::new(format!("Không có khóa “{}”.{vi}", field.key), format!("There is no key “{}”.{en}", field.key)),
                mild: true,
            });
        }
    }

    pub(super) fn text(&mut self, field: &Field) -> Option<String> {
        match &field.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_string()),
            // A code such as 1 or 2.1 may be typed without quotes.
            Value::Number(text) => Some(text.clone()),
            _ => {
                let quotes = quotes(&field.place);
                self.problem(
                    &field.place,
                    format!("“{}” phải là chữ{}, không để trống.", field.shown, quotes.vi),
                    format!("“{}” must be text{}, not blank.", field.shown, quotes.en),
                );
                None
            }
        }
    }

    pub(super) fn required_text(&mut self, entry: &Entry, key: &str) -> Option<String> {
        match find(entry, key) {
            Some(field) => self.text(field),
            None => {
                self.missing(entry, key);
                None
            }
        }
    }

    /// A key that must be there is not: told where it would stand.
    pub(super) fn missing(&mut self, entry: &Entry, key: &str) {
        match entry.blanks.iter().find(|blank| blank.key == key) {
            Some(blank) => {
                let shown = &blank.shown;
                self.problem(
                    &blank.place,
                    format!("Thiếu “{shown}”. Hãy điền vào ô này."),
                    format!("“{key}” ({shown}) is missing. Fill in this cell."),
                );
            }
            None => self.problem(
                &entry.place,
                format!("Thiếu “{key}”. Hãy bổ sung vào khối này."),
                format!("“{key}” is missing. Add it to this block."),
            ),
        }
    }

    pub(super) fn optional_text(&mut self, entry: &Entry, key: &str) -> Option<String> {
        find(entry, key).and_then(|field| self.text(field))
    }

    pub(super) fn number_of(&mut self, field: &Field) -> Option<Decimal> {
        let number = match &field.value {
            Value::Number(text) => machine_number(text.trim_start_matches('+')),
            Value::Text(text) if field.place.is_cell() => {
                if let Some((one, other)) = target::two_readings(text) {
                    self.doubtful(&field.place, text, one, other);
                    return None;
                }
                plain_number(text)
            }
            // A string is the schema's notation first ("62.9"), then the officials' ("2.640,4").
            Value::Text(text) => machine_number(text).or_else(|| plain_number(text)),
            _ => None,
        };
        if number.is_none() {
            let (vi, en) = match field.place.is_cell() {
                true => (" (ví dụ 62,9), không kèm đơn vị tính", " (62.9), without a unit of measure"),
                false => (", viết thường (ví dụ 62.9) hoặc trong ngoặc kép", ", plain (62.9) or in quotes"),
            };
            self.problem(
                &field.place,
                format!("“{}” phải là một số{vi}.", field.shown),
                format!("“{}” must be a number{en}.", field.shown),
            );
        }
        number
    }

    /// Text such as 1.485 in a cell: whoever typed it may have meant either.
    pub(super) fn doubtful(&mut self, place: &Place, text: &str, one: Decimal, other: Decimal) {
        let (a, b) = (number::vietnamese(one, None), number::vietnamese(other, None));
        let (a, b) = (format!("{one} ({a})"), format!("{other} ({b})"));
        self.problem(
            place,
            format!("Không rõ “{}” là {a} hay {b}. Hãy gõ lại thành số, không có dấu ngăn cách hàng nghìn.", text.trim()),
            format!("“{}” may be {a} or {b}. Type it again as a number, without separators of thousands.", text.trim()),
        );
    }

    pub(super) fn number(&mut self, entry: &Entry, key: &str) -> Option<Decimal> {
        find(entry, key).and_then(|field| self.number_of(field))
    }

    pub(super) fn whole_number(&mut self, entry: &Entry, key: &str, most: i64) -> Option<i64> {
        let field = find(entry, key)?;
        let number = self.number_of(field)?;
        let whole = i64::try_from(number).ok().filter(|whole| number.fract().is_zero() && (0..=most).contains(whole));
        if whole.is_none() {
            self.problem(
                &field.place,
                format!("“{}” phải là số nguyên từ 0 đến {most}.", field.shown),
                format!("“{key}” must be a whole number from 0 to {most}."),
            );
        }
        whole
    }

    pub(super) fn flag(&mut self, entry: &Entry, key: &str) -> Option<bool> {
        let field = find(entry, key)?;
        match &field.value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(text) if matches!(text.trim().to_lowercase().as_str(), "có" | "x" | "true") => Some(true),
            Value::Text(text) if matches!(text.trim().to_lowercase().as_str(), "không" | "false") => Some(false),
            _ => {
                self.problem(
                    &field.place,
                    format!("“{}” phải là true (có) hoặc false (không).", field.shown),
                    format!("“{key}” must be true or false."),
                );
                None
            }
        }
    }

    pub(super) fn list(&mut self, entry: &Entry, key: &str) -> Option<Vec<(String, Place)>> {
        let field = find(entry, key)?;
        match &field.value {
            Value::List(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for (item, place) in items {
                    match item {
                        Value::Text(text) if !text.trim().is_empty() => texts.push((text.trim().to_string(), place.clone())),
                        Value::Number(text) => texts.push((text.clone(), place.clone())),
                        _ => self.problem(
                            place,
                            format!("Mỗi mục của “{key}” phải là chữ trong ngoặc kép."),
                            format!("Each item of “{key}” must be text in quotes."),
                        ),
                    }
                }
                Some(texts)
            }
            // A single word stands for a list of one.
            Value::Text(text) => Some(vec![(text.trim().to_string(), field.place.clone())]),
            _ => {
                self.problem(
                    &field.place,
                    format!("“{key}” phải là danh sách, ví dụ [\"xa\", \"thi-tran\"]."),
                    format!("“{key}” must be a list, [\"xa\", \"thi-tran\"] for example."),
                );
                None
            }
        }
    }

    pub(super) fn unknown<'a>(&mut self, place: &Place, vi: &str, en: &str, wanted: &str, known: impl Iterator<Item = &'a String>) {
        let mut near: Vec<&String> = known.filter(|code| strsim::damerau_levenshtein(code, wanted) <= 1).collect();
        near.sort();
        let (hint_vi, hint_en) = match near.first() {
            Some(near) => (format!(" Có phải “{near}” không?"), format!(" Did you mean “{near}”?")),
            None => (String::new(), String::new()),
        };
        self.problem(
            place,
            format!("Không có {vi} nào mang mã “{wanted}”.{hint_vi} Hãy sửa mã hoặc khai báo {vi} này."),
            format!("There is no {en} with the code “{wanted}”.{hint_en} Correct the code or declare it."),
        );
    }

    pub(super) fn one_of(&mut self, field: &Field, word: &str, words: &[Word]) {
        let key = &field.shown;
        let codes = words.iter().map(|word| word.code).collect::<Vec<_>>().join(", ");
        let shown = match field.place.is_cell() {
            true => words.iter().map(|word| word.vi).collect::<Vec<_>>().join(", "),
            false => codes.clone(),
        };
        self.problem(
            &field.place,
            format!("“{key}” không thể là “{word}”. Hãy chọn một trong: {shown}."),
            format!("“{key}” can't be “{word}”. Choose one of: {codes}."),
        );
    }
}

pub(super) fn find<'a>(entry: &'a Entry, key: &str) -> Option<&'a Field> {
    entry.fields.iter().find(|field| field.key == key)
}

pub(super) fn place<'a>(entry: &'a Entry, key: &str) -> &'a Place {
    find(entry, key).map_or(&entry.place, |field| &field.place)
}

/// A number and nothing else, in the notation of officials.
fn plain_number(text: &str) -> Option<Decimal> {
    match number::read(text) {
        Reading::Number(typed) if typed.suffix.is_empty() => Some(typed.number),
        _ => None,
    }
}

/// Only a file that is typed as text has quotes.
fn quotes(place: &Place) -> Words {
    if place.is_cell() { Words::default() } else { Words::new(" trong ngoặc kép", " in quotes") }
}

/// Where the value of a key should stand: its own cell where there is one.
pub(super) fn place_for(entry: &Entry, key: &str) -> Place {
    entry.blanks.iter().find(|blank| blank.key == key).map_or(&entry.place, |blank| &blank.place).clone()
}
