//! What the cells of one row tell, whatever stands above it.

use super::super::grid::Grid;
use super::super::heading::{Heading, Role};
use super::super::table::Table;
use super::super::texts::Looked;
use super::OfHeading;
use crate::cell::Position;
use crate::label::{self, Label};
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::{Holds, Row, Value};
use std::sync::Arc;

/// What stands before a part, in the column of numbering or before its name.
pub fn is_part_mark(text: &str) -> bool {
    matches!(text.trim(), "-" | "+" | "*" | "–" | "•")
}

/// The unit of measure a heading names for what stands below: "… (ĐVT: nghìn đồng)".
pub fn section_unit(label: &Label, at: Position) -> OfHeading {
    let bracket = label.bracket.as_deref()?;
    let inside = bracket.split_once(':').map_or(bracket, |(_, after)| after);
    UnitOfMeasure::parse(inside).filter(UnitOfMeasure::is_physical).map(|unit| Arc::new((unit, at)))
}

/// Whether a column of figures holds a number other than 0 and 1 in a row.
pub fn has_plain_number(grid: &Grid<'_>, table: &Table, row: &Row) -> bool {
    grid.cells(row).any(|cell| {
        let measure = table.heading(cell.column).is_some_and(|heading| heading.role.is_measure());
        measure && matches!(cell.value, Value::Number(number) if crate::number::whole(number).is_none_or(|number| number > 1))
    })
}

/// Headings within a table that give what follows to somebody or some time else.
pub fn is_foreign(looked: &Looked) -> bool {
    let Looked { folded, said, .. } = looked;
    let begins = begins_with(folded, &PARTS_OF_A_UNIT) || begins_with(folded, &["toan huyen", "toan tinh", "vung", "trong do ho", "quy"]);
    looked.unit.is_some() || (!said.spans.is_empty() && folded.len() < 40) || (!said.years.is_empty() && folded.len() < 40) || begins
}

/// "Thôn 3", "Tổ dân phố 1": less than a unit that reports.
pub fn is_part_of_a_unit(text: &str) -> bool {
    begins_with(&label::folded_key(text), &PARTS_OF_A_UNIT)
}

/// Words that a part of a unit begins with, without marks.
const PARTS_OF_A_UNIT: [&str; 3] = ["thon", "to dan pho", "khu pho"];

fn begins_with(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|words| folded.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// The columns of a table that each of its rows is asked for.
pub struct Columns {
    /// That of numbering.
    pub number: Option<u32>,
    /// That of codes.
    pub code: Option<u32>,
    /// That of units of measure.
    pub unit: Option<u32>,
    /// Those of figures, hidden ones left out.
    figures: Vec<u32>,
}

impl Columns {
    /// Looks them up.
    pub fn of(grid: &Grid<'_>, table: &Table) -> Columns {
        let shown = |heading: &&Heading| heading.role.is_measure() && !grid.is_hidden(heading.column);
        Columns {
            number: table.column(Role::Number),
            code: table.column(Role::Code),
            unit: table.column(Role::UnitOfMeasure),
            figures: table.headings.iter().filter(shown).map(|heading| heading.column).collect(),
        }
    }

    /// Whether a row has anything in a column of figures.
    pub fn have_figures(&self, grid: &Grid<'_>, row: &Row) -> bool {
        let cells = grid.sheet.cells_of(row);
        self.figures.iter().any(|&column| match cells.holds_in(column) {
            Some(Holds::Text(id)) => *grid.texts.number(id) != crate::number::Reading::Unknown,
            held => held.is_some(),
        })
    }
}
