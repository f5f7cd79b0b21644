//! `inspect`: how a workbook was understood, cell by cell.

use super::accepted_file::{self, Seen};
use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::{self, Consolidated};
use super::screen::Screen;
use super::{Done, Stop, output, prior_file, progress, schema_file, senders_file, verdict};
use chitieu::check;
use chitieu::language::{Language, Text};
use chitieu::schema::{PeriodId, Schema};
use chitieu::submission::Submission;
use chitieu::write::{self, Understood, json, text};
use chitieu::{Inspected, MergeOptions};
use clap::{Arg, ArgMatches, value_parser};
use std::path::{Path, PathBuf};

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "inspect",
    alias: "xem",
    about: Text {
        vi: "Cho xem từng tệp được hiểu thế nào, đến từng ô.", en: "Show how each workbook was understood, cell by cell."
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Ví dụ: chitieu xem xa-huong-xuan.xlsx --page cach-hieu.html",
        en: "Example: chitieu inspect xa-huong-xuan.xlsx --page understood.html",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let page = arguments::option(
        "page",
        t("TỆP.html", "FILE.html"),
        t("ghi thêm trang web tô màu từng ô theo cách hiểu", "write a web page too, with each cell coloured by what became of it"),
    );
    let page = page.value_parser(value_parser!(PathBuf));
    [arguments::files(language), page].into_iter().chain(arguments::reading(language)).collect()
}

/// Shows what was understood.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let page_path = matches.get_one::<PathBuf>("page").cloned();
    if let Some(path) = &page_path {
        output::expect_extension(path, &["html", "htm"])?;
    }
    let outputs: Vec<&Path> = [common.out.as_deref(), page_path.as_deref()].into_iter().flatten().collect();
    output::all_differ(&outputs)?;
    let read = read(common, matches, true, Some(&outputs), screen)?;
    let files = read.understood();
    let shown = match common.format {
        Format::Json => json::inspect(&read.schema, &files, common.language)?,
        Format::Text => text::inspect(&read.schema, &files, common.language),
    };
    if let Some(path) = &page_path {
        write::save(path, write::page(&read.schema, &files, common.language).as_bytes())?;
    }
    output::deliver(&shown, common.out.as_deref(), &read.protected, screen)?;
    Ok(verdict(read.files.iter().flat_map(|file| &file.findings)))
}

/// Workbooks that were read and checked by themselves.
pub struct Read {
    /// The schema they were read with.
    pub schema: Schema,
    /// Each file, in the order given.
    pub files: Vec<Inspected>,
    /// What no output may replace: the workbooks and the schema.
    pub protected: Vec<PathBuf>,
}

impl Read {
    /// Each file as it was understood, as the writers take them.
    pub fn understood(&self) -> Vec<Understood<'_>> {
        self.files
            .iter()
            .map(|Inspected { submission, findings, accepted, ledger }| Understood {
                submission,
                findings,
                accepted,
                ledger: ledger.as_ref(),
            })
            .collect()
    }
}

/// Reads what `inspect` and `check` are about, once it is sure that no output is an input. Where outputs
/// are named, what became of each cell is kept, too. `consolidated` says whether earlier results are wanted.
pub fn read(common: &Common, matches: &ArgMatches, consolidated: bool, outputs: Option<&[&Path]>, screen: &Screen) -> Result<Read, Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let excerpts = common.format == Format::Text;
    let mut options = MergeOptions { ledger: outputs.is_some(), excerpts, ..options(&schema, matches)? };
    let kept = if consolidated { Consolidated::Keep } else { Consolidated::SkipOwn(&schema) };
    let prior_path = prior_file::path(matches);
    let not_handed_in: Vec<&Path> = common.out.iter().map(PathBuf::as_path).chain(prior_path).collect();
    let inputs = inputs::gather(&arguments::named_files(matches), kept, &not_handed_in, common.schema.as_deref(), screen)?;
    options.prior = prior_file::load(matches, &schema)?;
    let mut protected: Vec<PathBuf> = inputs.iter().cloned().chain(common.schema.clone()).collect();
    protected.extend(prior_path.map(Path::to_path_buf));
    let memory = senders_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(memory.path.clone());
    options.confirmed = memory.confirmed.clone();
    let register = accepted_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(register.path.clone());
    options.accepted = register.entries.clone();
    for output in common.out.iter().map(PathBuf::as_path).chain(outputs.unwrap_or_default().iter().copied()) {
        output::prove(output, &protected)?;
    }
    let progress = screen.progress(progress::READING, inputs.len());
    let files = chitieu::inspect(&schema, &inputs, &options, &|_| progress.one_done());
    progress.end();
    if let Some(why) = options.prior.as_deref().and_then(|past| chitieu::prior_refused(&schema, &files, past)) {
        return Err(Stop::Because(why));
    }
    memory.tell_uses(files.iter().map(|file| &file.submission), screen);
    let submissions: Vec<&Submission> = files.iter().map(|file| &file.submission).collect();
    let period = options.period.or_else(|| check::prevailing_period(submissions.iter().copied())).unwrap_or(PeriodId(0));
    let whose = chitieu::attribution(&schema, period, &submissions);
    let findings = files.iter().flat_map(|file| &file.findings).map(|finding| (finding, whose(finding))).collect();
    let accepted = files.iter().flat_map(|file| &file.accepted).collect();
    register.tell_idle(&schema, &Seen { submissions: &submissions, findings, accepted, merged: None }, screen);
    drop(whose);
    Ok(Read { schema, files, protected })
}

/// `--jobs`, as for [`chitieu::jobs::Jobs::of`].
pub fn jobs(matches: &ArgMatches) -> usize {
    matches.get_one::<u16>("jobs").map_or(0, |jobs| usize::from(*jobs))
}

/// `--period` and `--jobs`.
pub fn options(schema: &Schema, matches: &ArgMatches) -> Result<MergeOptions, Stop> {
    Ok(MergeOptions {
        period: schema_file::period(schema, matches.get_one::<String>("period"))?,
        jobs: jobs(matches),
        ..MergeOptions::default()
    })
}
