//! Each text of a workbook looked at once, however often it stands there.

use super::heading;
use super::index::Index;
use crate::label::Label;
use crate::schema::{IndicatorId, UnitId};
use crate::workbook::{TextId, Value, Workbook};
use std::cell::OnceCell;

/// What a text may mean.
pub struct Looked {
    /// The text taken apart as a label.
    pub label: Label,
    /// Indicators whose name it is, or whose words it has.
    pub indicators: Vec<IndicatorId>,
    /// Whether it is a name of theirs, and not only the same words.
    pub exact: bool,
    /// The unit it names.
    pub unit: Option<UnitId>,
    /// A word that stands in headers.
    pub heading: bool,
}

/// The texts of one workbook.
pub struct Texts<'a> {
    workbook: &'a Workbook,
    index: &'a Index,
    looked: Vec<OnceCell<Box<Looked>>>,
    /// The whole workbook is typed without accents.
    bare: bool,
}

impl<'a> Texts<'a> {
    /// Nothing looked at yet.
    pub fn new(workbook: &'a Workbook, index: &'a Index) -> Texts<'a> {
        let looked = (0..workbook.texts.len()).map(|_| OnceCell::new()).collect();
        Texts { workbook, index, looked, bare: is_bare(workbook) }
    }

    /// Whether the whole workbook is typed without accents.
    pub fn bare(&self) -> bool {
        self.bare
    }

    /// What a text may mean.
    pub fn get(&self, id: TextId) -> Option<&Looked> {
        let slot = self.looked.get(id.0 as usize)?;
        Some(slot.get_or_init(|| Box::new(self.look(self.workbook.text(id)))))
    }

    /// What a cell's text may mean.
    pub fn of(&self, value: Value) -> Option<&Looked> {
        match value {
            Value::Text(id) => self.get(id),
            _ => None,
        }
    }

    /// Indicators meant by a short name under another: "- Diện tích" under "Ngô".
    pub fn composed(&self, label: &Label, above: &Label) -> Vec<IndicatorId> {
        self.index.composed(label, above)
    }

    fn look(&self, text: &str) -> Looked {
        let mut label = Label::parse(text);
        if self.bare && label.words.len() <= 60 {
            self.index.bare.restore(&mut label);
        }
        let long = text.len() > 600 || label.words.len() > 60;
        let (indicators, exact) = match self.index.exact(&label) {
            _ if long => (Vec::new(), false),
            [] => match self.index.same_words(&label) {
                [] => match self.index.without_tail(&label) {
                    found if !found.is_empty() => (found, false),
                    _ => match self.index.with_unit_behind(text) {
                        Some((shorter, found)) => {
                            label = shorter;
                            (found, true)
                        }
                        None => (Vec::new(), false),
                    },
                },
                found => (found.to_vec(), false),
            },
            found => (found.to_vec(), true),
        };
        let unit = if label.words.len() <= 14 { self.index.units.of_cell(text, self.bare) } else { None };
        Looked { label, indicators, exact, unit, heading: heading::is_heading_word(text) }
    }
}

/// Whether a workbook is typed without accents: words enough to tell, and hardly any of them with a mark.
fn is_bare(workbook: &Workbook) -> bool {
    let worded = workbook.texts.iter().filter(|text| text.text.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let (mut all, mut marked) = (0, 0);
    for text in worded {
        all += 1;
        marked += usize::from(!text.text.is_ascii());
    }
    all >= 4 && marked * 20 <= all
}
