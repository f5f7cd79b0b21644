//! A written document: its lines in order, and where each stretch of text stands in the file it came from.

use std::ops::Range;
use std::sync::Arc;

/// A document as it was read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// What it is: `docx`, `md` or `txt`.
    pub format: &'static str,
    /// Paragraphs, cells of tables, or lines of a text file, in order; blank ones are left out.
    pub lines: Vec<Line>,
    /// Whether text in a font of the time before Unicode was converted.
    pub converted: bool,
}

/// One paragraph, cell or line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number, counted from 1: the line of a text file, the paragraph of a .docx (blank ones count too).
    pub number: usize,
    /// Its text, as it stands there.
    pub text: String,
    /// Where it stands in a table, where it is a cell of one.
    pub cell: Option<TableCell>,
    /// Where its stretches of text stand in the main part of a packed file.
    pub pieces: Vec<Piece>,
}

/// Where a cell stands: table, row and column, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableCell {
    /// Which table of the document.
    pub table: usize,
    /// Which row of it.
    pub row: usize,
    /// Which cell of the row.
    pub column: usize,
}

/// A stretch of a line's text and the element that holds it, in bytes of the main part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The stretch of the line's text.
    pub text: Range<usize>,
    /// The whole run that it stands in.
    pub run: Range<usize>,
}
