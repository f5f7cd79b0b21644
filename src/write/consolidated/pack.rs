//! Packs the workbook: what the library made of it, with the cells of the large sheets put in (`streamed.rs`).

mod messages;

use super::super::WriteError;
use super::super::sheet_style as style;
use super::escaped::push_text;
use super::formula;
use super::layout::Layout;
use super::names::Names;
use super::streamed::{Given, Merged, Rows, Sheet, Sink, Style, Value};
use crate::cell::{MAX_COLUMNS, column_name};
use crate::jobs::Jobs;
use crate::number;
use rust_decimal::Decimal;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// How hard the workbook is packed. Level 3 takes half as much time again as all else that is written, for three tenths fewer
/// bytes to send: a megabyte and a half for 150 communes.
pub(super) const LEVEL: u8 = 1;
/// Below so many digits, the decimal notation of a number is that of the nearest one that a workbook can hold.
const EXACT: u64 = 1_000_000_000_000_000;
/// How a cell begins, and how the number in it does.
const CELL: &str = "<c r=\"";
const NUMBER: &str = "><v>";
const SHARED_STRINGS: &str = "xl/sharedStrings.xml";
/// Where names are defined, and where they are listed.
const WORKBOOK: &str = "xl/workbook.xml";
const PROPERTIES: &str = "docProps/app.xml";

/// A sheet, by its place in the workbook, and what is left of it to be written.
pub(super) struct Large<'a> {
    pub place: usize,
    pub rows: Box<dyn Rows + 'a>,
}

/// What is packed next.
enum Piece {
    /// A part of the library's workbook, as it stands there.
    Whole(usize),
    /// The head of a part that is written anew.
    Part(String, SimpleFileOptions),
    /// More of that part.
    Text(String),
}

/// Texts are given to be packed in pieces of about so many bytes, however many threads there are.
const PIECE: usize = 1 << 16;

/// The text of a part on its way to be packed.
struct Text<'g> {
    give: &'g mut dyn FnMut(Piece) -> Result<(), WriteError>,
    piece: String,
}

impl Text<'_> {
    fn push(&mut self, text: &str) -> Result<(), WriteError> {
        self.piece += text;
        self.give_when_full()
    }

    /// Gives what there is, where it is as much as a piece.
    fn give_when_full(&mut self) -> Result<(), WriteError> {
        if self.piece.len() < PIECE {
            return Ok(());
        }
        self.end()?;
        self.piece.reserve(PIECE + PIECE / 4);
        Ok(())
    }

    fn end(&mut self) -> Result<(), WriteError> {
        (self.give)(Piece::Text(std::mem::take(&mut self.piece)))
    }
}

/// Puts the cells of the large sheets and the names into a workbook that the library made; with two threads one packs what the
/// other has written.
pub(super) fn pack(made: Vec<u8>, layout: &Layout, large: &[Large], names: &Names, jobs: Jobs) -> Result<Vec<u8>, WriteError> {
    let last = layout.grid.as_ref().map_or(0, |grid| grid.last_column()).max(u8::MAX.into());
    let last = large.iter().map(|large| large.rows.last_column()).fold(last, u32::max);
    let columns: Vec<String> = (0..=last).map(|column| format!("{CELL}{}", column_name(column))).collect();
    let mut archive = ZipArchive::new(Cursor::new(made.as_slice())).map_err(style::not_made)?;
    let mut whole = archive.clone();
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(made.len())));
    let take = |piece| match piece {
        Piece::Whole(at) => whole.by_index_raw(at).and_then(|file| out.raw_copy_file(file)).map_err(style::not_made),
        Piece::Part(name, options) => out.start_file(name, options).map_err(style::not_made),
        Piece::Text(text) => out.write_all(text.as_bytes()).map_err(style::not_made),
    };
    let sheets: Vec<String> = large.iter().map(|large| format!("xl/worksheets/sheet{}.xml", large.place + 1)).collect();
    jobs.behind(take, |give| {
        let mut words = 0;
        for at in 0..archive.len() {
            let file = archive.by_index(at).map_err(style::not_made)?;
            let name = file.name().map_err(style::not_made)?.to_string();
            let sheet = sheets.iter().zip(large).find(|(of, _)| **of == name).map(|(_, sheet)| sheet);
            if sheet.is_none() && !matches!(name.as_str(), SHARED_STRINGS | WORKBOOK | PROPERTIES) {
                give(Piece::Whole(at))?;
                continue;
            }
            let options = file.options().compression_level(Some(LEVEL.into()));
            let xml = text_of(file)?;
            let whole = match (sheet, name.as_str()) {
                (Some(sheet), _) => {
                    give(Piece::Part(name, options))?;
                    let text = Text { give: &mut *give, piece: String::with_capacity(PIECE + PIECE / 4) };
                    words += put_in(text, &xml, layout, &columns, &*sheet.rows)?;
                    continue;
                }
                (None, WORKBOOK) => names.defined(&xml)?,
                (None, PROPERTIES) => names.listed(&xml)?,
                (None, _) => with_more_words(&xml, words),
            };
            give(Piece::Part(name, options))?;
            give(Piece::Text(whole))?;
        }
        Ok(())
    })?;
    Ok(out.finish().map_err(style::not_made)?.into_inner())
}

fn text_of(mut file: ZipFile<impl Read>) -> Result<String, WriteError> {
    let mut text = String::with_capacity(usize::try_from(file.size()).unwrap_or_default());
    file.read_to_string(&mut text).map_err(style::not_made)?;
    Ok(text)
}

/// The shared texts, with so many more cells that refer to them.
fn with_more_words(xml: &str, more: usize) -> String {
    let counted = xml.split_once(" count=\"").and_then(|(before, rest)| {
        let (count, after) = rest.split_once('"')?;
        Some(format!("{before} count=\"{}\"{after}", count.parse::<usize>().ok()?.checked_add(more)?))
    });
    counted.unwrap_or_else(|| xml.to_string())
}

/// Writes a sheet's XML with its cells put in; gives how many words were among them.
fn put_in(out: Text, xml: &str, layout: &Layout, columns: &[String], rows: &dyn Rows) -> Result<usize, WriteError> {
    let Some((head, rest)) = xml.split_once("<sheetData>") else { return Err(style::not_made("<sheetData>")) };
    let Some((mut table, tail)) = rest.split_once("</sheetData>") else { return Err(style::not_made("</sheetData>")) };
    let mut letters = vec![[0; 3]; columns.len()];
    for (letters, column) in letters.iter_mut().zip(0..) {
        letters.iter_mut().zip(name_of(columns, column).unwrap_or_default().bytes()).for_each(|(place, letter)| *place = letter);
    }
    let mut line = Line {
        layout,
        columns,
        letters,
        known: Vec::new(),
        words: Default::default(),
        links: [Sheet::Summary, Sheet::ByUnit].map(|sheet| {
            let name = sheet.name(layout);
            [format!("IF('{name}'!"), format!("=\"\",\"\",'{name}'!")]
        }),
        count: 0,
        out,
        has_cells: false,
        number: 0,
        row: String::new(),
        left: "",
        next: None,
    };
    line.out.push(head)?;
    line.out.push("<sheetData>")?;
    while let Some((tag, rest)) = table.split_once('>') {
        // A row of which the library knows only the height.
        let (open, is_empty) = tag.strip_suffix('/').map_or((tag, false), |open| (open, true));
        // The columns that a row spans may be left out; the library does not know all of them.
        match open.split_once(" spans=\"").and_then(|(before, rest)| Some((before, rest.split_once('"')?.1))) {
            Some((before, after)) => line.out.piece.extend([before, after]),
            None => line.out.piece += open,
        }
        let (cells, rest) = match is_empty {
            true => ("", rest),
            false => rest.split_once("</row>").ok_or_else(|| style::not_made("</row>"))?,
        };
        table = rest;
        let number = tag.split_once(" r=\"").and_then(|(_, rest)| rest.split_once('"')?.0.parse::<u32>().ok());
        let Some(number) = number else { return Err(style::not_made(tag)) };
        line.number = number;
        line.row = number.to_string();
        line.has_cells = !is_empty;
        if line.has_cells {
            line.out.piece.push('>');
        }
        line.come_to(cells);
        rows.row(number - 1, &mut line)?;
        line.out.piece += line.left;
        line.out.push(if line.has_cells { "</row>" } else { "/>" })?;
    }
    let (mut out, count) = (line.out, line.count);
    out.push("</sheetData>")?;
    let rest = put_in_merged(&mut out, tail, columns, rows.merged())?;
    messages::put_in(&mut out, rest, columns, rows)?;
    out.end()?;
    Ok(count)
}

/// Writes what follows the cells as far as merged ones are told, with some more of them; gives the rest.
fn put_in_merged<'t>(out: &mut Text, tail: &'t str, columns: &[String], merged: &[Merged]) -> Result<&'t str, WriteError> {
    const BEGIN: &str = "<mergeCells count=\"";
    if merged.is_empty() {
        return Ok(tail);
    }
    let told = tail.split_once(BEGIN).and_then(|(before, rest)| {
        let (count, rest) = rest.split_once("\">")?;
        Some((before, count.parse::<usize>().ok()?.checked_add(merged.len())?, rest))
    });
    let Some((before, count, rest)) = told else { return Err(style::not_made(BEGIN)) };
    out.push(before)?;
    out.push(&format!("{BEGIN}{count}\">"))?;
    for Merged { rows: (top, bottom), columns: (first, last) } in merged {
        let (Some(first), Some(last)) = (name_of(columns, *first), name_of(columns, *last)) else { return Err(style::not_made(BEGIN)) };
        out.push(&format!("<mergeCell ref=\"{first}{}:{last}{}\"/>", top + 1, bottom + 1))?;
    }
    Ok(rest)
}

/// The name of a column, of which there is how its cells begin.
fn name_of(columns: &[String], column: u16) -> Option<&str> {
    columns.get(usize::from(column))?.strip_prefix(CELL)
}

/// A row that is being written: the library's cells among those that are put in.
struct Line<'l, 'g> {
    layout: &'l Layout<'l>,
    /// How the cells of each column begin.
    columns: &'l [String],
    /// The letters of each column, side by side: rows of very many units go through all of them.
    letters: Vec<[u8; 3]>,
    /// Of each style: how cells have it.
    known: Vec<Option<Known>>,
    /// Of each verdict: the number of its word among the shared texts.
    words: [Option<u32>; 4],
    /// What stands in a link to each sheet before either name of the cell.
    links: [[String; 2]; 2],
    /// How many words were put in.
    count: usize,
    out: Text<'g>,
    /// Whether the row's tag is written to its end, for cells behind it.
    has_cells: bool,
    /// The row's number, counted from 1, and as in its cells' names.
    number: u32,
    row: String,
    /// What the library wrote of it that has not been copied yet.
    left: &'l str,
    /// The column of the first cell of that.
    next: Option<u16>,
}

/// How cells have a style.
struct Known {
    /// The attribute.
    attribute: String,
    /// The row that the tail is of, counted from 1.
    row: u32,
    /// What follows the letters of a cell's column: the row's number, the attribute, and how a number begins.
    tail: String,
}

impl Sink for Line<'_, '_> {
    fn wants(&self, _: Style) -> bool {
        true
    }

    fn put(&mut self, column: u16, style: Style, value: Value) -> Result<(), WriteError> {
        if !self.has_cells {
            self.has_cells = true;
            self.out.piece.push('>');
        }
        // The rows of very many units are large.
        self.out.give_when_full()?;
        while self.next.is_some_and(|next| next <= column)
            && let Some((cell, of, left)) = first_cell(self.left)
        {
            self.come_to(left);
            self.out.piece += cell;
            if of == column {
                self.learn(cell, style, &value);
                return Ok(());
            }
        }
        let letters = self.letters.get(usize::from(column));
        let known = self.known.get_mut(style.place()).and_then(Option::as_mut);
        let (Some(letters), Some(known)) = (letters, known) else { return Err(style::not_made(format!("{column}:{}", self.row))) };
        if known.row != self.number {
            known.row = self.number;
            known.tail.clear();
            known.tail.extend([self.row.as_str(), "\"", &known.attribute, NUMBER]);
        }
        let out = &mut self.out.piece;
        *out += CELL;
        letters.iter().filter(|letter| **letter != 0).for_each(|letter| out.push(char::from(*letter)));
        *out += &known.tail;
        if !matches!(value, Value::Number(_)) {
            out.truncate(out.len() - NUMBER.len());
        }
        match value {
            Value::Blank => *out += "/>",
            Value::Number(number) => {
                push_stored(out, number);
                *out += "</v></c>";
            }
            Value::Word(verdict) => {
                let Some(word) = self.words.get(verdict as usize).copied().flatten() else {
                    return Err(style::not_made(self.layout.verdict(verdict)));
                };
                self.count += 1;
                *out += " t=\"s\"><v>";
                number::push_digits(out, false, word.into(), 0);
                *out += "</v></c>";
            }
            Value::Text(text) => {
                // Spaces at the ends of a text are XML's own unless it says otherwise.
                let spaced = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
                *out += if spaced { " t=\"inlineStr\"><is><t xml:space=\"preserve\">" } else { " t=\"inlineStr\"><is><t>" };
                push_text(out, text);
                *out += "</t></is></c>";
            }
            Value::Formula(formula, given) => {
                begin_formula(out, given);
                push_text(out, &formula);
                self.give(given);
            }
            Value::Percent([actual, base], decimals, given) => {
                begin_formula(out, given);
                let (Some(actual), Some(base)) = (name_of(self.columns, actual), name_of(self.columns, base)) else {
                    return Err(style::not_made(&self.row));
                };
                formula::push_percent(out, [actual, &self.row], [base, &self.row], decimals);
                self.give(given);
            }
            Value::Link(sheet, (row, column), given) => {
                begin_formula(out, given);
                let Some(column) = name_of(self.columns, column) else { return Err(style::not_made(&self.row)) };
                for before in self.links.get(sheet as usize).into_iter().flatten() {
                    *out += before;
                    *out += column;
                    number::push_digits(out, false, u64::from(row) + 1, 0);
                }
                out.push(')');
                self.give(given);
            }
        }
        Ok(())
    }
}

impl<'l> Line<'l, '_> {
    /// Goes on with what is left of a row.
    fn come_to(&mut self, left: &'l str) {
        self.left = left;
        self.next = column_of(left);
    }

    /// The rest of a cell, from the end of its formula on.
    fn give(&mut self, given: Given) {
        let out = &mut self.out.piece;
        *out += "</f><v>";
        match given {
            Given::Number(number) => number.into_iter().for_each(|number| push_exact(out, number)),
            Given::Word(verdict) => push_text(out, self.layout.verdict(verdict)),
        }
        *out += "</v></c>";
    }

    /// Learns from a cell of the library how others of its kind are written.
    fn learn(&mut self, cell: &str, style: Style, value: &Value) {
        if self.known.len() <= style.place() {
            self.known.resize_with(style.place() + 1, || None);
        }
        let tag = cell.split_once('>').map_or(cell, |(tag, _)| tag);
        if let Some(known) = self.known.get_mut(style.place()).filter(|known| known.is_none()) {
            let number = tag.split_once(" s=\"").and_then(|(_, rest)| Some(rest.split_once('"')?.0));
            // The usual format is not named.
            let attribute = number.map_or_else(String::new, |number| format!(" s=\"{number}\""));
            *known = Some(Known { attribute, row: 0, tail: String::new() });
        }
        if let Value::Word(verdict) = value
            && let Some(word) = self.words.get_mut(*verdict as usize)
        {
            *word = cell.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>")?.0.parse().ok());
        }
    }
}

/// How the formula of a cell begins: where it gives no number, the cell's tag says so.
fn begin_formula(out: &mut String, given: Given) {
    *out += if matches!(given, Given::Number(Some(_))) { "><f>" } else { " t=\"str\"><f>" };
}

/// The first of some cells, its column, and the others.
fn first_cell(cells: &str) -> Option<(&str, u16, &str)> {
    let (name, column) = (cells.strip_prefix("<c r=\"")?, column_of(cells)?);
    let end = name.find("<c r=\"").map_or(cells.len(), |at| at + cells.len() - name.len());
    let (cell, others) = cells.split_at_checked(end)?;
    Some((cell, column, others))
}

/// The column of the first of some cells.
fn column_of(cells: &str) -> Option<u16> {
    let letters = cells.strip_prefix("<c r=\"")?.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.fold(0_u32, |column, letter| (column * 26 + u32::from(letter - b'A') + 1).min(MAX_COLUMNS));
    u16::try_from(column.checked_sub(1)?).ok()
}

/// A number as the nearest that a workbook can hold.
fn push_stored(out: &mut String, number: Decimal) {
    match small(number) {
        Some((digits, scale)) if digits < EXACT => number::push_digits(out, number.is_sign_negative(), digits, scale),
        _ => {
            let _ = write!(out, "{}", style::stored(number));
        }
    }
}

/// A number, exactly.
fn push_exact(out: &mut String, number: Decimal) {
    match small(number) {
        Some((digits, scale)) => number::push_digits(out, number.is_sign_negative(), digits, scale),
        None => *out += &number::plain_text(number),
    }
}

/// Digits and decimals of a number that is not too long to be written quickly; zeros at its end are left out.
fn small(number: Decimal) -> Option<(u64, u32)> {
    let mut digits = u64::try_from(number.mantissa().unsigned_abs()).ok()?;
    let mut scale = number.scale();
    if digits == 0 && number.is_sign_negative() {
        return None;
    }
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    (scale < 19).then_some((digits, scale))
}

#[cfg(test)]
mod tests {
    use super::super::escaped::push_attribute;
    use super::super::streamed::Styles;
    use super::*;
    use crate::submission::Verdict;

    #[test]
    fn numbers_are_written_as_the_library_would() {
        let mut numbers = vec![Decimal::MAX, Decimal::MIN, Decimal::ZERO, -Decimal::ZERO, Decimal::new(0, 3), Decimal::from(u64::MAX)];
        for digits in 0..=20_u32 {
            let one = 10_i128.pow(digits);
            for mantissa in [one, one - 1, one + 1, one * 5, one / 3, one * 7 + one / 9] {
                for scale in [0, 1, 2, 7, 15, 18, 19, 28] {
                    numbers.extend([1, -1].map(|sign| Decimal::from_i128_with_scale(mantissa * sign, scale)));
                }
            }
        }
        for number in numbers {
            let (mut stored, mut exact) = (String::new(), String::new());
            push_stored(&mut stored, number);
            push_exact(&mut exact, number);
            assert_eq!(stored, style::stored(number).to_string(), "{number}");
            assert_eq!(exact, number::plain_text(number), "{number}");
        }
    }

    #[test]
    fn what_xml_can_not_have_is_coded() {
        let (mut text, mut attribute) = (String::new(), String::new());
        push_text(&mut text, "a<b & \"c\"\n\u{1}đ>");
        push_attribute(&mut attribute, "a<b & \"c\"\n\u{1}đ>");
        assert_eq!(text, "a&lt;b &amp; \"c\"\n_x0001_đ&gt;");
        assert_eq!(attribute, "a&lt;b &amp; &quot;c&quot;&#xA;_x0001_đ&gt;");
    }

    /// Cells of every kind, in three rows.
    struct Samples([Style; 2]);

    const ROWS: std::ops::Range<u32> = 3..6;

    impl Samples {
        fn cells(&self, row: u32) -> Vec<(u16, Style, Value<'static>)> {
            let given = |text: &str| Given::Number(Some(Decimal::from_str_exact(text).unwrap()));
            let words = [Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed];
            let values = [Value::Blank, Value::Blank].into_iter();
            let values = values.chain(["0", "-0.50", "1234.5", "0.1234567890123456789", "123456789012345678.9"].map(|text| {
                let number = Decimal::from_str_exact(text).unwrap();
                Value::Number(number * Decimal::from(row))
            }));
            let values =
                values.chain(words.map(Value::Word)).chain(words.map(|word| Value::Formula("IF(A1<>\"&\",1,2)".into(), Given::Word(word))));
            let values = values.chain([
                Value::Formula("A1*2".into(), given("12.50")),
                Value::Formula("A1*2".into(), given("123456789012345678.25")),
                Value::Formula("A1".into(), Given::Number(None)),
                Value::Percent([3, 30], 1, given("99.5")),
                Value::Percent([4, 3], 5, Given::Number(None)),
                Value::Link(Sheet::ByUnit, (row, 40), given("-7")),
                Value::Link(Sheet::ByUnit, (row, 3), Given::Number(None)),
                Value::Link(Sheet::ByUnit, (row, 3), Given::Word(Verdict::Met)),
                Value::Link(Sheet::Summary, (row, 3), given("8")),
            ]);
            // The library's own cell stands among them.
            let columns = (2..).filter(|column| *column != 7);
            columns.zip(self.0.into_iter().cycle()).zip(values).map(|((column, style), value)| (column, style, value)).collect()
        }
    }

    impl Rows for Samples {
        fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
            let cells = if ROWS.contains(&row) { self.cells(row) } else { Vec::new() };
            cells.into_iter().try_for_each(|(column, style, value)| sink.put(column, style, value))
        }
    }

    #[test]
    fn cells_are_what_the_library_would_write() {
        let schema = crate::schema::built_in().unwrap();
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
        let mut files: Vec<_> = std::fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let merged = crate::merge(&schema, &files, &crate::MergeOptions::default(), &|_| {});
        let layout = Layout::of(&schema, &merged.consolidation, crate::language::Language::Vi);
        let made = |all: bool| {
            let mut workbook = style::new_workbook("a", "b").unwrap();
            let sheet = workbook.add_worksheet();
            sheet.set_formula_result_default("");
            let mut styles = Styles::default();
            let rows = Samples([styles.of(style::numeric("#,##0.0")), styles.of(style::centred())]);
            // The head is as wide as the table.
            sheet.write_string(ROWS.start - 1, 26, "c").unwrap();
            for row in ROWS {
                sheet.write_string(row, 0, "a").unwrap();
                sheet.write_string(row, 7, "b").unwrap();
                match all {
                    true => rows.cells(row).into_iter().for_each(|cell| styles.write(sheet, &layout, row, cell).unwrap()),
                    false => styles.begin(sheet, &layout, row, &rows).unwrap(),
                }
            }
            let names = Names::of(&layout);
            names.define(&mut workbook).unwrap();
            let made = workbook.save_to_buffer().unwrap();
            if all { made } else { pack(made, &layout, &[Large { place: 0, rows: Box::new(rows) }], &names, Jobs::ONE).unwrap() }
        };
        let (all, packed) = (made(true), made(false));
        assert!(all != packed);
        let part = |bytes: &[u8], name: &str| {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
            text_of(archive.by_name(name).unwrap()).unwrap()
        };
        let spans = regex::Regex::new(" spans=\"[^\"]*\"").unwrap();
        let sheet = "xl/worksheets/sheet1.xml";
        assert_eq!(part(&packed, sheet), spans.replace_all(&part(&all, sheet), ""));
        for name in ["xl/sharedStrings.xml", "xl/styles.xml"] {
            assert_eq!(part(&packed, name), part(&all, name));
        }
    }

    #[test]
    fn merged_cells_are_told_behind_where_the_librarys_begin() {
        let columns: Vec<String> = (0..3).map(|column| format!("{CELL}{}", column_name(column))).collect();
        let tail = "<x/><mergeCells count=\"2\"><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"A3:B3\"/></mergeCells><y/>";
        let put_in = |merged: &[Merged]| {
            let mut out = Text { give: &mut |_| Ok(()), piece: String::new() };
            let rest = put_in_merged(&mut out, tail, &columns, merged).unwrap();
            out.piece + rest
        };
        assert_eq!(put_in(&[]), tail);
        let more = "count=\"3\"><mergeCell ref=\"B8:C8\"/><mergeCell ref=\"A1:A2\"/>";
        let wanted = tail.replace("count=\"2\"><mergeCell ref=\"A1:A2\"/>", more);
        assert_eq!(put_in(&[Merged { rows: (7, 7), columns: (1, 2) }]), wanted);
    }

    #[test]
    fn cells_are_told_apart_by_their_columns() {
        let cells = "<c r=\"B10\" s=\"4\"/><c r=\"AA10\" t=\"s\"><v>3</v></c>";
        let (first, column, others) = first_cell(cells).unwrap();
        assert_eq!((first, column), ("<c r=\"B10\" s=\"4\"/>", 1));
        assert_eq!(first_cell(others), Some(("<c r=\"AA10\" t=\"s\"><v>3</v></c>", 26, "")));
        assert_eq!(first_cell(""), None);
    }
}
