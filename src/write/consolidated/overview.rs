//! “Tổng quan”: one page to look at. How many indicators are met by programme, what lies furthest below its plan, which
//! units have met most criteria.

mod chart;
pub(super) mod lowest;
mod ranking;

use super::super::WriteError;
use super::super::arithmetic::rounded_half_up;
use super::super::sheet_style as style;
use super::super::wording;
use super::criteria::Criteria;
use super::formula::Live;
use super::handed_in;
use super::kept::Kept;
use super::layout::{FIRST_ROW as SUMMARY_FIRST_ROW, Layout, Programme, at, column};
use super::look::Look;
use super::streamed::Rows;
use super::title::received;
use super::{OVERVIEW, SUMMARY};
use crate::cell::column_name;
use crate::completeness::{Completeness, Outcome};
use crate::language::{Language, Text};
use crate::ratio;
use crate::submission::Verdict;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Formula, IgnoreError, Worksheet};

const TITLE_ROW: u32 = 0;
const RECEIVED_ROW: u32 = 2;
const OUTCOME_ROW: u32 = 3;
const HEAD_ROW: u32 = 5;
/// First row of the programmes.
const FIRST_ROW: u32 = HEAD_ROW + 2;
/// Number, name, then figures.
const WIDTHS: [f64; 12] = [5.5, 46.0, 10.0, 9.0, 9.0, 10.5, 10.5, 11.0, 10.0, 10.0, 10.0, 10.0];
const NUMBER: u16 = 0;
const NAME: u16 = 1;
const ALL: u16 = 2;
const MET: u16 = 3;
const NOT_MET: u16 = 4;
const IN_PROGRESS: u16 = 5;
const NOT_ASSESSED: u16 = 6;
const RATE: u16 = 7;
const FIRST_CLASS: u16 = 8;
const LAST: u16 = 11;
/// Lower bounds of the classes of percent of plan, in percent; the last class has none.
const BOUNDS: [u32; 3] = [100, 75, 50];
/// Of more programmes a chart shows nothing.
const MOST_IN_A_CHART: usize = 25;

/// How the indicators of a programme stand.
#[derive(Clone, Copy, Default)]
struct Tally {
    all: u32,
    met: u32,
    not_met: u32,
    in_progress: u32,
    classes: [u32; BOUNDS.len() + 1],
}

/// Writes the sheet but for most cells of its lines; gives what is left.
pub(super) fn write(
    sheet: &mut Worksheet,
    layout: &Layout,
    criteria: Option<&Criteria>,
    completeness: &Completeness,
    programme_sheets: &[Option<String>],
) -> Result<Box<dyn Rows>, WriteError> {
    sheet.set_name(layout.text(OVERVIEW))?;
    sheet.set_formula_result_default("");
    for (at, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    title(sheet, layout, completeness)?;
    heads(sheet, layout)?;
    let (mut total, mut kept) = (Tally::default(), Kept::default());
    for (place, programme) in layout.programmes.iter().enumerate() {
        let tally = tally(layout, programme);
        let link = programme_sheets.get(place).and_then(Option::as_deref);
        line((sheet, &mut kept), layout, FIRST_ROW + place as u32, programme, &tally, link)?;
        total = total.and(&tally);
    }
    let end = FIRST_ROW + layout.programmes.len() as u32;
    sum((sheet, &mut kept), layout, end, &total)?;
    if !layout.programmes.is_empty() {
        style::percent_bars(sheet, (FIRST_ROW, RATE), (end, RATE))?;
    }
    let below = lowest::write((sheet, &mut kept), layout, end + 2)?;
    if !layout.programmes.is_empty() && layout.programmes.len() <= MOST_IN_A_CHART {
        let height = lowest::HEIGHT;
        chart::verdicts(sheet, layout, (FIRST_ROW, end - 1), (end + 2, NUMBER), height)?;
    }
    let last = match criteria {
        Some(criteria) => ranking::write(sheet, layout, criteria, below + 1)?,
        None => below,
    };
    style::page(sheet, true, wording::page(layout.language));
    sheet.set_print_area(0, 0, last, LAST)?;
    sheet.set_print_fit_to_pages(1, if layout.programmes.len() <= MOST_IN_A_CHART { 1 } else { 0 });
    sheet.set_screen_gridlines(false);
    sheet.ignore_error_range(FIRST_ROW, 0, last, LAST, IgnoreError::FormulaDiffers)?;
    Ok(Box::new(kept))
}

fn title(sheet: &mut Worksheet, layout: &Layout, completeness: &Completeness) -> Result<(), WriteError> {
    let middle = style::plain().set_align(FormatAlign::Center).set_text_wrap();
    let heading = match layout.language {
        Language::Vi => format!("TỔNG QUAN KẾT QUẢ THỰC HIỆN {}", layout.schema.title.to_uppercase()),
        Language::En => format!("OVERVIEW: {}", layout.schema.title.to_uppercase()),
    };
    let room: f64 = WIDTHS.iter().sum();
    let big = middle.clone().set_bold().set_font_size(14);
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, LAST, &style::fitted(&heading), &big)?;
    sheet.set_row_height(TITLE_ROW, style::height(&[(&heading, room)], 14.0, true) + 4.0)?;
    let period = wording::period(layout.schema, layout.consolidation.period, layout.language);
    let period = format!("{} – {period}", layout.schema.area.name);
    sheet.merge_range(TITLE_ROW + 1, 0, TITLE_ROW + 1, LAST, &style::fitted(&period), &middle.clone().set_bold())?;
    let received = received(layout);
    sheet.merge_range(RECEIVED_ROW, 0, RECEIVED_ROW, LAST, &style::fitted(&received), &middle.clone().set_italic())?;
    sheet.set_row_height(RECEIVED_ROW, style::height(&[(&received, room)], style::SIZE, false))?;
    if completeness.units.is_empty() {
        sheet.set_row_height(OUTCOME_ROW, 5)?;
    } else {
        outcomes(sheet, layout, completeness, &middle)?;
    }
    sheet.set_row_height(OUTCOME_ROW + 1, 8)?;
    Ok(())
}

/// What became of the workbooks, counted on the sheet of them.
fn outcomes(sheet: &mut Worksheet, layout: &Layout, completeness: &Completeness, format: &Format) -> Result<(), WriteError> {
    let range = handed_in::outcomes(layout, completeness);
    let (mut parts, mut told) = (Vec::new(), Vec::new());
    for outcome in Outcome::ALL {
        let word = handed_in::outcome_word(layout, outcome);
        parts.push(format!("\"{word}: \"&COUNTIF({range},\"{word}\")"));
        told.push(format!("{word}: {}", completeness.count(outcome)));
    }
    let before = layout.text(Text { vi: "Kết quả nộp báo cáo – ", en: "Workbooks – " });
    let formula = format!("=\"{before}\"&{}&\".\"", parts.join("&\"; \"&"));
    sheet.merge_range(OUTCOME_ROW, 0, OUTCOME_ROW, LAST, "", format)?;
    let result = format!("{before}{}.", told.join("; "));
    sheet.write_formula_with_format(OUTCOME_ROW, 0, Formula::new(formula).set_result(result), format)?;
    Ok(())
}

fn heads(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    let verdict = |verdict| layout.verdict(verdict);
    let single = [
        (NUMBER, layout.text(Text { vi: "STT", en: "No." })),
        (NAME, layout.text(Text { vi: "Chương trình, lĩnh vực", en: "Programme" })),
        (ALL, layout.text(Text { vi: "Số chỉ tiêu", en: "Indicators" })),
        (RATE, layout.text(Text { vi: "Tỷ lệ đạt trên số đã đánh giá (%)", en: "Met of those assessed (%)" })),
    ];
    for (column, text) in single {
        sheet.merge_range(HEAD_ROW, column, HEAD_ROW + 1, column, text, &style::head())?;
    }
    let assessed = layout.text(Text { vi: "Đánh giá", en: "Verdict" });
    sheet.merge_range(HEAD_ROW, MET, HEAD_ROW, NOT_ASSESSED, assessed, &style::head())?;
    let of_plan = layout.text(Text { vi: "Số chỉ tiêu theo % so với kế hoạch năm", en: "Indicators by percent of plan" });
    sheet.merge_range(HEAD_ROW, FIRST_CLASS, HEAD_ROW, LAST, of_plan, &style::head())?;
    let words = [(MET, Verdict::Met), (NOT_MET, Verdict::NotMet), (IN_PROGRESS, Verdict::InProgress), (NOT_ASSESSED, Verdict::NotAssessed)];
    for (column, word) in words {
        sheet.write_string_with_format(HEAD_ROW + 1, column, verdict(word), &style::head())?;
    }
    for (class, column) in (0..=BOUNDS.len()).zip(FIRST_CLASS..) {
        sheet.write_string_with_format(HEAD_ROW + 1, column, class_name(layout, class), &style::head())?;
    }
    sheet.set_row_height(HEAD_ROW, 36)?;
    sheet.set_row_height(HEAD_ROW + 1, 36)?;
    Ok(())
}

/// "Từ 75 đến dưới 100".
fn class_name(layout: &Layout, class: usize) -> String {
    let upper = class.checked_sub(1).and_then(|above| BOUNDS.get(above));
    match (layout.language, BOUNDS.get(class), upper) {
        (Language::Vi, Some(lower), None) => format!("Từ {lower}% trở lên"),
        (Language::Vi, Some(lower), Some(upper)) => format!("Từ {lower} đến dưới {upper}%"),
        (Language::En, Some(lower), None) => format!("{lower}% or more"),
        (Language::En, Some(lower), Some(upper)) => format!("{lower} to below {upper}%"),
        (Language::Vi, None, upper) => format!("Dưới {}%", upper.copied().unwrap_or_default()),
        (Language::En, None, upper) => format!("Below {}%", upper.copied().unwrap_or_default()),
    }
}

fn tally(layout: &Layout, programme: &Programme) -> Tally {
    let mut tally = Tally::default();
    for id in layout.indicators(&programme.lines).filter(|id| layout.counts(*id)) {
        let row = layout.consolidation.row(id);
        tally.all += 1;
        match row.verdict {
            Verdict::Met => tally.met += 1,
            Verdict::NotMet => tally.not_met += 1,
            Verdict::InProgress => tally.in_progress += 1,
            Verdict::NotAssessed => {}
        }
        if let Some(percent) = row.pct_plan {
            let class = BOUNDS.iter().position(|bound| percent >= Decimal::from(*bound)).unwrap_or(BOUNDS.len());
            if let Some(count) = tally.classes.get_mut(class) {
                *count += 1;
            }
        }
    }
    tally
}

impl Tally {
    fn and(mut self, other: &Tally) -> Tally {
        self.all += other.all;
        self.met += other.met;
        self.not_met += other.not_met;
        self.in_progress += other.in_progress;
        for (own, more) in self.classes.iter_mut().zip(other.classes) {
            *own += more;
        }
        self
    }

    fn not_assessed(&self) -> u32 {
        self.all - self.met - self.not_met - self.in_progress
    }

    fn rate(&self, layout: &Layout) -> Option<Decimal> {
        let assessed = self.met + self.not_met + self.in_progress;
        ratio::percent(Decimal::from(self.met), Decimal::from(assessed), layout.schema.percent_decimals)
    }
}

/// The cells of a programme in a column of “Tổng hợp”.
fn range(layout: &Layout, programme: &Programme, of: u16) -> String {
    let name = column_name(u32::from(of));
    let (first, end) = (SUMMARY_FIRST_ROW + programme.lines.start as u32 + 1, SUMMARY_FIRST_ROW + programme.lines.end as u32);
    format!("'{}'!${name}${first}:${name}${end}", layout.text(SUMMARY))
}

fn line(
    (sheet, kept): (&mut Worksheet, &mut Kept),
    layout: &Layout,
    row: u32,
    programme: &Programme,
    tally: &Tally,
    link: Option<&str>,
) -> Result<(), WriteError> {
    let name = &layout.schema.section(programme.section).name;
    kept.text(sheet, (row, NAME), &style::fitted(name), Look::TEXT)?;
    match link {
        // At the number: LibreOffice does not wrap the text of a link.
        Some(link) => {
            let url = format!("internal:'{link}'!A1");
            sheet.write_url_with_options(row, NUMBER, url.as_str(), &programme.number, link, Some(&style::centred()))?;
        }
        None => kept.text(sheet, (row, NUMBER), &programme.number, Look::CENTRED)?,
    }
    let counted = range(layout, programme, column::COUNTED);
    let figure = |column: u16, formula: String, count: u32| (column, Live::plain(formula, Some(Decimal::from(count))));
    let verdicts = range(layout, programme, column::VERDICT);
    let of_verdict = |verdict| format!("COUNTIFS({verdicts},\"{}\",{counted},1)", layout.verdict(verdict));
    let mut cells = vec![
        figure(ALL, format!("COUNTIF({counted},1)"), tally.all),
        figure(MET, of_verdict(Verdict::Met), tally.met),
        figure(NOT_MET, of_verdict(Verdict::NotMet), tally.not_met),
        figure(IN_PROGRESS, of_verdict(Verdict::InProgress), tally.in_progress),
        figure(NOT_ASSESSED, format!("{}-SUM({}:{})", at(row, ALL), at(row, MET), at(row, IN_PROGRESS)), tally.not_assessed()),
    ];
    let percents = range(layout, programme, column::PCT_PLAN);
    for (class, own) in (0..=BOUNDS.len()).zip(FIRST_CLASS..) {
        let lower = BOUNDS.get(class).map(|bound| format!(",{percents},\">={bound}\""));
        let upper = class.checked_sub(1).and_then(|above| BOUNDS.get(above)).map(|bound| format!(",{percents},\"<{bound}\""));
        let criteria = lower.unwrap_or_default() + &upper.unwrap_or_default();
        let count = tally.classes.get(class).copied().unwrap_or_default();
        cells.push(figure(own, format!("COUNTIFS({counted},1{criteria})"), count));
    }
    for (column, live) in cells {
        kept.live(sheet, (row, column), live, Look::number(0))?;
    }
    rate((sheet, kept), layout, row, tally, false)?;
    kept.begin(sheet, layout, row)?;
    // On a screen letters are a little wider than on paper, and names fill their lines.
    sheet.set_row_height(row, style::height(&[(name, WIDTHS[1] * 0.92)], style::SIZE, false).max(20.0))?;
    Ok(())
}

fn rate((sheet, kept): (&mut Worksheet, &mut Kept), layout: &Layout, row: u32, tally: &Tally, bold: bool) -> Result<(), WriteError> {
    let decimals = layout.schema.percent_decimals;
    let (met, assessed) = (at(row, MET), format!("SUM({}:{})", at(row, MET), at(row, IN_PROGRESS)));
    let formula = format!("IF({assessed}=0,\"\",{})", rounded_half_up(&format!("{met}*100/{assessed}"), decimals));
    kept.live(sheet, (row, RATE), Live::plain(formula, tally.rate(layout)), Look::number(decimals).bold(bold))
}

fn sum((sheet, kept): (&mut Worksheet, &mut Kept), layout: &Layout, row: u32, total: &Tally) -> Result<(), WriteError> {
    let look = Look::number(0).bold(true);
    kept.blank((row, NUMBER), look);
    let name = layout.text(Text { vi: "Tổng số", en: "All" });
    kept.text(sheet, (row, NAME), name, Look::TEXT.bold(true))?;
    let [a, b, c, d] = total.classes;
    let counts = [
        (ALL, total.all),
        (MET, total.met),
        (NOT_MET, total.not_met),
        (IN_PROGRESS, total.in_progress),
        (NOT_ASSESSED, total.not_assessed()),
        (FIRST_CLASS, a),
        (FIRST_CLASS + 1, b),
        (FIRST_CLASS + 2, c),
        (FIRST_CLASS + 3, d),
    ];
    for (column, count) in counts {
        let formula = if row > FIRST_ROW { format!("SUM({}:{})", at(FIRST_ROW, column), at(row - 1, column)) } else { "0".to_string() };
        kept.live(sheet, (row, column), Live::plain(formula, Some(Decimal::from(count))), look)?;
    }
    rate((sheet, kept), layout, row, total, true)?;
    kept.begin(sheet, layout, row)?;
    sheet.set_row_height(row, 20)?;
    Ok(())
}

/// A title over a part of the page.
fn part_title(sheet: &mut Worksheet, row: u32, (first, last): (u16, u16), title: &str) -> Result<(), WriteError> {
    let format = style::plain().set_bold();
    sheet.merge_range(row, first, row, last, &style::fitted(title), &format)?;
    sheet.set_row_height(row, 20)?;
    Ok(())
}
