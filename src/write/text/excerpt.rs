//! The lines of a sheet around a finding, as a compiler shows code: rows at the left, the cell marked.

use super::columns::{cut, width_of};
use super::{WIDTH, figure};
use crate::cell::column_name;
use crate::excerpt::{Excerpt, Shown};
use crate::language::Language;

/// What stands before the rows' numbers.
const INDENT: usize = 4;
/// Headings are cut here: they are often whole sentences.
const HEADING_WIDTH: usize = 20;
/// No column is made narrower than this for the others' sake.
const NARROWEST: usize = 10;
/// Between two columns.
const GAP: &str = "   ";

/// A column as it is printed.
struct Column {
    heading: String,
    cells: Vec<String>,
    /// Figures stand at the right, words at the left.
    is_figures: bool,
    width: usize,
}

/// The lines, with the row numbers of Excel and the marked cell underlined.
pub(super) fn shown(excerpt: &Excerpt, language: Language) -> String {
    let gutter = excerpt.lines.iter().map(|line| number(line.row).len()).max().unwrap_or(1);
    let mut columns: Vec<Column> = (0..excerpt.columns.len()).filter_map(|at| column(excerpt, at, language)).collect();
    fit(&mut columns, WIDTH.saturating_sub(INDENT + gutter + 3));
    let margin = |text: &str| format!("{}{}{text} |", " ".repeat(INDENT), " ".repeat(gutter.saturating_sub(width_of(text))));
    let mut out = line(&margin(""), columns.iter().map(|column| placed(&cut(&column.heading, column.width), column)));
    let mut before: Option<u32> = None;
    for (at, row) in excerpt.lines.iter().enumerate() {
        if before.is_some_and(|before| before + 1 != row.row) {
            out += &line(&margin("…"), std::iter::empty());
        }
        before = Some(row.row);
        let cell = |column: &Column| column.cells.get(at).map(|cell| cut(cell, column.width)).unwrap_or_default();
        out += &line(&margin(&number(row.row)), columns.iter().map(|column| placed(&cell(column), column)));
        let marked: Vec<u32> = excerpt.marked.iter().filter(|at| at.row == row.row).map(|at| at.column).collect();
        if !marked.is_empty() {
            let marks = columns.iter().zip(&excerpt.columns).map(|(column, (letters, _))| {
                let width = if cell(column).is_empty() { 3.min(column.width) } else { width_of(&cell(column)) };
                placed(&if marked.contains(letters) { "^".repeat(width) } else { String::new() }, column)
            });
            out += &line(&margin(""), marks);
        }
    }
    out
}

/// A row as Excel counts it.
fn number(row: u32) -> String {
    (u64::from(row) + 1).to_string()
}

fn line(margin: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("{margin} {}", cells.join(GAP)).trim_end().to_string() + "\n"
}

fn column(excerpt: &Excerpt, at: usize, language: Language) -> Option<Column> {
    let (letters, heading) = excerpt.columns.get(at)?;
    let name = column_name(*letters);
    let heading = cut(&if heading.is_empty() { name } else { format!("{name}: {heading}") }, HEADING_WIDTH);
    let shown: Vec<&Shown> = excerpt.lines.iter().filter_map(|line| line.cells.get(at)).collect();
    let cells: Vec<String> = shown.iter().map(|cell| written(cell, language)).collect();
    let is_figures = shown.iter().any(|cell| matches!(cell, Shown::Number(_) | Shown::Percent(_)));
    let width = cells.iter().map(|cell| width_of(cell)).max().unwrap_or(0).max(width_of(&heading));
    Some(Column { heading, cells, is_figures, width })
}

fn written(cell: &Shown, language: Language) -> String {
    match cell {
        Shown::Nothing => String::new(),
        Shown::Number(number) => figure(*number, language),
        Shown::Percent(percent) => format!("{}%", figure(*percent, language)),
        Shown::Text(text) => cut(text, WIDTH),
    }
}

/// Takes room from the widest until all fit on a line.
fn fit(columns: &mut [Column], room: usize) {
    let gaps = columns.len().saturating_sub(1) * GAP.len();
    while columns.iter().map(|column| column.width).sum::<usize>() + gaps > room {
        let Some(widest) = columns.iter_mut().filter(|column| column.width > NARROWEST).max_by_key(|column| column.width) else { break };
        widest.width -= 1;
    }
}

fn placed(text: &str, column: &Column) -> String {
    let blank = " ".repeat(column.width.saturating_sub(width_of(text)));
    if column.is_figures { blank + text } else { text.to_string() + &blank }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Position;
    use crate::excerpt::Line;
    use rust_decimal::Decimal;

    fn excerpt() -> Excerpt {
        let line = |row, label: &str, plan: i64, actual: Shown| Line {
            row,
            cells: vec![Shown::Text(label.into()), Shown::Number(Decimal::new(plan, 0)), actual],
        };
        Excerpt {
            columns: vec![(1, "Chỉ tiêu".into()), (3, "Kế hoạch năm 2023".into()), (4, "TH".into())],
            lines: vec![
                line(8, "Diện tích", 45, Shown::Number(Decimal::new(2025, 2))),
                line(10, "Tổng sản lượng", 1620, Shown::Text("31O,5".into())),
                line(11, "Tỷ lệ", 90, Shown::Percent(Decimal::new(593, 1))),
            ],
            marked: vec![Position::new(10, 4)],
        }
    }

    #[test]
    fn the_cell_is_marked_under_its_row_and_column() {
        let vietnamese = "       | B: Chỉ tiêu      D: Kế hoạch năm 2023   E: TH\n     9 | Diện tích                          45   20,25\n     … |\n    \
                          11 | Tổng sản lượng                  1.620   31O,5\n       |                                         ^^^^^\n    \
                          12 | Tỷ lệ                              90   59,3%\n";
        assert_eq!(shown(&excerpt(), Language::Vi), vietnamese);
        assert!(shown(&excerpt(), Language::En).contains(" 1620   31O,5\n"));
    }

    #[test]
    fn a_long_label_is_cut_and_a_line_fits_the_terminal() {
        let mut long = excerpt();
        for line in &mut long.lines {
            line.cells[0] = Shown::Text("Tỷ lệ hộ dân được sử dụng nước sạch ".repeat(6));
        }
        let shown = shown(&long, Language::Vi);
        assert!(shown.lines().all(|line| width_of(line) <= WIDTH), "{shown}");
        assert!(shown.contains("sạch…") || shown.contains('…'), "{shown}");
        assert!(shown.lines().any(|line| line.ends_with("^^^^^")), "{shown}");
    }

    #[test]
    fn neighbours_share_their_lines() {
        let one = excerpt();
        let mut next = excerpt();
        next.lines.remove(0);
        next.lines.push(Line { row: 12, cells: next.lines[0].cells.clone() });
        next.marked = vec![Position::new(11, 3)];
        let joined = one.joined(&next).unwrap();
        assert_eq!(joined.lines.iter().map(|line| line.row).collect::<Vec<_>>(), [8, 10, 11, 12]);
        let shown = shown(&joined, Language::Vi);
        assert_eq!(shown.matches('|').count(), 8, "{shown}");
        assert!(
            shown.contains("    12 | Tỷ lệ                              90   59,3%\n       |                                    ^^\n"),
            "{shown}"
        );
        // Not over a gap, and not where other columns matter.
        for line in &mut next.lines {
            line.row += 5;
        }
        assert_eq!(one.joined(&next), None);
        let mut other = excerpt();
        other.columns[0].0 = 0;
        assert_eq!(one.joined(&other), None);
    }

    #[test]
    fn an_empty_cell_is_marked_too() {
        let mut blank = excerpt();
        blank.lines[1].cells[2] = Shown::Nothing;
        assert!(shown(&blank, Language::Vi).contains("^^^"));
    }
}
