//! Finding the tables of a sheet by the schema's own labels and the words of headers, not by position.

use super::grid::Grid;
use super::header::{
    grid_look, has_text, header_rows, header_top, headings, is_header_row, is_number_row, names_measures_only, number_rows,
    path_with_places,
};
use super::heading::{self, Context, Heading, Phrases, Role, Why};
use super::list;
use super::survey::{Ascending, Survey};
use super::texts::Texts;
use crate::cell::{Area, Position};
use crate::label;
use crate::schema::{IndicatorId, UnitId};
use crate::submission::Orientation;
use crate::workbook::{Holds, Row, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A table as found: where its header and its rows are, and what its columns hold.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which way it lies.
    pub orientation: Orientation,
    /// First and last row of the header; the first is the first row of data where there is none.
    pub header: (u32, u32),
    /// First row of data.
    pub first_row: u32,
    /// Last row that may belong to it.
    pub last_row: u32,
    /// Columns that hold labels, the main one first.
    pub label_columns: Vec<u32>,
    /// All columns of the table, in order.
    pub headings: Vec<Heading>,
    /// With units down: the indicator of each column.
    pub indicators: BTreeMap<u32, IndicatorId>,
    /// In a list of several units: the column that names the unit of each row.
    pub unit_column: Option<u32>,
}

impl Table {
    /// The first column with a role.
    pub fn column(&self, role: Role) -> Option<u32> {
        self.headings.iter().find(|heading| heading.role == role).map(|heading| heading.column)
    }

    /// The heading of a column; they stand in the order of the columns.
    pub fn heading(&self, column: u32) -> Option<&Heading> {
        let found = self.headings.binary_search_by_key(&column, |heading| heading.column).ok()?;
        self.headings.get(found)
    }

    /// The whole table as an area.
    pub fn range(&self) -> Area {
        let first = self.headings.first().map_or(0, |heading| heading.column);
        let last = self.headings.last().map_or(first, |heading| heading.column);
        Area { first: Position::new(self.header.0, first), last: Position::new(self.last_row, last) }
    }

    /// The header as an area.
    pub fn header_area(&self) -> Area {
        let range = self.range();
        Area { first: range.first, last: Position::new(self.header.1, range.last.column) }
    }

    /// Whether a row belongs to it.
    pub fn covers_row(&self, row: u32) -> bool {
        (self.header.0..=self.last_row).contains(&row)
    }
}

/// Finds the tables of a sheet.
pub fn find(grid: &Grid<'_>, texts: &Texts<'_>, context: Context) -> Vec<Table> {
    let survey = Survey::of(grid, texts);
    if let Some(table) = units_down(grid, texts, &survey, context) {
        return vec![table];
    }
    let mut tables = Vec::new();
    let groups = survey.label_columns();
    for columns in &groups {
        let first = columns.iter().copied().min().unwrap_or(0);
        let last = columns.iter().copied().max().unwrap_or(0);
        // Beside another table a table begins at its own numbering or names and ends before the other's.
        let before = groups.iter().filter_map(|other| other.iter().copied().max()).filter(|other| *other < first).max();
        let after = groups.iter().filter_map(|other| other.iter().copied().min()).filter(|other| *other > last).min();
        let start = before.map_or(0, |_| numbering_before(grid, first));
        let end = after.map_or(u32::MAX, |next| numbering_before(grid, next).saturating_sub(1));
        tables.extend(indicators_down(grid, texts, &survey, columns, (start, end), context));
    }
    for table in &mut tables {
        list::find_units(grid, texts, table);
    }
    tables.sort_by_key(|table| (table.header.0, table.label_columns.first().copied()));
    tables
}

/// A table of our own blank workbook whose head stands as it was printed, down to its last coded row at least.
pub fn printed(grid: &Grid<'_>, texts: &Texts<'_>, header: (u32, u32), label: u32, last: u32, context: Context) -> Option<Table> {
    let mut headings = headings(grid, texts, header, context, Some(&[label]));
    let with_numbers = add_headless(grid, &mut headings, (header.1 + 1, last));
    // Columns of other units make another table of it.
    if headings.iter().any(|heading| heading.unit.is_some()) {
        return None;
    }
    for heading in &mut headings {
        if heading.column == label || heading.role == Role::Label {
            heading.role = if heading.column == label { Role::Label } else { Role::Unknown };
        }
        heading.holds_numbers = with_numbers.contains(heading.column);
    }
    let first_row = grid.rows.iter().map(|row| row.index).find(|&row| row > header.1)?;
    let last_row = last_row(grid, last, label);
    let orientation = Orientation::IndicatorsDown;
    let indicators = BTreeMap::new();
    Some(Table { orientation, header, first_row, last_row, label_columns: vec![label], headings, indicators, unit_column: None })
}

/// The column of numbering directly before a column of names, or the column of names itself.
fn numbering_before(grid: &Grid<'_>, names: u32) -> u32 {
    let Some(before) = names.checked_sub(1) else { return names };
    let numbered = grid.rows.iter().any(|row| {
        grid.text(Position::new(row.index, before)).is_some_and(|text| matches!(label::folded_key(text).as_str(), "stt" | "tt" | "so tt"))
    });
    if numbered { before } else { names }
}

/// A table with units down and indicators across.
fn units_down(grid: &Grid<'_>, texts: &Texts<'_>, survey: &Survey, context: Context) -> Option<Table> {
    let (header_row, columns) = (survey.across.0, &survey.across.1);
    if columns.is_empty() {
        return None;
    }
    let (&label, rows) = survey.units.iter().max_by_key(|(column, rows)| (rows.from(header_row + 1).len(), std::cmp::Reverse(**column)))?;
    let below = rows.from(header_row + 1);
    // One indicator over a list of units is enough where nothing else on the sheet is a list of indicators.
    let down = survey.indicators.values().map(Ascending::len).max().unwrap_or(0);
    if below.len() < 2 || columns.len() < down || (columns.len() < 2 && down > 1) || columns.contains(&label) {
        return None;
    }
    let first_row = *below.first()?;
    let top = header_top(grid, header_row, label, first_row);
    let mut bottom = header_row;
    for row in grid.rows.iter().filter(|row| row.index > header_row && row.index < first_row) {
        if is_number_row(grid, row) {
            bottom = row.index;
            continue;
        }
        // A first row of totals is no header.
        let numbers = grid.cells(row).filter(|cell| matches!(cell.value, Value::Number(_))).count();
        let total = grid.text(Position::new(row.index, label)).is_some();
        if numbers > 0 || (total && row.index > bottom + 1) || !has_text(grid, row) {
            break;
        }
        bottom = row.index;
    }
    let mut headings = headings(grid, texts, (top, bottom), context, None);
    let numbered = number_rows(grid, (top, bottom));
    let mut indicators = BTreeMap::new();
    for heading in &mut headings {
        if heading.column == label {
            heading.role = Role::Label;
            continue;
        }
        let mut rest = Vec::new();
        let mut found = None;
        for (place, text) in path_with_places(grid, heading.column, (top, bottom), &numbered) {
            match grid_look(grid, texts, place.row, place.column) {
                Some(looked) if found.is_none() && looked.indicators.len() == 1 && !is_measure_word(&text, context) => {
                    found = looked.indicators.first().copied();
                }
                _ => rest.push(text),
            }
        }
        if let Some(indicator) = found {
            indicators.insert(heading.column, indicator);
            heading.role = match heading::role(&rest, context) {
                role if role.is_measure() => role,
                Role::PercentOfPlan | Role::PercentOfPrior | Role::Other(_) => heading::role(&rest, context),
                _ if role_of_title(grid, top) == Role::Plan => Role::Plan,
                _ => Role::Actual,
            };
        } else if heading.role.is_measure() || heading.role == Role::Label {
            heading.role = Role::Unknown;
        }
    }
    let last_row = last_row(grid, *below.last()?, label);
    Some(Table {
        orientation: Orientation::UnitsDown,
        header: (top, bottom),
        first_row: bottom + 1,
        last_row,
        label_columns: vec![label],
        headings,
        indicators,
        unit_column: None,
    })
}

fn is_measure_word(text: &str, context: Context) -> bool {
    heading::role(&[text.to_string()], context).is_measure() && heading::is_heading_key(&label::folded_key(text))
}

/// Tables with indicators down, under one group of label columns: one for each header.
fn indicators_down(
    grid: &Grid<'_>,
    texts: &Texts<'_>,
    survey: &Survey,
    columns: &[u32],
    within: (u32, u32),
    context: Context,
) -> Vec<Table> {
    let Some(&main) = columns.first() else { return Vec::new() };
    let mut labelled = Vec::new();
    for column in columns {
        labelled.extend(survey.indicators.get(column).into_iter().flat_map(Ascending::iter));
    }
    let labelled = Ascending::of(labelled);
    // A word such as "Chỉ tiêu" among the labels begins a table of its own.
    let mut starts: Vec<u32> = Vec::new();
    let mut labels = labelled.iter().peekable();
    for row in &grid.rows {
        let is_labelled = labels.next_if_eq(&row.index).is_some();
        let heading = |&column: &u32| {
            grid_look(grid, texts, row.index, column).is_some_and(|looked| looked.heading)
                && grid.merge(Position::new(row.index, column)).is_none_or(|area| area.first.row == row.index)
        };
        // Nearly all rows have no word of headers, and no merged one stands in them.
        let may_be_headed = survey.headed.contains(row.index) || grid.touches_merges(row.index);
        let begins = may_be_headed && columns.iter().any(heading) && is_header_row(grid, row, main, context);
        // Whatever stands over the names: two measures or more in words, and no figure, begin another header.
        if begins || (!is_labelled && names_measures_only(grid, row, main, context)) {
            // Two rows of one header are one start.
            let nameless = |row: u32| columns.iter().all(|&column| grid.shown(Position::new(row, column)).is_none());
            match starts.last_mut() {
                Some(last) if row.index <= *last + 3 && labelled.between(*last, row.index).is_empty() => {
                    // The row that heads the names is the one to start from; what stands above it is found from there.
                    if begins || nameless(*last) {
                        *last = row.index;
                    }
                }
                _ => starts.push(row.index),
            }
        }
    }
    let mut tables = Vec::new();
    let bounds: Vec<u32> = starts.iter().copied().chain([u32::MAX]).collect();
    let mut segments: Vec<(Option<u32>, u32, u32)> = Vec::new();
    if let Some(first) = labelled.first()
        && first < bounds[0]
    {
        segments.push((None, 0, bounds[0]));
    }
    for pair in bounds.windows(2) {
        segments.push((Some(pair[0]), pair[0], pair[1]));
    }
    for (heading_row, from, until) in segments {
        let rows: Vec<u32> = labelled.between(from, until).iter().copied().filter(|row| Some(*row) != heading_row).collect();
        let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { continue };
        let Some(header) = header_rows(grid, texts, heading_row, first, main, context) else { continue };
        let mut headings = headings(grid, texts, header, context, Some(columns));
        let with_numbers = add_headless(grid, &mut headings, (header.1 + 1, last));
        headings.retain(|heading| (within.0..=within.1).contains(&heading.column));
        // Words such as "hộ" in the column of units of measure are no names of indicators.
        if headings
            .iter()
            .any(|heading| heading.column == main && matches!(heading.role, Role::UnitOfMeasure | Role::Number | Role::Other(_)))
        {
            continue;
        }
        for heading in &mut headings {
            if columns.contains(&heading.column) {
                heading.role = Role::Label;
            } else if heading.role == Role::Label {
                // "Chỉ tiêu năm 2023" beside the names is the plan; "Nội dung" beside them is not a figure.
                let is_plan = heading::contains_words(&texts.over(&heading.path).folded, "chi tieu")
                    && heading.column > main
                    && with_numbers.contains(heading.column);
                heading.role = if is_plan { Role::Plan } else { Role::Unknown };
            }
        }
        for heading in &mut headings {
            heading.holds_numbers = with_numbers.contains(heading.column);
        }
        super::settle::settle(grid, &mut headings, (header.1 + 1, last), context);
        let units: BTreeSet<UnitId> = headings.iter().filter_map(|heading| heading.unit).collect();
        let orientation = if units.len() >= 2 { Orientation::UnitsAcross } else { Orientation::IndicatorsDown };
        if orientation == Orientation::UnitsAcross {
            name_measures(grid, header.0, &mut headings);
            // A column of a unit that nobody knows is neither a unit's nor the area's.
            for heading in headings.iter_mut().filter(|heading| heading.role.is_measure() && heading.unit.is_none() && !heading.total) {
                heading.role = Role::Other(Why::UnknownUnit);
            }
        } else if headings.iter().any(|heading| heading.role.is_measure() && !heading.of_area) {
            for heading in headings.iter_mut().filter(|heading| heading.role.is_measure() && heading.of_area) {
                heading.role = Role::Other(Why::SubGroup);
            }
        }
        let mut last_row = last_row(grid, last, main);
        if until != u32::MAX {
            last_row = last_row.min(until.saturating_sub(1));
        }
        let first_row = grid.rows.iter().map(|row| row.index).find(|&row| row > header.1).unwrap_or(first);
        tables.push(Table {
            orientation,
            header,
            first_row,
            last_row,
            label_columns: columns.to_vec(),
            headings,
            indicators: BTreeMap::new(),
            unit_column: None,
        });
    }
    tables
}

/// Adds columns with figures or texts and nothing over them; gives those that have a number in these rows.
fn add_headless(grid: &Grid<'_>, headings: &mut Vec<Heading>, rows: (u32, u32)) -> Columns {
    let (mut headed, mut with_numbers) = (Columns::default(), Columns::default());
    headings.iter().for_each(|heading| headed.add(heading.column));
    // Of the first columns, those of which nothing more is to be known: most cells are in one.
    let mut settled = 0_u64;
    for row in grid.rows.iter().filter(|row| (rows.0..=rows.1).contains(&row.index)) {
        for (column, holds) in grid.sheet.cells_of(row).kinds() {
            if column < u64::BITS && settled >> column & 1 == 1 || grid.is_hidden(column) {
                continue;
            }
            let is_number = || match holds {
                Holds::Number => true,
                Holds::Text(id) => grid.texts.is_number(id),
                Holds::Other => false,
            };
            if !with_numbers.contains(column) && is_number() {
                with_numbers.add(column);
            }
            if headed.contains(column) {
                settled |= u64::from(with_numbers.contains(column)).checked_shl(column).unwrap_or(0);
                continue;
            }
            headed.add(column);
            headings.push(Heading {
                column,
                path: Vec::new(),
                unit: None,
                total: false,
                of_area: false,
                role: Role::Unknown,
                holds_numbers: false,
                measured_in: None,
            });
        }
    }
    headings.sort_by_key(|heading| heading.column);
    with_numbers
}

/// Columns, a bit for each.
#[derive(Default)]
struct Columns(Vec<u64>);

impl Columns {
    fn add(&mut self, column: u32) {
        let word = column as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0.iter_mut().skip(word).take(1).for_each(|bits| *bits |= 1 << (column % 64));
    }

    fn contains(&self, column: u32) -> bool {
        self.0.get(column as usize / 64).is_some_and(|bits| bits >> (column % 64) & 1 == 1)
    }
}

/// Units across with no measure named over them: the title says whether it was planned or done.
fn name_measures(grid: &Grid<'_>, header: u32, headings: &mut [Heading]) {
    let role = role_of_title(grid, header);
    for heading in headings.iter_mut().filter(|heading| heading.role == Role::Unknown && (heading.unit.is_some() || heading.total)) {
        heading.role = role;
    }
}

/// What the title over a table says of its figures: planned, done, or nothing.
fn role_of_title(grid: &Grid<'_>, header: u32) -> Role {
    let mut role = Role::Unknown;
    for row in grid.rows.iter().rev().filter(|row| row.index < header && row.index + 8 >= header) {
        let title: Vec<String> =
            grid.cells(row).filter_map(|cell| grid.text(Position::new(row.index, cell.column))).map(label::folded_key).collect();
        let says = |words: &str| title.iter().any(|text| heading::contains_words(text, words));
        if says("thuc hien") || says("ket qua") {
            role = Role::Actual;
        } else if says("ke hoach") || says("giao chi tieu") || says("phan bo") {
            role = Role::Plan;
        }
        if role != Role::Unknown {
            break;
        }
    }
    role
}

/// The last row of a table: its last labelled row, and what follows without a gap of three rows or a signature.
fn last_row(grid: &Grid<'_>, last_label: u32, label: u32) -> u32 {
    let mut last = last_label;
    for row in grid.rows.iter().filter(|row| row.index > last_label) {
        if row.index > last + 3 || is_closing(grid, row) {
            break;
        }
        // Rows that carry a name and a number go on with the table, known or not.
        let named = grid.cells(row).any(|cell| cell.column <= label + 1 && matches!(cell.value, Value::Text(_)));
        let numbers = grid.cells(row).any(|cell| cell.column > label && matches!(cell.value, Value::Number(_)));
        if named || numbers {
            last = row.index;
        }
    }
    last
}

/// The words of signature blocks, without marks.
static SIGNATURES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::of(super::vocabulary::SIGNATURE.iter().map(|words| label::folded_key(words)).collect()));

/// Whether a row belongs to a signature block or to notes under a table.
pub fn is_closing(grid: &Grid<'_>, row: &Row) -> bool {
    // Nearly every row of a table has a number, and that is sooner told.
    let has_number = grid.kinds_of(row).any(|(_, holds)| holds == Holds::Number);
    !has_number && grid.text_ids_of(row).any(|(_, id)| grid.texts.get(id).is_some_and(|looked| looked.closing))
}

/// Whether the key of a text, without marks, is that of a signature or of a note.
pub fn is_closing_key(folded: &str) -> bool {
    let dated = folded.len() < 80 && ["ngay", "thang", "nam"].iter().all(|words| heading::contains_words(folded, words));
    dated || SIGNATURES.stand_in(folded)
}
