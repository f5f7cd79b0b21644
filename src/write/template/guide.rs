//! “Hướng dẫn”: how the workbook is filled in, on one page.

use super::super::WriteError;
use super::super::sheet_style as style;
use super::GUIDE;
use crate::language::{Language, Text};
use crate::schema::Schema;
use rust_xlsxwriter::{FormatAlign, Worksheet};

const WIDTH: f64 = 92.0;

const STEPS: [Text; 12] = [
    Text {
        vi: "Chỉ nhập vào các ô màu vàng. Các ô khác đã khóa để biểu không bị lệch; khi thật cần, bỏ khóa bằng Review > Unprotect Sheet (không có mật khẩu).",
        en: "Fill in yellow cells only. The others are locked, without a password: Review > Unprotect Sheet.",
    },
    Text {
        vi: "Kế hoạch năm: số kế hoạch của cả năm. Chỉ tiêu đã giao thì số đã ghi sẵn.",
        en: "Plan: for the whole year. Where a plan was given, it stands there already.",
    },
    Text {
        vi: "Thực hiện: số lũy kế từ đầu năm đến hết kỳ báo cáo (hoặc ước thực hiện đến hết kỳ), không phải số riêng của tháng cuối.",
        en: "Actual: from the start of the year to the end of the period, not of the last month alone.",
    },
    Text {
        vi: "Cùng kỳ năm trước: số lũy kế của đúng khoảng thời gian đó trong năm trước. Ô đã có sẵn số thì đối chiếu lại, chỉ sửa khi số liệu năm trước đã được điều chỉnh.",
        en: "Same period last year: over the same months of last year. Where a figure stands there already, change it only if it was revised.",
    },
    Text {
        vi: "Chỉ nhập số, không kèm đơn vị tính. Chưa có số liệu thì để trống, không ghi 0, “x” hay “-”. Số 0 chỉ ghi khi kết quả thật sự bằng 0.",
        en: "Numbers only, without units of measure. Leave blank what is unknown; a 0 means none.",
    },
    Text {
        vi: "Tỷ lệ phần trăm: 59,3% thì nhập 59,3 (không nhập 0,593 và không gõ dấu %).",
        en: "Percents: type 59.3 for 59.3%, without the percent sign.",
    },
    Text {
        vi: "Chỉ tiêu đạt/chưa đạt: chọn trong danh sách của ô (Đạt, Chưa đạt, Đang thực hiện).",
        en: "Met or not: choose from the list of the cell.",
    },
    Text {
        vi: "Chỉ tiêu dạng 17/19: chỉ nhập 17. Không nhập “17/19” vì Excel có thể tự đổi thành ngày tháng.",
        en: "So many of so many: type 17 for 17/19, which Excel may turn into a date.",
    },
    Text {
        vi: "Các dòng có dấu “-” hoặc “+” là phần “trong đó” của dòng phía trên: cộng lại phải bằng dòng đó (hoặc nhỏ hơn, nếu chỉ nêu một phần). Ô màu xám tự tính từ các ô khác, không phải nhập.",
        en: "Lines with a dash or a plus are parts of the line above and add up to it. Grey cells compute themselves.",
    },
    Text {
        vi: "Cột “Kiểm tra” tự báo: “Khớp” khi các phần cộng đúng bằng tổng; “Lệch: TH thừa 0,5” khi các phần thực hiện cộng lại nhiều hơn tổng 0,5; “Ngoài khoảng…”, “Không phải số” khi số nhập chưa hợp lý. Còn ô trống thì chưa báo. Hãy sửa hết các dòng báo chữ đỏ trước khi gửi.",
        en: "The column “Check” speaks by itself: “Adds up”, or what is off and by how much. It keeps silent while cells are blank. Correct every line in red before sending.",
    },
    Text {
        vi: "Không sửa tên chỉ tiêu, tên đơn vị, kỳ báo cáo đã ghi sẵn và không xóa các cột ẩn: chương trình tổng hợp đối chiếu tên với mã ẩn của từng dòng, chỗ nào khác nhau thì hỏi lại chứ không dùng số liệu.",
        en: "Don't change the names of indicators, unit and period and don't delete hidden columns: names are held against hidden codes, and where the two differ, the figures are not used but asked about.",
    },
    Text {
        vi: "Không chèn, xóa hay đổi chỗ dòng, cột. Nhập xong, lưu tệp (dạng .xlsx) và gửi về ",
        en: "Don't insert, delete or move rows and columns. Save as .xlsx and send the file to ",
    },
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, schema: &Schema, language: Language) -> Result<(), WriteError> {
    sheet.set_name(GUIDE.in_language(language))?;
    sheet.set_column_width(0, 5)?;
    sheet.set_column_width(1, WIDTH)?;
    let title = Text { vi: "HƯỚNG DẪN NHẬP SỐ LIỆU", en: "HOW TO FILL IN" }.in_language(language);
    sheet.write_string_with_format(0, 0, title, &style::plain().set_bold().set_font_size(14))?;
    let receiver = schema.area.issuer.as_deref().unwrap_or(&schema.area.name);
    let text = style::plain().set_text_wrap().set_align(FormatAlign::Top);
    for (at, step) in STEPS.iter().enumerate() {
        let row = at as u32 + 2;
        let mut words = step.in_language(language).to_string();
        if at + 1 == STEPS.len() {
            words = format!("{words}{receiver}.");
        }
        sheet.write_string_with_format(row, 0, format!("{}.", at + 1), &text)?;
        sheet.write_string_with_format(row, 1, &words, &text)?;
        sheet.set_row_height(row, style::height(&[(&words, WIDTH)], style::SIZE, false) + 4.0)?;
    }
    style::page(sheet, false, super::super::wording::page(language));
    sheet.protect();
    Ok(())
}
