//! Nothing that stands in a workbook is silently unused: each number in it was read, or it is told why it was not.

use chitieu::ledger::{Account, Fate, Ledger};
use chitieu::schema::Schema;
use chitieu::{MergeOptions, inspect};
use std::path::{Path, PathBuf};

fn schema(path: &Path) -> Schema {
    let text = std::fs::read_to_string(path).unwrap();
    let (raw, problems) = chitieu::schema::from_toml(&text).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    chitieu::schema::prove(&raw).unwrap().0
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files in a folder and the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.extension().is_some_and(|ending| ["toml", "json", "md", "py", "csv"].iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Numbers that nobody accounts for, with their places.
fn unaccounted(ledger: &Ledger) -> Vec<String> {
    let all = ledger.sheets.iter().flat_map(|sheet| sheet.entries.iter().map(move |entry| (sheet, entry)));
    all.filter(|(_, entry)| entry.fate == Fate::Unaccounted)
        .map(|(sheet, entry)| format!("{}!{} = {}", sheet.name, entry.at, entry.shown))
        .collect()
}

/// Reads files with a ledger; each number must be accounted for.
fn balance(schema: &Schema, files: &[PathBuf]) -> Account {
    let options = MergeOptions { ledger: true, ..MergeOptions::default() };
    let mut sum = Account::default();
    let mut bad = Vec::new();
    for inspected in inspect(schema, files, &options, &|_| {}) {
        let Some(ledger) = &inspected.ledger else { continue };
        let account = ledger.account();
        assert_eq!(
            account.numbers,
            account.used + account.frame + account.told + account.left_out + account.unaccounted,
            "{}",
            inspected.submission.file
        );
        let left = unaccounted(ledger);
        if !left.is_empty() {
            bad.push(format!("{}: {}", inspected.submission.file, left.join("; ")));
        }
        // Each figure stands in the ledger at its own cell, and nowhere else.
        let figures: usize = ledger
            .sheets
            .iter()
            .flat_map(|sheet| &sheet.entries)
            .map(|entry| if let Fate::Figure(figures) = &entry.fate { figures.len() } else { 0 })
            .sum();
        assert_eq!(figures, inspected.submission.figures.len(), "{}", inspected.submission.file);
        sum.numbers += account.numbers;
        sum.used += account.used;
        sum.frame += account.frame;
        sum.told += account.told;
        sum.left_out += account.left_out;
    }
    println!("{} files: {sum:?}", files.len());
    assert!(bad.is_empty(), "numbers that nobody accounts for:\n{}", bad.join("\n"));
    sum
}

#[test]
fn every_number_of_the_samples_is_accounted_for() {
    let nam_dong = chitieu::schema::built_in().unwrap();
    let sum = balance(&nam_dong, &files(&root().join("samples/nam-dong-2023/6t")));
    assert!(sum.used > 2_000, "{sum:?}");
    let messy = schema(&root().join("samples/messy/schema.toml"));
    let sum = balance(&messy, &files(&root().join("samples/messy")));
    assert!(sum.used > 6_000 && sum.told > 10, "{sum:?}");
}

#[test]
fn every_number_of_the_corpora_is_accounted_for() {
    let shared = root().join("../shared/corpus");
    if !shared.is_dir() {
        println!("not there: skipped");
        return;
    }
    let messy = schema(&shared.join("messy-dev/schema.toml"));
    balance(&messy, &files(&shared.join("messy-dev")));
    balance(&messy, &files(&shared.join("vietnamese")));
}
