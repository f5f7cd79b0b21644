//! Vietnamese text typed in fonts of the time before Unicode: TCVN3 (ABC, the `.Vn…` fonts) and VNI (`VNI-…`).
//!
//! Such a cell holds Latin-1 letters that only the font turns into Vietnamese: "B¸o c¸o". The font's name is a
//! hint and no proof: much text under such names is Unicode already and stays as it is. The soft hyphen (U+00AD)
//! is "ư" in TCVN3, so nothing invisible may be stripped before decoding.

/// A way text was encoded by its font.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Unicode, as far as the font tells.
    Unicode,
    /// TCVN 5712:1993, third table (TCVN3).
    Tcvn3,
    /// TCVN3 in a font whose small letters look like capitals.
    Tcvn3Capitals,
    /// VNI for Windows.
    Vni,
}

/// How many encodings there are.
pub const ENCODINGS: usize = Encoding::Vni as usize + 1;

/// The encoding that a font's name stands for.
pub fn of_font(name: &str) -> Encoding {
    let lower = name.trim().to_lowercase();
    if lower.starts_with(".vn") {
        if lower.ends_with('h') { Encoding::Tcvn3Capitals } else { Encoding::Tcvn3 }
    } else if lower.starts_with("vni-") || lower.starts_with("vni ") {
        Encoding::Vni
    } else {
        Encoding::Unicode
    }
}

/// TCVN3 codes and what they stand for: 74 letters.
const TCVN3: &[(char, char)] = &[
    ('\u{a1}', 'Ă'),
    ('\u{a2}', 'Â'),
    ('\u{a3}', 'Ê'),
    ('\u{a4}', 'Ô'),
    ('\u{a5}', 'Ơ'),
    ('\u{a6}', 'Ư'),
    ('\u{a7}', 'Đ'),
    ('\u{a8}', 'ă'),
    ('\u{a9}', 'â'),
    ('\u{aa}', 'ê'),
    ('\u{ab}', 'ô'),
    ('\u{ac}', 'ơ'),
    ('\u{ad}', 'ư'),
    ('\u{ae}', 'đ'),
    ('\u{b5}', 'à'),
    ('\u{b6}', 'ả'),
    ('\u{b7}', 'ã'),
    ('\u{b8}', 'á'),
    ('\u{b9}', 'ạ'),
    ('\u{bb}', 'ằ'),
    ('\u{bc}', 'ẳ'),
    ('\u{bd}', 'ẵ'),
    ('\u{be}', 'ắ'),
    ('\u{c6}', 'ặ'),
    ('\u{c7}', 'ầ'),
    ('\u{c8}', 'ẩ'),
    ('\u{c9}', 'ẫ'),
    ('\u{ca}', 'ấ'),
    ('\u{cb}', 'ậ'),
    ('\u{cc}', 'è'),
    ('\u{ce}', 'ẻ'),
    ('\u{cf}', 'ẽ'),
    ('\u{d0}', 'é'),
    ('\u{d1}', 'ẹ'),
    ('\u{d2}', 'ề'),
    ('\u{d3}', 'ể'),
    ('\u{d4}', 'ễ'),
    ('\u{d5}', 'ế'),
    ('\u{d6}', 'ệ'),
    ('\u{d7}', 'ì'),
    ('\u{d8}', 'ỉ'),
    ('\u{dc}', 'ĩ'),
    ('\u{dd}', 'í'),
    ('\u{de}', 'ị'),
    ('\u{df}', 'ò'),
    ('\u{e1}', 'ỏ'),
    ('\u{e2}', 'õ'),
    ('\u{e3}', 'ó'),
    ('\u{e4}', 'ọ'),
    ('\u{e5}', 'ồ'),
    ('\u{e6}', 'ổ'),
    ('\u{e7}', 'ỗ'),
    ('\u{e8}', 'ố'),
    ('\u{e9}', 'ộ'),
    ('\u{ea}', 'ờ'),
    ('\u{eb}', 'ở'),
    ('\u{ec}', 'ỡ'),
    ('\u{ed}', 'ớ'),
    ('\u{ee}', 'ợ'),
    ('\u{ef}', 'ù'),
    ('\u{f1}', 'ủ'),
    ('\u{f2}', 'ũ'),
    ('\u{f3}', 'ú'),
    ('\u{f4}', 'ụ'),
    ('\u{f5}', 'ừ'),
    ('\u{f6}', 'ử'),
    ('\u{f7}', 'ữ'),
    ('\u{f8}', 'ứ'),
    ('\u{f9}', 'ự'),
    ('\u{fa}', 'ỳ'),
    ('\u{fb}', 'ỷ'),
    ('\u{fc}', 'ỹ'),
    ('\u{fd}', 'ý'),
    ('\u{fe}', 'ỵ'),
];

fn tcvn3(c: char) -> Option<char> {
    TCVN3.binary_search_by_key(&c, |&(code, _)| code).ok().map(|at| TCVN3[at].1)
}

/// VNI: what a mark byte after a vowel adds, as combining characters.
fn vni_mark(c: char) -> Option<&'static str> {
    Some(match c {
        'ù' | 'Ù' => "\u{301}",
        'ø' | 'Ø' => "\u{300}",
        'û' | 'Û' => "\u{309}",
        'õ' | 'Õ' => "\u{303}",
        'ï' | 'Ï' => "\u{323}",
        'â' | 'Â' => "\u{302}",
        'á' | 'Á' => "\u{302}\u{301}",
        'à' | 'À' => "\u{302}\u{300}",
        'å' | 'Å' => "\u{302}\u{309}",
        'ã' | 'Ã' => "\u{302}\u{303}",
        'ä' | 'Ä' => "\u{302}\u{323}",
        'ê' | 'Ê' => "\u{306}",
        'é' | 'É' => "\u{306}\u{301}",
        'è' | 'È' => "\u{306}\u{300}",
        'ú' | 'Ú' => "\u{306}\u{309}",
        'ü' | 'Ü' => "\u{306}\u{303}",
        'ë' | 'Ë' => "\u{306}\u{323}",
        _ => return None,
    })
}

/// VNI: letters that one byte stands for by itself.
fn vni_letter(c: char) -> Option<char> {
    Some(match c {
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'í' => 'í',
        'Í' => 'Í',
        'ì' => 'ì',
        'Ì' => 'Ì',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        _ => return None,
    })
}

/// Letters that only Unicode text has: beyond Latin-1, or a combining mark.
fn is_unicode_letter(c: char) -> bool {
    matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}' | '\u{300}'..='\u{323}')
}

/// Characters that no Vietnamese Unicode text has in a word, and TCVN3 text has in almost every word.
fn is_tcvn3_sign(c: char) -> bool {
    tcvn3(c).is_some()
        && !matches!(
            c,
            // Small vowels that Vietnamese has in Latin-1 too: these prove nothing.
            'à' | 'á' | 'â' | 'ã' | 'è' | 'é' | 'ê' | 'ì' | 'í' | 'ò' | 'ó' | 'ô' | 'õ' | 'ù' | 'ú' | 'ý'
                | 'À' | 'Á' | 'Â' | 'Ã' | 'È' | 'É' | 'Ê' | 'Ì' | 'Í' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ù' | 'Ú' | 'Ý'
                // Signs that stand in numbers and units of measure.
                | '\u{a7}' | '\u{b7}' | '\u{d7}' | '\u{b9}' | '\u{b5}' | '\u{ad}' | '\u{a9}' | '\u{ae}'
        )
}

/// What one text says about its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing: it may be in any.
    Nothing,
    /// It is Unicode.
    Unicode,
    /// It has letters that only TCVN3 needs.
    Tcvn3,
}

/// What a text says about its encoding.
pub fn sign(text: &str) -> Sign {
    if text.is_ascii() {
        Sign::Nothing
    } else if text.chars().any(is_unicode_letter) {
        Sign::Unicode
    } else if text.chars().any(is_tcvn3_sign) {
        Sign::Tcvn3
    } else {
        Sign::Nothing
    }
}

/// What a set of texts says about whether it is in a legacy encoding.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    unicode: usize,
    tcvn3: usize,
}

impl Evidence {
    /// Looks at one more text.
    pub fn add(&mut self, text: &str) {
        self.count(sign(text));
    }

    /// Counts what one more text says.
    pub fn count(&mut self, sign: Sign) {
        match sign {
            Sign::Nothing => {}
            Sign::Unicode => self.unicode += 1,
            Sign::Tcvn3 => self.tcvn3 += 1,
        }
    }

    /// Whether any text has a sign of TCVN3.
    pub fn has_signs(&self) -> bool {
        self.tcvn3 > 0
    }

    /// Whether texts under a legacy font's name are really in its encoding.
    pub fn supports_font(&self) -> bool {
        self.tcvn3 > 0 || self.unicode == 0
    }

    /// Whether texts under no telling font are TCVN3 all the same: enough signs, and hardly any Unicode.
    pub fn proves_tcvn3(&self) -> bool {
        self.tcvn3 >= 2 && self.tcvn3 > 4 * self.unicode
    }
}

/// Decodes a text in the encoding its font stands for; `None` where it is Unicode already or has nothing to decode.
pub fn decode(text: &str, encoding: Encoding) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    if text.chars().any(is_unicode_letter) {
        return None;
    }
    match encoding {
        Encoding::Unicode => None,
        Encoding::Tcvn3 => {
            let decoded: String = text.chars().map(|c| tcvn3(c).unwrap_or(c)).collect();
            (decoded != text).then_some(decoded)
        }
        Encoding::Tcvn3Capitals => {
            let decoded = text.chars().map(|c| tcvn3(c).unwrap_or(c)).collect::<String>().to_uppercase();
            (decoded != text).then_some(decoded)
        }
        Encoding::Vni => decode_vni(text),
    }
}

fn decode_vni(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let mut decoded = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    let mut changed = false;
    for c in text.chars() {
        let vowel = matches!(previous.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || matches!(previous, 'ö' | 'Ö' | 'ô' | 'Ô');
        if vowel && let Some(marks) = vni_mark(c) {
            decoded.push_str(marks);
            changed = true;
            previous = ' ';
            continue;
        }
        match vni_letter(c) {
            Some(letter) => {
                changed |= letter != c;
                decoded.push(letter);
            }
            None => decoded.push(c),
        }
        previous = c;
    }
    changed.then(|| decoded.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_74_letters() {
        assert_eq!(TCVN3.len(), 74);
        assert!(TCVN3.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn tcvn3_is_decoded() {
        assert_eq!(decode("§éc lËp - Tù do - H¹nh phóc", Encoding::Tcvn3).as_deref(), Some("Độc lập - Tự do - Hạnh phúc"));
        assert_eq!(decode("l\u{ad}¬ng thùc", Encoding::Tcvn3).as_deref(), Some("lương thực"));
        assert_eq!(decode("UBND HUYÖN", Encoding::Tcvn3Capitals).as_deref(), Some("UBND HUYỆN"));
        assert_eq!(decode("B×NH LéC", Encoding::Tcvn3Capitals).as_deref(), Some("BÌNH LỘC"));
    }

    #[test]
    fn vni_is_decoded() {
        assert_eq!(decode("Vieät Nam", Encoding::Vni).as_deref(), Some("Việt Nam"));
        assert_eq!(decode("Toång saûn löôïng", Encoding::Vni).as_deref(), Some("Tổng sản lượng"));
        assert_eq!(decode("ÑAÁT ÑAI", Encoding::Vni).as_deref(), Some("ĐẤT ĐAI"));
    }

    #[test]
    fn unicode_under_a_legacy_font_stays() {
        assert_eq!(decode("Sản lượng", Encoding::Tcvn3), None);
        assert_eq!(decode("Nam 2023", Encoding::Tcvn3), None);
        let mut evidence = Evidence::default();
        for text in ["Sản lượng lúa", "Diện tích", "Xã"] {
            evidence.add(text);
        }
        assert!(!evidence.supports_font());
    }

    #[test]
    fn text_without_a_font_needs_proof() {
        let mut evidence = Evidence::default();
        for text in ["B¸o c¸o", "DiÖn tÝch", "S¶n l\u{ad}îng"] {
            evidence.add(text);
        }
        assert!(evidence.proves_tcvn3());
        let mut evidence = Evidence::default();
        for text in ["30 m² × 2", "café", "Điểm"] {
            evidence.add(text);
        }
        assert!(!evidence.proves_tcvn3());
    }
}
