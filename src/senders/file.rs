//! The file of senders: read with the line of every word, written in one fixed order.

use super::{ColumnRole, LabelMeans, Layout, Said, Sender, Senders, Whose, heading_key, label_key, sheet_key};
use crate::cell::{Position, column_name};
use crate::label;
use crate::schema::quoted;
use crate::schema::raw::Problem;
use crate::toml_file::Problems;
use std::collections::BTreeMap;
use std::fmt::Write;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// What stands at the head of the file, for whoever opens it.
const HEAD: &str = "\
# Những điều đã được xác nhận về cách lập biểu của từng đơn vị (lệnh “chitieu ghi-nho”).
# Sửa hoặc xóa dòng bằng tay được; cách ghi: docs/senders.md. Mỗi lần ghi nhớ, tệp được viết lại
# toàn bộ, nên lời ghi chú thêm vào sẽ mất.
version = 1
";

type Key<'a> = Spanned<DeString<'a>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// Reads a file of senders.
///
/// # Errors
/// Every problem found, each with its line; with any of them nothing of the file is used.
pub fn from_toml(text: &str) -> Result<Senders, Vec<Problem>> {
    Problems::reading(text, |table, problems| Reader { problems }.senders(table))
}

struct Reader<'p> {
    problems: &'p mut Problems,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.tell(at, vi, en);
    }

    fn senders(&mut self, table: &DeTable<'_>) -> Senders {
        let mut senders = Senders::default();
        for (key, value) in in_order(table) {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("version", version) if number(version) == Some("1") => {}
                ("version", _) => self.problems.other_version(value.span().start),
                ("sender", DeValue::Array(blocks)) => {
                    for block in blocks {
                        match block.get_ref() {
                            DeValue::Table(table) => self.sender(block.span().start, table, &mut senders),
                            _ => self.wrong_shape(block.span().start, "sender", "[[sender]]"),
                        }
                    }
                }
                ("sender", _) => self.wrong_shape(key.span().start, "sender", "[[sender]]"),
                (name, _) => self.unknown_key(key.span().start, name, &["version", "sender"]),
            }
        }
        senders
    }

    fn sender(&mut self, at: usize, table: &DeTable<'_>, senders: &mut Senders) {
        let mut sender = Sender { line: self.problems.line(at), ..Sender::default() };
        let mut whose = None;
        for (key, value) in in_order(table) {
            let start = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("unit", unit) => match text(unit) {
                    Some("*") => whose = Some(Whose::Every),
                    Some(code) => whose = Some(Whose::Unit(code.to_string())),
                    None => self.problem(
                        value.span().start,
                        "“unit” phải là mã đơn vị, hoặc \"*\" cho mọi đơn vị. Hãy sửa lại.",
                        "“unit” must be the code of a unit, or \"*\" for all of them.",
                    ),
                },
                ("labels", DeValue::Table(labels)) => self.labels(labels, &mut sender),
                ("columns", DeValue::Table(columns)) => self.columns(columns, &mut sender),
                ("layouts", DeValue::Table(layouts)) => self.layouts(layouts, &mut sender),
                (name @ ("labels" | "columns"), _) => self.wrong_shape(start, name, &format!("[sender.{name}]")),
                ("layouts", _) => self.wrong_shape(start, "layouts", "[sender.layouts.\"Tên trang\"]"),
                (name, _) => self.unknown_key(start, name, &["unit", "labels", "columns", "layouts"]),
            }
        }
        let Some(whose) = whose else {
            if !table.iter().any(|(key, _)| key.get_ref() == "unit") {
                self.problem(
                    at,
                    "Khối [[sender]] thiếu “unit”. Hãy ghi mã đơn vị, hoặc unit = \"*\" cho mọi đơn vị.",
                    "A block [[sender]] has no “unit”. Write the code of a unit, or unit = \"*\" for all of them.",
                );
            }
            return;
        };
        if let Some(earlier) = senders.senders.get(&whose) {
            let (first, code) = (earlier.line, whose.code());
            self.problem(
                at,
                format!("Đơn vị “{code}” đã có khối [[sender]] ở dòng {first}. Hãy gộp hai khối làm một."),
                format!("Unit “{code}” has a block [[sender]] at line {first} already. Make one block of the two."),
            );
            return;
        }
        senders.senders.insert(whose, sender);
    }

    fn labels(&mut self, labels: &DeTable<'_>, sender: &mut Sender) {
        for (key, value) in in_order(labels) {
            let name = key.get_ref().as_ref();
            let Some(code) = text(value.get_ref()) else {
                self.problem(
                    value.span().start,
                    format!("“{name}” phải bằng mã chỉ tiêu, hoặc \"none\" nếu không thuộc bộ chỉ tiêu. Hãy sửa lại."),
                    format!("“{name}” must be the code of an indicator, or \"none\"."),
                );
                continue;
            };
            let means = if code == "none" { LabelMeans::None } else { LabelMeans::Indicator(code.to_string()) };
            let said = Said { text: label::tidy(name), means, line: self.problems.line(key.span().start) };
            let place = label_key(name);
            if self.has_words(key, &place) {
                self.once(key, &place, said, &mut sender.labels);
            }
        }
    }

    fn columns(&mut self, columns: &DeTable<'_>, sender: &mut Sender) {
        for (key, value) in in_order(columns) {
            let name = key.get_ref().as_ref();
            let Some(means) = text(value.get_ref()).and_then(ColumnRole::from_code).filter(|role| role.is_sayable()) else {
                let words = words_of(ColumnRole::is_sayable);
                self.problem(
                    value.span().start,
                    format!("Cột “{name}” phải là một trong: {words}. Hãy sửa lại."),
                    format!("Column “{name}” must be one of: {words}."),
                );
                continue;
            };
            let said = Said { text: label::tidy(name), means, line: self.problems.line(key.span().start) };
            let place = heading_key(name);
            if self.has_words(key, &place) {
                self.once(key, &place, said, &mut sender.columns);
            }
        }
    }

    fn has_words(&mut self, key: &Key<'_>, place: &str) -> bool {
        let has = place.chars().any(char::is_alphanumeric);
        if !has {
            let name = key.get_ref();
            self.problem(
                key.span().start,
                format!("Tên “{name}” không có chữ nào để so. Hãy ghi tên như trên biểu, hoặc xóa dòng này."),
                format!("“{name}” has no words to compare. Write it as on the sheet, or remove the line."),
            );
        }
        has
    }

    /// Two ways of typing the same words can't both be said, unless they say the same.
    fn once<T: PartialEq>(&mut self, key: &Key<'_>, place: &str, said: Said<T>, known: &mut BTreeMap<String, Said<T>>) {
        match known.get(place) {
            Some(earlier) if earlier.means != said.means => {
                let (line, name) = (earlier.line, &said.text);
                self.problem(
                    key.span().start,
                    format!("“{name}” đã ghi ở dòng {line} với nghĩa khác. Hãy bỏ một trong hai dòng."),
                    format!("“{name}” stands at line {line} with another meaning. Remove one of the two lines."),
                );
            }
            Some(_) => {}
            None => {
                known.insert(place.to_string(), said);
            }
        }
    }

    fn layouts(&mut self, layouts: &DeTable<'_>, sender: &mut Sender) {
        for (key, value) in in_order(layouts) {
            let sheet = key.get_ref().as_ref();
            let DeValue::Table(columns) = value.get_ref() else {
                self.wrong_shape(key.span().start, sheet, "[sender.layouts.\"Tên trang\"]");
                continue;
            };
            let mut layout = Layout { sheet: sheet.to_string(), columns: BTreeMap::new() };
            for (key, value) in in_order(columns) {
                let name = key.get_ref().as_ref();
                let Some(role) = ColumnRole::from_code(name).filter(|role| role.is_in_layouts()) else {
                    let words = words_of(ColumnRole::is_in_layouts);
                    self.problem(
                        key.span().start,
                        format!("Bố cục không có cột “{name}”. Hãy dùng một trong: {words}."),
                        format!("A layout has no column “{name}”. Use one of: {words}."),
                    );
                    continue;
                };
                match letters(value.get_ref()) {
                    Some(columns) => {
                        layout.columns.insert(role, columns);
                    }
                    None => self.problem(
                        value.span().start,
                        format!("“{name}” phải là chữ cái của cột, ví dụ \"D\". Hãy sửa lại."),
                        format!("“{name}” must be the letter of a column, \"D\" for example."),
                    ),
                }
            }
            if sender.layouts.insert(sheet_key(sheet), layout).is_some() {
                self.problem(
                    key.span().start,
                    format!("Trang “{sheet}” có hai bố cục. Hãy bỏ một."),
                    format!("Sheet “{sheet}” has two layouts. Remove one."),
                );
            }
        }
    }

    fn wrong_shape(&mut self, at: usize, name: &str, form: &str) {
        self.problem(
            at,
            format!("“{name}” phải được viết thành khối {form}. Hãy viết lại theo tài liệu docs/senders.md."),
            format!("“{name}” must be written as a block {form}. See docs/senders.md."),
        );
    }

    fn unknown_key(&mut self, at: usize, name: &str, known: &[&str]) {
        self.problems.unknown_key(at, name, known, "docs/senders.md");
    }
}

/// The parser keeps keys in alphabetical order; people think in the order they typed.
fn in_order<'a, 'b>(table: &'a DeTable<'b>) -> Vec<(&'a Key<'b>, &'a Value<'b>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn number<'a>(value: &'a DeValue<'_>) -> Option<&'a str> {
    match value {
        DeValue::Integer(number) => Some(number.as_str()),
        _ => None,
    }
}

/// A code; one that looks like a number may go without quotes.
fn text<'a>(value: &'a DeValue<'_>) -> Option<&'a str> {
    match value {
        DeValue::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        DeValue::Integer(number) => Some(number.as_str()),
        DeValue::Float(number) => Some(number.as_str()),
        _ => None,
    }
}

/// One column, or a list of them.
fn letters(value: &DeValue<'_>) -> Option<Vec<u32>> {
    let one = |value: &DeValue<'_>| text(value).and_then(column_of);
    let mut columns = match value {
        DeValue::Array(items) => items.iter().map(|item| one(item.get_ref())).collect::<Option<Vec<u32>>>()?,
        value => vec![one(value)?],
    };
    columns.sort_unstable();
    columns.dedup();
    (!columns.is_empty()).then_some(columns)
}

/// The column of Excel's letters, counted from 0.
pub fn column_of(letters: &str) -> Option<u32> {
    let only_letters = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    only_letters.then(|| Position::parse(&format!("{letters}1"))).flatten().map(|at| at.column)
}

fn words_of(which: impl Fn(ColumnRole) -> bool) -> String {
    ColumnRole::ALL.into_iter().filter(|role| which(*role)).map(ColumnRole::code).collect::<Vec<_>>().join(", ")
}

/// Writes the file: the same things remembered give the same bytes, whatever the order they were confirmed in.
pub fn to_toml(senders: &Senders) -> String {
    let mut out = HEAD.to_string();
    for (whose, sender) in &senders.senders {
        let _ = writeln!(out, "\n[[sender]]\nunit = {}", quoted(whose.code()));
        if !sender.labels.is_empty() {
            out.push_str("\n[sender.labels]\n");
        }
        for said in sender.labels.values() {
            let _ = writeln!(out, "{} = {}", quoted(&said.text), quoted(said.means.code()));
        }
        if !sender.columns.is_empty() {
            out.push_str("\n[sender.columns]\n");
        }
        for said in sender.columns.values() {
            let _ = writeln!(out, "{} = {}", quoted(&said.text), quoted(said.means.code()));
        }
        for layout in sender.layouts.values() {
            let _ = writeln!(out, "\n[sender.layouts.{}]", quoted(&layout.sheet));
            for (role, columns) in &layout.columns {
                let columns: Vec<String> = columns.iter().map(|column| quoted(&column_name(*column))).collect();
                let _ = match columns.as_slice() {
                    [only] => writeln!(out, "{} = {only}", role.code()),
                    several => writeln!(out, "{} = [{}]", role.code(), several.join(", ")),
                };
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::raw::Place;

    const WHOLE: &str = r#"
[[sender]]
unit = "*"

[sender.labels]
"Số máy cày" = "none"

[[sender]]
unit = "huong-xuan"

[sender.labels]
"Tổng sản lượng / - Lúa \"mới\"" = "III.02"
"Thóc và bắp" = "III.01"

[sender.columns]
"Năm 2023 / Giao đầu năm" = "plan"

[sender.layouts."Biểu 1"]
label = "B"
plan = "D"
actual = ["F", "AB"]
"#;

    fn lines(problems: &[Problem]) -> Vec<usize> {
        let line = |problem: &Problem| match problem.place {
            Place::Line(line) => line,
            Place::Cell { .. } => 0,
        };
        problems.iter().map(line).collect()
    }

    #[test]
    fn what_is_written_reads_back_to_the_same_bytes() {
        let written = to_toml(&from_toml(WHOLE).unwrap());
        assert_eq!(written, to_toml(&from_toml(&written).unwrap()));
        assert!(written.starts_with(HEAD) && written.contains("actual = [\"F\", \"AB\"]"), "{written}");
        // By the order of its things, not of its lines.
        let turned = WHOLE.replace("\"Thóc và bắp\" = \"III.01\"\n", "").replace("III.02\"\n", "III.02\"\n\"Thóc và bắp\" = \"III.01\"\n");
        assert_eq!(to_toml(&from_toml(&turned).unwrap()), written);
        assert_eq!(to_toml(&from_toml("").unwrap()), HEAD);
    }

    #[test]
    fn every_problem_is_told_with_its_line() {
        let broken = "version = 2\n[[sender]]\nunit = \"a\"\n[sender.label]\n[sender.labels]\nx = 1\n\"...\" = \"1\"\n[sender.columns]\n\
                      c = \"kế hoạch\"\n[sender.layouts.s]\nplan = \"D4\"\nfoo = \"A\"\n[[sender]]\n[[sender]]\nunit = \"a\"\n";
        assert_eq!(lines(&from_toml(broken).unwrap_err()), [1, 4, 7, 9, 11, 12, 13, 14]);
        assert_eq!(lines(&from_toml("version = 1\n[[sender]]\nunit = \n").unwrap_err()), [3]);
        // Two ways of typing one label that say different things.
        let twice = "[[sender]]\nunit = \"a\"\n[sender.labels]\n\"Hoà\" = \"1\"\n\"HÒA\" = \"2\"\n";
        assert_eq!(lines(&from_toml(twice).unwrap_err()), [5]);
        assert!(from_toml(&twice.replace('2', "1")).is_ok());
    }

    #[test]
    fn nothing_in_the_file_makes_it_panic() {
        for text in
            ["\u{0}", "[[[", "sender = 1", "sender = [1, []]", "[sender]\nunit = 1", "[[sender]]\nunit = []", "a.b.c = {}", "\"\"=1"]
        {
            let _ = from_toml(text);
        }
        let deep = format!("x = {}", "[".repeat(100_000));
        assert!(from_toml(&deep).is_err());
        for (at, _) in WHOLE.char_indices() {
            let _ = from_toml(&WHOLE[..at]);
            let _ = from_toml(&WHOLE[at..]);
        }
    }
}
