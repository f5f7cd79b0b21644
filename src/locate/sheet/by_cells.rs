//! Columns whose cells say what they are, where their heading does not.

use super::super::grid::Grid;
use super::super::heading::{Heading, Role};
use super::Found;
use crate::cell::Position;
use crate::number;
use crate::workbook::{RowCells, Value};
use rust_decimal::Decimal;

/// A column headed "TH/KH" holds done and planned in one cell, or a percent: its cells tell.
pub(super) fn find_combined(grid: &Grid<'_>, found: &mut Found<'_>) {
    for heading in &mut found.table.headings {
        if !matches!(heading.role, Role::Combined | Role::CombinedPlanFirst | Role::PercentOfPlan | Role::Actual) {
            continue;
        }
        let (mut pairs, mut others) = (0, 0);
        for (at, row) in found.rows.iter().enumerate() {
            // What no further cell can change is not looked at to the end.
            let settled = match heading.role {
                Role::Actual => others > 0,
                Role::PercentOfPlan => others >= pairs + (found.rows.len() - at),
                _ => pairs > 0,
            };
            if settled {
                break;
            }
            match grid.cell(Position::new(row.at.row, heading.column)).map(|cell| cell.value) {
                Some(Value::Text(id)) => match grid.texts.number(id) {
                    number::Reading::Pair(..) => pairs += 1,
                    number::Reading::Number(_) => others += 1,
                    _ => {}
                },
                Some(Value::Number(_)) => others += 1,
                _ => {}
            }
        }
        heading.role = match heading.role {
            Role::Combined if pairs == 0 && others > 0 => Role::PercentOfPlan,
            Role::CombinedPlanFirst if pairs == 0 && others > 0 => Role::Unknown,
            Role::PercentOfPlan if pairs > others && pairs >= 2 => Role::Combined,
            Role::Actual if pairs > others && pairs >= 3 && others == 0 => Role::Combined,
            role => role,
        };
    }
}

/// A column without telling words that is always actual over plan is the percent of plan.
pub(super) fn find_ratios(grid: &Grid<'_>, found: &mut Found<'_>) {
    let (Some(plan), Some(actual)) = (found.table.column(Role::Plan), found.table.column(Role::Actual)) else { return };
    let number = |cells: RowCells<'_>, column: u32| match cells.in_column(column)?.value {
        Value::Number(number) => Some(number),
        _ => None,
    };
    let matches = |cells: RowCells<'_>, column: u32| {
        let stated = number(cells, column)?;
        let percent = crate::ratio::percent(number(cells, actual)?, number(cells, plan)?, 1);
        Some(percent.is_some_and(|percent| {
            let near = |stated: Decimal| (stated - percent).abs() <= Decimal::new(6, 2);
            near(stated) || stated.checked_mul(Decimal::ONE_HUNDRED).is_some_and(near)
        }))
    };
    // Of each such column, in how many rows it is and in how many it is not; a list has hundreds of thousands.
    let unknown = found.table.headings.iter_mut().filter(|heading| heading.role == Role::Unknown);
    let mut columns: Vec<(&mut Heading, usize, usize)> = unknown.map(|heading| (heading, 0, 0)).collect();
    for (at, row) in found.rows.iter().enumerate() {
        // One of dates or of other numbers is not looked at to the end.
        let left = found.rows.len() - at;
        columns.retain(|(_, holds, fails)| *holds + left >= 4 * *fails);
        if columns.is_empty() {
            break;
        }
        let cells = grid.sheet.cells_in(row.at.row);
        for (heading, holds, fails) in &mut columns {
            match matches(cells, heading.column) {
                Some(true) => *holds += 1,
                Some(false) => *fails += 1,
                None => {}
            }
        }
    }
    for (heading, ..) in columns.into_iter().filter(|(_, holds, fails)| *holds >= 3 && *holds >= 4 * fails) {
        heading.role = Role::PercentOfPlan;
    }
}
