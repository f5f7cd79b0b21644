//! What a percentage is taken of, where no pair says it.

use super::Auditor;
use super::name::{self, Fact, Likeness};
use super::passage::{Part, Passage};
use super::ratio::{compares_with_before, ends_or_belongs};
use super::token::{Quantity, What};

/// The figure that a percentage is of, and what it may be taken against.
pub(super) struct Base<'a> {
    pub(super) part: &'a Quantity,
    pub(super) bases: Vec<&'a Quantity>,
    /// Whether nothing else can be meant.
    pub(super) certain: bool,
    /// Whether it stands in another statement.
    pub(super) elsewhere: bool,
    /// The first token of the statement.
    pub(super) from: usize,
    /// Its last token, where it reaches beyond the percentage.
    pub(super) to: Option<usize>,
}

/// Looks for the base of the percentage at `at`, whose verb begins at `verb`.
pub(super) fn find<'a>(auditor: &Auditor<'a>, number: usize, at: usize, verb: usize) -> Option<Base<'a>> {
    let passage = auditor.passage(number)?;
    if !ends_or_belongs(passage, at) || passage.word(verb) == Some("chiếm") {
        return None;
    }
    let from = done_before(passage, at, verb)?;
    let part = passage.token(from)?.done()?;
    if let Some((base, to)) = behind(passage, at, part) {
        return Some(Base { part, bases: vec![base], certain: true, elsewhere: false, from, to: Some(to) });
    }
    if compares_with_before(passage, at) {
        return None;
    }
    if let Some(base) = between(passage, from, verb, part) {
        return Some(Base { part, bases: vec![base], certain: true, elsewhere: false, from, to: None });
    }
    if !speaks_of_plan(passage, at) {
        return None;
    }
    let (bases, certain) = elsewhere(auditor, number, from, part)?;
    Some(Base { part, bases, certain, elsewhere: true, from, to: None })
}

/// Whether the percentage is said to be one of a plan, or of nothing in particular.
fn speaks_of_plan(passage: &Passage<'_>, at: usize) -> bool {
    let words: Vec<&str> = (at + 1..at + 5).map_while(|place| passage.word(place)).collect();
    words.is_empty() || words.iter().any(|word| matches!(*word, "kh" | "hoạch" | "toán" | "tiêu"))
}

/// The figure that was done: the nearest before the verb, in the same sentence and brackets, that is no change.
fn done_before(passage: &Passage<'_>, at: usize, verb: usize) -> Option<usize> {
    let own = passage.token(at)?;
    let mut place = verb;
    let mut words_behind_mark = 0;
    let mut marks = 0;
    while place > 0 && verb - place < 400 {
        place -= 1;
        let token = passage.token(place)?;
        if token.depth > own.depth {
            continue;
        }
        if token.depth < own.depth || token.sentence != own.sentence {
            return None;
        }
        match &token.what {
            What::Figure(quantity) if quantity.unit.is_some() || quantity.percent => {
                let far = marks == 0 && words_behind_mark > 8;
                return (!far && !is_change(passage, place)).then_some(place);
            }
            What::Figure(_) | What::Pair(..) | What::Span(..) => return None,
            What::Mark(',' | ';') if words_behind_mark > 0 && marks == 0 => return None,
            What::Mark(',' | ';') => {
                marks += 1;
                if marks > 1 {
                    return None;
                }
            }
            What::Mark(':') => return None,
            What::Word(word) => {
                if matches!(word.as_str(), "lệ") {
                    return None;
                }
                words_behind_mark += 1;
            }
            _ => {}
        }
    }
    None
}

/// Whether a figure says by how much something rose, fell or falls short.
pub(super) fn is_change(passage: &Passage<'_>, at: usize) -> bool {
    let words: Vec<&str> = (at.saturating_sub(3)..at).filter_map(|place| passage.word(place)).collect();
    words.iter().any(|word| matches!(*word, "tăng" | "giảm" | "thiếu" | "vượt" | "hơn" | "hụt"))
}

/// `đạt Z% KH (KH Y)`, `so với kế hoạch Y`, `bằng Z% so với cùng kỳ (Y)`.
fn behind<'a>(passage: &'a Passage<'a>, at: usize, part: &Quantity) -> Option<(&'a Quantity, usize)> {
    let mut place = at + 1;
    let mut named = false;
    while place < at + 12 {
        let token = passage.token(place)?;
        match &token.what {
            What::Word(word) => {
                if matches!(word.as_str(), "tăng" | "giảm" | "trong" | "vượt" | "đạt" | "và") {
                    return None;
                }
                named |= matches!(word.as_str(), "kh" | "hoạch" | "toán" | "kỳ" | "kì" | "trước" | "số");
                place += 1;
            }
            What::Other => place += 1,
            What::Figure(quantity) if named => {
                return (quantity.in_unit_of(part).is_some() && follows_with_end(passage, place)).then_some((quantity, place));
            }
            What::Mark('(') => {
                let close = passage.closing(place)?;
                let inside: Vec<usize> =
                    (place + 1..close).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure())).collect();
                let [only] = inside.as_slice() else { return first_plan(passage, place, close, part) };
                let lead: Vec<&str> = (place + 1..*only).filter_map(|at| passage.word(at)).collect();
                let says = lead.iter().any(|word| matches!(*word, "kh" | "hoạch" | "toán" | "kỳ" | "kì" | "tiêu"));
                let bare = lead.is_empty() && named;
                let base = match &passage.token(*only)?.what {
                    What::Figure(quantity) | What::Span(_, quantity) => quantity,
                    _ => return None,
                };
                return ((says || bare)
                    && !lead.iter().any(|word| matches!(*word, "tăng" | "giảm" | "còn"))
                    && base.in_unit_of(part).is_some())
                .then_some((base, close));
            }
            _ => return None,
        }
    }
    None
}

/// The first figure in brackets, where "KH" stands right before it: `(KH 4.450 tấn; số liệu của 9/10 đơn vị)`.
fn first_plan<'a>(passage: &'a Passage<'a>, open: usize, close: usize, part: &Quantity) -> Option<(&'a Quantity, usize)> {
    let starts = matches!(passage.word(open + 1), Some("kh")) || passage.has_words(open + 1, &["kế", "hoạch"]);
    let first = (open + 1..close).find(|&at| passage.token(at).is_some_and(|token| token.is_figure()))?;
    let base = match &passage.token(first)?.what {
        What::Figure(quantity) | What::Span(_, quantity) => quantity,
        _ => return None,
    };
    (starts && first <= open + 5 && base.in_unit_of(part).is_some()).then_some((base, close))
}

fn follows_with_end(passage: &Passage<'_>, at: usize) -> bool {
    passage.token(at + 1).is_none_or(|next| !next.is('/'))
}

/// `X (KH Y), đạt Z%` between the two, `KH Y, thực hiện X, đạt Z%` before both.
fn between<'a>(passage: &'a Passage<'a>, from: usize, verb: usize, part: &Quantity) -> Option<&'a Quantity> {
    let plan = |at: usize| -> Option<&'a Quantity> {
        let quantity = match &passage.token(at)?.what {
            What::Figure(quantity) | What::Span(_, quantity) => quantity,
            _ => return None,
        };
        let lead: Vec<&str> = (at.saturating_sub(4)..at).rev().map_while(|place| passage.word(place)).collect();
        let named = lead.iter().any(|word| matches!(*word, "kh" | "hoạch" | "toán"));
        let against = lead.iter().any(|word| matches!(*word, "tăng" | "giảm" | "vượt" | "đạt"));
        (named && !against && quantity.in_unit_of(part).is_some()).then_some(quantity)
    };
    // In brackets behind the figure, with KH or a colon before it.
    let open = (from + 1..verb).find(|&at| passage.token(at).is_some_and(|token| token.is('(')));
    if let Some(open) = open
        && let Some(close) = passage.closing(open).filter(|close| *close < verb)
    {
        let starts = matches!(passage.word(open + 1), Some("kh"))
            || passage.has_words(open + 1, &["kế", "hoạch"])
            || passage.has_words(open + 1, &["dự", "toán"]);
        let figures: Vec<usize> = (open + 1..close).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure())).collect();
        if let [only] = figures.as_slice()
            && starts
            && let Some(What::Figure(quantity) | What::Span(_, quantity)) = passage.token(*only).map(|token| &token.what)
            && quantity.in_unit_of(part).is_some()
        {
            return Some(quantity);
        }
    }
    let start = passage.start_of_sentence(from);
    let depth = passage.token(from)?.depth;
    let figures: Vec<usize> =
        (start..from).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure() && token.depth == depth)).collect();
    // Only where it is the one figure before: of several, another may be meant.
    match figures.as_slice() {
        [only] => plan(*only),
        _ => None,
    }
}

/// Most names under which one figure is looked for.
const MOST_NAMES: usize = 8;

/// The plan of the same indicator elsewhere in the document: every candidate, and whether one alone is certain.
fn elsewhere<'a>(auditor: &Auditor<'a>, number: usize, from: usize, part: &Quantity) -> Option<(Vec<&'a Quantity>, bool)> {
    let own = auditor.fact(number, from)?;
    if own.name.is_empty() {
        return antecedent(auditor, own);
    }
    // The same figure under another name names the same indicator, where it has digits enough.
    let mut names: Vec<&[String]> = vec![&own.name];
    if !auditor.may_compare(auditor.facts.len()) {
        return None;
    }
    let telling = part.is_telling();
    for other in auditor.facts.iter().filter(|_| telling) {
        let same = other.done.number == part.number && other.done.in_unit_of(part) == Some(part.number);
        if same && names.len() < MOST_NAMES && name::common(&other.name, &own.name) >= 2 && !names.contains(&other.name.as_slice()) {
            names.push(&other.name);
        }
    }
    if !auditor.may_compare(auditor.facts.len() * names.len()) {
        return None;
    }
    let mut candidates: Vec<(Likeness, bool, &'a Quantity)> = Vec::new();
    for fact in auditor.facts.iter().filter(|fact| !(fact.passage == number && fact.token == from)) {
        let likeness = names.iter().map(|name| name::likeness(name, &fact.name)).max().unwrap_or(Likeness::Other);
        let base = fact.of.unwrap_or(fact.done);
        let planned = fact.of.is_some() || fact.is_plan;
        if likeness == Likeness::Other
            || !planned
            || part.in_unit_of(base).is_none()
            || base.number.is_zero()
            || base.percent != part.percent
        {
            continue;
        }
        candidates.push((likeness, fact.is_plan && auditor.passage(fact.passage).is_some_and(|p| p.part == Part::Plans), base));
    }
    candidates.sort_by_key(|candidate| std::cmp::Reverse((candidate.0, candidate.1)));
    // Certain is only what the plans of the document say: a pair elsewhere may be another unit's, or another year's.
    let same = || candidates.iter().filter(|(likeness, ..)| *likeness == Likeness::Same);
    let planned = same().any(|(_, planned, _)| *planned);
    let mut numbers = same().map(|(.., base)| base.number);
    let first = numbers.next();
    let certain = planned && own.name.len() >= 2 && numbers.all(|number| Some(number) == first);
    if candidates.is_empty() {
        return None;
    }
    Some((candidates.into_iter().map(|(.., base)| base).collect(), certain))
}

/// A clause without a subject goes on with what was spoken of: the plan, where the document has only one in that unit.
fn antecedent<'a>(auditor: &Auditor<'a>, own: &Fact<'_>) -> Option<(Vec<&'a Quantity>, bool)> {
    let earlier = auditor.facts.iter().filter(|fact| (fact.passage, fact.token) < (own.passage, own.token));
    let given = auditor.facts.iter().any(|fact| fact.is_plan && own.done.in_unit_of(fact.done).is_some());
    let plans: Vec<&'a Quantity> = earlier
        .filter(|fact| fact.of.is_some() || fact.is_plan)
        .map(|fact| fact.of.unwrap_or(fact.done))
        .filter(|plan| plan.unit.is_some() && own.done.in_unit_of(plan).is_some())
        .collect();
    let first = plans.first()?;
    plans.iter().all(|plan| plan.number == first.number).then(|| (vec![*first], given))
}
