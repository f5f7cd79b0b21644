//! A rate without its percent sign: `THCS 98,05: đạt (KH trên 98%)`, `tỷ lệ hộ nghèo là 16,81, …`.

use super::passage::Passage;
use super::token::{Quantity, What};
use super::{Auditor, Wrong, kinds, name};
use crate::finding::Severity;
use crate::language::Words;

/// Looks at every figure without a unit of measure.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    let rates = passage.tokens.iter().filter(|token| token.percent().is_some()).count();
    if rates < 2 {
        return;
    }
    for at in 0..passage.tokens.len() {
        let Some(quantity) = passage.token(at).and_then(|token| token.amount()) else { continue };
        // Numbers of indicators and versions have a dot; a rate has a decimal comma.
        if quantity.unit.is_some()
            || quantity.decimals == 0
            || !quantity.raw.contains(',')
            || quantity.number > rust_decimal::Decimal::ONE_HUNDRED
        {
            continue;
        }
        if judged_in_percent(passage, at) || named_a_rate(passage, at) {
            note(auditor, passage, at, quantity);
        }
    }
}

/// A verdict right behind it, with a target in percent in the brackets.
fn judged_in_percent(passage: &Passage<'_>, at: usize) -> bool {
    let Some(open) = (at + 1..at + 5).find(|&place| passage.token(place).is_some_and(|token| token.is('('))) else { return false };
    let verdict = (at + 1..open).any(|place| passage.word(place) == Some("đạt"))
        && passage.token(at + 1).is_some_and(|next| next.is(':') || next.is(','));
    let Some(close) = passage.closing(open) else { return false };
    let figures: Vec<&What> =
        (open + 1..close).filter_map(|place| passage.token(place)).filter(|token| token.is_figure()).map(|token| &token.what).collect();
    verdict && matches!(figures.as_slice(), [What::Figure(target)] if target.percent)
}

/// "tỷ lệ … là 16,81": a mark right behind it, and no other figure between; "mỗi năm giảm 2,36" after such a one.
fn named_a_rate(passage: &Passage<'_>, at: usize) -> bool {
    let ends = passage.token(at + 1).is_none_or(|next| matches!(next.what, What::Mark(',' | ')' | ';' | '.')));
    let words = name::before(passage, at);
    let rate = words
        .windows(2)
        .any(|pair| matches!(pair.first().map(String::as_str), Some("tỷ" | "tỉ")) && pair.get(1).is_some_and(|word| word == "lệ"));
    let says = words.iter().any(|word| word == "là" || word == "còn" || word == "đạt" || word == "giảm");
    ends && rate && says && words.iter().all(|word| word != "hệ" && word != "điểm")
}

fn note(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, quantity: &Quantity) {
    let raw = &quantity.raw;
    let wrong = Wrong {
        kind: &kinds::UNIT,
        severity: Severity::Warning,
        message: Words::new(format!("Tỷ lệ {raw} thiếu dấu %."), format!("The rate {raw} lacks its percent sign.")),
        found: raw.clone(),
        expected: format!("{raw}%"),
        slip: None,
    };
    let from = (0..=at)
        .rev()
        .take(4)
        .take_while(|&place| passage.token(place).is_some_and(|t| !matches!(t.what, What::Mark(_))))
        .last()
        .unwrap_or(at);
    auditor.remark(passage.quote(from, at, at), String::new(), wrong);
}
