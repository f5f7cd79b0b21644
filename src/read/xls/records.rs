//! The records of a BIFF8 stream that say how cells look, and their formulas ([MS-XLS]).

use super::super::Reason;
use super::super::legacy::{Encoding, of_font};
use super::super::limits::{Limits, TooMuch};
use super::super::number_format;
use super::formula::{Formula, Named, Tokens, decode};
use crate::cell::{Area, Position};
use crate::workbook::Style;
use foldhash::{HashMap, HashSet};
use std::sync::Arc;

/// What the records say.
#[derive(Default)]
pub struct Found {
    pub encrypted: bool,
    /// The code page texts are read in, in place of the one the file names.
    pub codepage: u16,
    /// Whether that keeps bytes of old fonts that stand for Vietnamese letters, beside other texts in windows-1258.
    pub has_old_fonts: bool,
    /// By the number cells name them with; never empty.
    pub styles: Vec<Style>,
    /// In the order of the sheets, also those that are no worksheets.
    pub sheets: Vec<SideSheet>,
    /// Where the records of names lie.
    pub names: Vec<usize>,
    /// Whether a result of 0 may stand for a text: LibreOffice stores texts so in cells that have a format for numbers.
    pub zero_may_be_text: bool,
}

/// What is known of the formula of a cell.
#[derive(Default)]
pub struct Kept {
    /// As .xlsx writes it; none where it could not be decoded, or stands in another cell of an array.
    pub text: Option<Arc<str>>,
    /// Whether it can give nothing but a number, a flag or an error.
    pub is_number: bool,
}

/// How the cells of one sheet look.
#[derive(Default)]
pub struct SideSheet {
    /// Style of each cell.
    pub styles: HashMap<(u32, u32), u16>,
    pub hidden_rows: HashSet<u32>,
    pub hidden_columns: Vec<(u32, u32)>,
    /// Where the records lie that declare how large the sheet is.
    pub dimensions: Vec<usize>,
    /// The furthest cell.
    pub last: Furthest,
    /// Where the records of formulas lie whose result is a number, and where the lengths of the others.
    pub numbers: Vec<usize>,
    pub formula_lengths: Vec<usize>,
    /// The formula of each cell that has one.
    pub formulas: Formulas,
}

/// A row and a column, at first both 0.
#[derive(Clone, Copy, Default)]
pub struct Furthest {
    pub row: u32,
    pub column: u32,
}

/// Bytes of a formula's record.
const LONGEST_FORMULA: usize = 4_096;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// The program, in the place of the person.
const WRITTEN_BY: u16 = 0x005C;
const FORMULA: u16 = 0x0006;
const SHARED_FORMULA: u16 = 0x04BC;
const ARRAY: u16 = 0x0221;
const TABLE: u16 = 0x0236;
/// The version of Excel 97 and later.
const BIFF8: u16 = 0x0600;

struct Records<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.data, self.at)?;
        let length = usize::from(u16_at(self.data, self.at + 2)?);
        let body = self.data.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, body))
    }
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// Characters of a string: one byte each, or two where the flag says so.
pub(super) fn text(data: &[u8], at: usize, count: usize) -> Option<String> {
    let wide = data.get(at)? & 1 != 0;
    if wide {
        let bytes = data.get(at + 1..at + 1 + 2 * count)?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Some(String::from_utf16_lossy(&units))
    } else {
        Some(data.get(at + 1..at + 1 + count)?.iter().map(|&byte| char::from(byte)).collect())
    }
}

/// Reads the looks of a whole stream. What is damaged is passed over: looks are a help, not a figure.
///
/// # Errors
/// More sheets or records than are read: each sheet is read from where the list of sheets says, and a bomb names one
/// place many times.
pub fn read(stream: &[u8], limits: &Limits) -> Result<Found, Reason> {
    let mut found = Found::default();
    let mut fonts: Vec<(String, bool)> = Vec::new();
    let mut formats: HashMap<u16, String> = HashMap::default();
    let mut offsets: Vec<usize> = Vec::new();
    let mut formats_of: Vec<(u16, u16, u8)> = Vec::new();
    let mut version = BIFF8;
    let mut codepage = None;
    let mut named = Named::default();
    // Sheets of which workbook: this one or, counted, another; none where functions are meant.
    let mut books: Vec<Option<usize>> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    let mut links: Vec<(u16, u16, u16)> = Vec::new();
    let mut records = Records { data: stream, at: 0 };
    while let Some((kind, body)) = records.next() {
        match kind {
            BOF => version = u16_at(body, 0).unwrap_or(version),
            0x002F => found.encrypted = true,
            0x0042 => codepage = u16_at(body, 0),
            0x0031 => {
                let count = usize::from(body.get(14).copied().unwrap_or(0));
                let name = if version >= BIFF8 {
                    text(body, 15, count)
                } else {
                    body.get(15..15 + count).map(|bytes| bytes.iter().map(|&byte| char::from(byte)).collect())
                };
                fonts.push((name.unwrap_or_default(), u16_at(body, 6).unwrap_or(400) >= 600));
            }
            0x041E if version >= BIFF8 => {
                if let (Some(id), Some(count)) = (u16_at(body, 0), u16_at(body, 2))
                    && let Some(code) = text(body, 4, usize::from(count))
                {
                    formats.insert(id, code);
                }
            }
            0x041E => {
                if let (Some(id), Some(count)) = (u16_at(body, 0), body.get(2))
                    && let Some(bytes) = body.get(3..3 + usize::from(*count))
                {
                    formats.insert(id, bytes.iter().map(|&byte| char::from(byte)).collect());
                }
            }
            0x00E0 => {
                let indent = if version >= BIFF8 { body.get(8).copied().unwrap_or(0) & 0x0F } else { 0 };
                formats_of.push((u16_at(body, 0).unwrap_or(0), u16_at(body, 2).unwrap_or(0), indent));
            }
            0x0085 => {
                offsets.push(u32_at(body, 0).unwrap_or(u32::MAX) as usize);
                limits.within(TooMuch::Sheets, offsets.len(), limits.sheets)?;
                let title = body.get(6).and_then(|count| text(body, 7, usize::from(*count)));
                titles.push(title.unwrap_or_default());
            }
            WRITTEN_BY => found.zero_may_be_text = body.starts_with(b"\x04\0\0Calc") || body.starts_with(b"\x04Calc"),
            0x0018 => {
                found.names.push(records.at - body.len() - 4);
                named.names.push(body.get(3).and_then(|count| text(body, 14, usize::from(*count))).unwrap_or_default());
            }
            0x01AE => books.push(match body {
                [_, _, 0x01, 0x04] => Some(0),
                [_, _, 0x01, 0x3A] => None,
                _ => Some(books.len() + 1),
            }),
            0x0017 if version >= BIFF8 => {
                let link = |at: usize| Some((u16_at(body, at)?, u16_at(body, at + 2)?, u16_at(body, at + 4)?));
                links.extend((2..body.len()).step_by(6).map_while(link));
            }
            EOF => break,
            _ => {}
        }
    }
    found.has_old_fonts = version < BIFF8 && codepage == Some(1258) && fonts.iter().any(|(name, _)| of_font(name) != Encoding::Unicode);
    found.codepage = match codepage {
        // All texts are Unicode, whatever page the program that wrote them named.
        _ if version >= BIFF8 => 1200,
        // Windows-1258 would turn letters of TCVN3 into combining marks.
        _ if found.has_old_fonts => 1252,
        // Numbers of their own that Excel gives to the pages of Apple and Windows.
        Some(0x8000) => 10000,
        Some(0x8001) | None => 1252,
        Some(page) => page,
    };
    for (font, format, indent) in formats_of {
        let mut style = Style { indent: u32::from(indent), ..Style::default() };
        // Fonts are numbered without a number 4.
        let font = fonts.get(usize::from(if font >= 4 { font - 1 } else { font }));
        style.font = font.filter(|(name, _)| !name.is_empty()).map(|(name, _)| name.as_str().into());
        style.bold = font.is_some_and(|(_, bold)| *bold);
        if let Some(code) = formats.get(&format).map(String::as_str).or_else(|| number_format::built_in(u32::from(format))) {
            number_format::describe(code, &mut style);
        }
        found.styles.push(style);
    }
    if found.styles.is_empty() {
        found.styles.push(Style::default());
    }
    named.is_biff8 = version >= BIFF8;
    named.sheets = links
        .into_iter()
        .map(|(book, first, last)| match books.get(usize::from(book)).copied().flatten()? {
            0 => {
                let (first, last) = (titles.get(usize::from(first))?, titles.get(usize::from(last))?);
                let title = if first == last { first.clone() } else { format!("{first}:{last}") };
                Some(format!("'{}'!", title.replace('\'', "''")))
            }
            // What the other workbook is called changes nothing: nobody can look into it.
            other => Some(format!("[{other}]x!")),
        })
        .collect();
    let mut walked = 0usize;
    for offset in offsets {
        found.sheets.push(sheet(stream, offset, &named, &mut walked, limits)?);
    }
    Ok(found)
}

/// What cells share: where, and the tokens in the stream.
#[derive(Clone, Copy)]
struct Group<'a> {
    area: Area,
    tokens: &'a [u8],
    is_array: bool,
}

impl<'a> Group<'a> {
    fn read(kind: u16, body: &'a [u8]) -> Option<Group<'a>> {
        let at = |at: usize| body.get(at).copied().map(u32::from);
        let first = Position::new(u32::from(u16_at(body, 0)?), at(4)?);
        let last = Position::new(u32::from(u16_at(body, 2)?), at(5)?);
        let is_array = kind == ARRAY;
        // What a table of Excel's “what if” gives can't be worked out: it has no tokens.
        let tokens = if kind == TABLE { &[] } else { own_tokens(body, if is_array { 12 } else { 8 })? };
        Some(Group { area: Area { first, last }, tokens, is_array })
    }
}

/// Tokens with their length in front.
fn own_tokens(body: &[u8], at: usize) -> Option<&[u8]> {
    body.get(at + 2..at + 2 + usize::from(u16_at(body, at)?))
}

/// The formulas of a sheet. Those that are shared come after the first cell that shares them.
fn formulas(own: Vec<(Position, &[u8])>, groups: &HashMap<Position, Group>, named: &Named, limits: &Limits) -> Result<Formulas, Reason> {
    let mut found = Formulas(Vec::with_capacity(own.len()));
    let mut decoded: HashMap<Position, Option<Formula>> = HashMap::default();
    for (at, tokens) in own {
        let mut kept = Kept::default();
        match decode(tokens, named) {
            Some(Tokens::Own(formula)) => {
                kept = Kept { text: Some(formula.write(at).into()), is_number: formula.is_number };
            }
            Some(Tokens::Shared(first)) => {
                if let Some(group) = groups.get(&first).filter(|group| group.area.contains(at)) {
                    let formula = decoded.entry(first).or_insert_with(|| match decode(group.tokens, named) {
                        Some(Tokens::Own(formula)) => Some(formula),
                        _ => None,
                    });
                    if let Some(formula) = formula {
                        // The formula of an array says what all of its cells are, and stands in the first.
                        let text = (!group.is_array || at == first).then(|| formula.write(at).into());
                        kept = Kept { text, is_number: formula.is_number };
                    }
                }
            }
            None => {}
        }
        limits.formula(kept.text.as_deref().unwrap_or_default().len())?;
        found.0.push((at, kept));
    }
    // Of two for one cell the later counts, as it does among values.
    found.0.sort_by_key(|(at, _)| *at);
    Ok(found)
}

/// Formulas by their cell, in order.
#[derive(Default)]
pub struct Formulas(Vec<(Position, Kept)>);

impl Formulas {
    /// The formula of a cell.
    pub fn get(&self, at: Position) -> Option<&Kept> {
        let after = self.0.partition_point(|(known, _)| *known <= at);
        self.0.get(after.checked_sub(1)?).filter(|(known, _)| *known == at).map(|(_, kept)| kept)
    }
}

fn sheet(stream: &[u8], offset: usize, named: &Named, walked: &mut usize, limits: &Limits) -> Result<SideSheet, Reason> {
    let mut found = SideSheet::default();
    let mut own = Vec::new();
    let mut groups = HashMap::default();
    let mut depth = 0;
    let mut records = Records { data: stream, at: offset };
    while let Some((kind, body)) = records.next() {
        *walked += body.len() + 4;
        // Each sheet has records of its own.
        if *walked > stream.len().saturating_mul(2) {
            return Err(limits.over(TooMuch::Records));
        }
        limits.within(TooMuch::Cells, found.styles.len(), limits.cells)?;
        // Only Excel's own limit of some thousand bytes keeps the tokens of a formula from costing their square.
        if matches!(kind, FORMULA | SHARED_FORMULA | ARRAY) && body.len() > LONGEST_FORMULA {
            return Err(limits.over(TooMuch::Formula));
        }
        match kind {
            BOF => depth += 1,
            EOF => {
                depth -= 1;
                if depth <= 0 {
                    break;
                }
            }
            // Records of a chart inside the sheet are none of its cells.
            _ if depth > 1 => {}
            0x0200 => found.dimensions.push(records.at - body.len() - 4),
            0x0208 => {
                if let (Some(row), Some(flags)) = (u16_at(body, 0), u16_at(body, 12))
                    && flags & 0x20 != 0
                {
                    found.hidden_rows.insert(u32::from(row));
                }
            }
            0x007D => {
                if let (Some(first), Some(last), Some(flags)) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 8))
                    && flags & 1 != 0
                {
                    found.hidden_columns.push((u32::from(first), u32::from(last.max(first))));
                }
            }
            0x00FD | 0x0203 | 0x027E | FORMULA | 0x0205 | 0x0204 | 0x00D6 => {
                if let (Some(row), Some(column), Some(style)) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 4)) {
                    found.set(row, column, style);
                    if kind == FORMULA {
                        limits.within(TooMuch::Cells, own.len(), limits.cells)?;
                        own.push((Position::new(u32::from(row), u32::from(column)), own_tokens(body, 20).unwrap_or_default()));
                        // The results of texts, flags and errors end in a mark that no number has.
                        match body.get(12..14) {
                            Some([0xFF, 0xFF]) if body.len() >= 22 => found.formula_lengths.push(records.at - body.len() + 20),
                            Some([_, _]) if body.len() >= 20 => found.numbers.push(records.at - body.len() - 4),
                            _ => {}
                        }
                    }
                }
            }
            SHARED_FORMULA | ARRAY | TABLE => {
                if let (Some((first, _)), Some(group)) = (own.last(), Group::read(kind, body)) {
                    limits.within(TooMuch::Cells, groups.len(), limits.cells)?;
                    // Cells name the first that shares it; some programs name the corner of the area.
                    groups.insert(*first, group);
                    groups.entry(group.area.first).or_insert(group);
                }
            }
            0x00BD => {
                if let (Some(row), Some(first)) = (u16_at(body, 0), u16_at(body, 2)) {
                    for (step, at) in (4..body.len().saturating_sub(2)).step_by(6).enumerate() {
                        if let Some(style) = u16_at(body, at) {
                            found.set(row, first.saturating_add(step as u16), style);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found.formulas = formulas(own, &groups, named, limits)?;
    Ok(found)
}

impl SideSheet {
    fn set(&mut self, row: u16, column: u16, style: u16) {
        let (row, column) = (u32::from(row), u32::from(column));
        self.styles.insert((row, column), style);
        self.last.row = self.last.row.max(row);
        self.last.column = self.last.column.max(column);
    }
}
