//! XML workbooks of Excel 2002 and 2003 (SpreadsheetML), which programs still export under the names .xml and .xls.

use super::Reason;
use super::builder::{Builder, Look, Styles};
use super::encoding;
use super::formula_text;
use super::legacy::{self, Encoding};
use super::limits::{Limits, TooMuch};
use super::number_format;
use super::pool::{Pool, Run};
use super::xml::{Reader, attribute, flag, push_reference, reader_of};
use crate::cell::{MAX_COLUMNS, MAX_ROWS, Position};
use crate::label::beginning;
use crate::number;
use crate::workbook::{Cell, Sheet, StyleId, Value, Workbook};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// Longest formula there is in Excel.
const LONGEST_FORMULA: usize = 8_192;

/// Longest code of a number format and longest name of a font that say anything.
const LONGEST_CODE: usize = 1_024;

/// Reads a workbook.
///
/// # Errors
/// It is no XML, or stops before its end.
pub fn parse(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    let head = encoding::head(bytes).unwrap_or_default();
    let decoded = encoding::decode(bytes, encoding::declared(&head, "encoding"), false);
    let mut reader = reader_of(decoded.text.trim_start().as_bytes(), limits);
    let mut book = Book { limits, pool: Pool::default(), styles: Styles::new(), looks: HashMap::new(), sheets: Vec::new() };
    let mut buffer = Vec::new();
    let mut complete = false;
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "Styles" => book.styles(&mut reader)?,
                "Worksheet" => {
                    let title = attribute(&start, "Name").map(|name| name.into_owned()).unwrap_or_default();
                    book.worksheet(&mut reader, &title)?;
                }
                _ => {}
            },
            Event::End(end) => complete |= end.local_name().as_ref() == "Workbook",
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if !complete {
        return Err(cut_off());
    }
    let Book { pool, styles, mut sheets, .. } = book;
    let texts = pool.finish(&mut sheets);
    Ok(Workbook { file: name, sha256: String::new(), format: "spreadsheetml", sheets, texts, styles: styles.finish() })
}

fn cut_off() -> Reason {
    Reason::Damaged("tệp XML bị cắt cụt".into())
}

struct Book<'a> {
    limits: &'a Limits,
    pool: Pool,
    styles: Styles,
    looks: HashMap<String, NamedLook>,
    sheets: Vec<Sheet>,
}

/// A style by its name, as far as it says something itself.
#[derive(Clone, Default)]
struct NamedLook {
    parent: Option<String>,
    font: Option<Arc<str>>,
    bold: Option<bool>,
    format: Option<Arc<str>>,
    indent: Option<u32>,
}

/// Where the next row, column and cell stand.
#[derive(Default)]
struct Place {
    row: u32,
    next_row: u32,
    column: u32,
    next_column: u32,
    row_style: Option<String>,
    column_styles: Vec<(u32, u32, String)>,
}

impl Book<'_> {
    fn styles(&mut self, reader: &mut Reader<&[u8]>) -> Result<(), Reason> {
        let mut buffer = Vec::new();
        let mut open: Option<(String, NamedLook)> = None;
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => {
                    let get = |name| attribute(&start, name).map(|value| value.into_owned());
                    match (start.local_name().as_ref(), &mut open) {
                        ("Style", _) => {
                            open = get("ID").map(|id| (id, NamedLook { parent: get("Parent"), ..NamedLook::default() }));
                        }
                        ("Font", Some((_, look))) => {
                            look.font = get("FontName").map(|name| beginning(&name, LONGEST_CODE).into());
                            look.bold = flag(&start, "Bold");
                        }
                        ("NumberFormat", Some((_, look))) => {
                            look.format = get("Format").map(|code| number_format::code_of_name(beginning(&code, LONGEST_CODE)).into())
                        }
                        ("Alignment", Some((_, look))) => look.indent = get("Indent").and_then(|steps| steps.parse().ok()),
                        _ => {}
                    }
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "Style" => {
                        if let Some((id, look)) = open.take() {
                            self.looks.insert(id, look);
                            self.limits.within(TooMuch::Styles, self.looks.len(), self.limits.styles)?;
                        }
                    }
                    "Styles" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
            buffer.clear();
        }
    }

    /// A look with what it takes from its parents and from the style `Default`.
    fn look(&self, id: Option<&str>) -> Look {
        let mut look = NamedLook::default();
        let mut next = id;
        for _ in 0..8 {
            let Some(named) = next.and_then(|id| self.looks.get(id)) else { break };
            look.add(named);
            next = named.parent.as_deref();
        }
        if let Some(default) = self.looks.get("Default") {
            look.add(default);
        }
        let format = look.format.filter(|code| !code.is_empty() && !code.eq_ignore_ascii_case("general"));
        Look { format, font: look.font, bold: look.bold == Some(true), indent: look.indent.unwrap_or(0).min(250), date: false }
    }

    fn worksheet(&mut self, reader: &mut Reader<&[u8]>, title: &str) -> Result<(), Reason> {
        let mut sheet = Builder::new(title, false);
        let mut place = Place::default();
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "Column" => column(&start, &mut place, &mut sheet),
                    "Row" => row(&start, &mut place, &mut sheet),
                    "Cell" => self.cell(reader, &start, &mut place, &mut sheet)?,
                    // The options of the sheet, not of a pane of its window.
                    "Visible" => {
                        let runs = text(reader, "Visible", Encoding::Unicode, self.limits)?;
                        if runs.iter().any(|run| run.text.contains("Hidden")) {
                            sheet.hide();
                        }
                    }
                    _ => {}
                },
                Event::End(end) if end.local_name().as_ref() == "Worksheet" => break,
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
            buffer.clear();
        }
        self.sheets.push(sheet.finish());
        if self.sheets.len() > self.limits.sheets {
            return Err(self.limits.over(TooMuch::Sheets));
        }
        Ok(())
    }

    fn cell(&mut self, reader: &mut Reader<&[u8]>, start: &BytesStart<'_>, place: &mut Place, sheet: &mut Builder) -> Result<(), Reason> {
        place.column = index(start, place.next_column);
        let at = Position::new(place.row, place.column);
        let (across, down) = (number_of(start, "MergeAcross").min(MAX_COLUMNS), number_of(start, "MergeDown").min(MAX_ROWS));
        place.next_column = place.column.saturating_add(across).saturating_add(1);
        let own = attribute(start, "StyleID").map(|id| id.into_owned());
        let of_column =
            || place.column_styles.iter().find(|(first, last, _)| (*first..=*last).contains(&at.column)).map(|(.., id)| id.as_str());
        let mut look = self.look(own.as_deref().or(place.row_style.as_deref()).or_else(of_column));
        let formula =
            attribute(start, "Formula").filter(|formula| formula.len() <= LONGEST_FORMULA).and_then(|formula| formula_of(&formula, at));
        let encoding = look.font.as_deref().map_or(Encoding::Unicode, legacy::of_font);

        let mut value = attribute(start, "Formula").map(|_| Value::NotCalculated);
        let (mut ended, mut aside) = (false, 0usize);
        let mut buffer = Vec::new();
        while !ended {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => match start.local_name().as_ref() {
                    // A comment has data of its own.
                    "Comment" => aside += 1,
                    "Data" if aside == 0 => {
                        let kind = attribute(&start, "Type").map(|kind| kind.into_owned()).unwrap_or_default();
                        let runs = text(reader, "Data", encoding, self.limits)?;
                        look.date |= kind == "DateTime";
                        value = self.value(&kind, &runs);
                        self.pool.within(self.limits)?;
                    }
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "Comment" => aside = aside.saturating_sub(1),
                    "Cell" => ended = true,
                    _ => {}
                },
                Event::Eof => return Err(cut_off()),
                _ => {}
            }
            buffer.clear();
        }
        if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
            return Ok(());
        }
        sheet.merge(at, Position::new(at.row.saturating_add(down), at.column.saturating_add(across)));
        if let Some(value) = value {
            let style: StyleId = self.styles.number(look);
            sheet.cell(at.row, Cell { column: at.column, style, value }, self.limits)?;
            if let Some(formula) = formula {
                sheet.formula(at, &formula, self.limits)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: &str, runs: &[Run]) -> Option<Value> {
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let plain = text.trim();
        Some(match kind {
            _ if text.is_empty() => return None,
            "Number" => match number::from_stored(plain) {
                Some(number) => Value::Number(number),
                None => Value::Odd(self.pool.add(plain, Encoding::Unicode)),
            },
            "Boolean" => Value::Flag(matches!(plain, "1" | "true" | "TRUE")),
            "Error" => Value::Error(self.pool.add(plain, Encoding::Unicode)),
            _ => Value::Text(self.pool.add_runs(runs)),
        })
    }
}

impl NamedLook {
    /// Takes what it does not say itself.
    fn add(&mut self, other: &NamedLook) {
        self.font = self.font.take().or(other.font.clone());
        self.bold = self.bold.or(other.bold);
        self.format = self.format.take().or(other.format.clone());
        self.indent = self.indent.or(other.indent);
    }
}

fn number_of(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

/// Where an element stands: at the index it gives, counted from 1, else next to the one before.
fn index(start: &BytesStart<'_>, next: u32) -> u32 {
    number_of(start, "Index").checked_sub(1).unwrap_or(next)
}

fn column(start: &BytesStart<'_>, place: &mut Place, sheet: &mut Builder) {
    let first = index(start, place.next_column).min(MAX_COLUMNS);
    let last = first.saturating_add(number_of(start, "Span")).min(MAX_COLUMNS);
    place.next_column = last.saturating_add(1);
    if is_hidden(start, "Width") {
        sheet.hide_columns(first, last);
    }
    if let Some(style) = attribute(start, "StyleID")
        && place.column_styles.len() < 256
    {
        place.column_styles.push((first, last, style.into_owned()));
    }
}

fn row(start: &BytesStart<'_>, place: &mut Place, sheet: &mut Builder) {
    place.row = index(start, place.next_row).min(MAX_ROWS);
    let last = place.row.saturating_add(number_of(start, "Span")).min(MAX_ROWS);
    place.next_row = last.saturating_add(1);
    place.next_column = 0;
    place.row_style = attribute(start, "StyleID").map(|id| id.into_owned());
    if is_hidden(start, "Height") {
        sheet.hide_rows(place.row, last);
    }
}

/// Whether a row or column is hidden; some programs hide it by giving it no size.
fn is_hidden(start: &BytesStart<'_>, size: &str) -> bool {
    let flat = attribute(start, size).and_then(|size| number::from_stored(size.trim())).is_some_and(|size| size.is_zero());
    flat || flag(start, "Hidden") == Some(true)
}

fn formula_of(formula: &str, at: Position) -> Option<String> {
    match formula.strip_prefix('=') {
        Some(formula) => formula_text::from_rows_and_columns(formula, at),
        // LibreOffice writes its own notation with its name before it.
        None => Some(formula_text::from_open_document(formula)),
    }
}

/// The text of an element up to its end, in runs by the fonts inside it.
fn text(reader: &mut Reader<&[u8]>, name: &str, encoding: Encoding, limits: &Limits) -> Result<Vec<Run>, Reason> {
    let mut buffer = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut fonts = vec![encoding];
    let mut length = 0;
    loop {
        let current = fonts.last().copied().unwrap_or(encoding);
        let mut piece = String::new();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) if start.local_name().as_ref() == "Font" && fonts.len() < 64 => {
                fonts.push(attribute(&start, "Face").map_or(current, |face| legacy::of_font(&face)));
            }
            Event::End(end) => match end.local_name().as_ref() {
                "Font" if fonts.len() > 1 => drop(fonts.pop()),
                found if found == name => return Ok(runs),
                // A tag that was never closed ends with what it stands in.
                "Cell" | "Row" | "Worksheet" => return Err(cut_off()),
                _ => {}
            },
            Event::Text(text) => piece.push_str(&text.xml10_content()),
            Event::CData(text) => piece.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => push_reference(&reference, &mut piece),
            Event::Eof => return Err(cut_off()),
            _ => {}
        }
        // A text longer than Excel can hold is nobody's label and nobody's figure.
        let piece = beginning(&piece, limits.text.saturating_mul(4) - length);
        if !piece.is_empty() {
            length += piece.len();
            match runs.last_mut() {
                Some(run) if run.encoding == current => run.text.push_str(piece),
                _ => runs.push(Run { text: piece.to_string(), encoding: current }),
            }
        }
        buffer.clear();
    }
}
