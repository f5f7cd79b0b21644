//! “Dữ liệu”: hidden, what the workbook is read back with as last year's or as one unit's a level up.
//!
//! It holds no figure of a unit: those stand on “Theo đơn vị” alone, so that a correction made in Excel can't be
//! contradicted here. It holds the schema, and of figures that are totals themselves what is behind them, each with the
//! figure it is behind, so that a figure that was changed since is noticed.
//!
//! A line is a word that says what it is, then texts: `schema` and pieces of one line of the schema's TOML;
//! `rolled-up`, unit, indicator, whether complete, then for plan, actual and prior what is behind it and the figure;
//! `last-year`, file, SHA-256, year; `prior`, indicator, what is behind it; `not-comparable`, owner, indicator and why in
//! both languages.

use super::super::WriteError;
use super::super::codes;
use super::super::sheet_style as style;
use super::DATA;
use super::layout::Layout;
use crate::consolidation::Parts;
use crate::language::{Text, Words};
use crate::schema::{IndicatorId, to_toml};
use crate::submission::Measure;
use rust_xlsxwriter::Worksheet;

/// Characters in a cell; Excel takes 32,767.
const PIECE: usize = 8000;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout) -> Result<(), WriteError> {
    sheet.set_name(layout.text(DATA))?;
    sheet.set_hidden(true);
    let note = layout.text(Text {
        vi: "Trang này để chitieu đọc lại bảng tổng hợp (làm số cùng kỳ năm sau, hoặc gộp lên cấp trên). Xin đừng sửa.",
        en: "chitieu reads the workbook back with this sheet, as last year's or a level up. Please leave it as it is.",
    });
    let head = [codes::MARK, codes::DATA, "1", note].map(String::from).to_vec();
    let plain = style::plain();
    for (row, texts) in std::iter::once(head).chain(lines(layout)).enumerate() {
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(row as u32, column as u16, text, &plain)?;
        }
    }
    Ok(())
}

fn lines(layout: &Layout) -> Vec<Vec<String>> {
    let schema = layout.schema;
    let code = |id: IndicatorId| schema.indicator(id).code.clone();
    let mut lines: Vec<Vec<String>> = to_toml(schema).lines().filter(|line| !line.is_empty()).map(schema_line).collect();
    for row in &layout.consolidation.rows {
        for (unit, figures) in &row.by_unit {
            let Some(below) = figures.rolled_up() else { continue };
            let complete = if below.complete { "1" } else { "0" };
            let mut line = vec!["rolled-up".into(), schema.unit(unit).code.clone(), code(row.indicator), complete.into()];
            for (parts, measure) in below.parts.iter().zip(Measure::ALL) {
                line.push(parts.to_string());
                line.push(figures.amount(measure).map(|amount| amount.to_string()).unwrap_or_default());
            }
            lines.push(line);
        }
    }
    if let Some(source) = &layout.consolidation.last_year {
        lines.push(vec!["last-year".into(), style::fitted(&source.file), source.sha256.clone(), source.year.to_string()]);
        for row in &layout.consolidation.rows {
            let parts = row.parts[Measure::Prior as usize];
            if parts != Parts::Whole {
                lines.push(vec!["prior".into(), code(row.indicator), parts.to_string()]);
            }
            let mut because = |owner: &str, why: Option<&Words>| {
                if let Some(why) = why {
                    let words = [&why.vi, &why.en].map(|text| style::fitted(text));
                    lines.push(["not-comparable".into(), owner.into(), code(row.indicator)].into_iter().chain(words).collect());
                }
            };
            because(&schema.area.code, row.not_comparable.as_ref());
            for (unit, figures) in &row.by_unit {
                because(&schema.unit(unit).code, figures.not_comparable());
            }
        }
    }
    lines
}

/// One line of the schema, in pieces that fit into cells.
fn schema_line(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    std::iter::once("schema".to_string()).chain(characters.chunks(PIECE).map(|piece| piece.iter().collect())).collect()
}
