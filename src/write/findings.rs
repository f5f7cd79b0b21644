//! What `check` found as a workbook: a line for each file, and every finding.

use super::findings_sheet::Findings;
use super::sheet_style as style;
use super::{FINDINGS, Understood, WriteError, wording};
use crate::accepted::Accepted;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::schema::Schema;
use crate::workbook::FINDINGS_LIST;
use rust_xlsxwriter::{IgnoreError, Worksheet};

const FILES: Text = Text { vi: "Theo tệp", en: "By file" };
const TITLE_ROW: u32 = 0;
const NOTE_ROW: u32 = 1;
const HEAD_ROW: u32 = 3;
const HEADS: [(Text, f64); 9] = [
    (Text { vi: "STT", en: "No." }, 6.0),
    (Text { vi: "Tệp", en: "File" }, 44.0),
    (Text { vi: "Đơn vị", en: "Unit" }, 26.0),
    (Text { vi: "Kỳ báo cáo", en: "Period" }, 22.0),
    (Text { vi: "Lỗi", en: "Errors" }, 9.0),
    (Text { vi: "Cảnh báo", en: "Warnings" }, 11.0),
    (Text { vi: "Thông tin", en: "Notes" }, 11.0),
    (Text { vi: "Đã chấp nhận", en: "Accepted" }, 12.0),
    (Text { vi: "Kết quả", en: "Outcome" }, 20.0),
];
/// The hidden column by which the sheet is known as no submission.
const STAMP: u16 = HEADS.len() as u16;

/// Makes the workbook.
///
/// # Errors
/// There are more findings than a sheet has rows.
pub fn findings(schema: &Schema, files: &[Understood<'_>], language: Language) -> Result<Vec<u8>, WriteError> {
    let title = Text { vi: "Kết quả kiểm tra số liệu", en: "Findings" }.in_language(language);
    let author = schema.area.issuer.as_deref().unwrap_or(&schema.area.name);
    let mut workbook = style::new_workbook(&format!("{title} – {}", schema.title), author)?;
    by_file(workbook.add_worksheet(), schema, files, language)?;
    let open: Vec<&Finding> = files.iter().flat_map(|file| file.findings).collect();
    let accepted: Vec<&Accepted> = files.iter().flat_map(|file| file.accepted).collect();
    Findings { schema, language, open: &open, accepted: &accepted }.write(workbook.add_worksheet(), FINDINGS)?;
    style::saved(&mut workbook)
}

/// What becomes of a file, by the worst that was found in it.
#[derive(Clone, Copy)]
enum Outcome {
    Good,
    LookAgain,
    SendBack,
}

impl Outcome {
    fn of(findings: &[Finding]) -> Outcome {
        match findings.iter().map(|finding| finding.severity).min() {
            Some(Severity::Error) => Outcome::SendBack,
            Some(Severity::Warning) => Outcome::LookAgain,
            _ => Outcome::Good,
        }
    }

    fn name(self) -> Text {
        match self {
            Outcome::Good => Text { vi: "Tổng hợp được", en: "Can be merged" },
            Outcome::LookAgain => Text { vi: "Cần xem lại", en: "To be looked at" },
            Outcome::SendBack => Text { vi: "Trả lại để sửa", en: "To be sent back" },
        }
    }
}

/// The sheet of files.
fn by_file(sheet: &mut Worksheet, schema: &Schema, files: &[Understood<'_>], language: Language) -> Result<(), WriteError> {
    let t = |text: Text| text.in_language(language);
    sheet.set_name(t(FILES))?;
    let mut heads = Vec::new();
    for (at, (head, width)) in HEADS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
        sheet.write_string_with_format(HEAD_ROW, at as u16, t(*head), &style::head())?;
        heads.push((t(*head), *width));
    }
    // Room for the arrows of the filter.
    sheet.set_row_height(HEAD_ROW, style::height(&heads, style::SIZE, true) + 10.0)?;
    let title = t(Text { vi: "KẾT QUẢ KIỂM TRA THEO TỆP", en: "FINDINGS BY FILE" });
    sheet.write_string_with_format(TITLE_ROW, 0, title, &style::plain().set_bold().set_font_size(14))?;
    sheet.write_string_with_format(NOTE_ROW, 0, format!("{} – {}", schema.title, schema.area.name), &style::plain().set_italic())?;
    sheet.set_row_height(NOTE_ROW + 1, 6)?;
    for (at, file) in files.iter().enumerate() {
        let row = HEAD_ROW + 1 + at as u32;
        let unknown = t(Text { vi: "Chưa rõ", en: "Unknown" });
        let unit = file.submission.unit.map_or(unknown, |unit| schema.unit(unit).name.as_str());
        let period = file.submission.period.map_or(unknown, |period| schema.period(period).name.as_str());
        let outcome = Outcome::of(file.findings);
        let texts = [(1, unmistakable(files, &file.submission.file)), (2, unit), (3, period)];
        sheet.write_number_with_format(row, 0, at as u32 + 1, &style::centred())?;
        for (column, text) in texts {
            style::write_text(sheet, row, column, text, &style::cell())?;
        }
        let of = |severity| file.findings.iter().filter(|finding| finding.severity == severity).count();
        let counts = [of(Severity::Error), of(Severity::Warning), of(Severity::Info), file.accepted.len()];
        for (column, count) in (4_u16..).zip(counts) {
            sheet.write_number_with_format(row, column, count as u32, &style::centred())?;
        }
        let format = match outcome {
            Outcome::Good => style::centred(),
            Outcome::LookAgain => style::of_severity(style::centred(), Severity::Warning),
            Outcome::SendBack => style::of_severity(style::centred(), Severity::Error),
        };
        sheet.write_string_with_format(row, 8, t(outcome.name()), &format)?;
        let widths: Vec<(&str, f64)> = texts.iter().filter_map(|(at, text)| Some((*text, HEADS.get(usize::from(*at))?.1))).collect();
        sheet.set_row_height(row, style::height(&widths, style::SIZE, false))?;
    }
    let last = HEAD_ROW + files.len().max(1) as u32;
    sheet.autofilter(HEAD_ROW, 0, last, STAMP - 1)?;
    sheet.ignore_error_range(HEAD_ROW, 0, last, STAMP - 1, IgnoreError::NumberStoredAsText)?;
    for (row, word) in FINDINGS_LIST.iter().enumerate() {
        sheet.write_string_with_format(row as u32, STAMP, *word, &style::plain())?;
    }
    sheet.set_column_hidden(STAMP)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    style::page(sheet, true, wording::page(language));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    Ok(())
}

/// The name of a file, with its folders only where two files have the same name.
fn unmistakable<'a>(files: &'a [Understood<'_>], file: &'a str) -> &'a str {
    let name = wording::short_name(file);
    let alike = files.iter().filter(|other| wording::short_name(&other.submission.file) == name).count();
    if alike > 1 { wording::told_file(file, files.iter().map(|other| &*other.submission.file)) } else { name }
}
