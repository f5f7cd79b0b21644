//! Where results are written: never over an input, whole or not at all.

use super::Stop;
use super::screen::Screen;
use chitieu::write;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes sure, before the work begins, that an output can be meant: it is no input, and its folder exists.
pub fn prove(output: &Path, inputs: &[PathBuf]) -> Result<(), Stop> {
    let shown = output.display();
    if is_among(output, inputs) {
        return Err(Stop::because(
            format!("“{shown}” là một tệp đầu vào nên không ghi đè lên được. Hãy chọn tên khác."),
            format!("“{shown}” is one of the inputs and is not written over. Choose another name."),
        ));
    }
    let folder = folder_of(output);
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Stop::because(
            format!("Không có thư mục “{folder}” để ghi “{shown}”. Hãy tạo thư mục trước hoặc chọn nơi khác."),
            format!("There is no folder “{folder}” to write “{shown}” into. Make it first or choose another place."),
        ));
    }
    if output.is_dir() {
        return Err(Stop::because(
            format!("“{shown}” là một thư mục. Hãy ghi rõ tên tệp."),
            format!("“{shown}” is a folder. Give the name of a file."),
        ));
    }
    Ok(())
}

/// Whether a path leads to one of these files, under whatever name.
pub fn is_among(path: &Path, files: &[PathBuf]) -> bool {
    let (own, there) = (identity(path), fs::metadata(path).ok());
    // What is not there yet is none of the files with other names, and they need not be asked.
    let named_alike = |file: &&PathBuf| !KNOWS_FILES || there.is_some() || file.file_name() == path.file_name();
    files.iter().filter(named_alike).any(|file| match fs::metadata(file) {
        // Of thousands of files with other names it is asked only whether it is the same one on the disk: links are costly to follow.
        Ok(known) if KNOWS_FILES && file.file_name() != path.file_name() => there.as_ref().is_some_and(|there| same_inode(there, &known)),
        Ok(known) => identity(file) == own || there.as_ref().is_some_and(|there| same_inode(there, &known)),
        Err(_) => identity(file) == own,
    })
}

/// Makes sure that no two outputs are the same file.
pub fn all_differ(outputs: &[&Path]) -> Result<(), Stop> {
    for (at, output) in outputs.iter().enumerate() {
        if outputs[..at].iter().any(|earlier| identity(earlier) == identity(output)) {
            let shown = output.display();
            return Err(Stop::because(
                format!("Hai kết quả cùng ghi vào “{shown}”. Hãy đặt tên khác nhau."),
                format!("Two results are to be written to “{shown}”. Give them different names."),
            ));
        }
    }
    Ok(())
}

/// The folder a file lies in.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// The file a path leads to, through links; for a file that is not there yet, its place.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs::canonicalize(folder_of(path)).unwrap_or_else(|_| folder_of(path));
        path.file_name().map_or(folder.clone(), |name| folder.join(name))
    })
}

/// Whether the system tells by a file's metadata which file it is.
const KNOWS_FILES: bool = cfg!(unix);

/// A file may have several names on one disk.
#[cfg(unix)]
fn same_inode(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.dev() == other.dev() && one.ino() == other.ino()
}

#[cfg(not(unix))]
fn same_inode(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// Whether a path ends in one of these extensions, in capitals or not.
pub fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
}

/// Refuses an output whose name does not say a form that can be written.
pub fn expect_extension(path: &Path, extensions: &[&str]) -> Result<(), Stop> {
    if has_extension(path, extensions) {
        return Ok(());
    }
    let shown = path.display();
    let vi = extensions.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" hoặc ");
    let en = vi.replace(" hoặc ", " or ");
    Err(Stop::because(
        format!("Tên tệp kết quả “{shown}” phải có đuôi {vi}. Hãy đổi tên."),
        format!("The name of the result “{shown}” must end in {en}. Change it."),
    ))
}

/// Prints a result, or writes it where `-o` says.
pub fn deliver(text: &str, out: Option<&Path>, inputs: &[PathBuf], screen: &Screen) -> Result<(), Stop> {
    match out {
        None => screen.result(text),
        Some(path) => {
            prove(path, inputs)?;
            Ok(write::save(path, text.as_bytes())?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_recognised_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.xlsx");
        fs::write(&input, "x").unwrap();
        let inputs = [input.clone()];
        assert!(prove(&input, &inputs).is_err());
        assert!(prove(&folder.path().join("../").join(folder.path().file_name().unwrap()).join("a.xlsx"), &inputs).is_err());
        assert!(prove(&folder.path().join("b.xlsx"), &inputs).is_ok());
        assert!(prove(&folder.path().join("no/b.xlsx"), &inputs).is_err());
        assert!(prove(folder.path(), &inputs).is_err());
        #[cfg(unix)]
        {
            let link = folder.path().join("link.xlsx");
            std::os::unix::fs::symlink(&input, &link).unwrap();
            let hard = folder.path().join("hard.xlsx");
            fs::hard_link(&input, &hard).unwrap();
            assert!(prove(&link, &inputs).is_err());
            assert!(prove(&hard, &inputs).is_err());
        }
    }
}
