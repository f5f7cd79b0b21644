//! What of a workbook can be confirmed by a person: its labels, its columns, its layouts.

use super::confirmed::{self, Refused};
use super::grid::Grid;
use super::heading::Context;
use super::index::Strength;
use super::rows::Outcome;
use super::sheet::Found;
use crate::cell::Position;
use crate::language::Words;
use crate::schema::{IndicatorId, UnitId};
use crate::senders::{ColumnRole, Layout, STEP, label_key};
use crate::submission::Orientation;
use std::sync::Arc;

/// The name of a row.
#[derive(Clone, Debug)]
pub struct LabelPlace {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Where it stands.
    pub at: Position,
    /// As written.
    pub text: String,
    /// As it is remembered: a short name under the one above it.
    pub remembered: String,
    /// The indicators whose name it is by itself.
    pub named: Vec<IndicatorId>,
    /// Whether it names another year or period than the workbook is for.
    pub is_untimely: bool,
    /// Whether another row of the table would be remembered under the same name.
    pub is_repeated: bool,
}

/// A column with its heading.
#[derive(Clone, Debug)]
pub struct ColumnPlace {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Column, counted from 0.
    pub column: u32,
    /// The texts over it, as they are remembered.
    pub heading: String,
    /// Whether the names of the rows stand in it.
    pub holds_labels: bool,
    /// Why it can't be known by its heading.
    pub refused: Option<Words>,
    /// What it can't hold, since its heading names another year or period.
    pub untimely: Vec<ColumnRole>,
}

/// What can be confirmed of one workbook.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Which unit it is from, where that can be told.
    pub unit: Option<UnitId>,
    /// Sheets with tables, in order.
    pub sheets: Vec<Arc<str>>,
    /// Names of rows.
    pub labels: Vec<LabelPlace>,
    /// Columns; one that several tables of a sheet have stands once for each.
    pub columns: Vec<ColumnPlace>,
    /// Layouts, one a sheet.
    pub layouts: Vec<Layout>,
}

impl Outline {
    pub(super) fn of(unit: Option<UnitId>, grids: &[Grid<'_>], found: &[Found<'_>], context: Context) -> Outline {
        let mut outline = Outline { unit, ..Outline::default() };
        for found in found {
            let Some(grid) = grids.iter().find(|grid| grid.sheet.name == found.sheet) else { continue };
            if !outline.sheets.contains(&found.sheet) {
                outline.sheets.push(found.sheet.clone());
            }
            let remembered: Vec<String> = found.rows.iter().map(|row| confirmed::to_remember(grid, &found.table, row)).collect();
            let keys: Vec<String> = remembered.iter().map(|text| label_key(text)).collect();
            for ((row, text), key) in found.rows.iter().zip(remembered).zip(&keys) {
                if row.text.is_empty() {
                    continue;
                }
                let named = match &row.outcome {
                    Outcome::Indicator(id, strength) if *strength >= Strength::SameWords && *strength != Strength::Confirmed => vec![*id],
                    Outcome::AsConfirmed(refused) => match &**refused {
                        Refused::Contradicts { named, .. } => named.clone(),
                        _ => Vec::new(),
                    },
                    Outcome::Contradicted { coded, .. } => vec![*coded],
                    _ => Vec::new(),
                };
                outline.labels.push(LabelPlace {
                    sheet: found.sheet.clone(),
                    at: row.at,
                    text: row.text.to_string(),
                    remembered: text,
                    named,
                    is_untimely: !confirmed::is_timely_label(&row.text, context),
                    is_repeated: keys.iter().filter(|other| *other == key).count() > 1,
                });
            }
            for heading in &found.table.headings {
                outline.columns.push(ColumnPlace {
                    sheet: found.sheet.clone(),
                    column: heading.column,
                    heading: heading.path.join(STEP),
                    holds_labels: found.table.label_columns.contains(&heading.column)
                        || found.table.orientation == Orientation::UnitsDown && heading.role == super::heading::Role::Label,
                    refused: confirmed::refusal(&found.table, heading),
                    untimely: ColumnRole::ALL
                        .into_iter()
                        .filter(|role| !confirmed::is_timely_heading(&heading.path, *role, context))
                        .collect(),
                });
            }
        }
        outline.layouts = confirmed::layouts(found).into_iter().map(|(_, layout)| layout).collect();
        outline
    }
}
