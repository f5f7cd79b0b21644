//! A table with indicators down and measures across, in all the ways the layouts differ.

use super::Result;
use super::book::{At, Format, Sheet, Style, Value, lines_of};
use super::facts::{Facts, Shown};
use super::naming::{Face, Naming};
use super::numbering::Numbering;
use super::outline::{self, Wanted};
use super::rows;
use rust_decimal::Decimal;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Numbering of rows.
    Stt,
    /// Names of indicators.
    Label,
    /// Units of measure.
    Unit,
    /// Kế hoạch.
    Plan,
    /// Thực hiện.
    Actual,
    /// Cùng kỳ.
    Prior,
    /// The last month alone: made up, and part of the running total.
    Month,
    /// Done and planned in one cell.
    DoneOfPlanned,
    /// Figures of an earlier round, left behind in a hidden column.
    Stale,
    /// Percent of plan.
    OfPlan,
    /// Percent of last year.
    OfPrior,
    /// Đạt or chưa đạt.
    Verdict,
    /// Notes.
    Note,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it is for.
    pub role: Role,
    /// The heading above several columns; empty for none.
    pub group: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What the row of column numbers says; empty for none.
    pub number: &'static str,
    /// Width in characters.
    pub width: u8,
}

/// A column without a heading above it.
pub const fn column(role: Role, title: &'static str, number: &'static str, width: u8) -> Column {
    Column { role, group: "", title, number, width }
}

/// A column under a heading that covers its neighbours too.
pub const fn under(group: &'static str, role: Role, title: &'static str, number: &'static str, width: u8) -> Column {
    Column { role, group, title, number, width }
}

/// How figures are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// As numbers.
    Cells,
    /// As numbers; a percent is a fraction shown as a percent.
    Fractions,
    /// As text: 2.640,4.
    Text,
}

/// How percents of plan and of last year are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Percents {
    /// `=E8/D8*100`, shown with one decimal.
    Formula,
    /// `=ROUND(E8/D8*100,1)`, with so many decimals.
    Rounded(u8),
    /// `=E8/D8` in a percent format with one decimal.
    Fraction,
    /// Typed, rounded half up at so many decimals.
    Typed(u8),
    /// Typed as text, at one decimal.
    Text,
}

/// How parts are written under their whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// "Trong đó:" in a row of its own, then "- Lúa", "+ Lúa" one deeper.
    OwnRow,
    /// "…, trong đó:" at the end of the whole's label, then "- Lúa".
    Suffix,
    /// "- Lúa" straight away.
    Dash,
    /// The dash stands in the numbering column.
    DashInNumbering,
    /// Under their full names, like any other row.
    FullNames,
}

/// Another unit of measure than the schema's.
#[derive(Clone, Copy, Debug)]
pub struct Other {
    /// Indicators written so, with everything under them.
    pub codes: &'static [&'static str],
    /// The unit of measure.
    pub unit: &'static str,
    /// How many of it make one of the schema's.
    pub times: Decimal,
}

/// Everything that makes one table different from another.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where its header starts.
    pub at: At,
    /// Its columns, left to right.
    pub columns: Vec<Column>,
    /// Its font, size and so on.
    pub style: Style,
    /// Rows of the header to be shaded.
    pub shaded: bool,
    /// How rows are numbered.
    pub numbering: Numbering,
    /// How parts are written.
    pub parts: Parts,
    /// How labels are spelled.
    pub naming: Naming,
    /// How units of measure are written.
    pub face: Face,
    /// Whether the unit of measure stands in brackets behind the label.
    pub unit_in_label: bool,
    /// How figures are typed.
    pub numbers: Numbers,
    /// How percents are written.
    pub percents: Percents,
    /// Whether counts are written "17/19".
    pub slashes: bool,
    /// Other units of measure.
    pub others: Vec<Other>,
    /// Actual figures written "310 ha".
    pub with_unit: &'static [&'static str],
    /// Notes, by code.
    pub notes: &'static [(&'static str, &'static str)],
    /// A blank row before each heading but the first.
    pub blank_rows: bool,
    /// What stands where nothing is known.
    pub unknown: &'static str,
    /// Whether column numbers are typed as "(1)".
    pub bracketed: bool,
}

impl Table {
    /// A plain table; layouts change what differs.
    pub fn plain(at: At, columns: Vec<Column>, style: Style) -> Table {
        Table {
            at,
            columns,
            style,
            shaded: false,
            numbering: Numbering::Restart,
            parts: Parts::OwnRow,
            naming: Naming::default(),
            face: Face::Schema,
            unit_in_label: false,
            numbers: Numbers::Cells,
            percents: Percents::Formula,
            slashes: false,
            others: Vec::new(),
            with_unit: &[],
            notes: &[],
            blank_rows: false,
            unknown: "",
            bracketed: false,
        }
    }

    /// The first and the last column.
    pub fn span(&self) -> (u16, u16) {
        (self.at.1, self.at.1 + self.columns.len() as u16 - 1)
    }

    /// Writes the table for one unit, and gives the row after it.
    pub fn write(&self, sheet: &mut Sheet, facts: &Facts, shown: &mut Shown, wanted: Wanted<'_>) -> Result<u32> {
        let first = self.header(sheet);
        let lines = outline::lines(facts, shown.unit, wanted);
        rows::write(self, sheet, facts, shown, first, &lines)
    }

    /// The column of a role.
    pub fn place(&self, role: Role) -> Option<u16> {
        self.columns.iter().position(|column| column.role == role).map(|at| self.at.1 + at as u16)
    }

    /// Writes the header and gives the row after it.
    fn header(&self, sheet: &mut Sheet) -> u32 {
        let style = self.style.bold().center().boxed();
        let style = if self.shaded { style.filled() } else { style };
        let (top, left) = self.at;
        let deep = self.columns.iter().any(|column| !column.group.is_empty());
        let last = if deep { top + 1 } else { top };
        let mut at = 0;
        while let Some(column) = self.columns.get(at) {
            let here = left + at as u16;
            if column.group.is_empty() {
                sheet.merge((top, here), (last, here), Value::text(column.title), style);
                at += 1;
                continue;
            }
            let together = self.columns[at..].iter().take_while(|other| other.group == column.group).count();
            sheet.merge((top, here), (top, here + together as u16 - 1), Value::text(column.group), style);
            for (offset, column) in self.columns[at..at + together].iter().enumerate() {
                sheet.write((last, here + offset as u16), column.title, style);
            }
            at += together;
        }
        for (at, column) in self.columns.iter().enumerate() {
            let here = left + at as u16;
            sheet.widths.insert(here, column.width);
            if column.role == Role::Stale {
                sheet.hidden_columns.insert(here);
            }
        }
        // A heading that is merged down needs its lines from both rows; the lower one gives them all.
        let lines = self.columns.iter().map(|column| lines_of(column.title, column.width, style)).max().unwrap_or(1);
        sheet.heights.insert(last, 18 * lines.max(2));
        if deep {
            sheet.heights.insert(top, 20);
        }
        sheet.repeat = Some((top, last));
        if self.columns.iter().all(|column| column.number.is_empty()) {
            return last + 1;
        }
        for (at, column) in self.columns.iter().enumerate() {
            let style = self.style.italic().center().boxed();
            let value = match column.number.parse::<i64>() {
                // Excel takes a typed "(3)" for an amount owed and keeps −3.
                Ok(number) if self.bracketed => Value::Number(Decimal::from(-number)),
                Ok(number) => Value::Number(Decimal::from(number)),
                Err(_) => Value::text(column.number),
            };
            let format = if self.bracketed { Format::Bracketed } else { Format::General };
            sheet.put((last + 1, left + at as u16), value, style.format(format));
        }
        sheet.repeat = Some((top, last + 1));
        last + 2
    }
}
