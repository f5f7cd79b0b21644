//! Packs the workbook: what the library made of it, with the cells of the large sheets put in (`streamed.rs`).

mod line;
mod messages;

use super::super::WriteError;
use super::super::sheet_style as style;
use super::layout::Layout;
use super::names::Names;
use super::streamed::{Merged, Rows};
use crate::cell::column_name;
use crate::jobs::Jobs;
use libdeflater::Decompressor;
use line::{Learned, Line};
use std::io::{Cursor, Read, Write};
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// How hard the workbook is packed. Level 3 takes half as much time again as all else that is written, for three tenths fewer
/// bytes to send: a megabyte and a half for 150 communes.
pub(super) const LEVEL: u8 = 1;
/// How a cell begins.
const CELL: &str = "<c r=\"";
const SHARED_STRINGS: &str = "xl/sharedStrings.xml";
/// Where names are defined, and where they are listed.
const WORKBOOK: &str = "xl/workbook.xml";
const PROPERTIES: &str = "docProps/app.xml";

/// A sheet, by its place in the workbook, and what is left of it to be written.
pub(super) struct Large<'a> {
    pub place: usize,
    pub rows: Box<dyn Rows + 'a>,
    /// Whether its styles are those of all sheets that share theirs: of each the library has written the first cell on the first
    /// of these sheets that has one.
    pub shares_styles: bool,
}

impl<'a> Large<'a> {
    /// A sheet with styles of its own.
    pub fn new(place: usize, rows: Box<dyn Rows + 'a>) -> Large<'a> {
        Large { place, rows, shares_styles: false }
    }
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

/// What is put in makes a workbook of a few units so many times as large as the library's; room that is not used costs nothing.
const GROWS: usize = 8;
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
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(made.len() * GROWS)));
    let take = |piece| match piece {
        Piece::Whole(at) => whole.by_index_raw(at).and_then(|file| out.raw_copy_file(file)).map_err(style::not_made),
        Piece::Part(name, options) => out.start_file(name, options).map_err(style::not_made),
        Piece::Text(text) => out.write_all(text.as_bytes()).map_err(style::not_made),
    };
    let sheets: Vec<String> = large.iter().map(|large| format!("xl/worksheets/sheet{}.xml", large.place + 1)).collect();
    let (mut unpacks, mut shared) = (Decompressor::new(), Learned::default());
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
            let xml = text_of(file, &made, &mut unpacks)?;
            let whole = match (sheet, name.as_str()) {
                (Some(sheet), _) => {
                    give(Piece::Part(name, options))?;
                    let text = Text { give: &mut *give, piece: String::with_capacity(PIECE + PIECE / 4) };
                    let mut own = Learned::default();
                    let learned = if sheet.shares_styles { &mut shared } else { &mut own };
                    words += put_in(text, &xml, (layout, &columns), &*sheet.rows, learned)?;
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

/// The text of a part, which is unpacked from where it lies in what the library made.
fn text_of(mut file: ZipFile<impl Read>, made: &[u8], unpacks: &mut Decompressor) -> Result<String, WriteError> {
    let size = usize::try_from(file.size()).map_err(style::not_made)?;
    let lies = file.data_start().and_then(|from| usize::try_from(from).ok()).zip(usize::try_from(file.compressed_size()).ok());
    let packed = lies.and_then(|(from, length)| made.get(from..)?.get(..length));
    if let Some(packed) = packed.filter(|_| file.compression() == CompressionMethod::Deflated) {
        let mut text = vec![0; size];
        let given = unpacks.deflate_decompress(packed, &mut text).map_err(style::not_made)?;
        text.truncate(given);
        return String::from_utf8(text).map_err(style::not_made);
    }
    let mut text = String::with_capacity(size);
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
fn put_in<'g>(
    out: Text<'g>,
    xml: &str,
    (layout, columns): (&Layout, &[String]),
    rows: &dyn Rows,
    learned: &'g mut Learned,
) -> Result<usize, WriteError> {
    let Some((head, rest)) = xml.split_once("<sheetData>") else { return Err(style::not_made("<sheetData>")) };
    let Some((table, tail)) = rest.split_once("</sheetData>") else { return Err(style::not_made("</sheetData>")) };
    let mut line = Line::new(out, layout, columns, learned);
    line.out.push(head)?;
    line.out.push("<sheetData>")?;
    line.rows(table, rows)?;
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

#[cfg(test)]
mod tests {
    use super::super::escaped::{push_attribute, push_text};
    use super::super::heights::{Heights, Shown};
    use super::super::streamed::{Given, Sheet, Sink, Style, Styles, Value};
    use super::*;
    use crate::submission::Verdict;
    use rust_decimal::Decimal;

    #[test]
    fn what_xml_can_not_have_is_coded() {
        let (mut text, mut attribute) = (String::new(), String::new());
        push_text(&mut text, "a<b & \"c\"\n\u{1}đ>");
        push_attribute(&mut attribute, "a<b & \"c\"\n\u{1}đ>");
        assert_eq!(text, "a&lt;b &amp; \"c\"\n_x0001_đ&gt;");
        assert_eq!(attribute, "a&lt;b &amp; &quot;c&quot;&#xA;_x0001_đ&gt;");
    }

    /// Cells of every kind, in some rows.
    struct Samples([Style; 2], Heights);

    const ROWS: std::ops::Range<u32> = 3..9;

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
        fn heights(&self) -> Option<&Heights> {
            Some(&self.1)
        }

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
            let (mut styles, mut large) = (Styles::default(), Vec::new());
            let looks = [styles.of(style::numeric("#,##0.0")), styles.of(style::centred())];
            let shown =
                [Shown::high(30.0), Shown { height: 18.5, level: 2, is_hidden: false }, Shown { is_hidden: true, ..Shown::high(15.75) }];
            // Of the second sheet the library knows the head and no more of the styles.
            for place in 0..2 {
                let sheet = workbook.add_worksheet();
                sheet.set_formula_result_default("");
                let mut rows = Samples(looks, Heights::default());
                if all {
                    rows.1.tell_all();
                }
                // The head is as wide as the table.
                sheet.write_string(ROWS.start - 1, 26, "c").unwrap();
                for (row, shown) in ROWS.zip(shown.into_iter().cycle()) {
                    // Of some rows the library has nothing.
                    if row % 3 != 2 {
                        sheet.write_string(row, 0, "a").unwrap();
                        sheet.write_string(row, 7, "b").unwrap();
                    }
                    rows.1.set(sheet, row, shown).unwrap();
                    match all {
                        true => rows.cells(row).into_iter().for_each(|cell| styles.write(sheet, &layout, row, cell).unwrap()),
                        false => styles.begin(sheet, &layout, row, &rows).unwrap(),
                    }
                }
                rows.1.end_with(sheet).unwrap();
                large.push(Large { place, rows: Box::new(rows), shares_styles: true });
            }
            let names = Names::of(&layout);
            names.define(&mut workbook).unwrap();
            let made = workbook.save_to_buffer().unwrap();
            if all { made } else { pack(made, &layout, &large, &names, Jobs::ONE).unwrap() }
        };
        let (all, packed) = (made(true), made(false));
        assert!(all != packed);
        let part = |bytes: &[u8], name: &str| {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
            text_of(archive.by_name(name).unwrap(), bytes, &mut Decompressor::new()).unwrap()
        };
        let spans = regex::Regex::new(" spans=\"[^\"]*\"").unwrap();
        for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
            assert_eq!(part(&packed, sheet), spans.replace_all(&part(&all, sheet), ""));
        }
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
}
