//! A total with its parts, in brackets behind it or after "trong đó", "gồm", "bao gồm", "cụ thể".

use super::passage::{FARTHEST, Passage};
use super::token::{Bound, Quantity, What};
use super::{Auditor, Wrong, judge, kinds, slip};
use crate::claim::ClaimKind;
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{plain_text, vietnamese};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Words in a part that make it no part: a plan, the year before, an average.
const NO_PARTS: &[&str] =
    &["kh", "hoạch", "kỳ", "tăng", "giảm", "quân", "mức", "toán", "chiếm", "thiếu", "vượt", "ngoài", "suất", "hơn", "cần", "lũy", "luỹ"];

/// About how many slips of the finger one figure has.
const SLIPS: usize = 50;

/// Parts as they stand, and how surely they are all of them.
struct Listing {
    /// Which tokens: the figures of the parts.
    parts: Vec<usize>,
    /// Where a list may end, as counts of parts: after a sentence, or after all.
    ends: Vec<usize>,
    /// Whether the words say that these are all parts.
    complete: bool,
    /// The last token of the list.
    to: usize,
}

/// Looks at every list of parts in a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        if passage.token(at).is_some_and(|token| token.is('(')) {
            in_brackets(auditor, passage, at);
        } else if let Some((length, complete)) = announcement(passage, at) {
            after_words(auditor, passage, at, at + length, complete);
        }
    }
}

/// "trong đó" and its like: how many words, and whether all parts follow.
fn announcement(passage: &Passage<'_>, at: usize) -> Option<(usize, bool)> {
    let has = |words: &[&str]| passage.has_words(at, words);
    if has(&["trong", "đó"]) {
        Some((2, false))
    } else if has(&["bao", "gồm"]) || has(&["chia", "ra"]) {
        Some((2, true))
    } else if has(&["gồm"]) && !(at > 0 && passage.word(at - 1) == Some("bao")) {
        Some((1, true))
    } else {
        None
    }
}

fn in_brackets(auditor: &mut Auditor<'_>, passage: &Passage<'_>, open: usize) {
    let Some(close) = passage.closing(open) else { return };
    let mut from = open + 1;
    let mut complete = true;
    let mut announced = false;
    if let Some((length, own)) = announcement(passage, from) {
        from += length;
        complete = own;
        announced = true;
    }
    let Some(depth) = passage.token(open).map(|token| token.depth) else { return };
    let clean = announced || (from..close).all(|at| passage.word(at).is_none_or(|word| !matches!(word, "kh" | "hoạch" | "kỳ" | "toán")));
    if !clean {
        return;
    }
    let parts: Vec<usize> = figures(passage, from, close, depth + 1);
    totals_and_parts(auditor, passage, open, depth, &Listing { ends: vec![parts.len()], parts, complete, to: close });
}

fn after_words(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, from: usize, complete: bool) {
    let Some(own) = passage.token(at) else { return };
    // Brackets that begin with these words are looked at as brackets.
    if at > 0 && passage.token(at - 1).is_some_and(|token| token.is('(')) {
        return;
    }
    let colon = (from..from + 6)
        .take_while(|&place| passage.token(place).is_some_and(|token| !token.is_figure()))
        .any(|place| passage.token(place).is_some_and(|t| t.is(':')));
    // Behind a colon the list may run over several sentences, else it ends with its own.
    let end = if colon { passage.tokens.len().min(from + FARTHEST) } else { passage.end_of_sentence(from) };
    let end = (from..end).find(|&place| passage.token(place).is_some_and(|token| token.depth < own.depth)).unwrap_or(end);
    let parts = figures(passage, from, end, own.depth);
    let mut ends = Vec::new();
    for count in 1..=parts.len() {
        let sentence = |at: Option<&usize>| at.and_then(|at| passage.token(*at)).map(|token| token.sentence);
        let stops =
            |from: usize, to: usize| (from..to).any(|at| passage.token(at).is_some_and(|token| token.is(';') && token.depth == own.depth));
        let stopped = matches!((parts.get(count - 1), parts.get(count)), (Some(&from), Some(&to)) if stops(from, to));
        if count == parts.len() || stopped || sentence(parts.get(count - 1)) != sentence(parts.get(count)) {
            ends.push(count);
        }
    }
    totals_and_parts(auditor, passage, at, own.depth, &Listing { parts, ends, complete, to: end.saturating_sub(1) });
}

/// The figures of a stretch at one depth, that are no changes, plans or percentages of a plan.
fn figures(passage: &Passage<'_>, from: usize, to: usize, depth: u32) -> Vec<usize> {
    (from..to)
        .filter(|&at| {
            let Some(token) = passage.token(at) else { return false };
            // "giảm còn 3,2%" is a level, "giảm 3,2%" a change.
            let mut lead = (at.saturating_sub(3)..at).rev().map_while(|place| passage.word(place)).take_while(|word| *word != "còn");
            let mut later = "";
            let lead = lead.any(|word| {
                let year_before = later == "trước" && matches!(word, "năm" | "tháng" | "quý");
                later = word;
                year_before || NO_PARTS.contains(&word)
            });
            token.depth == depth && token.done().is_some() && !lead
        })
        .collect()
}

/// Tries every kind of unit of measure in the list, with the total of that kind that stands nearest before it.
fn totals_and_parts(auditor: &mut Auditor<'_>, passage: &Passage<'_>, mark: usize, depth: u32, listing: &Listing) {
    let sentence = passage.token(mark).map_or(0, |token| token.sentence);
    // The total stands in the same sentence, or in the one before where the list begins its own.
    let starts = passage.start_of_sentence(mark) == mark;
    let earliest = if starts { sentence.saturating_sub(1) } else { sentence };
    // Totals of a kind that was added up, and of kinds of which the list has nothing.
    let (mut tried, mut barren): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for at in (0..mark).rev().take(FARTHEST) {
        let Some(token) = passage.token(at) else { continue };
        // "…; cụ thể gồm:" goes on with what stands before.
        if token.sentence < earliest || (token.is(';') && token.depth == depth && listing.complete && mark - at > 6) {
            break;
        }
        let Some(total) = token.done().filter(|_| token.depth == depth) else { continue };
        let alike = |others: &[usize]| {
            others.iter().any(|&other| passage.token(other).and_then(|t| t.done()).is_some_and(|q| q.in_unit_of(total).is_some()))
        };
        if alike(&tried) || (!is_bare_total(total) && alike(&barren)) {
            continue;
        }
        let fitting: Vec<usize> = listing.parts.iter().copied().filter(|&part| fits(passage, part, total)).collect();
        if fitting.is_empty() {
            barren.push(at);
            continue;
        }
        if lead_is_change_only(passage, at, &fitting) {
            continue;
        }
        tried.push(at);
        sum(auditor, passage, at, &fitting, listing);
        let pairs = token.pair().is_some() && fitting.iter().all(|&part| passage.token(part).is_some_and(|token| token.pair().is_some()));
        if pairs {
            sum_of_plans(auditor, passage, at, &fitting, listing);
        }
    }
}

/// A total of which the only part has the same number is no sum.
fn lead_is_change_only(passage: &Passage<'_>, total: usize, parts: &[usize]) -> bool {
    let number = |at: usize| passage.token(at).and_then(|token| token.done()).map(|quantity| quantity.number);
    parts.len() == 1 && number(total) != parts.first().and_then(|&at| number(at))
}

fn fits(passage: &Passage<'_>, part: usize, total: &Quantity) -> bool {
    passage.token(part).and_then(|token| token.done()).is_some_and(|quantity| {
        (quantity.in_unit_of(total).is_some() || is_bare_total(total)) && (quantity.unit.is_some() || quantity.percent)
    })
}

/// A long number without a unit of measure: its parts say what it is of.
fn is_bare_total(total: &Quantity) -> bool {
    total.unit.is_none() && !total.percent && total.raw.chars().filter(char::is_ascii_digit).count() >= 5
}

fn sum(auditor: &mut Auditor<'_>, passage: &Passage<'_>, total: usize, parts: &[usize], listing: &Listing) {
    let done: Vec<&Quantity> = parts.iter().filter_map(|&at| passage.token(at)?.done()).collect();
    let Some(whole) = passage.token(total).and_then(|token| token.done()) else { return };
    judge_sum(auditor, passage, total, whole, &done, parts, listing);
}

fn sum_of_plans(auditor: &mut Auditor<'_>, passage: &Passage<'_>, total: usize, parts: &[usize], listing: &Listing) {
    let plans: Vec<&Quantity> = parts.iter().filter_map(|&at| passage.token(at)?.pair().map(|(_, of)| of)).collect();
    let Some((_, whole)) = passage.token(total).and_then(|token| token.pair()) else { return };
    judge_sum(auditor, passage, total, whole, &plans, parts, listing);
}

fn judge_sum(
    auditor: &mut Auditor<'_>,
    passage: &Passage<'_>,
    total: usize,
    whole: &Quantity,
    figures: &[&Quantity],
    at: &[usize],
    listing: &Listing,
) {
    if figures.len() < 2 {
        return;
    }
    let alike = figures.first().is_some_and(|first| figures.iter().all(|part| part.in_unit_of(first) == Some(part.number)));
    let numbers: Option<Vec<Decimal>> =
        figures.iter().map(|part| part.in_unit_of(whole).or_else(|| (alike && is_bare_total(whole)).then_some(part.number))).collect();
    let Some(numbers) = numbers else { return };
    let mut running = Decimal::ZERO;
    let mut slack = whole.slack();
    let mut sums = Vec::new();
    for (count, number) in numbers.iter().enumerate() {
        running += *number;
        // Beside a total with decimals, a part without is as exact as it looks.
        let exact = |part: &&&Quantity| part.decimals > 0 || whole.decimals == 0;
        slack += figures.get(count).filter(exact).map_or(Decimal::ZERO, |part| part.slack());
        sums.push((count + 1, running, slack));
    }
    // Any beginning of the list may be all of it: what follows may be other figures.
    let holding =
        sums.iter().find(|(count, sum, slack)| *count >= 2 && agrees(*sum, *slack, whole, figures.get(..*count).unwrap_or_default()));
    if let Some((count, sum, _)) = holding {
        note(auditor, passage, total, whole, figures.get(..*count).unwrap_or_default(), *sum, listing, None);
        return;
    }
    // How many of the figures stand before each part of the list.
    let among: HashSet<usize> = at.iter().copied().collect();
    let mut before = vec![0];
    before.extend(listing.parts.iter().scan(0, |count, part| {
        *count += usize::from(among.contains(part));
        Some(*count)
    }));
    let ends: HashSet<usize> = listing.ends.iter().filter_map(|end| before.get(*end).copied()).collect();
    let candidates = sums.iter().filter(|(count, ..)| *count >= 2 && ends.contains(count));
    let Some((count, sum, _)) = candidates.min_by_key(|(_, sum, _)| (*sum - whole.number).abs()) else { return };
    let parts = figures.get(..*count).unwrap_or_default();
    // Every digit of every part may be tried as a slip.
    if is_partial(passage, total) || !auditor.may_compare(parts.len() * SLIPS) {
        return;
    }
    let bounded = whole.bound != Bound::Exact || parts.iter().any(|part| part.bound != Bound::Exact);
    if bounded || whole.percent || !is_certain(whole, parts, *sum, listing.complete && *count == figures.len()) {
        return;
    }
    let wrong = wrong(auditor, passage, total, whole, parts, *sum);
    note(auditor, passage, total, whole, parts, *sum, listing, Some(wrong));
}

/// Whether brackets right behind the total say that figures are missing: "(số liệu của 8/10 đơn vị)".
fn is_partial(passage: &Passage<'_>, total: usize) -> bool {
    let end = passage.end_of_sentence(total).min(total + 24);
    (total + 1..end).any(|at| passage.has_words(at, &["số", "liệu", "của"]) || passage.has_words(at, &["chưa", "đầy", "đủ"]))
}

/// Equal within what rounding explains, or within what the words leave open.
fn agrees(sum: Decimal, slack: Decimal, whole: &Quantity, parts: &[&Quantity]) -> bool {
    let about = parts.iter().any(|part| part.bound != Bound::Exact) || whole.bound == Bound::About;
    if sum == whole.number {
        return true;
    }
    if whole.percent {
        return false;
    }
    match whole.bound {
        Bound::AtLeast => sum >= whole.number && sum - whole.number <= whole.number / Decimal::TEN,
        Bound::AtMost => sum <= whole.number && whole.number - sum <= whole.number / Decimal::TEN,
        _ if about => (sum - whole.number).abs() <= whole.number / Decimal::from(20),
        _ => {
            whole.slack() > Decimal::ZERO
                && (sum - whole.number).abs() <= slack
                && (sum - whole.number).abs() < whole.number / Decimal::from(50)
        }
    }
}

/// Whether a sum that is off must be a mistake: hardly off at all, off by one digit, or of parts that are said to be all.
fn is_certain(whole: &Quantity, parts: &[&Quantity], sum: Decimal, complete: bool) -> bool {
    let off = (sum - whole.number).abs();
    let digits = whole.raw.chars().filter(char::is_ascii_digit).count();
    let hardly = off * Decimal::ONE_HUNDRED <= whole.number && digits >= 3;
    let in_one_unit = parts.iter().all(|part| part.in_unit_of(whole) == Some(part.number));
    let digit = whole.is_telling()
        && (slip::one_digit_off(&whole.raw).iter().any(|(number, _)| *number == sum)
            || parts.iter().any(|part| {
                in_one_unit
                    && part.is_telling()
                    && slip::one_digit_off(&part.raw).iter().any(|(number, _)| *number == whole.number - sum + part.number)
            }));
    let all = complete && in_one_unit && off * Decimal::TWO <= whole.number;
    hardly || digit || all
}

fn wrong(auditor: &Auditor<'_>, passage: &Passage<'_>, total: usize, whole: &Quantity, parts: &[&Quantity], sum: Decimal) -> Wrong {
    let (shown, added) = (judge::of(whole), added(parts));
    let right = vietnamese(sum, None);
    // Where the same total stands elsewhere with more decimals, it is only rounded here.
    let finer = auditor.facts.iter().map(|fact| fact.done).find(|other| {
        other.decimals > whole.decimals
            && other.in_unit_of(whole) == Some(other.number)
            && crate::number::round(other.number, whole.decimals) == whole.number
            && (other.number - sum).abs() <= other.slack() * Decimal::from(parts.len() as u64 + 1)
            && whole.is_telling()
    });
    let (severity, slip) = match finer {
        Some(finer) => (
            Severity::Info,
            Some(Words::new(
                format!("Tổng này ở chỗ khác ghi {}: ở đây đã làm tròn.", judge::of(finer)),
                format!("Elsewhere this total is {}: here it was rounded.", finer.raw),
            )),
        ),
        None => (Severity::Error, confirmed(auditor, passage, total, whole, sum).or_else(|| which(whole, parts, sum))),
    };
    Wrong {
        kind: &kinds::SUM,
        severity,
        message: Words::new(
            format!("Tổng ghi {shown}, nhưng các phần cộng lại {added} = {right}."),
            format!("The total says {shown}, but its parts add up: {added} = {right}."),
        ),
        found: whole.raw.clone(),
        expected: right,
        slip,
    }
}

/// Whether the sum of the parts, put in the place of the total, makes the percentage beside it right, too.
fn confirmed(auditor: &Auditor<'_>, passage: &Passage<'_>, total: usize, whole: &Quantity, sum: Decimal) -> Option<Words> {
    let (done, of) = passage.token(total)?.pair()?;
    let start = passage.quote(total, total, total);
    let mut claims = auditor.audit.claims.iter().filter(|claim| {
        claim.kind == ClaimKind::Ratio && !claim.holds && claim.quote.line == start.line && claim.quote.at.start == start.at.start
    });
    let stated = Decimal::from_str_exact(&claims.next()?.stated).ok()?;
    let percent = crate::ratio::percent(sum, of.number, stated.scale())?;
    let right = vietnamese(sum, None);
    (done.number == whole.number && percent == stated).then(|| {
        Words::new(
            format!("Với {right} thì cả tổng và tỷ lệ {}% đều đúng: có lẽ số {} bị gõ sai.", vietnamese(stated, None), whole.raw),
            format!("With {right} both the total and {stated}% are right: {} is probably mistyped.", whole.raw),
        )
    })
}

/// Which figure one digit would put right.
fn which(whole: &Quantity, parts: &[&Quantity], sum: Decimal) -> Option<Words> {
    if slip::one_digit_off(&whole.raw).iter().any(|(number, _)| *number == sum) {
        return Some(Words::new("Có thể tổng bị gõ sai một chữ số.", "One digit of the total may be mistyped."));
    }
    let mut fitting = parts.iter().filter_map(|part| {
        let needed = whole.number - sum + part.in_unit_of(whole)?;
        // Nobody writes "218,0": such a change explains nothing.
        let fits = |(number, raw): &(Decimal, String)| *number == needed && !(raw.contains(',') && raw.ends_with('0'));
        slip::one_digit_off(&part.raw).into_iter().find(fits).map(|(_, raw)| (part.raw.clone(), raw))
    });
    match (fitting.next(), fitting.next()) {
        (Some((old, new)), None) => Some(Words::new(
            format!("Có thể phần {old} bị gõ sai một chữ số: với {new} thì cộng đúng."),
            format!("One digit of the part {old} may be mistyped: with {new} they add up."),
        )),
        _ => None,
    }
}

pub(super) fn added(parts: &[&Quantity]) -> String {
    parts.iter().map(|part| part.raw.as_str()).collect::<Vec<_>>().join(" + ")
}

fn note(
    auditor: &mut Auditor<'_>,
    passage: &Passage<'_>,
    total: usize,
    whole: &Quantity,
    parts: &[&Quantity],
    sum: Decimal,
    listing: &Listing,
    wrong: Option<Wrong>,
) {
    let working = format!("{} = {}", added(parts), vietnamese(sum, None));
    let quote = passage.quote(start_of(passage, total), listing.to, total);
    auditor.claim(quote, ClaimKind::Sum, plain_text(whole.number), plain_text(sum), working, wrong);
}

/// Where the words before a total begin, so that the quote says what it is of.
fn start_of(passage: &Passage<'_>, total: usize) -> usize {
    let mut from = total;
    while from > 0 && total - from < 12 {
        let Some(token) = passage.token(from - 1) else { break };
        if !matches!(token.what, What::Word(_) | What::Other) {
            break;
        }
        from -= 1;
    }
    from
}
