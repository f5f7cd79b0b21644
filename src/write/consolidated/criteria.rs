//! “Tiêu chí”: how many criteria each unit has met, and which: the indicators of kind count-of and status that several
//! units report, units down. The overview ranks the units by it.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::formula::Live;
use super::layout::{Layout, at};
use super::streamed::Rows;
use super::summary::{verdict_words, write_live};
use super::units_down::{self, Table};
use super::{BY_UNIT, CRITERIA, heading};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::{IndicatorId, IndicatorKind, UnitId};
use crate::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ConditionalFormatFormula, Format, FormatAlign, IgnoreError, Worksheet};

/// Statuses are counted together from so many on.
const FEWEST_COUNTED: usize = 2;
const EXTRA_WIDTH: f64 = 11.0;
/// What tells units of one figure apart when they are put in order: their place on the sheet, made small.
const PLACES: u32 = 100_000;

/// The criteria of the units, and where they stand.
pub(super) struct Criteria {
    pub table: Table,
    /// How many statuses each unit has met, where there are several.
    counted: Vec<IndicatorId>,
    /// What the units are ranked by.
    pub ranked_by: Basis,
}

/// What the units are ranked by.
pub(super) enum Basis {
    /// The figure of a count-of indicator.
    Indicator(IndicatorId),
    /// How many statuses they have met.
    Statuses,
}

impl Criteria {
    /// The criteria of a schema; none where no two units report such an indicator, or none has a figure.
    pub fn of(layout: &Layout) -> Option<Criteria> {
        let fits = |id: &IndicatorId| {
            let indicator = layout.schema.indicator(*id);
            let kind = matches!(indicator.kind, IndicatorKind::CountOf | IndicatorKind::Status);
            kind && indicator.derivation.is_none() && indicator.reporters.len() > 1
        };
        let indicators: Vec<IndicatorId> = layout.schema.each_indicator().map(|(id, _)| id).filter(fits).collect();
        let known =
            indicators.iter().any(|id| layout.consolidation.row(*id).by_unit.iter().any(|(_, figures)| figures.has(Measure::Actual)));
        if layout.grid.is_none() || !known {
            return None;
        }
        let reports = |unit: &UnitId| indicators.iter().any(|id| layout.schema.reports(*unit, *id));
        let units: Vec<UnitId> = layout.schema.each_unit().map(|(id, _)| id).filter(reports).collect();
        let of_kind = |kind| indicators.iter().copied().filter(move |id| layout.schema.indicator(*id).kind == kind);
        let counted: Vec<IndicatorId> = of_kind(IndicatorKind::Status).collect();
        let counted = if counted.len() < FEWEST_COUNTED { Vec::new() } else { counted };
        // The one that most units report; of several the first.
        let most = of_kind(IndicatorKind::CountOf).map(|id| layout.schema.indicator(id).reporters.len()).max();
        let first = most.and_then(|most| of_kind(IndicatorKind::CountOf).find(|id| layout.schema.indicator(*id).reporters.len() == most));
        let ranked_by = match first {
            Some(id) => Basis::Indicator(id),
            None if counted.is_empty() => return None,
            None => Basis::Statuses,
        };
        Some(Criteria { table: Table { indicators, units }, counted, ranked_by })
    }

    /// Columns beside the table: how many statuses are met, the rank, and what the order is made from.
    fn met_column(&self) -> u16 {
        Table::column(self.table.indicators.len())
    }

    fn rank_column(&self) -> u16 {
        self.met_column() + u16::from(!self.counted.is_empty())
    }

    /// The column by which units are put in order; hidden.
    pub fn key_column(&self) -> u16 {
        self.rank_column() + 1
    }

    /// The column of what units are ranked by.
    pub fn basis_column(&self) -> u16 {
        match self.ranked_by {
            Basis::Statuses => self.met_column(),
            Basis::Indicator(id) => Table::column(self.table.indicators.iter().position(|other| *other == id).unwrap_or_default()),
        }
    }

    /// What a unit is ranked by.
    pub fn basis(&self, layout: &Layout, unit: UnitId) -> Option<Decimal> {
        match self.ranked_by {
            Basis::Indicator(id) => layout.consolidation.row(id).unit(unit)?.number(Measure::Actual),
            Basis::Statuses => self.met(layout, unit),
        }
    }

    /// Of how many.
    pub fn out_of(&self, layout: &Layout) -> Decimal {
        match self.ranked_by {
            Basis::Indicator(id) => layout.schema.indicator(id).out_of.unwrap_or_default(),
            Basis::Statuses => Decimal::from(self.counted.len()),
        }
    }

    /// What the ranking is by, for people.
    pub fn title<'a>(&self, layout: &'a Layout) -> &'a str {
        match self.ranked_by {
            Basis::Indicator(id) => &layout.schema.indicator(id).name,
            Basis::Statuses => layout.text(MET),
        }
    }

    /// Whether a unit has to report what units are ranked by.
    pub fn is_ranked(&self, layout: &Layout, place: usize) -> bool {
        let Some(unit) = self.table.units.get(place) else { return false };
        match self.ranked_by {
            Basis::Indicator(id) => layout.schema.reports(*unit, id),
            Basis::Statuses => self.counted.iter().any(|id| layout.schema.reports(*unit, *id)),
        }
    }

    /// What units are put in order by: the greater the better, the unknown last.
    pub fn key(&self, layout: &Layout, place: usize) -> Decimal {
        let basis = self.table.units.get(place).and_then(|unit| self.basis(layout, *unit)).unwrap_or(Decimal::NEGATIVE_ONE);
        let row = Decimal::from(Table::row(place) + 1);
        basis.checked_sub(row / Decimal::from(PLACES)).unwrap_or(basis)
    }

    fn met(&self, layout: &Layout, unit: UnitId) -> Option<Decimal> {
        let statuses: Vec<Amount> =
            self.counted.iter().filter_map(|id| layout.consolidation.row(*id).unit(unit)?.amount(Measure::Actual)).collect();
        let met = statuses.iter().filter(|amount| **amount == Amount::Verdict(Verdict::Met)).count();
        (!statuses.is_empty()).then(|| Decimal::from(met))
    }
}

const MET: Text = Text { vi: "Số tiêu chí đạt", en: "Criteria met" };

/// Writes the sheet but for most of the units' figures; gives what is left.
pub(super) fn write<'a>(sheet: &mut Worksheet, layout: &'a Layout<'a>, criteria: &Criteria) -> Result<Box<dyn Rows + 'a>, WriteError> {
    sheet.set_name(layout.text(CRITERIA))?;
    sheet.set_formula_result_default("");
    let title = layout.text(Text { vi: "KẾT QUẢ THỰC HIỆN TIÊU CHÍ CỦA TỪNG ĐƠN VỊ", en: "CRITERIA MET BY EACH UNIT" });
    let note = match layout.language {
        Language::Vi => format!("Ô trống: chưa có số liệu hoặc không phải báo cáo. Số liệu lấy từ trang “{}”.", BY_UNIT.vi),
        Language::En => format!("Blank: no figure, or not to be reported. Figures are those of “{}”.", BY_UNIT.en),
    };
    heading::write(sheet, layout, title, &note)?;
    let table = &criteria.table;
    let widths = table.widths(layout);
    let links = table.write(sheet, layout, &widths)?;
    extra_columns(sheet, layout, criteria)?;
    let (first, last) = (units_down::FIRST_ROW, table.last_row());
    verdict_words(sheet, layout, (first, units_down::FIRST_COLUMN), (last, criteria.rank_column()))?;
    all_met(sheet, layout, criteria)?;
    let end = foot(sheet, layout, criteria)?;
    sheet.set_print_area(0, 0, end, criteria.rank_column())?;
    sheet.ignore_error_range(first, 0, end, criteria.key_column(), IgnoreError::FormulaDiffers)?;
    let extra = vec![EXTRA_WIDTH; usize::from(criteria.rank_column() - criteria.met_column()) + 1];
    let groups: Vec<&[f64]> = widths.chunks(1).chain(extra.chunks(1)).collect();
    style::pages_across(sheet, &units_down::NAMES, &groups)?;
    Ok(links)
}

fn extra_columns(sheet: &mut Worksheet, layout: &Layout, criteria: &Criteria) -> Result<(), WriteError> {
    let table = &criteria.table;
    let (met, rank, key) = (criteria.met_column(), criteria.rank_column(), criteria.key_column());
    let rank_word = layout.text(Text { vi: "Xếp thứ", en: "Rank" });
    for (column, text) in [(met, layout.text(MET)), (rank, rank_word)].into_iter().skip(usize::from(met == rank)) {
        sheet.set_column_width(column, EXTRA_WIDTH)?;
        sheet.merge_range(units_down::HEAD_ROW, column, units_down::HEAD_ROW + 1, column, text, &style::head())?;
    }
    let bases: Vec<Option<Decimal>> = table.units.iter().map(|unit| criteria.basis(layout, *unit)).collect();
    let mut ranked: Vec<Decimal> = bases.iter().flatten().copied().collect();
    ranked.sort_unstable();
    let basis_range = table.range(criteria.basis_column());
    let statuses: Vec<String> = criteria
        .counted
        .iter()
        .filter_map(|id| {
            let place = table.indicators.iter().position(|other| other == id)?;
            Some(at(0, Table::column(place)).trim_end_matches('1').to_string())
        })
        .collect();
    for (place, (unit, basis)) in table.units.iter().zip(&bases).enumerate() {
        let row = Table::row(place);
        if met != rank {
            let cells: Vec<String> = statuses.iter().map(|column| format!("{column}{}", row + 1)).collect();
            let known = cells.iter().map(|cell| format!("({cell}<>\"\")")).collect::<Vec<_>>().join("+");
            let reached = cells.iter().map(|cell| format!("({cell}=\"{}\")", layout.verdict(Verdict::Met))).collect::<Vec<_>>().join("+");
            let live = Live::plain(format!("IF({known}=0,\"\",{reached})"), criteria.met(layout, *unit));
            let code = super::summary::count_of_code(Decimal::from(criteria.counted.len()));
            write_live(sheet, row, met, &live, &style::numeric(&code))?;
        }
        let own = at(row, criteria.basis_column());
        let better = basis.map(|own| Decimal::from(1 + ranked.len() - ranked.partition_point(|other| *other <= own)));
        let live = Live::plain(format!("IF(ISNUMBER({own}),RANK({own},{basis_range}),\"\")"), better);
        write_live(sheet, row, rank, &live, &style::centred())?;
        if criteria.is_ranked(layout, place) {
            let live = Live::plain(format!("IF(ISNUMBER({own}),{own},-1)-ROW()/{PLACES}"), Some(criteria.key(layout, place)));
            write_live(sheet, row, key, &live, &style::plain())?;
        }
    }
    sheet.set_column_hidden(key)?;
    Ok(())
}

/// Who has met all is told by weight; the figure, 19/19, says it.
fn all_met(sheet: &mut Worksheet, layout: &Layout, criteria: &Criteria) -> Result<(), WriteError> {
    for (place, id) in criteria.table.indicators.iter().enumerate() {
        let Some(all) = layout.schema.indicator(*id).out_of else { continue };
        let column = Table::column(place);
        let first = at(units_down::FIRST_ROW, column);
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("=AND(ISNUMBER({first}),{first}>={})", number::plain_text(all)).as_str())
            .set_format(Format::new().set_bold().set_background_color(style::SECTION_FILL));
        sheet.add_conditional_format(units_down::FIRST_ROW, column, criteria.table.last_row(), column, &rule)?;
    }
    Ok(())
}

/// How many units have reported, and how many have met all; gives the last row.
fn foot(sheet: &mut Worksheet, layout: &Layout, criteria: &Criteria) -> Result<u32, WriteError> {
    let table = &criteria.table;
    let (reported, reached) = (table.last_row() + 1, table.last_row() + 2);
    units_down::foot(sheet, reported, layout.text(Text { vi: "Số đơn vị có số liệu", en: "Units with a figure" }))?;
    units_down::foot(sheet, reached, layout.text(Text { vi: "Số đơn vị đạt đủ", en: "Units that have met all" }))?;
    let format = style::numeric("#,##0").set_bold().set_align(FormatAlign::Center).set_background_color(style::SECTION_FILL);
    for (place, id) in table.indicators.iter().enumerate() {
        let column = Table::column(place);
        let range = table.range(column);
        let amounts: Vec<Amount> = layout.consolidation.row(*id).by_unit.iter().filter_map(|(_, f)| f.amount(Measure::Actual)).collect();
        let (known, met, count) = match layout.schema.indicator(*id).out_of {
            Some(all) => (
                format!("COUNT({range})"),
                format!("COUNTIF({range},\">=\"&{})", number::plain_text(all)),
                amounts.iter().filter(|amount| amount.number().is_some_and(|number| number >= all)).count(),
            ),
            None => (
                format!("COUNTIF({range},\"?*\")"),
                format!("COUNTIF({range},\"{}\")", layout.verdict(Verdict::Met)),
                amounts.iter().filter(|amount| **amount == Amount::Verdict(Verdict::Met)).count(),
            ),
        };
        write_live(sheet, reported, column, &Live::plain(known, Some(Decimal::from(amounts.len()))), &format)?;
        write_live(sheet, reached, column, &Live::plain(met, Some(Decimal::from(count))), &format)?;
    }
    for row in [reported, reached] {
        for column in criteria.met_column()..=criteria.rank_column() {
            sheet.write_blank(row, column, &format)?;
        }
    }
    Ok(reached)
}
