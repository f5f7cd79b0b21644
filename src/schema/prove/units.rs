//! Proving the reporting units: their names, what they were before, and when they report.

use super::Prover;
use super::fields::find;
use crate::label;
use crate::language::Words;
use crate::schema::raw::{Entry, RawSchema};
use crate::schema::{Period, PeriodId, keys};
use crate::units::{AreaUnit, Unit};
use std::collections::HashMap;

impl Prover {
    pub(super) fn units(&mut self, raw: &RawSchema, area: Option<&AreaUnit>, periods: &[Period]) -> (Vec<Unit>, HashMap<String, usize>) {
        let mut units = Vec::new();
        let codes: Vec<_> = raw
            .units
            .iter()
            .map(|entry| {
                self.keys(entry, keys::UNIT);
                let code = self.required_text(entry, "code");
                let name = self.required_text(entry, "name");
                let kind = self.required_text(entry, "kind");
                let aliases = self.list(entry, "aliases").unwrap_or_default();
                let predecessors = self.predecessors(entry);
                let (valid_from, valid_to) = self.validity(entry, periods);
                if let (Some(code), Some(area)) = (&code, area)
                    && *code == area.code
                {
                    self.problem(
                        &entry.place,
                        format!("Mã đơn vị “{code}” trùng với mã địa bàn. Hãy đặt mã khác."),
                        format!("The unit's code “{code}” is the area's. Choose another."),
                    );
                }
                units.push(Unit {
                    code: code.clone().unwrap_or_default(),
                    name: name.unwrap_or_default(),
                    kind: kind.unwrap_or_default(),
                    aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
                    predecessors,
                    valid_from,
                    valid_to,
                });
                code
            })
            .collect();
        if raw.units.is_empty() {
            self.problem(
                &raw.top.place,
                "Chưa có đơn vị báo cáo nào. Hãy thêm ít nhất một khối [[unit]] (một dòng ở trang “Đơn vị”).",
                "There is no reporting unit. Add at least one block [[unit]] (a row on the sheet of units).",
            );
        }
        let seen = self.unique(Words::new("đơn vị", "unit"), &raw.units, &codes);
        (units, seen.into_iter().map(|(code, (at, _))| (code, at)).collect())
    }

    /// Units of last year, which this schema may not have any more: nothing but their writing can be proved here.
    fn predecessors(&mut self, entry: &Entry) -> Vec<String> {
        let mut named: Vec<String> = Vec::new();
        for (name, place) in self.list(entry, "predecessors").unwrap_or_default() {
            if named.iter().any(|earlier| label::key(earlier) == label::key(&name)) {
                self.problem(
                    &place,
                    format!("“{name}” ghi hai lần trong “predecessors” nên số năm trước sẽ bị cộng hai lần. Hãy bỏ một lần."),
                    format!("“{name}” stands twice in “predecessors” and would be counted twice. Remove one."),
                );
            } else {
                named.push(name);
            }
        }
        named
    }

    /// The first and the last period a unit reports for.
    fn validity(&mut self, entry: &Entry, periods: &[Period]) -> (Option<PeriodId>, Option<PeriodId>) {
        let [from, to] = ["valid-from", "valid-to"].map(|key| {
            let field = find(entry, key)?;
            let wanted = self.text(field)?;
            let found = periods.iter().position(|period| period.code == wanted).map(|at| PeriodId(at as u32));
            if found.is_none() {
                let codes = periods.iter().map(|period| format!("“{}”", period.code)).collect::<Vec<_>>().join(", ");
                self.problem(
                    &field.place,
                    format!("“{key}” phải là mã một kỳ báo cáo của bộ chỉ tiêu này ({codes}), không phải “{wanted}”. Hãy sửa lại."),
                    format!("“{key}” must be the code of a period of this schema ({codes}), not “{wanted}”. Correct it."),
                );
            }
            found
        });
        if let (Some(first), Some(last)) = (from, to)
            && last < first
        {
            self.problem(
                &entry.place,
                "Kỳ cuối (valid-to) đứng trước kỳ đầu (valid-from) nên đơn vị không báo cáo kỳ nào. Hãy sửa một trong hai.",
                "valid-to comes before valid-from, so that the unit never reports. Correct one of them.",
            );
        }
        (from, to)
    }
}
