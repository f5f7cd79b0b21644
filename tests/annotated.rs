//! Annotated copies: the sender's own workbook with its mistakes marked, and everything else as it was.

use chitieu::finding::{Finding, Severity};
use chitieu::language::Language;
use chitieu::schema::Schema;
use chitieu::write::annotated;
use chitieu::{Inspected, MergeOptions, inspect, read};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn schema_at(path: &Path) -> Schema {
    let (raw, _) = chitieu::schema::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap();
    chitieu::schema::prove(&raw).unwrap().0
}

/// The parts of a packed workbook by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.insert(name, content);
    }
    parts
}

fn look(schema: &Schema, file: &Path) -> Inspected {
    inspect(schema, &[file.to_path_buf()], &MergeOptions::default(), &|_| {}).swap_remove(0)
}

fn copy_of(schema: &Schema, file: &Path, inspected: &Inspected) -> annotated_copy::Copy {
    let bytes = std::fs::read(file).unwrap();
    let workbook = read::workbook(file).unwrap();
    let findings: Vec<&Finding> = inspected.findings.iter().collect();
    let copy = annotated(schema, &bytes, &workbook, &inspected.submission, &findings, Language::Vi).unwrap();
    let again = annotated(schema, &bytes, &workbook, &inspected.submission, &findings, Language::Vi).unwrap();
    assert!(copy.bytes == again.bytes, "two runs differ");
    assert!(std::fs::read(file).unwrap() == bytes);
    annotated_copy::Copy { original: bytes, bytes: copy.bytes, rebuilt: copy.rebuilt }
}

mod annotated_copy {
    pub struct Copy {
        pub original: Vec<u8>,
        pub bytes: Vec<u8>,
        pub rebuilt: bool,
    }
}

/// Parts that a copy may change: the list of sheets, styles, the flagged sheets and what belongs to their comments.
fn may_change(name: &str) -> bool {
    let lower = name.to_lowercase().replace('\\', "/");
    ["[content_types].xml", "workbook.xml", ".rels", "styles.xml", "/worksheets/", "/chartsheets/", "comments", "vmldrawing"]
        .iter()
        .any(|part| lower.contains(part))
}

/// Findings that follow from the cells, wherever they are told.
fn told(inspected: &Inspected) -> Vec<String> {
    inspected.findings.iter().map(|finding| format!("{} {} {:?}", finding.kind.code, finding.place(), finding.found)).collect()
}

#[test]
fn a_marked_copy_handed_in_again_says_what_the_original_says() {
    let schema = schema_at(&root().join("samples/messy/schema.toml"));
    let folder = tempfile::tempdir().unwrap();
    let (mut marked, mut rebuilt) = (0, 0);
    for place in ["samples/messy/le", "samples/messy/dot-6t"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(place)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let inspected = look(&schema, &file);
            if read::workbook(&file).is_err() || inspected.findings.iter().all(|finding| finding.severity == Severity::Info) {
                continue;
            }
            let copy = copy_of(&schema, &file, &inspected);
            if !copy.rebuilt {
                let (before, after) = (parts(&copy.original), parts(&copy.bytes));
                for (name, content) in &before {
                    assert!(may_change(name) || after.get(name) == Some(content), "{}: {name}", file.display());
                }
            }
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let target = folder.path().join(if copy.rebuilt { format!("{name}.xlsx") } else { name });
            std::fs::write(&target, &copy.bytes).unwrap();
            let again = look(&schema, &target);
            let figures = |of: &Inspected| -> Vec<String> {
                of.submission.figures.iter().map(|f| format!("{} {:?} {} {:?}", f.cell, f.owner, f.amount, f.measure)).collect()
            };
            assert_eq!(figures(&inspected), figures(&again), "{}", file.display());
            assert_eq!(inspected.submission.unit, again.submission.unit, "{}", file.display());
            if !copy.rebuilt {
                assert_eq!(told(&inspected), told(&again), "{}", file.display());
            }
            assert!(again.submission.left_out.iter().any(|part| part.reason.vi.contains("danh sách lỗi")), "{}", file.display());
            marked += 1;
            rebuilt += usize::from(copy.rebuilt);
        }
    }
    println!("{marked} copies, {rebuilt} of them written anew");
    assert!(marked >= 8 && rebuilt >= 1, "{marked} {rebuilt}");
}

#[test]
fn real_workbooks_keep_every_part_that_need_not_change() {
    let shared = root().join("../shared/corpus");
    if !shared.is_dir() {
        println!("not there: skipped");
        return;
    }
    let schema = schema_at(&root().join("samples/findings/schema.toml"));
    let mut files: Vec<PathBuf> = Vec::new();
    for (folder, most) in [("vietnamese", 1_000), ("robustness", 400)] {
        let mut own: Vec<PathBuf> = std::fs::read_dir(shared.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        own.retain(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
        own.sort();
        files.extend(own.into_iter().take(most));
    }
    let (mut copies, mut compared, mut rebuilt, mut refused) = (0, 0, 0, Vec::new());
    for file in files {
        let Ok(workbook) = read::workbook(&file) else { continue };
        let mut inspected = look(&schema, &file);
        // A mark in the first cells of each sheet, whatever stands there, and one beyond all rows.
        let kind = chitieu::catalogue::kinds()[0];
        for sheet in workbook.sheets.iter().take(5) {
            for at in ["A1", "B3", "C200"] {
                let cell =
                    chitieu::cell::CellRef::new(workbook.file.clone(), sheet.name.clone(), chitieu::cell::Position::parse(at).unwrap());
                inspected.findings.push(kind.at(&cell, chitieu::language::Words::new("Thử & <thử>.", "Trial.")));
            }
        }
        let bytes = std::fs::read(&file).unwrap();
        let findings: Vec<&Finding> = inspected.findings.iter().collect();
        let copy = match annotated(&schema, &bytes, &workbook, &inspected.submission, &findings, Language::Vi) {
            Ok(copy) => copy,
            Err(error) => {
                refused.push(format!("{}: {error}", file.display()));
                continue;
            }
        };
        copies += 1;
        if copy.rebuilt {
            rebuilt += 1;
            println!("rebuilt: {}", file.display());
        } else {
            let (before, after) = (parts(&bytes), parts(&copy.bytes));
            for (name, content) in &before {
                assert!(may_change(name) || after.get(name) == Some(content), "{}: {name}", file.display());
                compared += 1;
            }
        }
        let target = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
        std::fs::write(target.path(), &copy.bytes).unwrap();
        let again = read::workbook(target.path());
        assert!(again.is_ok(), "{}: {:?}", file.display(), again.err());
        if let Ok(folder) = std::env::var("COPIES") {
            std::fs::write(Path::new(&folder).join(file.file_name().unwrap()), &copy.bytes).unwrap();
        }
    }
    println!("{copies} copies, {compared} parts compared, {rebuilt} written anew, {} refused", refused.len());
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(copies >= 200 && rebuilt * 20 <= copies, "{copies} {rebuilt}");
}
