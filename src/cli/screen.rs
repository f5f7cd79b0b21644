//! Standard output for results, standard error for progress and messages.

use super::Stop;
use super::progress::Progress;
use chitieu::language::{Language, Text, Words};
use indicatif::ProgressDrawTarget;
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

/// Where the program speaks, and in which language.
pub struct Screen {
    /// The language of everything said.
    pub language: Language,
    quiet: bool,
}

impl Screen {
    /// Speaks in that language.
    pub fn new(language: Language) -> Screen {
        Screen { language, quiet: false }
    }

    /// Keeps progress and messages to itself where that is wanted.
    pub fn with_quiet(self, quiet: bool) -> Screen {
        Screen { quiet, ..self }
    }

    /// Whether only what was asked for is shown.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A result. `println!` would panic on a closed pipe; here it ends the program quietly.
    pub fn result(&self, text: &str) -> Result<(), Stop> {
        let mut out = io::stdout().lock();
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let written = out.write_all(harmless(text).as_bytes()).and_then(|()| out.write_all(end.as_bytes())).and_then(|()| out.flush());
        written.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::PipeClosed,
            _ => Stop::because(
                format!("Không đưa được kết quả ra màn hình hoặc tệp nhận: {error}. Hãy kiểm tra ổ đĩa rồi làm lại."),
                format!("The results could not be printed: {error}. Check the disk and try again."),
            ),
        })
    }

    /// A message that may be missed.
    pub fn note(&self, words: &Words) {
        if !self.quiet {
            self.say(words.in_language(self.language));
        }
    }

    /// A message that must not be missed.
    pub fn trouble(&self, text: &str) {
        self.say(text);
    }

    fn say(&self, text: &str) {
        // Where nobody listens on standard error, there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
    }

    /// Shows how far the work on so many files is; nothing where nobody watches.
    pub fn progress(&self, work: Text, files: usize) -> Progress {
        let target = match self.quiet || files < 2 || !io::stderr().is_terminal() {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        };
        Progress::new(work, files, self.language, target)
    }

    /// Keeps the window open that Windows opens for files dropped on the icon, so that the outcome can be read.
    pub fn hold_window(&self) {
        if cfg!(windows) && io::stdin().is_terminal() && io::stdout().is_terminal() {
            self.say(match self.language {
                Language::Vi => "Nhấn Enter để đóng cửa sổ này.",
                Language::En => "Press Enter to close this window.",
            });
            let _ = io::stdin().read_line(&mut String::new());
        }
    }
}

/// A text that a terminal shows and does not obey: control characters, and those that turn the direction of writing, as
/// `\u202e`. In JSON that is the same character written otherwise.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_obeyed =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.chars().any(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_obeyed(c) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}
