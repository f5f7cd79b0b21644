//! Districts of random but repeatable shape: what a schema and its submissions can be, including what nobody would
//! choose.

// Each test that takes this module uses its own part of it; a field of its own keeps a submission from being built at once.
#![allow(dead_code, clippy::field_reassign_with_default)]

use chitieu::cell::{CellRef, Position};
use chitieu::compute;
use chitieu::consolidation::{Consolidation, Source};
use chitieu::schema::{Aggregate, IndicatorKind, PeriodId, Schema, from_toml, prove};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Figures that come out the same on every run.
pub struct Dice(pub u64);

impl Dice {
    /// One of so many, from 0.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len() as u64) as usize]
    }
}

/// One district.
pub struct District {
    pub schema: Schema,
    pub submissions: Vec<Submission>,
}

const NAMES: &[&str] = &[
    "Tổng sản lượng lương thực có hạt",
    "=1+1",
    "+84 234 3875",
    "-Số hộ nghèo & cận nghèo <đa chiều>",
    "@SUM(A1:A9)",
    "Tỷ lệ \"hộ\" có nước sạch, nhà tiêu hợp vệ sinh của toàn huyện theo chuẩn mới giai đoạn 2021 - 2025 và các năm tiếp theo",
    "Xã_x000A_mới 🌾",
    "'Dấu nháy' ở đầu",
    "https://vi.du/?a=1&b=2",
    "Ố ồ ộ",
    "1.234,5",
    "TRUE",
];
const MEASURES: &[&str] = &["tấn", "ha", "%", "triệu đồng", "hộ", "tỷ đồng", "tiêu chí", "tạ/ha"];
const SECTION_CODES: &[&str] = &["I", "II", "A/B", "Phần [3]", "d'", "x*?", "Một mục có mã rất dài để tràn tên trang tính"];

/// A district: the same for the same seed.
pub fn district(seed: u64) -> District {
    let mut dice = Dice(seed.wrapping_mul(7_919) + 17);
    let schema = schema(seed, &mut dice);
    let submissions = submissions(&schema, &mut dice);
    District { schema, submissions }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn schema(seed: u64, dice: &mut Dice) -> Schema {
    // Now and then more units than a programme's sheet has across.
    let units = if seed % 17 == 5 { 64 + dice.roll(10) } else { 1 + dice.roll(14) };
    let mut text = format!(
        "id = 'h{seed}'\ntitle = \"Bộ chỉ tiêu & kế hoạch {seed}\"\nyear = 2023\npercent-decimals = {}\n[area]\ncode = 'huyen'\nname = \"Huyện 'Thử' <{seed}>\"\n",
        dice.roll(4)
    );
    for at in 0..units {
        let kind = if at == 0 { "xa" } else { dice.of(&["xa", "xa", "xa", "thi-tran", "phong"]) };
        text += &format!("[[unit]]\ncode = 'u{at}'\nname = {}\nkind = '{kind}'\n", quoted(&format!("{} {at}", dice.of(NAMES))));
    }
    let mut sections = Vec::new();
    let programmes = 1 + dice.roll(5) as usize;
    for code in SECTION_CODES.iter().take(programmes).copied() {
        text += &format!("[[section]]\ncode = {}\nname = {}\n", quoted(code), quoted(dice.of(NAMES)));
        sections.push(code.to_string());
        if dice.one_in(2) {
            let below = format!("{code}.1");
            text += &format!("[[section]]\ncode = {}\nparent = {}\nname = {}\n", quoted(&below), quoted(code), quoted(dice.of(NAMES)));
            sections.push(below);
        }
    }
    // Quantities that others are computed from come first in each section.
    for (at, section) in sections.iter().enumerate() {
        for line in 0..2 + dice.roll(9) {
            text += &indicator(dice, section, at, line);
        }
    }
    let (raw, problems) = from_toml(&text).unwrap_or_else(|problems| panic!("seed {seed}: {problems:?}"));
    assert!(problems.is_empty(), "seed {seed}: {problems:?}");
    prove(&raw).unwrap_or_else(|problems| panic!("seed {seed}: {problems:?}")).0
}

fn indicator(dice: &mut Dice, section: &str, at: usize, line: u64) -> String {
    let code = format!("{at}.{line}");
    let mut text = format!(
        "[[indicator]]\ncode = '{code}'\nsection = {}\nname = {}\n",
        quoted(section),
        quoted(&format!("{} {code}", dice.of(NAMES)))
    );
    text += &format!("unit = {}\n", quoted(dice.of(MEASURES)));
    let reporters = dice.of(&["", "", "", "reported-by = ['xa']\n", "reported-by-units = ['u0']\n"]);
    let mut target = None;
    let kind = match (line, dice.roll(10)) {
        (0 | 1, _) => format!("kind = 'quantity'\naggregate = 'sum'\n{reporters}"),
        (_, 0) => format!("kind = 'percent'\naggregate = 'ratio'\nnumerator = '{at}.0'\ndenominator = '{at}.1'\nmax = 100000000\n"),
        (_, 1) => format!("kind = 'quantity'\naggregate = 'ratio'\nnumerator = '{at}.1'\ndenominator = '{at}.0'\n"),
        (_, 2) => {
            target = Some(format!("'>= {}'", dice.roll(8)));
            format!("kind = 'status'\naggregate = 'count-met'\n{reporters}")
        }
        (_, 3) => format!("kind = 'status'\naggregate = 'none'\n{reporters}"),
        (_, 4) => {
            format!("kind = 'count-of'\nout-of = {}\naggregate = '{}'\n{reporters}", 4 + dice.roll(16), dice.of(&["none", "sum", "max"]))
        }
        (_, 5) => format!("kind = 'quantity'\naggregate = 'none'\nfrom = '{at}.0'\ncount-where = '>= {}'\n", dice.roll(500)),
        (_, 6) => format!("kind = 'quantity'\naggregate = 'none'\nfrom = '{at}.1'\nat-unit = 'u0'\n"),
        (_, 7) => {
            format!("kind = 'percent'\naggregate = '{}'\nmax = 100000000\n{reporters}", dice.of(&["mean", "min", "max", "count-met"]))
        }
        _ => format!("kind = 'quantity'\naggregate = '{}'\n{reporters}", dice.of(&["sum", "sum", "mean", "min", "max", "none"])),
    };
    text += &kind;
    let number = format!("{}.{}", dice.roll(3_000), dice.roll(10));
    let any = match dice.roll(9) {
        0 => Some(format!("'>= {number}'")),
        1 => Some(format!("'> {number}'")),
        2 => Some(format!("'<= {number}'")),
        3 => Some(format!("'< {number}'")),
        4 => Some(format!("'= {number}'")),
        5 => Some(format!("'{}..{}'", dice.roll(100), 100 + dice.roll(900))),
        _ => None,
    };
    if let Some(target) = target.or(any.filter(|_| !kind.contains("'status'"))) {
        text += &format!("target = {target}\n");
    }
    if dice.one_in(2) && !kind.contains("'status'") {
        text += &format!("decimals = {}\n", dice.roll(5));
    }
    text
}

/// How large an indicator's figures are, and with how many decimals: Excel keeps fifteen digits of a total.
fn figure_like(dice: &mut Dice, class: u64) -> Decimal {
    match class {
        0 => Decimal::new(dice.roll(900_000_000_000) as i64, 2),
        1 => Decimal::new(dice.roll(9_000_000) as i64, 6),
        2 => Decimal::from(dice.roll(400)),
        3 => Decimal::new(dice.roll(400_000) as i64 - 100_000, 1),
        _ => Decimal::new(dice.roll(2_000_000) as i64, dice.roll(4) as u32),
    }
}

fn submissions(schema: &Schema, dice: &mut Dice) -> Vec<Submission> {
    let classes: Vec<u64> = schema.indicators.iter().map(|_| dice.roll(7)).collect();
    let mut all = Vec::new();
    for (unit, facts) in schema.each_unit() {
        if dice.one_in(9) {
            continue;
        }
        let file: Arc<str> = format!("nộp/Biểu_xã_{} & \"{}\".xlsx", facts.code, facts.name.chars().take(40).collect::<String>()).into();
        let mut figures = Vec::new();
        for (id, indicator) in schema.each_indicator() {
            let computed = indicator.derivation.is_some() || (indicator.aggregate == Aggregate::Ratio && !dice.one_in(4));
            if computed || !schema.reports(unit, id) {
                continue;
            }
            for measure in Measure::ALL {
                if dice.one_in(4) {
                    continue;
                }
                let amount = match indicator.kind {
                    IndicatorKind::Status if measure == Measure::Plan => continue,
                    IndicatorKind::Status => {
                        Amount::Verdict([Verdict::Met, Verdict::NotMet, Verdict::InProgress, Verdict::NotAssessed][dice.roll(4) as usize])
                    }
                    IndicatorKind::CountOf => Amount::Number(Decimal::from(dice.roll(20)).min(indicator.out_of.unwrap_or_default())),
                    _ => Amount::Number(figure_like(dice, classes[id.0 as usize])),
                };
                let cell =
                    CellRef::new(file.clone(), dice.of(&["Biểu 1", "Sheet 'x' & y"]).into(), Position::new(id.0 + 8, measure as u32 + 3));
                figures.push(Figure {
                    indicator: id,
                    owner: Owner::Unit(unit),
                    measure,
                    amount,
                    cell,
                    raw: Some(amount.to_string().into()),
                    granularity: Decimal::ONE,
                });
            }
        }
        let mut submission = Submission::default();
        submission.file = file;
        submission.sha256 = "0f".repeat(32);
        submission.unit = Some(unit);
        submission.period = Some(PeriodId(0));
        submission.figures = figures.into_iter().collect();
        submission.finish();
        all.push(submission);
    }
    all
}

/// The consolidation of what was handed in.
pub fn consolidation(schema: &Schema, submissions: &[Submission]) -> Consolidation {
    let source = |s: &Submission| Source {
        file: s.file.clone(),
        sha256: s.sha256.clone(),
        unit: s.unit,
        period: s.period,
        figures: s.figures.len(),
        used: true,
    };
    let refs: Vec<&Submission> = submissions.iter().collect();
    compute::consolidation(schema, PeriodId(0), &refs, submissions.iter().map(source).collect())
}
