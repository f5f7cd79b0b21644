//! What became of each cell, once a workbook has been located.

use super::grid::Grid;
use super::header::is_number_row;
use super::heading::{Role, Why};
use super::index::Index;
use super::kinds::{AMBIGUOUS_INDICATOR, UNIT_MISMATCH, UNKNOWN_INDICATOR, UNKNOWN_UNIT};
use super::rows::Outcome;
use super::sheet::Found;
use super::texts::Texts;
use crate::cell::{Area, Position};
use crate::finding::Finding;
use crate::language::Words;
use crate::ledger::{Entry, Fate, Frame, Ledger, LedgerSheet};
use crate::number::{self, Reading};
use crate::schema::IndicatorId;
use crate::submission::{LeftOut, Orientation, Submission};
use crate::workbook::{Cell, Row, Sheet, Value, Workbook};
use std::collections::{HashMap, HashSet};

/// Makes the ledger. Numbers outside of all tables, and any that nobody accounts for, are added to what was left out.
pub fn of(index: &Index, workbook: &Workbook, found: &[Found<'_>], submission: &mut Submission, findings: &[Finding]) -> Ledger {
    let mut ledger = Ledger::default();
    let texts = Texts::new(workbook, index);
    let mut more = Vec::new();
    for sheet in &workbook.sheets {
        let left_out = submission.left_out.iter().find(|part| part.sheet == sheet.name && part.area.is_none());
        let left_out = left_out.map(|part| part.reason.clone());
        let entries = match &left_out {
            Some(reason) => {
                let all = sheet.rows.iter().flat_map(|row| sheet.cells_of(row).iter().map(move |cell| (row, cell)));
                all.map(|(row, cell)| entry(workbook, row, cell, Fate::LeftOut(reason.clone()))).collect()
            }
            None => {
                let of_sheet = OfSheet::of(&texts, workbook, sheet, found, submission, findings);
                let entries = of_sheet.entries();
                more.extend(outside(sheet, &entries));
                entries
            }
        };
        let (name, merges, hidden_columns) = (sheet.name.clone(), sheet.merges.clone(), sheet.hidden_columns.clone());
        ledger.sheets.push(LedgerSheet { name, left_out, merges, hidden_columns, entries });
    }
    submission.left_out.extend(more);
    ledger
}

fn entry(workbook: &Workbook, row: &Row, cell: Cell, fate: Fate) -> Entry {
    let style = workbook.style(cell.style);
    let shown = match cell.value {
        Value::Number(number) if style.percent => {
            let percent = number.checked_mul(rust_decimal::Decimal::ONE_HUNDRED).unwrap_or(number);
            format!("{}%", number::vietnamese(percent, style.decimals)).into()
        }
        Value::Number(number) => number::vietnamese(number, style.decimals).into(),
        Value::Text(id) => workbook.texts.get(id.0 as usize).map_or_else(|| "".into(), |text| text.text.clone().into()),
        value => workbook.shown(value).into(),
    };
    Entry { at: Position::new(row.index, cell.column), shown, number: holds_a_number(workbook, cell.value), fate }
}

/// Whether a cell holds a number, typed or as text, or a formula that should give one.
fn holds_a_number(workbook: &Workbook, value: Value) -> bool {
    match value {
        Value::Number(_) | Value::Odd(_) | Value::Error(_) | Value::NotCalculated => true,
        Value::Text(id) => matches!(number::read(workbook.label(id)), Reading::Number(_) | Reading::Pair(..)),
        Value::Flag(_) => false,
    }
}

fn out_of_tables() -> Words {
    Words::new("số nằm ngoài bảng chỉ tiêu", "a number outside of all tables")
}

fn nobodys() -> Words {
    Words::new("số chưa rõ thuộc chỉ tiêu nào, chưa được dùng", "a number of no known indicator, not used")
}

/// Numbers outside of tables and numbers that nobody accounts for, rows that follow each other taken together.
fn outside(sheet: &Sheet, entries: &[Entry]) -> Vec<LeftOut> {
    let mut parts: Vec<LeftOut> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.number) {
        let reason = match &entry.fate {
            Fate::Unaccounted => nobodys(),
            Fate::LeftOut(reason) if *reason == out_of_tables() => reason.clone(),
            _ => continue,
        };
        if let Some(LeftOut { area: Some(area), reason: before, .. }) = parts.last_mut()
            && *before == reason
            && entry.at.row <= area.last.row + 1
        {
            area.last = Position::new(entry.at.row, area.last.column.max(entry.at.column));
            area.first.column = area.first.column.min(entry.at.column);
            continue;
        }
        parts.push(LeftOut { sheet: sheet.name.clone(), area: Some(Area { first: entry.at, last: entry.at }), reason });
    }
    parts
}

/// What is known of the cells of one sheet.
struct OfSheet<'a> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    tables: Vec<OfTable<'a>>,
    read: HashMap<Position, Fate>,
    told: HashMap<Position, Words>,
    /// What was left out, by its first column where it is no wider, else for all columns.
    parts: HashMap<Option<u32>, Vec<(usize, Area, &'a Words)>>,
    /// Columns of codes that this program wrote.
    codes: Vec<u32>,
}

/// What is known of the rows and columns of one table.
struct OfTable<'a> {
    found: &'a Found<'a>,
    range: Area,
    numbered: HashSet<u32>,
    rows: HashMap<u32, &'a Outcome>,
    told_rows: HashMap<u32, Words>,
    told_columns: HashMap<u32, Words>,
    told_indicators: HashMap<IndicatorId, Words>,
    /// Its figures are those of the workbook's unit, and which that is can't be told.
    nobodys: bool,
}

impl<'a> OfSheet<'a> {
    fn of(
        texts: &'a Texts<'a>,
        workbook: &'a Workbook,
        sheet: &'a Sheet,
        found: &'a [Found<'a>],
        submission: &'a Submission,
        findings: &'a [Finding],
    ) -> OfSheet<'a> {
        let mut read: HashMap<Position, Fate> = HashMap::new();
        for ratio in submission.stated_ratios.iter().filter(|ratio| ratio.cell.sheet == sheet.name) {
            read.insert(ratio.cell.at, Fate::StatedRatio(ratio.indicator));
        }
        for verdict in submission.stated_verdicts.iter().filter(|verdict| verdict.cell.sheet == sheet.name) {
            read.insert(verdict.cell.at, Fate::StatedVerdict(verdict.indicator));
        }
        for (at, figure) in submission.figures.iter().enumerate().filter(|(_, figure)| figure.cell.sheet == sheet.name) {
            match read.get_mut(&figure.cell.at) {
                Some(Fate::Figure(both)) => both.push(at as u32),
                _ => {
                    read.insert(figure.cell.at, Fate::Figure(vec![at as u32]));
                }
            }
        }
        let mut told: HashMap<Position, Words> = HashMap::new();
        for (first, second) in &submission.contradictions {
            for figure in [first, second].into_iter().filter(|figure| figure.cell.sheet == sheet.name) {
                let words = Words::new("chỉ tiêu ghi hai lần, số khác nhau", "the indicator stands twice, with different figures");
                told.insert(figure.cell.at, words);
            }
        }
        let here: Vec<&Finding> = findings.iter().filter(|finding| finding.sheet.as_ref() == Some(&sheet.name)).collect();
        for finding in &here {
            if let Some(at) = finding.at {
                told.entry(at).or_insert_with(|| finding.message.clone());
            }
        }
        let grid = Grid::of(workbook, sheet, texts);
        let tables =
            found.iter().filter(|found| found.sheet == sheet.name).map(|found| OfTable::of(&grid, found, &here, submission)).collect();
        let mut parts: HashMap<Option<u32>, Vec<(usize, Area, &Words)>> = HashMap::new();
        for (at, part) in submission.left_out.iter().enumerate().filter(|(_, part)| part.sheet == sheet.name) {
            let Some(area) = part.area else { continue };
            let only = (area.first.column == area.last.column).then_some(area.first.column);
            parts.entry(only).or_default().push((at, area, &part.reason));
        }
        OfSheet { workbook, sheet, tables, read, told, parts, codes: grid.codes }
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(self.sheet.cells.len());
        for row in &self.sheet.rows {
            for cell in self.sheet.cells_of(row) {
                entries.push(entry(self.workbook, row, cell, self.fate(row, cell)));
            }
        }
        entries
    }

    fn fate(&self, row: &Row, cell: Cell) -> Fate {
        let at = Position::new(row.index, cell.column);
        if row.hidden {
            return Fate::LeftOut(Words::new("dòng ẩn", "hidden row"));
        }
        if self.codes.contains(&cell.column) {
            return Fate::LeftOut(Words::new("mã của biểu mẫu", "codes of the blank workbook"));
        }
        if self.sheet.column_is_hidden(cell.column) {
            return Fate::LeftOut(Words::new("cột ẩn", "hidden column"));
        }
        if let Some(read) = self.read.get(&at) {
            return read.clone();
        }
        let number = holds_a_number(self.workbook, cell.value);
        let table = self.tables.iter().find(|table| table.range.contains(at));
        let fate = table.map(|table| table.fate(at, number));
        // The name of a row keeps its own meaning; what is wrong with the row shows at its figures.
        if let Some(fate @ (Fate::Indicator(_) | Fate::Unit(_))) = fate {
            return fate;
        }
        if let Some(words) = self.told.get(&at) {
            return Fate::Told(words.clone());
        }
        if let Some(fate @ (Fate::Frame(_) | Fate::Told(_))) = fate {
            return fate;
        }
        // The part that was noted first says it.
        let noted = [Some(at.column), None].into_iter().filter_map(|column| self.parts.get(&column));
        let noted = noted.filter_map(|parts| parts.iter().find(|(_, area, _)| area.contains(at)));
        if let Some((_, _, reason)) = noted.min_by_key(|(order, ..)| *order) {
            return Fate::LeftOut((*reason).clone());
        }
        match fate {
            Some(fate) => fate,
            None if number => Fate::LeftOut(out_of_tables()),
            None => Fate::Words,
        }
    }
}

impl<'a> OfTable<'a> {
    fn of(grid: &Grid<'_>, found: &'a Found, findings: &[&Finding], submission: &Submission) -> OfTable<'a> {
        let table = &found.table;
        let range = table.range();
        let numbered = grid.rows.iter().filter(|row| is_number_row(grid, row)).map(|row| row.index).collect();
        let mut told_rows = HashMap::new();
        let mut told_columns = HashMap::new();
        let mut told_indicators = HashMap::new();
        for finding in findings {
            let Some(at) = finding.at else { continue };
            let about_all = [&UNKNOWN_INDICATOR, &AMBIGUOUS_INDICATOR, &UNKNOWN_UNIT, &UNIT_MISMATCH];
            if !about_all.iter().any(|kind| kind.code == finding.kind.code) {
                continue;
            }
            if range.contains(at) && at.row > table.header.1 {
                told_rows.entry(at.row).or_insert_with(|| finding.message.clone());
            } else if range.contains(at) {
                told_columns.entry(at.column).or_insert_with(|| finding.message.clone());
            }
            if let Some(id) = finding.indicator.filter(|_| finding.kind.code == UNIT_MISMATCH.code) {
                told_indicators.entry(id).or_insert_with(|| finding.message.clone());
            }
        }
        let rows = found.rows.iter().map(|row| (row.at.row, &row.outcome)).collect();
        let nobodys = submission.unit.is_none() && table.orientation == Orientation::IndicatorsDown;
        OfTable { found, range, numbered, rows, told_rows, told_columns, told_indicators, nobodys }
    }

    fn fate(&self, at: Position, number: bool) -> Fate {
        let table = &self.found.table;
        if self.numbered.contains(&at.row) {
            return Fate::Frame(Frame::ColumnNumbers);
        }
        if at.row <= table.header.1 {
            return Fate::Frame(Frame::Header);
        }
        let Some(heading) = table.heading(at.column) else { return words_or(number) };
        let outcome = self.rows.get(&at.row).copied();
        match heading.role {
            Role::Label => {
                return match (outcome, self.unit_of(at.row)) {
                    (Some(Outcome::Indicator(id, _)), _) => Fate::Indicator(*id),
                    (_, Some(unit)) => Fate::Unit(unit),
                    _ => self.told_rows.get(&at.row).map_or(words_or(number), |words| Fate::Told(words.clone())),
                };
            }
            Role::Number | Role::Code => return Fate::Frame(Frame::Numbering),
            Role::UnitOfMeasure => return Fate::Frame(Frame::UnitOfMeasure),
            Role::Other(Why::Note) if number => return Fate::LeftOut(Words::new("cột ghi chú", "a column of notes")),
            _ => {}
        }
        let told = self.told_rows.get(&at.row).or_else(|| self.told_columns.get(&at.column)).or_else(|| match outcome {
            Some(Outcome::Indicator(id, _)) => self.told_indicators.get(id),
            _ => table.indicators.get(&at.column).and_then(|id| self.told_indicators.get(id)),
        });
        if let (Some(told), true) = (told, number) {
            return Fate::Told(told.clone());
        }
        let known = matches!(outcome, Some(Outcome::Indicator(..))) || self.unit_of(at.row).is_some();
        if self.nobodys && number && heading.role.is_measure() {
            return Fate::Told(Words::new("chưa rõ biểu của đơn vị nào", "which unit the sheet is from can't be told"));
        }
        if heading.role.is_measure() && known && !number {
            return Fate::Frame(Frame::Blank);
        }
        if matches!(heading.role, Role::PercentOfPlan | Role::PercentOfPrior | Role::Verdict) && number {
            return Fate::LeftOut(match known {
                true => Words::new("tỷ lệ, đánh giá không đọc được", "a ratio or verdict that can't be read"),
                false => Words::new("tỷ lệ, đánh giá ở dòng không phải chỉ tiêu", "a ratio or verdict beside no indicator"),
            });
        }
        words_or(number)
    }

    fn unit_of(&self, row: u32) -> Option<crate::schema::UnitId> {
        if self.found.table.orientation != Orientation::UnitsDown {
            return None;
        }
        self.found.unit_rows.iter().find(|(known, _)| *known == row).map(|(_, unit)| *unit)
    }
}

fn words_or(number: bool) -> Fate {
    if number { Fate::Unaccounted } else { Fate::Words }
}
