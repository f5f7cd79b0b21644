//! The examples of findings as files.

use chitieu::catalogue;
use chitieu::finding::{Example, Kind, Lower};
use chitieu::last_year::Reopened;
use chitieu::schema::Schema;
use chitieu::submission::Measure;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

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
            let first = match &example.lower {
                Some(lower) => consolidated(lower, 2023),
                None => content(example.file, example.sheet),
            };
            let mut files = vec![(example.file.to_string(), first)];
            files.extend(example.last_year.as_ref().map(|past| (LAST_YEAR.to_string(), consolidated(past, 2022))));
            files.extend(example.beside.iter().map(|(name, sheet)| (name.to_string(), content(name, sheet))));
            files.extend(example.senders.map(|text| ("senders.toml".to_string(), text.as_bytes().to_vec())));
            folders.push(Folder { name: format!("{}/{number}-{what}", kind.code), kind, example, files });
        }
    }
    folders
}

/// The consolidated workbook that last year's figures of an example are taken from.
pub const LAST_YEAR: &str = "nam-truoc.xlsx";

/// The set that a consolidated workbook of an example is made with.
fn set_below(lower: &Lower, year: u32) -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/findings/schema.toml");
    let mut text = std::fs::read_to_string(path).unwrap().replace("2023", &year.to_string());
    for (code, name, called, named) in lower.units {
        text = text.replace(&format!("\"{code}\""), &format!("\"{called}\"")).replace(&format!("\"{name}\""), &format!("\"{named}\""));
    }
    let (code, name) = lower.area;
    text = text.replace("\"an-hoa\"", &format!("\"{code}\"")).replace("\"Huyện An Hòa\"", &format!("\"{name}\""));
    if let Some((words, others)) = lower.change {
        text = text.replace(words, others);
    }
    chitieu::schema::prove(&chitieu::schema::from_toml(&text).unwrap().0).unwrap().0
}

/// The consolidated workbook of some sheets, as `merge` makes it.
fn consolidated(lower: &Lower, year: u32) -> Vec<u8> {
    let schema = set_below(lower, year);
    let folder = tempfile::tempdir().unwrap();
    // Without its folder, so that the workbook is the same wherever it is made.
    let mut files = Vec::new();
    for (name, sheet) in lower.sheets {
        files.push(folder.path().join(name));
        std::fs::write(folder.path().join(name), content(name, sheet)).unwrap();
    }
    let mut merged = chitieu::merge(&schema, &files, &chitieu::MergeOptions::default(), &|_| {});
    let base = |file: &str| file.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
    for source in &mut merged.consolidation.sources {
        source.file = base(&source.file).into();
    }
    for (_, file) in &mut merged.consolidation.units {
        *file = file.as_deref().map(|file| base(file).into());
    }
    for finding in &mut merged.findings {
        finding.file = finding.file.as_deref().map(|file| base(file).into());
    }
    for row in &mut merged.consolidation.rows {
        let cells = row.by_unit.iter().map(|(_, figures)| {
            Measure::ALL.map(|measure| {
                let cell = figures.cell(measure)?;
                Some(chitieu::cell::CellRef::new(base(&cell.file).into(), cell.sheet.clone(), cell.at))
            })
        });
        let cells: Vec<_> = cells.collect();
        let renamed = row.by_unit.iter().zip(&cells).map(|((unit, figures), cells)| {
            let mut figures = figures.all();
            for (measure, cell) in Measure::ALL.into_iter().zip(cells) {
                if let Some(sourced) = figures.get_mut(measure) {
                    sourced.cell = cell.as_ref().map(|cell| cell.view());
                }
            }
            (unit, figures)
        });
        row.by_unit = chitieu::consolidation::Figures::of(&Arc::default(), renamed);
    }
    chitieu::write::consolidated(&schema, &merged.consolidation, &merged.findings, &merged.completeness, chitieu::language::Language::Vi)
        .unwrap()
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

/// Last year's consolidated workbook of an example, read back from its folder.
pub fn prior(schema: &Schema, folder: &Path) -> Option<Arc<Reopened>> {
    let workbook = chitieu::read::workbook(&folder.join(LAST_YEAR)).ok()?;
    Some(Arc::new(chitieu::reopen(schema, &workbook).unwrap().0))
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
