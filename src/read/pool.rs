//! Texts of a workbook, each kept once, decoded at the end when all evidence is in.

use super::Reason;
use super::legacy::{self, Encoding, Evidence, Sign};
use super::limits::{Limits, TooMuch};
use super::recurring::{self, Text};
use crate::workbook::{Content, RecurringId, SharedText, Sheet, TextId, Value};
use foldhash::{HashMap, HashMapExt};

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
    plain: [HashMap<Content, TextId>; legacy::ENCODINGS],
    /// Those of texts that come again, by their numbers; none of these is among the others.
    recurring: Vec<Option<TextId>>,
    /// How many texts that come again were known before any of this workbook was met, where that was counted.
    recurring_before: Option<usize>,
    texts: Vec<Pooled>,
    /// The runs of texts that are in several encodings, in the order of the texts.
    runs: Vec<(TextId, Vec<Run>)>,
}

struct Pooled {
    text: Text,
    encoding: Encoding,
}

impl Pool {
    /// Nothing collected, with room for so many texts and for some that stand in their cells. Before any of them was met there
    /// were so many that come again.
    pub fn with_room_for(texts: usize, recurring: usize) -> Pool {
        Pool { texts: Vec::with_capacity(texts + texts / 8), recurring_before: Some(recurring), ..Pool::default() }
    }

    /// Refuses more texts than are read; to be asked after each that is added.
    pub fn within(&self, limits: &Limits) -> Result<(), Reason> {
        limits.within(TooMuch::Strings, self.texts.len(), limits.strings)?;
        limits.within(TooMuch::Letters, self.bytes, limits.letters)
    }

    /// The number of a text in one encoding.
    pub fn add(&mut self, text: &str, encoding: Encoding) -> TextId {
        let kept = if encoding == Encoding::Unicode { recurring::find(text) } else { None };
        if let Some(text) = kept {
            return self.add_text(&text, encoding);
        }
        if let Some(&id) = self.plain.get(encoding as usize).and_then(|plain| plain.get(text)) {
            return id;
        }
        // Only one that this workbook has not yet may become one that comes again: it has one number.
        let text = if encoding == Encoding::Unicode { recurring::meet(text) } else { Text::new(text) };
        self.add_text(&text, encoding)
    }

    /// The same of a text that was met already.
    pub fn add_text(&mut self, text: &Text, encoding: Encoding) -> TextId {
        if encoding != Encoding::Unicode {
            return self.add_plain(text, encoding);
        }
        // One that did not come again when it was met may have done so since, if any has.
        let may_have = || self.recurring_before != Some(recurring::count());
        let kept = if text.recurring.is_none() && may_have() { recurring::find(&text.stored) } else { None };
        let text = kept.as_ref().unwrap_or(text);
        match text.recurring {
            Some((number, _)) => self.add_recurring(text, number),
            None => self.add_plain(text, encoding),
        }
    }

    fn add_recurring(&mut self, text: &Text, number: RecurringId) -> TextId {
        let at = number.0 as usize;
        if let Some(Some(id)) = self.recurring.get(at) {
            return *id;
        }
        let id = self.add_once(text.clone(), Encoding::Unicode);
        if self.recurring.len() <= at {
            self.recurring.resize(at + 1, None);
        }
        self.recurring.iter_mut().skip(at).take(1).for_each(|slot| *slot = Some(id));
        id
    }

    fn add_plain(&mut self, text: &Text, encoding: Encoding) -> TextId {
        if let Some(&id) = self.plain.get(encoding as usize).and_then(|plain| plain.get(&*text.stored)) {
            return id;
        }
        let id = self.add_once(Text { stored: text.stored.clone(), recurring: None }, encoding);
        if let Some(plain) = self.plain.get_mut(encoding as usize) {
            plain.insert(text.stored.clone(), id);
        }
        id
    }

    /// A number of its own for a text, whether there is an equal one or not.
    fn add_once(&mut self, text: Text, encoding: Encoding) -> TextId {
        let id = TextId(self.texts.len() as u32);
        self.bytes += text.stored.len();
        self.texts.push(Pooled { text, encoding });
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
                let id = self.add_once(Text::new(&stored), Encoding::Unicode);
                self.runs.push((id, runs.to_vec()));
                id
            }
        }
    }

    /// Decodes what is in a legacy encoding: by font where the font's texts bear it out, else by column.
    pub fn finish(self, sheets: &mut [Sheet]) -> Vec<SharedText> {
        let mut by_encoding = [(); legacy::ENCODINGS].map(|()| Evidence::default());
        let mut count = |encoding: Encoding, sign: Sign| by_encoding.iter_mut().skip(encoding as usize).take(1).for_each(|e| e.count(sign));
        let mut in_runs = self.runs.iter().map(|(id, _)| *id).peekable();
        for (Pooled { text, encoding }, id) in self.texts.iter().zip((0..).map(TextId)) {
            if in_runs.next_if_eq(&id).is_none() {
                count(*encoding, text.recurring.map_or_else(|| legacy::sign(&text.stored), |(_, sign)| sign));
            }
        }
        self.runs.iter().flat_map(|(_, runs)| runs).for_each(|run| count(run.encoding, legacy::sign(&run.text)));
        let believed =
            |encoding: Encoding| encoding != Encoding::Unicode && by_encoding.get(encoding as usize).is_some_and(Evidence::supports_font);
        let decoded = |text: &str, encoding: Encoding| believed(encoding).then(|| legacy::decode(text, encoding)).flatten();
        let mut runs = self.runs.iter().peekable();
        let shared = self.texts.into_iter().zip((0..).map(TextId)).map(|(Pooled { text, encoding }, id)| {
            let unicode = match runs.next_if(|(of, _)| *of == id) {
                None => decoded(&text.stored, encoding),
                Some((_, runs)) => {
                    let pieces: Vec<Option<String>> = runs.iter().map(|run| decoded(&run.text, run.encoding)).collect();
                    let any = pieces.iter().any(Option::is_some);
                    any.then(|| pieces.iter().zip(runs).map(|(piece, run)| piece.as_deref().unwrap_or(&run.text)).collect())
                }
            };
            match unicode {
                Some(unicode) => SharedText::new(unicode.into(), Some(text.stored)),
                None => SharedText { text: text.stored, recurring: text.recurring.map(|(number, _)| number), legacy: None },
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
    for at in 0..sheet.cells.len() {
        let Some(cell) = sheet.cells.get(at) else { break };
        let Value::Text(id) = cell.value else { continue };
        if !evidence.get(&cell.column).is_some_and(Evidence::proves_tcvn3) {
            continue;
        }
        if let Some(&new) = decoded.get(&id) {
            sheet.cells.set_value(at, Value::Text(new));
            continue;
        }
        let Some(text) = shared.get(id.0 as usize).cloned() else { continue };
        if text.legacy.is_some() {
            continue;
        }
        if let Some(unicode) = legacy::decode(&text.text, Encoding::Tcvn3) {
            let new = TextId(shared.len() as u32);
            shared.push(SharedText::new(unicode.into(), Some(text.text)));
            decoded.insert(id, new);
            sheet.cells.set_value(at, Value::Text(new));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_of_a_workbook_are_one_however_and_wherever_they_come_again() {
        let mut seed = 11_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        // More texts than are kept when they are first met, so that some are kept later and some never.
        let name = |at: u64| if at.is_multiple_of(5) { format!("{at}.000,5") } else { format!("Chỉ tiêu {at}") };
        for workbook in 0..60 {
            let before = recurring::count();
            let shared: Vec<Text> = (0..300).map(|_| recurring::text(name(workbook * 100 + next(400)).as_bytes()).unwrap()).collect();
            let mut pool = if workbook % 2 == 0 { Pool::default() } else { Pool::with_room_for(shared.len(), before) };
            let mut ids: HashMap<(String, bool), TextId> = HashMap::new();
            for _ in 0..900 {
                let encoding = if next(6) == 0 { Encoding::Tcvn3 } else { Encoding::Unicode };
                let (text, id) = match next(2) {
                    0 => {
                        let text = name(workbook * 100 + next(400));
                        let id = pool.add(&text, encoding);
                        (text, id)
                    }
                    _ => {
                        let text = &shared[next(300) as usize];
                        (text.stored.to_string(), pool.add_text(text, encoding))
                    }
                };
                assert_eq!(*ids.entry((text.clone(), encoding == Encoding::Unicode)).or_insert(id), id, "{text}");
            }
            let texts = pool.finish(&mut []);
            assert_eq!(texts.len(), ids.len());
            ids.iter().for_each(|((text, _), id)| assert_eq!(*texts[id.0 as usize].text, **text));
        }
    }
}
