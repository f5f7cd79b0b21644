//! The first sheet of a marked copy: what is wrong, with links to the cells.

use super::Facts;
use super::markup::{escape, escape_attribute};
use super::styles::{Look, Styles};
use crate::cell::Position;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::workbook::FINDINGS_LIST;
use crate::write::{sheet_style, text, wording};

/// Its name; numbered where a sheet of the sender has it.
pub(super) const NAME: Text = Text { vi: "Lỗi", en: "Findings" };
/// The row of the table's heads, counted from 1; rows above it are for the eye.
pub(super) const HEAD_ROW: usize = 6;
/// What stands in it; `Workbook::is_findings_list` knows the sheet by these too.
const HEADS: [(Text, f64); 8] = [
    (Text { vi: "STT", en: "No." }, 6.0),
    (Text { vi: "Mức độ", en: "Severity" }, 12.0),
    (Text { vi: "Trang tính", en: "Sheet" }, 16.0),
    (Text { vi: "Ô", en: "Cell" }, 9.0),
    (Text { vi: "Nội dung", en: "What" }, 50.0),
    (Text { vi: "Đang ghi", en: "Found" }, 18.0),
    (Text { vi: "Đúng ra", en: "Expected" }, 18.0),
    (Text { vi: "Cách xử lý", en: "What to do" }, 44.0),
];
/// The hidden column behind them.
const STAMP: u32 = 8;
/// Widths count digits of the sender's own font, which may be narrower than ours; heights allow for it.
const NARROWER: f64 = 0.8;

/// Writes the sheet. `place` is where a finding's cell is marked and what its link leads to.
pub(super) fn sheet(facts: &Facts<'_>, left_unmarked: usize, styles: &mut Styles, namespace: &str) -> String {
    let t = |text: Text| text.in_language(facts.language);
    let mut rows = Vec::new();
    let mut links = String::new();
    let title = t(Text { vi: "DANH SÁCH LỖI CẦN SỬA", en: "WHAT HAS TO BE CORRECTED" });
    for (at, (line, look)) in [(title.to_string(), Look::Title)]
        .into_iter()
        .chain(lines(facts, left_unmarked).into_iter().map(|line| (line, Look::Line)))
        .take(HEAD_ROW - 1)
        .enumerate()
    {
        let width: f64 = HEADS.iter().map(|(_, width)| width).sum();
        let (size, bold) = if look == Look::Title { (14.0, true) } else { (12.0, false) };
        let height = if line.is_empty() { 6.0 } else { sheet_style::height(&[(&line, width * NARROWER)], size, bold) };
        let mut row = Row::new(at + 1, height);
        row.text(0, &line, styles.look(look));
        row.stamp(at, styles.look(Look::Line));
        rows.push(row.finish());
    }
    let mut head = Row::new(HEAD_ROW, 34.0);
    for (column, (text, _)) in HEADS.iter().enumerate() {
        head.text(column as u32, t(*text), styles.look(Look::Head));
    }
    rows.push(head.finish());
    for (count, finding) in facts.findings.iter().enumerate() {
        rows.push(line(facts, count, finding, styles, &mut links));
    }
    let last = HEAD_ROW + facts.findings.len();
    let columns: String = HEADS
        .iter()
        .enumerate()
        .map(|(at, (_, width))| format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", at + 1))
        .collect();
    let merges: String = (1..HEAD_ROW).map(|row| format!("<mergeCell ref=\"A{row}:H{row}\"/>")).collect();
    let links = if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") };
    let page = escape(wording::page(facts.language));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{namespace}\">\
         <sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:I{last}\"/>\
         <sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"{HEAD_ROW}\" topLeftCell=\"A{0}\" \
         activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A{0}\" sqref=\"A{0}\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"15.75\"/><cols>{columns}<col min=\"{1}\" max=\"{1}\" width=\"9\" hidden=\"1\" customWidth=\"1\"/></cols>\
         <sheetData>{2}</sheetData><mergeCells count=\"{3}\">{merges}</mergeCells>{links}<printOptions horizontalCentered=\"1\"/>\
         <pageMargins left=\"0.5\" right=\"0.4\" top=\"0.6\" bottom=\"0.65\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>\
         <headerFooter><oddFooter>&amp;C&amp;\"Times New Roman,Regular\"&amp;11{page} &amp;P/&amp;N</oddFooter></headerFooter>\
         <ignoredErrors><ignoredError sqref=\"A1:H{last}\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>",
        HEAD_ROW + 1,
        STAMP + 1,
        rows.concat(),
        HEAD_ROW - 1,
    )
}

/// What stands above the table: whose file it is, how much is wrong, what to do.
fn lines(facts: &Facts<'_>, left_unmarked: usize) -> [String; 4] {
    let file = facts.file_name;
    let unit = facts.unit;
    let count = text::count(facts.findings.iter().copied(), facts.language);
    let vi = facts.language == Language::Vi;
    let of = if vi { format!("Tệp: {file} – Đơn vị: {unit}") } else { format!("File: {file} – Unit: {unit}") };
    let count = if vi { format!("Có {count}.") } else { format!("Found: {count}.") };
    let what = match (vi, facts.rebuilt) {
        (true, false) => {
            "Các ô có lỗi được tô màu và có ghi chú trong từng trang tính; bấm vào cột “Ô” để đến ô đó. Hãy sửa ngay trong tệp này rồi gửi lại; \
             không cần xóa trang này, màu tô và ghi chú."
                .to_string()
        }
        (false, false) => {
            "Cells with something wrong are coloured and carry a comment; the column “Cell” leads to them. Correct them in this file \
             and send it again; this sheet, the colours and the comments may stay."
                .to_string()
        }
        (true, true) => format!(
            "Đây là bản sao dạng .xlsx, lập lại từ tệp gốc để xem lỗi: chỉ có số liệu và chữ, không có công thức, hình và cách trình bày của tệp \
             gốc. Các ô có lỗi được tô màu và có ghi chú. Hãy sửa trong tệp gốc “{file}” rồi gửi lại tệp gốc."
        ),
        (false, true) => format!(
            "This is a copy as .xlsx, made anew from the original to see what is wrong: figures and texts only, without the formulas, \
             pictures and layout of the original. Correct the original “{file}” and send that again."
        ),
    };
    let note = match (left_unmarked, vi) {
        (0, _) => String::new(),
        (more, true) => format!("Quá nhiều ô có lỗi: {more} ô chỉ nêu trong bảng dưới đây, không tô màu và ghi chú trong trang tính."),
        (more, false) => format!("Too many cells: {more} of them are listed below and not marked in their sheets."),
    };
    [of, count, what, note]
}

fn line(facts: &Facts<'_>, count: usize, finding: &Finding, styles: &mut Styles, links: &mut String) -> String {
    let severity = wording::capitalised(finding.severity.name().in_language(facts.language));
    let (found, expected) = text::stated(finding, facts.language);
    let sheet = finding.sheet.as_deref().unwrap_or_default();
    let cell = finding.at.map(|at| at.to_string()).unwrap_or_default();
    let texts = [
        (count + 1).to_string(),
        severity,
        sheet.to_string(),
        cell,
        finding.message.in_language(facts.language).to_string(),
        found.unwrap_or_default(),
        expected.unwrap_or_default(),
        finding.kind.advice.in_language(facts.language).to_string(),
    ];
    let widths = texts.iter().zip(HEADS).map(|(text, (_, width))| (text.as_str(), width * NARROWER)).collect::<Vec<_>>();
    let number = HEAD_ROW + count + 1;
    let mut row = Row::new(number, sheet_style::height(&widths, 12.0, false));
    for (column, text) in texts.iter().enumerate() {
        let look = match (column, finding.at) {
            (0, _) => Look::Centred,
            (1, _) if finding.severity != Severity::Info => Look::Severity(finding.severity),
            (1, _) => Look::Centred,
            (3, Some(_)) => Look::Link,
            (3, None) => Look::Centred,
            _ => Look::Cell,
        };
        match column {
            0 => row.number(0, count + 1, styles.look(look)),
            _ => row.text(column as u32, text, styles.look(look)),
        }
    }
    if let (Some(at), false) = (finding.at, sheet.is_empty()) {
        let location = format!("'{}'!{at}", sheet.replace('\'', "''"));
        *links += &format!("<hyperlink ref=\"D{number}\" location=\"{}\" display=\"{at}\"/>", escape_attribute(&location));
    }
    row.finish()
}

/// A row in the making.
struct Row {
    number: usize,
    text: String,
}

impl Row {
    fn new(number: usize, height: f64) -> Row {
        Row { number, text: format!("<row r=\"{number}\" ht=\"{height:.2}\" customHeight=\"1\">") }
    }

    fn at(&self, column: u32) -> Position {
        Position::new(self.number as u32 - 1, column)
    }

    fn text(&mut self, column: u32, text: &str, style: u32) {
        let at = self.at(column);
        if text.is_empty() {
            self.text += &format!("<c r=\"{at}\" s=\"{style}\"/>");
            return;
        }
        let text = sheet_style::fitted(text);
        let runs = sheet_style::runs(&text);
        let piece = |text: &str| format!("<t xml:space=\"preserve\">{}</t>", escape(text));
        let inner: String = match runs.as_slice() {
            [only] => piece(only),
            runs => {
                let font = "<rPr><sz val=\"12\"/><rFont val=\"Times New Roman\"/><family val=\"1\"/></rPr>";
                runs.iter().map(|run| format!("<r>{font}{}</r>", piece(run))).collect()
            }
        };
        self.text += &format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is>{inner}</is></c>");
    }

    fn number(&mut self, column: u32, number: usize, style: u32) {
        self.text += &format!("<c r=\"{}\" s=\"{style}\"><v>{number}</v></c>", self.at(column));
    }

    /// One of the words by which the sheet is known again.
    fn stamp(&mut self, line: usize, style: u32) {
        if let Some(word) = FINDINGS_LIST.get(line) {
            self.text(STAMP, word, style);
        }
    }

    fn finish(self) -> String {
        self.text + "</row>"
    }
}
