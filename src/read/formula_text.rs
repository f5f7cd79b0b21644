//! Formulas of other formats in the form .xlsx keeps them in: `RC[-1]*100` and `[.D5]*100` as `D5*100`.

use crate::cell::{MAX_COLUMNS, MAX_ROWS, Position, column_name};

/// A formula of an OpenDocument file, with its prefix (`of:=`): without it, with plain addresses and commas.
pub fn from_open_document(formula: &str) -> String {
    let body = formula.split_once('=').filter(|(prefix, _)| prefix.is_empty() || prefix.ends_with(':')).map_or(formula, |(_, body)| body);
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '"' => quoted_end(rest, '"'),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        match c {
            '[' => out.push_str(&address(piece.trim_start_matches('[').trim_end_matches(']'))),
            ';' => out.push(','),
            _ => out.push_str(piece),
        }
        rest = after;
    }
    out
}

/// `.B3:.B4` as `B3:B4`, `$'Xã A'.B3` as `'Xã A'!B3`.
fn address(reference: &str) -> String {
    let one = |part: &str| match part.rsplit_once('.') {
        Some(("", cell)) => cell.to_string(),
        Some((sheet, cell)) => format!("{}!{cell}", sheet.trim_start_matches('$')),
        None => part.to_string(),
    };
    match reference.rsplit_once(':') {
        Some((first, last)) => format!("{}:{}", one(first), one(last)),
        None => one(reference),
    }
}

/// A formula with addresses by row and column, as seen from a cell; `None` where it names whole rows or columns, or
/// cells outside a sheet.
pub fn from_rows_and_columns(formula: &str, at: Position) -> Option<String> {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '"' | '\'') {
            let (piece, after) = rest.split_at(quoted_end(rest, c));
            out.push_str(piece);
            rest = after;
        } else if c.is_alphanumeric() || matches!(c, '_' | '.') {
            let (cell, after) = match relative(rest, at) {
                Relative::Cell(cell, after) => (cell, after),
                Relative::Line => return None,
                Relative::Word => {
                    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
                    let (word, after) = rest.split_at(end);
                    (word.to_string(), after)
                }
            };
            out.push_str(&cell);
            rest = after;
        } else {
            let (piece, after) = rest.split_at(c.len_utf8());
            out.push_str(piece);
            rest = after;
        }
    }
    Some(out)
}

/// Length of a quoted text with its quotes; doubled quotes stay inside, as two quoted texts side by side.
fn quoted_end(text: &str, quote: char) -> usize {
    text.char_indices().skip(1).find(|(_, c)| *c == quote).map_or(text.len(), |(at, c)| at + c.len_utf8())
}

enum Relative<'a> {
    Cell(String, &'a str),
    /// A whole row or column.
    Line,
    /// A name, a function or a number.
    Word,
}

fn relative(text: &str, at: Position) -> Relative<'_> {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | '!'));
    let row = part(text, 'R', at.row, MAX_ROWS);
    let after_row = row.as_ref().map_or(text, |(_, after)| *after);
    match (row, part(after_row, 'C', at.column, MAX_COLUMNS)) {
        (Some(_), None) if ends(after_row) => Relative::Line,
        (None, Some((_, after))) if ends(after) => Relative::Line,
        (Some((row, _)), Some((column, after))) if ends(after) => {
            let (Some((row, fixed_row)), Some((column, fixed_column))) = (row, column) else { return Relative::Line };
            let mark = |fixed| if fixed { "$" } else { "" };
            let cell = format!("{}{}{}{}", mark(fixed_column), column_name(column), mark(fixed_row), row + 1);
            Relative::Cell(cell, after)
        }
        _ => Relative::Word,
    }
}

type Line = Option<(u32, bool)>;

/// `R`, `R5` or `R[-2]` and what follows: the line counted from 0 and whether it is fixed; no line where it lies
/// outside the sheet.
fn part(text: &str, letter: char, here: u32, most: u32) -> Option<(Line, &str)> {
    let rest = text.strip_prefix(letter).or_else(|| text.strip_prefix(letter.to_ascii_lowercase()))?;
    let inside = |line: i64| u32::try_from(line).ok().filter(|line| *line < most);
    if let Some(rest) = rest.strip_prefix('[') {
        // No offset is longer, and a search to the end at every bracket would take for ever.
        let end = rest.bytes().take(12).position(|byte| byte == b']')?;
        let (offset, after) = (rest.get(..end)?, rest.get(end + 1..)?);
        let offset: i64 = offset.trim().parse().ok()?;
        return Some((inside(i64::from(here).saturating_add(offset)).map(|line| (line, false)), after));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    if digits.is_empty() {
        return Some((Some((here, false)), after));
    }
    let line: i64 = digits.parse().ok()?;
    Some((inside(line - 1).map(|line| (line, true)), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_by_row_and_column() {
        let at = Position::new(4, 3);
        for (formula, plain) in [
            ("RC[-1]/RC[-2]*100", "C5/B5*100"),
            ("SUM(R[-3]C:R[-1]C)", "SUM(D2:D4)"),
            ("ROUND(R1C1,1)&\"R1C1\"", "ROUND($A$1,1)&\"R1C1\""),
            ("'R1C1'!R[1]C5+COUNT(RC)", "'R1C1'!$E6+COUNT(D5)"),
            ("Rate*2+C_1", "Rate*2+C_1"),
        ] {
            assert_eq!(from_rows_and_columns(formula, at).as_deref(), Some(plain), "{formula}");
        }
        for formula in ["SUM(R)", "SUM(C[1])", "R[-9]C", "C3"] {
            assert_eq!(from_rows_and_columns(formula, at), None, "{formula}");
        }
    }

    #[test]
    fn addresses_of_open_document() {
        for (formula, plain) in [
            ("of:=[.F11]/[.E11]*100", "F11/E11*100"),
            ("of:=SUM([.B3:.B4];2)", "SUM(B3:B4,2)"),
            ("of:=[$'Xã A.1'.B3]+[$Tổng.C1:.C2]&\"[.A1];\"", "'Xã A.1'!B3+Tổng!C1:C2&\"[.A1];\""),
            ("=A1>=2", "A1>=2"),
            ("A1>=2", "A1>=2"),
        ] {
            assert_eq!(from_open_document(formula), plain);
        }
    }
}
