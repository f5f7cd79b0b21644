//! A sheet of findings, one a row, for whoever puts them right: filtered, wrapped, printed on A4.

use super::WriteError;
use super::sheet_style as style;
use super::wording;
use crate::accepted::Accepted;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::Schema;
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

/// What stands on the sheet.
pub(super) struct Findings<'a> {
    /// The names of units and indicators.
    pub schema: &'a Schema,
    /// The language of all words.
    pub language: Language,
    /// What is to be put right, in the order shown.
    pub open: &'a [&'a Finding],
    /// What was accepted, shown after it.
    pub accepted: &'a [&'a Accepted],
}

impl Findings<'_> {
    fn text(&self, text: Text) -> &'static str {
        text.in_language(self.language)
    }

    /// Writes the sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet, name: Text) -> Result<(), WriteError> {
        sheet.set_name(self.text(name))?;
        for (at, (_, width)) in HEADS.iter().enumerate() {
            sheet.set_column_width(at as u16, *width)?;
        }
        let title = self.text(Text { vi: "KẾT QUẢ KIỂM TRA SỐ LIỆU", en: "FINDINGS" });
        sheet.write_string_with_format(TITLE_ROW, 0, title, &style::plain().set_bold().set_font_size(14))?;
        sheet.write_string_with_format(COUNT_ROW, 0, self.count(), &style::plain().set_italic())?;
        sheet.set_row_height(COUNT_ROW + 1, 6)?;
        let mut texts = Vec::new();
        for (at, (head, width)) in HEADS.iter().enumerate() {
            sheet.write_string_with_format(HEAD_ROW, at as u16, self.text(*head), &style::head())?;
            texts.push((self.text(*head), *width));
        }
        // Room for the arrows of the filter.
        sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 10.0)?;
        let lines: Vec<Line<'_>> =
            self.open.iter().map(|finding| Line::Open(finding)).chain(self.accepted.iter().map(|one| Line::Accepted(one))).collect();
        if lines.is_empty() {
            let nothing = self.text(Text { vi: "Không có phát hiện nào.", en: "Nothing was found." });
            sheet.merge_range(FIRST_ROW, 0, FIRST_ROW, last_column(), nothing, &style::cell())?;
        }
        for (at, line) in lines.iter().enumerate() {
            self.line(sheet, FIRST_ROW + at as u32, at + 1, line)?;
        }
        let last = FIRST_ROW + lines.len().max(1) as u32 - 1;
        if !lines.is_empty() {
            sheet.autofilter(HEAD_ROW, 0, last, last_column())?;
            sheet.ignore_error_range(FIRST_ROW, 0, last, last_column(), IgnoreError::NumberStoredAsText)?;
        }
        sheet.set_freeze_panes(FIRST_ROW, 0)?;
        style::page(sheet, true, wording::page(self.language));
        sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        Ok(())
    }

    fn count(&self) -> String {
        let of = |severity| self.open.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
        let accepted = self.accepted.len();
        match (self.language, accepted) {
            (Language::Vi, 0) => format!("{errors} lỗi, {warnings} cảnh báo, {notes} thông tin."),
            (Language::Vi, _) => format!("{errors} lỗi, {warnings} cảnh báo, {notes} thông tin; đã chấp nhận {accepted}."),
            (Language::En, 0) => format!("Errors: {errors}, warnings: {warnings}, notes: {notes}."),
            (Language::En, _) => format!("Errors: {errors}, warnings: {warnings}, notes: {notes}, accepted: {accepted}."),
        }
    }

    fn line(&self, sheet: &mut Worksheet, row: u32, count: usize, line: &Line<'_>) -> Result<(), WriteError> {
        let (finding, severity, what_to_do) = match line {
            Line::Open(finding) => {
                (*finding, finding.severity.name().in_language(self.language), finding.kind.advice.in_language(self.language).to_string())
            }
            // In place of what to do stands why nothing is to be done.
            Line::Accepted(one) => (&one.finding, self.text(wording::ACCEPTED), one.acceptance.line()),
        };
        let schema = self.schema;
        let indicator = finding.indicator.and_then(|id| schema.indicators.get(id.0 as usize)).map_or("", |found| &found.name);
        let cells: [String; 11] = [
            wording::capitalised(severity),
            finding.kind.code.to_string(),
            finding.file.as_ref().map(|file| wording::short_name(file).to_string()).unwrap_or_default(),
            finding.sheet.as_ref().map(|sheet| sheet.to_string()).unwrap_or_default(),
            finding.at.map(|at| at.to_string()).unwrap_or_default(),
            finding.owner.map(|owner| schema.owner_name(owner).to_string()).unwrap_or_default(),
            indicator.to_string(),
            finding.message.in_language(self.language).to_string(),
            // What was typed is shown as typed, even where it looks like a number.
            finding.found.clone().unwrap_or_default(),
            finding.expected.as_deref().map(for_people).unwrap_or_default(),
            what_to_do,
        ];
        sheet.write_number_with_format(row, 0, count as u32, &style::centred())?;
        let mut texts = Vec::new();
        for ((at, text), (_, width)) in cells.iter().enumerate().zip(HEADS.iter().skip(1)) {
            let format = match at {
                0 => line.severity_format(),
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
}

/// One row of the sheet.
enum Line<'a> {
    Open(&'a Finding),
    Accepted(&'a Accepted),
}

impl Line<'_> {
    /// The word says it; colour and weight only help the eye.
    fn severity_format(&self) -> Format {
        let format = style::centred();
        match self {
            Line::Open(finding) => style::of_severity(format, finding.severity),
            Line::Accepted(_) => format.set_italic(),
        }
    }
}

fn last_column() -> u16 {
    HEADS.len() as u16 - 1
}

/// A computed figure comes in machine notation; people read it with a comma.
fn for_people(text: &str) -> String {
    let machine = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    match Decimal::from_str_exact(text) {
        Ok(number) if machine => number::vietnamese(number, None),
        _ => text.to_string(),
    }
}
