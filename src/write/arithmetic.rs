//! Formulas that several workbooks share, so that Excel rounds as the program does.

use crate::schema::{Indicator, IndicatorKind};

/// Decimals at which the dust of binary arithmetic is wiped off.
const CLEAN_DECIMALS: u32 = 10;

/// A quotient rounded half away from zero.
///
/// Rounded twice: binary arithmetic leaves an exact half like 9110,5 a hair below it, and one rounding would drop it.
pub(super) fn rounded_half_up(quotient: &str, decimals: u32) -> String {
    let (open, close) = rounding(decimals);
    format!("{open}{quotient}{close}")
}

/// What stands before and behind a quotient that is rounded so.
pub(super) fn rounding(decimals: u32) -> (&'static str, String) {
    ("ROUND(ROUND(", format!(",{}),{decimals})", CLEAN_DECIMALS.max(decimals + 7)))
}

/// The quotient of two single cells, in percent where the indicator is one; an empty text where either is unknown.
///
/// Nothing but IF, so that the program itself can compute it where another one saved the workbook without results.
pub(super) fn quotient_of_cells(indicator: &Indicator, top: &str, bottom: &str, decimals: u32) -> String {
    let quotient = rounded_half_up(&format!("{top}{}/{bottom}", scale(indicator)), decimals);
    format!("IF({top}=\"\",\"\",IF({bottom}=\"\",\"\",IF({bottom}=0,\"\",{quotient})))")
}

/// What the numerator is multiplied by, before it is divided.
pub(super) fn scale(indicator: &Indicator) -> &'static str {
    if indicator.kind == IndicatorKind::Percent { "*100" } else { "" }
}
