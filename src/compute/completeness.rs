//! Submissions and findings → [`Completeness`].

use crate::completeness::{Completeness, OfUnit, Outcome, Reason, Share};
use crate::consolidation::Consolidation;
use crate::finding::{Finding, Severity};
use crate::language::Words;
use crate::schema::{IndicatorId, Schema, SectionId, UnitId};
use crate::submission::{Measure, Owner, Submission};
use foldhash::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

/// Kinds that say what two workbooks have against each other: neither is wrong by itself, a person has to compare them.
const BETWEEN: [&str; 2] = ["duplicate-submission", "figure-differs"];

/// What of each unit is in, blank or in error, and what becomes of it (docs/decisions.md).
pub fn completeness(schema: &Schema, submissions: &[Submission], consolidation: &Consolidation, findings: &[Finding]) -> Completeness {
    let mut programmes: Vec<SectionId> = Vec::new();
    for indicator in schema.indicators.iter().filter(|indicator| indicator.derivation.is_none() && !indicator.reporters.is_empty()) {
        let top = top_of(schema, indicator.section);
        if !programmes.contains(&top) {
            programmes.push(top);
        }
    }
    programmes.sort();
    let mut of_file: HashMap<&Arc<str>, Vec<&Finding>> = HashMap::default();
    for finding in findings.iter().filter(|finding| finding.severity != Severity::Info) {
        if let Some(file) = &finding.file {
            of_file.entry(file).or_default().push(finding);
        }
    }
    let files: Vec<File> = submissions
        .iter()
        .zip(&consolidation.sources)
        .map(|(submission, source)| File {
            submission,
            used: source.used,
            findings: of_file.get(&submission.file).cloned().unwrap_or_default(),
        })
        .collect();
    let by_unit = ByUnit::of(&files);
    let present = Present::of(schema, consolidation);
    let standing = Standing::of(&files, &present);
    // Each indicator that units fill in, with its place among the programmes.
    let filled_in = schema.each_indicator().filter(|(_, indicator)| indicator.derivation.is_none());
    let filled_in = filled_in.map(|(id, indicator)| (id, programmes.binary_search(&top_of(schema, indicator.section)).ok()));
    let filled_in: Vec<(IndicatorId, Option<usize>)> = filled_in.collect();
    let of_unit = |unit| {
        let own = by_unit.own.get(&unit).map_or(&[][..], Vec::as_slice);
        let shares = shares(schema, (programmes.len(), &filled_in), (&standing, own), &present, unit);
        let handed_in = by_unit.own.contains_key(&unit);
        let expected = filled_in.iter().any(|(id, _)| schema.reports(unit, *id));
        if !expected && !handed_in {
            return None;
        }
        let (outcome, reasons) = outcome(&by_unit, unit, shares.iter().fold(Share::default(), |sum, share| sum.and(*share)));
        Some(OfUnit { unit, shares, outcome, reasons })
    };
    let units = schema.each_unit().filter_map(|(unit, _)| of_unit(unit)).collect();
    Completeness { programmes, units }
}

/// One workbook, with what was found in it; what is only told for the record is left out.
struct File<'a> {
    submission: &'a Submission,
    used: bool,
    findings: Vec<&'a Finding>,
}

/// The workbooks of each unit, and what the others that are used have against it.
struct ByUnit<'a> {
    own: HashMap<UnitId, Vec<&'a File<'a>>>,
    elsewhere: HashMap<UnitId, Vec<&'a Finding>>,
}

impl<'a> ByUnit<'a> {
    fn of(files: &'a [File<'a>]) -> ByUnit<'a> {
        let mut by_unit = ByUnit { own: HashMap::default(), elsewhere: HashMap::default() };
        for file in files {
            if let Some(unit) = file.submission.unit {
                by_unit.own.entry(unit).or_default().push(file);
            }
            for &finding in file.findings.iter().filter(|_| file.used) {
                if let Some(Owner::Unit(unit)) = finding.owner.filter(|owner| file.submission.unit.map(Owner::Unit) != Some(*owner)) {
                    by_unit.elsewhere.entry(unit).or_default().push(finding);
                }
            }
        }
        by_unit
    }
}

fn top_of(schema: &Schema, section: SectionId) -> SectionId {
    let mut top = section;
    while let Some(parent) = schema.section(top).parent {
        top = parent;
    }
    top
}

/// Which actual figures the consolidation has, a bit for each: what it keeps is read in its own order, once.
struct Present {
    indicators: usize,
    bits: Vec<u64>,
}

impl Present {
    fn of(schema: &Schema, consolidation: &Consolidation) -> Present {
        let indicators = schema.indicators.len();
        let mut present = Present { indicators, bits: vec![0; (indicators * schema.units.len()).div_ceil(64)] };
        for row in &consolidation.rows {
            for (unit, _) in row.by_unit.iter().filter(|(_, figures)| figures.has(Measure::Actual)) {
                let (at, bit) = present.place(unit, row.indicator);
                present.bits.iter_mut().skip(at).take(1).for_each(|bits| *bits |= bit);
            }
        }
        present
    }

    fn place(&self, unit: UnitId, id: IndicatorId) -> (usize, u64) {
        let place = unit.0 as usize * self.indicators + id.0 as usize;
        (place / 64, 1 << (place % 64))
    }

    fn has(&self, unit: UnitId, id: IndicatorId) -> bool {
        let (at, bit) = self.place(unit, id);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// Whose indicators are in error, and which have something standing in some workbook that counts and is not in the
/// consolidation; what stands in a unit's own is looked for there.
struct Standing {
    errors: HashSet<(UnitId, IndicatorId)>,
    written: HashSet<(UnitId, IndicatorId)>,
}

impl Standing {
    fn of(files: &[File<'_>], present: &Present) -> Standing {
        let mut standing = Standing { errors: HashSet::new(), written: HashSet::new() };
        for file in files.iter().filter(|file| file.used) {
            for finding in file.findings.iter().filter(|finding| finding.severity == Severity::Error) {
                if let (Some(Owner::Unit(unit)), Some(id)) = (finding.owner, finding.indicator) {
                    standing.errors.insert((unit, id));
                }
            }
            // Of a unit's own figures nearly all are in: they are looked for where one is not.
            let brought = Some(file.submission).filter(|submission| !submission.is_all_its_own());
            let figures = brought.into_iter().flat_map(Submission::each_key);
            for (id, owner, measure) in figures.chain(file.submission.troubled.iter().copied()) {
                if let (Owner::Unit(unit), Measure::Actual) = (owner, measure)
                    && !present.has(unit, id)
                {
                    standing.written.insert((unit, id));
                }
            }
        }
        standing
    }
}

fn shares(
    schema: &Schema,
    (programmes, filled_in): (usize, &[(IndicatorId, Option<usize>)]),
    (standing, own): (&Standing, &[&File<'_>]),
    present: &Present,
    unit: UnitId,
) -> Vec<Share> {
    let stands = |file: &&File<'_>, id| file.used && file.submission.find(id, Owner::Unit(unit), Measure::Actual).is_some();
    let is_written = |id| standing.written.contains(&(unit, id)) || own.iter().any(|file| stands(file, id));
    let mut shares = vec![Share::default(); programmes];
    for &(id, at) in filled_in.iter().filter(|(id, _)| schema.reports(unit, *id)) {
        let Some(share) = at.and_then(|at| shares.get_mut(at)) else { continue };
        let present = present.has(unit, id);
        // What stands there and is not in could not be read, or is contradicted elsewhere.
        if standing.errors.contains(&(unit, id)) || (!present && is_written(id)) {
            share.wrong += 1;
        } else if present {
            share.filled += 1;
        } else if schema.indicator(id).required {
            share.blank += 1;
        }
    }
    shares
}

fn outcome(files: &ByUnit<'_>, unit: UnitId, total: Share) -> (Outcome, Vec<Reason>) {
    let own: Vec<&File<'_>> = files.own.get(&unit).cloned().unwrap_or_default();
    if own.is_empty() {
        let mut reasons = vec![reason(Severity::Error, "chưa nộp báo cáo của kỳ này".into(), "handed in nothing for this period".into())];
        if total.filled > 0 {
            let vi = format!("{} chỉ tiêu lấy từ tệp của đơn vị khác", total.filled);
            reasons.push(reason(Severity::Warning, vi, format!("{} indicators taken from other units' workbooks", total.filled)));
        }
        return (Outcome::NotHandedIn, reasons);
    }
    let used: Vec<&File<'_>> = own.iter().copied().filter(|file| file.used).collect();
    let mut reasons = Vec::new();
    if used.is_empty() {
        tell(&mut reasons, own.iter().flat_map(|file| file.findings.iter().copied()));
        reasons.insert(0, reason(Severity::Error, "không tệp nào dùng được".into(), "none of its workbooks could be used".into()));
        return (Outcome::Returned, reasons);
    }
    let copies =
        |file: &&&File<'_>| used.iter().any(|used| !used.submission.sha256.is_empty() && used.submission.sha256 == file.submission.sha256);
    let unused: Vec<&File<'_>> = own.iter().copied().filter(|file| !file.used).collect();
    // Of a copy it is enough to say that it is one.
    tell(
        &mut reasons,
        unused.iter().filter(copies).flat_map(|file| file.findings.iter().copied()).filter(|f| BETWEEN.contains(&f.kind.code)),
    );
    let unused = unused.len() - unused.iter().filter(copies).count();
    if unused > 0 {
        let vi = format!("{unused} tệp không được tổng hợp");
        reasons.push(reason(Severity::Warning, vi, format!("{unused} of its workbooks not used")));
    }
    tell(&mut reasons, used.iter().flat_map(|file| file.findings.iter().copied()));
    // What an office's workbook has of the unit matters where the unit gave nothing of it itself, or they differ.
    let itself = |finding: &Finding| {
        let figure = finding.indicator.zip(finding.measure);
        figure.is_some_and(|(id, measure)| used.iter().any(|file| file.submission.find(id, Owner::Unit(unit), measure).is_some()))
    };
    let others = files.elsewhere.get(&unit).into_iter().flatten();
    let count = others.filter(|finding| BETWEEN.contains(&finding.kind.code) || !itself(finding)).count();
    if count > 0 {
        let vi = format!("{count} điểm cần đối chiếu với tệp của đơn vị khác");
        let told = reason(Severity::Warning, vi, format!("{count} points to compare with another unit's workbook"));
        reasons.push(Reason { count, ..told });
    }
    let figures: usize = used.iter().map(|file| file.submission.count()).sum();
    if figures == 0 {
        reasons.insert(0, reason(Severity::Error, "không có số liệu nào dùng được".into(), "it has no figure that could be used".into()));
    }
    let to_return = |reason: &Reason| reason.severity == Severity::Error && reason.kind.is_none_or(|kind| !BETWEEN.contains(&kind.code));
    if reasons.iter().any(to_return) {
        return (Outcome::Returned, reasons);
    }
    if !reasons.is_empty() {
        return (Outcome::ToReview, reasons);
    }
    let vi = format!("{figures} số liệu, không có lỗi hay cảnh báo");
    (Outcome::Used, vec![reason(Severity::Info, vi, format!("{figures} figures, no errors and no warnings"))])
}

fn reason(severity: Severity, vi: String, en: String) -> Reason {
    Reason { kind: None, severity, count: 1, words: Words::new(vi, en) }
}

/// Findings by kind, errors first, each kind once with how many there are.
fn tell<'a>(reasons: &mut Vec<Reason>, findings: impl Iterator<Item = &'a Finding>) {
    let mut told: Vec<Reason> = Vec::new();
    for finding in findings {
        match told
            .iter_mut()
            .find(|reason| reason.severity == finding.severity && reason.kind.is_some_and(|kind| kind.code == finding.kind.code))
        {
            Some(reason) => reason.count += 1,
            None => told.push(Reason { kind: Some(finding.kind), ..reason(finding.severity, String::new(), String::new()) }),
        }
    }
    for reason in &mut told {
        let Some(kind) = reason.kind else { continue };
        let (vi, en) = (lowered(kind.title.vi), lowered(kind.title.en));
        reason.words = match reason.count {
            1 => Words::new(vi, en),
            count => Words::new(format!("{vi} ({count} chỗ)"), format!("{en} ({count} places)")),
        };
    }
    reasons.append(&mut told);
    reasons.sort_by_key(|reason| reason.severity);
}

/// A title within a list begins with a small letter.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        // "TCVN3" and the like stay as they are.
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => title.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::{CellRef, Position};
    use crate::consolidation::Source;
    use crate::finding::Kind;
    use crate::language::Text;
    use crate::schema::PeriodId;
    use crate::submission::{Amount, Figure};
    use rust_decimal::Decimal;
    use std::collections::HashSet;
    use std::sync::Arc;

    const SMALL: &str = r#"
id = "t"
title = "T"
year = 2023
area = { code = "h", name = "H" }
unit = [
  { code = "a", name = "Xã A", kind = "xa" },
  { code = "b", name = "Xã B", kind = "xa" },
  { code = "p", name = "Phòng P", kind = "phong" },
]
section = [
  { code = "I", name = "Một" },
  { code = "I.1", name = "Một một", parent = "I" },
  { code = "II", name = "Hai" },
]
indicator = [
  { code = "1", section = "I", name = "Lúa", kind = "quantity", aggregate = "sum", reported-by = ["xa"] },
  { code = "2", section = "I.1", name = "Ngô", kind = "quantity", aggregate = "sum", reported-by = ["xa"] },
  { code = "3", section = "I.1", name = "Sắn", kind = "quantity", aggregate = "sum", reported-by = ["xa"], required = false },
  { code = "4", section = "II", name = "Hộ", kind = "quantity", aggregate = "sum", reported-by = ["xa"] },
]
"#;

    static ERROR: Kind = kind("part-sum-mismatch", Severity::Error);
    static WARNING: Kind = kind("ratio-mismatch", Severity::Warning);
    static NOTE: Kind = kind("unit-converted", Severity::Info);
    static TWICE: Kind = kind("duplicate-submission", Severity::Error);

    const fn kind(code: &'static str, severity: Severity) -> Kind {
        let text = Text { vi: "Sai số", en: "Wrong" };
        Kind { code, severity, title: text, advice: text, examples: &[] }
    }

    fn schema() -> Schema {
        crate::schema::prove(&crate::schema::from_toml(SMALL).unwrap().0).unwrap().0
    }

    fn cell(file: &str) -> CellRef {
        CellRef::new(file.into(), "S".into(), Position::new(1, 1))
    }

    /// A workbook with a figure of each of these indicators.
    fn workbook(file: &str, unit: Option<u32>, of: u32, indicators: &[u32]) -> Submission {
        let mut submission = Submission { file: file.into(), unit: unit.map(UnitId), period: Some(PeriodId(0)), ..Submission::default() };
        for &indicator in indicators {
            submission.figures.push(Figure {
                indicator: IndicatorId(indicator),
                owner: Owner::Unit(UnitId(of)),
                measure: Measure::Actual,
                amount: Amount::Number(Decimal::ONE),
                cell: cell(file),
                raw: None,
                granularity: Decimal::ONE,
            });
        }
        submission.finish();
        submission
    }

    /// The same for workbooks as they are read and as a merge has them, packed after their own checks.
    fn completeness_of(submissions: &[Submission], unused: &[&str], findings: &[Finding]) -> Completeness {
        let mut packed = submissions.to_vec();
        packed.iter_mut().for_each(Submission::pack);
        let [plain, packed] = [submissions, &packed].map(|submissions| completeness_as(submissions, unused, findings));
        assert_eq!(format!("{packed:?}"), format!("{plain:?}"));
        plain
    }

    fn completeness_as(submissions: &[Submission], unused: &[&str], findings: &[Finding]) -> Completeness {
        let schema = schema();
        let used = |submission: &&Submission| !unused.contains(&&*submission.file);
        let sources = submissions.iter().map(|submission| Source {
            file: submission.file.clone(),
            sha256: String::new(),
            unit: submission.unit,
            period: submission.period,
            figures: submission.count(),
            used: used(&submission),
        });
        let chosen: Vec<&Submission> = submissions.iter().filter(used).collect();
        let consolidation = crate::compute::consolidation_without(
            &schema,
            PeriodId(0),
            &chosen,
            &HashSet::new(),
            None,
            sources.collect(),
            crate::jobs::Jobs::ONE,
        );
        completeness(&schema, submissions, &consolidation, findings)
    }

    fn about(finding: Finding, indicator: u32) -> Finding {
        finding.about(Owner::Unit(UnitId(0)), IndicatorId(indicator), Measure::Actual)
    }

    fn words() -> Words {
        Words::new("x", "x")
    }

    fn share(filled: usize, blank: usize, wrong: usize) -> Share {
        Share { filled, blank, wrong }
    }

    #[test]
    fn a_clean_workbook_is_used_and_a_unit_without_one_has_handed_in_nothing() {
        let note = about(NOTE.at(&cell("a.xlsx"), words()), 0);
        let of = completeness_of(&[workbook("a.xlsx", Some(0), 0, &[0, 1, 3])], &[], &[note]);
        assert_eq!(of.programmes, [SectionId(0), SectionId(2)]);
        let [a, b] = of.units.as_slice() else { panic!("{of:?}") };
        assert_eq!((a.outcome, a.shares.as_slice()), (Outcome::Used, &[share(2, 0, 0), share(1, 0, 0)][..]));
        assert_eq!(a.reason().vi, "3 số liệu, không có lỗi hay cảnh báo");
        // What may be left blank is not waited for, and an office with nothing to fill in is no row.
        assert_eq!((b.outcome, b.shares.as_slice()), (Outcome::NotHandedIn, &[share(0, 2, 0), share(0, 1, 0)][..]));
    }

    #[test]
    fn an_error_sends_it_back_and_a_warning_asks_to_look() {
        let submissions = [workbook("a.xlsx", Some(0), 0, &[0, 1, 3])];
        let error = about(ERROR.at(&cell("a.xlsx"), words()), 1);
        let warning = about(WARNING.at(&cell("a.xlsx"), words()), 0);
        let of = completeness_of(&submissions, &[], &[warning.clone(), error.clone(), error]);
        assert_eq!((of.units[0].outcome, of.units[0].shares[0]), (Outcome::Returned, share(1, 0, 1)));
        assert_eq!(of.units[0].reason().vi, "sai số (2 chỗ); sai số");
        let of = completeness_of(&submissions, &[], &[warning]);
        assert_eq!((of.units[0].outcome, of.units[0].shares[0]), (Outcome::ToReview, share(2, 0, 0)));
    }

    #[test]
    fn a_figure_that_could_not_be_read_is_in_error() {
        let mut a = workbook("a.xlsx", Some(0), 0, &[0, 3]);
        a.troubled.push((IndicatorId(1), Owner::Unit(UnitId(0)), Measure::Actual));
        assert_eq!(completeness_of(&[a], &[], &[]).units[0].shares[0], share(1, 0, 1));
    }

    #[test]
    fn workbooks_that_can_not_be_used_are_returned_whatever_is_in_them() {
        let a = || workbook("a.xlsx", Some(0), 0, &[0, 1, 3]);
        let of = completeness_of(&[a()], &["a.xlsx"], &[ERROR.in_file(&Arc::from("a.xlsx"), words())]);
        assert_eq!((of.units[0].outcome, of.units[0].shares[0]), (Outcome::Returned, share(0, 2, 0)));
        let of = completeness_of(&[workbook("a.xlsx", Some(0), 0, &[])], &[], &[]);
        assert_eq!(of.units[0].outcome, Outcome::Returned);
        // Beside one that was used, the other is only to be looked at.
        let of = completeness_of(&[workbook("old.xlsx", Some(0), 0, &[0]), a()], &["old.xlsx"], &[]);
        assert_eq!((of.units[0].outcome, of.units[0].shares[0]), (Outcome::ToReview, share(2, 0, 0)));
    }

    #[test]
    fn two_workbooks_that_differ_are_for_a_person_to_compare() {
        let a = || workbook("a.xlsx", Some(0), 0, &[0, 1, 3]);
        let mut twice = TWICE.in_file(&Arc::from("a.xlsx"), words());
        twice.owner = Some(Owner::Unit(UnitId(0)));
        assert_eq!(completeness_of(&[a()], &[], &[twice]).units[0].outcome, Outcome::ToReview);
        // What is wrong in an office's table matters to the unit that gave nothing of it itself.
        let office = workbook("p.xlsx", Some(2), 0, &[1]);
        let error = about(ERROR.at(&cell("p.xlsx"), words()), 1);
        let of = completeness_of(&[a(), office.clone()], &[], std::slice::from_ref(&error));
        assert_eq!([of.units[0].outcome, of.units[2].outcome], [Outcome::Used, Outcome::Returned]);
        let of = completeness_of(&[workbook("a.xlsx", Some(0), 0, &[0, 3]), office], &[], &[error]);
        assert_eq!((of.units[0].outcome, of.units[0].shares[0]), (Outcome::ToReview, share(1, 0, 1)));
    }
}
