//! “Nguồn”: where the figures came from, file by file, and who handed in nothing.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::SOURCES;
use super::heights::{Heights, Shown};
use super::layout::Layout;
use super::streamed::{Rows, Sink, Style, Styles, Value, is_plain};
use crate::consolidation::Source;
use crate::language::{Language, Text};
use crate::schema::UnitId;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, IgnoreError, Worksheet};
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

/// The column of the number of figures.
const FIGURES: usize = 4;
/// How each column looks, as a place among the formats: in the middle, at the left, small, a number.
const LOOKS: [usize; HEADS.len()] = [0, 1, 1, 0, 1, 0, 2];

/// Writes the sheet but for most of its lines; gives what is left.
pub(super) fn write<'a>(sheet: &mut Worksheet, layout: &'a Layout<'a>) -> Result<Box<dyn Rows + 'a>, WriteError> {
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
    let formats = [style::centred(), style::cell(), style::cell().set_font_size(10), style::numeric("#,##0")];
    let mut styles = Styles::default();
    let mut lines = Lines::of(layout, formats.clone().map(|format| styles.of(format)));
    for at in 0..lines.count() {
        let row = HEAD_ROW + 1 + at as u32;
        let Some(line) = lines.line(at) else { continue };
        let texts: Vec<(&str, f64)> = line.texts.iter().map(String::as_str).zip(HEADS.iter().skip(1).map(|(_, width)| *width)).collect();
        lines.heights.set(sheet, row, Shown::high(style::height(&texts, style::SIZE, false)))?;
        if !lines.is_streamed(at, &line) {
            whole(sheet, row, at, &line, &formats)?;
        } else if !lines.styles.iter().all(|style| styles.has_written(*style)) {
            styles.begin(sheet, layout, row, &lines)?;
        }
    }
    lines.heights.end_with(sheet)?;
    if lines.count() > 0 {
        let last = HEAD_ROW + lines.count() as u32;
        sheet.autofilter(HEAD_ROW, 0, last, HEADS.len() as u16 - 1)?;
        sheet.ignore_error_range(HEAD_ROW + 1, 0, last, HEADS.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    Ok(Box::new(lines))
}

/// Has the library write a whole line.
fn whole(sheet: &mut Worksheet, row: u32, at: usize, line: &SourceLine, formats: &[Format; 4]) -> Result<(), WriteError> {
    let format = |column: usize| formats.get(LOOKS.get(column).copied().unwrap_or(0)).unwrap_or(&formats[0]);
    sheet.write_number_with_format(row, 0, at as u32 + 1, format(0))?;
    for (text, column) in line.texts.iter().zip(1..) {
        match line.figures.filter(|_| column == FIGURES) {
            Some(figures) => {
                sheet.write_number_with_format(row, column as u16, figures as f64, &formats[3])?;
            }
            None => style::write_text(sheet, row, column as u16, text, format(column))?,
        }
    }
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
struct Lines<'a> {
    layout: &'a Layout<'a>,
    styles: [Style; 4],
    /// The first and the last of the files' names: what all of them have in common, these have, too.
    ends: Vec<&'a str>,
    /// Units without a file of their own, with the one that brings their figures.
    without: Vec<(UnitId, Option<&'a Arc<str>>)>,
    heights: Heights,
}

impl<'a> Lines<'a> {
    fn of(layout: &'a Layout<'a>, styles: [Style; 4]) -> Lines<'a> {
        let consolidation = layout.consolidation;
        let names = || consolidation.sources.iter().map(|source| &*source.file);
        let handed_in: HashSet<UnitId> = consolidation.sources.iter().filter_map(|source| source.unit).collect();
        let without = consolidation.units.iter().filter(|(unit, _)| !handed_in.contains(unit));
        let without = without.map(|(unit, file)| (*unit, file.as_ref())).collect();
        let ends = names().min().into_iter().chain(names().max()).collect();
        Lines { layout, styles, ends, without, heights: Heights::default() }
    }

    fn count(&self) -> usize {
        self.layout.consolidation.sources.len() + self.without.len()
    }

    fn line(&self, at: usize) -> Option<SourceLine> {
        let layout = self.layout;
        let sources = &layout.consolidation.sources;
        let unit_name = |unit: UnitId| layout.schema.unit(unit).name.clone();
        let Some(source) = sources.get(at) else {
            let (unit, file) = *self.without.get(at - sources.len())?;
            let told = match file {
                Some(file) => brought(layout, file),
                None => layout.text(Text { vi: "Chưa gửi báo cáo", en: "Nothing handed in" }).to_string(),
            };
            let no = Text { vi: "Không", en: "No" };
            let used = if file.is_some() { String::new() } else { layout.text(no).to_string() };
            return Some(SourceLine { texts: [unit_name(unit), told, String::new(), String::new(), used, String::new()], figures: None });
        };
        let unknown = layout.text(Text { vi: "Chưa rõ", en: "Unknown" }).to_string();
        let used = if source.used { Text { vi: "Có", en: "Yes" } } else { Text { vi: "Không", en: "No" } };
        Some(SourceLine {
            texts: [
                source.unit.map_or_else(|| unknown.clone(), unit_name),
                wording::told_file(&source.file, self.ends.iter().copied()).to_string(),
                source.period.map_or(unknown, |period| layout.schema.period(period).name.clone()),
                String::new(),
                layout.text(used).to_string(),
                source.sha256.clone(),
            ],
            figures: Some(source.figures),
        })
    }

    /// Whether a line is put in as the workbook is packed. The last is the library's: by it the library tells how far the
    /// sheet goes.
    fn is_streamed(&self, at: usize, line: &SourceLine) -> bool {
        at + 1 < self.count() && line.figures.is_some() && line.texts.iter().all(|text| is_plain(text))
    }
}

impl Rows for Lines<'_> {
    fn heights(&self) -> Option<&Heights> {
        Some(&self.heights)
    }

    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let Some((at, line)) = row.checked_sub(HEAD_ROW + 1).and_then(|at| Some((at as usize, self.line(at as usize)?))) else {
            return Ok(());
        };
        if !self.is_streamed(at, &line) {
            return Ok(());
        }
        let style = |column: usize| self.styles.get(LOOKS.get(column).copied().unwrap_or(0)).copied().unwrap_or_default();
        sink.put(0, style(0), Value::Number(Decimal::from(at + 1)))?;
        for (text, column) in line.texts.iter().zip(1..) {
            match line.figures.filter(|_| column == FIGURES) {
                Some(figures) => sink.put(column as u16, self.styles[3], Value::Number(Decimal::from(figures)))?,
                None => sink.put(column as u16, style(column), Value::Text(text))?,
            }
        }
        Ok(())
    }
}

fn brought(layout: &Layout, file: &Arc<str>) -> String {
    match layout.language {
        Language::Vi => format!("Số liệu lấy từ {}", wording::short_name(file)),
        Language::En => format!("Figures taken from {}", wording::short_name(file)),
    }
}
