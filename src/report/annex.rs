//! The annex: every indicator on one line of a table.

use super::{Align, Annex, Cell, Column, Context, RowKind, Table, TableRow, figures, frame, programme};
use crate::consolidation::Row;
use crate::schema::{Indicator, IndicatorId, IndicatorKind, SectionId};
use crate::submission::Verdict;

/// The table of all indicators with its head.
pub(super) fn annex(context: &Context) -> Annex {
    let mut lines = Lines { context, rows: Vec::new(), number: 0, partial: false };
    for (at, id) in context.children(None).into_iter().enumerate() {
        lines.section(id, 0, at);
    }
    let shares = [46, 322, 98, 95, 95, 65, 95, 65, 119];
    let columns = context.phrases.list("annex-columns").iter().zip(shares).enumerate().map(|(at, (title, share))| Column {
        title: title.clone(),
        share,
        align: match at {
            1 => Align::Left,
            0 | 2 | 8 => Align::Center,
            _ => Align::Right,
        },
    });
    let reference = [
        ("symbol", Some(frame::symbol(context))),
        ("year", Some(context.schema.year.to_string())),
        ("issuer", Some(frame::issuer(context))),
    ];
    Annex {
        name: context.phrases.word("table.annex"),
        title: context.say("table.annex-title", &[("period", Some(frame::period(context)))]).to_uppercase(),
        reference: context.say("table.annex-reference", &reference),
        note: lines.partial.then(|| context.phrases.word("table.partial")),
        table: Table { columns: columns.collect(), rows: lines.rows },
    }
}

struct Lines<'a> {
    context: &'a Context<'a>,
    rows: Vec<TableRow>,
    number: usize,
    partial: bool,
}

impl Lines<'_> {
    fn section(&mut self, id: SectionId, depth: u32, ordinal: usize) {
        let mut cells = vec![Cell::Text(programme::table_number(depth, ordinal)), Cell::Text(self.context.schema.section(id).name.clone())];
        cells.resize(self.context.phrases.list("annex-columns").len(), Cell::Empty);
        self.rows.push(TableRow { kind: RowKind::Heading(depth), cells });
        for (indicator, of) in self.context.schema.each_indicator() {
            if of.section == id {
                self.indicator(indicator, of);
            }
        }
        for (at, child) in self.context.children(Some(id)).into_iter().enumerate() {
            self.section(child, depth + 1, at);
        }
    }

    fn indicator(&mut self, id: IndicatorId, indicator: &Indicator) {
        let row = self.context.row(id);
        // The sides of a ratio explain its figure; without figures of their own there is nothing to explain.
        if !self.context.counts(id) && row.actual.is_none() && row.plan.is_none() && row.prior.is_none() {
            return;
        }
        let kind = match self.depth(id) {
            0 => {
                self.number += 1;
                RowKind::Figure
            }
            depth => RowKind::Part(depth),
        };
        let number = if kind == RowKind::Figure { Cell::Count(self.number) } else { Cell::Empty };
        let figure = |number| Cell::Number(number, figures::decimals(indicator, number));
        let decimals = self.context.schema.percent_decimals;
        let percent = |number: Option<_>| number.map_or(Cell::Empty, |number| Cell::Percent(number, decimals));
        let actual = match row.actual {
            Some(actual) if self.context.coverage(id).is_some() => {
                self.partial = true;
                Cell::Partial(actual, figures::decimals(indicator, actual))
            }
            actual => actual.map_or(Cell::Empty, figure),
        };
        let plan = match indicator.target {
            Some(target) => Cell::Target(target),
            None => row.plan.map_or(Cell::Empty, |plan| Cell::Number(plan, None)),
        };
        let cells = vec![
            number,
            Cell::Text(indicator.name.clone()),
            Cell::Text(indicator.unit_of_measure.clone()),
            plan,
            actual,
            percent(row.pct_plan),
            match (row.prior, &row.not_comparable) {
                (Some(prior), _) => figure(prior),
                (None, Some(_)) => Cell::Text(self.context.phrases.word("change.not-comparable-short")),
                (None, None) => Cell::Empty,
            },
            percent(row.pct_prior),
            verdict(indicator, row),
        ];
        self.rows.push(TableRow { kind, cells });
    }

    /// How far below its indicator a row stands: a part below its whole, a side of a ratio below the ratio.
    fn depth(&self, id: IndicatorId) -> u32 {
        let schema = self.context.schema;
        let section = schema.indicator(id).section;
        let mut depth = 0;
        let mut at = id;
        // The schema has no circles; the bound is for readers of this line.
        while depth < 4 {
            let whole = schema.wholes_of(at).iter().find(|whole| schema.indicator(**whole).section == section);
            match whole {
                Some(&whole) if whole < at => at = whole,
                _ => break,
            }
            depth += 1;
        }
        depth + u32::from(depth == 0 && !self.context.counts(id))
    }
}

/// A verdict where there is something to judge by.
fn verdict(indicator: &Indicator, row: &Row) -> Cell {
    let is_judged = indicator.target.is_some() || row.plan.is_some() || indicator.kind == IndicatorKind::Status;
    if is_judged || row.verdict != Verdict::NotAssessed { Cell::Verdict(row.verdict) } else { Cell::Empty }
}
