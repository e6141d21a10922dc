//! The few values of the look that the app itself paints, before and beside its pages. They are tokens of
//! `ui/src/styles/tokens.css`, where the look is decided.

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
    fn what_the_app_paints_is_what_its_pages_paint() {
        assert_eq!(written(CANVAS_LIGHT), token(0, "canvas"));
        assert_eq!(written(CANVAS_DARK), token(1, "canvas"));
        assert_eq!(written(DOT), token(1, "danger"));
        assert_eq!(written(QUIET_DOT), token(1, "third"));
    }
}
