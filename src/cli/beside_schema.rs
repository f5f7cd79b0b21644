//! Small files kept beside the schema: where they are, what stands in them, what is wrong with it.

use super::arguments::Common;
use super::merge::file_word;
use super::{Stop, output, schema_file};
use chitieu::language::{Language, Text, Words};
use chitieu::schema::Schema;
use chitieu::schema::raw::Problem;
use std::fs;
use std::path::{Path, PathBuf};

/// A hundred senders with a thousand labels each fill it; a larger file can only be a mistake.
const MOST_BYTES: u64 = 16 << 20;

/// One sort of such files.
pub struct Sort {
    /// What it is called in the middle of a sentence.
    pub name: Text,
    /// What follows the schema's name.
    pub ending: &'static str,
    /// The option that names it.
    pub option: &'static str,
}

impl Sort {
    /// Where the file is: as the option says, else beside the schema; for the built-in one, in the current folder.
    ///
    /// # Errors
    /// It is one of the inputs.
    pub fn path(&self, named: Option<&PathBuf>, common: &Common, schema: &Schema, inputs: &[PathBuf]) -> Result<PathBuf, Stop> {
        let path = match (named, &common.schema) {
            (Some(path), _) => path.clone(),
            (None, Some(schema)) => schema.with_extension(self.ending),
            (None, None) => PathBuf::from(format!("{}.{}", file_word(&schema.id), self.ending)),
        };
        if output::is_among(&path, inputs) {
            let (shown, option, Text { vi, en }) = (path.display(), self.option, self.name);
            return Err(Stop::because(
                format!("“{shown}” là một tệp đầu vào nên không dùng làm {vi} được. Hãy sửa {option}."),
                format!("“{shown}” is one of the inputs and can't be the {en}. Correct {option}."),
            ));
        }
        Ok(path)
    }

    /// What stands in the file; `None` where there is none.
    pub fn text(&self, path: &Path) -> Result<Option<String>, Stop> {
        let (shown, option, Text { vi, en }) = (path.display(), self.option, self.name);
        let closed = |why: String| {
            Stop::because(
                format!("Không đọc được {vi} “{shown}” ({why}). Hãy kiểm tra lại tệp, hoặc nêu tệp khác bằng {option}."),
                format!("The {en} “{shown}” can't be read ({why}). Check it, or name another with {option}."),
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
                    format!(
                        "Không đọc được {vi} “{shown}”: không lưu dạng UTF-8 (dòng {line}). Hãy mở bằng Notepad, chọn Save As, Encoding: UTF-8."
                    ),
                    format!("The {en} “{shown}” is not saved as UTF-8 (line {line}). Save it again with the encoding UTF-8."),
                ))
            }
        }
    }

    /// Its problems, each with its line, where it can't be used for them.
    pub fn unusable(&self, path: &Path, problems: &[Problem], language: Language) -> String {
        let (shown, Text { vi, en }) = (path.display(), self.name);
        let words = Words::new(
            format!("Không dùng được {vi} “{shown}”, có {} chỗ phải sửa:", problems.len()),
            format!("The {en} “{shown}” can't be used; to correct ({}):", problems.len()),
        );
        told(&words, problems, language)
    }
}

/// Problems, each with its line.
pub fn told(head: &Words, problems: &[Problem], language: Language) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("  {}: {}", schema_file::place(&problem.place, language), problem.message.in_language(language)));
    std::iter::once(head.in_language(language).to_string()).chain(lines).collect::<Vec<_>>().join("\n")
}
