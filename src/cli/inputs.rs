//! The files and folders named on the command line, as a list of workbooks.

use super::Stop;
use super::screen::Screen;
use chitieu::label;
use chitieu::language::Words;
use chitieu::read;
use chitieu::schema::Schema;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What is taken for a workbook in a folder; a file that is named itself is read whatever it is called.
const EXTENSIONS: [&str; 11] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "fods", "xml", "csv", "tsv", "htm", "html"];

/// What to do with a consolidated workbook that is named among the inputs.
#[derive(Clone, Copy, Debug)]
pub enum Consolidated<'a> {
    /// Leave out those of the schema's own area: their figures would be counted twice. Another area's may be a unit's.
    SkipOwn(&'a Schema),
    /// Take it like any other file.
    Keep,
}

/// A file as it was named or found.
struct Input {
    path: PathBuf,
    /// Where it really is, whatever links lead to it.
    real: PathBuf,
}

impl Input {
    fn named(path: PathBuf) -> Input {
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        Input { path, real }
    }
}

/// The workbooks named, each once, in the order named; those of a folder in the order of their paths.
///
/// `outputs` are where results will be written: what stands there may be the result of an earlier run. The schema they
/// are read with may lie in the same folder, and holds nothing handed in: it is left out.
pub fn gather(
    named: &[PathBuf],
    consolidated: Consolidated<'_>,
    outputs: &[&Path],
    schema: Option<&Path>,
    screen: &Screen,
) -> Result<Vec<PathBuf>, Stop> {
    let outputs: Vec<PathBuf> = outputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut files: Vec<Input> = Vec::new();
    let mut seen = HashSet::new();
    for path in named {
        let Ok(metadata) = fs::metadata(path) else {
            return Err(absent(path));
        };
        let mut found = Vec::new();
        if metadata.is_dir() {
            walk(path, &mut found)?;
            found.sort_by(|one, other| one.path.cmp(&other.path));
            found.retain(|file| goes_in(file, consolidated, &outputs, screen));
        } else {
            let file = Input::named(path.clone());
            if matches!(consolidated, Consolidated::Keep) || goes_in(&file, consolidated, &outputs, screen) {
                found.push(file);
            }
        }
        // The same file may be named twice, or once by itself and once through its folder.
        found.retain(|file| seen.insert(file.real.clone()));
        files.extend(found);
    }
    if files.is_empty() {
        let list = named.iter().map(|path| format!("“{}”", path.display())).collect::<Vec<_>>().join(", ");
        let kinds = EXTENSIONS.map(|extension| format!(".{extension}")).join(" ");
        return Err(Stop::because(
            format!("Không có bảng tính nào để đọc trong: {list}. Hãy kiểm tra lại thư mục; các loại tệp được đọc: {kinds}."),
            format!("There is no workbook to read in: {list}. Check the folder; kinds of file that are read: {kinds}."),
        ));
    }
    let schema = schema.and_then(|schema| fs::canonicalize(schema).ok());
    let handed_in = files.into_iter().filter(|file| schema.as_ref() != Some(&file.real));
    Ok(handed_in.map(|file| file.path).collect())
}

fn absent(path: &Path) -> Stop {
    let name = path.display();
    // A lone word that is no file was most likely meant as a command.
    let word = path.to_str().filter(|word| !word.contains(['.', '/', '\\']));
    let near = word.and_then(|word| {
        let names = super::JOBS.iter().flat_map(|job| [job.spec.name, job.spec.alias]);
        names.map(|name| (strsim::damerau_levenshtein(name, word), name)).filter(|(distance, _)| *distance <= 2).min()
    });
    match near {
        Some((_, command)) => Stop::because(
            format!("Không có tệp, thư mục hay lệnh “{name}”. Có phải lệnh “{command}” không?"),
            format!("There is no file, folder or command “{name}”. Did you mean the command “{command}”?"),
        ),
        None => Stop::because(
            format!("Không có tệp hay thư mục “{name}”. Hãy kiểm tra lại tên và đường dẫn."),
            format!("There is no file or folder “{name}”. Check its name and path."),
        ),
    }
}

/// All workbooks under a folder. Hidden folders and links to folders are not entered: a link may lead back up.
fn walk(folder: &Path, found: &mut Vec<Input>) -> Result<(), Stop> {
    let unreadable = |error: std::io::Error| {
        let place = folder.display();
        Stop::because(
            format!("Không mở được thư mục “{place}” ({error}). Hãy kiểm tra quyền truy cập."),
            format!("The folder “{place}” can't be opened ({error}). Check the access rights."),
        )
    };
    // Asked once: of thousands of files the system would look up the same folders each time.
    let real = fs::canonicalize(folder).map_err(unreadable)?;
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        // Hidden files hold settings of programs; "~$…" is what Excel keeps beside a workbook that is open.
        if name.to_string_lossy().starts_with('.') || name.to_string_lossy().starts_with("~$") {
            continue;
        }
        let path = entry.path();
        // A folder that begins with "_" holds what somebody set aside.
        if name.to_string_lossy().starts_with('_') && path.is_dir() {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, found)?,
            Ok(kind) if kind.is_file() && is_workbook_name(&path) => found.push(Input { real: real.join(&name), path }),
            // A link to a file.
            Ok(_) if path.is_file() && is_workbook_name(&path) => found.push(Input::named(path)),
            _ => {}
        }
    }
    Ok(())
}

/// Whether a file is taken for a workbook by its name.
pub fn is_workbook_name(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// Whether a file is taken as an input; says so where it is not.
fn goes_in(Input { path, real }: &Input, consolidated: Consolidated<'_>, outputs: &[PathBuf], screen: &Screen) -> bool {
    // Only what looks like an earlier result is opened for this: opening everything twice would cost half the time.
    let name = path.file_stem().map(|name| label::folded_key(&name.to_string_lossy().replace(['-', '_'], " "))).unwrap_or_default();
    let likely = ["tong hop", "kiem tra"].iter().any(|word| name.contains(word)) || outputs.contains(real);
    if !likely {
        return true;
    }
    let Ok(workbook) = read::workbook(path) else { return true };
    // The content decides, not the name: a workbook of this area is an earlier result, one of a unit's is handed in.
    let (vi, en) = match (read::consolidated::area(&workbook), consolidated) {
        (Some(area), Consolidated::SkipOwn(schema)) if area == schema.area.code => {
            (format!("bảng tổng hợp của {}", schema.area.name), format!("consolidated workbook of {}", schema.area.name))
        }
        // Where earlier results are not looked for, a folder's are none of what was handed in.
        (Some(_), Consolidated::Keep) => ("bảng tổng hợp".to_string(), "consolidated workbook".to_string()),
        (None, _) if workbook.is_all_findings() => ("bảng kết quả kiểm tra".to_string(), "workbook of findings".to_string()),
        _ => return true,
    };
    let name = path.display();
    screen.note(&Words::new(
        format!("Bỏ qua “{name}”: đây là {vi} do chitieu lập."),
        format!("Skipped “{name}”: it is a {en} made by chitieu."),
    ));
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use chitieu::language::Language;

    #[test]
    fn a_folder_is_walked_in_order_without_what_nobody_handed_in() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b.xlsx", "a/z.XLS", "a/đ.ods", ".an/x.xlsx", "~$b.xlsx", ".c.xlsx", "ghi-chu.txt", "-x.csv"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let screen = Screen::new(Language::Vi);
        let named = [folder.path().to_path_buf(), folder.path().join("b.xlsx")];
        let schema = chitieu::schema::built_in().unwrap();
        let files = gather(&named, Consolidated::SkipOwn(&schema), &[], None, &screen).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["-x.csv", "a/z.XLS", "a/đ.ods", "b.xlsx"]);
        // The schema may lie among them.
        let others = gather(&named, Consolidated::Keep, &[], Some(&folder.path().join("a/../b.xlsx")), &screen).unwrap();
        assert_eq!(others.len(), 3);
        #[cfg(unix)]
        {
            // A link to a file is that file, whichever of the two comes first.
            std::os::unix::fs::symlink(folder.path().join("b.xlsx"), folder.path().join("a/b.xlsx")).unwrap();
            let files = gather(&named, Consolidated::Keep, &[], None, &screen).unwrap();
            assert_eq!((files.len(), files.iter().filter(|file| file.ends_with("b.xlsx")).count()), (4, 1));
        }
    }
}
