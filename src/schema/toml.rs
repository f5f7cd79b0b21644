//! A schema file in TOML, read with the line of every word.

use super::raw::{Entry, Field, Place, Problem, RawSchema, Value};
use crate::language::Words;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a schema file as typed. The problems are those of notation: no TOML at all, blocks of the wrong shape.
pub fn from_toml(text: &str) -> Result<(RawSchema, Vec<Problem>), Vec<Problem>> {
    let lines = Lines::of(text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let place = Place::Line(error.span().map_or(1, |span| lines.number(span.start)));
            let message = error.message().to_string();
            return Err(vec![Problem {
                place,
                message: Words::new(
                    format!(
                        "Tệp không đúng cú pháp TOML ({message}). Hãy sửa dòng này, hoặc xuất lại bộ chỉ tiêu bằng lệnh “schema export”."
                    ),
                    format!("The file is not valid TOML ({message}). Correct this line, or export the schema again with “schema export”."),
                ),
                mild: false,
            }]);
        }
    };
    let mut raw = RawSchema::empty(Place::Line(1));
    let mut problems = Vec::new();
    // The parser keeps keys in alphabetical order; people think in the order they typed.
    let mut keys: Vec<_> = table.get_ref().iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        let place = Place::Line(lines.number(key.span().start));
        let blocks = match key.get_ref().as_ref() {
            "area" => {
                match value.get_ref() {
                    DeValue::Table(area) => raw.area = Some(entry(area, place, &lines)),
                    _ => problems.push(wrong_shape(place, "area", "[area]")),
                }
                continue;
            }
            "period" => &mut raw.periods,
            "unit" => &mut raw.units,
            "section" => &mut raw.sections,
            "indicator" => &mut raw.indicators,
            "plan" => &mut raw.plans,
            name => {
                raw.top.fields.push(field(name, value, &lines));
                continue;
            }
        };
        let name = key.get_ref().to_string();
        match value.get_ref() {
            DeValue::Array(entries) => {
                for item in entries {
                    let place = Place::Line(lines.number(item.span().start));
                    match item.get_ref() {
                        DeValue::Table(table) => blocks.push(entry(table, place, &lines)),
                        _ => problems.push(wrong_shape(place, &name, &format!("[[{name}]]"))),
                    }
                }
            }
            _ => problems.push(wrong_shape(place, &name, &format!("[[{name}]]"))),
        }
    }
    Ok((raw, problems))
}

fn wrong_shape(place: Place, name: &str, form: &str) -> Problem {
    Problem {
        place,
        message: Words::new(
            format!("“{name}” phải được viết thành khối {form}. Hãy viết lại theo tài liệu docs/schema.md."),
            format!("“{name}” must be written as a block {form}. See docs/schema.md."),
        ),
        mild: false,
    }
}

fn entry(table: &DeTable<'_>, place: Place, lines: &Lines) -> Entry {
    let mut fields: Vec<_> = table.iter().collect();
    fields.sort_by_key(|(key, _)| key.span().start);
    let fields = fields.into_iter().map(|(key, value)| field(key.get_ref(), value, lines)).collect();
    Entry { place, fields, blanks: Vec::new() }
}

fn field(key: &str, value: &Spanned<DeValue<'_>>, lines: &Lines) -> Field {
    let place = Place::Line(lines.number(value.span().start));
    Field { key: key.to_string(), shown: key.to_string(), value: raw_value(value.get_ref(), lines), place }
}

fn raw_value(value: &DeValue<'_>, lines: &Lines) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            if number.radix() == 10 {
                Value::Number(number.as_str().replace('_', ""))
            } else {
                Value::Other("số viết theo hệ đếm khác / a number in another base")
            }
        }
        DeValue::Float(number) => Value::Number(number.as_str().replace('_', "")),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| (raw_value(item.get_ref(), lines), Place::Line(lines.number(item.span().start)))).collect())
        }
        DeValue::Datetime(_) => Value::Other("ngày tháng / a date"),
        DeValue::Table(_) => Value::Other("một bảng / a table"),
    }
}

/// Byte offsets to line numbers.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub(crate) fn of(text: &str) -> Lines {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line a byte stands in, counted from 1.
    pub(crate) fn number(&self, offset: usize) -> usize {
        self.0.partition_point(|&start| start <= offset).max(1)
    }
}
