//! What people confirmed once of how each sender writes its sheets: labels, headings of columns, layouts.
//!
//! Like a schema it comes in two stages: [`Senders`] is what the file says, codes and all, so that it can be written
//! back without loss; [`Senders::prove`] turns it into [`Confirmed`], in which every code exists in the schema.

mod file;
mod prove;
mod role;

pub use file::{column_of, from_toml, to_toml};
pub use prove::{Confirmed, Meaning, Recall};
pub use role::ColumnRole;

use crate::cell::CellRef;
use crate::label::{self, Label};
use crate::schema::IndicatorId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands between the texts over a column, and between a short label and the name above it.
pub const STEP: &str = " / ";

/// Whose sheets something is remembered of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// Every sender's: `*` in the file.
    Every,
    /// One unit's, by its code.
    Unit(String),
}

impl Whose {
    /// As the file has it.
    pub fn code(&self) -> &str {
        match self {
            Whose::Every => "*",
            Whose::Unit(code) => code,
        }
    }
}

/// What a label was confirmed to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelMeans {
    /// The indicator of that code.
    Indicator(String),
    /// No indicator of the schema, so that nobody has to be asked again.
    None,
}

impl LabelMeans {
    /// As the file has it.
    pub fn code(&self) -> &str {
        match self {
            LabelMeans::Indicator(code) => code,
            LabelMeans::None => "none",
        }
    }
}

/// One confirmed thing: a text as it was written, what it means, and the line of the file it stands in.
#[derive(Clone, Debug)]
pub struct Said<T> {
    /// As written on the sheet.
    pub text: String,
    /// What it means.
    pub means: T,
    /// The line in the file; 0 for what is not in a file yet.
    pub line: usize,
}

/// Where the columns of a sheet were when a person confirmed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Name of the sheet.
    pub sheet: String,
    /// Role → columns, counted from 0; more than one where the tables of the sheet differ.
    pub columns: BTreeMap<ColumnRole, Vec<u32>>,
}

/// What is remembered of one sender, by key: the same words are the same thing however they are typed.
#[derive(Clone, Debug, Default)]
pub struct Sender {
    /// Labels of rows.
    pub labels: BTreeMap<String, Said<LabelMeans>>,
    /// Headings of columns.
    pub columns: BTreeMap<String, Said<ColumnRole>>,
    /// Layouts of sheets.
    pub layouts: BTreeMap<String, Layout>,
    /// The line its block begins in; 0 where it is not in a file yet.
    pub line: usize,
}

/// What something on a sheet was taken for because a person had confirmed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsedAs {
    /// A label, for that indicator.
    Indicator(IndicatorId),
    /// A label, for no indicator of the schema.
    NoIndicator,
    /// A column, for what it holds.
    Column(ColumnRole),
}

/// One use of what is remembered, at the label or the heading it was used for.
#[derive(Clone, Debug)]
pub struct Used {
    /// Where.
    pub cell: CellRef,
    /// The label or the heading, as written.
    pub text: String,
    /// What it was taken for.
    pub means: UsedAs,
}

/// One thing that a person has just confirmed.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The workbook it was confirmed of.
    pub file: Arc<str>,
    /// Whose sheets it holds for.
    pub whose: Whose,
    /// What was confirmed.
    pub what: What,
    /// Whether it was not remembered already.
    pub is_new: bool,
}

/// What can be confirmed.
#[derive(Clone, Debug)]
pub enum What {
    /// A label, with its cell.
    Label(CellRef, String, Meaning),
    /// A column of a sheet, with its heading.
    Column(Arc<str>, u32, String, ColumnRole),
    /// The layout of a sheet.
    Layout(Layout),
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default)]
pub struct Senders {
    /// By sender; what is every sender's comes first.
    pub senders: BTreeMap<Whose, Sender>,
}

impl Senders {
    /// Remembers what a label means, in place of what was remembered of it; tells whether that changes anything.
    pub fn remember_label(&mut self, whose: Whose, text: &str, means: LabelMeans) -> bool {
        let said = Said { text: label::tidy(text), means, line: 0 };
        let new = said.means.clone();
        let before = self.senders.entry(whose).or_default().labels.insert(label_key(text), said);
        before.is_none_or(|before| before.means != new)
    }

    /// Remembers what a heading means, in place of what was remembered of it; tells whether that changes anything.
    pub fn remember_column(&mut self, whose: Whose, heading: &str, means: ColumnRole) -> bool {
        let said = Said { text: label::tidy(heading), means, line: 0 };
        let before = self.senders.entry(whose).or_default().columns.insert(heading_key(heading), said);
        before.is_none_or(|before| before.means != means)
    }

    /// Remembers the layout of a sheet, in place of the one before; tells whether that changes anything.
    pub fn remember_layout(&mut self, whose: Whose, layout: Layout) -> bool {
        let before = self.senders.entry(whose).or_default().layouts.insert(sheet_key(&layout.sheet), layout.clone());
        before.is_none_or(|before| before.columns != layout.columns)
    }
}

/// The key of a label as the file has it: "Tổng sản lượng / - Lúa" is that part under that whole.
///
/// What stands in brackets counts: "Diện tích lúa (vụ mùa)" is another thing than "Diện tích lúa".
pub fn label_key(text: &str) -> String {
    let step = |text: &str| {
        let label = Label::parse(text);
        let words = label.key();
        match label.bracket.as_deref().map(label::key).filter(|bracket| !bracket.is_empty()) {
            Some(bracket) => format!("{words} ({bracket})"),
            None => words,
        }
    };
    label::tidy(text).split(STEP).map(step).collect::<Vec<_>>().join(STEP)
}

/// The key of a heading as the file has it.
pub fn heading_key(text: &str) -> String {
    label::tidy(text).split(STEP).map(label::key).collect::<Vec<_>>().join(STEP)
}

/// The key of a sheet's name.
pub fn sheet_key(name: &str) -> String {
    let key = label::key(name);
    // A name of signs only is what it is.
    if key.is_empty() { name.to_string() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_remembered_once_however_they_are_typed() {
        let mut senders = Senders::default();
        let own = Whose::Unit("a".into());
        assert!(senders.remember_label(own.clone(), "- Thóc  và hoà bắp:", LabelMeans::Indicator("1".into())));
        assert!(!senders.remember_label(own.clone(), "THÓC VÀ HÒA BẮP", LabelMeans::Indicator("1".into())));
        assert!(senders.remember_label(own.clone(), "Thóc và hòa bắp", LabelMeans::None));
        assert_eq!(senders.senders[&own].labels.len(), 1);
        assert_ne!(label_key("Thóc"), label_key("Thọc"));
        assert_ne!(label_key("Lúa (vụ mùa)"), label_key("Lúa"));
        assert_eq!(label_key("1. Tổng sản lượng / - Lúa (Tấn)"), label_key("Tổng sản lượng: / + lúa (tấn)"));
        assert_ne!(heading_key("Thôn 1"), heading_key("Thôn 2"));
    }
}
