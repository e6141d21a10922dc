//! Files of messages on this machine: wanted, on their way, here.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use pipit_proto::content::Content;

use super::Client;
use crate::media::{self, FileKey, FileOf, FileState};
use crate::store::{self, KnownFile, Lies, WantedFile};
use crate::{FetchError, MessageId, StoreError};

impl Client {
    /// Brings a file to this machine, into this folder and under a name that no other file there has. It goes on after a
    /// break, also in the next process. One that is here already moves there, unsealed, if it was only fetched to be seen;
    /// of one that lies elsewhere, such as where it was sent from, there is a copy.
    ///
    /// # Errors
    /// When there is no such file, it may not be fetched, or the store cannot be written.
    pub async fn fetch_file(&self, of: FileOf, folder: &Path) -> Result<(), FetchError> {
        let received = self.received().ok_or(FetchError::NoFile)?;
        let outer = self.message(of.message).await?.ok_or(StoreError::NotFound)?;
        let content = self.content(of.message, of.held).await?;
        if let Some((from, key)) = self.place(of).await? {
            if folder != received && from.parent() != Some(folder) {
                let copied = media::copied(&from, key, folder, &name_of(&content, of)).await;
                let path = self.unless_damaged(of, copied.map_err(FetchError::from)).await?;
                self.0.store.write(move |db| store::file_here(db, of, &path, Lies::Plainly)).await?;
                if from.parent() == Some(received) {
                    tokio::fs::remove_file(from).await.ok(); // or the next start does
                }
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
            tag: String::new(), // that of the part stays, and its key
            key: None,
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
                // Meanwhile somebody else may have wanted it only to be seen.
                Some(KnownFile::Here(path))
                    if self.received() == path.parent() && self.received() != Some(folder) =>
                {
                    self.fetch_file(of, folder).await?;
                    continue;
                }
                Some(KnownFile::Here(path)) => return Ok(path),
                Some(KnownFile::Wanted) => {}
                Some(KnownFile::Failed) | None => return Err(FetchError::NoFile),
            }
            changes.next().await.ok_or(FetchError::NoFile)?;
        }
    }

    /// The content of a file, which is fetched to be seen if it is not here.
    ///
    /// # Errors
    /// As above, when it has more bytes than the limit, or when what was here is damaged: then it is removed, and comes
    /// anew the next time.
    pub async fn seen(&self, of: FileOf, limit: u64) -> Result<Vec<u8>, FetchError> {
        let received = self.received().ok_or(FetchError::NoFile)?;
        self.fetched(of, received).await?;
        let (path, key) = self.place(of).await?.ok_or(FetchError::NoFile)?;
        self.unless_damaged(of, media::read(&path, key, limit).await).await
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
                tokio::fs::remove_file(media::place(folder, of)).await.ok(); // or the next start does
            }
            if let Some(message) = self.message(of.message).await? {
                self.changed(&message.conversation);
            }
        }
        Ok(stopped)
    }

    /// Where a file lies on this machine; nothing when it does not, or no longer. In [`Self::received`] it is sealed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn file_of(&self, of: FileOf) -> Result<Option<PathBuf>, StoreError> {
        Ok(self.place(of).await?.map(|(path, _)| path))
    }

    /// The same, and what it is sealed with.
    async fn place(&self, of: FileOf) -> Result<Option<(PathBuf, Option<FileKey>)>, StoreError> {
        let Some((path, key)) = self.0.store.read(move |db| store::place_of_file(db, of)).await? else {
            return Ok(None);
        };
        if tokio::fs::metadata(&path).await.is_ok_and(|about| about.is_file()) {
            return Ok(Some((path, key)));
        }
        self.forget(of).await?;
        Ok(None)
    }

    /// Forgets a file that cannot be read as it was sealed, so that it can be fetched again.
    async fn unless_damaged<T>(&self, of: FileOf, read: Result<T, FetchError>) -> Result<T, FetchError> {
        match read {
            Err(FetchError::Network(error)) if error.kind() == io::ErrorKind::InvalidData => {
                self.forget(of).await?;
                if let Some(folder) = self.received() {
                    tokio::fs::remove_file(media::place(folder, of)).await.ok(); // or the next start does
                }
                Err(FetchError::Damaged)
            }
            read => read,
        }
    }

    async fn forget(&self, of: FileOf) -> Result<(), StoreError> {
        self.0.store.write(move |db| store::forget_file(db, of)).await?;
        if let Some(message) = self.message(of.message).await? {
            self.changed(&message.conversation);
        }
        Ok(())
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

    /// The folder for files that are only fetched to be seen, where there is one; they are sealed.
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
