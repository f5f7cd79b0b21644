//! What a sheet says of its own figures: percents and verdicts, which are checked and never added up.

use super::super::heading::{Heading, Role};
use super::super::value;
use super::{Reader, RowMatch};
use crate::cell::Position;
use crate::number;
use crate::schema::IndicatorId;
use crate::submission::{Measure, StatedRatio, StatedVerdict};
use crate::workbook::{Cell, Style, Value};
use rust_decimal::Decimal;

impl Reader<'_, '_, '_> {
    pub(super) fn stated_ratio(&mut self, id: IndicatorId, row: &RowMatch<'_>, heading: &Heading, cell: &Cell, at: Position) {
        let Some(owner) = self.owner(row, heading) else { return };
        let style: &Style = self.workbook.style(cell.style);
        let value = match cell.value {
            Value::Number(number) if !number.is_zero() => cell.value,
            value if self.words_of_formula(value, at).is_some_and(|words| words.trim().is_empty()) => return,
            value => self.calculated(value, at),
        };
        let (percent, decimals) = match value {
            Value::Number(number) => {
                let number = if style.percent { number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(number) } else { number };
                let shown = style.decimals.unwrap_or_else(|| number::decimals_of(number));
                (number, shown.min(8))
            }
            Value::Text(id) => match self.grid.texts.number(id) {
                number::Reading::Number(typed) if typed.other.is_none() => (typed.number, typed.decimals),
                _ => return,
            },
            _ => return,
        };
        let against = if heading.role == Role::PercentOfPlan { Measure::Plan } else { Measure::Prior };
        let raw = match cell.value {
            Value::Number(stored) if number::same(stored, percent) => {
                let cell = self.corner.view().beside(at);
                self.submission.stated_ratios.push_plain((id, owner, against), (percent, decimals), cell);
                return;
            }
            value => Some(self.workbook.shown(value).into_boxed_str()),
        };
        let cell = self.cell_ref(at);
        self.submission.stated_ratios.push(StatedRatio { indicator: id, owner, against, percent, decimals, cell, raw });
    }

    pub(super) fn stated_verdict(&mut self, id: IndicatorId, row: &RowMatch<'_>, heading: &Heading, cell: &Cell, at: Position) {
        let Some(owner) = self.owner(row, heading) else { return };
        let Value::Text(text) = cell.value else { return };
        let raw = self.workbook.label(text).to_string();
        if let Some(verdict) = value::verdict(&raw) {
            let cell = self.cell_ref(at);
            self.submission.stated_verdicts.push(StatedVerdict { indicator: id, owner, verdict, cell, raw });
        }
    }
}
