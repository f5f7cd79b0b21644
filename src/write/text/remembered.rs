//! `remember`: what a person confirmed, as it will be used the next time; and how a column or a label was read so.

use super::WIDTH;
use super::columns::wrapped;
use crate::cell::column_name;
use crate::language::{Language, Text};
use crate::schema::Schema;
use crate::senders::{Meaning, Remembered, Used, UsedAs, What, Whose};
use std::path::Path;

/// What is remembered now, file by file, and where.
pub fn remembered(schema: &Schema, path: &Path, remembered: &[Remembered], language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut out = String::new();
    let mut before = None;
    for one in remembered {
        if before != Some((&one.file, &one.whose)) {
            let whose = match &one.whose {
                Whose::Every => t("Mọi đơn vị", "Every sender").to_string(),
                Whose::Unit(code) => schema.find_unit(code).map_or(code.clone(), |unit| schema.unit(unit).name.clone()),
            };
            out += &format!("{} – {whose}\n", one.file);
            before = Some((&one.file, &one.whose));
        }
        let said = match &one.what {
            What::Label(cell, text, Meaning::Indicator(id)) => {
                let indicator = schema.indicator(*id);
                format!("{cell}: {} “{text}” {} {} {}", t("tên", "label"), t("là chỉ tiêu", "is"), indicator.code, indicator.name)
            }
            What::Label(cell, text, Meaning::None) => {
                format!("{cell}: {} “{text}” {}", t("tên", "label"), t("không thuộc bộ chỉ tiêu", "is no indicator of the schema"))
            }
            What::Column(sheet, column, heading, role) => {
                format!(
                    "{sheet}!{}: {} “{heading}” {} {}",
                    column_name(*column),
                    t("cột", "column"),
                    t("là", "is"),
                    role.name().in_language(language)
                )
            }
            What::Layout(layout) => {
                let columns: Vec<String> = layout
                    .columns
                    .iter()
                    .map(|(role, columns)| {
                        let names: Vec<String> = columns.iter().map(|column| column_name(*column)).collect();
                        format!("{} {}", role.name().in_language(language), names.join(" "))
                    })
                    .collect();
                format!("{} “{}”: {}", t("Bố cục trang", "Layout of sheet"), layout.sheet, columns.join(", "))
            }
        };
        let already = if one.is_new { "" } else { t(" (đã nhớ từ trước)", " (remembered already)") };
        out += &wrapped(&format!("{said}{already}"), "  ", "    ", WIDTH);
    }
    out + &match language {
        Language::Vi => format!("Đã ghi nhớ vào {}.\n", path.display()),
        Language::En => format!("Remembered in {}.\n", path.display()),
    }
}

/// One label or column that was read as confirmed before.
pub fn one_use(schema: &Schema, used: &Used, language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let means = match used.means {
        UsedAs::Indicator(id) => format!("{} {}", schema.indicator(id).code, schema.indicator(id).name),
        UsedAs::NoIndicator => t("không thuộc bộ chỉ tiêu", "no indicator of the schema").to_string(),
        UsedAs::Column(role) => format!("{} {}", t("cột", "column of"), role.name().in_language(language)),
    };
    let line = format!("{} {}: “{}” {} {means}", t("Theo xác nhận đã lưu:", "As confirmed before:"), used.cell, used.text, t("là", "is"));
    wrapped(&line, "  ", "    ", WIDTH)
}
