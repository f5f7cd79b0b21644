//! Formulas of .xls: rows that share one are read as the same rows of an .xlsx are, and a 0 that LibreOffice stored in
//! place of a text is never read as a figure.

#![allow(clippy::unwrap_used)]

use chitieu::MergeOptions;
use chitieu::cell::Position;
use chitieu::schema::{self, Schema};
use chitieu::workbook::{Value, Workbook};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const NAMES: [(&str, &str); 9] = [
    ("Tổng sản lượng lương thực", "tấn"),
    ("Diện tích lúa", "ha"),
    ("Diện tích ngô", "ha"),
    ("Tổng đàn bò", "con"),
    ("Tổng đàn lợn", "con"),
    ("Số nhà vệ sinh", "nhà"),
    ("Số hộ nghèo", "hộ"),
    ("Số lao động", "người"),
    ("Số trẻ em", "cháu"),
];

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut toml = "version = 1\nid = \"thu\"\ntitle = \"Thử\"\nyear = 2023\n[area]\ncode = \"h\"\nname = \"Huyện An Sơn\"\n\
        [[period]]\ncode = \"6t\"\nname = \"6 tháng đầu năm\"\n[[unit]]\ncode = \"an-phu\"\nname = \"Xã An Phú\"\nkind = \"xa\"\n\
        [[section]]\ncode = \"I\"\nname = \"Chung\"\n"
        .to_string();
    for (at, (name, unit)) in NAMES.iter().enumerate() {
        toml.push_str(&format!(
            "[[indicator]]\ncode = \"{at}\"\nsection = \"I\"\nname = \"{name}\"\nunit = \"{unit}\"\nkind = \"quantity\"\naggregate = \"sum\"\n"
        ));
    }
    let (raw, _) = schema::from_toml(&toml).unwrap();
    schema::prove(&raw).unwrap().0
});

fn sample(ending: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/libreoffice/chia-se-cong-thuc.{ending}"))
}

/// A kind of finding and what was found.
type Told = (&'static str, String);

/// Results by their cell, and what is told of cells of the results' column: the kind and what was found.
fn results(path: &Path) -> (BTreeMap<String, String>, BTreeMap<String, Told>) {
    let inspected = chitieu::inspect(&SCHEMA, &[path.to_path_buf()], &MergeOptions::default(), &|_| {}).remove(0);
    let in_results = |cell: &str| cell.starts_with('E');
    let figures = inspected.submission.figures.iter();
    let figures = figures.map(|figure| (figure.cell.at.to_string(), figure.amount.number().unwrap().normalize().to_string()));
    let told = inspected.findings.iter().filter_map(|finding| {
        let found = finding.found.as_ref().map(ToString::to_string).unwrap_or_default();
        Some((finding.at?.to_string(), (finding.kind.code, found)))
    });
    (figures.filter(|(cell, _)| in_results(cell)).collect(), told.filter(|(cell, _)| in_results(cell)).collect())
}

/// LibreOffice saved both from one workbook: E5:E10 share IF(J5="","",…), and so do their percents.
#[test]
fn rows_that_share_a_formula_are_read_as_in_an_xlsx() {
    let (xls, mut told) = results(&sample("xls"));
    let (xlsx, told_of_xlsx) = results(&sample("xlsx"));
    assert_eq!(xls, xlsx);
    let expected = [("E5", "500"), ("E8", "130"), ("E10", "0"), ("E11", "23"), ("E13", "0")];
    assert_eq!(xls, expected.map(|(cell, figure)| (cell.to_string(), figure.to_string())).into());
    // E6 and E9 give an empty text, a blank in both; E7 gives words. What E12 looks up is nothing that is worked out here: asked.
    assert_eq!(told.remove("E12").map(|(code, _)| code), Some("formula-not-calculated"));
    assert_eq!(told, told_of_xlsx);
    assert_eq!(told, [("E7".to_string(), ("not-a-number", "xem phụ lục".to_string()))].into());
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// A formula's record: its place, the number stored as its result, its tokens.
fn formula(row: u16, column: u16, result: f64, tokens: &[u8]) -> Vec<u8> {
    let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
    record(0x0006, &[&place, &result.to_le_bytes()[..], &[0; 6], &(tokens.len() as u16).to_le_bytes(), tokens].concat())
}

/// What cells of an area in column B share.
fn shared(kind: u16, first: u16, last: u16, tokens: &[u8]) -> Vec<u8> {
    let between: &[u8] = if kind == 0x0221 { &[0; 6] } else { &[0; 2] };
    let area = [&first.to_le_bytes()[..], &last.to_le_bytes(), &[1, 1]].concat();
    record(kind, &[&area[..], between, &(tokens.len() as u16).to_le_bytes(), tokens].concat())
}

/// A workbook of one sheet with 7 in A1, as LibreOffice or as Excel writes it.
fn book(writer: &str, records: &[Vec<u8>]) -> Workbook {
    chitieu::read::workbook_of("a.xls".into(), &file(writer, &[], records)).unwrap()
}

/// The file of such a workbook, with more of what stands before the sheets.
fn file(writer: &str, before: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
    let written_by = [&[writer.len() as u8, 0, 0][..], writer.as_bytes(), &[b' '; 40]].concat();
    let mut globals = [bof(5), before.to_vec(), record(0x005C, &written_by), record(0x0042, &1200u16.to_le_bytes())].concat();
    globals.extend(record(0x00E0, &[0; 20]));
    let start = globals.len() as u32 + 4 + 9 + 4;
    globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat()));
    globals.extend(record(0x000A, &[]));
    let number = record(0x0203, &[&[0; 6][..], &7f64.to_le_bytes()].concat());
    let stream = [globals, bof(0x10), number, records.concat(), record(0x000A, &[])].concat();
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Excel encrypts what follows, in one of several ways that all begin so.
#[test]
fn a_password_is_named_as_such() {
    for kind in [0u8, 1] {
        let locked = file("Nguyễn An", &record(0x002F, &[&[kind, 0][..], &[0x5A; 52]].concat()), &[]);
        let error = chitieu::read::workbook_of("a.xls".into(), &locked).unwrap_err();
        assert_eq!(error.finding(&"a.xls".into()).kind.code, "encrypted-file");
    }
}

/// The cell B1, B2, … as it was read: its value and its formula.
fn read(book: &Workbook, row: u32) -> (Option<Value>, Option<&str>) {
    let (sheet, at) = (&book.sheets[0], Position::new(row, 1));
    (sheet.cell(at).map(|cell| cell.value), sheet.formula(at))
}

const FROM_B1: [u8; 5] = [0x01, 0, 0, 1, 0];
/// The cell before, joined to an empty text: never a number.
const JOINED: [u8; 9] = [0x4C, 0, 0, 0xFF, 0xC0, 0x17, 0, 0, 0x08];
const ZERO: Option<Value> = Some(Value::Number(rust_decimal::Decimal::ZERO));

#[test]
fn a_shared_formula_is_read_at_each_of_its_cells() {
    let records = [formula(0, 1, 0.0, &FROM_B1), shared(0x04BC, 0, 1, &JOINED), formula(1, 1, 4.0, &FROM_B1), formula(2, 1, 0.0, &FROM_B1)];
    let by_libreoffice = book("Calc", &records);
    assert_eq!(read(&by_libreoffice, 0), (Some(Value::NotCalculated), Some("A1&\"\"")));
    assert_eq!(read(&by_libreoffice, 1).1, Some("A2&\"\""));
    assert!(matches!(read(&by_libreoffice, 1).0, Some(Value::Number(_))), "only a 0 stands for a text");
    // B3 lies outside the area that shares it.
    assert_eq!(read(&by_libreoffice, 2), (Some(Value::NotCalculated), None));
    // Excel stores a text as a text, so that its 0 is one.
    assert_eq!(read(&book("Nguyễn An", &records), 0), (ZERO, Some("A1&\"\"")));
}

#[test]
fn what_can_only_be_a_number_is_one() {
    let double = [0x4C, 0, 0, 0xFF, 0xC0, 0x1E, 2, 0, 0x05];
    let records = [formula(0, 1, 0.0, &FROM_B1), shared(0x04BC, 0, 0, &double)];
    assert_eq!(read(&book("Calc", &records), 0), (ZERO, Some("A1*2")));
    // A function of numbers that is not worked out here: SUMIF(A1:A2,3).
    let sum_if = [0x25, 0, 0, 1, 0, 0, 0xC0, 0, 0xC0, 0x1E, 3, 0, 0x42, 2, 0x59, 0x01];
    assert_eq!(read(&book("Calc", &[formula(0, 1, 0.0, &sum_if)]), 0), (ZERO, Some("SUMIF(A1:A2,3)")));
}

#[test]
fn what_cannot_be_decoded_is_asked() {
    let unknown = [0x18, 0, 0, 0, 0];
    for records in [
        vec![formula(0, 1, 0.0, &unknown)],
        vec![formula(0, 1, 0.0, &FROM_B1)],
        vec![formula(0, 1, 0.0, &[])],
        vec![formula(0, 1, 0.0, &FROM_B1), shared(0x04BC, 0, 1, &unknown)],
        vec![formula(0, 1, 0.0, &FROM_B1), shared(0x04BC, 0, 1, &FROM_B1)],
        vec![formula(0, 1, 0.0, &FROM_B1), shared(0x0221, 0, 1, &[])],
        vec![formula(0, 1, 0.0, &[0x02, 0, 0, 1, 0]), shared(0x0236, 0, 1, &[])],
    ] {
        assert_eq!(read(&book("Calc", &records), 0), (Some(Value::NotCalculated), None), "{records:02X?}");
    }
}

#[test]
fn an_array_has_its_formula_in_its_first_cell() {
    let records = [formula(0, 1, 3.0, &FROM_B1), shared(0x0221, 0, 1, &[0x24, 0, 0, 0, 0xC0]), formula(1, 1, 0.0, &FROM_B1)];
    let book = book("Calc", &records);
    assert_eq!(read(&book, 0).1, Some("A1"));
    // The second cell of an array may be a text as well, and says nothing by itself.
    assert_eq!(read(&book, 1), (Some(Value::NotCalculated), None));
}
