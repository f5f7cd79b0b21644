//! Findings held against what was accepted: which are silenced, and which came back because something changed.

use super::{Accepted, Entry, may_be_accepted};
use crate::finding::Finding;
use crate::language::Words;
use crate::schema::Schema;
use crate::submission::Owner;

/// Whose finding it is and of which period, by code: its own unit, else its file's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The unit, or the area; none where neither the finding nor its file has one.
    pub unit: Option<String>,
    /// The period of its file, else the one that is merged.
    pub period: String,
}

/// A finding, held against what was accepted.
#[derive(Clone, Debug)]
pub enum Settled {
    /// It is left to be looked at; where an acceptance no longer fits, it says so.
    Open(Finding),
    /// It was accepted.
    Accepted(Accepted),
}

impl Settled {
    /// The two sorts, each in its order.
    pub fn parted(settled: impl IntoIterator<Item = Settled>) -> (Vec<Finding>, Vec<Accepted>) {
        let (mut open, mut accepted) = (Vec::new(), Vec::new());
        for one in settled {
            match one {
                Settled::Open(finding) => open.push(finding),
                Settled::Accepted(one) => accepted.push(one),
            }
        }
        (open, accepted)
    }
}

/// Holds findings against what was accepted; gives them back in their order.
///
/// An entry silences one finding or none: where it fits two, neither.
pub fn settle(schema: &Schema, entries: &[Entry], findings: Vec<Finding>, whose: impl Fn(&Finding) -> Attribution) -> Vec<Settled> {
    if entries.is_empty() {
        return findings.into_iter().map(Settled::Open).collect();
    }
    let owners: Vec<Attribution> = findings.iter().map(whose).collect();
    let mut accepting: Vec<Option<&Entry>> = vec![None; findings.len()];
    let mut remarks: Vec<Option<Words>> = vec![None; findings.len()];
    for entry in entries {
        let named = || {
            let each = findings.iter().zip(&owners).enumerate();
            each.filter(|(_, (finding, whose))| entry.names(schema, finding, whose)).map(|(at, (finding, _))| (at, finding))
        };
        let fitting: Vec<(usize, &Finding)> = named().filter(|(_, finding)| entry.still_holds(finding)).collect();
        let mut tell = |at: usize, words: Words| {
            if let Some(remark) = remarks.get_mut(at) {
                *remark = Some(words);
            }
        };
        match fitting.as_slice() {
            [(at, finding)] if may_be_accepted(finding) => {
                if let Some(own) = accepting.get_mut(*at) {
                    *own = Some(entry);
                }
            }
            [(at, _)] => tell(*at, never(entry)),
            [] => named().for_each(|(at, finding)| tell(at, changed(entry, finding))),
            several => several.iter().for_each(|(at, _)| tell(*at, not_alone(entry, several.len()))),
        }
    }
    let facts = findings.into_iter().zip(owners).zip(accepting).zip(remarks);
    facts
        .map(|(((mut finding, whose), entry), remark)| match (entry, remark) {
            (Some(entry), _) => {
                // Whose it is has to be known wherever it is shown, also far from its file.
                finding.owner = finding.owner.or_else(|| whose.unit.as_deref().and_then(|code| schema.find_unit(code)).map(Owner::Unit));
                Settled::Accepted(Accepted { finding, acceptance: entry.acceptance.clone(), line: entry.line })
            }
            (None, Some(remark)) => {
                finding.message.vi += &format!(" {}", remark.vi);
                finding.message.en += &format!(" {}", remark.en);
                Settled::Open(finding)
            }
            (None, None) => Settled::Open(finding),
        })
        .collect()
}

fn changed(entry: &Entry, finding: &Finding) -> Words {
    let date = entry.acceptance.date;
    let line = entry.line;
    let differs = |was: &Option<String>, is: &Option<String>| match (was, is) {
        (Some(was), Some(is)) if was != is => Some((was.clone(), is.clone())),
        _ => None,
    };
    let (vi, en) = if let Some((was, is)) = differs(&entry.found, &finding.found) {
        (format!("khi đó ghi “{was}”, nay ghi “{is}”"), format!("“{was}” stood there, now “{is}”"))
    } else if let Some((was, is)) = differs(&entry.expected, &finding.expected) {
        (format!("khi đó đúng ra là “{was}”, nay là “{is}”"), format!("it should have been “{was}”, now “{is}”"))
    } else {
        ("nội dung phát hiện đã khác".to_string(), "what was found is no longer the same".to_string())
    };
    Words::new(
        format!("Chấp nhận ngày {date} (dòng {line} của tệp chấp nhận) không còn áp dụng: {vi}."),
        format!("What was accepted on {date} (line {line} of the file) no longer fits: {en}."),
    )
}

fn not_alone(entry: &Entry, count: usize) -> Words {
    let line = entry.line;
    Words::new(
        format!("Mục chấp nhận ở dòng {line} khớp với {count} phát hiện nên không dùng được; hãy ghi thêm sheet, cell hoặc file."),
        format!("The entry at line {line} fits {count} findings and is not used; add sheet, cell or file to it."),
    )
}

fn never(entry: &Entry) -> Words {
    let line = entry.line;
    Words::new(
        format!("Mục chấp nhận ở dòng {line} không dùng được: phát hiện loại này không chấp nhận được."),
        format!("The entry at line {line} is not used: a finding of this kind can't be accepted."),
    )
}
