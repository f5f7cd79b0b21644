//! The looks of the page. Colours never speak alone: each has a word in the legend and in the note of its cells.

use crate::language::{Language, Text};
use std::fmt::Write;

/// The page's style sheet.
pub const STYLE: &str = "\
body { font: 15px/1.4 'Times New Roman', serif; margin: 1.5em; color: #111; }
h1 { font-size: 1.5em; } h2 { font-size: 1.25em; border-top: 2px solid #555; padding-top: .8em; } h3 { font-size: 1.1em; }
.legend span { display: inline-block; padding: 1px 8px; margin: 2px 4px 2px 0; border: 1px solid #999; }
.grid { overflow: auto; max-height: 85vh; border: 1px solid #999; }
table { border-collapse: collapse; font-size: 14px; }
th { background: #eee; font-weight: normal; color: #555; border: 1px solid #ccc; padding: 1px 6px; }
thead th { position: sticky; top: 0; }
td { border: 1px solid #ccc; padding: 2px 6px; vertical-align: top; max-width: 32em; white-space: pre-wrap; }
td.n { text-align: right; white-space: nowrap; }
td:target { outline: 3px solid #000; }
.plan { background: #d6e6f7; } .actual { background: #cdeccd; } .prior { background: #eadcf5; }
.stated { background: #fdf3c8; } .name { background: #eef7ee; } .frame { background: #f2f2f2; color: #555; }
.told { background: #f8c9c4; border: 2px solid #b00; }
.out { color: #777; background: repeating-linear-gradient(135deg, #fff, #fff 5px, #ececec 5px, #ececec 9px); }
.findings li.error b { color: #b00; } .findings li.warning b { color: #a60; }
code { color: #666; font-size: 12px; } .why { color: #555; }
details > summary { cursor: pointer; margin: .6em 0; }
@media print { .grid { max-height: none; overflow: visible; } }
";

/// What each colour means.
pub fn legend(language: Language) -> String {
    let t = |vi, en| Text { vi, en }.in_language(language);
    let entries = [
        ("plan", t("kế hoạch", "plan")),
        ("actual", t("thực hiện", "actual")),
        ("prior", t("cùng kỳ", "same period last year")),
        ("stated", t("tỷ lệ, đánh giá ghi trong biểu (để đối chiếu)", "stated ratio or verdict (compared)")),
        ("name", t("tên chỉ tiêu, tên đơn vị", "name of an indicator or unit")),
        ("frame", t("tiêu đề, số thứ tự, đơn vị tính", "heading, numbering, unit of measure")),
        ("told", t("có vấn đề: xem danh sách", "something is wrong: see the list")),
        ("out", t("không dùng: di chuột vào ô để xem lý do", "not used: the cell's note says why")),
    ];
    let mut out = String::from("<p class=\"legend\">");
    for (class, words) in entries {
        let _ = write!(out, "<span class=\"{class}\">{words}</span>");
    }
    out + "</p>\n"
}
