//! Defined names for every indicator, made from its code: `TH_III.1.01` is what the area achieved, `KH_III.1.01` its plan.
//!
//! The library would look each up, sort and write it at several times the cost. It defines the first that begins like the
//! others; they are put in behind it as the workbook is packed.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::SUMMARY;
use super::layout::{Layout, at, column};
use std::collections::HashSet;

/// Characters of a code that are kept; Excel allows 255 with the rest of the name.
const MOST_CHARACTERS: usize = 200;

/// Bytes around a name, where it is defined.
const USUAL_TAGS: usize = 36;

/// The names, with the cells that they mean, in the order of Excel, by what they begin with.
pub(super) struct Names([Vec<(String, String)>; 2]);

impl Names {
    /// The names of all indicators. The letters in front are the same in either language, so that formulas of other
    /// workbooks stay right.
    pub fn of(layout: &Layout) -> Names {
        let names = names(layout.schema.indicators.iter().map(|indicator| indicator.code.as_str()));
        Names([("KH", column::PLAN), ("TH", column::ACTUAL)].map(|(front, column)| {
            let indicators = layout.schema.each_indicator().map(|(id, _)| id);
            let of = indicators.zip(&names).map(|(id, name)| {
                let cell = at(layout.row(id), column);
                let (letter, number) = cell.split_at(1);
                ([front, "_", name].concat(), ["'", layout.text(SUMMARY), "'!$", letter, "$", number].concat())
            });
            let mut of: Vec<(String, String)> = of.collect();
            of.sort_by_cached_key(|(name, _)| name.to_lowercase());
            of
        }))
    }

    /// Has the library define the first of each kind.
    pub fn define(&self, workbook: &mut rust_xlsxwriter::Workbook) -> Result<(), WriteError> {
        for (name, cell) in self.0.iter().filter_map(|names| names.first()) {
            workbook.define_name(name, &format!("={cell}"))?;
        }
        Ok(())
    }

    /// The part of the library's workbook that defines names, with those that it does not have.
    pub fn defined(&self, xml: &str) -> Result<String, WriteError> {
        self.behind_the_first(xml, |(name, cell)| ["<definedName name=\"", name, "\">", cell, "</definedName>"])
    }

    /// The part that lists them among the titles of what the workbook holds, with the others.
    pub fn listed(&self, xml: &str) -> Result<String, WriteError> {
        const RANGES: &str = "<vt:lpstr>Named Ranges</vt:lpstr></vt:variant><vt:variant><vt:i4>";
        const TITLES: &str = "<TitlesOfParts><vt:vector size=\"";
        let more: usize = self.0.iter().map(|names| names.len().saturating_sub(1)).sum();
        let xml = self.behind_the_first(xml, |(name, _)| ["<vt:lpstr>", name, "</vt:lpstr>"])?;
        match more {
            0 => Ok(xml),
            more => counted(&counted(&xml, RANGES, more)?, TITLES, more),
        }
    }

    /// A part with what is written of each name behind the first of its kind.
    fn behind_the_first<const PIECES: usize>(
        &self,
        xml: &str,
        written: impl Fn(&(String, String)) -> [&str; PIECES],
    ) -> Result<String, WriteError> {
        let others: usize = self.0.iter().flatten().map(|(name, cell)| name.len() + cell.len() + USUAL_TAGS).sum();
        let mut out = String::with_capacity(xml.len() + others);
        let mut rest = xml;
        for names in &self.0 {
            let Some((first, others)) = names.split_first() else { continue };
            let first = written(first).concat();
            let Some((before, after)) = rest.split_once(&first) else { return Err(style::not_made(first)) };
            out.extend([before, &first]);
            out.extend(others.iter().flat_map(&written));
            rest = after;
        }
        Ok(out + rest)
    }
}

/// A part with a number, behind some words, made greater by so many.
fn counted(xml: &str, words: &str, more: usize) -> Result<String, WriteError> {
    let counted = xml.split_once(words).and_then(|(before, rest)| {
        let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let (count, after) = rest.split_at_checked(end)?;
        Some(format!("{before}{words}{}{after}", count.parse::<usize>().ok()?.checked_add(more)?))
    });
    counted.ok_or_else(|| style::not_made(words))
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
    fn names_are_put_in_behind_the_first_of_their_kind() {
        let name = |name: &str, cell: &str| (name.to_string(), cell.to_string());
        let names =
            Names([vec![name("KH_a", "'T'!$D$1"), name("KH_b", "'T'!$D$2")], vec![name("TH_a", "'T'!$E$1"), name("TH_b", "'T'!$E$2")]]);
        let made = |all: bool| {
            let mut workbook = rust_xlsxwriter::Workbook::new();
            let sheet = workbook.add_worksheet();
            sheet.set_name("T").unwrap();
            sheet.set_print_area(0, 0, 1, 1).unwrap();
            match all {
                true => names.0.iter().flatten().for_each(|(name, cell)| _ = workbook.define_name(name, &format!("={cell}")).unwrap()),
                false => names.define(&mut workbook).unwrap(),
            }
            workbook.save_to_buffer().unwrap()
        };
        let (all, some) = (made(true), made(false));
        let part = |bytes: &[u8], name: &str| {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
        };
        assert_eq!(names.defined(&part(&some, "xl/workbook.xml")).unwrap(), part(&all, "xl/workbook.xml"));
        let told = "docProps/app.xml";
        assert_eq!(names.listed(&part(&some, told)).unwrap(), part(&all, told));
    }

    #[test]
    fn codes_that_excel_takes_for_one_get_names_of_their_own() {
        let codes = ["III.1.01", "a b", "a-b", "A_B", "a_b_2", "đ", "ư", "=1+1"];
        let names = names(codes.into_iter());
        assert_eq!(names, ["III.1.01", "a_b", "a_b_2", "A_B_3", "a_b_2_2", "_", "__2", "_1_1"]);
    }
}
