//! Whom this user does not want to hear from. The server keeps the list and keeps to it; it has a server of Pipit's own.

use pipit_proto::messages::{BlockInput, BlockedInput, BlockedOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::{code, topic};

use super::Client;
use crate::connection::RequestKind;
use crate::{RequestError, UserId};

impl Client {
    /// Puts somebody on the blacklist, or takes them off it: what they send to this user is refused.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses, as one does that keeps no such list (20606).
    pub async fn set_blocked(&self, user: &UserId, blocked: bool) -> Result<(), RequestError> {
        let asked = BlockInput { user_ids: vec![user.as_str().to_owned()], blocked };
        self.request(topic::BLOCK, RequestKind::Query, asked.encode_to_vec()).await?;
        Ok(())
    }

    /// The blacklist.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses, as one does that keeps no such list (20606).
    pub async fn blocked(&self) -> Result<Vec<UserId>, RequestError> {
        let asked = BlockedInput { nothing: 0 }.encode_to_vec();
        let answer = self.request(topic::BLOCKED, RequestKind::Query, asked).await?;
        let list =
            BlockedOutput::decode(answer.body).map_err(|_| RequestError::Refused(code::NOT_SUPPORTED))?; // it speaks another dialect
        Ok(list.user_ids.into_iter().map(UserId::new).collect())
    }
}
