//! One message's file on its way: from one server to the next, until one has it.

use std::sync::Arc;

use pipit_proto::code;
use pipit_proto::messages::{
    GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput, GetQNupTokenOutput,
};
use pipit_proto::prost::Message;
use pipit_proto::topic;
use tracing::{debug, warn};

use super::endpoint::{Endpoint, Kind, NoEndpoint};
use super::way::Way;
use super::{Engine, Trouble, Uploads};
use crate::connection::{Backoff, RequestKind, ask};
use crate::media::source::Source;
use crate::media::{FileKind, MediaError, OutgoingFiles, set_address};
use crate::network::FileServer;
use crate::store::{self, WaitingUpload};
use crate::{ChangeSet, ConnectionStatus, Event, MessageId};

/// One message's file on its way.
pub(super) struct Sending {
    pub(super) engine: Arc<Engine>,
    pub(super) upload: WaitingUpload,
}

impl Sending {
    pub(super) fn new(engine: Arc<Engine>, upload: WaitingUpload) -> Self {
        Self { engine, upload }
    }

    pub(super) async fn run(self) -> MessageId {
        let message = self.upload.message;
        let _told = Told { uploads: self.engine.uploads.clone(), message };
        let (min, max) = (self.engine.config.backoff_min, self.engine.config.backoff_max);
        let mut pauses = Backoff::new(min, max);
        let (attachment, files) = (self.upload.attachment.clone(), self.files());
        let opened = tokio::task::spawn_blocking(move || Source::open(&attachment, &files)).await;
        let outcome = match opened {
            Ok(Ok(source)) => loop {
                match self.attempt(&source).await {
                    Err(Trouble::Passing) => {
                        tokio::time::sleep(pauses.next()).await;
                        self.connected().await;
                    }
                    Err(Trouble::Refused(code) | Trouble::Final(code)) => break Err(code),
                    Ok(address) => break Ok(address),
                }
            },
            Ok(Err(MediaError::TooLarge { .. })) => Err(code::MESSAGE_TOO_LARGE),
            Ok(Err(error)) => {
                debug!(%error, "a file cannot be sent");
                Err(code::SEND_FAILED)
            }
            Err(_) => Err(code::SEND_FAILED), // the runtime ends
        };
        self.settle(outcome).await;
        message
    }

    async fn connected(&self) {
        let mut status = self.engine.status.clone();
        status.wait_for(|status| *status == ConnectionStatus::Connected).await.ok(); // or the application is gone
    }

    /// Brings the file to the best server that takes it, and asks for its address.
    async fn attempt(&self, source: &Source) -> Result<String, Trouble> {
        let mut leave = self.leave(source, None).await?;
        let endpoints = self.endpoints(leave.oss_config.as_deref()).map_err(|error| {
            warn!(%error, "a file cannot be sent");
            Trouble::Final(code::NOT_SUPPORTED)
        })?;
        let key = &self.upload.attachment.key;
        let mut worst = None;
        for endpoint in &endpoints {
            if worst.is_some() {
                leave = self.leave(source, None).await?; // the last one took its time
            }
            let way = Way { sending: self, source, endpoint, leave: &leave, key };
            match endpoint.kind.send(&way).await {
                Ok(Some(address)) => return Ok(address),
                Ok(None) => return self.address(endpoint).await,
                Err(Trouble::Final(code)) => return Err(Trouble::Final(code)),
                // What may pass with one server is worth coming back for.
                Err(Trouble::Passing) => worst = Some(Trouble::Passing),
                Err(Trouble::Refused(code)) => worst = worst.or(Some(Trouble::Refused(code))),
            }
            debug!(kind = ?endpoint.kind, "a file server has not taken a file");
        }
        Err(worst.unwrap_or(Trouble::Final(code::NOT_SUPPORTED)))
    }

    /// Leave for the file, or for one request of several: its method and query.
    pub(super) async fn leave(
        &self,
        source: &Source,
        request: Option<(&str, &str)>,
    ) -> Result<GetQNupTokenOutput, Trouble> {
        let asked = GetQNupTokenInput {
            r#type: self.kind()?,
            key: Some(self.upload.attachment.key.clone()),
            http_method: request.map(|(method, _)| method.to_owned()),
            query_string: request.map(|(_, query)| query.to_owned()),
            size: Some(i64::try_from(source.size.div_ceil(1024)).unwrap_or(i64::MAX)),
        };
        self.ask(topic::UPLOAD_TOKEN, asked.encode_to_vec()).await
    }

    /// Where the file may go, best first: what the leave for it names, or else navigation.
    fn endpoints(&self, announced: Option<&str>) -> Result<Vec<Endpoint>, NoEndpoint> {
        let secure = self.engine.config.login.is_secure();
        if let Some(given) = &self.engine.config.file_server {
            // The page that gave it has chosen how it is reached.
            return Ok(Endpoint::new(Kind::Rcx, given, false).into_iter().collect());
        }
        let mut servers = FileServer::announced(announced.unwrap_or_default(), "");
        if servers.is_empty() {
            servers = self.engine.uploads.servers();
        }
        Endpoint::among(&servers, secure)
    }

    /// Where the file lies now.
    async fn address(&self, endpoint: &Endpoint) -> Result<String, Trouble> {
        let several = endpoint.kind == Kind::Minio;
        let asked = GetDownloadUrlInput {
            r#type: self.kind()?,
            key: self.upload.attachment.key.clone(),
            file_name: self.name(),
            ext: several.then(|| serde_json::json!({ "url": endpoint.announced }).to_string()),
        };
        let topic = endpoint.kind.address_topic();
        let answer: GetDownloadUrlOutput = self.ask(topic, asked.encode_to_vec()).await?;
        Ok(answer.download_url)
    }

    fn kind(&self) -> Result<i32, Trouble> {
        let kind = FileKind::of(&self.upload.content).ok_or(Trouble::Final(code::SEND_FAILED))?;
        Ok(kind as i32)
    }

    /// Under which name others keep the file: servers want one line.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.upload.attachment.path.file_name()?.to_string_lossy().replace(char::is_control, " ");
        Some(name).filter(|name| name.len() <= 255)
    }

    pub(super) async fn tell(&self, percent: u8) {
        let Engine { uploads, changes, events, .. } = &*self.engine;
        let message = self.upload.message;
        let before = uploads.all().insert(message, percent);
        if before.is_none_or(|before| before < percent) {
            changes.send(ChangeSet::conversation(self.upload.conversation.clone())).ok(); // nobody may be watching
            events.tell(Event::Uploading { message, percent }).await;
        }
    }

    pub(super) async fn ask<T: Message + Default>(
        &self,
        topic: &'static str,
        body: Vec<u8>,
    ) -> Result<T, Trouble> {
        let commands = self.engine.commands.upgrade().ok_or(Trouble::Passing)?;
        let me = self.engine.config.user_id.as_str().to_owned();
        let answer = ask(&commands, topic, me, RequestKind::Query, body).await?;
        T::decode(answer.body).map_err(|_| Trouble::Final(code::NOT_SUPPORTED)) // it speaks another dialect
    }

    /// Lets the message go, or says why it does not.
    async fn settle(&self, outcome: Result<String, u16>) {
        let Engine { store, changes, events, written, .. } = &*self.engine;
        let message = self.upload.message;
        // A file of which that cannot be stored would go to the server again at once, for as long as there is no room.
        let mut pauses = Backoff::new(self.engine.config.backoff_min, self.engine.config.backoff_max);
        let settled = loop {
            let settled = match outcome.clone() {
                Ok(address) => {
                    let mut content = self.upload.content.clone();
                    set_address(&mut content, address);
                    store.write(move |db| store::uploaded(db, message, &content)).await
                }
                Err(code) => store.write(move |db| store::stop_upload(db, message, i32::from(code))).await,
            };
            match settled {
                Ok(settled) => break settled,
                Err(error) => warn!(%error, "what became of a file cannot be stored"),
            }
            tokio::time::sleep(pauses.next()).await;
        };
        if !settled {
            return; // it was stopped or deleted meanwhile
        }
        changes.send(ChangeSet::conversation(self.upload.conversation.clone())).ok(); // nobody may be watching
        match outcome {
            Ok(_) => {
                self.tidy().await;
                written.notify_one();
            }
            Err(code) => events.tell(Event::Refused { message, code: i32::from(code) }).await,
        }
    }

    /// A file that was only there to be sent goes.
    async fn tidy(&self) {
        let (path, files) = (self.upload.attachment.path.clone(), self.files());
        tokio::task::spawn_blocking(move || files.remove(&path)).await.ok();
    }

    fn files(&self) -> OutgoingFiles {
        OutgoingFiles::of(&self.engine.store, &self.engine.config)
    }
}

/// A file on its way, as long as this value lives.
struct Told {
    uploads: Uploads,
    message: MessageId,
}

impl Drop for Told {
    fn drop(&mut self) {
        self.uploads.all().remove(&self.message);
    }
}
