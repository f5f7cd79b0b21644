//! The workbooks that units fill in.

#![allow(clippy::unwrap_used)]

#[path = "support/fill.rs"]
#[allow(dead_code)] // Each test uses its own part of it.
mod fill;
#[path = "support/mutate.rs"]
#[allow(dead_code)]
mod mutate;
#[path = "support/recalculation.rs"]
mod recalculation;

use calamine::Reader;
use chitieu::cell::Position;
use chitieu::language::Language;
use chitieu::schema::{Schema, from_toml, prove};
use chitieu::submission::{Amount, Verdict};
use chitieu::write;
use fill::{Blank, Typed};
use recalculation::{differences, open, recalculated, sheets, shown};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::process::Command;

/// The set as a file.
const SET: &str = "id = 'thu'\ntitle = 'Bộ chỉ tiêu năm 2023'\nyear = 2023\n[area]\ncode = 'huyen'\nname = 'Huyện Thử'\n\
    [[period]]\ncode = '6t'\nname = '6 tháng đầu năm'\n[[period]]\ncode = 'nam'\nname = 'Cả năm'\n\
    [[unit]]\ncode = 'a'\nname = 'Xã A'\nkind = 'xa'\n[[unit]]\ncode = 'dong-b'\nname = 'Xã Đông B'\nkind = 'xa'\n\
    [[unit]]\ncode = 'nn'\nname = 'Phòng Nông nghiệp'\nkind = 'phong-nn'\n\
    [[section]]\ncode = 'I'\nname = 'Chương trình'\n\
    [[indicator]]\ncode='1'\nsection='I'\nname='Sản lượng'\nunit='tấn'\nkind='quantity'\naggregate='sum'\nparts=['1.1']\nreported-by=['xa']\n\
    [[indicator]]\ncode='1.1'\nsection='I'\nname='Lúa'\nunit='tấn'\nkind='quantity'\naggregate='sum'\nreported-by=['xa']\n\
    [[indicator]]\ncode='2'\nsection='I'\nname='Tỷ lệ hộ nghèo'\nkind='percent'\naggregate='ratio'\nnumerator='2a'\ndenominator='2b'\nreported-by=['xa']\n\
    [[indicator]]\ncode='2a'\nsection='I'\nname='Hộ nghèo'\nunit='hộ'\nkind='quantity'\naggregate='sum'\nreported-by=['xa']\n\
    [[indicator]]\ncode='2b'\nsection='I'\nname='Tổng số hộ'\nunit='hộ'\nkind='quantity'\naggregate='sum'\nreported-by=['xa']\n\
    [[indicator]]\ncode='3'\nsection='I'\nname='Quy hoạch'\nkind='status'\naggregate='count-met'\nreported-by=['xa']\n\
    [[indicator]]\ncode='4'\nsection='I'\nname='Độ che phủ'\nkind='percent'\naggregate='none'\nreported-by=['phong-nn']\ntarget='> 83.5'\n\
    [[indicator]]\ncode='5'\nsection='I'\nname='Số xã đạt'\nkind='quantity'\naggregate='none'\nfrom='1'\ncount-where='>= 10'\n\
    [[plan]]\nunit='a'\nindicator='1'\nvalue='62.9'\n";

fn schema() -> Schema {
    prove(&from_toml(SET).unwrap().0).unwrap().0
}

fn template(name: &str) -> Vec<u8> {
    let files = write::templates(&schema(), Language::Vi).unwrap();
    files.into_iter().find(|(file, _)| file == name).unwrap().1
}

#[test]
fn each_kind_and_each_unit_has_one() {
    let names: Vec<String> = write::templates(&schema(), Language::Vi).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["mau-xa.xlsx", "mau-phong-nn.xlsx", "a.xlsx", "dong-b.xlsx", "nn.xlsx"]);
    assert_eq!(write::templates(&schema(), Language::Vi).unwrap(), write::templates(&schema(), Language::Vi).unwrap());
}

#[test]
fn a_unit_finds_its_name_its_plan_and_only_its_own_indicators() {
    let bytes = template("a.xlsx");
    let all = sheets(&bytes);
    assert_eq!(all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Số liệu", "Hướng dẫn"]);
    let data = &all[0].1;
    assert_eq!(shown(data, 4, 0), "Đơn vị báo cáo: Xã A");
    assert_eq!(shown(data, 3, 0), "Kỳ báo cáo: 6 tháng đầu năm 2023");
    assert_eq!(shown(data, 6, 4), "Thực hiện 6 tháng đầu năm 2023");
    let codes: Vec<String> = (8..20).map(|row| shown(data, row, 9)).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, ["1", "1.1", "2", "2a", "2b", "3"], "what is derived is nobody's to type");
    assert_eq!((shown(data, 9, 3), shown(data, 10, 1)), ("62.9".into(), "- Lúa".into()));
    let stamp = "chitieu | mau | thu | a | 6t | Chỉ tiêu | Kế hoạch năm 2023 | Thực hiện 6 tháng đầu năm 2023 | Cùng kỳ năm trước";
    assert_eq!(shown(data, 6, 9), stamp);
    let formula = open(&bytes).worksheet_formula("Số liệu").unwrap().get_value((11, 4)).cloned().unwrap();
    assert!(formula.contains("E13*100/E14"), "{formula}");
}

#[test]
fn an_office_finds_the_target_that_is_its_own() {
    let data = &sheets(&template("nn.xlsx"))[0].1;
    assert_eq!((shown(data, 9, 3), shown(data, 9, 8)), ("83.5".into(), "KH: trên 83,5".into()));
}

#[test]
fn the_sheet_is_protected_without_a_password_and_refuses_text() {
    let bytes = template("mau-xa.xlsx");
    let mut part = String::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut part).unwrap();
    let protection = part.split("<sheetProtection").nth(1).unwrap().split('>').next().unwrap();
    assert!(protection.contains("sheet=\"1\"") && !protection.contains("password"), "{protection}");
    assert!(part.contains("type=\"decimal\"") && part.contains("Chỉ nhập số"));
    assert!(part.contains("\"Đạt,Chưa đạt,Đang thực hiện\""), "the drop-down of a status");
    assert!(part.contains("<formula1>$K$9:$K$10</formula1>"), "the unit is chosen from a list");
}

/// What the column of checks says and the percent beside it, after LibreOffice has computed them.
fn said(bytes: &[u8], typed: &[(&str, Typed)]) -> Option<Vec<(String, String)>> {
    let mut blank = Blank::of(&schema(), bytes);
    for (at, typed) in typed {
        blank.type_into(Position::parse(at).unwrap(), typed);
    }
    let folder = tempfile::tempdir().unwrap();
    let again = recalculated(&blank.save(), folder.path())?;
    let data = &sheets(&again)[0].1;
    Some((9..15).map(|row| (shown(data, row, 6), shown(data, row, 7))).collect())
}

#[test]
fn the_workbook_says_itself_what_can_not_be_right() {
    let number = |text: &str| Typed::Number(Decimal::from_str_exact(text).unwrap());
    let bytes = template("dong-b.xlsx");
    let wrong = [
        ("D10", number("200")),
        ("E10", number("62.9")),
        ("E11", number("63.4")),
        ("F10", number("10")),
        ("E13", number("3")),
        ("E14", number("2")),
        ("F13", number("-1")),
        ("E15", Typed::Text("Gần đạt".into())),
        ("F14", Typed::Text("không có".into())),
    ];
    let Some(said_of_wrong) = said(&bytes, &wrong) else {
        eprintln!("LibreOffice is not installed: the checks beside the rows were not computed");
        return;
    };
    let [whole, part, ratio, top, bottom, status] = said_of_wrong.as_slice() else { panic!("{said_of_wrong:?}") };
    // 62,9 of 200 is 31,45, which is rounded up.
    assert_eq!((whole.0.as_str(), whole.1.as_str()), ("31.5", "Lệch: TH thừa 0.5"));
    assert_eq!((part.0.as_str(), part.1.as_str()), ("", ""), "nothing is planned, nothing is wrong");
    assert_eq!((ratio.1.as_str(), top.1.as_str()), ("Không tính được", "Nhỏ hơn 0"));
    assert_eq!((bottom.1.as_str(), status.1.as_str()), ("Không phải số", "Chọn trong danh sách"));
    let right = [("E10", number("62.9")), ("E11", number("62.9")), ("F11", number("5")), ("E15", Typed::Text("Đạt".into()))];
    let said_of_right = said(&bytes, &right).unwrap();
    let words: Vec<&str> = said_of_right.iter().map(|(_, word)| word.as_str()).collect();
    assert_eq!(words, ["Khớp", "", "", "", "", ""], "a part without its whole is unknown");
    let more = said(&bytes, &[("E13", number("3")), ("E14", number("2"))]).unwrap();
    assert_eq!(more[2].1, "Ngoài khoảng 0–100", "three of two are 150%");
    let office = said(&template("nn.xlsx"), &[("E10", number("0.841"))]).unwrap();
    assert_eq!(office[0].1, "59,3% thì nhập 59,3", "84,1% typed as a share of one beside a plan of 83,5");
}

#[test]
fn what_stands_in_them_beforehand_is_computed_beforehand() {
    let schema = schema();
    let id = |code: &str| schema.find_indicator(code).unwrap();
    let unit = schema.find_unit("a").unwrap();
    let number = |text: &str| Amount::Number(Decimal::from_str_exact(text).unwrap());
    let figures = [("1", "60"), ("1.1", "62"), ("2a", "1"), ("2b", "8"), ("4", "80")];
    let mut prior: write::Prior = figures.iter().map(|(code, text)| ((unit, id(code)), number(text))).collect();
    prior.insert((unit, id("3")), Amount::Verdict(Verdict::NotMet));
    let files = write::templates_for(&schema, schema.find_period("6t").unwrap(), &prior, Language::Vi).unwrap();
    let of = |name: &str| &files.iter().find(|(file, _)| file == name).unwrap().1;
    let data = &sheets(of("a.xlsx"))[0].1;
    let last_year: Vec<String> = (9..15).map(|row| shown(data, row, 5)).collect();
    assert_eq!(last_year, ["60", "62", "12.5", "1", "8", "Chưa đạt"]);
    assert_eq!(shown(data, 9, 7), "Lệch: CK thừa 2");
    assert_eq!(shown(&sheets(of("dong-b.xlsx"))[0].1, 9, 5), "", "another unit's is not this one's");
    let folder = tempfile::tempdir().unwrap();
    if let Some(again) = recalculated(of("a.xlsx"), folder.path()) {
        assert_eq!(differences(of("a.xlsx"), &again), Vec::<String>::new());
    }
}

#[test]
fn last_years_consolidated_workbook_fills_in_last_year() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_chitieu")).current_dir(folder.path()).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    std::fs::write(at("2023.toml"), SET).unwrap();
    std::fs::write(at("2022.toml"), SET.replace("2023", "2022").replace("id = 'thu'", "id = 'thu-2022'")).unwrap();
    assert_eq!(run(&["template", "--schema", "2022.toml", "-o", "2022"]).0, Some(0));
    let last = prove(&from_toml(&std::fs::read_to_string(at("2022.toml")).unwrap()).unwrap().0).unwrap().0;
    let mut blank = Blank::of(&last, &std::fs::read(at("2022/a.xlsx")).unwrap());
    for (cell, number) in [("E10", 60), ("E11", 60), ("E13", 1), ("E14", 8)] {
        blank.type_into(Position::parse(cell).unwrap(), &Typed::Number(number.into()));
    }
    std::fs::write(at("2022/a.xlsx"), blank.save()).unwrap();
    run(&["merge", "2022/a.xlsx", "--schema", "2022.toml", "-o", "last.xlsx"]);
    let (done, said) = run(&["template", "--schema", "2023.toml", "--prior", "last.xlsx", "-o", "2023"]);
    assert_eq!(done, Some(0), "{said}");
    let data = |name: &str| sheets(&std::fs::read(at(name)).unwrap()).remove(0).1;
    let (own, other, shared) = (data("2023/a.xlsx"), data("2023/dong-b.xlsx"), data("2023/mau-xa.xlsx"));
    assert_eq!([9, 10, 11, 12, 13].map(|row| shown(&own, row, 5)), ["60", "60", "12.5", "1", "8"]);
    assert_eq!([&other, &shared].map(|data| shown(data, 9, 5)), ["", ""]);
    // This year's own result is nobody's last year.
    let (done, said) = run(&["template", "--schema", "2022.toml", "--prior", "last.xlsx", "-o", "again"]);
    assert!(done == Some(2) && said.contains("2022"), "{said}");
}

#[test]
fn the_workbooks_in_the_tree_are_what_the_command_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates-xlsx/nam-dong-2023");
    let made = write::templates(&chitieu::schema::built_in().unwrap(), Language::Vi).unwrap();
    for (name, bytes) in &made {
        let there = std::fs::read(folder.join(name)).unwrap_or_default();
        assert!(there == *bytes, "{name}: run `cargo run -- template -o templates-xlsx/nam-dong-2023` after removing the old ones");
    }
    let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let there: BTreeSet<String> = there.filter(|name| name.ends_with(".xlsx")).collect();
    assert_eq!(there, made.into_iter().map(|(name, _)| name).collect());
}

#[test]
fn another_period_says_so() {
    let files = write::templates_for(&schema(), schema().find_period("nam").unwrap(), &write::Prior::new(), Language::Vi).unwrap();
    let data = &sheets(&files[0].1)[0].1;
    assert_eq!((shown(data, 3, 0), shown(data, 6, 4)), ("Kỳ báo cáo: Cả năm 2023".into(), "Thực hiện cả năm 2023".into()));
}
