//! Which figure of a sum was likely mistyped, where the arithmetic singles one out.

use crate::ratio;
use crate::schema::IndicatorId;
use crate::submission::{FigureView, Measure, Submission};
use rust_decimal::Decimal;

/// How a figure came to be wrong; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// The percent written beside it fits the right figure and not this one.
    ByItsPercent,
    /// Ten, a hundred, a thousand times too large or too small.
    PowerOfTen,
    /// Two digits side by side changed places.
    Swapped,
    /// One digit left out or typed twice.
    Dropped,
    /// One digit typed wrong.
    Digit,
    /// A 0 where plan or last year say that there is something.
    LeftOut,
}

/// A figure that, put right, would make the sum add up.
#[derive(Clone, Debug)]
pub struct Culprit {
    /// Whose figure of which indicator it is.
    pub indicator: IndicatorId,
    /// What it should be.
    pub right: Decimal,
    /// How it came to be wrong.
    pub slip: Slip,
}

/// The one figure among a whole and its parts that most likely is wrong; `None` where several are as likely.
///
/// `difference` is what the whole is more than the sum of its parts.
pub fn of(submission: &Submission, whole: &FigureView<'_>, parts: &[FigureView<'_>], difference: Decimal) -> Option<Culprit> {
    let candidates = parts.iter().map(|part| (part, difference)).chain(Some((whole, -difference)));
    let mut found: Vec<Culprit> = Vec::new();
    for (figure, correction) in candidates {
        let Some(written) = figure.amount.number() else { continue };
        let Some(right) = written.checked_add(correction).filter(|right| *right >= Decimal::ZERO) else { continue };
        let how = match percent_says(submission, figure, right) {
            true => Some(Slip::ByItsPercent),
            false => slip(written, right).or_else(|| left_out(submission, figure, right)),
        };
        if let Some(slip) = how {
            found.push(Culprit { indicator: figure.indicator, right, slip });
        }
    }
    let surest = found.iter().map(|culprit| culprit.slip).min()?;
    let mut likely = found.into_iter().filter(|culprit| culprit.slip == surest);
    let first = likely.next()?;
    likely.next().is_none().then_some(first)
}

/// Whether the percent written beside a figure fits `right` and not what is written.
fn percent_says(submission: &Submission, figure: &FigureView<'_>, right: Decimal) -> bool {
    let Some(written) = figure.amount.number().filter(|_| figure.measure != Measure::Prior) else { return false };
    let stated = submission
        .stated_ratios
        .iter()
        .find(|stated| stated.indicator == figure.indicator && stated.owner == figure.owner && stated.against == Measure::Plan);
    let Some(stated) = stated else { return false };
    let other = if figure.measure == Measure::Actual { Measure::Plan } else { Measure::Actual };
    let Some(other) = submission.number(figure.indicator, figure.owner, other) else { return false };
    let decimals = stated.decimals.min(6);
    let fits = |number: Decimal| {
        let percent = match figure.measure {
            Measure::Actual => ratio::percent(number, other, decimals),
            _ => ratio::percent(other, number, decimals),
        };
        percent == Some(crate::number::round(stated.percent, decimals))
    };
    fits(right) && !fits(written)
}

/// A 0 in a part's place that hides about as much as its plan or last year's figure say there should be.
fn left_out(submission: &Submission, figure: &FigureView<'_>, right: Decimal) -> Option<Slip> {
    if !figure.amount.number()?.is_zero() || right.is_zero() {
        return None;
    }
    let others = Measure::ALL.into_iter().filter(|measure| *measure != figure.measure);
    let most = others.filter_map(|measure| submission.number(figure.indicator, figure.owner, measure)).max()?;
    let ceiling = most.checked_mul(Decimal::TWO)?;
    (right <= ceiling).then_some(Slip::LeftOut)
}

/// The slip of the finger that makes `written` of `right`, where one does.
pub fn slip(written: Decimal, right: Decimal) -> Option<Slip> {
    if written == right || right.is_zero() || written.is_zero() {
        return None;
    }
    let mut power = Decimal::TEN;
    for _ in 0..6 {
        if written.checked_mul(power) == Some(right) || right.checked_mul(power) == Some(written) {
            return Some(Slip::PowerOfTen);
        }
        power *= Decimal::TEN;
    }
    let scale = written.normalize().scale().max(right.normalize().scale());
    let digits = |number: Decimal| -> Vec<char> {
        let mut number = number.normalize();
        number.rescale(scale);
        number.mantissa().unsigned_abs().to_string().chars().collect()
    };
    let (written, right) = (digits(written), digits(right));
    // In figures of one or two digits anything is a slip of anything.
    if written.len().max(right.len()) < 3 {
        return None;
    }
    if written.len() == right.len() {
        let differ: Vec<usize> = (0..written.len()).filter(|&at| written.get(at) != right.get(at)).collect();
        return match differ.as_slice() {
            [_] => Some(Slip::Digit),
            [a, b] if a + 1 == *b && written.get(*a) == right.get(*b) && written.get(*b) == right.get(*a) => Some(Slip::Swapped),
            _ => None,
        };
    }
    let (longer, shorter) = if written.len() > right.len() { (&written, &right) } else { (&right, &written) };
    let one_left_out = longer.len() == shorter.len() + 1
        && (0..longer.len()).any(|skip| longer.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, c)| c).eq(shorter.iter()));
    one_left_out.then_some(Slip::Dropped)
}

impl Slip {
    /// In words, behind "gõ nhầm".
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Slip::ByItsPercent => ("tỷ lệ % ghi cùng dòng cho thấy như vậy", "the percent beside it says so"),
            Slip::PowerOfTen => ("lệch 10, 100, 1000… lần", "off by a power of ten"),
            Slip::Swapped => ("đảo hai chữ số", "two digits changed places"),
            Slip::Dropped => ("thiếu hoặc thừa một chữ số", "a digit left out or doubled"),
            Slip::Digit => ("sai một chữ số", "one digit is wrong"),
            Slip::LeftOut => ("sót số", "its figure was left out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_known() {
        let of = |a: &str, b: &str| slip(Decimal::from_str_exact(a).unwrap(), Decimal::from_str_exact(b).unwrap());
        assert_eq!(of("720", "270"), Some(Slip::Swapped));
        assert_eq!(of("27", "270"), Some(Slip::PowerOfTen));
        assert_eq!(of("310.5", "3105"), Some(Slip::PowerOfTen));
        assert_eq!(of("1230", "12300"), Some(Slip::PowerOfTen));
        assert_eq!(of("1234", "12334"), Some(Slip::Dropped));
        assert_eq!(of("218.5", "218"), Some(Slip::Digit));
        assert_eq!(of("12", "21"), None);
        assert_eq!(of("500", "731"), None);
        assert_eq!(of("0", "270"), None);
    }
}
