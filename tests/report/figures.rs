//! No figure in the text that is not in the consolidation: every number is taken out of the text and looked for there.

use crate::small::{EVERYTHING, consolidation, parse, schema};
use chitieu::completeness::Completeness;
use chitieu::consolidation::{Consolidation, Row};
use chitieu::number;
use chitieu::report::Report;
use chitieu::schema::{self, Indicator, IndicatorId, Schema, Target};
use chitieu::submission::{Amount, Verdict};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Numbers as they are printed, made comparable: "03" is 3, "1.234,50" is 1234.5.
fn numbers(text: &str) -> BTreeSet<Decimal> {
    let mut found = BTreeSet::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() || (matches!(c, '.' | ',') && !word.is_empty()) {
            word.push(c);
        } else if !word.is_empty() {
            let plain = word.trim_end_matches(['.', ',']).replace('.', "").replace(',', ".");
            found.insert(Decimal::from_str_exact(&plain).unwrap_or_else(|_| panic!("“{word}” in {text}")).normalize());
            word.clear();
        }
    }
    found
}

/// Every way a figure of the consolidation may be printed.
struct Allowed(BTreeSet<Decimal>);

impl Allowed {
    fn add(&mut self, number: Decimal) {
        let number = number.abs();
        self.0.insert(number.normalize());
        for decimals in 0..=4 {
            self.0.insert(number::round(number, decimals).normalize());
        }
    }

    fn count(&mut self, count: usize) {
        self.0.insert(Decimal::from(count));
    }

    fn text(&mut self, text: &str) {
        self.0.extend(numbers(text));
    }

    fn of(schema: &Schema, consolidation: &Consolidation) -> Allowed {
        let mut allowed = Allowed(BTreeSet::new());
        allowed.text(&schema.title);
        allowed.text(&schema.year.to_string());
        schema.periods.iter().for_each(|period| allowed.text(&period.name));
        schema.units.iter().for_each(|unit| allowed.text(&unit.name));
        schema.sections.iter().for_each(|section| allowed.text(&section.name));
        for (id, indicator) in schema.each_indicator() {
            allowed.text(&indicator.name);
            allowed.text(&indicator.unit_of_measure);
            allowed.row(indicator, consolidation.row(id));
        }
        let received = consolidation.units.iter().filter(|(_, file)| file.is_some()).count();
        allowed.count(received);
        allowed.count(consolidation.units.len());
        allowed.counts_of_indicators(schema, consolidation);
        allowed
    }

    fn row(&mut self, indicator: &Indicator, row: &Row) {
        [row.plan, row.actual, row.prior, row.pct_plan, row.pct_prior].into_iter().flatten().for_each(|number| self.add(number));
        indicator.out_of.into_iter().for_each(|number| self.add(number));
        if let Some(percent) = row.pct_prior {
            self.add(percent - Decimal::ONE_HUNDRED);
        }
        if let (Some(actual), Some(prior)) = (row.actual, row.prior) {
            self.add(actual - prior);
        }
        let goal = match indicator.target {
            Some(Target::Range(low, high)) => {
                self.add(high);
                Some(low)
            }
            Some(target) => Some(target.base()),
            None => row.plan,
        };
        if let Some(goal) = goal {
            self.add(goal);
            if let Some(actual) = row.actual {
                self.add(goal - actual);
                // What each of the six months left has to bring.
                self.add((goal - actual) / Decimal::from(6));
            }
        }
        let mut with_actual = 0;
        let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut amounts: BTreeMap<String, usize> = BTreeMap::new();
        let mut shares: BTreeMap<Decimal, usize> = BTreeMap::new();
        for (_, figures) in &row.by_unit {
            if let Some(actual) = &figures.actual {
                with_actual += 1;
                *amounts.entry(actual.amount.to_string()).or_default() += 1;
                if let Amount::Number(number) = actual.amount {
                    self.add(number);
                }
            }
            if let Some(percent) = figures.pct_plan {
                self.add(percent);
                *shares.entry(percent).or_default() += 1;
            }
            if let Some(verdict) = figures.verdict {
                *verdicts.entry(verdict.code()).or_default() += 1;
            }
        }
        self.count(with_actual);
        self.count(indicator.reporters.len());
        self.count(indicator.reporters.len() - with_actual.min(indicator.reporters.len()));
        let met = verdicts.get("met").copied().unwrap_or_default();
        let not_met = verdicts.get("not-met").copied().unwrap_or_default();
        [met, not_met, met + not_met, shares.values().sum()].into_iter().for_each(|count| self.count(count));
        amounts.values().chain(shares.values()).for_each(|&count| self.count(count));
    }

    /// How many indicators of each section have what.
    fn counts_of_indicators(&mut self, schema: &Schema, consolidation: &Consolidation) {
        let helpers: BTreeSet<IndicatorId> = schema.indicators.iter().flat_map(|of| [of.numerator, of.denominator]).flatten().collect();
        let mut counted: Vec<IndicatorId> = schema.each_indicator().map(|(id, _)| id).filter(|id| !helpers.contains(id)).collect();
        counted.extend(helpers.iter().filter(|id| schema.indicator(**id).target.is_some()));
        let mut sections: Vec<Option<usize>> = (0..schema.sections.len()).map(Some).collect();
        sections.push(None);
        for section in sections {
            let inside = |id: &IndicatorId| {
                let mut at = Some(schema.indicator(*id).section);
                while let Some(id) = at {
                    if section.is_none_or(|section| id.0 as usize == section) {
                        return true;
                    }
                    at = schema.section(id).parent;
                }
                false
            };
            let rows: Vec<&Row> = counted.iter().filter(|id| inside(id)).map(|id| consolidation.row(*id)).collect();
            let has = |row: &Row| row.actual.is_some() || row.by_unit.iter().any(|(_, figures)| figures.actual.is_some());
            let verdict = |wanted: Verdict| rows.iter().filter(|row| row.verdict == wanted).count();
            let order = |wanted: std::cmp::Ordering| {
                rows.iter().filter(|row| row.actual.zip(row.prior).is_some_and(|(actual, prior)| actual.cmp(&prior) == wanted)).count()
            };
            let unplanned = |row: &Row| row.plan.is_none() && schema.indicator(row.indicator).target.is_none();
            let figured = rows.iter().filter(|row| has(row)).count();
            let missing = rows.len() - figured;
            let status = |row: &Row| schema.indicator(row.indicator).kind == chitieu::schema::IndicatorKind::Status;
            let loose = rows.iter().filter(|row| row.verdict == Verdict::NotAssessed && has(row) && unplanned(row) && !status(row)).count();
            let open = verdict(Verdict::NotAssessed);
            let orders = [std::cmp::Ordering::Less, std::cmp::Ordering::Equal, std::cmp::Ordering::Greater].map(order);
            for count in [rows.len(), figured, missing, loose, open, open - missing - loose, orders.iter().sum()] {
                self.count(count);
            }
            [Verdict::Met, Verdict::NotMet, Verdict::InProgress].map(verdict).into_iter().chain(orders).for_each(|count| self.count(count));
        }
        let programmes = schema.sections.iter().filter(|section| section.parent.is_none()).count();
        self.count(programmes);
        for (unit, _) in &consolidation.units {
            let lacking = schema.each_indicator().filter(|(id, indicator)| {
                let has = consolidation.row(*id).unit(*unit).is_some_and(|figures| figures.actual.is_some());
                indicator.required && schema.reports(*unit, *id) && !helpers.contains(id) && !has
            });
            self.count(lacking.count());
        }
        let partial = counted.iter().filter(|id| {
            let row = consolidation.row(**id);
            row.actual.is_some() && !row.complete
        });
        self.count(partial.count());
    }
}

/// The sentences are whole: nothing left to fill in, no doubled marks.
fn is_well_formed(line: &str) {
    for wrong in ["  ", " ,", " .", " ;", "()", "{", "}", "[", "]", "..", ",,", ":,", "-0", "::", "( ", " )"] {
        assert!(!line.contains(wrong), "“{wrong}” in: {line}");
    }
    assert!(line.ends_with('.') || line.ends_with(':'), "{line}");
    assert!(line.chars().next().is_some_and(|c| !c.is_lowercase()), "{line}");
}

fn holds(schema: &Schema, consolidation: &Consolidation) {
    let report = Report::of(schema, consolidation, &[], &Completeness::default());
    let allowed = Allowed::of(schema, consolidation);
    for line in crate::lines(&report) {
        for number in numbers(&line) {
            assert!(allowed.0.contains(&number), "{number} is no figure of the consolidation: {line}");
        }
        if line != report.closing.text {
            is_well_formed(&line);
        }
    }
    let running = report.annex.table.rows.len();
    for row in report.annex.table.rows.iter().chain(report.opening.iter().flat_map(|block| match block {
        chitieu::report::Block::Table(table) => table.rows.as_slice(),
        _ => &[],
    })) {
        for cell in row.cells.iter().skip(1) {
            for number in numbers(&cell.text()) {
                assert!(allowed.0.contains(&number), "{number} in {:?} (of {running} rows)", cell.text());
            }
        }
    }
}

#[test]
fn every_number_of_the_text_is_in_the_consolidation() {
    let schema = schema();
    holds(&schema, &consolidation(&schema, EVERYTHING));
    for unit in ["an", "binh", "chuong", "duong", "phong"] {
        let sheet: Vec<&str> = EVERYTHING.lines().filter(|line| !line.trim().starts_with(unit)).collect();
        holds(&schema, &consolidation(&schema, &sheet.join("\n")));
    }
    holds(&schema, &consolidation(&schema, ""));
}

#[test]
fn it_is_so_for_the_real_district() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/figures.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("left out: {} is not there", path.display());
        return;
    };
    let schema = schema::built_in().unwrap_or_else(|problems| panic!("{problems:#?}"));
    for left_out in [&["nobody"][..], &["huong-phu", "khe-tre"], &["phong-nn"]] {
        holds(&schema, &consolidation(&schema, &sheet(&text, left_out)));
    }
}

/// A table of figures as lines of text, without some units.
fn sheet(csv: &str, left_out: &[&str]) -> String {
    let mut sheet = String::new();
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [unit, indicator, measure, value, ..] = fields.as_slice() else { continue };
        if left_out.contains(unit) {
            continue;
        }
        let value = value.replace(' ', "-");
        let places = ["plan", "actual", "prior"].map(|of| if of == *measure { value.as_str() } else { "." });
        writeln!(sheet, "{unit} {indicator} {}", places.join(" ")).unwrap();
    }
    sheet
}

/// Figures out of a fixed row of numbers, so that every run tries the same districts.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn it_is_so_for_two_hundred_made_up_districts() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let schema = parse(&district(&mut dice));
        let mut sheet = String::new();
        for (id, indicator) in schema.each_indicator() {
            for &unit in &indicator.reporters {
                if dice.roll(12) == 0 {
                    continue;
                }
                let most = if indicator.kind.code() == "percent" { 100 } else { 3000 };
                let mut number = |chance: u64| match (indicator.kind.code(), dice.roll(chance)) {
                    (_, 1) => ".".to_string(),
                    ("status", _) => ["met", "not-met", "in-progress", "not-assessed"][dice.roll(4) as usize].to_string(),
                    ("count-of", _) => dice.roll(20).to_string(),
                    (_, 2) => "0".to_string(),
                    (_, 3) => dice.roll(most).to_string(),
                    _ => format!("{}.{}", dice.roll(most), dice.roll(100)),
                };
                let plan = if matches!(indicator.kind.code(), "status" | "count-of") { ".".to_string() } else { number(4) };
                let line = format!("{} {} {plan} {} {}", schema.unit(unit).code, schema.indicator(id).code, number(9), number(3));
                sheet.push_str(&line);
                sheet.push('\n');
            }
        }
        holds(&schema, &consolidation(&schema, &sheet));
    }
}

/// A schema of a few communes with indicators of every kind, way of adding up and target.
fn district(dice: &mut Dice) -> String {
    let mut out = String::from(
        "version = 1\nid = \"x\"\ntitle = \"Chỉ tiêu phát triển\"\nyear = 2024\n[area]\ncode = \"x\"\nname = \"Huyện X\"\n\
         [[period]]\ncode = \"6t\"\nname = \"6 tháng đầu năm\"\n",
    );
    for unit in 0..2 + dice.roll(16) {
        let name = if unit % 5 == 4 { "Thị trấn" } else { "Xã" };
        writeln!(out, "[[unit]]\ncode = \"u{unit}\"\nname = \"{name} Số{}\"\nkind = \"xa\"", "a".repeat(unit as usize)).unwrap();
    }
    out.push_str(
        "[[section]]\ncode = \"I\"\nname = \"Lĩnh vực kinh tế\"\n[[section]]\ncode = \"I.1\"\nparent = \"I\"\nname = \"Nông nghiệp\"\n",
    );
    for at in 0..12 {
        let kind = ["quantity", "quantity", "quantity", "percent", "count-of", "status"][dice.roll(6) as usize];
        let aggregate = match kind {
            "quantity" => ["sum", "sum", "mean", "max", "none"][dice.roll(5) as usize],
            "percent" => ["mean", "min", "none"][dice.roll(3) as usize],
            "status" => ["none", "count-met"][dice.roll(2) as usize],
            _ => "none",
        };
        let target = match (kind, dice.roll(6)) {
            ("status", _) | (_, 0) => String::new(),
            (_, 1) => format!("target = \"<= {}\"\n", dice.roll(19)),
            (_, 2) => "target = \"5..12\"\n".to_string(),
            (_, 3) => format!("target = \"> {}\"\n", dice.roll(19)),
            (_, 4) => format!("target = \"= {}\"\n", dice.roll(19)),
            _ => format!("target = \">= {}\"\n", 1 + dice.roll(18)),
        };
        let out_of = if kind == "count-of" { "out-of = 19\n" } else { "" };
        let decimals = if dice.roll(2) == 0 { "decimals = 1\n" } else { "" };
        let unit = if kind == "percent" { "%" } else { "tấn" };
        let section = ["I", "I.1"][usize::from(at > 3)];
        writeln!(
            out,
            "[[indicator]]\ncode = \"C{at}\"\nsection = \"{section}\"\nname = \"Chỉ tiêu {}\"\nunit = \"{unit}\"\nkind = \"{kind}\"\n\
             aggregate = \"{aggregate}\"\n{target}{out_of}{decimals}",
            "thử ".repeat(at + 1).trim()
        )
        .unwrap();
    }
    out
}
