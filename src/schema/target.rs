//! Targets: what an indicator should reach, as a schema file or an official writes it.

use crate::number::{self, Reading};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use rust_decimal::Decimal;
use std::fmt;

/// What an indicator should reach, in its unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// At least so much ("từ 550 trở lên", "tối thiểu 90%").
    AtLeast(Decimal),
    /// More than so much ("trên 99%").
    MoreThan(Decimal),
    /// At most so much ("không quá 11%").
    AtMost(Decimal),
    /// Less than so much ("dưới 3,2%").
    LessThan(Decimal),
    /// Exactly so much.
    Exactly(Decimal),
    /// From a lower to an upper bound ("43-45%"). Met from the lower bound; the ratio is taken against the upper.
    Range(Decimal, Decimal),
}

impl Target {
    /// Reads the notation of the schema file (`>= 4450`, `43..45`) or that of officials ("trên 99%", "43-45%").
    /// A unit of measure may follow: it is converted to `unit` where that is known. `None` where it is neither.
    pub fn parse(text: &str, unit: Option<&UnitOfMeasure>) -> Option<Target> {
        let text = text.trim();
        let amount = |text: &str| amount(text, unit);
        for (sign, make) in SIGNS {
            if let Some(rest) = text.strip_prefix(sign) {
                return Some(make(machine_number(rest).or_else(|| amount(rest))?));
            }
        }
        if let Some((low, high)) = text.split_once("..") {
            let (low, high) = (machine_number(low)?, machine_number(high)?);
            return (low <= high).then_some(Target::Range(low, high));
        }
        if let Some(number) = machine_number(text) {
            return Some(Target::Exactly(number));
        }
        Target::parse_words(text, &amount)
    }

    /// Reads what stands in a cell, where officials write in their own way: "từ 4.450 trở lên", "≥ 4450", "43 - 45".
    pub(crate) fn parse_in_cell(text: &str, unit: Option<&UnitOfMeasure>) -> Option<Target> {
        let text = text.trim();
        for (sign, make) in SIGNS {
            if let Some(rest) = text.strip_prefix(sign) {
                return Some(make(amount(rest, unit)?));
            }
        }
        if text.contains("..") { Target::parse(text, unit) } else { Target::parse_words(text, &|text| amount(text, unit)) }
    }

    /// Both numbers that a target in a cell may mean where its notation does not tell: "1.485", ">= 1,485". Beside
    /// words or a unit of measure the notation is that of officials.
    pub(crate) fn two_readings(text: &str) -> Option<(Decimal, Decimal)> {
        let text = text.trim();
        if let Some((low, high)) = text.split_once("..") {
            return two_readings(low).or_else(|| two_readings(high));
        }
        two_readings(SIGNS.iter().find_map(|(sign, _)| text.strip_prefix(sign)).unwrap_or(text))
    }

    /// As an official writes it in a cell; [`Target::parse_in_cell`] reads the same target back.
    pub(crate) fn in_cell(&self) -> String {
        let v = |n: Decimal| number::vietnamese(n, None);
        let words = match *self {
            Target::AtLeast(n) => format!("từ {} trở lên", v(n)),
            Target::MoreThan(n) => format!("trên {}", v(n)),
            Target::AtMost(n) => format!("không quá {}", v(n)),
            Target::LessThan(n) => format!("dưới {}", v(n)),
            Target::Exactly(n) => plain_in_cell(n),
            Target::Range(low, high) => format!("{} - {}", v(low), v(high)),
        };
        let certain = Target::two_readings(&words).is_none() && Target::parse_in_cell(&words, None) == Some(*self);
        match *self {
            _ if certain => words,
            // Numbers below zero and bounds that are equal: in the notation of the file, with no doubt left.
            Target::Range(low, high) => format!("{}..{}", plain_in_cell(low).replace(',', "."), plain_in_cell(high).replace(',', ".")),
            _ => self.to_string(),
        }
    }

    /// Reads what an official writes in the place of a plan: "trên 99%", "43-45", "≥ 90"; its numbers as `amount` reads
    /// them. `None` for a plain number, which is no statement of a direction.
    pub fn said(text: &str, amount: &dyn Fn(&str) -> Option<Decimal>) -> Option<Target> {
        let text = text.trim();
        let signed = SIGNS.iter().find_map(|(sign, make)| Some((text.strip_prefix(sign)?, make)));
        let target = match signed {
            Some((rest, make)) => make(amount(rest.trim())?),
            None => Target::parse_words(text, amount)?,
        };
        (!matches!(target, Target::Exactly(_))).then_some(target)
    }

    fn parse_words(text: &str, amount: &dyn Fn(&str) -> Option<Decimal>) -> Option<Target> {
        let lower = text.to_lowercase();
        let lower = lower.trim().trim_start_matches("đạt ").trim_start();
        for (words, make) in WORDS {
            if let Some(rest) = lower.strip_prefix(words) {
                return Some(make(amount(rest.trim().trim_start_matches("có ").trim())?));
            }
        }
        if let Some(rest) = lower.strip_suffix("trở lên") {
            return Some(Target::AtLeast(amount(rest.trim().trim_start_matches("từ ").trim())?));
        }
        if let Some(rest) = lower.strip_suffix("trở xuống") {
            return Some(Target::AtMost(amount(rest.trim().trim_start_matches("từ ").trim())?));
        }
        // A range is split where both sides are numbers: "43-45%", "1.500 - 1.600 ha", "1 đến 2 tuyến đường".
        for dash in [" đến ", "-", "–", "—"] {
            if let Some((low, high)) = lower.split_once(dash) {
                let low = low.trim().trim_start_matches("từ ").trim_end_matches('%');
                if let (Some(low), Some(high)) = (amount(low), amount(high))
                    && low < high
                {
                    return Some(Target::Range(low, high));
                }
            }
        }
        Some(Target::Exactly(amount(lower)?))
    }

    /// What a percent of plan is taken against: the number, or the upper bound of a range.
    pub fn base(&self) -> Decimal {
        match *self {
            Target::AtLeast(n) | Target::MoreThan(n) | Target::AtMost(n) | Target::LessThan(n) | Target::Exactly(n) => n,
            Target::Range(_, high) => high,
        }
    }

    /// Whether less is better, so that a percent of plan says nothing.
    pub fn less_is_better(&self) -> bool {
        matches!(self, Target::AtMost(_) | Target::LessThan(_))
    }

    /// Whether a figure reaches it.
    pub fn is_met_by(&self, actual: Decimal) -> bool {
        match *self {
            Target::AtLeast(n) => actual >= n,
            Target::MoreThan(n) => actual > n,
            Target::AtMost(n) => actual <= n,
            Target::LessThan(n) => actual < n,
            Target::Exactly(n) => actual == n,
            // A range is met from its lower bound: 46,12 % against 43-45 % is đạt in the district's own report.
            Target::Range(low, _) => actual >= low,
        }
    }

    /// The way an official writes it, without the unit of measure: "trên 99", "43 - 45".
    pub fn vietnamese(&self) -> String {
        let v = |n: Decimal| number::vietnamese(n, None);
        match *self {
            Target::AtLeast(n) => v(n),
            Target::MoreThan(n) => format!("trên {}", v(n)),
            Target::AtMost(n) => format!("không quá {}", v(n)),
            Target::LessThan(n) => format!("dưới {}", v(n)),
            Target::Exactly(n) => v(n),
            Target::Range(low, high) => format!("{} - {}", v(low), v(high)),
        }
    }
}

impl fmt::Display for Target {
    /// The notation of the schema file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = number::plain_text;
        match *self {
            Target::AtLeast(n) => write!(f, ">= {}", p(n)),
            Target::MoreThan(n) => write!(f, "> {}", p(n)),
            Target::AtMost(n) => write!(f, "<= {}", p(n)),
            Target::LessThan(n) => write!(f, "< {}", p(n)),
            Target::Exactly(n) => write!(f, "= {}", p(n)),
            Target::Range(low, high) => write!(f, "{}..{}", p(low), p(high)),
        }
    }
}

type Make = fn(Decimal) -> Target;

/// Longest first, so that ">=" is not read as ">".
const SIGNS: [(&str, Make); 7] = [
    (">=", Target::AtLeast),
    ("≥", Target::AtLeast),
    ("<=", Target::AtMost),
    ("≤", Target::AtMost),
    (">", Target::MoreThan),
    ("<", Target::LessThan),
    ("=", Target::Exactly),
];

const WORDS: [(&str, Make); 13] = [
    ("tối thiểu", Target::AtLeast),
    ("ít nhất", Target::AtLeast),
    ("không dưới", Target::AtLeast),
    ("không thấp hơn", Target::AtLeast),
    ("tối đa", Target::AtMost),
    ("không quá", Target::AtMost),
    ("không vượt quá", Target::AtMost),
    ("nhiều nhất", Target::AtMost),
    ("còn dưới", Target::LessThan),
    ("giảm còn dưới", Target::LessThan),
    ("trên", Target::MoreThan),
    ("hơn", Target::MoreThan),
    ("dưới", Target::LessThan),
];

/// Both readings of a number in a cell that may be grouped or not.
pub(crate) fn two_readings(text: &str) -> Option<(Decimal, Decimal)> {
    match number::read(text) {
        Reading::Number(typed) if typed.suffix.is_empty() => typed.other.map(|other| (typed.number, other)),
        _ => None,
    }
}

/// A number as text of a cell, with a decimal comma and no doubt: three decimals could be a group of thousands, so a
/// fourth is written.
pub(crate) fn plain_in_cell(number: Decimal) -> String {
    let mut text = number::plain_text(number).replace('.', ",");
    if text.split_once(',').is_some_and(|(_, fraction)| fraction.len() == 3) {
        text.push('0');
    }
    text
}

/// A number in the notation of the schema file: a point, no grouping.
pub(crate) fn machine_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let sound = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.matches('.').count() <= 1
        && !digits.starts_with('.')
        && !digits.ends_with('.');
    // A point with three digits behind it is a group to an official: leave "1.485" to nobody's guess but the machine's.
    sound.then(|| Decimal::from_str_exact(text).ok().and_then(number::bounded)).flatten()
}

/// A number in the notation of officials; a unit of measure may follow.
fn amount(text: &str, unit: Option<&UnitOfMeasure>) -> Option<Decimal> {
    let typed = match number::read(text) {
        Reading::Number(typed) => typed,
        // "9/9 xã", "50/52 nội dung": the target is the first.
        Reading::Pair(done, _) => done,
        Reading::Unknown | Reading::NotANumber => return None,
    };
    let Some(own) = UnitOfMeasure::parse(&typed.suffix) else { return Some(typed.number) };
    match unit {
        Some(unit) => match own.to(unit) {
            Conversion::Times(times) => typed.number.checked_mul(times).and_then(number::bounded),
            Conversion::Same | Conversion::Impossible => Some(typed.number),
        },
        None => Some(typed.number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_of_the_schema_file() {
        for text in [">= 4450", "> 99.5", "<= 11", "< 3.2", "= 100", "43..45", "1500..1600"] {
            assert_eq!(Target::parse(text, None).unwrap().to_string(), text);
        }
        for wrong in ["", ">=", "abc", "45..43", ">= x", ".."] {
            assert_eq!(Target::parse(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn notation_of_officials() {
        for (text, same) in [
            ("trên 99%", "> 99"),
            ("Trên 95%", "> 95"),
            ("dưới 3,2%", "< 3.2"),
            ("43-45%", "43..45"),
            ("từ 550 lao động trở lên", ">= 550"),
            ("từ 550 trở lên", ">= 550"),
            ("tối thiểu 90%", ">= 90"),
            ("tối thiểu có 20%", ">= 20"),
            ("16-17 tiêu chí", "16..17"),
            ("1.500 - 1.600 ha", "1500..1600"),
            ("1 đến 2 tuyến đường", "1..2"),
            ("1-2 thôn", "1..2"),
            ("54,1 triệu đồng", "= 54.1"),
            ("4.450 tấn", "= 4450"),
            ("9/9 xã", "= 9"),
            ("≥ 90%", ">= 90"),
            ("không quá 11%", "<= 11"),
        ] {
            assert_eq!(Target::parse(text, None).map(|t| t.to_string()).as_deref(), Some(same), "{text}");
        }
    }

    #[test]
    fn a_range_is_met_from_its_lower_bound_and_measured_against_its_upper() {
        let target = Target::parse("43..45", None).unwrap();
        assert!(target.is_met_by(Decimal::from(43)));
        assert!(target.is_met_by(Decimal::new(4612, 2)));
        assert!(!target.is_met_by(Decimal::new(4299, 2)));
        assert_eq!(target.base(), Decimal::from(45));
    }

    #[test]
    fn a_unit_of_measure_is_converted() {
        let tonnes = UnitOfMeasure::parse("tấn");
        assert_eq!(Target::parse("150 ngàn tấn", tonnes.as_ref()).unwrap().to_string(), "= 150000");
        let millions = UnitOfMeasure::parse("triệu đồng");
        assert_eq!(Target::parse("từ 1,5 tỷ đồng trở lên", millions.as_ref()).unwrap().to_string(), ">= 1500");
        assert_eq!(Target::parse("54,1 triệu đồng", millions.as_ref()).unwrap().to_string(), "= 54.1");
    }

    #[test]
    fn strict_bounds_are_strict() {
        assert!(!Target::parse("> 99", None).unwrap().is_met_by(Decimal::from(99)));
        assert!(!Target::parse("< 2", None).unwrap().is_met_by(Decimal::from(2)));
        assert!(Target::parse("<= 2", None).unwrap().is_met_by(Decimal::from(2)));
    }
}
