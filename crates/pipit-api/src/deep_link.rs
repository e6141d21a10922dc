//! Addresses that lead into the app, as the platform's phone kits have them: `rong://HOST/conversation/TYPE?targetId=ID`
//! opens a chat (with `title=NAME` under that name, if nothing else is known of it), `rong://HOST/conversationlist` the list, `rong://HOST/push_message` what the last notification told of.

use std::str::FromStr;

use pipit_im::{ConversationId, TargetId};
use thiserror::Error;

use crate::rcim;

/// The longest address that is read, in bytes.
const LONGEST: usize = 2_048;

/// The longest name that is taken from one, in characters.
const LONGEST_TITLE: usize = 64;

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeepLink {
    /// To a chat.
    Conversation {
        /// Which.
        id: ConversationId,
        /// What it is called, if whoever made the link is right.
        title: Option<String>,
    },
    /// To the list.
    ConversationList,
    /// To what the last notification told of.
    LastNotification,
}

/// An address that leads nowhere; says what one looks like.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the link leads nowhere; there are rong://HOST/conversation/TYPE?targetId=ID, rong://HOST/conversationlist and \
     rong://HOST/push_message"
)]
pub struct NoDeepLink;

impl FromStr for DeepLink {
    type Err = NoDeepLink;

    fn from_str(text: &str) -> Result<Self, NoDeepLink> {
        let url = url::Url::parse(text.trim()).map_err(|_| NoDeepLink)?;
        if text.len() > LONGEST || url.scheme() != "rong" {
            return Err(NoDeepLink);
        }
        let mut path = url.path_segments().ok_or(NoDeepLink)?;
        match (path.next(), path.next(), path.next()) {
            (Some("conversation"), Some(kind), None) => {
                let kind = rcim::conversation_type(kind).ok_or(NoDeepLink)?;
                let target = url.query_pairs().find(|(name, _)| name == "targetId").ok_or(NoDeepLink)?.1;
                if !(1..=64).contains(&target.len()) {
                    return Err(NoDeepLink);
                }
                let title = url.query_pairs().find(|(name, _)| name == "title");
                let id = ConversationId { kind, target_id: TargetId::new(target) };
                Ok(Self::Conversation { id, title: title.and_then(|(_, title)| heading(&title)) })
            }
            (Some("conversationlist"), None, None) => Ok(Self::ConversationList),
            (Some("push_message"), None, None) => Ok(Self::LastNotification),
            _ => Err(NoDeepLink),
        }
    }
}

/// A name as it may stand above a chat, however it was written; none when nothing is left of it.
fn heading(title: &str) -> Option<String> {
    let line = pipit_imkit::shown(Some(title), "").chars().take(LONGEST_TITLE).collect();
    Some(line).filter(|line: &String| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use pipit_im::ConversationType;

    use super::*;

    #[test]
    fn addresses_lead_to_chats_to_the_list_and_to_the_last_notification() {
        let chat = |kind, id: &str, title: Option<&str>| DeepLink::Conversation {
            id: ConversationId { kind, target_id: TargetId::new(id) },
            title: title.map(str::to_owned),
        };
        for (text, wanted) in [
            (
                "rong://org.example/conversation/private?targetId=bob&title=Bob",
                chat(ConversationType::Private, "bob", Some("Bob")),
            ),
            (
                "rong://a/conversation/GROUP?title=%0Aa%09b%20&targetId=%E7%BB%84",
                chat(ConversationType::Group, "组", Some("a b")),
            ),
            (
                "rong://a/conversation/private?targetId=b&title=Evil%E2%80%AEgnp.exe",
                chat(ConversationType::Private, "b", Some("Evilgnp.exe")),
            ),
            ("rong://a/conversation/group?title=%20&targetId=g", chat(ConversationType::Group, "g", None)),
            ("rong://a/conversationlist", DeepLink::ConversationList),
            (" rong://a/push_message ", DeepLink::LastNotification),
        ] {
            assert_eq!(text.parse(), Ok(wanted), "{text}");
        }
        let long = format!("rong://a/conversation/private?targetId=b&title={}", "x".repeat(3_000));
        for text in [
            "",
            "rong://a",
            "rong://a/conversation/private",
            "rong://a/conversation/private?targetId=",
            "rong://a/conversation/unheard?targetId=b",
            "rong://a/conversation/private/more?targetId=b",
            "https://a/conversation/private?targetId=b",
            "--profile=/tmp",
            &long,
        ] {
            assert_eq!(text.parse::<DeepLink>(), Err(NoDeepLink), "{text}");
        }
    }
}
