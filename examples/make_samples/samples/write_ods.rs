//! A workbook as .ods: three XML parts in a zip, written by hand.

use super::Result;
use super::book::{Align, At, Book, Format, Sheet, Style, Value, a1};
use chitieu::number;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";
const SPACES: &str = concat!(
    r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
    r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
    r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#,
    r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
    r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0""#,
    r#" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0""#,
    r#" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2""#,
);

/// The bytes of the file; always the same for the same workbook.
pub fn bytes(book: &Book) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let packed = plain.compression_method(CompressionMethod::Deflated);
    // The type must come first and unpacked, so that a program knows it from the first bytes.
    zip.start_file("mimetype", plain.compression_method(CompressionMethod::Stored))?;
    zip.write_all(MIME.as_bytes())?;
    for (name, text) in [("content.xml", content(book)?), ("styles.xml", page_style()), ("META-INF/manifest.xml", manifest())] {
        zip.start_file(name, packed)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest() -> String {
    let entry = |path: &str, kind: &str| format!(r#"<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>"#);
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">{}{}{}</manifest:manifest>"#
        ),
        entry("/", MIME),
        entry("content.xml", "text/xml"),
        entry("styles.xml", "text/xml"),
    )
}

/// A4 across, as wide as the page.
fn page_style() -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><office:document-styles{}>"#,
            r#"<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties"#,
            r#" fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0""#,
            r#" style:table-centering="horizontal" fo:margin="1.2cm"/></style:page-layout></office:automatic-styles>"#,
            r#"<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles>"#,
            r#"</office:document-styles>"#
        ),
        SPACES
    )
}

fn content(book: &Book) -> Result<String> {
    // Styles are named in the order their cells come in.
    let mut styles: BTreeMap<String, String> = BTreeMap::new();
    let mut body = String::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        table(&mut body, sheet, at, &mut styles)?;
    }
    let mut out = format!(r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content{SPACES}><office:automatic-styles>"#);
    for style in styles.values() {
        out.push_str(style);
    }
    write!(
        out,
        "</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )?;
    Ok(out)
}

fn table(out: &mut String, sheet: &Sheet, place: usize, styles: &mut BTreeMap<String, String>) -> Result<()> {
    let (last_row, last_column) = sheet.last();
    let name = format!("ta{place}");
    let style = format!(
        r#"<style:style style:name="{name}" style:family="table" style:master-page-name="Default"><style:table-properties table:display="{}"/></style:style>"#,
        !sheet.hidden
    );
    styles.insert(name.clone(), style);
    write!(out, r#"<table:table table:name="{}" table:style-name="{name}">"#, escaped(&sheet.name))?;
    for column in 0..=last_column {
        // A character of Excel's column width is about 0,2 cm.
        let width = u32::from(*sheet.widths.get(&column).unwrap_or(&9)) * 2;
        let name = format!("co{width}");
        let style = format!(
            r#"<style:style style:name="{name}" style:family="table-column"><style:table-column-properties style:column-width="{}.{}cm"/></style:style>"#,
            width / 10,
            width % 10
        );
        styles.insert(name.clone(), style);
        let hidden = if sheet.hidden_columns.contains(&column) { r#" table:visibility="collapse""# } else { "" };
        write!(out, r#"<table:table-column table:style-name="{name}"{hidden}/>"#)?;
    }
    for row in 0..=last_row {
        let (name, height) = match sheet.heights.get(&row) {
            Some(height) => (format!("ro{height}"), format!(r#"style:row-height="{height}pt" style:use-optimal-row-height="false""#)),
            None => ("ro".to_string(), r#"style:use-optimal-row-height="true""#.to_string()),
        };
        let style =
            format!(r#"<style:style style:name="{name}" style:family="table-row"><style:table-row-properties {height}/></style:style>"#);
        styles.insert(name.clone(), style);
        let repeated = sheet.repeat;
        if repeated.is_some_and(|(first, _)| first == row) {
            out.push_str("<table:table-header-rows>");
        }
        write!(out, r#"<table:table-row table:style-name="{name}">"#)?;
        for column in 0..=last_column {
            cell(out, sheet, (row, column), styles)?;
        }
        out.push_str("</table:table-row>");
        if repeated.is_some_and(|(_, last)| last == row) {
            out.push_str("</table:table-header-rows>");
        }
    }
    out.push_str("</table:table>");
    Ok(())
}

fn cell(out: &mut String, sheet: &Sheet, at: At, styles: &mut BTreeMap<String, String>) -> Result<()> {
    let Some(cell) = sheet.cells.get(&at) else {
        out.push_str("<table:table-cell/>");
        return Ok(());
    };
    if sheet.is_covered(at) {
        out.push_str("<table:covered-table-cell/>");
        return Ok(());
    }
    let name = style(cell.style, styles);
    let mut attributes = format!(r#" table:style-name="{name}""#);
    if let Some((top, left, bottom, right)) = sheet.merges.iter().find(|&&(top, left, ..)| (top, left) == at) {
        write!(attributes, r#" table:number-columns-spanned="{}" table:number-rows-spanned="{}""#, right - left + 1, bottom - top + 1)?;
    }
    let value_type = if matches!(cell.style.format, Format::Percent(_)) { "percentage" } else { "float" };
    let shown = match &cell.value {
        Value::Blank => {
            write!(out, "<table:table-cell{attributes}/>")?;
            return Ok(());
        }
        Value::Text(text) => {
            attributes.push_str(r#" office:value-type="string""#);
            text.clone()
        }
        Value::Number(number) => {
            write!(attributes, r#" office:value-type="{value_type}" office:value="{number}""#)?;
            shown(*number, cell.style.format)
        }
        Value::Formula(formula, result) => {
            let formula = formula.spelled(';', |at| format!("[.{}]", a1(at)));
            write!(attributes, r#" table:formula="of:={formula}" office:value-type="{value_type}" office:value="{result}""#)?;
            shown(Decimal::from_f64(*result).ok_or("no number")?, cell.style.format)
        }
    };
    write!(out, "<table:table-cell{attributes}>")?;
    for line in shown.split('\n') {
        write!(out, "<text:p>{}</text:p>", escaped(line))?;
    }
    out.push_str("</table:table-cell>");
    Ok(())
}

/// A number as the sheet shows it.
fn shown(number: Decimal, format: Format) -> String {
    match format {
        Format::General | Format::Bracketed => number::vietnamese(number, None),
        Format::Fixed(decimals) => number::vietnamese(number, Some(decimals.into())),
        Format::Percent(decimals) => format!("{}%", number::vietnamese(number * Decimal::ONE_HUNDRED, Some(decimals.into()))),
    }
}

fn style(style: Style, styles: &mut BTreeMap<String, String>) -> String {
    let (number, decimals) = match style.format {
        Format::Fixed(decimals) => (Some("number:number-style"), decimals),
        Format::Percent(decimals) => (Some("number:percentage-style"), decimals),
        Format::General | Format::Bracketed => (None, 0),
    };
    let data = number.map(|element| {
        let percent = element.contains("percent");
        let name = format!("n{}{decimals}", if percent { "p" } else { "f" });
        let sign = if percent { "<number:text>%</number:text>" } else { "" };
        let xml = format!(
            r#"<{element} style:name="{name}"><number:number number:decimal-places="{decimals}" number:min-decimal-places="{decimals}" number:min-integer-digits="1" number:grouping="{}"/>{sign}</{element}>"#,
            !percent
        );
        // The digit in front keeps number styles before the cell styles that name them.
        styles.insert(format!("0{name}"), xml);
        name
    });
    let align = match style.align {
        Align::Left => "start",
        Align::Center => "center",
        Align::Right => "end",
    };
    let name = format!(
        "ce-{}-{}{}{}-{align}{}{}{}-{}",
        style.font.replace(' ', "_"),
        style.size,
        if style.bold { "b" } else { "" },
        if style.italic { "i" } else { "" },
        if style.wrap { "w" } else { "" },
        if style.border { "l" } else { "" },
        if style.fill { "f" } else { "" },
        data.as_deref().unwrap_or("")
    );
    let xml = format!(
        concat!(
            r#"<style:style style:name="{name}" style:family="table-cell"{data}><style:table-cell-properties style:vertical-align="middle"{wrap}{border}{fill}/>"#,
            r#"<style:paragraph-properties fo:text-align="{align}"/><style:text-properties fo:font-family="{font}" fo:font-size="{size}pt"{bold}{italic}/></style:style>"#
        ),
        name = name,
        data = data.map_or_else(String::new, |data| format!(r#" style:data-style-name="{data}""#)),
        wrap = if style.wrap { r#" fo:wrap-option="wrap""# } else { "" },
        border = if style.border { r##" fo:border="0.5pt solid #000000""## } else { "" },
        fill = if style.fill { r##" fo:background-color="#ddebf7""## } else { "" },
        align = align,
        font = style.font,
        size = style.size,
        bold = if style.bold { r#" fo:font-weight="bold""# } else { "" },
        italic = if style.italic { r#" fo:font-style="italic""# } else { "" },
    );
    styles.insert(name.clone(), xml);
    name
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
