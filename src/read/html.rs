//! Tables of web pages, which many programs save under the name .xls: a page is one sheet, as it is when Excel opens
//! it, with the tables and the lines between them in their order. Pages that say which of their tables are sheets
//! (as LibreOffice and PhpSpreadsheet write them) give those sheets.

mod css;
mod entities;
mod layout;
mod text;
mod tokens;

use super::Reason;
use super::builder::{Builder, Look, Styles, is_error_text};
use super::encoding;
use super::legacy::{self, Encoding};
use super::limits::{Limits, TooMuch};
use super::number_format;
use super::pool::Pool;
use crate::cell::{MAX_COLUMNS, Position};
use crate::number;
use crate::workbook::{Cell, Sheet, Value, Workbook};
use css::{Element, Rules, Says};
use layout::Table;
use std::collections::BTreeMap;
use std::sync::Arc;
use text::Text;
use tokens::{Tag, Token, Tokens};

/// Elements inside each other that are kept apart; deeper ones count as their parents.
const DEEPEST: usize = 256;
/// Tables inside each other.
const DEEPEST_TABLE: usize = 32;

/// Reads a page.
///
/// # Errors
/// It has no table, or more than is read.
pub fn parse(name: Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Workbook, Reason> {
    let head = encoding::head(bytes).unwrap_or_default();
    let names = |font: &[u8]| bytes.windows(font.len()).any(|window| window.eq_ignore_ascii_case(font));
    let old_fonts = names(b".vn") || names(b"vni-");
    let decoded = encoding::decode(bytes, encoding::declared(&head, "charset"), old_fonts);
    let mut page = Page::new(decoded.font, limits);
    for token in Tokens::of(&decoded.text) {
        match token {
            Token::Text(text) => page.text(text),
            Token::Start(tag) => page.start(&tag)?,
            Token::End(name) => page.end(&name)?,
            Token::Css(sheet) => page.rules.add(sheet),
            Token::Comment(text) => page.comment(text),
        }
    }
    page.finish(name)
}

/// An element that is open.
struct Open {
    tag: String,
    id: Box<str>,
    classes: Box<str>,
    font: Option<Arc<str>>,
    encoding: Encoding,
    bold: bool,
    /// Not shown, by itself or by what it stands in; a cell begins anew.
    hidden: bool,
}

impl Element for Open {
    fn tag(&self) -> &str {
        &self.tag
    }
    fn id(&self) -> &str {
        &self.id
    }
    fn classes(&self) -> &str {
        &self.classes
    }
}

/// A cell whose content is being read.
struct OpenCell {
    at: Position,
    text: Text,
    hidden: bool,
    font: Option<Arc<str>>,
    indent: u32,
    format: Option<String>,
    stored: Stored,
}

/// The value a program left beside what is shown.
enum Stored {
    Nothing,
    /// The text shown is the number.
    Shown,
    Number(String),
    Flag(bool),
    Error,
}

struct Page<'a> {
    limits: &'a Limits,
    rules: Rules,
    pool: Pool,
    styles: Styles,
    sheets: Vec<Sheet>,
    sheet: Builder,
    /// Cells that are not shown, and the number of shown ones, by column: a column of hidden ones only is hidden.
    unseen: Vec<(u32, Cell)>,
    seen: BTreeMap<u32, u32>,
    next_row: u32,
    font: Encoding,
    open: Vec<Open>,
    tables: Vec<Table>,
    cell: Option<OpenCell>,
    /// Text outside cells.
    loose: Text,
    /// The name of the sheet stands in the heading that follows.
    naming: bool,
    named: Option<String>,
    has_table: bool,
    /// Written by a program that puts each sheet under a heading of its name.
    by_office: bool,
    has_frames: bool,
}

impl<'a> Page<'a> {
    fn new(font: Encoding, limits: &'a Limits) -> Page<'a> {
        Page {
            limits,
            rules: Rules::default(),
            pool: Pool::default(),
            styles: Styles::new(),
            sheets: Vec::new(),
            sheet: Builder::new("Sheet1", false),
            unseen: Vec::new(),
            seen: BTreeMap::new(),
            next_row: 0,
            font,
            open: Vec::new(),
            tables: Vec::new(),
            cell: None,
            loose: Text::default(),
            naming: false,
            named: None,
            has_table: false,
            by_office: false,
            has_frames: false,
        }
    }

    /// The name of the only sheet, where Excel wrote the page.
    fn comment(&mut self, text: &str) {
        if self.named.is_none()
            && let Some((_, rest)) = text.split_once("<x:Name>")
            && let Some((name, _)) = rest.split_once('<')
        {
            self.named = Some(entities::resolve(name.trim()).into_owned()).filter(|name| !name.is_empty() && name.len() <= 128);
        }
    }

    fn text(&mut self, text: &str) {
        let (hidden, encoding, bold) = self.open.last().map_or((false, self.font, false), |open| (open.hidden, open.encoding, open.bold));
        if hidden {
            return;
        }
        let into = self.cell.as_mut().map_or(&mut self.loose, |cell| &mut cell.text);
        into.push(&entities::resolve(text), encoding, bold, self.limits.text);
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Reason> {
        let name = tag.name.as_str();
        match name {
            "br" => self.line_break()?,
            "hr" | "p" | "div" | "center" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "form"
            | "section" | "header" | "footer" | "article" | "nav" | "fieldset" | "caption" | "pre" | "blockquote" => self.line_break()?,
            "meta" => {
                self.by_office |=
                    tag.get("content").is_some_and(|content| ["LibreOffice", "OpenOffice"].iter().any(|name| content.starts_with(name)))
            }
            "frameset" => self.has_frames = true,
            "a" => self.anchor(tag)?,
            "table" => self.begin_table(tag)?,
            "thead" | "tbody" | "tfoot" => {
                self.end_row()?;
                self.close_to(&["table"]);
            }
            "tr" => {
                self.end_row()?;
                self.close_to(&["table", "thead", "tbody", "tfoot"]);
                self.implied_table();
            }
            "td" | "th" => {
                self.end_cell()?;
                self.close_to(&["table", "thead", "tbody", "tfoot", "tr"]);
                self.implied_table();
                if self.open.last().is_none_or(|open| open.tag != "tr") {
                    self.begin_row(self.open.last().is_some_and(|open| open.hidden));
                    self.push_plain("tr");
                }
            }
            _ => {}
        }
        if matches!(
            name,
            "br" | "hr" | "img" | "input" | "meta" | "link" | "base" | "wbr" | "area" | "embed" | "source" | "param" | "frameset" | "frame"
            // What stands in these comes as one piece, with its end.
            | "script" | "style" | "title" | "textarea" | "select" | "xml" | "template"
        ) {
            return Ok(());
        }
        let (mut open, says) = self.looks(tag);
        match name {
            "col" | "colgroup" => {
                if let Some(table) = self.tables.last_mut() {
                    let span = tag.get("span").and_then(|span| span.trim().parse().ok());
                    table.column_defined(name == "colgroup", span, says.hidden == Some(true));
                }
                return Ok(());
            }
            "tr" => self.begin_row(open.hidden),
            // What stands in a cell without a place is not read.
            "td" | "th" => open.hidden = !self.begin_cell(tag, &open, says)?,
            _ => {}
        }
        if self.open.len() < DEEPEST || matches!(name, "table" | "tr" | "td" | "th") {
            self.open.push(open);
        }
        Ok(())
    }

    /// What an element looks like by what it stands in, the rules of the page and its own attributes.
    fn looks(&self, tag: &Tag<'_>) -> (Open, Says) {
        let around = self.open.last();
        let attribute = |name| tag.get(name).map(|value| value.into_owned().into_boxed_str()).unwrap_or_default();
        let mut open = Open {
            tag: tag.name.clone(),
            id: attribute("id"),
            classes: attribute("class"),
            font: around.and_then(|around| around.font.clone()),
            encoding: around.map_or(self.font, |around| around.encoding),
            bold: around.is_some_and(|around| around.bold) || matches!(tag.name.as_str(), "b" | "strong" | "th"),
            hidden: around.is_some_and(|around| around.hidden),
        };
        let mut says = self.rules.of(&open, &self.open);
        if let Some(style) = tag.get("style") {
            says.override_with(&css::declarations(&style));
        }
        let face = || tag.get("face").and_then(|face| css::declarations(&format!("font-family:{face}")).font);
        if let Some(font) = says.font.clone().or_else(face) {
            // Bytes that proved to be TCVN3 stay so under fonts that tell nothing.
            let encoding = legacy::of_font(&font);
            open.encoding = if encoding == Encoding::Unicode { self.font } else { encoding };
            open.font = Some(font);
        }
        open.bold = says.bold.unwrap_or(open.bold);
        open.hidden |= says.hidden == Some(true);
        (open, says)
    }

    fn push_plain(&mut self, tag: &str) {
        let (font, encoding, bold, hidden) =
            self.open.last().map_or((None, self.font, false, false), |open| (open.font.clone(), open.encoding, open.bold, open.hidden));
        self.open.push(Open { tag: tag.to_string(), id: Box::default(), classes: Box::default(), font, encoding, bold, hidden });
    }

    fn end(&mut self, name: &str) -> Result<(), Reason> {
        match name {
            "table" => self.end_table()?,
            "tr" | "thead" | "tbody" | "tfoot" => self.end_row()?,
            "td" | "th" => self.end_cell()?,
            "colgroup" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_group();
                }
            }
            "p" | "div" | "center" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" | "pre" | "blockquote" | "body" => {
                self.line_break()?;
            }
            _ => {}
        }
        // What is left open inside an element ends with it, but no element ends the cell or table it stands in.
        let inside = |open: &Open| match name {
            "table" => true,
            "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" => open.tag != "table",
            _ => !matches!(open.tag.as_str(), "table" | "tr" | "td" | "th"),
        };
        let reached = self.open.iter().rev().take_while(|open| open.tag == name || inside(open)).position(|open| open.tag == name);
        if let Some(steps) = reached {
            self.open.truncate(self.open.len() - steps - 1);
        }
        Ok(())
    }

    /// Ends the elements that are open inside the nearest of some kinds.
    fn close_to(&mut self, kinds: &[&str]) {
        if let Some(steps) = self.open.iter().rev().position(|open| kinds.contains(&open.tag.as_str())) {
            self.open.truncate(self.open.len() - steps);
        }
    }

    /// Rows without a table around them still are rows.
    fn implied_table(&mut self) {
        if self.tables.is_empty() {
            self.has_table = true;
            self.tables.push(Table::default());
            self.push_plain("table");
        }
    }

    fn line_break(&mut self) -> Result<(), Reason> {
        match &mut self.cell {
            Some(cell) => {
                cell.text.line_break();
                Ok(())
            }
            None => self.end_loose(),
        }
    }

    /// Text outside tables stands in the first column, a row for each line.
    fn end_loose(&mut self) -> Result<(), Reason> {
        let runs = std::mem::take(&mut self.loose).finish();
        if runs.iter().all(|run| run.text.trim().is_empty()) {
            return Ok(());
        }
        if self.naming {
            let text: String = runs.iter().map(|run| run.text.as_str()).collect();
            self.sheet.rename(text.split_once(": ").map_or(text.as_str(), |(_, name)| name).trim());
            self.naming = false;
            return Ok(());
        }
        let row = self.new_row();
        let value = Value::Text(self.pool.add_runs(&runs));
        self.sheet.cell(row, Cell { column: 0, style: self.styles.number(Look::default()), value }, self.limits)?;
        *self.seen.entry(0).or_default() += 1;
        Ok(())
    }

    fn new_row(&mut self) -> u32 {
        let row = self.next_row;
        self.next_row = self.next_row.saturating_add(1);
        row
    }

    /// LibreOffice puts `<a name="table0">` before each sheet, after a list of them all.
    fn anchor(&mut self, tag: &Tag<'_>) -> Result<(), Reason> {
        let numbered = |name: &str| name.strip_prefix("table").is_some_and(|number| number.parse::<u16>().is_ok());
        if self.by_office && self.tables.is_empty() && tag.get("name").is_some_and(|name| numbered(&name)) {
            self.end_loose()?;
            if self.has_table {
                self.end_sheet()?;
            }
            self.begin_sheet();
            self.naming = true;
        }
        Ok(())
    }

    fn begin_sheet(&mut self) {
        self.sheet = Builder::new(&format!("Sheet{}", self.sheets.len() + 1), false);
        self.unseen.clear();
        self.seen.clear();
        self.next_row = 0;
        self.has_table = false;
    }

    fn end_sheet(&mut self) -> Result<(), Reason> {
        let mut sheet = std::mem::replace(&mut self.sheet, Builder::new("", false));
        for (row, cell) in self.unseen.drain(..) {
            // A cell that is not shown in a column of shown ones has no place in the sheet.
            if self.seen.contains_key(&cell.column) {
                continue;
            }
            sheet.cell(row, cell, self.limits)?;
            sheet.hide_columns(cell.column, cell.column);
        }
        self.sheets.push(sheet.finish());
        if self.sheets.len() > self.limits.sheets {
            return Err(self.limits.over(TooMuch::Sheets));
        }
        Ok(())
    }

    fn begin_table(&mut self, tag: &Tag<'_>) -> Result<(), Reason> {
        // A table inside a cell stands below what the cell holds so far, and the rest of the row below it.
        self.end_cell()?;
        self.end_loose()?;
        self.naming = false;
        if let Some(outer) = self.tables.last_mut() {
            outer.interrupt();
        }
        if self.tables.len() >= DEEPEST_TABLE {
            return Err(Reason::TooLarge { what: TooMuch::Tables, limit: DEEPEST_TABLE as u64 });
        }
        let id = tag.get("id").unwrap_or_default();
        if self.tables.is_empty() && id.strip_prefix("sheet").is_some_and(|number| number.parse::<u16>().is_ok()) && self.has_table {
            self.end_sheet()?;
            self.begin_sheet();
        }
        self.has_table = true;
        self.tables.push(Table::default());
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Reason> {
        self.end_row()?;
        self.end_loose()?;
        if let Some(table) = self.tables.pop() {
            for (first, last) in table.merges(self.next_row) {
                self.sheet.merge(first, last);
            }
        }
        Ok(())
    }

    fn begin_row(&mut self, hidden: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.begin_row(hidden);
        }
    }

    fn end_row(&mut self) -> Result<(), Reason> {
        self.end_cell()?;
        if self.tables.last_mut().is_some_and(Table::end_row) {
            self.new_row(); // A row without cells is a row too.
        }
        Ok(())
    }

    /// Whether the cell has a place in the sheet.
    fn begin_cell(&mut self, tag: &Tag<'_>, open: &Open, says: Says) -> Result<bool, Reason> {
        if self.loose.is_filled() {
            self.end_loose()?;
            if let Some(table) = self.tables.last_mut() {
                table.interrupt();
            }
        }
        let next_row = &mut self.next_row;
        let Some(table) = self.tables.last_mut() else { return Ok(false) };
        let (row, row_is_new) = table.row(*next_row);
        if row_is_new {
            *next_row = next_row.saturating_add(1);
            if table.row_is_hidden() {
                self.sheet.hide_rows(row, row);
            }
        }
        let span = |name| tag.get(name).and_then(|span| span.trim().parse::<u32>().ok());
        let own = says.hidden == Some(true);
        let Some((column, in_hidden_column)) = table.place(row, span("colspan"), span("rowspan"), own)? else {
            // Programs that draw merged cells leave those below in the page, unseen and without a place.
            return Ok(false);
        };
        let (stored, format) = stored(tag);
        self.cell = Some(OpenCell {
            at: Position::new(row, column),
            text: Text::default(),
            hidden: own || in_hidden_column,
            font: open.font.clone(),
            indent: says.indent.unwrap_or(0),
            format: format.or_else(|| says.format.as_deref().map(str::to_string)),
            stored,
        });
        Ok(true)
    }

    fn end_cell(&mut self) -> Result<(), Reason> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let bold = cell.text.is_bold();
        let runs = cell.text.finish();
        let shown: String = runs.iter().map(|run| run.text.as_str()).collect();
        let pool = &mut self.pool;
        let mut number = |text: &str| match number::from_stored(text) {
            Some(number) => Value::Number(number),
            None => Value::Odd(pool.add(text, Encoding::Unicode)),
        };
        let value = match cell.stored {
            // LibreOffice leaves a number beside an error too.
            _ if is_error_text(&shown) => Value::Error(self.pool.add(&shown, Encoding::Unicode)),
            Stored::Flag(flag) => Value::Flag(flag),
            Stored::Number(text) => number(&text),
            Stored::Shown if number::from_stored(&shown).is_some() => number(&shown),
            _ if shown.trim().is_empty() => return Ok(()),
            Stored::Error => Value::Error(self.pool.add(&shown, Encoding::Unicode)),
            _ => Value::Text(self.pool.add_runs(&runs)),
        };
        self.pool.within(self.limits)?;
        let format = cell.format.as_deref().map(number_format::code_of_name).filter(|code| !code.eq_ignore_ascii_case("general"));
        let style = self.styles.number(Look { format: format.map(Into::into), font: cell.font, bold, indent: cell.indent, date: false });
        let placed = Cell { column: cell.at.column, style, value };
        if cell.hidden {
            self.limits.cell()?;
            self.unseen.push((cell.at.row, placed));
            return Ok(());
        }
        *self.seen.entry(placed.column.min(MAX_COLUMNS)).or_default() += 1;
        self.sheet.cell(cell.at.row, placed, self.limits)
    }

    fn finish(mut self, name: Arc<str>) -> Result<Workbook, Reason> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.end_loose()?;
        if !self.has_table && self.sheets.is_empty() {
            // A book of several sheets saved as a page keeps them in a folder beside it.
            let apart = || Reason::Damaged("trang chỉ có khung, số liệu nằm trong thư mục đi kèm".into());
            return Err(if self.has_frames { apart() } else { Reason::NotAWorkbook });
        }
        if let (Some(only), true) = (&self.named, self.sheets.is_empty()) {
            self.sheet.rename(only);
        }
        self.end_sheet()?;
        let Page { pool, styles, mut sheets, .. } = self;
        let texts = pool.finish(&mut sheets);
        Ok(Workbook { file: name, sha256: String::new(), format: "html", sheets, texts, styles: styles.finish() })
    }
}

/// The value a program left in a cell's attributes, and its number format: `x:num` of Excel, `sdval` of LibreOffice.
fn stored(tag: &Tag<'_>) -> (Stored, Option<String>) {
    // The language, the language of the format, the format itself.
    let format = tag.get("sdnum").and_then(|value| value.splitn(3, ';').nth(2).map(str::to_string)).filter(|code| !code.is_empty());
    let stored = if let Some(value) = tag.get("x:num").or_else(|| tag.get("sdval")) {
        match (value.trim(), format.as_deref()) {
            ("", _) => Stored::Shown,
            (value, Some("BOOLEAN")) => Stored::Flag(value != "0"),
            (value, _) => Stored::Number(value.to_string()),
        }
    } else if let Some(value) = tag.get("x:bool") {
        Stored::Flag(value.eq_ignore_ascii_case("true"))
    } else if tag.get("x:err").is_some() {
        Stored::Error
    } else {
        Stored::Nothing
    };
    (stored, format)
}
