//! Which unit a workbook is from: titles, signature, sheet names and the file's name, weighed and not first come.

use super::grid::Grid;
use crate::label;
use crate::schema::{Schema, UnitId};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use std::cmp::Reverse;
use std::sync::LazyLock;

/// Names of reporting units, as keys.
pub struct UnitNames {
    /// Full names and aliases. Tones count.
    names: Names,
    /// The same without marks, for file names.
    folded: Names,
    exact: HashMap<String, Vec<UnitId>>,
    /// The same without marks, for workbooks that have none at all.
    exact_folded: HashMap<String, Vec<UnitId>>,
    /// Words of the longest of them.
    longest: usize,
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

/// What stands before a unit's name where its office is meant.
static PREFIXES: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| ["ủy ban nhân dân", "uy ban nhan dan", "ubnd", "hđnd", "đảng ủy"].iter().map(|prefix| label::words(prefix)).collect());

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
        let (names, folded) = (Names::default(), Names::default());
        let mut result = UnitNames { names, folded, exact: HashMap::new(), exact_folded: HashMap::new(), longest: 0 };
        let area = label::words(&schema.area.name);
        result.folded.area = area.iter().map(|word| label::fold(word)).collect();
        result.names.area = area;
        let kinds: Vec<(Vec<String>, Vec<Vec<String>>)> =
            KINDS.iter().map(|(kind, faces)| (label::words(kind), faces.iter().map(|face| label::words(face)).collect())).collect();
        let offices: Vec<String> = ["văn", "trung", "ban", "chi", "công", "vp", "hội", "trường", "bệnh", "trạm"].map(label::key).to_vec();
        for (id, unit) in schema.each_unit() {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                for form in forms(name) {
                    let words = label::words(&form);
                    // A bare name ("Hương Phú") may stand for many things; one with its kind in front is a unit.
                    let bare = !kinds.iter().any(|(_, faces)| faces.iter().any(|face| words.starts_with(face) && words.len() > 1))
                        && !words.first().is_some_and(|first| offices.contains(first));
                    let folded: Vec<String> = words.iter().map(|word| label::fold(word)).collect();
                    let entry = result.exact.entry(words.join(" ")).or_default();
                    if !entry.contains(&id) {
                        entry.push(id);
                    }
                    // A heading or a row may have the name without its kind, but for one that the area has, too.
                    for (kind, _) in &kinds {
                        let own_area = result.names.area.ends_with(&words[words.len().min(kind.len())..]);
                        if words.starts_with(kind) && words.len() >= kind.len() + 2 && !own_area {
                            let entry = result.exact.entry(words[kind.len()..].join(" ")).or_default();
                            if !entry.contains(&id) {
                                entry.push(id);
                            }
                        }
                    }
                    result.names.add(&words, id, bare);
                    result.folded.add(&folded, id, bare);
                }
            }
        }
        result.longest = result.exact.keys().map(|name| name.split(' ').count()).max().unwrap_or(0);
        for (name, units) in &result.exact {
            let entry = result.exact_folded.entry(label::fold(name)).or_default();
            entry.extend(units);
            entry.sort();
            entry.dedup();
        }
        result
    }

    /// Whether there is a letter in each of the ways to name a unit.
    pub fn have_letters(&self) -> bool {
        self.exact.keys().all(|name| name.contains(char::is_alphabetic))
    }

    /// The unit that the words of a cell name, and nothing else: "Xã Hương Phú", "Hương Phú", "UBND xã Hương Phú", "TT. Khe Tre". In a
    /// workbook without accents, `bare`, a name counts that no other unit's looks like.
    pub fn named_by(&self, words: &[String], bare: bool) -> Option<UnitId> {
        let mut words = words;
        for prefix in PREFIXES.iter() {
            words = words.strip_prefix(prefix.as_slice()).unwrap_or(words);
        }
        // "1. Xã Hương Phú"
        while let [first, rest @ ..] = words
            && !rest.is_empty()
            && first.chars().all(|c| c.is_ascii_digit())
        {
            words = rest;
        }
        if words.len() > self.longest {
            return None;
        }
        let key = words.join(" ");
        let folded = || self.exact_folded.get(&key).filter(|_| bare);
        match self.exact.get(&key).or_else(folded).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// The units a title names; in a workbook without accents, `bare`, also by names without them.
    pub fn in_title(&self, text: &str, bare: bool) -> Vec<(UnitId, bool)> {
        self.mentioned_by(&label::words(text), text.is_ascii(), bare)
    }

    /// The same of the words of a title; `ascii` says whether it has no accents.
    pub fn mentioned_by(&self, words: &[String], ascii: bool, bare: bool) -> Vec<(UnitId, bool)> {
        let found = self.names.mentions(words);
        if found.is_empty() && bare && ascii { self.folded.mentions(words) } else { found }
    }

    /// The one unit a file's name names, with or without accents.
    pub fn in_file_name(&self, text: &str) -> Vec<(UnitId, bool)> {
        let stem = text.rsplit(['/', '\\']).next().unwrap_or(text);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let spaced: String = stem.chars().map(|c| if matches!(c, '_' | '-' | '.' | '(' | ')') { ' ' } else { c }).collect();
        let words = label::words(&spaced);
        let exact = self.names.mentions(&words);
        if !exact.is_empty() {
            return exact;
        }
        let folded: Vec<String> = words.iter().map(|word| label::fold(word)).collect();
        if folded.iter().zip(&words).any(|(folded, word)| folded != word) {
            // A name with accents that is no unit's is not made one by dropping them.
            return Vec::new();
        }
        self.folded.mentions(&folded)
    }
}

/// Names to look for in texts.
#[derive(Default)]
struct Names {
    /// First word → how many words the names that begin with it have, so that a text is not compared with each of thousands of
    /// units that begin with "xã".
    lengths: HashMap<Box<str>, Vec<usize>>,
    /// All words, with spaces between → whose name it is; the same words may name several units.
    named: HashMap<Box<str>, Vec<Named>>,
    /// How many names there are.
    count: u32,
    /// The area's own name, which is no unit's.
    area: Vec<String>,
}

#[derive(Clone, Copy)]
struct Named {
    /// The how many-th name it is.
    order: u32,
    unit: UnitId,
    bare: bool,
}

impl Names {
    fn add(&mut self, words: &[String], unit: UnitId, bare: bool) {
        let Some(first) = words.first() else { return };
        let named = self.named.entry(words.join(" ").into()).or_default();
        if named.iter().any(|known| known.unit == unit) {
            return;
        }
        named.push(Named { order: self.count, unit, bare });
        self.count += 1;
        match self.lengths.get_mut(first.as_str()) {
            Some(lengths) if lengths.contains(&words.len()) => {}
            Some(lengths) => lengths.push(words.len()),
            None => {
                self.lengths.insert(first.as_str().into(), vec![words.len()]);
            }
        }
    }

    /// Units named somewhere in a text, and whether by their bare names; longer names hide the shorter ones inside them,
    /// and the area's own hides all.
    fn mentions(&self, words: &[String]) -> Vec<(UnitId, bool)> {
        let mut candidates: Vec<(Reverse<usize>, u32, usize, Named)> = Vec::new();
        let mut key = String::new();
        for (start, word) in words.iter().enumerate() {
            for &length in self.lengths.get(word.as_str()).into_iter().flatten() {
                let Some(here) = words.get(start..start + length) else { continue };
                key.clear();
                for word in here {
                    key.extend([if key.is_empty() { "" } else { " " }, word]);
                }
                let named = self.named.get(key.as_str());
                candidates.extend(named.into_iter().flatten().map(|named| (Reverse(length), named.order, start, *named)));
            }
        }
        if candidates.is_empty() {
            return Vec::new();
        }
        candidates.sort_unstable_by_key(|&(length, order, start, _)| (length, order, start));
        let mut taken = vec![false; words.len()];
        mark(words, &self.area, &mut taken);
        let mut found: Vec<(UnitId, bool)> = Vec::new();
        let mut same_place: HashSet<(usize, usize)> = HashSet::new();
        for (Reverse(length), _, start, named) in candidates {
            let place = (start, start + length);
            let Some(taken) = taken.get_mut(place.0..place.1) else { continue };
            // Names of the same words name several units in one place.
            if taken.contains(&true) && !same_place.contains(&place) {
                continue;
            }
            taken.fill(true);
            same_place.insert(place);
            if !found.iter().any(|(known, _)| *known == named.unit) {
                found.push((named.unit, named.bare));
            }
        }
        found
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

    /// Adds what a sheet's own name says, of the units it names.
    pub fn sheet_name(&mut self, named: &[(UnitId, bool)]) {
        if let [(unit, _)] = named {
            *self.votes.entry(*unit).or_default() += 2;
        }
    }

    /// Adds what stands around a table: `outside` says whether a row lies outside all tables.
    pub fn around(&mut self, grid: &Grid<'_>, outside: &dyn Fn(u32) -> bool, first_table: u32) {
        for (row, id) in
            grid.rows.iter().filter(|row| outside(row.index)).flat_map(|row| grid.text_ids_of(row).map(|(_, id)| (row.index, id)))
        {
            let text = grid.workbook.label(id);
            let Some(looked) = grid.texts.get(id).filter(|looked| !looked.mentions.is_empty()) else { continue };
            if label::is_longer(text, 240) {
                continue;
            }
            // "Kính gửi: Phòng …" and "Nơi nhận" name who reads it, not who wrote it.
            let others = [
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
            ];
            if super::heading::contains_any(&looked.folded, &others) {
                continue;
            }
            let [(unit, bare)] = looked.mentions.as_slice() else { continue };
            let lower = text.to_lowercase();
            // A bare name in a sentence or a date line ("Hương Phú, ngày …") tells less than "UBND xã Hương Phú".
            let weight = match bare {
                true if lower.contains("ngày") => 3,
                true => 2,
                false if lower.contains("đơn vị báo cáo") || lower.contains("tên đơn vị") => 8,
                false => 6,
            };
            // A title names who writes; what stands below a table may name others.
            let weight = if row < first_table { weight } else { weight / 2 };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(area: &str, of: &[(&str, u32)]) -> Names {
        let mut names = Names { area: label::words(area), ..Names::default() };
        for (name, unit) in of {
            names.add(&label::words(name), UnitId(*unit), !name.contains("xã"));
        }
        names
    }

    #[test]
    fn a_name_without_letters_is_known_to_be_one() {
        let schema = |unit: &str| {
            let text = format!(
                "id = 'a'\ntitle = 'A'\nyear = 2023\n[area]\ncode = 'x'\nname = 'Tỉnh X'\n[[period]]\ncode = '6t'\nname = '6 tháng'\n\
                 [[unit]]\ncode = 'u'\nkind = 'xa'\n{unit}\n[[section]]\ncode = 'I'\nname = 'I'\n\
                 [[indicator]]\ncode = '1'\nsection = 'I'\nname = 'Đàn bò'\nkind = 'quantity'\naggregate = 'sum'\n"
            );
            crate::schema::prove(&crate::schema::from_toml(&text).unwrap().0).unwrap().0
        };
        for (unit, have_letters) in [
            ("name = 'Xã Tân Phú 2'", true),
            ("name = 'Phường 5'", true),
            ("name = 'Phường 5'\naliases = ['5']", false),
            ("name = 'Phường 5'\naliases = ['P.5']", true),
            ("name = '12'", false),
        ] {
            let names = UnitNames::of(&schema(unit));
            assert_eq!(names.have_letters(), have_letters, "{unit}");
            // What names a unit by digits alone is among them.
            let by_digits = ["5", "2", "12"].iter().any(|digits| names.named_by(&label::words(digits), false).is_some());
            let mentioned = ["5", "2", "12"].iter().any(|digits| !names.in_title(digits, false).is_empty());
            assert_eq!((by_digits, mentioned), (!have_letters, !have_letters), "{unit}");
        }
    }

    #[test]
    fn units_are_found_wherever_a_text_names_them() {
        let all = [
            ("xã Tân Phú", 0),
            ("Tân Phú", 0),
            ("xã Tân Phú Đông", 1),
            ("Tân Phú Đông", 1),
            ("xã Hòa", 2),
            ("Long Hòa", 3),
            ("Long Hòa", 4),
            ("xã Nam Hà", 5),
            ("xã Nam Hà", 5),
        ];
        let names = names("huyện Nam Hà", &all);
        let found = |text: &str| names.mentions(&label::words(text)).iter().map(|(unit, bare)| (unit.0, *bare)).collect::<Vec<_>>();
        assert_eq!(found("UBND xã Tân Phú, ngày 3"), [(0, false)]);
        // A longer name hides the shorter one inside it, and both are found where both stand.
        assert_eq!(found("Xã Tân Phú Đông"), [(1, false)]);
        assert_eq!(found("Tân Phú và xã Tân Phú Đông"), [(1, false), (0, true)]);
        // The same name may be that of two; twice the same of one is one.
        assert_eq!(found("Long Hòa"), [(3, true), (4, true)]);
        assert_eq!(found("xã Nam Hà"), [(5, false)]);
        assert_eq!(found("xã Nam Hà, huyện Nam Hà, xã Hòa"), [(5, false), (2, false)]);
        assert!(found("").is_empty() && found("xã").is_empty() && found("Tân").is_empty() && found("xã Hòa Bình Đông").len() == 1);
    }
}
