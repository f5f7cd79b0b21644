//! Reporting units: names, kinds, aliases, and what they were before.

use crate::schema::PeriodId;

/// One unit that hands in figures: a commune, a town, an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Stable code, `huong-xuan`.
    pub code: String,
    /// Full name, "Xã Hương Xuân".
    pub name: String,
    /// Free word for its kind: `xa`, `thi-tran`, `phong-nn`.
    pub kind: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Codes or names of the units of last year that it was made of; it may be among them itself. Empty: it is as it was.
    pub predecessors: Vec<String>,
    /// The first period it reports for; `None`: the schema's first.
    pub valid_from: Option<PeriodId>,
    /// The last period it reports for; `None`: the schema's last.
    pub valid_to: Option<PeriodId>,
}

impl Unit {
    /// Whether it reports for a period.
    pub fn is_valid_in(&self, period: PeriodId) -> bool {
        self.valid_from.is_none_or(|from| from <= period) && self.valid_to.is_none_or(|to| period <= to)
    }
}

/// What the merge produces a consolidation for: a district, a province, a group of communes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaUnit {
    /// Stable code, `nam-dong`; never a unit's code.
    pub code: String,
    /// Full name, "Huyện Nam Đông".
    pub name: String,
    /// Who issues the report, "Ủy ban nhân dân huyện Nam Đông".
    pub issuer: Option<String>,
    /// The body above the issuer, named first in the head of a document (NĐ 30/2020, Phụ lục I, mục II.2).
    pub superior: Option<String>,
    /// The place named in the date line, "Nam Đông".
    pub place: Option<String>,
}
