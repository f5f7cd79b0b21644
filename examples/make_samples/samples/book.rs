//! A workbook as the layouts make it, in no format yet.

use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A workbook.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
}

/// A row and a column, both from 0.
pub type At = (u32, u16);

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// Its cells, by row and column.
    pub cells: BTreeMap<At, Cell>,
    /// Merged regions: first row, first column, last row, last column.
    pub merges: Vec<(u32, u16, u32, u16)>,
    /// Widths of columns, in characters.
    pub widths: BTreeMap<u16, u8>,
    /// Columns that are hidden.
    pub hidden_columns: BTreeSet<u16>,
    /// Heights of rows, in points; other rows fit their text.
    pub heights: BTreeMap<u32, u16>,
    /// Rows printed at the top of each page.
    pub repeat: Option<(u32, u32)>,
    /// Whether it is printed upright; otherwise across.
    pub portrait: bool,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// How it looks.
    pub style: Style,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing; its borders are drawn all the same.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A live formula with the result stored beside it.
    Formula(Formula, f64),
}

impl Value {
    /// A text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Value {
        let text = text.into();
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }
}

/// The few formulas that officials type in such sheets.
#[derive(Clone, Debug)]
pub enum Formula {
    /// One cell over another, as a percent, a fraction or a plain quotient.
    Quotient {
        /// What is divided.
        part: At,
        /// By what.
        base: At,
        /// Whether it is multiplied by 100.
        hundred: bool,
        /// Decimals it is rounded to with ROUND; `None` leaves it as it comes.
        round: Option<u8>,
    },
    /// The sum of single cells.
    Sum(Vec<At>),
}

impl Formula {
    /// The formula without its equals sign; `name` gives the name of a cell.
    pub fn spelled(&self, separator: char, name: impl Fn(At) -> String) -> String {
        match self {
            Formula::Quotient { part, base, hundred, round } => {
                let quotient = format!("{}/{}{}", name(*part), name(*base), if *hundred { "*100" } else { "" });
                match round {
                    Some(decimals) => format!("ROUND({quotient}{separator}{decimals})"),
                    None => quotient,
                }
            }
            Formula::Sum(cells) => cells.iter().map(|&cell| name(cell)).collect::<Vec<_>>().join("+"),
        }
    }
}

/// The name of a cell: `E12`.
pub fn a1(at: At) -> String {
    let mut column = String::new();
    let mut left = u32::from(at.1) + 1;
    while left > 0 {
        let letter = (left - 1) % 26;
        column.insert(0, char::from(b'A' + letter as u8));
        left = (left - 1) / 26;
    }
    format!("{column}{}", at.0 + 1)
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// As it comes.
    General,
    /// Grouped, with so many decimals.
    Fixed(u8),
    /// A fraction shown as a percent, with so many decimals.
    Percent(u8),
    /// Whole, a negative one in brackets: how Excel keeps "(3)" when somebody types it.
    Bracketed,
}

impl Format {
    /// The number format code of Excel.
    pub fn code(self) -> String {
        match self {
            Format::General => "General".to_string(),
            Format::Fixed(0) => "#,##0".to_string(),
            Format::Fixed(decimals) => format!("#,##0.{}", "0".repeat(decimals.into())),
            Format::Percent(0) => "0%".to_string(),
            Format::Percent(decimals) => format!("0.{}%", "0".repeat(decimals.into())),
            Format::Bracketed => "0_);\\(0\\)".to_string(),
        }
    }
}

/// Where text stands in its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// Name of the font.
    pub font: &'static str,
    /// Its size, in points.
    pub size: u8,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Where the text stands.
    pub align: Align,
    /// Whether long text goes on in the next line.
    pub wrap: bool,
    /// Whether lines are drawn around it.
    pub border: bool,
    /// Whether it is shaded.
    pub fill: bool,
    /// How its number is shown.
    pub format: Format,
}

impl Style {
    /// Plain text of a font and size.
    pub fn plain(font: &'static str, size: u8) -> Style {
        Style {
            font,
            size,
            bold: false,
            italic: false,
            align: Align::Left,
            wrap: false,
            border: false,
            fill: false,
            format: Format::General,
        }
    }

    /// In bold.
    pub fn bold(self) -> Style {
        Style { bold: true, ..self }
    }

    /// In italics.
    pub fn italic(self) -> Style {
        Style { italic: true, ..self }
    }

    /// In the middle.
    pub fn center(self) -> Style {
        Style { align: Align::Center, ..self }
    }

    /// At the right.
    pub fn right(self) -> Style {
        Style { align: Align::Right, ..self }
    }

    /// With lines around it and room for several lines of text.
    pub fn boxed(self) -> Style {
        Style { border: true, wrap: true, ..self }
    }

    /// Shaded.
    pub fn filled(self) -> Style {
        Style { fill: true, ..self }
    }

    /// With a number format.
    pub fn format(self, format: Format) -> Style {
        Style { format, ..self }
    }
}

impl Sheet {
    /// An empty sheet.
    pub fn named(name: &str) -> Sheet {
        Sheet { name: name.to_string(), ..Sheet::default() }
    }

    /// Fills a cell.
    pub fn put(&mut self, at: At, value: Value, style: Style) {
        self.cells.insert(at, Cell { value, style });
    }

    /// Writes text into a cell.
    pub fn write(&mut self, at: At, text: &str, style: Style) {
        self.put(at, Value::text(text), style);
    }

    /// Merges a region and fills it; a region of one cell is only filled.
    pub fn merge(&mut self, from: At, to: At, value: Value, style: Style) {
        for row in from.0..=to.0 {
            for column in from.1..=to.1 {
                self.put((row, column), Value::Blank, style);
            }
        }
        self.put(from, value, style);
        if from != to {
            self.merges.push((from.0, from.1, to.0, to.1));
        }
    }

    /// Whether a cell is under a merged region that starts elsewhere.
    pub fn is_covered(&self, at: At) -> bool {
        self.merges
            .iter()
            .any(|&(top, left, bottom, right)| (top..=bottom).contains(&at.0) && (left..=right).contains(&at.1) && (top, left) != at)
    }

    /// Makes every row as high as its longest text needs, since not every program does so by itself.
    pub fn fit_rows(&mut self) {
        let mut heights: BTreeMap<u32, u16> = BTreeMap::new();
        for (at, cell) in &self.cells {
            let size = u16::from(cell.style.size);
            let lines = match &cell.value {
                Value::Text(text) if cell.style.wrap && !self.merges.iter().any(|merge| (merge.0, merge.1) == *at) => {
                    lines_of(text, *self.widths.get(&at.1).unwrap_or(&9), cell.style)
                }
                _ => 1,
            };
            let height = lines * (size + size / 4 + 1) + 2;
            let row = heights.entry(at.0).or_insert(0);
            *row = (*row).max(height);
        }
        for (row, height) in heights {
            self.heights.entry(row).or_insert(height);
        }
    }

    /// The last row and column in use.
    pub fn last(&self) -> At {
        let row = self.cells.keys().map(|at| at.0).max().unwrap_or(0);
        let column = self.cells.keys().map(|at| at.1).max().unwrap_or(0);
        (row, column)
    }
}

/// Lines that a text takes in a column of some width, which is counted in characters of 11 points.
pub fn lines_of(text: &str, width: u8, style: Style) -> u16 {
    let room = usize::from(width) * 11 / usize::from(style.size).max(1);
    text.split('\n')
        .map(|line| {
            // Capitals are wider than the figures a column is measured in, small letters narrower.
            let capitals = line.chars().filter(|letter| letter.is_uppercase()).count() * 2 > line.chars().count();
            let wide = match (capitals, style.bold) {
                (true, _) => 12,
                (false, true) => 9,
                (false, false) => 8,
            };
            (line.chars().count() * wide).div_ceil(room.max(1) * 10).max(1) as u16
        })
        .sum()
}
