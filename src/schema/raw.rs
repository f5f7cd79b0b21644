//! A schema as somebody typed it: every word with its place, nothing believed yet.

use crate::cell::Position;
use crate::language::Words;
use std::fmt;

/// Where a word of a schema stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a TOML file, counted from 1.
    Line(usize),
    /// A cell of a workbook.
    Cell {
        /// Name of the sheet.
        sheet: String,
        /// Row and column.
        at: Position,
    },
}

impl Place {
    /// Whether it is in a workbook, where officials type in their own way.
    pub fn is_cell(&self) -> bool {
        matches!(self, Place::Cell { .. })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "dòng {line}"),
            Place::Cell { sheet, at } => write!(f, "{sheet}!{at}"),
        }
    }
}

/// A value as typed. Numbers stay text, so that they are read exactly.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text in quotes, or a cell's text.
    Text(String),
    /// A number, in the notation it was typed in.
    Number(String),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<(Value, Place)>),
    /// Anything else (a table, a date): named, so that the problem can say what it is.
    Other(&'static str),
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key, in the words of the contract.
    pub key: String,
    /// What the key is called where it stands: itself, or the heading of a column.
    pub shown: String,
    /// Its value.
    pub value: Value,
    /// Where the value stands.
    pub place: Place,
}

/// A cell in which the value of a key could stand, and that is empty.
#[derive(Clone, Debug)]
pub struct Blank {
    /// The key.
    pub key: String,
    /// What the key is called there.
    pub shown: String,
    /// The empty cell.
    pub place: Place,
}

/// One block of keys: a `[[unit]]`, or a row of a sheet.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it begins.
    pub place: Place,
    /// Its keys, in the order typed.
    pub fields: Vec<Field>,
    /// Where keys without a value would stand; nowhere in a TOML file.
    pub blanks: Vec<Blank>,
}

/// A whole schema as typed.
#[derive(Clone, Debug)]
pub struct RawSchema {
    /// Keys above all blocks: version, id, title, year, percent-decimals.
    pub top: Entry,
    /// `[area]`.
    pub area: Option<Entry>,
    /// `[[period]]`, in order.
    pub periods: Vec<Entry>,
    /// `[[unit]]`, in order.
    pub units: Vec<Entry>,
    /// `[[section]]`, in order.
    pub sections: Vec<Entry>,
    /// `[[indicator]]`, in order.
    pub indicators: Vec<Entry>,
    /// `[[plan]]`, in order.
    pub plans: Vec<Entry>,
}

impl RawSchema {
    /// A schema in which nothing stands yet.
    pub fn empty(place: Place) -> RawSchema {
        RawSchema {
            top: Entry { place, fields: Vec::new(), blanks: Vec::new() },
            area: None,
            periods: Vec::new(),
            units: Vec::new(),
            sections: Vec::new(),
            indicators: Vec::new(),
            plans: Vec::new(),
        }
    }
}

/// Something wrong with a schema, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub message: Words,
    /// Whether the schema can be used all the same (an unknown key).
    pub mild: bool,
}
