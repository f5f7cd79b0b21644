//! The lines of a table of indicators: headings and indicators in document order, with their numbers and depth.

use crate::schema::{IndicatorId, Schema, SectionId};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading.
    Heading {
        /// Which.
        section: SectionId,
        /// Last member of its code: `I`, `1`, `a`.
        number: String,
    },
    /// An indicator.
    Indicator {
        /// Which.
        indicator: IndicatorId,
        /// Counted under its heading; none for a part of another.
        number: Option<u32>,
        /// How deep it lies under another indicator: 0 for one that stands by itself.
        depth: u32,
    },
}

/// The lines of the indicators that are kept; headings with nothing under them are left out.
pub(super) fn outline(schema: &Schema, keep: impl Fn(IndicatorId) -> bool) -> Vec<Line> {
    let mut lines = Vec::with_capacity(schema.indicators.len() + schema.sections.len());
    let mut path: Vec<SectionId> = Vec::new();
    let mut above: Vec<IndicatorId> = Vec::new();
    let mut counted = 0;
    for (id, indicator) in schema.each_indicator() {
        if !keep(id) {
            continue;
        }
        let wanted = path_to(schema, indicator.section);
        if wanted != path {
            let shared = wanted.iter().zip(&path).take_while(|(a, b)| a == b).count();
            for &section in wanted.iter().skip(shared) {
                let code = &schema.section(section).code;
                let number = code.rsplit('.').next().unwrap_or(code).to_string();
                lines.push(Line::Heading { section, number });
            }
            path = wanted;
            above.clear();
            counted = 0;
        }
        // Only what follows its whole without a break is shown as its part: indented under another line it would lie.
        let parent = above.iter().rposition(|&candidate| belongs_to(schema, id, candidate));
        above.truncate(parent.map_or(0, |at| at + 1));
        let depth = above.len() as u32;
        above.push(id);
        if depth == 0 {
            counted += 1;
        }
        lines.push(Line::Indicator { indicator: id, number: (depth == 0).then_some(counted), depth });
    }
    lines
}

fn path_to(schema: &Schema, section: SectionId) -> Vec<SectionId> {
    let mut path = vec![section];
    let mut at = section;
    while let Some(parent) = schema.section(at).parent {
        path.push(parent);
        at = parent;
    }
    path.reverse();
    path
}

/// A part of it, computed from it, or numbered under it.
fn belongs_to(schema: &Schema, id: IndicatorId, above: IndicatorId) -> bool {
    let (own, other) = (schema.indicator(id), schema.indicator(above));
    other.below().contains(&id)
        || own.derivation.as_ref().is_some_and(|derivation| derivation.from() == above)
        || own.code.strip_prefix(other.code.as_str()).is_some_and(|rest| rest.starts_with('.'))
}

/// The name as printed: parts begin with a dash, parts of parts with a plus sign, as officials write them.
pub(super) fn label(name: &str, depth: u32) -> String {
    match depth {
        0 => name.to_string(),
        1 => format!("- {name}"),
        _ => format!("+ {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{from_toml, prove};

    #[test]
    fn parts_lie_under_their_whole_and_only_there() {
        let mut text = "id = \"t\"\ntitle = \"T\"\nyear = 2023\n[area]\ncode = \"h\"\nname = \"H\"\n\
             [[unit]]\ncode = \"a\"\nname = \"A\"\nkind = \"xa\"\n\
             [[section]]\ncode = \"I\"\nname = \"Một\"\n[[section]]\ncode = \"I.1\"\nparent = \"I\"\nname = \"Hai\"\n"
            .to_string();
        for (code, more) in [("x", "parts = [\"y\", \"w\"]"), ("y", ""), ("y.1", ""), ("z", ""), ("w", "")] {
            text += &format!(
                "[[indicator]]\ncode = \"{code}\"\nsection = \"I.1\"\nname = \"{code}\"\nkind = \"quantity\"\naggregate = \"sum\"\n{more}\n"
            );
        }
        let (schema, _) = prove(&from_toml(&text).unwrap().0).unwrap();
        let shown: Vec<(Option<u32>, u32)> = outline(&schema, |_| true)
            .into_iter()
            .filter_map(|line| match line {
                Line::Indicator { number, depth, .. } => Some((number, depth)),
                Line::Heading { .. } => None,
            })
            .collect();
        // w is a part of x, but z stands between them.
        assert_eq!(shown, [(Some(1), 0), (None, 1), (None, 2), (Some(2), 0), (Some(3), 0)]);
        assert_eq!(outline(&schema, |_| true).len(), 7);
        assert_eq!(outline(&schema, |_| false), []);
    }
}
