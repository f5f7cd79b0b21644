//! Files made to take all memory or all time are refused in words, or read for the little that they hold.
//!
//! Times and memory are measured from outside, on the same files written to the folder that `BOMBS_OUT` names
//! (docs/reliability.md); here it is asserted that there is an answer, and which.

#![allow(clippy::unwrap_used)]

use chitieu::{Inspected, MergeOptions};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What is expected of a bomb: words of its finding, or that it is read without one about the file; put aside is what was
/// read and is no sheet that anybody would answer for.
enum Expected {
    Refused(&'static str),
    PutAside(&'static str),
    Read,
}
use Expected::{PutAside, Read, Refused};

fn inspect(path: &Path) -> Inspected {
    static SCHEMA: LazyLock<chitieu::schema::Schema> = LazyLock::new(|| chitieu::schema::built_in().unwrap());
    let options = MergeOptions { jobs: 1, ..MergeOptions::default() };
    chitieu::inspect(&SCHEMA, &[path.to_path_buf()], &options, &|_| {}).remove(0)
}

/// Writes a bomb, asks what becomes of it, and takes it away again, unless the folder was named.
fn goes_off(name: &str, bytes: &[u8], expected: Expected) -> Inspected {
    let scratch = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("BOMBS_OUT").map(PathBuf::from);
    let path = kept.as_deref().unwrap_or(scratch.path()).join(name);
    fs::write(&path, bytes).unwrap();
    let inspected = inspect(&path);
    let told: Vec<&str> = inspected.findings.iter().map(|finding| finding.message.en.as_str()).collect();
    assert!(!told.is_empty(), "{name}: no finding");
    assert!(inspected.submission.figures.is_empty(), "{name}: figures");
    let unreadable = inspected.findings.iter().find(|finding| finding.kind.code == "unreadable-file");
    match expected {
        Refused(words) => assert!(unreadable.is_some_and(|finding| finding.message.en.contains(words)), "{name}: {told:?}"),
        PutAside(words) => assert!(told.len() == 1 && told[0].contains(words), "{name}: {told:?}"),
        Read => assert!(unreadable.is_none(), "{name}: {told:?}"),
    }
    inspected
}

const RELS: &str = "<Relationships><Relationship Id=\"r0\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>";
const BOOK_RELS: &str = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"sheet.xml\"/>\
    <Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"strings.xml\"/><Relationship Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        file.start_file(*name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        file.write_all(content).unwrap();
    }
    file.finish().unwrap().into_inner()
}

/// An .xlsx of one sheet; the parts named replace those it has by itself.
fn xlsx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let own: [(&str, &[u8]); 6] = [
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/sheet.xml", b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"),
        ("xl/strings.xml", b"<sst/>"),
        ("xl/styles.xml", b"<styleSheet/>"),
    ];
    let kept = own.iter().filter(|(name, _)| !parts.iter().any(|(other, _)| other == name));
    packed(&kept.chain(parts).copied().collect::<Vec<_>>())
}

fn sheet(inside: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{inside}</sheetData></worksheet>").into()
}

fn ods(table: &str, styles: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\"><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:spreadsheet><table:table table:name=\"A\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn xml_2003(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{inside}</Workbook>").into()
}

/// Numbers in words that pack badly enough not to look like a bomb.
fn numbered(count: usize, piece: impl Fn(u64) -> String) -> String {
    let mut state = 20_231_123u64;
    let mut out = String::new();
    for _ in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.push_str(&piece(state >> 20));
    }
    out
}

#[test]
fn packed_bombs() {
    // Like 42.zip: a thousand parts of ten megabytes, each the same few bytes.
    let seed = packed(&[("0", &vec![b' '; 10 << 20])]);
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..1_000 {
        let mut archive = ZipArchive::new(Cursor::new(&seed)).unwrap();
        file.raw_copy_file_rename(archive.by_index_raw(0).unwrap(), format!("xl/sheet{at}.xml")).unwrap();
    }
    goes_off("42.xlsx", &file.finish().unwrap().into_inner(), Refused("safety limits"));

    // One that says it is small.
    let mut lying = xlsx(&[("xl/styles.xml", &vec![b' '; 40 << 20])]);
    let honest = (40u32 << 20).to_le_bytes();
    let places: Vec<usize> = lying.windows(4).enumerate().filter(|(_, window)| *window == honest).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    let inspected = goes_off("lying.xlsx", &lying, Refused("")); // Damaged or too large: which, depends on the reader of packed files.
    assert!(inspected.submission.figures.is_empty());

    let names: Vec<String> = (0..10_001).map(|at| format!("xl/{at}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    goes_off("parts.xlsx", &packed(&many), Refused("more than 10,000 parts"));

    // A thousand sheets that are one part.
    let sheets: String = (0..1_000).map(|at| format!("<sheet name=\"{at}\" r:id=\"r1\"/>")).collect();
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let blank = sheet(&numbered(40_000, |n| format!("<row r=\"7\" x=\"{n}\"></row>")));
    goes_off("same-part.xlsx", &xlsx(&[("xl/workbook.xml", book.as_bytes()), ("xl/sheet.xml", &blank)]), Refused("once unpacked"));
}

#[test]
fn entities_are_never_expanded() {
    let mut laughs = String::from("<!DOCTYPE a [<!ENTITY a0 \"lol\">");
    for at in 1..10 {
        let _ = write!(laughs, "<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10));
    }
    laughs.push_str("]>");
    let strings = format!("<?xml version=\"1.0\"?>{laughs}<sst><si><t>&a9;</t></si></sst>");
    let cell = sheet("<row><c t=\"s\"><v>0</v></c></row>");
    let in_book = format!("{laughs}{}", BOOK.replace("\"A\"", "\"&a9;\""));
    let data = "<Worksheet Name=\"&a9;\"><Table><Row><Cell><Data Type=\"String\">&a9;</Data></Cell></Row></Table></Worksheet>";
    let flat = "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:body><office:spreadsheet><table:table table:name=\"&a9;\"><table:table-row>\
        <table:table-cell><text:p>&a9;</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>";
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("laughs.xlsx", xlsx(&[("xl/strings.xml", strings.as_bytes()), ("xl/sheet.xml", &cell)])),
        ("laughs-book.xlsx", xlsx(&[("xl/workbook.xml", in_book.as_bytes())])),
        (
            "laughs.xml",
            format!("<?xml version=\"1.0\"?>{laughs}{}", String::from_utf8(xml_2003(data)).unwrap().split_once("?>").unwrap().1).into(),
        ),
        ("laughs.fods", format!("<?xml version=\"1.0\"?>{laughs}{flat}").into()),
    ] {
        // A document type in a text file is no workbook's to begin with.
        let is_text = name.ends_with("xml") || name.ends_with("fods");
        goes_off(name, &bytes, if is_text { Refused("no workbook") } else { Read });
        if is_text {
            continue;
        }
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let book = chitieu::read::workbook(&path).unwrap();
        let letters: usize =
            book.texts.iter().map(|text| text.text.len()).sum::<usize>() + book.sheets.iter().map(|s| s.name.len()).sum::<usize>();
        assert!(letters < 1_000, "{name} became {letters} letters");
    }
}

#[test]
fn sheets_as_large_as_excel_allows() {
    let corners = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    goes_off("corners.xlsx", &xlsx(&[("xl/sheet.xml", corners.as_bytes())]), Read);
    let repeated = |cell: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" {cell}</table:table-cell></table:table-row>"
        )
    };
    goes_off("repeated.ods", &ods(&repeated("office:value-type=\"float\" office:value=\"1\">"), ""), Refused("2,500,000 cells"));
    goes_off("repeated-blank.ods", &ods(&repeated(">").repeat(100), ""), Read);
    let formula = format!("table:formula=\"of:={}\" office:value-type=\"float\" office:value=\"1\">", "[.A1]+".repeat(1_000));
    goes_off("repeated-formulas.ods", &ods(&repeated(&formula), ""), Refused("formulas"));
    goes_off("rows.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&"<row/>".repeat(2_000_000)))]), Refused("1,048,576 rows"));
    let cells = numbered(2_600_000, |n| format!("<c><v>{}</v></c>", n % 100_000));
    goes_off("cells.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&format!("<row>{cells}</row>")))]), Refused("2,500,000 cells"));
    let merges =
        format!("<worksheet><sheetData/><mergeCells>{}</mergeCells></worksheet>", "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(300_000));
    goes_off("merges.xlsx", &xlsx(&[("xl/sheet.xml", merges.as_bytes())]), Read);
    let cols: String = (1..=16_384).step_by(2).map(|at| format!("<col min=\"{at}\" max=\"{at}\" hidden=\"1\"/>")).collect();
    let rows = format!("<row>{}</row>", "<c t=\"b\"><v>1</v></c>".repeat(16_000)).repeat(20);
    let hidden = format!("<worksheet><cols>{cols}</cols><sheetData>{rows}</sheetData></worksheet>");
    goes_off("hidden.xlsx", &xlsx(&[("xl/sheet.xml", hidden.as_bytes())]), Read);
}

#[test]
fn texts_styles_and_formulas_beyond_measure() {
    // Ten million where times are measured; a test has no need to wait for them.
    let strings = if std::env::var_os("BOMBS_OUT").is_some() { 10_000_000 } else { 700_000 };
    let strings = format!("<sst>{}</sst>", numbered(strings, |n| format!("<si><t>{}</t></si>", n % 1_000_000)));
    goes_off("strings.xlsx", &xlsx(&[("xl/strings.xml", strings.as_bytes())]), Refused("600,000 texts"));
    drop(strings);
    let long = "Sản lượng lương thực có hạt, ".repeat(1_000);
    let texts = format!("<sst>{}</sst>", numbered(1_700, |n| format!("<si><t>{n}{long}</t></si>")));
    goes_off("letters.xlsx", &xlsx(&[("xl/strings.xml", texts.as_bytes())]), Refused("texts are longer than 48 MB"));
    let one = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(20 << 20));
    goes_off("one-text.xlsx", &xlsx(&[("xl/strings.xml", one.as_bytes())]), Refused("texts are longer"));
    let runs = format!("<sst><si>{}</si></sst>", "<r><t>a</t></r>".repeat(1_000_000));
    goes_off("runs.xlsx", &xlsx(&[("xl/strings.xml", runs.as_bytes())]), Read);
    let formats = |count: usize| -> String {
        (0..count).map(|at| format!("<numFmt numFmtId=\"{at}\" formatCode=\"0.{}\"/>", "0".repeat(400))).collect()
    };
    let xfs = |count: usize| -> String { (0..count).map(|at| format!("<xf numFmtId=\"{}\" fontId=\"0\"/>", count - at)).collect() };
    let styles = format!("<styleSheet><numFmts>{}</numFmts><cellXfs>{}</cellXfs></styleSheet>", formats(64_000), xfs(64_000));
    goes_off("styles.xlsx", &xlsx(&[("xl/styles.xml", styles.as_bytes())]), Read);
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", xfs(70_000));
    goes_off("more-styles.xlsx", &xlsx(&[("xl/styles.xml", styles.as_bytes())]), Refused("65,536 styles"));
    let named: String = (0..70_000).map(|at| format!("<style:style style:name=\"s{at}\"/>")).collect();
    goes_off("styles.ods", &ods("", &named), Refused("65,536 styles"));
    let first = format!("<c r=\"A1\"><f t=\"shared\" si=\"0\" ref=\"A1:A99\">{}</f><v>1</v></c>", "B1+".repeat(2_700));
    let others = "<row><c><f t=\"shared\" si=\"0\"/><v>1</v></c></row>".repeat(200_000);
    goes_off(
        "shared-formula.xlsx",
        &xlsx(&[("xl/sheet.xml", &sheet(&format!("<row>{first}</row>{others}")))]),
        Refused("formulas are longer"),
    );
}

#[test]
fn elements_without_end() {
    let deep = "<a>".repeat(3_000_000);
    goes_off("deep.xlsx", &xlsx(&[("xl/workbook.xml", format!("<workbook>{deep}").as_bytes())]), Refused("deep in each other"));
    goes_off("deep-sheet.xlsx", &xlsx(&[("xl/sheet.xml", format!("<worksheet>{deep}").as_bytes())]), Read);
    goes_off("deep.ods", &ods(&deep, ""), Refused("deep in each other"));
    goes_off("deep.xml", &xml_2003(&deep), Refused("deep in each other"));
    goes_off("deep.html", format!("<table>{}", "<tr><td><table>".repeat(100_000)).as_bytes(), Refused("deep in each other"));
    goes_off("spans.html", format!("<table>{}", "<tr><td colspan=1000 rowspan=65534>1".repeat(60_000)).as_bytes(), Refused("merged cells"));
    let tag = format!("<worksheet><sheetData><row a=\"{}", "x".repeat(20 << 20));
    goes_off("long-tag.xlsx", &xlsx(&[("xl/sheet.xml", tag.as_bytes())]), Refused(""));
    let rows = "<Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>".repeat(700_000);
    goes_off("rows.xml", &xml_2003(&format!("<Worksheet ss:Name=\"A\"><Table>{rows}</Table></Worksheet>")), Read);
}

#[test]
fn lines_without_end() {
    goes_off("one-line.csv", "Lúa 1,5 tấn; ".repeat(2_400_000).as_bytes(), Refused("no workbook"));
    goes_off("two-lines.csv", format!("{0}\n{0}\n", "1;".repeat(10_000_000)).as_bytes(), Refused("can't be read"));
    goes_off("many-lines.csv", numbered(2_000_000, |n| format!("{n};{}\n", n % 97)).as_bytes(), Refused("600,000 texts"));
    goes_off("large.csv", "a;b\n".repeat(11 << 20).as_bytes(), Refused("larger than 40 MB"));
    goes_off("quotes.csv", "\"\";\"".repeat(5_000_000).as_bytes(), Refused(""));
}

#[test]
fn a_sheet_of_nothing_but_names_of_indicators() {
    let rows = "<row><c t=\"inlineStr\"><is><t>Tổng sản lượng lương thực có hạt</t></is></c><c><v>1</v></c></row>".repeat(200_000);
    let bytes = xlsx(&[("xl/sheet.xml", &sheet(&rows))]);
    let scratch = tempfile::tempdir().unwrap();
    let path = std::env::var_os("BOMBS_OUT").map_or(scratch.path().to_path_buf(), PathBuf::from).join("names.xlsx");
    fs::write(&path, bytes).unwrap();
    assert!(!inspect(&path).findings.is_empty());
}

const HEAD: &str = "<row><c t=\"inlineStr\"><is><t>UBND XÃ HƯƠNG XUÂN</t></is></c></row><row><c t=\"inlineStr\"><is><t>Chỉ tiêu</t></is></c>\
    <c t=\"inlineStr\"><is><t>Kế hoạch</t></is></c><c t=\"inlineStr\"><is><t>Thực hiện</t></is></c></row>";

/// A row with a name and two cells more.
fn named(name: &str, cells: &str) -> String {
    format!("<row><c t=\"inlineStr\"><is><t>{name}</t></is></c>{cells}</row>")
}

/// Several times as much where times are measured.
fn many(count: usize) -> usize {
    if std::env::var_os("BOMBS_OUT").is_some() { count * 20 } else { count }
}

#[test]
fn more_to_ask_about_than_anybody_would_answer() {
    let figures = "<c><v>5</v></c><c><v>4</v></c>";
    let grain = "Tổng sản lượng lương thực có hạt";
    let repeated = named(grain, figures).repeat(many(7_500));
    goes_off("repeated.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&format!("{HEAD}{repeated}")))]), PutAside("More than 5,000 rows"));
    // Names near an indicator's cost most: each is held against all.
    let letters = ["ư", "o", "n", "g", "l", "t", "h", "c", "a", "i", "e", "b", "k", "m", "q", "s"];
    let slips = numbered(many(7_500), |n| {
        let slip = |at: u64, text: &str| {
            let place = text.char_indices().nth((n >> at) as usize % text.chars().count()).unwrap();
            format!("{}{}{}", &text[..place.0], letters[(n >> (at + 4)) as usize % 16], &text[place.0 + place.1.len_utf8()..])
        };
        named(&slip(3, &slip(13, grain)), figures)
    });
    goes_off(
        "slips.xlsx",
        &xlsx(&[("xl/sheet.xml", &sheet(&format!("{HEAD}{}{slips}", named(grain, figures))))]),
        PutAside("More than 5,000 rows"),
    );
    // Every word of a text is kept by itself: a hundred words of one letter take thirty times the bytes of the text.
    let letters =
        |at: usize| (0..119).map(|place| ["a ", "b ", "c ", "d "][at * (place + 7) / 64 % 4]).collect::<String>() + &at.to_string();
    for (name, count, expected) in
        [("one-letter-words.xlsx", 18_000, PutAside("4 MB of them")), ("fewer-one-letter-words.xlsx", 16_500, Read)]
    {
        let rows: String = (0..count).map(|at| named(&letters(at), figures)).collect();
        goes_off(name, &xlsx(&[("xl/sheet.xml", &sheet(&format!("{HEAD}{rows}")))]), expected);
    }
    let names = numbered(100_000, |n| named(&format!("Tổng số {n}"), ""));
    let texts = format!("{HEAD}{}{names}", named(grain, figures));
    goes_off("names-of-nothing.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&texts))]), PutAside("80,000 different texts"));
    let heads = "<c t=\"inlineStr\"><is><t>Thực hiện</t></is></c>";
    let wide = |columns: usize, rows: usize| {
        let head = named("Chỉ tiêu", &heads.repeat(columns));
        format!("{}{head}{}", named("UBND XÃ HƯƠNG XUÂN", ""), named(grain, &"<c><v>1</v></c>".repeat(columns)).repeat(rows))
    };
    goes_off("wide.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&wide(16_000, many(5))))]), PutAside("more than 2,000 columns"));
    goes_off("figures.xlsx", &xlsx(&[("xl/sheet.xml", &sheet(&wide(1_900, 1_200)))]), PutAside("700,000 figures"));
    // A thousand sheets with a table each.
    let table = sheet(&format!("{HEAD}{}", named(grain, figures).repeat(40)));
    let relations: String = (0..1_000).map(|at| format!("<Relationship Id=\"r{at}\" Type=\"x/worksheet\" Target=\"{at}.xml\"/>")).collect();
    let sheets: String = (0..1_000).map(|at| format!("<sheet name=\"{at}\" r:id=\"r{at}\"/>")).collect();
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let rels = format!("<Relationships>{relations}</Relationships>");
    let names: Vec<String> = (0..1_000).map(|at| format!("xl/{at}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), table.as_slice())).collect();
    parts.extend([("xl/workbook.xml", book.as_bytes()), ("xl/_rels/workbook.xml.rels", rels.as_bytes())]);
    goes_off("tables.xlsx", &xlsx(&parts), PutAside("More than 5,000 rows"));
    // Formulas without results that lead to each other and to whole columns.
    let formulas: String = (0..4_000)
        .map(|at| named(grain, &format!("<c><v>5</v></c><c><f>SUM(B$1:B$19000)+C{}</f></c>", at + 4)))
        .chain((0..15_000).map(|_| named("x", "<c><v>1</v></c>")))
        .collect();
    let path = std::env::var_os("BOMBS_OUT").map(PathBuf::from);
    let scratch = tempfile::tempdir().unwrap();
    let path = path.as_deref().unwrap_or(scratch.path()).join("formulas.xlsx");
    fs::write(&path, xlsx(&[("xl/sheet.xml", &sheet(&format!("{HEAD}{formulas}")))])).unwrap();
    assert!(!inspect(&path).findings.is_empty());
}

#[test]
fn sheets_of_one_name_are_two_and_a_long_name_is_told_by_its_beginning() {
    let sheets: String = [1, 2].map(|at| format!("<sheet name=\"{}\" r:id=\"r{at}\"/>", "Biểu ".repeat(3_000))).concat();
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let relation = |at: u32| format!("<Relationship Id=\"r{at}\" Type=\"x/worksheet\" Target=\"{at}.xml\"/>");
    let rels = format!("<Relationships>{}{}</Relationships>", relation(1), relation(2));
    let table = |name: &str, actual: u32| sheet(&format!("{HEAD}{}", named(name, &format!("<c><v>5000</v></c><c><v>{actual}</v></c>"))));
    let (one, two) = (table("Tổng sản lượng lương thực có hạt", 4_001), table("Tổng đàn bò", 4_002));
    let bytes = xlsx(&[
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/1.xml", &one),
        ("xl/2.xml", &two),
    ]);
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("xa-huong-xuan.xlsx");
    fs::write(&path, bytes).unwrap();
    let inspected = inspect(&path);
    let read: Vec<(String, usize)> = inspected
        .submission
        .figures
        .iter()
        .filter(|figure| figure.cell.at.column == 2)
        .map(|figure| (figure.amount.to_string(), figure.cell.sheet.len()))
        .collect();
    assert_eq!(read, [("4001".to_string(), 120), ("4002".to_string(), 124)], "{:?}", inspected.findings);
}

/// One text of 30,000 letters, in as many cells as names, figures, headings, units of measure and units have.
#[test]
fn a_long_text_in_every_cell() {
    let grain = "Tổng sản lượng lương thực có hạt";
    let long = format!("Chỉ tiêu lạ {}", "của xã ơ đẹp ".repeat(2_300));
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let inline = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let (text, figure) = ("<c t=\"s\"><v>0</v></c>", "<c><v>5</v></c>");
    let row = |cells: &str| format!("<row>{cells}</row>");
    let first = row(&format!("{}{figure}{figure}", inline(grain)));
    let head = |measured: &str, heads: &[&str]| {
        let heads: String = heads.iter().map(|head| inline(head)).collect();
        format!("{}{}", row(&inline("UBND XÃ HƯƠNG XUÂN")), row(&format!("{}{measured}{heads}", inline("Chỉ tiêu"))))
    };
    let measures = ["Kế hoạch", "Thực hiện"];
    let sheets = [
        ("long-names", format!("{}{first}{}", head("", &measures), row(&format!("{text}{figure}{figure}")).repeat(many(245)))),
        ("long-figures", format!("{}{}", head("", &measures), row(&format!("{}{text}{text}", inline(grain))).repeat(many(245)))),
        (
            "long-units",
            format!("{}{}", head(&inline("ĐVT"), &measures), row(&format!("{}{text}{figure}{figure}", inline(grain))).repeat(many(245))),
        ),
        (
            "long-heads",
            format!(
                "{}{}",
                row(&format!("{}{}{}", inline("Chỉ tiêu"), inline("Thực hiện"), text.repeat(many(90)))),
                row(&format!("{}{}", inline(grain), figure.repeat(many(90) + 1))).repeat(5)
            ),
        ),
        (
            "long-notes",
            format!(
                "{}{}",
                row(&format!("{}{}{}", inline("Chỉ tiêu"), inline("Thực hiện"), inline("Ghi chú").repeat(100))),
                row(&format!("{}{figure}{}", inline(grain), text.repeat(100))).repeat(many(60))
            ),
        ),
        (
            "long-communes",
            format!(
                "{}{}{}",
                row(&format!("{}{}{}", inline("Đơn vị"), inline(grain), inline("Tổng đàn bò"))),
                ["Xã Hương Xuân", "Xã Hương Hữu", "Xã Hương Sơn"].map(|unit| row(&format!("{}{figure}{figure}", inline(unit)))).concat(),
                row(&format!("{text}{figure}{figure}")).repeat(many(245))
            ),
        ),
    ];
    let scratch = tempfile::tempdir().unwrap();
    for (name, rows) in sheets {
        let bytes = xlsx(&[("xl/sheet.xml", &sheet(&rows)), ("xl/strings.xml", strings.as_bytes())]);
        let path = std::env::var_os("BOMBS_OUT").map_or(scratch.path().to_path_buf(), PathBuf::from).join(format!("{name}.xlsx"));
        fs::write(&path, bytes).unwrap();
        let inspected = inspect(&path);
        assert!(!inspected.findings.is_empty(), "{name}");
        // A finding is read by people, who need the beginning.
        let longest = inspected.findings.iter().map(|finding| finding.message.vi.len()).max();
        assert!(longest < Some(3_000), "{name}: {longest:?}");
    }
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// An .xls whose sheets all lie at the same place.
fn xls(sheets: usize, records: &[u8]) -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
    let mut globals = [bof(5), record(0x0042, &1200u16.to_le_bytes()), record(0x00E0, &[0; 20])].concat();
    let start = (globals.len() + sheets * 13 + 4) as u32;
    for _ in 0..sheets {
        globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat()));
    }
    let stream = [globals, record(0x000A, &[]), bof(0x10), records.to_vec(), record(0x000A, &[])].concat();
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn records_of_old_workbooks() {
    let formula = |at: usize, tokens: &[u8]| {
        let place = [((at % 60_000) as u16).to_le_bytes(), ((at / 60_000) as u16).to_le_bytes(), [0, 0]].concat();
        record(0x0006, &[&place, &1f64.to_le_bytes()[..], &[0; 6], &(tokens.len() as u16).to_le_bytes(), tokens].concat())
    };
    let shared =
        |tokens: &[u8]| record(0x04BC, &[&[0, 0, 0xFF, 0xFF, 0, 255, 0, 0][..], &(tokens.len() as u16).to_le_bytes(), tokens].concat());
    let first = [0x01, 0, 0, 0, 0];
    // One formula of 4,000 tokens, written out for each of its cells.
    let long = [&[0x1E, 1, 0][..], &[0x13; 3_900]].concat();
    let cells: Vec<u8> = (1..many(50_000)).flat_map(|at| formula(at, &first)).collect();
    goes_off("shared.xls", &xls(1, &[formula(0, &first), shared(&long), cells.clone()].concat()), Refused("formulas are longer"));
    let short = [0x4C, 0, 0, 0xFF, 0xC0, 0x1E, 1, 0, 0x03];
    let found = goes_off(
        "shared-short.xls",
        &xls(1, &[formula(0, &first), shared(&short), cells].concat()),
        if many(1) > 1 { Refused("") } else { Read },
    );
    assert!(found.submission.figures.is_empty());
    let numbers: Vec<u8> =
        (0..60_000u16).flat_map(|at| record(0x0203, &[&at.to_le_bytes()[..], &[0; 4], &1f64.to_le_bytes()].concat())).collect();
    goes_off("same-sheet.xls", &xls(1_000, &numbers), Refused("records repeat each other"));
    // Two cells far from each other: calamine keeps all that lie between, and a copy of them.
    let apart = |row: u16, column: u16| {
        let cells = [(0, 0), (row, column)].map(|(row, column)| {
            record(0x0203, &[&u16::to_le_bytes(row)[..], &u16::to_le_bytes(column), &[0; 2], &1f64.to_le_bytes()].concat())
        });
        xls(1, &cells.concat())
    };
    goes_off("corners.xls", &apart(65_535, 255), Refused("more than 2,500,000 cells"));
    goes_off("apart.xls", &apart(9_764, 255), Read);
}

/// Two sheets, the first of which has a record that is as long as it says, or is not.
#[test]
fn records_of_binary_workbooks() {
    let record = |kind: u16, body: &[u8]| {
        let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [kind, vec![body.len() as u8], body.to_vec()].concat()
    };
    let wide =
        |text: &str| [&(text.len() as u32).to_le_bytes()[..], &text.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>()].concat();
    let bundles = ["r1", "r2"].map(|id| record(0x9C, &[&[0; 8][..], &wide(id), &wide(id)].concat())).concat();
    let book = [record(0x83, &[]), record(0x99, &[0; 12]), record(0x8F, &[]), bundles, record(0x90, &[]), record(0x84, &[])].concat();
    let rels = "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.bin'/><Relationship Id='r2' Target='worksheets/sheet2.bin'/></Relationships>";
    let number = record(0x05, &[&[0; 8][..], &1.5f64.to_le_bytes()].concat());
    let of = |more: &[u8]| {
        [
            record(0x81, &[]),
            record(0x94, &[0; 16]),
            record(0x91, &[]),
            record(0x00, &[0; 17]),
            more.to_vec(),
            number.clone(),
            record(0x92, &[]),
        ]
        .concat()
    };
    let two = |first: &[u8]| {
        let (first, second) = (of(first), of(&[]));
        packed(&[
            ("xl/workbook.bin", &book),
            ("xl/_rels/workbook.bin.rels", rels.as_bytes()),
            ("xl/worksheets/sheet1.bin", &first),
            ("xl/worksheets/sheet2.bin", &second),
        ])
    };
    let cells = |bytes: &[u8]| {
        let book = chitieu::read::workbook_of("a.xlsb".into(), bytes).unwrap();
        book.sheets.iter().map(|sheet| (sheet.cells.len(), sheet.damage.len())).collect::<Vec<_>>()
    };
    // A record of 200 bytes that nobody knows is passed over; one of 256 MB takes its sheet with it, and that is told.
    assert_eq!(cells(&two(&[&[0x70, 0xC8, 0x01][..], &[7; 200]].concat())), [(1, 0), (1, 0)]);
    let bomb = two(&[0x70, 0xFF, 0xFF, 0xFF, 0x7F]);
    assert_eq!(cells(&bomb), [(0, 1), (1, 0)]);
    let found = goes_off("record.xlsb", &bomb, Refused("can't be read"));
    assert!(found.findings.iter().any(|finding| finding.sheet.as_deref() == Some("r1")), "{:?}", found.findings);
}
