//! `docs/findings.md`: every kind of finding with what it says of its examples.

use super::example_files::{Folder, LAST_YEAR, cells};
use chitieu::catalogue;
use chitieu::cell::{Position, column_name};
use chitieu::finding::{Finding, Severity};
use chitieu::language::Language;
use chitieu::schema::Schema;
use std::fmt::Write;

/// The whole page; `found` tells what is found in an example.
pub fn page(schema: &Schema, folders: &[Folder], found: &dyn Fn(&Folder) -> Vec<Finding>) -> String {
    let mut out = String::from(
        "# Findings\n\nEvery kind of finding, with what it says and the smallest sheets that raise it and that must not. Made from\nthe program by `cargo run --example make_findings`; the sheets lie in `samples/findings`.\n\n\
         An error (lỗi) means that a figure is wrong or not used, and sets exit code 1; a warning (cảnh báo) asks somebody to look;\na note (thông tin) is told for the record. Cells marked in **bold** are where the finding stands.\n\n",
    );
    let _ = writeln!(out, "| code | severity | |\n| --- | --- | --- |");
    let mut codes: Vec<&str> = Vec::new();
    for kind in catalogue::kinds() {
        if !codes.contains(&kind.code) {
            codes.push(kind.code);
            let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", kind.code, severity(kind.severity), kind.title.vi);
        }
    }
    for code in codes {
        let kinds: Vec<_> = catalogue::kinds().into_iter().filter(|kind| kind.code == code).collect();
        let _ = writeln!(out, "\n## {code}\n");
        for kind in &kinds {
            let _ = writeln!(out, "**{}** ({}). {}\n", kind.title.vi, severity(kind.severity), kind.advice.vi);
            let _ = writeln!(out, "{}. {}\n", kind.title.en, kind.advice.en);
        }
        for folder in folders.iter().filter(|folder| folder.kind.code == code) {
            example(&mut out, schema, folder, &found(folder));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn severity(severity: Severity) -> &'static str {
    severity.name().vi
}

fn example(out: &mut String, schema: &Schema, folder: &Folder, findings: &[Finding]) {
    let example = folder.example;
    let mut files: Vec<(&str, &str)> = std::iter::once((example.file, example.sheet)).chain(example.beside.iter().copied()).collect();
    files.retain(|(name, _)| example.lower.is_none() || *name != example.file);
    for (made, whole) in [(example.file, &example.lower), (LAST_YEAR, &example.last_year)] {
        let Some(whole) = whole else { continue };
        let change = whole
            .change
            .and_then(|(_, other)| other.lines().last())
            .map(|other| format!(", with `{other}` in its schema"))
            .unwrap_or_default();
        let _ = writeln!(out, "`{made}`: the consolidated workbook of {} from these sheets{change}.\n", whole.area.1);
        files.extend(whole.sheets.iter().copied());
    }
    for (name, sheet) in files {
        let own = |finding: &&Finding| {
            finding.kind.code == folder.kind.code
                && finding.file.as_deref().is_some_and(|file| file.rsplit(['/', '\\']).next() == Some(name))
        };
        let flagged: Vec<Position> = findings.iter().filter(own).filter_map(|finding| finding.at).collect();
        let _ = writeln!(out, "`{name}`:\n");
        let rows: Vec<&str> = sheet.lines().map(str::trim).filter(|line| line.starts_with('|')).collect();
        if rows.is_empty() {
            let longest = if example.audited { usize::MAX } else { 60 };
            let shown: String = if sheet == "<encrypted>" {
                "(a workbook with a password)".into()
            } else {
                sheet.chars().take(longest).collect::<String>().replace('\n', "\n    ")
            };
            let _ = writeln!(out, "    {shown}{}\n", if sheet.chars().count() > longest { "…" } else { "" });
            continue;
        }
        let width = rows.iter().map(|row| cells(row).len()).max().unwrap_or(0);
        let letters: Vec<String> = (0..width as u32).map(column_name).collect();
        let _ = writeln!(out, "| | {} |\n|{}", letters.join(" | "), " --- |".repeat(width + 1));
        for (row, line) in rows.iter().enumerate() {
            let mut shown: Vec<String> = cells(line)
                .into_iter()
                .enumerate()
                .map(|(column, text)| match flagged.contains(&Position::new(row as u32, column as u32)) {
                    true if text.is_empty() => "**…**".to_string(),
                    true => format!("**{text}**"),
                    false => text.to_string(),
                })
                .collect();
            shown.resize(width, String::new());
            let _ = writeln!(out, "| {} | {} |", row + 1, shown.join(" | "));
        }
        out.push('\n');
    }
    let mut said: Vec<String> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.kind.code == folder.kind.code) {
        let owner = finding.owner.map(|owner| format!(" [{}]", schema.owner_name(owner))).unwrap_or_default();
        said.push(format!(
            "> {}{}{owner}",
            finding.at.map(|at| format!("{at}: ")).unwrap_or_default(),
            finding.message.in_language(Language::Vi)
        ));
    }
    let _ = match said.is_empty() {
        true => writeln!(out, "> (không có gì để báo)\n"),
        false => writeln!(out, "{}\n", said.join("  \n")),
    };
}
