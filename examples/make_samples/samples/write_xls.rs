//! A workbook as .xls: BIFF8 records in the `Workbook` stream of a compound file, written by hand ([MS-XLS]).

use super::Result;
use super::book::{Align, At, Book, Format, Formula, Sheet, Style, Value};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::time::{Duration, UNIX_EPOCH};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
/// The most a record may hold; more goes on in CONTINUE.
const MOST: usize = 8224;
/// The first cell format of ours: the fifteen before it are Excel's own style formats, then the default cell format.
const FIRST_XF: usize = 16;

/// The bytes of the file; always the same for the same workbook.
pub fn bytes(book: &Book) -> Result<Vec<u8>> {
    let stream = workbook(book)?;
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(&stream)?;
    // A fixed day instead of the clock's: 15 June 2023.
    let day = UNIX_EPOCH + Duration::from_secs(1_686_787_200);
    file.set_created_time("/", day)?;
    file.set_modified_time("/", day)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// Records, one after the other.
#[derive(Default)]
struct Records(Vec<u8>);

impl Records {
    fn add(&mut self, kind: u16, parts: &[&[u8]]) -> Result<()> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        if length > MOST {
            return Err("a record is too long".into());
        }
        self.0.extend(kind.to_le_bytes());
        self.0.extend((length as u16).to_le_bytes());
        for part in parts {
            self.0.extend(*part);
        }
        Ok(())
    }
}

/// Numbers of 16 bits as bytes.
fn words<const N: usize>(words: [u16; N]) -> Vec<u8> {
    words.into_iter().flat_map(u16::to_le_bytes).collect()
}

/// The characters of a text, in one byte each where all fit, and the flag that says which.
fn characters(text: &str) -> (u16, u8, Vec<u8>) {
    if text.chars().all(|letter| u32::from(letter) < 0x100) {
        let bytes: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        return (bytes.len() as u16, 0, bytes);
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    (units.len() as u16, 1, units.into_iter().flat_map(u16::to_le_bytes).collect())
}

/// Fonts, number formats, cell formats and texts, each kept once, in the order they first come.
#[derive(Default)]
struct Shared {
    fonts: Vec<(&'static str, u8, bool, bool)>,
    formats: Vec<String>,
    styles: Vec<Style>,
    texts: Vec<String>,
    text_of: BTreeMap<String, u32>,
    uses: u32,
}

impl Shared {
    fn of(book: &Book) -> Shared {
        let mut shared = Shared::default();
        for sheet in &book.sheets {
            for cell in sheet.cells.values() {
                let style = cell.style;
                if !shared.styles.contains(&style) {
                    shared.styles.push(style);
                }
                let font = (style.font, style.size, style.bold, style.italic);
                if !shared.fonts.contains(&font) {
                    shared.fonts.push(font);
                }
                let code = style.format.code();
                if style.format != Format::General && !shared.formats.contains(&code) {
                    shared.formats.push(code);
                }
                if let Value::Text(text) = &cell.value {
                    shared.uses += 1;
                    if !shared.text_of.contains_key(text) {
                        shared.text_of.insert(text.clone(), shared.texts.len() as u32);
                        shared.texts.push(text.clone());
                    }
                }
            }
        }
        shared
    }

    fn xf(&self, style: Style) -> u16 {
        (FIRST_XF + self.styles.iter().position(|known| *known == style).unwrap_or(0)) as u16
    }

    /// The number by which cell formats name a font: after Excel's own four; number 4 is never used.
    fn font(&self, style: Style) -> u16 {
        let font = (style.font, style.size, style.bold, style.italic);
        5 + self.fonts.iter().position(|known| *known == font).unwrap_or(0) as u16
    }

    fn format(&self, style: Style) -> u16 {
        match style.format {
            Format::General => 0,
            format => 164 + self.formats.iter().position(|known| *known == format.code()).unwrap_or(0) as u16,
        }
    }
}

fn workbook(book: &Book) -> Result<Vec<u8>> {
    let shared = Shared::of(book);
    let mut sheets = Vec::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        sheets.push(worksheet(sheet, &shared, at == 0)?);
    }
    // The globals name the place of each sheet, so they are made twice: once to know their length.
    let length = globals(book, &shared, &[])?.len();
    let mut places = Vec::new();
    let mut place = length;
    for sheet in &sheets {
        places.push(place as u32);
        place += sheet.len();
    }
    let mut stream = globals(book, &shared, &places)?;
    for sheet in sheets {
        stream.extend(sheet);
    }
    Ok(stream)
}

fn globals(book: &Book, shared: &Shared, places: &[u32]) -> Result<Vec<u8>> {
    let mut records = Records::default();
    records.add(BOF, &[&words([0x0600, 0x0005, 0x0dbb, 0x07cc]), &0x41_u32.to_le_bytes(), &6_u32.to_le_bytes()])?;
    // CODEPAGE: UTF-16.
    records.add(0x0042, &[&words([1200])])?;
    // WINDOW1: one window, its first tab shown.
    records.add(0x003d, &[&words([0, 0, 0x4000, 0x2000, 0x0038, 0, 0, 1, 600])])?;
    let own = ("Times New Roman", 11, false, false);
    for (name, size, bold, italic) in std::iter::repeat_n(own, 4).chain(shared.fonts.iter().copied()) {
        let (length, wide, letters) = characters(name);
        records.add(
            0x0031,
            &[
                &words([u16::from(size) * 20, if italic { 2 } else { 0 }, 0x7fff, if bold { 700 } else { 400 }, 0]),
                // No underline, roman family, Vietnamese script.
                &[0, 1, 163, 0, length as u8, wide],
                &letters,
            ],
        )?;
    }
    for (at, code) in shared.formats.iter().enumerate() {
        let (length, wide, letters) = characters(code);
        records.add(0x041e, &[&words([164 + at as u16, length]), &[wide], &letters])?;
    }
    for at in 0..FIRST_XF {
        // Excel expects fifteen style formats before the first cell format.
        let kind = if at < FIRST_XF - 1 { 0xfff5 } else { 0x0001 };
        records.add(0x00e0, &[&words([0, 0, kind]), &[0x20, 0, 0, 0], &[0; 8], &words([0x20c0])])?;
    }
    for style in &shared.styles {
        let align = match style.align {
            Align::Left => 1,
            Align::Center => 2,
            Align::Right => 3,
        } | if style.wrap { 8 } else { 0 }
            | 0x10;
        let (lines, more): (u32, u32) = if style.border { (0x2040_1111, 0x0000_2040) } else { (0, 0) };
        // A light blue of the standard palette, solid.
        let (more, colours) = if style.fill { (more | 1 << 26, 44 | 65 << 7) } else { (more, 0x20c0) };
        records.add(
            0x00e0,
            &[
                &words([shared.font(*style), shared.format(*style), 0x0001]),
                &[align, 0, 0, 0xfc],
                &lines.to_le_bytes(),
                &more.to_le_bytes(),
                &words([colours]),
            ],
        )?;
    }
    // STYLE: "Normal".
    records.add(0x0293, &[&words([0x8000]), &[0, 0xff]])?;
    for (at, sheet) in book.sheets.iter().enumerate() {
        let (length, wide, letters) = characters(&sheet.name);
        let place = places.get(at).copied().unwrap_or(0);
        records.add(0x0085, &[&place.to_le_bytes(), &[u8::from(sheet.hidden), 0, length as u8, wide], &letters])?;
    }
    texts(&mut records, shared)?;
    records.add(EOF, &[])?;
    Ok(records.0)
}

/// SST: every text once. No text is torn: one that does not fit begins the next CONTINUE.
fn texts(records: &mut Records, shared: &Shared) -> Result<()> {
    let mut kind = 0x00fc;
    let mut data: Vec<u8> = [shared.uses.to_le_bytes(), (shared.texts.len() as u32).to_le_bytes()].concat();
    for text in &shared.texts {
        let (length, wide, letters) = characters(text);
        if data.len() + 3 + letters.len() > MOST {
            records.add(kind, &[&data])?;
            kind = CONTINUE;
            data.clear();
        }
        data.extend(length.to_le_bytes());
        data.push(wide);
        data.extend(letters);
    }
    records.add(kind, &[&data])
}

fn worksheet(sheet: &Sheet, shared: &Shared, selected: bool) -> Result<Vec<u8>> {
    let mut records = Records::default();
    let (last_row, last_column) = sheet.last();
    records.add(BOF, &[&words([0x0600, 0x0010, 0x0dbb, 0x07cc]), &0x41_u32.to_le_bytes(), &6_u32.to_le_bytes()])?;
    // GUTS: no outline. DEFAULTROWHEIGHT.
    records.add(0x0080, &[&[0; 8]])?;
    records.add(0x0225, &[&words([0, 300])])?;
    // WSBOOL: fit to page. HCENTER. Margins. SETUP: A4, one page wide, any number long, across or upright.
    records.add(0x0081, &[&words([0x05c1])])?;
    records.add(0x0083, &[&words([1])])?;
    for margin in 0x0026..=0x0029 {
        records.add(margin, &[&0.5_f64.to_le_bytes()])?;
    }
    let upright = if sheet.portrait { 2 } else { 0 };
    records.add(0x00a1, &[&words([9, 100, 1, 1, 0, upright, 600, 600]), &0.3_f64.to_le_bytes(), &0.3_f64.to_le_bytes(), &words([1])])?;
    records.add(0x0055, &[&words([9])])?;
    for column in 0..=last_column {
        let width = u16::from(*sheet.widths.get(&column).unwrap_or(&9)) * 256 + 180;
        let hidden = u16::from(sheet.hidden_columns.contains(&column));
        records.add(0x007d, &[&words([column, column, width, (FIRST_XF - 1) as u16, hidden, 0])])?;
    }
    records.add(0x0200, &[&0_u32.to_le_bytes(), &(last_row + 1).to_le_bytes(), &words([0, last_column + 1, 0])])?;
    // Rows come in blocks of 32: first the rows, then their cells.
    for block in (0..=last_row).step_by(32) {
        let rows = block..=(block + 31).min(last_row);
        for row in rows.clone() {
            let height = sheet.heights.get(&row).copied().unwrap_or(16) * 20;
            records.add(0x0208, &[&words([row as u16, 0, last_column + 1, height, 0, 0]), &0x000f_0140_u32.to_le_bytes()])?;
        }
        for (&at, cell) in sheet.cells.range((block, 0)..(block + 32, 0)) {
            let head = words([at.0 as u16, at.1, shared.xf(cell.style)]);
            match &cell.value {
                Value::Blank => records.add(0x0201, &[&head])?,
                Value::Text(text) => {
                    let place = shared.text_of.get(text).ok_or("a text was lost")?;
                    records.add(0x00fd, &[&head, &place.to_le_bytes()])?;
                }
                Value::Number(number) => {
                    let number = number.to_f64().ok_or("no number for Excel")?;
                    records.add(0x0203, &[&head, &number.to_le_bytes()])?;
                }
                Value::Formula(formula, result) => {
                    let tokens = tokens(formula)?;
                    records.add(
                        0x0006,
                        &[&head, &result.to_le_bytes(), &words([0]), &0_u32.to_le_bytes(), &words([tokens.len() as u16]), &tokens],
                    )?;
                }
            }
        }
    }
    // WINDOW2: grid lines, headings, zeros; the first sheet is the one in front.
    records.add(0x023e, &[&words([if selected { 0x06b6 } else { 0x00b6 }, 0, 0, 64, 0, 0, 0, 0, 0])])?;
    for merges in sheet.merges.chunks(1000) {
        let mut data = words([merges.len() as u16]);
        for &(top, left, bottom, right) in merges {
            data.extend(words([top as u16, bottom as u16, left, right]));
        }
        records.add(0x00e5, &[&data])?;
    }
    records.add(EOF, &[])?;
    Ok(records.0)
}

/// A formula in the reversed notation that BIFF8 keeps.
fn tokens(formula: &Formula) -> Result<Vec<u8>> {
    let reference = |at: At| [&[0x44][..], &(at.0 as u16).to_le_bytes(), &(at.1 | 0xc000).to_le_bytes()].concat();
    let integer = |number: u16| [&[0x1e][..], &number.to_le_bytes()].concat();
    let mut tokens = Vec::new();
    match formula {
        Formula::Quotient { part, base, hundred, round } => {
            tokens.extend(reference(*part));
            tokens.extend(reference(*base));
            tokens.push(0x06);
            if *hundred {
                tokens.extend(integer(100));
                tokens.push(0x05);
            }
            if let Some(decimals) = round {
                tokens.extend(integer(u16::from(*decimals)));
                // ROUND is function 27 and always has two arguments.
                tokens.extend([0x41, 27, 0]);
            }
        }
        Formula::Sum(cells) => {
            for (at, cell) in cells.iter().enumerate() {
                tokens.extend(reference(*cell));
                if at > 0 {
                    tokens.push(0x03);
                }
            }
        }
    }
    if tokens.is_empty() { Err("a formula is empty".into()) } else { Ok(tokens) }
}
