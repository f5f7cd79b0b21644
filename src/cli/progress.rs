//! How far the work on many files is, for those who watch: files done of all, how many a second, how long still.

use chitieu::language::{Language, Text};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::time::Duration;

/// A line that is drawn over again while files are done; gone without a trace at the end.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// For so many files with which that is being done, drawn where `target` says.
    pub fn new(work: Text, files: usize, language: Language, target: ProgressDrawTarget) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        let doing = move |state: &ProgressState, out: &mut dyn Write| put(out, doing(work, state.pos(), state.len()).in_language(language));
        let done = move |state: &ProgressState, out: &mut dyn Write| {
            put(out, &format!("{}/{} {}", state.pos(), state.len().unwrap_or_default(), FILES.in_language(language)));
        };
        // Before anything is done there is nothing to tell the time from.
        let pace = move |state: &ProgressState, out: &mut dyn Write| {
            if (1..state.len().unwrap_or_default()).contains(&state.pos()) {
                put(out, &format!(" · {} · {}", rate(state.per_sec(), language), left(state.eta(), language)));
            }
        };
        if let Ok(style) = ProgressStyle::with_template("{doing} {wide_bar} {done}{pace}") {
            bar.set_style(style.with_key("doing", doing).with_key("done", done).with_key("pace", pace));
        }
        bar.tick();
        Progress { bar }
    }

    /// One more file is done. What comes after the last one takes its time, too: the line says so.
    pub fn one_done(&self) {
        self.bar.inc(1);
        if self.bar.length() == Some(self.bar.position()) {
            self.bar.force_draw();
        }
    }

    /// Takes the line away, before anything else is said.
    pub fn end(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Workbooks are read and checked.
pub const READING: Text = Text { vi: "Đang đọc", en: "Reading" };
/// Mistakes are marked in copies of the workbooks.
pub const MARKING: Text = Text { vi: "Đang đánh dấu lỗi", en: "Marking mistakes" };
const FINISHING: Text = Text { vi: "Đang hoàn tất", en: "Finishing" };
const FILES: Text = Text { vi: "tệp", en: "files" };

/// A terminal that can't be written to is nobody who watches.
fn put(out: &mut dyn Write, text: &str) {
    let _ = out.write_str(text);
}

fn doing(work: Text, done: u64, all: Option<u64>) -> Text {
    if all.is_some_and(|all| done < all) { work } else { FINISHING }
}

/// Files a second, or a minute where it is less than one.
fn rate(per_second: f64, language: Language) -> String {
    let (shown, each) = match per_second >= 1.0 {
        true => (per_second, Text { vi: "tệp/giây", en: "files/s" }),
        false => (per_second * 60.0, Text { vi: "tệp/phút", en: "files/min" }),
    };
    format!("{shown:.0} {}", each.in_language(language))
}

/// How long it still takes, no finer than can be told.
fn left(time: Duration, language: Language) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let (vi, en) = match seconds {
        0 => ("còn chưa đến 1 giây".to_string(), "less than 1 s left".to_string()),
        1..60 => (format!("còn {seconds} giây"), format!("{seconds} s left")),
        60..3_600 => (format!("còn {minutes} phút {:02} giây", seconds % 60), format!("{minutes} min {:02} s left", seconds % 60)),
        _ => (format!("còn {hours} giờ {minutes:02} phút"), format!("{hours} h {minutes:02} min left")),
    };
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::TermLike;
    use std::io;
    use std::sync::{Arc, Mutex};

    /// Keeps what is drawn.
    #[derive(Clone, Debug, Default)]
    struct Drawn(Arc<Mutex<String>>);

    impl TermLike for Drawn {
        fn width(&self) -> u16 {
            100
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().unwrap().push('\n');
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines(language: Language) -> Vec<String> {
        let drawn = Drawn::default();
        let progress = Progress::new(READING, 3, language, ProgressDrawTarget::term_like(Box::new(drawn.clone())));
        for _ in 0..3 {
            progress.one_done();
        }
        progress.end();
        let text = drawn.0.lock().unwrap().clone();
        text.split('\n').map(|line| line.trim_end().to_string()).collect()
    }

    #[test]
    fn each_file_done_is_shown_and_nothing_stays() {
        let lines = lines(Language::Vi);
        let of = |done: &str| lines.iter().filter(|line| line.contains(done)).collect::<Vec<_>>();
        assert!(of("0/3 tệp").iter().any(|line| line.starts_with("Đang đọc ") && line.ends_with("0/3 tệp")), "{lines:?}");
        assert!(of("1/3 tệp").iter().all(|line| line.starts_with("Đang đọc ") && line.contains(" · còn ")), "{lines:?}");
        assert!(!of("1/3 tệp").is_empty() && !of("2/3 tệp").is_empty(), "{lines:?}");
        assert!(of("3/3 tệp").iter().any(|line| line.starts_with("Đang hoàn tất ") && line.ends_with("3/3 tệp")), "{lines:?}");
        assert_eq!(lines.last().map(String::as_str), Some(""), "{lines:?}");
    }

    #[test]
    fn in_english_where_it_is_asked_for() {
        let lines = lines(Language::En);
        assert!(lines.iter().any(|line| line.starts_with("Reading ") && line.contains("2/3 files · ")), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("Finishing ")), "{lines:?}");
    }

    #[test]
    fn pace_and_time_are_said_in_words_of_their_size() {
        assert_eq!(rate(34.6, Language::Vi), "35 tệp/giây");
        assert_eq!(rate(0.25, Language::Vi), "15 tệp/phút");
        assert_eq!(rate(0.25, Language::En), "15 files/min");
        let vi = |seconds| left(Duration::from_secs(seconds), Language::Vi);
        assert_eq!([vi(0), vi(59), vi(125), vi(7_260)], ["còn chưa đến 1 giây", "còn 59 giây", "còn 2 phút 05 giây", "còn 2 giờ 01 phút"]);
        assert_eq!(left(Duration::from_secs(3_599), Language::En), "59 min 59 s left");
    }
}
