//! The steps, one after the other.

use crate::accepted::{self, Accepted, Attribution, Entry, Settled};
use crate::completeness::Completeness;
use crate::consolidation::{Consolidation, Source};
use crate::finding::{self, Finding};
use crate::ledger::Ledger;
use crate::schema::{PeriodId, Schema};
use crate::senders::Confirmed;
use crate::submission::{Owner, Submission};
use crate::{check, compute, excerpt, locate, read};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// One file as it was understood.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What it hands in; empty where it could not be read.
    pub submission: Submission,
    /// What is wrong with it, by itself.
    pub findings: Vec<Finding>,
    /// What was found in it and accepted before, with the reasons.
    pub accepted: Vec<Accepted>,
    /// What became of each of its cells, where it was asked for.
    pub ledger: Option<Ledger>,
}

/// How a merge is done.
#[derive(Clone, Debug, Default)]
pub struct MergeOptions {
    /// The period wanted; otherwise the one that most files are for.
    pub period: Option<PeriodId>,
    /// How many files are read at a time; 0 for as many as there are processors.
    pub jobs: usize,
    /// Whether to say what became of each cell.
    pub ledger: bool,
    /// Whether to keep the lines of the sheet around each finding, for people to see.
    pub excerpts: bool,
    /// What people confirmed of the senders before.
    pub confirmed: Confirmed,
    /// Findings that were accepted before.
    pub accepted: Vec<Entry>,
}

/// What a merge gives.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The consolidation.
    pub consolidation: Consolidation,
    /// Each file, in the order given.
    pub submissions: Vec<Submission>,
    /// Everything found, in the order it is shown.
    pub findings: Vec<Finding>,
    /// What of each unit is in, and what becomes of it.
    pub completeness: Completeness,
}

/// Reads and checks files by themselves, several at a time, and hands them back in the order given.
///
/// `done` is told after each file how many are done. One bad file never stops the others: it becomes a finding.
pub fn inspect(schema: &Schema, files: &[PathBuf], options: &MergeOptions, done: &(dyn Fn(usize) + Sync)) -> Vec<Inspected> {
    let mut inspected = each(schema, files, options, done);
    let found: Vec<Vec<Finding>> = inspected.iter_mut().map(|file| std::mem::take(&mut file.findings)).collect();
    let counts: Vec<usize> = found.iter().map(Vec::len).collect();
    let submissions: Vec<&Submission> = inspected.iter().map(|file| &file.submission).collect();
    let period = options.period.or_else(|| check::prevailing_period(submissions.iter().copied())).unwrap_or(PeriodId(0));
    // All files at once: an entry silences one finding of one file.
    let settled = settle(schema, period, &options.accepted, &submissions, found.into_iter().flatten().collect());
    let mut settled = settled.into_iter();
    for (file, count) in inspected.iter_mut().zip(counts) {
        (file.findings, file.accepted) = Settled::parted(settled.by_ref().take(count));
    }
    inspected
}

/// Holds findings against what was accepted before.
fn settle(schema: &Schema, period: PeriodId, entries: &[Entry], submissions: &[&Submission], findings: Vec<Finding>) -> Vec<Settled> {
    accepted::settle(schema, entries, findings, attribution(schema, period, submissions))
}

/// Whose a finding is and of which period: as it says itself, else as its file says.
pub fn attribution<'a>(schema: &'a Schema, period: PeriodId, submissions: &[&'a Submission]) -> impl Fn(&Finding) -> Attribution + use<'a> {
    let files: HashMap<Arc<str>, &Submission> = submissions.iter().map(|submission| (submission.file.clone(), *submission)).collect();
    move |finding| {
        let submission = finding.file.as_ref().and_then(|file| files.get(file));
        let owner = finding.owner.or_else(|| submission.and_then(|submission| submission.unit).map(Owner::Unit));
        let period = submission.and_then(|submission| submission.period).unwrap_or(period);
        Attribution { unit: owner.map(|owner| schema.owner_code(owner).to_string()), period: schema.period(period).code.clone() }
    }
}

fn each(schema: &Schema, files: &[PathBuf], options: &MergeOptions, done: &(dyn Fn(usize) + Sync)) -> Vec<Inspected> {
    let index = locate::Index::of(schema);
    let jobs = match options.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<Inspected>>> = Mutex::new(vec![None; files.len()]);
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(files.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { break };
                    let inspected = one(schema, &index, file, options);
                    if let Ok(mut results) = results.lock() {
                        results[at] = Some(inspected);
                    }
                    done(finished.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_iter().flatten().collect()
}

fn one(schema: &Schema, index: &locate::Index, file: &Path, options: &MergeOptions) -> Inspected {
    let name: Arc<str> = file.to_string_lossy().into();
    let workbook = match read::workbook(file) {
        Ok(workbook) => workbook,
        Err(error) => {
            let submission = Submission { file: name.clone(), sha256: error.sha256().to_string(), ..Submission::default() };
            return Inspected { submission, findings: vec![error.finding(&name)], accepted: Vec::new(), ledger: None };
        }
    };
    let (located, ledger) = if options.ledger {
        let (located, ledger) = locate::with_ledger(schema, index, &workbook, options.period, &options.confirmed);
        (located, Some(ledger))
    } else {
        (locate::submission_as_confirmed(schema, index, &workbook, options.period, &options.confirmed), None)
    };
    let mut findings = located.findings;
    findings.extend(read::damage(&workbook));
    findings.extend(check::submission(schema, &located.submission));
    finding::sort(&mut findings);
    if options.excerpts {
        excerpt::attach(&workbook, schema, &located.submission, &mut findings);
    }
    drop(workbook);
    Inspected { submission: located.submission, findings, accepted: Vec::new(), ledger }
}

/// Reads, checks and consolidates.
pub fn merge(schema: &Schema, files: &[PathBuf], options: &MergeOptions, done: &(dyn Fn(usize) + Sync)) -> Merged {
    let mut findings = Vec::new();
    let mut submissions = Vec::new();
    for inspected in each(schema, files, options, done) {
        findings.extend(inspected.findings);
        submissions.push(inspected.submission);
    }
    let period = options.period.or_else(|| check::prevailing_period(&submissions)).unwrap_or(PeriodId(0));
    let chosen = check::across(schema, period, &submissions);
    findings.extend(chosen.findings);
    let used: Vec<&Submission> = chosen.used.iter().filter_map(|&at| submissions.get(at)).collect();
    let sources = submissions
        .iter()
        .enumerate()
        .map(|(at, submission)| Source {
            file: submission.file.clone(),
            sha256: submission.sha256.clone(),
            unit: submission.unit,
            period: submission.period,
            figures: submission.figures.len(),
            used: chosen.used.contains(&at),
        })
        .collect();
    let mut consolidation = compute::consolidation_without(schema, period, &used, &chosen.excluded, sources);
    check::supplied(&consolidation, &mut findings);
    findings.extend(check::consolidation(schema, &used, &consolidation));
    finding::sort(&mut findings);
    let all: Vec<&Submission> = submissions.iter().collect();
    let (findings, accepted) = Settled::parted(settle(schema, period, &options.accepted, &all, findings));
    consolidation.accepted = accepted;
    let completeness = compute::completeness(schema, &submissions, &consolidation, &findings);
    Merged { consolidation, submissions, findings, completeness }
}
