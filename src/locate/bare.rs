//! Labels typed without accents, in workbooks that have none at all: "Tong san luong luong thuc co hat".
//!
//! Bare words are taken for words of the schema's names only where nothing else in those names looks the same without
//! accents: "ho ngheo" is "hộ nghèo" as long as no name says "hồ nghèo". What is left over stays as typed and matches
//! nothing.

use crate::label::{self, Label};
use foldhash::{HashMap, HashMapExt};
use std::sync::OnceLock;

/// Longest run of words that is remembered by itself; whole names always are.
const LONGEST: usize = 6;

/// The schema's names by how they look without accents.
#[derive(Default)]
pub struct Bare {
    names: Vec<Vec<String>>,
    /// Made when the first workbook without accents comes up. `None` where several look the same.
    runs: OnceLock<HashMap<String, Option<Vec<String>>>>,
}

impl Bare {
    /// Adds a name, as the words of its key.
    pub fn add(&mut self, name: &[String]) {
        self.names.push(name.to_vec());
    }

    /// Gives a label its accents back, as far as the schema tells them.
    pub fn restore(&self, label: &mut Label) {
        let runs = self.runs.get_or_init(|| runs(&self.names));
        restore(runs, &mut label.words);
        if let Some(bracket) = &mut label.bracket {
            let mut words = label::words(bracket);
            if restore(runs, &mut words) {
                *bracket = words.join(" ");
            }
        }
    }
}

/// Each name, and each run of words in it.
fn runs(names: &[Vec<String>]) -> HashMap<String, Option<Vec<String>>> {
    let mut runs: HashMap<String, Option<Vec<String>>> = HashMap::new();
    for name in names {
        for length in (1..=LONGEST.min(name.len())).chain(Some(name.len()).filter(|length| *length > LONGEST)) {
            for run in name.windows(length) {
                let known = runs.entry(fold(run)).or_insert_with(|| Some(run.to_vec()));
                if known.as_deref() != Some(run) {
                    *known = None;
                }
            }
        }
    }
    runs
}

/// Restores words; whether any changed. The whole first, else the longest runs from the left.
fn restore(runs: &HashMap<String, Option<Vec<String>>>, words: &mut [String]) -> bool {
    let whole = fold(words);
    if let Some(Some(name)) = runs.get(&whole) {
        let changed = *words != name[..];
        words.clone_from_slice(name);
        return changed;
    }
    let mut changed = false;
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST.min(words.len() - at);
        let found = (1..=longest).rev().find_map(|length| {
            let run = words.get(at..at + length)?;
            Some((length, runs.get(&fold(run))?.clone()?))
        });
        match found {
            Some((length, run)) => {
                if let Some(place) = words.get_mut(at..at + length) {
                    changed |= *place != run[..];
                    place.clone_from_slice(&run);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    changed
}

fn fold(words: &[String]) -> String {
    words.iter().map(|word| label::fold(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(names: &[&str], bare: &str) -> String {
        let mut known = Bare::default();
        for name in names {
            known.add(&label::words(name));
        }
        let mut label = Label::parse(bare);
        known.restore(&mut label);
        label.key()
    }

    #[test]
    fn accents_come_back_where_only_one_name_can_be_meant() {
        let names = ["Đàn bò", "Đàn lợn", "Số hộ nghèo", "Hồ chứa", "Diện tích ngô"];
        assert_eq!(restored(&names, "1. Dan bo"), label::key("Đàn bò"));
        assert_eq!(restored(&names, "- Ngo"), label::key("ngô"));
        assert_eq!(restored(&names, "Ho ngheo"), label::key("Hộ nghèo"));
        // "ho" may be hộ or hồ, "ca" is no word of the schema's.
        assert_eq!(restored(&names, "Ca ho"), "ca ho");
        assert_eq!(restored(&["Bò", "Bơ"], "Bo"), "bo");
    }
}
