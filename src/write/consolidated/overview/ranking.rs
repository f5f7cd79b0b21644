//! The units by criteria met, put in order by formulas over “Tiêu chí”.

use super::super::super::WriteError;
use super::super::super::sheet_style as style;
use super::super::CRITERIA;
use super::super::criteria::Criteria;
use super::super::formula::Live;
use super::super::layout::{Layout, at};
use super::super::summary::{count_of_code, write_live};
use super::{ALL, LAST, MET, NAME, NUMBER, chart, part_title};
use crate::language::{Language, Text};
use crate::number;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Formula, Worksheet};

/// Of more units, the first so many are listed; the sheet of criteria ranks all.
const MOST_UNITS: usize = 20;
const VALUE: u16 = ALL;
const REST: u16 = MET;
const LINE_HEIGHT: f64 = 19.0;
/// Where a line finds its unit; hidden.
const PLACE: u16 = LAST + 1;

/// Writes the list; gives its last row.
pub(super) fn write(sheet: &mut Worksheet, layout: &Layout, criteria: &Criteria, row: u32) -> Result<u32, WriteError> {
    let table = &criteria.table;
    let ranked = (0..table.units.len()).filter(|place| criteria.is_ranked(layout, *place));
    let mut order: Vec<(Decimal, usize)> = ranked.map(|place| (criteria.key(layout, place), place)).collect();
    order.sort_by(|a, b| b.cmp(a));
    let shown = order.len().min(MOST_UNITS);
    let title = match layout.language {
        Language::Vi if shown < order.len() => format!("{shown} đơn vị dẫn đầu – {}", criteria.title(layout)),
        Language::Vi => format!("Xếp thứ tự đơn vị – {}", criteria.title(layout)),
        Language::En if shown < order.len() => format!("First {shown} units – {}", criteria.title(layout)),
        Language::En => format!("Units by rank – {}", criteria.title(layout)),
    };
    part_title(sheet, row, (NUMBER, LAST), &title)?;
    let head = row + 1;
    for (column, text) in [
        (NUMBER, Text { vi: "Thứ", en: "Rank" }),
        (NAME, Text { vi: "Đơn vị", en: "Unit" }),
        (VALUE, Text { vi: "Đã đạt", en: "Met" }),
        (REST, Text { vi: "Còn lại", en: "Left" }),
    ] {
        sheet.write_string_with_format(head, column, layout.text(text), &style::head())?;
    }
    sheet.set_row_height(head, LINE_HEIGHT)?;
    let sheet_of = |range: String| format!("'{}'!{range}", layout.text(CRITERIA));
    let keys = sheet_of(table.range(criteria.key_column()));
    let names = sheet_of(table.range(1));
    let values = sheet_of(table.range(criteria.basis_column()));
    let out_of = criteria.out_of(layout);
    let first = head + 1;
    for (count, (_, found)) in order.iter().take(shown).enumerate() {
        let line = first + count as u32;
        let formula = format!("MATCH(LARGE({keys},{}),{keys},0)", count + 1);
        write_live(sheet, line, PLACE, &Live::plain(formula, Some(Decimal::from(found + 1))), &style::plain())?;
        let place = at(line, PLACE);
        let unit = table.units.get(*found).copied();
        let name = unit.map(|unit| style::result(&style::fitted(&layout.schema.unit(unit).name))).unwrap_or_default();
        let formula = Formula::new(format!("=INDEX({names},{place})")).set_result(name);
        sheet.write_formula_with_format(line, NAME, formula, &style::cell())?;
        let value = unit.and_then(|unit| criteria.basis(layout, unit));
        let taken = format!("INDEX({values},{place})");
        let live = Live::plain(format!("IF(ISNUMBER({taken}),{taken},\"\")"), value);
        write_live(sheet, line, VALUE, &live, &style::numeric(&count_of_code(out_of)))?;
        let own = at(line, VALUE);
        let live = Live::plain(
            format!("IF({own}=\"\",\"\",{}-{own})", number::plain_text(out_of)),
            value.and_then(|value| out_of.checked_sub(value)),
        );
        write_live(sheet, line, REST, &live, &style::numeric("#,##0.###"))?;
        style::whole_numbers(sheet, line, REST)?;
        let better = value.map(|value| {
            let better = table.units.iter().filter_map(|unit| criteria.basis(layout, *unit)).filter(|other| *other > value);
            Decimal::from(1 + better.count())
        });
        let live = Live::plain(format!("IF({own}=\"\",\"\",RANK({own},{values}))"), better);
        write_live(sheet, line, NUMBER, &live, &style::centred())?;
        sheet.set_row_height(line, LINE_HEIGHT)?;
    }
    let last = first + shown.max(1) as u32 - 1;
    if let Some(most) = number::whole(out_of) {
        style::bars(sheet, (first, VALUE), (last, VALUE), most)?;
        chart::ranking(sheet, layout, (first, last), VALUE, most, (head, f64::from(last - head + 1) * LINE_HEIGHT))?;
    }
    Ok(last)
}
