//! `inspect`: how each file was understood, cell by cell.

use super::columns::{Columns, cut, wrapped};
use super::remembered::one_use;
use super::{WIDTH, accepted_of, figure, file_and_unit, findings_of, wording};
use crate::cell::column_name;
use crate::language::{Language, Text};
use crate::schema::{IndicatorId, Schema};
use crate::submission::{Amount, FigureView, LocatedTable, Measure, Orientation, Owner, Submission};
use crate::write::page::{Understood, account};
use std::sync::Arc;

/// Names of indicators are cut here, so that a line fits a terminal.
const NAME_WIDTH: usize = 44;

/// Shows unit, period, tables, figures, what was not used and why, and what was found.
pub fn inspect(schema: &Schema, files: &[Understood<'_>], language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut out = String::new();
    for (at, &Understood { submission, findings: found, accepted, ledger }) in files.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out += &format!("{}\n", file_and_unit(schema, submission, language));
        let period = submission.period.map(|period| wording::period(schema, period, language));
        out += &format!("  {} {}\n", t("Kỳ báo cáo:", "Period:"), period.as_deref().unwrap_or(t("chưa rõ", "unknown")));
        for table in &submission.tables {
            out += &one_table(table, language);
        }
        out += &figures(schema, submission, language);
        for used in &submission.confirmed {
            out += &one_use(schema, used, language);
        }
        if let Some(ledger) = ledger {
            out += &wrapped(&account(&ledger.account(), language), "  ", "    ", WIDTH);
        }
        for unmatched in &submission.unmatched {
            let candidates: Vec<String> =
                unmatched.candidates.iter().map(|&id| format!("{} {}", schema.indicator(id).code, schema.indicator(id).name)).collect();
            let near = match candidates.is_empty() {
                true => String::new(),
                false => format!(" ({} {})", t("gần giống:", "close to:"), candidates.join("; ")),
            };
            let line =
                format!("{} {}: “{}”{near}", t("Không khớp chỉ tiêu nào:", "Matches no indicator:"), unmatched.cell, unmatched.label);
            out += &wrapped(&line, "  ", "    ", WIDTH);
        }
        for part in &submission.left_out {
            let place = match part.area {
                Some(area) => format!("{}!{area}", part.sheet),
                None => part.sheet.to_string(),
            };
            let line = format!("{} {place}: {}", t("Không đọc:", "Not read:"), part.reason.in_language(language));
            out += &wrapped(&line, "  ", "    ", WIDTH);
        }
        out += &findings_of(schema, submission, found, language);
        out += &accepted_of(schema, submission.unit, accepted, language);
    }
    out
}

fn one_table(table: &LocatedTable, language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let lies = match table.orientation {
        Orientation::IndicatorsDown => t("mỗi dòng một chỉ tiêu", "one indicator a row"),
        Orientation::UnitsAcross => t("mỗi dòng một chỉ tiêu, mỗi đơn vị một nhóm cột", "one indicator a row, units across"),
        Orientation::UnitsDown => t("mỗi dòng một đơn vị, mỗi chỉ tiêu một cột", "one unit a row, indicators across"),
    };
    let roles: Vec<String> =
        table.columns.iter().map(|&(role, column)| format!("{} {}", role_name(role, language), column_name(column))).collect();
    let roles = if roles.is_empty() { String::new() } else { format!("; {} {}", t("cột:", "columns:"), roles.join(", ")) };
    let line =
        format!("{} {}!{}; {} {}; {lies}{roles}", t("Bảng:", "Table:"), table.sheet, table.range, t("tiêu đề", "header"), table.header);
    wrapped(&line, "  ", "    ", WIDTH)
}

fn role_name(role: &'static str, language: Language) -> &'static str {
    match (role, language) {
        ("label", Language::Vi) => "tên chỉ tiêu",
        ("unit", Language::Vi) => "đơn vị tính",
        ("plan", Language::Vi) => "kế hoạch",
        ("actual", Language::Vi) => "thực hiện",
        ("prior", Language::Vi) => "cùng kỳ",
        ("number", Language::Vi) => "số thứ tự",
        ("combined", Language::Vi) => "thực hiện/kế hoạch",
        ("pct_plan", Language::Vi) => "% kế hoạch",
        ("pct_prior", Language::Vi) => "% cùng kỳ",
        ("pct_plan", Language::En) => "% of plan",
        ("pct_prior", Language::En) => "% of prior",
        ("verdict", Language::Vi) => "đánh giá",
        ("code", Language::Vi) => "mã",
        ("note", Language::Vi) => "ghi chú",
        (role, _) => role,
    }
}

/// Sheet, owner and indicator, with plan, actual and prior.
type Line<'a> = (&'a Arc<str>, Owner, IndicatorId, [Option<FigureView<'a>>; 3]);

/// One line for each indicator of each owner and sheet, with each figure and its cell.
fn figures(schema: &Schema, submission: &Submission, language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut lines: Vec<Line<'_>> = Vec::new();
    for figure in submission.figures.iter() {
        let key = (&figure.cell.place().sheet, figure.owner, figure.indicator);
        let slot = figure.measure as usize;
        match lines.last_mut() {
            Some((sheet, owner, indicator, cells)) if (*sheet, *owner, *indicator) == key && cells[slot].is_none() => {
                cells[slot] = Some(figure);
            }
            _ => {
                let mut cells = [None; 3];
                cells[slot] = Some(figure);
                lines.push((key.0, key.1, key.2, cells));
            }
        }
    }
    let mut out = match language {
        Language::Vi => format!("  Đọc được {} số liệu của {} chỉ tiêu.\n", submission.figures.len(), distinct(submission)),
        Language::En => format!("  Figures read: {}, of indicators: {}.\n", submission.figures.len(), distinct(submission)),
    };
    let mut columns = Columns::new("    ");
    let mut before: Option<(&Arc<str>, Owner)> = None;
    for (sheet, owner, id, cells) in lines {
        if before != Some((sheet, owner)) {
            out += &std::mem::replace(&mut columns, Columns::new("    ")).to_string();
            out += &format!("  {sheet} – {}\n", schema.owner_name(owner));
            let measures = [t("Kế hoạch", "Plan"), t("Thực hiện", "Actual"), t("Cùng kỳ", "Prior")].map(String::from);
            let [plan, actual, prior] = measures;
            columns.row([t("Mã", "Code").into(), t("Chỉ tiêu", "Indicator").into(), plan, actual, prior]);
            before = Some((sheet, owner));
        }
        let indicator = schema.indicator(id);
        let [plan, actual, prior] = cells.map(|cell| cell.map(|cell| shown(cell, language)).unwrap_or_default());
        columns.row([indicator.code.clone(), cut(&indicator.name, NAME_WIDTH), plan, actual, prior]);
    }
    out + &columns.to_string()
}

fn distinct(submission: &Submission) -> usize {
    let mut ids: Vec<IndicatorId> = submission.figures.iter().map(|figure| figure.indicator).collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

/// "310,5 [E12]"
fn shown(figure_: FigureView<'_>, language: Language) -> String {
    let amount = match figure_.amount {
        Amount::Number(number) => figure(number, language),
        Amount::Verdict(verdict) => wording::verdict(verdict, language).to_string(),
    };
    format!("{amount} [{}]", figure_.cell.at)
}

/// Measures stand in the order of their columns; `figures` relies on it.
const _: () = assert!(Measure::Plan as usize == 0 && Measure::Actual as usize == 1 && Measure::Prior as usize == 2);
