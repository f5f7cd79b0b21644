//! What is fuzzed: one function for each parser, taking any bytes. cargo-fuzz runs them from `fuzz_targets`, and
//! `tests/fuzz.rs` with a small mutator of its own on the stable toolchain.

use chitieu::label::{self, Label};
use chitieu::locate::Index;
use chitieu::read::legacy::{self, Encoding, Evidence};
use chitieu::schema::{Schema, Target};
use chitieu::unit_of_measure::UnitOfMeasure;
use chitieu::{accepted, number, read, schema, senders};
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A target with its name.
pub type Named = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Named] = &[
    ("numbers", numbers),
    ("labels", labels),
    ("legacy", legacy_text),
    ("schema", schema_toml),
    ("remembered", remembered),
    ("sheet", sheet),
    ("strings", strings),
    ("styles", styles),
    ("ods", ods),
    ("xls", xls),
    ("xlsb", xlsb),
    ("file", file),
];

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| schema::built_in().unwrap());
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(&SCHEMA));

/// Numbers, targets and units of measure as officials write them.
pub fn numbers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = number::read(&text);
    let _ = number::is_unknown(&text);
    let unit = UnitOfMeasure::parse(&text);
    let _ = Target::parse(&text, unit.as_ref());
    if let Some(stored) = number::from_stored(&text) {
        assert_eq!(number::from_stored(&number::plain_text(stored)), Some(stored), "{text} is not read back");
        let _ = (number::round(stored, 1), number::vietnamese(stored, Some(2)), number::whole(stored));
    }
    if let (Some(one), Some(other)) = (&unit, UnitOfMeasure::parse("tấn")) {
        let _ = (one.to(&other), other.to(one));
    }
}

/// Labels as keys.
pub fn labels(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let label = Label::parse(&text);
    let _ = (label.key(), label.is_marked_part(), label::words(&text), label::folded_key(&text), label::is_numbering(&text));
    assert_eq!(label::key(&text), label::key(&label::key(&text)), "the key of a key is another: {text:?}");
    assert_eq!(label::tidy(&text), label::tidy(&label::tidy(&text)), "tidied twice is not the same: {text:?}");
}

/// Text in old fonts.
pub fn legacy_text(data: &[u8]) {
    let text: String = data.iter().map(|&byte| char::from(byte)).collect();
    for text in [&text, &*String::from_utf8_lossy(data)] {
        for encoding in [Encoding::Unicode, Encoding::Tcvn3, Encoding::Tcvn3Capitals, Encoding::Vni] {
            let _ = legacy::decode(text, encoding);
        }
        let mut evidence = Evidence::default();
        evidence.add(text);
        let _ = (evidence.has_signs(), evidence.proves_tcvn3(), evidence.supports_font(), legacy::of_font(text));
    }
}

/// A set of indicators as TOML.
pub fn schema_toml(data: &[u8]) {
    if let Ok((raw, _)) = schema::from_toml(&String::from_utf8_lossy(data))
        && let Ok((schema, _)) = schema::prove(&raw)
    {
        let _ = Index::of(&schema);
    }
}

/// What is remembered of senders, and what was accepted.
pub fn remembered(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(senders) = senders::from_toml(&text) {
        let _ = senders::to_toml(&senders);
    }
    if let Ok(entries) = accepted::from_toml(&text) {
        let _ = accepted::to_toml(&entries);
    }
}

/// Any file: read, located, checked.
pub fn file(data: &[u8]) {
    if let Ok(workbook) = read::workbook_of("a.xls".into(), data) {
        let _ = read::damage(&workbook);
        let (located, _) = chitieu::locate::with_ledger(&SCHEMA, &INDEX, &workbook, None, &Default::default());
        let _ = chitieu::check::submission(&SCHEMA, &located.submission);
    }
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        file.start_file(*name, stored).unwrap();
        file.write_all(content).unwrap();
    }
    file.finish().unwrap().into_inner()
}

fn xlsx(part: &str, content: &[u8]) {
    let sheet =
        b"<worksheet><sheetData><row><c t='s' s='1'><v>0</v></c><c s='2'><v>1.5</v></c><c s='3'><v>2</v></c></row></sheetData></worksheet>";
    let own: [(&str, &[u8]); 6] = [
        ("_rels/.rels", b"<Relationships><Relationship Id='r0' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns:r='r'><sheets><sheet name='A' r:id='r1'/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='r1' Type='x/worksheet' Target='sheet.xml'/><Relationship Id='r2' Type='x/sharedStrings' \
              Target='strings.xml'/><Relationship Id='r3' Type='x/styles' Target='styles.xml'/></Relationships>",
        ),
        ("xl/sheet.xml", sheet),
        ("xl/strings.xml", "<sst><si><t>Chỉ tiêu</t></si></sst>".as_bytes()),
        ("xl/styles.xml", b"<styleSheet/>"),
    ];
    file(&packed(&own.map(|(name, own)| (name, if name == part { content } else { own }))));
}

/// A sheet of an .xlsx.
pub fn sheet(data: &[u8]) {
    xlsx("xl/sheet.xml", data);
}

/// The shared strings of an .xlsx.
pub fn strings(data: &[u8]) {
    xlsx("xl/strings.xml", data);
}

/// The styles of an .xlsx.
pub fn styles(data: &[u8]) {
    xlsx("xl/styles.xml", data);
}

/// The content of an .ods.
pub fn ods(data: &[u8]) {
    file(&packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", data)]));
}

/// The stream of an .xls, in a sound container.
pub fn xls(data: &[u8]) {
    with_file("xls", data, file);
}

/// The parts of an .xlsb, one after the other: workbook, sheet, strings, styles, each with its length before it.
pub fn xlsb(data: &[u8]) {
    with_file("xlsb", data, file);
}

/// Puts what a target takes into the file it stands for.
pub fn with_file(target: &str, data: &[u8], then: impl FnOnce(&[u8])) {
    if target == "xls" {
        let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
        container.create_stream("/Workbook").unwrap().write_all(data).unwrap();
        container.flush().unwrap();
        return then(&container.into_inner().into_inner());
    }
    let mut rest = data;
    let mut next = || {
        let (length, after) = rest.split_at_checked(2).unwrap_or((&[0, 0], &[]));
        let length = usize::from(u16::from_le_bytes([length[0], length[1]])).min(after.len());
        let (part, after) = after.split_at(length);
        rest = after;
        part
    };
    let (book, sheet, strings, styles) = (next(), next(), next(), next());
    let rels = b"<Relationships><Relationship Id='r1' Target='worksheets/sheet1.bin'/></Relationships>";
    then(&packed(&[
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", rels),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
    ]));
}
