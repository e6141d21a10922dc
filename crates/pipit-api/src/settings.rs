//! The settings' file in the profile.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use serde_json::{Map, Value, json};
use tokio::sync::watch;
use tracing::warn;

use crate::ui::Settings;

/// The settings of a profile, and who watches them.
pub(crate) struct SettingsFile {
    path: PathBuf,
    value: watch::Sender<Settings>,
    /// One change is written at a time.
    writing: Mutex<()>,
}

impl SettingsFile {
    /// Reads the profile's settings; whichever cannot be read counts as never set.
    pub(crate) fn open(profile: &Path) -> Self {
        let path = profile.join("settings.json");
        let settings = match fs::read(&path) {
            Ok(bytes) => read(&bytes).unwrap_or_else(|error| {
                warn!(%error, "the settings are damaged; the defaults apply");
                Settings::default()
            }),
            Err(_) => Settings::default(),
        };
        Self { path, value: watch::Sender::new(settings), writing: Mutex::default() }
    }

    /// The settings as they are.
    pub(crate) fn watch(&self) -> watch::Receiver<Settings> {
        self.value.subscribe()
    }

    /// Changes what is kept, and tells who watches.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut settings = self.value.borrow().clone();
        change(&mut settings);
        let beside = self.path.with_extension("new");
        fs::write(&beside, serde_json::to_vec_pretty(&settings)?)?;
        fs::rename(&beside, &self.path)?;
        self.value.send_replace(settings);
        Ok(())
    }
}

/// The settings as they are `now`, but for what a person has changed from `before` to `wanted`.
pub(crate) fn merged(now: &Settings, before: &Settings, wanted: &Settings) -> Settings {
    let fields = |settings: &Settings| match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (mut merged, before) = (fields(now), fields(before));
    merged.extend(fields(wanted).into_iter().filter(|(name, value)| before.get(name) != Some(value)));
    serde_json::from_value(Value::Object(merged)).unwrap_or_else(|_| wanted.clone())
}

/// Each setting by itself: one that another version calls otherwise takes none of the others along.
fn read(json: &[u8]) -> serde_json::Result<Settings> {
    let said: Map<String, Value> = serde_json::from_slice(json)?;
    let is_known = |(name, value): &(String, Value)| {
        serde_json::from_value::<Settings>(json!({ name: value }))
            .inspect_err(|error| warn!(name, %error, "a setting cannot be read; its default applies"))
            .is_ok()
    };
    serde_json::from_value(Value::Object(said.into_iter().filter(is_known).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Language, TextSize, Theme};

    #[test]
    fn settings_survive_and_damage_falls_back_to_defaults() {
        let profile = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(profile.path());
        let watched = file.watch();
        let dark =
            Settings { theme: Theme::Dark, language: Language::SimplifiedChinese, ..Settings::default() };
        file.change(|settings| *settings = dark.clone()).unwrap();
        assert_eq!(*watched.borrow(), dark);
        assert_eq!(*SettingsFile::open(profile.path()).watch().borrow(), dark);

        for damaged in ["{\"theme\":", "", "[]", "null", "\0\0\0\0"] {
            fs::write(profile.path().join("settings.json"), damaged).unwrap();
            let file = SettingsFile::open(profile.path());
            assert_eq!(*file.watch().borrow(), Settings::default(), "{damaged:?}");
            file.change(|settings| *settings = dark.clone()).unwrap();
            assert_eq!(*SettingsFile::open(profile.path()).watch().borrow(), dark, "it can be set again");
        }
    }

    #[test]
    fn what_others_have_changed_meanwhile_stays() {
        let before = Settings::default();
        let wanted = Settings { shortcut: Some("Ctrl+Alt+KeyP".into()), ..before.clone() };
        let now = Settings { theme: Theme::Dark, snoozed_until: Some(7), ..before.clone() };
        let both = Settings { shortcut: wanted.shortcut.clone(), ..now.clone() };
        assert_eq!(merged(&now, &before, &wanted), both);
        assert_eq!(merged(&now, &now, &before), before, "what is turned back is turned back");
    }

    #[test]
    fn what_an_earlier_or_a_later_version_kept_holds_as_far_as_it_is_known() {
        let profile = tempfile::tempdir().unwrap();
        let opened = |json: &str| {
            fs::write(profile.path().join("settings.json"), json).unwrap();
            SettingsFile::open(profile.path()).watch().borrow().clone()
        };
        // As the first version wrote it.
        let earlier = opened(r#"{ "theme": "dark", "language": "zh-Hans", "sendKey": "enter" }"#);
        let dark =
            Settings { theme: Theme::Dark, language: Language::SimplifiedChinese, ..Settings::default() };
        assert_eq!(earlier, dark, "what it did not know is as at first");
        let later = r#"{ "theme": "sepia", "aurora": { "on": true }, "textSize": "larger", "listWidth": -3,
            "notifications": false, "shortcut": "Ctrl+Alt+KeyP" }"#;
        let kept = Settings {
            text_size: TextSize::Larger,
            notifications: false,
            shortcut: Some("Ctrl+Alt+KeyP".into()),
            ..Settings::default()
        };
        assert_eq!(opened(later), kept, "neither what is unknown nor a value that is takes the rest along");
    }
}
