//! `check`: what is wrong with workbooks, each by itself.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::Consolidated;
use super::screen::Screen;
use super::{Done, Stop, annotate, inspect, output, verdict};
use chitieu::finding::Finding;
use chitieu::language::{Language, Text};
use chitieu::submission::Submission;
use chitieu::write::{json, text};
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
    more: Text { vi: "Ví dụ: chitieu kiem-tra thu-muc-cac-xa", en: "Example: chitieu check folder-of-communes" },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    [arguments::files(language), annotate::argument(language)].into_iter().chain(arguments::reading(language)).collect()
}

/// Shows what is wrong.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let annotated = annotate::folder(matches)?;
    let read = inspect::read(common, matches, Consolidated::Skip, None, screen)?;
    let shown = match common.format {
        Format::Json => json::check(&read.schema, &read.pairs(), common.language)?,
        Format::Text => text::check(&read.schema, &read.pairs(), common.language),
    };
    if let Some(folder) = &annotated {
        let submissions: Vec<&Submission> = read.files.iter().map(|file| &file.submission).collect();
        let findings: Vec<Finding> = read.files.iter().flat_map(|file| file.findings.iter().cloned()).collect();
        annotate::write(folder, &read.schema, &submissions, &findings, &read.protected, common, screen)?;
    }
    output::deliver(&shown, common.out.as_deref(), &read.protected, screen)?;
    Ok(verdict(read.files.iter().flat_map(|file| &file.findings)))
}
