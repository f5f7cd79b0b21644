//! What remains to be done: the indicators that are not met, how far each is from its plan, and the pace needed.

use super::{Align, Block, Cell, Column, Context, RowKind, Section, Table, TableRow, change, figures, programme};
use crate::schema::IndicatorId;
use crate::submission::Verdict;

/// Shares of the table's width, in thousandths; the last column is left out where no months are left.
const SHARES: [u32; 7] = [55, 325, 120, 135, 135, 120, 110];

/// The section; `None` where everything that was judged is met.
pub(super) fn section(context: &Context, programmes: usize) -> Option<Section> {
    let months = context.months_left.filter(|months| *months > 1);
    let is_final = context.months_left == Some(0);
    let table = table(context, months.is_some());
    let count = table.rows.iter().filter(|row| row.kind == RowKind::Figure).count();
    if count == 0 {
        return None;
    }
    let months = ("months", months.map(|months| figures::two_digits(months as usize)));
    let facts = [("count", Some(count.to_string())), ("year", Some(context.schema.year.to_string())), months];
    let [heading, lead] = match is_final {
        true => ["ahead.heading-final", "ahead.lead-final"],
        false => ["ahead.heading", "ahead.lead"],
    };
    let mut text = context.say(lead, &facts);
    let paced = table.rows.iter().any(|row| row.cells.len() == SHARES.len() && row.cells.last().is_some_and(|cell| *cell != Cell::Empty));
    if paced {
        text.push(' ');
        text.push_str(&context.say("ahead.pace", &facts));
    }
    Some(Section {
        level: 1,
        number: format!("{}.", programme::roman(programmes + 1)),
        title: context.say(heading, &facts).to_uppercase(),
        blocks: vec![Block::Paragraph(text.into()), Block::Table(table)],
    })
}

fn table(context: &Context, with_pace: bool) -> Table {
    let width = if with_pace { SHARES.len() } else { SHARES.len() - 1 };
    let heads = context.phrases.list("ahead-columns").iter().take(width);
    let columns = heads.zip(SHARES).enumerate().map(|(at, (title, share))| Column {
        title: title.clone(),
        share,
        align: match at {
            0 | 2 => Align::Center,
            1 => Align::Left,
            _ => Align::Right,
        },
    });
    let columns = columns.collect();
    let programmes = context.children(None);
    let mut rows = Vec::new();
    let mut number = 0;
    for (at, &id) in programmes.iter().enumerate() {
        let lines: Vec<Vec<Cell>> = context.under(Some(id)).filter_map(|id| line(context, id, width)).collect();
        if lines.is_empty() {
            continue;
        }
        if programmes.len() > 1 {
            let mut cells = vec![Cell::Text(programme::roman(at + 1)), Cell::Text(context.schema.section(id).name.clone())];
            cells.resize(width, Cell::Empty);
            rows.push(TableRow { kind: RowKind::Heading(0), cells });
        }
        for mut cells in lines {
            number += 1;
            cells.insert(0, Cell::Count(number));
            rows.push(TableRow { kind: RowKind::Figure, cells });
        }
    }
    Table { columns, rows }
}

/// The cells of one indicator behind its number; `None` where it is met or not judged.
fn line(context: &Context, id: IndicatorId, width: usize) -> Option<Vec<Cell>> {
    let (indicator, row) = (context.schema.indicator(id), context.row(id));
    if row.verdict != Verdict::NotMet {
        return None;
    }
    // A status has no distance from its plan.
    let gap = change::gap(context, indicator, row);
    let plan = match indicator.target {
        Some(target) => Cell::Target(target),
        None => row.plan.map_or(Cell::Empty, |plan| Cell::Number(plan, None)),
    };
    let number = |number| Cell::Number(number, figures::decimals(indicator, number));
    let distance = match &gap {
        Some(gap) if gap.is_above => Cell::Text(context.say("ahead.less", &[("figure", Some(number(gap.difference).text()))])),
        Some(gap) => number(gap.difference),
        None => Cell::Empty,
    };
    let actual = row.actual.map_or(Cell::Verdict(row.verdict), |actual| match context.coverage(id) {
        Some(_) => Cell::Partial(actual, figures::decimals(indicator, actual)),
        None => number(actual),
    });
    let monthly = gap.and_then(|gap| gap.monthly).map_or(Cell::Empty, number);
    let name = Cell::Text(indicator.name.trim_end_matches(':').to_string());
    let mut cells = vec![name, Cell::Text(indicator.unit_of_measure.clone()), plan, actual, distance, monthly];
    cells.truncate(width - 1);
    Some(cells)
}
