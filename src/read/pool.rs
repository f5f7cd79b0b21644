//! Texts of a workbook, each kept once, decoded at the end when all evidence is in.

use super::Reason;
use super::legacy::{self, Encoding, Evidence};
use super::limits::{Limits, TooMuch};
use crate::workbook::{SharedText, Sheet, TextId, Value};
use foldhash::{HashMap, HashMapExt};
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// A piece of a text with the encoding of its font.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// As stored.
    pub text: String,
    /// What its font stands for.
    pub encoding: Encoding,
}

/// Collects texts while a workbook is read.
#[derive(Default)]
pub struct Pool {
    /// Bytes of all texts.
    bytes: usize,
    plain: [HashMap<Arc<str>, TextId>; legacy::ENCODINGS],
    texts: Vec<Pooled>,
}

struct Pooled {
    stored: Arc<str>,
    /// Empty where the whole text is in one encoding.
    runs: Vec<Run>,
    encoding: Encoding,
}

impl Pool {
    /// Nothing collected, with room for so many texts.
    pub fn with_room_for(texts: usize) -> Pool {
        let mut pool = Pool { texts: Vec::with_capacity(texts), ..Pool::default() };
        if let Some(plain) = pool.plain.get_mut(Encoding::Unicode as usize) {
            plain.reserve(texts);
        }
        pool
    }

    /// Refuses more texts than are read; to be asked after each that is added.
    pub fn within(&self, limits: &Limits) -> Result<(), Reason> {
        limits.within(TooMuch::Strings, self.texts.len(), limits.strings)?;
        limits.within(TooMuch::Letters, self.bytes, limits.letters)
    }

    /// The number of a text in one encoding.
    pub fn add(&mut self, text: &str, encoding: Encoding) -> TextId {
        let Some(plain) = self.plain.get_mut(encoding as usize) else { return TextId(u32::MAX) };
        if let Some(&id) = plain.get(text) {
            return id;
        }
        let id = TextId(self.texts.len() as u32);
        self.bytes += text.len();
        let stored: Arc<str> = text.into();
        plain.insert(stored.clone(), id);
        self.texts.push(Pooled { stored, runs: Vec::new(), encoding });
        id
    }

    /// The same of a text that is kept already.
    pub fn add_shared(&mut self, text: &Arc<str>, encoding: Encoding) -> TextId {
        let Some(plain) = self.plain.get_mut(encoding as usize) else { return TextId(u32::MAX) };
        match plain.entry(text.clone()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                let id = TextId(self.texts.len() as u32);
                self.bytes += text.len();
                place.insert(id);
                self.texts.push(Pooled { stored: text.clone(), runs: Vec::new(), encoding });
                id
            }
        }
    }

    /// The number of a text of several runs.
    pub fn add_runs(&mut self, runs: &[Run]) -> TextId {
        match runs {
            [] => self.add("", Encoding::Unicode),
            [only] => self.add(&only.text, only.encoding),
            [first, rest @ ..] if rest.iter().all(|run| run.encoding == first.encoding) => {
                let text: String = runs.iter().map(|run| run.text.as_str()).collect();
                self.add(&text, first.encoding)
            }
            _ => {
                let id = TextId(self.texts.len() as u32);
                let stored: String = runs.iter().map(|run| run.text.as_str()).collect();
                self.bytes += 2 * stored.len() + 64 * runs.len();
                self.texts.push(Pooled { stored: stored.into(), runs: runs.to_vec(), encoding: Encoding::Unicode });
                id
            }
        }
    }

    /// Decodes what is in a legacy encoding: by font where the font's texts bear it out, else by column.
    pub fn finish(self, sheets: &mut [Sheet]) -> Vec<SharedText> {
        let mut by_encoding: HashMap<Encoding, Evidence> = HashMap::new();
        for text in &self.texts {
            if text.runs.is_empty() {
                by_encoding.entry(text.encoding).or_default().add(&text.stored);
            }
            for run in &text.runs {
                by_encoding.entry(run.encoding).or_default().add(&run.text);
            }
        }
        let believed =
            |encoding: Encoding| encoding != Encoding::Unicode && by_encoding.get(&encoding).is_some_and(Evidence::supports_font);
        let mut shared: Vec<SharedText> = self
            .texts
            .iter()
            .map(|pooled| {
                let decoded = if pooled.runs.is_empty() {
                    believed(pooled.encoding).then(|| legacy::decode(&pooled.stored, pooled.encoding)).flatten()
                } else {
                    let pieces: Vec<Option<String>> = pooled
                        .runs
                        .iter()
                        .map(|run| believed(run.encoding).then(|| legacy::decode(&run.text, run.encoding)).flatten())
                        .collect();
                    pieces
                        .iter()
                        .any(Option::is_some)
                        .then(|| pieces.iter().zip(&pooled.runs).map(|(piece, run)| piece.as_deref().unwrap_or(&run.text)).collect())
                };
                match decoded {
                    Some(text) => SharedText { text: text.into(), legacy: Some(pooled.stored.clone()) },
                    None => SharedText { text: pooled.stored.clone(), legacy: None },
                }
            })
            .collect();
        // Most workbooks have no sign of TCVN3 outside its fonts: then no column need be looked at.
        if by_encoding.get(&Encoding::Unicode).is_some_and(Evidence::has_signs) {
            for sheet in sheets {
                decode_columns(sheet, &mut shared);
            }
        }
        shared
    }
}

/// Where no font tells, a column whose texts are TCVN3 throughout is decoded as a whole.
fn decode_columns(sheet: &mut Sheet, shared: &mut Vec<SharedText>) {
    let mut evidence: HashMap<u32, Evidence> = HashMap::new();
    for cell in &sheet.cells {
        if let Value::Text(id) = cell.value
            && let Some(text) = shared.get(id.0 as usize)
            && text.legacy.is_none()
        {
            evidence.entry(cell.column).or_default().add(&text.text);
        }
    }
    let mut decoded: HashMap<TextId, TextId> = HashMap::new();
    for cell in &mut sheet.cells {
        let Value::Text(id) = cell.value else { continue };
        if !evidence.get(&cell.column).is_some_and(Evidence::proves_tcvn3) {
            continue;
        }
        if let Some(&new) = decoded.get(&id) {
            cell.value = Value::Text(new);
            continue;
        }
        let Some(text) = shared.get(id.0 as usize).cloned() else { continue };
        if text.legacy.is_some() {
            continue;
        }
        if let Some(unicode) = legacy::decode(&text.text, Encoding::Tcvn3) {
            let new = TextId(shared.len() as u32);
            shared.push(SharedText { text: unicode.into(), legacy: Some(text.text) });
            decoded.insert(id, new);
            cell.value = Value::Text(new);
        }
    }
}
