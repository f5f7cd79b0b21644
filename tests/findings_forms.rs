//! Findings as `check` gives them: text with the lines of the sheet, a workbook, JSON.

#![allow(clippy::unwrap_used)]

#[path = "support/small_office.rs"]
mod small_office;

use serde_json::Value;
use small_office::{Office, code, err, out};
use std::fs;

const AN_PHU: &str = "| Chỉ tiêu | ĐVT | Kế hoạch năm 2023 | Thực hiện 6 tháng |
    | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |
    | Tổng đàn bò | con | 150 | 132 |
    | Sản lượng lúa | tấn | 550 | 270 |
    | Sản lượng ngô | tấn | 70 | 33 |
    | Diện tích gieo trồng | ha | 25 | khoảng 20 |";

fn office() -> Office {
    let office = Office::new();
    office.workbook("nop/xa-an-phu.xlsx", AN_PHU);
    office.workbook("nop/xa-binh-minh.xlsx", "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |\n| Tổng đàn bò | con | 90 | 80 |");
    fs::write(office.path("nop/hong.xlsx"), "PK\u{3}\u{4} hỏng").unwrap();
    office
}

#[test]
fn text_shows_the_lines_around_the_cell() {
    let office = office();
    let text = out(&office.run(&["check", "nop"]));
    // A sum that is wrong is shown with its parts, wherever they stand.
    let sum = "
      | A: Chỉ tiêu                        C: Kế hoạch năm 2023   D: Thực hiện 6 tháng
    2 | Tổng sản lượng lương thực có hạt                    620                    310
      |                                                                            ^^^
    … |
    4 | Sản lượng lúa                                       550                    270
    5 | Sản lượng ngô                                        70                     33
";
    assert!(text.contains(sum), "{text}");
    let cell = "
    5 | Sản lượng ngô                            70                     33
    6 | Diện tích gieo trồng                     25             khoảng 20
";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&text).contains(&words(cell)) && text.contains("^^^^^^^^^"), "{text}");
    assert!(text.find("LỖI · Bieu 1!D2") < text.find("LỖI · Bieu 1!D6"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(out(&office.run(&["inspect", "nop"])).contains(sum));
    // A merge stays a summary, by file; data hold no lines.
    let merged = out(&office.run(&["merge", "nop", "-o", "th.xlsx"]));
    assert!(merged.contains("  xa-an-phu.xlsx – Xã An Phú: 2 lỗi\n    - Bieu 1!D2: ") && !merged.contains("^^^"), "{merged}");
    let data: Value = serde_json::from_slice(&office.run(&["check", "nop", "--format", "json"]).stdout).unwrap();
    assert!(data["findings"][1].get("excerpt").is_none() && data["accepted"].is_null(), "{data}");
}

#[test]
fn a_merge_shows_some_errors_of_each_file_and_says_how_many_more() {
    let office = Office::new();
    let bad = "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |\n| Tổng đàn bò | con | 1O | 8O |\n| Diện tích gieo trồng | ha | 2O | 1O |\n| Sản lượng lúa | tấn | 5O | 4O |";
    for number in 1..=10 {
        office.workbook(&format!("nop/{number:02}-xa-an-phu.xlsx"), bad);
    }
    let merged = out(&office.run(&["merge", "nop", "-o", "th.xlsx"]));
    assert_eq!(merged.matches("-xa-an-phu.xlsx – Xã An Phú: 6 lỗi\n    - Bieu 1!C2: ").count(), 7, "{merged}");
    assert!(merged.contains("  … và 18 lỗi ở 3 tệp khác.\nĐầy đủ: trang “Kiểm tra” của th.xlsx"), "{merged}");
    assert_eq!(merged.matches("      … và 3 lỗi nữa.\n").count(), 7, "{merged}");
}

#[test]
fn a_workbook_lists_files_and_findings() {
    let office = office();
    let output = office.run(&["check", "nop", "-o", "nop/kiem-tra.xlsx"]);
    assert_eq!(code(&output), 1);
    assert!(
        out(&output).contains("nop/xa-an-phu.xlsx – Xã An Phú: 2 lỗi\n") && out(&output).contains("Danh sách phát hiện: nop/kiem-tra.xlsx"),
        "{}",
        out(&output)
    );
    let files = office.cells("nop/kiem-tra.xlsx", "Theo tệp");
    let rows: Vec<Vec<&str>> = files.iter().skip(3).map(|row| row[1..9].iter().map(String::as_str).collect()).collect();
    assert_eq!(rows[0], ["hong.xlsx", "Chưa rõ", "Chưa rõ", "1", "0", "0", "0", "Trả lại để sửa"]);
    assert_eq!(rows[1], ["xa-an-phu.xlsx", "Xã An Phú", "6 tháng đầu năm", "2", "0", "0", "0", "Trả lại để sửa"]);
    assert_eq!(rows[2], ["xa-binh-minh.xlsx", "Xã Bình Minh", "6 tháng đầu năm", "0", "0", "0", "0", "Tổng hợp được"]);
    let list = office.cells("nop/kiem-tra.xlsx", "Kiểm tra");
    let found = list.iter().find(|row| row[2] == "not-a-number").unwrap();
    assert_eq!(found[1..8], ["Lỗi", "not-a-number", "xa-an-phu.xlsx", "Bieu 1", "D6", "Xã An Phú", "Diện tích gieo trồng"]);
    assert_eq!((&*found[9], found[11].is_empty()), ("khoảng 20", false));
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let sheet = office.part("nop/kiem-tra.xlsx", sheet);
        for part in ["<autoFilter ref=\"A4:", "state=\"frozen\"", "paperSize=\"9\"", "orientation=\"landscape\"", "fitToHeight=\"0\""] {
            assert!(sheet.contains(part), "{part}: {sheet}");
        }
        assert!(!sheet.contains("<f>"), "{sheet}");
    }
    // It is no submission of the next run, and is written over.
    let again = office.run(&["check", "nop", "-o", "nop/kiem-tra.xlsx"]);
    assert_eq!(out(&again), out(&output));
    assert!(err(&again).contains("Bỏ qua “nop/kiem-tra.xlsx”"), "{}", err(&again));
    assert!(out(&office.run(&["merge", "nop", "-o", "th.xlsx"])).contains("2/3"));
    // The other language, and data beside the workbook.
    let english = office.run(&["check", "nop", "-o", "en.xlsx", "--lang", "en", "--format", "json"]);
    let data: Value = serde_json::from_slice(&english.stdout).unwrap();
    assert_eq!(data["findings"].as_array().unwrap().len(), 3);
    assert_eq!(office.cells("en.xlsx", "By file")[4][8], "To be sent back");
    assert_eq!(office.cells("en.xlsx", "Findings").iter().filter(|row| row[1] == "Error").count(), 3);
    let before = fs::read(office.path("en.xlsx")).unwrap();
    office.run(&["check", "nop", "-o", "en.xlsx", "--lang", "en", "--jobs", "1"]);
    assert_eq!(fs::read(office.path("en.xlsx")).unwrap(), before);
}

#[test]
fn the_ending_says_the_form() {
    let office = office();
    let printed = office.run(&["check", "nop", "--format", "json"]).stdout;
    for arguments in [&["check", "nop", "-o", "a.json"][..], &["check", "nop", "-o", "b.txt", "--format", "json"]] {
        assert_eq!(code(&office.run(arguments)), 1);
    }
    assert_eq!(fs::read(office.path("a.json")).unwrap(), fs::read(office.path("b.txt")).unwrap());
    assert_eq!(String::from_utf8(printed).unwrap().trim_end(), fs::read_to_string(office.path("a.json")).unwrap().trim_end());
    office.run(&["check", "nop", "-o", "c.txt"]);
    assert_eq!(fs::read(office.path("c.txt")).unwrap(), office.run(&["check", "nop"]).stdout);
    let refused = office.run(&["check", "nop", "-o", "d.ods"]);
    assert_eq!((code(&refused), office.path("d.ods").exists()), (2, false));
    assert!(err(&refused).contains(".xlsx hoặc .json hoặc .txt"), "{}", err(&refused));
    assert!(office.run(&["check", "nop", "-q", "-o", "e.xlsx"]).stdout.is_empty());
    assert_eq!(code(&office.run(&["check", "nop", "-o", "nop/xa-an-phu.xlsx"])), 2);
}

#[test]
fn what_a_sender_typed_stays_within_its_line() {
    let office = Office::new();
    let long = "x".repeat(3000);
    office.workbook(
        "nop/xa-an-phu.xlsx",
        &format!("| Chỉ tiêu | ĐVT | Thực hiện |\n| Tổng đàn bò | con | \u{1b}[31m {long} |\n| =cmd() {long} | con | 5 |"),
    );
    let text = out(&office.run(&["check", "nop"]));
    assert!(!text.contains('\u{1b}'), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(" | ")).collect();
    assert!(lines.len() > 3 && lines.iter().all(|line| line.chars().count() <= 100), "{text}");
    office.run(&["check", "nop", "-o", "a.xlsx"]);
    assert!(!office.part("a.xlsx", "xl/worksheets/sheet2.xml").contains("<f>"));
}
