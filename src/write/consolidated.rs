//! The consolidated workbook: “Tổng hợp”, “Theo đơn vị”, “Kiểm tra”, “Nguồn”, and the hidden “Dữ liệu”.
//!
//! Units' figures stand on “Theo đơn vị” as numbers; totals, ratios and verdicts on “Tổng hợp” are formulas over
//! them with the computed results stored, so that every viewer shows them and a change of one figure goes through.

mod by_unit;
mod data;
mod findings;
mod formula;
mod layout;
mod sources;
mod summary;
mod title;

use super::WriteError;
use super::sheet_style;
use super::wording;
use crate::consolidation::Consolidation;
use crate::finding::Finding;
use crate::language::{Language, Text};
use crate::schema::Schema;
use layout::Layout;

/// Name of the sheet of the area's figures.
pub const SUMMARY: Text = Text { vi: "Tổng hợp", en: "Summary" };
/// Name of the sheet of the units' figures.
pub const BY_UNIT: Text = Text { vi: "Theo đơn vị", en: "By unit" };
/// Name of the sheet of findings.
pub const FINDINGS: Text = Text { vi: "Kiểm tra", en: "Findings" };
/// Name of the sheet of files.
pub const SOURCES: Text = Text { vi: "Nguồn", en: "Sources" };
/// Name of the hidden sheet that the workbook is read back with.
pub const DATA: Text = Text { vi: "Dữ liệu", en: "Data" };

/// Makes the consolidated workbook.
///
/// # Errors
/// A limit of Excel is passed that the layout does not already respect.
pub fn consolidated(
    schema: &Schema,
    consolidation: &Consolidation,
    findings: &[Finding],
    language: Language,
) -> Result<Vec<u8>, WriteError> {
    let layout = Layout::of(schema, consolidation, language);
    let title = format!("{} – {}", schema.title, wording::period(schema, consolidation.period, language));
    let author = schema.area.issuer.as_deref().unwrap_or(&schema.area.name);
    let mut workbook = sheet_style::new_workbook(&title, author)?;
    summary::write(workbook.add_worksheet(), &layout)?;
    by_unit::write(workbook.add_worksheet(), &layout)?;
    findings::write(workbook.add_worksheet(), &layout, findings)?;
    sources::write(workbook.add_worksheet(), &layout)?;
    data::write(workbook.add_worksheet(), &layout)?;
    Ok(workbook.save_to_buffer()?)
}
