//! What one unit handed in for one period: each figure with its cell.

mod by_rows;
mod kept;
mod order;
mod packed;
mod rows;

pub use kept::{Figures, StatedRatios};
pub use rows::{IndicatorRow, IndicatorRows};

use crate::cell::{Area, CellRef, CellView, Position};
use crate::consolidation::{Places, RolledUp};
use crate::schema::{IndicatorId, PeriodId, Target, UnitId};
use packed::Packed;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Which of the three figures of an indicator it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Kế hoạch: the plan for the whole year.
    Plan,
    /// Thực hiện: achieved (or estimated) from the start of the year to the end of the period.
    Actual,
    /// Cùng kỳ: achieved in the same period of last year.
    Prior,
}

impl Measure {
    /// The three, in the order sheets have them.
    pub const ALL: [Measure; 3] = [Measure::Plan, Measure::Actual, Measure::Prior];

    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Measure::Plan => "plan",
            Measure::Actual => "actual",
            Measure::Prior => "prior",
        }
    }

    /// The name officials use.
    pub fn vi(self) -> &'static str {
        match self {
            Measure::Plan => "kế hoạch",
            Measure::Actual => "thực hiện",
            Measure::Prior => "cùng kỳ năm trước",
        }
    }

    /// The English name.
    pub fn en(self) -> &'static str {
        match self {
            Measure::Plan => "plan",
            Measure::Actual => "actual",
            Measure::Prior => "same period last year",
        }
    }
}

/// How an indicator stands against its target (đánh giá).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Đạt.
    Met,
    /// Chưa đạt.
    NotMet,
    /// Đang thực hiện.
    InProgress,
    /// Chưa đánh giá.
    NotAssessed,
}

impl Verdict {
    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::NotMet => "not-met",
            Verdict::InProgress => "in-progress",
            Verdict::NotAssessed => "not-assessed",
        }
    }

    /// As officials write it.
    pub fn vi(self) -> &'static str {
        match self {
            Verdict::Met => "Đạt",
            Verdict::NotMet => "Chưa đạt",
            Verdict::InProgress => "Đang thực hiện",
            Verdict::NotAssessed => "Chưa đánh giá",
        }
    }
}

/// Whose figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// One reporting unit's.
    Unit(UnitId),
    /// The whole area's: a total somebody typed, or an office's figure for the district.
    Area,
}

/// What a figure is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number, in the schema's unit of measure; a percent is in percent.
    Number(Decimal),
    /// The verdict of a status indicator.
    Verdict(Verdict),
}

impl Amount {
    /// The number, where it is one.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Amount::Number(number) => Some(number),
            Amount::Verdict(_) => None,
        }
    }
}

impl fmt::Display for Amount {
    /// As JSON has it: plain decimal notation with a point, or the verdict's code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Number(number) => write!(f, "{}", number.normalize()),
            Amount::Verdict(verdict) => f.write_str(verdict.code()),
        }
    }
}

/// One figure of one indicator, with the cell it was read from.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Whose.
    pub owner: Owner,
    /// Plan, actual or prior.
    pub measure: Measure,
    /// What it is worth, in the schema's unit of measure.
    pub amount: Amount,
    /// Where it stands.
    pub cell: CellRef,
    /// What the cell holds, as typed or stored; none where that is the number itself.
    pub raw: Option<Box<str>>,
    /// How much one unit in the last shown place is worth, where the cell shows fewer digits than it means
    /// (a figure converted from "nghìn tấn", say); the arithmetic of checks allows for it.
    pub granularity: Decimal,
}

impl Figure {
    /// What the cell holds, as typed or stored.
    pub fn raw(&self) -> Cow<'_, str> {
        match &self.raw {
            Some(raw) => Cow::Borrowed(raw),
            None => Cow::Owned(self.amount.to_string()),
        }
    }

    fn view(&self, order: u32) -> FigureView<'_> {
        let Figure { indicator, owner, measure, amount, granularity, .. } = *self;
        FigureView {
            indicator,
            owner,
            measure,
            amount,
            cell: self.cell.view(),
            granularity: Some(granularity),
            order,
            raw: self.raw.as_deref(),
        }
    }
}

/// A figure as it is among all of its workbook, whether they are packed or not.
#[derive(Clone, Copy, Debug)]
pub struct FigureView<'a> {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Whose.
    pub owner: Owner,
    /// Plan, actual or prior.
    pub measure: Measure,
    /// What it is worth.
    pub amount: Amount,
    /// Where it stands.
    pub cell: CellView<'a>,
    /// Its place among the figures of its workbook, in the order of the sheets.
    pub order: u32,
    /// None where it is the usual one of its amount.
    granularity: Option<Decimal>,
    raw: Option<&'a str>,
}

impl<'a> FigureView<'a> {
    /// How much one unit in the last shown place is worth, as in [`Figure`].
    pub fn granularity(&self) -> Decimal {
        self.granularity.unwrap_or_else(|| packed::usual_granularity(self.amount))
    }

    /// The figure, to be kept.
    pub fn kept(&self) -> Figure {
        let FigureView { indicator, owner, measure, amount, .. } = *self;
        let (cell, raw, granularity) = (self.cell.kept(), self.raw.map(Into::into), self.granularity());
        Figure { indicator, owner, measure, amount, cell, raw, granularity }
    }

    /// What the cell holds, as typed or stored.
    pub fn raw(&self) -> Cow<'a, str> {
        match self.raw {
            Some(raw) => Cow::Borrowed(raw),
            None => Cow::Owned(self.amount.to_string()),
        }
    }
}

/// A percent typed in the sheet, to be compared with what the figures give.
#[derive(Clone, Debug)]
pub struct StatedRatio {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Whose.
    pub owner: Owner,
    /// Against plan (`Measure::Plan`) or against last year (`Measure::Prior`).
    pub against: Measure,
    /// In percent.
    pub percent: Decimal,
    /// Decimals it was given with.
    pub decimals: u32,
    /// Where it stands.
    pub cell: CellRef,
    /// What the cell holds; none where that is the percent itself.
    pub raw: Option<Box<str>>,
}

/// A percent as it is among all of its workbook.
#[derive(Clone, Copy, Debug)]
pub struct StatedRatioView<'a> {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Whose.
    pub owner: Owner,
    /// Against plan or against last year, as in [`StatedRatio`].
    pub against: Measure,
    /// In percent.
    pub percent: Decimal,
    /// Decimals it was given with.
    pub decimals: u32,
    /// Where it stands.
    pub cell: CellView<'a>,
    /// What the cell holds; none where that is the percent itself.
    pub raw: Option<&'a str>,
}

impl StatedRatioView<'_> {
    /// The percent, to be kept.
    pub fn kept(&self) -> StatedRatio {
        let StatedRatioView { indicator, owner, against, percent, decimals, .. } = *self;
        let (cell, raw) = (self.cell.kept(), self.raw.map(Into::into));
        StatedRatio { indicator, owner, against, percent, decimals, cell, raw }
    }
}

/// A verdict typed in the sheet beside a figure.
#[derive(Clone, Debug)]
pub struct StatedVerdict {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// Whose.
    pub owner: Owner,
    /// What it says.
    pub verdict: Verdict,
    /// Where it stands.
    pub cell: CellRef,
    /// What the cell holds.
    pub raw: String,
}

/// Which way a table lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// Indicators down, measures across.
    IndicatorsDown,
    /// Indicators down, units across (each with its measures).
    UnitsAcross,
    /// Units down, indicators across.
    UnitsDown,
}

impl Orientation {
    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Orientation::IndicatorsDown => "indicators-down",
            Orientation::UnitsAcross => "units-across",
            Orientation::UnitsDown => "units-down",
        }
    }
}

/// One table as it was found on a sheet.
#[derive(Clone, Debug)]
pub struct LocatedTable {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// The whole table, header included.
    pub range: Area,
    /// The header's rows.
    pub header: Area,
    /// Which way it lies.
    pub orientation: Orientation,
    /// Role → column, in the order of the contract (`label`, `unit`, `plan`, `actual`, `prior`, …).
    pub columns: Vec<(&'static str, u32)>,
}

/// A label that carries numbers and was not matched.
#[derive(Clone, Debug)]
pub struct Unmatched {
    /// Cell of the label.
    pub cell: CellRef,
    /// The label as written.
    pub label: String,
    /// Indicators it might have meant, likeliest first.
    pub candidates: Vec<IndicatorId>,
}

/// A sheet, or part of one, that was left out, and why.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// What part: a column, a row; `None` for the whole sheet.
    pub area: Option<Area>,
    /// Why, for people.
    pub reason: crate::language::Words,
}

/// What one workbook hands in.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The file as it was named on the command line.
    pub file: Arc<str>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Which unit it is from, where that can be told.
    pub unit: Option<UnitId>,
    /// Which period it is for, where that can be told.
    pub period: Option<PeriodId>,
    /// Tables, in the order of the sheets.
    pub tables: Vec<LocatedTable>,
    /// Rows that were understood, figures or not.
    pub rows: IndicatorRows,
    /// All figures, in the order of the sheets; none once they are packed, when [`Submission::each_figure`] has them.
    pub figures: Figures,
    /// Percents that the sheet states.
    pub stated_ratios: StatedRatios,
    /// Verdicts that the sheet states.
    pub stated_verdicts: Vec<StatedVerdict>,
    /// Plans that say more than a number: "dưới 90", "43-45". Their figures hold the number, of a range the upper bound.
    pub stated_targets: HashMap<(IndicatorId, Owner), Target>,
    /// Labels with numbers that were not used.
    pub unmatched: Vec<Unmatched>,
    /// Sheets, columns and rows left out, with the reason.
    pub left_out: Vec<LeftOut>,
    /// What was read as a person had confirmed it before.
    pub confirmed: Vec<crate::senders::Used>,
    /// Figures that stand there and could not be used; what is wrong was told at their cells.
    pub troubled: Vec<(IndicatorId, Owner, Measure)>,
    /// Pairs of figures of one indicator that contradict each other; neither is among the figures.
    pub contradictions: Vec<(Figure, Figure)>,
    /// Whether the sheet names another year than the schema's.
    pub other_year: bool,
    /// What is behind the figures of a unit that are totals themselves: it handed in a consolidated workbook.
    pub rolled_up: HashMap<(Owner, IndicatorId), RolledUp>,
    /// Places of figures in the order of what they are of, each once.
    pub(crate) index: Vec<u32>,
    /// Whether what somebody has of an indicator stands in one row, so that none of it is to be looked for elsewhere.
    pub(crate) by_rows: bool,
    /// The figures, once they were packed.
    pub(crate) packed: Packed,
}

/// The figures of a submission, in the order of what they are of.
pub struct EachFigure<'s> {
    of: Each<'s>,
    /// Whether what a cell holds is told as well.
    asks_for_text: bool,
}

enum Each<'s> {
    Packed(packed::Iter<'s>),
    /// The figures, where they are in that order, and how many were read.
    Others(&'s Figures, Cow<'s, [u32]>, usize),
}

impl<'s> EachFigure<'s> {
    /// For those who add figures up, with their sheets as they stand among others: what a cell holds beside its number is not asked for.
    pub(crate) fn among(mut self, places: &'s Places) -> EachFigure<'s> {
        self.asks_for_text = false;
        if let Each::Packed(packed) = &mut self.of {
            packed.among(places);
        }
        self
    }

    /// The next one, where it is of an indicator or of one before it.
    #[inline]
    pub(crate) fn next_up_to(&mut self, indicator: IndicatorId) -> Option<FigureView<'s>> {
        match &mut self.of {
            Each::Packed(packed) => packed.next_up_to(indicator),
            Each::Others(figures, places, read) => {
                let at = *places.get(*read)?;
                let figure = if self.asks_for_text { figures.get(at as usize) } else { figures.without_text(at) };
                let figure = figure.filter(|figure| figure.indicator <= indicator)?;
                *read += 1;
                Some(figure)
            }
        }
    }
}

impl EachFigure<'_> {
    /// Calls the next one from memory, of packed ones: many submissions that are read side by side do not fit in what is near.
    /// What it gives says nothing.
    #[inline]
    pub(crate) fn call(&self) -> usize {
        match &self.of {
            Each::Packed(packed) => packed.call(),
            Each::Others(..) => 0,
        }
    }
}

impl<'s> Iterator for EachFigure<'s> {
    type Item = FigureView<'s>;

    fn next(&mut self) -> Option<FigureView<'s>> {
        self.next_up_to(IndicatorId(u32::MAX))
    }
}

impl Submission {
    /// Gives up what only the checks of one workbook by itself look at.
    pub(crate) fn forget_what_was_checked(&mut self) {
        self.stated_ratios = StatedRatios::default();
        self.stated_verdicts = Vec::new();
        self.rows = IndicatorRows::default();
        self.tables = Vec::new();
        self.left_out = Vec::new();
    }

    /// Packs the figures: those of a thousand workbooks would fill the memory.
    pub(crate) fn pack(&mut self) {
        self.packed = Packed::of(&self.figures, &self.places_in_order(), self.owners());
        self.figures = Figures::default();
        self.index = Vec::new();
    }

    /// Gives up the figures, where they are in a consolidation.
    pub fn forget_figures(&mut self) {
        self.figures = Figures::default();
        self.index = Vec::new();
        self.packed = Packed::default();
        self.troubled = Vec::new();
    }

    /// How many figures there are.
    pub fn count(&self) -> usize {
        self.figures.len() + self.packed.len()
    }

    /// All figures, packed or not, in the order of what they are of: indicator, owner, measure. Those of one come in the
    /// order of the sheets.
    pub fn each_figure(&self) -> EachFigure<'_> {
        // A packed submission has no others.
        let of = match self.packed.len() {
            0 => Each::Others(&self.figures, self.places_in_order(), 0),
            _ => Each::Packed(self.packed.iter()),
        };
        EachFigure { of, asks_for_text: true }
    }

    /// What each figure is of, packed or not, in no order.
    pub(crate) fn each_key(&self) -> impl Iterator<Item = (IndicatorId, Owner, Measure)> {
        let packed = self.packed.iter().map(|figure| (figure.indicator, figure.owner, figure.measure));
        self.figures.keys().chain(packed)
    }

    /// Places of all figures that are not packed, in the order of what they are of.
    fn places_in_order(&self) -> Cow<'_, [u32]> {
        // The look-up has all of them, in that order, where none stands twice.
        if self.index.len() == self.figures.len() { Cow::Borrowed(&self.index) } else { Cow::Owned(self.in_order().places) }
    }

    /// Whether there is a unit's figure of an indicator.
    pub(crate) fn has_of_units(&self, indicator: IndicatorId) -> bool {
        // In the order of what figures are of, units come before the area.
        let wanted = (indicator, Owner::Unit(UnitId(0)), Measure::Plan);
        let packed = self.packed.from(wanted).map(|figure| (figure.indicator, figure.owner));
        let first = self.index.get(self.index.partition_point(|&at| self.key(at) < Some(wanted)));
        let first = first.and_then(|&at| self.key(at)).map(|(indicator, owner, _)| (indicator, owner));
        [packed, first].into_iter().flatten().any(|(of, owner)| of == indicator && matches!(owner, Owner::Unit(_)))
    }

    /// Whether all figures are those of the unit that hands them in.
    pub(crate) fn is_all_its_own(&self) -> bool {
        let own = self.unit.map(Owner::Unit);
        self.packed.owners().iter().all(|owner| Some(*owner) == own) && self.figures.keys().all(|(_, owner, _)| Some(owner) == own)
    }

    /// Whether somebody has a figure in it, whether they are packed or not.
    pub(crate) fn has_any_of(&self, owner: Owner) -> bool {
        self.packed.owners().binary_search(&owner).is_ok() || self.figures.keys().any(|(_, of, _)| of == owner)
    }

    /// The first cell of each sheet that figures stand on.
    pub(crate) fn each_sheet(&self) -> impl Iterator<Item = CellView<'_>> {
        self.packed.sheets().chain(self.figures.sheets())
    }

    fn key(&self, at: u32) -> Option<(IndicatorId, Owner, Measure)> {
        self.figures.kept().get(at as usize).map(|figure| self.figures.key(figure))
    }

    /// The figure of an indicator, whosever it is asked for, whether they are packed or not.
    pub fn find(&self, indicator: IndicatorId, owner: Owner, measure: Measure) -> Option<FigureView<'_>> {
        match self.packed.len() {
            0 => self.figure(indicator, owner, measure),
            _ => self.packed.find((indicator, owner, measure)),
        }
    }

    /// The figure of an indicator, whosever it is asked for; none once they are packed.
    pub fn figure(&self, indicator: IndicatorId, owner: Owner, measure: Measure) -> Option<FigureView<'_>> {
        let wanted = Some((indicator, owner, measure));
        let place = self.index.binary_search_by_key(&wanted, |&at| self.key(at)).ok()?;
        self.figures.get(*self.index.get(place)? as usize)
    }

    /// The number of an indicator, where a number was handed in.
    pub fn number(&self, indicator: IndicatorId, owner: Owner, measure: Measure) -> Option<Decimal> {
        let wanted = Some((indicator, owner, measure));
        let place = self.index.binary_search_by_key(&wanted, |&at| self.key(at)).ok()?;
        self.figures.number(self.figures.kept().get(*self.index.get(place)? as usize)?)
    }

    /// Everybody who has a figure in it, whether they are packed or not, in a fixed order.
    pub fn owners(&self) -> Vec<Owner> {
        match self.packed.len() {
            0 => self.figures.owners(),
            _ => self.packed.owners().to_vec(),
        }
    }

    /// A reference to a cell of this file.
    pub fn cell(&self, sheet: &Arc<str>, at: Position) -> CellRef {
        CellRef::new(self.file.clone(), sheet.clone(), at)
    }
}
