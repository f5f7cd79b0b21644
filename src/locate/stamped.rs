//! Sheets of our own blank workbooks: the hidden codes say which row is which, where the labels agree.
//!
//! What a clerk sees and what is hidden must say the same. Where they contradict each other (a name written over, rows
//! moved without their codes, a sheet under the name of another unit), nothing is guessed: it is asked.

use super::grid::Grid;
use super::header::is_number_row;
use super::heading::{Context, Heading, Role, Why};
use super::index::{Index, Strength};
use super::kinds::{AMBIGUOUS_INDICATOR, PERIOD_MISMATCH, UNKNOWN_UNIT};
use super::rows::{self, Outcome, RowMatch};
use super::table::{self, Table};
use super::texts::{Looked, Texts};
use super::unit::UnitVotes;
use crate::cell::{CellRef, Position};
use crate::finding::Finding;
use crate::label::{self, Label};
use crate::language::Words;
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::workbook::{Row, Workbook};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The head of the column in which the workbook itself says what does not add up.
const CHECKS: [&str; 2] = ["Kiểm tra", "Check"];

/// How far codes can be trusted beside names that several indicators have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Every code stands beside its own name.
    Whole,
    /// Some name was written over or taken away.
    Torn,
    /// Some code stands beside another indicator's name: rows were moved without their codes.
    Moved,
}

/// What the hidden codes of one sheet say, in terms of the schema.
pub struct Codes {
    sheet: Arc<str>,
    rows: BTreeMap<u32, IndicatorId>,
    unit: Option<UnitId>,
    period: Option<PeriodId>,
    /// Keys of the heads of names, plan, actual and prior.
    heads: Vec<String>,
}

impl Codes {
    /// The codes of a sheet that was made from this schema.
    pub fn of(schema: &Schema, index: &Index, grid: &Grid<'_>) -> Option<Codes> {
        let stamp = grid.stamp.as_ref().filter(|stamp| stamp.schema == schema.id)?;
        let code = |row: &Row| {
            let cell = grid.cell(Position::new(row.index, stamp.at.column))?;
            index.codes.get(grid.workbook.shown(cell.value).trim()).copied()
        };
        let below = grid.rows.iter().filter(|row| row.index > stamp.at.row);
        Some(Codes {
            sheet: grid.sheet.name.clone(),
            rows: below.filter_map(|row| Some((row.index, code(row)?))).collect(),
            unit: stamp.owner.as_deref().and_then(|owner| schema.find_unit(owner)),
            period: schema.find_period(&stamp.period),
            heads: stamp.heads.iter().map(|head| label::key(head)).collect(),
        })
    }

    /// Columns whose heads stand as they were printed hold what they held then, whatever words a period's name has.
    pub fn name_columns(&self, table: &mut Table) {
        let named = |heading: &Heading| {
            let is_head = |text: &String| self.heads.iter().position(|head| *head == label::key(text));
            [Role::Label, Role::Plan, Role::Actual, Role::Prior].get(heading.path.iter().find_map(is_head)?).copied()
        };
        for heading in table.headings.iter_mut().filter(|heading| heading.unit.is_none() && !table.label_columns.contains(&heading.column))
        {
            if let Some(role) = named(heading) {
                heading.role = role;
            } else if heading.path.iter().any(|text| CHECKS.contains(&text.trim())) {
                heading.role = Role::Other(Why::Note);
            }
        }
    }

    /// The tables of the sheet: ours by its head, and whatever somebody put below it.
    pub fn tables(&self, grid: &Grid<'_>, texts: &Texts<'_>, context: Context, mut others: Vec<Table>) -> Vec<Table> {
        if let Some(ours) = self.printed(grid, texts, context) {
            others.retain(|other| other.header.0 > ours.last_row);
            others.insert(0, ours);
        } else if let [only] = others.as_mut_slice() {
            self.extend(only);
        }
        others
    }

    fn printed(&self, grid: &Grid<'_>, texts: &Texts<'_>, context: Context) -> Option<Table> {
        let (first, last) = (*self.rows.first_key_value()?.0, *self.rows.last_key_value()?.0);
        let column_of = |row: &Row, head: &String| {
            let mut columns = grid.cells(row).map(|cell| cell.column);
            columns.find(|&column| grid.text(Position::new(row.index, column)).is_some_and(|text| label::key(text) == *head))
        };
        let heads = |row: &&&Row| self.heads.iter().all(|head| column_of(row, head).is_some());
        let above: Vec<&&Row> = grid.rows.iter().filter(|row| row.index < first).filter(heads).collect();
        let [row] = above.as_slice() else { return None };
        let counted = grid.rows.iter().find(|below| below.index == row.index + 1 && is_number_row(grid, below));
        let header = (row.index, counted.map_or(row.index, |counted| counted.index));
        let mut table = table::printed(grid, texts, header, column_of(row, self.heads.first()?)?, last, context)?;
        self.name_columns(&mut table);
        Some(table)
    }

    /// A table with codes beside its rows ends below the last of them.
    fn extend(&self, table: &mut Table) {
        if let Some((&last, _)) = self.rows.last_key_value() {
            table.last_row = table.last_row.max(last);
        }
    }

    /// The indicator whose code stands beside a row.
    pub fn row(&self, row: u32) -> Option<IndicatorId> {
        self.rows.get(&row).copied()
    }

    /// How far the codes of a table can be trusted where names say little.
    pub fn trust(&self, schema: &Schema, grid: &Grid<'_>, texts: &Texts<'_>, table: &Table) -> Trust {
        let mut trust = Trust::Whole;
        for (&row, &id) in self.rows.range(table.first_row..=table.last_row) {
            let looked = table.label_columns.iter().find_map(|&column| texts.of(grid.cell(Position::new(row, column))?.value));
            match looked {
                Some(looked) if names(schema, looked, id) => {}
                Some(looked) if !looked.indicators.is_empty() => return Trust::Moved,
                _ => trust = Trust::Torn,
            }
        }
        trust
    }

    /// What a row is by its code, where it has one that changes anything.
    pub fn outcome(&self, schema: &Schema, texts: &Texts<'_>, grid: &Grid<'_>, trust: Trust, row: &RowMatch<'_>) -> Option<Outcome> {
        let coded = self.row(row.at.row)?;
        let by_label = match row.outcome {
            Outcome::Indicator(id, _) => Some(id),
            _ => None,
        };
        let looked = grid.cell(row.at).and_then(|cell| texts.of(cell.value));
        let named: Vec<IndicatorId> = looked.map(|looked| looked.indicators.to_vec()).unwrap_or_default();
        let agrees = by_label == Some(coded) || looked.is_some_and(|looked| names(schema, looked, coded));
        // Where rows were moved, "- Diện tích" beside the code of some crop's area proves nothing.
        let proves = match trust {
            Trust::Whole => true,
            Trust::Torn => by_label == Some(coded) || named.as_slice() == [coded],
            Trust::Moved => named.as_slice() == [coded],
        };
        match (&row.outcome, agrees && proves) {
            (_, true) => Some(Outcome::Indicator(coded, Strength::Code)),
            (Outcome::Nothing, false) => None,
            (_, false) => Some(Outcome::Contradicted { coded, named: by_label.into_iter().chain(named).collect() }),
        }
    }

    /// A row that has a code and no name to read, where it carries figures.
    pub fn nameless(&self, grid: &Grid<'_>, table: &Table, row: &Row) -> Option<RowMatch<'static>> {
        let coded = self.row(row.index).filter(|_| rows::Columns::of(grid, table).have_figures(grid, row))?;
        let at = Position::new(row.index, table.label_columns.first().copied().unwrap_or(0));
        let outcome = Outcome::Contradicted { coded, named: Box::default() };
        Some(RowMatch { at, text: "".into(), outcome, unit: None, section_unit: None, owner: None })
    }
}

/// Whether a label is the name of an indicator, as printed.
fn names(schema: &Schema, looked: &Looked, id: IndicatorId) -> bool {
    let indicator = schema.indicator(id);
    looked.indicators.contains(&id)
        || std::iter::once(&indicator.name).chain(&indicator.aliases).any(|name| Label::parse(name).words == looked.label.words)
}

/// Whether what was confirmed of a name is another indicator than the one whose code stands beside it.
pub fn refutes(by_code: &Outcome, confirmed: &Outcome) -> bool {
    match (by_code, confirmed) {
        (Outcome::Contradicted { coded, .. }, Outcome::Indicator(id, _)) => id != coded,
        _ => false,
    }
}

/// A row whose code and name contradict each other.
pub fn contradiction(schema: &Schema, cell: &CellRef, text: &str, coded: IndicatorId) -> Finding {
    let indicator = schema.indicator(coded);
    let (code, name) = (&indicator.code, &indicator.name);
    let words = match text {
        "" => Words::new(
            format!("Dòng của chỉ tiêu {code} “{name}” có số liệu nhưng tên chỉ tiêu đã bị xóa."),
            format!("The row of {code} “{name}” has figures, and its name is gone."),
        ),
        text => Words::new(
            format!("Theo biểu mẫu, dòng này là {code} “{name}” nhưng tên ghi là “{text}”: không rõ số liệu của chỉ tiêu nào."),
            format!("By the blank workbook the row is {code} “{name}”, its name says “{text}”."),
        ),
    };
    AMBIGUOUS_INDICATOR.at(cell, words).found(text).expected(name)
}

/// Whose figures they are, by what the sheets show and by their codes; told where the two contradict each other.
pub fn unit(
    schema: &Schema,
    index: &Index,
    workbook: &Workbook,
    codes: &[Option<Codes>],
    votes: &UnitVotes,
) -> (Option<UnitId>, Option<Finding>) {
    let mut coded: Vec<(UnitId, &Arc<str>)> = Vec::new();
    for codes in codes.iter().flatten() {
        if let Some(unit) = codes.unit.filter(|unit| !coded.iter().any(|(known, _)| known == unit)) {
            coded.push((unit, &codes.sheet));
        }
    }
    // Sheets of several units in one workbook are for people to part.
    let [(own, sheet)] = coded.as_slice() else { return (votes.winner(), None) };
    // What the set's own title names is printed on every unit's workbook.
    let printed = index.units.in_title(&schema.title, false);
    let is_other = |unit: &&UnitId| *unit != own && !printed.iter().any(|(printed, _)| printed == *unit);
    let others: Vec<&str> = votes.in_titles.iter().filter(is_other).map(|unit| schema.unit(*unit).name.as_str()).collect();
    if others.is_empty() {
        return (Some(*own), None);
    }
    let (name, shown) = (&schema.unit(*own).name, others.join(", "));
    let words = Words::new(
        format!(
            "Biểu mẫu này lập cho {name} nhưng trên biểu lại ghi {shown}, nên chưa được dùng. Hãy ghi lại tên {name}, hoặc chép số liệu sang biểu mẫu của {shown}."
        ),
        format!(
            "This blank workbook was made for {name}, and it says {shown}: it is not used. Write the name of {name} again, or use the other unit's workbook."
        ),
    );
    (None, Some(UNKNOWN_UNIT.in_file(&workbook.file, words).on_sheet(sheet).found(shown).expected(name)))
}

/// The period, by what the sheets show and by their codes; told where the two contradict each other.
pub fn period(
    schema: &Schema,
    workbook: &Workbook,
    (grids, codes): (&[Grid<'_>], &[Option<Codes>]),
    shown: Option<PeriodId>,
) -> (Option<PeriodId>, Option<Finding>) {
    let Some((coded, sheet)) = codes.iter().flatten().find_map(|codes| Some((codes.period?, &codes.sheet))) else { return (shown, None) };
    let name = &schema.period(coded).name;
    let key = label::folded_key(name);
    // Its own name above the table is proof, whatever else a title says of time.
    let named = || grids.iter().flat_map(Grid::texts).take(200).any(|(_, text)| label::folded_key(text).contains(&key));
    match shown {
        Some(other) if other != coded && !named() => {
            let other = &schema.period(other).name;
            let words = Words::new(
                format!("Biểu mẫu này lập cho kỳ “{name}” nhưng trên biểu lại ghi “{other}”. Hãy dùng biểu mẫu của kỳ cần báo cáo."),
                format!("This blank workbook was made for “{name}”, and it says “{other}”. Use the workbook of the period wanted."),
            );
            (shown, Some(PERIOD_MISMATCH.in_file(&workbook.file, words).on_sheet(sheet).found(other).expected(name)))
        }
        _ => (Some(coded), None),
    }
}
