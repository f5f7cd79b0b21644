//! Where the numbers of sister units lie: medians and median deviations, with and without a unit's own number.
//!
//! A figure is one of many to be ordered here and is printed nowhere: billionths of it are enough, and are ordered fast.

use crate::number;
use rust_decimal::Decimal;
use std::ops::{Add, Div, Sub};

/// A number in billionths, cut off and kept within what fits.
pub type Billionths = i128;

/// Of fewer sisters nothing can be said.
const SISTERS_NEEDED: usize = 5;
/// Among more units than these, one figure moves the median so little that it need not be left out of it.
const FEW: usize = 40;
const DECIMALS: u32 = 9;
const ONE: u64 = 10_u64.pow(DECIMALS);

/// A number in billionths.
#[inline]
pub fn billionths(number: Decimal) -> Billionths {
    let (mantissa, scale) = (number.mantissa(), number.scale());
    if let (Ok(few), Some(zeros)) = (u64::try_from(mantissa), DECIMALS.checked_sub(scale).and_then(number::ten_to)) {
        return (u128::from(few) * u128::from(zeros)) as Billionths;
    }
    match DECIMALS.checked_sub(scale) {
        Some(zeros) => mantissa.saturating_mul(10_i128.pow(zeros)),
        // A decimal has at most 28.
        None => mantissa / 10_i128.pow(scale - DECIMALS),
    }
}

/// How many times one number is of another, both in billionths; `None` where one of them is not above zero.
pub fn share(part: Decimal, of: Decimal) -> Option<Billionths> {
    if let Some(share) = share_of_digits(part, of) {
        return Some(share);
    }
    let (part, of) = (billionths(part), billionths(of));
    (part > 0 && of > 0).then(|| part.saturating_mul(ONE.into()) / of)
}

/// The same from the digits at one scale, where they are few: the zeros that both have in billionths change nothing.
fn share_of_digits(part: Decimal, of: Decimal) -> Option<Billionths> {
    let scale = part.scale().max(of.scale());
    let digits = |number: Decimal| {
        let digits = u64::try_from(number.mantissa()).ok().filter(|digits| *digits > 0 && scale <= DECIMALS)?;
        digits.checked_mul(number::ten_to(scale - number.scale())?)
    };
    Some((digits(part)?.checked_mul(ONE)? / digits(of)?).into())
}

/// Billionths as a decimal.
pub fn decimal(number: Billionths) -> Decimal {
    Decimal::try_from_i128_with_scale(number, DECIMALS).unwrap_or(Decimal::MAX)
}

/// The same number of each sister, by the number of its kind.
#[derive(Default)]
pub struct Sisters {
    by_kind: Vec<Group>,
}

enum Group {
    /// All numbers, in order.
    Few(Vec<Billionths>),
    Many(Spread),
}

/// Where sisters' numbers lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The median.
    pub median: Billionths,
    /// The median of how far each lies from it.
    pub deviation: Billionths,
    /// How many there are.
    pub count: usize,
}

/// Numbers that may be of another size than those of the sisters: from one on, and up to another.
pub struct Apart {
    from: Billionths,
    to: Billionths,
}

impl Apart {
    /// Whether a number may be.
    pub fn has(&self, number: Billionths) -> bool {
        number >= self.from || number <= self.to
    }
}

/// How a number lies beside those of the sisters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// There are too few sisters.
    Nobody,
    /// As others do.
    Near,
    /// Perhaps far from them.
    Far(Spread),
}

impl Sisters {
    /// The numbers of units, each with the number of its kind, of which there are so many.
    pub fn of(kinds: usize, numbers: impl Iterator<Item = (usize, Billionths)>) -> Sisters {
        let group = |mut numbers: Vec<Billionths>| match numbers.len() > FEW {
            true => spread(&mut numbers).map_or(Group::Few(Vec::new()), Group::Many),
            false => {
                numbers.sort_unstable();
                Group::Few(numbers)
            }
        };
        Sisters { by_kind: by_kind(kinds, numbers).into_iter().map(group).collect() }
    }

    /// How a unit's own number lies beside the others of its kind.
    pub fn beside(&self, kind: usize, own: Billionths) -> Beside {
        match self.by_kind.get(kind) {
            Some(Group::Many(spread)) if spread.side(own).is_some() => Beside::Far(*spread),
            Some(Group::Many(_)) => Beside::Near,
            Some(Group::Few(numbers)) => match around_the_middle(numbers) {
                // What the median without it can't be a third or three times of.
                Some((low, high)) if own < low.saturating_mul(3) && own.saturating_mul(3) > high => Beside::Near,
                Some(_) => without(numbers, own).and_then(|mut others| spread(&mut others)).map_or(Beside::Nobody, Beside::Far),
                None => Beside::Nobody,
            },
            None => Beside::Nobody,
        }
    }
}

/// Of what size the same number of each sister is, by the number of its kind.
#[derive(Default)]
pub struct Sizes {
    by_kind: Vec<Size>,
}

enum Size {
    /// All numbers, in order.
    Few(Vec<Billionths>),
    /// The median.
    Many(Billionths),
}

impl Sizes {
    /// The numbers of units, each with the number of its kind, of which there are so many.
    pub fn of(kinds: usize, numbers: impl Iterator<Item = (usize, Billionths)>) -> Sizes {
        let size = |mut numbers: Vec<Billionths>| match numbers.len() > FEW {
            true => middle(&numbers).map_or(Size::Few(Vec::new()), Size::Many),
            false => {
                numbers.sort_unstable();
                Size::Few(numbers)
            }
        };
        Sizes { by_kind: by_kind(kinds, numbers).into_iter().map(size).collect() }
    }

    /// By kind, which numbers may be so many times the median of the others or so small a part of it; `None` where there are
    /// too few of them.
    pub fn apart(&self, times: i32) -> Vec<Option<Apart>> {
        let times = i128::from(times.max(1));
        let of_kind = |size: &Size| {
            let (low, high) = match size {
                Size::Many(median) => (*median, *median),
                Size::Few(numbers) => around_the_middle(numbers)?,
            };
            // Who is so many times as much is below what is left of the division, too.
            Some(Apart { from: low.saturating_mul(times), to: high / times })
        };
        self.by_kind.iter().map(of_kind).collect()
    }

    /// The median of the others of a unit's kind; `None` where there are too few of them.
    pub fn median_beside(&self, kind: usize, own: Billionths) -> Option<Billionths> {
        match self.by_kind.get(kind)? {
            Size::Many(median) => Some(*median),
            Size::Few(numbers) => {
                around_the_middle(numbers)?;
                without(numbers, own).and_then(|mut others| median(&mut others))
            }
        }
    }
}

/// Numbers by the number of their kind, of which there are so many.
fn by_kind(kinds: usize, numbers: impl Iterator<Item = (usize, Billionths)>) -> Vec<Vec<Billionths>> {
    // Room for as many as there are at most, in equal parts.
    let most = numbers.size_hint().1.unwrap_or(0) / kinds.max(1);
    let mut by_kind: Vec<Vec<Billionths>> = (0..kinds).map(|_| Vec::with_capacity(most)).collect();
    for (kind, number) in numbers {
        if let Some(of_kind) = by_kind.get_mut(kind) {
            of_kind.push(number);
        }
    }
    by_kind
}

/// Two numbers of an ordered list between which the median lies, whichever one is left out; `None` where too few remain.
fn around_the_middle(numbers: &[Billionths]) -> Option<(Billionths, Billionths)> {
    if numbers.len() <= SISTERS_NEEDED {
        return None;
    }
    let middle = numbers.len() / 2;
    Some((*numbers.get(middle.checked_sub(1)?)?, *numbers.get(middle + 1)?))
}

/// An ordered list without one number of it.
fn without(numbers: &[Billionths], own: Billionths) -> Option<Vec<Billionths>> {
    let at = numbers.binary_search(&own).ok()?;
    let mut others = numbers.to_vec();
    others.remove(at);
    Some(others)
}

/// Numbers of half the length, which are put in order in half the time; nearly all are no longer.
fn short(numbers: &[Billionths]) -> Option<Vec<i64>> {
    let mut short = Vec::with_capacity(numbers.len());
    for number in numbers {
        short.push(i64::try_from(*number).ok()?);
    }
    Some(short)
}

/// The median.
fn middle(numbers: &[Billionths]) -> Option<Billionths> {
    match short(numbers) {
        Some(mut short) => median(&mut short).map(Billionths::from),
        None => median(&mut numbers.to_vec()),
    }
}

fn spread(numbers: &mut [Billionths]) -> Option<Spread> {
    if let Some(mut short) = short(numbers) {
        let median = median(&mut short)?;
        short.iter_mut().for_each(|number| *number = number.saturating_sub(median).saturating_abs());
        return Some(Spread { median: median.into(), deviation: self::median(&mut short)?.into(), count: numbers.len() });
    }
    let median = median(numbers)?;
    let mut deviations: Vec<Billionths> = numbers.iter().map(|number| number.saturating_sub(median).saturating_abs()).collect();
    Some(Spread { median, deviation: self::median(&mut deviations)?, count: numbers.len() })
}

/// The median; the numbers are put in another order.
fn median<N>(numbers: &mut [N]) -> Option<N>
where
    N: Copy + Ord + From<u8> + Add<Output = N> + Sub<Output = N> + Div<Output = N>,
{
    let middle = numbers.len() / 2;
    if middle >= numbers.len() {
        return None;
    }
    let upper = *numbers.select_nth_unstable(middle).1;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *numbers.get(..middle)?.iter().max()?;
    Some(lower + (upper - lower) / N::from(2))
}

/// The median of decimals.
pub fn median_of(numbers: &mut [Decimal]) -> Option<Decimal> {
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
    pub fn side(&self, own: Billionths) -> Option<bool> {
        let (above, below) = (own >= self.median.saturating_mul(3), own.saturating_mul(3) <= self.median);
        if !above && !below {
            return None;
        }
        // Where most sisters agree exactly the deviation is 0; a tenth of the median is nothing unusual.
        let tenths = self.deviation.saturating_mul(15).max(self.median);
        let far = own.saturating_sub(self.median).saturating_abs().saturating_mul(10) > tenths.saturating_mul(6);
        far.then_some(above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ways_give_what_the_long_ones_do() {
        let mut seed = 11_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 20) % most
        };
        for round in 0..20_000 {
            let mut number = || Decimal::new(next(10_u64.pow(round % 13 + 1)) as i64, next(13) as u32);
            let (part, of) = (number(), number());
            let long = |number: Decimal| match DECIMALS.checked_sub(number.scale()) {
                Some(zeros) => number.mantissa() * 10_i128.pow(zeros),
                None => number.mantissa() / 10_i128.pow(number.scale() - DECIMALS),
            };
            assert_eq!(billionths(part), long(part), "{part}");
            assert_eq!(billionths(-part), -long(part), "{part}");
            let wanted = (long(part) > 0 && long(of) > 0).then(|| long(part) * 1_000_000_000 / long(of));
            assert_eq!(share(part, of), wanted, "{part} {of}");
        }
        for count in 1..60_u64 {
            // Even ones: half of them has no rest, whether they are long or short.
            let short: Vec<Billionths> = (0..count).map(|_| i128::from(next(1000) * 4 + 4)).collect();
            let mut long: Vec<Billionths> = short.iter().map(|number| number << 64).collect();
            let (few, many) = (spread(&mut short.clone()).unwrap(), spread(&mut long).unwrap());
            assert_eq!((few.median << 64, few.deviation << 64, few.count), (many.median, many.deviation, many.count));
        }
    }

    #[test]
    fn what_may_be_of_another_size_is_told_by_two_bounds() {
        let numbers: Vec<Billionths> = (0..50).map(|number| 1000 + number).collect();
        let sizes = Sizes::of(2, numbers.iter().map(|number| (1, *number)));
        let apart = sizes.apart(30);
        let (None, Some(bounds)) = (&apart[0], &apart[1]) else { panic!() };
        let median = sizes.median_beside(1, 1000).unwrap();
        assert_eq!((Some(median), median), (middle(&numbers), spread(&mut numbers.clone()).unwrap().median));
        for number in (1..200).chain(30_000..31_000) {
            assert_eq!(bounds.has(number), number >= median * 30 || number * 30 <= median, "{number}");
        }
    }

    #[test]
    fn figures_keep_their_order() {
        let d = |text: &str| billionths(Decimal::from_str_exact(text).unwrap());
        assert_eq!(d("1.5"), 1_500_000_000);
        assert_eq!(d("0.1234567891234"), 123_456_789);
        assert!(d("79228162514264337593543950335") > d("7922816251426433759354395033"));
        assert_eq!(decimal(d("62.9")), Decimal::new(629, 1));
    }

    #[test]
    fn the_median_without_ones_own_lies_between_its_neighbours() {
        let mut seed = 3_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from(seed >> 40)
        };
        for count in 6..=40 {
            let mut numbers: Vec<Billionths> = (0..count).map(|_| next() % 50 + 1).collect();
            numbers.sort_unstable();
            let (low, high) = around_the_middle(&numbers).unwrap();
            for own in numbers.clone() {
                let median = median(&mut without(&numbers, own).unwrap()).unwrap();
                assert!((low..=high).contains(&median), "{numbers:?} {own}");
                let sisters = Sisters { by_kind: vec![Group::Few(numbers.clone())] };
                let spread = spread(&mut without(&numbers, own).unwrap()).unwrap();
                // What is passed over as near is near.
                let near = sisters.beside(0, own) == Beside::Near;
                assert!(!near || spread.side(own).is_none(), "{numbers:?} {own}");
            }
        }
        assert_eq!(median(&mut [5, 1, 3]), Some(3));
        assert_eq!(median(&mut [4, 1, 3, 2]), Some(2));
        assert_eq!(median::<i64>(&mut []), None);
    }
}
