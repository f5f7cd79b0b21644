//! `audit`: a written report, proofread.

use super::arguments::{Common, Format, option};
use super::help::Spec;
use super::screen::Screen;
use super::{Done, Stop, output, schema_file, verdict};
use chitieu::audit::{self, Against};
use chitieu::claim::Audit;
use chitieu::compute;
use chitieu::consolidation::Consolidation;
use chitieu::document::Document;
use chitieu::finding::Finding;
use chitieu::language::{Language, Text, Words};
use chitieu::read::{self, consolidated};
use chitieu::schema::{self, Schema};
use chitieu::submission::Submission;
use chitieu::write::{self, json, text};
use clap::{Arg, ArgMatches, value_parser};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "audit",
    alias: "soat",
    about: Text {
        vi: "Soát số liệu của một báo cáo đã viết (.docx, .txt, .md).",
        en: "Proofread the figures of a written report (.docx, .txt, .md).",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP", en: "[OPTION]... FILE" },
    more: Text {
        vi: "Tính lại mọi tỷ lệ, tổng, mức tăng giảm và nhận định đạt, chưa đạt có đủ số liệu trong báo cáo.\n\
             Ví dụ: chitieu soat bao-cao.docx",
        en: "Recomputes every percentage, total, change and verdict whose figures stand in the report.\n\
             Example: chitieu audit report.docx",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let annotate = option(
        "annotate",
        t("ĐƯỜNG-DẪN", "PATH"),
        t(
            "chép báo cáo .docx ra đây, ghi chú từng chỗ sai bằng chú thích của Word",
            "copy the .docx here, each mistake marked with a Word comment",
        ),
    );
    let file = Arg::new("file").value_name(t("TỆP", "FILE")).required(true).value_parser(value_parser!(PathBuf));
    let against = option(
        "against",
        t("ĐƯỜNG-DẪN", "PATH"),
        t(
            "đối chiếu với bảng tổng hợp do chitieu lập, hoặc với kế hoạch trong bộ chỉ tiêu (.toml hoặc .xlsx)",
            "compare with a consolidated workbook of chitieu, or with the plans of a schema (.toml or .xlsx)",
        ),
    );
    vec![file, against.value_parser(value_parser!(PathBuf)), annotate.value_parser(value_parser!(PathBuf))]
}

/// Shows what holds and what does not.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Err(Stop::Told) };
    let name: Arc<str> = path.to_string_lossy().into();
    let behind = behind(common, matches, screen)?;
    let copy = matches.get_one::<PathBuf>("annotate");
    if let Some(copy) = copy {
        output::expect_extension(copy, &["docx"])?;
        output::prove(copy, std::slice::from_ref(path))?;
        output::all_differ(&[Some(copy.as_path()), common.out.as_deref()].into_iter().flatten().collect::<Vec<_>>())?;
    }
    let mut paragraphs = false;
    let (audited, unread): (Audit, Vec<Finding>) = match read::document(path) {
        Ok(document) => {
            paragraphs = document.format == "docx";
            let against = behind.as_ref().map(|(schema, consolidation)| Against { schema, consolidation: consolidation.as_ref() });
            let audited = audit::audit(&document, against.as_ref());
            if let Some(copy) = copy {
                annotate(path, copy, &document, &audited, common, screen)?;
            }
            (audited, Vec::new())
        }
        Err(error) => (Audit::default(), vec![error.finding_of_document(&name)]),
    };
    let shown = match common.format {
        Format::Json => json::audit(&name, &audited, &unread, common.language)?,
        Format::Text => text::audit(&name, &audited, &unread, paragraphs, common.language),
    };
    output::deliver(&shown, common.out.as_deref(), std::slice::from_ref(path), screen)?;
    Ok(verdict(audited.remarks.iter().map(|remark| &remark.finding).chain(&unread)))
}

/// Writes the copy with a comment at each place.
fn annotate(path: &Path, copy: &Path, document: &Document, audited: &Audit, common: &Common, screen: &Screen) -> Result<(), Stop> {
    if document.format != "docx" {
        return Err(Stop::because(
            "“--annotate” chỉ dùng được với báo cáo .docx: tệp .txt, .md không có chỗ ghi chú thích. Hãy bỏ “--annotate” hoặc soát bản .docx.",
            "“--annotate” works with .docx only: .txt and .md have no place for comments. Leave it out, or audit the .docx.",
        ));
    }
    let bytes = fs::read(path).map_err(|error| {
        let shown = path.display();
        Stop::because(format!("Không đọc lại được “{shown}” ({error})."), format!("“{shown}” can't be read again ({error})."))
    })?;
    write::save(copy, &write::annotated_document(&bytes, document, &audited.remarks, common.language)?)?;
    let (count, shown) = (audited.remarks.len(), copy.display());
    screen.note(&Words::new(format!("Đã ghi {count} chú thích vào “{shown}”."), format!("Comments written into “{shown}”: {count}.")));
    Ok(())
}

/// What the report is compared with: a consolidation computed again from its workbook, or the plans of a schema alone.
fn behind(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Option<(Schema, Option<Consolidation>)>, Stop> {
    let Some(path) = matches.get_one::<PathBuf>("against") else { return Ok(None) };
    if output::has_extension(path, &["toml"]) {
        return Ok(Some((schema_file::load(Some(path), screen)?, None)));
    }
    let shown = path.display();
    let workbook = read::workbook(path).ok();
    // A consolidated workbook holds its schema too: the figures in it say more than the plans alone.
    let consolidated = workbook.as_ref().filter(|workbook| consolidated::is_consolidated(workbook));
    let Some(workbook) = consolidated else {
        if workbook.as_ref().is_some_and(schema::is_schema_workbook) {
            return Ok(Some((schema_file::load(Some(path), screen)?, None)));
        }
        return Err(Stop::because(
            format!("“{shown}” không phải là bảng tổng hợp do chitieu lập hay bộ chỉ tiêu. Hãy nêu đúng tệp cho “--against”."),
            format!("“{shown}” is no consolidated workbook of chitieu and no schema. Name one of these for “--against”."),
        ));
    };
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let handed_in = consolidated::handed_in(&schema, workbook).map_err(Stop::Because)?;
    let submissions: Vec<&Submission> = handed_in.submissions.iter().collect();
    let consolidation = compute::consolidation(&schema, handed_in.period, &submissions, Vec::new());
    Ok(Some((schema, Some(consolidation))))
}
