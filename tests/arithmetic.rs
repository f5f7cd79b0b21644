//! The arithmetic of figures, held against slow arithmetic of another kind: numbers drawn by lot from a seed, sums and
//! quotients on strings of digits. Roll-ups in several steps are in `roll_up.rs`.

#[path = "../fuzz/made.rs"]
#[allow(dead_code)]
mod made;

use chitieu::cell::{CellRef, Position};
use chitieu::compute;
use chitieu::consolidation::Consolidation;
use chitieu::number::{self, LARGEST, Reading};
use chitieu::schema::{IndicatorId, PeriodId, Schema, UnitId, from_toml, prove};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;

/// Draws of each property.
const DRAWS: usize = 20_000;

/// Numbers that a seed always gives again (SplitMix64).
struct Lots(u64);

impl Lots {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number of up to so many digits, many of them 0, 4, 5 or 9, where rounding turns.
    fn decimal(&mut self, digits: usize, scale: u32) -> Decimal {
        let mut mantissa = 0_i128;
        for _ in 0..=self.below(digits) {
            let digit = if self.below(2) == 0 { [0, 4, 5, 9][self.below(4)] } else { self.below(10) as i128 };
            let next = mantissa * 10 + digit;
            if next >= 1 << 96 {
                break;
            }
            mantissa = next;
        }
        let scale = self.below(scale as usize + 1) as u32;
        Decimal::from_i128_with_scale(if self.below(3) == 0 { -mantissa } else { mantissa }, scale)
    }

    /// A figure: of a size that figures have.
    fn figure(&mut self, scale: u32) -> Decimal {
        loop {
            let number = self.decimal(28, scale);
            if number.abs() < LARGEST {
                return number;
            }
        }
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A whole number without bounds and without a sign: digits from the lowest up.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Long(Vec<u8>);

impl Long {
    fn of(number: u128) -> Long {
        Long(number.to_string().bytes().rev().map(|digit| digit - b'0').collect()).tidy()
    }

    fn tidy(mut self) -> Long {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn times_ten_to(&self, power: u32) -> Long {
        Long([vec![0; power as usize], self.0.clone()].concat()).tidy()
    }

    fn times(&self, other: &Long) -> Long {
        let mut digits = vec![0_u32; self.0.len() + other.0.len() + 1];
        for (at, a) in self.0.iter().enumerate() {
            for (more, b) in other.0.iter().enumerate() {
                digits[at + more] += u32::from(*a) * u32::from(*b);
            }
        }
        Long::carried(digits.into_iter().map(i64::from))
    }

    fn plus(&self, other: &Long) -> Long {
        let digit = |of: &Long, at: usize| i64::from(of.0.get(at).copied().unwrap_or(0));
        Long::carried((0..self.0.len().max(other.0.len()) + 1).map(|at| digit(self, at) + digit(other, at)))
    }

    /// What is left of the larger without the smaller.
    fn apart(&self, other: &Long) -> Long {
        let (large, small) = if self.order(other) == Ordering::Less { (other, self) } else { (self, other) };
        let digit = |of: &Long, at: usize| i64::from(of.0.get(at).copied().unwrap_or(0));
        Long::carried((0..large.0.len()).map(|at| digit(large, at) - digit(small, at)))
    }

    fn carried(digits: impl Iterator<Item = i64>) -> Long {
        let mut carry = 0;
        let mut out = Vec::new();
        for digit in digits {
            let all: i64 = digit + carry;
            out.push(all.rem_euclid(10) as u8);
            carry = all.div_euclid(10);
        }
        while carry > 0 {
            out.push((carry % 10) as u8);
            carry /= 10;
        }
        Long(out).tidy()
    }

    fn order(&self, other: &Long) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

fn magnitude(number: Decimal) -> Long {
    Long::of(number.mantissa().unsigned_abs())
}

/// In units of the 28th decimal: whether it is below zero, and how many.
fn exact(number: Decimal) -> (bool, Long) {
    (number.is_sign_negative() && !number.is_zero(), magnitude(number).times_ten_to(28 - number.scale()))
}

fn add((one_negative, one): (bool, Long), (other_negative, other): (bool, Long)) -> (bool, Long) {
    if one_negative == other_negative {
        return (one_negative, one.plus(&other));
    }
    let negative = if one.order(&other) == Ordering::Less { other_negative } else { one_negative };
    let apart = one.apart(&other);
    (negative && !apart.0.is_empty(), apart)
}

/// Whether `rounded`, with `decimals`, is `top / bottom` with half away from zero; magnitudes only.
fn is_rounded(rounded: Decimal, decimals: u32, top: &Long, bottom: &Long) -> bool {
    // |top × 10^decimals − rounded × bottom| ≤ bottom / 2, and where it is just that, rounded is the greater.
    let wanted = top.times_ten_to(decimals);
    let mut scaled = rounded.abs();
    scaled.rescale(decimals);
    let got = magnitude(scaled).times(bottom);
    match wanted.apart(&got).times(&Long::of(2)).order(bottom) {
        Ordering::Less => true,
        Ordering::Equal => got.order(&wanted) == Ordering::Greater,
        Ordering::Greater => false,
    }
}

#[test]
fn slow_arithmetic_is_right() {
    let (a, b) = (Long::of(99_999_999_999), Long::of(70_000_000_001));
    assert_eq!(a.times(&b), Long::of(99_999_999_999 * 70_000_000_001));
    assert_eq!(a.plus(&b), Long::of(170_000_000_000));
    assert_eq!((a.apart(&b), b.apart(&a)), (Long::of(29_999_999_998), Long::of(29_999_999_998)));
    assert_eq!(a.order(&b), Ordering::Greater);
    assert_eq!(Long::of(0), Long(vec![]));
    assert!(is_rounded(Decimal::new(315, 1), 1, &Long::of(3145), &Long::of(100)));
    assert!(!is_rounded(Decimal::new(314, 1), 1, &Long::of(3145), &Long::of(100)));
}

#[test]
fn sums_are_exact_in_any_order_and_grouping() {
    let mut lots = Lots(1);
    for _ in 0..DRAWS / 10 {
        let scale = [2, 9, 28][lots.below(3)];
        let mut numbers: Vec<Decimal> = (0..1 + lots.below(40)).map(|_| lots.figure(scale)).collect();
        let total = number::sum(numbers.iter().copied()).unwrap();
        let (negative, whole) = numbers.iter().map(|number| exact(*number)).fold((false, Long::of(0)), add);
        if exact(total) != (negative, whole.clone()) {
            // More digits than a decimal holds: rounded once, at the last place there is room for.
            assert_eq!(negative, total.is_sign_negative() && !total.is_zero(), "{numbers:?}");
            assert!(whole.0.len() > 28, "{numbers:?} give {total}");
            let decimals = (28 + 28_u32).saturating_sub(whole.0.len() as u32).min(28);
            let holds = [decimals, decimals + 1].iter().any(|&decimals| is_rounded(total, decimals, &whole, &Long::of(1).times_ten_to(28)));
            assert!(holds, "{numbers:?} give {total}");
        }
        lots.shuffle(&mut numbers);
        assert_eq!(number::sum(numbers.iter().copied()), Some(total), "{numbers:?}");
        // What is added up group by group is the same, where each group's sum is exact.
        if scale <= 9 {
            let (one, other) = numbers.split_at(lots.below(numbers.len()));
            let groups = [one, other].into_iter().filter_map(|group| number::sum(group.iter().copied()));
            assert_eq!(number::sum(groups), Some(total), "{numbers:?}");
        }
    }
}

#[test]
fn rounding_is_half_away_from_zero() {
    let mut lots = Lots(2);
    for _ in 0..DRAWS {
        let (number, decimals) = (lots.decimal(28, 28), lots.below(13) as u32);
        let rounded = number::round(number, decimals);
        assert!(rounded.scale() <= decimals.max(number.scale()), "{number} at {decimals} is {rounded}");
        assert!(rounded.is_zero() || rounded.is_sign_negative() == number.is_sign_negative(), "{number} at {decimals} is {rounded}");
        if number.scale() <= decimals {
            assert_eq!(rounded, number);
            continue;
        }
        // By the digits as written: what is cut off begins with 5 or more, or not.
        let text = format!("{:0>60}", number.mantissa().unsigned_abs());
        let (kept, cut) = text.split_at(text.len() - (number.scale() - decimals) as usize);
        let expected = kept.parse::<u128>().unwrap() + u128::from(cut.as_bytes()[0] >= b'5');
        let mut rounded = rounded.abs();
        rounded.rescale(decimals);
        assert_eq!(rounded.mantissa().unsigned_abs(), expected, "{number} at {decimals}");
    }
}

#[test]
fn quotients_and_percents_are_rounded_right() {
    let mut lots = Lots(3);
    let mut given = 0;
    for _ in 0..DRAWS {
        let (digits, scale) = [(6, 3), (15, 6), (28, 28)][lots.below(3)];
        let (top, bottom) = (lots.decimal(digits, scale), lots.decimal(digits, scale));
        let (percent, decimals) = (lots.below(2) == 0, lots.below(5) as u32);
        let Some(quotient) = number::quotient(top, bottom, percent, decimals) else {
            // Only over zero, or where it is of no figure's size.
            let least = magnitude(LARGEST).times(&magnitude(bottom)).times_ten_to(top.scale());
            let wanted = magnitude(top).times_ten_to(bottom.scale() + if percent { 2 } else { 0 });
            assert!(bottom.is_zero() || wanted.times(&Long::of(2)).order(&least) == Ordering::Greater, "{top} / {bottom}");
            continue;
        };
        given += 1;
        let above = magnitude(top).times_ten_to(bottom.scale() + if percent { 2 } else { 0 });
        let below = magnitude(bottom).times_ten_to(top.scale());
        assert!(is_rounded(quotient, decimals, &above, &below), "{top} / {bottom} at {decimals} is {quotient}");
        let negative = top.is_sign_negative() != bottom.is_sign_negative();
        assert!(quotient.is_zero() || quotient.is_sign_negative() == negative, "{top} / {bottom} is {quotient}");
    }
    assert!(given > DRAWS / 2, "only {given} quotients");
}

#[test]
fn what_is_written_the_vietnamese_way_reads_back_the_same() {
    let mut lots = Lots(4);
    for _ in 0..DRAWS {
        let number = lots.figure(7);
        let text = number::vietnamese(number, None);
        let Reading::Number(read) = number::read(&text) else { panic!("{number} is written {text}") };
        assert_eq!((read.number, read.suffix.as_str()), (number, ""), "{text}");
        // Where it could be read otherwise both readings are kept: nothing is decided by the way it is written.
        assert!(read.other.is_none_or(|other| other != number), "{text}");
        // With its decimals fixed, and with a unit of measure behind it.
        let decimals = number.normalize().scale() + lots.below(3) as u32;
        let Reading::Number(read) = number::read(&format!("{} ha", number::vietnamese(number, Some(decimals)))) else {
            panic!("{number} at {decimals}")
        };
        assert_eq!((read.number, read.suffix.as_str()), (number, "ha"), "{number} at {decimals}");
    }
}

#[test]
fn the_shortest_decimal_of_a_double_reads_back_the_same() {
    let mut lots = Lots(5);
    for _ in 0..DRAWS {
        // Excel keeps 15 digits: any number of so many is what its double says.
        let number = lots.decimal(14, 14);
        let double: f64 = number.to_string().parse().unwrap();
        assert_eq!(number::from_f64(double), Some(number), "{double:e}");
        for stored in [double.to_string(), format!("{double:e}"), format!("{double:.16e}"), number::plain_text(number)] {
            assert_eq!(number::from_stored(&stored), Some(number), "{stored}");
        }
        // Of any double what is read is within half of the fifteenth digit, and reads back as itself.
        let any = f64::from_bits(lots.next());
        let Some(read) = number::from_f64(any) else {
            assert!(!any.is_finite() || any.abs() >= 0.9e18, "{any:e} is not read");
            continue;
        };
        let again = read.to_f64().unwrap();
        assert!((again - any).abs() <= any.abs() * 6e-15 + 1e-28, "{any:e} is read as {read}");
        assert_eq!(number::from_stored(&number::plain_text(read)), Some(read), "{any:e}");
    }
}

#[test]
fn what_no_figure_is_is_told_and_never_wrapped() {
    for text in ["1000000000000000000", "1.000.000.000.000.000.000", "79228162514264337593543950336", "999.999.999 tỷ 999 triệu"] {
        let worked = text.contains("tỷ");
        assert_eq!(matches!(number::read(text), Reading::NotANumber), !worked, "{text}");
    }
    assert!(matches!(number::read("1.000.000.000 tỷ 999 triệu"), Reading::NotANumber));
    for text in ["1e18", "1000000000000000000", "-1e18", "1e300", "7.9e28"] {
        assert_eq!(number::from_stored(text), None, "{text}");
    }
    // The largest that is read, ten thousand times: still exact.
    let largest = LARGEST - Decimal::ONE;
    assert_eq!(number::read("999.999.999.999.999.999"), number::read(&number::vietnamese(largest, None)));
    assert_eq!(number::sum(vec![largest; 10_000]), Some(largest * Decimal::from(10_000)));
}

#[test]
fn a_cell_that_is_too_large_is_a_finding_and_no_figure() {
    let (raw, _) = from_toml(include_str!("../samples/findings/schema.toml")).unwrap();
    let schema = prove(&raw).unwrap().0;
    let index = chitieu::locate::Index::of(&schema);
    for (cell, used) in [("620", true), ("1e18", false), ("1.000.000.000.000.000.000", false), ("7e28", false)] {
        let sheet = format!(
            "UBND xã An Phú\nTT|Chỉ tiêu|ĐVT|Kế hoạch|Thực hiện\n1|Sản lượng lúa|tấn|700|{cell}\n2|Sản lượng ngô|tấn|70|60\n3|Tổng đàn bò|con|70|60"
        );
        let located = chitieu::locate::submission(&schema, &index, &made::workbook(&sheet), None);
        let read = located.submission.figures.iter().filter(|figure| figure.measure == Measure::Actual).count();
        assert_eq!((read == 3, located.findings.is_empty()), (used, used), "{cell}: {read} {:?}", located.findings);
    }
}

const UNITS: usize = 9;

fn schema() -> Schema {
    let mut text = String::from(
        "id = \"t\"\ntitle = \"Thử\"\nyear = 2023\n[area]\ncode = \"h\"\nname = \"Huyện\"\n[[section]]\ncode = \"I\"\nname = \"Chung\"\n",
    );
    for unit in 0..UNITS {
        text += &format!("[[unit]]\ncode = \"u{unit}\"\nname = \"Xã {unit}\"\nkind = \"xa\"\n");
    }
    for (code, aggregate) in [("tong", "sum"), ("tu", "sum"), ("mau", "sum"), ("binh-quan", "mean")] {
        text += &format!(
            "[[indicator]]\ncode = \"{code}\"\nsection = \"I\"\nname = \"{code}\"\nunit = \"tấn\"\nkind = \"quantity\"\naggregate = \"{aggregate}\"\ndecimals = 3\n"
        );
    }
    text += "[[indicator]]\ncode = \"ty-le\"\nsection = \"I\"\nname = \"ty-le\"\nunit = \"%\"\nkind = \"percent\"\naggregate = \"ratio\"\nnumerator = \"tu\"\ndenominator = \"mau\"\nmax = 1000000\ndecimals = 2\n";
    prove(&from_toml(&text).unwrap().0).unwrap_or_else(|problems| panic!("{problems:#?}")).0
}

/// What units hand in: one number for each indicator, or nothing.
fn consolidated(schema: &Schema, handed_in: &[(UnitId, Vec<Option<Decimal>>)]) -> Consolidation {
    let submissions: Vec<Submission> = handed_in
        .iter()
        .map(|(unit, numbers)| {
            let mut submission = Submission::default();
            (submission.file, submission.unit) = (format!("{}.xlsx", unit.0).into(), Some(*unit));
            for (at, number) in numbers.iter().enumerate() {
                let Some(number) = number else { continue };
                submission.figures.push(Figure {
                    indicator: IndicatorId(at as u32),
                    owner: Owner::Unit(*unit),
                    measure: Measure::Actual,
                    amount: Amount::Number(*number),
                    cell: CellRef::new(submission.file.clone(), "A".into(), Position::new(at as u32, 3)),
                    raw: None,
                    granularity: Decimal::ZERO,
                });
            }
            submission.finish();
            submission
        })
        .collect();
    compute::consolidation(schema, PeriodId(0), &submissions.iter().collect::<Vec<_>>(), Vec::new())
}

#[test]
fn totals_follow_from_what_is_known_and_a_blank_is_no_zero() {
    let schema = schema();
    let mut lots = Lots(6);
    let mut incomplete = 0;
    for _ in 0..600 {
        let mut handed_in: Vec<(UnitId, Vec<Option<Decimal>>)> = (0..UNITS)
            .map(|unit| {
                let numbers = (0..4).map(|_| (lots.below(4) > 0).then(|| lots.figure(6).abs())).collect();
                (UnitId(unit as u32), numbers)
            })
            .collect();
        let of = consolidated(&schema, &handed_in);
        for at in 0..4 {
            let known: Vec<Decimal> = handed_in.iter().filter_map(|(_, numbers)| numbers[at]).collect();
            let row = &of.rows[at];
            let total = match at {
                3 => number::sum(known.iter().copied()).and_then(|sum| number::quotient(sum, Decimal::from(known.len()), false, 3)),
                _ => number::sum(known.iter().copied()),
            };
            assert_eq!(row.actual, total, "{handed_in:?}");
            assert_eq!(row.actual.is_some(), !known.is_empty());
            assert_eq!(row.complete, known.len() == UNITS, "{handed_in:?}");
            incomplete += usize::from(!row.complete && row.actual.is_some());
        }
        // A zero is something else than nothing: it counts in means, and completes what is incomplete.
        let zeros: Vec<_> = handed_in
            .iter()
            .map(|(unit, numbers)| (*unit, numbers.iter().map(|number| Some(number.unwrap_or(Decimal::ZERO))).collect()))
            .collect();
        let filled = consolidated(&schema, &zeros);
        assert!(filled.rows[..4].iter().all(|row| row.complete && row.actual.is_some()));
        assert_eq!(filled.rows[0].actual.unwrap(), of.rows[0].actual.unwrap_or(Decimal::ZERO));
        // Of a ratio only units that gave both count.
        let both = handed_in.iter().filter_map(|(_, numbers)| numbers[1].zip(numbers[2]));
        let (top, bottom): (Vec<Decimal>, Vec<Decimal>) = both.unzip();
        let ratio = number::sum(top).zip(number::sum(bottom)).and_then(|(top, bottom)| number::quotient(top, bottom, true, 2));
        assert_eq!(of.rows[4].actual, ratio, "{handed_in:?}");
        // Who hands in first changes nothing.
        lots.shuffle(&mut handed_in);
        let again = consolidated(&schema, &handed_in);
        for (one, other) in of.rows.iter().zip(&again.rows) {
            assert_eq!((one.actual, one.complete, one.parts), (other.actual, other.complete, other.parts));
        }
    }
    assert!(incomplete > 100);
}
