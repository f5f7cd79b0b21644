//! How lists stand in one cell, written and read: items between semicolons, in quotes where they would be taken apart.

use super::keys::Form;

/// A list with nothing in it, which is not the same as no list.
const NOTHING: &str = "-";

/// The items of a list as the text of one cell.
pub fn join<'a>(items: impl IntoIterator<Item = &'a str>, form: Form) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    if items.is_empty() {
        return NOTHING.to_string();
    }
    let needs_quotes = |item: &str| {
        item.contains(['"', '\n', '\r'])
            || item.contains(|c| separates(c, form))
            || item.trim() != item
            || item.is_empty()
            || item == NOTHING
    };
    let quoted = |item: &&str| if needs_quotes(item) { format!("\"{}\"", item.replace('"', "\"\"")) } else { (*item).to_string() };
    items.iter().map(quoted).collect::<Vec<_>>().join("; ")
}

/// The items of a list from the text of one cell. Lines are items too: units are pasted that way.
pub fn split(text: &str, form: Form) -> Vec<String> {
    if text.trim() == NOTHING {
        return Vec::new();
    }
    let mut items = Vec::new();
    let mut item = String::new();
    let mut closed = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // A quote opens only where an item begins: 5" is no quotation.
            '"' if item.trim().is_empty() && !closed => {
                item.clear();
                while let Some(inner) = letters.next() {
                    if inner != '"' {
                        item.push(inner);
                    } else if letters.peek() == Some(&'"') {
                        letters.next();
                        item.push('"');
                    } else {
                        break;
                    }
                }
                closed = true;
            }
            c if separates(c, form) || c == '\n' => {
                finish(&mut items, &mut item, &mut closed);
            }
            c => item.push(c),
        }
    }
    finish(&mut items, &mut item, &mut closed);
    items
}

fn finish(items: &mut Vec<String>, item: &mut String, closed: &mut bool) {
    let whole = item.trim();
    if !whole.is_empty() {
        items.push(whole.to_string());
    }
    item.clear();
    *closed = false;
}

/// Names may have commas in them; codes that do are put in quotes.
fn separates(letter: char, form: Form) -> bool {
    letter == ';' || (letter == ',' && matches!(form, Form::Codes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_from_their_cells() {
        for form in [Form::Texts, Form::Codes] {
            for items in [
                vec![],
                vec!["-"],
                vec!["a"],
                vec!["III.1.02", "1.10"],
                vec!["a; b", "c, d", "\"e\"", "5\"", "f\ng", "=1+1", "x \"y\"; z", "\r", "'"],
            ] {
                let items: Vec<&str> = items.into_iter().filter(|item| !item.trim().is_empty()).collect();
                assert_eq!(split(&join(items.iter().copied(), form), form), items);
            }
        }
    }

    #[test]
    fn lists_as_people_type_them() {
        assert_eq!(split(" III.1 ;III.2;; III.3; ", Form::Codes), ["III.1", "III.2", "III.3"]);
        assert_eq!(split("xa, thi-tran", Form::Codes), ["xa", "thi-tran"]);
        assert_eq!(split("huong-xuan\nhuong-loc\r\n", Form::Codes), ["huong-xuan", "huong-loc"]);
        assert_eq!(split("Lúa, ngô; Lúa", Form::Texts), ["Lúa, ngô", "Lúa"]);
        assert_eq!(split("\"chưa đóng; ngoặc", Form::Texts), ["chưa đóng; ngoặc"]);
    }
}
