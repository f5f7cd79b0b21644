//! How long each step takes, on the bundled samples and on workbooks as communes fill them in: `cargo bench`. Compare
//! runs side by side on one machine; a number by itself says nothing. `cargo test --bench steps` runs each once.

use chitieu::completeness::Completeness;
use chitieu::finding::Finding;
use chitieu::jobs::Jobs;
use chitieu::language::Language;
use chitieu::locate::Index;
use chitieu::report::Report;
use chitieu::schema::{PeriodId, Schema, from_toml, prove};
use chitieu::submission::Submission;
use chitieu::workbook::Workbook;
use chitieu::{MergeOptions, Merged, check, compute, locate, read, write};
use divan::Bencher;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

// What the workbooks hold is for the tests; here they are only read.
#[allow(dead_code)]
#[path = "../examples/make_bench/form/mod.rs"]
mod form;

fn main() {
    divan::main();
}

/// What the steps are given.
#[derive(Clone, Copy)]
enum Set {
    /// The samples: eleven workbooks with many programmes, all of them different.
    Samples,
    /// Twenty communes with the same form of 150 indicators.
    Communes,
}

use Set::{Communes, Samples};

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Samples => "samples",
            Communes => "communes",
        })
    }
}

/// A set after each step.
struct Steps {
    /// Holds the workbooks that were made, for as long as they are read.
    _folder: Option<tempfile::TempDir>,
    toml: String,
    schema: Schema,
    files: Vec<PathBuf>,
    workbooks: Vec<Workbook>,
    submissions: Vec<Submission>,
    merged: Merged,
}

impl Steps {
    fn of(folder: Option<tempfile::TempDir>, toml: String, files: Vec<PathBuf>) -> Steps {
        let schema = schema_of(&toml);
        let index = Index::of(&schema);
        let workbooks: Vec<Workbook> = files.iter().map(|file| read::workbook(file).expect("it was made to be read")).collect();
        let submissions = workbooks.iter().map(|workbook| locate::submission(&schema, &index, workbook, None).submission).collect();
        let merged = merged(&schema, &files);
        Steps { _folder: folder, toml, schema, files, workbooks, submissions, merged }
    }
}

static OF_SAMPLES: LazyLock<Steps> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let toml = std::fs::read_to_string(root.join("templates-xlsx/nam-dong-2023/schema.toml")).expect("the built-in set is there");
    let folder = std::fs::read_dir(root.join("samples/nam-dong-2023/6t")).expect("the samples are there");
    let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Steps::of(None, toml, files)
});

static OF_COMMUNES: LazyLock<Steps> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let communes = form::Communes { count: 20, indicators: 150 };
    let write = |commune| {
        let made = communes.workbook(commune).expect("it can be made");
        let file = folder.path().join(made.name);
        std::fs::write(&file, made.bytes).expect("it can be written");
        file
    };
    let files = (0..communes.count).map(write).collect();
    Steps::of(Some(folder), communes.schema(), files)
});

fn steps(set: Set) -> &'static Steps {
    match set {
        Samples => &OF_SAMPLES,
        Communes => &OF_COMMUNES,
    }
}

fn schema_of(toml: &str) -> Schema {
    prove(&from_toml(toml).expect("it is a schema").0).expect("it is sound").0
}

fn merged(schema: &Schema, files: &[PathBuf]) -> Merged {
    chitieu::merge(schema, files, &MergeOptions { jobs: 1, ..MergeOptions::default() }, &|_| {})
}

#[divan::bench(args = [Samples, Communes])]
fn schema(bencher: Bencher, set: Set) {
    let toml = &steps(set).toml;
    bencher.bench(|| schema_of(toml));
}

#[divan::bench(args = [Samples, Communes])]
fn index(bencher: Bencher, set: Set) {
    let schema = &steps(set).schema;
    bencher.bench(|| Index::of(schema));
}

#[divan::bench(args = [Samples, Communes])]
fn read_workbooks(bencher: Bencher, set: Set) {
    let files = &steps(set).files;
    bencher.bench(|| files.iter().map(|file| read::workbook(file).map_or(0, |workbook| workbook.sheets.len())).sum::<usize>());
}

#[divan::bench(args = [Samples, Communes])]
fn locate_figures(bencher: Bencher, set: Set) {
    let Steps { schema, workbooks, .. } = steps(set);
    // Texts that many workbooks share are looked at once: a fresh index each time has all of them before it.
    bencher.with_inputs(|| Index::of(schema)).bench_refs(|index| {
        let found = workbooks.iter().map(|workbook| locate::submission(schema, index, workbook, None).submission.figures.len());
        found.sum::<usize>()
    });
}

#[divan::bench(args = [Samples, Communes])]
fn check_alone(bencher: Bencher, set: Set) {
    let Steps { schema, submissions, .. } = steps(set);
    bencher.bench(|| submissions.iter().map(|submission| check::submission(schema, submission).len()).sum::<usize>());
}

#[divan::bench(args = [Samples, Communes])]
fn check_together(bencher: Bencher, set: Set) {
    let Steps { schema, submissions, merged, .. } = steps(set);
    let used: Vec<&Submission> = submissions.iter().collect();
    bencher.bench(|| {
        let across: Vec<Finding> = check::across(schema, PeriodId(0), submissions).findings;
        check::consolidation(schema, &used, &merged.consolidation, &across, Jobs::ONE).len()
    });
}

#[divan::bench(args = [Samples, Communes])]
fn compute_totals(bencher: Bencher, set: Set) {
    let Steps { schema, submissions, .. } = steps(set);
    let used: Vec<&Submission> = submissions.iter().collect();
    bencher.bench(|| compute::consolidation(schema, PeriodId(0), &used, Vec::new()));
}

#[divan::bench(args = [Samples, Communes])]
fn write_workbook(bencher: Bencher, set: Set) {
    let Steps { schema, merged, .. } = steps(set);
    bencher.bench(|| {
        let bytes = write::consolidated(schema, &merged.consolidation, &merged.findings, &merged.completeness, Language::Vi);
        bytes.map_or(0, |bytes| bytes.len())
    });
}

#[divan::bench(args = [Samples, Communes])]
fn write_report(bencher: Bencher, set: Set) {
    let Steps { schema, merged, .. } = steps(set);
    let report = Report::of(schema, &merged.consolidation, &[], &Completeness::default());
    bencher.bench(|| write::docx(&report, Language::Vi).map_or(0, |bytes| bytes.len()));
}

/// The first steps of all files and those over all of them, as `merge` takes them.
#[divan::bench(args = [Samples, Communes])]
fn whole_merge(bencher: Bencher, set: Set) {
    let Steps { schema, files, .. } = steps(set);
    bencher.bench(|| merged(schema, files).findings.len());
}
