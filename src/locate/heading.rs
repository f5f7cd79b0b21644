//! What a column holds, by the words over it.

use super::period::{self, Span};
use crate::label;
use crate::schema::UnitId;
use regex::Regex;
use std::sync::LazyLock;

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
            Role::Combined => "combined",
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
        matches!(self, Role::Plan | Role::Actual | Role::Combined | Role::Prior)
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
}

/// What is known of the sheet when a heading is read.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The schema's year.
    pub year: i32,
    /// The period of the workbook, where it is known already.
    pub span: Option<Span>,
}

/// What the words over a column say it holds.
pub fn role(path: &[String], context: Context) -> Role {
    let text = path.join(" / ");
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
        || matches!(lowest.as_str(), "don vi" | "dv" | "dv tinh" | "don vi tỉnh")
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
    let slash_ratio = is_slash_ratio(&marked);
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
    ]) || marked.contains('%')
        || says(&COMPARED, &marked)
        || slash_ratio == Some(Slash::YearByYear);
    if any(&["danh gia", "ket luan", "xep loai", "dat chua dat", "muc do hoan thanh", "tu danh gia"]) && !ratio_words {
        return Role::Verdict;
    }
    if ratio_words {
        if any(&["chenh lech", "tang giam", "tang", "giam"]) && !marked.contains('%') && !has("so sanh") {
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
    if slash_ratio == Some(Slash::ActualByPlan) {
        return Role::Combined;
    }
    let later = said.years.iter().any(|&year| year > context.year);
    if later {
        return Role::Other(Why::OtherYear);
    }
    let whole_year = said.whole_year || any(&["ca nam"]);
    let part_of_year = context.span.is_some_and(|span| span != Span::FirstMonths(12));
    if plan && !(actual && lowest_any(&["thuc hien", "th", "uth"])) && !prior_words {
        if year_before || said.years.iter().any(|&year| year < context.year) {
            return Role::Other(Why::OtherYear);
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
        // "Thực hiện năm 2022" beside half a year is a whole year, unless the heading says "cùng kỳ".
        if part_of_year && !prior_words && (whole_year || (said.spans.is_empty() && has("nam") && !has("6 thang"))) {
            return Role::Other(Why::WholeYear);
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slash {
    ActualByPlan,
    YearByYear,
}

/// "2023/2022".
static YEAR_BY_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\D)(?:19|20)\d\d\s*/\s*(?:19|20)\d\d(?:\D|$)").ok());
/// "TH/KH", "ƯTH / KH", "Thực hiện/Kế hoạch".
static ACTUAL_BY_PLAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(])(?:ư?th|uth|thực hiện|đạt)\s*/\s*(?:kh|kế hoạch)(?:$|[\s),.;:])").ok());

/// "TH so KH", "So cùng kỳ"; "số" is another word.
static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[\s(/])so(?:\s|$)").ok());

fn says(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// "TH/KH" and "2023/2022", in lower case.
fn is_slash_ratio(lower: &str) -> Option<Slash> {
    if says(&YEAR_BY_YEAR, lower) {
        Some(Slash::YearByYear)
    } else if says(&ACTUAL_BY_PLAN, lower) || is_done_by_planned(lower) {
        Some(Slash::ActualByPlan)
    } else {
        None
    }
}

/// "Thực hiện 6 tháng/Kế hoạch năm 2023": words of doing before the slash, words of planning behind it.
fn is_done_by_planned(lower: &str) -> bool {
    lower.rsplit(" / ").next().and_then(|lowest| lowest.split_once('/')).is_some_and(|(done, planned)| {
        let (done, planned) = (label::folded_key(done), label::folded_key(planned));
        let any = |text: &str, words: &[&str]| words.iter().any(|word| contains_words(text, word));
        any(&done, &["thuc hien", "th", "uth", "ket qua", "dat"]) && any(&planned, &["ke hoach", "kh"]) && !any(&done, &["ke hoach", "kh"])
    })
}

/// Whether the words of `phrase` stand one after the other in `text`; both are folded keys.
pub fn contains_words(text: &str, phrase: &str) -> bool {
    let mut from = 0;
    while let Some(found) = text[from..].find(phrase) {
        let start = from + found;
        let end = start + phrase.len();
        let opens = start == 0 || text.as_bytes()[start - 1] == b' ';
        let closes = end == text.len() || text.as_bytes()[end] == b' ';
        if opens && closes {
            return true;
        }
        from = start + 1;
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    false
}

/// Whether a text is a heading's word and no data: what tells a header row from a title.
pub fn is_heading_word(text: &str) -> bool {
    let folded = label::folded_key(text);
    matches!(
        folded.as_str(),
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
    let folded = label::folded_key(text);
    matches!(
        folded.as_str(),
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
        role(&path, Context { year: 2023, span: Some(Span::FirstMonths(6)) })
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
            (&["Thực hiện năm 2022"], Role::Other(Why::WholeYear)),
            (&["Đánh giá (Đạt/Chưa đạt)"], Role::Verdict),
            (&["Cơ quan chủ trì, theo dõi"], Role::Other(Why::Note)),
            (&["Ghi chú"], Role::Other(Why::Note)),
            (&["Thực hiện 9 tháng"], Role::Other(Why::OtherPeriod)),
            (&["Thực hiện 6 tháng/Kế hoạch năm 2023"], Role::Combined),
            (&["TH so KH"], Role::PercentOfPlan),
            (&["TH so CK"], Role::PercentOfPrior),
            (&["Số kế hoạch"], Role::Plan),
            (&["Số thực hiện"], Role::Actual),
        ] {
            assert_eq!(of(path), expected, "{path:?}");
        }
    }
}
