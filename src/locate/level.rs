//! The level of the area a schema is for.

use crate::label;

/// The level of the area, as far as its name tells: whose plan is the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Tỉnh, thành phố.
    Province,
    /// Huyện, quận, thị xã.
    District,
    /// Xã, phường, thị trấn.
    Commune,
    /// Something else.
    Other,
}

impl Level {
    /// The level a name begins with.
    pub fn of(name: &str) -> Level {
        let folded = label::folded_key(name);
        let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(&format!("{word} ")));
        if begins(&["tinh", "thanh pho"]) {
            Level::Province
        } else if begins(&["huyen", "quan", "thi xa"]) {
            Level::District
        } else if begins(&["xa", "phuong", "thi tran", "dac khu"]) {
            Level::Commune
        } else {
            Level::Other
        }
    }

    /// Words for the level in a heading, without marks.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Level::Province => &["tinh", "thanh pho"],
            Level::District => &["huyen", "quan", "thi xa"],
            Level::Commune => &["xa", "phuong", "thi tran"],
            Level::Other => &[],
        }
    }
}
