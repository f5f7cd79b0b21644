//! The commands: what people type, what the library does for it, and what they are told.
//!
//! Results go to standard output, progress and messages to standard error. The exit code is 0 for done, 1 for done
//! with errors found in the data, 2 for not done.

mod accept;
mod accepted_file;
mod annotate;
mod arguments;
mod audit;
mod beside_schema;
mod check;
mod export;
mod help;
mod inputs;
mod inspect;
mod merge;
mod output;
mod phrases_file;
mod prior_file;
mod progress;
mod remember;
mod report;
mod schema;
mod schema_file;
mod screen;
mod senders_file;
mod template;
mod trial;
mod usage;

use arguments::Common;
use chitieu::language::Words;
use chitieu::write::WriteError;
use clap::ArgMatches;
use clap::error::ErrorKind;
use screen::Screen;
use std::ffi::OsString;
use std::process::ExitCode;

/// How a command that did its job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// No finding of severity error.
    Clean,
    /// The data has errors.
    WithErrors,
}

/// Why a command stopped before its job was done.
#[derive(Debug)]
pub enum Stop {
    /// Something has to be put right first.
    Because(Words),
    /// It was said already; nothing is left to say.
    Told,
    /// Whoever read the results went away (`chitieu … | head`): no trouble at all.
    PipeClosed,
}

impl Stop {
    /// Something has to be put right first.
    pub fn because(vi: impl Into<String>, en: impl Into<String>) -> Stop {
        Stop::Because(Words::new(vi, en))
    }
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Stop {
        Stop::Because(error.words)
    }
}

/// One command: how it is written, and what does its job.
struct Job {
    spec: &'static help::Spec,
    arguments: fn(chitieu::language::Language) -> Vec<clap::Arg>,
    run: fn(&Common, &ArgMatches, &Screen) -> Result<Done, Stop>,
}

/// Every command, in the order of the work.
const JOBS: &[Job] = &[
    Job { spec: &template::SPEC, arguments: template::arguments, run: template::run },
    Job { spec: &inspect::SPEC, arguments: inspect::arguments, run: inspect::run },
    Job { spec: &check::SPEC, arguments: check::arguments, run: check::run },
    Job { spec: &merge::SPEC, arguments: merge::arguments, run: merge::run },
    Job { spec: &report::SPEC, arguments: report::arguments, run: report::run },
    Job { spec: &accept::SPEC, arguments: accept::arguments, run: accept::run },
    Job { spec: &export::SPEC, arguments: export::arguments, run: export::run },
    Job { spec: &audit::SPEC, arguments: audit::arguments, run: audit::run },
    Job { spec: &remember::SPEC, arguments: remember::arguments, run: remember::run },
    Job { spec: &schema::SPEC, arguments: schema::arguments, run: schema::run },
];

/// Runs the program.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    if let Some(ended) = trial::begin(&arguments) {
        return ended;
    }
    // The language is settled first, so that even a refusal of the arguments is said in it.
    let language = arguments::language(&arguments);
    let mut program = help::program(language);
    let (arguments, dropped) = arguments::with_command(&arguments, &program);
    let screen = Screen::new(language);
    let matches = match program.try_get_matches_from_mut(&arguments) {
        Ok(matches) => matches,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return finish(&screen, screen.result(&error.to_string()).map(|()| Done::Clean));
        }
        Err(error) => {
            screen.trouble(&usage::explain(&error, &arguments, language));
            return ExitCode::from(2);
        }
    };
    let Some((name, matches)) = matches.subcommand() else {
        // Nothing to do was named: the help says what there is.
        screen.trouble(program.render_help().to_string().trim_end());
        return ExitCode::from(2);
    };
    let common = Common::of(matches, language, dropped);
    let screen = screen.with_quiet(common.quiet);
    let ended = match JOBS.iter().find(|job| job.spec.name == name) {
        Some(job) => (job.run)(&common, matches, &screen),
        None => Err(Stop::because(format!("Không có lệnh “{name}”."), format!("There is no command “{name}”."))),
    };
    let code = finish(&screen, ended);
    if dropped {
        screen.hold_window();
    }
    code
}

fn finish(screen: &Screen, ended: Result<Done, Stop>) -> ExitCode {
    match ended {
        Ok(Done::Clean) | Err(Stop::PipeClosed) => ExitCode::SUCCESS,
        Ok(Done::WithErrors) => ExitCode::from(1),
        Err(Stop::Told) => ExitCode::from(2),
        Err(Stop::Because(words)) => {
            screen.trouble(words.in_language(screen.language));
            ExitCode::from(2)
        }
    }
}

/// Whether findings are such that the exit code tells of them.
fn verdict<'a>(findings: impl IntoIterator<Item = &'a chitieu::finding::Finding>) -> Done {
    let errors = findings.into_iter().any(|finding| finding.severity == chitieu::finding::Severity::Error);
    if errors { Done::WithErrors } else { Done::Clean }
}
