//! Totals, ratios and verdicts of the area, each with the figures it came from.

use crate::accepted::Accepted;
use crate::cell::CellRef;
use crate::schema::{IndicatorId, PeriodId, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use std::sync::Arc;

/// A figure with the cell it was read from; none where it was computed.
#[derive(Clone, Debug)]
pub struct Sourced {
    /// What it is worth.
    pub amount: Amount,
    /// Where it was read.
    pub cell: Option<CellRef>,
}

/// What one unit has of one indicator.
#[derive(Clone, Debug, Default)]
pub struct UnitFigures {
    /// Kế hoạch.
    pub plan: Option<Sourced>,
    /// Thực hiện.
    pub actual: Option<Sourced>,
    /// Cùng kỳ năm trước.
    pub prior: Option<Sourced>,
    /// Percent of plan.
    pub pct_plan: Option<Decimal>,
    /// Đạt or not.
    pub verdict: Option<Verdict>,
}

impl UnitFigures {
    /// One of the three measures.
    pub fn get(&self, measure: Measure) -> Option<&Sourced> {
        match measure {
            Measure::Plan => self.plan.as_ref(),
            Measure::Actual => self.actual.as_ref(),
            Measure::Prior => self.prior.as_ref(),
        }
    }

    /// The number of one of the three measures.
    pub fn number(&self, measure: Measure) -> Option<Decimal> {
        self.get(measure).and_then(|sourced| sourced.amount.number())
    }
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
    /// What the units have, in the schema's order of units; units with nothing are left out.
    pub by_unit: Vec<(UnitId, UnitFigures)>,
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
    pub fn unit(&self, unit: UnitId) -> Option<&UnitFigures> {
        self.by_unit.binary_search_by_key(&unit, |(id, _)| *id).ok().map(|at| &self.by_unit[at].1)
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
    pub given: Vec<(IndicatorId, UnitFigures)>,
    /// Units with the file that was taken for each; in the schema's order.
    pub units: Vec<(UnitId, Option<Arc<str>>)>,
    /// Every file, in the order given.
    pub sources: Vec<Source>,
    /// What was found and accepted with a reason, in the order it is shown. It changes no figure.
    pub accepted: Vec<Accepted>,
}

impl Consolidation {
    /// The row of an indicator.
    pub fn row(&self, indicator: IndicatorId) -> &Row {
        &self.rows[indicator.0 as usize]
    }
}
