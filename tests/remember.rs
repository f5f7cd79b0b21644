//! What a person confirms once of a sender's sheets is kept beside the schema and used the next time.

#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const SCHEMA: &str = r#"version = 1
id = "thu-2023"
title = "Bộ chỉ tiêu thử năm 2023"
year = 2023
[area]
code = "huyen"
name = "Huyện Thử"
[[period]]
code = "6t"
name = "6 tháng đầu năm"
[[unit]]
code = "an"
name = "Xã Hương An"
kind = "xa"
[[unit]]
code = "binh"
name = "Xã Bình Sơn"
kind = "xa"
[[section]]
code = "I"
name = "Nông nghiệp"
[[indicator]]
code = "sl"
section = "I"
name = "Tổng sản lượng lương thực có hạt"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "rung"
section = "I"
name = "Diện tích trồng rừng tập trung"
unit = "ha"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "nam"
section = "I"
name = "Sản lượng nấm tươi"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
required = false
"#;

const FOREST: &str = "9|Diện tích trồng rừng tập trung|ha|45|20.25";
const HEAD: &str = "STT|Chỉ tiêu|ĐVT|Kế hoạch năm 2023|Thực hiện 6 tháng";

/// A folder with the schema, in which the program runs.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        fs::write(office.path("bo.toml"), SCHEMA).unwrap();
        fs::create_dir(office.path("nop")).unwrap();
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A workbook of one sheet, "Bieu 1": the table begins in row 3 with its header; cells stand between `|`.
    fn sheet(&self, file: &str, unit: &str, lines: &[&str]) {
        self.book(file, unit, &[("Bieu 1", lines)]);
    }

    fn book(&self, file: &str, unit: &str, sheets: &[(&str, &[&str])]) {
        let mut workbook = Workbook::new();
        for (name, lines) in sheets {
            let sheet = workbook.add_worksheet().set_name(*name).unwrap();
            sheet.write(0, 0, format!("UBND {} – KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023", unit.to_uppercase())).unwrap();
            for (row, line) in lines.iter().enumerate() {
                for (column, text) in line.split('|').map(str::trim).enumerate().filter(|(_, text)| !text.is_empty()) {
                    let at = (row as u32 + 2, column as u16);
                    match text.parse::<f64>() {
                        Ok(number) => sheet.write_with_format(at.0, at.1, number, &Format::new()).unwrap(),
                        Err(_) => sheet.write(at.0, at.1, text).unwrap(),
                    };
                }
            }
        }
        workbook.save(self.path(file)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chitieu"));
        command.current_dir(self.folder.path()).env_remove("CHITIEU_LANG").args(arguments).args(["--schema", "bo.toml"]);
        command.output().unwrap()
    }

    /// Runs what must succeed, and gives what it prints.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}{}", out(&output), err(&output));
        out(&output)
    }

    fn refused(&self, arguments: &[&str], words: &str) {
        let output = self.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", out(&output));
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }

    fn memory(&self) -> String {
        fs::read_to_string(self.path("bo.senders.toml")).unwrap_or_default()
    }

    fn inspect(&self, file: &str) -> Value {
        let output = self.run(&["inspect", file, "--format", "json"]);
        let data: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", err(&output)));
        data["files"][0].clone()
    }

    /// Figures as "indicator measure value @cell".
    fn figures(&self, file: &str) -> Vec<String> {
        let data = self.inspect(file);
        let word = |value: &Value, key: &str| value[key].as_str().unwrap().to_string();
        let values = data["values"].as_array().unwrap().iter();
        values.map(|v| format!("{} {} {} @{}", word(v, "indicator"), word(v, "measure"), word(v, "value"), word(v, "cell"))).collect()
    }

    fn finding(&self, file: &str, code: &str) -> Value {
        let data = self.inspect(file);
        data["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == code).unwrap().clone()
    }

    /// Findings as "code cell".
    fn codes(&self, file: &str) -> Vec<String> {
        let data = self.inspect(file);
        let findings = data["findings"].as_array().unwrap().iter();
        findings
            .map(|f| format!("{} {}", f["code"].as_str().unwrap(), f["cell"].as_str().unwrap_or("-")))
            .filter(|code| !code.starts_with("missing-indicator"))
            .collect()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

const AN: &str = "nop/xa-huong-an.xlsx";
const BINH: &str = "nop/xa-binh-son.xlsx";

#[test]
fn a_label_confirmed_once_is_read_the_next_time_of_that_sender_only() {
    let office = Office::new();
    let lines = [HEAD, "1|Thóc và bắp hạt các vụ|tấn|620|310.5", FOREST];
    office.sheet(AN, "Xã Hương An", &lines);
    office.sheet(BINH, "Xã Bình Sơn", &lines);
    let before = fs::read(office.path(AN)).unwrap();
    assert_eq!(office.codes(AN), ["unknown-indicator B4"]);
    let told = office.done(&["remember", AN, "--label", "Bieu 1!B4=sl"]);
    assert!(told.contains("“Thóc và bắp hạt các vụ” là chỉ tiêu sl Tổng sản lượng lương thực có hạt"), "{told}");
    assert!(told.contains("Xã Hương An") && told.contains("bo.senders.toml"), "{told}");
    assert!(office.memory().contains("unit = \"an\"\n\n[sender.labels]\n\"Thóc và bắp hạt các vụ\" = \"sl\"\n"), "{}", office.memory());
    let own = ["sl plan 620 @D4", "sl actual 310.5 @E4", "rung plan 45 @D5", "rung actual 20.25 @E5"];
    assert_eq!(office.figures(AN), own);
    assert!(office.codes(AN).is_empty());
    let confirmed: Value =
        serde_json::from_str(r#"[{"sheet": "Bieu 1", "cell": "B4", "kind": "label", "text": "Thóc và bắp hạt các vụ", "means": "sl"}]"#)
            .unwrap();
    assert_eq!(office.inspect(AN)["confirmed"], confirmed);
    let text = office.done(&["xem", AN]);
    assert!(text.contains("Theo xác nhận đã lưu: Bieu 1!B4: “Thóc và bắp hạt các vụ” là sl"), "{text}");
    // Another sender has confirmed nothing.
    assert_eq!(office.codes(BINH), ["unknown-indicator B4"]);
    assert_eq!(office.inspect(BINH)["confirmed"], Value::Null);
    assert_eq!(fs::read(office.path(AN)).unwrap(), before);
    // Said of every sender it holds for all; the label may be typed otherwise, but not with other accents.
    office.done(&["ghi-nho", AN, "--label", "B4=sl", "--every-sender"]);
    office.sheet(BINH, "Xã Bình Sơn", &[HEAD, "1|- THÓC VÀ  BẮP HẠT, CÁC VỤ:|tấn|620|310.5", FOREST]);
    assert_eq!(office.figures(BINH), own);
    office.sheet(BINH, "Xã Bình Sơn", &[HEAD, "1|Thọc và bắp hạt các vụ|tấn|620|310.5", FOREST]);
    assert_eq!(office.figures(BINH), own[2..]);
    assert_eq!(office.codes(BINH), ["unknown-indicator B4"]);
}

#[test]
fn a_label_that_is_no_indicator_is_not_asked_again_but_listed() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &[HEAD, "1|Tổng sản lượng lương thực có hạt|tấn|620|310.5", "2|Số máy cày đang dùng|cái|4|3"]);
    assert_eq!(office.codes(AN), ["unknown-indicator B5"]);
    office.done(&["remember", AN, "--label", "B5=none"]);
    assert!(office.codes(AN).is_empty());
    let left = office.inspect(AN)["left_out"].clone();
    assert_eq!(left[0]["range"], "B5:E5");
    assert!(left[0]["reason"].as_str().unwrap().contains("theo xác nhận đã lưu"), "{left}");
}

#[test]
fn a_column_confirmed_by_its_heading_is_read() {
    let office = Office::new();
    let head = "STT|Chỉ tiêu|ĐVT|Giao đầu kỳ|Thực hiện 6 tháng";
    let row = "1|Tổng sản lượng lương thực có hạt|tấn|620|310.5";
    office.sheet(AN, "Xã Hương An", &[head, row]);
    office.sheet(BINH, "Xã Bình Sơn", &[head, row]);
    assert_eq!(office.figures(AN), ["sl actual 310.5 @E4"]);
    office.done(&["remember", AN, "--column", "Bieu 1!D=plan"]);
    assert!(office.memory().contains("[sender.columns]\n\"Giao đầu kỳ\" = \"plan\"\n"), "{}", office.memory());
    assert_eq!(office.figures(AN), ["sl plan 620 @D4", "sl actual 310.5 @E4"]);
    assert_eq!(office.inspect(AN)["confirmed"][0]["means"], "plan");
    assert_eq!(office.figures(BINH), ["sl actual 310.5 @E4"]);
    // The heading counts, not the letter; two columns with it are neither.
    office.sheet(AN, "Xã Hương An", &["STT|Chỉ tiêu|Giao đầu kỳ|Thực hiện 6 tháng", "1|Tổng sản lượng lương thực có hạt|620|310.5"]);
    assert_eq!(office.figures(AN), ["sl plan 620 @C4", "sl actual 310.5 @D4"]);
    office.sheet(
        AN,
        "Xã Hương An",
        &["STT|Chỉ tiêu|Giao đầu kỳ|Giao đầu kỳ|Thực hiện 6 tháng", "1|Tổng sản lượng lương thực có hạt|620|1|310.5"],
    );
    assert_eq!(office.figures(AN), ["sl actual 310.5 @E4"]);
    // Beside the column that was confirmed no other is the plan; a column can be said not to be read.
    office.sheet(
        AN,
        "Xã Hương An",
        &["Chỉ tiêu|ĐVT|Kế hoạch 2023|Giao đầu kỳ|Thực hiện", "Tổng sản lượng lương thực có hạt|tấn|9|620|310.5"],
    );
    assert_eq!(office.figures(AN), ["sl plan 620 @D4", "sl actual 310.5 @E4"]);
    office.done(&["remember", AN, "--column", "E=none"]);
    assert_eq!(office.figures(AN), ["sl plan 620 @D4"]);
}

#[test]
fn what_was_confirmed_never_hides_what_a_name_says_by_itself() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &[HEAD, FOREST, "1|Sản lượng nấm tươi|tấn|5|2"]);
    office.refused(&["remember", AN, "--label", "B4=sl"], "đúng là tên chỉ tiêu rung");
    let memory = "[[sender]]\nunit = \"an\"\n[sender.labels]\n\"Diện tích trồng rừng tập trung\" = \"sl\"\n";
    fs::write(office.path("bo.senders.toml"), memory).unwrap();
    assert_eq!(office.figures(AN), ["nam plan 5 @D5", "nam actual 2 @E5"]);
    assert_eq!(office.codes(AN), ["ambiguous-indicator B4"]);
    fs::write(office.path("bo.senders.toml"), memory.replace("\"sl\"", "\"none\"")).unwrap();
    assert_eq!(office.codes(AN), ["ambiguous-indicator B4"]);
    // The unit of measure still has to fit.
    fs::remove_file(office.path("bo.senders.toml")).unwrap();
    office.sheet(AN, "Xã Hương An", &[HEAD, "1|Rừng trồng mới trong kỳ báo cáo|ha|45|20.25", FOREST]);
    office.done(&["remember", AN, "--label", "B4=sl"]);
    assert_eq!(office.figures(AN), ["rung plan 45 @D5", "rung actual 20.25 @E5"]);
    assert_eq!(office.codes(AN), ["unit-mismatch C4"]);
}

#[test]
fn a_short_name_is_remembered_under_the_one_above_it() {
    let office = Office::new();
    let forest = ["rung plan 45 @D4", "rung actual 20.25 @E4"];
    let lines = [HEAD, FOREST, "|Trồng nấm|||", "1|Khối lượng thu|tấn|5|2", "|Trồng dâu|||", "1|Khối lượng thu|tấn|9|4"];
    office.sheet(AN, "Xã Hương An", &lines);
    office.done(&["remember", AN, "--label", "B6=nam"]);
    assert!(office.memory().contains("\"Trồng nấm / Khối lượng thu\" = \"nam\""), "{}", office.memory());
    assert_eq!(office.figures(AN), [&forest[..], &["nam plan 5 @D6", "nam actual 2 @E6"]].concat());
    assert_eq!(office.codes(AN), ["unknown-indicator B8"]);
    // Under another name it is another thing.
    office.sheet(AN, "Xã Hương An", &[HEAD, FOREST, "|Trồng dâu|||", "1|Khối lượng thu|tấn|9|4"]);
    assert_eq!(office.figures(AN), forest);
    // By its bare name it can't be told which row is meant.
    fs::write(office.path("bo.senders.toml"), "[[sender]]\nunit = \"an\"\n[sender.labels]\n\"Khối lượng thu\" = \"nam\"\n").unwrap();
    office.sheet(AN, "Xã Hương An", &lines);
    assert_eq!(office.figures(AN), forest);
    assert_eq!(office.codes(AN), ["ambiguous-indicator B6", "ambiguous-indicator B8"]);
    let twice = [HEAD, FOREST, "1|Nấm các loại ở hộ gia đình|tấn|5|2", "2|Nấm các loại ở hộ gia đình|tấn|9|4"];
    office.sheet(AN, "Xã Hương An", &twice);
    office.refused(&["remember", AN, "--label", "B5=nam"], "có ở nhiều dòng");
}

#[test]
fn a_changed_layout_is_told_as_a_difference() {
    let office = Office::new();
    let row = "Tổng sản lượng lương thực có hạt";
    office.sheet(AN, "Xã Hương An", &[HEAD, &format!("1|{row}|tấn|620|310.5")]);
    let told = office.done(&["remember", AN]);
    assert!(told.contains("Bố cục trang “Bieu 1”: Tên chỉ tiêu B, Đơn vị tính C, Kế hoạch D, Thực hiện E"), "{told}");
    let layout = "[sender.layouts.\"Bieu 1\"]\nlabel = \"B\"\nunit = \"C\"\nplan = \"D\"\nactual = \"E\"\n";
    assert!(office.memory().ends_with(layout), "{}", office.memory());
    assert!(office.codes(AN).is_empty());
    // The plan moved from D to F; nobody is asked about it, but everybody is told.
    office.sheet(AN, "Xã Hương An", &["STT|Chỉ tiêu|ĐVT||Thực hiện 6 tháng|Kế hoạch năm 2023", &format!("1|{row}|tấn||310.5|620")]);
    assert_eq!(office.codes(AN), ["layout-changed F3"]);
    let finding = office.finding(AN, "layout-changed");
    assert!(finding["message"].as_str().unwrap().starts_with("Biểu của Xã Hương An: cột Kế hoạch đã chuyển từ D sang F."), "{finding}");
    assert_eq!((&finding["severity"], &finding["unit"]), (&"info".into(), &"an".into()));
    assert_eq!(office.figures(AN), ["sl actual 310.5 @E4", "sl plan 620 @F4"]);
    let english = out(&office.run(&["check", AN, "--lang", "en"]));
    assert!(english.contains("Xã Hương An: the column of plan moved from D to F."), "{english}");
    // Confirmed again it is the layout.
    office.done(&["remember", AN]);
    assert!(office.codes(AN).is_empty());
    // A role that is gone is told where it stood; the only sheet may have another name.
    office.book(AN, "Xã Hương An", &[("Biểu mới", &["STT|Chỉ tiêu|ĐVT||Thực hiện 6 tháng", &format!("1|{row}|tấn||310.5")])]);
    assert_eq!(office.codes(AN), ["layout-changed F3"]);
    let finding = office.finding(AN, "layout-changed");
    let message = finding["message"].as_str().unwrap();
    assert!(message.starts_with("Biểu của Xã Hương An: không còn cột Kế hoạch (lần trước ở cột F)."), "{message}");
    // Another sender's layout is its own.
    office.sheet(BINH, "Xã Bình Sơn", &[HEAD, &format!("1|{row}|tấn|620|310.5")]);
    assert!(office.codes(BINH).is_empty());
}

#[test]
fn the_file_is_the_same_whatever_the_order_of_confirming() {
    let office = Office::new();
    let lines = [HEAD, "1|Thóc và bắp hạt các vụ|tấn|620|310.5", "2|Số \"máy cày\" đang dùng|cái|4|3", FOREST];
    office.sheet(AN, "Xã Hương An", &lines);
    office.sheet(BINH, "Xã Bình Sơn", &lines);
    let steps: [&[&str]; 4] = [
        &["remember", AN, "--label", "B4=sl"],
        &["remember", AN, "--label", "B5=none", "--column", "D=plan"],
        &["remember", "nop"],
        &["remember", BINH, "--label", "B5=none", "--every-sender"],
    ];
    steps.iter().for_each(|step| drop(office.done(step)));
    let first = office.memory();
    office.done(steps[0]);
    assert_eq!(office.memory(), first);
    fs::remove_file(office.path("bo.senders.toml")).unwrap();
    steps.iter().rev().for_each(|step| drop(office.done(step)));
    assert_eq!(office.memory(), first);
    // A newer confirmation takes the place of the older.
    let told = office.done(&["remember", AN, "--label", "B4=nam"]);
    assert!(!told.contains("đã nhớ từ trước"), "{told}");
    assert_eq!(office.memory(), first.replace("\"Thóc và bắp hạt các vụ\" = \"sl\"", "\"Thóc và bắp hạt các vụ\" = \"nam\""));
    assert!(office.done(&["remember", AN, "--label", "B4=nam"]).contains("đã nhớ từ trước"));
    let data: Value = serde_json::from_str(&office.done(&["remember", AN, "--format", "json"])).unwrap();
    assert_eq!((&data["senders"], &data["remembered"][0]["kind"]), (&"bo.senders.toml".into(), &"layout".into()));
    assert_eq!((&data["remembered"][0]["columns"]["plan"][0], &data["remembered"][0]["new"]), (&"D".into(), &false.into()));
}

#[test]
fn a_broken_file_stops_every_command_and_tells_each_line() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &[HEAD, "1|Tổng sản lượng lương thực có hạt|tấn|620|310.5"]);
    let broken = "[[sender]]\nunit = \"an\"\n[sender.columns]\n\"KH\" = \"ke hoach\"\n[sender.layouts.\"Bieu 1\"]\nplan = \"4\"\n";
    fs::write(office.path("bo.senders.toml"), broken).unwrap();
    for arguments in [&["inspect", AN][..], &["check", AN], &["merge", AN], &["report", AN], &["remember", AN]] {
        let output = office.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("dòng 4: ") && err(&output).contains("dòng 6: "), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(office.memory(), broken);
    assert!(err(&office.run(&["check", AN, "--lang", "en"])).contains("line 4: "));
    for (bytes, words) in [(&b"x = "[..], "dòng 1: "), (b"\n\xff", "không lưu dạng UTF-8 (dòng 2)"), (b"\0\0\0", "dòng 1: ")] {
        fs::write(office.path("bo.senders.toml"), bytes).unwrap();
        office.refused(&["check", AN], words);
    }
    fs::File::create(office.path("bo.senders.toml")).unwrap().set_len(1 << 30).unwrap();
    office.refused(&["check", AN], "Không đọc được tệp xác nhận");
    fs::remove_file(office.path("bo.senders.toml")).unwrap();
    fs::create_dir(office.path("bo.senders.toml")).unwrap();
    office.refused(&["check", AN], "Không đọc được tệp xác nhận");
}

#[test]
fn what_the_schema_no_longer_has_is_told_and_kept() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &[HEAD, "1|Thóc và bắp hạt các vụ|tấn|620|310.5", FOREST]);
    let memory = "[[sender]]\nunit = \"xa-cu\"\n[sender.labels]\n\"Thóc\" = \"sl\"\n[[sender]]\nunit = \"an\"\n[sender.labels]\n\
                  \"Lúa nương\" = \"cu\"\n\"Thóc và bắp hạt các vụ\" = \"sl\"\n";
    fs::write(office.path("bo.senders.toml"), memory).unwrap();
    let output = office.run(&["check", AN]);
    let told = err(&output);
    assert!(
        told.contains("dòng 1: Bộ chỉ tiêu không có đơn vị “xa-cu”") && told.contains("dòng 8: Bộ chỉ tiêu không có chỉ tiêu “cu”"),
        "{told}"
    );
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert_eq!(office.figures(AN)[..2], ["sl plan 620 @D4", "sl actual 310.5 @E4"]);
    office.done(&["remember", AN]);
    assert!(office.memory().contains("\"xa-cu\"") && office.memory().contains("\"Lúa nương\" = \"cu\""), "{}", office.memory());
}

#[test]
fn a_merge_uses_it_and_says_so() {
    let office = Office::new();
    let lines = [HEAD, "1|Thóc và bắp hạt các vụ|tấn|620|310.5", FOREST];
    office.sheet(AN, "Xã Hương An", &lines);
    office.sheet(BINH, "Xã Bình Sơn", &[HEAD, "1|Tổng sản lượng lương thực có hạt|tấn|380|190.1", lines[2]]);
    let total = || -> Value {
        let output = office.run(&["merge", "nop", "--format", "json"]);
        let data: Value = serde_json::from_slice(&output.stdout).unwrap();
        data["rows"][0]["actual"].clone()
    };
    assert_eq!(total(), "190.1");
    office.done(&["remember", AN, "--label", "B4=sl", "--senders", "khac.toml"]);
    assert_eq!(total(), "190.1");
    let output = office.run(&["merge", "nop", "--senders", "khac.toml", "--json", "th.json"]);
    assert!(err(&output).contains("Đã đọc 1 tên hoặc cột theo xác nhận đã lưu trong “khac.toml”"), "{}", err(&output));
    let data: Value = serde_json::from_slice(&fs::read(office.path("th.json")).unwrap()).unwrap();
    assert_eq!(data["rows"][0]["actual"], "500.6");
    let one_by_one = office.run(&["merge", "nop", "--senders", "khac.toml", "--json", "th1.json", "--jobs", "1"]);
    assert_eq!(code(&one_by_one), 0);
    assert_eq!(fs::read(office.path("th.json")).unwrap(), fs::read(office.path("th1.json")).unwrap());
    assert_eq!(code(&office.run(&["report", "nop", "--senders", "khac.toml", "-o", "bc.md"])), 0);
    assert!(fs::read_to_string(office.path("bc.md")).unwrap().contains("500,6"));
}

#[test]
fn no_file_takes_the_place_of_another() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &[HEAD, "1|Tổng sản lượng lương thực có hạt|tấn|620|310.5"]);
    let before = fs::read(office.path(AN)).unwrap();
    office.refused(&["remember", AN, "--senders", AN], "là một tệp đầu vào");
    office.refused(&["remember", AN, "--senders", "bo.toml"], "là một tệp đầu vào");
    office.refused(&["check", AN, "--senders", "nop/../nop/xa-huong-an.xlsx"], "là một tệp đầu vào");
    office.refused(&["check", AN, "-o", "bo.senders.toml"], "là một tệp đầu vào");
    office.refused(&["merge", AN, "--json", "x.toml", "--senders", "x.toml"], "là một tệp đầu vào");
    office.refused(&["remember", AN, "-o", "x.toml", "--senders", "x.toml"], "là một tệp đầu vào");
    office.refused(&["remember", AN, "--senders", "khong/co.toml"], "Không có thư mục");
    assert_eq!(fs::read(office.path(AN)).unwrap(), before);
    assert_eq!(fs::read_to_string(office.path("bo.toml")).unwrap(), SCHEMA);
    assert!(!office.path("bo.senders.toml").exists());
    let absent = office.run(&["check", AN, "--senders", "chua-co.toml"]);
    assert!(err(&absent).contains("Chưa có tệp “chua-co.toml”"), "{}", err(&absent));
    assert_eq!(code(&absent), 0, "{}", out(&absent));
}

#[test]
fn what_can_not_be_remembered_is_refused_in_words_and_nothing_is_written() {
    let office = Office::new();
    let lines = [HEAD, "1|Thóc và bắp hạt các vụ|tấn|620|310.5", FOREST];
    office.sheet(AN, "Xã Hương An", &lines);
    office.sheet("nop/khong-ro.xlsx", "đơn vị", &lines);
    office.book("nop/hai.xlsx", "Xã Hương An", &[("Một", &lines), ("Hai", &lines)]);
    for (arguments, words) in [
        (&["--label", "B4"][..], "thiếu dấu “=”"),
        (&["--label", "B4=khong-co"], "không có chỉ tiêu “khong-co”"),
        (&["--label", "E4=sl"], "Tên của dòng này ở ô B4"),
        (&["--label", "B40=sl"], "Hãy nêu ô ghi tên của một dòng"),
        (&["--label", "4B=sl"], "không phải là địa chỉ ô"),
        (&["--label", "Bieu 9!B4=sl"], "Hãy dùng một trong: “Bieu 1”"),
        (&["--label", "B4=sl", "--label", "B4=nam"], "được nêu hai lần"),
        (&["--column", "D=kế hoạch"], "không phải là vai trò của cột"),
        (&["--column", "Z=plan"], "cột không thuộc bảng nào"),
        (&["--column", "B=plan"], "ghi tên các dòng"),
        (&["--column", "4=plan"], "không phải là cột"),
    ] {
        office.refused(&[&["remember", AN], arguments].concat(), words);
    }
    office.refused(&["remember", "nop/khong-ro.xlsx"], "không rõ biểu của đơn vị nào");
    office.refused(&["remember", "nop/hai.xlsx", "--label", "B4=sl"], "có nhiều trang có bảng (“Một”, “Hai”)");
    office.refused(&["remember", "nop", "--label", "B4=sl"], "chỉ nêu được một tệp");
    // Every problem at once.
    let output = office.run(&["remember", AN, "--label", "B4=x", "--column", "Z=plan"]);
    assert_eq!(err(&output).lines().count(), 2, "{}", err(&output));
    fs::write(office.path("nop/hong.xlsx"), "PK\u{3}\u{4} hỏng").unwrap();
    assert_eq!(code(&office.run(&["remember", "nop/hong.xlsx"])), 2);
    assert!(!office.path("bo.senders.toml").exists());
    office.done(&["remember", "nop/khong-ro.xlsx", "--every-sender", "--label", "'Bieu 1'!B4=none", "-q"]);
    assert!(office.memory().contains("unit = \"*\""));
}

#[test]
fn in_a_table_of_several_units_a_heading_is_confirmed_for_each_unit_that_is_known() {
    let office = Office::new();
    let lines = [
        "Chỉ tiêu|ĐVT|Xã Hương An||Xã Bình Sơn||Xã Mới Lập|",
        "||Giao đầu kỳ|Thực hiện|Giao đầu kỳ|Thực hiện|Giao đầu kỳ|Thực hiện",
        "Tổng sản lượng lương thực có hạt|tấn|620|310.5|380|190.1|7|3",
    ];
    office.sheet("nop/phong.xlsx", "phòng nông nghiệp", &lines);
    // Under the title both columns of a unit are results, which contradict each other.
    assert!(office.figures("nop/phong.xlsx").is_empty());
    office.done(&["remember", "nop/phong.xlsx", "--column", "C=plan", "--every-sender"]);
    let both = ["sl plan 620 @C5", "sl actual 310.5 @D5", "sl plan 380 @E5", "sl actual 190.1 @F5"];
    assert_eq!(office.figures("nop/phong.xlsx"), both);
    assert_eq!(office.codes("nop/phong.xlsx"), ["unknown-unit -", "unknown-unit G4", "unknown-unit H4"]);
    office.refused(&["remember", "nop/phong.xlsx", "--column", "G=plan", "--every-sender"], "không rõ cột của đơn vị nào");
}

#[test]
fn what_a_heading_gives_to_somebody_else_stays_theirs() {
    let office = Office::new();
    let lines = [HEAD, FOREST, "1|Thóc và bắp hạt các vụ|tấn|620|310.5"];
    office.sheet(AN, "Xã Hương An", &lines);
    office.done(&["remember", AN, "--label", "B5=sl"]);
    let own = ["rung plan 45 @D4", "rung actual 20.25 @E4"];
    assert_eq!(office.figures(AN)[2..], ["sl plan 620 @D5", "sl actual 310.5 @E5"]);
    office.sheet(AN, "Xã Hương An", &[HEAD, FOREST, "|Thôn 3|||", lines[2]]);
    assert_eq!(office.figures(AN), own);
    assert_eq!(office.codes(AN), ["unknown-indicator B6"]);
    // Two names confirmed for one indicator with different figures contradict each other.
    office.sheet(AN, "Xã Hương An", &[HEAD, FOREST, lines[2], "2|Tổng sản lượng lương thực có hạt|tấn|600|300"]);
    assert_eq!(office.figures(AN), own);
    assert!(office.codes(AN).iter().any(|code| code.starts_with("duplicate-indicator")), "{:?}", office.codes(AN));
}

#[test]
fn a_heading_of_another_year_is_not_made_this_years() {
    let office = Office::new();
    office.sheet(AN, "Xã Hương An", &["STT|Chỉ tiêu|ĐVT|Giao năm 2022|Thực hiện 6 tháng", FOREST]);
    office.refused(&["remember", AN, "--column", "D=plan"], "ghi năm hoặc kỳ khác");
    fs::write(office.path("bo.senders.toml"), "[[sender]]\nunit = \"an\"\n[sender.columns]\n\"Giao năm 2022\" = \"plan\"\n").unwrap();
    assert_eq!(office.figures(AN), ["rung actual 20.25 @E4"]);
    office.sheet(AN, "Xã Hương An", &[HEAD, FOREST, "1|Thóc và bắp hạt năm 2021|tấn|620|310.5"]);
    office.refused(&["remember", AN, "--label", "B5=sl"], "ghi năm hoặc kỳ khác");
}
