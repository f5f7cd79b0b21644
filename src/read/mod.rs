//! Files → [`Workbook`]. Only this step and `write` open files.
//!
//! The kind of file is told by its content, never by its name: an .xlsx renamed to .xls is common.

mod binary_parts;
mod builder;
mod calamine_cells;
mod completeness;
pub mod consolidated;
mod csv;
mod document;
mod encoding;
mod formula_text;
mod html;
pub mod legacy;
mod limits;
mod number_format;
mod ods;
mod pool;
mod recurring;
mod sniff;
mod spreadsheetml;
mod trial;
mod unpacked;
mod xls;
mod xlsx;
mod xml;

use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::workbook::Workbook;
use limits::TooMuch;
use sha2::{Digest, Sha256};
use sniff::Kind as TextKind;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

pub use document::{document, document_of};
pub use limits::Limits;
pub use trial::{Trial, try_first};

/// `unreadable-file`: not a workbook, damaged, or over the safety limits.
pub static UNREADABLE: Kind = Kind {
    code: "unreadable-file",
    severity: Severity::Error,
    title: Text { vi: "Không đọc được tệp", en: "The file can't be read" },
    advice: Text {
        vi: "Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
        en: "Open the file in Excel, save it as .xlsx and send it again.",
    },
    examples: &[
        Example::of("Đây là một bức thư, không phải bảng tính.", &[""]),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `unreadable-file`, of a report.
pub static UNREADABLE_DOCUMENT: Kind = Kind {
    code: "unreadable-file",
    severity: Severity::Error,
    title: Text { vi: "Không đọc được báo cáo", en: "The report can't be read" },
    advice: Text {
        vi: "Hãy mở tệp bằng Word, lưu lại dạng .docx rồi làm lại.",
        en: "Open the file in Word, save it as .docx and try again.",
    },
    examples: &[],
};

/// `encrypted-file`: a password is needed.
pub static ENCRYPTED: Kind = Kind {
    code: "encrypted-file",
    severity: Severity::Error,
    title: Text { vi: "Tệp có mật khẩu", en: "The file is protected by a password" },
    advice: Text {
        vi: "Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi gửi lại.",
        en: "Remove the password and send it again.",
    },
    examples: &[
        Example::of("<encrypted>", &[""]),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// Why one file could not be read. The run goes on: it becomes a finding.
#[derive(Debug)]
pub struct ReadError {
    reason: Reason,
    sha256: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It could not be opened at all.
    Closed(String),
    /// Larger than is read, in the file or unpacked.
    TooLarge { what: TooMuch, limit: u64 },
    /// Not a workbook of a kind that is read.
    NotAWorkbook,
    /// Not a document of a kind that is read.
    NotADocument,
    /// A kind too old to be read.
    TooOld(&'static str),
    /// Cut off or damaged.
    Damaged(String),
    /// A password is needed.
    Encrypted,
}

impl ReadError {
    /// SHA-256 of the file, where its bytes could be read; else empty.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The finding it becomes where it is a report.
    pub fn finding_of_document(&self, file: &Arc<str>) -> Finding {
        let finding = self.finding(file);
        let same = finding.kind.code == UNREADABLE.code;
        if same { Finding { kind: &UNREADABLE_DOCUMENT, ..finding } } else { finding }
    }

    /// The finding it becomes.
    pub fn finding(&self, file: &Arc<str>) -> Finding {
        let words = match &self.reason {
            Reason::Encrypted => {
                return ENCRYPTED
                    .in_file(file, Words::new("Tệp được đặt mật khẩu nên không đọc được.", "The file is protected by a password."));
            }
            Reason::Closed(why) => Words::new(format!("Không mở được tệp ({why})."), format!("The file can't be opened ({why}).")),
            Reason::TooLarge { what, limit } => {
                let words = what.words(*limit);
                Words::new(
                    format!("Tệp vượt giới hạn an toàn: {}.", words.vi),
                    format!("The file is over the safety limits: {}.", words.en),
                )
            }
            Reason::NotAWorkbook => Words::new(
                "Tệp không phải là bảng tính (.xlsx, .xlsm, .xls, .xlsb, .ods, .xml, .html, .csv) hoặc đã bị cắt cụt.",
                "The file is no workbook (.xlsx, .xlsm, .xls, .xlsb, .ods, .xml, .html, .csv), or it was cut off.",
            ),
            Reason::NotADocument => Words::new(
                "Tệp không phải là văn bản (.docx, .txt, .md) hoặc đã bị cắt cụt.",
                "The file is no document (.docx, .txt, .md), or it was cut off.",
            ),
            Reason::TooOld(what) => {
                Words::new(format!("Tệp thuộc định dạng quá cũ ({what})."), format!("The file's format is too old ({what})."))
            }
            Reason::Damaged(why) => {
                Words::new(format!("Tệp bị hỏng hoặc thiếu dữ liệu ({why})."), format!("The file is damaged or incomplete ({why})."))
            }
        };
        UNREADABLE.in_file(file, words)
    }
}

/// What could not be read of the sheets that are shown: one finding for each sheet. The rest of the sheet is read.
pub fn damage(workbook: &Workbook) -> Vec<Finding> {
    let damaged = workbook.sheets.iter().filter(|sheet| !sheet.hidden);
    damaged
        .filter_map(|sheet| {
            let first = sheet.damage.first()?;
            let count = sheet.damage.len();
            let words = Words::new(
                format!("Trang tính “{}” có {count} chỗ không đọc được; chỗ đầu tiên: {first}.", sheet.name),
                format!("{count} places of sheet “{}” can't be read; the first: {first}.", sheet.name),
            );
            Some(Finding { sheet: Some(sheet.name.clone()), ..UNREADABLE.in_file(&workbook.file, words) })
        })
        .collect()
}

/// Reads a workbook of any kind, within the usual limits.
///
/// # Errors
/// Why it can't be read; nothing of a file that can't be read whole is used.
pub fn workbook(path: &Path) -> Result<Workbook, ReadError> {
    let limits = Limits::default();
    let bytes = bytes(path, &limits).map_err(|reason| ReadError { reason, sha256: String::new() })?;
    if !trial::passes(path, &bytes) {
        return Err(ReadError { reason: limits.over(TooMuch::Time), sha256: digest(&bytes) });
    }
    workbook_of(path.to_string_lossy().into(), &bytes)
}

/// Reads a workbook from its bytes, under the name of its file.
///
/// # Errors
/// As [`workbook`]; calamine reads .xls and .xlsb here, with the guards before it and no trial.
pub fn workbook_of(name: Arc<str>, bytes: &[u8]) -> Result<Workbook, ReadError> {
    let limits = Limits::default();
    let sha256 = digest(bytes);
    match parse(name, bytes, &limits) {
        Ok(mut workbook) => {
            workbook.sha256 = sha256;
            let names = crate::workbook::distinct_names(workbook.sheets.iter().map(|sheet| &*sheet.name));
            for (sheet, name) in workbook.sheets.iter_mut().zip(names) {
                builder::tidy(sheet);
                if *sheet.name != *name {
                    sheet.name = name.into();
                }
            }
            Ok(workbook)
        }
        Err(reason) => Err(ReadError { reason, sha256 }),
    }
}

/// SHA-256 as text.
fn digest(bytes: &[u8]) -> String {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(sha256, "{byte:02x}"); // Writing to a String can't fail.
    }
    sha256
}

fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Reason> {
    let closed = |error: std::io::Error| Reason::Closed(error.kind().to_string());
    // Asked before it is opened: a pipe without a writer would be waited for without end.
    let metadata = std::fs::metadata(path).map_err(closed)?;
    if metadata.is_dir() {
        return Err(Reason::Closed("là một thư mục / a folder".into()));
    }
    if !metadata.is_file() {
        return Err(Reason::Closed("không phải là tệp / no file".into()));
    }
    all(File::open(path).map_err(closed)?, metadata.len(), limits)
}

/// All bytes of an opened file, within the limits.
fn all(file: impl Read, size: u64, limits: &Limits) -> Result<Vec<u8>, Reason> {
    if size > limits.file {
        return Err(limits.over(TooMuch::FileBytes));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    // One byte more than is allowed tells that there was more, even where the system lies about the size.
    file.take(limits.file + 1).read_to_end(&mut bytes).map_err(|error| Reason::Closed(error.kind().to_string()))?;
    if bytes.len() as u64 > limits.file {
        return Err(limits.over(TooMuch::FileBytes));
    }
    Ok(bytes)
}

/// Reads the bytes of a workbook by what they are.
fn parse(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return parse_zip(name, bytes, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return xls::parse(name, bytes, limits);
    }
    if matches!(bytes.get(..2), Some([0x09, 0x00 | 0x02 | 0x04 | 0x08])) {
        return Err(Reason::TooOld("Excel 2.0 – 4.0"));
    }
    let kind = sniff::kind(bytes);
    if kind.is_some() && bytes.len() as u64 > limits.text_file {
        return Err(limits.over(TooMuch::TextFileBytes));
    }
    match kind {
        Some(TextKind::SpreadsheetMl) => spreadsheetml::parse(name, bytes, limits),
        Some(TextKind::FlatOpenDocument) => ods::parse_flat(name, bytes, limits),
        Some(TextKind::Page) => html::parse(name, bytes, limits),
        Some(TextKind::Lines) => csv::parse(name, bytes, limits),
        None => Err(Reason::NotAWorkbook),
    }
}

fn parse_zip(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    xml::prove_parts(bytes, limits)?;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|error| Reason::Damaged(error.to_string()))?;
    xml::prove(&mut archive, bytes.len(), limits)?;
    let has = |archive: &xml::Archive<'_>, part: &str| archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(part));
    if has(&archive, "xl/workbook.bin") {
        return calamine_cells::xlsb(name, &mut archive, limits);
    }
    if has(&archive, "content.xml") {
        return ods::parse(name, &mut archive, limits);
    }
    xlsx::parse(name, &mut archive, limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of which a few bytes come at a time, and which fails after some.
    struct Failing<'a> {
        rest: &'a [u8],
        left: usize,
    }

    impl Read for Failing<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let Some(left) = self.left.checked_sub(1) else { return Err(std::io::ErrorKind::ConnectionReset.into()) };
            self.left = left;
            let count = out.len().min(7).min(self.rest.len());
            let (now, rest) = self.rest.split_at(count);
            out[..count].copy_from_slice(now);
            self.rest = rest;
            Ok(count)
        }
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let limits = Limits::default();
        let content: Vec<u8> = (0..700).map(|at| at as u8).collect();
        for left in 0..=100 {
            assert!(matches!(all(Failing { rest: &content, left }, 700, &limits), Err(Reason::Closed(_))), "{left}");
        }
        assert_eq!(all(Failing { rest: &content, left: 1_000 }, 3, &limits).unwrap(), content);
        let small = Limits { file: 699, ..Limits::default() };
        assert_eq!(all(&content[..], 3, &small), Err(small.over(TooMuch::FileBytes)));
    }
}
