//! Limits on what a hostile or broken file may cost.

/// How much of a file is read at most.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes of one unpacked part.
    pub part: u64,
    /// Parts of a packed file.
    pub parts: usize,
    /// Cells with content in one sheet.
    pub cells: usize,
    /// Sheets.
    pub sheets: usize,
    /// Characters of one text (Excel's own limit is 32,767).
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file: 256 << 20, part: 1 << 30, parts: 20_000, cells: 20_000_000, sheets: 1_024, text: 40_000 }
    }
}
