//! What is exported for other tools is what `merge` has, value by value, in either form.

#[path = "support/parquet_reader.rs"]
mod parquet_reader;

use chitieu::cell::{CellRef, Position};
use chitieu::schema::{PeriodId, from_toml, prove};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission};
use chitieu::{compute, tidy};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/nam-dong-2023/6t");

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chitieu")).current_dir(folder).args(arguments).output().unwrap()
}

fn done(output: &Output) {
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// (unit, indicator, measure) → value or verdict.
type Values = BTreeMap<(String, String, String), String>;

fn of_merge(path: &Path) -> Values {
    let merged: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let schema = chitieu::schema::built_in().unwrap();
    let mut values = Values::new();
    for row in merged["rows"].as_array().unwrap() {
        let indicator = row["indicator"].as_str().unwrap();
        let id = schema.find_indicator(indicator).unwrap();
        if schema.indicator(id).derivation.is_some() {
            continue;
        }
        for (unit, figures) in row["by_unit"].as_object().unwrap() {
            for measure in ["plan", "actual", "prior"] {
                if let Some(value) = figures[measure].as_str() {
                    values.insert((unit.clone(), indicator.to_string(), measure.to_string()), value.to_string());
                }
            }
        }
    }
    values
}

fn plain(text: &str) -> String {
    Decimal::from_str_exact(text).unwrap().normalize().to_string()
}

/// Fields of RFC 4180, with the apostrophes taken off that were put in front of texts.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    let back = |field: String| field.strip_prefix('\'').map(str::to_string).unwrap_or(field);
    rows.into_iter().map(|row: Vec<String>| row.into_iter().map(back).collect()).collect()
}

#[test]
fn every_value_is_that_of_merge_in_both_forms_and_twice_the_same() {
    let place = tempfile::tempdir().unwrap();
    done(&run(place.path(), &["merge", SAMPLES, "-o", "m.xlsx", "--json", "m.json", "-q"]));
    done(&run(place.path(), &["export", SAMPLES, "-o", "p", "-q", "--jobs", "1"]));
    done(&run(place.path(), &["xuat-du-lieu", SAMPLES, "-o", "p2", "-q", "--jobs", "2"]));
    done(&run(place.path(), &["export", SAMPLES, "-o", "c", "--as", "csv", "-q"]));
    let expected = of_merge(&place.path().join("m.json"));
    assert!(expected.len() > 1500, "{}", expected.len());

    let parts = files(&place.path().join("p/values"));
    let (mut of_parquet, mut sources) = (Values::new(), Vec::new());
    for part in &parts {
        let unit = part.parent().unwrap().file_name().unwrap().to_str().unwrap().strip_prefix("unit=").unwrap().to_string();
        assert!(part.ends_with(format!("year=2023/period=6t/unit={unit}/part.parquet")), "{part:?}");
        let (names, rows) = parquet_reader::read(&fs::read(part).unwrap());
        let column = |name: &str| names.iter().position(|own| own == name).unwrap();
        for row in rows {
            let cell = |name: &str| row[column(name)].clone();
            let value = cell("value").map(|value| plain(&value)).or_else(|| cell("verdict")).unwrap();
            let key = (unit.clone(), cell("indicator").unwrap(), cell("measure").unwrap());
            sources.push((key.clone(), cell("origin"), cell("file"), cell("sheet"), cell("cell")));
            assert_eq!(of_parquet.insert(key, value), None);
        }
    }
    assert_eq!(of_parquet, expected);
    // Each value that was read names the cell where it stands.
    for (key, origin, file, sheet, cell) in &sources {
        let is_read = origin.as_deref() == Some("read");
        assert_eq!((file.is_some(), sheet.is_some(), cell.is_some()), (is_read, is_read, is_read), "{key:?}");
    }
    assert!(sources.iter().any(|(_, origin, ..)| origin.as_deref() == Some("read")));

    let table = fields(&fs::read_to_string(place.path().join("c/values.csv")).unwrap());
    let (head, rows) = table.split_first().unwrap();
    let column = |name: &str| head.iter().position(|own| own == name).unwrap();
    let mut of_csv = Values::new();
    for row in rows {
        assert_eq!(row.len(), head.len());
        assert_eq!((row[column("year")].as_str(), row[column("period")].as_str()), ("2023", "6t"));
        let value = if row[column("value")].is_empty() { &row[column("verdict")] } else { &row[column("value")] };
        of_csv.insert((row[column("unit")].clone(), row[column("indicator")].clone(), row[column("measure")].clone()), value.clone());
    }
    assert_eq!(of_csv, expected);

    let (one, two) = (files(&place.path().join("p")), files(&place.path().join("p2")));
    assert_eq!(one.len(), two.len());
    for (one, two) in one.iter().zip(two) {
        assert_eq!(fs::read(one).unwrap(), fs::read(two).unwrap(), "{one:?}");
    }
}

#[test]
fn a_consolidated_workbook_gives_the_same_values() {
    let place = tempfile::tempdir().unwrap();
    done(&run(place.path(), &["merge", SAMPLES, "-o", "tong-hop.xlsx", "--json", "m.json", "-q"]));
    done(&run(place.path(), &["export", "tong-hop.xlsx", "-o", "d", "--as", "csv", "-q"]));
    let table = fields(&fs::read_to_string(place.path().join("d/values.csv")).unwrap());
    let (head, rows) = table.split_first().unwrap();
    let column = |name: &str| head.iter().position(|own| own == name).unwrap();
    let mut values = Values::new();
    for row in rows {
        // The totals in it are what the units' figures give: beside them they would be counted twice.
        assert_eq!(row[column("level")], "unit", "{row:?}");
        let value = if row[column("value")].is_empty() { &row[column("verdict")] } else { &row[column("value")] };
        values.insert((row[column("unit")].clone(), row[column("indicator")].clone(), row[column("measure")].clone()), value.clone());
    }
    assert_eq!(values, of_merge(&place.path().join("m.json")));
}

#[test]
fn what_the_codes_mean_is_in_the_tables_beside() {
    let place = tempfile::tempdir().unwrap();
    done(&run(place.path(), &["export", SAMPLES, "-o", "p", "-q"]));
    let schema = chitieu::schema::built_in().unwrap();
    let (names, rows) = parquet_reader::read(&fs::read(place.path().join("p/indicators.parquet")).unwrap());
    let column = |name: &str| names.iter().position(|own| own == name).unwrap();
    assert_eq!(rows.len(), schema.indicators.len());
    for (row, indicator) in rows.iter().zip(&schema.indicators) {
        let cell = |name: &str| row[column(name)].as_deref();
        assert_eq!((cell("indicator"), cell("name")), (Some(indicator.code.as_str()), Some(indicator.name.as_str())));
        assert_eq!(cell("aggregate"), Some(indicator.aggregate.code()));
        assert_eq!(cell("target").map(str::to_string), indicator.target.map(|target| target.to_string()));
        assert_eq!(cell("target_plan").map(plain), indicator.target.map(|target| target.base().normalize().to_string()));
        assert_eq!(cell("numerator"), indicator.numerator.map(|id| schema.indicator(id).code.as_str()));
    }
    let (_, units) = parquet_reader::read(&fs::read(place.path().join("p/units.parquet")).unwrap());
    assert_eq!(units.len(), schema.units.len());
    let (_, reporters) = parquet_reader::read(&fs::read(place.path().join("p/reporters.parquet")).unwrap());
    assert_eq!(reporters.len(), schema.indicators.iter().map(|indicator| indicator.reporters.len()).sum::<usize>());
}

#[test]
fn nothing_is_replaced_but_an_earlier_export_of_the_same() {
    let place = tempfile::tempdir().unwrap();
    let export = |arguments: &[&str]| run(place.path(), &[&["export", SAMPLES, "-q"], arguments].concat()).status.code();
    fs::create_dir(place.path().join("của tôi")).unwrap();
    fs::write(place.path().join("của tôi/thư.docx"), "x").unwrap();
    assert_eq!(export(&["-o", "của tôi"]), Some(2));
    assert_eq!(export(&["-o", "d"]), Some(0));
    assert_eq!(export(&["-o", "d", "--as", "csv"]), Some(0));
    assert!(place.path().join("d/values.csv").is_file() && !place.path().join("d/values").exists());
    fs::write(place.path().join("d/ghi-chu.txt"), "x").unwrap();
    assert_eq!(export(&["-o", "d"]), Some(2));
    assert!(place.path().join("d/values.csv").is_file());
    fs::write(place.path().join("tep"), "x").unwrap();
    assert_eq!(export(&["-o", "tep"]), Some(2));
    assert_eq!(export(&["-o", "khong-co/d"]), Some(2));
    let inside = format!("{SAMPLES}/du-lieu");
    assert_eq!(export(&["-o", &inside]), Some(2));
    assert!(!Path::new(&inside).exists());
    // Nothing half made stays behind.
    let left = fs::read_dir(place.path()).unwrap().filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0);
}

/// Figures of the area, where the schema has two communes: only what no unit's figure gives is exported.
#[test]
fn a_figure_of_the_area_is_exported_where_no_units_figure_gives_it() {
    let indicator = |code: &str, rest: &str| {
        format!("[[indicator]]\ncode = \"{code}\"\nsection = \"I\"\nname = \"Chỉ tiêu {code}\"\nkind = \"quantity\"\n{rest}\n")
    };
    let text = [
        "version = 1\nid = \"t\"\ntitle = \"T\"\nyear = 2023\n[area]\ncode = \"h\"\nname = \"H\"\n".to_string(),
        "[[unit]]\ncode = \"a\"\nname = \"Xã A\"\nkind = \"xa\"\n[[unit]]\ncode = \"b\"\nname = \"Xã B\"\nkind = \"xa\"\n".to_string(),
        "[[section]]\ncode = \"I\"\nname = \"M\"\n".to_string(),
        indicator("sum", "aggregate = \"sum\""),
        indicator("alone", "aggregate = \"sum\""),
        indicator("aimed", "aggregate = \"sum\"\ntarget = \">= 9\""),
        indicator("ratio", "aggregate = \"ratio\"\nnumerator = \"sum\"\ndenominator = \"sum2\""),
        indicator("sum2", "aggregate = \"sum\""),
        indicator("lone", "aggregate = \"ratio\"\nnumerator = \"alone\"\ndenominator = \"sum2\""),
        indicator("none", "aggregate = \"none\""),
        indicator("one", "aggregate = \"none\"\nreported-by-units = [\"a\"]"),
    ]
    .concat();
    let schema = prove(&from_toml(&text).unwrap().0).unwrap().0;
    #[allow(clippy::field_reassign_with_default)] // Its look-up is private.
    let mut submission = Submission::default();
    submission.unit = schema.find_unit("a");
    let mut put = |code: &str, owner: Owner, measure: Measure, number: i64| {
        let cell = CellRef::new("a.xlsx".into(), "B".into(), Position::new(submission.figures.len() as u32, 3));
        let (indicator, amount) = (schema.find_indicator(code).unwrap(), Amount::Number(Decimal::from(number)));
        submission.figures.push(Figure { indicator, owner, measure, amount, cell, raw: Some("".into()), granularity: Decimal::ONE });
    };
    let unit = Owner::Unit(schema.find_unit("a").unwrap());
    for (code, own) in [
        ("sum", true),
        ("alone", false),
        ("aimed", false),
        ("ratio", false),
        ("sum2", true),
        ("lone", false),
        ("none", true),
        ("one", true),
    ] {
        if own {
            put(code, unit, Measure::Actual, 6);
        }
        put(code, Owner::Area, Measure::Actual, if code == "ratio" { 1 } else { 6 });
        put(code, Owner::Area, Measure::Plan, 8);
    }
    submission.finish();
    let consolidation = compute::consolidation(&schema, PeriodId(0), &[&submission], Vec::new());
    let rows = |owner: Owner| -> Vec<String> {
        let table = tidy::values(&schema, &consolidation, owner);
        let at = |name: &str| table.columns.iter().position(|(own, _)| *own == name).unwrap();
        let shown = |row: &[Option<tidy::Cell>], name: &str| row[at(name)].as_ref().map(tidy::Cell::shown).unwrap_or_default();
        let line =
            |row: &Vec<Option<tidy::Cell>>| ["unit", "level", "indicator", "measure", "value"].map(|name| shown(row, name)).join(" ");
        table.rows.iter().map(line).collect()
    };
    assert_eq!(
        rows(Owner::Area),
        [
            "h area sum plan 8",
            "h area alone plan 8",
            "h area alone actual 6",
            "h area aimed actual 6",
            "h area ratio plan 8",
            "h area sum2 plan 8",
            "h area lone plan 8",
            "h area lone actual 6",
            "h area none plan 8",
            "h area none actual 6",
            "h area one plan 8",
        ]
    );
    assert_eq!(
        rows(unit),
        ["a unit sum actual 6", "a unit ratio actual 1", "a unit sum2 actual 6", "a unit none actual 6", "a unit one actual 6"]
    );
    assert_eq!(tidy::owners(&schema, &consolidation), [unit, Owner::Area]);
}
