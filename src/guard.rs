//! Work of libraries that may panic: what they do then is told in words, and nobody reads theirs.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the current thread does such work, so that nobody need print why it panics.
pub fn is_guarded() -> bool {
    GUARDED.with(Cell::get)
}

/// Does it; `None` where it panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.with(|guarded| guarded.replace(true));
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.with(|guarded| guarded.set(before));
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result_and_nobody_is_guarded_afterwards() {
        assert_eq!(guarded(|| (is_guarded(), 7)), Some((true, 7)));
        // Within such work there may be more of it.
        assert_eq!(guarded(|| (guarded(|| std::panic::resume_unwind(Box::new(1))), is_guarded())), Some((None::<()>, true)));
        assert!(!is_guarded());
    }
}
