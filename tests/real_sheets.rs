//! Real officials' sheets, where the folder with them is there: every file opens, and no fewer tables and rows are found
//! than were found before. The project stands without them; the figures are in `docs/reading.md`.

use std::path::{Path, PathBuf};
use std::time::Duration;

#[path = "../examples/measure_tables/measure.rs"]
mod measure;

use measure::{Rows, Score};

#[test]
fn tables_of_real_sheets_are_found_where_they_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../shared/corpus/vietnamese");
    if !folder.join("MANIFEST.csv").is_file() {
        println!("{} is not there: skipped", folder.display());
        return;
    }
    let scores = measure::measure(&folder, &root.join("tests/schemas")).unwrap();
    assert_eq!(scores.len(), 31);
    let told = |lines: &dyn Fn(&Score) -> Vec<String>| -> String {
        scores.iter().flat_map(|score| lines(score).into_iter().map(move |line| format!("\n{}: {line}", score.file))).collect()
    };
    let closed = told(&|score| score.closed.iter().cloned().collect());
    assert!(closed.is_empty(), "not opened:{closed}");
    let slow = told(&|score| (score.took > Duration::from_secs(5)).then(|| format!("{:?}", score.took)).into_iter().collect());
    assert!(slow.is_empty(), "slow:{slow}");

    let tables: Vec<_> = scores.iter().flat_map(|score| &score.tables).collect();
    let wrong = told(&|score| {
        score
            .tables
            .iter()
            .filter(|table| !table.is_right())
            .map(|table| format!("{} {} ({})", table.sheet, table.found, score.manifest))
            .collect()
    });
    let right = tables.iter().filter(|table| table.is_right()).count();
    assert!(tables.len() >= 46 && right >= 44, "{right} of {} tables are as the manifest says:{wrong}", tables.len());

    let rows: Vec<&Rows> = scores.iter().filter_map(|score| score.rows.as_ref()).collect();
    assert!(rows.len() >= 6, "schemas written for them");
    // A row taken for another indicator gives a wrong figure: none at all.
    let wrong = told(&|score| score.rows.iter().flat_map(|rows| rows.wrong.clone()).collect());
    assert!(wrong.is_empty(), "wrong rows:{wrong}");
    let (right, expected): (usize, usize) = (rows.iter().map(|rows| rows.right).sum(), rows.iter().map(|rows| rows.expected).sum());
    let missed = told(&|score| score.rows.iter().flat_map(|rows| rows.missed.clone()).collect());
    assert!(right * 1000 >= expected * 995, "{right} of {expected} rows:{missed}");
    let figures: usize = rows.iter().map(|rows| rows.figures).sum();
    assert!(figures >= 1_500, "{figures} figures");
    let refused: usize = rows.iter().map(|rows| rows.refused).sum();
    assert!(refused <= 216, "{refused} rows are asked about");
}

#[test]
fn a_schema_takes_no_figure_from_the_forms_of_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../shared/corpus/vietnamese");
    if !folder.join("MANIFEST.csv").is_file() {
        println!("{} is not there: skipped", folder.display());
        return;
    }
    let files = |folder: &Path| -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "xlsx" || ending == "xls" || ending == "toml"));
        files.sort();
        files
    };
    let sheets = files(&folder);
    let mut taken = Vec::new();
    for written in files(&root.join("tests/schemas")) {
        let (raw, _) = chitieu::schema::from_toml(&std::fs::read_to_string(&written).unwrap()).unwrap();
        let schema = chitieu::schema::prove(&raw).unwrap().0;
        let others: Vec<PathBuf> = sheets.iter().filter(|file| file.file_stem() != written.file_stem()).cloned().collect();
        for read in chitieu::inspect(&schema, &others, &chitieu::MergeOptions::default(), &|_| {}) {
            let figures = read.submission.figures.iter();
            taken.extend(figures.map(|figure| format!("{} {}", schema.indicator(figure.indicator).name, figure.cell)));
        }
    }
    // The one name that another form shares is meant there, too.
    let shared = |figure: &String| figure.starts_with("Ngày thanh toán bình quân PL04a!I");
    let wrong: Vec<&String> = taken.iter().filter(|figure| !shared(figure)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
