//! Totals, ratios and verdicts of the area, each with the figures it came from.

mod figures;

pub use figures::{Assembled, Figures, Places, Sourced, UnitFigures};

use crate::accepted::Accepted;
use crate::language::Words;
use crate::schema::{IndicatorId, PeriodId, Target, UnitId};
use crate::submission::{Measure, Verdict};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What a total is made of, so far as a total over several such totals needs to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parts {
    /// The figure itself is all there is to know: a sum, the least, the greatest; or there is no figure.
    #[default]
    Whole,
    /// Of a mean: what was added up, how many figures, and the most decimals among them.
    Mean {
        /// The sum.
        sum: Decimal,
        /// How many figures.
        count: u32,
        /// The most decimals among them.
        decimals: u32,
    },
    /// Of a ratio: what is divided by what, over the units that gave both.
    Ratio {
        /// The sum of the numerators.
        top: Decimal,
        /// The sum of the denominators.
        bottom: Decimal,
    },
    /// Of a count of units: how many.
    Count(u32),
}

impl fmt::Display for Parts {
    /// As the workbook keeps it: "mean 62.9 2 1", "ratio 17 19", "count 3"; nothing for [`Parts::Whole`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Parts::Whole => Ok(()),
            Parts::Mean { sum, count, decimals } => write!(f, "mean {} {count} {decimals}", sum.normalize()),
            Parts::Ratio { top, bottom } => write!(f, "ratio {} {}", top.normalize(), bottom.normalize()),
            Parts::Count(count) => write!(f, "count {count}"),
        }
    }
}

impl Parts {
    /// Reads what [`fmt::Display`] writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Parts> {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let number = |text: &str| Decimal::from_str_exact(text).ok();
        match *words.as_slice() {
            [] => Some(Parts::Whole),
            ["mean", sum, count, decimals] => {
                let (count, decimals) = (count.parse().ok()?, decimals.parse().ok()?);
                (count > 0 && decimals <= Decimal::MAX_SCALE).then_some(Parts::Mean { sum: number(sum)?, count, decimals })
            }
            ["ratio", top, bottom] => Some(Parts::Ratio { top: number(top)?, bottom: number(bottom)? }),
            ["count", count] => Some(Parts::Count(count.parse().ok()?)),
            _ => None,
        }
    }
}

/// What a unit's figures of one indicator are made of, where they are totals themselves: those of a district in a
/// province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolledUp {
    /// Whether every unit below that fills it in has an actual figure.
    pub complete: bool,
    /// Behind plan, actual and prior.
    pub parts: [Parts; 3],
}

/// One indicator of the area.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Kế hoạch of the area: the target's base, or what the units' plans add up to.
    pub plan: Option<Decimal>,
    /// Thực hiện of the area.
    pub actual: Option<Decimal>,
    /// Cùng kỳ năm trước of the area.
    pub prior: Option<Decimal>,
    /// Percent of plan.
    pub pct_plan: Option<Decimal>,
    /// Percent of the same period of last year.
    pub pct_prior: Option<Decimal>,
    /// Against the target.
    pub verdict: Verdict,
    /// Whether every unit that fills it in has an actual figure.
    pub complete: bool,
    /// How many of the units that fill it in have one, a whole one.
    pub came: usize,
    /// Why last year's figure can't be compared with this year's, where it was looked for and there is none.
    pub not_comparable: Option<Words>,
    /// What is behind plan, actual and prior.
    pub parts: [Parts; 3],
    /// What the units have, in the schema's order of units; units with nothing are left out.
    pub by_unit: Figures<UnitId>,
}

impl Row {
    /// One of the area's three measures.
    pub fn get(&self, measure: Measure) -> Option<Decimal> {
        match measure {
            Measure::Plan => self.plan,
            Measure::Actual => self.actual,
            Measure::Prior => self.prior,
        }
    }

    /// What one unit has.
    pub fn unit(&self, unit: UnitId) -> Option<UnitFigures<'_>> {
        self.by_unit.get(unit)
    }
}

/// A file that was handed in.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as it was named on the command line.
    pub file: Arc<str>,
    /// SHA-256 of its bytes, in hexadecimal; empty where it could not be read.
    pub sha256: String,
    /// Which unit it is from.
    pub unit: Option<UnitId>,
    /// Which period it is for.
    pub period: Option<PeriodId>,
    /// How many figures were taken from it.
    pub figures: usize,
    /// Whether its figures went into the consolidation.
    pub used: bool,
}

/// The consolidation of one area for one period.
#[derive(Clone, Debug)]
pub struct Consolidation {
    /// Which period.
    pub period: PeriodId,
    /// One row an indicator, in document order.
    pub rows: Vec<Row>,
    /// What was handed in for the whole area, used where the units' figures give none; in document order.
    pub given: Figures<IndicatorId>,
    /// Units that report for the period, with the file that was taken for each; in the schema's order.
    pub units: Vec<(UnitId, Option<Arc<str>>)>,
    /// Every file, in the order given.
    pub sources: Vec<Source>,
    /// What was found and accepted with a reason, in the order it is shown. It changes no figure.
    pub accepted: Vec<Accepted>,
    /// The consolidated workbook that last year's figures came from.
    pub last_year: Option<LastYearSource>,
    /// What units' plans that are written in words ask for: "dưới 90" is met by less. Their numbers are among the figures.
    pub plans_in_words: BTreeMap<(UnitId, IndicatorId), Target>,
}

/// The consolidated workbook that last year's figures came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastYearSource {
    /// The file as it was named.
    pub file: Arc<str>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its year.
    pub year: i32,
}

impl Consolidation {
    /// The row of an indicator.
    pub fn row(&self, indicator: IndicatorId) -> &Row {
        &self.rows[indicator.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_they_are_written() {
        let d = |text: &str| Decimal::from_str_exact(text).unwrap();
        for parts in [
            Parts::Whole,
            Parts::Mean { sum: d("-62.9"), count: 3, decimals: 1 },
            Parts::Ratio { top: d("1234567890123.4567"), bottom: d("0") },
            Parts::Count(19),
        ] {
            assert_eq!(Parts::parse(&parts.to_string()), Some(parts));
        }
        for wrong in ["mean 1 0 0", "mean 1 2 99", "mean x 1 0", "ratio 1", "count -1", "sum 3", "count 99999999999"] {
            assert_eq!(Parts::parse(wrong), None, "{wrong}");
        }
    }
}
