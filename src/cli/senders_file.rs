//! The file of what was confirmed of senders: beside the schema, or where `--senders` says.

use super::Stop;
use super::arguments::Common;
use super::beside_schema::{Sort, told};
use super::screen::Screen;
use chitieu::language::{Text, Words};
use chitieu::schema::Schema;
use chitieu::senders::{self, Confirmed, Senders};
use chitieu::submission::Submission;
use clap::ArgMatches;
use std::path::PathBuf;

const SORT: Sort = Sort { name: Text { vi: "tệp xác nhận", en: "file of senders" }, ending: "senders.toml", option: "--senders" };

/// What is remembered, and where.
pub struct Memory {
    /// The file, which need not exist yet.
    pub path: PathBuf,
    /// As the file says it.
    pub senders: Senders,
    /// As it holds for the schema.
    pub confirmed: Confirmed,
    /// Whether it was named and is not there: a slip, or the first time.
    is_awaited: bool,
}

impl Memory {
    /// Says where nothing is remembered yet, and how often what is remembered was used: a figure read that way is not as plain as the others.
    pub fn tell_uses<'a>(&self, submissions: impl IntoIterator<Item = &'a Submission>, screen: &Screen) {
        let shown = self.path.display();
        if self.is_awaited {
            screen.note(&Words::new(
                format!("Chưa có tệp “{shown}”: chưa có xác nhận nào được lưu ở đó."),
                format!("There is no “{shown}” yet: nothing is remembered there."),
            ));
        }
        let uses: usize = submissions.into_iter().map(|submission| submission.confirmed.len()).sum();
        if uses > 0 {
            screen.note(&Words::new(
                format!("Đã đọc {uses} tên hoặc cột theo xác nhận đã lưu trong “{shown}”; xem từng chỗ bằng lệnh “xem”."),
                format!("Labels or columns read as confirmed before in “{shown}”: {uses}; the command inspect shows each."),
            ));
        }
    }
}

/// Reads the file; without one nothing is remembered. `inputs` are what it can't be.
pub fn load(common: &Common, matches: &ArgMatches, schema: &Schema, inputs: &[PathBuf], screen: &Screen) -> Result<Memory, Stop> {
    let named = matches.get_one::<PathBuf>("senders");
    let path = SORT.path(named, common, schema, inputs)?;
    let Some(text) = SORT.text(&path)? else {
        let is_awaited = named.is_some();
        return Ok(Memory { path, senders: Senders::default(), confirmed: Confirmed::default(), is_awaited });
    };
    let senders = match senders::from_toml(&text) {
        Ok(senders) => senders,
        Err(problems) => {
            screen.trouble(&SORT.unusable(&path, &problems, screen.language));
            return Err(Stop::Told);
        }
    };
    let (confirmed, problems) = senders.prove(schema);
    if !problems.is_empty() && !screen.is_quiet() {
        let shown = path.display();
        let words = Words::new(
            format!("Tệp xác nhận “{shown}” có {} chỗ không dùng với bộ chỉ tiêu này:", problems.len()),
            format!("In the file of senders “{shown}” some is not for this schema ({}):", problems.len()),
        );
        screen.trouble(&told(&words, &problems, screen.language));
    }
    Ok(Memory { path, senders, confirmed, is_awaited: false })
}
