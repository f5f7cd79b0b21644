//! No figure in the text that is not in the consolidation: every number is taken out of the text and looked for there.

use crate::small::{EVERYTHING, consolidation, parse, schema};
use chitieu::completeness::Completeness;
use chitieu::consolidation::{Consolidation, Row};
use chitieu::number;
use chitieu::report::{Block, Cell, Report, RowKind};
use chitieu::schema::{self, Aggregate, Derivation, Indicator, IndicatorId, IndicatorKind, Schema, Target, UnitId};
use chitieu::submission::{Amount, Measure, Verdict};
use rust_decimal::Decimal;
use std::cmp::Ordering;
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

/// Every way the figures behind one line may be printed: those of the indicators it names, and of the section it counts.
struct Allowed(BTreeSet<Decimal>);

impl Allowed {
    /// As it is, and rounded the one way or the other that it may be printed.
    fn add(&mut self, number: Decimal, decimals: &[u32]) {
        let number = number.abs();
        self.0.insert(number.normalize());
        for decimals in decimals {
            self.0.insert(number::round(number, *decimals).normalize());
        }
    }

    fn count(&mut self, count: usize) {
        self.0.insert(Decimal::from(count));
    }

    fn text(&mut self, text: &str) {
        self.0.extend(numbers(text));
    }

    /// What every line may have: the year, the period, the months left of it, names of places.
    fn common(schema: &Schema) -> Allowed {
        let mut allowed = Allowed(BTreeSet::new());
        allowed.text(&schema.title);
        allowed.text(&schema.year.to_string());
        schema.periods.iter().for_each(|period| allowed.text(&period.name));
        schema.units.iter().for_each(|unit| allowed.text(&unit.name));
        allowed
    }

    /// The indicators that a line names, by their whole name or by what follows a common one.
    fn named(&mut self, schema: &Schema, consolidation: &Consolidation, line: &str) {
        let line = line.to_lowercase();
        for (id, indicator) in schema.each_indicator() {
            let name = indicator.name.trim_end_matches(':').to_lowercase();
            let short = name.split_once(": ").map_or(name.as_str(), |(_, short)| short);
            if line.contains(&name) || line.contains(short) {
                self.text(&indicator.name);
                self.text(&indicator.unit_of_measure);
                self.row(schema, indicator, consolidation.row(id));
                // Both sides of a percent stand in its brackets; what units have is counted in what follows from it.
                let sides = [indicator.numerator, indicator.denominator].into_iter().flatten();
                sides.filter_map(|side| consolidation.row(side).actual).for_each(|number| self.add(number, &[]));
                if let Some(Derivation::CountWhere { from, .. } | Derivation::Remaining { from }) = indicator.derivation {
                    self.row(schema, schema.indicator(from), consolidation.row(from));
                }
            }
        }
    }

    fn row(&mut self, schema: &Schema, indicator: &Indicator, row: &Row) {
        let own: Vec<u32> = indicator.decimals.into_iter().collect();
        let percent = [schema.percent_decimals];
        [row.plan, row.actual, row.prior].into_iter().flatten().for_each(|number| self.add(number, &own));
        [row.pct_plan, row.pct_prior].into_iter().flatten().for_each(|number| self.add(number, &percent));
        indicator.out_of.into_iter().for_each(|number| self.add(number, &[]));
        if let Some(pct_prior) = row.pct_prior {
            self.add(pct_prior - Decimal::ONE_HUNDRED, &percent);
        }
        if let (Some(actual), Some(prior)) = (row.actual, row.prior) {
            self.add(actual - prior, &own);
        }
        let goal = match indicator.target {
            Some(Target::Range(low, high)) => {
                self.add(high, &[]);
                Some(low)
            }
            Some(target) => Some(target.base()),
            None => row.plan,
        };
        if let Some(goal) = goal {
            self.add(goal, &[]);
            if let Some(actual) = row.actual.filter(|_| row.verdict == Verdict::NotMet) {
                self.add(goal - actual, &own);
                // What each of the six months left has to bring, with as many decimals as the difference has.
                let decimals = indicator.decimals.unwrap_or((goal - actual).normalize().scale());
                self.0.insert(number::round((goal - actual).abs() / Decimal::from(MONTHS_LEFT), decimals).normalize());
                self.count(MONTHS_LEFT);
            }
        }
        let mut with_actual = 0;
        let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut amounts: BTreeMap<String, usize> = BTreeMap::new();
        let mut shares: BTreeMap<Decimal, usize> = BTreeMap::new();
        for (_, figures) in &row.by_unit {
            if let Some(actual) = figures.get(Measure::Actual) {
                with_actual += 1;
                *amounts.entry(actual.amount.to_string()).or_default() += 1;
                if let Amount::Number(number) = actual.amount {
                    self.add(number, &own);
                }
            }
            if let Some(percent) = figures.pct_plan() {
                self.add(percent, &[schema.percent_decimals]);
                *shares.entry(percent).or_default() += 1;
            }
            if let Some(verdict) = figures.verdict() {
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

    /// How many indicators of a section, or of the whole set, have what.
    fn counts(&mut self, schema: &Schema, consolidation: &Consolidation, section: Option<usize>) {
        let ids = counted(schema, section);
        let rows: Vec<&Row> = ids.iter().map(|id| consolidation.row(*id)).collect();
        let has = |row: &Row| row.actual.is_some() || row.by_unit.iter().any(|(_, figures)| figures.has(Measure::Actual));
        let verdict = |wanted: Verdict| rows.iter().filter(|row| row.verdict == wanted).count();
        let order = |wanted: Ordering| {
            rows.iter().filter(|row| row.actual.zip(row.prior).is_some_and(|(actual, prior)| actual.cmp(&prior) == wanted)).count()
        };
        let unplanned = |row: &Row| row.plan.is_none() && schema.indicator(row.indicator).target.is_none();
        let figured = rows.iter().filter(|row| has(row)).count();
        let missing = rows.len() - figured;
        let status = |row: &Row| schema.indicator(row.indicator).kind == IndicatorKind::Status;
        let loose = rows.iter().filter(|row| row.verdict == Verdict::NotAssessed && has(row) && unplanned(row) && !status(row)).count();
        let open = verdict(Verdict::NotAssessed);
        let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(order);
        for count in [rows.len(), figured, missing, loose, open, open - missing - loose, orders.iter().sum()] {
            self.count(count);
        }
        [Verdict::Met, Verdict::NotMet, Verdict::InProgress].map(verdict).into_iter().chain(orders).for_each(|count| self.count(count));
        if section.is_none() {
            self.count(schema.sections.iter().filter(|section| section.parent.is_none()).count());
        }
        self.ranks(schema, &rows);
    }

    /// How often each unit is first and last, how many indicators rank units, and how many share the same percent of plan.
    fn ranks(&mut self, schema: &Schema, rows: &[&Row]) {
        let mut compared = 0;
        let mut firsts: BTreeMap<UnitId, usize> = BTreeMap::new();
        let mut lasts = firsts.clone();
        for row in rows {
            let indicator = schema.indicator(row.indicator);
            let shares: Vec<(UnitId, Decimal)> = row.by_unit.iter().filter_map(|(unit, of)| Some((unit, of.pct_plan()?))).collect();
            let (most, least) = (shares.iter().map(|of| of.1).max(), shares.iter().map(|of| of.1).min());
            let adds_up = indicator.kind == IndicatorKind::Quantity && indicator.aggregate == Aggregate::Sum;
            if adds_up && indicator.derivation.is_none() && shares.len() > 2 && most != least {
                compared += 1;
                for (unit, share) in shares {
                    *firsts.entry(unit).or_default() += usize::from(Some(share) == most);
                    *lasts.entry(unit).or_default() += usize::from(Some(share) == least);
                }
            }
        }
        self.count(compared);
        [firsts, lasts].iter().filter_map(|of| of.values().max()).for_each(|count| self.count(*count));
        let mut tied: BTreeMap<Decimal, usize> = BTreeMap::new();
        for share in rows.iter().filter_map(|row| row.pct_plan) {
            *tied.entry(share).or_default() += 1;
        }
        for end in [tied.first_key_value(), tied.last_key_value()].into_iter().flatten() {
            self.add(*end.0, &[schema.percent_decimals]);
            self.count(*end.1);
        }
    }

    /// What is said of what was handed in.
    fn handed_in(&mut self, schema: &Schema, consolidation: &Consolidation) {
        self.count(consolidation.units.iter().filter(|(_, file)| file.is_some()).count());
        self.count(consolidation.units.len());
        let ids = counted(schema, None);
        for (unit, _) in &consolidation.units {
            let lacking = ids.iter().filter(|id| {
                let has = consolidation.row(**id).unit(*unit).is_some_and(|figures| figures.has(Measure::Actual));
                schema.indicator(**id).required && schema.reports(*unit, **id) && !has
            });
            self.count(lacking.count());
        }
        let partial = ids.iter().filter(|id| {
            let row = consolidation.row(**id);
            row.actual.is_some() && !row.complete
        });
        self.count(partial.count());
    }
}

/// "6 tháng đầu năm" is the period of every set here.
const MONTHS_LEFT: usize = 6;

/// The indicators that count: those of a section with what lies below it, or all; not the sides of ratios.
fn counted(schema: &Schema, section: Option<usize>) -> Vec<IndicatorId> {
    let sides: BTreeSet<IndicatorId> = schema.indicators.iter().flat_map(|of| [of.numerator, of.denominator]).flatten().collect();
    let inside = |indicator: &Indicator| {
        let mut at = Some(indicator.section);
        while let Some(id) = at {
            if section.is_none_or(|section| id.0 as usize == section) {
                return true;
            }
            at = schema.section(id).parent;
        }
        false
    };
    let counts = |id: &IndicatorId, of: &Indicator| (!sides.contains(id) || of.target.is_some()) && inside(of);
    schema.each_indicator().filter(|(id, of)| counts(id, of)).map(|(id, _)| id).collect()
}

/// The sentences are whole: nothing left to fill in, no doubled marks.
fn is_well_formed(line: &str) {
    for wrong in ["  ", " ,", " .", " ;", "()", "{", "}", "[", "]", "..", ",,", ":,", "-0", "::", "( ", " )"] {
        assert!(!line.contains(wrong), "“{wrong}” in: {line}");
    }
    assert!(line.ends_with('.') || line.ends_with(':'), "{line}");
    assert!(line.chars().next().is_some_and(|c| !c.is_lowercase()), "{line}");
}

/// Every line of the text with what may stand in it.
fn lines_with_allowed(schema: &Schema, consolidation: &Consolidation, report: &Report) -> Vec<(String, Allowed)> {
    let mut lines = Vec::new();
    let mut add = |blocks: &[Block], sections: &[Option<usize>], title: &str, is_programme: bool| {
        for block in blocks {
            let (text, counts) = match block {
                Block::Paragraph(text) => (text, true),
                // A heading that runs into its line counts its indicators, too.
                Block::Bullet(_, text) => (text, !text.lead.is_empty() || !is_programme),
                Block::Table(_) | Block::Chart(_) => continue,
            };
            let mut allowed = Allowed::common(schema);
            allowed.text(title);
            let line = format!("{} {}", text.lead, text.text).trim().to_string();
            allowed.named(schema, consolidation, &line);
            if counts && text.lead.is_empty() {
                sections.iter().for_each(|section| allowed.counts(schema, consolidation, *section));
            } else if counts {
                (0..schema.sections.len()).for_each(|section| allowed.counts(schema, consolidation, Some(section)));
            }
            if !is_programme {
                allowed.count(MONTHS_LEFT);
                allowed.handed_in(schema, consolidation);
            }
            lines.push((line, allowed));
        }
    };
    add(&report.opening, &[None], "", true);
    for section in &report.sections {
        let named = |name: &str| if section.level == 1 { name.to_uppercase() == section.title } else { name == section.title };
        let found: Vec<Option<usize>> = (0..schema.sections.len()).filter(|&at| named(&schema.sections[at].name)).map(Some).collect();
        match found.is_empty() {
            true => add(&section.blocks, &[None], &section.title, false),
            false => add(&section.blocks, &found, &section.title, true),
        }
    }
    lines
}

/// Numbers of a line that it may not have.
fn strangers(line: &str, allowed: &Allowed) -> Vec<Decimal> {
    numbers(line).into_iter().filter(|number| !allowed.0.contains(number)).collect()
}

fn holds(schema: &Schema, consolidation: &Consolidation) {
    let report = Report::of(schema, consolidation, &[], &Completeness::default());
    for (line, allowed) in lines_with_allowed(schema, consolidation, &report) {
        let strangers = strangers(&line, &allowed);
        assert!(strangers.is_empty(), "{strangers:?} is no figure of the consolidation: {line}");
        is_well_formed(&line);
    }
    let blocks = || report.opening.iter().chain(report.sections.iter().flat_map(|section| &section.blocks));
    let tables = blocks().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for row in tables.chain([&report.annex.table]).flat_map(|table| &table.rows) {
        let name = row.cells.get(1).map(Cell::text).unwrap_or_default();
        let mut allowed = Allowed::common(schema);
        allowed.named(schema, consolidation, &name);
        allowed.text(&name);
        for section in (0..schema.sections.len()).filter(|&at| schema.sections[at].name == name).map(Some) {
            allowed.counts(schema, consolidation, section);
        }
        if row.kind == RowKind::Total {
            allowed.counts(schema, consolidation, None);
        }
        for cell in row.cells.iter().skip(1) {
            let strangers = strangers(&cell.text(), &allowed);
            assert!(strangers.is_empty(), "{strangers:?} in {:?} of {name}", cell.text());
        }
    }
    for chart in blocks().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    }) {
        for bar in &chart.bars {
            let mut allowed = Allowed::common(schema);
            allowed.named(schema, consolidation, &bar.label);
            for section in (0..schema.sections.len()).filter(|&at| schema.sections[at].name == bar.label).map(Some) {
                allowed.counts(schema, consolidation, section);
            }
            let strangers = strangers(&bar.text, &allowed);
            assert!(strangers.is_empty(), "{strangers:?} at the bar of {}: {}", bar.label, bar.text);
            assert!(bar.pieces.iter().all(|(_, value)| allowed.0.contains(&value.normalize())), "{bar:?}");
        }
    }
}

/// The test above can fail: another figure in the place of one is a stranger there.
#[test]
fn a_figure_of_another_indicator_is_noticed() {
    let schema = schema();
    let consolidation = consolidation(&schema, EVERYTHING);
    let report = Report::of(&schema, &consolidation, &[], &Completeness::default());
    let mut tried = 0;
    for (line, allowed) in lines_with_allowed(&schema, &consolidation, &report) {
        for number in numbers(&line).into_iter().filter(|number| *number > Decimal::from(20)) {
            let printed = number::vietnamese(number, None);
            for wrong in [number + Decimal::ONE, number * Decimal::TEN, number / Decimal::TEN] {
                let changed = line.replacen(&printed, &number::vietnamese(wrong.normalize(), None), 1);
                if changed != line {
                    tried += 1;
                    assert!(!strangers(&changed, &allowed).is_empty(), "{wrong} for {number}: {line}");
                }
            }
        }
    }
    assert!(tried > 40, "{tried}");
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
            for &unit in indicator.reporters.iter() {
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

/// None of them is part of another.
const NAMES: [&str; 12] = [
    "Tổng sản lượng thóc",
    "Diện tích ngô vụ xuân",
    "Đàn trâu cày kéo",
    "Số lượt tiêm phòng",
    "Tiền thu phí tham quan",
    "Rừng trồng mới",
    "Giá trị thủy sản",
    "Lao động đi làm xa",
    "Kinh phí xóa nhà tạm",
    "Sản phẩm OCOP",
    "Đường thôn được cứng hóa",
    "Hồ sơ giải quyết đúng hạn",
];

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
            "[[indicator]]\ncode = \"C{at}\"\nsection = \"{section}\"\nname = \"{}\"\nunit = \"{unit}\"\nkind = \"{kind}\"\n\
             aggregate = \"{aggregate}\"\n{target}{out_of}{decimals}",
            NAMES[at]
        )
        .unwrap();
    }
    out
}
