//! The schema a command works with: the built-in one, or a file's, with all its problems told at once.

use super::Stop;
use super::output::has_extension;
use super::screen::Screen;
use chitieu::language::{Language, Words};
use chitieu::read;
use chitieu::schema::raw::{Place, Problem};
use chitieu::schema::{self, PeriodId, Schema};
use chitieu::workbook::Workbook;
use std::fs;
use std::path::Path;

/// A schema in a file of these kinds is a workbook; in any other it is TOML.
const WORKBOOKS: &[&str] = &["xlsx", "xlsm", "xls", "xlsb", "ods", "fods"];

/// No schema is anywhere near this large; a file that is can only be a mistake.
const MOST_BYTES: u64 = 64 << 20;

/// The schema at a path, or the built-in one. Its problems are said; with serious ones the command stops.
pub fn load(path: Option<&Path>, screen: &Screen) -> Result<Schema, Stop> {
    let (schema, problems) = examine(path)?;
    let Some(schema) = schema else {
        screen.trouble(&told(path, &problems, screen.language));
        return Err(Stop::Told);
    };
    if !problems.is_empty() && !screen.is_quiet() {
        screen.trouble(&told(path, &problems, screen.language));
    }
    Ok(schema)
}

/// The schema where it can be used, with everything that is wrong with it.
pub fn examine(path: Option<&Path>) -> Result<(Option<Schema>, Vec<Problem>), Stop> {
    let Some(path) = path else {
        return Ok(match schema::built_in() {
            Ok(schema) => (Some(schema), Vec::new()),
            Err(problems) => (None, problems),
        });
    };
    let read = match has_extension(path, WORKBOOKS) {
        true => schema::from_workbook(&workbook(path)?),
        false => schema::from_toml(&text(path)?),
    };
    let (raw, mut problems) = match read {
        Ok(read) => read,
        Err(problems) => return Ok((None, problems)),
    };
    // A cell that can't be read is not missing as well.
    let told: Vec<Place> =
        problems.iter().filter(|problem| problem.place.is_cell() && !problem.mild).map(|problem| problem.place.clone()).collect();
    let new = |problem: &Problem| !told.contains(&problem.place);
    // Words in the wrong shape are left out of `raw`: what is proved of the rest is told, but can't be used.
    let sound = problems.iter().all(|problem| problem.mild);
    let schema = match schema::prove(&raw) {
        Ok((schema, more)) => {
            problems.extend(more.into_iter().filter(new));
            sound.then_some(schema)
        }
        Err(more) => {
            problems.extend(more.into_iter().filter(new));
            None
        }
    };
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    Ok((schema, problems))
}

/// A schema kept as a workbook.
fn workbook(path: &Path) -> Result<Workbook, Stop> {
    read::workbook(path).map_err(|error| {
        let shown = path.display();
        let why = error.finding(&shown.to_string().into()).message;
        Stop::because(
            format!("Không đọc được bộ chỉ tiêu “{shown}”. {} Hãy kiểm tra lại tên và đường dẫn, hoặc lưu lại bằng Excel.", why.vi),
            format!("The schema “{shown}” can't be read. {} Check its name and path, or save it again in Excel.", why.en),
        )
    })
}

fn text(path: &Path) -> Result<String, Stop> {
    let shown = path.display();
    let closed = |why: String| {
        Stop::because(
            format!("Không đọc được bộ chỉ tiêu “{shown}” ({why}). Hãy kiểm tra lại tên và đường dẫn."),
            format!("The schema “{shown}” can't be read ({why}). Check its name and path."),
        )
    };
    let metadata = fs::metadata(path).map_err(|error| closed(error.to_string()))?;
    if metadata.is_dir() || metadata.len() > MOST_BYTES {
        return Err(closed(if metadata.is_dir() { "thư mục / a folder".into() } else { format!("> {MOST_BYTES} byte") }));
    }
    let bytes = fs::read(path).map_err(|error| closed(error.to_string()))?;
    match String::from_utf8(bytes) {
        // Notepad puts a mark before the first word that is none of the file's.
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(String::from).unwrap_or(text)),
        Err(error) => {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            Err(Stop::because(
                format!("Bộ chỉ tiêu “{shown}” không lưu dạng UTF-8 (dòng {line}). Hãy mở bằng Notepad, chọn Save As, Encoding: UTF-8."),
                format!("The schema “{shown}” is not saved as UTF-8 (line {line}). Save it again with the encoding UTF-8."),
            ))
        }
    }
}

/// Every problem with its place, one a line.
pub fn told(path: Option<&Path>, problems: &[Problem], language: Language) -> String {
    let file = path.map(|path| path.display().to_string());
    let serious = problems.iter().filter(|problem| !problem.mild).count();
    let name = file.as_deref().unwrap_or("nam-dong-2023");
    let head = match (language, serious) {
        (Language::Vi, 0) => format!("Bộ chỉ tiêu “{name}” dùng được, có {} chỗ nên xem lại:", problems.len()),
        (Language::Vi, _) => format!("Bộ chỉ tiêu “{name}” chưa dùng được, có {} chỗ phải sửa:", problems.len()),
        (Language::En, 0) => format!("The schema “{name}” can be used; to look at ({}):", problems.len()),
        (Language::En, _) => format!("The schema “{name}” can't be used; to correct ({}):", problems.len()),
    };
    let lines = problems.iter().map(|problem| {
        let mark = match (problem.mild, language) {
            (false, _) => "",
            (true, Language::Vi) => "(nên sửa) ",
            (true, Language::En) => "(advice) ",
        };
        format!("  {}: {mark}{}", place(&problem.place, language), problem.message.in_language(language))
    });
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// A place, as people say it.
pub fn place(place: &Place, language: Language) -> String {
    match (place, language) {
        (Place::Line(line), Language::En) => format!("line {line}"),
        _ => place.to_string(),
    }
}

/// The period of a code, as `--period` names it.
pub fn period(schema: &Schema, code: Option<&String>) -> Result<Option<PeriodId>, Stop> {
    let Some(code) = code else { return Ok(None) };
    if let Some(id) = schema.find_period(code) {
        return Ok(Some(id));
    }
    let codes = schema.periods.iter().map(|period| format!("{} ({})", period.code, period.name)).collect::<Vec<_>>().join(", ");
    let words = Words::new(
        format!("Bộ chỉ tiêu không có kỳ báo cáo “{code}”. Các kỳ có: {codes}."),
        format!("The schema has no period “{code}”. Its periods: {codes}."),
    );
    Err(Stop::Because(words))
}
