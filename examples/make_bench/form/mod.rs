//! The officials' form as communes fill it in, with what is hard about it: title lines of differing number above the
//! table, a merged header of two rows and a row of numbers under it, rows of sections, names in other case, with
//! bullets, blanks or decomposed letters, numbers typed as text (`1.234,5`), “-” and blanks for what is unknown,
//! formulas of percent, a footer of signatures.

mod indicators;

use indicators::{Indicator, indicators};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;

const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
const FIRST: [&str; 20] = [
    "Tân", "An", "Bình", "Phú", "Long", "Hòa", "Vĩnh", "Thạnh", "Đông", "Tây", "Nam", "Bắc", "Hưng", "Thuận", "Mỹ", "Hiệp", "Phước",
    "Quảng", "Xuân", "Cẩm",
];
const SECOND: [&str; 20] = [
    "Phú", "Bình", "Thạnh", "Hòa", "Lộc", "Sơn", "Giang", "Hải", "Thủy", "Minh", "Tiến", "Thành", "Lợi", "Đức", "Khánh", "Trung", "Hậu",
    "Nghĩa", "Lâm", "Điền",
];
const HEADER: [&str; 6] = ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2023", "Thực hiện 6 tháng đầu năm 2023", "Thực hiện cùng kỳ 2022"];

/// One workbook and what it holds.
pub struct Made {
    pub name: String,
    pub bytes: Vec<u8>,
    pub figures: Vec<Figures>,
}

/// Plan, actual and prior of one row; none where the cell is blank or says that it is unknown.
pub struct Figures {
    pub commune: usize,
    pub indicator: usize,
    pub values: [Option<Decimal>; 3],
}

/// So many communes that fill in a form of so many indicators.
pub struct Communes {
    pub count: usize,
    pub indicators: usize,
}

/// The code of an indicator in the schema.
pub fn code(indicator: usize) -> String {
    format!("CT{:04}", indicator + 1)
}

/// The code of a commune in the schema.
pub fn unit_code(commune: usize) -> String {
    format!("{:05}", commune + 1)
}

/// “Xã” or “Phường”, and its name.
fn commune_name(commune: usize) -> (&'static str, String) {
    let name = format!("{} {}", FIRST[commune % FIRST.len()], SECOND[commune / FIRST.len() % SECOND.len()]);
    let again = commune / (FIRST.len() * SECOND.len());
    (if commune % 5 == 4 { "Phường" } else { "Xã" }, if again == 0 { name } else { format!("{name} {}", again + 1) })
}

impl Communes {
    /// The schema of the list: the office that hands it in reports, too.
    pub fn schema_of_list(&self) -> String {
        let office = "\n[[unit]]\ncode = \"tinh\"\nname = \"Văn phòng UBND tỉnh\"\naliases = [\"Tỉnh\"]\nkind = \"van-phong\"\n";
        self.schema().replacen("\n[[unit]]", &format!("{office}\n[[unit]]"), 1)
    }

    /// The schema of the form.
    pub fn schema(&self) -> String {
        let mut text = String::from(
            "version = 1\nid = \"bench\"\ntitle = \"Bộ chỉ tiêu đo tốc độ\"\nyear = 2023\npercent-decimals = 2\n\n\
             [area]\ncode = \"bench\"\nname = \"Huyện Đo Tốc Độ\"\n\n[[period]]\ncode = \"6t\"\nname = \"6 tháng đầu năm\"\n",
        );
        for commune in 0..self.count {
            let (kind, name) = commune_name(commune);
            let word = if kind == "Xã" { "xa" } else { "phuong" };
            let _ = write!(text, "\n[[unit]]\ncode = \"{}\"\nname = \"{kind} {name}\"\nkind = \"{word}\"\n", unit_code(commune));
        }
        let mut sections: Vec<&str> = Vec::new();
        for (at, one) in indicators(self.indicators).iter().enumerate() {
            if sections.last() != Some(&one.section) {
                sections.push(one.section);
                let _ = write!(text, "\n[[section]]\ncode = \"S{:02}\"\nname = \"{}\"\n", sections.len(), one.section);
            }
            let _ = write!(
                text,
                "\n[[indicator]]\ncode = \"{}\"\nsection = \"S{:02}\"\nname = \"{}\"\nunit = \"{}\"\nkind = \"quantity\"\n\
                 aggregate = \"sum\"\nrequired = false\n",
                code(at),
                sections.len(),
                one.name,
                one.unit
            );
        }
        text
    }

    /// What one commune hands in.
    pub fn workbook(&self, commune: usize) -> Result<Made, XlsxError> {
        let mut dice = Dice::new(commune as u64);
        let (kind, name) = commune_name(commune);
        let looks = Looks::new();
        let decomposed = dice.one_in(50);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(&format!("UBND {kind} {name}"))?);
        let sheet = workbook.add_worksheet();
        sheet.set_name("Biểu 01")?;
        for (column, width) in [6, 48, 12, 16, 16, 16, 11, 11, 18].into_iter().enumerate() {
            sheet.set_column_width(column as u16, width)?;
        }
        let office = format!("ỦY BAN NHÂN DÂN {} {}", kind.to_uppercase(), name.to_uppercase());
        sheet.merge_range(0, 0, 0, 3, &office, &looks.bold)?;
        sheet.merge_range(0, 4, 0, 8, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &looks.bold)?;
        sheet.merge_range(1, 4, 1, 8, "Độc lập - Tự do - Hạnh phúc", &looks.bold)?;
        sheet.merge_range(3, 0, 3, 8, "BIỂU TỔNG HỢP CHỈ TIÊU KINH TẾ - XÃ HỘI 6 THÁNG ĐẦU NĂM 2023", &looks.bold)?;
        let mut row = 4;
        let lines = dice.roll(4) as u32;
        if lines > 0 {
            let (number, day) = (10 + dice.roll(390), 10 + dice.roll(19));
            let under = format!("(Kèm theo Báo cáo số {number}/BC-UBND ngày {day}/6/2023 của UBND {} {name})", kind.to_lowercase());
            sheet.merge_range(row, 0, row, 8, &under, &looks.italic)?;
            row += lines;
        }
        sheet.merge_range(row, 6, row, 8, "Đơn vị tính: theo từng chỉ tiêu", &looks.italic)?;
        row += 1;
        header(sheet, &looks, row, &HEADER, &["Ghi chú"])?;
        row += 3;
        sheet.set_freeze_panes(row, 2)?;
        let mut figures = Vec::new();
        let (mut section, mut sections, mut number) = ("", 0, 0);
        for (at, one) in indicators(self.indicators).iter().enumerate() {
            if one.section != section {
                (section, number) = (one.section, 0);
                sheet.write_with_format(row, 0, ROMAN[sections % ROMAN.len()], &looks.head)?;
                sheet.write_with_format(row, 1, section, &looks.head)?;
                for column in 2..9 {
                    sheet.write_blank(row, column, &looks.head)?;
                }
                sections += 1;
                row += 1;
            }
            number += 1;
            match dice.one_in(10) {
                true => sheet.write_with_format(row, 0, number.to_string(), &looks.centre)?,
                false => sheet.write_with_format(row, 0, number, &looks.centre)?,
            };
            let label = messy(&mut dice, &one.name);
            let label = if decomposed { label.nfd().collect() } else { label };
            sheet.write_with_format(row, 1, label, &looks.cell)?;
            sheet.write_with_format(row, 2, one.unit, &looks.centre)?;
            let values = put_figures(sheet, &looks, &mut dice, row, 3, one)?;
            match dice.one_in(20) {
                true => sheet.write_with_format(row, 8, dice.of(&["Số ước", "Chưa đối chiếu", "Số liệu sơ bộ"]), &looks.cell)?,
                false => sheet.write_blank(row, 8, &looks.cell)?,
            };
            figures.push(Figures { commune, indicator: at, values });
            row += 1;
        }
        row += 1;
        let signed = format!("{name}, ngày {} tháng 6 năm 2023", 10 + dice.roll(19));
        sheet.merge_range(row, 5, row, 8, &signed, &looks.italic)?;
        sheet.merge_range(row + 1, 0, row + 1, 2, "NGƯỜI LẬP BIỂU", &looks.bold)?;
        sheet.merge_range(row + 1, 5, row + 1, 8, "TM. ỦY BAN NHÂN DÂN", &looks.bold)?;
        sheet.merge_range(row + 2, 5, row + 2, 8, "CHỦ TỊCH", &looks.bold)?;
        sheet.merge_range(row + 3, 0, row + 3, 2, "(Ký, ghi rõ họ tên)", &looks.italic)?;
        sheet.merge_range(row + 6, 5, row + 6, 8, dice.of(&["Phạm Văn Hùng", "Võ Thị Lan", "Đặng Văn Nam"]), &looks.bold)?;
        Ok(Made { name: format!("{} - {kind} {name}.xlsx", unit_code(commune)), bytes: workbook.save_to_buffer()?, figures })
    }

    /// One list of all communes: a row a commune and indicator, so many in all.
    pub fn list(&self, rows: usize) -> Result<Made, XlsxError> {
        let mut dice = Dice::new(u64::MAX);
        let looks = Looks::new();
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties("Văn phòng UBND tỉnh")?);
        let sheet = workbook.add_worksheet();
        sheet.set_name("Biểu 01")?;
        sheet.merge_range(0, 0, 0, 11, "BIỂU TỔNG HỢP CHỈ TIÊU CÁC XÃ", &looks.bold)?;
        let columns: Vec<&str> = ["STT", "Xã, phường", "Mã xã"].into_iter().chain(HEADER.into_iter().skip(1)).collect();
        header(sheet, &looks, 2, &columns, &["Ghi chú", "Ngày báo cáo"])?;
        let mut figures = Vec::new();
        let all = indicators(self.indicators);
        for (at, (commune, (indicator, one))) in
            (0..self.count).flat_map(|commune| all.iter().enumerate().map(move |one| (commune, one))).take(rows).enumerate()
        {
            let row = at as u32 + 5;
            let (kind, name) = commune_name(commune);
            sheet.write_with_format(row, 0, at as u32 + 1, &looks.centre)?;
            sheet.write_with_format(row, 1, format!("{kind} {name}"), &looks.cell)?;
            sheet.write_with_format(row, 2, unit_code(commune), &looks.centre)?;
            sheet.write_with_format(row, 3, messy(&mut dice, &one.name), &looks.cell)?;
            sheet.write_with_format(row, 4, one.unit, &looks.centre)?;
            let values = put_figures(sheet, &looks, &mut dice, row, 5, one)?;
            sheet.write_with_format(row, 10, if dice.one_in(20) { "Số ước" } else { "x" }, &looks.cell)?;
            sheet.write_with_format(row, 11, 45_100 + (at as u32 % 180), &looks.date)?;
            figures.push(Figures { commune, indicator, values });
        }
        Ok(Made { name: "00001 - Tỉnh.xlsx".to_string(), bytes: workbook.save_to_buffer()?, figures })
    }
}

/// Made at a fixed time, so that the bytes are the same whenever they are made.
fn properties(author: &str) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(2023, 6, 25)?;
    Ok(DocProperties::new().set_title("Biểu tổng hợp chỉ tiêu").set_author(author).set_creation_datetime(&made))
}

/// A merged header of two rows, with a row of numbers under it.
fn header(sheet: &mut Worksheet, looks: &Looks, row: u32, before: &[&str], after: &[&str]) -> Result<(), XlsxError> {
    let mut column = 0;
    for text in before {
        sheet.merge_range(row, column, row + 1, column, text, &looks.head)?;
        column += 1;
    }
    sheet.merge_range(row, column, row, column + 1, "So sánh (%)", &looks.head)?;
    sheet.write_with_format(row + 1, column, "TH/KH", &looks.head)?;
    sheet.write_with_format(row + 1, column + 1, "TH/cùng kỳ", &looks.head)?;
    let percent = column;
    column += 2;
    for text in after {
        sheet.merge_range(row, column, row + 1, column, text, &looks.head)?;
        column += 1;
    }
    for at in 0..column {
        let text = match at {
            at if at == percent => format!("({})=({})/({})", at + 1, percent - 1, percent - 2),
            at if at == percent + 1 => format!("({})=({})/({})", at + 1, percent - 1, percent),
            at => format!("({})", at + 1),
        };
        sheet.write_with_format(row + 2, at, text, &looks.italic)?;
    }
    Ok(())
}

/// Plan, actual, prior and the two percents, from a column on; returns what can be read.
fn put_figures(
    sheet: &mut Worksheet,
    looks: &Looks,
    dice: &mut Dice,
    row: u32,
    first: u16,
    one: &Indicator,
) -> Result<[Option<Decimal>; 3], XlsxError> {
    let whole = 10_u64.pow(one.decimals);
    let plan = (one.scale * whole * (300 + dice.roll(1_400)) / 1_000).max(1);
    let actual = plan * (250 + dice.roll(600)) / 1_000;
    let prior = (actual * (800 + dice.roll(400)) / 1_000).max(1);
    let look = &looks.numbers[(one.decimals as usize).min(2)];
    let mut values = [None; 3];
    for (at, drawn) in [plan, actual, prior].into_iter().enumerate() {
        let (column, value) = (first + at as u16, Decimal::new(drawn as i64, one.decimals));
        let known = match dice.roll(100) {
            0 | 1 => {
                sheet.write_blank(row, column, look)?;
                false
            }
            2 => {
                sheet.write_with_format(row, column, "-", &looks.cell)?;
                false
            }
            3..=10 => {
                sheet.write_with_format(row, column, as_typed(value), &looks.cell)?;
                true
            }
            11 => {
                sheet.write_with_format(row, column, format!(" {}\u{a0}", as_typed(value)), &looks.cell)?;
                true
            }
            _ => {
                // Workbooks hold binary floating point, whatever is typed.
                sheet.write_with_format(row, column, value.to_f64().unwrap_or_default(), look)?;
                true
            }
        };
        values[at] = known.then_some(value);
    }
    let letter = |at: u16| char::from(b'A' + (first + at) as u8);
    for (at, below) in [(3, 0), (4, 2)] {
        let formula = format!("={}{}/{}{}*100", letter(1), row + 1, letter(below), row + 1);
        // What Excel keeps beside the formula.
        let shown = match values[usize::from(below)] {
            Some(whole) => (values[1].unwrap_or_default() * Decimal::ONE_HUNDRED / whole).round_dp(12).normalize().to_string(),
            None => "#DIV/0!".to_string(),
        };
        sheet.write_formula_with_format(row, first + at, Formula::new(formula).set_result(shown), &looks.percent)?;
    }
    Ok(values)
}

/// A number as officials type it: `1.234,5`.
fn as_typed(value: Decimal) -> String {
    let text = value.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if rest.is_empty() { out } else { out + "," + rest }
}

/// A name as it gets typed.
fn messy(dice: &mut Dice, name: &str) -> String {
    match dice.roll(100) {
        0..=4 => format!("- {name}"),
        5..=7 => name.replacen(' ', "  ", 1),
        8..=10 => format!("{name} "),
        11 | 12 => name.to_uppercase(),
        13 | 14 => format!("{name}:"),
        _ => name.to_string(),
    }
}

struct Looks {
    bold: Format,
    italic: Format,
    head: Format,
    centre: Format,
    cell: Format,
    numbers: [Format; 3],
    percent: Format,
    date: Format,
}

impl Looks {
    fn new() -> Looks {
        let base = Format::new().set_font_name("Times New Roman").set_font_size(12);
        let cell = base.clone().set_border(FormatBorder::Thin);
        let number = |form: &str| cell.clone().set_num_format(form);
        Looks {
            bold: base.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            italic: base.clone().set_italic().set_align(FormatAlign::Center),
            head: cell.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            centre: cell.clone().set_align(FormatAlign::Center),
            numbers: [number("#,##0"), number("#,##0.0"), number("#,##0.00")],
            percent: number("0.00"),
            date: number("dd/mm/yyyy"),
            cell,
        }
    }
}

/// Numbers that look drawn and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 2023)
    }

    /// One of so many, from 0.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len() as u64) as usize]
    }
}
