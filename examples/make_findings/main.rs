//! Makes `samples/findings` and `docs/findings.md` from the examples that stand beside each kind of finding.
//!
//! `cargo run --example make_findings`

#[path = "../../tests/support/example_files.rs"]
mod example_files;
mod page;

use chitieu::finding::Finding;
use chitieu::schema::Schema;
use chitieu::senders;
use chitieu::{MergeOptions, audit, inspect, merge, read};
use example_files::{Folder, LAST_YEAR, folders, prior};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = root.join("samples/findings");
    let (raw, _) =
        chitieu::schema::from_toml(&fs::read_to_string(samples.join("schema.toml"))?).map_err(|problem| format!("{problem:?}"))?;
    let (schema, _) = chitieu::schema::prove(&raw).map_err(|problems| format!("{problems:?}"))?;
    let folders = folders();
    for entry in fs::read_dir(&samples)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        }
    }
    for folder in &folders {
        fs::create_dir_all(samples.join(&folder.name))?;
        for (name, bytes) in &folder.files {
            fs::write(samples.join(&folder.name).join(name), bytes)?;
        }
    }
    let page = page::page(&schema, &folders, &|folder| found(&schema, &samples, folder));
    fs::write(root.join("docs/findings.md"), page)?;
    println!("{} examples", folders.len());
    Ok(())
}

fn found(schema: &Schema, samples: &Path, folder: &Folder) -> Vec<Finding> {
    if folder.example.audited {
        let document = read::document(&samples.join(&folder.name).join(folder.example.file)).ok();
        let remarks = document.map(|document| audit::audit(&document, None).remarks).unwrap_or_default();
        return remarks.into_iter().map(|remark| remark.finding).collect();
    }
    let files = folder.files.iter().map(|(name, _)| samples.join(&folder.name).join(name));
    let workbooks: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending != "toml") && !path.ends_with(LAST_YEAR)).collect();
    let senders = folder.example.senders.and_then(|text| senders::from_toml(text).ok());
    let confirmed = senders.map(|senders| senders.prove(schema).0).unwrap_or_default();
    let options = MergeOptions { confirmed, prior: prior(schema, &samples.join(&folder.name)), ..MergeOptions::default() };
    match folder.example.merged {
        true => merge(schema, &workbooks, &options, &|_| {}).findings,
        false => inspect(schema, &workbooks, &options, &|_| {}).into_iter().flat_map(|file| file.findings).collect(),
    }
}
