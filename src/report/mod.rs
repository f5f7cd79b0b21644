//! The report of the area: head, paragraphs, tables of typed cells, annex, recipients, signature, in no format yet.
//!
//! Its wording is data ([`Phrases`]), its figures are those of the consolidation. Form is left to `write`.

mod ahead;
mod annex;
mod change;
mod charts;
mod figures;
mod frame;
mod gaps;
mod handed_in;
mod highlights;
mod indicator;
mod names;
mod parts;
mod phrases;
mod programme;
mod tally;
mod units;

pub use parts::serving;
pub use phrases::{BUILT_IN as BUILT_IN_PHRASES, Phrases};

use crate::completeness::Completeness;
use crate::consolidation::Consolidation;
use crate::finding::Finding;
use crate::number;
use crate::schema::{Schema, Target};
use crate::submission::Verdict;
use names::Names;
use rust_decimal::Decimal;

/// The report, part by part, in the order a document of Nghị định 30/2020/NĐ-CP has them (Phụ lục I, Mẫu 1.4).
#[derive(Clone, Debug)]
pub struct Report {
    /// Who writes, where, and what about.
    pub head: Head,
    /// "Kính gửi:" (ô số 9a).
    pub addressees_title: String,
    /// Whom it is for, where it is for anybody above the issuer; each with its mark: "…;", the last "….".
    pub addressees: Vec<String>,
    /// What stands before the first heading.
    pub opening: Vec<Block>,
    /// Headings with what stands under them, in document order.
    pub sections: Vec<Section>,
    /// The last sentence of the text.
    pub closing: Paragraph,
    /// Who gets it, and who signs.
    pub foot: Foot,
    /// The table of all indicators.
    pub annex: Annex,
}

/// The head of a document (NĐ 30/2020, Phụ lục I, ô số 1 to 5a).
#[derive(Clone, Debug)]
pub struct Head {
    /// The body above the issuer, in capitals (ô số 2).
    pub superior: Option<String>,
    /// Who issues the report, in capitals, broken into lines (ô số 2).
    pub issuer: Vec<String>,
    /// What follows the number, "BC-UBND" (ô số 3); the number itself is left to be filled in.
    pub symbol: String,
    /// The place of the date line, "Nam Đông" (ô số 4); day and month are left to be filled in.
    pub place: String,
    /// The year of the date line.
    pub year: i32,
    /// Tên loại, "BÁO CÁO" (ô số 5a).
    pub kind: String,
    /// Trích yếu: what the report is about (ô số 5a).
    pub title: String,
}

/// A heading with what stands under it.
#[derive(Clone, Debug)]
pub struct Section {
    /// 1 for "I.", 2 for "1.", 3 for "a)".
    pub level: u8,
    /// The number with its mark, "I.", "1.", "a)".
    pub number: String,
    /// The heading; of level 1 in capitals.
    pub title: String,
    /// Paragraphs, lines and tables.
    pub blocks: Vec<Block>,
}

/// One block of text.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A line of a list: level 1 is "- …", level 2 "+ …".
    Bullet(u8, Paragraph),
    /// A table.
    Table(Table),
    /// A drawing of what tables and sentences say; forms that can't draw leave it out.
    Chart(Chart),
}

/// A paragraph: what leads it (set off from the rest), and its sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// A heading that runs into the paragraph, "Giá trị sản xuất:"; empty for none.
    pub lead: String,
    /// The text.
    pub text: String,
}

impl From<String> for Paragraph {
    fn from(text: String) -> Paragraph {
        Paragraph { lead: String::new(), text }
    }
}

/// A table of typed cells.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with one cell a column.
    pub rows: Vec<TableRow>,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its share of the table's width, in thousandths.
    pub share: u32,
    /// Where its cells stand.
    pub align: Align,
}

/// Where the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Short words and codes.
    Center,
    /// Numbers.
    Right,
}

/// Bars one below the other.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What each shade means.
    pub legend: Vec<(Shade, String)>,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
    /// What the whole width stands for; longer bars are cut, and say so.
    pub full: Decimal,
    /// A line across all bars, with its name.
    pub mark: Option<(Decimal, String)>,
    /// What a mark at a label means.
    pub note: Option<String>,
}

/// One bar of a chart.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its pieces from left to right, none of them negative.
    pub pieces: Vec<(Shade, Decimal)>,
    /// Its figures in words.
    pub text: String,
}

/// How a piece of a bar looks, in black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Filled.
    Solid,
    /// Slanted lines.
    Hatched,
    /// Dots.
    Dotted,
    /// Only its outline.
    Empty,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// What the row is.
    pub kind: RowKind,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A heading inside the table, with its depth.
    Heading(u32),
    /// An indicator, or a line of a summary.
    Figure,
    /// A "trong đó" row, or figures behind a ratio, with its depth below the indicator.
    Part(u32),
    /// The totals.
    Total,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// Words.
    Text(String),
    /// So many of something.
    Count(usize),
    /// A number, shown with so many decimals; `None` for as many as it has.
    Number(Decimal, Option<u32>),
    /// A total that lacks some units, shown with a mark.
    Partial(Decimal, Option<u32>),
    /// A percent, shown with so many decimals.
    Percent(Decimal, u32),
    /// What is to be reached.
    Target(Target),
    /// Đạt or not.
    Verdict(Verdict),
}

impl Cell {
    /// What is printed.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => number::vietnamese(Decimal::from(*count), None),
            Cell::Number(number, decimals) => number::vietnamese(*number, *decimals),
            Cell::Partial(number, decimals) => format!("{}*", number::vietnamese(*number, *decimals)),
            Cell::Percent(percent, decimals) => number::vietnamese(*percent, Some(*decimals)),
            Cell::Target(target) => target.vietnamese(),
            Cell::Verdict(verdict) => verdict.vi().to_string(),
        }
    }
}

/// Recipients and signature (NĐ 30/2020, Phụ lục I, ô số 7 and 9b).
#[derive(Clone, Debug)]
pub struct Foot {
    /// "Nơi nhận:".
    pub recipients_title: String,
    /// Each with its mark: "…;", the last "Lưu: VT.".
    pub recipients: Vec<String>,
    /// Quyền hạn and chức vụ of who signs, in capitals, line by line; the name is left to be filled in.
    pub signature: Vec<String>,
}

/// The annex, with its own page numbers (NĐ 30/2020, Phụ lục I, mục về phụ lục).
#[derive(Clone, Debug)]
pub struct Annex {
    /// "Phụ lục".
    pub name: String,
    /// Its title, in capitals.
    pub title: String,
    /// The line in brackets that says what it belongs to.
    pub reference: String,
    /// All indicators.
    pub table: Table,
    /// What the mark of partial totals means; `None` where there are none.
    pub note: Option<String>,
}

impl Report {
    /// The report of a consolidation, in the wording built in.
    pub fn of(schema: &Schema, consolidation: &Consolidation, findings: &[Finding], completeness: &Completeness) -> Report {
        Report::in_words(schema, consolidation, findings, completeness, &Phrases::built_in())
    }

    /// The report of a consolidation, in a district's own wording.
    pub fn in_words(
        schema: &Schema,
        consolidation: &Consolidation,
        findings: &[Finding],
        completeness: &Completeness,
        phrases: &Phrases,
    ) -> Report {
        let context = Context::of(schema, consolidation, phrases);
        let mut sections = programme::sections(&context);
        let programmes = sections.iter().filter(|section| section.level == 1).count();
        sections.extend(ahead::section(&context, programmes));
        sections.push(gaps::section(&context, findings, completeness, sections.iter().filter(|section| section.level == 1).count()));
        Report {
            head: frame::head(&context),
            addressees_title: context.phrases.word("head.to"),
            addressees: frame::addressees(&context),
            opening: programme::opening(&context),
            sections,
            closing: frame::closing(&context),
            foot: frame::foot(&context),
            annex: annex::annex(&context),
        }
    }
}

/// What every part of the report is written from.
struct Context<'a> {
    schema: &'a Schema,
    consolidation: &'a Consolidation,
    phrases: &'a Phrases,
    names: Names<'a>,
    /// Whether an indicator only serves to compute another: it is told with that one and not counted.
    serving: Vec<bool>,
    /// Months from the end of the period to the end of the year, where the period's name tells.
    months_left: Option<u32>,
    /// Which way of saying each sentence is next.
    turns: phrases::Turns,
}

impl<'a> Context<'a> {
    fn of(schema: &'a Schema, consolidation: &'a Consolidation, phrases: &'a Phrases) -> Context<'a> {
        Context {
            schema,
            consolidation,
            phrases,
            names: Names::of(schema, phrases),
            serving: parts::serving(schema),
            months_left: change::months_left(&schema.period(consolidation.period).name),
            turns: phrases::Turns::default(),
        }
    }

    fn say(&self, key: &str, facts: &[(&str, Option<String>)]) -> String {
        self.phrases.say(key, &self.turns, facts)
    }
}

/// Sentences begin with a capital letter and end with a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let capital: String = first.to_uppercase().chain(chars).collect();
    if capital.ends_with(['.', '!', '?']) { capital } else { format!("{capital}.") }
}
