//! “Dữ liệu”: hidden, what the workbook is read back with as last year's or as one unit's a level up.
//!
//! It holds no figure of a unit: those stand on “Theo đơn vị” alone, so that a correction made in Excel can't be
//! contradicted here. It holds the schema, and of figures that are totals themselves what is behind them, each with the
//! figure it is behind, so that a figure that was changed since is noticed.
//!
//! A line is a word that says what it is, then texts: `schema` and lines of the schema's TOML, or pieces of one that is long;
//! `rolled-up`, unit, indicator, whether complete, then for plan, actual and prior what is behind it and the figure;
//! `plan-in-words`, unit, indicator, the plan's figure and what is asked, as a target of the schema file; `last-year`, file,
//! SHA-256, year; `prior`, indicator, what is behind it; `not-comparable`, owner, indicator and why in both languages.

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
/// Lines in a cell; Excel takes 253 ends of lines.
const LINES: usize = 200;

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
    let mut lines = schema_lines(&to_toml(schema));
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
    for ((unit, id), target) in &layout.consolidation.plans_in_words {
        let plan = layout.consolidation.row(*id).unit(*unit).and_then(|figures| figures.amount(Measure::Plan));
        // A figure that follows from another row is worked out again.
        if let Some(plan) = plan.filter(|_| schema.indicator(*id).derivation.is_none()) {
            lines.push(vec!["plan-in-words".into(), schema.unit(*unit).code.clone(), code(*id), plan.to_string(), target.to_string()]);
        }
    }
    if let Some(source) = &layout.consolidation.last_year {
        lines.push(vec!["last-year".into(), style::fitted(&source.file).into_owned(), source.sha256.clone(), source.year.to_string()]);
        for row in &layout.consolidation.rows {
            let parts = row.parts[Measure::Prior as usize];
            if parts != Parts::Whole {
                lines.push(vec!["prior".into(), code(row.indicator), parts.to_string()]);
            }
            let mut because = |owner: &str, why: Option<&Words>| {
                if let Some(why) = why {
                    let words = [&why.vi, &why.en].map(|text| style::fitted(text).into_owned());
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

/// The schema: as many of its lines in a cell as fit there, since the schema of a country has a hundred thousand; one that
/// is too long for a cell in pieces.
fn schema_lines(toml: &str) -> Vec<Vec<String>> {
    let mut cells: Vec<Vec<String>> = Vec::new();
    let (mut characters, mut count) = (PIECE, LINES);
    for line in toml.lines().filter(|line| !line.is_empty()) {
        let own = line.chars().count() + 1;
        if own > PIECE {
            let letters: Vec<char> = line.chars().collect();
            let pieces = letters.chunks(PIECE).map(|piece| piece.iter().collect());
            cells.push(std::iter::once("schema".to_string()).chain(pieces).collect());
            // Nothing is added to its end.
            characters = PIECE;
            continue;
        }
        match cells.last_mut().and_then(|cell| cell.last_mut()) {
            Some(text) if characters + own <= PIECE && count < LINES => {
                text.push('\n');
                text.push_str(line);
                (characters, count) = (characters + own, count + 1);
            }
            _ => {
                cells.push(vec!["schema".to_string(), line.to_string()]);
                (characters, count) = (own, 1);
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_schema_fill_cells_and_come_back() {
        let long = format!("c = '{}'", "đ".repeat(20_000));
        let many: Vec<String> = (0..500).map(|at| format!("a = {at}")).collect();
        let wide: Vec<String> = (0..20).map(|at| format!("b = '{}'", "x".repeat(1_000 + at))).collect();
        let all: Vec<&str> = many.iter().chain(&wide).map(String::as_str).chain([&*long, "d = 1", "e = 2"]).collect();
        let cells = schema_lines(&(all.join("\n\n") + "\n"));
        let text = |cell: &Vec<String>| cell.iter().skip(1).map(String::as_str).collect::<String>();
        assert_eq!(cells.iter().map(text).collect::<Vec<_>>().join("\n"), all.join("\n"));
        assert!(cells.iter().all(|cell| cell[0] == "schema" && cell[1..].iter().all(|text| text.chars().count() <= PIECE)));
        assert!(cells.iter().flatten().all(|text| text.lines().count() <= LINES));
        assert_eq!(cells.len(), 3 + 2 + 1 + 1);
    }
}
