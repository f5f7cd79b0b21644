//! Builds a sheet from cells in any order, within limits: for formats in which a file can put them anywhere.

use super::Reason;
use super::calamine_cells::{empty_sheet, push};
use super::limits::Limits;
use super::number_format;
use crate::cell::{Area, MAX_COLUMNS, MAX_ROWS, Position};
use crate::workbook::{Cell, Sheet, Style, StyleId};
use std::collections::HashMap;
use std::sync::Arc;

/// Merged areas beyond these numbers are no layout of people; each costs those who look at the sheet.
pub const MOST_MERGES: usize = 50_000;
const MOST_MERGED_CELLS: u64 = 2_000_000;
const LARGEST_MERGE: u64 = 4_096;

/// A sheet being built.
pub struct Builder {
    sheet: Sheet,
    /// Cells that came after ones further down.
    late: Vec<(u32, Cell)>,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
}

impl Builder {
    /// A sheet without cells.
    pub fn new(name: &str, hidden: bool) -> Builder {
        Builder { sheet: empty_sheet(name, hidden), late: Vec::new(), hidden_rows: Vec::new(), hidden_columns: Vec::new() }
    }

    /// Names the sheet.
    pub fn rename(&mut self, name: &str) {
        self.sheet.name = name.into();
    }

    /// Hides the sheet.
    pub fn hide(&mut self) {
        self.sheet.hidden = true;
    }

    /// Adds a cell; of two at one place the later stays.
    ///
    /// # Errors
    /// More cells than are read.
    pub fn cell(&mut self, row: u32, cell: Cell, limits: &Limits) -> Result<(), Reason> {
        if row >= MAX_ROWS || cell.column >= MAX_COLUMNS {
            return Ok(());
        }
        limits.cell()?;
        let in_order = match (self.sheet.rows.last(), self.sheet.cells.last()) {
            (Some(last), Some(before)) => last.index < row || (last.index == row && before.column < cell.column),
            _ => true,
        };
        if in_order {
            push(&mut self.sheet, row, cell);
        } else {
            self.late.push((row, cell));
        }
        Ok(())
    }

    /// Adds the formula of a cell, without its leading `=`.
    ///
    /// # Errors
    /// More formulas than are read.
    pub fn formula(&mut self, at: Position, formula: &str, limits: &Limits) -> Result<(), Reason> {
        limits.formula(formula.len())?;
        self.sheet.formulas.push(at, formula);
        Ok(())
    }

    /// Merges an area; one cell alone and what lies outside a sheet is passed over.
    pub fn merge(&mut self, first: Position, last: Position) {
        let last = Position::new(last.row.min(MAX_ROWS - 1), last.column.min(MAX_COLUMNS - 1));
        if first.row > last.row || first.column > last.column || first == last {
            return;
        }
        if self.sheet.merges.len() < MOST_MERGES {
            self.sheet.merges.push(Area { first, last });
        }
    }

    /// Hides rows, from the first to the last.
    pub fn hide_rows(&mut self, first: u32, last: u32) {
        self.hidden_rows.push((first, last));
    }

    /// Hides columns, from the first to the last.
    pub fn hide_columns(&mut self, first: u32, last: u32) {
        self.hidden_columns.push((first, last));
    }

    /// The sheet, in order.
    pub fn finish(self) -> Sheet {
        let Builder { mut sheet, late, hidden_rows, hidden_columns } = self;
        if !late.is_empty() {
            let mut all: Vec<(u32, Cell)> = Vec::with_capacity(sheet.cells.len() + late.len());
            for row in &sheet.rows {
                all.extend(sheet.cells_of(row).iter().map(|cell| (row.index, cell)));
            }
            all.extend(late);
            // The sort is stable, so that of two cells at one place the later one is the last.
            all.sort_by_key(|(row, cell)| (*row, cell.column));
            sheet.rows.clear();
            sheet.cells.clear();
            let mut cells = all.into_iter().peekable();
            while let Some((row, cell)) = cells.next() {
                if cells.peek().is_none_or(|(next, after)| (*next, after.column) != (row, cell.column)) {
                    push(&mut sheet, row, cell);
                }
            }
        }
        let hidden_rows = joined(hidden_rows);
        sheet.hidden_columns = joined(hidden_columns);
        for row in &mut sheet.rows {
            let before = hidden_rows.partition_point(|(first, _)| *first <= row.index);
            row.hidden = before.checked_sub(1).and_then(|at| hidden_rows.get(at)).is_some_and(|(_, last)| row.index <= *last);
        }
        sheet.formulas.sort();
        sheet
    }
}

/// Leaves a sheet as those who look at it may take it to be: hidden columns in order, merges within bounds.
pub fn tidy(sheet: &mut Sheet) {
    sheet.hidden_columns = joined(std::mem::take(&mut sheet.hidden_columns));
    bound_merges(sheet);
}

/// Leaves out the merged areas beyond what a layout of people has.
fn bound_merges(sheet: &mut Sheet) {
    // Those that end before they begin are none.
    sheet.merges.retain(|area| {
        area.first.row <= area.last.row
            && area.first.column <= area.last.column
            && area.last.row < MAX_ROWS
            && area.last.column < MAX_COLUMNS
    });
    let mut cells = 0u64;
    let mut fits = |area: &Area| {
        let (rows, columns) = (area.last.row.abs_diff(area.first.row), area.last.column.abs_diff(area.first.column));
        let area = (u64::from(rows) + 1) * (u64::from(columns) + 1);
        // What is merged over half the sheet is decoration, and costs nobody anything.
        cells += if area > LARGEST_MERGE { 1 } else { area };
        cells <= MOST_MERGED_CELLS
    };
    let within = sheet.merges.iter().take(MOST_MERGES).take_while(|area| fits(area)).count();
    sheet.merges.truncate(within);
}

/// Ranges in order, those that touch as one.
pub fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// How a cell looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    /// Code of the number format.
    pub format: Option<Arc<str>>,
    /// Name of the font.
    pub font: Option<Arc<str>>,
    /// Bold.
    pub bold: bool,
    /// Steps of indentation.
    pub indent: u32,
    /// A date whatever the format says.
    pub date: bool,
}

/// Styles by how cells look, each once.
pub struct Styles {
    styles: Vec<Style>,
    numbers: HashMap<Look, StyleId>,
}

impl Styles {
    /// The plain style only.
    pub fn new() -> Styles {
        Styles { styles: vec![Style::default()], numbers: HashMap::from([(Look::default(), StyleId(0))]) }
    }

    /// The number of a look's style.
    pub fn number(&mut self, look: Look) -> StyleId {
        if let Some(&number) = self.numbers.get(&look) {
            return number;
        }
        let mut style = Style { font: look.font.clone(), bold: look.bold, indent: look.indent, ..Style::default() };
        if let Some(code) = &look.format {
            number_format::describe(code, &mut style);
        }
        style.date |= look.date;
        let number = StyleId(self.styles.len() as u32);
        self.styles.push(style);
        self.numbers.insert(look, number);
        number
    }

    /// All styles, by number.
    pub fn finish(self) -> Vec<Style> {
        self.styles
    }
}

/// Whether a text is how a workbook shows an error, in formats that have no errors of their own.
pub fn is_error_text(text: &str) -> bool {
    matches!(text, "#REF!" | "#DIV/0!" | "#VALUE!" | "#NAME?" | "#NUM!" | "#N/A" | "#NULL!")
}
