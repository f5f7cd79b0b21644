//! Where each figure came from, at the figure itself: an input message, shown when the cell is chosen.
//!
//! Not a note: each note is a drawing of its own with a red corner, and a hundred thousand of them make a workbook that
//! hardly opens. Not a link: a click on a figure that is to be corrected would lead away from it. A message costs two
//! hundred bytes before packing, marks nothing and is not printed. Where figures are many, one message serves several rows.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::layout::{Grid, Layout};
use super::streamed::Message;
use super::{SOURCES, sources};
use crate::cell::{CellView, Position};
use crate::consolidation::Row;
use crate::language::{Language, Text};
use crate::number;
use crate::schema::UnitId;
use crate::submission::Measure;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Worksheet};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

/// Up to so many figures, each has a message of its own.
const MOST_SINGLE: usize = 8_000;
/// Figures that one message tells of where there are more.
const SHARED: usize = 12;
/// A sheet holds 65,534 messages; above that a column has only one.
const MOST_MESSAGES: usize = 50_000;
/// Characters of a message, counted as Excel does; it shows at most 255.
const MOST_UNITS: usize = 250;
const MOST_OF_A_NAME: usize = 90;
/// So many units are looked at together: what each indicator has of them lies side by side.
const TOGETHER: usize = 16;
const ROW: Text = Text { vi: "dòng ", en: "row " };
const TITLE: Text = Text { vi: "Nguồn số liệu", en: "Source" };

/// The row of a figure, and where it was read.
type Figure<'a> = (u32, CellView<'a>);

/// Has the library write the first message, in the place of which all of them are put as the workbook is packed.
pub(super) fn first(sheet: &mut Worksheet, layout: &Layout, grid: &Grid) -> Result<(), WriteError> {
    figures(layout, grid, &mut |message| {
        let validation = DataValidation::new().set_input_title(message.title)?.set_input_message(message.text)?;
        sheet.add_data_validation(message.rows.0, message.column, message.rows.1, message.column, &validation)?;
        Ok(false)
    })
}

/// Tells the sources of all figures of the sheet of units, until it is told to stop.
pub(super) fn figures(layout: &Layout, grid: &Grid, told: &mut dyn FnMut(Message) -> Result<bool, WriteError>) -> Result<(), WriteError> {
    let (title, only) = (layout.text(TITLE), layout.text(Text { vi: "Ô: ", en: "Cell: " }));
    groups(layout, grid, &mut |column, cells, pieces, text| {
        let (Some((first, _)), Some((last, _))) = (cells.first(), cells.last()) else { return Ok(true) };
        let plain_from = text.len();
        pieces.tell(text, only, cells);
        let text = clamped(text);
        told(Message { column: column as u16, rows: (*first, *last), title, text, plain_from })
    })
}

/// How many messages there are, where each figure has one of its own.
pub(super) fn count(layout: &Layout) -> Option<usize> {
    let all = count_figures(&rows(layout));
    (shared(all) == 1).then_some(all)
}

fn count_figures(rows: &[(u32, &Row)]) -> usize {
    rows.iter().map(|(_, row)| row.by_unit.count_cells()).sum()
}

/// Of how many figures at most one message tells, where there are so many.
fn shared(all: usize) -> usize {
    match all {
        0..=MOST_SINGLE => 1,
        _ if all / SHARED <= MOST_MESSAGES => SHARED,
        _ => usize::MAX,
    }
}

/// What takes a message: its column, the figures it is of, what is said of each, and what its text begins with, to which more may
/// be added.
type Take<'a> = dyn FnMut(u32, &[Figure], &Pieces, &mut String) -> Result<bool, WriteError> + 'a;

/// Gives the figures of which one message tells, with their column and what it begins with, until it is told to stop.
fn groups(layout: &Layout, grid: &Grid, take: &mut Take<'_>) -> Result<(), WriteError> {
    let rows = rows(layout);
    let shared = shared(count_figures(&rows));
    let mut text = String::new();
    // The sheet that the text begins with, how long that is, and how many letters of Excel's.
    let mut placed: Option<(CellView, usize, usize)> = None;
    let mut together: Vec<[Vec<Figure>; 3]> = vec![Default::default(); TOGETHER];
    let mut said = Measure::ALL.map(|_| Pieces { word: layout.text(ROW), by_row: Vec::new() });
    let mut all: Vec<_> = rows.iter().map(|(line, row)| (*line, row.by_unit.iter().peekable())).collect();
    for units in grid.units.chunks(TOGETHER) {
        together.iter_mut().flatten().for_each(Vec::clear);
        for (line, of_units) in &mut all {
            for (unit, columns) in units.iter().zip(&mut together) {
                // Both are in the order of the units.
                while of_units.next_if(|(of, _)| of < unit).is_some() {}
                let Some((_, figures)) = of_units.next_if(|(of, _)| of == unit) else { continue };
                for (cell, column) in figures.cells().into_iter().zip(columns) {
                    column.extend(cell.map(|cell| (*line, cell)));
                }
            }
        }
        let measures = units.iter().flat_map(|unit| Measure::ALL.map(|measure| (*unit, measure)));
        for ((unit, measure), cells) in measures.zip(together.iter().flatten()) {
            let Some(column) = grid.column(unit, measure) else { continue };
            let mut rest = cells.as_slice();
            while let Some((_, source)) = rest.first().copied() {
                let alike = rest.iter().take_while(|(_, cell)| is_beside(cell, &source)).take(shared).count();
                let cells = rest.get(..alike).unwrap_or_default();
                let letters = match placed.filter(|(of, ..)| is_beside(of, &source)) {
                    Some((_, length, letters)) => {
                        text.truncate(length);
                        letters
                    }
                    None => {
                        place(&mut text, layout, &source);
                        let letters = text.encode_utf16().count();
                        placed = Some((source, text.len(), letters));
                        letters
                    }
                };
                let pieces = &mut said[measure as usize];
                let room = if cells.len() > SHARED { cells.len() } else { pieces.room(letters, cells) };
                let (told, others) = rest.split_at(room.clamp(1, rest.len()));
                if !take(column, told, pieces, &mut text)? {
                    return Ok(());
                }
                rest = others;
            }
        }
    }
    Ok(())
}

/// The rows that figures were read for, in the order of the sheet; what follows from another row is told there.
fn rows<'a>(layout: &Layout<'a>) -> Vec<(u32, &'a Row)> {
    let read = layout.consolidation.rows.iter().filter(|row| layout.schema.indicator(row.indicator).derivation.is_none());
    read.map(|row| (layout.row(row.indicator), row)).collect()
}

/// Whether two cells are on one sheet; most often both name it by the same text.
fn is_beside(one: &CellView, other: &CellView) -> bool {
    if Arc::ptr_eq(one.place(), other.place()) {
        return true;
    }
    let same = |one: &Arc<str>, other: &Arc<str>| Arc::ptr_eq(one, other) || one == other;
    same(&one.file, &other.file) && same(&one.sheet, &other.sheet)
}

/// The file and the sheet.
fn place(text: &mut String, layout: &Layout, source: &CellView) {
    let file = shortened(wording::short_name(&source.file));
    text.clear();
    // Writing to a String can't fail.
    let _ = match layout.language {
        Language::Vi => writeln!(text, "Tệp: {file}\nTrang tính: {}", source.sheet),
        Language::En => writeln!(text, "File: {file}\nSheet: {}", source.sheet),
    };
}

/// What messages say of the figures of one measure, by row. Units fill in the same form, so that the next one's figure mostly
/// stands in the same cell.
struct Pieces {
    word: &'static str,
    by_row: Vec<Piece>,
}

/// What is said of one figure.
#[derive(Default)]
struct Piece {
    /// Where it was read.
    at: Option<Position>,
    /// `; dòng 12: E12`.
    text: String,
    /// From here on it is the name of the cell.
    name: usize,
}

/// Between what is said of two figures.
const BETWEEN: &str = "; ";

impl Pieces {
    /// What is said of a figure.
    fn of(&mut self, (row, cell): &Figure) -> &Piece {
        let at = *row as usize;
        if self.by_row.len() <= at {
            self.by_row.resize_with(at + 1, Piece::default);
        }
        let piece = &mut self.by_row[at];
        if piece.at != Some(cell.at) {
            piece.at = Some(cell.at);
            piece.text.clear();
            piece.text.extend([BETWEEN, self.word]);
            number::push_digits(&mut piece.text, false, u64::from(*row) + 1, 0);
            piece.text += ": ";
            piece.name = piece.text.len();
            cell.at.push_name(&mut piece.text);
        }
        piece
    }

    /// Of how many of some cells there is room to tell after the place, which takes so many letters.
    fn room(&mut self, place: usize, cells: &[Figure]) -> usize {
        let mut used = place;
        let longer_in_bytes = self.word.len() - self.word.encode_utf16().count();
        for (told, figure) in cells.iter().enumerate() {
            let more = self.of(figure).text.len() - if told == 0 { BETWEEN.len() } else { 0 };
            if told > 0 && used + more + 4 > MOST_UNITS {
                return told;
            }
            used += more - longer_in_bytes;
        }
        cells.len()
    }

    /// Says after the place which cells some figures are from, for which there is room; of very many the place is enough.
    fn tell(&self, text: &mut String, only: &str, cells: &[Figure]) {
        let of = |row: u32| self.by_row.get(row as usize);
        if let [(row, _)] = cells {
            *text += only;
            *text += of(*row).and_then(|piece| piece.text.get(piece.name..)).unwrap_or_default();
            return;
        }
        for (told, (row, _)) in cells.iter().enumerate().filter(|_| cells.len() <= SHARED) {
            let from = if told == 0 { BETWEEN.len() } else { 0 };
            *text += of(*row).and_then(|piece| piece.text.get(from..)).unwrap_or_default();
        }
    }
}

/// No more than Excel shows: letters outside the common plane count twice.
fn clamped(text: &str) -> &str {
    // No letter counts more often than it has bytes, and those of fewer than four bytes count once.
    let short = text.len() <= MOST_UNITS || (text.chars().count() <= MOST_UNITS && text.bytes().all(|byte| byte < 0xf0));
    if short {
        return text;
    }
    let mut used = 0;
    let end = text.char_indices().find(|(_, letter)| {
        used += letter.len_utf16();
        used > MOST_UNITS
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

/// A file's name, its middle left out where it is too long.
fn shortened(name: &str) -> Cow<'_, str> {
    let count = name.chars().count();
    if count <= MOST_OF_A_NAME {
        return name.into();
    }
    let half = MOST_OF_A_NAME / 2;
    name.chars().take(half).chain(['…']).chain(name.chars().skip(count - half)).collect()
}

/// How the links above the units' columns look.
pub(super) fn link_format() -> Format {
    style::plain().set_italic().set_font_size(10).set_align(FormatAlign::Center)
}

/// Writes a link above a unit's columns that leads to its file on the sheet of sources.
pub(super) fn unit(
    sheet: &mut Worksheet,
    layout: &Layout,
    (row, first, last): (u32, u16, u16),
    (unit, format): (UnitId, &Format),
) -> Result<(), WriteError> {
    let Some((line, source)) = sources::of_unit(layout, unit) else { return Ok(()) };
    let tip = format!("{} – SHA-256: {}", shortened(wording::short_name(&source.file)), source.sha256);
    let link = format!("internal:'{}'!C{}", layout.text(SOURCES), line + 1);
    let text = layout.text(Text { vi: "→ Nguồn", en: "→ Source" });
    sheet.merge_range(row, first, row, last, "", format)?;
    sheet.write_url_with_options(row, first, link.as_str(), text, tip, Some(format))?;
    Ok(())
}
