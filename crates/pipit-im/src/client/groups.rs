//! Groups, as far as their members may see and change them, on a server of Pipit's own. Who is in them is up to the
//! app's server.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use pipit_proto::messages::{Card, GroupInput, GroupOutput, SetGroupInput};
use pipit_proto::prost::Message as _;
use pipit_proto::topic;

use super::Client;
use super::discussions::read;
use crate::connection::RequestKind;
use crate::{GroupPage, RequestError, TargetId, UserId};

/// How long what was read of a group serves for offering names. Longer: who came just now is not offered. Shorter: each
/// letter of a name asks the server.
const FRESH: Duration = Duration::from_secs(30);

/// The most pages that are asked for; a server that says "more" for ever is believed no longer.
const PAGES: usize = 100;

/// A change of a group by one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupChange {
    /// Another notice, of at most 1,000 characters; an empty one takes it away.
    Notice(String),
    /// This user leaves.
    Quit,
}

impl Client {
    /// A group that this user is in, with all its members.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: 22406 to those who are not in it, 20606 where the server does
    /// not tell.
    pub async fn group_page(&self, id: &TargetId) -> Result<GroupPage, RequestError> {
        let mut members: Vec<UserId> = Vec::new();
        for _ in 0..PAGES {
            let after = members.last().map(|member| member.as_str().to_owned());
            let asked = GroupInput { id: id.as_str().to_owned(), after };
            let answer = self.request(topic::GROUP, RequestKind::Query, asked.encode_to_vec()).await?;
            let page: GroupOutput = read(answer.body)?;
            let more = page.more && !page.members.is_empty();
            members.extend(page.members.into_iter().map(UserId::new));
            if more {
                continue;
            }
            let card = Card { id: page.id, name: Some(page.name.clone()), portrait: page.portrait };
            self.learn_group(card).await?;
            let page = GroupPage {
                id: id.clone(),
                name: page.name,
                owner: page.owner.map(UserId::new),
                notice: page.notice,
                may_notice: page.may_notice,
                may_mention_all: page.may_mention_all,
                may_leave: page.may_leave,
                members,
            };
            let mut known = self.0.group_pages.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, (since, _)| since.elapsed() < FRESH);
            known.insert(id.clone(), (Instant::now(), page.clone()));
            return Ok(page);
        }
        Err(RequestError::Offline) // it never came to an end
    }

    /// The same, as it was a moment ago if it was asked for then.
    ///
    /// # Errors
    /// As [`Client::group_page`].
    pub async fn recent_group_page(&self, id: &TargetId) -> Result<GroupPage, RequestError> {
        let known = {
            let known = self.0.group_pages.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(id).filter(|(since, _)| since.elapsed() < FRESH).map(|(_, page)| page.clone())
        };
        match known {
            Some(page) => Ok(page),
            None => self.group_page(id).await,
        }
    }

    /// Changes a group. A notice in it tells its members.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses: 22406 to those who are not in it, 22407 what the app does not
    /// let this user do.
    pub async fn change_group(&self, id: &TargetId, change: GroupChange) -> Result<(), RequestError> {
        let mut asked = SetGroupInput { id: id.as_str().to_owned(), ..SetGroupInput::default() };
        match change {
            GroupChange::Notice(notice) => asked.notice = Some(notice),
            GroupChange::Quit => asked.quit = Some(true),
        }
        self.0.group_pages.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        self.request(topic::SET_GROUP, RequestKind::Query, asked.encode_to_vec()).await?;
        Ok(())
    }
}
