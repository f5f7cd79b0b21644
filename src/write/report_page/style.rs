//! The looks of the page: those of a document on a screen and on paper, in black and white.

/// The page's style sheet.
pub(super) const STYLE: &str = "\
body { font: 17px/1.45 'Times New Roman', 'Liberation Serif', serif; color: #000; background: #fff; margin: 0; }
main { max-width: 52em; margin: 0 auto; padding: 1.5em; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1em; text-align: center; }
header p { margin: 0 0 .6em; }
.under, .motto { position: relative; display: inline-block; padding-bottom: 4px; }
.under::after { content: ''; position: absolute; left: 30%; right: 30%; bottom: 0; border-bottom: 1px solid #000; }
.motto { border-bottom: 1px solid #000; }
.blank { display: inline-block; width: 2.2em; }
h1 { font-size: 1.12em; text-align: center; margin: 1.2em 0; }
h2 { font-size: 1.06em; margin: 1.6em 0 .5em; } h3 { font-size: 1em; margin: 1.2em 0 .4em; }
h4 { font-size: 1em; font-weight: normal; margin: 1em 0 .4em; }
p { margin: .5em 0; text-align: justify; } header p, .reference, .to { text-align: center; }
.reference, .note { font-style: italic; } .recipients, .legend, .note { text-align: left; }
ul { list-style: '- '; margin: .3em 0; padding-left: 1.2em; } ul ul { list-style: '+ '; } li { margin: .3em 0; text-align: justify; }
nav ul { list-style: none; padding: 0; } nav li { text-align: left; } a { color: #000; }
.wide { overflow-x: auto; margin: .8em 0; }
table { border-collapse: collapse; width: 100%; font-size: .94em; line-height: 1.25; }
th, td { border: 1px solid #000; padding: 3px 6px; vertical-align: middle; }
td.n { text-align: right; white-space: nowrap; } td.c { text-align: center; }
.heading, .total { font-weight: bold; }
td.part1::before, td.part2::before, td.part3::before { content: '- '; }
td.part1 { padding-left: 1.2em; } td.part2 { padding-left: 2.2em; } td.part3 { padding-left: 3.2em; }
figure { margin: 1.2em 0; padding: .8em; border: 1px solid #000; } figcaption { font-weight: bold; }
figure > svg { width: 100%; height: auto; display: block; } svg text { font-family: 'Times New Roman', 'Liberation Serif', serif; }
.legend { margin: .3em 0 .6em; } .legend span { margin-right: 1.2em; white-space: nowrap; } .legend svg { vertical-align: -1px; }
footer { display: flex; justify-content: space-between; gap: 2em; margin: 1.5em 0 4em; }
footer p { margin: 0; } .recipients { font-size: .8em; } .signature { text-align: center; min-width: 40%; }
.annex h2 { text-align: center; }
@page { size: A4; margin: 20mm 15mm 20mm 30mm; }
@media print {
  main { max-width: none; padding: 0; } nav { display: none; } .wide { overflow: visible; }
  h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } .annex { break-before: page; } a { text-decoration: none; }
  header { flex-wrap: nowrap; }
}
";
