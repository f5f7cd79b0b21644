//! The packed workbook: parts are copied as they are packed, but those that were changed.

use super::markup::{self, Edits, Unfit, append_to_root, escape_attribute, tags};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Most bytes of one part that is looked into.
const MOST_BYTES: u64 = 1 << 30;
/// Where the types of all parts stand.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A packed workbook and what has been changed in it.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// By their names in the package; `None` for parts that are left out.
    changed: BTreeMap<String, Option<String>>,
    added: Vec<(String, String)>,
}

/// A relation of a part.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// Last word of the type's address: `worksheet`, `comments`; the same in both forms of the standard.
    pub(super) kind: String,
    /// Name of the part it leads to.
    pub(super) target: String,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Unfit> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(unfit)?;
        Ok(Package { archive, changed: BTreeMap::new(), added: Vec::new() })
    }

    /// The name of a part as it is written in the package; names are compared without case.
    fn own_name(&self, name: &str) -> Option<String> {
        let names = || (0..self.archive.len()).filter_map(|at| self.archive.name_for_index(at).and_then(Result::ok));
        let mut alike = names().filter(|own| own.replace('\\', "/").eq_ignore_ascii_case(name));
        names().find(|own| *own == name).or_else(|| alike.next()).map(|own| own.to_string())
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.added.iter().any(|(own, _)| own == name)
            || self.own_name(name).is_some_and(|own| !matches!(self.changed.get(&own), Some(None)))
    }

    /// A part as it now is; `None` where there is none.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Unfit> {
        if let Some((_, text)) = self.added.iter().find(|(own, _)| own == name) {
            return Ok(Some(text.clone()));
        }
        let Some(own) = self.own_name(name) else { return Ok(None) };
        if let Some(changed) = self.changed.get(&own) {
            return Ok(changed.clone());
        }
        let file = self.archive.by_name(&own).map_err(unfit)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unfit)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Unfit(format!("{name}: quá lớn")));
        }
        String::from_utf8(bytes).map(Some).map_err(unfit)
    }

    /// A part that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Unfit> {
        self.text(name)?.ok_or_else(|| Unfit(format!("thiếu {name}")))
    }

    /// Puts a part in the place of what it was, or adds it.
    pub(super) fn set(&mut self, name: &str, text: String) {
        if let Some(added) = self.added.iter_mut().find(|(own, _)| own == name) {
            added.1 = text;
            return;
        }
        match self.own_name(name) {
            Some(own) => {
                self.changed.insert(own, Some(text));
            }
            None => self.added.push((name.to_string(), text)),
        }
    }

    /// Leaves a part out, with its relations and its type.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), Unfit> {
        for part in [name.to_string(), relations_of(name)] {
            if let Some(own) = self.own_name(&part) {
                self.changed.insert(own, None);
            }
        }
        let types = self.needed(CONTENT_TYPES)?;
        let mut edits = Edits::default();
        let named = format!("/{name}");
        for tag in tags(&types).filter(|tag| tag.local() == "Override" && tag.value("PartName").is_some_and(|part| part == named)) {
            edits.replace(tag.start..tag.end, "");
        }
        self.set(CONTENT_TYPES, edits.apply(&types)?);
        Ok(())
    }

    /// A name no part has yet: `xl/comments3.xml` of `xl/comments` and `.xml`.
    pub(super) fn free_name(&self, stem: &str, ending: &str) -> String {
        let taken = |name: &str| self.own_name(name).is_some() || self.added.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        (1_u32..).map(|number| format!("{stem}{number}{ending}")).find(|name| !taken(name)).unwrap_or_default()
    }

    /// The relations of a part; of the whole package for the empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Unfit> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(text) = self.text(&relations_of(part))? else { return Ok(Vec::new()) };
        let relations = tags(&text).filter(|tag| tag.begins() && tag.local() == "Relationship");
        Ok(relations
            .filter(|tag| tag.value("TargetMode").is_none_or(|mode| mode != "External"))
            .map(|tag| Relation {
                id: tag.value("Id").unwrap_or_default(),
                kind: tag.value("Type").unwrap_or_default().rsplit('/').next().unwrap_or_default().to_string(),
                target: resolve(folder, &tag.value("Target").unwrap_or_default()),
            })
            .collect())
    }

    /// Adds a relation and gives its name.
    pub(super) fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, Unfit> {
        let name = relations_of(part);
        let text = self.text(&name)?.unwrap_or_else(|| {
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"
                .to_string()
        });
        let root = markup::root(&text, "Relationships")?;
        let ids: Vec<String> = tags(&text).filter_map(|tag| tag.value("Id")).collect();
        let id = (1_u32..).map(|number| format!("rId{number}")).find(|id| !ids.contains(id)).unwrap_or_default();
        let (prefix, kind, target) = (root.prefix(), escape_attribute(kind), escape_attribute(target));
        let line = format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{target}\"/>");
        let text = append_to_root(&text, &line)?;
        self.set(&name, text);
        Ok(id)
    }

    /// Leads a relation to another part.
    pub(super) fn redirect(&mut self, part: &str, id: &str, target: &str) -> Result<(), Unfit> {
        let name = relations_of(part);
        let text = self.needed(&name)?;
        let mut edits = Edits::default();
        for tag in tags(&text).filter(|tag| tag.local() == "Relationship" && tag.value("Id").is_some_and(|own| own == id)) {
            tag.set(&mut edits, "Target", &format!("/{}", escape_attribute(target)));
        }
        self.set(&name, edits.apply(&text)?);
        Ok(())
    }

    /// Says of what type a part is.
    pub(super) fn declare(&mut self, part: &str, kind: &str) -> Result<(), Unfit> {
        let text = self.needed(CONTENT_TYPES)?;
        let prefix = markup::root(&text, "Types")?.prefix();
        let line = format!("<{prefix}Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escape_attribute(part));
        let text = append_to_root(&text, &line)?;
        self.set(CONTENT_TYPES, text);
        Ok(())
    }

    /// The bytes of the package: what was not changed is copied as it was packed, the rest has a fixed date.
    pub(super) fn pack(mut self) -> Result<Vec<u8>, Unfit> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        for at in 0..self.archive.len() {
            let file = self.archive.by_index_raw(at).map_err(unfit)?;
            let name = file.name().map_err(unfit)?.to_string();
            match self.changed.get(&name) {
                Some(Some(text)) => {
                    out.start_file(name, options).map_err(unfit)?;
                    out.write_all(text.as_bytes()).map_err(unfit)?;
                }
                Some(None) => {}
                None => out.raw_copy_file(file).map_err(unfit)?,
            }
        }
        for (name, text) in &self.added {
            out.start_file(name.as_str(), options).map_err(unfit)?;
            out.write_all(text.as_bytes()).map_err(unfit)?;
        }
        Ok(out.finish().map_err(unfit)?.into_inner())
    }
}

fn unfit(error: impl std::fmt::Display) -> Unfit {
    Unfit(error.to_string())
}

/// Where the relations of a part stand.
fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
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
