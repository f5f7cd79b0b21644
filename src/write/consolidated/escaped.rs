//! Texts as XML has them; what XML can't have is coded as in all workbooks.

use std::fmt::Write as _;

/// Appends a text as it stands between tags.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Appends a text as it stands in an attribute.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, text, true);
}

/// The bytes that all begins with that is written otherwise.
static IN_TEXTS: [bool; 256] = coded(false);
static IN_ATTRIBUTES: [bool; 256] = coded(true);

const fn coded(attribute: bool) -> [bool; 256] {
    let (mut coded, mut byte) = ([false; 256], 0);
    while byte < coded.len() {
        coded[byte] = matches!(byte as u8, 0..=0x1f | b'&' | b'<' | b'>' | 0xef) || (attribute && byte as u8 == b'"');
        byte += 1;
    }
    coded
}

fn push_escaped(out: &mut String, text: &str, attribute: bool) {
    let coded = if attribute { &IN_ATTRIBUTES } else { &IN_TEXTS };
    // Most texts have nothing in them that is written otherwise, and of many bytes at once that is quickly told.
    let coded_at_once = |byte: u8| matches!(byte, 0..=0x1f | b'&' | b'<' | b'>' | 0xef) | (attribute & (byte == b'"'));
    if !text.bytes().fold(false, |any, byte| any | coded_at_once(byte)) {
        *out += text;
        return;
    }
    let may_be_coded = |byte: u8| coded[usize::from(byte)];
    let mut rest = text;
    while let Some((plain, from)) = rest.bytes().position(may_be_coded).and_then(|at| rest.split_at_checked(at)) {
        *out += plain;
        let mut letters = from.chars();
        let Some(letter) = letters.next() else { return };
        rest = letters.as_str();
        *out += match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' if attribute => "&quot;",
            '\n' if attribute => "&#xA;",
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' if !matches!(letter, '\t' | '\n') => {
                let _ = write!(out, "_x{:04X}_", u32::from(letter));
                continue;
            }
            letter => {
                out.push(letter);
                continue;
            }
        };
    }
    *out += rest;
}
