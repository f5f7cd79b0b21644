//! A schema written back as a schema file; reading it again gives the same schema.

use super::raw::{Problem, RawSchema};
use super::{Derivation, IndicatorId, Schema};
use crate::number::plain_text;
use std::fmt::Write;

/// The schema as a TOML file in the form of the contract.
pub fn to_toml(schema: &Schema) -> String {
    let mut out = String::new();
    let o = &mut out;
    line(o, "version", "1");
    line(o, "id", &quoted(&schema.id));
    line(o, "title", &quoted(&schema.title));
    line(o, "year", &schema.year.to_string());
    line(o, "percent-decimals", &schema.percent_decimals.to_string());
    let area = &schema.area;
    o.push_str("\n[area]\n");
    line(o, "code", &quoted(&area.code));
    line(o, "name", &quoted(&area.name));
    optional(o, "issuer", area.issuer.as_deref());
    optional(o, "superior", area.superior.as_deref());
    optional(o, "place", area.place.as_deref());
    for period in &schema.periods {
        o.push_str("\n[[period]]\n");
        line(o, "code", &quoted(&period.code));
        line(o, "name", &quoted(&period.name));
    }
    for unit in &schema.units {
        o.push_str("\n[[unit]]\n");
        line(o, "code", &quoted(&unit.code));
        line(o, "name", &quoted(&unit.name));
        line(o, "kind", &quoted(&unit.kind));
        list(o, "aliases", &unit.aliases);
    }
    for section in &schema.sections {
        o.push_str("\n[[section]]\n");
        line(o, "code", &quoted(&section.code));
        optional(o, "parent", section.parent.map(|parent| schema.section(parent).code.as_str()));
        line(o, "name", &quoted(&section.name));
    }
    for (id, _) in schema.each_indicator() {
        indicator(o, schema, id);
    }
    let mut plans: Vec<_> = schema.plans.iter().collect();
    plans.sort_by_key(|((unit, indicator), _)| (*indicator, *unit));
    for ((unit, indicator), value) in plans {
        o.push_str("\n[[plan]]\n");
        line(o, "unit", &quoted(&schema.unit(*unit).code));
        line(o, "indicator", &quoted(&schema.indicator(*indicator).code));
        line(o, "value", &plain_text(*value));
    }
    out
}

/// The schema as somebody would type it, in the same words and order as [`to_toml`]: what one form has, the other has.
///
/// # Errors
/// None that a proved schema has; they are those of reading a file.
pub fn to_raw(schema: &Schema) -> Result<RawSchema, Vec<Problem>> {
    Ok(super::from_toml(&to_toml(schema))?.0)
}

fn indicator(o: &mut String, schema: &Schema, id: IndicatorId) {
    let code = |id: IndicatorId| schema.indicator(id).code.clone();
    let indicator = schema.indicator(id);
    o.push_str("\n[[indicator]]\n");
    line(o, "code", &quoted(&indicator.code));
    line(o, "section", &quoted(&schema.section(indicator.section).code));
    line(o, "name", &quoted(&indicator.name));
    list(o, "aliases", &indicator.aliases);
    if !indicator.unit_of_measure.is_empty() {
        line(o, "unit", &quoted(&indicator.unit_of_measure));
    }
    line(o, "kind", &quoted(indicator.kind.code()));
    optional(o, "target", indicator.target.map(|target| target.to_string()).as_deref());
    if indicator.derivation.is_none() || indicator.aggregate != super::Aggregate::None {
        line(o, "aggregate", &quoted(indicator.aggregate.code()));
    }
    list(o, "parts", &indicator.parts.iter().map(|&part| code(part)).collect::<Vec<_>>());
    if !indicator.parts_complete {
        line(o, "parts-complete", "false");
    }
    if !indicator.parts_tolerance.is_zero() {
        line(o, "parts-tolerance", &plain_text(indicator.parts_tolerance));
    }
    optional(o, "numerator", indicator.numerator.map(code).as_deref());
    optional(o, "denominator", indicator.denominator.map(code).as_deref());
    if let Some(out_of) = indicator.out_of {
        line(o, "out-of", &plain_text(out_of));
    }
    // An empty list is not the same as none: nobody reports the indicator.
    if let Some(kinds) = &indicator.reported_by {
        line(o, "reported-by", &bracketed(kinds));
    }
    if let Some(units) = &indicator.reported_by_units {
        line(o, "reported-by-units", &bracketed(units));
    }
    match &indicator.derivation {
        Some(Derivation::AtUnit { from, unit }) => {
            line(o, "from", &quoted(&code(*from)));
            line(o, "at-unit", &quoted(&schema.unit(*unit).code));
        }
        Some(Derivation::CountWhere { from, condition }) => {
            line(o, "from", &quoted(&code(*from)));
            line(o, "count-where", &quoted(&condition.to_string()));
        }
        Some(Derivation::Remaining { from }) => {
            line(o, "from", &quoted(&code(*from)));
            line(o, "remaining", "true");
        }
        None => {}
    }
    if !indicator.required {
        line(o, "required", "false");
    }
    for (key, value) in [("min", indicator.min), ("max", indicator.max)] {
        if let Some(value) = value {
            line(o, key, &plain_text(value));
        }
    }
    if let Some(decimals) = indicator.decimals {
        line(o, "decimals", &decimals.to_string());
    }
    optional(o, "note", indicator.note.as_deref());
}

fn line(o: &mut String, key: &str, value: &str) {
    let _ = writeln!(o, "{key} = {value}"); // Writing to a String can't fail.
}

fn optional(o: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        line(o, key, &quoted(value));
    }
}

fn list(o: &mut String, key: &str, items: &[String]) {
    if !items.is_empty() {
        line(o, key, &bracketed(items));
    }
}

fn bracketed(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A text in quotes, as TOML has it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
