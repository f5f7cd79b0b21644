//! The columns that rows of figures are read in.

use super::super::grid::Grid;
use super::super::heading::{Heading, Role};
use super::super::table::Table;
use crate::submission::{Measure, Submission};

/// Room for the figures of so many rows is made at once.
const MOST_ROOM: usize = 1 << 18;

/// A column that rows are read in.
pub(super) struct Column<'a> {
    /// What heads it.
    pub heading: &'a Heading,
    /// The measure that each of its cells holds by itself, where it is one of the three.
    pub measure: Option<Measure>,
    /// Nothing is read from it, but its figures are evidence for those beside them.
    pub is_hidden: bool,
}

/// The columns that rows are read in, in their order.
pub(super) struct Columns<'a> {
    pub all: Vec<Column<'a>>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(grid: &Grid<'_>, table: &'a Table) -> Columns<'a> {
        let is_read = |role: Role| role.is_measure() || matches!(role, Role::PercentOfPlan | Role::PercentOfPrior | Role::Verdict);
        let read = table.headings.iter().filter(|heading| is_read(heading.role));
        let columns = read.map(|heading| Column { heading, measure: measure(heading.role), is_hidden: grid.is_hidden(heading.column) });
        Columns { all: columns.filter(|column| !column.is_hidden || column.measure.is_some()).collect() }
    }

    /// Makes room for what so many rows may hold.
    pub(super) fn make_room(&self, rows: usize, submission: &mut Submission) {
        let (rows, measures) = (rows.min(MOST_ROOM), self.all.iter().filter(|column| column.measure.is_some()).count());
        submission.figures.reserve(rows * measures.min(3));
        submission.stated_ratios.reserve(rows * (self.all.len() - measures).min(2));
        submission.rows.reserve(rows);
    }
}

/// The measure that each cell of a column holds by itself.
pub(super) fn measure(role: Role) -> Option<Measure> {
    match role {
        Role::Plan => Some(Measure::Plan),
        Role::Actual => Some(Measure::Actual),
        Role::Prior => Some(Measure::Prior),
        _ => None,
    }
}
