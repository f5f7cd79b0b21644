//! What a text is made of: words, figures with their units of measure, pairs such as 102/275, ranges, marks; and
//! numbers that are no figures: dates, years, decrees, numbering.

use rust_decimal::Decimal;
use std::ops::Range;

use crate::number::bounded;
use crate::unit_of_measure::{Conversion, UnitOfMeasure};

/// How exactly a figure is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// As it stands.
    Exact,
    /// "khoảng": about so much.
    About,
    /// "trên", "tối thiểu", "trở lên": so much or more.
    AtLeast,
    /// "dưới", "gần", "tối đa", "trở xuống": so much or less.
    AtMost,
}

/// A unit of measure as it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) measure: UnitOfMeasure,
}

/// A figure.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// Its number, in its own unit of measure.
    pub(super) number: Decimal,
    /// Decimals it is written with.
    pub(super) decimals: u32,
    /// Whether it is a percentage.
    pub(super) percent: bool,
    /// Its unit of measure, where it has one.
    pub(super) unit: Option<Unit>,
    /// How exactly it is meant.
    pub(super) bound: Bound,
    /// The number as written.
    pub(super) raw: String,
}

impl Quantity {
    /// Half of one unit in the last place, where rounding shows: a whole number is taken as exact, as counts are,
    /// unless it is counted in thousands or millions.
    pub(super) fn slack(&self) -> Decimal {
        let scaled = self.unit.as_ref().is_some_and(|unit| is_scaled(&unit.text));
        match self.decimals {
            0 if !scaled => Decimal::ZERO,
            // Of 28 decimals, half of the last is less than a decimal can hold.
            decimals => Decimal::try_new(5, decimals.saturating_add(1)).unwrap_or(Decimal::ZERO),
        }
    }

    /// Its number in another figure's unit of measure; `None` where they measure different things, or nothing says.
    pub(super) fn in_unit_of(&self, other: &Quantity) -> Option<Decimal> {
        if self.percent || other.percent {
            return (self.percent == other.percent).then_some(self.number);
        }
        match (&self.unit, &other.unit) {
            (Some(own), Some(unit)) => match own.measure.to(&unit.measure) {
                Conversion::Same => Some(self.number),
                Conversion::Times(times) => self.number.checked_mul(times).and_then(bounded),
                Conversion::Impossible => None,
            },
            (None, None) => Some(self.number),
            _ => None,
        }
    }

    /// Whether it has digits enough that meeting them twice is no chance.
    pub(super) fn is_telling(&self) -> bool {
        // From the first digit that is no 0 to the last: counted at many places, so without a copy.
        let (mut zeros, mut digits) = (0, 0);
        for byte in self.raw.bytes().filter(u8::is_ascii_digit) {
            match byte {
                b'0' if digits > 0 => zeros += 1,
                b'0' => {}
                _ => (digits, zeros) = (digits + zeros + 1, 0),
            }
        }
        digits >= 3
    }

    /// The unit of measure as written, with the space before it.
    pub(super) fn unit_text(&self) -> String {
        match (&self.unit, self.percent) {
            (_, true) => "%".into(),
            (Some(unit), _) => format!(" {}", unit.text),
            (None, _) => String::new(),
        }
    }
}

fn is_scaled(unit: &str) -> bool {
    ["nghìn", "ngàn", "triệu", "tỷ", "tỉ", "vạn", "tr"].iter().any(|word| unit.split([' ', '/']).any(|own| own == *word))
}

/// What a token is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A word, in small letters, composed.
    Word(String),
    /// One figure.
    Figure(Quantity),
    /// Two with a slash: done and planned, or part and whole.
    Pair(Quantity, Quantity),
    /// From so much to so much.
    Span(Quantity, Quantity),
    /// A mark: `,` `;` `.` `:` `(` `)` and others.
    Mark(char),
    /// A number that is no figure, or the name of a unit of time with its number.
    Other,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) what: What,
    /// Bytes of the passage's text.
    pub(super) at: Range<usize>,
    /// Brackets around it.
    pub(super) depth: u32,
    /// Which sentence of the passage it stands in.
    pub(super) sentence: u32,
}

impl Token {
    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.what {
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this mark.
    pub(super) fn is(&self, mark: char) -> bool {
        matches!(self.what, What::Mark(own) if own == mark)
    }

    /// The figure that stands for what was done: the figure itself, or the first of a pair.
    pub(super) fn done(&self) -> Option<&Quantity> {
        match &self.what {
            What::Figure(quantity) | What::Pair(quantity, _) => Some(quantity),
            _ => None,
        }
    }

    /// The figure that is a percentage and no pair.
    pub(super) fn percent(&self) -> Option<&Quantity> {
        match &self.what {
            What::Figure(quantity) if quantity.percent => Some(quantity),
            _ => None,
        }
    }

    /// The figure that is no percentage and no pair.
    pub(super) fn amount(&self) -> Option<&Quantity> {
        match &self.what {
            What::Figure(quantity) if !quantity.percent => Some(quantity),
            _ => None,
        }
    }

    /// The two figures of a pair.
    pub(super) fn pair(&self) -> Option<(&Quantity, &Quantity)> {
        match &self.what {
            What::Pair(done, of) => Some((done, of)),
            _ => None,
        }
    }

    /// Whether it holds any figure.
    pub(super) fn is_figure(&self) -> bool {
        matches!(self.what, What::Figure(_) | What::Pair(..) | What::Span(..))
    }
}
