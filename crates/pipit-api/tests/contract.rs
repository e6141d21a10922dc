//! What integrators read, and the types that they use, are those of the contract. `make bindings` writes them anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pipit_api::{Contract, RCIM_METHODS};

/// Where the generated part of the documentation begins; it goes to the end.
const BEGIN: &str = "<!-- written by `make bindings` from the contract -->\n";

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn is_current(path: &str, current: &str) -> std::io::Result<()> {
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(file(path), current)?;
    }
    let written = std::fs::read_to_string(file(path)).unwrap_or_default();
    assert!(written == current, "{path} is not what the contract says: run `make bindings`");
    Ok(())
}

#[test]
fn the_contract_has_the_methods_that_are_there() {
    let contract = Contract::read().unwrap();
    let described: BTreeSet<&str> = contract.rows.keys().map(String::as_str).collect();
    assert_eq!(described, RCIM_METHODS.iter().copied().collect());
}

#[test]
fn the_pages_types_are_current() {
    is_current("src-tauri/widget/rcim.d.ts", &Contract::read().unwrap().types()).unwrap();
}

#[test]
fn the_reference_is_current() {
    let written = std::fs::read_to_string(file("docs/rcim.md")).unwrap();
    let (by_hand, _) = written.split_once(BEGIN).expect("the mark stands in docs/rcim.md");
    let reference = Contract::read().unwrap().reference();
    is_current("docs/rcim.md", &format!("{by_hand}{BEGIN}\n{reference}")).unwrap();
}
