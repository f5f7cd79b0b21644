//! Tidy tables as Apache Parquet: the small part of the format that they need, written from its specification.
//!
//! One row group; each column optional, its values in a dictionary, uncompressed (`docs/decisions.md` says why no
//! crate). A dictionary makes files small: codes, files and sheets repeat in every row.

mod thrift;

use super::WriteError;
use crate::language::Words;
use crate::tidy::{Cell, Kind, Table};
use rust_decimal::Decimal;
use std::collections::HashMap;
use thrift::Struct;

const MAGIC: &[u8] = b"PAR1";
/// Digits of a decimal, as many as 128 bits hold.
const PRECISION: i32 = 38;
/// Decimals of a decimal: what Excel's 15 digits and results of formulas need, with room for 20 digits in front.
const SCALE: u32 = 18;

/// Numbers of the format's enumerations.
const OPTIONAL: i32 = 1;
const PLAIN: i32 = 0;
const RLE: i32 = 3;
const RLE_DICTIONARY: i32 = 8;
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// The bytes of a table as one file; the columns of `without` are left to the names of folders.
///
/// # Errors
/// A decimal that the column can't hold exactly.
pub fn parquet(table: &Table, without: &[&str]) -> Result<Vec<u8>, WriteError> {
    let mut out = MAGIC.to_vec();
    let columns: Vec<usize> = (0..table.columns.len()).filter(|&at| !without.contains(&table.columns[at].0)).collect();
    let mut chunks = Vec::with_capacity(columns.len());
    let mut total = 0;
    for &at in &columns {
        let (name, kind) = table.columns[at];
        let start = out.len();
        let chunk = column(&mut out, table, at)?;
        let size = (out.len() - start) as i64;
        total += size;
        let mut meta = Struct::new();
        meta.int(1, physical(kind));
        meta.ints(2, &[PLAIN, RLE, RLE_DICTIONARY]);
        meta.texts(3, &[name]);
        meta.int(4, 0); // Not compressed.
        meta.long(5, table.rows.len() as i64);
        meta.long(6, size);
        meta.long(7, size);
        meta.long(9, chunk.data as i64);
        meta.long(11, chunk.dictionary as i64);
        let mut whole = Struct::new();
        whole.long(2, chunk.dictionary as i64);
        whole.sub(3, meta);
        chunks.push(whole);
    }
    let mut group = Struct::new();
    group.subs(1, chunks);
    group.long(2, total);
    group.long(3, table.rows.len() as i64);
    let mut root = Struct::new();
    root.text(4, "schema");
    root.int(5, columns.len() as i32);
    let elements = std::iter::once(root).chain(columns.iter().map(|&at| element(table.columns[at]))).collect();
    let mut footer = Struct::new();
    footer.int(1, 1);
    footer.subs(2, elements);
    footer.long(3, table.rows.len() as i64);
    footer.subs(4, vec![group]);
    footer.text(6, "chitieu");
    let footer = footer.bytes();
    out.extend_from_slice(&footer);
    out.extend_from_slice(&(footer.len() as u32).to_le_bytes());
    out.extend_from_slice(MAGIC);
    Ok(out)
}

fn physical(kind: Kind) -> i32 {
    match kind {
        Kind::Integer => 1,
        Kind::Text => 6,
        Kind::Decimal => 7,
    }
}

fn element((name, kind): (&str, Kind)) -> Struct {
    let mut element = Struct::new();
    element.int(1, physical(kind));
    if kind == Kind::Decimal {
        element.int(2, 16);
    }
    element.int(3, OPTIONAL);
    element.text(4, name);
    match kind {
        Kind::Text => element.int(6, 0),
        Kind::Decimal => {
            element.int(6, 5);
            element.int(7, SCALE as i32);
            element.int(8, PRECISION);
        }
        Kind::Integer => {}
    }
    element
}

/// Where the pages of a column begin.
struct Chunk {
    dictionary: usize,
    data: usize,
}

fn column(out: &mut Vec<u8>, table: &Table, at: usize) -> Result<Chunk, WriteError> {
    let mut numbers: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut dictionary = Vec::new();
    let mut known = Vec::with_capacity(table.rows.len());
    let mut indices = Vec::new();
    for row in &table.rows {
        let cell = row.get(at).and_then(Option::as_ref);
        known.push(u32::from(cell.is_some()));
        let Some(cell) = cell else { continue };
        let bytes = plain(cell)?;
        let next = numbers.len() as u32;
        let number = *numbers.entry(bytes).or_insert_with_key(|bytes| {
            dictionary.extend_from_slice(bytes);
            next
        });
        indices.push(number);
    }
    let place = Chunk { dictionary: out.len(), data: 0 };
    let mut header = Struct::new();
    header.int(1, numbers.len() as i32);
    header.int(2, PLAIN);
    page(out, DICTIONARY_PAGE, 7, header, &dictionary);
    let place = Chunk { data: out.len(), ..place };
    let width = (32 - (numbers.len().saturating_sub(1) as u32).leading_zeros()).max(1);
    let levels = runs(&known, 1);
    let mut body = (levels.len() as u32).to_le_bytes().to_vec();
    body.extend_from_slice(&levels);
    body.push(width as u8);
    body.extend_from_slice(&runs(&indices, width));
    let mut header = Struct::new();
    header.int(1, table.rows.len() as i32);
    header.int(2, RLE_DICTIONARY);
    header.int(3, RLE);
    header.int(4, RLE);
    page(out, DATA_PAGE, 5, header, &body);
    Ok(place)
}

fn page(out: &mut Vec<u8>, kind: i32, field: i16, own: Struct, body: &[u8]) {
    let mut header = Struct::new();
    header.int(1, kind);
    header.int(2, body.len() as i32);
    header.int(3, body.len() as i32);
    header.sub(field, own);
    out.extend_from_slice(&header.bytes());
    out.extend_from_slice(body);
}

/// Runs of equal numbers, each with its length in front (the run-length half of the format's hybrid encoding).
fn runs(numbers: &[u32], width: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let bytes = width.div_ceil(8) as usize;
    let mut rest = numbers;
    while let Some(&first) = rest.first() {
        let length = rest.iter().take_while(|&&number| number == first).count();
        thrift::varint(&mut out, (length as u64) << 1);
        out.extend(first.to_le_bytes().into_iter().take(bytes));
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// A value in the format's plain encoding.
fn plain(cell: &Cell) -> Result<Vec<u8>, WriteError> {
    Ok(match cell {
        Cell::Text(text) => {
            let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
            bytes.extend_from_slice(text.as_bytes());
            bytes
        }
        Cell::Integer(number) => number.to_le_bytes().to_vec(),
        Cell::Decimal(number) => unscaled(*number).ok_or_else(|| does_not_fit(*number))?.to_be_bytes().to_vec(),
    })
}

/// The number times a fixed power of ten, where that is whole and has 38 digits at most.
fn unscaled(number: Decimal) -> Option<i128> {
    let number = number.normalize();
    let power = 10_i128.checked_pow(SCALE.checked_sub(number.scale())?)?;
    let unscaled = number.mantissa().checked_mul(power)?;
    (unscaled.unsigned_abs() < 10_u128.pow(PRECISION as u32)).then_some(unscaled)
}

fn does_not_fit(number: Decimal) -> WriteError {
    let text = crate::number::plain_text(number);
    WriteError {
        words: Words::new(
            format!("Số {text} có quá nhiều chữ số cho dạng Parquet (20 chữ số trước và {SCALE} sau dấu phẩy). Hãy xuất bằng “--as csv”."),
            format!("{text} has too many digits for Parquet (20 before and {SCALE} after the point). Export with “--as csv”."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_held_exactly_or_refused() {
        let d = |text: &str| Decimal::from_str_exact(text).unwrap();
        assert_eq!(unscaled(d("2640.4")), Some(2_640_400_000_000_000_000_000));
        assert_eq!(unscaled(d("-0.000000000000000001")), Some(-1));
        assert_eq!(unscaled(d("0.0000000000000000001")), None);
        assert_eq!(unscaled(d("99999999999999999999")), Some(99_999_999_999_999_999_999_000_000_000_000_000_000));
        assert_eq!(unscaled(d("100000000000000000000")), None);
    }

    #[test]
    fn runs_have_their_length_in_front() {
        assert_eq!(runs(&[1, 1, 1, 0], 1), [6, 1, 2, 0]);
        assert_eq!(runs(&[300; 100], 9), [0xC8, 1, 0x2C, 1]);
        assert!(runs(&[], 1).is_empty());
    }
}
