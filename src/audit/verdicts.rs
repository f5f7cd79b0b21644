//! Verdicts against targets in brackets: `44,5 triệu đồng: không đạt (KH 54,1 triệu đồng)`, `Tối thiểu 90% …: đạt (100%)`.

use super::passage::{FARTHEST, Part, Passage};
use super::token::{Bound, Quantity, What};
use super::{Auditor, Wrong, judge, kinds, name};
use crate::claim::ClaimKind;
use crate::finding::Severity;
use crate::language::Words;
use crate::schema::Target;

/// Words of indicators of which less is better.
const LESS_IS_BETTER: &[&str] = &[
    "nghèo",
    "suy dinh dưỡng",
    "thất nghiệp",
    "tử vong",
    "chết",
    "tai nạn",
    "tội phạm",
    "vi phạm",
    "bỏ học",
    "thiếu hụt",
    "ô nhiễm",
    "dịch bệnh",
    "tảo hôn",
    "sinh con thứ",
    "thất thoát",
    "hao hụt",
    "quá hạn",
    "trễ hạn",
    "tồn đọng",
    "nợ",
    "mắc",
    "nhà tạm",
    "khiếu nại",
    "cháy",
    "lưu ban",
    "bạo lực",
    "ma túy",
    "nghiện",
    "tăng dân số tự nhiên",
    "mất cân bằng",
    "hộ cận",
];

/// A verdict as it stands: which way, its tokens.
struct Said {
    met: bool,
    from: usize,
    to: usize,
}

/// Looks at every verdict of a passage.
pub(super) fn check(auditor: &mut Auditor<'_>, number: usize) {
    let Some(passage) = auditor.passage(number) else { return };
    for at in 0..passage.tokens.len() {
        let Some(said) = said(passage, at) else { continue };
        match target_behind(passage, said.to + 1) {
            Some((target, raw, to)) => against(auditor, number, passage, &said, &target, raw, to),
            None => planned_elsewhere(auditor, number, passage, &said),
        }
        reached(auditor, passage, &said);
    }
}

/// `: đạt`, `, chưa đạt`, `: không đạt`, and nothing that it is a part of.
fn said(passage: &Passage<'_>, at: usize) -> Option<Said> {
    let mark = at.checked_sub(1).and_then(|before| passage.token(before));
    if !mark.is_some_and(|mark| mark.is(':') || mark.is(',')) {
        return None;
    }
    let (met, length) = match (passage.word(at), passage.word(at + 1)) {
        (Some("chưa" | "không"), Some("đạt")) => (false, 2),
        (Some("đạt"), _) => (true, 1),
        (Some("vượt"), _) => (true, 1),
        _ => return None,
    };
    let mut to = at + length - 1;
    if matches!(passage.word(to + 1), Some("kế")) && passage.word(to + 2) == Some("hoạch") {
        to += 2;
    } else if matches!(passage.word(to + 1), Some("kh")) {
        to += 1;
    }
    let ends = passage.token(to + 1).is_none_or(|next| matches!(next.what, What::Mark('(' | ';' | '.' | ',')));
    ends.then_some(Said { met, from: at, to })
}

/// The target in brackets: `(KH trên 99%)`, `(KH: 43-45%)`.
fn target_behind<'a>(passage: &'a Passage<'_>, open: usize) -> Option<(Target, &'a Quantity, usize)> {
    let close = passage.closing(open)?;
    let names = ["kh", "hoạch", "tiêu", "nq"];
    let figures: Vec<usize> = (open + 1..close).filter(|&at| passage.token(at).is_some_and(|token| token.is_figure())).collect();
    let first = *figures.first()?;
    let lead: Vec<&str> = (open + 1..first).filter_map(|at| passage.word(at)).collect();
    if !lead.iter().any(|word| names.contains(word)) || lead.len() > 6 {
        return None;
    }
    let own = passage.token(first)?;
    let from = (open + 1..first)
        .find(|&at| passage.word(at).is_some_and(|word| !names.contains(&word) && word != "kế" && word != "chỉ" && word != "mục"))
        .unwrap_or(first);
    let more = (first + 1..close).take(2).filter_map(|at| passage.word(at)).collect::<Vec<_>>();
    let quantity = match &own.what {
        What::Figure(quantity) | What::Span(_, quantity) | What::Pair(quantity, _) => quantity,
        _ => return None,
    };
    let words = lead_words(passage, from, first);
    let target = match &own.what {
        What::Span(low, high) => Target::Range(low.number, high.number),
        _ if more == ["trở", "lên"] => Target::AtLeast(quantity.number),
        _ if more == ["trở", "xuống"] => Target::AtMost(quantity.number),
        _ => Target::parse(&format!("{words} {}", quantity.raw), None)?,
    };
    Some((target, quantity, close))
}

fn lead_words(passage: &Passage<'_>, from: usize, to: usize) -> String {
    (from..to).filter_map(|at| passage.word(at)).collect::<Vec<_>>().join(" ")
}

/// The figure that a verdict is on: the nearest before it in the same clause.
fn figure_before(passage: &Passage<'_>, from: usize) -> Option<usize> {
    let own = passage.token(from)?;
    let mut place = from;
    while place > 0 && from - place < 400 {
        place -= 1;
        let token = passage.token(place)?;
        if token.depth < own.depth || token.sentence != own.sentence || (token.is(';') && token.depth == own.depth) {
            return None;
        }
        if token.depth == own.depth && token.done().is_some() {
            return Some(place);
        }
    }
    None
}

fn against(auditor: &mut Auditor<'_>, number: usize, passage: &Passage<'_>, said: &Said, target: &Target, raw: &Quantity, to: usize) {
    let Some(at) = figure_before(passage, said.from) else { return };
    let Some(actual) = passage.token(at).and_then(|token| token.done()) else { return };
    let unnamed = actual.unit.is_none() && !actual.percent;
    let converted = actual.in_unit_of(raw).or_else(|| (unnamed && (raw.percent || raw.unit.is_none())).then_some(actual.number));
    // A target without a unit of measure is in that of the figure.
    let converted = converted.or_else(|| (raw.unit.is_none() && !raw.percent).then_some(actual.number));
    let Some(value) = converted else { return };
    let words = name::before(passage, at).join(" ");
    let lower = LESS_IS_BETTER.iter().any(|word| words.contains(word)) && !words.contains("giảm") && !words.contains("thoát");
    let bare = matches!(target, Target::Exactly(_));
    let met = match target {
        Target::Exactly(n) if lower => value <= *n,
        Target::Exactly(n) => value >= *n,
        Target::Range(_, high) if lower => value <= *high,
        target => target.is_met_by(value),
    };
    // Of a bare number it is not said which way is better: a word decides, or nothing does.
    let certain = !bare || !lower_unknown(&words, actual);
    let severity = if certain { Severity::Error } else { Severity::Warning };
    conclude(
        auditor,
        passage,
        said,
        at,
        to,
        met,
        severity,
        &format!("{} / KH {}{}", judge::of(actual), target.vietnamese(), raw.unit_text()),
    );
    let _ = number;
}

/// Whether nothing says that more is better: no verb of doing, having or reaching in the name of a percentage.
fn lower_unknown(words: &str, actual: &Quantity) -> bool {
    let known = [
        "sử dụng",
        "tham gia",
        "đào tạo",
        "chuẩn",
        "được",
        "huy động",
        "phủ",
        "hoàn thành",
        "tốt nghiệp",
        "thu nhập",
        "sản lượng",
        "diện tích",
        "đàn",
        "thu ngân sách",
        "văn hóa",
        "bảo hiểm",
        "giải quyết",
        "tiêu chí",
        "việc làm",
        "chứng chỉ",
        "nghèo",
        "dinh dưỡng",
    ];
    (actual.percent || actual.unit.as_ref().is_none_or(|unit| !unit.measure.is_physical()))
        && !known.iter().any(|word| words.contains(word))
        && !actual.unit.as_ref().is_some_and(|unit| unit.measure.is_usual_noun())
}

/// The number of a target before the verdict, the figure in brackets behind it: `Tối thiểu 90% …: đạt (100%)`.
fn reached(auditor: &mut Auditor<'_>, passage: &Passage<'_>, said: &Said) {
    let open = said.to + 1;
    let Some(close) = passage.closing(open) else { return };
    let [Some(actual), None] = [open + 1, open + 2].map(|at| passage.token(at).and_then(|token| token.done())) else { return };
    if close != open + 2 {
        return;
    }
    let Some(at) = figure_before(passage, said.from) else { return };
    let Some(target) = passage.token(at).and_then(|token| token.done()).filter(|target| target.percent == actual.percent) else { return };
    let met = match target.bound {
        Bound::AtMost => actual.number <= target.number,
        _ => actual.number >= target.number,
    };
    if target.bound == Bound::Exact && met != said.met {
        return;
    }
    conclude(auditor, passage, said, at, close, met, Severity::Error, &format!("{} / {}", judge::of(actual), judge::of(target)));
}

/// A verdict without a target beside it, where the plans of the same document have one for exactly this indicator.
fn planned_elsewhere(auditor: &mut Auditor<'_>, number: usize, passage: &Passage<'_>, said: &Said) {
    if passage.part == Part::Plans || passage.token(said.to + 1).is_some_and(|next| next.is('(')) && has_percent_only(passage, said.to + 1)
    {
        return;
    }
    let Some(last) = figure_before(passage, said.from) else { return };
    // The level is the first figure of the clause: "10,14% giảm bình quân 6,67%".
    let start = (0..last)
        .rev()
        .take(FARTHEST)
        .find(|&at| passage.token(at).is_some_and(|t| t.is(';') && t.depth == 0))
        .map_or(last.saturating_sub(FARTHEST), |at| at + 1);
    let Some(at) = (start..=last).find(|&at| passage.token(at).is_some_and(|token| token.percent().is_some())) else { return };
    let Some(own) = auditor.fact(number, at) else { return };
    if own.full.len() < 3 || !own.full.iter().any(|word| word == "tỷ" || word == "tỉ") {
        return;
    }
    let targets: Vec<_> = auditor
        .facts
        .iter()
        .filter(|fact| auditor.passage(fact.passage).is_some_and(|p| p.part == Part::Plans) && fact.done.percent && !fact.is_span)
        .filter(|fact| fact.full.starts_with(&own.full) || own.full.starts_with(&fact.full) && fact.full.len() >= 4)
        .collect();
    let [target] = targets.as_slice() else { return };
    let words = own.full.join(" ");
    let lower = LESS_IS_BETTER.iter().any(|word| words.contains(word));
    let met = if lower { own.done.number <= target.done.number } else { own.done.number >= target.done.number };
    if met == said.met {
        return;
    }
    let working = format!("{} / {}", judge::of(own.done), judge::of(target.done));
    conclude(auditor, passage, said, at, said.to, met, Severity::Warning, &working);
}

fn has_percent_only(passage: &Passage<'_>, open: usize) -> bool {
    passage.closing(open) == Some(open + 2)
}

fn conclude(
    auditor: &mut Auditor<'_>,
    passage: &Passage<'_>,
    said: &Said,
    at: usize,
    to: usize,
    met: bool,
    severity: Severity,
    working: &str,
) {
    let code = |met: bool| if met { "met" } else { "not-met" };
    let vi = |met: bool| if met { "đạt" } else { "chưa đạt" };
    let wrong = (met != said.met).then(|| Wrong {
        kind: &kinds::VERDICT,
        severity,
        message: Words::new(
            format!("Báo cáo ghi “{}”, nhưng {working}: {}.", vi(said.met), vi(met)),
            format!("The report says “{}”, but {working}: {}.", code(said.met), code(met)),
        ),
        found: code(said.met).into(),
        expected: code(met).into(),
        slip: None,
    });
    let quote = passage.quote(at, to, said.from);
    auditor.claim(quote, ClaimKind::Verdict, code(said.met).into(), code(met).into(), working.to_string(), wrong);
}
