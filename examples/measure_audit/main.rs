//! How well reports are proofread, against tables of what stands in them.
//!
//! `cargo run --release --example measure_audit -- FOLDER`, where FOLDER has one report (.txt) with `ratios.csv`, `sums.csv`
//! and `anomalies.csv`, or several with `CLAIMS.csv`. Ends with an error where a ratio is missed or misjudged, a finding of
//! severity error has no place in the tables, or too few of the rest are found.

use chitieu::audit::audit;
use chitieu::claim::{Audit, Claim, ClaimKind};
use chitieu::finding::Severity;
use chitieu::read;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let failed = if folder.join("CLAIMS.csv").is_file() { claims(&folder)? } else { report(&folder)? };
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ").into()) }
}

/// The reports of a folder, in order of their names.
fn reports(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Ok(files)
}

fn proofread(file: &Path) -> Result<Audit, Box<dyn Error>> {
    Ok(audit(&read::document(file).map_err(|_| "a report can't be read")?, None))
}

/// `CLAIMS.csv`: each row is judged as it says, and nothing else is called wrong.
fn claims(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let rows = table(&folder.join("CLAIMS.csv"))?;
    let (mut judged, mut alarms) = (0, 0);
    for file in reports(folder)? {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let audit = proofread(&file)?;
        let own: Vec<&Row> = rows.iter().filter(|row| row["file"] == name).collect();
        let is = |row: &Row, claim: &Claim| {
            claim.kind == ClaimKind::Ratio && number(&claim.stated) == number(&row["stated_percent"].replace(',', "."))
        };
        judged +=
            own.iter().filter(|row| audit.claims.iter().any(|claim| is(row, claim) && claim.holds == (row["agrees"] == "yes"))).count();
        let known = |claim: &Claim| own.iter().any(|row| is(row, claim) && row["agrees"] != "yes");
        alarms += audit.claims.iter().filter(|claim| !claim.holds && !known(claim)).count();
        println!("{name}: {} claims, {} findings", audit.claims.len(), audit.remarks.len());
    }
    println!("judged as the table judges: {judged}/{}; false alarms: {alarms}", rows.len());
    Ok(if judged == rows.len() && alarms == 0 { Vec::new() } else { vec!["claims are missed, misjudged or alarms are false".into()] })
}

/// One report with its ratios, sums and anomalies.
fn report(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let file = reports(folder)?.into_iter().next().ok_or("no report")?;
    let text = fs::read_to_string(&file)?;
    let lines: Vec<&str> = text.lines().collect();
    let audit = proofread(&file)?;
    let mut failed = Vec::new();

    let ratios = table(&folder.join("ratios.csv"))?;
    let right = ratios.iter().filter(|row| {
        let mut own = of_kind(&audit, ClaimKind::Ratio, &[row["line"].as_str()], &row["stated_pct"])
            .filter(|claim| overlaps(&lines, row, claim))
            .peekable();
        let found = own.peek().is_some() && own.all(|claim| claim.holds == (row["agrees_half_up"] == "yes"));
        if !found {
            println!("  ratio {}: {}", row["claim_id"], row["quote"]);
        }
        found
    });
    let right = right.count();
    println!("ratios: {right}/{}", ratios.len());
    if right < ratios.len() {
        failed.push("ratios are missed or misjudged".to_string());
    }

    let sums = table(&folder.join("sums.csv"))?;
    let right = sums.iter().filter(|row| {
        let places: Vec<&str> = std::iter::once(row["line"].as_str()).chain(row["part_lines"].split(';')).collect();
        let found = of_kind(&audit, ClaimKind::Sum, &places, &row["total"]).any(|claim| claim.holds == (row["equal"] == "yes"));
        if !found {
            println!("  sum {}: {}", row["claim_id"], row["quote"]);
        }
        found
    });
    let right = right.count();
    println!("sums: {right}/{}", sums.len());
    if right * 37 < sums.len() * 33 {
        failed.push("too few sums".to_string());
    }

    let anomalies = table(&folder.join("anomalies.csv"))?;
    for (severity, fewest) in [("error", 10), ("warning", 10)] {
        let own: Vec<&Row> = anomalies.iter().filter(|row| row["severity"] == severity).collect();
        let told =
            own.iter().filter(|row| audit.remarks.iter().any(|remark| meets(&lines, row, remark.quote.line, &remark.quote.text))).count();
        println!("{severity}s told: {told}/{}", own.len());
        if told < fewest {
            failed.push(format!("too few of severity {severity}"));
        }
    }
    let alarms: Vec<_> = audit
        .remarks
        .iter()
        .filter(|remark| remark.finding.severity == Severity::Error)
        .filter(|remark| {
            !anomalies.iter().any(|row| row["severity"] != "typo" && meets(&lines, row, remark.quote.line, &remark.quote.text))
        })
        .collect();
    for remark in &alarms {
        println!("  alarm, line {}: {}", remark.quote.line, remark.quote.text);
    }
    println!("claims: {}; findings: {}; false alarms: {}", audit.claims.len(), audit.remarks.len(), alarms.len());
    if !alarms.is_empty() {
        failed.push("alarms are false".to_string());
    }
    Ok(failed)
}

fn of_kind<'a>(audit: &'a Audit, kind: ClaimKind, lines: &[&str], stated: &str) -> impl Iterator<Item = &'a Claim> + use<'a> {
    let lines: Vec<usize> = lines.iter().filter_map(|line| line.parse().ok()).collect();
    let stated = number(stated);
    audit.claims.iter().filter(move |claim| claim.kind == kind && lines.contains(&claim.quote.line) && number(&claim.stated) == stated)
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok().map(|number| number.normalize())
}

fn overlaps(lines: &[&str], row: &Row, claim: &Claim) -> bool {
    meets(lines, row, claim.quote.line, &claim.quote.text)
}

/// Whether a quote stands on the row's line and shares letters with its quote.
fn meets(lines: &[&str], row: &Row, line: usize, quote: &str) -> bool {
    let Some(text) = line.checked_sub(1).and_then(|at| lines.get(at)) else { return false };
    let span = |quote: &str| text.find(quote).map(|at| (at, at + quote.len()));
    row["line"].parse() == Ok(line) && matches!((span(quote), span(&row["quote"])), (Some(a), Some(b)) if a.0 < b.1 && b.0 < a.1)
}

/// A table as rows by the names of its head; quotes may hold commas and line breaks.
fn table(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let mut records: Vec<Vec<String>> = vec![Vec::new()];
    let (mut field, mut quoted) = (String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => records.last_mut().ok_or("empty")?.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                records.last_mut().ok_or("empty")?.push(std::mem::take(&mut field));
                records.push(Vec::new());
            }
            c => field.push(c),
        }
    }
    records.last_mut().ok_or("empty")?.push(field);
    let mut records = records.into_iter().filter(|record| record.len() > 1);
    let head = records.next().ok_or("no head")?;
    Ok(records.map(|record| head.iter().cloned().zip(record).collect()).collect())
}
