//! `inspect`: how a workbook was understood, cell by cell.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::{self, Consolidated};
use super::screen::Screen;
use super::{Done, Stop, output, schema_file, senders_file, verdict};
use chitieu::language::{Language, Text};
use chitieu::schema::Schema;
use chitieu::write::{json, text};
use chitieu::{Inspected, MergeOptions};
use clap::{Arg, ArgMatches};
use std::path::PathBuf;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "inspect",
    alias: "xem",
    about: Text {
        vi: "Cho xem từng tệp được hiểu thế nào, đến từng ô.", en: "Show how each workbook was understood, cell by cell."
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text { vi: "Ví dụ: chitieu xem xa-huong-xuan.xlsx", en: "Example: chitieu inspect xa-huong-xuan.xlsx" },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    std::iter::once(arguments::files(language)).chain(arguments::reading(language)).collect()
}

/// Shows what was understood.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let read = read(common, matches, Consolidated::Keep, screen)?;
    let shown = match common.format {
        Format::Json => json::inspect(&read.schema, &read.pairs(), common.language)?,
        Format::Text => text::inspect(&read.schema, &read.pairs(), common.language),
    };
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
    /// Each file with its findings, as the writers take them.
    pub fn pairs(&self) -> Vec<json::File<'_>> {
        self.files.iter().map(|file| (&file.submission, file.findings.as_slice())).collect()
    }
}

/// Reads what `inspect` and `check` are about.
pub fn read(common: &Common, matches: &ArgMatches, consolidated: Consolidated, screen: &Screen) -> Result<Read, Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let mut options = options(&schema, matches)?;
    let inputs = inputs::gather(&arguments::named_files(matches), consolidated, &[], screen)?;
    let mut protected: Vec<PathBuf> = inputs.iter().cloned().chain(common.schema.clone()).collect();
    let memory = senders_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(memory.path.clone());
    options.confirmed = memory.confirmed.clone();
    if let Some(out) = &common.out {
        output::prove(out, &protected)?;
    }
    let bar = screen.progress(inputs.len());
    let files = chitieu::inspect(&schema, &inputs, &options, &|done| bar.set_position(done as u64));
    bar.finish_and_clear();
    memory.tell_uses(files.iter().map(|file| &file.submission), screen);
    Ok(Read { schema, files, protected })
}

/// `--period` and `--jobs`.
pub fn options(schema: &Schema, matches: &ArgMatches) -> Result<MergeOptions, Stop> {
    Ok(MergeOptions {
        period: schema_file::period(schema, matches.get_one::<String>("period"))?,
        jobs: matches.get_one::<u16>("jobs").map_or(0, |jobs| usize::from(*jobs)),
        ..MergeOptions::default()
    })
}
