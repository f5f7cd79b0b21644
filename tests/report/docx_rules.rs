//! Each rule of Nghị định 30/2020/NĐ-CP, Phụ lục I, looked up in the written file, and the order of elements that Word
//! insists on (ECMA-376, Part 1, Annex A).

use crate::small::{EVERYTHING, consolidation, schema};
use chitieu::completeness::Completeness;
use chitieu::language::Language;
use chitieu::report::{Phrases, Report};
use chitieu::write;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// One element of an XML part.
#[derive(Clone, Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> u32 {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} of {}", self.name))
    }

    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    fn all<'a>(&'a self, name: &str, out: &mut Vec<&'a Node>) {
        if self.name == name {
            out.push(self);
        }
        self.children.iter().for_each(|child| child.all(name, out));
    }

    fn every(&self, name: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        self.all(name, &mut found);
        found
    }

    fn words(&self) -> String {
        self.every("w:t").iter().map(|node| node.text.as_str()).collect()
    }

    fn style(&self) -> &str {
        self.at(&["w:pPr", "w:pStyle"]).and_then(|node| node.get("w:val")).unwrap_or("Normal")
    }
}

fn element(start: &BytesStart) -> Node {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.expect("attribute");
        (attribute.key.as_ref().to_string(), attribute.value.into_owned())
    });
    Node { name: start.name().as_ref().to_string(), attributes: attributes.collect(), ..Node::default() }
}

fn tree(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().expect("parent").children.push(element(&start)),
            Event::Text(text) => open.last_mut().expect("parent").text.push_str(&text),
            Event::End(_) => {
                let node = open.pop().expect("node");
                open.last_mut().expect("parent").children.push(node);
            }
            Event::Eof => return open.pop().and_then(|mut root| root.children.pop()).expect("root"),
            _ => {}
        }
    }
}

/// The written file, part by part.
struct Written {
    document: Node,
    styles: Node,
    header: Node,
    first_header: Node,
    names: Vec<String>,
}

fn written() -> Written {
    let schema = schema();
    read_back(&Report::of(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default()))
}

fn read_back(report: &Report) -> Written {
    let bytes = write::docx(report, Language::Vi).expect("docx");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("zip");
    let names = zip.file_names().map(|name| name.expect("name").into_owned()).collect();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect("part").read_to_string(&mut text).expect("text");
        tree(&text)
    };
    Written {
        document: part("word/document.xml"),
        styles: part("word/styles.xml"),
        header: part("word/header1.xml"),
        first_header: part("word/header2.xml"),
        names,
    }
}

/// How a style looks: size in half-points, bold, italic, alignment, first line, space after, line.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    size: u32,
    bold: bool,
    italic: bool,
    align: String,
    first_line: u32,
    after: u32,
    line: u32,
}

impl Written {
    fn paragraphs(&self) -> Vec<&Node> {
        self.document.every("w:p")
    }

    fn paragraph(&self, words: &str) -> &Node {
        self.paragraphs().into_iter().find(|node| node.words() == words).unwrap_or_else(|| panic!("{words}"))
    }

    /// The look of the paragraph that has these words; every run of it is plain, so the style says it all.
    fn look(&self, words: &str) -> Look {
        let paragraph = self.paragraph(words);
        assert!(paragraph.every("w:rPr").is_empty(), "{words}");
        self.style_look(paragraph.style())
    }

    fn style_look(&self, id: &str) -> Look {
        let style = self.styles.every("w:style").into_iter().find(|style| style.get("w:styleId") == Some(id));
        let style = style.unwrap_or_else(|| panic!("no style {id}"));
        let value = |path: &[&str], name: &str| style.at(path).and_then(|node| node.get(name)).unwrap_or("0").to_string();
        let number = |path: &[&str], name: &str| value(path, name).parse().unwrap_or(0);
        Look {
            size: number(&["w:rPr", "w:sz"], "w:val"),
            bold: style.at(&["w:rPr", "w:b"]).is_some(),
            italic: style.at(&["w:rPr", "w:i"]).is_some(),
            align: value(&["w:pPr", "w:jc"], "w:val"),
            first_line: number(&["w:pPr", "w:ind"], "w:firstLine"),
            after: number(&["w:pPr", "w:spacing"], "w:after"),
            line: number(&["w:pPr", "w:spacing"], "w:line"),
        }
    }

    /// The sections: of the text, and of the annex.
    fn sections(&self) -> [&Node; 2] {
        self.document.every("w:sectPr").try_into().expect("two sections")
    }

    /// Lengths of the drawn rules in document order: under the issuer, under Tiêu ngữ, under trích yếu.
    fn rules(&self) -> Vec<u32> {
        let mut rules = Vec::new();
        let body = self.document.child("w:body").expect("body");
        for block in &body.children {
            let cells = block.every("w:tc");
            let holders: Vec<(&Node, u32)> = if block.name == "w:tbl" {
                cells.into_iter().map(|cell| (cell, cell.at(&["w:tcPr", "w:tcW"]).expect("width").number("w:w"))).collect()
            } else {
                vec![(block, 11906 - 1701 - 851)]
            };
            for (holder, width) in holders {
                for border in holder.every("w:pPr").into_iter().filter(|node| node.child("w:pBdr").is_some()) {
                    assert_eq!(border.at(&["w:pBdr", "w:top"]).and_then(|node| node.get("w:val")), Some("single"));
                    let indent = border.child("w:ind").expect("indents");
                    rules.push(width - indent.number("w:left") - indent.number("w:right"));
                }
            }
        }
        rules
    }
}

fn centred(size: u32, bold: bool, italic: bool) -> Look {
    Look { size, bold, italic, align: "center".to_string(), first_line: 0, after: 0, line: 240 }
}

/// Twentieths of a point of so many hundredths of a millimetre.
fn twips(hundredths: u32) -> u32 {
    hundredths * 1440 / 2540
}

#[test]
fn paper_is_a4_with_the_margins_of_the_decree() {
    let written = written();
    let [text, annex] = written.sections();
    let size = |section: &Node| {
        let page = section.child("w:pgSz").expect("page");
        (page.number("w:w"), page.number("w:h"), page.get("w:orient").map(str::to_string))
    };
    assert_eq!(size(text), (11906, 16838, None));
    assert_eq!(size(annex), (16838, 11906, Some("landscape".to_string())));
    for section in [text, annex] {
        let margin = section.child("w:pgMar").expect("margins");
        for (side, least, most) in [("w:top", 2000, 2500), ("w:bottom", 2000, 2500), ("w:left", 3000, 3500), ("w:right", 1500, 2000)] {
            let wide = margin.number(side);
            assert!(wide >= twips(least) && wide <= twips(most) + 1, "{side} {wide}");
        }
    }
}

#[test]
fn the_font_is_times_new_roman_in_black_for_every_script() {
    let written = written();
    let fonts = written.styles.every("w:rFonts");
    assert_eq!(fonts.len(), 1, "one font for all styles");
    for script in ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"] {
        assert_eq!(fonts[0].get(script), Some("Times New Roman"));
    }
    assert!(written.document.every("w:rFonts").is_empty() && written.document.every("w:color").is_empty());
    assert!(written.styles.every("w:color").iter().all(|color| color.get("w:val") == Some("000000")));
    assert!(written.styles.every("w:lang").iter().any(|lang| lang.get("w:val") == Some("vi-VN")));
}

#[test]
fn page_numbers_stand_in_the_top_margin_from_page_two() {
    let written = written();
    assert_eq!(written.header.every("w:fldSimple")[0].get("w:instr").map(str::trim), Some("PAGE"));
    assert!(written.first_header.words().is_empty() && written.first_header.every("w:fldSimple").is_empty());
    assert_eq!(written.header.every("w:p")[0].style(), "Header");
    assert_eq!(written.style_look("Header"), centred(28, false, false));
    for section in written.sections() {
        assert!(section.child("w:titlePg").is_some(), "no number on the first page");
        assert_eq!(section.child("w:pgNumType").map(|node| node.number("w:start")), Some(1), "the annex counts by itself");
        let kinds: Vec<_> =
            section.children.iter().filter(|node| node.name == "w:headerReference").map(|node| node.get("w:type")).collect();
        assert_eq!(kinds, [Some("default"), Some("first")]);
        let margin = section.child("w:pgMar").expect("margins");
        assert!(margin.number("w:header") < margin.number("w:top"));
    }
}

#[test]
fn the_head_has_the_sizes_of_the_decree() {
    let written = written();
    for (words, look) in [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", centred(24, true, false)),
        ("Độc lập - Tự do - Hạnh phúc", centred(26, true, false)),
        ("UBND TỈNH MẪU", centred(24, false, false)),
        ("ỦY BAN NHÂN DÂN", centred(24, true, false)),
        ("HUYỆN THỬ", centred(24, true, false)),
        ("Số:        /BC-UBND", centred(26, false, false)),
        ("Thử, ngày      tháng      năm 2023", centred(26, false, true)),
        ("BÁO CÁO", centred(28, true, false)),
        ("Kết quả thực hiện các chương trình trọng điểm 6 tháng đầu năm 2023", centred(28, true, false)),
    ] {
        assert_eq!(written.look(words), look, "{words}");
    }
    // Number and date stand side by side.
    let row = written.document.every("w:tr")[1].words();
    assert!(row.starts_with("Số:") && row.ends_with("năm 2023"), "{row}");
}

#[test]
fn rules_are_drawn_and_as_long_as_the_decree_says() {
    let written = written();
    let [issuer, motto, title] = written.rules().try_into().expect("three rules");
    // In Times New Roman Bold: HUYỆN THỬ at 12 is 74 pt, Tiêu ngữ at 13 is 158,6 pt, the title at 14 is 434 pt long.
    let within = |length: u32, low: u32, high: u32| assert!((low..=high).contains(&length), "{length} not in {low}..{high}");
    within(issuer, 1450 / 3, 1600 / 2);
    within(motto, 3172 - 57, 3172 + 57);
    within(title, 8700 / 3, 8700 / 2);
    // Not underlined, not typed.
    assert!(written.document.every("w:u").is_empty());
    assert!(!written.document.words().contains("──") && !written.document.words().contains("___"));
}

#[test]
fn the_text_is_justified_with_indent_gap_and_line_spacing() {
    let written = written();
    for id in ["BodyText", "GachDauDong", "DauCong"] {
        let look = written.style_look(id);
        assert_eq!((look.size, look.align.as_str(), look.first_line, look.bold, look.italic), (28, "both", 720, false, false), "{id}");
        assert!(look.after >= 120, "6 pt at least between paragraphs");
        assert!((240..=360).contains(&look.line), "1 to 1,5 lines");
    }
    let opening = written.paragraphs().into_iter().find(|node| node.words().starts_with("Ủy ban nhân dân huyện Thử báo cáo"));
    assert_eq!(opening.map(Node::style), Some("BodyText"));
}

#[test]
fn headings_are_word_headings() {
    let written = written();
    for (words, id, bold) in [
        ("I. CHƯƠNG TRÌNH TÁI CƠ CẤU NÔNG NGHIỆP", "Heading1", true),
        ("1. Trồng trọt", "Heading2", true),
        ("a) Cây lương thực", "Heading3", false),
    ] {
        assert_eq!(written.paragraph(words).style(), id);
        let look = written.look(words);
        assert_eq!((look.size, look.bold, look.italic), (28, bold, false), "{words}");
        let style = written.styles.every("w:style").into_iter().find(|style| style.get("w:styleId") == Some(id)).expect("style");
        let level = id.trim_start_matches("Heading").parse::<u32>().expect("level");
        assert_eq!(style.child("w:name").and_then(|name| name.get("w:val")), Some(format!("heading {level}").as_str()));
        assert_eq!(style.at(&["w:pPr", "w:outlineLvl"]).map(|node| node.number("w:val")), Some(level - 1));
        assert!(style.at(&["w:pPr", "w:keepNext"]).is_some());
    }
}

#[test]
fn tables_repeat_their_head_and_rows_do_not_break() {
    let written = written();
    let tables: Vec<&Node> = written
        .document
        .every("w:tbl")
        .into_iter()
        .filter(|table| table.at(&["w:tblPr", "w:tblStyle"]).and_then(|node| node.get("w:val")) == Some("TableGrid"))
        .collect();
    assert_eq!(tables.len(), 3, "the summary, what remains to be done, and the annex");
    for table in tables {
        let rows = table.every("w:tr");
        assert!(rows[0].at(&["w:trPr", "w:tblHeader"]).is_some());
        assert!(rows.iter().all(|row| row.at(&["w:trPr", "w:cantSplit"]).is_some()));
        let wide: u32 = table.every("w:gridCol").iter().map(|column| column.number("w:w")).sum();
        for row in rows {
            let cells: u32 = row.every("w:tcW").iter().map(|cell| cell.number("w:w")).sum();
            assert_eq!(cells, wide, "{}", row.words());
        }
    }
    // Table text is text: 13 pt, not 10.
    assert_eq!(written.style_look("ChuTrongBang").size, 26);
}

#[test]
fn the_annex_is_named_titled_and_referred_to() {
    let written = written();
    assert_eq!(written.look("Phụ lục"), centred(28, true, false));
    assert_eq!(written.look("KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU 6 THÁNG ĐẦU NĂM 2023"), centred(28, true, false));
    let reference = "(Kèm theo Báo cáo số        /BC-UBND ngày      tháng      năm 2023 của Ủy ban nhân dân huyện Thử)";
    assert_eq!((written.look(reference).size, written.look(reference).italic), (28, true));
}

#[test]
fn recipients_stand_beside_the_signature() {
    let written = written();
    let foot = written.document.every("w:tr").into_iter().find(|row| row.words().starts_with("Nơi nhận:")).expect("foot");
    assert!(foot.words().contains("TM. ỦY BAN NHÂN DÂNCHỦ TỊCH"));
    let title = written.look("Nơi nhận:");
    assert_eq!((title.size, title.bold, title.italic, title.align.as_str()), (24, true, true, "left"));
    assert_eq!(written.look("- Lưu: VT."), Look { align: "left".to_string(), ..centred(22, false, false) });
    assert_eq!(written.look("CHỦ TỊCH"), centred(28, true, false));
    let items: Vec<String> = foot.every("w:p").iter().map(|node| node.words()).filter(|words| words.starts_with("- ")).collect();
    let (last, others) = items.split_last().expect("recipients");
    assert!(last.starts_with("- Lưu: VT") && last.ends_with('.') && others.iter().all(|item| item.ends_with(';')), "{items:?}");
}

#[test]
fn every_style_and_part_that_is_named_is_there() {
    let written = written();
    let styles: Vec<&str> = written.styles.every("w:style").iter().filter_map(|style| style.get("w:styleId")).collect();
    for paragraph in written.paragraphs() {
        assert!(styles.contains(&paragraph.style()), "{}", paragraph.style());
    }
    for named in written.styles.every("w:basedOn").iter().chain(&written.styles.every("w:next")) {
        assert!(styles.contains(&named.get("w:val").unwrap_or_default()));
    }
    for part in ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/settings.xml", "docProps/core.xml"] {
        assert!(written.names.iter().any(|name| name == part), "{part}");
    }
}

/// The cell that a paragraph stands in: which column of which row.
fn column_of(row: &Node, words: &str) -> Option<usize> {
    let cells: Vec<&Node> = row.children.iter().filter(|node| node.name == "w:tc").collect();
    cells.iter().position(|cell| cell.every("w:p").iter().any(|node| node.words() == words))
}

#[test]
fn the_issuer_stands_to_the_left_and_the_nation_to_the_right() {
    let written = written();
    let row = written.document.every("w:tr")[0];
    for (words, column) in
        [("UBND TỈNH MẪU", 0), ("HUYỆN THỬ", 0), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1), ("Độc lập - Tự do - Hạnh phúc", 1)]
    {
        assert_eq!(column_of(row, words), Some(column), "{words}");
    }
    let words: Vec<String> = row.every("w:p").iter().map(|node| node.words()).collect();
    // Each directly below the other, the rule below the last.
    assert_eq!(
        words,
        ["UBND TỈNH MẪU", "ỦY BAN NHÂN DÂN", "HUYỆN THỬ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", ""]
    );
}

#[test]
fn the_nation_stays_on_one_line() {
    let written = written();
    let row = written.document.every("w:tr")[0];
    let wide = row.every("w:tcW")[1].number("w:w");
    // In Times New Roman Bold at 12 pt it is 254 pt long.
    assert!(wide > 254 * 20, "{wide}");
    assert!(row.every("w:br").is_empty());
}

#[test]
fn number_and_date_are_left_to_be_filled_in() {
    let written = written();
    let row = written.document.every("w:tr")[1];
    assert_eq!(column_of(row, "Số:        /BC-UBND"), Some(0));
    assert_eq!(column_of(row, "Thử, ngày      tháng      năm 2023"), Some(1));
    // Nothing but the year is a figure: who signs writes the others.
    let figures: String = row.words().chars().filter(char::is_ascii_digit).collect();
    assert_eq!(figures, "2023");
}

#[test]
fn the_title_follows_the_head_and_the_rule_follows_the_title() {
    let written = written();
    let body = written.document.child("w:body").expect("body");
    let words: Vec<String> = body.children.iter().take(4).map(Node::words).collect();
    assert_eq!(words[1..3], ["BÁO CÁO", "Kết quả thực hiện các chương trình trọng điểm 6 tháng đầu năm 2023"]);
    assert!(words[3].is_empty() && body.children[3].at(&["w:pPr", "w:pBdr", "w:top"]).is_some());
}

#[test]
fn headings_are_numbered_as_the_decree_says() {
    let written = written();
    let headings: Vec<(String, String)> = written
        .paragraphs()
        .into_iter()
        .filter(|node| node.style().starts_with("Heading"))
        .map(|node| (node.style().to_string(), node.words()))
        .collect();
    for (style, words) in headings {
        let (number, title) = words.split_once(' ').expect("number");
        match style.as_str() {
            "Heading1" => {
                assert!(number.trim_end_matches('.').chars().all(|c| "IVX".contains(c)) && title == title.to_uppercase(), "{words}")
            }
            "Heading2" => assert!(number.trim_end_matches('.').chars().all(|c| c.is_ascii_digit()), "{words}"),
            _ => assert!(number.ends_with(')') && number.chars().count() == 2, "{words}"),
        }
    }
}

#[test]
fn the_page_number_is_arabic_and_centred() {
    let written = written();
    for section in written.sections() {
        assert_eq!(section.child("w:pgNumType").and_then(|node| node.get("w:fmt")), Some("decimal"));
    }
    let look = written.style_look("Header");
    assert_eq!((look.align.as_str(), look.italic, look.bold), ("center", false, false));
    assert!((26..=28).contains(&look.size));
    assert!(!written.names.iter().any(|name| name.contains("footer")), "not in the bottom margin");
}

#[test]
fn the_annex_begins_a_page_of_its_own_sideways() {
    let written = written();
    let [text, annex] = written.sections();
    assert_eq!(annex.child("w:type").and_then(|node| node.get("w:val")), Some("nextPage"));
    assert_eq!(annex.child("w:pgSz").and_then(|node| node.get("w:orient")), Some("landscape"));
    assert!(text.child("w:pgSz").is_some_and(|node| node.get("w:orient").is_none()));
    // Name, title and reference stand behind the end of the first section, the table behind them.
    let body = written.document.child("w:body").expect("body");
    let ends = body.children.iter().position(|node| node.at(&["w:pPr", "w:sectPr"]).is_some()).expect("end of the text");
    let behind: Vec<&str> = body.children[ends + 1..ends + 5].iter().map(|node| node.name.as_str()).collect();
    assert_eq!(behind, ["w:p", "w:p", "w:p", "w:tbl"]);
    assert_eq!(body.children[ends + 1].words(), "Phụ lục");
}

#[test]
fn recipients_are_level_with_who_signs_and_room_is_left_for_the_name() {
    let written = written();
    let foot = written.document.every("w:tr").into_iter().find(|row| row.words().starts_with("Nơi nhận:")).expect("foot");
    let cells: Vec<&Node> = foot.children.iter().filter(|node| node.name == "w:tc").collect();
    let [left, right] = cells.as_slice() else { panic!("two cells") };
    assert_eq!(left.every("w:p")[0].words(), "Nơi nhận:");
    let lines: Vec<String> = right.every("w:p").iter().map(|node| node.words()).collect();
    assert_eq!(lines[..2], ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
    assert!(lines.len() >= 6 && lines[2..].iter().all(String::is_empty), "room for hand, seal and name");
    assert!(foot.at(&["w:trPr", "w:cantSplit"]).is_some());
    // The last sentence goes with them onto their page.
    let closing = written.paragraphs().into_iter().find(|node| node.words().ends_with("./.")).expect("closing");
    assert!(closing.at(&["w:pPr", "w:keepNext"]).is_some());
}

#[test]
fn whom_it_is_for_stands_below_the_title_where_a_district_says_so() {
    let schema = schema();
    for (list, wanted) in [
        ("[\"Thường trực Tỉnh ủy\"]", &["Kính gửi: Thường trực Tỉnh ủy"][..]),
        ("[\"Thường trực Tỉnh ủy\", \"UBND tỉnh Mẫu\"]", &["Kính gửi:", "- Thường trực Tỉnh ủy;", "- UBND tỉnh Mẫu."]),
    ] {
        let phrases = Phrases::from_toml(&format!("[lists]\naddressees = {list}")).expect("phrases");
        let report = Report::in_words(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default(), &phrases);
        let written = read_back(&report);
        for words in wanted {
            let look = written.look(words);
            assert_eq!((look.size, look.bold, look.italic), (28, false, false), "{words}");
        }
        let at = |words: &str| written.paragraphs().iter().position(|node| node.words().starts_with(words)).expect("paragraph");
        assert!(at("BÁO CÁO") < at("Kính gửi") && at("Kính gửi") < at("Ủy ban nhân dân huyện Thử báo cáo"));
    }
    assert!(!written().document.words().contains("Kính gửi"));
}

/// Children in the order of the schema; Word refuses or drops what stands elsewhere.
const ORDER: &[(&str, &str)] = &[
    ("w:pPr", "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr"),
    ("w:rPr", "rStyle rFonts b bCs i iCs caps noProof color spacing sz szCs u vertAlign lang"),
    ("w:tcPr", "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign"),
    ("w:tblPr", "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook"),
    ("w:sectPr", "headerReference footerReference type pgSz pgMar pgBorders pgNumType cols vAlign titlePg docGrid"),
    ("w:style", "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr"),
    ("w:tbl", "tblPr tblGrid tr"),
    ("w:tc", "tcPr p"),
    ("w:p", "pPr r fldSimple"),
    ("w:r", "rPr t"),
    ("w:docDefaults", "rPrDefault pPrDefault"),
    ("w:tblBorders", "top left bottom right insideH insideV"),
    ("w:tblCellMar", "top left bottom right"),
];

fn in_order(node: &Node) {
    if let Some((_, order)) = ORDER.iter().find(|(name, _)| *name == node.name) {
        let order: Vec<&str> = order.split(' ').collect();
        let places: Vec<usize> = node
            .children
            .iter()
            .map(|child| {
                let name = child.name.trim_start_matches("w:");
                order.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name} in {}", node.name))
            })
            .collect();
        assert!(places.is_sorted(), "{}: {:?}", node.name, node.children.iter().map(|child| &child.name).collect::<Vec<_>>());
    }
    node.children.iter().for_each(in_order);
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    let written = written();
    [&written.document, &written.styles, &written.header, &written.first_header].into_iter().for_each(in_order);
    // A cell ends with a paragraph, and so does the body before its section.
    let body = written.document.child("w:body").expect("body");
    let last: Vec<&str> = body.children.iter().rev().take(2).map(|node| node.name.as_str()).collect();
    assert_eq!(last, ["w:sectPr", "w:p"]);
}
