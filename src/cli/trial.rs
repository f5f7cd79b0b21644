//! Another process of this program reads an .xls or .xlsb first, within bounds: what takes its memory or its time is
//! stopped with it, and is a finding here.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What tells the other process what it is for, before the file; nobody types it.
const MARK: &str = "__doc-thu";
/// How long it may take, waiting for others included; where processor time is bounded as well, a machine at work is no reason.
const LONGEST: Duration = Duration::from_secs(if cfg!(unix) { 40 } else { 8 });
/// Where the system's shell can bound it: its address space in kilobytes, its processor time, which ends it even after the
/// one who watches it was ended, and no picture of its memory on the disk. The file is an argument, never part of the words.
const BOUNDED: &str = "ulimit -v 900000 2>/dev/null; ulimit -t 8 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$0\" \"$@\"";

/// Has every such file tried first, or, in the process that tries one, reads it and ends.
pub fn begin(arguments: &[OsString]) -> Option<ExitCode> {
    if let [_, mark, file] = arguments
        && mark == MARK
    {
        // Whether it is a workbook is told by the one who asked; here it counts that there was an answer.
        let _ = chitieu::read::workbook(&PathBuf::from(file));
        return Some(ExitCode::SUCCESS);
    }
    chitieu::read::try_first(|file| match std::env::current_exe() {
        Ok(program) => survives(&program, file, LONGEST),
        // Where no process can be started, the guards have to do.
        Err(_) => true,
    });
    None
}

/// Whether another process of the program reads the file to its end.
fn survives(program: &Path, file: &Path, longest: Duration) -> bool {
    let Some(mut child) = start(program, file) else { return true };
    let until = Instant::now() + longest;
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success() || was_not_started(status),
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

fn start(program: &Path, file: &Path) -> Option<Child> {
    let quiet = |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok();
    let words = [OsStr::new("-c"), OsStr::new(BOUNDED), program.as_os_str(), OsStr::new(MARK), file.as_os_str()];
    let by_shell = cfg!(unix).then(|| quiet(Command::new("/bin/sh").args(words))).flatten();
    by_shell.or_else(|| quiet(Command::new(program).arg(MARK).arg(file)))
}

/// Whether the shell found no program, one that was replaced while it runs: that says nothing about the file.
fn was_not_started(status: ExitStatus) -> bool {
    cfg!(unix) && matches!(status.code(), Some(126 | 127))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    /// A program of a shell's words, which leaves the number of its process beside itself.
    fn program(folder: &Path, words: &str) -> PathBuf {
        let path = folder.join("chương trình 'thử' $(x).sh");
        fs::write(&path, format!("#!/bin/sh\necho $$ > \"$0.pid\"\n{words}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn tried(words: &str, file: &str) -> (bool, Duration, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let program = program(folder.path(), words);
        let began = Instant::now();
        // A file that is still open for writing in another test's new process can't be started for a moment.
        let survived = loop {
            let survived = survives(&program, Path::new(file), Duration::from_millis(1_500));
            if !survived || folder.path().join("chương trình 'thử' $(x).sh.pid").exists() {
                break survived;
            }
        };
        let took = began.elapsed();
        let number: String = fs::read_to_string(folder.path().join("chương trình 'thử' $(x).sh.pid")).unwrap().trim().into();
        assert!(!Path::new("/proc").join(number).exists(), "a process was left over: {words}");
        (survived, took, folder)
    }

    #[test]
    fn what_ends_well_is_read() {
        assert!(tried("exit 0", "a.xls").0);
    }

    #[test]
    fn what_does_not_end_well_is_not_read() {
        // It aborts, runs over its stack, panics, is ended for its memory.
        for words in ["kill -ABRT $$", "kill -SEGV $$", "exit 101", "kill -KILL $$", "exit 1"] {
            assert!(!tried(words, "a.xls").0, "{words}");
        }
    }

    #[test]
    fn what_never_ends_is_ended() {
        for words in ["exec sleep 60", "while :; do :; done", "trap '' TERM INT HUP; while :; do :; done"] {
            let (survived, took, _folder) = tried(words, "a.xls");
            assert!(!survived && took < Duration::from_secs(20), "{words}: {took:?}");
        }
    }

    #[test]
    fn memory_and_time_are_bounded() {
        let (_, _, folder) = tried("ulimit -v > \"$0.v\"; ulimit -t > \"$0.t\"; ulimit -c > \"$0.c\"", "a.xls");
        let told = |what: &str| fs::read_to_string(folder.path().join(format!("chương trình 'thử' $(x).sh.{what}"))).unwrap();
        // A system may allow less by itself.
        assert!(told("v").trim().parse::<u64>().unwrap() <= 900_000);
        assert!(told("t").trim().parse::<u64>().unwrap() <= 8);
        assert_eq!(told("c").trim(), "0");
    }

    #[test]
    fn a_name_is_an_argument_and_nothing_more() {
        let name = "-a b'; touch \"x\" $(touch y) `touch z` & \n.xls";
        let (survived, _, folder) = tried("for each in \"$@\"; do printf '[%s]' \"$each\"; done > \"$0.args\"", name);
        let arguments = fs::read_to_string(folder.path().join("chương trình 'thử' $(x).sh.args")).unwrap();
        assert!(survived);
        assert_eq!(arguments, format!("[{MARK}][{name}]"));
    }

    #[test]
    fn a_program_that_is_gone_says_nothing_about_the_file() {
        assert!(survives(Path::new("/nowhere/chitieu"), Path::new("a.xls"), Duration::from_secs(5)));
    }
}
