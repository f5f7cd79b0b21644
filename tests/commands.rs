//! The program as people and other programs use it: what it prints, where it writes, how it ends.

#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const COMMANDS: [(&str, &str); 10] = [
    ("template", "mau"),
    ("inspect", "xem"),
    ("check", "kiem-tra"),
    ("merge", "tong-hop"),
    ("report", "bao-cao"),
    ("accept", "chap-nhan"),
    ("export", "xuat-du-lieu"),
    ("audit", "soat"),
    ("remember", "ghi-nho"),
    ("schema", "bo-chi-tieu"),
];

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
code = "huong-an"
name = "Xã Hương An"
kind = "xa"
[[unit]]
code = "binh-son"
name = "Xã Bình Sơn"
kind = "xa"
[[section]]
code = "I"
name = "Nông nghiệp"
[[indicator]]
code = "I.1"
section = "I"
name = "Tổng sản lượng lương thực có hạt"
unit = "tấn"
kind = "quantity"
target = ">= 1000"
aggregate = "sum"
[[indicator]]
code = "I.2"
section = "I"
name = "Diện tích trồng rừng tập trung"
unit = "ha"
kind = "quantity"
aggregate = "sum"
"#;

/// A folder with the schema and a workbook of each unit.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        fs::write(office.path("schema.toml"), SCHEMA).unwrap();
        fs::create_dir(office.path("nop")).unwrap();
        office.workbook("nop/xa-huong-an.xlsx", "Xã Hương An", [620.0, 310.5, 45.0, 20.25]);
        office.workbook("nop/xa-binh-son.xlsx", "Xã Bình Sơn", [380.0, 190.1, 55.0, 30.0]);
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn workbook(&self, name: &str, unit: &str, [plan_1, actual_1, plan_2, actual_2]: [f64; 4]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, format!("UBND {}", unit.to_uppercase())).unwrap();
        sheet.write(1, 0, "KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023").unwrap();
        for (column, head) in ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2023", "Thực hiện 6 tháng"].into_iter().enumerate() {
            sheet.write(3, column as u16, head).unwrap();
        }
        let rows =
            [("Tổng sản lượng lương thực có hạt", "tấn", plan_1, actual_1), ("Diện tích trồng rừng tập trung", "ha", plan_2, actual_2)];
        for (at, (name, unit, plan, actual)) in rows.into_iter().enumerate() {
            let row = 4 + at as u32;
            sheet.write(row, 0, at as u32 + 1).unwrap();
            sheet.write(row, 1, name).unwrap();
            sheet.write(row, 2, unit).unwrap();
            sheet.write(row, 3, plan).unwrap();
            sheet.write(row, 4, actual).unwrap();
        }
        workbook.save(self.path(name)).unwrap();
    }

    /// Runs the program in the folder.
    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it with the folder's schema.
    fn run_with_schema(&self, arguments: &[&str]) -> Output {
        self.command(arguments).args(["--schema", "schema.toml"]).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chitieu"));
        command.current_dir(self.folder.path()).env_remove("CHITIEU_LANG").args(arguments);
        command
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

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn help_lists_every_command_under_both_names_in_both_languages() {
    let office = Office::new();
    let vietnamese = office.run(&["--help"]);
    let english = office.run(&["--help", "--lang", "en"]);
    assert_eq!((code(&vietnamese), code(&english)), (0, 0));
    for (name, alias) in COMMANDS {
        assert!(out(&vietnamese).contains(&format!("{alias}, {name}")), "{}", out(&vietnamese));
        assert!(out(&english).contains(&format!("{name}, {alias}")), "{}", out(&english));
        for called in [name, alias] {
            let help = office.run(&[called, "--help"]);
            assert_eq!(code(&help), 0, "{called}");
            assert!(out(&help).contains("Cách dùng:") && !out(&help).contains("Usage"), "{}", out(&help));
        }
        assert!(out(&office.run(&["--lang=en", name, "-h"])).contains("Usage:"));
    }
    assert!(!out(&english).contains("serve"), "not there yet");
    let by_environment = office.command(&["-h"]).env("CHITIEU_LANG", "en").output().unwrap();
    assert_eq!(by_environment.stdout, english.stdout);
    assert!(out(&office.run(&["--version"])).starts_with("chitieu "));
}

#[test]
fn arguments_that_can_not_be_used_are_refused_in_the_users_language() {
    let office = Office::new();
    for (arguments, words) in [
        (&["merge", "--formt", "json", "nop"][..], "Không có lựa chọn “--formt”. Có phải “--format” không?"),
        (&["merge", "--format", "xml", "nop"], "“xml” không dùng được cho “--format"),
        (&["merge"], "Chưa nêu tệp hoặc thư mục nào"),
        (&["merge", "-o"], "cần có giá trị đi kèm"),
        (&["mrge"], "Có phải lệnh “merge” không?"),
        (&["schema", "chek"], "Không có lệnh “chek”. Có phải “check” không?"),
        (&["check", "khong-co.xlsx"], "Không có tệp hay thư mục “khong-co.xlsx”"),
        (&["check", "nop", "--period", "7t"], "không có kỳ báo cáo “7t”"),
        (&["merge", "nop", "--prior", "x.xlsx"], "Không dùng được “x.xlsx” làm số liệu năm trước (--prior)"),
        (&["merge", "nop", "--prior", "nop/xa-huong-an.xlsx"], "không phải bảng tổng hợp do chitieu lập"),
        (&["merge", "nop", "--annotate", "nop/loi"], "nằm trong thư mục các tệp đầu vào"),
        (&["merge", "nop", "--report", "x.pdf"], "phải có đuôi .docx hoặc .md hoặc .html hoặc .htm"),
        (&["merge", "nop", "-o", "khong/co/x.xlsx"], "Không có thư mục “khong/co”"),
        (&["merge", "nop", "-o", "x.xlsx", "--json", "./x.xlsx"], "Hai kết quả cùng ghi vào"),
    ] {
        let output = office.run_with_schema(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let english = office.run(&["--lang", "en", "merge", "--formt", "json", "nop"]);
    assert!(err(&english).contains("There is no option “--formt”. Did you mean “--format”?"), "{}", err(&english));
    let nothing = office.run(&[]);
    assert_eq!(code(&nothing), 2);
    assert!(err(&nothing).contains("tong-hop, merge"));
    assert_eq!(names(office.folder.path()), ["nop", "schema.toml"]);
}

#[test]
fn merge_writes_what_was_asked_for_and_says_so() {
    let office = Office::new();
    let output = office.run_with_schema(&["merge", "nop", "--report", "bc.docx", "--json", "th.json"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("2/2") && out(&output).contains("tong-hop-thu-2023-6t.xlsx"), "{}", out(&output));
    assert_eq!(names(office.folder.path()), ["bc.docx", "nop", "schema.toml", "th.json", "tong-hop-thu-2023-6t.xlsx"]);
    let data: Value = serde_json::from_slice(&fs::read(office.path("th.json")).unwrap()).unwrap();
    assert_eq!((&data["schema"], &data["area"], &data["period"]), (&"thu-2023".into(), &"huyen".into(), &"6t".into()));
    let row = &data["rows"][0];
    assert_eq!((&row["indicator"], &row["actual"], &row["plan"]), (&"I.1".into(), &"500.6".into(), &"1000".into()));
    assert_eq!((&row["pct_plan"], &row["prior"], &row["verdict"]), (&"50.1".into(), &Value::Null, &"not-met".into()));
    let unit = &row["by_unit"]["huong-an"];
    assert_eq!((&unit["actual"], &unit["pct_plan"], &unit["verdict"]), (&"310.5".into(), &"50.1".into(), &"not-met".into()));
    assert_eq!(data["units"][1]["file"], "nop/xa-binh-son.xlsx");
    assert!(office.run_with_schema(&["merge", "nop", "-q"]).stdout.is_empty());
}

/// One unit of the samples has no figure of its own to fill in: its sheet was handed in all the same.
#[test]
fn the_report_of_a_consolidated_workbook_says_what_that_of_its_units_says() {
    let office = Office::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let merged = office.run(&["merge", samples.to_str().unwrap(), "-o", "th.xlsx", "--report", "merged.md", "-q"]);
    assert_eq!(code(&merged), 0, "{}", err(&merged));
    let read_back = office.run(&["report", "th.xlsx", "-o", "read-back.md", "-q"]);
    assert_eq!(code(&read_back), 0, "{}", err(&read_back));
    let text = |name: &str| fs::read_to_string(office.path(name)).unwrap();
    assert!(text("merged.md").contains("cả 19 đơn vị"));
    assert_eq!(text("merged.md"), text("read-back.md"));
}

#[test]
fn an_input_is_never_written_over() {
    let office = Office::new();
    let before = fs::read(office.path("nop/xa-huong-an.xlsx")).unwrap();
    let mut arguments = vec![
        vec!["merge", "nop", "-o", "nop/xa-huong-an.xlsx"],
        vec!["merge", "nop", "-o", "nop/../nop/./xa-huong-an.xlsx"],
        vec!["merge", "nop", "--json", "nop/xa-huong-an.xlsx"],
        vec!["check", "nop", "-o", "nop/xa-huong-an.xlsx"],
        vec!["inspect", "nop/xa-huong-an.xlsx", "-o", "schema.toml"],
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(office.path("nop/xa-huong-an.xlsx"), office.path("link.xlsx")).unwrap();
        arguments.push(vec!["merge", "nop", "-o", "link.xlsx"]);
    }
    for arguments in &arguments {
        let output = office.run_with_schema(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("là một tệp đầu vào"), "{arguments:?}: {}", err(&output));
    }
    assert_eq!(fs::read(office.path("nop/xa-huong-an.xlsx")).unwrap(), before);
    assert_eq!(fs::read_to_string(office.path("schema.toml")).unwrap(), SCHEMA);
}

#[test]
fn one_bad_workbook_never_stops_the_others() {
    let office = Office::new();
    fs::write(office.path("nop/hong.xlsx"), "PK\u{3}\u{4} hỏng").unwrap();
    let output = office.run_with_schema(&["merge", "nop", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(data["rows"][0]["actual"], "500.6");
    assert_eq!((&data["findings"][0]["code"], &data["findings"][0]["file"]), (&"unreadable-file".into(), &"nop/hong.xlsx".into()));
    let missing = office.run_with_schema(&["merge", "nop/xa-huong-an.xlsx"]);
    assert_eq!(code(&missing), 1);
    assert!(out(&missing).contains("1/2") && out(&missing).contains("Xã Bình Sơn"), "{}", out(&missing));
}

#[test]
fn files_without_a_command_are_merged_beside_the_first() {
    let office = Office::new();
    let output = office.run_with_schema(&["nop/xa-huong-an.xlsx", "nop/xa-binh-son.xlsx"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert_eq!(names(&office.path("nop")), ["tong-hop-thu-2023-6t.xlsx", "xa-binh-son.xlsx", "xa-huong-an.xlsx"]);
    // The result of one run is no input of the next.
    let again = office.run_with_schema(&["check", "nop"]);
    assert_eq!(code(&again), 0, "{}", out(&again));
    assert!(err(&again).contains("Bỏ qua “nop/tong-hop-thu-2023-6t.xlsx”"), "{}", err(&again));
    assert_eq!(code(&office.run_with_schema(&["merge", "nop", "-o", "nop/tong-hop-thu-2023-6t.xlsx"])), 0);
}

#[test]
fn inspect_and_check_print_one_json_document() {
    let office = Office::new();
    let inspected = office.run_with_schema(&["inspect", "nop", "--format", "json"]);
    let data: Value = serde_json::from_slice(&inspected.stdout).unwrap();
    let file = &data["files"][1];
    assert_eq!((&file["file"], &file["unit"], &file["period"]), (&"nop/xa-huong-an.xlsx".into(), &"huong-an".into(), &"6t".into()));
    let table = &file["tables"][0];
    assert_eq!((&table["sheet"], &table["orientation"]), (&"Sheet1".into(), &"indicators-down".into()));
    assert_eq!((&table["columns"]["label"], &table["columns"]["actual"]), (&"B".into(), &"E".into()));
    let values = file["values"].as_array().unwrap();
    let value = values.iter().find(|value| value["cell"] == "E5").unwrap();
    let expected = r#"{"sheet":"Sheet1","cell":"E5","unit":"huong-an","indicator":"I.1","measure":"actual","value":"310.5","raw":"310.5"}"#;
    assert_eq!(*value, serde_json::from_str::<Value>(expected).unwrap());
    assert_eq!((&file["unmatched"], &file["findings"]), (&Value::Array(vec![]), &Value::Array(vec![])));

    office.workbook("nop/xa-huong-an.xlsx", "Xã Hương An", [620.0, -310.5, 45.0, 20.25]);
    let checked = office.run_with_schema(&["check", "nop", "--format", "json", "--lang", "en", "-o", "check.json"]);
    assert_eq!(code(&checked), 1);
    assert!(checked.stdout.is_empty());
    let data: Value = serde_json::from_slice(&fs::read(office.path("check.json")).unwrap()).unwrap();
    let finding = data["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "negative-value").unwrap();
    let keys: Vec<&str> = finding.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["code", "severity", "file", "sheet", "cell", "unit", "indicator", "measure", "message", "found", "expected"] {
        assert!(keys.contains(&key), "{key}");
    }
    assert_eq!((&finding["cell"], &finding["unit"], &finding["severity"]), (&"E5".into(), &"huong-an".into(), &"error".into()));
}

#[test]
fn every_problem_of_a_schema_is_told_with_its_line() {
    let office = Office::new();
    let broken =
        SCHEMA.replace("kind = \"quantity\"\naggregate", "kind = \"soluong\"\naggregate").replace("unit = \"ha\"", "unitt = \"ha\"");
    fs::write(office.path("hong.toml"), &broken).unwrap();
    let line = |word: &str| broken.lines().position(|line| line.contains(word)).unwrap() + 1;
    let output = office.run(&["schema", "check", "hong.toml"]);
    assert_eq!(code(&output), 2);
    for word in ["soluong", "unitt"] {
        assert!(out(&output).contains(&format!("dòng {}: ", line(word))), "{}", out(&output));
    }
    let data: Value = serde_json::from_slice(&office.run(&["schema", "check", "hong.toml", "--format", "json"]).stdout).unwrap();
    let lines: Vec<u64> = data["problems"].as_array().unwrap().iter().map(|problem| problem["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [line("unitt") as u64, line("soluong") as u64]);
    // Any other command stops, and says the same.
    let merge = office.run(&["merge", "nop", "--schema", "hong.toml", "--lang", "en"]);
    assert_eq!(code(&merge), 2);
    assert!(err(&merge).contains(&format!("line {}: ", line("soluong"))), "{}", err(&merge));
    assert_eq!(code(&office.run(&["schema", "check", "khong-co.toml"])), 2);
}

#[test]
fn a_schema_survives_export_and_check() {
    let office = Office::new();
    assert_eq!(code(&office.run(&["bo-chi-tieu", "xuat", "-o", "co-san.toml"])), 0);
    assert_eq!(code(&office.run(&["schema", "check", "co-san.toml"])), 0);
    let printed = office.run(&["schema", "export", "--schema", "co-san.toml"]);
    assert_eq!(out(&printed), fs::read_to_string(office.path("co-san.toml")).unwrap());
    assert_eq!(code(&office.run(&["schema", "export", "co-san.toml", "-o", "co-san.toml"])), 2);
    assert_eq!(code(&office.run(&["schema", "check"])), 0);
}

#[test]
fn a_schema_kept_as_a_workbook_does_all_that_a_file_does() {
    let office = Office::new();
    assert_eq!(code(&office.run_with_schema(&["bo-chi-tieu", "xuat", "-o", "nop/bct.xlsx"])), 0);
    let back = office.run(&["bo-chi-tieu", "nhap", "nop/bct.xlsx", "-o", "bct.toml"]);
    assert_eq!(code(&back), 0, "{}", err(&back));
    let exported = office.run_with_schema(&["schema", "export"]);
    assert_eq!(out(&exported), fs::read_to_string(office.path("bct.toml")).unwrap());
    // It may lie beside what was handed in; the figures are the same as with the file.
    let merge = office.run(&["merge", "nop", "--schema", "nop/bct.xlsx", "-o", "mot.xlsx", "--json", "mot.json"]);
    assert!(code(&merge) < 2, "{}", err(&merge));
    fs::rename(office.path("nop/bct.xlsx"), office.path("bct.xlsx")).unwrap();
    office.run_with_schema(&["merge", "nop", "-o", "hai.xlsx", "--json", "hai.json"]);
    assert_eq!(fs::read(office.path("mot.json")).unwrap(), fs::read(office.path("hai.json")).unwrap());
    // Taken for a submission it is told, not read.
    let check = office.run_with_schema(&["check", "bct.xlsx", "--format", "json"]);
    assert!(out(&check).contains("no-table") && out(&check).contains("bộ chỉ tiêu, không phải"), "{}", out(&check));
    assert_eq!(code(&office.run(&["schema", "export", "bct.xlsx", "-o", "bct.xlsx"])), 2);
    assert_eq!(code(&office.run(&["schema", "import"])), 2);
    assert_eq!(code(&office.run(&["schema", "check", "nop/xa-huong-an.xlsx"])), 2);
}

#[test]
fn blank_workbooks_never_replace_filled_ones() {
    let office = Office::new();
    let written = office.run_with_schema(&["mau", "-o", "mau"]);
    assert_eq!(code(&written), 0, "{}", err(&written));
    assert!(names(&office.path("mau")).contains(&"huong-an.xlsx".to_string()), "{:?}", names(&office.path("mau")));
    assert_eq!(code(&office.run_with_schema(&["mau", "-o", "mau"])), 0);
    fs::copy(office.path("nop/xa-huong-an.xlsx"), office.path("mau/huong-an.xlsx")).unwrap();
    let refused = office.run_with_schema(&["mau", "-o", "mau"]);
    assert_eq!(code(&refused), 2);
    assert_eq!(fs::read(office.path("mau/huong-an.xlsx")).unwrap(), fs::read(office.path("nop/xa-huong-an.xlsx")).unwrap());
}

#[test]
fn a_report_says_the_same_from_the_workbooks_and_from_their_consolidation() {
    let office = Office::new();
    assert_eq!(code(&office.run_with_schema(&["merge", "nop", "-o", "th.xlsx", "--report", "1.md"])), 0);
    let report = office.run_with_schema(&["report", "th.xlsx", "-o", "2.md"]);
    assert_eq!(code(&report), 0, "{}{}", out(&report), err(&report));
    assert_eq!(code(&office.run_with_schema(&["report", "nop", "-o", "3.md"])), 0);
    let texts = ["1.md", "2.md", "3.md"].map(|name| fs::read_to_string(office.path(name)).unwrap());
    assert!(texts[0].contains("500,6"), "{}", texts[0]);
    assert!(texts[0] == texts[1] && texts[1] == texts[2]);
    // The workbook holds the schema it was made with; another one is refused.
    assert_eq!(code(&office.run(&["report", "th.xlsx", "-o", "4.md"])), 0);
    assert!(fs::read_to_string(office.path("4.md")).unwrap() == texts[0]);
    fs::write(office.path("khac.toml"), SCHEMA.replace("thu-2023", "khac")).unwrap();
    assert_eq!(code(&office.run(&["report", "th.xlsx", "--schema", "khac.toml"])), 2);
}

#[test]
fn inspect_writes_a_page_on_which_nothing_typed_is_more_than_text() {
    let office = Office::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("<b>\"x\" & y").unwrap();
    sheet.write(0, 0, "UBND Xã Hương An").unwrap();
    for (column, head) in ["Chỉ tiêu", "Kế hoạch năm 2023", "Thực hiện 6 tháng"].into_iter().enumerate() {
        sheet.write(2, column as u16, head).unwrap();
    }
    for (row, name) in ["Tổng sản lượng lương thực có hạt", "<script>alert('1')</script>"].into_iter().enumerate() {
        sheet.write(3 + row as u32, 0, name).unwrap();
        sheet.write(3 + row as u32, 1, 620).unwrap();
        sheet.write(3 + row as u32, 2, 310.5).unwrap();
    }
    workbook.save(office.path("nop/xa-huong-an.xlsx")).unwrap();
    let output = office.run_with_schema(&["inspect", "nop/xa-huong-an.xlsx", "--page", "trang.html"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let page = fs::read_to_string(office.path("trang.html")).unwrap();
    assert!(!page.contains("<script") && !page.contains("<b>\"x"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"), "{page}");
    // The figure is coloured, says what it was read as, and has a place findings lead to.
    assert!(page.contains("<td id=\"f0s0C4\" class=\"actual n\" title=\"I.1 Tổng sản lượng lương thực có hạt – thực hiện: 310,5 tấn (Xã Hương An)\">310,5</td>"), "{page}");
    assert!(page.contains("<a href=\"#f0s0A5\">"), "{page}");
    let again = office.run_with_schema(&["inspect", "nop/xa-huong-an.xlsx", "--page", "2.html"]);
    assert_eq!(out(&again), out(&output));
    assert_eq!(fs::read_to_string(office.path("2.html")).unwrap(), page);
    // Neither an input nor the other output is written over, and the form is known by its ending.
    for wrong in [["--page", "nop/xa-huong-an.xlsx"], ["--page", "trang.txt"]] {
        assert_eq!(code(&office.run_with_schema(&[&["inspect", "nop/xa-huong-an.xlsx"][..], &wrong].concat())), 2, "{wrong:?}");
    }
    let twice = ["inspect", "nop/xa-huong-an.xlsx", "--page", "x.html", "-o", "x.html"];
    assert_eq!(code(&office.run_with_schema(&twice)), 2);
    let json = office.run_with_schema(&["inspect", "nop/xa-huong-an.xlsx", "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(json["files"][0]["numbers"], serde_json::json!({"all": 4, "read": 2, "frame": 0, "told": 2, "left_out": 0}));
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let office = Office::new();
    let mut command = office.command(&["inspect", "nop", "--schema", "schema.toml"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), err(&output)), (0, String::new()));
}

#[test]
fn a_report_is_a_page_and_in_the_words_of_a_district() {
    let office = Office::new();
    let export = office.run(&["report", "--phrases-export", "-o", "cau-chu.toml"]);
    assert_eq!(code(&export), 0, "{}", err(&export));
    assert!(out(&office.run(&["bao-cao", "--phrases-export"])).contains("[indicator]"), "printed without -o");
    // What somebody may have changed is not written over.
    assert_eq!(code(&office.run(&["report", "--phrases-export", "-o", "cau-chu.toml"])), 2);
    // As exported it changes nothing.
    assert_eq!(code(&office.run_with_schema(&["report", "nop", "-o", "1.html"])), 0);
    assert_eq!(code(&office.run_with_schema(&["report", "nop", "-o", "2.html", "--phrases", "cau-chu.toml"])), 0);
    let page = fs::read_to_string(office.path("1.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n") && page.contains("TÌNH HÌNH SỐ LIỆU"));
    assert_eq!(page, fs::read_to_string(office.path("2.html")).unwrap());
    // One sentence changed is one sentence changed, of merge's report, too.
    fs::write(office.path("cau-chu.toml"), "[gaps]\nheading = \"Số liệu làm căn cứ\"\n").unwrap();
    assert_eq!(code(&office.run_with_schema(&["merge", "nop", "-o", "th.xlsx", "--report", "3.md", "--phrases", "cau-chu.toml"])), 0);
    assert!(fs::read_to_string(office.path("3.md")).unwrap().contains("SỐ LIỆU LÀM CĂN CỨ"));
    let over = office.run_with_schema(&["merge", "nop", "-o", "th.xlsx", "--json", "cau-chu.toml", "--phrases", "cau-chu.toml"]);
    assert_eq!(code(&over), 2);
    assert!(err(&over).contains("là một tệp đầu vào"), "{}", err(&over));
    // Slips are told with their lines, and nothing is written.
    fs::write(office.path("sai.toml"), "[gaps]\nerror = \"{total} lỗi\"\nabc = \"x\"\n").unwrap();
    let slips = office.run_with_schema(&["report", "nop", "-o", "4.docx", "--phrases", "sai.toml"]);
    assert_eq!(code(&slips), 2);
    assert!(
        err(&slips).contains("có 2 chỗ phải sửa") && err(&slips).contains("dòng 2") && err(&slips).contains("dòng 3"),
        "{}",
        err(&slips)
    );
    assert!(!office.path("4.docx").exists());
    let english = office.run_with_schema(&["--lang", "en", "report", "nop", "--phrases", "khong-co.toml"]);
    assert!(err(&english).contains("There is no file of phrases “khong-co.toml”"), "{}", err(&english));
}

/// What the program says on standard error where that is a terminal; none where no terminal can be had.
#[cfg(unix)]
fn on_a_terminal(office: &Office, arguments: &[&str]) -> Option<String> {
    let line = [&[env!("CARGO_BIN_EXE_chitieu")], arguments, &["--schema", "schema.toml", ">/dev/null"]].concat().join(" ");
    let mut command = Command::new("script");
    command.current_dir(office.folder.path()).env("SHELL", "/bin/sh").env("TERM", "xterm").env_remove("CHITIEU_LANG");
    let output = command.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output().ok()?;
    // Other systems have another `script`, which does not know these words.
    output.status.success().then(|| out(&output))
}

#[cfg(unix)]
#[test]
fn progress_is_shown_where_somebody_watches() {
    let office = Office::new();
    let merge = ["merge", "nop", "-o", "a.xlsx"];
    for arguments in [&merge[..], &["check", "nop"], &["inspect", "nop"], &["export", "nop", "-o", "data"]] {
        let Some(shown) = on_a_terminal(&office, arguments) else {
            println!("skipped: no terminal can be had here");
            return;
        };
        assert!(shown.contains("Đang đọc") && shown.contains("/2 tệp"), "{arguments:?}: {shown:?}");
        let quiet = on_a_terminal(&office, &[arguments, &["--quiet"]].concat());
        assert_eq!(quiet.as_deref(), Some(""), "{arguments:?}");
    }
    let english = on_a_terminal(&office, &[&merge[..], &["--lang", "en"]].concat()).unwrap_or_default();
    assert!(english.contains("Reading") && english.contains("/2 files"), "{english:?}");
}

#[test]
fn no_progress_where_standard_error_goes_elsewhere() {
    let office = Office::new();
    for arguments in [&["merge", "nop", "-o", "a.xlsx"][..], &["check", "nop"], &["inspect", "nop"], &["export", "nop", "-o", "data"]] {
        let output = office.run_with_schema(arguments);
        assert_eq!((code(&output), err(&output)), (0, String::new()), "{arguments:?}");
    }
}
