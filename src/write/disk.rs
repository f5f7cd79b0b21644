//! Puts files on disk whole or not at all: into a temporary file beside the place, flushed, then renamed over it.

use super::WriteError;
use crate::language::Words;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How temporary files are named, before and behind the number of the process and of the file.
const TEMPORARY: (&str, &str) = (".chitieu-", ".tmp");

/// What saving does to the disk, each step by itself, so that tests can have any of them fail.
trait Disk {
    /// Makes a file that was not there, following no link.
    fn create(&mut self, path: &Path) -> io::Result<File>;
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Waits until the bytes are on the disk.
    fn flush(&mut self, file: &File) -> io::Result<()>;
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&mut self, path: &Path) -> io::Result<()>;
}

/// The disk itself.
struct Real;

impl Disk for Real {
    fn create(&mut self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }
    fn flush(&mut self, file: &File) -> io::Result<()> {
        file.sync_all()
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Puts a file on disk whole or not at all: what stood there before stays until the new bytes are safe.
///
/// # Errors
/// The folder is missing or may not be written to, the file is open in Excel, the disk is full.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    save_on(&mut Real, path, bytes).map_err(|error| not_saved(path, &error))
}

fn save_on(disk: &mut impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    sweep(path);
    let beside = temporary_beside(path);
    let written = write_whole(disk, &beside, bytes).and_then(|()| disk.rename(&beside, path));
    if written.is_err() {
        // It may not exist; what matters is that none stays behind.
        let _ = disk.remove(&beside);
    }
    written
}

/// Makes a file that was not there, and waits until its bytes are on the disk.
pub(super) fn make(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole(&mut Real, path, bytes)
}

fn write_whole(disk: &mut impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk.create(path)?;
    disk.write(&mut file, bytes)?;
    disk.flush(&file)
}

/// In the same folder, so that the last step is a rename within one disk; with the process's number and one of its own,
/// so that runs and threads don't take each other's; without the file's name, which may be as long as names can be.
pub(super) fn temporary_beside(path: &Path) -> PathBuf {
    static SAVED: AtomicU64 = AtomicU64::new(0);
    let (before, behind) = TEMPORARY;
    let number = SAVED.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!("{before}{}-{number}{behind}", std::process::id()))
}

/// Takes away what earlier runs left in this folder that were killed in the middle, where the system tells that their
/// process has ended; elsewhere a hidden file stays, and nothing reads it.
fn sweep(path: &Path) {
    let processes = Path::new("/proc");
    if !processes.join(std::process::id().to_string()).exists() {
        return;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Once for each folder: copies for a whole province are saved into one.
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if !SWEPT.lock().is_ok_and(|mut swept| swept.insert(folder.to_path_buf())) {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(process_of);
        if process.is_some_and(|process| !processes.join(process.to_string()).exists()) {
            // An export is a folder of them.
            let _ = match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true => fs::remove_dir_all(entry.path()),
                false => fs::remove_file(entry.path()),
            };
        }
    }
}

/// The process that a temporary file belongs to.
fn process_of(name: &str) -> Option<u32> {
    let (before, behind) = TEMPORARY;
    let (process, number) = name.strip_prefix(before)?.strip_suffix(behind)?.split_once('-')?;
    number.parse::<u64>().ok()?;
    process.parse().ok()
}

pub(super) fn not_saved(path: &Path, error: &io::Error) -> WriteError {
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
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                ("ổ đĩa đã đầy. Hãy xóa bớt tệp hoặc chọn ổ khác", "the disk is full. Free some space or choose another")
            }
            // Windows says so of a file that another program holds open.
            _ if error.raw_os_error() == Some(32) && cfg!(windows) => (
                "tệp đang mở trong Excel hay Word. Hãy đóng tệp lại rồi làm lại",
                "the file is open in Excel or Word. Close it and try again",
            ),
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

    #[test]
    fn names_as_long_as_they_can_be_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{}.xlsx", "x".repeat(250)));
        save(&path, b"x").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x");
    }

    /// A disk on which the nth step fails, and from then on every one where it was pulled out; a write that fails has
    /// written a part.
    struct Failing {
        left: usize,
        pulled_out: bool,
    }

    impl Failing {
        fn step(&mut self) -> io::Result<()> {
            if self.left == 0 {
                if !self.pulled_out {
                    self.left = usize::MAX;
                }
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.left -= 1;
            Ok(())
        }
    }

    impl Disk for Failing {
        fn create(&mut self, path: &Path) -> io::Result<File> {
            self.step()?;
            Real.create(path)
        }
        fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
            let mut pieces = bytes.chunks(1 << 12);
            pieces.try_for_each(|piece| {
                self.step().inspect_err(|_| drop(file.write_all(&piece[..piece.len() / 2])))?;
                Real.write(file, piece)
            })
        }
        fn flush(&mut self, file: &File) -> io::Result<()> {
            self.step()?;
            Real.flush(file)
        }
        fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.step()?;
            Real.rename(from, to)
        }
        fn remove(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            Real.remove(path)
        }
    }

    /// The results of the sample merge, as they are put on disk.
    fn results() -> Vec<(&'static str, Vec<u8>)> {
        let schema = crate::schema::built_in().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
        let mut files: Vec<PathBuf> = fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let merged = crate::merge(&schema, &files, &crate::MergeOptions::default(), &|_| {});
        let language = crate::language::Language::Vi;
        let data = super::super::json::merge(&schema, &merged.consolidation, &merged.findings, &merged.completeness, language).unwrap();
        vec![
            (
                "tong-hop.xlsx",
                super::super::consolidated(&schema, &merged.consolidation, &merged.findings, &merged.completeness, language).unwrap(),
            ),
            ("du-lieu.json", data.into_bytes()),
        ]
    }

    #[test]
    fn a_fault_at_any_step_leaves_the_old_file_or_the_whole_new_one() {
        let results = results();
        let mut points = 0;
        for (pulled_out, old) in [(false, Some(&b"old"[..])), (true, Some(b"old")), (false, None), (true, None)] {
            for left in 0.. {
                let folder = tempfile::tempdir().unwrap();
                let mut disk = Failing { left, pulled_out };
                let mut failed = false;
                for (name, bytes) in &results {
                    let path = folder.path().join(name);
                    if let Some(old) = old {
                        fs::write(&path, old).unwrap();
                    }
                    let saved = save_on(&mut disk, &path, bytes);
                    failed |= saved.is_err();
                    let found = fs::read(&path).ok();
                    let expected = if saved.is_ok() { Some(bytes.as_slice()) } else { old };
                    assert!(found.as_deref() == expected, "{name} after a fault at step {left}");
                }
                let beside = fs::read_dir(folder.path()).unwrap().flatten();
                let stray = beside.filter(|entry| process_of(&entry.file_name().to_string_lossy()).is_some()).count();
                assert!(pulled_out || stray == 0, "a temporary file stays after a fault at step {left}");
                if !failed {
                    break;
                }
                points += 1;
            }
        }
        println!("faults injected and survived: {points}");
        assert!(points > 200, "only {points} points");
    }

    #[test]
    fn what_killed_runs_left_is_taken_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let names = [".chitieu-4194399-0.tmp", ".chitieu-x-0.tmp", "chitieu-4194399-0.tmp", ".chitieu-4194399-0.xlsx"];
        for name in names {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let own = folder.path().join(format!(".chitieu-{}-999999.tmp", std::process::id()));
        fs::write(&own, "x").unwrap();
        save(&folder.path().join("a"), b"x").unwrap();
        let stays: Vec<bool> = names.iter().map(|name| folder.path().join(name).exists()).collect();
        assert_eq!(stays, [!Path::new("/proc/self").exists(), true, true, true]);
        assert!(own.exists());
    }
}
