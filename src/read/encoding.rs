//! Bytes of text files as Unicode: by their byte order mark, by what the bytes themselves prove, by what the file says
//! of itself, in that order. Exports often name another encoding than the one they are in.

use super::legacy::Encoding as FontEncoding;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A text with what its bytes proved.
pub struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// What texts without a telling font are in: Latin-1 letters may stand for TCVN3.
    pub font: FontEncoding,
}

/// Decodes a whole file. `declared` is the label the file gives itself, `old_fonts` whether it names TCVN3 fonts.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>, old_fonts: bool) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return Decoded { text, font: FontEncoding::Unicode };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), font: FontEncoding::Unicode };
    }
    if is_damaged_utf8(bytes) {
        return Decoded { text: String::from_utf8_lossy(bytes), font: FontEncoding::Unicode };
    }
    // A label of UTF-8 or UTF-16 is wrong here: the bytes are neither.
    let declared =
        declared.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding));
    let encoding = declared.unwrap_or(WINDOWS_1258);
    if encoding == WINDOWS_1258 || encoding == WINDOWS_1252 {
        // Windows-1258 would turn letters of TCVN3 into combining marks: its bytes are kept as Latin-1 letters.
        let (letters, tones) = signs(bytes);
        let proved = letters > tones;
        if proved || (old_fonts && tones == 0) {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            return Decoded { text, font: if proved && !old_fonts { FontEncoding::Tcvn3 } else { FontEncoding::Unicode } };
        }
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text = if encoding == WINDOWS_1258 { Cow::Owned(text.nfc().collect()) } else { text };
    Decoded { text, font: FontEncoding::Unicode }
}

/// The first bytes of a file, decoded well enough to tell what it is; `None` where they are no text.
pub fn head(bytes: &[u8]) -> Option<Cow<'_, str>> {
    const HEAD: usize = 64 << 10;
    let first = bytes.get(..HEAD).unwrap_or(bytes);
    match Encoding::for_bom(first) {
        Some((encoding, length)) => Some(encoding.decode_without_bom_handling(first.get(length..).unwrap_or_default()).0),
        None if first.contains(&0) => None,
        None => Some(String::from_utf8_lossy(first)),
    }
}

/// A label such as `charset=utf-8` or `encoding="utf-8"` in the first bytes of a file.
pub fn declared<'a>(head: &'a str, key: &str) -> Option<&'a str> {
    let lower = head.to_ascii_lowercase();
    let at = lower.find(key)? + key.len();
    let rest = head.get(at..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))).unwrap_or(rest.len());
    rest.get(..end).filter(|label| !label.is_empty())
}

/// Whether bytes are UTF-8 but for a few: a database cut a text in the middle of a letter.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut errors) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        errors += usize::from(!chunk.invalid().is_empty());
    }
    letters > 20 * errors
}

/// What tells TCVN3 from windows-1258, in bytes that are no UTF-8.
///
/// TCVN3 keeps its commonest letters (đ, ư, ơ, á, à, ạ, ê, ô) where windows-1258 has signs that stand in no word;
/// windows-1258 writes a tone as a byte of its own right after a vowel.
///
/// The numbers of these letters and of these tones.
fn signs(bytes: &[u8]) -> (usize, usize) {
    let (mut letters, mut tones) = (0usize, 0usize);
    let mut previous = b' ';
    for &byte in bytes {
        match byte {
            0xA8..=0xAE | 0xB5..=0xB9 | 0xBB..=0xBE if previous.is_ascii_alphabetic() => letters += 1,
            0xCC | 0xD2 | 0xDE | 0xEC | 0xF2 if is_vowel_of_1258(previous) => tones += 1,
            _ => {}
        }
        previous = byte;
    }
    (letters, tones)
}

fn is_vowel_of_1258(byte: u8) -> bool {
    matches!(byte.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
        || matches!(byte, 0xC2 | 0xC3 | 0xCA | 0xD4 | 0xD5 | 0xDD | 0xE2 | 0xE3 | 0xEA | 0xF4 | 0xF5 | 0xFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_bytes_tell_more_than_labels() {
        assert_eq!(decode("\u{feff}Xã".as_bytes(), None, false).text, "Xã");
        assert_eq!(decode(b"\xFF\xFEX\0\xE3\0", None, false).text, "Xã");
        assert_eq!(decode(b"\xFE\xFF\0X\0\xE3", None, false).text, "Xã");
        assert_eq!(decode("Xã".as_bytes(), Some("windows-1252"), false).text, "Xã");
        assert_eq!(decode(b"Di\xEA\xF2n t\xEDch \xF0\xE2\xECt", Some("utf-8"), false).text, "Diện tích đất");
    }

    #[test]
    fn tcvn3_is_told_from_windows_1258() {
        let decoded = decode(b"B\xB8o c\xB8o di\xD6n t\xDDch \xAE\xCAt n\xAB\xADng nghi\xD6p", None, false);
        assert_eq!((decoded.font, &*decoded.text), (FontEncoding::Tcvn3, "B¸o c¸o diÖn tÝch ®Êt n«\u{ad}ng nghiÖp"));
    }

    #[test]
    fn a_letter_cut_in_two_spoils_itself_only() {
        let mut bytes = "Diện tích gieo trồng lúa cả năm, sản lượng lương thực có hạt. ".repeat(3).into_bytes();
        bytes.push(0xE1);
        let decoded = decode(&bytes, None, false);
        assert!(decoded.text.starts_with("Diện tích") && decoded.text.ends_with('\u{fffd}'));
    }

    #[test]
    fn labels_are_found() {
        assert_eq!(declared("<meta http-equiv=Content-Type content=\"text/html; charset=windows-1258\">", "charset"), Some("windows-1258"));
        assert_eq!(declared("<meta charset='utf-8'>", "charset"), Some("utf-8"));
        assert_eq!(declared("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "encoding"), Some("UTF-8"));
        assert_eq!(declared("charset", "charset"), None);
    }
}
