//! The file of accepted findings: read with the line of every word, written in one fixed order.

use super::{Date, Entry, tidied, tidied_name};
use crate::cell::Position;
use crate::schema::quoted;
use crate::schema::raw::Problem;
use crate::submission::Measure;
use crate::toml_file::Problems;
use std::fmt::Write;
use toml::de::{DeTable, DeValue};

/// What stands at the head of the file, for whoever opens it.
const HEAD: &str = "\
# Những phát hiện đã được xem xét và chấp nhận, kèm lý do (lệnh “chitieu chap-nhan”).
# Sửa hoặc xóa khối bằng tay được; cách ghi: docs/accepted.md. Mỗi lần chấp nhận, tệp được viết lại
# toàn bộ, nên lời ghi chú thêm vào sẽ mất.
version = 1
";
const KEYS: [&str; 14] =
    ["code", "unit", "period", "indicator", "measure", "file", "sheet", "cell", "found", "expected", "said", "reason", "by", "date"];

/// Reads a file of accepted findings.
///
/// # Errors
/// Every problem found, each with its line; with any of them nothing of the file is used.
pub fn from_toml(text: &str) -> Result<Vec<Entry>, Vec<Problem>> {
    Problems::reading(text, |table, problems| Reader { problems }.entries(table))
}

struct Reader<'p> {
    problems: &'p mut Problems,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.tell(at, vi, en);
    }

    fn entries(&mut self, table: &DeTable<'_>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("version", DeValue::Integer(number)) if number.as_str() == "1" => {}
                ("version", _) => self.problems.other_version(value.span().start),
                ("accepted", DeValue::Array(blocks)) => {
                    for block in blocks {
                        let DeValue::Table(table) = block.get_ref() else {
                            self.wrong_shape(block.span().start);
                            continue;
                        };
                        let Some(entry) = self.entry(block.span().start, table) else { continue };
                        match entries.iter().find(|earlier| earlier.is_about_the_same(&entry)) {
                            Some(earlier) => self.problem(
                                block.span().start,
                                format!("Khối này chấp nhận cùng một điểm với khối ở dòng {}. Hãy bỏ một khối.", earlier.line),
                                format!("This block accepts the same as the one at line {}. Remove one.", earlier.line),
                            ),
                            None => entries.push(entry),
                        }
                    }
                }
                ("accepted", _) => self.wrong_shape(key.span().start),
                (name, _) => self.unknown_key(key.span().start, name, &["version", "accepted"]),
            }
        }
        entries
    }

    fn entry(&mut self, at: usize, table: &DeTable<'_>) -> Option<Entry> {
        let before = self.problems.count();
        let mut entry = Entry { line: self.problems.line(at), ..Entry::default() };
        for (key, value) in table {
            let (name, start) = (key.get_ref().as_ref(), value.span().start);
            if !KEYS.contains(&name) {
                self.unknown_key(key.span().start, name, &KEYS);
                continue;
            }
            // An empty cell is found empty; everything else says something.
            let may_be_empty = matches!(name, "found" | "expected");
            let Some(text) = text(value.get_ref()).filter(|text| may_be_empty || !text.trim().is_empty()) else {
                self.problem(
                    start,
                    format!("“{name}” phải là chữ trong dấu ngoặc kép, không để trống. Hãy sửa lại."),
                    format!("“{name}” must be a text in quotes that is not empty."),
                );
                continue;
            };
            match name {
                "code" => entry.code = text,
                "unit" => entry.unit = Some(text),
                "period" => entry.period = Some(text),
                "indicator" => entry.indicator = Some(text),
                "measure" if Measure::ALL.into_iter().any(|measure| measure.code() == text) => entry.measure = Some(text),
                "measure" => self.problem(
                    start,
                    format!("“measure” phải là plan, actual hoặc prior, không phải “{text}”. Hãy sửa lại."),
                    format!("“measure” must be plan, actual or prior, not “{text}”."),
                ),
                "file" => entry.file = Some(text),
                "sheet" => entry.sheet = Some(text),
                "cell" => match Position::parse(&text) {
                    Some(at) => entry.cell = Some(at),
                    None => self.problem(
                        start,
                        format!("“{text}” không phải là địa chỉ ô. Hãy ghi như B12."),
                        format!("“{text}” is no address of a cell. Write it like B12."),
                    ),
                },
                "found" => entry.found = Some(text),
                "expected" => entry.expected = Some(text),
                "said" => entry.said = Some(text),
                "reason" => entry.acceptance.reason = tidied(&text),
                "by" => entry.acceptance.by = Some(tidied_name(&text)),
                _ => match Date::parse(&text) {
                    Some(date) => entry.acceptance.date = date,
                    None => self.problem(
                        start,
                        format!("“{text}” không phải là ngày. Hãy ghi như 2023-06-20."),
                        format!("“{text}” is no date. Write it like 2023-06-20."),
                    ),
                },
            }
        }
        for needed in ["code", "reason", "date"] {
            if !table.iter().any(|(key, _)| key.get_ref() == needed) {
                self.problem(
                    at,
                    format!("Khối [[accepted]] thiếu “{needed}”. Hãy ghi thêm, hoặc xóa khối này."),
                    format!("A block [[accepted]] has no “{needed}”. Add it, or remove the block."),
                );
            }
        }
        // An entry that names nothing of the data would fit whatever comes next.
        let names_data = entry.indicator.is_some() || entry.unit.is_some() || entry.file.is_some();
        if !names_data && self.problems.count() == before {
            self.problem(
                at,
                "Khối [[accepted]] không nêu đơn vị (unit), chỉ tiêu (indicator) hay tệp (file). Hãy ghi thêm để biết là điểm nào.",
                "A block [[accepted]] names no unit, indicator or file. Add one to say which finding it is.",
            );
        }
        (self.problems.count() == before).then_some(entry)
    }

    fn wrong_shape(&mut self, at: usize) {
        self.problem(
            at,
            "“accepted” phải được viết thành khối [[accepted]]. Hãy viết lại theo tài liệu docs/accepted.md.",
            "“accepted” must be written as blocks [[accepted]]. See docs/accepted.md.",
        );
    }

    fn unknown_key(&mut self, at: usize, name: &str, known: &[&str]) {
        self.problems.unknown_key(at, name, known, "docs/accepted.md");
    }
}

/// A text; numbers and dates may go without quotes.
fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_string()),
        DeValue::Float(number) => Some(number.as_str().to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

/// Writes the file: the same entries give the same bytes, whatever the order they were accepted in.
pub fn to_toml(entries: &[Entry]) -> String {
    let mut out = HEAD.to_string();
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort_by_key(|entry| {
        (&entry.period, &entry.unit, &entry.code, &entry.indicator, &entry.measure, &entry.file, &entry.sheet, entry.cell)
    });
    for entry in entries {
        let Entry { acceptance, .. } = entry;
        let cell = entry.cell.map(|at| at.to_string());
        let date = acceptance.date.iso();
        let _ = writeln!(out, "\n[[accepted]]");
        for (key, value) in [
            ("code", Some(&entry.code)),
            ("unit", entry.unit.as_ref()),
            ("period", entry.period.as_ref()),
            ("indicator", entry.indicator.as_ref()),
            ("measure", entry.measure.as_ref()),
            ("file", entry.file.as_ref()),
            ("sheet", entry.sheet.as_ref()),
            ("cell", cell.as_ref()),
            ("found", entry.found.as_ref()),
            ("expected", entry.expected.as_ref()),
            ("said", entry.said.as_ref()),
            ("reason", Some(&acceptance.reason)),
            ("by", acceptance.by.as_ref()),
            ("date", Some(&date)),
        ] {
            if let Some(value) = value {
                let _ = writeln!(out, "{key} = {}", quoted(value));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Acceptance;
    use super::*;
    use crate::schema::raw::Place;

    const SMALL: &str = "version = 1\n\n[[accepted]]\ncode = \"part-sum-mismatch\"\nunit = \"a\"\nindicator = \"I.1\"\nmeasure = \"actual\"\n\
                         found = \"528\"\nexpected = \"528.5\"\nreason = \"Đơn vị làm tròn – đã giải trình\"\nby = \"Ông A – phòng B\"\ndate = 2023-06-20\n";

    #[test]
    fn what_is_written_is_read_back() {
        let entries = from_toml(SMALL).unwrap();
        let own = &entries[0];
        assert_eq!((own.line, own.found.as_deref(), own.acceptance.date.iso().as_str()), (3, Some("528"), "2023-06-20"));
        let mut again = from_toml(&to_toml(&entries)).unwrap();
        again[0].line = own.line;
        assert_eq!(again, entries);
        let line = own.acceptance.line();
        assert_eq!(line, "Đơn vị làm tròn – đã giải trình – Ông A - phòng B, 20/6/2023");
        assert_eq!(Acceptance::from_line(&line), Some(own.acceptance.clone()));
        let unsigned = Acceptance { by: None, ..own.acceptance.clone() };
        assert_eq!(Acceptance::from_line(&unsigned.line()), Some(unsigned));
    }

    #[test]
    fn every_problem_is_told_with_its_line() {
        for (from, to, line, words) in [
            ("code", "cod", 4, "Có phải “code” không?"),
            ("reason = \"Đơn vị làm tròn – đã giải trình\"\n", "", 3, "thiếu “reason”"),
            ("\"Đơn vị làm tròn – đã giải trình\"", "\" \"", 10, "không để trống"),
            ("2023-06-20", "\"20.6.23\"", 12, "không phải là ngày"),
            ("\"actual\"", "\"thuc hien\"", 7, "plan, actual hoặc prior"),
            ("[[accepted]]", "[accepted]", 3, "khối [[accepted]]"),
            ("unit = \"a\"\nindicator = \"I.1\"\n", "", 3, "không nêu đơn vị"),
        ] {
            let problems = from_toml(&SMALL.replacen(from, to, 1)).unwrap_err();
            let told: Vec<(&Place, &str)> = problems.iter().map(|problem| (&problem.place, problem.message.vi.as_str())).collect();
            assert!(told.iter().any(|(place, vi)| **place == Place::Line(line) && vi.contains(words)), "{to}: {told:?}");
        }
        let twice = format!("{SMALL}{}", SMALL.trim_start_matches("version = 1\n"));
        assert!(from_toml(&twice).unwrap_err()[0].message.vi.contains("dòng 3"));
    }
}
