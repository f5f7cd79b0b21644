//! The indicators of the form: names, units of measure, how large their figures are.

/// One indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    pub section: &'static str,
    pub name: String,
    pub unit: &'static str,
    pub decimals: u32,
    /// What a commune's plan is about.
    pub scale: u64,
}

const CROPS: [&str; 16] = [
    "lúa đông xuân",
    "lúa hè thu",
    "lúa mùa",
    "ngô",
    "khoai lang",
    "sắn",
    "lạc",
    "đậu tương",
    "mía",
    "rau các loại",
    "cà phê",
    "hồ tiêu",
    "cao su",
    "điều",
    "chè búp tươi",
    "cây ăn quả",
];
const HERDS: [&str; 7] = ["trâu", "bò", "lợn", "dê", "gà", "vịt, ngan, ngỗng", "ong mật"];
const FORESTS: [&str; 4] = ["trồng rừng tập trung", "rừng được chăm sóc", "rừng được giao khoán bảo vệ", "rừng bị thiệt hại"];
const WATERS: [&str; 3] = ["nuôi trồng thủy sản nước ngọt", "nuôi trồng thủy sản nước lợ", "khai thác thủy sản"];
const REVENUE: [&str; 8] = [
    "thuế giá trị gia tăng",
    "thuế thu nhập cá nhân",
    "thuế tài nguyên",
    "lệ phí trước bạ",
    "thuế sử dụng đất phi nông nghiệp",
    "tiền sử dụng đất",
    "phí, lệ phí",
    "thu khác ngân sách",
];
const SPENDING: [&str; 10] = [
    "sự nghiệp giáo dục",
    "sự nghiệp y tế",
    "sự nghiệp kinh tế",
    "bảo đảm xã hội",
    "quản lý hành chính",
    "quốc phòng",
    "an ninh",
    "văn hóa thông tin",
    "thể dục thể thao",
    "khác",
];
const SCHOOLS: [&str; 4] = ["mầm non", "tiểu học", "trung học cơ sở", "trung học phổ thông"];
const DISEASES: [&str; 6] = ["sốt xuất huyết", "sốt rét", "tay chân miệng", "cúm A", "lao phổi", "thủy đậu"];
const HEALTH: [&str; 5] = [
    "Số lượt khám chữa bệnh tại trạm y tế",
    "Số trẻ em dưới 1 tuổi tiêm đủ vắc xin",
    "Số người tham gia bảo hiểm y tế",
    "Số trẻ sinh ra trong kỳ",
    "Số người sinh con thứ ba trở lên",
];
const HOUSEHOLDS: [&str; 4] = ["Tổng số hộ nghèo", "Số hộ thoát nghèo", "Số hộ cận nghèo", "Số hộ gia đình văn hóa"];
const WORKERS: [&str; 4] = [
    "Số lao động được giải quyết việc làm",
    "Số lao động được đào tạo nghề",
    "Số người xuất khẩu lao động",
    "Số đối tượng bảo trợ xã hội được trợ cấp",
];
const BUILT: [&str; 2] = ["Chiều dài đường giao thông nông thôn được cứng hóa", "Chiều dài kênh mương được kiên cố hóa"];
const INVESTED: [&str; 3] = ["Vốn đầu tư xây dựng cơ bản", "Vốn chương trình nông thôn mới", "Giá trị giải ngân vốn đầu tư công"];

/// So many indicators, section by section; beyond those of the lists, the same for further groups.
pub fn indicators(count: usize) -> Vec<Indicator> {
    let base = base();
    let mut all = base.clone();
    let mut group = 2;
    while all.len() < count {
        all.extend(base.iter().map(|one| Indicator { name: format!("{} (nhóm {group})", one.name), ..one.clone() }));
        group += 1;
    }
    all.truncate(count);
    let mut sections: Vec<&str> = Vec::new();
    for one in &all {
        if !sections.contains(&one.section) {
            sections.push(one.section);
        }
    }
    all.sort_by_key(|one| sections.iter().position(|section| *section == one.section));
    all
}

fn base() -> Vec<Indicator> {
    let mut all = Vec::new();
    let mut add = |section, name: String, unit, decimals, scale| all.push(Indicator { section, name, unit, decimals, scale });
    for crop in CROPS {
        add("NÔNG NGHIỆP", format!("Diện tích gieo trồng {crop}"), "ha", 1, 400);
        add("NÔNG NGHIỆP", format!("Năng suất {crop}"), "tạ/ha", 2, 55);
        add("NÔNG NGHIỆP", format!("Sản lượng {crop}"), "tấn", 1, 2400);
    }
    for herd in HERDS {
        add("CHĂN NUÔI", format!("Tổng đàn {herd}"), "con", 0, 9000);
        add("CHĂN NUÔI", format!("Sản lượng {herd} xuất chuồng"), "tấn", 2, 120);
    }
    for forest in FORESTS {
        add("LÂM NGHIỆP", format!("Diện tích {forest}"), "ha", 2, 300);
    }
    for water in WATERS {
        add("THỦY SẢN", format!("Diện tích hoặc ngư trường {water}"), "ha", 1, 80);
        add("THỦY SẢN", format!("Sản lượng {water}"), "tấn", 1, 350);
    }
    for source in REVENUE {
        add("THU NGÂN SÁCH", format!("Thu {source}"), "triệu đồng", 2, 2500);
    }
    for purpose in SPENDING {
        add("CHI NGÂN SÁCH", format!("Chi {purpose}"), "triệu đồng", 2, 3000);
    }
    for school in SCHOOLS {
        add("GIÁO DỤC", format!("Số trường {school}"), "trường", 0, 6);
        add("GIÁO DỤC", format!("Số lớp {school}"), "lớp", 0, 40);
        add("GIÁO DỤC", format!("Số học sinh {school}"), "học sinh", 0, 1400);
        add("GIÁO DỤC", format!("Số giáo viên {school}"), "người", 0, 80);
        add("GIÁO DỤC", format!("Trường {school} đạt chuẩn quốc gia"), "trường", 0, 5);
    }
    for disease in DISEASES {
        add("Y TẾ - DÂN SỐ", format!("Số ca mắc {disease}"), "ca", 0, 40);
    }
    for name in HEALTH {
        add("Y TẾ - DÂN SỐ", name.to_string(), "người", 0, 2500);
    }
    for name in HOUSEHOLDS {
        add("LAO ĐỘNG - XÃ HỘI", name.to_string(), "hộ", 0, 500);
    }
    for name in WORKERS {
        add("LAO ĐỘNG - XÃ HỘI", name.to_string(), "người", 0, 300);
    }
    for name in BUILT {
        add("XÂY DỰNG CƠ BẢN", name.to_string(), "km", 2, 30);
    }
    for name in INVESTED {
        add("XÂY DỰNG CƠ BẢN", name.to_string(), "triệu đồng", 2, 9000);
    }
    all
}
