//! Texts of a workbook, each kept once, decoded at the end when all evidence is in.

use super::Reason;
use super::legacy::{self, Encoding, Evidence};
use super::limits::{Limits, TooMuch};
use crate::workbook::{SharedText, Sheet, TextId, Value};
use foldhash::{HashMap, HashMapExt};
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
    /// The runs of texts that are in several encodings, in the order of the texts.
    runs: Vec<(TextId, Vec<Run>)>,
}

struct Pooled {
    stored: Arc<str>,
    encoding: Encoding,
}

impl Pool {
    /// Nothing collected, with room for so many texts.
    pub fn with_room_for(texts: usize) -> Pool {
        Pool { texts: Vec::with_capacity(texts), ..Pool::default() }
    }

    /// Refuses more texts than are read; to be asked after each that is added.
    pub fn within(&self, limits: &Limits) -> Result<(), Reason> {
        limits.within(TooMuch::Strings, self.texts.len(), limits.strings)?;
        limits.within(TooMuch::Letters, self.bytes, limits.letters)
    }

    /// The number of a text in one encoding.
    pub fn add(&mut self, text: &str, encoding: Encoding) -> TextId {
        if let Some(&id) = self.plain.get(encoding as usize).and_then(|plain| plain.get(text)) {
            return id;
        }
        let stored: Arc<str> = text.into();
        let id = self.add_once(&stored, encoding);
        if let Some(plain) = self.plain.get_mut(encoding as usize) {
            plain.insert(stored, id);
        }
        id
    }

    /// The same of a text that is kept already.
    pub fn add_shared(&mut self, text: &Arc<str>, encoding: Encoding) -> TextId {
        if let Some(&id) = self.plain.get(encoding as usize).and_then(|plain| plain.get(text)) {
            return id;
        }
        let id = self.add_once(text, encoding);
        if let Some(plain) = self.plain.get_mut(encoding as usize) {
            plain.insert(text.clone(), id);
        }
        id
    }

    /// A number of its own for a text, whether there is an equal one or not.
    fn add_once(&mut self, stored: &Arc<str>, encoding: Encoding) -> TextId {
        let id = TextId(self.texts.len() as u32);
        self.bytes += stored.len();
        self.texts.push(Pooled { stored: stored.clone(), encoding });
        id
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
                let stored: String = runs.iter().map(|run| run.text.as_str()).collect();
                self.bytes += stored.len() + 64 * runs.len();
                let id = self.add_once(&stored.into(), Encoding::Unicode);
                self.runs.push((id, runs.to_vec()));
                id
            }
        }
    }

    /// Decodes what is in a legacy encoding: by font where the font's texts bear it out, else by column.
    pub fn finish(self, sheets: &mut [Sheet]) -> Vec<SharedText> {
        let mut by_encoding = [(); legacy::ENCODINGS].map(|()| Evidence::default());
        let mut add = |encoding: Encoding, text: &str| by_encoding.iter_mut().skip(encoding as usize).take(1).for_each(|e| e.add(text));
        let mut in_runs = self.runs.iter().map(|(id, _)| *id).peekable();
        for (text, id) in self.texts.iter().zip((0..).map(TextId)) {
            if in_runs.next_if_eq(&id).is_none() {
                add(text.encoding, &text.stored);
            }
        }
        self.runs.iter().flat_map(|(_, runs)| runs).for_each(|run| add(run.encoding, &run.text));
        let believed =
            |encoding: Encoding| encoding != Encoding::Unicode && by_encoding.get(encoding as usize).is_some_and(Evidence::supports_font);
        let decoded = |text: &str, encoding: Encoding| believed(encoding).then(|| legacy::decode(text, encoding)).flatten();
        let mut runs = self.runs.iter().peekable();
        let shared = self.texts.into_iter().zip((0..).map(TextId)).map(|(text, id)| {
            let unicode = match runs.next_if(|(of, _)| *of == id) {
                None => decoded(&text.stored, text.encoding),
                Some((_, runs)) => {
                    let pieces: Vec<Option<String>> = runs.iter().map(|run| decoded(&run.text, run.encoding)).collect();
                    let any = pieces.iter().any(Option::is_some);
                    any.then(|| pieces.iter().zip(runs).map(|(piece, run)| piece.as_deref().unwrap_or(&run.text)).collect())
                }
            };
            match unicode {
                Some(unicode) => SharedText { text: unicode.into(), legacy: Some(text.stored) },
                None => SharedText { text: text.stored, legacy: None },
            }
        });
        let mut shared: Vec<SharedText> = shared.collect();
        // Most workbooks have no sign of TCVN3 outside its fonts: then no column need be looked at.
        if by_encoding.get(Encoding::Unicode as usize).is_some_and(Evidence::has_signs) {
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
