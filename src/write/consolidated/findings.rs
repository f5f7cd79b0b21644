//! “Kiểm tra”: what was found, for the officer to put right.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::FINDINGS;
use super::layout::Layout;
use super::sources::short_name;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::IndicatorId;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, IgnoreError, Worksheet};

const TITLE_ROW: u32 = 0;
const COUNT_ROW: u32 = 1;
const HEAD_ROW: u32 = 3;
const FIRST_ROW: u32 = 4;
const HEADS: [(Text, f64); 12] = [
    (Text { vi: "STT", en: "No." }, 5.5),
    (Text { vi: "Mức độ", en: "Severity" }, 10.5),
    (Text { vi: "Mã", en: "Code" }, 16.0),
    (Text { vi: "Tệp", en: "File" }, 17.0),
    (Text { vi: "Trang tính", en: "Sheet" }, 11.0),
    (Text { vi: "Ô", en: "Cell" }, 7.0),
    (Text { vi: "Đơn vị", en: "Unit" }, 16.0),
    (Text { vi: "Chỉ tiêu", en: "Indicator" }, 25.0),
    (Text { vi: "Nội dung", en: "What" }, 42.0),
    (Text { vi: "Giá trị đọc được", en: "Found" }, 12.0),
    (Text { vi: "Giá trị đúng", en: "Expected" }, 12.0),
    (Text { vi: "Cách xử lý", en: "What to do" }, 32.0),
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, findings: &[Finding]) -> Result<(), WriteError> {
    sheet.set_name(layout.text(FINDINGS))?;
    for (at, (_, width)) in HEADS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    let title = layout.text(Text { vi: "KẾT QUẢ KIỂM TRA SỐ LIỆU", en: "FINDINGS" });
    sheet.write_string_with_format(TITLE_ROW, 0, title, &style::plain().set_bold().set_font_size(14))?;
    sheet.write_string_with_format(COUNT_ROW, 0, count(layout, findings), &style::plain().set_italic())?;
    sheet.set_row_height(COUNT_ROW + 1, 6)?;
    let mut texts = Vec::new();
    for (at, (head, width)) in HEADS.iter().enumerate() {
        sheet.write_string_with_format(HEAD_ROW, at as u16, layout.text(*head), &style::head())?;
        texts.push((layout.text(*head), *width));
    }
    // Room for the arrows of the filter.
    sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 10.0)?;
    if findings.is_empty() {
        let nothing = layout.text(Text { vi: "Không có phát hiện nào.", en: "Nothing was found." });
        sheet.merge_range(FIRST_ROW, 0, FIRST_ROW, last_column(), nothing, &style::cell())?;
    }
    for (at, finding) in findings.iter().enumerate() {
        line(sheet, layout, FIRST_ROW + at as u32, at + 1, finding)?;
    }
    let last = FIRST_ROW + findings.len().max(1) as u32 - 1;
    if !findings.is_empty() {
        sheet.autofilter(HEAD_ROW, 0, last, last_column())?;
        sheet.ignore_error_range(FIRST_ROW, 0, last, last_column(), IgnoreError::NumberStoredAsText)?;
    }
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    Ok(())
}

fn last_column() -> u16 {
    HEADS.len() as u16 - 1
}

fn count(layout: &Layout, findings: &[Finding]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    match layout.language {
        Language::Vi => format!("{errors} lỗi, {warnings} cảnh báo, {notes} thông tin."),
        Language::En => format!("Errors: {errors}, warnings: {warnings}, notes: {notes}."),
    }
}

fn line(sheet: &mut Worksheet, layout: &Layout, row: u32, count: usize, finding: &Finding) -> Result<(), WriteError> {
    let schema = layout.schema;
    let severity = finding.severity.name().in_language(layout.language);
    let indicator = finding.indicator.map(|IndicatorId(at)| schema.indicators.get(at as usize).map_or("", |found| &found.name));
    let cells: [String; 11] = [
        capitalised(severity),
        finding.kind.code.to_string(),
        finding.file.as_ref().map(|file| short_name(file).to_string()).unwrap_or_default(),
        finding.sheet.as_ref().map(|sheet| sheet.to_string()).unwrap_or_default(),
        finding.at.map(|at| at.to_string()).unwrap_or_default(),
        finding.owner.map(|owner| schema.owner_name(owner).to_string()).unwrap_or_default(),
        indicator.unwrap_or_default().to_string(),
        finding.message.in_language(layout.language).to_string(),
        // What was typed is shown as typed, even where it looks like a number.
        finding.found.clone().unwrap_or_default(),
        finding.expected.as_deref().map(for_people).unwrap_or_default(),
        finding.kind.advice.in_language(layout.language).to_string(),
    ];
    sheet.write_number_with_format(row, 0, count as u32, &style::centred())?;
    let mut texts = Vec::new();
    for ((at, text), (_, width)) in cells.iter().enumerate().zip(HEADS.iter().skip(1)) {
        let format = match at {
            0 => severity_format(finding.severity),
            4 => style::centred(),
            8 | 9 => style::cell().set_align(FormatAlign::Right),
            _ => style::cell(),
        };
        style::write_text(sheet, row, at as u16 + 1, text, &format)?;
        texts.push((text.as_str(), *width));
    }
    sheet.set_row_height(row, style::height(&texts, style::SIZE, false))?;
    Ok(())
}

/// The word says it; colour and weight only help the eye.
fn severity_format(severity: Severity) -> Format {
    let format = style::centred();
    match severity {
        Severity::Error => format.set_bold().set_background_color(0x00F8_CBAD),
        Severity::Warning => format.set_background_color(0x00FF_F2CC),
        Severity::Info => format,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A computed figure comes in machine notation; people read it with a comma.
fn for_people(text: &str) -> String {
    let machine = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    match Decimal::from_str_exact(text) {
        Ok(number) if machine => number::vietnamese(number, None),
        _ => text.to_string(),
    }
}
