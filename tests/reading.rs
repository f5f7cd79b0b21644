//! How sheets are understood, in small ones: each test names a family of layouts or of wordings.

#[path = "support/grid.rs"]
mod grid;

use chitieu::locate::{self, Located};
use chitieu::schema::{self, Schema};
use chitieu::submission::{Measure, Owner};
use chitieu::workbook::Workbook;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = r#"
version = 1
id = "thu"
title = "Thử"
year = 2023
[area]
code = "h"
name = "Huyện Thử"
[[period]]
code = "6t"
name = "6 tháng đầu năm"
[[period]]
code = "nam"
name = "Cả năm"
[[unit]]
code = "a"
name = "Xã Hương Lộc"
kind = "xa"
[[unit]]
code = "b"
name = "Xã Hương Lốc"
kind = "xa"
[[unit]]
code = "c"
name = "Thị trấn Khe Tre"
kind = "thi-tran"
[[section]]
code = "I"
name = "Nông nghiệp"
[[section]]
code = "II"
name = "Xã hội"
[[indicator]]
code = "dt"
section = "I"
name = "Tổng diện tích gieo trồng"
unit = "ha"
kind = "quantity"
aggregate = "sum"
parts = ["dt-lua", "dt-ngo"]
decimals = 1
[[indicator]]
code = "dt-lua"
section = "I"
name = "Diện tích lúa"
unit = "ha"
kind = "quantity"
aggregate = "sum"
decimals = 1
[[indicator]]
code = "dt-ngo"
section = "I"
name = "Diện tích ngô"
unit = "ha"
kind = "quantity"
aggregate = "sum"
decimals = 1
[[indicator]]
code = "sl"
section = "I"
name = "Tổng sản lượng lương thực có hạt"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
parts = ["sl-lua", "sl-ngo"]
decimals = 1
[[indicator]]
code = "sl-lua"
section = "I"
name = "Sản lượng lúa"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
decimals = 1
[[indicator]]
code = "sl-ngo"
section = "I"
name = "Sản lượng ngô"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
decimals = 1
[[indicator]]
code = "bo"
section = "I"
name = "Đàn bò"
unit = "con"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "ngheo"
section = "II"
name = "Tỷ lệ hộ cận nghèo"
unit = "%"
kind = "percent"
aggregate = "mean"
target = "<= 10"
[[indicator]]
code = "ntm"
section = "II"
name = "Số tiêu chí nông thôn mới đạt chuẩn"
unit = "tiêu chí"
kind = "count-of"
out-of = 19
aggregate = "mean"
[[indicator]]
code = "tc1"
section = "II"
name = "Tiêu chí số 1 - Quy hoạch"
kind = "status"
aggregate = "count-met"
[[indicator]]
code = "tc2"
section = "II"
name = "Tiêu chí số 2 - Giao thông"
kind = "status"
aggregate = "count-met"
[[plan]]
unit = "a"
indicator = "bo"
value = 1500
"#;
    let (raw, problems) = schema::from_toml(text).unwrap();
    assert!(problems.is_empty());
    schema::prove(&raw).unwrap().0
});

const NAME: &str = "xa Huong Loc.xlsx";

fn locate_in(workbook: &Workbook) -> Located {
    locate::submission(&SCHEMA, &locate::Index::of(&SCHEMA), workbook, None)
}

fn read(table: &str) -> Located {
    locate_in(&grid::workbook("Xã Hương Lộc.xlsx", table))
}

/// Figures as "indicator measure value @cell", in the order of the sheet.
fn figures(located: &Located) -> Vec<String> {
    located
        .submission
        .figures
        .iter()
        .map(|figure| {
            let owner = match figure.owner {
                Owner::Unit(unit) if located.submission.unit == Some(unit) => String::new(),
                owner => format!("{} ", SCHEMA.owner_code(owner)),
            };
            format!("{owner}{} {} {} @{}", SCHEMA.indicator(figure.indicator).code, figure.measure.code(), figure.amount, figure.cell.at)
        })
        .collect()
}

fn codes(located: &Located) -> Vec<String> {
    located.findings.iter().map(|finding| format!("{} {}", finding.kind.code, finding.place())).collect()
}

#[test]
fn a_plain_table() {
    let located = read(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Đàn bò   | con |     1500 |      1320 |    1250 |",
    );
    assert_eq!(figures(&located), ["bo plan 1500 @C2", "bo actual 1320 @D2", "bo prior 1250 @E2"]);
    assert!(codes(&located).is_empty());
}

#[test]
fn headers_of_two_rows_with_years_over_measures() {
    let located = read(
        "| BIỂU TỔNG HỢP 6 THÁNG ĐẦU NĂM 2023 <1,6> |          |                  |            |                 |
         | TT <2,1> | Chỉ tiêu <2,1> | Năm 2023 <1,2> |          | Năm 2022 | So sánh (%) |
         |          |                | KH năm         | TH 6 tháng | TH 6 tháng | So KH |
         | A        | B              | 1              | 2        | 3        | 4=2/1 |
         | 1        | Đàn bò         | 1500           | 1320     | 1250     | 88    |",
    );
    assert_eq!(figures(&located), ["bo plan 1500 @C5", "bo actual 1320 @D5", "bo prior 1250 @E5"]);
    assert_eq!(located.submission.stated_ratios.len(), 1);
}

#[test]
fn a_month_beside_the_running_total_and_years_that_are_no_measure() {
    let located = read(
        "| Chỉ tiêu | KH năm 2023 | TH tháng 6 | Lũy kế 6 tháng | TH năm 2022 | Ước TH cả năm 2023 | KH năm 2024 |
         | Đàn bò   | 1500        | 210        | 1320           | 1400        | 1510               | 1600        |",
    );
    let figures: Vec<String> = figures(&located).into_iter().filter(|figure| !figure.contains("prior")).collect();
    assert_eq!(figures, ["bo plan 1500 @B2", "bo actual 1320 @D2"]);
}

#[test]
fn parts_under_short_names_take_their_meaning_from_the_whole() {
    let located = read(
        "| STT | Chỉ tiêu                        | ĐVT  | Thực hiện |
         | 1   | Tổng diện tích gieo trồng       | ha   | 12.5      |
         |     | Trong đó:                       |      |           |
         | -   | Lúa                             | ha   | 10        |
         | -   | Ngô                             | ha   | 2.5       |
         | 2   | SL lương thực có hạt (trong đó) | tấn  | 60        |
         |     | + Thóc                          | tấn  | 52        |
         |     | + Ngô                           | tấn  | 8         |",
    );
    assert_eq!(
        figures(&located),
        [
            "dt actual 12.5 @D2",
            "dt-lua actual 10 @D4",
            "dt-ngo actual 2.5 @D5",
            "sl actual 60 @D6",
            "sl-lua actual 52 @D7",
            "sl-ngo actual 8 @D8"
        ]
    );
}

#[test]
fn a_near_miss_that_is_another_thing_is_refused_and_told() {
    let located = read(
        "| Chỉ tiêu          | ĐVT | Thực hiện |
         | Đàn bò            | con | 1320      |
         | Đàn bê            | con | 400       |
         | Tỷ lệ hộ nghèo    | %   | 8.5       |
         | Diện tích lúa mùa | ha  | 4         |",
    );
    assert_eq!(figures(&located), ["bo actual 1320 @C2"]);
    assert_eq!(codes(&located), ["unknown-indicator Bieu 1!A3", "unknown-indicator Bieu 1!A4", "unknown-indicator Bieu 1!A5"]);
}

#[test]
fn one_slip_of_the_finger_is_forgiven() {
    for label in [
        "Tổng sản lượng lưng thực có hạt",
        "Tổng SL lương thực có hạt:",
        "TỔNG SẢN LƯỢNG LƯƠNG THỰC CÓ HẠT",
        "Tông sản lượng lương thực có hạt",
    ] {
        let located = read(&format!("| Chỉ tiêu | ĐVT | Thực hiện |\n| Đàn bò | con | 5 |\n| {label} | tấn | 60 |"));
        assert_eq!(figures(&located), ["bo actual 5 @C2", "sl actual 60 @C3"], "{label}");
    }
}

#[test]
fn numbers_are_read_by_evidence() {
    // Another text of the column has a decimal comma, so the dot groups.
    let located = read("| Chỉ tiêu | ĐVT | Thực hiện |\n| Diện tích lúa | ha | \"12,5\" |\n| Sản lượng lúa | tấn | \"1.234\" |");
    assert_eq!(figures(&located), ["dt-lua actual 12.5 @C2", "sl-lua actual 1234 @C3"]);
    // Heads are whole.
    let located = read("| Chỉ tiêu | ĐVT | Thực hiện |\n| Đàn bò | con | \"1.234\" |");
    assert_eq!(figures(&located), ["bo actual 1234 @C2"]);
    // The plan settles it.
    let located = read("| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |\n| Sản lượng lúa | tấn | 2 | \"1.234\" |");
    assert_eq!(figures(&located), ["sl-lua plan 2 @C2", "sl-lua actual 1.234 @D2"]);
    // The column says one thing, the plan beside it another: it is asked, in both directions.
    let habit = "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |\n| Diện tích lúa | ha | 14 |";
    let located = read(&format!("{habit} \"12,5\" |\n| Sản lượng lúa | tấn | 610 | \"585.636\" |"));
    assert_eq!(codes(&located), ["ambiguous-number Bieu 1!D3"]);
    let located = read(&format!("{habit} \"12.5\" |\n| Sản lượng lúa | tấn | 21000 | \"20.000\" |"));
    assert_eq!(codes(&located), ["ambiguous-number Bieu 1!D3"]);
    let located = read(&format!("{habit} \"12,5\" |\n| Sản lượng lúa | tấn | 21000 | \"20.000\" |"));
    assert_eq!(codes(&located), [""; 0]);
    // Nothing settles it: it is asked.
    let located = read("| Chỉ tiêu | ĐVT | Thực hiện |\n| Sản lượng lúa | tấn | \"1.234\" |\n| Đàn bò | con | 7 |");
    assert_eq!(figures(&located), ["bo actual 7 @C3"]);
    assert_eq!(codes(&located), ["ambiguous-number Bieu 1!C2"]);
}

#[test]
fn parts_of_an_unknown_whole_are_not_guessed() {
    let rows = |whole: &str, part: &str| {
        format!("| Chỉ tiêu | ĐVT | Thực hiện |\n| Đàn bò | con | 7 |\n| {whole} | ha | 9 |\n| - {part} | ha | 5 |")
    };
    // Under its whole a short name is enough; under what nobody knows it is asked.
    assert_eq!(figures(&read(&rows("Tổng diện tích gieo trồng", "Lúa"))), ["bo actual 7 @C2", "dt actual 9 @C3", "dt-lua actual 5 @C4"]);
    let located = read(&rows("Cây dược liệu trồng dưới tán rừng", "Lúa diện tích"));
    assert_eq!(figures(&located), ["bo actual 7 @C2"]);
    assert_eq!(codes(&located), ["unknown-indicator Bieu 1!A3", "unknown-indicator Bieu 1!A4"]);
    // Its full name is nobody else's.
    assert_eq!(figures(&read(&rows("Cây dược liệu trồng dưới tán rừng", "Diện tích lúa"))), ["bo actual 7 @C2", "dt-lua actual 5 @C4"]);
}

#[test]
fn nothing_of_a_table_of_units_is_dropped_in_silence() {
    let located = read(
        "| Đơn vị          | Đàn bò | Sản lượng lúa (tạ) | Diện tích lúa (tấn) | Số máy cày |
         | Xã Hương Lộc    | 7      | 600                | 5                   | 2          |
         | Thôn 1          | 4      | 100                | 5                   | 1          |
         | Thị trấn Khe Tre| 3      | 200                | 6                   | 1          |
         | Xã Mới          | 9      | 300                | 7                   | 3          |
         | Tổng cộng       | 19     | 1100               | 18                  | 6          |",
    );
    // A quintal is a tenth of a tonne; rice land is not weighed; hamlets are within their commune.
    assert_eq!(
        figures(&located),
        [
            "bo actual 7 @B2",
            "c bo actual 3 @B4",
            "h bo actual 19 @B6",
            "sl-lua actual 60 @C2",
            "c sl-lua actual 20 @C4",
            "h sl-lua actual 110 @C6"
        ]
    );
    let mut told = codes(&located);
    told.sort();
    assert_eq!(told, ["unit-converted Bieu 1!C1", "unit-mismatch Bieu 1!D1", "unknown-indicator Bieu 1!E1", "unknown-unit Bieu 1!A5"]);

    let located = read(
        "| Kết quả thực hiện |
         | Chỉ tiêu | Tổng cộng | Xã Hương Lộc | Thị trấn Khe Tre | Xã Mới | Ghi chú |
         | Đàn bò   | 19        | 7            | 3                | 9      | 1       |",
    );
    assert_eq!(codes(&located), ["unknown-unit Bieu 1!E2"]);
    // A column without a figure holds nothing to ask for.
    let located = read(
        "| Kết quả thực hiện |
         | Chỉ tiêu | Tổng cộng | Xã Hương Lộc | Thị trấn Khe Tre | Xã Mới | Ghi chú |
         | Đàn bò   | 10        | 7            | 3                |        |         |",
    );
    assert_eq!(codes(&located), [""; 0]);
}

#[test]
fn what_a_sheet_lost_is_told() {
    let mut workbook = grid::workbook("a.xlsx", "| Chỉ tiêu | Thực hiện |\n| Đàn bò | 7 |");
    assert!(chitieu::read::damage(&workbook).is_empty());
    workbook.sheets[0].damage.push("ô B3".to_string());
    let findings = chitieu::read::damage(&workbook);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].kind.code, findings[0].sheet.as_deref()), ("unreadable-file", Some("Bieu 1")));
    // What a hidden sheet lost was never read.
    workbook.sheets[0].hidden = true;
    assert!(chitieu::read::damage(&workbook).is_empty());
}

#[test]
fn what_is_unknown_is_not_zero_and_text_is_told() {
    let located = read(
        "| Chỉ tiêu      | Kế hoạch | Thực hiện |
         | Đàn bò        | 1500     | \"-\"     |
         | Diện tích lúa | \"…\"    | 0         |
         | Sản lượng lúa | x        | nhiều     |",
    );
    assert_eq!(figures(&located), ["bo plan 1500 @B2", "dt-lua actual 0 @C3"]);
    assert_eq!(codes(&located), ["not-a-number Bieu 1!C4"]);
}

#[test]
fn units_of_measure_are_converted_or_refused() {
    let located = read(
        "| Chỉ tiêu      | ĐVT       | Thực hiện |
         | Diện tích lúa | m²        | 125000    |
         | Sản lượng lúa | nghìn tấn | 0.0525    |
         | Sản lượng ngô | con       | 8         |
         | Diện tích ngô | ha        | \"2,5 ha\" |",
    );
    assert_eq!(figures(&located), ["dt-lua actual 12.5 @C2", "sl-lua actual 52.5 @C3", "dt-ngo actual 2.5 @C5"]);
    assert_eq!(codes(&located), ["unit-converted Bieu 1!B2", "unit-converted Bieu 1!B3", "unit-mismatch Bieu 1!B4"]);
}

#[test]
fn done_and_planned_in_one_cell_and_so_many_of_nineteen() {
    let located = read(
        "| Chỉ tiêu                                | TH/KH         |
         | Diện tích lúa                           | \"10,5 / 12\" |
         | Diện tích ngô                           | \"2/2,5\"     |
         | Số tiêu chí nông thôn mới đạt chuẩn     | 17/19         |",
    );
    assert_eq!(
        figures(&located),
        ["dt-lua actual 10.5 @B2", "dt-lua plan 12 @B2", "dt-ngo actual 2 @B3", "dt-ngo plan 2.5 @B3", "ntm actual 17 @B4"]
    );
}

#[test]
fn communes_across_with_a_total_that_is_not_added() {
    let located = locate_in(&grid::workbook(
        "tong hop.xlsx",
        "| TÌNH HÌNH THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023 |  |  |  |  |
         | Chỉ tiêu | ĐVT | Cộng | Xã Hương Lộc | TT. Khe Tre |
         | Đàn bò   | con | 30   | 10           | 20          |",
    ));
    assert_eq!(figures(&located), ["h bo actual 30 @C3", "a bo actual 10 @D3", "c bo actual 20 @E3"]);
}

#[test]
fn communes_down_with_criteria_across() {
    let located = locate_in(&grid::workbook(
        "bo tieu chi.xlsx",
        "| TT | Tên xã           | Quy hoạch | Giao thông | Tổng số |
         | 1  | Xã Hương Lộc     | Đ         | CĐ         | 1       |
         | 2  | Thị trấn Khe Tre | x         | Đang TH    | 1       |",
    ));
    assert_eq!(
        figures(&located),
        ["a tc1 actual met @C2", "c tc1 actual met @C3", "a tc2 actual not-met @D2", "c tc2 actual in-progress @D3"]
    );
}

#[test]
fn a_name_without_accents_that_fits_two_units_is_unknown() {
    let table = "| Chỉ tiêu | Thực hiện |\n| Đàn bò | 5 |";
    let located = locate_in(&grid::workbook(NAME, table));
    assert_eq!(located.submission.unit, None);
    assert_eq!(codes(&located), ["unknown-unit "]);
    // The title settles it.
    let located = locate_in(&grid::workbook(NAME, &format!("| UBND XÃ HƯƠNG LỘC | |\n{table}")));
    assert_eq!(located.submission.unit, SCHEMA.find_unit("a"));
}

#[test]
fn another_year_is_told_and_not_taken_for_this_one() {
    let located = read(
        "| BÁO CÁO 6 THÁNG ĐẦU NĂM 2022 |                    |                    |
         | Chỉ tiêu                     | TH 6 tháng năm 2021 | TH 6 tháng năm 2022 |
         | Đàn bò                       | 5                   | 6                   |",
    );
    assert!(located.submission.other_year);
    assert_eq!(codes(&located), ["period-mismatch "]);
    assert_eq!(
        located
            .submission
            .figure(SCHEMA.find_indicator("bo").unwrap(), Owner::Unit(located.submission.unit.unwrap()), Measure::Actual)
            .unwrap()
            .amount
            .to_string(),
        "6"
    );
}

#[test]
fn the_same_indicator_twice_with_different_values_is_not_used() {
    let located = read("| Chỉ tiêu | Thực hiện |\n| Đàn bò | 5 |\n| Diện tích lúa | 1 |\n| Đàn bò | 6 |");
    assert_eq!(figures(&located), ["dt-lua actual 1 @B3"]);
    assert_eq!(located.submission.contradictions.len(), 1);
}

#[test]
fn no_table_is_told() {
    let located = read("| Thông báo họp |\n| Kính mời các đồng chí |");
    assert_eq!(codes(&located), ["no-table "]);
}

#[test]
fn a_column_of_units_is_one_whatever_its_heading() {
    for heading in ["", "Đ.vị tính", "Unit", "Đơn vị"] {
        let located = read(&format!(
            "| Chỉ tiêu | {heading} | Thực hiện |\n| Diện tích lúa | m2 | 405000 |\n| Sản lượng lúa | tạ | 520 |\n| Đàn bò | con | 7 |"
        ));
        assert_eq!(figures(&located), ["dt-lua actual 40.5 @C2", "sl-lua actual 52 @C3", "bo actual 7 @C4"], "{heading}");
    }
}

#[test]
fn units_of_measure_in_headings_lines_and_ditto_marks() {
    let located = read("| Chỉ tiêu | Kế hoạch (tạ) | Thực hiện (tạ) |\n| Sản lượng lúa | 520 | 400 |\n| Đàn bò | 9 | 7 |");
    assert_eq!(figures(&located), ["sl-lua plan 52 @B2", "sl-lua actual 40 @C2", "bo plan 9 @B3", "bo actual 7 @C3"]);
    let located = read("| | | Đơn vị tính: tạ |\n| Chỉ tiêu | Kế hoạch | Thực hiện |\n| Sản lượng lúa | 520 | 400 |");
    assert_eq!(figures(&located), ["sl-lua plan 52 @B3", "sl-lua actual 40 @C3"]);
    let located =
        read("| Chỉ tiêu | ĐVT | Thực hiện |\n| Sản lượng lúa | tạ | 400 |\n| Sản lượng ngô | // | 50 |\n| Diện tích lúa | nt | 3 |");
    assert_eq!(figures(&located), ["sl-lua actual 40 @C2", "sl-ngo actual 5 @C3"]);
    assert!(codes(&located).contains(&"unit-mismatch Bieu 1!B4".to_string()));
}

#[test]
fn a_second_table_on_the_sheet_has_its_own_header() {
    let located = read(
        "| Chỉ tiêu                   | Kế hoạch   | Thực hiện |
         | Đàn bò                     | 10         | 7         |
         |                            |            |           |
         | Nội dung chỉ tiêu chủ yếu  | Thực hiện  | Kế hoạch  |
         | Diện tích lúa              | 3          | 4         |",
    );
    assert_eq!(figures(&located), ["bo plan 10 @B2", "bo actual 7 @C2", "dt-lua actual 3 @B5", "dt-lua plan 4 @C5"]);
}

#[test]
fn two_tables_side_by_side_keep_to_themselves() {
    let located = read(
        "| Chỉ tiêu      | ĐVT | KH | TH | | STT | Chỉ tiêu      | ĐVT | TH | KH |
         | Đàn bò        | con | 10 | 7  | | 1   | Sản lượng lúa | tấn | 50 | 60 |
         | Diện tích lúa | ha  | 4  | 3  | | 2   | Sản lượng ngô | tạ  | 80 | 90 |",
    );
    let mut figures = figures(&located);
    figures.sort();
    assert_eq!(
        figures,
        [
            "bo actual 7 @D2",
            "bo plan 10 @C2",
            "dt-lua actual 3 @D3",
            "dt-lua plan 4 @C3",
            "sl-lua actual 50 @I2",
            "sl-lua plan 60 @J2",
            "sl-ngo actual 8 @I3",
            "sl-ngo plan 9 @J3"
        ]
    );
}

#[test]
fn headings_that_are_not_merged_over_what_they_head() {
    let located = read(
        "|          |     | Năm 2022   | Năm 2023   |          |
         | Chỉ tiêu | ĐVT | TH 6 tháng | TH 6 tháng | Kế hoạch |
         | Đàn bò   | con | 6          | 7          | 10       |",
    );
    assert_eq!(figures(&located), ["bo prior 6 @C3", "bo actual 7 @D3", "bo plan 10 @E3"]);
}

#[test]
fn of_several_plans_the_one_given_by_the_own_superior_counts() {
    let located = read("| Chỉ tiêu | KH tỉnh giao | KH huyện giao | Thực hiện |\n| Đàn bò | 9 | 10 | 7 |");
    assert_eq!(figures(&located), ["bo plan 10 @C2", "bo actual 7 @D2"]);
    let located = read("| Chỉ tiêu | KH 6 tháng cuối năm | KH năm | Thực hiện |\n| Đàn bò | 4 | 10 | 7 |");
    assert_eq!(figures(&located), ["bo plan 10 @C2", "bo actual 7 @D2"]);
    // Nothing tells them apart: none counts.
    let located = read("| Chỉ tiêu | Kế hoạch | Kế hoạch | Thực hiện |\n| Đàn bò | 9 | 10 | 7 |");
    assert_eq!(figures(&located), ["bo actual 7 @D2"]);
}

#[test]
fn parts_of_the_unit_are_not_the_unit() {
    let located = read(
        "| Chỉ tiêu <2,1> | Thực hiện 6 tháng <1,3> |        |         |
         |                | Toàn xã                 | Thôn 1 | Thôn 2  |
         | Đàn bò         | 7                       | 3      | 4       |",
    );
    assert_eq!(figures(&located), ["bo actual 7 @B3"]);
}

#[test]
fn a_fraction_without_its_percent_format_is_asked() {
    let located = read("| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |\n| Tỷ lệ hộ cận nghèo | % | 9 | 0.085 |");
    assert_eq!(figures(&located), ["ngheo plan 9 @C2"]);
    assert_eq!(codes(&located), ["ambiguous-number Bieu 1!D2"]);
}

#[test]
fn short_names_under_a_name_without_figures() {
    let located = read(
        "| Chỉ tiêu    | ĐVT | Thực hiện |
         | Cây lúa     |     |           |
         | - Diện tích | ha  | 12        |
         | - Sản lượng | tấn | 60        |
         | Cây ngô     |     |           |
         | - Diện tích | ha  | 2         |
         | - Sản lượng | tấn | 8         |",
    );
    assert_eq!(figures(&located), ["dt-lua actual 12 @C3", "sl-lua actual 60 @C4", "dt-ngo actual 2 @C6", "sl-ngo actual 8 @C7"]);
}

#[test]
fn a_note_that_names_another_unit_does_not_change_whose_it_is() {
    let located = locate_in(&grid::workbook(
        "bieu.xlsx",
        "| UBND XÃ HƯƠNG LỘC |           |
         | Chỉ tiêu          | Thực hiện |
         | Đàn bò            | 5         |
         | Ghi chú: chưa gồm thôn 3 sáp nhập từ thị trấn Khe Tre | |",
    ));
    assert_eq!(located.submission.unit, SCHEMA.find_unit("a"));
}

#[test]
fn a_bracket_that_is_no_unit_of_measure_makes_another_thing_of_a_name() {
    let located =
        read("| Chỉ tiêu | ĐVT | Thực hiện |\n| Đàn bò | con | 5 |\n| Diện tích lúa (vụ mùa) | ha | 3 |\n| Diện tích ngô (ha) | ha | 2 |");
    assert_eq!(figures(&located), ["bo actual 5 @C2", "dt-ngo actual 2 @C4"]);
}
