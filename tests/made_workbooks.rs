//! Workbooks as communes fill them in, made with what they hold: every figure that is merged is one that was put there,
//! every one that was put there is merged, and the number of jobs changes no byte. `COMMUNES` asks for more of them.

#![allow(clippy::unwrap_used)]

use chitieu::consolidation::Consolidation;
use chitieu::jobs::Jobs;
use chitieu::language::Language;
use chitieu::schema::{Schema, from_toml, prove};
use chitieu::submission::Measure;
use chitieu::{MergeOptions, read, reopen, write};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

#[path = "../examples/make_bench/form/mod.rs"]
mod form;

use form::{Communes, Made};

/// By unit, indicator and measure.
type Figures = BTreeMap<(String, String, Measure), Decimal>;

struct District {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
    schema: Schema,
    put: Figures,
}

impl District {
    fn new(count: usize, indicators: usize) -> District {
        let communes = Communes { count, indicators };
        District::of(&communes.schema(), (0..count).map(|commune| communes.workbook(commune).unwrap()))
    }

    fn of(schema: &str, workbooks: impl IntoIterator<Item = Made>) -> District {
        let schema = prove(&from_toml(schema).unwrap().0).unwrap().0;
        let mut district = District { folder: tempfile::tempdir().unwrap(), files: Vec::new(), schema, put: Figures::new() };
        for Made { name, bytes, figures } in workbooks {
            let file = district.folder.path().join(name);
            fs::write(&file, bytes).unwrap();
            district.files.push(file);
            for of_row in figures {
                for (measure, value) in Measure::ALL.into_iter().zip(of_row.values) {
                    let key = (form::unit_code(of_row.commune), form::code(of_row.indicator), measure);
                    district.put.extend(value.map(|value| (key, value)));
                }
            }
        }
        district
    }

    /// The consolidated workbook, and the data beside it.
    fn merged(&self, jobs: usize) -> (Vec<u8>, String) {
        let merged = chitieu::merge(&self.schema, &self.files, &MergeOptions { jobs, ..MergeOptions::default() }, &|_| {});
        // The dates of a list are no figures, which is told.
        let told: Vec<&str> = merged.findings.iter().map(|finding| finding.kind.code).filter(|code| *code != "unused-column").collect();
        assert_eq!(told, [""; 0]);
        let (consolidation, findings, completeness) = (&merged.consolidation, &merged.findings, &merged.completeness);
        (
            write::consolidated_by(Jobs::of(jobs), &self.schema, consolidation, findings, completeness, Language::Vi).unwrap(),
            write::json::merge(&self.schema, consolidation, findings, completeness, Language::Vi).unwrap(),
        )
    }
}

/// Every figure of a unit.
fn figures_of_units(schema: &Schema, consolidation: &Consolidation) -> Figures {
    let mut all = Figures::new();
    for row in &consolidation.rows {
        for (unit, figures) in &row.by_unit {
            for measure in Measure::ALL {
                let key = (schema.unit(unit).code.to_string(), schema.indicator(row.indicator).code.to_string(), measure);
                all.extend(figures.number(measure).map(|number| (key, number)));
            }
        }
    }
    all
}

fn communes() -> usize {
    std::env::var("COMMUNES").map_or(25, |count| count.parse().unwrap())
}

#[test]
fn what_was_put_into_the_workbooks_is_what_the_consolidated_one_holds() {
    let district = District::new(communes(), 150);
    let (bytes, _) = district.merged(2);
    // The workbook itself is asked: what is behind it may be right and what was written wrong.
    let workbook = read::workbook_of("tong-hop.xlsx".into(), &bytes).unwrap();
    let (reopened, _) = reopen(&district.schema, &workbook).unwrap();
    let merged = figures_of_units(&reopened.schema, &reopened.consolidation);
    let wrong: Vec<_> = district.put.iter().filter(|(key, value)| merged.get(key) != Some(value)).take(5).collect();
    assert_eq!(wrong, [], "put there and not merged");
    assert_eq!(merged.len(), district.put.len(), "merged and not put there");
    assert!(merged.len() > communes() * 150 * 2, "{} figures", merged.len());

    let two_places = |number: Decimal| number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    for row in &reopened.consolidation.rows {
        let code = &reopened.schema.indicator(row.indicator).code;
        let [plan, actual, prior] = Measure::ALL.map(|measure| {
            let of = district.put.iter().filter(|((_, indicator, of), _)| indicator == code.as_str() && *of == measure);
            of.map(|(_, value)| *value).sum::<Decimal>()
        });
        assert_eq!(Measure::ALL.map(|measure| row.get(measure)), [Some(plan), Some(actual), Some(prior)], "{code}");
        let percents = [plan, prior].map(|whole| Some(two_places(actual * Decimal::ONE_HUNDRED / whole)));
        assert_eq!([row.pct_plan, row.pct_prior], percents, "{code}");
    }
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let district = District::new(communes(), 40);
    let (workbook, data) = district.merged(1);
    for jobs in [2, 5] {
        let (again, same) = district.merged(jobs);
        assert!(workbook == again && data == same, "{jobs} jobs write something else than one");
    }
}

#[test]
fn made_again_the_workbooks_are_the_same() {
    let communes = Communes { count: 3, indicators: 200 };
    for commune in 0..3 {
        assert!(communes.workbook(commune).unwrap().bytes == communes.workbook(commune).unwrap().bytes);
    }
}

#[test]
fn a_list_of_several_units_says_in_each_row_whose_it_is() {
    let communes = Communes { count: 4, indicators: 150 };
    let district = District::of(&communes.schema_of_list(), [communes.list(580).unwrap()]);
    let (bytes, _) = district.merged(1);
    let workbook = read::workbook_of("tong-hop.xlsx".into(), &bytes).unwrap();
    let (reopened, _) = reopen(&district.schema, &workbook).unwrap();
    assert_eq!(figures_of_units(&reopened.schema, &reopened.consolidation), district.put);
    assert!(district.put.len() > 1_600, "{} figures", district.put.len());
}
