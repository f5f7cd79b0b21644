//! “Tình hình nộp”: units down and programmes across, how much of each is in, blank or in error, and what became of it.

use super::super::WriteError;
use super::super::codes;
use super::super::sheet_style as style;
use super::super::wording;
use super::formula::Live;
use super::heights::{Heights, Shown};
use super::layout::{Layout, at};
use super::streamed::{Given, Rows, Sink, Style, Styles, Value, is_plain};
use super::summary::write_live;
use super::{FINDINGS, HANDED_IN, heading};
use crate::cell::{Position, column_name};
use crate::completeness::{Completeness, OfUnit, Outcome, Share};
use crate::language::{Language, Text};
use crate::ratio;
use rust_decimal::Decimal;
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatBorder, IgnoreError, Worksheet};

const HEAD_ROW: u32 = heading::END;
const SHARE_ROW: u32 = HEAD_ROW + 1;
const FIRST_ROW: u32 = SHARE_ROW + 1;
const NAMES: [f64; 2] = [5.5, 24.0];
const FIRST_SHARE: u16 = 2;
const SHARE_WIDTH: f64 = 5.5;
const TOTAL_WIDTH: f64 = 6.5;
/// A programme's columns: in, blank, in error.
const SHARES: u16 = 3;
const PERCENT_WIDTH: f64 = 9.0;
const OUTCOME_WIDTH: f64 = 14.5;
const REASON_WIDTH: f64 = 33.0;
const REASON_SIZE: f64 = 11.0;

/// Where the parts of the sheet stand.
struct Places {
    total: u16,
    percent: u16,
    outcome: u16,
    reason: u16,
    /// The units' codes, by which the sheet is read back; hidden.
    codes: u16,
    last: u32,
}

impl Places {
    fn of(completeness: &Completeness) -> Places {
        let total = FIRST_SHARE + completeness.programmes.len() as u16 * SHARES;
        let last = FIRST_ROW + completeness.units.len().max(1) as u32 - 1;
        Places { total, percent: total + SHARES, outcome: total + SHARES + 1, reason: total + SHARES + 2, codes: total + SHARES + 3, last }
    }
}

/// The cells of the outcomes, as a range on another sheet.
pub(super) fn outcomes(layout: &Layout, completeness: &Completeness) -> String {
    let places = Places::of(completeness);
    let column = column_name(u32::from(places.outcome));
    format!("'{}'!${column}${}:${column}${}", layout.text(HANDED_IN), FIRST_ROW + 1, places.last + 1)
}

/// An outcome as it stands in a cell.
pub(super) fn outcome_word(layout: &Layout, outcome: Outcome) -> String {
    let word = layout.text(outcome.name());
    let mut letters = word.chars();
    let mut capital = String::with_capacity(word.len() + 4);
    capital.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    capital.push_str(letters.as_str());
    capital
}

/// Writes the sheet but for most of what it says of units; gives what is left.
pub(super) fn write<'a>(
    sheet: &mut Worksheet,
    layout: &'a Layout<'a>,
    completeness: &'a Completeness,
) -> Result<Box<dyn Rows + 'a>, WriteError> {
    sheet.set_name(layout.text(HANDED_IN))?;
    sheet.set_formula_result_default("");
    let title = layout.text(Text { vi: "TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC ĐƠN VỊ", en: "WHAT EACH UNIT HANDED IN" });
    let note = match layout.language {
        Language::Vi => format!("Số chỉ tiêu phải báo cáo: đã có số liệu, còn trống, có lỗi (xem trang “{}”).", FINDINGS.vi),
        Language::En => format!("Indicators to be filled in: with a figure, blank, in error (see “{}”).", FINDINGS.en),
    };
    heading::write(sheet, layout, title, &note)?;
    let places = Places::of(completeness);
    heads(sheet, layout, completeness, &places)?;
    let formats = Formats::of(layout);
    let mut styles = Styles::default();
    let looks = formats.each().map(|format| styles.of(format.clone()));
    let mut units = Units { layout, completeness, looks, places: Places::of(completeness), heights: Heights::default() };
    for (of, row) in completeness.units.iter().zip(FIRST_ROW..) {
        let line = Line::of(layout, of);
        units.heights.set(sheet, row, Shown::high(line.height()))?;
        if !line.is_plain() {
            line.write(sheet, row, &places, &formats)?;
        }
        if !units.looks.iter().all(|style| styles.has_written(*style)) {
            styles.begin(sheet, layout, row, &units)?;
        }
    }
    units.heights.end_with(sheet)?;
    sum(sheet, layout, completeness, &places)?;
    let schema = layout.schema;
    let period = &schema.period(layout.consolidation.period).code;
    codes::stamp(sheet, places.codes, codes::HANDED_IN, &schema.id, &schema.area.code, period)?;
    sheet.set_print_area(0, 0, places.last + 1, places.reason)?;
    style::percent_bars(sheet, (FIRST_ROW, places.percent), (places.last, places.percent))?;
    for (outcome, format) in [
        (Outcome::Returned, Format::new().set_bold().set_background_color(0x00D9_D9D9)),
        (Outcome::NotHandedIn, Format::new().set_bold().set_italic()),
        (Outcome::ToReview, Format::new().set_italic()),
    ] {
        let rule =
            ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(outcome_word(layout, outcome))).set_format(format);
        sheet.add_conditional_format(FIRST_ROW, places.outcome, places.last, places.outcome, &rule)?;
    }
    sheet.autofilter(SHARE_ROW, 0, places.last, places.reason)?;
    sheet.set_freeze_panes(FIRST_ROW, FIRST_SHARE)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, SHARE_ROW)?;
    sheet.set_repeat_columns(0, FIRST_SHARE - 1)?;
    sheet.ignore_error_range(FIRST_ROW, 0, places.last + 1, places.reason, IgnoreError::FormulaDiffers)?;
    let programme = [SHARE_WIDTH; SHARES as usize];
    let rest = [PERCENT_WIDTH, OUTCOME_WIDTH, REASON_WIDTH];
    let total = [TOTAL_WIDTH; SHARES as usize];
    let mut groups: Vec<&[f64]> = vec![&programme; completeness.programmes.len()];
    groups.push(&total);
    groups.push(&rest);
    style::pages_across(sheet, &NAMES, &groups)?;
    Ok(Box::new(units))
}

fn heads(sheet: &mut Worksheet, layout: &Layout, completeness: &Completeness, places: &Places) -> Result<(), WriteError> {
    let mut widths: Vec<f64> = NAMES.to_vec();
    widths.extend(vec![SHARE_WIDTH; usize::from(places.total - FIRST_SHARE)]);
    widths.extend([TOTAL_WIDTH; SHARES as usize]);
    widths.extend([PERCENT_WIDTH, OUTCOME_WIDTH, REASON_WIDTH]);
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    let single = [
        (0, Text { vi: "STT", en: "No." }),
        (1, Text { vi: "Đơn vị", en: "Unit" }),
        (places.percent, Text { vi: "Đã có (%)", en: "Filled in (%)" }),
        (places.outcome, Text { vi: "Kết quả", en: "Outcome" }),
        (places.reason, Text { vi: "Lý do", en: "Why" }),
    ];
    for (column, text) in single {
        // Not merged downwards: the arrows of the filter stand in the second row.
        sheet.write_string_with_format(HEAD_ROW, column, layout.text(text), &style::head().set_border_bottom(FormatBorder::None))?;
        sheet.write_blank(SHARE_ROW, column, &style::head().set_border_top(FormatBorder::None))?;
    }
    let mut highest = 36.0_f64;
    let total = layout.text(Text { vi: "Cộng", en: "All" }).to_string();
    let titles = completeness.programmes.iter().map(|&section| layout.schema.section(section).code.clone()).chain([total]);
    for (title, first) in titles.zip((FIRST_SHARE..).step_by(usize::from(SHARES))) {
        sheet.merge_range(HEAD_ROW, first, HEAD_ROW, first + SHARES - 1, &style::fitted(&title), &left_edge(style::head(), true))?;
        highest = highest.max(style::height(&[(&title, SHARE_WIDTH * 3.0)], style::SIZE, true));
        let words = [Text { vi: "Có", en: "In" }, Text { vi: "Trống", en: "Blank" }, Text { vi: "Lỗi", en: "Error" }];
        for (word, at) in words.into_iter().zip(0..) {
            let format = left_edge(style::head().set_font_size(11), at == 0);
            sheet.write_string_with_format(SHARE_ROW, first + at, layout.text(word), &format)?;
        }
    }
    sheet.set_row_height(HEAD_ROW, highest)?;
    // Room for the arrows of the filter.
    sheet.set_row_height(SHARE_ROW, 32)?;
    Ok(())
}

fn left_edge(format: Format, first: bool) -> Format {
    if first { format.set_border_left(FormatBorder::Medium) } else { format }
}

fn parts(share: &Share) -> [usize; SHARES as usize] {
    [share.filled, share.blank, share.wrong]
}

/// How the cells of a unit look.
struct Formats {
    /// The first of a programme's columns, and the others.
    count: [Format; 2],
    percent: Format,
    centred: Format,
    name: Format,
    reason: Format,
    code: Format,
}

impl Formats {
    fn of(layout: &Layout) -> Formats {
        let count = style::numeric("#,##0;-#,##0;\"–\"");
        Formats {
            count: [left_edge(count.clone(), true), count],
            percent: style::numeric(&style::number_code(layout.schema.percent_decimals)),
            centred: style::centred(),
            name: style::cell(),
            reason: style::cell().set_font_size(REASON_SIZE),
            code: style::plain(),
        }
    }
}

impl Formats {
    /// All of them, in the order of [`Look`].
    fn each(&self) -> [&Format; 7] {
        let [first, other] = &self.count;
        [first, other, &self.percent, &self.centred, &self.name, &self.reason, &self.code]
    }
}

/// The formats, as places among [`Formats::each`].
#[derive(Clone, Copy)]
enum Look {
    FirstCount,
    Count,
    Percent,
    Centred,
    Name,
    Reason,
    Code,
}

/// What is said of a unit in words.
struct Line<'a> {
    name: &'a str,
    outcome: String,
    reason: String,
    code: &'a str,
}

impl<'a> Line<'a> {
    fn of(layout: &Layout<'a>, of: &OfUnit) -> Line<'a> {
        let unit = layout.schema.unit(of.unit);
        let reason = of.reason().in_language(layout.language).to_string();
        Line { name: &unit.name, outcome: outcome_word(layout, of.outcome), reason, code: &unit.code }
    }

    /// Whether it is put in as the workbook is packed.
    fn is_plain(&self) -> bool {
        [self.name, &self.outcome, &self.reason, self.code].into_iter().all(is_plain)
    }

    fn height(&self) -> f64 {
        let height = style::height(&[(self.name, NAMES[1]), (&self.outcome, OUTCOME_WIDTH)], style::SIZE, false);
        height.max(style::height(&[(&self.reason, REASON_WIDTH)], REASON_SIZE, false))
    }

    /// Has the library write it.
    fn write(&self, sheet: &mut Worksheet, row: u32, places: &Places, formats: &Formats) -> Result<(), WriteError> {
        sheet.write_number_with_format(row, 0, row - FIRST_ROW + 1, &formats.centred)?;
        sheet.write_string_with_format(row, 1, style::fitted(self.name), &formats.name)?;
        sheet.write_string_with_format(row, places.outcome, &self.outcome, &formats.centred)?;
        sheet.write_string_with_format(row, places.codes, self.code, &formats.code)?;
        style::write_text(sheet, row, places.reason, &self.reason, &formats.reason)
    }
}

/// What is said of the units: how much of each programme is in, blank or in error, and of all of them, and what became of it.
struct Units<'a> {
    layout: &'a Layout<'a>,
    completeness: &'a Completeness,
    places: Places,
    /// By [`Look`].
    looks: [Style; 7],
    heights: Heights,
}

impl Units<'_> {
    fn style(&self, look: Look) -> Style {
        self.looks.get(look as usize).copied().unwrap_or_default()
    }
}

impl Rows for Units<'_> {
    fn heights(&self) -> Option<&Heights> {
        Some(&self.heights)
    }

    fn last_column(&self) -> u32 {
        self.places.codes.into()
    }

    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let Some(of) = row.checked_sub(FIRST_ROW).and_then(|at| self.completeness.units.get(at as usize)) else { return Ok(()) };
        let line = Some(Line::of(self.layout, of)).filter(Line::is_plain);
        if let Some(line) = &line {
            sink.put(0, self.style(Look::Centred), Value::Number(Decimal::from(row - FIRST_ROW + 1)))?;
            sink.put(1, self.style(Look::Name), Value::Text(line.name))?;
        }
        let styles = [Look::FirstCount, Look::Count, Look::Count].map(|look| self.style(look));
        for (share, column) in of.shares.iter().zip((FIRST_SHARE..).step_by(usize::from(SHARES))) {
            for ((number, style), at) in parts(share).into_iter().zip(styles).zip(0..) {
                // Nothing to fill in is not the same as nothing filled in.
                let value = if share.expected() == 0 { Value::Blank } else { Value::Number(Decimal::from(number)) };
                sink.put(column + at, style, value)?;
            }
        }
        let total = of.total();
        let mut formula = String::new();
        for ((number, style), place) in parts(&total).into_iter().zip(styles).zip(0..) {
            formula.clear();
            for programme in 0..of.shares.len() as u16 {
                formula += if programme > 0 { "+N(" } else { "N(" };
                Position::new(row, u32::from(FIRST_SHARE + programme * SHARES + place)).push_name(&mut formula);
                formula.push(')');
            }
            if formula.is_empty() {
                formula.push('0');
            }
            let value = Value::Formula(formula.as_str().into(), Given::Number(Some(Decimal::from(number))));
            sink.put(self.places.total + place, style, value)?;
        }
        let live = percent(self.layout, row, &total, &self.places);
        sink.put(self.places.percent, self.style(Look::Percent), Value::Formula(live.formula.into(), Given::Number(live.value)))?;
        let Some(line) = line else { return Ok(()) };
        sink.put(self.places.outcome, self.style(Look::Centred), Value::Text(&line.outcome))?;
        sink.put(self.places.reason, self.style(Look::Reason), Value::Text(&line.reason))?;
        sink.put(self.places.codes, self.style(Look::Code), Value::Text(line.code))
    }
}

fn percent(layout: &Layout, row: u32, total: &Share, places: &Places) -> Live {
    let decimals = layout.schema.percent_decimals;
    let value = ratio::percent(Decimal::from(total.filled), Decimal::from(total.expected()), decimals);
    let (first, last) = (at(row, places.total), at(row, places.percent - 1));
    let rounded = super::super::arithmetic::rounded_half_up(&format!("{first}*100/SUM({first}:{last})"), decimals);
    Live::plain(format!("IF(SUM({first}:{last})=0,\"\",{rounded})"), value)
}

fn sum(sheet: &mut Worksheet, layout: &Layout, completeness: &Completeness, places: &Places) -> Result<(), WriteError> {
    let row = places.last + 1;
    let format = style::numeric("#,##0").set_bold();
    sheet.write_blank(row, 0, &format)?;
    sheet.write_string_with_format(row, 1, layout.text(Text { vi: "Cộng", en: "All" }), &style::cell().set_bold())?;
    let none = Share::default();
    for programme in 0..=completeness.programmes.len() {
        let shares = completeness.units.iter().map(|of| match of.shares.get(programme) {
            Some(share) => *share,
            None => of.total(),
        });
        let total = shares.fold(none, Share::and);
        for (number, place) in parts(&total).into_iter().zip(0..) {
            let column = FIRST_SHARE + programme as u16 * SHARES + place;
            let live = Live::plain(format!("SUM({}:{})", at(FIRST_ROW, column), at(places.last, column)), Some(Decimal::from(number)));
            write_live(sheet, row, column, &live, &left_edge(format.clone(), place == 0))?;
        }
    }
    let all = completeness.units.iter().map(OfUnit::total).fold(none, Share::and);
    write_live(sheet, row, places.percent, &percent(layout, row, &all, places), &Formats::of(layout).percent.set_bold())?;
    for column in [places.outcome, places.reason] {
        sheet.write_blank(row, column, &format)?;
    }
    Ok(())
}
