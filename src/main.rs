//! The program `chitieu`: arguments in, results and exit code out.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod cli;

use std::process::ExitCode;

/// As much as is usually asked for at once.
///
/// Where memory of that size has been given back once, the C library on Linux keeps what is given back for what is asked for
/// next: without it, it goes back to the system each time, and comes from there again page by page.
const USUAL_ROOM: usize = 4 << 20;

fn main() -> ExitCode {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(USUAL_ROOM)));
    // A library that panics is caught, and what it could not do is told; its own words would only frighten.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !chitieu::guard::is_guarded() {
            usual(panic);
        }
    }));
    cli::run(std::env::args_os().collect())
}
