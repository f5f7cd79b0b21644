//! The headings with the sentences under them, and what stands before the first.

use super::names::lower_first;
use super::{Align, Block, Cell, Column, Context, Paragraph, RowKind, Section, Table, TableRow, charts, frame, highlights, indicator};
use crate::schema::{IndicatorId, SectionId};

/// Bare figures share a line up to so many of them …
const MOST_ON_LINE: usize = 4;
/// … and up to so many characters.
const LONGEST_LINE: usize = 360;

/// The first paragraphs, and the table that counts the indicators by programme.
pub(super) fn opening(context: &Context) -> Vec<Block> {
    let tally = context.tally(None);
    let programmes = context.children(None);
    let key = if programmes.iter().all(|&id| is_programme(context, id)) { "section.programmes" } else { "section.others" };
    let groups = context.say(key, &[("count", Some(programmes.len().to_string()))]);
    let lead = [("issuer", Some(frame::issuer(context))), ("title", Some(lower_first(&frame::title(context))))];
    let counts = [("total", Some(tally.total.to_string())), ("groups", Some(groups)), ("with-figures", Some(tally.figures(context)))];
    let mut second = context.say("opening.counts", &counts);
    if let Some(verdicts) = tally.verdicts(context) {
        let facts = [("year", Some(context.schema.year.to_string())), ("verdicts", Some(verdicts)), ("rest", tally.rest(context))];
        second.push(' ');
        second.push_str(&context.say("opening.verdicts", &facts));
    }
    if let Some(changes) = tally.changes(context) {
        let facts = [("compared", Some(tally.compared().to_string())), ("changes", Some(changes))];
        second.push(' ');
        second.push_str(&context.say("opening.change", &facts));
    }
    vec![
        Block::Paragraph(context.say("opening.lead", &lead).into()),
        Block::Paragraph(second.into()),
        Block::Table(summary(context, &programmes)),
        Block::Chart(charts::verdicts(context, &programmes)),
    ]
}

fn summary(context: &Context, programmes: &[SectionId]) -> Table {
    let shares = [60, 340, 100, 100, 90, 90, 110, 110];
    let columns = context.phrases.list("summary-columns").iter().zip(shares).enumerate().map(|(at, (title, share))| Column {
        title: title.clone(),
        share,
        align: if at == 1 { Align::Left } else { Align::Center },
    });
    let row = |kind, number: String, name: String, section| {
        let tally = context.tally(section);
        let counts = [tally.total, tally.with_figure, tally.met, tally.not_met, tally.in_progress, tally.not_assessed()];
        let cells = [Cell::Text(number), Cell::Text(name)].into_iter().chain(counts.map(Cell::Count)).collect();
        TableRow { kind, cells }
    };
    let mut rows: Vec<TableRow> = programmes
        .iter()
        .enumerate()
        .map(|(at, &id)| row(RowKind::Figure, roman(at + 1), context.schema.section(id).name.clone(), Some(id)))
        .collect();
    rows.push(row(RowKind::Total, String::new(), context.phrases.word("table.total"), None));
    Table { columns: columns.collect(), rows }
}

/// All programmes with the sections under them.
pub(super) fn sections(context: &Context) -> Vec<Section> {
    let mut sections = Vec::new();
    for (at, id) in context.children(None).into_iter().enumerate() {
        write_section(context, id, 0, at, &mut sections);
    }
    sections
}

fn write_section(context: &Context, id: SectionId, depth: u32, ordinal: usize, out: &mut Vec<Section>) {
    let name = &context.schema.section(id).name;
    let blocks = blocks(context, id, depth);
    match heading_number(depth, ordinal) {
        Some(number) => {
            let title = if depth == 0 { name.to_uppercase() } else { name.clone() };
            out.push(Section { level: depth as u8 + 1, number, title, blocks });
        }
        // Below "a)" a heading runs into its first line.
        None => {
            if let Some(above) = out.last_mut() {
                let lead = format!("{}:", name.trim_end_matches(':'));
                let mut blocks = blocks.into_iter();
                match blocks.next() {
                    Some(Block::Paragraph(first)) => above.blocks.push(Block::Bullet(1, Paragraph { lead, text: first.text })),
                    first => {
                        above.blocks.push(Block::Bullet(1, Paragraph { lead, text: String::new() }));
                        above.blocks.extend(first);
                    }
                }
                above.blocks.extend(blocks);
            }
        }
    }
    for (at, child) in context.children(Some(id)).into_iter().enumerate() {
        write_section(context, child, depth + 1, at, out);
    }
}

fn is_programme(context: &Context, id: SectionId) -> bool {
    context.schema.section(id).name.starts_with(&context.phrases.word("section.programme"))
}

fn blocks(context: &Context, id: SectionId, depth: u32) -> Vec<Block> {
    let tally = context.tally(Some(id));
    let this = if is_programme(context, id) { "section.programme" } else { "section.other" };
    let mut counts = context.say(
        "section.counts",
        &[
            ("this", Some(context.phrases.word(this))),
            ("total", Some(tally.total.to_string())),
            ("with-figures", Some(tally.figures(context))),
            ("verdicts", tally.verdicts(context)),
            // What is not judged is told once, for the programme.
            ("rest", tally.rest(context).filter(|_| depth == 0 && tally.verdicts(context).is_some())),
        ],
    );
    if depth == 0 {
        let changes = highlights::changes(context, id).map(|changes| context.say("section.change", &[("changes", Some(changes))]));
        for said in highlights::of(context, id).into_iter().chain(changes) {
            counts.push(' ');
            counts.push_str(&said);
        }
    }
    let ids: Vec<IndicatorId> = context.indicators_of(id).map(|(id, _)| id).collect();
    let missing: Vec<String> = ids
        .iter()
        .filter(|&&id| !context.has_figure(id) && !context.is_missing_with_whole(id))
        .map(|&id| context.names.inside(context.schema.indicator(id).name.trim_end_matches(':')))
        .collect();
    let names = ("names", Some(missing.join("; ")));
    // Where there is nothing else to say, it is said once.
    if depth > 0 && tally.total > 1 && missing.len() == tally.total {
        return vec![Block::Paragraph(context.say("section.missing-all", &[("count", Some(tally.total.to_string())), names]).into())];
    }
    // Of a single indicator its own sentence says enough.
    let mut blocks = if depth > 0 && tally.total == 1 { Vec::new() } else { vec![Block::Paragraph(counts.into())] };
    if depth == 0 {
        blocks.extend(charts::of_programme(context, id).into_iter().map(Block::Chart));
    }
    lines(context, &ids, &mut blocks);
    if !missing.is_empty() {
        let key = if missing.len() == 1 { "section.missing-one" } else { "section.missing" };
        blocks.push(Block::Bullet(1, context.say(key, &[names]).into()));
    }
    blocks
}

/// One line an indicator; bare figures that follow each other share one.
fn lines(context: &Context, ids: &[IndicatorId], blocks: &mut Vec<Block>) {
    let mut shared = Shared::default();
    for &id in ids {
        if context.told_with(id).is_some() || context.is_said_by_units(context.schema.indicator(id)) {
            continue;
        }
        let Some(told) = indicator::told(context, id) else { continue };
        if let Some(bare) = told.bare {
            // "Tiêu chí huyện NTM: Quy hoạch" is one of several under a common name.
            let common = context.schema.indicator(id).name.split_once(": ").map(|(common, _)| common);
            shared.add(context, &bare, common, blocks);
            continue;
        }
        shared.flush(blocks);
        blocks.push(Block::Bullet(1, told.text.into()));
        blocks.extend(told.parts.into_iter().map(|part| Block::Bullet(2, part.into())));
    }
    shared.flush(blocks);
}

/// Bare figures on their way to one line.
#[derive(Default)]
struct Shared {
    texts: Vec<String>,
    /// What the last of them has in common with its neighbours, said once.
    common: Option<String>,
}

impl Shared {
    fn add(&mut self, context: &Context, bare: &str, common: Option<&str>, blocks: &mut Vec<Block>) {
        let goes_on = common.is_some() && self.common.as_deref() == common;
        let most = if goes_on { 2 * MOST_ON_LINE } else { MOST_ON_LINE };
        let length: usize = self.texts.iter().map(|text| text.chars().count()).sum();
        // Behind a common name whatever follows would be taken for one under it.
        let leaves = self.common.is_some() && !goes_on;
        if leaves || self.texts.len() >= most || length + bare.chars().count() > LONGEST_LINE {
            self.flush(blocks);
        }
        let is_first = self.texts.is_empty();
        let under = common.and_then(|common| bare.strip_prefix(common)?.strip_prefix(": ")).filter(|_| goes_on && !is_first);
        self.texts.push(match under {
            Some(under) => under.to_string(),
            None if is_first => bare.to_string(),
            None => context.names.inside(bare),
        });
        self.common = common.map(str::to_string);
    }

    fn flush(&mut self, blocks: &mut Vec<Block>) {
        if !self.texts.is_empty() {
            blocks.push(Block::Bullet(1, super::sentence(&self.texts.join("; ")).into()));
        }
        *self = Shared::default();
    }
}

/// "I.", "1.", "a)" by depth; nothing below that (NĐ 30/2020, Phụ lục I: mục, khoản, điểm).
fn heading_number(depth: u32, ordinal: usize) -> Option<String> {
    match depth {
        0 => Some(format!("{}.", roman(ordinal + 1))),
        1 => Some(format!("{}.", ordinal + 1)),
        2 => Some(format!("{})", letter(ordinal))),
        _ => None,
    }
}

/// The number of a section inside a table.
pub(super) fn table_number(depth: u32, ordinal: usize) -> String {
    heading_number(depth, ordinal).unwrap_or_default().trim_end_matches(['.', ')']).to_string()
}

/// The letters that number points, in the order of the Vietnamese alphabet.
fn letter(ordinal: usize) -> String {
    const LETTERS: [&str; 23] =
        ["a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"];
    LETTERS.get(ordinal).map_or_else(|| (ordinal + 1).to_string(), |letter| (*letter).to_string())
}

/// Roman numerals.
pub(super) fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{letter, roman};

    #[test]
    fn numbers_of_headings() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
        assert_eq!([0, 4, 6].map(letter), ["a", "đ", "g"]);
    }
}
