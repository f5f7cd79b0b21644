//! Paragraphs and runs, their properties in the order the schema has them (ECMA-376, Part 1, 17.3).

use crate::report::Align;

/// What a paragraph has besides its style.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    /// It stays on the page of the next paragraph.
    pub(super) keep_next: bool,
    /// Indents from left and right, in twentieths of a point; a style's first line indent is then none.
    pub(super) indent: Option<(u32, u32)>,
    /// Where its lines stand.
    pub(super) align: Option<Align>,
    /// Properties of the section that ends with it.
    pub(super) section: Option<String>,
}

/// How a run looks besides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Bold,
}

/// A paragraph of a style.
pub(super) fn paragraph(style: &str, form: &Form, runs: &str) -> String {
    let mut properties = format!("<w:pStyle w:val=\"{style}\"/>");
    if form.keep_next {
        properties.push_str("<w:keepNext/>");
    }
    if let Some((left, right)) = form.indent {
        properties.push_str(&format!("<w:ind w:left=\"{left}\" w:right=\"{right}\" w:firstLine=\"0\"/>"));
    }
    if let Some(align) = form.align {
        properties.push_str(&format!("<w:jc w:val=\"{}\"/>", alignment(align)));
    }
    if let Some(section) = &form.section {
        properties.push_str(section);
    }
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

pub(super) fn alignment(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

/// A run of text; nothing for no text.
pub(super) fn run(text: &str, look: Look) -> String {
    if text.is_empty() {
        return String::new();
    }
    let properties = match look {
        Look::Plain => "",
        Look::Bold => "<w:rPr><w:b/><w:bCs/></w:rPr>",
    };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// Text for XML 1.0: markup escaped, characters that XML can't hold left out, line breaks as spaces.
pub(in crate::write) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_is_safe_in_xml() {
        assert_eq!(escape("a<b> & \"c\"\u{0}\u{8}\nd\u{fffe}"), "a&lt;b&gt; &amp; &quot;c&quot; d");
    }
}
