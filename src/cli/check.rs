//! `check`: what is wrong with workbooks, each by itself.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::Consolidated;
use super::screen::Screen;
use super::{Done, Stop, annotate, inputs, inspect, output, verdict};
use chitieu::finding::Finding;
use chitieu::language::{Language, Text};
use chitieu::submission::Submission;
use chitieu::write::{self, json, text};
use clap::{Arg, ArgMatches};

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "check",
    alias: "kiem-tra",
    about: Text {
        vi: "Kiểm tra từng tệp theo bộ chỉ tiêu, không tổng hợp.",
        en: "Check each workbook against the schema; nothing is merged.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Với --out: .xlsx ghi bảng tính liệt kê mọi phát hiện, .json ghi dữ liệu, đuôi khác ghi như trên màn hình.\n\
             Ví dụ: chitieu kiem-tra thu-muc-cac-xa -o kiem-tra.xlsx",
        en: "With --out: .xlsx is a workbook that lists every finding, .json the data, any other what the screen shows.\n\
             Example: chitieu check folder-of-communes -o findings.xlsx",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    [arguments::files(language), annotate::argument(language)].into_iter().chain(arguments::reading(language)).collect()
}

/// The form in which findings go where `-o` says; without it, to the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Workbook,
    Json,
    Text,
}

impl Form {
    fn of(common: &Common) -> Result<Form, Stop> {
        let Some(out) = &common.out else { return Ok(Form::said(common)) };
        if output::has_extension(out, &["xlsx"]) {
            return Ok(Form::Workbook);
        }
        if output::has_extension(out, &["json"]) {
            return Ok(Form::Json);
        }
        // A text under such a name would not open, or would be read as a submission the next time.
        if inputs::is_workbook_name(out) || output::has_extension(out, &["doc", "docx", "pdf"]) {
            output::expect_extension(out, &["xlsx", "json", "txt"])?;
        }
        Ok(Form::said(common))
    }

    fn said(common: &Common) -> Form {
        match common.format {
            Format::Json => Form::Json,
            Format::Text => Form::Text,
        }
    }

    /// What is kept while reading: the sheets' lines are shown in texts only.
    fn format(self) -> Format {
        if self == Form::Text { Format::Text } else { Format::Json }
    }
}

/// Shows what is wrong.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let annotated = annotate::folder(matches)?;
    let form = Form::of(common)?;
    let read = inspect::read(&Common { format: form.format(), ..common.clone() }, matches, Consolidated::Skip, None, screen)?;
    let files = read.understood();
    let shown = match (form, &common.out) {
        (Form::Workbook, Some(out)) if common.format == Format::Text => text::checked(&read.schema, &files, out, common.language),
        (Form::Text, _) => text::check(&read.schema, &files, common.language),
        _ => json::check(&read.schema, &files, common.language)?,
    };
    let workbook = match form {
        Form::Workbook => Some(write::findings(&read.schema, &files, common.language)?),
        _ => None,
    };
    if let Some(folder) = &annotated {
        let submissions: Vec<&Submission> = read.files.iter().map(|file| &file.submission).collect();
        let findings: Vec<Finding> = read.files.iter().flat_map(|file| file.findings.iter().cloned()).collect();
        annotate::write(folder, &read.schema, &submissions, &findings, &read.protected, common, screen)?;
    }
    match (workbook, &common.out) {
        (Some(bytes), Some(out)) => {
            output::prove(out, &read.protected)?;
            write::save(out, &bytes)?;
            // Beside the workbook its summary is only a message; data are what was asked for.
            if common.format == Format::Json || !common.quiet {
                screen.result(&shown)?;
            }
        }
        _ => output::deliver(&shown, common.out.as_deref(), &read.protected, screen)?,
    }
    Ok(verdict(read.files.iter().flat_map(|file| &file.findings)))
}
