//! The file of accepted findings: beside the schema, or where `--accepted` says.

use super::Stop;
use super::arguments::Common;
use super::beside_schema::Sort;
use super::screen::Screen;
use chitieu::accepted::{self, Accepted, Attribution, Entry};
use chitieu::catalogue;
use chitieu::finding::Finding;
use chitieu::language::{Text, Words};
use chitieu::schema::Schema;
use chitieu::submission::Submission;
use clap::ArgMatches;
use std::path::PathBuf;

const SORT: Sort =
    Sort { name: Text { vi: "tệp chấp nhận", en: "file of accepted findings" }, ending: "accepted.toml", option: "--accepted" };

/// What was accepted, and where that stands.
pub struct Register {
    /// The file, which need not exist yet.
    pub path: PathBuf,
    /// As the file says it.
    pub entries: Vec<Entry>,
    /// Whether it was named and is not there: a slip, or the first time.
    is_awaited: bool,
}

/// Reads the file; without one nothing is accepted. `inputs` are what it can't be.
pub fn load(common: &Common, matches: &ArgMatches, schema: &Schema, inputs: &[PathBuf], screen: &Screen) -> Result<Register, Stop> {
    let named = matches.get_one::<PathBuf>("accepted");
    let path = SORT.path(named, common, schema, inputs)?;
    let Some(text) = SORT.text(&path)? else {
        return Ok(Register { path, entries: Vec::new(), is_awaited: named.is_some() });
    };
    match accepted::from_toml(&text) {
        Ok(entries) => Ok(Register { path, entries, is_awaited: false }),
        Err(problems) => {
            screen.trouble(&SORT.unusable(&path, &problems, screen.language));
            Err(Stop::Told)
        }
    }
}

/// What a run has seen, to tell which entries could have fitted something.
pub struct Seen<'a> {
    /// What was read.
    pub submissions: &'a [&'a Submission],
    /// What is left of the findings, each with whose it is.
    pub findings: Vec<(&'a Finding, Attribution)>,
    /// What was accepted.
    pub accepted: Vec<&'a Accepted>,
    /// The period that is merged; none where each file is looked at by itself.
    pub merged: Option<&'a str>,
}

impl Register {
    /// Says where there is no such file, and which entries fit nothing any more: what they accepted was put right, or
    /// their place is written wrong.
    pub fn tell_idle(&self, schema: &Schema, seen: &Seen<'_>, screen: &Screen) {
        let shown = self.path.display();
        if self.is_awaited {
            screen.note(&Words::new(
                format!("Chưa có tệp “{shown}”: chưa có phát hiện nào được chấp nhận ở đó."),
                format!("There is no “{shown}” yet: nothing was accepted there."),
            ));
        }
        let idle: Vec<String> = self.entries.iter().filter(|entry| self.is_idle(schema, entry, seen)).map(described).collect();
        if idle.is_empty() {
            return;
        }
        let list = idle.join("\n  ");
        screen.note(&Words::new(
            format!(
                "Trong “{shown}” có {} mục không khớp với phát hiện nào của lần chạy này (số liệu đã được sửa, hoặc mục ghi sai). Nếu đã đủ tệp, hãy xóa hoặc sửa:\n  {list}",
                idle.len()
            ),
            format!(
                "In “{shown}” some entries fit no finding of this run (it was put right, or they are mistyped). Where all files are there, remove or correct them ({}):\n  {list}",
                idle.len()
            ),
        ));
    }

    fn is_idle(&self, schema: &Schema, entry: &Entry, seen: &Seen<'_>) -> bool {
        if seen.accepted.iter().any(|one| one.line == entry.line) {
            return false;
        }
        // One that names a finding which is still open is told at that finding.
        if seen.findings.iter().any(|(finding, whose)| entry.names(schema, finding, whose)) {
            return false;
        }
        match seen.merged {
            Some(period) => entry.period.as_deref().is_none_or(|own| own == period),
            // By itself a file shows only some kinds, and only what is its own.
            None => {
                let alone = catalogue::kinds().into_iter().any(|kind| {
                    kind.code == entry.code && kind.examples.iter().any(|example| !example.merged && !example.flagged.is_empty())
                });
                let its_own = seen.submissions.iter().any(|submission| {
                    let unit = submission.unit.map(|unit| schema.unit(unit).code.as_str());
                    let period = submission.period.map(|period| schema.period(period).code.as_str());
                    unit.is_some()
                        && unit == entry.unit.as_deref()
                        && entry.period.as_deref().is_none_or(|own| period.is_none_or(|period| period == own))
                });
                alone && its_own
            }
        }
    }
}

/// An entry, for people: its line, and what it is about.
fn described(entry: &Entry) -> String {
    let cell = entry.cell.map(|at| at.to_string());
    let parts =
        [Some(&entry.code), entry.unit.as_ref(), entry.indicator.as_ref(), entry.measure.as_ref(), entry.sheet.as_ref(), cell.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("[{}] {}", entry.line, parts.join(" · "))
}
