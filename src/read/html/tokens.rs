//! A page as tags and texts. Tolerant as browsers are: what is left open or misspelt never stops the reading.

use super::entities;
use std::borrow::Cow;

/// A piece of a page.
pub enum Token<'a> {
    /// Characters, with references not yet replaced.
    Text(&'a str),
    /// A tag that opens.
    Start(Tag<'a>),
    /// A tag that closes, by its name in small letters.
    End(String),
    /// What stands in a style element.
    Css(&'a str),
    /// What stands in a comment; programs keep settings there.
    Comment(&'a str),
}

/// A tag with its attributes.
pub struct Tag<'a> {
    /// Name in small letters.
    pub name: String,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute; empty where it has none, `None` where the attribute is absent.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // The first character belongs to the name whatever it is, so that every round gets on.
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
                .map_or(rest.len(), |(at, _)| at);
            let (found, after) = rest.split_at(end);
            let (value, after) = match after.trim_start().strip_prefix('=') {
                Some(after) => value(after.trim_start()),
                None => ("", after),
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(entities::resolve(value));
            }
            rest = after;
        }
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// The pieces of a page, in order.
pub struct Tokens<'a> {
    rest: &'a str,
    /// The element whose content is no markup.
    raw: Option<Raw>,
    /// Ends that were looked for in vain: looking again at every start would take for ever.
    missing: Vec<&'static str>,
}

#[derive(Clone, Copy)]
struct Raw {
    end: &'static str,
    css: bool,
}

impl<'a> Tokens<'a> {
    /// The pieces of a text.
    pub fn of(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text, raw: None, missing: Vec::new() }
    }

    /// Takes the text up to a mark and the mark; `None` where there is no such mark any more.
    fn up_to(&mut self, mark: &'static str) -> Option<&'a str> {
        if self.missing.contains(&mark) {
            return None;
        }
        let bytes = self.rest.as_bytes();
        let Some(at) = bytes.windows(mark.len()).position(|window| window.eq_ignore_ascii_case(mark.as_bytes())) else {
            self.missing.push(mark);
            return None;
        };
        let (inside, after) = (self.rest.get(..at)?, self.rest.get(at + mark.len()..)?);
        self.rest = after;
        Some(inside)
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let inside = self.rest.get(1..)?;
        let (is_end, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let length = tag_end(inside);
        let body = inside.get(..length)?;
        self.rest = inside.get(length + 1..).unwrap_or_default();
        let end = body.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(body.len());
        let (name, attributes) = body.split_at(end);
        let name = name.to_ascii_lowercase();
        if is_end {
            return Some(Token::End(name));
        }
        self.raw = match name.as_str() {
            "style" => Some(Raw { end: "</style", css: true }),
            "script" => Some(Raw { end: "</script", css: false }),
            "title" => Some(Raw { end: "</title", css: false }),
            "textarea" => Some(Raw { end: "</textarea", css: false }),
            "select" => Some(Raw { end: "</select", css: false }),
            "xml" => Some(Raw { end: "</xml", css: false }),
            "template" => Some(Raw { end: "</template", css: false }),
            _ => None,
        };
        Some(Token::Start(Tag { name, attributes }))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(raw) = self.raw.take()
            && let Some(inside) = self.up_to(raw.end)
        {
            // The rest of the closing tag.
            let length = tag_end(self.rest);
            self.rest = self.rest.get(length + 1..).unwrap_or_default();
            return Some(if raw.css { Token::Css(inside) } else { Token::Comment("") });
        }
        if self.rest.is_empty() {
            return None;
        }
        if self.rest.starts_with("<!--") {
            self.rest = self.rest.get(4..)?;
            let comment = self.up_to("-->").or_else(|| self.up_to(">")).unwrap_or_default();
            return Some(Token::Comment(comment));
        }
        if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            let length = self.rest.find('>').unwrap_or(self.rest.len());
            self.rest = self.rest.get(length + 1..).unwrap_or_default();
            return Some(Token::Comment(""));
        }
        if self.rest.starts_with('<')
            && let Some(token) = self.tag()
        {
            return Some(token);
        }
        // A "<" that opens no tag is a character like any other.
        let start = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest.get(start..).and_then(|rest| rest.find('<')).map_or(self.rest.len(), |at| at + start);
        let (text, after) = self.rest.split_at(end);
        self.rest = after;
        Some(Token::Text(text))
    }
}

/// Where a tag ends: the first ">" outside quoted values, or the first of all where a quote is never closed.
fn tag_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut quote, mut previous) = (None, b' ');
    for (at, &byte) in bytes.iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return at,
            None if matches!(byte, b'"' | b'\'') && previous == b'=' => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
    }
    bytes.iter().position(|byte| *byte == b'>').unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> String {
        let piece = |token| match token {
            Token::Text(text) => format!("“{text}”"),
            Token::Start(tag) => format!("<{}>", tag.name),
            Token::End(name) => format!("</{name}>"),
            Token::Css(css) => format!("css({css})"),
            Token::Comment(text) => format!("({text})"),
        };
        Tokens::of(page).map(piece).collect()
    }

    #[test]
    fn pages_fall_into_pieces() {
        assert_eq!(shown("<TD a=\"1>0\">a < b</Td ><br/>"), "<td>“a ”“< b”</td><br>");
        assert_eq!(shown("<!DOCTYPE html><!-- x -->a<script>if (a<b) {}</SCRIPT >b"), "()( x )“a”<script>()“b”");
        assert_eq!(shown("<style><!-- td {a:b} --></style>"), "<style>css(<!-- td {a:b} -->)");
        assert_eq!(shown("<td"), "<td>");
        assert_eq!(shown("<title>a<td>1<!-- b"), "<title>“a”<td>“1”()“ b”");
        assert_eq!(shown("<td a=\"x>1<td>2"), "<td>“1”<td>“2”");
    }

    #[test]
    fn attributes_are_found() {
        let page = "<td COLSPAN=3 x:num='0.5' x:str style=\"a:&quot;b c&quot;\" / = b=c d>";
        let Some(Token::Start(tag)) = Tokens::of(page).next() else { panic!() };
        let get = |name| tag.get(name).map(Cow::into_owned);
        assert_eq!(get("colspan").as_deref(), Some("3"));
        assert_eq!(get("x:num").as_deref(), Some("0.5"));
        assert_eq!(get("x:str").as_deref(), Some(""));
        assert_eq!(get("style").as_deref(), Some("a:\"b c\""));
        assert_eq!(get("d").as_deref(), Some(""));
        assert_eq!(get("rowspan"), None);
    }
}
