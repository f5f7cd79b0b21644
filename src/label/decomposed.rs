//! Letters taken apart into their base and marks, in lower case, by a small table: nearly every label is made of these
//! letters, and the general algorithm costs ten times as much.

use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// The text has marks whose order has to be settled first, or letters outside of the table.
pub struct Unusual;

/// What one letter of the table becomes; unused places are `\0`.
type Pieces = [char; 4];

/// Latin-1 to Latin Extended-B, and Latin Extended Additional: all letters of Vietnamese are among them.
/// Most texts have few of them, and each is taken apart when it comes first.
static NEAR: [OnceLock<Pieces>; 0x250 - 0x80] = [const { OnceLock::new() }; 0x250 - 0x80];
static FAR: [OnceLock<Pieces>; 0x100] = [const { OnceLock::new() }; 0x100];

fn pieces(letter: char) -> Pieces {
    let mut pieces = ['\0'; 4];
    let letters = std::iter::once(letter).nfd().flat_map(char::to_lowercase);
    for (place, c) in pieces.iter_mut().zip(letters) {
        *place = c;
    }
    pieces
}

/// Hands over the letters of the canonical decomposition in lower case.
///
/// # Errors
/// [`Unusual`], perhaps after some letters were handed over.
pub fn each(text: &str, mut take: impl FnMut(char)) -> Result<(), Unusual> {
    let (mut tones, mut shapes) = (0, 0);
    for c in text.chars() {
        match c {
            '\0'..='\u{7f}' => {
                (tones, shapes) = (0, 0);
                take(c.to_ascii_lowercase());
            }
            // What nobody sees parts no marks: their order is that without it.
            '\u{ad}' | '\u{200b}'..='\u{200d}' => take(c),
            '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                let code = c as usize;
                let row = if code < 0x250 { NEAR.get(code - 0x80) } else { FAR.get(code - 0x1E00) };
                (tones, shapes) = (0, 0);
                let letter = row.map(|row| row.get_or_init(|| pieces(c)));
                for &piece in letter.into_iter().flatten().take_while(|piece| **piece != '\0') {
                    count(piece, &mut tones, &mut shapes);
                    take(piece);
                }
            }
            // One tone and one other mark come out the same in either order.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' | '\u{302}' | '\u{306}' | '\u{31b}' => {
                count(c, &mut tones, &mut shapes);
                if tones > 1 || shapes > 1 {
                    return Err(Unusual);
                }
                take(c);
            }
            // Punctuation has no decomposition and no case.
            '\u{2010}'..='\u{2023}' | '\u{2026}' | '\u{25a0}'..='\u{25ff}' => {
                (tones, shapes) = (0, 0);
                take(c);
            }
            _ => return Err(Unusual),
        }
    }
    Ok(())
}

fn count(mark: char, tones: &mut u32, shapes: &mut u32) {
    match mark {
        '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => *tones += 1,
        '\u{302}'..='\u{36f}' => *shapes += 1,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_table(text: &str) -> Option<String> {
        let mut out = String::new();
        each(text, |c| out.push(c)).ok().map(|()| out)
    }

    #[test]
    fn the_table_says_what_the_algorithm_says() {
        let letters: Vec<char> = (0x20..0x250).chain(0x1E00..0x1F00).filter_map(char::from_u32).collect();
        for c in &letters {
            let text = format!("x{c}y");
            let expected: String = text.nfd().flat_map(char::to_lowercase).collect();
            assert_eq!(by_table(&text), Some(expected), "{text}");
        }
        // Typed in two pieces, in whichever order, the words are the same.
        for text in ["Sa\u{309}n lượng", "lu\u{31b}o\u{31b}ng", "Xe\u{302}\u{323}p", "Xe\u{323}\u{302}p"] {
            assert!(by_table(text).is_some());
            assert_eq!(super::super::words(text), super::super::words(&text.nfc().collect::<String>()), "{text}");
        }
        for text in ["a\u{301}\u{300}", "ệ\u{302}", "ｆull", "한글"] {
            assert_eq!(by_table(text), None, "{text}");
        }
    }
}
