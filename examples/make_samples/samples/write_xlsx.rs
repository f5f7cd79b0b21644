//! A workbook as .xlsx, with `rust_xlsxwriter`.

use super::Result;
use super::book::{Align, Book, Sheet, Style, Value, a1};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet};

/// The bytes of the file; always the same for the same workbook.
pub fn bytes(book: &Book) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed day instead of the clock's: the day the sheets are dated.
    let created = ExcelDateTime::from_ymd(2023, 6, 15)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in &book.sheets {
        fill(workbook.add_worksheet(), sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn fill(out: &mut Worksheet, sheet: &Sheet) -> Result<()> {
    out.set_name(&sheet.name)?;
    out.set_hidden(sheet.hidden);
    out.set_paper_size(9);
    if !sheet.portrait {
        out.set_landscape();
    }
    out.set_print_fit_to_pages(1, 0);
    out.set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3);
    out.set_print_center_horizontally(true);
    if let Some((first, last)) = sheet.repeat {
        out.set_repeat_rows(first, last)?;
    }
    for (&column, &width) in &sheet.widths {
        out.set_column_width(column, width)?;
    }
    for &column in &sheet.hidden_columns {
        out.set_column_hidden(column)?;
    }
    for (&row, &height) in &sheet.heights {
        out.set_row_height(row, height)?;
    }
    for &(top, left, bottom, right) in &sheet.merges {
        let style = sheet.cells.get(&(top, left)).ok_or("a merged region is empty")?.style;
        out.merge_range(top, left, bottom, right, "", &format_of(style))?;
    }
    for (&at, cell) in &sheet.cells {
        if sheet.is_covered(at) {
            continue;
        }
        let format = format_of(cell.style);
        let (row, column) = at;
        match &cell.value {
            Value::Blank => out.write_blank(row, column, &format)?,
            Value::Text(text) => out.write_string_with_format(row, column, text, &format)?,
            Value::Number(number) => out.write_number_with_format(row, column, number.to_f64().ok_or("no number for Excel")?, &format)?,
            Value::Formula(formula, result) => {
                let formula = Formula::new(format!("={}", formula.spelled(',', a1))).set_result(result.to_string());
                out.write_formula_with_format(row, column, formula, &format)?
            }
        };
    }
    Ok(())
}

fn format_of(style: Style) -> Format {
    let mut format = Format::new()
        .set_font_name(style.font)
        .set_font_size(style.size)
        .set_align(match style.align {
            Align::Left => FormatAlign::Left,
            Align::Center => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        })
        .set_align(FormatAlign::VerticalCenter)
        .set_num_format(style.format.code());
    if style.bold {
        format = format.set_bold();
    }
    if style.italic {
        format = format.set_italic();
    }
    if style.wrap {
        format = format.set_text_wrap();
    }
    if style.border {
        format = format.set_border(FormatBorder::Thin);
    }
    if style.fill {
        format = format.set_background_color("DDEBF7");
    }
    format
}
