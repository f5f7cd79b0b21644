//! The numbering of headings and rows: I, 1, a; A, I, 1; 1.1.1.

/// How the numbering column looks, and headings with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// I, 1, a for headings; rows count from 1 under each heading.
    Restart,
    /// A, I, 1 for headings; rows count from 1 under each heading.
    Letters,
    /// Rows are counted through the table.
    Through,
    /// 1, 1.1, 1.1.1 for headings and rows alike.
    Decimal,
    /// No numbering column: "I. …" in the label itself.
    InLabel,
}

/// Where the numbering of rows and headings has come to.
#[derive(Default)]
pub struct Counter {
    row: u32,
    headings: Vec<u32>,
}

impl Counter {
    /// The mark of a heading.
    pub fn section(&mut self, numbering: Numbering, code: &str, depth: usize) -> String {
        let last = code.rsplit('.').next().unwrap_or(code).to_string();
        self.headings.truncate(depth + 1);
        while self.headings.len() <= depth {
            // Headings under a heading that has rows of its own go on counting after them.
            self.headings.push(self.row);
            self.row = 0;
        }
        if let Some(number) = self.headings.last_mut() {
            *number += 1;
        }
        let place = self.headings.last().copied().unwrap_or(1);
        if numbering != Numbering::Through {
            self.row = 0;
        }
        match numbering {
            Numbering::Restart | Numbering::Through | Numbering::InLabel => last,
            Numbering::Letters => match depth {
                0 => char::from(b'A' + (place - 1) as u8).to_string(),
                1 => roman(place).to_string(),
                _ => place.to_string(),
            },
            Numbering::Decimal => self.headings.iter().map(u32::to_string).collect::<Vec<_>>().join("."),
        }
    }

    /// The mark of a row.
    pub fn row(&mut self, numbering: Numbering) -> String {
        self.row += 1;
        match numbering {
            Numbering::Decimal => {
                let path: Vec<String> = self.headings.iter().map(u32::to_string).collect();
                format!("{}.{}", path.join("."), self.row)
            }
            Numbering::InLabel => String::new(),
            _ => self.row.to_string(),
        }
    }
}

fn roman(number: u32) -> &'static str {
    ["I", "II", "III", "IV", "V", "VI"].get(number as usize - 1).copied().unwrap_or("VII")
}
