//! Small helps for reading the XML parts of packed workbooks, in pieces and within limits.

use super::Reason;
use super::limits::{Limits, TooMuch};
use super::unpacked::Unpacked;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// A packed workbook in memory.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Refuses a packed file that is a bomb by what it says of itself; what lies is caught while it is unpacked.
pub fn prove(archive: &mut Archive<'_>, file: usize, limits: &Limits) -> Result<(), Reason> {
    let mut declared = 0u64;
    for at in 0..archive.len() {
        // A part that can't be opened is told where it is read.
        if let Ok(part) = archive.by_index_raw(at) {
            declared = declared.saturating_add(part.size());
        }
    }
    if declared > limits.ratio_floor && declared / limits.ratio > file as u64 {
        return Err(limits.over(TooMuch::Ratio));
    }
    if declared > limits.unpacked { Err(limits.over(TooMuch::UnpackedBytes)) } else { Ok(()) }
}

/// Refuses a packed file with more parts than are read, before any list of them is made.
pub fn prove_parts(bytes: &[u8], limits: &Limits) -> Result<(), Reason> {
    let listed = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(limits.parts + 1).count();
    limits.within(TooMuch::Parts, listed, limits.parts)
}

/// Opens a part for reading in pieces; `None` where there is no such part (names are compared without case).
pub fn part<'a>(archive: &'a mut Archive<'_>, name: &str, limits: &'a Limits) -> Result<Option<Reader<impl BufRead + 'a>>, Reason> {
    let bytes = bytes_up_to(archive, name, limits, limits.small_part)?;
    Ok(bytes.map(|bytes| reader_of(BufReader::with_capacity(16 << 10, bytes), limits)))
}

/// Opens a part that holds cells.
pub fn large_part<'a>(archive: &'a mut Archive<'_>, name: &str, limits: &'a Limits) -> Result<Option<Reader<impl BufRead + 'a>>, Reason> {
    Ok(bytes(archive, name, limits)?.map(|bytes| reader_of(BufReader::with_capacity(16 << 10, bytes), limits)))
}

/// The bytes of a part; `None` where there is no such part.
pub fn bytes<'a, 'b>(archive: &'a mut Archive<'b>, name: &str, limits: &'a Limits) -> Result<Option<Part<'a, 'b>>, Reason> {
    bytes_up_to(archive, name, limits, limits.part)
}

/// The bytes of a part, within limits.
pub type Part<'a, 'b> = Counted<'a, Unpacked<'a, 'b>>;

/// The number of a part; names are compared without case.
pub fn index_of(archive: &Archive<'_>, name: &str) -> Option<usize> {
    let name = name.trim_start_matches('/');
    archive.index_for_name(name).or_else(|| {
        (0..archive.len()).find(|&at| {
            archive.name_for_index(at).is_some_and(|found| found.is_ok_and(|found| found.replace('\\', "/").eq_ignore_ascii_case(name)))
        })
    })
}

fn bytes_up_to<'a, 'b>(archive: &'a mut Archive<'b>, name: &str, limits: &'a Limits, most: u64) -> Result<Option<Part<'a, 'b>>, Reason> {
    let Some(index) = index_of(archive, name) else { return Ok(None) };
    let file = Unpacked::of(archive, index).map_err(|error| {
        if error.to_string().to_lowercase().contains("password") { Reason::Encrypted } else { Reason::Damaged(error.to_string()) }
    })?;
    if file.size() > most {
        return Err(Reason::TooLarge { what: TooMuch::PartBytes, limit: most });
    }
    // A declared size can lie: what is really unpacked is counted too.
    Ok(Some(Counted { said: file.size(), inner: file, left: most, most, limits, token: 0 }))
}

/// An XML part being read.
pub struct Reader<R> {
    inner: quick_xml::Reader<R>,
    depth: usize,
    most: usize,
}

impl<R: BufRead> Reader<R> {
    /// The next event.
    ///
    /// # Errors
    /// What is no XML, and what is larger or deeper than is read.
    pub fn read_event_into<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Reason> {
        let event = self.inner.read_event_into(buffer).map_err(damaged)?;
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > self.most {
            return Err(Reason::TooLarge { what: TooMuch::Depth, limit: self.most as u64 });
        }
        Ok(event)
    }

    /// Hands out an empty element as one event, for those who count places.
    pub fn keep_empty_elements(&mut self) {
        self.inner.config_mut().expand_empty_elements = false;
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.inner.buffer_position() as usize
    }
}

/// A reader that is as tolerant as the programs are that wrote what it reads.
pub fn reader_of<R: BufRead>(content: R, limits: &Limits) -> Reader<R> {
    let mut reader = quick_xml::Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    Reader { inner: reader, depth: 0, most: limits.depth }
}

/// A tag or a text of a part that is longer than this is none of a workbook's.
const LONGEST_TOKEN: usize = 8 << 20;

/// Counts what is unpacked, of one part and of all.
pub struct Counted<'a, R> {
    inner: R,
    said: u64,
    left: u64,
    most: u64,
    limits: &'a Limits,
    /// Bytes since the last tag ended.
    token: usize,
}

impl<R> Counted<'_, R> {
    /// How many things there may be of so many bytes each, by what the file says of its size: a list begins with room for
    /// them, but for not much more than a usual sheet has.
    pub fn likely(&self, bytes: u64) -> usize {
        (self.said / bytes.max(1)).min(4_096) as usize
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| over(TooMuch::PartBytes, self.most))?;
        if !self.limits.unpack(read) {
            return Err(over(TooMuch::UnpackedBytes, self.limits.unpacked));
        }
        let tag_ends = buffer.get(..read).and_then(|read| memchr::memrchr(b'>', read));
        self.token = tag_ends.map_or(self.token.saturating_add(read), |end| read - end);
        if self.token > LONGEST_TOKEN {
            return Err(over(TooMuch::Letters, LONGEST_TOKEN as u64));
        }
        Ok(read)
    }
}

/// A limit that was met while unpacking, inside an error of reading.
#[derive(Debug)]
struct Over {
    what: TooMuch,
    limit: u64,
}

impl std::fmt::Display for Over {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.what.words(self.limit).fmt(f)
    }
}

impl std::error::Error for Over {}

fn over(what: TooMuch, limit: u64) -> std::io::Error {
    std::io::Error::other(Over { what, limit })
}

/// Why a part could not be read on.
pub fn unreadable(error: &std::io::Error) -> Reason {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Over>()) {
        Some(Over { what, limit }) => Reason::TooLarge { what: *what, limit: *limit },
        None => Reason::Damaged(error.to_string()),
    }
}

/// A value of an attribute by its local name, entities resolved.
pub fn attribute<'a>(start: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    for attribute in start.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok();
        }
    }
    None
}

/// Whether an attribute says yes; `None` where it is absent.
pub fn flag(start: &BytesStart<'_>, name: &str) -> Option<bool> {
    attribute(start, name).map(|value| matches!(value.as_ref(), "1" | "true" | "on"))
}

/// Adds what an entity stands for: `&amp;`, `&#10;`; unknown ones are kept as written.
pub fn push_reference(reference: &BytesRef<'_>, out: &mut String) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        out.push(c);
        return;
    }
    match reference.as_ref() {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        other => {
            out.push('&');
            out.push_str(other);
            out.push(';');
        }
    }
}

/// Undoes `_x000D_`, the way workbooks write characters that XML can't hold.
pub fn unescape_excel(text: &str) -> Cow<'_, str> {
    // Hardly any text has the mark: one look for a single byte settles most.
    if memchr::memchr(b'_', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let code = after.get(2..6).filter(|_| after.as_bytes().get(6) == Some(&b'_')).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &after[7..];
            }
            None => {
                out.push_str("_x");
                rest = &after[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// An XML error as a reason.
fn damaged(error: quick_xml::Error) -> Reason {
    match &error {
        quick_xml::Error::Io(inner) => unreadable(inner),
        other => Reason::Damaged(other.to_string()),
    }
}
