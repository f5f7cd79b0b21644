//! Ways to type the same words and the same numbers.

#![allow(clippy::type_complexity)] // A look-up by sheet and column is what it says.

use super::mutate::{Book, Random};
use super::recipes::each_leaf;
use chitieu::cell::Position;
use chitieu::number::plain_text;
use chitieu::schema::IndicatorKind;
use chitieu::submission::Amount;
use chitieu::workbook::{Style, StyleId, Value};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

pub fn header(book: &mut Book, change: &mut dyn FnMut(&str) -> String) -> bool {
    each_leaf(book, &mut |book, at| {
        for table in book.tables(at) {
            let cells: Vec<Position> = book.leaves[at].cells.keys().copied().filter(|cell| table.header.contains(*cell)).collect();
            for cell in cells {
                book.rewrite(at, cell, change);
            }
        }
        true
    })
}

pub fn labels(book: &mut Book, change: &mut dyn FnMut(&str) -> String) -> bool {
    let mut changed = false;
    each_leaf(book, &mut |book, at| {
        for cell in book.labels(at) {
            book.rewrite(at, cell, &mut |text| {
                let new = change(text);
                changed |= new != text;
                new
            });
        }
        true
    });
    changed
}

/// Puts something else in place of some of the spaces between words.
pub fn spaced(text: &str, space: &str, random: &mut Random) -> String {
    let trimmed = text.trim_start();
    let mut new = text[..text.len() - trimmed.len()].to_string();
    for c in trimmed.chars() {
        match c {
            ' ' if random.once_in(3) => new.push_str(space),
            c => new.push(c),
        }
    }
    new
}

/// "hòa" and "hoà": the open syllables in which the place of the tone changed.
fn tones() -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (first, second) in [("o", "a"), ("o", "e"), ("u", "y"), ("O", "A"), ("O", "E"), ("U", "Y")] {
        for tone in ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'] {
            let new: String = format!("{first}{tone}{second}").nfc().collect();
            let old: String = format!("{first}{second}{tone}").nfc().collect();
            pairs.push((new, old));
        }
    }
    pairs
}

fn retoned(text: &str, from_to: &dyn Fn(&(String, String)) -> (String, String)) -> String {
    let mut text: String = text.nfc().collect();
    for pair in tones() {
        let (from, to) = from_to(&pair);
        let mut new = String::new();
        let mut rest = text.as_str();
        while let Some(found) = rest.find(&from) {
            let (before, after) = (&rest[..found], &rest[found + from.len()..]);
            new.push_str(before);
            // "quý" has its tone on y in both ways, and only a syllable that ends here knows two ways.
            let open = !after.chars().next().is_some_and(char::is_alphabetic) && !before.ends_with(['q', 'Q']);
            new.push_str(if open { &to } else { &from });
            rest = after;
        }
        text = new + rest;
    }
    text
}

pub fn old_tones(text: &str) -> String {
    retoned(text, &|(new, old)| (new.clone(), old.clone()))
}

pub fn new_tones(text: &str) -> String {
    retoned(text, &|(new, old)| (old.clone(), new.clone()))
}

pub fn ended(book: &mut Book, random: &mut Random) -> bool {
    labels(book, &mut |text| {
        let end = ["", ".", ":", ";", " "][random.below(5)];
        format!("{text}{end}")
    })
}

/// A bullet before labels that have none; a number where the row has none of its own either.
pub fn bulleted(book: &mut Book, random: &mut Random) -> bool {
    labels(book, &mut |text| {
        let bare = chitieu::label::Label::parse(text);
        if !bare.bullet.is_empty() || bare.words.is_empty() || bare.announces_parts {
            return text.to_string();
        }
        format!("{}{}", ["* ", "", "• ", "- "][random.below(4)], text)
    })
}

/// The cells of figures that hold a plain number, by sheet and column.
fn columns_of_numbers(book: &Book) -> BTreeMap<(usize, u32), Vec<(Position, StyleId, Decimal)>> {
    let mut columns: BTreeMap<(usize, u32), Vec<(Position, StyleId, Decimal)>> = BTreeMap::new();
    for (at, leaf) in book.leaves.iter().enumerate() {
        let columns_used: BTreeSet<u32> =
            book.found.figures.iter().filter(|figure| figure.cell.sheet == leaf.name).map(|figure| figure.cell.at.column).collect();
        for table in book.tables(at) {
            for (cell, &(style, value)) in &leaf.cells {
                let in_data = table.range.contains(*cell) && cell.row > table.header.last.row;
                if let (true, true, Value::Number(number)) = (in_data, columns_used.contains(&cell.column), value) {
                    columns.entry((at, cell.column)).or_default().push((*cell, style, number));
                }
            }
        }
    }
    columns
}

/// 2640.4 as "2.640,4".
fn vietnamese(number: Decimal, grouped: bool) -> String {
    let plain = plain_text(number.normalize());
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if grouped && at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// Every number of a column as text; thousands are grouped where one text of the column proves what the point means.
pub fn vietnamese_text(book: &mut Book, _: &mut Random) -> bool {
    let columns = columns_of_numbers(book);
    let styles = book.styles().to_vec();
    for ((leaf, _), cells) in &columns {
        let texts = |grouped: bool| cells.iter().map(|(_, _, number)| vietnamese(*number, grouped)).collect::<Vec<_>>();
        let proved = texts(true).iter().any(|text| match text.split_once(',') {
            Some((whole, fraction)) => whole.contains('.') || fraction.len() != 3,
            None => text.matches('.').count() > 1,
        });
        for (at, style, number) in cells {
            let text = if styles[style.0 as usize].percent {
                format!("{}%", vietnamese(number * Decimal::ONE_HUNDRED, proved))
            } else {
                vietnamese(*number, proved)
            };
            let value = book.add(&text);
            book.leaves[*leaf].cells.insert(*at, (*style, value));
            book.leaves[*leaf].formulas.remove(at);
        }
    }
    !columns.is_empty()
}

/// Texts of numbers with stray spaces.
pub fn padded(book: &mut Book, random: &mut Random) -> bool {
    if !vietnamese_text(book, random) {
        return false;
    }
    for (leaf, at) in figure_cells(book) {
        book.rewrite(leaf, at, &mut |text| match random.below(4) {
            0 => format!(" {text}"),
            1 => format!("{text}\u{a0}"),
            2 => format!("{text}  "),
            _ => text.to_string(),
        });
    }
    true
}

/// Cells that figures were read from.
fn figure_cells(book: &Book) -> BTreeSet<(usize, Position)> {
    let leaf_of = |name: &str| book.leaves.iter().position(|leaf| &*leaf.name == name);
    book.found.figures.iter().filter_map(|figure| Some((leaf_of(&figure.cell.sheet)?, figure.cell.at))).collect()
}

/// Texts that are nothing but a number, and were read as it stands, as numbers.
pub fn real_numbers(book: &mut Book, _: &mut Random) -> bool {
    let mut any = false;
    for figure in book.found.figures.clone() {
        let Some(leaf) = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet) else { continue };
        let (Some(text), Amount::Number(number)) = (book.text(leaf, figure.cell.at), figure.amount) else { continue };
        // What was converted, or stands beside another figure in its cell, is another number in the sheet.
        if text.trim() != vietnamese(number, true) && text.trim() != vietnamese(number, false) {
            continue;
        }
        if let Some((_, value)) = book.leaves[leaf].cells.get_mut(&figure.cell.at) {
            *value = Value::Number(number);
            any = true;
        }
    }
    any
}

/// "310 ha" for 310, where the figure was read as it stands.
pub fn with_unit(book: &mut Book, _: &mut Random) -> bool {
    let schema = chitieu::schema::built_in().unwrap();
    let mut any = false;
    for figure in book.found.figures.clone() {
        let Some(leaf) = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet) else { continue };
        let Some(&(style, Value::Number(number))) = book.leaves[leaf].cells.get(&figure.cell.at) else { continue };
        let unit = &schema.indicator(figure.indicator).unit_of_measure;
        // A point before three digits is left out: a single text need not prove what it means.
        let text = vietnamese(number, false);
        let doubtful = text.split_once(',').is_some_and(|(_, fraction)| fraction.len() == 3);
        if figure.amount == Amount::Number(number) && !unit.is_empty() && !doubtful {
            let value = book.add(&format!("{text} {unit}"));
            book.leaves[leaf].cells.insert(figure.cell.at, (style, value));
            any = true;
        }
    }
    any
}

/// 0.593 in percent format for 59.3, with percents alone.
pub fn percent_format(book: &mut Book, _: &mut Random) -> bool {
    let schema = chitieu::schema::built_in().unwrap();
    let style = book.add_style(Style { percent: true, decimals: Some(2), number_format: Some("0.00%".into()), ..Style::default() });
    let mut any = false;
    for figure in book.found.figures.clone() {
        let Some(leaf) = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet) else { continue };
        let Some((there, value)) = book.leaves[leaf].cells.get_mut(&figure.cell.at) else { continue };
        let percent = schema.indicator(figure.indicator).kind == IndicatorKind::Percent;
        if let (true, &mut Value::Number(number)) =
            (percent && Value::Number(figure.amount.number().unwrap_or_default()) == *value, &mut *value)
        {
            *value = Value::Number(number / Decimal::ONE_HUNDRED);
            *there = style;
            // What it was worked out from would still give the percent.
            book.leaves[leaf].formulas.clear();
            any = true;
        }
    }
    any
}

/// Nothing in the name of the file. The unit of one sample stands nowhere else.
pub fn renamed(book: &mut Book, random: &mut Random) -> bool {
    if book.file().contains("Huong Loc") {
        return false;
    }
    book.rename(["Book1.xlsx", "bao cao.xlsx", "Copy of Bieu mau (2).xlsx"][random.below(3)]);
    true
}
