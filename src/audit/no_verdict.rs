//! Indicators in percent of which most have a verdict, and one sentence has none.

use super::passage::{Part, Passage};
use super::{Auditor, Wrong, kinds};
use crate::finding::Severity;
use crate::language::Words;

/// Sentences with a verdict that make a paragraph one of verdicts.
const FEWEST: usize = 4;

/// Looks at a paragraph of indicators, each a sentence that begins with its percentage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number).filter(|passage| passage.part == Part::Results) else { return };
    let mut sentences: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while from < passage.tokens.len() {
        let end = passage.end_of_sentence(from).max(from + 1);
        sentences.push((from, end));
        from = end;
    }
    let begins = |from: usize, end: usize| {
        let first = (from..end.min(from + 3)).find(|&at| passage.token(at).is_some_and(|token| token.is_figure()));
        first.is_some_and(|at| {
            passage.token(at).is_some_and(|token| token.percent().is_some()) && (from..at).all(|place| passage.word(place).is_some())
        })
    };
    let judged: Vec<bool> = sentences.iter().map(|(from, end)| has_verdict(passage, *from, *end)).collect();
    let with = sentences.iter().zip(&judged).filter(|((from, end), judged)| **judged && begins(*from, *end)).count();
    let without: Vec<&(usize, usize)> = sentences
        .iter()
        .zip(&judged)
        .filter(|((from, end), judged)| !**judged && begins(*from, *end))
        .map(|(sentence, _)| sentence)
        .collect();
    if with < FEWEST || without.len() * 2 > with {
        return;
    }
    for (from, end) in without {
        let wrong = Wrong {
            kind: &kinds::NO_VERDICT,
            severity: Severity::Warning,
            message: Words::new(
                format!("Câu này không có nhận định, trong khi {with} chỉ tiêu khác của đoạn đều có."),
                format!("This sentence has no verdict, while {with} other indicators of the paragraph have one."),
            ),
            found: String::new(),
            expected: String::new(),
            slip: None,
        };
        auditor.remark(passage.quote(*from, end.saturating_sub(1), *from), String::new(), wrong);
    }
}

/// `: đạt`, `: chưa đạt`, `: đang thực hiện`, `: vượt` anywhere in a sentence.
fn has_verdict(passage: &Passage<'_>, from: usize, end: usize) -> bool {
    (from..end).any(|at| {
        passage.token(at).is_some_and(|token| token.is(':'))
            && matches!(passage.word(at + 1), Some("đạt" | "chưa" | "không" | "đang" | "vượt" | "hoàn"))
    })
}
