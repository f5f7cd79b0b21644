//! The parts of an .xlsb as calamine can take them. It makes room for as much as a record says that it holds, up to 256 MB,
//! before it knows whether its part is as long; and in the part of styles it takes what a record holds for further records.
//! So parts with such records are taken out of the file before calamine sees it, and of the styles only what it looks for is
//! left.

use super::Reason;
use super::limits::{Limits, TooMuch};
use super::xml::Archive;
use std::io::{BufReader, Cursor, Read, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Bytes of a record. A text has 32,767 characters at most, a formula 16 KB: no record of a table comes near it.
const LONGEST: u64 = 1 << 20;
/// What names the sheets' parts; it is XML, as no other part is that calamine reads.
const NAMES: &str = "xl/_rels/workbook.bin.rels";
const STYLES: &str = "xl/styles.bin";
/// Where the sheets of cells are; calamine takes them from nowhere else.
const SHEETS: &str = "xl/worksheets/";

// Kinds of records in the part of styles ([MS-XLSB] 2.3.2).
const FORMATS: u16 = 0x267;
const FORMAT: u16 = 0x2C;
const END_OF_FORMATS: u16 = 0x268;
const LOOKS_OF_CELLS: u16 = 0x269;
const LOOK: u16 = 0x2F;
const END_OF_LOOKS: u16 = 0x26A;

/// A file that calamine can take. Pictures and macros, which nobody reads here, may have been taken out of it, and sheets of
/// somebody who means harm: whether there were any is told.
pub(super) struct Prepared {
    pub bytes: Vec<u8>,
    pub lacks_sheets: bool,
}

/// Makes it.
///
/// # Errors
/// More is unpacked than may be; the file can't be packed anew.
pub(super) fn prepared(archive: &mut Archive<'_>, limits: &Limits) -> Result<Prepared, Reason> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut lacks_sheets = false;
    let damaged = |error: zip::result::ZipError| Reason::Damaged(error.to_string());
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else {
            // calamine can't open it either, and says why; where not even that can be handed on, a sheet may be missing.
            match archive.by_index_raw(at) {
                Ok(part) => out.raw_copy_file(part).map_err(damaged)?,
                Err(_) => lacks_sheets = true,
            }
            continue;
        };
        let name = part.name().map(|name| name.replace('\\', "/").to_ascii_lowercase()).unwrap_or_default();
        let mut part = part.take(limits.part);
        let (mut looks, mut is_short) = (None, true);
        match name.as_str() {
            NAMES => {}
            STYLES => looks = Some(looks_of(&mut part)),
            _ => is_short = Records::of(&mut part).all(|record| record.is_some()),
        }
        let unpacked = usize::try_from(limits.part - part.limit()).unwrap_or(usize::MAX);
        drop(part);
        // What a part says of its size can lie: what was unpacked counts.
        if !limits.unpack(unpacked) {
            return Err(limits.over(TooMuch::UnpackedBytes));
        }
        match looks {
            Some(looks) if !looks.is_empty() => {
                let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
                out.start_file(STYLES, stored).map_err(damaged)?;
                out.write_all(&looks).map_err(|error| Reason::Damaged(error.to_string()))?;
            }
            Some(_) => {}
            None if is_short => {
                let part = archive.by_index_raw(at).map_err(damaged)?;
                out.raw_copy_file(part).map_err(damaged)?;
            }
            None => lacks_sheets |= name.starts_with(SHEETS),
        }
    }
    let bytes = out.finish().map_err(damaged)?.into_inner();
    Ok(Prepared { bytes, lacks_sheets })
}

/// The formats of numbers and the looks of cells, and nothing else; nothing at all where no looks are told.
fn looks_of(part: impl Read) -> Vec<u8> {
    let (mut formats, mut looks) = (Vec::new(), Vec::new());
    let mut within = None;
    for record in Records::of(part) {
        let Some((kind, record)) = record else { break };
        match (kind, within) {
            (FORMATS, _) if formats.is_empty() => (within, formats) = (Some(FORMATS), record),
            (FORMAT, Some(FORMATS)) => formats.extend(record),
            (LOOKS_OF_CELLS, _) => (within, looks) = (Some(LOOKS_OF_CELLS), record),
            (LOOK, Some(LOOKS_OF_CELLS)) => looks.extend(record),
            (END_OF_FORMATS, _) => within = None,
            (END_OF_LOOKS, _) => break,
            _ => {}
        }
    }
    if looks.is_empty() { looks } else { [formats, looks].concat() }
}

/// The records of a part, each with its kind and all its bytes, as far as it is told what they are; `None` for one that is
/// longer than any, after which none comes.
struct Records<R> {
    part: BufReader<R>,
    ended: bool,
}

impl<R: Read> Records<R> {
    fn of(part: R) -> Records<R> {
        Records { part: BufReader::new(part), ended: false }
    }

    fn byte(&mut self, record: &mut Vec<u8>) -> Option<u8> {
        let mut byte = [0];
        self.part.read_exact(&mut byte).ok()?;
        record.extend(byte);
        Some(byte[0])
    }

    /// What kind it is stands in one byte or two, how long it is in up to four, and then what it holds.
    fn record(&mut self) -> Option<Option<(u16, Vec<u8>)>> {
        let mut record = Vec::new();
        let first = self.byte(&mut record)?;
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            kind = u16::from(first & 0x7F) | u16::from(self.byte(&mut record)? & 0x7F) << 7;
        }
        let mut length = 0_u64;
        for place in 0..4 {
            let byte = self.byte(&mut record)?;
            length |= u64::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > LONGEST {
            return Some(None);
        }
        let read = self.part.by_ref().take(length).read_to_end(&mut record).ok()?;
        (read as u64 == length).then_some(Some((kind, record)))
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Option<(u16, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.record();
        self.ended = !matches!(record, Some(Some(_)));
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [kind, vec![body.len() as u8], body.to_vec()].concat()
    }

    #[test]
    fn of_styles_only_what_is_looked_for_is_left() {
        let (formats, format) = (record(FORMATS, &[1, 0, 0, 0]), record(FORMAT, &[164, 0, 1, 0, 0, 0, 48, 0]));
        let (looks, look) = (record(LOOKS_OF_CELLS, &[2, 0, 0, 0]), record(LOOK, &[0, 0, 164, 0]));
        // A font whose bytes would be taken for the beginning of the looks of cells, with a length of 256 MB behind it.
        let font = record(0x2B, &[0xE9, 0x04, 0xFF, 0xFF, 0xFF, 0x7F]);
        let of_styles = [record(0x272, &[1, 0, 0, 0]), look.clone(), record(0x273, &[])].concat();
        let part = [
            record(0x116, &[]),
            formats.clone(),
            format.clone(),
            record(END_OF_FORMATS, &[]),
            font,
            of_styles.clone(),
            looks.clone(),
            look.clone(),
            look.clone(),
            record(END_OF_LOOKS, &[]),
            record(0x30, &[0; 20]),
        ]
        .concat();
        assert_eq!(looks_of(part.as_slice()), [formats, format, looks, look.clone(), look].concat());
        assert!(looks_of(of_styles.as_slice()).is_empty() && looks_of(&[][..]).is_empty());
    }

    #[test]
    fn a_record_longer_than_any_is_told() {
        let told = |bytes: &[u8]| Records::of(bytes).map(|record| record.map(|(kind, bytes)| (kind, bytes.len()))).collect::<Vec<_>>();
        let known = record(0x94, &[7; 3]);
        assert_eq!(told(&[&known[..], &[0x70, 0xFF, 0xFF, 0xFF, 0x7F], &known].concat()), [Some((0x94, 6)), None]);
        // What is cut off is no record; the end of a part is calamine's to tell.
        assert_eq!(told(&[&known[..], &known[..4]].concat()), [Some((0x94, 6))]);
        assert_eq!(told(&[]), []);
    }
}
