//! Traits of officials' real sheets, in small sheets of our own: where a header begins and ends, and what its words say.

#[path = "support/grid.rs"]
mod grid;

use chitieu::locate::{self, Located};
use chitieu::schema::{self, Schema};
use chitieu::submission::{Orientation, Owner};
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut text = r#"
version = 1
id = "thu"
title = "Thử"
year = 2023
[area]
code = "h"
name = "Huyện Thử"
[[unit]]
code = "a"
name = "Xã Sông Trầu"
kind = "xa"
[[unit]]
code = "b"
name = "Xã Bến Ngự"
kind = "xa"
[[section]]
code = "I"
name = "Nông nghiệp"
[[section]]
code = "II"
name = "Giáo dục"
"#
    .to_string();
    for (code, name, unit) in [
        ("dt-ngo", "Diện tích ngô", "ha"),
        ("sl-ngo", "Sản lượng ngô", "tấn"),
        ("dt-khoai", "Diện tích khoai lang", "ha"),
        ("bo", "Đàn bò", "con"),
        ("gv", "Số giáo viên", "người"),
        ("luong-1", "Chi lương", "triệu đồng"),
        ("luong-2", "Chi lương", "triệu đồng"),
    ] {
        let section = if code == "luong-2" { "II" } else { "I" };
        text += &format!(
            "[[indicator]]\ncode = \"{code}\"\nsection = \"{section}\"\nname = \"{name}\"\nunit = \"{unit}\"\nkind = \"quantity\"\naggregate = \"sum\"\n"
        );
    }
    let (raw, problems) = schema::from_toml(&text).unwrap();
    assert!(problems.is_empty());
    schema::prove(&raw).unwrap().0
});

fn read(table: &str) -> Located {
    locate::submission(&SCHEMA, &locate::Index::of(&SCHEMA), &grid::workbook("Xã Sông Trầu.xlsx", table), None)
}

/// Where the header of the only table stands.
fn header(located: &Located) -> String {
    let headers: Vec<String> = located.submission.tables.iter().map(|table| table.header.to_string()).collect();
    headers.join(" ")
}

/// Figures as "indicator measure value @cell", the owner in front where it is not the workbook's unit.
fn figures(located: &Located) -> Vec<String> {
    let figures = located.submission.figures.iter();
    figures
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
fn a_header_whose_words_say_nothing_is_found_and_no_figure_is_taken_from_it() {
    let located = read(
        "| B7. THỐNG KÊ |       |          |
         | tu_thang     | nam   | loai     |
         | 1            | 2023  | -1       |
         |              |       |          |
         | Mã           | Tên   | Lần đo A | Lần đo B |
         | 01           | Đàn bò| 7        | 9        |
         | 02           | Diện tích ngô | 5 | 6      |",
    );
    assert_eq!(header(&located), "A5:D5");
    assert!(figures(&located).is_empty());
    assert_eq!(codes(&located), ["no-table "]);
}

#[test]
fn the_line_with_the_unit_of_measure_is_no_part_of_the_header() {
    let located = read(
        "| PHỤ LỤC 01 <1,4> | | | |
         |      |               | ĐVT: Triệu đồng <1,2> | |
         | Mã   | Chỉ tiêu      | Kế hoạch | Thực hiện |
         | A    | 1             | 2        | 3         |
         | 01   | Đàn bò        | 7        | 9         |",
    );
    assert_eq!(header(&located), "A3:D4");
    assert_eq!(figures(&located), ["bo plan 7 @C5", "bo actual 9 @D5"]);
}

#[test]
fn the_head_of_the_page_over_the_right_of_a_table_is_no_part_of_its_header() {
    let located = read(
        "|                |                | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM <1,3> | | |
         | Biểu 01/TK     |                | Độc lập - Tự do - Hạnh phúc <1,3> | | |
         |                |                | KẾT QUẢ CHĂN NUÔI <1,3> | | |
         |                |                | Kèm theo báo cáo của xã <1,3> | | |
         | Thứ tự <2,1>   | Chỉ tiêu <2,1> | Năm 2023 <1,2> |  | Ghi chú <2,1> |
         |                |                | Kế hoạch | Thực hiện |  |
         | 1              | Đàn bò         | 7        | 9         |  |",
    );
    assert_eq!(header(&located), "A5:E6");
    assert_eq!(figures(&located), ["bo plan 7 @C7", "bo actual 9 @D7"]);
}

#[test]
fn groups_side_by_side_over_all_columns_belong_to_the_header() {
    let located = read(
        "| DANH SÁCH <1,5> | | | | |
         |  | | | | |
         | Thông tin chung <1,2> | | Số liệu <1,2> | | Ý kiến của cấp trên |
         | Mã <2,1> | Chỉ tiêu <2,1> | Năm nay <1,2> | | Nội dung <2,1> |
         |          |                | Kế hoạch | Thực hiện | |
         | 01       | Đàn bò         | 7        | 9         | |",
    );
    assert_eq!(header(&located), "A3:E5");
    assert_eq!(figures(&located), ["bo plan 7 @C6", "bo actual 9 @D6"]);
}

#[test]
fn the_names_may_be_headed_in_the_lower_row_only() {
    let located = read(
        "|     |                 | Kế hoạch năm 2023 <1,2> | | Thực hiện năm 2023 <1,2> | |
         | STT | Mặt hàng        | Lượng | Giá | Lượng | Giá |
         | 1   | Sản lượng ngô   | 5 | 50 | 6 | 60 |
         | 2   | Đàn bò          | 7 | 70 | 9 | 90 |",
    );
    assert_eq!(header(&located), "A1:F2");
    // Two plans and two results, and nothing that says which one counts: no figure is guessed.
    assert!(figures(&located).iter().all(|figure| !figure.contains("plan")));
}

#[test]
fn units_named_across_under_their_codes_belong_to_the_header() {
    let located = read(
        "| BÁO CÁO KẾT QUẢ THỰC HIỆN | | |
         |              |            |            |
         | Trường học   | 25240511   | 25240319   |
         | Năm học      | 2022 - 2023| 2022 - 2023|
         | Tên đơn vị   | Xã Sông Trầu | Xã Bến Ngự |
         | Số giáo viên | 31         | 20         |",
    );
    assert_eq!(located.submission.tables.iter().map(|table| table.orientation).collect::<Vec<_>>(), [Orientation::UnitsAcross]);
    assert_eq!(located.submission.tables[0].header.last.to_string(), "C5");
    for figure in figures(&located) {
        assert!(["gv actual 31 @B6", "b gv actual 20 @C6"].contains(&figure.as_str()), "{figure}");
    }
}

#[test]
fn a_day_is_no_month_and_the_number_of_a_circular_no_year() {
    let located = read(
        "| Số liệu có đến 30 tháng 9 năm báo cáo | | |
         | Theo Thông tư số 42/2013/TTLT-BGDĐT | | |
         | Chỉ tiêu | Kế hoạch | Thực hiện |
         | Đàn bò   | 7        | 9         |",
    );
    assert_eq!(figures(&located), ["bo plan 7 @B4", "bo actual 9 @C4"]);
    assert!(codes(&located).is_empty());
}

#[test]
fn a_year_written_together_with_its_word_is_read() {
    let located = read(
        "| Chỉ tiêu | ĐVT | TH2022 | KH2023 | ƯTH2023 | ƯTH2023/TH2022 (%) |
         | Đàn bò   | con | 6      | 7      | 9       | 150                |",
    );
    assert_eq!(figures(&located), ["bo prior 6 @C2", "bo plan 7 @D2", "bo actual 9 @E2"]);
}

#[test]
fn short_names_are_said_of_the_row_above_whether_it_has_figures_or_not() {
    let located = read(
        "| Chỉ tiêu      | ĐVT | Thực hiện |
         | 1.Ngô         |     | 0         |
         | - Diện tích   | ha  | 12        |
         | - Sản lượng   | tấn | 60        |
         | 2.Khoai lang  |     | 0         |
         | - Diện tích   | ha  | 3         |
         | 3.Rau         |     | 0         |
         | - Diện tích   | ha  | 4         |
         | 4.Ngô (vụ 3)  |     | 0         |
         | - Sản lượng   | tấn | 5         |",
    );
    assert_eq!(figures(&located), ["dt-ngo actual 12 @C3", "sl-ngo actual 60 @C4", "dt-khoai actual 3 @C6"]);
    let asked: Vec<String> = codes(&located).into_iter().filter(|code| code.starts_with("unknown")).collect();
    assert_eq!(asked.len(), 6, "{asked:?}");
    // Without a mark, or behind a row that is known, nothing says that the short name is said of it.
    let located = read(
        "| Chỉ tiêu      | ĐVT | Thực hiện |
         | 1.Ngô         |     | 3         |
         | Diện tích     | ha  | 12        |
         | 2.Khoai lang  |     | 4         |
         | Đàn bò        | con | 7         |
         | - Diện tích   | ha  | 3         |",
    );
    assert_eq!(figures(&located), ["bo actual 7 @C5"]);
}

#[test]
fn a_heading_with_a_total_beside_it_is_asked_about_and_heads_what_follows() {
    let located = read(
        "| Chỉ tiêu    | ĐVT        | Thực hiện |
         | Nông nghiệp | triệu đồng | 12        |
         | Chi lương   | triệu đồng | 5         |
         | Giáo dục    | triệu đồng | 20        |
         | Chi lương   | triệu đồng | 8         |",
    );
    assert_eq!(figures(&located), ["luong-1 actual 5 @C3", "luong-2 actual 8 @C5"]);
    assert_eq!(codes(&located), ["unknown-indicator Bieu 1!A2", "unknown-indicator Bieu 1!A4"]);
}

#[test]
fn a_list_of_several_units_names_the_unit_in_each_row() {
    let located = read(
        "| STT | Đơn vị | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | 1 | Xã Sông Trầu | Đàn bò | con | 20 | 10 |
         | 2 | Xã Sông Trầu | Diện tích ngô | ha | 4 | 1,5 |
         | 3 | Xã Bến Ngự | Đàn bò | con | 30 | 12 |
         | 4 | Xã Bến Ngự | Diện tích ngô | ha | 6 | 2,5 |
         | 5 | Xã Không Tên | Đàn bò | con | 7 | 3 |
         | 6 | Xã Bến Ngự | Số giáo viên | người | 40 | 41 |
         | 7 | Xã Sông Trầu | Số giáo viên | người | 50 | 51 |
         | 8 | Xã Bến Ngự | Sản lượng ngô | tấn | 8 | 9 |
         | 9 | Xã Sông Trầu | Sản lượng ngô | tấn | 18 | 19 |
         | 10 | Xã Bến Ngự | Diện tích khoai lang | ha | 5 | 5 |
         | 11 | Xã Sông Trầu | Diện tích khoai lang | ha | 6 | 6 |",
    );
    let figures = figures(&located);
    for figure in ["bo actual 10 @F2", "dt-ngo actual 1.5 @F3", "b bo plan 30 @E4", "b dt-ngo actual 2.5 @F5", "gv actual 51 @F8"] {
        assert!(figures.iter().any(|found| found == figure), "{figure} in {figures:?}");
    }
    assert_eq!((figures.len(), codes(&located)), (20, vec!["unknown-unit Bieu 1!B6".to_string()]));
}

#[test]
fn who_is_in_charge_of_an_indicator_is_not_whose_figures_they_are() {
    let located = read(
        "| STT | Chỉ tiêu | ĐVT | Thực hiện | Nơi làm |
         | 1 | Đàn bò | con | 10 | Xã Sông Trầu |
         | 2 | Diện tích ngô | ha | 4 | Xã Bến Ngự |
         | 3 | Số giáo viên | người | 9 | Xã Bến Ngự |",
    );
    assert_eq!(figures(&located), ["bo actual 10 @D2", "dt-ngo actual 4 @D3", "gv actual 9 @D4"]);
}
