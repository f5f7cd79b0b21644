//! The rows of a unit's table: headings, indicators, and which of them stand under a whole as "trong đó".

use super::facts::{Facts, is_support};
use chitieu::schema::{Aggregate, IndicatorId, SectionId, UnitId};

/// One row.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    /// A heading.
    Section(SectionId),
    /// An indicator.
    Indicator {
        /// Which.
        id: IndicatorId,
        /// How many wholes stand above it.
        level: u8,
        /// The whole right above it.
        whole: Option<IndicatorId>,
        /// Whether it is the first part of that whole.
        first: bool,
    },
}

/// What goes into a table.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Codes of sections; everything under them is wanted. Empty for all.
    pub sections: &'a [&'a str],
    /// Whether rows are kept that the unit leaves blank because they are not required.
    pub blanks: bool,
}

/// The rows for one unit, in document order.
pub fn lines(facts: &Facts, unit: UnitId, wanted: Wanted<'_>) -> Vec<Line> {
    let schema = &facts.schema;
    let inside = |code: &str| {
        wanted.sections.is_empty()
            || wanted.sections.iter().any(|wanted| code.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    let mut lines = Vec::new();
    let mut headings: Vec<SectionId> = Vec::new();
    let mut levels: Vec<(IndicatorId, u8)> = Vec::new();
    for (id, indicator) in schema.each_indicator() {
        if !schema.reports(unit, id) || indicator.derivation.is_some() || !inside(&schema.section(indicator.section).code) {
            continue;
        }
        if !(facts.has(unit, id) || wanted.blanks && !is_support(indicator)) {
            continue;
        }
        let mut path = Vec::new();
        let mut section = Some(indicator.section);
        while let Some(id) = section {
            path.insert(0, id);
            section = schema.section(id).parent;
        }
        for (depth, &heading) in path.iter().enumerate() {
            if headings.get(depth) != Some(&heading) {
                headings.truncate(depth);
                headings.push(heading);
                lines.push(Line::Section(heading));
            }
        }
        headings.truncate(path.len());
        let above = schema.wholes_of(id).iter().find_map(|&whole| {
            let adds_up = schema.indicator(whole).aggregate == Aggregate::Sum && !is_support(schema.indicator(whole));
            levels.iter().find(|(known, _)| *known == whole && adds_up).copied()
        });
        let level = above.map_or(0, |(_, level)| level + 1);
        let whole = above.map(|(whole, _)| whole);
        let first = whole
            .is_some_and(|whole| !lines.iter().any(|line| matches!(line, Line::Indicator { whole: Some(other), .. } if *other == whole)));
        levels.push((id, level));
        lines.push(Line::Indicator { id, level, whole, first });
    }
    lines
}
