//! Columns whose cells say what they are, where their heading does not.

use super::super::grid::Grid;
use super::super::heading::Role;
use super::Found;
use crate::cell::Position;
use crate::number;
use crate::workbook::Value;
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
            match grid.cell(Position::new(row.row, heading.column)).map(|cell| cell.value) {
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
    let number = |row: u32, column: u32| match grid.cell(Position::new(row, column))?.value {
        Value::Number(number) => Some(number),
        _ => None,
    };
    for heading in &mut found.table.headings {
        if heading.role != Role::Unknown {
            continue;
        }
        let (mut holds, mut fails) = (0, 0);
        for row in found.rows.iter().map(|row| row.row) {
            let (Some(plan), Some(actual), Some(stated)) = (number(row, plan), number(row, actual), number(row, heading.column)) else {
                continue;
            };
            let matches = crate::ratio::percent(actual, plan, 1).is_some_and(|percent| {
                let near = |stated: Decimal| (stated - percent).abs() <= Decimal::new(6, 2);
                near(stated) || stated.checked_mul(Decimal::ONE_HUNDRED).is_some_and(near)
            });
            if matches { holds += 1 } else { fails += 1 }
        }
        if holds >= 3 && holds >= 4 * fails {
            heading.role = Role::PercentOfPlan;
        }
    }
}
