//! “Theo đơn vị”: what each unit handed in, indicators down and units across.

use super::super::WriteError;
use super::super::codes;
use super::super::outline::{Line, label};
use super::super::sheet_style as style;
use super::super::wording;
use super::formula;
use super::groups;
use super::layout::{FIRST_ROW, FIRST_UNIT_COLUMN, Grid, Layout, MEASURE_ROW, at};
use super::summary::{count_of_code, write_live};
use super::trace;
use super::{BY_UNIT, SUMMARY};
use crate::consolidation::{Sourced, UnitFigures};
use crate::language::{Language, Text};
use crate::schema::{Aggregate, Derivation, IndicatorId, SectionId, UnitId};
use crate::submission::{Amount, Measure};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, IgnoreError, Note, Worksheet};

const TITLE_ROW: u32 = 0;
const PERIOD_ROW: u32 = 1;
const LEGEND_ROW: u32 = 2;
const LAST_TITLE_ROW: u32 = 5;
const CODE_ROW: u32 = 6;
const UNIT_ROW: u32 = MEASURE_ROW - 1;
const NUMBER_WIDTH: f64 = 5.5;
const LABEL_WIDTH: f64 = 36.0;
const UNIT_WIDTH: f64 = 10.5;
/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    sheet.set_name(layout.text(BY_UNIT))?;
    sheet.set_formula_result_default("");
    for (column, width) in [NUMBER_WIDTH, LABEL_WIDTH, UNIT_WIDTH].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    title(sheet, layout)?;
    let Some(grid) = &layout.grid else {
        style::page(sheet, true, wording::page(layout.language));
        return Ok(());
    };
    let widths = widths(layout, grid);
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width((FIRST_UNIT_COLUMN as usize + at) as u16, *width)?;
    }
    heads(sheet, layout, grid, &widths)?;
    let code_column = (grid.last_column() + 1) as u16;
    for (at, line) in layout.lines.iter().enumerate() {
        let row = FIRST_ROW + at as u32;
        match line {
            Line::Heading { section, number } => heading(sheet, layout, grid, row, *section, number)?,
            Line::Indicator { indicator, number, depth } => {
                names(sheet, layout, row, *indicator, (*number, *depth))?;
                let figures = layout.consolidation.row(*indicator);
                for unit in &grid.units {
                    unit_cells(sheet, layout, grid, row, *indicator, *unit, figures.unit(*unit))?;
                }
                sheet.write_string(row, code_column, &layout.schema.indicator(*indicator).code)?;
            }
        }
    }
    let schema = layout.schema;
    let period = &schema.period(layout.consolidation.period).code;
    codes::stamp(sheet, code_column, codes::CONSOLIDATED, &schema.id, &schema.area.code, period)?;
    sheet.set_freeze_panes(FIRST_ROW, FIRST_UNIT_COLUMN as u16)?;
    groups::rows(sheet, layout, &(0..layout.lines.len()), FIRST_ROW)?;
    trace::figures(sheet, layout, grid)?;
    print(sheet, layout, grid, &widths)?;
    sheet.ignore_error_range(FIRST_ROW, FIRST_UNIT_COLUMN as u16, layout.end(), code_column, IgnoreError::FormulaDiffers)?;
    Ok(())
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
fn widths(layout: &Layout, grid: &Grid) -> Vec<f64> {
    let mut widths = vec![8.0_f64; grid.units.len() * Measure::ALL.len()];
    for row in &layout.consolidation.rows {
        let decimals = layout.decimals(row);
        let out_of = layout.schema.indicator(row.indicator).out_of.map_or(0.0, |_| 3.0);
        for (unit, figures) in &row.by_unit {
            for measure in Measure::ALL {
                let Some(column) = grid.column(*unit, measure) else { continue };
                let needed = match figures.get(measure).map(|sourced| sourced.amount) {
                    Some(Amount::Number(number)) => style::width_of_number(number, decimals) + out_of + 0.6,
                    // A status wraps: "Đang thực hiện" on two lines.
                    Some(Amount::Verdict(_)) => 9.5,
                    None => continue,
                };
                if let Some(width) = widths.get_mut((column - FIRST_UNIT_COLUMN) as usize) {
                    *width = width.max(needed).min(24.0);
                }
            }
        }
    }
    widths
}

fn heads(sheet: &mut Worksheet, layout: &Layout, grid: &Grid, widths: &[f64]) -> Result<(), WriteError> {
    let names = [Text { vi: "STT", en: "No." }, Text { vi: "Chỉ tiêu", en: "Indicator" }, Text { vi: "ĐVT", en: "Unit of measure" }];
    for (column, name) in names.into_iter().enumerate() {
        sheet.merge_range(UNIT_ROW, column as u16, MEASURE_ROW, column as u16, layout.text(name), &style::head())?;
    }
    let mut highest = 20.0_f64;
    for unit in &grid.units {
        let (Some(first), Some(last)) = (grid.column(*unit, Measure::Plan), grid.column(*unit, Measure::Prior)) else { continue };
        let name = &layout.schema.unit(*unit).name;
        let format = style::head().set_border_left(FormatBorder::Medium);
        sheet.merge_range(UNIT_ROW, first as u16, UNIT_ROW, last as u16, &style::fitted(name), &format)?;
        trace::unit(sheet, layout, (LAST_TITLE_ROW, first as u16, last as u16), *unit)?;
        let room: f64 = widths.iter().skip((first - FIRST_UNIT_COLUMN) as usize).take(Measure::ALL.len()).sum();
        highest = highest.max(style::height(&[(name, room)], style::SIZE, true) + 3.0);
        for measure in Measure::ALL {
            let Some(column) = grid.column(*unit, measure) else { continue };
            let format = left_edge(style::head(), measure);
            sheet.write_string_with_format(MEASURE_ROW, column as u16, layout.marker(measure), &format)?;
            sheet.write_string(CODE_ROW, column as u16, &layout.schema.unit(*unit).code)?;
        }
    }
    sheet.set_row_height(UNIT_ROW, highest)?;
    sheet.set_row_height(MEASURE_ROW, 18)?;
    sheet.set_row_hidden(CODE_ROW)?;
    Ok(())
}

/// A heavier line before each unit keeps its three columns together.
fn left_edge(format: Format, measure: Measure) -> Format {
    if measure == Measure::Plan { format.set_border_left(FormatBorder::Medium) } else { format }
}

fn heading(sheet: &mut Worksheet, layout: &Layout, grid: &Grid, row: u32, section: SectionId, number: &str) -> Result<(), WriteError> {
    let section = layout.schema.section(section);
    let format = style::heading(section.depth);
    sheet.write_string_with_format(row, 0, number, &format.clone().set_align(FormatAlign::Center))?;
    sheet.merge_range(row, 1, row, 2, &style::fitted(&section.name), &format)?;
    for column in FIRST_UNIT_COLUMN..=grid.last_column() {
        let measure = Measure::ALL.get(((column - FIRST_UNIT_COLUMN) % 3) as usize).copied().unwrap_or(Measure::Actual);
        sheet.write_blank(row, column as u16, &left_edge(format.clone(), measure))?;
    }
    sheet.set_row_height(row, style::height(&[(&section.name, LABEL_WIDTH + UNIT_WIDTH)], style::SIZE, true) + 1.0)?;
    Ok(())
}

fn names(sheet: &mut Worksheet, layout: &Layout, row: u32, id: IndicatorId, (count, depth): (Option<u32>, u32)) -> Result<(), WriteError> {
    let indicator = layout.schema.indicator(id);
    match count {
        Some(count) => sheet.write_number_with_format(row, 0, count, &style::centred())?,
        None => sheet.write_blank(row, 0, &style::centred())?,
    };
    let name = label(&indicator.name, depth);
    let indent = depth.min(4) as u8;
    sheet.write_string_with_format(row, 1, style::fitted(&name), &style::cell().set_indent(indent))?;
    sheet.write_string_with_format(row, 2, &indicator.unit_of_measure, &style::centred())?;
    let texts = [(name.as_str(), LABEL_WIDTH - 1.0 - 1.2 * f64::from(indent)), (indicator.unit_of_measure.as_str(), UNIT_WIDTH)];
    let mut height = style::height(&texts, style::SIZE, false);
    let wraps = |figures: &UnitFigures| matches!(figures.actual, Some(Sourced { amount: Amount::Verdict(_), .. }));
    if layout.consolidation.row(id).by_unit.iter().any(|(_, figures)| wraps(figures)) {
        height = height.max(style::height(&[("Đang thực hiện", 9.5)], style::SIZE, false));
    }
    sheet.set_row_height(row, height)?;
    Ok(())
}

fn unit_cells(
    sheet: &mut Worksheet,
    layout: &Layout,
    grid: &Grid,
    row: u32,
    id: IndicatorId,
    unit: UnitId,
    figures: Option<&UnitFigures>,
) -> Result<(), WriteError> {
    let indicator = layout.schema.indicator(id);
    let decimals = layout.decimals(layout.consolidation.row(id));
    for measure in Measure::ALL {
        let Some(column) = grid.column(unit, measure).map(|column| column as u16) else { continue };
        let code = match indicator.out_of {
            Some(out_of) if measure != Measure::Plan => count_of_code(out_of),
            _ => style::number_code(decimals),
        };
        let format = left_edge(style::numeric(&code), measure);
        match figures.and_then(|figures| figures.get(measure)) {
            None => {
                sheet.write_blank(row, column, &format)?;
                let why = figures.and_then(|figures| figures.not_comparable.as_ref()).filter(|_| measure == Measure::Prior);
                if let Some(why) = why {
                    let text = match layout.language {
                        Language::Vi => format!("Không so sánh được với cùng kỳ: {}.", why.vi),
                        Language::En => format!("Not comparable with last year: {}.", why.en),
                    };
                    sheet.insert_note(row, column, &Note::new(text).add_author_prefix(false))?;
                }
            }
            Some(sourced) => {
                unit_cell(sheet, layout, (row, column), id, (unit, measure), sourced, &format)?;
                if style::needs_whole_code(decimals) {
                    style::whole_numbers(sheet, row, column)?;
                }
            }
        }
    }
    Ok(())
}

/// A figure as handed in; a formula where it follows from other figures of the sheet.
fn unit_cell(
    sheet: &mut Worksheet,
    layout: &Layout,
    (row, column): (u32, u16),
    id: IndicatorId,
    (unit, measure): (UnitId, Measure),
    sourced: &Sourced,
    format: &Format,
) -> Result<(), WriteError> {
    let indicator = layout.schema.indicator(id);
    let text = match sourced.amount {
        Amount::Number(_) => None,
        Amount::Verdict(verdict) => Some(wording::verdict(verdict, layout.language)),
    };
    let wrapped = || format.clone().set_align(FormatAlign::Center).set_text_wrap();
    if let Some(Derivation::AtUnit { from, .. }) = &indicator.derivation {
        let cell = at(layout.row(*from), column);
        let result = text.map_or_else(|| sourced.amount.to_string(), str::to_string);
        let formula = Formula::new(format!("=IF({cell}=\"\",\"\",{cell})")).set_result(result);
        let format = if text.is_some() { wrapped() } else { format.clone() };
        sheet.write_formula_with_format(row, column, formula, &format)?;
        return Ok(());
    }
    if indicator.aggregate == Aggregate::Ratio
        && sourced.cell.is_none()
        && let Some(live) = formula::quotient_of_unit(layout, indicator, unit, measure)
        && live.value == sourced.amount.number()
    {
        return write_live(sheet, row, column, &live, format);
    }
    match (sourced.amount, text) {
        (Amount::Number(number), _) => sheet.write_number_with_format(row, column, style::stored(number), format)?,
        (_, Some(text)) => sheet.write_string_with_format(row, column, text, &wrapped())?,
        (_, None) => sheet.write_blank(row, column, format)?,
    };
    Ok(())
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
