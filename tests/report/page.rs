//! The report as a web page: complete, without scripts and without the network, readable in black and white.

use crate::small::{EVERYTHING, SCHEMA, consolidation, parse, schema};
use chitieu::completeness::Completeness;
use chitieu::report::{Block, Report, Shade};
use chitieu::write;

fn page() -> (Report, String) {
    let schema = schema();
    let report = Report::of(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default());
    let page = write::report_page(&report);
    (report, page)
}

#[test]
fn every_line_heading_and_cell_of_the_report_is_on_the_page() {
    let (report, page) = page();
    let blocks = || report.opening.iter().chain(report.sections.iter().flat_map(|section| &section.blocks));
    for block in blocks() {
        match block {
            Block::Paragraph(text) | Block::Bullet(_, text) => assert!(page.contains(&text.text), "{}", text.text),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    assert!(page.contains(&cell.text()), "{cell:?}");
                }
            }
            Block::Chart(chart) => {
                assert!(page.contains(&format!("<figcaption>{}</figcaption>", chart.title)));
                assert!(chart.bars.iter().all(|bar| page.contains(&bar.text)), "{chart:?}");
            }
        }
    }
    for section in &report.sections {
        assert!(page.contains(&format!("{} {}</h{}>", section.number, section.title, section.level + 1)), "{}", section.title);
    }
    for row in &report.annex.table.rows {
        assert!(row.cells.iter().all(|cell| page.contains(&cell.text())), "{row:?}");
    }
    for words in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lưu: VT.", "CHỦ TỊCH", "Phụ lục"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn it_runs_nothing_and_asks_nothing_of_the_network() {
    let (_, page) = page();
    for part in ["<script", "http:", "https:", "src=", "@import", "<link", "<iframe", " on", "javascript:"] {
        let found = page.match_indices(part).find(|(at, _)| {
            part != " on" || page[*at..].split('=').next().is_some_and(|word| word.trim().chars().all(char::is_alphabetic))
        });
        assert!(found.is_none(), "{part} at {found:?}");
    }
    assert!(page.contains("Content-Security-Policy") && page.contains("default-src 'none'"));
    // Only to places on the page itself.
    assert!(page.match_indices("href=\"").all(|(at, _)| page[at..].starts_with("href=\"#")));
    assert!(page.match_indices("url(").all(|(at, _)| page[at..].starts_with("url(#")));
}

#[test]
fn charts_say_with_shades_and_words_what_the_figures_say() {
    let (report, page) = page();
    let charts: Vec<_> = report
        .opening
        .iter()
        .chain(report.sections.iter().flat_map(|section| &section.blocks))
        .filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
        .collect();
    assert_eq!(page.matches("<figure>").count(), charts.len());
    let verdicts = charts[0];
    let first: Vec<(Shade, String)> = verdicts.bars[0].pieces.iter().map(|(shade, count)| (*shade, count.to_string())).collect();
    // Of the first programme none is met, four are not, and two are only shown unit by unit.
    assert_eq!(first.iter().map(|(shade, _)| *shade).collect::<Vec<_>>(), [Shade::Hatched, Shade::Empty]);
    assert!(verdicts.bars[0].text.contains(&format!("{} chỉ tiêu chưa đạt", first[0].1)), "{verdicts:?}");
    // No colours: they would be lost on paper.
    for (at, _) in page.match_indices("fill=\"") {
        let fill = page[at + 6..].split('"').next().unwrap_or_default();
        assert!(["#000", "#fff", "url(#hatched)", "url(#dotted)"].contains(&fill), "{fill}");
    }
    // Every drawing is well formed, as the rest of the page is.
    for tag in ["svg", "figure", "ul", "li", "table", "tr", "td", "p", "section", "header", "footer", "main"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn what_somebody_typed_is_shown_as_text() {
    let schema = parse(&SCHEMA.replace("Xã Bình", "Xã <script>alert(1)</script> & \\\"Bình\\\""));
    let page = write::report_page(&Report::of(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default()));
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Bình&quot;"));
}
