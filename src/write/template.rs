//! Blank workbooks for units to fill in: one for each kind of unit, and one prepared for each unit.
//!
//! Only cells for figures can be changed; hidden codes make the reading certain; nobody types what can be computed.

mod guide;
mod proof;
mod sheet;

use super::WriteError;
use super::sheet_style;
use super::wording;
use crate::language::{Language, Text};
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::submission::Amount;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What each unit did in the same period of last year, where it is known.
pub type Prior = BTreeMap<(UnitId, IndicatorId), Amount>;

/// Whose workbook it is.
#[derive(Clone, Debug)]
struct Whose {
    /// The unit, where it is known; else it is chosen in the workbook.
    unit: Option<UnitId>,
    /// Units that may use it.
    units: Vec<UnitId>,
    /// Indicators that at least one of them fills in, in document order.
    indicators: Vec<IndicatorId>,
    /// Its own last year, where it is one unit's.
    prior: BTreeMap<IndicatorId, Amount>,
}

/// The workbooks of the schema's first period, with their file names.
///
/// # Errors
/// A limit of Excel is passed.
pub fn templates(schema: &Schema, language: Language) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    templates_for(schema, PeriodId(0), &Prior::new(), language)
}

/// The workbooks of one period, with their file names: `mau-xa.xlsx` for a kind, `huong-xuan.xlsx` for a unit.
///
/// # Errors
/// A limit of Excel is passed.
pub fn templates_for(schema: &Schema, period: PeriodId, prior: &Prior, language: Language) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let mut kinds: Vec<(&str, Vec<UnitId>)> = Vec::new();
    for (id, unit) in schema.each_unit() {
        match kinds.iter_mut().find(|(kind, _)| *kind == unit.kind) {
            Some((_, units)) => units.push(id),
            None => kinds.push((&unit.kind, vec![id])),
        }
    }
    let of_kinds = kinds.into_iter().map(|(kind, units)| (format!("mau-{}", slug(kind)), None, units));
    let of_units = schema.each_unit().map(|(id, unit)| (slug(&unit.code), Some(id), vec![id]));
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, unit, units) in of_kinds.chain(of_units) {
        let reported = |id: IndicatorId| units.iter().any(|&unit| schema.reports(unit, id));
        let indicators: Vec<IndicatorId> = schema.each_indicator().map(|(id, _)| id).filter(|&id| reported(id)).collect();
        if indicators.is_empty() {
            continue;
        }
        let own = |id: IndicatorId| Some((id, *prior.get(&(unit?, id))?));
        let prior = indicators.iter().filter_map(|&id| own(id)).collect();
        let bytes = workbook(schema, period, &Whose { unit, units, indicators, prior }, language)?;
        files.push((unused(&files, &name), bytes));
    }
    Ok(files)
}

fn workbook(schema: &Schema, period: PeriodId, whose: &Whose, language: Language) -> Result<Vec<u8>, WriteError> {
    let name = whose.unit.map_or("", |unit| &schema.unit(unit).name);
    let title = format!("{} – {} {name}", schema.title, wording::period(schema, period, language));
    let mut workbook = sheet_style::new_workbook(title.trim(), schema.area.issuer.as_deref().unwrap_or(&schema.area.name))?;
    sheet::write(workbook.add_worksheet(), schema, period, whose, language)?;
    guide::write(workbook.add_worksheet(), schema, language)?;
    sheet_style::saved(&mut workbook)
}

/// Name of the sheet that is filled in.
const DATA: Text = Text { vi: "Số liệu", en: "Figures" };
/// Name of the sheet of instructions.
const GUIDE: Text = Text { vi: "Hướng dẫn", en: "Instructions" };

/// A name that every system can hold: "Xã Hương Xuân" is `xa-huong-xuan`.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.to_lowercase().replace('đ', "d").nfd() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !('\u{300}'..='\u{36f}').contains(&letter) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "don-vi".to_string() } else { slug.to_string() }
}

fn unused(files: &[(String, Vec<u8>)], name: &str) -> String {
    let taken = |candidate: &str| files.iter().any(|(other, _)| other == candidate);
    let mut candidate = format!("{name}.xlsx");
    let mut count = 2;
    while taken(&candidate) {
        candidate = format!("{name}-{count}.xlsx");
        count += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain() {
        assert_eq!(slug("huong-xuan"), "huong-xuan");
        assert_eq!(slug("Thị trấn Đắk Tô (mới)"), "thi-tran-dak-to-moi");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("…"), "don-vi");
        assert_eq!(unused(&[("a.xlsx".into(), Vec::new())], "a"), "a-2.xlsx");
    }
}
