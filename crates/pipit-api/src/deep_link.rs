//! Addresses that lead into the app, as the platform's phone kits have them: `rong://HOST/conversation/TYPE?targetId=ID`
//! opens a chat, `rong://HOST/conversationlist` the list, `rong://HOST/push_message` what the last notification told of.

use std::str::FromStr;

use pipit_im::{ConversationId, TargetId};
use thiserror::Error;

use crate::rcim;

/// The longest address that is read, in bytes.
const LONGEST: usize = 2_048;

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeepLink {
    /// To a chat.
    Conversation(ConversationId),
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
                Ok(Self::Conversation(ConversationId { kind, target_id: TargetId::new(target) }))
            }
            (Some("conversationlist"), None, None) => Ok(Self::ConversationList),
            (Some("push_message"), None, None) => Ok(Self::LastNotification),
            _ => Err(NoDeepLink),
        }
    }
}

#[cfg(test)]
mod tests {
    use pipit_im::ConversationType;

    use super::*;

    #[test]
    fn addresses_lead_to_chats_to_the_list_and_to_the_last_notification() {
        let chat =
            |kind, id: &str| DeepLink::Conversation(ConversationId { kind, target_id: TargetId::new(id) });
        for (text, wanted) in [
            (
                "rong://org.example/conversation/private?targetId=bob&title=Bob",
                chat(ConversationType::Private, "bob"),
            ),
            ("rong://a/conversation/GROUP?title=x&targetId=%E7%BB%84", chat(ConversationType::Group, "组")),
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
