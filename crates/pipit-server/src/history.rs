//! The hourly log: what everybody said in an hour, as one line of JSON a message, packed, in a file like those that are
//! uploaded. It is made when it is asked for, once.

use std::io::{self, Write as _};

use pipit_proto::messages::DownStreamMessage;
use pipit_proto::prost::Message as _;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::Server;
use crate::access::api::date_time;
use crate::files::{Content, Draft, Files};
use crate::store::{LogRange, Logged, StoreError, StoredFile};

/// What the keys of these files begin with; nobody uploads under such a key.
pub(crate) const PREFIX: &str = "message-history-";

const HOUR: i64 = 3_600_000;

/// Messages that are in memory at once.
const PAGE: u32 = 200;

/// The key of an hour's file; the hour is written as `2026112316`.
pub(crate) fn key(hour: &str) -> String {
    format!("{PREFIX}{hour}.zip")
}

impl Server {
    /// The file of the hour that begins at `from`, Unix milliseconds; nothing when nothing was said.
    ///
    /// # Errors
    /// When the store or the disk fails.
    pub(crate) async fn hour_log(
        &self,
        files: &Files,
        hour: &str,
        from: i64,
    ) -> Result<Option<StoredFile>, StoreError> {
        let _turn = self.0.packing.lock().await;
        if let Some(there) = self.0.store.file(&key(hour)).await? {
            return Ok(Some(there));
        }
        let failed = |error: io::Error| StoreError(error.into());
        let (draft, file) = files.draft().await.map_err(failed)?;
        let mut pack = ZipWriter::new(file);
        pack.start_file(format!("{hour}.txt"), SimpleFileOptions::default())
            .map_err(|error| StoreError(error.into()))?;
        let mut lines = 0;
        let mut range = LogRange { from, to: from + HOUR, after: None, count: PAGE };
        loop {
            let page = self.0.store.log(range).await?;
            let Some(last) = page.last() else { break };
            range.after = Some(last.place);
            lines += page.len();
            pack = write(pack, page.iter().map(|message| self.line(message)).collect()).await?;
        }
        let mut after = None;
        loop {
            let page = self.0.store.room_log(from, from + HOUR, after, PAGE).await?;
            let Some((room, last)) = page.last() else { break };
            after = Some((last.time, room.clone()));
            lines += page.len();
            let said = page.into_iter().filter_map(|(room, message)| in_room(room, &message.body));
            pack = write(pack, said.map(|message| self.line(&message)).collect()).await?;
        }
        if lines == 0 {
            return Ok(None);
        }
        let _kept = files.keeping().await; // nobody removes the content before the store knows of it
        let Content { hash, size } = finish(files, draft, pack).await?;
        let file = StoredFile {
            key: key(hour),
            owner: String::new(),
            hash,
            size,
            media_type: "application/zip".into(),
            time: self.0.clock.now(),
        };
        Ok(Some(self.0.store.put_file(file).await?))
    }

    /// A message as the platform writes it.
    fn line(&self, message: &Logged) -> String {
        let content =
            serde_json::from_str(&message.content).unwrap_or_else(|_| Value::String(message.content.clone()));
        let group = if matches!(message.kind, 1 | 6) { "" } else { &message.target };
        let thousandth = message.time.rem_euclid(1_000);
        let mut line = json!({
            "appId": self.0.settings.app_key,
            "fromUserId": message.sender,
            "targetId": message.target,
            "targetType": message.kind,
            "GroupId": group,
            "classname": message.object_name,
            "content": content,
            "dateTime": format!("{}.{thousandth:03}", date_time(message.time)),
            "msgUID": message.uid,
        })
        .to_string();
        line.push('\n');
        line
    }
}

/// Something said in a chat room.
fn in_room(room: String, body: &bytes::Bytes) -> Option<Logged> {
    let said = DownStreamMessage::decode(body.clone()).ok()?;
    Some(Logged {
        uid: said.msg_id.unwrap_or_default(),
        time: said.data_time,
        sender: said.from_user_id,
        kind: said.r#type,
        target: room,
        object_name: said.classname,
        content: said.content,
        expansion: None,
        place: (said.data_time, 0),
    })
}

type Pack = ZipWriter<std::fs::File>;

/// Packs lines, on a thread for blocking work.
async fn write(mut pack: Pack, lines: String) -> Result<Pack, StoreError> {
    let written = tokio::task::spawn_blocking(move || {
        pack.write_all(lines.as_bytes())?;
        Ok::<_, io::Error>(pack)
    });
    written.await.map_err(|panic| StoreError(panic.into()))?.map_err(|error| StoreError(error.into()))
}

async fn finish(files: &Files, draft: Draft, pack: Pack) -> Result<Content, StoreError> {
    let finished = tokio::task::spawn_blocking(move || pack.finish());
    let finished = finished.await.map_err(|panic| StoreError(panic.into()))?;
    finished.map_err(|error| StoreError(error.into()))?;
    files.keep_draft(draft).await.map_err(|error| StoreError(error.into()))
}
