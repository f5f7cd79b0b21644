//! The program killed at any moment, without room on the disk, or pointed at its own inputs: inputs stay as they were,
//! each output is absent, as it was, or whole.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_chitieu");
const OUTPUTS: [&str; 3] = ["tong-hop.xlsx", "bao-cao.docx", "du-lieu.json"];

/// A folder with the samples as inputs and room for outputs.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        fs::create_dir(office.path("nop")).unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nam-dong-2023/6t");
        for file in fs::read_dir(samples).unwrap().flatten() {
            fs::copy(file.path(), office.path("nop").join(file.file_name())).unwrap();
        }
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `merge` with all its outputs, run through `sh` after a prelude.
    fn merge(&self, prelude: &str) -> Command {
        let mut command = Command::new("sh");
        let run = format!("{prelude} exec \"$0\" merge nop -o tong-hop.xlsx --report bao-cao.docx --json du-lieu.json -q --lang en");
        command.current_dir(self.0.path()).arg("-c").arg(run).arg(PROGRAM);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn inputs(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fs::read_dir(self.path("nop")).unwrap().flatten().map(|file| (file.path(), fs::read(file.path()).unwrap())).collect()
    }

    fn outputs(&self) -> Vec<Option<Vec<u8>>> {
        OUTPUTS.iter().map(|name| fs::read(self.path(name)).ok()).collect()
    }

    fn set(&self, old: Option<&[u8]>) {
        for name in OUTPUTS {
            match old {
                Some(old) => fs::write(self.path(name), old).unwrap(),
                None => drop(fs::remove_file(self.path(name))),
            }
        }
    }

    fn temporary(&self) -> usize {
        let names = fs::read_dir(self.0.path()).unwrap().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".chitieu-")).count()
    }
}

/// What stands after a fault, against what stood before and what a whole run writes.
fn assert_sound(office: &Office, inputs: &BTreeMap<PathBuf, Vec<u8>>, old: Option<&[u8]>, whole: &[Option<Vec<u8>>], when: &str) {
    assert!(office.inputs() == *inputs, "{when}: an input changed");
    for ((found, whole), name) in office.outputs().iter().zip(whole).zip(OUTPUTS) {
        assert!(found.as_deref() == old || found == whole, "{when}: {name} is neither absent, nor old, nor whole");
    }
}

fn whole_run(office: &Office) -> Vec<Option<Vec<u8>>> {
    let output = office.merge("").output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let whole = office.outputs();
    assert!(whole.iter().all(Option::is_some));
    whole
}

#[test]
fn killed_at_any_moment() {
    let office = Office::new();
    let inputs = office.inputs();
    let started = std::time::Instant::now();
    let whole = whole_run(&office);
    let takes = started.elapsed();
    let tries: u64 = std::env::var("KILLS").map_or(40, |tries| tries.parse().unwrap());
    let (mut state, mut killed) = (20_231_123u64, 0);
    for at in 0..tries {
        let old = (at % 2 == 0).then_some(&b"old"[..]);
        office.set(old);
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Most moments lie near the end, where files are written.
        let share = (state >> 33) % 1_000;
        let wait = takes.mul_f64(if at % 3 == 0 { share as f64 / 900.0 } else { 0.7 + share as f64 / 2_000.0 });
        let mut child = office.merge("").spawn().unwrap();
        std::thread::sleep(wait.min(Duration::from_secs(20)));
        // The whole process at once, as a power cut would have it; Ctrl-C is gentler.
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success() && child.wait().unwrap().code().is_none());
        assert_sound(&office, &inputs, old, &whole, &format!("killed after {wait:?}"));
    }
    println!("killed at {killed} moments of {tries} and survived");
    office.set(None);
    assert!(whole_run(&office) == whole);
    assert!(!Path::new("/proc/self").exists() || office.temporary() == 0, "what killed runs left stays");
}

#[test]
fn no_room_at_any_size() {
    let office = Office::new();
    let inputs = office.inputs();
    let whole = whole_run(&office);
    let largest = whole.iter().flatten().map(Vec::len).max().unwrap() / 512;
    let mut points = 0;
    for blocks in (0..largest).step_by(largest / 12) {
        // The first is told that there is no room, the second is ended by the system in the middle of a write.
        for (prelude, old) in [("trap '' XFSZ;", Some(&b"old"[..])), ("", None)] {
            office.set(old);
            let output = office.merge(&format!("{prelude} ulimit -c 0; ulimit -f {blocks};")).output().unwrap();
            assert_sound(&office, &inputs, old, &whole, &format!("room for {blocks} blocks"));
            if old.is_some() {
                let told = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(
                    output.status.code() == Some(2) && told.contains("the disk is full"),
                    "{blocks} blocks: {:?} {told}",
                    output.status
                );
                assert_eq!(office.temporary(), 0, "a temporary file stays");
            }
            points += 1;
        }
    }
    println!("without room at {points} points and survived");
    office.set(None);
    assert!(whole_run(&office) == whole);
}

#[test]
fn a_full_disk_and_a_folder_that_may_only_be_read() {
    let office = Office::new();
    let inputs = office.inputs();
    let full = office.path("disk");
    fs::create_dir(&full).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16k", "none"]).arg(&full).stderr(Stdio::null()).status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("skipped: no small disk can be mounted here");
        return;
    }
    fs::write(full.join("tong-hop.xlsx"), "old").unwrap();
    let run = |folder: &Path| -> Output {
        let out = folder.join("tong-hop.xlsx");
        Command::new(PROGRAM).current_dir(office.0.path()).args(["merge", "nop", "-q", "--lang", "en", "-o"]).arg(out).output().unwrap()
    };
    let output = run(&full);
    let kept = fs::read(full.join("tong-hop.xlsx")).unwrap();
    let beside = fs::read_dir(&full).unwrap().count();
    let read_only =
        Command::new("mount").args(["-o", "remount,ro"]).arg(&full).status().is_ok_and(|status| status.success()).then(|| run(&full));
    assert!(Command::new("umount").arg(&full).status().unwrap().success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("the disk is full"), "{told}");
    assert_eq!((kept.as_slice(), beside), (&b"old"[..], 1));
    if let Some(output) = read_only {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains("read-only"), "{told}");
    }
    assert!(office.inputs() == inputs);
}

#[test]
fn an_output_that_is_an_input_under_another_name_is_refused() {
    let office = Office::new();
    let inputs = office.inputs();
    let input = inputs.keys().next().unwrap();
    std::os::unix::fs::symlink(input, office.path("link.xlsx")).unwrap();
    fs::hard_link(input, office.path("hard.xlsx")).unwrap();
    std::os::unix::fs::symlink(office.path("nop"), office.path("folder")).unwrap();
    let through = office.path("folder").join(input.file_name().unwrap());
    for (option, out) in [
        ("-o", office.path("link.xlsx")),
        ("-o", office.path("hard.xlsx")),
        ("-o", through.clone()),
        ("--json", office.path("hard.xlsx")),
        ("--json", through),
    ] {
        let output = Command::new(PROGRAM)
            .current_dir(office.0.path())
            .args(["merge", "nop", "-q", "--lang", "en", option])
            .arg(&out)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains("is one of the inputs"), "{option} {}: {told}", out.display());
        assert!(office.inputs() == inputs, "{option} {}", out.display());
    }
}

#[test]
fn a_pipe_is_no_file_and_is_not_waited_for() {
    let office = Office::new();
    if !Command::new("mkfifo").arg(office.path("a.xlsx")).status().is_ok_and(|status| status.success()) {
        println!("skipped: no pipe can be made here");
        return;
    }
    let output = Command::new(PROGRAM).current_dir(office.0.path()).args(["inspect", "a.xlsx", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("unreadable-file"));
}
