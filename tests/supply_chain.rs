//! What the program is built from: crates of crates.io only, under licences of the list in `deny.toml`, none of them twice
//! but those named there. cargo-deny checks the same and more, where it is at hand (`.ci/run`).

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The packages of a lock file, each with what is said of it in one line.
fn locked(path: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(path);
    let packages = text.split("[[package]]").skip(1);
    let of = |package: &str| {
        let lines = package.lines().filter_map(|line| line.split_once(" = \""));
        lines.map(|(key, value)| (key.to_string(), value.trim_end_matches('"').to_string())).collect()
    };
    packages.map(of).collect()
}

/// Texts of a list in `deny.toml`.
fn listed(key: &str) -> Vec<String> {
    let text = text("deny.toml");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = "))).unwrap();
    serde_json::from_str(line).unwrap()
}

#[test]
fn every_crate_comes_from_the_registry() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let packages = locked(lock);
        assert!(packages.len() > 20, "{lock}: {}", packages.len());
        for package in packages {
            let (name, source) = (&package["name"], package.get("source").map(String::as_str));
            // Without a source it lies in this folder.
            let own = source.is_none() && name.starts_with("chitieu");
            assert!(own || source == Some("registry+https://github.com/rust-lang/crates.io-index"), "{lock}: {name} from {source:?}");
            assert!(own || package.contains_key("checksum"), "{lock}: {name} has no checksum");
        }
    }
}

/// Whether an expression such as "(MIT OR Apache-2.0) AND Unicode-3.0" can be kept with allowed licences.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let words = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut rest = words.as_slice();
    let kept = any(&mut rest, allowed);
    kept && rest.is_empty()
}

fn any(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut kept = all(rest, allowed);
    while let ["OR", after @ ..] = rest {
        *rest = after;
        kept |= all(rest, allowed);
    }
    kept
}

fn all(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut kept = one(rest, allowed);
    while let ["AND", after @ ..] = rest {
        *rest = after;
        kept &= one(rest, allowed);
    }
    kept
}

fn one(rest: &mut &[&str], allowed: &[String]) -> bool {
    let Some((first, after)) = rest.split_first() else { return false };
    *rest = after;
    if *first != "(" {
        // A licence with an exception is another licence.
        if let ["WITH", _, after @ ..] = rest {
            *rest = after;
            return false;
        }
        return allowed.iter().any(|licence| licence == first);
    }
    let kept = any(rest, allowed);
    match rest {
        [")", after @ ..] => {
            *rest = after;
            kept
        }
        _ => false,
    }
}

#[test]
fn expressions_of_licences_are_understood() {
    let allowed = ["MIT".to_string(), "Zlib".into()];
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("(GPL-3.0 AND MIT) OR LGPL-2.1", false),
        ("MIT WITH x OR Zlib", true),
        ("MIT WITH x", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

/// The crates that are built here, as name, version and licence: what is locked for other systems, or for what is not asked
/// for, need not be there.
fn built() -> Vec<(String, String, String)> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--offline", "--locked", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}|{l}"]);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // "serde v1.0.229|MIT OR Apache-2.0", behind which stars and folders say more.
    let of = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.trim_start_matches('v'));
        Some((name.to_string(), version.to_string(), licence.trim_end_matches(" (*)").to_string()))
    };
    let packages: BTreeSet<_> = text.lines().filter(|line| !line.is_empty()).map(|line| of(line).unwrap()).collect();
    assert!(packages.len() > 20, "{} packages", packages.len());
    packages.into_iter().collect()
}

#[test]
fn every_licence_is_allowed() {
    let allowed = listed("allow");
    for (name, _, licence) in built() {
        assert!(is_allowed(&licence, &allowed), "{name} is under “{licence}”");
    }
}

#[test]
fn no_crate_is_there_twice() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, version, _) in built() {
        versions.entry(name).or_default().push(version);
    }
    // "syn@2" lets version 2 stand beside another.
    let skipped = listed("skip");
    for (name, mut found) in versions {
        found.retain(|version| {
            !skipped.iter().any(|skip| skip.split_once('@').is_some_and(|(of, from)| of == name && version.starts_with(from)))
        });
        assert!(found.len() <= 1, "{name} is there as {found:?}");
    }
}
