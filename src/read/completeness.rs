//! What a consolidated workbook says of what each unit handed in, read back from its sheet “Tình hình nộp”.
//!
//! The sheet ends in a hidden column that says what it is and holds the units' codes; the headings stand over three
//! columns each, and behind them come the sums, the percent, the outcome and the reason.

use crate::cell::Position;
use crate::completeness::{Completeness, OfUnit, Outcome, Reason, Share};
use crate::finding::Severity;
use crate::language::Words;
use crate::number;
use crate::schema::{Schema, SectionId, UnitId};
use crate::workbook::{Sheet, Value, Workbook};

/// In the first row of the hidden column, and in the row below it.
const MARKS: [&str; 2] = ["chitieu", "tinh-hinh-nop"];
/// The row of the headings' codes.
const HEAD_ROW: u32 = 4;
/// First column of what is counted.
const FIRST_COLUMN: u32 = 2;
/// In, blank, in error.
const COUNTS: u32 = 3;
/// What stands between the headings and the hidden column: the sums, percent, outcome, reason.
const BEHIND: u32 = COUNTS + 3;

/// What it says; nothing where the workbook has no such sheet.
pub(super) fn completeness(schema: &Schema, workbook: &Workbook) -> Completeness {
    let found = workbook.sheets.iter().find_map(|sheet| Some((sheet, column_of_codes(workbook, sheet)?)));
    let Some((sheet, codes)) = found else { return Completeness::default() };
    let shown = |row: u32, column: u32| sheet.cell(Position::new(row, column)).map(|cell| workbook.shown(cell.value)).unwrap_or_default();
    let count = |row: u32, column: u32| match sheet.cell(Position::new(row, column)).map(|cell| cell.value) {
        Some(Value::Number(number)) => number::whole(number).unwrap_or_default() as usize,
        _ => 0,
    };
    let programmes: Vec<(u32, SectionId)> = (FIRST_COLUMN..codes.saturating_sub(BEHIND))
        .step_by(COUNTS as usize)
        .filter_map(|column| {
            let code = shown(HEAD_ROW, column);
            let at = schema.sections.iter().position(|section| *section.code == *code)?;
            Some((column, SectionId(at as u32)))
        })
        .collect();
    let of_row = |row: u32| -> Option<OfUnit> {
        let unit: UnitId = schema.find_unit(&shown(row, codes))?;
        let said = shown(row, codes - 2).to_lowercase();
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name().vi == said || outcome.name().en == said)?;
        let share = |column| Share { filled: count(row, column), blank: count(row, column + 1), wrong: count(row, column + 2) };
        let why = shown(row, codes - 1).to_string();
        let words = Words::new(why.clone(), why);
        let reasons = vec![Reason { kind: None, severity: Severity::Info, count: 1, words }];
        Some(OfUnit { unit, shares: programmes.iter().map(|(column, _)| share(*column)).collect(), outcome, reasons })
    };
    let mut units: Vec<OfUnit> = sheet.rows.iter().filter(|row| row.index > HEAD_ROW).filter_map(|row| of_row(row.index)).collect();
    // Somebody may have sorted the sheet.
    units.sort_by_key(|of| of.unit);
    Completeness { programmes: programmes.into_iter().map(|(_, section)| section).collect(), units }
}

fn column_of_codes(workbook: &Workbook, sheet: &Sheet) -> Option<u32> {
    let first = sheet.rows.first().filter(|row| row.index == 0)?;
    let mark = sheet.cells_of(first).iter().rev().find(|cell| workbook.shown(cell.value) == MARKS[0])?;
    let below = sheet.cell(Position::new(1, mark.column))?;
    (workbook.shown(below.value) == MARKS[1] && mark.column >= FIRST_COLUMN + BEHIND).then_some(mark.column)
}
