//! What a figure is of: the words before it, without verbs and small words.

use super::passage::{Part, Passage};
use super::token::{Quantity, What};
use std::collections::{BTreeSet, HashMap};

/// Words that name nothing by themselves.
const SMALL: &[&str] = &[
    "là", "đạt", "được", "đã", "ước", "hiện", "nay", "đến", "có", "thực", "trong", "của", "tổng", "số", "khoảng", "gần", "trên", "hơn",
    "dưới", "phấn", "đấu", "và", "các", "cho", "với", "ở", "tại", "thì", "còn", "lên", "nâng", "duy", "trì", "phát", "triển", "cả", "năm",
    "tháng", "kỳ", "đầu", "cuối", "hết", "kế", "hoạch", "kh", "mục", "tiêu", "chỉ", "thêm", "toàn", "huyện", "tỉnh", "xã", "đó", "tính",
    "so", "từ", "vượt", "giao", "bình", "quân", "tối", "thiểu", "đa", "qua", "này", "do", "theo", "ngoài", "ra", "đều", "bằng", "chiếm",
    "tỷ", "tỉ", "lệ", "chung", "quý", "ngày", "như", "về", "việc", "cụ", "thể",
];
/// Verbs that may stand alone between a name and its figure: "Cây sắn: đã trồng 460/500 ha".
const VERBS: &[&str] =
    &["trồng", "gieo", "nuôi", "cấp", "thu", "giải", "ngân", "xây", "dựng", "hoàn", "thành", "sản", "xuất", "tiêm", "triển", "khai"];

/// Most figures of one document that are compared with one another.
const MOST_FACTS: usize = 5_000;

/// A figure with what it is of.
#[derive(Clone, Debug)]
pub(super) struct Fact<'a> {
    /// Which passage, and which token of it.
    pub(super) passage: usize,
    pub(super) token: usize,
    /// The words that tell what it is, in order.
    pub(super) name: Vec<String>,
    /// One number for all names of the same words, whatever their order.
    pub(super) same_name: usize,
    /// All words, years and terms too: two figures of one indicator agree in all of them.
    pub(super) full: Vec<String>,
    /// What was done, or stands alone.
    pub(super) done: &'a Quantity,
    /// The plan in a pair; the upper end of a range.
    pub(super) of: Option<&'a Quantity>,
    /// Whether it says what is to be reached.
    pub(super) is_plan: bool,
    /// Whether it is a range.
    pub(super) is_span: bool,
    /// Whether brackets stand around it.
    pub(super) in_brackets: bool,
}

/// All figures of a document with what they are of.
pub(super) fn facts<'a>(passages: &'a [Passage<'_>]) -> Vec<Fact<'a>> {
    let mut facts = Vec::new();
    let mut names: HashMap<BTreeSet<String>, usize> = HashMap::new();
    for (number, passage) in passages.iter().enumerate().filter(|(_, passage)| !passage.in_table) {
        for (at, token) in passage.tokens.iter().enumerate() {
            let (done, of, is_span) = match &token.what {
                What::Figure(done) => (done, None, false),
                What::Pair(done, of) => (done, Some(of), false),
                What::Span(low, high) => (low, Some(high), true),
                _ => continue,
            };
            let full = before(passage, at);
            let announced = full.iter().take(4).any(|word| word == "kh" || word == "hoạch" || word == "phấn");
            if facts.len() >= MOST_FACTS {
                return facts;
            }
            let name = content(&full);
            let key: BTreeSet<String> = name.iter().cloned().collect();
            let another = names.len();
            let same_name = *names.entry(key).or_insert(another);
            facts.push(Fact {
                passage: number,
                token: at,
                name,
                same_name,
                full,
                done,
                of,
                is_plan: passage.part == Part::Plans || announced,
                is_span,
                in_brackets: token.depth > 0,
            });
        }
    }
    facts
}

/// The words before a figure, back to the figure or the mark that ends the clause before; in order.
pub(super) fn before(passage: &Passage<'_>, at: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let Some(depth) = passage.token(at).map(|token| token.depth) else { return words };
    let mut place = at;
    while let Some(previous) = place.checked_sub(1).filter(|previous| at - previous <= 120) {
        place = previous;
        let Some(token) = passage.token(place) else { break };
        if token.depth < depth {
            break;
        }
        if token.depth > depth {
            continue;
        }
        match &token.what {
            What::Word(word) => words.push(word.clone()),
            What::Other => words.push(passage.text.get(token.at.clone()).unwrap_or_default().to_string()),
            What::Figure(_) | What::Pair(..) | What::Span(..) => break,
            What::Mark(';') => break,
            What::Mark('.' | '?' | '!') if passage.token(at).is_some_and(|own| own.sentence != token.sentence) => break,
            What::Mark('.') => {}
            What::Mark(':') => {
                let only_verbs = words.len() <= 5 && words.iter().all(|word| is_small(word) || VERBS.contains(&word.as_str()));
                if !only_verbs {
                    break;
                }
            }
            What::Mark(')') => {}
            What::Mark(_) => {}
        }
    }
    words.reverse();
    // "trong đó" begins a part: what stands before it belongs to the whole.
    if let Some(cut) =
        (1..words.len()).rev().find(|&at| words.get(at).is_some_and(|w| w == "đó") && words.get(at - 1).is_some_and(|w| w == "trong"))
    {
        words.drain(..=cut);
    }
    words
}

/// The words that tell what it is.
pub(super) fn content(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !is_small(word) && !word.starts_with(|c: char| c.is_ascii_digit())).cloned().collect()
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// How well two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// They have fewer than two words in common, or each has words of its own.
    Other,
    /// All words of one stand in the other.
    Within,
    /// They have the same words.
    Same,
}

/// Compares two names by their words; their order makes no difference.
pub(super) fn likeness(one: &[String], other: &[String]) -> Likeness {
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    match (within(one, other), within(other, one)) {
        _ if one.is_empty() || other.is_empty() => Likeness::Other,
        (true, true) => Likeness::Same,
        (true, false) | (false, true) if one.len().min(other.len()) >= 2 => Likeness::Within,
        _ => Likeness::Other,
    }
}

/// How many words two names have in common.
pub(super) fn common(one: &[String], other: &[String]) -> usize {
    one.iter().filter(|word| other.contains(word)).count()
}
