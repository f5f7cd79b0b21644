//! The indicator set: units, sections, indicators, targets and given plans.
//!
//! A schema is loaded in two stages: [`raw`] holds what somebody typed, with the place of every word; [`prove`]
//! turns it into a [`Schema`] in which every reference exists, or tells every problem at once. Nothing later
//! checks again.

mod builtin;
mod counterpart;
mod export;
mod from_workbook;
pub mod in_cells;
mod indicator;
pub mod keys;
mod prove;
pub mod raw;
mod target;
mod toml;

pub use builtin::{BUILT_IN, built_in};
pub use counterpart::{Counterparts, find_unit_by_any};
pub(crate) use export::quoted;
pub use export::{to_raw, to_toml};
pub use from_workbook::{from_workbook, is_schema_workbook};
pub use indicator::{Aggregate, Derivation, Indicator, IndicatorKind};
pub use prove::prove;
pub use target::Target;
pub(crate) use target::plain_in_cell;
pub(crate) use toml::Lines;
pub use toml::from_toml;

use crate::units::{AreaUnit, Unit};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Index of a unit in its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u32);

/// Index of an indicator in its schema, in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u32);

/// Index of a section in its schema, in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub u32);

/// Index of a period in its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodId(pub u32);

/// A reporting period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Stable code, `6t`.
    pub code: String,
    /// Its name, "6 tháng đầu năm".
    pub name: String,
}

/// A heading of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Stable code, `III.1`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The heading above it.
    pub parent: Option<SectionId>,
    /// How deep it is nested: 0 for a programme.
    pub depth: u32,
}

/// An indicator set, proved sound.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Stable id, `nam-dong-2023`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The year its plans are for.
    pub year: i32,
    /// Decimals of computed ratios.
    pub percent_decimals: u32,
    /// What a merge produces.
    pub area: AreaUnit,
    /// Periods, in order.
    pub periods: Vec<Period>,
    /// Reporting units, in order.
    pub units: Vec<Unit>,
    /// Headings, in document order.
    pub sections: Vec<Section>,
    /// Indicators, in document order.
    pub indicators: Vec<Indicator>,
    /// Plans given to single units.
    pub plans: HashMap<(UnitId, IndicatorId), Decimal>,
    wholes_of: Vec<Vec<IndicatorId>>,
    above: Vec<Vec<IndicatorId>>,
}

impl Schema {
    /// The indicator behind an id of this schema.
    pub fn indicator(&self, id: IndicatorId) -> &Indicator {
        &self.indicators[id.0 as usize]
    }

    /// The unit behind an id of this schema.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.0 as usize]
    }

    /// The section behind an id of this schema.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// The period behind an id of this schema.
    pub fn period(&self, id: PeriodId) -> &Period {
        &self.periods[id.0 as usize]
    }

    /// All indicators with their ids, in document order.
    pub fn each_indicator(&self) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.indicators.iter().enumerate().map(|(at, indicator)| (IndicatorId(at as u32), indicator))
    }

    /// All units with their ids, in order.
    pub fn each_unit(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.units.iter().enumerate().map(|(at, unit)| (UnitId(at as u32), unit))
    }

    /// The indicator of that code.
    pub fn find_indicator(&self, code: &str) -> Option<IndicatorId> {
        self.indicators.iter().position(|indicator| indicator.code == code).map(|at| IndicatorId(at as u32))
    }

    /// The unit of that code.
    pub fn find_unit(&self, code: &str) -> Option<UnitId> {
        self.units.iter().position(|unit| unit.code == code).map(|at| UnitId(at as u32))
    }

    /// The period of that code.
    pub fn find_period(&self, code: &str) -> Option<PeriodId> {
        self.periods.iter().position(|period| period.code == code).map(|at| PeriodId(at as u32))
    }

    /// Indicators that name this one among their parts.
    pub fn wholes_of(&self, part: IndicatorId) -> &[IndicatorId] {
        &self.wholes_of[part.0 as usize]
    }

    /// Indicators that name this one among their parts, subsets or details.
    pub fn above(&self, below: IndicatorId) -> &[IndicatorId] {
        &self.above[below.0 as usize]
    }

    /// Whether a unit fills an indicator in.
    pub fn reports(&self, unit: UnitId, indicator: IndicatorId) -> bool {
        let reporters = &self.indicator(indicator).reporters[..];
        // Most often they are all units from one on, and each is where its number says.
        let likely = reporters.first().and_then(|first| reporters.get(unit.0.checked_sub(first.0)? as usize));
        likely == Some(&unit) || reporters.binary_search(&unit).is_ok()
    }

    /// The schema as it is for one period: units that do not report for it fill nothing in. All ids stay the same.
    pub fn in_period(&self, period: PeriodId) -> Schema {
        self.clone().into_period(period)
    }

    /// The same, where it is needed for no other.
    pub fn into_period(mut self, period: PeriodId) -> Schema {
        let valid: Vec<bool> = self.units.iter().map(|unit| unit.is_valid_in(period)).collect();
        let is_valid = |unit: &UnitId| valid.get(unit.0 as usize).copied().unwrap_or(false);
        let mut kept = indicator::Reporters::default();
        for indicator in &mut self.indicators {
            if !indicator.reporters.iter().all(is_valid) {
                indicator.reporters = kept.once(indicator.reporters.iter().copied().filter(is_valid).collect());
            }
        }
        self
    }

    /// Which unit, or whether the area itself, a consolidation of another schema is of: by its area's code, else by its name.
    pub fn stands_for(&self, code: &str, name: Option<&str>) -> Option<crate::submission::Owner> {
        use crate::submission::Owner;
        if code == self.area.code {
            return Some(Owner::Area);
        }
        self.find_unit(code).or_else(|| find_unit_by_any(self, name?)).map(Owner::Unit)
    }

    /// The period that is the same as one of another schema: of its code, else of its name.
    pub fn same_period(&self, period: &Period) -> Option<PeriodId> {
        let key = crate::label::key(&period.name);
        let by_name = || self.periods.iter().position(|own| crate::label::key(&own.name) == key).map(|at| PeriodId(at as u32));
        self.find_period(&period.code).or_else(by_name)
    }

    /// The code of an owner of a figure: the unit's, or the area's.
    pub fn owner_code(&self, owner: crate::submission::Owner) -> &str {
        match owner {
            crate::submission::Owner::Unit(unit) => &self.unit(unit).code,
            crate::submission::Owner::Area => &self.area.code,
        }
    }

    /// The name of an owner of a figure: the unit's, or the area's.
    pub fn owner_name(&self, owner: crate::submission::Owner) -> &str {
        match owner {
            crate::submission::Owner::Unit(unit) => &self.unit(unit).name,
            crate::submission::Owner::Area => &self.area.name,
        }
    }
}
