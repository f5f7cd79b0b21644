//! Live formulas: each with the result it gives over the figures as they stand.
//!
//! A formula is written only where its result is the computed figure; where the consolidation knows more than the
//! sheet shows (a total handed in for the whole area, say), the figure itself is written.

use super::super::arithmetic::{quotient_of_cells, rounded_half_up, rounding, scale};
use super::BY_UNIT;
use super::layout::{Grid, Layout, at, column};

use crate::consolidation::Row;
use crate::number;
use crate::ratio;
use crate::schema::{Aggregate, Derivation, Indicator, IndicatorId, IndicatorKind, Target, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::slice;

/// Any number, as a criterion: it has no decimal separator, which a criterion would take from the reader's country.
const ANY_NUMBER: &str = "\">-1E+300\"";
/// Significant digits that Excel keeps.
const EXCEL_DIGITS: u32 = 15;

/// A formula with its result.
#[derive(Debug, PartialEq)]
pub(super) struct Live {
    /// Without the equals sign.
    pub formula: String,
    /// Whether Excel must be told that it works on arrays.
    pub array: bool,
    /// What it gives; `None`: an empty text.
    pub value: Option<Decimal>,
}

impl Live {
    /// An ordinary formula.
    pub fn plain(formula: String, value: Option<Decimal>) -> Live {
        Live { formula, array: false, value }
    }
}

/// The area's figures of the three measures, over “Theo đơn vị”.
pub(super) fn totals(layout: &Layout, row: &Row) -> [Option<Live>; 3] {
    // What the units have is read once for all three, where it is added up.
    let added = LazyCell::new(|| {
        let mut added: [Added; 3] = Default::default();
        for (_, figures) in &row.by_unit {
            for (added, number) in added.iter_mut().zip(figures.numbers()) {
                number.into_iter().for_each(|number| added.add(number));
            }
        }
        added
    });
    let Some(grid) = &layout.grid else { return [None, None, None] };
    let (line, figures) = (layout.row(row.indicator), grid.figures_at(layout.row(row.indicator)));
    Measure::ALL.map(|measure| {
        let cells = Cells { layout, grid, measure, row: line, figures: figures.as_str().into() };
        total(&cells, row, || &added[measure as usize])
    })
}

/// Numbers added up, with what else is asked of all of them.
#[derive(Clone, Default)]
struct Added {
    sum: number::Sum,
    count: usize,
    /// The most decimals that any has, zeros at its end left out.
    decimals: u32,
    /// Of each scale, the most digits.
    largest: [u128; Decimal::MAX_SCALE as usize + 1],
}

impl Added {
    fn of(numbers: &[Decimal]) -> Added {
        let mut added = Added::default();
        numbers.iter().for_each(|number| added.add(*number));
        added
    }

    #[inline]
    fn add(&mut self, number: Decimal) {
        let scale = number.scale();
        self.sum.add(number);
        self.count += 1;
        if scale > self.decimals {
            self.decimals = self.decimals.max(number::decimals_of(number));
        }
        if let Some(largest) = self.largest.get_mut(scale as usize) {
            *largest = number.mantissa().unsigned_abs().max(*largest);
        }
    }

    /// The most that stands before the point, without a sign.
    fn largest_whole_part(&self) -> u128 {
        // Of most scales there is no number.
        let whole = |(digits, scale): (&u128, u32)| digits / 10_u128.pow(scale);
        self.largest.iter().zip(0..).filter(|(digits, _)| **digits > 0).map(whole).max().unwrap_or(0)
    }
}

/// The area's figure of one measure; `added` gives those of the units.
fn total<'n>(cells: &Cells, row: &Row, added: impl FnOnce() -> &'n Added) -> Option<Live> {
    let (indicator, measure) = (cells.layout.schema.indicator(row.indicator), cells.measure);
    // The plan that a target names is given, not added up.
    if measure == Measure::Plan && indicator.target.is_some() {
        return None;
    }
    if row.by_unit.has_totals()
        && let Some(live) = over_totals(cells, indicator, row)
    {
        return live;
    }
    if let Some(derivation) = &indicator.derivation {
        return derived(cells, derivation);
    }
    if !matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio | Aggregate::CountMet)
        && let Some(unit) = only_reporter(indicator, row)
    {
        let value = row.unit(unit).and_then(|figures| figures.number(measure));
        return cells.grid.column(unit, measure).map(|column| cells.number_of_one(cells.row, column, value));
    }
    let numbers = || row.by_unit.iter().filter_map(|(_, figures)| figures.number(measure));
    match indicator.aggregate {
        Aggregate::Sum => Some(cells.total(added())),
        Aggregate::Mean => Some(mean(cells, indicator, added())),
        Aggregate::Min => Some(extreme(cells, "MIN", numbers().min())),
        Aggregate::Max => Some(extreme(cells, "MAX", numbers().max())),
        Aggregate::Ratio if measure == Measure::Plan => None,
        Aggregate::Ratio => quotient(cells, indicator),
        Aggregate::CountMet => count_met(cells, indicator, row),
        Aggregate::None => None,
    }
}

/// Where the units' figures are totals themselves, the mean of their means would not be the mean, and counts are added up;
/// `None` where nothing is different.
fn over_totals(cells: &Cells, indicator: &Indicator, row: &Row) -> Option<Option<Live>> {
    match (&indicator.derivation, indicator.aggregate) {
        (None, Aggregate::Mean) => Some(None),
        (Some(Derivation::CountWhere { .. }), _) | (None, Aggregate::CountMet) => {
            let all = row.by_unit.iter().all(|(_, figures)| figures.rolled_up().is_some());
            if !all || cells.measure == Measure::Plan {
                return Some(None);
            }
            let numbers: Vec<Decimal> = row.by_unit.iter().filter_map(|(_, figures)| figures.number(cells.measure)).collect();
            Some(Some(cells.total(&Added::of(&numbers))))
        }
        _ => None,
    }
}

/// A unit's quotient that was computed from its own numerator and denominator, on “Theo đơn vị” itself.
pub(super) fn quotient_of_unit(layout: &Layout, indicator: &Indicator, unit: UnitId, measure: Measure) -> Option<Live> {
    let grid = layout.grid.as_ref()?;
    let (top, bottom) = (indicator.numerator?, indicator.denominator?);
    let column = grid.column(unit, measure)? as u16;
    let number = |id: IndicatorId| layout.consolidation.row(id).unit(unit).and_then(|figures| figures.number(measure));
    let decimals = crate::ratio::decimals(layout.schema, indicator);
    let value = match (number(top), number(bottom)) {
        (Some(top), Some(bottom)) => ratio::quotient(indicator, top, bottom, decimals),
        _ => None,
    };
    let formula = quotient_of_cells(indicator, &at(layout.row(top), column), &at(layout.row(bottom), column), decimals);
    Some(Live::plain(formula, value))
}

/// A figure that stands on another sheet; blank where it is.
pub(super) fn link(sheet: &str, cell: &str, value: Option<Decimal>) -> Live {
    Live::plain(format!("IF('{sheet}'!{cell}=\"\",\"\",'{sheet}'!{cell})"), value)
}

/// Percent of one cell against another of the same sheet.
pub(super) fn percent(actual: &str, base: &str, decimals: u32) -> String {
    let mut formula = String::with_capacity(100);
    push_percent(&mut formula, [actual, ""], [base, ""], decimals);
    formula
}

/// The same, of cells whose names are in two parts. There is one for each figure of each unit.
pub(super) fn push_percent(out: &mut String, [actual, of]: [&str; 2], [base, at]: [&str; 2], decimals: u32) {
    let (open, close) = rounding(decimals);
    out.extend(["IF(OR(", base, at, "=\"\",", actual, of, "=\"\",", base, at, "=0),\"\","]);
    out.extend([open, actual, of, "*100/", base, at, &close, ")"]);
}

/// The verdict of a row, as a formula over its own cells, with what it gives.
pub(super) fn verdict(layout: &Layout, row: &Row, words: impl Fn(Verdict) -> &'static str) -> Option<(String, Verdict)> {
    let indicator = layout.schema.indicator(row.indicator);
    let line = layout.row(row.indicator);
    if indicator.kind == IndicatorKind::Status && indicator.aggregate == Aggregate::None {
        let unit = only_reporter(indicator, row)?;
        let cell = at(line, layout.grid.as_ref()?.column(unit, Measure::Actual)? as u16);
        let cell = format!("'{}'!{cell}", layout.text(BY_UNIT));
        let given = match row.unit(unit).and_then(|figures| figures.amount(Measure::Actual)) {
            Some(Amount::Verdict(verdict)) => verdict,
            Some(Amount::Number(_)) => return None,
            None => Verdict::NotAssessed,
        };
        return Some((format!("IF({cell}=\"\",\"{}\",{cell})", words(Verdict::NotAssessed)), given));
    }
    let (plan, actual) = (at(line, column::PLAN), at(line, column::ACTUAL));
    let reached = match &indicator.target {
        // A range is met from its lower bound, while its plan cell holds the upper.
        Some(Target::Range(low, _)) => format!("{actual}>={}", number::plain_text(*low)),
        Some(target) => [&actual, comparison(target), &plan].concat(),
        None => [&actual, ">=", &plan].concat(),
    };
    let (not_assessed, met, not_met) = (words(Verdict::NotAssessed), words(Verdict::Met), words(Verdict::NotMet));
    let blank = ["IF(OR(", &actual, "=\"\",", &plan, "=\"\"),\"", not_assessed, "\","];
    let formula = [&blank.concat(), "IF(", &reached, ",\"", met, "\",\"", not_met, "\"))"].concat();
    Some((formula, ratio::verdict(row.actual, row.plan, indicator.target.as_ref())))
}

/// The one unit that reports an indicator, where no other has a figure of it.
fn only_reporter(indicator: &Indicator, row: &Row) -> Option<UnitId> {
    match &indicator.reporters[..] {
        [only] if row.by_unit.iter().all(|(unit, _)| unit == *only) => Some(*only),
        _ => None,
    }
}

/// The units' figures of one row and measure.
struct Cells<'a> {
    layout: &'a Layout<'a>,
    grid: &'a Grid,
    measure: Measure,
    row: u32,
    /// The figures of all measures in the row.
    figures: Cow<'a, str>,
}

impl<'a> Cells<'a> {
    fn of(layout: &'a Layout<'a>, grid: &'a Grid, measure: Measure, row: u32) -> Cells<'a> {
        Cells { layout, grid, measure, row, figures: grid.figures_at(row).into() }
    }

    fn on_sheet(&self, reference: &str) -> String {
        ["'", self.layout.text(BY_UNIT), "'!", reference].concat()
    }

    fn heads(&self) -> String {
        self.on_sheet(&self.grid.heads(0, 0))
    }

    /// What tells the figures of the measure from the others.
    fn told(&self) -> &str {
        &self.grid.told[self.measure as usize]
    }

    fn marker(&self) -> String {
        format!("\"{}\"", self.layout.marker(self.measure))
    }

    /// How many figures of the measure satisfy a criterion.
    fn count_if(&self, criterion: &str) -> String {
        ["COUNTIFS(", self.told(), ",", &self.figures, ",", criterion, ")"].concat()
    }

    /// How many figures of the measure are numbers.
    fn count(&self) -> String {
        self.count_if(ANY_NUMBER)
    }

    fn sum(&self, added: &Added) -> String {
        let (open, close) = rounding_of_sum(added);
        [open, "SUMIF(", self.told(), ",", &self.figures, ")", &close].concat()
    }

    /// The sum, where there is anything to add up.
    fn total(&self, added: &Added) -> Live {
        let (told, figures) = (self.told(), &*self.figures);
        let (open, close) = rounding_of_sum(added);
        let count = ["IF(COUNTIFS(", told, ",", figures, ",", ANY_NUMBER, ")=0,\"\","];
        let sum = [open, "SUMIF(", told, ",", figures, ")", &close, ")"];
        let mut formula = String::with_capacity(count.iter().chain(&sum).map(|piece| piece.len()).sum());
        formula.extend(count.into_iter().chain(sum));
        Live::plain(formula, added.sum.total())
    }

    fn number_of_one(&self, row: u32, column: u32, value: Option<Decimal>) -> Live {
        let cell = self.on_sheet(&at(row, column as u16));
        Live::plain(format!("IF(ISNUMBER({cell}),{cell},\"\")"), value)
    }
}

/// A sum of decimals, free of the dust that binary arithmetic leaves; sums of whole numbers have none.
pub(super) fn rounded(sum: String, numbers: &[Decimal]) -> String {
    let (open, close) = rounding_of_sum(&Added::of(numbers));
    [open, &sum, &close].concat()
}

/// What stands before and behind the sum.
fn rounding_of_sum(added: &Added) -> (&'static str, String) {
    let scale = added.decimals;
    if scale == 0 {
        return ("", String::new());
    }
    let digits = added.largest_whole_part().checked_ilog10().unwrap_or(0) + 2;
    // A figure corrected in Excel later may have more decimals than those of today.
    let decimals = scale.max(4).min(EXCEL_DIGITS.saturating_sub(digits)).max(scale);
    ("ROUND(", [",", &decimals.to_string(), ")"].concat())
}

fn sum(numbers: &[Decimal]) -> Option<Decimal> {
    number::sum(numbers.iter().copied())
}

fn mean(cells: &Cells, indicator: &Indicator, added: &Added) -> Live {
    let decimals = indicator.decimals.unwrap_or(cells.layout.schema.percent_decimals.max(added.decimals + 1).min(10));
    let value = added.sum.total().and_then(|sum| sum.checked_div(Decimal::from(added.count))).map(|mean| number::round(mean, decimals));
    let count = cells.count();
    let mean = rounded_half_up(&format!("{}/{count}", cells.sum(added)), decimals);
    Live::plain(format!("IF({count}=0,\"\",{mean})"), value)
}

/// The least or the greatest; MINIFS would need a newer Excel than offices have.
fn extreme(cells: &Cells, function: &str, value: Option<Decimal>) -> Live {
    let (heads, marker, figures) = (cells.heads(), cells.marker(), &cells.figures);
    let formula = format!("IF({}=0,\"\",{function}(IF({heads}={marker},IF(ISNUMBER({figures}),{figures}))))", cells.count());
    Live { formula, array: true, value }
}

/// The sum of numerators over the sum of denominators, of the units that gave both.
fn quotient(cells: &Cells, indicator: &Indicator) -> Option<Live> {
    let (top, bottom) = (indicator.numerator?, indicator.denominator?);
    let decimals = crate::ratio::decimals(cells.layout.schema, indicator);
    let rows = (cells.layout.consolidation.row(top), cells.layout.consolidation.row(bottom));
    let pairs: Vec<(Decimal, Decimal)> = rows
        .0
        .by_unit
        .iter()
        .filter_map(|(unit, figures)| Some((figures.number(cells.measure)?, rows.1.unit(unit)?.number(cells.measure)?)))
        .collect();
    let (tops, bottoms): (Vec<Decimal>, Vec<Decimal>) = pairs.into_iter().unzip();
    let value = match (sum(&tops), sum(&bottoms)) {
        (Some(top), Some(bottom)) => ratio::quotient(indicator, top, bottom, decimals),
        _ => None,
    };
    let reports = |id: IndicatorId| only_reporter(cells.layout.schema.indicator(id), cells.layout.consolidation.row(id));
    if let (Some(unit), Some(same)) = (reports(top), reports(bottom))
        && unit == same
        && let Some(column) = cells.grid.column(unit, cells.measure)
    {
        let cell = |id: IndicatorId| cells.on_sheet(&at(cells.layout.row(id), column as u16));
        return Some(Live::plain(quotient_of_cells(indicator, &cell(top), &cell(bottom), decimals), value));
    }
    let [tops_at, bottoms_at] = [top, bottom].map(|id| cells.grid.figures_at(cells.layout.row(id)));
    let both = format!("{},{tops_at},{ANY_NUMBER},{bottoms_at},{ANY_NUMBER}", cells.told());
    let tops = rounded(format!("SUMIFS({tops_at},{both})"), &tops);
    let bottoms = rounded(format!("SUMIFS({bottoms_at},{both})"), &bottoms);
    let quotient = rounded_half_up(&format!("{tops}{}/{bottoms}", scale(indicator)), decimals);
    Some(Live::plain(format!("IF({bottoms}=0,\"\",{quotient})"), value))
}

/// How many units have met it: those whose status says so, or whose figure reaches their plan.
fn count_met(cells: &Cells, indicator: &Indicator, row: &Row) -> Option<Live> {
    let words = |verdict| super::super::wording::verdict(verdict, cells.layout.language);
    let statuses: Vec<Verdict> = row
        .by_unit
        .iter()
        .filter_map(|(_, figures)| match figures.amount(cells.measure)? {
            Amount::Verdict(verdict) => Some(verdict),
            Amount::Number(_) => None,
        })
        .collect();
    let met_by_status = statuses.iter().filter(|&&verdict| verdict == Verdict::Met).count();
    let met = cells.count_if(&format!("\"{}\"", words(Verdict::Met)));
    let texts = cells.count_if("\"?*\"");
    match (cells.measure, indicator.kind) {
        (Measure::Plan, _) => None,
        (Measure::Actual | Measure::Prior, IndicatorKind::Status) => {
            let unknown = cells.count_if(&format!("\"{}\"", words(Verdict::NotAssessed)));
            let known = statuses.iter().any(|&verdict| verdict != Verdict::NotAssessed);
            Some(Live::plain(format!("IF({texts}={unknown},\"\",{met})"), known.then(|| Decimal::from(met_by_status))))
        }
        (Measure::Actual, _) => Some(count_reached(cells, indicator, row)),
        // Last year's plans are not known, so nothing can be counted.
        (Measure::Prior, _) => None,
    }
}

fn count_reached(cells: &Cells, indicator: &Indicator, row: &Row) -> Live {
    let everywhere = indicator.kind == IndicatorKind::Percent || indicator.reporters.len() == 1;
    let common = indicator.target.filter(|_| everywhere);
    let judged: Vec<bool> = row
        .by_unit
        .iter()
        .filter_map(|(_, figures)| {
            let actual = figures.number(Measure::Actual)?;
            let target = match figures.number(Measure::Plan) {
                Some(plan) => ratio::target_of_unit(plan, indicator.target.as_ref()),
                None => common?,
            };
            Some(target.is_met_by(actual))
        })
        .collect();
    let value = (!judged.is_empty()).then(|| Decimal::from(judged.iter().filter(|&&met| met).count()));
    // The plan of a unit stands just left of its actual figure.
    let heads = cells.on_sheet(&cells.grid.heads(1, 0));
    let actual = cells.on_sheet(&cells.grid.range(cells.row, 1, 0));
    let plan = cells.on_sheet(&cells.grid.range(cells.row, 0, 1));
    let given = format!("({heads}={})*ISNUMBER({actual})", cells.marker());
    let sign = comparison(&ratio::target_of_unit(Decimal::ZERO, indicator.target.as_ref()));
    let mut met = format!("SUMPRODUCT({given}*ISNUMBER({plan})*({actual}{sign}{plan}))");
    let mut known = format!("SUMPRODUCT({given}*ISNUMBER({plan}))");
    if let Some(target) = common {
        let bound = number::plain_text(lower_bound(&target));
        met = format!("{met}+SUMPRODUCT({given}*(1-ISNUMBER({plan}))*({actual}{}{bound}))", comparison(&target));
        known = cells.count();
    }
    Live::plain(format!("IF({known}=0,\"\",{met})"), value)
}

/// The sign by which a figure is held against a target.
pub(super) fn comparison(target: &Target) -> &'static str {
    match target {
        Target::AtLeast(_) | Target::Range(..) => ">=",
        Target::MoreThan(_) => ">",
        Target::AtMost(_) => "<=",
        Target::LessThan(_) => "<",
        Target::Exactly(_) => "=",
    }
}

/// The number it is held against.
pub(super) fn lower_bound(target: &Target) -> Decimal {
    match *target {
        Target::Range(low, _) => low,
        _ => target.base(),
    }
}

fn derived(cells: &Cells, derivation: &Derivation) -> Option<Live> {
    let layout = cells.layout;
    let from = layout.consolidation.row(derivation.from());
    let source = layout.row(derivation.from());
    match derivation {
        Derivation::AtUnit { unit, .. } => {
            let value = from.unit(*unit).and_then(|figures| figures.number(cells.measure));
            Some(cells.number_of_one(source, cells.grid.column(*unit, cells.measure)?, value))
        }
        Derivation::CountWhere { .. } | Derivation::Remaining { .. } if cells.measure == Measure::Plan => None,
        Derivation::CountWhere { condition, .. } => {
            let there = Cells::of(layout, cells.grid, cells.measure, source);
            let numbers: Vec<Decimal> = from.by_unit.iter().filter_map(|(_, figures)| figures.number(cells.measure)).collect();
            let value = (!numbers.is_empty()).then(|| Decimal::from(numbers.iter().filter(|&&number| condition.is_met_by(number)).count()));
            // Joined with &, the bound is written and read by Excel in the reader's own notation.
            let criterion = format!("\"{}\"&{}", comparison(condition), number::plain_text(lower_bound(condition)));
            Some(Live::plain(format!("IF({}=0,\"\",{})", there.count(), there.count_if(&criterion)), value))
        }
        Derivation::Remaining { from: id } => {
            let out_of = layout.schema.indicator(*id).counted_of()?;
            let column = if cells.measure == Measure::Actual { column::ACTUAL } else { column::PRIOR };
            let done = from.get(cells.measure);
            let cell = at(source, column);
            let rest = rounded(format!("{}-{cell}", number::plain_text(out_of)), slice::from_ref(&done.unwrap_or_default()));
            let value = done.and_then(|done| out_of.checked_sub(done));
            Some(Live::plain(format!("IF(ISNUMBER({cell}),{rest},\"\")"), value))
        }
    }
}
