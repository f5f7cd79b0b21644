//! Charts that a black and white printer keeps apart: greys and hatchings, with their numbers.

use super::super::super::WriteError;
use super::super::super::sheet_style::FONT;
use super::super::layout::Layout;
use super::{IN_PROGRESS, MET, NAME, NOT_ASSESSED, NOT_MET, NUMBER, OVERVIEW, WIDTHS};
use crate::language::Text;
use crate::submission::Verdict;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill, ChartPatternFillType, ChartSolidFill,
    ChartType, ObjectMovement, Worksheet,
};

/// Where the chart of units begins.
const RANKING_COLUMN: u16 = NOT_MET;
const BLACK: u32 = 0x0000_0000;
const WHITE: u32 = 0x00FF_FFFF;
const DARK: u32 = 0x0059_5959;

/// The verdicts of each programme, stacked; as high as it is told, in points.
pub(super) fn verdicts(
    sheet: &mut Worksheet,
    layout: &Layout,
    (first, last): (u32, u32),
    (row, column): (u32, u16),
    height: f64,
) -> Result<(), WriteError> {
    let overview = layout.text(OVERVIEW);
    let mut chart = Chart::new(ChartType::BarStacked);
    for (column, verdict) in
        [(MET, Verdict::Met), (NOT_MET, Verdict::NotMet), (IN_PROGRESS, Verdict::InProgress), (NOT_ASSESSED, Verdict::NotAssessed)]
    {
        let mut label = ChartDataLabel::new();
        let white = if verdict == Verdict::Met { WHITE } else { BLACK };
        // A nought would only crowd the bar.
        label.show_value().set_num_format("0;;").set_font(font(10.0).set_color(white).set_bold());
        chart
            .add_series()
            .set_name(layout.verdict(verdict))
            .set_categories((overview, first, NUMBER, last, NUMBER))
            .set_values((overview, first, column, last, column))
            .set_format(&mut look(verdict))
            .set_data_label(&label)
            .set_gap(60);
    }
    let title = layout
        .text(Text { vi: "Đánh giá chỉ tiêu theo chương trình (số chỉ tiêu)", en: "Verdicts by programme (indicators)" });
    chart.title().set_name(title).set_font(font(12.0).set_bold());
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(10.0));
    axes(&mut chart, None);
    let across = WIDTHS.iter().take(5).map(|width| width * 8.0 + 5.0).sum::<f64>() - 16.0;
    chart.set_width(across as u32).set_height((height * 96.0 / 72.0) as u32 - 8);
    chart.set_object_movement(ObjectMovement::MoveButDontSizeWithCells).set_alt_text(title);
    sheet.insert_chart_with_offset(row, column, &chart, 2, 4)?;
    Ok(())
}

/// The units by rank, at the right of their list, from its head down; as high as it is told, in points.
pub(super) fn ranking(
    sheet: &mut Worksheet,
    layout: &Layout,
    (first, last): (u32, u32),
    values: u16,
    most: u32,
    (row, height): (u32, f64),
) -> Result<(), WriteError> {
    let overview = layout.text(OVERVIEW);
    let mut chart = Chart::new(ChartType::Bar);
    let mut label = ChartDataLabel::new();
    label.show_value().set_font(font(10.0).set_bold());
    let mut format = look(Verdict::NotMet);
    chart
        .add_series()
        .set_name((overview, first - 1, values))
        .set_categories((overview, first, NAME, last, NAME))
        .set_values((overview, first, values, last, values))
        .set_format(&mut format)
        .set_data_label(&label)
        .set_gap(40);
    chart.title().set_hidden();
    chart.legend().set_hidden();
    axes(&mut chart, Some(most));
    let across = WIDTHS.iter().skip(usize::from(RANKING_COLUMN)).map(|width| width * 8.0 + 5.0).sum::<f64>() - 8.0;
    chart.set_width(across as u32).set_height((height * 96.0 / 72.0).max(120.0) as u32);
    let title = layout.text(Text { vi: "Số tiêu chí đạt của từng đơn vị", en: "Criteria met by unit" });
    chart.set_object_movement(ObjectMovement::MoveButDontSizeWithCells).set_alt_text(title);
    sheet.insert_chart_with_offset(row, RANKING_COLUMN, &chart, 4, 0)?;
    Ok(())
}

/// The first line on top, as in the table beside it; the bars bear their numbers, so that their axis need not.
fn axes(chart: &mut Chart, most: Option<u32>) {
    // The library calls the axis that lies down x, whatever stands on it.
    let numbers = chart.x_axis().set_major_gridlines(false).set_min(0).set_hidden(true);
    if let Some(most) = most {
        // Room for the number behind the longest bar.
        numbers.set_max(most + most / 8 + 1);
    }
    chart.y_axis().set_font(&font(10.0)).set_reverse().set_major_gridlines(false);
}

fn font(size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size);
    font
}

/// Dark, hatched, dotted, white: each with a black line around it.
fn look(verdict: Verdict) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_border(ChartLine::new().set_color(BLACK).set_width(0.75));
    let mut pattern = |pattern| {
        format.set_pattern_fill(ChartPatternFill::new().set_pattern(pattern).set_foreground_color(DARK).set_background_color(WHITE));
    };
    match verdict {
        Verdict::Met => {
            format.set_solid_fill(ChartSolidFill::new().set_color(DARK));
        }
        Verdict::NotMet => pattern(ChartPatternFillType::DiagonalStripesWideUpwards),
        Verdict::InProgress => pattern(ChartPatternFillType::Dotted20Percent),
        Verdict::NotAssessed => {
            format.set_solid_fill(ChartSolidFill::new().set_color(WHITE));
        }
    }
    format
}
