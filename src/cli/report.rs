//! `report`: the report summary.

use super::arguments::{Common, Format};
use super::help::Spec;
use super::screen::Screen;
use super::{Done, Stop, inspect, merge, output, phrases_file, prior_file, schema_file, verdict};
use super::{arguments, output::has_extension};
use chitieu::Merged;
use chitieu::consolidation::Consolidation;
use chitieu::language::{Language, Text, Words};
use chitieu::read::{self, consolidated};
use chitieu::report::{Phrases, Report};
use chitieu::schema::Schema;
use chitieu::submission::Owner;
use chitieu::workbook::Workbook;
use chitieu::write::{self, json, text};
use clap::{Arg, ArgMatches};
use std::path::{Path, PathBuf};

/// The forms a report is written in, told by the name of the file.
pub const EXTENSIONS: &[&str] = &["docx", "md", "html", "htm"];

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "report",
    alias: "bao-cao",
    about: Text { vi: "Viết báo cáo tóm tắt (.docx, .md hoặc .html).", en: "Write the report summary (.docx, .md or .html)." },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Từ bảng tổng hợp do chitieu lập, hoặc từ các tệp của đơn vị.\n\
             Không có --out: báo cáo là bao-cao-MÃ-BỘ-CHỈ-TIÊU-KỲ.docx trong thư mục hiện tại.\n\
             Đổi câu chữ: chitieu bao-cao --phrases-export -o cau-chu.toml, sửa tệp, rồi chạy với --phrases cau-chu.toml",
        en: "From a consolidated workbook made by chitieu, or from the units' workbooks.\n\
             Without --out the report is bao-cao-SCHEMA-ID-PERIOD.docx in the current folder.\n\
             To change the wording: chitieu report --phrases-export -o phrases.toml, edit it, then --phrases phrases.toml",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let files = arguments::files(language).required(false).required_unless_present(phrases_file::EXPORT);
    [files, prior_file::argument(language), phrases_file::argument(language), phrases_file::export_argument(language)]
        .into_iter()
        .chain(arguments::reading(language))
        .collect()
}

/// Writes the report.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    if matches.get_flag(phrases_file::EXPORT) {
        return phrases_file::export(common.out.as_deref(), screen);
    }
    if let Some(path) = common.out.as_ref().filter(|path| !path.is_dir()) {
        output::expect_extension(path, EXTENSIONS)?;
    }
    let (phrases, phrases_path) = phrases_file::load(matches, screen)?;
    let (schema, merged, mut protected) = merged(common, matches, screen)?;
    protected.extend(phrases_path);
    let period = &schema.period(merged.consolidation.period).code;
    let name = format!("bao-cao-{}-{}.docx", merge::file_word(&schema.id), merge::file_word(period));
    let path = match &common.out {
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(path) => path.clone(),
        None => PathBuf::from(name),
    };
    output::prove(&path, &protected)?;
    write::save(&path, &bytes(&path, &schema, &merged, &phrases, common.language)?)?;
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
    let workbook = consolidated_workbook(matches);
    let schema = workbook.as_ref().map_or(Ok(None), |workbook| schema_of(common, workbook, screen))?;
    match (workbook, schema) {
        (Some(workbook), Some(schema)) => {
            tell_unused(matches, screen);
            reopened(common, matches, schema, &workbook)
        }
        _ => merge::merge(common, matches, &[], screen),
    }
}

/// Says which files were named in vain: a consolidated workbook holds what was confirmed and accepted when it was made.
fn tell_unused(matches: &ArgMatches, screen: &Screen) {
    for option in ["senders", "accepted"] {
        if let Some(path) = matches.get_one::<PathBuf>(option) {
            let shown = path.display();
            screen.note(&Words::new(
                format!(
                    "Không dùng đến --{option} “{shown}”: bảng tổng hợp giữ những gì đã xác nhận và chấp nhận khi lập. Hãy tổng hợp lại các tệp của đơn vị với lựa chọn này, rồi dùng bảng tổng hợp mới."
                ),
                format!(
                    "--{option} “{shown}” is not used: a consolidated workbook keeps what was confirmed and accepted when it was made. Merge the units' workbooks again with it, and use the new one."
                ),
            ));
        }
    }
}

/// The one workbook named, where it is a consolidated one.
fn consolidated_workbook(matches: &ArgMatches) -> Option<Workbook> {
    let named = arguments::named_files(matches);
    let [only] = named.as_slice() else { return None };
    let workbook = if only.is_file() { read::workbook(only).ok()? } else { return None };
    consolidated::is_consolidated(&workbook).then_some(workbook)
}

/// The schema a consolidated workbook is reopened with: the one named, else its own. `None`: it is what a unit of the
/// named schema hands in.
fn schema_of(common: &Common, workbook: &Workbook, screen: &Screen) -> Result<Option<Schema>, Stop> {
    if common.schema.is_none()
        && let Some(own) = consolidated::own_schema(workbook).map_err(Stop::Because)?
    {
        return Ok(Some(own));
    }
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let area = consolidated::area(workbook).unwrap_or_default();
    Ok(Some(schema).filter(|schema| !matches!(schema.stands_for(&area, None), Some(Owner::Unit(_)))))
}

/// The consolidation behind a consolidated workbook, computed again from the units' figures in it.
fn reopened(common: &Common, matches: &ArgMatches, schema: Schema, workbook: &Workbook) -> Result<(Schema, Merged, Vec<PathBuf>), Stop> {
    let wanted = inspect::options(&schema, matches)?.period;
    let mut protected: Vec<PathBuf> = arguments::named_files(matches).into_iter().chain(common.schema.clone()).collect();
    protected.extend(prior_file::path(matches).map(Path::to_path_buf));
    if let Some(out) = common.out.as_ref().filter(|out| !out.is_dir()) {
        output::prove(out, &protected)?;
    }
    let past = prior_file::load(matches, &schema)?;
    let (reopened, handed_in) = match &past {
        Some(past) => chitieu::reopen_after(schema, workbook, past),
        None => chitieu::reopen_with(schema, workbook),
    }
    .map_err(Stop::Because)?;
    let (schema, period) = (reopened.schema, handed_in.period);
    if wanted.is_some_and(|wanted| wanted != period) {
        let name = &schema.period(period).name;
        return Err(Stop::because(
            format!("Bảng tổng hợp này là của kỳ “{name}”. Hãy bỏ --period hoặc nêu tệp của kỳ cần báo cáo."),
            format!("This workbook is for the period “{name}”. Leave out --period or name the file of the period wanted."),
        ));
    }
    let merged = Merged {
        consolidation: Consolidation { accepted: handed_in.accepted, ..reopened.consolidation },
        submissions: handed_in.submissions,
        findings: handed_in.findings,
        completeness: handed_in.completeness,
        prior_refused: None,
    };
    Ok((schema, merged, protected))
}

/// The report in the form that the name of its file says.
pub fn bytes(path: &Path, schema: &Schema, merged: &Merged, phrases: &Phrases, language: Language) -> Result<Vec<u8>, Stop> {
    let report = Report::in_words(schema, &merged.consolidation, &merged.findings, &merged.completeness, phrases);
    if has_extension(path, &["md"]) {
        return Ok(write::markdown(&report).into_bytes());
    }
    if has_extension(path, &["html", "htm"]) {
        return Ok(write::report_page(&report).into_bytes());
    }
    Ok(write::docx(&report, language)?)
}
