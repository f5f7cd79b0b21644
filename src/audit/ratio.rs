//! `X/Y đơn vị, đạt Z%`, and what else is said in percent of a plan: the base in brackets, behind it, before it, or
//! elsewhere in the document.

use super::base::{self, Base};
use super::passage::Passage;
use super::token::{Bound, Quantity, What};
use super::{Auditor, judge, lexer};
use crate::claim::ClaimKind;
use crate::number::plain_text;

/// Verbs right before a percentage that make it one of a plan or a whole.
const VERBS: &[&[&str]] = &[
    &["đạt", "tỷ", "lệ"],
    &["đạt", "tỉ", "lệ"],
    &["đạt", "được"],
    &["ước", "đạt"],
    &["đạt"],
    &["bằng"],
    &["chiếm"],
    &["tương", "đương"],
    &["tương", "ứng"],
    &["hoàn", "thành"],
    &["tỷ", "lệ"],
    &["tỉ", "lệ"],
];
/// Words behind a percentage that belong to it: anything else is what it is a percentage of.
const AFTER: &[&str] = &[
    "kế", "kh", "so", "của", "trên", "tổng", "dự", "năm", "chỉ", "mục", "cả", "nghị", "nq", "tăng", "giảm", "và", "trong", "vượt", "bằng",
    "theo", "dt", "cùng", "nhiệm", "yêu", "toàn",
];
/// Those who do something: "có 3/5 xã đạt 100% kế hoạch" says nothing of three of five.
const ACTORS: &[&str] = &[
    "xã",
    "thôn",
    "đơn",
    "hộ",
    "trường",
    "cơ",
    "người",
    "huyện",
    "tổ",
    "chi",
    "sở",
    "ngành",
    "doanh",
    "hợp",
    "htx",
    "phường",
    "bản",
    "ấp",
    "khu",
    "thị",
    "đơn vị",
    "cơ sở",
    "trạm",
    "phòng",
    "ban",
    "công",
    "lớp",
    "học",
];

/// Looks at every percentage of a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        let Some(stated) = passage.token(at).and_then(|token| token.percent()) else { continue };
        if let Some(statement) = of_pair(passage, at) {
            from_pair(auditor, passage, at, stated, &statement);
        } else if let Some(from) = verb_before(passage, at)
            && let Some(base) = base::find(auditor, number, at, from)
        {
            from_base(auditor, passage, at, stated, &base);
        }
    }
}

/// A percentage with the pair it is of.
struct OfPair {
    pair: usize,
    /// Whether nothing but the percentage can be meant, even where it does not follow.
    certain: bool,
}

/// The pair that a percentage is of: before it, or in the brackets right behind it.
fn of_pair(passage: &Passage<'_>, at: usize) -> Option<OfPair> {
    if passage.token(at + 1).is_some_and(|next| next.is('('))
        && let Some(close) = passage.closing(at + 1)
        && let Some(pair) = (at + 2..close).find(|&inside| passage.token(inside).is_some_and(|token| token.is_figure()))
        && passage.token(pair).is_some_and(|token| token.pair().is_some())
        && (at + 2..pair)
            .all(|inside| passage.word(inside).is_some_and(|word| matches!(word, "tức" | "tương" | "ứng" | "đương" | "bằng" | "đạt")))
        && (pair + 1..close).all(|inside| passage.token(inside).is_some_and(|token| !token.is_figure()))
    {
        return Some(OfPair { pair, certain: true });
    }
    if !ends_or_belongs(passage, at) || compares_with_before(passage, at) {
        return None;
    }
    let verb = verb_before(passage, at);
    let mut place = verb.unwrap_or_else(|| at - lexer::bound_before(&passage.tokens, at).map_or(0, |(_, words)| words));
    // "111/150 hộ (74%)": the percentage stands in brackets of its own.
    let mut opened = false;
    if place > 0 && passage.token(place - 1).is_some_and(|token| token.is('(')) {
        place -= 1;
        opened = true;
    } else {
        verb?;
    }
    let depth = passage.token(place).map(|token| token.depth)?;
    let (mut comma, mut words) = (opened, 0_usize);
    while place > 0 && at - place < 400 {
        place -= 1;
        let token = passage.token(place)?;
        if token.depth > depth {
            continue;
        }
        if token.depth < depth || passage.token(at).is_some_and(|own| own.sentence != token.sentence) {
            return None;
        }
        match &token.what {
            What::Pair(..) => {
                let after_pair = passage.token(place + 1).and_then(|token| token.word().map(str::to_string));
                let unit =
                    passage.token(place).and_then(|token| token.pair()).and_then(|(_, of)| of.unit.as_ref().map(|unit| unit.text.clone()));
                let actor = |word: &str| ACTORS.contains(&word) || word.split(' ').next().is_some_and(|first| ACTORS.contains(&first));
                let acts = !comma && (unit.as_deref().is_some_and(actor) || after_pair.as_deref().is_some_and(actor));
                return Some(OfPair { pair: place, certain: !acts });
            }
            What::Figure(_) | What::Span(..) => return None,
            What::Mark(',' | ';') if !comma && words == 0 => comma = true,
            // Behind another comma, other words are the name of something else.
            What::Mark(',' | ';' | ':' | '.') if comma || words > 0 => return None,
            What::Word(word) => {
                let other = matches!(word.as_str(), "tăng" | "giảm" | "lệ" | "đó" | "vượt" | "cùng" | "khác" | "trong");
                if other || (word == "có" && !comma) {
                    return None;
                }
                words += 1;
            }
            _ => {}
        }
    }
    None
}

/// Where the verb before a percentage begins.
pub(super) fn verb_before(passage: &Passage<'_>, at: usize) -> Option<usize> {
    let at = at - lexer::bound_before(&passage.tokens, at).map_or(0, |(_, words)| words);
    VERBS.iter().find_map(|words| at.checked_sub(words.len()).filter(|from| passage.has_words(*from, words)))
}

/// Whether what follows a percentage ends the statement or belongs to it.
pub(super) fn ends_or_belongs(passage: &Passage<'_>, at: usize) -> bool {
    passage.token(at + 1).is_none_or(|next| match &next.what {
        What::Word(word) => AFTER.contains(&word.as_str()),
        What::Mark(_) => true,
        _ => false,
    })
}

/// Whether a percentage is one of the same period before.
pub(super) fn compares_with_before(passage: &Passage<'_>, at: usize) -> bool {
    let words: Vec<&str> = (at + 1..at + 9)
        .map_while(|place| passage.token(place))
        .take_while(|token| !matches!(token.what, What::Mark(_)))
        .filter_map(|token| token.word())
        .collect();
    let prior = |pair: &[&str]| {
        matches!(pair, ["cùng", "kỳ"] | ["cùng", "kì"] | ["năm", "trước"] | ["năm", "ngoái"] | ["tháng", "trước"] | ["quý", "trước"])
    };
    let against_year =
        words.starts_with(&["so", "với", "năm"]) || words.starts_with(&["so", "với", "tháng"]) || words.starts_with(&["so", "với", "cuối"]);
    words.windows(2).any(prior) || against_year
}

fn from_pair(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, stated: &Quantity, statement: &OfPair) {
    let Some((done, of)) = passage.token(statement.pair).and_then(|token| token.pair()) else { return };
    let Some(part) = done.in_unit_of(of) else { return };
    let Some(judged) = judge::percent(part, of.number, stated) else { return };
    // "47/63 xã đạt trên 30%" may say anything of the 47.
    if !statement.certain && (!judged.holds || stated.bound != Bound::Exact) {
        return;
    }
    let quote = passage.quote(statement.pair.min(at), statement.pair.max(at), at);
    let working = judge::working(done, of, &judged, stated);
    let wrong = judge::wrong_percent(done, part, of, stated, &judged);
    auditor.claim(quote, ClaimKind::Ratio, plain_text(stated.number), plain_text(judged.recomputed), working, wrong);
}

fn from_base(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, stated: &Quantity, found: &Base<'_>) {
    let mut best = None;
    if found.elsewhere && stated.bound != Bound::Exact {
        return;
    }
    for base in &found.bases {
        let Some(part) = found.part.in_unit_of(base) else { continue };
        let Some(judged) = judge::percent(part, base.number, stated) else { continue };
        let holds = judged.holds;
        if best.is_none() || holds {
            best = Some((part, *base, judged));
        }
        if holds {
            break;
        }
    }
    let Some((part, base, judged)) = best else { return };
    // An approximate base proves nothing against a percentage.
    if !judged.holds && (!found.certain || base.bound != Bound::Exact || found.part.bound != Bound::Exact) {
        return;
    }
    // What is several times more or less was never meant, but for a slip of a power of ten.
    let near =
        judged.recomputed <= stated.number * rust_decimal::Decimal::TWO && judged.recomputed * rust_decimal::Decimal::TWO >= stated.number;
    if found.elsewhere && !judged.holds && !near && !judge::is_power_of_ten(part, base, stated) {
        return;
    }
    let quote = passage.quote(found.from, found.to.unwrap_or(at).max(at), at);
    let working = judge::working(found.part, base, &judged, stated);
    let wrong = judge::wrong_percent(found.part, part, base, stated, &judged);
    auditor.claim(quote, ClaimKind::Ratio, plain_text(stated.number), plain_text(judged.recomputed), working, wrong);
}
