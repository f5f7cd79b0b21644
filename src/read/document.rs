//! Written documents: .docx, and text files in whatever encoding.

mod docx;

use super::limits::{Limits, TooMuch};
use super::{ReadError, Reason, bytes, digest, encoding, legacy};
use crate::document::{Document, Line};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// Most paragraphs that are read.
const MOST_LINES: usize = 500_000;
/// Most bytes of text that are read: more than six hundred pages. Proofreading looks at each word many times.
const MOST_LETTERS: usize = 2 << 20;

/// Reads a document, told by its content: a packed file is a .docx, anything else is text.
///
/// # Errors
/// Why it can't be read.
pub fn document(path: &Path) -> Result<Document, ReadError> {
    let limits = Limits::default();
    let bytes = bytes(path, &limits).map_err(|reason| ReadError { reason, sha256: String::new() })?;
    document_of(path.to_string_lossy().into(), &bytes)
}

/// Reads a document from its bytes, under the name of its file.
///
/// # Errors
/// As [`document`].
pub fn document_of(name: Arc<str>, bytes: &[u8]) -> Result<Document, ReadError> {
    let markdown = name.to_ascii_lowercase().ends_with(".md");
    let sha256 = digest(bytes);
    match parse(name, bytes, markdown, &Limits::default()) {
        Ok(document) => Ok(Document { sha256, ..document }),
        Err(reason) => Err(ReadError { reason, sha256 }),
    }
}

/// Reads the bytes of a document by what they are.
fn parse(file: Arc<str>, bytes: &[u8], markdown: bool, limits: &Limits) -> Result<Document, Reason> {
    if bytes.starts_with(b"PK\x03\x04") {
        return docx::parse(file, bytes, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(if is_encrypted(bytes) { Reason::Encrypted } else { Reason::TooOld("Word 97 - 2003, .doc") });
    }
    if encoding::head(bytes).is_none() || bytes.starts_with(b"%PDF") || bytes.starts_with(b"{\\rtf") {
        return Err(Reason::NotADocument);
    }
    text(file, bytes, markdown)
}

/// Whether it is the shell around a document with a password.
fn is_encrypted(bytes: &[u8]) -> bool {
    cfb::CompoundFile::open(Cursor::new(bytes)).is_ok_and(|file| file.exists("EncryptedPackage"))
}

/// Why a document with more text than is read is none of ours.
fn too_long() -> Reason {
    Reason::TooLarge { what: TooMuch::Letters, limit: MOST_LETTERS as u64 }
}

/// A text file, line by line.
fn text(file: Arc<str>, bytes: &[u8], markdown: bool) -> Result<Document, Reason> {
    let decoded = encoding::decode(bytes, None, false);
    let mut document = Document { file, format: if markdown { "md" } else { "txt" }, ..Document::default() };
    let mut letters = 0;
    for (at, line) in decoded.text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if document.lines.len() >= MOST_LINES {
            return Err(Reason::TooLarge { what: TooMuch::Lines, limit: MOST_LINES as u64 });
        }
        let converted = legacy::decode(line, decoded.font);
        document.converted |= converted.is_some();
        let text = converted.unwrap_or_else(|| line.to_string());
        letters += text.len();
        if letters > MOST_LETTERS {
            return Err(too_long());
        }
        document.lines.push(Line { number: at + 1, text, ..Line::default() });
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Document, Reason> {
        parse("a.txt".into(), bytes, false, &Limits::default())
    }

    #[test]
    fn lines_keep_their_numbers_and_their_text() {
        let document = read("\u{feff}Một\r\n\r\n  Hai \n".as_bytes()).unwrap();
        let lines: Vec<(usize, &str)> = document.lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(lines, [(1, "Một"), (3, "  Hai ")]);
    }

    #[test]
    fn texts_of_the_time_before_unicode_are_converted() {
        let document = read(b"B\xB8o c\xB8o di\xD6n t\xDDch \xAE\xCAt n\xAB\xADng nghi\xD6p 12 ha").unwrap();
        assert_eq!(document.lines[0].text, "Báo cáo diện tích đất nông nghiệp 12 ha".replace("nông", "nôưng"));
        assert!(document.converted);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert!(matches!(read(b"%PDF-1.7\n"), Err(Reason::NotADocument)));
        assert!(matches!(read(b"\0\x01\x02\0\0"), Err(Reason::NotADocument)));
        assert!(read(b"PK\x03\x04 broken").is_err());
        assert!(matches!(read(b"\xD0\xCF\x11\xE0 old"), Err(Reason::TooOld(_))));
    }
}
