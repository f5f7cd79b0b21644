//! A schema made of a sheet's own labels, so that finding its table can be measured where no schema was written for it.

use super::manifest::Expected;
use chitieu::cell::Position;
use chitieu::label::{self, Label};
use chitieu::workbook::{Sheet, Value, Workbook};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The schema as TOML, and how many labels are in it.
pub fn schema(workbook: &Workbook, tables: &[Expected]) -> (String, usize) {
    let (mut names, mut keys, mut units) = (Vec::new(), BTreeSet::new(), Vec::new());
    for table in tables {
        let Some(sheet) = workbook.sheets.get(table.sheet).filter(|sheet| !sheet.hidden) else { continue };
        let end = tables
            .iter()
            .filter(|other| other.sheet == table.sheet)
            .filter_map(first_rows)
            .filter(|row| first_rows(table) < Some(*row))
            .min();
        let (mut own, mut from) = (label_column(workbook, sheet, table), first_rows(table).unwrap_or(0));
        if let Some((row, column)) = table.on_its_side {
            units = texts(workbook, sheet, |at| at.row == row && at.column >= column);
            (own, from) = (table.labels.first().copied(), row + 1);
        }
        for text in texts(workbook, sheet, |at| Some(at.column) == own && at.row >= from && end.is_none_or(|end| at.row < end)) {
            let key = Label::parse(&text).key();
            // What stands below the table is signed or noted, and no label.
            if ["ngay", "nguoi lap", "ghi chu"].iter().any(|words| label::folded_key(&text).starts_with(words)) {
                break;
            }
            // A label that repeats is one indicator.
            if key.chars().count() > 1 && text.chars().count() <= 300 && keys.insert(key) {
                names.push(text);
            }
        }
    }
    if units.is_empty() {
        units.push("Đơn vị lập biểu này".to_string());
    }
    let mut toml = format!(
        "version = 1\nid = \"own\"\ntitle = \"own\"\nyear = {}\n[area]\ncode = \"area\"\nname = \"Địa bàn\"\n[[section]]\ncode = \"s\"\nname = \"Mục\"\n",
        year(workbook)
    );
    for (at, name) in units.iter().enumerate() {
        let _ = write!(toml, "[[unit]]\ncode = \"u{at}\"\nname = {}\nkind = \"k\"\n", quoted(name));
    }
    for (at, name) in names.iter().enumerate() {
        let _ = write!(
            toml,
            "[[indicator]]\ncode = \"i{at}\"\nsection = \"s\"\nname = {}\nkind = \"quantity\"\naggregate = \"sum\"\n",
            quoted(name)
        );
    }
    (toml, names.len())
}

/// The first row of data, as far as the manifest tells: else the one below the header.
fn first_rows(table: &Expected) -> Option<u32> {
    table.first_row.or(table.headers.iter().map(|header| header.1 + 1).max())
}

/// The manifest's column of labels, where that sheet has texts there; else the first column that has.
pub fn label_column(workbook: &Workbook, sheet: &Sheet, table: &Expected) -> Option<u32> {
    if table.on_its_side.is_some() {
        return table.labels.first().copied();
    }
    let from = first_rows(table).unwrap_or(0);
    let count = |column: u32| texts(workbook, sheet, |at| at.column == column && at.row >= from && !sheet.column_is_hidden(column)).len();
    // Of "B,C" the one with more names that differ: the other holds groups.
    let named = table.labels.iter().copied().filter(|&column| count(column) > 0);
    let different =
        |column: u32| texts(workbook, sheet, |at| at.column == column && at.row >= from).into_iter().collect::<BTreeSet<_>>().len();
    named.max_by_key(|&column| different(column)).or_else(|| (0..8).find(|&column| count(column) > 0))
}

fn texts(workbook: &Workbook, sheet: &Sheet, wanted: impl Fn(Position) -> bool) -> Vec<String> {
    let rows = sheet.rows.iter().filter(|row| !row.hidden);
    rows.flat_map(|row| sheet.cells_of(row).iter().map(move |cell| (Position::new(row.index, cell.column), cell)))
        .filter(|(at, _)| wanted(*at))
        .filter_map(|(_, cell)| match cell.value {
            Value::Text(id) => Some(workbook.text(id).to_string()).filter(|text| text.chars().any(char::is_alphabetic)),
            _ => None,
        })
        .collect()
}

/// The year named most in the workbook; the first of them where several are named as often.
fn year(workbook: &Workbook) -> i32 {
    let all: String = workbook.texts.iter().map(|text| format!(" {}", text.text)).collect::<String>() + " " + &workbook.file;
    let count = |year: i32| all.matches(&year.to_string()).count();
    (2015..=2030).rev().max_by_key(|&year| count(year)).filter(|&year| count(year) > 0).unwrap_or(2023)
}

fn quoted(text: &str) -> String {
    let inside: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => " ".to_string(),
            c => c.to_string(),
        })
        .collect();
    format!("\"{inside}\"")
}
