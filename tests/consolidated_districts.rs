//! The consolidated workbook of fifty districts nobody would choose: LibreOffice computes every cell of every sheet to
//! what is stored, what is stored is what was computed, and a figure that is changed changes everything above it.

#![allow(clippy::unwrap_used)]

#[path = "support/districts.rs"]
mod districts;
#[path = "support/recalculation.rs"]
mod recalculation;

use calamine::{Data, Range, Reader};
use chitieu::cell::Position;
use chitieu::compute;
use chitieu::consolidation::Consolidation;
use chitieu::language::Language;
use chitieu::schema::Schema;
use chitieu::submission::{Amount, Measure, Owner, Submission};
use chitieu::write;
use districts::{Dice, consolidation, district};
use recalculation::{differences, open, recalculated_all, sheet, sheets, shown};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use std::io::{Cursor, Read, Write};

const DISTRICTS: u64 = 50;

fn workbook(schema: &Schema, submissions: &[Submission], consolidation: &Consolidation, language: Language) -> Vec<u8> {
    let completeness = compute::completeness(schema, submissions, consolidation, &[]);
    write::consolidated(schema, consolidation, &[], &completeness, language).unwrap()
}

/// Now and then in English, whose words stand in formulas too.
fn language(seed: u64) -> Language {
    if seed % 7 == 3 { Language::En } else { Language::Vi }
}

#[test]
fn libreoffice_recalculates_every_cell_of_fifty_districts_to_what_is_stored() {
    let made: Vec<Vec<u8>> = (0..DISTRICTS)
        .map(|seed| {
            let district = district(seed);
            workbook(&district.schema, &district.submissions, &consolidation(&district.schema, &district.submissions), language(seed))
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let Some(again) = recalculated_all(&made, folder.path()) else {
        eprintln!("LibreOffice (soffice) is not installed: the recalculation is not tested here.");
        return;
    };
    for ((ours, theirs), seed) in made.iter().zip(&again).zip(0..) {
        assert_eq!(differences(ours, theirs), Vec::<String>::new(), "seed {seed}");
    }
}

/// Rows of a sheet by the code at their end.
fn row_of(range: &Range<Data>, column: u32, code: &str) -> u32 {
    (9..=range.end().unwrap().0).find(|&row| shown(range, row, column) == code).unwrap()
}

#[test]
fn stored_values_are_the_computed_ones_in_every_district() {
    let mut compared = 0;
    for seed in 0..DISTRICTS {
        let district = district(seed);
        let (schema, consolidation) = (&district.schema, consolidation(&district.schema, &district.submissions));
        let bytes = workbook(schema, &district.submissions, &consolidation, Language::Vi);
        let (summary, by_unit) = (sheet(&bytes, "Tổng hợp"), sheet(&bytes, "Theo đơn vị"));
        let codes = by_unit.end().unwrap().1;
        for row in &consolidation.rows {
            let code = &schema.indicator(row.indicator).code;
            let line = row_of(&summary, 10, code);
            for (column, value) in [(3, row.plan), (4, row.actual), (5, row.pct_plan), (6, row.prior), (7, row.pct_prior)] {
                let value = value.map(chitieu::number::plain_text).unwrap_or_default();
                assert_eq!(shown(&summary, line, column), value, "seed {seed}, indicator {code}, column {column}");
                compared += 1;
            }
            assert_eq!(shown(&summary, line, 8), row.verdict.vi(), "seed {seed}, verdict of {code}");
            for (unit, figures) in &row.by_unit {
                let first = (3..codes).find(|&column| shown(&by_unit, 6, column) == schema.unit(unit).code).unwrap();
                for measure in Measure::ALL {
                    let value = match figures.get(measure).map(|sourced| sourced.amount) {
                        Some(Amount::Verdict(verdict)) => verdict.vi().to_string(),
                        Some(Amount::Number(number)) => chitieu::number::plain_text(number),
                        None => String::new(),
                    };
                    assert_eq!(shown(&by_unit, line, first + measure as u32), value, "seed {seed}, {code} of {unit:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

/// A workbook in which somebody has typed another number into a cell of “Theo đơn vị”.
fn typed_over(bytes: &[u8], row: u32, column: u32, number: Decimal) -> Vec<u8> {
    let at = sheets(bytes).iter().position(|(name, _)| name == "Theo đơn vị").unwrap();
    let part = format!("xl/worksheets/sheet{}.xml", at + 1);
    let cell = chitieu::cell::Position::new(row, column).to_string();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (name, mut content) = (file.name().unwrap().to_string(), Vec::new());
        file.read_to_end(&mut content).unwrap();
        if name == part {
            let text = String::from_utf8(content).unwrap();
            let start = text.find(&format!("<c r=\"{cell}\"")).unwrap();
            let from = start + text[start..].find("<v>").unwrap() + 3;
            let to = from + text[from..].find("</v>").unwrap();
            assert!(!text[start..from].contains("<f>"), "{cell} holds a formula");
            content = format!("{}{number}{}", &text[..from], &text[to..]).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_figure_that_is_changed_changes_everything_above_it() {
    let (mut typed, mut wanted) = (Vec::new(), Vec::new());
    for seed in 0..16 {
        let mut district = district(seed);
        let mut dice = Dice(seed + 400);
        let before =
            workbook(&district.schema, &district.submissions, &consolidation(&district.schema, &district.submissions), Language::Vi);
        // A number that was typed; not one that a unit is measured by in its own way.
        let numbers: Vec<(usize, usize)> = district
            .submissions
            .iter()
            .enumerate()
            .flat_map(|(at, s)| s.figures.iter().enumerate().map(move |(place, figure)| (at, place, figure.amount)))
            .filter(|(_, _, amount)| matches!(amount, Amount::Number(number) if !number.is_zero()))
            .map(|(at, place, _)| (at, place))
            .collect();
        if numbers.is_empty() {
            continue;
        }
        let (at, place) = numbers[dice.roll(numbers.len() as u64) as usize];
        let mut figure = district.submissions[at].figures.get(place).unwrap().kept();
        let Amount::Number(old) = figure.amount else { unreachable!() };
        // As many decimals as before: how many a mean is rounded to follows from them.
        let new = old + Decimal::new(if old.scale() == 0 { 1 } else { 3 }, old.scale());
        figure.amount = Amount::Number(new);
        let Owner::Unit(unit) = figure.owner else { unreachable!() };
        let (indicator, measure) = (figure.indicator, figure.measure);
        district.submissions[at].figures.replace(place, figure);
        district.submissions[at].finish();
        let by_unit = sheet(&before, "Theo đơn vị");
        let code = &district.schema.indicator(indicator).code;
        let row = row_of(&by_unit, by_unit.end().unwrap().1, code);
        let first = (3..by_unit.end().unwrap().1).find(|&c| shown(&by_unit, 6, c) == district.schema.unit(unit).code).unwrap();
        typed.push(typed_over(&before, row, first + measure as u32, new));
        let after = consolidation(&district.schema, &district.submissions);
        wanted.push((seed, workbook(&district.schema, &district.submissions, &after, Language::Vi)));
    }
    assert!(typed.len() > 12);
    let folder = tempfile::tempdir().unwrap();
    let Some(again) = recalculated_all(&typed, folder.path()) else {
        eprintln!("LibreOffice (soffice) is not installed: the recalculation is not tested here.");
        return;
    };
    for ((seed, wanted), theirs) in wanted.iter().zip(&again) {
        assert_eq!(differences(wanted, theirs), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn every_figure_that_was_read_says_where_it_came_from() {
    for seed in [1, 5, 9] {
        let district = district(seed);
        let consolidation = consolidation(&district.schema, &district.submissions);
        let bytes = workbook(&district.schema, &district.submissions, &consolidation, Language::Vi);
        let at = sheets(&bytes).iter().position(|(name, _)| name == "Theo đơn vị").unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut text = String::new();
        archive.by_name(&format!("xl/worksheets/sheet{}.xml", at + 1)).unwrap().read_to_string(&mut text).unwrap();
        let read = consolidation.rows.iter().filter(|row| district.schema.indicator(row.indicator).derivation.is_none());
        let read: Vec<_> =
            read.flat_map(|row| &row.by_unit).flat_map(|(_, f)| Measure::ALL.map(|measure| (f.cell(measure), f.amount(measure)))).collect();
        let short = |file: &str| file.rsplit('/').next().unwrap().to_string();
        let mut wanted: Vec<(String, Option<Decimal>)> = Vec::new();
        for (cell, amount) in read {
            let Some(cell) = cell else { continue };
            wanted.push((format!("{}!{}!{}", short(&cell.file), cell.sheet, cell.at), amount.and_then(Amount::number)));
        }
        assert!(!wanted.is_empty());
        let by_unit = sheet(&bytes, "Theo đơn vị");
        // Messages are at as many cells as they name, in their order, and each of these is the place of a figure.
        let mut told: Vec<(String, Option<Decimal>)> = Vec::new();
        for message in text.split("<dataValidation ").skip(1) {
            let between = |begin: &str| message.split_once(begin).unwrap().1.split_once('"').unwrap().0;
            let prompt = between(" prompt=\"").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let (place, named) = prompt.split_once("&#xA;Ô: ").unwrap();
            let (file, sheet) = place.strip_prefix("Tệp: ").unwrap().split_once("&#xA;Trang tính: ").unwrap();
            let (first, last) = between(" sqref=\"").split_once(':').unwrap_or((between(" sqref=\""), between(" sqref=\"")));
            let (first, last) = (Position::parse(first).unwrap(), Position::parse(last).unwrap());
            assert_eq!(
                (last.row, (last.column - first.column) as usize + 1),
                (first.row, named.split("; ").count()),
                "seed {seed}: {message}"
            );
            for (cell, column) in named.split("; ").zip(first.column..) {
                let number = match by_unit.get_value((first.row, column)) {
                    Some(Data::Float(number)) => Decimal::from_f64(*number),
                    _ => None,
                };
                told.push((format!("{file}!{sheet}!{}", cell.rsplit(' ').next().unwrap()), number));
            }
        }
        told.sort();
        wanted.sort();
        assert_eq!(told, wanted, "seed {seed}");
    }
}

#[test]
fn names_of_sheets_and_cells_are_such_as_excel_takes() {
    let district = district(4);
    let consolidation = consolidation(&district.schema, &district.submissions);
    let bytes = workbook(&district.schema, &district.submissions, &consolidation, Language::Vi);
    let workbook = open(&bytes);
    let names = workbook.defined_names();
    for indicator in &district.schema.indicators {
        assert!(names.iter().any(|(name, _)| *name == format!("TH_{}", indicator.code)), "{}", indicator.code);
    }
    for (name, _) in sheets(&bytes) {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']), "{name}");
    }
}
