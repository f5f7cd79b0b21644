//! The report as one web page: everything it needs is in it, it runs no script and asks no network.

mod chart;
mod style;

use super::page::escape;
use crate::report::{Align, Block, Cell, Head, Paragraph, Report, RowKind, Table};
use std::fmt::Write;

/// The whole page. The same report gives the same text.
pub fn report_page(report: &Report) -> String {
    let title = escape(&format!("{} {}", report.head.kind, report.head.title));
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n");
    out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    let _ = writeln!(out, "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}<main>", style::STYLE, chart::PATTERNS);
    head(&mut out, &report.head);
    if let Some(addressees) = addressees(report) {
        out += &addressees;
    }
    blocks(&mut out, &report.opening);
    contents(&mut out, report);
    for (at, section) in report.sections.iter().enumerate() {
        let level = section.level + 1;
        let heading = escape(&format!("{} {}", section.number, section.title));
        let _ = writeln!(out, "<h{level} id=\"s{at}\">{heading}</h{level}>");
        blocks(&mut out, &section.blocks);
    }
    let _ = writeln!(out, "<p>{}</p>", paragraph(&report.closing));
    foot(&mut out, report);
    let annex = &report.annex;
    let _ = writeln!(out, "<section class=\"annex\">\n<h2 id=\"annex\">{}<br>{}</h2>", escape(&annex.name), escape(&annex.title));
    let _ = writeln!(out, "<p class=\"reference\">{}</p>", escape(&annex.reference));
    table(&mut out, &annex.table);
    if let Some(note) = &annex.note {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    out += "</section>\n</main>\n</body>\n</html>\n";
    out
}

fn head(out: &mut String, head: &Head) {
    let superior = head.superior.iter().map(|name| format!("{}<br>", escape(name))).collect::<String>();
    let issuer = head.issuer.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>");
    let (symbol, place, year) = (escape(&head.symbol), escape(&head.place), head.year);
    let _ = writeln!(
        out,
        "<header>\n<div><p>{superior}<b class=\"under\">{issuer}</b></p><p>Số: <span class=\"blank\"></span>/{symbol}</p></div>\n\
         <div><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b class=\"motto\">Độc lập - Tự do - Hạnh phúc</b></p>\
         <p><i>{place}, ngày <span class=\"blank\"></span> tháng <span class=\"blank\"></span> năm {year}</i></p></div>\n</header>"
    );
    let _ = writeln!(out, "<h1>{}<br><span class=\"under\">{}</span></h1>", escape(&head.kind), escape(&head.title));
}

/// Where the headings of the first level are.
fn contents(out: &mut String, report: &Report) {
    out.push_str("<nav>\n<ul>\n");
    for (at, section) in report.sections.iter().enumerate().filter(|(_, section)| section.level == 1) {
        let _ = writeln!(out, "<li><a href=\"#s{at}\">{}</a></li>", escape(&format!("{} {}", section.number, section.title)));
    }
    let _ = writeln!(out, "<li><a href=\"#annex\">{}</a></li>\n</ul>\n</nav>", escape(&report.annex.name));
}

fn blocks(out: &mut String, blocks: &[Block]) {
    // Lists inside lists: how deep the lines so far are.
    let mut depth = 0;
    for block in blocks {
        let level = match block {
            Block::Bullet(level, _) => (*level).clamp(1, 3),
            _ => 0,
        };
        while depth > level {
            out.push_str("</li></ul>\n");
            depth -= 1;
        }
        match block {
            Block::Bullet(_, text) => {
                if depth == level {
                    out.push_str("</li>\n");
                }
                while depth < level {
                    out.push_str(if depth + 1 < level { "<ul><li>" } else { "<ul>\n" });
                    depth += 1;
                }
                let _ = write!(out, "<li>{}", paragraph(text));
            }
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", paragraph(text));
            }
            Block::Table(of) => table(out, of),
            Block::Chart(of) => chart::chart(out, of),
        }
    }
    for _ in 0..depth {
        out.push_str("</li></ul>\n");
    }
}

fn paragraph(of: &Paragraph) -> String {
    if of.lead.is_empty() { escape(&of.text) } else { format!("<b>{}</b> {}", escape(&of.lead), escape(&of.text)) }
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(&column.title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        let (class, depth) = match row.kind {
            RowKind::Heading(_) => (" class=\"heading\"", 0),
            RowKind::Total => (" class=\"total\"", 0),
            RowKind::Figure => ("", 0),
            RowKind::Part(depth) => ("", depth),
        };
        let _ = write!(out, "<tr{class}>");
        let is_heading = matches!(row.kind, RowKind::Heading(_));
        let used = row.cells.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |at| at + 1);
        for (at, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            // A heading runs over all cells that are empty behind it.
            if is_heading && at >= used {
                break;
            }
            let span = if is_heading && at + 1 == used { row.cells.len() - at } else { 1 };
            let span = if span > 1 { format!(" colspan=\"{span}\"") } else { String::new() };
            let class = match column.align {
                Align::Left if depth > 0 => format!(" class=\"part{}\"", depth.min(3)),
                Align::Left => String::new(),
                Align::Center => " class=\"c\"".to_string(),
                Align::Right => " class=\"n\"".to_string(),
            };
            let _ = write!(out, "<td{class}{span}>{}</td>", escape(&cell.text()));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn addressees(report: &Report) -> Option<String> {
    let (first, others) = report.addressees.split_first()?;
    Some(match others {
        [] => format!("<p class=\"to\">{} {}</p>\n", escape(&report.addressees_title), escape(first)),
        _ => {
            let lines: String = report.addressees.iter().map(|to| format!("<br>- {}", escape(to))).collect();
            format!("<p class=\"to\">{}{lines}</p>\n", escape(&report.addressees_title))
        }
    })
}

fn foot(out: &mut String, report: &Report) {
    let recipients: String = report.foot.recipients.iter().map(|item| format!("<br>- {}", escape(item))).collect();
    let signature = report.foot.signature.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>");
    let title = escape(&report.foot.recipients_title);
    let _ = writeln!(
        out,
        "<footer>\n<p class=\"recipients\"><b><i>{title}</i></b>{recipients}</p>\n<p class=\"signature\"><b>{signature}</b></p>\n</footer>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_inside_lists_are_closed() {
        let line = |level, text: &str| Block::Bullet(level, text.to_string().into());
        let mut out = String::new();
        blocks(
            &mut out,
            &[line(1, "a"), line(2, "b"), line(2, "<c>"), line(1, "d"), Block::Paragraph("e".to_string().into()), line(2, "f")],
        );
        let plain = out.replace('\n', "");
        assert_eq!(
            plain,
            "<ul><li>a<ul><li>b</li><li>&lt;c&gt;</li></ul></li><li>d</li></ul><p>e</p><ul><li><ul><li>f</li></ul></li></ul>"
        );
    }
}
