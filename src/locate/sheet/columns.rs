//! The columns that rows of figures are read in.

use super::super::grid::Grid;
use super::super::heading::{Heading, Role};
use super::super::table::Table;
use crate::submission::{Measure, Submission};

/// Room for the figures of so many rows is made at once.
const MOST_ROOM: usize = 1 << 18;

/// The columns that rows are read in.
pub(super) struct Columns<'a> {
    /// Those of the three measures, each by itself.
    pub measures: Vec<&'a Heading>,
    /// Those of them that are hidden.
    pub hidden: Vec<&'a Heading>,
    /// All that anything is read from, hidden ones left out.
    pub all: Vec<&'a Heading>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(grid: &Grid<'_>, table: &'a Table) -> Columns<'a> {
        let is_read = |role: Role| role.is_measure() || matches!(role, Role::PercentOfPlan | Role::PercentOfPrior | Role::Verdict);
        let all: Vec<&Heading> = table.headings.iter().filter(|heading| is_read(heading.role) && !grid.is_hidden(heading.column)).collect();
        let measures: Vec<&Heading> = table.headings.iter().filter(|heading| measure(heading.role).is_some()).collect();
        Columns { hidden: measures.iter().copied().filter(|heading| grid.is_hidden(heading.column)).collect(), measures, all }
    }

    /// Makes room for what so many rows may hold.
    pub(super) fn make_room(&self, rows: usize, submission: &mut Submission) {
        let (rows, percents) = (rows.min(MOST_ROOM), self.all.len().saturating_sub(self.measures.len()));
        submission.figures.reserve(rows * self.measures.len().min(3));
        submission.stated_ratios.reserve(rows * percents.min(2));
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
