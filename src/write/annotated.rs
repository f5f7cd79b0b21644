//! The annotated copy: the sender's own workbook with its mistakes marked in it.
//!
//! A packed workbook (.xlsx, .xlsm) keeps every part as it was packed; only the flagged sheets, their comments, the
//! styles and the list of sheets change, and in them only the places that must. Workbooks of other kinds, and packed
//! ones that are not built as the standard says, are written anew as .xlsx from what was read of them.

mod book;
mod comments;
mod document;
mod drawing;
mod list;
mod markup;
mod package;
mod rebuilt;
mod sheet;
mod styles;

use super::WriteError;
use crate::cell::Position;
use crate::finding::{Finding, Severity};
use crate::language::{Language, Text, Words};
use crate::schema::Schema;
use crate::submission::Submission;
use crate::workbook::Workbook;
pub use document::annotated_document;

use book::Book;
use comments::Note;
use markup::{Unfit, nested};
use package::Package;
use std::collections::{BTreeMap, HashMap};
use styles::Styles;

/// Most cells of one sheet that are marked; the list has them all.
const MOST_MARKS: usize = 5_000;
/// The part the list is in. Excel and LibreOffice give it another name when they save the workbook.
const LIST_PART: &str = "worksheets/chitieu.xml";

/// An annotated copy.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// A workbook as .xlsx, or .xlsm where the original is one.
    pub bytes: Vec<u8>,
    /// Whether it was written anew, since the original's kind can't be written.
    pub rebuilt: bool,
}

/// What the copy tells.
struct Facts<'a> {
    /// Name of the original, without its folder.
    file_name: &'a str,
    unit: &'a str,
    findings: &'a [&'a Finding],
    rebuilt: bool,
    language: Language,
}

/// Marks what was found in a workbook; `original` is the bytes that `workbook` was read from.
///
/// # Errors
/// The copy can't be made in either way.
pub fn annotated(
    schema: &Schema,
    original: &[u8],
    workbook: &Workbook,
    submission: &Submission,
    findings: &[&Finding],
    language: Language,
) -> Result<Annotated, WriteError> {
    let unknown = Text { vi: "chưa rõ", en: "not known" }.in_language(language);
    let unit = submission.unit.map_or(unknown, |unit| schema.unit(unit).name.as_str());
    let file_name = workbook.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let facts = Facts { file_name, unit, findings, rebuilt: false, language };
    if workbook.format == "xlsx"
        && let Ok(bytes) = in_place(original, workbook, &facts)
    {
        return Ok(Annotated { bytes, rebuilt: false });
    }
    let (bytes, names) = rebuilt::workbook(workbook)?;
    let renamed: Vec<Finding> = findings.iter().map(|finding| renamed(finding, &names)).collect();
    let findings: Vec<&Finding> = renamed.iter().collect();
    let facts = Facts { findings: &findings, rebuilt: true, ..facts };
    let bytes = in_place(&bytes, workbook, &facts).map_err(|Unfit(why)| WriteError {
        words: Words::new(
            format!("Không lập được bản đánh dấu lỗi của “{}” ({why}). Hãy gửi lại danh sách lỗi của lệnh kiem-tra.", workbook.file),
            format!("No annotated copy of “{}” could be made ({why}). Send the list of the command check instead.", workbook.file),
        ),
    })?;
    Ok(Annotated { bytes, rebuilt: true })
}

fn renamed(finding: &Finding, names: &HashMap<String, String>) -> Finding {
    let sheet = finding.sheet.as_ref().map(|sheet| names.get(&**sheet).map_or_else(|| sheet.clone(), |name| name.as_str().into()));
    Finding { sheet, ..finding.clone() }
}

/// Marks the cells of a packed workbook.
fn in_place(original: &[u8], workbook: &Workbook, facts: &Facts<'_>) -> Result<Vec<u8>, Unfit> {
    let mut package = Package::open(original)?;
    let book = Book::of(&mut package)?;
    let styles_part = book.related(&mut package, "styles")?.filter(|part| package.has(part));
    let styles_text = match &styles_part {
        Some(part) => Some(package.needed(part)?),
        None => None,
    };
    let mut styles = Styles::of(styles_text, &book.namespace)?;
    let own_list = own_list(&book, workbook);

    let mut left_unmarked = 0;
    for (number, listed) in book.sheets.iter().enumerate().filter(|(at, _)| Some(*at) != own_list) {
        if !package.has(&listed.part) {
            continue;
        }
        let text = package.needed(&listed.part)?;
        nested(&text)?;
        let mut new = sheet::unselected(&text)?;
        if listed.has_cells {
            let text = new.clone().unwrap_or(text);
            let marks = Marks::of(&text, &listed.name, facts, &mut left_unmarked);
            if let Some(marked) = sheet::mark(&text, &marks.severities, &mut styles)? {
                new = Some(marked);
            }
            let text = new.clone().unwrap_or(text);
            if let Some(named) = commented(&mut package, &book, listed, number as u32 + 1, &text, &marks)? {
                new = Some(named);
            }
        }
        if let Some(new) = new {
            package.set(&listed.part, new);
        }
    }

    let list_part = format!("{}{LIST_PART}", book.folder());
    let list = list::sheet(facts, left_unmarked, &mut styles, &book.namespace);
    match own_list.and_then(|at| book.sheets.get(at).map(|sheet| (at, sheet))) {
        Some((at, earlier)) => {
            package.set(&book.part, book.with_shown(at)?);
            if earlier.part != list_part {
                package.remove(&earlier.part)?;
                package.redirect(&book.part, &earlier.relation, &list_part)?;
                package.declare(&list_part, WORKSHEET)?;
            }
        }
        None => {
            let relation = package.relate(&book.part, &format!("{}/worksheet", book.relations), &list_part)?;
            package.declare(&list_part, WORKSHEET)?;
            let name = book.free_name(list::NAME.in_language(facts.language));
            package.set(&book.part, book.with_list(&name, &relation, list::HEAD_ROW)?);
        }
    }
    package.set(&list_part, list);

    let styles_part = match styles_part {
        Some(part) => part,
        None => {
            let part = package.free_name(&format!("{}styles", book.folder()), ".xml");
            package.relate(&book.part, &format!("{}/styles", book.relations), &part)?;
            package.declare(&part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")?;
            part
        }
    };
    package.set(&styles_part, styles.finish()?);
    package.pack()
}

const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// The list of an earlier run, by its place among the sheets.
fn own_list(book: &Book, workbook: &Workbook) -> Option<usize> {
    let lists: Vec<&str> =
        workbook.sheets.iter().filter(|sheet| workbook.is_findings_list(sheet)).map(|sheet| sheet.name.as_ref()).collect();
    book.sheets.iter().position(|listed| listed.has_cells && lists.contains(&listed.name.as_str()))
}

/// What is to be marked on one sheet.
struct Marks {
    severities: BTreeMap<Position, Severity>,
    notes: BTreeMap<Position, Note>,
}

impl Marks {
    fn of(text: &str, sheet: &str, facts: &Facts<'_>, left_unmarked: &mut usize) -> Marks {
        let mut marks = Marks { severities: BTreeMap::new(), notes: BTreeMap::new() };
        let here = facts.findings.iter().filter(|finding| finding.severity != Severity::Info && finding.sheet.as_deref() == Some(sheet));
        let here: Vec<(Position, &&Finding)> = here.filter_map(|finding| Some((finding.at?, finding))).collect();
        if here.is_empty() {
            return marks;
        }
        let merges = sheet::merges(text);
        for (at, finding) in here {
            // Of merged cells only the first is seen.
            let at = merges.iter().find(|area| area.contains(at)).map_or(at, |area| area.first);
            if !marks.severities.contains_key(&at) && marks.severities.len() >= MOST_MARKS {
                *left_unmarked += 1;
                continue;
            }
            let severity = marks.severities.entry(at).or_insert(finding.severity);
            *severity = (*severity).min(finding.severity);
            let what = finding.severity.name().in_language(facts.language).to_uppercase();
            let (_, expected) = super::text::stated(finding, facts.language);
            let mut rest = finding.message.in_language(facts.language).to_string();
            if let Some(expected) = expected.filter(|expected| !rest.contains(expected.as_str())) {
                rest += &format!("\n{}: {expected}", Text { vi: "Đúng ra", en: "Expected" }.in_language(facts.language));
            }
            rest += &format!("\n→ {}", finding.kind.advice.in_language(facts.language));
            marks.notes.entry(at).or_default().push((what, rest));
        }
        marks
    }
}

/// Puts the comments of a sheet into its parts; gives the sheet back where it must name a new one.
fn commented(
    package: &mut Package<'_>,
    book: &Book,
    listed: &book::Listed,
    number: u32,
    text: &str,
    marks: &Marks,
) -> Result<Option<String>, Unfit> {
    let relations = package.relations(&listed.part)?;
    let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone());
    let comments_part = of_kind("comments").filter(|part| package.has(part));
    let own = match &comments_part {
        Some(part) => package.text(part)?,
        None => None,
    };
    let has_ours = own.as_ref().is_some_and(|own| own.contains(comments::AUTHOR));
    if marks.notes.is_empty() && !has_ours {
        return Ok(None);
    }
    let commented = comments::add(own, &book.namespace, &marks.notes)?;
    let part = match comments_part {
        Some(part) => part,
        None => {
            let part = package.free_name(&format!("{}comments", book.folder()), ".xml");
            package.relate(&listed.part, &format!("{}/comments", book.relations), &part)?;
            package.declare(&part, COMMENTS)?;
            part
        }
    };
    package.set(&part, commented.text);

    let named = markup::tags(text).find(|tag| tag.depth == 1 && tag.begins() && tag.local() == "legacyDrawing");
    let drawing = named.and_then(|tag| tag.prefixed("id")).map(|id| markup::unescape(id.value));
    let drawing = drawing.and_then(|id| relations.iter().find(|relation| relation.id == id)).map(|relation| relation.target.clone());
    let sizes = sheet::Sizes::of(text);
    match drawing.filter(|part| package.has(part)) {
        Some(part) => {
            let own = package.text(&part)?;
            package.set(&part, drawing::add(own, number, &commented.gone, &commented.boxes, &marks.notes, &sizes)?);
            Ok(None)
        }
        None if commented.boxes.is_empty() => Ok(None),
        None => {
            let part = package.free_name(&format!("{}drawings/vmlDrawing", book.folder()), ".vml");
            package.set(&part, drawing::add(None, number, &[], &commented.boxes, &marks.notes, &sizes)?);
            let id = package.relate(&listed.part, &format!("{}/vmlDrawing", book.relations), &part)?;
            package.declare(&part, DRAWING)?;
            match named {
                // It names a drawing that is not there.
                Some(tag) => {
                    let mut edits = markup::Edits::default();
                    edits.replace(tag.start..tag.end, "");
                    sheet::with_drawing(&edits.apply(text)?, &id, book.relations).map(Some)
                }
                None => sheet::with_drawing(text, &id, book.relations).map(Some),
            }
        }
    }
}
