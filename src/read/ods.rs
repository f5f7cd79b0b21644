//! .ods, and .fods in a single file: one pass over content.xml gives values, formats, fonts, merges and what is hidden.
//!
//! calamine reads .ods too, but neither merges nor formats nor hidden rows, and it never ends on a content.xml that
//! stops between two rows; it serves as the cross-check in tests.

use super::Reason;
use super::builder::MOST_MERGES;
use super::calamine_cells::{empty_sheet, push};
use super::encoding;
use super::formula_text;
use super::legacy::{self, Encoding};
use super::limits::{Limits, TooMuch};
use super::pool::{Pool, Run};
use super::xml::{Archive, Reader, attribute, large_part, part, push_reference, reader_of};
use crate::cell::{Area, MAX_COLUMNS, MAX_ROWS, Position};
use crate::label::beginning;
use crate::number;
use crate::workbook::{Cell, Sheet, Style, StyleId, Value, Workbook};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;

/// Reads an OpenDocument spreadsheet.
pub fn parse(name: Arc<str>, archive: &mut Archive<'_>, limits: &Limits) -> Result<Workbook, Reason> {
    if is_encrypted(archive, limits)? {
        return Err(Reason::Encrypted);
    }
    let mut known = Known::default();
    if let Some(reader) = part(archive, "styles.xml", limits)? {
        // A document without usable styles is still a document.
        if let Err(over @ Reason::TooLarge { .. }) = known.read(reader, limits) {
            return Err(over);
        }
    }
    let Some(reader) = large_part(archive, "content.xml", limits)? else { return Err(Reason::NotAWorkbook) };
    spreadsheet(name, known, reader, limits)
}

/// Reads an OpenDocument spreadsheet that is one XML file, with its styles before its content.
pub fn parse_flat(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    let decoded = encoding::decode(bytes, None, false);
    spreadsheet(name, Known::default(), reader_of(decoded.text.trim_start().as_bytes(), limits), limits)
}

fn spreadsheet(name: Arc<str>, known: Known, reader: Reader<impl BufRead>, limits: &Limits) -> Result<Workbook, Reason> {
    let mut pass =
        Pass { known, limits, pool: Pool::default(), styles: vec![Style::default()], numbers: HashMap::new(), sheets: Vec::new() };
    let complete = pass.content(reader)?;
    if !complete {
        return Err(Reason::Damaged("content.xml bị cắt cụt".into()));
    }
    let Pass { pool, styles, mut sheets, .. } = pass;
    let texts = pool.finish(&mut sheets);
    Ok(Workbook { file: name, sha256: String::new(), format: "ods", sheets, texts, styles })
}

fn is_encrypted(archive: &mut Archive<'_>, limits: &Limits) -> Result<bool, Reason> {
    let Some(mut reader) = part(archive, "META-INF/manifest.xml", limits)? else { return Ok(false) };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) if start.local_name().as_ref() == "encryption-data" => return Ok(true),
            Ok(Event::Eof) | Err(_) => return Ok(false),
            _ => {}
        }
        buffer.clear();
    }
}

/// Named styles and fonts of the document.
#[derive(Default)]
struct Known {
    /// Font face name → family.
    faces: HashMap<String, String>,
    styles: HashMap<String, NamedStyle>,
    /// Number styles that show percent, and those that show dates.
    percent: HashMap<String, u32>,
    dates: HashMap<String, ()>,
    numbers: HashMap<String, u32>,
}

#[derive(Clone, Default)]
struct NamedStyle {
    parent: Option<String>,
    data: Option<String>,
    font: Option<String>,
    bold: bool,
    hidden: bool,
}

impl Known {
    /// Reads style definitions up to the end of the part or to the body.
    fn read(&mut self, mut reader: Reader<impl BufRead>, limits: &Limits) -> Result<(), Reason> {
        let mut buffer = Vec::new();
        let mut style = StyleReader::default();
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => style.start(&start, self),
                Event::End(end) => {
                    style.end(end.local_name().as_ref(), self);
                    self.within(limits)?;
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn within(&self, limits: &Limits) -> Result<(), Reason> {
        let formats = self.percent.len() + self.dates.len() + self.numbers.len();
        limits.within(TooMuch::Styles, self.styles.len().max(self.faces.len()).max(formats), limits.styles)
    }

    fn font(&self, name: &str) -> Option<String> {
        let mut name = Some(name.to_string());
        for _ in 0..8 {
            let style = self.styles.get(name.as_deref()?)?;
            if let Some(font) = &style.font {
                return Some(self.faces.get(font).unwrap_or(font).trim_matches('\'').to_string());
            }
            name = style.parent.clone();
        }
        None
    }
}

#[derive(Default)]
struct StyleReader {
    name: Option<String>,
    open: NamedStyle,
    number: Option<(String, &'static str)>,
    decimals: u32,
}

impl StyleReader {
    fn start(&mut self, start: &BytesStart<'_>, known: &mut Known) {
        let get = |name: &str| attribute(start, name).map(|value| value.into_owned());
        match start.local_name().as_ref() {
            "font-face" => {
                if let (Some(name), Some(family)) = (get("name"), get("font-family")) {
                    known.faces.insert(name, family);
                }
            }
            "style" => {
                self.name = get("name");
                self.open = NamedStyle { parent: get("parent-style-name"), data: get("data-style-name"), ..NamedStyle::default() };
            }
            "text-properties" => {
                self.open.font = get("font-name").or_else(|| get("font-family")).or(self.open.font.take());
                self.open.bold |= get("font-weight").as_deref() == Some("bold");
            }
            "table-properties" => self.open.hidden = get("display").as_deref() == Some("false"),
            "percentage-style" => self.number = get("name").map(|name| (name, "percent")),
            "number-style" | "currency-style" => self.number = get("name").map(|name| (name, "number")),
            "date-style" | "time-style" => self.number = get("name").map(|name| (name, "date")),
            "number" => self.decimals = get("decimal-places").and_then(|places| places.parse().ok()).unwrap_or(0),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, known: &mut Known) {
        match name {
            "style" => {
                if let Some(name) = self.name.take() {
                    known.styles.insert(name, std::mem::take(&mut self.open));
                }
            }
            "percentage-style" | "number-style" | "currency-style" | "date-style" | "time-style" => {
                let decimals = std::mem::take(&mut self.decimals);
                match self.number.take() {
                    Some((name, "percent")) => drop(known.percent.insert(name, decimals)),
                    Some((name, "date")) => drop(known.dates.insert(name, ())),
                    Some((name, _)) => drop(known.numbers.insert(name, decimals)),
                    None => {}
                }
            }
            _ => {}
        }
    }
}

struct Pass<'a> {
    known: Known,
    limits: &'a Limits,
    pool: Pool,
    styles: Vec<Style>,
    /// Style name and whether the value is a percent or a date → number of the style.
    numbers: HashMap<(String, bool, bool), u32>,
    sheets: Vec<Sheet>,
}

struct OpenCell {
    repeated: u32,
    style: String,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    is_error: bool,
    covered: bool,
    span: (u32, u32),
}

impl Pass<'_> {
    /// Whether the part came to its proper end.
    fn content(&mut self, mut reader: Reader<impl BufRead>) -> Result<bool, Reason> {
        let mut buffer = Vec::new();
        let mut style = StyleReader::default();
        let mut complete = false;
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => match start.local_name().as_ref() {
                    // A written text has tables too, but they are none of a workbook.
                    "text" | "presentation" | "drawing" if start.name().as_ref().starts_with("office:") => {
                        return Err(Reason::NotAWorkbook);
                    }
                    "table" => {
                        let get = |name| attribute(&start, name).map(|value| value.into_owned());
                        let hidden = get("style-name").and_then(|name| self.known.styles.get(&name)).is_some_and(|style| style.hidden);
                        let sheet = empty_sheet(&get("name").unwrap_or_default(), hidden);
                        self.sheets.push(sheet);
                        if self.sheets.len() > self.limits.sheets {
                            return Err(self.limits.over(TooMuch::Sheets));
                        }
                        self.table(&mut reader)?;
                    }
                    _ => style.start(&start, &mut self.known),
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "document-content" | "document" => complete = true,
                    name => {
                        style.end(name, &mut self.known);
                        self.known.within(self.limits)?;
                    }
                },
                Event::Eof => return Ok(complete),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn table(&mut self, reader: &mut Reader<impl BufRead>) -> Result<(), Reason> {
        let mut buffer = Vec::new();
        let (mut row, mut next_row, mut column, mut next_column) = (0u32, 0u32, 0u32, 0u32);
        let mut row_repeat = 1u32;
        let mut row_hidden = false;
        let mut row_cells: Vec<(Cell, Option<Arc<str>>)> = Vec::new();
        let mut depth = 0;
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => {
                    let get = |name: &str| attribute(&start, name).map(|value| value.into_owned());
                    let count = |name: &str, most: u32| get(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).clamp(1, most);
                    match start.local_name().as_ref() {
                        // A table inside a cell's drawing is none of the sheet's.
                        "table" => depth += 1,
                        _ if depth > 0 => {}
                        "table-column" => {
                            let repeated = count("number-columns-repeated", MAX_COLUMNS);
                            if matches!(get("visibility").as_deref(), Some("collapse" | "filter"))
                                && let Some(sheet) = self.sheets.last_mut()
                            {
                                sheet.hidden_columns.push((next_column, next_column.saturating_add(repeated - 1)));
                            }
                            next_column = next_column.saturating_add(repeated);
                        }
                        "table-row" => {
                            row = next_row;
                            row_repeat = count("number-rows-repeated", MAX_ROWS);
                            row_hidden = matches!(get("visibility").as_deref(), Some("collapse" | "filter"));
                            column = 0;
                            row_cells.clear();
                        }
                        name @ ("table-cell" | "covered-table-cell") => {
                            let open = OpenCell {
                                repeated: count("number-columns-repeated", MAX_COLUMNS),
                                style: get("style-name").unwrap_or_default(),
                                kind: value_type(&start),
                                value: get("value")
                                    .or_else(|| get("date-value"))
                                    .or_else(|| get("boolean-value"))
                                    .or_else(|| get("time-value")),
                                formula: get("formula"),
                                is_error: is_error(&start),
                                covered: name == "covered-table-cell",
                                span: (count("number-rows-spanned", MAX_ROWS), count("number-columns-spanned", MAX_COLUMNS)),
                            };
                            let name = name.to_string();
                            let (repeated, covered, span) = (open.repeated, open.covered, open.span);
                            let formula = open.formula.as_deref().filter(|formula| formula.len() <= self.limits.formula);
                            let formula: Option<Arc<str>> = formula.map(|formula| formula_text::from_open_document(formula).into());
                            let cell = self.cell(reader, &name, open)?;
                            self.pool.within(self.limits)?;
                            if (span.0 > 1 || span.1 > 1)
                                && let Some(sheet) = self.sheets.last_mut()
                            {
                                if sheet.merges.len() >= MOST_MERGES {
                                    continue;
                                }
                                let last = Position::new((row + span.0 - 1).min(MAX_ROWS - 1), (column + span.1 - 1).min(MAX_COLUMNS - 1));
                                sheet.merges.push(Area { first: Position::new(row, column), last });
                            }
                            if let Some((value, style)) = cell
                                && !covered
                            {
                                for step in 0..repeated {
                                    let at = column.saturating_add(step);
                                    if at >= MAX_COLUMNS {
                                        break;
                                    }
                                    row_cells.push((Cell { column: at, style, value }, formula.clone()));
                                }
                            }
                            column = column.saturating_add(repeated);
                        }
                        _ => {}
                    }
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "table" if depth > 0 => depth -= 1,
                    "table" => return Ok(()),
                    "table-row" if depth == 0 => {
                        self.row(row, row_repeat, row_hidden, &row_cells)?;
                        next_row = row.saturating_add(row_repeat);
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn row(&mut self, row: u32, repeat: u32, hidden: bool, cells: &[(Cell, Option<Arc<str>>)]) -> Result<(), Reason> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if cells.is_empty() {
            return Ok(());
        }
        for step in 0..repeat {
            let at = row.saturating_add(step);
            if at >= MAX_ROWS {
                break;
            }
            for (cell, formula) in cells {
                self.limits.cell()?;
                push(sheet, at, *cell);
                if let Some(formula) = formula {
                    self.limits.formula(formula.len())?;
                    sheet.formulas.push(Position::new(at, cell.column), formula);
                }
            }
            if let Some(last) = sheet.rows.last_mut() {
                last.hidden = hidden;
            }
        }
        Ok(())
    }

    /// Reads a cell to its end.
    fn cell(&mut self, reader: &mut Reader<impl BufRead>, name: &str, open: OpenCell) -> Result<Option<(Value, StyleId)>, Reason> {
        let font = self.known.font(&open.style).or_else(|| self.known.font("Default"));
        let encoding = font.as_deref().map_or(Encoding::Unicode, legacy::of_font);
        let runs = self.text(reader, name, encoding)?;
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let (percent, date) = (open.kind == "percentage", matches!(open.kind.as_str(), "date" | "time"));
        let value = match (open.kind.as_str(), &open.value) {
            _ if open.is_error => Some(Value::Error(self.pool.add(&text, Encoding::Unicode))),
            ("float" | "percentage" | "currency", Some(value)) => Some(match number::from_stored(value) {
                Some(number) => Value::Number(number),
                None => Value::Odd(self.pool.add(value, Encoding::Unicode)),
            }),
            ("boolean", Some(value)) => Some(Value::Flag(value == "true")),
            ("date" | "time", Some(value)) => Some(Value::Text(self.pool.add(value, Encoding::Unicode))),
            _ if !text.is_empty() => Some(Value::Text(self.pool.add_runs(&runs))),
            _ if open.formula.is_some() && open.kind.is_empty() => Some(Value::NotCalculated),
            _ => None,
        };
        let style = self.style(&open.style, percent, date, font);
        Ok(value.map(|value| (value, style)))
    }

    /// The text of a cell up to its end: paragraphs with line breaks between them; notes are left out.
    fn text(&mut self, reader: &mut Reader<impl BufRead>, name: &str, encoding: Encoding) -> Result<Vec<Run>, Reason> {
        let mut buffer = Vec::new();
        let mut runs: Vec<Run> = Vec::new();
        let mut fonts = vec![encoding];
        let (mut in_paragraph, mut paragraphs, mut aside) = (false, 0, 0);
        let mut length = 0;
        let most = self.limits.text.saturating_mul(4);
        let mut add = |runs: &mut Vec<Run>, text: &str, encoding: Encoding| {
            // A text longer than Excel can hold is nobody's label and nobody's figure.
            let text = beginning(text, most - length);
            length += text.len();
            match runs.last_mut() {
                _ if text.is_empty() => {}
                Some(run) if run.encoding == encoding => run.text.push_str(text),
                _ => runs.push(Run { text: text.to_string(), encoding }),
            }
        };
        loop {
            let current = fonts.last().copied().unwrap_or(encoding);
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "annotation" | "table" | "frame" | "shapes" => aside += 1,
                    _ if aside > 0 => {}
                    "p" => {
                        if paragraphs > 0 {
                            add(&mut runs, "\n", current);
                        }
                        paragraphs += 1;
                        in_paragraph = true;
                    }
                    "span" if fonts.len() < self.limits.depth => {
                        let font = attribute(&start, "style-name").and_then(|name| self.known.font(&name));
                        fonts.push(font.map_or(current, |font| legacy::of_font(&font)));
                    }
                    "s" => {
                        let count = attribute(&start, "c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1).min(100);
                        add(&mut runs, &" ".repeat(count), current);
                    }
                    "tab" | "line-break" => add(&mut runs, " ", current),
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "annotation" | "table" | "frame" | "shapes" => aside -= 1,
                    _ if aside > 0 => {}
                    "p" => in_paragraph = false,
                    "span" if fonts.len() > 1 => {
                        fonts.pop();
                    }
                    found if found == name => return Ok(runs),
                    _ => {}
                },
                Event::Text(text) if in_paragraph && aside == 0 => add(&mut runs, &text.xml10_content(), current),
                Event::GeneralRef(reference) if in_paragraph && aside == 0 => {
                    let mut text = String::new();
                    push_reference(&reference, &mut text);
                    add(&mut runs, &text, current);
                }
                Event::Eof => return Err(Reason::Damaged("content.xml bị cắt cụt".into())),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn style(&mut self, name: &str, percent: bool, date: bool, font: Option<String>) -> StyleId {
        let key = (name.to_string(), percent, date);
        if let Some(&number) = self.numbers.get(&key) {
            return StyleId(number);
        }
        let named = self.known.styles.get(name).cloned().unwrap_or_default();
        let data = named.data.as_deref().unwrap_or_default();
        let decimals = self.known.percent.get(data).or_else(|| self.known.numbers.get(data)).copied();
        self.styles.push(Style {
            percent,
            date: date || self.known.dates.contains_key(data),
            decimals,
            number_format: None,
            font: font.map(Into::into),
            bold: named.bold,
            indent: 0,
        });
        let number = self.styles.len() as u32 - 1;
        self.numbers.insert(key, number);
        StyleId(number)
    }
}

/// `office:value-type`, and not the extension's of the same local name.
fn value_type(start: &BytesStart<'_>) -> String {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == "value-type" && !attribute.key.as_ref().starts_with("calcext"))
        .map(|attribute| attribute.value.into_owned())
        .unwrap_or_default()
}

fn is_error(start: &BytesStart<'_>) -> bool {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .any(|attribute| attribute.key.as_ref() == "calcext:value-type" && attribute.value == "error")
}
