//! The hidden sheet of a consolidated workbook: the schema it was made with, and what is behind figures that are totals.

use crate::cell::Position;
use crate::consolidation::{LastYearSource, Parts, RolledUp};
use crate::language::Words;
use crate::last_year::RecordedLastYear;
use crate::schema::raw::{Entry, RawSchema, Value};
use crate::schema::{IndicatorId, Schema, Target, UnitId, from_toml, prove};
use crate::submission::{Measure, Owner, Submission};
use crate::workbook::{Sheet, Workbook};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// In the first row: what the sheet is, beside the mark of the program.
const DATA: &str = "so-lieu";

const MOST_UNITS: usize = 6000;
const MOST_INDICATORS: usize = 3000;

/// The lines of the sheet, each a word and its texts.
pub(super) struct Data(Vec<Vec<String>>);

impl Data {
    /// The hidden sheet, where there is one.
    pub(super) fn of(workbook: &Workbook) -> Option<Data> {
        let shown = |sheet: &Sheet, row, column| sheet.cell(Position::new(row, column)).map(|cell| workbook.shown(cell.value));
        let is_data = |sheet: &&Sheet| shown(sheet, 0, 0).as_deref() == Some(super::MARK) && shown(sheet, 0, 1).as_deref() == Some(DATA);
        let sheet = workbook.sheets.iter().find(is_data)?;
        let line = |row| -> Vec<String> {
            let mut texts: Vec<String> = Vec::new();
            for cell in sheet.cells_of(row) {
                let at = cell.column as usize;
                // Nothing that was written there stands further to the right than a long line of a schema.
                if at < 4096 {
                    texts.resize(at.max(texts.len()), String::new());
                    texts.push(workbook.shown(cell.value));
                }
            }
            texts
        };
        Some(Data(sheet.rows.iter().skip(1).map(line).collect()))
    }

    fn lines(&self, word: &str) -> impl Iterator<Item = &[String]> {
        self.0.iter().filter_map(move |line| line.split_first().filter(|(first, _)| *first == word).map(|(_, rest)| rest))
    }

    /// The schema that the workbook was made with.
    pub(super) fn schema(&self) -> Result<Schema, Words> {
        let mut text = String::new();
        for line in self.lines("schema") {
            line.iter().for_each(|piece| text.push_str(piece));
            text.push('\n');
        }
        let (raw, _) = from_toml(&text).map_err(|_| damaged())?;
        // Whoever sends a workbook sends the schema in it: one larger than any set is not worked on.
        if !is_of_believable_size(&raw) {
            return Err(damaged());
        }
        prove(&raw).map(|(schema, _)| schema).map_err(|_| damaged())
    }

    /// Puts what is behind the units' totals back into their submissions.
    pub(super) fn put_back(&self, schema: &Schema, workbook: &Workbook, submissions: &mut Vec<Submission>) -> Result<(), Words> {
        for line in self.lines("rolled-up") {
            let text = |at: usize| line.get(at).map(String::as_str).unwrap_or_default();
            let (Some(unit), Some(indicator)) = (schema.find_unit(text(0)), schema.find_indicator(text(1))) else { return Err(damaged()) };
            let owner = Owner::Unit(unit);
            let holder = submissions.iter().position(|submission| submission.figures.iter().any(|figure| figure.owner == owner));
            let mut below = RolledUp { complete: text(2) == "1", parts: [Parts::Whole; 3] };
            for (at, measure) in Measure::ALL.into_iter().enumerate() {
                let Some(parts) = Parts::parse(text(3 + 2 * at)) else { return Err(damaged()) };
                below.parts[at] = parts;
                let stands =
                    holder.and_then(|holder| submissions.get(holder)?.figure(indicator, owner, measure)).map(|figure| figure.amount);
                let changed = stands.map(|amount| amount.to_string()).unwrap_or_default() != text(4 + 2 * at);
                if changed && schema.indicator(indicator).derivation.is_none() {
                    return Err(changed_since(schema, unit, indicator));
                }
            }
            let holder = match holder {
                Some(holder) => holder,
                None => {
                    let (file, sha256) = (workbook.file.clone(), workbook.sha256.clone());
                    submissions.push(Submission { file, sha256, ..Submission::default() });
                    submissions.len() - 1
                }
            };
            if let Some(submission) = submissions.get_mut(holder) {
                submission.rolled_up.insert((owner, indicator), below);
            }
        }
        Ok(())
    }

    /// Puts what plans in words ask for back beside their figures.
    pub(super) fn put_back_plans(&self, schema: &Schema, submissions: &mut [Submission]) -> Result<(), Words> {
        for line in self.lines("plan-in-words") {
            let text = |at: usize| line.get(at).map(String::as_str).unwrap_or_default();
            let (unit, indicator, target) = (schema.find_unit(text(0)), schema.find_indicator(text(1)), Target::parse(text(3), None));
            let (Some(unit), Some(indicator), Some(target)) = (unit, indicator, target) else { return Err(damaged()) };
            let owner = Owner::Unit(unit);
            let plan = |submission: &Submission| submission.figure(indicator, owner, Measure::Plan).map(|figure| figure.amount.to_string());
            let holder = submissions.iter_mut().find(|submission| plan(submission).is_some());
            match holder.filter(|holder| plan(holder).as_deref() == Some(text(2))) {
                Some(holder) => holder.stated_targets.insert((indicator, owner), target),
                // Whether the new number is met by more or by less, its cell does not say.
                None => return Err(plan_changed(schema, unit, indicator, &target)),
            };
        }
        Ok(())
    }

    /// What is said of last year's figures; `prior` are those of the area that stand in the workbook.
    pub(super) fn last_year(&self, schema: &Schema, prior: HashMap<IndicatorId, Decimal>) -> Option<RecordedLastYear> {
        let source = self.lines("last-year").next()?;
        let [file, sha256, year] = [0, 1, 2].map(|at| source.get(at).cloned().unwrap_or_default());
        let source = LastYearSource { file: file.into(), sha256, year: year.parse().ok()? };
        let parts = self.lines("prior").filter_map(|line| Some((schema.find_indicator(line.first()?)?, Parts::parse(line.get(1)?)?)));
        let parts = parts.collect();
        let not_comparable = self.lines("not-comparable").filter_map(|line| {
            let [owner, indicator, vi, en] = line else { return None };
            let owner = if *owner == schema.area.code { Owner::Area } else { Owner::Unit(schema.find_unit(owner)?) };
            Some(((owner, schema.find_indicator(indicator)?), Words::new(vi.clone(), en.clone())))
        });
        Some(RecordedLastYear { source, area: prior, parts, not_comparable: not_comparable.collect() })
    }
}

/// The largest sets have some hundreds of indicators, and the largest area some thousands of units.
fn is_of_believable_size(raw: &RawSchema) -> bool {
    let lists = [&raw.periods, &raw.units, &raw.sections, &raw.indicators, &raw.plans];
    let items =
        |entry: &Entry| entry.fields.iter().map(|field| if let Value::List(items) = &field.value { items.len() } else { 1 }).sum::<usize>();
    let entries = || lists.into_iter().flatten().chain([&raw.top]).chain(&raw.area);
    let words: usize = raw.indicators.iter().map(items).sum();
    raw.units.len() <= MOST_UNITS
        && raw.indicators.len() <= MOST_INDICATORS
        && raw.sections.len() <= MOST_INDICATORS
        && raw.periods.len() <= 100
        && words <= 100 * MOST_INDICATORS
        && entries().all(|entry| entry.fields.len() <= 100 && items(entry) <= MOST_UNITS)
}

fn damaged() -> Words {
    Words::new(
        "Trang ẩn “Dữ liệu” của bảng tổng hợp này đã bị sửa nên không đọc lại được. Hãy tổng hợp lại từ các tệp của đơn vị.",
        "The hidden sheet “Dữ liệu” of this consolidated workbook was changed and can't be read. Consolidate again from the units' files.",
    )
}

fn changed_since(schema: &Schema, unit: UnitId, indicator: IndicatorId) -> Words {
    let (unit, indicator) = (&schema.unit(unit).name, schema.indicator(indicator));
    Words::new(
        format!(
            "Số của {unit} ở chỉ tiêu {} ({}) đã bị sửa sau khi tổng hợp, nên không khớp với các số làm ra nó. Hãy sửa ở bảng tổng hợp của {unit} rồi tổng hợp lại.",
            indicator.name, indicator.code
        ),
        format!(
            "The figure of {unit} for {} ({}) was changed after it was consolidated and is not what its parts give. Correct the consolidated workbook of {unit} and consolidate again.",
            indicator.name, indicator.code
        ),
    )
}

fn plan_changed(schema: &Schema, unit: UnitId, indicator: IndicatorId, target: &Target) -> Words {
    let (unit, indicator, target) = (&schema.unit(unit).name, schema.indicator(indicator), target.vietnamese());
    Words::new(
        format!(
            "Kế hoạch của {unit} ở chỉ tiêu {} ({}) là “{target}”, nhưng ô kế hoạch đã bị sửa sau khi tổng hợp nên không rõ thế nào là đạt. Hãy sửa ở biểu của {unit} rồi tổng hợp lại.",
            indicator.name, indicator.code
        ),
        format!(
            "The plan of {unit} for {} ({}) is “{target}”; its cell was changed after it was consolidated, so that what meets it is not known. Correct the workbook of {unit} and consolidate again.",
            indicator.name, indicator.code
        ),
    )
}
