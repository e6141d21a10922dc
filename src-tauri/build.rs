//! Lets Tauri generate the context that `lib.rs` embeds.
fn main() {
    tauri_build::build();
}
