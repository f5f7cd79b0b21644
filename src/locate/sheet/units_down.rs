//! Tables with a unit in each row and an indicator in each column, and what of tables of units is nobody's.

use super::super::bounds;
use super::super::header::is_number_row;
use super::super::heading::{self, Heading, Role, Why};
use super::super::kinds::{UNKNOWN_INDICATOR, UNKNOWN_UNIT};
use super::super::{rows, unmatched};
use super::{Outcome, Reader, RowMatch};
use crate::cell::{Area, Position};
use crate::label;
use crate::language::Words;
use crate::number;
use crate::schema::{IndicatorId, UnitId};
use crate::submission::{LeftOut, Measure, Orientation, Owner};
use crate::workbook::{Row, Value};
use rust_decimal::Decimal;
use std::collections::HashSet;

impl Reader<'_, '_, '_> {
    /// Reads the figures of a table with units down, and tells the rows and columns with figures that nobody knows.
    pub(super) fn units_down(&mut self, rows: &[(u32, UnitId)]) {
        let table = self.table;
        let mut owners: Vec<(u32, Owner)> = rows.iter().map(|&(row, unit)| (row, Owner::Unit(unit))).collect();
        owners.extend(self.other_rows(rows).map(|row| (row, Owner::Area)));
        for (&column, &id) in &table.indicators {
            let Some(heading) = table.heading(column) else { continue };
            if !heading.role.is_measure() || self.grid.is_hidden(column) {
                continue;
            }
            let at = Position::new(table.header.1, column);
            let cell = self.cell_ref(at);
            self.submission.rows.push(id, cell.view());
            let Some(factor) = self.factor_of_column(id, heading, at) else {
                self.submission.troubled.extend(owners.iter().map(|&(_, owner)| (id, owner, Measure::Actual)));
                continue;
            };
            if bounds::too_many_figures(self.submission) {
                break;
            }
            for &(row, owner) in &owners {
                let at = Position::new(row, column);
                let Some(cell) = self.grid.cell(at) else { continue };
                self.figure(id, owner, heading.role, &cell, at, factor, &[], None);
            }
        }
        self.tell_unknown_columns(rows);
    }

    /// What the figures of a column are multiplied with; the unit of measure in its heading counts as a row's own does.
    fn factor_of_column(&mut self, id: IndicatorId, heading: &Heading, at: Position) -> Option<Decimal> {
        let text = heading.path.join(" ").into();
        let unit = heading.measured_in.as_ref().map(|unit| (rows::StatedUnit::Kept(unit), at));
        let column = RowMatch { at, text, outcome: Outcome::Nothing, unit, section_unit: None, owner: None };
        self.factor(id, &column, None)
    }

    /// The row of the area's totals, if there is just one; rows with figures of units that nobody knows are told.
    fn other_rows(&mut self, known: &[(u32, UnitId)]) -> std::option::IntoIter<u32> {
        let table = self.table;
        let grid = self.grid;
        let label_column = table.label_columns.first().copied().unwrap_or(0);
        let mut totals = Vec::new();
        let known: HashSet<u32> = known.iter().map(|(row, _)| *row).collect();
        for row in grid.rows.iter().filter(|row| (table.first_row..=table.last_row).contains(&row.index)) {
            if known.contains(&row.index) || is_number_row(grid, row) || !self.has_figures(row) {
                continue;
            }
            let at = Position::new(row.index, label_column);
            let text = grid.text(at).map(label::tidy).unwrap_or_default();
            if heading::is_total(&text) {
                totals.push(row.index);
            } else if rows::is_part_of_a_unit(&text) {
                self.leave_out(row, at, Words::new("số của một nhóm, một thôn", "a part of the unit"));
            } else if sums_up(&text) {
                self.leave_out(row, at, Words::new("dòng cộng, dòng tính từ các đơn vị", "a row worked out from those of the units"));
            } else {
                let words = if text.is_empty() {
                    Words::new("Dòng có số liệu nhưng không có tên đơn vị.", "The row has figures and names no unit.")
                } else {
                    Words::new(
                        format!("Dòng “{text}” có số liệu nhưng không rõ của đơn vị nào."),
                        format!("The row “{text}” has figures and is no unit's that is known."),
                    )
                };
                self.findings.push(UNKNOWN_UNIT.at(&self.cell_ref(at), words).found(&text));
            }
        }
        // Of several totals none is surely that of the area.
        if let [only] = totals.as_slice() {
            return Some(*only).into_iter();
        }
        for row in grid.rows.iter().filter(|row| totals.contains(&row.index)) {
            let at = Position::new(row.index, label_column);
            self.leave_out(row, at, Words::new("có nhiều dòng cộng, không rõ dòng nào của toàn bộ", "one of several totals"));
        }
        None.into_iter()
    }

    fn leave_out(&mut self, row: &Row, first: Position, reason: Words) {
        let last = self.grid.cells(row).map(|cell| cell.column).max().unwrap_or(first.column);
        let area = Area { first, last: Position::new(row.index, last) };
        self.submission.left_out.push(LeftOut { sheet: self.grid.sheet.name.clone(), area: Some(area), reason });
    }

    fn has_figures(&self, row: &Row) -> bool {
        self.grid.cells(row).any(|cell| {
            let measured = self.table.indicators.contains_key(&cell.column);
            measured && !self.grid.is_hidden(cell.column) && self.is_number(cell.value)
        })
    }

    fn is_number(&self, value: Value) -> bool {
        match value {
            Value::Number(_) => true,
            Value::Text(id) => matches!(self.grid.texts.number(id), number::Reading::Number(_)),
            _ => false,
        }
    }

    fn tell_unknown_columns(&mut self, rows: &[(u32, UnitId)]) {
        let table = self.table;
        for heading in table.headings.iter().filter(|heading| heading.role == Role::Unknown && !heading.path.is_empty()) {
            let figures = rows
                .iter()
                .any(|&(row, _)| self.grid.cell(Position::new(row, heading.column)).is_some_and(|cell| self.is_number(cell.value)));
            if !figures || self.grid.is_hidden(heading.column) {
                continue;
            }
            let text = heading.path.join(" / ");
            let cell = self.cell_ref(Position::new(table.header.1, heading.column));
            let words = Words::new(
                format!("Cột “{text}” có số liệu nhưng không khớp chỉ tiêu nào."),
                format!("The column “{text}” has figures and matches no indicator."),
            );
            self.findings.push(UNKNOWN_INDICATOR.at(&cell, words).found(&text));
            self.submission.unmatched.push(unmatched(cell, &text, &[]));
        }
    }

    /// Tells columns of figures under the name of a unit that nobody knows, where the units stand across.
    pub(super) fn tell_unknown_units_across(&mut self) {
        let table = self.table;
        if table.orientation != Orientation::UnitsAcross {
            return;
        }
        for heading in &table.headings {
            let unclear = match heading.role {
                Role::Other(Why::UnknownUnit) => true,
                role => role == Role::Unknown && heading.unit.is_none(),
            };
            let Some(text) = heading.path.iter().find(|text| self.begins_like_a_unit(text)).filter(|_| unclear) else { continue };
            let figures = self
                .grid
                .rows
                .iter()
                .filter(|row| (table.first_row..=table.last_row).contains(&row.index))
                .any(|row| self.grid.cell(Position::new(row.index, heading.column)).is_some_and(|cell| self.is_number(cell.value)));
            if !figures || self.grid.is_hidden(heading.column) {
                continue;
            }
            let cell = self.cell_ref(Position::new(table.header.1, heading.column));
            let words = Words::new(
                format!("Cột “{text}” có số liệu nhưng không rõ của đơn vị nào."),
                format!("The column “{text}” has figures and is no unit's that is known."),
            );
            self.findings.push(UNKNOWN_UNIT.at(&cell, words).found(text));
        }
    }

    /// "Xã Mới" begins as the schema's units do.
    fn begins_like_a_unit(&self, text: &str) -> bool {
        let words = label::words(text);
        words.len() > 1 && self.schema.units.iter().any(|unit| label::words(&unit.name).first() == words.first())
    }
}

/// "Tổng số xã đạt", "Bình quân": what is worked out from the rows of the units.
fn sums_up(text: &str) -> bool {
    // With its accents: "Tòng Bạt" is a commune.
    let words = label::key(text);
    let begins =
        ["tổng", "cộng", "bình quân", "trung bình", "tỷ lệ", "tỉ lệ", "số xã", "số phường", "số đơn vị", "chênh lệch"].map(label::key);
    begins.iter().any(|first| words == *first || words.strip_prefix(first.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}
