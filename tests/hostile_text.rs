//! What senders type, and what they call their sheets and files, stays text in every result: never a formula, a link, markup,
//! a field of Word, or the name of a file; and no folder of the machine is told to those who get the results.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A word of every hostile text, by which it is found again.
const MARK: &str = "ACHTUNG";

const TEXTS: &[&str] = &[
    "=HYPERLINK(\"http://x.example/ACHTUNG\",\"a\")",
    "=cmd|' /C calc'!ACHTUNG",
    "+ACHTUNG+1",
    "-ACHTUNG",
    "@SUM(ACHTUNG)",
    "\t=ACHTUNG",
    "\r=ACHTUNG",
    "\n=ACHTUNG",
    "{=ACHTUNG}",
    "http://x.example/ACHTUNG",
    "file:///etc/ACHTUNG",
    "<script>ACHTUNG()</script>",
    "\"><img src=x onerror=ACHTUNG()>",
    "]]><ACHTUNG/>",
    "&lt;ACHTUNG&gt; &#61;",
    "[ACHTUNG](javascript:alert(1)) | `x` **b**",
    "a\u{202E}ACHTUNG\u{2066}b",
    "_xD800_ACHTUNG_x0001__x0000_",
    "\u{1}ACHTUNG\u{FFFE}\u{7F}",
    "ACHTUNG\\..\\..\\x",
];

const SHEETS: &[&str] =
    &["a'b[ACHTUNG]:*?/\\", "=ACHTUNG", "ACHTUNG rất dài hơn ba mươi mốt ký tự mà Excel cho phép đặt tên", "", "'ACHTUNG'!A1", "History"];

const FILES: &[&str] =
    &["=ACHTUNG.xlsx", "a\u{202E}ACHTUNG.xlsx", "-o ACHTUNG.xlsx", "<b>ACHTUNG&.xlsx", "ACHTUNG'\"|;$(x).xlsx", "ACHTUNG\n=1.xlsx"];

fn escaped(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !matches!(c, '\u{1}' | '\u{FFFE}')).collect();
    kept.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\r', "_x000D_")
        .replace('\t', "_x0009_")
        .replace('\n', "_x000A_")
}

/// A workbook as no program writes it: every text and every sheet's name hostile, some figures sound.
fn workbook(at: usize) -> Vec<u8> {
    workbook_of("Xã Hương Xuân", at)
}

fn workbook_of(unit: &str, at: usize) -> Vec<u8> {
    let row = |cells: &[&str]| -> String {
        let cells = cells.iter().map(|text| match text.parse::<f64>() {
            Ok(_) => format!("<c><v>{text}</v></c>"),
            Err(_) => format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text)),
        });
        format!("<row>{}</row>", cells.collect::<String>())
    };
    let mut rows = row(&[&format!("UBND {unit}")]) + &row(&["BÁO CÁO 6 THÁNG ĐẦU NĂM 2023"]);
    rows += &row(&["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2023", "Thực hiện 6 tháng", "Ghi chú"]);
    rows += &row(&["1", "Tổng sản lượng lương thực có hạt", TEXTS[at % TEXTS.len()], "620", "310.5", TEXTS[(at + 1) % TEXTS.len()]]);
    rows += &row(&["2", "Diện tích cây cao su", "ha", "240", "120.5"]);
    for (number, text) in TEXTS.iter().enumerate() {
        rows += &row(&[&number.to_string(), text, "tấn", "1", text, text]);
        rows += &row(&[text, &format!("Tổng đàn bò {text}"), text, text, "12", "-5"]);
    }
    rows += &row(&["99", &format!("Tổng đàn trâu {}", "ACHTUNG ".repeat(4_500)), "con", "5", "7"]);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let name = SHEETS[at % SHEETS.len()];
    let book = format!("<workbook xmlns:r=\"r\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>", escaped(name));
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r0\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", &book),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        file.start_file(name, SimpleFileOptions::default()).unwrap();
        file.write_all(content.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

fn parts(path: &Path) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().to_string();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        parts.insert(name, String::from_utf8_lossy(&content).into_owned());
    }
    parts
}

/// A part is XML to its end, with nothing in it that XML can't hold.
fn assert_well_formed(name: &str, content: &str) {
    let mut reader = quick_xml::Reader::from_str(content);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    let odd = content.chars().find(|c| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'));
    assert_eq!(odd, None, "{name} holds a character that XML can't hold");
}

struct Office(tempfile::TempDir);

impl Office {
    fn run(&self, arguments: &[&str]) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_chitieu")).current_dir(self.0.path()).args(arguments).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

#[test]
fn text_of_senders_is_text_in_every_result() {
    let office = Office(tempfile::tempdir().unwrap());
    let inputs = office.path("nop");
    fs::create_dir(&inputs).unwrap();
    for (at, name) in FILES.iter().enumerate() {
        fs::write(inputs.join(name), workbook(at)).unwrap();
    }
    let before: BTreeMap<PathBuf, Vec<u8>> =
        fs::read_dir(&inputs).unwrap().flatten().map(|file| (file.path(), fs::read(file.path()).unwrap())).collect();
    let whole = inputs.to_string_lossy().into_owned();
    office.run(&["merge", &whole, "-o", "a.xlsx", "--report", "a.docx", "--json", "a.json", "--annotate", "sua"]);
    office.run(&["merge", &whole, "-o", "b.xlsx", "--report", "b.md"]);
    office.run(&["check", &whole, "-o", "c.xlsx"]);
    let inspected = office.run(&["inspect", &whole, "--page", "d.html", "--format", "json"]);
    let shown = office.run(&["inspect", &whole]);

    // Nothing but results, and copies under the names of the files they copy.
    let mut made: Vec<String> =
        fs::read_dir(office.path("sua")).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    made.sort();
    let mut named: Vec<String> = FILES.iter().map(|name| name.to_string()).collect();
    named.sort();
    assert_eq!(made, named, "marked copies have other names than what they copy");
    for (path, content) in &before {
        assert!(fs::read(path).unwrap() == *content, "{} changed", path.display());
    }

    let copies = made.iter().map(|name| office.path("sua").join(name));
    let mut marked = 0;
    for path in ["a.xlsx", "b.xlsx", "c.xlsx", "a.docx"].map(|name| office.path(name)).into_iter().chain(copies) {
        let shown = path.display();
        for (name, content) in parts(&path) {
            if !name.ends_with(".xml") && !name.ends_with(".rels") && !name.ends_with(".vml") {
                continue;
            }
            let place = format!("{shown}: {name}");
            assert_well_formed(&place, &content);
            marked += content.matches(MARK).count();
            assert!(!content.contains(office.0.path().to_str().unwrap()), "{place} tells a folder of this machine");
            assert!(!name.contains("externalLink"), "{place}");
            assert!(!content.contains("TargetMode=\"External\""), "{place} links to the outside");
            for formula in content.split("<f>").skip(1).chain(content.split("<f ").skip(1)) {
                let formula = formula.split("</f>").next().unwrap();
                assert!(!formula.contains(MARK), "{place} has a sender's text in a formula: {formula}");
            }
            // Half a character, as typed: Excel would decode it and find the file damaged. In a copy the sender's own sheet stays.
            let ours = !path.starts_with(office.path("sua")) || name.contains("comments");
            let escaped = content.matches("_x005F_xD800_").count();
            assert!(
                !ours || name.starts_with("word/") || content.matches("_xD800_").count() == escaped,
                "{place} has _xD800_ as it was typed"
            );
            for piece in content.split("<w:instrText").skip(1) {
                assert!(!piece.split("</w:instrText>").next().unwrap().contains(MARK), "{place} has a sender's text in a field");
            }
        }
    }
    assert!(marked > 100, "the hostile texts are nowhere to be seen: {marked}");

    let json: serde_json::Value = serde_json::from_slice(&fs::read(office.path("a.json")).unwrap()).unwrap();
    assert!(json["findings"].as_array().is_some_and(|findings| !findings.is_empty()));
    let json: serde_json::Value = serde_json::from_slice(&inspected.stdout).unwrap();
    assert_eq!(json["files"].as_array().unwrap().len(), FILES.len());

    let page = fs::read_to_string(office.path("d.html")).unwrap();
    for live in ["<script>ACHTUNG", "<img", "onerror=ACHTUNG()>", "<ACHTUNG", "<b>ACHTUNG"] {
        assert!(!page.contains(live), "the page holds {live}");
    }
    assert!(!page.contains("href=\"javascript") && !page.contains("href=\"http"), "the page has a sender's link");
    let report = fs::read_to_string(office.path("b.md")).unwrap();
    for live in ["<script>", "](javascript", "<img"] {
        assert!(!report.contains(live), "the report holds {live}");
    }
    // A terminal obeys escapes; a reader is deceived by text that runs backwards.
    let text = String::from_utf8(shown.stdout).unwrap();
    let obeyed = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'));
    assert_eq!(obeyed, None, "the text on the screen holds a control character");
}

/// Fields of a CSV, line by line.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => field.push(rest.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut field).trim_end_matches('\r').to_string());
                lines.push(std::mem::take(&mut line));
            }
            c => field.push(c),
        }
    }
    assert!(!quoted && line.is_empty() && field.is_empty(), "the last line is cut off");
    lines
}

/// No text begins as a formula does: not in Excel, not in LibreOffice, not with the wide signs of East Asian keyboards.
fn assert_no_formulas(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap();
    let lines = fields(&text);
    for line in &lines {
        assert_eq!(line.len(), lines[0].len(), "{}: {line:?}", path.display());
        for field in line {
            let begins = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
            assert!(!begins || rust_decimal::Decimal::from_str_exact(field).is_ok(), "{}: {field:?}", path.display());
        }
    }
    text.matches(MARK).count()
}

#[test]
fn text_of_senders_is_text_in_exported_data() {
    let office = Office(tempfile::tempdir().unwrap());
    let inputs = office.path("nop");
    fs::create_dir(&inputs).unwrap();
    for (at, name) in FILES.iter().chain(&["＝ACHTUNG.xlsx", "@ACHTUNG.xlsx"]).enumerate() {
        // One unit each, so that the figures of every file are used.
        let units = [
            "Xã Hương Xuân",
            "Xã Hương Hữu",
            "Xã Thượng Nhật",
            "Xã Thượng Long",
            "Xã Thượng Quảng",
            "Xã Hương Lộc",
            "Thị trấn Khe Tre",
            "Xã Thượng Lộ",
        ];
        fs::write(inputs.join(name), workbook_of(units[at], at)).unwrap();
    }
    office.run(&["export", "nop", "-o", "du-lieu", "--as", "csv"]);
    office.run(&["export", "nop", "-o", "cot"]);
    let files: Vec<PathBuf> = fs::read_dir(office.path("du-lieu")).unwrap().flatten().map(|entry| entry.path()).collect();
    let marked: usize =
        files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")).map(|path| assert_no_formulas(path)).sum();
    assert!(marked >= 5, "the hostile names are nowhere to be seen: {marked}");
    for entry in walk(&office.path("cot")).into_iter().chain(walk(&office.path("du-lieu"))) {
        let name = entry.strip_prefix(office.0.path()).unwrap().to_string_lossy().into_owned();
        assert!(!name.contains(MARK), "a sender's text became a name: {name}");
    }
}

/// All files of a folder and of those in it.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// A schema of which every word that may be any word is hostile.
fn hostile_schema() -> String {
    let texts: Vec<String> = TEXTS.iter().map(|text| serde_json::to_string(text).unwrap().replace('\u{7F}', "\\u007F")).collect();
    let mut toml = format!("version = 1\nid = \"thu\"\ntitle = {}\nyear = 2023\n[area]\ncode = \"h\"\nname = {}\n", texts[0], texts[1]);
    toml += &format!("[[period]]\ncode = \"6t\"\nname = {}\n", texts[4]);
    for (at, text) in texts.iter().enumerate() {
        toml += &format!("[[unit]]\ncode = \"u{at}\"\nname = {text}\nkind = \"xa\"\n");
    }
    toml += &format!("[[section]]\ncode = \"I\"\nname = {}\n", texts[2]);
    for (at, text) in texts.iter().enumerate() {
        toml += &format!(
            "[[indicator]]\ncode = \"i{at}\"\nsection = \"I\"\nname = {text}\nunit = \"tấn\"\nkind = \"quantity\"\naggregate = \"sum\"\nnote = {text}\n"
        );
    }
    toml
}

#[test]
fn words_of_a_schema_are_text_in_blank_workbooks_and_its_own() {
    let office = Office(tempfile::tempdir().unwrap());
    fs::write(office.path("bo.toml"), hostile_schema()).unwrap();
    office.run(&["template", "--schema", "bo.toml", "-o", "mau"]);
    office.run(&["schema", "export", "--schema", "bo.toml", "-o", "bo.xlsx"]);
    let mut marked = 0;
    let blanks = walk(&office.path("mau"));
    assert!(blanks.len() >= TEXTS.len(), "{blanks:?}");
    for path in blanks.iter().chain([&office.path("bo.xlsx")]) {
        assert!(path.parent() == Some(&office.path("mau")) || path.ends_with("bo.xlsx"), "{} lies elsewhere", path.display());
        for (name, content) in parts(path) {
            let place = format!("{}: {name}", path.display());
            if name.ends_with(".xml") || name.ends_with(".rels") {
                assert_well_formed(&place, &content);
            }
            marked += content.matches(MARK).count();
            assert!(!content.contains("TargetMode=\"External\"") && !name.contains("externalLink"), "{place} links to the outside");
            for formula in content.split("<f>").skip(1).chain(content.split("<f ").skip(1)) {
                let formula = formula.split("</f>").next().unwrap();
                assert!(!formula.contains(MARK), "{place} has a word of the schema in a formula: {formula}");
            }
        }
    }
    assert!(marked > 100, "the hostile words are nowhere to be seen: {marked}");
}
