//! The workbook's own part: which sheets it has, and the list put first among them.

use super::markup::{self, Edits, Form, Tag, Unfit, container, escape_attribute, tags, unescape};
use super::package::Package;

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// The workbook's part and its sheets.
pub(super) struct Book {
    /// Name of the part.
    pub(super) part: String,
    pub(super) text: String,
    pub(super) sheets: Vec<Listed>,
    /// Address of the elements, which differs in the strict form.
    pub(super) namespace: String,
    /// Address of the relations, which differs, too.
    pub(super) relations: &'static str,
}

/// A sheet of the workbook.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) relation: String,
    /// The part it is in.
    pub(super) part: String,
    /// Whether it has cells; charts and macros have none.
    pub(super) has_cells: bool,
}

impl Book {
    pub(super) fn of(package: &mut Package<'_>) -> Result<Book, Unfit> {
        let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument").map(|relation| relation.target);
        let part = main.filter(|part| package.has(part)).unwrap_or_else(|| "xl/workbook.xml".to_string());
        let text = package.needed(&part)?;
        let root = markup::root(&text, "workbook")?;
        let declared = match root.prefix().strip_suffix(':') {
            Some(prefix) => root.value(&format!("xmlns:{prefix}")),
            None => root.value("xmlns"),
        };
        let namespace = declared.unwrap_or_else(|| TRANSITIONAL.to_string());
        let relations = if namespace.contains("purl.oclc.org") { STRICT_RELATIONS } else { RELATIONS };
        let known = package.relations(&part)?;
        let mut sheets: Vec<Listed> = sheet_tags(&text)
            .map(|tag| {
                let relation = tag.prefixed("id").map(|id| unescape(id.value)).unwrap_or_default();
                let target = known.iter().find(|known| known.id == relation);
                Listed {
                    name: tag.value("name").unwrap_or_default(),
                    part: target.map(|target| target.target.clone()).unwrap_or_default(),
                    has_cells: target.is_some_and(|target| target.kind == "worksheet"),
                    relation,
                }
            })
            .collect();
        // As the reader calls them, whose findings are marked.
        let with_cells = || sheets.iter().filter(|sheet| sheet.has_cells);
        let names = crate::workbook::distinct_names(with_cells().map(|sheet| sheet.name.as_str()));
        sheets.iter_mut().filter(|sheet| sheet.has_cells).zip(names).for_each(|(sheet, name)| sheet.name = name);
        Ok(Book { part, sheets, namespace, relations, text })
    }

    /// The part that a relation of this kind leads to.
    pub(super) fn related(&self, package: &mut Package<'_>, kind: &str) -> Result<Option<String>, Unfit> {
        Ok(package.relations(&self.part)?.into_iter().find(|relation| relation.kind == kind).map(|relation| relation.target))
    }

    /// The folder its parts lie in, with a slash; empty for none.
    pub(super) fn folder(&self) -> String {
        self.part.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default()
    }

    /// A name for the list that no sheet has: “Lỗi”, “Lỗi (2)”, …
    pub(super) fn free_name(&self, wanted: &str) -> String {
        let taken = |name: &str| self.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
        let numbered = (2_u32..).map(|number| format!("{wanted} ({number})"));
        std::iter::once(wanted.to_string()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// The workbook with the list as its first sheet and the one that is shown.
    pub(super) fn with_list(&self, name: &str, relation: &str, head_row: usize) -> Result<String, Unfit> {
        let text = &self.text;
        let mut edits = Edits::default();
        let p = markup::root(text, "workbook")?.prefix();
        let sheets = container(text, "sheets").filter(|sheets| sheets.open.form == Form::Open);
        let sheets = sheets.ok_or_else(|| Unfit("sổ làm việc không có trang tính nào".into()))?;
        let ids: Vec<u32> = sheet_tags(text).filter_map(|tag| tag.number("sheetId")).collect();
        // Excel takes numbers up to 65,534.
        let after = ids.iter().max().map_or(1, |highest| highest.saturating_add(1));
        let id = Some(after).filter(|id| *id < 65_535).or_else(|| (1..65_535).find(|id| !ids.contains(id))).unwrap_or(after);
        let (name, relations) = (escape_attribute(name), self.relations);
        let line = format!("<{p}sheet xmlns:r=\"{relations}\" name=\"{name}\" sheetId=\"{id}\" r:id=\"{relation}\"/>");
        edits.insert(sheets.open.end, line);
        let quoted = escape_attribute(&name_for_reference(&name));
        let titles =
            format!("<{p}definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">{quoted}!${head_row}:${head_row}</{p}definedName>");
        match container(text, "definedNames") {
            Some(names) => {
                for tag in tags(text).filter(|tag| tag.begins() && tag.local() == "definedName") {
                    if let Some(number) = tag.number("localSheetId") {
                        tag.set(&mut edits, "localSheetId", &number.saturating_add(1).to_string());
                    }
                }
                match names.open.form {
                    Form::Empty => names.open.fill(&mut edits, &titles),
                    _ => edits.insert(names.open.end, titles),
                }
            }
            None => {
                let before = ["sheets", "functionGroups", "externalReferences"];
                let at = before.iter().filter_map(|name| container(text, name)).map(|found| found.end).max().unwrap_or(sheets.end);
                edits.insert(at, format!("<{p}definedNames>{titles}</{p}definedNames>"));
            }
        }
        shown(text, 0, &mut edits);
        if container(text, "bookViews").is_none() {
            edits.insert(sheets.open.start, format!("<{p}bookViews><{p}workbookView/></{p}bookViews>"));
        }
        edits.apply(text)
    }

    /// The workbook as it is, with one of its sheets shown.
    pub(super) fn with_shown(&self, at: usize) -> Result<String, Unfit> {
        let mut edits = Edits::default();
        shown(&self.text, at, &mut edits);
        edits.apply(&self.text)
    }
}

fn sheet_tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    tags(text).filter(|tag| tag.depth == 2 && tag.begins() && tag.local() == "sheet")
}

fn name_for_reference(name: &str) -> String {
    format!("'{}'", unescape(name).replace('\'', "''"))
}

fn shown(text: &str, at: usize, edits: &mut Edits) {
    for view in tags(text).filter(|tag| tag.begins() && tag.local() == "workbookView") {
        view.set(edits, "activeTab", &at.to_string());
        if view.attribute("firstSheet").is_some() {
            view.set(edits, "firstSheet", "0");
        }
    }
}
