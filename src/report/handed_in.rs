//! What each unit handed in, and what became of it: a table at the end of the text.

use super::{Align, Block, Cell, Column, Context, RowKind, Table, TableRow, names};
use crate::completeness::{Completeness, OfUnit, Outcome};

/// Of more units, only those whose workbooks were not simply used are listed.
const MOST_UNITS: usize = 40;
/// Shares of the table's width, in thousandths: number, unit, to fill in, in, blank, in error, outcome, why.
const SHARES: [u32; 8] = [60, 230, 80, 70, 85, 65, 150, 260];

/// A line that says what the table is, and the table; nothing where it isn't known.
pub(super) fn blocks(context: &Context, completeness: &Completeness) -> Vec<Block> {
    if completeness.units.is_empty() {
        return Vec::new();
    }
    let listed: Vec<&OfUnit> = match completeness.units.len() {
        0..=MOST_UNITS => completeness.units.iter().collect(),
        _ => completeness.units.iter().filter(|of| of.outcome != Outcome::Used).collect(),
    };
    let count = |outcome| completeness.count(outcome).to_string();
    let facts = [
        ("used", Some(count(Outcome::Used))),
        ("to-review", Some(count(Outcome::ToReview))),
        ("returned", Some(count(Outcome::Returned))),
        ("not-handed-in", Some(count(Outcome::NotHandedIn))),
    ];
    let said = Block::Paragraph(context.say("gaps.outcomes", &facts).into());
    let table = (!listed.is_empty()).then(|| Block::Table(table(context, &listed)));
    std::iter::once(said).chain(table).collect()
}

/// Sums over all programmes: side by side they would not fit a page that stands upright.
fn table(context: &Context, listed: &[&OfUnit]) -> Table {
    let heads = context.phrases.list("handed-in-columns").iter();
    let columns = heads.zip(SHARES).enumerate().map(|(at, (title, share))| Column {
        title: title.clone(),
        share,
        align: if matches!(at, 1 | 7) { Align::Left } else { Align::Center },
    });
    let rows = listed.iter().enumerate().map(|(at, of)| {
        let total = of.total();
        let counts = [total.expected(), total.filled, total.blank, total.wrong];
        let mut cells = vec![Cell::Count(at + 1), Cell::Text(context.schema.unit(of.unit).name.clone())];
        cells.extend(counts.map(Cell::Count));
        cells.extend([of.outcome.name().vi, &of.reason().vi].map(|text| Cell::Text(names::upper_first(text))));
        TableRow { kind: RowKind::Figure, cells }
    });
    Table { columns: columns.collect(), rows: rows.collect() }
}
