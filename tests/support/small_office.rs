//! An office with the schema of the samples of findings, in which the program runs.

use chitieu::cell::Position;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::Workbook;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with `schema.toml` and an empty folder `nop` for what is handed in.
pub struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/findings/schema.toml");
        fs::copy(schema, office.path("schema.toml")).unwrap();
        fs::create_dir(office.path("nop")).unwrap();
        office
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a workbook of one sheet, "Bieu 1", from a text table; what stands in quotes is text.
    pub fn workbook(&self, name: &str, table: &str) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("Bieu 1").unwrap();
        for (row, line) in table.lines().map(str::trim).filter(|line| line.starts_with('|')).enumerate() {
            for (column, text) in line.trim_matches('|').split('|').map(str::trim).enumerate() {
                let (row, column) = (row as u32, column as u16);
                match rust_decimal::Decimal::from_str_exact(text) {
                    Ok(number) => sheet.write(row, column, number.to_f64().unwrap()).unwrap(),
                    Err(_) if text.is_empty() => continue,
                    Err(_) => sheet.write(row, column, text.trim_matches('"')).unwrap(),
                };
            }
        }
        workbook.save(self.path(name)).unwrap();
    }

    /// Runs the program in the folder, with its schema.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chitieu"));
        command.current_dir(self.folder.path()).env_remove("CHITIEU_LANG").args(arguments).args(["--schema", "schema.toml"]);
        command.output().unwrap()
    }

    /// A part of a packed file.
    pub fn part(&self, file: &str, part: &str) -> String {
        let mut archive = zip::ZipArchive::new(fs::File::open(self.path(file)).unwrap()).unwrap();
        let mut text = String::new();
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// What the first twelve columns of a sheet show, row by row.
    pub fn cells(&self, file: &str, sheet: &str) -> Vec<Vec<String>> {
        let workbook = chitieu::read::workbook(&self.path(file)).unwrap();
        let sheet = workbook.sheets.iter().find(|own| *own.name == *sheet).unwrap();
        let shown = |row, column| sheet.cell(Position::new(row, column)).map(|cell| workbook.shown(cell.value)).unwrap_or_default();
        sheet.rows.iter().map(|row| (0..12).map(|column| shown(row.index, column)).collect()).collect()
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}
