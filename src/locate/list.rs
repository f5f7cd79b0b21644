//! A list of several units: a row a unit and indicator, as programs export it.

use super::grid::Grid;
use super::heading::Role;
use super::table::Table;
use super::texts::Texts;
use crate::cell::Position;
use crate::schema::{IndicatorId, UnitId};
use crate::submission::Orientation;
use crate::workbook::{Row, Value};
use foldhash::{HashSet, HashSetExt};
use std::collections::BTreeSet;

/// Finds the column of a table that names the unit of each row, where it is a list of several units.
///
/// "Đơn vị thực hiện" beside the indicators of one unit names who is in charge, and stands in as many rows. What tells a
/// list is that the indicators come again for other units: every one stands there for two units at least, by and large.
pub fn find_units(grid: &Grid<'_>, texts: &Texts<'_>, table: &mut Table) {
    let Some(column) = unit_column(grid, texts, table) else { return };
    table.unit_column = Some(column);
    // Headed "Đơn vị" it looked like one of units of measure.
    for heading in table.headings.iter_mut().filter(|heading| heading.column == column) {
        heading.role = Role::Unknown;
    }
}

fn unit_column(grid: &Grid<'_>, texts: &Texts<'_>, table: &Table) -> Option<u32> {
    let &names = table.label_columns.first()?;
    if table.orientation != Orientation::IndicatorsDown || table.label_columns.len() != 1 {
        return None;
    }
    let may_name = |role: Role| matches!(role, Role::Unknown | Role::UnitOfMeasure);
    let mut candidates = table.headings.iter().filter(|heading| may_name(heading.role) && !heading.holds_numbers);
    candidates.find(|heading| names_units(grid, texts, table, names, heading.column)).map(|heading| heading.column)
}

fn names_units(grid: &Grid<'_>, texts: &Texts<'_>, table: &Table, names: u32, column: u32) -> bool {
    let rows = || grid.rows.iter().filter(|row| (table.first_row..=table.last_row).contains(&row.index));
    let look = |row: &Row, column: u32| grid.cell_of(row, column).and_then(|cell| texts.of(cell.value));
    let of_row = |row: &Row| match look(row, names).map(|looked| looked.indicators.as_slice()) {
        Some(&[indicator]) => Some((indicator, look(row, column).and_then(|looked| looked.unit))),
        _ => None,
    };
    // A column that names no units is not looked at to its end.
    let (mut first, mut named) = (0, 0);
    for (_, unit) in rows().filter_map(|row| of_row(row)).take(50) {
        first += 1;
        named += usize::from(unit.is_some());
    }
    if named * 2 < first || named == 0 {
        return false;
    }
    let (mut all, mut named) = (0_usize, 0_usize);
    let mut indicators: HashSet<IndicatorId> = HashSet::new();
    let mut units: BTreeSet<UnitId> = BTreeSet::new();
    let mut seen: HashSet<(UnitId, IndicatorId)> = HashSet::new();
    for (indicator, unit) in rows().filter_map(|row| of_row(row)) {
        all += 1;
        indicators.insert(indicator);
        if let Some(unit) = unit {
            named += 1;
            units.insert(unit);
            seen.insert((unit, indicator));
        }
    }
    units.len() >= 2 && named * 10 >= all * 9 && seen.len() >= indicators.len() * 2
}

/// The unit that a row of a list is of; none where no known unit is named there.
pub fn unit_of(grid: &Grid<'_>, texts: &Texts<'_>, table: &Table, row: &Row) -> Option<UnitId> {
    let at = Position::new(row.index, table.unit_column?);
    texts.of(grid.cell(at)?.value)?.unit
}

/// The text that names the unit of a row, to tell one block from the next.
pub fn unit_text(grid: &Grid<'_>, table: &Table, row: &Row) -> Option<Value> {
    grid.cell(Position::new(row.index, table.unit_column?)).map(|cell| cell.value)
}
