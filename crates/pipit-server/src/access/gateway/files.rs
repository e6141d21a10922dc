//! Leave to upload a file, and where to fetch it from.

use pipit_proto::code;
use pipit_proto::messages::{
    GetDownloadUrlInput, GetDownloadUrlOutput, GetQNupTokenInput, GetQNupTokenOutput, UploadInput,
    UploadOutput,
};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure};
use crate::Server;
use crate::access::files::{PATH, endpoints};
use crate::files::Slice;
use crate::files::ticket::{LIFETIME, Link, Ticket};
use crate::history;
use crate::runtime::sessions::Session;

/// The longest key or name of a file, in bytes.
const LONGEST: usize = 255;

impl Server {
    pub(super) async fn upload_token(&self, session: &Session, asked: GetQNupTokenInput) -> Answer {
        if self.0.files.is_none() {
            return Err(Failure::Status(code::NOT_SUPPORTED));
        }
        let key = asked.key.unwrap_or_default();
        let size = u64::try_from(asked.size.unwrap_or_default());
        if !is_name(&key)
            || key.starts_with(history::PREFIX)
            || size.is_err()
            || !(1..=6).contains(&asked.r#type)
        {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let size = size.unwrap_or_default();
        if size > self.0.settings.largest_file.div_ceil(1024) {
            return Err(Failure::Status(code::MESSAGE_TOO_LARGE));
        }
        if !self.has_room_for(&session.user, size.saturating_mul(1024)).await? {
            return Err(Failure::Status(code::FILES_TOO_LARGE));
        }
        let expires = self.0.clock.now() + LIFETIME;
        let ticket = Ticket { key, owner: session.user.clone(), expires };
        let answer = GetQNupTokenOutput {
            deadline: expires,
            token: ticket.seal(&self.0.settings.app_secret),
            oss_config: Some(endpoints(&format!("{}{PATH}", session.origin))),
            ..GetQNupTokenOutput::default()
        };
        Ok(answer.encode_to_vec())
    }

    /// How much of an upload in slices is here: where a broken one goes on.
    pub(super) async fn uploaded(&self, session: &Session, asked: &UploadInput) -> Answer {
        let Some(files) = &self.0.files else { return Err(Failure::Status(code::NOT_SUPPORTED)) };
        if !is_name(&asked.key) || !is_name(&asked.transaction) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let received = files.received(&Slice::name(&session.user, &asked.key, &asked.transaction)).await;
        Ok(UploadOutput { received: i64::try_from(received).unwrap_or(i64::MAX) }.encode_to_vec())
    }

    pub(super) async fn file_address(&self, session: &Session, asked: GetDownloadUrlInput) -> Answer {
        let name = asked.file_name.filter(|name| !name.is_empty());
        if !is_name(&asked.key)
            || asked.key.starts_with(history::PREFIX) // what everybody said is for the app alone
            || name.as_deref().is_some_and(|name| !is_name(name))
        {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        if self.0.store.file(&asked.key).await?.is_none() {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        let link = Link {
            name: name.unwrap_or_else(|| asked.key.clone()),
            key: asked.key,
            expires: self.0.clock.now() + self.0.settings.file_lifetime,
        };
        let address = link.relative(&self.0.settings.app_secret);
        let download_url = format!("{}{PATH}/{address}", session.origin);
        Ok(GetDownloadUrlOutput { download_url }.encode_to_vec())
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control)
}
