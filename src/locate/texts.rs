//! Each text looked at once, however often it stands in a workbook and in however many workbooks: communes fill in the
//! same form, so that what one sheet's labels mean is known when the next is read.

mod seen;

pub use seen::{Holds, Over, Seen};

use super::heading::{self, Context, Role};
use super::index::Index;
use super::kinds::LEGACY_ENCODING;
use super::period::{self, Said};
use super::rows::StatedUnit;
use super::table;
use crate::cell::{CellRef, Position};
use crate::finding::Finding;
use crate::label::{self, Label};
use crate::language::Words;
use crate::number::{self, Reading};
use crate::schema::{IndicatorId, SectionId, UnitId};
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::{Content, TextId, Value, Workbook};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// What every text of a sheet is asked for first. The texts of a workbook have it side by side: what else they may mean lies far
/// apart, and most are asked for nothing else.
#[derive(Clone, Copy, Default)]
pub struct Glance {
    /// It is a name of indicators, or has their words.
    pub names_indicators: bool,
    /// It names a unit.
    pub names_a_unit: bool,
    /// A word that stands in headers.
    pub heading: bool,
    /// It is marked as a part of something above.
    pub marked: bool,
    /// It is short enough for other names to be said of it: "Ngô", then "- Diện tích".
    pub heads_others: bool,
    /// As [`Looked::figure`].
    pub figure: bool,
    /// Its words are a unit of measure by themselves: "hộ", "trường".
    pub names_a_measure: bool,
    /// It is a number, or two with a slash; not told of figures.
    number: bool,
}

impl Glance {
    fn at(text: &str, looked: &Looked) -> Glance {
        let Looked { label, indicators, unit, heading, figure, .. } = looked;
        if *figure {
            return Glance { figure: true, ..Glance::default() };
        }
        let marked = label.is_marked_part();
        let measure = || UnitOfMeasure::parse(&label.words.join(" ")).filter(|unit| unit.is_physical() || unit.is_usual_noun());
        Glance {
            names_indicators: !indicators.is_empty(),
            names_a_unit: unit.is_some(),
            heading: *heading,
            marked,
            heads_others: !marked && (1..=8).contains(&label.words.len()),
            figure: false,
            names_a_measure: label.words.len() <= 2 && measure().is_some(),
            number: may_be_a_number(text) && is_a_number(&number::read(text)),
        }
    }
}

/// Whether a text is short enough for a number, and has a digit. Long texts are sentences.
fn may_be_a_number(text: &str) -> bool {
    text.len() <= 40 && text.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_a_number(reading: &Reading) -> bool {
    matches!(reading, Reading::Number(_) | Reading::Pair(..))
}

/// Indicators that a text names: mostly one, which stands with it.
#[derive(Clone, Debug)]
pub enum Meant {
    /// One.
    One(IndicatorId),
    /// None, or several.
    Others(Vec<IndicatorId>),
}

impl From<Vec<IndicatorId>> for Meant {
    fn from(ids: Vec<IndicatorId>) -> Meant {
        match ids.as_slice() {
            [only] => Meant::One(*only),
            _ => Meant::Others(ids),
        }
    }
}

impl Deref for Meant {
    type Target = [IndicatorId];

    fn deref(&self) -> &[IndicatorId] {
        match self {
            Meant::One(only) => std::slice::from_ref(only),
            Meant::Others(ids) => ids,
        }
    }
}

/// What a text may mean. All of it follows from the text, the schema, and whether the workbook is typed without accents.
// What each row asks for stands together.
#[repr(C)]
pub struct Looked {
    /// The text taken apart as a label.
    pub label: Label,
    /// Indicators whose name it is, or whose words it has.
    pub indicators: Meant,
    /// The text on one line, as it is shown to people.
    tidy: OnceLock<Content>,
    /// Whether it is a name of theirs, and not only the same words.
    pub exact: bool,
    /// It is digits and separators and nothing that could be a year: no name, no heading, no time.
    pub figure: bool,
    /// The unit it names.
    pub unit: Option<UnitId>,
    /// A word that stands in headers.
    pub heading: bool,
    /// Its key without any mark.
    pub folded: String,
    /// What it says about time.
    pub said: Said,
    /// It belongs to a signature block or to notes under a table.
    pub closing: bool,
    /// Units it names somewhere, and whether by their bare names.
    pub mentions: Vec<(UnitId, bool)>,
    sections: OnceLock<Vec<SectionId>>,
    role: OnceLock<(Context, Role)>,
    // Few texts name a unit of measure: those that do hold it elsewhere.
    measured_in: OnceLock<Box<Measured<'static>>>,
    unit_behind: OnceLock<Option<Box<UnitOfMeasure>>>,
    measures_all: OnceLock<Option<Box<UnitOfMeasure>>>,
}

/// What a text says in the column of units of measure.
#[derive(Clone, Debug)]
pub enum Measured<'a> {
    /// The same as in the row above.
    Ditto,
    /// A unit of measure.
    In(StatedUnit<'a>),
    /// Nothing that is known.
    Unknown,
}

impl Looked {
    /// What it says of a column that it heads alone; `text` is the text itself.
    pub fn role(&self, text: &str, context: Context) -> Role {
        if self.figure {
            return Role::Unknown;
        }
        let (known, role) = self.role.get_or_init(|| (context, heading::role(&[text.to_string()], context)));
        if *known == context { *role } else { heading::role(&[text.to_string()], context) }
    }

    /// Headings of the schema whose name it is.
    pub fn sections(&self, index: &Index) -> &[SectionId] {
        self.sections.get_or_init(|| index.sections(&self.label).to_vec())
    }

    /// What it says in the column of units of measure; `text` is the text itself.
    pub fn measured_in(&self, text: &str) -> Measured<'_> {
        if self.figure {
            return Measured::said(text);
        }
        match &**self.measured_in.get_or_init(|| Box::new(Measured::said(text))) {
            Measured::Ditto => Measured::Ditto,
            Measured::In(unit) => Measured::In(StatedUnit::Kept(unit)),
            Measured::Unknown => Measured::Unknown,
        }
    }

    /// The unit of measure that it says all figures below are in: "ĐVT: triệu đồng"; `text` is the text itself.
    pub fn measures_all(&self, text: &str) -> Option<&UnitOfMeasure> {
        self.measures_all.get_or_init(|| measures_all(text, &self.folded).map(Box::new)).as_deref()
    }

    /// The unit of measure in brackets behind a name: "(ha)" is one, "(gồm cả ớt)" is not. Only units that some indicator has are
    /// believed.
    pub fn unit_behind(&self, index: &Index) -> Option<&UnitOfMeasure> {
        let read = || {
            let bracket = self.label.bracket.as_deref().filter(|bracket| index.is_harmless(bracket))?;
            UnitOfMeasure::parse(bracket).filter(|_| bracket.contains(|c: char| c.is_alphabetic() || c == '%'))
        };
        self.unit_behind.get_or_init(|| read().map(Box::new)).as_deref()
    }
}

impl Measured<'static> {
    /// What a text says in the column of units of measure.
    pub fn said(text: &str) -> Measured<'static> {
        match UnitOfMeasure::parse(text) {
            _ if is_ditto(text) => Measured::Ditto,
            Some(unit) => Measured::In(StatedUnit::Own(Arc::new(unit))),
            None => Measured::Unknown,
        }
    }
}

fn measures_all(text: &str, folded: &str) -> Option<UnitOfMeasure> {
    if !["dvt", "don vi tinh", "d v t", "don vi", "don vi tỉnh"].iter().any(|words| folded.starts_with(words)) {
        return None;
    }
    let after = match text.split_once(':') {
        Some((_, after)) => after.to_string(),
        // "Đơn vị tính đồng", without a colon.
        None => ["đơn vị tính", "đơn vị", "đvt", "đ.v.t"]
            .iter()
            .find_map(|words| text.to_lowercase().trim().trim_start_matches('(').strip_prefix(words).map(str::to_string))
            .unwrap_or_default(),
    };
    UnitOfMeasure::parse(&after).filter(|unit| unit.is_physical() || unit.is_usual_noun())
}

/// `"`, `″`, `//`, `nt`: the same as above.
fn is_ditto(text: &str) -> bool {
    let bare = text.trim().trim_matches('-').trim().to_lowercase();
    (!bare.is_empty() && bare.chars().all(|c| matches!(c, '"' | '″' | '”' | '“' | '\'' | '’' | '〃' | '/' | ',')))
        || matches!(bare.as_str(), "nt" | "như trên")
}

/// What a text may mean, and what of it is asked for first.
struct Known<T>(Glance, T);

/// Where it is kept what a text may mean.
enum Held<'a> {
    /// With what is known for all workbooks: so is what figures say, as a great many texts are.
    OfAll(&'a Looked),
    /// Here: it is this workbook's alone.
    Own(Box<Looked>),
}

/// The texts of one workbook.
pub struct Texts<'a> {
    workbook: &'a Workbook,
    index: &'a Index,
    looked: Vec<OnceCell<Known<Held<'a>>>>,
    /// What those of figures' columns say as figures.
    numbers: Vec<OnceCell<Box<Reading>>>,
    /// The whole workbook is typed without accents.
    bare: bool,
}

impl<'a> Texts<'a> {
    /// Nothing looked at yet.
    pub fn new(workbook: &'a Workbook, index: &'a Index) -> Texts<'a> {
        let bare = is_bare(workbook);
        // Nearly all texts come again, and what they mean is known.
        let known = index.seen.of_all(bare);
        let looked = workbook.texts.iter().map(|text| match text.recurring.and_then(|number| known.get(number)) {
            Some(Known(glance, looked)) => OnceCell::from(Known(*glance, Held::OfAll(looked))),
            None => OnceCell::new(),
        });
        let numbers = (0..workbook.texts.len()).map(|_| OnceCell::new()).collect();
        Texts { workbook, index, looked: looked.collect(), numbers, bare }
    }

    /// Whether the whole workbook is typed without accents.
    pub fn bare(&self) -> bool {
        self.bare
    }

    /// What a text may mean.
    pub fn get(&self, id: TextId) -> Option<&Looked> {
        match &self.known(id)?.1 {
            Held::OfAll(looked) => Some(looked),
            Held::Own(looked) => Some(looked),
        }
    }

    /// What a text is asked for first.
    pub fn glance(&self, id: TextId) -> Option<Glance> {
        Some(self.known(id)?.0)
    }

    fn known(&self, id: TextId) -> Option<&Known<Held<'a>>> {
        Some(self.looked.get(id.0 as usize)?.get_or_init(|| self.first_look(id)))
    }

    fn first_look(&self, id: TextId) -> Known<Held<'a>> {
        let (index, text, bare) = (self.index, self.workbook.label(id), self.bare);
        if index.names_have_letters && is_figure(text) {
            let looked = index.seen.figure.get_or_init(figure);
            return Known(Glance::at(text, looked), Held::OfAll(looked));
        }
        let look = || {
            let looked = Box::new(look(index, text, bare));
            Known(Glance::at(text, &looked), looked)
        };
        let recurring = self.workbook.texts.get(id.0 as usize).and_then(|text| text.recurring);
        match recurring.and_then(|number| index.seen.of_all(bare).get_or_look(number, look)) {
            Some(Known(glance, looked)) => Known(*glance, Held::OfAll(looked)),
            None => {
                let Known(glance, looked) = look();
                Known(glance, Held::Own(looked))
            }
        }
    }

    /// What a text says where a figure should stand.
    pub fn number(&self, id: TextId) -> &Reading {
        static NONE: Reading = Reading::NotANumber;
        let Some(slot) = self.numbers.get(id.0 as usize) else { return &NONE };
        slot.get_or_init(|| Box::new(number::read(self.workbook.label(id))))
    }

    /// Whether a text is a number, or two with a slash.
    pub fn is_number(&self, id: TextId) -> bool {
        match self.glance(id) {
            Some(glance) if !glance.figure => glance.number,
            _ => may_be_a_number(self.label(id)) && is_a_number(self.number(id)),
        }
    }

    /// A text, as far as names and figures go.
    pub fn label(&self, id: TextId) -> &'a str {
        self.workbook.label(id)
    }

    /// A text on one line, as it is shown to people.
    pub fn tidy(&self, id: TextId) -> Cow<'_, str> {
        match self.get(id) {
            Some(looked) if !looked.figure => Cow::Borrowed(looked.tidy.get_or_init(|| self.workbook.tidy_label(id))),
            _ => Cow::Owned(self.workbook.tidy_label(id).to_string()),
        }
    }

    /// What a cell's text may mean.
    pub fn of(&self, value: Value) -> Option<&Looked> {
        match value {
            Value::Text(id) => self.get(id),
            _ => None,
        }
    }

    /// What the words over a column say it holds, and the unit of measure they name.
    pub fn heading(&self, path: &[String], context: Context) -> Holds {
        self.index.seen.heading(path, context)
    }

    /// What the words over a column say otherwise.
    pub fn over(&self, path: &[String]) -> Arc<Over> {
        self.index.seen.over(path)
    }

    /// Indicators meant by a short name under another: "- Diện tích" under "Ngô".
    pub fn composed(&self, label: &Label, above: &Label) -> Vec<IndicatorId> {
        self.index.composed(label, above)
    }
}

/// Whether a text is digits, points and commas, with no four digits together, which could be a year. Spaces around it, as
/// those that come with what was pasted, say nothing.
fn is_figure(text: &str) -> bool {
    // Nearly all texts are names, which their first letter tells.
    if text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return false;
    }
    let text = text.trim();
    let mut digits = 0;
    let plain = text.bytes().all(|byte| match byte {
        b'0'..=b'9' => {
            digits += 1;
            digits < 4
        }
        b'.' | b',' => {
            digits = 0;
            true
        }
        _ => false,
    });
    // Behind a point at the end it may be numbering, and a label in which nothing is left.
    plain && text.ends_with(|end: char| end.is_ascii_digit())
}

/// What any figure typed as text may mean: sheets are full of them, and none is a name, whatever its digits are.
fn figure() -> Looked {
    // No key of a word has this sign, so that nothing can match it, by whatever part of a name.
    let words = vec!["#".to_string()];
    Looked {
        label: Label { words: words.clone(), ..Label::default() },
        indicators: Vec::new().into(),
        exact: false,
        unit: None,
        heading: false,
        said: Said::default(),
        closing: false,
        mentions: Vec::new(),
        folded: label::folded_words(&words),
        tidy: OnceLock::new(),
        sections: OnceLock::new(),
        role: OnceLock::new(),
        measured_in: OnceLock::new(),
        unit_behind: OnceLock::new(),
        measures_all: OnceLock::new(),
        figure: true,
    }
}

fn look(index: &Index, text: &str, bare: bool) -> Looked {
    let mut label = Label::parse(text);
    // What a text says beside its name is in all of its words, which mostly are those of the name.
    let all: Cow<'_, [String]> = if label.is_all_of(text) { label.words.as_slice().into() } else { label::words(text).into() };
    let folded = label::folded_words(&all);
    let (said, mentions) = (period::said_by(&all), index.units.mentioned_by(&all, text.is_ascii(), bare));
    let named = index.units.named_by(&all, bare);
    if bare && label.words.len() <= LONGEST_NAME {
        index.bare.restore(&mut label);
    }
    let long = text.len() > 600 || label.words.len() > LONGEST_NAME;
    if long {
        // What is no name is held against names in every row that has it.
        label.words.truncate(MOST_WORDS);
        label.bracket = label.bracket.map(|bracket| label::beginning(&bracket, LONGEST_BRACKET).to_string());
    }
    let (indicators, exact) = match index.exact(&label) {
        _ if long => (Vec::new(), false),
        [] => match index.same_words(&label) {
            [] => match index.without_tail(&label) {
                found if !found.is_empty() => (found, false),
                _ => match index.with_unit_behind(text) {
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
    let unit = named.filter(|_| label.words.len() <= 14);
    let heading = heading::is_heading_key(&folded);
    Looked {
        unit,
        label,
        indicators: indicators.into(),
        exact,
        heading,
        said,
        closing: table::is_closing_key(&folded),
        mentions,
        folded,
        tidy: OnceLock::new(),
        sections: OnceLock::new(),
        role: OnceLock::new(),
        measured_in: OnceLock::new(),
        unit_behind: OnceLock::new(),
        measures_all: OnceLock::new(),
        figure: false,
    }
}

/// Words of the longest name of an indicator that is found by its name; and of the longest that may be printed beside its code.
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 150;
/// Bytes of what stands in brackets behind such a name.
const LONGEST_BRACKET: usize = 240;

/// Whether a workbook is typed without accents: words enough to tell, and hardly any of them with a mark.
fn is_bare(workbook: &Workbook) -> bool {
    let worded = workbook.texts.iter().filter(|text| has_four_letters(&text.text));
    let (mut all, mut marked) = (0, 0);
    for text in worded {
        all += 1;
        marked += usize::from(!text.text.is_ascii());
        // Were all the others without a mark, they would be too few.
        if marked * 20 > workbook.texts.len() {
            return false;
        }
    }
    all >= 4 && marked * 20 <= all
}

fn has_four_letters(text: &str) -> bool {
    // Most texts have as many that are plain, which is sooner told.
    text.bytes().filter(u8::is_ascii_alphabetic).take(4).count() == 4 || text.chars().filter(|c| c.is_alphabetic()).take(4).count() == 4
}

/// Text that was converted from a legacy encoding, told once a file.
pub fn legacy(workbook: &Workbook) -> Option<Finding> {
    // There are fewer texts than cells.
    if workbook.texts.iter().all(|text| text.legacy.is_none()) {
        return None;
    }
    let converted = workbook.sheets.iter().filter(|sheet| !sheet.hidden).find_map(|sheet| {
        sheet.rows.iter().find_map(|row| {
            sheet.cells_of(row).iter().find_map(|cell| match cell.value {
                Value::Text(id) if workbook.texts.get(id.0 as usize).is_some_and(|text| text.legacy.is_some()) => {
                    Some((sheet, Position::new(row.index, cell.column), id))
                }
                _ => None,
            })
        })
    });
    let (sheet, at, id) = converted?;
    let text = workbook.texts.get(id.0 as usize)?;
    let cell = CellRef::new(workbook.file.clone(), sheet.name.clone(), at);
    Some(
        LEGACY_ENCODING
            .at(
                &cell,
                Words::new(
                    "Chữ gõ bằng phông TCVN3/VNI đã được chuyển sang Unicode khi đọc (tệp gốc giữ nguyên).",
                    "Text in TCVN3 or VNI was converted to Unicode while reading; the file is unchanged.",
                ),
            )
            .found(text.legacy.as_deref().unwrap_or_default())
            .expected(&text.text),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_from_a_name_and_can_match_none() {
        for text in ["5", "1.234,5", "0,75", "12.5", "1.234.567", " 1.234,5\u{a0}", "12 "] {
            assert!(is_figure(text), "{text}");
        }
        // Years, numbering, dates, spans and anything with a letter may mean something.
        for text in ["2023", "1.2.", "(1)", "30/6/2023", "12%", "-5", "5 ha", "6T", "", " ", "...", "1 234", " 2023 "] {
            assert!(!is_figure(text), "{text}");
        }
        let sign = figure().label.words.concat();
        assert!(label::words("số # 5 #a trẻ 0 tuổi").iter().all(|word| !word.contains(&sign)));
    }
}
