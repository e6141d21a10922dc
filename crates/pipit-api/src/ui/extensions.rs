//! The parts that a deployment can leave out, and what is asked of them.

use pipit_im::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which of those parts are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Extensions {
    /// Red packets: money as a present. They need a wallet too.
    pub red_packet: bool,
    /// Stickers of packs.
    pub stickers: bool,
    /// Short films.
    pub short_video: bool,
}

impl Default for Extensions {
    fn default() -> Self {
        Self { red_packet: true, stickers: true, short_video: true }
    }
}

/// A pack of stickers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StickerPack {
    /// Its name on the wire.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What is in it, in its order.
    pub stickers: Vec<StickerOfPack>,
}

/// A sticker of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StickerOfPack {
    /// Its name in the pack.
    pub id: String,
    /// What it means, in words.
    pub meaning: String,
}

/// Names a sticker.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StickerArgs {
    /// The pack's name on the wire.
    pub pack: String,
    /// The sticker's name in it.
    pub id: String,
}

/// A sticker to send.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendStickerArgs {
    /// Where to.
    pub conversation: ConversationId,
    /// The pack's name on the wire.
    pub pack: String,
    /// The sticker's name in it.
    pub id: String,
}
