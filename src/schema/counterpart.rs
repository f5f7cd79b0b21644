//! The same indicator in another schema: last year's, or that of a level below.

use super::{Derivation, IndicatorId, Schema};
use crate::label;
use crate::language::Words;
use crate::unit_of_measure::{Conversion, UnitOfMeasure};
use std::collections::HashMap;

/// Finds each indicator of one schema in another: under its code where its name is the same, else under its name.
pub struct Counterparts<'a> {
    schema: &'a Schema,
    other: &'a Schema,
    /// Name and heading → indicators of the other schema.
    by_name: HashMap<(String, String), Vec<IndicatorId>>,
}

impl<'a> Counterparts<'a> {
    /// Prepares the look-up.
    pub fn of(schema: &'a Schema, other: &'a Schema) -> Counterparts<'a> {
        let mut by_name: HashMap<(String, String), Vec<IndicatorId>> = HashMap::new();
        for (id, indicator) in other.each_indicator() {
            let section = label::key(&other.section(indicator.section).name);
            by_name.entry((name_key(other, &indicator.name), section)).or_default().push(id);
        }
        Counterparts { schema, other, by_name }
    }

    /// The indicator that is the same thing, measured alike.
    ///
    /// # Errors
    /// Why there is none, as the rest of a sentence that names the indicator.
    pub fn find(&self, id: IndicatorId) -> Result<IndicatorId, Words> {
        let wanted = self.schema.indicator(id);
        let found = self.same_name(id)?;
        let other = self.other.indicator(found);
        if wanted.kind != other.kind || wanted.out_of != other.out_of {
            return Err(Words::new("dạng số liệu của chỉ tiêu này ở đó khác", "there it has figures of another kind"));
        }
        let measured = [&wanted.unit_of_measure, &other.unit_of_measure];
        let [own, theirs] = measured.map(|text| UnitOfMeasure::parse(text));
        let alike = label::key(measured[0]) == label::key(measured[1])
            || matches!((&own, &theirs), (Some(own), Some(theirs)) if theirs.to(own) == Conversion::Same);
        if !alike {
            return Err(Words::new(
                format!("đơn vị tính ở đó là “{}”, ở đây là “{}”", other.unit_of_measure, wanted.unit_of_measure),
                format!("there it is measured in “{}”, here in “{}”", other.unit_of_measure, wanted.unit_of_measure),
            ));
        }
        Ok(found)
    }

    fn same_name(&self, id: IndicatorId) -> Result<IndicatorId, Words> {
        let wanted = self.schema.indicator(id);
        let names: Vec<String> = std::iter::once(&wanted.name).chain(&wanted.aliases).map(|name| name_key(self.schema, name)).collect();
        let by_code = self.other.find_indicator(&wanted.code);
        if let Some(found) = by_code {
            let other = self.other.indicator(found);
            if std::iter::once(&other.name).chain(&other.aliases).any(|name| names.contains(&name_key(self.other, name))) {
                return Ok(found);
            }
        }
        // A short name ("Diện tích trồng mới") stands under several headings: the heading tells which is meant.
        let own = name_key(self.schema, &wanted.name);
        let section = label::key(&self.schema.section(wanted.section).name);
        match self.by_name.get(&(own, section)).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some(_) => Err(Words::new("ở đó có nhiều chỉ tiêu cùng tên này", "there several indicators have this name")),
            None => Err(match by_code {
                Some(found) => {
                    let name = &self.other.indicator(found).name;
                    Words::new(
                        format!("mã này ở đó là của chỉ tiêu khác (“{name}”)"),
                        format!("there the code is that of another indicator (“{name}”)"),
                    )
                }
                None => Words::new("ở đó không có chỉ tiêu này", "there is no such indicator there"),
            }),
        }
    }

    /// Whether the areas' figures come from the units' in the same way.
    pub fn same_aggregation(&self, id: IndicatorId, found: IndicatorId) -> bool {
        let (own, other) = (self.schema.indicator(id), self.other.indicator(found));
        let same = |own: Option<IndicatorId>, theirs: Option<IndicatorId>| match (own, theirs) {
            (None, None) => true,
            (Some(own), Some(theirs)) => self.find(own) == Ok(theirs),
            _ => false,
        };
        let derived_alike = match (&own.derivation, &other.derivation) {
            (None, None) => true,
            (Some(Derivation::CountWhere { from, condition }), Some(Derivation::CountWhere { from: theirs, condition: same })) => {
                condition == same && self.find(*from).as_ref() == Ok(theirs)
            }
            (Some(Derivation::Remaining { from }), Some(Derivation::Remaining { from: theirs })) => self.find(*from).as_ref() == Ok(theirs),
            (Some(Derivation::AtUnit { from, unit }), Some(Derivation::AtUnit { from: theirs, unit: at })) => {
                self.find(*from).as_ref() == Ok(theirs) && self.schema.unit(*unit).code == self.other.unit(*at).code
            }
            _ => false,
        };
        own.aggregate == other.aggregate
            && same(own.numerator, other.numerator)
            && same(own.denominator, other.denominator)
            && derived_alike
    }
}

/// The key of a name, in which the schema's own year is no particular year: "vốn năm 2023" of 2023 is "vốn năm 2024" of 2024.
fn name_key(schema: &Schema, name: &str) -> String {
    let year = schema.year.to_string();
    let words = label::words(name).into_iter().map(|word| if word == year { "*".to_string() } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// The unit of a schema that a code or a name means: codes first; a name only where it is one unit's.
pub fn find_unit_by_any(schema: &Schema, word: &str) -> Option<super::UnitId> {
    schema.find_unit(word).or_else(|| {
        let key = label::key(word);
        let mut found =
            schema.each_unit().filter(|(_, unit)| std::iter::once(&unit.name).chain(&unit.aliases).any(|name| label::key(name) == key));
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Some(id),
            _ => None,
        }
    })
}
