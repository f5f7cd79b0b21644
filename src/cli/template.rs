//! `template`: the blank input workbooks of a schema.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::screen::Screen;
use super::{Done, Stop, prior_file, schema_file};
use chitieu::language::{Language, Text};
use chitieu::last_year::Past;
use chitieu::schema::{PeriodId, Schema};
use chitieu::write::{self, json, text};
use clap::{Arg, ArgMatches};
use std::fs;
use std::path::PathBuf;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "template",
    alias: "mau",
    about: Text {
        vi: "Tạo biểu mẫu trống để các đơn vị nhập số liệu.", en: "Write the blank workbooks that the units fill in."
    },
    usage: Text { vi: "[LỰA-CHỌN]...", en: "[OPTION]..." },
    more: Text {
        vi: "Ghi vào thư mục nêu ở --out; mặc định là bieu-mau-MÃ-BỘ-CHỈ-TIÊU. Mỗi đơn vị một tệp,\n\
             mỗi loại đơn vị thêm một tệp dùng chung.\nVới --prior, tệp của từng đơn vị có sẵn số cùng kỳ năm trước.\nTệp đã có số liệu không bị ghi đè.",
        en: "In the folder of --out; by default bieu-mau-SCHEMA-ID. One file a unit, and one for each kind of unit.\nWith --prior the workbook of a unit holds its figures of last year.\nA file that was filled in is not written over.",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let help = Text {
        vi: "kỳ báo cáo, ví dụ 6t; mặc định: kỳ đầu tiên", en: "reporting period, 6t for example; default: the first"
    };
    vec![arguments::period(language, help.in_language(language)), prior_file::argument(language)]
}

/// What each unit did last year, where its consolidated workbook was named.
fn prior(schema: &Schema, period: PeriodId, matches: &ArgMatches) -> Result<write::Prior, Stop> {
    let Some(past) = prior_file::load(matches, schema)? else { return Ok(write::Prior::new()) };
    let last_year = chitieu::compute::last_year(schema, period, &past).map_err(|why| Stop::because(why.vi, why.en))?;
    let figures = last_year.units.into_iter().filter_map(|(key, past)| match past {
        Past::Figure { amount, .. } => Some((key, amount)),
        Past::Unknown | Past::NotComparable(_) => None,
    });
    Ok(figures.collect())
}

/// Writes the workbooks.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let period = schema_file::period(&schema, matches.get_one::<String>("period"))?.unwrap_or(PeriodId(0));
    // Who reports may change within the year.
    let schema = schema.in_period(period);
    let prior = prior(&schema, period, matches)?;
    let folder = common.out.clone().unwrap_or_else(|| PathBuf::from(format!("bieu-mau-{}", schema.id)));
    let templates: Vec<(PathBuf, Vec<u8>)> = write::templates_for(&schema, period, &prior, common.language)?
        .into_iter()
        .map(|(name, bytes)| (folder.join(name), bytes))
        .collect();
    fs::create_dir_all(&folder).map_err(|error| {
        let shown = folder.display();
        Stop::because(
            format!("Không tạo được thư mục “{shown}” ({error}). Hãy chọn nơi khác bằng --out."),
            format!("The folder “{shown}” can't be made ({error}). Choose another with --out."),
        )
    })?;
    // A blank workbook must never replace one that somebody filled in; the same blank one may stay.
    if let Some((taken, _)) = templates.iter().find(|(path, bytes)| path.exists() && fs::read(path).ok().as_ref() != Some(bytes)) {
        let shown = taken.display();
        return Err(Stop::because(
            format!("Đã có tệp “{shown}” với nội dung khác, có thể đã nhập số liệu. Hãy chọn thư mục khác bằng --out."),
            format!("“{shown}” exists with other content; it may have been filled in. Choose another folder with --out."),
        ));
    }
    for (path, bytes) in &templates {
        write::save(path, bytes)?;
    }
    let written: Vec<PathBuf> = templates.into_iter().map(|(path, _)| path).collect();
    match common.format {
        Format::Json => screen.result(&json::written(&written)?)?,
        Format::Text if common.quiet => {}
        Format::Text => screen.result(&text::written(&written, common.language))?,
    }
    Ok(Done::Clean)
}
