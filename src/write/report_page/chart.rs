//! Charts as drawings inside the page: shades that differ in black and white, each figure in words beside its bar.

use crate::report::{Bar, Chart, Shade};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write;

use super::escape;

/// The shades, once in a page.
pub(super) const PATTERNS: &str = "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>\
    <pattern id=\"hatched\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect width=\"7\" height=\"7\" fill=\"#fff\"/><rect width=\"2\" height=\"7\" fill=\"#000\"/></pattern>\
    <pattern id=\"dotted\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>\
    <circle cx=\"3\" cy=\"3\" r=\"1.2\" fill=\"#000\"/></pattern></defs></svg>\n";

/// Width of a drawing and of the bars in it; the rest is for the figures of the longest bars.
const WIDTH: u32 = 760;
const BARS: u32 = 620;
/// Heights of a line of letters and of a bar.
const LINE: u32 = 18;
const BAR: u32 = 14;
/// So many letters fit a line.
const LETTERS: usize = 100;

/// One chart with its title, its legend and what its marks mean.
pub(super) fn chart(out: &mut String, chart: &Chart) {
    let mut drawn = String::new();
    let mut y = if chart.mark.is_some() { LINE } else { 0 };
    let top = y;
    for bar in &chart.bars {
        y = one_bar(&mut drawn, chart, bar, y);
    }
    if let Some((at, name)) = &chart.mark {
        let x = length(*at, chart.full);
        let _ = writeln!(drawn, "<text x=\"{x}\" y=\"12\" text-anchor=\"middle\" font-size=\"12\">{}</text>", escape(name));
        let _ = writeln!(drawn, "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{y}\" stroke=\"#000\" stroke-dasharray=\"4 3\"/>");
    }
    let title = escape(&chart.title);
    let _ = writeln!(out, "<figure>\n<figcaption>{title}</figcaption>\n<p class=\"legend\">");
    for (shade, word) in &chart.legend {
        let _ = writeln!(
            out,
            "<span><svg width=\"26\" height=\"12\" aria-hidden=\"true\"><rect x=\"1\" y=\"1\" width=\"24\" height=\"10\" {}/></svg> {}</span>",
            looks(*shade),
            escape(word)
        );
    }
    let _ = writeln!(out, "</p>\n<svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {WIDTH} {y}\">\n{drawn}</svg>");
    if let Some(note) = &chart.note {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    out.push_str("</figure>\n");
}

/// Draws one bar with its label above and its figures behind; where the next one begins.
fn one_bar(out: &mut String, chart: &Chart, bar: &Bar, top: u32) -> u32 {
    let mut y = top;
    for line in lines(&bar.label) {
        y += LINE;
        let _ = writeln!(out, "<text x=\"0\" y=\"{}\" font-size=\"14\">{}</text>", y - 4, escape(&line));
    }
    let mut x = 0;
    let mut is_cut = false;
    for (shade, value) in &bar.pieces {
        let width = length(*value, chart.full);
        is_cut |= *value > chart.full;
        if width > 0 {
            let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BAR}\" {}/>", looks(*shade));
        }
        x += width;
    }
    if is_cut {
        // Two white strokes: the bar is longer than it is drawn.
        for at in [x.saturating_sub(22), x.saturating_sub(14)] {
            let (low, high) = (y + BAR + 2, y.saturating_sub(2));
            let _ = writeln!(out, "<line x1=\"{at}\" y1=\"{low}\" x2=\"{}\" y2=\"{high}\" stroke=\"#fff\" stroke-width=\"4\"/>", at + 7);
        }
    }
    let text = escape(&bar.text);
    // Long words under the bar, short ones behind it.
    if bar.text.chars().count() > 16 {
        y += LINE;
        let _ = writeln!(out, "<text x=\"0\" y=\"{}\" font-size=\"13\">{text}</text>", y + BAR - 4);
    } else {
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\" font-size=\"14\">{text}</text>", x + 6, y + BAR - 2);
    }
    y + BAR + 6
}

/// Units of the drawing for a figure; no more than the whole width.
fn length(value: Decimal, full: Decimal) -> u32 {
    let share = value.min(full).checked_mul(Decimal::from(BARS)).and_then(|wide| wide.checked_div(full));
    share.and_then(|share| share.round().to_u32()).unwrap_or(0).min(BARS)
}

fn looks(shade: Shade) -> &'static str {
    match shade {
        Shade::Solid => "fill=\"#000\" stroke=\"#000\"",
        Shade::Hatched => "fill=\"url(#hatched)\" stroke=\"#000\"",
        Shade::Dotted => "fill=\"url(#dotted)\" stroke=\"#000\"",
        Shade::Empty => "fill=\"#fff\" stroke=\"#000\"",
    }
}

/// A label broken between words: letters in a drawing don't break by themselves.
fn lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LETTERS {
            lines.push(word.to_string());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_figures_and_cut_where_they_are_too_long() {
        let of = |value: &str| length(value.parse().unwrap(), Decimal::from(150));
        assert_eq!(["0", "75", "150", "282.6"].map(of), [0, 310, 620, 620]);
        assert_eq!(length(Decimal::ONE, Decimal::ZERO), 0);
    }

    #[test]
    fn labels_break_between_words() {
        let label = "chỉ tiêu ".repeat(20);
        let lines = lines(&label);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.chars().count() <= LETTERS), "{lines:?}");
        assert_eq!(lines.join(" "), label.trim());
    }
}
