//! `chiếm Z%` of a whole: named behind the percentage, or the total that "trong đó" speaks of.

use super::name;
use super::passage::FARTHEST;
use super::token::{Quantity, What};
use super::{Auditor, judge, ratio};
use crate::claim::ClaimKind;
use crate::number::plain_text;

/// Looks at every share of a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        let Some(stated) = passage.token(at).and_then(|token| token.percent()) else { continue };
        let Some(verb) = ratio::verb_before(passage, at).filter(|verb| passage.word(*verb) == Some("chiếm")) else { continue };
        let Some(own) = passage.token(at) else { continue };
        let before = (0..verb).rev().take(FARTHEST).filter(|&place| {
            passage.token(place).is_some_and(|token| token.is_figure() && token.depth == own.depth && token.sentence == own.sentence)
        });
        let mut before = before.filter_map(|place| Some((place, passage.token(place)?.amount()?)));
        let Some((from, part)) = before.next().filter(|(from, part)| part.unit.is_some() && near(passage, *from, verb)) else { continue };
        // Behind the percentage: "tổng đàn gia cầm", "trong tổng số 360 hộ".
        let named: Vec<String> = (at + 1..at + 12)
            .map_while(|place| passage.token(place))
            .take_while(|token| !matches!(token.what, What::Mark(_)))
            .filter_map(|token| token.word().map(str::to_string))
            .collect();
        let total = named.iter().any(|word| word == "tổng");
        let alone = named.is_empty();
        let named = name::content(&named);
        let wholes = auditor.facts_of(number).iter().filter(|fact| {
            fact.token < from && fact.done.number >= part.number && part.in_unit_of(fact.done).is_some() && !fact.done.percent
        });
        let wholes: Vec<_> = wholes.collect();
        let one =
            wholes.len() == 1 && wholes.iter().all(|whole| passage.token(whole.token).is_some_and(|token| token.sentence == own.sentence));
        let mut best: Option<(&Quantity, judge::Judged)> = None;
        for whole in wholes.into_iter().rev() {
            let Some(part_number) = part.in_unit_of(whole.done) else { continue };
            let Some(judged) = judge::percent(part_number, whole.done.number, stated) else { continue };
            let called = named.iter().all(|word| whole.full.contains(word)) && whole.full.iter().any(|word| word == "tổng") && total;
            let is_named =
                !named.is_empty() && (called || name::content(&whole.full) == named) || (alone && one && is_slip(&judged, stated));
            if judged.holds {
                best = Some((whole.done, judged));
                break;
            }
            if is_named && best.is_none() {
                best = Some((whole.done, judged));
            }
        }
        let Some((whole, judged)) = best else { continue };
        let Some(part_number) = part.in_unit_of(whole) else { continue };
        let working = judge::working(part, whole, &judged, stated);
        let wrong = judge::wrong_percent(part, part_number, whole, stated, &judged);
        let quote = passage.quote(from, at, at);
        auditor.claim(quote, ClaimKind::Ratio, plain_text(stated.number), plain_text(judged.recomputed), working, wrong);
    }
}

/// Whether one digit of the percentage explains it: three digits or more agree by chance hardly ever.
fn is_slip(judged: &judge::Judged, stated: &Quantity) -> bool {
    stated.is_telling() && super::slip::one_digit_off(&stated.raw).iter().any(|(number, _)| *number == judged.recomputed)
}

/// Whether only few words and no other clause stand between.
fn near(passage: &super::passage::Passage<'_>, from: usize, verb: usize) -> bool {
    verb - from <= 8 && (from..verb).all(|at| passage.token(at).is_some_and(|token| !token.is(';') && !token.is(':')))
}
