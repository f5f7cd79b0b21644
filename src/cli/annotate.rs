//! `--annotate`: each workbook with mistakes is copied, with the mistakes marked in it, to be sent back.

use super::arguments::{self, Common};
use super::screen::Screen;
use super::{Stop, output, progress};
use chitieu::finding::{Finding, Severity};
use chitieu::language::{Language, Text, Words};
use chitieu::read;
use chitieu::schema::Schema;
use chitieu::submission::Submission;
use chitieu::write;
use clap::{Arg, ArgMatches, value_parser};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// `--annotate FOLDER`.
pub fn argument(language: Language) -> Arg {
    let t = |vi, en| Text { vi, en }.in_language(language);
    arguments::option(
        "annotate",
        t("THƯ-MỤC", "FOLDER"),
        t(
            "chép các tệp có lỗi vào thư mục này, đánh dấu và ghi chú lỗi tại từng ô để gửi trả đơn vị",
            "copy workbooks with mistakes into this folder, each mistake marked at its cell, to be sent back",
        ),
    )
    .value_parser(value_parser!(PathBuf))
}

/// The folder asked for, where it can be meant: no folder, nor one within, that inputs are taken from.
pub fn folder(matches: &ArgMatches) -> Result<Option<PathBuf>, Stop> {
    let Some(folder) = matches.get_one::<PathBuf>("annotate") else { return Ok(None) };
    let shown = folder.display();
    if folder.exists() && !folder.is_dir() {
        return Err(Stop::because(
            format!("“{shown}” không phải là thư mục. Hãy ghi tên một thư mục cho “--annotate”."),
            format!("“{shown}” is no folder. Name a folder for “--annotate”."),
        ));
    }
    let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| output::folder_of(path).join(path.file_name().unwrap_or_default()));
    let own = fs::canonicalize(folder).or_else(|_| {
        fs::canonicalize(output::folder_of(folder)).map(|parent| folder.file_name().map_or(parent.clone(), |name| parent.join(name)))
    });
    let own = own.map_err(|_| {
        Stop::because(
            format!("Không có thư mục để tạo “{shown}” trong đó. Hãy tạo thư mục trước hoặc chọn nơi khác."),
            format!("There is no folder to make “{shown}” in. Make it first or choose another place."),
        )
    })?;
    if arguments::named_files(matches).iter().filter(|path| path.is_dir()).any(|path| own.starts_with(place(path))) {
        return Err(Stop::because(
            format!("“{shown}” nằm trong thư mục các tệp đầu vào: lần sau các bản đánh dấu sẽ bị đọc như tệp nộp. Hãy chọn thư mục khác."),
            format!("“{shown}” lies in a folder of inputs, where the copies would be read as submissions. Choose another."),
        ));
    }
    Ok(Some(folder.clone()))
}

/// Writes the copies of all workbooks with an error or a warning, and says what was written.
pub fn write(
    folder: &Path,
    schema: &Schema,
    submissions: &[&Submission],
    findings: &[Finding],
    protected: &[PathBuf],
    common: &Common,
    screen: &Screen,
) -> Result<(), Stop> {
    let mut taken: HashSet<PathBuf> = HashSet::new();
    let (mut written, mut rebuilt, mut without) = (0, Vec::new(), Vec::new());
    let progress = screen.progress(progress::MARKING, submissions.len());
    for submission in submissions {
        progress.one_done();
        let own: Vec<&Finding> = findings.iter().filter(|finding| finding.file.as_ref() == Some(&submission.file)).collect();
        if !own.iter().any(|finding| finding.severity != Severity::Info) {
            continue;
        }
        let path = Path::new(&*submission.file);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (Ok(bytes), Ok(workbook)) = (fs::read(path), read::workbook(path)) else {
            without.push(name);
            continue;
        };
        let copy = write::annotated(schema, &bytes, &workbook, submission, &own, common.language)?;
        fs::create_dir_all(folder).map_err(|error| {
            let shown = folder.display();
            Stop::because(
                format!("Không tạo được thư mục “{shown}” ({error}). Hãy chọn nơi khác."),
                format!("The folder “{shown}” can't be made ({error}). Choose another place."),
            )
        })?;
        let target = free(folder, &if copy.rebuilt { format!("{name}.xlsx") } else { name.clone() }, &mut taken);
        output::prove(&target, protected)?;
        write::save(&target, &copy.bytes)?;
        written += 1;
        if copy.rebuilt {
            rebuilt.push(name);
        }
    }
    progress.end();
    let shown = folder.display();
    screen.note(&match written {
        0 => Words::new("Không có tệp nào cần đánh dấu lỗi.", "No workbook has mistakes to be marked."),
        _ => Words::new(
            format!("Đã ghi {written} tệp đánh dấu lỗi vào “{shown}”."),
            format!("Workbooks with their mistakes marked, in “{shown}”: {written}."),
        ),
    });
    if !rebuilt.is_empty() {
        let names = rebuilt.join(", ");
        screen.note(&Words::new(
            format!("Viết lại dạng .xlsx để đánh dấu (hãy sửa trên tệp gốc): {names}."),
            format!("Written anew as .xlsx to be marked (correct the originals): {names}."),
        ));
    }
    if !without.is_empty() {
        let names = without.join(", ");
        screen.note(&Words::new(
            format!("Không đánh dấu được vì không đọc được: {names}."),
            format!("Not marked, since they can't be read: {names}."),
        ));
    }
    Ok(())
}

/// A name in the folder that no other copy of this run has.
fn free(folder: &Path, name: &str, taken: &mut HashSet<PathBuf>) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let mut target = folder.join(name);
    let mut number = 2;
    while !taken.insert(target.clone()) {
        target = folder.join(format!("{stem} ({number}){ending}"));
        number += 1;
    }
    target
}
