//! The files that were fetched to this machine: what they take, and how that is given back.
//!
//! A file is forgotten before it is removed. Whatever ends the process in between, its message says that it can be fetched
//! again, and what is left of it goes at the next start (`media/download.rs`).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use tracing::warn;

use super::Client;
use crate::media::{self, FileOf};
use crate::store::{self, FileOnDisk, KnownFile};
use crate::{Amount, ChangeSet, ConversationId, ReceivedFiles, ReceivedKind, StoreError};

/// A file in the engine's folder, and whose it is.
struct Copy {
    kind: ReceivedKind,
    files: Vec<(FileOf, ConversationId)>,
    /// Its bytes; nothing when no file lies there.
    bytes: Option<u64>,
    clearable: bool,
}

impl Client {
    /// What the files of messages take on this machine. `needed` is what the application still wants, besides what drafts
    /// and unsent messages name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn received_files(&self, mut needed: HashSet<PathBuf>) -> Result<ReceivedFiles, StoreError> {
        let Some(folder) = self.received().map(Path::to_owned) else { return Ok(ReceivedFiles::default()) };
        let (known, to_send) =
            self.0.store.read(|db| Ok((store::files_on_disk(db)?, store::files_to_upload(db)?))).await?;
        needed.extend(to_send);
        let counted = tokio::task::spawn_blocking(move || count(&known, &folder, &needed)).await;
        Ok(counted.unwrap_or_default()) // only when the runtime ends
    }

    /// Removes what was fetched of these kinds and can be fetched again; how much that was. What is on its way here, what
    /// drafts and unsent messages name and what is `needed` stays.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing is removed.
    pub async fn clear_received(
        &self,
        kinds: BTreeSet<ReceivedKind>,
        mut needed: HashSet<PathBuf>,
    ) -> Result<Amount, StoreError> {
        let Some(folder) = self.received().map(Path::to_owned) else { return Ok(Amount::default()) };
        let forgotten = self.0.store.write({
            let (folder, needed) = (folder.clone(), needed.clone());
            move |db| {
                let needed = needed.into_iter().chain(store::files_to_upload(db)?).collect();
                let mut copies = copies(&store::files_on_disk(db)?, &folder, &needed);
                copies.retain(|_, copy| copy.clearable && kinds.contains(&copy.kind));
                for (of, _) in copies.values().flat_map(|copy| &copy.files) {
                    store::forget_file(db, *of)?;
                }
                Ok(copies)
            }
        });
        let forgotten = forgotten.await?;
        let mut change = ChangeSet::default();
        change.conversations.extend(
            forgotten
                .values()
                .flat_map(|copy| copy.files.iter().map(|(_, conversation)| conversation.clone())),
        );
        // As long as this transaction has the store, nobody wants one of them anew.
        let removed = self.0.store.write(move |db| {
            needed.extend(store::files_to_upload(db)?);
            let wanted: BTreeSet<FileOf> = store::files_on_disk(db)?.iter().map(|file| file.of).collect();
            let mut removed = Amount::default();
            for (path, copy) in forgotten {
                let again = copy.kind == ReceivedKind::Unfinished
                    && copy.files.iter().any(|(of, _)| wanted.contains(of));
                if let (Some(bytes), false, false) = (copy.bytes, again, needed.contains(&path)) {
                    match std::fs::remove_file(&path) {
                        Ok(()) => removed.add(bytes),
                        Err(error) => warn!(%error, "a file cannot be removed before the next start"),
                    }
                }
            }
            Ok(removed)
        });
        let removed = removed.await;
        if !change.is_empty() {
            self.0.changes.send(change).ok(); // nobody may be watching
        }
        removed
    }
}

fn count(known: &[FileOnDisk], folder: &Path, needed: &HashSet<PathBuf>) -> ReceivedFiles {
    let mut counted = ReceivedFiles::default();
    for copy in copies(known, folder, needed).into_values() {
        let Some(bytes) = copy.bytes else { continue };
        let (all, clearable) = match copy.kind {
            ReceivedKind::Played => (&mut counted.played, &mut counted.played_clearable),
            ReceivedKind::Unfinished => (&mut counted.unfinished, &mut counted.unfinished_clearable),
        };
        all.add(bytes);
        if copy.clearable {
            clearable.add(bytes);
        }
    }
    let saved: BTreeSet<&Path> = known
        .iter()
        .filter(|file| file.fetched)
        .filter_map(|file| match &file.known {
            KnownFile::Here(path) if path.parent() != Some(folder) => Some(path.as_path()),
            _ => None,
        })
        .collect();
    for bytes in saved.into_iter().filter_map(size) {
        counted.saved.add(bytes);
    }
    counted
}

/// What is known of files in the engine's folder, by where they lie. Nothing when the folder is a link to another.
fn copies(known: &[FileOnDisk], folder: &Path, needed: &HashSet<PathBuf>) -> BTreeMap<PathBuf, Copy> {
    let mut copies: BTreeMap<PathBuf, Copy> = BTreeMap::new();
    if !std::fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir()) {
        return copies;
    }
    for file in known {
        let (kind, path) = match &file.known {
            KnownFile::Here(path) if path.parent() == Some(folder) => (ReceivedKind::Played, path.clone()),
            KnownFile::Here(_) => continue,
            KnownFile::Wanted | KnownFile::Failed => {
                (ReceivedKind::Unfinished, media::place(folder, file.of))
            }
        };
        let clearable = file.known != KnownFile::Wanted && !needed.contains(&path);
        let copy = copies.entry(path).or_insert_with_key(|path| Copy {
            kind,
            files: Vec::new(),
            bytes: size(path),
            clearable,
        });
        copy.files.push((file.of, file.conversation.clone()));
    }
    // Of what could not be had nothing may be here; that it failed stays known.
    copies.retain(|_, copy| copy.kind == ReceivedKind::Played || copy.bytes.is_some());
    copies
}

/// How many bytes a file has; nothing when there is none, or a link.
fn size(path: &Path) -> Option<u64> {
    std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file).map(|about| about.len())
}
