//! The same statement twice in one paragraph, word for word, from its figure on.

use super::passage::Passage;
use super::token::{Token, What};
use super::{Auditor, Wrong, kinds};
use crate::finding::Severity;
use crate::language::Words;

/// Words from which on agreeing is no chance.
const FEWEST: usize = 10;

/// Looks at every percentage with a long clause behind it.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    let starts: Vec<(usize, Vec<String>)> = (0..passage.tokens.len())
        .filter(|&at| passage.token(at).is_some_and(|token| token.percent().is_some()))
        .map(|at| (at, clause(passage, at)))
        .collect();
    for (place, (at, words)) in starts.iter().enumerate() {
        let earlier = starts.iter().take(place).any(|(_, other)| other == words);
        if words.len() < FEWEST || !earlier {
            continue;
        }
        let raw = passage.token(*at).and_then(Token::percent).map(|quantity| quantity.raw.clone()).unwrap_or_default();
        let wrong = Wrong {
            kind: &kinds::REPEATED,
            severity: Severity::Warning,
            message: Words::new(
                format!(
                    "Nội dung “{raw}% {} …” đã được ghi ở trên trong cùng đoạn.",
                    words.iter().skip(1).take(4).map(String::as_str).collect::<Vec<_>>().join(" ")
                ),
                "The same statement stands above in this paragraph.",
            ),
            found: String::new(),
            expected: String::new(),
            slip: None,
        };
        let end = (*at..passage.tokens.len()).find(|&next| ends(passage, next)).unwrap_or(passage.tokens.len());
        auditor.remark(passage.quote(*at, end.saturating_sub(1), *at), String::new(), wrong);
    }
}

/// The figure and the words behind it, up to the mark that ends the clause or brackets.
fn clause(passage: &Passage<'_>, at: usize) -> Vec<String> {
    (at..passage.tokens.len())
        .take_while(|&next| !ends(passage, next))
        .filter_map(|next| passage.token(next))
        .map(|token| passage.text.get(token.at.clone()).unwrap_or_default().to_lowercase())
        .collect()
}

fn ends(passage: &Passage<'_>, at: usize) -> bool {
    passage.token(at).is_some_and(|token| matches!(token.what, What::Mark(';' | '.' | ':' | '(')))
}
