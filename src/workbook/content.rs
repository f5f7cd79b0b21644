//! What a text says, held by all who ask for it.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// The letters of a text. Those of one that comes again in other workbooks are kept as long as the program runs, so that nobody
/// has to count who holds them.
#[derive(Clone, Debug)]
pub enum Content {
    /// Of a text that comes again.
    Kept(&'static str),
    /// Of any other.
    Own(Arc<str>),
}

impl Deref for Content {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Content::Kept(text) => text,
            Content::Own(text) => text,
        }
    }
}

impl Borrow<str> for Content {
    fn borrow(&self) -> &str {
        self
    }
}

impl Hash for Content {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Content) -> bool {
        **self == **other
    }
}

impl Eq for Content {}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Content {
        Content::Own(text.into())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Content {
        Content::Own(text.into())
    }
}

impl From<Content> for Arc<str> {
    fn from(content: Content) -> Arc<str> {
        match content {
            Content::Kept(text) => text.into(),
            Content::Own(text) => text,
        }
    }
}
