//! Structures in Thrift's compact protocol, in which Parquet writes what it says of itself.

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A structure whose fields are written in the order of their numbers.
pub(super) struct Struct {
    bytes: Vec<u8>,
    last: i16,
}

impl Struct {
    pub(super) fn new() -> Struct {
        Struct { bytes: Vec::new(), last: 0 }
    }

    fn field(&mut self, number: i16, kind: u8) {
        // Numbers rise by less than sixteen in all that is written here: the short form.
        let step = (number - self.last) as u8;
        self.bytes.push((step << 4) | kind);
        self.last = number;
    }

    pub(super) fn int(&mut self, number: i16, value: i32) {
        self.field(number, I32);
        varint(&mut self.bytes, zigzag(i64::from(value)));
    }

    pub(super) fn long(&mut self, number: i16, value: i64) {
        self.field(number, I64);
        varint(&mut self.bytes, zigzag(value));
    }

    pub(super) fn text(&mut self, number: i16, text: &str) {
        self.field(number, BINARY);
        binary(&mut self.bytes, text);
    }

    pub(super) fn sub(&mut self, number: i16, sub: Struct) {
        self.field(number, STRUCT);
        self.bytes.extend(sub.bytes());
    }

    fn list(&mut self, number: i16, length: usize, kind: u8) {
        self.field(number, LIST);
        if length < 15 {
            self.bytes.push(((length as u8) << 4) | kind);
        } else {
            self.bytes.push(0xF0 | kind);
            varint(&mut self.bytes, length as u64);
        }
    }

    pub(super) fn ints(&mut self, number: i16, values: &[i32]) {
        self.list(number, values.len(), I32);
        for &value in values {
            varint(&mut self.bytes, zigzag(i64::from(value)));
        }
    }

    pub(super) fn texts(&mut self, number: i16, texts: &[&str]) {
        self.list(number, texts.len(), BINARY);
        for text in texts {
            binary(&mut self.bytes, text);
        }
    }

    pub(super) fn subs(&mut self, number: i16, subs: Vec<Struct>) {
        self.list(number, subs.len(), STRUCT);
        for sub in subs {
            self.bytes.extend(sub.bytes());
        }
    }

    /// The bytes, with the mark of the end.
    pub(super) fn bytes(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn binary(out: &mut Vec<u8>, text: &str) {
    varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Seven bits a byte, the least first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7F) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
