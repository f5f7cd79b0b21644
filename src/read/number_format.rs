//! What a number format's code says of the numbers under it.

use crate::workbook::Style;

/// Codes of the built-in formats that matter (ECMA-376 part 1, 18.8.30); the rest are General or dates.
pub fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "m/d/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "m/d/yyyy h:mm",
        37 => "#,##0_);(#,##0)",
        38 => "#,##0_);[Red](#,##0)",
        39 => "#,##0.00_);(#,##0.00)",
        40 => "#,##0.00_);[Red](#,##0.00)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        _ => return None,
    })
}

/// The code behind a format's name, as web pages and XML workbooks of Excel name the usual ones; other codes stay.
pub fn code_of_name(name: &str) -> &str {
    match name.to_ascii_lowercase().as_str() {
        "general number" | "text" | "yes/no" | "true/false" | "on/off" => "General",
        "fixed" => "0.00",
        "standard" | "currency" | "euro currency" => "#,##0.00",
        "percent" => "0.00%",
        "scientific" => "0.00E+00",
        "general date" => "m/d/yyyy h:mm",
        "short date" => "m/d/yyyy",
        "medium date" | "long date" => "d-mmm-yy",
        "short time" => "h:mm",
        "medium time" => "h:mm AM/PM",
        "long time" => "h:mm:ss",
        _ => name,
    }
}

/// Fills in what a code says: percent, date, decimals.
pub fn describe(code: &str, style: &mut Style) {
    if code.eq_ignore_ascii_case("general") || code.is_empty() || code == "@" {
        return;
    }
    style.number_format = Some(code.into());
    // Only the first section, and of it only what is neither quoted nor escaped, tells how a number is shown:
    // in `#,##0.0" %"` the value is in percent already.
    let mut plain = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                chars.by_ref().take_while(|&c| c != '"').for_each(drop);
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                if inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) && !inside.is_empty() {
                    plain.push('h');
                }
            }
            c => plain.push(c),
        }
    }
    style.percent = plain.contains('%');
    let lower = plain.to_lowercase();
    style.date = lower.chars().any(|c| matches!(c, 'y' | 'd' | 'h' | 's')) || (lower.contains('m') && !lower.contains(['0', '#']));
    if !style.date && lower.contains(['0', '#']) && !lower.contains('e') && !lower.contains('/') {
        let decimals = plain.split_once('.').map_or(0, |(_, after)| after.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count());
        style.decimals = Some(decimals as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(code: &str) -> Style {
        let mut style = Style::default();
        describe(code, &mut style);
        style
    }

    #[test]
    fn percent_only_where_excel_multiplies() {
        assert!(style("0.0%").percent);
        assert!(!style("#,##0.0\" %\"").percent);
        assert!(!style("0\\%").percent);
        assert!(!style("0;0%").percent);
        assert_eq!(style("0.0%").decimals, Some(1));
    }

    #[test]
    fn dates_are_known() {
        for code in ["dd/mm/yyyy", "m/d/yy", "[h]:mm", "mmm-yy", "d-mmm"] {
            assert!(style(code).date, "{code}");
        }
        for code in ["#,##0", "0.00", "General", "#,##0_);(#,##0)", "[Red]0.0", "0.00E+00", "\"ngày\" 0"] {
            assert!(!style(code).date, "{code}");
        }
        assert_eq!(style("#,##0").decimals, Some(0));
        assert_eq!(style("_-* #,##0.00\\ _₫_-").decimals, Some(2));
    }
}
