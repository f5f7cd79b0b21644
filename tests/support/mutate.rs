//! A workbook that can be cut up and put together again: cells by position, and the tables as they were found.

use chitieu::cell::{Area, Position, column_name};
use chitieu::locate::Located;
use chitieu::submission::{LocatedTable, Submission};
use chitieu::workbook::{Cell, Row, SharedText, Sheet, Style, StyleId, TextId, Value, Workbook};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A small generator of numbers (xorshift), so that a recipe and a seed always give the same mutant.
pub struct Random(u64);

impl Random {
    /// A generator that starts at a text.
    pub fn of(seed: &str) -> Random {
        // FNV-1a spreads even seeds of one letter's difference; zero would stay zero for ever.
        Random(seed.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) | 1)
    }

    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) % end.max(1) as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Puts items in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A sheet with its cells by position.
#[derive(Clone)]
pub struct Leaf {
    pub name: Arc<str>,
    pub hidden: bool,
    pub cells: BTreeMap<Position, (StyleId, Value)>,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_columns: BTreeSet<u32>,
    pub merges: Vec<Area>,
    pub formulas: BTreeMap<Position, Arc<str>>,
}

/// A workbook in pieces.
pub struct Book {
    pub leaves: Vec<Leaf>,
    pub texts: Vec<SharedText>,
    whole: Workbook,
    /// What the library found in it, to know where header, labels and figures stand.
    pub found: Submission,
}

impl Book {
    /// Takes a workbook apart.
    pub fn of(workbook: &Workbook, located: &Located) -> Book {
        Book {
            leaves: workbook.sheets.iter().map(Leaf::of).collect(),
            texts: workbook.texts.clone(),
            whole: workbook.clone(),
            found: located.submission.clone(),
        }
    }

    /// Puts it together again.
    pub fn workbook(self) -> Workbook {
        let sheets = self.leaves.iter().map(Leaf::sheet).collect();
        Workbook { sheets, texts: self.texts, ..self.whole }
    }

    /// Styles, by number.
    pub fn styles(&self) -> &[Style] {
        &self.whole.styles
    }

    /// A new style.
    pub fn add_style(&mut self, style: Style) -> StyleId {
        self.whole.styles.push(style);
        StyleId(self.whole.styles.len() as u32 - 1)
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.whole.file
    }

    /// Gives the file another name.
    pub fn rename(&mut self, file: &str) {
        self.whole.file = file.into();
    }

    /// Whether the last row of a header counts the columns: most of its cells are numbers, "(3)" or "4=2/1".
    pub fn counts_columns(&self, leaf: usize, header: Area) -> bool {
        let row: Vec<Position> =
            self.leaves[leaf].cells.keys().copied().filter(|at| at.row == header.last.row && header.contains(*at)).collect();
        let counting = row.iter().filter(|at| match self.leaves[leaf].cells[at].1 {
            Value::Number(_) => true,
            _ => self.text(leaf, **at).is_some_and(|text| {
                let text = text.trim_matches(['(', ')']);
                text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || "=/:.*x".contains(c))
            }),
        });
        counting.count() * 2 > row.len()
    }

    /// The tables of a sheet.
    pub fn tables(&self, leaf: usize) -> Vec<LocatedTable> {
        self.found.tables.iter().filter(|table| table.sheet == self.leaves[leaf].name).cloned().collect()
    }

    /// A new text.
    pub fn add(&mut self, text: &str) -> Value {
        self.texts.push(SharedText::new(text.into(), None));
        Value::Text(TextId(self.texts.len() as u32 - 1))
    }

    /// The text at a position of a sheet.
    pub fn text(&self, leaf: usize, at: Position) -> Option<String> {
        match self.leaves[leaf].cells.get(&at)?.1 {
            Value::Text(id) => Some(self.texts[id.0 as usize].text.to_string()),
            _ => None,
        }
    }

    /// Writes a text anew, keeping the cell's style and, of a legacy font, what was stored.
    pub fn rewrite(&mut self, leaf: usize, at: Position, change: &mut dyn FnMut(&str) -> String) {
        let Some((_, value)) = self.leaves[leaf].cells.get_mut(&at) else { return };
        let Value::Text(id) = *value else { return };
        let old = &self.texts[id.0 as usize];
        let new = SharedText::new(change(&old.text).into(), old.legacy.clone());
        *value = Value::Text(TextId(self.texts.len() as u32));
        self.texts.push(new);
    }

    /// Positions of the labels of a table with indicators down: those that were matched and those that were not.
    pub fn labels(&self, leaf: usize) -> Vec<Position> {
        let mut labels = Vec::new();
        for table in self.tables(leaf) {
            let Some((_, column)) = table.columns.iter().find(|(role, _)| *role == "label") else { continue };
            let rows = table.header.last.row + 1..=table.range.last.row;
            labels.extend(rows.map(|row| Position::new(row, *column)).filter(|at| self.leaves[leaf].cells.contains_key(at)));
        }
        labels
    }
}

impl Leaf {
    /// Takes a sheet apart.
    pub fn of(sheet: &Sheet) -> Leaf {
        let mut cells = BTreeMap::new();
        for row in &sheet.rows {
            for cell in sheet.cells_of(row) {
                cells.insert(Position::new(row.index, cell.column), (cell.style, cell.value));
            }
        }
        // Formats hide columns up to the last of the sheet; only those with something in them matter.
        let last = cells.keys().map(|at| at.column).max().unwrap_or(0);
        Leaf {
            name: sheet.name.clone(),
            hidden: sheet.hidden,
            hidden_rows: sheet.rows.iter().filter(|row| row.hidden).map(|row| row.index).collect(),
            hidden_columns: sheet.hidden_columns.iter().flat_map(|&(first, end)| first..=end.min(last)).collect(),
            merges: sheet.merges.clone(),
            formulas: sheet.formulas.iter().map(|(at, text)| (at, text.into())).collect(),
            cells,
        }
    }

    /// Puts it together again.
    pub fn sheet(&self) -> Sheet {
        let mut sheet = Sheet {
            name: self.name.clone(),
            hidden: self.hidden,
            rows: Vec::new(),
            cells: Default::default(),
            merges: self.merges.clone(),
            hidden_columns: self.hidden_columns.iter().map(|&column| (column, column)).collect(),
            formulas: self.formulas.iter().map(|(at, text)| (*at, &**text)).collect(),
            damage: Vec::new(),
        };
        for (at, &(style, value)) in &self.cells {
            if sheet.rows.last().is_none_or(|row| row.index != at.row) {
                let first = sheet.cells.len() as u32;
                sheet.rows.push(Row { index: at.row, hidden: self.hidden_rows.contains(&at.row), first, end: first });
            }
            sheet.cells.push(Cell { column: at.column, style, value });
            if let Some(row) = sheet.rows.last_mut() {
                row.end = sheet.cells.len() as u32;
            }
        }
        sheet
    }

    /// Moves every cell, with its merges and what formulas refer to. `to` keeps the order of rows.
    pub fn remap(&mut self, to: &dyn Fn(Position) -> Position) {
        self.cells = std::mem::take(&mut self.cells).into_iter().map(|(at, kept)| (to(at), kept)).collect();
        self.formulas = std::mem::take(&mut self.formulas).into_iter().map(|(at, text)| (to(at), references(&text, to).into())).collect();
        for area in &mut self.merges {
            let (a, b) = (to(area.first), to(area.last));
            *area = Area {
                first: Position::new(a.row.min(b.row), a.column.min(b.column)),
                last: Position::new(a.row.max(b.row), a.column.max(b.column)),
            };
        }
        // A row or a column is hidden as a whole: it goes where its cells go.
        self.hidden_rows = self.hidden_rows.iter().map(|&row| to(Position::new(row, 0)).row).collect();
    }

    /// Moves rows down by `by`, from a row on.
    pub fn open_rows(&mut self, from: u32, by: u32) {
        self.remap(&|at| Position::new(if at.row >= from { at.row + by } else { at.row }, at.column));
    }

    /// Moves columns right by `by`, from a column on.
    pub fn open_columns(&mut self, from: u32, by: u32) {
        self.remap(&|at| Position::new(at.row, if at.column >= from { at.column + by } else { at.column }));
        self.hidden_columns = self.hidden_columns.iter().map(|&column| if column >= from { column + by } else { column }).collect();
    }

    /// Keeps the rows that are wanted; merges and formulas of the others go with them.
    pub fn keep_rows(&mut self, wanted: &dyn Fn(u32) -> bool) {
        self.cells.retain(|at, _| wanted(at.row));
        self.formulas.retain(|at, _| wanted(at.row));
        self.merges.retain(|area| wanted(area.first.row) && wanted(area.last.row));
    }

    /// The position a merged cell's text stands at.
    pub fn anchor(&self, at: Position) -> Position {
        self.merges.iter().find(|area| area.contains(at)).map_or(at, |area| area.first)
    }
}

/// A formula with its references moved. References to other sheets stay as they are.
fn references(formula: &str, to: &dyn Fn(Position) -> Position) -> String {
    let mut moved = String::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in formula.chars().chain([' ']) {
        if c == '"' {
            quoted = !quoted;
        }
        if !quoted && (c.is_alphanumeric() || c == '$' || c == '_' || c == '.') {
            word.push(c);
            continue;
        }
        match Position::parse(&word).filter(|_| c != '(' && !moved.ends_with('!')) {
            Some(at) => {
                let at = to(at);
                moved.push_str(&format!("{}{}", column_name(at.column), at.row + 1));
            }
            None => moved.push_str(&word),
        }
        word.clear();
        moved.push(c);
    }
    moved.pop();
    moved
}
