//! Met and not met of one number: `đạt 5/9 tiêu chí; còn 4 tiêu chí chưa đạt`.

use super::Auditor;
use super::passage::FARTHEST;
use super::token::Quantity;
use crate::claim::ClaimKind;
use crate::number::plain_text;

/// Looks at every pair of a passage with another count of the same things that are not met.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        let Some((done, of)) = passage.token(at).and_then(|token| token.pair()) else { continue };
        if done.decimals > 0 || of.decimals > 0 || of.percent || of.unit.is_none() {
            continue;
        }
        for other in (at + 1..passage.tokens.len()).take(FARTHEST) {
            let Some(token) = passage.token(other).filter(|token| token.depth == 0) else { continue };
            let rest: Option<&Quantity> = match (token.pair(), token.amount()) {
                (Some((rest, whole)), _) if whole.number == of.number => Some(rest),
                (None, Some(rest)) => Some(rest),
                _ => None,
            };
            let Some(rest) = rest.filter(|rest| rest.unit.is_some() && rest.in_unit_of(of) == Some(rest.number)) else { continue };
            let behind: Vec<&str> = (other + 1..other + 9)
                .map_while(|place| passage.token(place))
                .take_while(|t| !t.is('.') && !t.is(';'))
                .filter_map(|t| t.word())
                .collect();
            let not_met = behind.windows(2).any(|pair| matches!(pair, ["chưa", "đạt"] | ["không", "đạt"]));
            // Only what agrees is noted: what is left may be counted in another way.
            if not_met && done.number + rest.number == of.number {
                let working = format!("{} + {} = {}", done.raw, rest.raw, plain_text(of.number));
                let quote = passage.quote(other, other, other);
                auditor.claim(quote, ClaimKind::Sum, plain_text(of.number), plain_text(of.number), working, None);
                break;
            }
        }
    }
}
