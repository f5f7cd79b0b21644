//! Names of indicators, taken apart for labels that are none of them word for word: slips of the finger, fewer words.

use super::{Vocabulary, owned};
use crate::label;
use crate::schema::IndicatorId;
use foldhash::{HashMap, HashSet};
use std::sync::OnceLock;

/// All names and aliases, by what they are found by.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<Name>,
    by_word: HashMap<String, Vec<u32>>,
    by_fold: HashMap<String, Vec<u32>>,
}

impl Names {
    /// Takes names apart, of which there are the words.
    pub fn of(words: &Vocabulary, full: &[(IndicatorId, Vec<String>)]) -> Names {
        let mut all = Names::default();
        for (number, (id, full)) in (0..).zip(full) {
            let (spelled, rewritten, words) = words.of_name(full);
            for &word in words.iter().collect::<HashSet<_>>() {
                all.by_word.entry(word.to_string()).or_default().push(number);
            }
            all.by_fold.entry(label::fold(&rewritten.join(" "))).or_default().push(number);
            let [words, rewritten, spelled] = [words, rewritten, spelled].map(owned);
            all.names.push(Name { indicator: *id, words, all: rewritten, spelled, letters: OnceLock::new() });
        }
        all
    }

    fn numbered<'n>(&'n self, numbers: impl IntoIterator<Item = u32> + 'n) -> impl Iterator<Item = &'n Name> + 'n {
        numbers.into_iter().filter_map(|number| self.names.get(number as usize))
    }

    /// Those that are this text without marks.
    pub fn without_marks(&self, folded: &str) -> impl Iterator<Item = &Name> {
        self.numbered(self.by_fold.get(folded).into_iter().flatten().copied())
    }

    /// Those that share a word with a label, rarest words first so that the list stays short.
    pub fn candidates(&self, words: &[&str]) -> impl Iterator<Item = &Name> {
        let mut lists: Vec<&Vec<u32>> = words.iter().filter_map(|word| self.by_word.get(*word)).collect();
        lists.sort_by_key(|list| list.len());
        let mut found: Vec<u32> = Vec::new();
        for list in lists.into_iter().take(4) {
            found.extend(list);
            if found.len() > 400 {
                break;
            }
        }
        found.sort_unstable();
        found.dedup();
        self.numbered(found)
    }
}

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
