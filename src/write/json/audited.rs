//! `audit --format json`.

use crate::claim::{Audit, Claim, Remark};
use crate::finding;
use crate::language::Language;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Audited<'a> {
    file: &'a str,
    claims: Vec<Claimed<'a>>,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Claimed<'a> {
    line: usize,
    quote: &'a str,
    kind: &'static str,
    stated: &'a str,
    recomputed: &'a str,
    holds: bool,
    working: &'a str,
}

/// A finding as every command gives it, with its line and quote.
#[derive(Serialize)]
struct Found<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<&'a str>,
    unit: Option<&'a str>,
    indicator: Option<&'a str>,
    measure: Option<&'a str>,
    message: String,
    found: Option<&'a str>,
    expected: Option<&'a str>,
    line: Option<usize>,
    quote: Option<&'a str>,
    slip: Option<&'a str>,
}

impl<'a> Audited<'a> {
    pub(super) fn of(file: &'a str, audit: &'a Audit, unread: &'a [finding::Finding], language: Language) -> Audited<'a> {
        let remarks = audit.remarks.iter().map(|remark| found(&remark.finding, Some(remark), language));
        Audited {
            file,
            claims: audit.claims.iter().map(claimed).collect(),
            findings: remarks.chain(unread.iter().map(|finding| found(finding, None, language))).collect(),
        }
    }
}

fn claimed(claim: &Claim) -> Claimed<'_> {
    Claimed {
        line: claim.quote.line,
        quote: &claim.quote.text,
        kind: claim.kind.code(),
        stated: &claim.stated,
        recomputed: &claim.recomputed,
        holds: claim.holds,
        working: &claim.working,
    }
}

fn found<'a>(finding: &'a finding::Finding, remark: Option<&'a Remark>, language: Language) -> Found<'a> {
    Found {
        code: finding.kind.code,
        severity: finding.severity.code(),
        file: finding.file.as_deref(),
        sheet: None,
        cell: None,
        unit: None,
        indicator: None,
        measure: None,
        message: finding.sentence(language),
        found: finding.found.as_deref(),
        expected: finding.expected.as_deref(),
        line: remark.map(|remark| remark.quote.line),
        quote: remark.map(|remark| remark.quote.text.as_str()),
        slip: remark.and_then(|remark| remark.slip.as_ref()).map(|slip| slip.in_language(language)),
    }
}
