//! The text of a cell as a page shows it: spaces of any number count as one, lines end where the page breaks them.

use super::super::legacy::Encoding;
use super::super::pool::Run;
use crate::label::beginning;

/// A text being put together.
#[derive(Default)]
pub struct Text {
    runs: Vec<Run>,
    length: usize,
    space: bool,
    lines: usize,
    is_plain: bool,
}

impl Text {
    /// Adds characters in one font.
    pub fn push(&mut self, text: &str, encoding: Encoding, bold: bool, longest: usize) {
        // A text longer than Excel can hold is nobody's label and nobody's figure.
        let longest = longest.saturating_mul(4);
        if self.length > longest {
            return;
        }
        for (at, word) in text.split([' ', '\t', '\n', '\r', '\x0C']).enumerate() {
            self.space |= at > 0;
            if word.is_empty() {
                continue;
            }
            let word = beginning(word, longest);
            let mut before = "";
            if self.length > 0 {
                before = match (self.lines, self.space) {
                    (0, false) => "",
                    (0, true) => " ",
                    _ => "\n",
                };
            }
            (self.space, self.lines) = (false, 0);
            self.is_plain |= !bold;
            self.length += before.len() + word.len();
            match self.runs.last_mut() {
                Some(run) if run.encoding == encoding => {
                    run.text.push_str(before);
                    run.text.push_str(word);
                }
                _ => self.runs.push(Run { text: format!("{before}{word}"), encoding }),
            }
            if self.length > longest {
                return;
            }
        }
    }

    /// Begins another line, where there is text to come.
    pub fn line_break(&mut self) {
        self.lines += 1;
    }

    /// Whether there is any text.
    pub fn is_filled(&self) -> bool {
        self.length > 0
    }

    /// Whether all of it is bold.
    pub fn is_bold(&self) -> bool {
        self.length > 0 && !self.is_plain
    }

    /// The text in pieces of one encoding.
    pub fn finish(self) -> Vec<Run> {
        self.runs
    }
}
