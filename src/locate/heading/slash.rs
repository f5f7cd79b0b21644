//! What is held against what in a heading: "TH/KH", "2023/2022", "TH so CK".
//!
//! Few headings are looked at, and a pattern takes longer to make than all of them to be read: the one that is needed least is one.

use super::super::period;
use super::contains_words;
use crate::label;
use regex::Regex;
use std::sync::LazyLock;

/// What stands before a slash and what behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slash {
    ActualByPlan,
    PlanByActual,
    YearByYear,
    /// A year later than this one over another.
    Other,
}

/// "TH/KH", "KH/TH" and "2023/2022", in lower case: what stands before the slash and what behind it.
pub(super) fn ratio(lower: &str) -> Option<Slash> {
    let lowest = lower.rsplit(" // ").next().unwrap_or(lower);
    if is_year_by_year(lower) {
        return Some(Slash::YearByYear);
    }
    if is_actual_by_plan(lower) {
        return Some(Slash::ActualByPlan);
    }
    let (before, after) = lowest.split_once('/')?;
    let years = |text: &str| period::said(text).years.last().copied();
    if let (Some(first), Some(second)) = (years(before), years(after))
        && first != second
    {
        let plan_first = contains_words(&label::folded_key(before), "kh") || contains_words(&label::folded_key(before), "ke hoach");
        return Some(if plan_first { Slash::Other } else { Slash::YearByYear });
    }
    let (before, after) = (label::folded_key(before), label::folded_key(after));
    let any = |text: &str, words: &[&str]| words.iter().any(|word| contains_words(text, word));
    let done = |text: &str| any(text, &["thuc hien", "th", "uth", "ket qua", "dat"]);
    if done(&before) && any(&after, &["ck", "cung ky", "cung ki", "nam truoc"]) {
        return Some(Slash::YearByYear);
    }
    let planned = |text: &str| any(text, &["ke hoach", "k hoach", "kh"]);
    match (done(&before) && !planned(&before), planned(&after), planned(&before) && !done(&before), done(&after)) {
        (true, true, _, _) => Some(Slash::ActualByPlan),
        (_, _, true, true) => Some(Slash::PlanByActual),
        _ => None,
    }
}

/// "So cùng kỳ", "TH so KH"; "số" is another word.
pub(super) fn is_compared(lower: &str) -> bool {
    lower.match_indices("so").any(|(at, word)| {
        let (before, after) = (lower.get(..at).unwrap_or_default(), lower.get(at + word.len()..).unwrap_or_default());
        let begins = before.chars().next_back().is_none_or(|letter| letter.is_whitespace() || matches!(letter, '(' | '/'));
        begins && after.chars().next().is_none_or(char::is_whitespace)
    })
}

/// "2023/2022"; made when a heading has figures on both sides of a slash, which few have.
static YEAR_BY_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\D)(?:19|20)\d\d\s*/\s*(?:19|20)\d\d(?:\D|$)").ok());

fn is_year_by_year(lower: &str) -> bool {
    around_slashes(lower).any(|(before, after)| before.ends_with(char::is_numeric) && after.starts_with(char::is_numeric))
        && YEAR_BY_YEAR.as_ref().is_some_and(|pattern| pattern.is_match(lower))
}

/// "TH/KH", "ƯTH / KH", "Thực hiện/Kế hoạch".
fn is_actual_by_plan(lower: &str) -> bool {
    around_slashes(lower).any(|(before, after)| {
        let actual = ["ưth", "th", "uth", "thực hiện", "đạt"].into_iter().filter_map(|word| before.strip_suffix(word));
        let plan = ["kh", "kế hoạch"].into_iter().filter_map(|word| after.strip_prefix(word));
        let begins = |text: &str| text.chars().next_back().is_none_or(|letter| letter.is_whitespace() || letter == '(');
        let ends =
            |text: &str| text.chars().next().is_none_or(|letter| letter.is_whitespace() || matches!(letter, ')' | ',' | '.' | ';' | ':'));
        actual.into_iter().any(begins) && plan.into_iter().any(ends)
    })
}

/// What stands before each slash and behind it, but for spaces beside it.
fn around_slashes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('/').filter_map(|(at, slash)| Some((text.get(..at)?.trim_end(), text.get(at + slash.len()..)?.trim_start())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_as_their_patterns_say() {
        let years = YEAR_BY_YEAR.as_ref().unwrap();
        let plan = Regex::new(r"(?:^|[\s(])(?:ư?th|uth|thực hiện|đạt)\s*/\s*(?:kh|kế hoạch)(?:$|[\s),.;:])").unwrap();
        let compared = Regex::new(r"(?:^|[\s(/])so(?:\s|$)").unwrap();
        let words = ["th", "ưth", "uth", "thực hiện", "đạt", "kh", "kế hoạch", "2023", "1999", "12023", "so", "số", "soso", "ư", ""];
        let joints = ["/", " / ", "//", " // ", " ", "(", ")", ".", "\u{a0}/", "x", "2"];
        let mut count = 0;
        for [a, b, c] in words.iter().flat_map(|a| words.iter().flat_map(move |b| ["th", "2022", "kh", "so", ""].map(|c| [*a, *b, c]))) {
            for (first, second) in joints.iter().flat_map(|first| joints.map(|second| (*first, second))) {
                let text = format!("{a}{first}{b}{second}{c}");
                assert_eq!(is_year_by_year(&text), years.is_match(&text), "{text}");
                assert_eq!(is_actual_by_plan(&text), plan.is_match(&text), "{text}");
                assert_eq!(is_compared(&text), compared.is_match(&text), "{text}");
                count += 1;
            }
        }
        assert_eq!(count, 15 * 15 * 5 * 121);
    }
}
