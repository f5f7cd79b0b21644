//! A consolidated workbook handed in a level up: rolled up in two steps, in three or in one, the figures are the same.

#[path = "support/recalculation.rs"]
mod recalculation;

use chitieu::cell::{CellRef, Position};
use chitieu::completeness::Completeness;
use chitieu::consolidation::Consolidation;
use chitieu::jobs::Jobs;
use chitieu::language::Language;
use chitieu::schema::{PeriodId, Schema, UnitId, from_toml, prove};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use chitieu::{MergeOptions, Merged, compute, merge, read, reopen, write};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Numbers that a seed always gives again (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// What aggregates there are, as blocks of a schema. `only` is who alone reports what one unit reports.
fn indicators(random: &mut Random, only: Option<&str>) -> String {
    let mut out = String::new();
    let mut add = |code: &str, rest: &str| {
        let _ = write!(out, "[[indicator]]\ncode = \"{code}\"\nsection = \"I\"\nname = \"Chỉ tiêu {code}\"\n{rest}\n");
    };
    let often = |random: &mut Random| if random.once_in(2) { "required = false" } else { "" };
    let decimals = ["", "decimals = 0", "decimals = 1", "decimals = 3"][random.below(4) as usize];
    let target = ["", "target = \">= 500\"", "target = \"<= 700\""][random.below(3) as usize];
    add("tong", &format!("kind = \"quantity\"\nunit = \"tấn\"\naggregate = \"sum\"\n{target}\n{}", often(random)));
    add("tu", "kind = \"quantity\"\nunit = \"hộ\"\naggregate = \"sum\"");
    add("mau", &format!("kind = \"quantity\"\nunit = \"hộ\"\naggregate = \"sum\"\n{}", often(random)));
    let target = ["", "target = \">= 50\"", "target = \"< 40\""][random.below(3) as usize];
    add(
        "ty-le",
        &format!(
            "kind = \"percent\"\naggregate = \"ratio\"\nnumerator = \"tu\"\ndenominator = \"mau\"\nmax = 100000\n{target}\n{decimals}"
        ),
    );
    add("binh-quan", &format!("kind = \"quantity\"\nunit = \"tạ/ha\"\naggregate = \"mean\"\n{decimals}\n{}", often(random)));
    add("muc", &format!("kind = \"percent\"\naggregate = \"mean\"\ntarget = \">= 60\"\n{decimals}"));
    add("it-nhat", "kind = \"quantity\"\nunit = \"m\"\naggregate = \"min\"");
    add("nhieu-nhat", &format!("kind = \"quantity\"\nunit = \"m\"\naggregate = \"max\"\n{}", often(random)));
    add("dat", "kind = \"status\"\naggregate = \"count-met\"");
    add("dat-ke-hoach", "kind = \"quantity\"\nunit = \"con\"\naggregate = \"count-met\"");
    add("dat-muc", "kind = \"percent\"\naggregate = \"count-met\"\ntarget = \">= 80\"");
    add("tieu-chi", "kind = \"count-of\"\nout-of = 19\naggregate = \"mean\"\ndecimals = 2");
    add("con-lai", "kind = \"quantity\"\nfrom = \"tieu-chi\"\nremaining = true");
    // What remains of a sum of counts is nothing that can be said.
    add("tieu-chi-cong", "kind = \"count-of\"\nout-of = 19\naggregate = \"sum\"");
    add("con-lai-cua-tong", "kind = \"quantity\"\nfrom = \"tieu-chi-cong\"\nremaining = true");
    add("du-17", "kind = \"quantity\"\nunit = \"xã\"\nfrom = \"tieu-chi\"\ncount-where = \">= 17\"\ntarget = \">= 3\"");
    add("khong", "kind = \"quantity\"\nunit = \"km\"\naggregate = \"none\"");
    if let Some(only) = only {
        add("mot-noi", &format!("kind = \"quantity\"\nunit = \"km\"\naggregate = \"none\"\nreported-by-units = [\"{only}\"]"));
        add("dat-mot-noi", &format!("kind = \"status\"\naggregate = \"none\"\nreported-by-units = [\"{only}\"]"));
    }
    out
}

fn schema(area: &str, units: &[String], indicators: &str) -> Schema {
    schema_of(2023, area, units, indicators)
}

fn schema_of(year: u32, area: &str, units: &[String], indicators: &str) -> Schema {
    let mut text = format!(
        "id = \"bo-{area}\"\ntitle = \"Bộ chỉ tiêu năm {year}\"\nyear = {year}\n[area]\ncode = \"{area}\"\nname = \"Địa bàn {area}\"\n\
         [[period]]\ncode = \"6t\"\nname = \"6 tháng đầu năm\"\n[[section]]\ncode = \"I\"\nname = \"Chung\"\n"
    );
    for unit in units {
        let _ = write!(text, "[[unit]]\ncode = \"{unit}\"\nname = \"Địa bàn {unit}\"\nkind = \"xa\"\n");
    }
    prove(&from_toml(&(text + indicators)).unwrap().0).unwrap_or_else(|problems| panic!("{problems:#?}")).0
}

/// What each commune hands in: its figures by indicator and measure.
type HandedIn = HashMap<String, Vec<(String, Measure, Amount)>>;

fn handed_in(random: &mut Random, whole: &Schema) -> HandedIn {
    let mut all = HandedIn::new();
    // Mostly everything is there, so that complete totals come about, too.
    let rarely = [3, 12, 1000][random.below(3) as usize];
    for (id, unit) in whole.each_unit() {
        if random.once_in(rarely * 2) {
            continue;
        }
        let mut figures = Vec::new();
        for (_, indicator) in whole.each_indicator().filter(|(at, _)| whole.reports(id, *at)) {
            for measure in Measure::ALL {
                if random.once_in(rarely) {
                    continue;
                }
                let number = Decimal::new(random.below(1_000_000) as i64, random.below(4) as u32);
                let amount = match indicator.code.as_str() {
                    "dat" | "dat-mot-noi" if measure == Measure::Plan => continue,
                    "dat" | "dat-mot-noi" => Amount::Verdict(
                        [Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed][random.below(4) as usize],
                    ),
                    // A quotient is typed by few and follows for the others.
                    "ty-le" if !random.once_in(5) => continue,
                    "tieu-chi" => Amount::Number(Decimal::from(10 + random.below(10))),
                    "muc" | "dat-muc" => Amount::Number(Decimal::new(random.below(1001) as i64, 1)),
                    "tu" | "mau" if random.once_in(9) => Amount::Number(Decimal::ZERO),
                    _ => Amount::Number(number),
                };
                figures.push((indicator.code.clone(), measure, amount));
            }
        }
        all.insert(unit.code.clone(), figures);
    }
    all
}

/// The submissions of some communes, in the words of a schema that has them.
fn submissions(schema: &Schema, handed_in: &HandedIn) -> Vec<Submission> {
    let one = |(id, code): (UnitId, &str)| -> Option<Submission> {
        let mut submission = Submission::default();
        submission.file = format!("{code}.xlsx").into();
        (submission.unit, submission.period) = (Some(id), Some(PeriodId(0)));
        for (indicator, measure, amount) in handed_in.get(code)? {
            submission.figures.push(Figure {
                indicator: schema.find_indicator(indicator).unwrap(),
                owner: Owner::Unit(id),
                measure: *measure,
                amount: *amount,
                cell: CellRef::new(submission.file.clone(), "Bieu 1".into(), Position::new(1, 1)),
                raw: Some(amount.to_string().into()),
                granularity: Decimal::ZERO,
            });
        }
        submission.finish();
        Some(submission)
    };
    schema.each_unit().filter_map(|(id, unit)| one((id, &unit.code))).collect()
}

fn consolidated(schema: &Schema, handed_in: &HandedIn) -> Consolidation {
    let submissions = submissions(schema, handed_in);
    compute::consolidation(schema, PeriodId(0), &submissions.iter().collect::<Vec<_>>(), Vec::new())
}

fn save(folder: &Path, name: &str, schema: &Schema, consolidation: &Consolidation) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, write::consolidated(schema, consolidation, &[], &Completeness::default(), Language::Vi).unwrap()).unwrap();
    path
}

/// What the area's rows say, without who is behind them.
fn said(schema: &Schema, consolidation: &Consolidation) -> Vec<String> {
    let shown = |number: Option<Decimal>| number.map_or("–".to_string(), |number| number.normalize().to_string());
    consolidation
        .rows
        .iter()
        .map(|row| {
            let numbers = [row.plan, row.actual, row.prior, row.pct_plan, row.pct_prior].map(shown).join(" ");
            format!("{} {numbers} {} {}", schema.indicator(row.indicator).code, row.verdict.code(), row.complete)
        })
        .collect()
}

fn errors(merged: &Merged) -> Vec<&str> {
    let data = |code: &&str| !matches!(*code, "missing-unit" | "missing-indicator" | "incomplete-total");
    merged.findings.iter().map(|finding| finding.kind.code).filter(data).collect()
}

#[test]
fn rolled_up_in_two_steps_in_three_or_in_one_the_figures_are_the_same() {
    let mut complete = [0, 0];
    for seed in 0..40 {
        let mut random = Random(seed);
        let folder = tempfile::tempdir().unwrap();
        let shape: Vec<Vec<usize>> = (0..2).map(|_| (0..2 + random.below(2)).map(|_| 2 + random.below(4) as usize).collect()).collect();
        let blocks = |only: Option<&str>| indicators(&mut Random(seed + 1000), only);
        let communes = |p: usize, d: usize| -> Vec<String> { (0..shape[p][d]).map(|c| format!("x-{p}-{d}-{c}")).collect() };
        let districts = |p: usize| -> Vec<String> { (0..shape[p].len()).map(|d| format!("h-{p}-{d}")).collect() };
        let mut everybody = Vec::new();
        for (p, province) in shape.iter().enumerate() {
            (0..province.len()).for_each(|d| everybody.extend(communes(p, d)));
        }
        let whole = schema("nuoc", &everybody, &blocks(Some("x-0-0-0")));
        let figures = handed_in(&mut random, &whole);
        let at_once = consolidated(&whole, &figures);

        let (mut of_districts, mut of_provinces) = (Vec::new(), Vec::new());
        for p in 0..2 {
            let mut own = Vec::new();
            for d in 0..shape[p].len() {
                let only = (p == 0 && d == 0).then_some("x-0-0-0");
                let district = schema(&format!("h-{p}-{d}"), &communes(p, d), &blocks(only));
                let result = consolidated(&district, &figures);
                if result.rows.iter().all(|row| row.by_unit.is_empty()) {
                    continue;
                }
                own.push(save(folder.path(), &format!("h{p}{d}.xlsx"), &district, &result));
            }
            let only = (p == 0).then_some("h-0-0");
            let province = schema(&format!("t-{p}"), &districts(p), &blocks(only));
            let merged = merge(&province, &own, &MergeOptions::default(), &|_| {});
            assert_eq!(errors(&merged), [""; 0], "seed {seed}: {:#?}", merged.findings);
            of_provinces.push(save(folder.path(), &format!("t{p}.xlsx"), &province, &merged.consolidation));
            // Reading it back gives what was written.
            let (again, _) = reopen(&province, &read::workbook(&of_provinces[p]).unwrap()).unwrap();
            assert_eq!(said(&province, &again.consolidation), said(&province, &merged.consolidation), "seed {seed}, reopened");
            of_districts.extend(own);
        }
        let all_districts: Vec<String> = (0..2).flat_map(districts).collect();
        let in_two = schema("nuoc", &all_districts, &blocks(Some("h-0-0")));
        let two = merge(&in_two, &of_districts, &MergeOptions::default(), &|_| {});
        assert_eq!(said(&in_two, &two.consolidation), said(&whole, &at_once), "seed {seed}, two steps");
        let in_three = schema("nuoc", &["t-0".to_string(), "t-1".to_string()], &blocks(Some("t-0")));
        let three = merge(&in_three, &of_provinces, &MergeOptions::default(), &|_| {});
        assert_eq!(said(&in_three, &three.consolidation), said(&whole, &at_once), "seed {seed}, three steps");
        if seed < 2 {
            saved_by_another_program(&in_two, &two, folder.path());
        }
        for row in &at_once.rows {
            complete[usize::from(row.complete)] += 1;
        }
    }
    // Both are tried, or the test says nothing of incompleteness.
    assert!(complete.iter().all(|&count| count > 100), "{complete:?}");
}

/// LibreOffice computes every formula again, to the same results, and what it saves is still read back the same.
fn saved_by_another_program(schema: &Schema, merged: &Merged, folder: &Path) {
    let bytes = write::consolidated(schema, &merged.consolidation, &merged.findings, &merged.completeness, Language::Vi).unwrap();
    let Some(again) = recalculation::recalculated(&bytes, folder) else { return };
    assert_eq!(recalculation::differences(&bytes, &again), [""; 0]);
    let path = folder.join("luu-lai.xlsx");
    std::fs::write(&path, again).unwrap();
    let (reopened, _) = reopen(schema, &read::workbook(&path).unwrap()).unwrap();
    assert_eq!(said(schema, &reopened.consolidation), said(schema, &merged.consolidation));
}

/// A consolidated workbook of two districts, with a text of its hidden sheet replaced.
fn tampered(from: &str, to: &str) -> Result<Consolidation, String> {
    let blocks = indicators(&mut Random(7), None);
    let communes: Vec<String> = ["x1", "x2"].map(String::from).to_vec();
    let district = schema("h", &communes, &blocks);
    let figures = handed_in(&mut Random(11), &district);
    let folder = tempfile::tempdir().unwrap();
    let below = save(folder.path(), "h.xlsx", &district, &consolidated(&district, &figures));
    let province = schema("t", &["h".to_string()], &blocks);
    let merged = merge(&province, &[below], &MergeOptions::default(), &|_| {});
    let path = save(folder.path(), "t.xlsx", &province, &merged.consolidation);
    let mut workbook = read::workbook(&path).unwrap();
    let mut changed = 0;
    for text in &mut workbook.texts {
        // A cell may hold several lines.
        let lines: Vec<&str> = text.text.lines().map(|line| if line.starts_with(from) { to } else { line }).collect();
        if text.text.lines().any(|line| line.starts_with(from)) {
            text.text = lines.join("\n").into();
            changed += 1;
        }
    }
    assert!(changed > 0, "{from}");
    reopen(&province, &workbook).map(|(reopened, _)| reopened.consolidation).map_err(|words| words.vi)
}

#[test]
fn a_hidden_sheet_that_was_changed_is_noticed() {
    assert!(tampered("chitieu", "chitieu").is_ok());
    for (from, to) in [("mean ", "mean 1"), ("ratio ", "ratio x 2"), ("title = ", "title = "), ("kind = \"xa\"", "kind = ")] {
        let why = tampered(from, to).unwrap_err();
        assert!(why.contains("đã bị sửa nên không đọc lại được"), "{from}: {why}");
    }
}

/// Area, its units; the last is over the others.
const TWO_DISTRICTS: [(&str, &[&str]); 3] = [("h1", &["x1", "x2", "x3"]), ("h2", &["y1", "y2"]), ("t", &["h1", "h2"])];

#[test]
fn what_was_consolidated_last_year_is_this_years_figure_of_last_year() {
    let (mut compared, mut withheld) = (0, 0);
    'seeds: for seed in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let blocks = indicators(&mut Random(seed), None);
        let mut files: Vec<Vec<PathBuf>> = Vec::new();
        let mut random = Random(seed + 500);
        for year in [2022, 2023] {
            let mut written = Vec::new();
            for (area, units) in TWO_DISTRICTS {
                let units: Vec<String> = units.iter().map(|unit| unit.to_string()).collect();
                let own = schema_of(year, area, &units, &blocks);
                // The sheets themselves say nothing of last year.
                let prior = files.first().map(|files: &Vec<PathBuf>| {
                    let at = written.len();
                    std::sync::Arc::new(reopen(&own, &read::workbook(&files[at]).unwrap()).unwrap().0)
                });
                let consolidation = if area == "t" {
                    let options = MergeOptions { prior: prior.clone(), ..MergeOptions::default() };
                    merge(&own, &written, &options, &|_| {}).consolidation
                } else {
                    let mut figures = handed_in(&mut random, &own);
                    figures.values_mut().for_each(|figures| figures.retain(|(_, measure, _)| *measure != Measure::Prior));
                    let submissions = submissions(&own, &figures);
                    let known = prior.as_ref().map(|past| compute::last_year(&own, PeriodId(0), past).unwrap());
                    let nothing = std::collections::HashSet::new();
                    let used: Vec<&Submission> = submissions.iter().collect();
                    compute::consolidation_without(&own, PeriodId(0), &used, &nothing, known.as_ref(), Vec::new(), Jobs::ONE)
                };
                // Where nobody has handed anything in, there is no last year to speak of.
                if consolidation.rows.iter().all(|row| row.actual.is_none()) {
                    continue 'seeds;
                }
                if let Some(past) = &prior {
                    for (row, then) in consolidation.rows.iter().zip(&past.consolidation.rows) {
                        let code = &own.indicator(row.indicator).code;
                        // A status has no number of last year; what a status or a figure of many units comes to is none.
                        if row.prior.is_some() || then.complete {
                            assert_eq!(row.prior, then.actual, "seed {seed}, {area}, {code}");
                            compared += 1;
                        } else if then.actual.is_some() {
                            assert!(row.not_comparable.is_some(), "seed {seed}, {area}, {code}");
                            withheld += 1;
                        }
                    }
                }
                written.push(save(folder.path(), &format!("{area}-{year}.xlsx"), &own, &consolidation));
            }
            files.push(written);
        }
    }
    assert!(compared > 200 && withheld > 10, "{compared} {withheld}");
}
