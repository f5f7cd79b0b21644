//! Makes workbooks of communes for measuring, with the schema they are read with and the figures they hold.
//!
//! `cargo run --release --example make_bench -- FOLDER COMMUNES [INDICATORS]` writes one workbook a commune;
//! `… -- FOLDER --list ROWS [INDICATORS]` one workbook with a single list of so many rows. Beside the workbooks
//! `_truth` holds `schema.toml`, every figure (`values.csv`) and its sums (`totals.csv`). The same arguments give the
//! same bytes.

mod form;

use form::{Communes, Made};
use rust_decimal::Decimal;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

const USAGE: &str = "usage: make_bench FOLDER COMMUNES [INDICATORS]   or   make_bench FOLDER --list ROWS [INDICATORS]";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (folder, list, count, indicators) = match words.as_slice() {
        [folder, "--list", rows, rest @ ..] => (folder, true, rows, rest),
        [folder, communes, rest @ ..] => (folder, false, communes, rest),
        _ => return Err(USAGE.into()),
    };
    let folder = PathBuf::from(folder);
    let count: usize = count.parse().map_err(|_| USAGE)?;
    let indicators: usize = indicators.first().map_or(Ok(150), |word| word.parse()).map_err(|_| USAGE)?;
    let truth = folder.join("_truth");
    fs::create_dir_all(&truth)?;
    let mut figures = Figures::new(indicators);
    let communes = Communes { count: if list { count.div_ceil(indicators.max(1)) } else { count }, indicators };
    let made: &mut dyn Iterator<Item = _> = match list {
        true => &mut std::iter::once_with(|| communes.list(count)),
        false => &mut (0..count).map(|commune| communes.workbook(commune)),
    };
    for made in made {
        let made = made?;
        fs::write(folder.join(&made.name), &made.bytes)?;
        figures.take(&made);
    }
    fs::write(truth.join("schema.toml"), if list { communes.schema_of_list() } else { communes.schema() })?;
    fs::write(truth.join("values.csv"), &figures.values)?;
    fs::write(truth.join("totals.csv"), figures.totals())?;
    println!("{count} {}, {} indicators: {}", if list { "rows" } else { "workbooks" }, indicators, folder.display());
    Ok(())
}

/// What the workbooks hold, as text.
struct Figures {
    values: String,
    totals: Vec<[Decimal; 3]>,
}

impl Figures {
    fn new(indicators: usize) -> Figures {
        Figures { values: "commune,code,kh,th,ck\n".to_string(), totals: vec![[Decimal::ZERO; 3]; indicators] }
    }

    fn take(&mut self, made: &Made) {
        for figure in &made.figures {
            let [plan, actual, prior] = figure.values.map(|value| value.map_or_else(String::new, |value| value.to_string()));
            // A text never fails to grow.
            let _ = writeln!(self.values, "{},{},{plan},{actual},{prior}", form::unit_code(figure.commune), form::code(figure.indicator));
            if let Some(totals) = self.totals.get_mut(figure.indicator) {
                for (total, value) in totals.iter_mut().zip(figure.values) {
                    *total += value.unwrap_or_default();
                }
            }
        }
    }

    fn totals(&self) -> String {
        let mut text = "code,kh,th,ck\n".to_string();
        for (indicator, [plan, actual, prior]) in self.totals.iter().enumerate() {
            let _ = writeln!(text, "{},{plan},{actual},{prior}", form::code(indicator));
        }
        text
    }
}
