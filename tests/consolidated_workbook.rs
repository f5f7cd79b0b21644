//! The consolidated workbook, read back: stored values are the computed ones, and LibreOffice computes them again.

// A field of its own keeps a submission from being built at once.
#![allow(clippy::field_reassign_with_default, clippy::unwrap_used)]

#[path = "support/recalculation.rs"]
mod recalculation;

use calamine::{Data, Range, Reader};
use chitieu::cell::{CellRef, Position};
use chitieu::completeness::Completeness;
use chitieu::compute;
use chitieu::consolidation::{Consolidation, Figures, Source};
use chitieu::finding::{Finding, Kind, Severity};
use chitieu::language::{Language, Text, Words};
use chitieu::schema::{IndicatorId, PeriodId, Schema, Target, UnitId, from_toml, prove};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use chitieu::write;
use recalculation::{differences, open, recalculated, sheet, sheets, shown};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Every way of adding up, every way of deriving, every direction of a target.
const INDICATORS: &[&str] = &[
    "code='1'|name='Sản lượng lương thực'|unit='tấn'|kind='quantity'|aggregate='sum'|parts=['1.1','1.2']|decimals=1|target='>= 4450'",
    "code='1.1'|name='Lúa'|unit='tấn'|kind='quantity'|aggregate='sum'|target='1500..1600'",
    "code='1.2'|name='Ngô'|unit='tấn'|kind='quantity'|aggregate='sum'",
    "code='2'|name='Thu nhập bình quân'|unit='triệu đồng'|kind='quantity'|aggregate='mean'|target='> 50'",
    "code='3'|name='Tỷ lệ hộ nghèo'|kind='percent'|aggregate='ratio'|numerator='3a'|denominator='3b'|target='< 3.2'|decimals=2",
    "code='3a'|name='Số hộ nghèo'|unit='hộ'|kind='quantity'|aggregate='sum'",
    "code='3b'|name='Tổng số hộ'|unit='hộ'|kind='quantity'|aggregate='sum'",
    "code='4'|name='Năng suất'|unit='tạ/ha'|kind='quantity'|aggregate='ratio'|numerator='1'|denominator='3b'",
    "code='5'|name='Thấp nhất'|unit='%'|kind='percent'|aggregate='min'|target='<= 11'",
    "code='6'|name='Cao nhất'|unit='%'|kind='percent'|aggregate='max'|target='= 100'",
    "code='7'|name='Xã đạt chuẩn'|unit='xã'|kind='status'|aggregate='count-met'|target='>= 2'",
    "code='8'|name='Xã đạt tỷ lệ tiêm chủng'|unit='xã'|kind='percent'|aggregate='count-met'|target='>= 95'",
    "code='8a'|name='Xã đạt diện tích'|unit='xã'|kind='quantity'|aggregate='count-met'",
    "code='9'|name='Số tiêu chí'|unit='tiêu chí'|kind='count-of'|out-of=19|aggregate='none'|reported-by=['xa']",
    "code='9.1'|name='Số xã đạt từ 17,5 tiêu chí'|unit='xã'|kind='quantity'|aggregate='none'|from='9'|count-where='>= 17.5'",
    "code='9.2'|name='Tiêu chí của xã B'|unit='tiêu chí'|kind='count-of'|out-of=19|aggregate='none'|from='9'|at-unit='b'|target='16..17'",
    "code='9.3'|name='Còn lại của xã B'|unit='tiêu chí'|kind='count-of'|out-of=19|aggregate='none'|from='9.2'|remaining=true",
    "code='10'|name='Vốn đầu tư'|unit='tỷ đồng'|kind='quantity'|aggregate='sum'|reported-by=['phong']|decimals=3",
    "code='11'|name='Quy hoạch'|kind='status'|aggregate='none'|reported-by=['phong']",
    "code='12'|name='Chưa ai báo cáo'|unit='ha'|kind='quantity'|aggregate='sum'",
    "code='13'|name='=1+1'|unit='https://vi.du'|kind='quantity'|aggregate='sum'|reported-by=['phong']",
];

fn schema(units: usize) -> Schema {
    let mut text = "id = 'thu'\ntitle = 'Bộ chỉ tiêu năm 2023'\nyear = 2023\n[area]\ncode = 'huyen'\nname = 'Huyện Thử'\n\
        issuer = 'Ủy ban nhân dân huyện Thử'\nsuperior = 'Ủy ban nhân dân tỉnh Mẫu'\n\
        [[period]]\ncode = '6t'\nname = '6 tháng đầu năm'\n"
        .to_string();
    for at in 0..units {
        let code = char::from_u32('a' as u32 + at as u32).map(String::from).filter(|_| at < 26).unwrap_or(format!("u{at}"));
        text += &format!("[[unit]]\ncode = '{code}'\nname = 'Xã {}'\nkind = 'xa'\n", code.to_uppercase());
    }
    text += "[[unit]]\ncode = 'phong-nn'\nname = 'Phòng Nông nghiệp'\nkind = 'phong'\n";
    text += "[[section]]\ncode = 'I'\nname = 'Chương trình một'\n[[section]]\ncode = 'I.1'\nparent = 'I'\nname = 'Mục'\n";
    for indicator in INDICATORS {
        text += &format!("[[indicator]]\nsection = 'I.1'\n{}\n", indicator.replace('|', "\n"));
    }
    text += "[[plan]]\nunit = 'a'\nindicator = '1'\nvalue = 62.9\n";
    let (raw, problems) = from_toml(&text).unwrap();
    assert!(problems.is_empty());
    prove(&raw).unwrap().0
}

/// Figures that come out the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn figure(file: &Arc<str>, indicator: IndicatorId, owner: Owner, measure: Measure, amount: Amount) -> Figure {
    let cell = CellRef::new(file.clone(), "Biểu 1".into(), Position::new(indicator.0, measure as u32));
    Figure { indicator, owner, measure, amount, cell, raw: Some(amount.to_string().into()), granularity: Decimal::ONE }
}

/// Every unit hands in something; here and there a figure is missing.
fn submissions(schema: &Schema, seed: u64) -> Vec<Submission> {
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    for (unit, facts) in schema.each_unit() {
        let file: Arc<str> = format!("nộp/bieu_xa_{}.xlsx", facts.code).into();
        let mut submission = Submission::default();
        submission.file = file.clone();
        submission.sha256 = "0f".repeat(32);
        submission.unit = Some(unit);
        submission.period = Some(PeriodId(0));
        for (id, indicator) in schema.each_indicator() {
            let silent = matches!(indicator.code.as_str(), "3" | "4" | "12") || !schema.reports(unit, id);
            for measure in Measure::ALL {
                if silent || dice.roll(6) == 0 {
                    continue;
                }
                let amount = match indicator.code.as_str() {
                    "7" | "11" if measure == Measure::Plan => continue,
                    "7" | "11" => Amount::Verdict([Verdict::Met, Verdict::NotMet, Verdict::InProgress][dice.roll(3) as usize]),
                    "9" => Amount::Number(Decimal::from(12 + dice.roll(8))),
                    "3a" => Amount::Number(Decimal::from(dice.roll(90))),
                    "3b" => Amount::Number(Decimal::from(100 + dice.roll(900))),
                    "5" | "6" | "8" => Amount::Number(Decimal::new(9000 + dice.roll(1000) as i64, 2)),
                    _ => Amount::Number(Decimal::new(dice.roll(2_000_000) as i64, dice.roll(4) as u32)),
                };
                submission.figures.push(figure(&file, id, Owner::Unit(unit), measure, amount));
            }
        }
        submission.finish();
        all.push(submission);
    }
    all
}

fn consolidation(schema: &Schema, submissions: &[Submission]) -> Consolidation {
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

fn expected(number: Option<Decimal>) -> String {
    number.map(chitieu::number::plain_text).unwrap_or_default()
}

#[test]
fn stored_values_are_the_computed_ones_and_totals_are_formulas() {
    for seed in 0..20 {
        let schema = schema(5);
        let consolidation = consolidation(&schema, &submissions(&schema, seed));
        let bytes = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap();
        let all = sheets(&bytes);
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let wanted = ["Tổng quan", "Tổng hợp", "Biểu I", "Tiêu chí", "Chưa đạt", "Theo đơn vị", "Kiểm tra", "Nguồn", "Dữ liệu"];
        assert_eq!(names, wanted);
        let (summary, by_unit) = (&all[1].1, &all[5].1);
        let formulas = open(&bytes).worksheet_formula("Tổng hợp").unwrap();
        let row_of = |range: &Range<Data>, column: u32, code: &str| {
            (9..range.end().unwrap().0 + 1).find(|&row| shown(range, row, column) == code).unwrap()
        };
        let code_column = by_unit.end().unwrap().1;
        for row in &consolidation.rows {
            let indicator = schema.indicator(row.indicator);
            let line = row_of(summary, 10, &indicator.code);
            assert_eq!(line, row_of(by_unit, code_column, &indicator.code), "the same row on both sheets");
            for (column, value) in [(3, row.plan), (4, row.actual), (5, row.pct_plan), (6, row.prior), (7, row.pct_prior)] {
                let place = format!("seed {seed}, indicator {}, column {column}", indicator.code);
                assert_eq!(shown(summary, line, column), expected(value), "{place}");
                let typed = column == 3 && indicator.target.is_some();
                if value.is_some() && !typed {
                    assert!(formulas.get_value((line, column)).is_some_and(|formula| !formula.is_empty()), "no formula: {place}");
                }
            }
            assert_eq!(shown(summary, line, 8), row.verdict.vi(), "verdict of {}", indicator.code);
            for (unit, figures) in &row.by_unit {
                let first = (3..code_column).find(|&column| shown(by_unit, 6, column) == schema.unit(unit).code).unwrap();
                for measure in Measure::ALL {
                    let value = match figures.get(measure).map(|sourced| sourced.amount) {
                        Some(Amount::Verdict(verdict)) => verdict.vi().to_string(),
                        Some(Amount::Number(number)) => expected(Some(number)),
                        None => String::new(),
                    };
                    assert_eq!(shown(by_unit, line, first + measure as u32), value, "{} of {unit:?}", indicator.code);
                }
            }
        }
    }
}

#[test]
fn text_of_senders_is_never_a_formula_and_notes_tell_what_numbers_do_not() {
    let schema = schema(3);
    let mut all = submissions(&schema, 3);
    all.remove(1);
    let consolidation = consolidation(&schema, &all);
    let bytes = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap();
    let (summary, sources) = (&sheet(&bytes, "Tổng hợp"), &sheet(&bytes, "Nguồn"));
    let line_of = |code: &str| (9..60).find(|&row| shown(summary, row, 10) == code).unwrap();
    assert_eq!(shown(summary, line_of("13"), 1), "=1+1");
    assert!(shown(summary, line_of("1.1"), 9).starts_with("KH: 1.500 - 1.600"));
    assert!(shown(summary, line_of("3"), 9).starts_with("KH: dưới 3,2"));
    assert!(shown(summary, line_of("9"), 9).starts_with("Chưa đủ số liệu: thiếu "), "{}", shown(summary, line_of("9"), 9));
    assert!(shown(summary, line_of("9"), 9).ends_with("/3 đơn vị"));
    assert_eq!(shown(summary, line_of("12"), 9), "Chưa có số liệu");
    assert_eq!(shown(summary, 5, 0), "Đã nhận số liệu của 3/4 đơn vị; chưa có: Xã B.");
    assert_eq!((shown(sources, 7, 1), shown(sources, 7, 2)), ("Xã B".into(), "Chưa gửi báo cáo".into()));
    assert_eq!(shown(summary, line_of("1.1"), 1), "- Lúa");
    assert_eq!([0, 1, 2, 3, 4].map(|row| shown(summary, row, 10)), ["chitieu", "tong-hop", "thu", "huyen", "6t"]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let schema = schema(4);
    let consolidation = consolidation(&schema, &submissions(&schema, 9));
    let make = || write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::En).unwrap();
    assert_eq!(make(), make());
}

static KIND: Kind = Kind {
    code: "part-sum-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Không cộng bằng tổng", en: "Does not add up" },
    advice: Text { vi: "Sửa rồi gửi lại.", en: "Correct it." },
    examples: &[],
};

#[test]
fn findings_stand_on_their_sheet_with_their_place() {
    let schema = schema(3);
    let consolidation = consolidation(&schema, &submissions(&schema, 1));
    let cell = CellRef::new("nộp/a.xlsx".into(), "Biểu 1".into(), Position::new(11, 4));
    let finding: Finding = KIND
        .at(&cell, Words::new("=HYPERLINK(\"x\")", "x"))
        .about(Owner::Unit(UnitId(0)), IndicatorId(1), Measure::Actual)
        .found("1.234")
        .expected("2640.4");
    let bytes = write::consolidated(&schema, &consolidation, &[finding], &Completeness::default(), Language::Vi).unwrap();
    let range = &sheet(&bytes, "Kiểm tra");
    let line: Vec<String> = (0..12).map(|column| shown(range, 4, column)).collect();
    let wanted = ["1", "Lỗi", "part-sum-mismatch", "a.xlsx", "Biểu 1", "E12", "Xã A", "Lúa", "=HYPERLINK(\"x\")", "1.234", "2.640,4"];
    assert_eq!(line[..11], wanted);
    let empty = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap();
    assert_eq!(shown(&sheet(&empty, "Kiểm tra"), 4, 0), "Không có phát hiện nào.");
}

/// Most lines are put in as the workbook is packed, and some are written by the library: nobody can tell which.
#[test]
fn files_and_units_stand_in_their_lists_whatever_their_names_are() {
    let names = [
        "Biểu xã A.xlsx",
        "bieu_xa_b.xlsx",
        " hai  dấu cách .xlsx",
        "_x0041_.xls",
        "A&B <c> \"d\".ods",
        "=1+1.xlsx",
        "xuống\ndòng.xlsx",
        "'nháy.xlsx",
        "\u{fffe}lạ.xlsx",
        "cuối.xlsx",
    ];
    let schema = schema(names.len() - 1);
    let mut all = submissions(&schema, 5);
    for (submission, name) in all.iter_mut().zip(names) {
        submission.file = (*name).into();
    }
    let consolidation = consolidation(&schema, &all);
    let completeness = compute::completeness(&schema, &all, &consolidation, &[]);
    let bytes = write::consolidated(&schema, &consolidation, &[], &completeness, Language::Vi).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    std::fs::write(&path, &bytes).unwrap();
    let workbook = chitieu::read::workbook(&path).unwrap();
    let sheet = |name: &str| workbook.sheets.iter().find(|sheet| &*sheet.name == name).unwrap();
    let text = |sheet: &chitieu::workbook::Sheet, row: usize, column: u32| {
        sheet.cell(Position::new(row as u32, column)).map(|cell| workbook.shown(cell.value)).unwrap_or_default()
    };
    let (sources, handed_in) = (sheet("Nguồn"), sheet("Tình hình nộp"));
    let head = (0..20).find(|row| text(sources, *row, 0) == "STT").unwrap();
    let first = (0..20).find(|row| text(handed_in, *row, 0) == "1").unwrap();
    let codes = handed_in.cells_in(first as u32).last().unwrap().column;
    for (at, (submission, name)) in all.iter().zip(names).enumerate() {
        let unit = schema.unit(submission.unit.unwrap());
        let line: Vec<String> = (0..7).map(|column| text(sources, head + 1 + at, column)).collect();
        let number = (at + 1).to_string();
        let figures = submission.count().to_string();
        // What no workbook can hold is left out by the library.
        let held = name.replace('\u{fffe}', "");
        let told = line[2].replace('\u{fffe}', "");
        assert_eq!(told, held);
        assert_eq!([&*line[0], &line[1], &line[3], &line[4], &line[5]], [&*number, &unit.name, "6 tháng đầu năm", &figures, "Có"]);
        assert_eq!(line[6], submission.sha256);
        assert_eq!([text(handed_in, first + at, 0), text(handed_in, first + at, 1)], [number, unit.name.clone()]);
        assert_eq!(text(handed_in, first + at, codes), unit.code);
        assert!(!text(handed_in, first + at, codes - 1).is_empty() && !text(handed_in, first + at, codes - 2).is_empty());
    }
    // By the last line other programs know how far the sheet goes.
    let range = open(&bytes).worksheet_range("Nguồn").unwrap();
    assert_eq!(range.end(), Some(((head + names.len()) as u32, 6)));
}

#[test]
fn without_any_figure_there_is_still_a_workbook() {
    let schema = schema(2);
    let nothing: Vec<Submission> = Vec::new();
    let mut empty = consolidation(&schema, &nothing);
    for row in &mut empty.rows {
        row.by_unit = Figures::default();
    }
    let bytes = write::consolidated(&schema, &empty, &[], &Completeness::default(), Language::Vi).unwrap();
    assert_eq!(shown(&sheet(&bytes, "Theo đơn vị"), 2, 0), "Chưa có số liệu của đơn vị nào.");
}

#[test]
fn libreoffice_recalculates_to_the_stored_values() {
    let folder = tempfile::tempdir().unwrap();
    for (seed, units, language) in [(1, 6, Language::Vi), (2, 2, Language::Vi), (3, 300, Language::Vi), (4, 4, Language::En)] {
        let schema = schema(units);
        let consolidation = consolidation(&schema, &submissions(&schema, seed));
        let bytes = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), language).unwrap();
        let Some(again) = recalculated(&bytes, folder.path()) else {
            eprintln!("LibreOffice (soffice) is not installed: the recalculation is not tested here.");
            return;
        };
        assert_eq!(differences(&bytes, &again), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn more_units_than_a_sheet_can_hold_still_give_totals() {
    let schema = schema(5_400);
    let mut consolidation = consolidation(&schema, &submissions(&schema, 2));
    let bytes = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap();
    let summary = sheet(&bytes, "Tổng hợp");
    assert!(shown(&summary, 6, 0).starts_with("Quá nhiều đơn vị"));
    assert!(shown(&sheet(&bytes, "Theo đơn vị"), 2, 0).starts_with("Quá nhiều đơn vị"));
    let row = consolidation.rows.remove(0);
    let line = (9..60).find(|&line| shown(&summary, line, 10) == "1").unwrap();
    assert_eq!(shown(&summary, line, 4), expected(row.actual));
}

/// Exact halves are where binary arithmetic slips: 62,9 of 200 is 31,45 and must become 31,5 in Excel too.
#[test]
fn exact_halves_are_rounded_up_by_the_formulas_too() {
    let mut text = "id = 't'\ntitle = 'T'\nyear = 2023\npercent-decimals = 0\n[area]\ncode = 'h'\nname = 'H'\n\
        [[unit]]\ncode = 'a'\nname = 'A'\nkind = 'xa'\n[[section]]\ncode = 'I'\nname = 'I'\n"
        .to_string();
    for at in 0..400 {
        text += &format!("[[indicator]]\ncode = '{at}'\nsection = 'I'\nname = 'N{at}'\nkind = 'quantity'\naggregate = 'sum'\n");
    }
    let schema = prove(&from_toml(&text).unwrap().0).unwrap().0;
    let file: Arc<str> = "a.xlsx".into();
    let mut submission = Submission::default();
    submission.unit = Some(UnitId(0));
    let mut dice = Dice(5);
    for (id, _) in schema.each_indicator() {
        let plan = Decimal::new(2 + 2 * dice.roll(500_000) as i64, dice.roll(3) as u32);
        let percent = Decimal::new(5 + 10 * dice.roll(20_000) as i64, 1);
        let actual = plan * percent / Decimal::ONE_HUNDRED;
        for (measure, number) in [(Measure::Plan, plan), (Measure::Actual, actual)] {
            submission.figures.push(figure(&file, id, Owner::Unit(UnitId(0)), measure, Amount::Number(number)));
        }
    }
    submission.finish();
    let consolidation = consolidation(&schema, &[submission]);
    let bytes = write::consolidated(&schema, &consolidation, &[], &Completeness::default(), Language::Vi).unwrap();
    let folder = tempfile::tempdir().unwrap();
    if let Some(again) = recalculated(&bytes, folder.path()) {
        assert_eq!(differences(&bytes, &again), Vec::<String>::new());
    }
}

/// These comparisons are worth something only if a recalculation really happens.
#[test]
fn a_wrong_stored_value_would_be_seen() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let formula = rust_xlsxwriter::Formula::new("=1+1").set_result("3");
    workbook.add_worksheet().write_formula(0, 0, formula).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let folder = tempfile::tempdir().unwrap();
    if let Some(again) = recalculated(&bytes, folder.path()) {
        assert_eq!(differences(&bytes, &again).len(), 1);
    }
}

#[test]
fn a_plan_in_words_is_known_again_and_asked_about_once_its_number_is_another() {
    let schema = schema(3);
    let (unit, maize) = (UnitId(0), schema.find_indicator("1.2").unwrap());
    let mut submissions = submissions(&schema, 3);
    let own = &mut submissions[0];
    own.figures.retain(|figure| figure.indicator != maize);
    for (measure, number) in [(Measure::Plan, 90), (Measure::Actual, 80)] {
        let (file, amount) = (own.file.clone(), Amount::Number(Decimal::from(number)));
        own.figures.push(figure(&file, maize, Owner::Unit(unit), measure, amount));
    }
    own.finish();
    let verdict = |consolidation: &Consolidation| consolidation.row(maize).unit(unit).unwrap().verdict();
    assert_eq!(verdict(&consolidation(&schema, &submissions)), Some(Verdict::NotMet));
    submissions[0].stated_targets.insert((maize, Owner::Unit(unit)), Target::LessThan(Decimal::from(90)));
    let made = consolidation(&schema, &submissions);
    assert_eq!(verdict(&made), Some(Verdict::Met));

    let bytes = write::consolidated(&schema, &made, &[], &Completeness::default(), Language::Vi).unwrap();
    let mut workbook = chitieu::read::workbook_of("th.xlsx".into(), &bytes).unwrap();
    let (again, _) = chitieu::reopen(&schema, &workbook).unwrap();
    assert_eq!(verdict(&again.consolidation), Some(Verdict::Met));
    assert_eq!(again.consolidation.plans_in_words, made.plans_in_words);

    let by_unit = workbook.sheets.iter_mut().find(|sheet| &*sheet.name == "Theo đơn vị").unwrap();
    let ninety = chitieu::workbook::Value::Number(Decimal::from(90));
    let plans: Vec<usize> = by_unit.cells.iter().enumerate().filter(|(_, cell)| cell.value == ninety).map(|(at, _)| at).collect();
    let [plan] = plans.as_slice() else { panic!("{plans:?}") };
    by_unit.cells.set_value(*plan, chitieu::workbook::Value::Number(Decimal::from(95)));
    let refused = chitieu::reopen(&schema, &workbook).map(|_| ()).unwrap_err();
    assert!(refused.vi.contains("“dưới 90”") && refused.vi.contains("Ngô (1.2)") && refused.vi.contains("Xã A"), "{}", refused.vi);
}
