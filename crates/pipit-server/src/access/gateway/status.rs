//! Status messages: said to whoever is online now, and never kept.

use bytes::Bytes;
use pipit_proto::flags::MessageFlags;
use pipit_proto::frame::Qos;
use pipit_proto::messages::UpStreamMessage;
use pipit_proto::prost::Message;

use super::publish::may_be_said;
use crate::Server;
use crate::runtime::delivery::{down_message, push_message};
use crate::runtime::sessions::Session;
use crate::store::{Conversation, Result, Roll, StoredMessage};

impl Server {
    /// Takes a client's; nobody waits for an answer, so what may not be said is dropped. False when its body breaks the
    /// protocol.
    pub(super) async fn send_status(&self, session: &Session, to: Conversation, body: &Bytes) -> bool {
        let Ok(mut up) = UpStreamMessage::decode(body.clone()) else { return false };
        if up.content.len() > self.0.settings.limits.message_bytes
            || !may_be_said(&session.user, &up)
            || !self.keeps_pace(session, &up.classname)
        {
            return true;
        }
        if self.may_mention(&session.user, &to, &up.content).await.is_err()
            || self.screen(&mut up).await.is_err()
        {
            return true;
        }
        let told = match self.may_tell(&session.user, &to).await {
            Ok(true) => self.tell_status(&session.user, to, up.classname, up.content).await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::error!(%error, "who hears a status message could not be read");
        }
        true
    }

    /// Whether somebody may say something there: what holds for messages holds here too.
    async fn may_tell(&self, sender: &str, to: &Conversation) -> Result<bool> {
        let store = &self.0.store;
        let named = |list: &[String]| list.iter().any(|user| user == sender);
        match to {
            Conversation::Group(group) => Ok(store.members(group).await?.is_some_and(|all| named(&all))
                && !self.is_silent(group, sender).await?),
            Conversation::Private(peer) => {
                if named(&store.blacklist(peer).await?) {
                    return Ok(false);
                }
                let now = self.0.clock.now();
                let selective = store.roll(Roll::Selective, "", now).await?;
                if !selective.iter().any(|entry| entry.name == *peer) {
                    return Ok(true);
                }
                Ok(store.roll(Roll::Welcome, peer, now).await?.iter().any(|entry| entry.name == sender))
            }
            Conversation::System(_) | Conversation::Discussion(_) => Ok(true),
        }
    }

    /// Whether a member may not write in a group now.
    async fn is_silent(&self, group: &str, member: &str) -> Result<bool> {
        let (store, now) = (&self.0.store, self.0.clock.now());
        let on = async |roll, scope: &str, name: &str| {
            Result::Ok(store.roll(roll, scope, now).await?.iter().any(|entry| entry.name == name))
        };
        Ok(on(Roll::SilentMember, group, member).await?
            || on(Roll::SilentGroup, "", group).await? && !on(Roll::Speaker, group, member).await?)
    }

    /// Says it to everybody else in the conversation who is online.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn tell_status(
        &self,
        sender: &str,
        to: Conversation,
        object_name: String,
        content: String,
    ) -> Result<()> {
        let receivers = match &to {
            Conversation::Private(peer) | Conversation::System(peer) => vec![peer.clone()],
            Conversation::Group(group) => self.0.store.members(group).await?.unwrap_or_default(),
            Conversation::Discussion(_) => return Ok(()), // it has no status messages
        };
        let now = self.0.clock.now();
        let message = down_message(StoredMessage {
            uid: String::new(),
            sender: sender.to_owned(),
            conversation: to.seen_by_others(sender),
            sent: false,
            object_name,
            content,
            flags: MessageFlags::default(),
            time: now,
            client_id: None,
            expansion: None,
            edited: None,
        });
        for receiver in receivers.iter().filter(|receiver| *receiver != sender) {
            self.0.sessions.each(receiver, |other| {
                if !other.push_only {
                    push_message(other, &message, Qos::AtMostOnce, now);
                }
            });
        }
        Ok(())
    }
}
