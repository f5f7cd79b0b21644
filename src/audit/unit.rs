//! What follows a number: a percent sign, a unit of measure, a counted noun, a unit of time, or nothing.

use super::numeral::Digits;
use crate::number::{self, Reading};
use crate::unit_of_measure::UnitOfMeasure;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

/// What was found behind a number.
pub(super) enum Following {
    Nothing,
    /// A percent sign; where it ends.
    Percent(usize),
    Unit {
        text: String,
        measure: UnitOfMeasure,
        end: usize,
    },
    /// Falling scales worked in: `16 tỷ 434 triệu đồng`.
    Worked {
        number: Decimal,
        raw: String,
        unit: String,
        measure: UnitOfMeasure,
        end: usize,
    },
    /// A unit of time: the number is no figure of the report.
    Time(usize),
}

/// Words that may follow a number and are no unit of measure.
const NO_UNITS: &[&str] = &[
    "là",
    "và",
    "của",
    "so",
    "trong",
    "cho",
    "tại",
    "với",
    "từ",
    "được",
    "đã",
    "đến",
    "có",
    "nên",
    "theo",
    "do",
    "ở",
    "trên",
    "dưới",
    "đạt",
    "tăng",
    "giảm",
    "chiếm",
    "bằng",
    "thì",
    "mà",
    "này",
    "về",
    "để",
    "vào",
    "còn",
    "lên",
    "xuống",
    "trở",
    "khi",
    "vì",
    "tương",
    "hoặc",
    "hay",
    "như",
    "các",
    "những",
    "gồm",
    "nhưng",
    "đang",
    "sẽ",
    "chưa",
    "không",
    "vượt",
    "hoàn",
    "thực",
    "kh",
    "cùng",
    "qua",
    "bình",
    "tính",
    "mỗi",
    "sang",
    "ra",
    "cao",
    "thấp",
    "trước",
    "sau",
    "đối",
    "đều",
    "phải",
    "thuộc",
    "ngoài",
    "đồng thời",
    "kế",
    "ước",
    "cụ",
    "trừ",
];
const TIMES: &[&str] = &["tháng", "năm", "ngày", "giờ", "phút", "tuần", "quý", "giây", "đêm", "buổi", "tuổi", "nhiệm"];
const SCALES: &[&str] = &["trăm", "nghìn", "ngàn", "ngìn", "vạn", "triệu", "tỷ", "tỉ"];

/// A word behind the number, and where it ends.
struct Word {
    lower: String,
    end: usize,
}

/// The next word, if only spaces stand between.
fn word(text: &str, from: usize) -> Option<Word> {
    let rest = text.get(from..)?;
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let start = from + rest.len() - trimmed.len();
    let length = trimmed
        .find(|c: char| !(c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || matches!(c, '²' | '³')))
        .unwrap_or(trimmed.len());
    let own = trimmed.get(..length)?;
    if !own.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    Some(Word { lower: own.nfc().flat_map(char::to_lowercase).collect(), end: start + length })
}

/// Whether letters glued to a number are its unit of measure: `0,23ha`, `300m³`; `4G` and `14C` are not.
pub(super) fn is_glued(rest: &str) -> bool {
    word(rest, 0).is_some_and(|word| {
        let letters = word.lower.as_str();
        SCALES.contains(&letters)
            || letters == "kh"
            || UnitOfMeasure::parse(letters).is_some_and(|unit| unit.is_physical() || unit.is_usual_noun())
    })
}

/// Looks at what follows.
pub(super) fn following(text: &str, digits: &Digits<'_>) -> Following {
    let rest = text.get(digits.end..).unwrap_or_default();
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let start = digits.end + rest.len() - trimmed.len();
    if trimmed.starts_with('%') {
        return Following::Percent(start + 1);
    }
    let Some(first) = word(text, digits.end) else { return Following::Nothing };
    if let Some(worked) = worked(text, digits, &first) {
        return worked;
    }
    if TIMES.contains(&first.lower.as_str()) {
        return Following::Time(first.end);
    }
    if first.lower == "phần" && word(text, first.end).is_some_and(|next| next.lower == "trăm") {
        return Following::Percent(word(text, first.end).map_or(first.end, |next| next.end));
    }
    if first.lower == "điểm" {
        let after = text.get(first.end..).unwrap_or_default();
        let gap = after.len() - after.trim_start().len();
        let end = match after.trim_start().starts_with('%') {
            true => Some(first.end + gap + 1),
            false => word(text, first.end)
                .filter(|next| next.lower == "phần")
                .and_then(|next| word(text, next.end))
                .filter(|next| next.lower == "trăm")
                .map(|next| next.end),
        };
        if let Some(end) = end {
            return unit_of("điểm %", end);
        }
    }
    plain_unit(text, first)
}

fn unit_of(text: &str, end: usize) -> Following {
    match UnitOfMeasure::parse(text) {
        Some(measure) => Following::Unit { text: text.to_string(), measure, end },
        None => Following::Nothing,
    }
}

/// The longest run of up to four words that is a known unit of measure, else the first word as a counted noun.
fn plain_unit(text: &str, first: Word) -> Following {
    if NO_UNITS.contains(&first.lower.as_str()) {
        return Following::Nothing;
    }
    let mut words = vec![first];
    while words.len() < 3
        && let Some(next) = words.last().and_then(|last| word(text, last.end))
    {
        words.push(next);
    }
    for count in (1..=words.len()).rev() {
        let own = words.iter().take(count).map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
        let Some(measure) = UnitOfMeasure::parse(&own) else { continue };
        let scaled_noun = count == 2 && own.split(' ').next().is_some_and(|first| SCALES.contains(&first));
        if measure.is_physical() || measure.is_usual_noun() || (scaled_noun && !NO_UNITS.contains(&words.get(1).map_or("", |w| &w.lower))) {
            let end = words.get(count - 1).map_or(0, |word| word.end);
            return per(text, own, end);
        }
    }
    let Some(noun) = words.into_iter().next() else { return Following::Nothing };
    per(text, noun.lower, noun.end)
}

/// `tạ` may go on as `tạ/ha`; a digit behind the slash is another figure.
fn per(text: &str, mut own: String, mut end: usize) -> Following {
    if let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('/'))
        && rest.starts_with(char::is_alphabetic)
        && let Some(below) = word(text, end + 1)
        && below.lower != "kh"
    {
        own = format!("{own}/{}", below.lower);
        end = below.end;
    }
    unit_of(&own, end)
}

/// `16 tỷ 434 triệu đồng`: a number, a scale, and another number with a smaller one.
fn worked(text: &str, digits: &Digits<'_>, scale: &Word) -> Option<Following> {
    if !SCALES.contains(&scale.lower.as_str()) {
        return None;
    }
    let mut end = scale.end;
    let mut steps = 0;
    loop {
        let rest = text.get(end..)?;
        let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
        let start = end + rest.len() - trimmed.len();
        let length = trimmed.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(trimmed.len());
        if !trimmed.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        let Some(next) = word(text, start + length).filter(|word| SCALES.contains(&word.lower.as_str())) else { break };
        end = next.end;
        steps += 1;
        // The scales fall: there are no more of them.
        if steps > SCALES.len() {
            return None;
        }
    }
    if steps == 0 {
        return None;
    }
    let raw = text.get(digits.start..end)?;
    let Reading::Number(typed) = number::read(raw) else { return None };
    let (unit, end) = match word(text, end).filter(|next| !NO_UNITS.contains(&next.lower.as_str())) {
        Some(next) => (next.lower, next.end),
        None => ("đồng".to_string(), end),
    };
    let measure = UnitOfMeasure::parse(&unit)?;
    Some(Following::Worked { number: typed.number, raw: raw.to_string(), unit, measure, end })
}
