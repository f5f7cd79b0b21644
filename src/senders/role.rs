//! What a column can be confirmed to hold.

use crate::language::Text;

/// What a column holds, as the file of senders says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRole {
    /// Names of indicators.
    Label,
    /// Units of measure.
    Unit,
    /// Kế hoạch.
    Plan,
    /// Thực hiện.
    Actual,
    /// Done and planned in one cell; of layouts only.
    Combined,
    /// Cùng kỳ năm trước.
    Prior,
    /// % kế hoạch.
    PctPlan,
    /// % cùng kỳ.
    PctPrior,
    /// Đánh giá.
    Verdict,
    /// Notes, which no figure is read from.
    Note,
    /// Nothing that is read.
    None,
}

impl ColumnRole {
    /// All of them, in the order of the file.
    pub const ALL: [ColumnRole; 11] = [
        ColumnRole::Label,
        ColumnRole::Unit,
        ColumnRole::Plan,
        ColumnRole::Actual,
        ColumnRole::Combined,
        ColumnRole::Prior,
        ColumnRole::PctPlan,
        ColumnRole::PctPrior,
        ColumnRole::Verdict,
        ColumnRole::Note,
        ColumnRole::None,
    ];

    /// The word of the file, as in the JSON of `inspect`.
    pub fn code(self) -> &'static str {
        match self {
            ColumnRole::Label => "label",
            ColumnRole::Unit => "unit",
            ColumnRole::Plan => "plan",
            ColumnRole::Actual => "actual",
            ColumnRole::Combined => "combined",
            ColumnRole::Prior => "prior",
            ColumnRole::PctPlan => "pct_plan",
            ColumnRole::PctPrior => "pct_prior",
            ColumnRole::Verdict => "verdict",
            ColumnRole::Note => "note",
            ColumnRole::None => "none",
        }
    }

    /// The role of a word of the file.
    pub fn from_code(code: &str) -> Option<ColumnRole> {
        ColumnRole::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether a column can be said to hold it: what "TH/KH" holds in one cell only its cells can tell.
    pub fn is_sayable(self) -> bool {
        self != ColumnRole::Combined
    }

    /// Whether layouts tell where it stands.
    pub fn is_in_layouts(self) -> bool {
        !matches!(self, ColumnRole::Note | ColumnRole::None)
    }

    /// The name for people.
    pub fn name(self) -> Text {
        match self {
            ColumnRole::Label => Text { vi: "Tên chỉ tiêu", en: "indicator names" },
            ColumnRole::Unit => Text { vi: "Đơn vị tính", en: "unit of measure" },
            ColumnRole::Plan => Text { vi: "Kế hoạch", en: "plan" },
            ColumnRole::Actual => Text { vi: "Thực hiện", en: "actual" },
            ColumnRole::Combined => Text { vi: "Thực hiện/Kế hoạch", en: "actual/plan" },
            ColumnRole::Prior => Text { vi: "Cùng kỳ", en: "same period last year" },
            ColumnRole::PctPlan => Text { vi: "% kế hoạch", en: "% of plan" },
            ColumnRole::PctPrior => Text { vi: "% cùng kỳ", en: "% of last year" },
            ColumnRole::Verdict => Text { vi: "Đánh giá", en: "verdict" },
            ColumnRole::Note => Text { vi: "Ghi chú", en: "notes" },
            ColumnRole::None => Text { vi: "không đọc", en: "not read" },
        }
    }
}
