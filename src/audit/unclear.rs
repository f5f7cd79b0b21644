//! Targets that can be read in two ways: "giảm 5%" with parts "giảm còn dưới …", a rate "trên tổng số" of two things.

use super::passage::Passage;
use super::{Auditor, Wrong, kinds};
use crate::finding::Severity;
use crate::language::Words;

/// Looks at every sentence of a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    two_wholes(auditor, passage);
    falls_by_or_to(auditor, passage);
}

/// "trên tổng số … trên tổng số …" around one percentage.
fn two_wholes(auditor: &mut Auditor<'_>, passage: &Passage<'_>) {
    let wholes: Vec<usize> = (0..passage.tokens.len()).filter(|&at| passage.has_words(at, &["trên", "tổng", "số"])).collect();
    for pair in wholes.windows(2) {
        let [first, second] = pair else { continue };
        let one_clause = (*first..*second)
            .all(|at| passage.token(at).is_some_and(|token| !token.is(';') && !token.is('.') && !token.is(',') && !token.is(':')));
        let percentages = (*first..*second).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure())).count();
        let percentage = (*first..*second).any(|at| passage.token(at).is_some_and(|token| token.percent().is_some()));
        if one_clause && percentages == 1 && percentage {
            let message = Words::new("Một tỷ lệ nêu hai mẫu số “trên tổng số …”.", "One rate names two wholes that it is of.");
            tell(auditor, passage, *first, second + 3, message);
        }
    }
}

/// The whole "giảm … 5,2%", its parts "giảm còn …": the whole is a level, too.
fn falls_by_or_to(auditor: &mut Auditor<'_>, passage: &Passage<'_>) {
    for open in 0..passage.tokens.len() {
        let Some(close) = passage.closing(open) else { continue };
        let levels = (open..close).filter(|&at| passage.has_words(at, &["giảm", "còn"])).count();
        let Some(total) = open.checked_sub(1).filter(|&at| passage.token(at).is_some_and(|token| token.percent().is_some())) else {
            continue;
        };
        let words = super::name::before(passage, total);
        let falls = words.iter().any(|word| word == "giảm") && !words.iter().any(|word| word == "còn");
        if levels >= 2 && falls {
            let message = Words::new(
                "Phần chung ghi “giảm”, các phần trong ngoặc ghi “giảm còn”: chưa rõ là giảm bao nhiêu hay giảm còn bao nhiêu.",
                "The whole says that it falls by so much, its parts say to how much: which is meant?",
            );
            tell(auditor, passage, total, close, message);
        }
    }
}

fn tell(auditor: &mut Auditor<'_>, passage: &Passage<'_>, from: usize, to: usize, message: Words) {
    let wrong =
        Wrong { kind: &kinds::UNCLEAR, severity: Severity::Warning, message, found: String::new(), expected: String::new(), slip: None };
    auditor.remark(passage.quote(from, to, from), String::new(), wrong);
}
