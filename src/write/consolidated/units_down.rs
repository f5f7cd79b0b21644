//! A table of units down and indicators across: the criteria, and programmes of areas with many units.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::formula;
use super::heights::Heights;
use super::kept::Kept;
use super::layout::{Layout, Programme, at, column};
use super::look::Look;
use super::streamed::{Given, Rows, Sheet, Sink, Style, Styles, Value};
use super::summary::{self, count_of_code, verdict_words, write_live};
use super::{BY_UNIT, SUMMARY, heading};
use crate::cell::column_name;
use crate::consolidation::Figures;
use crate::language::{Language, Text};
use crate::schema::{IndicatorId, UnitId};
use crate::submission::{Amount, Measure};
use rust_xlsxwriter::{Format, FormatAlign, IgnoreError, Worksheet};
use std::cell::RefCell;
use std::iter::Peekable;

/// Row of the indicators' names.
pub(super) const HEAD_ROW: u32 = heading::END;
const MEASURE_ROW: u32 = HEAD_ROW + 1;
/// First row of units.
pub(super) const FIRST_ROW: u32 = MEASURE_ROW + 1;
/// First column of figures.
pub(super) const FIRST_COLUMN: u16 = 2;
/// Widths of the number and the name of a unit.
pub(super) const NAMES: [f64; 2] = [5.5, 24.0];
const NARROWEST: f64 = 11.0;
const WIDEST: f64 = 24.0;
const NAME_SIZE: f64 = 11.0;

/// Which indicators of which units.
pub(super) struct Table {
    pub indicators: Vec<IndicatorId>,
    pub units: Vec<UnitId>,
}

impl Table {
    /// The row of a unit, by its place.
    pub fn row(place: usize) -> u32 {
        FIRST_ROW + place as u32
    }

    /// The row of the last unit.
    pub fn last_row(&self) -> u32 {
        FIRST_ROW + self.units.len().max(1) as u32 - 1
    }

    /// The column of an indicator, by its place.
    pub fn column(place: usize) -> u16 {
        FIRST_COLUMN + place as u16
    }

    /// The units' cells of a column, `$C$7:$C$16`.
    pub fn range(&self, column: u16) -> String {
        let name = column_name(u32::from(column));
        format!("${name}${}:${name}${}", FIRST_ROW + 1, self.last_row() + 1)
    }

    /// How wide each column is.
    pub fn widths(&self, layout: &Layout) -> Vec<f64> {
        let share = (100.0 / self.indicators.len().max(1) as f64).clamp(NARROWEST, WIDEST);
        let widest = |id: &IndicatorId| {
            let row = layout.consolidation.row(*id);
            let decimals = layout.decimals(row);
            let narrow = style::Narrow::of(decimals, |length| length.width() + 1.0 <= share);
            let units = (!narrow.has_all(&row.by_unit)).then(|| row.by_unit.iter());
            let numbers = units.into_iter().flatten().filter_map(|(_, figures)| figures.number(Measure::Actual));
            numbers
                .chain(row.actual)
                .filter(|number| !narrow.has(*number))
                .map(|number| style::width_of_number(number, decimals) + 1.0)
                .fold(share, f64::max)
                .min(WIDEST)
        };
        self.indicators.iter().map(widest).collect()
    }

    /// Writes heads and units but for most of the links to their figures; gives what is left.
    pub fn write<'a>(&self, sheet: &mut Worksheet, layout: &'a Layout<'a>, widths: &[f64]) -> Result<Box<dyn Rows + 'a>, WriteError> {
        for (at, width) in NAMES.iter().chain(widths).enumerate() {
            sheet.set_column_width(at as u16, *width)?;
        }
        for (column, name) in [Text { vi: "STT", en: "No." }, Text { vi: "Đơn vị", en: "Unit" }].into_iter().enumerate() {
            sheet.merge_range(HEAD_ROW, column as u16, MEASURE_ROW, column as u16, layout.text(name), &style::head())?;
        }
        let mut heights = (20.0_f64, 18.0_f64);
        for ((place, id), width) in self.indicators.iter().enumerate().zip(widths) {
            let indicator = layout.schema.indicator(*id);
            let small = style::head().set_font_size(NAME_SIZE);
            sheet.write_string_with_format(HEAD_ROW, Self::column(place), style::fitted(&indicator.name), &small)?;
            sheet.write_string_with_format(MEASURE_ROW, Self::column(place), &indicator.unit_of_measure, &small.set_italic())?;
            heights.0 = heights.0.max(style::height(&[(&indicator.name, *width)], NAME_SIZE, true) + 3.0);
            heights.1 = heights.1.max(style::height(&[(&indicator.unit_of_measure, *width)], NAME_SIZE, true));
        }
        sheet.set_row_height(HEAD_ROW, heights.0)?;
        sheet.set_row_height(MEASURE_ROW, heights.1)?;
        let mut kept = Kept::default();
        let columns = self.indicators.iter().map(|id| Column::of(layout, &mut kept.styles, *id)).collect();
        let mut links = Links { layout, units: self.units.clone(), columns, front: Kept::default(), ahead: RefCell::default() };
        let has_verdicts = self.indicators.iter().any(|id| layout.consolidation.row(*id).by_unit.has_verdicts());
        for (place, unit) in self.units.iter().enumerate() {
            let row = Self::row(place);
            let name = &layout.schema.unit(*unit).name;
            kept.number((row, 0), (place as u64 + 1).into(), Look::CENTRED);
            kept.text(sheet, (row, 1), &style::fitted(name), Look::TEXT)?;
            kept.begin(sheet, layout, row)?;
            if has_verdicts || !links.columns.iter().all(|column| kept.styles.has_written(column.plain)) {
                kept.styles.begin(sheet, layout, row, &links)?;
            }
            let words = self.indicators.iter().zip(widths).filter(|_| has_verdicts).filter_map(|(id, width)| {
                match layout.consolidation.row(*id).unit(*unit)?.amount(Measure::Actual)? {
                    Amount::Verdict(verdict) => Some((layout.verdict(verdict), *width)),
                    Amount::Number(_) => None,
                }
            });
            let height = |text: &str, width: f64| style::height(&[(text, width)], style::SIZE, false);
            let highest = words.fold(height(name, NAMES[1]), |highest, (word, width)| highest.max(height(word, width)));
            kept.height(sheet, row, highest, 0)?;
        }
        kept.heights.end_with(sheet)?;
        for (place, id) in self.indicators.iter().enumerate().filter(|_| !self.units.is_empty()) {
            if style::needs_whole_code(layout.decimals(layout.consolidation.row(*id))) {
                let column = Self::column(place);
                style::whole_numbers_among(sheet, (FIRST_ROW, column), (self.last_row(), column))?;
            }
        }
        sheet.set_freeze_panes(FIRST_ROW, FIRST_COLUMN)?;
        style::page(sheet, true, wording::page(layout.language));
        sheet.set_repeat_rows(HEAD_ROW, MEASURE_ROW)?;
        sheet.set_repeat_columns(0, FIRST_COLUMN - 1)?;
        links.front = kept;
        Ok(Box::new(links))
    }

    /// Writes a line of the area's figures below the units.
    pub fn write_area(&self, sheet: &mut Worksheet, layout: &Layout) -> Result<u32, WriteError> {
        let row = self.last_row() + 1;
        let name = &layout.schema.area.name;
        foot(sheet, row, name)?;
        for (place, id) in self.indicators.iter().enumerate() {
            let figures = layout.consolidation.row(*id);
            let format = style::numeric(&code(layout, *id, summary::is_out_of(layout.schema.indicator(*id)))).set_bold();
            let cell = at(layout.row(*id), column::ACTUAL);
            write_live(sheet, row, Self::column(place), &formula::link(layout.text(SUMMARY), &cell, figures.actual), &format)?;
            if style::needs_whole_code(layout.decimals(figures)) {
                style::whole_numbers(sheet, row, Self::column(place))?;
            }
        }
        Ok(row)
    }
}

/// Writes the sheet of a programme that has many units, but for its name.
pub(super) fn write_programme<'a>(
    sheet: &mut Worksheet,
    layout: &'a Layout<'a>,
    programme: &Programme,
    units: Vec<UnitId>,
) -> Result<Box<dyn Rows + 'a>, WriteError> {
    sheet.set_formula_result_default("");
    let section = layout.schema.section(programme.section);
    let note = match layout.language {
        Language::Vi => format!("Số thực hiện của từng đơn vị, lấy từ trang “{}”; kế hoạch và cùng kỳ cũng ở đó.", BY_UNIT.vi),
        Language::En => format!("What each unit achieved, from “{}”; plans and last year's figures are there too.", BY_UNIT.en),
    };
    heading::write(sheet, layout, &format!("{}. {}", programme.number, section.name), &note)?;
    let reported = |id: &IndicatorId| !layout.consolidation.row(*id).by_unit.is_empty();
    let table = Table { indicators: layout.indicators(&programme.lines).filter(reported).collect(), units };
    let widths = table.widths(layout);
    let links = table.write(sheet, layout, &widths)?;
    let last = table.write_area(sheet, layout)?;
    let columns = FIRST_COLUMN + table.indicators.len().max(1) as u16 - 1;
    verdict_words(sheet, layout, (FIRST_ROW, FIRST_COLUMN), (last, columns))?;
    sheet.set_print_area(0, 0, last, columns)?;
    sheet.ignore_error_range(FIRST_ROW, 0, last, columns, IgnoreError::FormulaDiffers)?;
    let groups: Vec<&[f64]> = widths.chunks(1).collect();
    style::pages_across(sheet, &NAMES, &groups)?;
    Ok(links)
}

/// Writes the name of a line below the units.
pub(super) fn foot(sheet: &mut Worksheet, row: u32, name: &str) -> Result<(), WriteError> {
    let format = style::cell().set_bold().set_background_color(style::SECTION_FILL);
    sheet.write_blank(row, 0, &format)?;
    sheet.write_string_with_format(row, 1, style::fitted(name), &format)?;
    sheet.set_row_height(row, style::height(&[(name, NAMES[1])], style::SIZE, true) + 2.0)?;
    Ok(())
}

fn code(layout: &Layout, id: IndicatorId, out_of: bool) -> String {
    match layout.schema.indicator(id).out_of {
        Some(all) if out_of => count_of_code(all),
        _ => style::number_code(layout.decimals(layout.consolidation.row(id))),
    }
}

/// The links to the units' figures.
struct Links<'a> {
    layout: &'a Layout<'a>,
    /// From [`FIRST_ROW`] down.
    units: Vec<UnitId>,
    columns: Vec<Column>,
    /// Their numbers and names, once all of them have begun.
    front: Kept,
    ahead: RefCell<Ahead<'a>>,
}

/// The figures of the columns from a unit on: rows are written in their order, and figures are kept in that of the units.
#[derive(Default)]
struct Ahead<'a> {
    /// The unit that was asked for last.
    unit: Option<UnitId>,
    /// Of each column, the next that has any and those behind it.
    columns: Vec<Peekable<<&'a Figures<UnitId> as IntoIterator>::IntoIter>>,
}

impl<'a> Ahead<'a> {
    /// Goes to a unit; from the first one on, where that is not ahead.
    fn come_to(&mut self, unit: UnitId, layout: &Layout<'a>, columns: &[Column]) {
        if self.unit.is_none_or(|last| last > unit) {
            self.columns = columns.iter().map(|column| layout.consolidation.row(column.id).by_unit.iter().peekable()).collect();
        }
        self.unit = Some(unit);
        for figures in &mut self.columns {
            while figures.next_if(|(of, _)| *of < unit).is_some() {}
        }
    }
}

/// An indicator and how its figures look.
struct Column {
    id: IndicatorId,
    plain: Style,
    words: Style,
}

impl Column {
    fn of(layout: &Layout, styles: &mut Styles, id: IndicatorId) -> Column {
        let format: Format = style::numeric(&code(layout, id, true));
        let words = format.clone().set_align(FormatAlign::Center).set_text_wrap();
        // So many of so many is short; at the edge of a wide column it would be lost.
        let format = if layout.schema.indicator(id).out_of.is_some() { format.set_align(FormatAlign::Center) } else { format };
        Column { id, plain: styles.of(format), words: styles.of(words) }
    }
}

impl Rows for Links<'_> {
    fn heights(&self) -> Option<&Heights> {
        self.front.heights()
    }

    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.front.row(row, sink)?;
        let Some(unit) = row.checked_sub(FIRST_ROW).and_then(|place| self.units.get(place as usize)) else { return Ok(()) };
        let layout = self.layout;
        let there = layout.grid.as_ref().and_then(|grid| grid.column(*unit, Measure::Actual));
        let mut ahead = self.ahead.borrow_mut();
        ahead.come_to(*unit, layout, &self.columns);
        for ((column, ahead), own) in self.columns.iter().zip(&mut ahead.columns).zip(FIRST_COLUMN..) {
            let figures = ahead.peek().filter(|(of, _)| of == unit).map(|(_, figures)| figures);
            let Some(there) = there.filter(|_| figures.is_some() || layout.schema.reports(*unit, column.id)) else {
                sink.put(own, column.plain, Value::Blank)?;
                continue;
            };
            let (style, given) = match figures.and_then(|figures| figures.amount(Measure::Actual)) {
                Some(Amount::Verdict(verdict)) => (column.words, Given::Word(verdict)),
                amount => (column.plain, Given::Number(amount.and_then(Amount::number))),
            };
            sink.put(own, style, Value::Link(Sheet::ByUnit, (layout.row(column.id), there as u16), given))?;
        }
        Ok(())
    }
}
