//! Sending what is more than words.

use std::path::Path;

use pipit_proto::content::{Content, File, Gif, Image, Location, Sight, Voice};

use super::{Client, checked, new_client_id};
use crate::media::{self, Attachment, FileKind, Picture, Recording, Sound};
use crate::store;
use crate::{
    ConversationId, Download, Event, FetchError, Mark, MediaError, MessageDirection, MessageId, OutgoingFile,
    OutgoingFiles, SealedFolder, SendError, StoreError,
};

/// The largest recording that is fetched, in bytes.
const LARGEST_VOICE: usize = 16 * 1024 * 1024;

/// The code of a message whose sending its writer has stopped.
const STOPPED: i32 = 0;

impl Client {
    /// Sends a picture: a thumbnail in the message, the picture as a file. Unless it goes in `full`, it is at most 1,600
    /// pixels long and loses what the camera wrote into it, such as the place. The file must stay until it is sent.
    ///
    /// # Errors
    /// When the file is no picture, is too large or cannot be read, or the message cannot be stored.
    pub async fn send_picture(
        &self,
        id: &ConversationId,
        path: &Path,
        full: bool,
        content: Image,
    ) -> Result<MessageId, SendError> {
        let thumbnail = self.read(path, |file| Picture::read(file)?.thumbnail()).await?;
        let content = Content::Image(Image { content: media::embed(&thumbnail), ..content });
        self.send_with_file(id, path, !full, content).await
    }

    /// Sends a moving picture, as it is: a file, and how large it is seen. The file must stay until it is sent.
    ///
    /// # Errors
    /// When the file is no GIF, is too large or cannot be read, or the message cannot be stored.
    pub async fn send_gif(
        &self,
        id: &ConversationId,
        path: &Path,
        content: Gif,
    ) -> Result<MessageId, SendError> {
        let (size, width, height) = self.read(path, media::gif_size).await?;
        let content = Content::Gif(Gif {
            size: i64::try_from(size).unwrap_or(i64::MAX),
            width: i64::from(width),
            height: i64::from(height),
            ..content
        });
        self.send_with_file(id, path, false, content).await
    }

    /// Sends a short film: a picture of it in the message, the film as a file under its own name. `poster` is that
    /// picture, which is made small enough here; `content.duration` is the film's length, from 1 to [`LONGEST_FILM`]
    /// seconds, as whoever has played it knows it. The file must stay until it is sent.
    ///
    /// [`LONGEST_FILM`]: crate::LONGEST_FILM
    ///
    /// # Errors
    /// When the file is no film in MP4 or `WebM`, is too large or too long or cannot be read, the poster is no picture, or
    /// the message cannot be stored.
    pub async fn send_sight(
        &self,
        id: &ConversationId,
        path: &Path,
        poster: Vec<u8>,
        content: Sight,
    ) -> Result<MessageId, SendError> {
        let seconds = content.duration;
        let (size, poster) = self
            .read(path, move |file| {
                Ok((media::sendable_film(file, seconds)?, Picture::new(poster)?.thumbnail()?))
            })
            .await?;
        let content = Content::Sight(Sight {
            content: media::embed(&poster),
            name: text(path.file_name()),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            ..content
        });
        self.send_with_file(id, path, false, content).await
    }

    /// Sends a file under its own name. It must stay until it is sent.
    ///
    /// # Errors
    /// When the file is too large or cannot be read, or the message cannot be stored.
    pub async fn send_file(
        &self,
        id: &ConversationId,
        path: &Path,
        content: File,
    ) -> Result<MessageId, SendError> {
        let size = self
            .read(path, |file| match file.size() {
                size if size <= media::MAX_FILE => Ok(size),
                found => Err(MediaError::TooLarge { found, limit: media::MAX_FILE, unit: "bytes" }),
            })
            .await?;
        let content = Content::File(File {
            name: text(path.file_name()),
            kind: text(path.extension()),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            ..content
        });
        self.send_with_file(id, path, false, content).await
    }

    /// Sends a recording within the message: AMR as it is; WAV, and Opus in Ogg or `WebM`, as AMR of the narrow band. A
    /// duration of zero is counted from the recording.
    ///
    /// # Errors
    /// When the file is no such recording, lasts longer than 60 s or cannot be read, or the message cannot be stored.
    pub async fn send_voice(
        &self,
        id: &ConversationId,
        path: &Path,
        content: Voice,
    ) -> Result<MessageId, SendError> {
        let recording = self.read(path, Recording::read).await?;
        self.send_recording(id, &recording, content).await
    }

    /// Sends what a microphone heard, as AMR of the narrow band within the message.
    ///
    /// # Errors
    /// When nothing was heard, it lasts longer than 60 s, or the message cannot be stored.
    pub async fn send_sound(
        &self,
        id: &ConversationId,
        sound: Sound,
        content: Voice,
    ) -> Result<MessageId, SendError> {
        let recording = off_the_async_threads(move || Recording::of(sound)).await?;
        self.send_recording(id, &recording, content).await
    }

    async fn send_recording(
        &self,
        id: &ConversationId,
        recording: &Recording,
        content: Voice,
    ) -> Result<MessageId, SendError> {
        let seconds = i64::try_from(recording.length.div_ceil(1_000)).unwrap_or(i64::MAX);
        let duration = if content.duration > 0 { content.duration } else { seconds };
        let content = Voice { content: media::embed(&recording.bytes), duration, ..content };
        self.send(id, Content::Voice(content)).await
    }

    /// Sends a place, with a picture of its map within the message.
    ///
    /// # Errors
    /// When the file is no picture, is too large or cannot be read, or the message cannot be stored.
    pub async fn send_place(
        &self,
        id: &ConversationId,
        map: &Path,
        content: Location,
    ) -> Result<MessageId, SendError> {
        let thumbnail = self.read(map, |file| Picture::read(file)?.thumbnail()).await?;
        self.send(id, Content::Location(Location { content: media::embed(&thumbnail), ..content })).await
    }

    /// The files that are sent, with those that are only there for it.
    pub fn outgoing(&self) -> OutgoingFiles {
        OutgoingFiles::of(&self.0.store, &self.0.config)
    }

    /// A folder of the application's, whose files are sealed under a key that comes of the store's.
    pub fn sealed_folder(&self, folder: &Path) -> SealedFolder {
        self.0.store.sealed_folder(folder)
    }

    /// Stops a message's file on its way; the message counts as failed, with the code 0. A retry goes on where it was.
    /// False when there is nothing to stop.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn stop_upload(&self, message: MessageId) -> Result<bool, StoreError> {
        let stopped = self.0.store.write(move |db| store::stop_upload(db, message, STOPPED)).await?;
        if let (true, Some(stopped)) = (stopped, self.message(message).await?) {
            self.0.uploads.changed();
            self.changed(&stopped.conversation);
            self.0.events.tell(Event::Refused { message, code: STOPPED }).await;
        }
        Ok(stopped)
    }

    /// How much of a message's file is with the server, of 100; nothing while it is not on its way.
    pub fn upload_percent(&self, message: MessageId) -> Option<u8> {
        self.0.uploads.percent(message)
    }

    /// Where the file of a content lies on the web.
    ///
    /// # Errors
    /// When it has no file that may be fetched.
    pub fn address_of(&self, content: &Content) -> Result<String, FetchError> {
        let address = media::address(content).unwrap_or_default();
        // What others write leads neither elsewhere than to the web, nor into the clear.
        if address.starts_with("https://")
            || address.starts_with("http://") && !self.0.config.login.is_secure()
        {
            Ok(address.to_owned())
        } else {
            Err(FetchError::NoFile)
        }
    }

    /// Fetches the file of a content.
    ///
    /// # Errors
    /// When it has no file that may be fetched, nobody answers, or the file is gone.
    pub async fn fetch(&self, content: &Content) -> Result<Download, FetchError> {
        Ok(self.0.network.download(&self.address_of(content)?, None).await?)
    }

    /// A voice as WAV, which every system plays, wherever its recording lies.
    ///
    /// # Errors
    /// When there is no recording, its file cannot be fetched, or it cannot be played.
    pub async fn voice(&self, content: &Content) -> Result<Vec<u8>, FetchError> {
        let recording = match content {
            Content::HqVoice(_) => self.fetch(content).await?.whole(LARGEST_VOICE).await?,
            _ => media::embedded(content).ok_or(FetchError::NoFile)?.0,
        };
        let played = tokio::task::spawn_blocking(move || media::played(recording)).await;
        let stopped = |_| MediaError::NotAVoice("it cannot be played to its end".into());
        Ok(played.map_err(stopped)??)
    }

    /// Fetches a file of the web that no message holds, such as a portrait. It may lie in the clear: nobody is told
    /// anything by asking for it.
    ///
    /// # Errors
    /// When the address is none of the web, nobody answers, or the file is gone.
    pub async fn fetch_from(&self, url: &str) -> Result<Download, FetchError> {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(FetchError::NoFile);
        }
        Ok(self.0.network.download(url, None).await?)
    }

    /// Fetches the file of a message.
    ///
    /// # Errors
    /// When there is no such message, or its file cannot be fetched.
    pub async fn download(&self, message: MessageId) -> Result<Download, FetchError> {
        let found = self.message(message).await?.ok_or(StoreError::NotFound)?;
        let download = self.fetch(&found.content).await?;
        if found.direction == MessageDirection::Received && !found.marks.downloaded {
            self.0.store.write(move |db| store::mark(db, message, Mark::Downloaded, false)).await?;
        }
        Ok(download)
    }

    /// Reads a file off the async threads.
    async fn read<T: Send + 'static>(
        &self,
        path: &Path,
        act: impl FnOnce(OutgoingFile) -> Result<T, MediaError> + Send + 'static,
    ) -> Result<T, MediaError> {
        let (files, path) = (self.outgoing(), path.to_owned());
        off_the_async_threads(move || act(files.open(&path)?)).await
    }

    async fn send_with_file(
        &self,
        id: &ConversationId,
        path: &Path,
        smaller: bool,
        content: Content,
    ) -> Result<MessageId, SendError> {
        let content = self.signed(content);
        checked(&content)?;
        let kind = FileKind::of(&content).unwrap_or(FileKind::File);
        let attachment = Attachment::new(path, smaller, kind, new_client_id());
        // What is only there to be sent goes when it is.
        let stays = matches!(content, Content::File(_) | Content::Sight(_)) && !self.outgoing().is_own(path);
        let (me, conversation, client_id, now) =
            (self.0.config.user_id.clone(), id.clone(), new_client_id(), self.server_time());
        let message = self
            .0
            .store
            .write(move |db| {
                store::enqueue_upload(db, &me, &conversation, &content, &attachment, stays, client_id, now)
            })
            .await?;
        self.changed(id);
        self.0.uploads.changed();
        Ok(message)
    }
}

fn text(part: Option<&std::ffi::OsStr>) -> String {
    part.unwrap_or_default().to_string_lossy().into_owned()
}

async fn off_the_async_threads<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    let done = tokio::task::spawn_blocking(act).await;
    done.unwrap_or_else(|_| Err(MediaError::NotAPicture("it cannot be read to its end".into())))
}
