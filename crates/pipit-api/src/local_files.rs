//! What Pipit keeps on this machine, by kind, and the clearing of what comes again when it is wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pipit_im::{Amount, Client, ReceivedKind};
use walkdir::WalkDir;

use crate::ui::{ClearLocalFilesArgs, ClearedFiles, LocalAmount, LocalFiles, LocalKind};
use crate::{Api, ApiError, ErrorCode};

/// How many entries of the profile's folder are looked at. Too high: the answer takes seconds. Too low: it is not whole.
const MOST: usize = 200_000;

/// How deep folders lie that are looked into.
const DEEPEST: usize = 16;

impl Api {
    /// How much there is of each kind.
    pub(crate) async fn local_files(&self) -> Result<LocalFiles, ApiError> {
        let client = self.client()?;
        let received = client.received_files(self.handed_over().paths()).await?;
        let places = Places::of(self.folder(), &client);
        let seen = tokio::task::spawn_blocking(move || places.look()).await;
        let Seen { mut kinds, complete } = seen.map_err(|error| unreadable(&error))?;
        let bytes = kinds.values().map(|amount| amount.bytes).sum();
        // Where it lies does not tell whether what was received is whole; the engine knows.
        if let Some(unfinished) = kinds.get_mut(&LocalKind::Unfinished) {
            *unfinished = unfinished.without(received.played);
        }
        kinds.insert(LocalKind::Films, received.played);
        kinds.insert(LocalKind::Saved, received.saved);
        let told = |(kind, amount): (LocalKind, Amount)| LocalAmount {
            kind,
            files: amount.files,
            bytes: amount.bytes,
            clearable: match kind {
                LocalKind::Films => received.played_clearable.bytes,
                LocalKind::Unfinished => received.unfinished_clearable.bytes,
                LocalKind::Pictures => amount.bytes,
                _ => 0,
            },
        };
        let kinds = kinds.into_iter().filter(|(_, amount)| amount.files > 0).map(told).collect();
        Ok(LocalFiles { kinds, bytes, complete })
    }

    /// Removes what is kept of these kinds and comes again when it is wanted; how much that was.
    pub(crate) async fn clear_local_files(
        &self,
        args: ClearLocalFilesArgs,
    ) -> Result<ClearedFiles, ApiError> {
        let client = self.client()?;
        let (mut received, mut pictures) = (BTreeSet::new(), false);
        for kind in args.kinds {
            match kind {
                LocalKind::Films => drop(received.insert(ReceivedKind::Played)),
                LocalKind::Unfinished => drop(received.insert(ReceivedKind::Unfinished)),
                LocalKind::Pictures => pictures = true,
                other => {
                    let why = format!("{other:?} cannot be cleared, only films, unfinished and pictures");
                    return Err(ApiError::new(ErrorCode::BadCall, why));
                }
            }
        }
        let mut cleared = client.clear_received(received, self.handed_over().paths()).await?;
        if pictures {
            let kept = self.pictures().clone();
            let gone = tokio::task::spawn_blocking(move || kept.clear()).await;
            cleared += gone.map_err(|error| unreadable(&error))?;
        }
        Ok(ClearedFiles { files: cleared.files, bytes: cleared.bytes })
    }

    /// Shows the folder into which files are fetched.
    pub(crate) async fn show_downloads(&self) -> Result<(), ApiError> {
        let folder = self.downloads().await?;
        if !folder.is_dir() {
            let why = format!("there is no folder {}", folder.display());
            return Err(ApiError::new(ErrorCode::FileUnavailable, why));
        }
        self.on_desktop(move |desktop| desktop.open_file(&folder)).await
    }
}

fn unreadable(error: &tokio::task::JoinError) -> ApiError {
    ApiError::new(ErrorCode::StoreUnavailable, error.to_string())
}

/// Where what lies.
struct Places {
    profile: PathBuf,
    /// Of whoever is signed in.
    person: Option<PathBuf>,
}

struct Seen {
    kinds: BTreeMap<LocalKind, Amount>,
    complete: bool,
}

impl Places {
    fn of(profile: &Path, client: &Client) -> Self {
        let person = client.received().and_then(Path::parent).map(Path::to_owned);
        Self { profile: profile.to_owned(), person }
    }

    /// Counts every file of the profile; it blocks, and follows no link.
    fn look(&self) -> Seen {
        let mut seen = Seen { kinds: BTreeMap::new(), complete: true };
        let walk = WalkDir::new(&self.profile).follow_root_links(false).max_depth(DEEPEST);
        for (number, entry) in walk.into_iter().enumerate() {
            if number >= MOST {
                seen.complete = false;
                break;
            }
            let about = entry.and_then(|entry| Ok((entry.metadata()?, entry)));
            match about {
                Ok((about, entry)) if about.is_file() => {
                    seen.kinds.entry(self.kind_of(entry.path())).or_default().add(about.len());
                }
                Ok((about, entry)) if about.is_dir() && entry.depth() == DEEPEST => seen.complete = false,
                Ok(_) => {}
                // What goes while one looks takes no room.
                Err(error) if gone(&error) => {}
                Err(_) => seen.complete = false,
            }
        }
        seen
    }

    /// What a file is, by where it lies. All that was received counts as a beginning here: only the engine knows better.
    fn kind_of(&self, path: &Path) -> LocalKind {
        let first = |root: &Path| {
            let within = path.strip_prefix(root).ok()?;
            within.iter().next()?.to_str().map(str::to_owned)
        };
        let of_person = self.person.as_deref().and_then(first).unwrap_or_default();
        match of_person.as_str() {
            "received" => return LocalKind::Unfinished,
            "outgoing" => return LocalKind::Outgoing,
            name if name.starts_with("messages.db.damaged-") => return LocalKind::Damaged,
            name if name.starts_with("messages.db") => return LocalKind::Messages,
            _ => {}
        }
        match first(&self.profile).unwrap_or_default().as_str() {
            "pictures" => LocalKind::Pictures,
            "stickers" => LocalKind::Stickers,
            "webview" => LocalKind::WebView,
            _ => LocalKind::Other,
        }
    }
}

fn gone(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_of_one_kind_and_no_link_is_followed() {
        let profile = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("diary.txt"), [0; 5_000]).unwrap();
        let person = profile.path().join("people/0a");
        for (path, bytes) in [
            ("people/0a/messages.db", 400),
            ("people/0a/messages.db-wal", 30),
            ("people/0a/messages.db.damaged-17", 7),
            ("people/0a/received/film.mp4", 50),
            ("people/0a/outgoing/1f/a.png", 6),
            ("people/0b/messages.db", 9),
            ("people/0b/received/film.mp4", 9),
            ("pictures/77", 20),
            ("stickers/cats/1.png", 8),
            ("webview/localstorage/x", 3),
            ("widgets/0c/people/0d/messages.db", 9),
            ("settings.json", 1),
        ] {
            let path = profile.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, vec![0; bytes]).unwrap();
        }
        #[cfg(unix)]
        for (to, link) in [
            (elsewhere.path().to_owned(), "pictures/folder"),
            (elsewhere.path().join("diary.txt"), "people/0a/received/diary.mp4"),
            (profile.path().to_owned(), "people/0a/round"),
        ] {
            std::os::unix::fs::symlink(to, profile.path().join(link)).unwrap();
        }
        let places = Places { profile: profile.path().to_owned(), person: Some(person) };
        let Seen { kinds, complete } = places.look();
        assert!(complete);
        let bytes: Vec<_> =
            kinds.into_iter().map(|(kind, amount)| (kind, amount.files, amount.bytes)).collect();
        assert_eq!(
            bytes,
            [
                (LocalKind::Messages, 2, 430),
                (LocalKind::Unfinished, 1, 50),
                (LocalKind::Outgoing, 1, 6),
                (LocalKind::Pictures, 1, 20),
                (LocalKind::Stickers, 1, 8),
                (LocalKind::WebView, 1, 3),
                (LocalKind::Damaged, 1, 7),
                (LocalKind::Other, 4, 28),
            ]
        );
    }
}
