//! What figures are measured in, and what they are multiplied with to come to the schema's unit of measure.

use super::super::grid::Grid;
use super::super::heading::Heading;
use super::super::kinds::{UNIT_CONVERTED, UNIT_MISMATCH};
use super::super::rows::{MeasuredIn, RowMatch, StatedUnit};
use super::super::table::Table;
use super::Reader;
use crate::cell::Position;
use crate::language::Words;
use crate::number;
use crate::schema::{IndicatorId, IndicatorKind};
use crate::submission::Owner;
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use crate::workbook::Value;
use rust_decimal::Decimal;

/// "ĐVT: triệu đồng" above a table.
pub(super) fn line_unit<'g>(grid: &Grid<'g>, table: &Table) -> MeasuredIn<'g> {
    for row in grid.rows.iter().rev().filter(|row| row.index < table.header.0 && row.index + 8 >= table.header.0) {
        for cell in grid.cells(row) {
            let Value::Text(id) = cell.value else { continue };
            let looked = grid.texts.get(id);
            if let Some(unit) = looked.and_then(|looked| looked.measures_all(grid.workbook.label(id))) {
                return Some((StatedUnit::Kept(unit), Position::new(row.index, cell.column)));
            }
        }
    }
    None
}

impl Reader<'_, '_, '_> {
    /// What a figure of the row is multiplied with; `None` where its unit of measure is another thing's.
    ///
    /// The row's own unit of measure comes first, then that of its column's heading, of the heading above the row, and
    /// of the line above the table. Two that contradict each other are refused.
    pub(super) fn factor(&mut self, id: IndicatorId, row: &RowMatch<'_>, heading: Option<&Heading>) -> Option<Decimal> {
        let indicator = self.schema.indicator(id);
        if indicator.kind == IndicatorKind::Status {
            return Some(Decimal::ONE);
        }
        let Some(wanted) = self.index.units_of_measure.get(id.0 as usize).and_then(Option::as_ref) else { return Some(Decimal::ONE) };
        let over = heading.and_then(|heading| heading.measured_in.as_ref()).filter(|unit| unit.to(wanted) != Conversion::Impossible);
        let can = |unit: &UnitOfMeasure| unit.to(wanted) != Conversion::Impossible;
        // Nearly all figures are in a row's own unit of measure, which is the schema's.
        if let (Some((own, _)), None) = (&row.unit, over)
            && **own == *wanted
        {
            return Some(Decimal::ONE);
        }
        let (unit, at) = if let Some(own) = &row.unit {
            if let Some(over) = &over
                && own.0.to(wanted) != over.to(wanted)
            {
                let shown = self.grid.shown(own.1).unwrap_or_default();
                self.tell_unit_mismatch(
                    id,
                    row,
                    own.1,
                    &format!("{} / {}", shown.trim(), heading.map(|h| h.path.join(" ")).unwrap_or_default()),
                );
                return None;
            }
            own.clone()
        } else if let Some(over) = over {
            (StatedUnit::Kept(over), row.at)
        } else if let Some((section, at)) = row.section_unit.as_deref().filter(|(unit, _)| can(unit)) {
            (StatedUnit::Kept(section), *at)
        } else if let Some(line) = self.line_unit.clone().filter(|(unit, _)| can(unit)) {
            // A line above the table holds for the figures it can hold for.
            line
        } else {
            return Some(Decimal::ONE);
        };
        match unit.to(wanted) {
            Conversion::Same => Some(Decimal::ONE),
            Conversion::Times(times) => {
                if self.told.insert(row.at) {
                    let stated =
                        if at == row.at { heading.map(|heading| heading.path.join(" ")) } else { self.grid.shown(at) }.unwrap_or_default();
                    let own = self.cell_ref(if row.unit.is_some() { at } else { row.at });
                    self.findings.push(
                        UNIT_CONVERTED
                            .at(
                                &own,
                                Words::new(
                                    format!(
                                        "Số liệu “{}” tính bằng {} đã được quy đổi sang {} (nhân {}).",
                                        row.text,
                                        stated.trim(),
                                        indicator.unit_of_measure,
                                        number::vietnamese(times, None)
                                    ),
                                    format!(
                                        "“{}” was converted from {} to {} (times {}).",
                                        row.text,
                                        stated.trim(),
                                        indicator.unit_of_measure,
                                        number::plain_text(times)
                                    ),
                                ),
                            )
                            .of(self.submission.unit.map(Owner::Unit), id)
                            .found(stated.trim())
                            .expected(&indicator.unit_of_measure),
                    );
                }
                Some(times)
            }
            Conversion::Impossible => {
                let stated = self.grid.shown(at).unwrap_or_default();
                self.tell_unit_mismatch(id, row, at, stated.trim());
                None
            }
        }
    }

    fn tell_unit_mismatch(&mut self, id: IndicatorId, row: &RowMatch<'_>, at: Position, stated: &str) {
        if !self.told.insert(row.at) {
            return;
        }
        let indicator = self.schema.indicator(id);
        let own = self.cell_ref(at);
        self.findings.push(
            UNIT_MISMATCH
                .at(
                    &own,
                    Words::new(
                        format!("“{}” ghi đơn vị tính “{stated}” nhưng chỉ tiêu tính bằng “{}”.", row.text, indicator.unit_of_measure),
                        format!("“{}” is in “{stated}”, the indicator is in “{}”.", row.text, indicator.unit_of_measure),
                    ),
                )
                .of(self.submission.unit.map(Owner::Unit), id)
                .found(stated)
                .expected(&indicator.unit_of_measure),
        );
    }
}
