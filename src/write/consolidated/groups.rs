//! Rows that fold up under their headings.

use super::super::outline::Line;
use super::layout::Layout;
use rust_xlsxwriter::Worksheet;
use std::ops::Range;

/// Excel knows seven levels; the last is kept for the user.
const MOST_LEVELS: u32 = 6;

/// How many headings each of some lines stands under, with which it folds up.
pub(super) fn levels(sheet: &mut Worksheet, layout: &Layout, lines: &Range<usize>) -> Vec<u8> {
    // The heading that folds its rows up stands above them.
    sheet.group_symbols_above(true);
    // The depths of the headings that a line stands under.
    let mut above: Vec<u32> = Vec::new();
    let level = |line: &Line| {
        let Line::Heading { section, .. } = line else { return above.len() as u8 };
        let own = layout.schema.section(*section).depth;
        above.retain(|depth| *depth < own);
        let level = above.len() as u8;
        above.extend((own < MOST_LEVELS).then_some(own));
        level
    };
    layout.lines.get(lines.clone()).unwrap_or_default().iter().map(level).collect()
}
