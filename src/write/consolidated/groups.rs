//! Rows that fold up under their headings.

use super::super::WriteError;
use super::super::outline::Line;
use super::layout::Layout;
use rust_xlsxwriter::Worksheet;
use std::ops::Range;

/// Excel knows seven levels; the last is kept for the user.
const MOST_LEVELS: u32 = 6;

/// Groups what stands under each heading among `lines`, the first of which stands in `first_row`.
pub(super) fn rows(sheet: &mut Worksheet, layout: &Layout, lines: &Range<usize>, first_row: u32) -> Result<(), WriteError> {
    // The heading that folds its rows up stands above them.
    sheet.group_symbols_above(true);
    let lines = layout.lines.get(lines.clone()).unwrap_or_default();
    let depth = |line: &Line| match line {
        Line::Heading { section, .. } => Some(layout.schema.section(*section).depth),
        Line::Indicator { .. } => None,
    };
    for (at, line) in lines.iter().enumerate() {
        let Some(own) = depth(line).filter(|depth| *depth < MOST_LEVELS) else { continue };
        let below = lines.iter().skip(at + 1).take_while(|line| depth(line).is_none_or(|depth| depth > own)).count();
        if below > 0 {
            let first = first_row + at as u32 + 1;
            sheet.group_rows(first, first + below as u32 - 1)?;
        }
    }
    Ok(())
}
