//! The same indicator in two places: another figure, another plan, another unit of measure.

use super::name::{self, Fact, Likeness};
use super::passage::Part;
use super::token::Quantity;
use super::{Auditor, Wrong, judge, kinds, slip};
use crate::finding::Severity;
use crate::language::Words;
use crate::number::{round, vietnamese};

/// Most others of the same indicator that one figure is held against; reports repeat a figure some times.
const MOST_OTHERS: usize = 200;

/// Compares every figure with those before it.
pub(super) fn check(auditor: &mut Auditor<'_>) {
    let facts: Vec<&Fact<'_>> = auditor.facts.iter().filter(|fact| !fact.name.is_empty()).collect();
    plans(auditor, &facts);
    units(auditor, &facts);
    figures(auditor, &facts);
}

/// What an indicator's plan is said to be, where it is said.
fn plan_of<'a>(auditor: &Auditor<'_>, fact: &Fact<'a>) -> Option<&'a Quantity> {
    let planned = auditor.passage(fact.passage).is_some_and(|passage| passage.part == Part::Plans);
    fact.of.or_else(|| planned.then_some(fact.done))
}

/// `102/275 tấn` here, `102/264 tấn` there.
fn plans(auditor: &mut Auditor<'_>, facts: &[&Fact<'_>]) {
    for fact in facts.iter().filter(|fact| fact.of.is_some() && !fact.is_span) {
        let Some(own) = fact.of.filter(|own| own.unit.is_some()) else { continue };
        let others: Vec<(&Fact<'_>, &Quantity)> = facts
            .iter()
            .filter(|other| (other.passage, other.token) != (fact.passage, fact.token))
            .filter(|other| is_same_indicator(fact, other))
            .filter_map(|other| Some((*other, plan_of(auditor, other)?)))
            .filter(|(_, plan)| plan.in_unit_of(own).is_some())
            .take(MOST_OTHERS)
            .collect();
        let differing: Vec<&(&Fact<'_>, &Quantity)> = others.iter().filter(|(_, plan)| plan.in_unit_of(own) != Some(own.number)).collect();
        let agreeing = others.iter().filter(|(_, plan)| plan.in_unit_of(own) == Some(own.number)).count();
        let Some((other, plan)) = differing.first() else { continue };
        // A range that holds the plan is told only where nothing else is.
        let ranged =
            other.is_span && other.done.in_unit_of(own).is_some_and(|low| low <= own.number) && plan.in_unit_of(own) >= Some(own.number);
        if other.is_span && plan.in_unit_of(own) == Some(own.number) && !ranged {
            continue;
        }
        // Where as many agree with this one, the other is told; of two alone, the later.
        let earlier = (fact.passage, fact.token) < (other.passage, other.token) && other.of.is_some();
        if (agreeing >= differing.len() && agreeing > 0) || (earlier && differing.len() == 1) {
            continue;
        }
        let severity = if differing.len() >= 2 && agreeing == 0 { Severity::Error } else { Severity::Warning };
        tell_plan(auditor, fact, own, other, plan, severity);
    }
    ranges(auditor, facts);
}

/// The plan taken here is one end of a range given there.
fn ranges(auditor: &mut Auditor<'_>, facts: &[&Fact<'_>]) {
    let planned = |fact: &&&Fact<'_>| auditor.passage(fact.passage).is_some_and(|passage| passage.part == Part::Plans);
    let spans: Vec<&Fact<'_>> = facts.iter().filter(|fact| fact.is_span).filter(planned).copied().take(MOST_OTHERS).collect();
    for fact in facts.iter().filter(|fact| fact.of.is_some() && !fact.is_span) {
        let Some(own) = fact.of else { continue };
        let span = spans.iter().find(|other| {
            other.of.and_then(|high| high.in_unit_of(own)) == Some(own.number) && name::likeness(&fact.name, &other.name) != Likeness::Other
        });
        if let Some(span) = span
            && let Some(high) = span.of
        {
            let Some(passage) = auditor.passage(fact.passage) else { continue };
            let (line, range) = (line_of(auditor, span), format!("{} - {}", span.done.raw, judge::of(high)));
            let wrong = Wrong {
                kind: &kinds::PLAN,
                severity: Severity::Warning,
                message: Words::new(
                    format!("Ở đây lấy kế hoạch {}, nhưng dòng {line} ghi khoảng {range}: tỷ lệ tùy thuộc mức được lấy.", judge::of(own)),
                    format!("The plan here is {}, line {line} gives the range {range}: the percentage depends on the end taken.", own.raw),
                ),
                found: own.raw.clone(),
                expected: range,
                slip: None,
            };
            auditor.remark(passage.quote(fact.token, fact.token, fact.token), String::new(), wrong);
        }
    }
}

fn tell_plan(auditor: &mut Auditor<'_>, fact: &Fact<'_>, own: &Quantity, other: &Fact<'_>, plan: &Quantity, severity: Severity) {
    let Some(passage) = auditor.passage(fact.passage) else { return };
    let line = line_of(auditor, other);
    let (here, there) = (judge::of(own), judge::of(plan));
    let mut words = (
        format!("Kế hoạch ghi ở đây là {here}, ở dòng {line} là {there}."),
        format!("The plan is {here} here and {there} on line {line}."),
    );
    if let Some(percent) = crate::ratio::percent(fact.done.number, plan.in_unit_of(own).unwrap_or(plan.number), 1) {
        words.0 += &format!(" Theo {there} thì tỷ lệ là {}%.", vietnamese(percent, None));
        words.1 += &format!(" Of {there} it is {}%.", percent.normalize());
    }
    let wrong = Wrong { kind: &kinds::PLAN, severity, message: Words::new(words.0, words.1), found: here, expected: there, slip: None };
    auditor.remark(passage.quote(fact.token, fact.token, fact.token), String::new(), wrong);
}

/// Whether two figures are surely of one indicator: one name, or one telling figure with most of the name.
fn is_same_indicator(one: &Fact<'_>, other: &Fact<'_>) -> bool {
    // The cheap questions first: each figure is held against each.
    if one.same_name == other.same_name && one.name.len() >= 3 && years(one) == years(other) {
        return true;
    }
    if one.of.is_none() || other.of.is_none() || one.done.number != other.done.number || one.done.in_unit_of(other.done).is_none() {
        return false;
    }
    let shared = name::common(&one.name, &other.name);
    let telling = one.done.raw.chars().filter(char::is_ascii_digit).count() >= 3;
    telling && shared >= 3 && shared * 2 >= one.name.len().max(other.name.len())
}

fn years<'f>(fact: &'f Fact<'_>) -> Vec<&'f String> {
    fact.full.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.len() == 4).collect()
}

/// One figure, tấn here and con there.
fn units(auditor: &mut Auditor<'_>, facts: &[&Fact<'_>]) {
    let mut told: Vec<(usize, usize)> = Vec::new();
    for fact in facts {
        let mut against = Vec::new();
        let mut agreeing = 0;
        for other in facts.iter().filter(|other| (other.passage, other.token) != (fact.passage, fact.token)) {
            let same = |a: &Quantity, b: &Quantity| {
                a.number == b.number && a.is_telling() && a.unit.is_some() && b.unit.is_some() && !a.percent && !b.percent
            };
            let pairs = [(Some(fact.done), Some(other.done)), (fact.of, Some(other.done)), (fact.of, other.of)];
            let Some((own, there)) = pairs.into_iter().filter_map(|(a, b)| Some((a?, b?))).find(|(a, b)| same(a, b)) else { continue };
            if name::likeness(&fact.name, &other.name) == Likeness::Other {
                continue;
            }
            if agreeing + against.len() >= MOST_OTHERS {
                break;
            }
            match own.in_unit_of(there) {
                Some(_) => agreeing += 1,
                None => against.push((*other, own, there)),
            }
        }
        let Some((other, own, there)) = against.first() else { continue };
        let pending = against.iter().all(|(other, ..)| told.contains(&(other.passage, other.token)));
        if pending
            || agreeing >= against.len()
            || (against.len() == 1 && agreeing == 0 && (other.passage, other.token) > (fact.passage, fact.token))
        {
            continue;
        }
        told.push((fact.passage, fact.token));
        let Some(passage) = auditor.passage(fact.passage) else { continue };
        let line = line_of(auditor, other);
        let (here, right) = (judge::of(own), judge::of(there));
        let wrong = Wrong {
            kind: &kinds::UNIT,
            severity: if against.len() >= 2 { Severity::Error } else { Severity::Warning },
            message: Words::new(
                format!("Ở đây ghi {here}, ở dòng {line} ghi {right}."),
                format!("It is {here} here and {right} on line {line}."),
            ),
            found: own.unit.as_ref().map(|unit| unit.text.clone()).unwrap_or_default(),
            expected: there.unit.as_ref().map(|unit| unit.text.clone()).unwrap_or_default(),
            slip: None,
        };
        auditor.remark(passage.quote(fact.token, fact.token, fact.token), String::new(), wrong);
    }
}

/// One indicator with two figures: only where all words agree, and one may be the other mistyped, rounded, or of one plan.
fn figures(auditor: &mut Auditor<'_>, facts: &[&Fact<'_>]) {
    for (at, fact) in facts.iter().enumerate() {
        let Some(passage) = auditor.passage(fact.passage).filter(|passage| passage.part == Part::Results) else { continue };
        if fact.name.len() < 3 || fact.is_span || fact.is_plan {
            continue;
        }
        let earlier = facts
            .iter()
            .take(at)
            .filter(|other| other.same_name == fact.same_name && other.passage != fact.passage)
            .filter(|other| auditor.passage(other.passage).is_some_and(|passage| passage.part == Part::Results))
            .take(MOST_OTHERS);
        for other in earlier {
            let same_unit = other.done.unit.is_some() && other.done.in_unit_of(fact.done) == Some(other.done.number);
            let differs = other.done.number != fact.done.number;
            if !same_unit || !differs || other.is_span || other.is_plan {
                continue;
            }
            let same_plan = fact.of.is_some() && fact.of.map(|of| of.number) == other.of.map(|of| of.number);
            let named_alike = fact.full.contains(&"tổng".to_string()) && fact.full == other.full;
            let alike = years(fact) == years(other);
            if !(alike && (same_plan || (named_alike && slip::may_be(fact.done, other.done)))) {
                continue;
            }
            let (here, there, line) = (judge::of(fact.done), judge::of(other.done), line_of(auditor, other));
            let rounded = rounds_to(other.done, fact.done) || rounds_to(fact.done, other.done);
            let severity = if rounded { Severity::Info } else { Severity::Warning };
            let message = Words::new(
                format!("Ở đây ghi {here}, ở dòng {line} ghi {there}."),
                format!("It is {here} here and {there} on line {line}."),
            );
            let slip = rounded.then(|| Words::new("Hai số bằng nhau sau khi làm tròn.", "The two are equal after rounding."));
            let wrong = Wrong { kind: &kinds::FIGURE, severity, message, found: here, expected: there, slip };
            auditor.remark(passage.quote(fact.token, fact.token, fact.token), String::new(), wrong);
            break;
        }
    }
}

fn rounds_to(fine: &Quantity, coarse: &Quantity) -> bool {
    fine.decimals > coarse.decimals && (round(fine.number, coarse.decimals) == coarse.number)
}

fn line_of(auditor: &Auditor<'_>, fact: &Fact<'_>) -> usize {
    auditor.passage(fact.passage).map_or(0, |passage| passage.quote(fact.token, fact.token, fact.token).line)
}
