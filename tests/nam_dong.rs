//! The real half-year figures of Nam Đông, end to end: what the report published comes out of the samples.

use chitieu::consolidation::{Consolidation, Row};
use chitieu::finding::Severity;
use chitieu::schema::{Schema, Target};
use chitieu::submission::Measure;
use chitieu::{MergeOptions, Merged};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn samples() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("samples/nam-dong-2023/6t")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| chitieu::schema::built_in().unwrap());
static MERGED: LazyLock<Merged> = LazyLock::new(|| merge(&samples()));

fn merge(files: &[PathBuf]) -> Merged {
    chitieu::merge(&SCHEMA, files, &MergeOptions::default(), &|_| {})
}

fn row<'a>(consolidation: &'a Consolidation, code: &str) -> &'a Row {
    consolidation.row(SCHEMA.find_indicator(code).unwrap_or_else(|| panic!("{code} is not in the schema")))
}

/// A table of facts: rows by column name.
fn facts(name: &str) -> Vec<HashMap<String, String>> {
    let text = fs::read_to_string(root().join("tests/data").join(name)).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| names.iter().map(|name| name.to_string()).zip(line.split(',').map(str::to_string)).collect()).collect()
}

fn number(text: &str) -> Option<Decimal> {
    (!text.is_empty()).then(|| Decimal::from_str_exact(text).unwrap())
}

#[test]
fn every_published_figure_comes_out_exactly() {
    let mut compared = 0;
    for fact in facts("nam-dong-2023-facts.csv") {
        let Some(actual) = number(&fact["actual"]) else { continue };
        let row = row(&MERGED.consolidation, &fact["code"]);
        assert_eq!(row.actual, Some(actual), "{}", fact["code"]);
        assert!(row.complete, "{} is marked incomplete", fact["code"]);
        compared += 1;
    }
    assert_eq!(compared, 183);
}

#[test]
fn the_set_has_every_indicator_of_the_report() {
    let facts = facts("nam-dong-2023-facts.csv");
    assert_eq!(facts.len(), 248);
    for fact in facts {
        assert!(SCHEMA.find_indicator(&fact["code"]).is_some(), "{}", fact["code"]);
    }
}

#[test]
fn every_expected_verdict_is_reproduced() {
    let mut compared = 0;
    for fact in facts("nam-dong-2023-facts.csv") {
        if fact["expected_verdict"].is_empty() {
            continue;
        }
        assert_eq!(row(&MERGED.consolidation, &fact["code"]).verdict.code(), fact["expected_verdict"], "{}", fact["code"]);
        compared += 1;
    }
    assert_eq!(compared, 23);
}

#[test]
fn published_percents_are_reproduced_or_put_right() {
    let mut compared = 0;
    for fact in facts("nam-dong-2023-ratios.csv") {
        // A share of a whole is no percent of a plan.
        if fact["kind"] != "plan" {
            continue;
        }
        let row = row(&MERGED.consolidation, &fact["code"]);
        let decimals: u32 = fact["stated_decimals"].parse().unwrap();
        let (actual, plan) = (row.actual.unwrap(), row.plan.unwrap());
        let percent = chitieu::ratio::percent(actual, plan, decimals).unwrap();
        assert_eq!(percent, number(&fact["half_up"]).unwrap(), "{} {}", fact["claim_id"], fact["code"]);
        if fact["agrees"] == "yes" {
            assert_eq!(percent, number(&fact["stated_pct"]).unwrap(), "{}", fact["claim_id"]);
        }
        if decimals == SCHEMA.percent_decimals {
            assert_eq!(row.pct_plan, Some(percent), "{}", fact["claim_id"]);
        }
        compared += 1;
    }
    assert_eq!(compared, 46);
}

#[test]
fn plans_of_the_units_add_up_to_the_district() {
    let mut compared = 0;
    for row in &MERGED.consolidation.rows {
        let indicator = SCHEMA.indicator(row.indicator);
        let given: Vec<Decimal> = SCHEMA.plans.iter().filter(|((_, of), _)| *of == row.indicator).map(|(_, plan)| *plan).collect();
        let (Some(target), false) = (&indicator.target, given.is_empty()) else { continue };
        if indicator.aggregate != chitieu::schema::Aggregate::Sum {
            continue;
        }
        let base = match target {
            Target::Range(_, high) => *high,
            target => target.base(),
        };
        assert_eq!(given.iter().sum::<Decimal>(), base, "{}", indicator.code);
        compared += 1;
    }
    assert!(compared >= 40, "{compared}");
}

#[test]
fn the_samples_have_no_error_and_no_warning() {
    for finding in &MERGED.findings {
        assert_eq!(finding.severity, Severity::Info, "{:?} {}", finding.file, finding.message);
    }
    assert!(MERGED.consolidation.units.iter().all(|(_, file)| file.is_some()));
}

#[test]
fn every_figure_that_was_handed_in_is_read_exactly() {
    let text = fs::read_to_string(root().join("samples/nam-dong-2023/figures.csv")).unwrap();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [unit, indicator, measure, value, _] = fields.as_slice() else { panic!("{line}") };
        let Some(value) = Decimal::from_str_exact(value).ok() else { continue };
        let unit = SCHEMA.find_unit(unit).unwrap();
        let measure = Measure::ALL.into_iter().find(|known| known.code() == *measure).unwrap();
        let found = row(&MERGED.consolidation, indicator).unit(unit).and_then(|figures| figures.number(measure));
        assert_eq!(found, Some(value), "{line}");
        compared += 1;
    }
    assert!(compared > 1_850, "{compared}");
}

#[test]
fn a_file_taken_away_is_a_missing_unit_and_the_others_still_merge() {
    let files: Vec<PathBuf> = samples().into_iter().filter(|file| !file.to_string_lossy().contains("Hương Xuân")).collect();
    let merged = merge(&files);
    let errors: Vec<_> = merged.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].kind.code, "missing-unit");
    let unit = SCHEMA.find_unit("huong-xuan").unwrap();
    // Totals lose exactly what the unit alone had handed in; what an office brought for it stays.
    let (mut lost, mut kept) = (0, 0);
    for (before, after) in MERGED.consolidation.rows.iter().zip(&merged.consolidation.rows) {
        let indicator = SCHEMA.indicator(before.indicator);
        let gone = before.unit(unit).and_then(|figures| figures.number(Measure::Actual));
        let (Some(gone), chitieu::schema::Aggregate::Sum) = (gone, indicator.aggregate) else { continue };
        if after.unit(unit).is_some_and(|figures| figures.has(Measure::Actual)) {
            assert_eq!(after.actual, before.actual, "{}", indicator.code);
            kept += 1;
        } else {
            assert!(!after.complete, "{}", indicator.code);
            assert_eq!(after.actual.unwrap_or_default(), before.actual.unwrap() - gone, "{}", indicator.code);
            lost += 1;
        }
    }
    assert!(lost > 60 && kept > 0, "{lost} {kept}");
    assert!(merged.consolidation.rows.iter().filter(|row| row.actual.is_some()).count() > 200);
}

#[test]
fn a_cut_off_file_is_a_finding_and_the_others_still_merge() {
    let folder = tempfile::tempdir().unwrap();
    let whole = samples().into_iter().find(|file| file.to_string_lossy().contains("Huong Phu")).unwrap();
    let bytes = fs::read(&whole).unwrap();
    let cut = folder.path().join("BC 6 thang xa Huong Phu.xlsx");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let files: Vec<PathBuf> = samples().into_iter().filter(|file| *file != whole).chain([cut]).collect();
    let merged = merge(&files);
    let codes: Vec<&str> =
        merged.findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.kind.code).collect();
    assert_eq!(codes, ["missing-unit", "unreadable-file"]);
}

#[test]
fn tenths_and_thirds_are_exact() {
    let d = |text: &str| Decimal::from_str_exact(text).unwrap();
    assert_eq!(chitieu::ratio::percent(d("62.9"), d("200"), 1), Some(d("31.5")));
    assert_eq!(chitieu::number::from_f64(0.1 + 0.2), Some(d("0.3")));
    assert_eq!(chitieu::ratio::percent(d("1"), d("3"), 4), Some(d("33.3333")));
}

/// The sample of Hương Xuân with some of its cells taken away, as it is understood then.
fn without(keep: impl Fn(u32, u32) -> bool) -> (chitieu::submission::Submission, Vec<chitieu::finding::Finding>) {
    let file = samples().into_iter().find(|file| file.to_string_lossy().contains("Hương Xuân")).unwrap();
    let mut workbook = chitieu::read::workbook(&file).unwrap();
    for sheet in &mut workbook.sheets {
        let old = std::mem::take(&mut sheet.cells);
        for row in &mut sheet.rows {
            let first = sheet.cells.len() as u32;
            let cells = (row.first..row.end).filter_map(|at| old.get(at as usize));
            sheet.cells.extend(cells.filter(|cell| keep(row.index, cell.column)));
            (row.first, row.end) = (first, sheet.cells.len() as u32);
        }
    }
    let located = chitieu::locate::submission(&SCHEMA, &chitieu::locate::Index::of(&SCHEMA), &workbook, None);
    let mut findings = located.findings;
    findings.extend(chitieu::check::submission(&SCHEMA, &located.submission));
    findings.retain(|finding| finding.severity != Severity::Info);
    (located.submission, findings)
}

#[test]
fn a_column_taken_away_is_told_for_each_of_its_figures() {
    let (whole, _) = without(|_, _| true);
    let actual = whole.tables[0].columns.iter().find(|(role, _)| *role == "actual").unwrap().1;
    let (submission, findings) = without(|_, column| column != actual);
    assert!(submission.figures.iter().all(|figure| figure.measure != Measure::Actual));
    let mut told: Vec<&str> = findings.iter().map(|finding| finding.kind.code).collect();
    told.dedup();
    assert_eq!(told, ["missing-indicator"]);
    let owner = chitieu::submission::Owner::Unit(whole.unit.unwrap());
    let required = SCHEMA.each_indicator().filter(|(id, indicator)| {
        let reported = indicator.required && SCHEMA.reports(whole.unit.unwrap(), *id);
        reported && whole.figure(*id, owner, Measure::Actual).is_some()
    });
    assert!(findings.len() >= required.count());
}

#[test]
fn a_row_taken_away_is_told() {
    let (whole, findings) = without(|_, _| true);
    assert!(findings.is_empty(), "{findings:#?}");
    // A plain row is missing; a part that is missing leaves its whole unproved, which is no second finding.
    for code in ["I.2.03", "III.1.08.1", "III.2.05"] {
        let id = SCHEMA.find_indicator(code).unwrap();
        let gone = whole.rows.iter().find(|row| row.indicator == id).unwrap().cell.at.row;
        let (_, findings) = without(|row, _| row != gone);
        let told: Vec<_> = findings.iter().map(|finding| (finding.kind.code, finding.indicator)).collect();
        assert_eq!(told, [("missing-indicator", Some(id))], "{code}");
    }
}
