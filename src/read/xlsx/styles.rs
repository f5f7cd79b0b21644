//! Styles of an .xlsx: as far as number formats, fonts, bold and indentation go.

use super::super::Reason;
use super::super::legacy::{self, Encoding};
use super::super::limits::{Limits, TooMuch};
use super::super::number_format;
use super::super::xml::{Archive, attribute, flag, part};
use crate::label::beginning;
use crate::workbook::Style;
use foldhash::{HashMap, HashMapExt};
use quick_xml::events::Event;
use std::sync::Arc;

/// Styles by the number cells name them with, and the encoding of each one's font.
#[derive(Default)]
pub struct Styles {
    pub styles: Vec<Style>,
    pub encodings: Vec<Encoding>,
}

impl Styles {
    /// The encoding that a style's font stands for.
    pub fn encoding(&self, style: u32) -> Encoding {
        self.encodings.get(style as usize).copied().unwrap_or(Encoding::Unicode)
    }
}

/// Longest code of a number format and longest name of a font that say anything.
const LONGEST: usize = 1_024;

struct Font {
    name: Option<Arc<str>>,
    bold: bool,
}

pub fn read(archive: &mut Archive<'_>, name: Option<String>, limits: &Limits) -> Result<Styles, Reason> {
    let mut result = Styles { styles: Vec::new(), encodings: Vec::new() };
    let mut fonts: Vec<Font> = Vec::new();
    let mut formats: HashMap<u32, Style> = HashMap::new();
    if let Some(name) = name
        && let Some(mut reader) = part(archive, &name, limits)?
    {
        let mut buffer = Vec::new();
        let (mut in_fonts, mut in_cells) = (false, false);
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "fonts" => in_fonts = true,
                    "cellXfs" => in_cells = true,
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (attribute(&start, "numFmtId"), attribute(&start, "formatCode"))
                            && let Ok(id) = id.parse()
                        {
                            // Described once, however many styles name it; a longer code is none of a program's.
                            let mut described = Style::default();
                            number_format::describe(beginning(&code, LONGEST), &mut described);
                            formats.insert(id, described);
                            limits.within(TooMuch::Styles, formats.len(), limits.styles)?;
                        }
                    }
                    "font" if in_fonts => {
                        fonts.push(Font { name: None, bold: false });
                        limits.within(TooMuch::Styles, fonts.len(), limits.styles)?;
                    }
                    "name" if in_fonts => {
                        if let (Some(font), Some(value)) = (fonts.last_mut(), attribute(&start, "val")) {
                            font.name = Some(beginning(&value, LONGEST).into());
                        }
                    }
                    "b" if in_fonts => {
                        if let Some(font) = fonts.last_mut() {
                            font.bold = flag(&start, "val").unwrap_or(true);
                        }
                    }
                    "xf" if in_cells => {
                        let number = |name| attribute(&start, name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
                        let format = number("numFmtId");
                        let mut style = formats.get(&format).cloned().unwrap_or_else(|| {
                            let mut style = Style::default();
                            if let Some(code) = number_format::built_in(format) {
                                number_format::describe(code, &mut style);
                            }
                            style
                        });
                        let font = fonts.get(number("fontId") as usize);
                        style.font = font.and_then(|font| font.name.clone());
                        style.bold = font.is_some_and(|font| font.bold);
                        result.encodings.push(style.font.as_deref().map_or(Encoding::Unicode, legacy::of_font));
                        result.styles.push(style);
                        limits.within(TooMuch::Styles, result.styles.len(), limits.styles)?;
                    }
                    "alignment" if in_cells => {
                        if let (Some(style), Some(indent)) = (result.styles.last_mut(), attribute(&start, "indent")) {
                            style.indent = indent.parse().unwrap_or(0);
                        }
                    }
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "fonts" => in_fonts = false,
                    "cellXfs" => in_cells = false,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
    }
    if result.styles.is_empty() {
        result.styles.push(Style::default());
        result.encodings.push(Encoding::Unicode);
    }
    Ok(result)
}
