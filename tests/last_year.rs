//! Last year's figures from last year's consolidated workbook: units that go on, merge and split, sets that change.

#[path = "support/grid.rs"]
mod grid;

use chitieu::completeness::Completeness;
use chitieu::finding::Severity;
use chitieu::jobs::Jobs;
use chitieu::language::Language;
use chitieu::last_year::Reopened;
use chitieu::schema::{PeriodId, Schema, UnitId, from_toml, prove};
use chitieu::submission::{Measure, Submission};
use chitieu::{Merged, check, compute, locate, read, reopen, write};
use rust_decimal::Decimal;

const SET: &str = r#"id = "bo-NĂM"
title = "Bộ chỉ tiêu năm NĂM"
year = NĂM
[area]
code = "huyen"
name = "Huyện Thử"
[[period]]
code = "6t"
name = "6 tháng đầu năm"
[[period]]
code = "nam"
name = "Cả năm"
UNITS
[[section]]
code = "I"
name = "Chung"
[[indicator]]
code = "1"
section = "I"
name = "Tổng đàn bò"
unit = "con"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "2.ts"
section = "I"
name = "Số hộ dùng nước sạch"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "2.ms"
section = "I"
name = "Tổng số hộ"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "2"
section = "I"
name = "Tỷ lệ hộ dùng nước sạch"
kind = "percent"
aggregate = "ratio"
numerator = "2.ts"
denominator = "2.ms"
[[indicator]]
code = "3"
section = "I"
name = "Năng suất lúa bình quân"
unit = "tạ/ha"
kind = "quantity"
aggregate = "mean"
[[indicator]]
code = "4"
section = "I"
name = "Số tiêu chí nông thôn mới"
kind = "count-of"
out-of = 19
aggregate = "mean"
[[indicator]]
code = "4.1"
section = "I"
name = "Số xã đạt 19 tiêu chí"
unit = "xã"
kind = "quantity"
from = "4"
count-where = "= 19"
"#;

/// Units as code, name and further keys.
fn set(year: u32, units: &[(&str, &str, &str)]) -> Schema {
    let units: String =
        units.iter().map(|(code, name, more)| format!("[[unit]]\ncode = \"{code}\"\nname = \"{name}\"\nkind = \"xa\"\n{more}\n")).collect();
    parse(&SET.replace("NĂM", &year.to_string()).replace("UNITS", &units))
}

fn parse(text: &str) -> Schema {
    prove(&from_toml(text).unwrap().0).unwrap_or_else(|problems| panic!("{problems:#?}")).0
}

/// A commune's sheet: actual figures of 1, 2.ts, 2.ms, 3 and 4, with those of last year where it gives any.
fn sheet(schema: &Schema, name: &str, actual: [&str; 5], prior: [&str; 5]) -> Submission {
    let labels = ["Tổng đàn bò", "Số hộ dùng nước sạch", "Tổng số hộ", "Năng suất lúa bình quân", "Số tiêu chí nông thôn mới"];
    let mut table = format!("| UBND {name} | 6 tháng đầu năm | | |\n| Chỉ tiêu | ĐVT | Thực hiện | Cùng kỳ năm trước |\n");
    for ((label, actual), prior) in labels.into_iter().zip(actual).zip(prior) {
        table += &format!("| {label} | | {actual} | {prior} |\n");
    }
    let workbook = grid::workbook(&format!("{name}.xlsx"), &table);
    let located = locate::submission(schema, &locate::Index::of(schema), &workbook, None);
    assert!(located.submission.unit.is_some(), "{name}");
    located.submission
}

const NOTHING: [&str; 5] = [""; 5];

/// Last year's consolidated workbook, through a file.
fn last_year(schema: &Schema, submissions: &[Submission]) -> Reopened {
    let consolidation = compute::consolidation(schema, PeriodId(0), &submissions.iter().collect::<Vec<_>>(), Vec::new());
    reopened(schema, &write::consolidated(schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap())
}

fn reopened(schema: &Schema, workbook: &[u8]) -> Reopened {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nam-truoc.xlsx");
    std::fs::write(&path, workbook).unwrap();
    reopen(schema, &read::workbook(&path).unwrap()).unwrap().0
}

fn merged(schema: &Schema, submissions: Vec<Submission>, past: &Reopened) -> Merged {
    let known = compute::last_year(schema, PeriodId(0), past).unwrap();
    let used: Vec<&Submission> = submissions.iter().collect();
    let nothing = std::collections::HashSet::new();
    let consolidation = compute::consolidation_without(schema, PeriodId(0), &used, &nothing, Some(&known), Vec::new(), Jobs::ONE);
    let mut findings: Vec<_> = used.iter().flat_map(|submission| check::prior_differs(schema, submission, &known)).collect();
    findings.extend(check::not_comparable(schema, &consolidation, &known));
    Merged { consolidation, submissions, findings, completeness: Completeness::default(), prior_refused: None }
}

/// The area's figure of last year, and its percent.
fn area(schema: &Schema, merged: &Merged, code: &str) -> (Option<String>, Option<String>) {
    let row = merged.consolidation.row(schema.find_indicator(code).unwrap());
    (row.prior.map(text), row.pct_prior.map(text))
}

fn unit(schema: &Schema, merged: &Merged, code: &str, unit: &str) -> Option<String> {
    let row = merged.consolidation.row(schema.find_indicator(code).unwrap());
    row.unit(schema.find_unit(unit).unwrap()).and_then(|figures| figures.number(Measure::Prior)).map(text)
}

fn text(number: Decimal) -> String {
    number.normalize().to_string()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_string())
}

const A_B_C: [(&str, &str, &str); 3] = [("a", "Xã An", ""), ("b", "Xã Bình", ""), ("c", "Xã Cao", "")];

fn three_communes() -> (Schema, Reopened) {
    let schema = set(2022, &A_B_C);
    let sheets = [
        sheet(&schema, "Xã An", ["100", "30", "40", "50", "19"], NOTHING),
        sheet(&schema, "Xã Bình", ["200", "10", "40", "52", "17"], NOTHING),
        sheet(&schema, "Xã Cao", ["300", "20", "20", "60", "19"], NOTHING),
    ];
    let past = last_year(&schema, &sheets);
    (schema, past)
}

#[test]
fn what_the_sheets_leave_blank_comes_from_last_years_workbook() {
    let (_, past) = three_communes();
    let schema = set(2023, &A_B_C);
    let this_year = vec![
        sheet(&schema, "Xã An", ["110", "32", "40", "51", "19"], NOTHING),
        sheet(&schema, "Xã Bình", ["190", "15", "40", "50", "19"], ["200", "", "", "", ""]),
        // 310 is not what was consolidated; 60,0 is the same figure.
        sheet(&schema, "Xã Cao", ["330", "20", "20", "61", "19"], ["310", "", "", "60", ""]),
    ];
    let merged = merged(&schema, this_year, &past);
    assert_eq!(area(&schema, &merged, "1"), (some("600"), some("105")));
    assert_eq!(unit(&schema, &merged, "1", "c"), some("300"));
    assert_eq!(area(&schema, &merged, "2"), (some("60"), some("111.7")));
    assert_eq!(area(&schema, &merged, "3"), (some("54"), some("100")));
    assert_eq!(area(&schema, &merged, "4.1"), (some("2"), some("150")));
    let found: Vec<_> = merged.findings.iter().map(|f| (f.kind.code, f.severity, f.found.as_deref(), f.expected.as_deref())).collect();
    assert_eq!(found, [("prior-differs", Severity::Warning, Some("310"), Some("300"))]);
    assert_eq!(merged.findings[0].file.as_deref(), Some("Xã Cao.xlsx"));
    // Last year's figure says where it stands.
    let row = merged.consolidation.row(schema.find_indicator("1").unwrap());
    let cell = row.unit(UnitId(0)).and_then(|figures| figures.cell(Measure::Prior)).unwrap();
    assert!(cell.file.ends_with("nam-truoc.xlsx") && &*cell.sheet == "Theo đơn vị", "{cell:?}");
}

#[test]
fn a_unit_that_has_not_handed_in_is_still_missing_after_reading_back() {
    let (_, past) = three_communes();
    let schema = set(2023, &A_B_C);
    let merged = merged(&schema, vec![sheet(&schema, "Xã An", ["110", "32", "40", "51", "19"], NOTHING)], &past);
    assert_eq!(area(&schema, &merged, "1").0, some("600"));
    let bytes = write::consolidated(&schema, &merged.consolidation, &merged.findings, &merged.completeness, Language::Vi).unwrap();
    let again = reopened(&schema, &bytes).consolidation;
    let handed_in: Vec<bool> = again.units.iter().map(|(_, file)| file.is_some()).collect();
    assert_eq!(handed_in, [true, false, false]);
    assert!(!again.rows[0].complete);
    assert_eq!(again.last_year.map(|source| source.year), Some(2022));
}

#[test]
fn a_merged_commune_has_the_sum_of_what_it_was_made_of_or_nothing() {
    let (_, past) = three_communes();
    let schema = set(2023, &[("ab", "Xã An Bình", "predecessors = [\"a\", \"Xã Bình\"]"), ("c", "Xã Cao", "")]);
    let this_year = vec![
        sheet(&schema, "Xã An Bình", ["330", "60", "80", "51", "19"], NOTHING),
        sheet(&schema, "Xã Cao", ["330", "20", "20", "61", "19"], NOTHING),
    ];
    let merged = merged(&schema, this_year, &past);
    // A sum of sums, a sum over a sum; a mean and a count of criteria can't be added up.
    assert_eq!(unit(&schema, &merged, "1", "ab"), some("300"));
    assert_eq!(unit(&schema, &merged, "2", "ab"), some("50"));
    assert_eq!(unit(&schema, &merged, "3", "ab"), None);
    assert_eq!(unit(&schema, &merged, "4", "ab"), None);
    // The ground is the same, so the area's totals and means are comparable; the number of communes is not.
    assert_eq!(area(&schema, &merged, "1"), (some("600"), some("110")));
    assert_eq!(area(&schema, &merged, "2"), (some("60"), some("133.3")));
    assert_eq!(area(&schema, &merged, "3"), (some("54"), some("103.7")));
    assert_eq!(area(&schema, &merged, "4.1"), (None, None));
    let told: Vec<&str> = merged.findings.iter().map(|finding| finding.message.vi.as_str()).collect();
    assert_eq!(
        told,
        [
            "Xã An Bình: 2 chỉ tiêu không so sánh được với cùng kỳ, vì không cộng được số năm trước của Xã An, Xã Bình: 3, 4.",
            "Huyện Thử: 1 chỉ tiêu không so sánh được với cùng kỳ, vì số đơn vị năm trước khác: 4.1.",
        ]
    );
}

#[test]
fn a_figure_that_one_of_the_merged_did_not_have_is_not_guessed() {
    let before = set(2022, &A_B_C);
    let sheets = [
        sheet(&before, "Xã An", ["100", "30", "40", "50", "19"], NOTHING),
        sheet(&before, "Xã Bình", ["", "10", "", "52", "17"], NOTHING),
        sheet(&before, "Xã Cao", ["300", "20", "20", "60", "19"], NOTHING),
    ];
    let past = last_year(&before, &sheets);
    let schema = set(2023, &[("ab", "Xã An Bình", "predecessors = [\"a\", \"b\"]"), ("c", "Xã Cao", "")]);
    let this_year = vec![
        sheet(&schema, "Xã An Bình", ["330", "60", "80", "51", "19"], NOTHING),
        sheet(&schema, "Xã Cao", ["330", "20", "20", "61", "19"], NOTHING),
    ];
    let merged = merged(&schema, this_year, &past);
    assert_eq!(unit(&schema, &merged, "1", "ab"), None);
    assert_eq!(unit(&schema, &merged, "2", "ab"), None);
    // Last year's total lacks a commune, and this year's figures of last year lack one: growth from 300 to 660 is none.
    assert_eq!(area(&schema, &merged, "1"), (None, None));
    let row = merged.consolidation.row(schema.find_indicator("1").unwrap());
    assert!(row.not_comparable.is_some());
    assert!(merged.findings.iter().any(|f| f.message.vi.contains("thiếu số năm trước của Xã Bình")), "{:#?}", merged.findings);
}

#[test]
fn a_divided_commune_is_not_comparable_and_the_area_is() {
    let (_, past) = three_communes();
    let divided = "predecessors = [\"a\"]";
    let schema = set(2023, &[("a1", "Xã An Đông", divided), ("a2", "Xã An Tây", divided), ("b", "Xã Bình", ""), ("c", "Xã Cao", "")]);
    let this_year = vec![
        sheet(&schema, "Xã An Đông", ["60", "15", "20", "51", "19"], NOTHING),
        sheet(&schema, "Xã An Tây", ["50", "16", "20", "51", "18"], NOTHING),
        sheet(&schema, "Xã Bình", ["200", "15", "40", "50", "19"], NOTHING),
        sheet(&schema, "Xã Cao", ["350", "20", "20", "61", "19"], NOTHING),
    ];
    let merged = merged(&schema, this_year, &past);
    assert_eq!(unit(&schema, &merged, "1", "a1"), None);
    assert_eq!(unit(&schema, &merged, "1", "b"), some("200"));
    assert_eq!(area(&schema, &merged, "1"), (some("600"), some("110")));
    assert_eq!(area(&schema, &merged, "4.1").0, None);
    let told = "Xã An cũ nay thuộc nhiều đơn vị (Xã An Đông, Xã An Tây)";
    assert_eq!(merged.findings.iter().filter(|f| f.message.vi.contains(told)).count(), 2, "{:#?}", merged.findings);
    // It is said in the workbook, and still known when that is read back; the area's total stays what it was.
    let bytes = write::consolidated(&schema, &merged.consolidation, &merged.findings, &merged.completeness, Language::Vi).unwrap();
    let again = reopened(&schema, &bytes).consolidation;
    for (row, was) in again.rows.iter().zip(&merged.consolidation.rows) {
        assert_eq!((row.prior, row.pct_prior, &row.not_comparable), (was.prior, was.pct_prior, &was.not_comparable));
        for ((_, figures), (_, had)) in row.by_unit.iter().zip(&was.by_unit) {
            assert_eq!(figures.not_comparable(), had.not_comparable());
        }
    }
}

#[test]
fn a_unit_that_nobody_goes_on_from_makes_the_total_incomparable_and_is_told() {
    let (_, past) = three_communes();
    // Commune C is gone: merged into B, but nobody said so.
    let schema = set(2023, &[("a", "Xã An", ""), ("b", "Xã Bình", "")]);
    let this_year = vec![
        sheet(&schema, "Xã An", ["110", "32", "40", "51", "19"], NOTHING),
        sheet(&schema, "Xã Bình", ["520", "35", "60", "55", "19"], NOTHING),
    ];
    let merged = merged(&schema, this_year, &past);
    assert_eq!(area(&schema, &merged, "1"), (None, None));
    assert!(merged.findings.iter().any(|f| f.severity == Severity::Warning && f.message.vi.contains("Xã Cao")), "{:#?}", merged.findings);
}

#[test]
fn a_changed_set_is_matched_by_name_and_what_is_another_thing_is_not() {
    let (before, _) = three_communes();
    let sheets = [sheet(&before, "Xã An", ["100", "30", "40", "50", "19"], NOTHING)];
    let past = last_year(&before, &sheets);
    let text = SET.replace("NĂM", "2023").replace("UNITS", "[[unit]]\ncode = \"xa-an\"\nname = \"Xã An\"\nkind = \"xa\"");
    // Another code with the same name; a code that now means something else; another unit of measure.
    let text = text.replace("code = \"1\"", "code = \"1.9\"").replace("Tổng số hộ", "Tổng số khẩu").replace("tạ/ha", "kg/ha");
    let schema = parse(&text);
    let known = compute::last_year(&schema, PeriodId(0), &past).unwrap();
    let of = |code: &str| format!("{:?}", known.unit(UnitId(0), schema.find_indicator(code).unwrap()));
    assert!(of("1.9").contains("Number(100)"), "{}", of("1.9"));
    assert!(of("2.ts").contains("Number(30)"), "{}", of("2.ts"));
    assert!(of("2.ms").contains("mã này ở đó là của chỉ tiêu khác (“Tổng số hộ”)"), "{}", of("2.ms"));
    assert!(of("3").contains("đơn vị tính ở đó là “tạ/ha”, ở đây là “kg/ha”"), "{}", of("3"));
}

#[test]
fn only_the_same_period_of_the_year_before_is_last_years() {
    let (_, past) = three_communes();
    let refused = |schema: &Schema, period| compute::last_year(schema, PeriodId(period), &past).unwrap_err().vi;
    let this = set(2023, &A_B_C);
    assert!(refused(&this, 1).contains("không phải Cả năm năm 2022"), "{}", refused(&this, 1));
    for year in [2022, 2024] {
        assert!(refused(&set(year, &A_B_C), 0).contains("năm 2022, không phải 6 tháng đầu năm"), "{year}");
    }
    let elsewhere = parse(
        &SET.replace("NĂM", "2023")
            .replace("UNITS", "[[unit]]\ncode = \"x\"\nname = \"Xã X\"\nkind = \"xa\"")
            .replace("huyen", "khac")
            .replace("Huyện Thử", "Huyện Khác"),
    );
    assert!(refused(&elsewhere, 0).contains("không có đơn vị nào của “Huyện Khác”"));
}

#[test]
fn a_unit_reports_for_its_own_periods_only() {
    let schema = set(
        2023,
        &[("a", "Xã An", "valid-to = \"6t\""), ("b", "Xã Bình", ""), ("n", "Xã Mới", "predecessors = [\"a\"]\nvalid-from = \"nam\"")],
    );
    let first = [
        sheet(&schema, "Xã An", ["100", "30", "40", "50", "19"], NOTHING),
        sheet(&schema, "Xã Bình", ["200", "10", "40", "52", "17"], NOTHING),
    ];
    let half = schema.in_period(PeriodId(0));
    let consolidation = compute::consolidation(&half, PeriodId(0), &first.iter().collect::<Vec<_>>(), Vec::new());
    assert!(consolidation.rows[0].complete);
    let whole = schema.in_period(PeriodId(1));
    let consolidation = compute::consolidation(&whole, PeriodId(1), &first.iter().collect::<Vec<_>>(), Vec::new());
    // It is told that its sheet is not used.
    let mut without_period = first.clone();
    without_period.iter_mut().for_each(|submission| submission.period = None);
    let chosen = check::across(&whole, PeriodId(1), &without_period);
    let told: Vec<_> = chosen.findings.iter().map(|finding| (finding.kind.code, finding.file.as_deref())).collect();
    assert_eq!(told, [("period-mismatch", Some("Xã An.xlsx")), ("missing-unit", None)]);
    assert_eq!(consolidation.units.iter().map(|(unit, file)| (unit.0, file.is_some())).collect::<Vec<_>>(), [(1, true), (2, false)]);
    // The former commune's figures are not added to those of the one that goes on from it.
    assert_eq!(consolidation.rows[0].actual.map(text), some("200"));
    assert!(!consolidation.rows[0].complete);
}

#[test]
fn the_workbook_holds_its_schema_to_the_letter() {
    let (before, past) = three_communes();
    assert_eq!(chitieu::schema::to_toml(&past.schema), chitieu::schema::to_toml(&before));
}
