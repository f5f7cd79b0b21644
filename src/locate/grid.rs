//! A sheet as its reader sees it: without hidden rows and columns, with merged texts where they are shown.

use super::texts::Texts;
use super::unit::UnitNames;
use crate::cell::{Area, Position};
use crate::label;
use crate::schema::UnitId;
use crate::stamp::{self, Hidden, Stamp};
use crate::workbook::{Cell, Holds, Row, Sheet, TextId, Value, Workbook, in_column};
use foldhash::{HashMap, HashMapExt};

/// A visible sheet.
pub struct Grid<'a> {
    /// The workbook it belongs to.
    pub workbook: &'a Workbook,
    /// The sheet itself.
    pub sheet: &'a Sheet,
    /// The words of its name, as keys.
    pub name_words: Vec<String>,
    /// What its texts may mean.
    pub texts: &'a Texts<'a>,
    /// Rows with content that are not hidden.
    pub rows: Vec<&'a Row>,
    /// Columns of codes that this program wrote: a frame, whether somebody shows them or not.
    pub codes: Vec<u32>,
    /// What those columns say of the sheet.
    pub stamp: Option<Stamp>,
    /// Whether any column is hidden.
    hides: bool,
    merged: HashMap<Position, Area>,
    /// A bit for each row that a merged area touches: most touch none.
    touched: Vec<u64>,
}

impl<'a> Grid<'a> {
    /// Looks at a sheet.
    pub fn of(workbook: &'a Workbook, sheet: &'a Sheet, texts: &'a Texts<'a>) -> Grid<'a> {
        let rows = sheet.rows.iter().filter(|row| !row.hidden && row.first < row.end).collect();
        // Readers have corners in order; who makes a workbook otherwise may have none that is an area.
        let side = |first: u32, last: u32| last.checked_sub(first).map_or(0, |beyond| u64::from(beyond) + 1);
        let cells = |area: &Area| side(area.first.row, area.last.row) * side(area.first.column, area.last.column);
        // Only what a header can span: a merge over half the sheet is decoration.
        let merges = || sheet.merges.iter().filter(|area| (1..=4_096).contains(&cells(area)));
        let mut merged = HashMap::with_capacity(merges().map(cells).sum::<u64>().min(4_096) as usize);
        let mut touched: Vec<u64> = Vec::new();
        for area in merges() {
            for row in area.first.row..=area.last.row {
                let (word, bit) = (row as usize / 64, row % 64);
                if touched.len() <= word {
                    touched.resize(word + 1, 0);
                }
                touched.iter_mut().skip(word).take(1).for_each(|bits| *bits |= 1 << bit);
                for column in area.first.column..=area.last.column {
                    merged.insert(Position::new(row, column), *area);
                }
            }
        }
        let Hidden { columns: codes, stamp } = stamp::of(workbook, sheet);
        let hides = !codes.is_empty() || !sheet.hidden_columns.is_empty();
        let name_words = label::words(&sheet.name);
        Grid { workbook, sheet, name_words, texts, rows, codes, stamp, hides, merged, touched }
    }

    /// Those of its rows from a first to a last one, counted from 0.
    pub fn rows_within(&self, first: u32, last: u32) -> &[&'a Row] {
        let (from, to) = (self.rows.partition_point(|row| row.index < first), self.rows.partition_point(|row| row.index <= last));
        self.rows.get(from..to).unwrap_or(&[])
    }

    /// Whether a column is hidden.
    pub fn is_hidden(&self, column: u32) -> bool {
        self.hides && (self.sheet.column_is_hidden(column) || self.codes.contains(&column))
    }

    /// Visible cells of a row.
    pub fn cells(&self, row: &Row) -> impl Iterator<Item = Cell> + use<'a, '_> {
        let sheet = self.sheet;
        sheet.cells_of(row).iter().filter(|cell| !self.is_hidden(cell.column))
    }

    /// The columns of the visible cells of a row, with what each holds; no number is worked out.
    pub fn kinds_of(&self, row: &Row) -> impl Iterator<Item = (u32, Holds)> {
        self.sheet.cells_of(row).kinds().filter(|(column, _)| !self.is_hidden(*column))
    }

    /// The cell at a position, hidden or not.
    pub fn cell(&self, at: Position) -> Option<Cell> {
        self.sheet.cell(at)
    }

    /// The cell of a column in a row, hidden or not.
    pub fn cell_of(&self, row: &Row, column: u32) -> Option<Cell> {
        let sheet = self.sheet;
        in_column(sheet.cells_of(row), column)
    }

    /// The number of the text in a column of a row, hidden or not, where it is one.
    #[inline]
    pub fn text_id_of(&self, row: &Row, column: u32) -> Option<TextId> {
        match self.sheet.cells_of(row).holds_in(column)? {
            Holds::Text(id) => Some(id),
            _ => None,
        }
    }

    /// The number of the text that is shown in a column of a row: a merged one stands in every place of its area.
    pub fn text_id_shown(&self, row: &Row, column: u32) -> Option<TextId> {
        match self.merge(Position::new(row.index, column)) {
            Some(area) => self.text_id_of(self.sheet.row(area.first.row)?, area.first.column),
            None => self.text_id_of(row, column),
        }
    }

    /// The text at a position, where it is one.
    pub fn text(&self, at: Position) -> Option<&'a str> {
        self.text_of(self.sheet.row(at.row)?, at.column)
    }

    /// The text in a column of a row, where it is one.
    pub fn text_of(&self, row: &Row, column: u32) -> Option<&'a str> {
        Some(self.workbook.label(self.text_id_of(row, column)?)).filter(|text| !text.trim().is_empty())
    }

    /// What is shown at a position: a merged text stands in every cell of its area.
    pub fn shown(&self, at: Position) -> Option<String> {
        let at = self.merge(at).map_or(at, |area| area.first);
        let cell = self.cell(at)?;
        let shown = match cell.value {
            Value::Text(id) => self.workbook.label(id).to_string(),
            value => self.workbook.shown(value),
        };
        (!shown.trim().is_empty()).then_some(shown)
    }

    /// The merged area a position lies in.
    pub fn merge(&self, at: Position) -> Option<Area> {
        if !self.touches_merges(at.row) {
            return None;
        }
        self.merged.get(&at).copied()
    }

    /// The units that the sheet's own name names, and whether by their bare names.
    pub fn named_units(&self, names: &UnitNames) -> Vec<(UnitId, bool)> {
        names.mentioned_by(&self.name_words, self.sheet.name.is_ascii(), self.texts.bare())
    }

    /// All visible texts with their places.
    pub fn text_ids(&self) -> impl Iterator<Item = (Position, TextId)> {
        self.rows.iter().flat_map(move |row| self.text_ids_of(row))
    }

    /// The visible texts of a row with their places.
    pub fn text_ids_of(&self, row: &Row) -> impl Iterator<Item = (Position, TextId)> {
        let texts = self.sheet.cells_of(row).texts().filter(|(column, _)| !self.is_hidden(*column));
        texts.map(|(column, id)| (Position::new(row.index, column), id))
    }

    /// Whether a merged area touches a row.
    pub fn touches_merges(&self, row: u32) -> bool {
        self.touched.get(row as usize / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// All visible texts with their places.
    pub fn texts(&self) -> impl Iterator<Item = (Position, &'a str)> {
        self.text_ids().map(|(at, id)| (at, self.workbook.label(id)))
    }
}
