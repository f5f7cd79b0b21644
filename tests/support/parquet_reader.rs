//! Reads back the Parquet that is written here, from the format's specification and not from the writer: any field of
//! Thrift's compact protocol, dictionaries, both halves of the hybrid encoding.

use std::collections::HashMap;

/// A value of Thrift's compact protocol.
#[derive(Clone, Debug)]
pub enum Thrift {
    Int(i64),
    Bytes(Vec<u8>),
    List(Vec<Thrift>),
    Struct(HashMap<i16, Thrift>),
}

impl Thrift {
    fn of(&self, field: i16) -> &Thrift {
        let Thrift::Struct(fields) = self else { panic!("no structure: {self:?}") };
        fields.get(&field).unwrap_or_else(|| panic!("no field {field}: {self:?}"))
    }

    fn has(&self, field: i16) -> bool {
        matches!(self, Thrift::Struct(fields) if fields.contains_key(&field))
    }

    fn int(&self) -> i64 {
        let Thrift::Int(value) = self else { panic!("no number: {self:?}") };
        *value
    }

    fn list(&self) -> &[Thrift] {
        let Thrift::List(items) = self else { panic!("no list: {self:?}") };
        items
    }

    fn text(&self) -> String {
        let Thrift::Bytes(bytes) = self else { panic!("no text: {self:?}") };
        String::from_utf8(bytes.clone()).unwrap()
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn varint(&mut self) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return value;
            }
            shift += 7;
        }
    }

    fn zigzag(&mut self) -> i64 {
        let value = self.varint();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }

    fn value(&mut self, kind: u8) -> Thrift {
        match kind {
            1 | 2 => Thrift::Int(i64::from(kind == 1)),
            4..=6 => Thrift::Int(self.zigzag()),
            8 => {
                let length = self.varint() as usize;
                Thrift::Bytes(self.take(length).to_vec())
            }
            9 => {
                let head = self.take(1)[0];
                let length = if head >> 4 == 15 { self.varint() as usize } else { usize::from(head >> 4) };
                Thrift::List((0..length).map(|_| self.value(head & 15)).collect())
            }
            12 => self.structure(),
            other => panic!("type {other}"),
        }
    }

    fn structure(&mut self) -> Thrift {
        let mut fields = HashMap::new();
        let mut last = 0;
        loop {
            let head = self.take(1)[0];
            if head == 0 {
                return Thrift::Struct(fields);
            }
            last = if head >> 4 == 0 { self.zigzag() as i16 } else { last + i16::from(head >> 4) };
            fields.insert(last, self.value(head & 15));
        }
    }

    /// So many numbers of the hybrid encoding.
    fn hybrid(&mut self, width: usize, count: usize) -> Vec<u32> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let head = self.varint();
            if head & 1 == 0 {
                let mut value = [0; 4];
                let bytes = width.div_ceil(8);
                value[..bytes].copy_from_slice(self.take(bytes));
                numbers.extend(std::iter::repeat_n(u32::from_le_bytes(value), (head >> 1) as usize));
            } else {
                let packed = self.take((head >> 1) as usize * width).to_vec();
                let bit = |at: usize| u32::from(packed[at / 8] >> (at % 8) & 1);
                numbers.extend((0..(head >> 1) as usize * 8).map(|at| (0..width).map(|b| bit(at * width + b) << b).sum::<u32>()));
            }
        }
        numbers.truncate(count);
        numbers
    }
}

/// Names of columns, and the cells as text; a decimal with all decimals of its type.
pub fn read(file: &[u8]) -> (Vec<String>, Vec<Vec<Option<String>>>) {
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    let length = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap()) as usize;
    let footer = Bytes(&file[file.len() - 8 - length..file.len() - 8]).structure();
    let count = footer.of(3).int() as usize;
    let elements = &footer.of(2).list()[1..];
    let groups = footer.of(4).list();
    assert_eq!(groups.len(), 1);
    let mut rows = vec![Vec::new(); count];
    let mut names = Vec::new();
    for (element, chunk) in elements.iter().zip(groups[0].of(1).list()) {
        names.push(element.of(4).text());
        let meta = chunk.of(3);
        assert_eq!(meta.of(3).list()[0].text(), names[names.len() - 1]);
        let mut dictionary = Bytes(&file[meta.of(11).int() as usize..]);
        let head = dictionary.structure();
        assert_eq!((head.of(1).int(), head.of(7).of(2).int()), (2, 0));
        let values: Vec<String> = (0..head.of(7).of(1).int()).map(|_| plain(&mut dictionary, element)).collect();
        let mut data = Bytes(&file[meta.of(9).int() as usize..]);
        let head = data.structure();
        assert_eq!((head.of(1).int(), head.of(5).of(1).int() as usize, head.of(5).of(2).int()), (0, count, 8));
        let mut page = Bytes(data.take(head.of(3).int() as usize));
        let levels = u32::from_le_bytes(page.take(4).try_into().unwrap()) as usize;
        let known = Bytes(page.take(levels)).hybrid(1, count);
        let width = usize::from(page.take(1)[0]);
        let mut indices = page.hybrid(width, known.iter().filter(|known| **known == 1).count()).into_iter();
        for (row, known) in rows.iter_mut().zip(known) {
            row.push((known == 1).then(|| values[indices.next().unwrap() as usize].clone()));
        }
    }
    (names, rows)
}

fn plain(bytes: &mut Bytes<'_>, element: &Thrift) -> String {
    match element.of(1).int() {
        1 => i32::from_le_bytes(bytes.take(4).try_into().unwrap()).to_string(),
        6 => {
            let length = u32::from_le_bytes(bytes.take(4).try_into().unwrap()) as usize;
            String::from_utf8(bytes.take(length).to_vec()).unwrap()
        }
        7 => {
            assert!(element.has(7) && element.of(2).int() == 16);
            let unscaled = i128::from_be_bytes(bytes.take(16).try_into().unwrap());
            let scale = element.of(7).int() as usize;
            let digits = format!("{:0>1$}", unscaled.unsigned_abs(), scale + 1);
            let (whole, fraction) = digits.split_at(digits.len() - scale);
            format!("{}{whole}.{fraction}", if unscaled < 0 { "-" } else { "" })
        }
        other => panic!("type {other}"),
    }
}
