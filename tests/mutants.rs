//! Sound workbooks laid out, typed and put together differently say the same: the same unit, the same period, the same
//! figures, and nothing new to complain of.

use chitieu::finding::Severity;
use chitieu::locate::{Index, Located};
use chitieu::schema::Schema;
use chitieu::workbook::Workbook;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

#[path = "support/mutate.rs"]
mod mutate;
#[path = "support/recipes.rs"]
mod recipes;
#[path = "support/retype.rs"]
mod retype;

use mutate::{Book, Random};
use recipes::Recipe;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| chitieu::schema::built_in().unwrap());
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of(&SCHEMA));

/// Recipe, part of a file's name, and what the reading makes of it: known, to be put right, and asserted to be wrong
/// still, so that the list can't outlive its reasons.
const NOT_YET: &[(&str, &str, &str)] = &[];

/// How many chains of two or three recipes each sample goes through, after each recipe has been tried by itself; the
/// variable `CHAINS` of the environment asks for more.
const CHAINS: usize = 6;

/// What a workbook says: who, when, each figure, and each complaint.
#[derive(Debug, PartialEq)]
struct Reading {
    unit: Option<String>,
    period: Option<String>,
    figures: BTreeSet<String>,
    complaints: BTreeSet<String>,
}

fn locate(workbook: &Workbook) -> Located {
    chitieu::locate::submission(&SCHEMA, &INDEX, workbook, None)
}

impl Reading {
    fn of(located: &Located) -> Reading {
        let submission = &located.submission;
        let code = |id| SCHEMA.indicator(id).code.clone();
        let figures = submission.figures.iter().map(|figure| {
            let (owner, measure) = (SCHEMA.owner_code(figure.owner), figure.measure.code());
            format!("{} of {owner}, {measure}: {}", code(figure.indicator), figure.amount)
        });
        let mut findings = located.findings.clone();
        findings.extend(chitieu::check::submission(&SCHEMA, submission));
        let complaints = findings.iter().filter(|finding| finding.severity != Severity::Info);
        let complaints = complaints.map(|finding| {
            let cell = finding.at.map(|at| at.to_string()).unwrap_or_default();
            let about = finding.indicator.map(code).unwrap_or_default();
            format!("{} {about} {cell} {}", finding.kind.code, finding.found.as_deref().unwrap_or_default())
        });
        Reading {
            unit: submission.unit.map(|unit| SCHEMA.unit(unit).code.clone()),
            period: submission.period.map(|period| SCHEMA.period(period).code.clone()),
            figures: figures.collect(),
            complaints: complaints.collect(),
        }
    }

    /// What is different in a mutant, for people; empty where nothing is.
    fn difference(&self, mutant: &Reading) -> String {
        let mut told = Vec::new();
        if (&self.unit, &self.period) != (&mutant.unit, &mutant.period) {
            told.push(format!("unit and period {:?} {:?}, not {:?} {:?}", mutant.unit, mutant.period, self.unit, self.period));
        }
        let mut set = |what: &str, items: Vec<&String>| {
            if !items.is_empty() {
                let shown: Vec<&str> = items.iter().take(4).map(|item| item.as_str()).collect();
                told.push(format!("{} {what}: {}", items.len(), shown.join(" | ")));
            }
        };
        set("figures lost", self.figures.difference(&mutant.figures).collect());
        set("figures come up", mutant.figures.difference(&self.figures).collect());
        set("new complaints", mutant.complaints.difference(&self.complaints).collect());
        told.join("\n      ")
    }
}

fn samples() -> Vec<(String, Workbook)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), chitieu::read::workbook(file).unwrap())).collect()
}

fn not_yet(recipe: &str, file: &str) -> bool {
    NOT_YET.iter().any(|(known, part, _)| *known == recipe && file.contains(part))
}

/// A workbook changed by recipes one after the other; `None` where one of them finds nothing to change.
fn mutant(workbook: &Workbook, recipes: &[(&str, Recipe)], random: &mut Random) -> Option<Workbook> {
    let mut workbook = workbook.clone();
    for (_, recipe) in recipes {
        let mut book = Book::of(&workbook, &locate(&workbook));
        if !recipe(&mut book, random) {
            return None;
        }
        workbook = book.workbook();
    }
    Some(workbook)
}

/// Tries recipes on a sample: how many mutants that gave (none or one), and what is wrong with it.
fn try_out(file: &str, workbook: &Workbook, whole: &Reading, recipes: &[(&str, Recipe)], failures: &mut Vec<String>) -> usize {
    let names = recipes.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", then ");
    let mut random = Random::of(&format!("{file} {names}"));
    let Some(mutant) = mutant(workbook, recipes, &mut random) else { return 0 };
    let difference = whole.difference(&Reading::of(&locate(&mutant)));
    if !difference.is_empty() {
        failures.push(format!("{file}: {names}\n      {difference}"));
    }
    1
}

#[test]
fn mutants_are_read_like_the_workbook_they_come_from() {
    let chains = std::env::var("CHAINS").map_or(CHAINS, |chains| chains.parse().unwrap());
    let (mut tried, mut failures) = (0, Vec::new());
    let mut of_recipe: BTreeMap<&str, usize> = recipes::ALL.iter().map(|(name, _)| (*name, 0)).collect();
    for (file, workbook) in samples() {
        let whole = Reading::of(&locate(&workbook));
        assert!(whole.complaints.is_empty() && !whole.figures.is_empty(), "{file}: {:?}", whole.complaints);
        let usable: Vec<(&str, Recipe)> = recipes::ALL.iter().copied().filter(|(recipe, _)| !not_yet(recipe, &file)).collect();
        for recipe in &usable {
            let mutants = try_out(&file, &workbook, &whole, std::slice::from_ref(recipe), &mut failures);
            *of_recipe.entry(recipe.0).or_default() += mutants;
            tried += mutants;
        }
        for recipe in recipes::ALL.iter().filter(|(recipe, _)| not_yet(recipe, &file)) {
            let mut known = Vec::new();
            *of_recipe.entry(recipe.0).or_default() += try_out(&file, &workbook, &whole, std::slice::from_ref(recipe), &mut known);
            if known.is_empty() {
                failures.push(format!("{file}: {} is read rightly now: strike it out of NOT_YET", recipe.0));
            }
        }
        let mut random = Random::of(&file);
        for _ in 0..chains {
            // What is wrong in one file by itself may be wrong in another after something else.
            let mut chain = usable.clone();
            chain.retain(|(recipe, _)| NOT_YET.iter().all(|(known, _, _)| known != recipe));
            random.shuffle(&mut chain);
            chain.truncate(2 + random.below(2));
            tried += try_out(&file, &workbook, &whole, &chain, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {tried} mutants are read differently:\n{}", failures.len(), failures.join("\n"));
    let unused: Vec<&str> = of_recipe.iter().filter(|(_, mutants)| **mutants == 0).map(|(name, _)| *name).collect();
    assert!(unused.is_empty(), "no sample has anything to be changed so: {unused:?}");
    assert!(tried >= 300, "only {tried} mutants");
}

#[test]
fn a_workbook_typed_without_accents_gives_no_wrong_figure() {
    let (mut all, mut read, mut wrong, mut silent) = (0, 0, Vec::new(), Vec::new());
    for (file, workbook) in samples() {
        let whole = Reading::of(&locate(&workbook));
        let mut bare = workbook.clone();
        for text in &mut bare.texts {
            text.text = plain(&text.text).into();
            text.legacy = None;
        }
        let located = locate(&bare);
        let mutant = Reading::of(&located);
        let (same, lost) = (whole.figures.intersection(&mutant.figures).count(), whole.figures.len());
        println!("{file}: {same} of {lost}, {:?} {:?}", mutant.unit, mutant.complaints.iter().take(6).collect::<Vec<_>>());
        all += whole.figures.len();
        read += same;
        wrong.extend(mutant.figures.difference(&whole.figures).map(|figure| format!("{file}: {figure}")));
        if same < lost && mutant.complaints.is_empty() {
            silent.push(file);
        }
    }
    assert!(wrong.is_empty(), "{} figures come up wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(silent.is_empty(), "figures are lost without a word: {silent:?}");
    println!("read without accents: {read} of {all} figures");
    assert!(read * 100 >= all * 90, "only {read} of {all} figures");
}

/// A text without its accents, in the case it was typed in.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let marks = |c: &char| !('\u{300}'..='\u{323}').contains(c);
    text.nfd()
        .filter(marks)
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}
