//! The lines of a sheet around a finding's cell, kept while the workbook is still there: a person who sees them knows
//! the row at once, as a programmer knows the line that a compiler shows.

use crate::cell::{Area, Position};
use crate::finding::Finding;
use crate::label;
use crate::schema::Schema;
use crate::submission::{LocatedTable, Submission};
use crate::workbook::{Sheet, Value, Workbook};
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A file with more findings than this is not read finding by finding; the rest goes without.
const MOST: usize = 400;
/// Columns beside the label and the cell itself.
const MOST_BESIDE: usize = 3;
/// Lines of one excerpt that several findings share.
const MOST_LINES: usize = 12;
/// Rows shown beside the marked one.
const MOST_ROWS: usize = 8;
/// Hidden rows are passed over only so far.
const MOST_LOOKED_AT: usize = 500;
/// Nobody reads more of a cell than this.
const MOST_LETTERS: usize = 120;
/// Merged areas over a header; more are a mistake of the sheet.
const MOST_MERGES: usize = 5_000;

/// A few lines of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The columns shown, from left to right: which, and what stands over it.
    pub columns: Vec<(u32, String)>,
    /// The lines shown, from top to bottom.
    pub lines: Vec<Line>,
    /// The cells it is about.
    pub marked: Vec<Position>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row, counted from 0.
    pub row: u32,
    /// What stands in each of the columns.
    pub cells: Vec<Shown>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// A number, as stored.
    Number(Decimal),
    /// A number shown as a percent, in percent.
    Percent(Decimal),
    /// Anything else, cut where it is long.
    Text(String),
}

impl Excerpt {
    /// Both as one, where the other one goes on in the same columns where this one ends.
    pub fn joined(&self, next: &Excerpt) -> Option<Excerpt> {
        let (first, last) = (next.lines.first()?, self.lines.last()?);
        let begins_below = self.lines.first().is_some_and(|line| line.row <= first.row);
        if self.columns != next.columns || !begins_below || first.row > last.row + 1 {
            return None;
        }
        let new = next.lines.iter().filter(|line| self.lines.iter().all(|own| own.row != line.row));
        let mut lines: Vec<Line> = self.lines.iter().chain(new).cloned().collect();
        lines.sort_by_key(|line| line.row);
        let marked = self.marked.iter().chain(&next.marked).copied().collect();
        (lines.len() <= MOST_LINES).then(|| Excerpt { columns: self.columns.clone(), lines, marked })
    }
}

/// Gives each finding at a cell the lines around it.
pub fn attach(workbook: &Workbook, schema: &Schema, submission: &Submission, findings: &mut [Finding]) {
    let mut headings = Headings::default();
    for finding in findings.iter_mut().filter(|finding| finding.at.is_some()).take(MOST) {
        let (Some(at), Some(name)) = (finding.at, finding.sheet.clone()) else { continue };
        let Some(sheet) = workbook.sheets.iter().find(|sheet| sheet.name == name) else { continue };
        let table = submission.tables.iter().position(|table| table.sheet == name && table.range.contains(at));
        let rows = rows(sheet, table.and_then(|table| submission.tables.get(table)), at, &parts(schema, submission, finding));
        let columns = columns(sheet, table.and_then(|table| submission.tables.get(table)), at);
        let lines = rows
            .into_iter()
            .map(|row| Line { row, cells: columns.iter().map(|&column| shown(workbook, sheet, Position::new(row, column))).collect() });
        let lines = lines.collect();
        let columns = columns
            .iter()
            .map(|&column| {
                let text = table.and_then(|table| Some((table, submission.tables.get(table)?)));
                // Within the header the lines themselves are the headings.
                let text = text.filter(|(_, table)| at.row > table.header.last.row);
                (column, text.map(|(number, table)| headings.of(workbook, sheet, number, table, column)).unwrap_or_default())
            })
            .collect();
        finding.excerpt = Some(Arc::new(Excerpt { columns, lines, marked: vec![at] }));
    }
}

/// Rows that the finding is about as much as its own: the parts that do not add up.
fn parts(schema: &Schema, submission: &Submission, finding: &Finding) -> Vec<u32> {
    let (Some(id), Some(owner), Some(measure)) = (finding.indicator, finding.owner, finding.measure) else { return Vec::new() };
    if finding.kind.code != "part-sum-mismatch" {
        return Vec::new();
    }
    let figures = schema.indicator(id).parts.iter().filter_map(|&part| submission.figure(part, owner, measure));
    let here = figures.filter(|figure| Some(&figure.cell.sheet) == finding.sheet.as_ref());
    here.map(|figure| figure.cell.at.row).collect()
}

/// The row itself, those that belong to it, and the nearest above and below that a reader sees.
fn rows(sheet: &Sheet, table: Option<&LocatedTable>, at: Position, parts: &[u32]) -> BTreeSet<u32> {
    let mut rows: BTreeSet<u32> = [at.row].into();
    let place = sheet.rows.partition_point(|row| row.index < at.row);
    let seen = |row: &&crate::workbook::Row| !row.hidden;
    // What stands above the first line of a table is its heading, which is shown anyway.
    let above = sheet.rows.iter().take(place).rev().take(MOST_LOOKED_AT).find(seen).map(|row| row.index);
    rows.extend(above.filter(|row| table.is_none_or(|table| *row > table.header.last.row)));
    rows.extend(parts.iter().take(MOST_ROWS));
    if parts.is_empty() {
        let below = sheet.rows.iter().skip(place).take(MOST_LOOKED_AT).filter(seen).map(|row| row.index).find(|row| *row > at.row);
        rows.extend(below.filter(|row| table.is_none_or(|table| *row <= table.range.last.row)));
    }
    rows
}

/// The column of labels, the cell's own, and the nearest columns of figures, plan, actual and prior before others.
fn columns(sheet: &Sheet, table: Option<&LocatedTable>, at: Position) -> BTreeSet<u32> {
    let mut columns: BTreeSet<u32> = [at.column].into();
    let hidden = |column: &u32| sheet.column_is_hidden(*column);
    let Some(table) = table else {
        // Outside a table: what begins the row says what it is about.
        let row = sheet.rows.binary_search_by_key(&at.row, |row| row.index).ok().and_then(|found| sheet.rows.get(found));
        columns.extend(row.and_then(|row| sheet.cells_of(row).first()).map(|cell| cell.column));
        return columns;
    };
    columns.extend(table.columns.iter().find(|(role, _)| *role == "label").map(|(_, column)| *column));
    let class = |role: &str| match role {
        "plan" | "actual" | "prior" | "combined" => Some(0),
        "pct_plan" | "pct_prior" | "verdict" => Some(1),
        _ => None,
    };
    let mut beside: Vec<(u32, u32, u32)> = table
        .columns
        .iter()
        .filter(|(_, column)| !columns.contains(column) && !hidden(column))
        .filter_map(|(role, column)| Some((class(role)?, column.abs_diff(at.column), *column)))
        .collect();
    beside.sort_unstable();
    columns.extend(beside.into_iter().take(MOST_BESIDE).map(|(_, _, column)| column));
    columns
}

fn shown(workbook: &Workbook, sheet: &Sheet, at: Position) -> Shown {
    let Some(cell) = sheet.cell(at) else { return Shown::Nothing };
    match cell.value {
        Value::Number(number) if workbook.style(cell.style).percent => {
            number.checked_mul(Decimal::ONE_HUNDRED).map_or(Shown::Number(number), Shown::Percent)
        }
        Value::Number(number) => Shown::Number(number),
        value => match workbook.shown(value).trim() {
            "" => Shown::Nothing,
            text => Shown::Text(text.chars().take(MOST_LETTERS).collect()),
        },
    }
}

/// What stands over the columns of tables, looked up once.
#[derive(Default)]
struct Headings {
    known: HashMap<(usize, u32), String>,
    /// By table: merged areas that reach into its header.
    merges: HashMap<usize, Vec<Area>>,
}

impl Headings {
    fn of(&mut self, workbook: &Workbook, sheet: &Sheet, number: usize, table: &LocatedTable, column: u32) -> String {
        if let Some(known) = self.known.get(&(number, column)) {
            return known.clone();
        }
        let (top, bottom) = (table.header.first.row, table.header.last.row);
        let merges = self.merges.entry(number).or_insert_with(|| {
            let here = sheet.merges.iter().filter(|area| area.first.row <= bottom && area.last.row >= top);
            here.take(MOST_MERGES).copied().collect()
        });
        let mut texts: Vec<String> = Vec::new();
        // A header of many rows is a mistake of ours or of the sheet's: its end is what stands over the column.
        for row in top.max(bottom.saturating_sub(5))..=bottom {
            let at = Position::new(row, column);
            let at = merges.iter().find(|area| area.contains(at)).map_or(at, |area| area.first);
            let Shown::Text(text) = shown(workbook, sheet, at) else { continue };
            let text = label::tidy(&text);
            // "(1)", "B", "3=2/1" number the columns and say nothing of them.
            if text.chars().filter(|c| c.is_alphabetic()).count() > 1 && texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        let own = texts.pop().unwrap_or_default();
        // "TH" alone may be any year's.
        let heading = match texts.pop() {
            Some(above) if own.chars().count() <= 6 => format!("{above} / {own}"),
            _ => own,
        };
        self.known.insert((number, column), heading.clone());
        heading
    }
}
