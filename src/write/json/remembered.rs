//! `remember --format json`: what a person confirmed.

use super::Object;
use crate::cell::column_name;
use crate::schema::Schema;
use crate::senders::{self, Meaning, UsedAs, What};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    pub(super) senders: String,
    pub(super) remembered: Vec<Remembered<'a>>,
}

#[derive(Serialize)]
pub(super) struct Remembered<'a> {
    file: &'a str,
    unit: &'a str,
    kind: &'static str,
    sheet: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Object<&'static str, Vec<String>>>,
    new: bool,
}

impl<'a> Remembered<'a> {
    pub(super) fn of(schema: &'a Schema, one: &'a senders::Remembered) -> Remembered<'a> {
        let mut told = Remembered {
            file: &one.file,
            unit: one.whose.code(),
            kind: "layout",
            sheet: "",
            cell: None,
            column: None,
            text: None,
            means: None,
            columns: None,
            new: one.is_new,
        };
        match &one.what {
            What::Label(cell, text, meaning) => {
                told.kind = "label";
                told.sheet = &cell.sheet;
                told.cell = Some(cell.at.to_string());
                told.text = Some(text);
                told.means = Some(match meaning {
                    Meaning::Indicator(id) => &schema.indicator(*id).code,
                    Meaning::None => "none",
                });
            }
            What::Column(sheet, column, heading, role) => {
                told.kind = "column";
                told.sheet = sheet;
                told.column = Some(column_name(*column));
                told.text = Some(heading);
                told.means = Some(role.code());
            }
            What::Layout(layout) => {
                told.sheet = &layout.sheet;
                let names = |columns: &[u32]| columns.iter().map(|column| column_name(*column)).collect();
                told.columns = Some(Object(layout.columns.iter().map(|(role, columns)| (role.code(), names(columns))).collect()));
            }
        }
        told
    }
}

/// One label or column that was read as confirmed before.
#[derive(Serialize)]
pub(super) struct Used<'a> {
    sheet: &'a str,
    cell: String,
    kind: &'static str,
    text: &'a str,
    means: &'a str,
}

impl<'a> Used<'a> {
    pub(super) fn of(schema: &'a Schema, used: &'a senders::Used) -> Used<'a> {
        let (kind, means) = match used.means {
            UsedAs::Indicator(id) => ("label", schema.indicator(id).code.as_str()),
            UsedAs::NoIndicator => ("label", "none"),
            UsedAs::Column(role) => ("column", role.code()),
        };
        Used { sheet: &used.cell.sheet, cell: used.cell.at.to_string(), kind, text: &used.text, means }
    }
}
