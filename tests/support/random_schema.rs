//! Schema files drawn by lot from a seed: every key, and whatever people may have put into texts.

use std::fmt::Write;

struct Lots(u64);

impl Lots {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next(n) == 0
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.next(items.len() as u64) as usize]
    }

    /// A text that is not blank at its ends.
    fn text(&mut self) -> String {
        const ODD: [&str; 24] = [
            "=1+1",
            "+84",
            "-5",
            "@SUM(A1)",
            "\"ngoặc\"",
            "a;b",
            "c, d",
            "dòng 1\ndòng 2",
            "_x000D_",
            "_xa_b",
            "tab\tở giữa",
            "1.10",
            "007",
            "1E5",
            "'",
            "<&>",
            "Đạt",
            "2-1",
            "TRUE",
            "#REF!",
            "%",
            "có",
            "«ÿ»",
            "𝒳 ⚽",
        ];
        let mut text = format!("Tên {}", self.next(1000));
        for _ in 0..self.next(3) {
            text = match self.next(3) {
                0 => format!("{} {text}", self.of(&ODD)),
                1 => format!("{text} {}", self.of(&ODD)),
                _ => (*self.of(&ODD)).to_string(),
            };
        }
        text.trim().to_string()
    }

    fn number(&mut self) -> String {
        match self.next(7) {
            0 => format!("-{}.{}", self.next(50), self.next(99) + 1),
            1 => format!("{}.{:03}", self.next(999) + 1, self.next(999) + 1),
            2 => "12345678901234567.891".to_string(),
            3 => "0.1234567890123456789".to_string(),
            4 => format!("{}", self.next(90_000_000)),
            5 => format!("{}.{}", self.next(5000), self.next(9) + 1),
            _ => "0.000001".to_string(),
        }
    }

    fn target(&mut self) -> String {
        let (a, b) = (self.number(), self.number());
        match self.next(7) {
            0 => format!(">= {a}"),
            1 => format!("> {a}"),
            2 => format!("<= {a}"),
            3 => format!("< {a}"),
            4 => format!("= {a}"),
            5 => format!("{}..{}", self.next(100), 100 + self.next(5000)),
            _ => format!("-{}.125..{b}", 100 + self.next(10)).replace("..-", "..1"),
        }
    }
}

fn quoted(text: impl AsRef<str>) -> String {
    let mut out = String::from("\"");
    for c in text.as_ref().chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(quoted).collect::<Vec<_>>().join(", "))
}

/// A sound schema file.
pub fn random_schema(seed: u64) -> String {
    let mut lots = Lots(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
    let l = &mut lots;
    let mut out = String::new();
    let o = &mut out;
    let _ = writeln!(o, "version = 1\nid = {}\ntitle = {}\nyear = {}", quoted(l.text()), quoted(l.text()), 2000 + l.next(60));
    let _ = writeln!(o, "percent-decimals = {}", l.next(11));
    let _ = writeln!(o, "[area]\ncode = \"dia-ban\"\nname = {}", quoted(l.text()));
    for key in ["issuer", "superior", "place"] {
        if !l.one_in(3) {
            let _ = writeln!(o, "{key} = {}", quoted(l.text()));
        }
    }
    let periods = l.next(4);
    for at in 0..periods {
        let _ = writeln!(o, "[[period]]\ncode = {}\nname = {}", quoted(format!("{at}.10")), quoted(l.text()));
    }
    let kinds = ["xa", "thi-tran", "p;1", "- ,"];
    let units: Vec<String> =
        (0..2 + l.next(6)).map(|at| [format!("don-vi-{at}"), format!("{at}.10"), format!("={at};")][l.next(3) as usize].clone()).collect();
    let mut used_kinds: Vec<String> = Vec::new();
    for unit in &units {
        let kind = (*l.of(&kinds)).to_string();
        let _ = writeln!(o, "[[unit]]\ncode = {}\nname = {}\nkind = {}", quoted(unit), quoted(l.text()), quoted(&kind));
        if !l.one_in(2) {
            let aliases: Vec<String> = (0..1 + l.next(3)).map(|_| l.text()).collect();
            let _ = writeln!(o, "aliases = {}", list(&aliases));
        }
        if l.one_in(3) {
            let _ = writeln!(o, "predecessors = {}", list(&[format!("{unit} cũ; a"), "=b".to_string()]));
        }
        if periods > 0 && l.one_in(3) {
            let first = l.next(periods);
            let _ = writeln!(o, "valid-from = \"{first}.10\"\nvalid-to = \"{}.10\"", first + l.next(periods - first));
        }
        used_kinds.push(kind);
    }
    let sections: Vec<String> = (0..1 + l.next(7)).map(|at| if l.one_in(2) { format!("{at}.20") } else { format!("M,{at};x") }).collect();
    for (at, section) in sections.iter().enumerate() {
        let _ = writeln!(o, "[[section]]\ncode = {}", quoted(section));
        if at > 0 && !l.one_in(3) {
            let _ = writeln!(o, "parent = {}", quoted(&sections[l.next(at as u64) as usize]));
        }
        let _ = writeln!(o, "name = {}", quoted(l.text()));
    }
    let count = 3 + l.next(15) as usize;
    let codes: Vec<String> = (0..count).map(|at| if l.one_in(3) { format!("I.{at}0") } else { format!("{at}.{at}0") }).collect();
    let mut reported = vec![false; count];
    for at in 0..count {
        // Mostly in the order of headings; now and then under another.
        let section = if l.one_in(4) { l.next(sections.len() as u64) as usize } else { at * sections.len() / count };
        let _ = writeln!(
            o,
            "[[indicator]]\ncode = {}\nsection = {}\nname = {}",
            quoted(&codes[at]),
            quoted(&sections[section]),
            quoted(l.text())
        );
        let derived = at > 0 && l.one_in(4);
        if l.one_in(2) {
            let aliases: Vec<String> = (0..1 + l.next(3)).map(|_| l.text()).collect();
            let _ = writeln!(o, "aliases = {}", list(&aliases));
        }
        let count_of = at == 0 || l.one_in(5);
        let kind = if count_of { "count-of" } else { *l.of(&["quantity", "percent", "status"]) };
        let _ = writeln!(o, "kind = \"{kind}\"");
        if l.one_in(2) {
            let _ = writeln!(o, "unit = {}", quoted(l.of(&["tấn", "triệu đồng", "%", "=ha", "người"])));
        }
        if count_of {
            let _ = writeln!(o, "out-of = {}", l.next(30) + 1);
        }
        if l.one_in(2) {
            let _ = writeln!(o, "target = {}", quoted(l.target()));
        }
        if derived {
            let _ = writeln!(o, "from = {}", quoted(&codes[0]));
            let _ = match l.next(3) {
                0 => writeln!(o, "at-unit = {}", quoted(l.of(&units))),
                1 => writeln!(o, "count-where = {}", quoted(l.target())),
                _ => writeln!(o, "remaining = true"),
            };
        } else {
            reported[at] = true;
            match kind {
                "status" => {
                    let _ = writeln!(o, "aggregate = \"{}\"", l.of(&["count-met", "none"]));
                }
                _ if at >= 2 && l.one_in(3) => {
                    let _ =
                        writeln!(o, "aggregate = \"ratio\"\nnumerator = {}\ndenominator = {}", quoted(&codes[0]), quoted(&codes[at - 1]));
                }
                _ => {
                    let _ = writeln!(o, "aggregate = \"{}\"", l.of(&["sum", "mean", "min", "max", "none"]));
                }
            }
        }
        if at + 2 < count && l.one_in(3) {
            let _ = writeln!(o, "parts = {}", list(&codes[at + 1..at + 3]));
            let _ = writeln!(o, "parts-complete = {}", l.one_in(2));
            if l.one_in(2) {
                let _ = writeln!(o, "parts-tolerance = 0.{}", l.next(9) + 1);
            }
        }
        if l.one_in(4) {
            reported[at] = false;
            let _ = match l.next(3) {
                0 => writeln!(o, "reported-by = []"),
                1 => writeln!(o, "reported-by = {}", list(&[l.of(&used_kinds).clone()])),
                _ => writeln!(o, "reported-by-units = {}", list(&[l.of(&units).clone()])),
            };
        }
        if l.one_in(3) {
            let _ = writeln!(o, "required = {}", l.one_in(2));
        }
        if l.one_in(3) {
            let low = format!("-{}.5", l.next(30));
            let _ = writeln!(o, "min = {low}\nmax = {}", l.number().trim_start_matches('-'));
        }
        if l.one_in(3) {
            let _ = writeln!(o, "decimals = {}", l.next(11));
        }
        if l.one_in(3) {
            let _ = writeln!(o, "note = {}", quoted(l.text()));
        }
    }
    // A whole with a subset of its own kind and unit of measure, and with what is no part of it.
    for (code, more) in [("tong", format!("subsets = [\"nu\"]\ndetails = {}", list(&codes[..1]))), ("nu", String::new())] {
        let section = quoted(sections.last().map_or("", String::as_str));
        let _ = writeln!(o, "[[indicator]]\ncode = \"{code}\"\nsection = {section}\nname = {}", quoted(l.text()));
        let _ = writeln!(o, "unit = \"người\"\nkind = \"quantity\"\naggregate = \"sum\"\n{more}");
    }
    for (at, code) in codes.iter().enumerate().filter(|(at, _)| reported[*at]) {
        for unit in &units {
            if l.one_in(3) {
                let _ = writeln!(o, "[[plan]]\nunit = {}\nindicator = {}\nvalue = {}", quoted(unit), quoted(code), l.number());
            }
        }
        let _ = at;
    }
    out
}
