//! Which unit a workbook is from: titles, signature, sheet names and the file's name, weighed and not first come.

use super::grid::Grid;
use crate::label;
use crate::schema::{Schema, UnitId};
use std::collections::HashMap;

/// Names of reporting units, as keys.
pub struct UnitNames {
    /// Key of a full name or an alias → units. Tones count.
    names: Vec<(Vec<String>, UnitId, bool)>,
    /// The same without marks, for file names.
    folded: Vec<(Vec<String>, UnitId, bool)>,
    /// The area's own name, which is no unit's.
    area: Vec<Vec<String>>,
    exact: HashMap<String, Vec<UnitId>>,
    /// The same without marks, for workbooks that have none at all.
    exact_folded: HashMap<String, Vec<UnitId>>,
}

/// Words in front of a place's name that tell its kind, as officials write them.
const KINDS: &[(&str, &[&str])] = &[
    ("xã", &["xã", "x"]),
    ("thị trấn", &["thị trấn", "tt", "t t"]),
    ("phường", &["phường", "p"]),
    ("huyện", &["huyện", "h"]),
    ("đặc khu", &["đặc khu", "đk"]),
    ("phòng", &["phòng", "p"]),
];

const ABBREVIATED: &[(&str, &str)] = &[
    ("nông nghiệp và phát triển nông thôn", "nn ptnt"),
    ("nông nghiệp và phát triển nông thôn", "nn và ptnt"),
    ("nông nghiệp và phát triển nông thôn", "nông nghiệp và ptnt"),
    ("nông nghiệp và phát triển nông thôn", "nông nghiệp"),
    ("nông nghiệp và môi trường", "nn mt"),
    ("lao động thương binh và xã hội", "lđ tbxh"),
    ("lao động thương binh và xã hội", "lđtbxh"),
    ("lao động thương binh và xã hội", "lđ tb và xh"),
    ("lao động thương binh và xã hội", "lđ tb xh"),
    ("lao động thương binh và xã hội", "ld tbxh"),
    ("lao động thương binh và xã hội", "lao động tbxh"),
    ("tài chính kế hoạch", "tc kh"),
    ("kinh tế và hạ tầng", "kt ht"),
    ("kinh tế và hạ tầng", "kinh tế hạ tầng"),
    ("giáo dục và đào tạo", "gd đt"),
    ("giáo dục và đào tạo", "gdđt"),
    ("văn hóa và thông tin", "vh tt"),
    ("văn hóa và thông tin", "vhtt"),
    ("tài nguyên và môi trường", "tn mt"),
    ("hội đồng nhân dân và ủy ban nhân dân", "hđnd và ubnd"),
    ("hội đồng nhân dân và ủy ban nhân dân", "hđnd ubnd"),
    ("hội đồng nhân dân và ủy ban nhân dân", "hđndubnd"),
    ("hđnd và ubnd", "hđnd ubnd"),
    ("hđnd và ubnd", "hđndubnd"),
    ("hđnd và ubnd", "hđnd và ubnd"),
    ("văn phòng", "vp"),
    ("trung tâm", "tt"),
    ("y tế", "yt"),
];

impl UnitNames {
    /// Prepares a schema's units.
    pub fn of(schema: &Schema) -> UnitNames {
        let mut result =
            UnitNames { names: Vec::new(), folded: Vec::new(), area: Vec::new(), exact: HashMap::new(), exact_folded: HashMap::new() };
        result.area.push(label::words(&schema.area.name));
        for (id, unit) in schema.each_unit() {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                for form in forms(name) {
                    let words = label::words(&form);
                    // A bare name ("Hương Phú") may stand for many things; one with its kind in front is a unit.
                    let bare =
                        !KINDS.iter().any(|(_, faces)| faces.iter().any(|face| words.starts_with(&label::words(face)) && words.len() > 1))
                            && !words.first().is_some_and(|first| {
                                ["văn", "trung", "ban", "chi", "công", "vp", "hội", "trường", "bệnh", "trạm"]
                                    .iter()
                                    .any(|w| label::key(w) == *first)
                            });
                    let folded: Vec<String> = words.iter().map(|word| label::fold(word)).collect();
                    let entry = result.exact.entry(words.join(" ")).or_default();
                    if !entry.contains(&id) {
                        entry.push(id);
                    }
                    // A heading or a row may have the name without its kind, but for one that the area has, too.
                    for (kind, _) in KINDS {
                        let kind = label::words(kind);
                        let own_area = result.area.iter().any(|area| area.ends_with(&words[words.len().min(kind.len())..]));
                        if words.starts_with(&kind) && words.len() >= kind.len() + 2 && !own_area {
                            let entry = result.exact.entry(words[kind.len()..].join(" ")).or_default();
                            if !entry.contains(&id) {
                                entry.push(id);
                            }
                        }
                    }
                    push_new(&mut result.names, (words, id, bare));
                    push_new(&mut result.folded, (folded, id, bare));
                }
            }
        }
        for list in [&mut result.names, &mut result.folded] {
            list.sort_by_key(|(words, _, _)| std::cmp::Reverse(words.len()));
        }
        for (name, units) in &result.exact {
            let entry = result.exact_folded.entry(label::fold(name)).or_default();
            entry.extend(units);
            entry.sort();
            entry.dedup();
        }
        result
    }

    /// The unit a cell names, and nothing else: "Xã Hương Phú", "Hương Phú", "UBND xã Hương Phú", "TT. Khe Tre". In a
    /// workbook without accents, `bare`, a name counts that no other unit's looks like.
    pub fn of_cell(&self, text: &str, bare: bool) -> Option<UnitId> {
        let mut words = label::words(text);
        for prefix in ["ủy ban nhân dân", "uy ban nhan dan", "ubnd", "hđnd", "đảng ủy"] {
            let prefix = label::words(prefix);
            if words.starts_with(&prefix) {
                words.drain(..prefix.len());
            }
        }
        // "1. Xã Hương Phú"
        while words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit())) && words.len() > 1 {
            words.remove(0);
        }
        let key = words.join(" ");
        let folded = || self.exact_folded.get(&key).filter(|_| bare);
        match self.exact.get(&key).or_else(folded).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// Units named somewhere in a text; longer names hide the shorter ones inside them, and the area's own hides all.
    fn mentions(&self, words: &[String], names: &[(Vec<String>, UnitId, bool)], allow_bare: bool) -> Vec<(UnitId, bool)> {
        let mut taken = vec![false; words.len()];
        for area in &self.area {
            let area: Vec<String> =
                if names.as_ptr() == self.folded.as_ptr() { area.iter().map(|w| label::fold(w)).collect() } else { area.clone() };
            mark(words, &area, &mut taken);
        }
        let mut found: Vec<(UnitId, bool)> = Vec::new();
        let mut same_place: HashMap<(usize, usize), usize> = HashMap::new();
        for (name, id, bare) in names {
            if *bare && !allow_bare {
                continue;
            }
            for start in 0..words.len().saturating_sub(name.len() - 1) {
                let end = start + name.len();
                if words[start..end] != name[..] {
                    continue;
                }
                let length_before = same_place.get(&(start, end)).copied();
                if taken[start..end].iter().any(|&t| t) && length_before != Some(name.len()) {
                    continue;
                }
                taken[start..end].iter_mut().for_each(|t| *t = true);
                same_place.insert((start, end), name.len());
                if !found.iter().any(|(known, _)| known == id) {
                    found.push((*id, *bare));
                }
            }
        }
        found
    }

    /// The units a title names; in a workbook without accents, `bare`, also by names without them.
    pub fn in_title(&self, text: &str, bare: bool) -> Vec<(UnitId, bool)> {
        let words = label::words(text);
        let found = self.mentions(&words, &self.names, true);
        if found.is_empty() && bare && text.is_ascii() { self.mentions(&words, &self.folded, true) } else { found }
    }

    /// The one unit a file's name names, with or without accents.
    pub fn in_file_name(&self, text: &str) -> Vec<(UnitId, bool)> {
        let stem = text.rsplit(['/', '\\']).next().unwrap_or(text);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let spaced: String = stem.chars().map(|c| if matches!(c, '_' | '-' | '.' | '(' | ')') { ' ' } else { c }).collect();
        let words = label::words(&spaced);
        let exact = self.mentions(&words, &self.names, true);
        if !exact.is_empty() {
            return exact;
        }
        let folded: Vec<String> = words.iter().map(|word| label::fold(word)).collect();
        if folded.iter().zip(&words).any(|(folded, word)| folded != word) {
            // A name with accents that is no unit's is not made one by dropping them.
            let accented: Vec<(UnitId, bool)> = self.mentions(&folded, &self.folded, true);
            return accented.into_iter().filter(|_| false).collect();
        }
        self.mentions(&folded, &self.folded, true)
    }
}

fn push_new(list: &mut Vec<(Vec<String>, UnitId, bool)>, entry: (Vec<String>, UnitId, bool)) {
    if !entry.0.is_empty() && !list.iter().any(|(words, id, _)| *words == entry.0 && *id == entry.1) {
        list.push(entry);
    }
}

fn mark(words: &[String], name: &[String], taken: &mut [bool]) {
    for start in 0..words.len().saturating_sub(name.len().saturating_sub(1)) {
        if words[start..].starts_with(name) {
            taken[start..start + name.len()].iter_mut().for_each(|t| *t = true);
        }
    }
}

/// A name and the ways officials shorten it.
fn forms(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace([',', '-', '&', '.'], " ");
    let lower = label::tidy(&lower);
    let mut forms = vec![lower.clone()];
    for (long, short) in ABBREVIATED {
        let count = forms.len();
        for at in 0..count {
            if forms[at].contains(long) {
                forms.push(forms[at].replace(long, short));
            }
        }
    }
    for (kind, faces) in KINDS {
        let count = forms.len();
        for at in 0..count {
            if let Some(rest) = forms[at].strip_prefix(kind).and_then(|rest| rest.strip_prefix(' ')) {
                let rest = rest.to_string();
                for face in *faces {
                    forms.push(format!("{face} {rest}"));
                }
            }
        }
    }
    // "Văn phòng HĐND và UBND huyện" is also said without "huyện".
    let count = forms.len();
    for at in 0..count {
        if let Some(short) = forms[at].strip_suffix(" huyện") {
            forms.push(short.to_string());
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

/// What the places of a workbook say about the unit.
#[derive(Default)]
pub struct UnitVotes {
    votes: HashMap<UnitId, u32>,
    /// Units named in titles, for a contradiction to be told.
    pub in_titles: Vec<UnitId>,
    /// Units named by the file's name.
    pub in_name: Vec<UnitId>,
}

impl UnitVotes {
    /// Adds what a file's name says.
    pub fn file_name(&mut self, names: &UnitNames, file: &str) {
        let found = names.in_file_name(file);
        // A name without accents that fits two units is unknown.
        if let [(unit, bare)] = found.as_slice() {
            *self.votes.entry(*unit).or_default() += if *bare { 3 } else { 4 };
            self.in_name.push(*unit);
        }
    }

    /// Adds what a sheet's own name says.
    pub fn sheet_name(&mut self, names: &UnitNames, sheet: &str, bare: bool) {
        if let [(unit, _)] = names.in_title(sheet, bare).as_slice() {
            *self.votes.entry(*unit).or_default() += 2;
        }
    }

    /// Adds what stands around a table: `outside` says whether a row lies outside all tables.
    pub fn around(&mut self, names: &UnitNames, grid: &Grid<'_>, outside: &dyn Fn(u32) -> bool, first_table: u32, bare_texts: bool) {
        for (at, text) in grid.texts() {
            if !outside(at.row) || text.chars().count() > 240 {
                continue;
            }
            // "Kính gửi: Phòng …" and "Nơi nhận" name who reads it, not who wrote it.
            let folded = label::folded_key(text);
            if [
                "kinh gui",
                "gui",
                "noi nhan",
                "de tong hop",
                "gui ve",
                "ghi chu",
                "chua gom",
                "chua bao gom",
                "sap nhap",
                "chuyen tu",
                "nguon",
            ]
            .iter()
            .any(|words| super::heading::contains_words(&folded, words))
            {
                continue;
            }
            let found = names.in_title(text, bare_texts);
            let [(unit, bare)] = found.as_slice() else { continue };
            let lower = text.to_lowercase();
            // A bare name in a sentence or a date line ("Hương Phú, ngày …") tells less than "UBND xã Hương Phú".
            let weight = match bare {
                true if lower.contains("ngày") => 3,
                true => 2,
                false if lower.contains("đơn vị báo cáo") || lower.contains("tên đơn vị") => 8,
                false => 6,
            };
            // A title names who writes; what stands below a table may name others.
            let weight = if at.row < first_table { weight } else { weight / 2 };
            *self.votes.entry(*unit).or_default() += weight;
            if !self.in_titles.contains(unit) {
                self.in_titles.push(*unit);
            }
        }
    }

    /// The unit, where one leads clearly.
    pub fn winner(&self) -> Option<UnitId> {
        let mut votes: Vec<(u32, UnitId)> = self.votes.iter().map(|(&unit, &votes)| (votes, unit)).collect();
        votes.sort_by_key(|&(votes, unit)| (std::cmp::Reverse(votes), unit));
        match votes.as_slice() {
            [] => None,
            [(_, only)] => Some(*only),
            [(first, unit), (second, _), ..] => (*first >= second + 2).then_some(*unit),
        }
    }
}
