//! What all workbooks look like: font, page, number formats, and the room that text needs.

use super::WriteError;
use crate::cell::Position;
use crate::consolidation::Figures;
use crate::finding::Severity;
use crate::guard;
use crate::language::Words;
use crate::number;
use crate::schema::UnitId;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    ConditionalFormatDataBar, ConditionalFormatDataBarDirection, ConditionalFormatFormula, ConditionalFormatType, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Image, ObjectMovement, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;
use std::fmt::Display;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The font of official documents (NĐ 30/2020).
pub(super) const FONT: &str = "Times New Roman";
/// Size of ordinary text, in points.
pub(super) const SIZE: f64 = 12.0;
/// Fill of the heads of tables.
pub(super) const HEAD_FILL: u32 = 0x00DD_EBF7;
/// Fill of headings of the first level.
pub(super) const SECTION_FILL: u32 = 0x00F2_F2F2;
/// Fill of cells that are to be filled in.
pub(super) const INPUT_FILL: u32 = 0x00FF_FBE6;
/// Bars behind numbers: light enough to read them on paper.
const BAR_FILL: u32 = 0x00CF_CFCF;
/// Pixels across an A4 page lying down, within its margins, at full size.
const PAGE_PIXELS: f64 = 1026.0;
/// Below this nobody can read it; more columns go to further pages.
const LEAST_SCALE: f64 = 0.58;
const SCALE_OF_SEVERAL_PAGES: u16 = 66;
/// Excel keeps at most 1,023 breaks.
const MOST_BREAKS: usize = 1000;
/// Letters of what is wrong, which also say so.
pub(super) const ALARM: u32 = 0x00C0_0000;
/// Most characters that Excel keeps in a cell, with some to spare.
const MOST_CHARACTERS: usize = 32_000;
/// Pixels of a digit of the default font; column widths are counted in it.
const DIGIT: f64 = 8.0;
/// Pixels of a column that no text can use.
const PADDING: f64 = 9.0;

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        not_made(error)
    }
}

/// A workbook could not be made.
pub(super) fn not_made(error: impl Display) -> WriteError {
    WriteError {
        words: Words::new(
            format!("Không lập được bảng tính: {error}. Hãy kiểm tra tên và số lượng đơn vị, chỉ tiêu trong bộ chỉ tiêu."),
            format!("The workbook could not be made: {error}. Check the names and numbers of units and indicators in the schema."),
        ),
    }
}

/// The bytes of a workbook. The library has a thread for each sheet and panics where the system gives none, as it does where
/// memory is short.
pub(super) fn saved(workbook: &mut Workbook) -> Result<Vec<u8>, WriteError> {
    match guard::guarded(|| workbook.save_to_buffer()) {
        Some(saved) => Ok(saved?),
        None => Err(WriteError {
            words: Words::new(
                "Không lập được bảng tính, thường là vì máy không còn đủ bộ nhớ. Hãy đóng bớt chương trình khác rồi chạy lại.",
                "The workbook could not be made, mostly for want of memory. Close other programs and try again.",
            ),
        }),
    }
}

/// A workbook whose every cell is in the font of official documents and whose bytes don't depend on the clock.
pub(super) fn new_workbook(title: &str, author: &str) -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    // 21 and 72 pixels are the height and width of a cell in this font and size; Excel derives all widths from them.
    workbook.set_default_format(&plain(), 21, 72)?;
    let properties = DocProperties::new()
        .set_title(title.chars().take(200).collect::<String>())
        .set_author(author.chars().take(200).collect::<String>())
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Ordinary text.
pub(super) fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_family(1).set_font_size(SIZE).set_align(FormatAlign::VerticalCenter)
}

/// Text in a cell of a table.
pub(super) fn cell() -> Format {
    plain().set_border(FormatBorder::Thin).set_text_wrap()
}

/// Text in the middle of a cell of a table.
pub(super) fn centred() -> Format {
    cell().set_align(FormatAlign::Center)
}

/// The head of a table.
pub(super) fn head() -> Format {
    centred().set_bold().set_background_color(HEAD_FILL)
}

/// Headings within a table stand out by weight and, at the top, by a shade; from the third level on, in italics.
pub(super) fn heading(depth: u32) -> Format {
    let format = cell().set_bold();
    match depth {
        0 => format.set_background_color(SECTION_FILL),
        1 => format,
        _ => format.set_italic(),
    }
}

/// How a severity stands out in a cell whose word says it.
pub(super) fn of_severity(format: Format, severity: Severity) -> Format {
    match severity {
        Severity::Error => format.set_bold().set_background_color(0x00F8_CBAD),
        Severity::Warning => format.set_background_color(0x00FF_F2CC),
        Severity::Info => format,
    }
}

/// A number in a cell of a table.
pub(super) fn numeric(code: &str) -> Format {
    plain().set_border(FormatBorder::Thin).set_align(FormatAlign::Right).set_num_format(code)
}

/// The format code of numbers with so many decimals; Excel shows it with the separators of the reader's country.
///
/// From three decimals on, zeros at the end are left out: “120,000” would be read as a hundred and twenty thousand.
pub(super) fn number_code(decimals: u32) -> String {
    match decimals {
        0 => "#,##0".to_string(),
        1 | 2 => format!("#,##0.{}", "0".repeat(decimals as usize)),
        _ => format!("#,##0.{}", "#".repeat(decimals.min(10) as usize)),
    }
}

/// Whether whole numbers in such a format need another one, lest a lone comma stands behind them.
pub(super) fn needs_whole_code(decimals: u32) -> bool {
    decimals >= 3
}

/// Whole numbers without the comma that a format with optional decimals would leave behind them.
pub(super) fn whole_numbers(sheet: &mut Worksheet, row: u32, column: u16) -> Result<(), WriteError> {
    whole_numbers_among(sheet, (row, column), (row, column))
}

/// The same for all cells of a rectangle.
pub(super) fn whole_numbers_among(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)) -> Result<(), WriteError> {
    let cell = Position::new(first.0, u32::from(first.1));
    let rule = ConditionalFormatFormula::new()
        .set_rule(format!("=AND(ISNUMBER({cell}),{cell}=INT({cell}))").as_str())
        .set_format(Format::new().set_num_format("#,##0"));
    sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule)?;
    Ok(())
}

/// The nearest number that a workbook can hold.
pub(super) fn stored(number: Decimal) -> f64 {
    // Through its decimal notation: the reading of text is correctly rounded, an arithmetic conversion need not be.
    number.normalize().to_string().parse().unwrap_or_default()
}

/// Grey bars behind percents, from nothing to a hundred: they print in black and white, and the number stays to be read.
pub(super) fn percent_bars(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)) -> Result<(), WriteError> {
    bars(sheet, first, last, 100)
}

/// Grey bars behind figures, from nothing to a greatest.
pub(super) fn bars(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16), most: u32) -> Result<(), WriteError> {
    let bars = ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, most)
        .set_fill_color(BAR_FILL)
        .set_border_off(true)
        .set_solid_fill(true)
        .set_direction(ConditionalFormatDataBarDirection::LeftToRight);
    sheet.add_conditional_format(first.0, first.1, last.0, last.1, &bars)?;
    Ok(())
}

/// Whether a text fits into a cell.
pub(super) fn fits(text: &str) -> bool {
    text.len() <= MOST_CHARACTERS
}

/// Text that fits into a cell.
pub(super) fn fitted(text: &str) -> Cow<'_, str> {
    match fits(text) {
        true => text.into(),
        false => text.chars().take(MOST_CHARACTERS).collect(),
    }
}

/// Writes a text of senders, as it is.
///
/// LibreOffice takes "_xa_" for a coded line break and breaks "bieu_xa_huong_loc.xlsx" in two; Excel does not. In
/// two runs of letters the code is not whole, and both show what was written.
pub(super) fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), WriteError> {
    let text = fitted(text);
    let runs = runs(&text);
    if runs.len() < 2 {
        sheet.write_string_with_format(row, column, text, format)?;
        return Ok(());
    }
    let font = Format::new().set_font_name(FONT).set_font_family(1).set_font_size(SIZE);
    let runs: Vec<(&Format, &str)> = runs.into_iter().map(|run| (&font, run)).collect();
    sheet.write_rich_string_with_format(row, column, &runs, format)?;
    Ok(())
}

/// A text as the stored result of a formula: what looks like a coded letter is coded itself, or Excel would decode it.
pub(super) fn result(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default().as_bytes();
        let coded = rest.starts_with(b"_x") && rest.get(6) == Some(&b'_') && rest.iter().skip(2).take(4).all(u8::is_ascii_hexdigit);
        out += if coded { "_x005F" } else { "" };
        out.push(letter);
    }
    out
}

/// The text, parted within whatever could be taken for a coded letter.
pub(super) fn runs(text: &str) -> Vec<&str> {
    // Four digits are a code in Excel too; in a text of one run the library writes those so that both read them as
    // typed, in one of several runs it does not.
    let whole = parted(text, |digits| digits != 4);
    if whole.len() > 1 { parted(text, |_| true) } else { whole }
}

fn parted(text: &str, within: impl Fn(usize) -> bool) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|tail| tail.find("_x")) {
        let after = from + found + 2;
        let code = rest.get(after..).unwrap_or_default();
        let digits = code.bytes().take_while(u8::is_ascii_hexdigit).count();
        if (1..=8).contains(&digits) && within(digits) && code[digits..].starts_with('_') {
            let (run, tail) = rest.split_at(after);
            runs.push(run);
            rest = tail;
            from = 0;
        } else {
            from = after;
        }
    }
    runs.push(rest);
    runs
}

/// A4 with room for a binding edge, a page number in the footer, one page wide.
pub(super) fn page(sheet: &mut Worksheet, landscape: bool, page_word: &str) {
    sheet.set_paper_size(9);
    if landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    sheet.set_margins(0.6, 0.4, 0.6, 0.65, 0.3, 0.3);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(format!("&C&\"{FONT},Regular\"&11{page_word} &P/&N"));
}

/// Pixels of columns of such widths.
pub(super) fn pixels_of(widths: &[f64]) -> f64 {
    widths.iter().map(|width| width * DIGIT + 5.0).sum()
}

/// Whether columns can still be read when they are shrunk to one page.
pub(super) fn fits_a_page(pixels: f64) -> bool {
    pixels * LEAST_SCALE <= PAGE_PIXELS
}

/// One page wide where that can be read; else so many whole `groups` of columns on a page, with the names repeated.
///
/// `names` are the widths of the repeated columns at the left, `groups` those of what follows. Gives the columns with
/// which further pages begin.
pub(super) fn pages_across(sheet: &mut Worksheet, names: &[f64], groups: &[&[f64]]) -> Result<Vec<u32>, WriteError> {
    let repeated = pixels_of(names);
    if fits_a_page(repeated + groups.iter().map(|group| pixels_of(group)).sum::<f64>()) {
        return Ok(Vec::new());
    }
    sheet.set_print_scale(SCALE_OF_SEVERAL_PAGES);
    sheet.set_print_center_horizontally(false);
    let room = PAGE_PIXELS * 100.0 / f64::from(SCALE_OF_SEVERAL_PAGES) - repeated;
    let mut breaks = Vec::new();
    let (mut column, mut used) = (names.len() as u32, 0.0);
    for group in groups {
        let own = pixels_of(group);
        if used > 0.0 && used + own > room && breaks.len() < MOST_BREAKS {
            breaks.push(column);
            used = 0.0;
        }
        used += own;
        column += group.len() as u32;
    }
    sheet.set_vertical_page_breaks(&breaks)?;
    Ok(breaks)
}

/// A picture of one black dot: stretched, it is a rule of any length, which borders of cells can't be.
const BLACK_DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x01\0\0\0\0\x37\x6e\xf9\x24\
    \0\0\0\nIDAT\x78\xda\x63\x60\0\0\0\x02\0\x01\xe5\x27\xde\xfc\0\0\0\0IEND\xae\x42\x60\x82";

/// A thin rule as long as it is told, centred under `columns`, as under the names at the head of a document.
pub(super) fn rule(sheet: &mut Worksheet, row: u32, first: u16, columns: &[f64], pixels: f64) -> Result<(), WriteError> {
    let wide = |width: &f64| (width * DIGIT).round() + 5.0;
    let total: f64 = columns.iter().map(wide).sum();
    let mut left = ((total - pixels) / 2.0).max(0.0);
    let mut column = first;
    // The offset is given from the column it falls into.
    for width in columns {
        if left < wide(width) {
            break;
        }
        left -= wide(width);
        column += 1;
    }
    let line = Image::new_from_buffer(BLACK_DOT)?
        .set_scale_to_size(pixels.round(), 1.0, false)
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells)
        .set_decorative(true);
    sheet.insert_image_with_offset(row, column, &line, left as u32, 1)?;
    Ok(())
}

/// How wide a column must be for a text on one line, in characters of the default font.
pub(super) fn width_of(text: &str, size: f64, bold: bool) -> f64 {
    width_of_pixels(pixels(text, size, bold))
}

/// How wide a column must be for a number shown with so many decimals.
///
/// As wide as the text it is shown as, without making the text: a workbook has a great many numbers.
pub(super) fn width_of_number(number: Decimal, decimals: u32) -> f64 {
    length_of_number(number, decimals).width()
}

/// How long a number is that is shown with so many decimals: of many that stand in one column, the longest says how wide it is.
#[inline]
pub(super) fn length_of_number(number: Decimal, decimals: u32) -> Length {
    const DIGIT: u32 = 500;
    const POINT: u32 = 250;
    const MINUS: u32 = 333;
    let number = if number.scale() > decimals { number::round(number, decimals) } else { number };
    let mantissa = number.mantissa().unsigned_abs();
    let last = u64::try_from(mantissa).map_or_else(|_| mantissa.checked_ilog10(), u64::checked_ilog10).unwrap_or(0);
    // Of a number below one, a zero is shown before the point.
    let digits = last.saturating_sub(number.scale()) + 1;
    let sign = if mantissa != 0 && number.is_sign_negative() { MINUS } else { 0 };
    let points = (digits - 1) / 3 + u32::from(decimals > 0);
    Length { thousandths: (digits + decimals) * DIGIT + points * POINT + sign }
}

/// Numbers that are surely no wider than a column is at least, told by their digits: nearly all are.
pub(super) struct Narrow {
    decimals: u32,
    /// So many digits in front of the point.
    digits: u32,
}

impl Narrow {
    /// Of those that are shown with so many decimals; `fits` says whether there is room for a length.
    pub fn of(decimals: u32, fits: impl Fn(Length) -> bool) -> Narrow {
        let whole = |digits| number::ten_to(digits).and_then(|above| above.checked_sub(1)).map(Decimal::from);
        let has_room = |digits: &u32| whole(*digits).is_some_and(|number| fits(length_of_number(number, decimals)));
        Narrow { decimals, digits: (1..19).take_while(has_room).last().unwrap_or(0) }
    }

    /// Whether a number is one of them.
    #[inline]
    pub fn has(&self, number: Decimal) -> bool {
        number.scale() <= self.decimals && self.digits > 0 && number::has_digits(number, self.digits)
    }

    /// Whether all numbers that units have are.
    pub fn has_all(&self, figures: &Figures<UnitId>) -> bool {
        figures.decimals() <= self.decimals && self.digits > 0 && figures.digits().is_some_and(|digits| digits <= self.digits)
    }
}

/// How long a text on one line is, in thousandths of its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Length {
    thousandths: u32,
}

impl Length {
    /// How wide a column must be for it.
    pub fn width(self) -> f64 {
        width_of_pixels(pixels_of_thousandths(self.thousandths, SIZE, false))
    }
}

fn width_of_pixels(pixels: f64) -> f64 {
    (pixels + PADDING - 5.0) / DIGIT
}

/// The part of a column's width that words on one line may fill and be sure to stay on it. Letters are not as wide on paper,
/// made smaller to fit the page, as on the screen: a line that just fits there is wrapped here, and its row cuts the rest off.
const SURE: f64 = 0.96;

/// How high a row must be, in points, for texts wrapped in columns of given widths.
pub(super) fn height(texts: &[(&str, f64)], size: f64, bold: bool) -> f64 {
    let lines = texts.iter().map(|(text, width)| lines(text, *width, size, bold)).max().unwrap_or(1);
    // Excel allows 409 points; more text than that is read in the cell itself.
    (f64::from(lines) * size * 1.24 + 3.0).min(405.0)
}

/// On how many lines a text falls in a column, words kept whole as Excel does.
fn lines(text: &str, width: f64, size: f64, bold: bool) -> u32 {
    let room = (width * DIGIT + 5.0 - PADDING).max(DIGIT);
    let sure = room * SURE;
    let space = pixels(" ", size, bold);
    let (mut count, mut used) = (1, 0.0);
    let mut place = |word: u32, ends_paragraph: bool| {
        let long = pixels_of_thousandths(word, size, bold);
        if used > 0.0 && used + space + long > sure {
            count += 1;
            used = 0.0;
        }
        used += if used > 0.0 { space + long } else { long };
        // A word longer than the column is broken.
        while used > room {
            count += 1;
            used -= room;
        }
        if ends_paragraph {
            count += 1;
            used = 0.0;
        }
    };
    // Texts are many: each is gone through once, its words measured on the way.
    let mut word = 0;
    for letter in text.chars() {
        match letter {
            ' ' | '\n' => place(std::mem::take(&mut word), letter == '\n'),
            letter => word += thousandths_of_size(letter),
        }
    }
    place(word, false);
    count
}

/// Length of a text in the font of official documents, in pixels; a little is added for what is not known here.
fn pixels(text: &str, size: f64, bold: bool) -> f64 {
    pixels_of_thousandths(text.chars().map(thousandths_of_size).sum(), size, bold)
}

fn pixels_of_thousandths(thousandths: u32, size: f64, bold: bool) -> f64 {
    f64::from(thousandths) / 1000.0 * size * 96.0 / 72.0 * if bold { 1.07 } else { 1.0 } * 1.02
}

/// Width of a letter of Times New Roman, in thousandths of its size; marks above and below add nothing.
fn thousandths_of_size(letter: char) -> u32 {
    let place = match letter {
        '\0'..'\u{250}' => letter as usize,
        '\u{1e00}'..'\u{1f00}' => letter as usize - 0x1e00 + 0x250,
        _ => return thousandths_of_base(letter),
    };
    THOUSANDTHS.get(place).copied().unwrap_or_default()
}

/// The widths of Latin letters: those of Vietnamese are among them, and taking each apart costs ten times as much.
static THOUSANDTHS: LazyLock<Vec<u32>> =
    LazyLock::new(|| ('\0'..'\u{250}').chain('\u{1e00}'..'\u{1f00}').map(thousandths_of_base).collect());

fn thousandths_of_base(letter: char) -> u32 {
    let base = if letter.is_ascii() { letter } else { letter.nfd().next().unwrap_or(letter) };
    match base {
        'i' | 'j' | 'l' | 't' | '/' | ':' | ';' => 278,
        ' ' | '.' | ',' => 250,
        'f' | 'r' | 'I' | '-' | '(' | ')' | '[' | ']' | '\'' => 333,
        's' | 'J' => 389,
        'a' | 'c' | 'e' | 'z' => 444,
        'm' => 778,
        'w' | 'A' | 'D' | 'G' | 'H' | 'K' | 'N' | 'O' | 'Q' | 'U' | 'V' | 'X' | 'Y' | 'Đ' => 722,
        'B' | 'C' | 'R' => 667,
        'E' | 'L' | 'T' | 'Z' => 611,
        'F' | 'P' | 'S' => 556,
        'M' => 889,
        'W' => 944,
        '%' => 833,
        '…' => 1000,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidation::{Assembled, Sourced};
    use crate::submission::Amount;
    use std::sync::Arc;

    #[test]
    fn rows_grow_with_their_text() {
        assert_eq!(lines("Lúa", 40.0, 12.0, false), 1);
        assert_eq!(lines("Tổng sản lượng lương thực có hạt cả năm của toàn huyện", 20.0, 12.0, false), 3);
        assert_eq!(lines("a\nb", 20.0, 12.0, false), 2);
        let name = "Diện tích hoặc ngư trường nuôi trồng";
        let just = width_of(name, 12.0, false);
        assert_eq!([just * 1.05, just].map(|width| lines(name, width, 12.0, false)), [1, 2]);
        assert_eq!(lines("Thuỷ-sản", width_of("Thuỷ-sản", 12.0, false), 12.0, false), 1, "one word has nowhere to be wrapped");
        assert!(lines(&"x".repeat(200), 10.0, 12.0, false) > 15);
        assert!(height(&[(&"x ".repeat(9000), 10.0)], 12.0, false) <= 409.0);
    }

    #[test]
    fn what_is_told_to_be_narrow_is() {
        for decimals in 0..5 {
            let narrow = Narrow::of(decimals, |length| length.width() <= 8.0);
            let mut told = 0;
            for (digits, scale) in (0..20).flat_map(|digits| (0..6).map(move |scale| (digits, scale))) {
                for mantissa in [10_i128.pow(digits), 10_i128.pow(digits) - 1, -10_i128.pow(digits)] {
                    let number = Decimal::from_i128_with_scale(mantissa, scale);
                    assert!(!narrow.has(number) || width_of_number(number, decimals) <= 8.0, "{number} {decimals}");
                    told += u32::from(narrow.has(number));
                    let actual = Some(Sourced { amount: Amount::Number(number), cell: None });
                    let figures = Figures::of(&Arc::default(), [(UnitId(0), Assembled { actual, ..Assembled::default() })]);
                    assert!(!narrow.has_all(&figures) || width_of_number(number, decimals) <= 8.0, "{number} {decimals}");
                    assert!(narrow.has_all(&figures) || !narrow.has(number), "{number} {decimals}");
                }
            }
            assert!(told > 5, "{told}");
            assert!(!Narrow::of(decimals, |_| false).has(Decimal::ONE));
        }
    }

    #[test]
    fn a_name_that_looks_like_a_coded_letter_is_parted() {
        assert_eq!(runs("bieu_xa_huong_xa_b.xlsx"), ["bieu_x", "a_huong_x", "a_b.xlsx"]);
        assert_eq!(runs("Biểu_xã_A"), ["Biểu_xã_A"]);
        assert_eq!(runs("_x000A_ _x_"), ["_x000A_ _x_"]);
        assert_eq!(runs("_xa_ _x000A_"), ["_x", "a_ _x", "000A_"]);
        assert_eq!(runs(""), [""]);
    }

    #[test]
    fn a_number_is_as_wide_as_the_text_it_is_shown_as() {
        let mut numbers: Vec<Decimal> = Vec::new();
        for digits in 0..=19_u32 {
            let one = 10_i128.pow(digits);
            for mantissa in [one - 1, one, one + 1, one * 5, one * 9 + 5, one / 3 * 4 + 4999] {
                for scale in [0, 1, 2, 3, 5, 9, 12, 18, 19, 20, 28] {
                    numbers.extend([1, -1].map(|sign| Decimal::from_i128_with_scale(mantissa * sign, scale)));
                }
            }
        }
        numbers.extend([Decimal::MAX, Decimal::MIN, Decimal::new(-4, 3), Decimal::new(-5, 1), -Decimal::ZERO]);
        for number in numbers {
            // More than these the library of decimals can't write.
            let most = 30 - number.trunc().to_string().len() as u32;
            for decimals in 0..=most.min(10) {
                let text = number::vietnamese(number, Some(decimals));
                assert_eq!(width_of_number(number, decimals), width_of(&text, SIZE, false), "{number} as {text}");
            }
        }
    }

    #[test]
    fn what_looks_coded_is_coded() {
        assert_eq!(result("Xã_x000A_mới _x12_ _"), "Xã_x005F_x000A_mới _x12_ _");
    }

    #[test]
    fn thousands_can_not_be_mistaken_for_decimals() {
        assert_eq!(number_code(1), "#,##0.0");
        assert_eq!(number_code(3), "#,##0.###");
        assert_eq!(stored(Decimal::new(26404, 1)), 2640.4);
    }
}
