//! The report as Markdown.

use crate::report::{Align, Block, Cell, Paragraph, Report, RowKind, Table};

/// The report as one Markdown text.
pub fn markdown(report: &Report) -> String {
    let head = &report.head;
    let mut out = String::new();
    let mut issuer: Vec<String> = head.superior.iter().map(|name| escape(name)).collect();
    issuer.push(format!("**{}**", escape(&head.issuer.join(" "))));
    issuer.push(format!("Số:        /{}", escape(&head.symbol)));
    block(&mut out, &issuer.join("  \n"));
    block(&mut out, "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**  \n**Độc lập - Tự do - Hạnh phúc**");
    block(&mut out, &format!("*{}, ngày      tháng      năm {}*", escape(&head.place), head.year));
    block(&mut out, &format!("# {}", escape(&head.kind)));
    block(&mut out, &format!("**{}**", escape(&head.title)));
    match report.addressees.as_slice() {
        [] => {}
        [only] => block(&mut out, &format!("{} {}", escape(&report.addressees_title), escape(only))),
        several => {
            let lines: Vec<String> = several.iter().map(|item| format!("- {}", escape(item))).collect();
            block(&mut out, &format!("{}\n\n{}", escape(&report.addressees_title), lines.join("\n")));
        }
    }
    blocks(&mut out, &report.opening);
    for section in &report.sections {
        let marks = "#".repeat(usize::from(section.level) + 1);
        block(&mut out, &format!("{marks} {} {}", section.number, escape(&section.title)));
        blocks(&mut out, &section.blocks);
    }
    block(&mut out, &paragraph(&report.closing));
    block(&mut out, &format!("***{}***", escape(&report.foot.recipients_title)));
    let recipients: Vec<String> = report.foot.recipients.iter().map(|item| format!("- {}", escape(item))).collect();
    block(&mut out, &recipients.join("\n"));
    let signature: Vec<String> = report.foot.signature.iter().map(|line| format!("**{}**", escape(line))).collect();
    block(&mut out, &signature.join("  \n"));
    block(&mut out, &format!("## {}", escape(&report.annex.name)));
    block(&mut out, &format!("**{}**", escape(&report.annex.title)));
    block(&mut out, &format!("*{}*", escape(&report.annex.reference)));
    block(&mut out, &table(&report.annex.table));
    if let Some(note) = &report.annex.note {
        block(&mut out, &format!("*{}*", escape(note)));
    }
    out
}

fn block(out: &mut String, text: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(text);
    out.push('\n');
}

fn blocks(out: &mut String, blocks: &[Block]) {
    let mut in_list = false;
    for of in blocks {
        match of {
            Block::Bullet(level, text) => {
                let indent = "  ".repeat(usize::from(level.saturating_sub(1)));
                let line = format!("{indent}- {}", paragraph(text));
                if in_list {
                    out.push_str(&line);
                    out.push('\n');
                } else {
                    block(out, &line);
                }
            }
            Block::Paragraph(text) => block(out, &paragraph(text)),
            Block::Table(of) => block(out, &table(of)),
            Block::Chart(_) => continue,
        }
        in_list = matches!(of, Block::Bullet(..));
    }
}

fn paragraph(of: &Paragraph) -> String {
    if of.lead.is_empty() { escape(&of.text) } else { format!("**{}** {}", escape(&of.lead), escape(&of.text)) }
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![row(table.columns.iter().map(|column| escape(&column.title)).collect())];
    let marks = table.columns.iter().map(|column| match column.align {
        Align::Left => ":---",
        Align::Center => ":---:",
        Align::Right => "---:",
    });
    lines.push(row(marks.map(str::to_string).collect()));
    for of in &table.rows {
        let cells = of.cells.iter().zip(&table.columns).map(|(cell, column)| {
            let text = escape(&cell.text());
            match of.kind {
                RowKind::Heading(_) | RowKind::Total if *cell != Cell::Empty && !text.is_empty() => format!("**{text}**"),
                RowKind::Part(depth) if column.align == Align::Left => format!("{}- {text}", "&nbsp;&nbsp;".repeat(depth as usize)),
                _ => text,
            }
        });
        lines.push(row(cells.collect()));
    }
    lines.join("\n")
}

/// What Markdown would take for its own marks.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '<' | '>' | '|' | '[' | ']' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn marks_are_escaped() {
        assert_eq!(escape("2.640,4* | <b>\n"), "2.640,4\\* \\| \\<b\\> ");
    }
}
