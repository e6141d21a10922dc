//! The arrows between the crates are those of ARCHITECTURE.md, and each name stays in its room.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Who may use whom. What is not here is forbidden.
const ARROWS: &[(&str, &[&str])] = &[
    ("pipit-proto", &[]),
    ("pipit-im", &["pipit-proto"]),
    ("pipit-imkit", &["pipit-im"]),
    ("pipit-api", &["pipit-im", "pipit-imkit"]),
    ("pipit-server", &["pipit-proto"]),
    ("pipit-testing", &["pipit-im", "pipit-server"]),
    ("pipit", &["pipit-api"]),
];

/// A word, and the only places where it may stand.
const ROOMS: &[(&str, &[&str])] = &[
    ("tauri::", &["src-tauri/"]),
    (
        "rusqlite",
        &[
            "crates/pipit-im/src/store",
            "crates/pipit-im/src/error.rs",
            "crates/pipit-im/src/client.rs",
            "crates/pipit-server/src/store",
        ],
    ),
    ("@tauri-apps/api", &["ui/src/platform/"]),
];

#[test]
fn crates_use_only_whom_they_may() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(ours, allowed.keys().copied().collect(), "every crate of the workspace is in the list");
    for package in &metadata.packages {
        for dependency in package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal) {
            let name = dependency.name.as_str();
            assert!(
                !ours.contains(name)
                    || allowed.get(package.name.as_str()).is_some_and(|to| to.contains(name)),
                "{} must not use {name}",
                package.name
            );
        }
    }
}

#[test]
fn names_stay_in_their_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["crates", "src-tauri", "ui/src"] {
        collect(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100, "the scan finds the sources");
    for file in files {
        let place = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&file).unwrap();
        for (word, rooms) in ROOMS {
            let at_home = rooms.iter().any(|room| place.starts_with(room));
            assert!(at_home || !text.contains(word), "{place} must not say {word}");
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_str().unwrap_or_default();
        if path.is_dir() {
            if !["target", "node_modules", "corpus"].contains(&name) {
                collect(&path, files);
            }
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "ts", "svelte"].iter().any(|known| kind == *known))
        {
            files.push(path);
        }
    }
}
