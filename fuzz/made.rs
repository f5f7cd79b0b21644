//! What targets need and bytes do not give by themselves: a workbook out of a text, a consolidation with every figure.

use chitieu::cell::{Area, CellRef, Position};
use chitieu::compute;
use chitieu::consolidation::Consolidation;
use chitieu::number;
use chitieu::schema::{IndicatorKind, PeriodId, Schema};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use chitieu::workbook::{Cell, Formulas, Row, SharedText, Sheet, Style, StyleId, TextId, Value, Workbook};
use rust_decimal::Decimal;

/// A workbook as a text: lines are rows, `|` parts cells, `--- Biểu 2` begins another sheet.
///
/// A line that begins with `#` is a hidden row, with `@9` row 9 or the next one. A cell begins with any of: `@3:` its
/// column; `%` shown as percent, `~` as a date, `^` in a font of the time before Unicode; then `=A1+B1;5` is a formula and
/// its result, `!` an error, `?` a flag, anything else a number or text. `<2,3` at its end merges that many rows and columns.
pub fn workbook(text: &str) -> Workbook {
    let mut book = Workbook {
        file: "a.xlsx".into(),
        sha256: String::new(),
        format: "xlsx",
        sheets: Vec::new(),
        texts: Vec::new(),
        styles: vec![
            Style::default(),
            Style { percent: true, decimals: Some(1), ..Style::default() },
            Style { date: true, ..Style::default() },
            Style { font: Some(".VnTime".into()), bold: true, indent: 2, ..Style::default() },
        ],
    };
    let mut sheet = empty("Biểu 1");
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("---") {
            let next = empty(name.trim());
            book.sheets.push(std::mem::replace(&mut sheet, next));
        } else {
            row(&mut sheet, &mut book.texts, line);
        }
    }
    book.sheets.push(sheet);
    book
}

fn empty(name: &str) -> Sheet {
    Sheet {
        name: name.into(),
        hidden: false,
        rows: Vec::new(),
        cells: Default::default(),
        merges: Vec::new(),
        hidden_columns: vec![(9, 9)],
        formulas: Formulas::default(),
        damage: Vec::new(),
    }
}

/// A place written in front: what it says, at least `least` and at most `most`; and the rest.
fn place(text: &str, least: u32, most: u32) -> (u32, &str) {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (said, rest) = text.split_at(digits);
    (said.parse().unwrap_or(least).clamp(least.min(most), most), rest)
}

fn row(sheet: &mut Sheet, texts: &mut Vec<SharedText>, line: &str) {
    let next = sheet.rows.last().map_or(0, |row| row.index + 1);
    let (hidden, line) = line.strip_prefix('#').map_or((false, line), |rest| (true, rest));
    let (index, line) = match line.strip_prefix('@') {
        Some(rest) => {
            let (index, line) = place(rest, next, 1_048_575);
            (index, line.strip_prefix('|').unwrap_or(line))
        }
        None => (next, line),
    };
    if index < next {
        return;
    }
    let first = sheet.cells.len() as u32;
    let mut column = 0;
    for text in line.split('|') {
        let text = text.trim();
        let (at, mut text) = text.strip_prefix('@').map_or((column, text), |rest| place(rest, column, 16_383));
        if at < column {
            break;
        }
        column = at + 1;
        let position = Position::new(index, at);
        text = text.trim_start_matches(':');
        if let Some((rest, size)) = text.rsplit_once('<')
            && let Some((rows, columns)) = size.split_once(',')
            && let (Ok(rows), Ok(columns)) = (rows.trim().parse::<u32>(), columns.trim().parse::<u32>())
        {
            // Readers keep merges within bounds.
            let last = Position::new((index + rows.min(60)).min(1_048_575), (at + columns.min(60)).min(16_383));
            sheet.merges.push(Area { first: position, last });
            text = rest;
        }
        let (style, text) = match text.chars().next() {
            Some('%') => (1, &text[1..]),
            Some('~') => (2, &text[1..]),
            Some('^') => (3, &text[1..]),
            _ => (0, text),
        };
        let (formula, text) = match text.strip_prefix('=') {
            Some(rest) => rest.split_once(';').map_or((Some(rest), ""), |(formula, result)| (Some(formula), result)),
            None => (None, text),
        };
        if let Some(formula) = formula {
            sheet.formulas.push(position, formula.as_ref());
        }
        let mut kept = |text: &str| {
            texts.push(SharedText::new(text.into(), None));
            TextId(texts.len() as u32 - 1)
        };
        let value = match (text, formula) {
            ("", Some(_)) => Value::NotCalculated,
            ("", None) => continue,
            ("?", _) => Value::Flag(true),
            ("!", _) => Value::Error(kept("#REF!")),
            // As readers have it: a number that no decimal is made of is an odd value.
            _ => match (number::from_stored(text), text.parse::<f64>()) {
                (Some(number), _) => Value::Number(number),
                (None, Ok(_)) => Value::Odd(kept(text)),
                (None, Err(_)) => Value::Text(kept(text)),
            },
        };
        sheet.cells.push(Cell { column: at, style: StyleId(style), value });
    }
    sheet.rows.push(Row { index, hidden, first, end: sheet.cells.len() as u32 });
}

/// A consolidation in which every unit gave a figure for everything that it reports.
pub fn consolidation(schema: &Schema) -> Consolidation {
    let mut submission = Submission::default();
    submission.file = "a.xlsx".into();
    for (id, indicator) in schema.each_indicator() {
        for (at, unit) in indicator.reporters.iter().enumerate() {
            for measure in Measure::ALL {
                let number = Decimal::new(1_000 + 37 * i64::from(id.0) + at as i64, id.0 % 3);
                let amount = match indicator.kind {
                    IndicatorKind::Status => Amount::Verdict(Verdict::Met),
                    _ => Amount::Number(number),
                };
                let cell = CellRef::new("a.xlsx".into(), "A".into(), Position::new(id.0, at as u32));
                let owner = Owner::Unit(*unit);
                submission.figures.push(Figure { indicator: id, owner, measure, amount, cell, raw: None, granularity: Decimal::ZERO });
            }
        }
    }
    submission.finish();
    compute::consolidation(schema, PeriodId(0), &[&submission], Vec::new())
}
