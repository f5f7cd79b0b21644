//! Consolidated workbooks among what was handed in: a level below's are used, this area's own are not.

use super::across::OTHER_PERIOD;
use super::{missing_indicator, named, plan_differs};
use crate::finding::{Example, Finding, Kind, Lower, Severity};
use crate::language::{Text, Words};
use crate::last_year::Reopened;
use crate::schema::{IndicatorId, PeriodId, Schema};
use crate::submission::{Measure, Owner, Submission};
use crate::units::AreaUnit;
use std::sync::Arc;

/// The consolidated workbook of commune An Phú over its villages, as the examples have it.
const VILLAGES: Lower = Lower {
    area: ("an-phu", "Xã An Phú"),
    units: &[("an-phu", "Xã An Phú", "thon-dong", "Thôn Đông"), ("binh-minh", "Xã Bình Minh", "thon-tay", "Thôn Tây")],
    change: Some(("target = \">= 1240\"", "target = \">= 620\"")),
    sheets: &[
        (
            "thon-dong.xlsx",
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
             | Tổng đàn bò | con | 90 | 80 |",
        ),
        (
            "thon-tay.xlsx",
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
             | Tổng đàn bò | con | 60 | 52 |",
        ),
    ],
};
/// `already-consolidated`.
pub static ALREADY_CONSOLIDATED: Kind = Kind {
    code: "already-consolidated",
    severity: Severity::Info,
    title: Text { vi: "Bảng tổng hợp của chính địa bàn này", en: "A consolidated workbook of this very area" },
    advice: Text {
        vi: "Tệp được bỏ qua, vì số của nó sẽ bị cộng hai lần; không cần làm gì thêm.",
        en: "It is left out, since its figures would be counted twice; nothing is to be done.",
    },
    examples: &[
        Example::consolidated("ket-qua.xlsx", Lower { area: ("an-hoa", "Huyện An Hòa"), units: &[], ..VILLAGES_AS_COMMUNES }, &[""]),
        Example::consolidated("xa-an-phu.xlsx", VILLAGES, &[]),
    ],
};
const VILLAGES_AS_COMMUNES: Lower = Lower {
    sheets: &[(
        "xa-an-phu.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
    )],
    ..VILLAGES
};

/// `unreadable-file`, of a consolidated workbook that can't be read back.
pub static NOT_REOPENED: Kind = Kind {
    code: "unreadable-file",
    severity: Severity::Error,
    title: Text { vi: "Không đọc được tệp", en: "The file can't be read" },
    advice: Text {
        vi: "Bảng tổng hợp này chưa được dùng: hãy lập lại bảng từ các tệp của đơn vị bên dưới.",
        en: "The consolidated workbook is not used: make it again from the files of the units below.",
    },
    examples: &[Example::consolidated("phong-nn.xlsx", Lower { sheets: &[], change: Some(THE_PLAN), ..STATION }, &[""])],
};

/// Without the plan, a workbook that nobody handed anything in for has no figures at all.
const THE_PLAN: (&str, &str) = ("[[plan]]\nunit = \"an-phu\"\nindicator = \"I.1\"\nvalue = 620", "");

/// `unknown-unit`, of a consolidated workbook.
pub static UNKNOWN_AREA: Kind = Kind {
    code: "unknown-unit",
    severity: Severity::Error,
    title: Text { vi: "Không rõ đơn vị báo cáo", en: "The reporting unit can't be told" },
    advice: Text {
        vi: "Hãy khai báo địa bàn này thành một đơn vị của bộ chỉ tiêu (cùng mã hoặc cùng tên), hoặc bỏ tệp ra khỏi thư mục.",
        en: "Declare that area as a unit of the schema, with the same code or name, or take the file away.",
    },
    examples: &[Example::consolidated("cao-son.xlsx", Lower { area: ("cao-son", "Xã Cao Sơn"), ..VILLAGES }, &[""])],
};

/// `definition-differs`.
pub static DEFINITION_DIFFERS: Kind = Kind {
    code: "definition-differs",
    severity: Severity::Error,
    title: Text {
        vi: "Chỉ tiêu ở cấp dưới được định nghĩa khác", en: "The level below defines the indicator otherwise"
    },
    advice: Text {
        vi: "Số này chưa được tổng hợp: hãy thống nhất bộ chỉ tiêu hai cấp rồi lập lại bảng tổng hợp cấp dưới.",
        en: "The figure is not used: bring the two schemas into line and consolidate the level below again.",
    },
    examples: &[
        Example::consolidated("xa-an-phu.xlsx", Lower { change: Some(LARGEST_HERD), ..VILLAGES }, &[""]),
        Example::consolidated("xa-an-phu.xlsx", VILLAGES, &[]),
    ],
};

/// The largest herd for all herds.
const LARGEST_HERD: (&str, &str) = ("target = \">= 240\"\naggregate = \"sum\"", "target = \">= 240\"\naggregate = \"max\"");

/// `incomplete-total`.
pub static INCOMPLETE_TOTAL: Kind = Kind {
    code: "incomplete-total",
    severity: Severity::Warning,
    title: Text { vi: "Bảng tổng hợp cấp dưới chưa đủ số liệu", en: "The level below is not complete" },
    advice: Text {
        vi: "Số được tổng hợp và ghi là chưa đủ: hãy đề nghị cấp dưới bổ sung rồi lập lại bảng.",
        en: "The figures are used and marked incomplete: ask the level below to complete them.",
    },
    examples: &[
        Example::consolidated("phong-nn.xlsx", Lower { sheets: COWS_ALONE, ..STATION }, &[""]),
        Example::consolidated("phong-nn.xlsx", STATION, &[]),
    ],
};

/// The consolidated workbook of an office over its station.
const STATION: Lower = Lower {
    area: ("phong-nn", "Phòng Nông nghiệp"),
    units: &[("phong-nn", "Phòng Nông nghiệp", "tram", "Trạm Khuyến nông")],
    change: None,
    sheets: &[(
        "tram-khuyen-nong.xlsx",
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 90 | 80 |
         | Số lớp tập huấn | lớp | 20 | 12 |",
    )],
};
const COWS_ALONE: &[(&str, &str)] = &[(
    "tram-khuyen-nong.xlsx",
    "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
     | Tổng đàn bò | con | 90 | 80 |",
)];

/// This area's own result among what was handed in.
pub fn already_consolidated(schema: &Schema, file: &Arc<str>) -> Finding {
    let name = &schema.area.name;
    ALREADY_CONSOLIDATED.in_file(
        file,
        Words::new(
            format!("Đây là bảng tổng hợp của {name}, do chitieu lập."),
            format!("It is the consolidated workbook of {name}, made by chitieu."),
        ),
    )
}

/// A consolidated workbook that can't be read back, with the reason.
pub fn not_reopened(file: &Arc<str>, why: Words) -> Finding {
    NOT_REOPENED.in_file(file, why)
}

/// A consolidated workbook of an area that is no unit here.
pub fn unknown_area(file: &Arc<str>, area: &AreaUnit) -> Finding {
    let (code, name) = (&area.code, &area.name);
    UNKNOWN_AREA
        .in_file(
            file,
            Words::new(
                format!("Đây là bảng tổng hợp của “{name}” ({code}), không phải đơn vị nào của bộ chỉ tiêu."),
                format!("It is the consolidated workbook of “{name}” ({code}), which is no unit of the schema."),
            ),
        )
        .found(name)
}

/// Checks what a consolidated workbook hands in. Its figures were checked where they were handed in first; here only what
/// this level adds is looked at.
pub fn rolled_up(
    schema: &Schema,
    submission: &Submission,
    different: &[(IndicatorId, Words)],
    incomplete: &[IndicatorId],
    absent: &[IndicatorId],
) -> Vec<Finding> {
    let owner = submission.unit.map(Owner::Unit);
    let mut findings = plan_differs::check(schema, submission);
    for (id, why) in different {
        let name = named(schema, *id);
        let words = Words::new(format!("{name}: {}.", why.vi), format!("{name}: {}.", why.en));
        findings.push(DEFINITION_DIFFERS.in_file(&submission.file, words).of(owner, *id));
    }
    for id in absent.iter().filter(|id| schema.indicator(**id).required) {
        let name = named(schema, *id);
        let words =
            Words::new(format!("{name}: bảng tổng hợp không có số này."), format!("{name}: the consolidated workbook has no such figure."));
        let finding = missing_indicator::KIND.in_file(&submission.file, words).of(owner, *id);
        findings.push(Finding { measure: Some(Measure::Actual), ..finding });
    }
    let incomplete: Vec<IndicatorId> = incomplete.iter().copied().filter(|id| schema.indicator(*id).required).collect();
    if !incomplete.is_empty() {
        let (count, list) = (incomplete.len(), codes(schema, &incomplete));
        let words = Words::new(
            format!("{count} chỉ tiêu chưa có đủ số của các đơn vị bên dưới: {list}."),
            format!("{count} indicators lack figures of some units below: {list}."),
        );
        findings.push(Finding { owner, ..INCOMPLETE_TOTAL.in_file(&submission.file, words) });
    }
    findings
}

/// The first few codes of a list.
pub(super) fn codes(schema: &Schema, ids: &[IndicatorId]) -> String {
    const FIRST: usize = 8;
    let more = if ids.len() > FIRST { ", …" } else { "" };
    ids.iter().take(FIRST).map(|id| schema.indicator(*id).code.as_str()).collect::<Vec<_>>().join(", ") + more
}

/// The period and the year of a consolidated workbook, against what is wanted.
pub fn period_of_rolled_up(schema: &Schema, wanted: Option<PeriodId>, submission: &Submission, below: &Reopened) -> Vec<Finding> {
    let found = below.schema.period(below.consolidation.period);
    let other = submission.period.is_none() || wanted.is_some_and(|wanted| submission.period.is_some_and(|period| period != wanted));
    if !submission.other_year && !other {
        return Vec::new();
    }
    let finding = OTHER_PERIOD.in_file(
        &submission.file,
        Words::new(
            format!("Bảng tổng hợp này là của kỳ “{}” năm {}.", found.name, below.schema.year),
            format!("The consolidated workbook is for “{}”, {}.", found.name, below.schema.year),
        ),
    );
    vec![match submission.other_year {
        true => finding.found(below.schema.year).expected(schema.year),
        false => finding.found(&found.code),
    }]
}
