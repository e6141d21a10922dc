//! The pack that comes with the app: Pip, drawn for it. `scripts/stickers.mjs` makes the pictures from their drawings.

use super::Listed;

/// Its name on the wire.
pub(super) const ID: &str = "pip";

macro_rules! pictures {
    ($($name:literal),* $(,)?) => {
        /// The pictures, by their files' names.
        const PICTURES: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../../stickers/pip/", $name)))),*];
    };
}

pictures!(
    "hello.png",
    "yes.png",
    "no.png",
    "thanks.png",
    "love.png",
    "laugh.png",
    "sad.png",
    "sleepy.png",
    "wow.png",
    "party.png",
);

pub(super) fn list() -> Option<Listed> {
    serde_json::from_str(include_str!("../../stickers/pip/pack.json")).ok() // a test reads it
}

pub(super) fn picture(name: &str) -> Option<&'static [u8]> {
    PICTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}
