//! The printed report's own errors, typed into a sheet as they were printed: each is found, and no right figure is.

#[path = "support/grid.rs"]
mod grid;

use chitieu::locate::{self, Index};
use chitieu::submission::Measure;
use std::collections::BTreeSet;
use std::path::Path;

/// A row as printed: code, name, unit of measure, plan, actual, percent, verdict.
fn line(code: &str, name: &str, unit: &str, figures: [&str; 4]) -> String {
    format!("| {code} | {name} | {unit} | {} |\n", figures.join(" | "))
}

#[test]
fn the_errors_of_the_printed_report_are_found_and_its_right_figures_are_not() {
    let schema = chitieu::schema::built_in().unwrap();
    let name_of = |code: &str| {
        let indicator = schema.indicator(schema.find_indicator(code).unwrap());
        (indicator.name.clone(), indicator.unit_of_measure.clone())
    };
    let row = |code: &str, figures: [&str; 4]| {
        let (name, unit) = name_of(code);
        line(code, &name, &unit, figures)
    };
    let mut table = String::from("| Mã chỉ tiêu | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | % kế hoạch | Đánh giá |\n");
    let mut right = BTreeSet::new();
    let mut wrong_ratio: BTreeSet<String> = BTreeSet::new();
    // Printed with the parts they are made of, below.
    let elsewhere = ["III.2.01", "III.2.01.1", "III.2.01.3", "III.1.14", "III.1.09.1", "I.3.07", "III.2.13"];
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nam-dong-2023-ratios.csv")).unwrap();
    for fact in text.lines().skip(1) {
        let fact: Vec<&str> = fact.split(',').collect();
        let (code, kind, actual, plan, percent, agrees) = (fact[1], fact[2], fact[4], fact[5], fact[6], fact[8]);
        if kind != "plan"
            || elsewhere.iter().any(|known| code == *known || code.starts_with("III.2.01."))
            || right.contains(code)
            || wrong_ratio.contains(code)
        {
            continue;
        }
        table += &row(code, [plan, actual, percent, ""]);
        if agrees == "yes" {
            right.insert(code.to_string())
        } else {
            wrong_ratio.insert(code.to_string())
        };
    }
    let crops = [
        ("III.2.01", ["2145.2", "1537.1", "", ""]),
        ("III.2.01.1", ["924", "528", "57.2", ""]),
        ("III.2.01.1.1", ["580", "310", "", ""]),
        ("III.2.01.1.2", ["344", "218.5", "", ""]),
        ("III.2.01.2", ["500", "460", "92", ""]),
        ("III.2.01.3", ["55", "35.5", "66.98", ""]),
        ("III.2.01.4", ["65", "42.4", "", ""]),
        ("III.2.01.5", ["183", "130", "", ""]),
        ("III.2.01.6", ["292.2", "214.5", "", ""]),
        ("III.2.01.7", ["15", "12.5", "", ""]),
        ("III.2.01.8", ["25", "25.7", "", ""]),
        ("III.2.01.9", ["88", "88", "", ""]),
        ("III.2.13", ["", "263.9", "", ""]),
        ("III.2.13.1", ["", "189", "", ""]),
        ("III.2.13.2", ["", "74.74", "", ""]),
        ("I.3.07", ["99.5", "100", "", "Chưa đạt"]),
        ("III.1.14", ["264", "102", "38.6", ""]),
        ("III.1.14", ["275", "102", "37.1", ""]),
    ];
    for (code, figures) in crops {
        table += &row(code, figures);
    }
    table += &line("III.1.09.1", &name_of("III.1.09.1").0, "tấn", ["1360", "1270", "93.4", ""]);

    let workbook = grid::workbook("bieu xa Huong Phu 6 thang 2023.xlsx", &table);
    let located = locate::submission(&schema, &Index::of(&schema), &workbook, None);
    let mut findings = located.findings;
    findings.extend(chitieu::check::submission(&schema, &located.submission));
    findings.retain(|finding| finding.kind.code != "missing-indicator" && finding.kind.code != "plan-differs");
    let told: BTreeSet<(String, &str, Option<Measure>)> = findings
        .iter()
        .map(|finding| {
            (finding.indicator.map(|id| schema.indicator(id).code.clone()).unwrap_or_default(), finding.kind.code, finding.measure)
        })
        .collect();
    let has = |code: &str, kind: &str, measure: Option<Measure>| {
        told.iter().any(|(of, known, which)| of == code && *known == kind && (measure.is_none() || *which == measure))
    };
    let message = |code: &str, kind: &str| {
        let of = |finding: &&chitieu::finding::Finding| {
            finding.kind.code == kind && finding.indicator.is_some_and(|id| schema.indicator(id).code == code)
        };
        findings.iter().find(of).map(|finding| finding.message.vi.clone()).unwrap_or_default()
    };
    // A01: a plan a hundred times too small. A02, A03: the sweet potatoes' plan, and the sum that it spoils.
    assert!(has("III.1.16", "magnitude-outlier", None) || has("III.1.16", "ratio-mismatch", None), "{told:?}");
    assert!(has("III.2.01.3", "ratio-mismatch", None), "{told:?}");
    assert!(has("III.2.01", "part-sum-mismatch", Some(Measure::Plan)), "{told:?}");
    assert!(message("III.2.01", "part-sum-mismatch").contains("thay vì 53"), "{}", message("III.2.01", "part-sum-mismatch"));
    // A04, A05, A06: one figure, 528 for 528,5, spoils its percent and two sums; it is told once, by name.
    assert!(has("III.2.01.1", "part-sum-mismatch", Some(Measure::Actual)), "{told:?}");
    assert!(message("III.2.01.1", "part-sum-mismatch").contains("thay vì 528,5"), "{}", message("III.2.01.1", "part-sum-mismatch"));
    // A07, A11, A12, A16.
    assert!(has("I.3.07", "verdict-mismatch", None), "{told:?}");
    assert!(has("III.1.14", "duplicate-indicator", Some(Measure::Plan)), "{told:?}");
    assert!(has("III.1.09.1", "unit-mismatch", None), "{told:?}");
    assert!(has("III.2.13", "part-sum-mismatch", None), "{told:?}");
    for code in &wrong_ratio {
        assert!(told.iter().any(|(of, _, _)| of == code), "{code} is not told: {told:?}");
    }
    let flagged: Vec<_> = told.iter().filter(|(code, _, _)| right.contains(code)).collect();
    assert!(flagged.is_empty(), "right figures are flagged: {flagged:?}");
    assert!(right.len() >= 20, "{}", right.len());
    // Nothing beyond the errors listed here and the percents that were cut off instead of rounded.
    assert!(told.len() <= 9 + wrong_ratio.len(), "{told:?}");
}
