//! Defined names for every indicator, made from its code: `TH_III.1.01` is what the area achieved, `KH_III.1.01` its plan.

use super::super::WriteError;
use super::SUMMARY;
use super::layout::{Layout, at, column};
use std::collections::HashSet;

/// Characters of a code that are kept; Excel allows 255 with the rest of the name.
const MOST_CHARACTERS: usize = 200;

/// Defines them. The letters in front are the same in either language, so that formulas of other workbooks stay right.
pub(super) fn define(workbook: &mut rust_xlsxwriter::Workbook, layout: &Layout) -> Result<(), WriteError> {
    for (id, name) in layout.schema.each_indicator().map(|(id, _)| id).zip(names(layout.schema.indicators.iter().map(|i| i.code.as_str())))
    {
        for (front, column) in [("TH", column::ACTUAL), ("KH", column::PLAN)] {
            let cell = at(layout.row(id), column);
            let (letter, number) = cell.split_at(1);
            workbook.define_name(format!("{front}_{name}"), &format!("='{}'!${letter}${number}", layout.text(SUMMARY)))?;
        }
    }
    Ok(())
}

/// Codes as parts of names that Excel allows, each different from the others: it doesn't tell "a" from "A".
fn names<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' };
    let mut taken = HashSet::new();
    codes
        .map(|code| {
            let plain: String = code.chars().take(MOST_CHARACTERS).map(allowed).collect();
            let mut name = plain.clone();
            let mut count = 1;
            while !taken.insert(name.to_lowercase()) {
                count += 1;
                name = format!("{plain}_{count}");
            }
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_excel_takes_for_one_get_names_of_their_own() {
        let codes = ["III.1.01", "a b", "a-b", "A_B", "a_b_2", "đ", "ư", "=1+1"];
        let names = names(codes.into_iter());
        assert_eq!(names, ["III.1.01", "a_b", "a_b_2", "A_B_3", "a_b_2_2", "_", "__2", "_1_1"]);
    }
}
