//! Cells to amounts: numbers by evidence, percents in their scales, units of measure, verdicts.

use super::texts::Texts;
use crate::number::{self, Habit, Reading, Typed};
use crate::schema::{Indicator, IndicatorKind, Target};
use crate::submission::{Amount, Verdict};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use crate::workbook::{Style, Value};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// What a cell of figures says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Nothing known.
    Unknown,
    /// An amount in the schema's unit of measure.
    Amount(Amount, Decimal),
    /// Done and planned in one cell.
    Pair(Decimal, Decimal),
    /// Text where a number belongs.
    NotANumber,
    /// A date where a number belongs.
    Date,
    /// Two readings, both possible.
    Ambiguous(Decimal, Decimal),
    /// #REF! and its like.
    Error,
    /// A formula without a result.
    NotCalculated,
    /// A unit of measure in the cell that can't be converted.
    WrongUnit(String),
}

/// What is known around a cell.
pub struct Around<'a> {
    /// The indicator.
    pub indicator: &'a Indicator,
    /// Its unit of measure.
    pub wanted: Option<&'a UnitOfMeasure>,
    /// All units of measure of the schema.
    pub known: &'a [Option<UnitOfMeasure>],
    /// What a figure of this row is multiplied with to come to the schema's unit of measure.
    pub factor: Decimal,
    /// What the texts of the same column prove.
    pub column_habit: Habit,
    /// What the texts of the sheet prove.
    pub sheet_habit: Habit,
    /// Figures of the same row, or the given plan, to compare with, in the schema's unit of measure.
    pub others: &'a [Decimal],
    /// Whether the column holds done and planned in one cell.
    pub combined: bool,
}

/// Reads a cell of figures.
pub fn read(texts: &Texts<'_>, value: Value, style: &Style, around: &Around<'_>) -> Said {
    match value {
        Value::Error(_) => Said::Error,
        Value::NotCalculated => Said::NotCalculated,
        Value::Odd(_) => Said::NotANumber,
        Value::Flag(flag) if around.indicator.kind == IndicatorKind::Status => {
            Said::Amount(Amount::Verdict(if flag { Verdict::Met } else { Verdict::NotMet }), Decimal::ZERO)
        }
        Value::Flag(_) => Said::NotANumber,
        Value::Number(_) if style.date => Said::Date,
        Value::Number(number) => plain_number(number, style, around),
        Value::Text(id) => {
            if style.date {
                return Said::Date;
            }
            text(texts.label(id), || Cow::Borrowed(texts.number(id)), around)
        }
    }
}

/// Reads what the formula of a cell gives in words.
pub fn words(words: &str, around: &Around<'_>) -> Said {
    text(words, || Cow::Owned(number::read(words)), around)
}

fn plain_number(number: Decimal, style: &Style, around: &Around<'_>) -> Said {
    if around.indicator.kind == IndicatorKind::Status {
        // 1 and 0 are typed for đạt and chưa đạt.
        return match number::whole(number) {
            Some(1) => Said::Amount(Amount::Verdict(Verdict::Met), Decimal::ZERO),
            Some(0) => Said::Amount(Amount::Verdict(Verdict::NotMet), Decimal::ZERO),
            _ => Said::NotANumber,
        };
    }
    let is_percent = around.indicator.kind == IndicatorKind::Percent || around.wanted.is_some_and(UnitOfMeasure::is_percent);
    let number = match (style.percent, is_percent) {
        (true, true) => match number.checked_mul(Decimal::ONE_HUNDRED) {
            Some(number) => number,
            None => return Said::NotANumber,
        },
        // 59,3 % in the place of tonnes is not a quantity.
        (true, false) => return Said::NotANumber,
        (false, true) if looks_like_a_fraction(number, around) => {
            return Said::Ambiguous(number, number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(number));
        }
        (false, _) => number,
    };
    scaled(number, Decimal::new(1, crate::number::decimals_of(number)), around)
}

/// Whether a number is an amount as it stands, in the schema's own unit of measure, where that is not one in which it may say
/// two things (percent, đạt): the cell's format tells nothing else.
pub fn is_as_it_stands(style: &Style) -> bool {
    !style.date && !style.percent
}

/// 0.615 beside a plan of 62 may be 61,5 % without its format: it is asked.
fn looks_like_a_fraction(number: Decimal, around: &Around<'_>) -> bool {
    let base = around.indicator.target.map(|target| target.base());
    number > Decimal::ZERO
        && number <= Decimal::ONE
        && around.others.iter().copied().chain(base).any(|other| {
            let hundredfold = number * Decimal::ONE_HUNDRED;
            other >= Decimal::from(5) && hundredfold <= other * Decimal::from(3) && hundredfold * Decimal::from(3) >= other
        })
}

fn scaled(number: Decimal, granularity: Decimal, around: &Around<'_>) -> Said {
    if number::same(around.factor, Decimal::ONE) {
        return Said::Amount(Amount::Number(number::trimmed(number)), granularity);
    }
    match (number.checked_mul(around.factor), granularity.checked_mul(around.factor)) {
        (Some(number), Some(granularity)) if number.abs() < number::LARGEST => {
            Said::Amount(Amount::Number(number.normalize()), granularity.normalize())
        }
        _ => Said::NotANumber,
    }
}

fn text<'r>(text: &str, reading: impl FnOnce() -> Cow<'r, Reading>, around: &Around<'_>) -> Said {
    if around.indicator.kind == IndicatorKind::Status {
        return match verdict(text) {
            Some(Verdict::NotAssessed) | None if number::is_unknown(text) && !is_cross(text) => Said::Unknown,
            Some(verdict) => Said::Amount(Amount::Verdict(verdict), Decimal::ZERO),
            None => Said::NotANumber,
        };
    }
    match &*reading() {
        Reading::Unknown => Said::Unknown,
        Reading::NotANumber => {
            // A verdict in the place of a figure that is not known yet.
            if verdict(text) == Some(Verdict::NotAssessed) { Said::Unknown } else { Said::NotANumber }
        }
        Reading::Number(typed) => one(typed, around),
        Reading::Pair(done, of) => pair(done, of, around),
    }
}

fn is_cross(text: &str) -> bool {
    matches!(text.trim(), "x" | "X" | "✓" | "✔" | "√")
}

fn pair(done: &Typed, of: &Typed, around: &Around<'_>) -> Said {
    let (Said::Amount(Amount::Number(first), granularity), Said::Amount(Amount::Number(second), _)) = (one(done, around), one(of, around))
    else {
        return match (one(done, around), one(of, around)) {
            (Said::Ambiguous(a, b), _) | (_, Said::Ambiguous(a, b)) => Said::Ambiguous(a, b),
            _ => Said::NotANumber,
        };
    };
    if around.indicator.kind == IndicatorKind::CountOf && around.indicator.out_of == Some(second) {
        // "17/19" of 19 criteria is 17, also where another cell could hold done and planned.
        return Said::Amount(Amount::Number(first), granularity);
    }
    if around.combined {
        return Said::Pair(first, second);
    }
    // "10,2/18" where the plan is 18 says what was done, and of how much.
    if around.others.contains(&second) {
        return Said::Amount(Amount::Number(first), granularity);
    }
    Said::NotANumber
}

fn one(typed: &Typed, around: &Around<'_>) -> Said {
    let is_percent = around.indicator.kind == IndicatorKind::Percent || around.wanted.is_some_and(UnitOfMeasure::is_percent);
    if typed.percent && !is_percent {
        return Said::WrongUnit("%".to_string());
    }
    let mut factor = around.factor;
    if !typed.suffix.is_empty() {
        match (UnitOfMeasure::parse(&typed.suffix), around.wanted) {
            (Some(own), Some(wanted)) => match own.to(wanted) {
                Conversion::Same => factor = Decimal::ONE,
                Conversion::Times(times) => factor = times,
                // "3O" is a slip of the finger, "30 ha" in the place of tonnes another unit.
                Conversion::Impossible
                    if own.is_physical() || around.known.iter().flatten().any(|known| own.to(known) != Conversion::Impossible) =>
                {
                    return Said::WrongUnit(typed.suffix.clone());
                }
                Conversion::Impossible => return Said::NotANumber,
            },
            _ => return Said::NotANumber,
        }
    }
    let own = Around { factor, ..*around };
    let Some(other) = typed.other else { return scaled(typed.number, typed.granularity, &own) };
    // The first reading is the Vietnamese one, whichever mark it is.
    let first = (typed.number, typed.granularity);
    let second = (other, Decimal::new(1, other.scale()));
    let proved = |habit: Habit| (habit != Habit::Unknown).then_some(habit);
    let (of_column, of_others) = (proved(around.column_habit), by_others(first.0, second.0, &own));
    // "3,5" elsewhere in the column says 585.636 is 585636, a plan of 610 in the same row says it is not: it is asked.
    if let (Some(column), Some(others)) = (of_column, of_others)
        && column != others
    {
        return Said::Ambiguous(first.0, second.0);
    }
    let habit = of_column.or_else(|| by_thing(&first.0, &second.0, &own)).or(of_others).or_else(|| proved(around.sheet_habit));
    let chosen = match habit {
        Some(Habit::Vietnamese) => first,
        Some(Habit::English) => second,
        _ => return Said::Ambiguous(first.0, second.0),
    };
    scaled(chosen.0, chosen.1, &own)
}

/// Heads and households are whole numbers.
fn by_thing(first: &Decimal, second: &Decimal, around: &Around<'_>) -> Option<Habit> {
    let whole = around.wanted.is_some_and(UnitOfMeasure::counts_whole_things) && around.factor == Decimal::ONE;
    match (whole, first.fract().is_zero(), second.fract().is_zero()) {
        (true, true, false) => Some(Habit::Vietnamese),
        (true, false, true) => Some(Habit::English),
        _ => None,
    }
}

/// The reading that is of the size of the other figures of the row, where the other reading is not.
fn by_others(first: Decimal, second: Decimal, around: &Around<'_>) -> Option<Habit> {
    let near = |number: Decimal| {
        let number = number.checked_mul(around.factor)?;
        around
            .others
            .iter()
            .any(|&other| {
                let (small, large) = (number.min(other), number.max(other));
                small > Decimal::ZERO && large.checked_div(small).is_some_and(|times| times <= Decimal::from(12))
            })
            .then_some(())
    };
    match (near(first), near(second)) {
        (Some(()), None) => Some(Habit::Vietnamese),
        (None, Some(())) => Some(Habit::English),
        _ => None,
    }
}

/// What a plan in words asks for: "trên 99%", "không quá 11", "43-45"; its numbers by the same evidence as any other.
pub fn target(text: &str, around: &Around<'_>) -> Option<Target> {
    let measured = matches!(around.indicator.kind, IndicatorKind::Quantity | IndicatorKind::Percent | IndicatorKind::CountOf);
    if !measured || crate::label::is_longer(text, 200) {
        return None;
    }
    Target::said(text, &|part| match number::read(part) {
        Reading::Number(typed) => match one(&typed, around) {
            Said::Amount(amount, _) => amount.number(),
            _ => None,
        },
        _ => None,
    })
}

/// What a verdict typed by an official says.
pub fn verdict(text: &str) -> Option<Verdict> {
    if crate::label::is_longer(text.trim(), 60) {
        return None;
    }
    let key = crate::label::folded_key(text);
    Some(match key.as_str() {
        "d" | "dat" | "da dat" | "dat chuan" | "hoan thanh" | "da hoan thanh" | "x" | "dat va vuot" | "vuot" | "vuot ke hoach" | "co"
        | "da thuc hien" | "dat ke hoach" | "duy tri dat" => Verdict::Met,
        "cd" | "chua dat" | "khong dat" | "kd" | "chua hoan thanh" | "chua thuc hien" | "khong hoan thanh" | "khong" | "chua dat chuan"
        | "chua" => Verdict::NotMet,
        "dang thuc hien" | "dang th" | "dth" | "dang trien khai" | "dang lam" => Verdict::InProgress,
        "chua danh gia" | "cdg" | "chua co danh gia" => Verdict::NotAssessed,
        _ if matches!(text.trim(), "✓" | "✔" | "√") => Verdict::Met,
        _ => return None,
    })
}

/// What texts prove about how their writer separates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    vietnamese: usize,
    english: usize,
}

impl Habits {
    /// Looks at what one more text says.
    pub fn add(&mut self, reading: &Reading) {
        let mut count = |typed: &Typed| match typed.habit {
            Habit::Vietnamese => self.vietnamese += 1,
            Habit::English => self.english += 1,
            Habit::Unknown => {}
        };
        match reading {
            Reading::Number(typed) => count(typed),
            Reading::Pair(a, b) => {
                count(a);
                count(b);
            }
            _ => {}
        }
    }

    /// The same, of what others prove too.
    pub fn join(&mut self, other: Habits) {
        self.vietnamese += other.vietnamese;
        self.english += other.english;
    }

    /// What they prove.
    pub fn proved(self) -> Habit {
        match (self.vietnamese, self.english) {
            (1.., 0) => Habit::Vietnamese,
            (0, 1..) => Habit::English,
            // One slip among many does not change a habit; an even mix proves nothing.
            (v, e) if v > 0 && v >= 8 * e => Habit::Vietnamese,
            (v, e) if e >= 8 * v && e > 0 => Habit::English,
            _ => Habit::Unknown,
        }
    }
}
