//! Headings and indicators in one list, in the order of the document.

use super::text_of;
use crate::schema::keys;
use crate::schema::raw::{Entry, Field, Place, RawSchema, Value};
use std::collections::HashMap;

/// One row of a table; a heading has a depth.
pub(super) struct Line {
    /// Its keys.
    pub entry: Entry,
    /// How deep the heading is nested.
    pub depth: Option<u32>,
}

/// Each heading as late as its first indicator allows, in the order of headings: both orders stay as they are. An
/// indicator under another heading than the one above it says so.
pub(super) fn document(raw: &RawSchema) -> Vec<Line> {
    let at: HashMap<&str, usize> =
        raw.sections.iter().enumerate().rev().filter_map(|(at, section)| Some((text_of(section, "code")?, at))).collect();
    let mut depths: Vec<u32> = Vec::with_capacity(raw.sections.len());
    for section in &raw.sections {
        let above = text_of(section, "parent").and_then(|parent| depths.get(*at.get(parent)?));
        depths.push(above.map_or(0, |depth| depth + 1));
    }
    let mut lines = Vec::with_capacity(raw.sections.len() + raw.indicators.len());
    let mut written = 0;
    let headings = |from: usize, to: usize, lines: &mut Vec<Line>| {
        for (section, depth) in raw.sections.iter().zip(&depths).take(to).skip(from) {
            lines.push(Line { entry: heading(section), depth: Some(*depth) });
        }
    };
    for indicator in &raw.indicators {
        let own = text_of(indicator, "section").and_then(|code| at.get(code)).copied();
        if let Some(own) = own.filter(|own| *own >= written) {
            headings(written, own + 1, &mut lines);
            written = own + 1;
        }
        let mut entry = indicator.clone();
        if own.is_some_and(|own| own + 1 == written) {
            entry.fields.retain(|field| field.key != "section");
        }
        lines.push(Line { entry, depth: None });
    }
    headings(written, raw.sections.len(), &mut lines);
    lines
}

/// A heading in the columns of indicators.
fn heading(section: &Entry) -> Entry {
    let mut entry = section.clone();
    for field in &mut entry.fields {
        if field.key == "parent" {
            field.key = "section".to_string();
        }
    }
    let place = Place::Line(0);
    let (key, value) = ("kind".to_string(), Value::Text(keys::HEADING.code.to_string()));
    entry.fields.push(Field { shown: key.clone(), key, value, place });
    entry
}
