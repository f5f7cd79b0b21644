//! Names of indicators, taken apart for slips of the finger.

use crate::schema::IndicatorId;
use std::sync::OnceLock;

/// A name or an alias of an indicator.
pub(super) struct Name {
    /// Whose.
    pub indicator: IndicatorId,
    /// Words that carry meaning, sorted.
    pub words: Vec<String>,
    /// All words, in order, with ways of saying the same brought to one.
    pub all: Vec<String>,
    /// All words, in order, as written out.
    pub spelled: Vec<String>,
    /// What [`Name::letters`] gives, once it was asked for: slips of the finger are rare.
    pub letters: OnceLock<[Vec<char>; 2]>,
}

impl Name {
    /// Letters without tones, as written out and with ways of saying the same brought to one.
    pub fn letters(&self) -> &[Vec<char>; 2] {
        self.letters.get_or_init(|| [letters(&self.spelled.join(" ")), letters(&self.all.join(" "))])
    }
}

/// Letters with their own marks put together and without tones, so that one slip counts as one.
pub(super) fn letters(text: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    text.chars().filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')).nfc().collect()
}

/// Whether two texts have the same digits, in the same order.
pub(super) fn same_numbers(a: &[char], b: &[char]) -> bool {
    let digits = |text: &[char]| text.iter().filter(|c| c.is_ascii_digit()).copied().collect::<String>();
    digits(a) == digits(b)
}
