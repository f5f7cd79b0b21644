//! What kind of text a file is, by its first bytes.

use super::encoding;

/// Kinds of text that hold tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An XML workbook of Excel 2003.
    SpreadsheetMl,
    /// An OpenDocument spreadsheet in one file.
    FlatOpenDocument,
    /// A web page.
    Page,
    /// Any other text: it may be lines of separated fields.
    Lines,
}

/// How far into a file a page may begin: programs put warnings of theirs before it.
const PAGE_BEGINS: usize = 8 << 10;

/// Tells what kind of text a file is; `None` where it is no text, or XML of another kind.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    let head = encoding::head(bytes)?;
    let lower = head.trim_start().to_ascii_lowercase();
    let root = root(&lower);
    let named = |name: &str| root.rsplit(':').next() == Some(name);
    if named("workbook") && (lower.contains("urn:schemas-microsoft-com:office:spreadsheet") || lower.contains("progid=\"excel.sheet\"")) {
        return Some(Kind::SpreadsheetMl);
    }
    if named("document") && lower.contains("urn:oasis:names:tc:opendocument") {
        return lower.contains("opendocument.spreadsheet").then_some(Kind::FlatOpenDocument);
    }
    let begins = |marks: &[&str], within: usize| marks.iter().any(|mark| lower.find(mark).is_some_and(|at| at < within));
    if begins(&["<html", "<table", "<!doctype html"], if root.is_empty() { PAGE_BEGINS } else { lower.len() }) {
        // Other XML may name its tables so too.
        let is_page = !lower.starts_with("<?xml") || PAGE_ROOTS.contains(&root);
        return is_page.then_some(Kind::Page);
    }
    (!lower.starts_with('<')).then_some(Kind::Lines)
}

/// What the outermost element of a page is, where the page is whole or only a piece of one.
const PAGE_ROOTS: [&str; 6] = ["html", "table", "body", "head", "div", "meta"];

/// The name of the first element, where the text begins with markup; else nothing.
fn root(text: &str) -> &str {
    let mut rest = text;
    while let Some(inside) = rest.strip_prefix('<') {
        let end = match inside {
            _ if inside.starts_with("!--") => inside.find("-->").map(|at| at + 3),
            _ if inside.starts_with(['?', '!']) => inside.find('>').map(|at| at + 1),
            _ => {
                let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
                return inside.get(..end).unwrap_or_default();
            }
        };
        let Some(end) = end else { return "" };
        rest = inside.get(end..).unwrap_or_default().trim_start();
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_text() {
        let excel = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        let flat = "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                    office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">";
        for (text, expected) in [
            (excel, Some(Kind::SpreadsheetMl)),
            (flat, Some(Kind::FlatOpenDocument)),
            (&flat.replace(".spreadsheet", ".text"), None),
            ("<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument><w:tbl/>", None),
            ("<?xml version=\"1.0\"?><a><table><b/></table></a>", None),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">\n<html><table>", Some(Kind::Page)),
            ("\r\n<HTML xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><TABLE>", Some(Kind::Page)),
            ("<style>td {}</style><div><table>", Some(Kind::Page)),
            ("Warning: x in y\n<br /><table>", Some(Kind::Page)),
            ("a;b\nc;d", Some(Kind::Lines)),
            ("<svg></svg>", None),
            ("a\0b", None),
        ] {
            assert_eq!(kind(text.as_bytes()), expected, "{text}");
        }
    }
}
