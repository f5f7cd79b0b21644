//! Unit × programme as a small table, and why a unit's figures were not simply used.

use super::columns::{Columns, cut, wrapped};
use crate::completeness::{Completeness, OfUnit, Outcome, Share};
use crate::language::{Language, Text};
use crate::schema::Schema;

/// So many units fit on a screen or two; of more, only those that are not simply used are listed.
const MOST_UNITS: usize = 40;

/// "15 được tổng hợp, 3 trả lại"; outcomes that no unit has are left out.
pub(super) fn outcomes(completeness: &Completeness, language: Language) -> String {
    let counted = Outcome::ALL.map(|outcome| (outcome, completeness.count(outcome)));
    let some = counted.iter().filter(|(_, count)| *count > 0);
    some.map(|(outcome, count)| format!("{count} {}", outcome.name().in_language(language))).collect::<Vec<_>>().join(", ")
}

/// The table, and below it the reasons.
pub(super) fn table(schema: &Schema, completeness: &Completeness, language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let all: Vec<&OfUnit> = completeness.units.iter().collect();
    if all.is_empty() {
        return String::new();
    }
    let listed: Vec<&OfUnit> = match all.len() {
        0..=MOST_UNITS => all.clone(),
        _ => all.iter().copied().filter(|of| of.outcome != Outcome::Used).take(MOST_UNITS).collect(),
    };
    let mut columns = Columns::new("  ");
    let codes = completeness.programmes.iter().map(|&id| cut(&schema.section(id).code, 12));
    columns.row([t("Đơn vị", "Unit").to_string()].into_iter().chain(codes).chain([t("Kết quả", "Outcome").to_string()]));
    for of in &listed {
        let name = cut(&schema.unit(of.unit).name, 32);
        let shares = of.shares.iter().map(shown);
        columns.row([name].into_iter().chain(shares).chain([of.outcome.name().in_language(language).to_string()]));
    }
    let mut out = t(
        "\nĐơn vị × chương trình (số chỉ tiêu đã có/phải có; “!” là số chỉ tiêu có lỗi):\n",
        "\nUnits × programmes (indicators filled in/to be filled in; “!” how many are in error):\n",
    )
    .to_string();
    out += &columns.to_string();
    if listed.len() < all.len() {
        let rest = all.len() - listed.len();
        out += &match language {
            Language::Vi => format!("  … và {rest} đơn vị nữa.\n"),
            Language::En => format!("  … and {rest} units more.\n"),
        };
    }
    for of in listed.iter().filter(|of| of.outcome != Outcome::Used && of.outcome != Outcome::NotHandedIn) {
        let name = &schema.unit(of.unit).name;
        let line = format!("{name} – {}: {}.", of.outcome.name().in_language(language), of.reason().in_language(language));
        out += &wrapped(&line, "  - ", "    ", super::WIDTH);
    }
    out
}

/// "12/14 !2"; a dash where there is nothing to fill in.
fn shown(share: &Share) -> String {
    match (share.expected(), share.wrong) {
        (0, _) => "–".to_string(),
        (expected, 0) => format!("{}/{expected}", share.filled),
        (expected, wrong) => format!("{}/{expected} !{wrong}", share.filled),
    }
}
