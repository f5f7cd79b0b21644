//! Hidden words by which a blank workbook of ours is known when it comes back: a frame, and never a figure.
//!
//! The sheet that is filled in has a hidden column. Beside the head of the table one cell says what the sheet is; beside
//! each row stands the indicator's code. The column stays with the sheet wherever the sheet is copied to, and lines put
//! in or taken away above the table do not matter.

use crate::cell::Position;
use crate::workbook::{Sheet, TextId, Value, Workbook};

/// First of all: a sheet of this program.
pub const MARK: &str = "chitieu";
/// Then: a sheet to be filled in.
pub const TEMPLATE: &str = "mau";
/// Or, over another hidden column: names to choose from.
pub const CHOICES: &str = "chon";
/// In the owner's place: a workbook that several units may use.
pub const NO_OWNER: &str = "*";
/// Between two words.
pub const BETWEEN: &str = " | ";

/// What the hidden column of a sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Where it says so; the codes of rows are below.
    pub at: Position,
    /// The schema's id.
    pub schema: String,
    /// The code of the unit it was made for.
    pub owner: Option<String>,
    /// The period's code.
    pub period: String,
    /// The heads of the columns of names, plan, actual and prior, as printed.
    pub heads: [String; 4],
}

impl Stamp {
    /// In one text, as it stands in its cell.
    pub fn text(schema: &str, owner: Option<&str>, period: &str, heads: [&str; 4]) -> String {
        let [names, plan, actual, prior] = heads;
        [MARK, TEMPLATE, schema, owner.unwrap_or(NO_OWNER), period, names, plan, actual, prior].join(BETWEEN)
    }

    fn read(text: &str, at: Position) -> Option<Stamp> {
        let words: Vec<&str> = text.split(BETWEEN).collect();
        let [MARK, TEMPLATE, schema, owner, period, heads @ ..] = words.as_slice() else { return None };
        let heads: [&str; 4] = heads.try_into().ok()?;
        Some(Stamp {
            at,
            schema: schema.to_string(),
            owner: (*owner != NO_OWNER).then(|| owner.to_string()),
            period: period.to_string(),
            heads: heads.map(String::from),
        })
    }
}

/// The hidden columns of ours in a sheet.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    /// The columns.
    pub columns: Vec<u32>,
    /// What they say; nothing where the sheet has two of them, put together by hand.
    pub stamp: Option<Stamp>,
}

/// Looks for them, shown or hidden, wherever they were moved to.
pub fn of(workbook: &Workbook, sheet: &Sheet) -> Hidden {
    let mut hidden = Hidden::default();
    let words = |id: TextId| workbook.text(id).strip_prefix(MARK).and_then(|rest| rest.strip_prefix(BETWEEN));
    if !(0..workbook.texts.len()).any(|at| words(TextId(at as u32)).is_some()) {
        return hidden;
    }
    let mut stamps = Vec::new();
    for row in &sheet.rows {
        for cell in sheet.cells_of(row) {
            let Value::Text(id) = cell.value else { continue };
            let Some(rest) = words(id) else { continue };
            if rest.split(BETWEEN).next() == Some(TEMPLATE) {
                stamps.push(Stamp::read(workbook.text(id), Position::new(row.index, cell.column)));
            } else if rest != CHOICES {
                continue;
            }
            hidden.columns.push(cell.column);
        }
    }
    // Which codes belong to which of two tables can't be told.
    if let [Some(only)] = stamps.as_slice() {
        hidden.stamp = Some(only.clone());
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let at = Position::new(6, 9);
        let heads = ["Chỉ tiêu", "Kế hoạch năm 2023", "Thực hiện cả năm 2023", "Cùng kỳ năm trước"];
        for owner in [None, Some("xa-a")] {
            let text = Stamp::text("bo-2023", owner, "nam", heads);
            let stamp = Stamp::read(&text, at).unwrap();
            assert_eq!((stamp.schema.as_str(), stamp.owner.as_deref(), stamp.period.as_str()), ("bo-2023", owner, "nam"));
            assert_eq!(stamp.heads, heads);
        }
        assert_eq!(Stamp::read("chitieu | mau | bo-2023 | xa-a | nam | Chỉ tiêu", at), None);
        assert_eq!(Stamp::read("chitieu | tong-hop | a | b | c | d | e | f | g", at), None);
    }
}
