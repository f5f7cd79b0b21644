//! A schema as a workbook that an official maintains in Excel; the counterpart of `schema::from_workbook`.
//!
//! It is made from the schema as typed and from the table of keys alone: a key that the one form has, the other has.
//! Texts are cells of text whatever they begin with.

mod rows;
mod set;
mod sheet;

use super::WriteError;
use super::sheet_style as style;
use crate::language::Words;
use crate::number;
use crate::schema::in_cells;
use crate::schema::keys::{self, Form, Key};
use crate::schema::raw::{Entry, RawSchema, Value};
use crate::schema::{Target, plain_in_cell};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet};
use sheet::Table;

/// Name of the hidden sheet with the words that are offered.
const LISTS: &str = "Danh mục";
/// Empty rows that are prepared below each table.
const SPARE_ROWS: u32 = 300;

/// Makes the workbook of a schema as typed.
///
/// # Errors
/// A limit of Excel is passed: a text of more than 32 000 letters.
pub fn schema_workbook(raw: &RawSchema) -> Result<Vec<u8>, WriteError> {
    let title = text_of(&raw.top, "title").unwrap_or_default();
    let issuer = raw.area.as_ref().and_then(|area| text_of(area, "issuer").or_else(|| text_of(area, "name"))).unwrap_or_default();
    let mut workbook = style::new_workbook(title, issuer)?;
    set::write(workbook.add_worksheet(), raw)?;
    let rows = rows::document(raw);
    let lists = Lists::of(raw, &rows);
    Table {
        name: keys::UNIT_SHEET,
        title: "CÁC ĐƠN VỊ BÁO CÁO",
        instruction: "Mỗi dòng một đơn vị, theo thứ tự cột của bảng tổng hợp. Chỉ vào ô tiêu đề để xem giải thích.",
        keys: keys::UNIT,
        printed: keys::UNIT.len(),
        frozen: 2,
        helps: &[],
    }
    .write(
        workbook.add_worksheet(),
        &raw.units.iter().map(|entry| rows::Line { entry: entry.clone(), depth: None }).collect::<Vec<_>>(),
        &lists,
    )?;
    Table {
        name: keys::INDICATOR_SHEET,
        title: "CÁC MỤC VÀ CHỈ TIÊU",
        instruction: "Theo thứ tự của văn bản. Dòng mục (cột “Loại” ghi “mục”) đứng trên các chỉ tiêu của nó. Chỉ vào ô tiêu đề để xem giải thích.",
        keys: keys::INDICATOR,
        printed: 8,
        frozen: 2,
        helps: &[],
    }
    .write(workbook.add_worksheet(), &rows, &lists)?;
    Table {
        name: keys::PLAN_SHEET,
        title: "KẾ HOẠCH GIAO CHO TỪNG ĐƠN VỊ",
        instruction: "Mỗi dòng một số kế hoạch giao cho một đơn vị. Không giao riêng thì để trống trang này. Hai cột tên chỉ để xem, không được đọc.",
        keys: keys::PLAN,
        printed: keys::PLAN.len() + 2,
        frozen: 0,
        helps: &[
            sheet::Help { heading: keys::HELP[0], width: 30.0, from: keys::UNIT_SHEET, by: 0 },
            sheet::Help { heading: keys::HELP[1], width: 60.0, from: keys::INDICATOR_SHEET, by: 1 },
        ],
    }
    .write(workbook.add_worksheet(), &raw.plans.iter().map(|entry| rows::Line { entry: entry.clone(), depth: None }).collect::<Vec<_>>(), &lists)?;
    lists.write(workbook.add_worksheet())?;
    style::saved(&mut workbook)
}

/// What drop-downs offer beyond fixed words, and the names behind codes.
struct Lists {
    kinds_of_unit: Vec<String>,
    sections: Vec<String>,
    /// Code and name of each unit, then of each row of the document.
    names: [Vec<(String, String)>; 2],
}

impl Lists {
    fn of(raw: &RawSchema, rows: &[rows::Line]) -> Lists {
        let texts = |entries: &[Entry], key: &str| -> Vec<String> {
            let mut texts: Vec<String> = Vec::new();
            for text in entries.iter().filter_map(|entry| text_of(entry, key)) {
                if !texts.iter().any(|other| other == text) {
                    texts.push(text.to_string());
                }
            }
            texts
        };
        let named = |entry: &Entry| Some((text_of(entry, "code")?.to_string(), text_of(entry, "name")?.to_string()));
        Lists {
            kinds_of_unit: texts(&raw.units, "kind"),
            sections: texts(&raw.sections, "code"),
            names: [raw.units.iter().filter_map(named).collect(), rows.iter().filter_map(|line| named(&line.entry)).collect()],
        }
    }

    /// The hidden sheet that drop-downs point to.
    fn write(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        sheet.set_name(LISTS)?;
        let text = style::plain().set_num_format("@");
        for (column, list) in [&self.kinds_of_unit, &self.sections].into_iter().enumerate() {
            for (row, item) in list.iter().enumerate() {
                write_text(sheet, row as u32, column as u16, item, &text)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }

    /// The cells that hold the words to choose from for a key.
    fn source(&self, sheet: &str, key: &str) -> Option<String> {
        let hidden = |column: char, list: &[String]| (!list.is_empty()).then(|| format!("='{LISTS}'!${column}$1:${column}${}", list.len()));
        let codes = |sheet: &str, at: usize| {
            let last = sheet::FIRST_ROW + self.names.get(at).map_or(0, Vec::len) as u32 + SPARE_ROWS;
            Some(format!("='{sheet}'!$A${}:$A${last}", sheet::FIRST_ROW + 1))
        };
        match key {
            "kind" if sheet == keys::UNIT_SHEET => hidden('A', &self.kinds_of_unit),
            "reported-by" => hidden('A', &self.kinds_of_unit),
            "section" => hidden('B', &self.sections),
            "unit" if sheet == keys::PLAN_SHEET => codes(keys::UNIT_SHEET, 0),
            "at-unit" => codes(keys::UNIT_SHEET, 0),
            "indicator" | "numerator" | "denominator" | "from" => codes(keys::INDICATOR_SHEET, 1),
            _ => None,
        }
    }
}

fn text_of<'a>(entry: &'a Entry, key: &str) -> Option<&'a str> {
    match &entry.fields.iter().find(|field| field.key == key)?.value {
        Value::Text(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}

/// What a value is in a cell.
enum InCell {
    Text(String),
    Number(Decimal),
}

fn in_cell(value: &Value, key: &Key) -> InCell {
    let text = match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        Value::Flag(flag) => if *flag { "có" } else { "không" }.to_string(),
        Value::List(items) => {
            let items: Vec<&str> = items
                .iter()
                .filter_map(|(item, _)| match item {
                    Value::Text(text) | Value::Number(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            in_cells::join(items, key.form)
        }
        Value::Other(what) => (*what).to_string(),
    };
    match key.form {
        Form::Number => match Decimal::from_str_exact(&text) {
            // Excel keeps fifteen digits; a number with more stays text, to the last digit.
            Ok(number) if number::from_f64(style::stored(number)) == Some(number) => InCell::Number(number),
            Ok(number) => InCell::Text(plain_in_cell(number)),
            Err(_) => InCell::Text(text),
        },
        Form::Target => InCell::Text(Target::parse(&text, None).map_or(text, |target| target.in_cell())),
        Form::Word(words) => {
            let heading = (key.name == "kind").then_some(&keys::HEADING);
            InCell::Text(words.iter().chain(heading).find(|word| word.code == text).map_or(text, |word| word.vi.to_string()))
        }
        _ => InCell::Text(text),
    }
}

fn write_value(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, key: &Key, format: &Format) -> Result<String, WriteError> {
    match in_cell(value, key) {
        InCell::Text(text) => {
            write_text(sheet, row, column, &text, &format.clone().set_num_format("@"))?;
            Ok(text)
        }
        InCell::Number(number) => {
            sheet.write_number_with_format(row, column, style::stored(number), &format.clone().set_align(FormatAlign::Right))?;
            Ok(number::vietnamese(number, None))
        }
    }
}

/// A text as it is, or an error: nothing of a schema may be cut off.
fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), WriteError> {
    if style::fitted(text).len() != text.len() {
        let start: String = text.chars().take(40).collect();
        return Err(WriteError {
            words: Words::new(
                format!("“{start}…” dài hơn một ô của Excel chứa được. Hãy rút ngắn, hoặc xuất bộ chỉ tiêu ra tệp .toml."),
                format!("“{start}…” is longer than a cell of Excel can hold. Shorten it, or export the schema as .toml."),
            ),
        });
    }
    style::write_text(sheet, row, column, text, format)
}
