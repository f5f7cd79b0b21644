//! Proofreading: what is claimed is found, what is wrong is told, what is right is never called wrong.

use chitieu::audit::audit;
use chitieu::claim::Audit;
use chitieu::document::{Document, Line};
use chitieu::finding::Severity;

fn of(text: &str) -> Audit {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines = lines.map(|(at, line)| Line { number: at + 1, text: line.to_string(), ..Line::default() }).collect();
    audit(&Document { lines, format: "txt", file: "bao-cao.txt".into(), ..Document::default() }, None)
}

/// Claims as `kind stated → recomputed`, with a mark where they do not hold.
fn claims(text: &str) -> Vec<String> {
    let audit = of(text);
    audit
        .claims
        .iter()
        .map(|claim| match claim.holds {
            true => format!("{} {}", claim.kind.code(), claim.stated),
            false => format!("{} {} ≠ {}", claim.kind.code(), claim.stated, claim.recomputed),
        })
        .collect()
}

fn told(text: &str) -> Vec<(&'static str, Severity)> {
    of(text).remarks.iter().map(|remark| (remark.finding.kind.code, remark.finding.severity)).collect()
}

#[track_caller]
fn holds(text: &str, expected: &[&str]) {
    assert_eq!(claims(text), expected, "{text}");
    assert_eq!(told(text), [], "{text}");
}

#[track_caller]
fn fails(text: &str, expected: &[&str], code: &'static str) {
    assert_eq!(claims(text), expected, "{text}");
    assert!(told(text).iter().any(|(own, _)| *own == code), "{text}: {:?}", told(text));
}

/// Nothing is claimed of it and nothing is told.
#[track_caller]
fn silent(text: &str) {
    holds(text, &[]);
}

#[test]
fn pairs_with_their_percentage() {
    holds("Diện tích ngô đã trồng 397,5/420 ha, đạt 94,64% so với kế hoạch.", &["ratio 94.64"]);
    holds("Trồng sắn được 12,5 ha/15 ha, đạt 83,3 %KH.", &["ratio 83.3"]);
    holds("Giải ngân 851/KH 3.942 triệu đồng, đạt 21,6%.", &["ratio 21.6"]);
    holds("Tiêm phòng dại được 960/2.900 liều đạt tỷ lệ 33,1%; phun 3 lần.", &["ratio 33.1"]);
    holds("Có 111/150 hộ (74%) được cấp đất.", &["ratio 74"]);
    holds("Tỷ lệ trẻ đến lớp 99,17% (1.426/1.438 trẻ).", &["ratio 99.17"]);
    holds("Trồng rừng 62,9/200 ha, đạt 31,5% KH.", &["ratio 31.5"]);
    fails("Trồng lạc 35,5/55 ha; đạt 66,98 % KH.", &["ratio 66.98 ≠ 64.55"], "ratio-mismatch");
    fails("Thu hoạch 51.600/1.500 tấn, đạt 34,4% KH.", &["ratio 34.4 ≠ 3440"], "ratio-mismatch");
}

#[test]
fn a_percentage_that_was_cut_off_is_a_warning() {
    let text = "Đàn dê 2.830/3.400 con đạt 83,23% KH.";
    fails(text, &["ratio 83.23 ≠ 83.24"], "ratio-mismatch");
    assert_eq!(told(text), [("ratio-mismatch", Severity::Warning)]);
}

#[test]
fn approximations_are_bounds() {
    holds("Trồng mới 398/420 ha, đạt gần 95% kế hoạch.", &["ratio 95"]);
    holds("Trồng mới 398/420 ha, đạt trên 94% kế hoạch.", &["ratio 94"]);
    holds("Trồng mới 398/420 ha, đạt khoảng 95% kế hoạch.", &["ratio 95"]);
    fails("Trồng mới 398/420 ha, đạt trên 96% kế hoạch.", &["ratio 96 ≠ 95"], "ratio-mismatch");
}

#[test]
fn the_base_may_stand_in_brackets_behind_before_or_elsewhere() {
    holds("Thu ngân sách 155 triệu đồng, đạt 77,5% kế hoạch (KH 200 triệu đồng).", &["ratio 77.5"]);
    holds("Thu ngân sách 155 triệu đồng (KH 200 triệu đồng), đạt 77,5%.", &["ratio 77.5"]);
    holds("Thu ngân sách 155 triệu đồng, đạt 77,5% so với dự toán 200 triệu đồng.", &["ratio 77.5"]);
    holds("Thu ngân sách ước 1,2 tỷ đồng, bằng 120% so với cùng kỳ (1.000 triệu đồng).", &["ratio 120"]);
    holds(
        "Chỉ tiêu sản lượng chè búp tươi.\nSản lượng chè búp 300 tấn, đạt 60% KH.\nB. Phương hướng, nhiệm vụ\nSản lượng chè búp đạt 500 tấn.",
        &["ratio 60"],
    );
    fails("Thu ngân sách 155 triệu đồng, đạt 87,5% kế hoạch (KH 200 triệu đồng).", &["ratio 87.5 ≠ 77.5"], "ratio-mismatch");
    fails(
        "Sản lượng chè búp 300 tấn, đạt 66% KH.\nB. Phương hướng, nhiệm vụ\nSản lượng chè búp đạt 500 tấn.",
        &["ratio 66 ≠ 60"],
        "ratio-mismatch",
    );
}

#[test]
fn what_has_no_base_is_not_judged() {
    silent("Gieo trồng 98ha đạt 57,6% kế hoạch. Cây ăn quả 931 ha.");
    silent("Có 3/5 xã đạt 100% kế hoạch thu ngân sách.");
    silent("Đã trồng 12/20 ha; tỷ lệ che phủ rừng đạt 45%.");
    silent("Đã trồng 12/20 ha, bằng 98% so với cùng kỳ năm trước.");
    silent("Có 9/10 xã đạt; chưa đạt: xã An Phú (41,67%).");
    silent("Thu ngân sách 155 triệu đồng, tăng 12% so với năm trước.");
}

#[test]
fn what_looks_like_a_figure_and_is_none() {
    silent("Mục tiêu trồng thêm 130 ha/23 xã, đạt 20% diện tích rừng.");
    silent("Từ ngày 01/6 đến 15/12/2022 theo Quyết định số 04/2022/QĐ-TTg, đạt 90% hồ sơ.");
    silent("Phủ sóng 4G/5G đạt 100%; năng suất 56 tạ/ha.");
    silent("Dịch vụ công mức độ 3,4 đạt 80%; ISO 9001:2015 đạt 100%.");
    silent("Giai đoạn 2021-2025 đạt 100%; tháng 6/2023 đạt 40%.");
    silent("Nghị quyết số 18/NQ-HĐND và 54-NQ/TW đề ra 60% chỉ tiêu.");
}

#[test]
fn totals_and_their_parts() {
    holds("Tổng đàn gia súc 5.450 con (trong đó: bò 3.400 con; trâu 2.050 con).", &["sum 5450"]);
    holds(
        "Tổng vốn 274,816 tỷ đồng, trong đó ngân sách 124,816 tỷ đồng; doanh nghiệp 30 tỷ đồng và nhân dân 120 tỷ đồng.",
        &["sum 274.816"],
    );
    holds("Tổng vốn là 16 tỷ 434 triệu đồng, gồm ngân sách 16 tỷ đồng, nhân dân 434 triệu đồng.", &["sum 16434000000"]);
    holds("Tổng thu 10,5 tỷ đồng, tăng 3%.\nTrong đó: thuế 4,2 tỷ đồng; phí 6,3 tỷ đồng.", &["sum 10.5"]);
    holds("Lương thực 528,5/924 ha, đạt 57,2% (trong đó lúa 310/580 ha; ngô 218,5/344 ha).", &["sum 528.5", "sum 924", "ratio 57.2"]);
    holds("Sản lượng 2.640,4 tấn (lúa 1.744,6 tấn; ngô 895,9 tấn).", &["sum 2640.4"]);
    fails("Tổng diện tích cam 263,9 ha (cam 189 ha; quýt 74,74 ha).", &["sum 263.9 ≠ 263.74"], "sum-mismatch");
    fails("Tổng đàn gia súc 5.540 con (trong đó: bò 3.400 con; trâu 2.050 con).", &["sum 5540 ≠ 5450"], "sum-mismatch");
    fails("Cấp 500 thẻ, bao gồm: người nghèo 200 thẻ; cận nghèo 250 thẻ.", &["sum 500 ≠ 450"], "sum-mismatch");
}

#[test]
fn figures_that_are_no_parts_are_not_added() {
    silent("Tổng đàn gia cầm 208.390 con; trong đó gà 180.490 con.");
    silent("Tổng đàn gia cầm 208.390 con; trong đó: gà 180.490 con; cút 8.700 con; bồ câu 4.880 con.");
    silent("Trồng được 12 ha (năng suất 56 tạ/ha, sản lượng 67,2 tấn).");
    silent("Thu 155 triệu đồng (KH 200 triệu đồng, cùng kỳ 140 triệu đồng).");
    silent("Tổng số 300 hộ nghèo (trong đó 200 hộ dân tộc thiểu số, 180 hộ có phụ nữ làm chủ).");
    silent("Đàn bò 2.830 con, giảm 123 con so với cùng kỳ; trong đó bò lai 2.400 con.");
}

#[test]
fn counts_and_names() {
    holds("Có 03 xã đạt chuẩn (An Phú, Bình Lộc, Cát Sơn).", &["sum 3"]);
    holds("Huyện đạt 4/9 tiêu chí gồm: Quy hoạch; Thủy lợi và phòng, chống thiên tai; Điện; An ninh.", &["sum 4"]);
    holds("Đạt 5/9 tiêu chí; còn 04 tiêu chí chưa đạt.", &["sum 9"]);
    fails("Đã công nhận 04 xã (An Phú, Bình Lộc, Cát Sơn).", &["sum 4 ≠ 3"], "sum-mismatch");
    silent("Đã công nhận 04 xã (như An Phú, Bình Lộc).");
    silent("Đã hỗ trợ 12 hộ (xã An Phú).");
}

#[test]
fn verdicts_against_targets() {
    holds("Thu nhập bình quân 44,5 triệu đồng: không đạt (KH 54,1 triệu đồng).", &["verdict not-met"]);
    holds("Tỷ lệ huy động trẻ 46,12%: đạt (KH: 43-45%).", &["verdict met"]);
    holds("Tỷ lệ trẻ suy dinh dưỡng 8,7%: đạt (KH 11%).", &["verdict met"]);
    holds("Tối thiểu 90% hồ sơ được giải quyết đúng hạn: đạt (95%).", &["verdict met"]);
    fails("Tỷ lệ huy động tiểu học 100%: chưa đạt (KH trên 99,5%).", &["verdict not-met ≠ met"], "verdict-mismatch");
    fails("Tỷ lệ hộ sử dụng nước sạch 89%: đạt (KH 95%).", &["verdict met ≠ not-met"], "verdict-mismatch");
    fails("Tỷ lệ hộ nghèo 12%: đạt (KH dưới 10%).", &["verdict met ≠ not-met"], "verdict-mismatch");
}

#[test]
fn rises_and_falls() {
    holds("Đàn lợn 13.700 con, tăng 1.100 con (8,7%) so với cùng kỳ.", &["ratio 8.7"]);
    holds("Đàn lợn 13.700 con, tăng 1.100 con so với cùng kỳ năm trước (12.600 con).", &["sum 1100"]);
    holds("Thu nhập 55 triệu đồng, tăng 10% so với cùng kỳ (50 triệu đồng).", &["ratio 10"]);
    holds("Giá giảm từ 1,5 triệu đồng/tấn xuống còn 0,9 triệu đồng/tấn.", &[]);
    holds("Số hộ tăng từ 200 hộ lên 250 hộ, tăng 25%.", &["ratio 25"]);
    holds("Có 120 doanh nghiệp, gấp 1,5 lần so với cùng kỳ (80 doanh nghiệp).", &["ratio 1.5"]);
    holds("Lũy kế 6 tháng 7.500 người, đạt 62,5% kế hoạch năm (12.000 người).", &["ratio 62.5"]);
    fails("Có 120 doanh nghiệp, gấp 2,5 lần so với cùng kỳ (80 doanh nghiệp).", &["ratio 2.5 ≠ 1.5"], "ratio-mismatch");
    fails("Thu nhập 55 triệu đồng, tăng 15% so với cùng kỳ (50 triệu đồng).", &["ratio 15 ≠ 10"], "ratio-mismatch");
    fails("Đàn lợn 13.700 con, tăng 1.100 con so với cùng kỳ năm trước (12.500 con).", &["sum 1100 ≠ 1200"], "sum-mismatch");
    fails("Số hộ nghèo giảm từ 200 hộ xuống còn 250 hộ.", &["verdict giảm ≠ tăng"], "verdict-mismatch");
}

#[test]
fn shares_of_a_whole() {
    holds("Tổng đàn gia cầm 208.390 con; trong đó gà 180.490 con, chiếm 86,6% tổng đàn gia cầm.", &["ratio 86.6"]);
    fails("Tổng đàn gia cầm 208.390 con; trong đó gà 180.490 con, chiếm 68,6% tổng đàn gia cầm.", &["ratio 68.6 ≠ 86.6"], "ratio-mismatch");
}

#[test]
fn one_indicator_in_two_places() {
    let text = "Sản lượng cá nuôi 102/275 tấn, đạt 37,1%.\nSản lượng cá nuôi 102/264 tấn, đạt 38,6%.";
    assert_eq!(told(text), [("plan-differs", Severity::Warning)]);
    let text = "Đàn lợn nái sinh sản 1.270 con.\nĐàn lợn nái sinh sản 1.270 tấn.";
    assert_eq!(told(text), [("unit-mismatch", Severity::Warning)]);
    let text = "Tổng đàn bò sữa toàn huyện 2.830 con.\nTổng đàn bò sữa toàn huyện 2.380 con.";
    assert_eq!(told(text), [("figure-differs", Severity::Warning)]);
    silent("Diện tích cho thu hoạch 125 ha.\nDiện tích cho thu hoạch 146,6 ha.");
    silent("Tổng đàn bò năm 2022 là 2.830 con.\nTổng đàn bò năm 2023 là 2.380 con.");
}

#[test]
fn a_total_over_the_paragraphs_below() {
    let crops = "- Cây ngô: đã trồng 528,5/924 ha.\n- Cây sắn: đã trồng 460/500 ha.\n- Cây lạc: đã trồng 35,5/53 ha.";
    holds(&format!("Tổng diện tích gieo trồng 1.024/1.477 ha.\n{crops}"), &["sum 1024", "sum 1477"]);
    fails(&format!("Tổng diện tích gieo trồng 1.024/1.479 ha.\n{crops}"), &["sum 1024", "sum 1479 ≠ 1477"], "sum-mismatch");
    silent(&format!("Tổng diện tích rừng hiện có 3.024/9.477 ha.\n{crops}"));
}

#[test]
fn a_rate_without_its_sign_is_told() {
    assert_eq!(told("Tỷ lệ mẫu giáo 99,17%: đạt (KH trên 99%), THCS 98,05: đạt (KH trên 98%)."), [("unit-mismatch", Severity::Warning)]);
    assert_eq!(told("Tỷ lệ hộ nghèo còn 10,14%, năm trước tỷ lệ hộ nghèo là 16,81, giảm 6,67%."), [("unit-mismatch", Severity::Warning)]);
}

#[test]
fn quotes_are_exact_and_in_order() {
    let text = "- **Cây màu:** sắn 460/500 ha, đạt 92 %KH; lạc 12,5/15 ha; đạt 83,3% KH.";
    let audit = of(text);
    assert_eq!(audit.claims.len(), 2);
    for claim in &audit.claims {
        assert_eq!(text.get(claim.quote.at.clone()), Some(claim.quote.text.as_str()));
    }
    assert_eq!(audit.claims[0].quote.text, "460/500 ha, đạt 92 %");
}

#[test]
fn nothing_in_a_text_stops_it() {
    for text in [
        "",
        "(((",
        ")))",
        "1/0 ha, đạt 5%.",
        "99999999999999999999999999999/1 ha, đạt 5%",
        "%%%",
        "1/2/3/4/5",
        "(1",
        "đạt 5% (KH",
        "1.2.3.4 5,6,7",
    ] {
        let _ = of(text);
    }
    for length in 0..60 {
        let text = "Tổng 16 tỷ 434 triệu đồng (trong đó: 5/9 xã, đạt 55,6% KH: 43-45%)";
        let cut: String = text.chars().take(length).collect();
        let _ = of(&cut);
    }
}

#[test]
fn a_text_that_says_the_same_thing_thousands_of_times_ends() {
    for piece in [
        "Tổng diện tích 1.537,1/2.145,2 ha, ",
        "trong đó: 12 ha, 13 ha, 14 con ",
        "16 tỷ 434 triệu ",
        "đạt 5% kế hoạch ",
        "Tổng số 5 xã gồm: Xã A, Xã B, ",
        "Tổng 1/2 ha\n",
        "(",
    ] {
        let began = std::time::Instant::now();
        of(&piece.repeat(20_000 / piece.len()));
        // Unoptimised and beside other tests; squares and cubes of the length took minutes.
        assert!(began.elapsed().as_secs() < 20, "{piece}: {:?}", began.elapsed());
    }
    // More than six hundred pages are refused, as text and as .docx.
    let long = "Diện tích lúa 310,5/400 ha. ".repeat(80_000);
    let main = format!("<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{long}</w:t></w:r></w:p></w:body></w:document>");
    assert!(chitieu::read::document_of("a.txt".into(), long.as_bytes()).is_err());
    assert!(chitieu::read::document_of("a.docx".into(), &packed(&main)).is_err());
    assert!(chitieu::read::document_of("a.docx".into(), &packed(&main.replace(&long, "Lúa 5 ha"))).is_ok());
}

/// A .docx with this main part.
fn packed(main: &str) -> Vec<u8> {
    use std::io::Write;
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let relations = "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='word/document.xml'/></Relationships>";
    for (name, content) in [("_rels/.rels", relations), ("word/document.xml", main)] {
        file.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(content.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}
