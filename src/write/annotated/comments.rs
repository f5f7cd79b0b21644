//! Comments of a sheet: those that are there stay, ours are added, ours of an earlier run go.

use super::markup::{self, Edits, Form, Tag, Unfit, append_to_root, container, escape, tags};
use crate::cell::Position;
use std::collections::BTreeMap;

/// Who speaks in our comments.
pub(super) const AUTHOR: &str = "chitieu";
/// What our words begin with in a comment of somebody else.
const WITHIN: &str = "\n[chitieu] ";
/// Authors of comments that are only the shadow of a conversation, which Excel writes anew from it.
const CONVERSATION: &str = "tc=";
/// Most characters of one comment; Excel keeps 32,767.
const MOST_CHARACTERS: usize = 4_000;

/// What is to be said at a cell, a paragraph for each finding: what it is, and the rest.
pub(super) type Note = Vec<(String, String)>;

/// The comments of a sheet once ours are in it.
pub(super) struct Commented {
    pub(super) text: String,
    /// Cells that have a comment of ours and need a box for it.
    pub(super) boxes: Vec<Position>,
    /// Cells that had a comment of ours from an earlier run.
    pub(super) gone: Vec<Position>,
}

/// Adds comments to the sheet's own, where it has any.
pub(super) fn add(own: Option<String>, namespace: &str, notes: &BTreeMap<Position, Note>) -> Result<Commented, Unfit> {
    let own = own.unwrap_or_else(|| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{namespace}\"><authors/><commentList/></comments>"
        )
    });
    let (text, gone) = without_ours(&own)?;
    let prefix = markup::root(&text, "comments")?.prefix();
    let mut edits = Edits::default();
    let authors = authors(&text);
    let author = authors.iter().position(|name| name == AUTHOR).unwrap_or(authors.len());
    if author == authors.len() {
        let line = format!("<{prefix}author>{AUTHOR}</{prefix}author>");
        match container(&text, "authors") {
            Some(found) => found.append(&mut edits, &line),
            None => {
                let root = markup::root(&text, "comments")?;
                edits.insert(root.end, format!("<{prefix}authors>{line}</{prefix}authors>"));
            }
        }
    }
    let taken = comments(&text);
    let mut new = String::new();
    let mut boxes = Vec::new();
    for (at, note) in notes {
        match taken.iter().find(|comment| comment.at == *at) {
            Some(comment) => {
                if !authors.get(comment.author).is_some_and(|name| name.starts_with(CONVERSATION)) {
                    append(&text, comment, prefix, note, &mut edits);
                }
            }
            None => {
                let runs = runs(prefix, note, "");
                new +=
                    &format!("<{prefix}comment ref=\"{at}\" authorId=\"{author}\"><{prefix}text>{runs}</{prefix}text></{prefix}comment>");
                boxes.push(*at);
            }
        }
    }
    let text = match container(&text, "commentList") {
        Some(found) => {
            found.append(&mut edits, &new);
            edits.apply(&text)?
        }
        None => append_to_root(&edits.apply(&text)?, &format!("<{prefix}commentList>{new}</{prefix}commentList>"))?,
    };
    Ok(Commented { text, boxes, gone })
}

/// A comment and where it stands in its part.
struct Comment {
    at: Position,
    author: usize,
    start: usize,
    end: usize,
}

fn comments(text: &str) -> Vec<Comment> {
    let Some(list) = container(text, "commentList") else { return Vec::new() };
    let comment = |range: std::ops::Range<usize>| {
        let tag = tags(text.get(range.clone())?).next()?;
        let at = Position::parse(&tag.value("ref")?)?;
        let author = tag.number("authorId").map_or(usize::MAX, |author| author as usize);
        Some(Comment { at, author, start: range.start, end: range.end })
    };
    list.children.into_iter().filter_map(comment).collect()
}

fn authors(text: &str) -> Vec<String> {
    let Some(list) = container(text, "authors") else { return Vec::new() };
    let inside = |at: std::ops::Range<usize>| {
        let author = text.get(at).unwrap_or_default();
        let from = author.find('>').map_or(author.len(), |at| at + 1);
        let to = author.rfind("</").unwrap_or(author.len());
        markup::unescape(author.get(from..to).unwrap_or_default())
    };
    list.children.into_iter().map(inside).collect()
}

/// The part without our comments, and without our words in the comments of others.
fn without_ours(text: &str) -> Result<(String, Vec<Position>), Unfit> {
    let authors = authors(text);
    let ours = |comment: &Comment| authors.get(comment.author).is_some_and(|name| name == AUTHOR);
    let mut edits = Edits::default();
    let mut gone = Vec::new();
    let begins = escape(WITHIN);
    for comment in comments(text) {
        if ours(&comment) {
            edits.replace(comment.start..comment.end, "");
            gone.push(comment.at);
            continue;
        }
        let whole = text.get(comment.start..comment.end).unwrap_or_default();
        let mut from = 0;
        for tag in tags(whole).filter(|tag| tag.local() == "r") {
            match tag.form {
                Form::Close => {
                    let run = whole.get(from..tag.end).unwrap_or_default();
                    let said = tags(run).find(|tag| tag.local() == "t").and_then(|tag| run.get(tag.end..)).unwrap_or_default();
                    if said.starts_with(&begins) {
                        edits.replace(comment.start + from..comment.start + tag.end, "");
                    }
                }
                _ => from = tag.start,
            }
        }
    }
    Ok((edits.apply(text)?, gone))
}

/// Adds our words to a comment of somebody else.
fn append(text: &str, comment: &Comment, prefix: &str, note: &Note, edits: &mut Edits) {
    let whole = text.get(comment.start..comment.end).unwrap_or_default();
    let inner: Vec<Tag<'_>> = tags(whole).collect();
    let Some(open) = inner.iter().find(|tag| tag.depth == 1 && tag.begins() && tag.local() == "text") else { return };
    let runs = runs(prefix, note, WITHIN);
    if open.form == Form::Empty {
        edits.replace(comment.start + open.end - 2..comment.start + open.end, format!(">{runs}</{}>", open.name));
        return;
    }
    // Plain text becomes a run, since runs don't stand beside it.
    for tag in inner.iter().filter(|tag| tag.depth == 2 && tag.local() == "t") {
        if tag.begins() {
            edits.insert(comment.start + tag.start, format!("<{prefix}r>"));
        }
        if tag.form != Form::Open {
            edits.insert(comment.start + tag.end, format!("</{prefix}r>"));
        }
    }
    let last = inner.iter().filter(|tag| tag.depth == 2 && tag.form != Form::Open && matches!(tag.local(), "t" | "r")).map(|tag| tag.end);
    edits.insert(comment.start + last.max().unwrap_or(open.end), runs);
}

/// The words as runs: what it is in bold, the rest plain. Within another's comment it is one run, to be known again.
fn runs(prefix: &str, note: &Note, lead: &str) -> String {
    let p = prefix;
    let run = |mark: &str, text: &str| {
        format!(
            "<{p}r><{p}rPr>{mark}<{p}sz val=\"10\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Times New Roman\"/><{p}family val=\"1\"/></{p}rPr>\
             <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
            escape(text)
        )
    };
    let mut room = MOST_CHARACTERS;
    let mut take = |text: &str| -> String {
        let taken: String = text.chars().take(room).collect();
        room -= taken.chars().count();
        taken
    };
    if !lead.is_empty() {
        let all: Vec<String> = note.iter().map(|(what, rest)| format!("{what}\n{rest}")).collect();
        return run("", &format!("{lead}{}", take(&all.join("\n\n"))));
    }
    let mut out = String::new();
    for (at, (what, rest)) in note.iter().enumerate() {
        let gap = if at > 0 { "\n\n" } else { "" };
        let (what, rest) = (take(&format!("{gap}{what}\n")), take(rest));
        if !what.trim().is_empty() {
            out += &run(&format!("<{p}b/>"), &what);
        }
        if !rest.is_empty() {
            out += &run("", &rest);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(at: &str) -> BTreeMap<Position, Note> {
        BTreeMap::from([(Position::parse(at).unwrap(), vec![("LỖI".to_string(), "a < b".to_string())])])
    }

    #[test]
    fn comments_of_others_are_kept_and_ours_come_and_go() {
        let own = "<x:comments xmlns:x='m'><x:authors><x:author>An &amp; B</x:author></x:authors><x:commentList>\
                   <x:comment ref='A1' authorId='0'><x:text><x:t>cũ</x:t></x:text></x:comment></x:commentList></x:comments>";
        let both = add(Some(own.into()), "m", &notes("A1")).unwrap();
        assert!(both.boxes.is_empty() && both.text.contains("<x:r><x:t>cũ</x:t></x:r><x:r>"), "{}", both.text);
        assert!(both.text.contains("\n[chitieu] LỖI\na &lt; b"), "{}", both.text);
        let other = add(Some(both.text), "m", &notes("B2")).unwrap();
        assert!(!other.text.contains("[chitieu]") && other.text.contains("<x:r><x:t>cũ</x:t></x:r></x:text>"), "{}", other.text);
        assert_eq!(other.boxes, [Position::new(1, 1)]);
        let again = add(Some(other.text.clone()), "m", &notes("B2")).unwrap();
        assert_eq!((again.text, again.gone), (other.text, vec![Position::new(1, 1)]));
    }

    #[test]
    fn a_sheet_without_comments_gets_them() {
        let new = add(None, "m", &notes("C3")).unwrap();
        assert!(
            new.text.contains("<authors><author>chitieu</author></authors><commentList><comment ref=\"C3\" authorId=\"0\">"),
            "{}",
            new.text
        );
    }
}
