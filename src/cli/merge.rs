//! `merge`: the consolidated workbook, and with it the report and the data.

use super::accepted_file::{self, Seen};
use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::{self, Consolidated};
use super::screen::Screen;
use super::{Done, Stop, annotate, inspect, output, phrases_file, prior_file, progress, report, schema_file, senders_file, verdict};
use chitieu::Merged;
use chitieu::jobs::Jobs;
use chitieu::language::{Language, Text};
use chitieu::schema::Schema;
use chitieu::submission::Submission;
use chitieu::write::{self, json, text};
use clap::{Arg, ArgMatches, value_parser};
use std::path::{Path, PathBuf};

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "merge",
    alias: "tong-hop",
    about: Text {
        vi: "Tổng hợp các tệp thành một bảng, kèm báo cáo và dữ liệu.",
        en: "Consolidate workbooks into one, with the report and the data.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Không có --out: bảng tổng hợp là tong-hop-MÃ-BỘ-CHỈ-TIÊU-KỲ.xlsx trong thư mục hiện tại.\n\
             Ví dụ: chitieu tong-hop thu-muc-cac-xa -o tong-hop.xlsx --report bao-cao.docx",
        en: "Without --out the consolidated workbook is tong-hop-SCHEMA-ID-PERIOD.xlsx in the current folder.\n\
             Example: chitieu merge folder-of-communes -o tong-hop.xlsx --report bao-cao.docx",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let path = t("ĐƯỜNG-DẪN", "PATH");
    let mut all = vec![
        arguments::files(language),
        arguments::option(
            "report",
            path,
            t("ghi thêm báo cáo tóm tắt (.docx, .md, .html)", "write the report summary too (.docx, .md, .html)"),
        )
        .value_parser(value_parser!(PathBuf)),
        arguments::option("json", path, t("ghi thêm toàn bộ số liệu dạng JSON", "write all data as JSON too"))
            .value_parser(value_parser!(PathBuf)),
        phrases_file::argument(language),
        annotate::argument(language),
        prior_file::argument(language),
    ];
    all.extend(arguments::reading(language));
    all
}

/// Merges and writes.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let annotated = annotate::folder(matches)?;
    let report_path = matches.get_one::<PathBuf>("report").cloned();
    let json_path = matches.get_one::<PathBuf>("json").cloned();
    if let Some(path) = &report_path {
        output::expect_extension(path, report::EXTENSIONS)?;
    }
    if let Some(path) = common.out.as_ref().filter(|path| !path.is_dir()) {
        output::expect_extension(path, &["xlsx"])?;
    }
    // Nobody needs the wording without a report; a file of one is looked at all the same.
    let (phrases, phrases_path) = match report_path.is_some() || phrases_file::is_named(matches) {
        true => phrases_file::load(matches, screen)?,
        false => Default::default(),
    };
    let others: Vec<&Path> = [&report_path, &json_path].into_iter().flatten().map(PathBuf::as_path).collect();
    let (schema, mut merged, mut protected) = merge(common, matches, &others, screen)?;
    // What is written is written from the consolidation: it has each figure that counts. Marked copies are made of files.
    match annotated {
        Some(_) => merged.submissions.iter_mut().for_each(Submission::forget_figures),
        None => merged.submissions = Vec::new(),
    }
    protected.extend(phrases_path.clone());
    let workbook_path = workbook_path(common, matches, &schema, &merged);
    let named = common.out.as_deref().filter(|out| !out.is_dir());
    for output in others.iter().copied().chain([workbook_path.as_path()]) {
        // One that was named was held against all inputs before these were read.
        let is_proved = others.contains(&output) || named == Some(output);
        output::prove(output, if is_proved { phrases_path.as_slice() } else { &protected })?;
    }
    output::all_differ(&others.iter().copied().chain([workbook_path.as_path()]).collect::<Vec<_>>())?;

    // All is made before anything is written, so that a run that can't finish leaves nothing behind.
    let language = common.language;
    let jobs = Jobs::of(inspect::jobs(matches));
    let workbook = write::consolidated_by(jobs, &schema, &merged.consolidation, &merged.findings, &merged.completeness, language)?;
    let mut outputs = vec![(text::Output::Workbook, workbook_path, workbook)];
    if let Some(path) = report_path {
        let bytes = report::bytes(&path, &schema, &merged, &phrases, language)?;
        outputs.push((text::Output::Report, path, bytes));
    }
    let data = match json_path.is_some() || common.format == Format::Json {
        true => Some(json::merge(&schema, &merged.consolidation, &merged.findings, &merged.completeness, language)?),
        false => None,
    };
    if let (Some(path), Some(data)) = (json_path, &data) {
        outputs.push((text::Output::Data, path, data.clone().into_bytes()));
    }
    for (_, path, bytes) in &outputs {
        write::save(path, bytes)?;
    }
    if let Some(folder) = &annotated {
        let submissions: Vec<&Submission> = merged.submissions.iter().collect();
        annotate::write(folder, &schema, &submissions, &merged.findings, &protected, common, screen)?;
    }
    let written: Vec<(text::Output, PathBuf)> = outputs.into_iter().map(|(kind, path, _)| (kind, path)).collect();
    match (common.format, data) {
        (Format::Json, Some(data)) => screen.result(&data)?,
        _ if common.quiet => {}
        _ => screen.result(&text::merge(&schema, &merged.consolidation, &merged.findings, &merged.completeness, &written, language))?,
    }
    Ok(verdict(&merged.findings))
}

/// Reads and merges what is named, once it is sure that none of `outputs` is an input.
pub fn merge(common: &Common, matches: &ArgMatches, outputs: &[&Path], screen: &Screen) -> Result<(Schema, Merged, Vec<PathBuf>), Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let mut options = inspect::options(&schema, matches)?;
    let outputs: Vec<&Path> = common.out.iter().map(PathBuf::as_path).filter(|out| !out.is_dir()).chain(outputs.iter().copied()).collect();
    // Earlier results are looked for where results go, and last year's workbook is none of this year's files.
    let not_handed_in: Vec<&Path> = outputs.iter().copied().chain(prior_file::path(matches)).collect();
    let inputs =
        inputs::gather(&arguments::named_files(matches), Consolidated::SkipOwn(&schema), &not_handed_in, common.schema.as_deref(), screen)?;
    options.prior = prior_file::load(matches, &schema)?;
    let mut protected: Vec<PathBuf> = inputs.iter().cloned().chain(common.schema.clone()).collect();
    protected.extend(prior_file::path(matches).map(Path::to_path_buf));
    let memory = senders_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(memory.path.clone());
    options.confirmed = memory.confirmed.clone();
    let register = accepted_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(register.path.clone());
    options.accepted = register.entries.clone();
    for output in outputs {
        output::prove(output, &protected)?;
    }
    let progress = screen.progress(progress::READING, inputs.len());
    let merged = chitieu::merge(&schema, &inputs, &options, &|_| progress.one_done());
    progress.end();
    if let Some(why) = &merged.prior_refused {
        return Err(Stop::Because(why.clone()));
    }
    memory.tell_uses(&merged.submissions, screen);
    let submissions: Vec<&Submission> = merged.submissions.iter().collect();
    let period = merged.consolidation.period;
    let whose = chitieu::attribution(&schema, period, &submissions);
    let findings = merged.findings.iter().map(|finding| (finding, whose(finding))).collect();
    let accepted = merged.consolidation.accepted.iter().collect();
    let merged_period = Some(schema.period(period).code.as_str());
    register.tell_idle(&schema, &Seen { submissions: &submissions, findings, accepted, merged: merged_period }, screen);
    drop(whose);
    Ok((schema.into_period(period), merged, protected))
}

/// Where the workbook goes: where `-o` says, else beside the first input or in the current folder.
fn workbook_path(common: &Common, matches: &ArgMatches, schema: &Schema, merged: &Merged) -> PathBuf {
    let name = format!("tong-hop-{}-{}.xlsx", file_word(&schema.id), file_word(&schema.period(merged.consolidation.period).code));
    match &common.out {
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(path) => path.clone(),
        None if common.dropped => match arguments::named_files(matches).first().filter(|first| first.file_name().is_some()) {
            Some(first) => first.with_file_name(name),
            None => PathBuf::from(name),
        },
        None => PathBuf::from(name),
    }
}

/// A code as part of a file's name: a schema may have any characters in it.
pub fn file_word(code: &str) -> String {
    code.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}
