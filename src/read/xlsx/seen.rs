//! Parts that say how a workbook is put together and how it looks: communes fill in the same form, so that most workbooks of
//! a run have the very bytes of one that was read before.

use super::super::Reason;
use super::super::limits::{Limits, TooMuch};
use super::super::xml::{Archive, index_of};
use foldhash::HashMap;
use std::io::Read;
use std::sync::{Arc, PoisonError, RwLock};
use zip::CompressionMethod;

/// Bytes of a part that is kept, packed and unpacked, and how many parts are: what hostile files could have kept stays small.
const LARGEST: usize = 32 << 10;
const LARGEST_UNPACKED: u64 = 512 << 10;
const MOST: usize = 32;

/// What a part says, with how many bytes it was unpacked.
type Known<T> = (u64, Arc<T>);

/// What parts of one kind say, by their packed bytes.
pub struct Seen<T> {
    parts: RwLock<HashMap<Vec<u8>, Known<T>>>,
}

impl<T> Default for Seen<T> {
    fn default() -> Seen<T> {
        Seen { parts: RwLock::default() }
    }
}

impl<T> Seen<T> {
    /// What a part says: as it was read before, or as `read` reads it now.
    ///
    /// # Errors
    /// Those of `read`; and what was not unpacked again counts as unpacked all the same, so that no answer depends on what
    /// was read before.
    pub fn get(
        &self,
        archive: &mut Archive<'_>,
        name: &str,
        limits: &Limits,
        read: impl FnOnce(&mut Archive<'_>) -> Result<T, Reason>,
    ) -> Result<Arc<T>, Reason> {
        let Some(key) = key(archive, name) else { return read(archive).map(Arc::new) };
        if let Some((unpacked, known)) = self.parts.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return if limits.unpack(*unpacked as usize) { Ok(known.clone()) } else { Err(limits.over(TooMuch::UnpackedBytes)) };
        }
        let before = limits.unpacked_so_far();
        let found = Arc::new(read(archive)?);
        let unpacked = limits.unpacked_so_far() - before;
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        if parts.len() < MOST && unpacked <= LARGEST_UNPACKED {
            parts.insert(key, (unpacked, found.clone()));
        }
        Ok(found)
    }
}

/// All that decides what a part holds: how it is packed, its check sum and its packed bytes; `None` where it is none to keep.
fn key(archive: &mut Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let index = index_of(archive, name)?;
    let mut part = archive.by_index_raw(index).ok()?;
    let length = usize::try_from(part.compressed_size()).ok().filter(|length| *length <= LARGEST)?;
    let packed = match part.compression() {
        CompressionMethod::Stored => 0,
        CompressionMethod::Deflated => 1,
        _ => return None,
    };
    if part.encrypted() {
        return None;
    }
    let mut key = Vec::with_capacity(length + 16);
    key.push(packed);
    key.extend(part.crc32().to_le_bytes());
    key.extend(part.size().to_le_bytes());
    part.read_to_end(&mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    fn packed(text: &str, method: CompressionMethod) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("a.xml", SimpleFileOptions::default().compression_method(method)).unwrap();
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_is_read_once_and_another_one_again() {
        let seen: Seen<String> = Seen::default();
        let limits = Limits { unpacked: 40, ..Limits::default() };
        let ask = |bytes: &[u8], limits: &Limits| {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            let mut times = 0;
            let found = seen.get(&mut archive, "a.xml", limits, |archive| {
                times += 1;
                let mut text = String::new();
                super::super::bytes(archive, "a.xml", limits)?.unwrap().read_to_string(&mut text).unwrap();
                Ok(text)
            });
            (found.map(|text| text.to_string()), times)
        };
        let one = packed("<styles/>", CompressionMethod::Deflated);
        for times in [1, 0, 0, 0] {
            assert_eq!(ask(&one, &limits), (Ok("<styles/>".to_string()), times));
        }
        // Unpacked or not, it counts.
        assert_eq!(ask(&one, &limits).0, Err(limits.over(TooMuch::UnpackedBytes)));
        for other in [packed("<styles/>", CompressionMethod::Stored), packed("<style/>", CompressionMethod::Deflated)] {
            assert_eq!(ask(&other, &Limits::default()).1, 1);
        }
    }
}
