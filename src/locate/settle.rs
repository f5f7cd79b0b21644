//! Decisions among the columns of one table: what a single heading can't tell.

use super::grid::Grid;
use super::heading::{Context, Heading, Level, Role, Why, contains_words};
use super::period::Span;
use super::texts::Texts;
use crate::cell::Position;
use crate::unit_of_measure::UnitOfMeasure;
use crate::workbook::Value;

/// Settles unit-of-measure columns, several plans, and whole years beside parts of a year.
pub fn settle(grid: &Grid<'_>, headings: &mut [Heading], rows: (u32, u32), context: Context) {
    unit_column(grid, headings, rows);
    plans(grid.texts, headings, context);
    priors(grid.texts, headings, context);
    totals_over_groups(headings);
}

/// A column of units of measure is one whatever its heading says, or without any.
fn unit_column(grid: &Grid<'_>, headings: &mut [Heading], rows: (u32, u32)) {
    if headings.iter().any(|heading| heading.role == Role::UnitOfMeasure) {
        return;
    }
    for heading in headings.iter_mut().filter(|heading| matches!(heading.role, Role::Unknown | Role::Other(Why::Note))) {
        let (mut units, mut others) = (0, 0);
        for row in grid.rows.iter().filter(|row| (rows.0..=rows.1).contains(&row.index)) {
            let Some(cell) = grid.cell(Position::new(row.index, heading.column)) else { continue };
            match cell.value {
                Value::Text(id) => {
                    let text = grid.workbook.label(id);
                    let known = !crate::label::is_longer(text, 24)
                        && UnitOfMeasure::parse(text).is_some_and(|unit| unit.is_physical() || unit.is_usual_noun());
                    if known { units += 1 } else { others += 1 }
                }
                _ => others += 1,
            }
        }
        if units >= 2 && units >= 4 * others {
            heading.role = Role::UnitOfMeasure;
            return;
        }
    }
}

/// Of several plans the changed one counts before the first one, and that of the own superior before one higher up;
/// where nothing tells them apart none counts.
fn plans(texts: &Texts<'_>, headings: &mut [Heading], context: Context) {
    let units: Vec<_> = headings.iter().map(|heading| (heading.unit, heading.total)).collect();
    let mut seen = Vec::new();
    for key in units {
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let is_candidate = |heading: &Heading| heading.role == Role::Plan && (heading.unit, heading.total) == key;
        if headings.iter().filter(|heading| is_candidate(heading)).count() < 2 {
            continue;
        }
        let mut candidates: Vec<(i32, usize)> = Vec::new();
        for (at, heading) in headings.iter().enumerate() {
            if is_candidate(heading) {
                let over = texts.over(&heading.path);
                let has = |words: &str| contains_words(&over.folded, words);
                let mut score = 0;
                score += 4 * i32::from(has("dieu chinh"));
                let others = [Level::Province, Level::District, Level::Commune];
                let names = |level: Level| level.words().iter().any(|word| has(word));
                score += 2 * i32::from(names(context.level));
                score -=
                    2 * i32::from(others.into_iter().any(|level| level != context.level && names(level)) || has("trung uong") || has("tw"));
                score -= i32::from(has("dau nam"));
                candidates.push((score, at));
            }
        }
        candidates.sort_by_key(|&(score, at)| (std::cmp::Reverse(score), at));
        let best = match candidates.as_slice() {
            [(first, at), (second, _), ..] if first > second => Some(*at),
            [_, _, ..] => None,
            _ => continue,
        };
        for (_, at) in candidates {
            if Some(at) != best {
                headings[at].role = Role::Other(Why::OtherPlan);
            }
        }
    }
}

/// "TH 2022" beside "TH 6 tháng" is a whole year; beside "TH 2023" it is the same part of the year.
fn priors(texts: &Texts<'_>, headings: &mut [Heading], context: Context) {
    if context.span.is_none_or(|span| span == Span::FirstMonths(12)) {
        return;
    }
    let names_its_part = |heading: &Heading| {
        let over = texts.over(&heading.path);
        !over.said.spans.is_empty()
            || ["cung ky", "cung ki", "ck", "luy ke", "cong don", "den nay"].iter().any(|words| contains_words(&over.folded, words))
    };
    let actual_named = headings.iter().any(|heading| matches!(heading.role, Role::Actual | Role::Combined) && names_its_part(heading));
    if !actual_named {
        return;
    }
    for heading in headings.iter_mut().filter(|heading| heading.role == Role::Prior) {
        let by_year = !texts.over(&heading.path).said.years.is_empty();
        if by_year && !names_its_part(heading) {
            heading.role = Role::Other(Why::WholeYear);
        }
    }
}

/// Beside villages or groups under one measure the total counts, and a plain column beside them is a group, too.
fn totals_over_groups(headings: &mut [Heading]) {
    for role in [Role::Plan, Role::Actual, Role::Prior] {
        let many = headings.iter().filter(|heading| heading.role == role && heading.unit.is_none()).count() > 1;
        let has_total = headings.iter().any(|heading| heading.role == role && heading.total && !heading.of_area);
        if many && has_total && headings.iter().all(|heading| heading.unit.is_none()) {
            for heading in headings.iter_mut().filter(|heading| heading.role == role && !heading.total) {
                heading.role = Role::Other(Why::SubGroup);
            }
        }
    }
}
