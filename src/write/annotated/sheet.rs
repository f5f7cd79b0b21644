//! A sheet whose flagged cells get another format: nothing else of it changes.

use super::markup::{Edits, Form, Tag, Unfit, container, tags};
use super::styles::Styles;
use crate::cell::{Area, MAX_COLUMNS, MAX_ROWS, Position};
use crate::finding::Severity;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What stands before the comments' drawing in a sheet, in the standard's order.
const BEFORE_COMMENTS: [&str; 30] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

/// Merged areas of a sheet.
pub(super) fn merges(text: &str) -> Vec<Area> {
    let merges = tags(text).filter(|tag| tag.begins() && tag.local() == "mergeCell");
    merges.filter_map(|tag| Area::parse(&tag.value("ref")?)).filter(|area| area.first != area.last).collect()
}

/// The sheet without the flag that makes it one of the sheets chosen; `None` where it has none.
pub(super) fn unselected(text: &str) -> Result<Option<String>, Unfit> {
    let mut edits = Edits::default();
    for tag in tags(text).take_while(|tag| tag.local() != "sheetData").filter(|tag| tag.begins() && tag.local() == "sheetView") {
        tag.unset(&mut edits, "tabSelected");
    }
    if edits.is_empty() { Ok(None) } else { edits.apply(text).map(Some) }
}

/// The number of a row or the column of a cell: as said, else the one after the last.
fn said_row(tag: &Tag<'_>) -> Option<u32> {
    tag.number("r").filter(|row| (1..=MAX_ROWS).contains(row)).map(|row| row - 1)
}

fn said_column(tag: &Tag<'_>) -> Option<u32> {
    tag.attribute("r").and_then(|at| Position::parse(at.value)).map(|at| at.column)
}

/// Follows the rows and cells of a sheet, counting where nothing is said.
#[derive(Default)]
struct Place {
    inside: bool,
    row: u32,
    next_row: u32,
    column: u32,
    next_column: u32,
}

/// What a tag of the sheet's data is.
enum Met {
    Row,
    RowEnd,
    Cell,
    DataEnd,
    Other,
}

impl Place {
    fn meet(&mut self, tag: &Tag<'_>) -> Met {
        match (tag.depth, tag.local(), tag.form) {
            (1, "sheetData", form) => {
                self.inside = form == Form::Open;
                if form == Form::Close { Met::DataEnd } else { Met::Other }
            }
            (2, "row", Form::Close) if self.inside => Met::RowEnd,
            (2, "row", _) if self.inside => {
                self.row = said_row(tag).unwrap_or(self.next_row);
                self.next_row = self.row.saturating_add(1);
                self.next_column = 0;
                Met::Row
            }
            (3, "c", Form::Open | Form::Empty) if self.inside => {
                self.column = said_column(tag).unwrap_or(self.next_column);
                self.next_column = self.column.saturating_add(1);
                Met::Cell
            }
            _ => Met::Other,
        }
    }
}

/// Gives flagged cells the format of their mark, and takes the marks of an earlier run off all others.
pub(super) fn mark(text: &str, wanted: &BTreeMap<Position, Severity>, styles: &mut Styles) -> Result<Option<String>, Unfit> {
    let clean = styles.has_marks();
    if wanted.is_empty() && !clean {
        return Ok(None);
    }
    let present = Present::of(text, wanted);
    let mut absent: BTreeMap<u32, BTreeMap<u32, Severity>> = BTreeMap::new();
    for (at, severity) in wanted.iter().filter(|(at, _)| !present.cells.contains(at)) {
        absent.entry(at.row).or_default().insert(at.column, *severity);
    }
    let columns = ColumnStyles::of(text);
    let mut edits = Edits::default();
    let mut place = Place::default();
    let mut row_style = None;
    let mut prefix = "";
    for tag in tags(text) {
        if tag.depth == 0 {
            prefix = tag.prefix();
        }
        match place.meet(&tag) {
            Met::Row => {
                row_style = tag.number("s").filter(|_| tag.flag("customFormat"));
                let before: Vec<u32> = absent.range(..place.row).map(|(row, _)| *row).filter(|row| !present.rows.contains(row)).collect();
                for row in before {
                    let cells = cells(prefix, row, absent.remove(&row).unwrap_or_default(), styles, None, &columns);
                    edits.insert(tag.start, new_row(prefix, row, &cells));
                }
                if absent.contains_key(&place.row) {
                    // The hint of how far a row reaches would no longer be true.
                    tag.unset(&mut edits, "spans");
                    if tag.form == Form::Empty {
                        let cells = cells(prefix, place.row, absent.remove(&place.row).unwrap_or_default(), styles, row_style, &columns);
                        tag.fill(&mut edits, &cells);
                    }
                }
                if clean && let Some(style) = row_style {
                    restyle(&tag, styles.marked(style, None), style, &mut edits);
                }
            }
            Met::Cell => {
                if let Some(missing) = absent.get_mut(&place.row) {
                    let after = missing.split_off(&place.column);
                    let before = std::mem::replace(missing, after);
                    if !before.is_empty() {
                        edits.insert(tag.start, cells(prefix, place.row, before, styles, row_style, &columns));
                    }
                }
                let style = tag.number("s").unwrap_or(0);
                let at = Position::new(place.row, place.column);
                match wanted.get(&at) {
                    Some(severity) => restyle(&tag, styles.marked(style, Some(*severity)), style, &mut edits),
                    None if clean => restyle(&tag, styles.marked(style, None), style, &mut edits),
                    None => {}
                }
            }
            Met::RowEnd => {
                if let Some(rest) = absent.remove(&place.row).filter(|rest| !rest.is_empty()) {
                    edits.insert(tag.start, cells(prefix, place.row, rest, styles, row_style, &columns));
                }
            }
            Met::DataEnd => {
                let rest = std::mem::take(&mut absent);
                edits.insert(tag.start, rows(prefix, rest, styles, &columns));
            }
            Met::Other => {}
        }
    }
    // A sheet without data has an empty element for it, or none at all.
    if !absent.is_empty() {
        let rows = rows(prefix, absent, styles, &columns);
        match container(text, "sheetData") {
            Some(data) if data.open.form == Form::Empty => data.open.fill(&mut edits, &rows),
            Some(_) => return Err(Unfit("dữ liệu của trang tính bị cắt cụt".into())),
            None => {
                let root = tags(text).next().filter(|root| root.form == Form::Open).ok_or_else(|| Unfit("trang tính trống".into()))?;
                let before = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols"];
                let at = before.iter().filter_map(|name| container(text, name)).map(|found| found.end).max().unwrap_or(root.end);
                edits.insert(at, format!("<{prefix}sheetData>{rows}</{prefix}sheetData>"));
            }
        }
    }
    if edits.is_empty() { Ok(None) } else { edits.apply(text).map(Some) }
}

fn restyle(tag: &Tag<'_>, new: u32, old: u32, edits: &mut Edits) {
    if new != old {
        tag.set(edits, "s", &new.to_string());
    }
}

fn rows(prefix: &str, absent: BTreeMap<u32, BTreeMap<u32, Severity>>, styles: &mut Styles, columns: &ColumnStyles) -> String {
    let rows = absent.into_iter().filter(|(_, missing)| !missing.is_empty());
    rows.map(|(row, missing)| new_row(prefix, row, &cells(prefix, row, missing, styles, None, columns))).collect()
}

fn new_row(prefix: &str, row: u32, cells: &str) -> String {
    format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", row + 1)
}

/// Cells that were not there: they look as their row or column would have them, but for the mark.
fn cells(
    prefix: &str,
    row: u32,
    missing: BTreeMap<u32, Severity>,
    styles: &mut Styles,
    row_style: Option<u32>,
    columns: &ColumnStyles,
) -> String {
    let mut out = String::new();
    for (column, severity) in missing {
        let style = row_style.or_else(|| columns.at(column)).unwrap_or(0);
        out += &format!("<{prefix}c r=\"{}\" s=\"{}\"/>", Position::new(row, column), styles.marked(style, Some(severity)));
    }
    out
}

/// Which of the wanted cells and rows are there.
struct Present {
    cells: HashSet<Position>,
    rows: HashSet<u32>,
}

impl Present {
    fn of(text: &str, wanted: &BTreeMap<Position, Severity>) -> Present {
        let mut present = Present { cells: HashSet::new(), rows: HashSet::new() };
        let rows: HashSet<u32> = wanted.keys().map(|at| at.row).collect();
        let mut place = Place::default();
        for tag in tags(text) {
            match place.meet(&tag) {
                Met::Row if rows.contains(&place.row) => {
                    present.rows.insert(place.row);
                }
                Met::Cell if rows.contains(&place.row) => {
                    present.cells.insert(Position::new(place.row, place.column));
                }
                Met::DataEnd => break,
                _ => {}
            }
        }
        present
    }
}

/// The formats of whole columns.
struct ColumnStyles(Vec<(u32, u32, u32)>);

impl ColumnStyles {
    fn of(text: &str) -> ColumnStyles {
        let columns = tags(text).take_while(|tag| tag.local() != "sheetData").filter(|tag| tag.begins() && tag.local() == "col");
        ColumnStyles(columns.filter_map(|tag| Some((tag.number("min")?, tag.number("max")?, tag.number("style")?))).collect())
    }

    fn at(&self, column: u32) -> Option<u32> {
        self.0.iter().find(|(first, last, _)| (*first..=*last).contains(&(column + 1))).map(|(_, _, style)| *style)
    }
}

/// Names the comments' drawing in the sheet, at its place.
pub(super) fn with_drawing(text: &str, id: &str, relations: &str) -> Result<String, Unfit> {
    let mut edits = Edits::default();
    let mut tags = tags(text);
    let root = tags.next().filter(|root| root.form == Form::Open).ok_or_else(|| Unfit("trang tính trống".into()))?;
    let mut at = root.end;
    let mut counts = false;
    for tag in tags {
        if tag.depth != 1 {
            continue;
        }
        if tag.begins() {
            // Of two ways to say the same, the first one says what it is.
            let inside = |tag: &Tag<'_>| tag.local() == "AlternateContent";
            counts = BEFORE_COMMENTS.contains(&tag.local())
                || (inside(&tag) && first_meant(text, tag.start).is_some_and(|name| BEFORE_COMMENTS.contains(&name)));
        }
        if counts && tag.form != Form::Open {
            at = tag.end;
        }
    }
    edits.insert(at, format!("<{}legacyDrawing xmlns:r=\"{relations}\" r:id=\"{id}\"/>", root.prefix()));
    edits.apply(text)
}

/// What stands inside the first choice of an alternate content.
fn first_meant(text: &str, from: usize) -> Option<&str> {
    tags(text.get(from..)?).find(|tag| tag.depth == 2).map(|tag| tag.local())
}

/// Widths of columns and heights of rows in pixels, to tell where a comment's box ends.
pub(super) struct Sizes {
    columns: Vec<(u32, u32, u32)>,
    rows: HashMap<u32, u32>,
    column: u32,
    row: u32,
}

impl Sizes {
    pub(super) fn of(text: &str) -> Sizes {
        let mut sizes = Sizes { columns: Vec::new(), rows: HashMap::new(), column: 64, row: 20 };
        let mut place = Place::default();
        let measure = |tag: &Tag<'_>, name: &str| -> Option<f64> {
            tag.attribute(name)?.value.trim().parse::<f64>().ok().filter(|size| (0.0..=500.0).contains(size))
        };
        let wide = |width: f64| (width * 7.0 + 5.0) as u32;
        let high = |height: f64| (height * 96.0 / 72.0) as u32;
        for tag in tags(text) {
            match (tag.depth, tag.local()) {
                (1, "sheetFormatPr") => {
                    sizes.column = measure(&tag, "defaultColWidth").map_or(sizes.column, wide);
                    sizes.row = measure(&tag, "defaultRowHeight").map_or(sizes.row, high);
                }
                (2, "col") if tag.begins() => {
                    let width = if tag.flag("hidden") { Some(0) } else { measure(&tag, "width").map(wide) };
                    if let (Some(first), Some(last), Some(width)) = (tag.number("min"), tag.number("max"), width) {
                        sizes.columns.push((first, last, width));
                    }
                }
                _ => {}
            }
            match place.meet(&tag) {
                Met::Row => {
                    let height = if tag.flag("hidden") { Some(0) } else { measure(&tag, "ht").map(high) };
                    sizes.rows.extend(height.map(|height| (place.row, height)));
                }
                Met::DataEnd => break,
                _ => {}
            }
        }
        sizes
    }

    pub(super) fn column(&self, column: u32) -> u32 {
        let said = self.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&(column + 1)));
        said.map_or(self.column, |(_, _, width)| *width)
    }

    pub(super) fn row(&self, row: u32) -> u32 {
        self.rows.get(&row).copied().unwrap_or(self.row)
    }

    /// Which column and which offset in it lies so many pixels right of a column's left edge.
    pub(super) fn right_of(&self, column: u32, pixels: u32) -> (u32, u32) {
        beyond(column, pixels, MAX_COLUMNS, |column| self.column(column))
    }

    /// Which row and which offset in it lies so many pixels below a row's upper edge.
    pub(super) fn below(&self, row: u32, pixels: u32) -> (u32, u32) {
        beyond(row, pixels, MAX_ROWS, |row| self.row(row))
    }
}

fn beyond(first: u32, pixels: u32, most: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let mut at = first;
    let mut left = pixels;
    while at + 1 < most && left >= size(at) {
        left -= size(at);
        at += 1;
    }
    (at, left.min(size(at)))
}
