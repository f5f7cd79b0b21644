//! Small helps for reading the XML parts of packed workbooks, in pieces and within limits.

use super::Reason;
use super::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart};
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// A packed workbook in memory.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens a part for reading in pieces; `None` where there is no such part (names are compared without case).
pub fn part<'a>(archive: &'a mut Archive<'_>, name: &str, limits: &Limits) -> Result<Option<Reader<impl BufRead + 'a>>, Reason> {
    Ok(bytes(archive, name, limits)?.map(|bytes| reader_of(BufReader::with_capacity(16 << 10, bytes))))
}

/// The bytes of a part; `None` where there is no such part.
pub fn bytes<'a>(archive: &'a mut Archive<'_>, name: &str, limits: &Limits) -> Result<Option<impl Read + 'a>, Reason> {
    let name = name.trim_start_matches('/');
    let index = archive.index_for_name(name).or_else(|| {
        (0..archive.len()).find(|&at| {
            archive.name_for_index(at).is_some_and(|found| found.is_ok_and(|found| found.replace('\\', "/").eq_ignore_ascii_case(name)))
        })
    });
    let Some(index) = index else { return Ok(None) };
    let file = archive.by_index(index).map_err(|error| {
        if error.to_string().to_lowercase().contains("password") { Reason::Encrypted } else { Reason::Damaged(error.to_string()) }
    })?;
    if file.size() > limits.part {
        return Err(Reason::TooLarge { what: "kích thước sau khi giải nén (byte)", limit: limits.part });
    }
    // A declared size can lie: what is really unpacked is counted too.
    Ok(Some(Counted { inner: file, left: limits.part }))
}

/// A reader that is as tolerant as the programs are that wrote what it reads.
pub fn reader_of<R: BufRead>(content: R) -> Reader<R> {
    let mut reader = Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| std::io::Error::other("unpacked size over the limit"))?;
        Ok(read)
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
    if !text.contains("_x") {
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
pub fn damaged(error: quick_xml::Error) -> Reason {
    let text = error.to_string();
    if text.contains("over the limit") {
        Reason::TooLarge { what: "kích thước sau khi giải nén", limit: Limits::default().part }
    } else {
        Reason::Damaged(text)
    }
}
