//! One sheet that is one table: a header with explanations, rows, room for more, drop-downs.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::rows::Line;
use super::{Lists, SPARE_ROWS, text_of, write_value};
use crate::schema::keys::{self, Form, Key};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Note, Worksheet};

const HEAD_ROW: u32 = 2;
/// The first row below the header.
pub(super) const FIRST_ROW: u32 = 3;

/// A column that shows the name behind a code, for the eye.
pub(super) struct Help {
    /// Its heading.
    pub heading: &'static str,
    /// Its width.
    pub width: f64,
    /// The sheet whose first two columns are code and name.
    pub from: &'static str,
    /// The column of the code; also which list of names it is.
    pub by: usize,
}

/// What a sheet looks like.
pub(super) struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What to know before filling it in.
    pub instruction: &'static str,
    /// Its columns.
    pub keys: &'static [Key],
    /// How many columns are printed.
    pub printed: usize,
    /// Columns that stay in sight.
    pub frozen: u16,
    /// Columns for the eye, behind the others.
    pub helps: &'static [Help],
}

impl Table {
    /// Writes the sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet, lines: &[Line], lists: &Lists) -> Result<(), WriteError> {
        sheet.set_name(self.name)?;
        sheet.write_string_with_format(0, 0, self.title, &style::plain().set_bold().set_font_size(14))?;
        sheet.write_string_with_format(1, 0, self.instruction, &style::plain().set_italic())?;
        let last = FIRST_ROW + lines.len() as u32 + SPARE_ROWS;
        let mut heads = Vec::new();
        for (column, key) in self.keys.iter().enumerate() {
            let column = column as u16;
            sheet.set_column_width(column, f64::from(key.width))?;
            // New rows too: a code or a target typed there must not become a number or a date.
            if !matches!(key.form, Form::Number) {
                sheet.set_column_format(column, &style::plain().set_num_format("@"))?;
            }
            sheet.write_string_with_format(HEAD_ROW, column, key.heading, &style::head())?;
            sheet.insert_note(HEAD_ROW, column, &note(key))?;
            heads.push((key.heading, f64::from(key.width)));
            self.drop_down(sheet, column, key, last, lists)?;
        }
        for (at, help) in self.helps.iter().enumerate() {
            let column = (self.keys.len() + at) as u16;
            sheet.set_column_width(column, help.width)?;
            sheet.write_string_with_format(HEAD_ROW, column, help.heading, &style::head().set_italic())?;
        }
        sheet.set_row_height(HEAD_ROW, style::height(&heads, style::SIZE, true) + 4.0)?;
        for (at, line) in lines.iter().enumerate() {
            self.line(sheet, FIRST_ROW + at as u32, line, lists)?;
        }
        let columns = (self.keys.len() + self.helps.len()) as u16;
        let end = (FIRST_ROW + lines.len() as u32).max(FIRST_ROW + 1) - 1;
        sheet.autofilter(HEAD_ROW, 0, end, columns - 1)?;
        sheet.set_freeze_panes(FIRST_ROW, self.frozen)?;
        style::page(sheet, true, "Trang");
        sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        sheet.set_print_area(0, 0, end, self.printed as u16 - 1)?;
        Ok(())
    }

    fn line(&self, sheet: &mut Worksheet, row: u32, line: &Line, lists: &Lists) -> Result<(), WriteError> {
        let format = line.depth.map_or_else(style::cell, style::heading).set_align(FormatAlign::Top);
        let mut texts: Vec<(String, f64)> = Vec::new();
        for (column, key) in self.keys.iter().enumerate() {
            let own = format_of(&format, key);
            match line.entry.fields.iter().find(|field| field.key == key.name) {
                Some(field) => texts.push((write_value(sheet, row, column as u16, &field.value, key, &own)?, f64::from(key.width))),
                None => {
                    sheet.write_blank(row, column as u16, &own)?;
                }
            }
        }
        for (at, help) in self.helps.iter().enumerate() {
            let (key, names) = (self.keys.get(help.by), lists.names.get(help.by));
            let code = key.and_then(|key| text_of(&line.entry, key.name)).unwrap_or_default();
            let name = names.and_then(|names| names.iter().find(|(own, _)| own == code)).map_or("", |(_, name)| name);
            let below = FIRST_ROW + names.map_or(0, Vec::len) as u32 + SPARE_ROWS;
            let (letter, first, sheet_name) = (crate::cell::column_name(help.by as u32), FIRST_ROW + 1, help.from);
            let formula = format!(
                "IFERROR(INDEX('{sheet_name}'!$B${first}:$B${below},MATCH({letter}{},'{sheet_name}'!$A${first}:$A${below},0)),\"\")",
                row + 1
            );
            let format = style::cell().set_italic().set_align(FormatAlign::Top);
            let column = (self.keys.len() + at) as u16;
            sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(style::fitted(name)), &format)?;
            texts.push((name.to_string(), help.width));
        }
        let texts: Vec<(&str, f64)> = texts.iter().map(|(text, width)| (text.as_str(), *width)).collect();
        sheet.set_row_height(row, style::height(&texts, style::SIZE, line.depth.is_some()))?;
        Ok(())
    }

    fn drop_down(&self, sheet: &mut Worksheet, column: u16, key: &Key, last: u32, lists: &Lists) -> Result<(), WriteError> {
        let words: Option<Vec<&str>> = match key.form {
            Form::Flag => Some(vec!["có", "không"]),
            Form::Word(words) => {
                let heading = (key.name == "kind").then_some(&keys::HEADING);
                Some(heading.into_iter().chain(words).map(|word| word.vi).collect())
            }
            _ => None,
        };
        let validation = match (words, lists.source(self.name, key.name)) {
            (Some(words), _) => {
                DataValidation::new().allow_list_strings(&words)?.set_error_title("Chọn trong danh sách")?.set_error_message(
                    format!("“{}” chỉ có thể là: {}.", key.heading, words.join(", ")).chars().take(220).collect::<String>(),
                )?
            }
            // Offered, not demanded: a cell may hold several, and a new one may be meant.
            (None, Some(source)) => DataValidation::new()
                .allow_list_formula(Formula::new(source))
                .set_error_style(DataValidationErrorStyle::Information)
                .show_error_message(false),
            (None, None) => return Ok(()),
        };
        sheet.add_data_validation(FIRST_ROW, column, last, column, &validation)?;
        Ok(())
    }
}

fn format_of(format: &Format, key: &Key) -> Format {
    if matches!(key.form, Form::Number) { format.clone() } else { format.clone().set_num_format("@") }
}

/// The explanation of a column; its size follows its text.
fn note(key: &Key) -> Note {
    let lines = key.note.chars().count() as u32 / 38 + 2;
    Note::new(key.note).add_author_prefix(false).set_font_name(style::FONT).set_font_size(11).set_width(280).set_height(lines * 19 + 8)
}
