//! `inspect` as one web page: each sheet as it stands, coloured by what became of its cells.
//!
//! The page holds everything it needs and runs no script. Whatever a sender typed is shown as text.

mod sheet;
mod style;

use super::wording;
use crate::accepted::Accepted;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text};
use crate::ledger::{Account, Ledger};
use crate::schema::Schema;
use crate::submission::Submission;
use std::fmt::Write;

/// One file as it was understood: what was read, what was found, and what became of its cells.
#[derive(Clone, Copy)]
pub struct Understood<'a> {
    /// What was read.
    pub submission: &'a Submission,
    /// What was found.
    pub findings: &'a [Finding],
    /// What was found and accepted with a reason.
    pub accepted: &'a [Accepted],
    /// What became of each cell; none where the file could not be read.
    pub ledger: Option<&'a Ledger>,
}

/// The whole page.
pub fn page(schema: &Schema, files: &[Understood<'_>], language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let lang = match language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    let title = t("Cách hiểu các biểu số liệu", "How the workbooks were understood");
    let mut out = format!("<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n");
    out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    let _ = writeln!(out, "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>", style::STYLE);
    let _ = writeln!(out, "<h1>{title}</h1>\n<p>{} – {}</p>", escape(&schema.title), escape(&schema.area.name));
    out += &style::legend(language);
    if files.len() > 1 {
        out += "<ol class=\"files\">\n";
        for (at, file) in files.iter().enumerate() {
            let _ = writeln!(out, "<li><a href=\"#f{at}\">{}</a> – {}</li>", name(file), escape(unit(schema, file, language)));
        }
        out += "</ol>\n";
    }
    for (at, file) in files.iter().enumerate() {
        one_file(&mut out, schema, at, file, language);
    }
    out += "</body>\n</html>\n";
    out
}

fn one_file(out: &mut String, schema: &Schema, at: usize, file: &Understood<'_>, language: Language) {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let _ = writeln!(out, "<section id=\"f{at}\">\n<h2>{}</h2>", name(file));
    let period = file.submission.period.map(|period| wording::period(schema, period, language));
    let _ = writeln!(
        out,
        "<p>{} <b>{}</b> · {} <b>{}</b></p>",
        t("Đơn vị:", "Unit:"),
        escape(unit(schema, file, language)),
        t("Kỳ báo cáo:", "Period:"),
        escape(period.as_deref().unwrap_or(t("chưa rõ", "unknown"))),
    );
    if let Some(ledger) = file.ledger {
        let _ = writeln!(out, "<p>{}</p>", escape(&account(&ledger.account(), language)));
    }
    if !file.findings.is_empty() || !file.accepted.is_empty() {
        out.push_str("<ul class=\"findings\">\n");
        for finding in file.findings {
            one_finding(out, at, file, finding, language);
        }
        for one in file.accepted {
            let place = escape(&one.finding.place());
            let message = escape(one.finding.message.in_language(language));
            let word = t("Đã chấp nhận", "Accepted");
            let _ = writeln!(out, "<li>{word} · {place} · {message} <b>{}</b></li>", escape(&one.acceptance.line()));
        }
        out.push_str("</ul>\n");
    }
    for (number, sheet) in file.ledger.iter().flat_map(|ledger| ledger.sheets.iter().enumerate()) {
        sheet::sheet(out, schema, file, at, number, sheet, language);
    }
    out.push_str("</section>\n");
}

fn one_finding(out: &mut String, at: usize, file: &Understood<'_>, finding: &Finding, language: Language) {
    let class = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let number = file.ledger.and_then(|ledger| ledger.sheets.iter().position(|sheet| Some(&sheet.name) == finding.sheet.as_ref()));
    let place = match (number, finding.at) {
        (Some(number), Some(cell)) => format!("<a href=\"#{}\">{}</a>: ", sheet::anchor(at, number, cell), escape(&finding.place())),
        _ if finding.place().is_empty() => String::new(),
        _ => format!("{}: ", escape(&finding.place())),
    };
    let severity = finding.severity.name().in_language(language);
    let sentence = escape(&finding.sentence(language));
    let _ = writeln!(out, "<li class=\"{class}\"><b>{severity}</b> {place}{sentence} <code>{}</code></li>", finding.kind.code);
}

/// "412 ô có số: 380 đã đọc, 20 ở tiêu đề, 3 có lỗi, 9 không dùng."
pub fn account(account: &Account, language: Language) -> String {
    let Account { numbers, used, frame, told, left_out, unaccounted } = *account;
    let left_out = left_out + unaccounted;
    match language {
        Language::Vi => format!(
            "{numbers} ô có số: {used} ô đã đọc, {frame} ô thuộc khung bảng (tiêu đề, số thứ tự), {told} ô có vấn đề đã nêu, \
             {left_out} ô không dùng (có ghi lý do)."
        ),
        Language::En => format!(
            "Cells with numbers: {numbers}; read: {used}, in the table's frame: {frame}, told of: {told}, left out with a reason: {left_out}."
        ),
    }
}

fn unit<'a>(schema: &'a Schema, file: &Understood<'_>, language: Language) -> &'a str {
    match file.submission.unit {
        Some(unit) => &schema.unit(unit).name,
        None => Text { vi: "chưa rõ đơn vị", en: "unit unknown" }.in_language(language),
    }
}

/// The file's name without its folders: a page may be handed on, and folders say whose machine it was.
fn name(file: &Understood<'_>) -> String {
    escape(file.submission.file.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// Text as text, whatever stands in it. Control characters, which no page may hold, are shown as a mark.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
