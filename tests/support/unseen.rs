//! Files that nobody has seen: odd files changed at random, always in the same way for the same number.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Pseudo-random numbers that are the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2023_1123)
    }

    /// A number below another; 0 where there is none.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        if most == 0 { 0 } else { ((self.0 >> 11) % most as u64) as usize }
    }
}

/// Most bytes that a packed part is unpacked to here.
const MOST: u64 = 8 << 20;

/// A file of another: the way it was changed, and its bytes. `other` is one more odd file to take something from.
pub fn changed(bytes: &[u8], other: &[u8], dice: &mut Dice) -> (&'static str, Vec<u8>) {
    if bytes.starts_with(b"PK") && dice.below(3) > 0 {
        if let Some(changed) = parts_changed(bytes, other, dice) {
            return changed;
        }
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        && dice.below(3) > 0
        && let Some(stream) = stream_of(bytes)
    {
        let (way, stream) = bytes_changed(&stream, &stream, dice);
        return (if way == "flipped" { "stream flipped" } else { "stream changed" }, contained(&stream));
    }
    bytes_changed(bytes, other, dice)
}

/// Changed as bytes, whatever they mean.
fn bytes_changed(bytes: &[u8], other: &[u8], dice: &mut Dice) -> (&'static str, Vec<u8>) {
    let mut out = bytes.to_vec();
    let at = dice.below(out.len());
    let length = dice.below(out.len() - at).min(1 << dice.below(14));
    match dice.below(7) {
        0 => {
            out.truncate(at);
            ("truncated", out)
        }
        1 => {
            out.drain(at..at + length);
            ("cut", out)
        }
        2 => {
            let piece = out[at..at + length].to_vec();
            out.splice(at..at, piece);
            ("doubled", out)
        }
        3 => {
            out[at..at + length].fill([0, 0xFF][dice.below(2)]);
            ("blanked", out)
        }
        4 => {
            out.truncate(at);
            out.extend(&other[dice.below(other.len())..]);
            ("joined", out)
        }
        _ => {
            for _ in 0..1 << dice.below(8) {
                let at = dice.below(out.len());
                if let Some(byte) = out.get_mut(at) {
                    *byte = match dice.below(3) {
                        0 => *byte ^ (1 << dice.below(8)),
                        1 => [0, 1, 0x7F, 0x80, 0xFF][dice.below(5)],
                        _ => dice.below(256) as u8,
                    };
                }
            }
            ("flipped", out)
        }
    }
}

fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len().min(400) {
        let Ok(part) = archive.by_index(at) else { continue };
        let Ok(name) = part.name().map(|name| name.into_owned()) else { continue };
        let mut content = Vec::new();
        if part.take(MOST).read_to_end(&mut content).is_ok() {
            parts.push((name, content));
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// Changed as a packed file: its parts swapped, doubled, renamed, left out, or changed themselves.
fn parts_changed(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Option<(&'static str, Vec<u8>)> {
    let mut parts = parts(bytes)?;
    let (one, two) = (dice.below(parts.len()), dice.below(parts.len()));
    let way = match dice.below(9) {
        0 => {
            let content = std::mem::take(&mut parts[one].1);
            parts[one].1 = std::mem::replace(&mut parts[two].1, content);
            "parts swapped"
        }
        1 => {
            let (name, content) = (parts[one].0.clone(), parts[two].1.clone());
            parts.push((name, content));
            "part doubled"
        }
        2 => {
            let name = parts[one].0.clone();
            parts[one].0 = match dice.below(4) {
                0 => name.to_uppercase(),
                1 => format!("../{name}"),
                2 => name.replace('/', "\\"),
                _ => format!("{name}x"),
            };
            "part renamed"
        }
        3 => {
            parts.remove(one);
            "part left out"
        }
        4 => {
            if let Some(others) = self::parts(other) {
                let at = dice.below(others.len());
                if let Some((_, content)) = others.get(at) {
                    parts[one].1 = content.clone();
                }
            }
            "part of another"
        }
        // Words of XML that lose their place: the parts still unpack and mostly still parse.
        5 => {
            let content = String::from_utf8_lossy(&parts[one].1).into_owned();
            let mut pieces: Vec<&str> = content.split_inclusive('>').collect();
            // A part may be empty.
            if pieces.is_empty() {
                pieces.push("");
            }
            let (from, to) = (dice.below(pieces.len()), dice.below(pieces.len()));
            match dice.below(3) {
                0 => pieces.swap(from, to),
                1 => drop(pieces.remove(from)),
                _ => pieces.insert(to, pieces[from]),
            }
            let content = pieces.concat();
            parts[one].1 = content.into_bytes();
            "elements moved"
        }
        6 => {
            let content = String::from_utf8_lossy(&parts[one].1).into_owned();
            let numbers: Vec<(usize, &str)> = content.match_indices(|c: char| c.is_ascii_digit()).collect();
            if let Some((at, _)) = numbers.get(dice.below(numbers.len())) {
                let odd = ["-1", "99999999999", "1048577", "4294967296", "NaN", "1e999", "", "0"][dice.below(8)];
                parts[one].1 = format!("{}{odd}{}", &content[..*at], &content[at + 1..]).into_bytes();
            }
            "number changed"
        }
        _ => {
            let (_, content) = bytes_changed(&parts[one].1, &parts[two].1, dice);
            parts[one].1 = content;
            "part changed"
        }
    };
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let mut unnamed = 0;
    let mut doubled = Vec::new();
    for (name, content) in &parts {
        // The writer refuses a name it has; the second gets it afterwards, byte by byte.
        let mut stored = name.clone();
        if file.start_file(stored.as_str(), SimpleFileOptions::default().compression_level(Some(1))).is_err() {
            unnamed += 1;
            stored = format!("{unnamed:0width$}", width = name.len().max(1));
            doubled.push((stored.clone(), name.clone()));
            file.start_file(stored.as_str(), SimpleFileOptions::default()).ok()?;
        }
        file.write_all(content).ok()?;
    }
    let mut packed = file.finish().ok()?.into_inner();
    for (stored, name) in doubled {
        let places: Vec<usize> =
            packed.windows(stored.len()).enumerate().filter(|(_, window)| *window == stored.as_bytes()).map(|(at, _)| at).collect();
        for at in places.into_iter().filter(|_| stored.len() == name.len()) {
            packed[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
    }
    Some((way, packed))
}

fn stream_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name))?;
    let mut stream = Vec::new();
    container.open_stream(name).ok()?.take(MOST).read_to_end(&mut stream).ok()?;
    Some(stream)
}

fn contained(stream: &[u8]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    container.create_stream("/Workbook").unwrap().write_all(stream).unwrap();
    container.flush().unwrap();
    container.into_inner().into_inner()
}
