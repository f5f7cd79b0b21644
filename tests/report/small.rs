//! A small district: a schema with one indicator of each kind, and figures as lines of text.

use chitieu::cell::{CellRef, Position};
use chitieu::compute;
use chitieu::consolidation::Consolidation;
use chitieu::schema::{self, PeriodId, Schema};
use chitieu::submission::{Amount, Figure, Measure, Owner, Submission, Verdict};
use rust_decimal::Decimal;
use std::sync::Arc;

/// One indicator of each kind.
pub const SCHEMA: &str = r#"
version = 1
id = "thu"
title = "Bộ chỉ tiêu các chương trình trọng điểm năm 2023"
year = 2023
[area]
code = "thu"
name = "Huyện Thử"
superior = "Ủy ban nhân dân tỉnh Mẫu"
[[period]]
code = "6t"
name = "6 tháng đầu năm"
[[unit]]
code = "an"
name = "Xã An"
kind = "xa"
[[unit]]
code = "binh"
name = "Xã Bình"
kind = "xa"
[[unit]]
code = "chuong"
name = "Xã Chương"
kind = "xa"
[[unit]]
code = "duong"
name = "Thị trấn Dương"
kind = "thi-tran"
[[unit]]
code = "phong"
name = "Phòng Nông nghiệp"
kind = "phong"
[[section]]
code = "I"
name = "Chương trình tái cơ cấu nông nghiệp"
[[section]]
code = "I.1"
parent = "I"
name = "Trồng trọt"
[[section]]
code = "I.1.a"
parent = "I.1"
name = "Cây lương thực"
[[section]]
code = "I.2"
parent = "I"
name = "Nông thôn mới"
[[section]]
code = "II"
name = "Chương trình đô thị"
[[indicator]]
code = "A.1"
section = "I.1.a"
name = "Tổng sản lượng lương thực có hạt"
unit = "tấn"
kind = "quantity"
target = ">= 4450"
aggregate = "sum"
parts = ["A.1.1", "A.1.2"]
reported-by = ["xa", "thi-tran"]
decimals = 1
[[indicator]]
code = "A.1.1"
section = "I.1.a"
name = "Sản lượng lúa"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
reported-by = ["xa", "thi-tran"]
decimals = 1
[[indicator]]
code = "A.1.2"
section = "I.1.a"
name = "Sản lượng ngô"
unit = "tấn"
kind = "quantity"
aggregate = "sum"
reported-by = ["xa", "thi-tran"]
decimals = 1
[[indicator]]
code = "A.2"
section = "I.2"
name = "Tỷ lệ hộ sử dụng nước sạch"
unit = "%"
kind = "percent"
target = ">= 95"
aggregate = "ratio"
numerator = "A.2.ts"
denominator = "A.2.ms"
reported-by = ["xa", "thi-tran"]
decimals = 2
[[indicator]]
code = "A.2.ts"
section = "I.2"
name = "Số hộ sử dụng nước sạch"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
reported-by = ["xa", "thi-tran"]
[[indicator]]
code = "A.2.ms"
section = "I.2"
name = "Tổng số hộ"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
reported-by = ["xa", "thi-tran"]
[[indicator]]
code = "A.3"
section = "I.2"
name = "Tỷ lệ hộ nghèo"
unit = "%"
kind = "percent"
target = "<= 10"
aggregate = "mean"
reported-by = ["phong"]
decimals = 2
[[indicator]]
code = "A.4"
section = "I.2"
name = "Số tiêu chí nông thôn mới đạt chuẩn"
unit = "tiêu chí"
kind = "count-of"
out-of = 19
target = ">= 19"
aggregate = "none"
reported-by = ["xa"]
decimals = 0
[[indicator]]
code = "A.5"
section = "I.2"
name = "Số xã đạt 19/19 tiêu chí"
unit = "xã"
kind = "count-of"
out-of = 3
target = ">= 3"
aggregate = "none"
from = "A.4"
count-where = ">= 19"
decimals = 0
[[indicator]]
code = "A.6"
section = "I.2"
name = "Số xã đạt 17/19 tiêu chí"
unit = "xã"
kind = "quantity"
aggregate = "none"
from = "A.4"
count-where = "= 17"
decimals = 0
[[indicator]]
code = "B.1"
section = "II"
name = "Số tuyến đường đạt chuẩn"
unit = "tuyến"
kind = "quantity"
target = "1..2"
aggregate = "sum"
reported-by = ["phong"]
decimals = 0
[[indicator]]
code = "B.2"
section = "II"
name = "Điều chỉnh quy hoạch chung"
kind = "status"
aggregate = "none"
reported-by = ["phong"]
[[indicator]]
code = "B.3"
section = "II"
name = "Số lớp tập huấn"
unit = "lớp"
kind = "quantity"
aggregate = "sum"
reported-by = ["phong"]
decimals = 0
[[indicator]]
code = "B.4"
section = "II"
name = "Diện tích trồng rừng"
unit = "ha"
kind = "quantity"
target = ">= 200"
aggregate = "sum"
reported-by = ["phong"]
decimals = 1
[[plan]]
unit = "an"
indicator = "A.1"
value = 1200
[[plan]]
unit = "binh"
indicator = "A.1"
value = 1373.6
[[plan]]
unit = "chuong"
indicator = "A.1"
value = 1000
"#;

/// Unit, indicator, plan, actual, prior; "." is nothing.
pub const EVERYTHING: &str = "an A.1 . 800 2609.1\nan A.1.1 . 500 .\nan A.1.2 . 300 .
    binh A.1 . 686.8 .\nbinh A.1.1 . 486.8 .\nbinh A.1.2 . 200 .
    chuong A.1 . 553.6 .\nchuong A.1.1 . 357.7 .\nchuong A.1.2 . 195.9 .
    duong A.1 . 600 .\nduong A.1.1 . 400 .\nduong A.1.2 . 200 .
    an A.2.ts . 950 .\nan A.2.ms . 950 .\nbinh A.2.ts . 595 .\nbinh A.2.ms . 700 .
    chuong A.2.ts . 440 .\nchuong A.2.ms . 500 .\nduong A.2.ts . 460 .\nduong A.2.ms . 592 .
    an A.4 . 19 .\nbinh A.4 . 17 .\nchuong A.4 . 17 .
    phong A.3 . 10.14 10.64\nphong B.1 . 1 .\nphong B.2 . in-progress .\nphong B.3 . 3 3";

/// The small set.
pub fn schema() -> Schema {
    parse(SCHEMA)
}

/// A schema file, proved.
pub fn parse(text: &str) -> Schema {
    let (raw, _) = schema::from_toml(text).expect("TOML");
    schema::prove(&raw).map(|(schema, _)| schema).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// What the units hand in, consolidated.
pub fn consolidation(schema: &Schema, sheet: &str) -> Consolidation {
    let mut submissions: Vec<Submission> = Vec::new();
    for line in sheet.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (unit, indicator) = (schema.find_unit(words[0]).expect("unit"), schema.find_indicator(words[1]).expect("indicator"));
        let file: Arc<str> = format!("{}.xlsx", words[0]).into();
        let at = submissions.iter().position(|submission| submission.unit == Some(unit)).unwrap_or_else(|| {
            let mut submission = Submission::default();
            submission.file = file.clone();
            submission.unit = Some(unit);
            submissions.push(submission);
            submissions.len() - 1
        });
        for (measure, raw) in Measure::ALL.into_iter().zip(&words[2..]).filter(|(_, raw)| **raw != ".") {
            submissions[at].figures.push(Figure {
                indicator,
                owner: Owner::Unit(unit),
                measure,
                amount: amount(raw),
                cell: CellRef::new(file.clone(), "Bieu 1".into(), Position::new(0, 0)),
                raw: Some((*raw).into()),
                granularity: Decimal::ONE,
            });
        }
    }
    for submission in &mut submissions {
        submission.finish();
    }
    let used: Vec<&Submission> = submissions.iter().collect();
    compute::consolidation(schema, PeriodId(0), &used, Vec::new())
}

fn amount(raw: &str) -> Amount {
    match raw {
        "met" | "đạt" => Amount::Verdict(Verdict::Met),
        "not-met" | "chưa-đạt" | "chưa-thực-hiện" => Amount::Verdict(Verdict::NotMet),
        "in-progress" | "đang-thực-hiện" => Amount::Verdict(Verdict::InProgress),
        number => Decimal::from_str_exact(number).map_or(Amount::Verdict(Verdict::NotAssessed), Amount::Number),
    }
}
