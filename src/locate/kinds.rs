//! Kinds of finding that are raised while figures are being found.

use crate::finding::{Example, Kind, Severity};
use crate::language::Text;

/// `no-table`.
pub static NO_TABLE: Kind = Kind {
    code: "no-table",
    severity: Severity::Error,
    title: Text { vi: "Không tìm thấy bảng chỉ tiêu", en: "No table of indicators" },
    advice: Text {
        vi: "Hãy kiểm tra đã gửi đúng tệp chưa; bảng cần có tên chỉ tiêu và cột Kế hoạch hoặc Thực hiện.",
        en: "Check that it is the right file; a table needs names of indicators and a column of plan or actual figures.",
    },
    examples: &[
        Example::of(
            "| Lịch họp tuần | |
         | Thứ hai | Giao ban |",
            &[""],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `unknown-unit`.
pub static UNKNOWN_UNIT: Kind = Kind {
    code: "unknown-unit",
    severity: Severity::Error,
    title: Text { vi: "Không rõ đơn vị báo cáo", en: "The reporting unit can't be told" },
    advice: Text {
        vi: "Hãy ghi đầy đủ tên đơn vị (ở đầu biểu, trong tên tệp, ở dòng hoặc cột đó), hoặc bổ sung đơn vị vào bộ chỉ tiêu.",
        en: "Write the unit's full name (above the table, in the file's name, in the row or column), or add it to the schema.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[""],
        )
        .in_file("bao-cao.xlsx"),
        Example::of(
            "| UBND XÃ AN PHÚ | | | |
         | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .in_file("bao-cao.xlsx"),
        Example::of(
            "| Đơn vị | Tổng đàn bò (con) | Diện tích gieo trồng (ha) |
         | Xã An Phú | 132 | 25 |
         | Xã Bình Minh | 90 | 31 |
         | Xã Cao Sơn | 70 | 12 |",
            &["A4"],
        )
        .in_file("phong-nong-nghiep.xlsx"),
        Example::of(
            "| UBND XÃ BÌNH MINH | | | |
             | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
             | Tổng đàn bò | con | 150 | 132 |",
            &[""],
        ),
    ],
};

/// `period-mismatch`.
pub static PERIOD_MISMATCH: Kind = Kind {
    code: "period-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Sai kỳ hoặc năm báo cáo", en: "Another period or year" },
    advice: Text {
        vi: "Hãy gửi biểu của đúng kỳ, hoặc sửa kỳ ghi trên biểu nếu ghi nhầm.",
        en: "Send the sheet of the right period, or correct the period written on it.",
    },
    examples: &[
        Example::of(
            "| KẾT QUẢ 6 THÁNG ĐẦU NĂM 2022 | | | |
         | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[""],
        ),
        Example::of(
            "| KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023 | | | |
         | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `unknown-indicator`.
pub static UNKNOWN_INDICATOR: Kind = Kind {
    code: "unknown-indicator",
    severity: Severity::Warning,
    title: Text { vi: "Có số liệu nhưng không thuộc bộ chỉ tiêu", en: "Figures of no indicator" },
    advice: Text {
        vi: "Hãy sửa tên chỉ tiêu cho đúng bộ chỉ tiêu, hoặc bỏ dòng (cột) này; số liệu ở đó chưa được tổng hợp.",
        en: "Correct the name, or remove the row or column; its figures are not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |
         | Tổng đàn dê | con | 40 | 35 |",
            &["A3"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `ambiguous-indicator`.
pub static AMBIGUOUS_INDICATOR: Kind = Kind {
    code: "ambiguous-indicator",
    severity: Severity::Error,
    title: Text { vi: "Tên chỉ tiêu có thể hiểu theo nhiều cách", en: "The name fits several indicators" },
    advice: Text {
        vi: "Hãy ghi đầy đủ tên chỉ tiêu (hoặc đơn vị tính) để phân biệt; số liệu của dòng chưa được tổng hợp.",
        en: "Write the full name (or the unit of measure); the row's figures are not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Diện tích trồng mới | ha | 40 | 35 |",
            &["A2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Cây cao su | | | |
         | Diện tích trồng mới | ha | 40 | 35 |",
            &[],
        ),
    ],
};

/// `not-a-number`.
pub static NOT_A_NUMBER: Kind = Kind {
    code: "not-a-number",
    severity: Severity::Error,
    title: Text { vi: "Ô số liệu không phải là số", en: "Not a number" },
    advice: Text { vi: "Hãy nhập lại bằng số, ví dụ 2.640,4.", en: "Type a number, 2.640,4 for example." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | khoảng 130 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | - |",
            &[],
        ),
    ],
};

/// `ambiguous-number`.
pub static AMBIGUOUS_NUMBER: Kind = Kind {
    code: "ambiguous-number",
    severity: Severity::Warning,
    title: Text { vi: "Số có thể hiểu theo hai cách", en: "The number can be read in two ways" },
    advice: Text {
        vi: "Hãy nhập lại dạng số của Excel (không phải dạng chữ); số này chưa được tổng hợp.",
        en: "Type it as a number, not as text; it is not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Thực hiện |
         | Diện tích gieo trồng | ha | \"1.234\" |",
            &["C2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Diện tích gieo trồng | ha | 1200 | \"1.234\" |",
            &[],
        ),
    ],
};

/// `formula-error`.
pub static FORMULA_ERROR: Kind = Kind {
    code: "formula-error",
    severity: Severity::Error,
    title: Text { vi: "Công thức báo lỗi", en: "The formula gives an error" },
    advice: Text { vi: "Hãy sửa công thức hoặc nhập số trực tiếp.", en: "Correct the formula or type the number." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =Z9 → #REF! |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =C2-18 → 132 |",
            &[],
        ),
    ],
};

/// `formula-not-calculated`.
pub static FORMULA_NOT_CALCULATED: Kind = Kind {
    code: "formula-not-calculated",
    severity: Severity::Error,
    title: Text { vi: "Công thức chưa có kết quả", en: "The formula has no result" },
    advice: Text { vi: "Hãy mở tệp bằng Excel, lưu lại rồi gửi.", en: "Open the file in Excel, save it and send it again." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =VLOOKUP(A2,A5:B9,2) → ? |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =C2-18 → ? |",
            &[],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Tổng đàn bò | con | 150 | =IF(E2=\"\",\"\",E2-18) → ? | |",
            &[],
        ),
    ],
};

/// `stale-result`: beyond the contract's list.
pub static STALE_RESULT: Kind = Kind {
    code: "stale-result",
    severity: Severity::Error,
    title: Text { vi: "Kết quả lưu trong ô không khớp công thức", en: "The stored result is not what the formula gives" },
    advice: Text {
        vi: "Hãy mở tệp bằng Excel, nhấn F9 để tính lại, kiểm tra rồi lưu và gửi lại; số này chưa được tổng hợp.",
        en: "Open the file in Excel, press F9, check it, save it and send it again; it is not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =C2-18 → 152 |",
            &["D2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =C2-18 → 132 |",
            &[],
        ),
    ],
};

/// `external-link`: beyond the contract's list.
pub static EXTERNAL_LINK: Kind = Kind {
    code: "external-link",
    severity: Severity::Info,
    title: Text { vi: "Số liệu lấy từ tệp khác", en: "Figures taken from another file" },
    advice: Text {
        vi: "Hãy kiểm tra số liệu có còn đúng với tệp nguồn không; nên dán thành giá trị trước khi gửi.",
        en: "Check that they still agree with their source; better paste them as values before sending.",
    },
    examples: &[
        Example::of(
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='Bieu 1'><Table><Row><Cell><Data ss:Type='String'>Chỉ tiêu</Data></Cell><Cell><Data ss:Type='String'>Thực hiện</Data></Cell></Row><Row><Cell><Data ss:Type='String'>Tổng đàn bò</Data></Cell><Cell ss:Formula='=[so-lieu.xls]Bieu1!R7C3'><Data ss:Type='Number'>132</Data></Cell></Row></Table></Worksheet></Workbook>",
        &["B2"],
    )
    .in_file("xa-an-phu.xml"),
        Example::of(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | =C2-18 → 132 |",
        &[],
    ),
    ],
};

/// `unit-mismatch`.
pub static UNIT_MISMATCH: Kind = Kind {
    code: "unit-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Sai đơn vị tính", en: "Another unit of measure" },
    advice: Text {
        vi: "Hãy sửa đơn vị tính hoặc quy đổi số liệu; số liệu của dòng chưa được tổng hợp.",
        en: "Correct the unit of measure or convert the figures; they are not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | tấn | 150 | 132 |",
            &["B2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `unit-converted`.
pub static UNIT_CONVERTED: Kind = Kind {
    code: "unit-converted",
    severity: Severity::Info,
    title: Text { vi: "Đã quy đổi đơn vị tính", en: "The unit of measure was converted" },
    advice: Text { vi: "Không phải làm gì thêm.", en: "Nothing needs to be done." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Diện tích gieo trồng | m2 | 250000 | 200000 |",
            &["B2"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Diện tích gieo trồng | hecta | 25 | 20 |",
            &[],
        ),
    ],
};

/// `unused-column`: a column of numbers whose heading does not say what they are. Beyond the contract's list.
pub static UNUSED_COLUMN: Kind = Kind {
    code: "unused-column",
    severity: Severity::Info,
    title: Text { vi: "Cột có số liệu nhưng không rõ nội dung", en: "A column of numbers of unknown content" },
    advice: Text {
        vi: "Nếu là số liệu cần tổng hợp, hãy ghi rõ tiêu đề cột (kế hoạch, thực hiện, cùng kỳ); số liệu của cột chưa được dùng.",
        en: "If it is to be consolidated, say so in its heading (plan, actual, same period); it is not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Khác |
         | Tổng đàn bò | con | 150 | 132 | 7 |",
            &["E1"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Ghi chú |
         | Tổng đàn bò | con | 150 | 132 | 7 |",
            &[],
        ),
    ],
};

/// `legacy-encoding`.
pub static LEGACY_ENCODING: Kind = Kind {
    code: "legacy-encoding",
    severity: Severity::Info,
    title: Text { vi: "Đã chuyển mã chữ TCVN3/VNI", en: "Text in a legacy font encoding was converted" },
    advice: Text { vi: "Không phải làm gì thêm; nên dùng phông Times New Roman (Unicode).", en: "Nothing needs to be done." },
    examples: &[
        Example::of(
            "| ChØ tiªu | §VT | KÕ ho¹ch | Thùc hiÖn |
         | Tæng s¶n l\u{ad}îng l\u{ad}¬ng thùc cã h¹t | tÊn | 620 | 310 |
         | Tæng ®µn bß | con | 150 | 132 |",
            &["A1"],
        ),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        ),
    ],
};

/// `layout-changed`.
pub static LAYOUT_CHANGED: Kind = Kind {
    code: "layout-changed",
    severity: Severity::Info,
    title: Text {
        vi: "Biểu đã đổi bố cục so với lần xác nhận trước", en: "The layout is not the one confirmed before"
    },
    advice: Text {
        vi: "Hãy xem lại các cột được đọc (lệnh “xem”); nếu đúng, xác nhận lại bằng lệnh “ghi-nho”.",
        en: "Look at how the columns are read (“inspect”); where it is right, confirm it again with “remember”.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Thực hiện | Kế hoạch |
             | Tổng đàn bò | con | 132 | 150 |",
            &["D1", "C1"],
        )
        .remembering(CONFIRMED_LAYOUT),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
             | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .remembering(CONFIRMED_LAYOUT),
    ],
};

/// The layout that was confirmed in the examples of `layout-changed`.
const CONFIRMED_LAYOUT: &str = r#"version = 1

[[sender]]
unit = "an-phu"

[sender.layouts."Bieu 1"]
label = "A"
unit = "B"
plan = "C"
actual = "D"
"#;

/// All kinds raised here.
pub static ALL: &[&Kind] = &[
    &NO_TABLE,
    &UNKNOWN_UNIT,
    &PERIOD_MISMATCH,
    &UNKNOWN_INDICATOR,
    &AMBIGUOUS_INDICATOR,
    &NOT_A_NUMBER,
    &AMBIGUOUS_NUMBER,
    &FORMULA_ERROR,
    &FORMULA_NOT_CALCULATED,
    &STALE_RESULT,
    &EXTERNAL_LINK,
    &UNIT_MISMATCH,
    &UNIT_CONVERTED,
    &UNUSED_COLUMN,
    &LEGACY_ENCODING,
    &LAYOUT_CHANGED,
];
