//! Files → [`Workbook`]. Only this step and `write` open files.

use crate::finding::{Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::workbook::Workbook;
use std::path::Path;
use std::sync::Arc;

/// `unreadable-file`.
pub static UNREADABLE: Kind = Kind {
    code: "unreadable-file",
    severity: Severity::Error,
    title: Text { vi: "Không đọc được tệp", en: "The file can't be read" },
    advice: Text {
        vi: "Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
        en: "Open the file in Excel, save it as .xlsx and send it again.",
    },
    examples: &[],
};

/// Why one file could not be read. The run goes on: it becomes a finding.
#[derive(Debug)]
pub struct ReadError {
    words: Words,
    sha256: String,
}

impl ReadError {
    /// Hash of the file, where its bytes could be read.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
    /// The finding it becomes.
    pub fn finding(&self, file: &Arc<str>) -> Finding {
        UNREADABLE.in_file(file, self.words.clone())
    }
}

/// Reads a workbook.
///
/// # Errors
/// Why it can't be read.
pub fn workbook(_path: &Path) -> Result<Workbook, ReadError> {
    Err(ReadError { words: Words::new("", ""), sha256: String::new() })
}
