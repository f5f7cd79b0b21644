//! How long each step takes on the bundled samples: `cargo bench`. Compare runs side by side on one machine; a number
//! by itself says nothing.

use chitieu::completeness::Completeness;
use chitieu::consolidation::Consolidation;
use chitieu::language::Language;
use chitieu::locate::Index;
use chitieu::schema::{PeriodId, Schema};
use chitieu::submission::Submission;
use chitieu::workbook::Workbook;
use divan::Bencher;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| chitieu::schema::built_in().expect("the built-in set is sound"));
static WORKBOOKS: LazyLock<Vec<Workbook>> =
    LazyLock::new(|| samples().iter().map(|file| chitieu::read::workbook(file).expect("the samples can be read")).collect());
static SUBMISSIONS: LazyLock<Vec<Submission>> = LazyLock::new(|| {
    let index = Index::of(&SCHEMA);
    WORKBOOKS.iter().map(|workbook| chitieu::locate::submission(&SCHEMA, &index, workbook, None).submission).collect()
});

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("the samples are there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn consolidation() -> Consolidation {
    let submissions: Vec<&Submission> = SUBMISSIONS.iter().collect();
    chitieu::compute::consolidation(&SCHEMA, PeriodId(0), &submissions, Vec::new())
}

fn main() {
    divan::main();
}

#[divan::bench]
fn schema() -> Schema {
    chitieu::schema::built_in().expect("the built-in set is sound")
}

#[divan::bench]
fn index() -> Index {
    Index::of(&SCHEMA)
}

#[divan::bench]
fn read(bencher: Bencher) {
    let files = samples();
    bencher
        .bench(|| files.iter().map(|file| chitieu::read::workbook(file).map(|workbook| workbook.sheets.len()).unwrap_or(0)).sum::<usize>());
}

#[divan::bench]
fn locate(bencher: Bencher) {
    let index = Index::of(&SCHEMA);
    let workbooks = &*WORKBOOKS;
    bencher.bench(|| {
        workbooks
            .iter()
            .map(|workbook| chitieu::locate::submission(&SCHEMA, &index, workbook, None).submission.figures.len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn check(bencher: Bencher) {
    let submissions = &*SUBMISSIONS;
    bencher.bench(|| submissions.iter().map(|submission| chitieu::check::submission(&SCHEMA, submission).len()).sum::<usize>());
}

#[divan::bench]
fn compute(bencher: Bencher) {
    let _ = &*SUBMISSIONS;
    bencher.bench(consolidation);
}

#[divan::bench]
fn write_workbook(bencher: Bencher) {
    let consolidation = consolidation();
    bencher.bench(|| {
        chitieu::write::consolidated(&SCHEMA, &consolidation, &[], &Completeness::default(), Language::Vi)
            .map(|bytes| bytes.len())
            .unwrap_or(0)
    });
}

#[divan::bench]
fn write_report(bencher: Bencher) {
    let consolidation = consolidation();
    let report = chitieu::report::Report::of(&SCHEMA, &consolidation, &[], &Completeness::default());
    bencher.bench(|| chitieu::write::docx(&report, Language::Vi).map(|bytes| bytes.len()).unwrap_or(0));
}
