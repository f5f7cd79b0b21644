//! Across workbooks: what counts, what was handed in twice, who handed in nothing.

use super::named;
use crate::finding::{Example, Finding, Kind, Severity};
use crate::language::{Text, Words};
use crate::schema::{IndicatorId, PeriodId, Schema, UnitId};
use crate::submission::{FigureView, Measure, Owner, Submission};
use foldhash::{HashMap, HashMapExt};
use std::collections::HashSet;

/// `duplicate-submission`.
pub static DUPLICATE_SUBMISSION: Kind = Kind {
    code: "duplicate-submission",
    severity: Severity::Error,
    title: Text { vi: "Một đơn vị nộp hai tệp cùng kỳ", en: "Two workbooks of one unit and period" },
    advice: Text {
        vi: "Hãy giữ lại tệp đúng và bỏ tệp kia ra khỏi thư mục; những số khác nhau chưa được tổng hợp.",
        en: "Keep the right file and take the other away; figures that differ are not used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &["xa-an-phu (2).xlsx"],
        )
        .merged_with(&[(
            "xa-an-phu (2).xlsx",
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 123 |",
        )]),
        // The same file under another name.
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &["xa-an-phu (3).xlsx"],
        )
        .merged_with(&[(
            "xa-an-phu (3).xlsx",
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
        )]),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .merged_with(&[(
            "xa-binh-minh.xlsx",
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 90 | 80 |",
        )]),
    ],
};

/// `missing-unit`.
pub static MISSING_UNIT: Kind = Kind {
    code: "missing-unit",
    severity: Severity::Error,
    title: Text { vi: "Đơn vị chưa nộp", en: "A unit handed nothing in" },
    advice: Text { vi: "Hãy đôn đốc đơn vị nộp rồi tổng hợp lại.", en: "Ask the unit for it and merge again." },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[""],
        )
        .merged_with(&[]),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .merged_with(&[(
            "phong-nong-nghiep.xlsx",
            "| Chỉ tiêu | ĐVT | Thực hiện |
         | Số lớp tập huấn | lớp | 12 |",
        )]),
    ],
};

/// `figure-differs`, between the workbooks of a merge.
pub static FIGURE_DIFFERS: Kind = Kind {
    code: "figure-differs",
    severity: Severity::Warning,
    title: Text { vi: "Cùng một chỉ tiêu nhưng hai nơi ghi khác nhau", en: "Two figures for the same indicator" },
    advice: Text {
        vi: "Hãy đối chiếu hai nơi; khi tổng hợp chương trình lấy số do chính đơn vị nộp.",
        en: "Compare the two; the unit's own figure is used.",
    },
    examples: &[
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &["phong-nong-nghiep.xlsx!B2"],
        )
        .merged_with(&[(
            "phong-nong-nghiep.xlsx",
            "| Đơn vị | Tổng đàn bò (con) | Diện tích gieo trồng (ha) |
         | Xã An Phú | 133 | 25 |
         | Xã Bình Minh | 90 | 31 |",
        )]),
        // What an office says of the whole area is less than what one commune has.
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &["phong-nong-nghiep.xlsx!C2"],
        )
        .merged_with(&[(
            "phong-nong-nghiep.xlsx",
            "| Chỉ tiêu | ĐVT | Thực hiện |
         | Tổng đàn bò | con | 123 |
         | Số lớp tập huấn | lớp | 12 |",
        )]),
        Example::of(
            "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng đàn bò | con | 150 | 132 |",
            &[],
        )
        .merged_with(&[(
            "phong-nong-nghiep.xlsx",
            "| Đơn vị | Tổng đàn bò (con) | Diện tích gieo trồng (ha) |
         | Xã An Phú | 132 | 25 |
         | Xã Bình Minh | 90 | 31 |",
        )]),
    ],
};

/// `period-mismatch`, between the workbooks of a merge.
pub static OTHER_PERIOD: Kind = Kind {
    code: "period-mismatch",
    severity: Severity::Error,
    title: Text { vi: "Sai kỳ hoặc năm báo cáo", en: "Another period or year" },
    advice: Text {
        vi: "Tệp này chưa được tổng hợp: hãy gửi biểu của đúng kỳ.",
        en: "The file is not used: send the sheet of the right period.",
    },
    examples: &[Example::of(
        "| KẾT QUẢ 6 THÁNG ĐẦU NĂM 2022 | | | |
             | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
             | Tổng đàn bò | con | 150 | 132 |",
        &[""],
    )
    .merged_with(&[])],
};

/// What counts in a merge.
pub struct Chosen {
    /// Positions of the submissions that count.
    pub used: Vec<usize>,
    /// Figures that two submissions of one unit give differently: left out.
    pub excluded: HashSet<(Owner, IndicatorId, Measure)>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// The period most files are for; the earlier of the schema where two are even.
pub fn prevailing_period<'a>(submissions: impl IntoIterator<Item = &'a Submission>) -> Option<PeriodId> {
    let mut counts: HashMap<PeriodId, usize> = HashMap::new();
    for submission in submissions {
        if let Some(period) = submission.period {
            *counts.entry(period).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|&(period, count)| (count, std::cmp::Reverse(period))).map(|(period, _)| period)
}

/// Decides which submissions count, and tells who is missing and what was handed in twice.
pub fn across(schema: &Schema, period: PeriodId, submissions: &[Submission]) -> Chosen {
    let mut chosen = Chosen { used: Vec::new(), excluded: HashSet::new(), findings: Vec::new() };
    for (at, submission) in submissions.iter().enumerate() {
        if submission.unit.is_none() || submission.other_year {
            continue;
        }
        if let Some(found) = submission.period.filter(|found| *found != period) {
            chosen.findings.push(
                OTHER_PERIOD
                    .in_file(
                        &submission.file,
                        Words::new(
                            format!("Tệp là của kỳ “{}”, đang tổng hợp kỳ “{}”.", schema.period(found).name, schema.period(period).name),
                            format!(
                                "The file is for “{}”, this is a merge of “{}”.",
                                schema.period(found).name,
                                schema.period(period).name
                            ),
                        ),
                    )
                    .found(&schema.period(found).code)
                    .expected(&schema.period(period).code),
            );
            continue;
        }
        if let Some(unit) = submission.unit.filter(|unit| !schema.unit(*unit).is_valid_in(period)) {
            chosen.findings.push(out_of_its_time(schema, period, submission, unit));
            continue;
        }
        chosen.used.push(at);
    }
    same_file(schema, submissions, &mut chosen);
    twice(schema, submissions, &mut chosen);
    brought_by_others(schema, submissions, &mut chosen);
    missing(schema, submissions, &mut chosen);
    chosen
}

/// A unit that has been merged into another still sends its sheet: the other's figures hold its own.
fn out_of_its_time(schema: &Schema, period: PeriodId, submission: &Submission, unit: UnitId) -> Finding {
    let (name, period) = (&schema.unit(unit).name, &schema.period(period).name);
    let words = Words::new(
        format!("{name} không báo cáo kỳ “{period}” (valid-from, valid-to của bộ chỉ tiêu)."),
        format!("{name} does not report for “{period}” (valid-from, valid-to in the schema)."),
    );
    Finding { owner: Some(Owner::Unit(unit)), ..OTHER_PERIOD.in_file(&submission.file, words) }
}

/// One file under two names counts once; where the names say two units, for neither.
fn same_file(schema: &Schema, submissions: &[Submission], chosen: &mut Chosen) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, submission) in submissions.iter().enumerate().filter(|(_, submission)| !submission.sha256.is_empty()) {
        let before = first.get(submission.sha256.as_str()).copied();
        let Some((before, earlier)) = before.and_then(|before| Some((before, submissions.get(before)?))) else {
            first.insert(&submission.sha256, at);
            continue;
        };
        let (one, other) = match (base(&earlier.file), base(&submission.file)) {
            (one, other) if one == other => (&*earlier.file, &*submission.file),
            names => names,
        };
        let whose = earlier.unit.zip(submission.unit).filter(|(a, b)| a != b);
        let mut finding = match whose {
            // A blank form is the same in every commune.
            Some(_) if submission.count() == 0 => continue,
            Some((a, b)) => {
                let (first_unit, b) = (Owner::Unit(a), &schema.unit(b).name);
                let a = &schema.unit(a).name;
                chosen.used.retain(|used| *used != at && *used != before);
                let words = Words::new(
                    format!("“{other}” ({b}) và “{one}” ({a}) giống nhau từng byte; chưa tệp nào được tổng hợp."),
                    format!("“{other}” ({b}) and “{one}” ({a}) are the same byte for byte; neither is used."),
                );
                let mut of_first = DUPLICATE_SUBMISSION.in_file(&earlier.file, words.clone());
                of_first.owner = Some(first_unit);
                chosen.findings.push(of_first);
                DUPLICATE_SUBMISSION.in_file(&submission.file, words)
            }
            None => {
                match chosen.used.contains(&before) {
                    true => chosen.used.retain(|used| *used != at),
                    // The unit of the first could not be told, perhaps by the name of its file.
                    false => drop(first.insert(&submission.sha256, at)),
                }
                let words = Words::new(
                    format!("“{other}” chính là tệp “{one}” (giống nhau từng byte); chỉ tính một lần."),
                    format!("“{other}” is the same file as “{one}”, byte for byte; it counts once."),
                );
                DUPLICATE_SUBMISSION.in_file(&submission.file, words).with_severity(Severity::Warning)
            }
        };
        finding.owner = submission.unit.map(Owner::Unit);
        chosen.findings.push(finding);
    }
}

fn twice(schema: &Schema, submissions: &[Submission], chosen: &mut Chosen) {
    let used: Vec<&Submission> = chosen.used.iter().filter_map(|&at| submissions.get(at)).collect();
    let mut of_unit: HashMap<Option<UnitId>, Vec<&Submission>> = HashMap::new();
    for second in used {
        let earlier = of_unit.entry(second.unit).or_default();
        for first in earlier.iter() {
            let (mut same, mut different) = (0, Vec::new());
            for figure in second.each_figure().filter(|figure| figure.owner != Owner::Area) {
                if let Some(earlier) = first.find(figure.indicator, figure.owner, figure.measure) {
                    if earlier.amount == figure.amount { same += 1 } else { different.push((earlier, figure)) }
                }
            }
            // What comes first on the sheets is the example.
            different.sort_by_key(|(_, later)| later.order);
            // Two files with nothing in common are two halves of one submission.
            if same == 0 && different.is_empty() {
                continue;
            }
            let Some(unit) = second.unit else { continue };
            let name = &schema.unit(unit).name;
            let (vi, en) = match different.first() {
                None => (
                    format!("{name} có hai tệp giống nhau: “{}” và “{}”.", base(&first.file), base(&second.file)),
                    format!("{name} has two equal files: “{}” and “{}”.", base(&first.file), base(&second.file)),
                ),
                Some((earlier, later)) => (
                    format!(
                        "{name} có hai tệp khác nhau ở {} số liệu: “{}” và “{}”; ví dụ {} ({}): {} và {}.",
                        different.len(),
                        base(&first.file),
                        base(&second.file),
                        named(schema, later.indicator),
                        later.measure.vi(),
                        earlier.raw(),
                        later.raw()
                    ),
                    format!(
                        "{name} has two files that differ in {} figures: “{}” and “{}”.",
                        different.len(),
                        base(&first.file),
                        base(&second.file)
                    ),
                ),
            };
            let mut finding = DUPLICATE_SUBMISSION.in_file(&second.file, Words::new(vi, en));
            finding.owner = Some(Owner::Unit(unit));
            if different.is_empty() {
                finding.severity = Severity::Warning;
            }
            chosen.findings.push(finding);
            for (_, figure) in different {
                chosen.excluded.insert((figure.owner, figure.indicator, figure.measure));
            }
        }
        earlier.push(second);
    }
}

/// What an office says of a unit is compared with what the unit says itself.
fn brought_by_others(schema: &Schema, submissions: &[Submission], chosen: &mut Chosen) {
    let used: Vec<&Submission> = chosen.used.iter().filter_map(|&at| submissions.get(at)).collect();
    let mut own: HashMap<crate::schema::UnitId, Vec<&Submission>> = HashMap::new();
    for submission in &used {
        if let Some(unit) = submission.unit {
            own.entry(unit).or_default().push(submission);
        }
    }
    for submission in &used {
        let speaks_for_itself =
            |owner: &Owner| matches!(owner, Owner::Unit(unit) if submission.unit != Some(*unit) && own.contains_key(unit));
        if submission.is_all_its_own() || !submission.owners().iter().any(speaks_for_itself) {
            continue;
        }
        let mut different: Vec<(UnitId, FigureView, FigureView)> = Vec::new();
        for figure in submission.each_figure() {
            let Owner::Unit(unit) = figure.owner else { continue };
            let mut others = own.get(&unit).filter(|_| submission.unit != Some(unit)).into_iter().flatten();
            let theirs = others.find_map(|own| own.find(figure.indicator, figure.owner, figure.measure));
            different.extend(theirs.filter(|theirs| theirs.amount != figure.amount).map(|theirs| (unit, figure, theirs)));
        }
        different.sort_by_key(|(_, figure, _)| figure.order);
        for (unit, figure, theirs) in different {
            let name = named(schema, figure.indicator);
            chosen.findings.push(
                FIGURE_DIFFERS
                    .at(
                        &figure.cell.kept(),
                        Words::new(
                            format!(
                                "{name}: ghi {} cho {} nhưng đơn vị báo cáo {} (tệp “{}”, ô {}).",
                                figure.raw(),
                                schema.unit(unit).name,
                                theirs.raw(),
                                base(&theirs.cell.file),
                                theirs.cell
                            ),
                            format!(
                                "{name}: {} for {}, but the unit itself has {} (“{}”, {}).",
                                figure.raw(),
                                schema.unit(unit).name,
                                theirs.raw(),
                                base(&theirs.cell.file),
                                theirs.cell
                            ),
                        ),
                    )
                    .about(figure.owner, figure.indicator, figure.measure)
                    .found(figure.amount)
                    .expected(theirs.amount),
            );
        }
    }
}

fn missing(schema: &Schema, submissions: &[Submission], chosen: &mut Chosen) {
    let handed_in: HashSet<_> = chosen.used.iter().filter_map(|&at| submissions.get(at)).filter_map(|submission| submission.unit).collect();
    for (id, unit) in schema.each_unit() {
        let expected = schema.indicators.iter().any(|indicator| indicator.required && indicator.reporters.binary_search(&id).is_ok());
        if !expected || handed_in.contains(&id) {
            continue;
        }
        let words = match submissions.iter().any(|submission| submission.unit == Some(id)) {
            true => Words::new(
                format!("{} có nộp nhưng chưa tệp nào dùng được cho kỳ này.", unit.name),
                format!("{} handed something in, but nothing that can be used for this period.", unit.name),
            ),
            false => Words::new(
                format!("{} chưa nộp báo cáo của kỳ này.", unit.name),
                format!("{} handed in nothing for this period.", unit.name),
            ),
        };
        let mut finding = MISSING_UNIT.finding(words);
        finding.owner = Some(Owner::Unit(id));
        chosen.findings.push(finding);
    }
}

/// The name of a file without its folders.
pub(super) fn base(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}
