//! Every kind of finding: said in both languages, shown by examples that raise it and that must not, and documented.

#[path = "support/example_files.rs"]
mod example_files;
#[path = "../examples/make_findings/page.rs"]
mod page;

use chitieu::finding::{Finding, Severity};
use chitieu::schema::Schema;
use chitieu::senders;
use chitieu::{MergeOptions, audit, catalogue, inspect, merge, read};
use example_files::{Folder, LAST_YEAR, folders, prior};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The codes of the contract, and those beyond it.
const CODES: [&str; 42] = [
    "unreadable-file",
    "encrypted-file",
    "no-table",
    "unknown-unit",
    "duplicate-submission",
    "missing-unit",
    "period-mismatch",
    "unknown-indicator",
    "ambiguous-indicator",
    "duplicate-indicator",
    "missing-indicator",
    "not-a-number",
    "ambiguous-number",
    "formula-error",
    "formula-not-calculated",
    "unit-mismatch",
    "unit-converted",
    "legacy-encoding",
    "part-sum-mismatch",
    "plan-differs",
    "ratio-mismatch",
    "verdict-mismatch",
    "out-of-range",
    "negative-value",
    "magnitude-outlier",
    "total-mismatch",
    "sum-mismatch",
    "figure-differs",
    "stale-result",
    "external-link",
    "unused-column",
    "layout-changed",
    "prior-differs",
    "not-comparable",
    "already-consolidated",
    "definition-differs",
    "incomplete-total",
    "part-exceeds-whole",
    "unusual-value",
    "repeated-statement",
    "missing-verdict",
    "unclear-target",
];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/findings")
}

fn schema() -> Schema {
    let text = std::fs::read_to_string(samples().join("schema.toml")).unwrap();
    let (raw, problems) = chitieu::schema::from_toml(&text).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    chitieu::schema::prove(&raw).unwrap().0
}

/// What is found in the files of a folder, as they lie in `samples/findings`.
fn found(schema: &Schema, folder: &Folder) -> Vec<Finding> {
    let at = samples().join(&folder.name);
    let workbooks = folder
        .files
        .iter()
        .map(|(name, _)| at.join(name))
        .filter(|path| path.extension().is_some_and(|e| e != "toml") && !path.ends_with(LAST_YEAR));
    let workbooks: Vec<PathBuf> = workbooks.collect();
    if folder.example.audited {
        let document = read::document(&at.join(folder.example.file)).unwrap();
        return audit::audit(&document, None).remarks.into_iter().map(|remark| remark.finding).collect();
    }
    let mut options = MergeOptions { prior: prior(schema, &at), ..MergeOptions::default() };
    if let Some(text) = folder.example.senders {
        options.confirmed = senders::from_toml(text).unwrap().prove(schema).0;
    }
    match folder.example.merged {
        true => merge(schema, &workbooks, &options, &|_| {}).findings,
        false => inspect(schema, &workbooks, &options, &|_| {}).into_iter().flat_map(|file| file.findings).collect(),
    }
}

/// Where a finding stands, as examples write it.
fn place(folder: &Folder, finding: &Finding) -> String {
    let file = finding.file.as_deref().map(|file| file.rsplit(['/', '\\']).next().unwrap_or_default()).unwrap_or_default();
    let cell = finding.at.map(|at| at.to_string()).unwrap_or_default();
    match (file == folder.example.file || file.is_empty(), cell.is_empty()) {
        (true, _) => cell,
        (false, true) => file.to_string(),
        (false, false) => format!("{file}!{cell}"),
    }
}

#[test]
fn every_code_is_there_once_with_its_words() {
    let kinds = catalogue::kinds();
    let codes: BTreeSet<&str> = kinds.iter().map(|kind| kind.code).collect();
    let expected: BTreeSet<&str> = CODES.into_iter().collect();
    assert_eq!(codes, expected);
    for kind in kinds {
        for text in [kind.title, kind.advice] {
            assert!(text.vi.len() > 5 && text.en.len() > 5, "{}", kind.code);
            assert!(!text.vi.contains("  ") && !text.en.contains("  "), "{}", kind.code);
        }
        assert!(kind.advice.vi.ends_with('.') && kind.advice.en.ends_with('.'), "{}", kind.code);
        assert!(kind.examples.iter().any(|example| !example.flagged.is_empty()), "{} has no example that raises it", kind.code);
    }
    for code in codes {
        let silent =
            catalogue::kinds().iter().filter(|kind| kind.code == code).any(|kind| kind.examples.iter().any(|e| e.flagged.is_empty()));
        assert!(silent, "{code} has no example in which it must keep silent");
    }
}

#[test]
fn every_example_is_found_where_it_says_and_nowhere_else() {
    let schema = schema();
    let mut wrong = Vec::new();
    for folder in folders() {
        let all = found(&schema, &folder);
        let of_kind: Vec<String> = all.iter().filter(|f| f.kind.code == folder.kind.code).map(|f| place(&folder, f)).collect();
        let mut expected: Vec<&str> = folder.example.flagged.to_vec();
        let mut given: Vec<&str> = of_kind.iter().map(String::as_str).collect();
        expected.sort_unstable();
        given.sort_unstable();
        // What else is found comes of the same mistake; a sheet in which the kind keeps silent has no other mistake.
        let others: Vec<String> = all
            .iter()
            .filter(|f| {
                f.kind.code != folder.kind.code
                    && f.severity != Severity::Info
                    && !["missing-unit", "missing-indicator"].contains(&f.kind.code)
            })
            .map(|f| format!("{} {}", f.kind.code, place(&folder, f)))
            .collect();
        if expected != given || (folder.example.flagged.is_empty() && !others.is_empty()) {
            wrong.push(format!("{}: expected {expected:?}, found {given:?}, beside it {others:?}", folder.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn samples_and_documentation_are_what_their_maker_makes() {
    let mut known: BTreeSet<PathBuf> = [samples().join("schema.toml"), samples().join("README.md")].into();
    for folder in folders() {
        for (name, bytes) in &folder.files {
            let path = samples().join(&folder.name).join(name);
            let there = std::fs::read(&path).unwrap_or_default();
            assert!(there == *bytes, "{}: run `cargo run --example make_findings`", path.display());
            known.insert(path);
        }
    }
    let mut waiting = vec![samples()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { assert!(known.contains(&path), "{} is made by nothing", path.display()) }
        }
    }
    let schema = schema();
    let page = page::page(&schema, &folders(), &|folder| found(&schema, folder));
    let written = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md")).unwrap_or_default();
    assert!(written == page, "docs/findings.md: run `cargo run --example make_findings`");
}
