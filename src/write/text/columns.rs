//! Text in columns, and sentences broken into lines, by the width that letters take on the screen.

use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Rows of cells, each column as wide as its widest cell.
pub(super) struct Columns {
    indent: &'static str,
    rows: Vec<Vec<String>>,
}

impl Columns {
    pub fn new(indent: &'static str) -> Columns {
        Columns { indent, rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = vec![0; self.rows.iter().map(Vec::len).max().unwrap_or(0)];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = width_of(cell).max(*width);
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line += cell;
                line += &" ".repeat(width - width_of(cell) + 2);
            }
            writeln!(f, "{}{}", self.indent, line.trim_end())?;
        }
        Ok(())
    }
}

/// Cells of a terminal that a text takes: none for marks put on letters, two for full-width letters.
pub(super) fn width_of(text: &str) -> usize {
    text.chars().map(width_of_letter).sum()
}

fn width_of_letter(c: char) -> usize {
    match c {
        c if c.is_control() => 0,
        // Neither marks nor wide letters come before these.
        ..'\u{300}' => usize::from(c != '\u{ad}'),
        c if is_combining_mark(c) => 0,
        '\u{200b}'..='\u{200f}' | '\u{feff}' => 0,
        // Vowels and ends of Korean syllables join the consonant before them.
        '\u{1160}'..='\u{11ff}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// A text cut to a width, with a mark where it was cut.
pub(super) fn cut(text: &str, width: usize) -> String {
    let text = one_line(text);
    if width_of(&text) <= width {
        return text;
    }
    let (mut out, mut taken) = (String::new(), 0);
    for c in text.nfc() {
        taken += width_of_letter(c);
        if taken >= width {
            break;
        }
        out.push(c);
    }
    out.trim_end().to_string() + "…"
}

/// A cell's line breaks and control characters would tear the table, or worse, steer the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A text broken between words at a width; the first line and the others begin as given.
pub(super) fn wrapped(text: &str, first: &str, others: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = first.to_string();
    let (mut taken, begins_at) = (width_of(first), width_of(others));
    let mut blank = true;
    for word in one_line(text).split_whitespace() {
        let own = width_of(word);
        if !blank && taken + 1 + own > width {
            out += line.trim_end();
            out.push('\n');
            line = others.to_string();
            (taken, blank) = (begins_at, true);
        }
        if !blank {
            line.push(' ');
            taken += 1;
        }
        line += word;
        (taken, blank) = (taken + own, false);
    }
    out + line.trim_end() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_marks_take_one_place_however_they_are_composed() {
        assert_eq!(width_of("Hương Xuân"), 10);
        assert_eq!(width_of(&"Hương Xuân".nfd().collect::<String>()), 10);
        assert_eq!((width_of("１"), width_of("한국"), width_of(&"한국".nfd().collect::<String>())), (2, 4, 4));
        assert_eq!(width_of("a\u{ad}\u{200b}b\u{1b}"), 2);
        let mut columns = Columns::new("");
        columns.row(["Kế hoạch".into(), "1".into()]);
        columns.row(["x".into(), "2\n3".into()]);
        assert_eq!(columns.to_string(), "Kế hoạch  1\nx         2 3\n");
        assert_eq!(cut("Tổng sản lượng", 8), "Tổng sả…");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(wrapped("một hai ba bốn", "- ", "  ", 9), "- một hai\n  ba bốn\n");
        assert_eq!(wrapped("\u{1b}[31mđỏ", "", "", 9), "[31mđỏ\n");
    }
}
