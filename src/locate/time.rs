//! The period and the year that a workbook names, of what titles, headings and the file's name say.

use super::grid::Grid;
use super::index::Index;
use super::kinds::PERIOD_MISMATCH;
use super::period::{self, Span};
use crate::finding::Finding;
use crate::language::Words;
use crate::schema::{PeriodId, Schema};
use crate::workbook::{Value, Workbook};

/// What the workbook says about period and year.
pub(super) struct Time {
    /// The period it is for.
    pub period: Option<PeriodId>,
    /// The year it names, where it is not the schema's.
    pub other_year: Option<(i32, String)>,
    /// The span it names, where the schema or the request has another.
    pub other_span: Option<String>,
}

impl Time {
    /// Hears what the file's name, titles and headings say.
    pub fn of(schema: &Schema, index: &Index, workbook: &Workbook, grids: &[Grid<'_>], wanted: Option<PeriodId>) -> Time {
        let stem = workbook.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.replace(['_', '-', '.'], " ");
        let mut spans: Vec<(u32, Span, &str)> = Vec::new();
        let mut years: Vec<(u32, i32, &str)> = Vec::new();
        // How loudly texts speak of the whole year, all together.
        let mut whole = 0;
        let mut hear = |text, said: &period::Said, weight: u32| {
            for span in said.spans.iter().filter(|span| !matches!(span, Span::Month(_))) {
                spans.push((weight, *span, text));
            }
            for year in &said.years {
                years.push((weight, *year, text));
            }
            // A title that names a year and no part of it speaks of the whole year.
            if said.spans.is_empty() && (said.whole_year || (!said.years.is_empty() && weight >= 4)) {
                whole += if said.whole_year { weight } else { 1 };
            }
        };
        hear(&stem, &period::said(&stem), 2);
        for grid in grids {
            let mut heading_seen = 0;
            for row in grid.rows.iter().take(40) {
                let mut is_header = false;
                for cell in grid.cells(row) {
                    let Value::Text(id) = cell.value else { continue };
                    let text = workbook.label(id);
                    let Some(looked) = grid.texts.get(id) else { continue };
                    if looked.heading {
                        is_header = true;
                    }
                    if !crate::label::is_longer(text, 300) {
                        // Titles speak for the sheet; headings speak for their column, and often of last year too.
                        hear(text, &looked.said, if heading_seen == 0 && !is_header { 4 } else { 1 });
                    }
                }
                if is_header {
                    heading_seen += 1;
                }
                if heading_seen > 0 && row.index > 30 {
                    break;
                }
            }
        }
        let mut score: Vec<(Span, u32)> = Vec::new();
        for (weight, span, _) in &spans {
            match score.iter_mut().find(|(known, _)| known == span) {
                Some((_, total)) => *total += weight,
                None => score.push((*span, *weight)),
            }
        }
        if whole > 0 {
            match score.iter_mut().find(|(known, _)| *known == Span::FirstMonths(12)) {
                Some((_, total)) => *total += whole,
                None => score.push((Span::FirstMonths(12), whole)),
            }
        }
        score.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
        let mut time = Time { period: None, other_year: None, other_span: None };
        let named = score.first().map(|(span, _)| *span);
        time.period = match named {
            Some(span) => index.period(span),
            None if schema.periods.len() == 1 => Some(PeriodId(0)),
            None => wanted,
        };
        if schema.periods.len() == 1 && time.period.is_none() {
            time.period = Some(PeriodId(0));
        }
        if let Some(span) = named
            && index.period(span).is_none()
            && schema.periods.len() > 1
        {
            time.other_span = spans.iter().find(|(_, known, _)| *known == span).map(|(_, _, text)| text.to_string());
        }
        if let (Some(wanted), Some(found)) = (wanted, time.period)
            && wanted != found
        {
            time.other_span = Some(schema.period(found).name.clone());
        }
        // The year the titles name most; without titles, headings, of which the later year is this year's.
        let strongest = years.iter().map(|(weight, _, _)| *weight).max().unwrap_or(0);
        let named: Vec<&(u32, i32, &str)> = years.iter().filter(|(weight, _, _)| *weight == strongest).collect();
        if !named.is_empty() && !named.iter().any(|(_, year, _)| *year == schema.year) {
            let latest = named.iter().max_by_key(|(_, year, _)| *year);
            if let Some((_, year, text)) = latest {
                time.other_year = Some((*year, text.to_string()));
            }
        }
        time
    }

    /// What is told where it is another year or another period.
    pub fn findings(&self, schema: &Schema, workbook: &Workbook) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some((year, text)) = &self.other_year {
            findings.push(
                PERIOD_MISMATCH
                    .in_file(
                        &workbook.file,
                        Words::new(
                            format!("Biểu ghi năm {year} (“{}”) nhưng bộ chỉ tiêu là của năm {}.", crate::label::tidy(text), schema.year),
                            format!("The sheet names the year {year}, the schema is for {}.", schema.year),
                        ),
                    )
                    .found(year)
                    .expected(schema.year),
            );
        }
        if let Some(text) = &self.other_span {
            findings.push(
                PERIOD_MISMATCH
                    .in_file(
                        &workbook.file,
                        Words::new(
                            format!("Biểu thuộc kỳ khác: “{}”.", crate::label::tidy(text)),
                            format!("The sheet is for another period: “{}”.", crate::label::tidy(text)),
                        ),
                    )
                    .found(crate::label::tidy(text)),
            );
        }
        findings
    }
}
