//! The samples in the tree are what their maker gives: `cargo run --example make_samples` was run after the last change.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

#[path = "../examples/make_samples/samples/mod.rs"]
mod samples;

#[test]
fn samples_are_what_their_maker_gives() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("samples/nam-dong-2023/6t");
    let schema = fs::read_to_string(root.join("templates-xlsx/nam-dong-2023/schema.toml"))?;
    let figures = fs::read_to_string(root.join("samples/nam-dong-2023/figures.csv"))?;
    let made = samples::make(&schema, &figures)?;
    for file in &made {
        let there = fs::read(folder.join(file.name)).map_err(|error| format!("{}: {error}", file.name))?;
        assert!(there == file.bytes, "{}: run `cargo run --example make_samples`", file.name);
    }
    let names: BTreeSet<String> = made.iter().map(|file| file.name.to_string()).collect();
    let there = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<BTreeSet<_>, std::io::Error>>()?;
    assert_eq!(there, names);
    Ok(())
}
