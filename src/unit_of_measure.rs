//! Units of measure as officials write them, and exact conversion between them.
//!
//! Local measures (sào, mẫu, công) differ from region to region and are not converted.

use crate::label;
use foldhash::{HashMap, HashMapExt, HashSet};
use rust_decimal::Decimal;
use std::sync::{Arc, LazyLock};

/// A unit of measure: what it measures, and how much of the base unit it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitOfMeasure {
    /// How many base units it is.
    factor: Decimal,
    /// What is measured: `mass`, `area`, `money`, `percent`, a counted noun, or several with a slash.
    dimension: Arc<str>,
    /// Whether the dimension is a physical one with conversions, and not a counted noun.
    physical: bool,
}

/// Names of units with their dimension and factor: kilogram, square metre, metre, cubic metre, đồng.
const NAMED: &[(&str, &str, &str)] = &[
    ("tấn", "mass", "1000"),
    ("tạ", "mass", "100"),
    ("yến", "mass", "10"),
    ("kg", "mass", "1"),
    ("kilogam", "mass", "1"),
    ("ki lô gam", "mass", "1"),
    ("cân", "mass", "1"),
    ("gam", "mass", "0.001"),
    ("ha", "area", "10000"),
    ("hecta", "area", "10000"),
    ("héc ta", "area", "10000"),
    ("hec ta", "area", "10000"),
    ("hectare", "area", "10000"),
    ("m2", "area", "1"),
    ("mét vuông", "area", "1"),
    ("km2", "area", "1000000"),
    ("ki lô mét vuông", "area", "1000000"),
    ("m", "length", "1"),
    ("mét", "length", "1"),
    ("km", "length", "1000"),
    ("ki lô mét", "length", "1000"),
    ("kilomet", "length", "1000"),
    ("cm", "length", "0.01"),
    ("m3", "volume", "1"),
    ("mét khối", "volume", "1"),
    ("khối", "volume", "1"),
    ("lít", "volume", "0.001"),
    ("đồng", "money", "1"),
    ("đ", "money", "1"),
    ("vnđ", "money", "1"),
    ("vnd", "money", "1"),
    ("trđ", "money", "1000000"),
    ("tr đ", "money", "1000000"),
    ("tr đồng", "money", "1000000"),
    ("trđồng", "money", "1000000"),
    ("nđ", "money", "1000"),
    ("%", "percent", "1"),
    ("phần trăm", "percent", "1"),
    ("‰", "percent", "0.1"),
    ("điểm %", "percent-point", "1"),
    ("điểm phần trăm", "percent-point", "1"),
    ("diem %", "percent-point", "1"),
    ("kwh", "energy", "1"),
    ("mwh", "energy", "1000"),
    // As typed without accents, where nothing else is meant.
    ("tan", "mass", "1000"),
    ("ta", "mass", "100"),
    ("dong", "money", "1"),
    ("tr dong", "money", "1000000"),
    ("met", "length", "1"),
    ("lit", "volume", "0.001"),
    ("phan tram", "percent", "1"),
];

/// Counted nouns that officials use for one another.
const SAME_NOUN: &[&[&str]] = &[
    &["người", "lao động", "nhân khẩu", "khẩu", "đối tượng", "học viên", "lượt người"],
    &["lượt", "lượt người", "lượt đối tượng"],
    &["nhà", "căn", "căn nhà", "cái"],
    &["giấy", "giấy chứng nhận", "giấy phép"],
    &["trường", "trường học"],
    &["tuyến", "tuyến đường"],
    &["hộ", "hộ gia đình", "hộ dân"],
    &["tiêu chí", "tc"],
    &["mô hình", "mh"],
    &["liều", "mũi", "mũi tiêm"],
    &["hồ sơ", "bộ hồ sơ"],
    &["suất", "xuất", "suất quà", "phần", "phần quà"],
    &["con", "đầu con"],
];

/// What comparing two units of measure says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// The same unit.
    Same,
    /// Multiply by this.
    Times(Decimal),
    /// They measure different things.
    Impossible,
}

impl UnitOfMeasure {
    /// Reads a unit of measure; `None` where the text says nothing ("", "-").
    pub fn parse(text: &str) -> Option<UnitOfMeasure> {
        let text = text.trim().trim_matches(['(', ')', '[', ']', '"', '.', ':', ';']).trim();
        if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric() && !matches!(c, '%' | '‰')) {
            return None;
        }
        let mut factor = Decimal::ONE;
        let mut dimensions = Vec::new();
        let mut physical = false;
        for (at, piece) in text.split('/').enumerate() {
            let (scale, dimension, is_physical) = single(piece)?;
            factor = if at == 0 { scale } else { factor.checked_div(scale)? };
            // "triệu/ha" is short for "triệu đồng/ha".
            dimensions.push(dimension);
            physical |= is_physical;
        }
        Some(UnitOfMeasure { factor, dimension: dimensions.join("/").into(), physical })
    }

    /// How a figure in this unit becomes one in `wanted`.
    pub fn to(&self, wanted: &UnitOfMeasure) -> Conversion {
        let same_thing = self.dimension == wanted.dimension
            || (self.dimension.is_empty() || wanted.dimension.is_empty())
            || same_noun(&self.dimension, &wanted.dimension);
        if !same_thing {
            return Conversion::Impossible;
        }
        if self.factor == wanted.factor {
            return Conversion::Same;
        }
        match self.factor.checked_div(wanted.factor) {
            Some(times) => Conversion::Times(times),
            None => Conversion::Impossible,
        }
    }

    /// Whether it is a percent.
    pub fn is_percent(&self) -> bool {
        &*self.dimension == "percent"
    }

    /// Whether it is a known measure, and not a counted noun or an unknown word.
    pub fn is_physical(&self) -> bool {
        self.physical
    }

    /// Whether it is a noun that officials count in: con, hộ, người.
    pub fn is_usual_noun(&self) -> bool {
        NOUN_GROUPS.contains_key(&*self.dimension) || USUAL_NOUNS.contains(&*self.dimension)
    }

    /// Whether figures in it are whole numbers: heads, households, cards.
    pub fn counts_whole_things(&self) -> bool {
        !self.physical && !self.dimension.contains('/')
    }
}

/// Keys of the nouns that are usual beside those of [`SAME_NOUN`].
static USUAL_NOUNS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let nouns = [
        "con",
        "hộ",
        "người",
        "xã",
        "thôn",
        "thẻ",
        "lượt",
        "nhà",
        "lớp",
        "trường",
        "mô hình",
        "sản phẩm",
        "công trình",
        "tiêu chí",
        "chỉ tiêu",
        "cơ sở",
        "hồ sơ",
        "giấy",
        "liều",
        "suất",
        "tổ",
        "ca",
        "tuyến",
        "cái",
    ];
    nouns.into_iter().map(label::key).collect()
});

/// Key of a noun → the groups of [`SAME_NOUN`] it stands in.
static NOUN_GROUPS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, group) in SAME_NOUN.iter().enumerate() {
        for noun in *group {
            groups.entry(label::key(noun)).or_default().push(at);
            groups.entry(label::folded_key(noun)).or_default().push(at);
        }
    }
    groups
});

/// Key of a named unit → its dimension and factor.
static NAMED_BY_KEY: LazyLock<HashMap<String, (&'static str, Decimal)>> = LazyLock::new(|| {
    NAMED
        .iter()
        .filter_map(|(name, dimension, factor)| Some((label::key(name), (*dimension, Decimal::from_str_exact(factor).ok()?))))
        .collect()
});

fn same_noun(a: &str, b: &str) -> bool {
    let percents = |a: &str, b: &str| a == "percent" && b == "percent-point";
    let together = || match (NOUN_GROUPS.get(a), NOUN_GROUPS.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|group| b.contains(group)),
        _ => false,
    };
    // "ho" typed without accents is the schema's "hộ"; what has more letters or fewer is not, and is soon told.
    let bare = |a: &str, b: &str| a.is_ascii() && a.len() > 1 && a.len() == label::letters(b) && a == label::fold(b);
    percents(a, b) || percents(b, a) || together() || bare(a, b) || bare(b, a)
}

/// One unit without a slash: factor, dimension, whether physical.
fn single(text: &str) -> Option<(Decimal, String, bool)> {
    let mut rest = text.trim().to_lowercase().replace(['\u{a0}', '\n', '\r'], " ");
    rest = rest.trim_matches(['.', ':', ' ', '(', ')']).to_string();
    let mut factor = Decimal::ONE;
    let mut scaled = false;
    loop {
        let before = rest.len();
        for (scale, zeros) in
            [("1.000.000", 6), ("1,000,000", 6), ("1.000", 3), ("1,000", 3), ("1000", 3), ("10^3", 3), ("10^6", 6), ("100", 2), ("10", 1)]
        {
            if let Some(after) = rest.strip_prefix(scale)
                && !after.starts_with(|c: char| c.is_ascii_digit())
            {
                factor = factor.checked_mul(Decimal::from(10_i64.pow(zeros)))?;
                rest = after.trim_start_matches([' ', '.']).to_string();
                scaled = true;
                break;
            }
        }
        for (words, zeros) in [
            ("nghìn", 3),
            ("ngàn", 3),
            ("ngìn", 3),
            ("vạn", 4),
            ("triệu", 6),
            ("tỷ", 9),
            ("tỉ", 9),
            ("trăm", 2),
            ("nghin", 3),
            ("ngan", 3),
            ("trieu", 6),
            ("ty", 9),
            ("ti", 9),
        ] {
            if let Some(after) = strip_word(&rest, words) {
                factor = factor.checked_mul(Decimal::from(10_i64.pow(zeros)))?;
                rest = after;
                scaled = true;
                break;
            }
        }
        // "tr. đồng", "tr.đ"
        for short in ["tr.", "tr "] {
            if let Some(after) = rest.strip_prefix(short)
                && matches!(after.trim().trim_end_matches('.'), "đồng" | "đ" | "đg")
            {
                factor = factor.checked_mul(Decimal::from(1_000_000))?;
                rest = after.trim().to_string();
            }
        }
        if rest.len() == before {
            break;
        }
    }
    if rest == "‰" {
        return Some((Decimal::new(1, 1), "percent".into(), true));
    }
    let name = label::key(&rest);
    if name.is_empty() {
        // "triệu", "tỷ" alone are money, and so is what stands before a slash.
        return scaled.then(|| (factor, "money".to_string(), true)).or_else(|| Some((factor, String::new(), false)));
    }
    if let Some((dimension, amount)) = NAMED_BY_KEY.get(&name) {
        return Some((factor.checked_mul(*amount)?, (*dimension).to_string(), true));
    }
    Some((factor, name, false))
}

fn strip_word(text: &str, word: &str) -> Option<String> {
    let after = text.strip_prefix(word)?;
    (after.is_empty() || after.starts_with([' ', '.', '/'])).then(|| after.trim_start_matches([' ', '.']).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(from: &str, to: &str) -> Conversion {
        UnitOfMeasure::parse(from).unwrap().to(&UnitOfMeasure::parse(to).unwrap())
    }

    fn times(text: &str) -> Conversion {
        Conversion::Times(Decimal::from_str_exact(text).unwrap())
    }

    #[test]
    fn the_same_unit_in_other_words() {
        for (a, b) in [
            ("Hecta", "ha"),
            ("HA", "ha"),
            ("m²", "m2"),
            ("Tỉ đồng", "tỷ đồng"),
            ("tr.đồng", "triệu đồng"),
            ("trđ", "triệu đồng"),
            ("Người", "lao động"),
            ("Tạ/Ha", "tạ/ha"),
            ("1.000 đồng", "nghìn đồng"),
            ("triệu/ha", "triệu đồng/ha"),
            ("Đ/v: tấn", "Đ/v: tấn"),
            ("(%)", "%"),
            ("tan", "tấn"),
            ("trieu dong", "triệu đồng"),
            ("ho", "hộ"),
            ("lao dong", "người"),
        ] {
            assert_eq!(convert(a, b), Conversion::Same, "{a} {b}");
        }
    }

    #[test]
    fn conversions_are_exact() {
        assert_eq!(convert("m²", "ha"), times("0.0001"));
        assert_eq!(convert("nghìn tấn", "tấn"), times("1000"));
        assert_eq!(convert("đồng", "triệu đồng"), times("0.000001"));
        assert_eq!(convert("tấn/ha", "tạ/ha"), times("10"));
        assert_eq!(convert("nghìn con", "con"), times("1000"));
        assert_eq!(convert("m", "km"), times("0.001"));
        assert_eq!(convert("tỷ đồng", "triệu đồng"), times("1000"));
        assert_eq!(convert("‰", "%"), times("0.1"));
        assert_eq!(convert("nghin tan", "tấn"), times("1000"));
        assert_eq!(convert("ty dong", "triệu đồng"), times("1000"));
    }

    #[test]
    fn different_things_are_not_converted() {
        for (a, b) in
            [("tấn", "ha"), ("con", "tấn"), ("sào", "ha"), ("hộ", "người"), ("ho", "người"), ("tan", "ha"), ("%", "tấn"), ("tạ/ha", "tạ")]
        {
            assert_eq!(convert(a, b), Conversion::Impossible, "{a} {b}");
        }
        assert_eq!(UnitOfMeasure::parse("-"), None);
        assert_eq!(UnitOfMeasure::parse(""), None);
    }
}
