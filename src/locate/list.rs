//! A list of several units: a row a unit and indicator, as programs export it.

use super::grid::Grid;
use super::heading::Role;
use super::table::Table;
use super::texts::Texts;
use crate::schema::{IndicatorId, UnitId};
use crate::submission::Orientation;
use crate::workbook::{Row, Value};
use foldhash::HashMap;

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
    let rows = || grid.rows_within(table.first_row, table.last_row).iter().copied();
    let look = |row: &Row, column: u32| grid.text_id_of(row, column).and_then(|id| texts.get(id));
    let of_row = |row: &Row| match look(row, names).map(|looked| &*looked.indicators) {
        Some(&[indicator]) => Some((indicator, look(row, column).and_then(|looked| looked.unit))),
        _ => None,
    };
    // A column that names no units is not looked at to its end.
    let (mut first, mut named) = (0, 0);
    for (_, unit) in rows().filter_map(&of_row).take(50) {
        first += 1;
        named += usize::from(unit.is_some());
    }
    if named * 2 < first || named == 0 {
        return false;
    }
    let (mut all, mut named) = (0_usize, 0_usize);
    let (mut indicators, mut of_units) = (Seen::default(), Seen::default());
    for (indicator, unit) in rows().filter_map(of_row) {
        all += 1;
        indicators.is_new(indicator, None);
        if unit.is_some() {
            named += 1;
            of_units.is_new(indicator, unit);
        }
    }
    of_units.owners() >= 2 && named * 10 >= all * 9 && of_units.count >= indicators.count * 2
}

/// Which indicators there were of whom: a bit for each.
#[derive(Default)]
pub struct Seen {
    /// Whose rows come now, and theirs.
    owner: Option<UnitId>,
    seen: Vec<u64>,
    /// Those of others: lists have one unit's rows together.
    others: HashMap<Option<UnitId>, Vec<u64>>,
    /// How many there were.
    count: usize,
}

impl Seen {
    /// Adds an indicator of somebody; whether there was none before.
    pub fn is_new(&mut self, id: IndicatorId, owner: Option<UnitId>) -> bool {
        if owner != self.owner {
            let seen = std::mem::replace(&mut self.seen, self.others.remove(&owner).unwrap_or_default());
            self.others.insert(std::mem::replace(&mut self.owner, owner), seen);
        }
        let (at, bit) = (id.0 as usize / 64, 1 << (id.0 % 64));
        if self.seen.len() <= at {
            self.seen.resize(at + 1, 0);
        }
        let is_new = self.seen.get_mut(at).is_some_and(|bits| std::mem::replace(bits, *bits | bit) & bit == 0);
        self.count += usize::from(is_new);
        is_new
    }

    /// Of how many there were any.
    fn owners(&self) -> usize {
        usize::from(!self.seen.is_empty()) + self.others.values().filter(|seen| !seen.is_empty()).count()
    }
}

/// The unit that a row of a list is of; none where no known unit is named there.
pub fn unit_of(grid: &Grid<'_>, texts: &Texts<'_>, table: &Table, row: &Row) -> Option<UnitId> {
    texts.get(grid.text_id_of(row, table.unit_column?)?)?.unit
}

/// The text that names the unit of a row, to tell one block from the next.
pub fn unit_text(grid: &Grid<'_>, table: &Table, row: &Row) -> Option<Value> {
    grid.cell_of(row, table.unit_column?).map(|cell| cell.value)
}
