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
use std::sync::Arc;

/// Proofreads a document, by itself and against what is behind it.
pub fn audit(document: &Document, against: Option<&Against<'_>>) -> Audit {
    let passages = passage::passages(document);
    let facts = name::facts(&passages);
    let mut auditor = Auditor { file: document.file.clone(), passages: &passages, facts: &facts, audit: Audit::default() };
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
}

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
