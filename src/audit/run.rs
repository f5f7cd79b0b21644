//! A total whose parts are the pairs of the paragraphs below it: `tổng diện tích … 1.537,1/2.145,2 ha`, then one pair for
//! each crop. Both columns have to agree, or hardly be off, so that nothing is added that is no part.

use super::name::Fact;
use super::token::Quantity;
use super::{Auditor, Wrong, judge, kinds, parts};
use crate::claim::ClaimKind;
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{plain_text, vietnamese};
use rust_decimal::Decimal;

/// Fewest parts that are taken for a list.
const FEWEST: usize = 3;
/// Most parts that are tried.
const MOST: usize = 40;

/// Looks at every pair called a total.
pub(super) fn check(auditor: &mut Auditor<'_>) {
    let pairs: Vec<&Fact<'_>> =
        auditor.facts.iter().filter(|fact| fact.of.is_some() && !fact.is_span && !fact.in_brackets && !fact.done.percent).collect();
    for (at, total) in pairs.iter().enumerate() {
        if !total.full.iter().any(|word| word == "tổng") || total.done.unit.is_none() {
            continue;
        }
        let section = auditor.passage(total.passage).map(|passage| passage.section);
        let below: Vec<&Fact<'_>> = pairs
            .iter()
            .skip(at + 1)
            .take_while(|fact| auditor.passage(fact.passage).map(|passage| passage.section) == section)
            .filter(|fact| fact.passage != total.passage && fact.done.in_unit_of(total.done).is_some())
            .take(MOST)
            .copied()
            .collect();
        settle(auditor, total, &below);
    }
}

fn settle(auditor: &mut Auditor<'_>, total: &Fact<'_>, below: &[&Fact<'_>]) {
    let Some(of) = total.of else { return };
    let (mut done, mut planned) = (Decimal::ZERO, Decimal::ZERO);
    let mut best: Option<(usize, Decimal, Decimal, Decimal)> = None;
    for (count, part) in below.iter().enumerate() {
        let (Some(own), Some(plan)) = (part.done.in_unit_of(total.done), part.of.and_then(|plan| plan.in_unit_of(of))) else { return };
        done += own;
        planned += plan;
        if count + 1 < FEWEST || total.done.number.is_zero() || of.number.is_zero() {
            continue;
        }
        let off = (done - total.done.number).abs() / total.done.number + (planned - of.number).abs() / of.number;
        if best.is_none_or(|(.., least)| off < least) {
            best = Some((count + 1, done, planned, off));
        }
    }
    let Some((count, done, planned, off)) = best else { return };
    // Together within half of one percent: chance does not bring that about in both columns.
    if off > Decimal::new(5, 3) {
        return;
    }
    let found = below.get(..count).unwrap_or_default();
    let dones: Vec<&Quantity> = found.iter().map(|part| part.done).collect();
    let plans: Vec<&Quantity> = found.iter().filter_map(|part| part.of).collect();
    column(auditor, total, total.done, &dones, done, ("thực hiện", "figures"));
    column(auditor, total, of, &plans, planned, ("kế hoạch", "plans"));
}

fn column(auditor: &mut Auditor<'_>, total: &Fact<'_>, whole: &Quantity, figures: &[&Quantity], sum: Decimal, (vi, en): (&str, &str)) {
    let Some(passage) = auditor.passage(total.passage) else { return };
    let slack: Decimal = figures.iter().map(|part| part.slack()).sum();
    let holds = sum == whole.number
        || (whole.slack() > Decimal::ZERO && figures.iter().all(|part| part.decimals > 0) && (sum - whole.number).abs() <= slack);
    let (added, right) = (parts::added(figures), vietnamese(sum, None));
    let working = format!("{added} = {right}");
    let shown = judge::of(whole);
    let count = figures.len();
    let wrong = (!holds).then(|| Wrong {
        kind: &kinds::SUM,
        severity: Severity::Error,
        message: Words::new(
            format!("Tổng {vi} ghi {shown}, nhưng {count} phần nêu ở các đoạn dưới cộng lại bằng {right}: {added}."),
            format!("The total of {en} says {shown}, but its {count} parts in the paragraphs below add up to {right}: {added}."),
        ),
        found: whole.raw.clone(),
        expected: right.clone(),
        slip: likely(auditor, whole, figures, sum),
    });
    let from = total.token.saturating_sub(total.full.len().min(12));
    let quote = passage.quote(from, total.token, total.token);
    auditor.claim(quote, ClaimKind::Sum, plain_text(whole.number), plain_text(sum), working, wrong);
}

/// The part that was already found wrong by itself, where putting it right puts the total right.
fn likely(auditor: &Auditor<'_>, whole: &Quantity, figures: &[&Quantity], sum: Decimal) -> Option<Words> {
    let mut fitting = figures.iter().filter_map(|part| {
        let needed = whole.number - sum + part.number;
        let one = super::slip::one_digit_off(&part.raw).iter().any(|(number, _)| *number == needed);
        let known = auditor.audit.remarks.iter().any(|remark| {
            remark.finding.found.as_deref() == Some(part.raw.as_str())
                && remark.finding.expected.as_deref() == Some(vietnamese(needed, None).as_str())
        });
        let named = auditor
            .audit
            .remarks
            .iter()
            .any(|remark| remark.slip.as_ref().is_some_and(|slip| slip.vi.contains(&format!(" {}:", part.raw)) && one));
        (known || named).then_some((part.raw.clone(), needed))
    });
    let (raw, needed) = fitting.next()?;
    let right = vietnamese(needed, None);
    Some(Words::new(
        format!("Nếu phần {raw} đúng ra là {right} thì tổng này đúng."),
        format!("Where the part {raw} should be {right}, this total is right."),
    ))
}
