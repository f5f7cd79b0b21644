//! Formulas of an .xls ([MS-XLS], Rgce): tokens in the order of a stack machine, written out as .xlsx writes them.
//!
//! A formula is decoded once and written for each cell that shares it. One that holds what is not known here is not
//! decoded at all: half a formula would be another one.

use super::functions::{self, Function};
use super::records::{text, u16_at};
use crate::cell::{Position, column_name};
use crate::number;
use std::borrow::Cow;

/// What formulas name by number.
#[derive(Default)]
pub struct Named {
    /// Whether tokens are those of Excel 97 and later.
    pub is_biff8: bool,
    /// Names of areas and functions.
    pub names: Vec<String>,
    /// Sheets, with their quotes and the mark behind; none where a sheet is gone.
    pub sheets: Vec<Option<String>>,
}

/// A formula that was decoded.
pub struct Formula {
    nodes: Vec<Node>,
    root: usize,
    /// Whether it can give nothing but a number, a flag or an error.
    pub is_number: bool,
}

/// What cells say in place of their formula where they share one.
pub enum Tokens {
    Own(Formula),
    /// The cell whose formula it is, or part of a table.
    Shared(Position),
}

enum Node {
    Plain(Cow<'static, str>),
    Cell(Option<String>, Reference),
    Area(Option<String>, Reference, Reference),
    Before(&'static str, usize),
    After(usize, &'static str),
    Between(usize, &'static str, usize),
    Call(String, Vec<usize>),
}

#[derive(Clone, Copy)]
struct Reference {
    row: u16,
    column: u16,
    moves_row: bool,
    moves_column: bool,
    /// Whether what moves is counted from the cell of the formula, round the edges of the sheet.
    from_cell: bool,
    most_rows: u32,
}

impl Reference {
    fn write(self, at: Position, out: &mut String) {
        let row = u32::from(self.row);
        let row = if self.from_cell && self.moves_row { (at.row + row) % self.most_rows } else { row };
        let column = u32::from(self.column);
        let column = if self.from_cell && self.moves_column { (at.column + column) % 256 } else { column };
        out.push_str(if self.moves_column { "" } else { "$" });
        out.push_str(&column_name(column));
        out.push_str(if self.moves_row { "" } else { "$" });
        out.push_str(&(row + 1).to_string());
    }
}

/// Decodes the tokens of a formula; nothing where one is not known or leads nowhere.
pub fn decode(tokens: &[u8], named: &Named) -> Option<Tokens> {
    // A reference to the cell that has the formula stands alone.
    if let Some(0x01) = tokens.first() {
        return Some(Tokens::Shared(Position::new(u32::from(u16_at(tokens, 1)?), u32::from(u16_at(tokens, 3)?))));
    }
    let mut decoder = Decoder { rest: tokens, named, nodes: Vec::new(), numbers: Vec::new(), stack: Vec::new() };
    while let Some(token) = decoder.byte() {
        decoder.token(token)?;
    }
    match decoder.stack.as_slice() {
        &[root] => {
            let is_number = *decoder.numbers.get(root)?;
            Some(Tokens::Own(Formula { nodes: decoder.nodes, root, is_number }))
        }
        _ => None,
    }
}

impl Formula {
    /// The formula as it reads at a cell.
    pub fn write(&self, at: Position) -> String {
        enum Piece<'a> {
            Text(&'a str),
            Node(usize),
        }
        let mut out = String::new();
        // What is to be written next lies on top: nesting costs no stack of the program's own.
        let mut next = vec![Piece::Node(self.root)];
        while let Some(piece) = next.pop() {
            let node = match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Piece::Node(node) => self.nodes.get(node),
            };
            match node {
                None => {}
                Some(Node::Plain(text)) => out.push_str(text),
                Some(Node::Cell(sheet, reference)) => {
                    out.push_str(sheet.as_deref().unwrap_or_default());
                    reference.write(at, &mut out);
                }
                Some(Node::Area(sheet, first, last)) => {
                    out.push_str(sheet.as_deref().unwrap_or_default());
                    first.write(at, &mut out);
                    out.push(':');
                    last.write(at, &mut out);
                }
                Some(Node::Before(sign, of)) => next.extend([Piece::Node(*of), Piece::Text(sign)]),
                Some(Node::After(of, sign)) => next.extend([Piece::Text(sign), Piece::Node(*of)]),
                Some(Node::Between(left, sign, right)) => next.extend([Piece::Node(*right), Piece::Text(sign), Piece::Node(*left)]),
                Some(Node::Call(name, arguments)) => {
                    out.push_str(name);
                    out.push('(');
                    next.push(Piece::Text(")"));
                    for (at, argument) in arguments.iter().enumerate().rev() {
                        next.push(Piece::Node(*argument));
                        if at > 0 {
                            next.push(Piece::Text(","));
                        }
                    }
                }
            }
        }
        out
    }
}

struct Decoder<'a> {
    rest: &'a [u8],
    named: &'a Named,
    nodes: Vec<Node>,
    /// Whether each node is a number for sure.
    numbers: Vec<bool>,
    stack: Vec<usize>,
}

impl Decoder<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn word(&mut self) -> Option<u16> {
        let word = u16_at(self.rest, 0)?;
        self.rest = self.rest.get(2..)?;
        Some(word)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    fn push(&mut self, node: Node, is_number: bool) -> Option<()> {
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
        self.numbers.push(is_number);
        Some(())
    }

    fn plain(&mut self, text: &'static str, is_number: bool) -> Option<()> {
        self.push(Node::Plain(text.into()), is_number)
    }

    fn token(&mut self, token: u8) -> Option<()> {
        match token {
            0x03..=0x11 => {
                const SIGNS: [&str; 15] = ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":"];
                let (right, left) = (self.stack.pop()?, self.stack.pop()?);
                let sign = SIGNS.get(usize::from(token - 3))?;
                // Texts joined are a text; areas met or joined may hold one.
                self.push(Node::Between(left, sign, right), !matches!(token, 0x08 | 0x0F..))
            }
            0x12 | 0x13 => {
                let of = self.stack.pop()?;
                // A plus in front changes nothing, not even a text.
                let is_number = token == 0x13 || *self.numbers.get(of)?;
                self.push(Node::Before(if token == 0x12 { "+" } else { "-" }, of), is_number)
            }
            0x14 => {
                let of = self.stack.pop()?;
                self.push(Node::After(of, "%"), true)
            }
            0x15 => {
                let of = self.stack.pop()?;
                let is_number = *self.numbers.get(of)?;
                self.push(Node::Before("(", of), is_number)?;
                let open = self.stack.pop()?;
                self.push(Node::After(open, ")"), is_number)
            }
            0x16 => self.plain("", true),
            0x17 => {
                let count = usize::from(self.byte()?);
                let found = if self.named.is_biff8 {
                    let found = text(self.rest, 0, count)?;
                    let wide = self.rest.first()? & 1 != 0;
                    self.skip(if wide { 1 + 2 * count } else { 1 + count })?;
                    found
                } else {
                    // Letters of old code pages are compared with nothing here; only whether there are any counts.
                    let found = self.rest.get(..count)?.iter().map(|&byte| char::from(byte)).collect();
                    self.skip(count)?;
                    found
                };
                self.push(Node::Plain(format!("\"{}\"", found.replace('"', "\"\"")).into()), false)
            }
            0x19 => {
                let (kind, data) = (self.byte()?, self.word()?);
                if kind & 0x04 != 0 {
                    self.skip(2 * (usize::from(data) + 1))?;
                }
                if kind & 0x10 != 0 {
                    let of = self.stack.pop()?;
                    self.push(Node::Call("SUM".into(), vec![of]), true)?;
                }
                Some(())
            }
            0x1C => {
                let error = match self.byte()? {
                    0x00 => "#NULL!",
                    0x07 => "#DIV/0!",
                    0x0F => "#VALUE!",
                    0x17 => "#REF!",
                    0x1D => "#NAME?",
                    0x24 => "#NUM!",
                    0x2A => "#N/A",
                    _ => return None,
                };
                self.plain(error, true)
            }
            0x1D => {
                let flag = self.byte()?;
                self.plain(if flag == 0 { "FALSE" } else { "TRUE" }, true)
            }
            0x1E => {
                let number = self.word()?;
                self.push(Node::Plain(number.to_string().into()), true)
            }
            0x1F => {
                let bytes = self.rest.get(..8)?.try_into().ok()?;
                self.skip(8)?;
                let number = number::from_f64(f64::from_le_bytes(bytes))?;
                self.push(Node::Plain(number.to_string().into()), true)
            }
            0x20..=0x7F => self.classed((token & 0x1F) | 0x20),
            _ => None,
        }
    }

    /// Tokens that come in three classes, which say what kind of value is asked for.
    fn classed(&mut self, token: u8) -> Option<()> {
        let is_biff8 = self.named.is_biff8;
        match token {
            0x20 => {
                self.skip(7)?;
                self.plain("{}", false)
            }
            0x21 => {
                let number = self.word()?;
                let function = functions::find(number)?;
                self.call(number, Some(function), function.arguments)
            }
            0x22 => {
                let count = usize::from(self.byte()? & 0x7F);
                let number = self.word()? & 0x7FFF;
                self.call(number, functions::find(number), count)
            }
            0x23 => {
                let name = usize::from(self.word()?);
                self.skip(if is_biff8 { 2 } else { 12 })?;
                let name = self.named.names.get(name.checked_sub(1)?)?;
                let is_name = !name.is_empty()
                    && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?'))
                    && Position::parse(name).is_none();
                self.push(Node::Plain(name.clone().into()), false).filter(|()| is_name)
            }
            0x24 | 0x2C => {
                let cell = self.cell(token == 0x2C)?;
                self.push(Node::Cell(None, cell), false)
            }
            0x25 | 0x2D => {
                let (first, last) = self.area(token == 0x2D)?;
                self.push(Node::Area(None, first, last), false)
            }
            // They tell how to keep a part that stands written out behind them.
            0x26..=0x28 => self.skip(6),
            0x29 | 0x2E | 0x2F => self.skip(2),
            0x2A => {
                self.skip(if is_biff8 { 4 } else { 3 })?;
                self.plain("#REF!", true)
            }
            0x2B => {
                self.skip(if is_biff8 { 8 } else { 6 })?;
                self.plain("#REF!", true)
            }
            0x3A if is_biff8 => {
                let sheet = self.sheet()?;
                let cell = self.cell(false)?;
                self.push(Node::Cell(Some(sheet), cell), false)
            }
            0x3B if is_biff8 => {
                let sheet = self.sheet()?;
                let (first, last) = self.area(false)?;
                self.push(Node::Area(Some(sheet), first, last), false)
            }
            0x3C if is_biff8 => {
                self.skip(6)?;
                self.plain("#REF!", true)
            }
            0x3D if is_biff8 => {
                self.skip(10)?;
                self.plain("#REF!", true)
            }
            _ => None,
        }
    }

    fn sheet(&mut self) -> Option<String> {
        let at = usize::from(self.word()?);
        self.named.sheets.get(at)?.clone()
    }

    fn call(&mut self, number: u16, function: Option<Function>, count: usize) -> Option<()> {
        let mut arguments = self.stack.split_off(self.stack.len().checked_sub(count)?);
        // A function that is newer than the format: its name comes as the first argument.
        if number == 255 {
            let name = arguments.first().and_then(|at| self.nodes.get(*at));
            let Some(Node::Plain(name)) = name else { return None };
            let name = name.trim_start_matches("_xlfn.").to_string();
            arguments.remove(0);
            let is_number = name.eq_ignore_ascii_case("IFERROR") && self.are_numbers(arguments.iter());
            return self.push(Node::Call(name, arguments), is_number);
        }
        let is_number = match number {
            // What they give is one of their arguments.
            1 | 100 => self.are_numbers(arguments.iter().skip(1)),
            _ => function.is_some_and(|function| function.is_number),
        };
        let name = function.map_or_else(|| format!("_{number}"), |function| function.name.to_string());
        self.push(Node::Call(name, arguments), is_number)
    }

    fn are_numbers<'a>(&self, mut nodes: impl Iterator<Item = &'a usize>) -> bool {
        nodes.all(|at| self.numbers.get(*at) == Some(&true))
    }

    fn cell(&mut self, from_cell: bool) -> Option<Reference> {
        let row = self.word()?;
        let column = if self.named.is_biff8 { self.word()? } else { u16::from(self.byte()?) };
        Some(self.reference(row, column, from_cell))
    }

    fn area(&mut self, from_cell: bool) -> Option<(Reference, Reference)> {
        let (first_row, last_row) = (self.word()?, self.word()?);
        let (first, last) =
            if self.named.is_biff8 { (self.word()?, self.word()?) } else { (u16::from(self.byte()?), u16::from(self.byte()?)) };
        Some((self.reference(first_row, first, from_cell), self.reference(last_row, last, from_cell)))
    }

    /// The two highest bits say what moves along: of the column, before Excel 97 of the row.
    fn reference(&self, row: u16, column: u16, from_cell: bool) -> Reference {
        let is_biff8 = self.named.is_biff8;
        let flags = if is_biff8 { column } else { row };
        Reference {
            row: if is_biff8 { row } else { row & 0x3FFF },
            column: if is_biff8 { column & 0x3FFF } else { column },
            moves_row: flags & 0x8000 != 0,
            moves_column: flags & 0x4000 != 0,
            from_cell,
            most_rows: if is_biff8 { 0x1_0000 } else { 0x4000 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tokens: &[u8], at: Position) -> Option<(String, bool)> {
        let sheets = vec![Some("'Bieu 2'!".to_string()), Some("[1]x!".into()), None];
        let named = Named { is_biff8: true, names: vec!["_xlfn.IFERROR".into(), "DonGia".into(), "A1".into()], sheets };
        match decode(tokens, &named)? {
            Tokens::Own(formula) => Some((formula.write(at), formula.is_number)),
            Tokens::Shared(at) => Some((format!("={at}"), false)),
        }
    }

    #[test]
    fn tokens_are_written_as_formulas() {
        let at = Position::new(4, 1);
        let in_a5 = [0x4C, 0, 0, 0xFF, 0xC0]; // One column before.
        let join = |pieces: &[&[u8]]| pieces.concat();
        let blank_or_double = join(&[
            &in_a5,
            &[0x17, 0, 0, 0x0B, 0x19, 0x02, 7, 0, 0x17, 0, 0, 0x19, 0x08, 0x10, 0],
            &in_a5,
            &[0x1E, 2, 0, 0x05, 0x19, 0x08, 3, 0, 0x42, 3, 1, 0],
        ]);
        for (tokens, plain, is_number) in [
            (blank_or_double, "IF(A5=\"\",\"\",A5*2)", false),
            (join(&[&in_a5, &in_a5, &[0x06]]), "A5/A5", true),
            (join(&[&in_a5, &[0x1E, 1, 0, 0x0C], &[0x1E, 2, 0, 0x0D]]), "A5>=1>2", true),
            (vec![0x2C, 0xFE, 0xFF, 0x00, 0xC0], "B3", false),
            (vec![0x24, 6, 0, 2, 0], "$C$7", false),
            (vec![0x5A, 0, 0, 9, 0, 0, 0xC0, 0x1E, 1, 0, 0x03], "'Bieu 2'!A10+1", true),
            (vec![0x3B, 1, 0, 0, 0, 3, 0, 1, 0x40, 1, 0xC0, 0x19, 0x10, 0, 0], "SUM([1]x!B$1:B4)", true),
            (vec![0x23, 2, 0, 0, 0, 0x1E, 3, 0, 0x15, 0x05], "DonGia*(3)", true),
            (vec![0x23, 1, 0, 0, 0, 0x1E, 5, 0, 0x17, 0, 0, 0x42, 3, 255, 0], "IFERROR(5,\"\")", false),
            (vec![0x23, 1, 0, 0, 0, 0x1E, 5, 0, 0x1E, 0, 0, 0x42, 3, 255, 0], "IFERROR(5,0)", true),
            (vec![0x1F, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x14, 0x13], "-1.5%", true),
            (vec![0x17, 2, 1, 0xD3, 0x01, 0x22, 0, 0x17, 1, 0, 0x61, 0x08], "\"Ǔ\"\"\"&\"a\"", false),
            (vec![0x1E, 1, 0, 0x1E, 2, 0, 0x41, 27, 0], "ROUND(1,2)", true),
            (vec![0x1D, 1, 0x1E, 1, 0, 0x16, 0x42, 3, 1, 0], "IF(TRUE,1,)", true),
            (vec![0x1E, 1, 0, 0x42, 1, 0xFF, 0x7F], "_32767(1)", false),
        ] {
            assert_eq!(written(&tokens, at), Some((plain.to_string(), is_number)), "{tokens:02X?}");
        }
        assert_eq!(written(&[0x01, 3, 0, 1, 0], at), Some(("=B4".into(), false)));
        // Round the edges of the sheet, as Excel does.
        assert_eq!(written(&[0x2C, 0xFF, 0xFF, 0xFE, 0xC0], Position::new(0, 1)).unwrap().0, "IV65536");
    }

    #[test]
    fn what_is_not_known_is_not_decoded() {
        for tokens in [
            &[0x03][..],
            &[0x1E, 1],
            &[0x1E, 1, 0, 0x1E, 2, 0],
            &[0x23, 0, 0, 0, 0],
            &[0x23, 9, 0, 0, 0],
            &[0x23, 3, 0, 0, 0],
            &[0x5A, 2, 0, 9, 0, 0, 0xC0],
            &[0x41, 53, 0],
            &[0x42, 3, 1, 0],
            &[0x17, 200, 0, 1],
            &[0x19, 0x04, 0xFF, 0xFF],
            &[0x1F, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F],
            &[0x18, 0, 0, 0, 0],
            &[0xFF],
            &[],
        ] {
            assert!(written(tokens, Position::new(0, 0)).is_none(), "{tokens:02X?}");
        }
        // Deep nesting costs no stack.
        let deep = [&[0x1E, 1, 0][..], &[0x13; 4_000]].concat();
        assert_eq!(written(&deep, Position::new(0, 0)).unwrap().0.len(), 4_001);
    }
}
