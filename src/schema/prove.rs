//! From a schema as typed to one that is proved sound, telling every problem at once.

use super::indicator::{Aggregate, Derivation, Indicator, IndicatorKind};
use super::raw::{Entry, Field, Place, Problem, RawSchema, Value};
use super::target::machine_number;
use super::{IndicatorId, Period, Schema, Section, SectionId, Target, UnitId};
use crate::language::Words;
use crate::number::{self, Reading};
use crate::unit_of_measure::UnitOfMeasure;
use crate::units::{AreaUnit, Unit};
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
}

const TOP_KEYS: &[&str] = &["version", "id", "title", "year", "percent-decimals"];
const AREA_KEYS: &[&str] = &["code", "name", "issuer", "superior", "place"];
const PERIOD_KEYS: &[&str] = &["code", "name"];
const UNIT_KEYS: &[&str] = &["code", "name", "kind", "aliases"];
const SECTION_KEYS: &[&str] = &["code", "parent", "name"];
const PLAN_KEYS: &[&str] = &["unit", "indicator", "value"];
pub(super) const INDICATOR_KEYS: &[&str] = &[
    "code",
    "section",
    "name",
    "aliases",
    "unit",
    "kind",
    "target",
    "aggregate",
    "parts",
    "parts-complete",
    "parts-tolerance",
    "numerator",
    "denominator",
    "out-of",
    "reported-by",
    "reported-by-units",
    "required",
    "min",
    "max",
    "decimals",
    "from",
    "at-unit",
    "count-where",
    "remaining",
    "note",
];

impl Prover {
    fn problem(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem { place: place.clone(), message: Words::new(vi, en), mild: false });
    }

    /// Keys that nobody knows are told with the nearest known one, and each key once.
    fn keys(&mut self, entry: &Entry, known: &[&str]) {
        for (at, field) in entry.fields.iter().enumerate() {
            if entry.fields[..at].iter().any(|earlier| earlier.key == field.key) {
                self.problem(
                    &field.place,
                    format!("Khóa “{}” viết hai lần trong cùng một khối. Hãy bỏ một lần.", field.key),
                    format!("Key “{}” stands twice in one block. Remove one.", field.key),
                );
            }
            if known.contains(&field.key.as_str()) {
                continue;
            }
            let near = known.iter().find(|key| strsim::damerau_levenshtein(key, &field.key) <= 2);
            let (vi, en) = match near {
                Some(near) => (format!(" Có phải “{near}” không?"), format!(" Did you mean “{near}”?")),
                None => (" Hãy bỏ khóa này hoặc xem docs/schema.md.".to_string(), " Remove it or see docs/schema.md.".to_string()),
            };
            self.problems.push(Problem {
                place: field.place.clone(),
                message: Words::new(format!("Không có khóa “{}”.{vi}", field.key), format!("There is no key “{}”.{en}", field.key)),
                mild: true,
            });
        }
    }

    fn text(&mut self, field: &Field) -> Option<String> {
        match &field.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_string()),
            // A code such as 1 or 2.1 may be typed without quotes.
            Value::Number(text) => Some(text.clone()),
            _ => {
                self.problem(
                    &field.place,
                    format!("“{}” phải là chữ trong ngoặc kép, không để trống.", field.key),
                    format!("“{}” must be text in quotes, not blank.", field.key),
                );
                None
            }
        }
    }

    fn required_text(&mut self, entry: &Entry, key: &str) -> Option<String> {
        match find(entry, key) {
            Some(field) => self.text(field),
            None => {
                self.problem(
                    &entry.place,
                    format!("Thiếu “{key}”. Hãy bổ sung vào khối này."),
                    format!("“{key}” is missing. Add it to this block."),
                );
                None
            }
        }
    }

    fn optional_text(&mut self, entry: &Entry, key: &str) -> Option<String> {
        find(entry, key).and_then(|field| self.text(field))
    }

    fn number_of(&mut self, field: &Field) -> Option<Decimal> {
        let number = match &field.value {
            Value::Number(text) => machine_number(text.trim_start_matches('+')),
            // A string is the schema's notation first ("62.9"), then the officials' ("2.640,4").
            Value::Text(text) => machine_number(text).or_else(|| match number::read(text) {
                Reading::Number(typed) if typed.suffix.is_empty() => Some(typed.number),
                _ => None,
            }),
            _ => None,
        };
        if number.is_none() {
            self.problem(
                &field.place,
                format!("“{}” phải là một số, viết thường (ví dụ 62.9) hoặc trong ngoặc kép.", field.key),
                format!("“{}” must be a number, plain (62.9) or in quotes.", field.key),
            );
        }
        number
    }

    fn number(&mut self, entry: &Entry, key: &str) -> Option<Decimal> {
        find(entry, key).and_then(|field| self.number_of(field))
    }

    fn whole_number(&mut self, entry: &Entry, key: &str, most: i64) -> Option<i64> {
        let field = find(entry, key)?;
        let number = self.number_of(field)?;
        let whole = i64::try_from(number).ok().filter(|whole| number.fract().is_zero() && (0..=most).contains(whole));
        if whole.is_none() {
            self.problem(
                &field.place,
                format!("“{key}” phải là số nguyên từ 0 đến {most}."),
                format!("“{key}” must be a whole number from 0 to {most}."),
            );
        }
        whole
    }

    fn flag(&mut self, entry: &Entry, key: &str) -> Option<bool> {
        let field = find(entry, key)?;
        match &field.value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(text) if matches!(text.to_lowercase().as_str(), "có" | "x" | "true") => Some(true),
            Value::Text(text) if matches!(text.to_lowercase().as_str(), "không" | "false") => Some(false),
            _ => {
                self.problem(
                    &field.place,
                    format!("“{key}” phải là true (có) hoặc false (không)."),
                    format!("“{key}” must be true or false."),
                );
                None
            }
        }
    }

    fn list(&mut self, entry: &Entry, key: &str) -> Option<Vec<(String, Place)>> {
        let field = find(entry, key)?;
        match &field.value {
            Value::List(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for (item, place) in items {
                    match item {
                        Value::Text(text) if !text.trim().is_empty() => texts.push((text.trim().to_string(), place.clone())),
                        Value::Number(text) => texts.push((text.clone(), place.clone())),
                        _ => self.problem(
                            place,
                            format!("Mỗi mục của “{key}” phải là chữ trong ngoặc kép."),
                            format!("Each item of “{key}” must be text in quotes."),
                        ),
                    }
                }
                Some(texts)
            }
            // A single word stands for a list of one.
            Value::Text(text) => Some(vec![(text.trim().to_string(), field.place.clone())]),
            _ => {
                self.problem(
                    &field.place,
                    format!("“{key}” phải là danh sách, ví dụ [\"xa\", \"thi-tran\"]."),
                    format!("“{key}” must be a list, [\"xa\", \"thi-tran\"] for example."),
                );
                None
            }
        }
    }

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
        self.keys(&raw.top, TOP_KEYS);
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
            self.problem(&raw.top.place, "Thiếu “year” (năm của bộ chỉ tiêu). Hãy bổ sung.", "“year” is missing. Add it.");
        }
        let year = self.whole_number(&raw.top, "year", 9999);
        let percent_decimals = self.whole_number(&raw.top, "percent-decimals", 10).unwrap_or(1) as u32;
        let area = self.area(raw);

        let mut periods = Vec::new();
        let codes: Vec<_> = raw
            .periods
            .iter()
            .map(|entry| {
                self.keys(entry, PERIOD_KEYS);
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

        let (units, unit_ids) = self.units(raw, area.as_ref());
        let (sections, section_ids) = self.sections(raw);
        let (indicators, indicator_ids) = self.indicators(raw, &units, &unit_ids, &section_ids);
        let plans = self.plans(raw, &unit_ids, &indicator_ids, &indicators);
        let mut wholes_of = vec![Vec::new(); indicators.len()];
        for (at, indicator) in indicators.iter().enumerate() {
            for part in &indicator.parts {
                wholes_of[part.0 as usize].push(IndicatorId(at as u32));
            }
        }
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
        self.keys(entry, AREA_KEYS);
        let code = self.required_text(entry, "code");
        let name = self.required_text(entry, "name");
        let issuer = self.optional_text(entry, "issuer");
        let superior = self.optional_text(entry, "superior");
        let place = self.optional_text(entry, "place");
        Some(AreaUnit { code: code?, name: name?, issuer, superior, place })
    }

    fn units(&mut self, raw: &RawSchema, area: Option<&AreaUnit>) -> (Vec<Unit>, HashMap<String, usize>) {
        let mut units = Vec::new();
        let codes: Vec<_> = raw
            .units
            .iter()
            .map(|entry| {
                self.keys(entry, UNIT_KEYS);
                let code = self.required_text(entry, "code");
                let name = self.required_text(entry, "name");
                let kind = self.required_text(entry, "kind");
                let aliases = self.list(entry, "aliases").unwrap_or_default();
                if let (Some(code), Some(area)) = (&code, area)
                    && *code == area.code
                {
                    self.problem(
                        &entry.place,
                        format!("Mã đơn vị “{code}” trùng với mã địa bàn. Hãy đặt mã khác."),
                        format!("The unit's code “{code}” is the area's. Choose another."),
                    );
                }
                units.push(Unit {
                    code: code.clone().unwrap_or_default(),
                    name: name.unwrap_or_default(),
                    kind: kind.unwrap_or_default(),
                    aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
                });
                code
            })
            .collect();
        if raw.units.is_empty() {
            self.problem(
                &raw.top.place,
                "Chưa có đơn vị báo cáo nào. Hãy thêm ít nhất một khối [[unit]].",
                "There is no reporting unit. Add at least one block [[unit]].",
            );
        }
        let seen = self.unique(Words::new("đơn vị", "unit"), &raw.units, &codes);
        (units, seen.into_iter().map(|(code, (at, _))| (code, at)).collect())
    }

    fn sections(&mut self, raw: &RawSchema) -> (Vec<Section>, HashMap<String, usize>) {
        let mut sections: Vec<Section> = Vec::new();
        let mut codes: Vec<Option<String>> = Vec::new();
        for entry in &raw.sections {
            self.keys(entry, SECTION_KEYS);
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
            self.keys(entry, INDICATOR_KEYS);
            codes.push(self.required_text(entry, "code"));
        }
        if raw.indicators.is_empty() {
            self.problem(
                &raw.top.place,
                "Chưa có chỉ tiêu nào. Hãy thêm ít nhất một khối [[indicator]].",
                "There is no indicator. Add at least one block [[indicator]].",
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

    #[allow(clippy::too_many_arguments)] // All are look-ups of one place; a struct would only rename them.
    fn indicator(
        &mut self,
        at: usize,
        entry: &Entry,
        code: String,
        units: &[Unit],
        unit_ids: &HashMap<String, usize>,
        section_ids: &HashMap<String, usize>,
        ids: &HashMap<String, usize>,
    ) -> Indicator {
        let name = self.required_text(entry, "name").unwrap_or_default();
        let mut section = SectionId(0);
        if let Some(wanted) = self.required_text(entry, "section") {
            match section_ids.get(&wanted) {
                Some(&at) => section = SectionId(at as u32),
                None => self.unknown(place(entry, "section"), "mục", "section", &wanted, section_ids.keys()),
            }
        }
        let kind = match self.required_text(entry, "kind").as_deref() {
            Some("quantity") => IndicatorKind::Quantity,
            Some("percent") => IndicatorKind::Percent,
            Some("count-of") => IndicatorKind::CountOf,
            Some("status") => IndicatorKind::Status,
            Some(other) => {
                self.one_of(place(entry, "kind"), "kind", other, "quantity, percent, count-of, status");
                IndicatorKind::Quantity
            }
            None => IndicatorKind::Quantity,
        };
        let unit_of_measure = match find(entry, "unit") {
            Some(field) => self.text(field).unwrap_or_default(),
            None if kind == IndicatorKind::Percent => "%".to_string(),
            None => String::new(),
        };
        let target = find(entry, "target").and_then(|field| {
            let target = match &field.value {
                Value::Text(text) => Target::parse(text, UnitOfMeasure::parse(&unit_of_measure).as_ref()),
                Value::Number(text) => machine_number(text).map(Target::Exactly),
                _ => None,
            };
            if target.is_none() {
                self.problem(
                    &field.place,
                    "Không đọc được mức kế hoạch (target). Hãy viết như \">= 4450\", \"< 3.2\", \"43..45\", hoặc “trên 99%”, “từ 550 trở lên”.",
                    "The target can't be read. Write \">= 4450\", \"< 3.2\", \"43..45\".",
                );
            }
            target
        });
        let out_of = self.number(entry, "out-of");
        if kind == IndicatorKind::CountOf && out_of.is_none() && find(entry, "out-of").is_none() {
            self.problem(
                &entry.place,
                "Chỉ tiêu dạng “count-of” phải ghi tổng số (out-of), ví dụ out-of = 19.",
                "An indicator of kind count-of needs out-of, 19 for example.",
            );
        }
        let derivation = self.derivation(entry, at, unit_ids, ids);
        let aggregate = self.aggregate(entry, kind, derivation.is_some());
        let numerator = self.reference(entry, "numerator", at, ids);
        let denominator = self.reference(entry, "denominator", at, ids);
        if aggregate == Aggregate::Ratio && (numerator.is_none() || denominator.is_none()) {
            for key in ["numerator", "denominator"] {
                if find(entry, key).is_none() {
                    self.problem(
                        &entry.place,
                        format!("Chỉ tiêu tính theo tỷ lệ (aggregate = \"ratio\") phải có “{key}”."),
                        format!("aggregate = \"ratio\" needs “{key}”."),
                    );
                }
            }
        }
        let parts = self.references(entry, "parts", at, ids);
        let (reporters, reported_by, reported_by_units) = self.reporters(entry, units, unit_ids, derivation.is_some());
        let (min, max) = (self.number(entry, "min"), self.number(entry, "max"));
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            self.problem(
                place(entry, "min"),
                "Giá trị nhỏ nhất (min) lớn hơn giá trị lớn nhất (max). Hãy đổi lại.",
                "min is greater than max. Exchange them.",
            );
        }
        Indicator {
            code,
            section,
            name,
            aliases: self.list(entry, "aliases").unwrap_or_default().into_iter().map(|(alias, _)| alias).collect(),
            unit_of_measure,
            kind,
            target,
            aggregate,
            parts,
            parts_complete: self.flag(entry, "parts-complete").unwrap_or(true),
            parts_tolerance: self.number(entry, "parts-tolerance").unwrap_or(Decimal::ZERO).abs(),
            numerator,
            denominator,
            out_of,
            reporters,
            reported_by,
            reported_by_units,
            required: self.flag(entry, "required").unwrap_or(true),
            min,
            max,
            decimals: self.whole_number(entry, "decimals", 10).map(|decimals| decimals as u32),
            derivation,
            note: self.optional_text(entry, "note"),
        }
    }

    fn aggregate(&mut self, entry: &Entry, kind: IndicatorKind, derived: bool) -> Aggregate {
        let Some(field) = find(entry, "aggregate") else {
            if !derived {
                self.problem(
                    &entry.place,
                    "Thiếu cách tổng hợp (aggregate): sum, mean, ratio, min, max, count-met hoặc none.",
                    "“aggregate” is missing: sum, mean, ratio, min, max, count-met or none.",
                );
            }
            return Aggregate::None;
        };
        let Some(word) = self.text(field) else { return Aggregate::None };
        let aggregate = match word.as_str() {
            "sum" => Aggregate::Sum,
            "mean" => Aggregate::Mean,
            "ratio" => Aggregate::Ratio,
            "min" => Aggregate::Min,
            "max" => Aggregate::Max,
            "count-met" => Aggregate::CountMet,
            "none" => Aggregate::None,
            other => {
                self.one_of(&field.place, "aggregate", other, "sum, mean, ratio, min, max, count-met, none");
                Aggregate::None
            }
        };
        if kind == IndicatorKind::Status && !matches!(aggregate, Aggregate::CountMet | Aggregate::None) {
            self.problem(
                &field.place,
                "Chỉ tiêu đạt/chưa đạt (status) chỉ tổng hợp được bằng count-met hoặc none.",
                "A status can only be aggregated with count-met or none.",
            );
        }
        aggregate
    }

    fn derivation(
        &mut self,
        entry: &Entry,
        at: usize,
        unit_ids: &HashMap<String, usize>,
        ids: &HashMap<String, usize>,
    ) -> Option<Derivation> {
        let hows: Vec<&Field> = ["at-unit", "count-where", "remaining"].iter().filter_map(|key| find(entry, key)).collect();
        if find(entry, "from").is_none() {
            for how in hows {
                self.problem(
                    &how.place,
                    format!("“{}” chỉ dùng cùng với “from” (chỉ tiêu gốc để tính).", how.key),
                    format!("“{}” goes with “from” only.", how.key),
                );
            }
            return None;
        }
        let from = self.reference(entry, "from", at, ids)?;
        let [how] = hows.as_slice() else {
            self.problem(
                place(entry, "from"),
                "Chỉ tiêu tính ra (from) phải có đúng một trong ba khóa: at-unit, count-where, remaining.",
                "“from” needs exactly one of at-unit, count-where, remaining.",
            );
            return None;
        };
        match how.key.as_str() {
            "at-unit" => {
                let wanted = self.text(how)?;
                match unit_ids.get(&wanted) {
                    Some(&unit) => Some(Derivation::AtUnit { from, unit: UnitId(unit as u32) }),
                    None => {
                        self.unknown(&how.place, "đơn vị", "unit", &wanted, unit_ids.keys());
                        None
                    }
                }
            }
            "count-where" => {
                let text = self.text(how)?;
                match Target::parse(&text, None) {
                    Some(condition) => Some(Derivation::CountWhere { from, condition }),
                    None => {
                        self.problem(
                            &how.place,
                            "Không đọc được điều kiện đếm (count-where). Hãy viết như \"= 17\" hoặc \">= 19\".",
                            "count-where can't be read. Write \"= 17\" or \">= 19\".",
                        );
                        None
                    }
                }
            }
            _ => Some(Derivation::Remaining { from }),
        }
    }

    #[allow(clippy::type_complexity)] // The proved reporters and the two forms they were typed in.
    fn reporters(
        &mut self,
        entry: &Entry,
        units: &[Unit],
        unit_ids: &HashMap<String, usize>,
        derived: bool,
    ) -> (Vec<UnitId>, Option<Vec<String>>, Option<Vec<String>>) {
        let kinds = self.list(entry, "reported-by");
        let named = self.list(entry, "reported-by-units");
        let mut reporters: Vec<UnitId> = Vec::new();
        if let Some(named) = &named {
            for (code, place) in named {
                match unit_ids.get(code) {
                    Some(&unit) => reporters.push(UnitId(unit as u32)),
                    None => self.unknown(place, "đơn vị", "unit", code, unit_ids.keys()),
                }
            }
        } else {
            if let Some(kinds) = &kinds {
                for (kind, place) in kinds {
                    if !units.iter().any(|unit| unit.kind == *kind) {
                        self.problem(
                            place,
                            format!("Không có đơn vị nào thuộc loại “{kind}”. Hãy sửa loại này hoặc khai báo đơn vị."),
                            format!("No unit is of kind “{kind}”. Correct it or declare the unit."),
                        );
                    }
                }
            }
            for (at, unit) in units.iter().enumerate() {
                if kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|(kind, _)| *kind == unit.kind)) {
                    reporters.push(UnitId(at as u32));
                }
            }
        }
        if derived {
            reporters.clear();
        }
        reporters.sort();
        reporters.dedup();
        let plain = |list: Vec<(String, Place)>| list.into_iter().map(|(text, _)| text).collect();
        (reporters, kinds.map(plain), named.map(plain))
    }

    fn reference(&mut self, entry: &Entry, key: &str, own: usize, ids: &HashMap<String, usize>) -> Option<IndicatorId> {
        let field = find(entry, key)?;
        let wanted = self.text(field)?;
        self.resolve(&field.place, key, &wanted, own, ids)
    }

    fn references(&mut self, entry: &Entry, key: &str, own: usize, ids: &HashMap<String, usize>) -> Vec<IndicatorId> {
        let mut resolved = Vec::new();
        for (wanted, place) in self.list(entry, key).unwrap_or_default() {
            if let Some(id) = self.resolve(&place, key, &wanted, own, ids) {
                if resolved.contains(&id) {
                    self.problem(
                        &place,
                        format!("“{wanted}” ghi hai lần trong “{key}”. Hãy bỏ một lần."),
                        format!("“{wanted}” stands twice in “{key}”. Remove one."),
                    );
                } else {
                    resolved.push(id);
                }
            }
        }
        resolved
    }

    fn resolve(&mut self, place: &Place, key: &str, wanted: &str, own: usize, ids: &HashMap<String, usize>) -> Option<IndicatorId> {
        match ids.get(wanted) {
            Some(&at) if at == own => {
                self.problem(
                    place,
                    format!("Chỉ tiêu “{wanted}” không thể tự dẫn đến chính nó trong “{key}”."),
                    format!("Indicator “{wanted}” can't name itself in “{key}”."),
                );
                None
            }
            Some(&at) => Some(IndicatorId(at as u32)),
            None => {
                self.unknown(place, "chỉ tiêu", "indicator", wanted, ids.keys());
                None
            }
        }
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
            self.keys(entry, PLAN_KEYS);
            let unit = self.required_text(entry, "unit");
            let indicator = self.required_text(entry, "indicator");
            if find(entry, "value").is_none() {
                self.problem(&entry.place, "Thiếu số kế hoạch (value).", "“value” is missing.");
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

    /// A whole can't be among its own parts' parts, nor a derived figure among its own sources.
    fn circles(&mut self, raw: &RawSchema, indicators: &[Indicator]) {
        for (at, indicator) in indicators.iter().enumerate() {
            let own = IndicatorId(at as u32);
            let mut open: Vec<IndicatorId> = sources(indicator);
            let mut seen = vec![false; indicators.len()];
            let mut circular = false;
            while let Some(id) = open.pop() {
                if id == own {
                    circular = true;
                    break;
                }
                if !std::mem::replace(&mut seen[id.0 as usize], true) {
                    open.extend(sources(&indicators[id.0 as usize]));
                }
            }
            if circular && let Some(entry) = raw.indicators.get(at) {
                self.problem(
                    &entry.place,
                    format!(
                        "Chỉ tiêu “{}” được tính vòng quanh từ chính nó (parts, numerator, denominator, from). Hãy bỏ một liên kết.",
                        indicator.code
                    ),
                    format!("Indicator “{}” is computed from itself. Remove one link.", indicator.code),
                );
            }
        }
    }

    fn unknown<'a>(&mut self, place: &Place, vi: &str, en: &str, wanted: &str, known: impl Iterator<Item = &'a String>) {
        let mut near: Vec<&String> = known.filter(|code| strsim::damerau_levenshtein(code, wanted) <= 1).collect();
        near.sort();
        let (hint_vi, hint_en) = match near.first() {
            Some(near) => (format!(" Có phải “{near}” không?"), format!(" Did you mean “{near}”?")),
            None => (String::new(), String::new()),
        };
        self.problem(
            place,
            format!("Không có {vi} nào mang mã “{wanted}”.{hint_vi} Hãy sửa mã hoặc khai báo {vi} này."),
            format!("There is no {en} with the code “{wanted}”.{hint_en} Correct the code or declare it."),
        );
    }

    fn one_of(&mut self, place: &Place, key: &str, word: &str, words: &str) {
        self.problem(
            place,
            format!("“{key}” không thể là “{word}”. Hãy chọn một trong: {words}."),
            format!("“{key}” can't be “{word}”. Choose one of: {words}."),
        );
    }
}

fn sources(indicator: &Indicator) -> Vec<IndicatorId> {
    let mut sources = indicator.parts.clone();
    sources.extend(indicator.numerator);
    sources.extend(indicator.denominator);
    sources.extend(indicator.derivation.as_ref().map(Derivation::from));
    sources
}

fn find<'a>(entry: &'a Entry, key: &str) -> Option<&'a Field> {
    entry.fields.iter().find(|field| field.key == key)
}

fn place<'a>(entry: &'a Entry, key: &str) -> &'a Place {
    find(entry, key).map_or(&entry.place, |field| &field.place)
}

#[cfg(test)]
mod tests {
    use super::super::from_toml;
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
    fn no_toml_at_all_is_one_problem_with_its_line() {
        let problems = from_toml("version = 1\nid = \n").unwrap_err();
        assert_eq!(problems[0].place, Place::Line(2));
    }
}
