//! How officials name indicators and units of measure: short names of parts, other names, abbreviations, old tone
//! placement.

use chitieu::schema::Indicator;

/// The names of parts where the whole stands right above them.
const SHORT: [(&str, &str); 55] = [
    ("I.2.05.1", "Người nghèo"),
    ("I.2.05.2", "Người cận nghèo"),
    ("I.2.05.3", "Đối tượng BTXH"),
    ("I.2.05.4", "Người DTTS tại 02 xã ĐBK"),
    ("I.2.16.1", "Hộ nghèo"),
    ("I.2.16.2", "Hộ cận nghèo"),
    ("I.2.16.3", "Hộ mới thoát nghèo"),
    ("I.2.17.1", "Hộ nghèo"),
    ("I.2.17.2", "Hộ cận nghèo"),
    ("I.2.17.3", "Hộ mới thoát nghèo"),
    ("III.1.01.1", "Nông nghiệp"),
    ("III.1.01.2", "Lâm nghiệp"),
    ("III.1.01.3", "Thủy sản"),
    ("III.1.03.1", "Lúa"),
    ("III.1.03.2", "Ngô"),
    ("III.1.08.1", "Đàn bò"),
    ("III.1.08.1.1", "Bò lai"),
    ("III.1.08.2", "Đàn trâu"),
    ("III.1.09.1", "Lợn nái"),
    ("III.1.11.1", "Đàn gà"),
    ("III.1.11.2", "Chim Cút"),
    ("III.1.11.3", "Chim Bồ câu"),
    ("III.1.14.1", "Đánh bắt"),
    ("III.1.14.2", "Nuôi trồng"),
    ("III.2.01.1", "Cây lương thực"),
    ("III.2.01.1.1", "Lúa"),
    ("III.2.01.1.2", "Ngô"),
    ("III.2.01.2", "Cây sắn"),
    ("III.2.01.2.1", "Sắn công nghiệp"),
    ("III.2.01.3", "Khoai lang"),
    ("III.2.01.4", "Các loại cây có củ khác"),
    ("III.2.01.5", "Cây đậu các loại"),
    ("III.2.01.6", "Rau các loại (gồm cả ớt)"),
    ("III.2.01.7", "Lạc"),
    ("III.2.01.8", "Mía"),
    ("III.2.01.9", "Cây làm thức ăn gia súc"),
    ("III.2.10.1", "Trồng mới"),
    ("III.2.10.2", "Cải tạo"),
    ("III.2.10.3", "Chăm sóc"),
    ("III.2.11.1", "Cam"),
    ("III.2.11.2", "Bưởi da xanh"),
    ("III.2.13.1", "Cam"),
    ("III.2.13.2", "Quýt và bưởi các loại"),
    ("III.2.14.1", "Đã cấp chứng nhận VietGap"),
    ("III.2.14.2", "Mới chỉ đạo sản xuất theo VietGap, dự kiến cấp chứng nhận"),
    ("III.2.16.1", "Cho thu hoạch"),
    ("III.2.17.1", "Chuyển sang trồng cau"),
    ("III.2.17.2", "Chuyển sang trồng ổi"),
    ("III.2.17.3", "Chuyển sang các loại cây trồng khác"),
    ("III.2.18.1", "Cho thu hoạch"),
    ("III.2.22.1", "Cho thu hoạch"),
    ("I.1.01.1", "Vốn ngân sách nhà nước"),
    ("I.1.01.1.1", "Ngân sách TW"),
    ("I.1.01.1.2", "Ngân sách tỉnh"),
    ("I.1.01.1.3", "Ngân sách huyện"),
];

/// How a sheet spells its labels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Naming {
    /// The first other name of the schema is used where there is one.
    pub aliases: bool,
    /// DT for diện tích, SL for sản lượng.
    pub abbreviations: bool,
    /// hoá for hóa, thuỷ for thủy, tỉ lệ for tỷ lệ.
    pub old_spelling: bool,
}

impl Naming {
    /// The label of an indicator.
    pub fn label(&self, indicator: &Indicator) -> String {
        let name = match indicator.aliases.first() {
            // "(từng xã)" is the schema's word to itself; no commune writes it of its own figure.
            Some(alias) if self.aliases || indicator.name.ends_with("(từng xã)") => alias,
            _ => &indicator.name,
        };
        self.spelled(name)
    }

    /// The label of a part under its whole.
    pub fn part(&self, indicator: &Indicator) -> String {
        match SHORT.iter().find(|(code, _)| *code == indicator.code) {
            Some((_, short)) => self.spelled(short),
            None => self.label(indicator),
        }
    }

    /// Any other text of the sheet.
    pub fn spelled(&self, text: &str) -> String {
        let mut text = text.to_string();
        if self.abbreviations {
            for (long, short) in
                [("Tổng diện tích ", "Tổng DT "), ("Diện tích ", "DT "), ("Tổng sản lượng ", "Tổng SL "), ("Sản lượng ", "SL ")]
            {
                if let Some(rest) = text.strip_prefix(long) {
                    text = format!("{short}{rest}");
                }
            }
        }
        if self.old_spelling { old_spelling(&text) } else { text }
    }
}

/// The tone mark on the last vowel of oa, oe, uy, as typewriters had it, and tỉ for tỷ.
fn old_spelling(text: &str) -> String {
    const PAIRS: [(&str, &str); 24] = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("òe", "oè"),
        ("óe", "oé"),
        ("ỏe", "oẻ"),
        ("ùy", "uỳ"),
        ("úy", "uý"),
        ("ủy", "uỷ"),
        ("ũy", "uỹ"),
        ("ụy", "uỵ"),
        ("ÒA", "OÀ"),
        ("ÓA", "OÁ"),
        ("ỎA", "OẢ"),
        ("ỌA", "OẠ"),
        ("ÙY", "UỲ"),
        ("ÚY", "UÝ"),
        ("ỦY", "UỶ"),
        ("ŨY", "UỸ"),
        ("ỤY", "UỴ"),
        ("Tỷ lệ", "Tỉ lệ"),
        ("tỷ lệ", "tỉ lệ"),
    ];
    let mut out = text.to_string();
    for (new, old) in PAIRS {
        let mut from = 0;
        while let Some(at) = out.get(from..).and_then(|rest| rest.find(new)) {
            let at = from + at;
            let end = at + new.len();
            // Where a letter follows (hoàn, loài) both spellings are the same.
            let closed = out.get(end..).and_then(|rest| rest.chars().next()).is_none_or(|next| !next.is_alphabetic());
            if closed {
                out.replace_range(at..end, old);
            }
            from = at + old.len();
        }
    }
    out
}

/// How a sheet writes units of measure.
#[derive(Clone, Copy, Debug)]
pub enum Face {
    /// As the schema.
    Schema,
    /// With a capital letter: Tấn, Ha.
    Capital,
    /// Without raised figures, and hecta for ha: m2, m3.
    Plain,
}

impl Face {
    /// The unit of measure of an indicator; a status has none.
    pub fn of(self, unit: &str) -> String {
        match self {
            Face::Schema => unit.to_string(),
            // Nobody writes M² for m².
            Face::Capital if unit.starts_with('m') && unit.chars().count() == 2 => unit.to_string(),
            Face::Capital => {
                let mut letters = unit.chars();
                letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
            }
            Face::Plain if unit == "ha" => "hecta".to_string(),
            Face::Plain => unit.replace('²', "2").replace('³', "3"),
        }
    }
}
