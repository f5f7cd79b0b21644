//! What stands around the text: head, title, recipients and signature, page numbers, sections
//! (NĐ 30/2020, Phụ lục I, mục II and sơ đồ bố trí).

use super::styles::{self, PORTRAIT_TEXT_WIDTH, SIZE_MIDDLE, SIZE_SMALL, SIZE_TEXT};
use super::xml::{self, Form, Look};
use super::{MAIN, OFFICE, XML, metrics};
use crate::report::{Annex, Foot, Head};

/// The header with the page number, and the one of first pages without it.
pub(super) const NUMBERED: &str = "rId3";
pub(super) const UNNUMBERED: &str = "rId4";

const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

/// The left half of the head holds the issuer, the right one Quốc hiệu, which must stay on one line.
const HEAD_LEFT: u32 = 3800;
const HEAD_RIGHT: u32 = PORTRAIT_TEXT_WIDTH - HEAD_LEFT;
const FOOT_LEFT: u32 = 4800;
const FOOT_RIGHT: u32 = PORTRAIT_TEXT_WIDTH - FOOT_LEFT;

/// Empty lines for the signature and the seal.
const SIGNATURE_LINES: usize = 5;

/// Issuer and number to the left, Quốc hiệu, Tiêu ngữ, place and date to the right.
pub(super) fn letterhead(head: &Head) -> String {
    let mut left: String = head.superior.iter().map(|name| line(styles::SUPERIOR, name)).collect();
    left.extend(head.issuer.iter().map(|name| line(styles::ISSUER, name)));
    let under = head.issuer.last().map(|name| metrics::bold_width(name, SIZE_SMALL)).unwrap_or_default();
    left.push_str(&rule(part_of_line(under.min(HEAD_LEFT)), HEAD_LEFT));
    let mut right = line(styles::NATION, NATION);
    right.push_str(&line(styles::MOTTO, MOTTO));
    // This one is as long as its text.
    right.push_str(&rule(metrics::bold_width(MOTTO, SIZE_MIDDLE), HEAD_RIGHT));
    let number = line(styles::NUMBER, &format!("Số:        /{}", head.symbol));
    let date = line(styles::PLACE_DATE, &format!("{}, ngày      tháng      năm {}", head.place, head.year));
    plain_table(&[HEAD_LEFT, HEAD_RIGHT], &[[left, right], [number, date]])
}

/// Tên loại, trích yếu, and the rule below.
pub(super) fn title(head: &Head) -> String {
    let width = metrics::bold_width(&head.title, SIZE_TEXT).min(PORTRAIT_TEXT_WIDTH);
    let rule = rule(part_of_line(width), PORTRAIT_TEXT_WIDTH);
    let space = xml::paragraph(styles::RULE, &Form::default(), "");
    format!("{}{}{rule}{space}", line(styles::KIND, &head.kind), line(styles::SUBJECT, &head.title))
}

/// "Kính gửi": one addressee on the same line, several each on a line of its own; nothing where there is none.
pub(super) fn addressees(title: &str, addressees: &[String]) -> String {
    match addressees {
        [] => String::new(),
        [only] => line(styles::ADDRESSEES, &format!("{title} {only}")),
        several => std::iter::once(line(styles::ADDRESSEES, title))
            .chain(several.iter().map(|item| line(styles::ADDRESSEE, &format!("- {item}"))))
            .collect(),
    }
}

/// Recipients to the left, signature to the right, on one page.
pub(super) fn foot(foot: &Foot) -> String {
    let mut left = line(styles::RECIPIENTS_TITLE, &foot.recipients_title);
    left.extend(foot.recipients.iter().map(|item| line(styles::RECIPIENTS, &format!("- {item}"))));
    let mut right: String = foot.signature.iter().map(|text| line(styles::SIGNATURE, text)).collect();
    for _ in 0..SIGNATURE_LINES {
        right.push_str(&line(styles::SIGNATURE, ""));
    }
    plain_table(&[FOOT_LEFT, FOOT_RIGHT], &[[left, right]])
}

/// The three lines above the table of the annex.
pub(super) fn annex_head(annex: &Annex) -> String {
    [(styles::ANNEX_NAME, &annex.name), (styles::ANNEX_TITLE, &annex.title), (styles::ANNEX_REFERENCE, &annex.reference)]
        .iter()
        .map(|(style, text)| line(style, text))
        .collect()
}

fn line(style: &str, text: &str) -> String {
    xml::paragraph(style, &Form::default(), &xml::run(text, Look::Plain))
}

/// Between a third and a half of the line above.
fn part_of_line(width: u32) -> u32 {
    width * 2 / 5
}

/// A drawn rule of a length, in the middle of a width.
fn rule(length: u32, width: u32) -> String {
    let side = width.saturating_sub(length) / 2;
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{}\"/><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/></w:pBdr>\
         <w:spacing w:before=\"60\"/><w:ind w:left=\"{side}\" w:right=\"{side}\"/></w:pPr></w:p>",
        styles::RULE
    )
}

/// A table without lines that only holds things side by side.
fn plain_table(widths: &[u32; 2], rows: &[[String; 2]]) -> String {
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableNormal\"/><w:tblW w:w=\"{PORTRAIT_TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0000\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    for row in rows {
        let cells: String = widths
            .iter()
            .zip(row)
            .map(|(width, content)| format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>"))
            .collect();
        out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"));
    }
    out.push_str("</w:tbl>");
    out
}

/// Properties of the text's pages: A4 upright.
pub(super) fn portrait() -> String {
    section(&format!("<w:pgSz w:w=\"{}\" w:h=\"{}\"/>", styles::PAGE_SHORT, styles::PAGE_LONG))
}

/// Properties of the annex's pages: A4 sideways, numbered from 1 again.
pub(super) fn landscape() -> String {
    section(&format!("<w:pgSz w:w=\"{}\" w:h=\"{}\" w:orient=\"landscape\"/>", styles::PAGE_LONG, styles::PAGE_SHORT))
}

fn section(page: &str) -> String {
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"{NUMBERED}\"/><w:headerReference w:type=\"first\" r:id=\"{UNNUMBERED}\"/>\
         <w:type w:val=\"nextPage\"/>{page}<w:pgMar w:top=\"{top}\" w:right=\"{}\" w:bottom=\"{top}\" w:left=\"{}\" w:header=\"{}\" \
         w:footer=\"{}\" w:gutter=\"0\"/><w:pgNumType w:fmt=\"decimal\" w:start=\"1\"/><w:cols w:space=\"708\"/><w:titlePg/></w:sectPr>",
        styles::MARGIN_RIGHT,
        styles::MARGIN_LEFT,
        styles::HEADER_DISTANCE,
        styles::HEADER_DISTANCE,
        top = styles::MARGIN_TOP_BOTTOM,
    )
}

/// The page number, centred in the top margin.
pub(super) fn page_number() -> String {
    header("<w:fldSimple w:instr=\" PAGE \"><w:r><w:rPr><w:noProof/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>")
}

/// A first page has no number.
pub(super) fn no_page_number() -> String {
    header("")
}

fn header(content: &str) -> String {
    let paragraph = xml::paragraph(styles::PAGE_NUMBER, &Form::default(), content);
    format!("{XML}<w:hdr xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{paragraph}</w:hdr>")
}
