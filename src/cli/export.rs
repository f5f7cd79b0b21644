//! `export`: the values behind a consolidation as tidy tables for other tools.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::screen::Screen;
use super::{Done, Stop, merge, output, report, verdict};
use chitieu::consolidation::Consolidation;
use chitieu::language::{Language, Text};
use chitieu::schema::Schema;
use chitieu::submission::Owner;
use chitieu::tidy::{self, Table};
use chitieu::write::{self, Folder, json, text};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "export",
    alias: "xuat-du-lieu",
    about: Text {
        vi: "Xuất số liệu thành bảng dữ liệu (Parquet hoặc CSV) cho công cụ khác.",
        en: "Export the values as tidy tables (Parquet or CSV) for other tools.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Từ các tệp của đơn vị, hoặc từ bảng tổng hợp do chitieu lập.\n\
             Không có --out: thư mục là du-lieu-MÃ-BỘ-CHỈ-TIÊU-KỲ trong thư mục hiện tại.\n\
             Cách dùng với DuckDB, Spark: xem docs/export.md.",
        en: "From the units' workbooks, or from a consolidated workbook made by chitieu.\n\
             Without --out the folder is du-lieu-SCHEMA-ID-PERIOD in the current folder.\n\
             How DuckDB and Spark read it: docs/export.md.",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let form = arguments::option(
        "as",
        t("DẠNG", "FORM"),
        t("dạng dữ liệu: parquet (mặc định) hoặc csv", "form of the data: parquet (default) or csv"),
    );
    let form = form.value_parser(PossibleValuesParser::new(["parquet", "csv"]));
    [arguments::files(language), form].into_iter().chain(arguments::reading(language)).collect()
}

/// Exports.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let named = common.out.as_deref().map(apart_from_inputs(matches)).transpose()?;
    // What the reading of inputs proves of an output is for a file; here it is a folder.
    let (schema, merged, protected) = report::merged(&Common { out: None, ..common.clone() }, matches, screen)?;
    let period = &schema.period(merged.consolidation.period).code;
    let name = format!("du-lieu-{}-{}", merge::file_word(&schema.id), merge::file_word(period));
    let path = named.unwrap_or_else(|| PathBuf::from(name));
    if output::is_among(&path, &protected) || path.is_file() {
        let shown = path.display();
        return Err(Stop::because(
            format!("“{shown}” là một tệp. Hãy ghi tên một thư mục cho --out."),
            format!("“{shown}” is a file. Name a folder with --out."),
        ));
    }
    if merged.consolidation.rows.iter().any(|row| row.by_unit.iter().any(|(_, figures)| figures.rolled_up().is_some())) {
        return Err(Stop::because(
            "Số của đơn vị ở đây là số tổng hợp cấp dưới: từ chúng không tính lại được bình quân và tỷ lệ. Hãy xuất từ các tệp của từng đơn vị cấp dưới.",
            "The units' figures are totals of a level below, from which means and ratios can't be computed. Export from that level's files.",
        ));
    }
    let as_csv = matches.get_one::<String>("as").is_some_and(|form| form == "csv");
    let folder = Folder::begin(&path, &json::export_mark(&schema.id, period)?)?;
    match as_csv {
        true => csv(&folder, &schema, &merged.consolidation)?,
        false => parquet(&folder, &schema, &merged.consolidation)?,
    }
    folder.finish()?;
    match common.format {
        Format::Json => screen.result(&json::written(&[path])?)?,
        Format::Text if common.quiet => {}
        Format::Text => {
            let written = [(text::Output::Tables, path)];
            screen.result(&text::merge(
                &schema,
                &merged.consolidation,
                &merged.findings,
                &merged.completeness,
                &written,
                common.language,
            ))?;
        }
    }
    Ok(verdict(&merged.findings))
}

/// Refuses a folder within a folder of inputs, where the data would be read as handed in the next time.
fn apart_from_inputs(matches: &ArgMatches) -> impl Fn(&Path) -> Result<PathBuf, Stop> {
    let inputs: Vec<PathBuf> =
        arguments::named_files(matches).iter().filter(|path| path.is_dir()).filter_map(|path| fs::canonicalize(path).ok()).collect();
    move |path| {
        let shown = path.display();
        let Ok(parent) = fs::canonicalize(output::folder_of(path)) else {
            return Err(Stop::because(
                format!("Không có thư mục để tạo “{shown}” trong đó. Hãy tạo thư mục trước hoặc chọn nơi khác."),
                format!("There is no folder to make “{shown}” in. Make it first or choose another place."),
            ));
        };
        let Some(name) = path.file_name() else {
            return Err(Stop::because(
                format!("“{shown}” không phải là tên thư mục dùng được. Hãy ghi một tên khác cho --out."),
                format!("“{shown}” is no name for a folder. Give another with --out."),
            ));
        };
        if inputs.iter().any(|input| parent.join(name).starts_with(input)) {
            return Err(Stop::because(
                format!("“{shown}” nằm trong thư mục các tệp đầu vào: lần sau dữ liệu sẽ bị đọc như tệp nộp. Hãy chọn thư mục khác."),
                format!("“{shown}” lies in a folder of inputs, where the data would be read as handed in. Choose another."),
            ));
        }
        Ok(path.to_path_buf())
    }
}

/// The tables that say what the codes of the values mean.
fn dimensions(schema: &Schema) -> [(&'static str, Table); 3] {
    [("indicators", tidy::indicators(schema)), ("units", tidy::units(schema)), ("reporters", tidy::reporters(schema))]
}

fn csv(folder: &Folder, schema: &Schema, consolidation: &Consolidation) -> Result<(), Stop> {
    for (name, table) in dimensions(schema) {
        folder.add(Path::new(&format!("{name}.csv")), (write::csv_head(&table) + &write::csv(&table)).as_bytes())?;
    }
    let file = Path::new("values.csv");
    folder.add(file, write::csv_head(&tidy::values(schema, consolidation, Owner::Area)).as_bytes())?;
    for owner in tidy::owners(schema, consolidation) {
        folder.append(file, write::csv(&tidy::values(schema, consolidation, owner)).as_bytes())?;
    }
    Ok(())
}

fn parquet(folder: &Folder, schema: &Schema, consolidation: &Consolidation) -> Result<(), Stop> {
    for (name, table) in dimensions(schema) {
        folder.add(Path::new(&format!("{name}.parquet")), &write::parquet(&table, &[])?)?;
    }
    let period = partition_word(&schema.period(consolidation.period).code);
    let mut taken = HashSet::new();
    for owner in tidy::owners(schema, consolidation) {
        let code = schema.owner_code(owner);
        let below = format!("values/year={}/period={period}/unit={}/part.parquet", schema.year, partition_word(code));
        // Windows and macOS take “A” and “a” for one folder.
        if !taken.insert(below.to_lowercase()) {
            return Err(Stop::because(
                format!("Mã đơn vị “{code}” chỉ khác mã khác ở chữ hoa, chữ thường nên không tách được thư mục. Hãy xuất bằng “--as csv”."),
                format!("The unit's code “{code}” differs from another in capitals only and can't have its own folder. Use “--as csv”."),
            ));
        }
        let table = tidy::values(schema, consolidation, owner);
        folder.add(Path::new(&below), &write::parquet(&table, &tidy::PARTITION)?)?;
    }
    Ok(())
}

/// A code as the name of a partition: what a folder's name can't hold is written as %XX, which DuckDB and Spark read back.
fn partition_word(code: &str) -> String {
    let mut word = String::new();
    for byte in code.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => word.push(char::from(byte)),
            byte => word.push_str(&format!("%{byte:02X}")),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_part_of_a_path() {
        assert_eq!(partition_word("huong-xuan"), "huong-xuan");
        assert_eq!(partition_word("../a=b"), "%2E%2E%2Fa%3Db");
        assert_eq!(partition_word("xã"), "x%C3%A3");
    }
}
