//! `audit` as people run it: documents of Word, comments at the places, exit codes, JSON.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The body of a document as Word writes it: split runs, looks, entities, a table, deleted text, an old font.
const BODY: &str = concat!(
    r#"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Trồng trọt &amp; chăn nuôi:</w:t></w:r><w:r><w:t xml:space="preserve"> trồng sắn 451/500</w:t></w:r>"#,
    r#"<w:r><w:t xml:space="preserve"> ha, đạt 92% kế hoạch; trồng lạc 12,5/15 ha, đạt 83,3%.</w:t></w:r></w:p>"#,
    r#"<w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Đàn bò 1/2 con, đạt 99%</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
    r#"<w:p><w:r><w:t>Đàn dê 30/40 con, đạt </w:t></w:r><w:del><w:r><w:delText>60</w:delText></w:r></w:del><w:r><w:tab/><w:t>75%.</w:t></w:r></w:p>"#,
    r#"<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>§µn tr©u toµn huyÖn 10/40 con, ®¹t 52% kÕ ho¹ch</w:t></w:r></w:p>"#,
);

fn docx(body: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let rels = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let main = format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>"#);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", &main), ("custom/kept.xml", "<a/>")] {
        out.start_file(name, options).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().to_string(), text);
    }
    parts
}

struct Office(tempfile::TempDir);

impl Office {
    fn with(name: &str, bytes: impl AsRef<[u8]>) -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        fs::write(office.path(name), bytes).unwrap();
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_chitieu")).current_dir(self.0.path()).env_remove("CHITIEU_LANG").args(arguments).output().unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn texts(path: &Path) -> Vec<(usize, String)> {
    let document = chitieu::read::document(path).unwrap();
    document.lines.into_iter().map(|line| (line.number, line.text)).collect()
}

#[test]
fn the_text_of_a_document_is_what_its_reader_sees() {
    let office = Office::with("a.docx", docx(BODY));
    let lines = texts(&office.path("a.docx"));
    let shown: Vec<(usize, &str)> = lines.iter().map(|(number, text)| (*number, text.as_str())).collect();
    assert_eq!(
        shown,
        [
            (1, "Trồng trọt & chăn nuôi: trồng sắn 451/500 ha, đạt 92% kế hoạch; trồng lạc 12,5/15 ha, đạt 83,3%."),
            (3, "Đàn bò 1/2 con, đạt 99%"),
            (4, "Đàn dê 30/40 con, đạt \t75%."),
            (5, "Đàn trâu toàn huyện 10/40 con, đạt 52% kế hoạch"),
        ]
    );
    let document = chitieu::read::document(&office.path("a.docx")).unwrap();
    assert!(document.converted);
    assert!(document.lines[1].cell.is_some());
}

#[test]
fn comments_stand_at_the_words_and_all_else_is_kept() {
    let original = docx(BODY);
    let office = Office::with("a.docx", &original);
    let output = office.run(&["soat", "a.docx", "--annotate", "b.docx"]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    assert!(out(&output).contains("đoạn 1 · ratio-mismatch") && out(&output).contains("451 ha / 500 ha = 90%"), "{}", out(&output));
    let (before, after) = (parts(&original), parts(&fs::read(office.path("b.docx")).unwrap()));
    assert_eq!(after["custom/kept.xml"], before["custom/kept.xml"]);
    assert_eq!(after["_rels/.rels"], before["_rels/.rels"]);
    assert_eq!(texts(&office.path("a.docx")), texts(&office.path("b.docx")));
    let main = &after["word/document.xml"];
    let first = concat!(
        r#"<w:r><w:t xml:space="preserve"> trồng sắn </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">451/500</w:t></w:r>"#,
        r#"<w:r><w:t xml:space="preserve"> ha, đạt 92%</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>"#,
    );
    assert!(main.contains(first), "{main}");
    // Text in an old font is not cut: the comment stands around its run.
    assert!(main.contains(r#"<w:commentRangeStart w:id="1"/><w:r><w:rPr><w:rFonts w:ascii=".VnTime""#), "{main}");
    assert!(main.contains("§µn tr©u toµn huyÖn 10/40 con, ®¹t 52% kÕ ho¹ch"));
    assert!(after["word/comments.xml"].contains("90%"));
    assert!(after["word/_rels/document.xml.rels"].contains("/relationships/comments"));
    assert!(after["[Content_Types].xml"].contains("/word/comments.xml"));
    // A copy can be annotated again: its comments stay.
    let again = office.run(&["soat", "b.docx", "--annotate", "c.docx", "-q"]);
    assert_eq!(again.status.code(), Some(1));
    let twice = parts(&fs::read(office.path("c.docx")).unwrap());
    assert_eq!(twice["word/comments.xml"].matches("<w:comment ").count(), 4);
    assert!(twice["word/comments.xml"].contains(r#"w:id="3""#));
}

#[test]
fn json_has_every_claim_with_its_line() {
    let office = Office::with("a.txt", "Trồng sắn 460/500 ha, đạt 92% kế hoạch.\n\nTrồng lạc 12,5/15 ha, đạt 85,3%.\n");
    let output = office.run(&["audit", "a.txt", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let claims: Vec<String> = json["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| {
            let text = |key: &str| claim[key].as_str().unwrap().to_string();
            format!("{} {} {} {} {} {}", claim["line"], text("quote"), text("kind"), text("stated"), text("recomputed"), claim["holds"])
        })
        .collect();
    assert_eq!(claims, ["1 460/500 ha, đạt 92% ratio 92 92 true", "3 12,5/15 ha, đạt 85,3% ratio 85.3 83.3 false"]);
    assert_eq!(json["findings"][0]["code"], "ratio-mismatch");
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["findings"][0]["line"], 3);
    assert_eq!(json["file"], "a.txt");
}

#[test]
fn plans_are_compared_with_a_schema_kept_as_text_or_as_a_workbook() {
    let office = Office::with("a.txt", "Tổng diện tích gieo trồng cây hằng năm: 3.000/6.079,5 ha.\n");
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/messy/schema.toml");
    for schema in ["bo.toml", "bo.xlsx"] {
        assert_eq!(office.run(&["schema", "export", "--schema", kept, "-o", schema]).status.code(), Some(0));
        let output = office.run(&["soat", "a.txt", "--against", schema]);
        assert!(output.status.code() == Some(0) && out(&output).contains("6.097,5"), "{schema}: {}", out(&output));
    }
    assert!(!out(&office.run(&["soat", "a.txt"])).contains("6.097,5"));
}

#[test]
fn what_can_not_be_done_is_said() {
    let office = Office::with("a.txt", "Trồng sắn 460/500 ha, đạt 92% kế hoạch.");
    assert_eq!(office.run(&["soat", "a.txt"]).status.code(), Some(0));
    let refused = office.run(&["soat", "a.txt", "--annotate", "b.docx"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("chỉ dùng được với báo cáo .docx"));
    assert!(!office.path("b.docx").exists());
    assert_eq!(office.run(&["soat", "a.txt", "--against", "a.txt"]).status.code(), Some(2));
    let missing = office.run(&["soat", "none.docx"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(out(&missing).contains("Không mở được tệp"));
    fs::write(office.path("c.docx"), b"PK\x03\x04 cut off").unwrap();
    assert_eq!(office.run(&["soat", "c.docx"]).status.code(), Some(1));
    fs::write(office.path("d.docx"), docx(BODY)).unwrap();
    assert_eq!(office.run(&["soat", "d.docx", "--annotate", "d.docx"]).status.code(), Some(2));
}
