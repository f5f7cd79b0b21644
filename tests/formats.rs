//! The same sheet in every format gives the same facts and the same figures; no file, however hostile, stops a run.

#[path = "support/same_sheet.rs"]
mod same_sheet;

use chitieu::schema::{self, Schema};
use chitieu::workbook::{Sheet, Value, Workbook};
use chitieu::{Inspected, MergeOptions};
use same_sheet::{FIGURES, FLAT, LINES, PAGE, SCHEMA, SPREADSHEETML};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::sync::LazyLock;
use tempfile::TempDir;

static PROVED: LazyLock<Schema> = LazyLock::new(|| {
    let (raw, _) = schema::from_toml(SCHEMA).unwrap();
    schema::prove(&raw).unwrap().0
});

fn in_folder(content: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    // Names tell nothing: pages and texts come as .xls all the time.
    let path = folder.path().join("bao cao.xls");
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn read(content: &[u8]) -> Workbook {
    let (_folder, path) = in_folder(content);
    chitieu::read::workbook(&path).unwrap_or_else(|error| panic!("{error:?}"))
}

/// The message of the finding a file becomes that can't be read.
fn refused(content: &[u8]) -> String {
    let (_folder, path) = in_folder(content);
    let error = chitieu::read::workbook(&path).map(|book| book.format).unwrap_err();
    error.finding(&"x".into()).message.en.to_string()
}

fn inspect(content: &[u8]) -> Inspected {
    let (_folder, path) = in_folder(content);
    chitieu::inspect(&PROVED, &[path], &MergeOptions::default(), &|_| {}).remove(0)
}

fn figures(content: &[u8]) -> Vec<(String, String, String)> {
    let inspected = inspect(content);
    let unit = inspected.submission.unit.map(|unit| PROVED.unit(unit).code.to_string());
    assert_eq!(unit.as_deref(), Some("binh-loc"), "{:?}", inspected.findings);
    let mut figures: Vec<(String, String, String)> = inspected
        .submission
        .figures
        .iter()
        .map(|figure| {
            let number = figure.amount.number().unwrap();
            (PROVED.indicator(figure.indicator).code.to_string(), figure.measure.code().to_string(), number.normalize().to_string())
        })
        .collect();
    figures.sort();
    figures
}

/// What a sheet says, in words that can be compared.
fn facts(book: &Workbook, sheet: &Sheet) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for row in &sheet.rows {
        for cell in sheet.cells_of(row) {
            let kind = match cell.value {
                Value::Number(_) => "number",
                Value::Text(_) => "text",
                _ => "other",
            };
            let percent = if book.style(cell.style).percent { " %" } else { "" };
            facts.insert(format!("{}.{}", row.index, cell.column), format!("{kind} {}{percent}", book.shown(cell.value)));
        }
    }
    let merges: BTreeSet<String> = sheet.merges.iter().map(|area| format!("{}:{}", area.first, area.last)).collect();
    facts.insert("merges".into(), format!("{merges:?}"));
    let hidden: Vec<u32> = sheet.rows.iter().filter(|row| row.hidden).map(|row| row.index).collect();
    facts.insert("hidden rows".into(), format!("{hidden:?}"));
    let hidden: Vec<u32> = (0..20).filter(|column| sheet.column_is_hidden(*column)).collect();
    facts.insert("hidden columns".into(), format!("{hidden:?}"));
    facts.insert("name".into(), sheet.name.to_string());
    facts
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn every_format_gives_the_same_facts() {
    let xlsx = read(&same_sheet::xlsx());
    let expected = facts(&xlsx, &xlsx.sheets[0]);
    assert_eq!(expected["merges"], "{\"A1:G1\", \"A2:G2\"}");
    assert_eq!((&*expected["hidden rows"], &*expected["hidden columns"]), ("[4]", "[4]"));
    assert_eq!(expected["5.5"], "number 0.593 %");
    for (format, content) in [
        ("spreadsheetml", SPREADSHEETML.as_bytes()),
        ("spreadsheetml", &utf_16(SPREADSHEETML)),
        ("html", PAGE.as_bytes()),
        ("html", &utf_16(PAGE)),
        ("ods", FLAT.as_bytes()),
    ] {
        let book = read(content);
        assert_eq!((book.format, book.sheets.len()), (format, 1));
        let found = facts(&book, &book.sheets[0]);
        for (key, fact) in &expected {
            assert_eq!(found.get(key), Some(fact), "{format} {key}");
        }
        assert_eq!(found.len(), expected.len(), "{format}: {found:?}");
    }
    for content in [SPREADSHEETML, FLAT] {
        let book = read(content.as_bytes());
        assert_eq!(book.sheets[0].formulas.iter().map(|(at, text)| format!("{at}={text}")).collect::<Vec<_>>(), ["G4=F4/D4"]);
    }
}

#[test]
fn every_format_gives_the_same_figures() {
    let expected: Vec<_> =
        FIGURES.iter().map(|(code, measure, number)| (code.to_string(), measure.to_string(), number.to_string())).collect();
    let commas = LINES.replace(',', ".").replace("1.250", "1250").replace("1.115", "1115").replace(';', ",");
    let mut marked = "\u{feff}".to_string();
    marked.push_str(LINES);
    let contents = [
        ("xlsx", same_sheet::xlsx()),
        ("spreadsheetml", SPREADSHEETML.into()),
        ("html", PAGE.into()),
        ("flat ods", FLAT.into()),
        ("lines", LINES.into()),
        ("lines, marked", marked.into()),
        ("lines, UTF-16", utf_16(LINES)),
        ("tabs", LINES.replace(';', "\t").into()),
        ("bars", LINES.replace(';', "|").into()),
        ("commas", commas.into()),
        ("told", format!("sep=;\r\n{LINES}").into()),
        ("windows-1258", in_1258(LINES)),
    ];
    for (name, content) in contents {
        assert_eq!(figures(&content), expected, "{name}");
    }
}

/// Text as programs of the nineties wrote it: a tone is a byte of its own after its vowel.
fn in_1258(text: &str) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization;
    let mut bytes = Vec::new();
    let mut buffer = [0; 4];
    for letter in text.nfc() {
        let (encoded, _, failed) = encoding_rs::WINDOWS_1258.encode(letter.encode_utf8(&mut buffer));
        if !failed {
            bytes.extend_from_slice(&encoded);
            continue;
        }
        // The vowel with its own mark, then the tone.
        let parts: Vec<char> = letter.nfd().collect();
        let is_tone = |c: &char| matches!(*c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
        let vowel: String = parts.iter().copied().filter(|c| !is_tone(c)).nfc().collect();
        let tone: String = parts.iter().filter(|c| is_tone(c)).collect();
        bytes.extend_from_slice(&encoding_rs::WINDOWS_1258.encode(&vowel).0);
        bytes.extend_from_slice(&encoding_rs::WINDOWS_1258.encode(&tone).0);
    }
    bytes
}

#[test]
fn old_fonts_are_decoded_in_pages_workbooks_and_lines() {
    let page = "<html><head><style>.a {font-family:.VnTime, sans-serif} .b {font-family:.VnTimeH}</style></head><table>\
        <tr><td class=a>DiÖn tÝch</td><td><font face=\".VnTime\">§¬n vÞ</font> <font face=Arial>2023</font></td>\
        <td style='font-family:\".VnTimeH\"'>kÕ ho¹ch</td></tr></table>";
    let (page_1252, ..) = encoding_rs::WINDOWS_1252.encode(page);
    let declared = page.replace("<head>", "<head><meta charset=windows-1258>");
    let (declared_1258, ..) = encoding_rs::WINDOWS_1252.encode(&declared);
    let workbook = "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" \
        xmlns:html=\"http://www.w3.org/TR/REC-html40\"><Styles><Style ss:ID=\"a\"><Font ss:FontName=\".VnTime\"/></Style><Style ss:ID=\"b\">\
        <Font ss:FontName=\".VnTimeH\"/></Style></Styles><Worksheet ss:Name=\"a\"><Table><Row><Cell ss:StyleID=\"a\"><Data ss:Type=\"String\">DiÖn tÝch\
        </Data></Cell><Cell><ss:Data ss:Type=\"String\"><Font html:Face=\".VnTime\">§¬n vÞ</Font><Font html:Face=\"Arial\"> 2023</Font></ss:Data></Cell>\
        <Cell ss:StyleID=\"b\"><Data ss:Type=\"String\">kÕ ho¹ch</Data></Cell></Row></Table></Worksheet></Workbook>";
    for content in [page.as_bytes(), &page_1252, &declared_1258, workbook.as_bytes()] {
        let book = read(content);
        let shown: Vec<String> = book.sheets[0].cells.iter().map(|cell| book.shown(cell.value)).collect();
        assert_eq!(shown, ["Diện tích", "Đơn vị 2023", "KẾ HOẠCH"]);
    }
    let lines = "ChØ tiªu;§¬n vÞ;KÕ ho¹ch\nDiÖn tÝch lóa;ha;1\nS¶n l\u{ad}îng;tÊn;2\n";
    let (lines_1252, ..) = encoding_rs::WINDOWS_1252.encode(lines);
    for content in [lines.as_bytes(), &lines_1252] {
        let book = read(content);
        let shown: Vec<String> = book.sheets[0].cells.iter().map(|cell| book.shown(cell.value)).collect();
        assert_eq!(shown, ["Chỉ tiêu", "Đơn vị", "Kế hoạch", "Diện tích lúa", "ha", "1", "Sản lượng", "tấn", "2"]);
    }
}

/// A workbook of Excel 5 with the code page and one text cell for each font.
fn excel_5(codepage: u16, cells: &[(&str, &[u8])]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| [&kind.to_le_bytes(), &(body.len() as u16).to_le_bytes(), body].concat();
    let bof = |kind: u16| record(0x0809, &[0x0500u16.to_le_bytes(), kind.to_le_bytes(), [0; 2], [0; 2]].concat());
    let mut globals = [bof(5), record(0x0042, &codepage.to_le_bytes())].concat();
    let mut sheet = [bof(0x10), record(0x0200, &[0, 0, 1, 0, 0, 0, cells.len() as u8, 0, 0, 0])].concat();
    for (font, _) in cells {
        let head = [200, 0, 0, 0, 0xFF, 0x7F, 0x90, 0x01, 0, 0, 0, 0, 0, 0, font.len() as u8];
        globals.extend(record(0x0031, &[&head, font.as_bytes()].concat()));
    }
    for (at, (_, text)) in cells.iter().enumerate() {
        globals.extend(record(0x00E0, &[&[at as u8, 0][..], &[0; 14]].concat()));
        sheet.extend(record(0x0204, &[&[0, 0, at as u8, 0, at as u8, 0, text.len() as u8, 0], *text].concat()));
    }
    sheet.extend(record(0x000A, &[]));
    let start = globals.len() as u32 + 4 + 8 + 4;
    globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, b'A']].concat()));
    globals.extend(record(0x000A, &[]));
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Book").unwrap().write_all(&[globals, sheet].concat()).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn texts_of_excel_5_are_read_in_their_code_page() {
    let shown = |content: &[u8]| -> Vec<String> {
        let book = read(content);
        book.sheets[0].cells.iter().map(|cell| book.shown(cell.value)).collect()
    };
    // "tiền lương" and "Diện tích": the same code page, two ways to write Vietnamese.
    let old = excel_5(1258, &[(".VnTime", b"ti\xD2n l\xAD\xACng"), ("Arial", b"Di\xEA\xF2n t\xEDch")]);
    assert_eq!(shown(&old), ["tiền lương", "Diện tích"]);
    assert_eq!(shown(&excel_5(1258, &[("Arial", b"\xF0\xE2\xECt")])), ["đất"]);
    assert_eq!(shown(&excel_5(1252, &[("Arial", b"caf\xE9")])), ["café"]);
    assert!(refused(&excel_5(10029, &[("Arial", b"a")])).contains("10029"));
}

#[test]
fn pages_are_laid_out_as_browsers_do() {
    let page = "<h1>Xã A</h1><p>Báo cáo</p><table><tr><td rowspan=2>a<td>b<td>c<tr><td>d<td><table><tr><td>e<td>f</table>g<td>h</table>\
        <table><tr><td colspan=2>k</td><td style='display:none'>x</td><td>l</td></tr><tr><td>1</td><td>2</td><td>3</td></table>";
    let book = read(page.as_bytes());
    let shown: Vec<String> = book.sheets[0]
        .rows
        .iter()
        .flat_map(|row| book.sheets[0].cells_of(row).iter().map(|cell| format!("{}.{} {}", row.index, cell.column, book.shown(cell.value))))
        .collect();
    assert_eq!(
        shown,
        [
            "0.0 Xã A",
            "1.0 Báo cáo",
            "2.0 a",
            "2.1 b",
            "2.2 c",
            "3.1 d",
            "4.0 e",
            "4.1 f",
            "5.0 g",
            "6.3 h",
            "7.0 k",
            "7.2 l",
            "8.0 1",
            "8.1 2",
            "8.2 3"
        ]
    );
    let sheets = "<meta name=generator content='LibreOffice 7.4'><h1>Overview</h1><a href=#table0>X</a><a name=table0><h1>Sheet 1: <em>Biểu 1</em></h1></a>\
        <table><tr><td>1</table><a name=table1><h1>Sheet 2: <em>Biểu 2</em></h1></a><table><tr><td sdval='0.5' sdnum='1033;0;0.0%'>50.0%</table>";
    let book = read(sheets.as_bytes());
    assert_eq!(book.sheets.iter().map(|sheet| &*sheet.name).collect::<Vec<_>>(), ["Biểu 1", "Biểu 2"]);
    assert!(book.style(book.sheets[1].cells.get(0).unwrap().style).percent);
}

#[test]
fn what_is_no_workbook_is_refused() {
    let zip = |parts: &[(&str, &str)]| {
        let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            file.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            file.write_all(content.as_bytes()).unwrap();
        }
        file.finish().unwrap().into_inner()
    };
    let word = zip(&[
        ("_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", "<w:document><w:tbl/></w:document>"),
    ]);
    let text = "<office:document-content><office:body><office:text><table:table table:name=\"a\"><table:table-row/></table:table></office:text>\
        </office:body></office:document-content>";
    for content in [
        &word[..],
        &zip(&[("content.xml", text)]),
        b"%PDF-1.4\n1;2;3\n4;5;6\n",
        b"{\\rtf1 a;b\nc;d\n}",
        "Kính gửi: Ủy ban nhân dân huyện,\nXin báo cáo như sau, theo yêu cầu:\n".as_bytes(),
        b"<?xml version=\"1.0\"?><w:wordDocument><w:tbl/></w:wordDocument>",
        b"<html><body><p>a;b</p><p>c;d</p></body></html>",
        b"\x89PNG\r\n\x1a\n;;\n;;\n",
        b"",
        b"\n\n\n",
    ] {
        let message = refused(content);
        assert!(message.starts_with("The file is no workbook"), "{message} {content:?}");
    }
    assert!(refused(SPREADSHEETML.split_once("Tỷ lệ").unwrap().0.as_bytes()).contains("damaged"));
    assert!(refused(FLAT.split_once("Tỷ lệ").unwrap().0.as_bytes()).contains("damaged"));
    assert!(refused(b"<html><frameset rows=*><frame src=sheet001.htm></frameset></html>").contains("damaged"));
}

#[test]
fn hostile_files_give_a_finding_and_no_figure() {
    let long = 2 << 20;
    let repeated = |piece: &str, size: usize| piece.repeat(size / piece.len());
    let page = |rows: &str| format!("<table>{rows}").into_bytes();
    let workbook = |rows: &str| {
        format!("<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table>{rows}</Table></Worksheet></Workbook>")
            .into_bytes()
    };
    let contents: Vec<(&str, Vec<u8>)> = vec![
        ("spans", page("<tr><td colspan=999999999 rowspan=999999999>1<td colspan=-1 rowspan=0>2<td colspan=x>3")),
        ("many spans", page(&repeated("<tr><td colspan=1000 rowspan=65534>1", long))),
        ("spans of single columns", page(&format!("<tr>{}{}", "<td rowspan=0>".repeat(16_384), repeated("<tr><td>", long)))),
        ("tables inside each other", page(&repeated("<tr><td><table>", 1 << 20))),
        ("elements inside each other", page(&format!("<tr><td>{}", repeated("<b><i>", long)))),
        ("open tags", page(&repeated("<td ", long))),
        ("open quotes", page(&repeated("<td a=\"x' b='", long))),
        ("open comments", page(&repeated("<!--<script><style><title>", long))),
        ("references", page(&format!("<td>{}", repeated("&#x&", long)))),
        ("rules", format!("<html><style>{}</style><table><td class='a b'>1", repeated("a b, .a{display:none}", long)).into()),
        ("open rules", format!("<html><style>{}</style><table><td>1", repeated("@a{/*{", long)).into()),
        ("attributes", page(&format!("<td {}>1", repeated("a=b ", long)))),
        ("merges", workbook("<Row Index=\"4294967295\" Span=\"4294967295\"><Cell Index=\"9999999999\" MergeAcross=\"99999999\" MergeDown=\"4294967295\"><Data Type=\"Number\">1e999</Data></Cell></Row>")),
        ("many merges", workbook(&repeated("<Row><Cell MergeAcross=\"60\" MergeDown=\"60\"/></Row>", long))),
        ("a long text", workbook(&format!("<Row><Cell><Data Type=\"String\">{}</Data></Cell></Row>", repeated("a&amp;b", long)))),
        ("a long page", page(&format!("<td>{}", repeated("lúa ", long)))),
        (
            "merges of a flat file",
            FLAT.replace(
                "</table:table>",
                &format!(
                    "{}</table:table>",
                    repeated("<table:table-row><table:table-cell table:number-columns-spanned=\"60\" table:number-rows-spanned=\"60\"/></table:table-row>", long)
                ),
            )
            .replace("Diện tích lúa", "a").replace("Tỷ lệ", "b").replace("Số hộ", "c")
            .into(),
        ),
        ("many rules", format!("<html><style>{}</style><table>{}", repeated("table tr td.a{display:none}", long), repeated("<tr><td class=a>1", long)).into()),
        ("formulas", workbook(&format!("<Row><Cell Formula=\"={}\"/></Row>", repeated("R[", 8_000)))),
        ("elements", workbook(&repeated("<Row><Cell><Data Type=\"String\"><Font>", long))),
        ("entities", b"<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;\">]><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row><Cell><Data Type=\"String\">&b;</Data></Cell></Row></Table></Worksheet></Workbook>".to_vec()),
        ("quotes", vec![b'"'; long]),
        ("quotes and lines", repeated("\";\n", long).into()),
        ("separators", vec![b';'; long]),
        ("one line", repeated("Diện tích lúa, ", 10 << 20).into()),
        ("one field", format!("a;{}\nb;c\n", repeated("x", long)).into()),
        ("zeros", vec![0; 1 << 20]),
        ("half of UTF-16", b"\xFF\xFEa\0;\0b\0\n\0c\0;".to_vec()),
    ];
    for (name, content) in contents {
        let inspected = inspect(&content);
        assert!(inspected.submission.figures.is_empty(), "{name}");
        assert!(!inspected.findings.is_empty(), "{name} gives no finding");
    }
}

#[test]
fn damaged_files_never_stop_a_run() {
    let mut state: u64 = 20_231_123;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let seeds =
        [SPREADSHEETML.as_bytes(), PAGE.as_bytes(), FLAT.as_bytes(), LINES.as_bytes(), &utf_16(LINES), &in_1258(LINES)].map(<[u8]>::to_vec);
    let pieces: [&[u8]; 8] = [b"<", b">", b"\"", b"&", b"</td>", b"<table>", b"\0", b"999999999"];
    for seed in &seeds {
        for _ in 0..250 {
            let mut content = seed.clone();
            for _ in 0..1 + random(6) {
                let at = random(content.len());
                match random(5) {
                    0 => content.truncate(at),
                    1 => content[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << random(8)),
                    2 => drop(content.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                    3 => drop(content.drain(at..(at + random(60)).min(seed.len()).min(content.len()).max(at))),
                    _ => {
                        let copied = content[at..].iter().take(random(200)).copied().collect::<Vec<_>>();
                        drop(content.splice(at..at, copied));
                    }
                }
                if content.is_empty() {
                    break;
                }
            }
            inspect(&content);
        }
    }
}
