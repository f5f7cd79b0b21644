//! Names inside a sentence: small letters where NĐ 30/2020 (Phụ lục II) wants them, and short forms in lists.

use super::Phrases;
use crate::schema::{Schema, UnitId};

/// How units and indicators are named in running text.
pub(super) struct Names<'a> {
    schema: &'a Schema,
    /// "Xã", "Thị trấn", …; the longest first, so that "Thị trấn" is not taken for "Thị".
    kinds: Vec<&'a str>,
    noun: String,
}

/// So many names are listed in brackets; of more only the number is given.
const MOST_NAMES: usize = 12;

impl<'a> Names<'a> {
    pub(super) fn of(schema: &'a Schema, phrases: &'a Phrases) -> Names<'a> {
        let mut kinds: Vec<&str> = phrases.list("administrative-kinds").iter().map(String::as_str).collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.len()));
        Names { schema, kinds, noun: phrases.word("units.noun") }
    }

    /// "Xã" of "Xã Hương Phú"; nothing for an office.
    pub(super) fn kind_of<'b>(&self, name: &'b str) -> Option<&'b str> {
        self.kinds.iter().find_map(|kind| {
            let head = name.get(..kind.len())?;
            let next = name.get(kind.len()..)?.strip_prefix(' ')?;
            (head.to_lowercase() == kind.to_lowercase() && !next.trim().is_empty()).then_some(head)
        })
    }

    /// "Hương Phú" of "Xã Hương Phú"; an office keeps its whole name.
    pub(super) fn bare<'b>(&self, name: &'b str) -> &'b str {
        match self.kind_of(name).and_then(|kind| name.get(kind.len()..)) {
            // "Quận 1" is no name without its kind.
            Some(rest) if !rest.trim().chars().all(|c| c.is_ascii_digit()) => rest.trim(),
            _ => name,
        }
    }

    /// "xã Hương Phú", "huyện Nam Đông", but "Quận 1" and "Phòng Nội vụ".
    pub(super) fn place(&self, name: &str) -> String {
        match self.kind_of(name) {
            Some(kind) if self.bare(name) != name => format!("{}{}", kind.to_lowercase(), name.get(kind.len()..).unwrap_or_default()),
            _ => name.to_string(),
        }
    }

    /// One unit inside a sentence.
    pub(super) fn unit(&self, unit: UnitId) -> String {
        self.place(&self.schema.unit(unit).name)
    }

    /// What these units are called together: "xã", "xã, thị trấn", or "đơn vị".
    pub(super) fn noun(&self, units: &[UnitId]) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for &unit in units {
            let Some(kind) = self.kind_of(&self.schema.unit(unit).name) else { return self.noun.clone() };
            let kind = kind.to_lowercase();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds.is_empty() { self.noun.clone() } else { kinds.join(", ") }
    }

    /// Names for a list in brackets after their common noun; `None` where they are too many to list.
    pub(super) fn list(&self, units: &[UnitId]) -> Option<String> {
        if units.len() > MOST_NAMES {
            return None;
        }
        let same_kind = !self.noun(units).contains(',');
        let name = |unit: &UnitId| {
            let name = &self.schema.unit(*unit).name;
            if same_kind { self.bare(name).to_string() } else { self.place(name) }
        };
        Some(self.join(units.iter().map(name)))
    }

    /// Every name, however many.
    pub(super) fn full_list(&self, units: &[UnitId]) -> String {
        self.join(units.iter().map(|&unit| self.unit(unit)))
    }

    /// Commas between names; semicolons where a name has a comma of its own.
    pub(super) fn join(&self, names: impl Iterator<Item = String>) -> String {
        let names: Vec<String> = names.collect();
        let mark = if names.iter().any(|name| name.contains(',')) { "; " } else { ", " };
        names.join(mark)
    }

    /// A name that does not begin its sentence: "tổng đàn lợn", but "VietGap" and "Hương Xuân".
    pub(super) fn inside(&self, name: &str) -> String {
        let first = name.split(' ').next().unwrap_or_default();
        let proper = first.chars().skip(1).any(|c| !c.is_lowercase())
            || self.schema.units.iter().any(|unit| name.starts_with(self.bare(&unit.name)))
            || name.starts_with(self.bare(&self.schema.area.name));
        if proper { name.to_string() } else { lower_first(name) }
    }
}

/// The first letter small.
pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// The same text with a capital first letter.
pub(super) fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
