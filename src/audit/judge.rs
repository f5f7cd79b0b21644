//! Whether a stated percentage is what two figures give.

use super::slip;
use super::token::{Bound, Quantity};
use super::{Wrong, kinds};
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{round, vietnamese};
use crate::ratio;
use rust_decimal::{Decimal, RoundingStrategy};

/// What recomputing a percentage says.
pub(super) struct Judged {
    /// What the figures give, at the decimals stated.
    pub(super) recomputed: Decimal,
    pub(super) holds: bool,
    /// The percentage was cut off instead of rounded.
    pub(super) truncated: bool,
}

/// `part` of `base` against what is stated.
pub(super) fn percent(part: Decimal, base: Decimal, stated: &Quantity) -> Option<Judged> {
    let exact = ratio::percent(part, base, 12)?;
    let recomputed = ratio::percent(part, base, stated.decimals)?;
    Some(judged(exact, recomputed, stated))
}

/// A computed number against what is stated.
pub(super) fn number(exact: Decimal, stated: &Quantity) -> Judged {
    judged(exact, round(exact, stated.decimals), stated)
}

fn judged(exact: Decimal, recomputed: Decimal, stated: &Quantity) -> Judged {
    let tenth = stated.number.abs() / Decimal::TEN;
    let holds = recomputed == stated.number
        || match stated.bound {
            Bound::Exact => false,
            Bound::About => (exact - stated.number).abs() <= tenth,
            Bound::AtLeast => exact >= stated.number,
            Bound::AtMost => exact <= stated.number,
        };
    let cut = exact.round_dp_with_strategy(stated.decimals, RoundingStrategy::ToZero);
    Judged { recomputed, holds, truncated: !holds && cut == stated.number }
}

/// Whether a zero too many or too few in the base explains it.
pub(super) fn is_power_of_ten(part: Decimal, base: &Quantity, stated: &Quantity) -> bool {
    let mut bases =
        [10_i64, 100, 1_000].into_iter().map(Decimal::from).flat_map(|ten| [base.number.checked_mul(ten), base.number.checked_div(ten)]);
    bases.any(|base| base.and_then(|base| ratio::percent(part, base, stated.decimals)) == Some(stated.number))
}

/// What is said of a percentage that does not follow: the working, and what is wrong.
pub(super) fn wrong_percent(part: &Quantity, part_number: Decimal, base: &Quantity, stated: &Quantity, judged: &Judged) -> Option<Wrong> {
    if judged.holds {
        return None;
    }
    let (said, right) = (shown(stated), vietnamese(judged.recomputed, Some(stated.decimals)));
    let (severity, message) = if judged.truncated {
        let words = Words::new(
            format!("Tỷ lệ {said}% bị cắt bớt chữ số chứ không làm tròn; làm tròn đúng là {right}%."),
            format!("{said}% was cut off, not rounded; rounded it is {right}%."),
        );
        (Severity::Warning, words)
    } else {
        let words = Words::new(
            format!("Báo cáo ghi {said}%, nhưng {} / {} = {right}%.", of(part), of(base)),
            format!("The report says {said}%, but {} / {} = {right}%.", of(part), of(base)),
        );
        (Severity::Error, words)
    };
    let slip = if judged.truncated { None } else { slip::of_percent(part_number, part, base, stated) };
    Some(Wrong { kind: &kinds::RATIO, severity, message, found: format!("{said}%"), expected: format!("{right}%"), slip })
}

/// `13.636 / 20.676 = 66,0%`
pub(super) fn working(part: &Quantity, base: &Quantity, judged: &Judged, stated: &Quantity) -> String {
    format!("{} / {} = {}%", of(part), of(base), vietnamese(judged.recomputed, Some(stated.decimals)))
}

/// A figure with its unit of measure, as written.
pub(super) fn of(quantity: &Quantity) -> String {
    format!("{}{}", quantity.raw, if quantity.raw.contains(' ') { String::new() } else { quantity.unit_text() })
}

/// The number as written.
pub(super) fn shown(quantity: &Quantity) -> String {
    quantity.raw.clone()
}
