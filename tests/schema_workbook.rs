//! A schema as a workbook: nothing is lost on the way there and back, and what people change in it comes back right.

#[path = "support/random_schema.rs"]
mod random_schema;

use chitieu::read;
use chitieu::schema::keys::{self, Key};
use chitieu::schema::raw::{Entry, RawSchema};
use chitieu::schema::{Schema, built_in, from_toml, from_workbook, is_schema_workbook, prove, to_raw, to_toml};
use chitieu::workbook::Workbook;
use chitieu::write::schema_workbook;
use random_schema::random_schema;
use rust_xlsxwriter as xlsx;
use std::fs;

fn opened(bytes: &[u8]) -> Workbook {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bo-chi-tieu.xlsx");
    fs::write(&path, bytes).unwrap();
    read::workbook(&path).unwrap()
}

fn schema_of(book: &Workbook) -> Schema {
    let (raw, problems) = from_workbook(book).unwrap();
    assert!(problems.is_empty(), "{problems:#?}");
    let (schema, problems) = prove(&raw).unwrap_or_else(|problems| panic!("{problems:#?}"));
    // What remains of a sum is odd, and no problem of the workbook.
    let others: Vec<_> = problems.iter().filter(|problem| !problem.message.en.contains("what remains is left blank")).collect();
    assert!(others.is_empty(), "{others:#?}");
    schema
}

fn through_a_workbook(schema: &Schema) -> Schema {
    let book = opened(&schema_workbook(&to_raw(schema).unwrap()).unwrap());
    assert!(is_schema_workbook(&book));
    schema_of(&book)
}

fn typed(text: &str) -> Schema {
    let (raw, problems) = from_toml(text).unwrap();
    assert!(problems.is_empty(), "{problems:#?}");
    prove(&raw).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}")).0
}

#[test]
fn the_built_in_set_comes_back_to_the_byte() {
    let schema = built_in().unwrap();
    assert_eq!(to_toml(&through_a_workbook(&schema)), to_toml(&schema));
    let raw = to_raw(&schema).unwrap();
    assert_eq!(schema_workbook(&raw).unwrap(), schema_workbook(&raw).unwrap());
}

#[test]
fn random_schemas_come_back_to_the_byte() {
    for seed in 0..60 {
        let schema = typed(&random_schema(seed));
        assert_eq!(to_toml(&through_a_workbook(&schema)), to_toml(&schema), "seed {seed}");
    }
}

fn blocks(raw: &RawSchema) -> Vec<(&'static str, &'static [Key], Vec<&Entry>)> {
    vec![
        ("top", keys::TOP, vec![&raw.top]),
        ("area", keys::AREA, raw.area.iter().collect()),
        ("period", keys::PERIOD, raw.periods.iter().collect()),
        ("unit", keys::UNIT, raw.units.iter().collect()),
        ("section", keys::SECTION, raw.sections.iter().collect()),
        ("indicator", keys::INDICATOR, raw.indicators.iter().collect()),
        ("plan", keys::PLAN, raw.plans.iter().collect()),
    ]
}

/// What export writes, the workbook has a place for; and the random schemas use every key there is, so that a key that
/// is added without being written, or is written without being read back, fails here or above.
#[test]
fn every_key_has_its_place_and_is_tried() {
    let mut used: Vec<(&str, String)> = Vec::new();
    for seed in 0..60 {
        let raw = to_raw(&typed(&random_schema(seed))).unwrap();
        for (block, known, entries) in blocks(&raw) {
            for field in entries.iter().flat_map(|entry| &entry.fields) {
                assert!(
                    known.iter().any(|key| key.name == field.key),
                    "[{block}] {}: export writes it, keys.rs does not have it",
                    field.key
                );
                used.push((block, field.key.clone()));
            }
        }
    }
    let raw = to_raw(&built_in().unwrap()).unwrap();
    for (block, known, _) in blocks(&raw) {
        for key in known {
            let is_used = used.iter().any(|(used_in, name)| *used_in == block && name == key.name);
            assert!(is_used, "[{block}] {}: keys.rs has it, but random_schema.rs or export.rs does not write it", key.name);
        }
    }
}

#[test]
fn no_text_becomes_a_formula() {
    let schema = typed(&random_schema(7).replace("Tên ", "=HYPERLINK(A1)+ "));
    let bytes = schema_workbook(&to_raw(&schema).unwrap()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        if part.name().unwrap().starts_with("xl/worksheets/sheet") {
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            for formula in text.split("<f>").skip(1).map(|rest| rest.split("</f>").next().unwrap_or_default()) {
                assert!(formula.starts_with("IFERROR(INDEX('") && !formula.contains("HYPERLINK"), "{formula}");
            }
        }
    }
}

/// Cells as somebody types them: text or, where it begins with `#`, a number.
struct Sheets(Vec<(&'static str, Vec<Vec<&'static str>>)>);

impl Sheets {
    fn workbook(&self) -> xlsx::Workbook {
        let mut workbook = xlsx::Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = workbook.add_worksheet().set_name(*name).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                for (column, text) in cells.iter().enumerate() {
                    let (row, column) = (row as u32, column as u16);
                    match text.strip_prefix('#').map(str::parse::<f64>) {
                        Some(Ok(number)) => {
                            sheet.write_number(row, column, number).unwrap();
                        }
                        _ if text.is_empty() => {}
                        _ => {
                            sheet.write_string(row, column, *text).unwrap();
                        }
                    }
                }
            }
        }
        workbook
    }

    fn book(&self) -> Workbook {
        opened(&self.workbook().save_to_buffer().unwrap())
    }

    /// Every problem with its place, of the form and of the schema.
    fn problems(&self) -> Vec<String> {
        let (raw, mut problems) = from_workbook(&self.book()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        match prove(&raw) {
            Ok((_, more)) | Err(more) => problems.extend(more),
        }
        problems.iter().map(|problem| format!("{}: {}", problem.place, problem.message.vi)).collect()
    }
}

/// Typed by hand: another order of columns, extra ones, blank rows, officials' words.
fn by_hand() -> Sheets {
    Sheets(vec![
        (
            "Chỉ tiêu",
            vec![
                vec!["BỘ CHỈ TIÊU CỦA HUYỆN"],
                vec![],
                vec![
                    "Ghi chú riêng",
                    "Tên mục, chỉ tiêu",
                    "Mã",
                    "LOẠI",
                    "đơn vị tính",
                    "Cách tổng hợp",
                    "Mức phải đạt",
                    "Trong đó",
                    "Tử số",
                    "Mẫu số",
                    "Loại đơn vị báo cáo",
                    "Thuộc mục",
                    "Bắt buộc",
                ],
                vec!["", "Nông nghiệp", "#1", "Mục"],
                vec![],
                vec!["x", "Cây lương thực", "1.10", "mục", "", "", "", "", "", "", "", "#1"],
                vec!["", "Sản lượng", "01", "Số lượng", "tấn", "Cộng", "từ 4.450 trở lên", "02;03", "", "", "xa; thi-tran"],
                vec!["", "Lúa", "02", "số lượng", "tấn", "tổng"],
                vec!["", "Ngô", "03", "số lượng", "tấn", "cộng", "#12.5", "", "", "", "", "#1", "không"],
                vec!["", "Tỷ lệ lúa", "04", "tỷ lệ %", "", "tử số chia mẫu số", "43 - 45", "", "02", "01"],
            ],
        ),
        (
            "Đơn vị",
            vec![
                vec!["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Tên gọi khác"],
                vec!["a", "Xã A", "xa", "A; Xã A cũ"],
                vec!["b", "Thị trấn B", "thi-tran"],
            ],
        ),
        (
            "Bộ chỉ tiêu",
            vec![
                vec!["Mã bộ chỉ tiêu", "thu"],
                vec!["Tên bộ chỉ tiêu", "Thử"],
                vec!["Năm", "#2024"],
                vec!["Mã địa bàn", "h"],
                vec!["Tên địa bàn", "Huyện H"],
                vec![],
                vec!["Mã kỳ", "Tên kỳ"],
                vec!["6t", "6 tháng"],
            ],
        ),
        ("Kế hoạch", vec![vec!["Mã chỉ tiêu", "Mã đơn vị", "Số kế hoạch"], vec!["01", "a", "2.640,4"], vec!["02", "b", "#0.1"]]),
        ("Nháp", vec![vec!["của tôi"]]),
    ])
}

fn change(sheets: &mut Sheets, sheet: &str, row: usize, column: usize, text: &'static str) {
    let (_, rows) = sheets.0.iter_mut().find(|(name, _)| *name == sheet).unwrap();
    let cells = &mut rows[row];
    while cells.len() <= column {
        cells.push("");
    }
    cells[column] = text;
}

#[test]
fn what_is_typed_by_hand_is_the_schema_it_says() {
    let sheets = by_hand();
    let told = sheets.problems();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with("Chỉ tiêu!A3:") && line.contains("“Ghi chú riêng”")), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with("Nháp!A1:")), "{told:#?}");
    let schema = prove(&from_workbook(&sheets.book()).unwrap().0).unwrap().0;
    let expected = typed(
        r#"
version = 1
id = "thu"
title = "Thử"
year = 2024
[area]
code = "h"
name = "Huyện H"
[[period]]
code = "6t"
name = "6 tháng"
[[unit]]
code = "a"
name = "Xã A"
kind = "xa"
aliases = ["A", "Xã A cũ"]
[[unit]]
code = "b"
name = "Thị trấn B"
kind = "thi-tran"
[[section]]
code = "1"
name = "Nông nghiệp"
[[section]]
code = "1.10"
parent = "1"
name = "Cây lương thực"
[[indicator]]
code = "01"
section = "1.10"
name = "Sản lượng"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
target = ">= 4450"
parts = ["02", "03"]
reported-by = ["xa", "thi-tran"]
[[indicator]]
code = "02"
section = "1.10"
name = "Lúa"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
[[indicator]]
code = "03"
section = "1"
name = "Ngô"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
target = "= 12.5"
required = false
[[indicator]]
code = "04"
section = "1.10"
name = "Tỷ lệ lúa"
kind = "percent"
aggregate = "ratio"
target = "43..45"
numerator = "02"
denominator = "01"
[[plan]]
unit = "a"
indicator = "01"
value = 2640.4
[[plan]]
unit = "b"
indicator = "02"
value = 0.1
"#,
    );
    assert_eq!(to_toml(&schema), to_toml(&expected));
}

#[test]
fn every_problem_is_told_at_its_cell() {
    let mut sheets = by_hand();
    for (sheet, row, column, text) in [
        ("Chỉ tiêu", 6, 3, "soluong"),
        ("Chỉ tiêu", 6, 7, "02;09"),
        ("Chỉ tiêu", 7, 5, ""),
        ("Chỉ tiêu", 8, 6, "1.485"),
        ("Chỉ tiêu", 8, 12, "chắc vậy"),
        ("Chỉ tiêu", 9, 6, "nhiều"),
        ("Chỉ tiêu", 9, 9, ""),
        ("Đơn vị", 2, 0, "a"),
        ("Bộ chỉ tiêu", 2, 1, ""),
        ("Kế hoạch", 1, 2, "1.234"),
        ("Kế hoạch", 2, 1, "c"),
    ] {
        change(&mut sheets, sheet, row, column, text);
    }
    let told = sheets.problems();
    for (place, words) in [
        ("Chỉ tiêu!D7", "“LOẠI” không thể là “soluong”. Hãy chọn một trong: số lượng,"),
        ("Chỉ tiêu!H7", "Không có chỉ tiêu nào mang mã “09”"),
        ("Chỉ tiêu!F8", "Thiếu cách tổng hợp"),
        ("Chỉ tiêu!G9", "Không rõ “1.485” là 1485 (1.485) hay 1.485 (1,485)"),
        ("Chỉ tiêu!M9", "“Bắt buộc” phải là"),
        ("Chỉ tiêu!G10", "Không đọc được mức kế hoạch"),
        ("Chỉ tiêu!J10", "phải có “denominator”"),
        ("Đơn vị!A3", "Mã đơn vị “a” đã dùng ở Đơn vị!A2"),
        ("Bộ chỉ tiêu!B3", "Thiếu “Năm”. Hãy điền vào ô này"),
        ("Kế hoạch!C2", "Không rõ “1.234” là 1234"),
        ("Kế hoạch!B3", "Không có đơn vị nào mang mã “c”"),
    ] {
        assert!(told.iter().any(|line| line.starts_with(&format!("{place}: ")) && line.contains(words)), "{place}: {words}\n{told:#?}");
    }
    // Two are advice on what is not read; nothing follows twice from one mistake.
    assert_eq!(told.len(), 13, "{told:#?}");
}

#[test]
fn a_workbook_that_is_no_schema_says_so() {
    let other = Sheets(vec![("Bieu 1", vec![vec!["Chỉ tiêu", "Thực hiện"], vec!["Lúa", "#5"]])]);
    let problems = from_workbook(&other.book()).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.vi.contains("“Bộ chỉ tiêu”, “Đơn vị”, “Chỉ tiêu”"), "{problems:#?}");
    assert!(!is_schema_workbook(&other.book()));
    let mut without = by_hand();
    without.0.retain(|(name, _)| *name != "Đơn vị");
    let (_, problems) = from_workbook(&without.book()).unwrap();
    assert!(problems.iter().any(|problem| !problem.mild && problem.message.vi.contains("“Đơn vị”")), "{problems:#?}");
    let mut headless = by_hand();
    headless.0[1].1.remove(0);
    assert!(
        headless.problems().iter().any(|line| line.starts_with("Đơn vị!A1: Không tìm thấy dòng tiêu đề")),
        "{:#?}",
        headless.problems()
    );
}

#[test]
fn what_units_hand_in_is_no_schema() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let mut count = 0;
    for entry in fs::read_dir(samples).unwrap() {
        let Ok(book) = read::workbook(&entry.unwrap().path()) else { continue };
        assert!(!is_schema_workbook(&book), "{}", book.file);
        // Named as a schema by mistake, it is told as none.
        let told = match from_workbook(&book) {
            Err(problems) => problems,
            Ok((raw, problems)) => problems.into_iter().chain(prove(&raw).unwrap_err()).collect(),
        };
        assert!(told.iter().any(|problem| !problem.mild), "{}", book.file);
        count += 1;
    }
    assert!(count > 10);
}

/// Whatever single cell somebody spoils, nothing is lost in silence: the schema is the same, or differs just there, or
/// the trouble is told.
#[test]
fn a_spoilt_cell_is_told_or_counts() {
    let sheets = by_hand();
    let sound = to_toml(&prove(&from_workbook(&sheets.book()).unwrap().0).unwrap().0);
    let advice = sheets.problems().len();
    let mut told = 0;
    for (name, rows) in &sheets.0 {
        for (row, cells) in rows.iter().enumerate() {
            for (column, before) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                for spoilt in ["", "???", "#-7.5", "1.485", "=1+1", "\u{1}", "có; không"] {
                    if spoilt == *before || *name == "Nháp" {
                        continue;
                    }
                    let mut sheets = by_hand();
                    change(&mut sheets, name, row, column, spoilt);
                    let Ok((raw, problems)) = from_workbook(&sheets.book()) else { continue };
                    let (changed, more) = match prove(&raw) {
                        Ok((schema, more)) => (to_toml(&schema) != sound, more),
                        Err(more) => (true, more),
                    };
                    told += usize::from(problems.len() + more.len() > advice);
                    // The title, and the column that is told as not read.
                    let is_read = *name != "Chỉ tiêu" || (column > 0 && row > 0);
                    let as_before = !changed && problems.len() + more.len() <= advice;
                    // A cell may be emptied where that is the same as what stood there: “xa; thi-tran” are all kinds.
                    assert!(!as_before || !is_read || spoilt.is_empty(), "{name} {row} {column} {spoilt:?}");
                }
            }
        }
    }
    assert!(told > 300, "{told}");
}

#[test]
fn what_excel_made_of_a_typed_value_is_not_taken_for_it() {
    let mut workbook = by_hand().workbook();
    let sheet = workbook.worksheet_from_name("Chỉ tiêu").unwrap();
    // "3-4" became a date, "90%" nine tenths, 1.10 a number.
    sheet.write_number_with_format(6, 6, 45354.0, &xlsx::Format::new().set_num_format("d-mmm")).unwrap();
    sheet.write_number_with_format(9, 6, 0.9, &xlsx::Format::new().set_num_format("0%")).unwrap();
    sheet.write_number(5, 2, 1.1).unwrap();
    sheet.write_formula(7, 1, xlsx::Formula::new("\"Lúa\"&\" tẻ\"").set_result("Lúa tẻ")).unwrap();
    let book = opened(&workbook.save_to_buffer().unwrap());
    let (raw, problems) = from_workbook(&book).unwrap();
    let told: Vec<String> = problems.iter().map(|problem| format!("{} {} {}", problem.place, problem.mild, problem.message.vi)).collect();
    assert!(told.iter().any(|line| line.starts_with("Chỉ tiêu!G7 false") && line.contains("ngày tháng")), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with("Chỉ tiêu!C6 true") && line.contains("“1.1”")), "{told:#?}");
    let schema = prove(&raw).unwrap().0;
    assert_eq!(schema.indicators[3].target.map(|target| target.to_string()).as_deref(), Some("= 90"));
    assert_eq!(schema.indicators[1].name, "Lúa tẻ");
}
