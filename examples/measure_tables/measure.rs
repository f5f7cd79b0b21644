//! Real sheets as they were found, compared with what their manifest says and with schemas written for some of them.

#[path = "derive.rs"]
mod derive;
#[path = "manifest.rs"]
mod manifest;

use chitieu::cell::{Position, column_name};
use chitieu::locate::{self, Index};
use chitieu::schema::{self, Schema};
use chitieu::submission::{LocatedTable, Orientation, Owner, Submission};
use chitieu::workbook::{Sheet, Value, Workbook};
use manifest::Expected;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// How one file was found.
#[derive(Default)]
pub struct Score {
    /// Name of the file.
    pub file: String,
    /// Why it could not be opened.
    pub closed: Option<String>,
    /// What the manifest says, in its words.
    pub manifest: String,
    /// Tables the manifest describes well enough to be looked for, and how each was found.
    pub tables: Vec<Table>,
    /// All tables that were found, described or not.
    pub located: usize,
    /// What of the manifest could not be compared.
    pub vague: Vec<String>,
    /// Labels the schema was made of; 0 where it was written by hand.
    pub own_labels: usize,
    /// How rows were matched, against a schema that was written by hand.
    pub rows: Option<Rows>,
    /// How long reading and locating took.
    pub took: Duration,
}

/// How a table the manifest describes was found.
#[derive(Default)]
pub struct Table {
    /// Name of the sheet.
    pub sheet: String,
    /// What was found, for people; empty where nothing was.
    pub found: String,
    /// Whether the header's rows are right.
    pub header: bool,
    /// Whether the labels' column is, where it can be compared.
    pub label: Option<bool>,
    /// Whether the first row of data is, where it can be compared.
    pub first: Option<bool>,
}

impl Table {
    /// Whether everything that can be compared is right.
    pub fn is_right(&self) -> bool {
        self.header && self.label != Some(false) && self.first != Some(false)
    }
}

/// Rows, columns and units of a schema whose codes are the cells they stand in.
#[derive(Default)]
pub struct Rows {
    /// Names that stand on the sheet.
    pub expected: usize,
    /// Of them, found where they stand.
    pub right: usize,
    /// Taken for something they are not.
    pub wrong: Vec<String>,
    /// Not found.
    pub missed: Vec<String>,
    /// Rows left out and told.
    pub refused: usize,
    /// Figures read.
    pub figures: usize,
}

/// Reads every file of a folder's manifest, with the schema of its name in `schemas` or one made of its own labels.
pub fn measure(folder: &Path, schemas: &Path) -> Result<Vec<Score>, Box<dyn Error>> {
    let mut scores = Vec::new();
    for entry in manifest::read(folder)? {
        let mut score = Score { file: entry.file.clone(), manifest: entry.words(), ..Score::default() };
        let start = Instant::now();
        let workbook = match chitieu::read::workbook(&folder.join(&entry.file)) {
            Ok(workbook) => workbook,
            Err(error) => {
                score.closed = Some(format!("{error:?}"));
                scores.push(score);
                continue;
            }
        };
        let tables = entry.expected(workbook.sheets.len());
        let stem = entry.file.rsplit_once('.').map_or(entry.file.as_str(), |(stem, _)| stem);
        let written = schemas.join(format!("{stem}.toml"));
        let located = |text: &str| -> Result<(Schema, Submission), Box<dyn Error>> {
            let schema = sound(text).map_err(|problem| format!("{}: {problem}", entry.file))?;
            let submission = locate::submission(&schema, &Index::of(&schema), &workbook, None).submission;
            Ok((schema, submission))
        };
        let mut speaks_of = BTreeSet::new();
        if written.is_file() {
            let (schema, submission) = located(&fs::read_to_string(&written)?)?;
            score.took = start.elapsed();
            score.rows = Some(rows(&schema, &workbook, &submission));
            let codes = schema.each_indicator().map(|(_, indicator)| &indicator.code);
            speaks_of = codes.flat_map(|code| places(&workbook, code)).map(|(sheet, _)| sheet.to_string()).collect();
            for table in &tables {
                if workbook.sheets.get(table.sheet).is_some_and(|sheet| speaks_of.contains(&*sheet.name)) {
                    compare(&workbook, table, &submission, &mut score);
                }
            }
            score.located = submission.tables.iter().filter(|table| speaks_of.contains(&*table.sheet)).count();
        }
        // Sheets that no schema was written for are looked for by their own labels.
        let (text, labels) = derive::schema(&workbook, &tables);
        score.own_labels = labels;
        let rest = tables.iter().filter(|table| workbook.sheets.get(table.sheet).is_some_and(|sheet| !speaks_of.contains(&*sheet.name)));
        let rest: Vec<&Expected> = rest.collect();
        if labels > 0 && !rest.is_empty() {
            let (_, submission) = located(&text)?;
            score.located += submission.tables.iter().filter(|table| !speaks_of.contains(&*table.sheet)).count();
            for table in rest {
                compare(&workbook, table, &submission, &mut score);
            }
        }
        if speaks_of.is_empty() {
            score.took = start.elapsed();
        }
        scores.push(score);
    }
    Ok(scores)
}

fn sound(text: &str) -> Result<Schema, String> {
    let told = |problems: Vec<schema::raw::Problem>| format!("the schema is not sound: {problems:?}");
    let (raw, _) = schema::from_toml(text).map_err(told)?;
    Ok(schema::prove(&raw).map_err(told)?.0)
}

/// Compares one table of the manifest with what was found on its sheet.
fn compare(workbook: &Workbook, expected: &Expected, submission: &Submission, score: &mut Score) {
    let Some(sheet) = workbook.sheets.get(expected.sheet).filter(|sheet| !sheet.hidden && !sheet.cells.is_empty()) else { return };
    // A sheet put aside by its name ("Bỏ") is not looked into.
    if submission.left_out.iter().any(|left| left.sheet == sheet.name && left.area.is_none() && left.reason.en.contains("stale")) {
        score.vague.push(format!("{}: put aside by its name", sheet.name));
        return;
    }
    let label = derive::label_column(workbook, sheet, expected);
    if label.is_none() {
        score.vague.push(format!("{}: no labels to find it by", sheet.name));
        return;
    }
    let own: Vec<&LocatedTable> = submission.tables.iter().filter(|table| table.sheet == sheet.name).collect();
    let header_right = |table: &&&LocatedTable| header_is_right(workbook, sheet, expected, table);
    let label_right = |table: &LocatedTable| {
        let column = table.columns.iter().find(|(role, _)| *role == "label").map(|(_, column)| *column);
        column.is_some_and(|column| expected.labels.contains(&column))
    };
    let near = |table: &&&LocatedTable| expected.headers.iter().map(|header| header.0.abs_diff(table.header.first.row)).min();
    let both = |table: &&&LocatedTable| header_right(table) && label_right(table);
    let best = own.iter().find(both).or_else(|| own.iter().find(header_right)).or_else(|| own.iter().min_by_key(near));
    let mut table = Table { sheet: sheet.name.to_string(), ..Table::default() };
    let comparable = label.is_some_and(|label| expected.labels.contains(&label));
    if !comparable {
        score.vague.push(format!("{}: labels in another column than the manifest's", sheet.name));
    }
    if expected.first_row.is_none() && expected.on_its_side.is_none() {
        score.vague.push(format!("{}: first row of data", sheet.name));
    }
    if let Some(best) = best {
        table.header = header_right(&best);
        table.label = comparable.then(|| label_right(best));
        let first =
            sheet.rows.iter().filter(|row| !row.hidden && row.first < row.end).map(|row| row.index).find(|&row| row > best.header.last.row);
        table.first = match expected.on_its_side {
            // Where no word says planned or done no figure is read, and the first column of figures is not known.
            Some((row, column)) => {
                let figures = submission.figures.iter().filter(|figure| figure.cell.sheet == sheet.name);
                figures.map(|figure| figure.cell.at.column).min().map(|first| first == column && best.header.last.row == row)
            }
            None => expected.first_row.map(|row| first == Some(row)),
        };
        let roles: Vec<String> = best.columns.iter().map(|(role, column)| format!("{role}={}", column_name(*column))).collect();
        table.found = format!(
            "{} {} header {}-{} data {} [{}]",
            best.range,
            best.orientation.code(),
            best.header.first.row + 1,
            best.header.last.row + 1,
            first.map_or(0, |row| row + 1),
            roles.join(" ")
        );
    } else {
        table.label = comparable.then_some(false);
        table.first = expected.first_row.map(|_| false);
    }
    score.tables.push(table);
}

/// Whether the header's rows are the manifest's; rows of column numbers belong to neither header nor data.
fn header_is_right(workbook: &Workbook, sheet: &Sheet, expected: &Expected, table: &LocatedTable) -> bool {
    let (top, bottom) = (table.header.first.row, table.header.last.row);
    if let Some((names, _)) = expected.on_its_side {
        return expected.headers.iter().any(|header| top >= header.0 && bottom == names && table.range.last.row == header.1);
    }
    expected.headers.iter().any(|&(first, last)| {
        let numbered = |row: u32| {
            let Some(row) = sheet.rows.iter().find(|known| known.index == row) else { return true };
            sheet.cells_of(row).iter().all(|cell| match cell.value {
                Value::Number(number) => number.abs() <= 400.into() && number.fract().is_zero(),
                Value::Text(id) => {
                    let text = workbook.text(id);
                    text.trim().chars().count() <= 1 || text.starts_with("&=") || !text.chars().any(char::is_alphabetic)
                }
                _ => false,
            })
        };
        top == first && bottom >= last && (last + 1..=bottom).all(|row| expected.first_row.is_none_or(|data| row < data) && numbered(row))
    })
}

/// Where a code says its name stands: "B12", "A28/A29" where it stands twice, "SXCN!C3" on another sheet than the first.
fn places<'a>(workbook: &'a Workbook, code: &'a str) -> Vec<(&'a str, Position)> {
    let (sheet, cells) = match code.rsplit_once('!') {
        Some((sheet, cells)) => (Some(sheet), cells),
        None => (workbook.sheets.first().map(|sheet| &*sheet.name), code),
    };
    let cells: Option<Vec<Position>> = cells.split('/').map(Position::parse).collect();
    cells.unwrap_or_default().into_iter().filter_map(|cell| Some((sheet?, cell))).collect()
}

/// Compares rows and figures with the cells that the codes of a schema name.
fn rows(schema: &Schema, workbook: &Workbook, submission: &Submission) -> Rows {
    let mut rows = Rows { refused: submission.unmatched.len(), figures: submission.figures.len(), ..Rows::default() };
    let mut found: BTreeMap<String, bool> = BTreeMap::new();
    let mut take = |code: &str, right: bool, cell: chitieu::cell::CellView<'_>| {
        let known = found.entry(code.to_string()).or_insert(right);
        if !right {
            rows.wrong.push(format!("{code} at {}!{}", cell.sheet, cell.at));
            *known = false;
        }
    };
    for row in submission.rows.iter() {
        let code = &schema.indicator(row.indicator).code;
        let right = places(workbook, code).iter().any(|(sheet, at)| *row.cell.sheet == **sheet && at.row == row.cell.at.row);
        // The same name in another list of the workbook is neither right nor wrong.
        let indicator = schema.indicator(row.indicator);
        let own = places(workbook, code).first().map(|(sheet, _)| sheet.to_string());
        let key = workbook.sheets.iter().find(|sheet| sheet.name == row.cell.sheet).and_then(|sheet| sheet.cell(row.cell.at));
        let key = key.map(|cell| chitieu::label::Label::parse(&workbook.shown(cell.value)).key());
        let same_name =
            std::iter::once(&indicator.name).chain(&indicator.aliases).any(|name| Some(chitieu::label::Label::parse(name).key()) == key);
        if right || !same_name || own.as_deref() == Some(&*row.cell.sheet) {
            take(code, right, row.cell);
        }
    }
    for figure in submission.figures.iter() {
        let indicator = &schema.indicator(figure.indicator).code;
        let table = submission.tables.iter().find(|table| table.sheet == figure.cell.sheet && table.range.contains(figure.cell.at));
        let down = table.is_some_and(|table| table.orientation == Orientation::UnitsDown);
        let at = figure.cell.at;
        let stands = |code: &str, by_row: bool| {
            places(workbook, code).into_iter().filter(|(sheet, _)| *figure.cell.sheet == **sheet).any(|(name, place)| {
                let sheet = workbook.sheets.iter().find(|sheet| *sheet.name == *name);
                let merged = sheet.and_then(|sheet| sheet.merges.iter().find(|area| area.contains(place)));
                let columns = merged.map_or(place.column..=place.column, |area| area.first.column..=area.last.column);
                if by_row { place.row == at.row } else { columns.contains(&at.column) }
            })
        };
        take(indicator, stands(indicator, !down), figure.cell);
        let across = table.is_some_and(|table| table.orientation == Orientation::UnitsAcross);
        match figure.owner {
            Owner::Unit(unit) if down || across => {
                let code = &schema.unit(unit).code;
                take(code, stands(code, down), figure.cell);
            }
            // A figure of the area stands under no unit.
            Owner::Area if across => {
                let foreign = schema.each_unit().find(|(_, unit)| stands(&unit.code, false));
                take("area", foreign.is_none(), figure.cell);
            }
            _ => {}
        }
    }
    let units = schema.each_unit().map(|(_, unit)| &unit.code);
    let codes: BTreeSet<&String> = schema
        .each_indicator()
        .map(|(_, indicator)| &indicator.code)
        .chain(units)
        .filter(|code| !places(workbook, code).is_empty())
        .collect();
    rows.expected = codes.len();
    rows.right = codes.iter().filter(|code| found.get(**code) == Some(&true)).count();
    rows.missed = codes.iter().filter(|code| !found.contains_key(**code)).map(|code| code.to_string()).collect();
    rows
}
