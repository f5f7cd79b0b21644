//! Text → tokens.

use super::numeral::{self, Numeral};
use super::token::{Bound, Quantity, Token, What};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// All tokens of a passage, with brackets and sentences counted.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    while lexer.step().is_some() {}
    let mut tokens = lexer.tokens;
    settle_bounds(&mut tokens);
    settle_structure(&mut tokens, text);
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        let c = rest.chars().next()?;
        if c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '“' | '”' | '\u{200b}' | '\u{feff}') {
            self.at += c.len_utf8();
            return Some(());
        }
        if c.is_ascii_digit() {
            let numeral = numeral::read(self.text, self.at, &self.tokens);
            let (what, end) = match numeral {
                Numeral::Figure(quantity, end) => (What::Figure(quantity), end),
                Numeral::Pair(done, of, end) => (What::Pair(done, of), end),
                Numeral::Span(low, high, end) => (What::Span(low, high), end),
                Numeral::Other(end) => (What::Other, end),
            };
            self.push(what, end.max(self.at + 1));
            return Some(());
        }
        if c.is_alphabetic() {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || is_combining_mark(c))).unwrap_or(rest.len());
            let word = rest.get(..length)?;
            let lower = word.nfc().flat_map(char::to_lowercase).collect();
            self.push(What::Word(lower), self.at + length);
            return Some(());
        }
        let mark = if matches!(c, '–' | '—') { '-' } else { c };
        self.push(What::Mark(mark), self.at + c.len_utf8());
        Some(())
    }

    fn push(&mut self, what: What, end: usize) {
        self.tokens.push(Token { what, at: self.at..end, depth: 0, sentence: 0 });
        self.at = end;
    }
}

/// Words before a figure that say how exactly it is meant; the longest first.
const BOUNDS: &[(&[&str], Bound)] = &[
    (&["không", "dưới"], Bound::AtLeast),
    (&["không", "quá"], Bound::AtMost),
    (&["ít", "nhất"], Bound::AtLeast),
    (&["tối", "thiểu"], Bound::AtLeast),
    (&["tối", "đa"], Bound::AtMost),
    (&["xấp", "xỉ"], Bound::About),
    (&["khoảng"], Bound::About),
    (&["chừng"], Bound::About),
    (&["gần"], Bound::AtMost),
    (&["trên"], Bound::AtLeast),
    (&["hơn"], Bound::AtLeast),
    (&["dưới"], Bound::AtMost),
];

/// Words of a figure's bound right before the token, and how many they are.
pub(super) fn bound_before(tokens: &[Token], at: usize) -> Option<(Bound, usize)> {
    BOUNDS.iter().find_map(|(words, bound)| {
        let from = at.checked_sub(words.len())?;
        let own = tokens.get(from..at)?;
        own.iter().zip(*words).all(|(token, word)| token.word() == Some(word)).then_some((*bound, words.len()))
    })
}

fn settle_bounds(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let mut bound = bound_before(tokens, at).map(|(bound, _)| bound);
        // "cao hơn 10,84" compares; it does not say that there is more.
        let compares = |word: &str| at.checked_sub(2).and_then(|before| tokens.get(before)).and_then(Token::word) == Some(word);
        if bound == Some(Bound::AtLeast) && ["cao", "thấp", "nhiều", "ít", "lớn", "nhỏ"].into_iter().any(compares) {
            bound = None;
        }
        let after: Vec<&str> = tokens.iter().skip(at + 1).take(2).filter_map(Token::word).collect();
        match after.as_slice() {
            ["trở", "lên"] => bound = Some(Bound::AtLeast),
            ["trở", "xuống"] => bound = Some(Bound::AtMost),
            _ => {}
        }
        if let (Some(bound), Some(What::Figure(quantity))) = (bound, tokens.get_mut(at).map(|token| &mut token.what)) {
            quantity.bound = bound;
        }
    }
}

/// Counts brackets and sentences.
fn settle_structure(tokens: &mut [Token], text: &str) {
    let (mut depth, mut sentence) = (0_u32, 0_u32);
    for at in 0..tokens.len() {
        let ends = tokens.get(at).is_some_and(|token| token.is('.') || token.is('?') || token.is('!'))
            && depth == 0
            && tokens.get(at + 1).is_some_and(|next| begins_sentence(text, tokens.get(at), next));
        let Some(token) = tokens.get_mut(at) else { break };
        if token.is(')') {
            depth = depth.saturating_sub(1);
        }
        token.depth = depth;
        token.sentence = sentence;
        if token.is('(') {
            depth += 1;
        }
        if ends {
            sentence += 1;
        }
    }
    // A bracket that is never closed must not hide the rest of the passage.
    if depth > 0 {
        tokens.iter_mut().for_each(|token| token.depth = 0);
    }
}

fn begins_sentence(text: &str, mark: Option<&Token>, next: &Token) -> bool {
    let Some(mark) = mark else { return false };
    let between = text.get(mark.at.end..next.at.start).unwrap_or_default();
    let first = text.get(next.at.start..).and_then(|rest| rest.chars().next());
    between.chars().any(char::is_whitespace)
        && first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '(' | '-' | '+'))
}

/// The figure before anything is known of what surrounds it.
pub(super) fn bare(number: rust_decimal::Decimal, decimals: u32, raw: &str) -> Quantity {
    Quantity { number, decimals, percent: false, unit: None, bound: Bound::Exact, raw: raw.to_string() }
}
