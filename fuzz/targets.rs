//! What is fuzzed: one function for each parser, taking any bytes. cargo-fuzz runs them from `fuzz_targets`, and
//! `tests/fuzz.rs` with a small mutator of its own on the stable toolchain.

use chitieu::audit::Against;
use chitieu::claim::Audit;
use chitieu::consolidation::Consolidation;
use chitieu::document::Document;
use chitieu::label::{self, Label};
use chitieu::language::Language;
use chitieu::locate::Index;
use chitieu::read::legacy::{self, Encoding, Evidence};
use chitieu::report::Report;
use chitieu::schema::{Schema, Target};
use chitieu::submission::Owner;
use chitieu::unit_of_measure::UnitOfMeasure;
use chitieu::workbook::Workbook;
use chitieu::write::{self, Understood, json, text};
use chitieu::{Inspected, MergeOptions, accepted, excerpt, finding, number, ratio, read, schema, senders};
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

#[path = "made.rs"]
pub mod made;

/// A target with its name.
pub type Named = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Named] = &[
    ("audit", audit),
    ("docx", docx),
    ("targets", goals),
    ("numbers", numbers),
    ("labels", labels),
    ("legacy", legacy_text),
    ("schema", schema_toml),
    ("located", located),
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
/// What reports are held against: a consolidation with a figure for everything.
static BEHIND: LazyLock<Consolidation> = LazyLock::new(|| made::consolidation(&SCHEMA));
/// A set with totals, parts, means, ratios and counts, small enough to be consolidated at each run.
static SMALL: LazyLock<Schema> = LazyLock::new(|| {
    let (raw, _) = schema::from_toml(include_str!("../samples/findings/schema.toml")).unwrap();
    schema::prove(&raw).unwrap().0
});
static SMALL_INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(&SMALL));
/// What people and programs are told is written in each.
const LANGUAGES: [Language; 2] = [Language::Vi, Language::En];

/// The text of a report: each statement recomputed, by itself and against a consolidation.
pub fn audit(data: &[u8]) {
    if let Ok(document) = read::document_of("a.md".into(), data) {
        let _ = audited(&document, true);
    }
}

fn audited(document: &Document, with_consolidation: bool) -> Audit {
    let consolidation = with_consolidation.then_some(&*BEHIND);
    let audit = chitieu::audit::audit(document, Some(&Against { schema: &SCHEMA, consolidation }));
    for language in LANGUAGES {
        let _ = text::audit("a.md", &audit, &[], true, language);
        json::audit("a.md", &audit, &[], language).unwrap();
    }
    audit
}

/// A .docx, or the main part of one: read, proofread, and the copy with comments read again.
pub fn docx(data: &[u8]) {
    let bytes = if data.starts_with(b"PK\x03\x04") { data.to_vec() } else { packed_document(data) };
    let Ok(document) = read::document_of("a.docx".into(), &bytes) else { return };
    let audit = audited(&document, false);
    for language in LANGUAGES {
        if let Ok(copy) = write::annotated_document(&bytes, &document, &audit.remarks, language) {
            let again = read::document_of("a.docx".into(), &copy).unwrap_or_else(|_| panic!("the copy with comments is not read"));
            let lines = |document: &Document| document.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
            // A run of an old font that is cut in two may be converted in one half only; its letters are as they were.
            let converted = document.converted || again.converted;
            assert!(converted || lines(&document) == lines(&again), "the copy with comments says something else");
        }
    }
}

/// A .docx with this main part.
pub fn packed_document(main: &[u8]) -> Vec<u8> {
    packed(&[
        ("[Content_Types].xml", b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"),
        ("_rels/.rels", b"<Relationships><Relationship Id='r0' Type='x/officeDocument' Target='word/document.xml'/></Relationships>"),
        ("word/document.xml", main),
    ])
}

/// What plans and targets say: `>= 95`, "dưới 90", "43-45%".
pub fn goals(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // What stands behind a line break is the unit of measure that is wanted.
    let (text, unit) = text.split_once('\n').unwrap_or((&text, ""));
    let unit = UnitOfMeasure::parse(unit);
    let said = Target::said(text, &|text| match number::read(text) {
        number::Reading::Number(typed) => Some(typed.number),
        _ => None,
    });
    for target in [Target::parse(text, unit.as_ref()), said].into_iter().flatten() {
        assert_eq!(Target::parse(&target.to_string(), None), Some(target), "{text:?} is not read back");
        let _ = target.vietnamese();
        for figure in [target.base(), number::from_stored("95").unwrap(), number::from_stored("-0.5").unwrap()] {
            let _ = ratio::verdict(Some(figure), None, Some(&target));
            let _ = ratio::percent_of_plan(Some(figure), Some(target.base()), Some(&target), 1);
            let _ = ratio::target_of_unit(figure, Some(&target)).is_met_by(figure);
        }
    }
}

/// Numbers and units of measure as officials write them.
pub fn numbers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = number::read(&text);
    let _ = number::is_unknown(&text);
    let unit = UnitOfMeasure::parse(&text);
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

/// Any file: read and shown as it was understood.
pub fn file(data: &[u8]) {
    let Ok(workbook) = read::workbook_of("a.xls".into(), data) else { return };
    let found = inspected(&SCHEMA, &INDEX, &workbook);
    let findings: Vec<&finding::Finding> = found.findings.iter().collect();
    // The sender's own workbook with its mistakes marked is a workbook again.
    if let Ok(copy) = write::annotated(&SCHEMA, data, &workbook, &found.submission, &findings, Language::Vi)
        && let Err(why) = read::workbook_of("a.xlsx".into(), &copy.bytes)
    {
        panic!("the marked copy is not read: {why:?}");
    }
}

/// What `inspect` does with a workbook.
fn inspected(schema: &Schema, index: &Index, workbook: &Workbook) -> Inspected {
    let (located, ledger) = chitieu::locate::with_ledger(schema, index, workbook, None, &Default::default());
    let mut findings = located.findings;
    findings.extend(read::damage(workbook));
    findings.extend(chitieu::check::submission(schema, &located.submission));
    finding::sort(&mut findings);
    excerpt::attach(workbook, schema, &located.submission, &mut findings);
    let file = Understood { submission: &located.submission, findings: &findings, accepted: &[], ledger: ledger.as_ref() };
    for language in LANGUAGES {
        json::inspect(schema, &[file], language).unwrap();
        let _ = (text::inspect(schema, &[file], language), write::page(schema, &[file], language));
    }
    Inspected { submission: located.submission, findings, accepted: Vec::new(), ledger }
}

/// A sheet made from bytes ([`made::workbook`]): located, checked, consolidated with another, and everything written.
pub fn located(data: &[u8]) {
    let workbook = made::workbook(&String::from_utf8_lossy(data));
    if schema::is_schema_workbook(&workbook)
        && let Ok((raw, _)) = schema::from_workbook(&workbook)
    {
        let _ = schema::prove(&raw);
    }
    let one = inspected(&SMALL, &SMALL_INDEX, &workbook);
    let mut other = one.clone();
    other.submission.file = "b.xlsx".into();
    other.submission.unit = SMALL.find_unit("binh-minh");
    let figures = std::mem::take(&mut other.submission.figures);
    for mut figure in figures {
        if let (Owner::Unit(_), Some(unit)) = (figure.owner, other.submission.unit) {
            figure.owner = Owner::Unit(unit);
        }
        other.submission.figures.push(figure);
    }
    other.submission.finish();
    let merged = chitieu::consolidate(&SMALL, vec![one, other], &MergeOptions::default());
    let (of, findings, completeness) = (&merged.consolidation, &merged.findings, &merged.completeness);
    for language in LANGUAGES {
        json::merge(&SMALL, of, findings, completeness, language).unwrap();
        let _ = text::merge(&SMALL, of, findings, completeness, &[], language);
    }
    let _ = write::markdown(&Report::of(&SMALL, of, findings, completeness));
    // The workbook takes longer than all the rest: not for each.
    if data.len().is_multiple_of(16) {
        write::consolidated(&SMALL, of, findings, completeness, Language::Vi).unwrap();
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

/// Panics of calamine that the reader catches are no crash; any other ends the process, as cargo-fuzz has it.
pub fn let_guarded_panics_be() {
    std::panic::set_hook(Box::new(|panic| {
        if !chitieu::guard::is_guarded() {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}
