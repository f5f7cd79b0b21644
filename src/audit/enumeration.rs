//! A count and as many names: `03 xã đạt chuẩn (A, B, C)`, `4/9 tiêu chí gồm: A; B; C; D`.

use super::passage::{FARTHEST, Passage};
use super::token::{Quantity, What};
use super::{Auditor, Wrong, kinds};
use crate::claim::ClaimKind;
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{plain_text, whole};
use rust_decimal::Decimal;

/// Most things that are counted by name.
const MOST: u32 = 60;

/// Looks at every list of names in a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        if passage.token(at).is_some_and(|token| token.is('(')) {
            in_brackets(auditor, passage, at);
        } else if passage.word(at) == Some("gồm") {
            after_words(auditor, passage, at);
        }
    }
}

fn in_brackets(auditor: &mut Auditor<'_>, passage: &Passage<'_>, open: usize) {
    let Some(close) = passage.closing(open) else { return };
    let inside = open + 1..close;
    let figures = inside.clone().any(|at| passage.token(at).is_some_and(|token| !matches!(token.what, What::Word(_) | What::Mark(_))));
    let open_end =
        inside.clone().any(|at| matches!(passage.word(at), Some("vv" | "v" | "như" | "gồm" | "trừ" | "kể" | "trong" | "đó" | "cả")))
            || inside.clone().any(|at| passage.token(at).is_some_and(|token| token.is('.') || token.is('…') || token.is(':')));
    if figures || open_end || inside.is_empty() {
        return;
    }
    let names = pieces(passage, open + 1, close, &[',', ';'], true);
    let capital = names
        .iter()
        .all(|&at| passage.token(at).and_then(|t| passage.text.get(t.at.clone())).is_some_and(|w| w.starts_with(char::is_uppercase)));
    let places = names.len() >= 2 && capital;
    let one = names.len() == 1 && capital;
    if !places && !one {
        return;
    }
    let Some(depth) = passage.token(open).map(|token| token.depth) else { return };
    let sentence = passage.token(open).map(|token| token.sentence);
    let mut counted = Vec::new();
    for at in (0..open).rev().take(FARTHEST) {
        let Some(token) = passage.token(at) else { break };
        if Some(token.sentence) != sentence || (token.depth == depth && (token.is(';') || token.is(':') || token.is(')'))) {
            break;
        }
        if token.depth == depth && (token.is_figure() || token.done().is_some()) {
            counted.push(at);
        }
    }
    settle(auditor, passage, &counted, names.len(), open, close, places);
}

/// Notes the count that agrees; where none does, and only one can be meant, the count is wrong.
fn settle(auditor: &mut Auditor<'_>, passage: &Passage<'_>, counted: &[usize], names: usize, open: usize, close: usize, certain: bool) {
    let number = |at: usize| passage.token(at).and_then(|token| token.done()).filter(|q| is_count(q));
    let count = Decimal::from(names as u64);
    if let Some(&at) = counted.iter().find(|&&at| number(at).is_some_and(|quantity| quantity.number == count)) {
        let quote = passage.quote(at, close, at);
        auditor.claim(quote, ClaimKind::Sum, plain_text(count), plain_text(count), format!("{names}"), None);
        return;
    }
    // "02 xã (A, B, C)", "02 xã đạt 17/19 tiêu chí (A, B, C)": the only count of places in the clause.
    let places: Vec<&usize> = counted.iter().filter(|&&at| passage.token(at).is_some_and(|token| token.amount().is_some())).collect();
    let [only] = places.as_slice() else { return };
    let Some(quantity) = number(**only).filter(|_| certain) else { return };
    let noun = quantity
        .unit
        .as_ref()
        .is_some_and(|unit| matches!(unit.text.as_str(), "xã" | "phường" | "thị" | "thôn" | "huyện" | "bản" | "ấp" | "khu"));
    let adjacent = open - **only <= 10 && (**only..open).all(|at| passage.token(at).is_some_and(|token| !token.is(',')));
    if !noun || !adjacent || passage.token(**only).is_none() || quantity.bound != super::token::Bound::Exact {
        return;
    }
    let shown = super::judge::of(quantity);
    let wrong = Wrong {
        kind: &kinds::SUM,
        severity: Severity::Warning,
        message: Words::new(format!("Ghi {shown} nhưng kể tên {names}."), format!("It says {shown} but names {names}.")),
        found: quantity.raw.clone(),
        expected: names.to_string(),
        slip: None,
    };
    let quote = passage.quote(**only, close, **only);
    auditor.claim(quote, ClaimKind::Sum, plain_text(quantity.number), plain_text(count), names.to_string(), Some(wrong));
}

fn is_count(quantity: &Quantity) -> bool {
    !quantity.percent
        && quantity.decimals == 0
        && whole(quantity.number).is_some_and(|n| (1..=MOST).contains(&n))
        && quantity.unit.as_ref().is_none_or(|unit| !unit.measure.is_physical())
}

/// `gồm:` and names: only what agrees is noted, since names may hold commas of their own.
fn after_words(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize) {
    let Some(own) = passage.token(at) else { return };
    let mut counted = Vec::new();
    for place in (0..at).rev().take(FARTHEST) {
        let Some(token) = passage.token(place) else { break };
        if token.sentence != own.sentence || token.depth < own.depth {
            break;
        }
        if token.depth == own.depth && token.done().is_some_and(is_count) {
            counted.push(place);
        }
    }
    if counted.is_empty() {
        return;
    }
    let mut from = at + 1;
    if passage.token(from).is_some_and(|token| token.is(':')) {
        from += 1;
    }
    let end = passage.end_of_sentence(at);
    let last = if end > from && passage.token(end - 1).is_some_and(|token| token.is('.')) { end - 1 } else { end };
    let mut counts = vec![pieces(passage, from, last, &[';'], false).len(), pieces(passage, from, last, &[',', ';'], true).len()];
    // Whole sentences that begin with the noun: "gồm: Chương trình …. Chương trình …."
    if let Some(first) = passage.word(from).filter(|_| passage.word(from + 1).is_some()) {
        let starts = (from..passage.tokens.len().min(from + FARTHEST)).filter(|&place| {
            passage.word(place) == Some(first)
                && (place == from || passage.token(place - 1).is_some_and(|t| t.is('.') && t.depth == own.depth))
        });
        counts.push(starts.count());
    }
    for count in counts.into_iter().filter(|count| *count >= 2) {
        let number = Decimal::from(count as u64);
        if let Some(&place) = counted.iter().find(|&&place| passage.token(place).and_then(|t| t.done()).is_some_and(|q| q.number == number))
        {
            let quote = passage.quote(place, last.saturating_sub(1).max(place), place);
            auditor.claim(quote, ClaimKind::Sum, plain_text(number), plain_text(number), count.to_string(), None);
            return;
        }
    }
}

/// Where the pieces between marks begin, at the depth of the first token.
fn pieces(passage: &Passage<'_>, from: usize, to: usize, marks: &[char], and: bool) -> Vec<usize> {
    let Some(depth) = passage.token(from).map(|token| token.depth) else { return Vec::new() };
    let mut found = Vec::new();
    let mut begins = true;
    for at in from..to {
        let Some(token) = passage.token(at).filter(|token| token.depth == depth) else { continue };
        let splits = marks.iter().any(|mark| token.is(*mark));
        let joins = and
            && token.word() == Some("và")
            && passage.token(at + 1).and_then(|t| passage.text.get(t.at.clone())).is_some_and(|w| w.starts_with(char::is_uppercase));
        if splits || joins {
            begins = true;
        } else if begins {
            found.push(at);
            begins = false;
        }
    }
    found
}
