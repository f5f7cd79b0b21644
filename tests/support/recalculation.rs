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

/// One sheet by its name.
pub fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    sheets(bytes).into_iter().find(|(other, _)| other == name).map(|(_, range)| range).unwrap()
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
    recalculated_all(&[bytes.to_vec()], folder).map(|mut all| all.remove(0))
}

/// The same for several workbooks in one go: LibreOffice takes longer to start than to compute.
pub fn recalculated_all(workbooks: &[Vec<u8>], folder: &Path) -> Option<Vec<Vec<u8>>> {
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    std::fs::create_dir_all(folder.join("out")).unwrap();
    let always = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    std::fs::write(profile.join("user/registrymodifications.xcu"), always).unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(folder.join("out"));
    for (at, bytes) in workbooks.iter().enumerate() {
        std::fs::write(folder.join(format!("{at}.xlsx")), bytes).unwrap();
        command.arg(folder.join(format!("{at}.xlsx")));
    }
    command.output().ok()?;
    let again = |at: usize| {
        let path = folder.join(format!("out/{at}.xlsx"));
        let bytes = std::fs::read(&path).unwrap();
        // A leftover would pass for a conversion that failed.
        std::fs::remove_file(&path).unwrap();
        bytes
    };
    Some((0..workbooks.len()).map(again).collect())
}

/// Cells that LibreOffice computes differently.
pub fn differences(ours: &[u8], theirs: &[u8]) -> Vec<String> {
    let mut differences = Vec::new();
    let (ours, theirs) = (sheets(ours), sheets(theirs));
    assert!(ours.iter().map(|(name, _)| name).eq(theirs.iter().map(|(name, _)| name)));
    for ((name, ours), (_, theirs)) in ours.iter().zip(&theirs) {
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
