//! Workbooks as they are handed in, with the truth beside them: nothing is read wrongly, next to nothing is left out,
//! and nothing is complained of without cause.

use std::path::Path;

#[path = "../examples/measure_reading/measure.rs"]
mod measure;

use measure::{Score, Total};

/// What is wrong in some workbooks, a line each.
fn told<'a>(scores: &'a [Score], lines: impl Fn(&'a Score) -> &'a [String]) -> String {
    scores.iter().flat_map(|score| lines(score).iter().map(move |line| format!("\n{}: {line}", score.file))).collect()
}

#[test]
fn messy_workbooks_are_read_without_a_wrong_figure() {
    let scores = measure::measure(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/messy")).unwrap();
    let total = Total::of(&scores);
    assert!(scores.iter().all(|score| !score.families.is_empty()), "files without a family");
    assert_eq!((total.files, total.expected > 6_000), (40, true));
    assert!(total.precision() == 1.0, "wrong figures:{}", told(&scores, |score| &score.wrong));
    assert!(total.false_findings == 0, "false findings:{}", told(&scores, |score| &score.false_findings));
    assert!(total.recall() >= 0.99, "recall {:.4}:{}", total.recall(), told(&scores, |score| &score.missed));
    assert_eq!(total.silent, 0, "left out without a word:{}", told(&scores, |score| &score.missed));
    assert!(total.perfect * 10 >= total.files * 9, "{} of {} files are entirely right", total.perfect, total.files);
    assert_eq!(total.units_right, total.units, "units");
    assert_eq!(total.periods_right, total.periods, "periods");
    assert_eq!(total.given, total.due, "findings that are due");
}
