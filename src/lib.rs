//! chitieu (chỉ tiêu: indicator) reads the indicator sheets of Vietnamese local government as officials made them,
//! checks them against an indicator schema, consolidates them in exact decimals, and writes the consolidated
//! workbook and the report.
//!
//! The pipeline, on one screen: [`read`] (files → [`workbook::Workbook`]), [`locate`] (Workbook →
//! [`submission::Submission`]), [`check`] (→ findings), [`compute`] (Submissions →
//! [`consolidation::Consolidation`]), [`write`] (results → files). Steps know things, never each other; they meet
//! only here.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod accepted;
pub mod audit;
pub mod catalogue;
pub mod cell;
pub mod check;
pub mod claim;
pub mod completeness;
pub mod compute;
pub mod consolidation;
pub mod document;
pub mod excerpt;
pub mod finding;
pub mod guard;
pub mod jobs;
pub mod label;
pub mod language;
pub mod last_year;
pub mod ledger;
pub mod locate;
pub mod number;
pub mod ratio;
pub mod read;
pub mod report;
pub mod schema;
pub mod senders;
pub mod stamp;
pub mod submission;
pub mod tidy;
pub mod unit_of_measure;
pub mod units;
pub mod workbook;
pub mod write;

mod packed;
mod pipeline;
mod toml_file;

pub use pipeline::{
    Inspected, MergeOptions, Merged, attribution, consolidate, inspect, merge, prior_refused, reopen, reopen_after, reopen_with,
};
