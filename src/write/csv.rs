//! Tidy tables as CSV: RFC 4180, UTF-8, decimals with a point.
//!
//! Texts come from senders: one that begins like a formula would be one in a spreadsheet. It gets an apostrophe in
//! front, and so does a text that begins with an apostrophe, so that taking one off gives every text back.

use crate::tidy::{Cell, Table};

/// What a spreadsheet takes for the beginning of a formula, and the mark that takes that meaning away.
/// The wide signs are those of East Asian keyboards, which Excel takes for the same.
const NEUTRALISED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠'];

/// The line of names.
pub fn csv_head(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",") + "\r\n"
}

/// The rows, without the line of names.
pub fn csv(table: &Table) -> String {
    let mut out = String::new();
    for row in &table.rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match cell {
                None => {}
                Some(Cell::Text(text)) => field(&mut out, text),
                Some(number) => out.push_str(&number.shown()),
            }
        }
        out.push_str("\r\n");
    }
    out
}

fn field(out: &mut String, text: &str) {
    let mark = if text.starts_with(NEUTRALISED) { "'" } else { "" };
    // A text without letters is put in quotes, so that it is not taken for one that is missing.
    if text.contains([',', '"', '\n', '\r']) || text.trim().len() != text.len() || text.is_empty() {
        out.push('"');
        out.push_str(mark);
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(mark);
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Kind;

    #[test]
    fn texts_of_senders_are_no_formulas_and_come_back() {
        let texts = ["=1+1", "-5", "+84", "@a", "\tx", "'=x", "＝1", "\n=1", "a,b", "\"c\"", "d\ne", " f ", "tháng 6.xlsx"];
        let table =
            Table { columns: vec![("file", Kind::Text)], rows: texts.iter().map(|text| vec![Some(Cell::Text((*text).into()))]).collect() };
        assert_eq!(csv_head(&table), "file\r\n");
        let lines = "'=1+1\r\n'-5\r\n'+84\r\n'@a\r\n\"'\tx\"\r\n''=x\r\n'＝1\r\n\"'\n=1\"\r\n\"a,b\"\r\n\"\"\"c\"\"\"\r\n\"d\ne\"\r\n\" f \"\r\ntháng 6.xlsx\r\n";
        assert_eq!(csv(&table), lines);
    }
}
