//! Telling what was confirmed of a label and can't be used.

use super::super::confirmed::Refused;
use super::super::kinds::AMBIGUOUS_INDICATOR;
use super::super::rows::RowMatch;
use super::super::unmatched;
use super::Reader;
use crate::cell::CellRef;
use crate::language::Words;
use crate::schema::IndicatorId;

impl Reader<'_, '_, '_> {
    /// A row whose label was confirmed, and whose figures are not used.
    pub(super) fn tell_refused(&mut self, row: &RowMatch<'_>, cell: CellRef, refused: &Refused) {
        let name = |id: &IndicatorId| format!("{} {}", self.schema.indicator(*id).code, self.schema.indicator(*id).name);
        let (words, candidates) = match refused {
            Refused::NoIndicator => return,
            Refused::Contradicts { named, confirmed } => {
                let names: Vec<String> = named.iter().map(name).collect();
                let said = confirmed.as_ref().map(name);
                let (vi, en) = (said.as_deref().unwrap_or("không thuộc bộ chỉ tiêu"), said.as_deref().unwrap_or("no indicator"));
                let words = Words::new(
                    format!("Tên “{}” đúng là tên chỉ tiêu {}, nhưng xác nhận đã lưu ghi là {vi}.", row.text, names.join("; ")),
                    format!("“{}” is the name of {}, but was confirmed before to be {en}.", row.text, names.join("; ")),
                );
                (words, named.iter().chain(confirmed).copied().collect::<Vec<_>>())
            }
            Refused::Repeated(id) => {
                let words = Words::new(
                    format!("Tên “{}” có ở nhiều dòng, nên không rõ dòng nào là {} theo xác nhận đã lưu.", row.text, name(id)),
                    format!("“{}” stands in several rows; which of them is {}, as confirmed before, can't be told.", row.text, name(id)),
                );
                (words, vec![*id])
            }
        };
        self.findings.push(AMBIGUOUS_INDICATOR.at(&cell, words).found(&row.text));
        self.submission.unmatched.push(unmatched(cell, &row.text, &candidates));
    }
}
