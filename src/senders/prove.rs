//! What is remembered, held against a schema: what it no longer has is told and left aside.

use super::{ColumnRole, LabelMeans, Layout, STEP, Said, Sender, Senders, Whose, heading_key};
use crate::language::Words;
use crate::schema::raw::{Place, Problem};
use crate::schema::{IndicatorId, Schema, UnitId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a label means, by the schema in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An indicator.
    Indicator(IndicatorId),
    /// No indicator of the schema.
    None,
}

/// Everything remembered that the schema in use has a meaning for.
#[derive(Clone, Debug, Default)]
pub struct Confirmed {
    every: Habits,
    of: HashMap<UnitId, Habits>,
}

#[derive(Clone, Debug, Default)]
struct Habits {
    labels: HashMap<String, Meaning>,
    /// Ends of the keys of labels, so that most rows are known not to be remembered at a glance.
    ends: HashSet<String>,
    columns: HashMap<String, ColumnRole>,
    layouts: BTreeMap<String, Layout>,
}

/// What is remembered that holds for one workbook: its sender's own, then every sender's.
#[derive(Clone, Copy, Debug)]
pub struct Recall<'a> {
    own: Option<&'a Habits>,
    every: &'a Habits,
}

impl Confirmed {
    /// What holds for a workbook of a unit, or of one that can't be told.
    pub fn of(&self, unit: Option<UnitId>) -> Recall<'_> {
        Recall { own: unit.and_then(|unit| self.of.get(&unit)), every: &self.every }
    }
}

impl Recall<'_> {
    /// What a label means; `path` is its key under the name above it, `bare` its own. Tells whether the path was
    /// confirmed, and not the bare name only.
    pub fn label(&self, path: Option<&str>, bare: &str) -> Option<(Meaning, bool)> {
        let of = |habits: &Habits| {
            let by_path = path.and_then(|path| habits.labels.get(path)).map(|meaning| (*meaning, true));
            by_path.or_else(|| habits.labels.get(bare).map(|meaning| (*meaning, false)))
        };
        self.own.and_then(of).or_else(|| of(self.every))
    }

    /// Whether any label is remembered.
    pub fn has_labels(&self) -> bool {
        self.own.is_some_and(|own| !own.labels.is_empty()) || !self.every.labels.is_empty()
    }

    /// Whether a label of that key is remembered, by itself or under some name above it.
    pub fn may_know(&self, bare: &str) -> bool {
        self.own.is_some_and(|own| own.ends.contains(bare)) || self.every.ends.contains(bare)
    }

    /// Whether any column is remembered.
    pub fn has_columns(&self) -> bool {
        self.own.is_some_and(|own| !own.columns.is_empty()) || !self.every.columns.is_empty()
    }

    /// What a column holds, by all the texts over it: the lowest alone may stand under another year.
    pub fn column(&self, path: &[String]) -> Option<ColumnRole> {
        let key = heading_key(&path.join(STEP));
        self.own.and_then(|own| own.columns.get(&key)).or_else(|| self.every.columns.get(&key)).copied()
    }

    /// The layout of a sheet; that of another name where both are the only ones.
    pub fn layout(&self, sheet: &str, is_only: bool) -> Option<&Layout> {
        let of = |habits: &'_ Habits| habits.layouts.contains_key(&super::sheet_key(sheet)) || (is_only && habits.layouts.len() == 1);
        let habits = self.own.filter(|own| of(own)).or(Some(self.every).filter(|every| of(every)))?;
        habits.layouts.get(&super::sheet_key(sheet)).or_else(|| habits.layouts.values().next())
    }
}

impl Senders {
    /// Holds what is remembered against a schema. Units and indicators that it does not have (communes are merged, sets
    /// change every year) are told, and what is said of them is left aside.
    pub fn prove(&self, schema: &Schema) -> (Confirmed, Vec<Problem>) {
        let mut confirmed = Confirmed::default();
        let mut problems = Vec::new();
        for (whose, sender) in &self.senders {
            let habits = match whose {
                Whose::Every => &mut confirmed.every,
                Whose::Unit(code) => match schema.find_unit(code) {
                    Some(unit) => confirmed.of.entry(unit).or_default(),
                    None => {
                        problems.push(unknown_unit(sender, code));
                        continue;
                    }
                },
            };
            for (key, said) in &sender.labels {
                let meaning = match &said.means {
                    LabelMeans::None => Meaning::None,
                    LabelMeans::Indicator(code) => match schema.find_indicator(code) {
                        Some(id) => Meaning::Indicator(id),
                        None => {
                            problems.push(unknown_indicator(said, code));
                            continue;
                        }
                    },
                };
                let steps = key.match_indices(STEP).filter_map(|(at, step)| key.get(at + step.len()..));
                habits.ends.extend(steps.chain([key.as_str()]).map(str::to_string));
                habits.labels.insert(key.clone(), meaning);
            }
            habits.columns = sender.columns.iter().map(|(key, said)| (key.clone(), said.means)).collect();
            habits.layouts = sender.layouts.clone();
        }
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        (confirmed, problems)
    }
}

fn unknown_unit(sender: &Sender, code: &str) -> Problem {
    Problem {
        place: Place::Line(sender.line),
        message: Words::new(
            format!("Bộ chỉ tiêu không có đơn vị “{code}” nên bỏ qua những gì đã nhớ về đơn vị này. Hãy sửa mã đơn vị, hoặc xóa khối này."),
            format!("The schema has no unit “{code}”; what is remembered of it is ignored. Correct the code or remove the block."),
        ),
        mild: true,
    }
}

fn unknown_indicator(said: &Said<LabelMeans>, code: &str) -> Problem {
    let text = &said.text;
    Problem {
        place: Place::Line(said.line),
        message: Words::new(
            format!("Bộ chỉ tiêu không có chỉ tiêu “{code}” nên bỏ qua xác nhận về tên “{text}”. Hãy sửa mã chỉ tiêu, hoặc xóa dòng này."),
            format!(
                "The schema has no indicator “{code}”; what is remembered of “{text}” is ignored. Correct the code or remove the line."
            ),
        ),
        mild: true,
    }
}
