//! Newer versions of the app, where the deployment says who publishes them. They are looked for at the start, every day, and
//! when a person asks; one is installed only when a person says so.
//!
//! One task owns all of it. Its inputs: the clock, a person who asks for a check, a person who wants the version that was
//! found, and what the host says of both.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::ui::{InstallUpdateArgs, NewVersion, UpdateProblem, Updates};
use crate::{Api, ApiError, ErrorCode};

/// How long after one look the next one comes.
const EVERY: Duration = Duration::from_hours(24);

/// The same, when nobody answered: this machine may have started without a network.
const AGAIN: Duration = Duration::from_hours(1);

/// Wishes that may wait. More are of somebody who presses again what was heard already.
const WISHES: usize = 4;

/// The longest notes that are shown, in characters.
const LONGEST_NOTES: usize = 4_000;

/// Hears how much of a version is here: so many bytes, of so many if that is known.
pub type Progress = Box<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// Finds newer versions and puts them in the place of this one: the host's part.
#[async_trait]
pub trait Updater: Send + Sync {
    /// The version that is newer than this one, if there is one.
    async fn check(&self) -> Result<Option<NewVersion>, UpdateProblem>;

    /// Fetches the version that the last check has found, makes sure that it is signed as that version, and puts it in the
    /// place of this one.
    async fn install(&self, progress: Progress) -> Result<(), UpdateProblem>;

    /// Ends the app and starts the version that lies in its place.
    fn restart(&self);
}

enum Wish {
    Check,
    Install(NewVersion),
}

/// What is known of newer versions, and the task that follows them, if there is one.
#[derive(Default)]
pub(crate) struct Following {
    known: watch::Sender<Updates>,
    wishes: OnceLock<mpsc::Sender<Wish>>,
}

impl Api {
    /// Looks for newer versions from now on, on the current tokio runtime. Until it is called nobody is asked. Only the first
    /// counts.
    pub fn follow_updates(&self, updater: Arc<dyn Updater>) {
        self.following().begin(updater);
    }

    /// This copy of the app cannot replace itself: a person hears so, and nobody is asked.
    pub fn leave_updates_to_system(&self) {
        self.following().known.send_replace(Updates::FromSystem);
    }

    pub(crate) fn updates(&self) -> watch::Receiver<Updates> {
        self.following().known.subscribe()
    }

    pub(crate) async fn check_for_update(&self) -> Result<(), ApiError> {
        self.following().wish(Wish::Check).await
    }

    pub(crate) async fn install_update(&self, args: InstallUpdateArgs) -> Result<(), ApiError> {
        self.following().install(&args.version).await
    }
}

impl Following {
    fn begin(&self, updater: Arc<dyn Updater>) {
        let (sender, wishes) = mpsc::channel(WISHES);
        if self.wishes.set(sender).is_ok() {
            tokio::spawn(Task { updater, known: self.known.clone() }.run(wishes));
        }
    }

    /// Only what the person has seen is installed.
    async fn install(&self, number: &str) -> Result<(), ApiError> {
        let found = match &*self.known.borrow() {
            Updates::Found { version } if version.number == number => Some(version.clone()),
            _ => None,
        };
        let not_found = || ApiError::new(ErrorCode::NotFound, format!("version {number} was not found"));
        self.wish(Wish::Install(found.ok_or_else(not_found)?)).await
    }

    async fn wish(&self, wish: Wish) -> Result<(), ApiError> {
        let off = || ApiError::new(ErrorCode::LeftOut, "nobody is asked for newer versions here");
        self.wishes.get().ok_or_else(off)?.send(wish).await.map_err(|_| off())
    }
}

struct Task {
    updater: Arc<dyn Updater>,
    known: watch::Sender<Updates>,
}

impl Task {
    async fn run(self, mut wishes: mpsc::Receiver<Wish>) {
        let mut next = Instant::now();
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(next) => next = Instant::now() + self.check().await,
                wish = wishes.recv() => match wish {
                    Some(Wish::Check) => {
                        self.known.send_replace(Updates::Checking);
                        next = Instant::now() + self.check().await;
                    }
                    Some(Wish::Install(version)) => self.install(version).await,
                    None => return, // the app is ending
                },
            }
        }
    }

    /// Looks for a newer version; how long until the next look. What is shown stays while the clock asks.
    async fn check(&self) -> Duration {
        self.known.send_if_modified(|known| {
            let first = *known == Updates::Off;
            if first {
                *known = Updates::Checking;
            }
            first
        });
        let (known, pause) = match self.updater.check().await {
            Ok(Some(mut version)) => {
                version.notes =
                    version.notes.map(|notes| notes.trim().chars().take(LONGEST_NOTES).collect::<String>());
                version.notes = version.notes.filter(|notes| !notes.is_empty());
                (Updates::Found { version }, EVERY)
            }
            Ok(None) => (Updates::Newest { checked: Utc::now().timestamp_millis() }, EVERY),
            Err(problem) => (Updates::Failed { problem }, AGAIN),
        };
        self.known.send_replace(known);
        pause
    }

    async fn install(&self, version: NewVersion) {
        self.known.send_replace(Updates::Fetching { version: version.clone(), percent: None });
        let known = self.known.clone();
        let progress = move |here: u64, whole: Option<u64>| {
            let whole = whole.filter(|whole| *whole > 0);
            let now = whole.and_then(|whole| u8::try_from(here.min(whole).saturating_mul(100) / whole).ok());
            known.send_if_modified(|known| match known {
                Updates::Fetching { percent, .. } if *percent != now => {
                    *percent = now;
                    true
                }
                _ => false, // a page is told of whole percents
            });
        };
        match self.updater.install(Box::new(progress)).await {
            Ok(()) => self.updater.restart(),
            Err(problem) => drop(self.known.send_replace(Updates::Failed { problem })),
        }
    }
}

#[cfg(test)]
mod tests;
