//! The ten communes, each in a layout of its own.

use super::Result;
use super::book::{Book, Sheet, Style, Value};
use super::facts::{Facts, Shown};
use super::naming::{Face, Naming};
use super::numbering::Numbering;
use super::outline::Wanted;
use super::page::{self, Body, CHAIR};
use super::table::{Numbers, Other, Parts, Percents, Role, Table, column, under};
use super::tcvn3;
use rust_decimal::Decimal;

const TIMES: &str = "Times New Roman";
const DISTRICT: &str = "UBND HUYỆN NAM ĐÔNG";

const fn commune(name: &'static str, place: &'static str) -> Body {
    Body { above: DISTRICT, name, place, signs: CHAIR }
}

const ALL: Wanted<'_> = Wanted { sections: &[], blanks: false };

/// Notes that a clerk might add; none of them carries a figure.
const NOTES: &[(&str, &str)] = &[
    ("I.2.12", "Theo QĐ 28/QĐ-TTg"),
    ("III.1.07", "Ước thực hiện"),
    ("III.1.15", "Giá keo giảm, người dân tạm dừng khai thác"),
    ("III.1.18", "Đang hoàn thiện hồ sơ"),
    ("III.2.02", "Vụ Đông Xuân"),
];

/// One sheet, header of two rows, column numbers, "Trong đó" in rows of their own, percents as live formulas.
pub fn huong_xuan(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ HƯƠNG XUÂN", "Hương Xuân");
    let style = Style::plain(TIMES, 12);
    let mut sheet = Sheet::named("Biểu 6 tháng");
    let row = page::heads(&mut sheet, 0, (0, 3, 8), &body, style);
    page::titles(
        &mut sheet,
        row + 1,
        (0, 8),
        &[
            "BÁO CÁO KẾT QUẢ THỰC HIỆN CÁC CHƯƠNG TRÌNH TRỌNG ĐIỂM 6 THÁNG ĐẦU NĂM 2023",
            "(Kèm theo Báo cáo số       /BC-UBND ngày       tháng 6 năm 2023 của UBND xã Hương Xuân)",
        ],
        style,
    );
    let columns = vec![
        column(Role::Stt, "STT", "A", 6),
        column(Role::Label, "Chỉ tiêu", "B", 46),
        column(Role::Unit, "ĐVT", "C", 12),
        under("Năm 2023", Role::Plan, "Kế hoạch năm", "1", 12),
        under("Năm 2023", Role::Actual, "Thực hiện 6 tháng", "2", 13),
        column(Role::Prior, "Cùng kỳ năm 2022", "3", 12),
        under("So sánh (%)", Role::OfPlan, "TH/KH", "4=2/1", 10),
        under("So sánh (%)", Role::OfPrior, "So cùng kỳ", "5=2/3", 10),
        column(Role::Note, "Ghi chú", "6", 22),
    ];
    let table = Table { shaded: true, slashes: true, notes: NOTES, ..Table::plain((6, 0), columns, style) };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 3, 8), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// Text alone: numbers typed the Vietnamese way, no numbering column, the unit of measure behind the label.
///
/// The form's line for the name was left open, so only the file's name tells the commune.
pub fn huong_loc(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ, THỊ TRẤN: ………………", "…………");
    let style = Style::plain("Arial", 10);
    let mut sheet = Sheet::named("Sheet1");
    page::heads(&mut sheet, 0, (0, 2, 5), &body, style);
    page::titles(&mut sheet, 3, (0, 5), &["BIỂU SỐ LIỆU THỰC HIỆN CÁC CHỈ TIÊU 6 THÁNG ĐẦU NĂM 2023"], style);
    let columns = vec![
        column(Role::Label, "Nội dung chỉ tiêu", "", 58),
        column(Role::Plan, "Kế hoạch\nnăm 2023", "", 13),
        column(Role::Actual, "Thực hiện\n6 tháng đầu năm 2023", "", 16),
        column(Role::Prior, "Cùng kỳ\nnăm trước", "", 13),
        column(Role::OfPlan, "Đạt so với\nKH (%)", "", 12),
        column(Role::OfPrior, "So với\ncùng kỳ (%)", "", 12),
    ];
    let table = Table {
        numbering: Numbering::InLabel,
        parts: Parts::Suffix,
        unit_in_label: true,
        numbers: Numbers::Text,
        percents: Percents::Text,
        slashes: true,
        unknown: "…",
        ..Table::plain((5, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 2, 5), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// A sheet a programme; the table starts at C5, results come before plans, units of measure after them.
pub fn huong_phu(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ HƯƠNG PHÚ", "Hương Phú");
    let style = Style::plain(TIMES, 13);
    let mut book = Book::default();
    let sheets: [(&str, &[&str], &str); 5] = [
        ("1. NTM", &["I.1"], "BIỂU 1: XÂY DỰNG NÔNG THÔN MỚI 6 THÁNG ĐẦU NĂM 2023"),
        ("2. Giảm nghèo", &["I.2"], "BIỂU 2: GIẢM NGHÈO BỀN VỮNG 6 THÁNG ĐẦU NĂM 2023"),
        ("3. DTTS-MN", &["I.3"], "BIỂU 3: PHÁT TRIỂN KT-XH VÙNG ĐỒNG BÀO DTTS VÀ MIỀN NÚI 6 THÁNG ĐẦU NĂM 2023"),
        ("4. Nông nghiệp", &["III"], "BIỂU 4: TÁI CƠ CẤU NGÀNH NÔNG NGHIỆP 6 THÁNG ĐẦU NĂM 2023"),
        ("5. CCHC-CĐS", &["IV"], "BIỂU 5: CẢI CÁCH HÀNH CHÍNH, CHUYỂN ĐỔI SỐ 6 THÁNG ĐẦU NĂM 2023"),
    ];
    for (name, sections, title) in sheets {
        let mut sheet = Sheet::named(name);
        sheet.widths.insert(0, 2);
        sheet.widths.insert(1, 2);
        sheet.merge((0, 2), (0, 3), Value::text(DISTRICT), style);
        sheet.merge((1, 2), (1, 3), Value::text(body.name), style.bold());
        page::titles(&mut sheet, 2, (2, 10), &[title], style);
        let columns = vec![
            column(Role::Stt, "TT", "", 6),
            column(Role::Label, "Nội dung", "", 48),
            column(Role::Actual, "Thực hiện 6 tháng năm 2023", "", 14),
            column(Role::Plan, "Kế hoạch năm 2023", "", 13),
            column(Role::Prior, "Thực hiện cùng kỳ 2022", "", 13),
            column(Role::Unit, "Đơn vị tính", "", 12),
            column(Role::OfPlan, "Tỷ lệ % so KH năm", "", 12),
            column(Role::OfPrior, "Tỷ lệ % so cùng kỳ", "", 12),
            column(Role::Note, "Ghi chú", "", 24),
        ];
        let table = Table {
            numbering: Numbering::Through,
            parts: Parts::DashInNumbering,
            percents: Percents::Rounded(2),
            face: Face::Capital,
            blank_rows: true,
            notes: NOTES,
            ..Table::plain((4, 2), columns, style)
        };
        let end = table.write(&mut sheet, facts, shown, Wanted { sections, blanks: sections != ["IV"] })?;
        if name.starts_with('5') {
            page::signatures(&mut sheet, end + 1, (2, 5, 10), &body, style);
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Month and running total side by side, column numbers typed as "(1)", which Excel keeps as −1.
pub fn thuong_nhat(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ THƯỢNG NHẬT", "Thượng Nhật");
    let style = Style::plain(TIMES, 12);
    let mut sheet = Sheet::named("Thang 6");
    let row = page::heads(&mut sheet, 0, (0, 3, 9), &body, style);
    page::titles(
        &mut sheet,
        row + 1,
        (0, 9),
        &["TÌNH HÌNH THỰC HIỆN CÁC CHỈ TIÊU THÁNG 6 VÀ 6 THÁNG ĐẦU NĂM 2023", "(Số liệu ước đến ngày 15/6/2023)"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "STT", "1", 9),
        column(Role::Label, "Chỉ tiêu", "2", 46),
        column(Role::Unit, "Đơn vị tính", "3", 12),
        column(Role::Plan, "KH năm 2023", "4", 12),
        under("Thực hiện năm 2023", Role::Month, "Tháng 6", "5", 11),
        under("Thực hiện năm 2023", Role::Actual, "Lũy kế 6 tháng", "6", 12),
        column(Role::Prior, "Lũy kế 6 tháng năm 2022", "7", 12),
        under("So sánh (%)", Role::OfPlan, "Lũy kế/KH", "8", 10),
        under("So sánh (%)", Role::OfPrior, "Lũy kế/cùng kỳ", "9", 10),
        column(Role::Note, "Ghi chú", "10", 18),
    ];
    let table = Table {
        numbering: Numbering::Decimal,
        parts: Parts::Dash,
        percents: Percents::Typed(1),
        naming: Naming { abbreviations: true, ..Naming::default() },
        bracketed: true,
        notes: NOTES,
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 3, 9), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// A column of verdicts, money in nghìn đồng and small areas in m², and last year's sheet left behind, hidden.
pub fn thuong_long(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ THƯỢNG LONG", "Thượng Long");
    let style = Style::plain("Calibri", 11);
    let mut sheet = Sheet::named("6T-2023");
    let row = page::heads(&mut sheet, 1, (0, 3, 8), &body, style);
    page::titles(&mut sheet, row + 1, (0, 8), &["BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN CÁC CHƯƠNG TRÌNH TRỌNG ĐIỂM 6 THÁNG ĐẦU NĂM 2023"], style);
    let columns = vec![
        column(Role::Stt, "Số TT", "", 6),
        column(Role::Label, "Tên chỉ tiêu", "", 48),
        column(Role::Unit, "Đơn vị tính", "", 13),
        column(Role::Plan, "Kế hoạch giao năm 2023", "", 13),
        column(Role::Actual, "Kết quả thực hiện 6 tháng", "", 13),
        column(Role::OfPlan, "Đạt tỷ lệ (%)", "", 10),
        column(Role::Prior, "Cùng kỳ 2022", "", 12),
        column(Role::OfPrior, "So sánh cùng kỳ (%)", "", 11),
        column(Role::Verdict, "Đánh giá (Đạt/Chưa đạt)", "", 14),
    ];
    let thousand = Decimal::from(1000);
    let others = vec![
        Other { codes: &["I.2.04", "I.2.11", "I.2.13", "I.2.15", "I.2.17"], unit: "nghìn đồng", times: thousand },
        Other { codes: &["III.2.11", "III.2.12"], unit: "m²", times: Decimal::from(10_000) },
    ];
    let table = Table {
        shaded: true,
        numbering: Numbering::Letters,
        parts: Parts::OwnRow,
        percents: Percents::Rounded(1),
        face: Face::Plain,
        slashes: true,
        others,
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 3, 8), &body, style);
    let old = last_year(&sheet);
    Ok(Book { sheets: vec![sheet, old] })
}

/// The sheet of a year ago, as it stays behind when a workbook is copied: other years, other figures, no formulas.
fn last_year(sheet: &Sheet) -> Sheet {
    let mut old = Sheet { name: "6T-2022".to_string(), hidden: true, ..sheet.clone() };
    for cell in old.cells.values_mut() {
        match &mut cell.value {
            Value::Text(text) => *text = text.replace("2022", "2021").replace("2023", "2022"),
            Value::Number(number) if *number > Decimal::from(40) => {
                *number = (*number * Decimal::new(94, 2)).trunc_with_scale(number.scale()).normalize();
            }
            Value::Formula(..) => cell.value = Value::Blank,
            Value::Number(_) | Value::Blank => {}
        }
    }
    old
}

/// Typed with `.VnTime` and `.VnTimeH`, on a computer that never saw Unicode.
pub fn huong_son(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ HƯƠNG SƠN", "Hương Sơn");
    let style = Style::plain(TIMES, 12);
    let mut sheet = Sheet::named("Bieu 01");
    let row = page::heads(&mut sheet, 0, (0, 3, 7), &body, style);
    page::titles(
        &mut sheet,
        row + 1,
        (0, 7),
        &["KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU KINH TẾ - XÃ HỘI 6 THÁNG ĐẦU NĂM 2023", "(Kèm theo Báo cáo của UBND xã Hương Sơn)"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "STT", "", 7),
        column(Role::Label, "Chỉ tiêu", "", 50),
        column(Role::Unit, "Đơn vị", "", 12),
        column(Role::Plan, "Kế hoạch năm 2023", "", 13),
        column(Role::Actual, "Thực hiện 6 tháng đầu năm 2023", "", 15),
        column(Role::Prior, "Thực hiện 6 tháng đầu năm 2022", "", 15),
        column(Role::OfPlan, "So sánh TH/KH (%)", "", 12),
        column(Role::OfPrior, "So sánh cùng kỳ (%)", "", 12),
    ];
    let table = Table {
        numbering: Numbering::Restart,
        parts: Parts::Dash,
        percents: Percents::Formula,
        face: Face::Plain,
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 3, 7), &body, style);
    tcvn3::typed_with_old_fonts(Book { sheets: vec![sheet] })
}

/// The old file format, two sheets, header of two rows, live percents.
pub fn huong_huu(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ HƯƠNG HỮU", "Hương Hữu");
    let style = Style::plain(TIMES, 12);
    let mut book = Book::default();
    let sheets: [(&str, &[&str], &str); 2] = [
        ("Bieu 1", &["I", "IV"], "BIỂU 1: KẾT QUẢ XÂY DỰNG NTM, GIẢM NGHÈO VÀ CẢI CÁCH HÀNH CHÍNH 6 THÁNG ĐẦU NĂM 2023"),
        ("Bieu 2", &["III"], "BIỂU 2: KẾT QUẢ TÁI CƠ CẤU NGÀNH NÔNG NGHIỆP 6 THÁNG ĐẦU NĂM 2023"),
    ];
    for (name, sections, title) in sheets {
        let mut sheet = Sheet::named(name);
        let row = page::heads(&mut sheet, 0, (0, 3, 8), &body, style);
        page::titles(&mut sheet, row + 1, (0, 8), &[title], style);
        let columns = vec![
            column(Role::Stt, "TT", "A", 6),
            column(Role::Label, "CHỈ TIÊU", "B", 48),
            column(Role::Unit, "ĐVT", "C", 12),
            column(Role::Plan, "Kế hoạch năm 2023", "1", 12),
            column(Role::Actual, "Ước TH 6 tháng năm 2023", "2", 13),
            column(Role::Prior, "TH 6 tháng năm 2022", "3", 12),
            under("Tỷ lệ (%)", Role::OfPlan, "TH/KH", "4=2/1", 10),
            under("Tỷ lệ (%)", Role::OfPrior, "TH/cùng kỳ", "5=2/3", 11),
            column(Role::Note, "Ghi chú", "6", 20),
        ];
        let table = Table {
            numbering: Numbering::Restart,
            parts: Parts::Suffix,
            percents: Percents::Formula,
            face: Face::Capital,
            slashes: true,
            notes: NOTES,
            ..Table::plain((5, 0), columns, style)
        };
        let end = table.write(&mut sheet, facts, shown, Wanted { sections, blanks: false })?;
        page::signatures(&mut sheet, end + 1, (0, 3, 8), &body, style);
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Made in LibreOffice: one header row, rows counted through, full names everywhere.
pub fn thuong_lo(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ THƯỢNG LỘ", "Thượng Lộ");
    let style = Style::plain("Liberation Serif", 12);
    let mut sheet = Sheet::named("Tổng hợp");
    let row = page::heads(&mut sheet, 0, (0, 3, 7), &body, style);
    page::titles(
        &mut sheet,
        row + 1,
        (0, 7),
        &["TỔNG HỢP CÁC CHỈ TIÊU 6 THÁNG ĐẦU NĂM 2023 CỦA XÃ THƯỢNG LỘ", "(Ban hành kèm theo Báo cáo của UBND xã)"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Tên chỉ tiêu", "", 56),
        column(Role::Unit, "Đơn vị tính", "", 13),
        column(Role::Prior, "Thực hiện 6 tháng 2022", "", 13),
        column(Role::Plan, "Kế hoạch 2023", "", 12),
        column(Role::Actual, "Thực hiện 6 tháng 2023", "", 13),
        column(Role::OfPlan, "% so với kế hoạch", "", 11),
        column(Role::OfPrior, "% so với cùng kỳ", "", 11),
    ];
    let table = Table {
        shaded: true,
        numbering: Numbering::Through,
        parts: Parts::FullNames,
        percents: Percents::Rounded(1),
        unknown: "-",
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, Wanted { sections: &[], blanks: true })?;
    page::signatures(&mut sheet, end + 1, (0, 3, 7), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// Percents kept as fractions in a percent format, other names, the old spelling, "35 ha" in a few cells, and a hidden
/// column of figures from an earlier round.
pub fn thuong_quang(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND XÃ THƯỢNG QUẢNG", "Thượng Quảng");
    let style = Style::plain(TIMES, 12);
    let mut sheet = Sheet::named("Phụ lục");
    let row = page::heads(&mut sheet, 0, (0, 3, 8), &body, style);
    page::titles(
        &mut sheet,
        row,
        (0, 8),
        &["PHỤ LỤC: KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU 6T/2023", "(Kèm theo Công văn gửi Phòng Tài chính - Kế hoạch huyện để tổng hợp)"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 48),
        column(Role::Unit, "ĐVT", "", 12),
        column(Role::Stale, "TH 6T/2023 (lần 1)", "", 12),
        column(Role::Plan, "KH 2023", "", 12),
        column(Role::Actual, "TH 6T/2023", "", 12),
        column(Role::Prior, "CK 2022", "", 12),
        column(Role::OfPlan, "TH so KH", "", 10),
        column(Role::OfPrior, "TH so CK", "", 10),
    ];
    let table = Table {
        numbering: Numbering::Restart,
        parts: Parts::Dash,
        naming: Naming { aliases: true, old_spelling: true, ..Naming::default() },
        face: Face::Capital,
        numbers: Numbers::Fractions,
        percents: Percents::Fraction,
        with_unit: &["III.1.06", "III.2.01.1.1", "III.2.13.3", "III.2.22"],
        ..Table::plain((5, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 3, 8), &body, style);
    for cell in sheet.cells.values_mut() {
        if let Value::Text(text) = &mut cell.value {
            *text = table.naming.spelled(text);
        }
    }
    Ok(Book { sheets: vec![sheet] })
}

/// Farming with done and planned in one cell, "125,5/210"; the rest in the usual columns on a sheet before it.
pub fn khe_tre(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = commune("UBND THỊ TRẤN KHE TRE", "Khe Tre");
    let style = Style::plain(TIMES, 12);
    let mut first = Sheet::named("NTM-GN-CCHC");
    let row = page::heads(&mut first, 0, (0, 3, 6), &body, style);
    page::titles(&mut first, row + 1, (0, 6), &["KẾT QUẢ THỰC HIỆN CÁC CHƯƠNG TRÌNH 6 THÁNG ĐẦU NĂM 2023", "Thị trấn Khe Tre"], style);
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 52),
        column(Role::Unit, "ĐVT", "", 13),
        column(Role::Plan, "Chỉ tiêu KH năm 2023", "", 13),
        column(Role::Actual, "Thực hiện 6 tháng đầu năm", "", 14),
        column(Role::OfPlan, "Tỷ lệ (%)", "", 10),
        column(Role::Note, "Ghi chú", "", 24),
    ];
    let table = Table {
        numbering: Numbering::Restart,
        parts: Parts::Dash,
        percents: Percents::Typed(1),
        slashes: true,
        notes: NOTES,
        ..Table::plain((6, 0), columns, style)
    };
    table.write(&mut first, facts, shown, Wanted { sections: &["I", "II", "IV"], blanks: false })?;

    let mut second = Sheet::named("Nong nghiep");
    page::titles(&mut second, 0, (0, 6), &["KẾT QUẢ SẢN XUẤT NÔNG NGHIỆP 6 THÁNG ĐẦU NĂM 2023", "Thị trấn Khe Tre"], style);
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 52),
        column(Role::Unit, "ĐVT", "", 13),
        column(Role::DoneOfPlanned, "Thực hiện 6 tháng/Kế hoạch năm 2023", "", 20),
        column(Role::Prior, "Cùng kỳ năm 2022", "", 12),
        column(Role::OfPlan, "TH so KH (%)", "", 12),
        column(Role::OfPrior, "TH so cùng kỳ (%)", "", 12),
    ];
    let table = Table {
        numbering: Numbering::Restart,
        parts: Parts::Suffix,
        numbers: Numbers::Text,
        percents: Percents::Typed(1),
        naming: Naming { abbreviations: true, ..Naming::default() },
        ..Table::plain((3, 0), columns, style)
    };
    let end = table.write(&mut second, facts, shown, Wanted { sections: &["III"], blanks: false })?;
    page::signatures(&mut second, end + 1, (0, 3, 6), &body, style);
    Ok(Book { sheets: vec![first, second] })
}
