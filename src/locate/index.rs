//! The schema's labels, prepared once so that the cost of a look-up does not grow with their number.

mod name;

use super::vocabulary::{ABBREVIATIONS, LIGHT, MODIFIERS, PLACE, SAME, TAILS, is_syllable};
use crate::label::{self, Label};
use crate::schema::{IndicatorId, PeriodId, Schema, SectionId};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use foldhash::{HashMap, HashMapExt, HashSet};
use std::sync::OnceLock;

use super::bare::Bare;
use super::level::Level;
use super::period::{self, Span};
use super::texts::Seen;
use super::unit::UnitNames;
use name::{Names, letters, same_numbers};

/// How sure a match is, surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Fewer words than the name, or in other words, and no other indicator fits.
    Paraphrase,
    /// The name with a slip of the finger, and no other indicator fits.
    Typo,
    /// A short name under its whole.
    InContext,
    /// All words that carry meaning, in another order or with other light words.
    SameWords,
    /// The name or an alias, written out or abbreviated.
    Exact,
    /// A person confirmed that the sender means it so.
    Confirmed,
    /// A code written by this program beside the row.
    Code,
}

/// The schema's labels, prepared for matching.
pub struct Index {
    exact: HashMap<String, Vec<IndicatorId>>,
    /// Names without what stands in brackets at their end.
    unbracketed: HashMap<String, Vec<IndicatorId>>,
    same_words: HashMap<String, Vec<IndicatorId>>,
    /// The words of each name and alias.
    full: Vec<(IndicatorId, Vec<String>)>,
    /// What names are found by that are none word for word, once one is looked for: many workbooks have none.
    near: OnceLock<Names>,
    sections: HashMap<String, Vec<SectionId>>,
    /// Code → indicator, for rows that carry one.
    pub codes: HashMap<String, IndicatorId>,
    /// The schema's units of measure, read once.
    pub units_of_measure: Vec<Option<UnitOfMeasure>>,
    /// Each of them once.
    distinct_units: Vec<UnitOfMeasure>,
    /// Names of the reporting units.
    pub units: UnitNames,
    words: Vocabulary,
    /// All words by which a name may be found: those of names, and those that stand for others or may be left out.
    telling: HashSet<String>,
    /// Its names without accents.
    pub bare: Bare,
    /// What texts were found to mean.
    pub seen: Seen,
    /// No figure typed as text can be the name of an indicator or of a unit.
    pub names_have_letters: bool,
    /// The level of the area.
    pub level: Level,
    /// How long each period is.
    spans: Vec<Span>,
}

/// Words, and others that say the same.
type Rewriting = (Vec<String>, Vec<String>);

/// The vocabulary as keys.
struct Vocabulary {
    abbreviations: HashMap<String, Vec<Vec<String>>>,
    /// By the first word of what is rewritten, the longest of each first.
    same: HashMap<String, Vec<Rewriting>>,
    light: HashSet<String>,
    place: HashSet<String>,
    modifiers: HashSet<String>,
    /// Words that say the opposite of one that looks alike.
    opposites: HashSet<String>,
    /// Ends of labels that say when or where, longest first.
    tails: Vec<Vec<String>>,
}

impl Vocabulary {
    fn new() -> Vocabulary {
        let set = |words: &[&str]| words.iter().map(|word| label::key(word)).collect();
        let mut same: HashMap<String, Vec<Rewriting>> = HashMap::with_capacity(SAME.len());
        for (from, to) in SAME.iter().map(|(from, to)| (label::words(from), label::words(to))) {
            if let Some(first) = from.first() {
                same.entry(first.clone()).or_default().push((from, to));
            }
        }
        same.values_mut().for_each(|rules| rules.sort_by_key(|(from, _)| std::cmp::Reverse(from.len())));
        Vocabulary {
            abbreviations: ABBREVIATIONS
                .iter()
                .map(|(short, long)| (label::key(short), long.iter().map(|text| label::words(text)).collect()))
                .collect(),
            same,
            light: set(LIGHT),
            place: set(PLACE),
            modifiers: set(MODIFIERS),
            opposites: set(&["đang", "đã", "chưa", "không", "cũ", "mới", "nữ", "nam", "cuối", "đầu", "sau", "trước"]),
            tails: TAILS.iter().map(|tail| label::words(tail)).collect(),
        }
    }

    /// All words that may stand for others or be left out.
    fn all(&self) -> impl Iterator<Item = &str> {
        let rewritten = self.same.values().flatten().flat_map(|(from, _)| from);
        self.abbreviations.keys().chain(rewritten).chain(&self.light).map(String::as_str)
    }

    /// The words with ways of saying the same brought to one.
    fn rewrite<'w>(&'w self, words: &[&'w str]) -> Vec<&'w str> {
        let mut out = Vec::with_capacity(words.len());
        let mut rest = words;
        while let [first, behind @ ..] = rest {
            let stands = |from: &[String]| rest.len() >= from.len() && from.iter().zip(rest).all(|(from, word)| from == word);
            match self.same.get(*first).into_iter().flatten().find(|(from, _)| stands(from)) {
                Some((from, to)) => {
                    out.extend(to.iter().map(String::as_str));
                    rest = rest.get(from.len()..).unwrap_or_default();
                }
                None => {
                    out.push(first);
                    rest = behind;
                }
            }
        }
        out
    }

    /// The same in one string, by which names are looked up.
    fn rewritten(&self, words: &[&str]) -> String {
        self.rewrite(words).join(" ")
    }

    /// All ways of writing abbreviations out, the likeliest first; at most twelve.
    fn spellings<'w>(&'w self, words: &'w [String]) -> Vec<Vec<&'w str>> {
        let mut all: Vec<Vec<&str>> = vec![Vec::with_capacity(words.len())];
        for word in words {
            match self.abbreviations.get(word) {
                Some(meanings) => {
                    let mut next = Vec::new();
                    for spelling in &all {
                        for meaning in meanings {
                            let mut longer = spelling.clone();
                            longer.extend(meaning.iter().map(String::as_str));
                            next.push(longer);
                        }
                        // The schema itself may use the abbreviation, or it is a word of its own.
                        let mut longer = spelling.clone();
                        longer.push(word);
                        next.push(longer);
                    }
                    next.truncate(12);
                    all = next;
                }
                None => all.iter_mut().for_each(|spelling| spelling.push(word)),
            }
        }
        all
    }

    /// A name as written out, with ways of saying the same brought to one, and its words that carry meaning, sorted.
    fn of_name<'w>(&'w self, full: &'w [String]) -> (Vec<&'w str>, Vec<&'w str>, Vec<&'w str>) {
        let spelled = self.spellings(full).swap_remove(0);
        let rewritten = self.rewrite(&spelled);
        let mut words = self.content(&rewritten);
        words.sort();
        (spelled, rewritten, words)
    }

    fn content<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let content: Vec<&str> = words.iter().copied().filter(|word| !self.light.contains(*word)).collect();
        // A name of light words only is what it is.
        if content.is_empty() { words.to_vec() } else { content }
    }
}

/// Whether every name of an indicator, and all that a unit may be called, has a letter: "Phường 5" may have the alias "5", and
/// then a text of digits may name it.
fn names_have_letters(schema: &Schema, units: &UnitNames) -> bool {
    let mut indicators = schema.indicators.iter().flat_map(|indicator| std::iter::once(&indicator.name).chain(&indicator.aliases));
    indicators.all(|name| name.contains(char::is_alphabetic)) && units.have_letters()
}

impl Index {
    /// Prepares a schema.
    pub fn of(schema: &Schema) -> Index {
        let mut words = Vocabulary::new();
        words.tails.insert(0, label::words(&format!("năm {}", schema.year)));
        let mut index = Index {
            exact: HashMap::new(),
            unbracketed: HashMap::new(),
            same_words: HashMap::new(),
            full: Vec::new(),
            near: OnceLock::new(),
            sections: HashMap::new(),
            codes: HashMap::new(),
            units_of_measure: Vec::new(),
            distinct_units: Vec::new(),
            units: UnitNames::of(schema),
            telling: words.all().map(str::to_string).collect(),
            words,
            bare: Bare::default(),
            seen: Seen::default(),
            names_have_letters: false,
            level: Level::of(&schema.area.name),
            spans: (0..schema.periods.len()).map(|at| period::span_of(schema, PeriodId(at as u32))).collect(),
        };
        index.names_have_letters = names_have_letters(schema, &index.units);
        // Hundreds of indicators are in a few units of measure.
        let mut read: HashMap<&str, Option<UnitOfMeasure>> = HashMap::new();
        for (id, indicator) in schema.each_indicator() {
            let text = indicator.unit_of_measure.as_str();
            let unit = read.entry(text).or_insert_with(|| UnitOfMeasure::parse(text)).clone();
            if let Some(unit) = unit.as_ref().filter(|unit| !index.distinct_units.contains(unit)) {
                index.distinct_units.push(unit.clone());
            }
            index.units_of_measure.push(unit);
            index.codes.insert(indicator.code.clone(), id);
            for name in std::iter::once(&indicator.name).chain(&indicator.aliases) {
                index.add(id, name);
                if let Some(short) = without_criterion_number(name) {
                    index.add(id, &short);
                }
            }
        }
        for (at, section) in schema.sections.iter().enumerate() {
            let words = Label::parse(&section.name).words;
            index.bare.add(&words);
            let key = index.words.rewritten(&each(&words));
            index.sections.entry(key).or_default().push(SectionId(at as u32));
        }
        for name in index.exact.keys().chain(index.unbracketed.keys()).chain(index.same_words.keys()) {
            for word in name.split(' ') {
                if !index.telling.contains(word) {
                    index.telling.insert(word.to_string());
                }
            }
        }
        index
    }

    /// How long a period is.
    pub fn span_of(&self, period: PeriodId) -> Option<Span> {
        self.spans.get(period.0 as usize).copied()
    }

    /// The first period that has a span.
    pub fn period(&self, span: Span) -> Option<PeriodId> {
        self.spans.iter().position(|&known| known.is_the_time_of(span)).map(|at| PeriodId(at as u32))
    }

    /// Whether each of these words may stand in a name: where one can't, all of them together are none.
    fn may_be_a_name(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.telling.contains(word))
    }

    fn add(&mut self, id: IndicatorId, name: &str) {
        let parsed = Label::parse(name);
        // Most names are labels as they stand.
        let (full, shorter) = match parsed.is_all_of(name) {
            true => (parsed.words, None),
            false => (label::words(name), Some((parsed.words, parsed.bracket.is_some()))),
        };
        let shorter = shorter.filter(|(words, _)| *words != full);
        self.bare.add(&full);
        shorter.iter().for_each(|(words, _)| self.bare.add(words));
        for (form, shortened) in std::iter::once((&full, false)).chain(shorter.iter().map(|(words, bracketed)| (words, *bracketed))) {
            for spelling in self.words.spellings(form) {
                let key = self.words.rewritten(&spelling);
                let found = if shortened { self.unbracketed.entry(key) } else { self.exact.entry(key) }.or_default();
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        let (_, _, words) = self.words.of_name(&full);
        let found = self.same_words.entry(words.join(" ")).or_default();
        if !found.contains(&id) {
            found.push(id);
        }
        self.full.push((id, full));
    }

    fn near_names(&self) -> &Names {
        self.near.get_or_init(|| Names::of(&self.words, &self.full))
    }

    /// Indicators whose name or alias it is; the surest reading of its abbreviations only.
    pub fn exact(&self, label: &Label) -> &[IndicatorId] {
        if label.words.is_empty() || !self.may_be_a_name(&label.words) {
            return &[];
        }
        let full;
        let with_bracket = match &label.bracket {
            // "(gồm cả ớt)" may belong to the name.
            Some(bracket) => {
                full = [label.words.clone(), label::words(bracket)].concat();
                Some(&full)
            }
            None => None,
        };
        // What is no unit of measure makes another thing of it: "Diện tích lúa (vụ mùa)" is not "Diện tích lúa".
        let bare = label.bracket.as_deref().is_none_or(|bracket| self.is_harmless(bracket)).then_some(&label.words);
        for words in with_bracket.into_iter().chain(bare) {
            for spelling in self.words.spellings(words) {
                if let Some(found) = self.exact.get(&self.words.rewritten(&spelling)) {
                    return found;
                }
            }
        }
        for spelling in bare.map(|words| self.words.spellings(words)).unwrap_or_default() {
            if let Some(found) = self.unbracketed.get(&self.words.rewritten(&spelling)) {
                return found;
            }
        }
        &[]
    }

    /// Whether what stands in brackets behind a name changes what it means: "(vụ mùa)".
    fn says_more(&self, label: &Label) -> bool {
        label.bracket.as_deref().is_some_and(|bracket| !self.is_harmless(bracket))
    }

    /// Whether what stands in brackets behind a name leaves its meaning alone: a unit of measure, "ước", "lũy kế".
    pub fn is_harmless(&self, bracket: &str) -> bool {
        let folded = label::folded_key(bracket);
        let says_nothing = ["uoc", "uoc tinh", "uoc thuc hien", "luy ke", "cong don", "neu co", "so lieu uoc", "tinh den nay", "den nay"];
        let unit = || UnitOfMeasure::parse(bracket).is_some_and(|unit| self.has_a_unit_like(&unit));
        says_nothing.contains(&folded.as_str()) || folded.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '*') || unit()
    }

    /// Whether any indicator's unit of measure measures the same thing as another one, which mostly is one of them.
    fn has_a_unit_like(&self, unit: &UnitOfMeasure) -> bool {
        let units = &self.distinct_units;
        units.contains(unit) || units.iter().any(|known| unit.to(known) != Conversion::Impossible)
    }

    /// The section a heading names.
    pub fn sections(&self, label: &Label) -> &[SectionId] {
        let key = self.words.rewritten(&each(&label.words));
        self.sections.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Indicators that have the same words that carry meaning.
    pub fn same_words(&self, label: &Label) -> &[IndicatorId] {
        // "Hộ" by itself is a unit of measure, and no "Tổng số hộ".
        if label.words.len() < 2 || !self.may_be_a_name(&label.words) || self.says_more(label) {
            return &[];
        }
        for spelling in self.words.spellings(&label.words) {
            let mut words = self.words.content(&self.words.rewrite(&spelling));
            words.sort();
            if let Some(found) = self.same_words.get(&words.join(" ")) {
                return found;
            }
        }
        &[]
    }

    /// "Diện tích ngô - ha", "Đàn bò, con": a name with its unit of measure behind a dash or a comma.
    pub fn with_unit_behind(&self, text: &str) -> Option<(Label, Vec<IndicatorId>)> {
        let at = text.rfind([',', '-', '–', '/', ';'])?;
        let (name, unit) = (&text[..at], text[at..].trim_start_matches([',', '-', '–', '/', ';']).trim());
        let label = Label { bracket: Some(unit.to_string()), ..Label::parse(name) };
        if !self.may_be_a_name(&label.words) {
            return None;
        }
        let known = UnitOfMeasure::parse(unit)?;
        if !self.has_a_unit_like(&known) {
            return None;
        }
        let found = self.exact(&label).to_vec();
        (!found.is_empty()).then_some((label, found))
    }

    /// Indicators that a name and a short name under it mean together: "Ngô" and "- Diện tích". Only a full match counts.
    pub fn composed(&self, label: &Label, above: &Label) -> Vec<IndicatorId> {
        if label.words.is_empty() || label.words.len() > 4 || above.words.is_empty() || self.says_more(label) || self.says_more(above) {
            return Vec::new();
        }
        let mut together = label.clone();
        together.bracket = None;
        together.words = [label.words.clone(), above.words.clone()].concat();
        match self.exact(&together) {
            [] => self.same_words(&together).to_vec(),
            found => found.to_vec(),
        }
    }

    /// Indicators whose name it is but for the year or the place at its end: "… năm 2023", "… trên địa bàn xã".
    pub fn without_tail(&self, label: &Label) -> Vec<IndicatorId> {
        for tail in &self.words.tails {
            let Some(kept) = label.words.strip_suffix(tail.as_slice()) else { continue };
            if kept.len() < 2 {
                continue;
            }
            let shorter = Label { words: kept.to_vec(), bracket: label.bracket.clone(), ..Label::default() };
            return match self.exact(&shorter) {
                [] => self.same_words(&shorter).to_vec(),
                found => found.to_vec(),
            };
        }
        Vec::new()
    }

    /// The indicator meant by a label with one slip of the finger; none where another fits as well.
    pub fn typo(&self, label: &Label) -> Vec<IndicatorId> {
        if self.says_more(label) {
            return Vec::new();
        }
        let mut found: Vec<(usize, IndicatorId)> = Vec::new();
        for spelling in self.words.spellings(&label.words) {
            let rewritten = self.words.rewrite(&spelling);
            let text = rewritten.join(" ");
            // Marks left out or wrong, letters all right.
            if rewritten.len() >= 2 {
                found.extend(self.near_names().without_marks(&label::fold(&text)).map(|name| (0, name.indicator)));
            }
            let typed = [letters(&spelling.join(" ")), letters(&text)];
            if rewritten.len() < 3 || typed[0].len() < 9 {
                continue;
            }
            for name in self.near_names().candidates(&rewritten) {
                let distance = typed
                    .iter()
                    .zip(name.letters())
                    .filter(|(typed, known)| known.len().abs_diff(typed.len()) <= 2 && same_numbers(known, typed))
                    .map(|(typed, known)| strsim::generic_damerau_levenshtein(known, typed))
                    .min();
                let allowed = if typed[0].len() >= 24 { 2 } else { 1 };
                if let Some(distance) = distance
                    && distance <= allowed
                    && (self.slip_is_a_slip(&rewritten, &name.all) || self.slip_is_a_slip(&spelling, &name.spelled))
                {
                    found.push((distance.max(1), name.indicator));
                }
            }
        }
        let Some(best) = found.iter().map(|(distance, _)| *distance).min() else { return Vec::new() };
        let mut ids: Vec<IndicatorId> = found.into_iter().filter(|(distance, _)| *distance == best).map(|(_, id)| id).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// A slip changes one word; in a short label the changed word must be no word at all, or it is another thing:
    /// "đàn dê" is not a mistyped "đàn bò".
    fn slip_is_a_slip(&self, words: &[&str], name: &[String]) -> bool {
        let (_, changed) = differences(name, words);
        // "đang" for "đã" is another word, and no slip.
        if changed.iter().any(|word| self.words.light.contains(*word) || self.words.opposites.contains(*word)) {
            return false;
        }
        changed.len() <= 1 && words.len() >= 4 || (words.len() >= 3 && !changed.is_empty() && changed.iter().all(|word| !is_syllable(word)))
    }

    /// Indicators that say the same in more words, where no other does.
    pub fn paraphrase(&self, label: &Label) -> Vec<IndicatorId> {
        if self.says_more(label) {
            return Vec::new();
        }
        let mut found: Vec<(usize, IndicatorId)> = Vec::new();
        let mut holders: Vec<IndicatorId> = Vec::new();
        for spelling in self.words.spellings(&label.words) {
            let rewritten = self.words.rewrite(&spelling);
            let mut words = self.words.content(&rewritten);
            words.retain(|word| !self.words.place.contains(*word));
            if words.len() < 2 {
                continue;
            }
            for name in self.near_names().candidates(&words) {
                let (missing, extra) = differences(&name.words, &words);
                let missing: Vec<&str> = missing.into_iter().filter(|word| !self.words.place.contains(*word)).collect();
                if extra.is_empty() && !missing.is_empty() {
                    holders.push(name.indicator);
                }
                let important = |word: &&str| self.words.modifiers.contains(*word) || word.chars().any(|c| c.is_ascii_digit());
                if !extra.is_empty() || missing.iter().any(important) || missing.len() * 2 > name.words.len() {
                    continue;
                }
                found.push((missing.len(), name.indicator));
            }
        }
        let mut ids: Vec<IndicatorId> = found.iter().map(|(_, id)| *id).collect();
        // A name that another indicator has in full, with more words, may be meant for that one.
        if !ids.is_empty() {
            ids.extend(holders);
        }
        ids.sort();
        ids.dedup();
        ids
    }

    /// The parts a short label may name: those that have its words one after the other, else those that have them all.
    /// "Hộ nghèo" is "Kinh phí cho hộ nghèo vay" before it is "Kinh phí cho hộ cận nghèo vay".
    pub fn short_for(&self, label: &Label, schema: &Schema, parts: &[IndicatorId]) -> Vec<IndicatorId> {
        if self.says_more(label) {
            return Vec::new();
        }
        let spellings: Vec<Vec<&str>> = self.words.spellings(&label.words).iter().map(|spelling| self.words.rewrite(spelling)).collect();
        let names = |part: IndicatorId| {
            let indicator = schema.indicator(part);
            std::iter::once(&indicator.name)
                .chain(&indicator.aliases)
                .map(|name| owned(self.words.rewrite(&self.words.spellings(&label::words(name)).swap_remove(0))))
                .collect::<Vec<_>>()
        };
        let in_a_row = |part: &IndicatorId| {
            names(*part)
                .iter()
                .any(|name| spellings.iter().any(|words| !words.is_empty() && name.windows(words.len()).any(|window| window == *words)))
        };
        let found: Vec<IndicatorId> = parts.iter().copied().filter(in_a_row).collect();
        if !found.is_empty() {
            return found;
        }
        let has_all = |part: &IndicatorId| {
            names(*part).iter().any(|name| {
                spellings.iter().any(|words| {
                    let words = self.words.content(words);
                    !words.is_empty() && differences(name, &words).1.is_empty()
                })
            })
        };
        parts.iter().copied().filter(has_all).collect()
    }

    /// Indicators a person might look at, for a label that matches none.
    pub fn near(&self, label: &Label) -> Vec<IndicatorId> {
        let words = self.words.content(&self.words.rewrite(&each(&label.words)));
        let mut scored: Vec<(usize, usize, IndicatorId)> = Vec::new();
        for name in self.near_names().candidates(&words) {
            let (missing, extra) = differences(&name.words, &words);
            let common = words.len() - extra.len();
            if common * 2 >= words.len().min(name.words.len()) && common > 0 {
                scored.push((missing.len() + extra.len(), name.indicator.0 as usize, name.indicator));
            }
        }
        scored.sort();
        let mut ids = Vec::new();
        for (_, _, id) in scored {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.truncate(3);
        ids
    }
}

/// "Tiêu chí số 3 - Thủy lợi" is headed "Thủy lợi" in a table of criteria.
fn without_criterion_number(name: &str) -> Option<String> {
    let (head, tail) = name.split_once(['-', '–', ':'])?;
    let words = label::words(head);
    let numbered = words.last().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
    let criterion = [label::words("tiêu chí"), label::words("tiêu chí số"), label::words("chỉ tiêu số")];
    (numbered && criterion.iter().any(|form| words[..words.len() - 1] == form[..])).then(|| tail.trim().to_string())
}

fn each(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn owned(words: Vec<&str>) -> Vec<String> {
    words.into_iter().map(str::to_string).collect()
}

/// Words of `name` that `label` lacks, and words of `label` that `name` lacks, each as often as it is lacking.
fn differences<'a>(name: &'a [String], label: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut missing = each(name);
    let mut extra = Vec::new();
    for &word in label {
        match missing.iter().position(|candidate| *candidate == word) {
            Some(at) => {
                missing.swap_remove(at);
            }
            None => extra.push(word),
        }
    }
    (missing, extra)
}
