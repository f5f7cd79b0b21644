//! Labels as people type them, brought to a form in which the same words are equal.
//!
//! The key of a word keeps its tone and moves it to the end, so that "hoà" and "hòa" are equal while "hoa" and
//! "hòa" are not. Case, spaces, punctuation, composed and decomposed letters, and "i" for "y" at the end of a
//! syllable make no difference. Folded words (no marks at all) are only ever a help, never a proof: in one province
//! folding makes eight pairs of communes equal.

mod decomposed;

use crate::workbook::Content;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A label, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The numbering or bullet in front: "1.2", "a", "-", "+".
    pub bullet: String,
    /// The words of the name, as keys.
    pub words: Vec<String>,
    /// What stands in brackets at the end: often the unit of measure.
    pub bracket: Option<String>,
    /// It announces parts: "trong đó", "gồm", "chia ra".
    pub announces_parts: bool,
    /// Spaces in front of it.
    pub indent: u32,
}

impl Label {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Label {
        if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
            return Label::of_figure(text);
        }
        let mut label = Label { indent: indent(text), ..Label::default() };
        let composed = match is_plainly_composed(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            true => Cow::Borrowed(text),
            false => Cow::Owned(text.nfc().collect()),
        };
        // "trong  đó" typed with two spaces, or a hard one, is "trong đó".
        let text = on_one_line(&composed);
        let text = text.trim_start_matches(['\'', '’', '*']).trim();
        let (bullet, rest) = split_bullets(text);
        label.bullet = bullet.to_string();
        let mut rest = rest.trim();
        loop {
            let before = rest;
            rest = rest.trim_end_matches([' ', ':', ';', '.', ',', '…', '-', '*']).trim_end();
            let bracketed =
                [(')', '('), (']', '[')].iter().find_map(|(close, open)| rest.strip_suffix(*close).and_then(|inside| inside.rfind(*open)));
            if let Some(open) = bracketed {
                let inside = rest[open + 1..rest.len() - 1].trim();
                if announcement(inside) {
                    label.announces_parts = true;
                } else if label.bracket.is_none() {
                    // "(ĐVT: ha)", "(đơn vị: ha)"
                    let named = inside
                        .split_once(':')
                        .filter(|(before, _)| matches!(fold(before.trim()).as_str(), "dvt" | "don vi" | "don vi tinh" | "d/vt" | "dv"));
                    label.bracket = Some(named.map_or(inside, |(_, after)| after).trim().to_string());
                } else {
                    break;
                }
                rest = &rest[..open];
            } else if let Some(cut) = trailing_announcement(rest) {
                label.announces_parts = true;
                rest = &rest[..cut];
            }
            if rest == before {
                break;
            }
        }
        // "Trong đó: lúa" is a part under its own name.
        let lower = if may_open_with_parts(rest) { rest.to_lowercase() } else { String::new() };
        for opening in ["trong đó", "trong do", "bao gồm", "bao gom", "gồm", "chia ra", "cụ thể"] {
            if let Some(after) = lower.strip_prefix(opening)
                && (after.is_empty() || after.starts_with([' ', ':', ',']))
                // Lower case may be longer or shorter than what was typed.
                && let Some(kept) = rest.len().checked_sub(after.len()).and_then(|from| rest.get(from..))
            {
                label.announces_parts |= after.trim_matches([' ', ':', ',']).is_empty();
                if label.bullet.is_empty() {
                    label.bullet = "-".to_string();
                }
                rest = kept.trim_start_matches([' ', ':', ',']);
                break;
            }
        }
        label.words = words(rest);
        label
    }

    /// A text of digits, points and commas: nothing can stand in front of it or behind it but numbering.
    fn of_figure(text: &str) -> Label {
        let (bullet, rest) = split_bullets(text);
        Label { bullet: bullet.to_string(), words: words(rest), ..Label::default() }
    }

    /// Whether its words surely are all the words of the text it was made of: nothing but spaces and points was taken away.
    pub fn is_all_of(&self, text: &str) -> bool {
        self.bullet.is_empty() && self.bracket.is_none() && !self.announces_parts && is_plainly_composed(text)
    }

    /// The words in one string.
    pub fn key(&self) -> String {
        self.words.join(" ")
    }

    /// Whether the label is marked as a part of something above: a dash, a plus, or words such as "trong đó".
    pub fn is_marked_part(&self) -> bool {
        matches!(self.bullet.as_str(), "-" | "+" | "–" | "•" | "." | "*")
    }
}

/// The words of a text, as keys.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Words::of(text);
    match decomposed::each(text, |c| words.push(c)) {
        Ok(()) => {}
        // Marks whose order has to be settled first.
        Err(decomposed::Unusual) => {
            words = Words::of(text);
            text.chars().filter(|c| !is_invisible(*c)).nfd().flat_map(char::to_lowercase).for_each(|c| words.push(c));
        }
    }
    words.finish();
    words.done
}

/// Whether all letters of a text are in one piece as Vietnamese keyboards type them, with plain punctuation: nothing in it is to
/// be composed, and it falls into words letter by letter.
fn is_plainly_composed(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2023}' | '\u{2026}'))
}

/// The soft hyphen and joiners, which nobody sees in Unicode text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// So many words of a text have room beforehand.
const MOST_AT_ONCE: usize = 63;

/// Collects words from decomposed letters in lower case.
struct Words {
    done: Vec<String>,
    word: String,
    tone: Option<char>,
}

impl Words {
    /// Room for those of a text, which are mostly one more than its spaces; there may be very many of these together.
    fn of(text: &str) -> Words {
        let spaces = text.bytes().filter(|byte| *byte == b' ').count();
        Words { done: Vec::with_capacity(spaces.min(MOST_AT_ONCE) + 1), word: String::with_capacity(16), tone: None }
    }

    #[inline(always)]
    fn push(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' => self.word.push(c),
            // What stands between words mostly.
            ' ' => self.finish(),
            c => self.push_other(c),
        }
    }

    fn push_other(&mut self, c: char) {
        match c {
            // Huyền, sắc, ngã, hỏi, nặng belong to the syllable, wherever they are typed.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => self.tone = Some(c),
            '\u{302}' | '\u{306}' | '\u{31b}' => self.word.push(c),
            c if is_invisible(c) => {}
            '²' => self.word.push('2'),
            '³' => self.word.push('3'),
            '%' => {
                self.finish();
                self.done.push("%".to_string());
            }
            c if !c.is_ascii() && c.is_alphanumeric() => self.word.push(c),
            _ => self.finish(),
        }
    }

    fn finish(&mut self) {
        if !self.word.is_empty() {
            // "tỷ" and "tỉ", "kỳ" and "kì": y after a consonant, at the end.
            if self.word.ends_with('y') {
                let before = self.word[..self.word.len() - 1].chars().next_back();
                if before.is_some_and(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') && c.is_ascii_alphabetic()) {
                    self.word.pop();
                    self.word.push('i');
                }
            }
            if let Some(tone) = self.tone.take() {
                self.word.push(tone);
            }
            self.done.push(self.word.clone());
            self.word.clear();
        }
        self.tone = None;
    }
}

/// The key of a text: its words in one string.
pub fn key(text: &str) -> String {
    words(text).join(" ")
}

/// A word without any mark: "đàn" → "dan". A help, never a proof.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// Appends a word without any mark.
fn fold_into(folded: &mut String, text: &str) {
    let before = folded.len();
    for c in text.chars() {
        match c {
            '\0'..='\u{7f}' => folded.push(c.to_ascii_lowercase()),
            'đ' => folded.push('d'),
            c if is_mark(c) => {}
            // Keys have no other letters: it is a text as it was typed.
            _ => {
                folded.truncate(before);
                return fold_typed_into(folded, text);
            }
        }
    }
}

/// Appends a text of any letters without marks.
fn fold_typed_into(folded: &mut String, text: &str) {
    let before = folded.len();
    // Marks are dropped, so that their order is nothing to wait for; of other marks only the crate knows the order.
    if decomposed::each(text, |c| push_folded(folded, c)).is_err() {
        folded.truncate(before);
        let bare = text.nfd().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase);
        bare.for_each(|c| push_folded(folded, c));
    }
}

#[inline]
fn push_folded(folded: &mut String, c: char) {
    match c {
        'đ' => folded.push('d'),
        c if !is_mark(c) => folded.push(c),
        _ => {}
    }
}

/// How many letters a key has, without their marks.
pub fn letters(key: &str) -> usize {
    key.chars().filter(|c| !is_mark(*c)).count()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{323}')
}

/// The key of a text without any mark: "Xã Hương Lộc" → "xa huong loc".
pub fn folded_key(text: &str) -> String {
    folded_words(&words(text))
}

/// The key of words without any mark.
pub fn folded_words(words: &[String]) -> String {
    let mut key = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        match word.is_ascii() {
            true => key.push_str(word),
            false => fold_into(&mut key, word),
        }
    }
    key
}

/// A text on one line, without spaces at the ends or twice.
pub fn tidy(text: &str) -> String {
    on_one_line(text).into_owned()
}

/// As [`tidy`]; nothing is copied where it is tidy.
fn on_one_line(text: &str) -> Cow<'_, str> {
    match is_tidy(text.as_bytes()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// As [`tidy`], of a text that nobody else wants.
pub fn tidied_own(text: String) -> String {
    if is_tidy(text.as_bytes()) { text } else { tidy(&text) }
}

/// As [`tidy`], of a text that others hold, too: nothing is copied where it is tidy.
pub fn tidied(text: &Content) -> Content {
    if is_tidy(text.as_bytes()) { text.clone() } else { tidy(text).into() }
}

/// Whether a text surely needs no tidying: no space at its ends, no two together, and no letter among which there are
/// other spaces.
fn is_tidy(text: &[u8]) -> bool {
    let mut before = b' ';
    let plain = text.iter().all(|&byte| {
        let plain = match byte {
            b' ' => before != b' ',
            // The hard space and the other wide and narrow ones begin with these bytes.
            0..=b' ' | 0x7f | 0xc2 | 0xe2 | 0xe3 => false,
            0x9a => before != 0xe1,
            _ => true,
        };
        before = byte;
        plain
    });
    plain && before != b' '
}

/// A text up to a number of bytes, without cutting a letter in two.
pub fn beginning(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Whether a text has more than some letters; of a very long one they are not counted.
pub fn is_longer(text: &str, letters: usize) -> bool {
    text.len() > letters && (text.len() > 4 * letters || text.chars().count() > letters)
}

fn indent(text: &str) -> u32 {
    text.chars().take_while(|c| matches!(c, ' ' | '\u{a0}' | '\t')).map(|c| if c == '\t' { 3 } else { 1 }).sum()
}

fn announcement(text: &str) -> bool {
    // Each begins with one of these letters; most of what stands in brackets does not.
    if !matches!(text.chars().find(|c| c.is_alphanumeric()), Some('t' | 'T' | 'c' | 'C' | 'g' | 'G' | 'b' | 'B')) {
        return false;
    }
    matches!(key(text).as_str(), "trong đo\u{301}" | "chia ra" | "gô\u{302}m\u{300}" | "bao gô\u{302}m\u{300}" | "bao gồm") || {
        let lower = text.to_lowercase();
        let lower = lower.trim_matches([' ', ':', '.', ',']);
        matches!(lower, "trong đó" | "trong do" | "chia ra" | "gồm" | "bao gồm" | "bao gom" | "cụ thể")
    }
}

/// Whether a text begins with the first two letters of words that parts are announced by, as few do.
fn may_open_with_parts(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let second = letters.next().and_then(|letter| letter.to_lowercase().next());
    let begins = [('t', 'r'), ('b', 'a'), ('g', 'ồ'), ('c', 'h'), ('c', 'ụ')];
    first.zip(second).is_some_and(|letters| begins.contains(&letters))
}

/// Where an announcement at the end of a text begins: "…, trong đó", "… gồm".
fn trailing_announcement(text: &str) -> Option<usize> {
    // Each ends in one of these letters, of which nothing else is the capital.
    if !text.ends_with(['ó', 'Ó', 'o', 'O', 'm', 'M', 'a', 'A', 'ể', 'Ể']) {
        return None;
    }
    let lower = text.to_lowercase();
    // Case must not change lengths, or the cut would be at the wrong place.
    if lower.len() != text.len() {
        return None;
    }
    for ending in ["trong đó", "trong do", "bao gồm", "bao gom", "chia ra", "cụ thể"] {
        if let Some(before) = lower.strip_suffix(ending)
            && !before.trim().is_empty()
            && before.ends_with([' ', ',', '.', ';', ':'])
        {
            return Some(before.len());
        }
    }
    None
}

/// Splits numbering and a bullet from the front of a label, and gives the last of them.
fn split_bullets(text: &str) -> (&str, &str) {
    match split_bullet(text) {
        ("", rest) => ("", rest),
        // A bullet may follow a number: "5) - Tỷ lệ", "* DT rừng".
        (first, rest) => match split_bullet(rest) {
            ("", rest) => (first, rest),
            both => both,
        },
    }
}

/// Splits numbering or a bullet from the front of a label.
fn split_bullet(text: &str) -> (&str, &str) {
    let Some(first) = text.chars().next() else { return ("", text) };
    if matches!(first, '-' | '+' | '*' | '•' | '–' | '—' | '·' | '▪' | '●' | '◦' | '>') {
        let end =
            text.find(|c: char| !matches!(c, '-' | '+' | '*' | '•' | '–' | '—' | '·' | '▪' | '●' | '◦' | '>' | ' ')).unwrap_or(text.len());
        let bullet = match first {
            '+' => "+",
            '*' => "*",
            _ => "-",
        };
        return (bullet, &text[end..]);
    }
    let inner = text.strip_prefix('(').unwrap_or(text);
    let opened = inner.len() != text.len();
    // 1. · 1.2. · 1) · 1.2.3 · (1) · a) · a. · I. · IV.1. · 1.1.2.Lúa
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(inner.len());
    let mut numbering = &inner[..end];
    if let Some(dot) = numbering.rfind('.')
        && dot + 1 < numbering.len()
        && (inner[end..].starts_with(char::is_alphabetic)
            || !(numbering[dot + 1..].chars().all(|c| c.is_ascii_digit()) || is_roman(&numbering[dot + 1..])))
    {
        // "1.1.2.Lúa": the word after the last dot is no numbering.
        numbering = &numbering[..=dot];
    }
    let after = &inner[numbering.len()..];
    // Without a point in it or a mark behind it nothing is numbering; of most names that is soon told.
    if !numbering.contains('.') && !after.starts_with([')', '/', '-', ',', ':', '–']) {
        return ("", text);
    }
    let pieces: Vec<&str> = numbering.split('.').filter(|piece| !piece.is_empty()).collect();
    let is_number = !pieces.is_empty()
        && pieces.iter().enumerate().all(|(at, piece)| {
            (piece.len() <= 3 && piece.chars().all(|c| c.is_ascii_digit()))
                || (at == 0 && is_roman(piece))
                || (pieces.len() == 1 && piece.len() == 1 && piece.chars().all(|c| c.is_ascii_alphabetic()))
        });
    if !is_number {
        return ("", text);
    }
    // "1- ", "2, " and "3: " number a row as "1." does.
    let closed = after.starts_with([')', '/'])
        || (after.starts_with(['-', ',', ':', '–']) && after[after.chars().next().map_or(1, char::len_utf8)..].starts_with(' '));
    let dotted = numbering.ends_with('.');
    if opened && !closed {
        return ("", text);
    }
    if closed {
        return (numbering, after[after.chars().next().map_or(1, char::len_utf8)..].trim_start());
    }
    let spaced = after.starts_with(' ');
    // Without a dot only "1.2 Tên" is numbering: "2 xã" and "4G" are words, and so is a lone letter.
    if dotted && !after.is_empty() || (spaced && pieces.len() >= 2) {
        return (numbering, after.trim_start());
    }
    ("", text)
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.len() <= 5 && text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'))
}

/// Whether a text is numbering by itself, as an STT cell holds it: "1", "II", "1.2.3", "a", "-".
pub fn is_numbering(text: &str) -> bool {
    let text = text.trim().trim_matches(['(', ')', '.']);
    if text.is_empty() {
        return true;
    }
    if text.len() > 12 {
        return false;
    }
    if matches!(text, "-" | "+" | "*" | "–" | "•") {
        return true;
    }
    text.split('.').all(|piece| {
        (!piece.is_empty() && piece.len() <= 3 && piece.chars().all(|c| c.is_ascii_digit()))
            || is_roman(piece)
            || (piece.len() == 1 && piece.chars().all(|c| c.is_ascii_alphabetic()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) {
        assert_eq!(Label::parse(a).key(), Label::parse(b).key(), "{a} / {b}");
    }

    #[test]
    fn the_same_words_have_one_key() {
        same("Diện tích nuôi trồng thủy sản", "DIỆN TÍCH  NUÔI\u{a0}TRỒNG THUỶ SẢN.");
        same("Số nhà được xóa", "Số nhà được xoá;");
        // What nobody sees parts no marks, whatever order they are then in.
        same("Trồng rừng", "Trồng rư\u{ad}\u{300}ng");
        same("o\u{302}\u{31b}n", "o\u{302}\u{ad}\u{31b}n");
        same("ư\u{5bf}", "ư\u{200b}\u{5bf}");
        same("Tỷ lệ che phủ rừng", "Tỉ lệ che phủ rừng");
        same("Tỷ lệ", &"Tỷ lệ".nfd().collect::<String>());
        same("Diện tích rau, đậu các loại", "- Diện tích rau đậu các loại:");
        same("Tổng đàn gia súc", "7) Tổng đàn gia súc. Trong đó:");
        same("Tổng đàn gia súc", "Tổng đàn gia súc (trong đó)");
        same("Tổng đàn gia súc", "1.1.2. Tổng đàn gia súc");
        same("Lúa hè thu", "1.1.2.Lúa hè thu");
        same("Thu ngân sách", "I. THU NGÂN SÁCH");
        same("lúa", "Trong đó: Lúa");
    }

    #[test]
    fn different_words_have_different_keys() {
        for (a, b) in [("Hương Lộc", "Hương Lốc"), ("Ba Tô", "Ba Tơ"), ("Văn Lang", "Văn Lăng"), ("hòa", "hoa"), ("Tuy", "Túi")]
        {
            assert_ne!(key(a), key(b), "{a} / {b}");
        }
        assert_ne!(key("thúy"), key("thúi"));
        assert_eq!(folded_key("Xã Hương Lộc"), "xa huong loc");
    }

    #[test]
    fn bullets_and_brackets_are_taken_apart() {
        let label = Label::parse("  - Nuôi trồng (tấn)");
        assert_eq!((label.bullet.as_str(), label.bracket.as_deref(), label.indent), ("-", Some("tấn"), 2));
        let label = Label::parse("5) Tỷ lệ hộ nghèo (%)");
        assert_eq!((label.bullet.as_str(), label.bracket.as_deref()), ("5", Some("%")));
        assert!(Label::parse("Trong đó:").words.is_empty());
        assert!(Label::parse("Trong đó:").announces_parts);
        assert!(Label::parse("Lương thực, trong đó:").announces_parts);
        assert_eq!(Label::parse("4G phủ sóng").bullet, "");
        assert_eq!(Label::parse("a) Kết quả").bullet, "a");
        assert_eq!(Label::parse("Tiêu chí số 1 - Quy hoạch").bullet, "");
    }

    #[test]
    fn a_text_of_plain_letters_has_nothing_to_be_composed() {
        let plain: Vec<char> = ('\0'..='\u{ffff}').filter(|c| is_plainly_composed(&c.to_string())).collect();
        assert!(plain.len() > 800 && "Sản lượng ĐẬU – “rẫy”…".chars().all(|c| plain.contains(&c)));
        for c in plain {
            assert_eq!(is_nfc_quick(['x', c, 'y'].into_iter()), IsNormalized::Yes, "{c:?}");
            assert!(decomposed::each(&c.to_string(), |_| ()).is_ok(), "{c:?}");
        }
        for text in ["a\u{301}", "ư\u{323}", "x\u{2028}", "한글", "\u{2126}", "ｆull"] {
            assert!(!is_plainly_composed(text), "{text:?}");
        }
    }

    #[test]
    fn words_of_a_text_are_those_of_its_label_where_nothing_was_taken_away() {
        for text in [" Xã Hương Phú: ", "Thu, chi ngân sách", "UBND XÃ HƯƠNG PHÚ", "‘Đàn bò’…"] {
            assert!(Label::parse(text).is_all_of(text), "{text}");
        }
        for text in [
            "Diện tích lúa (ha)",
            "1. Đàn bò",
            "- Đàn bò",
            "Đàn bò, trong đó:",
            "Trong đó: Lúa",
            "Tổng số, gồm",
            "UBND XÃ HƯƠNG PHÚ",
            "Huế, ngày 14 tháng 6 năm 2023",
            "Xã\u{a0}Phú\u{3000}Lộc",
            "Lúa [vụ 1] (ha)",
            "2.640,4",
            "(1)",
            "Hoà\u{ad} Bình .-",
            "a) Kết quả (gồm)",
            "m²; m³",
        ] {
            let label = Label::parse(text);
            assert!(!label.is_all_of(text) || label.words == words(text), "{text}");
        }
    }

    #[test]
    fn numbering_cells_are_known() {
        for text in ["1", "II", "1.2.3", "a", "-", "", "1.", "(1)", "IV.1"] {
            assert!(is_numbering(text), "{text}");
        }
        for text in ["Lúa", "tấn", "12 xã", "2640,4", "1234"] {
            assert!(!is_numbering(text), "{text}");
        }
    }
}
