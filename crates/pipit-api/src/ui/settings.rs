//! What a person sets. It is kept in the profile, in the clear: nothing here is secret.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Maps;

/// The settings of a profile.
#[expect(clippy::struct_excessive_bools, reason = "each is something that a person turns on or off")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// The page's language.
    pub language: Language,
    /// How large everything is.
    pub text_size: TextSize,
    /// Which key sends.
    pub send_key: SendKey,
    /// Whether what arrives unseen raises notifications.
    pub notifications: bool,
    /// Whether notifications say what was written.
    pub notification_content: bool,
    /// Until when there are no notifications but of mentions, in milliseconds since 1970.
    #[ts(type = "number | null")]
    pub snoozed_until: Option<i64>,
    /// Whether closing the window leaves the app running in the tray, where there is one.
    pub close_to_tray: bool,
    /// Somebody who closed the window was told so.
    pub tray_explained: bool,
    /// Whether the app starts, in the tray, when the person logs in.
    pub start_at_login: bool,
    /// Keys that show and hide the window whichever app has the focus, such as `Ctrl+Alt+KeyP`.
    pub shortcut: Option<String>,
    /// How fast voices are played.
    pub voice_rate: VoiceRate,
    /// Where a place is looked at.
    pub maps: Maps,
    /// How wide the conversation list is, in CSS pixels.
    pub list_width: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: Language::default(),
            text_size: TextSize::default(),
            send_key: SendKey::default(),
            notifications: true,
            notification_content: true,
            snoozed_until: None,
            close_to_tray: true,
            tray_explained: false,
            start_at_login: false,
            shortcut: None,
            voice_rate: VoiceRate::default(),
            maps: Maps::default(),
            list_width: 304,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum Language {
    /// As the system says, English where the system's is not spoken.
    #[default]
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    /// Arabic, whose pages run from right to left.
    #[serde(rename = "ar")]
    Arabic,
}

/// How large text is, and everything with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextSize {
    /// 90 %.
    Small,
    /// As designed.
    #[default]
    Normal,
    /// 125 %.
    Large,
    /// 150 %.
    Larger,
    /// 200 %.
    Largest,
}

/// How fast voices are played; how high they sound stays the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VoiceRate {
    /// As they were spoken.
    #[default]
    Normal,
    /// Half as fast again.
    Faster,
    /// Twice as fast.
    Fastest,
}

/// Which key sends. Shift+Enter is a new line either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SendKey {
    /// Enter sends.
    #[default]
    Enter,
    /// Ctrl+Enter (Cmd+Enter on a Mac) sends, Enter is a new line.
    CtrlEnter,
}
