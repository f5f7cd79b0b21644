//! Formulas that several workbooks share, so that Excel rounds as the program does.

use crate::schema::{Indicator, IndicatorKind};
use std::borrow::Cow;

/// Decimals at which the dust of binary arithmetic is wiped off.
const CLEAN_DECIMALS: u32 = 10;

/// A quotient rounded half away from zero.
///
/// Rounded twice: binary arithmetic leaves an exact half like 9110,5 a hair below it, and one rounding would drop it.
pub(super) fn rounded_half_up(quotient: &str, decimals: u32) -> String {
    let (open, close) = rounding(decimals);
    [open, quotient, &close].concat()
}

/// What stands before and behind a quotient that is rounded so.
pub(super) fn rounding(decimals: u32) -> (&'static str, Cow<'static, str>) {
    // There is one for each percent, and most have one or two decimals.
    let close = match decimals {
        1 => ",10),1)".into(),
        2 => ",10),2)".into(),
        _ => format!(",{}),{decimals})", CLEAN_DECIMALS.max(decimals + 7)).into(),
    };
    ("ROUND(ROUND(", close)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rounded_keeps_more_decimals_than_are_shown() {
        assert_eq!([0, 1, 2, 3, 6].map(|decimals| rounding(decimals).1), [",10),0)", ",10),1)", ",10),2)", ",10),3)", ",13),6)"]);
    }
}
