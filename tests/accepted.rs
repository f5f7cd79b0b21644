//! A finding that a person accepted is silenced, it alone, as long as what was found is what it was; and it is shown.

#![allow(clippy::unwrap_used)]

#[path = "support/example_files.rs"]
mod example_files;
#[path = "support/small_office.rs"]
mod small_office;

use chitieu::accepted::{self, Acceptance, Date, Entry, Settled};
use chitieu::finding::Finding;
use chitieu::schema::{PeriodId, Schema};
use chitieu::submission::Submission;
use chitieu::{MergeOptions, merge};
use serde_json::Value;
use small_office::{Office, code, err, out};
use std::fs;
use std::path::{Path, PathBuf};

/// Plan and actual both differ from what their parts add up to.
const AN_PHU: &str = "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
    | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |
    | Sản lượng lúa | tấn | 530 | 270 |
    | Sản lượng ngô | tấn | 70 | 33 |";
const BINH_MINH: &str = "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
    | Tổng sản lượng lương thực có hạt | tấn | 620 | 310 |
    | Sản lượng lúa | tấn | 550 | 270 |
    | Sản lượng ngô | tấn | 70 | 33 |";
const WHY: [&str; 6] = ["--reason", "Đã giải trình – có văn bản", "--by", "Nguyễn Văn A", "--date", "20/6/2023"];

fn office() -> Office {
    let office = Office::new();
    office.workbook("nop/xa-an-phu.xlsx", AN_PHU);
    office.workbook("nop/xa-binh-minh.xlsx", BINH_MINH);
    office.workbook("nop/phong-nong-nghiep.xlsx", "| Chỉ tiêu | ĐVT | Thực hiện |\n| Số lớp tập huấn | lớp | 12 |");
    office
}

fn accept(office: &Office, which: &[&str]) -> std::process::Output {
    office.run(&[&["accept"][..], which, &WHY].concat())
}

/// Where errors are, by `check`.
fn errors(office: &Office) -> Vec<String> {
    let output = office.run(&["check", "nop", "--format", "json"]);
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = data["findings"].as_array().unwrap().iter();
    let errors: Vec<String> = all
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| format!("{}!{}", finding["unit"].as_str().unwrap(), finding["cell"].as_str().unwrap()))
        .collect();
    assert_eq!(code(&output), i32::from(!errors.is_empty()));
    errors
}

#[test]
fn it_alone_is_silenced_as_long_as_the_figures_are_the_same() {
    let office = office();
    assert_eq!(errors(&office), ["an-phu!C2", "an-phu!D2", "binh-minh!D2"]);
    let output = accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "Bieu 1!D2"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(errors(&office), ["an-phu!C2", "binh-minh!D2"]);
    let kept = fs::read_to_string(office.path("schema.accepted.toml")).unwrap();
    for line in [
        "unit = \"an-phu\"",
        "indicator = \"I.1\"",
        "measure = \"actual\"",
        "found = \"310\"",
        "expected = \"303\"",
        "date = \"2023-06-20\"",
    ] {
        assert!(kept.contains(line), "{kept}");
    }
    assert!(!kept.contains("cell"), "{kept}");
    // The row moves, the figures stay.
    office.workbook("nop/xa-an-phu.xlsx", &AN_PHU.replacen("    | Tổng", "| I | Nông nghiệp | | |\n| Tổng", 1));
    assert_eq!(errors(&office), ["an-phu!C3", "binh-minh!D2"]);
    // The figure changes, or what it should have been: the finding is back and says why.
    for (from, to, words) in
        [("| 310 |", "| 311 |", "khi đó ghi “310”, nay ghi “311”"), ("| 33 |", "| 34 |", "khi đó đúng ra là “303”, nay là “304”")]
    {
        office.workbook("nop/xa-an-phu.xlsx", &AN_PHU.replacen(from, to, 1));
        assert_eq!(errors(&office), ["an-phu!C2", "an-phu!D2", "binh-minh!D2"]);
        let text = out(&office.run(&["check", "nop"])).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("Chấp nhận ngày 20/6/2023 (dòng 6 của tệp chấp nhận) không còn áp dụng"), "{text}");
        assert!(text.contains(words), "{text}");
    }
    // Accepted anew, it takes the place of the old entry.
    assert_eq!(code(&accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "D2"])), 0);
    assert_eq!(errors(&office), ["an-phu!C2", "binh-minh!D2"]);
    assert_eq!(fs::read_to_string(office.path("schema.accepted.toml")).unwrap().matches("[[accepted]]").count(), 1);
    let elsewhere = office.run(&["check", "nop", "--accepted", "khac.toml"]);
    assert_eq!((code(&elsewhere), err(&elsewhere).contains("Chưa có tệp “khac.toml”")), (1, true), "{}", err(&elsewhere));
}

#[test]
fn what_is_accepted_is_shown_everywhere_with_its_reason() {
    let office = office();
    for cell in ["C2", "D2"] {
        assert_eq!(code(&accept(&office, &["nop/xa-an-phu.xlsx", "--cell", cell])), 0);
    }
    assert_eq!(code(&accept(&office, &["nop/xa-binh-minh.xlsx", "--code", "part-sum-mismatch"])), 0);
    let line = "Đã giải trình – có văn bản – Nguyễn Văn A, 20/6/2023";
    let checked = office.run(&["check", "nop"]);
    assert_eq!(code(&checked), 0);
    assert!(out(&checked).contains("ĐÃ CHẤP NHẬN · Bieu 1!D2 · I.1 (thực hiện)") && out(&checked).contains(line), "{}", out(&checked));
    assert!(out(&checked).contains("Tất cả 3 tệp: không có lỗi, đã chấp nhận 3."), "{}", out(&checked));
    let merged = office.run(&["merge", "nop", "-o", "th.xlsx", "--report", "1.md", "--json", "th.json", "--annotate", "tra-lai"]);
    assert_eq!(code(&merged), 0, "{}", out(&merged));
    assert!(out(&merged).contains("Đã chấp nhận (3):") && out(&merged).contains(line), "{}", out(&merged));
    assert!(!office.path("tra-lai").exists());
    let data: Value = serde_json::from_slice(&fs::read(office.path("th.json")).unwrap()).unwrap();
    assert_eq!(data["findings"], Value::Array(vec![]));
    let own = &data["accepted"][1];
    assert_eq!((&own["code"], &own["cell"], &own["found"]), (&"part-sum-mismatch".into(), &"D2".into(), &"310".into()));
    assert_eq!((&own["reason"], &own["by"], &own["date"]), (&WHY[1].into(), &WHY[3].into(), &"2023-06-20".into()));
    let report = fs::read_to_string(office.path("1.md")).unwrap();
    assert!(report.contains("Những điểm đã được xem xét và chấp nhận (3):"), "{report}");
    assert!(report.contains("lý do chấp nhận: Đã giải trình – có văn bản (Nguyễn Văn A, ngày 20/6/2023)."), "{report}");
    // The consolidated workbook holds all of it: the report from it is the same.
    assert_eq!(code(&office.run(&["report", "th.xlsx", "-o", "2.md"])), 0);
    assert_eq!(fs::read_to_string(office.path("2.md")).unwrap(), report);
    // What is accepted later is not in it, which is said.
    let later = office.run(&["report", "th.xlsx", "-o", "2.md", "--accepted", "khac.toml"]);
    assert!(err(&later).contains("Không dùng đến --accepted “khac.toml”"), "{}", err(&later));
    assert!(!err(&office.run(&["report", "nop", "-o", "2.md", "--accepted", "schema.accepted.toml"])).contains("Không dùng đến"));
    assert_eq!(code(&office.run(&["merge", "nop", "-o", "th.xlsx", "--report", "bc.docx", "-q"])), 0);
    let docx = office.part("bc.docx", "word/document.xml");
    assert!(docx.contains("Những điểm đã được xem xét và chấp nhận (3):"), "{docx}");
    let sheet = office.cells("th.xlsx", "Kiểm tra");
    assert_eq!(sheet.iter().filter(|row| row[1] == "Đã chấp nhận" && row[11] == line).count(), 3, "{sheet:?}");
    let inspected = office.run(&["inspect", "nop/xa-an-phu.xlsx", "--page", "trang.html"]);
    assert!(out(&inspected).contains(line) && fs::read_to_string(office.path("trang.html")).unwrap().contains(line));
    // However many files are read at a time.
    assert_eq!(office.run(&["check", "nop", "--jobs", "1"]).stdout, checked.stdout);
}

#[test]
fn no_figure_changes_and_a_missing_unit_is_still_missing() {
    let office = office();
    office.workbook(
        "nop/xa-an-phu.xlsx",
        "| Chỉ tiêu | ĐVT | Thực hiện |\n| Diện tích gieo trồng | ha | \"1.234\" |\n| Tổng đàn bò | con | khoảng 130 |",
    );
    fs::remove_file(office.path("nop/phong-nong-nghiep.xlsx")).unwrap();
    let merged = |name: &str| -> Value {
        office.run(&["merge", "nop", "-q", "--json", name, "-o", "th.xlsx", "--report", "bc.md"]);
        serde_json::from_slice(&fs::read(office.path(name)).unwrap()).unwrap()
    };
    let before = merged("1.json");
    for which in [
        &["nop/xa-an-phu.xlsx", "--cell", "C2", "--code", "ambiguous-number"][..],
        &["nop/xa-an-phu.xlsx", "--cell", "C3", "--code", "not-a-number"],
        &["nop", "--code", "missing-unit", "--unit", "phong-nn"],
    ] {
        let output = accept(&office, which);
        assert_eq!(code(&output), 0, "{which:?}: {}", err(&output));
    }
    let after = merged("2.json");
    assert_eq!(after["accepted"].as_array().unwrap().len(), 3, "{after}");
    assert_eq!((&after["rows"], &after["units"], &after["sources"]), (&before["rows"], &before["units"], &before["sources"]));
    assert!(after["rows"].as_array().unwrap().iter().all(|row| row["indicator"] != "I.2" || row["actual"].is_null()));
    let report = fs::read_to_string(office.path("bc.md")).unwrap();
    assert!(report.contains("Đã nhận số liệu của 2/7 đơn vị; chưa gửi: ") && report.contains(", Phòng Nông nghiệp."), "{report}");
    assert!(report.contains("Phòng Nông nghiệp chưa nộp báo cáo của kỳ này; lý do chấp nhận:"), "{report}");
}

#[test]
fn what_can_not_be_accepted_is_refused_and_nothing_is_written() {
    let office = office();
    fs::write(office.path("nop/hong.xlsx"), "PK\u{3}\u{4} hỏng").unwrap();
    office.workbook("nop/xa-la.xlsx", "| Chỉ tiêu | ĐVT | Thực hiện | Khác |\n| Tổng đàn bò | con | 130 | 7 |");
    for (arguments, words) in [
        (&["nop", "--cell", "D2", "--date", "2023-06-20"][..], "Chưa nêu lý do"),
        (&["nop", "--cell", "D2", "--reason", "x"], "Chưa nêu ngày"),
        (&["nop", "--cell", "D2", "--reason", "x", "--date", "31/6/2023"], "không phải là ngày"),
        (&["nop", "--reason", "x", "--date", "1/6/2023"], "Chưa nêu phát hiện nào"),
        (&["nop", "--cell", "D2", "--reason", "x", "--date", "1/6/2023"], "Có 2 phát hiện như vậy"),
        (&["nop", "--cell", "Z9", "--reason", "x", "--date", "1/6/2023"], "Không có phát hiện nào ở chỗ đã nêu"),
        (&["nop", "--unit", "khong-co", "--cell", "D2", "--reason", "x", "--date", "1/6/2023"], "không có đơn vị “khong-co”"),
        (&["nop", "--code", "unreadable-file", "--reason", "x", "--date", "1/6/2023"], "cả tệp chưa được dùng"),
        (&["nop/xa-la.xlsx", "--code", "unknown-unit", "--reason", "x", "--date", "1/6/2023"], "cả tệp chưa được dùng"),
        (&["nop/xa-la.xlsx", "--code", "unused-column", "--reason", "x", "--date", "1/6/2023"], "không cần chấp nhận"),
    ] {
        let output = office.run(&[&["accept"][..], arguments].concat());
        assert_eq!(code(&output), 2, "{arguments:?}: {}", out(&output));
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }
    assert!(!office.path("schema.accepted.toml").exists());
}

#[test]
fn the_period_is_named_by_a_sheet_or_by_the_person() {
    let office = office();
    let schema = fs::read_to_string(office.path("schema.toml")).unwrap();
    let year = "[[period]]\ncode = \"nam\"\nname = \"Cả năm\"\n\n[[unit]]";
    fs::write(office.path("schema.toml"), schema.replacen("[[unit]]", year, 1)).unwrap();
    let refused = accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "D2"]);
    assert_eq!((code(&refused), err(&refused).contains("Hãy nêu thêm --period")), (2, true), "{}", err(&refused));
    assert_eq!(code(&accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "D2", "--period", "nam"])), 0);
    let count = |period: &str| -> usize {
        let output = office.run(&["check", "nop/xa-an-phu.xlsx", "--format", "json", "--period", period]);
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["findings"].as_array().unwrap().len()
    };
    assert_eq!((count("nam"), count("6t")), (1, 2));
}

#[test]
fn entries_that_fit_nothing_or_two_findings_are_told() {
    let office = office();
    accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "D2"]);
    office.workbook("nop/xa-an-phu.xlsx", &AN_PHU.replace("| 33 |", "| 40 |"));
    let output = office.run(&["check", "nop"]);
    assert!(
        err(&output).contains("có 1 mục không khớp") && err(&output).contains("[6] part-sum-mismatch · an-phu · I.1 · actual"),
        "{}",
        err(&output)
    );
    // A run over other files says nothing of it.
    assert_eq!(err(&office.run(&["check", "nop/xa-binh-minh.xlsx"])), "");
    // An unknown row twice: without its cell the entry fits both and silences neither.
    office.workbook("nop/xa-an-phu.xlsx", "| Chỉ tiêu | ĐVT | Thực hiện |\n| Tổng đàn bò | con | 130 |\n| Đàn voi | con | 3 |\n| Tổng đàn bò khác | con | x |\n| Đàn voi | con | 4 |");
    let output = accept(&office, &["nop/xa-an-phu.xlsx", "--cell", "A3"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let kept = fs::read_to_string(office.path("schema.accepted.toml")).unwrap();
    let count = |output: &std::process::Output| out(output).matches("unknown-indicator").count();
    assert_eq!(count(&office.run(&["check", "nop/xa-an-phu.xlsx", "--format", "json"])), 2);
    assert!(kept.contains("cell = \"A3\"\n") && kept.contains("sheet = \"Bieu 1\"\n"), "{kept}");
    fs::write(office.path("schema.accepted.toml"), kept.replace("cell = \"A3\"\n", "")).unwrap();
    let output = office.run(&["check", "nop/xa-an-phu.xlsx", "--format", "json"]);
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(data["accepted"], Value::Null);
    assert_eq!(out(&output).matches("khớp với 2 phát hiện nên không dùng được").count(), 2, "{}", out(&output));
    fs::write(office.path("schema.accepted.toml"), kept.replace("reason", "reson")).unwrap();
    let output = office.run(&["merge", "nop"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("Có phải “reason” không?"), "{}", err(&output));
}

/// Every finding of every example: accepted by the entry made for it, through the file and back, it is silenced and
/// nothing else is.
#[test]
fn every_kind_is_silenced_one_by_one() {
    let (mut silenced, mut refused) = (0, 0);
    for folder in example_files::folders() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/findings");
        let schema = schema(&samples);
        let files: Vec<PathBuf> = folder.files.iter().map(|(name, _)| samples.join(&folder.name).join(name)).collect();
        let files: Vec<PathBuf> = files
            .into_iter()
            .filter(|file| file.extension().is_none_or(|ending| ending != "toml") && !file.ends_with(example_files::LAST_YEAR))
            .collect();
        let mut options = MergeOptions { prior: example_files::prior(&schema, &samples.join(&folder.name)), ..MergeOptions::default() };
        if let Some(text) = folder.example.senders {
            options.confirmed = chitieu::senders::from_toml(text).unwrap().prove(&schema).0;
        }
        let merged = merge(&schema, &files, &options, &|_| {});
        let submissions: Vec<&Submission> = merged.submissions.iter().collect();
        let place = chitieu::attribution(&schema, PeriodId(0), &submissions);
        let all: Vec<_> = merged.findings.iter().map(|finding| (finding, place(finding))).collect();
        for (finding, own) in &all {
            if !accepted::may_be_accepted(finding) {
                refused += 1;
                continue;
            }
            let acceptance = Acceptance { reason: "Có lý do".into(), by: None, date: Date::parse("2023-06-20").unwrap() };
            let entry = Entry::of(&schema, finding, own, &all, acceptance);
            let entries = accepted::from_toml(&accepted::to_toml(&[entry])).unwrap();
            let (open, silent) = Settled::parted(accepted::settle(&schema, &entries, merged.findings.clone(), &place));
            let [one] = silent.as_slice() else { panic!("{}: {} silenced: {entries:?}", folder.name, silent.len()) };
            assert_eq!(identity(&one.finding), identity(finding), "{}", folder.name);
            let rest: Vec<String> = all.iter().map(|(other, _)| identity(other)).filter(|other| *other != identity(finding)).collect();
            assert_eq!(open.iter().map(identity).collect::<Vec<_>>(), rest, "{}", folder.name);
            silenced += 1;
        }
    }
    assert!(silenced > 60 && refused > 10, "{silenced} silenced, {refused} refused");
}

fn schema(samples: &Path) -> Schema {
    let text = fs::read_to_string(samples.join("schema.toml")).unwrap();
    chitieu::schema::prove(&chitieu::schema::from_toml(&text).unwrap().0).unwrap().0
}

fn identity(finding: &Finding) -> String {
    format!("{} {:?} {:?} {:?} {}", finding.kind.code, finding.file, finding.sheet, finding.at, finding.message.vi)
}
