//! Where each figure came from, at the figure itself: an input message, shown when the cell is chosen.
//!
//! Not a note: each note is a drawing of its own with a red corner, and a hundred thousand of them make a workbook that
//! hardly opens. Not a link: a click on a figure that is to be corrected would lead away from it. A message costs two
//! hundred bytes before packing, marks nothing and is not printed. Where figures are many, one message serves several rows.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::layout::{Grid, Layout};
use super::{SOURCES, sources};
use crate::cell::CellRef;
use crate::language::{Language, Text};
use crate::schema::UnitId;
use crate::submission::Measure;
use rust_xlsxwriter::{DataValidation, FormatAlign, Worksheet};

/// Up to so many figures, each has a message of its own.
const MOST_SINGLE: usize = 8_000;
/// Figures that one message tells of where there are more.
const SHARED: usize = 12;
/// A sheet holds 65,534 messages; above that a column has only one.
const MOST_MESSAGES: usize = 50_000;
/// Characters of a message, counted as Excel does; it shows at most 255.
const MOST_UNITS: usize = 250;
const MOST_OF_A_NAME: usize = 90;
const TITLE: Text = Text { vi: "Nguồn số liệu", en: "Source" };

/// Puts the sources of all figures of the sheet of units at their cells.
pub(super) fn figures(sheet: &mut Worksheet, layout: &Layout, grid: &Grid) -> Result<(), WriteError> {
    let columns = columns(layout, grid);
    let all: usize = columns.iter().map(|(_, cells)| cells.len()).sum();
    let shared = match all {
        0..=MOST_SINGLE => 1,
        _ if all / SHARED <= MOST_MESSAGES => SHARED,
        _ => usize::MAX,
    };
    for (column, cells) in &columns {
        let mut rest = cells.as_slice();
        while let Some((first, source)) = rest.first().copied() {
            let alike = rest.iter().take_while(|(_, cell)| cell.file == source.file && cell.sheet == source.sheet).take(shared).count();
            let (told, text) = message(layout, rest.get(..alike).unwrap_or_default());
            let last = rest.get(told - 1).map_or(first, |(row, _)| *row);
            let message = DataValidation::new().set_input_title(layout.text(TITLE))?.set_input_message(clamped(&text))?;
            sheet.add_data_validation(first, *column as u16, last, *column as u16, &message)?;
            rest = rest.get(told..).unwrap_or_default();
        }
    }
    Ok(())
}

/// The rows of each column that were read from a file, with where from.
fn columns<'a>(layout: &Layout<'a>, grid: &Grid) -> Vec<(u32, Vec<(u32, &'a CellRef)>)> {
    let mut columns: Vec<(u32, Vec<(u32, &CellRef)>)> = Vec::new();
    for unit in &grid.units {
        for measure in Measure::ALL {
            let Some(column) = grid.column(*unit, measure) else { continue };
            let cells = layout.consolidation.rows.iter().filter_map(|row| {
                let cell = row.unit(*unit)?.get(measure)?.cell.as_ref()?;
                // What follows from another row is told there.
                layout.schema.indicator(row.indicator).derivation.is_none().then_some((layout.row(row.indicator), cell))
            });
            columns.push((column, cells.collect()));
        }
    }
    columns
}

/// What is said of some figures, and of how many there was room to say it; at least one.
fn message(layout: &Layout, cells: &[(u32, &CellRef)]) -> (usize, String) {
    let Some((_, first)) = cells.first() else { return (1, String::new()) };
    let file = shortened(wording::short_name(&first.file));
    let place = match layout.language {
        Language::Vi => format!("Tệp: {file}\nTrang tính: {}\n", first.sheet),
        Language::En => format!("File: {file}\nSheet: {}\n", first.sheet),
    };
    if let [(_, only)] = cells {
        return (1, place + layout.text(Text { vi: "Ô: ", en: "Cell: " }) + &only.at.to_string());
    }
    if cells.len() > SHARED {
        return (cells.len(), place);
    }
    let mut text = place;
    let mut told = 0;
    for (row, cell) in cells {
        let word = layout.text(Text { vi: "dòng", en: "row" });
        let more = format!("{}{word} {}: {}", if told == 0 { "" } else { "; " }, row + 1, cell.at);
        if told > 0 && text.encode_utf16().count() + more.len() + 4 > MOST_UNITS {
            break;
        }
        text += &more;
        told += 1;
    }
    (told, text)
}

/// No more than Excel shows: letters outside the common plane count twice.
fn clamped(text: &str) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|letter| {
            used += letter.len_utf16();
            used <= MOST_UNITS
        })
        .collect()
}

/// A file's name, its middle left out where it is too long.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= MOST_OF_A_NAME {
        return name.to_string();
    }
    let half = MOST_OF_A_NAME / 2;
    letters.iter().take(half).chain(&['…']).chain(letters.iter().skip(letters.len() - half)).collect()
}

/// Writes a link above a unit's columns that leads to its file on the sheet of sources.
pub(super) fn unit(sheet: &mut Worksheet, layout: &Layout, (row, first, last): (u32, u16, u16), unit: UnitId) -> Result<(), WriteError> {
    let Some((line, source)) = sources::of_unit(layout, unit) else { return Ok(()) };
    let tip = format!("{} – SHA-256: {}", shortened(wording::short_name(&source.file)), source.sha256);
    let link = format!("internal:'{}'!C{}", layout.text(SOURCES), line + 1);
    let text = layout.text(Text { vi: "→ Nguồn", en: "→ Source" });
    let format = style::plain().set_italic().set_font_size(10).set_align(FormatAlign::Center);
    sheet.merge_range(row, first, row, last, "", &format)?;
    sheet.write_url_with_options(row, first, link.as_str(), text, tip, Some(&format))?;
    Ok(())
}
