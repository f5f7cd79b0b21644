//! “Số liệu”: the table that a unit fills in.

use super::super::WriteError;
use super::super::arithmetic;
use super::super::codes;
use super::super::outline::{Line, label, outline};
use super::super::sheet_style as style;
use super::super::wording;
use super::proof;
use super::{DATA, Whose};
use crate::cell::Position;
use crate::language::{Language, Text};
use crate::number;
use crate::schema::{Aggregate, Indicator, IndicatorId, IndicatorKind, PeriodId, Schema, SectionId, Target};
use crate::stamp::{self, Stamp};
use crate::submission::{Amount, Verdict};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, Format, FormatAlign, Formula, ProtectionOptions, Worksheet,
};

const SUPERIOR_ROW: u32 = 0;
const NAME_ROW: u32 = 1;
const TITLE_ROW: u32 = 2;
const PERIOD_ROW: u32 = 3;
const UNIT_ROW: u32 = 4;
const LEGEND_ROW: u32 = 5;
const HEAD_ROW: u32 = 6;
const COUNT_ROW: u32 = 7;
const FIRST_ROW: u32 = 8;

const LABEL: u16 = 1;
const UNIT: u16 = 2;
pub(super) const PLAN: u16 = 3;
pub(super) const ACTUAL: u16 = 4;
pub(super) const PRIOR: u16 = 5;
/// Percent of plan, computed in the workbook.
const PERCENT: u16 = 6;
/// Whether the row's figures can be right, in words.
const CHECK: u16 = 7;
const NOTE: u16 = 8;
const CODE: u16 = 9;
/// Hidden too: the names to choose from.
const CHOICES: u16 = 10;
const COLUMNS: usize = 9;
const WIDTHS: [f64; COLUMNS] = [5.5, 45.0, 11.5, 13.5, 13.5, 13.5, 10.0, 20.0, 24.0];
const NOTE_SIZE: f64 = 11.0;
const GREY: u32 = 0x00ED_EDED;
/// “Chưa đánh giá” is a blank cell.
const CHOSEN: [Verdict; 3] = [Verdict::Met, Verdict::NotMet, Verdict::InProgress];

/// The table that is being written.
pub(super) struct Table<'a> {
    pub(super) schema: &'a Schema,
    period: PeriodId,
    pub(super) whose: &'a Whose,
    pub(super) language: Language,
    lines: Vec<Line>,
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, schema: &Schema, period: PeriodId, whose: &Whose, language: Language) -> Result<(), WriteError> {
    let lines = outline(schema, |id| whose.indicators.binary_search(&id).is_ok());
    let table = Table { schema, period, whose, language, lines };
    sheet.set_name(DATA.in_language(language))?;
    sheet.set_formula_result_default("");
    for (column, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    table.title(sheet)?;
    table.heads(sheet)?;
    for (at, line) in table.lines.iter().enumerate() {
        let row = FIRST_ROW + at as u32;
        match line {
            Line::Heading { section, number } => table.heading(sheet, row, *section, number)?,
            Line::Indicator { indicator, number, depth } => table.indicator(sheet, row, *indicator, (*number, *depth))?,
        }
    }
    let end = FIRST_ROW + table.lines.len() as u32;
    table.signatures(sheet, end + 1)?;
    if !table.lines.is_empty() {
        let rule = ConditionalFormatFormula::new()
            .set_rule(proof::alarm(FIRST_ROW, CHECK, language).as_str())
            .set_format(Format::new().set_bold().set_font_color(style::ALARM));
        sheet.add_conditional_format(FIRST_ROW, CHECK, end - 1, CHECK, &rule)?;
    }
    let owner = whose.unit.map(|unit| schema.unit(unit).code.as_str());
    let heads = table.head_texts();
    let [_, names, _, plan, actual, prior, ..] = &heads;
    let heads = [names, plan, actual, prior].map(String::as_str);
    let stamp = Stamp::text(&schema.id, owner, &schema.period(period).code, heads);
    codes::stamp_column(sheet, HEAD_ROW, CODE, &stamp)?;
    sheet.set_freeze_panes(FIRST_ROW, UNIT)?;
    style::page(sheet, true, wording::page(language));
    sheet.set_repeat_rows(HEAD_ROW, COUNT_ROW)?;
    sheet.set_print_area(0, 0, end + 7, NOTE)?;
    // Widths and heights may be changed to taste; the table itself may not.
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
    sheet.protect_with_options(&options);
    Ok(())
}

impl Table<'_> {
    fn text(&self, text: Text) -> &'static str {
        text.in_language(self.language)
    }

    fn title(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let schema = self.schema;
        let middle = style::plain().set_align(FormatAlign::Center).set_text_wrap();
        let bold = middle.clone().set_bold();
        let name = self.whose.unit.map_or("", |unit| &schema.unit(unit).name);
        let superior = schema.area.issuer.as_deref().unwrap_or(&schema.area.name).to_uppercase();
        sheet.merge_range(SUPERIOR_ROW, 0, SUPERIOR_ROW, LABEL, &superior, &middle)?;
        sheet.merge_range(NAME_ROW, 0, NAME_ROW, LABEL, &name.to_uppercase(), &bold)?;
        let title = match self.language {
            Language::Vi => format!("BIỂU SỐ LIỆU THỰC HIỆN {}", schema.title.to_uppercase()),
            Language::En => format!("FIGURES: {}", schema.title.to_uppercase()),
        };
        let room: f64 = WIDTHS.iter().sum();
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, NOTE, &style::fitted(&title), &bold.clone().set_font_size(14))?;
        sheet.set_row_height(TITLE_ROW, style::height(&[(&title, room)], 14.0, true) + 8.0)?;
        let period = wording::period(schema, self.period, self.language);
        let period = format!("{} {period}", self.text(Text { vi: "Kỳ báo cáo:", en: "Period:" }));
        sheet.merge_range(PERIOD_ROW, 0, PERIOD_ROW, NOTE, &period, &bold.clone().set_font_size(13))?;
        let unit = self.text(Text { vi: "Đơn vị báo cáo:", en: "Unit:" });
        match self.whose.unit {
            Some(_) => {
                sheet.merge_range(UNIT_ROW, 0, UNIT_ROW, NOTE, &format!("{unit} {name}"), &bold)?;
            }
            None => {
                sheet.merge_range(UNIT_ROW, 0, UNIT_ROW, LABEL, unit, &bold.set_align(FormatAlign::Right))?;
                sheet.merge_range(UNIT_ROW, UNIT, UNIT_ROW, PRIOR, "", &input(style::centred().set_bold()))?;
                self.choices(sheet)?;
            }
        }
        let legend = self.text(Text {
            vi: "Chỉ nhập vào ô màu vàng; chưa có số liệu thì để trống. Xem trang “Hướng dẫn”.",
            en: "Fill in yellow cells only; leave blank what is unknown. See “Instructions”.",
        });
        sheet.merge_range(LEGEND_ROW, 0, LEGEND_ROW, NOTE, legend, &middle.set_italic())?;
        sheet.set_row_height(LEGEND_ROW, 21)?;
        Ok(())
    }

    /// The unit's name is chosen, not typed: a name typed in another way may not be recognised.
    fn choices(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        for (at, unit) in self.whose.units.iter().enumerate() {
            sheet.write_string(FIRST_ROW + at as u32, CHOICES, &self.schema.unit(*unit).name)?;
        }
        codes::stamp_column(sheet, HEAD_ROW, CHOICES, &[stamp::MARK, stamp::CHOICES].join(stamp::BETWEEN))?;
        let column = crate::cell::column_name(u32::from(CHOICES));
        let last = FIRST_ROW as usize + self.whose.units.len();
        let list = format!("=${column}${}:${column}${last}", FIRST_ROW + 1);
        let (title, message) = (
            self.text(Text { vi: "Tên đơn vị", en: "Name of the unit" }),
            self.text(Text { vi: "Hãy chọn tên đơn vị trong danh sách.", en: "Choose the unit from the list." }),
        );
        let validation = DataValidation::new().allow_list_formula(Formula::new(list)).set_error_title(title)?.set_error_message(message)?;
        sheet.add_data_validation(UNIT_ROW, UNIT, UNIT_ROW, UNIT, &validation)?;
        Ok(())
    }

    fn head_texts(&self) -> [String; COLUMNS] {
        let period = wording::period_within(self.schema, self.period, self.language);
        let year = self.schema.year;
        match self.language {
            Language::Vi => [
                "STT".into(),
                "Chỉ tiêu".into(),
                "Đơn vị tính".into(),
                format!("Kế hoạch năm {year}"),
                format!("Thực hiện {period}"),
                "Cùng kỳ năm trước".into(),
                "% so với kế hoạch".into(),
                "Kiểm tra".into(),
                "Ghi chú".into(),
            ],
            Language::En => [
                "No.".into(),
                "Indicator".into(),
                "Unit of measure".into(),
                format!("Plan {year}"),
                format!("Actual {period}"),
                "Same period last year".into(),
                "% of plan".into(),
                "Check".into(),
                "Note".into(),
            ],
        }
    }

    fn heads(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let heads = self.head_texts();
        let mut texts = Vec::new();
        let small = style::centred().set_italic().set_font_size(10);
        for ((column, head), width) in heads.iter().enumerate().zip(WIDTHS) {
            sheet.write_string_with_format(HEAD_ROW, column as u16, head, &style::head())?;
            sheet.write_string_with_format(COUNT_ROW, column as u16, format!("({})", column + 1), &small)?;
            texts.push((head.as_str(), width));
        }
        sheet.set_row_height(HEAD_ROW, style::height(&texts, style::SIZE, true) + 4.0)?;
        sheet.set_row_height(COUNT_ROW, 15)?;
        Ok(())
    }

    fn heading(&self, sheet: &mut Worksheet, row: u32, section: SectionId, number: &str) -> Result<(), WriteError> {
        let section = self.schema.section(section);
        let format = style::heading(section.depth);
        sheet.write_string_with_format(row, 0, number, &format.clone().set_align(FormatAlign::Center))?;
        sheet.merge_range(row, LABEL, row, NOTE, &style::fitted(&section.name), &format)?;
        let room: f64 = WIDTHS.iter().skip(1).sum();
        sheet.set_row_height(row, style::height(&[(&section.name, room)], style::SIZE, true) + 2.0)?;
        Ok(())
    }

    fn indicator(&self, sheet: &mut Worksheet, row: u32, id: IndicatorId, (count, depth): (Option<u32>, u32)) -> Result<(), WriteError> {
        let indicator = self.schema.indicator(id);
        match count {
            Some(count) => sheet.write_number_with_format(row, 0, count, &style::centred())?,
            None => sheet.write_blank(row, 0, &style::centred())?,
        };
        let name = label(&indicator.name, depth);
        let indent = depth.min(4) as u8;
        sheet.write_string_with_format(row, LABEL, style::fitted(&name), &style::cell().set_indent(indent))?;
        sheet.write_string_with_format(row, UNIT, &indicator.unit_of_measure, &style::centred())?;
        if indicator.kind == IndicatorKind::Status {
            self.status_cells(sheet, row, id)?;
        } else {
            self.number_cells(sheet, row, id, indicator)?;
        }
        self.percent_cell(sheet, row, indicator)?;
        let calm = style::cell().unset_text_wrap().set_shrink().set_font_size(NOTE_SIZE).set_background_color(GREY);
        match proof::of_row(self, row, id) {
            Some((formula, result)) => {
                sheet.write_formula_with_format(row, CHECK, Formula::new(formula).set_result(result), &calm)?;
            }
            None => {
                sheet.write_blank(row, CHECK, &calm)?;
            }
        }
        let note = self.note(id, indicator);
        sheet.write_string_with_format(row, NOTE, &note, &style::cell().set_font_size(NOTE_SIZE).set_unlocked())?;
        sheet.write_string(row, CODE, &indicator.code)?;
        let [_, label_width, unit_width, .., note_width] = WIDTHS;
        let texts = [(name.as_str(), label_width - 0.6 - 1.5 * f64::from(indent)), (indicator.unit_of_measure.as_str(), unit_width)];
        let note_height = style::height(&[(&note, note_width)], NOTE_SIZE, false);
        sheet.set_row_height(row, style::height(&texts, style::SIZE, false).max(note_height).max(18.0))?;
        Ok(())
    }

    fn status_cells(&self, sheet: &mut Worksheet, row: u32, id: IndicatorId) -> Result<(), WriteError> {
        sheet.write_blank(row, PLAN, &style::centred().set_background_color(GREY))?;
        sheet.write_blank(row, ACTUAL, &input(style::centred()))?;
        match self.whose.prior.get(&id) {
            Some(Amount::Verdict(verdict)) if CHOSEN.contains(verdict) => {
                let word = wording::verdict(*verdict, self.language);
                sheet.write_string_with_format(row, PRIOR, word, &input(style::centred()))?;
            }
            _ => {
                sheet.write_blank(row, PRIOR, &input(style::centred()))?;
            }
        }
        let words = self.choosable();
        let validation = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_title(self.text(Text { vi: "Chọn trong danh sách", en: "Choose from the list" }))?
            .set_error_message(match self.language {
                Language::Vi => format!("Hãy chọn: {}. Chưa có thì để trống.", words.join(", ")),
                Language::En => format!("Choose: {}. Leave blank what is unknown.", words.join(", ")),
            })?;
        sheet.add_data_validation(row, ACTUAL, row, PRIOR, &validation)?;
        Ok(())
    }

    fn number_cells(&self, sheet: &mut Worksheet, row: u32, id: IndicatorId, indicator: &Indicator) -> Result<(), WriteError> {
        // Without decimals in the schema, what is typed is shown as typed.
        let code = indicator.decimals.map_or_else(|| "General".to_string(), style::number_code);
        let format = style::numeric(&code);
        let given = self.given_plan(id, indicator);
        match given {
            Some(plan) => sheet.write_number_with_format(row, PLAN, style::stored(plan), &format)?,
            None => sheet.write_blank(row, PLAN, &input(format.clone()))?,
        };
        for column in [ACTUAL, PRIOR] {
            match (self.quotient(indicator, column), self.known(id, column)) {
                (Some(formula), known) => {
                    let formula = Formula::new(formula).set_result(known.map_or(String::new(), |number| style::stored(number).to_string()));
                    sheet.write_formula_with_format(row, column, formula, &format.clone().set_background_color(GREY))?;
                }
                (None, Some(number)) => {
                    sheet.write_number_with_format(row, column, style::stored(number), &input(format.clone()))?;
                }
                (None, None) => {
                    sheet.write_blank(row, column, &input(format.clone()))?;
                }
            }
        }
        if indicator.decimals.is_some_and(style::needs_whole_code) {
            for column in [PLAN, ACTUAL, PRIOR] {
                style::whole_numbers(sheet, row, column)?;
            }
        }
        let first = if given.is_some() { ACTUAL } else { PLAN };
        sheet.add_data_validation(row, first, row, PRIOR, &self.bounds(indicator)?)?;
        Ok(())
    }

    /// Percent of plan, rounded as the program rounds it; blank while either figure is.
    fn percent_cell(&self, sheet: &mut Worksheet, row: u32, indicator: &Indicator) -> Result<(), WriteError> {
        let decimals = self.schema.percent_decimals;
        let format = style::numeric(&style::number_code(decimals)).set_background_color(GREY);
        if indicator.kind == IndicatorKind::Status || indicator.target.as_ref().is_some_and(Target::less_is_better) {
            sheet.write_blank(row, PERCENT, &format)?;
            return Ok(());
        }
        let (plan, actual) = (at(row, PLAN), at(row, ACTUAL));
        let quotient = arithmetic::rounded_half_up(&format!("{actual}*100/{plan}"), decimals);
        let formula = format!("=IF(COUNT({plan},{actual})<2,\"\",IF({plan}=0,\"\",{quotient}))");
        sheet.write_formula_with_format(row, PERCENT, Formula::new(formula), &format)?;
        Ok(())
    }

    /// A number that stands in the workbook before anybody fills it in.
    pub(super) fn known(&self, id: IndicatorId, column: u16) -> Option<Decimal> {
        let indicator = self.schema.indicator(id);
        match column {
            PLAN => self.given_plan(id, indicator),
            PRIOR if self.quotient(indicator, PRIOR).is_some() => {
                let prior = |id: Option<IndicatorId>| self.whose.prior.get(&id?).and_then(|amount| amount.number());
                let (top, bottom) = (prior(indicator.numerator)?, prior(indicator.denominator)?);
                crate::ratio::quotient(indicator, top, bottom, crate::ratio::decimals(self.schema, indicator))
            }
            PRIOR => self.whose.prior.get(&id).and_then(|amount| amount.number()),
            _ => None,
        }
    }

    /// The verdicts that are chosen from, as they stand in cells.
    pub(super) fn choosable(&self) -> [&'static str; 3] {
        CHOSEN.map(|verdict| wording::verdict(verdict, self.language))
    }

    /// The plan that was given to the unit, or to the area where the unit alone answers for it.
    fn given_plan(&self, id: IndicatorId, indicator: &Indicator) -> Option<Decimal> {
        let unit = self.whose.unit?;
        let alone = indicator.reporters[..] == [unit];
        let of_area = indicator.target.filter(|target| alone && !matches!(target, Target::Range(..)));
        self.schema.plans.get(&(unit, id)).copied().or_else(|| of_area.map(|target| target.base()))
    }

    /// A ratio whose numerator and denominator stand in the same table computes itself.
    pub(super) fn quotient(&self, indicator: &Indicator, column: u16) -> Option<String> {
        if indicator.aggregate != Aggregate::Ratio {
            return None;
        }
        let cell = |id: Option<IndicatorId>| Some(at(self.row(id?)?, column));
        let (top, bottom) = (cell(indicator.numerator)?, cell(indicator.denominator)?);
        let decimals = crate::ratio::decimals(self.schema, indicator);
        Some(format!("={}", arithmetic::quotient_of_cells(indicator, &top, &bottom, decimals)))
    }

    /// The row of an indicator, where it is asked for.
    pub(super) fn row(&self, id: IndicatorId) -> Option<u32> {
        let at = self.lines.iter().position(|line| matches!(line, Line::Indicator { indicator, .. } if *indicator == id))?;
        Some(FIRST_ROW + at as u32)
    }

    /// Only numbers, and only believable ones.
    fn bounds(&self, indicator: &Indicator) -> Result<DataValidation, WriteError> {
        let low = indicator.lower_bound().unwrap_or(Decimal::ZERO);
        let high = indicator.upper_bound();
        let rule = match high {
            Some(high) => DataValidationRule::Between(style::stored(low), style::stored(high)),
            None => DataValidationRule::GreaterThanOrEqualTo(style::stored(low)),
        };
        let shown = |number: Decimal| number::vietnamese(number, None);
        let message = match (self.language, high) {
            (Language::Vi, Some(high)) => format!("Giá trị phải từ {} đến {}.", shown(low), shown(high)),
            (Language::Vi, None) => format!("Giá trị không được nhỏ hơn {}.", shown(low)),
            (Language::En, Some(high)) => format!("It must be from {low} to {high}."),
            (Language::En, None) => format!("It must not be less than {low}."),
        };
        let rest = self.text(Text {
            vi: "Chỉ nhập số, không kèm đơn vị tính và dấu %. Chưa có số liệu thì để trống.",
            en: "Numbers only, without units of measure. Leave blank what is unknown.",
        });
        Ok(DataValidation::new()
            .allow_decimal_number(rule)
            .set_error_title(self.text(Text { vi: "Số liệu chưa đúng", en: "Not accepted" }))?
            .set_error_message(format!("{message} {rest}"))?)
    }

    /// What the unit should know: a target that the plan's cell does not tell, the schema's note, and, where the
    /// workbook is for several units, which of them a line concerns.
    fn note(&self, id: IndicatorId, indicator: &Indicator) -> String {
        let everywhere = indicator.reporters.len() == 1
            || indicator.kind == IndicatorKind::Percent
            || matches!(indicator.aggregate, Aggregate::Mean | Aggregate::Ratio | Aggregate::Min | Aggregate::Max);
        let plain = |target: &Target| matches!(target, Target::AtLeast(_) | Target::Exactly(_));
        let told = self.given_plan(id, indicator).is_some();
        let target = indicator.target.filter(|target| everywhere && !(told && plain(target))).map(|target| match self.language {
            Language::Vi => format!("KH: {}", target.vietnamese()),
            Language::En => format!("Plan: {target}"),
        });
        let names: Vec<&str> = self
            .whose
            .units
            .iter()
            .filter(|unit| indicator.reporters.binary_search(unit).is_ok())
            .map(|unit| self.schema.unit(*unit).name.as_str())
            .collect();
        let only = (names.len() < self.whose.units.len())
            .then(|| format!("{} {}", self.text(Text { vi: "Chỉ dành cho:", en: "Only for:" }), names.join(", ")));
        let notes: Vec<String> = target.into_iter().chain(only).chain(indicator.note.clone()).collect();
        style::fitted(&notes.join("; ")).into_owned()
    }

    fn signatures(&self, sheet: &mut Worksheet, row: u32) -> Result<(), WriteError> {
        let middle = style::plain().set_align(FormatAlign::Center);
        let date = self.text(Text { vi: "…………, ngày … tháng … năm 20…", en: "…………, date …………" });
        let free = middle.clone().set_italic().set_unlocked();
        sheet.merge_range(row, PLAN, row, NOTE, date, &free)?;
        let (left, right) = (
            self.text(Text { vi: "NGƯỜI LẬP BIỂU", en: "PREPARED BY" }),
            self.text(Text { vi: "THỦ TRƯỞNG ĐƠN VỊ", en: "HEAD OF THE UNIT" }),
        );
        let bold = middle.clone().set_bold();
        sheet.merge_range(row + 1, 0, row + 1, LABEL, left, &bold)?;
        sheet.merge_range(row + 1, PLAN, row + 1, NOTE, right, &bold)?;
        let sign = self.text(Text { vi: "(Ký, ghi rõ họ tên)", en: "(signature, name)" });
        let seal = self.text(Text { vi: "(Ký, đóng dấu, ghi rõ họ tên)", en: "(signature, seal, name)" });
        sheet.merge_range(row + 2, 0, row + 2, LABEL, sign, &middle.clone().set_italic())?;
        sheet.merge_range(row + 2, PLAN, row + 2, NOTE, seal, &middle.clone().set_italic())?;
        for column in [(0, LABEL), (PLAN, NOTE)] {
            sheet.merge_range(row + 6, column.0, row + 6, column.1, "", &bold.clone().set_unlocked())?;
        }
        Ok(())
    }
}

/// The address of a cell.
pub(super) fn at(row: u32, column: u16) -> String {
    Position::new(row, u32::from(column)).to_string()
}

/// A cell to be filled in.
fn input(format: Format) -> Format {
    format.set_background_color(style::INPUT_FILL).set_unlocked()
}
