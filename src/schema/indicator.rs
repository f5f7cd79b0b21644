//! One indicator of a set.

use super::{IndicatorId, SectionId, Target, UnitId};
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::sync::Arc;

/// What kind of figure an indicator has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorKind {
    /// A quantity in its unit of measure.
    Quantity,
    /// A percent; 59.3 means 59,3 %.
    Percent,
    /// So many of a fixed number: 17/19; its value is 17.
    CountOf,
    /// No number: đạt, chưa đạt, đang thực hiện.
    Status,
}

impl IndicatorKind {
    /// The word of the schema file.
    pub fn code(self) -> &'static str {
        match self {
            IndicatorKind::Quantity => "quantity",
            IndicatorKind::Percent => "percent",
            IndicatorKind::CountOf => "count-of",
            IndicatorKind::Status => "status",
        }
    }
}

/// How the area's figure comes from the units'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// The sum.
    Sum,
    /// The arithmetic mean of the units that reported.
    Mean,
    /// The sum of one indicator over the sum of another; in percent where the indicator is one.
    Ratio,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many units have met it.
    CountMet,
    /// Not at all: only the units' figures are shown, or the one unit's that reports it.
    None,
}

impl Aggregate {
    /// The word of the schema file.
    pub fn code(self) -> &'static str {
        match self {
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
            Aggregate::Ratio => "ratio",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
            Aggregate::CountMet => "count-met",
            Aggregate::None => "none",
        }
    }
}

/// How a figure that nobody types is computed from another indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// That unit's figure of the other indicator.
    AtUnit {
        /// The other indicator.
        from: IndicatorId,
        /// Whose figure.
        unit: UnitId,
    },
    /// The number of units whose figure of the other indicator satisfies a condition.
    CountWhere {
        /// The other indicator.
        from: IndicatorId,
        /// The condition.
        condition: Target,
    },
    /// What remains of a count-of indicator: 19 − 17.
    Remaining {
        /// The other indicator, of kind count-of.
        from: IndicatorId,
    },
}

impl Derivation {
    /// The indicator it is computed from.
    pub fn from(&self) -> IndicatorId {
        match *self {
            Derivation::AtUnit { from, .. } | Derivation::CountWhere { from, .. } | Derivation::Remaining { from } => from,
        }
    }
}

/// One indicator of a set, proved sound: everything it refers to exists.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Stable code, `III.1.03`.
    pub code: String,
    /// The heading it stands under.
    pub section: SectionId,
    /// Its name, as printed.
    pub name: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Unit of measure as officials write it; empty where it has none.
    pub unit_of_measure: String,
    /// What kind of figure it has.
    pub kind: IndicatorKind,
    /// What the area should reach.
    pub target: Option<Target>,
    /// How the area's figure comes from the units'.
    pub aggregate: Aggregate,
    /// "Trong đó": what adds up to it.
    pub parts: Vec<IndicatorId>,
    /// Whether the parts are all of it; where not, they add up to it at most.
    pub parts_complete: bool,
    /// How far the parts may be off because each was rounded on its own; 0 unless the schema says so.
    pub parts_tolerance: Decimal,
    /// "Trong đó" that may overlap (nữ, dân tộc thiểu số): each is at most the whole, and they add up to nothing.
    pub subsets: Vec<IndicatorId>,
    /// Rows below it in another unit of measure or of another level: no arithmetic binds them to it.
    pub details: Vec<IndicatorId>,
    /// With `Aggregate::Ratio`: what is divided.
    pub numerator: Option<IndicatorId>,
    /// With `Aggregate::Ratio`: by what.
    pub denominator: Option<IndicatorId>,
    /// With `IndicatorKind::CountOf`: of how many.
    pub out_of: Option<Decimal>,
    /// Which units fill it in, in the schema's order; empty for a derived indicator. Most indicators have the same ones, who are
    /// kept once.
    pub reporters: Arc<[UnitId]>,
    /// The kinds of unit that fill it in, as typed (for writing the schema back); `None`: every kind.
    pub reported_by: Option<Vec<String>>,
    /// Exactly the units that fill it in, as typed; `None`: as `reported_by` says.
    pub reported_by_units: Option<Vec<String>>,
    /// Whether a unit that reports it must.
    pub required: bool,
    /// Least believable value.
    pub min: Option<Decimal>,
    /// Greatest believable value.
    pub max: Option<Decimal>,
    /// Decimals its values are shown with.
    pub decimals: Option<u32>,
    /// How it is computed from another indicator, where nobody types it.
    pub derivation: Option<Derivation>,
    /// A note for people.
    pub note: Option<String>,
}

/// Who fills indicators in, each list of units kept once: of ten thousand communes that report a hundred and fifty indicators,
/// it would be most of a schema.
#[derive(Default)]
pub(super) struct Reporters(HashSet<Arc<[UnitId]>>);

impl Reporters {
    /// A list as it is kept.
    pub(super) fn once(&mut self, reporters: Vec<UnitId>) -> Arc<[UnitId]> {
        if let Some(known) = self.0.get(&reporters[..]) {
            return known.clone();
        }
        let kept: Arc<[UnitId]> = reporters.into();
        self.0.insert(kept.clone());
        kept
    }
}

impl Indicator {
    /// What stands below it on a sheet and may be called by a short name there: parts, subsets, details.
    pub fn below(&self) -> Vec<IndicatorId> {
        [&self.parts[..], &self.subsets, &self.details].concat()
    }

    /// Of how many the area's figure is a count, where what remains of it can be told: the 7 units' criteria met together are
    /// no count of 19, and a ratio or a number of units is none of criteria.
    pub fn counted_of(&self) -> Option<Decimal> {
        let one_count = match self.aggregate {
            Aggregate::Sum => self.reporters.len() <= 1,
            Aggregate::CountMet | Aggregate::Ratio => false,
            Aggregate::Mean | Aggregate::Min | Aggregate::Max | Aggregate::None => true,
        };
        self.out_of.filter(|_| one_count)
    }

    /// Least believable value: the schema's, or 0 for a percent without one.
    pub fn lower_bound(&self) -> Option<Decimal> {
        self.min.or((self.kind == IndicatorKind::Percent).then_some(Decimal::ZERO))
    }

    /// Greatest believable value: the schema's, or 100 for a percent, or the whole of a count-of.
    pub fn upper_bound(&self) -> Option<Decimal> {
        self.max.or(match self.kind {
            IndicatorKind::Percent => Some(Decimal::ONE_HUNDRED),
            IndicatorKind::CountOf => self.out_of,
            IndicatorKind::Quantity | IndicatorKind::Status => None,
        })
    }
}
