//! What texts were found to mean in the workbooks before, which mostly have the same.

use super::super::header::bracketed_unit;
use super::super::heading::{self, Context, Role};
use super::super::period::{self, Said};
use super::{Known, Looked};
use crate::label;
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::{MOST_RECURRING, RecurringId};
use foldhash::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What a column holds, and the unit of measure that the words over it name.
pub type Holds = (Role, Option<UnitOfMeasure>);

/// What was looked at before, in any workbook read with the same index.
#[derive(Default)]
pub struct Seen {
    with_accents: OfAll,
    bare: OfAll,
    /// What any figure typed as text may mean.
    pub(super) figure: OnceLock<Looked>,
    headings: RwLock<HashMap<(Context, Box<str>), Holds>>,
    over: RwLock<HashMap<Box<str>, Arc<Over>>>,
}

/// What the texts over a column say, read as one.
pub struct Over {
    /// Their key without any mark.
    pub folded: String,
    /// What they say about time.
    pub said: Said,
}

/// Paths of headings that are kept; what comes later is looked at each time.
const MOST_PATHS: usize = 16_384;
const LONGEST_PATH: usize = 960;

impl Seen {
    /// What the words over a column say it holds, and the unit of measure they name.
    pub(super) fn heading(&self, path: &[String], context: Context) -> Holds {
        // No text of a header holds the letter that parts them here.
        let key = (context, path.join("\u{1f}").into_boxed_str());
        if let Some(known) = self.headings.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let found = (heading::role(path, context), path.iter().rev().find_map(|text| bracketed_unit(text)));
        let mut headings = self.headings.write().unwrap_or_else(PoisonError::into_inner);
        if headings.len() < MOST_PATHS && key.1.len() <= LONGEST_PATH {
            headings.insert(key, found.clone());
        }
        found
    }

    /// What the words over a column say otherwise.
    pub(super) fn over(&self, path: &[String]) -> Arc<Over> {
        let text = path.join(" / ");
        if let Some(known) = self.over.read().unwrap_or_else(PoisonError::into_inner).get(text.as_str()) {
            return known.clone();
        }
        let words = label::words(&text);
        let over = Arc::new(Over { folded: label::folded_words(&words), said: period::said_by(&words) });
        let mut kept = self.over.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_PATHS && text.len() <= LONGEST_PATH {
            kept.insert(text.into(), over.clone());
        }
        over
    }

    /// What texts mean in workbooks that are typed without accents, or in others.
    pub(super) fn of_all(&self, bare: bool) -> &OfAll {
        if bare { &self.bare } else { &self.with_accents }
    }
}

/// What texts that come again may mean, by their numbers; a row of them at a time, so that few take little.
#[derive(Default)]
pub(super) struct OfAll(OnceLock<Box<[TextsInARow]>>);

type TextsInARow = OnceLock<Box<[OnceLock<Known<Box<Looked>>>]>>;

const IN_A_ROW: usize = 256;

impl OfAll {
    /// What a text may mean, where it was looked at before.
    pub fn get(&self, number: RecurringId) -> Option<&Known<Box<Looked>>> {
        let at = number.0 as usize;
        self.0.get()?.get(at / IN_A_ROW)?.get()?.get(at % IN_A_ROW)?.get()
    }

    /// What a text may mean; it is looked at where it was not before. None where there are more than are kept.
    pub fn get_or_look(&self, number: RecurringId, look: impl FnOnce() -> Known<Box<Looked>>) -> Option<&Known<Box<Looked>>> {
        let at = number.0 as usize;
        let rows = self.0.get_or_init(|| (0..MOST_RECURRING.div_ceil(IN_A_ROW)).map(|_| OnceLock::new()).collect());
        let row = rows.get(at / IN_A_ROW)?.get_or_init(|| (0..IN_A_ROW).map(|_| OnceLock::new()).collect());
        Some(row.get(at % IN_A_ROW)?.get_or_init(look))
    }
}
