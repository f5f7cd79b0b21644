//! The names of a workbook's sheets.

use crate::label::beginning;
use std::collections::HashSet;

/// Bytes of a sheet's name; programs allow 31 letters.
const LONGEST_NAME: usize = 120;

/// The names of a workbook's sheets, each another and none longer than a place that is told: a damaged workbook may have two
/// sheets of one name, and what is known of one would be taken for the other's.
pub fn distinct_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let distinct = names.into_iter().map(|name| {
        let name = beginning(name, LONGEST_NAME);
        let numbered = (2_usize..).map(|number| format!("{name} ({number})"));
        let free = std::iter::once(name.to_string()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(free.clone());
        free
    });
    distinct.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sheets_have_one_name_and_none_a_long_one() {
        let long = "ệ".repeat(200);
        let names = distinct_names(["Biểu 1", "Biểu 1", "Biểu 1 (2)", "biểu 1", &long, &long]);
        assert_eq!(names[..4], ["Biểu 1", "Biểu 1 (2)", "Biểu 1 (2) (2)", "biểu 1"]);
        assert_eq!(names[4], "ệ".repeat(40));
        assert_eq!(names[5], format!("{} (2)", "ệ".repeat(40)));
    }
}
