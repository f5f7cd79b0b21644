//! The report as a Word document that keeps the rules of Nghị định 30/2020/NĐ-CP, Phụ lục I.
//!
//! Written by hand over `zip`: the rules ask for little of WordprocessingML (ECMA-376, Part 1, 17), and for all of
//! that little exactly.

mod frame;
mod metrics;
mod styles;
mod table;
pub(super) mod xml;

use super::WriteError;
use crate::language::{Language, Text, Words};
use crate::report::{Block, Paragraph, Report};
use std::io::{Cursor, Write};
use xml::{Form, Look};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The bytes of a .docx file: the same report gives the same bytes. The document itself is Vietnamese; `language` is
/// that of the note in its properties.
///
/// # Errors
/// The parts could not be packed.
pub fn docx(report: &Report, language: Language) -> Result<Vec<u8>, WriteError> {
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties(report, language)),
        ("word/document.xml", document(report)),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/styles.xml", styles::styles()),
        ("word/settings.xml", settings()),
        ("word/header1.xml", frame::page_number()),
        ("word/header2.xml", frame::no_page_number()),
    ];
    pack(&parts).map_err(|error| WriteError {
        words: Words::new(
            format!("Không tạo được tệp Word ({error}). Hãy thử lại."),
            format!("The Word file could not be made ({error}). Try again."),
        ),
    })
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed date, so that the same report gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn document(report: &Report) -> String {
    let mut body = String::new();
    body.push_str(&frame::letterhead(&report.head));
    body.push_str(&frame::title(&report.head));
    body.push_str(&frame::addressees(&report.addressees_title, &report.addressees));
    for block in &report.opening {
        body.push_str(&block_xml(block));
    }
    for section in &report.sections {
        let text = format!("{} {}", section.number, section.title);
        body.push_str(&xml::paragraph(styles::heading(section.level), &Form::default(), &xml::run(&text, Look::Plain)));
        for block in &section.blocks {
            body.push_str(&block_xml(block));
        }
    }
    body.push_str(&xml::paragraph(styles::BODY, &Form { keep_next: true, ..Form::default() }, &paragraph_runs("", &report.closing)));
    body.push_str(&frame::foot(&report.foot));
    // The section ends with the paragraph that holds its properties; the annex has the page the other way round.
    body.push_str(&xml::paragraph(styles::RULE, &Form { section: Some(frame::portrait()), ..Form::default() }, ""));
    body.push_str(&frame::annex_head(&report.annex));
    body.push_str(&table::table(&report.annex.table, styles::LANDSCAPE_TEXT_WIDTH));
    let note = report.annex.note.clone().unwrap_or_default();
    // Word wants a paragraph after a table that ends a document.
    body.push_str(&xml::paragraph(styles::ANNEX_NOTE, &Form::default(), &xml::run(&note, Look::Plain)));
    format!("{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><w:body>{body}{}</w:body></w:document>", frame::landscape())
}

fn block_xml(block: &Block) -> String {
    match block {
        Block::Paragraph(paragraph) => xml::paragraph(styles::BODY, &Form::default(), &paragraph_runs("", paragraph)),
        Block::Bullet(1, paragraph) => xml::paragraph(styles::BULLET, &Form::default(), &paragraph_runs("- ", paragraph)),
        Block::Bullet(_, paragraph) => xml::paragraph(styles::BULLET_2, &Form::default(), &paragraph_runs("+ ", paragraph)),
        // Word draws charts from parts of their own; the figures stand in the text and the annex.
        Block::Chart(_) => String::new(),
        Block::Table(table) => {
            let after = xml::paragraph(styles::RULE, &Form::default(), "");
            format!("{}{after}", table::table(table, styles::PORTRAIT_TEXT_WIDTH))
        }
    }
}

fn paragraph_runs(mark: &str, paragraph: &Paragraph) -> String {
    if paragraph.lead.is_empty() {
        return xml::run(&format!("{mark}{}", paragraph.text), Look::Plain);
    }
    let lead = xml::run(&format!("{mark}{} ", paragraph.lead), Look::Bold);
    format!("{lead}{}", xml::run(&paragraph.text, Look::Plain))
}

fn content_types() -> String {
    let office = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut overrides = String::new();
    for (part, kind) in
        [("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("header1", "header"), ("header2", "header")]
    {
        overrides.push_str(&format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{office}.{kind}+xml\"/>"));
    }
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{overrides}\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    )
}

fn package_relations() -> String {
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn document_relations() -> String {
    let mut relations = String::new();
    for (id, kind, target) in [
        ("rId1", "styles", "styles"),
        ("rId2", "settings", "settings"),
        (frame::NUMBERED, "header", "header1"),
        (frame::UNNUMBERED, "header", "header2"),
    ] {
        relations.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}.xml\"/>"));
    }
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>")
}

/// No dates: the program has no clock, and the same report gives the same bytes.
fn properties(report: &Report, language: Language) -> String {
    const NOTE: Text = Text {
        vi: "Lập từ bảng tổng hợp chỉ tiêu bằng chitieu.",
        en: "Made from the consolidated indicators with chitieu.",
    };
    let title = xml::escape(&format!("{} {}", report.head.kind, report.head.title));
    let creator = xml::escape(&report.head.issuer.join(" "));
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:description>{}</dc:description>\
         <dc:language>vi-VN</dc:language></cp:coreProperties>",
        NOTE.in_language(language)
    )
}

fn settings() -> String {
    // Mode 15 is Word 2013 and later; without it Word opens the file in compatibility mode.
    format!(
        "{XML}<w:settings xmlns:w=\"{MAIN}\"><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"720\"/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"vi-VN\"/>\
         <w:decimalSymbol w:val=\",\"/><w:listSeparator w:val=\";\"/></w:settings>"
    )
}
