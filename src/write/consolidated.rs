//! The consolidated workbook: an overview, “Tổng hợp”, a sheet a programme, criteria, shortfalls, units, findings,
//! sources, and the hidden “Dữ liệu”.
//!
//! Units' figures stand on “Theo đơn vị” as numbers; everything else that is computed is a formula over them with the
//! result stored, so that every viewer shows it and a change of one figure goes through everywhere.

mod by_unit;
mod criteria;
mod data;
mod escaped;
mod findings;
mod formula;
mod groups;
mod handed_in;
mod heading;
mod heights;
mod kept;
mod layout;
mod look;
mod names;
mod overview;
mod pack;
mod programme;
mod shortfall;
mod sources;
mod streamed;
mod summary;
mod title;
mod trace;
mod units_down;

use super::WriteError;
use super::sheet_style;
use super::wording;
use crate::completeness::Completeness;
use crate::consolidation::Consolidation;
use crate::finding::Finding;
use crate::jobs::Jobs;
use crate::language::{Language, Text};
use crate::schema::{Schema, UnitId};
use criteria::Criteria;
use layout::Layout;
use names::Names;
use pack::{Large, pack};
use std::collections::HashSet;
use streamed::Styles;

/// Name of the sheet to look at first.
pub const OVERVIEW: Text = Text { vi: "Tổng quan", en: "Overview" };
/// Name of the sheet of the area's figures.
pub const SUMMARY: Text = Text { vi: "Tổng hợp", en: "Summary" };
/// Name of the sheet of criteria.
pub const CRITERIA: Text = Text { vi: "Tiêu chí", en: "Criteria" };
/// Name of the sheet of what falls short.
pub const SHORTFALL: Text = Text { vi: "Chưa đạt", en: "Not met" };
/// Name of the sheet of what was handed in.
pub const HANDED_IN: Text = Text { vi: "Tình hình nộp", en: "Handed in" };
/// Name of the sheet of the units' figures.
pub const BY_UNIT: Text = Text { vi: "Theo đơn vị", en: "By unit" };
/// Name of the sheet of findings.
pub const FINDINGS: Text = Text { vi: "Kiểm tra", en: "Findings" };
/// Name of the sheet of files.
pub const SOURCES: Text = Text { vi: "Nguồn", en: "Sources" };
/// Name of the hidden sheet that the workbook is read back with.
pub const DATA: Text = Text { vi: "Dữ liệu", en: "Data" };

/// Of more units than these, a programme's sheet has them down: side by side they would take too many pages.
const MOST_UNITS_ACROSS: usize = 60;
/// Of more programmes, none has a sheet.
const MOST_PROGRAMME_SHEETS: usize = 30;
/// Units times lines on the sheets of programmes; beyond that a workbook hardly opens, and “Theo đơn vị” has it all.
const MOST_PROGRAMME_CELLS: usize = 120_000;
/// Letters of a sheet's name that come from a code; Excel allows 31 in all, and some letters count twice.
const MOST_OF_A_NAME: usize = 13;

/// Makes the consolidated workbook.
///
/// # Errors
/// A limit of Excel is passed that the layout does not already respect.
pub fn consolidated(
    schema: &Schema,
    consolidation: &Consolidation,
    findings: &[Finding],
    completeness: &Completeness,
    language: Language,
) -> Result<Vec<u8>, WriteError> {
    consolidated_by(Jobs::ONE, schema, consolidation, findings, completeness, language)
}

/// The same, by so many threads.
///
/// # Errors
/// As there.
pub fn consolidated_by(
    jobs: Jobs,
    schema: &Schema,
    consolidation: &Consolidation,
    findings: &[Finding],
    completeness: &Completeness,
    language: Language,
) -> Result<Vec<u8>, WriteError> {
    let layout = Layout::of(schema, consolidation, language);
    let title = format!("{} – {}", schema.title, wording::period(schema, consolidation.period, language));
    let author = schema.area.issuer.as_deref().unwrap_or(&schema.area.name);
    let mut workbook = sheet_style::new_workbook(&title, author)?;
    workbook.set_zip_compression_level(pack::LEVEL);
    let criteria = Criteria::of(&layout);
    let sheets = programmes(&layout);
    let names: Vec<Option<String>> = sheets.iter().map(|sheet| sheet.as_ref().map(|sheet| sheet.name.clone())).collect();
    let mut large: Vec<Large> = Vec::new();
    let rows = overview::write(workbook.add_worksheet(), &layout, criteria.as_ref(), completeness, &names)?;
    large.push(Large::new(0, rows));
    let place = workbook.worksheets().len();
    let rows = summary::write(workbook.add_worksheet(), &layout, jobs)?;
    large.push(Large::new(place, rows));
    // Those of all programmes look the same.
    let mut styles = Styles::default();
    for (programme, sheet) in layout.programmes.iter().zip(sheets) {
        let Some(ProgrammeSheet { name, units }) = sheet else { continue };
        let place = workbook.worksheets().len();
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name)?;
        large.push(match units.len() <= MOST_UNITS_ACROSS {
            true => Large { place, rows: programme::write(worksheet, &layout, programme, units, &mut styles)?, shares_styles: true },
            false => Large::new(place, units_down::write_programme(worksheet, &layout, programme, units)?),
        });
    }
    if let Some(criteria) = &criteria {
        let place = workbook.worksheets().len();
        let rows = criteria::write(workbook.add_worksheet(), &layout, criteria)?;
        large.push(Large::new(place, rows));
    }
    let place = workbook.worksheets().len();
    let rows = shortfall::write(workbook.add_worksheet(), &layout)?;
    large.push(Large::new(place, rows));
    if !completeness.units.is_empty() {
        let place = workbook.worksheets().len();
        let rows = handed_in::write(workbook.add_worksheet(), &layout, completeness)?;
        large.push(Large::new(place, rows));
    }
    let place = workbook.worksheets().len();
    let rows = by_unit::write(workbook.add_worksheet(), &layout, jobs)?;
    large.extend(rows.map(|rows| Large::new(place, rows)));
    findings::write(workbook.add_worksheet(), &layout, findings)?;
    let place = workbook.worksheets().len();
    let rows = sources::write(workbook.add_worksheet(), &layout)?;
    large.push(Large::new(place, rows));
    data::write(workbook.add_worksheet(), &layout)?;
    let names = Names::of(&layout);
    names.define(&mut workbook)?;
    let made = sheet_style::saved(&mut workbook)?;
    drop(workbook);
    pack(made, &layout, &large, &names, jobs)
}

/// A programme's sheet: its name and the units on it.
struct ProgrammeSheet {
    name: String,
    units: Vec<UnitId>,
}

/// The sheets of the programmes; none for one without figures of units, and none at all where there would be too many.
fn programmes(layout: &Layout) -> Vec<Option<ProgrammeSheet>> {
    let units: Vec<Vec<UnitId>> = layout.programmes.iter().map(|programme| programme::units(layout, programme)).collect();
    let with_figures = units.iter().filter(|units| !units.is_empty()).count();
    let cells: usize = layout.programmes.iter().zip(&units).map(|(programme, units)| units.len() * programme.lines.len()).sum();
    let fits = with_figures <= MOST_PROGRAMME_SHEETS && cells <= MOST_PROGRAMME_CELLS;
    let mut taken: HashSet<String> = HashSet::new();
    let sheets = layout.programmes.iter().zip(units).map(|(programme, units)| {
        if !fits || units.is_empty() {
            return None;
        }
        let word = layout.text(Text { vi: "Biểu", en: "Part" });
        let code = &layout.schema.section(programme.section).code;
        Some(ProgrammeSheet { name: sheet_name(&format!("{word} {code}"), &mut taken), units })
    });
    sheets.collect()
}

/// A name that Excel allows for a sheet, unlike those taken.
fn sheet_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    // An apostrophe would have to be doubled in links, brackets and slashes mean something in formulas.
    let allowed = |letter: char| if "[]:*?/\\'".contains(letter) || letter.is_control() { '-' } else { letter };
    let plain: String = wanted.chars().map(allowed).take(MOST_OF_A_NAME).collect();
    let mut name = plain.trim().to_string();
    let mut count = 1;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        name = format!("{} ({count})", plain.trim());
    }
    name
}
