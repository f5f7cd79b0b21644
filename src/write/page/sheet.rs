//! One sheet of the page: a table with Excel's letters and numbers, each cell with a note of what became of it.

use super::{Understood, escape};
use crate::cell::{Area, Position, column_name};
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::ledger::{Entry, Fate, Frame, LedgerSheet};
use crate::number;
use crate::schema::Schema;
use crate::submission::{Amount, Measure, Verdict};
use crate::write::wording;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

/// Most rows and columns of a sheet that are shown; a page with more can't be looked at.
const MOST_ROWS: usize = 3_000;
const MOST_COLUMNS: usize = 300;
/// Texts are cut here.
const MOST_CHARACTERS: usize = 400;

/// The place of a cell in the page.
pub fn anchor(file: usize, sheet: usize, at: Position) -> String {
    format!("f{file}s{sheet}{at}")
}

/// Writes a sheet.
pub fn sheet(out: &mut String, schema: &Schema, file: &Understood<'_>, at: usize, number: usize, sheet: &LedgerSheet, language: Language) {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let heading = format!("{} “{}”", t("Trang tính", "Sheet"), escape(&sheet.name));
    match &sheet.left_out {
        // What was left out whole is there to be looked at, folded.
        Some(reason) => {
            let reason = escape(reason.in_language(language));
            let _ = writeln!(out, "<details>\n<summary>{heading} – {}: {reason}</summary>", t("không đọc", "not read"));
        }
        None => {
            let _ = writeln!(out, "<h3>{heading}</h3>");
        }
    }
    for table in file.submission.tables.iter().filter(|table| table.sheet == sheet.name) {
        let _ = writeln!(
            out,
            "<p>{} <a href=\"#{}\">{}</a>, {} {}</p>",
            t("Bảng", "Table"),
            anchor(at, number, table.range.first),
            table.range,
            t("tiêu đề", "header"),
            table.header
        );
    }
    grid(out, schema, file, (at, number), sheet, language);
    if sheet.left_out.is_some() {
        out.push_str("</details>\n");
    }
}

fn grid(out: &mut String, schema: &Schema, file: &Understood<'_>, place: (usize, usize), sheet: &LedgerSheet, language: Language) {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut rows: BTreeMap<u32, Vec<&Entry>> = BTreeMap::new();
    for entry in &sheet.entries {
        rows.entry(entry.at.row).or_default().push(entry);
    }
    let all_columns: BTreeSet<u32> = sheet.entries.iter().map(|entry| entry.at.column).collect();
    let (all_rows, all_of_columns) = (rows.len(), all_columns.len());
    let columns: Vec<u32> = all_columns.into_iter().take(MOST_COLUMNS).collect();
    let shown_rows: Vec<u32> = rows.keys().copied().take(MOST_ROWS).collect();
    if rows.is_empty() {
        let _ = writeln!(out, "<p class=\"why\">{}</p>", t("Trang trống.", "Empty."));
        return;
    }
    let mut findings: HashMap<Position, Vec<&Finding>> = HashMap::new();
    for finding in file.findings.iter().filter(|finding| finding.sheet.as_ref() == Some(&sheet.name)) {
        if let Some(at) = finding.at {
            findings.entry(at).or_default().push(finding);
        }
    }
    let spans = Spans::of(sheet, &shown_rows, &columns);
    out.push_str("<div class=\"grid\"><table>\n<thead><tr><th></th>");
    for &column in &columns {
        let _ = write!(out, "<th>{}</th>", column_name(column));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for &row in &shown_rows {
        let _ = write!(out, "<tr><th>{}</th>", u64::from(row) + 1);
        let entries = rows.get(&row).map(Vec::as_slice).unwrap_or_default();
        for &column in &columns {
            let at = Position::new(row, column);
            let Some(span) = spans.at(at) else { continue };
            let entry = entries.binary_search_by_key(&column, |entry| entry.at.column).ok().and_then(|found| entries.get(found));
            let here = findings.get(&at).map(Vec::as_slice).unwrap_or_default();
            match entry {
                Some(entry) => cell(out, schema, file, &anchor(place.0, place.1, at), &span, entry, here, language),
                // A finding may stand at an empty cell: what is missing.
                None if !here.is_empty() => {
                    let note = escape(&notes(here, language));
                    let _ = write!(out, "<td id=\"{}\" class=\"told\"{span} title=\"{note}\"></td>", anchor(place.0, place.1, at));
                }
                None => {
                    let _ = write!(out, "<td{span}></td>");
                }
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
    let (more_rows, more_columns) = (all_rows - shown_rows.len(), all_of_columns - columns.len());
    if more_rows + more_columns > 0 {
        let words = match language {
            Language::Vi => format!("Trang dài: còn {more_rows} dòng, {more_columns} cột không hiện ở đây (vẫn được đọc)."),
            Language::En => format!("A large sheet: {more_rows} rows and {more_columns} columns are not shown here (they were read)."),
        };
        let _ = writeln!(out, "<p class=\"why\">{words}</p>");
    }
}

#[allow(clippy::too_many_arguments)] // A cell of the page is all of these.
fn cell(
    out: &mut String,
    schema: &Schema,
    file: &Understood<'_>,
    id: &str,
    span: &str,
    entry: &Entry,
    findings: &[&Finding],
    language: Language,
) {
    let (mut class, mut note) = look(schema, file, &entry.fate, language);
    if !findings.is_empty() {
        if findings.iter().any(|finding| finding.severity != Severity::Info) {
            class = "told";
        }
        let more = notes(findings, language);
        note = if note.is_empty() || matches!(entry.fate, Fate::Told(_)) { more } else { format!("{note}\n{more}") };
    }
    let number = if entry.number { " n" } else { "" };
    let class = format!("{class}{number}");
    let class = class.trim();
    let shown: String = match entry.shown.chars().count() > MOST_CHARACTERS {
        true => entry.shown.chars().take(MOST_CHARACTERS).chain(['…']).collect(),
        false => entry.shown.to_string(),
    };
    let _ = write!(out, "<td id=\"{id}\"");
    if !class.is_empty() {
        let _ = write!(out, " class=\"{class}\"");
    }
    out.push_str(span);
    if !note.is_empty() {
        let _ = write!(out, " title=\"{}\"", escape(&note));
    }
    let _ = write!(out, ">{}</td>", escape(&shown));
}

fn notes(findings: &[&Finding], language: Language) -> String {
    let sentences: Vec<String> = findings.iter().map(|finding| finding.sentence(language)).collect();
    sentences.join("\n")
}

/// The colour of a cell and its note.
fn look(schema: &Schema, file: &Understood<'_>, fate: &Fate, language: Language) -> (&'static str, String) {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let indicator = |id| {
        let indicator = schema.indicator(id);
        format!("{} {}", indicator.code, indicator.name)
    };
    match fate {
        Fate::Figure(figures) => {
            let figures: Vec<_> = figures.iter().filter_map(|at| file.submission.figures.get(*at as usize)).collect();
            let class = match figures.first().map(|figure| figure.measure) {
                Some(Measure::Plan) => "plan",
                Some(Measure::Prior) => "prior",
                _ => "actual",
            };
            let lines: Vec<String> = figures
                .iter()
                .map(|figure| {
                    let of = schema.indicator(figure.indicator);
                    let amount = match figure.amount {
                        Amount::Number(number) if language == Language::Vi => number::vietnamese(number, None),
                        Amount::Number(number) => number::plain_text(number),
                        Amount::Verdict(verdict) => said(verdict, language),
                    };
                    let measure = t(figure.measure.vi(), figure.measure.en());
                    let owner = schema.owner_name(figure.owner);
                    format!("{} – {measure}: {amount} {} ({owner})", indicator(figure.indicator), of.unit_of_measure)
                })
                .collect();
            (class, lines.join("\n"))
        }
        Fate::StatedRatio(id) | Fate::StatedVerdict(id) => ("stated", format!("{}: {}", t("để đối chiếu", "compared"), indicator(*id))),
        Fate::Indicator(id) => ("name", indicator(*id)),
        Fate::Unit(id) => ("name", schema.unit(*id).name.clone()),
        Fate::Frame(frame) => {
            let note = match frame {
                Frame::Header => t("tiêu đề", "heading"),
                Frame::ColumnNumbers => t("dòng số cột", "row of column numbers"),
                Frame::Numbering => t("số thứ tự", "numbering"),
                Frame::UnitOfMeasure => t("đơn vị tính", "unit of measure"),
                Frame::Blank => t("chưa có số liệu", "nothing known"),
            };
            ("frame", note.to_string())
        }
        Fate::Told(words) => ("told", words.in_language(language).to_string()),
        Fate::LeftOut(words) => ("out", words.in_language(language).to_string()),
        Fate::Words => ("", String::new()),
        Fate::Unaccounted => {
            ("out", t("số chưa rõ thuộc chỉ tiêu nào, chưa được dùng", "a number of no known indicator, not used").to_string())
        }
    }
}

fn said(verdict: Verdict, language: Language) -> String {
    wording::verdict(verdict, language).to_string()
}

/// Merged areas as far as they are shown.
struct Spans {
    /// First cell → what is written for it.
    first: HashMap<Position, String>,
    /// Cells that another covers.
    covered: BTreeSet<Position>,
}

impl Spans {
    fn of(sheet: &LedgerSheet, rows: &[u32], columns: &[u32]) -> Spans {
        let mut spans = Spans { first: HashMap::new(), covered: BTreeSet::new() };
        for Area { first, last } in &sheet.merges {
            let within = |all: &[u32], from: u32, to: u32| -> Vec<u32> {
                let start = all.partition_point(|&at| at < from);
                all.get(start..).unwrap_or_default().iter().copied().take_while(|&at| at <= to).collect()
            };
            let (down, across) = (within(rows, first.row, last.row), within(columns, first.column, last.column));
            // Areas that overlap, and huge ones that only decorate, are shown cell by cell.
            let cells = down.len() * across.len();
            let cells_of = || down.iter().flat_map(|&row| across.iter().map(move |&column| Position::new(row, column)));
            if !(2..=20_000).contains(&cells)
                || down.first() != Some(&first.row)
                || across.first() != Some(&first.column)
                || cells_of().any(|at| spans.covered.contains(&at) || spans.first.contains_key(&at))
            {
                continue;
            }
            spans.covered.extend(cells_of().skip(1));
            let mut span = String::new();
            if down.len() > 1 {
                let _ = write!(span, " rowspan=\"{}\"", down.len());
            }
            if across.len() > 1 {
                let _ = write!(span, " colspan=\"{}\"", across.len());
            }
            spans.first.insert(*first, span);
        }
        spans
    }

    /// The attributes of a cell; `None` where another covers it.
    fn at(&self, at: Position) -> Option<String> {
        (!self.covered.contains(&at)).then(|| self.first.get(&at).cloned().unwrap_or_default())
    }
}
