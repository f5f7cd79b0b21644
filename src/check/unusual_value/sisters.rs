//! Where the numbers of sister units lie: medians and median deviations, with and without a unit's own number.
//!
//! A figure is one of many to be ordered here and is printed nowhere: billionths of it are enough, and are ordered fast.

use rust_decimal::Decimal;

/// A number in billionths, cut off and kept within what fits.
pub type Billionths = i128;

/// Of fewer sisters nothing can be said.
const SISTERS_NEEDED: usize = 5;
/// Among more units than these, one figure moves the median so little that it need not be left out of it.
const FEW: usize = 40;
const DECIMALS: u32 = 9;

/// A number in billionths.
pub fn billionths(number: Decimal) -> Billionths {
    let (mantissa, scale) = (number.mantissa(), number.scale());
    match DECIMALS.checked_sub(scale) {
        Some(zeros) => mantissa.saturating_mul(10_i128.pow(zeros)),
        // A decimal has at most 28.
        None => mantissa / 10_i128.pow(scale - DECIMALS),
    }
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
        let mut by_kind: Vec<Vec<Billionths>> = vec![Vec::new(); kinds];
        for (kind, number) in numbers {
            if let Some(of_kind) = by_kind.get_mut(kind) {
                of_kind.push(number);
            }
        }
        let group = |mut numbers: Vec<Billionths>| match numbers.len() > FEW {
            true => spread(&mut numbers).map_or(Group::Few(Vec::new()), Group::Many),
            false => {
                numbers.sort_unstable();
                Group::Few(numbers)
            }
        };
        Sisters { by_kind: by_kind.into_iter().map(group).collect() }
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

    /// Whether a unit's own number may be so many times the median of the others or so small a part of it; `None` where
    /// there are too few of them.
    pub fn may_be_times(&self, kind: usize, own: Billionths, times: i32) -> Option<bool> {
        let times = i128::from(times);
        let (low, high) = match self.by_kind.get(kind)? {
            Group::Many(spread) => (spread.median, spread.median),
            Group::Few(numbers) => around_the_middle(numbers)?,
        };
        Some(own >= low.saturating_mul(times) || own.saturating_mul(times) <= high)
    }

    /// The median of the others of a unit's kind; `None` where there are too few of them.
    pub fn median_beside(&self, kind: usize, own: Billionths) -> Option<Billionths> {
        match self.by_kind.get(kind)? {
            Group::Many(spread) => Some(spread.median),
            Group::Few(numbers) => {
                around_the_middle(numbers)?;
                without(numbers, own).and_then(|mut others| median(&mut others))
            }
        }
    }
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

fn spread(numbers: &mut [Billionths]) -> Option<Spread> {
    let median = median(numbers)?;
    let mut deviations: Vec<Billionths> = numbers.iter().map(|number| number.saturating_sub(median).saturating_abs()).collect();
    Some(Spread { median, deviation: self::median(&mut deviations)?, count: numbers.len() })
}

/// The median; the numbers are put in another order.
fn median(numbers: &mut [Billionths]) -> Option<Billionths> {
    let middle = numbers.len() / 2;
    if middle >= numbers.len() {
        return None;
    }
    let upper = *numbers.select_nth_unstable(middle).1;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *numbers.get(..middle)?.iter().max()?;
    Some(lower + (upper - lower) / 2)
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
        // Where most sisters agree exactly the deviation is 0; a tenth of the median is nothing unusual.
        let tenths = self.deviation.saturating_mul(15).max(self.median);
        let far = own.saturating_sub(self.median).saturating_abs().saturating_mul(10) > tenths.saturating_mul(6);
        let (above, below) = (own >= self.median.saturating_mul(3), own.saturating_mul(3) <= self.median);
        (far && (above || below)).then_some(above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(median(&mut []), None);
    }
}
