//! What a column holds, by the words over it.

mod slash;

pub use super::level::Level;
use super::period::{self, Span};
use crate::label;
use crate::schema::UnitId;
use slash::Slash;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// STT.
    Number,
    /// Names of indicators (or of units, in a table of units).
    Label,
    /// Đơn vị tính.
    UnitOfMeasure,
    /// Kế hoạch.
    Plan,
    /// Thực hiện.
    Actual,
    /// Thực hiện/kế hoạch in one cell.
    Combined,
    /// Kế hoạch/thực hiện in one cell, the plan first.
    CombinedPlanFirst,
    /// Cùng kỳ năm trước.
    Prior,
    /// % kế hoạch.
    PercentOfPlan,
    /// % cùng kỳ.
    PercentOfPrior,
    /// Đánh giá.
    Verdict,
    /// Mã chỉ tiêu, as this program writes it.
    Code,
    /// Something else, for a reason that can be told.
    Other(Why),
    /// Nothing that is known.
    Unknown,
}

/// Why a column is none of the three measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Notes, offices in charge, and the like.
    Note,
    /// One month or quarter, beside the running total.
    SingleMonth,
    /// A whole year beside a part of the year.
    WholeYear,
    /// Another year.
    OtherYear,
    /// Another period of the same year.
    OtherPeriod,
    /// A difference, a growth rate, a share.
    Comparison,
    /// Another plan beside the one that counts.
    OtherPlan,
    /// Part of the reporting unit, or more than it: a village, a group of people, the whole district.
    SubGroup,
    /// A unit that the schema does not know.
    UnknownUnit,
    /// A person confirmed that it, or another column beside it, is what counts.
    AsConfirmed,
}

impl Role {
    /// The name used in JSON.
    pub fn code(self) -> Option<&'static str> {
        Some(match self {
            Role::Number => "number",
            Role::Label => "label",
            Role::UnitOfMeasure => "unit",
            Role::Plan => "plan",
            Role::Actual => "actual",
            Role::Combined | Role::CombinedPlanFirst => "combined",
            Role::Prior => "prior",
            Role::PercentOfPlan => "pct_plan",
            Role::PercentOfPrior => "pct_prior",
            Role::Verdict => "verdict",
            Role::Code => "code",
            Role::Other(Why::Note) => "note",
            Role::Other(_) | Role::Unknown => return None,
        })
    }

    /// Whether figures are read from it.
    pub fn is_measure(self) -> bool {
        matches!(self, Role::Plan | Role::Actual | Role::Combined | Role::CombinedPlanFirst | Role::Prior)
    }
}

/// A column of a header.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Column, counted from 0.
    pub column: u32,
    /// The texts over it, from top to bottom.
    pub path: Vec<String>,
    /// The unit named over it, in a table with units across.
    pub unit: Option<UnitId>,
    /// Whether it is a total over units: "Cộng", "Toàn huyện".
    pub total: bool,
    /// What it holds.
    pub role: Role,
    /// Whether it is said of the area above the unit: "Toàn huyện".
    pub of_area: bool,
    /// Whether any row of the table has a number in it.
    pub holds_numbers: bool,
    /// The unit of measure its heading names.
    pub measured_in: Option<crate::unit_of_measure::UnitOfMeasure>,
}

/// What is known of the sheet when a heading is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The schema's year.
    pub year: i32,
    /// The period of the workbook, where it is known already.
    pub span: Option<Span>,
    /// What kind of area the schema is for.
    pub level: Level,
}

/// What the words over a column say it holds.
pub fn role(path: &[String], context: Context) -> Role {
    let path: &[String] = &path.iter().map(|text| period::unjoined(text)).collect::<Vec<_>>();
    // Two slashes: a year under another is no ratio of the two.
    let text = path.join(" // ");
    let said = period::said(&text);
    let lowest = path.last().map(|text| label::folded_key(text)).unwrap_or_default();
    let folded = label::folded_key(&text);
    let has = |phrase: &str| contains_words(&folded, phrase);
    let any = |phrases: &[&str]| phrases.iter().any(|phrase| has(phrase));
    let lowest_any = |phrases: &[&str]| phrases.iter().any(|phrase| contains_words(&lowest, phrase));
    let marked = text.to_lowercase();

    if matches!(lowest.as_str(), "stt" | "tt" | "so tt" | "so thu tu" | "s tt") {
        return Role::Number;
    }
    if matches!(lowest.as_str(), "ma chi tieu" | "ma so chi tieu" | "ma ct") {
        return Role::Code;
    }
    if lowest_any(&["don vi tinh", "dvt", "d v t", "don vi do", "don vi tinh"])
        || matches!(
            lowest.as_str(),
            "don vi" | "dv" | "dv tinh" | "d vi tinh" | "d v tinh" | "dvi tinh" | "d vi" | "dvi" | "unit" | "dv do"
        )
    {
        return Role::UnitOfMeasure;
    }
    if lowest_any(&[
        "ghi chu",
        "giai trinh",
        "nguyen nhan",
        "co quan",
        "chu tri",
        "theo doi",
        "phu trach",
        "don vi bao cao",
        "don vi thuc hien",
        "nguoi thuc hien",
        "thoi gian",
        "van ban",
        "so van ban",
        "nguon so lieu",
        "giai phap",
        "ton tai",
        "y kien",
        "bo phan",
    ]) {
        return Role::Other(Why::Note);
    }
    let plan = any(&[
        "ke hoach",
        "k hoach",
        "kh",
        "chi tieu giao",
        "muc tieu",
        "du toan",
        "nghi quyet",
        "chi tieu ke hoach",
        "giao nam",
        "tinh giao",
        "huyen giao",
    ]) || said.years.first() == Some(&context.year) && has("chi tieu nam");
    let actual = any(&[
        "thuc hien",
        "th",
        "uth",
        "uoc th",
        "uoc thuc hien",
        "ket qua",
        "luy ke",
        "cong don",
        "dat duoc",
        "so lieu",
        "lk",
        "den nay",
        "uoc dat",
    ]);
    let prior_words = any(&["cung ky", "cung ki", "ck", "nam truoc", "cungky"]);
    let year_before = said.years.last() == Some(&(context.year - 1)) && !said.years.contains(&context.year);
    let slash_ratio = slash::ratio(&marked);
    let ratio_words = any(&[
        "so sanh",
        "ty le",
        "ti le",
        "so voi",
        "tang giam",
        "ss",
        "tang",
        "giam",
        "toc do",
        "phan tram",
        "chenh lech",
        "dat ty le",
        "ty trong",
        "co cau",
        "lan",
        "thu hang",
        "xep hang",
    ]) || marked.contains('%')
        || slash::is_compared(&marked)
        || matches!(slash_ratio, Some(Slash::YearByYear | Slash::Other));
    if any(&["danh gia", "ket luan", "xep loai", "dat chua dat", "muc do hoan thanh", "tu danh gia"]) && !ratio_words {
        return Role::Verdict;
    }
    if ratio_words {
        if any(&["chenh lech", "tang giam", "tang", "giam"]) && !marked.contains('%') && !has("so sanh") {
            return Role::Other(Why::Comparison);
        }
        // A share of a whole and a plan of next year over this year's figure are none of the two ratios.
        if any(&["co cau", "ty trong"]) || slash_ratio == Some(Slash::Other) || said.years.iter().any(|&year| year > context.year) {
            return Role::Other(Why::Comparison);
        }
        // The lowest heading decides: under "So sánh (%)" stand "KH năm" and "cùng kỳ".
        let over_prior = lowest_any(&["cung ky", "cung ki", "ck", "nam truoc"]) || slash_ratio == Some(Slash::YearByYear);
        let over_plan = lowest_any(&["ke hoach", "kh", "muc tieu", "du toan", "chi tieu"]);
        return match (over_plan, over_prior) {
            (true, false) => Role::PercentOfPlan,
            (false, true) => Role::PercentOfPrior,
            (true, true) => Role::Other(Why::Comparison),
            (false, false) if prior_words || year_before => Role::PercentOfPrior,
            (false, false) if plan || lowest_any(&["th", "thuc hien", "dat"]) => Role::PercentOfPlan,
            (false, false) => Role::Other(Why::Comparison),
        };
    }
    match slash_ratio {
        Some(Slash::ActualByPlan) => return Role::Combined,
        Some(Slash::PlanByActual) => return Role::CombinedPlanFirst,
        _ => {}
    }
    if is_sub_group(path, context) {
        return Role::Other(Why::SubGroup);
    }
    let later = said.years.iter().any(|&year| year > context.year);
    if later {
        return Role::Other(Why::OtherYear);
    }
    let whole_year = said.whole_year || any(&["ca nam"]);
    let part_of_year = context.span.is_some_and(|span| span != Span::FirstMonths(12));
    if plan && !(actual && lowest_any(&["thuc hien", "th", "uth"])) && !(prior_words && actual) {
        if prior_words || year_before || said.years.iter().any(|&year| year < context.year) {
            return Role::Other(Why::OtherYear);
        }
        // The plan is for the year: "Kế hoạch 6 tháng cuối năm" and "KH quý II" are other plans.
        let own = period::said(path.last().map_or("", String::as_str));
        if own.spans.iter().any(|span| *span != Span::FirstMonths(12)) {
            return Role::Other(Why::OtherPeriod);
        }
        return Role::Plan;
    }
    if prior_words || year_before {
        if said.years.iter().any(|&year| year < context.year - 1) {
            return Role::Other(Why::OtherYear);
        }
        if is_single_month(&said, &folded) {
            return Role::Other(Why::SingleMonth);
        }
        if part_of_year && !prior_words && whole_year {
            return Role::Other(Why::WholeYear);
        }
        if let (Some(span), [.., own], false) = (context.span, said.spans.as_slice(), prior_words)
            && span != *own
        {
            return Role::Other(Why::OtherPeriod);
        }
        return Role::Prior;
    }
    if actual || !said.spans.is_empty() {
        if said.years.iter().any(|&year| year < context.year - 1) {
            return Role::Other(Why::OtherYear);
        }
        if any(&["luy ke", "cong don", "lk", "tu dau nam", "den nay", "den ngay", "den het"]) {
            return Role::Actual;
        }
        if is_single_month(&said, &folded) {
            return Role::Other(Why::SingleMonth);
        }
        if part_of_year && whole_year {
            return Role::Other(Why::WholeYear);
        }
        if let (Some(span), [.., said]) = (context.span, said.spans.as_slice())
            && span != *said
        {
            return Role::Other(Why::OtherPeriod);
        }
        return Role::Actual;
    }
    if lowest_any(&[
        "chi tieu",
        "noi dung",
        "ten chi tieu",
        "hang muc",
        "danh muc",
        "nhiem vu",
        "tieu chi",
        "linh vuc",
        "dien giai",
        "khoan muc",
        "ten xa",
        "don vi hanh chinh",
        "xa thi tran",
        "dia phuong",
        "ten don vi",
    ]) {
        return Role::Label;
    }
    Role::Unknown
}

fn is_single_month(said: &period::Said, folded: &str) -> bool {
    let contains = |phrase| contains_words(folded, phrase);
    contains("trong thang")
        || contains("thang bao cao")
        || contains("trong quy")
        || contains("trong ky")
        || matches!(said.spans.last(), Some(Span::Month(_) | Span::Quarter(_)))
}

/// Whether the lowest heading names a part of what the one above it measures: "Thôn 1" or "Nữ" under "Thực hiện".
fn is_sub_group(path: &[String], context: Context) -> bool {
    let [upper @ .., lowest] = path else { return false };
    if upper.is_empty() {
        return false;
    }
    let folded = label::folded_key(lowest);
    let part =
        ["trong do", "nu", "nam gioi", "dtts", "dan toc thieu so", "thon", "to dan pho", "ban", "khu pho", "ap", "so ho", "ho ngheo"]
            .iter()
            .any(|words| contains_words(&folded, words));
    let said = period::said(lowest);
    let neutral = is_total(lowest)
        || !said.spans.is_empty()
        || !said.years.is_empty()
        || said.whole_year
        || lowest.chars().all(|c| !c.is_alphabetic())
        || lowest.trim().starts_with(['(', '['])
        || folded.split(' ').all(|word| {
            matches!(
                word,
                "nam"
                    | "ca"
                    | "ke"
                    | "giao"
                    | "dieu"
                    | "chinh"
                    | "so"
                    | "luong"
                    | "gia"
                    | "tri"
                    | "tuyet"
                    | "doi"
                    | "uoc"
                    | "tinh"
                    | "tong"
                    | "chung"
                    | "toan"
                    | "xa"
                    | "phuong"
                    | "huyen"
                    | "thi"
                    | "tran"
                    | "don"
                    | "vi"
                    | "lieu"
                    | "thang"
                    | "dau"
                    | "ky"
                    | "trong"
            )
        });
    if part && !neutral {
        return true;
    }
    let own = role(std::slice::from_ref(lowest), context);
    let above = role(upper, context);
    own == Role::Unknown
        && above.is_measure()
        && !neutral
        && crate::unit_of_measure::UnitOfMeasure::parse(lowest).is_none_or(|unit| !unit.is_physical())
}

/// Whether the words of `phrase` stand one after the other in `text`; both are folded keys.
pub fn contains_words(text: &str, phrase: &str) -> bool {
    contains_any(text, &[phrase])
}

/// Whether any of some phrases stands in a text as whole words.
pub fn contains_any(text: &str, phrases: &[impl AsRef<str>]) -> bool {
    from_each_word(text).any(|rest| phrases.iter().any(|phrase| begins_with_words(rest, phrase.as_ref())))
}

/// A text from the start of each of its words: texts are short, and a search by letters has to be prepared.
fn from_each_word(text: &str) -> impl Iterator<Item = &[u8]> {
    let mut left = Some(text.as_bytes());
    std::iter::from_fn(move || {
        let here = left?;
        left = memchr::memchr(b' ', here).and_then(|space| here.get(space + 1..));
        Some(here)
    })
}

fn begins_with_words(text: &[u8], phrase: &str) -> bool {
    text.strip_prefix(phrase.as_bytes()).is_some_and(|behind| matches!(behind.first(), None | Some(b' ')))
}

/// Phrases that many texts are asked for.
pub struct Phrases {
    phrases: Vec<String>,
    /// A bit for each byte that any begins with, counted round.
    first: u64,
}

impl Phrases {
    /// Phrases without marks.
    pub fn of(phrases: Vec<String>) -> Phrases {
        let first = phrases.iter().filter_map(|phrase| phrase.bytes().next()).fold(0, |all, byte| all | Phrases::bit(byte));
        Phrases { phrases, first }
    }

    fn bit(byte: u8) -> u64 {
        1 << (byte % 64)
    }

    /// As [`contains_any`].
    pub fn stand_in(&self, text: &str) -> bool {
        let may_begin = |rest: &[u8]| rest.first().is_some_and(|byte| self.first & Phrases::bit(*byte) != 0);
        let begins = |rest: &[u8]| self.phrases.iter().any(|phrase| begins_with_words(rest, phrase));
        from_each_word(text).any(|rest| may_begin(rest) && begins(rest))
    }
}

/// Whether the key of a text, without marks, is a heading's word and no data: what tells a header row from a title.
pub fn is_heading_key(folded: &str) -> bool {
    matches!(
        folded,
        "stt"
            | "tt"
            | "so tt"
            | "so thu tu"
            | "chi tieu"
            | "noi dung"
            | "ten chi tieu"
            | "dvt"
            | "don vi tinh"
            | "don vi"
            | "ghi chu"
            | "ke hoach"
            | "kh"
            | "thuc hien"
            | "th"
            | "cung ky"
            | "danh gia"
            | "hang muc"
            | "tieu chi"
            | "nhiem vu"
            | "danh muc"
            | "cac tieu chi"
            | "chi tieu nhiem vu"
            | "ten xa"
            | "don vi hanh chinh"
    )
}

/// Whether a heading stands for a total over units.
pub fn is_total(text: &str) -> bool {
    is_total_key(&label::folded_key(text))
}

/// Whether the key of a heading, without marks, stands for a total over units.
pub fn is_total_key(folded: &str) -> bool {
    matches!(
        folded,
        "cong"
            | "tong"
            | "tong cong"
            | "tong so"
            | "toan huyen"
            | "toan tinh"
            | "toan xa"
            | "chung"
            | "cong toan huyen"
            | "tong toan huyen"
            | "huyen"
            | "tong huyen"
            | "toan thi xa"
            | "toan thanh pho"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &[&str]) -> Role {
        let path: Vec<String> = path.iter().map(|text| text.to_string()).collect();
        role(&path, Context { year: 2023, span: Some(Span::FirstMonths(6)), level: Level::District })
    }

    #[test]
    fn headings_as_officials_write_them() {
        for (path, expected) in [
            (&["STT"][..], Role::Number),
            (&["Chỉ tiêu"], Role::Label),
            (&["Đơn\nvị tính"], Role::UnitOfMeasure),
            (&["Năm 2023", "Kế hoạch năm"], Role::Plan),
            (&["Chỉ tiêu kế hoạch năm 2023"], Role::Plan),
            (&["Năm 2023", "TH 6 tháng"], Role::Actual),
            (&["Năm 2022", "TH 6 tháng"], Role::Prior),
            (&["TH cùng\nkỳ 2022"], Role::Prior),
            (&["So sánh (%)", "So\nKH năm"], Role::PercentOfPlan),
            (&["So sánh (%)", "So\ncùng kỳ"], Role::PercentOfPrior),
            (&["Tỷ lệ % TH/KH"], Role::PercentOfPlan),
            (&["2023/2022 (%)"], Role::PercentOfPrior),
            (&["So\nsánh (%)", "cùng kỳ"], Role::PercentOfPrior),
            (&["TH/KH"], Role::Combined),
            (&["Thực hiện tháng 6"], Role::Other(Why::SingleMonth)),
            (&["Lũy kế 6 tháng năm 2023"], Role::Actual),
            (&["Ước thực hiện cả năm 2023"], Role::Other(Why::WholeYear)),
            (&["Kế hoạch năm 2024"], Role::Other(Why::OtherYear)),
            (&["Thực hiện cả năm 2022"], Role::Other(Why::WholeYear)),
            (&["Thực hiện năm 2022"], Role::Prior),
            (&["Kế hoạch 6 tháng cuối năm"], Role::Other(Why::OtherPeriod)),
            (&["Kế hoạch 2023", "6 tháng đầu năm"], Role::Other(Why::OtherPeriod)),
            (&["Kết quả 6 tháng", "KH"], Role::Plan),
            (&["KH quý II"], Role::Other(Why::OtherPeriod)),
            (&["KH giao năm trước"], Role::Other(Why::OtherYear)),
            (&["Kế hoạch/Thực hiện"], Role::CombinedPlanFirst),
            (&["Thực hiện 6 tháng", "Thôn 1"], Role::Other(Why::SubGroup)),
            (&["Thực hiện 6 tháng", "Trong đó nữ"], Role::Other(Why::SubGroup)),
            (&["Thực hiện 6 tháng", "Toàn xã"], Role::Actual),
            (&["Thực hiện", "Số lượng"], Role::Actual),
            (&["TH 6T 2023/TH 6T 2022 (%)"], Role::PercentOfPrior),
            (&["KH 2024/ƯTH 2023 (%)"], Role::Other(Why::Comparison)),
            (&["TH 6T 2022", "Cơ cấu (%)"], Role::Other(Why::Comparison)),
            (&["Đ/v tính"], Role::UnitOfMeasure),
            (&["TH/CK"], Role::PercentOfPrior),
            (&["Đánh giá (Đạt/Chưa đạt)"], Role::Verdict),
            (&["Cơ quan chủ trì, theo dõi"], Role::Other(Why::Note)),
            (&["Ghi chú"], Role::Other(Why::Note)),
            (&["Thực hiện 9 tháng"], Role::Other(Why::OtherPeriod)),
            (&["Thực hiện 6 tháng/Kế hoạch năm 2023"], Role::Combined),
            (&["TH so KH"], Role::PercentOfPlan),
            (&["TH so CK"], Role::PercentOfPrior),
            (&["Số kế hoạch"], Role::Plan),
            (&["Số thực hiện"], Role::Actual),
            (&["Thực hiện 2016-2020", "2016"], Role::Other(Why::OtherYear)),
            (&["ƯTH2023"], Role::Actual),
        ] {
            assert_eq!(of(path), expected, "{path:?}");
        }
    }

    #[test]
    fn phrases_stand_in_a_text_as_whole_words() {
        let phrases = ["nguoi lap", "ky ten", "%"];
        let all = Phrases::of(phrases.map(String::from).to_vec());
        // "%" and "e", "k" and "+" share a bit.
        for (text, stand) in [
            ("nguoi lap bieu", true),
            ("noi ky ten", true),
            ("5 %", true),
            ("nguoi lapa", false),
            ("a nguoi", false),
            ("e + kyten", false),
            ("", false),
        ] {
            assert_eq!((all.stand_in(text), contains_any(text, &phrases)), (stand, stand), "{text:?}");
        }
    }
}
