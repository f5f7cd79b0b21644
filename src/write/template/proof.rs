//! “Kiểm tra”: beside each row, in words, whether its figures can be right. Blank while they are: blank is unknown.

use super::super::wording;
use super::sheet::{ACTUAL, PLAN, PRIOR, Table, at};
use crate::language::{Language, Text};
use crate::number;
use crate::schema::{Indicator, IndicatorId, IndicatorKind};
use crate::submission::Measure;
use rust_decimal::Decimal;

/// Longest formula that is written; Excel allows 8192 characters.
const LONGEST: usize = 8000;
/// Decimals at which the dust of binary arithmetic is wiped off.
const CLEAN: u32 = 9;
/// Stands for parts that add up, within a formula.
const EVEN: &str = "=";

const COLUMNS: [(Measure, u16); 3] = [(Measure::Plan, PLAN), (Measure::Actual, ACTUAL), (Measure::Prior, PRIOR)];

fn adds_up(language: Language) -> &'static str {
    Text { vi: "Khớp", en: "Adds up" }.in_language(language)
}

/// The rule by which a cell of the column stands out: it says something other than that all is well.
pub(super) fn alarm(first_row: u32, column: u16, language: Language) -> String {
    let cell = at(first_row, column);
    format!("=AND({cell}<>\"\",{cell}<>\"{}\")", adds_up(language))
}

/// The formula of one row and what it gives before anything is filled in.
pub(super) fn of_row(table: &Table<'_>, row: u32, id: IndicatorId) -> Option<(String, String)> {
    let indicator = table.schema.indicator(id);
    if indicator.kind == IndicatorKind::Status {
        return Some((verdicts(table, row), String::new()));
    }
    let typed = COLUMNS.map(|(_, column)| column).into_iter().filter(|&column| table.quotient(indicator, column).is_none());
    let typed: Vec<u16> = typed.collect();
    let known: Vec<Decimal> = COLUMNS.iter().filter_map(|&(_, column)| table.known(id, column)).collect();
    let all = format!("{}:{}", at(row, PLAN), at(row, PRIOR));
    let mut tests: Vec<(String, &str, String)> = Vec::new();
    // 17/19 is a figure, too, where it is so many of so many.
    if indicator.kind != IndicatorKind::CountOf {
        let cells = typed.iter().map(|&column| at(row, column)).collect::<Vec<_>>().join(",");
        let word = Text { vi: "Không phải số", en: "Not a number" }.in_language(table.language);
        tests.push((format!("COUNTA({cells})>COUNT({cells})"), "", word.to_string()));
    }
    let (low, high) = (indicator.lower_bound().unwrap_or(Decimal::ZERO), indicator.upper_bound());
    let above = high.map(|high| format!(",MAX({all})>{}", number::plain_text(high))).unwrap_or_default();
    let outside = known.iter().any(|number| *number < low || high.is_some_and(|high| *number > high));
    let beyond = format!("IF(COUNT({all})=0,FALSE,OR(MIN({all})<{}{above}))", number::plain_text(low));
    tests.push((beyond, if outside { "!" } else { "" }, bounds(low, high, table.language)));
    if indicator.kind == IndicatorKind::Percent && typed.contains(&ACTUAL) && high.is_some_and(|high| high >= Decimal::TEN) {
        let (plan, actual, prior) = (at(row, PLAN), at(row, ACTUAL), at(row, PRIOR));
        let test = format!("AND(COUNT({actual})=1,{actual}>0,{actual}<1,MAX({plan},{prior})>=10)");
        let word = Text { vi: "59,3% thì nhập 59,3", en: "Type 59.3 for 59.3%" }.in_language(table.language);
        tests.push((test, "", word.to_string()));
    }
    let (mut formula, mut result) = parts(table, id, indicator).unwrap_or_else(|| ("\"\"".to_string(), String::new()));
    for (test, now, word) in tests.into_iter().rev() {
        formula = format!("IF({test},\"{word}\",{formula})");
        if !now.is_empty() {
            result = word;
        }
    }
    // A quotient of words is an error, and so would be all that is said of it.
    if typed.len() < COLUMNS.len() {
        let word = Text { vi: "Không tính được", en: "Can't be computed" }.in_language(table.language);
        formula = format!("IFERROR({formula},\"{word}\")");
    }
    (formula.len() < LONGEST).then(|| (format!("={formula}"), result))
}

fn bounds(low: Decimal, high: Option<Decimal>, language: Language) -> String {
    let shown = |number: Decimal| match language {
        Language::Vi => number::vietnamese(number, None),
        Language::En => number::plain_text(number),
    };
    match (language, high) {
        (Language::Vi, Some(high)) => format!("Ngoài khoảng {}–{}", shown(low), shown(high)),
        (Language::Vi, None) => format!("Nhỏ hơn {}", shown(low)),
        (Language::En, Some(high)) => format!("Outside {}–{}", shown(low), shown(high)),
        (Language::En, None) => format!("Below {}", shown(low)),
    }
}

fn verdicts(table: &Table<'_>, row: u32) -> String {
    let chosen = |column: u16| {
        let cell = at(row, column);
        let words: Vec<String> = table.choosable().iter().map(|word| format!("{cell}=\"{word}\"")).collect();
        format!("OR({cell}=\"\",{})", words.join(","))
    };
    let word = Text { vi: "Chọn trong danh sách", en: "Choose from the list" }.in_language(table.language);
    format!("=IF(AND({},{}),\"\",\"{word}\")", chosen(ACTUAL), chosen(PRIOR))
}

/// Whether the parts add up to the whole, by the rule of `part-sum-mismatch`: a figure for each measure in one text.
fn parts(table: &Table<'_>, id: IndicatorId, indicator: &Indicator) -> Option<(String, String)> {
    let reported = |part: &IndicatorId| {
        let derived = table.schema.indicator(*part).derivation.is_some();
        derived || table.whose.units.iter().any(|&unit| table.schema.reports(unit, *part))
    };
    let expected: Vec<IndicatorId> = indicator.parts.iter().copied().filter(reported).collect();
    let asked: Vec<IndicatorId> = expected.iter().copied().filter(|&part| table.row(part).is_some()).collect();
    if asked.is_empty() {
        return None;
    }
    let mut rows: Vec<u32> = asked.iter().filter_map(|&part| table.row(part)).collect();
    rows.sort_unstable();
    let sum = Parts { table, indicator, whole: table.row(id)?, rows, all_asked: asked.len() == expected.len() };
    let written = |columns: &[(Measure, u16)]| {
        let said = columns.iter().map(|&(measure, column)| sum.formula(measure, column)).collect::<Vec<_>>().join("&");
        let wrong = format!("SUBSTITUTE({said},\"{EVEN}\",\"\")");
        let off = Text { vi: "Lệch: ", en: "Off: " }.in_language(table.language);
        format!("IF({wrong}=\"\",IF({said}=\"\",\"\",\"{}\"),\"{off}\"&MID({wrong},3,200))", adds_up(table.language))
    };
    let mut columns = &COLUMNS[..];
    let mut formula = written(columns);
    // So many scattered parts that three measures would be too long: what was done matters most.
    if formula.len() > LONGEST / 2 {
        columns = &COLUMNS[1..2];
        formula = written(columns);
    }
    let said: String = columns.iter().map(|&(measure, column)| sum.now(id, &asked, measure, column)).collect();
    let wrong = said.replace(EVEN, "");
    let result = match wrong.get(2..) {
        Some(wrong) => format!("{}{wrong}", Text { vi: "Lệch: ", en: "Off: " }.in_language(table.language)),
        None if said.is_empty() => String::new(),
        None => adds_up(table.language).to_string(),
    };
    (formula.len() <= LONGEST / 2).then_some((formula, result))
}

struct Parts<'a> {
    table: &'a Table<'a>,
    indicator: &'a Indicator,
    whole: u32,
    /// Rows of the parts, in order.
    rows: Vec<u32>,
    /// Every part of the whole stands in the table.
    all_asked: bool,
}

impl Parts<'_> {
    /// An empty text, [`EVEN`], or what is wrong with one measure, as a formula.
    fn formula(&self, measure: Measure, column: u16) -> String {
        let (whole, parts) = (at(self.whole, column), self.cells(column));
        let difference = format!("ROUND({whole}-SUM({parts}),{CLEAN})");
        let allowed = number::plain_text(self.indicator.parts_tolerance);
        let [too_much, too_little] = self.words(measure);
        let rest = match self.all_asked {
            true => {
                let less = match self.indicator.parts_complete {
                    true => format!("IF({difference}>{allowed},\"{too_little}\"&{difference},\"{EVEN}\")"),
                    false => format!("\"{EVEN}\""),
                };
                format!("IF(COUNT({parts})<{},\"\",{less})", self.rows.len())
            }
            false => "\"\"".to_string(),
        };
        // Parts that are not all there can't be more than the whole.
        format!("IF(OR(COUNT({whole})=0,COUNT({parts})=0),\"\",IF(-{difference}>{allowed},\"{too_much}\"&-{difference},{rest}))")
    }

    /// The same over what stands in the workbook before anything is filled in.
    fn now(&self, id: IndicatorId, parts: &[IndicatorId], measure: Measure, column: u16) -> String {
        let Some(whole) = self.table.known(id, column) else { return String::new() };
        let known: Vec<Decimal> = parts.iter().filter_map(|&part| self.table.known(part, column)).collect();
        let sum = known.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
        let Some(difference) = sum.and_then(|sum| whole.checked_sub(sum)).filter(|_| !known.is_empty()) else { return String::new() };
        let difference = number::round(difference, CLEAN);
        let allowed = self.indicator.parts_tolerance;
        let [too_much, too_little] = self.words(measure);
        let shown = |number: Decimal| match self.table.language {
            Language::Vi => number::plain_text(number).replace('.', ","),
            Language::En => number::plain_text(number),
        };
        if -difference > allowed {
            return format!("{too_much}{}", shown(-difference));
        }
        match (self.all_asked && known.len() == self.rows.len(), self.indicator.parts_complete && difference > allowed) {
            (false, _) => String::new(),
            (true, true) => format!("{too_little}{}", shown(difference)),
            (true, false) => EVEN.to_string(),
        }
    }

    fn words(&self, measure: Measure) -> [String; 2] {
        let measure = wording::short_measure(measure, self.table.language);
        [Text { vi: "thừa", en: "over by" }, Text { vi: "thiếu", en: "short by" }]
            .map(|word| format!("; {measure} {} ", word.in_language(self.table.language)))
    }

    /// Cells of the parts, rows that follow each other taken together.
    fn cells(&self, column: u16) -> String {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for &row in &self.rows {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => runs.push((row, row)),
            }
        }
        let cells: Vec<String> = runs
            .into_iter()
            .map(|(first, last)| if first == last { at(first, column) } else { format!("{}:{}", at(first, column), at(last, column)) })
            .collect();
        cells.join(",")
    }
}
