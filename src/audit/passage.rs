//! Lines that make one passage: a sentence may go on in the next paragraph, and "Trong đó:" may begin it.

use super::lexer;
use super::token::Token;
use crate::claim::Quote;
use crate::document::{Document, Line};
use std::ops::Range;

/// How far is looked for what belongs together, in tokens: no sentence is longer, and a hostile text costs no more.
pub(super) const FARTHEST: usize = 600;

/// What a passage speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What was done.
    Results,
    /// What is to be reached.
    Plans,
}

/// One or more lines read as one text.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    /// Their texts, with a line break between.
    pub(super) text: String,
    /// Where each line begins in the text.
    lines: Vec<(usize, &'a Line)>,
    /// What the text is made of.
    pub(super) tokens: Vec<Token>,
    /// What it speaks of.
    pub(super) part: Part,
    /// How many headings came before it: passages of one number stand under the same one.
    pub(super) section: usize,
    /// Whether it is a cell of a table.
    pub(super) in_table: bool,
}

impl Passage<'_> {
    /// The words from one token to another, as far as they stand in the line of `anchor`.
    pub(super) fn quote(&self, from: usize, to: usize, anchor: usize) -> Quote {
        let place = |at: usize| self.tokens.get(at).map(|token| token.at.clone()).unwrap_or(0..0);
        self.quote_of(place(from).start..place(to).end, place(anchor).start)
    }

    fn quote_of(&self, at: Range<usize>, anchor: usize) -> Quote {
        let Some((offset, line)) = self.lines.iter().rev().find(|(offset, _)| *offset <= anchor) else {
            return Quote { line: 0, at: 0..0, text: String::new() };
        };
        let from = at.start.saturating_sub(*offset).min(line.text.len());
        let from = if at.start < *offset { 0 } else { from };
        let to = at.end.saturating_sub(*offset).min(line.text.len());
        let text = line.text.get(from..to).unwrap_or_default();
        let trimmed = text.trim_start();
        let from = from + text.len() - trimmed.len();
        let trimmed = trimmed.trim_end();
        Quote { line: line.number, at: from..from + trimmed.len(), text: trimmed.to_string() }
    }

    /// The token at a place; nothing beyond the ends.
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The word at a place.
    pub(super) fn word(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).and_then(Token::word)
    }

    /// Whether these words stand there.
    pub(super) fn has_words(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == Some(word))
    }

    /// The closing bracket of the one that opens here.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let depth = self.tokens.get(open).filter(|token| token.is('('))?.depth;
        (open + 1..self.tokens.len())
            .take(FARTHEST)
            .find(|&at| self.tokens.get(at).is_some_and(|token| token.is(')') && token.depth == depth))
    }

    /// One past the last token of the sentence.
    pub(super) fn end_of_sentence(&self, at: usize) -> usize {
        let Some(sentence) = self.tokens.get(at).map(|token| token.sentence) else { return at };
        let differs = |next: &usize| self.tokens.get(*next).is_some_and(|token| token.sentence != sentence);
        (at..self.tokens.len()).take(FARTHEST).find(differs).unwrap_or(self.tokens.len().min(at + FARTHEST))
    }

    /// The first token of the sentence.
    pub(super) fn start_of_sentence(&self, at: usize) -> usize {
        let Some(sentence) = self.tokens.get(at).map(|token| token.sentence) else { return at };
        let same = |earlier: &usize| self.tokens.get(*earlier).is_some_and(|token| token.sentence == sentence);
        (0..at).rev().take(FARTHEST).take_while(same).last().unwrap_or(at)
    }
}

/// Everything read as passages, in order.
pub(super) fn passages(document: &Document) -> Vec<Passage<'_>> {
    let mut passages: Vec<Passage<'_>> = Vec::new();
    let mut part = Part::Results;
    let mut section = 0;
    for line in &document.lines {
        let row = document.format == "md" && line.text.trim_start().starts_with('|');
        let in_table = line.cell.is_some() || row;
        if !in_table && is_heading(&line.text) {
            section += 1;
            if announces_plans(&line.text) {
                part = Part::Plans;
            }
        }
        if !in_table && let Some(last) = passages.last_mut().filter(|last| !last.in_table && goes_on(&last.text, &line.text)) {
            last.text.push('\n');
            last.lines.push((last.text.len(), line));
            last.text.push_str(&line.text);
            continue;
        }
        passages.push(Passage { text: line.text.clone(), lines: vec![(0, line)], tokens: Vec::new(), part, section, in_table });
    }
    for passage in &mut passages {
        passage.tokens = lexer::tokens(&passage.text);
    }
    passages
}

/// Whether a line goes on with what the one before began.
fn goes_on(before: &str, line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '*', '_']);
    let before = before.trim_end_matches([' ', '\t', '*', '_']);
    if line.to_lowercase().starts_with("trong đó") {
        return true;
    }
    let ended = before.ends_with(['.', ':', ';', '!', '?', '”', '"', '/']);
    if ended || begins_item(line) || before.lines().next_back().is_some_and(is_heading) {
        return false;
    }
    let first = line.chars().next();
    let long = before.lines().next_back().is_some_and(|last| last.chars().count() > 60);
    first.is_some_and(char::is_lowercase) || (long && first.is_some_and(char::is_alphanumeric))
}

/// Whether a line begins with a bullet or numbering.
fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with(['-', '+', '•', '#', '|', '>', '–', '(']) {
        return true;
    }
    numbering(line).is_some()
}

/// What stands behind the numbering at the beginning of a line: `A. `, `IV. `, `3.1. `, `a) `.
fn numbering(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['#', ' ', '*', '_']);
    let length = line.find([' ', ')'])?;
    let own = line.get(..length)?;
    let closed = line.get(length..)?.starts_with(')') || own.ends_with('.');
    let body = own.trim_end_matches('.');
    let numbers =
        !body.is_empty() && body.split('.').all(|piece| !piece.is_empty() && piece.len() <= 2 && piece.bytes().all(|b| b.is_ascii_digit()));
    let roman = !body.is_empty() && body.len() <= 5 && body.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let letter = body.chars().count() == 1 && body.chars().all(char::is_alphabetic);
    (closed && (numbers || roman || letter)).then(|| line.get(length + 1..).unwrap_or_default().trim_start())
}

/// Whether a line is a heading: short, and numbered or marked as one.
fn is_heading(line: &str) -> bool {
    let trimmed = line.trim();
    if trimmed.starts_with('#') {
        return true;
    }
    let short = trimmed.chars().count() <= 220 && !trimmed.ends_with(['.', ';', ',']);
    let part = trimmed.to_lowercase().starts_with("phần ");
    let body = numbering(trimmed);
    // A sentence behind the number makes it a paragraph: "1. Chỉ tiêu: Tổng giá trị …".
    short && (part || body.is_some_and(|body| !body.contains(": ") && !body.contains(". ")))
}

fn announces_plans(line: &str) -> bool {
    let body = numbering(line).unwrap_or_else(|| line.trim_start_matches(['#', ' ', '*']));
    let lower = body.to_lowercase();
    let lower = lower.trim_start_matches("phần thứ hai").trim_start_matches([' ', ':', '-', '.']);
    ["phương hướng", "mục tiêu", "chỉ tiêu chủ yếu", "nhiệm vụ trọng tâm", "kế hoạch"].iter().any(|words| lower.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Vec<String> {
        let lines = lines.iter().enumerate();
        let lines = lines.map(|(at, text)| Line { number: at + 1, text: text.to_string(), ..Line::default() }).collect();
        let document = Document { lines, format: "txt", ..Document::default() };
        passages(&document).iter().map(|passage| passage.text.clone()).collect()
    }

    #[test]
    fn a_sentence_may_break_across_paragraphs() {
        assert_eq!(of(&["Sản lượng thấp hơn là do", "giá giảm."]).len(), 1);
        assert_eq!(of(&["Tổng thu 10 tỷ đồng.", "Trong đó: thuế 4 tỷ đồng; phí 6 tỷ đồng."]).len(), 1);
        assert_eq!(of(&["Tổng thu 10 tỷ đồng.", "Tổng chi 9 tỷ đồng."]).len(), 2);
        assert_eq!(of(&["II. Kết quả", "tổng thu 10 tỷ đồng"]).len(), 2);
        assert_eq!(of(&["Nội dung gồm", "- một;", "- hai."]).len(), 3);
    }

    #[test]
    fn headings_are_told_from_paragraphs() {
        for heading in ["A. Kết quả", "IV. Chương trình", "3.1. Kết quả đạt được", "## 1. Trồng trọt", "Phần thứ hai"]
        {
            assert!(is_heading(heading), "{heading}");
        }
        for text in ["1. Chỉ tiêu: Tổng sản lượng 4.450 tấn", "Tổng đàn bò 20 con", "- Tổng đàn bò 20 con"] {
            assert!(!is_heading(text), "{text}");
        }
        assert!(announces_plans("B. Phương hướng, nhiệm vụ"));
        assert!(!announces_plans("A. Kết quả và phương hướng"));
    }
}
