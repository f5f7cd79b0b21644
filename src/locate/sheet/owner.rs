//! Whose figures are: a column's, a row's of a list of several units, or the sender's.

use super::super::heading::Heading;
use super::super::kinds::UNKNOWN_UNIT;
use super::{Reader, RowMatch};
use crate::cell::Position;
use crate::label;
use crate::language::Words;
use crate::submission::{Orientation, Owner};

impl Reader<'_, '_, '_> {
    /// Whose the figures of a row and column are.
    pub(super) fn owner(&self, row: &RowMatch<'_>, heading: &Heading) -> Option<Owner> {
        match (self.table.orientation, heading.unit, heading.total) {
            (Orientation::UnitsAcross, Some(unit), _) => Some(Owner::Unit(unit)),
            (Orientation::UnitsAcross, None, true) => Some(Owner::Area),
            (Orientation::UnitsAcross, None, false) => None,
            _ => self.owner_of(row),
        }
    }

    /// Whose a row is of a table in which units do not stand across.
    pub(super) fn owner_of(&self, row: &RowMatch<'_>) -> Option<Owner> {
        let unit = if self.table.unit_column.is_some() { row.owner } else { self.submission.unit };
        unit.map(Owner::Unit)
    }

    /// Whether a row of a list names no unit that is known; that is told.
    pub(super) fn is_nobodys(&mut self, row: &RowMatch<'_>) -> bool {
        let Some(column) = self.table.unit_column.filter(|_| row.owner.is_none()) else { return false };
        let at = Position::new(row.at.row, column);
        let text = self.grid.text(at).map(label::tidy).unwrap_or_default();
        let words = match text.is_empty() {
            true => Words::new("Dòng có số liệu nhưng không có tên đơn vị.", "The row has figures and names no unit."),
            false => Words::new(
                format!("Dòng “{text}” có số liệu nhưng không rõ của đơn vị nào."),
                format!("The row “{text}” has figures and is no unit's that is known."),
            ),
        };
        self.findings.push(UNKNOWN_UNIT.at(&self.cell_ref(at), words).found(&text));
        true
    }
}
