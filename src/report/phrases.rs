//! The wording of the report: sentence templates kept as data, so that a district can change them.
//!
//! `{name}` stands for a fact; what is in square brackets is written only where every fact inside is known. A list of
//! templates says the same thing in several ways, which are used in turn.

use crate::schema::raw::Problem;
use crate::toml_file::Problems;
use std::cell::RefCell;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unicode_normalization::UnicodeNormalization;

/// The wording the program brings along, to be looked up and changed.
pub const BUILT_IN: &str = include_str!("phrases.toml");

/// Longer words, or more of them, are no wording.
const MOST_CHARS: usize = 2000;
const MOST_WAYS: usize = 50;

/// The sentences and word lists of the report.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    sentences: BTreeMap<String, Vec<Template>>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Phrases {
    /// The wording the program brings along (a test keeps it sound).
    pub fn built_in() -> Phrases {
        Phrases::parse(BUILT_IN, None).unwrap_or_default()
    }

    /// A district's own wording over the one built in: whatever it leaves out stays as it was.
    ///
    /// # Errors
    /// Every problem in it with its line: no TOML, an unknown sentence, a fact that sentence doesn't have or doesn't
    /// always have, a bracket left open.
    pub fn from_toml(text: &str) -> Result<Phrases, Vec<Problem>> {
        let mut phrases = Phrases::built_in();
        let own = Phrases::parse(text, Some(&phrases))?;
        phrases.sentences.extend(own.sentences);
        phrases.lists.extend(own.lists);
        Ok(phrases)
    }

    /// Reads a wording, and holds it against the one built in where that is given.
    fn parse(text: &str, known: Option<&Phrases>) -> Result<Phrases, Vec<Problem>> {
        // Accents typed as separate marks would make two spellings of one word.
        let text: String = text.nfc().collect();
        Problems::reading(&text, |table, problems| {
            let mut phrases = Phrases::default();
            for (group, entries) in table {
                match entries.get_ref() {
                    DeValue::Table(entries) => phrases.group(group.get_ref(), entries, known, problems),
                    _ => unknown(group.span().start, group.get_ref(), problems),
                }
            }
            phrases
        })
    }

    fn group(&mut self, group: &str, entries: &DeTable<'_>, known: Option<&Phrases>, problems: &mut Problems) {
        for (name, value) in entries {
            let at = name.span().start;
            if group == "lists" {
                let name = name.get_ref().as_ref();
                let built_in = known.map(|known| known.lists.get(name));
                if matches!(built_in, Some(None)) {
                    unknown(at, &format!("{group}.{name}"), problems);
                } else if let Some(words) = words(value, name, built_in.flatten(), problems) {
                    self.lists.insert(name.to_string(), words);
                }
                continue;
            }
            let key = format!("{group}.{}", name.get_ref());
            let built_in = known.map(|known| known.sentences.get(&key));
            if matches!(built_in, Some(None)) {
                unknown(at, &key, problems);
            } else if let Some(ways) = ways(value, &key, built_in.flatten(), problems) {
                self.sentences.insert(key, ways);
            }
        }
    }

    /// A sentence with the facts put in, in the way whose turn it is. A fact that is not known drops the bracket it
    /// stands in.
    pub(super) fn say(&self, key: &str, turns: &Turns, facts: &[(&str, Option<String>)]) -> String {
        debug_assert!(self.sentences.contains_key(key), "{key}");
        let mut out = String::new();
        let ways = self.sentences.get(key).map(Vec::as_slice).unwrap_or_default();
        if let Some(template) = ways.get(turns.next(key, ways.len())) {
            write(&template.0, facts, &mut out);
        }
        out
    }

    /// A word that needs no facts; of several, the first.
    pub(super) fn word(&self, key: &str) -> String {
        self.say(key, &Turns::default(), &[])
    }

    /// A list of words.
    pub(super) fn list(&self, key: &str) -> &[String] {
        self.lists.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Which way of saying a sentence is next: they follow each other, so that neighbours differ and the same figures give
/// the same text.
#[derive(Debug, Default)]
pub(super) struct Turns(RefCell<BTreeMap<String, usize>>);

impl Turns {
    fn next(&self, key: &str, ways: usize) -> usize {
        if ways < 2 {
            return 0;
        }
        let mut turns = self.0.borrow_mut();
        let turn = turns.entry(key.to_string()).or_default();
        let now = *turn % ways;
        *turn = now + 1;
        now
    }
}

fn unknown(at: usize, key: &str, problems: &mut Problems) {
    problems.tell(
        at,
        format!("Không có câu nào tên là “{key}”. Hãy bỏ mục này, hoặc xem các tên bằng “chitieu bao-cao --phrases-export”."),
        format!("There is no sentence named “{key}”. Remove it, or see the names with “chitieu report --phrases-export”."),
    );
}

/// A list of words.
fn words(value: &Spanned<DeValue<'_>>, name: &str, built_in: Option<&Vec<String>>, problems: &mut Problems) -> Option<Vec<String>> {
    let at = value.span().start;
    let texts = value.get_ref().as_array().map(|items| items.iter().map(|item| item.get_ref().as_str()).collect::<Option<Vec<&str>>>());
    let Some(Some(texts)) = texts else {
        problems.tell(
            at,
            format!("“{name}” phải là danh sách các từ trong ngoặc kép: [\"…\", \"…\"]. Hãy sửa lại."),
            format!("“{name}” must be a list of words in quotes: [\"…\", \"…\"]. Correct it."),
        );
        return None;
    };
    if let Some(known) = built_in.filter(|known| name.ends_with("-columns") && known.len() != texts.len()) {
        problems.tell(
            at,
            format!("“{name}” phải có đúng {} cột. Hãy thêm hoặc bớt cho đủ.", known.len()),
            format!("“{name}” must have exactly {} columns. Add or remove some.", known.len()),
        );
        return None;
    }
    Some(texts.into_iter().map(str::to_string).collect())
}

/// One way of saying a sentence, or several.
fn ways(value: &Spanned<DeValue<'_>>, key: &str, built_in: Option<&Vec<Template>>, problems: &mut Problems) -> Option<Vec<Template>> {
    let before = problems.count();
    let one = std::slice::from_ref(value);
    let ways: &[Spanned<DeValue<'_>>] = match value.get_ref() {
        DeValue::Array(items) if !items.is_empty() && items.len() <= MOST_WAYS => items,
        _ => one,
    };
    let mut templates = Vec::new();
    for way in ways {
        let at = way.span().start;
        let Some(text) = way.get_ref().as_str().filter(|text| text.chars().count() <= MOST_CHARS) else {
            problems.tell(
                at,
                format!("Câu “{key}” phải là chữ trong ngoặc kép, hoặc danh sách vài cách nói [\"…\", \"…\"]. Hãy sửa lại."),
                format!("Sentence “{key}” must be a text in quotes, or a list of a few ways to say it [\"…\", \"…\"]. Correct it."),
            );
            continue;
        };
        match Template::parse(text) {
            Some(template) => {
                if let Some(built_in) = built_in {
                    template.hold_against(built_in, at, key, problems);
                }
                templates.push(template);
            }
            None => problems.tell(
                at,
                format!("Câu “{key}”: thiếu dấu đóng hoặc mở của {{ }} hay [ ]. Hãy thêm cho đủ cặp."),
                format!("Sentence “{key}”: a {{ }} or [ ] is not closed or not opened. Complete the pair."),
            ),
        }
    }
    (problems.count() == before).then_some(templates)
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

    /// The facts it asks for, each with whether the sentence can't do without it.
    fn slots(&self) -> Vec<(&str, bool)> {
        fn gather<'a>(pieces: &'a [Piece], always: bool, slots: &mut Vec<(&'a str, bool)>) {
            for piece in pieces {
                match piece {
                    Piece::Text(_) => {}
                    Piece::Slot(name) => slots.push((name, always)),
                    Piece::Optional(inner) => gather(inner, false, slots),
                }
            }
        }
        let mut slots = Vec::new();
        gather(&self.0, true, &mut slots);
        slots
    }

    /// Tells the facts the sentence doesn't have, and those it doesn't always have and that stand outside of brackets:
    /// where one is not known a hole would be left.
    fn hold_against(&self, built_in: &[Template], at: usize, key: &str, problems: &mut Problems) {
        let known: Vec<(&str, bool)> = built_in.iter().flat_map(Template::slots).collect();
        for (slot, needed) in self.slots() {
            let always = known.iter().any(|(name, always)| *name == slot && *always);
            if !known.iter().any(|(name, _)| *name == slot) {
                let mut names: Vec<String> = known.iter().map(|(name, _)| format!("{{{name}}}")).collect();
                names.sort_unstable();
                names.dedup();
                let names = if names.is_empty() { "–".to_string() } else { names.join(", ") };
                problems.tell(
                    at,
                    format!("Câu “{key}”: không có số liệu nào tên là {{{slot}}}. Hãy chỉ dùng: {names}."),
                    format!("Sentence “{key}”: there is no fact named {{{slot}}}. Use only: {names}."),
                );
            } else if needed && !always {
                problems.tell(
                    at,
                    format!("Câu “{key}”: {{{slot}}} không phải lúc nào cũng có. Hãy đặt nó cùng các chữ đi kèm trong dấu [ ]."),
                    format!("Sentence “{key}”: {{{slot}}} is not always known. Put it with the words around it in [ ]."),
                );
            }
        }
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
        let built_in = Phrases::parse(BUILT_IN, None).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(Phrases::from_toml(BUILT_IN).is_ok(), "what is exported can be used");
        for (key, ways) in &built_in.sentences {
            let mut each: Vec<Vec<&str>> =
                ways.iter().map(|way| way.slots().iter().filter(|slot| slot.1).map(|slot| slot.0).collect()).collect();
            each.iter_mut().for_each(|slots| slots.sort_unstable());
            let first: std::collections::BTreeSet<&str> = ways.iter().flat_map(Template::slots).map(|slot| slot.0).collect();
            for slots in &each {
                assert!(slots.iter().all(|slot| first.contains(slot)), "{key}");
            }
        }
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
    fn ways_of_saying_one_thing_take_turns() {
        let own = Phrases::from_toml("[gaps]\nerror = [\"{count} lỗi\", \"có {count} lỗi\"]").unwrap();
        let turns = Turns::default();
        let said: Vec<String> = (1..4).map(|count| own.say("gaps.error", &turns, &[("count", Some(count.to_string()))])).collect();
        assert_eq!(said, ["1 lỗi", "có 2 lỗi", "3 lỗi"]);
    }

    #[test]
    fn a_district_changes_one_sentence_and_hears_of_its_slips() {
        let own = Phrases::from_toml("[gaps]\nno-findings = \"Số liệu không có lỗi.\"").unwrap();
        assert_eq!(own.word("gaps.no-findings"), "Số liệu không có lỗi.");
        assert_eq!(own.word("gaps.heading"), Phrases::built_in().word("gaps.heading"));
        for (text, told) in [
            ("x = 1", "dòng 1: Không có câu nào tên là “x”"),
            ("[gaps]\nnew = \"x\"", "dòng 2: Không có câu nào tên là “gaps.new”"),
            ("[gaps]\nerror = \"{total} lỗi\"", "dòng 2: Câu “gaps.error”: không có số liệu nào tên là {total}. Hãy chỉ dùng: {count}."),
            ("[gaps]\nwarning = \"[{count} cảnh báo\"", "dòng 2: Câu “gaps.warning”: thiếu dấu đóng"),
            ("[gaps]\nwarning = [\"{count} cảnh báo\",\n 7]", "dòng 3: Câu “gaps.warning” phải là chữ"),
            ("[indicator]\nplain = \"{name} {actual}, {change}\"", "dòng 2: Câu “indicator.plain”: {change} không phải lúc nào cũng có"),
            ("[lists]\nannex-columns = [\"STT\"]", "dòng 2: “annex-columns” phải có đúng"),
            ("[lists]\nrecipients = \"Lưu: VT\"", "dòng 2: “recipients” phải là danh sách"),
            ("[gaps\n", "dòng 1: Không đúng cú pháp TOML"),
        ] {
            let problems = Phrases::from_toml(text).expect_err(text);
            let said: Vec<String> = problems.iter().map(|problem| format!("{}: {}", problem.place, problem.message.vi)).collect();
            assert!(said.len() == 1 && said[0].starts_with(told), "{said:?}");
        }
        assert_eq!(Phrases::from_toml("[gaps]\nnew = \"x\"\nerror = \"{total} lỗi\"").unwrap_err().len(), 2, "all at once");
    }
}
