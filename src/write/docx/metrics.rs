//! How wide a text is in Times New Roman Bold: the rules under the head of a document are as long as their text, or a
//! part of it (NĐ 30/2020, Phụ lục I, mục II.1, II.2, II.5).

use unicode_normalization::UnicodeNormalization;

/// Widths of the characters from space to tilde, in thousandths of the size (the font's `hmtx` table).
#[rustfmt::skip]
const BOLD: [u32; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500,
    930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667,
    333, 278, 333, 581, 500, 333,
    500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444,
    394, 220, 394, 520,
];

/// The width of a text on one line, in twentieths of a point, at a size in half-points.
pub(super) fn bold_width(text: &str, half_points: u32) -> u32 {
    let thousandths: u32 = text.nfd().map(char_width).sum();
    thousandths * half_points / 100
}

fn char_width(c: char) -> u32 {
    match c {
        ' '..='~' => BOLD.get(c as usize - ' ' as usize).copied().unwrap_or(500),
        // Marks stand above or below their letter.
        '\u{300}'..='\u{36f}' => 0,
        'Đ' => 722,
        'đ' => 556,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::bold_width;

    #[test]
    fn accents_take_no_room() {
        assert_eq!(bold_width("Ủy ban", 26), bold_width("Uy ban", 26));
        assert_eq!(bold_width("AA", 20), 288);
    }
}
