//! Measures how workbooks are read, by family of mess, so that a change can be judged:
//! `cargo run --release --example measure_reading -- FOLDER`, where FOLDER has `schema.toml`, `truth.json` and the
//! workbooks it names. With `--details` each wrong and missed figure, each false
//! finding and whatever was refused are shown, file by file.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

mod measure;

use measure::{Score, Total, share};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let details = arguments.iter().any(|argument| argument == "--details");
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        return Err("which folder? It has schema.toml, truth.json and workbooks".into());
    };
    let scores = measure::measure(Path::new(folder))?;
    let mut families: BTreeMap<&str, Vec<&Score>> = BTreeMap::new();
    for score in &scores {
        for family in &score.families {
            families.entry(family).or_default().push(score);
        }
    }
    println!("{:24} files  right  wrong  precision  recall  missed  silent  refused  false/file    unit  period", "family");
    for (family, scores) in &families {
        line(family, &Total::of(scores.iter().copied()));
    }
    let total = Total::of(&scores);
    line("all", &total);
    if details {
        for score in scores.iter().filter(|score| !score.is_perfect() || !score.refused.is_empty()) {
            tell(score);
        }
    }
    println!(
        "precision={:.4} recall={:.4} missed={} silent={} refused={} files_perfect={:.4} unit={:.4} period={:.4} findings={:.4} false_findings_per_file={:.3}",
        total.precision(),
        total.recall(),
        total.missed,
        total.silent,
        total.refused,
        share(total.perfect, total.files),
        share(total.units_right, total.units),
        share(total.periods_right, total.periods),
        share(total.given, total.due),
        total.false_findings as f64 / total.files.max(1) as f64,
    );
    Ok(())
}

fn line(name: &str, total: &Total) {
    println!(
        "{name:24} {:5}  {:5}  {:5}     {:6.4}  {:6.4}  {:6}  {:6}  {:7}  {:10.3}  {:>6}  {:>6}",
        total.files,
        total.right,
        total.wrong,
        total.precision(),
        total.recall(),
        total.missed,
        total.silent,
        total.refused,
        total.false_findings as f64 / total.files.max(1) as f64,
        format!("{}/{}", total.units_right, total.units),
        format!("{}/{}", total.periods_right, total.periods),
    );
}

fn tell(score: &Score) {
    println!("-- {}: right {} of {}, unit {:?}, period {:?}", score.file, score.right, score.expected, score.unit, score.period);
    let due = score.due.iter().filter(|(_, given)| !given).map(|(due, _)| due);
    for (what, lines) in [
        ("wrong", score.wrong.iter().collect::<Vec<_>>()),
        ("refused", score.refused.iter().collect()),
        ("missed", score.missed.iter().collect()),
        ("false finding", score.false_findings.iter().collect()),
        ("not given", due.collect()),
    ] {
        for line in lines {
            println!("   {what}: {line}");
        }
    }
}
