//! A figure off by about a power of ten against last year's and the plan: a slipped point, thousands for units.

use super::{given_plan, named};
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::number::vietnamese;
use crate::schema::{IndicatorKind, Schema};
use crate::submission::{Measure, Owner, Submission};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use foldhash::HashSet;
use rust_decimal::Decimal;

/// `magnitude-outlier`.
pub static KIND: Kind = Kind {
    code: "magnitude-outlier",
    severity: Severity::Warning,
    title: Text { vi: "Số liệu lệch khoảng 10, 100, 1000 lần", en: "Off by about a power of ten" },
    advice: Text {
        vi: "Hãy kiểm tra dấu phẩy, số chữ số 0 và đơn vị tính.",
        en: "Check the decimal mark, the zeros and the unit of measure.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 1320 | 125 |",
            &["D2"],
        ),
        // A whole column in kg is one mistake.
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng sản lượng lương thực có hạt | tấn | 620 | 310000 | 300 |
         | Sản lượng lúa | tấn | 550 | 270000 | 262 |
         | Sản lượng ngô | tấn | 70 | 40000 | 38 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | 320 | 125 |",
            &[],
        ),
    ],
};

/// Compares what was achieved with last year's figure and the plan.
pub fn check(schema: &Schema, submission: &Submission) -> Vec<Finding> {
    let mut findings = Vec::new();
    let figures = submission.by_rows();
    for (id, measure, actual, at) in submission.figures.numbers() {
        if measure != Measure::Actual || !is_above_zero(&actual) {
            continue;
        }
        let indicator = schema.indicator(id);
        if !matches!(indicator.kind, IndicatorKind::Quantity) {
            continue;
        }
        let [prior, plan] = figures.beside(at, [Measure::Prior, Measure::Plan]);
        let prior = prior.filter(is_above_zero);
        let given = || submission.figures.get(at).and_then(|figure| given_plan(schema, figure.owner, id));
        let plan = plan.or_else(given).filter(is_above_zero);
        let large = |base: Option<Decimal>| base.is_some_and(|base| is_seven_times(actual, base));
        let small = |base: Option<Decimal>| base.is_some_and(|base| is_seven_times(base, actual));
        // Low against the plan alone is half a year's work not done; it takes last year's figure to doubt it.
        let slipped = match (prior, plan) {
            (Some(_), Some(_)) => (large(prior) && large(plan)) || (small(prior) && small(plan)),
            (Some(_), None) => large(prior) || small(prior),
            (None, Some(_)) => large(plan),
            (None, None) => false,
        };
        // Single heads and cases jump by themselves: 1 last year, 9 this year.
        let substantial = || actual.max(prior.or(plan).unwrap_or_default()) >= Decimal::from(50);
        if !slipped || !substantial() {
            continue;
        }
        let (base, vi, en) = match prior {
            Some(prior) => (prior, "cùng kỳ", "last year"),
            None => (plan.unwrap_or_default(), "kế hoạch", "the plan"),
        };
        let Some(figure) = submission.figures.get(at) else { continue };
        let name = named(schema, figure.indicator);
        let fits = power(actual, base).and_then(|power| unit_that_fits(&indicator.unit_of_measure, power));
        let (why_vi, why_en) = match fits {
            Some(other) => (format!("; có thể đã ghi theo “{other}”"), format!("; it may be in “{other}”")),
            None => (String::new(), String::new()),
        };
        findings.push(
            KIND.at(
                figure.cell,
                Words::new(
                    format!("{name}: thực hiện {} trong khi {vi} là {}{why_vi}.", vietnamese(actual, None), vietnamese(base, None)),
                    format!("{name}: actual is {} while {en} is {}{why_en}.", actual.normalize(), base.normalize()),
                ),
            )
            .about(figure.owner, figure.indicator, Measure::Actual)
            .found(figure.raw())
            .expected(base.normalize()),
        );
    }
    findings
}

fn is_above_zero(number: &Decimal) -> bool {
    !number.is_sign_negative() && !number.is_zero()
}

/// Whether a number is seven times another or more.
fn is_seven_times(number: Decimal, other: Decimal) -> bool {
    // Most often both have the same places, and their digits alone decide.
    match (i64::try_from(number.mantissa()), i64::try_from(other.mantissa())) {
        (Ok(digits), Ok(others)) if number.scale() == other.scale() => i128::from(digits) >= i128::from(others) * 7,
        _ => other.checked_mul(Decimal::from(7)).is_some_and(|seven| number >= seven),
    }
}

/// Whose figures in which unit of measure are told to be off.
pub fn measured<'a>(schema: &'a Schema, told: &[Finding]) -> HashSet<(Owner, &'a str)> {
    let off = told.iter().filter(|finding| finding.kind.code == KIND.code);
    off.filter_map(|finding| Some((finding.owner?, schema.indicator(finding.indicator?).unit_of_measure.as_str()))).collect()
}

/// The power of ten that is nearest to how many times `number` is of `base`; `None` beyond a million times.
pub fn power(number: Decimal, base: Decimal) -> Option<i32> {
    let mut ratio = number.checked_div(base).filter(|ratio| *ratio > Decimal::ZERO)?;
    // The square root of ten lies half-way between two powers.
    let (low, high) = (Decimal::new(3162, 4), Decimal::new(3162, 3));
    for steps in 0..=7 {
        if ratio >= low && ratio < high {
            return Some(steps);
        }
        if ratio < low {
            break;
        }
        ratio = ratio.checked_div(Decimal::TEN)?;
    }
    for steps in 1..=7 {
        ratio = ratio.checked_mul(Decimal::TEN)?;
        if ratio >= low && ratio < high {
            return Some(-steps);
        }
    }
    None
}

/// The power of ten that `number` is of `base` exactly.
pub fn exact_power(number: Decimal, base: Decimal) -> Option<i32> {
    let power = power(number, base)?;
    let tens = Decimal::from(10_u32.checked_pow(power.unsigned_abs())?);
    let (small, large) = if power < 0 { (number, base) } else { (base, number) };
    (small.checked_mul(tens)? == large).then_some(power)
}

/// "lớn gấp khoảng 1.000 lần", "nhỏ hơn khoảng 1.000 lần".
pub fn times(power: i32) -> (String, String) {
    let many = 10_u32.checked_pow(power.unsigned_abs()).map(Decimal::from).unwrap_or(Decimal::MAX);
    let (vi, en) = (vietnamese(many, None), many.to_string());
    match power {
        0.. => (format!("lớn gấp khoảng {vi} lần"), format!("about {en} times too large")),
        _ => (format!("nhỏ hơn khoảng {vi} lần"), format!("about {en} times too small")),
    }
}

/// The unit of measure in which figures that are off by a power of ten would be right: kg where tấn is asked.
pub fn unit_that_fits(wanted: &str, power: i32) -> Option<&'static str> {
    const USUAL: [&str; 13] = ["kg", "tạ", "tấn", "nghìn tấn", "m2", "ha", "km2", "m", "km", "đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"];
    let wanted = UnitOfMeasure::parse(wanted).filter(|wanted| wanted.is_physical() && power != 0)?;
    USUAL.into_iter().find(|usual| {
        let Some(Conversion::Times(factor)) = UnitOfMeasure::parse(usual).filter(UnitOfMeasure::is_physical).map(|usual| usual.to(&wanted))
        else {
            return false;
        };
        exact_power(Decimal::ONE, factor) == Some(power)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_and_the_units_of_measure_behind_them() {
        let power = |a: &str, b: &str| power(Decimal::from_str_exact(a).unwrap(), Decimal::from_str_exact(b).unwrap());
        assert_eq!(power("1320", "150"), Some(1));
        assert_eq!(power("150", "132"), Some(0));
        assert_eq!(power("0.4", "398"), Some(-3));
        assert_eq!(power("620000", "62.5"), Some(4));
        assert_eq!(power("0", "5"), None);
        assert_eq!(power("5", "0"), None);
        assert_eq!(exact_power(Decimal::from(620_000), Decimal::from(620)), Some(3));
        assert_eq!(exact_power(Decimal::from(621_000), Decimal::from(620)), None);
        assert_eq!(unit_that_fits("ha", 4), Some("m2"));
        assert_eq!(unit_that_fits("triệu đồng", -3), Some("tỷ đồng"));
        assert_eq!(unit_that_fits("tấn", 3), Some("kg"));
        assert_eq!(unit_that_fits("con", 3), None);
        assert_eq!(unit_that_fits("ha", 1), None);
        assert_eq!(times(-3).0, "nhỏ hơn khoảng 1.000 lần");
    }
}
