//! Every odd file of the corpora beside this repository gets an answer within ten seconds of processor time and a gigabyte of
//! address space: exit code 0 or 1, one JSON document or a text, no panic. So do files that nobody has seen, made of these: `UNSEEN` says
//! how many, `UNSEEN_RESAVED` how many are saved anew by LibreOffice, `UNSEEN_SEED` which. Skipped where the corpora are not
//! at hand.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

#[path = "support/unseen.rs"]
mod unseen;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use unseen::Dice;

/// Tells the processor time of all that was started in its last line of errors: a machine at work makes the clock's worthless.
const BOUNDED: &str = "ulimit -v 1048576; \"$0\" \"$@\"; code=$?; times >&2; exit $code";
const LONGEST: Duration = Duration::from_secs(10);
/// What names of files end in, whatever is inside.
const ENDINGS: [&str; 12] = ["xlsx", "xls", "xlsb", "xlsm", "ods", "fods", "csv", "html", "xml", "txt", "XLS", "docx"];

/// The answer, what was said as an error, and the processor time it took.
fn inspect(file: &Path, format: &str) -> (Output, String, Duration) {
    let mut command = Command::new("sh");
    command.args(["-c", BOUNDED, env!("CARGO_BIN_EXE_chitieu"), "inspect", "--format", format, "--jobs", "1"]).arg(file);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).trim_end().to_string();
    let (rest, own) = said.rsplit_once('\n').unwrap_or(("", &said));
    let (errors, _) = rest.rsplit_once('\n').unwrap_or(("", rest));
    // "0m0.19s 0m0.01s": of the program itself and of the system for it.
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.replace(',', ".").parse::<f64>().unwrap()
    };
    let took = Duration::from_secs_f64(own.split_whitespace().map(seconds).sum());
    (output, errors.to_string(), took)
}

/// The files of the corpora; none where they are not at hand.
fn odd_files() -> Vec<PathBuf> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut files: Vec<PathBuf> = ["robustness", "vietnamese"]
        .iter()
        .flat_map(|name| fs::read_dir(corpora.join(name)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// What was seen of the answers, by format.
#[derive(Default)]
struct Seen {
    failures: Vec<String>,
    slowest: BTreeMap<&'static str, (Duration, String)>,
    read: usize,
    count: usize,
}

impl Seen {
    /// Asks for both forms of the answer.
    fn ask(&mut self, file: &Path, name: &str) {
        self.count += 1;
        for format in ["json", "text"] {
            let (output, errors, took) = inspect(file, format);
            let answered = matches!(output.status.code(), Some(0 | 1)) && !errors.contains("panicked") && took < LONGEST;
            let sound = match format {
                "json" => match serde_json::from_slice::<serde_json::Value>(&output.stdout) {
                    Ok(json) => {
                        let codes = json["files"][0]["findings"].as_array().cloned().unwrap_or_default();
                        self.read += usize::from(!codes.iter().any(|finding| finding["code"] == "unreadable-file"));
                        json["files"].as_array().is_some_and(|files| files.len() == 1)
                    }
                    Err(_) => false,
                },
                _ => std::str::from_utf8(&output.stdout).is_ok_and(|text| !text.trim().is_empty()),
            };
            if !(answered && sound) {
                self.failures.push(format!("{name} as {format}: {:?} after {took:.1?} {errors}", output.status));
            }
            let slowest = self.slowest.entry(format).or_default();
            if took > slowest.0 {
                *slowest = (took, name.to_string());
            }
        }
    }

    fn end(self, what: &str) {
        println!("{} {what}, {} of them read", self.count, self.read);
        for (format, (took, name)) in &self.slowest {
            println!("slowest as {format}: {took:.2?}, {name}");
        }
        assert!(self.failures.is_empty(), "{}", self.failures.join("\n"));
    }
}

#[test]
fn every_odd_file_gets_an_answer() {
    let mut seen = Seen::default();
    for file in odd_files() {
        seen.ask(&file, &file.display().to_string());
    }
    if seen.count == 0 {
        println!("skipped: no corpora beside this folder");
        return;
    }
    seen.end("odd files");
}

fn asked_for(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |count| count.parse().unwrap())
}

#[test]
fn files_that_nobody_has_seen_get_an_answer() {
    let files = odd_files();
    if files.is_empty() {
        println!("skipped: no corpora beside this folder");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (count, seed) = (asked_for("UNSEEN", 60), asked_for("UNSEEN_SEED", 1));
    let kept = std::env::var_os("UNSEEN_OUT").map(PathBuf::from);
    let mut seen = Seen::default();
    let mut ways: BTreeMap<&str, usize> = BTreeMap::new();
    for at in 0..count {
        let mut dice = Dice::new((seed * 1_000_003 + at) as u64);
        let (from, other) = (&files[dice.below(files.len())], &files[dice.below(files.len())]);
        let (way, bytes) = unseen::changed(&fs::read(from).unwrap(), &fs::read(other).unwrap(), &mut dice);
        *ways.entry(way).or_default() += 1;
        // Half of them under another kind's name.
        let own = from.extension().map_or("", |ending| ending.to_str().unwrap());
        let ending = if dice.below(2) == 0 { own } else { ENDINGS[dice.below(ENDINGS.len())] };
        let path = folder.path().join(format!("{at} {way}.{ending}"));
        fs::write(&path, &bytes).unwrap();
        let before = seen.failures.len();
        seen.ask(&path, &format!("{at} {way} of {}", from.display()));
        if let Some(kept) = kept.as_ref().filter(|_| seen.failures.len() > before) {
            fs::copy(&path, kept.join(path.file_name().unwrap())).unwrap();
        }
        fs::remove_file(&path).unwrap();
    }
    println!("{ways:?}");
    resaved(&files, folder.path(), &mut seen, asked_for("UNSEEN_RESAVED", 0), seed);
    seen.end("unseen files");
}

/// Odd files as LibreOffice saves them in other formats.
fn resaved(files: &[PathBuf], folder: &Path, seen: &mut Seen, count: usize, seed: usize) {
    let formats = ["xls", "xlsx", "ods", "fods", "csv", "html"];
    let mut dice = Dice::new(seed as u64);
    for format in formats {
        let out = folder.join(format);
        let chosen: Vec<&PathBuf> = (0..count.div_ceil(formats.len())).map(|_| &files[dice.below(files.len())]).collect();
        // One file that LibreOffice does not survive must not take the others with it.
        for some in chosen.chunks(10) {
            let mut command = Command::new("timeout");
            command.args(["120", "soffice", "--headless", "--convert-to", format, "--outdir"]).arg(&out).args(some);
            command.arg(format!("-env:UserInstallation=file://{}/profile", folder.display()));
            if command.output().is_err() {
                println!("not saved anew: no LibreOffice");
                return;
            }
        }
        for entry in fs::read_dir(&out).into_iter().flatten().flatten() {
            let name = format!("{} saved anew", entry.file_name().to_string_lossy());
            seen.ask(&entry.path(), &name);
        }
    }
}
