//! How the cells of lines look, in a few bytes: formats are large, and most cells of a sheet look like others before them.

use super::super::sheet_style as style;
use super::summary::count_of_code;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// Size of notes, in points.
pub(super) const NOTE_SIZE: f64 = 11.0;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    kind: Kind,
    /// Words stand where there are numbers otherwise.
    words: bool,
    bold: bool,
    /// A heavier line before it keeps the columns from it on together.
    edge: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Indented(u8),
    Note,
    Right,
    Centred,
    Head,
    Upright,
    Heading {
        depth: u32,
    },
    HeadingNumber {
        depth: u32,
    },
    Number {
        decimals: u32,
    },
    /// Of so many, as the bytes of a decimal: of two that are equal each may be written with decimals of its own.
    OutOf([u8; 16]),
}

impl Look {
    /// Text outside of tables.
    pub const PLAIN: Look = Look::of(Kind::Plain);
    /// Text in a table.
    pub const TEXT: Look = Look::indented(0);
    /// A small text in a table.
    pub const NOTE: Look = Look::of(Kind::Note);
    /// A text at the right of its cell.
    pub const RIGHT: Look = Look::of(Kind::Right);
    /// A text in the middle of its cell.
    pub const CENTRED: Look = Look::of(Kind::Centred);
    /// The head of a table.
    pub const HEAD: Look = Look::of(Kind::Head);

    /// A small text from below to above, beside what is folded up.
    pub const UPRIGHT: Look = Look::of(Kind::Upright);

    const fn of(kind: Kind) -> Look {
        Look { kind, words: false, bold: false, edge: false }
    }

    /// Text in a table, indented so far.
    pub const fn indented(indent: u8) -> Look {
        Look::of(Kind::Indented(indent))
    }

    /// A heading within a table, so deep.
    pub const fn heading(depth: u32) -> Look {
        Look::of(Kind::Heading { depth })
    }

    /// The number of such a heading.
    pub const fn heading_number(depth: u32) -> Look {
        Look::of(Kind::HeadingNumber { depth })
    }

    /// A number with so many decimals.
    pub const fn number(decimals: u32) -> Look {
        Look::of(Kind::Number { decimals })
    }

    /// A number of so many.
    pub fn out_of(all: Decimal) -> Look {
        Look::of(Kind::OutOf(all.serialize()))
    }

    /// A word where numbers look so.
    pub const fn words(self) -> Look {
        Look { words: true, ..self }
    }

    /// In heavy letters or not.
    pub const fn bold(self, bold: bool) -> Look {
        Look { bold, ..self }
    }

    /// With a heavier line before it, where it is the first of columns that belong together.
    pub const fn first(self, edge: bool) -> Look {
        Look { edge, ..self }
    }

    /// The format.
    pub fn format(self) -> Format {
        let format = match self.kind {
            Kind::Plain => style::plain(),
            Kind::Indented(indent) => style::cell().set_indent(indent),
            Kind::Note => style::cell().set_font_size(NOTE_SIZE),
            Kind::Right => style::cell().set_align(FormatAlign::Right),
            Kind::Centred => style::centred(),
            Kind::Head => style::head(),
            Kind::Upright => style::plain().set_rotation(90).set_italic().set_font_size(10).set_align(FormatAlign::Center),
            Kind::Heading { depth } => style::heading(depth),
            Kind::HeadingNumber { depth } => style::heading(depth).set_align(FormatAlign::Center),
            Kind::Number { decimals } => style::numeric(&style::number_code(decimals)),
            Kind::OutOf(all) => style::numeric(&count_of_code(Decimal::deserialize(all))),
        };
        let format = if self.words { format.set_align(FormatAlign::Center).set_text_wrap() } else { format };
        let format = if self.bold { format.set_bold() } else { format };
        if self.edge { format.set_border_left(FormatBorder::Medium) } else { format }
    }
}
