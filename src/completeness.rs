//! Who handed in how much of what, and what becomes of it.

use crate::finding::{Kind, Severity};
use crate::language::{Text, Words};
use crate::schema::{SectionId, UnitId};

/// What became of what one unit handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Được tổng hợp: its figures went into the consolidation, and nothing is in doubt.
    Used,
    /// Cần xem lại: its figures went in, and something should be looked at first.
    ToReview,
    /// Trả lại: it has errors to be put right by the unit, or nothing of it could be used.
    Returned,
    /// Chưa nộp: there is nothing to use, to review or to return.
    NotHandedIn,
}

impl Outcome {
    /// All, the best first.
    pub const ALL: [Outcome; 4] = [Outcome::Used, Outcome::ToReview, Outcome::Returned, Outcome::NotHandedIn];

    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Used => "used",
            Outcome::ToReview => "to-review",
            Outcome::Returned => "returned",
            Outcome::NotHandedIn => "not-handed-in",
        }
    }

    /// The name for people.
    pub fn name(self) -> Text {
        match self {
            Outcome::Used => Text { vi: "được tổng hợp", en: "used" },
            Outcome::ToReview => Text { vi: "cần xem lại", en: "to review" },
            Outcome::Returned => Text { vi: "trả lại", en: "returned" },
            Outcome::NotHandedIn => Text { vi: "chưa nộp", en: "not handed in" },
        }
    }
}

/// One reason of an outcome.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The kind of finding it comes from; none where it is no finding.
    pub kind: Option<&'static Kind>,
    /// How much it matters.
    pub severity: Severity,
    /// How many findings there are of that kind and severity.
    pub count: usize,
    /// In words, without a full stop, as part of a list.
    pub words: Words,
}

/// How much of one programme one unit has filled in, counted in indicators. Each counts once: what is wrong is not also
/// filled in. All are 0 where the unit has nothing to fill in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// It has a figure, and no error is at it.
    pub filled: usize,
    /// It has to be filled in and is not.
    pub blank: usize,
    /// It has an error, or a figure that could not be used.
    pub wrong: usize,
}

impl Share {
    /// How many there are to fill in; what may be left blank counts where it was filled in.
    pub fn expected(&self) -> usize {
        self.filled + self.blank + self.wrong
    }

    /// The sum of two.
    #[must_use]
    pub fn and(self, other: Share) -> Share {
        Share { filled: self.filled + other.filled, blank: self.blank + other.blank, wrong: self.wrong + other.wrong }
    }
}

/// What there is of one unit.
#[derive(Clone, Debug)]
pub struct OfUnit {
    /// Which unit.
    pub unit: UnitId,
    /// One for each of [`Completeness::programmes`].
    pub shares: Vec<Share>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why; never empty, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl OfUnit {
    /// All programmes together.
    pub fn total(&self) -> Share {
        self.shares.iter().fold(Share::default(), |sum, share| sum.and(*share))
    }

    /// Why, as one phrase.
    pub fn reason(&self) -> Words {
        let join = |of: fn(&Words) -> &str| self.reasons.iter().map(|reason| of(&reason.words)).collect::<Vec<_>>().join("; ");
        Words::new(join(|words| &words.vi), join(|words| &words.en))
    }
}

/// Unit × programme: what is in, blank, or in error. Without units where it isn't known, as in a consolidation that was
/// read back from its workbook.
#[derive(Clone, Debug, Default)]
pub struct Completeness {
    /// Headings of the first level under which somebody has something to fill in, in document order.
    pub programmes: Vec<SectionId>,
    /// Units that have something to fill in or handed something in, in the schema's order.
    pub units: Vec<OfUnit>,
}

impl Completeness {
    /// How many units came to an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.units.iter().filter(|unit| unit.outcome == outcome).count()
    }
}
