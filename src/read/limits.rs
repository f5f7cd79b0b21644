//! Limits on what a hostile or broken file may cost, decided before memory is taken or while it is taken piece by piece.
//!
//! They lie far above what reporting workbooks hold (a commune's has some thousand cells) and low enough that any file
//! ends in about a second within some 200 MB: docs/reliability.md has the figures.

use super::Reason;
use crate::language::Words;
use std::cell::Cell;

/// How much of a file is read at most.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes of a file that is one text: lines, a page, an XML workbook.
    pub text_file: u64,
    /// Bytes of one unpacked part that holds cells or texts.
    pub part: u64,
    /// Bytes of one unpacked part that tells how the others belong together or look.
    pub small_part: u64,
    /// Bytes of all parts unpacked, as declared and as really read, each as often as it is read.
    pub unpacked: u64,
    /// How many times larger than the file its parts may be in all, once they are above [`Limits::ratio_floor`].
    pub ratio: u64,
    /// Below this many bytes the ratio says nothing: short parts of blank cells pack well.
    pub ratio_floor: u64,
    /// Parts of a packed file.
    pub parts: usize,
    /// Sheets.
    pub sheets: usize,
    /// Rows of one sheet that the file names, with cells or without.
    pub rows: usize,
    /// Cells with content in the whole workbook.
    pub cells: usize,
    /// Cells of the areas that an .xls's sheets take from A1 on, blank ones too: its reader keeps them all.
    pub area: u64,
    /// Shared strings, and different texts of the whole workbook.
    pub strings: usize,
    /// Bytes of all texts together.
    pub letters: usize,
    /// Characters of one text (Excel's own limit is 32,767).
    pub text: usize,
    /// Styles, fonts, and number formats, of each.
    pub styles: usize,
    /// Characters of one formula (Excel's own limit is 8,192).
    pub formula: usize,
    /// Bytes of all formulas together, also of those that stand for others.
    pub formulas: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// What is spent of `unpacked`, `cells` and `formulas`.
    pub(super) spent: Spent,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 128 << 20,
            text_file: 40 << 20,
            part: 256 << 20,
            small_part: 32 << 20,
            unpacked: 256 << 20,
            ratio: 250,
            ratio_floor: 32 << 20,
            parts: 10_000,
            sheets: 1_024,
            rows: crate::cell::MAX_ROWS as usize,
            cells: 2_500_000,
            area: 2_500_000,
            strings: 600_000,
            letters: 48 << 20,
            text: 40_000,
            styles: 65_536,
            formula: 8_192,
            formulas: 32 << 20,
            depth: 256,
            spent: Spent::default(),
        }
    }
}

/// What reading one file has cost so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent {
    unpacked: Cell<u64>,
    cells: Cell<usize>,
    formulas: Cell<usize>,
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    FileBytes,
    TextFileBytes,
    PartBytes,
    UnpackedBytes,
    Ratio,
    Parts,
    Sheets,
    Rows,
    Cells,
    Area,
    Strings,
    Letters,
    Styles,
    Formula,
    Formulas,
    Depth,
    Lines,
    Tables,
    Spans,
    Records,
    Time,
}

impl Limits {
    /// The reason that stops the reading of a file with more than is read.
    pub(super) fn over(&self, what: TooMuch) -> Reason {
        let limit = match what {
            TooMuch::FileBytes => self.file,
            TooMuch::TextFileBytes => self.text_file,
            TooMuch::PartBytes => self.part,
            TooMuch::UnpackedBytes => self.unpacked,
            TooMuch::Ratio => self.ratio,
            TooMuch::Parts => self.parts as u64,
            TooMuch::Sheets => self.sheets as u64,
            TooMuch::Rows => self.rows as u64,
            TooMuch::Cells => self.cells as u64,
            TooMuch::Area => self.area,
            TooMuch::Strings => self.strings as u64,
            TooMuch::Letters => self.letters as u64,
            TooMuch::Styles => self.styles as u64,
            TooMuch::Formula => self.formula as u64,
            TooMuch::Formulas => self.formulas as u64,
            TooMuch::Depth => self.depth as u64,
            // Those who raise these know their limit themselves.
            TooMuch::Lines | TooMuch::Tables | TooMuch::Spans | TooMuch::Records | TooMuch::Time => 0,
        };
        Reason::TooLarge { what, limit }
    }

    /// Counts bytes that were unpacked; `false` where they are more than is read.
    pub(super) fn unpack(&self, bytes: usize) -> bool {
        let spent = self.spent.unpacked.get().saturating_add(bytes as u64);
        self.spent.unpacked.set(spent);
        spent <= self.unpacked
    }

    /// How many bytes were unpacked so far.
    pub(super) fn unpacked_so_far(&self) -> u64 {
        self.spent.unpacked.get()
    }

    /// Counts a cell.
    pub(super) fn cell(&self) -> Result<(), Reason> {
        let spent = self.spent.cells.get().saturating_add(1);
        self.spent.cells.set(spent);
        self.within(TooMuch::Cells, spent, self.cells)
    }

    /// Counts a formula of so many bytes.
    pub(super) fn formula(&self, length: usize) -> Result<(), Reason> {
        // One that is longer than a program can have written is no formula.
        self.within(TooMuch::Formula, length, self.formula.saturating_mul(4))?;
        let spent = self.spent.formulas.get().saturating_add(length + 32);
        self.spent.formulas.set(spent);
        self.within(TooMuch::Formulas, spent, self.formulas)
    }

    /// Refuses a number that is above its limit.
    pub(super) fn within(&self, what: TooMuch, count: usize, most: usize) -> Result<(), Reason> {
        if count > most { Err(self.over(what)) } else { Ok(()) }
    }
}

impl TooMuch {
    /// What is too much, with the most that is read.
    pub(super) fn words(self, limit: u64) -> Words {
        let megabytes = limit >> 20;
        let (vi, en) = (grouped(limit, '.'), grouped(limit, ','));
        match self {
            TooMuch::FileBytes => Words::new(format!("tệp lớn hơn {megabytes} MB"), format!("the file is larger than {megabytes} MB")),
            TooMuch::TextFileBytes => {
                Words::new(format!("tệp văn bản lớn hơn {megabytes} MB"), format!("the text is larger than {megabytes} MB"))
            }
            TooMuch::PartBytes => Words::new(
                format!("một phần của tệp, sau khi giải nén, lớn hơn {megabytes} MB"),
                format!("a part of the file is larger than {megabytes} MB once unpacked"),
            ),
            TooMuch::UnpackedBytes => Words::new(
                format!("tệp sau khi giải nén lớn hơn {megabytes} MB"),
                format!("the file is larger than {megabytes} MB once unpacked"),
            ),
            TooMuch::Ratio => Words::new(
                format!("tệp nén quá mức bình thường (hơn {vi} lần), như bom nén"),
                format!("the file is packed more than {en} times, as zip bombs are"),
            ),
            TooMuch::Parts => Words::new(format!("tệp có hơn {vi} phần"), format!("the file has more than {en} parts")),
            TooMuch::Sheets => Words::new(format!("có hơn {vi} trang tính"), format!("it has more than {en} sheets")),
            TooMuch::Rows => Words::new(format!("một trang tính có hơn {vi} dòng"), format!("a sheet has more than {en} rows")),
            TooMuch::Cells => Words::new(format!("có hơn {vi} ô có dữ liệu"), format!("it has more than {en} cells with content")),
            TooMuch::Area => Words::new(
                format!("vùng có dữ liệu của các trang tính rộng hơn {vi} ô"),
                format!("the areas of its sheets have more than {en} cells"),
            ),
            TooMuch::Strings => Words::new(format!("có hơn {vi} chuỗi chữ"), format!("it has more than {en} texts")),
            TooMuch::Letters => {
                Words::new(format!("các chuỗi chữ dài hơn {megabytes} MB"), format!("its texts are longer than {megabytes} MB together"))
            }
            TooMuch::Styles => Words::new(format!("có hơn {vi} kiểu định dạng"), format!("it has more than {en} styles")),
            TooMuch::Formula => {
                Words::new(format!("một công thức dài hơn {vi} ký tự"), format!("a formula is longer than {en} characters"))
            }
            TooMuch::Formulas => {
                Words::new(format!("các công thức dài hơn {megabytes} MB"), format!("its formulas are longer than {megabytes} MB together"))
            }
            TooMuch::Depth => {
                Words::new(format!("các phần tử lồng nhau quá {vi} lớp"), format!("elements stand more than {en} deep in each other"))
            }
            TooMuch::Lines => Words::new(format!("có hơn {vi} đoạn văn"), format!("it has more than {en} paragraphs")),
            TooMuch::Tables => {
                Words::new(format!("các bảng lồng nhau quá {vi} lớp"), format!("tables stand more than {en} deep in each other"))
            }
            TooMuch::Spans => Words::new("có quá nhiều ô gộp chồng lên nhau", "too many merged cells lie over each other"),
            TooMuch::Records => Words::new("có quá nhiều bản ghi lặp lại", "its records repeat each other too often"),
            TooMuch::Time => Words::new(
                "đọc thử quá lâu hoặc tốn quá nhiều bộ nhớ nên đã dừng",
                "reading it took too long or too much memory and was stopped",
            ),
        }
    }
}

/// A number with its thousands apart.
fn grouped(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}
