//! “Nguồn”: where the figures came from, file by file, and who handed in nothing.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::SOURCES;
use super::layout::Layout;
use crate::consolidation::Source;
use crate::language::{Language, Text};
use crate::schema::UnitId;
use rust_xlsxwriter::{IgnoreError, Worksheet};
use std::collections::HashSet;
use std::sync::Arc;

const TITLE_ROW: u32 = 0;
const NOTE_ROW: u32 = 1;
const HEAD_ROW: u32 = 3;
const HEADS: [(Text, f64); 7] = [
    (Text { vi: "STT", en: "No." }, 5.5),
    (Text { vi: "Đơn vị", en: "Unit" }, 32.0),
    (Text { vi: "Tệp", en: "File" }, 46.0),
    (Text { vi: "Kỳ báo cáo", en: "Period" }, 20.0),
    (Text { vi: "Số liệu đã đọc", en: "Figures" }, 10.0),
    (Text { vi: "Đưa vào tổng hợp", en: "Used" }, 12.0),
    (Text { vi: "Mã kiểm tra SHA-256", en: "SHA-256" }, 35.0),
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    sheet.set_name(layout.text(SOURCES))?;
    for (at, (_, width)) in HEADS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    let title = layout.text(Text { vi: "NGUỒN SỐ LIỆU", en: "SOURCES" });
    sheet.write_string_with_format(TITLE_ROW, 0, title, &style::plain().set_bold().set_font_size(14))?;
    let note = layout.text(Text {
        vi: "Mã SHA-256 cho biết tệp còn đúng như khi tổng hợp hay đã bị sửa.",
        en: "The SHA-256 tells whether a file is still the one that was consolidated.",
    });
    sheet.write_string_with_format(NOTE_ROW, 0, note, &style::plain().set_italic())?;
    sheet.set_row_height(NOTE_ROW + 1, 6)?;
    let mut texts = Vec::new();
    for (at, (head, width)) in HEADS.iter().enumerate() {
        sheet.write_string_with_format(HEAD_ROW, at as u16, layout.text(*head), &style::head())?;
        texts.push((layout.text(*head), *width));
    }
    sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 10.0)?;
    let (centred, cell, small, count) = (style::centred(), style::cell(), style::cell().set_font_size(10), style::numeric("#,##0"));
    let mut last = HEAD_ROW;
    for (at, line) in lines(layout).enumerate() {
        let row = HEAD_ROW + 1 + at as u32;
        last = row;
        sheet.write_number_with_format(row, 0, at as u32 + 1, &centred)?;
        let mut texts = Vec::new();
        for ((column, text), (_, width)) in line.texts.iter().enumerate().zip(HEADS.iter().skip(1)) {
            let format = match column {
                2 | 4 => &centred,
                5 => &small,
                _ => &cell,
            };
            match (column, line.figures) {
                (3, Some(figures)) => {
                    sheet.write_number_with_format(row, 4, figures as f64, &count)?;
                }
                _ => style::write_text(sheet, row, column as u16 + 1, text, format)?,
            }
            texts.push((text.as_str(), *width));
        }
        sheet.set_row_height(row, style::height(&texts, style::SIZE, false))?;
    }
    if last > HEAD_ROW {
        sheet.autofilter(HEAD_ROW, 0, last, HEADS.len() as u16 - 1)?;
        sheet.ignore_error_range(HEAD_ROW + 1, 0, last, HEADS.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    Ok(())
}

/// The row of the file that a unit's figures came from, and the file.
pub(super) fn of_unit<'a>(layout: &Layout<'a>, unit: UnitId) -> Option<(u32, &'a Source)> {
    let consolidation = layout.consolidation;
    let all = &consolidation.sources;
    let own = all.iter().position(|source| source.used && source.unit == Some(unit));
    let brought = || {
        let figures = consolidation.rows.iter().filter_map(|row| row.unit(unit));
        let cell = figures.flat_map(|figures| figures.cells()).flatten().next()?;
        all.iter().position(|source| source.file == cell.file)
    };
    let at = own.or_else(brought)?;
    Some((HEAD_ROW + 1 + at as u32, all.get(at)?))
}

/// Unit, file, period, figures (left blank here where it is a number), used, SHA-256.
struct SourceLine {
    texts: [String; 6],
    figures: Option<usize>,
}

/// The lines, one after the other: of thousands of files they are not held beside the cells.
fn lines<'a>(layout: &'a Layout<'_>) -> impl Iterator<Item = SourceLine> + use<'a> {
    let consolidation = layout.consolidation;
    let unit_name = move |unit: UnitId| layout.schema.unit(unit).name.clone();
    // What all names have in common, the first and the last of them have, too.
    let names = || consolidation.sources.iter().map(|source| &*source.file);
    let ends: Vec<&str> = names().min().into_iter().chain(names().max()).collect();
    let handed_in: HashSet<UnitId> = consolidation.sources.iter().filter_map(|source| source.unit).collect();
    let files = consolidation.sources.iter().map(move |source| {
        let unknown = layout.text(Text { vi: "Chưa rõ", en: "Unknown" }).to_string();
        let used = if source.used { Text { vi: "Có", en: "Yes" } } else { Text { vi: "Không", en: "No" } };
        SourceLine {
            texts: [
                source.unit.map_or_else(|| unknown.clone(), unit_name),
                wording::told_file(&source.file, ends.iter().copied()).to_string(),
                source.period.map_or(unknown, |period| layout.schema.period(period).name.clone()),
                String::new(),
                layout.text(used).to_string(),
                source.sha256.clone(),
            ],
            figures: Some(source.figures),
        }
    });
    let without = consolidation.units.iter().filter(move |(unit, _)| !handed_in.contains(unit));
    files.chain(without.map(move |(unit, file)| {
        let told = match file {
            Some(file) => brought(layout, file),
            None => layout.text(Text { vi: "Chưa gửi báo cáo", en: "Nothing handed in" }).to_string(),
        };
        let no = Text { vi: "Không", en: "No" };
        let used = if file.is_some() { String::new() } else { layout.text(no).to_string() };
        SourceLine { texts: [unit_name(*unit), told, String::new(), String::new(), used, String::new()], figures: None }
    }))
}

fn brought(layout: &Layout, file: &Arc<str>) -> String {
    match layout.language {
        Language::Vi => format!("Số liệu lấy từ {}", wording::short_name(file)),
        Language::En => format!("Figures taken from {}", wording::short_name(file)),
    }
}
