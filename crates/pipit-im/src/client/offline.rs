//! How long messages wait for this user while no device of theirs is there. A server of Pipit's own keeps to it.

use pipit_proto::messages::{OfflineInput, OfflineOutput};
use pipit_proto::prost::Message as _;
use pipit_proto::{code, topic};

use super::Client;
use crate::connection::RequestKind;
use crate::{RequestError, Timestamp};

/// For how long, and since when that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfflineDays {
    /// The days; zero is without limit.
    pub days: i32,
    /// When it was set, in the server's time.
    pub set: Option<Timestamp>,
}

impl Client {
    /// For how many days messages wait.
    ///
    /// # Errors
    /// When there is no connection, or the server has no such limit (20606).
    pub async fn offline_days(&self) -> Result<OfflineDays, RequestError> {
        self.ask_offline(OfflineInput { days: None }).await
    }

    /// Lets messages wait for 1 to 7 days; what has waited longer stays in the history only.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses.
    pub async fn set_offline_days(&self, days: i32) -> Result<OfflineDays, RequestError> {
        self.ask_offline(OfflineInput { days: Some(days) }).await
    }

    async fn ask_offline(&self, asked: OfflineInput) -> Result<OfflineDays, RequestError> {
        let answer = self.request(topic::OFFLINE, RequestKind::Query, asked.encode_to_vec()).await?;
        let answer =
            OfflineOutput::decode(answer.body).map_err(|_| RequestError::Refused(code::NOT_SUPPORTED))?; // it speaks another dialect
        Ok(OfflineDays { days: answer.days, set: answer.time.map(Timestamp) })
    }
}
