//! Files of messages on this machine: wanted, on their way, here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pipit_proto::content::Content;

use super::Client;
use crate::media::{self, FileOf, FileState};
use crate::store::{self, KnownFile, WantedFile};
use crate::{FetchError, MessageId, StoreError};

impl Client {
    /// Brings a file to this machine, into this folder and under a name that no other file there has. It goes on after a
    /// break, also in the next process. One that is here already moves there if it was only fetched to be played; of one
    /// that lies elsewhere, such as where it was sent from, there is a copy.
    ///
    /// # Errors
    /// When there is no such file, it may not be fetched, or the store cannot be written.
    pub async fn fetch_file(&self, of: FileOf, folder: &Path) -> Result<(), FetchError> {
        let received = self.received().ok_or(FetchError::NoFile)?;
        let outer = self.message(of.message).await?.ok_or(StoreError::NotFound)?;
        let content = self.content(of.message, of.held).await?;
        if let Some(path) = self.file_of(of).await? {
            if folder != received && path.parent() != Some(folder) {
                let name = name_of(&content, of);
                let path = if path.parent() == Some(received) {
                    media::moved(&path, folder, &name).await?
                } else {
                    media::copied(&path, folder, &name).await?
                };
                self.0.store.write(move |db| store::file_here(db, of, &path)).await?;
                self.changed(&outer.conversation);
            }
            return Ok(());
        }
        let wanted = WantedFile {
            of,
            conversation: outer.conversation.clone(),
            url: self.address_of(&content)?,
            name: name_of(&content, of),
            folder: folder.to_owned(),
            size: media::size_told(&content),
            tag: String::new(), // that of the part stays
        };
        self.0.store.write(move |db| store::want_file(db, &wanted)).await?;
        self.0.downloads.changed();
        self.changed(&outer.conversation);
        Ok(())
    }

    /// The same, and waits until it is here; where it lies.
    ///
    /// # Errors
    /// As above, and when the file cannot be had.
    pub async fn fetched(&self, of: FileOf, folder: &Path) -> Result<PathBuf, FetchError> {
        let mut changes = self.changes();
        self.fetch_file(of, folder).await?;
        loop {
            match self.0.store.read(move |db| store::known_file(db, of)).await? {
                Some(KnownFile::Here(path)) => return Ok(path),
                Some(KnownFile::Wanted) => {}
                Some(KnownFile::Failed) | None => return Err(FetchError::NoFile),
            }
            changes.next().await.ok_or(FetchError::NoFile)?;
        }
    }

    /// Ends the fetching of a file, and forgets what is here of it. False when it was not on its way.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn stop_fetch(&self, of: FileOf) -> Result<bool, StoreError> {
        let stopped = self.0.store.write(move |db| store::stop_file(db, of)).await?;
        if stopped {
            self.0.downloads.changed();
            if let Some(folder) = self.received() {
                tokio::fs::remove_file(media::part(folder, of)).await.ok(); // or the next start does
            }
            if let Some(message) = self.message(of.message).await? {
                self.changed(&message.conversation);
            }
        }
        Ok(stopped)
    }

    /// Where a file lies on this machine; nothing when it does not, or no longer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn file_of(&self, of: FileOf) -> Result<Option<PathBuf>, StoreError> {
        let Some(KnownFile::Here(path)) = self.0.store.read(move |db| store::known_file(db, of)).await?
        else {
            return Ok(None);
        };
        if tokio::fs::metadata(&path).await.is_ok_and(|about| about.is_file()) {
            return Ok(Some(path));
        }
        self.0.store.write(move |db| store::forget_file(db, of)).await?;
        if let Some(message) = self.message(of.message).await? {
            self.changed(&message.conversation);
        }
        Ok(None)
    }

    /// How far the files of these messages have come, and those of the messages that they hold. What is not named is only
    /// with the server.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn file_states(
        &self,
        messages: Vec<MessageId>,
    ) -> Result<BTreeMap<FileOf, FileState>, StoreError> {
        if messages.is_empty() {
            return Ok(BTreeMap::new());
        }
        let known = self.0.store.read(move |db| store::known_files(db, &messages)).await?;
        let state = |(of, known): (FileOf, KnownFile)| {
            let state = match known {
                KnownFile::Here(_) => FileState::Here,
                KnownFile::Failed => FileState::Failed,
                KnownFile::Wanted => {
                    let (percent, speed) = self.0.downloads.progress(of).unwrap_or_default();
                    FileState::Loading { percent, speed }
                }
            };
            (of, state)
        };
        Ok(known.into_iter().map(state).collect())
    }

    /// The folder for files that are only fetched to be played, where there is one.
    pub fn received(&self) -> Option<&Path> {
        self.0.config.received.as_deref()
    }
}

/// What a content's file is called here. One without an ending gets that of the picture that it is.
fn name_of(content: &Content, of: FileOf) -> String {
    let (told, ending) = match content {
        Content::File(file) => (file.name.as_str(), ""),
        // Whatever it is called: a film is not to be taken for a program.
        Content::Sight(film) if is_film(&film.name) => (film.name.as_str(), ""),
        Content::Sight(_) => ("", ".mp4"),
        Content::Gif(_) => ("", ".gif"),
        _ => ("", ""),
    };
    if told.is_empty() { format!("pipit-{}{ending}", of.message.0) } else { told.to_owned() }
}

fn is_film(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
    ["mp4", "m4v", "mov", "webm", "3gp"].iter().any(|film| ending == *film)
}
