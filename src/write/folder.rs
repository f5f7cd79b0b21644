//! A folder of results, put in place whole or not at all.

use super::WriteError;
use super::disk::{make, not_saved, temporary_beside};
use crate::language::Words;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file by which a folder is known as an export of this program, which another run may replace.
pub const EXPORT_MARK: &str = "chitieu-export.json";

/// What an export consists of.
const EXPORT_FILES: [&str; 9] = [
    EXPORT_MARK,
    "values.csv",
    "part.parquet",
    "indicators.csv",
    "indicators.parquet",
    "units.csv",
    "units.parquet",
    "reporters.csv",
    "reporters.parquet",
];

/// A folder that is being filled beside the place it will have.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    beside: PathBuf,
    mark: Vec<u8>,
}

impl Folder {
    /// Begins a folder. `mark` says what it is of: only an export with the same mark is ever replaced.
    ///
    /// # Errors
    /// Something else stands there, or the place may not be written to.
    pub fn begin(path: &Path, mark: &[u8]) -> Result<Folder, WriteError> {
        if path.exists() && !is_replaceable(path, mark) {
            let shown = path.display();
            return Err(WriteError {
                words: Words::new(
                    format!(
                        "“{shown}” đã có và không phải dữ liệu đã xuất của cùng bộ chỉ tiêu, cùng kỳ. Hãy chọn thư mục khác bằng --out."
                    ),
                    format!("“{shown}” exists and is no earlier export of the same schema and period. Choose another folder with --out."),
                ),
            });
        }
        let beside = temporary_beside(path);
        fs::create_dir(&beside).map_err(|error| not_saved(path, &error))?;
        let folder = Folder { path: path.to_path_buf(), beside, mark: mark.to_vec() };
        folder.add(Path::new(EXPORT_MARK), mark)?;
        Ok(folder)
    }

    /// Adds a file below the folder.
    ///
    /// # Errors
    /// It can't be written.
    pub fn add(&self, below: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let file = self.beside.join(below);
        let made = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| make(&file, bytes));
        made.map_err(|error| not_saved(&self.path, &error))
    }

    /// Adds to the end of a file below the folder, so that a large one need not be held whole.
    ///
    /// # Errors
    /// It can't be written.
    pub fn append(&self, below: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let file = OpenOptions::new().create(true).append(true).open(self.beside.join(below));
        let added = file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        added.map_err(|error| not_saved(&self.path, &error))
    }

    /// Puts the folder in its place; an earlier export goes only when the new one stands.
    ///
    /// # Errors
    /// The place can't be written to; what stood there stands there again.
    pub fn finish(self) -> Result<(), WriteError> {
        let failed = |error: &std::io::Error| not_saved(&self.path, error);
        if !self.path.exists() {
            return fs::rename(&self.beside, &self.path).map_err(|error| failed(&error));
        }
        if !is_replaceable(&self.path, &self.mark) {
            return Err(failed(&std::io::ErrorKind::AlreadyExists.into()));
        }
        let old = self.beside.with_extension("old");
        fs::rename(&self.path, &old).map_err(|error| failed(&error))?;
        if let Err(error) = fs::rename(&self.beside, &self.path) {
            // What was there comes back; where even that fails, it still lies beside.
            let _ = fs::rename(&old, &self.path);
            return Err(failed(&error));
        }
        // A file of the old export may be open in another program; the new one is in place all the same.
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After `finish` nothing stands there any more.
        let _ = fs::remove_dir_all(&self.beside);
    }
}

/// An empty folder, or an earlier export of the same with nothing in it that somebody else put there.
fn is_replaceable(path: &Path, mark: &[u8]) -> bool {
    let is_empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    is_empty() || (fs::read(path.join(EXPORT_MARK)).is_ok_and(|found| found == mark) && is_own(path))
}

fn is_own(folder: &Path) -> bool {
    let own = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => is_own(&entry.path()),
        Ok(kind) => kind.is_file() && EXPORT_FILES.iter().any(|name| entry.file_name() == *name),
        Err(_) => false,
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_whole_or_not_there_and_replaces_only_its_like() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("du-lieu");
        let begun = Folder::begin(&path, b"a").unwrap();
        begun.add(Path::new("x/values.csv"), b"1").unwrap();
        assert!(!path.exists());
        drop(begun);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        for text in [b"1", b"2"] {
            let begun = Folder::begin(&path, b"a").unwrap();
            begun.add(Path::new("x/values.csv"), text).unwrap();
            begun.finish().unwrap();
            assert_eq!(fs::read(path.join("x/values.csv")).unwrap(), text);
        }
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        assert!(Folder::begin(&path, b"b").is_err());
        fs::write(path.join("ghi chú.txt"), "x").unwrap();
        assert!(Folder::begin(&path, b"a").is_err());
        fs::create_dir(place.path().join("của tôi")).unwrap();
        fs::write(place.path().join("của tôi/thư.docx"), "x").unwrap();
        assert!(Folder::begin(&place.path().join("của tôi"), b"a").is_err());
    }
}
