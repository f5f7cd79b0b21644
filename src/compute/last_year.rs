//! Last year's consolidated workbook → last year's figures for this year's units and indicators.
//!
//! Nothing is estimated: what was merged is added up where adding is exact, what was divided or is defined otherwise is not
//! comparable, with the reason.

use super::total::{plus, published};
use crate::cell::CellRef;
use crate::consolidation::{Assembled, Consolidation, Parts, Row, Sourced, UnitFigures};
use crate::label;
use crate::language::Words;
use crate::last_year::{LastYear, Past, RecordedLastYear, Reopened};
use crate::schema::{
    Aggregate, Counterparts, Derivation, Indicator, IndicatorId, IndicatorKind, PeriodId, Schema, UnitId, find_unit_by_any,
};
use crate::submission::{Amount, Measure, Owner};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Puts last year's figures in the words of a schema as it is for one period.
///
/// # Errors
/// The workbook is not that of the same period of the year before, or has nothing in common with the schema's area.
pub fn last_year(schema: &Schema, period: PeriodId, past: &Reopened) -> Result<LastYear, Words> {
    same_period(schema, period, past)?;
    let lineage = Lineage::of(schema, past);
    let same_area = past.schema.area.code == schema.area.code || label::key(&past.schema.area.name) == label::key(&schema.area.name);
    if !same_area && lineage.before.values().all(Result::is_err) {
        return Err(Words::new(
            format!(
                "“{}” là bảng tổng hợp của “{}”, không có đơn vị nào của “{}”. Hãy nêu đúng bảng tổng hợp năm trước.",
                past.source.file, past.schema.area.name, schema.area.name
            ),
            format!(
                "“{}” is the consolidated workbook of “{}” and has no unit of “{}”. Name the right one.",
                past.source.file, past.schema.area.name, schema.area.name
            ),
        ));
    }
    let counterparts = Counterparts::of(schema, &past.schema);
    let mut result = LastYear {
        source: past.source.clone(),
        units: HashMap::new(),
        area: Vec::with_capacity(schema.indicators.len()),
        unaccounted: HashSet::new(),
        without_heir: lineage.without_heir.iter().map(|&unit| past.schema.unit(unit).name.clone()).collect(),
    };
    for (id, indicator) in schema.each_indicator() {
        let found = counterparts.find(id);
        for &unit in indicator.reporters.iter() {
            let known = match (&found, lineage.before.get(&unit)) {
                (Err(why), _) | (Ok(_), Some(Err(why))) => Past::NotComparable(why.clone()),
                (Ok(found), Some(Ok(before))) => of_unit(schema, past, &counterparts, (id, indicator), *found, before),
                (Ok(_), None) => Past::Unknown,
            };
            result.units.insert((unit, id), known);
        }
        let lost = found.as_ref().ok().and_then(|found| {
            let mut lost = lineage.without_heir.iter().filter(|unit| past.schema.reports(**unit, *found));
            lost.find(|unit| past.consolidation.row(*found).unit(**unit).is_some_and(|figures| figures.has(Measure::Actual)))
        });
        result.area.push(match &found {
            Err(why) => Past::NotComparable(why.clone()),
            Ok(found) if !counterparts.same_aggregation(id, *found) => {
                not("năm trước được tổng hợp theo cách khác", "last year it was aggregated in another way")
            }
            Ok(found) => match lost {
                None => of_area(schema, past, &lineage, indicator, *found, same_area),
                // It may have been merged into any of them: nothing but asking tells what the total is comparable with.
                Some(lost) => {
                    result.unaccounted.insert(id);
                    let name = &past.schema.unit(*lost).name;
                    not(
                        format!("năm trước có số của {name}, nay không rõ thuộc đơn vị nào"),
                        format!("last year has figures of {name}, and no unit is said to go on from it"),
                    )
                }
            },
        });
    }
    Ok(result)
}

fn not(vi: impl Into<String>, en: impl Into<String>) -> Past {
    Past::NotComparable(Words::new(vi, en))
}

fn same_period(schema: &Schema, period: PeriodId, past: &Reopened) -> Result<(), Words> {
    let (wanted, found) = (schema.period(period), past.schema.period(past.consolidation.period));
    let same = wanted.code == found.code || label::key(&wanted.name) == label::key(&found.name);
    if past.schema.year.checked_add(1) == Some(schema.year) && same {
        return Ok(());
    }
    let before = schema.year.saturating_sub(1);
    Err(Words::new(
        format!(
            "“{}” là bảng tổng hợp {} năm {}, không phải {} năm {before}. Hãy nêu bảng tổng hợp của cùng kỳ năm trước.",
            past.source.file, found.name, past.schema.year, wanted.name
        ),
        format!(
            "“{}” is the consolidated workbook for {} {}, not for {} {before}. Name that of the same period of the year before.",
            past.source.file, found.name, past.schema.year, wanted.name
        ),
    ))
}

/// Which units of last year each unit goes on.
struct Lineage {
    before: HashMap<UnitId, Result<Vec<UnitId>, Words>>,
    /// Units with figures of last year that no unit goes on from.
    without_heir: Vec<UnitId>,
}

impl Lineage {
    fn of(schema: &Schema, past: &Reopened) -> Lineage {
        let reporting: BTreeSet<UnitId> = schema.indicators.iter().flat_map(|indicator| indicator.reporters.iter().copied()).collect();
        let mut before: HashMap<UnitId, Result<Vec<UnitId>, Words>> = HashMap::new();
        let mut heirs: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for &id in &reporting {
            let unit = schema.unit(id);
            let named: Vec<&str> = match unit.predecessors.as_slice() {
                [] => vec![&unit.code],
                predecessors => predecessors.iter().map(String::as_str).collect(),
            };
            let by_name = || unit.predecessors.is_empty().then(|| find_unit_by_any(&past.schema, &unit.name)).flatten();
            let mut found = Vec::new();
            let mut absent = Vec::new();
            for name in named {
                match find_unit_by_any(&past.schema, name).or_else(by_name) {
                    Some(unit) if found.contains(&unit) => {}
                    Some(unit) => found.push(unit),
                    None => absent.push(name),
                }
            }
            for &unit in &found {
                heirs.entry(unit).or_default().push(id);
            }
            before.insert(
                id,
                match absent.as_slice() {
                    [] => Ok(found),
                    absent => {
                        let names = absent.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
                        Err(Words::new(
                            format!("bảng tổng hợp năm trước không có đơn vị {names}"),
                            format!("last year's workbook has no unit {names}"),
                        ))
                    }
                },
            );
        }
        let names = |ids: &[UnitId]| ids.iter().map(|&id| schema.unit(id).name.as_str()).collect::<Vec<_>>().join(", ");
        for found in before.values_mut() {
            let Ok(units) = found else { continue };
            let divided = units.iter().find_map(|unit| heirs.get(unit).filter(|heirs| heirs.len() > 1).map(|heirs| (*unit, heirs)));
            if let Some((unit, heirs)) = divided {
                let (old, new) = (&past.schema.unit(unit).name, names(heirs));
                *found = Err(Words::new(
                    format!("{old} cũ nay thuộc nhiều đơn vị ({new})"),
                    format!("the former {old} now belongs to several units ({new})"),
                ));
            }
        }
        let with_figures: HashSet<UnitId> = past
            .consolidation
            .rows
            .iter()
            .flat_map(|row| row.by_unit.iter().filter(|(_, figures)| figures.has(Measure::Actual)).map(|(unit, _)| unit))
            .collect();
        let lost = |id: &UnitId| with_figures.contains(id) && !heirs.contains_key(id);
        let without_heir = past.schema.each_unit().map(|(id, _)| id).filter(lost).collect();
        Lineage { before, without_heir }
    }

    /// Whether the units that fill an indicator in cover what those of last year covered: no more and no less.
    fn same_territory(&self, schema: &Schema, past: &Schema, reporters: &[UnitId], then: &[UnitId]) -> bool {
        let mut covered: BTreeSet<UnitId> = BTreeSet::new();
        for id in reporters {
            let unit = schema.unit(*id);
            let before: Vec<Option<UnitId>> = match (self.before.get(id), unit.predecessors.as_slice()) {
                (Some(Ok(units)), _) => units.iter().copied().map(Some).collect(),
                // What was divided is still the same ground in all.
                (_, []) => vec![find_unit_by_any(past, &unit.code).or_else(|| find_unit_by_any(past, &unit.name))],
                (_, predecessors) => predecessors.iter().map(|name| find_unit_by_any(past, name)).collect(),
            };
            for unit in before {
                match unit {
                    Some(unit) => covered.insert(unit),
                    None => return false,
                };
            }
        }
        covered.iter().copied().eq(then.iter().copied())
    }

    /// Whether the very same units fill it in, so that counts of units are comparable.
    fn same_units(&self, reporters: &[UnitId], then: &[UnitId]) -> bool {
        let mut units = BTreeSet::new();
        for id in reporters {
            match self.before.get(id) {
                Some(Ok(before)) if before.len() == 1 => units.extend(before.iter().copied()),
                _ => return false,
            }
        }
        units.len() == reporters.len() && units.iter().copied().eq(then.iter().copied())
    }
}

/// One unit's figure: its own of last year, or what those it was made of come to together.
fn of_unit(
    schema: &Schema,
    past: &Reopened,
    counterparts: &Counterparts<'_>,
    (id, indicator): (IndicatorId, &Indicator),
    found: IndicatorId,
    before: &[UnitId],
) -> Past {
    let row = past.consolidation.row(found);
    if let [only] = before {
        return match row.unit(*only).and_then(|figures| figures.get(Measure::Actual).map(|actual| (figures, actual))) {
            Some((figures, actual)) => {
                Past::Figure { amount: actual.amount, parts: behind(&figures), cell: actual.cell.map(|cell| cell.kept()) }
            }
            None => Past::Unknown,
        };
    }
    let reported: Vec<UnitId> = before.iter().copied().filter(|unit| past.schema.reports(*unit, found)).collect();
    let names = |units: &[UnitId]| units.iter().map(|unit| past.schema.unit(*unit).name.as_str()).collect::<Vec<_>>().join(", ");
    let has = |unit: &UnitId| row.unit(*unit).is_some_and(|figures| figures.has(Measure::Actual));
    if !reported.iter().any(has) {
        return Past::Unknown;
    }
    let lacking: Vec<UnitId> = reported.iter().copied().filter(|unit| !has(unit)).collect();
    let lacks =
        || not(format!("thiếu số năm trước của {}", names(&lacking)), format!("last year's figure of {} is missing", names(&lacking)));
    match (indicator.kind, indicator.aggregate) {
        (IndicatorKind::Quantity, Aggregate::Sum) => {
            if !lacking.is_empty() {
                return lacks();
            }
            let numbers = reported.iter().filter_map(|unit| row.unit(*unit).and_then(|figures| figures.number(Measure::Actual)));
            match crate::number::sum(numbers) {
                Some(sum) => Past::Figure { amount: Amount::Number(sum), parts: Parts::Whole, cell: None },
                None => Past::Unknown,
            }
        }
        (_, Aggregate::Ratio) if counterparts.same_aggregation(id, found) => {
            let own = past.schema.indicator(found);
            let mut total = Parts::Whole;
            for unit in &reported {
                let Some(parts) = quotient_of(row, *unit, own, past) else {
                    return not(
                        format!("thiếu tử số hoặc mẫu số năm trước của {}", names(&[*unit])),
                        format!("last year's numerator or denominator of {} is missing", names(&[*unit])),
                    );
                };
                match plus(total, parts) {
                    Some(sum) => total = sum,
                    None => return Past::Unknown,
                }
            }
            // Numerator and denominator of a plain unit are figures of their own.
            let below = reported.iter().any(|unit| row.unit(*unit).is_some_and(|figures| figures.rolled_up().is_some()));
            match published(schema, indicator, total) {
                Some(number) => {
                    Past::Figure { amount: Amount::Number(number), parts: if below { total } else { Parts::Whole }, cell: None }
                }
                None => Past::Unknown,
            }
        }
        _ => not(
            format!("không cộng được số năm trước của {}", names(&reported)),
            format!("last year's figures of {} can't be added up", names(&reported)),
        ),
    }
}

/// Numerator and denominator of one unit of last year.
fn quotient_of(row: &Row, unit: UnitId, indicator: &Indicator, past: &Reopened) -> Option<Parts> {
    if let Some(below) = row.unit(unit).and_then(|figures| figures.rolled_up()) {
        return Some(below.parts[Measure::Actual as usize]).filter(|parts| *parts != Parts::Whole);
    }
    let number = |id: IndicatorId| past.consolidation.row(id).unit(unit).and_then(|figures| figures.number(Measure::Actual));
    Some(Parts::Ratio { top: number(indicator.numerator?)?, bottom: number(indicator.denominator?)? })
}

fn behind(figures: &UnitFigures) -> Parts {
    figures.rolled_up().map_or(Parts::Whole, |below| below.parts[Measure::Actual as usize])
}

/// The area's own figure of last year, where it is about the same units' ground.
fn of_area(schema: &Schema, past: &Reopened, lineage: &Lineage, indicator: &Indicator, found: IndicatorId, same_area: bool) -> Past {
    let (row, then) = (past.consolidation.row(found), past.schema.indicator(found));
    let Some(actual) = row.actual else { return Past::Unknown };
    // A derived figure is over the units of what it is derived from.
    let source = |schema: &Schema, indicator: &Indicator| match &indicator.derivation {
        Some(derivation) => schema.indicator(derivation.from()).reporters.clone(),
        None => indicator.reporters.clone(),
    };
    let (reporters, reporters_then) = (source(schema, indicator), source(&past.schema, then));
    let counts_units = indicator.aggregate == Aggregate::CountMet || matches!(indicator.derivation, Some(Derivation::CountWhere { .. }));
    if !same_area || !lineage.same_territory(schema, &past.schema, &reporters, &reporters_then) {
        return not("năm trước do những đơn vị khác báo cáo", "last year other units reported it");
    }
    if counts_units && !lineage.same_units(&reporters, &reporters_then) {
        return not("số đơn vị năm trước khác", "last year there were other units to count");
    }
    if !row.complete && then.required {
        return not("bảng tổng hợp năm trước chưa đủ số liệu", "last year's total is incomplete");
    }
    let cell = past.cells.get(&(found, Measure::Actual)).cloned();
    Past::Figure { amount: Amount::Number(actual), parts: row.parts[Measure::Actual as usize], cell }
}

/// Last year's figures of an indicator come from last year's workbook; the sheet's own holds where that has none.
pub(super) fn fill<'f>(id: IndicatorId, indicator: &Indicator, by_unit: &mut [Option<Assembled<'f>>], last_year: &'f LastYear) {
    for &unit in indicator.reporters.iter() {
        let Some(slot) = by_unit.get_mut(unit.0 as usize) else { continue };
        match last_year.unit(unit, id) {
            Past::Unknown => {}
            Past::NotComparable(why) => {
                if let Some(figures) = slot.as_mut().filter(|figures| figures.prior.is_none()) {
                    figures.not_comparable = Some(Arc::new(why.clone()));
                }
            }
            Past::Figure { amount, parts, cell } => {
                let figures = slot.get_or_insert_default();
                figures.prior = Some(Sourced { amount: *amount, cell: cell.as_ref().map(CellRef::view) });
                // A plain unit's figures are no totals, whatever its predecessors' were.
                if let Some(below) = &mut figures.rolled_up {
                    Arc::make_mut(below).parts[Measure::Prior as usize] = *parts;
                }
            }
        }
    }
}

/// Decides what last year's figure of the area is.
///
/// The units' figures give it where all are there; else last year's own total where it is about the same ground; what
/// covers only some of the units that have a figure this year would make growth out of nothing and is left out.
pub(super) fn settle_area(indicator: &Indicator, row: &mut Row, last_year: &LastYear) {
    if indicator.derivation.is_some() {
        return;
    }
    let covered = indicator.reporters.iter().all(|&unit| {
        let figures = row.unit(unit);
        let [has_actual, has_prior] = [Measure::Actual, Measure::Prior].map(|m| figures.as_ref().is_some_and(|figures| figures.has(m)));
        match last_year.unit(unit, row.indicator) {
            Past::Unknown => has_prior || !has_actual,
            // A total of which the parts are not at hand can't go into a mean.
            Past::Figure { parts, .. } if *parts != Parts::Whole && figures.is_none_or(|figures| figures.rolled_up().is_none()) => {
                !matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio)
            }
            _ => has_prior,
        }
    }) && !last_year.unaccounted.contains(&row.indicator);
    if covered && indicator.aggregate != Aggregate::CountMet {
        return;
    }
    settle(row, last_year);
}

/// As [`settle_area`], for a figure that nobody types.
pub(super) fn settle_derived(derivation: &Derivation, from: &Row, row: &mut Row, last_year: &LastYear) {
    match derivation {
        Derivation::CountWhere { .. } => settle(row, last_year),
        // It follows from the other figure, and so does the reason why there is none.
        Derivation::Remaining { .. } => row.not_comparable = from.not_comparable.clone().filter(|_| row.prior.is_none()),
        Derivation::AtUnit { unit, .. } => {
            row.not_comparable = from.unit(*unit).and_then(|figures| figures.not_comparable().cloned()).filter(|_| row.prior.is_none());
        }
    }
}

fn settle(row: &mut Row, last_year: &LastYear) {
    let prior = Measure::Prior as usize;
    match last_year.area(row.indicator) {
        Past::Figure { amount: Amount::Number(number), parts, .. } => {
            row.prior = Some(*number);
            row.parts[prior] = *parts;
        }
        Past::NotComparable(why) => {
            row.not_comparable = Some(why.clone());
            row.prior = None;
            row.parts[prior] = Parts::Whole;
        }
        // Last year's workbook says nothing: what the sheets say holds, as without it.
        Past::Unknown | Past::Figure { .. } => {}
    }
}

/// Puts the area's figures of last year back as they were decided when a consolidated workbook was made, from what stands
/// in it.
pub fn restore_last_year(schema: &Schema, consolidation: &mut Consolidation, recorded: &RecordedLastYear) {
    for row in &mut consolidation.rows {
        let indicator = schema.indicator(row.indicator);
        row.prior = recorded.area.get(&row.indicator).copied();
        row.pct_prior = match (row.actual, row.prior) {
            (Some(actual), Some(prior)) => crate::ratio::percent(actual, prior, schema.percent_decimals),
            _ => None,
        };
        // Parts that do not give the figure that stands there belong to one that somebody has changed since.
        let parts = recorded.parts.get(&row.indicator).copied().unwrap_or_default();
        let holds = published(schema, indicator, parts).is_some_and(|number| Some(number) == row.prior);
        row.parts[Measure::Prior as usize] = if holds { parts } else { Parts::Whole };
        row.not_comparable = recorded.not_comparable.get(&(Owner::Area, row.indicator)).cloned().filter(|_| row.prior.is_none());
        let id = row.indicator;
        row.by_unit.change(|unit, figures| {
            let why = recorded.not_comparable.get(&(Owner::Unit(unit), id));
            figures.not_comparable = why.filter(|_| figures.prior.is_none()).map(|why| Arc::new(why.clone()));
        });
    }
    consolidation.last_year = Some(recorded.source.clone());
}
