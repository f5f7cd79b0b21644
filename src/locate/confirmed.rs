//! What people confirmed of a sender, put to use: labels and columns that reading refused or did not know, and
//! layouts that changed since.
//!
//! What was confirmed never hides what a sheet says by itself: where the two contradict each other, it is asked.

use super::grid::Grid;
use super::header::{number_rows, path_with_places};
use super::heading::{Context, Heading, Role, Why};
use super::index::{Index, Strength};
use super::kinds::LAYOUT_CHANGED;
use super::period::{self, Span};
use super::rows::{self, Columns, Outcome, RowMatch};
use super::sheet::Found;
use super::table::Table;
use crate::cell::{Area, CellRef, Position, column_name};
use crate::finding::Finding;
use crate::label::{self, Label};
use crate::language::Words;
use crate::schema::{IndicatorId, Schema};
use crate::senders::{ColumnRole, Layout, Meaning, Recall, STEP, Used, UsedAs, heading_key, label_key};
use crate::submission::{LeftOut, Orientation, Owner, Submission};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Names of so many words may stand under several others and mean another thing under each.
const LONGEST_SHORT: usize = 3;
/// A name stands at most so many rows below the one it belongs to.
const FARTHEST: usize = 300;

/// Why what was confirmed of a label gives no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It was confirmed to be no indicator.
    NoIndicator,
    /// It is the name of other indicators by itself.
    Contradicts {
        /// What the name says.
        named: Vec<IndicatorId>,
        /// What was confirmed; `None` for no indicator.
        confirmed: Option<IndicatorId>,
    },
    /// It stands in several rows of one table.
    Repeated(IndicatorId),
}

/// What is remembered of the sender, and the time that is being read.
#[derive(Clone, Copy)]
pub struct Memory<'a> {
    /// What is remembered.
    pub recall: Recall<'a>,
    /// Year and period of the workbook.
    pub context: Context,
}

/// Whether a heading that names a year or a period names the one being read: what was confirmed of "TH 6 tháng" says
/// nothing of it in a workbook for nine months.
pub(super) fn is_timely_heading(path: &[String], role: ColumnRole, context: Context) -> bool {
    if !matches!(role, ColumnRole::Plan | ColumnRole::Actual | ColumnRole::Prior) {
        return true;
    }
    let said = period::said(&path.join(STEP));
    let whole = context.span == Some(Span::FirstMonths(12));
    let years = match role {
        ColumnRole::Prior => {
            said.years.is_empty()
                || said.years.contains(&(context.year - 1))
                    && said.years.iter().all(|year| (context.year - 1..=context.year).contains(year))
        }
        _ => said.years.iter().all(|year| *year == context.year),
    };
    let spans = said.spans.iter().all(|span| context.span == Some(*span) || (role == ColumnRole::Plan && *span == Span::FirstMonths(12)));
    years && spans && (role == ColumnRole::Plan || whole || !said.whole_year)
}

/// Whether a label that names a year or a period names the one being read.
pub(super) fn is_timely_label(text: &str, context: Context) -> bool {
    let said = period::said(text);
    said.years.iter().all(|year| *year == context.year) && said.spans.iter().all(|span| context.span == Some(*span))
}

/// Gives columns the roles that were confirmed for their headings; tells which.
pub fn name_columns(memory: Memory<'_>, grid: &Grid<'_>, table: &mut Table) -> Vec<Used> {
    if !memory.recall.has_columns() || table.orientation == Orientation::UnitsDown {
        return Vec::new();
    }
    let roles: Vec<(usize, ColumnRole)> = (0..table.headings.len()).filter_map(|at| Some((at, role_of(memory, table, at)?))).collect();
    let mut used = Vec::new();
    for &(at, said) in &roles {
        let Some(heading) = table.headings.get_mut(at) else { continue };
        let role = role_said(said);
        let (column, group) = (heading.column, group(heading));
        if heading.role == role {
            continue;
        }
        heading.role = role;
        used.push(Used {
            cell: CellRef::new(grid.workbook.file.clone(), grid.sheet.name.clone(), head_of(grid, table, column)),
            text: table.headings.get(at).map(|heading| heading.path.join(STEP)).unwrap_or_default(),
            means: UsedAs::Column(said),
        });
        if role == Role::Label {
            table.label_columns = vec![column];
        }
        // Beside the column that was confirmed no other holds the same.
        for (other_at, other) in table.headings.iter_mut().enumerate() {
            let confirmed = roles.iter().any(|(at, _)| *at == other_at);
            if !confirmed && other.role == role && self::group(other) == group && said != ColumnRole::Note {
                other.role = Role::Other(Why::AsConfirmed);
            }
        }
    }
    used
}

/// What was confirmed of a column, where its heading is its own.
fn role_of(memory: Memory<'_>, table: &Table, at: usize) -> Option<ColumnRole> {
    let heading = table.headings.get(at)?;
    let said = memory.recall.column(&heading.path)?;
    if matches!(said, ColumnRole::Note | ColumnRole::None) {
        return Some(said).filter(|_| !table.label_columns.contains(&heading.column));
    }
    (refusal(table, heading).is_none() && is_timely_heading(&heading.path, said, memory.context)).then_some(said)
}

/// Why a column can't be known by its heading.
pub(super) fn refusal(table: &Table, heading: &Heading) -> Option<Words> {
    let key = heading_key(&heading.path.join(STEP));
    let alike = table.headings.iter().filter(|other| group(other) == group(heading) && heading_key(&other.path.join(STEP)) == key).count();
    if table.orientation == Orientation::UnitsDown {
        Some(Words::new(
            "bảng này mỗi dòng một đơn vị, nên cột được nhận theo tên chỉ tiêu",
            "in a table of units columns go by the names of indicators",
        ))
    } else if !key.chars().any(char::is_alphanumeric) {
        Some(Words::new("cột không có tiêu đề riêng. Hãy ghi tiêu đề cho cột", "it has no heading of its own"))
    } else if alike > 1 {
        Some(Words::new("có cột khác cùng tiêu đề. Hãy ghi tiêu đề khác nhau", "another column has the same heading"))
    } else if heading.of_area {
        Some(Words::new("đó là cột của cấp trên, không phải của đơn vị báo cáo", "it is the area's column and not the unit's"))
    } else if table.orientation == Orientation::UnitsAcross && heading.unit.is_none() && !heading.total {
        Some(Words::new("không rõ cột của đơn vị nào", "whose column it is can't be told"))
    } else {
        None
    }
}

/// Columns of one owner stand together.
fn group(heading: &Heading) -> (Option<crate::schema::UnitId>, bool, bool) {
    (heading.unit, heading.total, heading.of_area)
}

fn role_said(said: ColumnRole) -> Role {
    match said {
        ColumnRole::Label => Role::Label,
        ColumnRole::Unit => Role::UnitOfMeasure,
        ColumnRole::Plan => Role::Plan,
        ColumnRole::Actual => Role::Actual,
        ColumnRole::Combined => Role::Combined,
        ColumnRole::Prior => Role::Prior,
        ColumnRole::PctPlan => Role::PercentOfPlan,
        ColumnRole::PctPrior => Role::PercentOfPrior,
        ColumnRole::Verdict => Role::Verdict,
        ColumnRole::Note => Role::Other(Why::Note),
        ColumnRole::None => Role::Other(Why::AsConfirmed),
    }
}

/// The lowest text over a column, or the header's last row.
fn head_of(grid: &Grid<'_>, table: &Table, column: u32) -> Position {
    path_with_places(grid, column, table.header, &number_rows(grid, table.header))
        .into_iter()
        .map(|(at, _)| at)
        .rfind(|at| at.column == column)
        .unwrap_or(Position::new(table.header.1, column))
}

/// What a row is by what was confirmed, where that changes anything.
pub fn outcome(memory: Memory<'_>, index: &Index, grid: &Grid<'_>, table: &Table, row: &RowMatch<'_>) -> Option<Outcome> {
    let recall = memory.recall;
    // A name merged over several rows says nothing of which row is meant.
    let several = || grid.merge(row.at).is_some_and(|area| area.last.row > area.first.row);
    if !recall.has_labels() || row.text.is_empty() || row.outcome == Outcome::Nothing || several() {
        return None;
    }
    let bare = label_key(&row.text);
    if !recall.may_know(&bare) {
        return None;
    }
    let path = name_above(grid, table, row.at).map(|above| label_key(&format!("{above}{STEP}{}", row.text)));
    let (meaning, by_path) = recall.label(path.as_deref(), &bare)?;
    let confirmed = match meaning {
        Meaning::Indicator(id) => Some(id),
        Meaning::None => None,
    };
    if confirmed.is_some() && !is_timely_label(&row.text, memory.context) {
        return None;
    }
    let named = match &row.outcome {
        Outcome::Indicator(id, strength) if *strength >= Strength::SameWords => vec![*id],
        // Under another name a short one may well be another thing.
        Outcome::Indicator(id, Strength::InContext) if !by_path => vec![*id],
        Outcome::Indicator(..) => Vec::new(),
        _ if by_path => Vec::new(),
        _ => index.exact(&Label::parse(&row.text)).to_vec(),
    };
    match (&row.outcome, confirmed) {
        (Outcome::Indicator(id, strength), Some(confirmed)) if *id == confirmed && *strength >= Strength::InContext => None,
        (_, Some(confirmed)) if named.is_empty() || named.contains(&confirmed) => Some(Outcome::Indicator(confirmed, Strength::Confirmed)),
        (_, None) if named.is_empty() => Some(Outcome::AsConfirmed(Box::new(Refused::NoIndicator))),
        _ => Some(Outcome::AsConfirmed(Box::new(Refused::Contradicts { named, confirmed }))),
    }
}

/// A label as it is remembered: a short name, or one marked as a part, under the name above it.
pub(super) fn to_remember(grid: &Grid<'_>, table: &Table, row: &RowMatch<'_>) -> String {
    let label = Label::parse(&row.text);
    let short = label.words.len() <= LONGEST_SHORT || is_marked(grid, table, row.at, &label);
    match short.then(|| name_above(grid, table, row.at)).flatten() {
        Some(above) => format!("{above}{STEP}{}", row.text),
        None => row.text.to_string(),
    }
}

/// The name that a row stands under: its whole, or the heading over it.
fn name_above(grid: &Grid<'_>, table: &Table, at: Position) -> Option<String> {
    let labelled = |row: u32| {
        table.label_columns.iter().map(|&column| Position::new(row, column)).find_map(|at| {
            let text = grid.text(at)?;
            Some((at, label::tidy(text), Label::parse(text)))
        })
    };
    let (_, _, own) = labelled(at.row)?;
    let marked = is_marked(grid, table, at, &own);
    let columns = Columns::of(grid, table);
    let mut announced = false;
    for row in grid.rows.iter().rev().filter(|row| (table.first_row..at.row).contains(&row.index)).take(FARTHEST) {
        let Some((above, text, label)) = labelled(row.index) else { continue };
        if label.words.is_empty() {
            announced |= label.announces_parts;
            continue;
        }
        if is_marked(grid, table, above, &label) {
            continue;
        }
        if marked || announced || label.announces_parts || !columns.have_figures(grid, row) {
            return Some(text);
        }
    }
    None
}

/// Whether a row is marked as a part, in its name or in the column of numbering.
fn is_marked(grid: &Grid<'_>, table: &Table, at: Position, label: &Label) -> bool {
    let numbering = table.column(Role::Number).and_then(|column| grid.text(Position::new(at.row, column)));
    label.is_marked_part() || numbering.is_some_and(rows::is_part_mark)
}

/// A name that stands in several rows of one table is the name of none of them.
pub fn settle_repeated(found: &mut [Found<'_>]) {
    for rows in found.iter_mut().map(|found| &mut found.rows) {
        let mut seen: BTreeMap<(IndicatorId, String), usize> = BTreeMap::new();
        let key = |row: &RowMatch<'_>| match row.outcome {
            Outcome::Indicator(id, Strength::Confirmed) => Some((id, label_key(&row.text))),
            _ => None,
        };
        for key in rows.iter().filter_map(key) {
            *seen.entry(key).or_default() += 1;
        }
        for row in rows.iter_mut() {
            if let Some(key) = key(row)
                && seen.get(&key).is_some_and(|times| *times > 1)
            {
                row.outcome = Outcome::AsConfirmed(Box::new(Refused::Repeated(key.0)));
            }
        }
    }
}

/// Notes what was read as confirmed, and what was left out for that reason.
pub fn note_uses(memory: Memory<'_>, found: &[Found<'_>], mut columns: Vec<Used>, submission: &mut Submission) {
    columns.retain(|used| found.iter().any(|found| found.sheet == used.cell.sheet));
    submission.confirmed.append(&mut columns);
    if !memory.recall.has_labels() {
        return;
    }
    for found in found {
        for row in &found.rows {
            let means = match &row.outcome {
                Outcome::Indicator(id, Strength::Confirmed) => UsedAs::Indicator(*id),
                Outcome::AsConfirmed(refused) if **refused == Refused::NoIndicator => UsedAs::NoIndicator,
                _ => continue,
            };
            if means == UsedAs::NoIndicator {
                let last = found.table.range().last.column;
                submission.left_out.push(LeftOut {
                    sheet: found.sheet.clone(),
                    area: Some(Area { first: row.at, last: Position::new(row.at.row, last.max(row.at.column)) }),
                    reason: Words::new(
                        format!("“{}” không thuộc bộ chỉ tiêu, theo xác nhận đã lưu", row.text),
                        format!("“{}” is no indicator of the schema, as confirmed before", row.text),
                    ),
                });
            }
            submission.confirmed.push(Used { cell: submission.cell(&found.sheet, row.at), text: row.text.to_string(), means });
        }
    }
}

/// The sheets' layouts as they were understood: role → columns over all tables of a sheet.
pub(super) fn layouts(found: &[Found<'_>]) -> Vec<(Arc<str>, Layout)> {
    let mut layouts: Vec<(Arc<str>, Layout)> = Vec::new();
    for found in found.iter().filter(|found| found.table.orientation != Orientation::UnitsDown && found.has_indicators()) {
        let at = match layouts.iter().position(|(sheet, _)| *sheet == found.sheet) {
            Some(at) => at,
            None => {
                layouts.push((found.sheet.clone(), Layout { sheet: found.sheet.to_string(), columns: BTreeMap::new() }));
                layouts.len() - 1
            }
        };
        let Some((_, layout)) = layouts.get_mut(at) else { continue };
        let mut told = BTreeSet::new();
        for heading in &found.table.headings {
            let role = heading.role.code().and_then(ColumnRole::from_code).filter(|role| role.is_in_layouts());
            // In a table of several units a role has many columns; the first stands for them.
            let Some(role) = role.filter(|role| told.insert(*role)) else { continue };
            let columns = layout.columns.entry(role).or_default();
            if let Err(place) = columns.binary_search(&heading.column) {
                columns.insert(place, heading.column);
            }
        }
    }
    layouts
}

/// What stands elsewhere than where it stood when a person confirmed the layout.
pub fn layout_changes(
    schema: &Schema,
    recall: Recall<'_>,
    grids: &[Grid<'_>],
    found: &[Found<'_>],
    submission: &Submission,
) -> Vec<Finding> {
    let now = layouts(found);
    let mut findings = Vec::new();
    for (sheet, layout) in &now {
        let Some(before) = recall.layout(sheet, now.len() == 1) else { continue };
        let Some(grid) = grids.iter().find(|grid| grid.sheet.name == *sheet) else { continue };
        let tables: Vec<&Table> = found.iter().filter(|found| found.sheet == *sheet).map(|found| &found.table).collect();
        let Some(first) = tables.first() else { continue };
        let whose = match submission.unit.map(|unit| &schema.unit(unit).name) {
            Some(name) => Words::new(format!("Biểu của {name}"), name.as_str()),
            None => Words::new(format!("Trang “{sheet}”"), format!("Sheet “{sheet}”")),
        };
        for (role, columns) in &before.columns {
            let present = layout.columns.get(role).map(Vec::as_slice).unwrap_or_default();
            let from: Vec<u32> = columns.iter().filter(|column| !present.contains(column)).copied().collect();
            let to: Vec<u32> = present.iter().filter(|column| !columns.contains(column)).copied().collect();
            let Some(left) = from.first() else { continue };
            let (old, new) = (names(&from), names(&to));
            let (vi, en) = (role.name().vi, role.name().en);
            let (at, words) = match to.first() {
                Some(&column) => {
                    let holds = |table: &&&Table| table.headings.iter().any(|heading| heading.column == column);
                    let table = tables.iter().find(holds).unwrap_or(first);
                    (
                        head_of(grid, table, column),
                        Words::new(
                            format!("{}: cột {vi} đã chuyển từ {old} sang {new}.", whose.vi),
                            format!("{}: the column of {en} moved from {old} to {new}.", whose.en),
                        ),
                    )
                }
                None => (
                    Position::new(first.header.1, *left),
                    Words::new(
                        format!("{}: không còn cột {vi} (lần trước ở cột {old}).", whose.vi),
                        format!("{}: the column of {en} is gone (it was {old}).", whose.en),
                    ),
                ),
            };
            let mut finding = LAYOUT_CHANGED.at(&submission.cell(sheet, at), words);
            finding.owner = submission.unit.map(Owner::Unit);
            findings.push(finding);
        }
    }
    findings
}

fn names(columns: &[u32]) -> String {
    columns.iter().map(|column| column_name(*column)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::heading::Level;
    use super::*;

    #[test]
    fn what_names_a_year_or_a_period_holds_in_that_one_only() {
        let context = Context { year: 2023, span: Some(Span::FirstMonths(6)), level: Level::District };
        let later = Context { span: Some(Span::FirstMonths(9)), ..context };
        let next = Context { year: 2024, ..context };
        for (heading, role, [now, in_nine_months, in_a_year]) in [
            ("Giao đầu kỳ", ColumnRole::Plan, [true, true, true]),
            ("Giao năm 2023", ColumnRole::Plan, [true, true, false]),
            ("Năm 2022 / Giao", ColumnRole::Plan, [false, false, false]),
            ("Đạt 6 tháng", ColumnRole::Actual, [true, false, true]),
            ("Đạt tháng 6", ColumnRole::Actual, [false, false, false]),
            ("Đạt cả năm", ColumnRole::Actual, [false, false, false]),
            ("Năm 2022 / 6 tháng", ColumnRole::Prior, [true, false, false]),
            ("Năm 2023 / 6 tháng", ColumnRole::Prior, [false, false, true]),
            ("Năm 2021", ColumnRole::Note, [true, true, true]),
        ] {
            let path: Vec<String> = heading.split(STEP).map(String::from).collect();
            let timely = [context, later, next].map(|context| is_timely_heading(&path, role, context));
            assert_eq!(timely, [now, in_nine_months, in_a_year], "{heading}");
        }
        assert!(is_timely_label("Thu ngân sách năm 2023", context) && !is_timely_label("Thu ngân sách năm 2023", next));
        assert!(is_timely_label("Thu ngân sách 6 tháng", context) && !is_timely_label("Thu ngân sách 6 tháng", later));
    }
}
