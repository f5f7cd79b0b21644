//! One cell of a schema's workbook, as the value of its key.

use super::super::in_cells;
use super::super::keys::{self, Form, Key, Word};
use super::super::raw::Value;
use super::super::target::plain_in_cell;
use super::{Reader, place};
use crate::cell::Position;
use crate::number;
use crate::workbook::{self, Cell, Sheet};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// The value; `None` where there is none, or where what is wrong with it was told.
    pub(super) fn value(&mut self, sheet: &Sheet, at: Position, cell: &Cell, key: &Key) -> Option<Value> {
        let place = place(&sheet.name, at);
        match cell.value {
            workbook::Value::Text(id) => {
                let text = self.book.text(id).trim();
                (!text.is_empty()).then(|| text_value(text, key, &place))
            }
            workbook::Value::Flag(flag) if matches!(key.form, Form::Flag) => Some(Value::Flag(flag)),
            workbook::Value::Flag(flag) => Some(text_value(if flag { "TRUE" } else { "FALSE" }, key, &place)),
            workbook::Value::Number(number) => {
                let style = self.book.style(cell.style);
                if style.date {
                    self.tell(
                        place,
                        false,
                        "Excel đã đổi nội dung ô này thành ngày tháng. Hãy định dạng ô là Text (Văn bản) rồi gõ lại.",
                        "Excel has made a date of this cell. Format it as Text and type it again.",
                    );
                    return None;
                }
                let shown_as_percent = style.percent;
                let fraction_in_code = matches!(key.form, Form::Code) && !number.fract().is_zero();
                if fraction_in_code {
                    let (code, shown) = (number::plain_text(number), number::vietnamese(number, None));
                    self.tell(
                        place.clone(),
                        true,
                        format!(
                            "Mã này là số {shown} chứ không phải chữ, được đọc là “{code}”. Nếu mã là “{code}0”, hãy định dạng ô là Text (Văn bản) rồi gõ lại."
                        ),
                        format!("This code is the number {shown}, read as “{code}”. Where it is “{code}0”, format the cell as Text and type it again."),
                    );
                }
                Some(number_value(number, shown_as_percent, key, &place))
            }
            workbook::Value::NotCalculated => {
                self.tell(
                    place,
                    false,
                    "Công thức ở ô này chưa có kết quả. Hãy mở bằng Excel, lưu lại, hoặc gõ thẳng giá trị.",
                    "The formula of this cell has no result. Open it in Excel and save it, or type the value.",
                );
                None
            }
            workbook::Value::Error(id) | workbook::Value::Odd(id) => {
                let what = self.book.text(id);
                self.tell(
                    place,
                    false,
                    format!("Ô này có lỗi {what}. Hãy sửa công thức hoặc gõ thẳng giá trị."),
                    format!("This cell has the error {what}. Correct the formula or type the value."),
                );
                None
            }
        }
    }
}

fn text_value(text: &str, key: &Key, place: &super::Place) -> Value {
    match key.form {
        Form::Word(words) => {
            // The column of kinds also says which rows are headings.
            let heading = (key.name == "kind").then_some(&keys::HEADING);
            let meant = words.iter().chain(heading).find(|word: &&Word| word.is_meant_by(text));
            Value::Text(meant.map_or(text, |word| word.code).to_string())
        }
        Form::Texts | Form::Codes => {
            Value::List(in_cells::split(text, key.form).into_iter().map(|item| (Value::Text(item), place.clone())).collect())
        }
        Form::Text | Form::Code | Form::Number | Form::Flag | Form::Target => Value::Text(text.to_string()),
    }
}

fn number_value(number: Decimal, shown_as_percent: bool, key: &Key, place: &super::Place) -> Value {
    match key.form {
        // 0,9 shown as 90% is 90 to whoever typed it.
        Form::Number | Form::Target if shown_as_percent => match number.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => Value::Text(format!("{}%", plain_in_cell(percent))),
            None => Value::Number(number::plain_text(number)),
        },
        Form::Number | Form::Target => Value::Number(number::plain_text(number)),
        _ => text_value(&number::plain_text(number), key, place),
    }
}
