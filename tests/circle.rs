//! The program with its own consolidated workbooks as inputs: last year's, a level below's, and this year's own.

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Schemas and sheets of a province of two districts with two communes each.
struct Province(tempfile::TempDir);

const COMMUNES: [(&str, [&str; 2]); 2] = [("bac", ["mot", "hai"]), ("nam", ["ba", "bon"])];

impl Province {
    fn new() -> Province {
        let province = Province(tempfile::tempdir().unwrap());
        fs::create_dir(province.path("nop")).unwrap();
        for (district, communes) in COMMUNES {
            for year in ["2022", "2023"] {
                province.write(&format!("{district}-{year}.toml"), &schema(district, year, &communes));
            }
        }
        province.write("tinh.toml", &schema("tinh", "2023", &["bac", "nam"]));
        province
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// A commune's sheet: herd, households with water, households, yield.
    fn sheet(&self, folder: &str, commune: &str, year: &str, figures: [&str; 4]) {
        let mut text = format!("UBND Địa bàn {commune};;;\nKết quả 6 tháng đầu năm {year};;;\nSTT;Chỉ tiêu;ĐVT;Thực hiện\n");
        let labels = ["Tổng đàn bò;con", "Số hộ dùng nước sạch;hộ", "Tổng số hộ;hộ", "Năng suất lúa bình quân;tạ/ha"];
        for (at, (label, figure)) in labels.into_iter().zip(figures).enumerate() {
            text += &format!("{};{label};{figure}\n", at + 1);
        }
        self.write(&format!("{folder}/{commune}.csv"), &text);
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chitieu"));
        command.current_dir(self.0.path()).env_remove("CHITIEU_LANG").args(line.split(' ')).output().unwrap()
    }

    /// Runs what ends without trouble, and gives what it printed as JSON.
    fn data(&self, line: &str, code: i32) -> Value {
        let output = self.run(&format!("{line} --format json"));
        assert_eq!(output.status.code(), Some(code), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn hand_in_everything(&self) {
        for (folder, year, herd) in [("2022", "2022", ["100", "200", "300", "400"]), ("2023", "2023", ["110", "190", "330", "410"])] {
            for (at, (district, commune)) in COMMUNES.iter().flat_map(|(d, communes)| communes.map(|c| (d, c))).enumerate() {
                let water = [["10", "40", "50"], ["30", "40", "52"], ["20", "20", "60"], ["7", "9", "55"]][at];
                self.sheet(&format!("{district}-{folder}"), commune, year, [herd[at], water[0], water[1], water[2]]);
            }
        }
    }
}

fn schema(area: &str, year: &str, units: &[&str]) -> String {
    let mut text = format!(
        "id = \"{area}-{year}\"\ntitle = \"Bộ chỉ tiêu năm {year}\"\nyear = {year}\n[area]\ncode = \"{area}\"\nname = \"Địa bàn {area}\"\n\
         [[period]]\ncode = \"6t\"\nname = \"6 tháng đầu năm\"\n[[section]]\ncode = \"I\"\nname = \"Chung\"\n"
    );
    for unit in units {
        text += &format!("[[unit]]\ncode = \"{unit}\"\nname = \"Địa bàn {unit}\"\nkind = \"xa\"\n");
    }
    for (code, name, rest) in [
        ("1", "Tổng đàn bò", "kind = \"quantity\"\nunit = \"con\"\naggregate = \"sum\""),
        ("2.ts", "Số hộ dùng nước sạch", "kind = \"quantity\"\nunit = \"hộ\"\naggregate = \"sum\""),
        ("2.ms", "Tổng số hộ", "kind = \"quantity\"\nunit = \"hộ\"\naggregate = \"sum\""),
        ("2", "Tỷ lệ hộ dùng nước sạch", "kind = \"percent\"\naggregate = \"ratio\"\nnumerator = \"2.ts\"\ndenominator = \"2.ms\""),
        ("3", "Năng suất lúa bình quân", "kind = \"quantity\"\nunit = \"tạ/ha\"\naggregate = \"mean\""),
    ] {
        text += &format!("[[indicator]]\ncode = \"{code}\"\nsection = \"I\"\nname = \"{name}\"\n{rest}\n");
    }
    text
}

fn codes(data: &Value) -> Vec<&str> {
    data["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn districts_make_a_province_and_last_year_goes_along() {
    let province = Province::new();
    province.hand_in_everything();
    for (district, _) in COMMUNES {
        province.data(&format!("merge {district}-2022 --schema {district}-2022.toml -o {district}-22.xlsx"), 0);
        let data = province.data(
            &format!("merge {district}-2023 --schema {district}-2023.toml --prior {district}-22.xlsx -o nop/tong-hop-{district}.xlsx"),
            0,
        );
        assert_eq!(data["prior"]["year"], 2022);
    }
    let data = province.data("merge nop --schema tinh.toml -o nop/tinh.xlsx", 0);
    assert_eq!(codes(&data), [""; 0]);
    let row = |at: usize| ["actual", "prior", "pct_prior", "complete"].map(|key| data["rows"][at][key].to_string().replace('"', ""));
    assert_eq!(row(0), ["1040", "1000", "104", "true"]);
    // 67 of 109 households, which no mean of the districts' 50 and 93,1 % is, and the mean of four communes.
    assert_eq!(row(3), ["61.5", "61.5", "100", "true"]);
    assert_eq!(row(4), ["54.3", "54.3", "100", "true"]);
    // The province's own result lies in the folder now and is not one of its districts.
    let again = province.run("merge nop --schema tinh.toml -o nop/tinh.xlsx");
    let told = String::from_utf8_lossy(&again.stderr).to_string();
    assert!(told.contains("Bỏ qua “nop/tinh.xlsx”: đây là bảng tổng hợp của Địa bàn tinh"), "{told}");
    assert!(!told.contains("tong-hop-bac"), "{told}");
    // Under a name that says nothing it is known by its content.
    fs::rename(province.path("nop/tinh.xlsx"), province.path("nop/ket-qua.xlsx")).unwrap();
    let data = province.data("merge nop --schema tinh.toml -o tinh.xlsx", 0);
    assert_eq!((codes(&data), &data["rows"][0]["actual"]), (vec!["already-consolidated"], &"1040".into()));
    assert_eq!(codes(&province.data("check nop --schema tinh.toml", 0)), ["already-consolidated"]);
}

impl Province {
    fn district(&self, district: &str) {
        self.data(&format!("merge {district}-2023 --schema {district}-2023.toml -o nop/{district}.xlsx"), 0);
    }
}

#[test]
fn what_a_district_lacks_the_province_lacks() {
    let province = Province::new();
    province.hand_in_everything();
    province.sheet("bac-2023", "mot", "2023", ["", "10", "40", "50"]);
    for (district, _) in COMMUNES {
        province.district(district);
    }
    let data = province.data("merge nop --schema tinh.toml", 0);
    assert_eq!(codes(&data), ["incomplete-total"]);
    let complete: Vec<bool> = data["rows"].as_array().unwrap().iter().map(|row| row["complete"].as_bool().unwrap()).collect();
    assert_eq!(complete, [false, true, true, true, true]);
    assert_eq!((&data["rows"][0]["by_unit"]["bac"]["complete"], &data["rows"][0]["actual"]), (&false.into(), &"930".into()));
    // A commune's workbook and last year's district are no districts of this year.
    fs::copy(province.path("nam-2023/ba.csv"), province.path("nop/ba.csv")).unwrap();
    province.data("merge bac-2022 --schema bac-2022.toml -o nop/bac-22.xlsx", 0);
    let data = province.data("merge nop --schema tinh.toml", 1);
    assert!(codes(&data).contains(&"unknown-unit") && codes(&data).contains(&"period-mismatch"), "{:?}", codes(&data));
    assert_eq!(data["rows"][0]["actual"], "930");
}

#[test]
fn a_report_takes_last_year_from_the_workbook_named() {
    let province = Province::new();
    province.hand_in_everything();
    province.data("merge bac-2022 --schema bac-2022.toml -o truoc.xlsx", 0);
    province.district("bac");
    for (line, name) in [
        ("report bac-2023 --schema bac-2023.toml --prior truoc.xlsx -o 1.md", "1.md"),
        ("report nop/bac.xlsx --prior truoc.xlsx -o 2.md", "2.md"),
    ] {
        assert_eq!(province.run(line).status.code(), Some(0), "{line}");
        let text = fs::read_to_string(province.path(name)).unwrap();
        assert!(text.contains("bằng cùng kỳ năm trước"), "{text}");
    }
    let texts = ["1.md", "2.md"].map(|name| fs::read_to_string(province.path(name)).unwrap());
    assert!(texts[0] == texts[1]);
    // The report of a workbook that was made with last year's figures needs no option.
    province.data("merge bac-2023 --schema bac-2023.toml --prior truoc.xlsx -o day-du.xlsx", 0);
    assert_eq!(province.run("report day-du.xlsx -o 3.md").status.code(), Some(0));
    assert!(fs::read_to_string(province.path("3.md")).unwrap() == texts[0]);
}

#[test]
fn a_workbook_that_is_not_last_years_stops_the_run_and_nothing_is_written() {
    let province = Province::new();
    province.hand_in_everything();
    province.data("merge bac-2023 --schema bac-2023.toml -o nay.xlsx", 0);
    province.data("merge nam-2022 --schema nam-2022.toml -o nam-22.xlsx", 0);
    for (line, words) in [
        ("merge bac-2023 --schema bac-2023.toml --prior nay.xlsx -o kq.xlsx", "không phải 6 tháng đầu năm năm 2022"),
        ("merge bac-2023 --schema bac-2023.toml --prior nam-22.xlsx -o kq.xlsx", "không có đơn vị nào của “Địa bàn bac”"),
        ("merge bac-2023 --schema bac-2023.toml --prior bac-2022/mot.csv -o kq.xlsx", "không phải bảng tổng hợp do chitieu lập"),
        ("check bac-2023 --schema bac-2023.toml --prior nay.xlsx", "không phải 6 tháng đầu năm năm 2022"),
        ("report bac-2023 --schema bac-2023.toml --prior nay.xlsx -o kq.md", "không phải 6 tháng đầu năm năm 2022"),
        ("merge bac-2023 --schema bac-2023.toml --prior nam-22.xlsx -o nam-22.xlsx", "là một tệp đầu vào"),
    ] {
        let output = province.run(line);
        let told = String::from_utf8_lossy(&output.stderr).to_string();
        assert_eq!(output.status.code(), Some(2), "{line}: {told}");
        assert!(told.contains(words), "{line}: {told}");
    }
    assert!(!province.path("kq.xlsx").exists() && !province.path("kq.md").exists());
}
