//! Shared strings of an .xlsx, with the font of each rich-text run.

use super::super::Reason;
use super::super::legacy::{self, Encoding};
use super::super::limits::Limits;
use super::super::pool::{Pool, Run};
use super::super::xml::{Archive, attribute, damaged, part, push_reference, unescape_excel};
use super::Cache;
use crate::workbook::TextId;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::BufRead;

/// A shared string as stored: runs with the encoding of their own font, where they name one.
pub enum Stored {
    /// No run of its own.
    Plain(String),
    /// Runs; without a font they have the cell's.
    Rich(Vec<(String, Option<Encoding>)>),
}

pub fn read(archive: &mut Archive<'_>, name: Option<String>, limits: &Limits) -> Result<Vec<Stored>, Reason> {
    let mut strings = Vec::new();
    let Some(name) = name else { return Ok(strings) };
    let Some(mut reader) = part(archive, &name, limits)? else { return Ok(strings) };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(start) if start.local_name().as_ref() == "si" => {
                strings.push(item(&mut reader, "si", limits)?);
                if strings.len() > limits.cells {
                    return Err(Reason::TooLarge { what: "số chuỗi", limit: limits.cells as u64 });
                }
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(strings)
}

/// Reads up to the end of the element `end` (`si` or `is`); phonetic text is left out.
pub fn item(reader: &mut Reader<impl BufRead>, end: &str, limits: &Limits) -> Result<Stored, Reason> {
    let mut plain = String::new();
    let mut runs: Vec<(String, Option<Encoding>)> = Vec::new();
    let (mut in_text, mut in_run, mut phonetic) = (false, false, false);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "t" => in_text = true,
                "r" => {
                    in_run = true;
                    runs.push((String::new(), None));
                }
                "rPh" => phonetic = true,
                "rFont" => {
                    if let (Some(run), Some(font)) = (runs.last_mut(), attribute(&start, "val")) {
                        run.1 = Some(legacy::of_font(&font));
                    }
                }
                _ => {}
            },
            Event::End(found) => match found.local_name().as_ref() {
                "t" => in_text = false,
                "r" => in_run = false,
                "rPh" => phonetic = false,
                name if name == end => break,
                _ => {}
            },
            Event::Text(text) if in_text && !phonetic => target(&mut plain, &mut runs, in_run).push_str(&text.xml10_content()),
            Event::CData(text) if in_text && !phonetic => target(&mut plain, &mut runs, in_run).push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if in_text && !phonetic => push_reference(&reference, target(&mut plain, &mut runs, in_run)),
            Event::Eof => return Err(Reason::Damaged("chuỗi bị cắt cụt".into())),
            _ => {}
        }
        if plain.len() > limits.text * 4 {
            // A text longer than Excel can hold is nobody's label and nobody's figure.
            plain.truncate(plain.char_indices().nth(limits.text).map_or(plain.len(), |(at, _)| at));
        }
        buffer.clear();
    }
    if runs.is_empty() {
        Ok(Stored::Plain(unescape_excel(&plain).into_owned()))
    } else {
        if !plain.is_empty() {
            runs.insert(0, (plain, None));
        }
        Ok(Stored::Rich(runs.into_iter().map(|(text, encoding)| (unescape_excel(&text).into_owned(), encoding)).collect()))
    }
}

fn target<'a>(plain: &'a mut String, runs: &'a mut [(String, Option<Encoding>)], in_run: bool) -> &'a mut String {
    match runs.last_mut() {
        Some(run) if in_run => &mut run.0,
        _ => plain,
    }
}

/// Gives a stored text its number, in the encoding of the cell's font where it has none of its own.
pub fn pooled(stored: &Stored, encoding: Encoding, pool: &mut Pool) -> TextId {
    match stored {
        Stored::Plain(text) => pool.add(text, encoding),
        Stored::Rich(runs) => {
            let runs: Vec<Run> = runs.iter().map(|(text, own)| Run { text: text.clone(), encoding: own.unwrap_or(encoding) }).collect();
            pool.add_runs(&runs)
        }
    }
}

/// The shared strings with the numbers they already have.
pub struct Table {
    strings: Vec<Stored>,
    numbers: Vec<Option<TextId>>,
    in_other_fonts: Cache<(usize, Encoding), TextId>,
}

impl Table {
    /// A table of which nothing was asked yet.
    pub fn new(strings: Vec<Stored>) -> Table {
        Table { numbers: vec![None; strings.len()], strings, in_other_fonts: Cache::new() }
    }

    /// The number of the string at an index, for a cell whose font has that encoding.
    pub fn number(&mut self, index: usize, encoding: Encoding, pool: &mut Pool) -> Option<TextId> {
        let stored = self.strings.get(index)?;
        if encoding == Encoding::Unicode {
            let slot = self.numbers.get_mut(index)?;
            return Some(*slot.get_or_insert_with(|| pooled(stored, encoding, pool)));
        }
        Some(*self.in_other_fonts.entry((index, encoding)).or_insert_with(|| pooled(stored, encoding, pool)))
    }
}
