//! `check`: what is wrong with workbooks, each by itself.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::Consolidated;
use super::screen::Screen;
use super::{Done, Stop, inspect, output, verdict};
use chitieu::language::{Language, Text};
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
    std::iter::once(arguments::files(language)).chain(arguments::reading(language)).collect()
}

/// Shows what is wrong.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let read = inspect::read(common, matches, Consolidated::Skip, None, screen)?;
    let shown = match common.format {
        Format::Json => json::check(&read.schema, &read.pairs(), common.language)?,
        Format::Text => text::check(&read.schema, &read.pairs(), common.language),
    };
    output::deliver(&shown, common.out.as_deref(), &read.protected, screen)?;
    Ok(verdict(read.files.iter().flat_map(|file| &file.findings)))
}
