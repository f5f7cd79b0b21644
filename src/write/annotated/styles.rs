//! The styles of the workbook, with those of marked cells and of the list added at their ends.

use super::markup::{self, Container, Edits, Tag, Unfit, container, tags};
use crate::finding::Severity;
use std::collections::HashMap;

/// Fills of marked cells; nobody picks just these, so that marks are known again. They differ in black and white too.
const MARKS: [(Severity, &str); 2] = [(Severity::Error, "FFF5B7A5"), (Severity::Warning, "FFFFE8A3")];
/// Most formats of cells that Excel takes, with some to spare.
const MOST_FORMATS: usize = 64_000;
/// The styles of a workbook that has none.
pub(super) const NO_STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// What may stand in a part of styles, in order.
const ORDER: [&str; 11] =
    ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"];

/// How a cell of the list looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    Title,
    Line,
    Head,
    Cell,
    Centred,
    Link,
    Severity(Severity),
}

/// One kind of thing that is counted and named by number: fonts, fills, borders, formats.
struct List {
    name: &'static str,
    /// As they stand in the workbook.
    own: Vec<String>,
    /// Put before ours where the workbook has fewer than every workbook must.
    padding: Vec<String>,
    added: Vec<String>,
}

impl List {
    fn of(text: &str, name: &'static str, least: &[String]) -> List {
        let own: Vec<String> = container(text, name)
            .map(|found| found.children.iter().filter_map(|at| text.get(at.clone()).map(str::to_string)).collect())
            .unwrap_or_default();
        let padding = least.get(own.len()..).unwrap_or_default().to_vec();
        List { name, own, padding, added: Vec::new() }
    }

    fn add(&mut self, item: String) -> u32 {
        let before = self.own.len() + self.padding.len();
        let known = self.added.iter().position(|added| *added == item);
        let at = known.unwrap_or_else(|| {
            self.added.push(item);
            self.added.len() - 1
        });
        (before + at) as u32
    }
}

/// The styles, growing.
pub(super) struct Styles {
    text: String,
    prefix: String,
    fonts: List,
    fills: List,
    borders: List,
    formats: List,
    /// Whether formats may name the style they go back to.
    has_named: bool,
    marked: HashMap<(u32, Option<Severity>), u32>,
    looks: HashMap<Look, u32>,
}

impl Styles {
    /// Reads the styles; `namespace` is for a workbook that has none.
    pub(super) fn of(text: Option<String>, namespace: &str) -> Result<Styles, Unfit> {
        let text = text.unwrap_or_else(|| format!("{NO_STYLES}<styleSheet xmlns=\"{namespace}\"/>"));
        let p = markup::root(&text, "styleSheet")?.prefix().to_string();
        let plain_font = format!("<{p}font><{p}sz val=\"11\"/><{p}name val=\"Calibri\"/><{p}family val=\"2\"/></{p}font>");
        // The first two fills are these whatever a file says.
        let fill = |kind: &str| format!("<{p}fill><{p}patternFill patternType=\"{kind}\"/></{p}fill>");
        let border = format!("<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>");
        let format = format!("<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
        Ok(Styles {
            fonts: List::of(&text, "fonts", &[plain_font]),
            fills: List::of(&text, "fills", &[fill("none"), fill("gray125")]),
            borders: List::of(&text, "borders", &[border]),
            formats: List::of(&text, "cellXfs", &[format]),
            has_named: container(&text, "cellStyleXfs").is_some_and(|found| !found.children.is_empty()),
            marked: HashMap::new(),
            looks: HashMap::new(),
            prefix: p,
            text,
        })
    }

    /// Whether cells were marked here before.
    pub(super) fn has_marks(&self) -> bool {
        self.fills.own.iter().any(|fill| under_mark(fill).is_some())
    }

    /// The format of a cell once it is marked, or once it no longer is.
    ///
    /// A mark keeps the colour it covers as the colour behind its solid fill, which nobody sees: taken off, it leaves
    /// what was there, wherever the cell went in between.
    pub(super) fn marked(&mut self, style: u32, severity: Option<Severity>) -> u32 {
        if let Some(known) = self.marked.get(&(style, severity)) {
            return *known;
        }
        let new = self.new_mark(style, severity).unwrap_or(style);
        self.marked.insert((style, severity), new);
        new
    }

    fn new_mark(&mut self, style: u32, severity: Option<Severity>) -> Option<u32> {
        let own = self.formats.own.get(style as usize).or_else(|| self.formats.own.first().or(self.formats.padding.first()))?.clone();
        let xf = tags(&own).next()?;
        let fill = self.fills.own.get(xf.number("fillId").unwrap_or(0) as usize).cloned().unwrap_or_default();
        let covered = match (under_mark(&fill), severity) {
            (None, None) => return None,
            (Some(covered), _) => covered,
            (None, _) => solid_colour(&fill),
        };
        if self.formats.own.len() + self.formats.added.len() >= MOST_FORMATS {
            return None; // The comment and the list tell of the cell all the same.
        }
        let p = &self.prefix;
        let solid = |front: &str, back: &str| {
            format!("<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor {front}/><{p}bgColor {back}/></{p}patternFill></{p}fill>")
        };
        let fill = match (severity.and_then(mark_of), covered) {
            (Some(mark), Some(covered)) => self.fills.add(solid(&format!("rgb=\"{mark}\""), &covered)),
            (Some(mark), None) => self.fills.add(solid(&format!("rgb=\"{mark}\""), "indexed=\"64\"")),
            (None, Some(covered)) => self.fills.add(solid(&covered, "indexed=\"64\"")),
            (None, None) => 0,
        };
        let mut edits = Edits::default();
        xf.set(&mut edits, "fillId", &fill.to_string());
        xf.set(&mut edits, "applyFill", "1");
        let format = edits.apply(&own).ok()?;
        Some(self.formats.add(format))
    }

    /// The format of a cell of the list.
    pub(super) fn look(&mut self, look: Look) -> u32 {
        if let Some(known) = self.looks.get(&look) {
            return *known;
        }
        let p = self.prefix.clone();
        let font = |mark: &str, size: u32, colour: &str| {
            format!("<{p}font>{mark}<{p}sz val=\"{size}\"/>{colour}<{p}name val=\"Times New Roman\"/><{p}family val=\"1\"/></{p}font>")
        };
        let bold = format!("<{p}b/>");
        let font = match look {
            Look::Title => font(&bold, 14, ""),
            Look::Head | Look::Severity(Severity::Error) => font(&bold, 12, ""),
            Look::Link => font(&format!("<{p}u/>"), 12, &format!("<{p}color rgb=\"FF0563C1\"/>")),
            _ => font("", 12, ""),
        };
        let font = self.fonts.add(font);
        let fill = match look {
            Look::Head => Some("FFDDEBF7"),
            Look::Severity(severity) => mark_of(severity),
            _ => None,
        };
        let fill = fill.map_or(0, |colour| {
            self.fills.add(format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            ))
        });
        let border = match look {
            Look::Title | Look::Line => 0,
            _ => {
                let side = |name: &str| format!("<{p}{name} style=\"thin\"><{p}color auto=\"1\"/></{p}{name}>");
                let sides: String = ["left", "right", "top", "bottom"].map(side).concat();
                self.borders.add(format!("<{p}border>{sides}<{p}diagonal/></{p}border>"))
            }
        };
        let align = match look {
            Look::Title => "vertical=\"center\"",
            Look::Line => "vertical=\"top\" wrapText=\"1\"",
            Look::Cell => "vertical=\"center\" wrapText=\"1\"",
            _ => "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"",
        };
        let named = if self.has_named { " xfId=\"0\"" } else { "" };
        let new = self.formats.add(format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\"{named} applyFont=\"1\" applyFill=\"1\" \
             applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment {align}/></{p}xf>"
        ));
        self.looks.insert(look, new);
        new
    }

    /// The part with all that was added.
    pub(super) fn finish(self) -> Result<String, Unfit> {
        let mut edits = Edits::default();
        let mut missing: Vec<(usize, String)> = Vec::new();
        let p = &self.prefix;
        for list in [&self.fonts, &self.fills, &self.borders, &self.formats] {
            if list.added.is_empty() {
                continue;
            }
            let new = list.padding.concat() + &list.added.concat();
            let count = list.own.len() + list.padding.len() + list.added.len();
            match container(&self.text, list.name) {
                Some(found) => {
                    if found.open.form == markup::Form::Empty {
                        let whole = found.open.start..found.open.end;
                        edits.replace(whole, format!("<{p}{0} count=\"{count}\">{new}</{p}{0}>", list.name));
                    } else {
                        found.append(&mut edits, &new);
                        found.open.set(&mut edits, "count", &count.to_string());
                    }
                }
                None => {
                    let order = ORDER.iter().position(|name| *name == list.name).unwrap_or(ORDER.len());
                    missing.push((order, format!("<{p}{0} count=\"{count}\">{new}</{p}{0}>", list.name)));
                }
            }
        }
        let text = &self.text;
        if missing.is_empty() {
            return edits.apply(text);
        }
        let root = markup::root(text, "styleSheet")?;
        if root.form == markup::Form::Empty {
            let all: String = missing.into_iter().map(|(_, new)| new).collect();
            root.fill(&mut edits, &all);
            return edits.apply(text);
        }
        for (order, new) in missing {
            edits.insert(place_of(text, &root, order), new);
        }
        edits.apply(text)
    }
}

/// Behind the last list that must stand before one of that order.
fn place_of(text: &str, root: &Tag<'_>, order: usize) -> usize {
    let before = ORDER.get(..order).unwrap_or_default();
    before.iter().filter_map(|name| container(text, name).map(|found: Container<'_>| found.end)).max().unwrap_or(root.end)
}

fn mark_of(severity: Severity) -> Option<&'static str> {
    MARKS.iter().find(|(own, _)| *own == severity).map(|(_, colour)| *colour)
}

/// The colour of a solid fill, as its attributes.
fn solid_colour(fill: &str) -> Option<String> {
    let solid =
        tags(fill).any(|tag| tag.local() == "patternFill" && tag.attribute("patternType").is_some_and(|kind| kind.value == "solid"));
    let colour = tags(fill).find(|tag| solid && tag.begins() && tag.local() == "fgColor")?;
    said_colour(&colour)
}

fn said_colour(colour: &Tag<'_>) -> Option<String> {
    let said = ["rgb", "theme", "indexed", "tint", "auto"].iter().filter_map(|name| colour.attribute(name));
    let said: Vec<String> = said.map(|attribute| format!("{}=\"{}\"", attribute.name, attribute.value.replace('"', "&quot;"))).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What a mark of ours covers: a colour, or nothing; `None` for any other fill.
fn under_mark(fill: &str) -> Option<Option<String>> {
    let colour = |name: &str| tags(fill).find(|tag| tag.begins() && tag.local() == name);
    let rgb = colour("fgColor")?.value("rgb")?.to_ascii_uppercase();
    // Some programs write colours without or with another transparency.
    let same = |mark: &str| rgb.get(rgb.len().saturating_sub(6)..) == mark.get(2..);
    if !MARKS.iter().any(|(_, mark)| same(mark)) {
        return None;
    }
    let covered = colour("bgColor").filter(|tag| tag.attribute("indexed").is_none_or(|indexed| !matches!(indexed.value, "64" | "65")));
    // LibreOffice writes the same colour twice.
    Some(covered.and_then(|tag| said_colour(&tag)).filter(|said| !said.to_ascii_uppercase().contains(&rgb)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "<x:styleSheet xmlns:x=\"m\"><x:fonts count=\"1\"><x:font/></x:fonts><x:fills count='1'><x:fill><x:patternFill patternType=\"solid\"><x:fgColor theme=\"4\" tint=\"0.5\"/></x:patternFill></x:fill></x:fills><x:cellXfs><x:xf numFmtId=\"3\" fontId=\"0\"><x:alignment/></x:xf></x:cellXfs></x:styleSheet>";

    #[test]
    fn a_mark_can_be_taken_off_again() {
        let mut styles = Styles::of(Some(PLAIN.into()), "m").unwrap();
        assert!(!styles.has_marks());
        let marked = styles.marked(0, Some(Severity::Error));
        assert_eq!((marked, styles.marked(0, Some(Severity::Error)), styles.marked(0, None)), (1, 1, 0));
        styles.look(Look::Link);
        let text = styles.finish().unwrap();
        assert!(text.contains("<x:xf fillId=\"2\" applyFill=\"1\" numFmtId=\"3\" fontId=\"0\"><x:alignment/></x:xf>"), "{text}");
        assert!(text.contains("<x:fgColor rgb=\"FFF5B7A5\"/><x:bgColor theme=\"4\" tint=\"0.5\"/>"), "{text}");
        assert!(text.contains("<x:cellXfs count=\"3\">") || text.contains("<x:cellXfs count=\"3\""), "{text}");
        assert!(text.contains("</x:fills><x:borders count=\"2\">"), "{text}");

        let mut styles = Styles::of(Some(text), "m").unwrap();
        assert!(styles.has_marks());
        let clean = styles.marked(marked, None);
        assert_eq!(styles.marked(marked, Some(Severity::Warning)), clean + 1);
        let text = styles.finish().unwrap();
        assert!(text.contains("<x:fgColor theme=\"4\" tint=\"0.5\"/><x:bgColor indexed=\"64\"/>"), "{text}");
    }

    #[test]
    fn a_workbook_without_styles_gets_them() {
        let mut styles = Styles::of(None, "m").unwrap();
        assert_eq!(styles.marked(0, Some(Severity::Warning)), 1);
        let text = styles.finish().unwrap();
        assert!(text.contains("<fills count=\"3\">") && text.contains("<cellXfs count=\"2\">"), "{text}");
    }
}
