//! `report`: the report summary.

use super::arguments::{Common, Format};
use super::help::Spec;
use super::screen::Screen;
use super::{Done, Stop, inspect, merge, output, schema_file, verdict};
use super::{arguments, output::has_extension};
use chitieu::consolidation::Source;
use chitieu::language::{Language, Text};
use chitieu::read::{self, consolidated};
use chitieu::report::Report;
use chitieu::schema::Schema;
use chitieu::submission::Submission;
use chitieu::workbook::Workbook;
use chitieu::write::{self, json, text};
use chitieu::{Merged, compute};
use clap::{Arg, ArgMatches};
use std::path::{Path, PathBuf};

/// The forms a report is written in, told by the name of the file.
pub const EXTENSIONS: &[&str] = &["docx", "md"];

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "report",
    alias: "bao-cao",
    about: Text { vi: "Viết báo cáo tóm tắt (.docx hoặc .md).", en: "Write the report summary (.docx or .md)." },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Từ bảng tổng hợp do chitieu lập, hoặc từ các tệp của đơn vị.\n\
             Không có --out: báo cáo là bao-cao-MÃ-BỘ-CHỈ-TIÊU-KỲ.docx trong thư mục hiện tại.",
        en: "From a consolidated workbook made by chitieu, or from the units' workbooks.\n\
             Without --out the report is bao-cao-SCHEMA-ID-PERIOD.docx in the current folder.",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    std::iter::once(arguments::files(language)).chain(arguments::reading(language)).collect()
}

/// Writes the report.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    if let Some(path) = common.out.as_ref().filter(|path| !path.is_dir()) {
        output::expect_extension(path, EXTENSIONS)?;
    }
    let (schema, merged, protected) = merged(common, matches, screen)?;
    let period = &schema.period(merged.consolidation.period).code;
    let name = format!("bao-cao-{}-{}.docx", merge::file_word(&schema.id), merge::file_word(period));
    let path = match &common.out {
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(path) => path.clone(),
        None => PathBuf::from(name),
    };
    output::prove(&path, &protected)?;
    write::save(&path, &bytes(&path, &schema, &merged, common.language)?)?;
    match common.format {
        Format::Json => screen.result(&json::written(&[path])?)?,
        Format::Text if common.quiet => {}
        Format::Text => {
            let written = [(text::Output::Report, path)];
            screen.result(&text::merge(
                &schema,
                &merged.consolidation,
                &merged.findings,
                &merged.completeness,
                &written,
                common.language,
            ))?;
        }
    }
    Ok(verdict(&merged.findings))
}

/// What the units' workbooks add up to, or what the one consolidated workbook named was made from.
pub fn merged(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<(Schema, Merged, Vec<PathBuf>), Stop> {
    match consolidated_workbook(matches) {
        Some(workbook) => reopened(common, matches, &workbook, screen),
        None => merge::merge(common, matches, &[], screen),
    }
}

/// The one workbook named, where it is a consolidated one.
fn consolidated_workbook(matches: &ArgMatches) -> Option<Workbook> {
    let named = arguments::named_files(matches);
    let [only] = named.as_slice() else { return None };
    let workbook = if only.is_file() { read::workbook(only).ok()? } else { return None };
    consolidated::is_consolidated(&workbook).then_some(workbook)
}

/// The consolidation behind a consolidated workbook, computed again from the units' figures in it.
fn reopened(common: &Common, matches: &ArgMatches, workbook: &Workbook, screen: &Screen) -> Result<(Schema, Merged, Vec<PathBuf>), Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let wanted = inspect::options(&schema, matches)?.period;
    let protected: Vec<PathBuf> = arguments::named_files(matches).into_iter().chain(common.schema.clone()).collect();
    if let Some(out) = common.out.as_ref().filter(|out| !out.is_dir()) {
        output::prove(out, &protected)?;
    }
    let handed_in = consolidated::handed_in(&schema, workbook).map_err(Stop::Because)?;
    let period = handed_in.period;
    if wanted.is_some_and(|wanted| wanted != period) {
        let name = &schema.period(period).name;
        return Err(Stop::because(
            format!("Bảng tổng hợp này là của kỳ “{name}”. Hãy bỏ --period hoặc nêu tệp của kỳ cần báo cáo."),
            format!("This workbook is for the period “{name}”. Leave out --period or name the file of the period wanted."),
        ));
    }
    let submissions: Vec<&Submission> = handed_in.submissions.iter().collect();
    let sources = submissions
        .iter()
        .map(|submission| Source {
            file: workbook.file.clone(),
            sha256: workbook.sha256.clone(),
            unit: submission.unit,
            period: Some(period),
            figures: submission.figures.len(),
            used: true,
        })
        .collect();
    let mut consolidation = compute::consolidation(&schema, period, &submissions, sources);
    consolidation.accepted = handed_in.accepted;
    let completeness = handed_in.completeness;
    Ok((schema, Merged { consolidation, submissions: handed_in.submissions, findings: handed_in.findings, completeness }, protected))
}

/// The report in the form that the name of its file says.
pub fn bytes(path: &Path, schema: &Schema, merged: &Merged, language: Language) -> Result<Vec<u8>, Stop> {
    let report = Report::of(schema, &merged.consolidation, &merged.findings, &merged.completeness);
    match has_extension(path, &["md"]) {
        true => Ok(write::markdown(&report).into_bytes()),
        false => Ok(write::docx(&report, language)?),
    }
}
