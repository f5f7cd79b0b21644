//! [`Document`] → every statement in it that can be recomputed, and what is wrong with them.
//!
//! Lines become passages, passages become tokens, and each file here knows one family of statements. A figure is called
//! wrong only where what it is to be compared with is certain; where something in the document agrees with it, it holds.

mod against;
mod base;
mod change;
mod counting;
mod enumeration;
mod judge;
mod kinds;
mod lexer;
mod missing_percent;
mod name;
mod no_verdict;
mod numeral;
mod parts;
mod passage;
mod ratio;
mod repeated;
mod run;
mod share;
mod slip;
mod token;
mod twice;
mod unclear;
mod unit;
mod verdicts;

pub use against::Against;
pub use kinds::KINDS;

use crate::claim::{Audit, Claim, ClaimKind, Quote, Remark};
use crate::document::Document;
use crate::finding::{Kind, Severity};
use crate::language::Words;
use name::Fact;
use passage::Passage;
use std::cell::Cell;
use std::sync::Arc;

/// Proofreads a document, by itself and against what is behind it.
pub fn audit(document: &Document, against: Option<&Against<'_>>) -> Audit {
    let passages = passage::passages(document);
    let facts = name::facts(&passages);
    let mut auditor = Auditor {
        file: document.file.clone(),
        passages: &passages,
        facts: &facts,
        audit: Audit::default(),
        comparisons: Cell::new(MOST_COMPARISONS),
    };
    for number in 0..passages.len() {
        if passages.get(number).is_none_or(|passage| passage.in_table) {
            continue;
        }
        ratio::check(&mut auditor, number);
        share::check(&mut auditor, number);
        change::check(&mut auditor, number);
        parts::check(&mut auditor, number);
        enumeration::check(&mut auditor, number);
        counting::check(&mut auditor, number);
        verdicts::check(&mut auditor, number);
        missing_percent::check(&mut auditor, number);
        repeated::check(&mut auditor, number);
        no_verdict::check(&mut auditor, number);
        unclear::check(&mut auditor, number);
    }
    run::check(&mut auditor);
    twice::check(&mut auditor);
    if let Some(against) = against {
        against::check(&mut auditor, against);
    }
    auditor.finish()
}

/// What the families of statements work with, and what they found so far.
struct Auditor<'a> {
    file: Arc<str>,
    passages: &'a [Passage<'a>],
    facts: &'a [Fact<'a>],
    audit: Audit,
    /// How many names may still be compared with one another; no report of people comes near its end.
    comparisons: Cell<usize>,
}

/// Most comparisons of names in one document.
const MOST_COMPARISONS: usize = 5_000_000;

/// What is wrong with a statement, apart from where.
struct Wrong {
    kind: &'static Kind,
    severity: Severity,
    message: Words,
    found: String,
    expected: String,
    slip: Option<Words>,
}

impl<'a> Auditor<'a> {
    fn passage(&self, number: usize) -> Option<&'a Passage<'a>> {
        self.passages.get(number)
    }

    /// The figures of one passage.
    fn facts_of(&self, passage: usize) -> &'a [Fact<'a>] {
        let from = self.facts.partition_point(|fact| fact.passage < passage);
        let to = self.facts.partition_point(|fact| fact.passage <= passage);
        self.facts.get(from..to).unwrap_or_default()
    }

    /// The figure at one token of a passage.
    fn fact(&self, passage: usize, token: usize) -> Option<&'a Fact<'a>> {
        let facts = self.facts_of(passage);
        facts.binary_search_by_key(&token, |fact| fact.token).ok().and_then(|at| facts.get(at))
    }

    /// Whether so many names may still be compared.
    fn may_compare(&self, count: usize) -> bool {
        let left = self.comparisons.get().checked_sub(count);
        self.comparisons.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Notes a statement that was recomputed, and what is wrong with it, if anything.
    fn claim(&mut self, quote: Quote, kind: ClaimKind, stated: String, recomputed: String, working: String, wrong: Option<Wrong>) {
        let said =
            self.audit.claims.iter().rev().take(64).any(|claim| claim.quote == quote && claim.kind == kind && claim.working == working);
        if said {
            return;
        }
        let holds = wrong.is_none();
        if let Some(wrong) = wrong {
            self.remark(quote.clone(), working.clone(), wrong);
        }
        self.audit.claims.push(Claim { quote, kind, stated, recomputed, holds, working });
    }

    /// Notes something to be looked at.
    fn remark(&mut self, quote: Quote, working: String, wrong: Wrong) {
        let finding = wrong.kind.in_file(&self.file, wrong.message).with_severity(wrong.severity);
        let finding = finding.found(wrong.found).expected(wrong.expected);
        self.audit.remarks.push(Remark { finding, quote, working, slip: wrong.slip });
    }

    fn finish(self) -> Audit {
        let mut audit = self.audit;
        audit.claims.sort_by(|a, b| place(&a.quote).cmp(&place(&b.quote)).then(a.kind.cmp(&b.kind)));
        audit.remarks.sort_by(|a, b| place(&a.quote).cmp(&place(&b.quote)).then(a.finding.kind.code.cmp(b.finding.kind.code)));
        audit
    }
}

fn place(quote: &Quote) -> (usize, usize, usize) {
    (quote.line, quote.at.start, quote.at.end)
}
