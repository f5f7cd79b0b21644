//! The set that is built into the program.

/// The built-in schema file: the programmes of Nam Đông district, 2023.
pub const BUILT_IN: &str = include_str!("../../templates-xlsx/nam-dong-2023/schema.toml");

/// The built-in schema, proved sound (a test keeps it so).
///
/// # Errors
/// The problems in the built-in file; there are none in a released program.
pub fn built_in() -> Result<super::Schema, Vec<super::raw::Problem>> {
    let (raw, problems) = super::from_toml(BUILT_IN)?;
    let (schema, more) = super::prove(&raw)?;
    let serious: Vec<_> = problems.into_iter().chain(more).filter(|problem| !problem.mild).collect();
    if serious.is_empty() { Ok(schema) } else { Err(serious) }
}
