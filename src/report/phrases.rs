//! The wording of the report: sentence templates kept as data, so that a district can change them.
//!
//! `{name}` stands for a fact; what is in square brackets is written only where every fact inside is known.

use crate::language::Words;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};
use unicode_normalization::UnicodeNormalization;

/// The wording the program brings along.
pub const BUILT_IN: &str = include_str!("phrases.toml");

/// The sentences and word lists of the report.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    sentences: BTreeMap<String, Template>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Phrases {
    /// The wording the program brings along (a test keeps it sound).
    pub fn built_in() -> Phrases {
        Phrases::parse(BUILT_IN).unwrap_or_default()
    }

    /// A district's own wording over the one built in: whatever it leaves out stays as it was.
    ///
    /// # Errors
    /// Every problem in it: no TOML, an unknown sentence, a fact that sentence doesn't have, a bracket left open.
    pub fn from_toml(text: &str) -> Result<Phrases, Vec<Words>> {
        let mut phrases = Phrases::built_in();
        let own = Phrases::parse(text)?;
        let mut problems = Vec::new();
        for (key, template) in own.sentences {
            match phrases.sentences.get(&key) {
                None => problems.push(unknown_key(&key)),
                Some(known) => {
                    let slots = known.slots();
                    problems.extend(template.slots().iter().filter(|slot| !slots.contains(slot)).map(|slot| {
                        Words::new(
                            format!("Câu “{key}”: không có số liệu nào tên là {{{slot}}}. Ở câu này chỉ dùng được: {}.", slots.join(", ")),
                            format!("Sentence “{key}”: there is no fact named {{{slot}}}. This sentence knows: {}.", slots.join(", ")),
                        )
                    }));
                    phrases.sentences.insert(key, template);
                }
            }
        }
        for (key, list) in own.lists {
            match phrases.lists.get_mut(&key) {
                None => problems.push(unknown_key(&key)),
                Some(known) if key.ends_with("-columns") && known.len() != list.len() => problems.push(Words::new(
                    format!("“{key}” phải có đúng {} cột.", known.len()),
                    format!("“{key}” must have exactly {} columns.", known.len()),
                )),
                Some(known) => *known = list,
            }
        }
        if problems.is_empty() { Ok(phrases) } else { Err(problems) }
    }

    fn parse(text: &str) -> Result<Phrases, Vec<Words>> {
        // Accents typed as separate marks would make two spellings of one word.
        let text: String = text.nfc().collect();
        let table = DeTable::parse(&text).map_err(|error| {
            let message = error.message().to_string();
            vec![Words::new(
                format!("Tệp câu chữ không đúng cú pháp TOML: {message}."),
                format!("The wording is not valid TOML: {message}."),
            )]
        })?;
        let mut phrases = Phrases::default();
        let mut problems = Vec::new();
        for (group, entries) in table.get_ref() {
            let group = group.get_ref();
            let DeValue::Table(entries) = entries.get_ref() else {
                problems.push(unknown_key(group));
                continue;
            };
            for (name, value) in entries {
                let key = format!("{group}.{}", name.get_ref());
                match value.get_ref() {
                    DeValue::String(text) => match Template::parse(text) {
                        Some(template) => {
                            phrases.sentences.insert(key, template);
                        }
                        None => problems.push(Words::new(
                            format!("Câu “{key}”: thiếu dấu đóng hoặc mở của {{ }} hay [ ]."),
                            format!("Sentence “{key}”: a {{ }} or [ ] is not closed or not opened."),
                        )),
                    },
                    DeValue::Array(items) => {
                        let words = items.iter().filter_map(|item| item.get_ref().as_str().map(str::to_string)).collect();
                        phrases.lists.insert(name.get_ref().to_string(), words);
                    }
                    _ => problems.push(unknown_key(&key)),
                }
            }
        }
        if problems.is_empty() { Ok(phrases) } else { Err(problems) }
    }

    /// A sentence with the facts put in. A fact that is not known drops the bracket it stands in.
    pub(super) fn say(&self, key: &str, facts: &[(&str, Option<String>)]) -> String {
        debug_assert!(self.sentences.contains_key(key), "{key}");
        let mut out = String::new();
        if let Some(template) = self.sentences.get(key) {
            write(&template.0, facts, &mut out);
        }
        out
    }

    /// A word that needs no facts.
    pub(super) fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A list of words.
    pub(super) fn list(&self, key: &str) -> &[String] {
        self.lists.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

fn unknown_key(key: &str) -> Words {
    Words::new(
        format!("Không có câu nào tên là “{key}”. Hãy xem các tên trong phrases.toml."),
        format!("There is no sentence named “{key}”. See phrases.toml for the names."),
    )
}

/// A sentence with places for facts.
#[derive(Clone, Debug)]
struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Slot(String),
    Optional(Vec<Piece>),
}

impl Template {
    fn parse(text: &str) -> Option<Template> {
        let mut rest = text;
        let pieces = pieces(&mut rest, 0)?;
        rest.is_empty().then_some(Template(pieces))
    }

    fn slots(&self) -> Vec<String> {
        fn gather(pieces: &[Piece], slots: &mut Vec<String>) {
            for piece in pieces {
                match piece {
                    Piece::Text(_) => {}
                    Piece::Slot(name) => slots.push(name.clone()),
                    Piece::Optional(inner) => gather(inner, slots),
                }
            }
        }
        let mut slots = Vec::new();
        gather(&self.0, &mut slots);
        slots
    }
}

/// Reads up to the bracket that closes this level; `None` where the brackets don't match.
fn pieces(rest: &mut &str, depth: usize) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let at = rest.find(['{', '}', '[', ']']).unwrap_or(rest.len());
        let (text, after) = rest.split_at(at);
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_string()));
        }
        *rest = after;
        if let Some(after) = rest.strip_prefix('{') {
            let (name, after) = after.split_once('}')?;
            pieces.push(Piece::Slot(name.to_string()));
            *rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            *rest = after;
            pieces.push(Piece::Optional(self::pieces(rest, depth + 1)?));
        } else if let Some(after) = rest.strip_prefix(']') {
            *rest = after;
            return (depth > 0).then_some(pieces);
        } else if rest.starts_with('}') {
            return None;
        }
    }
    (depth == 0).then_some(pieces)
}

/// Writes the pieces; whether every fact asked for was known.
fn write(pieces: &[Piece], facts: &[(&str, Option<String>)], out: &mut String) -> bool {
    let mut all_known = true;
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Slot(name) => match facts.iter().find(|(fact, _)| fact == name) {
                Some((_, Some(value))) => out.push_str(value),
                _ => all_known = false,
            },
            Piece::Optional(inner) => {
                let mut part = String::new();
                if write(inner, facts, &mut part) {
                    out.push_str(&part);
                }
            }
        }
    }
    all_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_built_in_is_sound() {
        assert!(Phrases::parse(BUILT_IN).is_ok());
    }

    #[test]
    fn a_bracket_is_written_only_where_its_facts_are_known() {
        let template = Template::parse("{name} {actual}[, {change}][ ({coverage})]").unwrap();
        let say = |facts: &[(&str, Option<String>)]| {
            let mut out = String::new();
            write(&template.0, facts, &mut out);
            out
        };
        let name = ("name", Some("Đàn bò".to_string()));
        let actual = ("actual", Some("5 con".to_string()));
        assert_eq!(say(&[name.clone(), actual.clone()]), "Đàn bò 5 con");
        assert_eq!(say(&[name, actual, ("change", Some("tăng 2%".to_string()))]), "Đàn bò 5 con, tăng 2%");
    }

    #[test]
    fn a_district_changes_one_sentence_and_hears_of_its_slips() {
        let own = Phrases::from_toml("[gaps]\nno-findings = \"Số liệu không có lỗi.\"").unwrap();
        assert_eq!(own.word("gaps.no-findings"), "Số liệu không có lỗi.");
        assert_eq!(own.word("gaps.heading"), Phrases::built_in().word("gaps.heading"));
        let problems = Phrases::from_toml("[gaps]\nnew = \"x\"\nerror = \"{total} lỗi\"\nwarning = \"[{count} cảnh báo\"").unwrap_err();
        assert!(problems.iter().any(|words| words.vi.contains("gaps.warning")), "{problems:?}");
        let problems = Phrases::from_toml("[gaps]\nnew = \"x\"\nerror = \"{total} lỗi\"").unwrap_err();
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
