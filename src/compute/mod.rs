//! Submissions → [`Consolidation`]: totals, means, ratios, counts, verdicts, completeness.

mod completeness;
mod gather;
mod last_year;
mod roll_up;
mod total;

pub use completeness::completeness;
pub use last_year::{last_year, restore_last_year};
pub use roll_up::{RolledUpSubmission, rolled_up};

use crate::consolidation::{Assembled, Consolidation, Figures, Parts, Places, Row, Source, Sourced};
use crate::jobs::Jobs;
use crate::last_year::LastYear;
use crate::ratio;
use crate::schema::{Aggregate, Derivation, Indicator, IndicatorId, IndicatorKind, PeriodId, Schema, Target, UnitId};
use crate::submission::{Amount, Measure, Owner, Submission, Verdict};
use gather::Gathering;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Adds up what the units handed in for one period.
///
/// `submissions` are those that count: at most one for each unit and sheet of figures; offices may bring figures of
/// several units. Where two of them have a figure of the same unit, the unit's own comes first.
pub fn consolidation(schema: &Schema, period: PeriodId, submissions: &[&Submission], sources: Vec<Source>) -> Consolidation {
    consolidation_without(schema, period, submissions, &HashSet::new(), None, sources, Jobs::ONE)
}

/// As [`consolidation`], leaving out figures that two workbooks give differently, with last year's figures from last
/// year's consolidated workbook where it has them; by so many threads.
pub fn consolidation_without(
    schema: &Schema,
    period: PeriodId,
    submissions: &[&Submission],
    excluded: &HashSet<(Owner, IndicatorId, Measure)>,
    last_year: Option<&LastYear>,
    sources: Vec<Source>,
    jobs: Jobs,
) -> Consolidation {
    let mut places = Places::default();
    submissions.iter().flat_map(|submission| submission.each_sheet()).for_each(|cell| places.add(cell));
    let places = Arc::new(places);
    let mut gathering = Gathering::of(schema, submissions, excluded, &places);
    let mut table = Table { places: places.clone(), of_ratios: HashMap::new(), area: Vec::new(), targets: HashMap::new() };
    // The totals of ratios are made of what units have of them, of their numerators and of their denominators.
    let mut is_of_ratio: Vec<bool> = schema.indicators.iter().map(|indicator| indicator.aggregate == Aggregate::Ratio).collect();
    for part in schema.indicators.iter().flat_map(|indicator| [indicator.numerator, indicator.denominator]).flatten() {
        if let Some(is_of_ratio) = is_of_ratio.get_mut(part.0 as usize) {
            *is_of_ratio = true;
        }
    }
    let mut rows: Vec<Option<Row>> = Vec::with_capacity(schema.indicators.len());
    let gathered = schema.each_indicator().map(|(id, _)| gathering.next(id));
    jobs.ahead(gathered, |gathered| {
        for ((id, indicator), mut gathered) in schema.each_indicator().zip(gathered) {
            table.targets.extend(gathered.targets.into_iter().map(|(unit, target)| ((id, unit), target)));
            if let Some(last_year) = last_year {
                last_year::fill(id, indicator, &mut gathered.by_unit, last_year);
            }
            table.area.push(gathered.area);
            if !is_of_ratio.get(id.0 as usize).copied().unwrap_or(true) {
                rows.push(Some(table.row(schema, id, indicator, last_year, gathered.by_unit)));
                continue;
            }
            table.of_ratios.insert(id, Figures::of(&table.places, each_unit(&gathered.by_unit)));
            // A ratio may come before what it is made of.
            let is_ratio = indicator.aggregate == Aggregate::Ratio;
            rows.push((!is_ratio).then(|| table.row(schema, id, indicator, last_year, gathered.by_unit)));
        }
    });
    let of_ratios = schema.each_indicator().zip(rows);
    let rows = of_ratios.map(|((id, indicator), row)| {
        row.unwrap_or_else(|| {
            let mut by_unit = vec![None; schema.units.len()];
            for (unit, figures) in table.of_ratios.get(&id).into_iter().flatten() {
                by_unit.iter_mut().skip(unit.0 as usize).take(1).for_each(|slot| *slot = Some(figures.all()));
            }
            table.row(schema, id, indicator, last_year, by_unit)
        })
    });
    let mut rows: Vec<Row> = rows.collect();
    derive(schema, &mut rows, last_year);
    let mut first_of: HashMap<UnitId, &Arc<str>> = HashMap::with_capacity(submissions.len());
    for submission in submissions {
        if let Some(unit) = submission.unit {
            first_of.entry(unit).or_insert(&submission.file);
        }
    }
    let reporting = schema.each_unit().filter(|(_, unit)| unit.is_valid_in(period));
    let units = reporting.map(|(id, _)| (id, first_of.get(&id).copied().cloned())).collect();
    let given =
        schema.each_indicator().zip(table.area).map(|((id, _), figures)| (id, figures)).filter(|(_, figures)| figures.has_figures());
    let given = Figures::of(&table.places, given);
    Consolidation {
        period,
        rows,
        given,
        units,
        sources,
        accepted: Vec::new(),
        last_year: last_year.map(|last_year| last_year.source.clone()),
        plans_in_words: table.targets.into_iter().map(|((id, unit), target)| ((unit, id), target)).collect(),
    }
}

/// What rows are made of, beside the units' figures of their own indicator.
struct Table<'s> {
    places: Arc<Places>,
    /// What units have of indicators that ratios are made of, and of the ratios.
    of_ratios: HashMap<IndicatorId, Figures<UnitId>>,
    /// For each indicator: figures given for the whole area.
    area: Vec<Assembled<'s>>,
    /// What plans in words ask of units: "dưới 90".
    targets: HashMap<(IndicatorId, UnitId), Target>,
}

/// What units have, of all units of the schema.
fn each_unit<'u, 'f>(by_unit: &'u [Option<Assembled<'f>>]) -> impl Iterator<Item = (UnitId, &'u Assembled<'f>)> {
    by_unit.iter().zip(0..).filter_map(|(figures, at)| Some((UnitId(at), figures.as_ref()?)))
}

impl Table<'_> {
    /// The row of an indicator, from what each unit of the schema has of it.
    fn row<'f>(
        &self,
        schema: &Schema,
        id: IndicatorId,
        indicator: &Indicator,
        last_year: Option<&LastYear>,
        mut by_unit: Vec<Option<Assembled<'f>>>,
    ) -> Row {
        for ((unit, _), of_unit) in schema.each_unit().zip(&mut by_unit) {
            let figures = of_unit.get_or_insert_default();
            if figures.plan.is_none()
                && let Some(&plan) = schema.plans.get(&(unit, id))
            {
                figures.plan = Some(Sourced { amount: Amount::Number(plan), cell: None });
            }
            self.fill_quotient(schema, indicator, unit, figures);
            if figures.has_figures() || figures.rolled_up.is_some() {
                assess_unit(schema, indicator, figures, self.targets.get(&(id, unit)));
            } else {
                *of_unit = None;
            }
        }
        let mut parts = [Parts::Whole; 3];
        let [plan, actual, prior] = Measure::ALL.map(|measure| {
            let (total, behind) = self.total(schema, id, indicator, measure, &by_unit);
            parts[measure as usize] = behind;
            total
        });
        let came = came(indicator, &by_unit);
        let mut row = Row {
            indicator: id,
            plan,
            actual,
            prior,
            not_comparable: None,
            parts,
            pct_plan: None,
            pct_prior: None,
            verdict: Verdict::NotAssessed,
            complete: came == indicator.reporters.len(),
            came,
            by_unit: Figures::of(&self.places, each_unit(&by_unit)),
        };
        if let Some(target) = &indicator.target {
            row.plan = Some(target.base());
            row.parts[Measure::Plan as usize] = Parts::Whole;
        }
        if let Some(last_year) = last_year {
            last_year::settle_area(indicator, &mut row, last_year);
        }
        assess_row(schema, indicator, &mut row);
        row
    }

    /// A unit that gave numerator and denominator need not give their quotient.
    fn fill_quotient(&self, schema: &Schema, indicator: &Indicator, unit: UnitId, figures: &mut Assembled) {
        let (Aggregate::Ratio, Some(numerator), Some(denominator)) = (indicator.aggregate, indicator.numerator, indicator.denominator)
        else {
            return;
        };
        for measure in [Measure::Actual, Measure::Prior] {
            // Two totals may be over different units below: only what is behind them gives their quotient.
            if figures.get(measure).is_some() || figures.rolled_up.is_some() {
                continue;
            }
            let (Some(top), Some(bottom)) = (self.number(numerator, unit, measure), self.number(denominator, unit, measure)) else {
                continue;
            };
            *figures.get_mut(measure) = ratio::quotient(indicator, top, bottom, ratio::decimals(schema, indicator))
                .map(|number| Sourced { amount: Amount::Number(number), cell: None });
        }
    }

    fn number(&self, indicator: IndicatorId, unit: UnitId, measure: Measure) -> Option<Decimal> {
        self.of_ratios.get(&indicator)?.get(unit)?.number(measure)
    }
}

/// How many of the units that fill an indicator in have its actual figure, a whole one.
fn came(indicator: &Indicator, by_unit: &[Option<Assembled>]) -> usize {
    let of_unit = |reporter: &UnitId| by_unit.get(reporter.0 as usize)?.as_ref();
    indicator.reporters.iter().filter(|reporter| of_unit(reporter).is_some_and(Assembled::is_complete)).count()
}

/// `said` is what the unit's plan says in words.
fn assess_unit(schema: &Schema, indicator: &Indicator, figures: &mut Assembled, said: Option<&Target>) {
    if let Some(Amount::Verdict(verdict)) = figures.actual.map(|sourced| sourced.amount) {
        figures.verdict = Some(verdict);
        return;
    }
    let actual = figures.number(Measure::Actual);
    let plan = figures.number(Measure::Plan);
    // How many units of a district have met it is not a figure that the target of one unit is for.
    let counted = figures.rolled_up.is_some() && indicator.aggregate == Aggregate::CountMet;
    // A rate is the same target everywhere; a quantity is judged against the unit's own plan only.
    let everywhere = matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio | Aggregate::Min | Aggregate::Max)
        || indicator.kind == IndicatorKind::Percent
        || indicator.reporters.len() == 1;
    let target = match plan {
        Some(plan) => Some(said.copied().unwrap_or_else(|| ratio::target_of_unit(plan, indicator.target.as_ref()))),
        None if everywhere && !counted => indicator.target,
        None => None,
    };
    figures.pct_plan = ratio::percent_of_plan(actual, plan, target.as_ref(), schema.percent_decimals);
    figures.verdict = Some(ratio::verdict(actual, plan, target.as_ref()));
}

fn assess_row(schema: &Schema, indicator: &Indicator, row: &mut Row) {
    if indicator.kind == IndicatorKind::Status && indicator.aggregate == Aggregate::None {
        // Đạt or not of the one unit that reports it is the area's.
        if let ([only], 1) = (&indicator.reporters[..], row.by_unit.len())
            && let Some(figures) = row.unit(*only)
        {
            row.verdict = figures.verdict().unwrap_or(Verdict::NotAssessed);
        }
        return;
    }
    let target = indicator.target.or_else(|| {
        // Where less is better only the target knows it; a plan without a target is to be reached.
        row.plan.map(Target::AtLeast)
    });
    row.pct_plan = ratio::percent_of_plan(row.actual, row.plan, target.as_ref(), schema.percent_decimals);
    row.pct_prior = match (row.actual, row.prior) {
        (Some(actual), Some(prior)) => ratio::percent(actual, prior, schema.percent_decimals),
        _ => None,
    };
    row.verdict = ratio::verdict(row.actual, row.plan, target.as_ref());
}

/// Figures that nobody types, from figures of other indicators; sources may be derived themselves.
fn derive(schema: &Schema, rows: &mut [Row], last_year: Option<&LastYear>) {
    let mut done: Vec<bool> = schema.indicators.iter().map(|indicator| indicator.derivation.is_none()).collect();
    // The schema has no circles, so each round finishes at least one.
    for _ in 0..schema.indicators.len() {
        let mut waiting = false;
        for (id, indicator) in schema.each_indicator() {
            let Some(derivation) = &indicator.derivation else { continue };
            if done[id.0 as usize] {
                continue;
            }
            if !done[derivation.from().0 as usize] {
                waiting = true;
                continue;
            }
            let from = rows[derivation.from().0 as usize].clone();
            let row = &mut rows[id.0 as usize];
            let mut complete = from.complete;
            for measure in Measure::ALL {
                let number = match derivation {
                    Derivation::CountWhere { condition, .. } => {
                        let (count, known_of_all) = total::count_where(condition, &from, row, measure);
                        complete &= known_of_all || measure != Measure::Actual;
                        row.parts[measure as usize] = count.map_or(Parts::Whole, Parts::Count);
                        count.map(Decimal::from)
                    }
                    _ => derived(schema, derivation, &from, measure),
                };
                match measure {
                    Measure::Plan => row.plan = indicator.target.map(|target| target.base()).or(number),
                    Measure::Actual => row.actual = number,
                    Measure::Prior => row.prior = number,
                }
            }
            row.complete = match derivation {
                Derivation::AtUnit { unit, .. } => from.unit(*unit).is_some_and(|figures| figures.is_complete()),
                _ => complete,
            };
            if let Derivation::AtUnit { unit, .. } = derivation
                && from.unit(*unit).is_some()
            {
                row.by_unit = from.by_unit.only(*unit);
            }
            if let Some(last_year) = last_year {
                last_year::settle_derived(derivation, &from, row, last_year);
            }
            assess_row(schema, indicator, row);
            done[id.0 as usize] = true;
        }
        if !waiting {
            break;
        }
    }
}

fn derived(schema: &Schema, derivation: &Derivation, from: &Row, measure: Measure) -> Option<Decimal> {
    match derivation {
        Derivation::AtUnit { unit, .. } => from.unit(*unit).and_then(|figures| figures.number(measure)),
        // Counted over the units, not taken from their total.
        Derivation::CountWhere { .. } => None,
        Derivation::Remaining { from: source } => {
            if measure == Measure::Plan {
                return None;
            }
            let out_of = schema.indicator(*source).counted_of()?;
            out_of.checked_sub(from.get(measure)?)
        }
    }
}
