//! Makes the sample workbooks of Nam Đông, first half of 2023, from the schema and the table of figures.
//!
//! `cargo run --example make_samples` writes `samples/nam-dong-2023/6t`; a folder given as argument is written
//! instead, so that the two can be compared byte for byte.

mod samples;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = std::env::args_os().nth(1).map_or_else(|| root.join("samples/nam-dong-2023/6t"), PathBuf::from);
    let schema = std::fs::read_to_string(root.join("templates-xlsx/nam-dong-2023/schema.toml"))?;
    let figures = std::fs::read_to_string(root.join("samples/nam-dong-2023/figures.csv"))?;
    let files = samples::make(&schema, &figures)?;
    std::fs::create_dir_all(&out)?;
    for file in &files {
        std::fs::write(out.join(file.name), &file.bytes)?;
        println!("{} ({} bytes)", file.name, file.bytes.len());
    }
    Ok(())
}
