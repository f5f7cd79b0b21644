//! “Theo đơn vị”: what each unit handed in, indicators down and units across.

use super::super::WriteError;
use super::super::codes;
use super::super::outline::Line;
use super::super::sheet_style as style;
use super::super::wording;
use super::formula;
use super::groups;
use super::heights::Heights;
use super::kept::Kept;
use super::layout::{FIRST_ROW, FIRST_UNIT_COLUMN, Grid, Layout, MEASURE_ROW, at};
use super::look::Look;
use super::streamed::{Given, Merged, Message, Rows, Sink, Style, Styles, Value, is_plain};
use super::trace;
use super::{BY_UNIT, SUMMARY};
use crate::consolidation::{Row, UnitFigures};
use crate::jobs::Jobs;
use crate::language::{Language, Text};
use crate::schema::{Aggregate, Derivation, IndicatorId, SectionId, UnitId};
use crate::submission::{Amount, Measure};
use rust_xlsxwriter::{FormatAlign, IgnoreError, Note, Worksheet};

const TITLE_ROW: u32 = 0;
const PERIOD_ROW: u32 = 1;
const LEGEND_ROW: u32 = 2;
const LAST_TITLE_ROW: u32 = 5;
const CODE_ROW: u32 = 6;
const UNIT_ROW: u32 = MEASURE_ROW - 1;
const NUMBER_WIDTH: f64 = 5.5;
const LABEL_WIDTH: f64 = 36.0;
const UNIT_WIDTH: f64 = 10.5;
/// Width of a column of figures at least.
const NARROWEST: f64 = 8.0;
/// Writes the sheet but for most of the figures; gives what is left.
pub(super) fn write<'a>(sheet: &mut Worksheet, layout: &'a Layout<'a>, jobs: Jobs) -> Result<Option<Box<dyn Rows + 'a>>, WriteError> {
    sheet.set_name(layout.text(BY_UNIT))?;
    sheet.set_formula_result_default("");
    for (column, width) in [NUMBER_WIDTH, LABEL_WIDTH, UNIT_WIDTH].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    title(sheet, layout)?;
    let Some(grid) = &layout.grid else {
        style::page(sheet, true, wording::page(layout.language));
        return Ok(None);
    };
    let widths = widths(layout, grid, jobs);
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width((FIRST_UNIT_COLUMN as usize + at) as u16, *width)?;
    }
    let mut kept = Kept::default();
    heads((sheet, &mut kept), layout, grid, &widths)?;
    let code_column = (grid.last_column() + 1) as u16;
    let code = kept.styles.of_look(Look::PLAIN);
    let mut figures = Figures { layout, grid, lines: Vec::with_capacity(layout.lines.len()), code, front: Kept::default() };
    let levels = groups::levels(sheet, layout, &(0..layout.lines.len()));
    // Notes stand where the heights of rows say.
    if layout.consolidation.rows.iter().any(|row| row.by_unit.has_reasons()) {
        kept.heights.tell_all();
    }
    for ((line, row), level) in layout.lines.iter().zip(FIRST_ROW..).zip(levels) {
        let height = match line {
            Line::Heading { section, number } => {
                let (looks, height) = heading((sheet, &mut kept), layout, row, *section, number)?;
                figures.lines.push(looks);
                kept.styles.begin(sheet, layout, row, &figures)?;
                height
            }
            Line::Indicator { indicator, number, depth } => {
                let height = names((sheet, &mut kept), layout, row, *indicator, (*number, *depth))?;
                kept.begin(sheet, layout, row)?;
                let looks = Looks::of(layout, &mut kept.styles, *indicator);
                let all_written = looks.plain.iter().chain([&code]).all(|style| kept.styles.has_written(*style));
                figures.lines.push(looks);
                if !all_written || layout.consolidation.row(*indicator).by_unit.has_verdicts() {
                    kept.styles.begin(sheet, layout, row, &figures)?;
                }
                not_comparable(sheet, layout, grid, row, *indicator)?;
                if style::needs_whole_code(layout.decimals(layout.consolidation.row(*indicator))) {
                    style::whole_numbers_among(sheet, (row, FIRST_UNIT_COLUMN as u16), (row, grid.last_column() as u16))?;
                }
                let code = &layout.schema.indicator(*indicator).code;
                if !is_plain(code) {
                    sheet.write_string(row, code_column, code)?;
                }
                height
            }
        };
        kept.height(sheet, row, height, level)?;
    }
    kept.heights.end_with(sheet)?;
    figures.front = kept;
    let schema = layout.schema;
    let period = &schema.period(layout.consolidation.period).code;
    codes::stamp(sheet, code_column, codes::CONSOLIDATED, &schema.id, &schema.area.code, period)?;
    sheet.set_freeze_panes(FIRST_ROW, FIRST_UNIT_COLUMN as u16)?;
    trace::first(sheet, layout, grid)?;
    print(sheet, layout, grid, &widths)?;
    sheet.ignore_error_range(FIRST_ROW, FIRST_UNIT_COLUMN as u16, layout.end(), code_column, IgnoreError::FormulaDiffers)?;
    Ok(Some(Box::new(figures)))
}

fn title(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    let left = style::plain().set_bold();
    let heading = match layout.language {
        Language::Vi => format!("KẾT QUẢ THỰC HIỆN THEO ĐƠN VỊ – {}", layout.schema.title.to_uppercase()),
        Language::En => format!("RESULTS BY UNIT – {}", layout.schema.title.to_uppercase()),
    };
    sheet.write_string_with_format(TITLE_ROW, 0, style::fitted(&heading), &left.clone().set_font_size(13))?;
    let period = wording::period(layout.schema, layout.consolidation.period, layout.language);
    sheet.write_string_with_format(PERIOD_ROW, 0, format!("{} – {period}", layout.schema.area.name), &left)?;
    let any = layout.consolidation.rows.iter().any(|row| !row.by_unit.is_empty());
    let legend = match (layout.language, layout.grid.is_some(), any) {
        (Language::Vi, true, _) => format!(
            "KH: kế hoạch năm; TH: thực hiện; CK: cùng kỳ năm trước. Ô trống: chưa có số liệu. Sửa số ở đây thì trang “{}” tự tính lại.",
            SUMMARY.vi
        ),
        (Language::En, true, _) => {
            format!("Plan: for the year. Prior: same period last year. Blank: unknown. “{}” follows what is changed here.", SUMMARY.en)
        }
        (_, false, true) => layout
            .text(Text {
                vi: "Quá nhiều đơn vị để trình bày trên một trang tính của Excel. Số liệu từng đơn vị: dùng tùy chọn --json.",
                en: "Too many units for one sheet of Excel. For the units' figures use the option --json.",
            })
            .to_string(),
        (_, false, false) => layout.text(Text { vi: "Chưa có số liệu của đơn vị nào.", en: "No unit has any figure yet." }).to_string(),
    };
    sheet.write_string_with_format(LEGEND_ROW, 0, legend, &style::plain().set_italic())?;
    // The head takes as many rows as that of the other sheet, so that an indicator has one row number on both.
    for row in LEGEND_ROW + 1..LAST_TITLE_ROW {
        sheet.set_row_height(row, 2)?;
    }
    Ok(())
}

/// Each column is as wide as its longest figure.
fn widths(layout: &Layout, grid: &Grid, jobs: Jobs) -> Vec<f64> {
    let rows = jobs.shares_of(&layout.consolidation.rows);
    let needed = jobs.each(&rows, |rows| widths_of(layout, grid, rows));
    let widest = |one: Vec<f64>, other: Vec<f64>| one.into_iter().zip(other).map(|(one, other)| one.max(other)).collect();
    needed.into_iter().reduce(widest).unwrap_or_default()
}

fn widths_of(layout: &Layout, grid: &Grid, rows: &[Row]) -> Vec<f64> {
    let mut longest = vec![Longest::default(); grid.units.len() * Measure::ALL.len()];
    for row in rows {
        let decimals = layout.decimals(row);
        let is_out_of = layout.schema.indicator(row.indicator).out_of.is_some();
        let narrow = style::Narrow::of(decimals, |length| Longest::width_of(length, is_out_of) <= NARROWEST);
        if narrow.has_all(&row.by_unit) && !row.by_unit.has_verdicts() {
            continue;
        }
        for (figures, longest) in grid.figures(row).zip(longest.chunks_mut(Measure::ALL.len())) {
            let Some(figures) = figures else { continue };
            for (amount, longest) in figures.amounts().into_iter().zip(longest) {
                match amount {
                    Some(Amount::Number(number)) if narrow.has(number) => {}
                    Some(Amount::Number(number)) => {
                        let place = if is_out_of { &mut longest.out_of } else { &mut longest.number };
                        *place = style::length_of_number(number, decimals).max(*place);
                    }
                    Some(Amount::Verdict(_)) => longest.any_word = true,
                    None => {}
                }
            }
        }
    }
    longest.iter().map(Longest::width).collect()
}

/// What is longest in a column: widths are worked out for it alone.
#[derive(Clone, Default)]
struct Longest {
    number: style::Length,
    /// Of the numbers that are shown with what they are out of.
    out_of: style::Length,
    any_word: bool,
}

impl Longest {
    fn width(&self) -> f64 {
        // A status wraps: "Đang thực hiện" on two lines.
        let word = if self.any_word { 9.5 } else { 0.0 };
        let of = |length, is_out_of| if length == style::Length::default() { 0.0 } else { Self::width_of(length, is_out_of) };
        [of(self.number, false), of(self.out_of, true), word].into_iter().fold(NARROWEST, f64::max).min(24.0)
    }

    fn width_of(length: style::Length, is_out_of: bool) -> f64 {
        length.width() + if is_out_of { 3.0 } else { 0.0 } + 0.6
    }
}

fn heads((sheet, kept): (&mut Worksheet, &mut Kept), layout: &Layout, grid: &Grid, widths: &[f64]) -> Result<(), WriteError> {
    let names = [Text { vi: "STT", en: "No." }, Text { vi: "Chỉ tiêu", en: "Indicator" }, Text { vi: "ĐVT", en: "Unit of measure" }];
    for (column, name) in names.into_iter().enumerate() {
        sheet.merge_range(UNIT_ROW, column as u16, MEASURE_ROW, column as u16, layout.text(name), &style::head())?;
    }
    let mut highest = 20.0_f64;
    let link = trace::link_format();
    for unit in &grid.units {
        let (Some(first), Some(last)) = (grid.column(*unit, Measure::Plan), grid.column(*unit, Measure::Prior)) else { continue };
        let name = &layout.schema.unit(*unit).name;
        kept.over(sheet, (UNIT_ROW, first as u16, last as u16), &style::fitted(name), Look::HEAD.first(true))?;
        trace::unit(sheet, layout, (LAST_TITLE_ROW, first as u16, last as u16), (*unit, &link))?;
        let room: f64 = widths.iter().skip((first - FIRST_UNIT_COLUMN) as usize).take(Measure::ALL.len()).sum();
        highest = highest.max(style::height(&[(name, room)], style::SIZE, true) + 3.0);
        for measure in Measure::ALL {
            let Some(column) = grid.column(*unit, measure) else { continue };
            kept.text(sheet, (MEASURE_ROW, column as u16), layout.marker(measure), Look::HEAD.first(measure == Measure::Plan))?;
            kept.text(sheet, (CODE_ROW, column as u16), &layout.schema.unit(*unit).code, Look::PLAIN)?;
        }
    }
    for row in [CODE_ROW, UNIT_ROW, MEASURE_ROW] {
        kept.begin(sheet, layout, row)?;
    }
    sheet.set_row_height(UNIT_ROW, highest)?;
    sheet.set_row_height(MEASURE_ROW, 18)?;
    sheet.set_row_hidden(CODE_ROW)?;
    Ok(())
}

/// Writes a heading; gives how the units' cells look and how high its row is.
fn heading(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    row: u32,
    section: SectionId,
    number: &str,
) -> Result<(Looks, f64), WriteError> {
    let section = layout.schema.section(section);
    let look = Look::heading(section.depth);
    sheet.write_string_with_format(row, 0, number, &look.format().set_align(FormatAlign::Center))?;
    kept.over(sheet, (row, 1, 2), &style::fitted(&section.name), look)?;
    kept.begin(sheet, layout, row)?;
    let looks = Measure::ALL.map(|measure| kept.styles.of_look(look.first(measure == Measure::Plan)));
    let height = style::height(&[(&section.name, LABEL_WIDTH + UNIT_WIDTH)], style::SIZE, true) + 1.0;
    Ok((Looks { indicator: None, plain: looks, words: looks }, height))
}

/// Writes what stands before the figures of a line; gives how high it is.
fn names(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    row: u32,
    id: IndicatorId,
    (count, depth): (Option<u32>, u32),
) -> Result<f64, WriteError> {
    let indicator = layout.schema.indicator(id);
    let (name, indent) = kept.names(sheet, row, indicator, (count, depth))?;
    let texts = [(name.as_str(), LABEL_WIDTH - 1.0 - 1.2 * f64::from(indent)), (indicator.unit_of_measure.as_str(), UNIT_WIDTH)];
    let mut height = style::height(&texts, style::SIZE, false);
    let wraps = |figures: &UnitFigures| matches!(figures.amount(Measure::Actual), Some(Amount::Verdict(_)));
    let by_unit = &layout.consolidation.row(id).by_unit;
    if by_unit.has_verdicts() && by_unit.iter().any(|(_, figures)| wraps(&figures)) {
        height = height.max(style::height(&[("Đang thực hiện", 9.5)], style::SIZE, false));
    }
    Ok(height)
}

/// Notes at last year's figures that are left out why they are.
fn not_comparable(sheet: &mut Worksheet, layout: &Layout, grid: &Grid, row: u32, id: IndicatorId) -> Result<(), WriteError> {
    let by_unit = &layout.consolidation.row(id).by_unit;
    for (unit, figures) in by_unit.iter().take_while(|_| by_unit.has_reasons()) {
        let (Some(why), false) = (figures.not_comparable(), figures.has(Measure::Prior)) else { continue };
        let Some(column) = grid.column(unit, Measure::Prior) else { continue };
        let text = match layout.language {
            Language::Vi => format!("Không so sánh được với cùng kỳ: {}.", why.vi),
            Language::En => format!("Not comparable with last year: {}.", why.en),
        };
        sheet.insert_note(row, column as u16, &Note::new(text).add_author_prefix(false))?;
    }
    Ok(())
}

/// How the units' cells of a line look, by measure.
struct Looks {
    /// None in a heading.
    indicator: Option<IndicatorId>,
    plain: [Style; 3],
    words: [Style; 3],
}

impl Looks {
    fn of(layout: &Layout, styles: &mut Styles, id: IndicatorId) -> Looks {
        let decimals = layout.decimals(layout.consolidation.row(id));
        let looks = Measure::ALL.map(|measure| {
            let look = match layout.schema.indicator(id).out_of {
                Some(out_of) if measure != Measure::Plan => Look::out_of(out_of),
                _ => Look::number(decimals),
            };
            look.first(measure == Measure::Plan)
        });
        let plain = looks.map(|look| styles.of_look(look));
        let words = looks.map(|look| styles.of_look(look.words()));
        Looks { indicator: Some(id), plain, words }
    }
}

/// The units' figures.
struct Figures<'a> {
    layout: &'a Layout<'a>,
    grid: &'a Grid,
    /// From [`FIRST_ROW`] down.
    lines: Vec<Looks>,
    /// How the codes behind the figures look.
    code: Style,
    /// The heads of the columns and the names of the lines.
    front: Kept,
}

impl Rows for Figures<'_> {
    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.front.row(row, sink)?;
        let Some(looks) = row.checked_sub(FIRST_ROW).and_then(|at| self.lines.get(at as usize)) else { return Ok(()) };
        let columns = FIRST_UNIT_COLUMN as u16..=self.grid.last_column() as u16;
        let Some(id) = looks.indicator else {
            return columns.zip(looks.plain.iter().cycle()).try_for_each(|(column, style)| sink.put(column, *style, Value::Blank));
        };
        let follow = self.may_follow(id);
        let mut columns = columns;
        for (unit, figures) in self.grid.units.iter().zip(self.grid.figures(self.layout.consolidation.row(id))) {
            let amounts = figures.map_or([None; 3], |figures| figures.amounts());
            for (((measure, amount), plain), words) in Measure::ALL.into_iter().zip(amounts).zip(looks.plain).zip(looks.words) {
                let Some(column) = columns.next() else { return Ok(()) };
                match amount {
                    None => sink.put(column, plain, Value::Blank)?,
                    Some(amount) if follow => {
                        let is_read = figures.is_some_and(|figures| figures.has_cell(measure));
                        self.figure(sink, column, id, (*unit, measure), (amount, is_read), (plain, words))?;
                    }
                    Some(Amount::Number(number)) => sink.put(column, plain, Value::Number(number))?,
                    Some(Amount::Verdict(verdict)) => sink.put(column, words, Value::Word(verdict))?,
                }
            }
        }
        match &self.layout.schema.indicator(id).code {
            code if is_plain(code) => sink.put(self.last_column() as u16, self.code, Value::Text(code)),
            _ => Ok(()),
        }
    }

    /// That of the codes.
    fn last_column(&self) -> u32 {
        self.grid.last_column() + 1
    }

    fn heights(&self) -> Option<&Heights> {
        self.front.heights()
    }

    fn merged(&self) -> &[Merged] {
        self.front.merged()
    }

    fn messages(&self, told: &mut dyn FnMut(Message) -> Result<bool, WriteError>) -> Result<(), WriteError> {
        trace::figures(self.layout, self.grid, told)
    }
}

impl Figures<'_> {
    /// Whether figures of an indicator may follow from others of the sheet.
    fn may_follow(&self, id: IndicatorId) -> bool {
        let indicator = self.layout.schema.indicator(id);
        indicator.aggregate == Aggregate::Ratio || matches!(indicator.derivation, Some(Derivation::AtUnit { .. }))
    }

    /// A figure as handed in; a formula where it follows from other figures of the sheet.
    fn figure(
        &self,
        sink: &mut dyn Sink,
        column: u16,
        id: IndicatorId,
        (unit, measure): (UnitId, Measure),
        (amount, is_read): (Amount, bool),
        (plain, words): (Style, Style),
    ) -> Result<(), WriteError> {
        let indicator = self.layout.schema.indicator(id);
        if let Some(Derivation::AtUnit { from, .. }) = &indicator.derivation {
            let (style, given) = match amount {
                Amount::Number(number) => (plain, Given::Number(Some(number))),
                Amount::Verdict(verdict) => (words, Given::Word(verdict)),
            };
            if !sink.wants(style) {
                return Ok(());
            }
            let cell = at(self.layout.row(*from), column);
            return sink.put(column, style, Value::Formula(format!("IF({cell}=\"\",\"\",{cell})").into(), given));
        }
        if indicator.aggregate == Aggregate::Ratio
            && !is_read
            && sink.wants(plain)
            && let Some(live) = formula::quotient_of_unit(self.layout, indicator, unit, measure)
            && live.value == amount.number()
        {
            return sink.put(column, plain, Value::Formula(live.formula.into(), Given::Number(live.value)));
        }
        match amount {
            Amount::Number(number) => sink.put(column, plain, Value::Number(number)),
            Amount::Verdict(verdict) => sink.put(column, words, Value::Word(verdict)),
        }
    }
}

/// One page wide where that can be read; else so many whole units on a page, with the names repeated.
fn print(sheet: &mut Worksheet, layout: &Layout, grid: &Grid, widths: &[f64]) -> Result<(), WriteError> {
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(UNIT_ROW, MEASURE_ROW)?;
    sheet.set_repeat_columns(0, FIRST_UNIT_COLUMN as u16 - 1)?;
    sheet.set_print_area(0, 0, layout.end().max(FIRST_ROW), grid.last_column() as u16)?;
    let groups: Vec<&[f64]> = widths.chunks(Measure::ALL.len()).collect();
    style::pages_across(sheet, &[NUMBER_WIDTH, LABEL_WIDTH, UNIT_WIDTH], &groups)?;
    Ok(())
}
