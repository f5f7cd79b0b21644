//! The program `chitieu`: arguments in, results and exit code out.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    // A library that panics is caught, and what it could not do is told; its own words would only frighten.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !chitieu::guard::is_guarded() {
            usual(panic);
        }
    }));
    cli::run(std::env::args_os().collect())
}
