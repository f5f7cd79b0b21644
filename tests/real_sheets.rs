//! Real officials' sheets, where the folder with them is there: every file opens, and no fewer tables and rows are found
//! than were found before. The project stands without them; the figures are in `docs/reading.md`.

use std::path::Path;
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
    assert!(tables.len() >= 46 && right >= 43, "{right} of {} tables are as the manifest says:{wrong}", tables.len());

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
