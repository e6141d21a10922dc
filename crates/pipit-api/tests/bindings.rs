//! The page's types are those of the Rust code. `make bindings` writes them anew.

use std::path::Path;

#[test]
fn the_pages_types_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings.ts");
    let current = pipit_api::typescript();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == current, "ui/src/bindings.ts is not what the Rust types say: run `make bindings`");
}
