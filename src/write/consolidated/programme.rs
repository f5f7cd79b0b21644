//! One sheet a programme: its indicators down and its units across, with what they achieved side by side.
//!
//! What was achieved is always shown; percents, plans and last year's figures stand in bands to the right, folded up
//! (and off the printed page) where it would become too small to read. Every figure is a link to where it stands once.

use super::super::WriteError;
use super::super::outline::Line;
use super::super::sheet_style as style;
use super::super::wording;
use super::heights::Heights;
use super::kept::Kept;
use super::layout::{self, Layout, Programme, at, column};
use super::look::Look;
use super::streamed::{Given, Merged, Rows, Sheet, Sink, Style, Styles, Value};
use super::summary::{self, verdicts};
use super::{BY_UNIT, SUMMARY, groups, heading};
use crate::consolidation::{Row, UnitFigures};
use crate::language::{Language, Text};
use crate::schema::{IndicatorId, IndicatorKind, UnitId};
use crate::submission::{Amount, Measure};
use rust_xlsxwriter::{Format, FormatBorder, IgnoreError, Worksheet};

const BAND_ROW: u32 = heading::END;
const UNIT_ROW: u32 = BAND_ROW + 1;
const FIRST_ROW: u32 = UNIT_ROW + 1;
const NAMES: [f64; 3] = [5.5, 36.0, 10.0];
const PLAN: u16 = 3;
const ACTUAL: u16 = 4;
const PCT_PLAN: u16 = 5;
const VERDICT: u16 = 6;
const FIRST_BAND: u16 = 7;
/// Width of the column between two bands.
const SPACER: f64 = 3.0;
const VERDICT_WIDTH: f64 = 13.0;
/// Width of a column of units' figures at least.
const NARROWEST: f64 = 8.0;
/// A status wraps: "Đang thực hiện" on two lines.
const STATUS_WIDTH: f64 = 8.6;

/// What a band of units' columns shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Measure(Measure),
    PctPlan,
}

/// The bands, from left to right.
const BANDS: [Shows; 4] = [Shows::Measure(Measure::Actual), Shows::PctPlan, Shows::Measure(Measure::Plan), Shows::Measure(Measure::Prior)];

/// The units' columns of one kind of figure.
struct Band {
    shows: Shows,
    first: u16,
    widths: Vec<f64>,
    open: bool,
}

/// What the sheet is about.
struct Page<'a> {
    layout: &'a Layout<'a>,
    units: Vec<UnitId>,
    bands: Vec<Band>,
    area: [f64; 4],
    /// From [`FIRST_ROW`] down.
    lines: Vec<Looks>,
    /// The names of units and of lines, and the area's figures.
    front: Kept,
}

/// How the units' cells of a line look: those of the first unit of each band, and those of the others.
struct Looks {
    /// None in a heading.
    indicator: Option<IndicatorId>,
    /// Cells with nothing to report.
    none: [Style; 2],
    percent: [Style; 2],
    /// By measure.
    plain: [[Style; 2]; 3],
    words: [[Style; 2]; 3],
}

/// The units that have a figure in a programme.
pub(super) fn units(layout: &Layout, programme: &Programme) -> Vec<UnitId> {
    let Some(grid) = &layout.grid else { return Vec::new() };
    let mut has = vec![false; layout.schema.units.len()];
    for id in layout.indicators(&programme.lines) {
        for (unit, _) in &layout.consolidation.row(id).by_unit {
            if let Some(has) = has.get_mut(unit.0 as usize) {
                *has = true;
            }
        }
    }
    grid.units.iter().copied().filter(|unit| has.get(unit.0 as usize).copied().unwrap_or(false)).collect()
}

/// Writes the sheet, but for its name and most of the units' figures; gives what is left.
pub(super) fn write<'a>(
    sheet: &mut Worksheet,
    layout: &'a Layout<'a>,
    programme: &Programme,
    units: Vec<UnitId>,
    styles: &mut Styles,
) -> Result<Box<dyn Rows + 'a>, WriteError> {
    sheet.set_formula_result_default("");
    let section = layout.schema.section(programme.section);
    let note = match layout.language {
        Language::Vi => format!(
            "Số liệu lấy từ các trang “{}” và “{}”; sửa ở “{}”. Chỉ tiêu do một đơn vị báo cáo: xem cột TH của {}. Bấm dấu [+] ở trên để xem các cột đang thu gọn.",
            SUMMARY.vi, BY_UNIT.vi, BY_UNIT.vi, layout.schema.area.name
        ),
        Language::En => {
            format!(
                "Figures are those of “{}” and “{}”; correct them on “{}”. [+] above opens what is folded up.",
                SUMMARY.en, BY_UNIT.en, BY_UNIT.en
            )
        }
    };
    heading::write(sheet, layout, &format!("{}. {}", programme.number, section.name), &note)?;
    let mut page = Page::of(layout, programme, units);
    let mut kept = Kept::with(std::mem::take(styles));
    page.columns(sheet)?;
    let lines = layout.lines.get(programme.lines.clone()).unwrap_or_default();
    let levels = groups::levels(sheet, layout, &programme.lines);
    for ((line, row), level) in lines.iter().zip(FIRST_ROW..).zip(levels) {
        let height = match line {
            Line::Heading { section, number } => page.heading(sheet, &mut kept, row, *section, number)?,
            Line::Indicator { indicator, number, depth } => page.indicator(sheet, &mut kept, row, *indicator, (*number, *depth))?,
        };
        kept.height(sheet, row, height, level)?;
    }
    kept.heights.end_with(sheet)?;
    let last = FIRST_ROW + lines.len().max(1) as u32 - 1;
    verdicts(sheet, layout, (FIRST_ROW, last), (PLAN, ACTUAL, VERDICT))?;
    style::percent_bars(sheet, (FIRST_ROW, PCT_PLAN), (last, PCT_PLAN))?;
    for band in page.bands.iter().filter(|band| !page.units.is_empty() && band.shows == Shows::PctPlan) {
        style::percent_bars(sheet, (FIRST_ROW, band.first), (last, page.last_of(band)))?;
    }
    sheet.set_freeze_panes(FIRST_ROW, PLAN)?;
    let breaks = page.print(sheet, last)?;
    page.heads(sheet, &mut kept, &breaks)?;
    *styles = std::mem::take(&mut kept.styles);
    page.front = kept;
    Ok(Box::new(page))
}

impl<'a> Page<'a> {
    fn of(layout: &'a Layout<'a>, programme: &Programme, units: Vec<UnitId>) -> Page<'a> {
        let mut page =
            Page { layout, units, bands: Vec::new(), area: [9.0, 9.0, 8.5, VERDICT_WIDTH], lines: Vec::new(), front: Kept::default() };
        let mut widths = page.widths(programme);
        let [actual, ..] = &widths;
        if !style::fits_a_page(style::pixels_of(&NAMES) + style::pixels_of(&page.area) + style::pixels_of(actual))
            && page.leave_out_sole_reporters(programme)
        {
            widths = page.widths(programme);
        }
        for id in layout.indicators(&programme.lines) {
            let row = layout.consolidation.row(id);
            for (place, measure) in [(0, Measure::Plan), (1, Measure::Actual)] {
                if let (Some(number), Some(width)) = (row.get(measure), page.area.get_mut(place)) {
                    *width = width.max(style::width_of_number(number, layout.decimals(row)) + 1.0).min(24.0);
                }
            }
        }
        let mut first = FIRST_BAND;
        let mut used = style::pixels_of(&NAMES) + style::pixels_of(&page.area);
        for (shows, widths) in BANDS.into_iter().zip(widths) {
            let own = style::pixels_of(&widths);
            let open = shows == Shows::Measure(Measure::Actual) || style::fits_a_page(used + own);
            // What follows a folded band is folded too: the order on paper is that of the sheet.
            used += if open { own } else { f64::MAX / 4.0 };
            let next = first + widths.len() as u16 + u16::from(shows != Shows::Measure(Measure::Actual));
            page.bands.push(Band { shows, first, widths, open });
            first = next;
        }
        page
    }

    /// Leaves out the units that share no indicator with another: what they report stands in the area's columns already.
    /// Gives whether there are any, and others.
    fn leave_out_sole_reporters(&mut self, programme: &Programme) -> bool {
        let rows = self.layout.indicators(&programme.lines).map(|id| self.layout.consolidation.row(id));
        let shared: Vec<&Row> = rows.filter(|row| self.layout.schema.indicator(row.indicator).reporters.len() > 1).collect();
        let kept: Vec<UnitId> = self.units.iter().copied().filter(|unit| shared.iter().any(|row| row.unit(*unit).is_some())).collect();
        let fewer = !kept.is_empty() && kept.len() < self.units.len();
        if fewer {
            self.units = kept;
        }
        fewer
    }

    /// How wide the units' columns of each band are.
    fn widths(&self, programme: &Programme) -> [Vec<f64>; BANDS.len()] {
        let mut widths = BANDS.map(|_| vec![NARROWEST; self.units.len()]);
        let percents = self.layout.schema.percent_decimals;
        let narrow_percents = style::Narrow::of(percents, |length| length.width() + 0.6 <= NARROWEST);
        for id in self.layout.indicators(&programme.lines) {
            let row = self.layout.consolidation.row(id);
            let (decimals, out_of) = (self.layout.decimals(row), self.layout.schema.indicator(id).out_of.map_or(0.0, |_| 3.0));
            let narrow = style::Narrow::of(decimals, |length| length.width() + out_of + 0.6 <= NARROWEST);
            for (figures, place) in layout::figures(&self.units, row).zip(0_usize..) {
                let Some(figures) = figures else { continue };
                let amounts = figures.amounts();
                for (shows, widths) in BANDS.into_iter().zip(&mut widths) {
                    let needed = match shows {
                        Shows::PctPlan => figures
                            .pct_plan()
                            .filter(|percent| !narrow_percents.has(*percent))
                            .map(|percent| style::width_of_number(percent, percents) + 0.6),
                        Shows::Measure(measure) => amounts[measure as usize].and_then(|amount| match amount {
                            Amount::Number(number) if narrow.has(number) => None,
                            Amount::Number(number) => Some(style::width_of_number(number, decimals) + out_of + 0.6),
                            Amount::Verdict(_) => Some(STATUS_WIDTH),
                        }),
                    };
                    if let (Some(width), Some(needed)) = (widths.get_mut(place), needed) {
                        *width = width.max(needed).min(24.0);
                    }
                }
            }
        }
        widths
    }

    fn last_of(&self, band: &Band) -> u16 {
        band.first + (self.units.len() as u16).saturating_sub(1)
    }

    fn columns(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        for (at, width) in NAMES.iter().chain(&self.area).enumerate() {
            sheet.set_column_width(at as u16, *width)?;
        }
        for band in self.bands.iter().filter(|_| !self.units.is_empty()) {
            for (at, width) in band.widths.iter().enumerate() {
                sheet.set_column_width(band.first + at as u16, *width)?;
            }
            if band.shows == Shows::Measure(Measure::Actual) {
                continue;
            }
            match band.open {
                true => sheet.group_columns(band.first, self.last_of(band))?,
                false => sheet.group_columns_collapsed(band.first, self.last_of(band))?,
            };
            // Between two bands, or Excel would fold them up as one; the [+] stands over it.
            sheet.set_column_width(self.last_of(band) + 1, SPACER)?;
        }
        Ok(())
    }

    fn heads(&self, sheet: &mut Worksheet, kept: &mut Kept, breaks: &[u32]) -> Result<(), WriteError> {
        let layout = self.layout;
        let names = [Text { vi: "STT", en: "No." }, Text { vi: "Chỉ tiêu", en: "Indicator" }, Text { vi: "ĐVT", en: "Unit of measure" }];
        for (column, name) in names.into_iter().enumerate() {
            kept.down(sheet, (BAND_ROW, column as u16), layout.text(name), Look::HEAD)?;
        }
        let area = &layout.schema.area.name;
        sheet.merge_range(BAND_ROW, PLAN, BAND_ROW, VERDICT, &style::fitted(area), &left_edge(style::head(), true))?;
        let pct = Text { vi: "% KH", en: "% of plan" };
        let verdict = Text { vi: "Đánh giá", en: "Verdict" };
        for (column, text) in [
            (PLAN, layout.marker(Measure::Plan)),
            (ACTUAL, layout.marker(Measure::Actual)),
            (PCT_PLAN, layout.text(pct)),
            (VERDICT, layout.text(verdict)),
        ] {
            kept.text(sheet, (UNIT_ROW, column), text, Look::HEAD.first(column == PLAN))?;
        }
        let one = if self.units.len() == 1 { 36.0 } else { 20.0 };
        let mut over = style::height(&[(area, self.area.iter().sum())], style::SIZE, true).max(one);
        let mut highest = 20.0_f64;
        let first_head = Look::HEAD.first(true);
        // Most columns of a unit are as wide as one before them, and its name is as high there.
        let mut known = vec![0.0; self.units.len()];
        // By what stands over the last column the library tells how far the sheet goes.
        let last_column = self.bands.last().map_or(VERDICT, |band| self.last_of(band) + u16::from(!band.open));
        for band in &self.bands {
            let title = match band.shows {
                Shows::PctPlan => layout.text(Text { vi: "% so với kế hoạch", en: "% of plan" }),
                Shows::Measure(Measure::Plan) => layout.text(Text { vi: "Kế hoạch năm", en: "Plan" }),
                Shows::Measure(Measure::Actual) => layout.text(Text { vi: "Thực hiện", en: "Actual" }),
                Shows::Measure(Measure::Prior) => layout.text(Text { vi: "Cùng kỳ năm trước", en: "Same period last year" }),
            };
            if self.units.is_empty() {
                continue;
            }
            // Over each page anew: a cell merged over several would be cut at their edges.
            let (mut first, last) = (band.first, self.last_of(band));
            while first <= last {
                let next = breaks.iter().map(|column| *column as u16).find(|column| *column > first && *column <= last);
                let end = next.map_or(last, |next| next - 1);
                let room = band.widths.iter().skip(usize::from(first - band.first)).take(usize::from(end - first) + 1).sum();
                over = over.max(style::height(&[(title, room)], style::SIZE, true));
                match first == end {
                    true => kept.text(sheet, (BAND_ROW, first), title, first_head)?,
                    false => kept.over(sheet, (BAND_ROW, first, end), title, first_head)?,
                }
                first = end + 1;
            }
            if !band.open {
                let column = self.last_of(band) + 1;
                match column == last_column {
                    true => _ = sheet.write_string_with_format(UNIT_ROW, column, title, &Look::UPRIGHT.format())?,
                    false => kept.text(sheet, (UNIT_ROW, column), title, Look::UPRIGHT)?,
                }
                highest = highest.max(style::width_of(title, 10.0, false) * 6.5);
            }
            for (((unit, width), known), at) in self.units.iter().zip(&band.widths).zip(&mut known).zip(0..) {
                let name = &layout.schema.unit(*unit).name;
                let (column, look) = (band.first + at, Look::HEAD.first(at == 0));
                match column == last_column {
                    true => _ = sheet.write_string_with_format(UNIT_ROW, column, style::fitted(name), &look.format())?,
                    false => kept.text(sheet, (UNIT_ROW, column), &style::fitted(name), look)?,
                }
                if known != width {
                    *known = *width;
                    highest = highest.max(style::height(&[(name, *width)], style::SIZE, true) + 3.0);
                }
            }
        }
        kept.begin(sheet, layout, BAND_ROW)?;
        kept.begin(sheet, layout, UNIT_ROW)?;
        sheet.set_row_height(BAND_ROW, over)?;
        sheet.set_row_height(UNIT_ROW, highest)?;
        Ok(())
    }

    /// Writes a heading; gives how high its row is.
    fn heading(
        &mut self,
        sheet: &mut Worksheet,
        kept: &mut Kept,
        row: u32,
        section: crate::schema::SectionId,
        number: &str,
    ) -> Result<f64, WriteError> {
        let layout = self.layout;
        let section = layout.schema.section(section);
        let look = Look::heading(section.depth);
        kept.text(sheet, (row, 0), number, Look::heading_number(section.depth))?;
        // Over the area's columns too: a name that is long there would take four lines among the labels.
        kept.over(sheet, (row, 1, VERDICT), &style::fitted(&section.name), look)?;
        kept.begin(sheet, layout, row)?;
        let none = [true, false].map(|first| kept.styles.of_look(look.first(first)));
        self.lines.push(Looks { indicator: None, none, percent: none, plain: [none; 3], words: [none; 3] });
        kept.styles.begin(sheet, layout, row, self)?;
        let room = NAMES.iter().skip(1).chain(&self.area).sum();
        Ok(style::height(&[(&section.name, room)], style::SIZE, true) + 1.0)
    }

    /// Writes what is not the units' of the line of an indicator; gives how high it is.
    fn indicator(
        &mut self,
        sheet: &mut Worksheet,
        kept: &mut Kept,
        row: u32,
        id: IndicatorId,
        (count, depth): (Option<u32>, u32),
    ) -> Result<f64, WriteError> {
        let layout = self.layout;
        let indicator = layout.schema.indicator(id);
        let (name, indent) = kept.names(sheet, row, indicator, (count, depth))?;
        let figures = layout.consolidation.row(id);
        self.area_cells((sheet, kept), row, id, figures)?;
        kept.begin(sheet, layout, row)?;
        let styles = &mut kept.styles;
        let mut texts = vec![(name.as_str(), NAMES[1] - 1.0 - 1.2 * f64::from(indent)), (indicator.unit_of_measure.as_str(), NAMES[2])];
        let looks = Looks::of(layout, styles, id);
        let has_written = |styles: &Styles, looks: [Style; 2]| looks.into_iter().all(|style| styles.has_written(style));
        let usual = looks.plain.into_iter().chain([looks.percent]).all(|of| has_written(styles, of));
        let all_report = || self.units.iter().all(|unit| layout.schema.reports(*unit, id));
        let is_known = usual && !figures.by_unit.has_verdicts() && (has_written(styles, looks.none) || all_report());
        self.lines.push(looks);
        if !is_known {
            styles.begin(sheet, layout, row, self)?;
        }
        if style::needs_whole_code(layout.decimals(figures)) && !self.units.is_empty() {
            for band in self.bands.iter().filter(|band| band.shows != Shows::PctPlan) {
                style::whole_numbers_among(sheet, (row, band.first), (row, self.last_of(band)))?;
            }
        }
        let statuses = figures.by_unit.has_verdicts()
            && figures.by_unit.iter().any(|(_, figures)| matches!(figures.amount(Measure::Actual), Some(Amount::Verdict(_))));
        if statuses {
            texts.push(("Đang thực hiện", STATUS_WIDTH));
        }
        Ok(style::height(&texts, style::SIZE, false))
    }

    fn area_cells(&self, (sheet, kept): (&mut Worksheet, &mut Kept), row: u32, id: IndicatorId, figures: &Row) -> Result<(), WriteError> {
        let layout = self.layout;
        let line = layout.row(id);
        let indicator = layout.schema.indicator(id);
        let decimals = layout.decimals(figures);
        let percents = layout.schema.percent_decimals;
        for (own, there, value, decimals) in [
            (PLAN, column::PLAN, figures.plan, decimals),
            (ACTUAL, column::ACTUAL, figures.actual, decimals),
            (PCT_PLAN, column::PCT_PLAN, figures.pct_plan, percents),
        ] {
            let look = match indicator.out_of {
                Some(out_of) if own == ACTUAL && summary::is_out_of(indicator) => Look::out_of(out_of),
                _ => Look::number(decimals),
            };
            kept.link((row, own), (line, there), value, look.first(own == PLAN));
            if style::needs_whole_code(decimals) {
                style::whole_numbers(sheet, row, own)?;
            }
        }
        let verdict = ["'", layout.text(SUMMARY), "'!", &at(line, column::VERDICT)].concat();
        kept.verdict((row, VERDICT), &verdict, figures.verdict, Look::CENTRED);
        Ok(())
    }

    fn unit_cell(
        &self,
        sink: &mut dyn Sink,
        looks: &Looks,
        (band, place): (&Band, u16),
        id: IndicatorId,
        (unit, figures): (UnitId, Option<UnitFigures>),
    ) -> Result<(), WriteError> {
        let layout = self.layout;
        let own = band.first + place;
        let of = |[first, other]: [Style; 2]| if place == 0 { first } else { other };
        if figures.is_none() && !layout.schema.reports(unit, id) {
            return sink.put(own, of(looks.none), Value::Blank);
        }
        match band.shows {
            Shows::PctPlan => {
                let style = of(looks.percent);
                if !sink.wants(style) {
                    return Ok(());
                }
                sink.put(own, style, self.percent(place, id, figures.as_ref()).unwrap_or(Value::Blank))
            }
            Shows::Measure(measure) => {
                let Some(there) = layout.grid.as_ref().and_then(|grid| grid.column(unit, measure)) else { return Ok(()) };
                let (style, given) = match figures.and_then(|figures| figures.amount(measure)) {
                    Some(Amount::Verdict(verdict)) => (&looks.words, Given::Word(verdict)),
                    amount => (&looks.plain, Given::Number(amount.and_then(Amount::number))),
                };
                sink.put(own, of(style[measure as usize]), Value::Link(Sheet::ByUnit, (layout.row(id), there as u16), given))
            }
        }
    }

    /// Percent of the unit's own plan, over the cells of this sheet; none where it is not judged so.
    fn percent(&self, place: u16, id: IndicatorId, figures: Option<&UnitFigures>) -> Option<Value<'static>> {
        let layout = self.layout;
        let indicator = layout.schema.indicator(id);
        if indicator.kind == IndicatorKind::Status || indicator.target.is_some_and(|target| target.less_is_better()) {
            return None;
        }
        let decimals = layout.schema.percent_decimals;
        let number = |measure| figures.and_then(|figures| figures.number(measure));
        let computed =
            number(Measure::Actual).zip(number(Measure::Plan)).and_then(|(actual, plan)| crate::ratio::percent(actual, plan, decimals));
        if computed != figures.and_then(|figures| figures.pct_plan()) {
            return None;
        }
        let column = |measure| {
            let band = self.bands.iter().find(|band| band.shows == Shows::Measure(measure))?;
            Some(band.first + place)
        };
        Some(Value::Percent([column(Measure::Actual)?, column(Measure::Plan)?], decimals, Given::Number(computed)))
    }

    fn print(&self, sheet: &mut Worksheet, last: u32) -> Result<Vec<u32>, WriteError> {
        style::page(sheet, true, wording::page(self.layout.language));
        sheet.set_repeat_rows(BAND_ROW, UNIT_ROW)?;
        sheet.set_repeat_columns(0, PLAN - 1)?;
        // What is folded up follows what is open.
        let open = self.bands.iter().filter(|band| band.open && !self.units.is_empty());
        let end = open.map(|band| self.last_of(band)).max().unwrap_or(VERDICT);
        sheet.set_print_area(0, 0, last, end)?;
        let columns = self.bands.last().map_or(VERDICT, |band| self.last_of(band));
        sheet.ignore_error_range(FIRST_ROW, PLAN, last, columns.max(VERDICT), IgnoreError::FormulaDiffers)?;
        let mut groups: Vec<&[f64]> = self.area.chunks(1).collect();
        for band in self.bands.iter().filter(|band| band.open) {
            groups.extend(band.widths.chunks(1));
            groups.extend((band.shows != Shows::Measure(Measure::Actual)).then_some(&[SPACER][..]));
        }
        style::pages_across(sheet, &NAMES, &groups)
    }
}

impl Looks {
    fn of(layout: &Layout, styles: &mut Styles, id: IndicatorId) -> Looks {
        let mut both = |look: Look| [true, false].map(|first| styles.of_look(look.first(first)));
        let decimals = layout.decimals(layout.consolidation.row(id));
        let looks = Measure::ALL.map(|measure| match layout.schema.indicator(id).out_of {
            Some(out_of) if measure != Measure::Plan => Look::out_of(out_of),
            _ => Look::number(decimals),
        });
        Looks {
            indicator: Some(id),
            none: both(Look::TEXT),
            percent: both(Look::number(layout.schema.percent_decimals)),
            plain: looks.map(&mut both),
            words: looks.map(|look| both(look.words())),
        }
    }
}

impl Rows for Page<'_> {
    fn heights(&self) -> Option<&Heights> {
        self.front.heights()
    }

    fn merged(&self) -> &[Merged] {
        self.front.merged()
    }

    fn row(&self, row: u32, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.front.row(row, sink)?;
        let Some(looks) = row.checked_sub(FIRST_ROW).and_then(|at| self.lines.get(at as usize)) else { return Ok(()) };
        let Some(id) = looks.indicator else {
            let cells = self.bands.iter().flat_map(|band| self.units.iter().zip(0..).map(|(_, place)| (band.first + place, place)));
            return cells.into_iter().try_for_each(|(column, place)| sink.put(column, looks.none[usize::from(place > 0)], Value::Blank));
        };
        // All bands show them.
        let figures: Vec<_> = layout::figures(&self.units, self.layout.consolidation.row(id)).collect();
        for band in &self.bands {
            for ((unit, figures), place) in self.units.iter().zip(&figures).zip(0..) {
                self.unit_cell(sink, looks, (band, place), id, (*unit, *figures))?;
            }
        }
        Ok(())
    }
}

/// A heavier line before the first of several columns keeps them together.
fn left_edge(format: Format, first: bool) -> Format {
    if first { format.set_border_left(FormatBorder::Medium) } else { format }
}
