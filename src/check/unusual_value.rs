//! A figure beside those of the sister units: communes hold their figures against communes.
//!
//! With few units one strange figure would move a mean and a deviation; the median and the median deviation stay.

use super::magnitude_outlier::{self, power, times, unit_that_fits};
use super::named;
use crate::cell::CellRef;
use crate::consolidation::{Consolidation, UnitFigures};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::{self, vietnamese};
use crate::schema::{IndicatorId, IndicatorKind, Schema, UnitId};
use crate::submission::{Measure, Owner};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

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

/// Of fewer sisters nothing can be said.
const SISTERS_NEEDED: usize = 5;
/// Among more units than these, one figure moves the median so little that it need not be left out of it.
const FEW: usize = 40;
/// So many rows of one unit have one cause.
const ROWS: usize = 3;

/// Holds each unit's figures against those of the other units of its kind. `told` is what is known already.
pub fn check(schema: &Schema, consolidation: &Consolidation, told: &[Finding]) -> Vec<Finding> {
    let doubted: HashSet<(Owner, IndicatorId)> = told
        .iter()
        .filter(|finding| finding.severity != Severity::Info)
        .filter_map(|finding| Some((finding.owner?, finding.indicator?)))
        .collect();
    let mut findings = slips(schema, consolidation, told);
    // In one unit of measure, a unit whose figures are all of another size has told its cause.
    let slipped = magnitude_outlier::measured(schema, &findings);
    let mut unusual: BTreeMap<(UnitId, bool), Vec<Finding>> = BTreeMap::new();
    for row in &consolidation.rows {
        let indicator = schema.indicator(row.indicator);
        if indicator.kind != IndicatorKind::Quantity || indicator.derivation.is_some() {
            continue;
        }
        let sisters =
            [Measure::Plan, Measure::Prior].map(|against| (against, Sisters::of(schema, &row.by_unit, |figures| share(figures, against))));
        for (unit, figures) in &row.by_unit {
            let owner = Owner::Unit(*unit);
            let known = doubted.contains(&(owner, row.indicator)) || slipped.contains(&(owner, indicator.unit_of_measure.as_str()));
            let Some(cell) = figures.actual.as_ref().and_then(|sourced| sourced.cell.as_ref()).filter(|_| !known) else { continue };
            // A figure is judged once, with all there is to hold it against.
            let compared: Vec<(Measure, Decimal, Spread)> = sisters
                .iter()
                .filter_map(|(against, sisters)| Some((*against, share(figures, *against)?, sisters.beside(*unit)?)))
                .collect();
            let Some(high) = unusual_side(&compared) else { continue };
            if is_substantial(figures) {
                let finding = one(schema, row.indicator, figures, &compared, cell, owner);
                unusual.entry((*unit, high)).or_default().push(finding);
            }
        }
    }
    for ((unit, _), found) in unusual {
        findings.extend(folded(schema, unit, found));
    }
    findings
}

/// `number` as so many times the plan or last year's figure.
fn share(figures: &UnitFigures, against: Measure) -> Option<Decimal> {
    let positive = |measure| figures.number(measure).filter(|number| *number > Decimal::ZERO);
    positive(Measure::Actual)?.checked_div(positive(against)?)
}

/// Single heads and cases jump by themselves.
fn is_substantial(figures: &UnitFigures) -> bool {
    Measure::ALL.into_iter().filter_map(|measure| figures.number(measure)).max().is_some_and(|most| most >= Decimal::from(50))
}

/// The same number of each sister, by kind of unit.
struct Sisters<'a> {
    schema: &'a Schema,
    by_kind: BTreeMap<&'a str, Vec<(UnitId, Decimal)>>,
    of_many: BTreeMap<&'a str, Spread>,
}

/// Where the sisters' numbers lie.
#[derive(Clone, Copy)]
struct Spread {
    median: Decimal,
    deviation: Decimal,
    count: usize,
}

impl<'a> Sisters<'a> {
    fn of(schema: &'a Schema, by_unit: &[(UnitId, UnitFigures)], number: impl Fn(&UnitFigures) -> Option<Decimal>) -> Sisters<'a> {
        let mut by_kind: BTreeMap<&str, Vec<(UnitId, Decimal)>> = BTreeMap::new();
        for (unit, figures) in by_unit {
            if let Some(number) = number(figures) {
                by_kind.entry(&schema.unit(*unit).kind).or_default().push((*unit, number));
            }
        }
        let many = by_kind.iter().filter(|(_, numbers)| numbers.len() > FEW);
        let of_many = many.filter_map(|(kind, numbers)| Some((*kind, spread(numbers.iter().map(|(_, number)| *number))?))).collect();
        Sisters { schema, by_kind, of_many }
    }

    /// Where the numbers of a unit's sisters lie, without its own.
    fn beside(&self, unit: UnitId) -> Option<Spread> {
        let kind = self.schema.unit(unit).kind.as_str();
        if let Some(of_many) = self.of_many.get(kind) {
            return Some(*of_many);
        }
        let others = self.by_kind.get(kind)?.iter().filter(|(other, _)| *other != unit).map(|(_, number)| *number);
        spread(others).filter(|spread| spread.count >= SISTERS_NEEDED)
    }
}

fn spread(numbers: impl Iterator<Item = Decimal>) -> Option<Spread> {
    let mut numbers: Vec<Decimal> = numbers.collect();
    let median = median(&mut numbers)?;
    let mut deviations: Vec<Decimal> = numbers.iter().map(|number| (number - median).abs()).collect();
    Some(Spread { median, deviation: self::median(&mut deviations)?, count: numbers.len() })
}

fn median(numbers: &mut [Decimal]) -> Option<Decimal> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    match numbers.len() % 2 {
        1 => Some(upper),
        _ => numbers.get(middle.checked_sub(1)?)?.checked_add(upper)?.checked_div(Decimal::TWO),
    }
}

impl Spread {
    /// Whether a number lies far from the sisters': above (true) or below.
    fn side(&self, own: Decimal) -> Option<bool> {
        let three = Decimal::from(3);
        // Where most sisters agree exactly the deviation is 0; a tenth of the median is nothing unusual.
        let scale = (self.deviation * Decimal::new(15, 1)).max(self.median / Decimal::TEN);
        let far = (own - self.median).abs() > scale * Decimal::from(6);
        let (above, below) = (own >= self.median * three, own * three <= self.median);
        (far && (above || below)).then_some(above)
    }
}

/// Above or below in everything there is to compare; low against the plan alone is half a year's work not done.
fn unusual_side(compared: &[(Measure, Decimal, Spread)]) -> Option<bool> {
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
    compared: &[(Measure, Decimal, Spread)],
    cell: &CellRef,
    owner: Owner,
) -> Finding {
    let name = named(schema, id);
    let percent = |share: Decimal| number::round(share.saturating_mul(Decimal::ONE_HUNDRED), 0);
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
    KIND.at(cell, words).about(owner, id, Measure::Actual).found(actual.normalize())
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
fn slips(schema: &Schema, consolidation: &Consolidation, told: &[Finding]) -> Vec<Finding> {
    let known = magnitude_outlier::measured(schema, told);
    type Row<'a> = (Decimal, IndicatorId, &'a CellRef);
    let mut sizes: BTreeMap<(UnitId, &str, Measure), Vec<Row<'_>>> = BTreeMap::new();
    for row in &consolidation.rows {
        let indicator = schema.indicator(row.indicator);
        let of_size = matches!(indicator.kind, IndicatorKind::Quantity | IndicatorKind::Percent) && indicator.derivation.is_none();
        for measure in Measure::ALL.into_iter().filter(|_| of_size) {
            let positive = |figures: &UnitFigures| figures.number(measure).filter(|number| *number > Decimal::ZERO);
            let sisters = Sisters::of(schema, &row.by_unit, positive);
            for (unit, figures) in &row.by_unit {
                let cell = figures.get(measure).and_then(|sourced| sourced.cell.as_ref());
                let (Some(own), Some(cell), Some(spread)) = (positive(figures), cell, sisters.beside(*unit)) else { continue };
                let Some(times) = own.checked_div(spread.median) else { continue };
                sizes.entry((*unit, &indicator.unit_of_measure, measure)).or_default().push((times, row.indicator, cell));
            }
        }
    }
    let mut findings: Vec<Finding> = Vec::new();
    for ((unit, measured_in, measure), rows) in sizes {
        let owner = Owner::Unit(unit);
        let earlier = findings.iter().any(|finding| {
            finding.owner == Some(owner) && finding.indicator.is_some_and(|id| schema.indicator(id).unit_of_measure == measured_in)
        });
        if rows.len() < ROWS || earlier || known.contains(&(owner, measured_in)) {
            continue;
        }
        // Communes differ, but not all their figures by hundreds of times; percents only by being typed as fractions.
        let is_percent = rows.iter().all(|(_, id, _)| schema.indicator(*id).kind == IndicatorKind::Percent);
        let enough = Decimal::from(if is_percent { 30 } else { 300 });
        let mut times_of: Vec<Decimal> = rows.iter().map(|(times, ..)| *times).collect();
        let Some(middle) = median(&mut times_of) else { continue };
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
        findings.push(magnitude_outlier::KIND.at(cell, words).about(owner, *id, measure));
    }
    findings
}
