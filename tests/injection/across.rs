//! Mistakes that only show when workbooks are merged.

use super::*;
use chitieu::Inspected;
use chitieu::schema::{Aggregate, IndicatorId, UnitId};

#[path = "../support/grid.rs"]
#[allow(dead_code)]
mod grid;

/// What a mistake among all workbooks must raise: in which file, at which cell.
type Told = (usize, Option<Position>);

/// A way of making a mistake in one workbook of the merge, beside it or without it.
type Across = fn(&mut Vec<Workbook>, &[Located], &mut Random) -> Option<Told>;

pub const MISTAKES: &[(&str, &str, Across)] = &[
    ("missing-unit", "a workbook that is not there", |books, located, random| {
        let at = random.below(books.len());
        let unit = located[at].submission.unit?;
        let expected =
            |(_, indicator): (IndicatorId, &chitieu::schema::Indicator)| indicator.required && indicator.reporters.contains(&unit);
        if !SCHEMA.each_indicator().any(expected) {
            return None;
        }
        books.remove(at);
        Some((usize::MAX, None))
    }),
    ("duplicate-submission", "a corrected copy beside the first", |books, located, random| {
        let at = random.below(books.len());
        let mut book = Book::of(&books[at], &located[at]);
        let found = book.found.clone();
        let free = |figure: &Figure| {
            let plan = figure.measure == Measure::Actual && quantity(figure) && is_typed_number(figure) && alone(figure);
            plan && no_ratio(&found, figure) && no_verdict(&found, figure)
        };
        let (leaf, figure) = pick(&book, random, &free)?;
        put(&mut book, leaf, &figure, Value::Number(figure.amount.number()? + Decimal::ONE));
        let mut copy = book.workbook();
        copy.file = format!("{} (2).xlsx", copy.file.trim_end_matches(".xlsx")).into();
        copy.sha256 = "another".into();
        books.push(copy);
        Some((books.len() - 1, None))
    }),
    ("duplicate-submission", "one file under two names", |books, _, random| {
        let mut copy = books[random.below(books.len())].clone();
        copy.file = format!("Bản sao {}", copy.file).into();
        books.push(copy);
        Some((books.len() - 1, None))
    }),
    ("period-mismatch", "a workbook of another period", |books, located, random| {
        let at = random.below(books.len());
        let mut book = Book::of(&books[at], &located[at]);
        let later = |text: &str| text.replace("6 tháng", "9 tháng").replace("6 THÁNG", "9 THÁNG").replace("06 tháng", "9 tháng");
        let mut any = false;
        for leaf in 0..book.leaves.len() {
            let cells: Vec<Position> = book.leaves[leaf].cells.keys().copied().collect();
            for cell in cells {
                if book.text(leaf, cell).is_some_and(|text| later(&text) != text) {
                    book.rewrite(leaf, cell, &mut |text| later(text));
                    any = true;
                }
            }
        }
        let file = later(book.file()).replace("6T", "9T").replace("6_thang", "9_thang").replace("6 thang", "9 thang");
        book.rename(&file);
        books[at] = Workbook { sha256: "changed".into(), ..book.workbook() };
        let period = locate(&books[at]).submission.period?;
        (any && SCHEMA.period(period).code == "9t").then_some((at, None))
    }),
    ("figure-differs", "an office that has another figure of a commune", |books, located, random| {
        let (id, figures) = of_communes(located, random)?;
        let rows: Vec<String> = figures
            .iter()
            .enumerate()
            .map(|(at, (unit, number))| {
                let number = if at == 1 { *number + Decimal::ONE } else { *number };
                format!("| {} | {number} |", SCHEMA.unit(*unit).name)
            })
            .collect();
        books.push(office_table(located, id, &rows.join("\n"))?);
        Some((books.len() - 1, Some(Position::new(2 + 1, 1))))
    }),
    ("figure-differs", "an office that has another figure of the area", |books, located, random| {
        let (id, figures) = of_communes(located, random)?;
        let sum: Decimal = figures.iter().map(|(_, number)| *number).sum();
        let indicator = SCHEMA.indicator(id);
        let text =
            format!("| Chỉ tiêu | ĐVT | Thực hiện |\n| {} | {} | {} |", indicator.name, indicator.unit_of_measure, sum + Decimal::ONE);
        books.push(office(located, &text)?);
        Some((books.len() - 1, Some(Position::new(2, 2))))
    }),
    ("magnitude-outlier", "all of a unit's hectares in square metres", |books, located, random| {
        let at = random.below(books.len());
        let mut book = Book::of(&books[at], &located[at]);
        let own = book.found.unit.map(Owner::Unit)?;
        let hectares = |figure: &Figure| SCHEMA.indicator(figure.indicator).unit_of_measure == "ha" && figure.owner == own;
        let figures: Vec<Figure> = book.found.figures.clone().into_iter().filter(hectares).collect();
        let given = |figure: &Figure| book.found.unit.is_some_and(|unit| SCHEMA.plans.contains_key(&(unit, figure.indicator)));
        let positive = |figure: &Figure| figure.amount.number().is_some_and(|number| number > Decimal::ZERO);
        let plans: Vec<&Figure> =
            figures.iter().filter(|figure| figure.measure == Measure::Plan && given(figure) && positive(figure)).collect();
        let first = plans.first()?.cell.clone();
        let here = |figure: &Figure| figure.cell.sheet == first.sheet && is_typed_number(figure);
        if plans.len() < 3 || !figures.iter().all(here) {
            return None;
        }
        for figure in &figures {
            let leaf = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet)?;
            put(&mut book, leaf, figure, Value::Number(figure.amount.number()? * Decimal::from(10_000)));
        }
        // The results of formulas stay, as in a sheet of values.
        book.leaves.iter_mut().for_each(|leaf| leaf.formulas.clear());
        books[at] = Workbook { sha256: "changed".into(), ..book.workbook() };
        Some((at, Some(first.at)))
    }),
    ("unusual-value", "a figure three times that of the sisters", |books, located, random| {
        let at = random.below(books.len());
        let mut book = Book::of(&books[at], &located[at]);
        let found = book.found.clone();
        // A percent beside it would tell by itself that something is wrong.
        for ratio in found.stated_ratios.iter() {
            let leaf = book.leaves.iter().position(|leaf| leaf.name == ratio.cell.sheet)?;
            book.leaves[leaf].cells.remove(&ratio.cell.at);
            book.leaves[leaf].formulas.remove(&ratio.cell.at);
        }
        let unlike = |figure: &Figure| {
            let free = figure.measure == Measure::Actual && quantity(figure) && is_typed_number(figure) && alone(figure);
            let large = figure.amount.number().is_some_and(|number| number >= Decimal::from(20));
            let beside = free && large && no_verdict(&found, figure) && no_subset(figure);
            beside && sisters_agree(located, at, figure)
        };
        let (leaf, figure) = pick(&book, random, &unlike)?;
        put(&mut book, leaf, &figure, Value::Number(figure.amount.number()? * Decimal::new(45, 1)));
        books[at] = Workbook { sha256: "changed".into(), ..book.workbook() };
        Some((at, Some(figure.cell.at)))
    }),
];

fn no_subset(figure: &Figure) -> bool {
    SCHEMA.indicator(figure.indicator).subsets.is_empty()
        && !SCHEMA.each_indicator().any(|(_, whole)| whole.subsets.contains(&figure.indicator))
}

/// Whether at least five sisters have done about the same share of their plan and of last year, and so has the unit.
fn sisters_agree(located: &[Located], own: usize, figure: &Figure) -> bool {
    let Some(unit) = located[own].submission.unit else { return false };
    let kind = &SCHEMA.unit(unit).kind;
    let mut compared = 0;
    for against in [Measure::Plan, Measure::Prior] {
        let share = |other: &Located| {
            let owner = Owner::Unit(other.submission.unit?);
            let of = |measure| other.submission.number(figure.indicator, owner, measure).filter(|number| *number > Decimal::ZERO);
            of(Measure::Actual)?.checked_div(of(against)?)
        };
        let Some(mine) = share(&located[own]) else { continue };
        let sisters = located.iter().filter(|other| other.submission.unit.is_some_and(|id| id != unit && SCHEMA.unit(id).kind == *kind));
        let shares: Vec<Decimal> = sisters.filter_map(share).collect();
        let near = |share: &Decimal| *share >= mine * Decimal::new(75, 2) && *share <= mine * Decimal::new(130, 2);
        if shares.len() < 5 {
            continue;
        }
        if !shares.iter().all(near) {
            return false;
        }
        compared += 1;
    }
    compared > 0
}

/// An indicator that communes report, with the figures of all of them.
fn of_communes(located: &[Located], random: &mut Random) -> Option<(IndicatorId, Vec<(UnitId, Decimal)>)> {
    let office = office_of(located)?;
    let mut choices = Vec::new();
    for (id, indicator) in SCHEMA.each_indicator() {
        let once = SCHEMA.each_indicator().filter(|(_, other)| other.name == indicator.name).count() == 1;
        let plain = indicator.kind == IndicatorKind::Quantity && indicator.aggregate == Aggregate::Sum && indicator.derivation.is_none();
        if !once || !plain || indicator.reporters.contains(&office) || indicator.unit_of_measure.is_empty() {
            continue;
        }
        let of = |unit: &UnitId| {
            let own = located.iter().find(|other| other.submission.unit == Some(*unit))?;
            Some((*unit, own.submission.number(id, Owner::Unit(*unit), Measure::Actual)?))
        };
        let figures: Vec<(UnitId, Decimal)> = indicator.reporters.iter().filter_map(of).collect();
        let brought =
            located.iter().any(|other| other.submission.figures.iter().any(|figure| figure.indicator == id && figure.owner == Owner::Area));
        if figures.len() > 5 && figures.len() == indicator.reporters.len() && !brought {
            choices.push((id, figures));
        }
    }
    (!choices.is_empty()).then(|| choices.swap_remove(random.below(choices.len())))
}

/// An office that has few figures of its own.
fn office_of(located: &[Located]) -> Option<UnitId> {
    let offices = located.iter().filter(|other| other.submission.figures.len() < 10);
    offices.filter_map(|other| other.submission.unit).find(|unit| SCHEMA.unit(*unit).kind.starts_with("phong"))
}

/// A second sheet of that office.
fn office(located: &[Located], table: &str) -> Option<Workbook> {
    let name = &SCHEMA.unit(office_of(located)?).name;
    Some(grid::workbook("bieu bo sung.xlsx", &format!("| {name}: kết quả 6 tháng đầu năm 2023 |\n{table}")))
}

/// The same with a row for each commune.
fn office_table(located: &[Located], id: IndicatorId, rows: &str) -> Option<Workbook> {
    let indicator = SCHEMA.indicator(id);
    // A second column of the same kind makes a table of it.
    office(located, &format!("| Đơn vị | {} ({}) |\n{rows}", indicator.name, indicator.unit_of_measure))
}

#[test]
fn mistakes_between_workbooks_are_told_once_and_at_their_place() {
    let (names, workbooks) = samples();
    let located: Vec<Located> = workbooks.iter().map(locate).collect();
    let inspected = |workbook: &Workbook| {
        let (located, findings) = with_notes(workbook);
        Inspected { submission: located.submission, findings, accepted: Vec::new(), ledger: None }
    };
    let sound: Vec<Inspected> = workbooks.iter().map(inspected).collect();
    let severe = |finding: &&Finding| finding.severity != Severity::Info;
    let before = chitieu::consolidate(&SCHEMA, sound.clone(), &chitieu::MergeOptions::default()).findings;
    assert!(!before.iter().any(|finding| severe(&finding)), "{before:?}");
    let (mut made, mut wrong) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for (code, mistake, make) in MISTAKES {
        for time in 0..16 {
            let mut books = workbooks.clone();
            let mut random = Random::of(&format!("{mistake} {time}"));
            let Some((at, cell)) = make(&mut books, &located, &mut random) else { continue };
            *made.entry(mistake).or_default() += 1;
            // Only what was changed is read again.
            let files: Vec<Inspected> = books
                .iter()
                .map(|book| {
                    let same = workbooks.iter().position(|old| old.file == book.file && old.sha256 == book.sha256);
                    same.map_or_else(|| inspected(book), |same| sound[same].clone())
                })
                .collect();
            let findings = chitieu::consolidate(&SCHEMA, files, &chitieu::MergeOptions::default()).findings;
            let file = books.get(at).map(|book| book.file.clone());
            let is_it = |finding: &Finding| finding.kind.code == *code && finding.file == file && finding.at == cell;
            let hits = findings.iter().filter(|finding| is_it(finding)).count();
            // A workbook of another period is one that its unit did not hand in, and an absent one leaves others alone.
            let follows = |finding: &&Finding| *code == "period-mismatch" && finding.kind.code == "missing-unit";
            let others: Vec<String> =
                findings.iter().filter(severe).filter(|finding| !is_it(finding) && !follows(finding)).map(shown).collect();
            if hits != 1 || !others.is_empty() {
                let name = file.unwrap_or_default();
                wrong.push(format!("{mistake} ({name} {cell:?}): {code} found {hits} times, beside it {others:?}"));
            }
        }
    }
    println!("{made:?} over {} files", names.len());
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    let never: Vec<&str> = MISTAKES.iter().map(|(_, name, _)| *name).filter(|name| !made.contains_key(name)).collect();
    assert!(never.is_empty(), "no place for: {never:?}");
}

#[test]
fn files_that_can_not_be_read_are_told_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(sample_files().remove(0)).unwrap();
    let encrypted = example_files::folders().into_iter().find(|folder| folder.kind.code == "encrypted-file").unwrap().files.remove(0).1;
    for (code, bytes) in [("unreadable-file", &bytes[..bytes.len() / 2]), ("encrypted-file", &encrypted)] {
        let path = folder.path().join("xa-huong-xuan.xlsx");
        std::fs::write(&path, bytes).unwrap();
        let inspected = chitieu::inspect(&SCHEMA, &[path], &chitieu::MergeOptions::default(), &|_| {});
        let codes: Vec<&str> = inspected.iter().flat_map(|file| &file.findings).map(|finding| finding.kind.code).collect();
        assert_eq!(codes, [code]);
    }
}
