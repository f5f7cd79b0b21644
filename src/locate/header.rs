//! The header of a table: which rows it has, and what stands over each column.

use super::grid::Grid;
use super::heading::{self, Context, Heading, Role};
use super::texts::Texts;
use crate::cell::{Area, Position};
use crate::label;
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::{Row, Value};
use std::collections::BTreeSet;

/// The rows of the header over a table whose first labelled row is `first`.
pub(super) fn header_rows(
    grid: &Grid<'_>,
    texts: &Texts<'_>,
    heading_row: Option<u32>,
    first: u32,
    label: u32,
    context: Context,
) -> Option<(u32, u32)> {
    let seed = match heading_row {
        Some(row) => row,
        // No heading over the names: the nearest row above that has roles, else the texts directly over the table.
        None => {
            let with_roles =
                grid.rows.iter().rev().filter(|row| row.index < first).take(14).find(|row| is_header_row(grid, row, label, context));
            with_roles.map(|row| row.index).or_else(|| plain_header(grid, first, label))?
        }
    };
    let top = header_top(grid, seed, label, first);
    let mut bottom = seed;
    if let Some(area) = grid.merge(Position::new(seed, label)) {
        bottom = bottom.max(area.last.row.min(first.saturating_sub(1)));
    }
    // Rows below belong to the header while they have texts over measures and no label of their own.
    for row in grid.rows.iter().filter(|row| row.index > seed && row.index < first) {
        if is_number_row(grid, row) {
            bottom = bottom.max(row.index);
            continue;
        }
        let label_cell = grid.cell(Position::new(row.index, label));
        let own_label = label_cell.is_some_and(|cell| matches!(cell.value, Value::Text(_)))
            && texts.of(label_cell.map_or(Value::NotCalculated, |cell| cell.value)).is_none_or(|looked| !looked.heading);
        // The names of units across belong to the header, and so does what fills the columns under its merged texts.
        if row.index <= bottom + 1 && (names_units(grid, texts, row, label) || fills_columns(grid, seed, row, label)) {
            bottom = row.index;
            continue;
        }
        if row.index > bottom && (own_label || row.index > bottom + 1) {
            break;
        }
        let texts_right = grid.cells(row).filter(|cell| cell.column > label && matches!(cell.value, Value::Text(_))).count();
        if texts_right > 0 && !own_label {
            bottom = bottom.max(row.index);
        }
    }
    Some((top, bottom))
}

/// The first row of a header that has a row at `seed`.
pub(super) fn header_top(grid: &Grid<'_>, seed: u32, label: u32, first: u32) -> u32 {
    // The heading of the names, merged down over the whole header, begins where the header begins.
    let whole = grid.merge(Position::new(seed, label)).filter(|area| area.last.row > area.first.row && area.last.row < first);
    let mut top = whole.map_or(seed, |area| area.first.row);
    let above: Vec<&&Row> = grid.rows.iter().filter(|row| row.index < top).rev().take(5).collect();
    for row in above {
        if row.index + 1 < top {
            break;
        }
        let cells: Vec<_> = grid.cells(row).collect();
        let spans_label = |column: u32| {
            grid.merge(Position::new(row.index, column)).is_some_and(|area| area.first.column <= label && area.last.column > label + 1)
        };
        // A title lies over names and measures alike, or stands alone at the left; so does a line with the unit of measure.
        let title = cells.iter().any(|cell| spans_label(cell.column)) || cells.iter().all(|cell| cell.column <= label + 1);
        let merged_down = cells.iter().any(|cell| {
            grid.merge(Position::new(row.index, cell.column)).is_some_and(|area| area.last.row >= top && area.last.row < first)
        });
        if !merged_down && is_letterhead(grid, row) {
            break;
        }
        let over_measures = cells.iter().filter(|cell| cell.column > label).count();
        let spanning = cells.iter().any(|cell| {
            cell.column > label
                && grid.merge(Position::new(row.index, cell.column)).is_some_and(|area| area.last.column > area.first.column)
        });
        let heads_all = heads_all_columns(grid, row, top);
        if title && !merged_down && !heads_all {
            break;
        }
        let heads = (over_measures > 0 && spanning) || over_measures >= 3;
        if merged_down || heads_all || (heads && whole.is_none()) || heads_measures(grid, row, label) {
            top = row.index;
        } else {
            break;
        }
    }
    top
}

/// Whether a row belongs to the head of the page: the national heading, the number of the form, who reports, the line
/// with the unit of measure.
fn is_letterhead(grid: &Grid<'_>, row: &Row) -> bool {
    grid.cells(row).any(|cell| {
        let Value::Text(id) = cell.value else { return false };
        let Some(folded) = grid.texts.get(id).map(|looked| looked.folded.as_str()) else { return false };
        let line = ["dvt", "don vi tinh"].iter().any(|words| folded.strip_prefix(words).is_some_and(|rest| rest.starts_with(' ')));
        let begins = ["bieu so", "mau so", "phu luc", "kem theo", "ban hanh"].iter().any(|words| folded.starts_with(words));
        let says = ["cong hoa xa hoi", "doc lap tu do", "don vi bao cao", "don vi nhan bao cao"];
        line || begins || says.iter().any(|words| heading::contains_words(folded, words))
    })
}

/// Whether at least three texts side by side, merged over what they head, leave no column of the row below out: no title
/// is in three parts.
fn heads_all_columns(grid: &Grid<'_>, row: &Row, below: u32) -> bool {
    let mut next: Option<u32> = None;
    let mut texts = 0;
    for cell in grid.cells(row) {
        let Value::Text(_) = cell.value else { return false };
        let area = grid.merge(Position::new(row.index, cell.column));
        if next.is_some_and(|next| next != cell.column) || area.is_some_and(|area| area.last.row > row.index) {
            return false;
        }
        next = Some(area.map_or(cell.column, |area| area.last.column) + 1);
        texts += 1;
    }
    let last_below = grid.rows.iter().find(|row| row.index == below).and_then(|row| {
        grid.cells(row).last().map(|cell| grid.merge(Position::new(below, cell.column)).map_or(cell.column, |area| area.last.column))
    });
    texts >= 3 && last_below.is_some_and(|last| next == Some(last + 1))
}

/// The row of texts directly over a table, with one over its names, whatever its words: a list of columns that say
/// neither plan nor result is a header all the same.
fn plain_header(grid: &Grid<'_>, first: u32, label: u32) -> Option<u32> {
    for row in grid.rows.iter().rev().filter(|row| row.index < first).take(4) {
        if is_number_row(grid, row) {
            continue;
        }
        let short = |value: Value| matches!(value, Value::Text(id) if !label::is_longer(grid.workbook.label(id), 80));
        if is_letterhead(grid, row) || !grid.cells(row).all(|cell| short(cell.value)) {
            return None;
        }
        if grid.cells(row).count() >= 3 && grid.shown(Position::new(row.index, label)).is_some() {
            return Some(row.index);
        }
    }
    None
}

/// Whether a row names two units or more right of the names: units across.
fn names_units(grid: &Grid<'_>, texts: &Texts<'_>, row: &Row, label: u32) -> bool {
    let unit = |value: Value| texts.of(value).is_some_and(|looked| looked.unit.is_some());
    grid.cells(row).filter(|cell| cell.column > label && unit(cell.value)).count() >= 2
}

/// Whether a row has a text of its own under each column of the texts merged above it, where nothing heads the names yet:
/// the heading of the names stands in the lower row only.
fn fills_columns(grid: &Grid<'_>, seed: u32, row: &Row, label: u32) -> bool {
    if row.index == seed || grid.shown(Position::new(seed, label)).is_some() {
        return false;
    }
    let seeds = grid.rows.iter().find(|known| known.index == seed);
    let merged = seeds.into_iter().flat_map(|seeds| grid.cells(seeds)).filter_map(|cell| grid.merge(Position::new(seed, cell.column)));
    let mut columns = merged.filter(|area| area.first.column > label).flat_map(|area| area.first.column..=area.last.column).peekable();
    columns.peek().is_some()
        && columns.all(|column| grid.text(Position::new(row.index, column)).is_some())
        && grid.cells(row).all(|cell| matches!(cell.value, Value::Text(_)))
}

/// Whether a row directly over a header says something of the columns below, and nothing else: "Năm 2022", "Chênh lệch
/// so với", not merged over what it heads.
pub(super) fn heads_measures(grid: &Grid<'_>, row: &Row, label: u32) -> bool {
    let mut telling = 0;
    for cell in grid.cells(row) {
        let text = match cell.value {
            Value::Text(id) => grid.workbook.label(id).to_string(),
            Value::Number(number) if crate::number::whole(number).is_some_and(|year| (1990..=2100).contains(&year)) => {
                telling += 1;
                continue;
            }
            _ => return false,
        };
        let folded = label::folded_key(&text);
        let said = super::period::said(&text);
        let words = ["ke hoach", "thuc hien", "so sanh", "chenh lech", "tang giam", "trong do", "cung ky", "ket qua"];
        let aside = ["dvt", "don vi tinh", "bieu", "phu luc", "kem theo", "cong hoa", "doc lap", "ngay", "mau so"];
        if cell.column <= label || label::is_longer(&text, 40) || aside.iter().any(|words| heading::contains_words(&folded, words)) {
            return false;
        }
        telling += usize::from(
            !said.years.is_empty() || !said.spans.is_empty() || words.iter().any(|words| heading::contains_words(&folded, words)),
        );
    }
    telling > 0
}

/// Whether a row has at least two cells whose words say what a column holds.
pub(super) fn is_header_row(grid: &Grid<'_>, row: &Row, label: u32, context: Context) -> bool {
    let mut roles = 0;
    for cell in grid.cells(row) {
        let Value::Text(id) = cell.value else { continue };
        let text = grid.workbook.label(id);
        if label::is_longer(text, 80) {
            continue;
        }
        let role = grid.texts.get(id).map_or(Role::Unknown, |looked| looked.role(text, context));
        let tells = role != Role::Unknown && (cell.column != label || role == Role::Label);
        // A short text merged over several columns heads them, whatever its words.
        let spans = text.trim().len() <= 40 && cell.column > label && grid.merge(Position::new(row.index, cell.column)).is_some();
        if tells || spans {
            roles += 1;
        }
    }
    roles >= 2
}

/// Whether a row names at least two measures and holds no figure: the header of a table.
pub(super) fn names_measures_only(grid: &Grid<'_>, row: &Row, label: u32, context: Context) -> bool {
    // Most rows hold a figure, which is seen sooner than what texts say.
    let is_year = |number| crate::number::whole(number).is_some_and(|year| (1990..=2100).contains(&year));
    if grid.cells(row).any(|cell| !matches!(cell.value, Value::Text(_)) && !matches!(cell.value, Value::Number(number) if is_year(number)))
    {
        return false;
    }
    let texts = grid.cells(row).filter(|cell| cell.column > label && matches!(cell.value, Value::Text(_))).count();
    if texts < 2 {
        return false;
    }
    let mut measures = 0;
    for cell in grid.cells(row) {
        // The rest are years typed as numbers.
        let Value::Text(id) = cell.value else { continue };
        let text = grid.workbook.label(id);
        let is_measure = || grid.texts.get(id).is_some_and(|looked| looked.role(text, context).is_measure());
        if cell.column > label && !label::is_longer(text, 60) && is_measure() {
            measures += 1;
        }
    }
    measures >= 2
}

pub(super) fn has_text(grid: &Grid<'_>, row: &Row) -> bool {
    grid.cells(row).any(|cell| matches!(cell.value, Value::Text(_)))
}

/// The row of column numbers under a header: A B C 1 2 3=2/1, "(1)" stored as −1.
pub(super) fn is_number_row(grid: &Grid<'_>, row: &Row) -> bool {
    // Nearly every row has a name, which is told by its first letters.
    if grid.text_ids_of(row).any(|(_, id)| is_word(grid.workbook.text(id))) {
        return false;
    }
    let mut numbers: Vec<u32> = Vec::new();
    let (mut cells, mut letters) = (0, 0);
    for cell in grid.cells(row) {
        cells += 1;
        match Numbered::of(grid, cell.value) {
            Some(Numbered::Number(number)) => numbers.push(number),
            Some(Numbered::Letter) => letters += 1,
            None => return false,
        }
    }
    // Column numbers rise by one; a hidden column leaves a gap, which letters in front make up for.
    let rising = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let steps = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    let in_order = rising && (steps + 1 == numbers.len() || (letters >= 1 && numbers.first().is_some_and(|first| *first <= 4)));
    cells >= 3 && numbers.len() >= 2 && (in_order || (counts_columns(&numbers, cells) && follows_words(grid, row)))
}

/// Whether a text begins with two letters or with one that no column is numbered by, as nearly all do, or is empty.
fn is_word(text: &str) -> bool {
    let is_marked = |letter: char| matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let mut letters = text.chars();
    match letters.next() {
        Some('a'..='z' | 'A'..='Z') => letters.next().is_some_and(|second| second.is_ascii_alphabetic() || is_marked(second)),
        Some(first) => is_marked(first),
        None => true,
    }
}

/// How a cell numbers its column.
enum Numbered {
    Number(u32),
    Letter,
}

impl Numbered {
    /// What a cell may be in a row of column numbers; `None` where it can't be in one.
    fn of(grid: &Grid<'_>, value: Value) -> Option<Numbered> {
        match value {
            Value::Number(number) => crate::number::whole(number.abs()).filter(|number| *number <= 60).map(Numbered::Number),
            Value::Text(id) => {
                let text = grid.workbook.label(id);
                if is_word(text) {
                    return None;
                }
                let text = text.trim();
                let inner = text.trim_matches(['(', ')', ' ']);
                if inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                    return Some(Numbered::Letter);
                }
                let digits = inner.bytes().take(3).take_while(u8::is_ascii_digit).count();
                let counts = (1..=2).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "()=/+-*x:; %,.…".contains(c));
                inner.get(..digits).filter(|_| counts)?.parse().ok().map(Numbered::Number)
            }
            _ => None,
        }
    }
}

/// Whether numbers count columns that were moved with their numbers, or of which one is hidden: each once, from 1 or 2
/// on, none much above how many there are, and no name beside them.
fn counts_columns(numbers: &[u32], cells: usize) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let each_once = sorted.windows(2).all(|pair| pair[0] < pair[1]);
    let (first, last) = (sorted.first().copied().unwrap_or(0), sorted.last().copied().unwrap_or(0));
    cells >= 4 && sorted.len() >= 3 && each_once && (1..=2).contains(&first) && last as usize <= cells + 2
}

/// Whether the row above holds words and no figure but a year, as headings do.
fn follows_words(grid: &Grid<'_>, row: &Row) -> bool {
    let at = grid.rows.partition_point(|other| other.index < row.index);
    let Some(above) = at.checked_sub(1).and_then(|at| grid.rows.get(at)) else { return false };
    let mut words = 0;
    for cell in grid.cells(above) {
        match cell.value {
            Value::Text(_) => words += 1,
            Value::Number(number) if crate::number::whole(number).is_some_and(|year| (1990..=2100).contains(&year)) => {}
            _ => return false,
        }
    }
    words >= 2 && above.index + 1 == row.index
}

/// The columns under a header with the texts over each.
pub(super) fn headings(grid: &Grid<'_>, texts: &Texts<'_>, header: (u32, u32), context: Context, labels: Option<&[u32]>) -> Vec<Heading> {
    let mut columns: BTreeSet<u32> = BTreeSet::new();
    for row in grid.rows.iter().filter(|row| (header.0..=header.1).contains(&row.index)) {
        for cell in grid.cells(row) {
            let at = Position::new(row.index, cell.column);
            let last = grid.merge(at).map_or(cell.column, |area| area.last.column.min(cell.column + 400));
            columns.extend((cell.column..=last).filter(|&column| !grid.is_hidden(column)));
        }
    }
    let numbered = number_rows(grid, header);
    let mut headings = Vec::new();
    for column in columns {
        let mut unit = None;
        let mut total = false;
        let mut of_area = false;
        let mut path = Vec::new();
        for (place, text) in path_with_places(grid, column, header, &numbered) {
            if labels.is_some_and(|labels| !labels.contains(&column)) {
                let looked = grid_look(grid, texts, place.row, place.column);
                if let Some(found) = looked.and_then(|looked| looked.unit) {
                    unit = Some(found);
                    continue;
                }
                // A year typed as a number is no total.
                if let Some(looked) = looked
                    && heading::is_total_key(&looked.folded)
                {
                    total = true;
                    of_area |= context.level.words().iter().any(|word| heading::contains_words(&looked.folded, word));
                    continue;
                }
            }
            path.push(text);
        }
        let (role, measured_in) = texts.heading(&path, context);
        headings.push(Heading { column, path, unit, total, of_area, role, holds_numbers: false, measured_in });
    }
    headings
}

/// The unit of measure in brackets in a heading: "Kế hoạch (nghìn đồng)".
pub(super) fn bracketed_unit(text: &str) -> Option<UnitOfMeasure> {
    let open = text.rfind('(')?;
    let inside = text[open + 1..].split(')').next()?;
    let inside = inside.split_once(':').map_or(inside, |(_, after)| after);
    UnitOfMeasure::parse(inside).filter(|unit| unit.is_physical() && !unit.is_percent())
}

/// The rows of a header that number the columns.
pub(super) fn number_rows(grid: &Grid<'_>, header: (u32, u32)) -> Vec<u32> {
    let first = grid.rows.partition_point(|row| row.index < header.0);
    let within = grid.rows.iter().skip(first).take_while(|row| row.index <= header.1);
    within.filter(|row| is_number_row(grid, row)).map(|row| row.index).collect()
}

/// The texts over a column, each merged text once, with the row each stands in; `numbered` are rows that are passed over.
pub(super) fn path_with_places(grid: &Grid<'_>, column: u32, header: (u32, u32), numbered: &[u32]) -> Vec<(Position, String)> {
    let mut path: Vec<(Position, String)> = Vec::new();
    let mut last_area: Option<Area> = None;
    for row in header.0..=header.1.min(header.0 + 12) {
        let at = Position::new(row, column);
        let area = grid.merge(at);
        if area.is_some() && area == last_area {
            continue;
        }
        last_area = area;
        if numbered.contains(&row) {
            continue;
        }
        if let Some(text) = grid.shown(at) {
            path.push((area.map_or(at, |area| area.first), label::tidied_own(text)));
        } else if area.is_none()
            && row < header.1
            && let Some((place, text)) = spread_from_left(grid, at, header)
        {
            path.push((place, text));
        }
    }
    path
}

/// A heading over several columns that was not merged: "Năm 2023" over two, the second cell left blank.
pub(super) fn spread_from_left(grid: &Grid<'_>, at: Position, header: (u32, u32)) -> Option<(Position, String)> {
    // Only where something of its own stands below in this column.
    let below = (at.row + 1..=header.1)
        .any(|row| grid.merge(Position::new(row, at.column)).is_none() && grid.text(Position::new(row, at.column)).is_some());
    if !below {
        return None;
    }
    for step in 1..=6 {
        let left = Position::new(at.row, at.column.checked_sub(step)?);
        if let Some(text) = grid.text(left) {
            let left_below = (at.row + 1..=header.1).any(|row| grid.text(Position::new(row, left.column)).is_some());
            let merged = grid.merge(left).is_some();
            return (left_below && !merged).then(|| (left, label::tidy(text)));
        }
        // A column in between with nothing below ends the spread.
        if !(at.row + 1..=header.1).any(|row| grid.text(Position::new(row, left.column)).is_some()) {
            return None;
        }
    }
    None
}

/// What the text shown at a place may mean, through merges.
pub(super) fn grid_look<'a>(grid: &Grid<'_>, texts: &'a Texts<'_>, row: u32, column: u32) -> Option<&'a super::texts::Looked> {
    let at = Position::new(row, column);
    let at = grid.merge(at).map_or(at, |area| area.first);
    texts.of(grid.cell(at)?.value)
}
