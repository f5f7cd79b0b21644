//! Sizes, margins and styles, as Nghị định 30/2020/NĐ-CP, Phụ lục I has them, as real Word styles, so that staff can
//! go on editing.

use super::{MAIN, XML};

/// Width of an A4 page, 210 mm, in twentieths of a point.
pub(super) const PAGE_SHORT: u32 = 11906;
/// Height of an A4 page, 297 mm.
pub(super) const PAGE_LONG: u32 = 16838;
/// Top and bottom margin, 20 mm (20 to 25 are allowed).
pub(super) const MARGIN_TOP_BOTTOM: u32 = 1134;
/// Left margin, 30 mm (30 to 35 are allowed).
pub(super) const MARGIN_LEFT: u32 = 1701;
/// Right margin, 15 mm (15 to 20 are allowed); a twentieth of a point less would be below it.
pub(super) const MARGIN_RIGHT: u32 = 851;
/// The page number stands in the middle of the top margin.
pub(super) const HEADER_DISTANCE: u32 = 567;
/// Width of the text on a portrait page.
pub(super) const PORTRAIT_TEXT_WIDTH: u32 = PAGE_SHORT - MARGIN_LEFT - MARGIN_RIGHT;
/// Width of the text on a landscape page.
pub(super) const LANDSCAPE_TEXT_WIDTH: u32 = PAGE_LONG - MARGIN_LEFT - MARGIN_RIGHT;

/// Size of Quốc hiệu, cơ quan chủ quản, cơ quan ban hành and "Nơi nhận" (12 to 13), in half-points.
pub(super) const SIZE_SMALL: u32 = 24;
/// Size of Tiêu ngữ, số, địa danh and tables (13 to 14).
pub(super) const SIZE_MIDDLE: u32 = 26;
/// Size of the text, headings, tên loại, trích yếu, chức vụ, page number (13 to 14).
pub(super) const SIZE_TEXT: u32 = 28;
/// Size of the list of recipients (11).
const SIZE_RECIPIENTS: u32 = 22;

pub(super) const BODY: &str = "BodyText";
pub(super) const BULLET: &str = "GachDauDong";
pub(super) const BULLET_2: &str = "DauCong";
pub(super) const NATION: &str = "QuocHieu";
pub(super) const MOTTO: &str = "TieuNgu";
pub(super) const SUPERIOR: &str = "CoQuanChuQuan";
pub(super) const ISSUER: &str = "CoQuanBanHanh";
pub(super) const NUMBER: &str = "SoKyHieu";
pub(super) const PLACE_DATE: &str = "DiaDanhNgayThang";
pub(super) const KIND: &str = "Title";
pub(super) const SUBJECT: &str = "Subtitle";
pub(super) const ADDRESSEES: &str = "KinhGui";
pub(super) const ADDRESSEE: &str = "NoiKinhGui";
pub(super) const RULE: &str = "DuongKe";
pub(super) const RECIPIENTS_TITLE: &str = "NoiNhan";
pub(super) const RECIPIENTS: &str = "DanhSachNoiNhan";
pub(super) const SIGNATURE: &str = "ChucVuNguoiKy";
pub(super) const ANNEX_NAME: &str = "PhuLuc";
pub(super) const ANNEX_TITLE: &str = "TenPhuLuc";
pub(super) const ANNEX_REFERENCE: &str = "ChiDanPhuLuc";
pub(super) const ANNEX_NOTE: &str = "GhiChuPhuLuc";
pub(super) const TABLE_TEXT: &str = "ChuTrongBang";
pub(super) const PAGE_NUMBER: &str = "Header";

/// The style of a heading.
pub(super) fn heading(level: u8) -> &'static str {
    match level {
        1 => "Heading1",
        2 => "Heading2",
        _ => "Heading3",
    }
}

/// A paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    based_on: &'static str,
    /// The style of the paragraph that follows when somebody types on.
    next: Option<&'static str>,
    size: u32,
    bold: bool,
    italic: bool,
    /// `both` is justified.
    align: &'static str,
    /// First line indent.
    first_line: u32,
    /// Space above and below.
    spacing: (u32, u32),
    keep_next: bool,
    outline: Option<u8>,
}

/// First line indent of the text, 1,27 cm (1 or 1,27 are allowed).
const FIRST_LINE: u32 = 720;
/// Space between paragraphs, 6 pt at least.
const GAP: u32 = 120;

const BASE: Style = Style {
    id: "",
    name: "",
    based_on: "Normal",
    next: None,
    size: SIZE_TEXT,
    bold: false,
    italic: false,
    align: "center",
    first_line: 0,
    spacing: (0, 0),
    keep_next: false,
    outline: None,
};

const TEXT: Style = Style { align: "both", first_line: FIRST_LINE, spacing: (0, GAP), ..BASE };
const HEADING: Style = Style { keep_next: true, next: Some(BODY), ..TEXT };

#[rustfmt::skip]
const STYLES: [Style; 26] = [
    Style { id: BODY, name: "Body Text", ..TEXT },
    Style { id: BULLET, name: "Gạch đầu dòng", based_on: BODY, next: Some(BULLET), ..TEXT },
    Style { id: BULLET_2, name: "Dấu cộng đầu dòng", based_on: BODY, next: Some(BULLET_2), ..TEXT },
    // "I." in capitals and bold, "1." bold where it has a title, "a)" upright.
    Style { id: "Heading1", name: "heading 1", bold: true, outline: Some(0), ..HEADING },
    Style { id: "Heading2", name: "heading 2", bold: true, outline: Some(1), ..HEADING },
    Style { id: "Heading3", name: "heading 3", outline: Some(2), ..HEADING },
    Style { id: NATION, name: "Quốc hiệu", size: SIZE_SMALL, bold: true, ..BASE },
    Style { id: MOTTO, name: "Tiêu ngữ", size: SIZE_MIDDLE, bold: true, ..BASE },
    Style { id: SUPERIOR, name: "Cơ quan chủ quản", size: SIZE_SMALL, ..BASE },
    Style { id: ISSUER, name: "Cơ quan ban hành", size: SIZE_SMALL, bold: true, ..BASE },
    Style { id: NUMBER, name: "Số, ký hiệu", size: SIZE_MIDDLE, spacing: (120, 0), ..BASE },
    Style { id: PLACE_DATE, name: "Địa danh, ngày tháng", size: SIZE_MIDDLE, italic: true, spacing: (120, 0), ..BASE },
    Style { id: KIND, name: "Title", bold: true, next: Some(SUBJECT), spacing: (360, 0), keep_next: true, ..BASE },
    Style { id: SUBJECT, name: "Subtitle", bold: true, next: Some(BODY), keep_next: true, ..BASE },
    Style { id: ADDRESSEES, name: "Kính gửi", spacing: (120, 120), next: Some(BODY), keep_next: true, ..BASE },
    Style { id: ADDRESSEE, name: "Nơi kính gửi", align: "left", first_line: 2552, spacing: (0, 60), keep_next: true, ..BASE },
    Style { id: RECIPIENTS_TITLE, name: "Nơi nhận", size: SIZE_SMALL, bold: true, italic: true, align: "left", ..BASE },
    Style { id: RECIPIENTS, name: "Danh sách nơi nhận", size: SIZE_RECIPIENTS, align: "left", ..BASE },
    Style { id: SIGNATURE, name: "Chức vụ người ký", bold: true, keep_next: true, ..BASE },
    Style { id: ANNEX_NAME, name: "Phụ lục", bold: true, next: Some(ANNEX_TITLE), keep_next: true, ..BASE },
    Style { id: ANNEX_TITLE, name: "Tên phụ lục", bold: true, next: Some(ANNEX_REFERENCE), keep_next: true, ..BASE },
    Style { id: ANNEX_REFERENCE, name: "Chỉ dẫn phụ lục", italic: true, spacing: (0, 240), keep_next: true, ..BASE },
    Style { id: ANNEX_NOTE, name: "Ghi chú phụ lục", size: SIZE_MIDDLE, italic: true, align: "left", spacing: (120, 0), ..BASE },
    Style { id: TABLE_TEXT, name: "Chữ trong bảng", size: SIZE_MIDDLE, align: "left", spacing: (20, 20), ..BASE },
    Style { id: PAGE_NUMBER, name: "header", ..BASE },
    Style { id: "Footer", name: "footer", ..BASE },
];

/// `word/styles.xml`.
pub(super) fn styles() -> String {
    let fonts = "<w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:hAnsi=\"Times New Roman\" \
                 w:cs=\"Times New Roman\"/>";
    let mut out = format!(
        "{XML}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val=\"000000\"/>\
         <w:sz w:val=\"{SIZE_TEXT}\"/><w:szCs w:val=\"{SIZE_TEXT}\"/><w:lang w:val=\"vi-VN\" w:eastAsia=\"vi-VN\" w:bidi=\"ar-SA\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>\
         </w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
         <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>"
    );
    for style in &STYLES {
        out.push_str(&style_xml(style));
    }
    out.push_str(&rule_style());
    out.push_str(TABLE_STYLES);
    out.push_str("</w:styles>");
    out
}

fn style_xml(style: &Style) -> String {
    let next = style.next.map(|next| format!("<w:next w:val=\"{next}\"/>")).unwrap_or_default();
    let keep = if style.keep_next { "<w:keepNext/>" } else { "" };
    let (before, after) = style.spacing;
    // The text has 1,15 lines (1 to 1,5 are allowed); everything else single ones.
    let line = if style.align == "both" { 276 } else { 240 };
    let outline = style.outline.map(|level| format!("<w:outlineLvl w:val=\"{level}\"/>")).unwrap_or_default();
    let bold = if style.bold { "<w:b/><w:bCs/>" } else { "" };
    let italic = if style.italic { "<w:i/><w:iCs/>" } else { "" };
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/><w:basedOn w:val=\"{}\"/>{next}<w:qFormat/>\
         <w:pPr>{keep}<w:spacing w:before=\"{before}\" w:after=\"{after}\" w:line=\"{line}\" w:lineRule=\"auto\"/>\
         <w:ind w:firstLine=\"{}\"/><w:jc w:val=\"{}\"/>{outline}</w:pPr>\
         <w:rPr>{bold}{italic}<w:sz w:val=\"{}\"/><w:szCs w:val=\"{}\"/></w:rPr></w:style>",
        style.id, style.name, style.based_on, style.first_line, style.align, style.size, style.size
    )
}

/// A rule is the top border of a low paragraph of its own: its length is the paragraph's, so indents set it.
/// Without a border (style only) the same paragraph closes a section or follows a table.
fn rule_style() -> String {
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{RULE}\"><w:name w:val=\"Đường kẻ\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr>\
         <w:rPr><w:sz w:val=\"4\"/><w:szCs w:val=\"4\"/></w:rPr></w:style>"
    )
}

const TABLE_STYLES: &str = "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
    <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>\
    <w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"0\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/>\
    <w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
    <w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/>\
    <w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:left w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:right w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>\
    <w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>";
