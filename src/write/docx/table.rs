//! Tables whose head is repeated on every page and whose rows don't break.

use super::styles;
use super::xml::{self, Form, Look};
use crate::report::{Align, Cell, RowKind, Table, TableRow};

/// How far a part stands to the right of its whole, in twentieths of a point.
const STEP: u32 = 170;

/// A table as wide as the text.
pub(super) fn table(table: &Table, width: u32) -> String {
    let widths = widths(table, width);
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0620\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    let head: String = table
        .columns
        .iter()
        .zip(&widths)
        .map(|(column, width)| {
            cell(*width, 1, &column.title, &Form { keep_next: true, align: Some(Align::Center), ..Form::default() }, Look::Bold)
        })
        .collect();
    out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"));
    for line in &table.rows {
        out.push_str(&row(table, line, &widths));
    }
    out.push_str("</w:tbl>");
    out
}

/// Widths by share; what rounding leaves goes to the last column.
fn widths(table: &Table, width: u32) -> Vec<u32> {
    let whole: u32 = table.columns.iter().map(|column| column.share).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table.columns.iter().map(|column| width * column.share / whole).collect();
    let given: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width.saturating_sub(given);
    }
    widths
}

fn row(table: &Table, line: &TableRow, widths: &[u32]) -> String {
    let look = match line.kind {
        RowKind::Heading(_) | RowKind::Total => Look::Bold,
        RowKind::Figure | RowKind::Part(_) => Look::Plain,
    };
    // A heading runs over all cells that are empty behind it, and stays with the row below.
    let is_heading = matches!(line.kind, RowKind::Heading(_));
    let used = line.cells.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |at| at + 1);
    let mut cells = String::new();
    for (at, (of, column)) in line.cells.iter().zip(&table.columns).enumerate() {
        if is_heading && at >= used {
            break;
        }
        let is_last = is_heading && at + 1 == used;
        let span = if is_last { line.cells.len() - at } else { 1 };
        let width: u32 = widths.iter().skip(at).take(span).sum();
        let mut text = of.text();
        let mut form = Form { keep_next: is_heading, align: Some(column.align), ..Form::default() };
        if let (RowKind::Part(depth), Align::Left) = (line.kind, column.align) {
            form.indent = Some((STEP * depth, 0));
            text = format!("- {text}");
        }
        cells.push_str(&cell(width, span, &text, &form, look));
    }
    format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
}

fn cell(width: u32, span: usize, text: &str, form: &Form, look: Look) -> String {
    let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
    let paragraph = xml::paragraph(styles::TABLE_TEXT, form, &xml::run(text, look));
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}<w:vAlign w:val=\"center\"/></w:tcPr>{paragraph}</w:tc>")
}
