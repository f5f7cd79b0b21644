//! A schema kept as a workbook, read with the cell of every word.
//!
//! Columns are known by their headings, wherever they were moved to. What is not understood is told and left alone.

mod cell;
mod table;

use super::keys::{self, Key};
use super::raw::{Blank, Entry, Field, Place, Problem, RawSchema, Value};
use crate::cell::Position;
use crate::label;
use crate::language::Words;
use crate::workbook::{Row, Sheet, Workbook};
use table::Table;

/// Reads a workbook in the form that `schema export` writes. The problems are those of the form: a sheet or a column
/// that is missing, a cell without a value.
///
/// # Errors
/// It is no schema at all.
pub fn from_workbook(book: &Workbook) -> Result<(RawSchema, Vec<Problem>), Vec<Problem>> {
    let mut reader = Reader { book, problems: Vec::new() };
    let [set, units, indicators, plans] =
        [keys::SET_SHEET, keys::UNIT_SHEET, keys::INDICATOR_SHEET, keys::PLAN_SHEET].map(|name| reader.sheet(name));
    let first = book.sheets.first().map_or("", |sheet| &sheet.name);
    let nowhere = place(first, Position::new(0, 0));
    if set.is_none() && indicators.is_none() {
        reader.missing_sheets(&nowhere, &[keys::SET_SHEET, keys::UNIT_SHEET, keys::INDICATOR_SHEET]);
        return Err(reader.problems);
    }
    let missing: Vec<&str> = [(keys::SET_SHEET, set), (keys::UNIT_SHEET, units), (keys::INDICATOR_SHEET, indicators)]
        .into_iter()
        .filter(|(_, sheet)| sheet.is_none())
        .map(|(name, _)| name)
        .collect();
    if !missing.is_empty() {
        reader.missing_sheets(&nowhere, &missing);
    }
    reader.tell_others();
    let mut raw = RawSchema::empty(nowhere);
    if let Some(sheet) = set {
        reader.set(sheet, &mut raw);
    }
    if let Some(sheet) = units {
        raw.units = reader.rows(sheet, keys::UNIT);
    }
    if let Some(sheet) = indicators {
        let rows = reader.rows(sheet, keys::INDICATOR);
        reader.document(rows, &mut raw);
    }
    if let Some(sheet) = plans {
        raw.plans = reader.rows(sheet, keys::PLAN);
    }
    Ok((raw, reader.problems))
}

/// Whether a workbook is a schema: such a one holds nothing that anybody handed in.
pub fn is_schema_workbook(book: &Workbook) -> bool {
    // It has three sheets at least, and most that are handed in have fewer.
    if book.sheets.len() < 3 {
        return false;
    }
    let names: Vec<String> = book.sheets.iter().map(|sheet| label::key(&sheet.name)).collect();
    let is = |name: &str| {
        let key = label::key(name);
        names.iter().position(|name| *name == key).and_then(|at| book.sheets.get(at))
    };
    let (Some(set), Some(_), Some(indicators)) = (is(keys::SET_SHEET), is(keys::UNIT_SHEET), is(keys::INDICATOR_SHEET)) else {
        return false;
    };
    let says = |heading: &str| set.cells.iter().any(|cell| label::key(&book.shown(cell.value)) == label::key(heading));
    let named = |key: &&Key| says(key.heading);
    keys::TOP.iter().filter(named).count() >= 2 && Table::find(book, indicators, keys::INDICATOR).is_some()
}

fn place(sheet: &str, at: Position) -> Place {
    Place::Cell { sheet: sheet.to_string(), at }
}

struct Reader<'a> {
    book: &'a Workbook,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn tell(&mut self, place: Place, mild: bool, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem { place, message: Words::new(vi, en), mild });
    }

    /// The sheet of a name; what could not be read of it makes the schema unusable, what is hidden is read and told.
    fn sheet(&mut self, name: &str) -> Option<&'a Sheet> {
        let sheet = self.book.sheets.iter().find(|sheet| label::key(&sheet.name) == label::key(name))?;
        let corner = place(&sheet.name, Position::new(0, 0));
        if let Some(damage) = sheet.damage.first() {
            self.tell(
                corner.clone(),
                false,
                format!("Trang tính này có chỗ không đọc được: {damage}. Hãy mở bằng Excel, sửa rồi lưu lại."),
                format!("Part of this sheet can't be read: {damage}. Open it in Excel, correct it and save it again."),
            );
        }
        if sheet.hidden {
            self.tell(corner.clone(), true, "Trang tính này đang ẩn; vẫn được đọc.", "This sheet is hidden; it is read all the same.");
        }
        let hidden = sheet.rows.iter().filter(|row| row.hidden).count();
        if hidden > 0 {
            self.tell(
                corner,
                true,
                format!("Có {hidden} dòng đang ẩn hoặc bị lọc; vẫn được đọc. Nếu muốn bỏ, hãy xóa hẳn."),
                format!("{hidden} rows are hidden or filtered; they are read all the same. Delete them if they are not meant."),
            );
        }
        Some(sheet)
    }

    fn missing_sheets(&mut self, at: &Place, names: &[&str]) {
        let list = names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
        self.tell(
            at.clone(),
            false,
            format!(
                "Tệp này không có trang tính {list} của một bộ chỉ tiêu. Hãy lấy tệp mẫu bằng lệnh “chitieu bo-chi-tieu xuat -o bo-chi-tieu.xlsx” rồi sửa."
            ),
            format!("There is no sheet {list}, which a schema has. Make one with “chitieu schema export -o schema.xlsx” and change it."),
        );
    }

    /// Sheets that are none of a schema's.
    fn tell_others(&mut self) {
        let known = [keys::SET_SHEET, keys::UNIT_SHEET, keys::INDICATOR_SHEET, keys::PLAN_SHEET];
        let mut seen: Vec<String> = Vec::new();
        for sheet in &self.book.sheets {
            let name = label::key(&sheet.name);
            let is_known = known.iter().any(|known| label::key(known) == name);
            if (is_known && !seen.contains(&name)) || sheet.hidden || sheet.cells.is_empty() {
                seen.push(name);
                continue;
            }
            self.tell(
                place(&sheet.name, Position::new(0, 0)),
                true,
                format!("Trang tính “{}” không thuộc bộ chỉ tiêu; không đọc.", sheet.name),
                format!("Sheet “{}” is none of a schema's; it is not read.", sheet.name),
            );
        }
    }

    /// The sheet of the set: one key a line, the value beside it, and below them the table of periods.
    fn set(&mut self, sheet: &Sheet, raw: &mut RawSchema) {
        raw.top.place = place(&sheet.name, Position::new(0, 0));
        let periods = Table::find(self.book, sheet, keys::PERIOD);
        let end = periods.as_ref().map_or(u32::MAX, |table| table.header);
        let mut area = Entry { place: raw.top.place.clone(), fields: Vec::new(), blanks: Vec::new() };
        let mut area_is_named = false;
        for row in sheet.rows.iter().take_while(|row| row.index < end) {
            let cells = sheet.cells_of(row);
            let named = cells.iter().find_map(|cell| {
                let text = self.book.shown(cell.value);
                let key_of = |keys: &'static [Key]| keys.iter().find(|key| label::key(key.heading) == label::key(&text));
                let (key, of_area) = key_of(keys::TOP).map(|key| (key, false)).or_else(|| key_of(keys::AREA).map(|key| (key, true)))?;
                Some((cell.column, text, key, of_area))
            });
            let Some((column, shown, key, of_area)) = named else {
                self.tell_line(sheet, row);
                continue;
            };
            let entry = if of_area { &mut area } else { &mut raw.top };
            if of_area && !area_is_named {
                area_is_named = true;
                entry.place = place(&sheet.name, Position::new(row.index, column));
            }
            let at = Position::new(row.index, column + 1);
            let value = sheet.cell(at).and_then(|cell| self.value(sheet, at, &cell, key));
            put(entry, key, &shown, place(&sheet.name, at), value);
        }
        if area_is_named {
            raw.area = Some(area);
        }
        if let Some(table) = periods {
            raw.periods = self.rows_of(sheet, &table, keys::PERIOD);
        }
    }

    /// A line of the set with a value beside words that name no key.
    fn tell_line(&mut self, sheet: &Sheet, row: &Row) {
        let texts: Vec<(u32, String)> = sheet
            .cells_of(row)
            .iter()
            .map(|cell| (cell.column, self.book.shown(cell.value)))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        let is_head = texts.iter().any(|(_, text)| label::key(text) == label::key(keys::SET_HEADS[1]));
        let [(column, first), _, ..] = texts.as_slice() else { return };
        if is_head {
            return;
        }
        self.tell(
            place(&sheet.name, Position::new(row.index, *column)),
            true,
            format!("Không có khóa “{}”. Dòng này không được đọc.", label::tidy(first)),
            format!("There is no key “{}”. This line is not read.", label::tidy(first)),
        );
    }

    /// The rows of a sheet that is one table.
    fn rows(&mut self, sheet: &Sheet, keys: &'static [Key]) -> Vec<Entry> {
        if sheet.cells.is_empty() {
            return Vec::new();
        }
        let Some(table) = Table::find(self.book, sheet, keys) else {
            let headings = keys.iter().take(3).map(|key| format!("“{}”", key.heading)).collect::<Vec<_>>().join(", ");
            self.tell(
                place(&sheet.name, Position::new(0, 0)),
                false,
                format!("Không tìm thấy dòng tiêu đề của bảng (có các ô {headings}). Hãy để lại dòng tiêu đề như trong tệp mẫu."),
                format!("The header of the table ({headings}) was not found. Keep it as it is in the exported workbook."),
            );
            return Vec::new();
        };
        self.rows_of(sheet, &table, keys)
    }

    fn rows_of(&mut self, sheet: &Sheet, table: &Table, keys: &'static [Key]) -> Vec<Entry> {
        let of_keys = |name: &str| keys.iter().find(|key| key.name == name);
        for (at, heading) in &table.unknown {
            let near = keys.iter().find(|key| strsim::damerau_levenshtein(&label::key(key.heading), &label::key(heading)) <= 2);
            let (vi, en) = match near {
                Some(near) => (format!(" Có phải “{}” không?", near.heading), format!(" Did you mean “{}”?", near.heading)),
                None => (String::new(), String::new()),
            };
            self.tell(
                place(&sheet.name, *at),
                true,
                format!("Không có khóa “{heading}”.{vi} Cột này không được đọc."),
                format!("There is no key “{heading}”.{en} This column is not read."),
            );
        }
        for (at, heading) in &table.twice {
            self.tell(
                place(&sheet.name, *at),
                false,
                format!("Có hai cột “{heading}”. Hãy bỏ một cột."),
                format!("There are two columns “{heading}”. Remove one."),
            );
        }
        let mut entries = Vec::new();
        for row in sheet.rows.iter().filter(|row| row.index > table.header) {
            let mut entry = Entry { place: place(&sheet.name, Position::new(row.index, 0)), fields: Vec::new(), blanks: Vec::new() };
            let mut anything = false;
            for column in &table.columns {
                let Some(key) = of_keys(column.key) else { continue };
                let at = Position::new(row.index, column.at);
                let cell = sheet.cell(at);
                let value = cell.and_then(|cell| self.value(sheet, at, &cell, key));
                anything |= cell.is_some_and(|cell| !self.book.shown(cell.value).trim().is_empty());
                if key.name == "code" {
                    entry.place = place(&sheet.name, at);
                }
                put(&mut entry, key, &column.heading, place(&sheet.name, at), value);
            }
            if anything {
                entries.push(entry);
            }
        }
        entries
    }

    /// Rows of headings and of indicators, apart; an indicator belongs to the heading above it unless it says another.
    fn document(&mut self, rows: Vec<Entry>, raw: &mut RawSchema) {
        let mut above: Option<Value> = None;
        for mut entry in rows {
            let value = |entry: &Entry, key: &str| entry.fields.iter().find(|field| field.key == key).map(|field| field.value.clone());
            let is_heading = matches!(value(&entry, "kind"), Some(Value::Text(word)) if word == keys::HEADING.code);
            if !is_heading {
                if let (None, Some(above)) = (value(&entry, "section"), &above)
                    && let Some(blank) = entry.blanks.iter().find(|blank| blank.key == "section")
                {
                    let field =
                        Field { key: blank.key.clone(), shown: blank.shown.clone(), value: above.clone(), place: blank.place.clone() };
                    entry.fields.push(field);
                }
                raw.indicators.push(entry);
                continue;
            }
            above = value(&entry, "code").or(above);
            let mut heading = Entry { place: entry.place.clone(), fields: Vec::new(), blanks: entry.blanks };
            for mut field in entry.fields {
                match field.key.as_str() {
                    "section" => field.key = "parent".to_string(),
                    "kind" => continue,
                    key if keys::SECTION.iter().any(|known| known.name == key) => {}
                    _ => {
                        self.tell(
                            field.place,
                            true,
                            format!("Dòng này là mục (tiêu đề) nên ô “{}” không được dùng.", field.shown),
                            format!("This row is a heading: “{}” is not used.", field.shown),
                        );
                        continue;
                    }
                }
                heading.fields.push(field);
            }
            raw.sections.push(heading);
        }
    }
}

fn put(entry: &mut Entry, key: &Key, shown: &str, place: Place, value: Option<Value>) {
    let (key, shown) = (key.name.to_string(), label::tidy(shown));
    match value {
        Some(value) => entry.fields.push(Field { key, shown, value, place }),
        None => entry.blanks.push(Blank { key, shown, place }),
    }
}
