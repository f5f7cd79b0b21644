//! calamine makes room for as much as a record of an .xlsb says that it holds, up to 256 MB, before it knows whether its
//! part is as long. What has such records is taken out of the file before calamine sees it.

use super::Reason;
use super::limits::{Limits, TooMuch};
use super::xml::Archive;
use std::io::{BufReader, Cursor, Read, copy, sink};
use zip::ZipWriter;

/// Bytes of a record. A text has 32,767 characters at most, a formula 16 KB: no record of a table comes near it.
const LONGEST: u64 = 1 << 20;
/// What names the sheets' parts; it is XML, as no other part is that calamine reads.
const NAMES: &str = "xl/_rels/workbook.bin.rels";

/// The file without the parts that have a longer record, where there are any: pictures and macros are among them, which
/// nobody reads here, and a sheet of somebody who means harm.
///
/// # Errors
/// More is unpacked than may be.
pub(super) fn without(archive: &mut Archive<'_>, limits: &Limits) -> Result<Option<Vec<u8>>, Reason> {
    let mut kept = Vec::new();
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        let is_names = part.name().is_ok_and(|name| name.eq_ignore_ascii_case(NAMES));
        let mut part = part.take(limits.part);
        let is_long = !is_names && has_long_record(&mut part);
        // What a part says of its size can lie: what was unpacked counts.
        if !limits.unpack(usize::try_from(limits.part - part.limit()).unwrap_or(usize::MAX)) {
            return Err(limits.over(TooMuch::UnpackedBytes));
        }
        if !is_long {
            kept.push(at);
        }
    }
    if kept.len() == archive.len() {
        return Ok(None);
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in kept {
        let copied = archive.by_index_raw(at).and_then(|part| out.raw_copy_file(part));
        copied.map_err(|error| Reason::Damaged(error.to_string()))?;
    }
    let file = out.finish().map_err(|error| Reason::Damaged(error.to_string()))?;
    Ok(Some(file.into_inner()))
}

/// Goes from record to record: what kind it is in one byte or two, how long it is in up to four, and what it holds. What ends
/// before its time calamine tells.
fn has_long_record(part: impl Read) -> bool {
    let mut part = BufReader::new(part);
    let next = |part: &mut BufReader<_>| {
        let mut byte = [0];
        part.read_exact(&mut byte).ok().map(|()| byte[0])
    };
    loop {
        let Some(kind) = next(&mut part) else { return false };
        if kind & 0x80 != 0 && next(&mut part).is_none() {
            return false;
        }
        let mut length = 0_u64;
        for place in 0..4 {
            let Some(byte) = next(&mut part) else { return false };
            length |= u64::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > LONGEST {
            return true;
        }
        match copy(&mut part.by_ref().take(length), &mut sink()) {
            Ok(passed) if passed == length => {}
            _ => return false,
        }
    }
}
