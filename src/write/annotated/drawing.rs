//! The boxes of comments, in the old drawing language that Excel still keeps them in.

use super::comments::Note;
use super::markup::Unfit;
use super::sheet::Sizes;
use crate::cell::{MAX_COLUMNS, Position};
use std::collections::BTreeMap;

const SPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];
/// The kind of shape that comments are.
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
                          <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";
/// Shapes are numbered in blocks of so many, and a block belongs to one drawing.
const BLOCK: u32 = 1_024;
/// Pixels of a box, and of a letter and a line in it.
const WIDTH: u32 = 340;
const LETTER: u32 = 7;
const LINE: u32 = 18;

/// A drawing with boxes for our comments. `number` tells the drawings of a workbook apart; boxes of `gone` are left out.
pub(super) fn add(
    own: Option<String>,
    number: u32,
    gone: &[Position],
    boxes: &[Position],
    notes: &BTreeMap<Position, Note>,
    sizes: &Sizes,
) -> Result<String, Unfit> {
    let own = own.map(|own| without(&own, gone));
    let first = match &own {
        // Whatever the blocks: a number above all others is free.
        Some(own) => highest(own).max(number * BLOCK) + 1,
        None => number * BLOCK + 1,
    };
    let declared = |space: &(&str, &str)| own.as_ref().is_none_or(|own| own.contains(&format!("xmlns:{}=\"{}\"", space.0, space.1)));
    let spaces: String =
        SPACES.iter().filter(|space| !declared(space)).map(|(name, address)| format!(" xmlns:{name}=\"{address}\"")).collect();
    let mut shapes = String::new();
    for (count, at) in boxes.iter().enumerate() {
        let note = notes.get(at).map(Vec::as_slice).unwrap_or_default();
        shapes += &shape(first + count as u32, *at, height(note), sizes, &spaces);
    }
    match own {
        Some(own) => {
            let kind = if own.contains("_x0000_t202\"") || shapes.is_empty() {
                String::new()
            } else {
                SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{spaces}"), 1)
            };
            let at = own.rfind("</").ok_or_else(|| Unfit("bản vẽ ghi chú không khép".into()))?;
            let (before, after) = own.split_at(at);
            Ok(format!("{before}{kind}{shapes}{after}"))
        }
        None => {
            let spaces: String = SPACES.iter().map(|(name, address)| format!(" xmlns:{name}=\"{address}\"")).collect();
            let blocks: Vec<String> = (number..=number + boxes.len() as u32 / BLOCK).map(|block| block.to_string()).collect();
            Ok(format!(
                "<xml{spaces}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout>{SHAPE_TYPE}{shapes}</xml>",
                blocks.join(",")
            ))
        }
    }
}

/// The highest number of a shape.
fn highest(text: &str) -> u32 {
    let numbers = text.split("_x0000_s").skip(1).map(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest.get(..digits).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0)
    });
    numbers.max().unwrap_or(0).min(u32::MAX / 2)
}

/// The drawing without the boxes of comments at those cells.
fn without(text: &str, gone: &[Position]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<v:shape ") {
        let (before, shape) = rest.split_at(start);
        out.push_str(before);
        let end = shape.find("</v:shape>").map_or(shape.len(), |at| at + "</v:shape>".len());
        let (shape, after) = shape.split_at(end);
        let said =
            |name: &str| shape.split(&format!("<x:{name}>")).nth(1).and_then(|tail| tail.split('<').next()?.trim().parse::<u32>().ok());
        let at = shape.contains("\"Note\"").then(|| Some(Position::new(said("Row")?, said("Column")?))).flatten();
        if !at.is_some_and(|at| gone.contains(&at)) {
            out.push_str(shape);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// How high the box of a comment must be for its words.
fn height(note: &[(String, String)]) -> u32 {
    let wide =
        |text: &str| -> u32 { text.split('\n').map(|line| (line.chars().count() as u32 * LETTER).div_ceil(WIDTH - 20).max(1)).sum() };
    let lines: u32 = note.iter().map(|(what, rest)| wide(what) + wide(rest) + 1).sum();
    (lines * LINE + 8).clamp(60, 900)
}

fn shape(number: u32, at: Position, height: u32, sizes: &Sizes, spaces: &str) -> String {
    let left = (at.column + 1).min(MAX_COLUMNS - 1);
    let top = at.row.saturating_sub(1);
    let (right, right_offset) = sizes.right_of(left, WIDTH + 15);
    let (bottom, bottom_offset) = sizes.below(top, height + 10);
    format!(
        "<v:shape{spaces} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:5pt;\
         width:{}pt;height:{}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
         <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\">\
         <div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{left}, 15, {top}, 10, {right}, {right_offset}, {bottom}, {bottom_offset}</x:Anchor><x:AutoFill>False</x:AutoFill>\
         <x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
        WIDTH * 3 / 4,
        height * 3 / 4,
        at.row,
        at.column
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_come_and_go() {
        let sizes = Sizes::of("<worksheet><sheetData/></worksheet>");
        let at = Position::new(4, 3);
        let new = add(None, 2, &[], &[at], &BTreeMap::new(), &sizes).unwrap();
        assert!(new.contains("id=\"_x0000_s2049\"") && new.contains("<x:Row>4</x:Row><x:Column>3</x:Column>"), "{new}");
        let more = add(Some(new.clone()), 2, &[], &[Position::new(0, 0)], &BTreeMap::new(), &sizes).unwrap();
        assert!(more.contains("_x0000_s2050") && more.matches("<v:shapetype").count() == 1, "{more}");
        let back = add(Some(more), 2, &[Position::new(0, 0)], &[], &BTreeMap::new(), &sizes).unwrap();
        assert_eq!(back, new);
    }
}
