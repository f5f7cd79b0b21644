//! Workbooks that no officials keep: tables with more rows to ask about, or more columns, than anybody would answer for.
//!
//! Each such row costs a search among all names and a finding. A workbook beyond these numbers is put aside as a whole, in
//! words, before time and memory go into it; what sheets hold that people made is a hundredth of them.

use super::Located;
use super::grid::Grid;
use super::heading::Context;
use super::kinds::NO_TABLE;
use super::list::Seen;
use super::rows::{Outcome, RowMatch};
use super::sheet::Found;
use super::table::Table;
use crate::finding::Finding;
use crate::language::Words;
use crate::submission::{Orientation, Submission};
use crate::workbook::{TextId, Workbook};
use std::sync::Arc;

/// Rows of a workbook that match no indicator, several, or one that stands above them already.
pub const MOST_DOUBTFUL: usize = 5_000;
/// Columns of a table.
const MOST_COLUMNS: usize = 2_000;
/// Rows of a table with a unit in each; a country has some ten thousand communes.
const MOST_UNITS: usize = 20_000;

/// Different texts of a workbook: each is looked at as a name, a unit, a word of headers.
const MOST_TEXTS: usize = 80_000;
const MOST_LETTERS: usize = 4 << 20;
/// Figures of a workbook; an office that hands in a list of 150 indicators of 1,500 communes has 675,000.
const MOST_FIGURES: usize = 700_000;
/// Cells of a workbook that are accounted for one by one.
const MOST_ACCOUNTED: usize = 500_000;

/// How many rows of a table are to be asked about.
#[derive(Default)]
pub struct Doubtful {
    seen: Seen,
    count: usize,
}

impl Doubtful {
    /// Adds a row to others; whether there are more than are looked at.
    pub fn push<'a>(&mut self, rows: &mut Vec<RowMatch<'a>>, row: RowMatch<'a>) -> bool {
        self.add(&row);
        rows.push(row);
        self.count > MOST_DOUBTFUL
    }

    fn add(&mut self, row: &RowMatch<'_>) {
        self.count += usize::from(match &row.outcome {
            Outcome::Nothing => false,
            Outcome::Indicator(id, _) => !self.seen.is_new(*id, row.owner),
            _ => true,
        });
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Told in place of everything else, where rows to ask about are more than are looked at.
pub fn too_many_rows(file: &Arc<str>) -> Finding {
    NO_TABLE.in_file(
        file,
        Words::new(
            "Tệp có hơn 5.000 dòng không khớp chỉ tiêu nào hoặc lặp lại chỉ tiêu đã có: không phải biểu của bộ chỉ tiêu này nên không đọc.",
            "More than 5,000 rows match no indicator or repeat one: it is no sheet of this set and is not read.",
        ),
    )
}

/// The same for a table with more columns, or more rows of units, than are looked at.
pub fn too_large(file: &Arc<str>, grid: &Grid<'_>, tables: &[Table]) -> Option<Finding> {
    if tables.iter().any(|table| table.headings.len() > MOST_COLUMNS) {
        let words = Words::new(
            "Bảng có hơn 2.000 cột nên không đọc; hãy gửi biểu chỉ gồm các cột của bộ chỉ tiêu.",
            "A table has more than 2,000 columns and is not read; send a sheet with the columns of this set only.",
        );
        return Some(NO_TABLE.in_file(file, words));
    }
    let of_units = tables.iter().filter(|table| table.orientation == Orientation::UnitsDown);
    let rows = |table: &Table| grid.rows.iter().filter(|row| (table.first_row..=table.last_row).contains(&row.index)).count();
    (of_units.map(rows).max() > Some(MOST_UNITS)).then(|| {
        let words = Words::new(
            "Bảng đơn vị có hơn 20.000 dòng nên không đọc; hãy gửi biểu chỉ gồm các đơn vị của bộ chỉ tiêu.",
            "A table of units has more than 20,000 rows and is not read; send a sheet with the units of this set only.",
        );
        NO_TABLE.in_file(file, words)
    })
}

/// The same for a workbook with more different texts than are looked at, or longer ones: what a text may mean takes some
/// thirty times its bytes.
pub fn too_many_texts(workbook: &Workbook) -> Option<Finding> {
    let letters = || (0..workbook.texts.len() as u32).map(|id| workbook.label(TextId(id)).len()).sum::<usize>();
    (workbook.texts.len() > MOST_TEXTS || letters() > MOST_LETTERS).then(|| {
        let words = Words::new(
            "Tệp có hơn 80.000 chuỗi chữ khác nhau hoặc hơn 4 MB chữ nên không đọc; hãy gửi tệp chỉ gồm biểu của bộ chỉ tiêu.",
            "The workbook has more than 80,000 different texts, or 4 MB of them, and is not read; send one with the sheets of this set only.",
        );
        NO_TABLE.in_file(&workbook.file, words)
    })
}

/// Whether there are more figures than are read.
pub fn too_many_figures(submission: &Submission) -> bool {
    submission.figures.len() > MOST_FIGURES
}

/// The same for a workbook with more figures than are read.
pub fn figures(file: &Arc<str>) -> Finding {
    let words = Words::new(
        "Tệp có hơn 700.000 số liệu của chỉ tiêu nên không đọc; hãy chia thành nhiều tệp.",
        "The workbook has more than 700,000 figures of indicators and is not read; divide it into several.",
    );
    NO_TABLE.in_file(file, words)
}

/// Why its cells are not accounted for one by one, where they are not.
pub fn not_accounted(workbook: &Workbook, put_aside: bool) -> Option<Words> {
    let cells: usize = workbook.sheets.iter().map(|sheet| sheet.cells.len()).sum();
    match (put_aside, cells > MOST_ACCOUNTED) {
        (true, _) => Some(Words::new("tệp không được đọc", "the workbook is not read")),
        (_, true) => Some(Words::new("tệp có hơn 500.000 ô, không kể từng ô", "more than 500,000 cells, not accounted for one by one")),
        _ => None,
    }
}

/// A workbook of which nothing is read, for a reason that is told.
pub fn put_aside<'a>(
    workbook: &Workbook,
    why: Finding,
    grids: Vec<Grid<'a>>,
    context: Context,
) -> (Located, Vec<Grid<'a>>, Vec<Found<'a>>, Context) {
    let submission = Submission { file: workbook.file.clone(), sha256: workbook.sha256.clone(), ..Submission::default() };
    (Located { submission, findings: vec![why], put_aside: true }, grids, Vec::new(), context)
}
