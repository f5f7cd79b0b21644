//! .docx: the paragraphs of its main part, with the place of every run, so that a comment can be put at a word.

use super::super::legacy::{self, Encoding, Evidence};
use super::super::limits::{Limits, TooMuch};
use super::super::xml::{self, Archive, attribute, part, push_reference};
use super::super::{Reason, xlsx};
use super::{MOST_LETTERS, MOST_LINES, too_long};
use crate::document::{Document, Line, Piece, TableCell};
use quick_xml::events::{BytesStart, Event};
use std::io::Cursor;
use std::sync::Arc;
use zip::ZipArchive;

/// Deepest nesting of elements that is followed; real documents stay far below.
const DEEPEST: usize = 512;

/// Reads a packed document.
pub fn parse(file: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Reason::Damaged(error.to_string()))?;
    if archive.len() > limits.parts {
        return Err(limits.over(TooMuch::Parts));
    }
    let main = main_part(&mut archive, limits)?.ok_or(Reason::NotADocument)?;
    let Some(mut reader) = part(&mut archive, &main, limits)? else { return Err(Reason::NotADocument) };
    // Places are counted in the bytes as they stand: an empty element is one tag here.
    reader.keep_empty_elements();
    let mut walk = Walk::default();
    let mut buffer = Vec::new();
    loop {
        let from = reader.position();
        let event = reader.read_event_into(&mut buffer)?;
        let to = reader.position();
        match event {
            Event::Start(start) => walk.open(&start, from)?,
            Event::Empty(start) => walk.empty(&start),
            Event::End(end) => walk.close(end.local_name().as_ref(), to)?,
            Event::Text(text) if walk.in_text => walk.push(&text.xml10_content()),
            Event::CData(data) if walk.in_text => walk.push(&data.xml10_content()),
            Event::GeneralRef(reference) if walk.in_text => {
                let mut text = String::new();
                push_reference(&reference, &mut text);
                walk.push(&text);
            }
            Event::Eof => break,
            _ => {}
        }
        if walk.letters > MOST_LETTERS {
            return Err(too_long());
        }
        buffer.clear();
    }
    if !walk.is_document {
        return Err(Reason::NotADocument);
    }
    Ok(walk.finish(file))
}

fn main_part(archive: &mut Archive<'_>, limits: &Limits) -> Result<Option<String>, Reason> {
    let named = xlsx::office_document(archive, limits)?;
    for candidate in named.into_iter().chain(["word/document.xml".to_string()]) {
        if candidate.to_lowercase().contains("document") && xml::part(archive, &candidate, limits)?.is_some() {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// A run: where it begins, and its font.
#[derive(Clone, Debug, Default)]
struct Run {
    from: usize,
    font: Option<Encoding>,
    text: String,
}

/// A paragraph on the way: its runs with their places.
#[derive(Clone, Debug, Default)]
struct Paragraph {
    number: usize,
    cell: Option<TableCell>,
    runs: Vec<(Run, usize)>,
}

#[derive(Default)]
struct Walk {
    is_document: bool,
    /// Names of the elements around.
    around: Vec<String>,
    /// Paragraphs may stand in one another: in text boxes.
    open: Vec<Paragraph>,
    done: Vec<Paragraph>,
    run: Option<Run>,
    in_text: bool,
    numbers: usize,
    /// Tables around: number, row, column.
    tables: Vec<TableCell>,
    tables_seen: usize,
    /// How deep within what is shown twice or no longer: deletions, the second form of a drawing.
    unseen: usize,
    /// Bytes of text so far.
    letters: usize,
}

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>, from: usize) -> Result<(), Reason> {
        let name = start.local_name().as_ref().to_string();
        if self.around.len() >= DEEPEST {
            return Err(Reason::TooLarge { what: TooMuch::Depth, limit: DEEPEST as u64 });
        }
        match name.as_str() {
            "document" => self.is_document = true,
            "del" | "Fallback" | "moveFrom" => self.unseen += 1,
            "tbl" => {
                self.tables.push(TableCell { table: self.tables_seen, row: 0, column: 0 });
                self.tables_seen += 1;
            }
            "p" if self.around.iter().any(|name| name == "body") => {
                self.numbers += 1;
                if self.numbers > MOST_LINES {
                    return Err(Reason::TooLarge { what: TooMuch::Lines, limit: MOST_LINES as u64 });
                }
                self.open.push(Paragraph { number: self.numbers, cell: self.tables.last().copied(), runs: Vec::new() });
            }
            "r" => self.run = Some(Run { from, ..Run::default() }),
            "t" => self.in_text = self.unseen == 0,
            "rFonts" => self.font(start),
            _ => {}
        }
        self.around.push(name);
        Ok(())
    }

    fn empty(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "rFonts" => self.font(start),
            "tab" if self.around.last().is_some_and(|name| name == "r") => self.push("\t"),
            "br" | "cr" if self.run.is_some() => self.push(" "),
            "noBreakHyphen" => self.push("-"),
            "p" if self.around.iter().any(|name| name == "body") => self.numbers += 1,
            _ => {}
        }
    }

    fn font(&mut self, start: &BytesStart<'_>) {
        let encoding = attribute(start, "ascii").or_else(|| attribute(start, "hAnsi")).map(|name| legacy::of_font(&name));
        if let Some(run) = &mut self.run {
            run.font = encoding.or(run.font);
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(run) = &mut self.run
            && self.unseen == 0
        {
            run.text.push_str(text);
            self.letters += text.len();
        }
    }

    fn close(&mut self, name: &str, to: usize) -> Result<(), Reason> {
        match name {
            "del" | "Fallback" | "moveFrom" => self.unseen = self.unseen.saturating_sub(1),
            "t" => self.in_text = false,
            "r" => {
                if let (Some(run), Some(paragraph)) = (self.run.take(), self.open.last_mut())
                    && !run.text.is_empty()
                {
                    paragraph.runs.push((run, to));
                }
            }
            "p" => self.done.extend(self.open.pop()),
            "tc" => {
                if let Some(cell) = self.tables.last_mut() {
                    cell.column += 1;
                }
            }
            "tr" => {
                if let Some(cell) = self.tables.last_mut() {
                    cell.row += 1;
                    cell.column = 0;
                }
            }
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
        self.around.pop();
        Ok(())
    }

    /// The lines; text in old fonts is converted where all of it together says that it is such text.
    fn finish(mut self, file: Arc<str>) -> Document {
        self.done.sort_by_key(|paragraph| paragraph.number);
        let mut evidence = Evidence::default();
        for (run, _) in self.done.iter().flat_map(|paragraph| &paragraph.runs) {
            if run.font.is_some_and(|font| font != Encoding::Unicode) {
                evidence.add(&run.text);
            }
        }
        let old = evidence.supports_font() && evidence.has_signs();
        let mut document = Document { file, format: "docx", ..Document::default() };
        for paragraph in self.done {
            let mut line = Line { number: paragraph.number, cell: paragraph.cell, ..Line::default() };
            for (run, to) in paragraph.runs {
                let converted = run.font.and_then(|font| {
                    let trusted = old || font == Encoding::Vni;
                    if trusted { legacy::decode(&run.text, font) } else { None }
                });
                document.converted |= converted.is_some();
                let from = line.text.len();
                line.text.push_str(converted.as_deref().unwrap_or(&run.text));
                line.pieces.push(Piece { text: from..line.text.len(), run: run.from..to });
            }
            if !line.text.trim().is_empty() {
                document.lines.push(line);
            }
        }
        document
    }
}
