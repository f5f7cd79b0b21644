//! What the manifest of a folder of sheets says of each file: the rows of the header, the column of the labels, the
//! first row of data. Its cells are prose; what is vague in them is not compared.

use chitieu::cell::Position;
use std::error::Error;
use std::fs;
use std::path::Path;

/// One file of the manifest, in its own words.
pub struct Entry {
    /// Name of the file.
    pub file: String,
    header: String,
    label: String,
    first: String,
}

/// One table that the manifest describes. Rows and columns are counted from 0.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Which sheet, by its place in the workbook.
    pub sheet: usize,
    /// First and last row of the header; several where the manifest leaves it open.
    pub headers: Vec<(u32, u32)>,
    /// Columns that may hold the labels.
    pub labels: Vec<u32>,
    /// First row of data, where it is said.
    pub first_row: Option<u32>,
    /// A table that lies on its side: the row with the names of those who report, and the first column of data.
    pub on_its_side: Option<(u32, u32)>,
}

/// Reads `MANIFEST.csv` of a folder.
pub fn read(folder: &Path) -> Result<Vec<Entry>, Box<dyn Error>> {
    let lines = records(&fs::read_to_string(folder.join("MANIFEST.csv"))?);
    let (head, rows) = lines.split_first().ok_or("the manifest is empty")?;
    let column = |name: &str| head.iter().position(|field| field == name).ok_or(format!("the manifest has no column {name}"));
    let (file, header) = (column("file")?, column("header_rows_1based")?);
    let (label, first) = (column("label_column")?, column("first_data_row")?);
    let field = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    Ok(rows
        .iter()
        .map(|row| Entry { file: field(row, file), header: field(row, header), label: field(row, label), first: field(row, first) })
        .collect())
}

impl Entry {
    /// The tables it describes, of a workbook with so many sheets.
    pub fn expected(&self, sheets: usize) -> Vec<Expected> {
        let labels = columns(&self.label);
        // "column A (rows 9-12)" with the names in a row: the table lies on its side.
        if let (Some(rows), Some(names)) = (self.header.strip_prefix("column "), self.label.strip_prefix("row ")) {
            let header = rows.split_once("rows ").and_then(|(_, rows)| span(rows));
            let (names, first) = (span(names), self.first.strip_prefix("col ").map(columns));
            let on_its_side = names.zip(first.and_then(|first| first.first().copied())).map(|(names, first)| (names.0, first));
            return vec![Expected { headers: header.into_iter().collect(), labels: columns(rows), on_its_side, ..Expected::default() }];
        }
        let any_sheet = self.header.contains("varies") || self.header.contains(" or ");
        let firsts: Vec<Option<u32>> = self.first.split(';').map(|first| span(first).filter(|(a, b)| a == b).map(|(a, _)| a)).collect();
        let table = |sheet: usize, headers: Vec<(u32, u32)>, at: usize| Expected {
            sheet,
            headers,
            labels: labels.clone(),
            first_row: firsts.get(at).copied().flatten(),
            on_its_side: None,
        };
        if any_sheet {
            let headers: Vec<(u32, u32)> =
                self.header.replace("varies:", "").split([';']).flat_map(|part| part.split(" or ")).filter_map(span).collect();
            return (0..sheets).map(|sheet| table(sheet, headers.clone(), if firsts.len() == 1 { 0 } else { sheet })).collect();
        }
        let mut tables = Vec::new();
        for (sheet, part) in self.header.split(';').enumerate() {
            let part = part.split_once(':').map_or(part, |(_, rows)| rows);
            for rows in part.split(" and ") {
                let Some((top, bottom)) = span(rows) else { continue };
                let mut headers = vec![(top, bottom)];
                let merged = rows.split_once("merged to").and_then(|(_, rest)| span(rest.trim().trim_start_matches("row")));
                headers.extend(merged.map(|(to, _)| (top, to)));
                tables.push(table(sheet, headers, tables.len()));
            }
        }
        tables
    }

    /// The header's rows, the labels' column and the first row of data as the manifest has them.
    pub fn words(&self) -> String {
        format!("header {}, labels {}, data {}", self.header, self.label, self.first)
    }
}

/// "5-6" or "7", counted from 1, with anything behind.
fn span(text: &str) -> Option<(u32, u32)> {
    let rows: String = text.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let (first, last) = rows.split_once('-').unwrap_or((&rows, &rows));
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    Some((first.checked_sub(1)?, last.checked_sub(1)?))
}

/// "B (code A)" or "B,C": the columns before anything in brackets.
fn columns(text: &str) -> Vec<u32> {
    let names = text.split('(').next().unwrap_or_default();
    names.split(',').filter_map(|name| Position::parse(&format!("{}1", name.trim()))).map(|at| at.column).collect()
}

/// The fields of each line of a text with commas; a field in quotes may hold commas, line breaks and doubled quotes.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut field));
                lines.push(std::mem::take(&mut line));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    if !field.is_empty() || !line.is_empty() {
        line.push(field);
        lines.push(line);
    }
    lines
}
