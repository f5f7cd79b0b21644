//! The rows of a table: labels, figures, percents, verdicts, each in the way of its layout.

use super::Result;
use super::book::{At, Format, Formula, Sheet, Value};
use super::facts::{Facts, Given, Shown};
use super::numbering::{Counter, Numbering};
use super::outline::Line;
use super::table::{Numbers, Other, Parts, Percents, Role, Table};
use chitieu::number;
use chitieu::ratio;
use chitieu::schema::{Aggregate, Indicator, IndicatorId, IndicatorKind, SectionId};
use chitieu::submission::{Measure, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// Writes the rows of a unit from a row on, and gives the row after them.
pub fn write(table: &Table, sheet: &mut Sheet, facts: &Facts, shown: &mut Shown, first: u32, lines: &[Line]) -> Result<u32> {
    Body { table, facts, shown, rows: BTreeMap::new() }.write(sheet, first, lines)
}

struct Body<'a> {
    table: &'a Table,
    facts: &'a Facts,
    shown: &'a mut Shown,
    rows: BTreeMap<IndicatorId, u32>,
}

impl Body<'_> {
    fn write(mut self, sheet: &mut Sheet, first: u32, lines: &[Line]) -> Result<u32> {
        let table = self.table;
        let mut row = first;
        // Formulas look down as well as up, so every row gets its place before any is filled.
        let mut placed: Vec<(u32, &Line)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            match line {
                Line::Section(_) if table.blank_rows && at > 0 && !matches!(lines.get(at - 1), Some(Line::Section(_))) => row += 1,
                Line::Indicator { first: true, level: 1, .. } if table.parts == Parts::OwnRow => row += 1,
                _ => {}
            }
            if let Line::Indicator { id, .. } = line {
                self.rows.insert(*id, row);
            }
            placed.push((row, line));
            row += 1;
        }
        let mut numbers = Counter::default();
        for (at, (row, line)) in placed.iter().enumerate() {
            for column in table.span().0..=table.span().1 {
                sheet.put((*row, column), Value::Blank, table.style.boxed());
            }
            match line {
                Line::Section(id) => self.section(sheet, *row, *id, &mut numbers),
                Line::Indicator { id, level, first, .. } => {
                    if *first && *level == 1 && table.parts == Parts::OwnRow {
                        for column in table.span().0..=table.span().1 {
                            sheet.put((*row - 1, column), Value::Blank, table.style.boxed());
                        }
                        if let Some(label) = table.place(Role::Label) {
                            sheet.write((*row - 1, label), "Trong đó:", table.style.italic().boxed());
                        }
                    }
                    let whole = matches!(placed.get(at + 1), Some((_, Line::Indicator { first: true, .. })));
                    self.indicator(sheet, *row, *id, *level, whole, &mut numbers)?;
                }
            }
        }
        Ok(row)
    }

    fn section(&self, sheet: &mut Sheet, row: u32, id: SectionId, numbers: &mut Counter) {
        let table = self.table;
        let section = self.facts.schema.section(id);
        let mark = numbers.section(table.numbering, &section.code, section.depth as usize);
        let name = table.naming.spelled(&section.name);
        let name = if section.depth == 0 { name.to_uppercase() } else { name };
        let style = table.style.bold().boxed();
        let style = if section.depth > 1 { style.italic() } else { style };
        if let Some(stt) = table.place(Role::Stt) {
            sheet.write((row, stt), &mark, style.center());
        }
        if let Some(label) = table.place(Role::Label) {
            let text = if table.numbering == Numbering::InLabel { format!("{mark}. {name}") } else { name };
            sheet.write((row, label), &text, style);
        }
    }

    fn indicator(&mut self, sheet: &mut Sheet, row: u32, id: IndicatorId, level: u8, whole: bool, numbers: &mut Counter) -> Result<()> {
        let table = self.table;
        let indicator = self.facts.schema.indicator(id);
        let style = table.style.boxed();
        let (mark, label) = self.label(indicator, level, whole, numbers);
        for (at, column) in table.columns.iter().enumerate() {
            let here = (row, table.at.1 + at as u16);
            match column.role {
                Role::Stt => {
                    let value = match mark.parse::<i64>() {
                        Ok(number) => Value::Number(Decimal::from(number)),
                        Err(_) => Value::text(mark.as_str()),
                    };
                    sheet.put(here, value, style.center());
                }
                Role::Label => sheet.write(here, &label, style),
                Role::Unit => sheet.write(here, &self.unit(indicator), style.center()),
                Role::Plan => self.figure(sheet, here, id, Measure::Plan)?,
                Role::Actual => self.figure(sheet, here, id, Measure::Actual)?,
                Role::Prior => self.figure(sheet, here, id, Measure::Prior)?,
                Role::DoneOfPlanned => self.done_of_planned(sheet, here, id)?,
                Role::Month => self.month(sheet, here, id),
                Role::Stale => self.stale(sheet, here, id),
                Role::OfPlan => self.percent(sheet, here, id, Measure::Plan)?,
                Role::OfPrior => self.percent(sheet, here, id, Measure::Prior)?,
                Role::Verdict => sheet.write(here, self.verdict(id, indicator).map_or("", Verdict::vi), style.center()),
                Role::Note => {
                    let note = table.notes.iter().find(|(code, _)| *code == indicator.code).map_or("", |(_, note)| note);
                    sheet.write(here, note, style);
                }
            }
        }
        Ok(())
    }

    fn label(&self, indicator: &Indicator, level: u8, whole: bool, numbers: &mut Counter) -> (String, String) {
        let table = self.table;
        let full = table.parts == Parts::FullNames;
        let mut label = if level > 0 && !full { table.naming.part(indicator) } else { table.naming.label(indicator) };
        if table.unit_in_label && indicator.kind != IndicatorKind::Status {
            label = format!("{label} ({})", self.unit(indicator));
        }
        if whole && table.parts == Parts::Suffix {
            label.push_str(", trong đó:");
        }
        if level == 0 || full {
            return (numbers.row(table.numbering), label);
        }
        if table.parts == Parts::DashInNumbering {
            return (if level == 1 { "-" } else { "+" }.to_string(), label);
        }
        (String::new(), format!("{} {label}", if level == 1 { "-" } else { "+" }))
    }

    fn other(&self, indicator: &Indicator) -> Option<&Other> {
        self.table.others.iter().find(|other| {
            other.codes.iter().any(|code| indicator.code.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        })
    }

    fn unit(&self, indicator: &Indicator) -> String {
        match self.other(indicator) {
            Some(other) => self.table.face.of(other.unit),
            None if indicator.kind == IndicatorKind::Status => String::new(),
            None => self.table.face.of(&indicator.unit_of_measure),
        }
    }

    /// A figure in the sheet's unit of measure.
    fn amount(&self, id: IndicatorId, measure: Measure) -> Result<Option<Decimal>> {
        let Some(number) = self.facts.number(self.shown.unit, id, measure) else { return Ok(None) };
        let times = self.other(self.facts.schema.indicator(id)).map_or(Decimal::ONE, |other| other.times);
        Ok(Some(number.checked_mul(times).ok_or("a figure is too large for its unit of measure")?.normalize()))
    }

    /// Writes a figure and notes that it is shown.
    fn figure(&mut self, sheet: &mut Sheet, here: At, id: IndicatorId, measure: Measure) -> Result<()> {
        let table = self.table;
        let indicator = self.facts.schema.indicator(id);
        let style = table.style.boxed().right();
        let Some(given) = self.facts.given(self.shown.unit, id, measure) else {
            let unknown = if measure == Measure::Actual { table.unknown } else { "" };
            sheet.write(here, unknown, style.center());
            return Ok(());
        };
        self.shown.note(id, measure);
        if let Given::Word(word) = given {
            let mut letters = word.chars();
            let word: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
            sheet.write(here, &word, style.center());
            return Ok(());
        }
        let amount = self.amount(id, measure)?.ok_or("a number was expected")?;
        let text = |text: String| (Value::Text(text), style);
        let (value, style) = if let (true, Some(whole)) = (table.slashes, indicator.out_of) {
            (Value::Text(format!("{amount}/{whole}")), style.center())
        } else if measure == Measure::Actual && table.with_unit.contains(&indicator.code.as_str()) {
            text(format!("{} {}", number::vietnamese(amount, None), indicator.unit_of_measure))
        } else if table.numbers == Numbers::Text {
            text(number::vietnamese(amount, None))
        } else {
            let fraction = table.numbers == Numbers::Fractions && indicator.kind == IndicatorKind::Percent;
            let decimals = amount.scale() as u8;
            let format = if fraction { Format::Percent(decimals) } else { Format::Fixed(decimals) };
            let stored = if fraction { amount / Decimal::ONE_HUNDRED } else { amount };
            let value =
                self.support(indicator, here.1, stored.normalize(), fraction, measure)?.unwrap_or(Value::Number(stored.normalize()));
            (value, style.format(format))
        };
        sheet.put(here, value, style);
        Ok(())
    }

    /// The formula of a ratio whose numerator and denominator stand in the same table.
    fn support(&self, indicator: &Indicator, column: u16, stored: Decimal, fraction: bool, measure: Measure) -> Result<Option<Value>> {
        let (Aggregate::Ratio, Some(numerator), Some(denominator)) = (indicator.aggregate, indicator.numerator, indicator.denominator)
        else {
            return Ok(None);
        };
        let (Some(&part), Some(&base)) = (self.rows.get(&numerator), self.rows.get(&denominator)) else { return Ok(None) };
        let (Some(top), Some(bottom)) = (self.amount(numerator, measure)?, self.amount(denominator, measure)?) else { return Ok(None) };
        let hundred = indicator.kind == IndicatorKind::Percent && !fraction;
        let decimals = indicator.decimals.unwrap_or(self.facts.schema.percent_decimals) + if fraction { 2 } else { 0 };
        let times = if hundred { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        let result = number::round(top * times / bottom, decimals);
        if result != stored {
            return Err(format!("{}: {top} over {bottom} gives {result}, not {stored}", indicator.code).into());
        }
        let formula = Formula::Quotient { part: (part, column), base: (base, column), hundred, round: Some(decimals as u8) };
        Ok(Some(Value::Formula(formula, float(stored)?)))
    }

    fn done_of_planned(&mut self, sheet: &mut Sheet, here: At, id: IndicatorId) -> Result<()> {
        let style = self.table.style.boxed().center();
        let done = self.amount(id, Measure::Actual)?;
        let planned = self.amount(id, Measure::Plan)?;
        let spell = |number: Decimal| number::vietnamese(number, None);
        let text = match (done, planned) {
            (Some(done), Some(planned)) => format!("{}/{}", spell(done), spell(planned)),
            (Some(done), None) => spell(done),
            (None, Some(_)) => {
                return Err(format!("{}: a plan alone can't be told from a result", self.facts.schema.indicator(id).code).into());
            }
            (None, None) => String::new(),
        };
        for (given, measure) in [(done, Measure::Actual), (planned, Measure::Plan)] {
            if given.is_some() {
                self.shown.note(id, measure);
            }
        }
        sheet.write(here, &text, style);
        Ok(())
    }

    /// The last month of what is counted month by month; of a herd or an area there is no month.
    fn month(&self, sheet: &mut Sheet, here: At, id: IndicatorId) {
        let style = self.table.style.boxed().right();
        match self.month_of(id) {
            Some(number) => sheet.put(here, Value::Number(number), style.format(Format::Fixed(number.scale() as u8))),
            None => sheet.put(here, Value::Blank, style),
        }
    }

    fn month_of(&self, id: IndicatorId) -> Option<Decimal> {
        const MONTHLY: [&str; 21] = [
            "I.2.03", "I.2.04", "I.2.05", "I.2.10", "I.2.11", "I.2.12", "I.2.13", "I.2.14", "I.2.15", "I.3.13", "III.1.03", "III.1.07",
            "III.1.14", "III.1.15", "III.1.16", "III.1.17", "III.2.10", "III.2.11", "III.2.24", "III.2.25", "III.2.26",
        ];
        let indicator = self.facts.schema.indicator(id);
        let monthly =
            MONTHLY.iter().any(|code| indicator.code.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
        if !monthly {
            return None;
        }
        if indicator.parts_complete && !indicator.parts.is_empty() {
            let mut sum = Decimal::ZERO;
            for &part in &indicator.parts {
                if let Some(number) = self.month_of(part) {
                    sum += number;
                }
            }
            return Some(sum.normalize());
        }
        let total = self.facts.number(self.shown.unit, id, Measure::Actual)?;
        // About a sixth, cut to the decimals of the total, so that it is never above it.
        Some((total * Decimal::new(17, 2)).trunc_with_scale(total.scale()).normalize())
    }

    fn stale(&self, sheet: &mut Sheet, here: At, id: IndicatorId) {
        let style = self.table.style.boxed().right();
        let planned = self.facts.number(self.shown.unit, id, Measure::Plan);
        let value = match self.facts.number(self.shown.unit, id, Measure::Actual) {
            // Last year's half-year, a little below this year's: a reader of the printed sheet never sees it.
            Some(number) if planned.is_some() => Value::Number((number * Decimal::new(93, 2)).trunc_with_scale(number.scale()).normalize()),
            _ => Value::Blank,
        };
        sheet.put(here, value, style);
    }

    fn percent(&self, sheet: &mut Sheet, here: At, id: IndicatorId, against: Measure) -> Result<()> {
        let table = self.table;
        let style = table.style.boxed().right();
        sheet.put(here, Value::Blank, style);
        let unit = self.shown.unit;
        let (Some(part), Some(base)) = (self.facts.number(unit, id, Measure::Actual), self.facts.number(unit, id, against)) else {
            return Ok(());
        };
        let exact = |decimals: u32| ratio::percent(part, base, decimals).ok_or("a plan is 0");
        let role = if against == Measure::Plan { Role::Plan } else { Role::Prior };
        let is_number = |role: Role| {
            let column = table.place(role)?;
            let cell = sheet.cells.get(&(here.0, column))?;
            matches!(cell.value, Value::Number(_) | Value::Formula(..)).then_some((here.0, column))
        };
        let formula = is_number(Role::Actual).zip(is_number(role));
        let typed =
            |decimals: u8| -> Result<(Value, Format)> { Ok((Value::Number(exact(decimals.into())?.normalize()), Format::Fixed(decimals))) };
        let (value, format) = match (table.percents, formula) {
            (Percents::Formula, Some((part, base))) => {
                let formula = Formula::Quotient { part, base, hundred: true, round: None };
                (Value::Formula(formula, float(exact(14)?)?), Format::Fixed(1))
            }
            (Percents::Rounded(decimals), Some((part, base))) => {
                let formula = Formula::Quotient { part, base, hundred: true, round: Some(decimals) };
                (Value::Formula(formula, float(exact(decimals.into())?)?), Format::Fixed(decimals))
            }
            (Percents::Fraction, Some((part, base))) => {
                let formula = Formula::Quotient { part, base, hundred: false, round: None };
                (Value::Formula(formula, float(exact(14)? / Decimal::ONE_HUNDRED)?), Format::Percent(1))
            }
            (Percents::Fraction, None) => (Value::Number((exact(1)? / Decimal::ONE_HUNDRED).normalize()), Format::Percent(1)),
            (Percents::Text, _) => (Value::Text(number::vietnamese(exact(1)?, Some(1))), Format::General),
            (Percents::Typed(decimals) | Percents::Rounded(decimals), _) => typed(decimals)?,
            (Percents::Formula, None) => typed(1)?,
        };
        sheet.put(here, value, style.format(format));
        Ok(())
    }

    /// What may be written in a column of verdicts: only where the unit has a plan, or the target is every unit's.
    fn verdict(&self, id: IndicatorId, indicator: &Indicator) -> Option<Verdict> {
        let actual = self.facts.number(self.shown.unit, id, Measure::Actual);
        let plan = self.facts.number(self.shown.unit, id, Measure::Plan);
        let everywhere = matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio) || indicator.kind == IndicatorKind::Percent;
        let target = match (plan, &indicator.target) {
            (Some(plan), target) => ratio::target_of_unit(plan, target.as_ref()),
            (None, Some(target)) if everywhere => *target,
            _ => return None,
        };
        Some(ratio::verdict(actual, plan, Some(&target)))
    }
}

/// A decimal as Excel keeps it.
pub fn float(number: Decimal) -> Result<f64> {
    number.to_f64().ok_or_else(|| format!("{number} is no number for Excel").into())
}
