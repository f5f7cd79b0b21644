//! Where everything stands: an indicator has the same row on “Tổng hợp” and on “Theo đơn vị”.

use super::super::outline::{Line, outline};
use super::super::wording;
use super::BY_UNIT;
use crate::cell::{MAX_COLUMNS, Position, column_name};
use crate::consolidation::{Consolidation, Row, UnitFigures};
use crate::language::{Language, Text};
use crate::number::decimals_of;
use crate::report;
use crate::schema::{IndicatorId, Schema, SectionId, UnitId};
use crate::submission::{Measure, Verdict};
use std::ops::Range;

/// First row of the table's lines, counted from 0, on both sheets.
pub(super) const FIRST_ROW: u32 = 9;
/// Row of “KH, TH, CK” above the units' figures.
pub(super) const MEASURE_ROW: u32 = FIRST_ROW - 1;
/// First column of the units' figures.
pub(super) const FIRST_UNIT_COLUMN: u32 = 3;
/// Columns that the units may take up; Excel has 16,384, and some are needed for labels.
const MOST_UNIT_COLUMNS: usize = 16_000;

/// Columns of “Tổng hợp”.
pub(super) mod column {
    pub const NUMBER: u16 = 0;
    pub const LABEL: u16 = 1;
    pub const UNIT: u16 = 2;
    pub const PLAN: u16 = 3;
    pub const ACTUAL: u16 = 4;
    pub const PCT_PLAN: u16 = 5;
    pub const PRIOR: u16 = 6;
    pub const PCT_PRIOR: u16 = 7;
    pub const VERDICT: u16 = 8;
    pub const NOTE: u16 = 9;
    pub const CODE: u16 = 10;
    /// 1 where a line counts as an indicator of the set; hidden.
    pub const COUNTED: u16 = 11;
    /// What puts indicators that fall short in order; hidden.
    pub const KEY: u16 = 12;
}

/// What is written, and where.
pub(super) struct Layout<'a> {
    pub schema: &'a Schema,
    pub consolidation: &'a Consolidation,
    pub language: Language,
    /// Headings and indicators, from [`FIRST_ROW`] down.
    pub lines: Vec<Line>,
    /// The units' columns; none where no unit has a figure or they don't fit on a sheet.
    pub grid: Option<Grid>,
    /// Headings of the first level, each with its lines.
    pub programmes: Vec<Programme>,
    /// Whether each indicator only serves to compute another.
    serving: Vec<bool>,
    /// Row of each indicator.
    rows: Vec<u32>,
    /// Decimals of each indicator's figures.
    decimals: Vec<u32>,
}

/// A heading of the first level with what stands under it.
pub(super) struct Programme {
    pub section: SectionId,
    /// `I`, as printed.
    pub number: String,
    /// Its lines, from its heading to the next of the first level, as places in [`Layout::lines`].
    pub lines: Range<usize>,
}

/// The units' columns on “Theo đơn vị”: three a unit, plan, actual and prior.
pub(super) struct Grid {
    pub units: Vec<UnitId>,
    /// By measure: how formulas on other sheets tell its figures, the heads of all columns and the one over its own.
    pub told: [String; 3],
    /// What stands in a reference to all figures of a row before its number, each of both times.
    around: [String; 2],
}

impl<'a> Layout<'a> {
    pub fn of(schema: &'a Schema, consolidation: &'a Consolidation, language: Language) -> Layout<'a> {
        let lines = outline(schema, |_| true);
        let mut rows = vec![FIRST_ROW; schema.indicators.len()];
        for (at, line) in lines.iter().enumerate() {
            if let Line::Indicator { indicator, .. } = line
                && let Some(row) = rows.get_mut(indicator.0 as usize)
            {
                *row = FIRST_ROW + at as u32;
            }
        }
        let mut has_figures = vec![false; schema.units.len()];
        for row in &consolidation.rows {
            // All units have most indicators.
            if row.by_unit.len() >= has_figures.len() && !has_figures.contains(&false) {
                break;
            }
            for (unit, _) in &row.by_unit {
                if let Some(has) = has_figures.get_mut(unit.0 as usize) {
                    *has = true;
                }
            }
        }
        let units: Vec<UnitId> = schema.each_unit().map(|(id, _)| id).filter(|id| has_figures[id.0 as usize]).collect();
        let fits = !units.is_empty() && units.len() * Measure::ALL.len() <= MOST_UNIT_COLUMNS;
        let programmes = programmes(schema, &lines);
        let serving = report::serving(schema);
        let grid = fits.then(|| Grid::of(units, language));
        let decimals = decimals(schema, consolidation);
        Layout { schema, consolidation, language, lines, grid, programmes, serving, rows, decimals }
    }

    /// Whether it counts as an indicator of the set, as in the report.
    pub fn counts(&self, indicator: IndicatorId) -> bool {
        !self.serving.get(indicator.0 as usize).copied().unwrap_or(false)
    }

    /// The indicators of some lines, in order.
    pub fn indicators(&self, lines: &Range<usize>) -> impl Iterator<Item = IndicatorId> {
        self.lines.get(lines.clone()).unwrap_or_default().iter().filter_map(|line| match line {
            Line::Indicator { indicator, .. } => Some(*indicator),
            Line::Heading { .. } => None,
        })
    }

    /// A word for a verdict, in the workbook's language.
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        wording::verdict(verdict, self.language)
    }

    /// The row of an indicator, on either sheet.
    pub fn row(&self, indicator: IndicatorId) -> u32 {
        self.rows.get(indicator.0 as usize).copied().unwrap_or(FIRST_ROW)
    }

    /// The row below the last line.
    pub fn end(&self) -> u32 {
        FIRST_ROW + self.lines.len() as u32
    }

    /// A fixed text in the workbook's language.
    pub fn text(&self, text: Text) -> &'static str {
        text.in_language(self.language)
    }

    /// The head of a measure's columns, by which formulas find them.
    pub fn marker(&self, measure: Measure) -> &'static str {
        wording::short_measure(measure, self.language)
    }

    /// Decimals that an indicator's figures are shown with: the schema's, else as many as its figures have.
    pub fn decimals(&self, row: &Row) -> u32 {
        self.decimals.get(row.indicator.0 as usize).copied().unwrap_or_default()
    }
}

fn decimals(schema: &Schema, consolidation: &Consolidation) -> Vec<u32> {
    let mut decimals: Vec<u32> = schema.indicators.iter().map(|indicator| indicator.decimals.unwrap_or_default()).collect();
    for row in &consolidation.rows {
        if schema.indicator(row.indicator).decimals.is_some() {
            continue;
        }
        let area = Measure::ALL.iter().filter_map(|&measure| row.get(measure));
        if let Some(place) = decimals.get_mut(row.indicator.0 as usize) {
            *place = area.map(decimals_of).fold(row.by_unit.decimals(), u32::max).min(6);
        }
    }
    decimals
}

/// The lines parted at the headings of the first level. A set that comes back to a programme has it twice.
fn programmes(schema: &Schema, lines: &[Line]) -> Vec<Programme> {
    let mut programmes: Vec<Programme> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match line {
            Line::Heading { section, number } if schema.section(*section).depth == 0 => {
                programmes.push(Programme { section: *section, number: number.clone(), lines: at..at + 1 });
            }
            _ => {
                if let Some(programme) = programmes.last_mut() {
                    programme.lines.end = at + 1;
                }
            }
        }
    }
    programmes
}

impl Grid {
    fn of(units: Vec<UnitId>, language: Language) -> Grid {
        let mut grid = Grid { units, told: Default::default(), around: Default::default() };
        let (sheet, heads) = (BY_UNIT.in_language(language), grid.heads(0, 0));
        grid.told = Measure::ALL.map(|measure| format!("'{sheet}'!{heads},\"{}\"", wording::short_measure(measure, language)));
        grid.around = [format!("'{sheet}'!${}", column_name(FIRST_UNIT_COLUMN)), format!(":${}", column_name(grid.last_column()))];
        grid
    }

    /// The column of a unit's figures of one measure.
    pub fn column(&self, unit: UnitId, measure: Measure) -> Option<u32> {
        let at = self.units.binary_search(&unit).ok()? as u32;
        Some(FIRST_UNIT_COLUMN + at * Measure::ALL.len() as u32 + measure as u32)
    }

    /// What each of the units has of an indicator.
    pub fn figures<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = Option<UnitFigures<'r>>> {
        figures(&self.units, row)
    }

    /// The last column of figures.
    pub fn last_column(&self) -> u32 {
        (FIRST_UNIT_COLUMN + (self.units.len() * Measure::ALL.len()) as u32 - 1).min(MAX_COLUMNS - 2)
    }

    /// All figures of a row, as other sheets refer to them.
    pub fn figures_at(&self, row: u32) -> String {
        let ([first, last], row) = (&self.around, (row + 1).to_string());
        [first.as_str(), &row, last, &row].concat()
    }

    /// All figures of a row, `$D12:$BE12`, leaving out so many columns at the left and at the right.
    pub fn range(&self, row: u32, skip_left: u32, skip_right: u32) -> String {
        let (first, last) = (column_name(FIRST_UNIT_COLUMN + skip_left), column_name(self.last_column() - skip_right));
        let row = (row + 1).to_string();
        ["$", &first, &row, ":$", &last, &row].concat()
    }

    /// The heads above them, `$D$9:$BE$9`.
    pub fn heads(&self, skip_left: u32, skip_right: u32) -> String {
        let (first, last) = (column_name(FIRST_UNIT_COLUMN + skip_left), column_name(self.last_column() - skip_right));
        format!("${first}${0}:${last}${0}", MEASURE_ROW + 1)
    }
}

/// What each of some units, in their order, has of an indicator.
pub(super) fn figures<'r>(units: &'r [UnitId], row: &'r Row) -> impl Iterator<Item = Option<UnitFigures<'r>>> {
    // Both are in the order of the units.
    let mut given = row.by_unit.iter();
    let mut next = given.next();
    units.iter().map(move |unit| {
        while next.is_some_and(|(id, _)| id < *unit) {
            next = given.next();
        }
        let (_, figures) = next.filter(|(id, _)| id == unit)?;
        next = given.next();
        Some(figures)
    })
}

/// A cell by its row and column, `E12`.
pub(super) fn at(row: u32, column: u16) -> String {
    let mut name = String::with_capacity(10);
    Position::new(row, u32::from(column)).push_name(&mut name);
    name
}
