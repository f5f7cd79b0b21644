//! Mistakes put into sound workbooks: each is found at its cell, and nothing else is reported.

#[path = "injection/across.rs"]
mod across;
#[path = "support/example_files.rs"]
#[allow(dead_code)]
mod example_files;
#[path = "support/mutate.rs"]
#[allow(dead_code)]
mod mutate;
#[path = "injection/tables.rs"]
mod tables;

use chitieu::cell::Position;
use chitieu::finding::{Finding, Severity};
use chitieu::label::Label;
use chitieu::locate::{Index, Located};
use chitieu::schema::{IndicatorKind, Schema};
use chitieu::submission::{Figure, Measure, Owner, Verdict};
use chitieu::workbook::{StyleId, Value, Workbook};
use mutate::{Book, Random};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The built-in set. “Trong đó” that need not be all of the whole are subsets here, where they can be.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let read = |text: &str| chitieu::schema::prove(&chitieu::schema::from_toml(text).unwrap().0).ok().map(|(schema, _)| schema);
    let mut text = chitieu::schema::to_toml(&chitieu::schema::built_in().unwrap());
    let blocks: Vec<String> = text.split("\n\n").filter(|block| block.contains("\nparts-complete = false")).map(str::to_string).collect();
    for block in blocks {
        let changed = text.replace(&block, &block.replace("\nparts-complete = false", "").replace("\nparts = ", "\nsubsets = "));
        text = if read(&changed).is_some() { changed } else { text };
    }
    read(&text).unwrap()
});
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(&SCHEMA));

/// What a mistake must raise: a code, and the cell it must be raised at; none for the file as a whole.
type Expected = (&'static str, Option<Position>);

/// A way of making a mistake: what it must raise, or nothing where this workbook has no place for it.
type Mistake = fn(&mut Book, &mut Random) -> Option<Expected>;

/// The code it raises, what is done, and how.
type Kind = (&'static str, &'static str, Mistake);

const MISTAKES: &[Kind] = &[
    ("not-a-number", "words in the place of a figure", |book, random| replace(book, random, "not-a-number", "khoảng năm trăm")),
    ("not-a-number", "a letter O in a figure", |book, random| replace(book, random, "not-a-number", "5O3")),
    ("formula-error", "an error value", |book, random| {
        let (leaf, figure) = pick(book, random, &|_| true)?;
        let value = match book.add("#REF!") {
            Value::Text(id) => Value::Error(id),
            value => value,
        };
        put(book, leaf, &figure, value);
        Some(("formula-error", Some(figure.cell.at)))
    }),
    ("formula-not-calculated", "a formula that was never worked out", |book, random| {
        let (leaf, figure) = pick(book, random, &|_| true)?;
        put(book, leaf, &figure, Value::NotCalculated);
        book.leaves[leaf].formulas.insert(figure.cell.at, "VLOOKUP(1,A1:B9,2)".into());
        Some(("formula-not-calculated", Some(figure.cell.at)))
    }),
    ("stale-result", "a result that its formula contradicts", |book, random| {
        let (leaf, figure) = pick(book, random, &|figure| is_typed_number(figure))?;
        if !matches!(book.leaves[leaf].cells.get(&figure.cell.at)?.1, Value::Number(_)) {
            return None;
        }
        book.leaves[leaf].formulas.insert(figure.cell.at, "1000000+1".into());
        Some(("stale-result", Some(figure.cell.at)))
    }),
    ("negative-value", "a minus in front", |book, random| {
        let (leaf, figure) = pick(book, random, &|figure| is_typed_number(figure) && alone(figure))?;
        let number = figure.amount.number().filter(|number| *number > Decimal::ZERO)?;
        put(book, leaf, &figure, Value::Number(-number));
        Some(("negative-value", Some(figure.cell.at)))
    }),
    ("out-of-range", "a percent over 100", |book, random| {
        let percent = |figure: &Figure| {
            let indicator = SCHEMA.indicator(figure.indicator);
            alone(figure)
                && indicator.kind == IndicatorKind::Percent
                && indicator.max.is_none()
                && figure.measure == Measure::Actual
                && is_typed_number(figure)
        };
        let (leaf, figure) = pick(book, random, &percent)?;
        put(book, leaf, &figure, Value::Number(Decimal::from(250)));
        Some(("out-of-range", Some(figure.cell.at)))
    }),
    ("magnitude-outlier", "a thousand times too large", |book, random| {
        let found = &book.found.clone();
        let compared = |figure: &Figure| {
            let plan = found.number(figure.indicator, figure.owner, Measure::Plan);
            let large = figure.amount.number().is_some_and(|number| number >= Decimal::TEN);
            figure.measure == Measure::Actual
                && large
                && plan.is_some_and(|plan| plan > Decimal::ZERO)
                && is_typed_number(figure)
                && quantity(figure)
        };
        let (leaf, figure) = pick(book, random, &compared)?;
        let number = figure.amount.number()? * Decimal::ONE_THOUSAND;
        put(book, leaf, &figure, Value::Number(number));
        Some(("magnitude-outlier", Some(figure.cell.at)))
    }),
    ("part-sum-mismatch", "a whole that is not the sum of its parts", |book, random| {
        let found = &book.found.clone();
        let whole = |figure: &Figure| {
            let indicator = SCHEMA.indicator(figure.indicator);
            let of_part = |part: &chitieu::schema::IndicatorId| found.figure(*part, figure.owner, figure.measure).is_some();
            let own_part = SCHEMA.each_indicator().any(|(_, other)| other.parts.contains(&figure.indicator));
            figure.measure == Measure::Actual
                && !indicator.parts.is_empty()
                && indicator.derivation.is_none()
                && indicator.parts.iter().all(of_part)
                && !own_part
                && no_ratio(found, figure)
                && no_verdict(found, figure)
                && is_typed_number(figure)
        };
        let (leaf, figure) = pick(book, random, &whole)?;
        // Less than its parts is wrong for every whole.
        let indicator = SCHEMA.indicator(figure.indicator);
        let sum: Decimal = indicator.parts.iter().filter_map(|&part| found.number(part, figure.owner, figure.measure)).sum();
        let number = (sum - indicator.parts_tolerance - Decimal::new(107, 1)).max(Decimal::ZERO);
        if sum <= Decimal::from(20) {
            return None;
        }
        put(book, leaf, &figure, Value::Number(number));
        Some(("part-sum-mismatch", Some(figure.cell.at)))
    }),
    ("plan-differs", "a plan that is not the given one", |book, random| {
        let found = &book.found.clone();
        let given = |figure: &Figure| {
            let Owner::Unit(unit) = figure.owner else { return false };
            figure.measure == Measure::Plan
                && SCHEMA.plans.contains_key(&(unit, figure.indicator))
                && is_typed_number(figure)
                && no_ratio(found, figure)
                && no_verdict(found, figure)
                && alone(figure)
        };
        let (leaf, figure) = pick(book, random, &given)?;
        let number = figure.amount.number()? + Decimal::from(3);
        put(book, leaf, &figure, Value::Number(number));
        Some(("plan-differs", Some(figure.cell.at)))
    }),
    ("ratio-mismatch", "a percent that the figures don't give", |book, random| {
        let ratios: Vec<_> = book.found.stated_ratios.iter().map(|ratio| ratio.kept()).collect();
        let ratio = ratios.get(random.below(ratios.len()))?;
        let leaf = book.leaves.iter().position(|leaf| leaf.name == ratio.cell.sheet)?;
        let (_, value) = book.leaves[leaf].cells.get_mut(&ratio.cell.at)?;
        let Value::Number(number) = *value else { return None };
        *value = Value::Number(number + number / Decimal::TEN + Decimal::new(37, 2));
        book.leaves[leaf].formulas.remove(&ratio.cell.at);
        Some(("ratio-mismatch", Some(ratio.cell.at)))
    }),
    ("verdict-mismatch", "a verdict turned round", |book, random| {
        let verdicts: Vec<_> = book.found.stated_verdicts.iter().filter(|stated| stated.verdict == Verdict::Met).cloned().collect();
        let stated = verdicts.get(random.below(verdicts.len()))?;
        if SCHEMA.indicator(stated.indicator).kind == IndicatorKind::Status {
            return None;
        }
        let leaf = book.leaves.iter().position(|leaf| leaf.name == stated.cell.sheet)?;
        let text = book.add("Chưa đạt");
        book.leaves[leaf].cells.get_mut(&stated.cell.at)?.1 = text;
        Some(("verdict-mismatch", Some(stated.cell.at)))
    }),
    ("unknown-indicator", "a name that no indicator has", |book, random| {
        let (leaf, label, figure) = pick_row(book, random)?;
        book.rewrite(leaf, label, &mut |_| "Số xe máy điện đăng ký mới trong kỳ".to_string());
        let _ = figure;
        Some(("unknown-indicator", Some(label)))
    }),
    ("missing-indicator", "a figure left blank", |book, random| {
        let required = |figure: &Figure| {
            figure.measure == Measure::Actual
                && SCHEMA.indicator(figure.indicator).required
                && SCHEMA.indicator(figure.indicator).numerator.is_none()
        };
        let (leaf, figure) = pick(book, random, &required)?;
        book.leaves[leaf].cells.remove(&figure.cell.at);
        book.leaves[leaf].formulas.remove(&figure.cell.at);
        let row = book.found.rows.iter().find(|row| row.indicator == figure.indicator && row.cell.sheet == figure.cell.sheet)?;
        // In a table of units the office leaves a commune's cell blank, which is the commune's to fill in.
        (book.found.unit.map(Owner::Unit) == Some(figure.owner)).then_some(("missing-indicator", Some(row.cell.at)))
    }),
    ("period-mismatch", "last year in the title", |book, _| {
        let mut any = false;
        for leaf in 0..book.leaves.len() {
            let first = book.tables(leaf).iter().map(|table| table.header.first.row).min().unwrap_or(0);
            let cells: Vec<Position> = book.leaves[leaf].cells.keys().copied().filter(|at| at.row < first).collect();
            for at in cells {
                if book.text(leaf, at).is_some_and(|text| text.contains("2023")) {
                    book.rewrite(leaf, at, &mut |text| text.replace("2023", "2021"));
                    any = true;
                }
            }
        }
        let file = book.file().replace("2023", "2021");
        book.rename(&file);
        any.then_some(("period-mismatch", None))
    }),
];

/// A figure that stands in its cell as a number, as it is meant.
fn is_typed_number(figure: &Figure) -> bool {
    figure.amount.number().is_some_and(|number| Decimal::from_str_exact(&figure.raw()) == Ok(number))
}

fn quantity(figure: &Figure) -> bool {
    SCHEMA.indicator(figure.indicator).kind == IndicatorKind::Quantity
}

/// Neither a whole nor a part, and nothing is worked out from it.
fn alone(figure: &Figure) -> bool {
    let id = figure.indicator;
    SCHEMA.indicator(id).parts.is_empty()
        && !SCHEMA
            .each_indicator()
            .any(|(_, other)| other.parts.contains(&id) || other.numerator == Some(id) || other.denominator == Some(id))
}

fn no_ratio(found: &chitieu::submission::Submission, figure: &Figure) -> bool {
    !found.stated_ratios.iter().any(|stated| stated.indicator == figure.indicator && stated.owner == figure.owner)
}

fn no_verdict(found: &chitieu::submission::Submission, figure: &Figure) -> bool {
    !found.stated_verdicts.iter().any(|stated| stated.indicator == figure.indicator && stated.owner == figure.owner)
}

/// A figure of the workbook's own unit that stands once, with the sheet it is on.
fn pick(book: &Book, random: &mut Random, wanted: &dyn Fn(&Figure) -> bool) -> Option<(usize, Figure)> {
    let own = book.found.unit.map(Owner::Unit);
    let all: Vec<Figure> = book.found.figures.clone().into_iter().collect();
    let figures: Vec<&Figure> = all
        .iter()
        .filter(|figure| Some(figure.owner) == own && wanted(figure))
        .filter(|figure| all.iter().filter(|other| other.cell == figure.cell).count() == 1)
        .filter(|figure| {
            // A formula elsewhere that needs the cell would give another result.
            let address = figure.cell.at.to_string();
            !book.leaves.iter().any(|leaf| leaf.formulas.values().any(|formula| formula.contains(&address)))
        })
        .collect();
    let figure = *figures.get(random.below(figures.len()))?;
    let leaf = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet)?;
    Some((leaf, figure.clone()))
}

/// The label of a row with a figure, and the figure.
fn pick_row(book: &Book, random: &mut Random) -> Option<(usize, Position, Figure)> {
    let optional = |figure: &Figure| figure.measure == Measure::Actual && alone(figure);
    let (leaf, figure) = pick(book, random, &optional)?;
    let row = book.found.rows.iter().find(|row| row.indicator == figure.indicator && row.cell.sheet == figure.cell.sheet)?;
    // Short names below are said of this one: they would be lost with it.
    let below = (1..=4).map(|rows| Position::new(row.cell.at.row + rows, row.cell.at.column));
    if below.filter_map(|at| book.text(leaf, at)).any(|text| INDEX.exact(&Label::parse(&text)).is_empty()) {
        return None;
    }
    (row.cell.at.row == figure.cell.at.row && !book.text(leaf, row.cell.at)?.trim_start().starts_with(['-', '+'])).then_some((
        leaf,
        row.cell.at,
        figure,
    ))
}

fn put(book: &mut Book, leaf: usize, figure: &Figure, value: Value) {
    let leaf = &mut book.leaves[leaf];
    let style = leaf.cells.get(&figure.cell.at).map_or(StyleId(0), |(style, _)| *style);
    leaf.cells.insert(figure.cell.at, (style, value));
    leaf.formulas.remove(&figure.cell.at);
}

fn replace(book: &mut Book, random: &mut Random, code: &'static str, text: &str) -> Option<Expected> {
    let number = |figure: &Figure| SCHEMA.indicator(figure.indicator).kind != IndicatorKind::Status;
    let (leaf, figure) = pick(book, random, &number)?;
    let value = book.add(text);
    put(book, leaf, &figure, value);
    Some((code, Some(figure.cell.at)))
}

fn locate(workbook: &Workbook) -> Located {
    chitieu::locate::submission(&SCHEMA, &INDEX, workbook, None)
}

/// What is found in a workbook.
fn with_notes(workbook: &Workbook) -> (Located, Vec<Finding>) {
    let located = locate(workbook);
    let mut findings = located.findings.clone();
    findings.extend(chitieu::check::submission(&SCHEMA, &located.submission));
    (located, findings)
}

fn sample_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The sound workbooks with their names.
fn samples() -> (Vec<String>, Vec<Workbook>) {
    let files = sample_files();
    let names = files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
    (names, files.iter().map(|file| chitieu::read::workbook(file).unwrap()).collect())
}

fn shown(finding: &Finding) -> String {
    let indicator = finding.indicator.map(|id| SCHEMA.indicator(id).code.clone()).unwrap_or_default();
    format!("{} {} {indicator}", finding.kind.code, finding.place())
}

#[test]
fn every_mistake_is_found_at_its_cell_and_nothing_else_is_reported() {
    let (names, workbooks) = samples();
    let times: usize = std::env::var("TIMES").map_or(3, |times| times.parse().unwrap());
    let (mut made, mut wrong) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for (name, workbook) in names.iter().zip(&workbooks) {
        let (sound, before) = with_notes(workbook);
        assert!(before.iter().all(|finding| finding.severity == Severity::Info), "{name}: {before:?}");
        for (code, mistake, make) in MISTAKES.iter().chain(tables::MISTAKES) {
            for time in 0..times {
                let mut book = Book::of(workbook, &sound);
                let mut random = Random::of(&format!("{name} {mistake} {time}"));
                let Some((_, at)) = make(&mut book, &mut random) else { continue };
                let (_, after) = with_notes(&book.workbook());
                *made.entry(mistake).or_default() += 1;
                let is_it = |finding: &Finding| finding.kind.code == *code && finding.at == at;
                let hits = after.iter().filter(|finding| is_it(finding)).count();
                // A row that lost its name is a row that is missing.
                let nameless = matches!(*code, "unknown-indicator" | "ambiguous-indicator");
                let follows = |finding: &Finding| nameless && finding.kind.code == "missing-indicator";
                let others: Vec<String> = after
                    .iter()
                    .filter(|finding| finding.severity != Severity::Info && !is_it(finding) && !follows(finding))
                    .map(shown)
                    .collect();
                if hits != 1 || !others.is_empty() {
                    let at = at.map(|at| at.to_string()).unwrap_or_default();
                    wrong.push(format!("{name}: {mistake}: {code} at {at} found {hits} times, beside it {others:?}"));
                }
            }
        }
    }
    let all: usize = made.values().sum();
    println!("{all} mistakes: {made:?}");
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
    let never: Vec<&str> =
        MISTAKES.iter().chain(tables::MISTAKES).map(|(_, name, _)| *name).filter(|name| !made.contains_key(name)).collect();
    assert!(never.is_empty(), "no sample has a place for: {never:?}");
}

const OF_REPORTS: &str = "it is of written reports, and no sheet has it: tests/audit.rs puts mistakes into sentences";

/// Kinds that no mistake here raises, each with the reason.
const NOT_MADE_HERE: &[(&str, &str)] = &[
    ("layout-changed", "it takes what was remembered of a sender: tests/remember.rs moves columns of remembered layouts"),
    ("prior-differs", "it takes last year's consolidated workbook: tests/last_year.rs changes figures of it"),
    (
        "not-comparable",
        "it takes last year's consolidated workbook with other units: tests/last_year.rs merges and splits them, and the catalogue has examples",
    ),
    ("already-consolidated", "it takes a consolidated workbook among the inputs: tests/circle.rs puts one there"),
    ("definition-differs", "it takes a level below with another schema: the catalogue has an example"),
    ("sum-mismatch", OF_REPORTS),
    ("repeated-statement", OF_REPORTS),
    ("missing-verdict", OF_REPORTS),
    ("unclear-target", OF_REPORTS),
    ("incomplete-total", "it takes a level below with gaps: tests/roll_up.rs leaves figures out of it"),
];

#[test]
fn every_kind_of_the_catalogue_is_made_here_or_has_a_reason() {
    let made: BTreeSet<&str> = MISTAKES
        .iter()
        .chain(tables::MISTAKES)
        .map(|(code, ..)| *code)
        .chain(across::MISTAKES.iter().map(|(code, ..)| *code))
        .chain(["unreadable-file", "encrypted-file"]) // As files, in across.rs.
        .collect();
    for kind in chitieu::catalogue::kinds() {
        let reason = NOT_MADE_HERE.iter().find(|(code, _)| *code == kind.code);
        assert!(made.contains(kind.code) != reason.is_some(), "{}: made {}, reason {reason:?}", kind.code, made.contains(kind.code));
    }
}
