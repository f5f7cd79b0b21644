//! Input messages: all of a sheet's in the place of the first, which the library has written.

use super::super::super::WriteError;
use super::super::escaped::push_attribute;
use super::super::streamed::{Message, Rows};
use super::{PIECE, Piece, Text, name_of};
use crate::number;

/// Bytes of input messages that are held while they are counted.
const MOST_HELD: usize = 1 << 22;

/// Writes what follows the cells, with all messages in the place of the first.
pub(super) fn put_in(out: &mut Text, tail: &str, columns: &[String], rows: &dyn Rows) -> Result<(), WriteError> {
    const END: &str = "</dataValidations>";
    let Some((before, (_, after))) = tail.split_once("<dataValidations").and_then(|(before, rest)| Some((before, rest.split_once(END)?)))
    else {
        return out.push(tail);
    };
    out.push(before)?;
    // How many there are stands before them. Where they are few enough to be held, they are made but once.
    let (count, made) = held(columns, rows)?;
    out.push(&format!("<dataValidations count=\"{count}\">"))?;
    match made {
        Some(pieces) => {
            out.end()?;
            pieces.into_iter().try_for_each(&mut *out.give)?;
        }
        None => {
            let mut beginning = Beginning::default();
            rows.messages(&mut |message| {
                push_message(&mut out.piece, columns, &mut beginning, &message);
                out.give_when_full()?;
                Ok(true)
            })?;
        }
    }
    out.push(END)?;
    out.push(after)
}

/// How many messages there are, and what is written of them; of too many, only how many.
fn held(columns: &[String], rows: &dyn Rows) -> Result<(usize, Option<Vec<Piece>>), WriteError> {
    let (mut count, mut held, mut bytes) = (0, Vec::new(), 0);
    let mut hold = |piece| {
        held.push(piece);
        Ok(())
    };
    let mut text = Text { give: &mut hold, piece: String::with_capacity(PIECE + PIECE / 4) };
    let mut beginning = Beginning::default();
    rows.messages(&mut |message| {
        count += 1;
        if bytes <= MOST_HELD {
            let before = text.piece.len();
            push_message(&mut text.piece, columns, &mut beginning, &message);
            bytes += text.piece.len() - before;
            text.give_when_full()?;
        }
        Ok(true)
    })?;
    text.end()?;
    Ok((count, (bytes <= MOST_HELD).then_some(held)))
}

/// How the messages about one sheet of a sender begin, written once.
#[derive(Default)]
struct Beginning {
    title: String,
    place: String,
    written: String,
}

impl Beginning {
    fn of(&mut self, title: &str, place: &str) -> &str {
        if self.written.is_empty() || self.title != title || self.place != place {
            (self.title, self.place) = (title.to_string(), place.to_string());
            self.written = "<dataValidation showInputMessage=\"1\" promptTitle=\"".to_string();
            push_attribute(&mut self.written, title);
            self.written += "\" prompt=\"";
            push_attribute(&mut self.written, place);
        }
        &self.written
    }
}

fn push_message(out: &mut String, columns: &[String], beginning: &mut Beginning, message: &Message) {
    let ((left, right), (first, last)) = (message.columns, message.rows);
    let (place, plain) = message.text.split_at_checked(message.plain_from).unwrap_or((message.text, ""));
    *out += beginning.of(message.title, place);
    *out += plain;
    *out += "\" sqref=\"";
    *out += name_of(columns, left).unwrap_or_default();
    number::push_digits(out, false, u64::from(first) + 1, 0);
    if (left, first) != (right, last) {
        out.push(':');
        *out += name_of(columns, right).unwrap_or_default();
        number::push_digits(out, false, u64::from(last) + 1, 0);
    }
    *out += "\"/>";
}
