//! `audit` in a terminal: each mistake as a compiler shows one, with its line, its words and what was computed.

use super::columns::wrapped;
use super::{WIDTH, count};
use crate::claim::{Audit, Remark};
use crate::finding::Finding;
use crate::language::{Language, Text};

/// Most characters of a quote that are shown.
const LONGEST: usize = 160;

/// What was found, then how much was recomputed.
///
/// In a .docx the lines are paragraphs.
pub fn audit(file: &str, audit: &Audit, unread: &[Finding], paragraphs: bool, language: Language) -> String {
    let findings: Vec<&Finding> = audit.remarks.iter().map(|remark| &remark.finding).chain(unread).collect();
    let mut out = format!("{file}: {}\n", count(findings.iter().copied(), language));
    for (at, remark) in audit.remarks.iter().enumerate() {
        out += &one(remark, paragraphs, language);
        let next = audit.remarks.get(at + 1);
        if next.is_none_or(|next| next.finding.kind.code != remark.finding.kind.code) {
            out += &wrapped(remark.finding.kind.advice.in_language(language), "    → ", "      ", WIDTH);
        }
    }
    for finding in unread {
        out += &wrapped(&finding.sentence(language), "  ", "    ", WIDTH);
    }
    if unread.is_empty() {
        let holding = audit.claims.iter().filter(|claim| claim.holds).count();
        let all = audit.claims.len();
        out += &match language {
            Language::Vi => format!("\nĐã tính lại {all} chỗ: {holding} đúng, {} không đúng.\n", all - holding),
            Language::En => format!("\nRecomputed: {all}; right: {holding}; not right: {}.\n", all - holding),
        };
    }
    out
}

fn one(remark: &Remark, paragraphs: bool, language: Language) -> String {
    let finding = &remark.finding;
    let line = if paragraphs { Text { vi: "đoạn", en: "paragraph" } } else { Text { vi: "dòng", en: "line" } }.in_language(language);
    let severity = finding.severity.name().in_language(language).to_uppercase();
    let mut out = format!("\n  {severity} · {line} {} · {}\n", remark.quote.line, finding.kind.code);
    let bar = " ".repeat(remark.quote.line.to_string().len());
    out += &wrapped(&shortened(&remark.quote.text), &format!("    {} │ “", remark.quote.line), &format!("    {bar} │ "), WIDTH);
    out.truncate(out.trim_end().len());
    out += "”\n";
    out += &wrapped(finding.message.in_language(language), "    ", "    ", WIDTH);
    if let Some(slip) = &remark.slip {
        out += &wrapped(slip.in_language(language), "    ", "    ", WIDTH);
    }
    out
}

/// The beginning and the end of a long quote.
fn shortened(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= LONGEST {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let half = LONGEST / 2;
    let (first, last): (String, String) = (letters.iter().take(half).collect(), letters.iter().skip(letters.len() - half).collect());
    format!("{} … {}", first.trim_end(), last.trim_start())
}
