//! The steps, one after the other.

use crate::accepted::{self, Accepted, Attribution, Entry, Settled};
use crate::completeness::{Completeness, Outcome};
use crate::consolidation::{Consolidation, LastYearSource, Source};
use crate::finding::{self, Finding};
use crate::jobs::Jobs;
use crate::language::Words;
use crate::last_year::{LastYear, Reopened};
use crate::ledger::Ledger;
use crate::read::consolidated::HandedIn;
use crate::schema::{PeriodId, Schema};
use crate::senders::Confirmed;
use crate::submission::{Owner, Submission};
use crate::workbook::Workbook;
use crate::{check, compute, excerpt, locate, read};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    /// How many threads work at once, as for [`Jobs::of`].
    pub jobs: usize,
    /// Whether to say what became of each cell.
    pub ledger: bool,
    /// Whether to keep the lines of the sheet around each finding, for people to see.
    pub excerpts: bool,
    /// What people confirmed of the senders before.
    pub confirmed: Confirmed,
    /// Findings that were accepted before.
    pub accepted: Vec<Entry>,
    /// Last year's consolidated workbook, which last year's figures are taken from.
    pub prior: Option<Arc<Reopened>>,
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
    /// Why last year's workbook could not be used; then nothing of it was.
    pub prior_refused: Option<Words>,
}

/// Reads a consolidated workbook back and computes again what it comes to, with the schema it was made with.
///
/// # Errors
/// It is none, or what is kept in it can't be used; `schema` is that of a workbook which does not hold its own.
pub fn reopen(schema: &Schema, workbook: &Workbook) -> Result<(Reopened, HandedIn), Words> {
    match read::consolidated::own_schema(workbook)? {
        Some(own) => reopen_with(own, workbook),
        // Made by a version before workbooks held their schema: it may still be this one.
        None => reopen_with(schema.clone(), workbook).map_err(|_| {
            Words::new(
                "Bảng tổng hợp này không có trang ẩn “Dữ liệu” (đã bị xóa, hoặc bảng do bản chitieu cũ lập).",
                "The consolidated workbook has no hidden sheet “Dữ liệu” (it was deleted, or an older chitieu made it).",
            )
        }),
    }
}

/// As [`reopen`], with another schema of the same set.
///
/// # Errors
/// As there.
pub fn reopen_with(schema: Schema, workbook: &Workbook) -> Result<(Reopened, HandedIn), Words> {
    let handed_in = read::consolidated::handed_in(&schema, workbook)?;
    let period = handed_in.period;
    let schema = schema.in_period(period);
    let submissions: Vec<&Submission> = handed_in.submissions.iter().collect();
    let sources = submissions.iter().map(|submission| source(submission, Some(period), true)).collect();
    let mut consolidation = compute::consolidation(&schema, period, &submissions, sources);
    if let Some(recorded) = &handed_in.last_year {
        compute::restore_last_year(&schema, &mut consolidation, recorded);
    }
    handed_in_without_figures(&mut consolidation, &handed_in.completeness, workbook);
    let source = LastYearSource { file: workbook.file.clone(), sha256: workbook.sha256.clone(), year: schema.year };
    Ok((Reopened { schema, consolidation, cells: handed_in.cells.clone(), source }, handed_in))
}

/// A unit that had nothing to fill in handed in a sheet without a figure: only the list of who handed in says so.
fn handed_in_without_figures(consolidation: &mut Consolidation, completeness: &Completeness, workbook: &Workbook) {
    let used = |unit| completeness.units.iter().any(|of| of.unit == unit && matches!(of.outcome, Outcome::Used | Outcome::ToReview));
    for (unit, file) in consolidation.units.iter_mut().filter(|(_, file)| file.is_none()) {
        *file = used(*unit).then(|| workbook.file.clone());
    }
}

fn source(submission: &Submission, period: Option<PeriodId>, used: bool) -> Source {
    Source {
        file: submission.file.clone(),
        sha256: submission.sha256.clone(),
        unit: submission.unit,
        period,
        figures: submission.count(),
        used,
    }
}

/// Reads and checks files by themselves, several at a time, and hands them back in the order given.
///
/// `done` is told after each file how many are done. One bad file never stops the others: it becomes a finding.
pub fn inspect(schema: &Schema, files: &[PathBuf], options: &MergeOptions, done: &(dyn Fn(usize) + Sync)) -> Vec<Inspected> {
    let mut inspected = each(schema, files, options, done, |_| {});
    if let Some(past) = &options.prior {
        compare_with_prior(schema, &mut inspected, past);
    }
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

/// `finish` is given each file when it was read and checked.
fn each(
    schema: &Schema,
    files: &[PathBuf],
    options: &MergeOptions,
    done: &(dyn Fn(usize) + Sync),
    finish: impl Fn(&mut Inspected) + Sync,
) -> Vec<Inspected> {
    let index = locate::Index::of(schema);
    let finished = AtomicUsize::new(0);
    Jobs::of(options.jobs).each(files, |file| {
        let mut inspected = one(schema, &index, file, options);
        finish(&mut inspected);
        done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        inspected
    })
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
    let below = read::consolidated::area(&workbook).map(|area| schema.stands_for(&area, None));
    match below {
        Some(Some(Owner::Area)) if !options.ledger => return alone(&workbook, vec![check::already_consolidated(schema, &workbook.file)]),
        Some(found) if found != Some(Owner::Area) => return roll_up(schema, &workbook, options),
        _ => {}
    }
    let (located, ledger) = if options.ledger {
        locate::with_ledger(schema, index, &workbook, options.period, &options.confirmed)
    } else {
        (locate::submission_as_confirmed(schema, index, &workbook, options.period, &options.confirmed), None)
    };
    let mut findings = located.findings;
    findings.extend(read::damage(&workbook));
    // A list fills the memory; its checks need nothing of it.
    let workbook = Some(workbook).filter(|_| options.excerpts);
    findings.extend(check::submission(schema, &located.submission));
    finding::sort(&mut findings);
    if let Some(workbook) = &workbook {
        excerpt::attach(workbook, schema, &located.submission, &mut findings);
    }
    Inspected { submission: located.submission, findings, accepted: Vec::new(), ledger }
}

/// A consolidated workbook as what one unit of this level hands in.
fn roll_up(schema: &Schema, workbook: &Workbook, options: &MergeOptions) -> Inspected {
    let below = match reopen(schema, workbook) {
        Ok((below, _)) => below,
        Err(why) => return alone(workbook, vec![check::not_reopened(&workbook.file, why)]),
    };
    let area = &below.schema.area;
    let Some(Owner::Unit(unit)) = schema.stands_for(&area.code, Some(&area.name)) else {
        return alone(workbook, vec![check::unknown_area(&workbook.file, area)]);
    };
    let period = schema.same_period(below.schema.period(below.consolidation.period));
    let mut rolled_up = compute::rolled_up(schema, unit, period, &below);
    rolled_up.submission.other_year = below.schema.year != schema.year;
    let mut findings = check::rolled_up(schema, &rolled_up.submission, &rolled_up.different, &rolled_up.incomplete, &rolled_up.absent);
    findings.extend(check::period_of_rolled_up(schema, options.period, &rolled_up.submission, &below));
    findings.extend(read::damage(workbook));
    finding::sort(&mut findings);
    Inspected { submission: rolled_up.submission, findings, accepted: Vec::new(), ledger: None }
}

fn alone(workbook: &Workbook, findings: Vec<Finding>) -> Inspected {
    let submission = Submission { file: workbook.file.clone(), sha256: workbook.sha256.clone(), ..Submission::default() };
    Inspected { submission, findings, accepted: Vec::new(), ledger: None }
}

/// Compares last year's figures on the sheets with last year's consolidated workbook.
fn compare_with_prior(schema: &Schema, files: &mut [Inspected], past: &Reopened) {
    let known = last_years(schema, files, past);
    for Inspected { submission, findings, .. } in files {
        if let Some(Ok(last_year)) = submission.period.and_then(|period| known.get(&period)) {
            findings.extend(check::prior_differs(schema, submission, last_year));
            finding::sort(findings);
        }
    }
}

/// Why last year's workbook can't be held against some of the files: it is not that of their period of the year before.
pub fn prior_refused(schema: &Schema, files: &[Inspected], past: &Reopened) -> Option<Words> {
    let mut refused: Vec<(PeriodId, Words)> =
        last_years(schema, files, past).into_iter().filter_map(|(period, known)| Some((period, known.err()?))).collect();
    refused.sort_by_key(|(period, _)| *period);
    refused.into_iter().next().map(|(_, why)| why)
}

fn last_years(schema: &Schema, files: &[Inspected], past: &Reopened) -> HashMap<PeriodId, Result<LastYear, Words>> {
    let mut known = HashMap::new();
    for period in files.iter().filter(|file| !file.submission.other_year).filter_map(|file| file.submission.period) {
        known.entry(period).or_insert_with(|| compute::last_year(&schema.in_period(period), period, past));
    }
    known
}

/// As [`reopen_with`], with last year's figures from another consolidated workbook.
///
/// # Errors
/// As there, and where the other is not that of the same period of the year before.
pub fn reopen_after(schema: Schema, workbook: &Workbook, past: &Reopened) -> Result<(Reopened, HandedIn), Words> {
    let (mut reopened, mut handed_in) = reopen_with(schema, workbook)?;
    let (schema, period) = (&reopened.schema, handed_in.period);
    let last_year = compute::last_year(schema, period, past)?;
    let submissions: Vec<&Submission> = handed_in.submissions.iter().collect();
    let sources = std::mem::take(&mut reopened.consolidation.sources);
    let mut consolidation =
        compute::consolidation_without(schema, period, &submissions, &HashSet::new(), Some(&last_year), sources, Jobs::ONE);
    handed_in_without_figures(&mut consolidation, &handed_in.completeness, workbook);
    handed_in.findings.extend(submissions.iter().flat_map(|submission| check::prior_differs(schema, submission, &last_year)));
    handed_in.findings.extend(check::not_comparable(schema, &consolidation, &last_year));
    reopened.consolidation = consolidation;
    Ok((reopened, handed_in))
}

/// Reads, checks and consolidates.
pub fn merge(schema: &Schema, files: &[PathBuf], options: &MergeOptions, done: &(dyn Fn(usize) + Sync)) -> Merged {
    let finish = |inspected: &mut Inspected| {
        inspected.submission.forget_what_was_checked();
        // One alone has no others to wait for.
        if files.len() > 1 {
            inspected.submission.pack();
        }
    };
    consolidate(schema, each(schema, files, options, done, finish), options)
}

/// Consolidates files that were read and checked, with all that was found in them: for the period wanted, else the one
/// that most of them are for.
pub fn consolidate(schema: &Schema, files: Vec<Inspected>, options: &MergeOptions) -> Merged {
    let mut findings = Vec::new();
    let mut submissions = Vec::with_capacity(files.len());
    for inspected in files {
        findings.extend(inspected.findings);
        submissions.push(inspected.submission);
    }
    let period = options.period.or_else(|| check::prevailing_period(&submissions)).unwrap_or(PeriodId(0));
    // Who reports may change within the year.
    let schema = &schema.in_period(period);
    let (last_year, prior_refused) = match options.prior.as_deref().map(|past| compute::last_year(schema, period, past)) {
        Some(Ok(last_year)) => (Some(last_year), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let jobs = Jobs::of(options.jobs);
    let chosen = check::across(schema, period, &submissions);
    findings.extend(chosen.findings);
    let used: Vec<&Submission> = chosen.used.iter().filter_map(|&at| submissions.get(at)).collect();
    let is_used: HashSet<usize> = chosen.used.iter().copied().collect();
    let sources = submissions.iter().enumerate().map(|(at, found)| source(found, found.period, is_used.contains(&at))).collect();
    let mut consolidation = compute::consolidation_without(schema, period, &used, &chosen.excluded, last_year.as_ref(), sources, jobs);
    check::settle(schema, &consolidation, &mut findings);
    findings.extend(check::consolidation(schema, &used, &consolidation, &findings, jobs));
    if let Some(last_year) = &last_year {
        findings.extend(used.iter().flat_map(|submission| check::prior_differs(schema, submission, last_year)));
        findings.extend(check::not_comparable(schema, &consolidation, last_year));
    }
    finding::sort(&mut findings);
    let all: Vec<&Submission> = submissions.iter().collect();
    let (findings, accepted) = Settled::parted(settle(schema, period, &options.accepted, &all, findings));
    consolidation.accepted = accepted;
    let completeness = compute::completeness(schema, &submissions, &consolidation, &findings);
    Merged { consolidation, submissions, findings, completeness, prior_refused }
}
