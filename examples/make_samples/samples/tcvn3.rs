//! Text typed with the fonts of the time before Unicode: TCVN3, the third table of TCVN 5712:1993.

use super::Result;
use super::book::{Book, Value};

/// The letters and the codes they are kept under, which fonts named `.Vn…` draw as the letters.
const LETTERS: &str = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
const CODES: [u8; 74] = [
    0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, // ĂÂÊÔƠƯĐ ăâêôơưđ
    0xb5, 0xb6, 0xb7, 0xb8, 0xb9, // à
    0xbb, 0xbc, 0xbd, 0xbe, 0xc6, // ằ
    0xc7, 0xc8, 0xc9, 0xca, 0xcb, // ầ
    0xcc, 0xce, 0xcf, 0xd0, 0xd1, // è
    0xd2, 0xd3, 0xd4, 0xd5, 0xd6, // ề
    0xd7, 0xd8, 0xdc, 0xdd, 0xde, // ì
    0xdf, 0xe1, 0xe2, 0xe3, 0xe4, // ò
    0xe5, 0xe6, 0xe7, 0xe8, 0xe9, // ồ
    0xea, 0xeb, 0xec, 0xed, 0xee, // ờ
    0xef, 0xf1, 0xf2, 0xf3, 0xf4, // ù
    0xf5, 0xf6, 0xf7, 0xf8, 0xf9, // ừ
    0xfa, 0xfb, 0xfc, 0xfd, 0xfe, // ỳ
];

/// Encodes one text.
fn encode(text: &str) -> Result<String> {
    text.chars()
        .map(|letter| {
            if letter.is_ascii() {
                return Ok(letter);
            }
            let at = LETTERS.chars().position(|known| known == letter);
            match at.and_then(|at| CODES.get(at)) {
                Some(&code) => Ok(char::from(code)),
                None => Err(format!("TCVN3 has no {letter}: {text}").into()),
            }
        })
        .collect()
}

/// Turns a workbook into one typed with `.VnTime`, headlines with `.VnTimeH`, whose small letters look like capitals.
///
/// # Errors
/// A text has a capital letter with a tone mark outside a headline, which these fonts do not have.
pub fn typed_with_old_fonts(mut book: Book) -> Result<Book> {
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            cell.style.font = ".VnTime";
            let Value::Text(text) = &mut cell.value else { continue };
            let headline = !text.is_ascii() && *text == text.to_uppercase();
            *text = if headline {
                cell.style.font = ".VnTimeH";
                encode(&text.to_lowercase())?
            } else {
                encode(text)?
            };
        }
    }
    Ok(book)
}
