//! The same statement twice in one paragraph, word for word, from its figure on.

use super::passage::{FARTHEST, Passage};
use super::token::{Token, What};
use super::{Auditor, Wrong, kinds};
use crate::finding::Severity;
use crate::language::Words;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Words from which on agreeing is no chance.
const FEWEST: usize = 10;

/// Words that are compared: what agrees in so many is the same statement.
const MOST: usize = 100;

/// Looks at every percentage with a long clause behind it.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    // Where each clause stood first; only as much is kept as tells which one it is.
    let mut first: HashMap<u64, usize> = HashMap::new();
    for at in (0..passage.tokens.len()).filter(|&at| passage.token(at).is_some_and(|token| token.percent().is_some())) {
        let words = clause(passage, at);
        if words.len() < FEWEST {
            continue;
        }
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        let earlier = *first.entry(hasher.finish()).or_insert(at);
        if earlier == at || clause(passage, earlier) != words {
            continue;
        }
        let raw = passage.token(at).and_then(Token::percent).map(|quantity| quantity.raw.clone()).unwrap_or_default();
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
        let end = (at..passage.tokens.len()).take(FARTHEST).find(|&next| ends(passage, next));
        let end = end.unwrap_or(passage.tokens.len().min(at + FARTHEST));
        auditor.remark(passage.quote(at, end.saturating_sub(1), at), String::new(), wrong);
    }
}

/// The figure and the words behind it, up to the mark that ends the clause or brackets.
fn clause(passage: &Passage<'_>, at: usize) -> Vec<String> {
    (at..passage.tokens.len())
        .take(MOST)
        .take_while(|&next| !ends(passage, next))
        .filter_map(|next| passage.token(next))
        .map(|token| passage.text.get(token.at.clone()).unwrap_or_default().to_lowercase())
        .collect()
}

fn ends(passage: &Passage<'_>, at: usize) -> bool {
    passage.token(at).is_some_and(|token| matches!(token.what, What::Mark(';' | '.' | ':' | '(')))
}
