//! What style sheets say that matters to a table: fonts, number formats, bold, indentation, what is not shown.

use std::collections::HashMap;
use std::sync::Arc;

/// Rules beyond these numbers are no page of people.
const MOST_RULES: usize = 50_000;
const MOST_OF_ONE_KEY: usize = 64;

/// What a rule or a style attribute says; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// Name of the font.
    pub font: Option<Arc<str>>,
    /// Code or name of the number format.
    pub format: Option<Arc<str>>,
    /// Whether it is not shown.
    pub hidden: Option<bool>,
    /// Whether it is bold.
    pub bold: Option<bool>,
    /// Steps of indentation.
    pub indent: Option<u32>,
}

impl Says {
    /// Adds what a rule of more weight says.
    pub fn override_with(&mut self, other: &Says) {
        self.font = other.font.clone().or(self.font.take());
        self.format = other.format.clone().or(self.format.take());
        self.hidden = other.hidden.or(self.hidden);
        self.bold = other.bold.or(self.bold);
        self.indent = other.indent.or(self.indent);
    }
}

/// What an element is to a rule.
pub trait Element {
    /// Its tag.
    fn tag(&self) -> &str;
    /// Its id.
    fn id(&self) -> &str;
    /// Its classes, with spaces between them.
    fn classes(&self) -> &str;
}

/// The rules of a page.
#[derive(Default)]
pub struct Rules {
    rules: Vec<Rule>,
    /// By the name a rule's last element must have: `.class`, `#id` or tag.
    by_key: HashMap<String, Vec<usize>>,
}

struct Rule {
    /// From the outermost to the element itself.
    path: Vec<Simple>,
    weight: (usize, usize, usize),
    says: Arc<Says>,
}

#[derive(Default)]
struct Simple {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
}

impl Simple {
    /// `td.xl65`; `None` for what depends on states and attributes.
    fn parse(text: &str) -> Option<Simple> {
        let mut simple = Simple::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (mark, after) = match rest.chars().next()? {
                mark @ ('.' | '#') => (mark, rest.get(1..)?),
                _ => (' ', rest),
            };
            let end = after.find(['.', '#', ':', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match mark {
                _ if name.is_empty() => return None,
                '.' => simple.classes.push(name.to_string()),
                '#' => simple.id = Some(name.to_string()),
                _ if name == "*" => {}
                _ => simple.tag = Some(name.to_ascii_lowercase()),
            }
            rest = after;
        }
        Some(simple)
    }

    fn fits(&self, element: &impl Element) -> bool {
        self.tag.as_deref().is_none_or(|tag| tag == element.tag())
            && self.id.as_deref().is_none_or(|id| id == element.id())
            && self.classes.iter().all(|class| element.classes().split_ascii_whitespace().any(|own| own == class))
    }

    fn key(&self) -> String {
        match (self.classes.first(), &self.id, &self.tag) {
            (Some(class), ..) => format!(".{class}"),
            (None, Some(id), _) => format!("#{id}"),
            (None, None, Some(tag)) => tag.clone(),
            (None, None, None) => "*".to_string(),
        }
    }
}

impl Rules {
    /// Adds the rules of a style element.
    pub fn add(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some(open) = rest.find('{') {
            let (selectors, body) = rest.split_at(open);
            let body = body.get(1..).unwrap_or_default();
            if selectors.trim_start().starts_with('@') {
                // Rules for printing and the like; their own rules stand inside.
                rest = after_block(body);
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            let says = declarations(body.get(..end).unwrap_or_default());
            rest = body.get(end + 1..).unwrap_or_default();
            if says == Says::default() {
                continue;
            }
            let says = Arc::new(says);
            for selector in selectors.split(',') {
                self.rule(selector, &says);
            }
        }
    }

    fn rule(&mut self, selector: &str, says: &Arc<Says>) {
        let path: Option<Vec<Simple>> =
            selector.split(|c: char| c.is_whitespace() || c == '>').filter(|part| !part.is_empty()).map(Simple::parse).collect();
        let Some(path) = path else { return };
        let Some(last) = path.last() else { return };
        let of_key = self.by_key.entry(last.key()).or_default();
        if self.rules.len() >= MOST_RULES || of_key.len() >= MOST_OF_ONE_KEY || path.len() > 8 {
            return;
        }
        let count = |of: fn(&Simple) -> usize| path.iter().map(of).sum();
        let weight = (
            count(|simple| usize::from(simple.id.is_some())),
            count(|simple| simple.classes.len()),
            count(|simple| usize::from(simple.tag.is_some())),
        );
        of_key.push(self.rules.len());
        self.rules.push(Rule { path, weight, says: says.clone() });
    }

    /// What the rules say of an element inside others, from the outermost inwards.
    pub fn of<E: Element>(&self, element: &E, around: &[E]) -> Says {
        let mut says = Says::default();
        if self.rules.is_empty() {
            return says;
        }
        let mut found: Vec<(usize, &Rule)> = Vec::new();
        let mut look = |key: &str| {
            for &at in self.by_key.get(key).map(Vec::as_slice).unwrap_or_default() {
                if let Some(rule) = self.rules.get(at)
                    && fits(&rule.path, element, around)
                {
                    found.push((at, rule));
                }
            }
        };
        look("*");
        look(element.tag());
        for class in element.classes().split_ascii_whitespace().take(16) {
            look(&format!(".{class}"));
        }
        if !element.id().is_empty() {
            look(&format!("#{}", element.id()));
        }
        found.sort_by_key(|(at, rule)| (rule.weight, *at));
        for (_, rule) in found {
            says.override_with(&rule.says);
        }
        says
    }
}

fn fits<E: Element>(path: &[Simple], element: &E, around: &[E]) -> bool {
    let Some((last, before)) = path.split_last() else { return false };
    let mut outer = around.iter().rev();
    last.fits(element) && before.iter().rev().all(|simple| outer.any(|element| simple.fits(element)))
}

/// What follows a block whose opening brace is already taken.
fn after_block(text: &str) -> &str {
    let mut depth = 1usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

/// A style sheet without comments and without the marks that hide a style sheet from programs of the past.
fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("<!--", " ").replace("-->", " ")
}

/// Reads what stands between the braces of a rule or in a style attribute.
pub fn declarations(text: &str) -> Says {
    let mut says = Says::default();
    for declaration in split(text) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim_end();
        match name.trim().to_ascii_lowercase().as_str() {
            "font-family" => says.font = first_family(value).or(says.font.take()),
            "font" => says.font = old_font(value).or(says.font.take()),
            "mso-number-format" => says.format = Some(format_code(value).into()),
            "display" => says.hidden = Some(value.eq_ignore_ascii_case("none")),
            "visibility" if value.eq_ignore_ascii_case("collapse") => says.hidden = Some(true),
            "mso-hide" if value.eq_ignore_ascii_case("all") => says.hidden = Some(true),
            "font-weight" => says.bold = Some(value.eq_ignore_ascii_case("bold") || value.parse::<u32>().is_ok_and(|weight| weight >= 600)),
            "mso-char-indent-count" => says.indent = value.parse().ok().map(|steps: u32| steps.min(15)),
            _ => {}
        }
    }
    says
}

/// Declarations, cut at semicolons outside quotes.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (mut quote, mut escaped) = (None, false);
        let end = rest.char_indices().find(|(_, c)| {
            let here = std::mem::take(&mut escaped);
            match (quote, c) {
                _ if here => {}
                (_, '\\') => escaped = true,
                (Some(open), c) if open == *c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(*c),
                (None, ';') => return true,
                _ => {}
            }
            false
        });
        let at = end.map_or(rest.len(), |(at, _)| at);
        let declaration = rest.get(..at).unwrap_or_default();
        rest = rest.get(at + 1..).unwrap_or_default();
        Some(declaration)
    })
}

fn first_family(value: &str) -> Option<Arc<str>> {
    let family = value.split(',').next()?.trim().trim_matches(['"', '\'']).trim();
    (!family.is_empty() && family.len() <= 64).then(|| family.into())
}

/// The old Vietnamese font in `font: 12pt .VnTime`; other fonts need not be known.
fn old_font(value: &str) -> Option<Arc<str>> {
    let lower = value.to_ascii_lowercase();
    let at = lower.find(".vn").or_else(|| lower.find("vni-"))?;
    first_family(value.get(at..)?)
}

/// A number format as written for Excel: `"0\.0%"` is 0.0%, `\0022` a quotation mark.
fn format_code(value: &str) -> String {
    let value = value.trim_matches(['"', '\'']);
    let mut code = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('\\') {
        code.push_str(before);
        let hex = after.get(..4).filter(|hex| hex.starts_with("00"));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                code.push(c);
                rest = after.get(4..).unwrap_or_default();
            }
            None => {
                let length = after.chars().next().map_or(0, char::len_utf8);
                code.push_str(after.get(..length).unwrap_or_default());
                rest = after.get(length..).unwrap_or_default();
            }
        }
        if code.len() > 255 {
            return String::new();
        }
    }
    code.push_str(rest);
    if code.len() > 255 { String::new() } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(&'static str, &'static str);

    impl Element for Plain {
        fn tag(&self) -> &str {
            self.0
        }
        fn id(&self) -> &str {
            ""
        }
        fn classes(&self) -> &str {
            self.1
        }
    }

    #[test]
    fn declarations_that_matter() {
        let says =
            declarations("font-family:.VnTime, sans-serif; mso-number-format:\"\\#\\,\\#\\#0\\0022 ; \\0022\"; display:NONE;color:red");
        assert_eq!(says.font.as_deref(), Some(".VnTime"));
        assert_eq!(says.format.as_deref(), Some("#,##0\" ; \""));
        assert_eq!(says.hidden, Some(true));
        assert_eq!(declarations("mso-number-format:Percent").format.as_deref(), Some("Percent"));
        assert_eq!(declarations("mso-number-format:\\@; font:bold 12pt '.VnTimeH'").format.as_deref(), Some("@"));
        assert_eq!(declarations("font:bold 12pt '.VnTimeH'").font.as_deref(), Some(".VnTimeH"));
    }

    #[test]
    fn rules_by_weight_and_place() {
        let mut rules = Rules::default();
        rules.add(
            "<!-- td.xl2 {font-weight:700} /* x { */ .xl2, td {font-weight:400; font-family:Arial} @page {margin:1in} \
             @media print { td {display:none} } table.s0 tr.r3 {display:none} td:hover {display:none} -->",
        );
        let cell = rules.of(&Plain("td", "xl2 b"), &[]);
        assert_eq!((cell.bold, cell.font.as_deref(), cell.hidden), (Some(true), Some("Arial"), None));
        let row = |table| rules.of(&Plain("tr", "r3"), &[Plain("html", ""), Plain("table", table)]).hidden;
        assert_eq!((row("s0 x"), row("s1")), (Some(true), None));
    }
}
