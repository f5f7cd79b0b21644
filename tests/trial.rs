//! A file that ends the process which tries it is a finding and no more: the run goes on, nothing is left behind.

#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Address space in kilobytes in which the program works well and 160 MB can't be had.
const TIGHT: &str = "ulimit -v 140000; exec \"$0\" \"$@\"";

/// An .xls of two cells with 2,500,000 between them, all of which calamine keeps, and a copy of them.
fn hungry() -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat();
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
    let number =
        |row: u16, column: u16| record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 2], &1f64.to_le_bytes()].concat());
    let end = record(0x000A, &[]);
    let globals = [begin(5), record(0x0042, &1200u16.to_le_bytes()), record(0x00E0, &[0; 20])].concat();
    let start = (globals.len() + 13 + end.len()) as u32;
    let sheet = record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let stream = [globals, sheet, end.clone(), begin(0x10), number(0, 0), number(9_764, 255), end].concat();
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The program under a name with blanks and quotes, in the folder it is to run in.
fn installed(folder: &Path) -> PathBuf {
    let path = folder.join("chỉ tiêu 'bản thử'");
    if fs::hard_link(env!("CARGO_BIN_EXE_chitieu"), &path).is_err() {
        fs::copy(env!("CARGO_BIN_EXE_chitieu"), &path).unwrap();
    }
    path
}

fn run(program: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(TIGHT).arg(program).args(arguments);
    command.current_dir(program.parent().unwrap()).env_remove("CHITIEU_LANG").output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_takes_all_memory_is_a_finding_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let program = installed(folder.path());
    let name = "tệp \"lạ\" $(touch x).xls";
    fs::write(folder.path().join(name), hungry()).unwrap();
    let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/libreoffice/chia-se-cong-thuc.xls");
    fs::copy(sound, folder.path().join("xã.xls")).unwrap();
    let before = names(folder.path());

    let output = run(&program, &["inspect", "--format", "json", "--jobs", "1", name, "xã.xls"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &json["files"][0]["findings"][0];
    assert_eq!(finding["code"], "unreadable-file");
    assert!(finding["message"].as_str().unwrap().contains("đã dừng"), "{finding}");
    // The other one passed its trial in the same memory, and was read.
    assert_eq!(json["files"][1]["tables"].as_array().map(Vec::len), Some(1), "{}", json["files"][1]);
    assert_eq!(names(folder.path()), before, "something was left behind");
    assert!(!told.contains("panicked"), "{told}");
}

/// The mark of a trial makes the program read a file and say nothing; it does nothing else, whatever stands beside it.
#[test]
fn the_mark_of_a_trial_runs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let program = installed(folder.path());
    fs::write(folder.path().join("lạ.xls"), hungry()).unwrap();
    fs::write(folder.path().join("thư.txt"), "không phải bảng tính").unwrap();
    let before = names(folder.path());
    for file in ["thư.txt", "không có.xls", "/bin/sh", "."] {
        let output = run(&program, &["__doc-thu", file]);
        assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0), "{file}");
    }
    // With anything more it is a file like any other, which is not there.
    for more in [&["__doc-thu"][..], &["__doc-thu", "merge", "thư.txt"]] {
        assert_ne!(run(&program, more).status.code(), Some(0), "{more:?}");
    }
    assert_eq!(run(&program, &["__doc-thu", "lạ.xls"]).status.code(), None, "it does not end as it is meant to in this test");
    assert_eq!(names(folder.path()), before);
    // What used to be said by the environment says nothing.
    let mut command = Command::new(&program);
    let output = command.env("CHITIEU_TRIAL", "1").args(["inspect", "thư.txt"]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.code() == Some(1) && !output.stdout.is_empty());
}
