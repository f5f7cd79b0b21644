//! The nine offices of the district; two of them bring tables of all communes as well.

use super::Result;
use super::book::{Book, Format, Formula, Sheet, Style, Value};
use super::facts::{Facts, Shown};
use super::naming::{Face, Naming};
use super::numbering::Numbering;
use super::outline::Wanted;
use super::page::{self, Body, HEAD};
use super::rows::float;
use super::table::{Numbers, Other, Parts, Percents, Role, Table, column, under};
use chitieu::schema::{IndicatorId, UnitId};
use chitieu::submission::Measure;
use rust_decimal::Decimal;

const TIMES: &str = "Times New Roman";
const ALL: Wanted<'_> = Wanted { sections: &[], blanks: false };
const WITH_BLANKS: Wanted<'_> = Wanted { sections: &[], blanks: true };

const fn office(name: &'static str) -> Body {
    Body { above: "UBND HUYỆN NAM ĐÔNG", name, place: "Nam Đông", signs: HEAD }
}

/// The units that are communes or the town, in the schema's order.
fn communes(facts: &Facts, kinds: &[&str]) -> Vec<UnitId> {
    facts.schema.each_unit().filter(|(_, unit)| kinds.contains(&unit.kind.as_str())).map(|(id, _)| id).collect()
}

/// The name of a commune without its kind, as columns have it; the town keeps its kind.
fn short_name(facts: &Facts, unit: UnitId) -> String {
    let name = &facts.schema.unit(unit).name;
    name.strip_prefix("Xã ").unwrap_or(name).to_string()
}

/// Three sheets: the district's own figures, the criteria of new rural communes (communes down), and crops with plan
/// and result of each commune side by side (communes across).
pub fn phong_nn(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = office("PHÒNG NÔNG NGHIỆP VÀ PTNT");
    let style = Style::plain(TIMES, 12);

    let mut own = Sheet::named("Chỉ tiêu huyện");
    let row = page::heads(&mut own, 0, (0, 3, 6), &body, style);
    page::titles(
        &mut own,
        row + 1,
        (0, 6),
        &["BÁO CÁO KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU NGÀNH NÔNG NGHIỆP VÀ NTM 6 THÁNG ĐẦU NĂM 2023", "(Chỉ tiêu cấp huyện)"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 52),
        column(Role::Unit, "Đơn vị tính", "", 14),
        column(Role::Plan, "Kế hoạch năm 2023", "", 13),
        column(Role::Actual, "Thực hiện 6 tháng đầu năm 2023", "", 15),
        column(Role::OfPlan, "Thực hiện so KH (%)", "", 12),
        column(Role::Note, "Ghi chú", "", 20),
    ];
    let table = Table {
        parts: Parts::OwnRow,
        percents: Percents::Rounded(2),
        face: Face::Capital,
        slashes: true,
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut own, facts, shown, ALL)?;
    page::signatures(&mut own, end + 1, (0, 3, 6), &body, style);

    let criteria = criteria(facts, &body, style)?;
    let rows = ["III.2.01", "III.2.01.1", "III.2.01.1.1", "III.2.01.1.2", "III.2.01.2", "III.1.08", "III.1.08.1", "III.1.08.2", "III.1.09"];
    let mut crops = Sheet::named("Theo xã");
    page::titles(&mut crops, 0, (0, 24), &["TIẾN ĐỘ SẢN XUẤT NÔNG NGHIỆP CÁC XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2023"], style.bold());
    by_commune(&mut crops, facts, style, (2, 0), &rows, &[(Measure::Plan, "KH năm"), (Measure::Actual, "TH 6 tháng")], false)?;
    Ok(Book { sheets: vec![own, criteria, crops] })
}

/// Communes down, two counts of criteria across, written "17/19".
fn criteria(facts: &Facts, body: &Body, style: Style) -> Result<Sheet> {
    let mut sheet = Sheet::named("Tiêu chí NTM");
    let boxed = style.boxed();
    sheet.write((0, 0), body.name, style.bold());
    page::titles(
        &mut sheet,
        1,
        (0, 4),
        &["KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ XÃ NÔNG THÔN MỚI, XÃ NÔNG THÔN MỚI NÂNG CAO 6 THÁNG ĐẦU NĂM 2023"],
        style,
    );
    let indicators = ["I.1.05", "I.1.06"];
    let heads = ["STT", "Tên xã", "Số tiêu chí xã NTM đạt chuẩn", "Số tiêu chí xã NTM nâng cao đạt chuẩn", "Ghi chú"];
    for (at, (head, width)) in heads.into_iter().zip([6, 26, 20, 22, 26]).enumerate() {
        sheet.write((3, at as u16), head, boxed.bold().center());
        sheet.widths.insert(at as u16, width);
    }
    sheet.heights.insert(3, 34);
    sheet.repeat = Some((3, 3));
    for (at, unit) in communes(facts, &["xa"]).into_iter().enumerate() {
        let row = 4 + at as u32;
        sheet.put((row, 0), Value::Number(Decimal::from(at + 1)), boxed.center());
        sheet.write((row, 1), &facts.schema.unit(unit).name, boxed);
        for (offset, code) in indicators.into_iter().enumerate() {
            let id = facts.indicator(code)?;
            let text = match (facts.number(unit, id, Measure::Actual), facts.schema.indicator(id).out_of) {
                (Some(done), Some(whole)) => format!("{}/{}", done.normalize(), whole.normalize()),
                _ => String::new(),
            };
            sheet.write((row, 2 + offset as u16), &text, boxed.center());
        }
        sheet.write((row, 4), "", boxed);
    }
    sheet.portrait = true;
    Ok(sheet)
}

/// Communes across, each with the same measures, and a column of totals that add up to the last place.
fn by_commune(
    sheet: &mut Sheet,
    facts: &Facts,
    style: Style,
    at: (u32, u16),
    codes: &[&str],
    measures: &[(Measure, &str)],
    total_first: bool,
) -> Result<u32> {
    let boxed = style.boxed();
    let head = boxed.bold().center();
    let units = communes(facts, &["xa", "thi-tran"]);
    let each = measures.len() as u16;
    let deep = u32::from(each > 1);
    let (top, left) = at;
    for (offset, (title, width)) in [("STT", 6), ("Chỉ tiêu", if deep == 1 { 34 } else { 40 }), ("ĐVT", 10)].into_iter().enumerate() {
        let here = left + offset as u16;
        sheet.merge((top, here), (top + deep, here), Value::text(title), head);
        sheet.widths.insert(here, width);
    }
    let first = left + 3;
    let place = |unit: usize| first + (unit as u16 + u16::from(total_first)) * each;
    let total = if total_first { first } else { first + units.len() as u16 * each };
    let mut blocks: Vec<(u16, String)> = units.iter().enumerate().map(|(at, &unit)| (place(at), short_name(facts, unit))).collect();
    blocks.push((total, "Tổng cộng".to_string()));
    for (column, name) in &blocks {
        sheet.merge((top, *column), (top, column + each - 1), Value::text(name.as_str()), head);
        for (offset, (_, title)) in measures.iter().enumerate() {
            let here = column + offset as u16;
            sheet.widths.insert(here, if deep == 1 { 8 } else { 11 });
            if deep == 1 {
                sheet.write((top + 1, here), title, head);
            }
        }
    }
    sheet.heights.insert(top, 34);
    sheet.repeat = Some((top, top + deep));
    let mut row = top + deep + 1;
    for (number, code) in codes.iter().enumerate() {
        let id: IndicatorId = facts.indicator(code)?;
        let indicator = facts.schema.indicator(id);
        sheet.put((row, left), Value::Number(Decimal::from(number + 1)), boxed.center());
        sheet.write((row, left + 1), &Naming::default().label(indicator), boxed);
        sheet.write((row, left + 2), &indicator.unit_of_measure, boxed.center());
        for (offset, (measure, _)) in measures.iter().enumerate() {
            let offset = offset as u16;
            let mut sum = Decimal::ZERO;
            let mut cells = Vec::new();
            for (at, &unit) in units.iter().enumerate() {
                let here = (row, place(at) + offset);
                match facts.number(unit, id, *measure) {
                    Some(figure) => {
                        let figure = figure.normalize();
                        sum += figure;
                        cells.push(here);
                        sheet.put(here, Value::Number(figure), boxed.right().format(Format::Fixed(figure.scale() as u8)));
                    }
                    None => sheet.put(here, Value::Blank, boxed.right()),
                }
            }
            let value = if cells.is_empty() { Value::Blank } else { Value::Formula(Formula::Sum(cells), float(sum)?) };
            sheet.put((row, total + offset), value, boxed.right().bold().format(Format::Fixed(sum.normalize().scale() as u8)));
        }
        row += 1;
    }
    Ok(row)
}

/// Two sheets: social benefits with communes across, and the office's own figures.
pub fn phong_ldtbxh(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = office("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI");
    let style = Style::plain(TIMES, 12);
    let mut across = Sheet::named("Biểu 1");
    let row = page::heads(&mut across, 0, (0, 6, 13), &body, style);
    page::titles(
        &mut across,
        row + 1,
        (0, 13),
        &["KẾT QUẢ THỰC HIỆN CHÍNH SÁCH GIẢM NGHÈO THEO XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2023", "(Số liệu các xã, thị trấn báo cáo)"],
        style,
    );
    let rows = ["I.2.05.1", "I.2.05.2", "I.2.05.3", "I.2.10", "I.2.11", "I.2.12", "I.2.13", "I.2.20", "I.2.21", "I.3.13"];
    let end = by_commune(&mut across, facts, style, (6, 0), &rows, &[(Measure::Actual, "")], false)?;
    page::signatures(&mut across, end + 1, (0, 6, 13), &body, style);

    let mut own = Sheet::named("Biểu 2 - Toàn huyện");
    page::titles(&mut own, 0, (0, 5), &["KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CẤP HUYỆN 6 THÁNG ĐẦU NĂM 2023"], style);
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 56),
        column(Role::Unit, "ĐVT", "", 12),
        column(Role::Plan, "Kế hoạch", "", 12),
        column(Role::Actual, "Thực hiện", "", 12),
        column(Role::Note, "Ghi chú", "", 28),
    ];
    let table = Table {
        notes: &[("I.3.11.1", "Kế hoạch là mức giảm bình quân mỗi năm")],
        numbering: Numbering::Restart,
        ..Table::plain((2, 0), columns, style)
    };
    table.write(&mut own, facts, shown, ALL)?;
    Ok(Book { sheets: vec![across, own] })
}

/// Percents typed as "45%", works not begun, rows left blank.
pub fn phong_kt_ht(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = office("PHÒNG KINH TẾ VÀ HẠ TẦNG");
    let style = Style::plain(TIMES, 13);
    let mut sheet = Sheet::named("Do thi");
    let row = page::heads(&mut sheet, 0, (0, 3, 5), &body, style);
    page::titles(
        &mut sheet,
        row + 1,
        (0, 5),
        &["BIỂU TỔNG HỢP CHƯƠNG TRÌNH QUY HOẠCH VÀ PHÁT TRIỂN ĐÔ THỊ", "6 tháng đầu năm 2023"],
        style,
    );
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "Nội dung công việc, chỉ tiêu", "", 64),
        column(Role::Unit, "ĐVT", "", 14),
        column(Role::Plan, "Kế hoạch năm", "", 12),
        column(Role::Actual, "Kết quả thực hiện", "", 16),
        column(Role::Note, "Ghi chú", "", 22),
    ];
    let table = Table {
        numbering: Numbering::Restart,
        unknown: "…",
        notes: &[("II.08", "Kè đang thi công"), ("II.11", "Cấp cho hộ dân")],
        ..Table::plain((6, 0), columns, style)
    };
    let end = table.write(&mut sheet, facts, shown, WITH_BLANKS)?;
    // Percents of works done are typed with the sign, as text.
    let (label, unit, result) = (2, 2, 4);
    let percents: Vec<_> = sheet.cells.iter().filter(|(at, _)| at.1 == unit).map(|(at, cell)| (at.0, cell.value.clone())).collect();
    for (row, value) in percents {
        if matches!(&value, Value::Text(text) if text == "%")
            && let Some(cell) = sheet.cells.get_mut(&(row, result))
            && let Value::Number(number) = cell.value
        {
            cell.value = Value::Text(format!("{number}%"));
            cell.style = cell.style.format(Format::General);
        }
    }
    page::signatures(&mut sheet, end + 1, (0, label + 1, 5), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// Disbursement in the old file format: the unit of measure stands once, above the table.
pub fn phong_tc_kh(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let body = office("PHÒNG TÀI CHÍNH - KẾ HOẠCH");
    let style = Style::plain("Arial", 11);
    let mut sheet = Sheet::named("Giai ngan");
    let row = page::heads(&mut sheet, 0, (0, 2, 5), &body, style);
    page::titles(&mut sheet, row + 1, (0, 5), &["TÌNH HÌNH GIẢI NGÂN CÁC NGUỒN VỐN 6 THÁNG ĐẦU NĂM 2023"], style);
    sheet.merge((4, 3), (4, 5), Value::text("Đơn vị tính: Triệu đồng"), style.italic().right());
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Nội dung", "", 62),
        under("Năm 2023", Role::Plan, "Kế hoạch vốn", "", 14),
        under("Năm 2023", Role::Actual, "Thực hiện 6 tháng", "", 14),
        column(Role::OfPlan, "Tỷ lệ thực hiện/KH (%)", "", 14),
        column(Role::Note, "Ghi chú", "", 18),
    ];
    let table = Table { numbering: Numbering::Through, percents: Percents::Rounded(1), ..Table::plain((5, 0), columns, style) };
    let end = table.write(&mut sheet, facts, shown, ALL)?;
    page::signatures(&mut sheet, end + 1, (0, 2, 5), &body, style);
    Ok(Book { sheets: vec![sheet] })
}

/// Few figures, most rows still blank.
pub fn phong_noi_vu(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 62),
        column(Role::Unit, "Đơn vị", "", 14),
        column(Role::Plan, "Kế hoạch 2023", "", 12),
        column(Role::Actual, "Thực hiện 6 tháng", "", 14),
        column(Role::Note, "Ghi chú", "", 20),
    ];
    let style = Style::plain(TIMES, 13);
    let table = Table { numbering: Numbering::Restart, ..Table::plain((6, 0), columns, style) };
    small(facts, shown, &office("PHÒNG NỘI VỤ"), "BÁO CÁO SỐ LIỆU CẢI CÁCH HÀNH CHÍNH 6 THÁNG ĐẦU NĂM 2023", &table, WITH_BLANKS)
}

/// Percents in a percent format: 100% is kept as 1.
pub fn van_phong(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "Chỉ tiêu", "", 62),
        column(Role::Unit, "ĐVT", "", 8),
        column(Role::Plan, "Kế hoạch năm 2023", "", 12),
        column(Role::Actual, "Thực hiện 6 tháng đầu năm 2023", "", 16),
        column(Role::OfPlan, "TH so KH", "", 12),
        column(Role::Note, "Ghi chú", "", 18),
    ];
    let style = Style::plain("Cambria", 12);
    let table = Table {
        numbers: Numbers::Fractions,
        percents: Percents::Fraction,
        shaded: true,
        numbering: Numbering::Restart,
        notes: &[("IV.1.07", "Trừ các TTHC đặc thù")],
        ..Table::plain((6, 0), columns, style)
    };
    let body = Body { signs: &["CHÁNH VĂN PHÒNG"], ..office("VĂN PHÒNG HĐND VÀ UBND") };
    small(facts, shown, &body, "KẾT QUẢ CẢI CÁCH THỦ TỤC HÀNH CHÍNH 6 THÁNG ĐẦU NĂM 2023", &table, ALL)
}

/// Plans only: no result is known yet.
pub fn phong_vh_tt(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Tên chỉ tiêu", "", 62),
        column(Role::Unit, "Đơn vị tính", "", 12),
        column(Role::Plan, "Kế hoạch năm 2023", "", 12),
        column(Role::Actual, "Thực hiện 6 tháng", "", 14),
        column(Role::Note, "Ghi chú", "", 22),
    ];
    let style = Style::plain(TIMES, 13);
    let table = Table {
        unknown: "…",
        notes: &[("IV.1.28", "Chờ hướng dẫn của Sở TT&TT"), ("IV.1.34", "Chưa khảo sát")],
        ..Table::plain((6, 0), columns, style)
    };
    small(facts, shown, &office("PHÒNG VĂN HÓA VÀ THÔNG TIN"), "SỐ LIỆU CHUYỂN ĐỔI SỐ 6 THÁNG ĐẦU NĂM 2023", &table, ALL)
}

/// Two rows.
pub fn phong_gd_dt(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let columns = vec![
        column(Role::Stt, "STT", "", 6),
        column(Role::Label, "Nội dung", "", 62),
        column(Role::Unit, "ĐVT", "", 14),
        column(Role::Plan, "Kế hoạch", "", 12),
        column(Role::Actual, "Thực hiện 6 tháng", "", 16),
        column(Role::Note, "Ghi chú", "", 22),
    ];
    let style = Style::plain(TIMES, 13);
    let table = Table { notes: &[("I.2.01", "Theo Nghị định số 81/2021/NĐ-CP")], ..Table::plain((6, 0), columns, style) };
    small(facts, shown, &office("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"), "BÁO CÁO CHÍNH SÁCH HỖ TRỢ GIÁO DỤC 6 THÁNG ĐẦU NĂM 2023", &table, ALL)
}

/// Money in nghìn đồng where the schema has triệu đồng.
pub fn tt_y_te(facts: &Facts, shown: &mut Shown) -> Result<Book> {
    let columns = vec![
        column(Role::Stt, "TT", "", 6),
        column(Role::Label, "CHỈ TIÊU", "", 62),
        column(Role::Unit, "Đơn vị tính", "", 14),
        column(Role::Actual, "Thực hiện 6 tháng đầu năm 2023", "", 18),
        column(Role::Note, "Ghi chú", "", 24),
    ];
    let style = Style::plain(TIMES, 13);
    let table = Table {
        face: Face::Capital,
        others: vec![Other { codes: &["I.2.07", "I.2.09"], unit: "nghìn đồng", times: Decimal::from(1000) }],
        ..Table::plain((6, 0), columns, style)
    };
    let body =
        Body { above: "SỞ Y TẾ THỪA THIÊN HUẾ", signs: &["GIÁM ĐỐC"], ..office("TRUNG TÂM Y TẾ HUYỆN NAM ĐÔNG") };
    small(facts, shown, &body, "KẾT QUẢ KHÁM CHỮA BỆNH CHO NGƯỜI NGHÈO 6 THÁNG ĐẦU NĂM 2023", &table, ALL)
}

/// An office that hands in one small sheet.
fn small(facts: &Facts, shown: &mut Shown, body: &Body, title: &str, table: &Table, wanted: Wanted<'_>) -> Result<Book> {
    let mut sheet = Sheet::named("Sheet1");
    let (left, right) = table.span();
    let row = page::heads(&mut sheet, 0, (left, 2, right), body, table.style);
    page::titles(&mut sheet, row + 1, (left, right), &[title], table.style);
    let end = table.write(&mut sheet, facts, shown, wanted)?;
    page::signatures(&mut sheet, end + 1, (left, 2, right), body, table.style);
    Ok(Book { sheets: vec![sheet] })
}
