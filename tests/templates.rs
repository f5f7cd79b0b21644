//! The workbooks that units fill in.

#![allow(clippy::unwrap_used)]

#[path = "support/recalculation.rs"]
mod recalculation;

use calamine::Reader;
use chitieu::language::Language;
use chitieu::schema::{Schema, from_toml, prove};
use chitieu::write;
use recalculation::{open, sheets, shown};
use std::io::Read;

fn schema() -> Schema {
    let text = "id = 'thu'\ntitle = 'Bộ chỉ tiêu năm 2023'\nyear = 2023\n[area]\ncode = 'huyen'\nname = 'Huyện Thử'\n\
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
    prove(&from_toml(text).unwrap().0).unwrap().0
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
    let codes: Vec<String> = (8..20).map(|row| shown(data, row, 7)).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, ["1", "1.1", "2", "2a", "2b", "3"], "what is derived is nobody's to type");
    assert_eq!((shown(data, 9, 3), shown(data, 10, 1)), ("62.9".into(), "- Lúa".into()));
    assert_eq!([0, 1, 2, 3, 4].map(|row| shown(data, row, 7)), ["chitieu", "mau", "thu", "a", "6t"]);
    let formula = open(&bytes).worksheet_formula("Số liệu").unwrap().get_value((11, 4)).cloned().unwrap();
    assert!(formula.contains("E13*100/E14"), "{formula}");
}

#[test]
fn an_office_finds_the_target_that_is_its_own() {
    let data = &sheets(&template("nn.xlsx"))[0].1;
    assert_eq!((shown(data, 9, 3), shown(data, 9, 6)), ("83.5".into(), "KH: trên 83,5".into()));
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
    assert!(part.contains("<formula1>$I$9:$I$10</formula1>"), "the unit is chosen from a list");
}

#[test]
fn another_period_says_so() {
    let files = write::templates_for(&schema(), schema().find_period("nam").unwrap(), Language::Vi).unwrap();
    let data = &sheets(&files[0].1)[0].1;
    assert_eq!((shown(data, 3, 0), shown(data, 6, 4)), ("Kỳ báo cáo: Cả năm 2023".into(), "Thực hiện cả năm 2023".into()));
}
