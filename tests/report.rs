//! The report: its sentences, that every figure in it is one of the consolidation's, and that the Word file keeps the
//! rules of Nghị định 30/2020/NĐ-CP, Phụ lục I.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "report/docx_rules.rs"]
mod docx_rules;
#[path = "report/figures.rs"]
mod figures;
#[path = "report/page.rs"]
mod page;
#[path = "report/small.rs"]
mod small;

use chitieu::completeness::{Completeness, OfUnit, Outcome, Reason, Share};
use chitieu::finding::{Kind, Severity};
use chitieu::language::{Language, Text, Words};
use chitieu::report::{Block, Phrases, Report};
use chitieu::schema::{SectionId, UnitId};
use chitieu::write;
use small::{EVERYTHING, consolidation, schema};

static KIND: Kind =
    Kind { code: "test", severity: Severity::Error, title: Text { vi: "", en: "" }, advice: Text { vi: "", en: "" }, examples: &[] };

/// Every paragraph and line of the text, without its marks.
pub fn lines(report: &Report) -> Vec<String> {
    let sections = report.sections.iter().flat_map(|section| &section.blocks);
    let mut lines: Vec<String> = report
        .opening
        .iter()
        .chain(sections)
        .filter_map(|block| match block {
            Block::Paragraph(text) | Block::Bullet(_, text) => Some(format!("{} {}", text.lead, text.text).trim().to_string()),
            Block::Table(_) | Block::Chart(_) => None,
        })
        .collect();
    lines.push(report.closing.text.clone());
    lines
}

fn report_of(sheet: &str) -> Report {
    let schema = schema();
    Report::of(&schema, &consolidation(&schema, sheet), &[], &Completeness::default())
}

#[track_caller]
fn says(lines: &[String], wanted: &str) {
    assert!(lines.iter().any(|line| line == wanted), "{wanted}\n\nin\n\n{}", lines.join("\n"));
}

#[test]
fn sentences_say_what_the_figures_show() {
    let lines = lines(&report_of(EVERYTHING));
    for wanted in [
        "Ủy ban nhân dân huyện Thử báo cáo kết quả thực hiện các chương trình trọng điểm 6 tháng đầu năm 2023 như sau:",
        "Tổng sản lượng lương thực có hạt 2.640,4/4.450 tấn, đạt 59,3% kế hoạch, tăng 1,2% so với cùng kỳ năm trước; \
         trong đó: sản lượng lúa 1.744,5 tấn; sản lượng ngô 895,9 tấn. Tính chung, còn thiếu 1.809,6 tấn so với kế hoạch, \
         bình quân mỗi tháng còn lại cần thêm 301,6 tấn. Cao nhất là xã An (66,7% kế hoạch); thấp nhất là xã Bình (50% kế hoạch).",
        "Tỷ lệ hộ sử dụng nước sạch 89,17% (2.445/2.742 hộ): chưa đạt (KH 95%). Thấp hơn kế hoạch 5,83 điểm phần trăm. \
         Có 1/4 xã, thị trấn đạt; chưa đạt: xã Bình (85%); xã Chương (88%); thị trấn Dương (77,70%).",
        "Tỷ lệ hộ nghèo 10,14%: chưa đạt (KH không quá 10%), giảm 0,50 điểm phần trăm so với cùng kỳ năm trước. \
         Cao hơn mức kế hoạch 0,14 điểm phần trăm.",
        "Số tiêu chí nông thôn mới đạt chuẩn: 01 xã đạt 19/19 tiêu chí (An); 02 xã đạt 17/19 tiêu chí (Bình, Chương).",
        "Số xã đạt 19/19 tiêu chí: 1/3 xã, chưa đạt (KH 3/3 xã). Còn thiếu 2 xã so với kế hoạch.",
        "Số tuyến đường đạt chuẩn 1 tuyến: đạt (KH 1 - 2 tuyến).",
        "Điều chỉnh quy hoạch chung: đang thực hiện; số lớp tập huấn 3 lớp, bằng cùng kỳ năm trước.",
        "Chưa có số liệu: diện tích trồng rừng.",
        "Đã nhận số liệu của cả 05 đơn vị.",
        "Kiểm tra số liệu không phát hiện lỗi.",
    ] {
        says(&lines, wanted);
    }
    // What the sentence on the communes says is not said again.
    assert!(!lines.iter().any(|line| line.starts_with("Số xã đạt 17/19")), "{lines:?}");
}

#[test]
fn missing_data_is_said_plainly() {
    let sheet = EVERYTHING.lines().filter(|line| !line.trim().starts_with("binh")).collect::<Vec<_>>().join("\n");
    let schema = schema();
    let findings =
        [KIND.finding(Words::default()), KIND.finding(Words::default()), KIND.finding(Words::default()).with_severity(Severity::Warning)];
    let report = Report::of(&schema, &consolidation(&schema, &sheet), &findings, &Completeness::default());
    let lines = lines(&report);
    for wanted in [
        "Đã nhận số liệu của 4/5 đơn vị; chưa gửi: xã Bình.",
        "Kiểm tra số liệu ghi nhận 2 lỗi, 1 cảnh báo; chi tiết tại trang tính “Kiểm tra” của tệp tổng hợp.",
        "Các đơn vị đã gửi nhưng còn thiếu số liệu: Phòng Nông nghiệp (1 chỉ tiêu).",
    ] {
        says(&lines, wanted);
    }
    assert!(
        lines.iter().any(|line| line.starts_with("Tổng sản lượng lương thực") && line.contains("(số liệu của 3/4 đơn vị)")),
        "{lines:?}"
    );
    assert!(write::markdown(&report).contains("1.953,6\\*"), "a total that lacks a unit is marked in the annex");
    assert!(report.annex.note.is_some());
}

#[test]
fn nothing_handed_in_is_still_a_report() {
    let report = report_of("");
    let lines = lines(&report);
    says(&lines, "Chưa nhận được số liệu của đơn vị nào.");
    assert!(write::docx(&report, Language::Vi).is_ok());
}

#[test]
fn head_and_foot_name_who_writes_to_whom() {
    let report = report_of(EVERYTHING);
    assert_eq!(report.head.superior.as_deref(), Some("UBND TỈNH MẪU"));
    assert_eq!(report.head.issuer, ["ỦY BAN NHÂN DÂN", "HUYỆN THỬ"]);
    assert_eq!(report.head.symbol, "BC-UBND");
    assert_eq!(report.head.place, "Thử");
    assert_eq!(report.foot.signature, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
    assert_eq!(report.foot.recipients.last().map(String::as_str), Some("Lưu: VT."));
    assert!(report.foot.recipients.iter().any(|item| item == "UBND các xã, thị trấn;"));
    assert!(report.closing.text.ends_with("./."));
}

#[test]
fn headings_are_numbered_by_depth() {
    let headings: Vec<String> =
        report_of(EVERYTHING).sections.iter().map(|section| format!("{} {} {}", section.level, section.number, section.title)).collect();
    assert_eq!(
        headings,
        [
            "1 I. CHƯƠNG TRÌNH TÁI CƠ CẤU NÔNG NGHIỆP",
            "2 1. Trồng trọt",
            "3 a) Cây lương thực",
            "2 2. Nông thôn mới",
            "1 II. CHƯƠNG TRÌNH ĐÔ THỊ",
            "1 III. CÁC CHỈ TIÊU CÒN PHẢI THỰC HIỆN ĐỂ ĐẠT KẾ HOẠCH NĂM 2023",
            "1 IV. TÌNH HÌNH SỐ LIỆU",
        ]
    );
}

#[test]
fn what_remains_to_be_done_is_a_table_with_the_pace_needed() {
    let report = report_of(EVERYTHING);
    let section = report.sections.iter().find(|section| section.title.starts_with("CÁC CHỈ TIÊU CÒN PHẢI THỰC HIỆN")).unwrap();
    says(
        &lines(&report),
        "Đến hết kỳ báo cáo còn 4 chỉ tiêu chưa đạt kế hoạch năm; thời gian còn lại của năm là 06 tháng. \
         Mức cần thêm mỗi tháng ở bảng dưới là số còn thiếu chia đều cho 06 tháng còn lại; ô trống là chỉ tiêu không tính theo tháng.",
    );
    let Some(Block::Table(table)) = section.blocks.last() else { panic!("{section:?}") };
    let rows: Vec<String> =
        table.rows.iter().map(|row| row.cells.iter().map(chitieu::report::Cell::text).collect::<Vec<_>>().join("|")).collect();
    assert_eq!(
        rows,
        [
            "I|Chương trình tái cơ cấu nông nghiệp|||||",
            "1|Tổng sản lượng lương thực có hạt|tấn|4.450|2.640,4|1.809,6|301,6",
            "2|Tỷ lệ hộ sử dụng nước sạch|%|95|89,17|5,83|",
            "3|Tỷ lệ hộ nghèo|%|không quá 10|10,14|giảm 0,14|",
            "4|Số xã đạt 19/19 tiêu chí|xã|3|1|2|",
        ]
    );
    // At the end of the year no month is left to bring anything.
    let schema = small::parse(&small::SCHEMA.replace("6 tháng đầu năm", "Cả năm"));
    let report = Report::of(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default());
    let lines = lines(&report);
    says(&lines, "Hết năm có 4 chỉ tiêu không đạt kế hoạch.");
    assert!(!lines.iter().any(|line| line.contains("còn lại") || line.contains("cần thêm")), "{lines:?}");
}

#[test]
fn sentences_of_one_kind_are_not_all_alike() {
    let schema = chitieu::schema::built_in().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut sheet = String::new();
    for (_, indicator) in schema.each_indicator().filter(|(_, of)| of.target.is_some() && of.kind.code() == "quantity") {
        if let (Some(&unit), None) = (indicator.reporters.first(), &indicator.derivation) {
            sheet.push_str(&format!("{} {} . 1 .\n", schema.unit(unit).code, indicator.code));
        }
    }
    let first = lines(&Report::of(&schema, &consolidation(&schema, &sheet), &[], &Completeness::default()));
    let count = |words: &str| first.iter().filter(|line| line.contains(words)).count();
    assert!(count(", đạt ") > 3 && count(", bằng ") > 3, "{first:#?}");
    assert!(count("Còn thiếu") > 1 && count("Để đạt kế hoạch năm") > 1 && count("So với kế hoạch năm còn thiếu") > 1, "{first:#?}");
    assert_eq!(first, lines(&Report::of(&schema, &consolidation(&schema, &sheet), &[], &Completeness::default())), "and always the same");
}

#[test]
fn a_district_words_its_report_itself() {
    let schema = schema();
    let phrases = Phrases::from_toml("[gaps]\nno-findings = \"Không có lỗi nào.\"").unwrap();
    let report = Report::in_words(&schema, &consolidation(&schema, EVERYTHING), &[], &Completeness::default(), &phrases);
    says(&lines(&report), "Không có lỗi nào.");
}

#[test]
fn the_annex_has_every_indicator() {
    let schema = schema();
    let report = report_of(EVERYTHING);
    let names: Vec<String> = report.annex.table.rows.iter().filter_map(|row| Some(row.cells.get(1)?.text())).collect();
    for indicator in &schema.indicators {
        assert!(names.contains(&indicator.name), "{}", indicator.name);
    }
    assert!(report.annex.table.rows.iter().all(|row| row.cells.len() == report.annex.table.columns.len()));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let first = write::docx(&report_of(EVERYTHING), Language::Vi).unwrap();
    let second = write::docx(&report_of(EVERYTHING), Language::Vi).unwrap();
    assert_eq!(first, second);
}

#[test]
fn markdown_has_headings_lists_and_tables() {
    let text = write::markdown(&report_of(EVERYTHING));
    for part in [
        "# BÁO CÁO\n",
        "## I. CHƯƠNG TRÌNH TÁI CƠ CẤU NÔNG NGHIỆP\n",
        "### 1. Trồng trọt\n",
        "#### a) Cây lương thực\n",
        "- Tỷ lệ hộ nghèo 10,14%: chưa đạt",
        "| STT | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | % KH | Cùng kỳ | % CK | Đánh giá |",
        "| 1 | Tổng sản lượng lương thực có hạt | tấn | 4.450 | 2.640,4 | 59,3 | 2.609,1 | 101,2 | Chưa đạt |",
        "- Lưu: VT.",
    ] {
        assert!(text.contains(part), "{part}\n\nin\n\n{text}");
    }
}

/// The district gets the table that it sends along: who handed in how much, and what became of it.
#[test]
fn what_each_unit_handed_in_is_a_table() {
    let schema = schema();
    let consolidation = consolidation(&schema, EVERYTHING);
    let of = |unit: u32, share: Share, outcome, why: &str| OfUnit {
        unit: UnitId(unit),
        shares: vec![share],
        outcome,
        reasons: vec![Reason { kind: None, severity: Severity::Info, count: 1, words: Words::new(why, why) }],
    };
    let completeness = Completeness {
        programmes: vec![SectionId(0)],
        units: vec![
            of(0, Share { filled: 5, blank: 0, wrong: 0 }, Outcome::Used, "5 số liệu"),
            of(1, Share { filled: 3, blank: 1, wrong: 2 }, Outcome::Returned, "2 lỗi | phải sửa"),
        ],
    };
    let report = Report::of(&schema, &consolidation, &[], &completeness);
    let text = write::markdown(&report);
    let line = |name: &str| text.lines().find(|line| line.contains("Trả lại") && line.contains(name)).map(str::to_string);
    assert!(text.contains("1 được tổng hợp, 0 cần xem lại, 1 trả lại, 0 chưa nộp"), "{text}");
    let returned = line(&schema.unit(UnitId(1)).name).unwrap();
    assert!(returned.contains("| 6 | 3 | 1 | 2 | Trả lại | 2 lỗi "), "{returned}");
    let without = write::markdown(&report_of(EVERYTHING));
    assert!(!without.contains("Tình hình nộp báo cáo của các đơn vị"));
}
