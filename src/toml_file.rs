//! Small TOML files that people edit: each problem with its line, and all of them at once.

use crate::language::Words;
use crate::schema::Lines;
use crate::schema::raw::{Place, Problem};
use toml::de::{DeTable, Error};

/// What is wrong with one file.
pub(crate) struct Problems {
    lines: Lines,
    list: Vec<Problem>,
}

impl Problems {
    /// Parses a text, and reads it where it is TOML.
    ///
    /// # Errors
    /// Every problem found, in the order of the lines; with any of them nothing is used.
    pub fn reading<T>(text: &str, read: impl FnOnce(&DeTable<'_>, &mut Problems) -> T) -> Result<T, Vec<Problem>> {
        let mut problems = Problems { lines: Lines::of(text), list: Vec::new() };
        let done = match DeTable::parse(text) {
            Ok(table) => Some(read(table.get_ref(), &mut problems)),
            Err(error) => {
                problems.syntax(&error);
                None
            }
        };
        let Problems { mut list, .. } = problems;
        match done {
            Some(done) if list.is_empty() => Ok(done),
            _ => {
                list.sort_by(|a, b| a.place.cmp(&b.place));
                Err(list)
            }
        }
    }

    /// Tells one, at a byte of the text.
    pub fn tell(&mut self, at: usize, vi: impl Into<String>, en: impl Into<String>) {
        self.list.push(Problem { place: Place::Line(self.line(at)), message: Words::new(vi, en), mild: false });
    }

    /// Tells a key that does not exist, with the nearest one that does.
    ///
    /// Such files are written back whole, so that what is not understood would be lost: it is asked about instead.
    pub fn unknown_key(&mut self, at: usize, name: &str, known: &[&str], manual: &str) {
        let (vi, en) = match known.iter().find(|key| strsim::damerau_levenshtein(key, name) <= 2) {
            Some(near) => (format!("Có phải “{near}” không? Hãy sửa lại."), format!("Did you mean “{near}”?")),
            None => (format!("Hãy bỏ khóa này hoặc xem {manual}."), format!("Remove it or see {manual}.")),
        };
        self.tell(at, format!("Không có khóa “{name}”. {vi}"), format!("There is no key “{name}”. {en}"));
    }

    /// Tells a file of another version than the one that is read.
    pub fn other_version(&mut self, at: usize) {
        self.tell(
            at,
            "Chương trình này đọc tệp phiên bản 1. Hãy dùng chương trình mới hơn hoặc ghi version = 1.",
            "This program reads files of version 1. Use a newer program or write version = 1.",
        );
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        self.lines.number(at)
    }

    fn syntax(&mut self, error: &Error) {
        let message = error.message();
        self.tell(
            error.span().map_or(0, |span| span.start),
            format!("Không đúng cú pháp TOML ({message}). Hãy sửa dòng này (tên và chữ để trong dấu ngoặc kép, mỗi tên ghi một lần), hoặc xóa tệp rồi ghi lại."),
            format!("Not valid TOML ({message}). Correct this line (names and texts in quotes, each name once), or remove the file and begin anew."),
        );
    }
}
