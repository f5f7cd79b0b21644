//! Findings as a person reads them: where, what, what stands there and should, the lines around it, what to do.

use super::columns::wrapped;
use super::{WIDTH, excerpt, for_people, measure_name};
use crate::accepted::Accepted;
use crate::excerpt::Excerpt;
use crate::finding::Finding;
use crate::language::{Language, Text};
use crate::schema::{Schema, UnitId};
use crate::submission::{Owner, Submission};
use crate::write::wording::ACCEPTED;
use std::path::Path;

/// The findings in one file; advice that is the same for several in a row stands once, below them.
pub(super) fn findings_of(schema: &Schema, submission: &Submission, findings: &[Finding], language: Language) -> String {
    let mut out = String::new();
    let mut lines: Option<Excerpt> = None;
    for (at, finding) in findings.iter().enumerate() {
        out += &one_finding(schema, submission, finding, language);
        lines = lines.or_else(|| finding.excerpt.as_deref().cloned());
        let next = findings.get(at + 1).filter(|next| next.kind.code == finding.kind.code && next.severity == finding.severity);
        // Neighbours on a sheet share their lines: a whole block of rows would be shown three times over.
        let beside = next.filter(|next| next.sheet == finding.sheet).and_then(|next| next.excerpt.as_deref());
        let joined = lines.as_ref().zip(beside).and_then(|(own, next)| own.joined(next));
        if joined.is_none() {
            out += &lines.as_ref().map(|lines| excerpt::shown(lines, language)).unwrap_or_default();
        }
        lines = joined;
        if next.is_none() {
            out += &wrapped(finding.kind.advice.in_language(language), "    → ", "      ", WIDTH);
        }
    }
    out
}

/// What was accepted, with the reasons. It is `unit`'s file; whose figure it is goes without saying there.
pub(super) fn accepted_of(schema: &Schema, unit: Option<UnitId>, accepted: &[Accepted], language: Language) -> String {
    let mut out = String::new();
    for Accepted { finding, acceptance, .. } in accepted {
        out += &wrapped(&place_of(schema, unit, finding, ACCEPTED.in_language(language), language), "  ", "    ", WIDTH);
        out += &wrapped(finding.message.in_language(language), "    ", "    ", WIDTH);
        let reason = Text { vi: "Lý do", en: "Reason" }.in_language(language);
        out += &wrapped(&format!("{reason}: {}", acceptance.line()), "    → ", "      ", WIDTH);
    }
    out
}

/// `accept`: what was accepted, and where that is kept.
pub fn accepted(schema: &Schema, path: &Path, accepted: &Accepted, is_new: bool, language: Language) -> String {
    let path = path.display();
    let head = match (language, is_new) {
        (Language::Vi, true) => format!("Đã ghi vào “{path}”:\n"),
        (Language::Vi, false) => format!("Đã ghi vào “{path}”, thay cho lần chấp nhận trước:\n"),
        (Language::En, true) => format!("Written to “{path}”:\n"),
        (Language::En, false) => format!("Written to “{path}”, in place of what was accepted before:\n"),
    };
    head + &accepted_of(schema, None, std::slice::from_ref(accepted), language)
}

/// How severe, where, which indicator, whose.
fn place_of(schema: &Schema, unit: Option<UnitId>, finding: &Finding, severity: &str, language: Language) -> String {
    let mut head = vec![severity.to_uppercase()];
    head.extend(Some(finding.place()).filter(|place| !place.is_empty()));
    if let Some(id) = finding.indicator {
        let measure = finding.measure.map(|measure| format!(" ({})", measure_name(measure, language))).unwrap_or_default();
        head.push(format!("{}{measure}", schema.indicator(id).code));
    }
    // Whose figure it is goes without saying in the unit's own file.
    let other = finding.owner.filter(|owner| unit.map(Owner::Unit) != Some(*owner));
    head.extend(other.map(|owner| schema.owner_name(owner).to_string()));
    // By its code it is looked up in the documentation, and named where it is accepted.
    head.push(finding.kind.code.to_string());
    head.join(" · ")
}

/// One finding: how severe and where, what is wrong, what stands there and should.
fn one_finding(schema: &Schema, submission: &Submission, finding: &Finding, language: Language) -> String {
    let severity = finding.severity.name().in_language(language);
    let mut out = wrapped(&place_of(schema, submission.unit, finding, severity, language), "  ", "    ", WIDTH);
    out += &wrapped(finding.message.in_language(language), "    ", "    ", WIDTH);
    let (found, expected) = match language {
        Language::Vi => ("Đọc được", "Đúng ra"),
        Language::En => ("Found", "Expected"),
    };
    let (holds, should) = stated(finding, language);
    let facts: Vec<String> =
        [holds.map(|text| format!("{found}: {text}")), should.map(|text| format!("{expected}: {text}"))].into_iter().flatten().collect();
    if !facts.is_empty() {
        out += &wrapped(&facts.join(" · "), "    ", "    ", WIDTH);
    }
    out
}

/// What stands there and what should, as people write it.
pub(in crate::write) fn stated(finding: &Finding, language: Language) -> (Option<String>, Option<String>) {
    // A year is no figure. What may have been typed as "1.234" is shown as typed: rewritten it would say something else.
    let correct = |text: &String| if finding.indicator.is_some() { for_people(text, language) } else { text.clone() };
    let typed = |text: &String| if text.split('.').nth(1).is_some_and(|rest| rest.len() == 3) { text.clone() } else { correct(text) };
    (finding.found.as_ref().filter(|text| !text.is_empty()).map(typed), finding.expected.as_ref().map(correct))
}

#[cfg(test)]
mod tests {
    use super::super::count;
    use super::*;
    use crate::finding::{Kind, Severity};
    use crate::language::{Text, Words};
    use crate::schema::UnitId;
    use crate::submission::Measure;

    static KIND: Kind = Kind {
        code: "part-sum-mismatch",
        severity: Severity::Error,
        title: Text { vi: "T", en: "T" },
        advice: Text { vi: "Hãy sửa rồi gửi lại.", en: "Correct it and send again." },
        examples: &[],
    };

    const SMALL: &str = r#"
id = "t"
title = "T"
year = 2023
area = { code = "h", name = "H" }
unit = [{ code = "a", name = "Xã A", kind = "xa" }]
section = [{ code = "I", name = "Một" }]
indicator = [{ code = "1", section = "I", name = "Sản lượng", kind = "quantity", aggregate = "sum" }]
"#;

    #[test]
    fn a_finding_says_place_fact_and_remedy() {
        let (schema, _) = crate::schema::prove(&crate::schema::from_toml(SMALL).unwrap().0).unwrap();
        let file: std::sync::Arc<str> = "a.xlsx".into();
        let cell = crate::cell::CellRef::new(file, "Bieu 1".into(), crate::cell::Position::new(11, 4));
        let owner = Owner::Unit(UnitId(0));
        let finding = KIND
            .at(&cell, Words::new("Không khớp.", "It differs."))
            .about(owner, crate::schema::IndicatorId(0), Measure::Actual)
            .found("2.600")
            .expected("2640.4");
        let own = Submission { unit: Some(UnitId(0)), ..Submission::default() };
        let code = &schema.indicators[0].code;
        let block = format!(
            "  LỖI · Bieu 1!E12 · {code} (thực hiện) · part-sum-mismatch\n    Không khớp.\n    Đọc được: 2.600 · Đúng ra: 2.640,4\n"
        );
        assert_eq!(
            findings_of(&schema, &own, &[finding.clone(), finding.clone()], Language::Vi),
            format!("{block}{block}    → Hãy sửa rồi gửi lại.\n")
        );
        let found = [finding.clone(), finding.with_severity(Severity::Info)];
        assert_eq!(count(&found, Language::Vi), "1 lỗi, 1 thông tin");
        assert_eq!(count(&found[..0], Language::En), "no errors");
        assert_eq!(for_people("not-met", Language::Vi), "Chưa đạt");
    }
}
