//! Every parser takes any bytes without a panic and within its time: what was found before (`fuzz/corpus`), and seeds
//! mutated anew, always in the same way. `FUZZ_SECONDS` asks for more of each target (as many at a time as there are
//! processors), `FUZZ_TARGET` for one only, `FUZZ_SEED` for other mutations. What is asked for as seconds is a number of
//! runs, the same on every machine: none meets a mutation that another did not come to.

#![allow(clippy::unwrap_used)]

#[path = "support/same_sheet.rs"]
#[allow(dead_code)]
mod same_sheet;
#[path = "../fuzz/targets.rs"]
#[allow(dead_code)]
mod targets;

use same_sheet::{FLAT, LINES, PAGE, SPREADSHEETML};
use std::fs;
use std::panic::{self, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Runs of each target where no time is asked for.
const RUNS: usize = 400;
/// One run may take so much of a processor; unoptimised, some times what the program itself may.
const LONGEST: Duration = Duration::from_secs(10);

/// About how many runs of a target there are in a second.
fn runs_a_second(target: &str) -> usize {
    match target {
        "located" => 400,
        "audit" => 1_800,
        "file" => 3_000,
        "sheet" | "xlsb" => 4_000,
        "ods" => 10_000,
        "labels" => 14_000,
        "xls" => 16_000,
        "styles" => 20_000,
        "strings" => 24_000,
        "docx" => 30_000,
        "legacy" => 37_000,
        "schema" => 80_000,
        "numbers" | "remembered" => 120_000,
        "targets" => 160_000,
        _ => 1_000,
    }
}

/// What a thread has had of a processor, where the system tells; the time of the clock elsewhere, which other work lengthens.
fn spent(began: Instant) -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split(' ').next()?.parse().ok());
    told.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// Pieces that parsers turn at.
const PIECES: &[&[u8]] = &[
    b"<",
    b">",
    b"/>",
    b"\"",
    b"'",
    b"&",
    b"&#0;",
    b"&#x10FFFF;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<!DOCTYPE a [",
    b"_x000D_",
    b"_xD800_",
    b"\0",
    b"\xFF\xFF\xFF\xFF",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\x80\x80\x80\x80",
    b"4294967295",
    b"-1",
    b"1e999",
    b"1048577",
    b"XFD1048576",
    b"A0",
    b"16385",
    b"99999999999999999999999999999",
    b"0.00000000000000000000000000001",
    b"1.234,5",
    b"17/19",
    b">= ",
    b"43..45",
    b"%",
    b"[[unit]]\n",
    b"[[indicator]]\n",
    b"= \"\"\n",
    b"\"\"\"",
    b";",
    b"\t",
    b"\r\n",
    b"<row>",
    b"</row>",
    b"<c r='A1' t='s'>",
    b"<v>",
    b"<f t='shared' si='0'>",
    b"<si>",
    b"<r>",
    b"<rPh>",
    "đ\u{301}".as_bytes(),
    "\u{ad}".as_bytes(),
    "\u{202E}".as_bytes(),
    "ưƯ".as_bytes(),
];

fn mutate(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..1 + random.below(5) {
        let at = random.below(data.len() + 1);
        match random.below(8) {
            0 => data.truncate(at),
            1 => data[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            2 => data[at..].iter_mut().take(1 + random.below(4)).for_each(|byte| *byte = random.below(256) as u8),
            3 => drop(data.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
            4 => drop(data.drain(at..(at + random.below(60)).min(data.len()))),
            5 => {
                let end = (at + random.below(200)).min(data.len());
                let copied = data[at..end].repeat(1 + random.below(9));
                drop(data.splice(at..at, copied));
            }
            6 => {
                let from = random.below(other.len() + 1);
                let piece = other[from..(from + random.below(300)).min(other.len())].to_vec();
                drop(data.splice(at..at, piece));
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                let end = (at + piece.len()).min(data.len());
                drop(data.splice(at..end, piece.iter().copied()));
            }
        }
    }
    data
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_in(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A part of the first sample.
fn part(name: &str) -> Vec<u8> {
    let sample = files_in(&root().join("samples/nam-dong-2023/6t")).remove(0);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(sample)).unwrap();
    let mut content = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut content).unwrap();
    content
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(body.len() as u16).to_le_bytes(), body].concat()
}

/// A small stream of Excel 97: fonts, formats, strings, a formula, numbers of each kind, a merge, something hidden.
fn excel_97() -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut globals = [bof(5), record(0x0042, &1200u16.to_le_bytes())].concat();
    let font = wide(".VnTime");
    globals.extend(record(0x0031, &[&[200, 0, 0, 0, 0xFF, 0x7F, 0x90, 1, 0, 0, 0, 0, 0, 0, 7, 1][..], &font].concat()));
    globals.extend(record(0x041E, &[&[164, 0, 5, 0, 0][..], b"0.00%"].concat()));
    for format in [0u8, 164, 14] {
        globals.extend(record(0x00E0, &[&[0, 0, format, 0][..], &[0; 16]].concat()));
    }
    let strings = ["ChØ tiªu", "Lúa", "tấn"];
    let mut sst = [3u32.to_le_bytes(), 3u32.to_le_bytes()].concat();
    for text in strings {
        sst.extend([&(text.encode_utf16().count() as u16).to_le_bytes()[..], &[1], &wide(text)].concat());
    }
    globals.extend(record(0x00FC, &sst));
    globals.extend(record(0x0018, &[0, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'N', 0x1E, 1, 0, 0x1E, 2]));
    let sheet = [
        bof(0x10),
        record(0x007D, &[1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
        record(0x0200, &[0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 6, 0, 0, 0]),
        record(0x0208, &[1, 0, 0, 0, 6, 0, 0, 1, 0, 0, 0, 0, 0x20, 0, 0, 0]),
        record(0x00FD, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x00FD, &[0, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
        record(0x0203, &[&[1, 0, 0, 0, 1, 0][..], &0.595f64.to_le_bytes()].concat()),
        record(0x027E, &[1, 0, 1, 0, 2, 0, 6, 0, 0, 0]),
        record(0x00BD, &[2, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 10, 0, 0, 0, 1, 0]),
        record(0x0006, &[&[2, 0, 3, 0, 0, 0][..], &2f64.to_le_bytes(), &[0; 6], &[7, 0, 0x1E, 1, 0, 0x1E, 1, 0, 0x03]].concat()),
        record(0x0205, &[2, 0, 4, 0, 0, 0, 0x07, 1]),
        record(0x00E5, &[1, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
        record(0x000A, &[]),
    ]
    .concat();
    let start = globals.len() as u32 + 4 + 9 + 4;
    globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat()));
    globals.extend(record(0x000A, &[]));
    [globals, sheet].concat()
}

/// A small .xlsb as its target takes it.
fn binary_workbook() -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [kind, vec![body.len() as u8], body.to_vec()].concat()
    };
    let wide = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &units].concat()
    };
    let bundle = [&[0; 8][..], &wide("r1"), &wide("A")].concat();
    let book = [
        record(0x83, &[]),
        record(0x99, &[0; 12]),
        record(0x8F, &[]),
        record(0x9C, &bundle),
        record(0x90, &[]),
        record(0x9D, &[0; 26]),
        record(0x84, &[]),
    ]
    .concat();
    let cell = |column: u8, body: &[u8]| [&[column, 0, 0, 0, 0, 0, 0, 0][..], body].concat();
    let sheet = [
        record(0x81, &[]),
        record(0x94, &[0; 16]),
        record(0x91, &[]),
        record(0x00, &[0; 17]),
        record(0x07, &cell(0, &[0, 0, 0, 0])),
        record(0x02, &cell(1, &[6, 0, 0, 0])),
        record(0x05, &cell(2, &1.5f64.to_le_bytes())),
        record(0x06, &cell(3, &wide("tấn"))),
        record(0x03, &cell(4, &[7])),
        record(0x04, &cell(5, &[1])),
        record(0x92, &[]),
        record(0x82, &[]),
    ]
    .concat();
    let strings =
        [record(0x9F, &[1, 0, 0, 0, 1, 0, 0, 0]), record(0x13, &[&[0][..], &wide("Chỉ tiêu")].concat()), record(0xA0, &[])].concat();
    let styles = [
        record(0x0267, &[1, 0, 0, 0]),
        record(0x2C, &[&[164, 0][..], &wide("0%")].concat()),
        record(0x0268, &[]),
        record(0x0269, &[1, 0, 0, 0]),
        record(0x2F, &[0; 16]),
    ]
    .concat();
    [book, sheet, strings, styles].iter().flat_map(|part| [&(part.len() as u16).to_le_bytes()[..], part].concat()).collect()
}

/// What reports say, each family of statements once.
const REPORTS: [&str; 6] = [
    "Tổng diện tích gieo trồng 1.537,1/2.145,2 ha, đạt 71,7% kế hoạch, tăng 5,3% so với cùng kỳ (1.459,7 ha).\n",
    "Tổng đàn bò 1.485 con; trong đó: bò lai 900 con, bò cái 585 con.\nTổng số hộ nghèo 120 hộ, chiếm 4,7% trong 2.553 hộ.",
    "Tổng diện tích rừng trồng 1.200/2.000 ha. Trong đó:\n- Keo: 700/1.000 ha\n- Thông: 300/600 ha\n- Cao su: 200/400 ha\n",
    "Có 12/19 tiêu chí đạt, 7 tiêu chí chưa đạt. Thu ngân sách 16 tỷ 434 triệu đồng/32 tỷ đồng, đạt khoảng 51,4%, chưa đạt kế hoạch.",
    "| Chỉ tiêu | Kế hoạch | Thực hiện |\n| Lúa | 12.000 | 13.636 |\nThu nhập bình quân 54,1 triệu đồng/người/năm, giảm 2,1 triệu đồng so với năm 2022 (56,2 triệu đồng).",
    "Sản lượng lương thực có hạt 2.640,4 tấn, đạt 59,3% (KH 4.450 tấn), vượt 10% kế hoạch; tỷ lệ che phủ rừng 83,24 %, tăng 0,5 điểm %.\n\
     Kế hoạch 6 tháng cuối năm: phấn đấu đạt từ 90% trở lên, 43 - 45% số xã.",
];

/// The main part of a small report: a table, fonts of the time before Unicode, deletions, a text box, references.
const DOCUMENT: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>\
    <w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Diện tích lúa </w:t></w:r><w:r><w:t>310,5/400 ha, đạt 70%</w:t></w:r></w:p>\
    <w:p/><w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr><w:t>DiÖn tÝch n\u{AD}íc 12 ha</w:t><w:tab/><w:t>&amp; &#233;</w:t></w:r></w:p>\
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Lúa</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1.234,5</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
    <w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>Tổng đàn bò 1.485 con; trong đó: bò lai 900 con, bò cái 595 con.</w:t>\
    </w:r></w:ins><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>17/19 xã</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>\
    <w:p><w:r><w:t><![CDATA[5 < 6]]></w:t><w:br/><w:noBreakHyphen/></w:r></w:p></w:body></w:document>";

/// Sheets as `fuzz/made.rs` takes them.
const SHEETS: &[&str] = &[
    "UBND xã An Phú<0,6\nBáo cáo 6 tháng đầu năm 2023\nTT|Chỉ tiêu|ĐVT|Kế hoạch năm 2023|Thực hiện 6 tháng|TH/KH (%)|Cùng kỳ năm trước|Đánh giá\n\
     1|Tổng sản lượng lương thực có hạt|tấn|1240|=E5+E6;620|50|600,5|Chưa đạt\n|- Sản lượng lúa|tấn|1000|500.5|50,05||\n|- Sản lượng ngô|tấn|240|119.5|49,8|\n\
     2|Diện tích gieo trồng|nghìn ha|2|1.234|%0.617|\n#3|Tổng đàn bò|con|240|…|\n4|Tổng đàn bò|con|240|17/19|x|12O\n|Trong đó: Số bò lai|con||!|~45000|?\n",
    "Chỉ tiêu|Xã An Phú<0,1||Xã Bình Minh<0,1||Tổng cộng\n|KH|TH|KH|TH|TH\nSản lượng lúa (tấn)|10|9|20|19|28\n@8|@0:Sản lượng ngô|1,5|1.500|99999999999999999999|0.0000000000001|\n--- Biểu 2\n\
     Đơn vị|Tổng đàn bò (con)|Diện tích gieo trồng (ha)\nXã An Phú|12|30\nXã Bình Minh|13|dưới 40\nXã Cẩm Sơn|=SUM(B2:B3);25|>= 3\nTổng|50|70\n",
];

/// The text of a workbook as `fuzz/made.rs` takes it.
fn as_text(file: &[u8]) -> String {
    let book = chitieu::read::workbook_of("a.xlsx".into(), file).unwrap();
    let mut text = String::new();
    for sheet in &book.sheets {
        text += &format!("--- {}\n", sheet.name);
        for row in &sheet.rows {
            let cells =
                sheet.cells_of(row).iter().map(|cell| format!("@{}:{}", cell.column, book.shown(cell.value).replace(['\n', '|'], " ")));
            text += &format!("@{}|{}\n", row.index, cells.collect::<Vec<_>>().join("|"));
        }
    }
    text
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = files_in(&root().join("fuzz/corpus").join(target));
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    seeds.extend(match target {
        "audit" => {
            let mut reports = texts(&REPORTS);
            for sample in folders_in(&root().join("samples/findings")).iter().flat_map(|kind| folders_in(kind)) {
                reports.extend(fs::read(sample.join("bao-cao.md")));
            }
            reports
        }
        "docx" => vec![DOCUMENT.into(), targets::packed_document(DOCUMENT.as_bytes())],
        "targets" => texts(&["dưới 90\nha", ">= 95", "≥ 95,5%", "43..45", "43 - 45 %", "từ 4.450 trở lên", "không quá 11%", "tối thiểu 90%", "trên 99%", "1 đến 2 tuyến đường", "9/9 xã", "1,5 tỷ đồng\ntriệu đồng", "đạt từ 550 tấn trở lên\ntấn", "<= -0.5", "= 1485", "16 tỷ 434 triệu"]),
        "located" => {
            let (raw, _) = chitieu::schema::from_toml(include_str!("../samples/findings/schema.toml")).unwrap();
            let set = chitieu::write::schema_workbook(&raw).unwrap();
            let sample = files_in(&root().join("samples/nam-dong-2023/6t")).remove(0);
            let mut sheets = texts(SHEETS);
            sheets.extend([set, sample].iter().map(|file| as_text(file).into_bytes().into_iter().take(6_000).collect::<Vec<u8>>()));
            sheets
        }
        "numbers" => texts(&["1.466", "48,70", "17/19", "1.234.567,89", "-0,5", "59,3%", ">= 4450", "43..45", "43 - 45", "1e-7", "79228162514264337593543950335", "triệu đồng/ha", "1000 m3", "(12,5)", "12 tấn"]),
        "labels" => texts(&["1.2. Tổng sản lượng lương thực có hạt (tấn)", "- Trong đó: Lúa", "III.1.01", "a) Số hộ nghèo", "Tỷ lệ hộ sử dụng nước sạch (%)", "+ Vụ Đông Xuân"]),
        "legacy" => texts(&["Tæng s¶n l\u{AD}îng l\u{AD}¬ng thùc cã h¹t", "Toång saûn löôïng löông thöïc", ".VnTimeH", "VNI-Times"]),
        "schema" => vec![chitieu::schema::BUILT_IN.bytes().take(6_000).collect(), same_sheet::SCHEMA.into()],
        "remembered" => texts(&["version = 1\n[[label]]\nsheet = \"a\"\ntext = \"b\"\nmeans = \"III.1.01\"\n", "version = 1\n[[accepted]]\nfinding = \"plan-differs\"\nunit = \"huong-xuan\"\nreason = \"x\"\n"]),
        "sheet" => {
            let mut whole = part("xl/worksheets/sheet1.xml");
            whole.truncate(6_000);
            vec![whole, b"<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='2' hidden='1' ht='0'><c r='B2' s='1' t='inlineStr'><is><r><rPr><rFont val='.VnTime'/></rPr><t>a</t></r></is></c><c r='C2'><f t='shared' si='0' ref='C2:C3'>B2*$A$1+SUM(A1:A9)</f><v>5</v></c></row><row><c r='C3'><f t='shared' si='0'/><v>1e-7</v></c><c t='e'><v>#REF!</v></c><c t='b'><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells></worksheet>".to_vec()]
        }
        "strings" => vec![part("xl/sharedStrings.xml").into_iter().take(4_000).collect()],
        "styles" => vec![part("xl/styles.xml").into_iter().take(6_000).collect()],
        "ods" => vec![FLAT.replace("office:document ", "office:document-content ").into_bytes(), FLAT.as_bytes().to_vec()],
        "xls" => {
            // A sheet that says it has four thousand million rows, for each of which memory would be taken.
            let mut declared = excel_97();
            let at = declared.windows(4).position(|head| head == [0x00, 0x02, 14, 0]).unwrap();
            declared[at + 8..at + 12].fill(0xFF);
            vec![declared, excel_97()]
        }
        "xlsb" => vec![binary_workbook()],
        _ => {
            let sample = files_in(&root().join("samples/nam-dong-2023/6t")).remove(0);
            let mut own = texts(&[SPREADSHEETML, PAGE, FLAT, LINES]);
            own.push(sample);
            own
        }
    });
    seeds
}

#[test]
fn seeds_are_what_they_should_be() {
    for (target, cells) in [("xls", 8), ("xlsb", 6)] {
        let seed = seeds(target).pop().unwrap();
        let book = std::sync::Mutex::new(None);
        targets::with_file(target, &seed, |bytes| *book.lock().unwrap() = Some(chitieu::read::workbook_of("a".into(), bytes)));
        let book = book.into_inner().unwrap().unwrap().unwrap_or_else(|error| panic!("{target}: {error:?}"));
        assert!(book.sheets[0].cells.len() >= cells, "{target}: {} cells", book.sheets[0].cells.len());
    }
    // Sheets made from text are understood, documents have lines, statements are recomputed.
    let schema = chitieu::schema::built_in().unwrap();
    let (raw, _) = chitieu::schema::from_toml(include_str!("../samples/findings/schema.toml")).unwrap();
    let small = chitieu::schema::prove(&raw).unwrap().0;
    let figures: Vec<usize> = seeds("located")
        .iter()
        .map(|seed| {
            let book = targets::made::workbook(std::str::from_utf8(seed).unwrap_or_default());
            let of =
                |schema| chitieu::locate::submission(schema, &chitieu::locate::Index::of(schema), &book, None).submission.figures.len();
            of(&small).max(of(&schema))
        })
        .collect();
    assert!(figures[0] >= 8 && figures[1] >= 8 && figures[3] >= 20, "{figures:?}");
    let document = chitieu::read::document_of("a.docx".into(), &targets::packed_document(DOCUMENT.as_bytes())).unwrap();
    assert_eq!(document.lines.len(), 7);
    let claims = |report: &str| {
        let document = chitieu::read::document_of("a.md".into(), report.as_bytes()).unwrap();
        chitieu::audit::audit(&document, None).claims.len()
    };
    assert!(REPORTS.iter().filter(|report| claims(report) > 0).count() >= 5, "{:?}", REPORTS.map(claims));
}

/// `FUZZ_SEEDS=folder` writes the seeds there, a folder for each target, for another fuzzer to begin with.
#[test]
fn seeds_are_written_where_asked_for() {
    let Some(folder) = std::env::var_os("FUZZ_SEEDS").map(PathBuf::from) else { return };
    for (name, _) in targets::ALL {
        let own = folder.join(name);
        fs::create_dir_all(&own).unwrap();
        for (at, seed) in seeds(name).iter().enumerate() {
            fs::write(own.join(format!("seed-{at:02}")), seed).unwrap();
        }
    }
}

#[test]
fn any_bytes_are_taken() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let only = std::env::var("FUZZ_TARGET").ok();
    let order: u64 = std::env::var("FUZZ_SEED").map_or(20_231_123, |seed| seed.parse().unwrap());
    // What calamine panics at is caught where it is read, as in the program: it is not shown here either.
    let shown = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !chitieu::guard::is_guarded() {
            shown(panic);
        }
    }));
    let wanted: Vec<&targets::Named> = targets::ALL.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)).collect();
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(target) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let failed = run(target, seconds, order);
                    failures.lock().unwrap().extend(failed);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs one target; what it could not take is kept and named.
fn run((name, target): &targets::Named, seconds: Option<u64>, order: u64) -> Vec<String> {
    let mut failures = Vec::new();
    let mut random = Random(order ^ name.len() as u64);
    let mut pool = seeds(name);
    let most = seconds.map_or(RUNS, |seconds| seconds as usize * runs_a_second(name));
    let (began, mut runs, mut slowest) = (Instant::now(), 0usize, Duration::ZERO);
    let mut whole = pool.clone().into_iter();
    loop {
        let done = runs >= most;
        let data = match whole.next() {
            Some(seed) => seed,
            None if done => break,
            None => {
                let (one, other) = (random.below(pool.len()), random.below(pool.len()));
                mutate(&pool[one], &pool[other], &mut random)
            }
        };
        let started = Instant::now();
        let result = catch_unwind(|| target(&data));
        let mut took = started.elapsed();
        if result.is_ok() && took > LONGEST {
            // Other work may have had the processor: what counts is what it takes of one.
            let before = spent(began);
            target(&data);
            took = spent(began).saturating_sub(before);
        }
        slowest = slowest.max(took);
        runs += 1;
        if result.is_err() || took > LONGEST {
            let kept = root().join("target").join(format!("fuzz-{name}-{runs}"));
            fs::write(&kept, &data).unwrap();
            failures.push(format!(
                "{name}: {} after {took:?}, kept in target/{}",
                if result.is_err() { "panic" } else { "too slow" },
                kept.file_name().unwrap().to_string_lossy()
            ));
            if failures.len() > 20 {
                break;
            }
        }
        // Mutants of mutants go further; the seeds themselves stay.
        if random.below(8) == 0 && data.len() < 40_000 {
            if pool.len() < 64 {
                pool.push(data);
            } else {
                let at = 16 + random.below(48);
                pool[at] = data;
            }
        }
    }
    println!("{name}: {runs} runs in {:.0} s, the slowest {slowest:.1?}", began.elapsed().as_secs_f64());
    failures
}
