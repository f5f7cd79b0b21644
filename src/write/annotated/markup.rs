//! XML as text with places: what is not touched stays as it was written, byte for byte.

use std::ops::Range;

/// Why the parts of a workbook can't be changed in place: they are not what the standard says.
#[derive(Debug)]
pub(super) struct Unfit(pub(super) String);

/// What kind of tag it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Open,
    Close,
    Empty,
}

/// A tag and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) form: Form,
    /// Where its `<` stands.
    pub(super) start: usize,
    /// One past its `>`.
    pub(super) end: usize,
    /// Elements around it; 0 for the outermost one.
    pub(super) depth: usize,
    /// Its name as written, with its prefix.
    pub(super) name: &'a str,
    /// Its attributes as written.
    attributes: &'a str,
    attributes_at: usize,
}

/// An attribute of a tag.
#[derive(Clone, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    /// As written, entities and all.
    pub(super) value: &'a str,
    /// Where its value stands, without the quotes.
    pub(super) value_at: Range<usize>,
    /// Where all of it stands, with the space before it.
    pub(super) at: Range<usize>,
}

impl<'a> Tag<'a> {
    /// Its name without the prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    /// Its prefix with the colon, or nothing.
    pub(super) fn prefix(&self) -> &'a str {
        let length = self.name.len() - self.local().len();
        self.name.get(..length).unwrap_or_default()
    }

    /// Whether an element begins here.
    pub(super) fn begins(&self) -> bool {
        self.form != Form::Close
    }

    /// Its attributes in order.
    pub(super) fn attributes(&self) -> Vec<Attribute<'a>> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(rest) = self.attributes.get(from..) {
            let Some(equals) = rest.find('=') else { break };
            let before = rest.get(..equals).unwrap_or_default();
            let name = before.trim();
            let after = rest.get(equals + 1..).unwrap_or_default();
            let space = after.len() - after.trim_start().len();
            let mut letters = after.trim_start().chars();
            let Some(quote @ ('"' | '\'')) = letters.next() else { break };
            let inside = letters.as_str();
            let Some(length) = inside.find(quote) else { break };
            let value_from = from + equals + 1 + space + 1;
            let at = |offset: usize| self.attributes_at + offset;
            found.push(Attribute {
                name,
                value: inside.get(..length).unwrap_or_default(),
                value_at: at(value_from)..at(value_from + length),
                at: at(from)..at(value_from + length + 1),
            });
            from = value_from + length + 1;
        }
        found
    }

    /// The attribute of exactly that name.
    pub(super) fn attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().into_iter().find(|attribute| attribute.name == name)
    }

    /// The attribute of that name under any prefix: `id` for `r:id`, never for `id`.
    pub(super) fn prefixed(&self, local: &str) -> Option<Attribute<'a>> {
        self.attributes().into_iter().find(|attribute| attribute.name.split_once(':').is_some_and(|(_, name)| name == local))
    }

    /// The value of an attribute, entities resolved.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.attribute(name).map(|attribute| unescape(attribute.value))
    }

    /// The value of an attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name).and_then(|attribute| attribute.value.trim().parse().ok())
    }

    /// Whether an attribute says yes.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|attribute| matches!(attribute.value, "1" | "true" | "on"))
    }

    /// Gives an attribute a value, in place or beside the name.
    pub(super) fn set(&self, edits: &mut Edits, name: &str, value: &str) {
        match self.attribute(name) {
            Some(attribute) => edits.replace(attribute.value_at, value),
            None => edits.insert(self.start + 1 + self.name.len(), format!(" {name}=\"{value}\"")),
        }
    }

    /// Takes an attribute away.
    pub(super) fn unset(&self, edits: &mut Edits, name: &str) {
        if let Some(attribute) = self.attribute(name) {
            edits.replace(attribute.at, "");
        }
    }

    /// Puts content at the end of an element that has none: `<row/>` becomes `<row>…</row>`.
    pub(super) fn fill(&self, edits: &mut Edits, content: &str) {
        edits.replace(self.end.saturating_sub(2)..self.end, format!(">{content}</{}>", self.name));
    }
}

/// All tags of a text, in order; comments, instructions and plain data are passed over.
pub(super) fn tags(text: &str) -> Tags<'_> {
    Tags { text, at: 0, depth: 0 }
}

/// See [`tags`].
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.text.get(self.at..)?.find('<')?;
            let rest = self.text.get(start..)?;
            let past = |end: &str| rest.find(end).map(|found| start + found + end.len());
            if rest.starts_with("<!--") {
                self.at = past("-->")?;
            } else if rest.starts_with("<![CDATA[") {
                self.at = past("]]>")?;
            } else if rest.starts_with("<?") {
                self.at = past("?>")?;
            } else if rest.starts_with("<!") {
                self.at = past(">")?;
            } else {
                let end = start + end_of_tag(rest)?;
                self.at = end;
                return self.tag(start, end);
            }
        }
    }
}

impl<'a> Tags<'a> {
    fn tag(&mut self, start: usize, end: usize) -> Option<Tag<'a>> {
        let inside = self.text.get(start + 1..end - 1)?;
        let (form, inside, from) = match (inside.strip_prefix('/'), inside.strip_suffix('/')) {
            (Some(inside), _) => (Form::Close, inside, start + 2),
            (None, Some(inside)) => (Form::Empty, inside, start + 1),
            (None, None) => (Form::Open, inside, start + 1),
        };
        let length = inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(length)?;
        if form == Form::Close {
            self.depth = self.depth.saturating_sub(1);
        }
        let depth = self.depth;
        if form == Form::Open {
            self.depth += 1;
        }
        Some(Tag { form, start, end, depth, name, attributes, attributes_at: from + length })
    }
}

/// One past the `>` that ends a tag; those in quotes don't.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The outermost element.
pub(super) fn root<'a>(text: &'a str, name: &str) -> Result<Tag<'a>, Unfit> {
    tags(text).next().filter(|tag| tag.begins() && tag.local() == name).ok_or_else(|| Unfit(format!("không có phần tử {name}")))
}

/// Whether every element ends after those that begin in it. Readers make of what is not so what they will, and may make
/// something else of it once a mark stands there.
pub(super) fn nested(text: &str) -> Result<(), Unfit> {
    let unfit = || Unfit("các thẻ XML không khớp nhau".into());
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(text) {
        match tag.form {
            Form::Open => open.push(tag.name),
            Form::Close => open.pop().filter(|name| *name == tag.name).map(|_| ()).ok_or_else(unfit)?,
            Form::Empty => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err(unfit()) }
}

/// An element right below the outermost one, with its children.
pub(super) struct Container<'a> {
    pub(super) open: Tag<'a>,
    /// Where its closing tag begins, where it has one.
    pub(super) close: Option<usize>,
    /// Where its children stand, from the `<` of each to its end.
    pub(super) children: Vec<Range<usize>>,
    /// One past all of it.
    pub(super) end: usize,
}

impl Container<'_> {
    /// Puts content behind its last child.
    pub(super) fn append(&self, edits: &mut Edits, content: &str) {
        match self.close {
            Some(at) => edits.insert(at, content),
            None => self.open.fill(edits, content),
        }
    }
}

/// The first element of that name right below the outermost one.
pub(super) fn container<'a>(text: &'a str, name: &str) -> Option<Container<'a>> {
    let mut tags = tags(text);
    let open = tags.find(|tag| tag.depth == 1 && tag.begins() && tag.local() == name)?;
    let mut found = Container { open, close: None, children: Vec::new(), end: open.end };
    if open.form == Form::Empty {
        return Some(found);
    }
    let mut from = 0;
    for tag in tags {
        match (tag.depth, tag.form) {
            (1, _) => {
                found.close = Some(tag.start);
                found.end = tag.end;
                break;
            }
            (2, Form::Open) => from = tag.start,
            (2, Form::Empty) => found.children.push(tag.start..tag.end),
            (2, Form::Close) => found.children.push(from..tag.end),
            _ => {}
        }
    }
    found.close.map(|_| found)
}

/// Puts content at the end of the outermost element.
pub(super) fn append_to_root(text: &str, content: &str) -> Result<String, Unfit> {
    let mut edits = Edits::default();
    let unfit = || Unfit("phần tử ngoài cùng không khép".into());
    let root = tags(text).next().ok_or_else(unfit)?;
    if root.form == Form::Empty {
        root.fill(&mut edits, content);
    } else {
        edits.insert(text.rfind("</").ok_or_else(unfit)?, content);
    }
    edits.apply(text)
}

/// Changes to a text, all given by places in the text as it was.
#[derive(Default)]
pub(super) struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.list.push((at..at, text.into()));
    }

    pub(super) fn replace(&mut self, at: Range<usize>, text: impl Into<String>) {
        self.list.push((at, text.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The text with all changes made.
    pub(super) fn apply(mut self, text: &str) -> Result<String, Unfit> {
        let unfit = || Unfit("hai chỗ sửa chồng lên nhau".into());
        self.list.sort_by_key(|(at, _)| (at.start, at.end));
        let mut out = String::with_capacity(text.len() + self.list.iter().map(|(_, new)| new.len()).sum::<usize>());
        let mut from = 0;
        for (at, new) in &self.list {
            out.push_str(text.get(from..at.start).ok_or_else(unfit)?);
            out.push_str(new);
            from = at.end;
        }
        out.push_str(text.get(from..).ok_or_else(unfit)?);
        Ok(out)
    }
}

/// Text for an element: markup escaped, and what XML can't hold as `_x0007_`, the way workbooks do it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What looks like a code and is none must not be read as one.
            '_' if is_code(rest) => out.push_str("_x005F_"),
            '\n' | '\t' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            c => out.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// Text for an attribute.
pub(super) fn escape_attribute(text: &str) -> String {
    escape(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.get(..2), Some(b"_x"))
        && bytes.get(6) == Some(&b'_')
        && bytes.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Undoes the entities of XML; unknown ones stay as written.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(';').unwrap_or(0);
        let entity = from.get(1..end).unwrap_or_default();
        let number = match (entity.strip_prefix("#x"), entity.strip_prefix('#')) {
            (Some(digits), _) => u32::from_str_radix(digits, 16).ok(),
            (None, Some(digits)) => digits.parse().ok(),
            (None, None) => None,
        };
        let meant = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => number.and_then(char::from_u32),
        };
        out.push(meant.unwrap_or('&'));
        rest = from.get(if meant.is_some() { end + 1 } else { 1 }..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_nested_is_told() {
        for text in ["<a><b/><b x='>'></b ><!-- <c> --><![CDATA[<d>]]></a>", "<?xml version='1.0'?><w:a/>", ""] {
            assert!(nested(text).is_ok(), "{text}");
        }
        for text in ["<a><b></a></b>", "<a>", "</a>", "<a></w:a>", "<a><b></a>", "<a><!-- </a>"] {
            assert!(nested(text).is_err(), "{text}");
        }
    }

    #[test]
    fn tags_are_found_where_they_stand() {
        let text = "<?xml version='1.0'?><!-- <no/> --><x:a b=\"1>2\" c = 'd'><e/><![CDATA[<no>]]><x:f g:id=\"&lt;h&#65;\"></x:f></x:a>";
        let found: Vec<_> = tags(text).map(|tag| (tag.form, tag.depth, tag.local(), &text[tag.start..tag.end])).collect();
        assert_eq!(found.len(), 5);
        assert_eq!(found[0], (Form::Open, 0, "a", "<x:a b=\"1>2\" c = 'd'>"));
        assert_eq!(found[1], (Form::Empty, 1, "e", "<e/>"));
        assert_eq!((found[3].0, found[3].1), (Form::Close, 1));
        let first = tags(text).next().unwrap();
        assert_eq!((first.prefix(), first.value("c").unwrap()), ("x:", "d".to_string()));
        assert_eq!(&text[first.attribute("c").unwrap().value_at], "d");
        let f = tags(text).nth(2).unwrap();
        assert!(f.attribute("id").is_none());
        assert_eq!(unescape(f.prefixed("id").unwrap().value), "<hA");
    }

    #[test]
    fn only_what_is_edited_changes() {
        let text = "<a x='1'><b/><c></c></a>";
        let mut edits = Edits::default();
        let found: Vec<_> = tags(text).collect();
        found[0].set(&mut edits, "x", "2");
        found[0].set(&mut edits, "y", "3");
        found[1].fill(&mut edits, "<d/>");
        assert_eq!(edits.apply(text).unwrap(), "<a y=\"3\" x='2'><b><d/></b><c></c></a>");
        let mut edits = Edits::default();
        found[0].unset(&mut edits, "x");
        assert_eq!(edits.apply(text).unwrap(), "<a><b/><c></c></a>");
        assert_eq!(append_to_root(text, "!").unwrap(), "<a x='1'><b/><c></c>!</a>");
        assert_eq!(append_to_root("<a/>", "!").unwrap(), "<a>!</a>");
        let box_ = container("<a><f n='2'><g/><g><h/></g></f></a>", "f").unwrap();
        assert_eq!(box_.children, [12..16, 16..27]);
    }

    #[test]
    fn text_is_escaped_as_workbooks_do() {
        assert_eq!(
            escape("a<b> & \"c\"\u{0}\u{7}\r\n_x000A_ _xa_"),
            "a&lt;b&gt; &amp; &quot;c&quot;_x0000__x0007__x000D_\n_x005F_x000A_ _xa_"
        );
        assert_eq!(unescape("&amp;&lt;&#x41;&nbsp;& &"), "&<A&nbsp;& &");
        assert_eq!(tags("<a <b").count(), 0);
        assert!(tags("<>< ></><a/>").count() < 5);
    }
}
