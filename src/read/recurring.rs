//! Texts that come again: communes fill in the same form, so that a workbook has mostly texts of the workbooks before it. They
//! are kept once, as long as the program runs, and each thread finds them by their bytes; a text that was met before is not
//! proved, copied and taken apart again.

use super::legacy::{self, Sign};
use crate::workbook::{Content, MOST_RECURRING, RecurringId};
use foldhash::HashMap;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

/// A text as it was stored.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text itself.
    pub stored: Content,
    /// Where it comes again: its number, and what it says of its encoding.
    pub recurring: Option<(RecurringId, Sign)>,
}

impl Text {
    /// A text of which nothing is known.
    pub fn new(stored: &str) -> Text {
        Text { stored: stored.into(), recurring: None }
    }
}

/// Bytes of all texts that have a number.
const MOST_LETTERS: usize = 1 << 20;
const LONGEST: usize = 240;
const SHORTEST_FIGURE: usize = 4;
/// So many texts are kept when they are met for the first time; later ones when they are met again: titles and dates of one
/// workbook are those of no other.
const MOST_AT_ONCE: usize = 2_048;
/// So many later ones are remembered by their hashes until then.
const MOST_YOUNG: usize = 1_024;

/// Texts are kept in pieces of so many bytes, one behind the other as they are met: those of a form are asked for in that order.
const PIECE: usize = 1 << 14;

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// All texts that are kept, with their numbers.
static NUMBERS: LazyLock<Mutex<Numbers>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Numbers {
    of: HashMap<&'static str, RecurringId>,
    letters: usize,
    /// What is left of the last piece.
    room: &'static mut [u8],
}

impl Numbers {
    /// A text as it is kept, and its number; none where there are as many as are kept.
    fn number(&mut self, text: &str) -> Option<(&'static str, RecurringId)> {
        if let Some((kept, number)) = self.of.get_key_value(text) {
            return Some((kept, *number));
        }
        let count = self.of.len();
        if count >= MOST_RECURRING || self.letters + text.len() > MOST_LETTERS {
            return None;
        }
        let (kept, number) = (self.keep(text)?, RecurringId(count as u32));
        self.letters += kept.len();
        self.of.insert(kept, number);
        Some((kept, number))
    }

    fn keep(&mut self, text: &str) -> Option<&'static str> {
        if self.room.len() < text.len() {
            // They are needed to the end, and bounded by the letters of all.
            self.room = vec![0; PIECE.max(text.len())].leak();
        }
        let (own, left) = std::mem::take(&mut self.room).split_at_mut(text.len());
        self.room = left;
        own.copy_from_slice(text.as_bytes());
        std::str::from_utf8(own).ok()
    }
}

/// The texts that one thread finds.
#[derive(Default)]
struct Kept {
    texts: HashMap<Bytes, (RecurringId, Sign)>,
    /// By their hashes, texts that were met once.
    young: Vec<u64>,
}

/// A text that is found by its bytes.
struct Bytes(&'static str);

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Hash for Bytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        self.0 == other.0
    }
}

impl Eq for Bytes {}

impl Kept {
    fn find(&self, bytes: &[u8]) -> Option<Text> {
        let (text, recurring) = self.texts.get_key_value(bytes)?;
        Some(Text { stored: Content::Kept(text.0), recurring: Some(*recurring) })
    }

    /// Takes a text that is not kept, and keeps it where it may come again.
    fn meet(&mut self, text: &str) -> Text {
        if may_recur(text) && (self.texts.len() < MOST_AT_ONCE || self.was_young(text)) {
            let known = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner).number(text);
            if let Some((kept, number)) = known {
                let recurring = (number, legacy::sign(kept));
                self.texts.insert(Bytes(kept), recurring);
                return Text { stored: Content::Kept(kept), recurring: Some(recurring) };
            }
        }
        Text::new(text)
    }

    /// Whether a text was met before, not long ago.
    fn was_young(&mut self, text: &str) -> bool {
        self.young.resize(MOST_YOUNG, 0);
        let hash = self.texts.hasher().hash_one(text);
        let slot = self.young.get_mut((hash % MOST_YOUNG as u64) as usize);
        slot.is_some_and(|slot| std::mem::replace(slot, hash) == hash)
    }
}

/// Whether a text is one that may come again. Figures and dates typed as text differ from workbook to workbook; "-" and
/// "(7)=(5)/(4)" do not.
fn may_recur(text: &str) -> bool {
    let worded = || text.chars().any(|letter| letter.is_alphabetic() || matches!(letter, '(' | '='));
    text.len() <= SHORTEST_FIGURE || (text.len() <= LONGEST && worded())
}

/// The text of some bytes; none where they are no UTF-8.
pub fn text(bytes: &[u8]) -> Option<Text> {
    KEPT.with_borrow_mut(|kept| match kept.find(bytes) {
        Some(text) => Some(text),
        None => Some(kept.meet(std::str::from_utf8(bytes).ok()?)),
    })
}

/// A text, where it is kept.
pub fn find(text: &str) -> Option<Text> {
    if may_recur(text) { KEPT.with_borrow(|kept| kept.find(text.as_bytes())) } else { None }
}

/// How many texts this thread finds.
pub fn count() -> usize {
    KEPT.with_borrow(|kept| kept.texts.len())
}

/// Meets a text that [`find`] does not find.
pub fn meet(text: &str) -> Text {
    KEPT.with_borrow_mut(|kept| kept.meet(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &Text) -> Option<RecurringId> {
        text.recurring.map(|(number, _)| number)
    }

    #[test]
    fn a_text_has_one_number_in_all_threads() {
        let here = text("Diện tích lúa".as_bytes()).unwrap();
        assert!(number(&here).is_some());
        let other = std::thread::spawn(|| (text("Sản lượng lúa".as_bytes()), text("Diện tích lúa".as_bytes()).unwrap()));
        let (_, there) = other.join().unwrap();
        assert_eq!((number(&there), &there.stored), (number(&here), &here.stored));
        let again = find("Diện tích lúa").unwrap();
        assert!([&there, &again].iter().all(|text| std::ptr::eq(&*text.stored, &*here.stored)));
        assert!(text(b"L\xf3a").is_none());
    }

    #[test]
    fn figures_are_not_kept_and_later_texts_when_they_come_again() {
        let mut kept = Kept::default();
        for figure in ["1.234,5", "12/6/2023", &"x".repeat(LONGEST + 1)] {
            assert!(number(&kept.meet(figure)).is_none(), "{figure}");
        }
        for short in ["-", "1", "(1)", "(7)=(5)/(4)", "ha"] {
            assert!(number(&kept.meet(short)).is_some(), "{short}");
        }
        while kept.texts.len() < MOST_AT_ONCE {
            kept.meet(&format!("tên {}", kept.texts.len()));
        }
        assert!(number(&kept.meet("Tổng đàn trâu")).is_none() && kept.find("Tổng đàn trâu".as_bytes()).is_none());
        assert!(number(&kept.meet("Tổng đàn trâu")).is_some() && kept.find("Tổng đàn trâu".as_bytes()).is_some());
    }
}
