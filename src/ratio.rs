//! Percent of plan, percent of last year, rounding, verdict: one rule for compute, check and audit.

use crate::number;
use crate::schema::{Indicator, IndicatorKind, Schema, Target};
use crate::submission::Verdict;
use rust_decimal::Decimal;

/// `part` as a percent of `base`, half rounded away from zero at `decimals`; `None` where the base is 0.
pub fn percent(part: Decimal, base: Decimal, decimals: u32) -> Option<Decimal> {
    if base.is_zero() {
        return None;
    }
    match whole_percent(part, base, decimals) {
        Some(percent) => number::bounded(percent),
        None => number::quotient(part, base, true, decimals),
    }
}

/// The same in whole numbers, where they are not too long: exact, whatever the quotient, and quick.
fn whole_percent(part: Decimal, base: Decimal, decimals: u32) -> Option<Decimal> {
    let mut percent = units_of_percent(part, base, decimals)?;
    let mut decimals = decimals;
    while decimals > 0 && percent % 10 == 0 {
        percent /= 10;
        decimals -= 1;
    }
    (decimals <= Decimal::MAX_SCALE).then(|| Decimal::new(percent, decimals))
}

/// How many units of the last decimal a percent has, where they are not too many; the base is not 0.
fn units_of_percent(part: Decimal, base: Decimal, decimals: u32) -> Option<i64> {
    // part/10^a × 100 × 10^decimals ÷ (base/10^b), in units of the last decimal.
    let zeros = i64::from(base.scale()) + 2 + i64::from(decimals) - i64::from(part.scale());
    let power = number::ten_to(u32::try_from(zeros.unsigned_abs()).ok()?)?;
    let (top, bottom) = (u64::try_from(part.mantissa().unsigned_abs()).ok()?, u64::try_from(base.mantissa().unsigned_abs()).ok()?);
    let (top, bottom) = match zeros < 0 {
        true => (u128::from(top), u128::from(bottom) * u128::from(power)),
        false => (u128::from(top) * u128::from(power), u128::from(bottom)),
    };
    let (mut percent, rest) = match (u64::try_from(top), u64::try_from(bottom)) {
        (Ok(top), Ok(bottom)) => (u128::from(top / bottom), u128::from(top % bottom)),
        _ => (top / bottom, top % bottom),
    };
    percent += u128::from(rest >= bottom - rest);
    let percent = i64::try_from(percent).ok()?;
    let negative = part.is_sign_negative() != base.is_sign_negative();
    Some(if negative { -percent } else { percent })
}

/// Whether a number, rounded at `decimals`, surely is `part` as a percent of `base`; where numbers are long, that is not known.
pub fn is_percent(number: Decimal, part: Decimal, base: Decimal, decimals: u32) -> bool {
    !base.is_zero() && number::units(number, decimals).is_some_and(|units| units_of_percent(part, base, decimals) == Some(units))
}

/// `numerator` over `denominator`, in percent for a percent indicator and plain for any other, rounded at `decimals`.
pub fn quotient(indicator: &Indicator, numerator: Decimal, denominator: Decimal, decimals: u32) -> Option<Decimal> {
    number::quotient(numerator, denominator, indicator.kind == IndicatorKind::Percent, decimals)
}

/// Decimals of a computed quotient: the indicator's, else those of the schema's percents.
pub fn decimals(schema: &Schema, indicator: &Indicator) -> u32 {
    indicator.decimals.unwrap_or(schema.percent_decimals)
}

/// Percent of plan: none where less is better, where there is no plan, or where it is 0.
pub fn percent_of_plan(actual: Option<Decimal>, plan: Option<Decimal>, target: Option<&Target>, decimals: u32) -> Option<Decimal> {
    if target.is_some_and(Target::less_is_better) {
        return None;
    }
    percent(actual?, plan?, decimals)
}

/// The verdict on a figure: against the target where there is one, else against the plan, which is to be reached.
pub fn verdict(actual: Option<Decimal>, plan: Option<Decimal>, target: Option<&Target>) -> Verdict {
    let Some(actual) = actual else { return Verdict::NotAssessed };
    let met = match (target, plan) {
        (Some(target), _) => target.is_met_by(actual),
        (None, Some(plan)) => actual >= plan,
        (None, None) => return Verdict::NotAssessed,
    };
    if met { Verdict::Met } else { Verdict::NotMet }
}

/// The target of one unit, whose plan is a plain number: reached in the direction of the area's target.
pub fn target_of_unit(plan: Decimal, area: Option<&Target>) -> Target {
    match area {
        Some(Target::AtMost(_)) => Target::AtMost(plan),
        Some(Target::LessThan(_)) => Target::LessThan(plan),
        Some(Target::MoreThan(_)) => Target::MoreThan(plan),
        _ => Target::AtLeast(plan),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_of_whole_numbers_are_those_of_long_division() {
        let mut seed = 5_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 20) % most
        };
        for _ in 0..50_000 {
            let (digits, decimals) = (next(13) as u32, next(11) as u32);
            let part = Decimal::new(next(10_u64.pow(digits + 1)) as i64 - 1_000, next(6) as u32);
            let base = Decimal::new(next(1_000_000) as i64 + 1, next(6) as u32);
            for base in [base, -base] {
                let long = part * Decimal::ONE_HUNDRED / base;
                let rounded = number::round(long, decimals);
                assert_eq!(percent(part, base, decimals), Some(rounded), "{part} of {base} at {decimals}");
                // Of long numbers it is not known.
                let is_known = |number| units_of_percent(part, base, decimals).is_some() && number::units(number, decimals).is_some();
                for number in [long, rounded] {
                    assert_eq!(is_percent(number, part, base, decimals), is_known(number), "{number}: {part} of {base}");
                }
                assert!(!is_percent(rounded + Decimal::new(1, decimals), part, base, decimals));
                assert!(!is_percent(rounded, part, Decimal::ZERO, decimals));
            }
        }
    }

    fn d(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn half_is_rounded_away_from_zero() {
        for (part, base, decimals, percent_) in [
            ("62.9", "200", 1, "31.5"),
            ("57.589", "274.559", 2, "20.98"),
            ("2830", "3400", 2, "83.24"),
            ("4755", "5450", 2, "87.25"),
            ("-0.5", "100", 0, "-1"),
            ("1", "3", 1, "33.3"),
            ("51600", "150000", 1, "34.4"),
        ] {
            assert_eq!(percent(d(part), d(base), decimals), Some(d(percent_)), "{part}/{base}");
        }
    }

    #[test]
    fn no_ratio_without_a_base() {
        assert_eq!(percent(d("5"), d("0"), 1), None);
        assert_eq!(percent_of_plan(Some(d("5")), None, None, 1), None);
        assert_eq!(percent_of_plan(Some(d("8.7")), Some(d("11")), Some(&Target::AtMost(d("11"))), 1), None);
    }

    #[test]
    fn tenths_are_exact() {
        assert_eq!(d("0.1") + d("0.2"), d("0.3"));
        assert!(
            percent(d("1"), d("3"), 28).is_none() || percent(d("1"), d("3"), 20).unwrap().to_string().starts_with("33.33333333333333333")
        );
    }

    #[test]
    fn verdicts_follow_the_direction() {
        let v = |actual: &str, target: &str| verdict(Some(d(actual)), None, Target::parse(target, None).as_ref());
        assert_eq!(v("100", "> 99.5"), Verdict::Met);
        assert_eq!(v("10.14", "<= 10"), Verdict::NotMet);
        assert_eq!(v("8.7", "<= 11"), Verdict::Met);
        assert_eq!(v("46.12", "43..45"), Verdict::Met);
        assert_eq!(verdict(None, None, Target::parse("> 1", None).as_ref()), Verdict::NotAssessed);
        assert_eq!(verdict(Some(d("5")), Some(d("6")), None), Verdict::NotMet);
        assert_eq!(verdict(Some(d("5")), None, None), Verdict::NotAssessed);
    }
}
