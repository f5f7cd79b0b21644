//! The same period of last year, as a consolidated workbook has it, in the words of this year's schema.

use crate::cell::CellRef;
use crate::consolidation::{Consolidation, LastYearSource, Parts};
use crate::language::Words;
use crate::schema::{IndicatorId, Schema, UnitId};
use crate::submission::{Amount, Measure, Owner};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// A consolidated workbook as it was read back, in the words of its own schema.
#[derive(Clone, Debug)]
pub struct Reopened {
    /// The schema it was made with.
    pub schema: Schema,
    /// What it comes to.
    pub consolidation: Consolidation,
    /// Where the area's figures stand in it.
    pub cells: HashMap<(IndicatorId, Measure), CellRef>,
    /// The file and its hash.
    pub source: LastYearSource,
}

/// What is known of one figure of last year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Past {
    /// It is this.
    Figure {
        /// What it is worth.
        amount: Amount,
        /// What is behind it.
        parts: Parts,
        /// Where it stands, where it is one cell's.
        cell: Option<CellRef>,
    },
    /// Last year's workbook has none.
    Unknown,
    /// There is none that can be held against this year's, for this reason.
    NotComparable(Words),
}

/// Last year's figures for each indicator of this year's schema.
#[derive(Clone, Debug)]
pub struct LastYear {
    /// Where they came from.
    pub source: LastYearSource,
    /// Those of the units that report.
    pub units: HashMap<(UnitId, IndicatorId), Past>,
    /// Those of the area, in the order of the indicators.
    pub area: Vec<Past>,
    /// Indicators of which units have figures there that no unit is said to go on from.
    pub unaccounted: HashSet<IndicatorId>,
    /// Names of such units.
    pub without_heir: Vec<String>,
}

/// What a consolidated workbook says of last year's figures when it is read back.
#[derive(Clone, Debug)]
pub struct RecordedLastYear {
    /// Where they came from.
    pub source: LastYearSource,
    /// The area's figures that stand in it.
    pub area: HashMap<IndicatorId, Decimal>,
    /// What is behind them.
    pub parts: HashMap<IndicatorId, Parts>,
    /// Why there are none.
    pub not_comparable: HashMap<(Owner, IndicatorId), Words>,
}

impl LastYear {
    /// What is known of a unit's figure.
    pub fn unit(&self, unit: UnitId, indicator: IndicatorId) -> &Past {
        self.units.get(&(unit, indicator)).unwrap_or(&Past::Unknown)
    }

    /// What is known of the area's figure.
    pub fn area(&self, indicator: IndicatorId) -> &Past {
        self.area.get(indicator.0 as usize).unwrap_or(&Past::Unknown)
    }
}
