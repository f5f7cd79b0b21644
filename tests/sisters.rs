//! A unit's figures beside those of its sister units.

#[path = "support/grid.rs"]
#[allow(dead_code)]
mod grid;

use chitieu::Inspected;
use chitieu::finding::Finding;
use chitieu::locate::Index;
use chitieu::schema::{Schema, from_toml, prove};

const NAMES: [&str; 7] = ["An Phú", "Bình Minh", "Cẩm Sơn", "Đông Hải", "Gia Lộc", "Kim Liên", "Minh Tân"];

fn schema() -> Schema {
    let mut text = "id = \"t\"\ntitle = \"T\"\nyear = 2023\n[area]\ncode = \"h\"\nname = \"Huyện H\"\n".to_string();
    for name in NAMES {
        text += &format!("[[unit]]\ncode = \"{name}\"\nname = \"Xã {name}\"\nkind = \"xa\"\n");
    }
    text += "[[section]]\ncode = \"I\"\nname = \"Một\"\n";
    let rows = [
        ("Thu ngân sách", "triệu đồng", "quantity"),
        ("Chi ngân sách", "triệu đồng", "quantity"),
        ("Vốn đầu tư công", "triệu đồng", "quantity"),
        ("Tỷ lệ hộ dùng nước sạch", "%", "percent"),
        ("Tỷ lệ che phủ rừng", "%", "percent"),
        ("Tỷ lệ hộ có điện", "%", "percent"),
    ];
    for (name, unit, kind) in rows {
        let aggregate = if kind == "percent" { "mean" } else { "sum" };
        text += &format!(
            "[[indicator]]\ncode = \"{name}\"\nsection = \"I\"\nname = \"{name}\"\nunit = \"{unit}\"\nkind = \"{kind}\"\n\
             aggregate = \"{aggregate}\"\nrequired = false\n"
        );
    }
    prove(&from_toml(&text).unwrap().0).unwrap().0
}

/// Six communes much alike, and a last one with these figures; what their merge tells.
fn told(communes: usize, last: [&str; 6]) -> Vec<Finding> {
    let schema = schema();
    let index = Index::of(&schema);
    let files = NAMES.iter().take(communes).enumerate().map(|(at, name)| {
        let mut figures = [4100 + 270 * at, 3900 + 310 * at, 800 + 95 * at, 81 + at, 62 + 2 * at, 93 + at].map(|number| number.to_string());
        if at + 1 == communes {
            figures = last.map(str::to_string);
        }
        let [thu, chi, von, nuoc, rung, dien] = figures;
        let table = format!(
            "| Chỉ tiêu | ĐVT | Thực hiện |
             | Thu ngân sách | triệu đồng | {thu} |
             | Chi ngân sách | triệu đồng | {chi} |
             | Vốn đầu tư công | triệu đồng | {von} |
             | Tỷ lệ hộ dùng nước sạch | % | {nuoc} |
             | Tỷ lệ che phủ rừng | % | {rung} |
             | Tỷ lệ hộ có điện | % | {dien} |"
        );
        let workbook = grid::workbook(&format!("Xã {name}.xlsx"), &table);
        let located = chitieu::locate::submission(&schema, &index, &workbook, None);
        let mut findings = located.findings;
        findings.extend(chitieu::check::submission(&schema, &located.submission));
        Inspected { submission: located.submission, findings, accepted: Vec::new(), ledger: None }
    });
    let findings = chitieu::consolidate(&schema, files.collect(), &chitieu::MergeOptions::default()).findings;
    findings.into_iter().filter(|finding| finding.kind.code != "missing-unit").collect()
}

#[test]
fn money_in_another_unit_of_measure_is_told_once_with_the_unit_that_fits() {
    let found = told(7, ["4.2", "3.95", "0.81", "84", "66", "95"]);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.kind.code, only.place().as_str()), ("magnitude-outlier", "Bieu 1!C2"));
    assert!(only.message.vi.starts_with("Xã Minh Tân: 3 số thực hiện có đơn vị tính “triệu đồng” nhỏ hơn khoảng 1.000 lần"), "{only:?}");
    assert!(only.message.vi.ends_with("có thể đã ghi theo “tỷ đồng”."), "{}", only.message.vi);
}

#[test]
fn percents_typed_as_fractions_are_told_once() {
    let found = told(7, ["4200", "3950", "810", "0.84", "0.66", "0.95"]);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.kind.code, only.place().as_str()), ("magnitude-outlier", "Bieu 1!C5"));
    assert!(only.message.vi.ends_with("có thể đã ghi tỷ lệ dạng 0,6 thay vì 60%."), "{}", only.message.vi);
}

#[test]
fn small_communes_and_few_sisters_are_left_in_peace() {
    assert!(told(7, ["42", "39", "8", "84", "66", "95"]).is_empty());
    assert!(told(5, ["4.2", "3.95", "0.81", "84", "66", "95"]).is_empty());
}
