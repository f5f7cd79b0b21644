//! What a report claims of its own figures, and what recomputing it says.

use crate::finding::Finding;
use crate::language::Words;
use std::ops::Range;

/// What kind of statement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// A percentage or a multiple of two figures.
    Ratio,
    /// A figure that others add up to.
    Sum,
    /// Đạt or chưa đạt, against a target.
    Verdict,
}

impl ClaimKind {
    /// The name used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            ClaimKind::Ratio => "ratio",
            ClaimKind::Sum => "sum",
            ClaimKind::Verdict => "verdict",
        }
    }
}

/// Where a quote stands: a line of the document and bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The number of the line.
    pub line: usize,
    /// Which bytes of the line's text.
    pub at: Range<usize>,
    /// The text itself.
    pub text: String,
}

/// A statement that was recomputed.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The words that make it.
    pub quote: Quote,
    /// What kind of statement it is.
    pub kind: ClaimKind,
    /// What it says: a number in plain notation, or the code of a verdict.
    pub stated: String,
    /// What its figures give, in the same form.
    pub recomputed: String,
    /// Whether the two agree.
    pub holds: bool,
    /// How it was recomputed: `102 / 275 = 37,1%`.
    pub working: String,
}

/// A finding and the words it is about.
#[derive(Clone, Debug)]
pub struct Remark {
    /// What is wrong.
    pub finding: Finding,
    /// Where.
    pub quote: Quote,
    /// What was computed, where it was.
    pub working: String,
    /// The likeliest slip, where there is one.
    pub slip: Option<Words>,
}

/// What proofreading a document gives.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Everything that could be recomputed, in the order of the text.
    pub claims: Vec<Claim>,
    /// What is wrong or should be looked at, in the order of the text.
    pub remarks: Vec<Remark>,
}
