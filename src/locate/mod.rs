//! Workbook → [`Submission`]: finding the figures by the schema's labels and the words of headers.
//!
//! What can't be told for sure is left out and told; nothing in a table is silently unused.

mod bare;
mod bounds;
mod confirmed;
mod formula;
mod grid;
mod header;
mod heading;
mod index;
mod kinds;
mod ledger;
mod level;
mod list;
mod outline;
mod period;
mod rows;
mod settle;
mod sheet;
mod stamped;
mod survey;
mod table;
mod texts;
mod time;
mod unit;
mod value;
mod vocabulary;

pub use index::Index;
pub use kinds::ALL as KINDS;
pub use outline::{ColumnPlace, LabelPlace, Outline};

use crate::finding::Finding;
use crate::language::Words;
use crate::ledger::Ledger;
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::senders::Confirmed;
use crate::submission::{LeftOut, Submission, Unmatched};
use crate::workbook::{TextId, Value, Workbook};
use bounds::{MOST_DOUBTFUL, put_aside};
use confirmed::Memory;
use foldhash::{HashMap, HashMapExt};
use grid::Grid;
use heading::{Context, Role, Why};
use index::Strength;
use kinds::*;
use period::Span;
use rows::{Outcome, RowMatch};
use sheet::Found;
use stamped::Codes;
use std::sync::LazyLock;
use texts::Texts;
use time::Time;
use unit::UnitVotes;

/// What locating gives.
pub struct Located {
    /// The submission.
    pub submission: Submission,
    /// What was found on the way.
    pub findings: Vec<Finding>,
    /// Whether it was put aside as a whole, for being beyond what anybody would answer for.
    pub put_aside: bool,
}

/// Finds the figures of a workbook. `wanted` is the period wanted, where one was asked for.
pub fn submission(schema: &Schema, index: &Index, workbook: &Workbook, wanted: Option<PeriodId>) -> Located {
    submission_as_confirmed(schema, index, workbook, wanted, &Confirmed::default())
}

/// The same, with what people confirmed of its sender before.
pub fn submission_as_confirmed(
    schema: &Schema,
    index: &Index,
    workbook: &Workbook,
    wanted: Option<PeriodId>,
    confirmed: &Confirmed,
) -> Located {
    understand(schema, index, workbook, &Texts::new(workbook, index), wanted, (confirmed, false)).0
}

/// The same, and what became of each cell; of a workbook that was put aside as a whole, and of one with more cells than anybody
/// looks at, only what was left out.
pub fn with_ledger(
    schema: &Schema,
    index: &Index,
    workbook: &Workbook,
    wanted: Option<PeriodId>,
    confirmed: &Confirmed,
) -> (Located, Option<Ledger>) {
    let texts = Texts::new(workbook, index);
    let (mut located, _, found, _) = understand(schema, index, workbook, &texts, wanted, (confirmed, true));
    if let Some(reason) = bounds::not_accounted(workbook, located.put_aside) {
        let left_out = workbook.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.cells.is_empty());
        let left_out = left_out.map(|sheet| LeftOut { sheet: sheet.name.clone(), area: None, reason: reason.clone() });
        located.submission.left_out.extend(left_out);
        return (located, None);
    }
    let ledger = ledger::of(index, workbook, &found, &mut located.submission, &located.findings);
    (located, Some(ledger))
}

/// What of a workbook a person can confirm.
pub fn outline(schema: &Schema, index: &Index, workbook: &Workbook, wanted: Option<PeriodId>, confirmed: &Confirmed) -> Outline {
    let texts = Texts::new(workbook, index);
    let (located, grids, found, context) = understand(schema, index, workbook, &texts, wanted, (confirmed, true));
    Outline::of(located.submission.unit, &grids, &found, context)
}

/// `keeps` tells whether the rows are wanted after their figures were read.
fn understand<'a>(
    schema: &'a Schema,
    index: &'a Index,
    workbook: &'a Workbook,
    texts: &'a Texts<'a>,
    wanted: Option<PeriodId>,
    (confirmed, keeps): (&Confirmed, bool),
) -> (Located, Vec<Grid<'a>>, Vec<Found<'a>>, Context) {
    let mut submission = Submission { file: workbook.file.clone(), sha256: workbook.sha256.clone(), ..Submission::default() };
    let mut findings = Vec::new();
    let mut grids = Vec::new();
    // A schema names plans of units, but nobody hands them in with it.
    let is_schema = crate::schema::is_schema_workbook(workbook);
    for sheet in &workbook.sheets {
        if sheet.hidden {
            if !sheet.cells.is_empty() {
                submission.left_out.push(LeftOut {
                    sheet: sheet.name.clone(),
                    area: None,
                    reason: Words::new("trang tính ẩn", "hidden sheet"),
                });
            }
            continue;
        }
        if is_schema {
            submission.left_out.push(LeftOut {
                sheet: sheet.name.clone(),
                area: None,
                reason: Words::new("bộ chỉ tiêu, không phải số liệu", "a schema, no figures"),
            });
            continue;
        }
        // A marked copy that comes back holds the sender's figures and our list of what was wrong with them.
        if workbook.is_findings_list(sheet) {
            submission.left_out.push(LeftOut {
                sheet: sheet.name.clone(),
                area: None,
                reason: Words::new("danh sách lỗi do chitieu thêm vào", "the list of findings that chitieu added"),
            });
            continue;
        }
        grids.push(Grid::of(workbook, sheet, texts));
    }
    if let Some(finding) = bounds::too_many_texts(workbook) {
        let context = Context { year: schema.year, span: None, level: index.level };
        return put_aside(workbook, finding, grids, context);
    }
    set_aside_stale(schema, &mut grids, &mut submission);
    let codes: Vec<Option<Codes>> = grids.iter().map(|grid| Codes::of(schema, index, grid)).collect();
    let mut time = Time::of(schema, index, workbook, &grids, wanted);
    let (period, told) = stamped::period(schema, workbook, (&grids, &codes), time.period);
    if codes.iter().any(Option::is_some) {
        time.period = period;
        time.other_span = period.filter(|period| wanted.is_some_and(|wanted| wanted != *period)).map(|id| schema.period(id).name.clone());
    }
    findings.extend(told);
    // A sheet of another year is read as of that year, so that its own last year is not taken for this one.
    let year = time.other_year.as_ref().map_or(schema.year, |(year, _)| *year);
    let context = Context {
        year,
        span: time.period.and_then(|period| index.span_of(period)).or(Some(Span::FirstMonths(12)).filter(|_| schema.periods.len() == 1)),
        level: index.level,
    };

    let mut found: Vec<Found<'a>> = Vec::new();
    let mut votes = UnitVotes::default();
    votes.file_name(&index.units, &workbook.file);
    let mut tables_of: Vec<Vec<table::Table>> = Vec::with_capacity(grids.len());
    for (grid, codes) in grids.iter().zip(&codes) {
        let mut tables = table::find(grid, texts, context);
        if let Some(codes) = codes {
            tables = codes.tables(grid, texts, context, tables);
        }
        if let Some(finding) = bounds::too_large(&workbook.file, grid, &tables) {
            return put_aside(workbook, finding, grids, context);
        }
        votes.sheet_name(&grid.named_units(&index.units));
        let outside = |row: u32| !tables.iter().any(|table| table.covers_row(row));
        let first_table = tables.iter().map(|table| table.header.0).min().unwrap_or(u32::MAX);
        votes.around(grid, &outside, first_table);
        tables_of.push(tables);
    }
    let (unit, contradicted) = stamped::unit(schema, index, workbook, &codes, &votes);
    submission.unit = unit;
    // Only now is it known whose habits hold here.
    let memory = Memory { recall: confirmed.of(submission.unit), context };
    let (mut used, mut doubtful) = (Vec::new(), 0);
    for ((grid, codes), mut tables) in grids.iter().zip(&codes).zip(tables_of) {
        tables.iter_mut().for_each(|table| codes.iter().for_each(|codes| codes.name_columns(table)));
        tables.iter_mut().for_each(|table| used.extend(confirmed::name_columns(memory, grid, table)));
        left_out(&mut submission, grid, &tables);
        if tables.is_empty() && !grid.sheet.cells.is_empty() {
            submission.left_out.push(LeftOut {
                sheet: grid.sheet.name.clone(),
                area: None,
                reason: Words::new("không có bảng chỉ tiêu", "no table of indicators"),
            });
        }
        for table in tables {
            found.push(Found::of(schema, index, grid, texts, table, memory, codes.as_ref()));
            doubtful += found.last().map_or(0, |found| found.doubtful);
            if doubtful > MOST_DOUBTFUL {
                return put_aside(workbook, bounds::too_many_rows(&workbook.file), grids, context);
            }
        }
    }
    set_aside_foreign(schema, index, &grids, &mut found, &time, &mut submission, &mut findings);
    if memory.recall.has_labels() {
        confirmed::settle_repeated(&mut found);
    }
    settle_rivals(&mut found);
    confirmed::note_uses(memory, &found, used, &mut submission);
    findings.extend(confirmed::layout_changes(schema, memory.recall, &grids, &found, &submission));
    submission.period = time.period;
    submission.other_year = time.other_year.is_some();
    findings.extend(time.findings(schema, workbook));

    let has_figures =
        found.iter().any(|found| found.table.headings.iter().any(|heading| heading.role.is_measure()) && found.has_indicators());
    // Under another year's title the columns of this year are none of the three measures; the year is what is told.
    let names_an_indicator = |grid: &Grid<'_>| {
        let mut cells = grid.rows.iter().flat_map(|row| grid.cells(row));
        cells.any(|cell| texts.of(cell.value).is_some_and(|looked| looked.exact))
    };
    let told = time.other_year.is_some() || findings.iter().any(|finding| finding.kind.code == PERIOD_MISMATCH.code);
    let another_years = !has_figures && told && grids.iter().any(names_an_indicator);
    if !has_figures && !another_years {
        let words = match is_schema {
            true => Words::new(
                "Đây là bộ chỉ tiêu, không phải biểu số liệu. Hãy nêu tệp này bằng --schema.",
                "This is a schema and no sheet of figures. Name it with --schema.",
            ),
            false => Words::new("Không trang tính nào có bảng chỉ tiêu đọc được.", "No sheet has a readable table of indicators."),
        };
        findings.push(NO_TABLE.in_file(&workbook.file, words));
    } else if let Some(contradicted) = contradicted {
        findings.push(contradicted);
    } else if has_figures && submission.unit.is_none() {
        findings.push(UNKNOWN_UNIT.in_file(
            &workbook.file,
            Words::new(
                "Không xác định được biểu này của đơn vị nào (tiêu đề, tên tệp và chữ ký không nêu hoặc nêu khác nhau).",
                "Which unit it is from can't be told from title, file name or signature.",
            ),
        ));
    }
    // The file of one unit under the name of another may be the wrong file.
    if let (Some(unit), [named]) = (submission.unit, votes.in_name.as_slice())
        && unit != *named
        && has_figures
    {
        let (own, other) = (&schema.unit(unit).name, &schema.unit(*named).name);
        let words = Words::new(
            format!("Tên tệp nêu {other} nhưng nội dung biểu là của {own}; số liệu được tính cho {own}."),
            format!("The file's name says {other}, the sheet says {own}; its figures count for {own}."),
        );
        let finding = UNKNOWN_UNIT.in_file(&workbook.file, words).with_severity(crate::finding::Severity::Warning);
        findings.push(finding.found(other).expected(own));
    }
    let allowance = formula::Allowance::new();
    for found in &mut found {
        let grid = grids.iter().find(|grid| grid.sheet.name == found.sheet);
        let Some(grid) = grid else { continue };
        sheet::read(schema, index, workbook, grid, (found, keeps), &allowance, &mut submission, &mut findings);
    }
    if bounds::too_many_figures(&submission) {
        return put_aside(workbook, bounds::figures(&workbook.file), grids, context);
    }
    findings.extend(texts::legacy(workbook));
    submission.finish();
    (Located { submission, findings, put_aside: false }, grids, found, context)
}

/// Words in the names of sheets that do not count, as keys.
static STALE_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| ["cũ", "nháp", "bỏ", "cu", "nhap", "backup"].iter().map(|word| crate::label::key(word)).collect());

/// Copies that somebody kept beside the sheet that counts: named "cũ" or "nháp", or titled with another year.
fn set_aside_stale(schema: &Schema, grids: &mut Vec<Grid<'_>>, submission: &mut Submission) {
    let named_stale = |grid: &Grid<'_>| grid.name_words.iter().any(|word| STALE_NAMES.contains(word));
    let title_years = |grid: &Grid<'_>| -> Vec<i32> {
        let titles = grid.rows.iter().take(8).take_while(|row| {
            !grid.cells(row).any(|cell| match cell.value {
                Value::Text(id) => grid.texts.get(id).is_some_and(|looked| looked.heading),
                _ => false,
            })
        });
        titles
            .flat_map(|row| grid.cells(row))
            .filter_map(|cell| match cell.value {
                Value::Text(id) => grid.texts.get(id).map(|looked| &looked.said.years),
                _ => None,
            })
            .flatten()
            .copied()
            .collect()
    };
    let other_year = |grid: &Grid<'_>| {
        let years = title_years(grid);
        !years.is_empty() && !years.contains(&schema.year)
    };
    let some_fresh = grids.iter().any(|grid| !named_stale(grid) && !grid.sheet.cells.is_empty());
    let some_this_year = grids.iter().any(|grid| title_years(grid).contains(&schema.year));
    grids.retain(|grid| {
        let reason = if some_fresh && named_stale(grid) {
            Words::new("bản cũ hoặc bản nháp theo tên trang tính", "a stale copy or a draft, by the sheet's name")
        } else if some_this_year && other_year(grid) {
            Words::new("tiêu đề ghi năm khác", "titled with another year")
        } else {
            return true;
        };
        submission.left_out.push(LeftOut { sheet: grid.sheet.name.clone(), area: None, reason });
        false
    });
}

/// Sheets that their own title or name gives to another unit or another period than the workbook's.
fn set_aside_foreign(
    schema: &Schema,
    index: &Index,
    grids: &[Grid<'_>],
    found: &mut Vec<Found<'_>>,
    time: &Time,
    submission: &mut Submission,
    findings: &mut Vec<Finding>,
) {
    let span = time.period.and_then(|period| index.span_of(period));
    let year = time.other_year.as_ref().map_or(schema.year, |(year, _)| *year);
    let mut foreign: Vec<std::sync::Arc<str>> = Vec::new();
    for grid in grids {
        let Some(first) = found.iter().filter(|found| found.sheet == grid.sheet.name).map(|found| found.table.header.0).min() else {
            continue;
        };
        let over = grid.text_ids().take_while(|(at, _)| at.row < first).map(|(_, id)| (id, grid.workbook.label(id)));
        let over: Vec<_> = over.filter(|(_, text)| !crate::label::is_longer(text, 200)).collect();
        let said_by_name = period::said_by(&grid.name_words);
        let said = || over.iter().filter_map(|(id, _)| grid.texts.get(*id)).map(|looked| &looked.said).chain([&said_by_name]);
        let down = found
            .iter()
            .any(|found| found.sheet == grid.sheet.name && found.table.orientation == crate::submission::Orientation::IndicatorsDown);
        // The one unit that each title names, and the sheet's name as the last of them.
        let by_sheet_name = grid.named_units(&index.units);
        let mentions = |id: &TextId| grid.texts.get(*id).map_or(&[][..], |looked| &looked.mentions);
        let titles = over.iter().map(|(id, text)| (*text, mentions(id))).chain([(&*grid.sheet.name, by_sheet_name.as_slice())]);
        let named: Vec<(&str, UnitId)> = titles
            .filter_map(|(title, mentions)| match mentions {
                [(unit, _)] => Some((title, *unit)),
                _ => None,
            })
            .collect();
        let other_unit = submission.unit.filter(|_| down).and_then(|own| named.iter().find(|(_, unit)| *unit != own));
        let own_unit_named = || named.iter().any(|(_, unit)| Some(*unit) == submission.unit);
        let spans: Vec<Span> = said().flat_map(|said| said.spans.iter().copied()).collect();
        let years: Vec<i32> = said().flat_map(|said| said.years.iter().copied()).collect();
        let other_time =
            span.is_some_and(|span| !spans.is_empty() && !spans.contains(&span)) || (!years.is_empty() && !years.contains(&year));
        let finding = if let Some((title, _)) = other_unit.filter(|_| !own_unit_named()) {
            UNKNOWN_UNIT.in_file(
                &submission.file,
                Words::new(
                    format!("Trang tính “{}” là của đơn vị khác (“{}”) nên chưa được dùng.", grid.sheet.name, crate::label::tidy(title)),
                    format!("Sheet “{}” is another unit's (“{}”) and is not used.", grid.sheet.name, crate::label::tidy(title)),
                ),
            )
        } else if other_time {
            PERIOD_MISMATCH.in_file(
                &submission.file,
                Words::new(
                    format!("Trang tính “{}” là của kỳ hoặc năm khác nên chưa được dùng.", grid.sheet.name),
                    format!("Sheet “{}” is for another period or year and is not used.", grid.sheet.name),
                ),
            )
        } else {
            continue;
        };
        findings.push(finding.on_sheet(&grid.sheet.name));
        submission.left_out.push(LeftOut {
            sheet: grid.sheet.name.clone(),
            area: None,
            reason: Words::new("của đơn vị hoặc kỳ khác", "of another unit or period"),
        });
        foreign.push(grid.sheet.name.clone());
    }
    found.retain(|found| !foreign.contains(&found.sheet));
}

/// The same indicator in several rows: where one row names it more surely, the others are not it.
fn settle_rivals(found: &mut [Found<'_>]) {
    let is_doubtful = |row: &RowMatch<'_>| matches!(row.outcome, Outcome::Indicator(_, strength) if strength < Strength::InContext);
    if !found.iter().flat_map(|found| &found.rows).any(is_doubtful) {
        return;
    }
    let mut best: HashMap<(Option<UnitId>, IndicatorId), Strength> = HashMap::new();
    best.reserve(found.iter().map(|found| found.rows.len()).sum::<usize>().min(1_024));
    for row in found.iter().flat_map(|found| &found.rows) {
        if let Outcome::Indicator(id, strength) = row.outcome {
            let known = best.entry((row.owner, id)).or_insert(strength);
            *known = (*known).max(strength);
        }
    }
    for row in found.iter_mut().flat_map(|found| &mut found.rows) {
        if let Outcome::Indicator(id, strength) = row.outcome
            && strength < Strength::InContext
            && best.get(&(row.owner, id)).is_some_and(|best| *best > strength)
        {
            row.outcome = Outcome::Unknown(Box::new([id]));
        }
    }
}

/// Hidden rows and columns, and columns that hold something else, with the reason.
fn left_out(submission: &mut Submission, grid: &Grid<'_>, tables: &[table::Table]) {
    use crate::cell::{Area, Position};
    let sheet = grid.sheet;
    let mut note = |area: Area, vi: &str, en: &str| {
        submission.left_out.push(LeftOut { sheet: sheet.name.clone(), area: Some(area), reason: Words::new(vi, en) });
    };
    let last_row = sheet.rows.last().map_or(0, |row| row.index);
    for &column in &grid.codes {
        note(
            Area { first: Position::new(0, column), last: Position::new(last_row, column) },
            "mã của biểu mẫu",
            "codes of the blank workbook",
        );
    }
    let filled: std::collections::BTreeSet<u32> =
        if sheet.hidden_columns.is_empty() { Default::default() } else { sheet.cells.iter().map(|cell| cell.column).collect() };
    for &(first, last) in &sheet.hidden_columns {
        if (first..=last).all(|column| grid.codes.contains(&column)) {
            continue;
        }
        if filled.range(first..=last).next().is_some() {
            note(Area { first: Position::new(0, first), last: Position::new(last_row, last) }, "cột ẩn", "hidden column");
        }
    }
    for row in sheet.rows.iter().filter(|row| row.hidden && row.first < row.end) {
        note(Area { first: Position::new(row.index, 0), last: Position::new(row.index, 0) }, "dòng ẩn", "hidden row");
    }
    for table in tables {
        for heading in &table.headings {
            let (vi, en) = match heading.role {
                Role::Other(Why::SingleMonth) => ("số của riêng tháng/quý, đã có số lũy kế", "a single month or quarter"),
                Role::Other(Why::WholeYear) => ("số cả năm, không thuộc kỳ báo cáo", "a whole year"),
                Role::Other(Why::OtherYear) => ("số của năm khác", "another year"),
                Role::Other(Why::OtherPeriod) => ("số của kỳ khác", "another period"),
                Role::Other(Why::Comparison) => ("cột so sánh", "a comparison"),
                Role::Other(Why::OtherPlan) => ("kế hoạch khác, không phải kế hoạch để so sánh", "another plan"),
                Role::Other(Why::SubGroup) => ("số của một nhóm, một thôn", "a part of the unit"),
                Role::Other(Why::AsConfirmed) => ("không đọc, theo xác nhận đã lưu về cột", "not read, as confirmed of the columns"),
                Role::Other(Why::UnknownUnit) => ("cột không rõ của đơn vị nào", "a column of an unknown unit"),
                Role::Unknown if heading.holds_numbers => ("cột không rõ nội dung", "a column of unknown content"),
                _ => continue,
            };
            let area = Area { first: Position::new(table.first_row, heading.column), last: Position::new(table.last_row, heading.column) };
            note(area, vi, en);
        }
    }
}

/// A label that was not matched, for the submission.
fn unmatched(cell: crate::cell::CellRef, label: &str, candidates: &[IndicatorId]) -> Unmatched {
    Unmatched { cell, label: label.to_string(), candidates: candidates.to_vec() }
}
