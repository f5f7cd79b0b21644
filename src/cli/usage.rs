//! Arguments that can't be used, said in our words: the parser's own are English only.

use super::JOBS;
use chitieu::language::Language;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// What is wrong with the arguments, and where help is.
pub fn explain(error: &clap::Error, arguments: &[OsString], language: Language) -> String {
    let (vi, en) = sentence(error);
    let command = command_named(arguments).map(|name| format!(" {name}")).unwrap_or_default();
    match language {
        Language::Vi => format!("{vi}\nXem cách dùng: chitieu{command} --help"),
        Language::En => format!("{en}\nFor help: chitieu{command} --help"),
    }
}

fn sentence(error: &clap::Error) -> (String, String) {
    let argument = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    let (near_vi, near_en) = near(error);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            (format!("Không có lựa chọn “{argument}”.{near_vi}"), format!("There is no option “{argument}”.{near_en}"))
        }
        ErrorKind::InvalidSubcommand => {
            let wrong = text(error, ContextKind::InvalidSubcommand);
            (format!("Không có lệnh “{wrong}”.{near_vi}"), format!("There is no command “{wrong}”.{near_en}"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            (format!("Lựa chọn “{argument}” cần có giá trị đi kèm."), format!("Option “{argument}” needs a value."))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let allowed = text(error, ContextKind::ValidValue);
            let (allowed_vi, allowed_en) = match allowed.is_empty() {
                true => (String::new(), String::new()),
                false => (format!(" Hãy chọn một trong: {allowed}."), format!(" Choose one of: {allowed}.")),
            };
            (
                format!("“{value}” không dùng được cho “{argument}”.{allowed_vi}"),
                format!("“{value}” can't be used for “{argument}”.{allowed_en}"),
            )
        }
        ErrorKind::MissingRequiredArgument => (
            "Chưa nêu tệp hoặc thư mục nào. Hãy ghi tên tệp hoặc thư mục sau tên lệnh.".into(),
            "No file or folder is named. Write its name after the command.".into(),
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("Chưa nêu việc cần làm.".into(), "What to do is not said.".into())
        }
        ErrorKind::ArgumentConflict => (
            format!("Lựa chọn “{argument}” ghi hai lần, hoặc không đi cùng lựa chọn khác được. Hãy bỏ bớt một."),
            format!("Option “{argument}” stands twice, or can't go with another. Remove one."),
        ),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            (format!("Lựa chọn “{argument}” có số giá trị không đúng."), format!("Option “{argument}” has the wrong number of values."))
        }
        _ => ("Không hiểu các tham số này.".into(), "These arguments are not understood.".into()),
    }
}

/// "Did you mean": the parser's own guess, in our words.
fn near(error: &clap::Error) -> (String, String) {
    let guesses = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    match guesses.into_iter().map(|kind| text(error, kind)).find(|guess| !guess.is_empty()) {
        Some(guess) => (format!(" Có phải “{guess}” không?"), format!(" Did you mean “{guess}”?")),
        None => (String::new(), String::new()),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// The command that was meant, for pointing at its help.
fn command_named(arguments: &[OsString]) -> Option<&'static str> {
    arguments.iter().skip(1).find_map(|argument| JOBS.iter().flat_map(|job| [job.spec.name, job.spec.alias]).find(|name| argument == name))
}
