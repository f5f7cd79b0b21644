//! Results → files. Only this step and `read` open files.
//!
//! Each writer makes the bytes of one file; [`save`] alone puts them on disk, whole or not at all.

mod annotated;
mod arithmetic;
pub mod codes;
mod consolidated;
mod csv;
mod disk;
mod docx;
mod findings;
mod findings_sheet;
mod folder;
pub mod json;
mod markdown;
mod outline;
mod page;
mod parquet;
mod report_page;
mod schema_book;
mod sheet_style;
mod template;
pub mod text;
mod wording;

pub use annotated::{Annotated, annotated, annotated_document};
pub use consolidated::{BY_UNIT, CRITERIA, FINDINGS, HANDED_IN, OVERVIEW, SHORTFALL, SOURCES, SUMMARY, consolidated, consolidated_by};
pub use csv::{csv, csv_head};
pub use disk::save;
pub use docx::docx;
pub use findings::findings;
pub use folder::{EXPORT_MARK, Folder};
pub use markdown::markdown;
pub use page::{Understood, page};
pub use parquet::parquet;
pub use report_page::report_page;
pub use schema_book::schema_workbook;
pub use template::{Prior, templates, templates_for};

use crate::language::Words;
use std::fmt;

/// Why a file could not be made or put on disk: place, fact and remedy, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    /// What happened and what to do.
    pub words: Words,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words.fmt(f)
    }
}

impl std::error::Error for WriteError {}
