//! A reading compared with the truth: what is right, what is wrong, what was refused, and what was found without cause.

use chitieu::finding::{Finding, Severity};
use chitieu::schema::Schema;
use chitieu::{Inspected, MergeOptions};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Unit, indicator and measure, by their codes; the unit of a file whose unit can't be told is empty.
type Key = (String, String, String);

/// How one workbook was read.
#[derive(Default)]
pub struct Score {
    /// Path below the folder.
    pub file: String,
    /// What kinds of mess are in it.
    pub families: Vec<String>,
    /// Figures that must be read.
    pub expected: usize,
    /// Of them, those that were read as they are.
    pub right: usize,
    /// Figures that were read and are another number, or none at all, in truth.
    pub wrong: Vec<String>,
    /// What was left out with a finding, due or not: figures that can't be used, rows whose name is none or several.
    pub refused: Vec<String>,
    /// Figures that must be read and were not.
    pub missed: Vec<String>,
    /// Of them, those that no finding tells a person of.
    pub silent: usize,
    /// Errors and warnings without cause.
    pub false_findings: Vec<String>,
    /// Errors and warnings that are due, by code and place, and whether they were given.
    pub due: Vec<(String, bool)>,
    /// Whether the unit is right, where it can be told.
    pub unit: Option<bool>,
    /// Whether the period is right, where it can be told.
    pub period: Option<bool>,
}

impl Score {
    /// Whether there is nothing to complain of.
    pub fn is_perfect(&self) -> bool {
        let read = self.right == self.expected && self.wrong.is_empty() && self.false_findings.is_empty();
        read && self.unit != Some(false) && self.period != Some(false) && self.due.iter().all(|(_, given)| *given)
    }
}

/// Sums over several workbooks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Total {
    pub files: usize,
    pub perfect: usize,
    pub expected: usize,
    pub right: usize,
    pub wrong: usize,
    pub refused: usize,
    pub missed: usize,
    pub silent: usize,
    pub false_findings: usize,
    pub due: usize,
    pub given: usize,
    pub units: usize,
    pub units_right: usize,
    pub periods: usize,
    pub periods_right: usize,
}

impl Total {
    /// The sums of some scores.
    pub fn of<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Total {
        let mut total = Total::default();
        for score in scores {
            total.files += 1;
            total.perfect += usize::from(score.is_perfect());
            total.expected += score.expected;
            total.right += score.right;
            total.wrong += score.wrong.len();
            total.refused += score.refused.len();
            total.missed += score.missed.len();
            total.silent += score.silent;
            total.false_findings += score.false_findings.len();
            total.due += score.due.len();
            total.given += score.due.iter().filter(|(_, given)| *given).count();
            total.units += usize::from(score.unit.is_some());
            total.units_right += usize::from(score.unit == Some(true));
            total.periods += usize::from(score.period.is_some());
            total.periods_right += usize::from(score.period == Some(true));
        }
        total
    }

    /// Of what was read, how much is right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Of what must be read, how much is right.
    pub fn recall(&self) -> f64 {
        share(self.right, self.expected)
    }
}

/// A part of a whole; of nothing, all.
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Reads every workbook that the folder's `truth.json` names, with its schema, and compares.
pub fn measure(folder: &Path) -> Result<Vec<Score>, Box<dyn Error>> {
    let truth: Value = serde_json::from_str(&fs::read_to_string(folder.join("truth.json"))?)?;
    let schema = schema(&fs::read_to_string(folder.join("schema.toml"))?)?;
    let truths = list(&truth["files"]);
    let files: Vec<PathBuf> = truths.iter().map(|truth| folder.join(text(&truth["file"]))).collect();
    if let Some(gone) = files.iter().find(|file| !file.is_file()) {
        return Err(format!("{} is not there", gone.display()).into());
    }
    let read = chitieu::inspect(&schema, &files, &MergeOptions::default(), &|_| {});
    Ok(truths.iter().zip(&read).map(|(truth, read)| score(&schema, truth, read)).collect())
}

fn schema(text: &str) -> Result<Schema, Box<dyn Error>> {
    let told = |problems: Vec<chitieu::schema::raw::Problem>| format!("the schema is not sound: {problems:?}");
    let (raw, _) = chitieu::schema::from_toml(text).map_err(told)?;
    Ok(chitieu::schema::prove(&raw).map_err(told)?.0)
}

/// What the truth says of one figure.
struct Figure {
    value: String,
    /// Right if it is read, no loss if it is not.
    optional: bool,
}

/// What the truth says of one workbook's figures.
struct Figures {
    by_key: HashMap<Key, Figure>,
    /// An office's own figure may be given to the area as well: the other key, and this one.
    also: HashMap<Key, Key>,
}

impl Figures {
    /// Figures are objects, or lists of indicator, measure, value and, where it is not the file's, unit.
    fn of(truth: &Value) -> Figures {
        let mut figures = Figures { by_key: HashMap::new(), also: HashMap::new() };
        for value in list(&truth["values"]) {
            let short = value.as_array();
            let get = |name: &str, at: usize| short.map_or(&value[name], |list| list.get(at).unwrap_or(&Value::Null));
            let unit = get("unit", 3).as_str().unwrap_or(text(&truth["unit"]));
            let key = key(truth, unit, text(get("indicator", 0)), text(get("measure", 1)));
            let optional = value["optional"].as_bool().unwrap_or(false);
            for other in list(&value["alt_units"]) {
                figures.also.insert((text(other).to_string(), key.1.clone(), key.2.clone()), key.clone());
            }
            // A figure that stands twice must be read if it must be read at one place.
            let known = figures.by_key.get(&key).is_some_and(|known| !known.optional);
            if !known {
                figures.by_key.insert(key, Figure { value: text(get("value", 2)).to_string(), optional });
            }
        }
        figures
    }
}

/// Where the truth knows no unit, figures are compared without one.
fn key(truth: &Value, unit: &str, indicator: &str, measure: &str) -> Key {
    let unit = if truth["unit"].is_null() { "" } else { unit };
    (unit.to_string(), indicator.to_string(), measure.to_string())
}

fn score(schema: &Schema, truth: &Value, read: &Inspected) -> Score {
    let mut score = Score {
        file: text(&truth["file"]).to_string(),
        families: list(&truth["families"]).iter().map(|family| text(family).to_string()).collect(),
        ..Score::default()
    };
    compare_figures(schema, truth, read, &mut score);
    let submission = &read.submission;
    if let Some(unit) = truth["unit"].as_str() {
        score.unit = Some(submission.unit.is_some_and(|found| schema.unit(found).code == unit));
    }
    if let (Some(period), true) = (truth["period"].as_str(), score.expected > 0) {
        score.period = Some(submission.period.is_some_and(|found| schema.period(found).code == period));
    }
    for due in list(&truth["findings"]) {
        let given = read.findings.iter().any(|finding| meets(schema, due, finding));
        let place = due["cell"].as_str().or(due["indicator"].as_str()).unwrap_or_default();
        score.due.push((format!("{} {place}", text(&due["code"])), given));
    }
    let mut told = HashSet::new();
    for finding in read.findings.iter().filter(|finding| finding.severity != Severity::Info) {
        let due = list(&truth["findings"]).iter().any(|due| meets(schema, due, finding));
        if !due && !is_allowed(schema, truth, finding) {
            let place = finding.at.map(|at| at.to_string()).unwrap_or_default();
            let about = finding.indicator.map(|id| schema.indicator(id).code.as_str()).unwrap_or_default();
            let line = format!("{} {about} {place} {}", finding.kind.code, finding.found.as_deref().unwrap_or_default());
            if told.insert(line.clone()) {
                score.false_findings.push(line);
            }
        }
    }
    score
}

fn compare_figures(schema: &Schema, truth: &Value, read: &Inspected, score: &mut Score) {
    let figures = Figures::of(truth);
    let ignored = list(&truth["ignore"]);
    let ignored_keys: HashSet<Key> =
        ignored.iter().map(|of| key(truth, text(&of["unit"]), text(&of["indicator"]), text(&of["measure"]))).collect();
    let ignored_cells: HashSet<(&str, &str)> = ignored.iter().map(|of| (text(&of["sheet"]), text(&of["cell"]))).collect();
    let mut wrong: BTreeMap<Key, String> = BTreeMap::new();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    for figure in read.submission.figures.iter() {
        let (unit, indicator) = (schema.owner_code(figure.owner), schema.indicator(figure.indicator).code.as_str());
        let key = key(truth, unit, indicator, figure.measure.code());
        let key = figures.also.get(&key).unwrap_or(&key).clone();
        let known = figures.by_key.get(&key);
        let cell = figure.cell.at.to_string();
        if ignored_keys.contains(&key) || known.is_none() && ignored_cells.contains(&(&*figure.cell.sheet, cell.as_str())) {
            continue;
        }
        let value = figure.amount.to_string();
        if known.is_none_or(|known| known.value != value) {
            let should = known.map_or("nothing", |known| known.value.as_str());
            wrong.insert(key.clone(), format!("{} {} {} {cell}: {value}, in truth {should}", key.0, key.1, key.2));
        }
        seen.insert(key);
    }
    for (key, _) in figures.by_key.iter().filter(|(_, figure)| !figure.optional) {
        score.expected += 1;
        if seen.contains(key) {
            score.right += usize::from(!wrong.contains_key(key));
            continue;
        }
        // A finding that names the indicator, or a file that can't be read at all, tells a person to look.
        let told = read.findings.iter().any(|finding| {
            let about = finding.indicator.is_none_or(|id| schema.indicator(id).code == key.1);
            finding.severity != Severity::Info && about && (finding.indicator.is_some() || finding.at.is_none())
        });
        score.silent += usize::from(!told);
        score.missed.push(format!("{} {} {}{}", key.0, key.1, key.2, if told { " (told)" } else { "" }));
    }
    for (indicator, owner, measure) in &read.submission.troubled {
        score.refused.push(format!("{} {} {}", schema.owner_code(*owner), schema.indicator(*indicator).code, measure.code()));
    }
    for row in &read.submission.unmatched {
        score.refused.push(format!("{} {}", row.cell, chitieu::label::tidy(&row.label)));
    }
    score.refused.sort();
    score.missed.sort();
    score.wrong = wrong.into_values().collect();
}

/// Whether a finding is the one that is due.
fn meets(schema: &Schema, due: &Value, finding: &Finding) -> bool {
    let code = finding.kind.code;
    if due["code"] != code && !has(&due["or_codes"], code) {
        return false;
    }
    if due["cell"].is_null() && due["indicator"].is_null() {
        return true;
    }
    let indicator = finding.indicator.map(|id| schema.indicator(id).code.as_str());
    if indicator.is_some_and(|code| due["indicator"] == code || has(&due["or_indicators"], code)) {
        return true;
    }
    if let Some(at) = finding.at {
        let sheet = due["sheet"].is_null() || finding.sheet.as_deref().is_none_or(|sheet| due["sheet"] == sheet);
        let cell = at.to_string();
        return sheet && (due["cell"] == cell.as_str() || has(&due["or_cells"], &cell) || has_row(&due["or_rows"], at.row));
    }
    // What concerns the whole file needs no place.
    indicator.is_none() && matches!(code, "unit-converted" | "legacy-encoding" | "period-mismatch" | "unknown-unit" | "no-table")
}

/// Whether a finding that is not due is no mistake either: a consequence of something wrong, or of a cell that two
/// readers would read differently.
fn is_allowed(schema: &Schema, truth: &Value, finding: &Finding) -> bool {
    let code = finding.kind.code;
    let indicator = finding.indicator.map(|id| schema.indicator(id).code.as_str());
    if code == "missing-indicator" && indicator.is_none_or(|code| !has(&truth["covered"], code)) {
        return true;
    }
    if code == "formula-not-calculated" && list(&truth["families"]).iter().any(|family| text(family).starts_with("N3-")) {
        return true;
    }
    let allowed = list(&truth["allowed"]).iter().any(|allowed| {
        if !has(&allowed["codes"], code) && !has(&allowed["codes"], "*") {
            return false;
        }
        let sheet = allowed["sheet"].is_null() || finding.sheet.as_deref().is_none_or(|sheet| allowed["sheet"] == sheet);
        let scoped = ["indicators", "cells", "rows"].iter().any(|scope| !allowed[*scope].is_null());
        let cell = finding.at.is_some_and(|at| has(&allowed["cells"], &at.to_string()) || has_row(&allowed["rows"], at.row));
        !scoped && sheet || indicator.is_some_and(|code| has(&allowed["indicators"], code)) || sheet && cell
    });
    let doubtful = matches!(code, "missing-indicator" | "not-a-number" | "ambiguous-number");
    allowed || doubtful && list(&truth["ignore"]).iter().any(|of| indicator.is_some_and(|code| of["indicator"] == code))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn has(values: &Value, wanted: &str) -> bool {
    list(values).iter().any(|value| value == wanted)
}

/// Whether a row, counted from 0, is among rows counted from 1.
fn has_row(values: &Value, row: u32) -> bool {
    list(values).iter().any(|value| value.as_u64() == Some(u64::from(row) + 1))
}
