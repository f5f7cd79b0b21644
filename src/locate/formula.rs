//! Plain arithmetic of a formula whose result was never stored.
use crate::cell::Position;
use crate::workbook::{Sheet, Workbook};
use rust_decimal::Decimal;
/// The result of a formula, where it is plain enough.
pub fn evaluate(_workbook: &Workbook, _sheet: &Sheet, _at: Position) -> Option<Decimal> {
    None
}
