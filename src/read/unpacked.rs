//! A part of a packed file, unpacked as it is read.
//!
//! The file is in memory, so that nearly every part, packed the usual way, is unpacked from where it lies, with what the part
//! before was unpacked with: setting that up anew costs as much as a small part does. What fits into one piece is unpacked
//! as a whole, which takes two thirds of the time; what does not, and what turns out to be damaged, goes piece by piece. What
//! is packed otherwise is the library's.

use super::xml::Archive;
use flate2::{Decompress, FlushDecompress, Status};
use libdeflater::Decompressor;
use std::cell::{Cell, RefCell};
use std::io::{Cursor, Error, ErrorKind, Read, Result};
use zip::CompressionMethod;
use zip::read::ZipFile;

thread_local! {
    /// What parts that fit are unpacked with.
    static WHOLE: RefCell<Decompressor> = RefCell::new(Decompressor::new());
    /// What the part read last in pieces was unpacked with.
    static PIECES: Cell<Option<Decompress>> = const { Cell::new(None) };
}

/// A part being unpacked.
pub enum Unpacked<'a, 'b> {
    /// From where it lies.
    Deflated(Deflated<'b>),
    /// By the library.
    Otherwise(Box<ZipFile<'a, Cursor<&'b [u8]>>>),
}

/// A part that is packed the usual way.
pub struct Deflated<'b> {
    rest: &'b [u8],
    /// What unpacks it in pieces, once it has turned out that it must be.
    pieces: Option<Decompress>,
    /// Whether all of it was given as a whole.
    given: bool,
    sum: crc32fast::Hasher,
    expected: u32,
    /// Bytes that it should have, and those that came.
    said: u64,
    came: u64,
}

impl<'a, 'b> Unpacked<'a, 'b> {
    /// A part as it was opened.
    pub fn of(archive: &'a mut Archive<'b>, index: usize) -> zip::result::ZipResult<Unpacked<'a, 'b>> {
        let file: &'b [u8] = archive.clone().into_inner().into_inner();
        let part = archive.by_index(index)?;
        let usual = part.compression() == CompressionMethod::Deflated && !part.encrypted();
        let lies = part.data_start().and_then(|start| usize::try_from(start).ok()).zip(usize::try_from(part.compressed_size()).ok());
        let packed = lies.and_then(|(start, length)| file.get(start..)?.get(..length));
        let Some(rest) = packed.filter(|_| usual) else { return Ok(Unpacked::Otherwise(Box::new(part))) };
        let (sum, expected, said) = (crc32fast::Hasher::new(), part.crc32(), part.size());
        Ok(Unpacked::Deflated(Deflated { rest, pieces: None, given: false, sum, expected, said, came: 0 }))
    }

    /// Bytes that it should have once it is unpacked.
    pub fn size(&self) -> u64 {
        match self {
            Unpacked::Deflated(part) => part.said,
            Unpacked::Otherwise(part) => part.size(),
        }
    }
}

impl Read for Unpacked<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        match self {
            Unpacked::Deflated(part) => part.read(out),
            Unpacked::Otherwise(part) => part.read(out),
        }
    }
}

impl Drop for Deflated<'_> {
    fn drop(&mut self) {
        if let Some(pieces) = self.pieces.take() {
            PIECES.set(Some(pieces));
        }
    }
}

impl Deflated<'_> {
    /// All of the part, where it fits and is as its length and its check sum say.
    ///
    /// Whatever is not goes piece by piece instead, so that what is wrong with it is told in one way and at its place.
    fn whole(&self, out: &mut [u8]) -> Option<usize> {
        let out = out.get_mut(..usize::try_from(self.said).ok()?)?;
        let given = WHOLE.with_borrow_mut(|whole| whole.deflate_decompress(self.rest, out)).ok()?;
        (given == out.len() && crc32fast::hash(out) == self.expected).then_some(given)
    }

    /// What unpacks the part in pieces: that of the part before, if there was one.
    fn pieces(&mut self) -> &mut Decompress {
        self.pieces.get_or_insert_with(|| match PIECES.take() {
            Some(mut last) => {
                last.reset(false);
                last
            }
            None => Decompress::new(false),
        })
    }
}

impl Read for Deflated<'_> {
    /// With the errors that the library has.
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if out.is_empty() || self.given {
            return Ok(0);
        }
        if self.pieces.is_none()
            && let Some(all) = self.whole(out)
        {
            self.given = true;
            return Ok(all);
        }
        // What will fit needs no copy of its end kept for what follows.
        let fits = self.said.saturating_sub(self.came) <= out.len() as u64;
        let flush = if fits { FlushDecompress::Finish } else { FlushDecompress::None };
        let rest = self.rest;
        let pieces = self.pieces();
        let (passed, given) = (pieces.total_in(), pieces.total_out());
        let status = pieces.decompress(rest, out, flush).map_err(|_| Error::new(ErrorKind::InvalidInput, "corrupt deflate stream"))?;
        let (passed, given) = ((pieces.total_in() - passed) as usize, (pieces.total_out() - given) as usize);
        self.rest = rest.get(passed..).unwrap_or_default();
        if given == 0 && status != Status::StreamEnd {
            return Err(Error::new(ErrorKind::UnexpectedEof, "incomplete deflate stream"));
        }
        self.came += given as u64;
        if self.came > self.said {
            return Err(Error::new(ErrorKind::InvalidData, "File is larger than its declared uncompressed size"));
        }
        self.sum.update(out.get(..given).unwrap_or_default());
        if given == 0 && self.sum.clone().finalize() != self.expected {
            return Err(Error::new(ErrorKind::InvalidData, "Invalid checksum"));
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(text: &[u8], method: CompressionMethod) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a", "b"] {
            out.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
            out.write_all(text).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// All of a part, in pieces of so many bytes, as the library reads it and as it is read here.
    fn read(file: &[u8], piece: usize) -> [std::result::Result<Vec<u8>, String>; 2] {
        let all = |mut part: Box<dyn Read + '_>| {
            let (mut all, mut buffer) = (Vec::new(), vec![0; piece]);
            loop {
                match part.read(&mut buffer) {
                    Ok(0) => return Ok(all),
                    Ok(read) => all.extend(&buffer[..read]),
                    Err(error) => return Err(format!("{:?} {error}", error.kind())),
                }
            }
        };
        let archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let (mut one, mut other) = (archive.clone(), archive);
        [all(Box::new(one.by_index(1).unwrap())), all(Box::new(Unpacked::of(&mut other, 1).unwrap()))]
    }

    #[test]
    fn a_part_is_read_as_the_library_reads_it_damaged_or_not() {
        let text: Vec<u8> = (0..300_000_u32).flat_map(|at| (at.wrapping_mul(2_654_435_761) >> 27).to_string().into_bytes()).collect();
        for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
            for text in [&text[..], &text[..700], &[]] {
                let file = packed(text, method);
                for piece in [1 << 20, 256 << 10, 4_096, 7] {
                    let [library, own] = read(&file, piece);
                    assert_eq!(own, library);
                    assert_eq!(own.unwrap(), text);
                }
                // In the second part: bytes that are changed, and a sum and a length that say something else.
                let part = file.len() / 2 - 60..file.len();
                for at in part.step_by(file.len() / 300 + 1) {
                    for bit in [1, 128] {
                        let mut damaged = file.clone();
                        damaged[at] ^= bit;
                        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&damaged[..])) else { continue };
                        if archive.len() < 2 || archive.by_index(1).is_err() {
                            continue;
                        }
                        for piece in [1 << 20, 5_000] {
                            let [library, own] = read(&damaged, piece);
                            assert_eq!(own, library, "byte {at}");
                        }
                    }
                }
            }
        }
    }
}
