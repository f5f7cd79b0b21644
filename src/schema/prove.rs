//! From a schema as typed to one that is proved sound, telling every problem at once.

mod fields;
mod indicators;
mod units;

use super::indicator::{Derivation, Indicator, Reporters};
use super::raw::{Entry, Place, Problem, RawSchema};
use super::{IndicatorId, Period, Schema, Section, SectionId, UnitId, keys};
use crate::language::Words;
use crate::units::{AreaUnit, Unit};
use fields::{find, place};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Proves a schema sound.
///
/// # Errors
/// Every problem found, in the order of their places. Mild problems alone (unknown keys) come back with the schema.
pub fn prove(raw: &RawSchema) -> Result<(Schema, Vec<Problem>), Vec<Problem>> {
    let mut prover = Prover::default();
    let schema = prover.schema(raw);
    let mut problems = prover.problems;
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    match schema {
        Some(schema) if problems.iter().all(|problem| problem.mild) => Ok((schema, problems)),
        _ => Err(problems),
    }
}

#[derive(Default)]
struct Prover {
    problems: Vec<Problem>,
    reporters: Reporters,
}

impl Prover {
    fn unique<'a>(&mut self, what: Words, entries: &'a [Entry], codes: &[Option<String>]) -> HashMap<String, (usize, &'a Place)> {
        let mut seen: HashMap<String, (usize, &'a Place)> = HashMap::new();
        for (at, (entry, code)) in entries.iter().zip(codes).enumerate() {
            let Some(code) = code else { continue };
            if let Some((_, first)) = seen.get(code) {
                let (vi, en) = (
                    format!("Mã {} “{code}” đã dùng ở {first}. Mỗi mã chỉ dùng một lần.", what.vi),
                    format!("The code “{code}” of a {} is used at {first} already. Each code stands once.", what.en),
                );
                self.problem(&entry.place, vi, en);
            } else {
                seen.insert(code.clone(), (at, &entry.place));
            }
        }
        seen
    }

    fn schema(&mut self, raw: &RawSchema) -> Option<Schema> {
        self.keys(&raw.top, keys::TOP);
        if let Some(version) = find(&raw.top, "version")
            && self.number_of(version).is_some_and(|number| number != Decimal::ONE)
        {
            self.problem(
                &version.place,
                "Chương trình này đọc bộ chỉ tiêu phiên bản 1. Hãy dùng chương trình mới hơn hoặc ghi version = 1.",
                "This program reads schemas of version 1. Use a newer program or write version = 1.",
            );
        }
        let id = self.required_text(&raw.top, "id");
        let title = self.required_text(&raw.top, "title");
        if find(&raw.top, "year").is_none() {
            self.missing(&raw.top, "year");
        }
        let year = self.whole_number(&raw.top, "year", 9999);
        let percent_decimals = self.whole_number(&raw.top, "percent-decimals", 10).unwrap_or(1) as u32;
        let area = self.area(raw);

        let mut periods = Vec::new();
        let codes: Vec<_> = raw
            .periods
            .iter()
            .map(|entry| {
                self.keys(entry, keys::PERIOD);
                let code = self.required_text(entry, "code");
                let name = self.required_text(entry, "name");
                periods.push(Period { code: code.clone().unwrap_or_default(), name: name.unwrap_or_default() });
                code
            })
            .collect();
        self.unique(Words::new("kỳ báo cáo", "period"), &raw.periods, &codes);
        if periods.is_empty() {
            periods.push(Period { code: "nam".into(), name: "Cả năm".into() });
        }

        let (units, unit_ids) = self.units(raw, area.as_ref(), &periods);
        let (sections, section_ids) = self.sections(raw);
        let (indicators, indicator_ids) = self.indicators(raw, &units, &unit_ids, &section_ids);
        let plans = self.plans(raw, &unit_ids, &indicator_ids, &indicators);
        let mut wholes_of = vec![Vec::new(); indicators.len()];
        for (at, indicator) in indicators.iter().enumerate() {
            for part in &indicator.parts {
                wholes_of[part.0 as usize].push(IndicatorId(at as u32));
            }
        }
        let mut above = vec![Vec::new(); indicators.len()];
        for (at, indicator) in indicators.iter().enumerate() {
            for below in indicator.below() {
                above[below.0 as usize].push(IndicatorId(at as u32));
            }
        }
        self.below(raw, &indicators);
        self.remaining(raw, &indicators);
        self.circles(raw, &indicators);
        Some(Schema {
            id: id?,
            title: title?,
            year: year? as i32,
            percent_decimals,
            area: area?,
            periods,
            units,
            sections,
            indicators,
            plans,
            wholes_of,
            above,
        })
    }

    fn area(&mut self, raw: &RawSchema) -> Option<AreaUnit> {
        let Some(entry) = &raw.area else {
            self.problem(
                &raw.top.place,
                "Thiếu khối [area] (địa bàn tổng hợp). Hãy bổ sung mã (code) và tên (name).",
                "The block [area] is missing. Add it with code and name.",
            );
            return None;
        };
        self.keys(entry, keys::AREA);
        let code = self.required_text(entry, "code");
        let name = self.required_text(entry, "name");
        let issuer = self.optional_text(entry, "issuer");
        let superior = self.optional_text(entry, "superior");
        let place = self.optional_text(entry, "place");
        Some(AreaUnit { code: code?, name: name?, issuer, superior, place })
    }

    fn sections(&mut self, raw: &RawSchema) -> (Vec<Section>, HashMap<String, usize>) {
        let mut sections: Vec<Section> = Vec::new();
        let mut codes: Vec<Option<String>> = Vec::new();
        for entry in &raw.sections {
            self.keys(entry, keys::SECTION);
            let code = self.required_text(entry, "code");
            let name = self.required_text(entry, "name");
            let mut parent = None;
            if let Some(field) = find(entry, "parent")
                && let Some(wanted) = self.text(field)
            {
                // A parent stands before its children, so that no section can be its own ancestor.
                match codes.iter().position(|code| code.as_deref() == Some(&wanted)) {
                    Some(at) => parent = Some(SectionId(at as u32)),
                    None => self.problem(
                        &field.place,
                        format!("Không có mục “{wanted}” ở phía trên. Hãy khai báo mục cha trước mục con."),
                        format!("There is no section “{wanted}” above. Declare a parent before its children."),
                    ),
                }
            }
            let depth = parent.map_or(0, |parent| sections[parent.0 as usize].depth + 1);
            sections.push(Section { code: code.clone().unwrap_or_default(), name: name.unwrap_or_default(), parent, depth });
            codes.push(code);
        }
        let seen = self.unique(Words::new("mục", "section"), &raw.sections, &codes);
        (sections, seen.into_iter().map(|(code, (at, _))| (code, at)).collect())
    }

    fn indicators(
        &mut self,
        raw: &RawSchema,
        units: &[Unit],
        unit_ids: &HashMap<String, usize>,
        section_ids: &HashMap<String, usize>,
    ) -> (Vec<Indicator>, HashMap<String, usize>) {
        let mut codes = Vec::new();
        for entry in &raw.indicators {
            self.keys(entry, keys::INDICATOR);
            codes.push(self.required_text(entry, "code"));
        }
        if raw.indicators.is_empty() {
            self.problem(
                &raw.top.place,
                "Chưa có chỉ tiêu nào. Hãy thêm ít nhất một khối [[indicator]] (một dòng ở trang “Chỉ tiêu”).",
                "There is no indicator. Add at least one block [[indicator]] (a row on the sheet of indicators).",
            );
        }
        let seen = self.unique(Words::new("chỉ tiêu", "indicator"), &raw.indicators, &codes);
        let ids: HashMap<String, usize> = seen.into_iter().map(|(code, (at, _))| (code, at)).collect();
        let indicators = raw
            .indicators
            .iter()
            .zip(codes)
            .enumerate()
            .map(|(at, (entry, code))| self.indicator(at, entry, code.unwrap_or_default(), units, unit_ids, section_ids, &ids))
            .collect();
        (indicators, ids)
    }

    fn plans(
        &mut self,
        raw: &RawSchema,
        unit_ids: &HashMap<String, usize>,
        ids: &HashMap<String, usize>,
        indicators: &[Indicator],
    ) -> HashMap<(UnitId, IndicatorId), Decimal> {
        let mut plans = HashMap::new();
        for entry in &raw.plans {
            self.keys(entry, keys::PLAN);
            let unit = self.required_text(entry, "unit");
            let indicator = self.required_text(entry, "indicator");
            if find(entry, "value").is_none() {
                self.missing(entry, "value");
            }
            let value = self.number(entry, "value");
            let unit = unit.and_then(|wanted| {
                let found = unit_ids.get(&wanted).map(|&at| UnitId(at as u32));
                if found.is_none() {
                    self.unknown(place(entry, "unit"), "đơn vị", "unit", &wanted, unit_ids.keys());
                }
                found
            });
            let indicator = indicator.and_then(|wanted| {
                let found = ids.get(&wanted).map(|&at| IndicatorId(at as u32));
                if found.is_none() {
                    self.unknown(place(entry, "indicator"), "chỉ tiêu", "indicator", &wanted, ids.keys());
                }
                found
            });
            let (Some(unit), Some(indicator), Some(value)) = (unit, indicator, value) else { continue };
            if !indicators.get(indicator.0 as usize).is_some_and(|found| found.reporters.contains(&unit)) {
                self.problem(
                    &entry.place,
                    "Đơn vị này không báo cáo chỉ tiêu này (reported-by). Hãy sửa đơn vị, chỉ tiêu hoặc “reported-by”.",
                    "This unit does not report this indicator. Correct the unit, the indicator or “reported-by”.",
                );
            }
            if plans.insert((unit, indicator), value).is_some() {
                self.problem(
                    &entry.place,
                    "Kế hoạch giao cho đơn vị này về chỉ tiêu này đã ghi ở trên. Hãy bỏ một lần.",
                    "The plan of this unit for this indicator was given above. Remove one.",
                );
            }
        }
        plans
    }

    /// A whole can't be among its own parts' parts, nor a computed figure among its own sources. A part may be
    /// computed from its whole: the card holders of one commune, of all card holders.
    fn circles(&mut self, raw: &RawSchema, indicators: &[Indicator]) {
        self.circle(raw, indicators, Indicator::below, "parts, subsets, details");
        self.circle(raw, indicators, sources, "numerator, denominator, from");
    }

    fn circle(&mut self, raw: &RawSchema, indicators: &[Indicator], next: impl Fn(&Indicator) -> Vec<IndicatorId>, keys: &str) {
        for (at, indicator) in indicators.iter().enumerate() {
            let own = IndicatorId(at as u32);
            let mut open: Vec<IndicatorId> = next(indicator);
            let mut seen = vec![false; indicators.len()];
            let mut circular = false;
            while let Some(id) = open.pop() {
                if id == own {
                    circular = true;
                    break;
                }
                if !std::mem::replace(&mut seen[id.0 as usize], true) {
                    open.extend(next(&indicators[id.0 as usize]));
                }
            }
            if circular && let Some(entry) = raw.indicators.get(at) {
                self.problem(
                    &entry.place,
                    format!("Chỉ tiêu “{}” được tính vòng quanh từ chính nó ({keys}). Hãy bỏ một liên kết.", indicator.code),
                    format!("Indicator “{}” is computed from itself ({keys}). Remove one link.", indicator.code),
                );
            }
        }
    }
}

/// What a figure is computed from.
fn sources(indicator: &Indicator) -> Vec<IndicatorId> {
    let mut sources: Vec<IndicatorId> = indicator.numerator.into_iter().collect();
    sources.extend(indicator.denominator);
    sources.extend(indicator.derivation.as_ref().map(Derivation::from));
    sources
}

#[cfg(test)]
mod tests {
    use super::super::{PeriodId, from_toml};
    use super::*;

    const SMALL: &str = r#"
version = 1
id = "thu"
title = "Thử"
year = 2023
[area]
code = "h"
name = "Huyện Thử"
[[unit]]
code = "a"
name = "Xã A"
kind = "xa"
[[section]]
code = "I"
name = "Nông nghiệp"
[[indicator]]
code = "1"
section = "I"
name = "Sản lượng"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
target = "từ 550 trở lên"
[[plan]]
unit = "a"
indicator = "1"
value = "62.9"
"#;

    fn problems(text: &str) -> Vec<(String, String)> {
        let (raw, mut problems) = from_toml(text).unwrap();
        match prove(&raw) {
            Ok((_, more)) | Err(more) => problems.extend(more),
        }
        problems.into_iter().map(|p| (p.place.to_string(), p.message.vi)).collect()
    }

    #[test]
    fn a_small_schema_is_sound_and_its_numbers_are_exact() {
        let (raw, _) = from_toml(SMALL).unwrap();
        let (schema, problems) = prove(&raw).unwrap();
        assert!(problems.is_empty());
        assert_eq!(schema.plans[&(UnitId(0), IndicatorId(0))].to_string(), "62.9");
        assert_eq!(schema.indicators[0].target.unwrap().to_string(), ">= 550");
        assert_eq!(schema.periods[0].code, "nam");
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_line() {
        let text = SMALL
            .replace("kind = \"quantity\"", "kind = \"soluong\"")
            .replace("aggregate = \"sum\"", "agregate = \"sum\"")
            .replace("section = \"I\"", "section = \"II\"")
            .replace("indicator = \"1\"", "indicator = \"9\"");
        let found = problems(&text);
        let lines: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(lines, ["dòng 16", "dòng 18", "dòng 21", "dòng 22", "dòng 26"], "{found:#?}");
        assert!(found[3].1.contains("Có phải “aggregate” không?"), "{found:#?}");
    }

    #[test]
    fn circles_and_duplicates_are_problems() {
        let text = format!(
            "{SMALL}\n[[indicator]]\ncode = \"1\"\nsection = \"I\"\nname = \"B\"\nkind = \"quantity\"\naggregate = \"sum\"\n\
             [[indicator]]\ncode = \"2\"\nsection = \"I\"\nname = \"C\"\nkind = \"quantity\"\naggregate = \"sum\"\nparts = [\"3\"]\n\
             [[indicator]]\ncode = \"3\"\nsection = \"I\"\nname = \"D\"\nkind = \"quantity\"\naggregate = \"sum\"\nparts = [\"2\"]\n"
        );
        let found = problems(&text);
        assert!(found.iter().any(|(_, m)| m.contains("đã dùng ở dòng")), "{found:#?}");
        assert_eq!(found.iter().filter(|(_, m)| m.contains("vòng quanh")).count(), 2, "{found:#?}");
    }

    #[test]
    fn what_a_unit_was_before_and_when_it_reports_is_proved_and_written_back() {
        let periods = "[[period]]\ncode = \"6t\"\nname = \"6 tháng\"\n[[period]]\ncode = \"nam\"\nname = \"Cả năm\"\n[[section]]";
        let with = |unit: &str| SMALL.replace("[[section]]", periods).replace("kind = \"xa\"", &format!("kind = \"xa\"\n{unit}"));
        let text = with("predecessors = [\"a\", \"Xã Cũ\"]\nvalid-from = \"nam\"\nvalid-to = \"nam\"");
        let (schema, problems) = prove(&from_toml(&text).unwrap().0).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(schema.units[0].predecessors, ["a", "Xã Cũ"]);
        assert_eq!([PeriodId(0), PeriodId(1)].map(|period| schema.units[0].is_valid_in(period)), [false, true]);
        assert!(schema.in_period(PeriodId(0)).indicators[0].reporters.is_empty());
        assert!(schema.in_period(PeriodId(1)).reports(UnitId(0), IndicatorId(0)));
        let again = prove(&from_toml(&super::super::to_toml(&schema)).unwrap().0).unwrap().0;
        assert_eq!(again.units, schema.units);
        let found = problems_of(&with("predecessors = [\"b\", \"B\"]\nvalid-from = \"nam\"\nvalid-to = \"6t\""));
        assert_eq!(found.len(), 2, "{found:?}");
        let found = problems_of(&with("valid-from = \"2025-07-01\""));
        assert!(found[0].contains("“6t”, “nam”"), "{found:?}");
    }

    #[test]
    fn what_remains_of_a_sum_over_units_is_doubted() {
        let unit = "[[unit]]\ncode = \"b\"\nname = \"Xã B\"\nkind = \"xa\"\n";
        let of = |aggregate: &str, unit: &str| {
            let text = format!(
                "{SMALL}\n{unit}[[indicator]]\ncode = \"2\"\nsection = \"I\"\nname = \"Số tiêu chí\"\nkind = \"count-of\"\nout-of = 19\n\
                 aggregate = \"{aggregate}\"\n[[indicator]]\ncode = \"3\"\nsection = \"I\"\nname = \"Còn lại\"\nkind = \"quantity\"\nfrom = \"2\"\n\
                 remaining = true\n"
            );
            let (schema, problems) = prove(&from_toml(&text).unwrap().0).unwrap();
            (schema.indicators[1].counted_of().is_some(), problems.len())
        };
        assert_eq!(of("sum", ""), (true, 0));
        assert_eq!(of("mean", unit), (true, 0));
        assert_eq!(of("sum", unit), (false, 1));
        assert_eq!(of("count-met", unit), (false, 1));
    }

    fn problems_of(text: &str) -> Vec<String> {
        problems(text).into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn no_toml_at_all_is_one_problem_with_its_line() {
        let problems = from_toml("version = 1\nid = \n").unwrap_err();
        assert_eq!(problems[0].place, Place::Line(2));
    }
}
