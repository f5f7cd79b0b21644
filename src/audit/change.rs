//! Rises and falls with both ends given: `tăng từ X lên Y (Z%)`, `X, tăng D so với cùng kỳ (Y)`, `tăng Z% so với Y`,
//! `gấp N lần`, `cao hơn D`.

use super::passage::{FARTHEST, Passage};
use super::token::{Bound, Quantity, What};
use super::{Auditor, Wrong, base, judge, kinds};
use crate::claim::ClaimKind;
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{plain_text, round, vietnamese};
use crate::ratio;
use rust_decimal::Decimal;

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Looks at every rise and fall of a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        if passage.word(at) == Some("gấp") {
            times(auditor, passage, at);
        }
        let way = match passage.word(at) {
            Some("tăng") => Way::Up,
            Some("giảm") => Way::Down,
            Some("vượt") => Way::Up,
            Some("hơn") if at > 0 && passage.word(at - 1) == Some("cao") => Way::Up,
            Some("hơn") if at > 0 && passage.word(at - 1) == Some("thấp") => Way::Down,
            _ => continue,
        };
        if !from_to(auditor, passage, at, way) && !by(auditor, passage, at, way) {
            lower_than(auditor, passage, at, way);
        }
    }
}

/// `X, gấp 1,5 lần so với cùng kỳ (Y)`.
fn times(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize) {
    let Some(stated_at) = (at + 1..at + 3).find(|&place| passage.token(place).is_some_and(|token| token.is_figure())) else { return };
    let Some(stated) = passage.token(stated_at).and_then(|token| token.amount()) else { return };
    if stated.unit.as_ref().is_none_or(|unit| unit.text != "lần") {
        return;
    }
    let Some(own) = passage.token(at) else { return };
    let mut before = (0..at)
        .rev()
        .take(12)
        .take_while(|&place| passage.token(place).is_some_and(|token| token.sentence == own.sentence && !token.is(';')));
    let Some(from) = before.find(|&place| passage.token(place).is_some_and(|token| token.is_figure() && token.depth == own.depth)) else {
        return;
    };
    let Some(new) = passage.token(from).and_then(|token| token.amount()).filter(|new| new.unit.is_some()) else { return };
    let Some((old, to)) = compared_with(passage, stated_at, new) else { return };
    let Some(exact) = old.in_unit_of(new).and_then(|old| new.number.checked_div(old)) else { return };
    let judged = judge::number(exact, stated);
    let right = vietnamese(judged.recomputed, Some(stated.decimals));
    let working = format!("{} / {} = {right}", new.raw, old.raw);
    let wrong = (!judged.holds).then(|| Wrong {
        kind: &kinds::RATIO,
        severity: if judged.truncated { Severity::Warning } else { Severity::Error },
        message: Words::new(
            format!("Báo cáo ghi gấp {} lần, nhưng {working}.", stated.raw),
            format!("The report says {} times, but {working}.", stated.raw),
        ),
        found: stated.raw.clone(),
        expected: right,
        slip: None,
    });
    auditor.claim(
        passage.quote(from, to, stated_at),
        ClaimKind::Ratio,
        plain_text(stated.number),
        plain_text(judged.recomputed),
        working,
        wrong,
    );
}

/// `tăng từ X lên Y, tăng Z%`: the change is stated beside its ends.
fn from_to(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, way: Way) -> bool {
    let next = |from: usize, most: usize| (from..from + most).find(|&place| passage.token(place).is_some_and(|token| token.is_figure()));
    let Some(first) = next(at + 1, 3).filter(|first| passage.word(first - 1) == Some("từ")) else { return false };
    let Some(second) = next(first + 1, 6) else { return false };
    let leads = (first + 1..second).any(|place| matches!(passage.word(place), Some("lên" | "xuống" | "còn" | "đến")));
    let figures = (passage.token(first).and_then(|t| t.done()), passage.token(second).and_then(|t| t.done()));
    let (Some(old), Some(new)) = figures else { return false };
    let old_number = old.in_unit_of(new).or_else(|| (old.unit.is_none() && !old.percent).then_some(old.number));
    let Some(old_number) = old_number.filter(|_| leads) else { return false };
    let right = if new.number >= old_number { Way::Up } else { Way::Down };
    if right != way && new.number != old_number && passage.word(at) != Some("vượt") {
        let quote = passage.quote(at, second, at);
        let (vi, en) = if right == Way::Up { ("tăng", "rise") } else { ("giảm", "fall") };
        let message = Words::new(
            format!("Từ {} đến {} là {vi}.", judge::of(old), judge::of(new)),
            format!("From {} to {} is a {en}.", old.raw, new.raw),
        );
        let found = passage.word(at).unwrap_or_default().to_string();
        let wrong =
            Wrong { kind: &kinds::VERDICT, severity: Severity::Error, message, found: found.clone(), expected: vi.into(), slip: None };
        auditor.claim(quote, ClaimKind::Verdict, found, vi.into(), format!("{} → {}", judge::of(old), judge::of(new)), Some(wrong));
        return true;
    }
    // The size of the change right behind: ", tăng 12%", "(tăng 0,4 triệu đồng)", ", tương đương 12%".
    let Some(third) = next(second + 1, 6) else { return true };
    let says = (second + 1..third).any(|place| matches!(passage.word(place), Some("tăng" | "giảm" | "tương" | "bằng")))
        && (second + 1..third).all(|place| {
            passage.word(place).is_none_or(|w| matches!(w, "tăng" | "giảm" | "tương" | "đương" | "ứng" | "bằng" | "thêm" | "tức"))
        });
    let Some(stated) = passage.token(third).and_then(|token| token.done()).filter(|_| says) else { return true };
    let difference = (new.number - old_number).abs();
    let quote = passage.quote(at, third, third);
    if stated.percent && !new.percent {
        judge_percent(auditor, quote, difference, old_number, stated, &format!("({} - {}) / {}", new.raw, old.raw, old.raw), Decimal::ZERO);
    } else if stated.in_unit_of(new).is_some() || stated.percent || stated.unit.as_ref().is_some_and(|unit| unit.text == "điểm %") {
        judge_difference(auditor, quote, difference, stated, old.slack() + new.slack(), &format!("{} - {}", new.raw, old.raw));
    }
    true
}

/// `X, tăng D (Z%) so với cùng kỳ (Y)`, `X, tăng Z% so với kế hoạch (Y)`.
fn by(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, way: Way) -> bool {
    if passage.word(at) == Some("hơn") {
        return false;
    }
    let Some(stated_at) = (at + 1..at + 4).find(|&place| passage.token(place).is_some_and(|token| token.is_figure())) else { return false };
    let only = (at + 1..stated_at)
        .all(|place| matches!(passage.word(place), Some("thêm" | "khoảng" | "gần" | "trên" | "hơn" | "được" | "bình" | "quân")));
    let Some(stated) = passage.token(stated_at).and_then(|token| token.done()).filter(|_| only) else { return false };
    let Some(own) = passage.token(at) else { return false };
    let mut figures = (0..at).rev().take(FARTHEST).filter(|&place| {
        passage.token(place).is_some_and(|token| token.is_figure() && token.depth <= own.depth && token.sentence == own.sentence)
    });
    // Between the figure and its change may stand how much of the plan it is: ", đạt 104,2% KH, tăng 3,3%".
    let of_plan = |place: &usize| {
        passage.token(*place).is_some_and(|token| token.percent().is_some()) && super::ratio::verb_before(passage, *place).is_some()
    };
    let Some(from) = figures.by_ref().find(|place| !of_plan(place)) else { return false };
    let through = (from..at).any(|place| of_plan(&place));
    if at - from > if through { 24 } else { 8 } || base::is_change(passage, from) {
        return false;
    }
    let Some(new) = passage.token(from).and_then(|token| token.done()) else { return false };
    if (from..at).any(|place| passage.token(place).is_some_and(|token| token.is(';') || token.is(':')))
        || (new.unit.is_none() && !new.percent)
    {
        return false;
    }
    let sign = if way == Way::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    // Both a difference and its percentage: "tăng 1.100 con (8,7%)", "tăng 1.100 con, tương ứng 8,7%".
    if !stated.percent
        && let Some(change) = stated.in_unit_of(new)
        && let Some(second) = (stated_at + 1..stated_at + 5).find(|&place| passage.token(place).is_some_and(|token| token.is_figure()))
        && let Some(percent) = passage.token(second).and_then(|token| token.percent())
        && (stated_at + 1..second).all(|place| {
            passage.token(place).is_some_and(|token| token.is('(') || token.is(','))
                || matches!(passage.word(place), Some("tương" | "ứng" | "đương" | "bằng" | "tăng" | "giảm"))
        })
        && (stated_at + 1..second)
            .any(|place| passage.token(place).is_some_and(|token| token.is('(')) || matches!(passage.word(place), Some("tương")))
    {
        let old = new.number - sign * change;
        let quote = passage.quote(from, second, second);
        let slack = stated.slack() + new.slack();
        judge_percent(
            auditor,
            quote,
            change,
            old,
            percent,
            &format!("{} / ({} {} {})", stated.raw, new.raw, if way == Way::Up { "-" } else { "+" }, stated.raw),
            slack,
        );
        return true;
    }
    let Some((old, to)) = compared_with(passage, stated_at, new) else { return false };
    let Some(old_number) = old.in_unit_of(new) else { return false };
    let quote = passage.quote(from, to, stated_at);
    let difference = sign * (new.number - old_number);
    let points = stated.unit.as_ref().is_some_and(|unit| unit.text == "điểm %");
    if stated.percent && !new.percent {
        judge_percent(auditor, quote, difference, old_number, stated, &format!("({} - {}) / {}", new.raw, old.raw, old.raw), Decimal::ZERO);
    } else if stated.percent && new.percent {
        // Of percentages, "tăng 2%" may mean points or a share: either will do.
        let relative = ratio::percent(difference, old_number, stated.decimals);
        if relative != Some(stated.number) {
            judge_difference(auditor, quote, difference, stated, new.slack() + old.slack(), &format!("{} - {}", new.raw, old.raw));
        }
    } else if points || stated.in_unit_of(new) == Some(stated.number) {
        judge_difference(auditor, quote, difference, stated, new.slack() + old.slack(), &format!("{} - {}", new.raw, old.raw));
    }
    true
}

/// The old figure: `so với cùng kỳ (Y)`, `so với kế hoạch Y`, `(cùng kỳ Y)`, or "so với cuối năm … (cuối năm … là Y".
fn compared_with<'a>(passage: &'a Passage<'a>, stated: usize, new: &Quantity) -> Option<(&'a Quantity, usize)> {
    let mut named = false;
    let mut place = stated + 1;
    while place < stated + 24 {
        let token = passage.token(place)?;
        match &token.what {
            What::Word(word) => {
                if matches!(word.as_str(), "tăng" | "giảm" | "đạt" | "trong") {
                    return None;
                }
                named |= matches!(word.as_str(), "so" | "cùng" | "hoạch" | "kh");
                place += 1;
            }
            What::Other => place += 1,
            What::Mark('(') => {
                let close = passage.closing(place)?;
                let figures: Vec<usize> =
                    (place + 1..close).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure())).collect();
                let [only] = figures.as_slice() else { return None };
                let lead: Vec<&str> = (place + 1..*only).filter_map(|at| passage.word(at)).collect();
                named |= lead.iter().any(|word| matches!(*word, "kỳ" | "trước" | "hoạch" | "kh"));
                let change = lead.iter().any(|word| matches!(*word, "tăng" | "giảm" | "đạt" | "tương"));
                let old = passage.token(*only)?.amount().or_else(|| passage.token(*only)?.percent())?;
                return (named && !change && old.percent == new.percent && old.in_unit_of(new).is_some() && lead.len() <= 8)
                    .then_some((old, close));
            }
            What::Figure(old) if named => {
                let lead: Vec<&str> = (place.saturating_sub(3)..place).filter_map(|at| passage.word(at)).collect();
                let direct = lead.iter().any(|word| matches!(*word, "hoạch" | "kh" | "kỳ" | "trước" | "là"));
                return (direct && old.percent == new.percent && old.in_unit_of(new).is_some()).then_some((old, place));
            }
            _ => return None,
        }
    }
    None
}

/// `9,78 % (cao hơn 10,84)`: what comes before, against the first figure of the passage. Only what agrees is noted, but
/// where both stand in one sentence.
fn lower_than(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, way: Way) {
    if passage.word(at) != Some("hơn") || at < 2 || !passage.token(at - 2).is_some_and(|token| token.is('(')) {
        // Level, fall and start: "10,14% giảm 6,67% so với cuối năm 2021 (cuối năm 2021 … là 16,81".
        started_at(auditor, passage, at, way);
        return;
    }
    let Some(stated) = passage.token(at + 1).and_then(|token| token.done()) else { return };
    let (Some(old_at), sentence) = (before(passage, at - 2), passage.token(at).map(|token| token.sentence)) else { return };
    let Some(old) = passage.token(old_at).and_then(|token| token.done()) else { return };
    let mut earlier =
        (0..old_at).rev().take(FARTHEST).filter(|&place| passage.token(place).is_some_and(|token| token.is_figure() && token.depth == 0));
    let sign = if way == Way::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    let fits = |place: usize| {
        passage.token(place).and_then(|token| token.done()).is_some_and(|new| sign * (new.number - old.number) == stated.number)
    };
    let first_of_sentence = earlier.clone().find(|&place| passage.token(place).map(|token| token.sentence) == sentence);
    let Some(new_at) = earlier.find(|&place| fits(place)).or(first_of_sentence) else { return };
    let Some(new) = passage.token(new_at).and_then(|token| token.done()) else { return };
    if !fits(new_at) && (new.in_unit_of(old) != Some(new.number) || stated.bound != Bound::Exact) {
        return;
    }
    let quote = passage.quote(old_at, at + 1, at);
    judge_difference(
        auditor,
        quote,
        sign * (new.number - old.number),
        stated,
        new.slack() + old.slack(),
        &format!("{} - {}", new.raw, old.raw),
    );
}

fn before(passage: &Passage<'_>, at: usize) -> Option<usize> {
    at.checked_sub(1).filter(|&place| passage.token(place).is_some_and(|token| token.done().is_some()))
}

/// Only what agrees is noted: the sentence is too loose to prove the contrary.
fn started_at(auditor: &mut Auditor<'_>, passage: &Passage<'_>, at: usize, way: Way) {
    let near = |from: usize, to: usize| (from..to).find(|&place| passage.token(place).is_some_and(|token| token.done().is_some()));
    let Some(stated_at) = near(at + 1, at + 5) else { return };
    let Some(from) = at.checked_sub(1).filter(|&place| passage.token(place).is_some_and(|token| token.done().is_some())) else { return };
    let Some(open) = (stated_at + 1..stated_at + 24).find(|&place| passage.token(place).is_some_and(|token| token.is('('))) else { return };
    let Some(old_at) = near(open + 1, open + 24) else { return };
    let done = |place: usize| passage.token(place).and_then(|token| token.done());
    let (Some(new), Some(stated), Some(old)) = (done(from), done(stated_at), done(old_at)) else { return };
    let sign = if way == Way::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    if new.percent == stated.percent && new.number - sign * stated.number == old.number && old.decimals > 0 {
        let quote = passage.quote(open + 1, old_at, old_at);
        let working = format!("{} {} {} = {}", new.raw, if way == Way::Up { "-" } else { "+" }, stated.raw, old.raw);
        auditor.claim(quote, ClaimKind::Sum, plain_text(old.number), plain_text(old.number), working, None);
    }
}

fn judge_percent(
    auditor: &mut Auditor<'_>,
    quote: crate::claim::Quote,
    change: Decimal,
    old: Decimal,
    stated: &Quantity,
    working: &str,
    slack: Decimal,
) {
    let Some(exact) = ratio::percent(change, old, 12) else { return };
    let judged = judge::number(exact, stated);
    // A difference that was rounded itself gives only about the percentage.
    let bounds = [change - slack, change + slack].map(|change| ratio::percent(change, old, stated.decimals));
    let between = matches!(bounds, [Some(low), Some(high)] if low.min(high) <= stated.number && stated.number <= low.max(high));
    let right = vietnamese(judged.recomputed, Some(stated.decimals));
    let working = format!("{working} = {right}%");
    let wrong = (!judged.holds && !between).then(|| Wrong {
        kind: &kinds::RATIO,
        severity: if judged.truncated { Severity::Warning } else { Severity::Error },
        message: Words::new(
            format!("Báo cáo ghi {}%, nhưng {working}.", stated.raw),
            format!("The report says {}%, but {working}.", stated.raw),
        ),
        found: format!("{}%", stated.raw),
        expected: format!("{right}%"),
        slip: None,
    });
    let recomputed = if wrong.is_none() { stated.number } else { judged.recomputed };
    auditor.claim(quote, ClaimKind::Ratio, plain_text(stated.number), plain_text(recomputed), working, wrong);
}

fn judge_difference(
    auditor: &mut Auditor<'_>,
    quote: crate::claim::Quote,
    difference: Decimal,
    stated: &Quantity,
    slack: Decimal,
    working: &str,
) {
    let slack = slack + stated.slack();
    let off = (difference - stated.number).abs();
    let rounded = round(difference, stated.decimals) == stated.number;
    let bounded = match stated.bound {
        Bound::Exact => false,
        Bound::About => off <= stated.number.abs() / Decimal::TEN,
        Bound::AtLeast => difference >= stated.number,
        Bound::AtMost => difference <= stated.number,
    };
    let right = vietnamese(difference, None);
    let working = format!("{working} = {right}");
    let holds = rounded || bounded || (stated.decimals > 0 && off <= slack);
    let wrong = (!holds).then(|| Wrong {
        kind: &kinds::SUM,
        severity: Severity::Error,
        message: Words::new(
            format!("Báo cáo ghi mức chênh lệch {}, nhưng {working}.", judge::of(stated)),
            format!("The report says {} of difference, but {working}.", stated.raw),
        ),
        found: stated.raw.clone(),
        expected: right.clone(),
        slip: None,
    });
    auditor.claim(quote, ClaimKind::Sum, plain_text(stated.number), plain_text(difference), working, wrong);
}
