//! What a deployment decides for everybody who uses it: which parts there are, and where stickers lie. For the messenger it
//! stands in a file, for a widget in its `config.xml`.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minisign_verify::PublicKey;
use serde::Deserialize;
use tokio::sync::watch;
use url::Url;

use crate::ui::Extensions;
use crate::{Api, ApiError, ErrorCode};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 * 1024;

/// What a deployment decides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Deployment {
    /// Which parts there are.
    pub extensions: Extensions,
    /// Stickers for everybody.
    pub stickers: DeploymentStickers,
    /// Whose maps are looked at.
    pub maps: DeploymentMaps,
    /// Where newer versions come from; without it nobody is asked for any.
    pub updates: Option<DeploymentUpdates>,
}

/// Where stickers for everybody lie.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct DeploymentStickers {
    /// A folder with a folder for each pack.
    pub folder: Option<PathBuf>,
}

/// Whose maps are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct DeploymentMaps {
    /// Where a place is looked at: an address with `{latitude}` and `{longitude}`.
    pub link: Option<String>,
    /// Where the small map of a place that is sent comes from: an address with `{z}`, `{x}` and `{y}`. Without one nobody is
    /// asked, and the map is paper.
    pub tiles: Option<String>,
}

impl DeploymentMaps {
    fn check(&self) -> io::Result<()> {
        let fits = |address: &Option<String>, parts: &[&str]| {
            address.as_ref().is_none_or(|address| {
                (address.starts_with("https://") || address.starts_with("http://"))
                    && parts.iter().all(|part| address.contains(part))
            })
        };
        if !fits(&self.link, &["{latitude}", "{longitude}"]) {
            return Err(io::Error::other("maps.link is an address with {latitude} and {longitude}"));
        }
        if !fits(&self.tiles, &["{z}", "{x}", "{y}"]) {
            return Err(io::Error::other("maps.tiles is an address with {z}, {x} and {y}"));
        }
        Ok(())
    }
}

/// Where newer versions of the app come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DeploymentUpdates {
    /// Where the newest version is described: an `https://` address. It may hold `{{target}}`, `{{arch}}`, `{{bundle_type}}`
    /// and `{{current_version}}`.
    pub endpoint: Url,
    /// The public key of whoever signs the versions: what `tauri signer generate` writes beside the secret one.
    pub public_key: String,
}

impl DeploymentUpdates {
    fn check(&self) -> io::Result<()> {
        if !secure(&self.endpoint) {
            return Err(io::Error::other("updates.endpoint is an address that begins with https://"));
        }
        let key = BASE64_STANDARD.decode(&self.public_key).ok().and_then(|text| String::from_utf8(text).ok());
        if key.is_none_or(|text| PublicKey::decode(&text).is_err()) {
            return Err(io::Error::other(
                "updates.publicKey is the one line that `tauri signer generate` writes into the file .pub",
            ));
        }
        Ok(())
    }
}

/// Whether nobody on the way can read or change what an address answers: encrypted, or, in a build for developers, on this
/// machine.
pub fn secure(address: &Url) -> bool {
    let here = matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    address.scheme() == "https" || (cfg!(debug_assertions) && address.scheme() == "http" && here)
}

impl Deployment {
    /// Reads a file. One that is not there decides nothing.
    ///
    /// # Errors
    /// When it cannot be read, or says what is not understood: then it is better to hear of it than to show what the
    /// deployment wanted to leave out.
    pub fn read(file: &Path) -> io::Result<Self> {
        match std::fs::metadata(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
            Ok(found) if found.len() > LARGEST => {
                return Err(io::Error::other(format!(
                    "it has {} bytes, at most {LARGEST} are read",
                    found.len()
                )));
            }
            Ok(_) => {}
        }
        let deployment: Self = toml::from_str(&std::fs::read_to_string(file)?).map_err(io::Error::other)?;
        deployment.maps.check()?;
        deployment.updates.as_ref().map_or(Ok(()), DeploymentUpdates::check)?;
        Ok(deployment)
    }
}

/// A part that a deployment may have left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    ShortVideo,
    Stickers,
}

/// The deployment of a profile, and what follows from it.
pub(crate) struct Deployed {
    deployment: watch::Sender<Deployment>,
    wallet: watch::Sender<bool>,
    shown: watch::Sender<Extensions>,
}

impl Default for Deployed {
    fn default() -> Self {
        let deployed = Self {
            deployment: watch::Sender::default(),
            wallet: watch::Sender::default(),
            shown: watch::Sender::default(),
        };
        deployed.tell();
        deployed
    }
}

impl Deployed {
    /// The parts that are there: a red packet needs a wallet too.
    pub(crate) fn shown(&self) -> watch::Receiver<Extensions> {
        self.shown.subscribe()
    }

    fn tell(&self) {
        let wanted = self.deployment.borrow().extensions;
        let shown = Extensions { red_packet: wanted.red_packet && *self.wallet.borrow(), ..wanted };
        self.shown.send_replace(shown);
    }
}

impl Api {
    /// Takes in what the deployment decides; until then every part is there.
    pub fn set_deployment(&self, deployment: Deployment) {
        self.deployed().deployment.send_replace(deployment);
        self.deployed().tell();
    }

    /// Whether there is a wallet to pay from. Until it is said, there is none, and no red packet is offered.
    pub fn set_wallet(&self, there: bool) {
        self.deployed().wallet.send_replace(there);
        self.deployed().tell();
    }

    /// The parts that are there, now and whenever that changes.
    pub fn extensions(&self) -> watch::Receiver<Extensions> {
        self.deployed().shown()
    }

    pub(crate) fn sticker_folder(&self) -> Option<PathBuf> {
        self.deployed().deployment.borrow().stickers.folder.clone()
    }

    pub(crate) fn map_link(&self) -> Option<String> {
        self.deployed().deployment.borrow().maps.link.clone()
    }

    pub(crate) fn tile_server(&self) -> Option<String> {
        self.deployed().deployment.borrow().maps.tiles.clone()
    }

    /// Refuses a call of a part that is left out.
    pub(crate) fn needs(&self, part: Part) -> Result<(), ApiError> {
        let there = *self.deployed().shown.borrow();
        let (name, there) = match part {
            Part::ShortVideo => ("short films", there.short_video),
            Part::Stickers => ("stickers", there.stickers),
        };
        if there {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::LeftOut, format!("this deployment has left out {name}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> io::Result<Deployment> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deployment.toml");
        std::fs::write(&file, toml).unwrap();
        Deployment::read(&file)
    }

    #[test]
    fn what_a_file_does_not_say_is_there() {
        let all = Extensions { red_packet: true, stickers: true, short_video: true };
        assert_eq!(read("").unwrap().extensions, all);
        assert_eq!(Deployment::read(Path::new("/nowhere/deployment.toml")).unwrap().extensions, all);
        let some = read("[extensions]\nshortVideo = false\n[stickers]\nfolder = '/srv/stickers'").unwrap();
        assert_eq!(some.extensions, Extensions { short_video: false, ..all });
        assert_eq!(some.stickers.folder.as_deref(), Some(Path::new("/srv/stickers")));
    }

    #[test]
    fn a_file_that_is_not_understood_is_refused() {
        for wrong in
            ["[extensions]\nsticker = false", "[extensions]\nstickers = 'no'", "stickers = ", "[map]"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for maps in
            ["link = 'file:///{latitude}/{longitude}'", "link = 'https://x/'", "tiles = 'https://x/{z}/{x}'"]
        {
            assert!(read(&format!("[maps]\n{maps}")).is_err(), "{maps}");
        }
        assert!(read(&format!("# {}", "x".repeat(70_000))).is_err());
    }

    #[test]
    fn newer_versions_need_a_safe_address_and_a_key() {
        const KEY: &str = include_str!("../../../tests/e2e/updates/release.pub");
        let updates = |endpoint: &str, key: &str| {
            read(&format!("[updates]\nendpoint = '{endpoint}'\npublicKey = '{key}'"))
        };
        assert_eq!(read("").unwrap().updates, None, "nobody is asked");
        let read_back = updates("https://a.example/{{target}}/{{arch}}", KEY).unwrap().updates.unwrap();
        assert_eq!(read_back.public_key, KEY);
        for (endpoint, key, named) in [
            ("http://a.example/latest.json", KEY, "endpoint"),
            ("http://localhost.a.example/latest.json", KEY, "endpoint"),
            ("file:///latest.json", KEY, "endpoint"),
            ("latest.json", KEY, "endpoint"),
            ("https://a.example/latest.json", "", "publicKey"),
            ("https://a.example/latest.json", "RWQ=", "publicKey"),
        ] {
            let error = updates(endpoint, key).unwrap_err().to_string();
            assert!(error.contains(named), "{endpoint} {key}: {error}");
        }
        assert!(read("[updates]\nendpoint = 'https://a.example/'").is_err(), "there is no key");
    }

    #[test]
    fn a_red_packet_needs_a_wallet_and_the_deployments_leave() {
        let deployed = Deployed::default();
        let mut shown = deployed.shown();
        assert!(!shown.borrow_and_update().red_packet, "nobody has set up a wallet");
        deployed.wallet.send_replace(true);
        deployed.tell();
        assert!(shown.borrow_and_update().red_packet);
        let extensions = Extensions { red_packet: false, ..Extensions::default() };
        deployed.deployment.send_replace(Deployment { extensions, ..Deployment::default() });
        deployed.tell();
        assert!(!shown.borrow_and_update().red_packet);
        assert!(shown.borrow().stickers);
    }
}
