//! Reading the figures of one table.

mod by_cells;
mod columns;
mod confirmed;
mod habits;
mod measured_in;
mod owner;
mod stated;
mod units_down;

use super::bounds;
use super::confirmed::Memory;
use super::grid::Grid;
use super::heading::{Heading, Role};
use super::index::Index;
use super::kinds::*;
use super::rows::{Outcome, RowMatch};
use super::stamped::{self, Codes};
use super::table::Table;
use super::texts::Texts;
use super::value::{self, Around, Said};
use super::{formula, rows, unmatched};
use crate::cell::{CellRef, Position};
use crate::finding::Finding;
use crate::language::Words;
use crate::number::{self, Habit};
use crate::schema::{IndicatorId, IndicatorKind, Schema, UnitId};
use crate::submission::{Amount, LocatedTable, Measure, Orientation, Owner, Submission};
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::{Cell, Value, Workbook};
use columns::{Column, Columns, measure};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::sync::Arc;

/// A table with its rows resolved.
pub struct Found<'a> {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// The table.
    pub table: Table,
    /// Its rows, with indicators down.
    pub rows: Vec<RowMatch<'a>>,
    /// How many of its rows are to be asked about.
    pub doubtful: usize,
    /// Its rows, with units down.
    pub unit_rows: Vec<(u32, UnitId)>,
}

impl<'a> Found<'a> {
    /// Resolves the rows of a table.
    pub fn of(
        schema: &'a Schema,
        index: &'a Index,
        grid: &Grid<'a>,
        texts: &'a Texts<'_>,
        table: Table,
        memory: Memory<'_>,
        codes: Option<&Codes>,
    ) -> Found<'a> {
        let mut found = Found { sheet: grid.sheet.name.clone(), rows: Vec::new(), doubtful: 0, unit_rows: Vec::new(), table };
        match found.table.orientation {
            Orientation::UnitsDown => {
                let label = found.table.label_columns.first().copied().unwrap_or(0);
                for row in grid.rows.iter().filter(|row| (found.table.first_row..=found.table.last_row).contains(&row.index)) {
                    let looked = grid.cell(Position::new(row.index, label)).and_then(|cell| texts.of(cell.value));
                    // A name merged over several rows says nothing of which row is the unit's.
                    let several = grid.merge(Position::new(row.index, label)).is_some_and(|area| area.last.row > area.first.row);
                    if let Some(unit) = looked.and_then(|looked| looked.unit).filter(|_| !several) {
                        found.unit_rows.push((row.index, unit));
                    }
                }
            }
            _ => {
                (found.rows, found.doubtful) = rows::resolve(schema, index, grid, texts, &found.table, memory, codes);
                by_cells::find_combined(grid, &mut found);
                by_cells::find_ratios(grid, &mut found);
            }
        }
        found
    }

    /// Whether any row or column is an indicator.
    pub fn has_indicators(&self) -> bool {
        !self.unit_rows.is_empty() && !self.table.indicators.is_empty()
            || self.rows.iter().any(|row| matches!(row.outcome, Outcome::Indicator(..)))
    }
}

/// Memory of rows that were read is given back after so many of them.
const GIVEN_UP: usize = 4_096;

/// Reads a table into the submission; its rows are given up on the way, unless they are to be kept.
#[allow(clippy::too_many_arguments)] // All are what one table is read from and into.
pub fn read(
    schema: &Schema,
    index: &Index,
    workbook: &Workbook,
    grid: &Grid<'_>,
    (found, keeps): (&mut Found<'_>, bool),
    allowance: &formula::Allowance,
    submission: &mut Submission,
    findings: &mut Vec<Finding>,
) {
    let (mut rows, table) = (std::mem::take(&mut found.rows), &found.table);
    let mut columns: Vec<(&'static str, u32)> = Vec::new();
    for heading in &table.headings {
        if let Some(code) = heading.role.code()
            && !columns.iter().any(|(known, _)| *known == code)
        {
            columns.push((code, heading.column));
        }
    }
    submission.tables.push(LocatedTable {
        sheet: grid.sheet.name.clone(),
        range: table.range(),
        header: table.header_area(),
        orientation: table.orientation,
        columns,
    });
    let mut reader = Reader {
        schema,
        index,
        workbook,
        grid,
        corner: CellRef::new(workbook.file.clone(), grid.sheet.name.clone(), Position::new(0, 0)),
        table,
        habits: HashMap::new(),
        sheet_habit: Habit::Unknown,
        line_unit: measured_in::line_unit(grid, table),
        told: HashSet::new(),
        allowance,
        external: None,
        submission,
        findings,
    };
    reader.learn_habits();
    match table.orientation {
        Orientation::UnitsDown => reader.units_down(&found.unit_rows),
        _ => {
            reader.tell_unknown_units_across();
            reader.tell_unused_columns();
            let columns = Columns::of(grid, table);
            columns.make_room(rows.len(), reader.submission);
            // Of one row after the other, so that its memory is used again.
            let mut known = Known::default();
            if keeps {
                let mut left = rows.iter();
                while let Some(row) = left.next().filter(|_| !bounds::too_many_figures(reader.submission)) {
                    reader.row(row, &columns, &mut known);
                }
            } else {
                // A list has hundreds of thousands of rows; as many bytes as one is given up its figures take.
                rows.reverse();
                while let Some(row) = rows.pop().filter(|_| !bounds::too_many_figures(reader.submission)) {
                    reader.row(&row, &columns, &mut known);
                    if rows.len().is_multiple_of(GIVEN_UP) {
                        rows.shrink_to_fit();
                    }
                }
            }
        }
    }
    reader.tell_external();
    found.rows = rows;
}

struct Reader<'a, 'b, 'g> {
    schema: &'a Schema,
    index: &'a Index,
    workbook: &'a Workbook,
    grid: &'a Grid<'g>,
    /// The first cell of the sheet, which all others share their place with.
    corner: CellRef,
    table: &'a Table,
    habits: HashMap<u32, Habit>,
    sheet_habit: Habit,
    line_unit: rows::MeasuredIn<'g>,
    /// Names whose unit of measure was told already.
    told: HashSet<Position>,
    /// What may still be spent on working out formulas.
    allowance: &'b formula::Allowance,
    /// The first figure taken from another file, and how many there are.
    external: Option<(Position, usize)>,
    submission: &'b mut Submission,
    findings: &'b mut Vec<Finding>,
}

/// What is known of a row's figures before each is read for good.
#[derive(Default)]
struct Known {
    /// Certain numbers, with their columns, and the given plan: they settle the doubtful ones.
    certain: Vec<(Option<u32>, Decimal)>,
    /// What needs no other figure of the row to be read is read once.
    settled: Vec<(u32, Said)>,
    /// The certain ones beside the figure being read.
    others: Vec<Decimal>,
    /// The cells of the columns that are read, and whether each holds a figure as it stands.
    cells: Vec<Option<(Cell, bool)>>,
}

impl Known {
    fn clear(&mut self) {
        self.certain.clear();
        self.settled.clear();
        self.cells.clear();
    }
}

impl<'a> Reader<'a, '_, '_> {
    fn cell_ref(&self, at: Position) -> CellRef {
        self.corner.beside(at)
    }

    /// Tells columns of numbers whose headings do not say what they hold.
    fn tell_unused_columns(&mut self) {
        // Numbers before the names count the rows.
        let names = self.table.label_columns.iter().copied().min().unwrap_or(0);
        let unknown = |heading: &&Heading| heading.role == Role::Unknown && heading.holds_numbers && heading.column > names;
        for heading in self.table.headings.iter().filter(unknown) {
            let cell = self.cell_ref(Position::new(self.table.header.1, heading.column));
            let known = |finding: &Finding| finding.at == Some(cell.at) && finding.sheet.as_ref() == Some(&cell.sheet);
            if self.grid.is_hidden(heading.column) || self.findings.iter().any(known) {
                continue;
            }
            let column = crate::cell::column_name(heading.column);
            let text = heading.path.join(" / ");
            let words = match text.is_empty() {
                true => Words::new(
                    format!("Cột {column} có số liệu nhưng không có tiêu đề."),
                    format!("Column {column} has numbers and no heading."),
                ),
                false => Words::new(
                    format!("Cột {column} “{text}” có số liệu nhưng tiêu đề không cho biết là số gì."),
                    format!("Column {column} “{text}” has numbers, and its heading does not say of what."),
                ),
            };
            self.findings.push(UNUSED_COLUMN.at(&cell, words).found(&text));
        }
    }

    fn row(&mut self, row: &RowMatch<'_>, columns: &Columns<'_>, known: &mut Known) {
        let cell = self.cell_ref(row.at);
        let (id, _) = match &row.outcome {
            Outcome::Indicator(id, strength) => (*id, *strength),
            Outcome::Nothing => return,
            Outcome::Unknown(candidates) => {
                self.tell_unknown(row, cell, candidates);
                return;
            }
            Outcome::Contradicted { coded, named } => {
                self.findings.push(stamped::contradiction(self.schema, &cell, &row.text, *coded));
                let candidates: Vec<IndicatorId> = std::iter::once(*coded).chain(named.iter().copied()).collect();
                self.submission.unmatched.push(unmatched(cell, &row.text, &candidates));
                return;
            }
            Outcome::AsConfirmed(refused) => {
                self.tell_refused(row, cell, refused);
                return;
            }
            Outcome::Ambiguous(candidates) => {
                let names: Vec<String> = candidates
                    .iter()
                    .map(|id| format!("{} {}", self.schema.indicator(*id).code, self.schema.indicator(*id).name))
                    .collect();
                self.findings.push(
                    AMBIGUOUS_INDICATOR
                        .at(
                            &cell,
                            Words::new(
                                format!("Tên “{}” có thể là: {}.", row.text, names.join("; ")),
                                format!("“{}” may be: {}.", row.text, names.join("; ")),
                            ),
                        )
                        .found(&row.text),
                );
                self.submission.unmatched.push(unmatched(cell, &row.text, candidates));
                return;
            }
        };
        if self.is_nobodys(row) {
            return;
        }
        self.submission.rows.push(id, cell.view());
        known.clear();
        self.figures_of(id, row, columns, known);
    }

    /// Reads the figures of an indicator's row.
    fn figures_of(&mut self, id: IndicatorId, row: &RowMatch<'_>, columns: &Columns<'_>, known: &mut Known) {
        let (Known { certain, settled, others, cells }, of_row) = (known, self.grid.sheet.cells_in(row.at.row));
        let by_itself = self.reads_by_itself(id);
        let is_quantity = by_itself && self.schema.indicator(id).kind != IndicatorKind::Status;
        // Nearly all figures are in a row's own unit of measure, which is the schema's.
        let wanted = self.index.units_of_measure.get(id.0 as usize).and_then(Option::as_ref);
        let as_wanted = row.unit.as_ref().is_some_and(|(own, _)| Some(&**own) == wanted);
        let may_differ = |heading: &Heading| !as_wanted || heading.measured_in.is_some();
        let workbook = self.workbook;
        // What stands beside a figure is evidence for those only that do not say by themselves what they are.
        let mut any_doubtful = false;
        cells.extend(columns.all.iter().map(|column| {
            let cell = of_row.in_column(column.heading.column)?;
            let is_plain = match cell.value {
                // A nought may stand for the text of a formula.
                Value::Number(number) if is_quantity && column.measure.is_some() && !number.is_zero() => {
                    !may_differ(column.heading) && value::is_as_it_stands(workbook.style(cell.style))
                }
                _ => false,
            };
            any_doubtful |= !is_plain && column.heading.role.is_measure();
            Some((cell, is_plain))
        }));
        let measures = columns.all.iter().zip(cells.iter()).filter(|(column, _)| any_doubtful && column.measure.is_some());
        for (&Column { heading, .. }, cell) in measures {
            let at = Position::new(row.at.row, heading.column);
            let Some((cell, is_plain)) = *cell else { continue };
            let factor = if may_differ(heading) { self.factor(id, row, Some(heading)) } else { Some(Decimal::ONE) };
            let Some(factor) = factor else {
                self.submission.troubled.extend(self.owner(row, heading).map(|owner| (id, owner, Measure::Actual)));
                return;
            };
            if let (Value::Number(number), true) = (cell.value, is_plain) {
                certain.push((Some(heading.column), number::trimmed(number)));
                continue;
            }
            let said = self.read_cell(id, &cell, at, factor, &[], false);
            if let Said::Amount(Amount::Number(number), _) = said {
                certain.push((Some(heading.column), number));
            }
            if by_itself && matches!(cell.value, Value::Number(_)) {
                settled.push((heading.column, said));
            }
        }
        if any_doubtful
            && let (Orientation::IndicatorsDown, Some(Owner::Unit(unit))) = (self.table.orientation, self.owner_of(row))
            && let Some(plan) = self.schema.plans.get(&(unit, id))
        {
            certain.push((None, *plan));
        }
        for (&Column { heading, measure, .. }, cell) in columns.all.iter().zip(cells.iter()).filter(|(column, _)| !column.is_hidden) {
            let at = Position::new(row.at.row, heading.column);
            let Some((cell, is_plain)) = *cell else { continue };
            match heading.role {
                Role::Plan | Role::Actual | Role::Prior | Role::Combined | Role::CombinedPlanFirst => {
                    let Some(owner) = self.owner(row, heading) else { continue };
                    if let (Value::Number(number), Some(measure), true) = (cell.value, measure, is_plain) {
                        self.plain_figure(id, owner, measure, &cell, at, number);
                        continue;
                    }
                    let factor = if may_differ(heading) { self.factor(id, row, Some(heading)) } else { Some(Decimal::ONE) };
                    let Some(factor) = factor else { return };
                    let settled = settled.iter().position(|(column, _)| *column == heading.column).map(|at| settled.swap_remove(at).1);
                    // A figure is no evidence for itself.
                    let other = |(column, _): &&(Option<u32>, Decimal)| settled.is_none() && *column != Some(heading.column);
                    others.clear();
                    others.extend(certain.iter().filter(other).map(|&(_, number)| number));
                    self.figure(id, owner, heading.role, &cell, at, factor, others, settled);
                }
                Role::PercentOfPlan | Role::PercentOfPrior => self.stated_ratio(id, row, heading, &cell, at),
                Role::Verdict => self.stated_verdict(id, row, heading, &cell, at),
                _ => {}
            }
        }
    }

    fn tell_unknown(&mut self, row: &RowMatch<'_>, cell: CellRef, candidates: &[IndicatorId]) {
        let (vi, en) = if row.text.is_empty() {
            ("Dòng có số liệu nhưng không có tên chỉ tiêu.".to_string(), "The row has figures and no name.".to_string())
        } else {
            (
                format!("Dòng “{}” có số liệu nhưng không khớp chỉ tiêu nào.", row.text),
                format!("The row “{}” has figures and matches no indicator.", row.text),
            )
        };
        // A likely name is in the list of candidates; as what should stand there it would be a guess.
        self.findings.push(UNKNOWN_INDICATOR.at(&cell, Words::new(vi, en)).found(&row.text));
        self.submission.unmatched.push(unmatched(cell, &row.text, candidates));
    }

    /// What a cell of figures holds, for people: the words of a formula that has no result.
    fn shown(&self, value: Value, at: Position) -> Cow<'a, str> {
        let words = (value == Value::NotCalculated).then(|| self.words_of_formula(value, at)).flatten();
        match (words, value) {
            (Some(words), _) => Cow::Owned(words),
            (None, Value::Text(id)) => Cow::Borrowed(self.workbook.label(id)),
            (None, value) => Cow::Owned(self.workbook.shown(value)),
        }
    }

    /// Whether a number says what it says whatever stands beside it; that 0.6 may be 60 % the row must tell.
    fn reads_by_itself(&self, id: IndicatorId) -> bool {
        let wanted = self.index.units_of_measure.get(id.0 as usize).and_then(Option::as_ref);
        self.schema.indicator(id).kind != IndicatorKind::Percent && !wanted.is_some_and(UnitOfMeasure::is_percent)
    }

    fn read_cell(&self, id: IndicatorId, cell: &Cell, at: Position, factor: Decimal, others: &[Decimal], combined: bool) -> Said {
        let words = self.words_of_formula(cell.value, at);
        if words.as_ref().is_some_and(|words| words.trim().is_empty()) {
            return Said::Unknown;
        }
        let around = Around { combined, ..self.around(id, at, factor, others) };
        if let Some(words) = words.filter(|_| cell.value == Value::NotCalculated) {
            return value::words(&words, &around);
        }
        value::read(self.grid.texts, self.calculated(cell.value, at), self.workbook.style(cell.style), &around)
    }

    fn around<'o>(&'o self, id: IndicatorId, at: Position, factor: Decimal, others: &'o [Decimal]) -> Around<'o> {
        Around {
            indicator: self.schema.indicator(id),
            wanted: self.index.units_of_measure.get(id.0 as usize).and_then(Option::as_ref),
            known: &self.index.units_of_measure,
            factor,
            column_habit: self.habits.get(&at.column).copied().unwrap_or_default(),
            sheet_habit: self.sheet_habit,
            others,
            combined: false,
        }
    }

    /// The text that a formula gives, often an empty one; some programs store no result for it, some a 0.
    fn words_of_formula(&self, value: Value, at: Position) -> Option<String> {
        let may_be = match value {
            Value::NotCalculated => true,
            Value::Number(number) => number.is_zero(),
            _ => false,
        };
        may_be.then(|| formula::gives_text(self.workbook, self.grid.sheet, at, self.allowance))?
    }

    /// The value of a cell; that of a formula whose result was never stored, where it is plain enough.
    fn calculated(&self, value: Value, at: Position) -> Value {
        match value {
            Value::NotCalculated => formula::evaluate(self.workbook, self.grid.sheet, at, self.allowance).unwrap_or(value),
            value => value,
        }
    }

    /// Whether the stored result of a formula can be trusted; one that its formula contradicts is told.
    #[inline]
    fn is_current(&mut self, id: IndicatorId, owner: Owner, measure: Measure, cell: &Cell, at: Position) -> bool {
        match (cell.value, self.grid.sheet.formula(at)) {
            (Value::Number(stored), Some(formula)) => self.is_result((id, owner, measure), (stored, at), formula),
            _ => true,
        }
    }

    /// The same of a number that a formula gave; most figures are typed.
    #[cold]
    fn is_result(&mut self, (id, owner, measure): (IndicatorId, Owner, Measure), (stored, at): (Decimal, Position), formula: &str) -> bool {
        let sheet = self.grid.sheet;
        if formula::is_external(formula) {
            self.external.get_or_insert((at, 0)).1 += 1;
            return true;
        }
        let Some(now) = formula::stale(self.workbook, sheet, at, stored, self.allowance) else { return true };
        let place = self.cell_ref(at);
        let (was, gives) = (number::vietnamese(stored, None), number::vietnamese(now, None));
        let name = &self.schema.indicator(id).name;
        let words = Words::new(
            format!("“{name}”: kết quả lưu trong ô là {was} nhưng công thức của ô cho {gives}."),
            format!("“{name}”: the cell holds {}, its formula gives {}.", number::plain_text(stored), number::plain_text(now)),
        );
        let (found, expected) = (number::plain_text(stored), number::plain_text(now));
        self.findings.push(STALE_RESULT.at(&place, words).about(owner, id, measure).found(found).expected(expected));
        self.submission.troubled.push((id, owner, measure));
        false
    }

    /// Tells once that figures come from other files, which nobody can look into here.
    fn tell_external(&mut self) {
        let Some((first, count)) = self.external else { return };
        let words = Words::new(
            format!("{count} số liệu của bảng lấy bằng công thức từ tệp khác (ô đầu tiên: {first}); kết quả lưu trong ô được dùng."),
            format!("Figures taken from other files by formula: {count}, the first in {first}; the stored results are used."),
        );
        self.findings.push(EXTERNAL_LINK.at(&self.cell_ref(first), words));
    }

    /// A figure that is in its cell as it stands.
    fn plain_figure(&mut self, id: IndicatorId, owner: Owner, measure: Measure, cell: &Cell, at: Position, number: Decimal) {
        if !self.is_current(id, owner, measure, cell, at) {
            return;
        }
        let cell = self.corner.view().beside(at);
        self.submission.figures.push_plain((id, owner, measure), number::trimmed(number), cell);
    }

    #[allow(clippy::too_many_arguments)] // A figure is all of these.
    fn figure(
        &mut self,
        id: IndicatorId,
        owner: Owner,
        role: Role,
        cell: &Cell,
        at: Position,
        factor: Decimal,
        others: &[Decimal],
        settled: Option<Said>,
    ) {
        let measure = measure(role).unwrap_or(Measure::Actual);
        if !self.is_current(id, owner, measure, cell, at) {
            return;
        }
        let combined = matches!(role, Role::Combined | Role::CombinedPlanFirst);
        let said = settled.unwrap_or_else(|| self.read_cell(id, cell, at, factor, others, combined));
        if let Said::Amount(amount, granularity) = said {
            let raw = match (cell.value, amount) {
                (Value::Number(stored), Amount::Number(number)) if number::same(stored, number) => None,
                _ => Some(self.shown(cell.value, at)),
            };
            let place = self.corner.view().beside(at);
            self.submission.figures.push_said((id, owner, measure), (amount, granularity), place, raw.as_deref());
            return;
        }
        let (place, raw) = (self.cell_ref(at), self.shown(cell.value, at));
        let raw: &str = &raw;
        let indicator = self.schema.indicator(id);
        let tell = |kind: &'static crate::finding::Kind, words: Words| kind.at(&place, words).about(owner, id, measure).found(raw);
        let name = &indicator.name;
        let finding = match said {
            Said::Unknown | Said::Amount(..) => return,
            Said::Pair(first, second) => {
                let (done, planned) = if role == Role::CombinedPlanFirst { (second, first) } else { (first, second) };
                for (measure, number) in [(Measure::Actual, done), (Measure::Plan, planned)] {
                    let amount = (Amount::Number(number), Decimal::new(1, number.scale()));
                    self.submission.figures.push_said((id, owner, measure), amount, place.view(), Some(raw));
                }
                return;
            }
            Said::NotANumber if measure == Measure::Plan && self.planned_in_words(id, owner, cell, at, factor, others) => return,
            Said::NotANumber => tell(
                &NOT_A_NUMBER,
                Words::new(
                    format!("“{name}”: ô ghi “{raw}”, không phải là số."),
                    format!("“{name}”: the cell holds “{raw}”, which is no number."),
                ),
            ),
            Said::Date => tell(
                &NOT_A_NUMBER,
                Words::new(
                    format!("“{name}”: ô đang ở dạng ngày tháng, có thể Excel đã tự đổi số thành ngày."),
                    format!("“{name}”: the cell holds a date; Excel may have turned a number into it."),
                ),
            ),
            Said::Ambiguous(first, second) => tell(
                &AMBIGUOUS_NUMBER,
                Words::new(
                    format!("“{name}”: “{raw}” có thể là {} hoặc {}.", number::vietnamese(first, None), number::vietnamese(second, None)),
                    format!("“{name}”: “{raw}” may be {} or {}.", number::plain_text(first), number::plain_text(second)),
                ),
            ),
            Said::Error => {
                tell(&FORMULA_ERROR, Words::new(format!("“{name}”: ô báo lỗi {raw}."), format!("“{name}”: the cell shows {raw}.")))
            }
            Said::NotCalculated => tell(
                &FORMULA_NOT_CALCULATED,
                Words::new(
                    format!("“{name}”: công thức chưa có kết quả lưu trong tệp và không tính lại được."),
                    format!("“{name}”: the formula has no stored result and could not be evaluated."),
                ),
            ),
            Said::WrongUnit(unit) => tell(
                &UNIT_MISMATCH,
                Words::new(
                    format!("“{name}”: ô ghi đơn vị “{unit}” nhưng chỉ tiêu tính bằng “{}”.", indicator.unit_of_measure),
                    format!("“{name}”: the cell is in “{unit}”, the indicator is in “{}”.", indicator.unit_of_measure),
                ),
            )
            .expected(&indicator.unit_of_measure),
        };
        self.submission.troubled.push((id, owner, measure));
        self.findings.push(finding);
    }

    /// Takes a plan that says "trên 99%" or "43-45": its number is the plan, and its words tell which way it is met.
    fn planned_in_words(&mut self, id: IndicatorId, owner: Owner, cell: &Cell, at: Position, factor: Decimal, others: &[Decimal]) -> bool {
        let Value::Text(text) = cell.value else { return false };
        let raw = self.workbook.label(text);
        let Some(target) = value::target(raw, &self.around(id, at, factor, others)) else { return false };
        let amount = (Amount::Number(target.base()), Decimal::new(1, target.base().scale()));
        let place = self.corner.view().beside(at);
        self.submission.figures.push_said((id, owner, Measure::Plan), amount, place, Some(raw));
        self.submission.stated_targets.insert((id, owner), target);
        true
    }
}
