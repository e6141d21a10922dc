//! For how many days messages wait for somebody, by a topic of our own. What has waited longer is not delivered; it
//! stays in the history.

use pipit_proto::code;
use pipit_proto::messages::{OfflineInput, OfflineOutput};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure};
use crate::Server;
use crate::runtime::sessions::Session;
use crate::store::Setting;

/// Under which name the days are kept.
const NAME: &str = "offline";

const DAY: i64 = 24 * 3_600_000;

impl Server {
    pub(super) async fn offline(&self, session: &Session, asked: &OfflineInput) -> Answer {
        if let Some(days) = asked.days {
            if !(1..=7).contains(&days) {
                return Err(Failure::Status(code::INVALID_PARAMETER));
            }
            self.keep_setting(session, NAME, days.to_string(), None).await?;
        }
        let (days, time) = self.offline_days(&session.user).await?;
        Ok(OfflineOutput { days, time }.encode_to_vec())
    }

    /// The days, zero when there is no limit, and when they were set; the operator's as long as nobody has set them.
    async fn offline_days(&self, user: &str) -> Result<(i32, Option<i64>), Failure> {
        let all = self.0.store.settings(user).await?;
        let set = all.into_iter().find(|Setting { name, .. }| name == NAME);
        Ok(match set {
            Some(set) => (set.value.parse().unwrap_or_default(), Some(set.version)),
            None => (self.0.settings.offline_days.into(), None),
        })
    }

    /// From when on messages are delivered to somebody who has everything up to `since`. Who was here within a day is
    /// not looked up: no limit is shorter.
    pub(super) async fn delivered_since(&self, user: &str, since: i64) -> Result<i64, Failure> {
        let now = self.0.clock.now();
        if now.saturating_sub(since) <= DAY {
            return Ok(since);
        }
        let (days, _) = self.offline_days(user).await?;
        Ok(if days == 0 { since } else { since.max(now - i64::from(days) * DAY) })
    }
}
