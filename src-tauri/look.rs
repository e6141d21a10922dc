//! The few values of the look that the app itself paints, before and beside its pages: tokens of
//! `ui/src/styles/tokens.css`, where the look is decided. And the other values that a deployment has for its pages.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

/// A file of all tokens has a tenth of it.
const MOST: u64 = 64 * 1024;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Behind everything: `--canvas`.
pub const CANVAS_LIGHT: Rgb = [0xFF, 0xFF, 0xFF];
/// The same in the dark theme.
pub const CANVAS_DARK: Rgb = [0x15, 0x17, 0x1A];
/// The dot of what is unread: the dark theme's `--danger`, which is seen on light bars too.
pub const DOT: Rgb = [0xFF, 0x7A, 0x70];
/// The dot while nothing makes itself heard: the dark theme's `--third`.
pub const QUIET_DOT: Rgb = [0x99, 0xA1, 0xAB];

/// Behind the initials of people and groups: `--tint-0` to `--tint-7`.
#[cfg(any(test, target_os = "linux"))]
pub const TINTS: [Rgb; 8] = [
    [0x3B, 0x6F, 0xD4],
    [0x0F, 0x7F, 0x86],
    [0x2F, 0x7D, 0x4F],
    [0x9A, 0x64, 0x12],
    [0xB4, 0x53, 0x2A],
    [0xB2, 0x3A, 0x5E],
    [0x7A, 0x52, 0xB8],
    [0x56, 0x65, 0x7A],
];
/// The initials on them: `--on-tint`.
#[cfg(any(test, target_os = "linux"))]
pub const ON_TINT: Rgb = [0xFF, 0xFF, 0xFF];

/// Other values for the tokens of the pages, as they were written; the pages take what they know (`ui/src/lib/look.ts`).
#[derive(Default)]
pub struct Worn(Map<String, Value>);

impl Worn {
    /// Reads a file of them.
    pub fn read(file: &Path) -> Result<Self> {
        let named = || format!("the theme {}", file.display());
        let mut text = Vec::new();
        let opened = std::fs::File::open(file).with_context(named)?;
        opened.take(MOST + 1).read_to_end(&mut text).with_context(named)?;
        ensure!(text.len() as u64 <= MOST, "{} has more than {MOST} bytes", named());
        serde_json::from_slice(&text).map(Self).with_context(named)
    }

    /// What a page finds before its own scripts run.
    pub fn script(&self) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            format!("window.pipitLook = {};", Value::from(self.0.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token of one of the two themes, as it is written.
    fn token(theme: usize, name: &str) -> String {
        let css = include_str!("../ui/src/styles/tokens.css");
        let theme = css.split("[data-theme=\"dark\"]").nth(theme).expect("a theme");
        let (_, value) = theme.split_once(&format!("--{name}: ")).expect("a token");
        value.split(';').next().expect("a value").to_owned()
    }

    fn written([red, green, blue]: Rgb) -> String {
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    #[test]
    fn a_theme_is_read_or_it_is_said_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let read = |text: &[u8]| {
            let file = folder.path().join("theme.json");
            std::fs::write(&file, text).unwrap();
            Worn::read(&file).map(|worn| worn.script()).map_err(|why| format!("{why:#}"))
        };
        let script = read(br##"{"light": {"accent": "#7a1fa2"}}"##).unwrap();
        assert_eq!(script, r##"window.pipitLook = {"light":{"accent":"#7a1fa2"}};"##);
        assert!(read(b"[1]").unwrap_err().contains("theme.json"), "not an object");
        assert!(read(b"{").unwrap_err().contains("EOF"), "cut off");
        assert!(read(" ".repeat(70_000).as_bytes()).unwrap_err().contains("65536"), "too long");
        assert!(Worn::read(Path::new("/no/such/file")).is_err());
        assert_eq!(Worn::default().script(), "");
    }

    #[test]
    fn what_the_app_paints_is_what_its_pages_paint() {
        assert_eq!(written(CANVAS_LIGHT), token(0, "canvas"));
        assert_eq!(written(CANVAS_DARK), token(1, "canvas"));
        assert_eq!(written(DOT), token(1, "danger"));
        assert_eq!(written(QUIET_DOT), token(1, "third"));
        assert_eq!(written(ON_TINT), token(0, "on-tint"));
        for (number, tint) in TINTS.into_iter().enumerate() {
            assert_eq!(written(tint), token(0, &format!("tint-{number}")));
        }
    }
}
