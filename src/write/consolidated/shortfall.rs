//! “Chưa đạt”: every indicator that is judged, with what remains to be done, filtered to those that fall short.
//!
//! The others are there too, so that the list follows the figures: after a correction the filter is applied again.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::super::wording;
use super::formula::{self, Live, comparison, lower_bound};
use super::heights::Shown;
use super::kept::Kept;
use super::layout::{Layout, at, column};
use super::look::{Look, NOTE_SIZE};
use super::streamed::Rows;
use super::summary::{self, verdict_words};
use super::{SHORTFALL, SUMMARY, heading};
use crate::consolidation::Row;
use crate::language::{Language, Text};
use crate::number;
use crate::ratio;
use crate::schema::{Aggregate, Indicator, IndicatorId, IndicatorKind, Target};
use crate::submission::Verdict;
use rust_decimal::Decimal;
use rust_xlsxwriter::{FilterCondition, IgnoreError, Worksheet};

const HEAD_ROW: u32 = heading::END;
const FIRST_ROW: u32 = HEAD_ROW + 1;
const HEADS: [(Text, f64); 10] = [
    (Text { vi: "Mục", en: "Part" }, 8.0),
    (Text { vi: "Chỉ tiêu", en: "Indicator" }, 45.0),
    (Text { vi: "Đơn vị tính", en: "Unit of measure" }, 11.0),
    (Text { vi: "Yêu cầu", en: "To reach" }, 15.0),
    (Text { vi: "Thực hiện", en: "Actual" }, 12.0),
    (Text { vi: "% so với kế hoạch", en: "% of plan" }, 11.0),
    (Text { vi: "Còn thiếu", en: "Remaining" }, 12.0),
    (Text { vi: "Vượt mức cho phép", en: "Over the limit" }, 12.0),
    (Text { vi: "Đánh giá", en: "Verdict" }, 16.0),
    (Text { vi: "Ghi chú", en: "Note" }, 28.0),
];
const ACTUAL: u16 = 4;
const PCT_PLAN: u16 = 5;
const SHORT: u16 = 6;
const OVER: u16 = 7;
const VERDICT: u16 = 8;
const NOTE: u16 = 9;

/// Writes the sheet but for most cells of its lines; gives what is left.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout) -> Result<Box<dyn Rows>, WriteError> {
    sheet.set_name(layout.text(SHORTFALL))?;
    sheet.set_formula_result_default("");
    for (at, (_, width)) in HEADS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    let title = layout.text(Text { vi: "CÁC CHỈ TIÊU CHƯA ĐẠT KẾ HOẠCH", en: "INDICATORS THAT FALL SHORT" });
    let note = layout.text(Text {
        vi: "Đang lọc theo “Chưa đạt”. Sau khi sửa số liệu, hãy bấm Dữ liệu ▸ Áp dụng lại (Ctrl+Alt+L) để lọc lại.",
        en: "Filtered to “Not met”. After corrections apply the filter again: Data ▸ Reapply (Ctrl+Alt+L).",
    });
    heading::write(sheet, layout, title, note)?;
    let mut texts = Vec::new();
    for (at, (head, width)) in HEADS.iter().enumerate() {
        sheet.write_string_with_format(HEAD_ROW, at as u16, layout.text(*head), &style::head())?;
        texts.push((layout.text(*head), *width));
    }
    sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 10.0)?;
    let (mut row, mut kept) = (FIRST_ROW, Kept::default());
    for programme in &layout.programmes {
        for id in layout.indicators(&programme.lines) {
            let (indicator, figures) = (layout.schema.indicator(id), layout.consolidation.row(id));
            if layout.counts(id) && is_judged(indicator, figures) {
                line((sheet, &mut kept), layout, row, &programme.number, id)?;
                row += 1;
            }
        }
    }
    kept.heights.end_with(sheet)?;
    let short = layout.consolidation.rows.iter().any(|row| layout.counts(row.indicator) && row.verdict == Verdict::NotMet);
    if row == FIRST_ROW || !short {
        let nothing = layout.text(Text { vi: "Không có chỉ tiêu nào chưa đạt.", en: "Nothing falls short." });
        sheet.merge_range(row, 0, row, NOTE, nothing, &style::cell())?;
    }
    if row > FIRST_ROW {
        filter(sheet, layout, row - 1)?;
    }
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    Ok(Box::new(kept))
}

fn filter(sheet: &mut Worksheet, layout: &Layout, last: u32) -> Result<(), WriteError> {
    verdict_words(sheet, layout, (FIRST_ROW, VERDICT), (last, VERDICT))?;
    style::percent_bars(sheet, (FIRST_ROW, PCT_PLAN), (last, PCT_PLAN))?;
    sheet.autofilter(HEAD_ROW, 0, last, NOTE)?;
    // Rows are hidden one by one in `line`: the library does not look into the results of formulas.
    sheet.filter_automatic_off();
    sheet.filter_column(VERDICT, &FilterCondition::new().add_list_filter(layout.verdict(Verdict::NotMet)))?;
    sheet.ignore_error_range(FIRST_ROW, 0, last, NOTE, IgnoreError::FormulaDiffers)?;
    Ok(())
}

/// Whether it can fall short: something has to be reached, or a word says whether it was.
fn is_judged(indicator: &Indicator, row: &Row) -> bool {
    let status = indicator.kind == IndicatorKind::Status && indicator.aggregate == Aggregate::None && indicator.reporters.len() == 1;
    status || indicator.target.is_some() || row.plan.is_some()
}

fn line((sheet, kept): (&mut Worksheet, &mut Kept), layout: &Layout, row: u32, number: &str, id: IndicatorId) -> Result<(), WriteError> {
    let (indicator, figures) = (layout.schema.indicator(id), layout.consolidation.row(id));
    let there = layout.row(id);
    let summary = layout.text(SUMMARY);
    let decimals = layout.decimals(figures);
    let figure = match indicator.out_of {
        Some(all) if summary::is_out_of(indicator) => Look::out_of(all),
        _ => Look::number(decimals),
    };
    kept.text(sheet, (row, 0), number, Look::CENTRED)?;
    kept.text(sheet, (row, 1), &style::fitted(&indicator.name), Look::TEXT)?;
    kept.text(sheet, (row, 2), &indicator.unit_of_measure, Look::CENTRED)?;
    let wanted = to_reach((sheet, kept), layout, row, indicator, figures)?;
    kept.link((row, ACTUAL), (there, column::ACTUAL), figures.actual, figure);
    let percent = Look::number(layout.schema.percent_decimals);
    kept.link((row, PCT_PLAN), (there, column::PCT_PLAN), figures.pct_plan, percent);
    let difference = Look::number(decimals);
    let over = indicator.target.is_some_and(|target| target.less_is_better());
    let remains = remaining(layout, indicator, figures, row, over);
    kept.live(sheet, (row, if over { OVER } else { SHORT }), remains, difference)?;
    kept.blank((row, if over { SHORT } else { OVER }), difference);
    if style::needs_whole_code(decimals) {
        for column in [ACTUAL, SHORT, OVER] {
            style::whole_numbers(sheet, row, column)?;
        }
    }
    kept.verdict((row, VERDICT), &["'", summary, "'!", &at(there, column::VERDICT)].concat(), figures.verdict, Look::CENTRED);
    let note = if figures.complete { String::new() } else { summary::missing(layout, indicator, figures) };
    kept.text(sheet, (row, NOTE), &note, Look::NOTE)?;
    kept.begin(sheet, layout, row)?;
    let texts = [(indicator.name.as_str(), HEADS[1].1), (indicator.unit_of_measure.as_str(), HEADS[2].1), (wanted.as_str(), HEADS[3].1)];
    let note_height = style::height(&[(&note, HEADS[9].1)], NOTE_SIZE, false);
    let height = style::height(&texts, style::SIZE, false).max(note_height);
    kept.heights.set(sheet, row, Shown { height, level: 0, is_hidden: figures.verdict != Verdict::NotMet })
}

/// Writes what is to be reached: a target in words, else the plan as it stands on “Tổng hợp”. Gives the words.
fn to_reach(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    row: u32,
    indicator: &Indicator,
    figures: &Row,
) -> Result<String, WriteError> {
    let text = match (&indicator.target, layout.language) {
        (Some(Target::AtLeast(bound)), Language::Vi) => format!("từ {}", number::vietnamese(*bound, indicator.decimals)),
        (Some(target), Language::Vi) => target.vietnamese(),
        (Some(target), Language::En) => target.to_string(),
        (None, _) => {
            let plan = (layout.row(figures.indicator), column::PLAN);
            kept.link((row, 3), plan, figures.plan, Look::number(layout.decimals(figures)));
            return Ok(String::new());
        }
    };
    kept.text(sheet, (row, 3), &text, Look::RIGHT)?;
    Ok(text)
}

/// How much is missing to what has to be reached, or too much; nothing where it is reached.
fn remaining(layout: &Layout, indicator: &Indicator, figures: &Row, row: u32, over: bool) -> Live {
    let there = layout.row(figures.indicator);
    let plan = ["'", layout.text(SUMMARY), "'!", &at(there, column::PLAN)].concat();
    let actual = at(row, ACTUAL);
    // A range is met from its lower bound, while its plan cell holds the upper.
    let bound = match &indicator.target {
        Some(target @ Target::Range(..)) => (number::plain_text(lower_bound(target)), Some(lower_bound(target))),
        _ => (plan, figures.plan),
    };
    let target = indicator.target.or_else(|| figures.plan.map(Target::AtLeast));
    let sign = target.as_ref().map_or(">=", comparison);
    let difference = if over { [&*actual, "-", &bound.0] } else { [&*bound.0, "-", &actual] }.concat();
    let numbers: Vec<Decimal> = figures.actual.into_iter().chain(bound.1).collect();
    let difference = formula::rounded(difference, &numbers);
    let known = ["IF(OR(", &actual, "=\"\",", &bound.0, "=\"\"),\"\","].concat();
    let formula = [&known, "IF(", &actual, sign, &bound.0, ",\"\",", &difference, "))"].concat();
    let value = match (figures.actual, bound.1) {
        (Some(actual), Some(bound)) if ratio::verdict(Some(actual), figures.plan, target.as_ref()) == Verdict::NotMet => {
            let (more, less) = if over { (actual, bound) } else { (bound, actual) };
            more.checked_sub(less)
        }
        _ => None,
    };
    Live::plain(formula, value)
}
