//! Whom a person does not want to hear from, by topics of our own: the platform's Web dialect has none.

use std::collections::HashSet;

use pipit_proto::code;
use pipit_proto::id::is_id;
use pipit_proto::messages::{BlockInput, BlockedOutput};
use pipit_proto::prost::Message;

use super::query::{Answer, Failure};
use crate::{Server, store};

/// The most people that one request may name.
const MOST: usize = 100;

impl Server {
    pub(super) async fn block(&self, user: &str, asked: BlockInput) -> Answer {
        let fits = |id: &String| is_id(id) && id != user;
        if asked.user_ids.is_empty() || asked.user_ids.len() > MOST || !asked.user_ids.iter().all(fits) {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        if asked.blocked && !self.has_room_on_blacklist(user, &asked.user_ids).await? {
            return Err(Failure::Status(code::INVALID_PARAMETER));
        }
        self.0.store.set_blacklisted(user, asked.user_ids, asked.blocked).await?;
        Ok(Vec::new())
    }

    /// Whether these people fit on somebody's blacklist too.
    pub(crate) async fn has_room_on_blacklist(&self, owner: &str, others: &[String]) -> store::Result<bool> {
        let mut listed: HashSet<String> = self.0.store.blacklist(owner).await?.into_iter().collect();
        listed.extend(others.iter().cloned());
        Ok(listed.len() <= self.0.settings.limits.blacklist)
    }

    pub(super) async fn blocked(&self, user: &str) -> Answer {
        let user_ids = self.0.store.blacklist(user).await?;
        Ok(BlockedOutput { user_ids }.encode_to_vec())
    }
}
