//! `remember`: what a person confirms of a sender's workbook, kept for the next time.

use super::arguments::{self, Common, Format};
use super::help::Spec;
use super::inputs::{self, Consolidated};
use super::screen::Screen;
use super::{Done, Stop, output, schema_file, senders_file};
use chitieu::cell::{CellRef, Position, column_name};
use chitieu::language::{Language, Text, Words};
use chitieu::locate::{self, ColumnPlace, LabelPlace, Outline};
use chitieu::read;
use chitieu::schema::Schema;
use chitieu::senders::{self, ColumnRole, LabelMeans, Meaning, Remembered, Senders, What, Whose};
use chitieu::write::{self, json, text};
use clap::{Arg, ArgAction, ArgMatches};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How it is written and what it does.
pub static SPEC: Spec = Spec {
    name: "remember",
    alias: "ghi-nho",
    about: Text {
        vi: "Ghi nhớ cách lập biểu của đơn vị đã được xác nhận, để lần sau dùng.",
        en: "Remember what was confirmed of a sender's sheets, for the next time.",
    },
    usage: Text { vi: "[LỰA-CHỌN]... TỆP-HOẶC-THƯ-MỤC...", en: "[OPTION]... FILE-OR-FOLDER..." },
    more: Text {
        vi: "Không có --label, --column: ghi nhớ bố cục (cột nào là gì) như đang được hiểu; xem trước bằng lệnh “xem”.\n\
             VAI-TRÒ của cột: plan, actual, prior, pct_plan, pct_prior, verdict, unit, label, note, none (không đọc).\n\
             Ví dụ: chitieu ghi-nho xa-a.xlsx --label \"Bieu 1!B12=III.1.01\" --label B15=none --column D=plan",
        en: "Without --label and --column the layout (which column is what) is remembered as understood; see it with inspect first.\n\
             ROLE of a column: plan, actual, prior, pct_plan, pct_prior, verdict, unit, label, note, none (not read).\n\
             Example: chitieu remember xa-a.xlsx --label \"Bieu 1!B12=III.1.01\" --label B15=none --column D=plan",
    },
};

/// Its own arguments.
pub fn arguments(language: Language) -> Vec<Arg> {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let mut all = vec![
        arguments::files(language),
        arguments::option(
            "label",
            t("TRANG!Ô=MÃ", "SHEET!CELL=CODE"),
            t(
                "tên ghi ở ô này là chỉ tiêu có mã này; none: không thuộc bộ chỉ tiêu",
                "the name in that cell is that indicator; none: no indicator",
            ),
        )
        .action(ArgAction::Append),
        arguments::option(
            "column",
            t("TRANG!CỘT=VAI-TRÒ", "SHEET!COLUMN=ROLE"),
            t("cột có tiêu đề này là kế hoạch, thực hiện...", "the column with that heading is the plan, the actual figures, ..."),
        )
        .action(ArgAction::Append),
        Arg::new("every-sender")
            .long("every-sender")
            .help(t("ghi nhớ cho mọi đơn vị, không riêng đơn vị của tệp", "remember it of every sender, not of this one only"))
            .action(ArgAction::SetTrue),
    ];
    // It reads one file after the other: there are few, and each is looked at by a person.
    all.extend(arguments::reading(language).into_iter().filter(|arg| arg.get_id() != "jobs" && arg.get_id() != "accepted"));
    all
}

/// Remembers.
pub fn run(common: &Common, matches: &ArgMatches, screen: &Screen) -> Result<Done, Stop> {
    let schema = schema_file::load(common.schema.as_deref(), screen)?;
    let period = schema_file::period(&schema, matches.get_one::<String>("period"))?;
    let inputs = inputs::gather(&arguments::named_files(matches), Consolidated::SkipOwn(&schema), &[], common.schema.as_deref(), screen)?;
    let mut protected: Vec<PathBuf> = inputs.iter().cloned().chain(common.schema.clone()).collect();
    let memory = senders_file::load(common, matches, &schema, &protected, screen)?;
    output::prove(&memory.path, &protected)?;
    protected.push(memory.path.clone());
    if let Some(out) = &common.out {
        output::prove(out, &protected)?;
    }
    let values = |name| matches.get_many::<String>(name).into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
    let (labels, columns) = (values("label"), values("column"));
    if inputs.len() > 1 && !(labels.is_empty() && columns.is_empty()) {
        return Err(Stop::because(
            "Với --label hoặc --column chỉ nêu được một tệp, vì địa chỉ ô là của tệp đó. Hãy làm từng tệp.",
            "With --label or --column only one file can be named, since the cells are that file's. Take one file at a time.",
        ));
    }
    let index = locate::Index::of(&schema);
    let mut session = Session {
        schema: &schema,
        senders: memory.senders.clone(),
        every: matches.get_flag("every-sender"),
        remembered: Vec::new(),
        problems: Vec::new(),
    };
    for file in &inputs {
        let name: Arc<str> = file.to_string_lossy().into();
        match read::workbook(file) {
            Ok(workbook) => {
                let outline = locate::outline(&schema, &index, &workbook, period, &memory.confirmed);
                session.file(&name, &outline, &labels, &columns);
            }
            Err(error) => session.problems.push(in_file(&name, error.finding(&name).message)),
        }
    }
    // All or nothing: what is half remembered would be half forgotten.
    if !session.problems.is_empty() {
        let lines: Vec<&str> = session.problems.iter().map(|words| words.in_language(screen.language)).collect();
        screen.trouble(&lines.join("\n"));
        return Err(Stop::Told);
    }
    save(&memory.path, &session.senders)?;
    let shown = match common.format {
        Format::Json => json::remembered(&schema, &memory.path, &session.remembered)?,
        Format::Text => text::remembered(&schema, &memory.path, &session.remembered, common.language),
    };
    if common.format == Format::Json || common.out.is_some() || !common.quiet {
        output::deliver(&shown, common.out.as_deref(), &protected, screen)?;
    }
    Ok(Done::Clean)
}

fn save(path: &Path, senders: &Senders) -> Result<(), Stop> {
    Ok(write::save(path, senders::to_toml(senders).as_bytes())?)
}

fn in_file(file: &str, words: Words) -> Words {
    Words::new(format!("{file}: {}", words.vi), format!("{file}: {}", words.en))
}

/// What is being confirmed, and what stands in its way.
struct Session<'a> {
    schema: &'a Schema,
    senders: Senders,
    every: bool,
    remembered: Vec<Remembered>,
    problems: Vec<Words>,
}

impl Session<'_> {
    fn problem(&mut self, file: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(in_file(file, Words::new(vi, en)));
    }

    fn file(&mut self, file: &Arc<str>, outline: &Outline, labels: &[&str], columns: &[&str]) {
        let whose = match outline.unit {
            _ if self.every => Whose::Every,
            Some(unit) => Whose::Unit(self.schema.unit(unit).code.clone()),
            None => {
                return self.problem(
                    file,
                    "không rõ biểu của đơn vị nào nên chưa ghi nhớ được. Hãy ghi tên đơn vị ở đầu biểu hoặc trong tên tệp, hoặc dùng --every-sender.",
                    "which unit it is from can't be told, so nothing is remembered. Write the unit's name above the table or in the file's name, or use --every-sender.",
                );
            }
        };
        if outline.sheets.is_empty() {
            return self.problem(
                file,
                "không có bảng chỉ tiêu nên không có gì để ghi nhớ. Hãy kiểm tra đã nêu đúng tệp chưa.",
                "there is no table of indicators, so nothing can be remembered. Check that it is the right file.",
            );
        }
        for argument in labels {
            self.label(file, &whose, outline, argument);
        }
        for argument in columns {
            self.column(file, &whose, outline, argument);
        }
        if labels.is_empty() && columns.is_empty() {
            for layout in &outline.layouts {
                let is_new = self.senders.remember_layout(whose.clone(), layout.clone());
                self.remembered.push(Remembered { file: file.clone(), whose: whose.clone(), what: What::Layout(layout.clone()), is_new });
            }
        }
    }

    /// `Bieu 1!B12=III.1.01`: the sheet, what stands before `=`, and what stands behind it.
    fn taken_apart<'b>(&mut self, file: &str, outline: &Outline, argument: &'b str, form: &str) -> Option<(Arc<str>, &'b str, &'b str)> {
        let Some((place, means)) = argument.rsplit_once('=').map(|(place, means)| (place.trim(), means.trim())) else {
            self.problem(file, format!("“{argument}” thiếu dấu “=”. Hãy ghi {form}."), format!("“{argument}” has no “=”. Write {form}."));
            return None;
        };
        let names = || outline.sheets.iter().map(|sheet| format!("“{sheet}”")).collect::<Vec<_>>().join(", ");
        let Some((named, place)) = place.rsplit_once('!') else {
            return match outline.sheets.as_slice() {
                [only] => Some((only.clone(), place, means)),
                _ => {
                    let sheets = names();
                    self.problem(
                        file,
                        format!("có nhiều trang có bảng ({sheets}), nên “{argument}” phải ghi cả tên trang. Hãy ghi {form}."),
                        format!("several sheets have tables ({sheets}); “{argument}” must name one. Write {form}."),
                    );
                    None
                }
            };
        };
        let named = named.trim().trim_matches('\'');
        let exact = outline.sheets.iter().find(|sheet| ***sheet == *named);
        let alike = || outline.sheets.iter().find(|sheet| senders::sheet_key(sheet) == senders::sheet_key(named));
        let Some(sheet) = exact.or_else(alike) else {
            let sheets = names();
            self.problem(
                file,
                format!("không có trang “{named}” với bảng chỉ tiêu. Hãy dùng một trong: {sheets}."),
                format!("there is no sheet “{named}” with a table. Use one of: {sheets}."),
            );
            return None;
        };
        Some((sheet.clone(), place, means))
    }

    fn label(&mut self, file: &Arc<str>, whose: &Whose, outline: &Outline, argument: &str) {
        let Some((sheet, cell, code)) = self.taken_apart(file, outline, argument, "TRANG!Ô=MÃ (SHEET!CELL=CODE)") else { return };
        let Some(at) = Position::parse(cell) else {
            return self.problem(
                file,
                format!("“{cell}” không phải là địa chỉ ô. Hãy ghi như B12."),
                format!("“{cell}” is no address of a cell. Write it like B12."),
            );
        };
        let on_sheet = || outline.labels.iter().filter(|label| label.sheet == sheet);
        let Some(label) = on_sheet().find(|label| label.at == at) else {
            let (vi, en) = match on_sheet().find(|label| label.at.row == at.row) {
                Some(other) => (
                    format!("Tên của dòng này ở ô {}; hãy ghi ô đó.", other.at),
                    format!("The name of this row is in {}; use that cell.", other.at),
                ),
                None => ("Hãy nêu ô ghi tên của một dòng trong bảng.".into(), "Name the cell that holds the name of a row.".into()),
            };
            return self.problem(
                file,
                format!("ô {sheet}!{at} không phải là tên của một dòng có số liệu. {vi}"),
                format!("{sheet}!{at} is not the name of a row. {en}"),
            );
        };
        let (meaning, means) = match code {
            "none" | "khong" => (Meaning::None, LabelMeans::None),
            code => match self.schema.find_indicator(code) {
                Some(id) => (Meaning::Indicator(id), LabelMeans::Indicator(code.to_string())),
                None => {
                    return self.problem(
                        file,
                        format!("bộ chỉ tiêu không có chỉ tiêu “{code}”. Hãy kiểm tra lại mã, hoặc ghi none nếu không thuộc bộ chỉ tiêu."),
                        format!("the schema has no indicator “{code}”. Check the code, or write none."),
                    );
                }
            },
        };
        if let Some(refusal) = self.refusal(label, meaning) {
            return self.problems.push(in_file(file, refusal));
        }
        let key = senders::label_key(&label.remembered);
        let other = self
            .remembered
            .iter()
            .any(|earlier| matches!(&earlier.what, What::Label(_, text, before) if senders::label_key(text) == key && *before != meaning));
        if other {
            return self.problem(
                file,
                format!("tên “{}” được nêu hai lần với nghĩa khác nhau. Hãy bỏ một lần.", label.text),
                format!("“{}” is named twice with different meanings. Leave one out.", label.text),
            );
        }
        let is_new = self.senders.remember_label(whose.clone(), &label.remembered, means);
        let cell = CellRef::new(file.clone(), sheet, at);
        let what = What::Label(cell, label.remembered.clone(), meaning);
        self.remembered.push(Remembered { file: file.clone(), whose: whose.clone(), what, is_new });
    }

    /// Why a label can't be remembered so.
    fn refusal(&self, label: &LabelPlace, meaning: Meaning) -> Option<Words> {
        let contradicts = !label.named.is_empty()
            && match meaning {
                Meaning::Indicator(id) => !label.named.contains(&id),
                Meaning::None => true,
            };
        if contradicts {
            let names: Vec<String> =
                label.named.iter().map(|id| self.schema.indicator(*id)).map(|own| format!("{} {}", own.code, own.name)).collect();
            let names = names.join("; ");
            return Some(Words::new(
                format!(
                    "tên “{}” ở {}!{} đúng là tên chỉ tiêu {names}, không ghi nhớ khác được. Hãy sửa tên trên biểu.",
                    label.text, label.sheet, label.at
                ),
                format!(
                    "“{}” in {}!{} is the name of {names} and can't be remembered otherwise. Correct it on the sheet.",
                    label.text, label.sheet, label.at
                ),
            ));
        }
        if label.is_untimely && meaning != Meaning::None {
            return Some(Words::new(
                format!(
                    "tên “{}” ở {}!{} ghi năm hoặc kỳ khác với kỳ báo cáo, lần sau sẽ sai. Hãy bỏ năm, kỳ khỏi tên trên biểu.",
                    label.text, label.sheet, label.at
                ),
                format!(
                    "“{}” in {}!{} names another year or period. Take it out of the name on the sheet.",
                    label.text, label.sheet, label.at
                ),
            ));
        }
        label.is_repeated.then(|| {
            Words::new(
                format!(
                    "tên “{}” ở {}!{} có ở nhiều dòng của bảng nên không ghi nhớ theo tên được. Hãy ghi tên đầy đủ trên biểu.",
                    label.text, label.sheet, label.at
                ),
                format!(
                    "“{}” in {}!{} stands in several rows and can't be remembered by name. Write full names on the sheet.",
                    label.text, label.sheet, label.at
                ),
            )
        })
    }

    fn column(&mut self, file: &Arc<str>, whose: &Whose, outline: &Outline, argument: &str) {
        let Some((sheet, letters, role)) = self.taken_apart(file, outline, argument, "TRANG!CỘT=VAI-TRÒ (SHEET!COLUMN=ROLE)") else {
            return;
        };
        let Some(column) = senders::column_of(letters) else {
            return self.problem(
                file,
                format!("“{letters}” không phải là cột. Hãy ghi chữ cái của cột, ví dụ D."),
                format!("“{letters}” is no column. Write its letters, like D."),
            );
        };
        let Some(role) = ColumnRole::from_code(role).filter(|role| role.is_sayable()) else {
            let words: Vec<&str> = ColumnRole::ALL.into_iter().filter(|role| role.is_sayable()).map(ColumnRole::code).collect();
            let words = words.join(", ");
            return self.problem(
                file,
                format!("“{role}” không phải là vai trò của cột. Hãy dùng một trong: {words}."),
                format!("“{role}” is no role of a column. Use one of: {words}."),
            );
        };
        let places: Vec<&ColumnPlace> = outline.columns.iter().filter(|place| place.sheet == sheet && place.column == column).collect();
        let name = column_name(column);
        if places.iter().any(|place| place.holds_labels && role != ColumnRole::Label) {
            return self.problem(
                file,
                format!("cột {name} của trang “{sheet}” ghi tên các dòng. Hãy nêu cột khác, hoặc nêu cột tên đúng bằng “=label”."),
                format!("column {name} of “{sheet}” holds the names of the rows. Name another, or say which holds them with “=label”."),
            );
        }
        let mut headings: Vec<&str> = places.iter().filter(|place| place.refused.is_none()).map(|place| place.heading.as_str()).collect();
        headings.dedup();
        if headings.is_empty() {
            let why = places.iter().find_map(|place| place.refused.clone());
            let why = why.unwrap_or(Words::new("cột không thuộc bảng nào. Hãy xem lại bằng lệnh “xem”", "it is in no table. See inspect"));
            return self.problem(
                file,
                format!("không ghi nhớ được cột {name} của trang “{sheet}”: {}.", why.vi),
                format!("column {name} of “{sheet}” can't be remembered: {}.", why.en),
            );
        }
        if places.iter().any(|place| place.untimely.contains(&role)) {
            let (vi, en) = (role.name().vi, role.name().en);
            return self.problem(
                file,
                format!("tiêu đề cột {name} của trang “{sheet}” ghi năm hoặc kỳ khác, nên không phải là cột {vi} của kỳ này. Hãy sửa tiêu đề trên biểu."),
                format!("the heading of column {name} of “{sheet}” names another year or period and is not this one's {en}. Correct it on the sheet."),
            );
        }
        for heading in headings {
            let is_new = self.senders.remember_column(whose.clone(), heading, role);
            let what = What::Column(sheet.clone(), column, heading.to_string(), role);
            self.remembered.push(Remembered { file: file.clone(), whose: whose.clone(), what, is_new });
        }
    }
}
