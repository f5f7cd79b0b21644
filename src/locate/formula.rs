//! Plain arithmetic of a formula whose result was never stored: + − × ÷ ^ %, SUM, AVERAGE, MIN, MAX, COUNT, ROUND,
//! ROUNDUP, ROUNDDOWN, INT, ABS, PRODUCT, IF with a comparison, IFERROR, and references within the workbook, in exact
//! decimals. Anything else is left to a person with Excel.

use crate::cell::{Area, Position};
use crate::number;
use crate::workbook::{Sheet, Value, Workbook};
use rust_decimal::{Decimal, RoundingStrategy};
use std::cell::Cell;

/// How many cells the formulas of one table may look at in all, so that no sheet can keep the program busy for long.
pub struct Allowance(Cell<u32>);

/// Most cells one formula may look at, the formulas it leads to included.
const ONE_FORMULA: u32 = 20_000;

impl Allowance {
    /// For a table that nothing was worked out for yet.
    pub fn new() -> Allowance {
        Allowance(Cell::new(5_000_000))
    }

    fn spend<T>(&self, work: impl FnOnce(&mut u32) -> T) -> T {
        let given = self.0.get().min(ONE_FORMULA);
        let mut budget = given;
        let result = work(&mut budget);
        self.0.set(self.0.get() - (given - budget));
        result
    }
}

/// The result of a formula, where it is plain enough; `None` where it is not, or where it needs what is not known.
pub fn evaluate(workbook: &Workbook, sheet: &Sheet, at: Position, allowance: &Allowance) -> Option<Value> {
    match allowance.spend(|budget| cell(workbook, sheet, at, 0, budget))? {
        Operand::Number(number) => Some(Value::Number(number.normalize())),
        _ => None,
    }
}

/// The text that the formula of a cell gives: an empty one of `IF(C2="","",…)` while C2 is blank.
pub fn gives_text(workbook: &Workbook, sheet: &Sheet, at: Position, allowance: &Allowance) -> Option<String> {
    let formula = sheet.formula(at)?;
    match allowance.spend(|budget| worked_out(workbook, sheet, formula, 0, budget))? {
        Operand::Text(text) => Some(text),
        _ => None,
    }
}

/// What the formula of a cell gives now, where that is clearly another number than the one stored with it.
///
/// The cells it refers to count with what is stored in them, so that of a chain only the link that is stale is told.
/// Formulas that cut decimals off may turn at a binary fraction that no decimal shows; they are not compared.
pub fn stale(workbook: &Workbook, sheet: &Sheet, at: Position, stored: Decimal, allowance: &Allowance) -> Option<Decimal> {
    let formula = sheet.formula(at)?;
    let upper = formula.to_ascii_uppercase();
    if ["INT(", "TRUNC(", "ROUNDUP(", "ROUNDDOWN("].iter().any(|name| upper.contains(name)) {
        return None;
    }
    let Operand::Number(now) = allowance.spend(|budget| worked_out(workbook, sheet, formula, 0, budget))? else { return None };
    // Excel works with 15 digits; what differs behind them is no other number.
    let near = stored.abs().max(now.abs()).checked_mul(Decimal::new(1, 9))?.max(Decimal::new(1, 9));
    (now.checked_sub(stored)?.abs() > near).then(|| now.normalize())
}

/// Whether a formula takes something from another file: `[1]Quận!B2`, `'file:///…'#$Sheet1.A1`.
pub fn is_external(formula: &str) -> bool {
    let mut quoted = false;
    let mut outside = String::with_capacity(formula.len());
    for c in formula.chars() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            c => outside.push(c),
        }
    }
    // Columns of Excel's own tables stand in brackets, too, but no sheet's name follows them: "Bảng1[Kế hoạch]".
    let names_a_file = |at: usize| {
        let Some((file, after)) = outside.get(at + 1..).and_then(|rest| rest.split_once(']')) else { return false };
        let sheet = after.split('!').next().filter(|sheet| sheet.len() < after.len());
        !file.is_empty()
            && sheet.is_some_and(|sheet| {
                !sheet.is_empty() && sheet.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | '-' | '\'' | '#' | '$'))
            })
    };
    outside.contains("file:") || outside.match_indices('[').any(|(at, _)| names_a_file(at))
}

/// Deepest nesting of references and brackets that is followed.
const DEPTH: u32 = 60;

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Number(Decimal),
    Text(String),
    Flag(bool),
    Blank,
    List(Vec<Operand>),
}

impl Operand {
    fn number(&self) -> Option<Decimal> {
        match self {
            Operand::Number(number) => Some(*number),
            Operand::Flag(flag) => Some(Decimal::from(i32::from(*flag))),
            // In arithmetic Excel takes an empty cell for 0, and a text for an error.
            Operand::Blank => Some(Decimal::ZERO),
            Operand::List(items) => match items.as_slice() {
                [only] => only.number(),
                _ => None,
            },
            Operand::Text(_) => None,
        }
    }
}

fn cell(workbook: &Workbook, sheet: &Sheet, at: Position, depth: u32, budget: &mut u32) -> Option<Operand> {
    *budget = budget.checked_sub(1)?;
    let Some(cell) = sheet.cell(at) else { return Some(Operand::Blank) };
    match cell.value {
        Value::Number(number) => Some(Operand::Number(number)),
        Value::Text(id) => Some(Operand::Text(workbook.label(id).to_string())),
        Value::Flag(flag) => Some(Operand::Flag(flag)),
        Value::Error(_) | Value::Odd(_) => None,
        Value::NotCalculated => {
            if depth > DEPTH {
                return None;
            }
            worked_out(workbook, sheet, sheet.formula(at)?, depth, budget)
        }
    }
}

fn worked_out(workbook: &Workbook, sheet: &Sheet, formula: &str, depth: u32, budget: &mut u32) -> Option<Operand> {
    let mut parser = Parser { workbook, sheet, text: formula.trim_start_matches('='), depth, budget };
    let result = parser.comparison()?;
    parser.skip();
    parser.text.is_empty().then_some(result)
}

struct Parser<'a, 'b> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    text: &'a str,
    depth: u32,
    budget: &'b mut u32,
}

impl<'a> Parser<'a, '_> {
    fn skip(&mut self) {
        // Most often there is nothing to skip.
        if self.text.as_bytes().first().is_some_and(|byte| !byte.is_ascii_graphic()) {
            self.text = self.text.trim_start();
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip();
        match self.text.strip_prefix(token) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn comparison(&mut self) -> Option<Operand> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let left = self.sum()?;
        let mut result = left;
        for sign in ["<>", "<=", ">=", "=", "<", ">"] {
            if self.take(sign) {
                let right = self.sum()?;
                result = Operand::Flag(compare(&result, sign, &right)?);
                break;
            }
        }
        self.depth -= 1;
        Some(result)
    }

    fn sum(&mut self) -> Option<Operand> {
        let mut left = self.product()?;
        loop {
            if self.take("+") {
                left = Operand::Number(left.number()?.checked_add(self.product()?.number()?)?);
            } else if self.take("-") {
                left = Operand::Number(left.number()?.checked_sub(self.product()?.number()?)?);
            } else {
                return Some(left);
            }
        }
    }

    fn product(&mut self) -> Option<Operand> {
        let mut left = self.power()?;
        loop {
            if self.take("*") {
                left = Operand::Number(left.number()?.checked_mul(self.power()?.number()?)?);
            } else if self.take("/") {
                left = Operand::Number(left.number()?.checked_div(self.power()?.number()?)?);
            } else {
                return Some(left);
            }
        }
    }

    fn power(&mut self) -> Option<Operand> {
        let base = self.signed()?;
        if self.take("^") {
            let exponent = number::whole(self.signed()?.number()?).filter(|exponent| *exponent <= 30)?;
            let base = base.number()?;
            let mut result = Decimal::ONE;
            for _ in 0..exponent {
                result = result.checked_mul(base)?;
            }
            return Some(Operand::Number(result));
        }
        Some(base)
    }

    fn signed(&mut self) -> Option<Operand> {
        if self.take("-") {
            return Some(Operand::Number(-self.signed()?.number()?));
        }
        if self.take("+") {
            return self.signed();
        }
        let mut value = self.atom()?;
        while self.take("%") {
            value = Operand::Number(value.number()?.checked_div(Decimal::ONE_HUNDRED)?);
        }
        Some(value)
    }

    fn atom(&mut self) -> Option<Operand> {
        self.skip();
        if self.take("(") {
            let value = self.comparison()?;
            return self.take(")").then_some(value);
        }
        if let Some(rest) = self.text.strip_prefix('"') {
            let end = rest.find('"')?;
            let text = rest[..end].to_string();
            self.text = &rest[end + 1..];
            return Some(Operand::Text(text));
        }
        if self.text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            let end = self.text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.text.len());
            let number = number::from_stored(&self.text[..end])?;
            self.text = &self.text[end..];
            return Some(Operand::Number(number));
        }
        let name_end = self.text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '_' | '.'))).unwrap_or(self.text.len());
        let (name, after) = self.text.split_at(name_end);
        if let Some(rest) = after.strip_prefix('(') {
            self.text = rest;
            return self.call(&name.to_ascii_uppercase());
        }
        self.reference()
    }

    /// `B2`, `B2:B9`, `'Bieu 2'!B2`; references to other workbooks are not followed.
    fn reference(&mut self) -> Option<Operand> {
        let mut sheet = self.sheet;
        if let Some(rest) = self.text.strip_prefix('\'') {
            let end = rest.find("'!")?;
            sheet = self.other_sheet(&rest[..end])?;
            self.text = &rest[end + 2..];
        } else if let Some(bang) = self.text.find('!')
            && self.text[..bang].chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
        {
            sheet = self.other_sheet(&self.text[..bang])?;
            self.text = &self.text[bang + 1..];
        }
        let end = self.text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '$')).unwrap_or(self.text.len());
        let first = Position::parse(&self.text[..end])?;
        self.text = &self.text[end..];
        if !self.take(":") {
            return cell(self.workbook, sheet, first, self.depth + 1, self.budget);
        }
        let end = self.text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '$')).unwrap_or(self.text.len());
        let area = Area::parse(&format!("{first}:{}", &self.text[..end]))?;
        self.text = &self.text[end..];
        let mut items = Vec::new();
        let start = sheet.rows.partition_point(|row| row.index < area.first.row);
        for row in sheet.rows.get(start..)?.iter().take_while(|row| row.index <= area.last.row) {
            *self.budget = self.budget.checked_sub(1)?;
            for found in sheet.cells_of(row).iter().filter(|cell| (area.first.column..=area.last.column).contains(&cell.column)) {
                items.push(cell(self.workbook, sheet, Position::new(row.index, found.column), self.depth + 1, self.budget)?);
            }
        }
        Some(Operand::List(items))
    }

    /// A sheet of this workbook; a name with a file in front of it ("[1]Quận") is none.
    fn other_sheet(&self, name: &str) -> Option<&'a Sheet> {
        let name = name.replace("''", "'");
        self.workbook.sheets.iter().find(|sheet| *sheet.name == *name)
    }

    /// The condition decides which arm is worked out, so that the other may divide by a blank.
    fn conditional(&mut self) -> Option<Operand> {
        let condition = match self.comparison()? {
            Operand::Flag(flag) => flag,
            Operand::Number(number) => !number.is_zero(),
            Operand::Blank => false,
            _ => return None,
        };
        if !(self.take(",") || self.take(";")) {
            return None;
        }
        let first = self.arm(condition)?;
        if self.take(")") {
            return Some(if condition { first } else { Operand::Flag(false) });
        }
        if !(self.take(",") || self.take(";")) {
            return None;
        }
        let second = self.arm(!condition)?;
        self.take(")").then_some(if condition { first } else { second })
    }

    /// An arm of a condition: worked out where it counts, passed over where it does not.
    fn arm(&mut self, counts: bool) -> Option<Operand> {
        if counts {
            return self.comparison();
        }
        let mut open = 0;
        let mut quoted = false;
        for (at, c) in self.text.char_indices() {
            match c {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '(' => open += 1,
                ')' | ',' | ';' if open == 0 => {
                    self.text = self.text.get(at..)?;
                    return Some(Operand::Blank);
                }
                ')' => open -= 1,
                _ => {}
            }
        }
        None
    }

    fn arguments(&mut self) -> Option<Vec<Operand>> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(arguments);
        }
        loop {
            arguments.push(self.comparison()?);
            if self.take(")") {
                return Some(arguments);
            }
            if !(self.take(",") || self.take(";")) {
                return None;
            }
        }
    }

    fn call(&mut self, name: &str) -> Option<Operand> {
        if name == "IF" {
            return self.conditional();
        }
        let arguments = self.arguments()?;
        let numbers = || -> Vec<Decimal> {
            let mut numbers = Vec::new();
            for argument in &arguments {
                match argument {
                    // Inside a range only numbers count; texts and blanks are passed over.
                    Operand::List(items) => numbers.extend(items.iter().filter_map(|item| match item {
                        Operand::Number(number) => Some(*number),
                        _ => None,
                    })),
                    Operand::Number(number) => numbers.push(*number),
                    _ => {}
                }
            }
            numbers
        };
        let total = |numbers: &[Decimal]| numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
        let number = |at: usize| arguments.get(at).and_then(Operand::number);
        let rounded = |strategy: RoundingStrategy| -> Option<Operand> {
            let places = arguments.get(1).map_or(Some(Decimal::ZERO), Operand::number)?;
            let places = number::whole(places).filter(|places| *places <= 20)?;
            Some(Operand::Number(number(0)?.round_dp_with_strategy(places, strategy)))
        };
        match name {
            "SUM" => Some(Operand::Number(total(&numbers())?)),
            "AVERAGE" => {
                let numbers = numbers();
                Some(Operand::Number(total(&numbers)?.checked_div(Decimal::from(numbers.len()))?))
            }
            "PRODUCT" => numbers().iter().try_fold(Decimal::ONE, |product, number| product.checked_mul(*number)).map(Operand::Number),
            "MIN" => numbers().into_iter().min().map(Operand::Number),
            "MAX" => numbers().into_iter().max().map(Operand::Number),
            "COUNT" => Some(Operand::Number(Decimal::from(numbers().len()))),
            "ABS" => Some(Operand::Number(number(0)?.abs())),
            "INT" => Some(Operand::Number(number(0)?.floor())),
            "ROUND" => rounded(RoundingStrategy::MidpointAwayFromZero),
            "ROUNDUP" => rounded(RoundingStrategy::AwayFromZero),
            "ROUNDDOWN" | "TRUNC" => rounded(RoundingStrategy::ToZero),
            _ => None,
        }
    }
}

fn compare(left: &Operand, sign: &str, right: &Operand) -> Option<bool> {
    let order = match (left, right) {
        (Operand::Text(left), Operand::Text(right)) => left.to_lowercase().cmp(&right.to_lowercase()),
        (Operand::Text(text), Operand::Blank) | (Operand::Blank, Operand::Text(text)) if text.is_empty() => std::cmp::Ordering::Equal,
        (Operand::Text(_), _) | (_, Operand::Text(_)) => std::cmp::Ordering::Greater,
        _ => left.number()?.cmp(&right.number()?),
    };
    Some(match sign {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{self, Row, StyleId};

    /// A sheet with 2, 3, nothing and 4 in A1:D1, and a formula without a result in E1.
    fn result(formula: &str) -> Option<String> {
        let number = |column: u32, value: i64| workbook::Cell { column, style: StyleId(0), value: Value::Number(Decimal::from(value)) };
        let cells =
            [number(0, 2), number(1, 3), number(3, 4), workbook::Cell { column: 4, style: StyleId(0), value: Value::NotCalculated }];
        let sheet = Sheet {
            name: "Bieu 1".into(),
            hidden: false,
            rows: vec![Row { index: 0, hidden: false, first: 0, end: 4 }],
            cells: cells.into_iter().collect(),
            merges: Vec::new(),
            hidden_columns: Vec::new(),
            formulas: [(Position::new(0, 4), formula)].into_iter().collect(),
            damage: Vec::new(),
        };
        let workbook = Workbook {
            file: "a.xlsx".into(),
            sha256: String::new(),
            format: "xlsx",
            sheets: vec![sheet],
            texts: Vec::new(),
            styles: Vec::new(),
        };
        match evaluate(&workbook, &workbook.sheets[0], Position::new(0, 4), &Allowance::new()) {
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    #[test]
    fn plain_arithmetic_is_worked_out_exactly() {
        for (formula, value) in [
            ("A1+B1*D1", "14"),
            ("SUM(A1:D1)", "9"),
            ("AVERAGE(A1:D1)", "3"),
            ("ROUND(A1/B1*100,1)", "66.7"),
            ("IF(C1=0,A1,A1/C1)", "2"),
            ("IF(A1>B1,1/C1,B1)", "3"),
            ("-A1^2+1%", "4.01"),
            ("'Bieu 1'!A1+0.1", "2.1"),
            ("IF(\"a,b)\"=\"x\",1,(A1))", "2"),
        ] {
            assert_eq!(result(formula).as_deref(), Some(value), "{formula}");
        }
    }

    #[test]
    fn formulas_that_lead_to_other_files_are_known() {
        for formula in ["[1]Quận!B2", "SUM('[2]Biểu 1'!B2:B9)", "'C:\\Bao cao\\[xa.xlsx]Bieu 1'!D7+1", "'file:///tmp/a.ods'#$Sheet1.A1"]
        {
            assert!(is_external(formula), "{formula}");
        }
        for formula in ["A1+B1", "\"[1]x!\"&A1", "SUM(Bảng1[Kế hoạch])", "Bảng1[[#This Row],[KH]]/'Bieu 1'!A1", "'Bieu [cũ]'"] {
            assert!(!is_external(formula), "{formula}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_a_person() {
        for formula in ["VLOOKUP(A1,B1:D1,2)", "[1]Sheet1!A1", "E1+1", "A1/C1", "A1+", "\"x\"", "INDIRECT(\"A1\")", "((((", "A1:B1"] {
            assert_eq!(result(formula), None, "{formula}");
        }
    }
}
