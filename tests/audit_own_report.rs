//! The report this program writes, proofread: claims are found in it and nothing is wrong, whatever the figures are.

use chitieu::audit::{Against, audit};
use chitieu::claim::Audit;
use chitieu::completeness::Completeness;
use chitieu::document::{Document, Line};
use chitieu::report::Report;
use chitieu::schema::{IndicatorKind, Schema};
use chitieu::submission::{Amount, Owner, Submission};
use chitieu::{MergeOptions, Merged, compute, merge, read, schema, write};
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};

/// Districts that are made up.
const DISTRICTS: u64 = 200;

fn samples() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|file| file.extension().is_some_and(|ending| ["xlsx", "xls", "ods", "csv"].iter().any(|known| ending == *known)));
    files.sort();
    files
}

fn merged(schema: &Schema) -> Merged {
    merge(schema, &samples(), &MergeOptions::default(), &|_| {})
}

fn document(report: &str) -> Document {
    let lines = report.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines = lines.map(|(at, line)| Line { number: at + 1, text: line.to_string(), ..Line::default() }).collect();
    Document { lines, format: "md", ..Document::default() }
}

/// What is wrong, in words.
fn wrong(audit: &Audit) -> Vec<String> {
    audit.remarks.iter().map(|remark| format!("{}: {} / {}", remark.quote.line, remark.quote.text, remark.finding.message.vi)).collect()
}

#[test]
fn the_report_of_the_samples_is_right_in_every_form() {
    let schema = schema::built_in().unwrap();
    let merged = merged(&schema);
    let report = Report::of(&schema, &merged.consolidation, &merged.findings, &merged.completeness);
    let folder = tempfile::tempdir().unwrap();
    let against = Against { schema: &schema, consolidation: Some(&merged.consolidation) };
    let forms =
        [("r.md", write::markdown(&report).into_bytes()), ("r.docx", write::docx(&report, chitieu::language::Language::Vi).unwrap())];
    let mut counts = Vec::new();
    for (name, bytes) in forms {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let audit = audit(&read::document(&path).unwrap(), Some(&against));
        assert_eq!(wrong(&audit), Vec::<String>::new(), "{name}");
        counts.push(audit.claims.len());
    }
    assert!(counts[0] > 100, "{counts:?}");
    assert_eq!(counts[0], counts[1]);
}

/// Numbers that look drawn by lot and are the same every time.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Another district: some units have not handed in, and each has so many times as much, in every part and whole alike.
fn varied(schema: &Schema, submissions: &[Submission], lots: &mut Lots) -> Vec<Submission> {
    let mut varied = Vec::new();
    for submission in submissions {
        if lots.draw(8) == 0 && submission.unit.is_some() {
            continue;
        }
        let mut other = submission.clone();
        let times = Decimal::from(1 + lots.draw(9));
        let changed = other.figures.iter().map(|figure| figure.kept()).map(|mut figure| {
            // Parts that add up but for rounding would be off by so many times as much.
            let rounded = |id: &chitieu::schema::IndicatorId| !schema.indicator(*id).parts_tolerance.is_zero();
            let family = rounded(&figure.indicator) || schema.wholes_of(figure.indicator).iter().any(rounded);
            let quantity = matches!(schema.indicator(figure.indicator).kind, IndicatorKind::Quantity) && !family;
            if let (Amount::Number(number), true) = (figure.amount, quantity) {
                let times = if figure.owner == Owner::Area { Decimal::ONE } else { times };
                figure.amount = Amount::Number(number * times);
            }
            figure
        });
        other.figures = changed.collect();
        varied.push(other);
    }
    varied
}

#[test]
fn the_reports_of_other_districts_are_right_too() {
    let schema = schema::built_in().unwrap();
    let merged = merged(&schema);
    let period = merged.consolidation.period;
    let mut lots = Lots(20_230_630);
    let mut fewest = usize::MAX;
    for district in 0..DISTRICTS {
        let submissions = varied(&schema, &merged.submissions, &mut lots);
        let borrowed: Vec<&Submission> = submissions.iter().collect();
        let consolidation = compute::consolidation(&schema, period, &borrowed, Vec::new());
        let report = write::markdown(&Report::of(&schema, &consolidation, &[], &Completeness::default()));
        let audit = audit(&document(&report), Some(&Against { schema: &schema, consolidation: Some(&consolidation) }));
        assert_eq!(wrong(&audit), Vec::<String>::new(), "district {district}");
        assert!(audit.claims.iter().all(|claim| claim.holds), "district {district}");
        fewest = fewest.min(audit.claims.len());
    }
    assert!(fewest > 60, "{fewest}");
}

#[test]
fn a_figure_changed_in_the_report_is_found_in_it() {
    let schema = schema::built_in().unwrap();
    let merged = merged(&schema);
    let report = write::markdown(&Report::of(&schema, &merged.consolidation, &merged.findings, &merged.completeness));
    for (right, wrong, code) in [
        ("bằng 59,3% kế hoạch", "bằng 95,3% kế hoạch", "ratio-mismatch"),
        ("đạt 87,2% kế hoạch", "đạt 78,2% kế hoạch", "ratio-mismatch"),
        ("Số thẻ BHYT đã cấp 5.820 thẻ", "Số thẻ BHYT đã cấp 5.280 thẻ", "sum-mismatch"),
        ("89,17% (2.445/2.742 hộ): chưa đạt", "89,17% (2.445/2.742 hộ): đạt", "verdict-mismatch"),
    ] {
        assert_eq!(report.matches(right).count(), 1, "{right}");
        let audit = audit(&document(&report.replace(right, wrong)), None);
        let codes: Vec<&str> = audit.remarks.iter().map(|remark| remark.finding.kind.code).collect();
        assert_eq!(codes, [code], "{wrong}");
    }
}
