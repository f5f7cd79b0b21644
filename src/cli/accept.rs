//! `accept`: a finding that was looked at and is right as it stands, accepted with a reason.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::{self, Consolidated};
use super::screen::Screen;
use super::{Done, Stop, accepted_file, inspect, output, prior_file, progress, schema_file, senders_file};
use chitieu::accepted::{self, Acceptance, Accepted, Attribution, Date, Entry, Settled};
use chitieu::cell::Position;
use chitieu::check;
use chitieu::finding::{Finding, Severity};
use chitieu::language::{Language, Text};
use chitieu::schema::Schema;
use chitieu::submission::{Measure, Submission};
use chitieu::write::{self, json, text};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches};
use std::path::{Path, PathBuf};

/// So many findings are named where it is not clear which one is meant.
const MOST_NAMED: usize = 12;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "accept",
    alias: "chap-nhan",
    about: Text {
        vi: "Chấp nhận một phát hiện đã được xem xét, kèm lý do và ngày.",
        en: "Accept one finding that was looked at, with the reason and the date.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Nêu phát hiện như lệnh “kiem-tra” hiển thị: ô, và nếu chưa đủ thì mã, chỉ tiêu, đơn vị. Số liệu không được cộng vẫn không được cộng.\n\
             Ví dụ: chitieu chap-nhan xa-a.xlsx --cell \"Bieu 1!E12\" --reason \"Đơn vị đã giải trình\" --by \"Nguyễn Văn A\" --date 2023-06-20\n\
             Đơn vị không nộp: chitieu chap-nhan thu-muc --code missing-unit --unit xa-b --reason \"...\" --date 2023-06-20",
        en: "Name the finding as “check” shows it: its cell, and where that is not enough its code, indicator, unit. What is left out stays left out.\n\
             Example: chitieu accept xa-a.xlsx --cell \"Bieu 1!E12\" --reason \"Explained by the unit\" --by \"Nguyễn Văn A\" --date 2023-06-20\n\
             A unit that handed nothing in: chitieu accept folder --code missing-unit --unit xa-b --reason \"...\" --date 2023-06-20",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let code = t("MÃ", "CODE");
    let mut all = vec![
        arguments::files(language),
        arguments::option(
            "cell",
            t("TRANG!Ô", "SHEET!CELL"),
            t("ô của phát hiện, ví dụ \"Bieu 1!E12\" hoặc E12", "its cell, \"Bieu 1!E12\" or E12 for example"),
        ),
        arguments::option(
            "code",
            code,
            t("mã của loại phát hiện, ví dụ part-sum-mismatch", "the code of its kind, part-sum-mismatch for example"),
        ),
        arguments::option("indicator", code, t("mã chỉ tiêu", "code of the indicator")),
        arguments::option("measure", code, t("plan, actual hoặc prior", "plan, actual or prior"))
            .value_parser(PossibleValuesParser::new(Measure::ALL.map(Measure::code))),
        arguments::option("unit", code, t("mã đơn vị", "code of the unit")),
        arguments::option("reason", t("LÝ-DO", "REASON"), t("lý do chấp nhận (bắt buộc)", "why it is accepted (required)")),
        arguments::option(
            "date",
            t("NGÀY", "DATE"),
            t("ngày chấp nhận, ví dụ 2023-06-20 (bắt buộc)", "the day it is accepted, 2023-06-20 for example (required)"),
        ),
        arguments::option("by", t("NGƯỜI", "NAME"), t("người chấp nhận", "who accepts it")),
    ];
    all.push(prior_file::argument(language));
    all.extend(arguments::reading(language));
    all
}

/// Accepts.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let acceptance = acceptance(matches)?;
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let wanted = Wanted::of(&schema, matches)?;
    let mut options = inspect::options(&schema, matches)?;
    let not_handed_in: Vec<&Path> = prior_file::path(matches).into_iter().collect();
    let inputs =
        inputs::gather(&arguments::named_files(matches), Consolidated::SkipOwn(&schema), &not_handed_in, common.schema.as_deref(), screen)?;
    options.prior = prior_file::load(matches, &schema)?;
    let mut protected: Vec<PathBuf> = inputs.iter().cloned().chain(common.schema.clone()).collect();
    protected.extend(not_handed_in.iter().map(|path| path.to_path_buf()));
    let memory = senders_file::load(common, matches, &schema, &protected, screen)?;
    protected.push(memory.path.clone());
    options.confirmed = memory.confirmed.clone();
    let register = accepted_file::load(common, matches, &schema, &protected, screen)?;
    output::prove(&register.path, &protected)?;
    protected.push(register.path.clone());
    if let Some(out) = &common.out {
        output::prove(out, &protected)?;
    }

    // Nothing is silenced here: what was accepted before can be accepted anew, with another reason.
    let progress = screen.progress(progress::READING, inputs.len());
    let merged = chitieu::merge(&schema, &inputs, &options, &|_| progress.one_done());
    progress.end();
    if let Some(why) = &merged.prior_refused {
        return Err(Stop::Because(why.clone()));
    }
    let submissions: Vec<&Submission> = merged.submissions.iter().collect();
    // An entry is for one period: where no sheet says which, the first of the schema would be a guess.
    if options.period.is_none() && schema.periods.len() > 1 && check::prevailing_period(submissions.iter().copied()).is_none() {
        return Err(Stop::because(
            "Các tệp này không ghi kỳ báo cáo nên chưa rõ chấp nhận cho kỳ nào. Hãy nêu thêm --period.",
            "These files name no period, and for which one it is accepted can't be told. Add --period.",
        ));
    }
    let whose = chitieu::attribution(&schema, merged.consolidation.period, &submissions);
    let all: Vec<(&Finding, Attribution)> = merged.findings.iter().map(|finding| (finding, whose(finding))).collect();
    let (finding, own) = wanted.only_one(&schema, &all, common.language)?;

    let entry = Entry::of(&schema, finding, own, &all, acceptance);
    let mut entries = register.entries.clone();
    let count = entries.len();
    let names_only_it = |earlier: &Entry| {
        earlier.names(&schema, finding, own) && all.iter().filter(|(other, whose)| earlier.names(&schema, other, whose)).count() == 1
    };
    entries.retain(|earlier| !earlier.is_about_the_same(&entry) && !names_only_it(earlier));
    let is_new = entries.len() == count;
    entries.push(entry);
    let accepted = accepted_now(&schema, &entries, &merged.findings, &whose)?;
    write::save(&register.path, accepted::to_toml(&entries).as_bytes())?;
    let shown = match common.format {
        Format::Json => json::accepted(&schema, &register.path, &accepted, is_new, common.language)?,
        Format::Text => text::accepted(&schema, &register.path, &accepted, is_new, common.language),
    };
    if common.format == Format::Json || common.out.is_some() || !common.quiet {
        output::deliver(&shown, common.out.as_deref(), &protected, screen)?;
    }
    Ok(Done::Clean)
}

/// The finding as it will be accepted; it is made sure that the new entry, and no other, does it.
fn accepted_now(
    schema: &Schema,
    entries: &[Entry],
    findings: &[Finding],
    whose: &impl Fn(&Finding) -> Attribution,
) -> Result<Accepted, Stop> {
    let (_, accepted) = Settled::parted(accepted::settle(schema, entries, findings.to_vec(), whose));
    accepted.into_iter().find(|one| one.line == 0).ok_or_else(|| {
        Stop::because(
            "Không phân biệt được phát hiện này với một phát hiện khác ở cùng chỗ, nên không chấp nhận riêng được. Hãy sửa số liệu trong tệp.",
            "This finding can't be told from another at the same place and can't be accepted alone. Correct the workbook.",
        )
    })
}

/// Reason, name and date, as a person says them.
fn acceptance(matches: &ArgMatches) -> Result<Acceptance, Stop> {
    let value = |name| matches.get_one::<String>(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let Some(reason) = value("reason") else {
        return Err(Stop::because(
            "Chưa nêu lý do chấp nhận. Hãy ghi thêm --reason \"...\".",
            "The reason is not said. Add --reason \"...\".",
        ));
    };
    let Some(date) = value("date") else {
        return Err(Stop::because(
            "Chưa nêu ngày chấp nhận. Hãy ghi thêm --date, ví dụ --date 2023-06-20.",
            "The date is not said. Add --date, for example --date 2023-06-20.",
        ));
    };
    let Some(day) = Date::parse(date) else {
        return Err(Stop::because(
            format!("“{date}” không phải là ngày. Hãy ghi năm-tháng-ngày như 2023-06-20, hoặc ngày/tháng/năm như 20/6/2023."),
            format!("“{date}” is no date. Write year-month-day like 2023-06-20, or day/month/year like 20/6/2023."),
        ));
    };
    Ok(Acceptance { reason: accepted::tidied(reason), by: value("by").map(accepted::tidied_name), date: day })
}

/// Which finding is meant.
struct Wanted<'a> {
    sheet: Option<&'a str>,
    cell: Option<Position>,
    code: Option<&'a str>,
    indicator: Option<&'a str>,
    measure: Option<&'a str>,
    unit: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(schema: &Schema, matches: &'a ArgMatches) -> Result<Wanted<'a>, Stop> {
        let value = |name| matches.get_one::<String>(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let (sheet, cell) = match value("cell") {
            None => (None, None),
            Some(place) => {
                let (sheet, cell) =
                    place.rsplit_once('!').map_or((None, place), |(sheet, cell)| (Some(sheet.trim().trim_matches('\'')), cell));
                let Some(at) = Position::parse(cell.trim()) else {
                    return Err(Stop::because(
                        format!("“{place}” không phải là địa chỉ ô. Hãy ghi như \"Bieu 1!E12\" hoặc E12."),
                        format!("“{place}” is no address of a cell. Write it like \"Bieu 1!E12\" or E12."),
                    ));
                };
                (sheet, Some(at))
            }
        };
        let wanted =
            Wanted { sheet, cell, code: value("code"), indicator: value("indicator"), measure: value("measure"), unit: value("unit") };
        let unknown = |what_vi: &str, what_en: &str, code: &str| {
            Stop::because(
                format!("Bộ chỉ tiêu không có {what_vi} “{code}”. Hãy kiểm tra lại mã."),
                format!("The schema has no {what_en} “{code}”. Check the code."),
            )
        };
        if let Some(code) = wanted.indicator.filter(|code| schema.find_indicator(code).is_none()) {
            return Err(unknown("chỉ tiêu", "indicator", code));
        }
        if let Some(code) = wanted.unit.filter(|code| schema.find_unit(code).is_none() && *code != schema.area.code) {
            return Err(unknown("đơn vị", "unit", code));
        }
        if wanted.cell.is_none() && wanted.code.is_none() && wanted.indicator.is_none() {
            return Err(Stop::because(
                "Chưa nêu phát hiện nào. Hãy nêu ô bằng --cell, hoặc mã bằng --code, như lệnh “kiem-tra” hiển thị.",
                "No finding is named. Name its cell with --cell, or its code with --code, as “check” shows them.",
            ));
        }
        Ok(wanted)
    }

    fn means(&self, schema: &Schema, finding: &Finding, whose: &Attribution) -> bool {
        let same = |said: Option<&str>, is: Option<&str>| said.is_none() || said == is;
        same(self.sheet, finding.sheet.as_deref())
            && (self.cell.is_none() || self.cell == finding.at)
            && same(self.code, Some(finding.kind.code))
            && same(self.indicator, finding.indicator.map(|id| schema.indicator(id).code.as_str()))
            && same(self.measure, finding.measure.map(|measure| measure.code()))
            && same(self.unit, whose.unit.as_deref())
    }

    /// The one finding that is meant; asked where it may be several.
    fn only_one<'f>(
        &self,
        schema: &Schema,
        all: &'f [(&'f Finding, Attribution)],
        language: Language,
    ) -> Result<(&'f Finding, &'f Attribution), Stop> {
        let meant: Vec<&(&Finding, Attribution)> = all.iter().filter(|(finding, whose)| self.means(schema, finding, whose)).collect();
        // A note beside an error is not what anybody would accept.
        let heavy: Vec<&(&Finding, Attribution)> =
            meant.iter().copied().filter(|(finding, _)| finding.severity != Severity::Info).collect();
        match if heavy.is_empty() { &meant } else { &heavy }.as_slice() {
            [] => Err(Stop::because(
                "Không có phát hiện nào ở chỗ đã nêu. Hãy xem lại bằng lệnh “kiem-tra” (ô, mã, chỉ tiêu, đơn vị).",
                "There is no finding at the place named. See it again with “check” (cell, code, indicator, unit).",
            )),
            [(finding, whose)] if accepted::may_be_accepted(finding) => Ok((finding, whose)),
            [(finding, _)] if finding.severity == Severity::Info => Err(Stop::because(
                "Đây chỉ là thông tin, không phải lỗi, nên không cần chấp nhận.",
                "This is a note and no error; there is nothing to accept.",
            )),
            [(finding, _)] => {
                let code = finding.kind.code;
                Err(Stop::because(
                    format!(
                        "Phát hiện loại “{code}” không chấp nhận được, vì cả tệp chưa được dùng. Hãy thay tệp đúng, hoặc bỏ tệp này ra khỏi thư mục."
                    ),
                    format!(
                        "A finding “{code}” can't be accepted: the whole file is not used. Put the right file in its place or take it away."
                    ),
                ))
            }
            several => {
                let named: Vec<String> = several.iter().take(MOST_NAMED).map(|(finding, _)| named(schema, finding, language)).collect();
                let list = named.join("\n  ");
                let count = several.len();
                Err(Stop::because(
                    format!(
                        "Có {count} phát hiện như vậy; mỗi lần chỉ chấp nhận một. Hãy nêu thêm --cell, --code, --indicator, --measure, --unit hoặc đúng tệp:\n  {list}"
                    ),
                    format!(
                        "There are {count} such findings; one is accepted at a time. Add --cell, --code, --indicator, --measure, --unit or the one file:\n  {list}"
                    ),
                ))
            }
        }
    }
}

/// A finding in one line, with all that it can be named by.
fn named(schema: &Schema, finding: &Finding, language: Language) -> String {
    let place = finding.place();
    let parts = [
        Some(finding.kind.code),
        finding.file.as_deref(),
        Some(place.as_str()),
        finding.owner.map(|owner| schema.owner_code(owner)),
        finding.indicator.map(|id| schema.indicator(id).code.as_str()),
        finding.measure.map(|measure| measure.code()),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}: {}", parts.join(" · "), finding.message.in_language(language))
}
