//! Lines of fields: .csv, .tsv and texts with `;`, `|` or tabs. Every field is a text; what number it stands for is
//! settled later, by its column and its row, since `1.234` says nothing by itself.

use super::Reason;
use super::builder::{Builder, is_error_text};
use super::encoding;
use super::legacy::{Encoding, Evidence};
use super::limits::Limits;
use super::pool::Pool;
use crate::cell::{MAX_COLUMNS, MAX_ROWS};
use crate::workbook::{Cell, Style, StyleId, Value, Workbook};
use std::borrow::Cow;
use std::sync::Arc;

/// What may stand between fields. Where two fit, the earlier does: a comma also stands in numbers and sentences.
const SEPARATORS: [char; 4] = ['\t', ';', '|', ','];
/// Records looked at to tell the separator.
const LOOKED_AT: usize = 300;

/// Reads a text of separated lines.
///
/// # Errors
/// It is no text, or its lines are not separated into fields.
pub fn parse(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    let decoded = encoding::decode(bytes, None, false);
    let text = decoded.text.as_ref();
    if !is_text(text) {
        return Err(Reason::NotAWorkbook);
    }
    let (separator, body) = match told(text) {
        Some(told) => told,
        None => (separator(text, limits).ok_or(Reason::NotAWorkbook)?, text),
    };
    let font = if decoded.font == Encoding::Unicode && looks_tcvn3(body) { Encoding::Tcvn3 } else { decoded.font };
    let mut pool = Pool::default();
    let mut sheet = Builder::new("Sheet1", false);
    let mut records = Records { rest: body, separator, longest: limits.text, beyond: 0 };
    for (row, record) in (0..MAX_ROWS).zip(&mut records) {
        for (column, field) in (0..MAX_COLUMNS).zip(record) {
            let field = shown(&field, limits);
            if !field.trim().is_empty() {
                let id = pool.add(&field, font);
                pool.within(limits)?;
                let value = if is_error_text(&field) { Value::Error(id) } else { Value::Text(id) };
                sheet.cell(row, Cell { column, style: StyleId(0), value }, limits)?;
            }
        }
    }
    let mut sheet = sheet.finish();
    if records.beyond > 0 {
        sheet.damage.push(format!("{} trường ở ngoài cột XFD, cột cuối cùng của Excel", records.beyond));
    }
    if !records.rest.trim().is_empty() {
        sheet.damage.push(format!("các dòng sau dòng {MAX_ROWS}, dòng cuối cùng của Excel"));
    }
    let mut sheets = vec![sheet];
    let texts = pool.finish(&mut sheets);
    Ok(Workbook { file: name, sha256: String::new(), format: "csv", sheets, texts, styles: vec![Style::default()] })
}

/// Whether a decoded file has no characters that no text has. Old programs end a text with U+001A.
fn is_text(text: &str) -> bool {
    let start = text.trim_start();
    let of_another_kind = ["%PDF", "{\\rtf", "{", "[", "<", "MIME-Version:"].iter().any(|mark| start.starts_with(mark));
    !of_another_kind && !text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A))
}

/// The separator the file names itself in its first line, as Excel reads it: `sep=;`.
fn told(text: &str) -> Option<(char, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let mut mark = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=")?.chars();
    let separator = mark.next()?;
    (mark.next().is_none() && !separator.is_alphanumeric() && separator != '"').then_some((separator, rest))
}

/// The separator that cuts most lines into the same number of fields.
fn separator(text: &str, limits: &Limits) -> Option<char> {
    let mut best: Option<(usize, char)> = None;
    for separator in SEPARATORS {
        let Some((score, convincing)) = evidence(text, separator, limits) else { continue };
        // Any other sign than a comma that cuts most of the lines alike can't be there by chance.
        if convincing && separator != ',' {
            return Some(separator);
        }
        if best.is_none_or(|(before, _)| score > before) {
            best = Some((score, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// How well a separator cuts the lines, and whether most of them alike; `None` where they are no table by it.
fn evidence(text: &str, separator: char, limits: &Limits) -> Option<(usize, bool)> {
    let (mut counts, mut filled, mut records) = (Vec::new(), 0usize, 0usize);
    let (mut after_space, mut separators) = (0usize, 0usize);
    for record in (Records { rest: text, separator, longest: limits.text, beyond: 0 }).take(LOOKED_AT) {
        let with_text = record.iter().filter(|field| !field.trim().is_empty()).count();
        if with_text == 0 {
            continue;
        }
        records += 1;
        separators += record.len() - 1;
        after_space += record.iter().skip(1).filter(|field| field.starts_with(' ')).count();
        filled += usize::from(with_text >= 2);
        if record.len() >= 2 {
            counts.push(record.len());
        }
    }
    counts.sort_unstable();
    let alike = counts.chunk_by(|a, b| a == b).map(|alike| (alike.len(), alike.first().copied().unwrap_or(1)));
    let (lines, fields) = alike.max_by_key(|(lines, fields)| lines * (fields - 1))?;
    // A sentence has a space behind its commas, a line of a program ends in its semicolon.
    let sentences = separator == ',' && 2 * after_space > separators && (fields < 3 || lines < 3 || 10 * lines < 9 * records);
    let is_table = lines >= 2 && filled >= 2 && 2 * lines >= records && 4 * filled >= records && !sentences;
    is_table.then_some((lines * (fields - 1), 5 * lines >= 3 * records))
}

/// Whether letters of the text are those that TCVN3 fonts turn into Vietnamese.
fn looks_tcvn3(text: &str) -> bool {
    let mut evidence = Evidence::default();
    for line in text.lines() {
        evidence.add(line);
    }
    evidence.proves_tcvn3()
}

/// A field as Excel shows it: `="0012"` is the text 0012.
fn shown<'a>(field: &'a str, limits: &Limits) -> Cow<'a, str> {
    let inner = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    let text = inner.unwrap_or(field).trim_matches('\u{1a}').replace("\r\n", "\n");
    match text.char_indices().nth(limits.text) {
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().to_string()),
        None => Cow::Owned(text),
    }
}

/// Records of a text, field by field.
struct Records<'a> {
    rest: &'a str,
    separator: char,
    /// Most characters of a field in quotes; a quote that is not closed by then is a character like any other.
    longest: usize,
    /// Fields that stood beyond the last column of a sheet and were not empty.
    beyond: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Vec<Cow<'a, str>>;

    fn next(&mut self) -> Option<Vec<Cow<'a, str>>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        loop {
            let (field, after) = match self.quoted() {
                Some(quoted) => quoted,
                None => {
                    let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
                    let (field, after) = self.rest.split_at(end);
                    (Cow::Borrowed(field), after)
                }
            };
            // Fields beyond the last column are of no sheet, but their line has to end.
            if fields.len() < MAX_COLUMNS as usize {
                fields.push(field);
            } else {
                self.beyond += usize::from(!field.trim().is_empty());
            }
            if let Some(after) = after.strip_prefix(self.separator) {
                self.rest = after;
                continue;
            }
            self.rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
            return Some(fields);
        }
    }
}

impl<'a> Records<'a> {
    /// A field in quotes and what follows it: the closing quote has to stand before a separator or a line's end, else
    /// the first one opens nothing.
    fn quoted(&self) -> Option<(Cow<'a, str>, &'a str)> {
        let inside = self.rest.strip_prefix('"')?;
        let bytes = inside.as_bytes();
        let most = bytes.len().min(self.longest.saturating_mul(4));
        let (mut at, mut doubled) = (0, false);
        while at < most {
            if bytes.get(at) != Some(&b'"') {
                at += 1;
            } else if bytes.get(at + 1) == Some(&b'"') {
                doubled = true;
                at += 2;
            } else {
                let (field, after) = (inside.get(..at)?, inside.get(at + 1..)?.trim_start_matches(' '));
                let closes = after.is_empty() || after.starts_with([self.separator, '\n', '\r']);
                return closes.then(|| (if doubled { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) }, after));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, separator: char) -> Vec<Vec<String>> {
        Records { rest: text, separator, longest: 1_000, beyond: 0 }
            .map(|record| record.iter().map(|field| field.to_string()).collect())
            .collect()
    }

    fn found(text: &str) -> Option<char> {
        is_text(text).then(|| separator(text, &Limits::default())).flatten()
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        assert_eq!(fields("a;\"b;\"\"c\"\"\nd\";e\r\nf", ';'), [vec!["a", "b;\"c\"\nd", "e"], vec!["f"]]);
        assert_eq!(fields("\"Nông thôn\" mới;1\n\"2;3\n", ';'), [vec!["\"Nông thôn\" mới", "1"], vec!["\"2", "3"]]);
        assert_eq!(fields("a;\n;b", ';'), [["a", ""], ["", "b"]]);
    }

    #[test]
    fn the_separator_is_told_by_most_lines() {
        assert_eq!(found("Chỉ tiêu;KH;TH\nLúa, ngô;310,5;320,4\nSắn;10,5;9,4\n"), Some(';'));
        assert_eq!(found("BÁO CÁO\nXã A, huyện B\nChỉ tiêu\tKH\tTH\nLúa\t1,5\t2,5\nNgô\t1\t2\n"), Some('\t'));
        assert_eq!(found("Chỉ tiêu,KH,TH\n\"Lúa; ngô\",\"310,5\",320\nSắn,10,9\n"), Some(','));
        assert_eq!(found("Tên|KH\nLúa|1\nNgô|2\n"), Some('|'));
    }

    #[test]
    fn sentences_and_programs_are_no_tables() {
        for text in [
            "Kính gửi Ủy ban nhân dân huyện,\nHôm nay, ngày 14, chúng tôi gồm có, theo danh sách:\nÔng A, bà B, ông C.\nTrân trọng, cảm ơn.",
            "int a = 1;\nint b = 2;\nreturn a;\n",
            "{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n",
            "%PDF-1.4\n1;2\n3;4\n",
            "một dòng; hai",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
