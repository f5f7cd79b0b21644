//! Results → files. Only this step and `read` open files.
//!
//! Each writer makes the bytes of one file; [`save`] alone puts them on disk, whole or not at all.

mod annotated;
mod arithmetic;
pub mod codes;
mod consolidated;
mod csv;
mod docx;
mod findings;
mod findings_sheet;
mod folder;
pub mod json;
mod markdown;
mod outline;
mod page;
mod parquet;
mod schema_book;
mod sheet_style;
mod template;
pub mod text;
mod wording;

pub use annotated::{Annotated, annotated, annotated_document};
pub use consolidated::{BY_UNIT, CRITERIA, FINDINGS, HANDED_IN, OVERVIEW, SHORTFALL, SOURCES, SUMMARY, consolidated};
pub use csv::{csv, csv_head};
pub use docx::docx;
pub use findings::findings;
pub use folder::{EXPORT_MARK, Folder};
pub use markdown::markdown;
pub use page::{Understood, page};
pub use parquet::parquet;
pub use schema_book::schema_workbook;
pub use template::{Prior, templates, templates_for};

use crate::language::Words;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a file could not be made or put on disk: place, fact and remedy, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    /// What happened and what to do.
    pub words: Words,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words.fmt(f)
    }
}

impl std::error::Error for WriteError {}

/// Puts a file on disk whole or not at all: what stood there before stays until the new bytes are safe.
///
/// # Errors
/// The folder is missing or may not be written to, the file is open in Excel, the disk is full.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let beside = temporary_beside(path);
    let written = write_whole(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // The temporary file may not exist; what matters is that none stays behind.
        let _ = fs::remove_file(&beside);
        not_saved(path, &error)
    })
}

/// In the same folder, so that the last step is a rename within one disk; with the process's number, so that two
/// runs into one folder don't take each other's.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn not_saved(path: &Path, error: &io::Error) -> WriteError {
    let place = path.display();
    let (vi, en) = if path.is_dir() {
        ("đây là một thư mục. Hãy ghi rõ tên tệp", "this is a folder. Give the name of a file")
    } else {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => (
                "không có thư mục này. Hãy tạo thư mục trước hoặc chọn nơi khác",
                "the folder does not exist. Make it first or choose another",
            ),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy => (
                "không được phép ghi, hoặc tệp đang mở trong Excel hay Word. Hãy đóng tệp lại rồi làm lại, hoặc chọn nơi khác",
                "it may not be written, or the file is open in Excel or Word. Close it and try again, or choose another place",
            ),
            io::ErrorKind::ReadOnlyFilesystem => ("nơi này chỉ cho đọc. Hãy chọn nơi khác", "this place is read-only. Choose another"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                ("ổ đĩa đã đầy. Hãy xóa bớt tệp hoặc chọn ổ khác", "the disk is full. Free some space or choose another")
            }
            _ => (
                "hệ thống báo lỗi khi ghi. Hãy đóng tệp nếu đang mở, kiểm tra ổ đĩa rồi làm lại",
                "the system reports an error. Close the file where it is open, check the disk and try again",
            ),
        }
    };
    WriteError {
        words: Words::new(
            format!("Không ghi được “{place}”: {vi}. Tệp cũ (nếu có) vẫn còn nguyên. ({error})"),
            format!("“{place}” could not be written: {en}. What stood there before is untouched. ({error})"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tổng hợp.xlsx");
        save(&path, b"one").unwrap();
        save(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_stood_there_is_kept_when_it_can_not_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("không có").join("a.xlsx");
        assert!(save(&missing, b"x").unwrap_err().words.vi.contains("không có thư mục này"));
        assert!(save(folder.path(), b"x").unwrap_err().words.vi.contains("là một thư mục"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
