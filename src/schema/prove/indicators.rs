//! Proving one indicator: its kind, target, aggregation, derivation, parts and reporters.

use super::Prover;
use super::fields::{find, place, place_for};
use crate::schema::indicator::{Aggregate, Derivation, Indicator, IndicatorKind};
use crate::schema::raw::{Entry, Field, Place, RawSchema, Value};
use crate::schema::target::machine_number;
use crate::schema::{IndicatorId, SectionId, Target, UnitId, keys};
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use crate::units::Unit;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

impl Prover {
    #[allow(clippy::too_many_arguments)] // All are look-ups of one place; a struct would only rename them.
    pub(super) fn indicator(
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
                if let Some(field) = find(entry, "kind") {
                    self.one_of(field, other, keys::KINDS);
                }
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
            let unit = UnitOfMeasure::parse(&unit_of_measure);
            let target = self.target(field, unit.as_ref())?;
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
                &place_for(entry, "out-of"),
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
                        &place_for(entry, key),
                        format!("Chỉ tiêu tính theo tỷ lệ (aggregate = \"ratio\") phải có “{key}”."),
                        format!("aggregate = \"ratio\" needs “{key}”."),
                    );
                }
            }
        }
        let parts = self.references(entry, "parts", at, ids);
        let subsets = self.references(entry, "subsets", at, ids);
        let details = self.references(entry, "details", at, ids);
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
            subsets,
            details,
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

    /// What stands below a whole stands there once, and a subset is counted as its whole is.
    pub(super) fn below(&mut self, raw: &RawSchema, indicators: &[Indicator]) {
        for (whole, entry) in indicators.iter().zip(&raw.indicators) {
            for (key, twice) in [("subsets", &whole.parts[..]), ("details", &[&whole.parts[..], &whole.subsets].concat())] {
                let named = if key == "subsets" { &whole.subsets } else { &whole.details };
                for id in named.iter().filter(|id| twice.contains(id)) {
                    let Some(code) = indicators.get(id.0 as usize).map(|below| &below.code) else { continue };
                    self.problem(
                        place(entry, key),
                        format!("“{code}” chỉ được ghi ở một trong ba khóa parts, subsets, details. Hãy bỏ ở một nơi."),
                        format!("“{code}” may stand in only one of parts, subsets, details. Remove it from one."),
                    );
                }
            }
            for subset in whole.subsets.iter().filter_map(|id| indicators.get(id.0 as usize)) {
                let units = UnitOfMeasure::parse(&whole.unit_of_measure).zip(UnitOfMeasure::parse(&subset.unit_of_measure));
                let alike = units.is_none_or(|(whole, subset)| subset.to(&whole) == Conversion::Same);
                if !alike || whole.kind != subset.kind || whole.kind == IndicatorKind::Status {
                    let code = &subset.code;
                    self.problem(
                        place(entry, "subsets"),
                        format!("“{code}” không cùng loại số hoặc đơn vị tính nên không so với tổng được. Hãy ghi ở “details”."),
                        format!("“{code}” has another kind of figure or unit of measure and can't be compared. Put it into “details”."),
                    );
                }
            }
        }
    }

    /// What remains can be told of a count of a fixed number only.
    pub(super) fn remaining(&mut self, raw: &RawSchema, indicators: &[Indicator]) {
        for (indicator, entry) in indicators.iter().zip(&raw.indicators) {
            let Some(Derivation::Remaining { from }) = indicator.derivation else { continue };
            if let Some(source) = indicators.get(from.0 as usize).filter(|source| source.counted_of().is_none()) {
                let code = &source.code;
                self.doubt(
                    place(entry, "remaining"),
                    format!(
                        "“{code}” không phải là số đã đạt trên một tổng số cố định của toàn địa bàn (loại “count-of”, không cộng của nhiều \
                         đơn vị) nên phần còn lại được để trống. Hãy sửa “{code}” hoặc bỏ chỉ tiêu này."
                    ),
                    format!(
                        "“{code}” is no count out of a fixed number for the whole area (kind count-of, not summed over units), so what \
                         remains is left blank. Correct “{code}” or remove this indicator."
                    ),
                );
            }
        }
    }

    pub(super) fn aggregate(&mut self, entry: &Entry, kind: IndicatorKind, derived: bool) -> Aggregate {
        let Some(field) = find(entry, "aggregate") else {
            if !derived {
                self.problem(
                    &place_for(entry, "aggregate"),
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
                self.one_of(field, other, keys::AGGREGATES);
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

    /// A target as typed; `Some(None)` where it can't be read, `None` where what is wrong was told.
    fn target(&mut self, field: &Field, unit: Option<&UnitOfMeasure>) -> Option<Option<Target>> {
        match &field.value {
            Value::Text(text) if field.place.is_cell() => {
                if let Some((one, other)) = Target::two_readings(text) {
                    self.doubtful(&field.place, text, one, other);
                    return None;
                }
                Some(Target::parse_in_cell(text, unit))
            }
            Value::Text(text) => Some(Target::parse(text, unit)),
            Value::Number(text) => Some(machine_number(text).map(Target::Exactly)),
            _ => Some(None),
        }
    }

    pub(super) fn derivation(
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
            "count-where" => match self.target(how, None)? {
                Some(condition) => Some(Derivation::CountWhere { from, condition }),
                None => {
                    self.problem(
                        &how.place,
                        "Không đọc được điều kiện đếm (count-where). Hãy viết như \"= 17\" hoặc \">= 19\".",
                        "count-where can't be read. Write \"= 17\" or \">= 19\".",
                    );
                    None
                }
            },
            _ => Some(Derivation::Remaining { from }),
        }
    }

    #[allow(clippy::type_complexity)] // The proved reporters and the two forms they were typed in.
    pub(super) fn reporters(
        &mut self,
        entry: &Entry,
        units: &[Unit],
        unit_ids: &HashMap<String, usize>,
        derived: bool,
    ) -> (Arc<[UnitId]>, Option<Vec<String>>, Option<Vec<String>>) {
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
        (self.reporters.once(reporters), kinds.map(plain), named.map(plain))
    }

    pub(super) fn reference(&mut self, entry: &Entry, key: &str, own: usize, ids: &HashMap<String, usize>) -> Option<IndicatorId> {
        let field = find(entry, key)?;
        let wanted = self.text(field)?;
        self.resolve(&field.place, key, &wanted, own, ids)
    }

    pub(super) fn references(&mut self, entry: &Entry, key: &str, own: usize, ids: &HashMap<String, usize>) -> Vec<IndicatorId> {
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

    pub(super) fn resolve(
        &mut self,
        place: &Place,
        key: &str,
        wanted: &str,
        own: usize,
        ids: &HashMap<String, usize>,
    ) -> Option<IndicatorId> {
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
}
