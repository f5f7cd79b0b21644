//! Another process of this program reads an .xls or .xlsb first, within bounds: what takes its memory or its time is
//! stopped with it, and is a finding here.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What tells the other process what it is for; nobody types it.
const MARK: &str = "CHITIEU_TRIAL";
/// How long it may take.
const LONGEST: Duration = Duration::from_secs(8);
/// Its address space in kilobytes, where the system's shell can bound it.
const MEMORY: &str = "ulimit -v 900000 2>/dev/null; exec \"$0\" \"$@\"";

/// Has every such file tried first, or, in the process that tries one, reads it and ends.
pub fn begin(arguments: &[OsString]) -> Option<ExitCode> {
    if std::env::var_os(MARK).is_some() {
        let file = arguments.get(1).map(PathBuf::from).unwrap_or_default();
        // Whether it is a workbook is told by the one who asked; here it counts that there was an answer.
        let _ = chitieu::read::workbook(&file);
        return Some(ExitCode::SUCCESS);
    }
    chitieu::read::try_first(survives);
    None
}

fn survives(file: &Path) -> bool {
    let Ok(program) = std::env::current_exe() else { return true };
    let start = |command: &mut Command| command.env(MARK, "1").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let by_shell = cfg!(unix)
        .then(|| start(Command::new("/bin/sh").args([OsStr::new("-c"), OsStr::new(MEMORY), program.as_os_str(), file.as_os_str()])).ok());
    let started = by_shell.flatten().or_else(|| start(Command::new(&program).arg(file)).ok());
    // Where no process can be started, the guards have to do.
    let Some(mut child) = started else { return true };
    let until = Instant::now() + LONGEST;
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < until => std::thread::sleep(pause),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
