//! The file of what was confirmed of senders: beside the schema, or where `--senders` says.

use super::arguments::Common;
use super::merge::file_word;
use super::screen::Screen;
use super::{Stop, output, schema_file};
use chitieu::language::{Language, Words};
use chitieu::schema::Schema;
use chitieu::schema::raw::Problem;
use chitieu::senders::{self, Confirmed, Senders};
use chitieu::submission::Submission;
use clap::ArgMatches;
use std::fs;
use std::path::{Path, PathBuf};

/// A hundred senders with a thousand labels each fill it; a larger file can only be a mistake.
const MOST_BYTES: u64 = 16 << 20;

/// What is remembered, and where.
pub struct Memory {
    /// The file, which need not exist yet.
    pub path: PathBuf,
    /// As the file says it.
    pub senders: Senders,
    /// As it holds for the schema.
    pub confirmed: Confirmed,
    /// Whether it was named and is not there: a slip, or the first time.
    is_awaited: bool,
}

impl Memory {
    /// Says where nothing is remembered yet, and how often what is remembered was used: a figure read that way is not as plain as the others.
    pub fn tell_uses<'a>(&self, submissions: impl IntoIterator<Item = &'a Submission>, screen: &Screen) {
        let shown = self.path.display();
        if self.is_awaited {
            screen.note(&Words::new(
                format!("Chưa có tệp “{shown}”: chưa có xác nhận nào được lưu ở đó."),
                format!("There is no “{shown}” yet: nothing is remembered there."),
            ));
        }
        let uses: usize = submissions.into_iter().map(|submission| submission.confirmed.len()).sum();
        if uses > 0 {
            screen.note(&Words::new(
                format!("Đã đọc {uses} tên hoặc cột theo xác nhận đã lưu trong “{shown}”; xem từng chỗ bằng lệnh “xem”."),
                format!("Labels or columns read as confirmed before in “{shown}”: {uses}; the command inspect shows each."),
            ));
        }
    }
}

/// Reads the file; without one nothing is remembered. `inputs` are what it can't be.
pub fn load(common: &Common, matches: &ArgMatches, schema: &Schema, inputs: &[PathBuf], screen: &Screen) -> Result<Memory, Stop> {
    let named = matches.get_one::<PathBuf>("senders");
    let path = match (named, &common.schema) {
        (Some(path), _) => path.clone(),
        (None, Some(schema)) => schema.with_extension("senders.toml"),
        (None, None) => PathBuf::from(format!("{}.senders.toml", file_word(&schema.id))),
    };
    let shown = path.display();
    if output::is_among(&path, inputs) {
        return Err(Stop::because(
            format!("“{shown}” là một tệp đầu vào nên không dùng làm tệp xác nhận được. Hãy sửa --senders."),
            format!("“{shown}” is one of the inputs and can't be the file of senders. Correct --senders."),
        ));
    }
    let Some(text) = text(&path)? else {
        let is_awaited = named.is_some();
        return Ok(Memory { path, senders: Senders::default(), confirmed: Confirmed::default(), is_awaited });
    };
    let senders = match senders::from_toml(&text) {
        Ok(senders) => senders,
        Err(problems) => {
            let words = Words::new(
                format!("Tệp xác nhận “{shown}” chưa dùng được, có {} chỗ phải sửa:", problems.len()),
                format!("The file of senders “{shown}” can't be used; to correct ({}):", problems.len()),
            );
            screen.trouble(&told(&words, &problems, screen.language));
            return Err(Stop::Told);
        }
    };
    let (confirmed, problems) = senders.prove(schema);
    if !problems.is_empty() && !screen.is_quiet() {
        let words = Words::new(
            format!("Tệp xác nhận “{shown}” có {} chỗ không dùng với bộ chỉ tiêu này:", problems.len()),
            format!("In the file of senders “{shown}” some is not for this schema ({}):", problems.len()),
        );
        screen.trouble(&told(&words, &problems, screen.language));
    }
    Ok(Memory { path, senders, confirmed, is_awaited: false })
}

/// What stands in the file; `None` where there is none.
fn text(path: &Path) -> Result<Option<String>, Stop> {
    let shown = path.display();
    let closed = |why: String| {
        Stop::because(
            format!("Không đọc được tệp xác nhận “{shown}” ({why}). Hãy kiểm tra lại tệp, hoặc nêu tệp khác bằng --senders."),
            format!("The file of senders “{shown}” can't be read ({why}). Check it, or name another with --senders."),
        )
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(closed(error.to_string())),
    };
    if !metadata.is_file() {
        return Err(closed("không phải là tệp / not a file".to_string()));
    }
    if metadata.len() > MOST_BYTES {
        return Err(closed(format!("> {MOST_BYTES} byte")));
    }
    let bytes = fs::read(path).map_err(|error| closed(error.to_string()))?;
    match String::from_utf8(bytes) {
        // Notepad puts a mark before the first word that is none of the file's.
        Ok(text) => Ok(Some(text.strip_prefix('\u{feff}').map(String::from).unwrap_or(text))),
        Err(error) => {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            Err(Stop::because(
                format!("Tệp xác nhận “{shown}” không lưu dạng UTF-8 (dòng {line}). Hãy mở bằng Notepad, chọn Save As, Encoding: UTF-8."),
                format!("The file of senders “{shown}” is not saved as UTF-8 (line {line}). Save it again with the encoding UTF-8."),
            ))
        }
    }
}

fn told(head: &Words, problems: &[Problem], language: Language) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("  {}: {}", schema_file::place(&problem.place, language), problem.message.in_language(language)));
    std::iter::once(head.in_language(language).to_string()).chain(lines).collect::<Vec<_>>().join("\n")
}
