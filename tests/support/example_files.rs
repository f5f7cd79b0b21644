//! The examples of findings as files.

use chitieu::catalogue;
use chitieu::finding::{Example, Kind};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook};
use std::io::{Cursor, Read, Write};

/// One folder of samples: an example of a kind, as files.
pub struct Folder {
    /// `part-sum-mismatch/1-raised`.
    pub name: String,
    /// The kind it is an example of.
    pub kind: &'static Kind,
    /// The example.
    pub example: &'static Example,
    /// Name and content of each file.
    pub files: Vec<(String, Vec<u8>)>,
}

/// All examples of all kinds as files; those of kinds with one code are counted through.
pub fn folders() -> Vec<Folder> {
    let mut folders: Vec<Folder> = Vec::new();
    for kind in catalogue::kinds() {
        for example in kind.examples {
            let number = 1 + folders.iter().filter(|folder| folder.kind.code == kind.code).count();
            let what = if example.flagged.is_empty() { "silent" } else { "raised" };
            let mut files = vec![(example.file.to_string(), content(example.file, example.sheet))];
            files.extend(example.beside.iter().map(|(name, sheet)| (name.to_string(), content(name, sheet))));
            files.extend(example.senders.map(|text| ("senders.toml".to_string(), text.as_bytes().to_vec())));
            folders.push(Folder { name: format!("{}/{number}-{what}", kind.code), kind, example, files });
        }
    }
    folders
}

fn content(name: &str, sheet: &str) -> Vec<u8> {
    let rows: Vec<&str> = sheet.lines().map(str::trim).filter(|line| line.starts_with('|')).collect();
    match rows.as_slice() {
        [] if sheet == "<encrypted>" => encrypted(),
        [] => sheet.as_bytes().to_vec(),
        rows => {
            assert!(name.ends_with(".xlsx"), "{name}");
            without_sentinels(&workbook(rows))
        }
    }
}

/// Cells of a line between `|`.
pub fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().strip_prefix('|').unwrap_or(line);
    inner.strip_suffix('|').unwrap_or(inner).split('|').map(str::trim).collect()
}

/// Stands for a formula's result that was never stored.
const SENTINEL: &str = "98765.4321";

fn workbook(rows: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Bieu 1").unwrap();
    let plain = Format::new().set_font_name("Times New Roman").set_font_size(12);
    let head = plain.clone().set_bold().set_align(FormatAlign::Center);
    for (row, line) in rows.iter().enumerate() {
        for (column, text) in cells(line).into_iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            let format = if row == 0 { &head } else { &plain };
            if let Some((formula, result)) = text.split_once(" → ") {
                let result = if result == "?" { SENTINEL } else { result };
                sheet.write_with_format(row, column, Formula::new(formula).set_result(result), format).unwrap();
            } else if let Ok(number) = rust_decimal::Decimal::from_str_exact(text) {
                sheet.write_with_format(row, column, number.to_f64().unwrap(), format).unwrap();
            } else if !text.is_empty() {
                sheet.write_with_format(row, column, text.trim_matches('"'), format).unwrap();
            }
        }
    }
    sheet.set_column_width(0, 36).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2023, 7, 1).unwrap();
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    workbook.save_to_buffer().unwrap()
}

/// The writer stores a result with every formula; a workbook made by other programs may have none.
fn without_sentinels(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            content = String::from_utf8(content).unwrap().replace(&format!("<v>{SENTINEL}</v>"), "").into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        out.start_file(name, options).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The shell of a workbook with a password: the streams that say so, and nothing to decrypt in them.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in [("EncryptionInfo", &[4_u8, 0, 4, 0, 64, 0, 0, 0][..]), ("EncryptedPackage", &[0; 64])] {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
