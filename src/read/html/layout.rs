//! Where the cells of a table stand: spans push later cells to the right, as browsers lay them out.

use super::super::Reason;
use super::super::limits::TooMuch;
use crate::cell::{MAX_COLUMNS, MAX_ROWS, Position};

/// Rows and columns a cell can span in a page.
const MOST_ROWS: u32 = 65_534;
const MOST_COLUMNS: u32 = 1_000;
/// Steps spent on finding free columns; a table of people needs some for each row.
const MOST_STEPS: u64 = 100_000_000;
/// Groups of hidden columns.
const MOST_HIDDEN: usize = 256;

/// A table being laid out.
#[derive(Default)]
pub struct Table {
    /// Rows of the table so far, and the row of the sheet the present one stands in.
    row: u32,
    sheet_row: Option<u32>,
    in_row: bool,
    /// Whether the present row began again below something inside it.
    resumed: bool,
    hidden: bool,
    column: u32,
    /// By column: the row of the table from which on it is free again.
    taken: Vec<u32>,
    steps: u64,
    hidden_columns: Vec<(u32, u32)>,
    /// Columns defined so far, and the group that may have columns of its own: how many, and whether they are hidden.
    defined: u32,
    group: Option<(u32, bool)>,
    spans: Vec<Span>,
    /// Unseen cells that the one before still covers.
    covered: u32,
    /// Something else stands between its rows: what spans them is no merged cell.
    interrupted: bool,
}

struct Span {
    first: Position,
    rows: u32,
    columns: u32,
}

impl Table {
    /// A `col` or `colgroup` defines columns from left to right; a group with columns of its own defines none itself.
    pub fn column_defined(&mut self, is_group: bool, span: Option<u32>, hidden: bool) {
        let count = span.unwrap_or(1).clamp(1, MOST_COLUMNS);
        if is_group {
            self.end_group();
            self.group = Some((count, hidden));
        } else {
            self.group = None;
            self.define(count, hidden);
        }
    }

    /// No column of the open group follows.
    pub fn end_group(&mut self) {
        if let Some((count, hidden)) = self.group.take() {
            self.define(count, hidden);
        }
    }

    fn define(&mut self, count: u32, hidden: bool) {
        if hidden && self.defined < MAX_COLUMNS && self.hidden_columns.len() < MOST_HIDDEN {
            self.hidden_columns.push((self.defined, self.defined + count - 1));
        }
        self.defined = self.defined.saturating_add(count);
    }

    /// Begins a row.
    pub fn begin_row(&mut self, hidden: bool) {
        self.end_group();
        self.covered = 0;
        (self.in_row, self.resumed, self.sheet_row, self.column, self.hidden) = (true, false, None, 0, hidden);
    }

    /// Ends a row; whether it still has to be given a row of the sheet.
    pub fn end_row(&mut self) -> bool {
        let empty = self.in_row && self.sheet_row.is_none() && !self.resumed;
        self.row = self.row.saturating_add(u32::from(self.in_row));
        self.in_row = false;
        empty
    }

    /// Something stands inside: the present row goes on below it.
    pub fn interrupt(&mut self) {
        (self.interrupted, self.resumed, self.sheet_row) = (true, self.in_row, None);
    }

    /// The row of the sheet the present row stands in, and whether it has just taken it.
    pub fn row(&mut self, next: u32) -> (u32, bool) {
        match self.sheet_row {
            Some(row) => (row, false),
            None => {
                self.sheet_row = Some(next);
                (next, true)
            }
        }
    }

    /// Whether the present row is hidden.
    pub fn row_is_hidden(&self) -> bool {
        self.hidden
    }

    /// The column a cell stands in and whether that is hidden; `None` for an unseen cell where another one already is,
    /// and for what lies outside a sheet.
    ///
    /// # Errors
    /// Spans that take longer to lay out than those of any table of people.
    pub fn place(&mut self, sheet_row: u32, columns: Option<u32>, rows: Option<u32>, unseen: bool) -> Result<Option<(u32, bool)>, Reason> {
        let is_taken = |taken: &[u32], column: u32, row: u32| taken.get(column as usize).is_some_and(|until| *until > row);
        if unseen && self.covered > 0 {
            self.covered -= 1;
            return Ok(None);
        }
        if unseen && is_taken(&self.taken, self.column, self.row) {
            self.column += 1;
            return Ok(None);
        }
        while is_taken(&self.taken, self.column, self.row) {
            self.column += 1;
            self.steps += 1;
        }
        let column = self.column;
        if self.steps > MOST_STEPS {
            return Err(Reason::TooLarge { what: TooMuch::Spans, limit: MOST_STEPS });
        }
        if column >= MAX_COLUMNS || sheet_row >= MAX_ROWS {
            return Ok(None);
        }
        let columns = columns.unwrap_or(1).clamp(1, MOST_COLUMNS).min(MAX_COLUMNS - column);
        // Zero stands for all the rows that follow.
        let rows = match rows {
            Some(0) => MOST_ROWS,
            rows => rows.unwrap_or(1).min(MOST_ROWS),
        };
        if rows > 1 {
            let end = (column + columns) as usize;
            if self.taken.len() < end {
                self.taken.resize(end, 0);
            }
            for until in self.taken.iter_mut().take(end).skip(column as usize) {
                *until = self.row.saturating_add(rows);
            }
            self.steps += u64::from(columns);
        }
        if rows > 1 || columns > 1 {
            self.spans.push(Span { first: Position::new(sheet_row, column), rows, columns });
        }
        self.column = column + columns;
        self.covered = columns - 1;
        let hidden = self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
        Ok(Some((column, hidden)))
    }

    /// The merged areas, where the table ends above a row of the sheet.
    pub fn merges(&self, end: u32) -> impl Iterator<Item = (Position, Position)> {
        let interrupted = self.interrupted;
        self.spans.iter().map(move |span| {
            let most = if interrupted { 1 } else { span.rows };
            let row = span.first.row.saturating_add(most - 1).min(end.saturating_sub(1)).max(span.first.row);
            (span.first, Position::new(row, span.first.column + span.columns - 1))
        })
    }
}
