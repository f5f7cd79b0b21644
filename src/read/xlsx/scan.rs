//! A small tokenizer for the parts of an .xlsx that hold nearly all of its bytes: sheets and shared strings.
//!
//! It reads in pieces, hands out tags and texts where they lie in its buffer, and knows what these parts can hold:
//! elements, attributes, texts, CDATA, comments and processing instructions. Declarations are passed over and no entity
//! but XML's own five is known, so that nothing can expand. The other parts, small ones, are quick-xml's.

use super::super::Reason;
use super::super::xml::unreadable;
use super::plain::{self, PlainCell, RowEnding};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;

/// A token larger than this is no cell and no text of a workbook.
const LARGEST_TOKEN: usize = 16 << 20;
const PIECE: usize = 256 << 10;

/// What comes next.
pub enum Token<'a> {
    /// The start of an element; an empty one is followed by its end.
    Start(Tag<'a>),
    /// The end of an element, by its local name.
    End(&'a [u8]),
    /// Text, with its entities as written.
    Text(&'a str),
    /// Text that holds no entities.
    Plain(&'a str),
    /// The end of the part.
    Eof,
}

/// The start of an element.
#[derive(Clone, Copy)]
pub struct Tag<'a> {
    /// Its name without a prefix.
    pub name: &'a [u8],
    attributes: &'a [u8],
}

thread_local! {
    /// The buffer of the part read last, for the next: clearing a new one costs as much as reading a small part does.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A part being read.
pub struct Scanner<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    done: bool,
    /// Where the name of an empty element lies whose end comes next.
    pending: Option<(usize, usize)>,
    /// How addresses end in the row whose tag was passed over last.
    ending: Option<RowEnding>,
    /// How far shared strings hold nothing to be resolved, as far as was looked.
    plain_up_to: usize,
}

impl<R> Drop for Scanner<R> {
    fn drop(&mut self) {
        // One that grew for a long text is given back to the system.
        if self.buffer.len() == PIECE {
            BUFFER.set(std::mem::take(&mut self.buffer));
        }
    }
}

impl<R: Read> Scanner<R> {
    /// Begins with a part.
    pub fn new(inner: R) -> Scanner<R> {
        // The first one comes cleared from the system, and what small parts leave of it costs nothing.
        let buffer = Some(BUFFER.take()).filter(|buffer| buffer.len() == PIECE).unwrap_or_else(|| vec![0; PIECE]);
        Scanner { inner, buffer, start: 0, end: 0, done: false, pending: None, ending: None, plain_up_to: 0 }
    }

    /// The next tag or text.
    ///
    /// # Errors
    /// The part is cut off within a tag, holds bytes that are no text, or is larger than is read.
    pub fn next(&mut self) -> Result<Token<'_>, Reason> {
        if let Some((from, to)) = self.pending.take() {
            return Ok(Token::End(self.buffer.get(from..to).unwrap_or_default()));
        }
        loop {
            if self.start == self.end && !self.fill()? {
                return Ok(Token::Eof);
            }
            if self.byte(0) != Some(b'<') {
                let length = self.find(0, b'<')?.unwrap_or(self.end - self.start);
                let from = self.take(length);
                let text = text(self.buffer.get(from..from + length).unwrap_or_default())?;
                return Ok(Token::Text(text));
            }
            match self.byte_or_fill(1)? {
                Some(b'/') => {
                    let Some(close) = self.find(2, b'>')? else { return Err(cut_off()) };
                    let from = self.take(close + 1);
                    let name = self.buffer.get(from + 2..from + close).unwrap_or_default();
                    return Ok(Token::End(local(name.trim_ascii_end())));
                }
                Some(b'!') => {
                    if let Some((from, to)) = self.declaration()? {
                        return Ok(Token::Plain(text(self.buffer.get(from..to).unwrap_or_default())?));
                    }
                }
                Some(b'?') => {
                    let Some(close) = self.find_run(2, b"?>")? else { return Err(cut_off()) };
                    self.take(close + 2);
                }
                Some(_) => {
                    let close = self.tag_end()?;
                    let from = self.take(close + 1);
                    let inside = self.buffer.get(from + 1..from + close).unwrap_or_default();
                    let empty = inside.last() == Some(&b'/');
                    let inside = if empty { &inside[..inside.len() - 1] } else { inside };
                    let name_length = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
                    let (name, attributes) = inside.split_at(name_length);
                    let local = local(name);
                    if empty {
                        let to = from + 1 + name_length;
                        self.pending = Some((to - local.len(), to));
                    }
                    return Ok(Token::Start(Tag { name: local, attributes }));
                }
                None => return Err(cut_off()),
            }
        }
    }

    /// The cell that comes next, where it is written the way nearly all programs write nearly all cells and lies in the
    /// buffer whole; nothing is passed over where it is not.
    pub fn plain_cell(&mut self) -> Option<PlainCell<'_>> {
        if self.pending.is_some() {
            return None;
        }
        let (cell, length) = PlainCell::at_start_of(self.buffer.get(self.start..self.end)?, self.ending)?;
        self.start += length;
        Some(cell)
    }

    /// Passes over a tag, where it comes next just so.
    pub fn passes(&mut self, tag: &[u8]) -> bool {
        let comes = self.pending.is_none() && self.buffer.get(self.start..self.end).is_some_and(|here| here.starts_with(tag));
        self.start += if comes { tag.len() } else { 0 };
        comes
    }

    /// The number of the row, counted from 1, whose tag comes next, where it is written the way most programs write most rows;
    /// nothing is passed over where it is not.
    pub fn plain_row(&mut self) -> Option<u32> {
        if self.pending.is_some() {
            return None;
        }
        let row = plain::row(self.buffer.get(self.start..self.end)?)?;
        self.start += row.length;
        self.ending = row.ending;
        Some(row.number)
    }

    /// The bytes of the shared string that comes next, where it is `<si><t>…</t></si>` with nothing to be resolved in it and
    /// lies in the buffer whole; nothing is passed over where it is not.
    pub fn plain_item(&mut self) -> Option<&[u8]> {
        if self.pending.is_some() {
            return None;
        }
        let here = self.buffer.get(self.start..self.end)?;
        let head = [&b"<si><t>"[..], b"<si><t xml:space=\"preserve\">"].into_iter().find(|head| here.starts_with(head))?;
        let text = here.get(head.len()..)?;
        let length = memchr::memchr(b'<', text)?;
        let behind = text.get(length..)?;
        // Longer texts may be cut, which is the long way's work.
        if !behind.starts_with(b"</t></si>") || length > 1_000 {
            return None;
        }
        let from = self.start + head.len();
        // Hardly any text holds one of these: where the next is found is kept for the texts before it.
        if self.plain_up_to < from + length {
            let rest = self.buffer.get(from..self.end)?;
            self.plain_up_to = from + memchr::memchr3(b'&', b'_', b'\r', rest).unwrap_or(rest.len());
            if self.plain_up_to < from + length {
                return None;
            }
        }
        self.start = from + length + b"</t></si>".len();
        self.buffer.get(from..from + length)
    }

    /// Passes over a comment or a declaration; hands back where the text of a CDATA section lies.
    fn declaration(&mut self) -> Result<Option<(usize, usize)>, Reason> {
        self.byte_or_fill(8)?;
        let head = self.buffer.get(self.start..self.end).unwrap_or_default();
        if head.starts_with(b"<!--") {
            let Some(close) = self.find_run(4, b"-->")? else { return Err(cut_off()) };
            self.take(close + 3);
            return Ok(None);
        }
        if head.starts_with(b"<![CDATA[") {
            let Some(close) = self.find_run(9, b"]]>")? else { return Err(cut_off()) };
            let from = self.take(close + 3);
            return Ok(Some((from + 9, from + close)));
        }
        // A document type may hold declarations of its own in brackets.
        let (mut at, mut depth) = (2, 0usize);
        loop {
            match self.byte_or_fill(at)? {
                Some(b'<') => depth += 1,
                Some(b'>') if depth == 0 => break,
                Some(b'>') => depth -= 1,
                Some(_) => {}
                None => return Err(cut_off()),
            }
            at += 1;
        }
        self.take(at + 1);
        Ok(None)
    }

    /// How far the `>` of the tag at the start is, outside of quotes.
    fn tag_end(&mut self) -> Result<usize, Reason> {
        // Where all quotes before the first `>` are closed, it is that one, as in nearly every tag.
        let here = self.buffer.get(self.start..self.end).unwrap_or_default();
        if let Some(end) = memchr::memchr(b'>', here) {
            let (mut double, mut single) = (0_u32, 0_u32);
            for &byte in here.get(..end).unwrap_or_default() {
                double += u32::from(byte == b'"');
                single += u32::from(byte == b'\'');
            }
            if single == 0 && double.is_multiple_of(2) {
                return Ok(end);
            }
        }
        let mut at = 1;
        let mut quote = None;
        loop {
            let here = self.buffer.get(self.start + at..self.end).unwrap_or_default();
            for (step, &byte) in here.iter().enumerate() {
                match (quote, byte) {
                    (None, b'>') => return Ok(at + step),
                    (None, b'"' | b'\'') => quote = Some(byte),
                    (Some(open), byte) if open == byte => quote = None,
                    _ => {}
                }
            }
            at += here.len();
            if !self.fill()? {
                return Err(cut_off());
            }
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.buffer.get(self.start + ahead..self.end).and_then(|rest| rest.first()).copied()
    }

    fn byte_or_fill(&mut self, ahead: usize) -> Result<Option<u8>, Reason> {
        while self.start + ahead >= self.end {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(self.byte(ahead))
    }

    /// How far a byte is, looking from `from` on.
    fn find(&mut self, from: usize, byte: u8) -> Result<Option<usize>, Reason> {
        let mut at = from;
        loop {
            let here = self.buffer.get(self.start + at..self.end).unwrap_or_default();
            if let Some(found) = memchr::memchr(byte, here) {
                return Ok(Some(at + found));
            }
            at += here.len();
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn find_run(&mut self, from: usize, run: &[u8]) -> Result<Option<usize>, Reason> {
        let mut at = from;
        while let Some(found) = self.find(at, run[0])? {
            self.byte_or_fill(found + run.len() - 1)?;
            if self.buffer.get(self.start + found..self.end).is_some_and(|rest| rest.starts_with(run)) {
                return Ok(Some(found));
            }
            at = found + 1;
        }
        Ok(None)
    }

    /// Passes over bytes, and says where they lie.
    fn take(&mut self, length: usize) -> usize {
        let from = self.start;
        self.start = (self.start + length).min(self.end);
        from
    }

    /// Reads more behind what is not passed over yet; `false` at the end of the part.
    fn fill(&mut self) -> Result<bool, Reason> {
        if self.done {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            (self.start, self.plain_up_to) = (0, 0);
        }
        if self.end == self.buffer.len() {
            if self.buffer.len() >= LARGEST_TOKEN {
                return Err(Reason::Damaged("một thẻ hoặc một chuỗi quá dài".into()));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let free = self.buffer.get_mut(self.end..).unwrap_or_default();
        let read = loop {
            match self.inner.read(free) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                read => break read,
            }
        };
        let read = read.map_err(|error| unreadable(&error))?;
        self.done = read == 0;
        self.end += read;
        Ok(read > 0)
    }
}

impl<'a> Tag<'a> {
    /// Its attributes: local names with values, entities as written.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// The value of one attribute, entities resolved.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes().find(|(known, _)| *known == name.as_bytes())?;
        let value = std::str::from_utf8(value).ok()?;
        if !value.contains('&') {
            return Some(Cow::Borrowed(value));
        }
        let mut out = String::with_capacity(value.len());
        push_text(value, &mut out);
        Some(Cow::Owned(out))
    }
}

/// The attributes of an element; what is malformed ends them.
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_ascii_start();
        let equals = rest.iter().position(|&byte| byte == b'=')?;
        let name = local(rest[..equals].trim_ascii_end());
        let behind = rest[equals + 1..].trim_ascii_start();
        let quote = *behind.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let value = &behind[1..];
        let close = value.iter().position(|&byte| byte == quote)?;
        self.rest = &value[close + 1..];
        Some((name, &value[..close]))
    }
}

/// Adds a text with what its entities stand for; unknown ones are kept as written.
pub fn push_text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let entity = memchr::memchr(b';', from.as_bytes()).filter(|end| *end <= 12).and_then(|end| from.get(1..end));
        match entity.and_then(meaning) {
            Some((c, length)) => {
                out.push(c);
                rest = &from[length + 2..];
            }
            None => {
                out.push('&');
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
}

/// What an entity stands for, with its length.
fn meaning(entity: &str) -> Option<(char, usize)> {
    let c = match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((c, entity.len()))
}

fn local(name: &[u8]) -> &[u8] {
    // Names are too short for a faster search.
    match name.iter().position(|&byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// Bytes as a text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| no_text())
}

/// Bytes stand where a text should.
pub(super) fn no_text() -> Reason {
    Reason::Damaged("chữ không phải là UTF-8".into())
}

fn cut_off() -> Reason {
    Reason::Damaged("bị cắt cụt giữa một thẻ".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that hands out one byte at a time: tokens must not depend on where the pieces end.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let (Some((first, rest)), Some(place)) = (self.0.split_first(), out.first_mut()) else { return Ok(0) };
            *place = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn tokens<R: Read>(reader: R) -> Result<String, Reason> {
        let mut scanner = Scanner::new(reader);
        let mut out = String::new();
        loop {
            match scanner.next()? {
                Token::Start(tag) => {
                    out += &format!("<{}", String::from_utf8_lossy(tag.name));
                    for (name, value) in tag.attributes() {
                        out += &format!(" {}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value));
                    }
                    out += ">";
                }
                Token::End(name) => out += &format!("</{}>", String::from_utf8_lossy(name)),
                Token::Text(text) => push_text(text, &mut out),
                Token::Plain(text) => out += text,
                Token::Eof => return Ok(out),
            }
        }
    }

    #[test]
    fn tokens_are_the_same_however_the_bytes_come() {
        for (xml, expected) in [
            ("<?xml version=\"1.0\"?><a><!-- <b> --><x:c r='A>1' t=\"s\" /></a>", "<a><c r=A>1 t=s></c></a>"),
            ("<v>1 &lt; 2 &amp;&#10;&#x1EA1;&none;&</v >", "<v>1 < 2 &\nạ&none;&</v>"),
            ("<v><![CDATA[a]]b&amp;]]></v>", "<v>a]]b&amp;</v>"),
            ("<!DOCTYPE x [<!ENTITY a \"b\">]><r>&a;</r>", "<r>&a;</r>"),
            ("<row r=\"1\"><c r=\"A1\"><v>5</v></c><c/></row>", "<row r=1><c r=A1><v>5</v></c><c></c></row>"),
        ] {
            assert_eq!(tokens(xml.as_bytes()).unwrap(), expected);
            assert_eq!(tokens(Drip(xml.as_bytes())).unwrap(), expected);
        }
    }

    #[test]
    fn plain_items_are_taken_whole() {
        for (xml, expected) in [
            ("<si><t>Xã Hương Lộc</t></si><si>", Some("Xã Hương Lộc")),
            ("<si><t xml:space=\"preserve\"> a </t></si>", Some(" a ")),
            ("<si><t></t></si>", Some("")),
            ("<si><t/></si>", None),
            ("<si><t>a&amp;b</t></si>", None),
            ("<si><t>a_x000A_b</t></si>", None),
            ("<si><t>a\r\nb</t></si>", None),
            ("<si><t>a</t><rPh><t>b</t></rPh></si>", None),
            ("<si><r><t>a</t></r></si>", None),
            ("<si><t>a</t></s", None),
        ] {
            let mut scanner = Scanner::new(xml.as_bytes());
            assert!(scanner.fill().unwrap());
            assert_eq!(scanner.plain_item(), expected.map(str::as_bytes), "{xml}");
            assert_eq!(scanner.start == 0, expected.is_none(), "{xml}");
        }
    }

    #[test]
    fn plain_items_are_told_wherever_others_stand_among_them() {
        let texts = ["a", "b&amp;c", "d", "e", "_x000A_", "_", "f", "g\r", "h"];
        let part: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
        let mut scanner = Scanner::new(part.as_bytes());
        assert!(scanner.fill().unwrap());
        for text in texts {
            let plain = !text.contains(['&', '_', '\r']);
            assert_eq!(scanner.plain_item(), plain.then_some(text.as_bytes()));
            while !plain && !matches!(scanner.next().unwrap(), Token::End(b"si")) {}
        }
        assert!(matches!(scanner.next(), Ok(Token::Eof)));
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        for xml in ["<a", "<a b='", "</a", "<!-- ", "<![CDATA[x", "<?x", "<!DOCTYPE a [", "<"] {
            assert!(matches!(tokens(xml.as_bytes()), Err(Reason::Damaged(_))), "{xml}");
        }
        assert!(matches!(tokens(&b"<v>\xff</v>"[..]), Err(Reason::Damaged(_))));
    }

    #[test]
    fn tokens_larger_than_a_piece_are_whole() {
        let long = "x".repeat(3 * PIECE);
        assert_eq!(tokens(format!("<t>{long}</t>").as_bytes()).unwrap().len(), long.len() + 7);
    }
}
