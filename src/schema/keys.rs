//! Every key of a schema, with what an official calls it: the one list that both forms of a schema go by.
//!
//! A key that is added here is known in a schema file, has its column in the schema's workbook with a note that
//! explains it, and is read back from there. Nothing else speaks of headings.

/// How the value of a key stands in a cell.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Text for people.
    Text,
    /// A code, which stays text however much it looks like a number.
    Code,
    /// Several texts, separated by semicolons.
    Texts,
    /// Several codes, separated by semicolons or commas.
    Codes,
    /// A number.
    Number,
    /// "có" or "không".
    Flag,
    /// A target or condition in the words of officials.
    Target,
    /// One of a few words.
    Word(&'static [Word]),
}

/// A word of the schema file, with what officials say for it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// As in the schema file.
    pub code: &'static str,
    /// As offered in the workbook.
    pub vi: &'static str,
    /// What is understood too.
    pub also: &'static [&'static str],
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As in the schema file.
    pub name: &'static str,
    /// As a heading of the workbook.
    pub heading: &'static str,
    /// How its value stands in a cell.
    pub form: Form,
    /// How wide its column is, in characters.
    pub width: u32,
    /// What it means, for the person who fills it in.
    pub note: &'static str,
}

const fn key(name: &'static str, heading: &'static str, form: Form, width: u32, note: &'static str) -> Key {
    Key { name, heading, form, width, note }
}

/// Names of the workbook's sheets, in order.
pub const SET_SHEET: &str = "Bộ chỉ tiêu";
/// Who reports.
pub const UNIT_SHEET: &str = "Đơn vị";
/// Headings and indicators, in the order of the document.
pub const INDICATOR_SHEET: &str = "Chỉ tiêu";
/// Plans given to single units.
pub const PLAN_SHEET: &str = "Kế hoạch";

/// Keys above all blocks.
pub const TOP: &[Key] = &[
    key("version", "Phiên bản", Form::Number, 0, "Phiên bản của cách ghi bộ chỉ tiêu: 1."),
    key(
        "id",
        "Mã bộ chỉ tiêu",
        Form::Code,
        0,
        "Bắt buộc. Viết liền không dấu, ví dụ nam-dong-2023; có trong tên các tệp kết quả. Không đổi giữa chừng.",
    ),
    key("title", "Tên bộ chỉ tiêu", Form::Text, 0, "Bắt buộc. Tên in trên biểu và báo cáo."),
    key("year", "Năm", Form::Number, 0, "Bắt buộc. Năm của kế hoạch."),
    key("percent-decimals", "Số chữ số thập phân của tỷ lệ", Form::Number, 0, "Của các tỷ lệ do máy tính ra, từ 0 đến 10. Để trống: 1."),
];

/// Keys of the area.
pub const AREA: &[Key] = &[
    key("code", "Mã địa bàn", Form::Code, 0, "Bắt buộc. Viết liền không dấu, ví dụ nam-dong; không trùng mã đơn vị nào."),
    key("name", "Tên địa bàn", Form::Text, 0, "Bắt buộc. Ví dụ: Huyện Nam Đông."),
    key("issuer", "Cơ quan ban hành báo cáo", Form::Text, 0, "Ví dụ: Ủy ban nhân dân huyện Nam Đông."),
    key("superior", "Cơ quan cấp trên", Form::Text, 0, "Ghi trên cùng của báo cáo, ví dụ: Ủy ban nhân dân tỉnh Thừa Thiên Huế."),
    key("place", "Địa danh", Form::Text, 0, "Ghi ở dòng ngày tháng của báo cáo, ví dụ: Nam Đông."),
];

/// Keys of a period.
pub const PERIOD: &[Key] = &[
    key("code", "Mã kỳ", Form::Code, 0, "Ngắn, viết liền, ví dụ 6t."),
    key("name", "Tên kỳ", Form::Text, 0, "Như ghi trên biểu, ví dụ: 6 tháng đầu năm."),
];

/// Keys of a reporting unit.
pub const UNIT: &[Key] = &[
    key("code", "Mã đơn vị", Form::Code, 20, "Bắt buộc. Viết liền không dấu, ví dụ huong-xuan; mỗi đơn vị một mã, không đổi qua các năm."),
    key("name", "Tên đơn vị", Form::Text, 40, "Bắt buộc. Tên đầy đủ, ví dụ: Xã Hương Xuân."),
    key(
        "kind",
        "Loại đơn vị",
        Form::Code,
        16,
        "Bắt buộc. Một từ để gộp các đơn vị cùng loại, ví dụ xa, thi-tran, phong-nn; chọn trong danh sách hoặc gõ loại mới.",
    ),
    key(
        "aliases",
        "Tên gọi khác",
        Form::Texts,
        44,
        "Các cách gọi khác gặp trên biểu và tên tệp, cách nhau bằng dấu chấm phẩy. Tên có chứa dấu chấm phẩy thì đặt trong ngoặc kép.",
    ),
];

/// Keys of a heading; they stand in the columns of the indicators.
pub const SECTION: &[Key] = &[
    key("code", "Mã", Form::Code, 12, ""),
    key("parent", "Thuộc mục", Form::Code, 12, ""),
    key("name", "Tên mục, chỉ tiêu", Form::Text, 60, ""),
];

/// In the column of kinds: the row is a heading.
pub const HEADING: Word = Word { code: "section", vi: "mục", also: &["tiêu đề", "đề mục"] };

/// What figures an indicator has.
pub const KINDS: &[Word] = &[
    Word { code: "quantity", vi: "số lượng", also: &["khối lượng", "số tuyệt đối"] },
    Word { code: "percent", vi: "tỷ lệ %", also: &["tỷ lệ", "phần trăm", "%"] },
    Word { code: "count-of", vi: "đếm trên tổng số", also: &["số trên tổng số"] },
    Word { code: "status", vi: "đạt/chưa đạt", also: &["đạt, chưa đạt", "trạng thái"] },
];

/// How the area's figure comes from the units'.
pub const AGGREGATES: &[Word] = &[
    Word { code: "sum", vi: "cộng", also: &["tổng", "cộng dồn", "tổng cộng"] },
    Word { code: "mean", vi: "bình quân", also: &["trung bình", "bình quân đơn giản"] },
    Word { code: "ratio", vi: "tử số chia mẫu số", also: &["tỷ số", "tổng tử số chia tổng mẫu số"] },
    Word { code: "min", vi: "nhỏ nhất", also: &["thấp nhất"] },
    Word { code: "max", vi: "lớn nhất", also: &["cao nhất"] },
    Word { code: "count-met", vi: "đếm đơn vị đạt", also: &["số đơn vị đạt"] },
    Word { code: "none", vi: "không tổng hợp", also: &["không cộng"] },
];

/// Keys of an indicator, in the order of the workbook's columns.
pub const INDICATOR: &[Key] = &[
    key("code", "Mã", Form::Code, 12, "Bắt buộc. Mỗi mục, mỗi chỉ tiêu một mã, không đổi qua các năm. Luôn là chữ: 1.10 khác 1.1."),
    key(
        "name",
        "Tên mục, chỉ tiêu",
        Form::Text,
        60,
        "Bắt buộc. Tên như in trên biểu. Các dòng theo đúng thứ tự của văn bản: dòng mục (tiêu đề) đứng trên các chỉ tiêu của nó.",
    ),
    key(
        "kind",
        "Loại",
        Form::Word(KINDS),
        17,
        "Bắt buộc. Chọn trong danh sách. “mục”: dòng tiêu đề. “số lượng”: con số theo đơn vị tính. “tỷ lệ %”: 59,3 nghĩa là 59,3%. \
         “đếm trên tổng số”: như 17/19, phải ghi “Tổng số”. “đạt/chưa đạt”: không có con số.",
    ),
    key("unit", "Đơn vị tính", Form::Text, 12, "Như ghi trên biểu: tấn, ha, triệu đồng. Tỷ lệ % để trống cũng được."),
    key(
        "target",
        "Mức phải đạt",
        Form::Target,
        20,
        "Của toàn địa bàn, theo đơn vị tính. Viết như trong văn bản: từ 4.450 trở lên; trên 99; không quá 11; dưới 3,2; 43 - 45; hoặc >= 4450.",
    ),
    key(
        "aggregate",
        "Cách tổng hợp",
        Form::Word(AGGREGATES),
        19,
        "Bắt buộc, trừ chỉ tiêu tính từ chỉ tiêu khác. Chọn trong danh sách. “tử số chia mẫu số”: tổng tử số của các đơn vị chia tổng mẫu số. \
         “không tổng hợp”: chỉ nêu số của từng đơn vị.",
    ),
    key(
        "section",
        "Thuộc mục",
        Form::Code,
        12,
        "Chỉ tiêu: để trống thì thuộc dòng mục gần nhất ở phía trên; chỉ ghi mã mục khi khác. Dòng mục: mã của mục cha; để trống nếu là mục lớn.",
    ),
    key(
        "parts",
        "Trong đó",
        Form::Codes,
        26,
        "Mã các chỉ tiêu cộng lại bằng chỉ tiêu này, cách nhau bằng dấu chấm phẩy: III.1.02; III.1.03.",
    ),
    key("parts-complete", "Trong đó là đủ", Form::Flag, 11, "“không”: các phần “trong đó” cộng lại có thể nhỏ hơn. Để trống: có."),
    key(
        "parts-tolerance",
        "Sai số làm tròn",
        Form::Number,
        11,
        "Các phần và tổng được lệch nhau bao nhiêu, do mỗi số tự làm tròn. Để trống: 0.",
    ),
    key("numerator", "Tử số", Form::Code, 12, "Với cách tổng hợp “tử số chia mẫu số”: mã chỉ tiêu làm tử số."),
    key("denominator", "Mẫu số", Form::Code, 12, "Với cách tổng hợp “tử số chia mẫu số”: mã chỉ tiêu làm mẫu số."),
    key("out-of", "Tổng số", Form::Number, 10, "Với loại “đếm trên tổng số”: trên bao nhiêu, ví dụ 19."),
    key(
        "reported-by",
        "Loại đơn vị báo cáo",
        Form::Codes,
        18,
        "Những loại đơn vị nhập chỉ tiêu này, cách nhau bằng dấu chấm phẩy: xa; thi-tran. Để trống: mọi đơn vị. Dấu “-”: không đơn vị nào.",
    ),
    key(
        "reported-by-units",
        "Đơn vị báo cáo",
        Form::Codes,
        22,
        "Mã của đúng những đơn vị nhập chỉ tiêu này, cách nhau bằng dấu chấm phẩy; thay cho “Loại đơn vị báo cáo”.",
    ),
    key("required", "Bắt buộc", Form::Flag, 10, "“không”: đơn vị được để trống. Để trống ở đây: có."),
    key("min", "Nhỏ nhất", Form::Number, 11, "Giá trị nhỏ nhất còn tin được; nhỏ hơn thì báo lỗi. Tỷ lệ % để trống: 0."),
    key("max", "Lớn nhất", Form::Number, 11, "Giá trị lớn nhất còn tin được; lớn hơn thì báo lỗi. Tỷ lệ % để trống: 100."),
    key("decimals", "Số chữ số thập phân", Form::Number, 11, "Số chữ số sau dấu phẩy khi in và khi làm tròn số bình quân, tỷ lệ."),
    key("aliases", "Tên gọi khác", Form::Texts, 44, "Các cách viết khác của tên chỉ tiêu trên biểu, cách nhau bằng dấu chấm phẩy."),
    key(
        "from",
        "Tính từ chỉ tiêu",
        Form::Code,
        12,
        "Mã chỉ tiêu gốc, khi chỉ tiêu này do máy tính ra; cùng với đúng một trong ba cột tiếp theo.",
    ),
    key("at-unit", "Của đơn vị", Form::Code, 16, "Lấy số của chỉ tiêu gốc ở đơn vị mang mã này."),
    key(
        "count-where",
        "Đếm đơn vị có",
        Form::Target,
        16,
        "Đếm số đơn vị mà chỉ tiêu gốc thỏa điều kiện này, viết như “Mức phải đạt”: từ 19 trở lên.",
    ),
    key("remaining", "Phần còn lại", Form::Flag, 10, "“có”: tổng số trừ số đã đạt của chỉ tiêu gốc (loại “đếm trên tổng số”)."),
    key("note", "Ghi chú", Form::Text, 40, "Cho người đọc."),
];

/// Keys of a plan given to one unit.
pub const PLAN: &[Key] = &[
    key("unit", "Mã đơn vị", Form::Code, 20, "Bắt buộc. Mã của đơn vị được giao; chọn trong danh sách."),
    key("indicator", "Mã chỉ tiêu", Form::Code, 14, "Bắt buộc. Mã của chỉ tiêu; chọn trong danh sách."),
    key("value", "Số kế hoạch", Form::Number, 16, "Bắt buộc. Theo đơn vị tính của chỉ tiêu; tỷ lệ 59,3% thì gõ 59,3."),
];

/// Heads of the table of the set: the key, its value, what it means.
pub const SET_HEADS: [&str; 3] = ["Nội dung", "Giá trị", "Giải thích"];

/// Columns that only help the eye; what stands in them is not read.
pub const HELP: [&str; 3] = ["Tên đơn vị được giao", "Tên chỉ tiêu được giao", "Giải thích"];

impl Word {
    /// Whether a text means this word.
    pub fn is_meant_by(&self, text: &str) -> bool {
        let own = |word: &str| crate::label::key(word) == crate::label::key(text);
        self.code == text.trim() || own(self.vi) || self.also.iter().any(|also| own(also))
    }
}

impl Key {
    /// The key, or heading, that a text in a header names.
    pub fn is_named_by(&self, text: &str) -> bool {
        self.name == text.trim() || crate::label::key(self.heading) == crate::label::key(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_and_no_word_means_two_things() {
        let top: Vec<Key> = TOP.iter().chain(AREA).copied().collect();
        for block in [&top, &PERIOD.to_vec(), &UNIT.to_vec(), &INDICATOR.to_vec(), &PLAN.to_vec()] {
            for key in block {
                let named = block.iter().filter(|other| other.is_named_by(key.heading)).count();
                assert_eq!(named, 1, "{}", key.heading);
                assert!(!key.note.is_empty(), "{} is explained nowhere", key.name);
            }
        }
        let kinds: Vec<Word> = KINDS.iter().chain([&HEADING]).copied().collect();
        for words in [kinds, AGGREGATES.to_vec()] {
            for word in &words {
                for text in word.also.iter().chain([&word.vi, &word.code]) {
                    assert_eq!(words.iter().filter(|other| other.is_meant_by(text)).count(), 1, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_heading_has_columns_among_those_of_indicators() {
        for key in SECTION {
            assert!(INDICATOR.iter().any(|other| other.heading == key.heading), "{}", key.heading);
        }
    }
}
