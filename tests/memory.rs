//! A process that merges again and again does not grow. `MERGES` asks for more than the usual number.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Resident memory in kilobytes, where the system tells.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn memory_stays_flat() {
    let schema = chitieu::schema::built_in().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let mut files: Vec<PathBuf> = fs::read_dir(samples).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let merges: usize = std::env::var("MERGES").map_or(20, |merges| merges.parse().unwrap());
    let options = chitieu::MergeOptions { jobs: 1, ..chitieu::MergeOptions::default() };
    let mut early = None;
    for at in 0..merges {
        let merged = chitieu::merge(&schema, &files, &options, &|_| {});
        let language = chitieu::language::Language::Vi;
        let bytes = chitieu::write::consolidated(&schema, &merged.consolidation, &merged.findings, &merged.completeness, language).unwrap();
        assert!(!bytes.is_empty());
        if at == merges / 4 {
            early = resident();
        }
    }
    let (Some(early), Some(late)) = (early, resident()) else {
        println!("skipped: the system does not tell how much memory is used");
        return;
    };
    println!("{merges} merges: {early} kB after a quarter of them, {late} kB at the end");
    assert!(late < early + early / 5 + 8_192, "memory grew from {early} kB to {late} kB over {merges} merges");
}
