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
    /// Its formula, a text, entities as written.
    pub formula: Option<&'a [u8]>,
    /// Its value, which holds no entities; bytes that need be no text.
    pub value: Option<&'a [u8]>,
}

impl<'a> PlainCell<'a> {
    /// The cell at the start of some bytes, with how long it is; `ending` is how addresses end in its row, where that is known.
    pub fn at_start_of(bytes: &'a [u8], ending: Option<RowEnding>) -> Option<(PlainCell<'a>, usize)> {
        let mut here = Bytes { bytes, at: 0 };
        here.pass(b"<c")?;
        let mut cell = PlainCell { column: None, style: 0, kind: b"", formula: None, value: None };
        // Attributes in the order that the standard lists them, each once.
        if here.pass(b" r=\"").is_some() {
            cell.column = Some(here.column(ending)?);
        }
        let mut is_open = false;
        if here.pass(b" s=\"").is_some() {
            cell.style = here.short_number()?;
            // Most cells are numbers, whose style is the last that is said of them.
            is_open = here.pass(b"\">").is_some();
            if !is_open {
                here.pass(b"\"")?;
            }
        }
        if !is_open {
            if here.pass(b" t=\"").is_some() {
                cell.kind = here.letters()?;
            }
            if here.pass(b"/>").is_some() {
                return Some((cell, here.at));
            }
            here.pass(b">")?;
        }
        if here.pass(b"<f>").is_some() {
            let length = memchr::memchr(b'<', here.left()?)?;
            let formula = here.take(length)?;
            cell.formula = Some(formula).filter(|formula| formula.is_ascii() || std::str::from_utf8(formula).is_ok());
            cell.formula?;
            here.pass(b"</f>")?;
        }
        if here.pass(b"<v>").is_some() {
            let length = plain_length(here.left()?)?;
            cell.value = Some(here.take(length)?);
            here.pass(b"</v></c>")?;
        } else {
            here.pass(b"</c>")?;
        }
        Some((cell, here.at))
    }
}

/// How the addresses of a row's cells end: with its number and a quote, which stand in its tag just so. The eight bytes that
/// the longest has are compared at once.
#[derive(Clone, Copy)]
pub struct RowEnding {
    word: u64,
    mask: u64,
    length: usize,
}

impl RowEnding {
    fn of(ending: &[u8]) -> Option<RowEnding> {
        let mut word = [0; 8];
        word.get_mut(..ending.len())?.copy_from_slice(ending);
        let mask = word.map(|byte| if byte == 0 { 0 } else { u8::MAX });
        Some(RowEnding { word: u64::from_le_bytes(word), mask: u64::from_le_bytes(mask), length: ending.len() })
    }
}

/// A row as its tag says it.
pub(super) struct PlainRow {
    /// Its number, counted from 1.
    pub number: u32,
    /// How the addresses of its cells end.
    pub ending: Option<RowEnding>,
    /// How long its tag is.
    pub length: usize,
}

/// The row whose tag some bytes begin with: `<row r="5" spans="1:9">` with nothing else that matters in it, as most programs
/// write most rows.
pub(super) fn row(bytes: &[u8]) -> Option<PlainRow> {
    let mut here = Bytes { bytes, at: 0 };
    here.pass(b"<row r=\"")?;
    let from = here.at;
    let number = here.short_number().filter(|row| (1..=MAX_ROWS).contains(row))?;
    here.pass(b"\"")?;
    let ending = RowEnding::of(bytes.get(from..here.at)?);
    if here.pass(b" spans=\"").is_some() {
        here.short_number()?;
        here.pass(b":")?;
        here.short_number()?;
        here.pass(b"\"")?;
    }
    // How far letters reach below the line, which Excel notes for each row.
    if here.pass(b" x14ac:dyDescent=\"").is_some() {
        here.short_number()?;
        if here.pass(b".").is_some() {
            here.short_number()?;
        }
        here.pass(b"\"")?;
    }
    here.pass(b">")?;
    Some(PlainRow { number, ending, length: here.at })
}

/// How many bytes there are before a tag or an entity, eight looked at together: values are too short for a faster search.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // The top bit of each byte that is the one looked for; above the first such byte it may be that of another, too.
    let is = |word: u64, byte: u8| {
        let off = word ^ (EACH * u64::from(byte));
        off.wrapping_sub(EACH) & !off & (0x80 * EACH)
    };
    let (mut length, mut left) = (0, bytes);
    while let Some((eight, behind)) = left.split_first_chunk() {
        let word = u64::from_le_bytes(*eight);
        let found = is(word, b'<') | is(word, b'&');
        if found != 0 {
            return Some(length + found.trailing_zeros() as usize / 8);
        }
        (length, left) = (length + 8, behind);
    }
    left.iter().position(|byte| matches!(byte, b'<' | b'&')).map(|at| length + at)
}

/// Bytes that are passed over from left to right.
struct Bytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bytes<'a> {
    fn left(&self) -> Option<&'a [u8]> {
        self.bytes.get(self.at..)
    }

    /// Passes over a word, where it comes next.
    #[inline(always)]
    fn pass<const N: usize>(&mut self, word: &[u8; N]) -> Option<()> {
        if self.left()?.first_chunk::<N>()? != word {
            return None;
        }
        self.at += N;
        Some(())
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.left()?.get(..length)?;
        self.at += length;
        Some(taken)
    }

    /// Passes over the end of an address, where it is that of its row.
    #[inline(always)]
    fn pass_ending(&mut self, ending: RowEnding) -> Option<()> {
        let next = u64::from_le_bytes(*self.left()?.first_chunk()?);
        if next & ending.mask != ending.word {
            return None;
        }
        self.at += ending.length;
        Some(())
    }

    /// The column of an address such as `B5`, counted from 0; the quote behind it is passed over too.
    #[inline(always)]
    fn column(&mut self, ending: Option<RowEnding>) -> Option<u32> {
        let mut column = 0;
        let letters = self.at;
        while let Some(letter @ b'A'..=b'Z') = self.bytes.get(self.at)
            && self.at < letters + 3
        {
            column = column * 26 + u32::from(letter - b'A') + 1;
            self.at += 1;
        }
        if ending.and_then(|ending| self.pass_ending(ending)).is_none() {
            self.short_number().filter(|row| (1..=MAX_ROWS).contains(row))?;
            self.pass(b"\"")?;
        }
        (1..=MAX_COLUMNS).contains(&column).then(|| column - 1)
    }

    /// A number of one to seven digits.
    #[inline(always)]
    fn short_number(&mut self) -> Option<u32> {
        let mut number = 0;
        let first = self.at;
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at) {
            if self.at == first + 7 {
                return None;
            }
            number = number * 10 + u32::from(digit - b'0');
            self.at += 1;
        }
        (self.at > first).then_some(number)
    }

    /// Letters up to a quote, which is passed over too.
    fn letters(&mut self) -> Option<&'a [u8]> {
        let left = self.left()?;
        let length = left.iter().take(16).position(|byte| !byte.is_ascii_alphabetic())?;
        self.at += length;
        self.pass(b"\"")?;
        left.get(..length)
    }
}

/// All of some bytes as a number of one to seven digits.
pub(super) fn short_number(digits: &[u8]) -> Option<u32> {
    let mut all = Bytes { bytes: digits, at: 0 };
    all.short_number().filter(|_| all.at == digits.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_value_is_its_first_tag_or_entity() {
        let mut seed = 9_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..20_000 {
            // Neighbours of the two are what a look at eight bytes together could take for them.
            let bytes: Vec<u8> = (0..next(40))
                .map(|_| match next(12) {
                    0 => b"<&;=%'"[next(6) as usize],
                    1 => next(256) as u8,
                    _ => b'0' + next(10) as u8,
                })
                .collect();
            assert_eq!(plain_length(&bytes), bytes.iter().position(|byte| matches!(byte, b'<' | b'&')), "{bytes:?}");
        }
    }

    #[test]
    fn plain_rows_are_taken_whole() {
        for (xml, expected) in [
            ("<row r=\"5\"><c", Some(5)),
            ("<row r=\"1048576\" spans=\"1:9\">", Some(1_048_576)),
            ("<row r=\"7\" spans=\"1:12\" x14ac:dyDescent=\"0.25\"><c/>", Some(7)),
            ("<row r=\"7\" x14ac:dyDescent=\"1\">", Some(7)),
            // What may hide the row or puts it elsewhere is looked at tag by tag, and so is what is no row.
            ("<row r=\"5\" spans=\"1:9\" hidden=\"1\">", None),
            ("<row r=\"5\" spans=\"1:9\" ht=\"0\" customHeight=\"1\">", None),
            ("<row r=\"0\">", None),
            ("<row r=\"1048577\">", None),
            ("<row r=\"5\"/>", None),
            ("<row spans=\"1:9\" r=\"5\">", None),
            ("<row>", None),
            ("<rows r=\"5\">", None),
            ("<row r=\"5\"", None),
        ] {
            assert_eq!(row(xml.as_bytes()).map(|row| row.number), expected, "{xml}");
            assert_eq!(row(xml.as_bytes()).map(|row| &xml[..row.length]), expected.map(|_| &xml[..=xml.find('>').unwrap()]), "{xml}");
        }
    }

    #[test]
    fn plain_cells_are_taken_whole() {
        let cell = |column, style, kind, formula: Option<&'static str>, value: Option<&'static str>| {
            let (formula, value) = (formula.map(str::as_bytes), value.map(str::as_bytes));
            PlainCell { column, style, kind, formula, value }
        };
        // Whatever row a cell is said to stand in, and whether one is said.
        let endings = ["", "<row r=\"5\">", "<row r=\"1\">", "<row r=\"1048576\">"].map(|tag| row(tag.as_bytes())?.ending);
        for (xml, expected) in [
            ("<c r=\"B5\" s=\"3\" t=\"s\"><v>12</v></c>", cell(Some(1), 3, &b"s"[..], None, Some("12"))),
            ("<c r=\"XFD1048576\"><v>-1.5</v></c>", cell(Some(16_383), 0, b"", None, Some("-1.5"))),
            ("<c><f>A1&gt;2</f><v></v></c>", cell(None, 0, b"", Some("A1&gt;2"), Some(""))),
            ("<c t=\"str\"><v>Xã</v></c>", cell(None, 0, b"str", None, Some("Xã"))),
            ("<c r=\"C1\" s=\"7\"/>", cell(Some(2), 7, b"", None, None)),
            ("<c r=\"C1\"></c>", cell(Some(2), 0, b"", None, None)),
        ] {
            let more = format!("{xml}<c r=\"Z9\"/>");
            for ending in endings {
                assert_eq!(PlainCell::at_start_of(more.as_bytes(), ending), Some((expected, xml.len())), "{xml}");
            }
            // What is not in the buffer whole is not taken.
            for end in 0..xml.len() {
                for ending in endings {
                    assert_eq!(PlainCell::at_start_of(&xml.as_bytes()[..end], ending), None, "{xml} up to {end}");
                }
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
            for ending in endings {
                assert_eq!(PlainCell::at_start_of(other.as_bytes(), ending), None, "{other}");
            }
        }
        assert_eq!(PlainCell::at_start_of(b"<c><f>\xff</f><v>1</v></c>", None), None);
        for (digits, number) in
            [("0", Some(0)), ("12", Some(12)), ("1234567", Some(1_234_567)), ("12345678", None), ("", None), ("1 ", None)]
        {
            assert_eq!(short_number(digits.as_bytes()), number, "{digits}");
        }
    }
}
