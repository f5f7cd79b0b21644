//! What every command takes, and what is settled before the arguments are parsed.

use chitieu::language::{Language, Text};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// The form results are printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The options of every command.
#[derive(Clone, Debug)]
pub struct Common {
    /// `--schema`.
    pub schema: Option<PathBuf>,
    /// `--format`.
    pub format: Format,
    /// `--lang`, or the environment's.
    pub language: Language,
    /// `-o`, `--out`.
    pub out: Option<PathBuf>,
    /// `-q`, `--quiet`.
    pub quiet: bool,
    /// Whether files were given without a command, as when they are dropped on the icon.
    pub dropped: bool,
}

impl Common {
    /// The options of every command, as parsed.
    pub fn of(matches: &ArgMatches, language: Language, dropped: bool) -> Common {
        let format = match matches.get_one::<String>("format").map(String::as_str) {
            Some("json") => Format::Json,
            _ => Format::Text,
        };
        Common {
            schema: matches.get_one::<PathBuf>("schema").cloned(),
            format,
            language,
            out: matches.get_one::<PathBuf>("out").cloned(),
            quiet: matches.get_flag("quiet"),
            dropped,
        }
    }
}

/// Their declarations; shown after a command's own.
pub fn common(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let path = t("ĐƯỜNG-DẪN", "PATH");
    [
        option(
            "schema",
            path,
            t(
                "bộ chỉ tiêu (.toml hoặc .xlsx); mặc định: bộ có sẵn Nam Đông 2023",
                "indicator schema (.toml or .xlsx); default: the built-in Nam Đông 2023",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
        option("format", t("DẠNG", "FORM"), t("dạng kết quả: text (mặc định) hoặc json", "form of the results: text (default) or json"))
            .value_parser(PossibleValuesParser::new(["text", "json"])),
        option(
            "lang",
            t("TIẾNG", "LANGUAGE"),
            t(
                "ngôn ngữ: vi (mặc định) hoặc en; hoặc biến môi trường CHITIEU_LANG",
                "language: vi (default) or en; or the environment's CHITIEU_LANG",
            ),
        )
        .value_parser(PossibleValuesParser::new(["vi", "en"])),
        option("out", path, t("nơi ghi kết quả", "where to write the result")).short('o').value_parser(value_parser!(PathBuf)),
        flag("quiet", t("không hiện tiến độ và lời nhắn", "no progress, no messages")).short('q').action(ArgAction::SetTrue),
        flag("help", t("hiện hướng dẫn này", "show this help")).short('h').action(ArgAction::Help),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, arg)| arg.global(true).display_order(100 + at))
    .collect()
}

/// `--version`, of the program only.
pub fn version(language: Language) -> Arg {
    let help = Text { vi: "hiện phiên bản", en: "show the version" }.in_language(language);
    flag("version", help).short('V').action(ArgAction::Version).display_order(200)
}

/// An option with a value.
pub fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    // What clap would add by itself ("[possible values: …]") is English; the help says it in its own words.
    Arg::new(name).long(name).value_name(value).help(help).hide_possible_values(true).hide_default_value(true)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help)
}

/// The files or folders a command works on; at least one.
pub fn files(language: Language) -> Arg {
    let name = Text { vi: "TỆP-HOẶC-THƯ-MỤC", en: "FILE-OR-FOLDER" }.in_language(language);
    Arg::new("files").value_name(name).required(true).num_args(1..).value_parser(value_parser!(PathBuf))
}

/// The options of every command that reads workbooks.
pub fn reading(language: Language) -> [Arg; 4] {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let jobs = option(
        "jobs",
        t("SỐ", "N"),
        t("số tệp đọc cùng lúc; mặc định: theo số bộ xử lý", "files read at a time; default: as many as processors"),
    );
    [
        period(
            language,
            t("kỳ báo cáo, ví dụ 6t; mặc định: kỳ của phần lớn các tệp", "reporting period, 6t for example; default: that of most files"),
        ),
        jobs.value_parser(value_parser!(u16).range(0..=256)),
        option(
            "senders",
            t("ĐƯỜNG-DẪN", "PATH"),
            t(
                "tệp xác nhận về cách lập biểu của từng đơn vị; mặc định: BỘ-CHỈ-TIÊU.senders.toml",
                "what was confirmed of each sender's sheets; default: SCHEMA.senders.toml",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
        option(
            "accepted",
            t("ĐƯỜNG-DẪN", "PATH"),
            t(
                "tệp các phát hiện đã được chấp nhận; mặc định: BỘ-CHỈ-TIÊU.accepted.toml",
                "findings that were accepted; default: SCHEMA.accepted.toml",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
    ]
}

/// `--period`.
pub fn period(language: Language, help: &'static str) -> Arg {
    option("period", Text { vi: "MÃ", en: "CODE" }.in_language(language), help)
}

/// The files or folders named.
pub fn named_files(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>("files").map(|files| files.cloned().collect()).unwrap_or_default()
}

/// The language asked for, before anything is parsed: the last `--lang`, else the environment's, else Vietnamese.
pub fn language(arguments: &[OsString]) -> Language {
    let mut asked = None;
    let mut before = String::new();
    for argument in arguments.iter().skip(1) {
        let argument = argument.to_string_lossy().into_owned();
        if argument == "--" {
            break;
        }
        if before == "--lang" {
            asked = named(&argument).or(asked);
        } else if let Some(value) = argument.strip_prefix("--lang=") {
            asked = named(value).or(asked);
        }
        before = argument;
    }
    asked.or_else(|| named(&std::env::var("CHITIEU_LANG").unwrap_or_default())).unwrap_or_default()
}

/// `en`, `EN` and `en_US.UTF-8` are all English.
fn named(text: &str) -> Option<Language> {
    let lower = text.trim().to_lowercase();
    match lower.split(['_', '-', '.']).next() {
        Some("vi") => Some(Language::Vi),
        Some("en") => Some(Language::En),
        _ => None,
    }
}

/// Puts `merge` in front where files are given without a command, and tells whether it did.
pub fn with_command(arguments: &[OsString], program: &Command) -> (Vec<OsString>, bool) {
    let Some(first) = first_word(arguments, program) else { return (arguments.to_vec(), false) };
    let is_command = program.get_subcommands().any(|command| command.get_name() == first || command.get_all_aliases().any(|a| a == first));
    if is_command {
        return (arguments.to_vec(), false);
    }
    let mut with = arguments.to_vec();
    with.insert(1.min(with.len()), "merge".into());
    (with, true)
}

/// The first argument that is neither an option nor an option's value; after `--`, the empty word for any file.
fn first_word(arguments: &[OsString], program: &Command) -> Option<String> {
    let merge = program.find_subcommand("merge");
    let options = || program.get_arguments().chain(merge.into_iter().flat_map(Command::get_arguments));
    let takes_value = |arg: &Arg| arg.get_action().takes_values() && !arg.is_positional();
    let mut arguments = arguments.iter().skip(1);
    while let Some(argument) = arguments.next() {
        let word = argument.to_string_lossy();
        if word == "--" {
            return arguments.next().map(|_| String::new());
        }
        if let Some(long) = word.strip_prefix("--") {
            if options().any(|arg| arg.get_long() == Some(long) && takes_value(arg)) {
                arguments.next();
            }
        } else if word.len() > 1
            && let Some(shorts) = word.strip_prefix('-')
        {
            // Of `-qo x`, the x belongs to o; of `-ox`, it stands in the word itself.
            let valued = shorts.char_indices().find(|(_, c)| options().any(|arg| arg.get_short() == Some(*c) && takes_value(arg)));
            if valued.is_some_and(|(at, c)| at + c.len_utf8() == shorts.len()) {
                arguments.next();
            }
        } else {
            return Some(word.into_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn files_without_a_command_are_merged() {
        let program = super::super::help::program(Language::Vi);
        let with = |line: &str| {
            let (words, dropped) = with_command(&words(line), &program);
            (words.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" "), dropped)
        };
        for (line, result) in [
            ("chitieu a.xlsx b.xlsx", "chitieu merge a.xlsx b.xlsx"),
            ("chitieu -q -o x.xlsx a.xlsx", "chitieu merge -q -o x.xlsx a.xlsx"),
            ("chitieu -qo merge a.xlsx", "chitieu merge -qo merge a.xlsx"),
            ("chitieu --period 6t a.xlsx", "chitieu merge --period 6t a.xlsx"),
            ("chitieu -- merge", "chitieu merge -- merge"),
        ] {
            assert_eq!(with(line), (result.to_string(), true), "{line}");
        }
        for line in [
            "chitieu",
            "chitieu --help",
            "chitieu --lang en merge a",
            "chitieu -ox check a",
            "chitieu tong-hop a",
            "chitieu --schema=x mau",
        ] {
            assert_eq!(with(line), (line.to_string(), false), "{line}");
        }
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        assert_eq!(language(&words("chitieu merge --lang en x")), Language::En);
        assert_eq!(language(&words("chitieu --lang=en --lang vi")), Language::Vi);
        assert_eq!(named("en_US.UTF-8"), Some(Language::En));
        assert_eq!(named("fr"), None);
    }
}
