//! What each unit hands in: the schema and the table of figures.

use super::Result;
use chitieu::schema::{self, Indicator, IndicatorId, Schema, UnitId};
use chitieu::submission::Measure;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A figure as handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A number, in the schema's unit of measure.
    Number(Decimal),
    /// A word: đạt, chưa thực hiện.
    Word(String),
}

/// The schema and every figure.
pub struct Facts {
    /// The schema, proved sound.
    pub schema: Schema,
    figures: BTreeMap<(UnitId, IndicatorId, Measure), Given>,
}

impl Facts {
    /// Reads `schema.toml` and `figures.csv`.
    pub fn read(schema: &str, figures: &str) -> Result<Facts> {
        let spoken =
            |problems: Vec<schema::raw::Problem>| problems.iter().map(|problem| format!("{problem:?}")).collect::<Vec<_>>().join("\n");
        let (raw, _) = schema::from_toml(schema).map_err(spoken)?;
        let (schema, _) = schema::prove(&raw).map_err(spoken)?;
        let mut facts = Facts { schema, figures: BTreeMap::new() };
        for (at, line) in figures.lines().enumerate().skip(1) {
            facts.add(line).map_err(|error| format!("figures.csv:{}: {error}", at + 1))?;
        }
        Ok(facts)
    }

    fn add(&mut self, line: &str) -> Result<()> {
        let [unit, indicator, measure, value, _basis] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err("five columns are expected".into());
        };
        let (unit, indicator) = (self.unit(unit)?, self.indicator(indicator)?);
        let measure = Measure::ALL.into_iter().find(|known| known.code() == measure).ok_or_else(|| format!("no measure {measure}"))?;
        if !self.schema.reports(unit, indicator) {
            return Err("this unit does not report this indicator".into());
        }
        let given = Decimal::from_str_exact(value).map_or_else(|_| Given::Word(value.to_string()), Given::Number);
        if self.figures.insert((unit, indicator, measure), given).is_some() {
            return Err("this figure is given twice".into());
        }
        Ok(())
    }

    /// The unit of a code.
    pub fn unit(&self, code: &str) -> Result<UnitId> {
        self.schema.find_unit(code).ok_or_else(|| format!("no unit {code}").into())
    }

    /// The indicator of a code.
    pub fn indicator(&self, code: &str) -> Result<IndicatorId> {
        self.schema.find_indicator(code).ok_or_else(|| format!("no indicator {code}").into())
    }

    /// A figure.
    pub fn given(&self, unit: UnitId, indicator: IndicatorId, measure: Measure) -> Option<&Given> {
        self.figures.get(&(unit, indicator, measure))
    }

    /// A figure that is a number.
    pub fn number(&self, unit: UnitId, indicator: IndicatorId, measure: Measure) -> Option<Decimal> {
        match self.given(unit, indicator, measure)? {
            Given::Number(number) => Some(*number),
            Given::Word(_) => None,
        }
    }

    /// Whether a unit hands in anything for an indicator.
    pub fn has(&self, unit: UnitId, indicator: IndicatorId) -> bool {
        Measure::ALL.into_iter().any(|measure| self.given(unit, indicator, measure).is_some())
    }
}

/// Whether an indicator is there only so that a ratio can be computed from it.
pub fn is_support(indicator: &Indicator) -> bool {
    indicator.code.ends_with(".ts") || indicator.code.ends_with(".ms")
}

/// Which figures of a unit its workbook shows, so that none is forgotten and none stands twice.
pub struct Shown {
    /// Whose workbook it is.
    pub unit: UnitId,
    figures: BTreeSet<(IndicatorId, Measure)>,
    twice: BTreeSet<(IndicatorId, Measure)>,
}

impl Shown {
    /// Nothing shown yet.
    pub fn of(unit: UnitId) -> Shown {
        Shown { unit, figures: BTreeSet::new(), twice: BTreeSet::new() }
    }

    /// Notes that a figure is in the workbook.
    pub fn note(&mut self, indicator: IndicatorId, measure: Measure) {
        if !self.figures.insert((indicator, measure)) {
            self.twice.insert((indicator, measure));
        }
    }

    /// Whether every figure of the unit is shown, once.
    pub fn all_of(&self, facts: &Facts) -> Result<()> {
        let code = |indicator: IndicatorId| &facts.schema.indicator(indicator).code;
        if let Some((indicator, measure)) = self.twice.first() {
            return Err(format!("{} {} is shown twice", code(*indicator), measure.code()).into());
        }
        for &(unit, indicator, measure) in facts.figures.keys() {
            if unit == self.unit && !self.figures.contains(&(indicator, measure)) {
                return Err(format!("{} {} is not shown", code(indicator), measure.code()).into());
            }
        }
        Ok(())
    }
}
