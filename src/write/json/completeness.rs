//! `completeness` of `merge --json`: unit × programme, and what becomes of what each unit handed in.

use super::Object;
use crate::completeness;
use crate::language::Language;
use crate::schema::Schema;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Completeness<'a> {
    programmes: Vec<&'a str>,
    units: Vec<OfUnit<'a>>,
}

#[derive(Serialize)]
struct OfUnit<'a> {
    unit: &'a str,
    outcome: &'static str,
    reasons: Vec<Reason<'a>>,
    programmes: Object<&'a str, Share>,
}

#[derive(Serialize)]
struct Reason<'a> {
    code: Option<&'static str>,
    severity: &'static str,
    count: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct Share {
    filled: usize,
    blank: usize,
    wrong: usize,
}

impl<'a> Completeness<'a> {
    pub(super) fn of(schema: &'a Schema, completeness: &'a completeness::Completeness, language: Language) -> Completeness<'a> {
        let codes: Vec<&str> = completeness.programmes.iter().map(|&id| schema.section(id).code.as_str()).collect();
        let units = completeness.units.iter().map(|of| OfUnit {
            unit: &schema.unit(of.unit).code,
            outcome: of.outcome.code(),
            reasons: of
                .reasons
                .iter()
                .map(|reason| Reason {
                    code: reason.kind.map(|kind| kind.code),
                    severity: reason.severity.code(),
                    count: reason.count,
                    message: reason.words.in_language(language),
                })
                .collect(),
            // A programme in which the unit has nothing to fill in is left out.
            programmes: Object(
                codes
                    .iter()
                    .zip(&of.shares)
                    .filter(|(_, share)| share.expected() > 0)
                    .map(|(code, share)| (*code, Share { filled: share.filled, blank: share.blank, wrong: share.wrong }))
                    .collect(),
            ),
        });
        Completeness { units: units.collect(), programmes: codes }
    }
}
