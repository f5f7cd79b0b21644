//! Measures how the tables of real sheets are found, so that a change can be judged:
//! `cargo run --release --example measure_tables -- FOLDER`, where FOLDER has `MANIFEST.csv` and the files it names;
//! `../shared/corpus/vietnamese` where none is given. A file is read with the schema of its name in `tests/schemas`,
//! where there is one, and with one made of its own labels otherwise. `--details` shows what was found instead.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

mod measure;

use measure::Score;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let details = arguments.iter().any(|argument| argument == "--details");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = arguments.iter().find(|argument| !argument.starts_with("--")).map(PathBuf::from);
    let folder = given.unwrap_or_else(|| root.join("../shared/corpus/vietnamese"));
    if !folder.join("MANIFEST.csv").is_file() {
        return Err(format!("which folder? {} has no MANIFEST.csv", folder.display()).into());
    }
    let scores = measure::measure(&folder, &root.join("tests/schemas"))?;

    println!("{:52} tables header labels  first  other    ms   rows right wrong missed refused", "file");
    for score in &scores {
        line(score);
        if details {
            tell(score);
        }
    }
    println!();
    println!("{:12} files  opened  tables  entirely right  precision  recall  refused", "family");
    let mut families: BTreeMap<&str, Vec<&Score>> = BTreeMap::new();
    for score in &scores {
        families.entry(score.file.split("__").next().unwrap_or_default()).or_default().push(score);
    }
    for (name, scores) in &families {
        total(name, scores);
    }
    total("all", &scores.iter().collect::<Vec<_>>());
    Ok(())
}

fn line(score: &Score) {
    if let Some(why) = &score.closed {
        println!("{:52} not opened: {why}", score.file);
        return;
    }
    let of = |right: usize, all: usize| if all == 0 { "-".to_string() } else { format!("{right}/{all}") };
    let count = |told: &dyn Fn(&measure::Table) -> Option<bool>| {
        let told: Vec<bool> = score.tables.iter().filter_map(told).collect();
        of(told.iter().filter(|right| **right).count(), told.len())
    };
    let found = score.tables.iter().filter(|table| !table.found.is_empty()).count();
    let rows = score.rows.as_ref().map_or(String::new(), |rows| {
        format!("{:6} {:5} {:5} {:6} {:7}", rows.expected, rows.right, rows.wrong.len(), rows.missed.len(), rows.refused)
    });
    println!(
        "{:52} {:>6} {:>6} {:>6} {:>6} {:6} {:5} {rows}",
        score.file.chars().take(52).collect::<String>(),
        of(found, score.tables.len()),
        count(&|table| Some(table.header)),
        count(&|table| table.label),
        count(&|table| table.first),
        score.located.saturating_sub(found),
        score.took.as_millis(),
    );
}

fn tell(score: &Score) {
    let own = if score.rows.is_some() { "a schema of its own".to_string() } else { format!("{} of its labels", score.own_labels) };
    println!("   manifest: {} ({own})", score.manifest);
    for table in &score.tables {
        let found = if table.found.is_empty() { "nothing" } else { &table.found };
        println!("   {} {}: {found}", if table.is_right() { "right" } else { "WRONG" }, table.sheet);
    }
    for vague in &score.vague {
        println!("   not compared: {vague}");
    }
    if let Some(rows) = &score.rows {
        println!("   {} figures", rows.figures);
        rows.wrong.iter().for_each(|wrong| println!("   wrong: {wrong}"));
        rows.missed.iter().for_each(|missed| println!("   missed: {missed}"));
    }
}

fn total(name: &str, scores: &[&Score]) {
    let tables: Vec<_> = scores.iter().flat_map(|score| &score.tables).collect();
    let rows: Vec<_> = scores.iter().filter_map(|score| score.rows.as_ref()).collect();
    let (right, wrong) = (rows.iter().map(|rows| rows.right).sum::<usize>(), rows.iter().map(|rows| rows.wrong.len()).sum::<usize>());
    let matched = if rows.is_empty() {
        format!("{:>9}  {:>6}  {:>7}", "-", "-", "-")
    } else {
        let expected = rows.iter().map(|rows| rows.expected).sum();
        let refused: usize = rows.iter().map(|rows| rows.refused).sum();
        format!("{:9.4}  {:6.4}  {refused:7}", share(right, right + wrong), share(right, expected))
    };
    println!(
        "{name:12} {:5}  {:6}  {:6}  {:14}  {matched}",
        scores.len(),
        scores.iter().filter(|score| score.closed.is_none()).count(),
        tables.len(),
        tables.iter().filter(|table| table.is_right()).count(),
    );
}

/// A part of a whole; of nothing, all.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
