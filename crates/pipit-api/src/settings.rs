//! The settings' file in the profile.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tokio::sync::watch;
use tracing::warn;

use crate::ui::Settings;

/// The settings of a profile, and who watches them.
pub(crate) struct SettingsFile {
    path: PathBuf,
    value: watch::Sender<Settings>,
}

impl SettingsFile {
    /// Reads the profile's settings; what cannot be read counts as never set.
    pub(crate) fn open(profile: &Path) -> Self {
        let path = profile.join("settings.json");
        let settings = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                warn!(%error, "the settings are damaged; the defaults apply");
                Settings::default()
            }),
            Err(_) => Settings::default(),
        };
        Self { path, value: watch::Sender::new(settings) }
    }

    /// The settings as they are.
    pub(crate) fn watch(&self) -> watch::Receiver<Settings> {
        self.value.subscribe()
    }

    /// Keeps new settings and tells who watches.
    pub(crate) fn save(&self, settings: Settings) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        fs::write(&beside, serde_json::to_vec_pretty(&settings)?)?;
        fs::rename(&beside, &self.path)?;
        self.value.send_replace(settings);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Language, Theme};

    #[test]
    fn settings_survive_and_damage_falls_back_to_defaults() {
        let profile = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(profile.path());
        let watched = file.watch();
        let dark =
            Settings { theme: Theme::Dark, language: Language::SimplifiedChinese, ..Settings::default() };
        file.save(dark.clone()).unwrap();
        assert_eq!(*watched.borrow(), dark);
        assert_eq!(*SettingsFile::open(profile.path()).watch().borrow(), dark);

        fs::write(profile.path().join("settings.json"), b"{\"theme\":").unwrap();
        assert_eq!(*SettingsFile::open(profile.path()).watch().borrow(), Settings::default());
    }
}
