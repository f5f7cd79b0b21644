//! A workbook of ours, computed once more by LibreOffice, and the cells in which it differs.

// Each test that takes this module uses its own part of it.
#![allow(dead_code)]

use calamine::{Data, Range, Reader, Xlsx};
use chitieu::cell::Position;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

/// A workbook from its bytes.
pub fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// All sheets with their names.
pub fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    open(bytes).worksheets()
}

/// A cell as text; blank and an empty text are the same to a reader.
pub fn shown(range: &Range<Data>, row: u32, column: u32) -> String {
    match range.get_value((row, column)) {
        None | Some(Data::Empty) => String::new(),
        Some(Data::Float(number)) => chitieu::number::from_f64(*number).unwrap().to_string(),
        Some(other) => other.to_string(),
    }
}

/// Has LibreOffice compute every formula again; `None` where it is not installed.
pub fn recalculated(bytes: &[u8], folder: &Path) -> Option<Vec<u8>> {
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    std::fs::create_dir_all(folder.join("out")).unwrap();
    let always = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    std::fs::write(profile.join("user/registrymodifications.xcu"), always).unwrap();
    std::fs::write(folder.join("a.xlsx"), bytes).unwrap();
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(folder.join("out"))
        .arg(folder.join("a.xlsx"))
        .output();
    match status {
        Ok(_) => Some(std::fs::read(folder.join("out/a.xlsx")).unwrap()),
        Err(_) => None,
    }
}

/// Cells that LibreOffice computes differently.
pub fn differences(ours: &[u8], theirs: &[u8]) -> Vec<String> {
    let mut differences = Vec::new();
    for ((name, ours), (_, theirs)) in sheets(ours).iter().zip(&sheets(theirs)) {
        let (rows, columns) = ours.end().unwrap_or_default();
        for row in 0..=rows {
            for column in 0..=columns {
                let (a, b) = (shown(ours, row, column), shown(theirs, row, column));
                if a != b {
                    differences.push(format!("{name}!{}: stored {a:?}, recalculated {b:?}", Position::new(row, column)));
                }
            }
        }
    }
    differences
}
