//! The layering, kept true: things know no steps, steps know no other steps, and only two steps open files.

use std::fs;
use std::path::{Path, PathBuf};

const STEPS: [&str; 6] = ["read", "locate", "check", "compute", "audit", "write"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Source files with their path below `src` and their code: no comments, no tests.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let text = text.split("#[cfg(all(test,").next().unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (name, code)
        })
        .collect()
}

fn step_of(file: &str) -> Option<&'static str> {
    STEPS.into_iter().find(|step| file.starts_with(&format!("{step}/")) || file == format!("{step}.rs"))
}

#[test]
fn steps_know_things_and_never_each_other() {
    for (file, code) in code() {
        if file == "lib.rs" || file == "main.rs" || file == "pipeline.rs" || file == "catalogue.rs" || file.starts_with("cli/") {
            continue;
        }
        for step in STEPS {
            let own = step_of(&file) == Some(step);
            assert!(own || !code.contains(&format!("crate::{step}")), "src/{file} reaches into the step `{step}`");
        }
    }
}

#[test]
fn only_read_and_write_open_files() {
    for (file, code) in code() {
        if matches!(step_of(&file), Some("read" | "write")) || file.starts_with("cli/") {
            continue;
        }
        for call in ["File::", "std::fs", "fs::", "std::net", "Command::new"] {
            assert!(!code.contains(call), "src/{file} uses {call}");
        }
    }
}

#[test]
fn figures_are_never_binary_floating_point() {
    // The readers hand numbers over in f64 where a crate does; the writer of workbooks needs them for its crate.
    for (file, code) in code() {
        let allowed = file.starts_with("read/") || file.starts_with("write/") || file.starts_with("cli/");
        let allowed = allowed || matches!(&*file, "number.rs" | "number/stored.rs");
        assert!(allowed || !(code.contains("f64") || code.contains("f32")), "src/{file} speaks of f64");
    }
}

#[test]
fn crates_for_formats_are_named_behind_one_door() {
    for (file, code) in code() {
        for (krate, doors) in [
            ("calamine::", &["read/"][..]),
            ("cfb::", &["read/"]),
            ("encoding_rs::", &["read/"]),
            ("quick_xml::", &["read/"]),
            ("rust_xlsxwriter::", &["write/"]),
            ("zip::", &["read/", "write/"]),
            ("clap::", &["cli/", "main.rs"]),
            ("serde_json::", &["write/"]),
        ] {
            assert!(doors.iter().any(|door| file.starts_with(door)) || !code.contains(krate), "src/{file} names {krate}");
        }
    }
}

#[test]
fn nothing_that_comes_from_a_file_can_panic_by_name() {
    for (file, code) in code() {
        for call in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("] {
            assert!(!code.contains(call), "src/{file} has {call}");
        }
    }
}

#[test]
fn nothing_looks_at_the_clock_or_draws_lots() {
    for (file, code) in code() {
        if file.starts_with("cli/") {
            continue; // Progress shows the time that is left.
        }
        for call in ["SystemTime", "Instant::", " rand::", "thread_rng"] {
            assert!(!code.contains(call), "src/{file} uses {call}");
        }
    }
}

#[test]
fn files_stay_small_enough_to_hold_in_the_head() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines: it is probably two files", file.display());
    }
}
