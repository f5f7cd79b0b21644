//! .xlsx and .xlsm, also in the strict form: one pass over each sheet gives values, styles, fonts, merges, hidden
//! rows and columns, formulas and rich-text runs together. calamine reads the same files as a cross-check in tests.

mod plain;
mod scan;
mod seen;
mod sheet;
mod strings;
mod styles;

use super::Reason;
use super::limits::{Limits, TooMuch};
use super::pool::Pool;
use super::recurring;
use super::xml::{Archive, attribute, bytes, flag, index_of, part};
use crate::workbook::{Cells, Formulas, Sheet, Workbook};
use foldhash::HashMap;
use quick_xml::events::Event;
use scan::Scanner;
use seen::Seen;
use std::sync::{Arc, LazyLock};

/// What was read of the small parts of all workbooks so far.
static SEEN: LazyLock<SmallParts> = LazyLock::new(SmallParts::default);

#[derive(Default)]
struct SmallParts {
    relations: Seen<Vec<Relation>>,
    listed: Seen<Listed>,
    styles: Seen<styles::Styles>,
}

/// Reads a packed workbook.
pub fn parse(name: Arc<str>, archive: &mut Archive<'_>, limits: &Limits) -> Result<Workbook, Reason> {
    let main = main_part(archive, limits)?.ok_or(Reason::NotAWorkbook)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = relations(archive, &format!("{folder}/_rels/{file}.rels"), limits)?;
    let resolve = |target: &str| resolve(folder, target);

    let listed = listed_sheets(archive, &main, limits)?;
    let styles = relations.iter().find(|r| r.kind == "styles").map(|r| resolve(&r.target));
    let styles = match styles {
        Some(name) => SEEN.styles.get(archive, &name, limits, |archive| styles::read(archive, Some(name.clone()), limits))?,
        None => Arc::new(styles::read(archive, None, limits)?),
    };
    let recurring = recurring::count();
    let strings = strings::read(archive, relations.iter().find(|r| r.kind == "sharedStrings").map(|r| resolve(&r.target)), limits)?;
    let mut pool = Pool::with_room_for(strings.len(), recurring);
    let mut strings = strings::Table::new(strings);
    let mut sheets = Vec::new();
    for entry in &listed.sheets {
        let Some(relation) = relations.iter().find(|r| r.id == entry.relation) else { continue };
        // Chart sheets and macro sheets hold no cells.
        if relation.kind != "worksheet" {
            continue;
        }
        let mut sheet = Sheet {
            name: entry.name.as_str().into(),
            hidden: entry.hidden,
            rows: Vec::new(),
            cells: Cells::new(),
            merges: Vec::new(),
            hidden_columns: Vec::new(),
            formulas: Formulas::default(),
            damage: Vec::new(),
        };
        match bytes(archive, &resolve(&relation.target), limits)? {
            Some(part) => {
                sheet.cells.reserve(part.likely(48));
                sheet::read(Scanner::new(part), &mut sheet, &styles, &mut strings, &mut pool, limits)?;
            }
            None => sheet.damage.push(format!("thiếu phần {}", relation.target)),
        }
        sheets.push(sheet);
    }
    let texts = pool.finish(&mut sheets);
    Ok(Workbook { file: name, sha256: String::new(), format: "xlsx", sheets, texts, styles: styles.styles.clone() })
}

/// A line of a relations part.
struct Relation {
    id: String,
    /// Last word of the type's address: `worksheet`, `styles`; the same in both forms of the standard.
    kind: String,
    target: String,
}

fn relations(archive: &mut Archive<'_>, name: &str, limits: &Limits) -> Result<Arc<Vec<Relation>>, Reason> {
    SEEN.relations.get(archive, name, limits, |archive| read_relations(archive, name, limits))
}

fn read_relations(archive: &mut Archive<'_>, name: &str, limits: &Limits) -> Result<Vec<Relation>, Reason> {
    let mut found = Vec::new();
    let Some(mut reader) = part(archive, name, limits)? else { return Ok(found) };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) if start.local_name().as_ref() == "Relationship" => {
                let get = |name| attribute(&start, name).map(|value| value.into_owned()).unwrap_or_default();
                let kind = get("Type");
                let kind = kind.rsplit('/').next().unwrap_or_default().to_string();
                limits.within(TooMuch::Parts, found.len(), limits.parts)?;
                found.push(Relation { id: get("Id"), kind, target: get("Target") });
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(found)
}

/// The main part that the package names, of whatever program.
pub(super) fn office_document(archive: &mut Archive<'_>, limits: &Limits) -> Result<Option<String>, Reason> {
    let named = relations(archive, "_rels/.rels", limits)?;
    Ok(named.iter().find(|relation| relation.kind == "officeDocument").map(|relation| resolve("", &relation.target)))
}

fn main_part(archive: &mut Archive<'_>, limits: &Limits) -> Result<Option<String>, Reason> {
    let named = office_document(archive, limits)?;
    let candidates = named.into_iter().chain(["xl/workbook.xml".to_string()]);
    for candidate in candidates {
        if index_of(archive, &candidate).is_some() {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// A target of a relation as the name of a part.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|piece| !piece.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.join("/")
}

struct Listed {
    sheets: Vec<ListedSheet>,
}

struct ListedSheet {
    name: String,
    relation: String,
    hidden: bool,
}

fn listed_sheets(archive: &mut Archive<'_>, main: &str, limits: &Limits) -> Result<Arc<Listed>, Reason> {
    SEEN.listed.get(archive, main, limits, |archive| read_listed_sheets(archive, main, limits))
}

fn read_listed_sheets(archive: &mut Archive<'_>, main: &str, limits: &Limits) -> Result<Listed, Reason> {
    let mut listed = Listed { sheets: Vec::new() };
    let Some(mut reader) = part(archive, main, limits)? else { return Err(Reason::NotAWorkbook) };
    let mut buffer = Vec::new();
    let mut is_workbook = false;
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "sheet" => {
                    limits.within(TooMuch::Sheets, listed.sheets.len(), limits.sheets)?;
                    let get = |name| attribute(&start, name).map(|value| value.into_owned()).unwrap_or_default();
                    let state = get("state");
                    listed.sheets.push(ListedSheet {
                        name: get("name"),
                        relation: relation_id(&start).unwrap_or_default(),
                        hidden: matches!(state.as_str(), "hidden" | "veryHidden") || flag(&start, "hidden").unwrap_or(false),
                    });
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if is_workbook { Ok(listed) } else { Err(Reason::NotAWorkbook) }
}

/// `r:id`, and not `sheetId`, whatever the prefix is.
fn relation_id(start: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == "id" && attribute.key.as_ref().contains(':'))
        .map(|attribute| attribute.value.into_owned())
}

/// Numbers a look-up needs again and again.
pub(super) type Cache<K, V> = HashMap<K, V>;
