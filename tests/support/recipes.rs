//! Ways to lay a sheet out anew and to put other things beside it, none of which changes what it says; with those of
//! `retype.rs`, all there are.

use super::mutate::{Book, Leaf, Random};
use super::retype::{
    bulleted, ended, header, labels, new_tones, old_tones, padded, percent_format, real_numbers, renamed, spaced, vietnamese_text,
    with_unit,
};
use chitieu::cell::{Area, Position};
use chitieu::submission::Orientation;
use chitieu::workbook::{StyleId, Value};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// A way to change a workbook; false where there is nothing in it to be changed so.
pub type Recipe = fn(&mut Book, &mut Random) -> bool;

/// All of them, by name.
pub const ALL: &[(&str, Recipe)] = &[
    ("moved down and right", moved),
    ("moved down below lines of a letterhead", letterhead),
    ("columns in another order", permuted_columns),
    ("figures' columns in another order", permuted_figures),
    ("columns in another order with the numbers below their headings", permuted_with_numbers),
    ("blank rows between data rows", blank_rows),
    ("a blank row after every tenth row", sparse_rows),
    ("blank columns", blank_columns),
    ("header in capitals", |book, _| header(book, &mut |text| text.to_uppercase())),
    ("header in decomposed letters", |book, _| header(book, &mut |text| text.nfd().collect())),
    ("header with line breaks", |book, random| header(book, &mut |text| spaced(text, "\n", random))),
    ("header with doubled spaces", |book, _| header(book, &mut |text| text.replace(' ', "  "))),
    ("labels in decomposed letters", |book, _| labels(book, &mut |text| text.nfd().collect())),
    ("labels in capitals", |book, _| labels(book, &mut |text| text.to_uppercase())),
    ("labels with old tone placement", |book, _| labels(book, &mut old_tones)),
    ("labels with new tone placement", |book, _| labels(book, &mut new_tones)),
    ("labels with doubled and hard spaces", |book, random| labels(book, &mut |text| spaced(text, " \u{a0}", random))),
    ("labels with a stop or a colon behind", ended),
    ("labels with a bullet in front", bulleted),
    ("labels broken over lines", |book, random| labels(book, &mut |text| spaced(text, "\n", random))),
    ("numbers as Vietnamese text", vietnamese_text),
    ("numbers as text with spaces around", |book, random| padded(book, random)),
    ("text numbers as numbers", real_numbers),
    ("figures with their unit of measure behind", with_unit),
    ("percents as fractions in percent format", percent_format),
    ("the file under a name that says nothing", renamed),
    ("a sheet split in two", split),
    ("sheets in another order", reordered),
    ("an unrelated sheet", |book, random| unrelated(book, random)),
    ("a hidden copy of a sheet with other figures", hidden_copy),
    ("a hidden column of stale figures", stale_column),
    ("a row of column numbers below the header", |book, random| column_numbers(book, random.once_in(2), false)),
    ("a row of column numbers that counts a hidden column", |book, _| column_numbers(book, true, true)),
    ("rows with nothing but a name merged over the table", merged_sections),
];

/// Does something with each sheet; whether there was anything to do.
pub fn each_leaf(book: &mut Book, change: &mut dyn FnMut(&mut Book, usize) -> bool) -> bool {
    let mut any = false;
    for leaf in 0..book.leaves.len() {
        any |= change(book, leaf);
    }
    any
}

fn moved(book: &mut Book, random: &mut Random) -> bool {
    for leaf in &mut book.leaves {
        leaf.open_rows(0, 1 + random.below(12) as u32);
        leaf.open_columns(0, 1 + random.below(6) as u32);
    }
    true
}

/// Lines above the sheet that name neither unit nor period.
fn letterhead(book: &mut Book, random: &mut Random) -> bool {
    let lines = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "(Kèm theo Công văn số …/UBND)", "Mẫu số 01"];
    for leaf in 0..book.leaves.len() {
        book.leaves[leaf].open_rows(0, 6);
        for (row, line) in lines.iter().enumerate() {
            let value = book.add(line);
            book.leaves[leaf].cells.insert(Position::new(row as u32, random.below(3) as u32), (StyleId(0), value));
        }
    }
    true
}

/// The columns of a table as blocks that a header's merges, or a heading that goes on over empty cells, hold together.
fn blocks(leaf: &Leaf, header: Area, columns: std::ops::RangeInclusive<u32>) -> Vec<Vec<u32>> {
    let mut blocks: Vec<Vec<u32>> = Vec::new();
    for column in columns {
        let joined = (header.first.row..=header.last.row).any(|row| {
            let at = Position::new(row, column);
            let merged = leaf.merges.iter().any(|area| area.contains(at) && area.first.column < column);
            // Without a merge, an empty cell over a filled one goes on with the heading to the left.
            let below = (row + 1..=header.last.row).any(|below| leaf.cells.contains_key(&Position::new(below, column)));
            merged || !leaf.cells.contains_key(&leaf.anchor(at)) && below
        });
        match blocks.last_mut().filter(|_| joined) {
            Some(block) => block.push(column),
            None => blocks.push(vec![column]),
        }
    }
    blocks
}

fn permuted_columns(book: &mut Book, random: &mut Random) -> bool {
    permuted(book, random, &|_| true, true)
}

fn permuted_figures(book: &mut Book, random: &mut Random) -> bool {
    permuted(book, random, &|role| role != Some("unit"), true)
}

fn permuted_with_numbers(book: &mut Book, random: &mut Random) -> bool {
    permuted(book, random, &|_| true, false)
}

/// Columns behind the labels in another order, with their headings; title and signatures stay. A row of column numbers
/// counts places, so that it stays too, unless columns were cut out and pasted elsewhere whole.
fn permuted(book: &mut Book, random: &mut Random, moves: &dyn Fn(Option<&str>) -> bool, numbers_stay: bool) -> bool {
    each_leaf(book, &mut |book, at| {
        let mut any = false;
        for table in book.tables(at) {
            let role = |column: u32| table.columns.iter().find(|(_, known)| *known == column).map(|(role, _)| *role);
            let Some(label) = table.columns.iter().find(|(role, _)| *role == "label").map(|(_, column)| *column) else { continue };
            let mut blocks = blocks(&book.leaves[at], table.header, label + 1..=table.range.last.column);
            let still: Vec<Vec<u32>> = blocks.extract_if(.., |block| !moves(role(block[0]))).collect();
            let before: Vec<u32> = still.iter().chain(&blocks).flatten().copied().collect();
            // A hidden column's number would come to stand below another.
            let hidden = book.leaves[at].hidden_columns.iter().any(|column| (label..=table.range.last.column).contains(column));
            if blocks.len() < 2 || hidden && book.counts_columns(at, table.header) {
                continue;
            }
            random.shuffle(&mut blocks);
            // Places are given out in order, so that a block stays together whatever its width.
            let mut places = before.clone();
            places.sort();
            let after: Vec<u32> = still.iter().chain(&blocks).flatten().copied().collect();
            let to: BTreeMap<u32, u32> = after.into_iter().zip(places).collect();
            let numbers = Some(table.header.last.row).filter(|_| numbers_stay && book.counts_columns(at, table.header));
            let rows = table.header.first.row..=table.range.last.row;
            let leaf = &mut book.leaves[at];
            // A section's title merged over the figures would be torn: it stands in its first cell all the same.
            let first_figure = label + 1;
            leaf.merges.retain(|area| {
                let inside = rows.contains(&area.first.row) && area.first.row > table.header.last.row;
                !(inside && area.last.column >= first_figure && area.first.column < area.last.column)
            });
            let moved = |row: u32| rows.contains(&row) && Some(row) != numbers;
            leaf.remap(&|at| if moved(at.row) { Position::new(at.row, *to.get(&at.column).unwrap_or(&at.column)) } else { at });
            leaf.hidden_columns = leaf.hidden_columns.iter().map(|column| *to.get(column).unwrap_or(column)).collect();
            any = true;
        }
        any
    })
}

fn blank_rows(book: &mut Book, random: &mut Random) -> bool {
    each_leaf(book, &mut |book, at| {
        for table in book.tables(at) {
            for row in (table.header.last.row + 2..=table.range.last.row).rev() {
                if random.once_in(5) {
                    book.leaves[at].open_rows(row, 1 + random.below(2) as u32);
                }
            }
        }
        true
    })
}

/// Blank rows at a fixed distance, as a printed page may have them.
fn sparse_rows(book: &mut Book, _: &mut Random) -> bool {
    each_leaf(book, &mut |book, at| {
        for table in book.tables(at) {
            let rows: Vec<u32> = (table.header.last.row + 1..=table.range.last.row).step_by(10).collect();
            for row in rows.into_iter().rev() {
                book.leaves[at].open_rows(row, 1);
            }
        }
        true
    })
}

fn blank_columns(book: &mut Book, random: &mut Random) -> bool {
    each_leaf(book, &mut |book, at| {
        for table in book.tables(at) {
            let blocks = blocks(&book.leaves[at], table.header, table.range.first.column..=table.range.last.column);
            for block in blocks.iter().skip(1).rev() {
                if random.once_in(2) {
                    book.leaves[at].open_columns(block[0], 1);
                }
            }
        }
        true
    })
}

/// A sheet cut in two where a section begins, each half with title and header.
fn split(book: &mut Book, random: &mut Random) -> bool {
    let schema = chitieu::schema::built_in().unwrap();
    let mut any = false;
    for at in (0..book.leaves.len()).rev() {
        let tables = book.tables(at);
        let [table] = tables.as_slice() else { continue };
        if table.orientation != Orientation::IndicatorsDown {
            continue;
        }
        let mut rows: Vec<(u32, _)> = book
            .found
            .rows
            .iter()
            .filter(|row| row.cell.sheet == table.sheet)
            .map(|row| (row.cell.at.row, schema.indicator(row.indicator).section))
            .collect();
        rows.sort_by_key(|(row, _)| *row);
        let cuts: Vec<u32> = rows.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[0].0 + 1).collect();
        if cuts.is_empty() {
            continue;
        }
        let cut = cuts[random.below(cuts.len())];
        let (header, last) = (table.header.last.row, table.range.last.row);
        let mut second = book.leaves[at].clone();
        second.name = format!("{} (tiếp)", second.name).into();
        second.keep_rows(&|row| row <= header || row >= cut);
        second.remap(&|cell| Position::new(if cell.row >= cut { cell.row - cut + header + 1 } else { cell.row }, cell.column));
        book.leaves[at].keep_rows(&|row| row < cut || row > last);
        book.leaves.insert(at + 1, second);
        any = true;
    }
    any
}

fn reordered(book: &mut Book, random: &mut Random) -> bool {
    random.shuffle(&mut book.leaves);
    book.leaves.len() > 1
}

/// A sheet of something else: people and telephones, or a week's meetings.
fn unrelated(book: &mut Book, random: &mut Random) -> bool {
    let people: &[&[&str]] = &[
        &["DANH SÁCH CÁN BỘ ĐẦU MỐI"],
        &["STT", "Họ và tên", "Chức vụ", "Số điện thoại", "Ghi chú"],
        &["1", "Nguyễn Văn A", "Công chức Văn phòng", "0905000001", ""],
        &["2", "Trần Thị B", "Kế toán", "0905000002", "Nghỉ phép"],
        &["3", "Lê Văn C", "Địa chính", "0905000003", ""],
    ];
    let week: &[&[&str]] = &[
        &["LỊCH CÔNG TÁC TUẦN"],
        &["Thứ", "Sáng", "Chiều"],
        &["Hai", "Họp giao ban", "Tiếp công dân"],
        &["Ba", "Kiểm tra cơ sở", "Làm việc tại phòng"],
    ];
    let costs: &[&[&str]] = &[
        &["DỰ TRÙ VĂN PHÒNG PHẨM"],
        &["STT", "Tên hàng", "Số lượng", "Đơn giá", "Thành tiền"],
        &["1", "Giấy A4", "10", "65000", "650000"],
        &["2", "Bút bi", "50", "4000", "200000"],
        &["", "Tổng cộng", "60", "", "850000"],
    ];
    let lines = [people, week, costs][random.below(3)];
    let mut leaf = Leaf {
        name: ["Sheet2", "Khac", "Danh sach"][random.below(3)].into(),
        hidden: false,
        cells: BTreeMap::new(),
        hidden_rows: BTreeSet::new(),
        hidden_columns: BTreeSet::new(),
        merges: Vec::new(),
        formulas: BTreeMap::new(),
    };
    for (row, line) in lines.iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let value = match Decimal::from_str_exact(text) {
                Ok(number) if !text.starts_with('0') => Value::Number(number),
                _ => book.add(text),
            };
            leaf.cells.insert(Position::new(row as u32, column as u32), (StyleId(0), value));
        }
    }
    let at = random.below(book.leaves.len() + 1);
    book.leaves.insert(at, leaf);
    true
}

/// Other numbers than the cell's own.
fn stale(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number((number * Decimal::new(9, 1)).round_dp(1)),
        value => value,
    }
}

fn hidden_copy(book: &mut Book, _: &mut Random) -> bool {
    let mut copy = book.leaves[0].clone();
    copy.name = format!("{} (cũ)", copy.name).into();
    copy.hidden = true;
    for (_, value) in copy.cells.values_mut() {
        *value = stale(*value);
    }
    book.leaves.push(copy);
    true
}

/// A hidden column before a column of figures, under the same heading, with other figures.
fn stale_column(book: &mut Book, random: &mut Random) -> bool {
    each_leaf(book, &mut |book, at| {
        let tables = book.tables(at);
        let [table] = tables.as_slice() else { return false };
        let measures: Vec<u32> =
            table.columns.iter().filter(|(role, _)| matches!(*role, "plan" | "actual" | "prior")).map(|(_, column)| *column).collect();
        if measures.is_empty() || table.orientation != Orientation::IndicatorsDown {
            return false;
        }
        let column = measures[random.below(measures.len())];
        let leaf = &mut book.leaves[at];
        leaf.open_columns(column, 1);
        let there: Vec<(Position, (StyleId, Value))> =
            leaf.cells.iter().filter(|(cell, _)| cell.column == column + 1).map(|(cell, kept)| (*cell, *kept)).collect();
        for (cell, (style, value)) in there {
            if (table.header.first.row..=table.range.last.row).contains(&cell.row) {
                leaf.cells.insert(Position::new(cell.row, column), (style, stale(value)));
            }
        }
        leaf.hidden_columns.insert(column);
        true
    })
}

/// (1), (2), (3) below the header; in Excel they may have become −1, −2, −3. A column hidden later keeps its number.
fn column_numbers(book: &mut Book, negative: bool, of_hidden: bool) -> bool {
    each_leaf(book, &mut |book, at| {
        let tables = book.tables(at);
        let [table] = tables.as_slice() else { return false };
        let columns = table.range.first.column..=table.range.last.column;
        let hides = book.leaves[at].hidden_columns.iter().any(|column| columns.contains(column));
        if book.counts_columns(at, table.header) || of_hidden && !hides {
            return false;
        }
        let row = table.header.last.row + 1;
        book.leaves[at].open_rows(row, 1);
        let mut number = 0;
        for column in columns {
            let hidden = book.leaves[at].hidden_columns.contains(&column);
            if hidden && !of_hidden {
                continue;
            }
            number += 1;
            let value = if negative { Value::Number(Decimal::from(-number)) } else { book.add(&format!("({number})")) };
            book.leaves[at].cells.insert(Position::new(row, column), (StyleId(0), value));
        }
        true
    })
}

/// Rows with nothing but a name, merged over the whole width.
fn merged_sections(book: &mut Book, _: &mut Random) -> bool {
    let mut any = false;
    each_leaf(book, &mut |book, at| {
        for table in book.tables(at).iter().filter(|table| table.orientation == Orientation::IndicatorsDown) {
            for label in book.labels(at) {
                let leaf = &mut book.leaves[at];
                let area = Area { first: label, last: Position::new(label.row, table.range.last.column) };
                let alone = !leaf.cells.keys().any(|cell| area.contains(*cell) && *cell != label);
                if alone && leaf.anchor(label) == label && area.last.column > label.column {
                    leaf.merges.retain(|merge| merge.first != label);
                    leaf.merges.push(area);
                    any = true;
                }
            }
        }
        true
    });
    any
}
