//! A figure beside those of the sister units: communes hold their figures against communes.
//!
//! With few units one strange figure would move a mean and a deviation; the median and the median deviation stay.

mod sisters;

use super::magnitude_outlier::{self, power, times, unit_that_fits};
use super::named;
use crate::cell::CellView;
use crate::consolidation::{self, Consolidation, UnitFigures};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::jobs::Jobs;
use crate::language::{Text, Words};
use crate::number::{self, vietnamese};
use crate::schema::{Indicator, IndicatorId, IndicatorKind, Schema, UnitId};
use crate::submission::{Measure, Owner};
use foldhash::HashSet;
use rust_decimal::Decimal;
use sisters::{Beside, Billionths, Sisters, Sizes, Spread, billionths};
use std::collections::BTreeMap;

/// `unusual-value`.
pub static KIND: Kind = Kind {
    code: "unusual-value",
    severity: Severity::Warning,
    title: Text { vi: "Số liệu khác thường so với các đơn vị cùng loại", en: "Unusual beside the sister units" },
    advice: Text {
        vi: "Hãy hỏi lại đơn vị; nếu số liệu đúng thì giữ nguyên.", en: "Ask the unit; if it is right, leave it."
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 480 |",
            &["D2"],
        )
        .merged_with(SISTERS),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 105 |",
            &[],
        )
        .merged_with(SISTERS),
    ],
};

const SISTERS: &[(&str, &str)] = &[
    (
        "xa-binh-minh.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 90 | 42 |",
    ),
    (
        "xa-cam-son.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 210 | 118 |",
    ),
    (
        "xa-dong-hai.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 120 | 60 |",
    ),
    (
        "xa-gia-loc.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 300 | 171 |",
    ),
    (
        "xa-kim-lien.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 80 | 52 |",
    ),
];

/// Figures so many times the sisters' are in another unit of measure.
const SIZES: i32 = 300;
/// The same of percents, which are typed as fractions.
const SIZES_OF_PERCENTS: i32 = 30;
/// So many rows of one unit have one cause.
const ROWS: usize = 3;

/// Holds each unit's figures against those of the other units of its kind. `told` is what is known already.
pub fn check(schema: &Schema, consolidation: &Consolidation, told: &[Finding], jobs: Jobs) -> Vec<Finding> {
    let doubted: HashSet<(Owner, IndicatorId)> = told
        .iter()
        .filter(|finding| finding.severity != Severity::Info)
        .filter_map(|finding| Some((finding.owner?, finding.indicator?)))
        .collect();
    let kinds = Kinds::in_schema(schema);
    let looks = jobs.each(&consolidation.rows, |row| Look::at(schema, row, &kinds));
    let mut findings = slips(schema, consolidation, &kinds, &looks, told);
    // In one unit of measure, a unit whose figures are all of another size has told its cause.
    let slipped = magnitude_outlier::measured(schema, &findings);
    let mut by_unit: BTreeMap<(UnitId, bool), Vec<Finding>> = BTreeMap::new();
    for (row, look) in consolidation.rows.iter().zip(&looks) {
        for Far { unit, high, compared } in &look.far {
            let (owner, unit_of_measure) = (Owner::Unit(*unit), schema.indicator(row.indicator).unit_of_measure.as_str());
            if doubted.contains(&(owner, row.indicator)) || slipped.contains(&(owner, unit_of_measure)) {
                continue;
            }
            let Some(figures) = row.unit(*unit) else { continue };
            let Some(cell) = figures.cell(Measure::Actual) else { continue };
            by_unit.entry((*unit, *high)).or_default().push(one(schema, row.indicator, &figures, compared, cell, owner));
        }
    }
    for ((unit, _), found) in by_unit {
        findings.extend(folded(schema, unit, found));
    }
    findings
}

/// What one look at the figures of an indicator finds.
#[derive(Default)]
struct Look {
    /// Of each measure, where the units' numbers lie.
    sizes: [Sizes; 3],
    /// Of each unit of the schema, a bit for each measure that its figure can be held against the sisters', and from
    /// [`MAY_BE`] on one for each where it may be of another size.
    counted: Vec<u8>,
    /// What lies far from the sisters in what it is of the plan or of last year's figure.
    far: Vec<Far>,
}

const MAY_BE: u8 = 1 << 3;

/// An unusual figure.
struct Far {
    unit: UnitId,
    high: bool,
    compared: Vec<(Measure, Billionths, Spread)>,
}

impl Look {
    fn at(schema: &Schema, row: &consolidation::Row, kinds: &Kinds) -> Look {
        let indicator = schema.indicator(row.indicator);
        if !has_sizes(indicator) {
            return Look::default();
        }
        let is_quantity = indicator.kind == IndicatorKind::Quantity;
        let beside = row.by_unit.iter().map(|(unit, figures)| Numbers::of(unit, &figures, kinds, is_quantity));
        let beside: Vec<Numbers> = beside.collect();
        let sizes = Measure::ALL.map(|measure| {
            let numbers = beside.iter().map(|own| (own.kind as usize, own.numbers[measure as usize]));
            Sizes::of(kinds.count, numbers.filter(|(_, number)| *number > 0))
        });
        let apart = sizes.each_ref().map(|sizes| sizes.apart(SIZES_OF_PERCENTS));
        let mut counted = vec![0; schema.units.len()];
        for own in &beside {
            let Some(counted) = counted.get_mut(own.unit.0 as usize) else { continue };
            for ((measure, number), apart) in Measure::ALL.into_iter().zip(own.numbers).zip(&apart) {
                if number > 0
                    && own.is_read[measure as usize]
                    && let Some(Some(apart)) = apart.get(own.kind as usize)
                {
                    let marks = if apart.has(number) { 1 | MAY_BE } else { 1 };
                    *counted |= marks << measure as u8;
                }
            }
        }
        let far = if is_quantity { far(row, kinds, &beside) } else { Vec::new() };
        Look { sizes, counted, far }
    }

    /// Whether a unit's figure of a measure can be held against the sisters', and then whether it may be of another size.
    fn may_be(&self, unit: usize, measure: Measure) -> Option<bool> {
        let counted = self.counted.get(unit)? >> measure as u8;
        (counted & 1 != 0).then_some(counted & MAY_BE != 0)
    }
}

/// Whether the figures of an indicator have a size that says something.
fn has_sizes(indicator: &Indicator) -> bool {
    matches!(indicator.kind, IndicatorKind::Quantity | IndicatorKind::Percent) && indicator.derivation.is_none()
}

#[inline]
fn positive(number: Option<Decimal>) -> Option<Billionths> {
    number.map(billionths).filter(|number| *number > 0)
}

/// What a unit has of an indicator.
struct Numbers {
    /// 0 where there is none above that.
    numbers: [Billionths; 3],
    unit: UnitId,
    kind: u32,
    /// Whether each was read in a cell.
    is_read: [bool; 3],
    /// What is achieved as so many times the plan, and as so many times last year's figure; below 0 where that is not known.
    shares: [Billionths; 2],
}

impl Numbers {
    fn of(unit: UnitId, figures: &UnitFigures, kinds: &Kinds, with_shares: bool) -> Numbers {
        let [plan, actual, prior] = figures.numbers();
        let share = |of: Option<Decimal>| actual.zip(of).and_then(|(actual, of)| sisters::share(actual, of)).unwrap_or(-1);
        let shares = if with_shares { [share(plan), share(prior)] } else { [-1; 2] };
        let is_read = [figures.has_cell(Measure::Plan), figures.has_cell(Measure::Actual), figures.has_cell(Measure::Prior)];
        let of = |number| positive(number).unwrap_or(0);
        Numbers { unit, kind: kinds.of(unit) as u32, numbers: [of(plan), of(actual), of(prior)], is_read, shares }
    }
}

/// The figures of an indicator that are unusual, as parts of the plan and of last year's.
fn far(row: &consolidation::Row, kinds: &Kinds, beside: &[Numbers]) -> Vec<Far> {
    let sisters = [(Measure::Plan, 0), (Measure::Prior, 1)].map(|(against, at)| {
        let shares = beside.iter().map(|own| (own.kind as usize, own.shares[at])).filter(|(_, share)| *share >= 0);
        (against, at, Sisters::of(kinds.count, shares))
    });
    let mut found = Vec::new();
    for Numbers { unit, kind, is_read, shares, .. } in beside {
        if !is_read[Measure::Actual as usize] {
            continue;
        }
        // A figure is judged once, with all there is to hold it against.
        let mut compared: Vec<(Measure, Billionths, Spread)> = Vec::new();
        let near = sisters.iter().any(|(against, at, sisters)| {
            let own = shares[*at];
            if own < 0 {
                return false;
            }
            match sisters.beside(*kind as usize, own) {
                Beside::Nobody => false,
                Beside::Near => true,
                Beside::Far(spread) => {
                    compared.push((*against, own, spread));
                    false
                }
            }
        });
        let Some(high) = unusual_side(&compared).filter(|_| !near) else { continue };
        if row.unit(*unit).is_some_and(|figures| is_substantial(&figures)) {
            found.push(Far { unit: *unit, high, compared });
        }
    }
    found
}

/// Single heads and cases jump by themselves.
fn is_substantial(figures: &UnitFigures) -> bool {
    figures.numbers().into_iter().flatten().max().is_some_and(|most| most >= Decimal::from(50))
}

/// The kind of each unit, as a number.
struct Kinds {
    by_unit: Vec<usize>,
    count: usize,
}

impl Kinds {
    fn in_schema(schema: &Schema) -> Kinds {
        let mut known: Vec<&str> = Vec::new();
        let of = schema.units.iter().map(|unit| {
            known.iter().position(|kind| *kind == unit.kind).unwrap_or_else(|| {
                known.push(&unit.kind);
                known.len() - 1
            })
        });
        Kinds { by_unit: of.collect(), count: known.len() }
    }

    fn of(&self, unit: UnitId) -> usize {
        self.by_unit.get(unit.0 as usize).copied().unwrap_or(0)
    }
}

/// Above or below in everything there is to compare; low against the plan alone is half a year's work not done.
fn unusual_side(compared: &[(Measure, Billionths, Spread)]) -> Option<bool> {
    let (_, own, first) = compared.first()?;
    let side = first.side(*own)?;
    let all = compared.iter().all(|(_, own, spread)| spread.side(*own) == Some(side));
    let by_last_year = compared.iter().any(|(measure, ..)| *measure == Measure::Prior);
    (all && (side || by_last_year)).then_some(side)
}

fn one(
    schema: &Schema,
    id: IndicatorId,
    figures: &UnitFigures,
    compared: &[(Measure, Billionths, Spread)],
    cell: CellView,
    owner: Owner,
) -> Finding {
    let name = named(schema, id);
    let percent = |share: Billionths| number::round(sisters::decimal(share).saturating_mul(Decimal::ONE_HUNDRED), 0);
    let actual = figures.number(Measure::Actual).unwrap_or_default();
    let said: Vec<(String, String)> = compared
        .iter()
        .map(|(measure, own, spread)| {
            let (own, usual, count) = (percent(*own), percent(spread.median), spread.count);
            (
                format!(
                    "bằng {}% {}, mức giữa của {count} đơn vị cùng loại là {}%",
                    vietnamese(own, None),
                    measure.vi(),
                    vietnamese(usual, None)
                ),
                format!("{own}% of {}, where the median of {count} sister units is {usual}%", measure.en()),
            )
        })
        .collect();
    let join = |of: fn(&(String, String)) -> &String| said.iter().map(of).cloned().collect::<Vec<_>>().join("; ");
    let words = Words::new(
        format!("{name}: thực hiện {} {}.", vietnamese(actual, None), join(|said| &said.0)),
        format!("{name}: actual {} is {}.", actual.normalize(), join(|said| &said.1)),
    );
    KIND.at(&cell.kept(), words).about(owner, id, Measure::Actual).found(actual.normalize())
}

/// Many unusual figures of one unit have one cause: they are told once.
fn folded(schema: &Schema, unit: UnitId, mut found: Vec<Finding>) -> Vec<Finding> {
    if found.len() < ROWS {
        return found;
    }
    let count = found.len();
    found.truncate(1);
    for finding in &mut found {
        let name = &schema.unit(unit).name;
        finding.message.vi = format!("{name} có {count} chỉ tiêu khác thường như vậy; ví dụ: {}", finding.message.vi);
        finding.message.en = format!("{name} has {count} indicators as unusual as this: {}", finding.message.en);
    }
    found
}

/// Rows of one unit and one unit of measure that are all of another size than the sisters': another unit of measure.
fn slips(schema: &Schema, consolidation: &Consolidation, kinds: &Kinds, looks: &[Look], told: &[Finding]) -> Vec<Finding> {
    let mut by_measure: BTreeMap<&str, Vec<(&consolidation::Row, &Look)>> = BTreeMap::new();
    for (row, look) in consolidation.rows.iter().zip(looks) {
        let indicator = schema.indicator(row.indicator);
        if has_sizes(indicator) {
            by_measure.entry(&indicator.unit_of_measure).or_default().push((row, look));
        }
    }
    let mut sizes: BTreeMap<(UnitId, &str, Measure), Vec<Sized<'_>>> = BTreeMap::new();
    for (measured_in, rows) in by_measure {
        for measure in Measure::ALL {
            let units = other_sizes(schema, kinds, &rows, measure);
            sizes.extend(units.into_iter().map(|(unit, rows)| ((unit, measured_in, measure), rows)));
        }
    }
    let known = magnitude_outlier::measured(schema, told);
    let mut findings: Vec<Finding> = Vec::new();
    for ((unit, measured_in, measure), rows) in sizes {
        let owner = Owner::Unit(unit);
        let earlier = findings.iter().any(|finding| {
            finding.owner == Some(owner) && finding.indicator.is_some_and(|id| schema.indicator(id).unit_of_measure == measured_in)
        });
        if earlier || known.contains(&(owner, measured_in)) {
            continue;
        }
        // Communes differ, but not all their figures by hundreds of times; percents only by being typed as fractions.
        let is_percent = rows.iter().all(|(_, id, _)| schema.indicator(*id).kind == IndicatorKind::Percent);
        let enough = Decimal::from(if is_percent { SIZES_OF_PERCENTS } else { SIZES });
        let mut times_of: Vec<Decimal> = rows.iter().map(|(times, ..)| *times).collect();
        let Some(middle) = sisters::median_of(&mut times_of) else { continue };
        if middle < enough && middle.saturating_mul(enough) > Decimal::ONE {
            continue;
        }
        let (Some(power), Some((_, id, cell))) = (power(middle, Decimal::ONE), rows.first()) else { continue };
        let (vi, en) = times(power);
        let (why_vi, why_en) = match unit_that_fits(measured_in, power) {
            Some(other) => (format!("; có thể đã ghi theo “{other}”"), format!("; they may be in “{other}”")),
            None if is_percent => ("; có thể đã ghi tỷ lệ dạng 0,6 thay vì 60%".to_string(), "; 0.6 may stand for 60 %".to_string()),
            None => (String::new(), String::new()),
        };
        let (count, name) = (rows.len(), &schema.unit(unit).name);
        let words = Words::new(
            format!("{name}: {count} số {} có đơn vị tính “{measured_in}” {vi} so với các đơn vị cùng loại{why_vi}.", measure.vi()),
            format!("{name}: {count} figures ({}) in “{measured_in}” are {en} beside the sister units{why_en}.", measure.en()),
        );
        findings.push(magnitude_outlier::KIND.at(&cell.kept(), words).about(owner, *id, measure));
    }
    findings
}

/// How many times a figure is of the sisters' median, of which indicator, and where it stands.
type Sized<'a> = (Decimal, IndicatorId, CellView<'a>);

/// The units of which half the figures in one unit of measure or more are of another size than the sisters', with all
/// of these figures.
fn other_sizes<'a>(
    schema: &Schema,
    kinds: &Kinds,
    rows: &[(&'a consolidation::Row, &Look)],
    measure: Measure,
) -> Vec<(UnitId, Vec<Sized<'a>>)> {
    // Of each unit, how many figures there are and how many of them may be of another size.
    let mut counted = vec![(0_usize, 0_usize); schema.units.len()];
    for (_, look) in rows {
        for (unit, counted) in counted.iter_mut().enumerate() {
            if let Some(may_be) = look.may_be(unit, measure) {
                counted.0 += 1;
                counted.1 += usize::from(may_be);
            }
        }
    }
    let told = counted.iter().zip(0..).filter(|((all, other), _)| *all >= ROWS && other * 2 >= *all);
    told.map(|(_, unit)| {
        let unit = UnitId(unit);
        let sized = rows.iter().filter_map(|(row, look)| {
            let figures = row.unit(unit)?;
            let number = positive(figures.number(measure))?;
            let median = look.sizes[measure as usize].median_beside(kinds.of(unit), number)?;
            Some((sisters::decimal(number).checked_div(sisters::decimal(median))?, row.indicator, figures.cell(measure)?))
        });
        (unit, sized.collect())
    })
    .collect()
}
