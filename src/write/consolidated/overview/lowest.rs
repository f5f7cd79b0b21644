//! What lies furthest below its plan, put in order by formulas so that the list follows the figures.

use super::super::super::WriteError;
use super::super::super::outline::{Line, label};
use super::super::super::sheet_style as style;
use super::super::formula::Live;
use super::super::kept::Kept;
use super::super::layout::{FIRST_ROW as SUMMARY_FIRST_ROW, Layout, column};
use super::super::look::Look;
use super::{IN_PROGRESS, LAST, SUMMARY, part_title};
use crate::cell::column_name;
use crate::language::Text;
use crate::schema::IndicatorId;
use crate::submission::Verdict;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Formula, Worksheet};

/// So many lines.
const LINES: u32 = 10;
const LINE_HEIGHT: f64 = 34.0;
const HEAD_HEIGHT: f64 = 36.0;
/// Points from the title to the last line.
pub(super) const HEIGHT: f64 = 20.0 + HEAD_HEIGHT + LINE_HEIGHT * LINES as f64;
const FIRST_COLUMN: u16 = IN_PROGRESS;
const NAME_END: u16 = LAST - 2;
const ACTUAL: u16 = LAST - 1;
const PERCENT: u16 = LAST;
/// Where a line finds its indicator; hidden.
const PLACE: u16 = LAST + 1;

/// Percents with their rows, so small that they only tell apart what is equal.
const DIVISOR: &str = "10000000";
/// One row, divided so.
const STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 7);

/// The key by which indicators are put in order, for the hidden column of “Tổng hợp”: only what falls short has one.
pub(in super::super) fn key(layout: &Layout, id: IndicatorId) -> Live {
    let line = layout.row(id);
    let cell = |of: u16| super::at(line, of);
    let (counted, verdict, percent) = (cell(column::COUNTED), cell(column::VERDICT), cell(column::PCT_PLAN));
    let falls_short = ["IF(AND(", &counted, "=1,", &verdict, "=\"", layout.verdict(Verdict::NotMet), "\",ISNUMBER(", &percent, ")),"];
    let formula = [&falls_short.concat(), percent.as_str(), "+ROW()/", DIVISOR, ",\"\")"].concat();
    Live::plain(formula, value(layout, id))
}

fn value(layout: &Layout, id: IndicatorId) -> Option<Decimal> {
    let row = layout.consolidation.row(id);
    let percent = row.pct_plan.filter(|_| layout.counts(id) && row.verdict == Verdict::NotMet)?;
    percent.checked_add(Decimal::from(layout.row(id) + 1).checked_mul(STEP)?)
}

/// Writes the list at the right of the page; gives the row below it.
pub(super) fn write((sheet, kept): (&mut Worksheet, &mut Kept), layout: &Layout, row: u32) -> Result<u32, WriteError> {
    let title =
        layout.text(Text { vi: "Các chỉ tiêu chưa đạt thấp nhất so với kế hoạch năm", en: "Furthest below plan" });
    part_title(sheet, row, (FIRST_COLUMN, LAST), title)?;
    let head = row + 1;
    let name = layout.text(Text { vi: "Chỉ tiêu", en: "Indicator" });
    sheet.merge_range(head, FIRST_COLUMN, head, NAME_END, name, &style::head())?;
    sheet.write_string_with_format(head, ACTUAL, layout.text(Text { vi: "Thực hiện", en: "Actual" }), &style::head())?;
    sheet.write_string_with_format(head, PERCENT, layout.text(Text { vi: "% so với kế hoạch", en: "% of plan" }), &style::head())?;
    sheet.set_row_height(head, HEAD_HEIGHT)?;
    let mut order: Vec<(Decimal, IndicatorId)> =
        layout.schema.each_indicator().filter_map(|(id, _)| Some((value(layout, id)?, id))).collect();
    order.sort();
    let end = layout.end().max(SUMMARY_FIRST_ROW + 1);
    let all = |of: u16| {
        let name = column_name(u32::from(of));
        format!("'{}'!${name}${}:${name}${end}", layout.text(SUMMARY), SUMMARY_FIRST_ROW + 1)
    };
    let keys = all(column::KEY);
    for count in 0..LINES {
        let line = head + 1 + count;
        let found = order.get(count as usize);
        let place = found.map(|(_, id)| Decimal::from(layout.row(*id) - SUMMARY_FIRST_ROW + 1));
        let wanted = count + 1;
        let formula = format!("IF(COUNT({keys})<{wanted},\"\",MATCH(SMALL({keys},{wanted}),{keys},0))");
        kept.live(sheet, (line, PLACE), Live::plain(formula, place), Look::PLAIN)?;
        let place = super::at(line, PLACE);
        let taken = |of: u16| format!("IF({place}=\"\",\"\",INDEX({},{place}))", all(of));
        let name = found.map(|(_, id)| style::fitted(&layout.schema.indicator(*id).name)).unwrap_or_default();
        kept.merge((line, FIRST_COLUMN, NAME_END), Look::TEXT);
        let formula = Formula::new(format!("={}", taken(column::LABEL))).set_result(listed(layout, found.map(|(_, id)| *id), &name));
        sheet.write_formula_with_format(line, FIRST_COLUMN, formula, &style::cell())?;
        // Each has decimals of its own: as many are shown as there are.
        let actual = found.and_then(|(_, id)| layout.consolidation.row(*id).actual);
        kept.live(sheet, (line, ACTUAL), Live::plain(taken(column::ACTUAL), actual), Look::number(3))?;
        style::whole_numbers(sheet, line, ACTUAL)?;
        let share = found.and_then(|(_, id)| layout.consolidation.row(*id).pct_plan);
        let percent = Look::number(layout.schema.percent_decimals);
        kept.live(sheet, (line, PERCENT), Live::plain(taken(column::PCT_PLAN), share), percent)?;
        kept.begin(sheet, layout, line)?;
        sheet.set_row_height(line, LINE_HEIGHT)?;
    }
    style::percent_bars(sheet, (head + 1, PERCENT), (head + LINES, PERCENT))?;
    sheet.set_column_hidden(PLACE)?;
    Ok(head + LINES + 1)
}

/// The name as it stands on “Tổng hợp”, with the dash of a part.
fn listed(layout: &Layout, id: Option<IndicatorId>, name: &str) -> String {
    let Some(id) = id else { return String::new() };
    let depth = layout.lines.iter().find_map(|line| match line {
        Line::Indicator { indicator, depth, .. } if *indicator == id => Some(*depth),
        _ => None,
    });
    style::result(&style::fitted(&label(name, depth.unwrap_or_default())))
}
