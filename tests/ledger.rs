//! Nothing that stands in a workbook is silently unused: each number in it was read, or it is told why it was not.

#[path = "support/grid.rs"]
mod grid;

use chitieu::cell::Position;
use chitieu::finding::Severity;
use chitieu::ledger::{Account, Fate, Frame, Ledger};
use chitieu::locate::{self, Located};
use chitieu::schema::Schema;
use chitieu::senders::Confirmed;
use chitieu::workbook::Workbook;
use chitieu::{MergeOptions, inspect};
use std::path::{Path, PathBuf};

fn schema(path: &Path) -> Schema {
    let text = std::fs::read_to_string(path).unwrap();
    let (raw, problems) = chitieu::schema::from_toml(&text).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    chitieu::schema::prove(&raw).unwrap().0
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files in a folder and the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.extension().is_some_and(|ending| ["toml", "json", "md", "py", "csv"].iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Numbers that nobody accounts for, with their places.
fn unaccounted(ledger: &Ledger) -> Vec<String> {
    let all = ledger.sheets.iter().flat_map(|sheet| sheet.entries.iter().map(move |entry| (sheet, entry)));
    all.filter(|(_, entry)| entry.fate == Fate::Unaccounted)
        .map(|(sheet, entry)| format!("{}!{} = {}", sheet.name, entry.at, entry.shown))
        .collect()
}

/// Reads files with a ledger; each number must be accounted for.
fn balance(schema: &Schema, files: &[PathBuf]) -> Account {
    let options = MergeOptions { ledger: true, ..MergeOptions::default() };
    let mut sum = Account::default();
    let mut bad = Vec::new();
    for inspected in inspect(schema, files, &options, &|_| {}) {
        let Some(ledger) = &inspected.ledger else { continue };
        let account = ledger.account();
        assert_eq!(
            account.numbers,
            account.used + account.frame + account.told + account.left_out + account.unaccounted,
            "{}",
            inspected.submission.file
        );
        let left = unaccounted(ledger);
        if !left.is_empty() {
            bad.push(format!("{}: {}", inspected.submission.file, left.join("; ")));
        }
        // Each figure stands in the ledger at its own cell, and nowhere else.
        let figures: usize = ledger
            .sheets
            .iter()
            .flat_map(|sheet| &sheet.entries)
            .map(|entry| if let Fate::Figure(figures) = &entry.fate { figures.len() } else { 0 })
            .sum();
        assert_eq!(figures, inspected.submission.figures.len(), "{}", inspected.submission.file);
        sum.numbers += account.numbers;
        sum.used += account.used;
        sum.frame += account.frame;
        sum.told += account.told;
        sum.left_out += account.left_out;
    }
    println!("{} files: {sum:?}", files.len());
    assert!(bad.is_empty(), "numbers that nobody accounts for:\n{}", bad.join("\n"));
    sum
}

#[test]
fn every_number_of_the_samples_is_accounted_for() {
    let nam_dong = chitieu::schema::built_in().unwrap();
    let sum = balance(&nam_dong, &files(&root().join("samples/nam-dong-2023/6t")));
    assert!(sum.used > 2_000, "{sum:?}");
    let messy = schema(&root().join("samples/messy/schema.toml"));
    let sum = balance(&messy, &files(&root().join("samples/messy")));
    assert!(sum.used > 6_000 && sum.told > 10, "{sum:?}");
}

#[test]
fn every_number_of_the_corpora_is_accounted_for() {
    let shared = root().join("../shared/corpus");
    if !shared.is_dir() {
        println!("not there: skipped");
        return;
    }
    let messy = schema(&shared.join("messy-dev/schema.toml"));
    balance(&messy, &files(&shared.join("messy-dev")));
    balance(&messy, &files(&shared.join("vietnamese")));
    // Files that were made to break readers; the large ones take their time and hold nothing of ours.
    let mut odd = files(&shared.join("robustness"));
    odd.retain(|file| file.metadata().is_ok_and(|file| file.len() < 300_000));
    balance(&messy, &odd);
    // Real sheets with sets of indicators made for them.
    let (mut sheets, mut used) = (0, 0);
    for schema_file in std::fs::read_dir(root().join("tests/schemas")).unwrap().map(|entry| entry.unwrap().path()) {
        let stem = schema_file.file_stem().unwrap().to_owned();
        let own: Vec<PathBuf> = files(&shared.join("vietnamese")).into_iter().filter(|file| file.file_stem() == Some(&stem)).collect();
        assert_eq!(own.len(), 1, "{stem:?}");
        used += balance(&schema(&schema_file), &own).used;
        sheets += 1;
    }
    assert!(sheets >= 5 && used > 1_000, "{sheets} {used}");
}

const SMALL: &str = r#"
version = 1
id = "thu"
title = "Thử"
year = 2023
area = { code = "h", name = "Huyện Thử" }
unit = [{ code = "a", name = "Xã Hương Lộc", kind = "xa" }, { code = "b", name = "Xã Hương Xuân", kind = "xa" }]
section = [{ code = "I", name = "Nông nghiệp" }]
indicator = [
  { code = "bo", section = "I", name = "Đàn bò", unit = "con", kind = "quantity", aggregate = "sum" },
  { code = "lon", section = "I", name = "Đàn lợn", unit = "con", kind = "quantity", aggregate = "sum" },
]
"#;

fn ledger_of(workbook: &Workbook) -> (Located, Ledger) {
    let (raw, problems) = chitieu::schema::from_toml(SMALL).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let schema = chitieu::schema::prove(&raw).unwrap().0;
    let (located, ledger) = locate::with_ledger(&schema, &locate::Index::of(&schema), workbook, None, &Confirmed::default());
    (located, ledger.unwrap())
}

fn fate(ledger: &Ledger, at: &str) -> Fate {
    let at = Position::parse(at).unwrap();
    ledger.sheets[0].entries.iter().find(|entry| entry.at == at).unwrap().fate.clone()
}

fn told(located: &Located) -> Vec<String> {
    located.findings.iter().map(|finding| format!("{} {}", finding.kind.code, finding.place())).collect()
}

#[test]
fn each_cell_has_its_fate() {
    let workbook = grid::workbook(
        "xa-huong-loc.xlsx",
        "| Số: 15 | 2023 | | | | | |
         | STT | Chỉ tiêu | Kế hoạch | Thực hiện | % kế hoạch | Ghi chú | Khác |
         | 1   | Đàn bò   | 100      | 50        | 50         | 12      | 7    |
         | 2   | Đàn lợn  | 10       | -         |            |         |      |
         | 3   | Đàn dê   | 4        | 2         | 50         |         |      |",
    );
    let (located, ledger) = ledger_of(&workbook);
    assert!(matches!(fate(&ledger, "C3"), Fate::Figure(figures) if figures == [0]));
    assert!(matches!(fate(&ledger, "E3"), Fate::StatedRatio(_)));
    assert!(matches!(fate(&ledger, "B3"), Fate::Indicator(_)));
    assert_eq!(fate(&ledger, "A3"), Fate::Frame(Frame::Numbering));
    assert_eq!(fate(&ledger, "D2"), Fate::Frame(Frame::Header));
    assert_eq!(fate(&ledger, "D4"), Fate::Frame(Frame::Blank));
    for at in ["C5", "D5", "E5"] {
        assert!(matches!(fate(&ledger, at), Fate::Told(_)), "{at}: {:?}", fate(&ledger, at));
    }
    for at in ["B1", "F3", "G3"] {
        assert!(matches!(fate(&ledger, at), Fate::LeftOut(_)), "{at}: {:?}", fate(&ledger, at));
    }
    // What was left out is listed with its place, numbers outside of the table among it.
    assert!(located.submission.left_out.iter().any(|part| part.area.is_some_and(|area| area.contains(Position::new(0, 1)))));
    assert_eq!(told(&located), ["unused-column Bieu 1!G2", "unknown-indicator Bieu 1!B5"]);
    assert!(located.findings.iter().all(|finding| finding.severity != Severity::Error));
    let account = ledger.account();
    assert_eq!((account.numbers, account.used, account.told, account.left_out, account.unaccounted), (13, 4, 3, 3, 0), "{account:?}");
}

#[test]
fn a_nameless_row_of_small_numbers_is_told_and_not_taken_for_column_numbers() {
    let sheet = |row: &str| {
        let table = format!("| Chỉ tiêu | Kế hoạch | Thực hiện | Cùng kỳ |\n| Đàn bò | 100 | 50 | 40 |\n{row}\n| Đàn lợn | 9 | 8 | 7 |");
        told(&ledger_of(&grid::workbook("xa-huong-loc.xlsx", &table)).0)
    };
    assert_eq!(sheet("| | 3 | 1 | 2 |"), ["unknown-indicator Bieu 1!A3"]);
    // Columns moved together with their numbers, right below the headings.
    let moved = "| Chỉ tiêu | Thực hiện | Cùng kỳ | Kế hoạch |\n| 1 | 3 | 4 | 2 |\n| Đàn bò | 50 | 40 | 100 |";
    let (located, ledger) = ledger_of(&grid::workbook("xa-huong-loc.xlsx", moved));
    assert_eq!(told(&located), Vec::<String>::new());
    assert_eq!(fate(&ledger, "B2"), Fate::Frame(Frame::ColumnNumbers));
    assert_eq!(located.submission.figures.len(), 3);
}

/// One table with a formula in C3, the result of which is stored.
fn with_formula(formula: &str) -> Located {
    let table = "| Chỉ tiêu | Kế hoạch | Thực hiện | Tháng 5 | Tháng 6 |\n| Đàn bò | 100 | 50 | 20 | 30 |\n| Đàn lợn | 90 | 80 | 30 | 50 |";
    let mut workbook = grid::workbook("xa-huong-loc.xlsx", table);
    workbook.sheets[0].formulas.push(Position::parse("C3").unwrap(), formula);
    ledger_of(&workbook).0
}

#[test]
fn a_stored_result_that_its_formula_contradicts_is_not_used() {
    let located = with_formula("SUM(D3:E3)-10");
    assert_eq!(told(&located), ["stale-result Bieu 1!C3"]);
    assert_eq!(located.submission.figures.len(), 3);
    let stale = &located.findings[0];
    assert_eq!((stale.found.as_deref(), stale.expected.as_deref()), (Some("80"), Some("70")));
    // What agrees, what is not worked out here, and what is cut off are left as they are.
    for formula in ["D3+E3", "SUM(D3:E3)", "VLOOKUP(A3,A1:E3,2)", "INT(D3)", "D3+E3+0.00000000001", "OFFSET(A1,1,1)"] {
        let located = with_formula(formula);
        assert_eq!((told(&located), located.submission.figures.len()), (Vec::new(), 4), "{formula}");
    }
}

#[test]
fn figures_from_other_files_are_used_and_told_once() {
    let located = with_formula("'[1]Biểu 2'!C7");
    assert_eq!(told(&located), ["external-link Bieu 1!C3"]);
    assert_eq!(located.submission.figures.len(), 4);
    assert_eq!(located.findings[0].severity, Severity::Info);
}
