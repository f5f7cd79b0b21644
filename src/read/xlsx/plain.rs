//! Cells written the way nearly all programs write nearly all of them, taken as one piece.

use crate::cell::{MAX_COLUMNS, MAX_ROWS};

/// A cell as `<c r="B5" s="3" t="s"><f>…</f><v>12</v></c>`: no other attributes and no other elements.
///
/// Half a million tags of a sheet are a fifth of a million cells: taken as one piece a cell costs a third of what its tags
/// cost one by one. Whatever is written otherwise is read tag by tag, to the same result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainCell<'a> {
    /// Column by its address, counted from 0.
    pub column: Option<u32>,
    /// The number of its style; 0 where it has none.
    pub style: u32,
    /// Its type, empty where it has none.
    pub kind: &'a [u8],
    /// Its formula, entities as written.
    pub formula: Option<&'a str>,
    /// Its value, which holds no entities: a text, and of a number or a shared string plain bytes below 128.
    pub value: Option<&'a [u8]>,
}

impl<'a> PlainCell<'a> {
    /// The cell at the start of some bytes, with how long it is.
    pub fn at_start_of(bytes: &'a [u8]) -> Option<(PlainCell<'a>, usize)> {
        let mut rest = bytes.strip_prefix(b"<c")?;
        let mut cell = PlainCell { column: None, style: 0, kind: b"", formula: None, value: None };
        // Attributes in the order that the standard lists them, each once.
        if let Some(address) = rest.strip_prefix(b" r=\"") {
            let (column, length) = column_of(address)?;
            cell.column = Some(column);
            rest = address.get(length..)?;
        }
        if let Some(digits) = rest.strip_prefix(b" s=\"") {
            let (style, length) = short_number(digits)?;
            cell.style = style;
            rest = digits.get(length..)?.strip_prefix(b"\"")?;
        }
        if let Some(kind) = rest.strip_prefix(b" t=\"") {
            let length = kind.iter().take(16).position(|byte| !byte.is_ascii_alphabetic())?;
            cell.kind = kind.get(..length)?;
            rest = kind.get(length..)?.strip_prefix(b"\"")?;
        }
        if let Some(behind) = rest.strip_prefix(b"/>") {
            return Some((cell, bytes.len() - behind.len()));
        }
        rest = rest.strip_prefix(b">")?;
        if let Some(formula) = rest.strip_prefix(b"<f>") {
            let length = memchr::memchr(b'<', formula)?;
            cell.formula = Some(std::str::from_utf8(formula.get(..length)?).ok()?);
            rest = formula.get(length..)?.strip_prefix(b"</f>")?;
        }
        if let Some(value) = rest.strip_prefix(b"<v>") {
            let length = value.iter().position(|byte| matches!(byte, b'<' | b'&'))?;
            let content = value.get(..length)?;
            let is_text = match cell.kind {
                b"" | b"s" => content.is_ascii(),
                _ => std::str::from_utf8(content).is_ok(),
            };
            cell.value = Some(content).filter(|_| is_text);
            cell.value?;
            rest = value.get(length..)?.strip_prefix(b"</v>")?;
        }
        let behind = rest.strip_prefix(b"</c>")?;
        Some((cell, bytes.len() - behind.len()))
    }
}

/// The column of `B5"`, counted from 0, and the length up to and with the quote.
fn column_of(address: &[u8]) -> Option<(u32, usize)> {
    let mut column = 0;
    let mut at = 0;
    while let Some(letter @ b'A'..=b'Z') = address.get(at)
        && at < 3
    {
        column = column * 26 + u32::from(letter - b'A') + 1;
        at += 1;
    }
    let (row, digits) = short_number(address.get(at..)?)?;
    let is_address = at > 0 && row > 0 && row <= MAX_ROWS && column <= MAX_COLUMNS && address.get(at + digits) == Some(&b'"');
    is_address.then(|| (column - 1, at + digits + 1))
}

/// A number of one to seven digits, with how many there are.
fn short_number(digits: &[u8]) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut at = 0;
    while let Some(digit @ b'0'..=b'9') = digits.get(at) {
        number = number * 10 + u32::from(digit - b'0');
        at += 1;
        if at > 7 {
            return None;
        }
    }
    (at > 0).then_some((number, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cells_are_taken_whole() {
        let cell = |column, style, kind, formula, value: Option<&'static str>| {
            let value = value.map(str::as_bytes);
            PlainCell { column, style, kind, formula, value }
        };
        for (xml, expected) in [
            ("<c r=\"B5\" s=\"3\" t=\"s\"><v>12</v></c>", cell(Some(1), 3, &b"s"[..], None, Some("12"))),
            ("<c r=\"XFD1048576\"><v>-1.5</v></c>", cell(Some(16_383), 0, b"", None, Some("-1.5"))),
            ("<c><f>A1&gt;2</f><v></v></c>", cell(None, 0, b"", Some("A1&gt;2"), Some(""))),
            ("<c t=\"str\"><v>Xã</v></c>", cell(None, 0, b"str", None, Some("Xã"))),
            ("<c r=\"C1\" s=\"7\"/>", cell(Some(2), 7, b"", None, None)),
            ("<c r=\"C1\"></c>", cell(Some(2), 0, b"", None, None)),
        ] {
            let more = format!("{xml}<c r=\"Z9\"/>");
            assert_eq!(PlainCell::at_start_of(more.as_bytes()), Some((expected, xml.len())), "{xml}");
            // What is not in the buffer whole is not taken.
            for end in 0..xml.len() {
                assert_eq!(PlainCell::at_start_of(&xml.as_bytes()[..end]), None, "{xml} up to {end}");
            }
        }
        for other in [
            "<c r=\"B5\" t=\"s\" s=\"3\"><v>1</v></c>",
            "<c  r=\"B5\"><v>1</v></c>",
            "<c r='B5'><v>1</v></c>",
            "<c r=\"b5\"><v>1</v></c>",
            "<c r=\"XFE1\"><v>1</v></c>",
            "<c r=\"A0\"><v>1</v></c>",
            "<c r=\"7\"><v>1</v></c>",
            "<c r=\"\"><v>1</v></c>",
            "<c r=\"A1048577\"><v>1</v></c>",
            "<c s=\"+5\"><v>1</v></c>",
            "<c r=\"A1\" cm=\"1\"><v>1</v></c>",
            "<c><v>1&amp;2</v></c>",
            "<c><v>1<!-- --></v></c>",
            "<c><is><t>1</t></is></c>",
            "<c><v>1</v><extLst/></c>",
            "<c><f t=\"shared\" si=\"0\"/><v>1</v></c>",
            "<x:c><v>1</v></x:c>",
            "<col min=\"1\"/>",
            "<cols/>",
            "",
        ] {
            assert_eq!(PlainCell::at_start_of(other.as_bytes()), None, "{other}");
        }
        for other in [&b"<c><v>\xff</v></c>"[..], b"<c t=\"s\"><v>\xff</v></c>", b"<c t=\"str\"><v>\xff</v></c>", b"<c><v>\xc4\x91</v></c>"]
        {
            assert_eq!(PlainCell::at_start_of(other), None);
        }
    }
}
