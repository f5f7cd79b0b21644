//! Every kind of finding, gathered from the steps, for help and documentation.

use crate::finding::Kind;
use crate::{audit, check, locate, read};

/// All kinds, from the file that can't be read to the total that does not add up. A code that two steps raise stands
/// there once for each of them.
pub fn kinds() -> Vec<&'static Kind> {
    [&read::UNREADABLE, &read::ENCRYPTED]
        .into_iter()
        .chain(locate::KINDS.iter().copied())
        .chain(check::KINDS.iter().copied())
        .chain(audit::KINDS.iter().copied())
        .collect()
}
