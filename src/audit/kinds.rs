//! The kinds of finding that proofreading raises.

use crate::finding::{Example, Kind, Severity};
use crate::language::Text;

/// `ratio-mismatch`.
pub static RATIO: Kind = Kind {
    code: "ratio-mismatch",
    severity: Severity::Error,
    title: Text {
        vi: "Tỷ lệ trong báo cáo không đúng với các số đi kèm", en: "A percentage in the report is not what its figures give"
    },
    advice: Text {
        vi: "Hãy sửa tỷ lệ, hoặc sửa số thực hiện, số kế hoạch nếu chúng bị gõ sai.",
        en: "Correct the percentage, or the figures where they are mistyped.",
    },
    examples: &[
        Example::report("Trồng sắn được 451/500 ha, đạt 92% kế hoạch.", true),
        Example::report("Trồng sắn được 460/500 ha, đạt 92% kế hoạch; trồng lạc 12,5/15 ha, đạt 83,3% kế hoạch.", false),
    ],
};

/// `sum-mismatch`.
pub static SUM: Kind = Kind {
    code: "sum-mismatch",
    severity: Severity::Error,
    title: Text {
        vi: "Tổng trong báo cáo không bằng các phần cộng lại", en: "A total in the report is not the sum of its parts"
    },
    advice: Text {
        vi: "Hãy đối chiếu từng phần với số liệu gốc rồi sửa tổng hoặc phần bị gõ sai.",
        en: "Compare each part with its source and correct the total or the part that is mistyped.",
    },
    examples: &[
        Example::report("Tổng đàn gia súc là 5.540 con (bò 3.400 con; trâu 2.050 con).", true),
        Example::report(
            "Tổng đàn gia súc là 5.450 con (bò 3.400 con; trâu 2.050 con). Tổng đàn gia cầm 9.000 con, trong đó: gà 7.500 con; vịt 800 con.",
            false,
        ),
    ],
};

/// `verdict-mismatch`.
pub static VERDICT: Kind = Kind {
    code: "verdict-mismatch",
    severity: Severity::Error,
    title: Text {
        vi: "Nhận định đạt, chưa đạt trái với số liệu", en: "A verdict in the report is not what its figures give"
    },
    advice: Text {
        vi: "Hãy sửa nhận định, hoặc sửa số thực hiện, mức kế hoạch nếu chúng bị gõ sai.",
        en: "Correct the verdict, or the figure or target where it is mistyped.",
    },
    examples: &[
        Example::report("Tỷ lệ hộ sử dụng nước sạch 89,2%: đạt (KH 95%).", true),
        Example::report("Tỷ lệ hộ sử dụng nước sạch 89,2%: chưa đạt (KH 95%). Tỷ lệ trẻ em suy dinh dưỡng 8,7%: đạt (KH 11%).", false),
    ],
};

/// `figure-differs`.
pub static FIGURE: Kind = Kind {
    code: "figure-differs",
    severity: Severity::Warning,
    title: Text {
        vi: "Một chỉ tiêu có hai số khác nhau trong báo cáo", en: "One indicator with two different figures in the report"
    },
    advice: Text {
        vi: "Hãy kiểm tra số nào đúng và ghi thống nhất.", en: "Find out which figure is right and write it in both places."
    },
    examples: &[
        Example::report("Tổng đàn bò sữa toàn huyện là 2.830 con.\n\nTổng đàn bò sữa toàn huyện là 2.380 con.", true),
        Example::report("Diện tích chè cho thu hoạch là 125 ha.\n\nDiện tích cam cho thu hoạch là 146,6 ha.", false),
    ],
};

/// `plan-differs`.
pub static PLAN: Kind = Kind {
    code: "plan-differs",
    severity: Severity::Warning,
    title: Text {
        vi: "Số kế hoạch của một chỉ tiêu không thống nhất", en: "The plan of one indicator is not the same throughout"
    },
    advice: Text {
        vi: "Hãy đối chiếu với kế hoạch đã giao, ghi thống nhất và tính lại tỷ lệ.",
        en: "Compare it with the plan that was given, write it in all places and recompute the percentage.",
    },
    examples: &[
        Example::report("Sản lượng cá nuôi 102/275 tấn, đạt 37,1% kế hoạch.\n\nSản lượng cá nuôi 102/264 tấn, đạt 38,6% kế hoạch.", true),
        Example::report(
            "Sản lượng cá nuôi 102/275 tấn, đạt 37,1% kế hoạch.\n\nSản lượng cá đánh bắt 25/60 tấn, đạt 41,7% kế hoạch.",
            false,
        ),
    ],
};

/// `unit-mismatch`.
pub static UNIT: Kind = Kind {
    code: "unit-mismatch",
    severity: Severity::Error,
    title: Text {
        vi: "Đơn vị tính thiếu hoặc không thống nhất trong báo cáo",
        en: "A unit of measure is missing or differs in the report",
    },
    advice: Text { vi: "Hãy sửa hoặc ghi bổ sung đơn vị tính.", en: "Correct the unit of measure or add it." },
    examples: &[
        Example::report("Tỷ lệ trẻ đến lớp mẫu giáo 99,2%: đạt (KH trên 99%), trung học cơ sở 98,05: đạt (KH trên 98%).", true),
        Example::report("Tỷ lệ trẻ đến lớp mẫu giáo 99,2%: đạt (KH trên 99%); năng suất lúa 56,3 tạ/ha.", false),
    ],
};

/// `repeated-statement`.
pub static REPEATED: Kind = Kind {
    code: "repeated-statement",
    severity: Severity::Warning,
    title: Text { vi: "Một nội dung được ghi hai lần", en: "A statement stands there twice" },
    advice: Text {
        vi: "Hãy bỏ một chỗ, hoặc sửa nếu hai chỗ phải khác nhau.",
        en: "Take one out, or correct it where the two should differ.",
    },
    examples: &[
        Example::report(
            "100% thủ tục hành chính của huyện có đủ điều kiện được cung cấp trực tuyến: đạt; 100% thủ tục hành chính của huyện có đủ điều kiện được cung cấp trực tuyến: đạt.",
            true,
        ),
        Example::report(
            "100% thủ tục hành chính của huyện có đủ điều kiện được cung cấp trực tuyến: đạt; 100% thủ tục hành chính của xã có đủ điều kiện được cung cấp trực tuyến: đạt.",
            false,
        ),
    ],
};

/// `missing-verdict`.
pub static NO_VERDICT: Kind = Kind {
    code: "missing-verdict",
    severity: Severity::Warning,
    title: Text {
        vi: "Chỉ tiêu chưa có nhận định đạt hay chưa đạt", en: "An indicator without a verdict among others with one"
    },
    advice: Text { vi: "Hãy ghi rõ đạt, chưa đạt hay đang thực hiện.", en: "Say whether it is met, not met or in progress." },
    examples: &[
        Example::report(
            "100% cơ quan dùng chữ ký số: đạt. 90% hồ sơ được trả đúng hạn: đạt. 80% người dân hài lòng: đạt. 60% hộ có internet: đạt. 50% người dân thanh toán điện tử.",
            true,
        ),
        Example::report(
            "100% cơ quan dùng chữ ký số: đạt. 90% hồ sơ được trả đúng hạn: đạt. 80% người dân hài lòng: đạt. 60% hộ có internet: đạt. Công tác tuyên truyền được duy trì.",
            false,
        ),
    ],
};

/// `unclear-target`.
pub static UNCLEAR: Kind = Kind {
    code: "unclear-target",
    severity: Severity::Warning,
    title: Text { vi: "Mức chỉ tiêu có thể hiểu hai cách", en: "A target that can be read in two ways" },
    advice: Text {
        vi: "Hãy viết lại cho rõ: giảm bao nhiêu hay giảm còn bao nhiêu, trên tổng số nào.",
        en: "Write it so that it can be read in one way only.",
    },
    examples: &[
        Example::report(
            "Phấn đấu giảm tỷ lệ hộ nghèo đa chiều 5,2% (trong đó: hộ nghèo giảm còn dưới 3,2%, hộ cận nghèo giảm còn dưới 2%).",
            true,
        ),
        Example::report(
            "Phấn đấu tỷ lệ hộ nghèo đa chiều giảm còn 5,2% (trong đó: hộ nghèo giảm còn dưới 3,2%, hộ cận nghèo giảm còn dưới 2%).",
            false,
        ),
    ],
};

/// All of them.
pub static KINDS: &[&Kind] = &[&RATIO, &SUM, &VERDICT, &FIGURE, &PLAN, &UNIT, &REPEATED, &NO_VERDICT, &UNCLEAR];
