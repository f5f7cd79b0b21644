//! The sample workbooks: who hands in what ([`facts`]), how each unit lays it out ([`communes`], [`offices`]), and
//! the three file formats ([`write_xlsx`], [`write_xls`], [`write_ods`]).
//!
//! Nothing here reads the clock or the file system, so the same figures always give the same bytes.

mod book;
mod communes;
mod facts;
mod naming;
mod numbering;
mod offices;
mod outline;
mod page;
mod rows;
mod table;
mod tcvn3;
mod write_ods;
mod write_xls;
mod write_xlsx;

use book::{Book, Sheet};
use facts::{Facts, Shown};
use std::error::Error;

/// What can go wrong is only a mistake in the schema, the figures or a layout; the message says where.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One workbook as bytes.
pub struct File {
    /// Its name, as the unit named it.
    pub name: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

type Layout = fn(&Facts, &mut Shown) -> Result<Book>;

/// Which unit hands in which file, and how it is laid out.
const FILES: [(&str, &str, Layout); 19] = [
    ("huong-xuan", "Biểu 6 tháng - Xã Hương Xuân.xlsx", communes::huong_xuan),
    ("huong-loc", "Xa Huong Loc - so lieu 6T 2023.xlsx", communes::huong_loc),
    ("huong-phu", "BC 6 thang xa Huong Phu.xlsx", communes::huong_phu),
    ("thuong-nhat", "Thượng Nhật - BC tháng 6 và 6 tháng đầu năm 2023.xlsx", communes::thuong_nhat),
    ("thuong-long", "bieu_6_thang_xa_thuong_long.xlsx", communes::thuong_long),
    ("huong-son", "XA HUONG SON BC 6 THANG 2023.xlsx", communes::huong_son),
    ("huong-huu", "Huong Huu 6 thang dau nam 2023.xls", communes::huong_huu),
    ("thuong-lo", "Xã Thượng Lộ - báo cáo 6 tháng.ods", communes::thuong_lo),
    ("thuong-quang", "UBND xã Thượng Quảng 6T-2023 (gửi huyện).xlsx", communes::thuong_quang),
    ("khe-tre", "TT Khe Tre_bao cao 6 thang.xlsx", communes::khe_tre),
    ("phong-nn", "phong NN 6T 2023.xlsx", offices::phong_nn),
    ("phong-ldtbxh", "BC Phòng LĐ-TBXH 6 tháng.xlsx", offices::phong_ldtbxh),
    ("phong-kt-ht", "Phong KTHT - bieu 6 thang 2023.xlsx", offices::phong_kt_ht),
    ("phong-tc-kh", "Bieu giai ngan 6 thang phong TC-KH.xls", offices::phong_tc_kh),
    ("phong-noi-vu", "Phòng Nội vụ 6 tháng 2023.xlsx", offices::phong_noi_vu),
    ("van-phong", "VP HDND-UBND huyen BC 6T.xlsx", offices::van_phong),
    ("phong-vh-tt", "Phong VHTT 6 thang dau nam 2023.xlsx", offices::phong_vh_tt),
    ("phong-gd-dt", "Phong GD-DT 6 thang.xlsx", offices::phong_gd_dt),
    ("tt-y-te", "TTYT huyen Nam Dong 6 thang 2023.xlsx", offices::tt_y_te),
];

/// Makes all workbooks from the text of `schema.toml` and of `figures.csv`.
///
/// # Errors
/// The schema or the figures are unsound, or a layout leaves a figure of its unit out or shows one twice.
pub fn make(schema: &str, figures: &str) -> Result<Vec<File>> {
    let facts = Facts::read(schema, figures)?;
    let mut files = Vec::new();
    for (unit, name, layout) in FILES {
        let unit = facts.unit(unit)?;
        let mut shown = Shown::of(unit);
        let mut book = layout(&facts, &mut shown).map_err(|error| format!("{name}: {error}"))?;
        shown.all_of(&facts).map_err(|error| format!("{name}: {error}"))?;
        book.sheets.iter_mut().for_each(Sheet::fit_rows);
        let bytes = match name.rsplit_once('.') {
            Some((_, "xls")) => write_xls::bytes(&book)?,
            Some((_, "ods")) => write_ods::bytes(&book)?,
            _ => write_xlsx::bytes(&book)?,
        };
        files.push(File { name, bytes });
    }
    if let Some(unit) = facts.schema.units.iter().find(|unit| !FILES.iter().any(|(code, ..)| *code == unit.code)) {
        return Err(format!("no workbook for {}", unit.code).into());
    }
    Ok(files)
}
