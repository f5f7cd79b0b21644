//! “Kiểm tra”: what was found, for the officer to put right.

use super::super::WriteError;
use super::super::findings_sheet::Findings;
use super::FINDINGS;
use super::layout::Layout;
use crate::accepted::Accepted;
use crate::finding::Finding;
use rust_xlsxwriter::Worksheet;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, findings: &[Finding]) -> Result<(), WriteError> {
    let open: Vec<&Finding> = findings.iter().collect();
    let accepted: Vec<&Accepted> = layout.consolidation.accepted.iter().collect();
    Findings { schema: layout.schema, language: layout.language, open: &open, accepted: &accepted }.write(sheet, FINDINGS)
}
