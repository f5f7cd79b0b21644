//! Filling in a blank workbook of ours the way a script does: values into the cells of its first sheet, nothing else.

use chitieu::cell::Position;
use chitieu::language::Language;
use chitieu::schema::{Aggregate, IndicatorId, IndicatorKind, Schema, UnitId};
use chitieu::submission::{Measure, Verdict};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;

use super::mutate::Random;

/// Where the sheet has what.
pub const MEASURES: [(Measure, u32); 3] = [(Measure::Plan, 3), (Measure::Actual, 4), (Measure::Prior, 5)];
const CODE: u32 = 9;

/// What is typed into a cell.
#[derive(Clone, Debug)]
pub enum Typed {
    Number(Decimal),
    Text(String),
}

/// A blank workbook, its first sheet as text.
pub struct Blank {
    parts: Vec<(String, Vec<u8>)>,
    sheet: String,
    /// The row of each indicator.
    pub rows: BTreeMap<IndicatorId, u32>,
}

impl Blank {
    pub fn of(schema: &Schema, bytes: &[u8]) -> Blank {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        let mut sheet = String::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).unwrap();
            let (name, mut content) = (part.name().unwrap().to_string(), Vec::new());
            part.read_to_end(&mut content).unwrap();
            if name == "xl/worksheets/sheet1.xml" {
                sheet = String::from_utf8(content).unwrap();
                content = Vec::new();
            }
            parts.push((name, content));
        }
        let (_, range) = super::recalculation::sheets(bytes).remove(0);
        let last = range.end().unwrap().0;
        let code = |row: u32| super::recalculation::shown(&range, row, CODE);
        // The first eight rows are the title and the head; their words in the column are the workbook's own.
        let rows = (8..=last).filter_map(|row| Some((schema.find_indicator(&code(row))?, row)));
        Blank { parts, sheet, rows: rows.collect() }
    }

    /// Whether a cell is empty and waits for a figure.
    pub fn is_open(&self, at: Position) -> bool {
        self.place(at).is_some()
    }

    fn place(&self, at: Position) -> Option<(usize, usize, String)> {
        let start = self.sheet.find(&format!("<c r=\"{at}\""))?;
        let end = start + self.sheet[start..].find('>')? + 1;
        let cell = &self.sheet[start..end];
        let style = cell.split("s=\"").nth(1)?.split('"').next()?.to_string();
        cell.ends_with("/>").then_some((start, end, style))
    }

    pub fn type_into(&mut self, at: Position, typed: &Typed) {
        let (start, end, style) = self.place(at).unwrap();
        let cell = match typed {
            Typed::Number(number) => format!("<c r=\"{at}\" s=\"{style}\"><v>{number}</v></c>"),
            Typed::Text(text) => format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        };
        self.sheet.replace_range(start..end, &cell);
    }

    pub fn save(&self) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            archive.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
            let content = if content.is_empty() { self.sheet.as_bytes() } else { content };
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }
}

/// Figures that a unit might have: believable, with parts that add up, and with gaps.
pub fn figures(schema: &Schema, unit: UnitId, blank: &Blank, random: &mut Random) -> BTreeMap<(IndicatorId, Measure), Typed> {
    let mut figures: BTreeMap<(IndicatorId, Measure), Typed> = BTreeMap::new();
    let mut sizes: BTreeMap<IndicatorId, Decimal> = BTreeMap::new();
    for &id in blank.rows.keys() {
        let size = match schema.plans.get(&(unit, id)).copied().or(schema.indicator(id).target.map(|target| target.base())) {
            Some(given) if !given.is_zero() => given,
            _ => Decimal::from([300_u32, 500, 900][random.below(3)]),
        };
        sizes.insert(id, size);
    }
    let mut down: Vec<IndicatorId> = sizes.keys().copied().collect();
    down.sort_by_key(|id| std::cmp::Reverse(depth(schema, *id, 0)));
    for id in down {
        let parts = &schema.indicator(id).parts;
        let size = (sizes[&id] / Decimal::from(parts.len().max(1))).max(Decimal::TWO);
        for part in parts.iter().filter(|part| !schema.plans.contains_key(&(unit, **part))) {
            sizes.entry(*part).and_modify(|own| *own = size);
        }
    }
    for (measure, column) in MEASURES {
        let mut open: Vec<IndicatorId> = blank.rows.keys().copied().collect();
        // Wholes come after their parts, however the set lists them.
        open.sort_by_key(|id| depth(schema, *id, 0));
        for id in open {
            let indicator = schema.indicator(id);
            if !schema.reports(unit, id) || !blank.is_open(Position::new(blank.rows[&id], column)) || random.once_in(7) {
                continue;
            }
            if indicator.kind == IndicatorKind::Status {
                let verdict = [Verdict::Met, Verdict::NotMet, Verdict::InProgress][random.below(3)];
                if measure != Measure::Plan {
                    figures.insert((id, measure), Typed::Text(verdict.vi().to_string()));
                }
                continue;
            }
            // A plan that was given is typed as given: to the unit, or to the area where the unit alone answers for it.
            let of_area = indicator.target.filter(|_| indicator.reporters[..] == [unit]).map(|target| target.base());
            if let (Measure::Plan, Some(given)) = (measure, schema.plans.get(&(unit, id)).copied().or(of_area)) {
                figures.insert((id, measure), Typed::Number(given));
                continue;
            }
            // What parts are planned may be given for some of them only: one level at a time is planned here.
            if measure == Measure::Plan && (!indicator.parts.is_empty() || !schema.wholes_of(id).is_empty()) {
                continue;
            }
            let parts: Vec<IndicatorId> = indicator
                .parts
                .iter()
                .copied()
                .filter(|part| schema.reports(unit, *part) || schema.indicator(*part).derivation.is_some())
                .collect();
            let known: Vec<Decimal> = parts
                .iter()
                .filter_map(|part| match figures.get(&(*part, measure)) {
                    Some(Typed::Number(number)) => Some(*number),
                    Some(Typed::Text(text)) => Decimal::from_str_exact(text.split('/').next()?).ok(),
                    None => None,
                })
                .collect();
            let sum: Decimal = known.iter().sum();
            let counted = parts.iter().any(|part| schema.indicator(*part).kind == IndicatorKind::Status);
            let number = match (parts.is_empty() || counted, known.len() == parts.len()) {
                (true, _) => believable(schema, id, sizes[&id], random),
                (false, true) if indicator.parts_complete => sum,
                (false, true) => sum + sum.trunc(),
                (false, false) => continue,
            };
            let beyond =
                indicator.upper_bound().is_some_and(|high| number > high) || indicator.lower_bound().is_some_and(|low| number < low);
            if beyond {
                continue;
            }
            let typed = match (indicator.kind, indicator.out_of) {
                (IndicatorKind::CountOf, Some(of)) if random.once_in(2) => Typed::Text(format!("{number}/{of}")),
                _ => Typed::Number(number),
            };
            figures.insert((id, measure), typed);
        }
    }
    figures
}

fn depth(schema: &Schema, id: IndicatorId, above: u32) -> u32 {
    let parts = &schema.indicator(id).parts;
    if above > 20 { 0 } else { parts.iter().map(|part| 1 + depth(schema, *part, above + 1)).max().unwrap_or(0) }
}

fn believable(schema: &Schema, id: IndicatorId, size: Decimal, random: &mut Random) -> Decimal {
    let indicator = schema.indicator(id);
    let share = Decimal::new(60 + random.below(40) as i64, 2);
    let decimals = match indicator.kind {
        IndicatorKind::CountOf => 0,
        _ => indicator.decimals.unwrap_or(if indicator.kind == IndicatorKind::Percent { 1 } else { 0 }),
    };
    let fine = Decimal::new(random.below(10_i64.pow(decimals.min(4)) as usize) as i64, decimals.min(4));
    let low = indicator.lower_bound().unwrap_or_default();
    match indicator.upper_bound().or(indicator.out_of) {
        Some(high) if indicator.kind != IndicatorKind::Quantity || indicator.aggregate == Aggregate::Ratio => {
            chitieu::number::round(low + (high - low) * share, decimals)
        }
        _ => low.max((size * share).trunc() + fine),
    }
}

/// What reading should make of it.
pub fn amount(typed: &Typed) -> String {
    match typed {
        Typed::Number(number) => number.normalize().to_string(),
        Typed::Text(text) => match [Verdict::Met, Verdict::NotMet, Verdict::InProgress].iter().find(|verdict| verdict.vi() == text) {
            Some(verdict) => verdict.code().to_string(),
            None => text.split('/').next().unwrap().to_string(),
        },
    }
}

/// The blank workbooks of a set, with the units that may use each.
pub fn blanks(schema: &Schema) -> Vec<(String, Vec<u8>)> {
    chitieu::write::templates(schema, Language::Vi).unwrap()
}
