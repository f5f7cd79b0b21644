//! The ledger of a workbook: what became of each of its cells.
//!
//! A number that stands in a workbook is read, or it is told that it was not: nothing is silently unused.

use crate::cell::{Area, Position};
use crate::language::Words;
use crate::schema::{IndicatorId, UnitId};
use std::sync::Arc;

/// What became of every cell of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Its sheets, in order.
    pub sheets: Vec<LedgerSheet>,
}

/// What became of the cells of a sheet.
#[derive(Clone, Debug)]
pub struct LedgerSheet {
    /// Its name.
    pub name: Arc<str>,
    /// Why the whole sheet was left out, where it was.
    pub left_out: Option<Words>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Hidden columns: first and last, counted from 0.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Cells that are not empty, row by row.
    pub entries: Vec<Entry>,
}

/// What became of one cell.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub at: Position,
    /// What it shows, with Vietnamese marks in numbers; a text is the workbook's own, however often it stands there.
    pub shown: Arc<str>,
    /// Whether it holds a number, typed or as text.
    pub number: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was read: one figure, or two where done and planned stand in one cell; their places in the submission.
    Figure(Vec<u32>),
    /// It was read as a percent to compare with what the figures give.
    StatedRatio(IndicatorId),
    /// It was read as a verdict to compare with what the target gives.
    StatedVerdict(IndicatorId),
    /// It names an indicator.
    Indicator(IndicatorId),
    /// It names a unit.
    Unit(UnitId),
    /// It is part of the table's frame.
    Frame(Frame),
    /// What is wrong with it was told, at this cell or at its row or column.
    Told(Words),
    /// It was left out, for a reason.
    LeftOut(Words),
    /// Words that carry no figure.
    Words,
    /// It holds a number that nobody accounts for.
    Unaccounted,
}

/// Parts of a table that carry no figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Headings.
    Header,
    /// The row of column numbers.
    ColumnNumbers,
    /// STT, or a code.
    Numbering,
    /// Units of measure.
    UnitOfMeasure,
    /// "-", "…" in the place of a figure: nothing is known.
    Blank,
}

/// Numbers counted by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Cells with a number in them.
    pub numbers: usize,
    /// Read as figures, percents or verdicts.
    pub used: usize,
    /// Headings, column numbers, STT and codes.
    pub frame: usize,
    /// Told in a finding.
    pub told: usize,
    /// Left out with a reason.
    pub left_out: usize,
    /// None of these.
    pub unaccounted: usize,
}

impl Fate {
    /// Whether the cell was read.
    pub fn is_used(&self) -> bool {
        matches!(self, Fate::Figure(_) | Fate::StatedRatio(_) | Fate::StatedVerdict(_))
    }
}

impl Ledger {
    /// Counts the numbers by what became of them.
    pub fn account(&self) -> Account {
        let mut account = Account::default();
        for entry in self.sheets.iter().flat_map(|sheet| &sheet.entries).filter(|entry| entry.number) {
            account.numbers += 1;
            match &entry.fate {
                fate if fate.is_used() => account.used += 1,
                Fate::Frame(_) | Fate::Indicator(_) | Fate::Unit(_) => account.frame += 1,
                Fate::Told(_) => account.told += 1,
                Fate::LeftOut(_) => account.left_out += 1,
                _ => account.unaccounted += 1,
            }
        }
        account
    }
}
