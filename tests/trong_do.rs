//! “Trong đó”: parts that add up, subsets that may overlap, details that are another matter.

#[path = "support/grid.rs"]
#[allow(dead_code)]
mod grid;

use chitieu::finding::Finding;
use chitieu::locate::{Index, Located};
use chitieu::schema::{Schema, from_toml, prove, to_toml};
use chitieu::submission::{Measure, Owner};

const SET: &str = r#"
id = "t"
title = "T"
year = 2023
area = { code = "h", name = "Huyện H" }
unit = [{ code = "a", name = "Xã An Phú", kind = "xa" }]
section = [{ code = "I", name = "Lao động" }]

[[indicator]]
code = "1"
section = "I"
name = "Tổng số lao động"
unit = "người"
kind = "quantity"
aggregate = "sum"
parts = ["1.1", "1.2"]
subsets = ["1.nu", "1.dt"]
details = ["1.ho"]
required = false

[[indicator]]
code = "1.1"
section = "I"
name = "Lao động nông nghiệp"
unit = "người"
kind = "quantity"
aggregate = "sum"
parts = ["1.1.a", "1.1.b"]
required = false

[[indicator]]
code = "1.1.a"
section = "I"
name = "Lao động trồng trọt"
unit = "người"
kind = "quantity"
aggregate = "sum"
required = false

[[indicator]]
code = "1.1.b"
section = "I"
name = "Lao động chăn nuôi"
unit = "người"
kind = "quantity"
aggregate = "sum"
required = false

[[indicator]]
code = "1.2"
section = "I"
name = "Lao động dịch vụ"
unit = "người"
kind = "quantity"
aggregate = "sum"
required = false

[[indicator]]
code = "1.nu"
section = "I"
name = "Số lao động nữ"
unit = "người"
kind = "quantity"
aggregate = "sum"
required = false

[[indicator]]
code = "1.dt"
section = "I"
name = "Số lao động là người dân tộc thiểu số"
unit = "người"
kind = "quantity"
aggregate = "sum"
required = false

[[indicator]]
code = "1.ho"
section = "I"
name = "Số hộ có lao động"
unit = "hộ"
kind = "quantity"
aggregate = "sum"
required = false
"#;

fn schema() -> Schema {
    prove(&from_toml(SET).unwrap().0).unwrap().0
}

fn read(table: &str) -> (Schema, Located, Vec<Finding>) {
    let schema = schema();
    let workbook = grid::workbook("xa-an-phu.xlsx", table);
    let located = chitieu::locate::submission(&schema, &Index::of(&schema), &workbook, None);
    let findings = located.findings.iter().cloned().chain(chitieu::check::submission(&schema, &located.submission)).collect();
    (schema, located, findings)
}

fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.kind.code, finding.place())).collect()
}

#[test]
fn subsets_and_details_take_their_short_names_from_the_whole_above() {
    let (schema, located, findings) = read(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Tổng số lao động | người | 1000 | 900 |
         | - Nông nghiệp | người | 700 | 640 |
         | - Dịch vụ | người | 300 | 260 |
         | Trong đó: nữ | người | 600 | 500 |
         | - Dân tộc thiểu số | người | 550 | 610 |
         | - Số hộ | hộ | 400 | 420 |",
    );
    assert_eq!(told(&findings), [] as [String; 0]);
    let number = |code: &str| {
        let id = schema.find_indicator(code).unwrap();
        let owner = Owner::Unit(schema.find_unit("a").unwrap());
        located.submission.number(id, owner, Measure::Actual).map(|number| number.to_string())
    };
    let found = ["1", "1.1", "1.2", "1.nu", "1.dt", "1.ho"].map(|code| number(code).unwrap_or_default());
    assert_eq!(found, ["900", "640", "260", "500", "610", "420"]);
}

#[test]
fn a_subset_is_at_most_its_whole_and_subsets_may_overlap() {
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Thực hiện | Cùng kỳ |
         | Tổng số lao động | người | 900 | 850 |
         | Số lao động nữ | người | 950 | 850 |
         | Số lao động là người dân tộc thiểu số | người | 600 | 590 |
         | Số hộ có lao động | hộ | 1420 | 1400 |",
    );
    assert_eq!(told(&findings), ["part-exceeds-whole Bieu 1!C3"]);
}

#[test]
fn parts_of_parts_stand_in_for_a_part_that_is_not_on_the_sheet() {
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Thực hiện |
         | Tổng số lao động | người | 900 |
         | Lao động trồng trọt | người | 400 |
         | Lao động chăn nuôi | người | 240 |
         | Lao động dịch vụ | người | 230 |",
    );
    assert_eq!(told(&findings), ["part-sum-mismatch Bieu 1!C2"]);
    assert_eq!(findings[0].expected.as_deref(), Some("870"));
    // One of them blank is unknown, and then nothing is said.
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Thực hiện |
         | Tổng số lao động | người | 900 |
         | Lao động trồng trọt | người | 400 |
         | Lao động chăn nuôi | người | |
         | Lao động dịch vụ | người | 230 |",
    );
    assert_eq!(told(&findings), [] as [String; 0]);
}

#[test]
fn a_row_that_is_missing_in_every_measure_is_told_once_as_such() {
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Lao động nông nghiệp | người | 1000 | 913 | 841 |
         | Lao động trồng trọt | người | 600 | 551 | 507 |
         | Lao động chăn nuôi | người | 300 | 260 | 242 |",
    );
    assert_eq!(told(&findings), ["part-sum-mismatch Bieu 1!C2"]);
    let said = &findings[0].message.vi;
    assert!(said.ends_with("Cột thực hiện (102), cùng kỳ năm trước (92) cũng thiếu như vậy: nhiều khả năng thiếu một dòng."), "{said}");
    // Lacking in one measure only is a mistyped figure, wherever it is.
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Cùng kỳ |
         | Lao động nông nghiệp | người | 900 | 913 | 749 |
         | Lao động trồng trọt | người | 600 | 551 | 507 |
         | Lao động chăn nuôi | người | 300 | 260 | 242 |",
    );
    assert_eq!(told(&findings), ["part-sum-mismatch Bieu 1!D2"]);
    assert!(!findings[0].message.vi.contains("thiếu một dòng"), "{}", findings[0].message.vi);
}

#[test]
fn the_likeliest_mistake_is_named_where_only_one_is_likely() {
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |
         | Lao động nông nghiệp | người | 900 | 811 |
         | Lao động trồng trọt | người | 600 | 551 |
         | Lao động chăn nuôi | người | 300 | 0 |",
    );
    let said = &findings[0].message.vi;
    assert!(said.ends_with("ô D4 (“Lao động chăn nuôi”) gõ nhầm: 0 thay vì 260 (sót số)."), "{said}");
    let (_, _, findings) = read(
        "| Chỉ tiêu | ĐVT | Thực hiện |
         | Lao động nông nghiệp | người | 900 |
         | Lao động trồng trọt | người | 600 |
         | Lao động chăn nuôi | người | 257 |
         | - Nuôi ong lấy mật | người | 43 |",
    );
    assert_eq!(told(&findings).last().map(String::as_str), Some("part-sum-mismatch Bieu 1!C2"));
    let said = &findings.last().unwrap().message.vi;
    assert!(said.ends_with("Dòng “- Nuôi ong lấy mật” (ô A5) đứng giữa các phần mà không rõ là chỉ tiêu nào."), "{said}");
}

#[test]
fn the_schema_keeps_the_three_apart() {
    let schema = schema();
    let again = prove(&from_toml(&to_toml(&schema)).unwrap().0).unwrap().0;
    let whole = &again.indicators[0];
    assert_eq!((whole.parts.len(), whole.subsets.len(), whole.details.len()), (2, 2, 1));
    let problems = |from: &str, to: &str| {
        assert!(SET.contains(from));
        let raw = from_toml(&SET.replace(from, to)).unwrap().0;
        prove(&raw).err().unwrap_or_default().iter().map(|problem| problem.message.vi.clone()).collect::<Vec<_>>()
    };
    let twice = problems("details = [\"1.ho\"]", "details = [\"1.nu\"]");
    assert!(matches!(twice.as_slice(), [only] if only.contains("chỉ được ghi ở một trong ba khóa")), "{twice:?}");
    let unlike = problems("subsets = [\"1.nu\", \"1.dt\"]\ndetails = [\"1.ho\"]", "subsets = [\"1.nu\", \"1.ho\"]");
    assert!(matches!(unlike.as_slice(), [only] if only.contains("Hãy ghi ở “details”")), "{unlike:?}");
    let circle = problems("parts = [\"1.1.a\", \"1.1.b\"]", "parts = [\"1.1.a\", \"1.1.b\"]\nsubsets = [\"1\"]");
    assert!(circle.iter().any(|said| said.contains("vòng quanh")), "{circle:?}");
}
