//! Every odd file of the corpora beside this repository gets an answer within ten seconds and a gigabyte of address space:
//! exit code 0 or 1, one JSON document or a text, no panic. Skipped where the corpora are not at hand.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const BOUNDED: &str = "ulimit -v 1048576; exec \"$0\" \"$@\"";

fn inspect(file: &Path, format: &str) -> (Output, Duration) {
    let began = Instant::now();
    let mut command = Command::new("sh");
    command.args(["-c", BOUNDED, env!("CARGO_BIN_EXE_chitieu"), "inspect", "--format", format, "--jobs", "1"]).arg(file);
    (command.output().unwrap(), began.elapsed())
}

#[test]
fn every_odd_file_gets_an_answer() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut files: Vec<PathBuf> = ["robustness", "vietnamese"]
        .iter()
        .flat_map(|name| fs::read_dir(corpora.join(name)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    if files.is_empty() {
        println!("skipped: no corpora beside this folder");
        return;
    }
    let (mut failures, mut slowest) = (Vec::new(), (Duration::ZERO, PathBuf::new()));
    for file in &files {
        for format in ["json", "text"] {
            let (output, took) = inspect(file, format);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            let answered = matches!(output.status.code(), Some(0 | 1)) && !errors.contains("panicked") && took < Duration::from_secs(10);
            let sound = match format {
                "json" => serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok(),
                _ => std::str::from_utf8(&output.stdout).is_ok_and(|text| !text.trim().is_empty()),
            };
            if !(answered && sound) {
                failures.push(format!("{} as {format}: {:?} after {took:.1?} {errors}", file.display(), output.status));
            }
            if took > slowest.0 {
                slowest = (took, file.clone());
            }
        }
    }
    println!("{} files, the slowest {:.1?}: {}", files.len(), slowest.0, slowest.1.display());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
