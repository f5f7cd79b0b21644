//! Help in both languages: the names, what each command does, and the layout around them.

use super::{JOBS, arguments, schema};
use chitieu::language::{Language, Text};
use clap::Command;

/// How a command is written and what it does.
pub struct Spec {
    /// Its published name.
    pub name: &'static str,
    /// Its Vietnamese name.
    pub alias: &'static str,
    /// What it does, in one line.
    pub about: Text,
    /// What follows its name.
    pub usage: Text,
    /// What else has to be known: defaults, examples.
    pub more: Text,
}

impl Spec {
    /// Both names, the one of the language first.
    pub fn names(&self, language: Language) -> [&'static str; 2] {
        match language {
            Language::Vi => [self.alias, self.name],
            Language::En => [self.name, self.alias],
        }
    }

    /// The command, without its arguments; `above` is what stands before its name.
    pub fn command(&self, above: &str, language: Language) -> Command {
        let [first, second] = self.names(language);
        let (usage, options) = match language {
            Language::Vi => ("Cách dùng", "Lựa chọn"),
            Language::En => ("Usage", "Options"),
        };
        let following = self.usage.in_language(language);
        let more = self.more.in_language(language);
        Command::new(self.name)
            .alias(self.alias)
            .about(self.about.in_language(language))
            .override_usage(format!("{above} {first} {following}\n  {above} {second} {following}"))
            .help_template(format!("{{about}}\n\n{usage}:\n  {{usage}}\n\n{options}:\n{{options}}{{after-help}}"))
            .after_help(more)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .disable_help_subcommand(true)
    }
}

/// The whole program with every command.
pub fn program(language: Language) -> Command {
    let (usage, commands, options) = match language {
        Language::Vi => ("Cách dùng", "Lệnh", "Lựa chọn chung"),
        Language::En => ("Usage", "Commands", "Common options"),
    };
    let about = Text {
        vi: "Đọc biểu chỉ tiêu của các đơn vị, kiểm tra, tổng hợp và viết báo cáo.",
        en: "Reads the indicator sheets of reporting units, checks and consolidates them, and writes the report.",
    };
    let usage_lines = Text {
        vi: "chitieu LỆNH [LỰA-CHỌN]...\n  chitieu TỆP...    tổng hợp, kết quả đặt cạnh tệp đầu tiên",
        en: "chitieu COMMAND [OPTION]...\n  chitieu FILE...   consolidate, with the result beside the first file",
    };
    let end = Text {
        vi: "Xem cách dùng một lệnh: chitieu LỆNH --help\nMã kết thúc: 0 xong, số liệu không có lỗi; 1 xong, số liệu có lỗi; 2 chưa làm được.",
        en: "Help on a command: chitieu COMMAND --help\nExit codes: 0 done, no error in the data; 1 done, errors in the data; 2 not done.",
    };
    let list = list(JOBS.iter().map(|job| job.spec), language);
    let mut program = Command::new("chitieu")
        .bin_name("chitieu")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about.in_language(language))
        .override_usage(usage_lines.in_language(language))
        .help_template(format!("{{about}}\n\n{usage}:\n  {{usage}}\n\n{commands}:\n{list}\n{options}:\n{{options}}{{after-help}}"))
        .after_help(end.in_language(language))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args(arguments::common(language))
        .arg(arguments::version(language));
    for job in JOBS {
        let mut command = job.spec.command("chitieu", language).args((job.arguments)(language));
        if job.spec.name == schema::SPEC.name {
            command = schema::with_actions(command, language);
        }
        program = program.subcommand(command);
    }
    program
}

/// One line a command: both names and what it does.
pub fn list<'a>(specs: impl Iterator<Item = &'a Spec>, language: Language) -> String {
    specs
        .map(|spec| {
            let [first, second] = spec.names(language);
            format!("  {:<24}{}\n", format!("{first}, {second}"), spec.about.in_language(language))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_well_formed_and_shown_in_both_languages() {
        for language in [Language::Vi, Language::En] {
            let mut program = program(language);
            program.clone().debug_assert();
            let help = program.render_help().to_string();
            for job in JOBS {
                assert!(help.contains(&job.spec.names(language).join(", ")), "{help}");
                assert_ne!(job.spec.about.vi, job.spec.about.en);
            }
            for english in ["[default", "[possible", "[aliases", "[OPTIONS]"] {
                assert!(!help.contains(english), "{help}");
            }
        }
    }
}
