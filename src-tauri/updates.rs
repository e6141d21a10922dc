//! Newer versions of this program, over Tauri's updater: where the deployment says who publishes them, and this copy can
//! replace itself. When to look and what to install is decided in `pipit-api`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use pipit_api::ui::{NewVersion, UpdateProblem};
use pipit_api::{Api, DeploymentUpdates, Progress, Updater, secure};
use tauri::AppHandle;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tauri_plugin_updater::{Error, Update, UpdaterExt};
use tokio::sync::Notify;
use tracing::warn;

/// How long the server may be silent. Too high: a person waits for a server that is gone; too low: a slow one is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest version that is fetched, in bytes: it lies in memory until its signature was checked.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// Looks for newer versions from now on, if the deployment wants that.
pub fn follow(app: &AppHandle, api: &Api, wanted: Option<DeploymentUpdates>) {
    match wanted {
        None => {}
        Some(from) if replaces_itself() => {
            let (app, api_of, found) = (app.clone(), api.clone(), Mutex::default());
            api.follow_updates(Arc::new(Published { app, api: api_of, from, found }));
        }
        Some(_) => api.leave_updates_to_system(),
    }
}

/// Whether this copy is a file or a folder of its own that may be exchanged: none that a package manager has put down, and
/// none that a developer has built.
fn replaces_itself() -> bool {
    match bundle_type() {
        Some(BundleType::AppImage) => std::env::var_os("APPIMAGE").is_some(),
        Some(BundleType::Nsis | BundleType::Msi) => true,
        Some(BundleType::App) => std::env::current_exe().is_ok_and(|program| {
            program.ancestors().any(|part| part.extension().is_some_and(|end| end == "app"))
        }),
        _ => false,
    }
}

/// What a deployment publishes.
struct Published {
    app: AppHandle,
    api: Api,
    from: DeploymentUpdates,
    /// What the last check has found.
    found: Mutex<Option<Update>>,
}

impl Published {
    fn found(&self) -> MutexGuard<'_, Option<Update>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self) -> Result<Option<Update>, Error> {
        let only_https = self.from.endpoint.scheme() == "https";
        let (app, api) = (self.app.clone(), self.api.clone());
        let updater = self
            .app
            .updater_builder()
            .endpoints(vec![self.from.endpoint.clone()])?
            .pubkey(&self.from.public_key)
            .configure_client(move |client| client.https_only(only_https).read_timeout(PATIENCE))
            .on_before_exit(move || {
                // Where an installer takes over, this process ends at once.
                app.cleanup_before_exit();
                tauri::async_runtime::block_on(api.close());
            })
            .build()?;
        updater.check().await
    }

    async fn fetch(&self, update: &Update, progress: Progress) -> Result<Vec<u8>, UpdateProblem> {
        if !secure(&update.download_url) {
            warn!(address = %update.download_url, "a newer version does not lie at an https:// address");
            return Err(UpdateProblem::Unreadable);
        }
        let (mut here, too_large) = (0, Notify::new());
        let hear = |piece: usize, whole: Option<u64>| {
            here += u64::try_from(piece).unwrap_or(u64::MAX);
            if here > LARGEST {
                too_large.notify_one();
            }
            progress(here, whole);
        };
        tokio::select! {
            fetched = update.download(hear, || {}) => fetched.map_err(problem),
            () = too_large.notified() => {
                warn!(bytes = LARGEST, "a newer version is larger than this");
                Err(UpdateProblem::Unreadable)
            }
        }
    }
}

#[async_trait]
impl Updater for Published {
    async fn check(&self) -> Result<Option<NewVersion>, UpdateProblem> {
        let found = self.ask().await.map_err(problem)?;
        let version = found
            .as_ref()
            .map(|update| NewVersion { number: update.version.clone(), notes: update.body.clone() });
        *self.found() = found;
        Ok(version)
    }

    async fn install(&self, progress: Progress) -> Result<(), UpdateProblem> {
        let update = self.found().clone().ok_or(UpdateProblem::NotInstalled)?;
        let bytes = self.fetch(&update, progress).await?;
        let placed = tokio::task::spawn_blocking(move || update.install(bytes)).await;
        placed.map_err(|_| UpdateProblem::NotInstalled)?.map_err(problem)
    }

    fn restart(&self) {
        crate::window::restart(&self.app);
    }
}

/// What an error means for a person; the rest is for the log.
fn problem(error: Error) -> UpdateProblem {
    warn!(%error, "a newer version cannot be had");
    match error {
        Error::Reqwest(error) if error.is_decode() => UpdateProblem::Unreadable,
        Error::Reqwest(_) | Error::Network(_) | Error::ReleaseNotFound => UpdateProblem::Unreachable,
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => UpdateProblem::Untrusted,
        Error::Serialization(_)
        | Error::Semver(_)
        | Error::UrlParse(_)
        | Error::TargetNotFound(_)
        | Error::TargetsNotFound(_) => UpdateProblem::Unreadable,
        _ => UpdateProblem::NotInstalled,
    }
}
