//! Where each figure came from, at the figure itself: an input message, shown when the cell is chosen.
//!
//! Not a note: each note is a drawing of its own with a red corner, and a hundred thousand of them make a workbook that
//! hardly opens. Not a link: a click on a figure that is to be corrected would lead away from it. A message costs two
//! hundred bytes before packing, marks nothing and is not printed. One serves what a unit has in a row (“KH D12; TH E12; CK F12”);
//! where figures are many, several rows: those that follow one another on the sender's sheet too are told together
//! (“dòng 12-15: E11:E14”).

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::layout::{Grid, Layout};
use super::streamed::Message;
use super::{SOURCES, sources};
use crate::cell::CellView;
use crate::consolidation::Row;
use crate::language::{Language, Text};
use crate::number;
use crate::schema::UnitId;
use crate::submission::Measure;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Worksheet};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

/// Up to so many figures, those that a unit has in a row have a message of their own.
const MOST_BY_ROW: usize = 24_000;
/// Above so many figures a unit has only one message: a sheet holds 65,534 of them, and each has room for twelve figures at least.
const MOST_TOLD: usize = 600_000;
/// Characters of a message, counted as Excel does; it shows at most 255.
const MOST_UNITS: usize = 250;
const MOST_OF_A_NAME: usize = 90;
/// So many units are looked at together: what each indicator has of them lies side by side.
const TOGETHER: usize = 16;
const ROW: Text = Text { vi: "dòng ", en: "row " };
const CELL: Text = Text { vi: "Ô: ", en: "Cell: " };
const TITLE: Text = Text { vi: "Nguồn số liệu", en: "Source" };

/// The row of a figure, and where it was read.
type Figure<'a> = (u32, CellView<'a>);

/// Has the library write the first message, in the place of which all of them are put as the workbook is packed.
pub(super) fn first(sheet: &mut Worksheet, layout: &Layout, grid: &Grid) -> Result<(), WriteError> {
    figures(layout, grid, &mut |message| {
        let validation = DataValidation::new().set_input_title(message.title)?.set_input_message(message.text)?;
        let ((first, last), (left, right)) = (message.rows, message.columns);
        sheet.add_data_validation(first, left, last, right, &validation)?;
        Ok(false)
    })
}

/// How messages are shared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    /// Those that a unit has in a row.
    Row,
    /// The figures of one column, as far as a message has room to name their cells.
    Column,
    /// All figures that a unit has from one sheet; their cells are not named.
    Unit,
}

impl Sharing {
    /// How they are shared where there are so many figures.
    fn of(all: usize) -> Sharing {
        match all {
            0..=MOST_BY_ROW => Sharing::Row,
            _ if all <= MOST_TOLD => Sharing::Column,
            _ => Sharing::Unit,
        }
    }
}

fn count_figures(rows: &[(u32, &Row)]) -> usize {
    rows.iter().map(|(_, row)| row.by_unit.count_cells()).sum()
}

/// Tells the sources of all figures of the sheet of units, until it is told to stop.
pub(super) fn figures(layout: &Layout, grid: &Grid, told: &mut dyn FnMut(Message) -> Result<bool, WriteError>) -> Result<(), WriteError> {
    let rows = rows(layout);
    let sharing = Sharing::of(count_figures(&rows));
    let title = layout.text(TITLE);
    let mut place = Place::new(layout.language);
    let mut together: Vec<[Vec<Figure>; 3]> = vec![Default::default(); TOGETHER];
    let mut all: Vec<_> = rows.iter().map(|(line, row)| (*line, row.by_unit.iter().peekable())).collect();
    // The first alone: by its first message the library is told that there are any.
    let (first, others) = grid.units.split_at(grid.units.len().min(1));
    for units in std::iter::once(first).chain(others.chunks(TOGETHER)) {
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
        for (unit, columns) in units.iter().zip(&together) {
            let column = |measure| grid.column(*unit, measure).map(|column| column as u16);
            if sharing == Sharing::Unit
                && let Some((first, last, rows)) = from_one_sheet(columns)
                && let (Some(first), Some(last)) = (column(first), column(last))
                && let Some((_, source)) = columns.iter().flatten().next()
            {
                place.begin(source);
                let (text, plain_from) = (clamped(&place.text), place.length);
                if !told(Message { columns: (first, last), rows, title, text, plain_from })? {
                    return Ok(());
                }
                continue;
            }
            if sharing == Sharing::Row {
                let told = by_row(columns, |line, figures| {
                    let (Some(first), Some(last)) = (figures.first(), figures.last()) else { return Ok(true) };
                    let (Some(left), Some(right)) = (column(first.0), column(last.0)) else { return Ok(true) };
                    place.begin(&first.1);
                    place.tell_row(figures);
                    let (text, plain_from) = (clamped(&place.text), place.length);
                    told(Message { columns: (left, right), rows: (line, line), title, text, plain_from })
                })?;
                if !told {
                    return Ok(());
                }
                continue;
            }
            for (measure, cells) in Measure::ALL.into_iter().zip(columns) {
                let (Some(column), mut rest) = (column(measure), cells.as_slice()) else { continue };
                while let Some((first, source)) = rest.first() {
                    place.begin(source);
                    let count = match sharing {
                        Sharing::Column => place.tell(rest),
                        _ => rest.iter().take_while(|(_, cell)| is_beside(cell, source)).count(),
                    };
                    let (here, others) = rest.split_at(count.clamp(1, rest.len()));
                    let last = here.last().map_or(*first, |(last, _)| *last);
                    let (text, plain_from) = (clamped(&place.text), place.length);
                    if !told(Message { columns: (column, column), rows: (*first, last), title, text, plain_from })? {
                        return Ok(());
                    }
                    rest = others;
                }
            }
        }
    }
    Ok(())
}

/// A figure of a row: which it is, and where it was read.
type OfRow<'a> = (Measure, CellView<'a>);

/// Goes through a unit's figures row by row, those together that stand beside one another here and are from one sheet, until it is
/// told to stop; gives whether it came to the end.
fn by_row<'a>(
    columns: &[Vec<Figure<'a>>; 3],
    mut told: impl FnMut(u32, &[OfRow<'a>]) -> Result<bool, WriteError>,
) -> Result<bool, WriteError> {
    let mut columns = columns.each_ref().map(|column| column.iter().peekable());
    let mut together: Vec<OfRow> = Vec::with_capacity(columns.len());
    while let Some(line) = columns.iter_mut().filter_map(|column| column.peek().map(|(line, _)| *line)).min() {
        for (measure, column) in Measure::ALL.into_iter().zip(&mut columns) {
            let cell = column.next_if(|(of, _)| *of == line).map(|(_, cell)| *cell);
            let belongs = cell.is_some_and(|cell| together.first().is_none_or(|(_, first)| is_beside(&cell, first)));
            if !belongs && !together.is_empty() {
                if !told(line, &together)? {
                    return Ok(false);
                }
                together.clear();
            }
            together.extend(cell.map(|cell| (measure, cell)));
        }
        if !together.is_empty() && !told(line, &together)? {
            return Ok(false);
        }
        together.clear();
    }
    Ok(true)
}

/// The first and the last measure that a unit has figures of, with the first and the last row, where all are from one sheet and
/// none between them is missing.
fn from_one_sheet(columns: &[Vec<Figure>; 3]) -> Option<(Measure, Measure, (u32, u32))> {
    let (_, source) = columns.iter().flatten().next()?;
    let has = |measure: &Measure| columns.get(*measure as usize).is_some_and(|cells| !cells.is_empty());
    let (first, last) = (Measure::ALL.into_iter().find(has)?, Measure::ALL.into_iter().rfind(has)?);
    let no_gap = Measure::ALL.iter().filter(|measure| has(measure)).count() == last as usize - first as usize + 1;
    if !no_gap || !columns.iter().flatten().all(|(_, cell)| is_beside(cell, source)) {
        return None;
    }
    let rows = columns.iter().flatten().map(|(row, _)| *row);
    Some((first, last, (rows.clone().min()?, rows.max()?)))
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

/// What messages say: the file and the sheet, and which cells figures were read from.
struct Place<'c> {
    language: Language,
    /// The sheet that the text begins with.
    of: Option<CellView<'c>>,
    text: String,
    /// How long the text is that names the sheet, and how many letters of Excel's it has.
    length: usize,
    letters: usize,
}

impl<'c> Place<'c> {
    fn new(language: Language) -> Place<'c> {
        Place { language, of: None, text: String::new(), length: 0, letters: 0 }
    }

    /// Begins a message with the file and the sheet.
    fn begin(&mut self, source: &CellView<'c>) {
        if self.of.is_some_and(|of| is_beside(&of, source)) {
            return self.text.truncate(self.length);
        }
        let file = shortened(wording::short_name(&source.file));
        self.text.clear();
        // Writing to a String can't fail.
        let _ = match self.language {
            Language::Vi => writeln!(self.text, "Tệp: {file}\nTrang tính: {}", source.sheet),
            Language::En => writeln!(self.text, "File: {file}\nSheet: {}", source.sheet),
        };
        (self.of, self.length, self.letters) = (Some(*source), self.text.len(), self.text.encode_utf16().count());
    }

    /// Says which cells the figures of a row are from, and which is which where there are several.
    fn tell_row(&mut self, figures: &[OfRow]) {
        self.text += CELL.in_language(self.language);
        for (place, (measure, cell)) in figures.iter().enumerate() {
            self.text += if place > 0 { "; " } else { "" };
            if figures.len() > 1 {
                self.text += wording::short_measure(*measure, self.language);
                self.text.push(' ');
            }
            cell.at.push_name(&mut self.text);
        }
    }

    /// Says which cells figures of one column are from, as far as they are of one sheet and there is room; gives of how many.
    fn tell(&mut self, figures: &[Figure]) -> usize {
        let (mut told, mut used) = (0, self.letters);
        while let Some(run) = figures.get(told..).and_then(|rest| rest.get(..run(rest))) {
            let (Some((first, from)), Some((last, to))) = (run.first(), run.last()) else { break };
            let before = self.text.len();
            if !self.of.is_some_and(|of| is_beside(&of, from)) {
                break;
            }
            self.text += if told > 0 { "; " } else { "" };
            let word = ROW.in_language(self.language);
            self.text += word;
            let number = |text: &mut String, row: u32| number::push_digits(text, false, u64::from(row) + 1, 0);
            number(&mut self.text, *first);
            if run.len() > 1 {
                self.text.push('-');
                number(&mut self.text, *last);
            }
            self.text += ": ";
            from.at.push_name(&mut self.text);
            if run.len() > 1 {
                self.text.push(':');
                to.at.push_name(&mut self.text);
            }
            // All but the word has as many letters as bytes.
            let more = self.text.len() - before - word.len() + word.encode_utf16().count();
            if told > 0 && used + more > MOST_UNITS {
                self.text.truncate(before);
                break;
            }
            (told, used) = (told + run.len(), used + more);
        }
        told
    }
}

/// How many of some figures follow one another, row by row, on the sheet of units and on the sheet they were read from.
fn run(figures: &[Figure]) -> usize {
    let follows = |pair: &&[Figure]| match pair {
        [(row, one), (next, other)] => {
            *next == row + 1
                && (other.at.row, other.at.column) == (one.at.row + 1, one.at.column)
                && Arc::ptr_eq(one.place(), other.place())
        }
        _ => false,
    };
    figures.windows(2).take_while(follows).count() + 1
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::{CellRef, Position};

    /// What a message says of its figures: row and cell of each.
    fn read(told: &str) -> Vec<(u32, Position)> {
        let row = |text: &str| text.parse::<u32>().unwrap() - 1;
        let both = |text: &'_ str, between: char| -> (String, String) {
            let (one, other) = text.split_once(between).unwrap_or((text, text));
            (one.to_string(), other.to_string())
        };
        let mut figures = Vec::new();
        for piece in told.split("; ") {
            let (rows, cells) = piece.strip_prefix("dòng ").unwrap().split_once(": ").unwrap();
            let ((first, last), (from, to)) = (both(rows, '-'), both(cells, ':'));
            let (from, to) = (Position::parse(&from).unwrap(), Position::parse(&to).unwrap());
            assert_eq!((row(&last) - row(&first), from.column), (to.row - from.row, to.column), "{piece}");
            figures.extend((row(&first)..=row(&last)).zip(from.row..).map(|(row, at)| (row, Position::new(at, from.column))));
        }
        figures
    }

    #[test]
    fn every_figure_of_a_column_is_told_with_its_cell_and_none_twice() {
        let mut seed = 11_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) % most) as u32
        };
        let sheets = ["Biểu 01", "Biểu 02"].map(|sheet| CellRef::new("xã/Xã An Phú.xlsx".into(), sheet.into(), Position::new(0, 0)));
        for _ in 0..300 {
            let (mut row, mut at, mut sheet) = (9, Position::new(7 + next(5), 3), 0);
            let cells: Vec<(u32, CellRef)> = (0..1 + next(400))
                .map(|_| {
                    // Mostly the next row of the same column; sometimes rows are left out here or there, or all stands elsewhere.
                    row += 1 + u32::from(next(6) == 0);
                    at = Position::new(at.row + 1 + u32::from(next(7) == 0), if next(40) == 0 { next(30) } else { at.column });
                    sheet = if next(60) == 0 { 1 - sheet } else { sheet };
                    let mut cell = sheets[sheet].clone();
                    cell.at = at;
                    (row, cell)
                })
                .collect();
            let figures: Vec<Figure> = cells.iter().map(|(row, cell)| (*row, cell.view())).collect();
            let mut place = Place::new(Language::Vi);
            let (mut rest, mut told) = (figures.as_slice(), Vec::new());
            while let Some((_, source)) = rest.first() {
                place.begin(source);
                let count = place.tell(rest);
                assert!(place.text.encode_utf16().count() <= MOST_UNITS && clamped(&place.text) == place.text, "{}", place.text);
                let (sheet, cells) = place.text.split_at(place.length);
                assert_eq!(sheet, format!("Tệp: Xã An Phú.xlsx\nTrang tính: {}\n", source.sheet));
                let here = read(cells);
                assert_eq!(here.len(), count);
                assert!(rest[..count].iter().all(|(_, cell)| cell.sheet == source.sheet));
                told.extend(here);
                rest = &rest[count..];
            }
            assert_eq!(told, figures.iter().map(|(row, cell)| (*row, cell.at)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn figures_of_a_row_are_told_together_where_they_stand_side_by_side() {
        let cell = |sheet: &str, at: (u32, u32)| CellRef::new("a.xlsx".into(), sheet.into(), Position::new(at.0, at.1));
        let cells = ["Biểu 01", "Biểu 02"].map(|sheet| [3, 4, 5].map(|column| cell(sheet, (11, column))));
        for (rows, expected) in [
            ([&[(9, 0)][..], &[(9, 0)], &[(9, 0)]], vec!["10 Ô: KH D12; TH E12; CK F12"]),
            ([&[(9, 0)], &[], &[(9, 0)]], vec!["10 Ô: D12", "10 Ô: F12"]),
            ([&[(9, 0)], &[(9, 1)], &[(9, 1)]], vec!["10 Ô: D12", "10 Ô: TH E12; CK F12"]),
            ([&[], &[(4, 0), (9, 0)], &[(9, 0), (12, 1)]], vec!["5 Ô: E12", "10 Ô: TH E12; CK F12", "13 Ô: F12"]),
            ([&[], &[], &[]], vec![]),
        ] {
            let mut column = 0;
            let columns = rows.map(|rows| {
                column += 1;
                rows.iter().map(|&(line, sheet): &(u32, usize)| (line, cells[sheet][column - 1].view())).collect::<Vec<Figure>>()
            });
            let mut told = Vec::new();
            let mut place = Place::new(Language::Vi);
            let ended = by_row(&columns, |line, figures| {
                place.begin(&figures[0].1);
                place.tell_row(figures);
                told.push(format!("{} {}", line + 1, &place.text[place.length..]));
                Ok(true)
            });
            assert!(ended.unwrap());
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn one_message_is_of_all_that_a_unit_has_from_one_sheet() {
        let cell = |sheet: &str| CellRef::new("a.xlsx".into(), sheet.into(), Position::new(1, 1));
        let (one, other) = (cell("Biểu 01"), cell("Biểu 02"));
        let of = |sheet: &'static str, rows: &[u32]| (sheet, rows.to_vec());
        for (columns, expected) in [
            ([of("1", &[4, 9]), of("1", &[5]), of("1", &[2])], Some((Measure::Plan, Measure::Prior, (2, 9)))),
            ([of("1", &[]), of("1", &[5]), of("1", &[])], Some((Measure::Actual, Measure::Actual, (5, 5)))),
            ([of("1", &[4]), of("1", &[]), of("1", &[2])], None),
            ([of("1", &[4]), of("2", &[4]), of("1", &[2])], None),
            ([of("1", &[]), of("1", &[]), of("1", &[])], None),
        ] {
            let columns = columns.map(|(sheet, rows)| {
                let cell = if sheet == "1" { &one } else { &other };
                rows.into_iter().map(|row| (row, cell.view())).collect()
            });
            assert_eq!(from_one_sheet(&columns), expected);
        }
    }
}
