//! A consolidated workbook of this program, read back: the units' figures behind its totals.
//!
//! Its sheets of figures end in a hidden column that says what the workbook is and holds the indicators' codes; the
//! sheet of units also has a hidden row of the units' codes. A hidden sheet holds the schema it was made with. Nothing is
//! guessed from what people see.

mod data;

use crate::accepted::{Acceptance, Accepted};
use crate::cell::{CellRef, Position};
use crate::completeness::Completeness;
use crate::finding::{Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::last_year::RecordedLastYear;
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use crate::workbook::{Row, Sheet, Value, Workbook};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// In the first row of the hidden column.
const MARK: &str = "chitieu";
/// In the row below it.
const CONSOLIDATED: &str = "tong-hop";
/// Heads stand above this row.
const HEAD_ROWS: u32 = 20;

/// What a finding becomes that was recorded when the workbook was made.
static RECORDED: Kind = Kind {
    code: "recorded",
    severity: Severity::Info,
    title: Text { vi: "Đã ghi khi tổng hợp", en: "Recorded when it was consolidated" },
    advice: Text {
        vi: "Xem trang “Kiểm tra” của bảng tổng hợp.", en: "See the sheet of findings in the consolidated workbook."
    },
    examples: &[],
};

/// What a consolidated workbook was made from.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// The period it is for.
    pub period: PeriodId,
    /// One for each unit with figures, then one with what is given for the whole area.
    pub submissions: Vec<Submission>,
    /// What was found when it was made.
    pub findings: Vec<Finding>,
    /// What had been accepted.
    pub accepted: Vec<Accepted>,
    /// Where the area's figures stand.
    pub cells: HashMap<(IndicatorId, Measure), CellRef>,
    /// What it says of last year's figures, where they came from last year's workbook.
    pub last_year: Option<RecordedLastYear>,
    /// What of each unit was in.
    pub completeness: Completeness,
}

/// Whether this program made it, as a consolidation.
pub fn is_consolidated(workbook: &Workbook) -> bool {
    area(workbook).is_some()
}

/// The code of the area that a workbook is the consolidation of; `None` where it is none.
pub fn area(workbook: &Workbook) -> Option<String> {
    workbook.sheets.iter().find_map(|sheet| Stamp::of(workbook, sheet)).map(|stamp| stamp.area)
}

/// The schema it was made with, as it holds it; `None` for one that a version before that made.
///
/// # Errors
/// What is kept there can't be read any more.
pub fn own_schema(workbook: &Workbook) -> Result<Option<Schema>, Words> {
    data::Data::of(workbook).map_or(Ok(None), |data| data.schema().map(Some))
}

/// Reads back what the units handed in.
///
/// # Errors
/// It was made with another schema, or has no figures of units.
pub fn handed_in(schema: &Schema, workbook: &Workbook) -> Result<HandedIn, Words> {
    let stamped: Vec<(&Sheet, Stamp)> =
        workbook.sheets.iter().filter_map(|sheet| Stamp::of(workbook, sheet).map(|stamp| (sheet, stamp))).collect();
    let Some((_, stamp)) = stamped.first() else {
        return Err(Words::new("Đây không phải bảng tổng hợp do chitieu lập.", "It is no consolidated workbook of chitieu."));
    };
    if stamp.schema != schema.id {
        return Err(Words::new(
            format!(
                "Bảng tổng hợp này lập theo bộ chỉ tiêu “{}”, không phải “{}”. Hãy nêu đúng bộ chỉ tiêu bằng --schema.",
                stamp.schema, schema.id
            ),
            format!("It was made with the schema “{}”, not “{}”. Name that schema with --schema.", stamp.schema, schema.id),
        ));
    }
    let Some(period) = schema.find_period(&stamp.period) else {
        return Err(Words::new(
            format!("Bộ chỉ tiêu không có kỳ “{}” của bảng tổng hợp này. Hãy nêu đúng bộ chỉ tiêu bằng --schema.", stamp.period),
            format!("The schema has no period “{}”, which it is for. Name the right schema with --schema.", stamp.period),
        ));
    };
    let mut figures: Vec<Figure> = Vec::new();
    let mut cells = HashMap::new();
    let mut prior = HashMap::new();
    for (sheet, stamp) in &stamped {
        let rows = indicator_rows(schema, workbook, sheet, stamp);
        let Some(&(_, first)) = rows.first() else { continue };
        let corner = CellRef::new(workbook.file.clone(), sheet.name.clone(), Position::new(0, 0));
        let columns = unit_columns(schema, workbook, sheet, first).unwrap_or_else(|| area_columns(workbook, sheet));
        for (indicator, row) in rows {
            for &(column, owner, measure) in &columns {
                let at = Position::new(row, column);
                if owner == Owner::Area {
                    cells.entry((indicator, measure)).or_insert(corner.beside(at));
                }
                let Some(cell) = sheet.cell(at) else { continue };
                if let (Owner::Area, Measure::Prior, Value::Number(number)) = (owner, measure, cell.value) {
                    prior.entry(indicator).or_insert(number);
                }
                // A derived figure is computed again, not read.
                if schema.indicator(indicator).derivation.is_some() {
                    continue;
                }
                // A total that was never calculated is computed again; a unit's figure can come from nowhere else.
                if cell.value == Value::NotCalculated && owner == Owner::Area {
                    continue;
                }
                let Some(amount) = amount(workbook, cell.value)? else { continue };
                let granularity = amount.number().map_or(Decimal::ZERO, |number| Decimal::new(1, number.scale()));
                let raw = amount.number().is_none().then(|| workbook.shown(cell.value).into_boxed_str());
                figures.push(Figure { indicator, owner, measure, amount, cell: corner.beside(at), raw, granularity });
            }
        }
    }
    if !figures.iter().any(|figure| figure.owner != Owner::Area) {
        return Err(Words::new(
            "Bảng tổng hợp này không có số liệu của từng đơn vị. Hãy nêu các tệp của đơn vị thay cho nó.",
            "It holds no figures of units. Name the units' workbooks instead.",
        ));
    }
    let mut submissions = by_owner(workbook, period, figures);
    let data = data::Data::of(workbook);
    if let Some(data) = &data {
        data.put_back(schema, workbook, &mut submissions)?;
        data.put_back_plans(schema, &mut submissions)?;
    }
    let last_year = data.and_then(|data| data.last_year(schema, prior));
    let (findings, accepted) = findings(schema, workbook);
    let completeness = super::completeness::completeness(schema, workbook);
    Ok(HandedIn { period, submissions, findings, accepted, cells, last_year, completeness })
}

/// What the hidden column of a sheet says.
struct Stamp {
    column: u32,
    schema: String,
    area: String,
    period: String,
}

impl Stamp {
    fn of(workbook: &Workbook, sheet: &Sheet) -> Option<Stamp> {
        let first = sheet.rows.first().filter(|row| row.index == 0)?;
        let cell = sheet.cells_of(first).iter().rev().find(|cell| workbook.shown(cell.value) == MARK)?;
        let below = |row| sheet.cell(Position::new(row, cell.column)).map(|cell| workbook.shown(cell.value));
        (below(1)? == CONSOLIDATED).then_some(())?;
        Some(Stamp { column: cell.column, schema: below(2)?, area: below(3)?, period: below(4)? })
    }
}

/// The rows of indicators, by the codes in the hidden column.
fn indicator_rows(schema: &Schema, workbook: &Workbook, sheet: &Sheet, stamp: &Stamp) -> Vec<(IndicatorId, u32)> {
    let code = |row: &Row| sheet.cell(Position::new(row.index, stamp.column)).map(|cell| workbook.shown(cell.value));
    let rows = sheet.rows.iter().filter(|row| row.index > 4);
    rows.filter_map(|row| Some((schema.find_indicator(&code(row)?)?, row.index))).collect()
}

type FigureColumn = (u32, Owner, Measure);

/// The columns of the units: each has its code above its plan, its actual and its prior, in this order.
fn unit_columns(schema: &Schema, workbook: &Workbook, sheet: &Sheet, first_row: u32) -> Option<Vec<FigureColumn>> {
    let units = |row: &Row| -> Vec<(u32, UnitId)> {
        let cells = sheet.cells_of(row).iter();
        cells.filter_map(|cell| Some((cell.column, schema.find_unit(&workbook.shown(cell.value))?))).collect()
    };
    // A single word of a title may be a unit's code by chance; three times in one row it is not.
    let found = sheet.rows.iter().take_while(|row| row.index < first_row).map(units).find(|found| found.len() >= Measure::ALL.len())?;
    let mut columns: Vec<FigureColumn> = Vec::with_capacity(found.len());
    for (column, unit) in found {
        let before = columns.iter().filter(|(_, owner, _)| *owner == Owner::Unit(unit)).count();
        if let Some(&measure) = Measure::ALL.get(before) {
            columns.push((column, Owner::Unit(unit), measure));
        }
    }
    Some(columns)
}

/// The columns of the area's figures, by the numbers that stand under their heads.
fn area_columns(workbook: &Workbook, sheet: &Sheet) -> Vec<FigureColumn> {
    let number = |row: &Row, text: &str| sheet.cells_of(row).iter().find(|cell| workbook.shown(cell.value) == text).map(|cell| cell.column);
    let numbered = |row: &Row| Some([number(row, "(4)")?, number(row, "(5)")?, number(row, "(7)")?]);
    let found = sheet.rows.iter().take_while(|row| row.index < HEAD_ROWS).find_map(numbered);
    found
        .map(|columns| columns.into_iter().zip(Measure::ALL).map(|(column, measure)| (column, Owner::Area, measure)).collect())
        .unwrap_or_default()
}

fn amount(workbook: &Workbook, value: Value) -> Result<Option<Amount>, Words> {
    match value {
        Value::Number(number) => Ok(Some(Amount::Number(number))),
        Value::Text(id) => {
            let text = workbook.text(id).trim();
            Ok(verdict(text).map(Amount::Verdict))
        }
        Value::NotCalculated => Err(Words::new(
            "Bảng tổng hợp có công thức chưa được tính. Hãy mở bằng Excel, lưu lại rồi chạy lại.",
            "It has formulas that were never calculated. Open it in Excel, save it and run again.",
        )),
        _ => Ok(None),
    }
}

/// A verdict as it stands in a cell, in either language.
fn verdict(text: &str) -> Option<Verdict> {
    match text {
        "Met" => Some(Verdict::Met),
        "Not met" => Some(Verdict::NotMet),
        "In progress" => Some(Verdict::InProgress),
        "Not assessed" => Some(Verdict::NotAssessed),
        _ => [Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed].into_iter().find(|verdict| verdict.vi() == text),
    }
}

fn by_owner(workbook: &Workbook, period: PeriodId, mut figures: Vec<Figure>) -> Vec<Submission> {
    figures.sort_by_key(|figure| figure.owner);
    let handed_in: HashSet<Owner> = figures.iter().filter(|figure| figure.measure == Measure::Actual).map(|figure| figure.owner).collect();
    let mut submissions: Vec<Submission> = Vec::new();
    let mut before = None;
    for figure in figures {
        if before != Some(figure.owner) {
            before = Some(figure.owner);
            let unit = match figure.owner {
                Owner::Unit(unit) => Some(unit),
                Owner::Area => None,
            };
            // A plan may be the schema's and a figure of last year last year's workbook's: the unit has handed in nothing.
            let unit = unit.filter(|_| handed_in.contains(&figure.owner));
            let file: Arc<str> = workbook.file.clone();
            submissions.push(Submission { file, sha256: workbook.sha256.clone(), unit, period: Some(period), ..Submission::default() });
        }
        if let Some(submission) = submissions.last_mut() {
            submission.figures.push(figure);
        }
    }
    for submission in &mut submissions {
        submission.finish();
    }
    submissions
}

/// What the sheet of findings has recorded.
fn findings(schema: &Schema, workbook: &Workbook) -> (Vec<Finding>, Vec<Accepted>) {
    let (mut findings, mut accepted) = (Vec::new(), Vec::new());
    for sheet in &workbook.sheets {
        let text =
            |row: u32, column: u32| sheet.cell(Position::new(row, column)).map(|cell| workbook.shown(cell.value)).unwrap_or_default();
        let head = sheet.rows.iter().take_while(|row| row.index < HEAD_ROWS).find_map(|row| {
            let severity = sheet.cells_of(row).iter().find(|cell| matches!(&*workbook.shown(cell.value), "Mức độ" | "Severity"))?;
            matches!(&*text(row.index, severity.column + 1), "Mã" | "Code").then_some((row.index, severity.column))
        });
        let Some((head, column)) = head else { continue };
        for row in sheet.rows.iter().filter(|row| row.index > head) {
            let said = text(row.index, column).to_lowercase();
            let severities = [Severity::Error, Severity::Warning, Severity::Info];
            let severity = severities.into_iter().find(|severity| severity.name().vi == said || severity.name().en == said);
            let was_accepted = matches!(&*said, "đã chấp nhận" | "accepted");
            if severity.is_none() && !was_accepted {
                continue;
            }
            // Severity, code, file, sheet, cell, unit, indicator, message: in this order.
            let message = text(row.index, column + 7);
            let some = |text: String| (!text.is_empty()).then_some(Arc::<str>::from(text));
            let finding = Finding {
                file: some(text(row.index, column + 2)),
                sheet: some(text(row.index, column + 3)),
                at: Position::parse(&text(row.index, column + 4)),
                ..RECORDED.finding(Words::new(message.clone(), message)).with_severity(severity.unwrap_or(Severity::Info))
            };
            // Where nothing is to be done any more stands why.
            match Acceptance::from_line(&text(row.index, column + 10)).filter(|_| was_accepted) {
                Some(acceptance) => {
                    let owner = owner(schema, &text(row.index, column + 5));
                    accepted.push(Accepted { finding: Finding { owner, ..finding }, acceptance, line: 0 });
                }
                None => findings.push(finding),
            }
        }
    }
    (findings, accepted)
}

/// Whose name stands there.
fn owner(schema: &Schema, name: &str) -> Option<Owner> {
    let unit = schema.each_unit().find(|(_, unit)| unit.name == name).map(|(id, _)| Owner::Unit(id));
    unit.or((schema.area.name == name).then_some(Owner::Area))
}
