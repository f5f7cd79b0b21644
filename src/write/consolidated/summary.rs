//! “Tổng hợp”: the area's figures, one line an indicator.

use super::super::WriteError;
use super::super::codes;
use super::super::outline::Line;
use super::super::sheet_style as style;
use super::super::wording;
use super::SUMMARY;
use super::formula::{self, Live};
use super::groups;
use super::kept::Kept;
use super::layout::{FIRST_ROW, Layout, at, column};
use super::look::{Look, NOTE_SIZE};
use super::overview::lowest;
use super::streamed::Rows;
use super::title;
use crate::consolidation::Row;
use crate::jobs::Jobs;
use crate::language::{Language, Text};
use crate::number;
use crate::schema::{Aggregate, Derivation, Indicator, IndicatorId, IndicatorKind, Target};
use crate::submission::{Measure, Verdict};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatFormula, Format, Formula, IgnoreError, Worksheet,
};

const HEAD_ROW: u32 = 7;
const COUNT_ROW: u32 = FIRST_ROW - 1;
const LABEL_WIDTH: f64 = 45.0;

/// Writes the sheet but for most cells of its lines; gives what is left.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, jobs: Jobs) -> Result<Box<dyn Rows>, WriteError> {
    sheet.set_name(layout.text(SUMMARY))?;
    sheet.set_formula_result_default("");
    let widths = widths(layout);
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    title::write(sheet, layout, &widths)?;
    heads(sheet, layout, &widths)?;
    // What the formulas give is added up over all units again.
    let totals = jobs.each(&layout.lines, |line| match line {
        Line::Heading { .. } => Default::default(),
        Line::Indicator { indicator, .. } => formula::totals(layout, layout.consolidation.row(*indicator)),
    });
    let mut kept = Kept::default();
    kept.make_room(layout.lines.len());
    let levels = groups::levels(sheet, layout, &(0..layout.lines.len()));
    for (((line, totals), row), level) in layout.lines.iter().zip(totals).zip(FIRST_ROW..).zip(levels) {
        let height = match line {
            Line::Heading { section, number } => heading((sheet, &mut kept), layout, row, *section, number, &widths)?,
            Line::Indicator { indicator, number, depth } => {
                indicator_line((sheet, &mut kept), layout, row, (*indicator, totals), (*number, *depth), &widths)?
            }
        };
        kept.height(sheet, row, height, level)?;
    }
    kept.heights.end_with(sheet)?;
    verdict_colours(sheet, layout)?;
    codes::stamp(
        sheet,
        column::CODE,
        codes::CONSOLIDATED,
        &layout.schema.id,
        &layout.schema.area.code,
        &layout.schema.period(layout.consolidation.period).code,
    )?;
    sheet.set_column_hidden(column::COUNTED)?;
    sheet.set_column_hidden(column::KEY)?;
    if !layout.lines.is_empty() {
        let last = layout.end() - 1;
        style::percent_bars(sheet, (FIRST_ROW, column::PCT_PLAN), (last, column::PCT_PLAN))?;
        sheet.autofilter(COUNT_ROW, 0, last, column::NOTE)?;
    }
    sheet.set_freeze_panes(FIRST_ROW, column::UNIT)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, COUNT_ROW)?;
    sheet.set_print_area(0, 0, layout.end().max(FIRST_ROW), column::NOTE)?;
    sheet.ignore_error_range(FIRST_ROW, column::PLAN, layout.end(), column::VERDICT, IgnoreError::FormulaDiffers)?;
    Ok(Box::new(kept))
}

fn widths(layout: &Layout) -> [f64; 10] {
    let mut widest = [11.0_f64; 3];
    for row in &layout.consolidation.rows {
        let decimals = layout.decimals(row);
        for (place, measure) in widest.iter_mut().zip(Measure::ALL) {
            if let Some(number) = row.get(measure) {
                *place = place.max(style::width_of_number(number, decimals) + 1.0).min(24.0);
            }
        }
    }
    let [plan, actual, prior] = widest;
    [5.5, LABEL_WIDTH, 11.0, plan, actual, 10.0, prior, 10.0, 15.0, 30.0]
}

fn heads(sheet: &mut Worksheet, layout: &Layout, widths: &[f64]) -> Result<(), WriteError> {
    let schema = layout.schema;
    let period = wording::period_within(schema, layout.consolidation.period, layout.language);
    let heads: [String; 10] = match layout.language {
        Language::Vi => [
            "STT".into(),
            "Chỉ tiêu".into(),
            "Đơn vị tính".into(),
            format!("Kế hoạch năm {}", schema.year),
            format!("Thực hiện {period}"),
            "% so với kế hoạch".into(),
            "Cùng kỳ năm trước".into(),
            "% so với cùng kỳ".into(),
            "Đánh giá".into(),
            "Ghi chú".into(),
        ],
        Language::En => [
            "No.".into(),
            "Indicator".into(),
            "Unit of measure".into(),
            format!("Plan {}", schema.year),
            format!("Actual {period}"),
            "% of plan".into(),
            "Same period last year".into(),
            "% of last year".into(),
            "Verdict".into(),
            "Note".into(),
        ],
    };
    let mut texts = Vec::new();
    for ((at, head), width) in heads.iter().enumerate().zip(widths) {
        sheet.write_string_with_format(HEAD_ROW, at as u16, head, &style::head())?;
        texts.push((head.as_str(), *width));
    }
    sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 4.0)?;
    let counts = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)=(5)/(4)", "(7)", "(8)=(5)/(7)", "(9)", "(10)"];
    let small = style::centred().set_italic().set_font_size(10);
    for (at, count) in counts.into_iter().enumerate() {
        sheet.write_string_with_format(COUNT_ROW, at as u16, count, &small)?;
    }
    sheet.set_row_height(COUNT_ROW, 15)?;
    Ok(())
}

/// Writes a heading; gives how high its row is.
fn heading(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    row: u32,
    section: crate::schema::SectionId,
    number: &str,
    widths: &[f64],
) -> Result<f64, WriteError> {
    let section = layout.schema.section(section);
    let look = Look::heading(section.depth);
    kept.text(sheet, (row, column::NUMBER), number, Look::heading_number(section.depth))?;
    // One cell over the whole line: a long name of a programme needs no more than a line or two.
    kept.over(sheet, (row, column::LABEL, column::NOTE), &style::fitted(&section.name), look)?;
    kept.begin(sheet, layout, row)?;
    let room: f64 = widths.iter().skip(1).sum();
    Ok(style::height(&[(&section.name, room)], style::SIZE, true) + 2.0)
}

/// Writes the line of an indicator; gives how high it is.
fn indicator_line(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    line: u32,
    (id, totals): (IndicatorId, [Option<Live>; 3]),
    (count, depth): (Option<u32>, u32),
    widths: &[f64],
) -> Result<f64, WriteError> {
    let indicator = layout.schema.indicator(id);
    let row = layout.consolidation.row(id);
    let (name, indent) = kept.names(sheet, line, indicator, (count, depth))?;
    figures((sheet, kept), layout, line, row, totals)?;
    ratios((sheet, kept), layout, line, indicator, row)?;
    assessment(kept, layout, (line, column::VERDICT), row);
    let note = note(layout, indicator, row);
    kept.text(sheet, (line, column::NOTE), &note, Look::NOTE)?;
    kept.text(sheet, (line, column::CODE), &indicator.code, Look::PLAIN)?;
    kept.number((line, column::COUNTED), u32::from(layout.counts(id)).into(), Look::PLAIN);
    let key = lowest::key(layout, id);
    match id {
        // By one of the last column the library tells how far the sheet goes.
        IndicatorId(0) => write_live(sheet, line, column::KEY, &key, &style::plain())?,
        _ => kept.live(sheet, (line, column::KEY), key, Look::PLAIN)?,
    }
    kept.begin(sheet, layout, line)?;
    let texts = [
        (name.as_str(), LABEL_WIDTH - 1.2 * f64::from(indent)),
        (indicator.unit_of_measure.as_str(), widths.get(2).copied().unwrap_or(10.0)),
    ];
    let note_height = style::height(&[(&note, widths.get(9).copied().unwrap_or(20.0))], NOTE_SIZE, false);
    Ok(style::height(&texts, style::SIZE, false).max(note_height))
}

/// Plan, actual and prior: a formula where it gives the computed figure, else the figure.
fn figures(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    line: u32,
    row: &Row,
    totals: [Option<Live>; 3],
) -> Result<(), WriteError> {
    let (decimals, indicator) = (layout.decimals(row), layout.schema.indicator(row.indicator));
    for ((measure, total), column) in Measure::ALL.into_iter().zip(totals).zip([column::PLAN, column::ACTUAL, column::PRIOR]) {
        let look = match indicator.out_of {
            Some(out_of) if measure != Measure::Plan && is_out_of(indicator) => Look::out_of(out_of),
            _ => Look::number(decimals),
        };
        let live = total.filter(|live| live.value == row.get(measure));
        match (live, row.get(measure)) {
            (Some(live), _) => kept.live(sheet, (line, column), live, look)?,
            (None, Some(number)) => kept.number((line, column), number, look),
            (None, None) => kept.blank((line, column), look),
        }
        if style::needs_whole_code(decimals) {
            style::whole_numbers(sheet, line, column)?;
        }
    }
    Ok(())
}

/// Writes a formula with the result it gives.
pub(super) fn write_live(sheet: &mut Worksheet, row: u32, column: u16, live: &Live, format: &Format) -> Result<(), WriteError> {
    let result = live.value.map(number::plain_text).unwrap_or_default();
    let formula = Formula::new(format!("={}", live.formula)).set_result(result);
    if live.array {
        sheet.write_array_formula_with_format(row, column, row, column, formula, format)?;
    } else {
        sheet.write_formula_with_format(row, column, formula, format)?;
    }
    Ok(())
}

/// Whether the area's figure is itself out of that many, and not a sum of several such.
pub(super) fn is_out_of(indicator: &Indicator) -> bool {
    indicator.kind == IndicatorKind::CountOf
        && (indicator.reporters.len() == 1
            || indicator.derivation.is_some()
            || !matches!(indicator.aggregate, Aggregate::Sum | Aggregate::CountMet))
}

/// 17 is shown as 17/19 and stays the number 17.
pub(super) fn count_of_code(out_of: Decimal) -> String {
    format!("#,##0.##\"/{}\"", number::vietnamese(out_of, None)).replace("0.##", "0")
}

fn ratios(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    line: u32,
    indicator: &Indicator,
    row: &Row,
) -> Result<(), WriteError> {
    let decimals = layout.schema.percent_decimals;
    let look = Look::number(decimals);
    let without_number = indicator.kind == IndicatorKind::Status && indicator.aggregate == Aggregate::None;
    let less_is_better = indicator.target.as_ref().is_some_and(Target::less_is_better);
    let ratios = [
        (column::PCT_PLAN, column::PLAN, row.plan, row.pct_plan, !without_number && !less_is_better),
        (column::PCT_PRIOR, column::PRIOR, row.prior, row.pct_prior, !without_number),
    ];
    for (own, base_column, base, stored, applies) in ratios {
        let computed = row.actual.zip(base).and_then(|(actual, base)| crate::ratio::percent(actual, base, decimals));
        if applies && computed == stored {
            let formula = formula::percent(&at(line, column::ACTUAL), &at(line, base_column), decimals);
            let live = Live::plain(formula, stored);
            kept.live(sheet, (line, own), live, look)?;
        } else if let Some(stored) = stored {
            kept.number((line, own), stored, look);
        } else {
            kept.blank((line, own), look);
        }
    }
    Ok(())
}

fn assessment(kept: &mut Kept, layout: &Layout, at: (u32, u16), row: &Row) {
    let words = |verdict| wording::verdict(verdict, layout.language);
    match formula::verdict(layout, row, words) {
        Some((formula, given)) if given == row.verdict => kept.verdict(at, &formula, given, Look::CENTRED),
        _ => kept.word(at, row.verdict, Look::CENTRED),
    }
}

/// What the figures alone don't tell: a plan that is more than a number, and figures that are still missing.
fn note(layout: &Layout, indicator: &Indicator, row: &Row) -> String {
    let mut notes = Vec::new();
    if let Some(target) = &indicator.target
        && !matches!(target, Target::AtLeast(_) | Target::Exactly(_))
    {
        notes.push(match layout.language {
            Language::Vi => format!("KH: {}", target.vietnamese()),
            Language::En => format!("Plan: {target}"),
        });
    }
    if !row.complete {
        notes.push(missing(layout, indicator, row));
    }
    if let Some(why) = &row.not_comparable {
        notes.push(match layout.language {
            Language::Vi => format!("Cùng kỳ: không so sánh được ({})", why.vi),
            Language::En => format!("Last year: not comparable ({})", why.en),
        });
    }
    notes.join("; ")
}

pub(super) fn missing(layout: &Layout, indicator: &Indicator, row: &Row) -> String {
    // What is derived lacks what its source lacks.
    let (mut source, mut row) = (indicator, row);
    let mut only = None;
    while let Some(derivation) = &source.derivation {
        if let Derivation::AtUnit { unit, .. } = derivation {
            only = Some(*unit);
        }
        row = layout.consolidation.row(derivation.from());
        source = layout.schema.indicator(derivation.from());
    }
    let (came, all) = match only {
        Some(unit) => (usize::from(row.unit(unit).is_some_and(|figures| figures.is_complete())), 1),
        None => (row.came, source.reporters.len()),
    };
    if came == 0 && row.actual.is_some() {
        return layout.text(Text { vi: "Chưa đủ số liệu: các đơn vị đều chưa đủ", en: "Incomplete: every unit is" }).to_string();
    }
    match (layout.language, came, source.required) {
        (Language::Vi, 0, _) => "Chưa có số liệu".to_string(),
        (Language::En, 0, _) => "No figures yet".to_string(),
        (Language::Vi, _, true) => format!("Chưa đủ số liệu: thiếu {}/{all} đơn vị", all - came),
        (Language::En, _, true) => format!("Incomplete: {} of {all} units missing", all - came),
        (Language::Vi, _, false) => format!("{came}/{all} đơn vị có số liệu"),
        (Language::En, _, false) => format!("{came} of {all} units have figures"),
    }
}

/// Đạt and chưa đạt are told apart by weight too, so that a black and white print shows them.
fn verdict_colours(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    if layout.lines.is_empty() {
        return Ok(());
    }
    let last = layout.end() - 1;
    verdicts(sheet, layout, (FIRST_ROW, last), (column::PLAN, column::ACTUAL, column::VERDICT))
}

/// Formats a column of verdicts beside the columns of plans and figures.
pub(super) fn verdicts(
    sheet: &mut Worksheet,
    layout: &Layout,
    (first, last): (u32, u32),
    (plan, actual, own): (u16, u16, u16),
) -> Result<(), WriteError> {
    // Without a plan there is nothing to assess: the word stays in the cell, the page stays quiet.
    let unknown = layout.verdict(Verdict::NotAssessed);
    let [verdict, plan, actual] = [own, plan, actual].map(|column| format!("${}", at(first, column)));
    let quiet = ConditionalFormatFormula::new()
        .set_rule(format!("=AND({verdict}=\"{unknown}\",{plan}=\"\",{actual}<>\"\")").as_str())
        .set_format(Format::new().set_num_format(";;;"));
    sheet.add_conditional_format(first, own, last, own, &quiet)?;
    verdict_words(sheet, layout, (first, own), (last, own))
}

/// Formats the words for verdicts wherever they stand in a range.
pub(super) fn verdict_words(sheet: &mut Worksheet, layout: &Layout, first: (u32, u16), last: (u32, u16)) -> Result<(), WriteError> {
    for (verdict, format) in [
        (Verdict::NotMet, Format::new().set_bold().set_font_color(0x00C0_0000)),
        (Verdict::Met, Format::new().set_font_color(0x0037_5623)),
        (Verdict::NotAssessed, Format::new().set_italic().set_font_color(0x0080_8080)),
    ] {
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(layout.verdict(verdict))).set_format(format);
        sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule)?;
    }
    Ok(())
}
