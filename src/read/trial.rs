//! .xls and .xlsb are read by calamine, which on a hostile file may take all memory or never return, in ways that the
//! guards before it do not foresee. A program that can start itself again lets another process read such a file first,
//! within bounds of time and memory; what that process does not survive is never read here. Users of the library have
//! the guards only, unless they name a trial of their own.

use std::path::Path;
use std::sync::OnceLock;

/// Whether a process of its own could read the file to its end.
pub type Trial = fn(&Path) -> bool;

static TRIAL: OnceLock<Trial> = OnceLock::new();

/// Has every .xls and .xlsb tried before it is read, from now on and in every thread; the first trial named stays.
pub fn try_first(trial: Trial) {
    let _ = TRIAL.set(trial);
}

/// Whether a file may be read here: it needs no trial, or passes it.
pub(super) fn passes(path: &Path, bytes: &[u8]) -> bool {
    let Some(trial) = TRIAL.get() else { return true };
    !is_risky(bytes) || trial(path)
}

fn is_risky(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        || (bytes.starts_with(b"PK") && memchr::memchr_iter(b'.', bytes).any(|at| names_binary_workbook(bytes, at)))
}

/// Whether the name of a binary workbook's main part has its point there.
fn names_binary_workbook(bytes: &[u8], point: usize) -> bool {
    const NAME: &[u8] = b"workbook.bin";
    let start = point.checked_sub(b"workbook".len());
    start.and_then(|start| bytes.get(start..)?.get(..NAME.len())).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}
