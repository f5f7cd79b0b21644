//! The annotated report: the .docx itself with a Word comment at the words of each finding.
//!
//! Every part stays as it was packed but the main one, the comments, and the two lists that name the comments. In the main
//! part only the marks are put in; a run is cut in two where a quote begins or ends within it.

use super::super::WriteError;
use super::super::docx::xml::escape;
use super::markup::{Edits, Form, Unfit, append_to_root, nested, root, tags, unescape};
use super::package::Package;
use crate::claim::Remark;
use crate::document::{Document, Piece};
use crate::language::{Language, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Who speaks in our comments.
const AUTHOR: &str = "chitieu";
/// Word's numbers of comments have a sign.
const HIGHEST_ID: u32 = i32::MAX as u32;
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Puts a comment at each remark; `original` is the bytes that `document` was read from.
///
/// # Errors
/// The file is not built as the standard says, so that marks can't be put in without changing other things.
pub fn annotated_document(original: &[u8], document: &Document, remarks: &[Remark], language: Language) -> Result<Vec<u8>, WriteError> {
    annotate(original, document, remarks, language).map_err(|Unfit(why)| WriteError {
        words: Words::new(
            format!("Không chèn được ghi chú vào văn bản này ({why}). Hãy mở bằng Word, lưu lại dạng .docx rồi làm lại."),
            format!("Comments can't be put into this document ({why}). Open it in Word, save it as .docx and try again."),
        ),
    })
}

fn annotate(original: &[u8], document: &Document, remarks: &[Remark], language: Language) -> Result<Vec<u8>, Unfit> {
    let mut package = Package::open(original)?;
    let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument").map(|relation| relation.target);
    let main = main.unwrap_or_else(|| "word/document.xml".to_string());
    let text = package.needed(&main)?;
    nested(&text)?;
    let root = root(&text, "document")?;
    let prefix = root.prefix().to_string();
    let declared = if prefix.is_empty() { "xmlns".to_string() } else { format!("xmlns:{}", prefix.trim_end_matches(':')) };
    let namespace = root.value(&declared).ok_or_else(|| Unfit("thiếu không gian tên".into()))?;

    let part = package.relations(&main)?.into_iter().find(|relation| relation.kind == "comments").map(|relation| relation.target);
    let own = match &part {
        Some(part) => Some(package.needed(part)?),
        None => None,
    };
    let first = own.as_deref().map_or(0, |own| next_id(own, remarks.len()));
    let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
    let mut comments = String::new();
    let comment_prefix = own.as_deref().and_then(|own| tags(own).next()).map_or("w:", |tag| tag.prefix()).to_string();
    for (number, remark) in remarks.iter().enumerate() {
        let id = first.saturating_add(number as u32);
        if mark(document, remark, id, &prefix, &mut marks) {
            comments += &comment(&comment_prefix, id, &said(remark, language));
        }
    }
    if comments.is_empty() {
        return Ok(original.to_vec());
    }
    let mut edits = Edits::default();
    for (start, marks) in marks {
        marks.put_in(&text, start, &mut edits)?;
    }
    package.set(&main, edits.apply(&text)?);
    match (part, own) {
        (Some(part), Some(own)) => package.set(&part, append_to_root(&own, &comments)?),
        _ => {
            let folder = main.rsplit_once('/').map_or("word", |(folder, _)| folder);
            let part = format!("{folder}/comments.xml");
            let part = if package.has(&part) { package.free_name(&format!("{folder}/comments"), ".xml") } else { part };
            let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
            package.set(&part, format!("{head}<w:comments xmlns:w=\"{namespace}\">{comments}</w:comments>"));
            package.declare(&part, COMMENTS_TYPE)?;
            let strict = namespace.contains("purl.oclc.org");
            let base =
                if strict { "http://purl.oclc.org/ooxml/officeDocument" } else { "http://schemas.openxmlformats.org/officeDocument/2006" };
            package.relate(&main, &format!("{base}/relationships/comments"), &part)?;
        }
    }
    package.pack()
}

/// The first of so many numbers in a row that no comment has: behind the last, or where Word takes none so high, the first gap.
fn next_id(comments: &str, count: usize) -> u32 {
    let numbered = tags(comments).filter(|tag| tag.begins() && tag.local() == "comment");
    let taken: BTreeSet<u32> = numbered.filter_map(|tag| tag.number(&format!("{}id", tag.prefix()))).collect();
    let fits =
        |first: u32| first.checked_add(count as u32).is_some_and(|end| end <= HIGHEST_ID && taken.range(first..end).next().is_none());
    let behind = |id: &u32| id.saturating_add(1);
    let last = taken.last().map_or(0, behind);
    if fits(last) { last } else { std::iter::once(0).chain(taken.iter().map(behind)).find(|first| fits(*first)).unwrap_or(last) }
}

/// What a comment says: what is wrong, the likeliest slip, what to do.
fn said(remark: &Remark, language: Language) -> Vec<String> {
    let mut lines = vec![remark.finding.message.in_language(language).to_string()];
    lines.extend(remark.slip.as_ref().map(|slip| slip.in_language(language).to_string()));
    lines.push(remark.finding.kind.advice.in_language(language).to_string());
    lines
}

fn comment(prefix: &str, id: u32, lines: &[String]) -> String {
    let w = prefix;
    let paragraphs: String =
        lines.iter().map(|line| format!("<{w}p><{w}r><{w}t xml:space=\"preserve\">{}</{w}t></{w}r></{w}p>", escape(line))).collect();
    format!("<{w}comment {w}id=\"{id}\" {w}author=\"{AUTHOR}\" {w}initials=\"CT\">{paragraphs}</{w}comment>")
}

/// The marks of one run: at which byte of its text, whether they begin, and what is put in.
#[derive(Default)]
struct Marks {
    run: Range<usize>,
    text: String,
    list: Vec<(usize, bool, String)>,
}

/// Notes where the comment of a remark begins and ends; tells whether its words were found.
fn mark(document: &Document, remark: &Remark, id: u32, prefix: &str, marks: &mut BTreeMap<usize, Marks>) -> bool {
    let Some(line) = document.lines.iter().find(|line| line.number == remark.quote.line) else { return false };
    let at = &remark.quote.at;
    let touched: Vec<&Piece> = line.pieces.iter().filter(|piece| piece.text.start < at.end && at.start < piece.text.end).collect();
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return false };
    let w = prefix;
    let begin = format!("<{w}commentRangeStart {w}id=\"{id}\"/>");
    let end = format!("<{w}commentRangeEnd {w}id=\"{id}\"/><{w}r><{w}commentReference {w}id=\"{id}\"/></{w}r>");
    for (piece, place, begins, text) in [(first, at.start, true, begin), (last, at.end, false, end)] {
        let own = marks.entry(piece.run.start).or_default();
        own.run = piece.run.clone();
        own.text = line.text.get(piece.text.clone()).unwrap_or_default().to_string();
        own.list.push((place.clamp(piece.text.start, piece.text.end) - piece.text.start, begins, text));
    }
    true
}

impl Marks {
    /// Puts the marks around the run, or cuts it where its text is in one element.
    fn put_in(mut self, text: &str, start: usize, edits: &mut Edits) -> Result<(), Unfit> {
        let source = text.get(self.run.clone()).ok_or_else(|| Unfit("vị trí đoạn chữ không khớp".into()))?;
        let whole = tags(source).next().filter(|tag| tag.local() == "r" && tag.form == Form::Open && source.ends_with('>'));
        if whole.is_none() {
            return Err(Unfit("vị trí đoạn chữ không khớp".into()));
        }
        // At one place, what ends is put before what begins.
        self.list.sort_by_key(|(place, begins, _)| (*place, *begins));
        match Parts::of(source, &self.text) {
            Some(parts) => edits.replace(self.run.clone(), parts.cut(&self.list)?),
            None => {
                for (_, begins, mark) in &self.list {
                    edits.insert(if *begins { start } else { self.run.end }, mark.clone());
                }
            }
        }
        Ok(())
    }
}

/// A run whose text stands in one element.
struct Parts<'a> {
    /// The run's tag with its looks.
    head: &'a str,
    /// The name of the text element.
    name: &'a str,
    /// The text as written.
    raw: &'a str,
    /// What closes the run.
    tail: &'a str,
}

impl<'a> Parts<'a> {
    fn of(source: &'a str, text: &str) -> Option<Parts<'a>> {
        let mut texts = tags(source).filter(|tag| tag.local() == "t");
        let (open, close) = (texts.next()?, texts.next()?);
        let tail = source.get(close.end..)?;
        let single = open.form == Form::Open && close.form == Form::Close && texts.next().is_none();
        let raw = source.get(open.end..close.start)?;
        // Only the run's looks may stand before the text, and nothing but its end behind.
        let head = source.get(..open.start)?;
        let others = tags(head).filter(|tag| tag.depth == 1 && tag.begins()).any(|tag| tag.local() != "rPr");
        (single && !others && tags(tail).count() == 1 && unescape(raw) == text).then_some(Parts { head, name: open.name, raw, tail })
    }

    /// The run cut at each mark, with the marks between.
    fn cut(&self, marks: &[(usize, bool, String)]) -> Result<String, Unfit> {
        let mut out = String::new();
        let mut from = 0;
        for (place, _, mark) in marks {
            let to = raw_offset(self.raw, *place).ok_or_else(|| Unfit("vị trí chữ không khớp".into()))?;
            self.piece(from..to, &mut out);
            out.push_str(mark);
            from = to;
        }
        self.piece(from..self.raw.len(), &mut out);
        Ok(out)
    }

    fn piece(&self, at: Range<usize>, out: &mut String) {
        if let Some(raw) = self.raw.get(at).filter(|raw| !raw.is_empty()) {
            let (head, name, tail) = (self.head, self.name, self.tail);
            out.push_str(&format!("{head}<{name} xml:space=\"preserve\">{raw}</{name}>{tail}"));
        }
    }
}

/// Where a byte of the text stands in the text as written, entities and all.
fn raw_offset(raw: &str, place: usize) -> Option<usize> {
    let (mut at, mut counted) = (0, 0);
    while counted < place {
        let rest = raw.get(at..)?;
        let length = match rest.strip_prefix('&') {
            Some(_) => rest.find(';')? + 1,
            None => rest.chars().next()?.len_utf8(),
        };
        counted += unescape(rest.get(..length)?).len();
        at += length;
    }
    (counted == place).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_get_numbers_that_are_free() {
        let of = |ids: &[&str]| ids.iter().map(|id| format!("<w:comment w:id=\"{id}\"/>")).collect::<String>();
        for (ids, first) in [
            (vec![], 0),
            (vec!["0", "6"], 7),
            (vec!["4294967295"], 0),
            (vec!["0", "3", "2147483646"], 4),
            (vec!["2147483645", "0"], 1),
            (vec!["-1", "x"], 0),
        ] {
            assert_eq!(next_id(&of(&ids), 3), first, "{ids:?}");
        }
    }
}
