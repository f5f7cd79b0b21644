//! Rows to indicators, by name in context.

mod row;

pub use row::{Columns, is_part_mark, is_part_of_a_unit};

use super::confirmed::{self, Memory, Refused};
use super::grid::Grid;
use super::header::is_number_row;
use super::index::{Index, Strength};
use super::list;
use super::stamped::{self, Codes, Trust};
use super::table::{Table, is_closing};
use super::texts::{Looked, Measured, Texts};
use crate::cell::Position;
use crate::label::Label;
use crate::schema::{IndicatorId, IndicatorKind, Schema, SectionId, UnitId};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use crate::workbook::{Row, Value};
use row::{has_plain_number, is_foreign, section_unit};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// What a row was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An indicator.
    Indicator(IndicatorId, Strength),
    /// A heading, a note, an empty line: nothing with figures.
    Nothing,
    /// A row that carries figures and is no indicator.
    Unknown(Box<[IndicatorId]>),
    /// A row that fits several indicators.
    Ambiguous(Box<[IndicatorId]>),
    /// A row of our own blank workbook whose hidden code and whose name contradict each other.
    Contradicted {
        /// What the code says.
        coded: IndicatorId,
        /// What the name says.
        named: Box<[IndicatorId]>,
    },
    /// A row whose name a person confirmed, and whose figures are not used.
    AsConfirmed(Box<Refused>),
}

/// A unit of measure that stands somewhere, with the cell that names it.
pub type MeasuredIn<'a> = Option<(StatedUnit<'a>, Position)>;

/// That of a heading, which the rows below it share.
pub type OfHeading = Option<Arc<(UnitOfMeasure, Position)>>;

/// A unit of measure that a row is in; lists have rows by the hundred thousand.
#[derive(Clone, Debug)]
pub enum StatedUnit<'a> {
    /// Kept with the text or the heading that names it.
    Kept(&'a UnitOfMeasure),
    /// Named by this row alone, or by what stands above it.
    Own(Arc<UnitOfMeasure>),
}

impl Deref for StatedUnit<'_> {
    type Target = UnitOfMeasure;

    fn deref(&self) -> &UnitOfMeasure {
        match self {
            StatedUnit::Kept(unit) => unit,
            StatedUnit::Own(unit) => unit,
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct RowMatch<'a> {
    /// Cell of its label, in the row.
    pub at: Position,
    /// The label as written.
    pub text: Cow<'a, str>,
    /// What it was taken for.
    pub outcome: Outcome,
    /// The unit of measure the row names, with the cell that names it.
    pub unit: MeasuredIn<'a>,
    /// The unit of measure the heading above names.
    pub section_unit: OfHeading,
    /// In a list of several units: whose row it is.
    pub owner: Option<UnitId>,
}

/// Room for so many rows is made at once: what is not filled costs nothing, and moving a list that grows costs much.
const MOST_ROOM: usize = 1 << 18;

/// Rows of a table with indicators down, and how many of them are to be asked about.
pub fn resolve<'a>(
    schema: &'a Schema,
    index: &'a Index,
    grid: &Grid<'a>,
    texts: &'a Texts<'_>,
    table: &Table,
    memory: Memory<'_>,
    codes: Option<&Codes>,
) -> (Vec<RowMatch<'a>>, usize) {
    let trust = codes.map_or(Trust::Whole, |codes| codes.trust(schema, grid, texts, table));
    let columns = Columns::of(grid, table);
    let mut state = State::at_the_top(schema, index);
    let mut block = None;
    let of_table = grid.rows_within(table.first_row, table.last_row);
    let (mut rows, mut doubtful) = (Vec::with_capacity(of_table.len().min(MOST_ROOM)), super::bounds::Doubtful::default());
    for &row in of_table {
        if is_number_row(grid, row) {
            continue;
        }
        // What stands above in the rows of another unit says nothing here.
        let unit = list::unit_text(grid, table, row);
        if unit != block {
            (state, block) = (State::at_the_top(schema, index), unit);
        }
        let coded = codes.filter(|codes| codes.row(row.index).is_some());
        if coded.is_none() && is_closing(grid, row) && state.last.is_some() {
            break;
        }
        let found = state.row(grid, texts, (table, &columns), row);
        if let Some(mut found) = found.or_else(|| coded?.nameless(grid, table, row)) {
            let by_code = coded.and_then(|codes| codes.outcome(schema, texts, grid, trust, &found));
            if let Some(outcome) = by_code.filter(|_| !state.foreign) {
                state.settle(&mut found, outcome);
            }
            // What a heading gives to somebody else stays theirs, whatever was confirmed of the sender.
            let confirmed = confirmed::outcome(memory, index, grid, table, &found).filter(|_| !state.foreign);
            if let Some(outcome) = confirmed.filter(|outcome| !stamped::refutes(&found.outcome, outcome)) {
                state.settle(&mut found, outcome);
            }
            found.owner = list::unit_of(grid, texts, table, row);
            if doubtful.push(&mut rows, found) {
                break;
            }
        }
    }
    (rows, doubtful.count())
}

struct State<'a> {
    schema: &'a Schema,
    index: &'a Index,
    /// The heading above.
    section: Option<SectionId>,
    /// The indicator matched last.
    last: Option<IndicatorId>,
    /// All matched so far.
    resolved: Resolved,
    /// "Trong đó:" stands above.
    announced: bool,
    /// The unit of measure of the row above, for ditto marks.
    unit_above: MeasuredIn<'a>,
    /// The unit of measure a heading names for the rows below it.
    section_unit: OfHeading,
    /// The name that short names below it are said of: "Ngô", then "- Diện tích".
    above: Option<&'a Label>,
    /// That name stands beside figures and is no indicator: only rows marked as its parts are said of it.
    above_is_unknown: bool,
    /// A heading above says that what follows is another unit's, another period's or a part of the unit.
    foreign: bool,
    /// The row above whose parts follow is none that is known, so its parts can't be told by their place.
    orphaned: bool,
}

impl<'a> State<'a> {
    fn at_the_top(schema: &'a Schema, index: &'a Index) -> State<'a> {
        State {
            schema,
            index,
            section: None,
            last: None,
            resolved: Resolved(vec![false; schema.indicators.len()]),
            announced: false,
            unit_above: None,
            section_unit: None,
            above: None,
            above_is_unknown: false,
            foreign: false,
            orphaned: false,
        }
    }

    fn row(&mut self, grid: &Grid<'a>, texts: &'a Texts<'_>, (table, columns): (&Table, &Columns), row: &Row) -> Option<RowMatch<'a>> {
        let carries_figures = columns.have_figures(grid, row);
        let labelled = table.label_columns.iter().find_map(|&column| {
            let id = grid.text_id_of(row, column)?;
            let looked = texts.get(id)?;
            (!looked.label.words.is_empty() || looked.label.announces_parts).then_some((Position::new(row.index, column), id, looked))
        });
        let Some((at, id, looked)) = labelled else {
            // A bare row of sums has no name; one that says "Tổng cộng" in the numbering column has no indicator either.
            // Words without a name are a page number or a note.
            let numbers = grid.cells(row).any(|cell| {
                let measure = table.heading(cell.column).is_some_and(|heading| heading.role.is_measure());
                let number = match cell.value {
                    Value::Number(_) => true,
                    Value::Text(id) => matches!(grid.texts.number(id), crate::number::Reading::Number(_)),
                    _ => false,
                };
                measure && number
            });
            return (carries_figures && numbers).then(|| RowMatch {
                at: Position::new(row.index, table.label_columns.first().copied().unwrap_or(0)),
                text: "".into(),
                outcome: Outcome::Unknown(Box::default()),
                unit: None,
                section_unit: None,
                owner: None,
            });
        };
        let text = texts.tidy(id);
        let unit = self.unit_of_measure(grid, texts, columns.unit, row, at, looked);
        let of_heading = self.section_unit.clone();
        let mut found = RowMatch { at, text, outcome: Outcome::Nothing, unit, section_unit: of_heading, owner: None };
        if looked.label.words.is_empty() {
            self.announced = true;
            return None;
        }
        // A name merged over several rows of figures says nothing of which row is the whole.
        let merged_over = grid.merge(at).is_some_and(|area| {
            grid.rows
                .iter()
                .filter(|other| other.index != row.index && (area.first.row..=area.last.row).contains(&other.index))
                .any(|other| columns.have_figures(grid, other))
        });
        if carries_figures && (self.foreign || merged_over) {
            found.outcome = Outcome::Unknown(looked.indicators.as_ref().into());
            return Some(found);
        }
        if let Some(id) = self.by_code(grid, columns, row) {
            found.outcome = self.accept(id, Strength::Code, &looked.label);
            return Some(found);
        }
        let numbering = || columns.number.and_then(|column| grid.text_of(row, column));
        let marked = looked.label.is_marked_part() || self.announced || numbering().is_some_and(is_part_mark);
        let mut exact: Cow<'_, [IndicatorId]> = Cow::Borrowed(&looked.indicators);
        // "Số trường học" with 15 beside it is no criterion "Trường học".
        if !looked.exact && has_plain_number(grid, table, row) {
            exact.to_mut().retain(|&id| self.schema.indicator(id).kind != IndicatorKind::Status);
        }

        // A heading carries no figures; a name that is both heading and indicator is the indicator where figures stand.
        if !carries_figures {
            let sections = looked.sections(self.index);
            if let Some(&section) = sections.iter().find(|section| self.is_under_current(**section)).or(sections.first()) {
                self.section = Some(section);
                self.foreign = false;
                self.orphaned = false;
                self.section_unit = section_unit(&looked.label, at);
                self.above = Some(&looked.label);
                self.above_is_unknown = false;
                self.last = None;
                self.announced = false;
                return None;
            }
        }
        let unit_named = found.unit.as_ref().map(|(unit, _)| &**unit);
        if marked
            && !looked.exact
            && let Some(above) = self.above
            && let [only] = self.fitting(self.index.composed(&looked.label, above), unit_named).as_slice()
        {
            let only = *only;
            found.outcome = self.accept(only, Strength::InContext, &looked.label);
            return Some(found);
        }
        if marked && let Some(id) = self.in_context(looked, unit_named) {
            let strength = if exact.contains(&id) { Strength::Exact } else { Strength::InContext };
            found.outcome = self.accept(id, strength, &looked.label);
            return Some(found);
        }
        // A part of an unknown whole is known only by a full name that nothing else has.
        if marked && self.orphaned && carries_figures && !(looked.exact && exact.len() == 1) {
            found.outcome = Outcome::Unknown(looked.indicators.as_ref().into());
            return Some(found);
        }
        match self.choose(&exact, unit_named) {
            Chosen::One(id) => {
                let strength = if looked.exact { Strength::Exact } else { Strength::SameWords };
                found.outcome = self.accept(id, strength, &looked.label);
                return Some(found);
            }
            Chosen::Several(ids) => {
                found.outcome = if carries_figures { Outcome::Ambiguous(ids.into()) } else { Outcome::Nothing };
                return Some(found);
            }
            Chosen::None => {}
        }
        if !carries_figures {
            if !looked.label.is_marked_part() {
                self.foreign = is_foreign(looked);
            }
            self.announced = looked.label.announces_parts;
            if let Some(unit) = section_unit(&looked.label, at) {
                self.section_unit = Some(unit);
            }
            if !looked.label.is_marked_part() {
                self.above = Some(&looked.label);
                self.above_is_unknown = false;
            }
            return Some(found);
        }
        if !self.above_is_unknown
            && let Some(above) = self.above
            && let [only] = self.fitting(self.index.composed(&looked.label, above), unit_named).as_slice()
        {
            let only = *only;
            found.outcome = self.accept(only, Strength::InContext, &looked.label);
            return Some(found);
        }
        if let Some(id) = self.short_under_whole(&looked.label, unit_named) {
            found.outcome = self.accept(id, Strength::InContext, &looked.label);
            return Some(found);
        }
        let typo = self.fitting(self.index.typo(&looked.label), unit_named);
        if let [only] = typo.as_slice() {
            found.outcome = self.accept(*only, Strength::Typo, &looked.label);
            return Some(found);
        }
        let paraphrase = self.fitting(self.index.paraphrase(&looked.label), unit_named);
        if let [only] = paraphrase.as_slice()
            && self.is_near(*only)
        {
            found.outcome = self.accept(*only, Strength::Paraphrase, &looked.label);
            return Some(found);
        }
        if !marked {
            // What stands below an unknown row is no part of the row before it; short names are said of the unknown row.
            self.last = None;
            self.above = Some(&looked.label);
            self.above_is_unknown = true;
            self.orphaned = true;
            // A heading of the schema with a total beside it is asked about, and is the heading of what follows all the same.
            let sections = looked.sections(self.index);
            let own = sections.iter().find(|section| self.is_under_current(**section)).or(sections.first());
            if looked.indicators.is_empty() && own.is_some() {
                self.section = own.copied();
            }
        }
        found.outcome = match typo.len().max(paraphrase.len()) {
            0 | 1 => Outcome::Unknown(self.index.near(&looked.label).into()),
            _ if typo.len() > 1 => Outcome::Ambiguous(typo.into()),
            _ => Outcome::Ambiguous(paraphrase.into()),
        };
        Some(found)
    }

    fn accept(&mut self, id: IndicatorId, strength: Strength, label: &Label) -> Outcome {
        self.last = Some(id);
        self.orphaned &= label.is_marked_part();
        if self.above_is_unknown && !label.is_marked_part() {
            self.above = None;
        }
        self.resolved.set(id, true);
        if label.announces_parts {
            self.announced = true;
        } else if !label.is_marked_part() && self.schema.above(id).is_empty() {
            self.announced = false;
        }
        Outcome::Indicator(id, strength)
    }

    /// What a person confirmed of a row, in place of what its name alone gave.
    fn settle(&mut self, found: &mut RowMatch, outcome: Outcome) {
        let label = Label::parse(&found.text);
        if let Outcome::Indicator(guessed, _) = found.outcome {
            self.resolved.set(guessed, false);
        }
        found.outcome = match outcome {
            Outcome::Indicator(id, strength) => self.accept(id, strength, &label),
            refused => {
                if !label.is_marked_part() {
                    self.last = None;
                    self.above = None;
                    self.orphaned = true;
                }
                refused
            }
        };
    }

    fn by_code(&self, grid: &Grid<'_>, columns: &Columns, row: &Row) -> Option<IndicatorId> {
        let cell = grid.cell_of(row, columns.code?)?;
        self.index.codes.get(grid.workbook.shown(cell.value).trim()).copied()
    }

    /// Wholes that a part in this row may belong to: the row above, then what it is a part of, and so on.
    fn wholes(&self) -> Vec<IndicatorId> {
        let mut wholes = Vec::new();
        let mut open: Vec<IndicatorId> = self.last.into_iter().collect();
        while let Some(id) = open.first().copied() {
            open.remove(0);
            if wholes.contains(&id) || wholes.len() > 8 {
                continue;
            }
            wholes.push(id);
            // Only wholes that stand in this table above the row.
            open.extend(self.schema.above(id).iter().filter(|whole| self.resolved.contains(**whole)));
        }
        wholes.retain(|id| !self.schema.indicator(*id).below().is_empty());
        wholes
    }

    /// The part that a marked row names, in full or in short, under the whole above it.
    fn in_context(&self, looked: &Looked, unit: Option<&UnitOfMeasure>) -> Option<IndicatorId> {
        for whole in self.wholes() {
            let parts = self.fitting(self.schema.indicator(whole).below(), unit);
            if let Some(&id) = looked.indicators.iter().find(|id| parts.contains(id)) {
                return Some(id);
            }
            // The name of something else is that thing, whatever stands in front of it.
            if looked.exact && looked.label.words.len() > 2 {
                continue;
            }
            if let [only] = self.index.short_for(&looked.label, self.schema, &parts).as_slice() {
                return Some(*only);
            }
            // The whole in between may have been left out of the sheet.
            let deeper: Vec<IndicatorId> = parts.iter().flat_map(|part| self.schema.indicator(*part).below()).collect();
            if let [only] = self.index.short_for(&looked.label, self.schema, &self.fitting(deeper, unit)).as_slice() {
                return Some(*only);
            }
        }
        None
    }

    /// A short name without a mark, under a whole whose part it names.
    fn short_under_whole(&self, label: &Label, unit: Option<&UnitOfMeasure>) -> Option<IndicatorId> {
        for whole in self.wholes() {
            let parts = self.fitting(self.schema.indicator(whole).below(), unit);
            // "Lợn" under "Đàn lợn" is the herd again, and none of its parts.
            if !self.index.short_for(label, self.schema, &[whole]).is_empty() {
                continue;
            }
            let open: Vec<IndicatorId> = parts.iter().copied().filter(|part| !self.resolved.contains(*part)).collect();
            let short = self.index.short_for(label, self.schema, &open);
            if let [only] = short.as_slice() {
                return Some(*only);
            }
        }
        None
    }

    /// One of several indicators of the same name: by unit of measure, by the heading above, by order.
    fn choose(&self, candidates: &[IndicatorId], unit: Option<&UnitOfMeasure>) -> Chosen {
        match candidates {
            [] => return Chosen::None,
            [only] => return Chosen::One(*only),
            _ => {}
        }
        let mut left = self.fitting(candidates.to_vec(), unit);
        if left.is_empty() {
            left = candidates.to_vec();
        }
        if left.len() > 1 && self.section.is_some() {
            let near: Vec<IndicatorId> = left.iter().copied().filter(|&id| self.is_in_current(id)).collect();
            if !near.is_empty() {
                left = near;
            }
        }
        if left.len() > 1
            && let Some(last) = self.last
        {
            // Beside the indicator above: the same whole, or directly after it.
            let near: Vec<IndicatorId> = left
                .iter()
                .copied()
                .filter(|&id| {
                    self.schema.above(id).iter().any(|whole| *whole == last || self.schema.above(last).contains(whole))
                        || id.0 == last.0 + 1
                })
                .collect();
            if near.len() == 1 {
                left = near;
            }
        }
        match left.as_slice() {
            [only] => Chosen::One(*only),
            _ => Chosen::Several(left),
        }
    }

    /// Those whose unit of measure can be that of the row.
    fn fitting(&self, mut candidates: Vec<IndicatorId>, unit: Option<&UnitOfMeasure>) -> Vec<IndicatorId> {
        if let Some(unit) = unit {
            candidates.retain(|id| {
                self.index
                    .units_of_measure
                    .get(id.0 as usize)
                    .and_then(Option::as_ref)
                    .is_none_or(|wanted| unit.to(wanted) != Conversion::Impossible)
            });
        }
        candidates
    }

    fn top(&self, section: SectionId) -> SectionId {
        let mut section = section;
        while let Some(parent) = self.schema.section(section).parent {
            section = parent;
        }
        section
    }

    fn is_in_current(&self, id: IndicatorId) -> bool {
        let Some(current) = self.section else { return false };
        let mut section = Some(self.schema.indicator(id).section);
        while let Some(at) = section {
            if at == current {
                return true;
            }
            section = self.schema.section(at).parent;
        }
        false
    }

    /// A heading that lies under the one above it is meant before one that does not.
    fn is_under_current(&self, section: SectionId) -> bool {
        let Some(current) = self.section else { return false };
        let mut at = self.schema.section(section).parent;
        while let Some(parent) = at {
            if parent == current || self.schema.section(current).parent == Some(parent) {
                return true;
            }
            at = self.schema.section(parent).parent;
        }
        false
    }

    /// Whether an indicator belongs where the row stands: the same programme as the heading and the rows above.
    fn is_near(&self, id: IndicatorId) -> bool {
        let own = self.top(self.schema.indicator(id).section);
        match (self.section, self.last) {
            (Some(section), _) => self.top(section) == own,
            (None, Some(last)) => self.top(self.schema.indicator(last).section) == own,
            (None, None) => true,
        }
    }

    fn unit_of_measure(
        &mut self,
        grid: &Grid<'_>,
        texts: &'a Texts<'_>,
        column: Option<u32>,
        row: &Row,
        at: Position,
        looked: &'a Looked,
    ) -> MeasuredIn<'a> {
        if let Some(column) = column {
            let own = Position::new(row.index, column);
            let shown = grid.text_id_shown(row, column);
            let measured = match shown.and_then(|id| texts.get(id).map(|looked| looked.measured_in(texts.label(id)))) {
                Some(measured) => measured,
                None => grid.shown(own).map_or(Measured::Unknown, |shown| Measured::said(&shown)),
            };
            match measured {
                // A ditto mark says the unit of the row above.
                Measured::Ditto => return self.unit_above.clone().map(|(unit, _)| (unit, own)),
                Measured::In(unit) => {
                    self.unit_above = Some((unit.clone(), own));
                    return Some((unit, own));
                }
                Measured::Unknown => {}
            }
        }
        Some((StatedUnit::Kept(looked.unit_behind(self.index)?), at))
    }
}

/// Indicators that stand in a table already.
struct Resolved(Vec<bool>);

impl Resolved {
    fn set(&mut self, id: IndicatorId, stands: bool) {
        self.0.iter_mut().skip(id.0 as usize).take(1).for_each(|known| *known = stands);
    }

    fn contains(&self, id: IndicatorId) -> bool {
        self.0.get(id.0 as usize).is_some_and(|known| *known)
    }
}

enum Chosen {
    None,
    One(IndicatorId),
    Several(Vec<IndicatorId>),
}
