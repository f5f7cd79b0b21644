//! Shared strings of an .xlsx, with the font of each rich-text run.

use super::super::Reason;
use super::super::legacy::{self, Encoding};
use super::super::limits::{Limits, TooMuch};
use super::super::pool::{Pool, Run};
use super::super::recurring::{self, Text};
use super::super::xml::{Archive, bytes, unescape_excel};
use super::Cache;
use super::scan::{Scanner, Token, no_text, push_text};
use crate::workbook::TextId;
use std::borrow::Cow;
use std::io::Read;

/// A shared string as stored: runs with the encoding of their own font, where they name one.
pub enum Stored {
    /// No run of its own.
    Plain(Text),
    /// Runs; without a font they have the cell's.
    Rich(Vec<(String, Option<Encoding>)>),
}

impl Stored {
    /// Bytes it takes.
    fn size(&self) -> usize {
        match self {
            Stored::Plain(text) => text.stored.len(),
            Stored::Rich(runs) => runs.iter().map(|(text, _)| text.len() + 32).sum(),
        }
    }
}

/// Runs of one text that are kept apart; later ones count as the last.
const MOST_RUNS: usize = 4_096;

pub fn read(archive: &mut Archive<'_>, name: Option<String>, limits: &Limits) -> Result<Vec<Stored>, Reason> {
    let mut strings = Vec::new();
    let mut letters = 0usize;
    let Some(name) = name else { return Ok(strings) };
    let Some(part) = bytes(archive, &name, limits)? else { return Ok(strings) };
    strings.reserve(part.likely(48));
    let mut scanner = Scanner::new(part);
    loop {
        if let Some(text) = scanner.plain_item() {
            // Line ends and coded letters are left to the long way.
            let item = Stored::Plain(recurring::text(text).ok_or_else(no_text)?);
            letters += item.size();
            strings.push(item);
            limits.within(TooMuch::Strings, strings.len(), limits.strings)?;
            limits.within(TooMuch::Letters, letters, limits.letters)?;
            continue;
        }
        match scanner.next()? {
            Token::Start(tag) if tag.name == b"si" => {
                let item = match item(&mut scanner, b"si", limits)? {
                    Stored::Plain(long_way) => Stored::Plain(recurring::text(long_way.stored.as_bytes()).unwrap_or(long_way)),
                    rich => rich,
                };
                letters += item.size();
                strings.push(item);
                limits.within(TooMuch::Strings, strings.len(), limits.strings)?;
                limits.within(TooMuch::Letters, letters, limits.letters)?;
            }
            Token::Eof => break,
            _ => {}
        }
    }
    Ok(strings)
}

/// Reads up to the end of the element `end` (`si` or `is`); phonetic text is left out.
pub fn item(scanner: &mut Scanner<impl Read>, end: &[u8], limits: &Limits) -> Result<Stored, Reason> {
    let mut plain = String::new();
    let mut runs: Vec<(String, Option<Encoding>)> = Vec::new();
    let (mut in_text, mut in_run, mut phonetic) = (false, false, false);
    loop {
        match scanner.next()? {
            Token::Start(tag) => match tag.name {
                b"t" => in_text = true,
                b"r" => {
                    in_run = true;
                    if runs.len() < MOST_RUNS {
                        runs.push((String::new(), None));
                    }
                }
                b"rPh" => phonetic = true,
                b"rFont" => {
                    if let (Some(run), Some(font)) = (runs.last_mut(), tag.attribute("val")) {
                        run.1 = Some(legacy::of_font(&font));
                    }
                }
                _ => {}
            },
            Token::End(found) => match found {
                b"t" => in_text = false,
                b"r" => in_run = false,
                b"rPh" => phonetic = false,
                name if name == end => break,
                _ => {}
            },
            Token::Text(text) if in_text && !phonetic => push_text(&lines(text), target(&mut plain, &mut runs, in_run)),
            Token::Plain(text) if in_text && !phonetic => target(&mut plain, &mut runs, in_run).push_str(&lines(text)),
            Token::Eof => return Err(Reason::Damaged("chuỗi bị cắt cụt".into())),
            _ => {}
        }
        // A text longer than Excel can hold is nobody's label and nobody's figure.
        for text in runs.last_mut().map(|run| &mut run.0).into_iter().chain([&mut plain]) {
            if text.len() > limits.text * 4 {
                text.truncate(text.char_indices().nth(limits.text).map_or(text.len(), |(at, _)| at));
            }
        }
    }
    if runs.is_empty() {
        let unescaped = match unescape_excel(&plain) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text),
        };
        Ok(Stored::Plain(Text::new(&unescaped.unwrap_or(plain))))
    } else {
        if !plain.is_empty() {
            runs.insert(0, (plain, None));
        }
        Ok(Stored::Rich(runs.into_iter().map(|(text, encoding)| (unescape_excel(&text).into_owned(), encoding)).collect()))
    }
}

/// A text with its line ends as XML reads them.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

fn target<'a>(plain: &'a mut String, runs: &'a mut [(String, Option<Encoding>)], in_run: bool) -> &'a mut String {
    match runs.last_mut() {
        Some(run) if in_run => &mut run.0,
        _ => plain,
    }
}

/// Gives a stored text its number, in the encoding of the cell's font where it has none of its own.
pub fn pooled(stored: &Stored, encoding: Encoding, pool: &mut Pool) -> TextId {
    match stored {
        Stored::Plain(text) => pool.add(&text.stored, encoding),
        Stored::Rich(runs) => {
            let runs: Vec<Run> = runs.iter().map(|(text, own)| Run { text: text.clone(), encoding: own.unwrap_or(encoding) }).collect();
            pool.add_runs(&runs)
        }
    }
}

/// The shared strings with the numbers they already have.
pub struct Table {
    strings: Vec<Stored>,
    numbers: Vec<Option<TextId>>,
    in_other_fonts: Cache<(usize, Encoding), TextId>,
}

impl Table {
    /// A table of which nothing was asked yet.
    pub fn new(strings: Vec<Stored>) -> Table {
        Table { numbers: vec![None; strings.len()], strings, in_other_fonts: Cache::default() }
    }

    /// The number of the string at an index, for a cell whose font has that encoding.
    pub fn number(&mut self, index: usize, encoding: Encoding, pool: &mut Pool) -> Option<TextId> {
        let stored = self.strings.get(index)?;
        let number = || match stored {
            Stored::Plain(text) => pool.add_text(text, encoding),
            rich => pooled(rich, encoding, pool),
        };
        if encoding == Encoding::Unicode {
            let slot = self.numbers.get_mut(index)?;
            return Some(*slot.get_or_insert_with(number));
        }
        Some(*self.in_other_fonts.entry((index, encoding)).or_insert_with(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_whether_they_are_shared_or_stand_in_cells() {
        let text = || Stored::Plain(Text::new("Diện tích lúa"));
        let mut table = Table::new((0..3).map(|_| text()).collect());
        let mut pool = Pool::default();
        // What rows have in common is told by the number of the text: a unit named in each row of a list, say.
        let shared = [0, 1, 2].map(|index| table.number(index, Encoding::Unicode, &mut pool));
        let in_cells = [(); 3].map(|()| Some(pooled(&text(), Encoding::Unicode, &mut pool)));
        assert_eq!((shared, in_cells), ([shared[0]; 3], [shared[0]; 3]));
        assert_ne!(table.number(0, Encoding::Tcvn3, &mut pool), shared[0]);
        assert_eq!(pool.finish(&mut []).len(), 2);
    }
}
