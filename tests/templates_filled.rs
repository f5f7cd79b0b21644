//! Blank workbooks filled in come back as they were filled in; what clerks do to them is read right or told.

#![allow(clippy::unwrap_used)]
#![allow(dead_code)] // Each test uses its own part of what they share.

#[path = "support/fill.rs"]
mod fill;
#[path = "support/mutate.rs"]
mod mutate;
#[path = "support/recalculation.rs"]
mod recalculation;

use chitieu::cell::Position;
use chitieu::finding::Finding;
use chitieu::language::Language;
use chitieu::locate::Index;
use chitieu::schema::{IndicatorId, Schema, UnitId, from_toml, prove};
use chitieu::submission::{Measure, Owner};
use chitieu::{Inspected, MergeOptions, inspect};
use fill::{Blank, MEASURES, Typed, amount, figures};
use mutate::{Book, Random};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Figures = BTreeMap<(IndicatorId, Measure), String>;

fn schemas() -> Vec<(String, Schema)> {
    let mut schemas = vec![("nam-dong-2023".to_string(), chitieu::schema::built_in().unwrap())];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let (schema, _) = prove(&from_toml(&fs::read_to_string(&file).unwrap()).unwrap().0).unwrap();
        schemas.push((file.file_stem().unwrap().to_string_lossy().into_owned(), schema));
    }
    schemas
}

/// A set whose names say little by themselves and whose periods look like nothing that headings have.
fn hard() -> Schema {
    let mut text = "id = 'kho'\ntitle = 'Chỉ tiêu giao cho các xã năm 2024, giai đoạn 2021-2025'\nyear = 2024\n\
        [area]\ncode = 'h'\nname = 'Huyện Thử'\n[[period]]\ncode = 't3'\nname = 'Tháng 3'\n\
        [[period]]\ncode = 'd1'\nname = 'Đợt 1'\n[[period]]\ncode = 'd2'\nname = 'Đợt 2'\n\
        [[period]]\ncode = 'nam'\nname = 'Cả năm'\n\
        [[unit]]\ncode = 'a'\nname = 'Xã An Phú'\nkind = 'xa'\n[[unit]]\ncode = 'b'\nname = 'Xã An Phú Đông'\nkind = 'xa'\n\
        [[unit]]\ncode = 'vp'\nname = 'Văn phòng HĐND và UBND'\nkind = 'phong'\n\
        [[section]]\ncode = 'I'\nname = 'Toàn huyện'\n[[section]]\ncode = 'II'\nname = 'Quý I năm 2024'\n\
        [[section]]\ncode = 'III'\nname = 'Xã An Phú'\n"
        .to_string();
    let mut add = |code: &str, section: &str, name: &str, more: &str| {
        text += &format!("[[indicator]]\ncode = '{code}'\nsection = '{section}'\nname = '{name}'\n{more}\n");
    };
    let (sum, percent) = ("kind = 'quantity'\naggregate = 'sum'", "kind = 'percent'\naggregate = 'mean'");
    for (section, crops) in [("I", ["Ngô", "Lúa", "Sắn"]), ("II", ["Ngô", "Đậu", "Lạc"])] {
        for (at, crop) in crops.into_iter().enumerate() {
            let code = format!("{section}.{at}");
            add(&code, section, crop, &format!("{sum}\nunit = 'tấn'\nparts = ['{code}.a', '{code}.b']"));
            add(&format!("{code}.a"), section, "Vụ đông xuân", &format!("{sum}\nunit = 'tấn'"));
            add(&format!("{code}.b"), section, "Vụ hè thu", &format!("{sum}\nunit = 'tấn'"));
        }
    }
    for (code, name) in [
        ("1", "Chỉ tiêu"),
        ("2", "Tổng số"),
        ("3", "Thủ trưởng đơn vị ký duyệt ngày … tháng … năm …"),
        ("4", "Trong đó: nữ"),
        ("5", "Xã An Phú Đông"),
        ("6", "Kế hoạch năm 2024"),
        ("7", "2024"),
        ("8", "Số thôn"),
        ("9", "Tổng số"),
        ("10", "Thực hiện quý I"),
    ] {
        add(code, "III", name, if code == "8" { percent } else { sum });
    }
    prove(&from_toml(&text).unwrap().0).unwrap().0
}

/// Who uses a blank workbook: the unit it is for, or each of the units it is shared by.
fn users(schema: &Schema, blank: &Blank, bytes: &[u8]) -> Vec<(UnitId, bool)> {
    let (_, data) = recalculation::sheets(bytes).remove(0);
    let stamp = recalculation::shown(&data, 6, 9);
    let owner = stamp.split(" | ").nth(3).unwrap().to_string();
    if let Some(unit) = schema.find_unit(&owner) {
        return vec![(unit, false)];
    }
    assert_eq!(owner, "*");
    let named = |row: u32| schema.each_unit().find(|(_, unit)| unit.name == recalculation::shown(&data, row, 10)).map(|(id, _)| (id, true));
    let last = *blank.rows.values().max().unwrap();
    (8..=last.max(8 + schema.units.len() as u32)).map_while(named).collect()
}

/// Fills in one workbook, and what should be read from it.
fn filled(schema: &Schema, unit: UnitId, shared: bool, bytes: &[u8], seed: &str) -> (Vec<u8>, Figures) {
    let mut blank = Blank::of(schema, bytes);
    let mut random = Random::of(seed);
    let typed = figures(schema, unit, &blank, &mut random);
    let mut wanted: Figures = typed.iter().map(|(key, typed)| (*key, amount(typed))).collect();
    // The plan that was given stands there already.
    let (_, data) = recalculation::sheets(bytes).remove(0);
    for (&id, &row) in &blank.rows {
        let given = recalculation::shown(&data, row, 3);
        if !given.is_empty() {
            wanted.insert((id, Measure::Plan), given);
        }
    }
    for ((id, measure), typed) in &typed {
        let column = MEASURES.iter().find(|(known, _)| known == measure).unwrap().1;
        blank.type_into(Position::new(blank.rows[id], column), typed);
    }
    if shared {
        blank.type_into(Position::new(4, 2), &Typed::Text(schema.unit(unit).name.replace('&', "&amp;")));
    }
    (blank.save(), wanted)
}

fn read(inspected: &Inspected, unit: UnitId) -> Figures {
    let own = inspected.submission.figures.iter().filter(|figure| figure.owner == Owner::Unit(unit));
    own.map(|figure| ((figure.indicator, figure.measure), figure.amount.to_string())).collect()
}

#[test]
fn a_set_of_names_that_say_nothing_reads_back_by_its_codes() {
    let folder = tempfile::tempdir().unwrap();
    let schema = hard();
    for language in [Language::Vi, Language::En] {
        for code in ["t3", "d1", "d2", "nam"] {
            let period = schema.find_period(code).unwrap();
            for (name, bytes) in chitieu::write::templates_for(&schema, period, &chitieu::write::Prior::new(), language).unwrap() {
                let blank = Blank::of(&schema, &bytes);
                for (unit, shared) in users(&schema, &blank, &bytes) {
                    let seed = format!("{code} {name} {}", unit.0);
                    let (filled, wanted) = filled(&schema, unit, shared, &bytes, &seed);
                    let path = folder.path().join("a.xlsx");
                    fs::write(&path, filled).unwrap();
                    let inspected = inspect(&schema, &[path], &MergeOptions::default(), &|_| {}).remove(0);
                    assert_eq!((inspected.submission.unit, inspected.submission.period), (Some(unit), Some(period)), "{seed}");
                    assert_eq!(told(&inspected), Vec::<String>::new(), "{seed}");
                    assert_eq!(read(&inspected, unit), wanted, "{seed}");
                }
            }
        }
    }
}

/// What is told, but for figures that were not filled in.
fn told(inspected: &Inspected) -> Vec<String> {
    let others = inspected.findings.iter().filter(|finding| finding.kind.code != "missing-indicator");
    others.map(|finding| format!("{} {:?}: {}", finding.kind.code, finding.at, finding.message.vi)).collect()
}

#[test]
fn filled_in_by_a_script_they_read_back_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let mut workbooks = 0;
    let mut count = 0;
    for (set, schema) in schemas() {
        for (name, bytes) in fill::blanks(&schema) {
            let blank = Blank::of(&schema, &bytes);
            assert!(!blank.rows.is_empty(), "{set}/{name}");
            for (unit, shared) in users(&schema, &blank, &bytes) {
                let (filled, wanted) = filled(&schema, unit, shared, &bytes, &format!("{set} {name} {}", unit.0));
                let path = folder.path().join(format!("{workbooks}.xlsx"));
                fs::write(&path, filled).unwrap();
                let inspected = inspect(&schema, &[path], &MergeOptions::default(), &|_| {}).remove(0);
                assert_eq!(inspected.submission.unit, Some(unit), "{set}/{name}");
                let got = read(&inspected, unit);
                let wrong: Vec<_> = wanted.iter().filter(|(key, amount)| got.get(key) != Some(amount)).take(3).collect();
                assert!(
                    wrong.is_empty(),
                    "{set}/{name}: {wrong:?} are read as {:?}",
                    wrong.iter().map(|(key, _)| got.get(key)).collect::<Vec<_>>()
                );
                assert_eq!(got.len(), wanted.len(), "{set}/{name}: more is read than was typed");
                assert_eq!(told(&inspected), Vec::<String>::new(), "{set}/{name}");
                workbooks += 1;
                count += wanted.len();
            }
        }
    }
    assert!(workbooks >= 180 && count >= 14_000, "{workbooks} workbooks, {count} figures");
}

/// A filled workbook in pieces, to have accidents with.
struct Desk<'a> {
    schema: &'a Schema,
    index: &'a Index,
    book: Book,
    unit: UnitId,
    wanted: Figures,
    /// Rows of indicators, in order.
    rows: BTreeMap<u32, IndicatorId>,
}

const LABEL: u32 = 1;
const CODE: u32 = 9;

impl<'a> Desk<'a> {
    fn of(schema: &'a Schema, index: &'a Index, (name, bytes): (&str, &[u8]), seed: &str, folder: &Path) -> Desk<'a> {
        let blank = Blank::of(schema, bytes);
        let (unit, _) = users(schema, &blank, bytes).remove(0);
        let (filled, wanted) = filled(schema, unit, false, bytes, seed);
        let path = folder.join(name);
        fs::write(&path, filled).unwrap();
        let workbook = chitieu::read::workbook(&path).unwrap();
        let located = chitieu::locate::submission(schema, index, &workbook, None);
        let rows = blank.rows.iter().map(|(id, row)| (*row, *id)).collect();
        Desk { schema, index, book: Book::of(&workbook, &located), unit, wanted, rows }
    }

    fn row_of(&self, random: &mut Random) -> u32 {
        *self.rows.keys().nth(random.below(self.rows.len())).unwrap()
    }

    fn write(&mut self, at: Position, text: &str) {
        let value = self.book.add(text);
        let style = self.book.leaves[0].cells.get(&at).map_or_else(Default::default, |(style, _)| *style);
        self.book.leaves[0].cells.insert(at, (style, value));
    }

    /// Puts rows, or some columns of them, in another order.
    fn reorder(&mut self, columns: std::ops::Range<u32>, random: &mut Random) {
        let (first, last) = (*self.rows.keys().next().unwrap(), *self.rows.keys().last().unwrap());
        let mut order: Vec<u32> = (first..=last).collect();
        random.shuffle(&mut order);
        let moved = |at: Position| match (first..=last).contains(&at.row) && columns.contains(&at.column) {
            true => Position::new(order[(at.row - first) as usize], at.column),
            false => at,
        };
        let leaf = &mut self.book.leaves[0];
        leaf.cells = leaf.cells.iter().map(|(at, cell)| (moved(*at), *cell)).collect();
        leaf.formulas.clear();
        leaf.merges.retain(|area| area.last.row < first || area.first.row > last);
    }

    /// What is read that is not what stands there, what is not read, and what is told.
    fn outcome(self) -> (Vec<String>, usize, Vec<Finding>) {
        let workbook = self.book.workbook();
        let located = chitieu::locate::submission(self.schema, self.index, &workbook, None);
        let mut findings = located.findings;
        findings.extend(chitieu::check::submission(self.schema, &located.submission));
        findings.retain(|finding| finding.kind.code != "missing-indicator");
        let own = located.submission.figures.iter().filter(|figure| figure.owner == Owner::Unit(self.unit));
        let read: Figures = own.map(|figure| ((figure.indicator, figure.measure), figure.amount.to_string())).collect();
        let wrong = read.iter().filter(|(key, amount)| self.wanted.get(key) != Some(amount));
        let wrong = wrong.map(|((id, measure), amount)| format!("{} {measure:?}: {amount}", self.schema.indicator(*id).code)).collect();
        let unread = self.wanted.keys().filter(|key| !read.contains_key(key)).count();
        (wrong, unread, findings)
    }
}

/// What may follow from an accident.
#[derive(PartialEq)]
enum Then {
    /// All is read, and there is nothing to say.
    Right,
    /// What is not read is told; nothing is wrong.
    Told,
}

/// An accident and what it may lead to.
type Accident = (&'static str, Then, fn(&mut Desk<'_>, &mut Random));

const ACCIDENTS: &[Accident] = &[
    ("a blank row is inserted", Then::Right, |desk, random| {
        let row = desk.row_of(random);
        desk.book.leaves[0].open_rows(row, 1);
    }),
    ("a line is inserted above the title", Then::Right, |desk, random| desk.book.leaves[0].open_rows(random.below(4) as u32, 1)),
    ("a row of the clerk's own is inserted", Then::Told, |desk, random| {
        let row = desk.row_of(random);
        desk.book.leaves[0].open_rows(row, 1);
        desk.write(Position::new(row, LABEL), "Mô hình trồng nấm linh chi của hội phụ nữ");
        desk.write(Position::new(row, 4), "12");
    }),
    ("rows are sorted", Then::Right, |desk, random| desk.reorder(0..20, random)),
    ("rows are sorted without their codes", Then::Told, |desk, random| desk.reorder(0..CODE, random)),
    ("cells are pushed down beside the codes", Then::Told, |desk, random| {
        let row = desk.row_of(random);
        let pushed = |at: Position| if at.row >= row && at.column < CODE { Position::new(at.row + 1, at.column) } else { at };
        desk.book.leaves[0].remap(&pushed);
    }),
    ("a name is written over", Then::Told, |desk, random| {
        let row = desk.row_of(random);
        desk.write(Position::new(row, LABEL), "Số hộ trồng nấm linh chi");
        let id = desk.rows[&row];
        desk.wanted.retain(|(known, _), _| *known != id);
    }),
    ("a name is taken away", Then::Told, |desk, random| {
        let row = desk.row_of(random);
        desk.book.leaves[0].cells.remove(&Position::new(row, LABEL));
        let id = desk.rows[&row];
        desk.wanted.retain(|(known, _), _| *known != id);
    }),
    ("two names change places", Then::Told, |desk, random| {
        let (one, other) = (Position::new(desk.row_of(random), LABEL), Position::new(desk.row_of(random), LABEL));
        let (mine, yours) = (desk.book.text(0, one).unwrap(), desk.book.text(0, other).unwrap());
        let words = |text: &str| chitieu::label::Label::parse(text).words;
        if words(&mine) != words(&yours) {
            let gone = [desk.rows[&one.row], desk.rows[&other.row]];
            desk.wanted.retain(|(id, _), _| !gone.contains(id));
        }
        desk.write(one, &yours);
        desk.write(other, &mine);
    }),
    ("the hidden columns are shown", Then::Right, |desk, _| desk.book.leaves[0].hidden_columns.clear()),
    ("a column is inserted", Then::Right, |desk, random| desk.book.leaves[0].open_columns(random.below(10) as u32, 1)),
    ("the sheet is copied into another workbook", Then::Right, |desk, _| {
        desk.book.leaves.truncate(1);
        desk.book.leaves[0].name = "Sheet3 (2)".into();
        desk.book.rename("Book1.xlsx");
    }),
    ("a row is deleted", Then::Right, |desk, random| {
        let gone = desk.row_of(random);
        let id = desk.rows[&gone];
        desk.book.leaves[0].keep_rows(&|row| row != gone);
        desk.book.leaves[0].remap(&|at| if at.row > gone { Position::new(at.row - 1, at.column) } else { at });
        desk.wanted.retain(|(known, _), _| *known != id);
    }),
    ("a line of the title is deleted", Then::Right, |desk, random| {
        let gone = random.below(6) as u32;
        desk.book.leaves[0].keep_rows(&|row| row != gone);
        desk.book.leaves[0].remap(&|at| if at.row > gone { Position::new(at.row - 1, at.column) } else { at });
    }),
    ("the codes are deleted", Then::Told, |desk, _| desk.book.leaves[0].cells.retain(|at, _| at.column < CODE)),
    ("the workbook is sent under another unit's name", Then::Told, |desk, _| {
        let other = desk.schema.each_unit().find(|(id, _)| *id != desk.unit).unwrap().1.name.clone();
        desk.write(Position::new(1, 0), &other.to_uppercase());
        desk.write(Position::new(4, 0), &format!("Đơn vị báo cáo: {other}"));
        desk.book.rename("bieu.xlsx");
        let all: Vec<_> = desk.wanted.keys().copied().collect();
        all.iter().for_each(|key| drop(desk.wanted.remove(key)));
    }),
];

#[test]
fn what_clerks_do_to_them_is_read_right_or_told() {
    let folder = tempfile::tempdir().unwrap();
    let (district, hard) = (chitieu::schema::built_in().unwrap(), hard());
    let rounds: usize = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4);
    let mut failures = Vec::new();
    for (schema, name) in [(&district, "huong-phu.xlsx"), (&district, "phong-nn.xlsx"), (&hard, "a.xlsx"), (&hard, "vp.xlsx")] {
        let (_, bytes) = fill::blanks(schema).into_iter().find(|(file, _)| file == name).unwrap();
        let index = Index::of(schema);
        for (accident, then, happen) in ACCIDENTS {
            for round in 0..rounds {
                let seed = format!("{accident} {name} {round}");
                let mut random = Random::of(&seed);
                let mut desk = Desk::of(schema, &index, (name, &bytes), &seed, folder.path());
                happen(&mut desk, &mut random);
                let (wrong, unread, findings) = desk.outcome();
                let told: Vec<String> =
                    findings.iter().take(3).map(|finding| format!("{}: {}", finding.kind.code, finding.message.vi)).collect();
                if !wrong.is_empty() {
                    failures.push(format!("{seed}: read wrong: {:?}; {told:?}", wrong.iter().take(5).collect::<Vec<_>>()));
                } else if *then == Then::Right && (unread > 0 || !told.is_empty()) {
                    failures.push(format!("{seed}: {unread} not read, told {told:?}"));
                } else if unread > 0 && told.is_empty() {
                    failures.push(format!("{seed}: {unread} not read and nothing told"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}
